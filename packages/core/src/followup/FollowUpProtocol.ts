/**
 * A follow-up protocol as data: stages, each with its window of time, channels, contents and responsible role.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as WorkCalendar from "../calendar/WorkCalendar.ts"
import type { Span } from "../contact/ContactWindow.ts"
import { ProtocolId, StageId } from "../foundation/Id.ts"
import { Source } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual, Channel, Purpose, Role } from "../foundation/Word.ts"
import { AttemptPolicy } from "./AttemptPolicy.ts"

const count = Schema.Int.check(Schema.isBetween({ minimum: -3660, maximum: 3660 }))

/**
 * A distance from the discharge. Hours are elapsed time. Days, weeks and months count dates in the patient's zone,
 * months first, clamped to the month's last day; the discharge date is day 0. Working days count the hospital's.
 */
export const Offset = Schema.Union([
  Schema.Struct({ hours: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 87_840 })) }),
  Schema.Struct({ workingDays: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2600 })) }),
  Schema.Struct({
    months: Schema.optionalKey(count),
    weeks: Schema.optionalKey(count),
    days: Schema.optionalKey(count),
  }).check(
    Schema.makeFilter(
      (offset) =>
        Object.keys(offset).length > 0 || "an offset names hours, workingDays, months, weeks or days",
    ),
  ),
])
export type Offset = typeof Offset.Type

/**
 * When a stage is to happen. `earliest` and `ideal` begin with their date, `due` and `latest` run through the end of
 * theirs; offsets in hours are instants.
 */
export const StageWindow = Schema.Struct({ earliest: Offset, ideal: Offset, due: Offset, latest: Offset })
export interface StageWindow extends Schema.Schema.Type<typeof StageWindow> {}

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

/** One step of a protocol. */
export const Stage = Schema.Struct({
  id: StageId,
  title: Bilingual,
  window: StageWindow,
  /** Ways to reach the person, the first that serves is taken. */
  channels: Schema.NonEmptyArray(Channel),
  purpose: Purpose,
  modules: Schema.NonEmptyArray(ContentModule),
  role: Role,
  source: Source,
})
export interface Stage extends Schema.Schema.Type<typeof Stage> {}

/** Schema of a protocol. Stage ids are distinct. */
export const FollowUpProtocol = Schema.Struct({
  id: ProtocolId,
  version: Text,
  title: Bilingual,
  stages: Schema.NonEmptyArray(Stage),
  attempts: AttemptPolicy,
}).check(
  Schema.makeFilter(({ stages }) => {
    const ids = stages.map((stage) => stage.id)
    return new Set(ids).size === ids.length || { path: ["stages"], issue: "two stages have one id" }
  }),
)
export interface FollowUpProtocol extends Schema.Schema.Type<typeof FollowUpProtocol> {}

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
const resolve = (
  offset: Offset,
  anchor: Anchor,
  throughEnd: boolean,
): Result.Result<number, WorkCalendar.CalendarNotCovered> => {
  if ("hours" in offset) return Result.succeed(anchor.at + offset.hours * hourMillis)
  return Result.map(dateAt(offset, anchor), (date) =>
    // Nothing is to happen before the discharge itself.
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
  stage: Stage,
  anchor: Anchor,
): Result.Result<Span, ImpossibleWindow | WorkCalendar.CalendarNotCovered> => {
  const { window } = stage
  const bounds = [
    resolve(window.earliest, anchor, false),
    resolve(window.ideal, anchor, false),
    resolve(window.due, anchor, true),
    resolve(window.latest, anchor, true),
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
  const first = PlainDate.toEpochDay(PlainDate.make("2024-01-01"))
  for (let day = 0; day < 731; day++)
    for (const hour of [0, 12, 23]) {
      const at = ((first + day) * 24 + hour) * hourMillis
      for (const stage of protocol.stages) {
        const span = spanOf(stage, { at, zone, calendar })
        if (Result.isFailure(span) && span.failure._tag === "ImpossibleWindow")
          return Result.fail(span.failure)
      }
    }
  return Result.succeed(protocol)
}

/** The span as typed instants. */
export const toInstants = (span: Span) => ({
  earliest: DateTime.makeUnsafe(span.earliest),
  ideal: DateTime.makeUnsafe(span.ideal),
  due: DateTime.makeUnsafe(span.due),
  latest: DateTime.makeUnsafe(span.latest),
})
