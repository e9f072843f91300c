import {
  Agenda,
  Care,
  CareEnrolment,
  CareMessage,
  type CareProgramme,
  CareStore,
  ChinaReplies,
  type Consent,
  Consents,
  type ContactAttempt,
  Enrolments,
  Erasure,
  Hours,
  Id,
  type Medicine,
  MessageLog,
  Outreach,
  Patients,
  PhoneNumber,
  PlainTime,
  type Regimen,
  Regimens,
  Replies,
  RetentionPractice,
  Scheduling,
  VitalStatusStore,
  type Word,
} from "@aftercare/core"
import { Clock, DateTime, Effect, Fiber, Option } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import {
  accepted,
  consent,
  discharge,
  inHouse,
  options,
  passUntil,
  rejected,
  saying,
  tenant,
} from "./house.ts"

const [hourMillis, dayMillis] = [3_600_000, 86_400_000]

const acts = [
  ...["Make", "Make", "Make", "Make", "Pass", "Pass", "Pass", "Pass", "Pass", "Give", "Withdraw", "Reply"],
  ...["Receipt", "Receipt", "Conclude", "Died", "Lives", "Readmitted", "Amend", "Replan", "Plan", "Crash"],
  ...[
    "Crash",
    "Erase",
    "Enrol",
    "Enrol",
    "Enrol",
    "Leave",
    "Anchor",
    "Take",
    "Take",
    "Pause",
    "Resume",
    "Stop",
  ],
] as const

interface Act {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly m: number
}

const act: fc.Arbitrary<Act> = fc.record({ act: fc.constantFrom(...acts), n: fc.nat(999), m: fc.nat(999) })

const pick = <const A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

const allowances: ReadonlyArray<Consent.Consent["channels"]> = [["sms", "wechat"], ["sms"], ["wechat"]]
const orders: ReadonlyArray<ReadonlyArray<Word.Channel>> = [["sms", "wechat"], ["wechat", "sms"], ["sms"]]

interface Sent {
  readonly id: Id.MessageId
  readonly care: Id.CareMessageId | undefined
  readonly person: string
  readonly channel: Word.Channel
  readonly at: number
  readonly said: string
}

/** Opening hours of care messages on the mainland, by the clock on a wall in Shanghai. */
const isWelcome = (at: number): boolean => {
  const hour = Math.floor((at + 8 * hourMillis) / hourMillis) % 24
  return (hour >= 8 && hour < 12) || (hour >= 14 && hour < 20)
}

const time = PlainTime.make
const sending = { channels: ["sms", "wechat"], template: { id: "greeting", version: "1" } } as const
const atWorkHours = {
  earliest: time("08:30"),
  ideal: time("09:30"),
  due: time("12:00"),
  latest: time("19:00"),
}

/** The first five days from an anchor, each week after it, and the birthday: two programmes that greet for the same. */
const programmes = ["one", "two"].map((name): CareProgramme.CareProgramme => {
  const step = (id: string, when: CareProgramme.StepTime): CareProgramme.CareStep => ({
    ...{ id: Id.StepId.make(id), when, span: atWorkHours },
    ...sending,
  })
  return {
    id: Id.ProgrammeId.make(name),
    version: "1",
    title: { zh: "关怀", en: "Care" },
    audience: {},
    purpose: "care",
    anchors: ["start"],
    steps: [
      step("birthday", { _tag: "Birthday" }),
      ...[1, 2, 3, 4, 5].map((days) => step(`day-${days}`, { _tag: "After", anchor: "start", days })),
      step("weekly", { _tag: "Every", anchor: "start", every: 1, unit: "weeks", times: 8 }),
    ],
    source: { title: "own", status: "hospitalPolicy", verified: "own" },
  }
})
const birthday = { _tag: "Gregorian", month: 3, day: 9 } as const

/** The date in Shanghai. */
const dateAt = (at: number) => new Date(at + 8 * hourMillis).toISOString().slice(0, 10)
const later = (date: string, days: number) =>
  new Date(Date.parse(date) + days * dayMillis).toISOString().slice(0, 10)

