/**
 * One problem worked off by plan, do, check and act: found on the data, checked on the data, and made the standard only
 * where the data show that it helps.
 *
 * **Details**
 *
 * A cycle is the fold of its events. In `Planning` causes are named and measures agreed, each with an owner and a date; in
 * `Doing` they are carried out or dropped with a reason; once none is open, a check compares a new sample with the baseline.
 * Better, it may be made the standard; whatever it shows, the cycle may go round again, with the sample just taken as the
 * next baseline. A check may be repeated while more data come in. What happened in earlier rounds stays.
 *
 * Measures and standards name corrective actions, protocols and procedures by id; what those do is kept elsewhere.
 *
 * **Example** (A cycle without a cause doesn't start)
 *
 * ```ts
 * import { ImprovementCycle } from "@aftercare/core"
 * import { DateTime, Result, Schema } from "effect"
 *
 * const [cycle] = ImprovementCycle.open(
 *   Schema.decodeUnknownSync(ImprovementCycle.Opening)({
 *     id: "cycle-1",
 *     title: "Too few calls reach the patient",
 *     owner: "n-7",
 *     problem: { _tag: "Indicator", indicator: "followUpCompletion", version: "1" },
 *     better: "higher",
 *     confidence: 0.95,
 *     baseline: { _tag: "Share", count: 130, of: 200 },
 *   }),
 *   DateTime.makeUnsafe("2026-03-02T01:00:00Z"),
 * )
 * const started = ImprovementCycle.decide(cycle, { _tag: "Start" }, DateTime.makeUnsafe("2026-03-03T01:00:00Z"))
 * Result.isFailure(started) && started.failure.rule // => "cycle.noCause"
 * ```
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { PlainDate } from "../calendar/PlainDate.ts"
import { CycleId, MeasureId, StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { closed } from "../foundation/Strict.ts"
import { FreeText, Text } from "../foundation/Text.ts"
import * as BeforeAfter from "./BeforeAfter.ts"
import { IndicatorId } from "./Indicator.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))

/** What shows that there is a problem: an indicator, the heaviest part of a Pareto chart, or an observation. */
export const Problem = closed(
  Schema.TaggedUnion({
    Indicator: { indicator: IndicatorId, version: Text },
    Pareto: { category: Text, count: Count, of: Count },
    Observed: { by: StaffId },
  }),
)
export type Problem = typeof Problem.Type

/** Another record that a measure or a standard refers to: its kind, its id, and its revision where it has some. */
export const Link = closed(
  Schema.Struct({
    kind: Schema.Literals(["correctiveAction", "causeAnalysis", "protocol", "procedure", "questionnaire"]),
    id: Text,
    revision: Schema.optionalKey(Text),
  }),
)
export interface Link extends Schema.Schema.Type<typeof Link> {}

export const Cause = closed(Schema.Struct({ text: Text, link: Schema.optionalKey(Link) }))
export interface Cause extends Schema.Schema.Type<typeof Cause> {}

/** How a measure ended. */
export const MeasureEnd = Schema.TaggedUnion({
  Done: { at: Instant },
  Dropped: { reason: Text, at: Instant },
})
export type MeasureEnd = typeof MeasureEnd.Type

/** What somebody is to do by the end of a date. */
export const Measure = closed(
  Schema.Struct({
    id: MeasureId,
    text: Text,
    owner: StaffId,
    dueOn: PlainDate,
    link: Schema.optionalKey(Link),
  }),
)
export interface Measure extends Schema.Schema.Type<typeof Measure> {}

const Round = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))

const AgreedMeasure = Schema.Struct({
  ...Measure.fields,
  round: Round,
  end: Schema.optionalKey(MeasureEnd),
})
export interface AgreedMeasure extends Schema.Schema.Type<typeof AgreedMeasure> {}

/** A sample held against the baseline. The verdict is kept as it was found, with all that it was found from. */
export const Check = Schema.Struct({
  round: Round,
  at: Instant,
  before: BeforeAfter.Sample,
  after: BeforeAfter.Sample,
  verdict: BeforeAfter.Verdict,
})
export interface Check extends Schema.Schema.Type<typeof Check> {}

export const Stage = Schema.TaggedUnion({
  Planning: {},
  Doing: {},
  Checked: { verdict: BeforeAfter.Verdict },
  Standardised: { standards: Schema.NonEmptyArray(Link), at: Instant },
  Stopped: { reason: Text, at: Instant },
})
export type Stage = typeof Stage.Type

