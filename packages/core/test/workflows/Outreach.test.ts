import {
  Agenda,
  Consent,
  ConsentStore,
  Consents,
  type ContactAttempt,
  DischargeStore,
  FollowUpPlan,
  FollowUpTask,
  Id,
  MessageChannel,
  Outreach,
  type Override,
  PlainDate,
  PlanStore,
  Rule,
  Scheduling,
  StoreError,
  type Word,
} from "@aftercare/core"
import { Array as Arr, DateTime, Duration, Effect, Fiber, Option, Result, Schedule, Stream } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import {
  atWork,
  consent,
  discharge,
  drain,
  evening,
  followUpOf,
  inHouse,
  options,
  pass,
  plans,
  tenant,
} from "./house.ts"

const schedule = (n: number, channels?: ReadonlyArray<Word.Channel>) =>
  Scheduling.schedule(tenant, discharge(n, channels === undefined ? {} : { channels }), [consent(n)])

const stage = (plan: FollowUpPlan.FollowUpPlan, name: string): FollowUpTask.FollowUpTask => {
  const found = plan.tasks.find((task) => task.stage === name)
  if (found === undefined) throw new Error(`no stage ${name}`)
  return found
}

const onlyPlan = Effect.map(plans, ([plan]) => plan as FollowUpPlan.FollowUpPlan)

const says = (delivery: ContactAttempt.Delivery) => ({ send: () => Effect.succeed(delivery) })

const clock = (at: DateTime.Utc) =>
  new Date(DateTime.toEpochMillis(at) + 8 * 3_600_000).toISOString().slice(5, 16)

describe("a channel that breaks down", () => {
  type Sends = MessageChannel.MessageChannel["send"]
  type LooksUp = MessageChannel.MessageChannel["lookUp"]
  const broken = (send: Sends, lookUp: LooksUp): MessageChannel.MessageChannel => ({
    channel: "sms",
    capabilities: {
      ...{ idempotency: { _tag: "None" }, lookUp: true, receipts: false, inbound: false, costMilli: 0 },
    },
    send,
    lookUp,
    receipts: Stream.empty,
    inbound: Stream.empty,
  })

  /** What becomes of the patient's tasks in a week, and what nobody sees to any more. */
  const after = (send: () => ReturnType<Sends>, lookUp: LooksUp = () => Effect.asSome(send())) =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* schedule(1, ["sms"])
        yield* pass(Duration.days(7))
        const { records } = yield* (yield* Agenda.Agenda).deadLetters(tenant, { limit: 9 })
        return [(yield* onlyPlan).tasks.map(({ state }) => state), records]
      }).pipe(
        Effect.provideService(
          MessageChannel.MessageChannels,
          MessageChannel.fromList([broken(send, lookUp)]),
        ),
      ),
    )

  it("is one of which nobody knows what it did, whether it throws or dies", async () => {
    const breakdown = new Error("no line")
    const thrown = await after(() => {
      throw breakdown
    })
    expect(thrown).toEqual(await after(() => Effect.die(breakdown)))
    expect(thrown[1]).toEqual([])
  })

  it("is one whose answer no store could keep, such as a reference that is empty", async () => {
    const unsaid = { _tag: "Accepted", reference: "" } as const
    const said = await after(
      () => Effect.succeed(unsaid),
      () => Effect.succeedSome(unsaid),
    )
    expect(said).toEqual(await after(() => Effect.die("no line")))
  })
})

describe("a contact that is due", () => {
  it("goes out at the planned moment, once, and its try is stored with its permission and consent", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const planned = stage(yield* onlyPlan, "first-contact").state
        expect(planned._tag === "Planned" && clock(planned.at)).toBe("03-02T18:00")
        yield* drain
        expect(sent.map((message) => [followUpOf(message).attempt, message.channel])).toEqual([
          ["d1/general-discharge/first-contact/1", "phone"],
        ])
        const { state } = stage(yield* onlyPlan, "first-contact")
        expect(state).toMatchObject({
          _tag: "InProgress",
          attempt: {
            number: 1,
            permission: { _tag: "Within" },
            consent: "c1",
            delivery: { _tag: "Accepted" },
          },
        })
      }),
    ))

  it("isn't made in the noon rest by a worker that comes too late for the planned moment, but after it", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        // The worker was down from the evening until the next day's noon rest.
        yield* TestClock.setTime(Date.parse("2026-03-03T12:30:00+08:00"))
        yield* drain
        expect(sent).toEqual([])
        const { state } = stage(yield* onlyPlan, "first-contact")
        expect(state._tag === "Planned" && clock(state.at)).toBe("03-03T14:00")
        yield* pass(Duration.hours(2))
        expect(sent.length).toBe(1)
      }),
    ))

  it("isn't made once the withdrawal of its consent is kept, and its task is cancelled for that reason", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const withdrawn = Consent.withdraw(consent(1), DateTime.makeUnsafe(evening))
        yield* (yield* ConsentStore.ConsentStore).put(tenant, Result.getOrThrow(withdrawn))
        yield* pass(Duration.days(8))
        expect(sent).toEqual([])
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          end: { _tag: "Cancelled", reason: "consentWithdrawn" },
        })
      }),
    ))

  it("takes the next channel where the first has no consent", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [consent(1, ["sms"])])
        yield* drain
        expect(sent.map((message) => message.channel)).toEqual(["sms"])
      }),
    ))

  it("is left to a person where no channel has a consent, and ends as missed, never as the patient's silence", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        yield* drain
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          _tag: "Unplaced",
          rules: ["consent.none"],
        })
        yield* pass(Duration.days(4))
        expect(sent).toEqual([])
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({ end: { _tag: "Missed" } })
      }),
    ))

  it("is tried again later where its channel isn't connected: that says nothing of the patient", () =>
    inHouse({ connected: ["sms"] }, (sent) =>
      Effect.gen(function* () {
        const before = yield* schedule(1)
        yield* drain
        expect(sent).toEqual([])
        expect(yield* onlyPlan).toEqual(before)
        const due = yield* (yield* Agenda.Agenda).nextDueAt
        const pause = due === undefined ? 0 : DateTime.toEpochMillis(due) - evening
        expect(pause > 15_000 && pause <= 30_000).toBe(true)
      }),
    ))

  it("isn't made on a channel that the person no longer takes", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(1, { channels: ["sms"] }))
        yield* drain
        expect(sent.map((message) => message.channel)).toEqual(["sms"])
      }),
    ))

  it("isn't made without a number, and the discharge is refused where no other channel is left", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { persons, ...rest } = discharge(1)
        const [{ phone: _phone, ...person }] = persons
        const refused = yield* Effect.result(
          Scheduling.schedule(tenant, { ...rest, persons: [person] }, [consent(1)]),
        )
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("NoChannel")
        expect(sent).toEqual([])
      }),
    ))

  it("isn't made under a consent handed over again after it was withdrawn, nor under another form's", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const store = yield* ConsentStore.ConsentStore
        yield* store.put(tenant, consent(1))
        yield* store.put(tenant, { ...consent(1), id: Id.ConsentId.make("another-form") })
        yield* Consents.withdraw(tenant, {
          person: consent(1).person,
          channels: ["phone"],
          purposes: ["followUp"],
        })
        yield* schedule(1)
        yield* drain
        expect(sent.map((message) => message.channel)).toEqual(["sms"])
      }),
    ))
})

