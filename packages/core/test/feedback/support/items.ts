import {
  ChinaCalendar,
  type Feedback,
  Hours,
  Id,
  PlainDate,
  Rule,
  Sla,
  type SlaEvent,
  type SlaFacts,
  type SlaLimit,
  SlaPolicy,
  TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import { DateTime, Result } from "effect"
import * as fc from "fast-check"

export const minute = 60_000
export const hour = 60 * minute
export const zone = TimeZone.make("Asia/Shanghai")
export const at = (text: string): number => Date.parse(text)

/** A complaint about waiting of these departments, but for what is said otherwise. */
export const assessed = (
  over: Partial<Feedback.Assessment> & Pick<Feedback.Assessment, "departments">,
): Feedback.Assessment => ({
  kind: "complaint",
  category: Id.CategoryId.make("waiting"),
  severity: "normal",
  danger: false,
  handling: "investigation",
  onSite: false,
  patientGroups: [],
  repeats: 0,
  ...over,
})

export const facts = (over: Partial<SlaFacts.SlaFacts> = {}): SlaFacts.SlaFacts => ({
  kind: "complaint",
  channel: "hotline",
  categories: [Id.CategoryId.make("waiting")],
  severity: "normal",
  danger: false,
  handling: "investigation",
  departments: [Id.DepartmentId.make("pharmacy")],
  patientGroups: [],
  anonymous: false,
  onSite: false,
  repeats: 0,
  ...over,
})

export const office = Hours.onWorkingDays("08:00-12:00", "14:00-17:30")

export const source: Rule.Source = { title: "the hospital's own", status: "hospitalPolicy", verified: "own" }

export const rule = (
  id: string,
  targets: SlaPolicy.SlaRule["targets"],
  when: SlaFacts.Condition = {},
): SlaPolicy.SlaRule => ({ id: Rule.RuleId.make(id), when, targets, source })

export const asked = (
  target: SlaPolicy.Target,
  limit: SlaLimit.Limit,
  over: Partial<SlaPolicy.TargetLimit> = {},
): SlaPolicy.TargetLimit => ({
  target,
  limit,
  start: SlaPolicy.starts[target][0] ?? "receipt",
  pausedBy: "everyHold",
  reopening: "startsAgain",
  steps: [],
  ...over,
})

export const policyOf = (
  rules: SlaPolicy.SlaPolicy["rules"],
  over: Partial<SlaPolicy.SlaPolicy> = {},
): SlaPolicy.SlaPolicy => ({
  id: "test",
  version: "1",
  title: { zh: "测试", en: "test" },
  clocks: [{ name: "office", zone, hours: office, calendar: "china.publicHolidays" }],
  changedLimits: "fromStart",
  rules,
  promiseSteps: [],
  ...over,
})

export const published = (
  policy: SlaPolicy.SlaPolicy,
  calendar: WorkCalendar.WorkCalendar = ChinaCalendar.publicHolidays,
): SlaPolicy.Published => Result.getOrThrow(SlaPolicy.publish(policy, [calendar]))

type Plain = Exclude<
  SlaEvent.SlaEvent["_tag"],
  "Registered" | "Held" | "Reclassified" | "PolicyChanged" | "Promised" | "Kept" | "Corrected" | "Merged"
>

let count = 0
const head = (instant: number) => ({
  id: Id.EventId.make(`e${String(count++).padStart(6, "0")}`),
  at: DateTime.makeUnsafe(instant),
})

export const waits = Rule.RuleId.make("hold.awaitingSender")

export const events = {
  plain: (_tag: Plain, instant: number): SlaEvent.SingleEvent => ({ ...head(instant), _tag }),
  held: (instant: number, reason = waits): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "Held",
    reason,
  }),
  registered: (
    instant: number,
    over: {
      readonly receivedAt?: number
      readonly facts?: SlaFacts.SlaFacts
      readonly version?: string
    } = {},
  ): Extract<SlaEvent.SingleEvent, { readonly _tag: "Registered" }> => ({
    ...head(instant),
    _tag: "Registered",
    receivedAt: DateTime.makeUnsafe(over.receivedAt ?? instant),
    facts: over.facts ?? facts(),
    policy: { id: "test", version: over.version ?? "1" },
  }),
  reclassified: (instant: number, to: SlaFacts.SlaFacts): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "Reclassified",
    facts: to,
  }),
  policyChanged: (instant: number, version: string): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "PolicyChanged",
    policy: { id: "test", version },
  }),
  promised: (instant: number, promise: string, by: number): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "Promised",
    promise: Id.PromiseId.make(promise),
    by: DateTime.makeUnsafe(by),
  }),
  kept: (instant: number, promise: string): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "Kept",
    promise: Id.PromiseId.make(promise),
  }),
  corrected: (instant: number, event: Id.EventId, happenedAt: number): SlaEvent.SingleEvent => ({
    ...head(instant),
    _tag: "Corrected",
    event,
    happenedAt: DateTime.makeUnsafe(happenedAt),
  }),
  merged: (
    instant: number,
    threads: ReadonlyArray<ReadonlyArray<SlaEvent.SingleEvent>>,
  ): SlaEvent.SlaEvent => ({ ...head(instant), _tag: "Merged", threads }),
}

