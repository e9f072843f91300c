/**
 * The facts of a month, counted from the stores: what `MonthlyReport.make` takes as `months`, and as `categories`.
 *
 * **Details**
 *
 * The stores are read page by page and only figures are kept, however many plans and tickets there are. What is written
 * meanwhile may be in the figures or not; a stretch that is over gives the same figures each time, but for what is put right
 * in between.
 *
 * Contacts of the past are held against the contacts that there were by then, and against the persons' hours and the
 * hospital's practice as they are now: count a month soon after its end, and keep its facts.
 *
 * To count is to read nobody's record: it asks for no permission, and the access log has nothing of it. Figures of small
 * departments may tell of people all the same; what anybody may see is a report's `publication`.
 *
 * **Example** (A house in which nothing has happened yet, and which keeps no tickets)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   ChinaCalendar,
 *   ChinaContact,
 *   GeneralProtocols,
 *   Id,
 *   MonthlyReport,
 *   Practice,
 *   Reporting,
 *   TimeZone,
 * } from "@aftercare/core"
 * import { Effect, Layer } from "effect"
 *
 * const march = MonthlyReport.spanOf(MonthlyReport.Month.make("2026-03"), TimeZone.make("Asia/Shanghai"))
 * const firstStages = [Id.StageId.make("first-contact")]
 * const practice = Layer.succeed(Practice.Practice, {
 *   of: () => ({
 *     protocol: GeneralProtocols.generalDischarge,
 *     rules: GeneralProtocols.personalisation(65),
 *     policy: ChinaContact.carePolicy,
 *     calendar: ChinaCalendar.publicHolidays,
 *     guardianConsentUnder: ChinaContact.guardianConsentUnder,
 *     compose: (task) => ({ text: task.title.zh }),
 *   }),
 * })
 * const counting = Reporting.counts(Id.TenantId.make("hospital"), march, { firstStages })
 * const { counts } = await Effect.runPromise(
 *   Effect.provide(counting, Layer.mergeAll(Memory.layer, practice)),
 * )
 * counts.followUpsDue // => 0
 * counts.complaints // => undefined
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as FollowUpFigures from "../followup/FollowUpFigures.ts"
import type { FollowUpPlan } from "../followup/FollowUpPlan.ts"
import { allAttempts } from "../followup/FollowUpTask.ts"
import type { DischargeId, StageId, TenantId } from "../foundation/Id.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Bilingual } from "../foundation/Word.ts"
import { longest } from "../hotline/CallRecord.ts"
import * as QueuedCall from "../hotline/QueuedCall.ts"
import { type CallKey, CallStore } from "../ports/CallStore.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import * as CountedFact from "../quality/CountedFact.ts"
import * as FeedbackCounts from "../quality/FeedbackCounts.ts"
import * as FollowUpCounts from "../quality/FollowUpCounts.ts"
import * as HotlineCounts from "../quality/HotlineCounts.ts"
import type { MonthCounts, Named } from "../quality/MonthlyReport.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { Practice } from "./Practice.ts"
import * as Scheduling from "./Scheduling.ts"
import { TicketPractice } from "./TicketPractice.ts"
import * as Tickets from "./Tickets.ts"

/** A department of the report, and what it is called: as discharges write it, and its `DepartmentId`. */
export interface Department {
  readonly title: Bilingual
  readonly called: ReadonlyArray<string>
}

/** What is counted, and how. */
export interface Asked {
  /** The stages that are a patient's first contact. */
  readonly firstStages: ReadonlyArray<StageId>
  /** The limits that calls are counted by; without them none are. */
  readonly hotline?: HotlineCounts.Limits
  /** The departments to be counted by themselves as well; none by default. */
  readonly departments?: ReadonlyArray<Department>
}

/** The facts of the whole house and of each department in the order asked, and the complaints by topmost category. */
export interface Counted extends Pick<MonthCounts, "counts" | "departments"> {
  readonly categories: ReadonlyArray<Named>
}

/**
 * The facts over `during`, in epoch milliseconds, as `FollowUpCounts`, `FeedbackCounts` and `HotlineCounts` count them.
 *
 * A fact that nothing here can count is left out: those of tickets and the categories without `TicketStore` and
 * `TicketPractice`, those of calls without `CallStore` or limits. A department has the plans of its own discharges and the
 * tickets that concern it, which may concern others as well; calls belong to none.
 *
 * Fails with a `StoreError` (`NotFound` where a plan has lost its discharge), and with `PolicyNotPublished` where the practice
 * doesn't hold a version of the policy that a ticket goes by.
 */
