import {
  Agenda,
  Care,
  type CareMessage,
  CarePractice,
  CareStore,
  ChinaContact,
  ChinaReplies,
  type Consent,
  ConsentStore,
  Consents,
  type ContactAttempt,
  type ContactablePerson,
  ContactStore,
  Hours,
  Id,
  Outreach,
  Patients,
  PhoneNumber,
  Replies,
  Scheduling,
  VitalStatusStore,
  type Word,
} from "@aftercare/core"
import { Context, DateTime, Duration, Effect, Fiber, Option } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  accepted,
  consent,
  discharge,
  drain,
  evening,
  type House,
  inHouse,
  options,
  type Provider,
  pass,
  rejected,
  saying,
  tenant,
} from "./house.ts"

const hourMillis = 3_600_000

const allowing = (n: number, channels: ReadonlyArray<Word.Channel> = ["sms", "wechat"]): Consent.Consent => ({
  ...consent(n),
  id: Id.ConsentId.make(`care-${n}`),
  purposes: ["care"],
  channels: channels as Consent.Consent["channels"],
})

const personOf = (n: number, channels: ReadonlyArray<Word.Channel> = ["sms", "wechat"]) =>
  discharge(n, { channels }).persons[0]

const from = (hours: number) => DateTime.makeUnsafe(evening + hours * hourMillis)

/** A greeting from the evening on, that may be given until the evening after. */
const greeting = (n: number, more: Partial<CareMessage.Wanted> = {}): CareMessage.Wanted => ({
  occasion: { _tag: "Event", event: Id.CareEventId.make(`lecture-${n}`), kind: "invitation", number: 1 },
  patient: Id.PatientId.make(`p${n}`),
  purpose: "care",
  channels: ["sms", "wechat"],
  span: { earliest: from(0), ideal: from(1), due: from(3), latest: from(24) },
  template: { id: "greeting", version: "1" },
  ...more,
})

const make = (
  n: number,
  more: Partial<CareMessage.Wanted> = {},
  to: ContactablePerson.ContactablePerson = personOf(n),
) => Care.make(tenant, { wanted: greeting(n, more), to, needsGuardian: false })

const allowed = (n: number, more: Partial<CareMessage.Wanted> = {}) =>
  Effect.gen(function* () {
    yield* (yield* ConsentStore.ConsentStore).put(tenant, allowing(n))
    return yield* make(n, more)
  })

const now = ({ id }: CareMessage.CareMessage) =>
  Effect.gen(function* () {
    const { messages } = yield* CareStore.CareStore
    return Option.getOrThrow(yield* messages.find(tenant, id)).record.message
  })

const clock = (at: DateTime.Utc) =>
  new Date(DateTime.toEpochMillis(at) + 8 * hourMillis).toISOString().slice(5, 16)

const sends = (message: CareMessage.CareMessage) =>
  Effect.map(now(message), (found) => found.sends.map(({ at, channel }) => `${channel} ${clock(at)}`))

/** A provider that answers with these words, one after the other, and then takes everything. */
const answering = (...words: ReadonlyArray<string>): Provider => {
  const left = [...words]
  return { send: () => Effect.map(DateTime.now, (at) => saying(left.shift(), DateTime.toEpochMillis(at))) }
}

type Test = Parameters<typeof inHouse<void, unknown>>[1]

const life = (provider: Provider, test: Test) => inHouse(provider, test)