/** What a cycle begins with. */
export const Opening = closed(
  Schema.Struct({
    id: CycleId,
    title: Text,
    owner: StaffId,
    problem: Problem,
    note: Schema.optionalKey(FreeText),
    better: Schema.Literals(["higher", "lower"]),
    /** Of the intervals that checks rest on, such as 0.95. */
    confidence: Schema.Finite.check(Schema.isBetween({ minimum: 0.5, maximum: 0.999 })),
    baseline: BeforeAfter.Sample,
  }),
)
export interface Opening extends Schema.Schema.Type<typeof Opening> {}

export const ImprovementCycle = Schema.Struct({
  ...Opening.fields,
  openedAt: Instant,
  round: Round,
  stage: Stage,
  causes: Schema.Array(Schema.Struct({ ...Cause.fields, round: Round })),
  measures: Schema.Array(AgreedMeasure),
  checks: Schema.Array(Check),
})
export interface ImprovementCycle extends Schema.Schema.Type<typeof ImprovementCycle> {}

export const CycleEvent = Schema.TaggedUnion({
  CycleOpened: { opening: Opening, at: Instant },
  CauseNamed: { cause: Cause, at: Instant },
  MeasureAgreed: { measure: Measure, at: Instant },
  Started: { at: Instant },
  MeasureEnded: { measure: MeasureId, end: MeasureEnd },
  CheckMade: { check: Check },
  WentRound: { at: Instant },
  Standardised: { standards: Schema.NonEmptyArray(Link), at: Instant },
  Stopped: { reason: Text, at: Instant },
})
export type CycleEvent = typeof CycleEvent.Type

export const Command = Schema.TaggedUnion({
  NameCause: { cause: Cause },
  AgreeMeasure: { measure: Measure },
  /** From planning to doing. */
  Start: {},
  FinishMeasure: { measure: MeasureId },
  DropMeasure: { measure: MeasureId, reason: Text },
  Check: { after: BeforeAfter.Sample },
  /** Plan anew, from the sample last checked. */
  GoRound: {},
  /** What was done becomes the standard, in these protocols or procedures. */
  Standardise: { standards: Schema.NonEmptyArray(Link) },
  Stop: { reason: Text },
})
export type Command = typeof Command.Type

/** The cycle stands where the command can't be followed. `rule` says why. */
export class CycleRefused extends Schema.TaggedError<CycleRefused>("@aftercare/core/CycleRefused")(
  "CycleRefused",
  {
    cycle: CycleId,
    rule: Schema.Literals([
      "cycle.stage",
      "cycle.noCause",
      "cycle.noMeasure",
      "cycle.measureOpen",
      "cycle.measureTaken",
      "cycle.measureUnknown",
      "cycle.sampleKind",
      "cycle.notBetter",
      "cycle.rounds",
    ]),
  },
) {
  override get message() {
    return `improvement cycle ${this.cycle}: ${this.rule}`
  }
}

/** A decision: the next cycle and the events that led there. */
export type Decided = readonly [next: ImprovementCycle, events: ReadonlyArray<CycleEvent>]

const begun = (opening: Opening, openedAt: DateTime.Utc): ImprovementCycle => ({
  ...opening,
  openedAt,
  round: 1,
  stage: { _tag: "Planning" },
  causes: [],
  measures: [],
  checks: [],
})

export const open = (opening: Opening, at: DateTime.Utc): Decided => [
  begun(opening, at),
  [{ _tag: "CycleOpened", opening, at }],
]

/** The cycle after an event. */
export const evolve = (cycle: ImprovementCycle, event: CycleEvent): ImprovementCycle => {
  const { round } = cycle
  switch (event._tag) {
    case "CycleOpened":
      return begun(event.opening, event.at)
    case "CauseNamed":
      return { ...cycle, causes: [...cycle.causes, { ...event.cause, round }] }
    case "MeasureAgreed":
      return { ...cycle, measures: [...cycle.measures, { ...event.measure, round }] }
    case "Started":
      return { ...cycle, stage: { _tag: "Doing" } }
    case "MeasureEnded":
      return {
        ...cycle,
        measures: cycle.measures.map((m) => (m.id === event.measure ? { ...m, end: event.end } : m)),
      }
    case "CheckMade":
      return {
        ...cycle,
        checks: [...cycle.checks, event.check],
        stage: { _tag: "Checked", verdict: event.check.verdict },
      }
    case "WentRound":
      return {
        ...cycle,
        round: round + 1,
        stage: { _tag: "Planning" },
        baseline: cycle.checks.at(-1)?.after ?? cycle.baseline,
      }
    case "Standardised":
      return { ...cycle, stage: { _tag: "Standardised", standards: event.standards, at: event.at } }
    case "Stopped":
      return { ...cycle, stage: { _tag: "Stopped", reason: event.reason, at: event.at } }
  }
}

