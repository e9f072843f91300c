/**
 * A follow-up protocol as data: stages, each with its window of time, channels, contents and responsible role.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as WorkCalendar from "../calendar/WorkCalendar.ts"
import type { Span } from "../contact/ContactWindow.ts"
import { ProtocolId, StageId } from "../foundation/Id.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual, Channel, Purpose, Role } from "../foundation/Word.ts"
import { AttemptPolicy } from "./AttemptPolicy.ts"
import { Destination } from "./Destination.ts"

const count = Schema.Int.check(Schema.isBetween({ minimum: -3660, maximum: 3660 }))

/**
 * A distance from the discharge. Hours are elapsed time. Days, weeks and months count dates in the patient's zone,
 * months first, clamped to the month's last day; the discharge date is day 0. Working days count the hospital's.
 */
export const Offset = Schema.Union([
  closed(Schema.Struct({ hours: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 87_840 })) })),
  closed(Schema.Struct({ workingDays: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2600 })) })),
  closed(
    Schema.Struct({
      months: Schema.optionalKey(count),
      weeks: Schema.optionalKey(count),
      days: Schema.optionalKey(count),
    }),
  ).check(
    Schema.makeFilter(
      (offset) =>
        Object.keys(offset).length > 0 || "an offset names hours, workingDays, months, weeks or days",
    ),
  ),
])
export type Offset = typeof Offset.Type

/**
 * When a stage is to happen. `earliest` and `ideal` begin with their date, `due` and `latest` run through the end of
 * theirs; offsets in hours are instants. Bounds that can't follow one another for any anchor don't decode; whether they
 * do for every anchor is what `check` tries.
 */
export const StageWindow = closed(
  Schema.Struct({ earliest: Offset, ideal: Offset, due: Offset, latest: Offset }),
).check(
  Schema.makeFilter(({ due, earliest, ideal, latest }) => {
    const [from, best] = [hoursTo(earliest, false), hoursTo(ideal, false)]
    const [by, until] = [hoursTo(due, true), hoursTo(latest, true)]
    if (from.least > best.most) return { path: ["earliest"], issue: "earliest ≤ ideal" }
    if (best.least >= by.most) return { path: ["ideal"], issue: "ideal < due" }
    return by.least <= until.most || { path: ["due"], issue: "due ≤ latest" }
  }),
)
export interface StageWindow extends Schema.Schema.Type<typeof StageWindow> {}

const boundNames = ["earliest", "ideal", "due", "latest"] as const

/** Clocks are put forward and back by less than this, when all is added that may lie between an anchor and a bound. */
const clockChange = 24

/** Between how many hours after its anchor a bound lies, whatever the anchor. */
const hoursTo = (offset: Offset, throughEnd: boolean): { readonly least: number; readonly most: number } => {
  if ("hours" in offset) return { least: offset.hours, most: offset.hours }
  const {
    days = 0,
    months = 0,
    weeks = 0,
  } = "workingDays" in offset ? { days: offset.workingDays } : (offset as DateOffset)
  const shift = weeks * 7 + days + (throughEnd ? 1 : 0)
  const [short, long] = [months * 28, months * 31]
  const least = (Math.min(short, long) + shift - 1) * 24 - clockChange
  const most = (Math.max(short, long) + shift) * 24 + clockChange
  return { least: Math.max(0, least), most: "workingDays" in offset ? Infinity : Math.max(0, most) }
}

/** What a contact talks about. */
export const ContentModule = Schema.Literals([
  "symptoms",
  "medicines",
  "livingHabits",
  "psychologicalSupport",
  "education",
  "revisit",
  "serviceOpinion",
])
export type ContentModule = typeof ContentModule.Type

/** What a stage is counted from. */
export const StageAnchor = closed(
  Schema.TaggedUnion({
    Discharge: {},
    /** An event of the stay or the visit, as the discharge record dates it. */
    Operation: {},
    Examination: {},
    Delivery: {},
    /** The end of another stage's task, however it ended. */
    StageEnd: { stage: StageId },
    /** The end of another stage's task, if its answers led to this finding; without it the stage isn't needed. */
    Finding: { stage: StageId, finding: RuleId },
  }),
)
export type StageAnchor = typeof StageAnchor.Type