describe("a care message", () => {
  it("goes out once at its moment, and ends with its time as sent", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* pass(Duration.days(2))
        expect(yield* sends(message)).toEqual(["sms 03-02T19:00"])
        expect(sent).toMatchObject([
          {
            channel: "sms",
            purpose: "care",
            subject: { _tag: "Care", message: message.id, number: 1 },
            content: { text: "greeting" },
          },
        ])
        expect((yield* now(message)).state).toMatchObject({ _tag: "Ended", conclusion: "sent" })
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("is made once on one occasion to one person", () =>
    life({}, () =>
      Effect.gen(function* () {
        yield* allowed(1)
        const again = yield* Effect.flip(make(1))
        expect(again).toMatchObject({ reason: { _tag: "AlreadyExists" } })
        const other = yield* make(1, {}, { ...personOf(1), id: Id.PersonId.make("daughter") })
        expect(other.addressee).toBe("daughter")
      }),
    ))

  it("is never sent late: a worker that comes after its time drops it, and says why", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* TestClock.setTime(evening + 24 * hourMillis)
        yield* drain
        expect(sent).toEqual([])
        expect((yield* now(message)).state).toMatchObject({ conclusion: "dropped", rules: ["care.notSent"] })
      }),
    ))

  it("waits for the end of the rest where a worker comes too late for its moment", () =>
    life({}, () =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* TestClock.setTime(evening + 4 * hourMillis)
        yield* drain
        yield* pass(Duration.days(1))
        expect(yield* sends(message)).toEqual(["sms 03-03T08:00"])
      }),
    ))

  it("goes out at night by an override that the person asked for, and by no other", () =>
    life({}, () =>
      Effect.gen(function* () {
        const night = { earliest: from(4), ideal: from(5), due: from(6), latest: from(7) }
        const override = {
          kind: "ownRequest",
          author: Id.StaffId.make("nurse-7"),
          reason: "takes it at eleven",
          givenAt: from(0),
        } as const
        const own = yield* allowed(1, { span: night, override })
        const other = yield* allowed(2, { span: night })
        yield* pass(Duration.days(1))
        expect(yield* sends(own)).toEqual(["sms 03-02T23:00"])
        expect((yield* now(own)).sends[0]?.permission._tag).toBe("ByOverride")
        expect(yield* sends(other)).toEqual([])
        expect((yield* now(other)).state).toMatchObject({ conclusion: "dropped" })
      }),
    ))

  it.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>, string]>([
    [
      "is refused goes out by the next channel",
      ["rejected"],
      ["sms 03-02T19:00", "wechat 03-02T19:00"],
      "sent",
    ],
    [
      "every channel refuses is undeliverable",
      ["rejected", "rejected"],
      ["sms 03-02T19:00", "wechat 03-02T19:00"],
      "undeliverable",
    ],
    ["surely wasn't sent goes out later, under its number", ["deferred"], ["sms 03-03T08:00"], "sent"],
    ["nobody knows of isn't sent again", ["unknown"], ["sms 03-02T19:00"], "sent"],
  ])("that %s", (_, words, expected, conclusion) =>
    life(answering(...words), (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1, { span: { ...greeting(1).span, ideal: from(1), due: from(1) } })
        yield* pass(Duration.days(2))
        expect(yield* sends(message)).toEqual(expected)
        expect(sent.length).toBe(words.includes("deferred") ? 2 : expected.length)
        expect(new Set(sent.map(({ id }) => id)).size).toBe(expected.length)
        expect((yield* now(message)).state).toMatchObject({ conclusion })
      }),
    ),
  )

  it("that nobody knows of is looked up where its channel can, and a refusal is believed", () =>
    life({ ...answering("unknown"), lookUp: () => Option.some(rejected) }, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* pass(Duration.days(2))
        expect(sent.length).toBe(1)
        expect((yield* now(message)).sends[0]?.delivery).toEqual(rejected)
        expect((yield* now(message)).state).toMatchObject({ conclusion: "undeliverable" })
      }),
    ))

  it("that a worker stored and then died over isn't sent by the next", () =>
    life({ send: () => Effect.never }, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* TestClock.setTime(evening + hourMillis)
        const working = yield* Effect.forkChild(Outreach.runDue(options))
        for (let turn = 0; turn < 200 && sent.length === 0; turn++) yield* Effect.yieldNow
        expect(sent.length).toBe(1)
        yield* Fiber.interrupt(working)
        yield* pass(Duration.days(2))
        expect(sent.length).toBe(1)
        expect((yield* now(message)).state).toMatchObject({ conclusion: "sent" })
      }),
    ))

  it("is told of by a receipt: a refusal has it sent by the next channel", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* pass(Duration.hours(2))
        const id = sent[0]?.id as Id.MessageId
        const told = (delivery: ContactAttempt.Delivery, address = "+8613800000000") =>
          Outreach.recordReceipt({ tenant, message: id, address, delivery })
        expect(yield* told(rejected, "+8613811111111")).toBe(false)
        expect(yield* told(accepted)).toBe(true)
        expect(yield* told(rejected)).toBe(true)
        yield* pass(Duration.days(2))
        expect(sent.map(({ channel }) => channel)).toEqual(["sms", "wechat"])
        expect((yield* now(message)).state).toMatchObject({ conclusion: "sent" })
      }),
    ))

  it("counts for the caps of whatever else the person is contacted for, and is held by them", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, allowing(1))
        const span = { earliest: from(0), ideal: from(0), due: from(1), latest: from(3) }
        for (const n of [1, 2, 3])
          yield* make(1, {
            span,
            occasion: { _tag: "Event", event: Id.CareEventId.make("group"), kind: "moved", number: n },
          })
        const during = { from: evening, until: evening + 24 * hourMillis }
        const contacts = Effect.gen(function* () {
          const store = yield* ContactStore.ContactStore
          const { contacts } = yield* store.of(tenant, personOf(1).id, during)
          return contacts.map(({ made, purpose }) => `${purpose} ${made ? "made" : "planned"}`)
        })
        expect(yield* contacts).toEqual(["care planned", "care planned"])
        yield* pass(Duration.days(3))
        expect(sent.length).toBe(2)
        expect(yield* contacts).toEqual(["care made", "care made"])
      }),
    ))

  it("waits where its channel isn't connected: that says nothing of the person", () =>
    life({ connected: ["phone"] }, (sent) =>
      Effect.gen(function* () {
        const before = yield* allowed(1)
        yield* pass(Duration.hours(4))
        expect(sent).toEqual([])
        expect(yield* now(before)).toEqual(before)
        yield* pass(Duration.days(1))
        expect((yield* now(before)).state).toMatchObject({ conclusion: "dropped" })
      }),
    ))

  it("follows how its person can be reached, and their hours, also where a discharge is put right", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms", "wechat"] }), [])
        const self = personOf(1)
        const late = {
          ...self,
          phone: PhoneNumber.PhoneNumber.make("+8613911111111"),
          profile: { ...self.profile, rest: { noon: [], night: ["18:30-10:00"] } as never },
        }
        yield* Scheduling.correct(tenant, { ...discharge(1), persons: [late] }, [])
        expect(yield* Care.amend(tenant, late)).toEqual([])
        yield* pass(Duration.days(2))
        expect(yield* sends(message)).toEqual(["sms 03-03T10:00"])
        expect(sent.map(({ to }) => to.phone)).toEqual(["+8613911111111"])
        expect(yield* Care.amend(tenant, self)).toEqual([])
      }),
    ))

  it("is ended by whoever has no more need of it", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        const ended = yield* Care.conclude(tenant, message.id, "notNeeded")
        expect(ended.state).toMatchObject({ _tag: "Ended", conclusion: "notNeeded" })
        yield* pass(Duration.days(2))
        expect(sent).toEqual([])
      }),
    ))

  it("moves with a changed policy, and where nothing changed nothing does", () => {
    let closed = false
    const practice: Provider = {
      care: {
        get contact() {
          const { carePolicy } = ChinaContact
          const hours = carePolicy.hours.map((rule) => ({ ...rule, openIn: Hours.daily("09:00", "18:00") }))
          return closed ? { ...carePolicy, version: "2", hours } : carePolicy
        },
      },
    }
    return life(practice, () =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        expect(yield* Care.replanAll(tenant)).toEqual([])
        closed = true
        expect(yield* Care.replanAll(tenant)).toEqual([message.id])
        yield* pass(Duration.days(2))
        expect(yield* sends(message)).toEqual(["sms 03-03T09:00"])
      }),
    )
  })
})