describe("a consent that was withdrawn", () => {
  const stop = (n: number) =>
    Consents.withdraw(tenant, {
      person: consent(n).person,
      channels: ["phone", "wechat"],
      purposes: ["followUp"],
    })
  /** As the next stay's row repeats what was signed before the last. */
  const repeated = { ...consent(1), id: Id.ConsentId.make("d2/consent-1") }

  it("isn't undone by the next stay that hands the same form over under another id", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* TestClock.adjust("1 second")
        yield* stop(1)
        yield* Scheduling.schedule(tenant, discharge(2, { person: "p1" }), [repeated])
        yield* pass(Duration.days(40))
        expect(sent.length).toBeGreaterThan(0)
        expect(new Set(sent.map(({ channel }) => channel))).toEqual(new Set(["sms"]))
      }),
    ))

  it("isn't undone by a form given before that is only now heard of, and is by one given since", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const store = yield* ConsentStore.ConsentStore
        const isAllowed = Effect.gen(function* () {
          const asked = { channel: "phone", purpose: "followUp", needsGuardian: false } as const
          const known = yield* store.of(tenant, consent(1).person)
          const at = yield* DateTime.now
          return Result.isSuccess(Consent.inForce(known, { ...asked, person: consent(1).person, at }))
        })
        yield* schedule(1)
        yield* TestClock.adjust("1 second")
        yield* stop(1)
        expect(yield* Consents.give(tenant, repeated)).toEqual([])
        expect(yield* isAllowed).toBe(false)
        yield* TestClock.adjust("1 second")
        const givenAt = yield* DateTime.now
        yield* Consents.give(tenant, { ...repeated, id: Id.ConsentId.make("since"), givenAt })
        expect(yield* isAllowed).toBe(true)
      }),
    ))

  it("on paper is withdrawn when the next stay hands it over as such, whole, whatever of it was withdrawn before", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* TestClock.adjust("1 second")
        yield* stop(1)
        yield* TestClock.adjust("1 second")
        const withdrawn = { ...consent(1), withdrawnAt: yield* DateTime.now }
        yield* Scheduling.schedule(tenant, discharge(2, { person: "p1" }), [withdrawn])
        yield* pass(Duration.days(40))
        expect(sent).toEqual([])
      }),
    ))

  it("and is given as withdrawn lets nothing more be sent", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* TestClock.adjust("1 second")
        yield* stop(1)
        yield* TestClock.adjust("1 second")
        expect(yield* Consents.give(tenant, { ...consent(1), withdrawnAt: yield* DateTime.now })).toEqual([])
        yield* pass(Duration.days(40))
        expect(sent).toEqual([])
      }),
    ))

  it("stays withdrawn beside another form of the same stay, which stands as the ward says", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const withdrawnAt = consent(1).givenAt
        const old: Consent.Consent = { ...consent(1), id: Id.ConsentId.make("old"), withdrawnAt }
        yield* Scheduling.schedule(tenant, discharge(1), [old, consent(1, ["phone"])])
        yield* drain
        expect(sent.map(({ channel }) => channel)).toEqual(["phone"])
      }),
    ))
})

describe("a consent that comes later", () => {
  it("lets contacts be made that waited for it, in every plan that addresses the person", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        for (const n of [1, 2]) yield* Scheduling.schedule(tenant, discharge(n, { person: "p1" }), [])
        yield* drain
        expect(sent).toEqual([])
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({ rules: ["consent.none"] })
        yield* TestClock.adjust("1 hour")
        const moved = yield* Consents.give(tenant, consent(1))
        expect(moved).toEqual(["d1/general-discharge", "d2/general-discharge"])
        expect(yield* Consents.give(tenant, consent(1))).toEqual([])
        yield* drain
        expect(sent.map((message) => [followUpOf(message).plan, message.channel])).toEqual([
          ["d1/general-discharge", "phone"],
          ["d2/general-discharge", "phone"],
        ])
      }),
    ))

  it("with another discharge does the same, and one that was withdrawn and is handed over again doesn't", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1), [])
        yield* drain
        yield* Scheduling.schedule(tenant, discharge(2, { person: "p1" }), [consent(1)])
        expect(stage(yield* onlyPlan, "first-contact").state._tag).toBe("Planned")
        yield* Consents.withdraw(tenant, {
          person: consent(1).person,
          channels: ["phone", "sms", "wechat"],
          purposes: ["followUp"],
        })
        yield* drain
        yield* Scheduling.schedule(tenant, discharge(3, { person: "p1" }), [consent(1)])
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          end: { _tag: "Cancelled", reason: "consentWithdrawn" },
        })
      }),
    ))
})

describe("a number that is mended", () => {
  it("is called again for what was left to a person because of the wrong one", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "wrongNumber")
        yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(1))
        expect(yield* Scheduling.mendNumber(tenant, consent(1).person)).toEqual([plan])
        yield* pass(Duration.days(1))
        expect(sent.map(({ channel }) => channel).slice(0, 2)).toEqual(["phone", "phone"])
      }),
    ))
})

