/**
 * A set of wall-clock readings: an ordinary week, bent by the days of a calendar and by dated rosters. Sums over any
 * span are closed form, whatever its length.
 *
 * A reading is the milliseconds of a wall clock counted as if it were UTC.
 */
import type { Interval } from "../foundation/Interval.ts"
import {
  type CalendarDays,
  type DayClass,
  firstDay,
  lastDay,
  ordinaryClass,
  regimeAt,
  uncovered,
} from "./CalendarDays.ts"
import { type WeekdayIndex, weekdayIndexOf, weekdays } from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import { Sums } from "./Sums.ts"
import { countBelow } from "./WorkCalendar.ts"

/** One day's open spans in milliseconds after midnight. */
export interface DayShape {
  readonly open: Spans.Spans
  readonly total: number
}

export const dayShape = (open: Spans.Spans): DayShape => ({ open, total: Spans.total(open) })

/** Days that rosters name, ascending, each with its shape. */
export interface Dated {
  readonly days: ReadonlyArray<number>
  readonly shapes: ReadonlyArray<DayShape>
}

/** Open time before each weekday of an ordinary week, Monday first; the eighth is the whole week's. */
type WeekBefore = ReadonlyArray<number>

/** How a week's open time before a day is counted, from the week's own origin. */
const weekly = (before: WeekBefore, day: number): number => {
  const index = weekdayIndexOf(day)
  return ((day + 3 - index) / 7) * (before[7] as number) + (before[index] as number)
}

export class LocalPattern {
  readonly #calendar: CalendarDays
  readonly #shapeOf: (day: DayClass) => DayShape
  readonly #dated: Dated
  /** By class. Made when first asked for: what days beyond the coverage could be costs more to know, and is seldom asked. */
  readonly #shapes: Array<DayShape | undefined>
  readonly #weeks: [covered: WeekBefore | undefined, not: WeekBefore | undefined] = [undefined, undefined]
  /** Open time before each regime, less what its week counts before it, so that sums become one addition. */
  readonly #bases: Array<number | undefined>
  /** How much the calendar's special days, and the days that rosters name, have beyond what they stand for. */
  readonly #irregular = new Sums((i) => this.#irregularDelta(i))
  readonly #rostered = new Sums((i) => this.#rosteredDelta(i))

  constructor(calendar: CalendarDays, shapeOf: (day: DayClass) => DayShape, dated: Dated) {
    this.#calendar = calendar
    this.#shapeOf = shapeOf
    this.#dated = dated
    this.#shapes = new Array(calendar.classes.length)
    this.#bases = new Array(calendar.regimes.length)
    this.#bases[calendar.origin] = 0
  }

  /** Whether the reading is open. */
  isOpen(reading: number): boolean {
    const day = Math.floor(reading / dayMillis)
    const { open } = this.#shapeOn(day)
    const time = reading - day * dayMillis
    for (let i = 0; i < open.length; i += 2) {
      if (time < (open[i] as number)) return false
      if (time < (open[i + 1] as number)) return true
    }
    return false
  }

  /** Appends the open spans in `[from, until)`, less `shift`. */
  collect(from: number, until: number, shift: number, into: Array<number>): void {
    for (let day = Math.floor(from / dayMillis); day * dayMillis < until; day++) {
      const { open } = this.#shapeOn(day)
      for (let i = 0; i < open.length; i += 2) {
        const opens = Math.max(day * dayMillis + (open[i] as number), from)
        const closes = Math.min(day * dayMillis + (open[i + 1] as number), until)
        if (opens < closes) Spans.append(into, opens - shift, closes - shift)
      }
    }
  }

  /** Open time before the reading; meaningful as a difference. */
  openBefore(reading: number): number {
    const day = Math.floor(reading / dayMillis)
    return this.#openBeforeDay(day) + Spans.before(this.#shapeOn(day).open, reading - day * dayMillis)
  }

  /** The open interval that holds the reading, from it on, or the day's next, less `shift`, if it ends within the day. */
  intervalOn(reading: number, shift: number): Interval | undefined {
    const day = Math.floor(reading / dayMillis)
    const midnight = day * dayMillis
    const { open } = this.#shapeOn(day)
    for (let i = 1; i < open.length; i += 2) {
      const closes = midnight + (open[i] as number)
      if (closes <= reading) continue
      if (closes === midnight + dayMillis) break
      const opens = midnight + (open[i - 1] as number)
      return { from: Math.max(opens, reading) - shift, until: closes - shift }
    }
    return undefined
  }

