/**
 * One medicine as it is prescribed: on which days, at which times, and how much of it.
 *
 * **Details**
 *
 * Times are on the wall clock: either a time of day, or so many minutes before or after the person's own meals and bedtime. A
 * bedtime before noon is that of the night before: who goes to bed at 00:30 still ends the day before. Stages follow one
 * another, each so many days long, and the last may go on; so a course is one stage with an end, and tapering off is several.
 * Days are counted from the first day of their stage. A medicine taken as needed is never reminded of.
 *
 * **Example** (Two tablets for three days, then one every other day)
 *
 * ```ts
 * import { Id, Medicine, PlainDate, PlainTime } from "@aftercare/core"
 *
 * const morning: Medicine.DoseTime = { _tag: "Routine", of: "breakfast", minutes: -30 }
 * const cortisone: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "泼尼松",
 *   from: PlainDate.make("2026-03-02"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       { days: 3, on: { _tag: "Every", days: 1 }, doses: [{ at: morning, amount: "2 片" }] },
 *       { on: { _tag: "Every", days: 2 }, doses: [{ at: morning, amount: "1 片" }] },
 *     ],
 *   },
 * }
 * const time = PlainTime.make
 * const routine = { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:00") }
 * const on = (date: string) =>
 *   Medicine.dosesOn(cortisone, routine, PlainDate.make(date)).map(
 *     ({ amount, wallMillis }) => `${PlainTime.fromMillis(wallMillis)} ${amount}`,
 *   )
 * on("2026-03-04") // => ["07:00 2 片"]
 * on("2026-03-05") // => ["07:00 1 片"]
 * on("2026-03-06") // => []
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import { MedicineId } from "../foundation/Id.ts"
import { closed } from "../foundation/Strict.ts"
import { PersonalText } from "../foundation/Text.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** What a person's day is told by. */
export const Mark = Schema.Literals(["breakfast", "lunch", "dinner", "bedtime"])
export type Mark = typeof Mark.Type

/** When the person eats and goes to bed, on the wall clock. */
export const Routine = closed(
  Schema.Struct({
    breakfast: PlainTime.PlainTime,
    lunch: PlainTime.PlainTime,
    dinner: PlainTime.PlainTime,
    bedtime: PlainTime.PlainTime,
  }),
)
export interface Routine extends Schema.Schema.Type<typeof Routine> {}

/** The time of a dose: of the clock, or so many minutes after (before, where negative; with, where 0) a mark of the day. */
export const DoseTime = closed(
  Schema.TaggedUnion({
    Clock: { time: PlainTime.PlainTime },
    Routine: { of: Mark, minutes: between(-720, 720) },
  }),
)
export type DoseTime = typeof DoseTime.Type

/** The days of a stage on which there are doses: every so many from its first on, or some weekdays. */
export const DoseDays = closed(
  Schema.TaggedUnion({
    Every: { days: between(1, 366) },
    Weekdays: { weekdays: Schema.NonEmptyArray(PlainDate.Weekday) },
  }),
)
export type DoseDays = typeof DoseDays.Type

/** So many days of the same doses; without an end where `days` is left out. */
export const Stage = closed(
  Schema.Struct({
    days: Schema.optionalKey(between(1, 3660)),
    on: DoseDays,
    doses: Schema.NonEmptyArray(closed(Schema.Struct({ at: DoseTime, amount: PersonalText }))).check(
      Schema.isMaxLength(24),
    ),
  }),
)
export interface Stage extends Schema.Schema.Type<typeof Stage> {}

/** How a medicine is taken. */
export const Taking = closed(
  Schema.TaggedUnion({
    Scheduled: {
      stages: Schema.NonEmptyArray(Stage).check(
        Schema.isMaxLength(50),
        Schema.makeFilter((stages) => {
          const endless = stages.slice(0, -1).findIndex(({ days }) => days === undefined)
          return (
            endless < 0 || { path: [endless, "days"], issue: "only the last stage goes on without an end" }
          )
        }),
      ),
    },
    AsNeeded: {},
  }),
)
export type Taking = typeof Taking.Type

/** Schema of a medicine. Dates are the person's; `until` is exclusive. The id is made up, and tells nothing of the medicine. */
export const Medicine = closed(
  Schema.Struct({
    id: MedicineId,
    name: PersonalText,
    from: PlainDate.PlainDate,
    until: Schema.optionalKey(PlainDate.PlainDate),
    taking: Taking,
  }),
).check(
  Schema.makeFilter(
    ({ from, until }) =>
      until === undefined || from < until || { path: ["until"], issue: "until must lie after from" },
  ),
)
export interface Medicine extends Schema.Schema.Type<typeof Medicine> {}

/** A dose of a date: its number in the stage's list, and its time as milliseconds after the date's midnight by the wall clock. */
export interface DoseOfDate {
  readonly index: number
  readonly amount: string
  /** Below 0 where it lies on the day before, above a day where it lies on the next. */
  readonly wallMillis: number
}

const minuteMillis = 60_000

/** A mark's time after the date's midnight. */
const markMillis = (routine: Routine, mark: Mark): number => {
  const millis = PlainTime.toMillis(routine[mark])
  return mark === "bedtime" && millis < PlainTime.dayMillis / 2 ? millis + PlainTime.dayMillis : millis
}

/** The doses of a date, in the order in which they are prescribed. */
export const dosesOn = (
  medicine: Medicine,
  routine: Routine,
  date: PlainDate.PlainDate,
): ReadonlyArray<DoseOfDate> =>
  (stageOn(medicine, date)?.doses ?? []).map(({ amount, at }, index) => ({
    index,
    amount,
    wallMillis:
      at._tag === "Clock"
        ? PlainTime.toMillis(at.time)
        : markMillis(routine, at.of) + at.minutes * minuteMillis,
  }))

/** The stage that the date lies in, where there are doses on it. */
const stageOn = ({ from, taking, until }: Medicine, date: PlainDate.PlainDate): Stage | undefined => {
  if (taking._tag === "AsNeeded" || (until !== undefined && date >= until)) return undefined
  let day = PlainDate.daysBetween(from, date)
  if (day < 0) return undefined
  for (const stage of taking.stages) {
    if (stage.days === undefined || day < stage.days) return isDay(stage.on, day, date) ? stage : undefined
    day -= stage.days
  }
  return undefined
}

const isDay = (on: DoseDays, day: number, date: PlainDate.PlainDate): boolean =>
  on._tag === "Every" ? day % on.days === 0 : on.weekdays.includes(PlainDate.weekday(date))