describe("what came of a contact", () => {
  it("ends the task where it was completed", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "completed")
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({ end: { _tag: "Completed" } })
        const again = yield* Effect.result(
          Outreach.recordDisposition(tenant, plan, task, attempt, "declined"),
        )
        expect(Result.isFailure(again) && again.failure._tag).toBe("NotFound")
        yield* pass(Duration.days(3))
        expect(sent.length).toBe(1)
      }),
    ))

  it("brings a further try at another part of the day where nobody answered, then another channel, then an end", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* pass(Duration.days(4))
        const task = stage(yield* onlyPlan, "first-contact")
        expect(task.state).toMatchObject({ end: { _tag: "Unreachable" } })
        expect(task.attempts.map(({ channel, startedAt }) => `${channel} ${clock(startedAt)}`)).toEqual([
          "phone 03-02T18:00",
          "phone 03-03T08:00",
          "phone 03-03T18:00",
          "sms 03-04T08:00",
          "sms 03-05T08:00",
        ])
        expect(sent.length).toBe(5)
      }),
    ))

  it("tells whoever answers a wrong number nothing more, by no channel and in no other task", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "wrongNumber")
        const after = yield* onlyPlan
        expect(stage(after, "first-contact").state).toMatchObject({
          _tag: "Unplaced",
          rules: ["phone.wrongNumber"],
        })
        expect(stage(after, "first-week").state).toMatchObject({
          _tag: "Unplaced",
          rules: ["phone.wrongNumber"],
        })
        yield* pass(Duration.days(12))
        expect(sent.length).toBe(1)
      }),
    ))

  it("closes a channel that refused the number, and goes on with the next", () =>
    inHouse(
      {
        send: (_message, channel) =>
          Effect.succeed(
            channel === "phone"
              ? { _tag: "Rejected", code: "number.invalid" as never }
              : { _tag: "Accepted", reference: "r" },
          ),
      },
      (sent) =>
        Effect.gen(function* () {
          yield* schedule(1)
          yield* pass(Duration.days(2))
          expect(sent.map((message) => message.channel).slice(0, 2)).toEqual(["phone", "sms"])
          expect(sent.filter((message) => message.channel === "phone").length).toBe(1)
        }),
    ))
})

describe("somebody who is turned to", () => {
  const withCarer = () => {
    const { persons, ...rest } = discharge(1, { channels: ["phone"] })
    const [self] = persons
    const carer = { ...self, id: Id.PersonId.make("carer"), relation: "caregiver" } as const
    return { ...rest, persons: [self, carer] } as const
  }
  const carers = { ...consent(2), person: Id.PersonId.make("carer") }

  it("is called under a consent of their own, once the patient can't be reached", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, withCarer(), [consent(1), carers])
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "outOfService")
        yield* pass(Duration.hours(2))
        expect(sent.map(({ to }) => to.id)).toEqual(["p1", "carer"])
        const tries = FollowUpTask.allAttempts(stage(yield* onlyPlan, "first-contact"))
        expect(tries.map(({ consent }) => consent)).toEqual(["c1", "c2"])
      }),
    ))

  it("isn't called once the patient takes back what they allowed", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, withCarer(), [consent(1), carers])
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "outOfService")
        expect(stage(yield* onlyPlan, "first-contact").addressee).toBe("carer")
        yield* TestClock.adjust("1 second")
        yield* Consents.withdraw(tenant, {
          person: consent(1).person,
          channels: ["phone", "sms", "wechat"],
          purposes: ["followUp"],
        })
        yield* pass(Duration.days(10))
        expect(sent.length).toBe(1)
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          end: { _tag: "Cancelled", reason: "consentWithdrawn" },
        })
      }),
    ))
})

describe("a patient who comes of age tomorrow", () => {
  const young = () => {
    const [guardian] = discharge(1, { guardian: "g1", channels: ["sms"] }).persons
    const [self] = discharge(1, { channels: ["sms"] }).persons
    return {
      ...discharge(1),
      bornOn: PlainDate.make("2008-03-03"),
      persons: [guardian, self] as const,
    }
  }
  const given = consent(1, ["sms"], { guardian: "g1" })
  const told = (sent: ReadonlyArray<MessageChannel.Outgoing>) => sent.map(({ to }) => to.relation)

  it("hears from then on what a guardian heard before, where they allow it themselves", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, young(), [
          given,
          { ...consent(1, ["sms"]), id: Id.ConsentId.make("own") },
        ])
        yield* drain
        expect(told(sent)).toEqual(["guardian"])
        yield* pass(Duration.days(6))
        // Only after as many tries as anybody is given would another stand for them.
        expect(told(sent).slice(0, 4)).toEqual(["guardian", "self", "self", "self"])
      }),
    ))

  it("isn't spoken of to anybody where they have allowed nothing: a person sees to it", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, young(), [given])
        yield* pass(Duration.days(6))
        expect(told(sent)).toEqual(["guardian"])
        expect(stage(yield* onlyPlan, "first-week")).toMatchObject({
          addressee: "p1",
          state: { _tag: "Unplaced", rules: ["consent.none"] },
        })
      }),
    ))
})

