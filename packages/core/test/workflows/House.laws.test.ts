import {
  Agenda,
  ChinaContact,
  ChinaReplies,
  Consent,
  Consents,
  type ContactAttempt,
  type ContactPolicy,
  Discharge,
  DischargeStore,
  Erasure,
  FollowUpPlan,
  FollowUpTask,
  GeneralForms,
  GeneralQuestionnaires,
  Hours,
  Id,
  MessageLog,
  Outreach,
  Patients,
  PlanStore,
  Replies,
  RetentionPractice,
  Scheduling,
  SurveyStore,
  Surveys,
  type VitalStatus,
  VitalStatusStore,
  type Word,
} from "@aftercare/core"
import { Clock, DateTime, Effect, Fiber, Option, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { accepted, atWork, inHouse, options, passUntil, rejected, saying, tenant } from "./house.ts"

const [minuteMillis, hourMillis, dayMillis] = [60_000, 3_600_000, 86_400_000]

/** Whatever can be done in a house. What the numbers mean is up to each: whose, which, by what. */
const acts = [
  ...["Schedule", "Schedule", "Give", "Withdraw", "Say", "Say", "Say", "Receipt", "Vital", "Cancel"],
  ...["CancelTask", "EndTask", "Reopen", "Reopen", "Promise", "Override", "Override", "Replan", "Revise"],
  ...["NewNumber", "Mend", "Custody", "Custody"],
  ...["Invite", "Conclude", "Called", "Amend", "Reply", "Find", "Find", "Erase", "Policy", "Crash"],
  ...["Pass", "Pass", "Pass", "Pass"],
  ...["Pass", "Pass", "Pass", "Pass"],
] as const

interface Act {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly m: number
}

const act: fc.Arbitrary<Act> = fc.record({ act: fc.constantFrom(...acts), n: fc.nat(999), m: fc.nat(999) })

const pick = <const A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

/** Who is contacted: a patient, two who answer for children, the first of them for three, and one of these once he is of age. */
const people = ["self", "mother", "aunt", "youth"] as const
const everybody = ["grown", "girl", "boy", "youth"] as const
/** When the youth is eighteen, on whatever clock. */
const ofAge = [Date.parse("2026-03-24T10:00:00Z"), Date.parse("2026-03-25T12:00:00Z")] as const
const zones = ["Asia/Shanghai", "America/New_York", "Asia/Urumqi"] as const
const wishes: ReadonlyArray<ReadonlyArray<Word.Channel>> = [
  ["phone", "sms"],
  ["sms", "phone"],
  ["wechat", "sms"],
  ["phone"],
  ["sms"],
]
const allowances = [
  ["phone", "sms", "wechat"],
  ["phone"],
  ["sms"],
  ["sms", "wechat"],
] as const satisfies ReadonlyArray<Consent.Consent["channels"]>
const purposes = ["followUp", "serviceOpinion"] as const
const deliveries = ["accepted", "accepted", "rejected", "unknown", "deferred"]
const dispositions: ReadonlyArray<ContactAttempt.Disposition> = [
  "noAnswer",
  "completed",
  "busy",
  "callLater",
  "declined",
  "wrongNumber",
  "wrongNumber",
  "languageBarrier",
  "deceased",
  "readmitted",
]

/** Who somebody is for the whole of a test. */
interface Manner {
  readonly zone: (typeof zones)[number]
  readonly channels: ReadonlyArray<Word.Channel>
  readonly works: boolean
  readonly leftAloneOn: ReadonlyArray<string>
}

const manner: fc.Arbitrary<Manner> = fc.record({
  zone: fc.constantFrom(...zones),
  channels: fc.constantFrom(...wishes),
  works: fc.boolean(),
  leftAloneOn: fc.subarray(["2026-03-03", "2026-03-04", "2026-03-09"]),
})

const clocks = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      dateStyle: undefined,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    }),
  ]),
)

/** The first of April's holidays: until then Monday to Friday are worked, and nothing else is. */
const holidays = Date.parse("2026-04-03T00:00:00Z")