export const counts = Effect.fn("Reporting.counts")(function* (
  tenant: TenantId,
  during: Interval,
  { departments = [], firstStages, hotline }: Asked,
) {
  const followUps = yield* total(
    yield* ofPlans(tenant, during, firstStages),
    FollowUpCounts.of([], during, firstStages),
    departments,
  )
  const feedback = yield* Equipment.where(
    [TicketStore, TicketPractice],
    ofTickets(tenant, during, departments),
  )
  const calls =
    hotline === undefined
      ? Option.none()
      : yield* Equipment.where([CallStore], ofCalls(tenant, during, hotline))
  const tickets = Option.getOrUndefined(feedback)
  const counted: Counted = {
    counts: { ...followUps.counts, ...tickets?.counts, ...Option.getOrUndefined(calls)?.counts },
    departments: departments.map(({ title }, i) => ({
      title,
      counts: { ...followUps.departments[i], ...tickets?.departments[i] },
    })),
    categories: tickets?.categories ?? [],
  }
  return counted
})

/** What one record adds, and the departments that it adds it to by what they are called. */
interface Share {
  readonly counts: CountedFact.Counts
  readonly of: ReadonlyArray<string>
}

/** All shares together, and those of each department. */
const total = <E, R>(
  shares: Stream.Stream<Share, E, R>,
  none: CountedFact.Counts,
  departments: ReadonlyArray<Department>,
) =>
  Stream.runFold(
    shares,
    () => ({ counts: none, departments: departments.map(() => none) }),
    (sum, { counts, of }) => ({
      counts: CountedFact.sum([sum.counts, counts]),
      departments: sum.departments.map((before, i) =>
        departments[i]?.called.some((name) => of.includes(name)) ? CountedFact.sum([before, counts]) : before,
      ),
    }),
  )

const ofPlans = Effect.fnUntraced(function* (
  tenant: TenantId,
  during: Interval,
  firstStages: ReadonlyArray<StageId>,
) {
  const practice = (yield* Practice).of(tenant)
  // A discharge may have several plans, and their ids may lie far apart.
  const discharged = new Set<DischargeId>()
  return Scheduling.plans(tenant).pipe(
    Stream.filter((plan) => happens(plan, during)),
    Stream.mapEffect((plan) =>
      Effect.map(PlanKeeping.groundThen(tenant, plan, practice, during), (ground): Share => {
        const counts = FollowUpCounts.of([{ plan, ground }], during, firstStages)
        const again = discharged.has(plan.discharge)
        if (counts.discharges === 1) discharged.add(plan.discharge)
        return {
          counts: again ? { ...counts, discharges: 0 } : counts,
          of: [ground.discharge.department],
        }
      }),
    ),
  )
})

/** Whether anything of a plan falls within the stretch: else what it rests on needn't be read. */
const happens = ({ dischargedAt, tasks }: FollowUpPlan, during: Interval): boolean => {
  const isIn = (at: DateTime.Utc) => contains(during, DateTime.toEpochMillis(at))
  return (
    isIn(dischargedAt) ||
    tasks.some(
      (task) =>
        FollowUpFigures.isDueIn(task, during) ||
        (task.state._tag === "Ended" && isIn(task.state.at)) ||
        allAttempts(task).some(({ startedAt }) => isIn(startedAt)),
    )
  )
}

const ofTickets = Effect.fnUntraced(function* (
  tenant: TenantId,
  during: Interval,
  departments: ReadonlyArray<Department>,
) {
  const tree = (yield* TicketPractice).of(tenant).ground.categories
  const found = new Map<Bilingual, number>()
  const shares = Stream.map(Tickets.standings(tenant), (kept): Share => {
    for (const { count, title } of FeedbackCounts.categories([kept], during, tree))
      found.set(title, (found.get(title) ?? 0) + count)
    return { counts: FeedbackCounts.of([kept], during), of: kept.ticket.assessment.departments }
  })
  const sum = yield* total(shares, FeedbackCounts.of([], during), departments)
  const categories = tree.categories.flatMap(({ title }): ReadonlyArray<Named> => {
    const count = found.get(title)
    return count === undefined ? [] : [{ title, count }]
  })
  return { ...sum, categories }
})

const ofCalls = Effect.fnUntraced(function* (
  tenant: TenantId,
  during: Interval,
  limits: HotlineCounts.Limits,
) {
  const store = yield* CallStore
  const arrived = { from: during.from - longest, until: during.until }
  const calls = Pages.all((after: { readonly after?: CallKey }) =>
    store.list(tenant, { of: "all", during: arrived, limit: pageSize, ...after }),
  )
  const shares = Stream.map(calls, ({ record }): Share => {
    const call = QueuedCall.of(record)
    return { counts: HotlineCounts.of(call === undefined ? [] : [call], during, limits), of: [] }
  })
  return yield* total(shares, HotlineCounts.of([], during, limits), [])
})

const pageSize = 500