/**
 * A stage that comes again: `times` in all, each `every` later than the one before.
 *
 * The bounds of each are counted from the anchor itself, so month ends are clamped one by one and never drift: every
 * month from 31 January is 28 February, 31 March, 30 April.
 */
export const Repeat = closed(
  Schema.Struct({
    every: Schema.Union([
      Schema.Struct({ months: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 })) }),
      Schema.Struct({ weeks: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 520 })) }),
      Schema.Struct({ days: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3660 })) }),
    ]),
    times: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 })),
  }),
)
export interface Repeat extends Schema.Schema.Type<typeof Repeat> {}

/** One step of a protocol. */
export const Stage = closed(
  Schema.Struct({
    id: StageId,
    title: Bilingual,
    /** What the window is counted from; the discharge where nothing is named. */
    anchor: Schema.optionalKey(StageAnchor),
    window: StageWindow,
    recurrence: Schema.optionalKey(Repeat),
    /** Ways to reach the person, the first that serves is taken. */
    channels: Schema.NonEmptyArray(Channel),
    purpose: Purpose,
    /** After which destinations it is asked; where none is named, unless an institution has taken the patient's care over. */
    destinations: Schema.optionalKey(Schema.NonEmptyArray(Destination)),
    modules: Schema.NonEmptyArray(ContentModule),
    role: Role,
    /** What a well-done contact of this stage shows. */
    standard: Schema.optionalKey(Bilingual),
    source: Source,
    /** Offered, and not done until the hospital takes it on as its own policy. What is only recalled ships so. */
    switchedOff: Schema.optionalKey(Schema.Literal(true)),
  }),
).check(
  Schema.makeFilter(({ recurrence, source, switchedOff, window }) => {
    if (source.verified === "recalled" && switchedOff !== true)
      return { path: ["switchedOff"], issue: "what is only recalled is switched off" }
    const bound = boundNames.find((name) => "hours" in window[name] || "workingDays" in window[name])
    return recurrence !== undefined && bound !== undefined
      ? { path: ["window", bound], issue: "a stage that comes again is counted in days, weeks or months" }
      : true
  }),
)
export interface Stage extends Schema.Schema.Type<typeof Stage> {}

/** Schema of a protocol. Stage ids are distinct, and anchors name other stages without going in circles. */
export const FollowUpProtocol = closed(
  Schema.Struct({
    id: ProtocolId,
    version: Text,
    title: Bilingual,
    stages: Schema.NonEmptyArray(Stage),
    attempts: AttemptPolicy,
  }),
).check(Schema.makeFilter(({ stages }) => structureFault(stages) ?? true))
export interface FollowUpProtocol extends Schema.Schema.Type<typeof FollowUpProtocol> {}

/** The stage that another is anchored on, if it is. */
export const anchoredOn = ({ anchor }: Stage): StageId | undefined =>
  anchor !== undefined && "stage" in anchor ? anchor.stage : undefined

/** What keeps stages from hanging together, with the path to it; undefined where nothing does. */
export const structureFault = (stages: ReadonlyArray<Stage>) => {
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  if (byId.size < stages.length) return { path: ["stages"], issue: "two stages have one id" }
  for (const [i, stage] of stages.entries()) {
    const fault = (issue: string) => ({ path: ["stages", i, "anchor"], issue })
    const on = anchoredOn(stage)
    if (on === undefined) continue
    if (!byId.has(on)) return fault("no stage has this id")
    const before = chain(stage, byId)
    if (before === undefined) return fault("the anchors go in a circle")
    if (stage.recurrence !== undefined && before.some(({ recurrence }) => recurrence !== undefined))
      return fault("a stage that comes again can't be counted from one that does")
  }
  const ids = occurrences(stages).map(({ stage }) => stage.id)
  if (new Set(ids).size < ids.length) return { path: ["stages"], issue: "two occurrences have one id" }
  return ids.every((id) => id.length <= 200)
    ? undefined
    : {
        path: ["stages"],
        issue: "a stage's id, with the number of a contact that comes again, has at most 200 signs",
      }
}

