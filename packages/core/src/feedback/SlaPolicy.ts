/**
 * What is asked of the hospital for each item: targets with limits, chosen by the item's facts.
 *
 * **Details**
 *
 * For each target the first rule counts that matches the facts and sets it. A policy is plain data and names no version
 * of a calendar; publishing it checks it against calendars and makes it ready to be evaluated.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { horizon } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Bilingual } from "../foundation/Word.ts"
import { Condition, matches, type SlaFacts } from "./SlaFacts.ts"
import * as SlaLimit from "./SlaLimit.ts"
import { SlaStep } from "./SlaStep.ts"

/** What is asked for in time. */
export const Target = Schema.Literals([
  "Acknowledgement",
  "Assignment",
  "FirstResponse",
  "NextResponse",
  "HandoverAcceptance",
  "OnSite",
  "Resolution",
  "Answer",
  "SatisfactionCheck",
])
export type Target = typeof Target.Type

/**
 * What starts a target's clock. After a reopening, the reopening stands for receipt, registration and assignment: it is
 * received anew, and is somebody's.
 */
export const Start = Schema.Literals([
  "receipt",
  "registration",
  "assignment",
  "resolution",
  "answer",
  "closing",
  "senderWrote",
  "offer",
])
export type Start = typeof Start.Type

const comingIn: ReadonlyArray<Start> = ["receipt", "registration", "assignment"]

/** The starts that each target can have. */
export const starts: { readonly [T in Target]: ReadonlyArray<Start> } = {
  Acknowledgement: comingIn,
  Assignment: ["receipt", "registration"],
  FirstResponse: comingIn,
  NextResponse: ["senderWrote"],
  HandoverAcceptance: ["offer"],
  OnSite: comingIn,
  Resolution: comingIn,
  Answer: [...comingIn, "resolution"],
  SatisfactionCheck: ["resolution", "answer", "closing"],
}

/** Which holds stop a target's clock. */
export const PausedBy = Schema.Union([
  Schema.Literals(["everyHold", "noHold"]),
  Schema.Struct({ reasons: Schema.NonEmptyArray(RuleId) }),
])
export type PausedBy = typeof PausedBy.Type

/** One target's limit, and all that others leave implicit about it. */
export const TargetLimit = closed(
  Schema.Struct({
    target: Target,
    limit: SlaLimit.Limit,
    start: Start,
    pausedBy: PausedBy,
    /** Whether an item that is opened again starts it again. */
    reopening: Schema.Literals(["startsAgain", "leaves"]),
    steps: Schema.Array(SlaStep),
  }),
)
export interface TargetLimit extends Schema.Schema.Type<typeof TargetLimit> {}

export const SlaRule = closed(
  Schema.Struct({
    id: RuleId,
    when: Condition,
    targets: Schema.NonEmptyArray(TargetLimit),
    source: Source,
    /** Offered, and not applied until the hospital takes it on as its own policy. What is only recalled ships so. */
    switchedOff: Schema.optionalKey(Schema.Literal(true)),
  }),
).check(
  Schema.makeFilter(
    ({ source, switchedOff }) =>
      source.verified !== "recalled" ||
      switchedOff === true || { path: ["switchedOff"], issue: "what is only recalled is switched off" },
  ),
)
export interface SlaRule extends Schema.Schema.Type<typeof SlaRule> {}

export const SlaPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    title: Bilingual,
    clocks: Schema.Array(SlaLimit.Clock),
    /**
     * How a limit applies that changes while its target runs, because the item was classified anew or another policy came
     * in: from where the target started, from the change on, or not at all.
     */
    changedLimits: Schema.Literals(["fromStart", "fromChange", "kept"]),
    rules: Schema.NonEmptyArray(SlaRule),
    /** Whom to tell about promises to the sender. Their clock is the one on the wall. */
    promiseSteps: Schema.Array(SlaStep),
    /**
     * Whom to tell about corrective actions: of the work as it falls due, then of the look at its effect. Nobody without them.
     * Their clock is the one on the wall.
     */
    actionSteps: Schema.optionalKey(Schema.Array(SlaStep)),
  }),
)
export interface SlaPolicy extends Schema.Schema.Type<typeof SlaPolicy> {}

/** What makes a policy unsound. */
export const Unsoundness = Schema.Literals([
  "two rules have one id",
  "two clocks have one name",
  "two limits for one target",
  "two steps have one id",
  "no such clock",
  "no such calendar",
  "two versions of a calendar",
  "the clock never opens",
  "no day is worked",
  "the target can't start so",
  "the limit is no time at all",
  "nothing is switched on",
])
export type Unsoundness = typeof Unsoundness.Type

/** The policy can't be published. `named` is the clock, calendar, rule, target or step that is meant. */
export class UnsoundPolicy extends Schema.TaggedError<UnsoundPolicy>("@aftercare/core/UnsoundPolicy")(
  "UnsoundPolicy",
  { policy: Version, issue: Unsoundness, named: Schema.String, rule: Schema.optionalKey(RuleId) },
) {
  override get message() {
    const rule = this.rule === undefined ? "" : `, rule ${this.rule}`
    return `SLA policy ${this.policy.id} ${this.policy.version}${rule}: ${this.issue} (${this.named})`
  }
}

/** The versions that a due instant rests on; no calendar where all time counts. */
export interface Basis {
  readonly policy: Version
  readonly calendar: Version | undefined
}

/** A target's limit as a rule sets it, ready to be counted. */
export interface Chosen {
  readonly rule: SlaRule
  readonly asked: TargetLimit
  readonly counter: SlaLimit.Counter
  readonly basis: Basis
}