  /** The least reading ≥ `reading` that is open (or closed), or infinity. */
  seek(reading: number, open: boolean): number {
    let day = Math.floor(reading / dayMillis)
    let time = reading - day * dayMillis
    while (day < lastDay) {
      const found = firstIn(this.#shapeOn(day).open, time, open)
      if (found < dayMillis) return day * dayMillis + found
      time = 0
      day = this.#offers(day + 1, open) ? day + 1 : this.#specialFrom(day + 1)
    }
    return Number.POSITIVE_INFINITY
  }

  /** Where the last open (or closed) readings before `reading` end; or minus infinity. */
  seekBack(reading: number, open: boolean): number {
    let day = Math.ceil(reading / dayMillis) - 1
    let time = reading - day * dayMillis
    while (day >= firstDay) {
      const found = lastIn(this.#shapeOn(day).open, time, open)
      if (found > 0) return day * dayMillis + found
      time = dayMillis
      day = this.#offers(day - 1, open) ? day - 1 : this.#specialUntil(day - 1)
    }
    return Number.NEGATIVE_INFINITY
  }

  /**
   * The reading with exactly `amount` of open time before it. Where closed time makes it ambiguous: the beginning of
   * that closed time (`"closing"`) or its end (`"opening"`). The amount must exist. `near` is a reading to look from.
   */
  readingAfter(amount: number, side: "closing" | "opening", near: number): number {
    let day = clamp(Math.floor(near / dayMillis))
    let sum = this.#openBeforeDay(day)
    // The week's average leads close by; what holidays take is made up by looking again from there.
    const perDay = (this.#weekOn(day)[7] as number) / 7
    for (let tries = 0; tries < 4 && perDay > 0; tries++) {
      const step = Math.trunc((amount - sum) / perDay)
      if (step >= -1 && step <= 1) break
      day = clamp(day + step)
      sum = this.#openBeforeDay(day)
    }
    for (let walked = 0; walked < 32 && day < lastDay; walked++) {
      if (reaches(sum, amount, side)) {
        if (--day < firstDay) break
        sum -= this.#shapeOn(day).total
        continue
      }
      const { open, total } = this.#shapeOn(day)
      if (reaches(sum + total, amount, side)) return day * dayMillis + Spans.after(open, amount - sum, side)
      sum += total
      day++
    }
    const found = this.#lastDayNotReaching(amount, side)
    return (
      found * dayMillis + Spans.after(this.#shapeOn(found).open, amount - this.#openBeforeDay(found), side)
    )
  }

  #lastDayNotReaching(amount: number, side: "closing" | "opening"): number {
    let low = firstDay
    let high = lastDay
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (reaches(this.#openBeforeDay(middle), amount, side)) high = middle
      else low = middle
    }
    return low
  }

  #shapeOn(day: number): DayShape {
    const { days, shapes } = this.#dated
    if (days.length > 0) {
      const i = countBelow(days, day)
      if (days[i] === day) return shapes[i] as DayShape
    }
    return this.#undatedOn(day)
  }

  #undatedOn(day: number): DayShape {
    return this.#shape(this.#calendar.classOn[day - firstDay] as number)
  }

  #shape(index: number): DayShape {
    return this.#shapes[index] ?? this.#madeShape(index)
  }

  #madeShape(index: number): DayShape {
    const shape = this.#shapeOf(this.#calendar.classes[index] as DayClass)
    this.#shapes[index] = shape
    return shape
  }

