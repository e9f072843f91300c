import {
  Agenda,
  Care,
  CareMessage,
  CareStore,
  ChinaReplies,
  type Consent,
  Consents,
  type ContactAttempt,
  Erasure,
  Hours,
  Id,
  MessageLog,
  Outreach,
  Patients,
  PhoneNumber,
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
  ...["Crash", "Erase"],
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

  const hear = (sent: Sent, to: string | undefined) => {
    const complain = (why: string) =>
      void wrong.push(`${new Date(sent.at).toISOString()} ${sent.channel} ${sent.care}: ${why}`)
    const asked = wanted.get(sent.care ?? "")
    if (asked === undefined) {
      complain("nobody wanted it")
      return
    }
    const { channels, override, patient, span } = asked
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
      send: (message, channel) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const said = answers[out.length % answers.length] ?? "accepted"
          const { subject } = message
          const care = subject._tag === "Care" ? subject.message : undefined
          const sent: Sent = { id: message.id, care, person: message.to.id, channel, at, said }
          if (subject._tag === "Care") hear(sent, message.to.phone)
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
        const { messages } = yield* CareStore.CareStore
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
              if (m % 2 === 0) callOff(patient)
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
            case "Replan": {
              yield* Care.replanAll(tenant)
              return expect(yield* Care.replanAll(tenant)).toEqual([])
            }
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
              return callOff(patient)
            }
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              if (due !== undefined) yield* TestClock.setTime(Math.max(at, DateTime.toEpochMillis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < m % 60; turn++) yield* Effect.yieldNow
              return yield* Fiber.interrupt(working)
            }
            case "Pass":
              return yield* passUntil(at + (1 + (m % 24)) * hourMillis)
          }
        })

        for (const n of [0, 1, 2]) yield* give(n, ["sms", "wechat"])
        for (const n of [0, 1, 2, 0]) yield* take({ act: "Make", n, m: 60 + made.length * 8 }, 1000 + n)
        for (const [i, step] of steps.entries()) {
          // A refusal is an answer; anything else that fails is no error of its type, and ends the test.
          yield* Effect.result(take(step, i))
          yield* TestClock.adjust("1 second")
        }
        yield* passUntil((yield* Clock.currentTimeMillis) + 500 * dayMillis)

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
        runs(40),
      )
      expect(sent).toBeGreaterThan(100)
    },
    2 * patience.timeout,
  )
})