export const evaluated = (
  policies: SlaPolicy.Published | ReadonlyArray<SlaPolicy.Published>,
  happened: ReadonlyArray<SlaEvent.SlaEvent>,
  instant: number,
): Sla.Evaluation =>
  Result.getOrThrow(Sla.evaluate("policy" in policies ? [policies] : policies, happened, instant))

/** The rounds of one target, in the order in which they were opened. */
export const roundsOf = (
  evaluation: Sla.Evaluation,
  target: Sla.TargetState["target"],
): ReadonlyArray<Sla.TargetState> => evaluation.targets.filter((one) => one.target === target)

export const only = (evaluation: Sla.Evaluation): Sla.TargetState => {
  const [first, ...rest] = evaluation.targets
  if (first === undefined || rest.length > 0) throw new Error(`${evaluation.targets.length} targets`)
  return first
}

/** The Monday of a week without a holiday, at midnight. */
export const monday = at("2026-03-02T00:00:00+08:00")

/** Minutes in a fortnight that has a weekend in it, and in some draws the Spring Festival with its adjusted workdays. */
export const base = fc.constantFrom(
  monday,
  at("2026-02-13T00:00:00+08:00"),
  at("2026-09-28T00:00:00+08:00"),
  at("2026-05-01T00:00:00+08:00"),
)

export const minutesLater = (days: number) =>
  fc.integer({ min: 0, max: days * 24 * 60 }).map((m) => m * minute)

const dayEnd = fc.constantFrom<SlaLimit.DayEnd>("sameTime", "lastClosing", "endOfDate")
const days = fc.integer({ min: 1, max: 12 })

export const limits = {
  elapsed: fc
    .integer({ min: 1, max: 72 * 60 })
    .map((n): SlaLimit.Limit => ({ _tag: "Elapsed", millis: n * minute })),
  workingTime: fc
    .tuple(fc.integer({ min: 1, max: 40 * 60 }), fc.constantFrom("endOfInterval", "startOfNext"))
    .map(
      ([n, boundary]): SlaLimit.Limit => ({
        _tag: "WorkingTime",
        millis: n * minute,
        clock: "office",
        boundary,
      }),
    ),
  days: (pause: SlaLimit.DayPause) =>
    fc
      .tuple(fc.constantFrom("WorkingDays", "CalendarDays"), days, dayEnd)
      .map(([_tag, n, ends]): SlaLimit.Limit => ({ _tag, days: n, clock: "office", ends, pause })),
}

export const anyLimit = fc.oneof(
  limits.elapsed,
  limits.workingTime,
  limits.days("openTime"),
  limits.days("touchedDates"),
)

export const epochDay = (instant: number): number => PlainDate.toEpochDay(TimeZone.dateAt(zone, instant))
