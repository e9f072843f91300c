/**
 * How long a target may take: elapsed time, working time or dates, each with its conventions stated.
 *
 * **Details**
 *
 * The date from which days are counted is day 0. Pauses push the due instant back by what they take of the clock; one that
 * begins at or after it changes nothing. Where the due instant depends on dates that a calendar doesn't cover, what is
 * known of it are the earliest and the latest that it can be.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import type { OpenSet } from "../calendar/OpenSet.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as WorkCalendar from "../calendar/WorkCalendar.ts"
import { Boundary } from "../calendar/WorkingTime.ts"
import type { Interval } from "../foundation/Interval.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/** A work clock by its name: the zone it is read in, its hours, and the id of the calendar that bends them. */
export const Clock = closed(
  Schema.Struct({ name: Text, zone: TimeZone.TimeZone, hours: Hours.Hours, calendar: Text }),
)
export interface Clock extends Schema.Schema.Type<typeof Clock> {}

const mostMillis = 10 * 366 * 86_400_000

/** So many milliseconds, from one to ten years of them. */
export const Millis = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostMillis }))

/**
 * Where the last day ends: at the wall time at which the target started (moved to the next opening of that day, else to
 * its last closing), with the clock's last closing on that day, or with the date itself, at 24:00.
 */
export const DayEnd = Schema.Literals(["sameTime", "lastClosing", "endOfDate"])
export type DayEnd = typeof DayEnd.Type

/** What a pause takes of a limit in days: its open time on the clock, or every date that it touches. */
export const DayPause = Schema.Literals(["openTime", "touchedDates"])
export type DayPause = typeof DayPause.Type

const days = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3660 }))

/** How long a target may take. */
export const Limit = closed(
  Schema.TaggedUnion({
    /** So much time on the wall clock. */
    Elapsed: { millis: Millis },
    /** So much open time of the clock. */
    WorkingTime: { millis: Millis, clock: Text, boundary: Boundary },
    /** Working days of the clock's calendar. None means the day itself. */
    WorkingDays: { days, clock: Text, ends: DayEnd, pause: DayPause },
    /** Dates, whatever the calendar says; months are counted first, clamped to the month's last day. */
    CalendarDays: {
      months: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 }))),
      days,
      clock: Text,
      ends: DayEnd,
      pause: DayPause,
    },
  }),
)
export type Limit = typeof Limit.Type

/** When a target is due, in epoch milliseconds: between `earliest` and `latest`, which is infinity where nothing bounds it. */
export interface Due {
  readonly earliest: number
  readonly latest: number
}

/** The due instant where it is known. */
export const known = ({ earliest, latest }: Due): number | undefined =>
  earliest === latest ? earliest : undefined

/** A limit on its clock, ready to be counted. */
export interface Counter {
  /** The clock's open time; undefined where all time counts. */
  readonly open: Hours.CompiledHours | undefined
  /** When what starts at `from` is due. The pauses are in order, disjoint, and none begins before `from`. */
  readonly due: (from: number, pauses: ReadonlyArray<Interval>) => Due
}

/** A clock compiled for a calendar. */
export interface RunningClock {
  readonly zone: TimeZone.TimeZone
  readonly open: Hours.CompiledHours
  readonly calendar: WorkCalendar.WorkCalendar
}

const at = (instant: number): Due => ({ earliest: instant, latest: instant })
const notBefore = (earliest: number): Due => ({ earliest, latest: Number.POSITIVE_INFINITY })

const isWithinHorizon = (from: number): boolean =>
  TimeZone.horizon.from <= from && from < TimeZone.horizon.until

/** The same question to what is surely open and to what may be: between their answers lies that of any calendar to come. */
const bounded = (open: Hours.CompiledHours, from: number, ask: (set: OpenSet) => number): Due => {
  const latest = ask(open)
  if (latest < Number.POSITIVE_INFINITY && open.isCertain(from, latest)) return at(latest)
  return { earliest: Math.min(ask(open.possible), TimeZone.horizon.until), latest }
}

/** `due` moved back by pauses: `taken` is what a pause takes, `after` what is due when so much was taken. */
const paused = (
  due: number,
  pauses: ReadonlyArray<Interval>,
  taken: (pause: Interval) => number,
  after: (taken: number) => number,
): number => {
  let [moved, total] = [due, 0]
  for (const pause of pauses) {
    if (pause.from >= moved) break
    const more = taken(pause)
    // Where nothing is taken the due instant stays, also one that lies in closed time.
    if (more === 0) continue
    total += more
    moved = after(total)
  }
  return moved
}

const elapsed = (millis: number): Counter => ({
  open: undefined,
  due: (from, pauses) => {
    const due = from + millis
    if (pauses.length === 0) return at(due)
    return at(
      paused(
        due,
        pauses,
        ({ from: held, until }) => until - held,
        (taken) => due + taken,
      ),
    )
  },
})

const workingTime = (open: Hours.CompiledHours, millis: number, boundary: Boundary): Counter => {
  const ends = (set: OpenSet, from: number, counted: number) => {
    const end = set.add(from, counted)
    return boundary === "startOfNext" ? set.next(end) : end
  }
  return {
    open,
    due: (from, pauses) =>
      isWithinHorizon(from)
        ? bounded(open, from, (set) =>
            paused(
              ends(set, from, millis),
              pauses,
              (pause) => set.between(pause.from, pause.until),
              (taken) => ends(set, from, millis + taken),
            ),
          )
        : notBefore(from),
  }
}