describe("a patient who has died", () => {
  it.each(["who was called", "who plans", "who cancels one contact", "who ends one contact"])(
    "isn't asked for by any other plan of theirs, told by somebody %s, while another child of the same guardian is followed up",
    (who) =>
      inHouse({}, (sent) =>
        Effect.gen(function* () {
          const child = (n: number, patient: string) => ({
            ...discharge(n, { guardian: "g1" }),
            patient: Id.PatientId.make(patient),
          })
          const given = [consent(1, undefined, { guardian: "g1" })]
          yield* Scheduling.schedule(tenant, child(1, "first-child"), given)
          yield* Scheduling.schedule(tenant, child(2, "first-child"), given)
          yield* Scheduling.schedule(tenant, child(3, "second-child"), given)
          // For whose next stay another is contacted.
          const aunt = { ...discharge(4, { guardian: "g2" }), patient: Id.PatientId.make("first-child") }
          yield* Scheduling.schedule(tenant, aunt, [])
          yield* Outreach.runDue({ ...options, batch: 1 })
          const { attempt, plan, task } = followUpOf(sent[0])
          if (who === "who plans") yield* Scheduling.cancel(tenant, plan, "deceased")
          else if (who === "who cancels one contact")
            yield* Scheduling.cancelTask(tenant, plan, task, "deceased")
          else if (who === "who ends one contact") {
            const signed = { author: Id.StaffId.make("nurse-7"), reason: "the family told the ward" }
            const end = { _tag: "Cancelled", reason: "deceased" } as const
            yield* Scheduling.endTask(tenant, plan, task, end, signed)
          } else yield* Outreach.recordDisposition(tenant, plan, task, attempt, "deceased")
          const ends = (yield* plans).map(({ patient, tasks }) => [
            patient,
            tasks.every(({ state }) => state._tag === "Ended" && state.end._tag === "Cancelled"),
          ])
          expect(ends).toEqual([
            ["first-child", true],
            ["first-child", true],
            ["second-child", false],
            ["first-child", true],
          ])
        }),
      ),
  )
})

describe("a contact that is asked for later", () => {
  it("is made at the promised time, and refused with the nearest one where that lies outside the window", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* drain
        const { attempt, plan, task } = followUpOf(sent[0])
        const at = (text: string) => DateTime.makeUnsafe(`2026-03-${text}:00+08:00`)
        const ask = (when: string) =>
          Outreach.promise(tenant, plan, task, attempt, { channel: "phone", at: at(when) })
        const refused = yield* Effect.result(ask("03T13:00"))
        expect(Result.isFailure(refused) && refused.failure).toMatchObject({
          _tag: "PromiseRefused",
          rules: ["rest.noon"],
          nearest: at("03T14:00"),
        })
        yield* ask("03T16:20")
        expect(yield* Scheduling.replan(tenant, plan)).toEqual([])
        yield* pass(Duration.hours(23.5))
        const tries = FollowUpTask.allAttempts(stage(yield* onlyPlan, "first-contact"))
        expect(tries.map(({ disposition, startedAt }) => [disposition, clock(startedAt)])).toEqual([
          ["callLater", "03-02T18:00"],
          ["noAnswer", "03-03T16:20"],
        ])
      }),
    ))
})

describe("a task that somebody ends or takes up by hand", () => {
  const signed = { author: Id.StaffId.make("nurse-7"), reason: "came by the ward" }

  it("leaves and enters the agenda", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id, tasks } = yield* schedule(1)
        for (const task of tasks) yield* Scheduling.endTask(tenant, id, task.id, { _tag: "Declined" }, signed)
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
        const { id: first } = stage(yield* onlyPlan, "first-contact")
        const window = {
          earliest: { hours: 0 },
          ideal: { hours: 0 },
          due: { hours: 24 },
          latest: { hours: 72 },
        }
        yield* Scheduling.reopen(tenant, id, first, window, signed)
        yield* drain
        expect(sent.map((message) => [followUpOf(message).attempt, message.channel])).toEqual([
          ["d1/general-discharge/first-contact@2/1", "phone"],
        ])
        const again = yield* Effect.result(Scheduling.reopen(tenant, id, first, window, signed))
        expect(Result.isFailure(again) && again.failure._tag).toBe("ReentryRefused")
      }),
    ))
})

describe("a message of unknown delivery", () => {
  it("is never sent again by a machine: past its time a person speaks to the patient", () =>
    inHouse(says({ _tag: "Unknown" }), (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        yield* pass(Duration.days(2))
        expect(sent.length).toBe(1)
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          _tag: "Unplaced",
          rules: ["delivery.unknown"],
        })
      }),
    ))

  it("is what a channel that doesn't answer in time leaves behind", () =>
    inHouse({ send: () => Effect.never }, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const working = yield* Effect.forkChild(drain)
        yield* TestClock.adjust("31 seconds")
        yield* Fiber.join(working)
        expect(sent.length).toBe(1)
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          attempt: { delivery: { _tag: "Unknown" } },
        })
      }),
    ))

  it("is looked up where the channel can tell, and then counts as what it was", () =>
    inHouse(
      {
        ...says({ _tag: "Unknown" }),
        lookUp: () => Option.some({ _tag: "Accepted", reference: "found" }),
      },
      (sent) =>
        Effect.gen(function* () {
          yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
          yield* pass(Duration.days(2))
          const [first] = stage(yield* onlyPlan, "first-contact").attempts
          expect(first).toMatchObject({
            disposition: "noAnswer",
            delivery: { _tag: "Accepted", reference: "found" },
          })
          expect(sent.length).toBeGreaterThan(1)
        }),
    ))

  it("is what a crash between storing the try and sending leaves behind: not sent again", () =>
    inHouse({ connectIn: Duration.seconds(1) }, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        const working = yield* Effect.forkChild(Outreach.runDue(options))
        // One second inside the unit of work, and the crash in the second that follows it.
        yield* TestClock.adjust("1500 millis")
        yield* Fiber.interrupt(working)
        expect(stage(yield* onlyPlan, "first-contact").state._tag).toBe("InProgress")
        for (let hour = 0; hour < 30; hour++) {
          const later = yield* Effect.forkChild(drain)
          yield* TestClock.adjust("1 hour")
          yield* Fiber.join(later)
        }
        expect(sent).toEqual([])
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          _tag: "Unplaced",
          rules: ["delivery.unknown"],
        })
      }),
    ))
})