describe("consent to care", () => {
  it("is looked for when the message is sent: without one it isn't", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* make(1)
        yield* pass(Duration.days(2))
        expect(sent).toEqual([])
        expect((yield* now(message)).state).toMatchObject({
          conclusion: "dropped",
          rules: ["consent.none"],
        })
      }),
    ))

  it("that is withdrawn by a word leaves nothing to be sent by that channel", () =>
    life({ practice: () => ({ replies: ChinaReplies.policy }) }, (sent) =>
      Effect.gen(function* () {
        yield* allowed(1)
        yield* pass(Duration.hours(2))
        const next = yield* make(1, {
          occasion: { _tag: "Event", event: Id.CareEventId.make("group"), kind: "reminder", number: 1 },
          channels: ["sms"],
          span: { earliest: from(20), ideal: from(20), due: from(22), latest: from(26) },
        })
        const received = yield* Replies.receive("sms", {
          ...{ tenant, id: Id.MessageId.make("in-1"), from: "+8613800000000", text: "退订" },
          receivedAt: yield* DateTime.now,
        })
        expect(received).toMatchObject({ persons: ["p1"], did: { _tag: "OptedOut", consents: ["care-1"] } })
        yield* pass(Duration.days(2))
        expect(sent.length).toBe(1)
        expect((yield* now(next)).state).toMatchObject({
          conclusion: "dropped",
          rules: ["consent.withdrawn"],
        })
      }),
    ))

  it.each<readonly [string, number, Partial<Consent.Consent>, ReadonlyArray<string>]>([
    ["in time has it sent", 16, {}, ["sms 03-03T10:00"]],
    ["for something else doesn't", 16, { purposes: ["followUp"] }, []],
    ["too late doesn't", 25, {}, []],
  ])("that is given %s", (_, hours, more, expected) =>
    life({}, () =>
      Effect.gen(function* () {
        const message = yield* make(1)
        yield* pass(Duration.hours(hours))
        yield* Consents.give(tenant, { ...allowing(1), givenAt: yield* DateTime.now, ...more })
        yield* pass(Duration.days(2))
        expect(yield* sends(message)).toEqual(expected)
      }),
    ),
  )

  it("is the guardian's where the patient is that young", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, allowing(1))
        yield* Care.make(tenant, { wanted: greeting(1), to: personOf(1), needsGuardian: true })
        yield* pass(Duration.days(2))
        expect(sent).toEqual([])
      }),
    ))
})