/** A policy ready to be evaluated. */
export interface Published {
  readonly policy: SlaPolicy
  readonly version: Version
  /** The limits that an item of these facts has. */
  readonly limitsFor: (facts: SlaFacts) => Limits
}

export type Limits = { readonly [T in Target]?: Chosen }

/**
 * Checks the policy against the calendars that it names, and makes it ready.
 *
 * **Example** (A policy that nobody could keep)
 *
 * ```ts
 * import { ChinaCalendar, ChinaSla, Hours, SlaPolicy } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const never = { ...ChinaSla.office, hours: Hours.never }
 * const refused = SlaPolicy.publish({ ...ChinaSla.complaints, clocks: [never] }, [ChinaCalendar.publicHolidays])
 * Result.isFailure(refused) && refused.failure.issue // => "the clock never opens"
 * ```
 */
export const publish = (
  policy: SlaPolicy,
  calendars: ReadonlyArray<WorkCalendar>,
): Result.Result<Published, UnsoundPolicy> => {
  const version: Version = { id: policy.id, version: policy.version }
  const unsound = (issue: Unsoundness, named: string, rule?: RuleId) =>
    Result.fail(new UnsoundPolicy({ policy: version, issue, named, ...(rule === undefined ? {} : { rule }) }))

  const calendar = twice(calendars.map(({ id }) => id))
  if (calendar !== undefined) return unsound("two versions of a calendar", calendar)
  const clock = twice(policy.clocks.map(({ name }) => name))
  if (clock !== undefined) return unsound("two clocks have one name", clock)
  const id = twice(policy.rules.map((rule) => rule.id))
  if (id !== undefined) return unsound("two rules have one id", id)
  for (const steps of [policy.promiseSteps, policy.actionSteps ?? []]) {
    const step = twice(steps.map(({ id }) => id))
    if (step !== undefined) return unsound("two steps have one id", step)
  }

  const clocks = new Map<string, SlaLimit.RunningClock>()
  for (const { calendar: named, hours, name, zone } of policy.clocks) {
    const found = calendars.find((one) => one.id === named)
    if (found === undefined) return unsound("no such calendar", named)
    const open = Hours.compile(hours, zone, found)
    if (open.next(horizon.from) === Number.POSITIVE_INFINITY) return unsound("the clock never opens", name)
    clocks.set(name, { zone, open, calendar: found })
  }

  const rules: Array<{ readonly rule: SlaRule; readonly limits: ReadonlyArray<Chosen> }> = []
  for (const rule of policy.rules) {
    if (rule.switchedOff) continue
    const limits: Array<Chosen> = []
    const target = twice(rule.targets.map((asked) => asked.target))
    if (target !== undefined) return unsound("two limits for one target", target, rule.id)
    for (const asked of rule.targets) {
      const { limit, start, steps } = asked
      const fault = (issue: Unsoundness, named: string = asked.target) => unsound(issue, named, rule.id)
      if (!starts[asked.target].includes(start)) return fault("the target can't start so")
      if (isNoTime(limit)) return fault("the limit is no time at all")
      const step = twice(steps.map((one) => one.id))
      if (step !== undefined) return fault("two steps have one id", step)
      const on = limit._tag === "Elapsed" ? undefined : clocks.get(limit.clock)
      const counter = SlaLimit.counter(limit, on)
      if (counter === undefined) return fault("no such clock", limit._tag === "Elapsed" ? "" : limit.clock)
      if (limit._tag === "WorkingDays" && on !== undefined && isNeverWorked(on.calendar))
        return fault("no day is worked", on.calendar.id)
      const calendarOf = on && { id: on.calendar.id, version: on.calendar.version }
      limits.push({ rule, asked, counter, basis: { policy: version, calendar: calendarOf } })
    }
    rules.push({ rule, limits })
  }
  if (rules.length === 0) return unsound("nothing is switched on", policy.id)

  // Facts are data that many evaluations share, so what they choose is kept beside them.
  const found = new WeakMap<SlaFacts, Limits>()
  const limitsFor = (facts: SlaFacts): Limits => {
    const before = found.get(facts)
    if (before !== undefined) return before
    const limits: { [T in Target]?: Chosen } = {}
    for (const { limits: of, rule } of rules)
      if (matches(rule.when, facts)) for (const chosen of of) limits[chosen.asked.target] ??= chosen
    found.set(facts, limits)
    return limits
  }
  return Result.succeed({ policy, version, limitsFor })
}

const twice = (names: ReadonlyArray<string>): string | undefined =>
  names.find((name, i) => names.indexOf(name) < i)

/** Due as it starts, so that nobody can keep it. What isn't decoded can hold more of these than a schema lets through. */
const isNoTime = (limit: SlaLimit.Limit): boolean => {
  if (limit._tag === "Elapsed" || limit._tag === "WorkingTime") return !(limit.millis >= 1)
  const months = limit._tag === "CalendarDays" ? (limit.months ?? 0) : 0
  // The day itself has closed for whoever comes after its last closing; only the date's end is still to come.
  return !(limit.days >= 0) || (limit.days + months === 0 && limit.ends !== "endOfDate")
}

const isNeverWorked = ({ adjustedWorkdays, workweek }: WorkCalendar): boolean =>
  workweek.length + adjustedWorkdays.length === 0

/**
 * The policy with what was switched off switched on, as the hospital's own: each such rule names the hospital's source
 * instead of the one it was only recalled from.
 */
export const adopt = (policy: SlaPolicy, own: Source): SlaPolicy => {
  const taken = ({ switchedOff, ...rule }: SlaRule): SlaRule =>
    switchedOff === undefined ? rule : { ...rule, source: own }
  const [first, ...rest] = policy.rules
  return { ...policy, rules: [taken(first), ...rest.map(taken)] }
}
