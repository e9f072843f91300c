import {
  Agenda,
  type ContactAttempt,
  type CountedFact,
  type Discharge,
  FollowUpCounts,
  type FollowUpFigures,
  type FollowUpPlan,
  type FollowUpTask,
  GeneralForms,
  GeneralIndicators,
  GeneralProtocols,
  Hours,
  Id,
  MonthlyReport,
  Outreach,
  Patients,
  PlanStore,
  Practice,
  Reporting,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { Clock, DateTime, Effect, Fiber, Option } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { atWork, consent, discharge, inHouse, options, passUntil, tenant } from "./house.ts"

const [hourMillis, dayMillis] = [3_600_000, 86_400_000]

const { generalDischarge } = GeneralProtocols
/** A second protocol beside the hospital's own: the same stages, for the same patients. */
const programme = { ...generalDischarge, id: Id.ProtocolId.make("programme") }
const rules = GeneralProtocols.personalisation(65)
const further = [{ protocol: programme, rules }]
const first = Id.StageId.make("first-contact")

const acts = [
  ...["Schedule", "Schedule", "Enrol", "Say", "Say", "Say", "Find", "EndTask", "CancelTask", "Cancel"],
  ...[
    "Reopen",
    "Override",
    "Override",
    "Died",
    "Replan",
    "Move",
    "Crash",
    "Pass",
    "Pass",
    "Pass",
    "Pass",
    "Pass",
  ],
] as const

interface Act {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly m: number
}

const act: fc.Arbitrary<Act> = fc.record({ act: fc.constantFrom(...acts), n: fc.nat(999), m: fc.nat(999) })

const pick = <const A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

const dispositions: ReadonlyArray<ContactAttempt.Disposition> = [
  "completed",
  "completed",
  "noAnswer",
  "busy",
  "declined",
  "wrongNumber",
  "deceased",
  "readmitted",
]

const lunches = ["12:00-14:00", "11:00-13:00", "10:00-12:00"].map((span) => Hours.TimeSpan.make(span))
const nights = ["22:00-08:00", "18:00-07:00", "20:00-10:00", "23:00-09:00"].map((span) =>
  Hours.TimeSpan.make(span),
)

/** What became of one task, told from the events of its plan. */
interface Told {
  readonly stage: string
  due: number | undefined
  tries: Array<{ id: string; at: number; disposition?: string; override: boolean }>
  end?: { tag: string; at: number; signed: boolean }
}

const millis = DateTime.toEpochMillis

/** Of a plan that is made late some tasks are over from the beginning. */
const begun = ({ span, stage, state }: FollowUpTask.FollowUpTask): Told => ({
  stage,
  due: span && millis(span.due),
  tries: [],
  ...(state._tag === "Ended" ? { end: { tag: state.end._tag, at: millis(state.at), signed: false } } : {}),
})

const told = (events: ReadonlyArray<FollowUpPlan.FollowUpEvent>): ReadonlyArray<Told> => {
  const tasks = new Map<string, Told>()
  for (const event of events) {
    if (event._tag === "PlanMade") for (const one of event.plan.tasks) tasks.set(one.id, begun(one))
    if (event._tag === "TaskAdded") tasks.set(event.added.id, begun(event.added))
    const task = "task" in event ? tasks.get(event.task) : undefined
    if (task === undefined) continue
    if (event._tag === "TaskPlaced" && event.span !== undefined) task.due = millis(event.span.due)
    if (event._tag === "TaskRevised") task.due = event.definition.span && millis(event.definition.span.due)
    if (event._tag === "AttemptStarted") {
      const { id, permission, startedAt } = event.attempt
      task.tries.push({ id, at: millis(startedAt), override: permission._tag === "ByOverride" })
    }
    if (event._tag === "AttemptPostponed") task.tries = task.tries.filter(({ id }) => id !== event.attempt)
    if (event._tag === "AttemptEnded")
      for (const one of task.tries) if (one.id === event.attempt) one.disposition = event.disposition
    if (event._tag === "TaskEnded")
      task.end = { tag: event.end._tag, at: millis(event.at), signed: event.signed !== undefined }
  }
  return [...tasks.values()]
}

/** The facts of a month in the words that the reference has for them. */
const counted = (
  plans: ReadonlyArray<{ readonly plan: FollowUpPlan.FollowUpPlan; readonly tasks: ReadonlyArray<Told> }>,
  { from, until }: { readonly from: number; readonly until: number },
) => {
  const isIn = (at: number) => from <= at && at < until
  const tasks = plans.flatMap((one) => one.tasks)
  const due = tasks.filter(
    ({ due, end }) => due !== undefined && isIn(due - 1) && !(end?.tag === "Cancelled" && end.at < due),
  )
  const isDone = ({ due = 0, end, tries }: Told) =>
    tries.some(({ at, disposition }) => at < due && disposition === "completed") ||
    (end?.tag === "Completed" && end.signed && end.at < due)
  const isTried = (task: Told) => isDone(task) || task.tries.some(({ at }) => at < (task.due ?? 0))
  const firsts = due.filter(({ stage }) => stage === first)
  const ended = tasks.flatMap(({ end }) => (end !== undefined && isIn(end.at) ? [end.tag] : []))
  const ends = (tag: string) => ended.filter((one) => one === tag).length
  const tries = tasks.flatMap((task) => task.tries).filter(({ at }) => isIn(at))
  return {
    discharges: new Set(
      plans.flatMap(({ plan }) => (isIn(millis(plan.dischargedAt)) ? [plan.discharge] : [])),
    ).size,
    firstContactsDue: firsts.length,
    firstContactsTriedByDue: firsts.filter(isTried).length,
    firstContactsCompletedByDue: firsts.filter(isDone).length,
    followUpsDue: due.length,
    followUpsCompletedByDue: due.filter(isDone).length,
    followUpsEnded: ended.length,
    followUpsCompleted: ends("Completed"),
    followUpsDeclined: ends("Declined"),
    followUpsUnreachable: ends("Unreachable"),
    followUpsLost: ends("LostToFollowUp"),
    followUpsCancelled: ends("Cancelled"),
    followUpsMissed: ends("Missed"),
    contacts: tries.length,
    contactOverrides: tries.filter(({ override }) => override).length,
    // Nobody is contacted outside the window but by an override.
    contactViolations: 0,
  }
}

const zone = TimeZone.make("Asia/Shanghai")
const names = ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
const months = names.map((month) => MonthlyReport.spanOf(MonthlyReport.Month.make(month), zone))

const ofPlans = [
  GeneralIndicators.firstContactInTime,
  GeneralIndicators.followUpCompletion,
  GeneralIndicators.lostToFollowUp,
  GeneralIndicators.missedFollowUps,
  GeneralIndicators.contactViolations,
]

const of = (count: number, base: number): string => (base === 0 ? "no base" : `${count} of ${base}`)

/** What the report of a month says of plans, its facts given with those of all other months. */
const reported = (facts: ReadonlyArray<CountedFact.Counts>, i: number) => {
  const name = (n: number) => MonthlyReport.Month.make(names[n] ?? "")
  const { indicators } = MonthlyReport.make(
    {
      indicators: ofPlans,
      months: facts.map((counts, n) => ({ month: name(n), counts, departments: [] })),
      ...{ interventions: [], categories: [], issues: [], openLoops: [], cycles: [] },
    },
    name(i),
    { confidence: 0.95, charts: GeneralIndicators.monthlyCharts, threshold: 11 },
  )
  return Object.fromEntries(
    indicators.map(({ indicator, now: { figure } }) => [
      indicator.id,
      figure._tag === "Share"
        ? of(figure.rate.count, figure.rate.of)
        : figure._tag === "Total"
          ? String(figure.count)
          : of(0, 0),
    ]),
  )
}

const staff = Id.StaffId.make("nurse-7")
const signed = { author: staff, reason: "as the family asked" }

const live = (steps: ReadonlyArray<Act>, replies: ReadonlyArray<string>, begin: number) => {
  let sends = 0
  const sent: Array<{ plan: Id.PlanId; task: Id.TaskId; attempt: Id.AttemptId }> = []
  return inHouse(
    {
      practice: () => ({ furtherProtocols: further, forms: GeneralForms.all }),
      send: ({ subject }) =>
        Effect.sync(() => {
          if (subject._tag === "FollowUp") sent.push(subject)
          const reply = pick(replies, sends++)
          if (reply === "rejected") return { _tag: "Rejected", code: "number.invalid" as never }
          return reply === "unknown" ? { _tag: "Unknown" } : { _tag: "Accepted", reference: "r" }
        }),
    },
    () =>
      Effect.gen(function* () {
        const store = yield* PlanStore.PlanStore
        const stays: Array<Discharge.Discharge> = []
        const made: Array<Id.PlanId> = []
        const current = (id: Id.PlanId) =>
          Effect.map(store.find(tenant, id), (found) => Option.getOrThrow(found).record)
        const schedule = Effect.fnUntraced(function* (of: Discharge.Discharge, protocol?: Id.ProtocolId) {
          const n = Number(of.patient.slice(1))
          const { id } = yield* Scheduling.schedule(tenant, of, [consent(n)], protocol)
          made.push(id)
        })
        const take = Effect.fnUntraced(function* ({ act, m, n }: Act, i: number) {
          const now = yield* DateTime.now
          const message = sent[sent.length - 1 - (n % 3)]
          const id = made[n % Math.max(made.length, 1)]
          const plan = id === undefined ? undefined : yield* current(id)
          const task = plan?.tasks[m % plan.tasks.length]
          switch (act) {
            case "Schedule": {
              const stay = { ...discharge(i), dischargedAt: DateTime.subtract(now, { hours: m % 30 }) }
              stays.push(stay)
              return yield* schedule(stay)
            }
            case "Enrol": {
              const stay = stays[n % Math.max(stays.length, 1)]
              return stay === undefined ? undefined : yield* schedule(stay, programme.id)
            }
            case "Say":
              if (message === undefined) return
              return yield* Outreach.recordDisposition(
                tenant,
                message.plan,
                message.task,
                message.attempt,
                pick(dispositions, m),
              )
            case "Find": {
              if (message === undefined) return
              const answer = (yes: boolean) => ({ _tag: "YesNo", yes }) as const
              const no = answer(false)
              return yield* Outreach.recordOutcome(
                tenant,
                message.plan,
                message.task,
                GeneralForms.symptoms,
                {
                  overall: { _tag: "Chosen", options: ["same"] },
                  chestPain: answer(m % 2 === 0),
                  ...{ breathless: no, bleeding: no, confused: no, fever: no, wound: no },
                },
              )
            }
            case "EndTask":
              if (plan === undefined || task === undefined) return
              return yield* Scheduling.endTask(
                tenant,
                plan.id,
                task.id,
                { _tag: pick(["Completed", "Declined"], m) },
                signed,
              )
            case "CancelTask":
              if (plan === undefined || task === undefined) return
              return yield* Scheduling.cancelTask(tenant, plan.id, task.id, "staffDecision")
            case "Cancel":
              if (plan === undefined) return
              return yield* Scheduling.cancel(
                tenant,
                plan.id,
                pick(["staffDecision", "transferred", "readmitted", "deceased"], m),
              )
            case "Reopen": {
              if (plan === undefined || task === undefined) return
              const [earliest, ideal, due, latest] = [{ days: 0 }, { days: 1 }, { days: 2 }, { days: 4 }]
              return yield* Scheduling.reopen(
                tenant,
                plan.id,
                task.id,
                { earliest, ideal, due, latest },
                signed,
              )
            }
            case "Override": {
              if (plan === undefined || task === undefined) return
              const at = DateTime.add(now, { hours: m % 30 })
              const override = { kind: "ownRequest", givenAt: now, ...signed } as const
              return yield* Scheduling.placeByOverride(
                tenant,
                plan.id,
                task.id,
                { channel: "phone", at, override },
                atWork,
              )
            }
            case "Died":
              if (plan === undefined || m % 4 > 0) return
              return yield* Patients.recordVitalStatus(tenant, plan.patient, "deceased", staff)
            case "Replan":
              return plan === undefined ? undefined : yield* Scheduling.replan(tenant, plan.id)
            case "Move": {
              const at = n % Math.max(stays.length, 1)
              const stay = stays[at]
              if (stay === undefined) return
              const [person, ...others] = stay.persons
              const rest = { noon: [pick(lunches, m)], night: [pick(nights, m)] }
              const moved: Discharge.Discharge = {
                ...stay,
                persons: [{ ...person, profile: { ...person.profile, rest } }, ...others],
              }
              yield* Scheduling.correct(tenant, moved, [])
              stays[at] = moved
              return
            }
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              if (due !== undefined) yield* TestClock.setTime(Math.max(millis(now), millis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < m % 60; turn++) yield* Effect.yieldNow
              return yield* Fiber.interrupt(working)
            }
            case "Pass":
              return yield* passUntil(millis(now) + (1 + (m % 90)) * hourMillis)
          }
        })
        yield* TestClock.setTime(begin)
        for (const [i, step] of steps.entries()) {
          // A refusal is an answer.
          yield* Effect.result(take(step, i))
          yield* TestClock.adjust("1 second")
        }
        yield* passUntil((yield* Clock.currentTimeMillis) + 110 * dayMillis)

        const practice = (yield* Practice.Practice).of(tenant)
        const plans = yield* Effect.forEach(made, (id) =>
          Effect.gen(function* () {
            const plan = yield* current(id)
            const stay = stays.find((one) => one.id === plan.discharge)
            if (stay === undefined) throw new Error("a plan of no stay")
            const by = Practice.practised(practice, plan.protocol.id)
            const kept: FollowUpFigures.Kept = { plan, ground: Practice.groundOf(practice, stay, by) }
            return { plan, kept, tasks: told(yield* store.events(tenant, id)) }
          }),
        )
        const reports = yield* Effect.forEach(months, (month) =>
          Reporting.counts(tenant, month, { firstStages: [first] }),
        )
        return { plans, reports }
      }),
  )
}

it(
  "the months of a house are what its events tell, and the parts of a year add up",
  async () => {
    const seen = { due: 0, late: 0, ended: 0, contacts: 0, overrides: 0, discharges: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 5, maxLength: 40, size: "max" }),
        fc.array(fc.constantFrom("accepted", "accepted", "rejected", "unknown"), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 0, max: 4 * 24 }),
        async (steps, replies, hours) => {
          const begin = Date.parse("2026-03-26T10:00:00+08:00") + hours * hourMillis
          const { plans, reports } = await live(steps, replies, begin)
          const kept = plans.map((one) => one.kept)
          const facts = months.map((month) => FollowUpCounts.of(kept, month, [first]))
          for (const [i, month] of months.entries()) {
            const by = counted(plans, month)
            expect(facts[i]).toEqual(by)
            // Tickets and calls nobody keeps here.
            expect(reports[i]).toEqual({ counts: by, departments: [], categories: [] })
            const answered = by.followUpsEnded - by.followUpsCancelled
            expect(reported(facts, i)).toEqual({
              firstContactInTime: of(by.firstContactsCompletedByDue, by.firstContactsDue),
              followUpCompletion: of(by.followUpsCompleted, answered),
              lostToFollowUp: of(by.followUpsLost, answered),
              missedFollowUps: of(by.followUpsMissed, answered),
              contactViolations: "0",
            })
          }
          const whole = { from: months[0]?.from ?? 0, until: months.at(-1)?.until ?? 0 }
          for (const [fact, count] of Object.entries(FollowUpCounts.of(kept, whole, [first])))
            expect(facts.reduce((sum, month) => sum + Number(month[fact as keyof typeof month]), 0)).toBe(
              count,
            )
          const all = counted(plans, whole)
          seen.due += all.followUpsDue
          seen.late += all.followUpsDue - all.followUpsCompletedByDue
          seen.ended += all.followUpsEnded
          seen.contacts += all.contacts
          seen.overrides += all.contactOverrides
          seen.discharges += all.discharges
        },
      ),
      runs(25),
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
  },
  2 * patience.timeout,
)
