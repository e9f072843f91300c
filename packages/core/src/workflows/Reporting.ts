/**
 * The facts of a month, counted from the stores: what `MonthlyReport.make` takes as `months`, and as `categories`.
 *
 * **Details**
 *
 * The stores are read page by page and only figures are kept, however many plans and tickets there are. What is written
 * meanwhile may be in the figures or not; a stretch that is over gives the same figures each time, but for what is put right
 * in between.
 *
 * Contacts of the past are held against the contacts that there were by then, the hours of those contacted, and the policy
 * and calendar of the `Practice` that is given. Where somebody takes contacts at other hours since, or is no longer named, or
 * another version is given than the contact was checked by, the check that was made then stands.
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
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as FollowUpFigures from "../followup/FollowUpFigures.ts"
import type { FollowUpPlan } from "../followup/FollowUpPlan.ts"
import { allAttempts } from "../followup/FollowUpTask.ts"
import type { DischargeId, QuestionnaireId, StageId, TenantId } from "../foundation/Id.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Bilingual } from "../foundation/Word.ts"
import * as CallbackFact from "../hotline/CallbackFact.ts"
import { longest } from "../hotline/CallRecord.ts"
import * as QueuedCall from "../hotline/QueuedCall.ts"
import { type CallKey, CallStore } from "../ports/CallStore.ts"
import { because } from "../ports/StoreError.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import * as CallbackCounts from "../quality/CallbackCounts.ts"
import * as CountedFact from "../quality/CountedFact.ts"
import * as FeedbackCounts from "../quality/FeedbackCounts.ts"
import * as FollowUpCounts from "../quality/FollowUpCounts.ts"
import * as HotlineCounts from "../quality/HotlineCounts.ts"
import type { MonthCounts, Named } from "../quality/MonthlyReport.ts"
import * as SurveyCounts from "../quality/SurveyCounts.ts"
import * as Questionnaire from "../survey/Questionnaire.ts"
import * as ScoreDesign from "../survey/ScoreDesign.ts"
import * as ScoreTally from "../survey/ScoreTally.ts"
import type { SurveyResponse } from "../survey/SurveyResponse.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import { Practice } from "./Practice.ts"
import * as Scheduling from "./Scheduling.ts"
import * as SurveyAnswers from "./SurveyAnswers.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"
import { type HospitalSurveyPractice, SurveyPractice } from "./SurveyPractice.ts"
import { TicketPractice } from "./TicketPractice.ts"
import * as Tickets from "./Tickets.ts"

/** A department of the report, and what it is called: as discharges write it, and its `DepartmentId`. */
export interface Department {
  readonly title: Bilingual
  readonly called: ReadonlyArray<string>
}

/** A questionnaire's question for satisfaction, and the two values of its scale that are the best. */
export interface Question {
  readonly item: string
  readonly best: readonly [number, number]
}

/** What is counted, and how. */
export interface Asked {
  /** The stages that are a patient's first contact. */
  readonly firstStages: ReadonlyArray<StageId>
  /** The limits that calls are counted by; without them none are. */
  readonly hotline?: HotlineCounts.Limits
  /** The questionnaires whose answers are counted, all together, each with its question; by default none. */
  readonly surveys?: ReadonlyMap<QuestionnaireId, Question>
  /** The departments to be counted by themselves as well; none by default. */
  readonly departments?: ReadonlyArray<Department>
}

/** The facts of the whole house and of each department in the order asked, and the complaints by topmost category. */
export interface Counted extends Pick<MonthCounts, "counts" | "departments"> {
  readonly categories: ReadonlyArray<Named>
}

/**
 * The facts over `during`, in epoch milliseconds, as `FollowUpCounts`, `FeedbackCounts`, `HotlineCounts`, `CallbackCounts` and
 * `SurveyCounts` count them. A response counts by when it was answered, unless it was set aside.
 *
 * A fact that nothing here can count is left out: those of tickets and the categories without `TicketStore` and
 * `TicketPractice`, those of calls without `CallStore` or limits, those of answers without `SurveyStore`, `SurveyPractice` or
 * questionnaires. A department has the plans of its own discharges, the tickets that concern it, which may concern others as
 * well, and the answers about its own occasions. What names no department counts in none, and calls never do.
 *
 * Fails with a `StoreError` (`NotFound` where a plan has lost its discharge, `Unavailable` where the practice doesn't hold
 * the revision that a response answers), with `PolicyNotPublished` where it doesn't hold a version of the policy that a
 * ticket goes by, with `NotAsked` where the hospital doesn't ask a questionnaire, and where one can't be scored as
 * `ScoreTally.ofResponses` does.
 */