describe("a worker that is told to end", () => {
  const working = Effect.forkChild(Outreach.worker({ ...options, batch: 2, pollEvery: Duration.minutes(5) }))
  const attempts = Effect.map(plans, (all) => all.map((plan) => stage(plan, "first-contact").state))

  it("hears out the channel that has a message, and gives back what waits for its turn", () =>
    inHouse(
      { send: () => Effect.delay(Effect.succeed({ _tag: "Accepted", reference: "r" }), "5 seconds") },
      (sent) =>
        Effect.gen(function* () {
          for (const n of [1, 2, 3]) yield* schedule(n)
          const worker = yield* working
          yield* TestClock.adjust("1 second")
          expect(sent.length).toBe(1)
          const ending = yield* Effect.forkChild(Fiber.interrupt(worker))
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(ending)
          expect(sent.length).toBe(1)
          expect((yield* attempts).toSorted((a, b) => (a._tag < b._tag ? -1 : 1))).toMatchObject([
            { _tag: "InProgress", attempt: { delivery: { _tag: "Accepted" } } },
            { _tag: "Planned" },
            { _tag: "Planned" },
          ])
          const next = yield* working
          yield* TestClock.adjust("1 minute")
          yield* Fiber.interrupt(next)
          expect(new Set(sent.map(({ id }) => id)).size).toBe(3)
          expect(sent.length).toBe(3)
        }),
    ))

  it("waits for a channel that never answers no longer than it may", () =>
    inHouse({ send: () => Effect.never }, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const worker = yield* working
        yield* TestClock.adjust("1 second")
        const ending = yield* Effect.forkChild(Fiber.interrupt(worker))
        yield* TestClock.adjust(options.sendTimeout)
        yield* Fiber.join(ending)
        expect(sent.length).toBe(1)
        expect(yield* attempts).toMatchObject([{ attempt: { delivery: { _tag: "Unknown" } } }])
      }),
    ))

  it("takes no longer than one entry does, however many it has claimed and however slow its store fails", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        for (let n = 0; n < 20; n++) yield* schedule(n)
        const agenda = yield* Agenda.Agenda
        const away = Effect.delay(
          Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "away" })),
          "20 seconds",
        )
        const worker = yield* Effect.forkChild(
          Effect.provideService(
            Outreach.worker({ ...options, pollEvery: Duration.minutes(5) }),
            Agenda.Agenda,
            { ...agenda, hold: () => away, fail: () => away, renew: () => away },
          ),
        )
        yield* TestClock.adjust("30 seconds")
        const ending = yield* Effect.forkChild(Fiber.interrupt(worker))
        yield* TestClock.adjust("10 seconds")
        expect(ending.pollUnsafe()).toBeDefined()
        expect(worker.pollUnsafe()).toBeDefined()
      }),
    ))

  it("waits five seconds for an agenda that doesn't take back what it gave", () =>
    inHouse(
      { send: () => Effect.delay(Effect.succeed({ _tag: "Accepted", reference: "r" }), "5 seconds") },
      () =>
        Effect.gen(function* () {
          for (const n of [1, 2]) yield* schedule(n)
          const agenda = yield* Agenda.Agenda
          let asked = 0
          const worker = yield* Effect.provideService(working, Agenda.Agenda, {
            ...agenda,
            settle: (given, next) => {
              const isGivenBack = Arr.ensure(given).some(({ entry }) => entry.dueAt === next)
              if (!isGivenBack) return agenda.settle(given, next)
              asked += 1
              return Effect.never
            },
          })
          yield* TestClock.adjust("1 second")
          const ending = yield* Effect.forkChild(Fiber.interrupt(worker))
          yield* TestClock.adjust("5 seconds")
          expect(ending.pollUnsafe()).toBeUndefined()
          yield* TestClock.adjust("5 seconds")
          expect(ending.pollUnsafe()).toBeDefined()
          expect(asked).toBe(1)
        }),
    ))

  it.each(["nextDueAt", "claim"] as const)("claims nothing more where %s is under way", (slow) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const agenda = yield* Agenda.Agenda
        const late = {
          nextDueAt: { nextDueAt: Effect.delay(agenda.nextDueAt, "1 minute") },
          claim: { claim: (given) => Effect.delay(agenda.claim(given), "1 minute") },
        } satisfies Readonly<Record<string, Partial<Agenda.Agenda["Service"]>>>
        const worker = yield* Effect.provideService(working, Agenda.Agenda, { ...agenda, ...late[slow] })
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(worker)
        yield* TestClock.adjust("5 minutes")
        expect(sent).toEqual([])
        const at = yield* DateTime.now
        expect(
          (yield* agenda.claim({ at, limit: 1, lease: options.lease })).map(({ tries }) => tries),
        ).toEqual([1])
      }),
    ),
  )

  it("ends at once where it only waits for the next question", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const worker = yield* working
        yield* TestClock.adjust("1 second")
        yield* Fiber.interrupt(worker)
      }),
    ))
})

describe("a worker that waits", () => {
  const working = Outreach.worker({ ...options, pollEvery: Duration.minutes(5) })

  it("asks at once when it hears that something is due", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const worker = yield* Effect.forkChild(working)
        yield* TestClock.adjust("1 second")
        for (const n of [1, 2]) {
          yield* schedule(n)
          yield* TestClock.adjust("1 second")
          expect(sent.length).toBe(n)
        }
        yield* Fiber.interrupt(worker)
      }),
    ))

  it("waits a moment of its own when it hears of something, and asks once for all that it hears meanwhile", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const agenda = yield* Agenda.Agenda
        let asked = 0
        const counted: Agenda.Agenda["Service"] = {
          ...agenda,
          claim: (given) =>
            Effect.andThen(
              Effect.sync(() => void asked++),
              agenda.claim(given),
            ),
          hints: Stream.fromSchedule(Schedule.spaced("10 millis")).pipe(
            Stream.take(100),
            Stream.map(() => undefined),
          ),
        }
        for (let n = 0; n < 20; n++)
          yield* Effect.forkChild(Effect.provideService(working, Agenda.Agenda, counted))
        yield* TestClock.adjust("9 millis")
        expect(asked).toBe(20)
        yield* TestClock.adjust("5 millis")
        expect(asked).toBeLessThan(30)
        yield* TestClock.adjust("990 millis")
        // Nine of a hundred hints in the mean, where each was a question before.
        expect(asked / 20).toBeGreaterThan(5)
        expect(asked / 20).toBeLessThan(14)
      }),
    ))

  it.each([
    ["loses the hint", Stream.never],
    ["gives none", Stream.empty],
  ])("finds it by polling where the agenda %s", (_how, hints) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const agenda = yield* Agenda.Agenda
        const worker = yield* Effect.forkChild(
          Effect.provideService(working, Agenda.Agenda, { ...agenda, hints }),
        )
        yield* TestClock.adjust("1 second")
        yield* schedule(1)
        yield* TestClock.adjust("4 minutes")
        expect(sent.length).toBe(0)
        yield* TestClock.adjust("1 minute")
        expect(sent.length).toBe(1)
        yield* Fiber.interrupt(worker)
      }),
    ),
  )
})