/** The stages that a stage hangs on, the nearest first; undefined where they go in a circle. */
const chain = (stage: Stage, byId: ReadonlyMap<StageId, Stage>): ReadonlyArray<Stage> | undefined => {
  const found: Array<Stage> = []
  for (let on = anchoredOn(stage); on !== undefined; ) {
    const target = byId.get(on)
    if (target === undefined) return found
    if (found.length === byId.size) return undefined
    found.push(target)
    on = anchoredOn(target)
  }
  return found
}

/** One contact of a stage: the stage itself, or the `number`-th of one that comes again. */
export interface Occurrence {
  readonly stage: Stage
  readonly of: StageId
  /** From 1; absent for a stage that comes once. */
  readonly number?: number
}

/**
 * Stages as the single contacts they stand for: one that comes again becomes `stage/1`, `stage/2`, …, and so does what
 * hangs on it.
 */
export const occurrences = (stages: ReadonlyArray<Stage>): ReadonlyArray<Occurrence> => {
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const repeated = (stage: Stage): Repeat | undefined =>
    [stage, ...(chain(stage, byId) ?? [])].find(({ recurrence }) => recurrence !== undefined)?.recurrence
  return stages.flatMap((stage): ReadonlyArray<Occurrence> => {
    const series = repeated(stage)
    if (series === undefined) return [{ stage, of: stage.id }]
    const on = anchoredOn(stage)
    const target = on === undefined ? undefined : byId.get(on)
    const follows = target !== undefined && repeated(target) !== undefined
    return Array.from({ length: series.times }, (_, i) => ({
      of: stage.id,
      number: i + 1,
      stage: {
        ...stage,
        id: occurrenceId(stage.id, i + 1),
        window: laterWindow(stage, stage.window, i),
        ...(follows
          ? { anchor: { ...stage.anchor, stage: occurrenceId(target.id, i + 1) } as StageAnchor }
          : {}),
      },
    }))
  })
}

// Too long an id doesn't pass the protocol's own check, so it isn't checked again here.
const occurrenceId = (stage: StageId, number: number) => `${stage}/${number}` as StageId

/** An offset of a stage as its recurrence moves it, `times` steps on. */
export const later = ({ recurrence }: Stage, offset: Offset, times: number): Offset => {
  if (recurrence === undefined || times === 0 || "hours" in offset || "workingDays" in offset) return offset
  const every: DateOffset = recurrence.every
  return {
    months: (offset.months ?? 0) + (every.months ?? 0) * times,
    weeks: (offset.weeks ?? 0) + (every.weeks ?? 0) * times,
    days: (offset.days ?? 0) + (every.days ?? 0) * times,
  }
}

type DateOffset = { readonly [Unit in "months" | "weeks" | "days"]?: number }

/** A window as the stage's recurrence moves it. */
export const laterWindow = (stage: Stage, window: StageWindow, times: number): StageWindow => ({
  earliest: later(stage, window.earliest, times),
  ideal: later(stage, window.ideal, times),
  due: later(stage, window.due, times),
  latest: later(stage, window.latest, times),
})

/** A stage's bounds don't follow one another for this discharge: `earliest ≤ ideal < due ≤ latest` fails. */
export class ImpossibleWindow extends Schema.TaggedError<ImpossibleWindow>(
  "@aftercare/core/ImpossibleWindow",
)("ImpossibleWindow", {
  stage: StageId,
  rule: Schema.Literals(["earliest ≤ ideal", "ideal < due", "due ≤ latest"]),
}) {
  override get message() {
    return `stage ${this.stage}: its window breaks ${this.rule}`
  }
}

/** What offsets are counted from. */
export interface Anchor {
  readonly at: number
  readonly zone: TimeZone.TimeZone
  /** The hospital's calendar, for working days. */
  readonly calendar: WorkCalendar.WorkCalendar
}

const hourMillis = 3_600_000

const dateAt = (offset: Exclude<Offset, { readonly hours: number }>, anchor: Anchor) => {
  const day0 = TimeZone.dateAt(anchor.zone, anchor.at)
  if ("workingDays" in offset) return WorkCalendar.addWorkingDays(anchor.calendar, day0, offset.workingDays)
  const month = PlainDate.addMonths(day0, offset.months ?? 0)
  return Result.succeed(PlainDate.addDays(month, (offset.weeks ?? 0) * 7 + (offset.days ?? 0)))
}