export const counts = Effect.fn("Reporting.counts")(function* (
  tenant: TenantId,
  during: Interval,
  { departments = [], firstStages, hotline, surveys }: Asked,
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
  const answers =
    surveys === undefined
      ? Option.none()
      : yield* Equipment.where(
          SurveyKeeping.services,
          Effect.forEach(surveys, ([id, question]) => ofSurvey(tenant, during, id, question, departments)),
        )
  const tickets = Option.getOrUndefined(feedback)
  const surveyed = Option.getOrElse(answers, () => [])
  const counted: Counted = {
    counts: {
      ...followUps.counts,
      ...tickets?.counts,
      ...Option.getOrUndefined(calls)?.counts,
      ...CountedFact.sum(surveyed.map(({ counts }) => counts)),
    },
    departments: departments.map(({ title }, i) => ({
      title,
      counts: {
        ...followUps.departments[i],
        ...tickets?.departments[i],
        ...CountedFact.sum(surveyed.map((survey) => survey.departments[i] ?? {})),
      },
    })),
    categories: tickets?.categories ?? [],
  }
  return counted
})

/** What records add, and the departments that they add it to by what they are called. */
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
  const countsOf = (
    queued: QueuedCall.QueuedCall | undefined,
    owed: CallbackFact.CallbackFact | undefined,
  ) => ({
    ...HotlineCounts.of(queued === undefined ? [] : [queued], during, limits),
    ...CallbackCounts.of(owed === undefined ? [] : [owed], during),
  })
  const shares = Stream.map(calls, ({ record }): Share => {
    const owed = record.callback && CallbackFact.of(record.callback)
    return { counts: countsOf(QueuedCall.of(record), owed), of: [] }
  })
  return yield* total(shares, countsOf(undefined, undefined), [])
})

const ofSurvey = Effect.fnUntraced(function* (
  tenant: TenantId,
  during: Interval,
  id: QuestionnaireId,
  question: Question,
  departments: ReadonlyArray<Department>,
) {
  const practice = (yield* SurveyPractice).of(tenant)
  const { questionnaire } = yield* Effect.fromResult(SurveyKeeping.surveyAsked(practice, id))
  const design = yield* Effect.fromResult(ScoreDesign.of(questionnaire))
  const nobody = ScoreTally.total(ScoreTally.empty(design, 0))
  const shares = SurveyAnswers.responses(tenant, id, during).pipe(
    Stream.flatMap(({ response, setAside }) =>
      setAside === undefined ? Stream.succeed(response) : Stream.empty,
    ),
    Stream.grouped(pageSize),
    Stream.mapEffect((responses) =>
      Effect.forEach(
        Object.entries(Arr.groupBy(responses, ({ questionnaire: { hash } }) => hash)),
        ([hash, alike]) => ofRevision(practice, hash, alike, question),
      ),
    ),
    Stream.flatMap((revisions) => Stream.fromIterable(revisions.flat())),
  )
  return yield* total(shares, SurveyCounts.of([nobody], question.item, question.best), departments)
})

/** What the responses to one revision add, department by department. */
const ofRevision = Effect.fnUntraced(function* (
  { surveys }: HospitalSurveyPractice,
  hash: string,
  responses: ReadonlyArray<SurveyResponse>,
  { best, item }: Question,
) {
  const survey = surveys.find(({ questionnaire }) => Questionnaire.hash(questionnaire) === hash)
  if (survey === undefined)
    return yield* because({ _tag: "Unavailable", detail: "the practice doesn't hold this revision" })
  const design = yield* Effect.fromResult(ScoreDesign.of(survey.questionnaire))
  const byDepartment = [({ occasion }: SurveyResponse) => occasion?.department ?? ""]
  const tally = ScoreTally.ofResponses(survey.questionnaire, design, responses, byDepartment)
  return ScoreTally.groups(yield* Effect.fromResult(tally)).map(
    (group): Share => ({ counts: SurveyCounts.of([group], item, best), of: group.keys }),
  )
})

const pageSize = 500