describe("a worker", () => {
  it("puts off what it doesn't know for as long as it takes: a newer version's entries aren't lost", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const agenda = yield* Agenda.Agenda
        const [kind]: ReadonlyArray<Agenda.EntryKind> = JSON.parse('["ofTheNextVersion"]')
        if (kind === undefined) throw new Error("no kind")
        const entry = { tenant, kind, id: "r", subject: "s", dueAt: yield* DateTime.now }
        yield* agenda.schedule(entry)
        yield* pass(Duration.hours(12))
        expect((yield* agenda.deadLetters(tenant, { limit: 1 })).records).toEqual([])
        yield* TestClock.adjust("1 hour")
        const at = yield* DateTime.now
        const [claim] = yield* agenda.claim({ at, limit: 1, lease: options.lease })
        expect(claim?.entry).toMatchObject({ kind, id: "r" })
        expect(claim?.failures).toBe((claim?.tries ?? 0) - 1)
        expect(claim?.failures).toBeGreaterThan(10)
      }),
    ))

  it.each([
    ["before the try is stored", Duration.minutes(3)],
    ["between storing the try and sending", Duration.seconds(70)],
  ])("doesn't send once its lease has run out %s", (_when, connectIn) =>
    inHouse({ connectIn }, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const working = yield* Effect.forkChild(Outreach.runDue(options))
        yield* TestClock.adjust("10 minutes")
        yield* Fiber.join(working)
        expect(sent).toEqual([])
      }),
    ),
  )

  it("goes on with the others where one contact's words can't be made", () =>
    inHouse({ wordless: (patient) => patient === "p2" }, (sent) =>
      Effect.gen(function* () {
        for (const n of [1, 2, 3]) yield* schedule(n)
        yield* Outreach.runDue(options)
        expect(sent.map((message) => followUpOf(message).plan)).toEqual([
          "d1/general-discharge",
          "d3/general-discharge",
        ])
      }),
    ))

  it("keeps what it claimed for as long as it works on it: nobody else gets what waits for its turn", () =>
    inHouse(
      { send: () => Effect.as(Effect.sleep("25 seconds"), { _tag: "Accepted", reference: "r" }) },
      (sent) =>
        Effect.gen(function* () {
          for (let n = 0; n < 12; n++) yield* schedule(n)
          const working = yield* Effect.forkChild(Outreach.runDue(options))
          const others: Array<number> = []
          for (let n = 0; n < 29; n++) {
            yield* TestClock.adjust("10 seconds")
            others.push(yield* Outreach.runDue(options))
          }
          expect(others.every((claimed) => claimed === 0)).toBe(true)
          yield* TestClock.adjust("10 seconds")
          expect(yield* Fiber.join(working)).toBe(12)
          expect(new Set(sent.map((message) => message.id)).size).toBe(12)
          expect(sent.length).toBe(12)
        }),
    ))

  it(
    "beside another on one store sends nothing twice, whatever is due and whoever crashes",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 8 }),
          fc.array(fc.constantFrom("none", "first", "second"), { maxLength: 12 }),
          async (patients, crashes) => {
            const keys = await inHouse({}, (sent) =>
              Effect.gen(function* () {
                for (let n = 0; n < patients; n++) yield* schedule(n)
                for (const crash of [...crashes, "none"]) {
                  const workers = [
                    yield* Effect.forkChild(Outreach.runDue(options)),
                    yield* Effect.forkChild(Outreach.runDue(options)),
                  ]
                  yield* Effect.yieldNow
                  if (crash === "first") yield* Fiber.interrupt(workers[0] as Fiber.Fiber<number, unknown>)
                  if (crash === "second") yield* Fiber.interrupt(workers[1] as Fiber.Fiber<number, unknown>)
                  yield* Effect.forEach(workers, (worker) => Fiber.await(worker))
                  yield* TestClock.adjust("1 hour")
                }
                yield* pass(Duration.days(5))
                return sent.map((message) => message.id)
              }),
            )
            expect(new Set(keys).size).toBe(keys.length)
          },
        ),
        { numRuns: 12 },
      ),
    30_000,
  )
})

describe("an entry that can't be handled", () => {
  const letters = Effect.map(
    Effect.flatMap(Agenda.Agenda, (agenda) => agenda.deadLetters(tenant, { limit: 9 })),
    ({ records }) => records.map(({ entry, failure, tries }) => [entry.subject, failure, tries]),
  )

  it("is a dead letter after five tries where waiting mends nothing, and is carried out once it is redriven", () => {
    let wordless = true
    return inHouse({ wordless: (patient) => wordless && patient === "p2" }, (sent) =>
      Effect.gen(function* () {
        for (const n of [1, 2]) yield* schedule(n)
        yield* pass(Duration.minutes(30))
        expect(yield* letters).toEqual([])
        yield* pass(Duration.minutes(10))
        expect(yield* letters).toEqual([["d2/general-discharge", "Defect", 5]])
        expect(sent.length).toBe(1)
        wordless = false
        const { id } = stage((yield* plans)[1] as FollowUpPlan.FollowUpPlan, "first-contact")
        const now = yield* DateTime.now
        yield* (yield* Agenda.Agenda).redrive({ tenant, kind: "followUp", id }, now)
        yield* drain
        expect(sent.map((message) => followUpOf(message).plan)).toEqual([
          "d1/general-discharge",
          "d2/general-discharge",
        ])
      }),
    )
  })

  it("is tried for as long as it takes where something is only out of reach", () =>
    inHouse({ connected: ["sms"] }, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* pass(Duration.hours(4))
        expect([sent.length, yield* letters]).toEqual([0, []])
        yield* pass(Duration.days(3))
        expect(FollowUpTask.isEnded(stage(yield* onlyPlan, "first-contact"))).toBe(true)
      }),
    ))

  it("is a dead letter where whoever claimed it was never heard of again, five times", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* schedule(1)
        const agenda = yield* Agenda.Agenda
        for (let crash = 0; crash < 5; crash++) {
          yield* agenda.claim({ at: yield* DateTime.now, limit: 9, lease: options.lease })
          yield* TestClock.adjust(options.lease)
        }
        yield* drain
        expect([sent.length, yield* letters]).toEqual([0, [["d1/general-discharge", "Abandoned", 6]]])
      }),
    ))
})