export const replay = (cycle: ImprovementCycle, events: ReadonlyArray<CycleEvent>): ImprovementCycle =>
  events.reduce(evolve, cycle)

/** The measures of the present round that nobody has finished or dropped. */
export const openMeasures = ({ measures, round }: ImprovementCycle): ReadonlyArray<AgreedMeasure> =>
  measures.filter((measure) => measure.round === round && measure.end === undefined)

/** The open measures whose date is past on a day. */
export const overdue = (cycle: ImprovementCycle, on: PlainDate): ReadonlyArray<AgreedMeasure> =>
  isClosed(cycle) ? [] : openMeasures(cycle).filter(({ dueOn }) => dueOn < on)

/** Whether nothing happens any more. */
export const isClosed = ({ stage }: ImprovementCycle): boolean =>
  stage._tag === "Standardised" || stage._tag === "Stopped"

/** What a command does to a cycle. */
export const decide = (
  cycle: ImprovementCycle,
  command: Command,
  at: DateTime.Utc,
): Result.Result<Decided, CycleRefused> => {
  const events = eventOf(cycle, command, at)
  return Result.map(events, (event) => [evolve(cycle, event), [event]])
}

const allowedIn: { readonly [C in Command["_tag"]]: ReadonlyArray<Stage["_tag"]> } = {
  NameCause: ["Planning"],
  AgreeMeasure: ["Planning", "Doing"],
  Start: ["Planning"],
  FinishMeasure: ["Doing"],
  DropMeasure: ["Planning", "Doing"],
  Check: ["Doing", "Checked"],
  GoRound: ["Checked"],
  Standardise: ["Checked"],
  Stop: ["Planning", "Doing", "Checked"],
}

const eventOf = (
  cycle: ImprovementCycle,
  command: Command,
  at: DateTime.Utc,
): Result.Result<CycleEvent, CycleRefused> => {
  const refuse = (rule: CycleRefused["rule"]) => Result.fail(new CycleRefused({ cycle: cycle.id, rule }))
  if (!allowedIn[command._tag].includes(cycle.stage._tag)) return refuse("cycle.stage")
  const ofRound = cycle.measures.filter(({ round }) => round === cycle.round)
  const isOpen = (id: MeasureId) => openMeasures(cycle).some((measure) => measure.id === id)
  const happened = (event: CycleEvent): Result.Result<CycleEvent, CycleRefused> => Result.succeed(event)
  return Command.match(command, {
    NameCause: ({ cause }) => happened({ _tag: "CauseNamed", cause, at }),
    AgreeMeasure: ({ measure }) =>
      cycle.measures.some(({ id }) => id === measure.id)
        ? refuse("cycle.measureTaken")
        : happened({ _tag: "MeasureAgreed", measure, at }),
    Start: () =>
      cycle.causes.every(({ round }) => round !== cycle.round)
        ? refuse("cycle.noCause")
        : openMeasures(cycle).length === 0
          ? refuse("cycle.noMeasure")
          : happened({ _tag: "Started", at }),
    FinishMeasure: ({ measure }) =>
      isOpen(measure)
        ? happened({ _tag: "MeasureEnded", measure, end: { _tag: "Done", at } })
        : refuse("cycle.measureUnknown"),
    DropMeasure: ({ measure, reason }) =>
      isOpen(measure)
        ? happened({ _tag: "MeasureEnded", measure, end: { _tag: "Dropped", reason, at } })
        : refuse("cycle.measureUnknown"),
    Check: ({ after }) => {
      if (openMeasures(cycle).length > 0) return refuse("cycle.measureOpen")
      // Nothing was done, so nothing can have been brought about by it.
      if (!ofRound.some(({ end }) => end?._tag === "Done")) return refuse("cycle.noMeasure")
      const { baseline: before, better, confidence, round } = cycle
      if (!BeforeAfter.areAlike(before, after)) return refuse("cycle.sampleKind")
      const { verdict } = BeforeAfter.ofSamples(before, after, { better, confidence })
      return happened({ _tag: "CheckMade", check: { round, at, before, after, verdict } })
    },
    GoRound: () => (cycle.round === 1000 ? refuse("cycle.rounds") : happened({ _tag: "WentRound", at })),
    Standardise: ({ standards }) =>
      cycle.stage._tag === "Checked" && cycle.stage.verdict === "better"
        ? happened({ _tag: "Standardised", standards, at })
        : refuse("cycle.notBetter"),
    Stop: ({ reason }) => happened({ _tag: "Stopped", reason, at }),
  })
}