describe("a patient who has died or is in hospital again", () => {
  const told: Readonly<Record<string, (n: number) => Effect.Effect<unknown, unknown, House>>> = {
    "is told of": (n) =>
      Patients.recordVitalStatus(tenant, Id.PatientId.make(`p${n}`), "deceased", Id.StaffId.make("n")),
    "is told of while nobody saw the message": (n) =>
      Effect.gen(function* () {
        yield* (yield* VitalStatusStore.VitalStatusStore).add(tenant, {
          patient: Id.PatientId.make(`p${n}`),
          status: "deceased",
          toldAt: yield* DateTime.now,
          source: { _tag: "Staff", staff: Id.StaffId.make("n") },
        })
      }),
  }
  it.each(Object.entries(told))("is sent nothing, and nothing is made, once a death %s", (_, tell) =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const own = yield* allowed(1)
        const daughter = { ...personOf(1), id: Id.PersonId.make("daughter") }
        const hers = yield* make(1, {}, daughter)
        yield* (yield* ConsentStore.ConsentStore).put(tenant, {
          ...allowing(1),
          id: Id.ConsentId.make("daughters"),
          person: daughter.id,
        })
        yield* tell(1)
        yield* pass(Duration.days(2))
        expect(sent).toEqual([])
        for (const one of [own, hers])
          expect((yield* now(one)).state).toMatchObject({ conclusion: "deceased" })
        const another = make(1, {
          occasion: { _tag: "Event", event: Id.CareEventId.make("x"), kind: "moved", number: 1 },
        })
        expect(yield* Effect.flip(another)).toMatchObject({
          _tag: "CareMessageRefused",
          rule: "care.deceased",
        })
      }),
    ),
  )

  it("is sent nothing that was meant for after the stay", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        const { id } = yield* Scheduling.schedule(tenant, discharge(1), [])
        yield* Scheduling.cancel(tenant, id, "readmitted")
        yield* pass(Duration.days(2))
        expect(sent).toEqual([])
        expect((yield* now(message)).state).toMatchObject({ conclusion: "inHospital" })
      }),
    ))
})

describe("a worker without care", () => {
  it("leaves a message to one that has some, and does the rest", () =>
    life({}, (sent) =>
      Effect.gen(function* () {
        const message = yield* allowed(1)
        yield* Scheduling.schedule(tenant, discharge(2, { channels: ["sms"] }), [consent(2)])
        yield* TestClock.setTime(evening + hourMillis)
        const without = <A, E>(work: Effect.Effect<A, E, House>) =>
          Effect.updateContext(
            work,
            (house: Context.Context<House>) =>
              Context.omit(CarePractice.CarePractice, CareStore.CareStore)(house) as typeof house,
          )
        yield* without(Outreach.runDue(options))
        expect(sent.map(({ subject }) => subject._tag)).toEqual(["FollowUp"])
        const staff = Id.StaffId.make("nurse-7")
        yield* without(Patients.recordVitalStatus(tenant, Id.PatientId.make("p2"), "deceased", staff))
        expect(yield* now(message)).toEqual(message)
        yield* TestClock.adjust("2 minutes")
        yield* drain
        expect(sent.length).toBe(2)
      }),
    ))
})