describe("the agenda", () => {
  it("leaves no task behind: once the last window and wait are past, every task has ended", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        for (let n = 0; n < 3; n++) yield* schedule(n)
        yield* pass(Duration.days(130))
        for (const plan of yield* plans)
          expect(plan.tasks.map((task) => [task.stage, FollowUpTask.isEnded(task)])).toEqual(
            plan.tasks.map((task) => [task.stage, true]),
          )
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("and the events tell the same story as the plans", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* schedule(1)
        yield* pass(Duration.days(9))
        const plan = yield* onlyPlan
        const events = yield* (yield* PlanStore.PlanStore).events(tenant, plan.id)
        expect(FollowUpPlan.replay(plan, events)).toEqual(plan)
        expect(events[0]?._tag).toBe("PlanMade")
      }),
    ))
})

describe("an override", () => {
  const wanted = (kind: Override.Kind, at: string): FollowUpPlan.Wanted => ({
    channel: "phone",
    at: DateTime.makeUnsafe(at),
    override: {
      kind,
      reason: "asked to be called at lunch",
      author: Id.StaffId.make("nurse-7"),
      givenAt: DateTime.makeUnsafe(evening),
    },
  })
  const atNoon = wanted("ownRequest", "2026-03-03T12:30:00+08:00")

  it("lets a contact into the noon rest, and its try names who signed and which rules were left", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const plan = yield* schedule(1)
        const { id } = stage(plan, "first-contact")
        yield* Scheduling.placeByOverride(tenant, plan.id, id, atNoon, atWork)
        expect(yield* Scheduling.replan(tenant, plan.id)).toEqual([])
        yield* pass(Duration.minutes(18.5 * 60))
        expect(sent.length).toBe(1)
        const [attempt] = FollowUpTask.allAttempts(stage(yield* onlyPlan, "first-contact"))
        expect(attempt && clock(attempt.startedAt)).toBe("03-03T12:30")
        expect(attempt?.permission).toMatchObject({
          _tag: "ByOverride",
          override: { author: "nurse-7" },
          left: ["rest.noon"],
        })
      }),
    ))

  it("holds for its moment, not for whenever a worker comes", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const plan = yield* schedule(1)
        const { id } = stage(plan, "first-contact")
        yield* Scheduling.placeByOverride(tenant, plan.id, id, atNoon, atWork)
        yield* TestClock.setTime(Date.parse("2026-03-04T03:00:00+08:00"))
        yield* drain
        expect(sent).toEqual([])
        const { state } = stage(yield* onlyPlan, "first-contact")
        expect(state._tag === "Planned" && clock(state.at)).toBe("03-04T08:00")
      }),
    ))

  it("isn't taken once the task has ended", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const plan = yield* schedule(1)
        const { id } = stage(plan, "first-contact")
        yield* pass(Duration.days(4))
        const refused = yield* Effect.result(Scheduling.placeByOverride(tenant, plan.id, id, atNoon, atWork))
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("WrongState")
      }),
    ))
})

describe("a plan that is called off", () => {
  it("brings no further contact, and its tasks say why", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const plan = yield* schedule(1)
        yield* Scheduling.cancelTask(tenant, plan.id, stage(plan, "first-week").id, "staffDecision")
        yield* Scheduling.cancel(tenant, plan.id, "deceased")
        yield* pass(Duration.days(40))
        expect(sent).toEqual([])
        expect((yield* onlyPlan).tasks.map(({ state }) => state._tag === "Ended" && state.end)).toEqual([
          { _tag: "Cancelled", reason: "deceased" },
          { _tag: "Cancelled", reason: "staffDecision" },
          { _tag: "Cancelled", reason: "deceased" },
          { _tag: "Cancelled", reason: "deceased" },
        ])
      }),
    ))
})