/** Whether somebody may be disturbed at a minute, by the clock on their wall. */
const isWelcomeAt = (
  { leftAloneOn, works, zone }: Manner,
  channel: Word.Channel,
  at: number,
  [opens, closes]: readonly [number, number],
): boolean => {
  const parts = new Map(
    clocks
      .get(zone)
      ?.formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ""
  const minute = 60 * Number(get("hour")) + Number(get("minute"))
  if (leftAloneOn.includes(`${get("year")}-${get("month")}-${get("day")}`)) return false
  const isAtWork = !["Sat", "Sun"].includes(get("weekday")) && minute >= 9 * 60 && minute < 17.5 * 60
  if (channel === "phone" && works && isAtWork && at < holidays) return false
  return minute >= opens * 60 && minute < closes * 60 && !(minute >= 12 * 60 && minute < 14 * 60)
}

/** A call takes ten minutes, a message one. */
const isWelcome = (
  manner: Manner,
  channel: Word.Channel,
  at: number,
  hours: readonly [number, number],
): boolean =>
  Array.from({ length: channel === "phone" ? 10 : 1 }, (_, n) => at + n * minuteMillis).every((minute) =>
    isWelcomeAt(manner, channel, minute, hours),
  )

/** The pack's policy with other hours. */
const policyIn = ([opens, closes]: readonly [number, number]): ContactPolicy.ContactPolicy => ({
  ...ChinaContact.carePolicy,
  version: `${opens}-${closes}`,
  hours: ChinaContact.carePolicy.hours.map((rule) => ({
    ...rule,
    openIn: Hours.daily(`${String(opens).padStart(2, "0")}:00`, `${closes}:00`),
  })),
})

interface Sent {
  readonly id: Id.MessageId
  readonly about: string
  readonly patient: string
  readonly person: string
  readonly channel: Word.Channel
  readonly at: number
  readonly said: string
  /** Somebody signed for the moment. */
  readonly signed: boolean
  readonly task?: { readonly plan: Id.PlanId; readonly task: Id.TaskId; readonly attempt: Id.AttemptId }
  readonly send?: { readonly invitation: Id.InvitationId; readonly number: number }
}

/** Where a message goes: a call and a short message lead to one number. */
const wayOf = ({ channel, person }: Sent): string => `${person} ${channel === "sms" ? "phone" : channel}`

const staff = Id.StaffId.make("nurse-7")
const youth = Id.PersonId.make("youth")
const signed = { author: staff, reason: "as the family asked" }

const live = async (
  manners: ReadonlyArray<Manner>,
  steps: ReadonlyArray<Act>,
  answers: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  const out: Array<Sent> = []
  const wrong: Array<string> = []
  const mannerOf = (person: string) => manners[people.indexOf(person as "self")] as Manner
  const phones = new Map<string, string>(people.map((who, n) => [who, `+861380000000${n}`]))
  /** Which channels each person allows for which purpose. */
  const allowed = new Set<string>()
  const dead = new Set<string>()
  /** Plans and tasks of which nothing more is to go out, and whose numbers are wrong. */
  const over = new Set<string>()
  const wrongNumbers = new Set<string>()
  /** Tasks whose moment somebody signed for: it may lie before the stage's own. */
  const brought = new Set<string>()
  const patients = new Map<string, string>()
  /** What is written of each stay, as it was put right last. */
  const stays: Array<Discharge.Discharge> = []
  let hours: readonly [number, number] = [8, 20]
  let plans: PlanStore.PlanStore["Service"] | undefined

  const isSigned = Effect.fnUntraced(function* ({ attempt, plan }: NonNullable<Sent["task"]>) {
    const found = yield* plans?.find(tenant, plan) ?? Effect.succeedNone
    return Option.toArray(found).some(({ record }) =>
      record.tasks
        .flatMap(FollowUpTask.allAttempts)
        .some(({ id, permission }) => id === attempt && permission._tag === "ByOverride"),
    )
  }, Effect.orDie)

  const hear = (sent: Sent, purpose: string, phone: string | undefined) => {
    const complain = (why: string) =>
      wrong.push(`${new Date(sent.at).toISOString()} ${sent.channel} ${sent.about}: ${why}`)
    if (dead.has(sent.patient)) complain("the patient has died")
    if (!allowed.has(`${sent.person} ${sent.channel} ${purpose}`)) complain("no consent")
    if (over.has(sent.about) || (sent.task && over.has(sent.task.plan))) complain("it was called off")
    if (sent.channel !== "wechat" && phone !== phones.get(sent.person) && sent.task)
      complain("another number")
    if (sent.task && wrongNumbers.has(`${sent.task.plan} ${wayOf(sent)}`)) complain("a wrong number")
    const stay = stays.find(({ id }) => sent.task?.plan.startsWith(`${id}/`))
    if (stay?.persons.every(({ id }) => id !== sent.person)) complain("nobody on the record")
    if (!sent.signed && !isWelcome(mannerOf(sent.person), sent.channel, sent.at, hours))
      complain("not welcome")
    if (out.some((other) => other.id === sent.id && other.said !== "deferred")) complain("a second time")
    if (sent.person === "youth" && sent.at < ofAge[0] && !brought.has(sent.about))
      complain("a minor is addressed")
  }

  await inHouse(
    {
      practice: () => ({
        replies: ChinaReplies.policy,
        forms: GeneralForms.all,
        policy: policyIn(hours),
      }),
      surveys: {
        get contact() {
          return policyIn(hours)
        },
      },
      send: (message, channel) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          const said = answers[out.length % answers.length] ?? "accepted"
          const { subject } = message
          if (subject._tag === "Reply") return accepted
          if (subject._tag === "Notice" || subject._tag === "Care")
            throw new Error("no ticket was made, and no care message")
          const about = subject._tag === "FollowUp" ? subject.task : subject.invitation
          const patient = patients.get(subject._tag === "FollowUp" ? subject.plan : subject.invitation) ?? "?"
          const sent: Sent = {
            ...{ id: message.id, about, patient, person: message.to.id, channel, at, said },
            signed: subject._tag === "FollowUp" && (yield* isSigned(subject)),
            ...(subject._tag === "FollowUp" ? { task: subject } : { send: subject }),
          }
          hear(sent, message.purpose ?? "none", message.to.phone)
          out.push(sent)
          return saying(said, at)
        }),
    },
    () =>
      Effect.gen(function* () {
        const [kept, surveys] = [yield* PlanStore.PlanStore, yield* SurveyStore.SurveyStore]
        plans = kept
        const made: Array<FollowUpPlan.FollowUpPlan> = []
        const invitations: Array<Id.InvitationId> = []

        const personOf = (
          who: (typeof people)[number],
          relation = who === "self" || who === "youth" ? "self" : "guardian",
        ) => {
          const { channels, leftAloneOn, works, zone } = mannerOf(who)
          const day = ["09:00-17:30"]
          const week = {
            monday: day,
            tuesday: day,
            wednesday: day,
            thursday: day,
            friday: day,
            saturday: [],
            sunday: [],
          }
          return {
            id: who,
            relation,
            name: "王某",
            phone: phones.get(who),
            profile: {
              ...{ zone, channels, language: "zh", preferred: [], doNotDisturbOn: leftAloneOn },
              rest: { noon: ["12:00-14:00"], night: ["22:00-08:00"] },
              work: works ? { _tag: "Weekly", week } : { _tag: "None" },
            },
          }
        }
        const stay = (id: string, n: number, m: number, dischargedAt: string) => {
          const patient = pick(everybody, n)
          const who = patient === "grown" ? "self" : m % 4 === 0 ? "aunt" : "mother"
          return Schema.decodeUnknownSync(Discharge.Discharge)({
            ...{ id, patient, name: "王某", sex: "female", dischargedAt, department: "心内科" },
            bornOn: { grown: "1955-05-05", girl: "2019-05-05", boy: "2019-05-05", youth: "2008-03-25" }[
              patient
            ],
            ...{
              doctor: "李医生",
              diagnoses: [{ code: "I10", text: "高血压" }],
              chronic: m % 2 === 0,
              highRisk: m % 3 === 0,
            },
            // Who is asked where the first can't be reached: the aunt of everybody.
            persons: [
              ...(patient === "youth" ? [personOf("youth")] : []),
              personOf(who),
              ...(who === "aunt" ? [] : [personOf("aunt", "caregiver")]),
            ],
          })
        }
        const current = (id: Id.PlanId) =>
          Effect.map(kept.find(tenant, id), (found) => Option.getOrThrow(found).record)
        /** What was never planned, since it was refused, is put right on paper alone. */
        const correct = Effect.fnUntraced(function* (is: Discharge.Discharge) {
          stays[stays.findIndex(({ id }) => id === is.id)] = is
          const found = yield* (yield* DischargeStore.DischargeStore).find(tenant, is.id)
          if (Option.isSome(found)) yield* Scheduling.correct(tenant, is, [])
        })
        const cancelled = (plan: FollowUpPlan.FollowUpPlan, reason: string) => {
          over.add(plan.id)
          const everything = reason === "deceased"
          if (everything) dead.add(plan.patient)
          if (everything || reason === "readmitted")
            for (const other of made)
              if (
                other.patient === plan.patient &&
                (everything || DateTime.isLessThanOrEqualTo(other.dischargedAt, plan.dischargedAt))
              )
                over.add(other.id)
        }
        const give = Effect.fnUntraced(function* (id: string, who: string, n: number) {
          const channels = pick(allowances, n)
          const given = Schema.decodeUnknownSync(Consent.Consent)({
            ...{ id, person: who, purposes, channels, basis: "consent", proof: "form 12" },
            givenBy: who === "self" || who === "youth" ? "self" : "guardian",
            givenAt: DateTime.formatIso(yield* DateTime.now),
          })
          yield* Consents.give(tenant, given)
          for (const channel of channels)
            for (const purpose of purposes) allowed.add(`${who} ${channel} ${purpose}`)
        })

        const take = Effect.fnUntraced(function* ({ act, m, n }: Act, i: number) {
          const now = yield* DateTime.now
          const at = DateTime.toEpochMillis(now)
          const who = pick(people, n)
          const message = out[out.length - 1 - (n % 4)]
          const stored = made[n % Math.max(made.length, 1)]
          const plan = stored === undefined ? undefined : yield* current(stored.id)
          const task = plan?.tasks[m % plan.tasks.length]
          const invitation = invitations[n % Math.max(invitations.length, 1)]
          switch (act) {
            case "Schedule": {
              const discharge = stay(`d${i}`, n, m, new Date(at - hourMillis).toISOString())
              stays.push(discharge)
              const planned = yield* Effect.result(Scheduling.schedule(tenant, discharge, []))
              if (dead.has(discharge.patient)) expect(Result.isFailure(planned)).toBe(true)
              if (Result.isSuccess(planned)) {
                made.push(planned.success)
                patients.set(planned.success.id, discharge.patient)
              }
              return
            }
            case "Give":
              return yield* give(`c${i}`, who, m)
            case "Withdraw": {
              const channels = pick(allowances, m)
              yield* Consents.withdraw(tenant, { person: Id.PersonId.make(who), channels, purposes })
              for (const channel of channels)
                for (const purpose of purposes) allowed.delete(`${who} ${channel} ${purpose}`)
              return
            }
            case "Say": {
              if (message?.task === undefined) return
              const { attempt, plan: id, task } = message.task
              const disposition = pick(dispositions, m)
              const before = yield* current(id)
              yield* Outreach.recordDisposition(tenant, id, task, attempt, disposition)
              if (disposition === "completed" || disposition === "declined") over.add(task)
              if (disposition === "wrongNumber") wrongNumbers.add(`${id} ${wayOf(message)}`)
              if (disposition === "deceased" || disposition === "readmitted") cancelled(before, disposition)
              return
            }
            case "Receipt": {
              if (message === undefined || message.said === "deferred") return
              const stored = yield* (yield* MessageLog.MessageLog).find(tenant, message.id)
              const address = Option.getOrThrow(stored).address ?? ""
              const delivery = pick<ContactAttempt.Delivery>([accepted, rejected, { _tag: "Unknown" }], m)
              return yield* Outreach.recordReceipt({ tenant, message: message.id, address, delivery })
            }
            case "Vital": {
              const patient = Id.PatientId.make(pick(everybody, n))
              const status: VitalStatus.Status = m % 3 === 0 ? "deceased" : "alive"
              const told = { patient, status, toldAt: now, source: { _tag: "Staff", staff } } as const
              // Or by a unit of work that saw nothing yet of what is planned.
              yield* m % 2 === 0
                ? Patients.recordVitalStatus(tenant, patient, status, staff)
                : Effect.flatMap(VitalStatusStore.VitalStatusStore, (store) => store.add(tenant, told))
              if (status === "alive") dead.delete(patient)
              else dead.add(patient)
              if (status === "deceased" && m % 2 === 0)
                for (const one of made) if (one.patient === patient) over.add(one.id)
              return
            }
            case "Cancel": {
              if (plan === undefined) return
              const reason = pick(["staffDecision", "transferred", "readmitted", "deceased"] as const, m)
              yield* Scheduling.cancel(tenant, plan.id, reason)
              return cancelled(plan, reason)
            }
            case "CancelTask":
            case "EndTask": {
              if (plan === undefined || task === undefined) return
              yield* act === "CancelTask"
                ? Scheduling.cancelTask(tenant, plan.id, task.id, "staffDecision")
                : Scheduling.endTask(tenant, plan.id, task.id, { _tag: "Declined" }, signed)
              return over.add(task.id)
            }
            case "Reopen": {
              if (plan === undefined || task === undefined) return
              const window = {
                earliest: { days: 0 },
                ideal: { days: 1 },
                due: { days: 2 },
                latest: { days: 4 },
              }
              yield* Scheduling.reopen(tenant, plan.id, task.id, window, signed)
              expect(dead.has(plan.patient)).toBe(false)
              // What of the plan was open when it was called off has ended, and stays so.
              return over.delete(plan.id)
            }
            case "Promise": {
              if (message?.task === undefined) return
              const { attempt, plan: id, task } = message.task
              const when = DateTime.makeUnsafe(at + (m % 72) * hourMillis)
              return yield* Outreach.promise(tenant, id, task, attempt, { channel: "phone", at: when })
            }
            case "Override": {
              if (plan === undefined || task === undefined) return
              const override = { kind: "ownRequest", givenAt: now, ...signed } as const
              const wanted = {
                channel: pick(["phone", "sms"], m),
                at: DateTime.makeUnsafe(at + (m % 30) * hourMillis),
                override,
              }
              yield* Scheduling.placeByOverride(tenant, plan.id, task.id, wanted, atWork)
              return brought.add(task.id)
            }
            case "Replan":
              return plan === undefined ? undefined : yield* Scheduling.replan(tenant, plan.id)
            case "Revise":
              return plan === undefined
                ? undefined
                : yield* Scheduling.revise(tenant, plan.id, "protocolRevised")
            case "NewNumber": {
              phones.set(who, `+86139${String(i).padStart(8, "0")}`)
              const phone = phones.get(who) as never
              for (const one of [...stays]) {
                if (one.persons.every(({ id }) => id !== who)) continue
                const [first, ...others] = one.persons.map((person) =>
                  person.id === who ? { ...person, phone } : person,
                )
                if (first !== undefined) yield* correct({ ...one, persons: [first, ...others] })
                for (const key of wrongNumbers)
                  if (key.startsWith(`${one.id}/`) && key.includes(` ${who} `)) wrongNumbers.delete(key)
              }
              return yield* Surveys.amend(
                tenant,
                Schema.decodeUnknownSync(Discharge.Discharge.fields.persons)([personOf(who)])[0],
              )
            }
            case "Mend":
              yield* Scheduling.mendNumber(tenant, Id.PersonId.make(who))
              for (const key of wrongNumbers) if (key.includes(` ${who} `)) wrongNumbers.delete(key)
              return
            case "Custody": {
              const one = stays[n % Math.max(stays.length, 1)]
              if (one === undefined) return
              const self = one.patient === "grown" ? "self" : one.patient === "youth" ? "youth" : undefined
              const guardian = pick(["mother", "aunt"] as const, m)
              const others = [
                ...(one.patient === "grown" ? [] : [personOf(guardian)]),
                ...(guardian === "aunt" || m % 3 === 0 ? [] : [personOf("aunt", "caregiver")]),
              ]
              const persons = Schema.decodeUnknownSync(Discharge.Discharge.fields.persons)([
                ...(self === undefined ? [] : [personOf(self)]),
                ...others,
              ])
              yield* correct({ ...one, persons })
              for (const { id } of made) {
                const { discharge, tasks } = yield* current(id)
                if (discharge !== one.id) continue
                for (const { addressee, state } of tasks)
                  if (state._tag !== "Ended" && state._tag !== "InProgress")
                    expect(persons.map((person) => person.id)).toContain(addressee)
              }
              return
            }
            case "Invite": {
              const { patient, persons } = stay(`s${i}`, n, m, new Date(at).toISOString())
              const questionnaire = pick([GeneralQuestionnaires.afterVisit, GeneralQuestionnaires.hotline], m)
              // Whom a survey asks about somebody who comes of age is the hospital's to say each time.
              if (patient === "youth") return
              const invited = yield* Surveys.invite(tenant, {
                occasion: { id: Id.OccasionId.make(`o${i}`), kind: "visit", at: now, patient },
                questionnaire: questionnaire.id,
                to: persons[0],
                needsGuardian: patient !== "grown",
              })
              expect(dead.has(patient)).toBe(false)
              invitations.push(invited.id)
              return patients.set(invited.id, patient)
            }
            case "Conclude": {
              if (invitation === undefined) return
              const conclusion = pick(["refused", "notEligible", "deceased"] as const, m)
              const { occasion } = yield* Surveys.conclude(tenant, invitation, conclusion)
              over.add(invitation)
              if (conclusion !== "deceased" || occasion.patient === undefined) return
              dead.add(occasion.patient)
              for (const one of made) if (one.patient === occasion.patient) over.add(one.id)
              return
            }
            case "Called": {
              if (message?.send === undefined || message.channel !== "phone") return
              const { invitation: id, number } = message.send
              return yield* Surveys.recordCall(
                tenant,
                id,
                number,
                pick(["noAnswer", "busy", "declined"] as const, m),
              )
            }
            case "Amend":
              return yield* Surveys.replanAll(tenant)
            case "Reply": {
              const received = yield* Replies.receive("sms", {
                ...{ tenant, id: Id.MessageId.make(`in-${i}`), from: phones.get(who) ?? "", receivedAt: now },
                text: pick(["TD", "退订", "谢谢", "１"], m),
              })
              if (received.did?._tag === "OptedOut")
                for (const person of received.persons)
                  for (const purpose of purposes) allowed.delete(`${person} sms ${purpose}`)
              return
            }
            case "Find": {
              if (message?.task === undefined) return
              const { plan: id, task } = message.task
              const answer = (yes: boolean) => ({ _tag: "YesNo", yes }) as const
              const answers = {
                overall: { _tag: "Chosen", options: [m % 3 === 0 ? "worse" : "same"] },
                chestPain: answer(m % 2 === 0),
                breathless: answer(m % 5 === 0),
                ...{
                  bleeding: answer(false),
                  confused: answer(false),
                  fever: answer(false),
                  wound: answer(false),
                },
              } as const
              return yield* Outreach.recordOutcome(tenant, id, task, GeneralForms.symptoms, answers)
            }
            case "Erase": {
              const patient = Id.PatientId.make(pick(everybody, n))
              const policy = {
                of: () =>
                  ({
                    id: "r",
                    version: "1",
                    zone: "Asia/Shanghai",
                    hours: Hours.always,
                    keeps: [],
                    erases: [],
                  }) as never,
              }
              const by = { _tag: "Staff", staff, role: "nurse" } as const
              yield* Effect.provideService(
                Erasure.request(tenant, patient, by),
                RetentionPractice.RetentionPractice,
                policy,
              )
              for (const [id, whose] of patients) if (whose === patient) over.add(id)
              // What the hospital still has on paper isn't put back.
              for (let k = stays.length - 1; k >= 0; k--)
                if (stays[k]?.patient === patient) stays.splice(k, 1)
              return
            }
            case "Policy":
              hours = pick(
                [
                  [8, 20],
                  [10, 18],
                  [9, 12],
                ],
                m,
              )
              return n % 2 === 0 ? yield* Scheduling.replanAll(tenant) : undefined
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              if (due !== undefined) yield* TestClock.setTime(Math.max(at, DateTime.toEpochMillis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < m % 60; turn++) yield* Effect.yieldNow
              return yield* Fiber.interrupt(working)
            }
            case "Pass":
              return yield* passUntil(at + (1 + (m % 60)) * hourMillis)
          }
        })

        for (const [n, who] of people.entries()) yield* give(`first-${n}`, who, 0)
        yield* take({ act: "Schedule", n: 0, m: 1 }, 1000)
        yield* take({ act: "Schedule", n: 1, m: 1 }, 1001)
        yield* take({ act: "Schedule", n: 3, m: 1 }, 1002)
        for (const [i, step] of steps.entries()) {
          // A refusal is an answer; anything else that fails is no error of its type, and ends the test.
          yield* Effect.result(take(step, i))
          yield* TestClock.adjust("1 second")
        }
        yield* passUntil((yield* Clock.currentTimeMillis) + 500 * dayMillis)

        for (const { id } of made) {
          const plan = yield* current(id)
          for (const task of plan.tasks) {
            if (!FollowUpTask.isEnded(task)) wrong.push(`${task.id} is ${task.state._tag} for ever`)
          }
          const [first] = yield* kept.events(tenant, id)
          const events = yield* kept.events(tenant, id)
          if (first?._tag !== "PlanMade") wrong.push(`${id} has no beginning`)
          else expect(FollowUpPlan.replay(first.plan, events.slice(1))).toEqual(plan)
          if (plan.patient !== "youth") continue
          const had = new Set(
            plan.tasks.filter(({ addressee, turnedFrom = [] }) => [addressee, ...turnedFrom].includes(youth)),
          )
          const whose = new Map(plan.tasks.map((task) => [task.id, task]))
          for (const sent of out) {
            const task = sent.task?.plan === id ? whose.get(sent.task.task) : undefined
            if (task === undefined || sent.signed || sent.person === "youth" || sent.at < ofAge[1]) continue
            if (!had.has(task))
              wrong.push(`${sent.about}: ${sent.person} is asked, and the patient of age never was`)
          }
        }
        for (const id of invitations) {
          const { record } = Option.getOrThrow(yield* surveys.find(tenant, id))
          if (record.invitation.state._tag !== "Ended")
            wrong.push(`${id} is ${record.invitation.state._tag} for ever`)
        }
        const agenda = yield* Agenda.Agenda
        expect(yield* agenda.nextDueAt).toBe(undefined)
        expect((yield* agenda.deadLetters(tenant, { limit: 9 })).records).toEqual([])

        const made24 = (sent: Sent, other: Sent) =>
          other.person === sent.person &&
          (other.channel === "phone") === (sent.channel === "phone") &&
          other.said !== "deferred" &&
          other.at > sent.at - dayMillis
        for (const [i, sent] of out.entries()) {
          if (sent.signed) continue
          const what = `${new Date(sent.at).toISOString()} ${sent.channel} ${sent.about}`
          const within = out.slice(0, i + 1).filter((other) => made24(sent, other)).length
          if (sent.said !== "deferred" && within > 2) wrong.push(`${what}: ${within} within a day`)
        }
      }),
  )
  return wrong
}

describe("whatever is done in a house, and whoever crashes", () => {
  it(
    "nobody is contacted who isn't to be, when they aren't to be, or twice; everything ends, and nothing is lost",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.tuple(manner, manner, manner, manner),
          fc.array(act, { maxLength: 40, size: "max" }),
          fc.array(fc.constantFrom(...deliveries), { minLength: 1, maxLength: 6 }),
          async (manners, steps, answers) => {
            expect(await live(manners, steps, answers)).toEqual([])
          },
        ),
        runs(40),
      ),
    2 * patience.timeout,
  )
})