  #irregularBefore(day: number): number {
    return this.#calendar.countBefore[day - firstDay] as number
  }

  #weekOn(day: number): WeekBefore {
    return this.#weekIn(regimeAt(this.#calendar, day))
  }

  #weekIn(regime: number): WeekBefore {
    return this.#week(this.#calendar.regimes[regime]?.covered === true)
  }

  #week(covered: boolean): WeekBefore {
    const known = this.#weeks[covered ? 0 : 1]
    if (known !== undefined) return known
    const before = [0]
    for (const [weekday] of weekdays.entries())
      before.push(
        (before[weekday] as number) + this.#shape(ordinaryClass(weekday as WeekdayIndex, covered)).total,
      )
    this.#weeks[covered ? 0 : 1] = before
    return before
  }

  #base(regime: number): number {
    const { origin, regimes } = this.#calendar
    const step = regime > origin ? 1 : -1
    let known = regime
    while (this.#bases[known] === undefined) known -= step
    for (; known !== regime; known += step) {
      const next = known + step
      const meetOn = (regimes[Math.max(known, next)] as { readonly from: number }).from
      this.#bases[next] =
        (this.#bases[known] as number) +
        weekly(this.#weekIn(known), meetOn) -
        weekly(this.#weekIn(next), meetOn)
    }
    return this.#bases[regime] as number
  }

  #openBeforeDay(day: number): number {
    const regime = regimeAt(this.#calendar, day)
    const sum =
      this.#base(regime) +
      weekly(this.#weekIn(regime), day) +
      this.#irregular.before(this.#irregularBefore(day))
    const { days } = this.#dated
    return days.length === 0 ? sum : sum + this.#rostered.before(countBelow(days, day))
  }

  #irregularDelta(i: number): number {
    const { classes, classOn, days } = this.#calendar
    const index = classOn[(days[i] as number) - firstDay] as number
    const { kind, weekday } = classes[index] as DayClass
    return this.#shape(index).total - this.#shape(ordinaryClass(weekday, kind !== uncovered)).total
  }

  #rosteredDelta(i: number): number {
    const { days, shapes } = this.#dated
    return (shapes[i] as DayShape).total - this.#undatedOn(days[i] as number).total
  }

  /** Whether the ordinary week around the day has any open (or closed) time, so that a walk day by day ends soon. */
  #offers(day: number, open: boolean): boolean {
    const perWeek = this.#weekOn(day)[7] as number
    return open ? perWeek > 0 : perWeek < 7 * dayMillis
  }

  /** The least day ≥ `day` that may differ from the ordinary week around it. */
  #specialFrom(day: number): number {
    const { days, regimes } = this.#calendar
    const regime = regimes[regimeAt(this.#calendar, day) + 1]?.from ?? lastDay
    const irregular = days[this.#irregularBefore(day)] ?? lastDay
    const dated = this.#dated.days[countBelow(this.#dated.days, day)] ?? lastDay
    return Math.min(regime, irregular, dated)
  }

  /** The greatest day ≤ `day` that may differ. */
  #specialUntil(day: number): number {
    const { days, regimes } = this.#calendar
    const regime = (regimes[regimeAt(this.#calendar, day)] as { readonly from: number }).from - 1
    const irregular = days[this.#irregularBefore(day + 1) - 1] ?? firstDay - 1
    const dated = this.#dated.days[countBelow(this.#dated.days, day + 1) - 1] ?? firstDay - 1
    return Math.max(regime, irregular, dated)
  }
}

const clamp = (day: number): number => Math.min(Math.max(day, firstDay), lastDay - 1)

/** Whether a sum before some reading is at (or past) the amount, so that the reading asked for isn't beyond it. */
const reaches = (sum: number, amount: number, side: "closing" | "opening"): boolean =>
  side === "closing" ? sum >= amount : sum > amount

/** The least time ≥ `time` that the spans hold (or leave out); the day's end where there is none. */
const firstIn = (spans: Spans.Spans, time: number, open: boolean): number => {
  for (let i = 1; i < spans.length; i += 2) {
    const closes = spans[i] as number
    if (closes <= time) continue
    const opens = spans[i - 1] as number
    if (opens > time) return open ? opens : time
    return open ? time : closes
  }
  return open ? dayMillis : time
}

/** The end of the last time before `time` that the spans hold (or leave out); zero where there is none. */
const lastIn = (spans: Spans.Spans, time: number, open: boolean): number => {
  let at = time
  for (let i = spans.length - 2; i >= 0; i -= 2) {
    if (open && (spans[i] as number) < at) return Math.min(spans[i + 1] as number, at)
    if (at > (spans[i + 1] as number)) return at
    at = Math.min(at, spans[i] as number)
  }
  return open ? 0 : at
}