/** The instant of an offset: the start of its date, or with `throughEnd` the first instant of the next date. */
export const instantOf = (
  offset: Offset,
  anchor: Anchor,
  throughEnd: boolean,
): Result.Result<number, WorkCalendar.CalendarNotCovered> => {
  if ("hours" in offset) return Result.succeed(anchor.at + offset.hours * hourMillis)
  return Result.map(dateAt(offset, anchor), (date) =>
    // Nothing is to happen before the anchor itself.
    Math.max(anchor.at, TimeZone.startOfDate(anchor.zone, throughEnd ? PlainDate.addDays(date, 1) : date)),
  )
}

/**
 * A stage's window as instants for one discharge.
 *
 * Fails with `CalendarNotCovered` where working days can't be counted, and with `ImpossibleWindow` where the bounds
 * don't follow one another.
 *
 * **Example** (Day 5 to day 7 after a discharge on 2 March)
 *
 * ```ts
 * import { DateTime, Result } from "effect"
 * import { ChinaCalendar, FollowUpProtocol, GeneralProtocols, TimeZone } from "@aftercare/core"
 *
 * const stage = GeneralProtocols.generalDischarge.stages.find(({ id }) => id === "first-week")
 * if (stage === undefined) throw new Error("no such stage")
 * const span = FollowUpProtocol.spanOf(stage, {
 *   at: Date.parse("2026-03-02T10:30:00+08:00"),
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   calendar: ChinaCalendar.publicHolidays,
 * })
 * DateTime.formatIso(DateTime.makeUnsafe(Result.getOrThrow(span).due)) // => "2026-03-09T16:00:00.000Z"
 * ```
 */
export const spanOf = (
  stage: Pick<Stage, "id" | "window">,
  anchor: Anchor,
): Result.Result<Span, ImpossibleWindow | WorkCalendar.CalendarNotCovered> => {
  const { window } = stage
  const bounds = [
    instantOf(window.earliest, anchor, false),
    instantOf(window.ideal, anchor, false),
    instantOf(window.due, anchor, true),
    instantOf(window.latest, anchor, true),
  ] as const
  for (const bound of bounds) if (Result.isFailure(bound)) return Result.fail(bound.failure)
  const [earliest, ideal, due, latest] = bounds.map((bound) => Result.getOrThrow(bound)) as [
    number,
    number,
    number,
    number,
  ]
  const broken = (rule: ImpossibleWindow["rule"]) =>
    Result.fail(new ImpossibleWindow({ stage: stage.id, rule }))
  if (earliest > ideal) return broken("earliest ≤ ideal")
  if (ideal >= due) return broken("ideal < due")
  if (due > latest) return broken("due ≤ latest")
  return Result.succeed({ earliest, ideal, due, latest })
}

/**
 * Whether every stage's bounds follow one another for a discharge at any hour of any day: tried at the hours 0, 12 and
 * 23 of every day of a leap year and a common year in UTC. A hospital checks its own protocol so before it publishes it.
 */
export const check = (
  protocol: FollowUpProtocol,
  calendar: WorkCalendar.WorkCalendar,
): Result.Result<FollowUpProtocol, ImpossibleWindow> => {
  const zone = TimeZone.make("UTC")
  const contacts = occurrences(protocol.stages).map(({ stage }) => stage)
  const first = PlainDate.toEpochDay(PlainDate.make("2024-01-01"))
  for (let day = 0; day < 731; day++)
    for (const hour of [0, 12, 23]) {
      const at = ((first + day) * 24 + hour) * hourMillis
      for (const stage of contacts) {
        const span = spanOf(stage, { at, zone, calendar })
        if (Result.isFailure(span) && span.failure._tag === "ImpossibleWindow")
          return Result.fail(span.failure)
      }
    }
  return Result.succeed(protocol)
}

/**
 * The protocol with what was switched off switched on, as the policy that the hospital makes of it: each such stage names
 * the hospital's source instead of the one it was only recalled from.
 */
export const adopt = (protocol: FollowUpProtocol, own: Source): FollowUpProtocol => {
  const [first, ...rest] = protocol.stages
  const taken = ({ switchedOff, ...stage }: Stage): Stage =>
    switchedOff === undefined ? stage : { ...stage, source: own }
  return { ...protocol, stages: [taken(first), ...rest.map(taken)] }
}