/** On which dates somebody is sent something whose steps are counted from a date. */
const datesFrom = (start: string): ReadonlyArray<string> => [
  "2026-03-09",
  ...[1, 2, 3, 4, 5].map((days) => later(start, days)),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((weeks) => later(start, 7 * weeks)),
]

const medicine: Medicine.Medicine = {
  id: Id.MedicineId.make("m-1"),
  name: "药",
  from: "2026-03-01" as never,
  taking: {
    _tag: "Scheduled",
    stages: [
      {
        on: { _tag: "Every", days: 1 },
        doses: [
          { at: { _tag: "Clock", time: time("09:00") }, amount: "1" },
          { at: { _tag: "Clock", time: time("12:30") }, amount: "1" },
        ],
      },
    ],
  },
}
const routine = {
  breakfast: time("07:00"),
  lunch: time("12:00"),
  dinner: time("18:00"),
  bedtime: time("22:00"),
}

/** Nothing is kept for longer than anybody asks for. */
const free = {
  of: () =>
    ({ id: "r", version: "1", zone: "Asia/Shanghai", hours: Hours.always, keeps: [], erases: [] }) as never,
}
const staff = Id.StaffId.make("nurse-7")

const live = async (steps: ReadonlyArray<Act>, answers: ReadonlyArray<string>) => {
  const out: Array<Sent> = []
  const wrong: Array<string> = []
  /** Which channels each person allows, which patients have died, and what is called off. */
  const allowed = new Set<string>()
  const dead = new Set<string>()
  const over = new Set<string>()
  const wanted = new Map<string, CareMessage.Wanted>()
  const phones = new Map<string, string>()
  /** Who is enrolled in a programme, from when on and counted from which date; and who takes medicines, unless they pause. */
  const enrolled = new Map<string, { readonly patient: string; readonly from: string; start: string }>()
  const taking = new Map<string, { readonly patient: string; isPaused: boolean }>()
  let store: CareStore.CareStore["Service"] | undefined

  /** Whether a message of a programme or a regimen is for somebody who is in it, and comes on its day. */
  const follow = ({ occasion }: CareMessage.CareMessage, at: number): string | undefined => {
    if (occasion._tag === "Step") {
      if (!enrolled.has(occasion.enrolment)) return "nobody is enrolled so"
      return occasion.on === dateAt(at) ? undefined : "another day"
    }
    if (occasion._tag === "Event") return "nobody wanted it"
    const taken = taking.get(occasion.regimen)
    if (taken === undefined || taken.isPaused) return "nobody takes it"
    const apart = at - DateTime.toEpochMillis(occasion.at)
    return -3 * hourMillis <= apart && apart < 2 * hourMillis ? undefined : "another time"
  }

  const hear = (sent: Sent, to: string | undefined, message: CareMessage.CareMessage) => {
    const complain = (why: string) =>
      void wrong.push(`${new Date(sent.at).toISOString()} ${sent.channel} ${sent.care}: ${why}`)
    const asked = wanted.get(message.id)
    const why = asked === undefined ? follow(message, sent.at) : undefined
    if (why !== undefined) complain(why)
    const { channels, override, patient, span } = asked ?? message
    if (!allowed.has(`${sent.person} ${sent.channel}`)) complain("no consent")
    if (dead.has(patient ?? "")) complain("the patient has died")
    if (over.has(sent.care ?? "")) complain("it was called off")
    if (!channels.includes(sent.channel)) complain("a channel that wasn't meant")
    if (to !== phones.get(sent.person)) complain("another number")
    if (override === undefined && !isWelcome(sent.at)) complain("not welcome")
    if (sent.at < DateTime.toEpochMillis(span.earliest)) complain("too early")
    if (sent.at >= DateTime.toEpochMillis(span.latest)) complain("too late")
    const before = out.filter(({ care }) => care === sent.care)
    if (before.some(({ said }) => said === "accepted" || said === "unknown")) complain("a second time")
    if (before.some(({ id, said }) => id === sent.id && said !== "deferred")) complain("the same again")
  }

  await inHouse(
    {
      practice: () => ({ replies: ChinaReplies.policy }),
      care: { programmes },
      send: (message, channel) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const said = answers[out.length % answers.length] ?? "accepted"
          const { subject } = message
          const care = subject._tag === "Care" ? subject.message : undefined
          const sent: Sent = { id: message.id, care, person: message.to.id, channel, at, said }
          if (subject._tag === "Care" && store !== undefined) {
            const found = yield* Effect.orDie(store.messages.find(tenant, subject.message))
            hear(sent, message.to.phone, Option.getOrThrow(found).record.message)
          }
          if (subject._tag !== "Reply") out.push(sent)
          return saying(said, at)
        }),
      // What was answered and lost is known to some channels.
      lookUp: ({ id }) => {
        const sent = out.findIndex((one) => one.id === id && one.said !== "deferred")
        const said = pick(["accepted", "rejected", "unknown"], out.length)
        const one = out[sent]
        if (one === undefined || said === "unknown") return Option.none()
        out[sent] = { ...one, said }
        return Option.some(saying(said, one.at))
      },
    },
    () =>
      Effect.gen(function* () {
        const { enrolments, messages } = yield* CareStore.CareStore
        store = yield* CareStore.CareStore
        const made: Array<Id.CareMessageId> = []
        const stays = [0, 1, 2].map((n) =>
          discharge(n, { channels: ["sms", "wechat"], ...(n === 2 ? { guardian: "mother" } : {}) }),
        )
        const personOf = (n: number) => pick(stays, n).persons[0]
        for (const { persons } of stays) phones.set(persons[0].id, persons[0].phone ?? "")
        let given = 0
        const give = Effect.fnUntraced(function* (n: number, channels: Consent.Consent["channels"]) {
          given += 1
          const wish = n % 3 === 2 ? { guardian: "mother" } : {}
          yield* Consents.give(tenant, {
            ...consent(n % 3, channels, wish),
            id: Id.ConsentId.make(`c-${given}`),
            purposes: ["care", "followUp"],
            givenAt: yield* DateTime.now,
          })
          for (const channel of channels) allowed.add(`${personOf(n).id} ${channel}`)
        })

        /** What was to be sent for a patient's care goes out no more. */
        const callOff = (patient: string) => {
          for (const id of made) if (wanted.get(id)?.patient === patient) over.add(id)
        }
        /** Nobody is in anything for a patient any more. */
        const letOut = (patient: string) => {
          for (const all of [enrolled, taking])
            for (const [id, one] of all) if (one.patient === patient) all.delete(id)
        }
        /** Patients of whom something was heard that may have let them out unseen. */
        const unsure = new Set<string>()
        const stamp = (i: number, at: DateTime.Utc): Regimen.RegimenStamp => ({
          id: Id.EventId.make(`ev-${i}`),
          at,
          by: { _tag: "Staff", staff },
        })

        const take = Effect.fnUntraced(function* ({ act, m, n }: Act, i: number) {
          const now = yield* DateTime.now
          const at = DateTime.toEpochMillis(now)
          const { patient } = pick(stays, n)
          const person = personOf(n)
          switch (act) {
            case "Make": {
              const hours = (of: number) => DateTime.add(now, { hours: of })
              const first = m % 30
              const span = {
                earliest: hours(first),
                ideal: hours(first + (m % 3)),
                due: hours(first + (m % 3) + (m % 5)),
                latest: hours(first + (m % 3) + (m % 5) + 1 + (m % 40)),
              }
              const signed = { author: staff, reason: "as they asked", givenAt: now }
              const asked: CareMessage.Wanted = {
                occasion: {
                  _tag: "Event",
                  event: Id.CareEventId.make(`e-${m % 30}`),
                  kind: "reminder",
                  number: 1,
                },
                patient,
                purpose: "care",
                channels: pick(orders, m),
                span,
                template: { id: "greeting", version: "1" },
                ...(m % 7 === 0 ? { override: { kind: "ownRequest", ...signed } } : {}),
              }
              const one = yield* Care.make(tenant, { wanted: asked, to: person, needsGuardian: n % 3 === 2 })
              expect(dead.has(patient)).toBe(false)
              made.push(one.id)
              return void wanted.set(one.id, asked)
            }
            case "Give":
              return yield* give(n, pick(allowances, m))
            case "Withdraw": {
              const channels = pick(allowances, m)
              const purposes = ["care", "followUp"] as const
              yield* Consents.withdraw(tenant, { person: person.id, channels, purposes })
              for (const channel of channels) allowed.delete(`${person.id} ${channel}`)
              return
            }
            case "Reply": {
              const received = yield* Replies.receive("sms", {
                ...{ tenant, id: Id.MessageId.make(`in-${i}`), text: pick(["TD", "谢谢"], m) },
                ...{ from: phones.get(person.id) ?? "", receivedAt: now },
              })
              if (received.did?._tag === "OptedOut")
                for (const one of received.persons) allowed.delete(`${one} sms`)
              return
            }
            case "Receipt": {
              const sent = out[out.length - 1 - (n % 4)]
              if (sent === undefined || sent.said === "deferred") return
              const log = yield* MessageLog.MessageLog
              const address = Option.getOrThrow(yield* log.find(tenant, sent.id)).address ?? ""
              const delivery = pick<ContactAttempt.Delivery>([accepted, rejected, { _tag: "Unknown" }], m)
              const counted = yield* Outreach.recordReceipt({ tenant, message: sent.id, address, delivery })
              // What was refused may go out by another channel, however it was taken at first.
              if (counted && delivery._tag === "Rejected")
                out[out.indexOf(sent)] = { ...sent, said: "rejected" }
              return
            }
            case "Conclude": {
              const id = made[n % Math.max(made.length, 1)]
              if (id === undefined) return
              yield* Care.conclude(tenant, id, pick(["left", "notNeeded"], m))
              return void over.add(id)
            }
            case "Died": {
              const source = { _tag: "Staff", staff } as const
              const told = { patient, status: "deceased", toldAt: now, source } as const
              // Or by a unit of work that saw nothing yet of what is to be sent.
              yield* m % 2 === 0
                ? Patients.recordVitalStatus(tenant, patient, "deceased", staff)
                : Effect.flatMap(VitalStatusStore.VitalStatusStore, (store) => store.add(tenant, told))
              if (m % 2 === 0) {
                callOff(patient)
                letOut(patient)
              }
              unsure.add(patient)
              return void dead.add(patient)
            }
            case "Lives":
              yield* Patients.recordVitalStatus(tenant, patient, "alive", staff)
              return void dead.delete(patient)
            case "Readmitted": {
              const plan = yield* Scheduling.schedule(
                tenant,
                { ...pick(stays, n), id: Id.DischargeId.make(`r${i}`) },
                [],
              )
              yield* Scheduling.cancel(tenant, plan.id, "readmitted")
              return callOff(patient)
            }
            case "Amend": {
              const phone = PhoneNumber.PhoneNumber.make(`+86139${String(i).padStart(8, "0")}`)
              const [index, stay] = [n % 3, pick(stays, n)]
              stays[index] = { ...stay, persons: [{ ...person, phone }] }
              phones.set(person.id, phone)
              return yield* Care.amend(tenant, personOf(n))
            }
            case "Replan":
              return yield* Care.replanAll(tenant)
            case "Plan":
              return yield* Scheduling.schedule(
                tenant,
                {
                  ...pick(stays, n),
                  id: Id.DischargeId.make(`d${i}`),
                  dischargedAt: DateTime.makeUnsafe(at - hourMillis),
                },
                [],
              )
            case "Erase": {
              const by = { _tag: "Staff", staff, role: "nurse" } as const
              yield* Effect.provideService(
                Erasure.request(tenant, patient, by),
                RetentionPractice.RetentionPractice,
                free,
              )
              letOut(patient)
              unsure.add(patient)
              return callOff(patient)
            }
            case "Enrol": {
              const programme = pick(programmes, m)
              const start = later(dateAt(at), (m % 7) - 3)
              const { enrolment } = yield* Enrolments.enrol(
                tenant,
                {
                  id: Id.EnrolmentId.make(`${programme.id}-${n % 3}-${m % 2}`),
                  patient,
                  to: person,
                  needsGuardian: n % 3 === 2,
                  anchors: { dates: { start: start as never }, birthday },
                  candidate: { codes: [] },
                },
                programme.id,
              )
              expect(dead.has(patient)).toBe(false)
              return void enrolled.set(enrolment.id, { patient, from: dateAt(at), start })
            }
            case "Leave": {
              const [id] = pick([...enrolled, [undefined]], n)
              if (id === undefined) return
              yield* Enrolments.leave(tenant, Id.EnrolmentId.make(id), "asked")
              return void enrolled.delete(id)
            }
            case "Anchor": {
              const [id, one] = pick([...enrolled, [undefined, undefined] as const], n)
              if (id === undefined || unsure.has(one.patient)) return
              const start = later(one.start, (m % 5) - 2)
              const anchors = { dates: { start: start as never }, birthday }
              yield* Enrolments.changeAnchors(tenant, Id.EnrolmentId.make(id), anchors)
              enrolled.set(id, { ...one, start, from: dateAt(at) })
              return expect(yield* Enrolments.revise(tenant, Id.EnrolmentId.make(id))).toEqual([])
            }
            case "Take": {
              const regimen = Id.RegimenId.make(`r-${n % 3}-${m % 4}`)
              const opening = {
                regimen,
                patient,
                addressee: person.id,
                zone: "Asia/Shanghai" as never,
                routine,
              }
              yield* Regimens.start(tenant, opening, stamp(2000 + i, now))
              yield* Regimens.record(tenant, regimen, { _tag: "Prescribed", medicine }, stamp(i, now))
              const id = Id.EnrolmentId.make(`with-${regimen}`)
              yield* Enrolments.remind(tenant, { id, to: person, needsGuardian: n % 3 === 2 }, regimen)
              return void taking.set(regimen, { patient, isPaused: false })
            }
            case "Pause":
            case "Resume":
            case "Stop": {
              const [id, one] = pick([...taking, [undefined, undefined] as const], n)
              if (id === undefined) return
              const acts: Record<typeof act, Regimen.RegimenAct> = {
                Pause: { _tag: "Paused", reason: "检查" },
                Resume: { _tag: "Resumed" },
                Stop: { _tag: "Ended", end: "finished" },
              }
              yield* Regimens.record(tenant, Id.RegimenId.make(id), acts[act], stamp(i, now))
              if (act === "Stop") return void taking.delete(id)
              return void taking.set(id, { ...one, isPaused: act === "Pause" })
            }
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              if (due !== undefined) yield* TestClock.setTime(Math.max(at, DateTime.toEpochMillis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < m % 60; turn++) yield* Effect.yieldNow
              return yield* Fiber.interrupt(working)
            }
            case "Pass":
              return yield* passUntil(at + (1 + (m % 72)) * hourMillis)
          }
        })

        for (const n of [0, 1, 2]) yield* give(n, ["sms", "wechat"])
        for (const n of [0, 1, 2, 0]) yield* take({ act: "Make", n, m: 60 + made.length * 8 }, 1000 + n)
        const begins = [
          { act: "Enrol", n: 0, m: 0 },
          { act: "Enrol", n: 0, m: 1 },
          { act: "Enrol", n: 2, m: 4 },
          { act: "Take", n: 1, m: 0 },
        ] as const
        for (const [i, begin] of begins.entries()) yield* take(begin, 900 + i)
        for (const [i, step] of steps.entries()) {
          // A refusal is an answer; anything else that fails is no error of its type, and ends the test.
          yield* Effect.result(take(step, i))
          yield* TestClock.adjust("1 second")
        }
        // Whatever falls on a date up to which messages were made was made into one.
        const dates = new Map<string, Set<string>>()
        for (const { record } of (yield* messages.list(tenant, { of: "all", limit: 9_999 })).records) {
          const { occasion, patient = "" } = record.message
          if (occasion._tag === "Step") dates.set(patient, (dates.get(patient) ?? new Set()).add(occasion.on))
        }
        for (const [id, { from, patient, start }] of enrolled) {
          if (unsure.has(patient)) continue
          const { record } = Option.getOrThrow(yield* enrolments.find(tenant, Id.EnrolmentId.make(id)))
          const { through } = record.enrolment
          for (const on of datesFrom(start))
            if (from < on && on <= through && !dates.get(patient)?.has(on)) wrong.push(`${id} lacks ${on}`)
        }
        for (const { record } of (yield* enrolments.list(tenant, { of: "open", limit: 9_999 })).records)
          yield* Enrolments.leave(tenant, record.enrolment.id, "programmeEnded")
        yield* passUntil((yield* Clock.currentTimeMillis) + 500 * dayMillis)

        expect((yield* messages.list(tenant, { of: "open", limit: 9 })).records).toEqual([])
        for (const { record } of (yield* messages.list(tenant, { of: "all", limit: 9_999 })).records) {
          const { id, occasion } = record.message
          const [first, ...events] = yield* messages.events(tenant, id)
          if (occasion._tag === "Event") continue
          if (first?._tag !== "CareMessageMade") wrong.push(`${id} has no beginning`)
          else expect(CareMessage.replay(first.message, events)).toEqual(record.message)
        }
        for (const { record } of (yield* enrolments.list(tenant, { of: "all", limit: 9_999 })).records) {
          const [first, ...events] = yield* enrolments.events(tenant, record.enrolment.id)
          if (first?._tag !== "EnrolmentMade") wrong.push(`${record.enrolment.id} has no beginning`)
          else expect(CareEnrolment.replay(first.enrolment, events)).toEqual(record.enrolment)
        }
        for (const id of made) {
          const { record } = Option.getOrThrow(yield* messages.find(tenant, id))
          const { message } = record
          if (message.state._tag !== "Ended") wrong.push(`${id} is ${message.state._tag} for ever`)
          const [first, ...events] = yield* messages.events(tenant, id)
          if (first?._tag !== "CareMessageMade") wrong.push(`${id} has no beginning`)
          else expect(CareMessage.replay(first.message, events)).toEqual(message)
        }
        const agenda = yield* Agenda.Agenda
        expect(yield* agenda.nextDueAt).toBe(undefined)
        expect((yield* agenda.deadLetters(tenant, { limit: 9 })).records).toEqual([])

        for (const [i, sent] of out.entries()) {
          const isSigned = wanted.get(sent.care ?? "")?.override !== undefined
          if (isSigned || sent.said === "deferred") continue
          const within = out
            .slice(0, i + 1)
            .filter(
              (one) => one.person === sent.person && one.said !== "deferred" && one.at > sent.at - dayMillis,
            )
          if (within.length > 2)
            wrong.push(`${new Date(sent.at).toISOString()} ${sent.care}: ${within.length} within a day`)
        }
      }),
  )
  return { wrong, out }
}

describe("whatever is sent for people's care, and whoever crashes", () => {
  it(
    "nobody is sent what isn't to be, when it isn't to be, or twice; everything ends, and nothing is lost",
    async () => {
      let sent = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(act, { maxLength: 40, size: "max" }),
          fc.array(fc.constantFrom("accepted", "accepted", "rejected", "unknown", "deferred"), {
            minLength: 1,
            maxLength: 6,
          }),
          async (steps, answers) => {
            const { out, wrong } = await live(steps, answers)
            expect(wrong).toEqual([])
            sent += out.filter(({ care }) => care !== undefined).length
          },
        ),
        runs(30),
      )
      expect(sent).toBeGreaterThan(150)
    },
    2 * patience.timeout,
  )
})