describe("a receipt", () => {
  it("is recorded with its try, and one that knows nothing takes nothing away", () =>
    inHouse(says({ _tag: "Unknown" }), (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        yield* drain
        const message = (sent[0] as MessageChannel.Outgoing).id
        const address = "+8613800000000"
        const receipt = (delivery: ContactAttempt.Delivery) => ({ tenant, message, address, delivery })
        const sms = yield* (yield* MessageChannel.MessageChannels).get("sms")
        yield* Outreach.recordReceipts({
          ...sms,
          receipts: Stream.make(
            receipt({ _tag: "Accepted", reference: "later" }),
            receipt({ _tag: "Unknown" }),
          ),
        })
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          attempt: { delivery: { _tag: "Accepted", reference: "later" } },
        })
      }),
    ))

  const told = fc.array(
    fc.constantFrom<ContactAttempt.Delivery>(
      { _tag: "Unknown" },
      { _tag: "Accepted", reference: "a" },
      { _tag: "Accepted", reference: "b" },
      { _tag: "Rejected", code: Rule.RuleId.make("channel.number") },
      {
        _tag: "Deferred",
        code: Rule.RuleId.make("channel.busy"),
        until: DateTime.makeUnsafe(evening),
      },
    ),
    { maxLength: 6 },
  )

  it("tells the same in any order and however often: taken, until it is refused", () =>
    fc.assert(
      fc.asyncProperty(told, fc.func(fc.integer()), async (receipts, place) => {
        const after = (deliveries: typeof receipts) =>
          inHouse(says({ _tag: "Unknown" }), (sent) =>
            Effect.gen(function* () {
              yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
              yield* drain
              const message = (sent[0] as MessageChannel.Outgoing).id
              for (const delivery of deliveries)
                yield* Outreach.recordReceipt({ tenant, message, address: "+8613800000000", delivery })
              const { attempts, state } = stage(yield* onlyPlan, "first-contact")
              const attempt = state._tag === "InProgress" ? state.attempt : attempts[0]
              return [attempt?.disposition, attempt?.delivery?._tag]
            }),
          )
        const refused = receipts.some(({ _tag }) => _tag === "Rejected" || _tag === "Deferred")
        const taken = receipts.some(({ _tag }) => _tag === "Accepted")
        const expected = refused ? ["rejected", "Rejected"] : [undefined, taken ? "Accepted" : "Unknown"]
        expect(await after(receipts)).toEqual(expected)
        const shuffled = [...receipts, ...receipts].sort((a, b) => place(a) - place(b))
        expect(await after(shuffled)).toEqual(expected)
      }),
      runs(15),
    ))

  it("told many times over leaves one trace", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        yield* drain
        const store = yield* PlanStore.PlanStore
        const plan = yield* onlyPlan
        const before = yield* store.events(tenant, plan.id)
        const receipt = {
          tenant,
          message: (sent[0] as MessageChannel.Outgoing).id,
          address: "+8613800000000",
          delivery: { _tag: "Accepted", reference: "r" },
        } as const
        for (let n = 0; n < 5; n++) yield* Outreach.recordReceipt(receipt)
        expect(yield* store.events(tenant, plan.id)).toEqual(before)
      }),
    ))

  it("of another number, another hospital or a message that nobody sent changes nothing", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        yield* drain
        const before = yield* onlyPlan
        const { id } = sent[0] as MessageChannel.Outgoing
        const receipt = {
          tenant,
          message: id,
          address: "+8613800000000",
          delivery: { _tag: "Rejected", code: Rule.RuleId.make("channel.number") },
        } as const
        const wrong = [
          { ...receipt, address: "+8613900000000" },
          { ...receipt, tenant: Id.TenantId.make("another") },
          { ...receipt, message: Id.MessageId.make("nobody") },
        ]
        for (const one of wrong) expect(yield* Outreach.recordReceipt(one)).toBe(false)
        expect(yield* onlyPlan).toEqual(before)
        expect(yield* Outreach.recordReceipt(receipt)).toBe(true)
        expect(stage(yield* onlyPlan, "first-contact").attempts).toMatchObject([{ disposition: "rejected" }])
      }),
    ))
})

describe("a message that surely didn't go out", () => {
  it("is no try, and goes out under the same id once the channel may be asked again", () => {
    let asked = 0
    const limited = {
      send: () =>
        Effect.sync((): ContactAttempt.Delivery => {
          asked += 1
          return asked <= 2
            ? {
                _tag: "Deferred",
                code: Rule.RuleId.make("channel.limited"),
                until: DateTime.makeUnsafe(evening + asked * 3_600_000),
              }
            : { _tag: "Accepted", reference: "r" }
        }),
    }
    return inHouse(limited, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
        yield* drain
        const waiting = stage(yield* onlyPlan, "first-contact")
        expect(waiting.attempts).toEqual([])
        expect(waiting.state._tag === "Planned" && clock(waiting.state.at)).toBe("03-02T19:00")
        yield* pass(Duration.hours(1))
        // Until eight in the evening it may not go out, and then the care hours are over.
        const tomorrow = stage(yield* onlyPlan, "first-contact").state
        expect(tomorrow._tag === "Planned" && clock(tomorrow.at)).toBe("03-03T08:00")
        yield* pass(Duration.hours(14))
        expect(sent.length).toBe(3)
        expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
        expect(stage(yield* onlyPlan, "first-contact").state).toMatchObject({
          _tag: "InProgress",
          attempt: { number: 1, delivery: { _tag: "Accepted" } },
        })
      }),
    )
  })

  it("never becomes the patient's silence: where the channel stays closed the task is the hospital's miss", () =>
    inHouse(
      {
        send: () =>
          Effect.map(DateTime.now, (now) => ({
            _tag: "Deferred" as const,
            code: Rule.RuleId.make("channel.misconfigured"),
            until: DateTime.add(now, { hours: 3 }),
          })),
      },
      () =>
        Effect.gen(function* () {
          yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [consent(1)])
          yield* pass(Duration.days(4))
          expect(stage(yield* onlyPlan, "first-contact")).toMatchObject({
            attempts: [],
            state: { _tag: "Ended", end: { _tag: "Missed" } },
          })
        }),
    ))
})

describe("scheduling", () => {
  it("accounts for every discharge, and plans none twice", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const given = [1, 2, 1].map((n) => ({ discharge: discharge(n), consents: [consent(n)] }))
        const outcomes = yield* Scheduling.scheduleAll(tenant, given)
        expect(outcomes.map((o) => (o._tag === "Refused" ? o.refusal._tag : o._tag))).toEqual([
          "Planned",
          "Planned",
          "StoreError",
        ])
        expect((yield* plans).length).toBe(2)
      }),
    ))

  it("again with nothing changed moves nothing", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const plan = yield* schedule(1)
        expect(yield* Scheduling.replan(tenant, plan.id)).toEqual([])
        yield* pass(Duration.hours(5))
        expect(yield* Scheduling.replan(tenant, plan.id)).toEqual([])
      }),
    ))

  it("of all plans answers with those in which something moved", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        for (let n = 0; n < 150; n++) yield* schedule(n)
        expect(yield* Scheduling.replanAll(tenant)).toEqual([])
        const busy = discharge(7, { work: { _tag: "Weekly", week: { saturday: ["08:00-12:00"] } } })
        yield* (yield* DischargeStore.DischargeStore).put(tenant, busy)
        const moved = yield* Scheduling.replanAll(tenant)
        expect(moved.map(({ plan }) => plan)).toEqual(["d7/general-discharge"])
        expect(moved[0]?.events.map((event) => event._tag === "TaskPlaced" && event.task)).toEqual([
          "d7/general-discharge/first-week",
        ])
      }),
    ))

  it("of an unknown plan fails by name", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const result = yield* Effect.result(Scheduling.replan(tenant, Id.PlanId.make("nobody")))
        expect(Result.isFailure(result) && result.failure.message).toBe("nobody isn't there")
      }),
    ))
})