type DayLimit = Extract<Limit, { readonly _tag: "WorkingDays" | "CalendarDays" }>

const dates = (clock: RunningClock, limit: DayLimit): Counter => {
  const { calendar, open, zone } = clock
  const working = limit._tag === "WorkingDays"

  /** Where the limit ends on a day: known, or somewhere on that day. */
  const endOn = (from: number, day: number): Due => {
    const [begins, ends] = [TimeZone.startOfDay(zone, day), TimeZone.startOfDay(zone, day + 1)]
    if (limit.ends === "endOfDate") return at(ends)
    if (!open.isCertain(begins, ends)) return { earliest: begins, latest: ends }
    const wall = limit.ends === "sameTime" ? TimeZone.sameTimeOn(zone, from, day) : ends
    const opens = limit.ends === "sameTime" ? open.next(wall) : ends
    if (opens < ends) return at(opens)
    const closes = open.lastOpen(ends)
    return at(closes > begins ? closes : wall)
  }

  const dueAfter = (from: number, day0: number, counted: number): Due => {
    const day = working ? WorkCalendar.workingDayFrom(calendar, day0, counted) : day0 + counted
    if (Number.isFinite(day)) return isWithinHorizon(from) ? endOn(from, day) : notBefore(from)
    const { on } = WorkCalendar.notCounted(calendar, day0, counted)
    return notBefore(Math.max(from, TimeZone.startOfDate(zone, PlainDate.make(on))))
  }

  const daysFrom = (day0: number): number => {
    if (limit._tag === "WorkingDays" || limit.months === undefined) return limit.days
    const month = PlainDate.addMonths(PlainDate.fromEpochDay(day0), limit.months)
    return PlainDate.toEpochDay(month) - day0 + limit.days
  }

  /** How many days that count lie in `[first, last]`; undefined where the calendar doesn't cover them all. */
  const daysIn = (first: number, last: number): number | undefined => {
    if (!working) return last - first + 1
    const [a, b] = [PlainDate.fromEpochDay(first), PlainDate.fromEpochDay(last + 1)]
    return Result.getOrUndefined(WorkCalendar.workingDaysBetween(calendar, a, b))
  }

  const afterDates = (from: number, day0: number, pauses: ReadonlyArray<Interval>): Due => {
    let counted = daysFrom(day0)
    let due = dueAfter(from, day0, counted)
    let lookedTo = day0
    for (const pause of pauses) {
      if (pause.from >= due.latest) break
      if (pause.from >= due.earliest) return notBefore(due.earliest)
      const first = Math.max(TimeZone.dayAt(zone, pause.from), lookedTo + 1)
      const last = TimeZone.dayAt(zone, pause.until - 1)
      if (last < first) continue
      const more = daysIn(first, last)
      if (more === undefined) return notBefore(due.earliest)
      counted += more
      lookedTo = last
      due = dueAfter(from, day0, counted)
    }
    return due
  }

  const afterTime = (due: Due, pauses: ReadonlyArray<Interval>): Due => {
    const first = pauses[0]
    if (first === undefined || first.from >= due.latest) return due
    const base = known(due)
    if (base === undefined) return notBefore(due.earliest)
    const pushed = paused(
      base,
      pauses,
      (pause) => open.between(pause.from, pause.until),
      (taken) => open.add(base, taken),
    )
    const counted = pauses.filter((pause) => pause.from < pushed)
    const until = Math.max(pushed, ...counted.map((pause) => pause.until))
    return measured(open, Math.min(base, first.from), until) === undefined ? notBefore(base) : at(pushed)
  }

  return {
    open,
    due: (from, pauses) => {
      if (!isWithinHorizon(from)) return notBefore(from)
      const day0 = TimeZone.dayAt(zone, from)
      return limit.pause === "touchedDates"
        ? afterDates(from, day0, pauses)
        : afterTime(dueAfter(from, day0, daysFrom(day0)), pauses)
    },
  }
}

/** The limit on the clock that it names; an elapsed one needs none. */
export const counter = (limit: Limit, clock: RunningClock | undefined): Counter | undefined => {
  if (limit._tag === "Elapsed") return elapsed(limit.millis)
  if (clock === undefined) return undefined
  return limit._tag === "WorkingTime"
    ? workingTime(clock.open, limit.millis, limit.boundary)
    : dates(clock, limit)
}

/** Open time in `[from, until)`, none where `until` isn't later; undefined where it depends on dates that aren't covered. */
export const measured = (
  open: Hours.CompiledHours | undefined,
  from: number,
  until: number,
): number | undefined => {
  if (!(from < until)) return 0
  if (open === undefined) return until - from
  if (from < TimeZone.horizon.from || until > TimeZone.horizon.until) return undefined
  const sure = open.between(from, until)
  return open.isCertain(from, until) || sure === open.possible.between(from, until) ? sure : undefined
}

/** So much open time after an instant, or before it where negative; undefined where that isn't known. */
export const moved = (
  open: Hours.CompiledHours | undefined,
  from: number,
  millis: number,
): number | undefined => {
  if (open === undefined) return from + millis
  const end = open.add(from, millis)
  const sure =
    open.isCertain(Math.min(from, end), Math.max(from, end)) || open.possible.add(from, millis) === end
  return Number.isFinite(end) && sure ? end : undefined
}
