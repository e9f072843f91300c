/**
 * The days of a work calendar as a pattern needs them: which differ from the ordinary week, each by one of a few
 * classes, found once for all patterns over the same calendar.
 */
import { type WeekdayIndex, weekdayIndexOf, weekdays } from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import { horizon } from "./TimeZone.ts"
import * as WorkCalendar from "./WorkCalendar.ts"

/** The class of a date that the calendar doesn't cover. */
export const uncovered = -1

/** All that a pattern can depend on, of a day that no roster names. */
export interface DayClass {
  readonly weekday: WeekdayIndex
  readonly kind: number
  /** The class of the day before; an ordinary day's where nothing runs over midnight. */
  readonly kindBefore: number
}

/** A run of days that are all covered or all not. It begins on `from` and ends where the next one begins. */
export interface Regime {
  readonly from: number
  readonly covered: boolean
}

export interface CalendarDays {
  /** The classes: an ordinary week that the calendar covers, Monday first; one that it doesn't; whatever else there is. */
  readonly classes: ReadonlyArray<DayClass>
  /** By day from `firstDay` on: which of `classes` it is. */
  readonly classOn: Uint16Array
  /** Epoch days that differ from the ordinary week of their regime, ascending. */
  readonly days: Int32Array
  /** By day from `firstDay` on: how many of `days` lie before it. */
  readonly countBefore: Uint16Array
  readonly regimes: ReadonlyArray<Regime>
  /** The regime that sums are counted from: the first that is covered, or the first. */
  readonly origin: number
  readonly kindOn: (day: number) => number
}

/** Which of `classes` an ordinary day is. */
export const ordinaryClass = (weekday: WeekdayIndex, covered: boolean): number => weekday + (covered ? 0 : 7)

/** Readings reach a day beyond the horizon on either side, as offsets do; one more for what runs over midnight. */
export const firstDay = horizon.from / dayMillis - 2
export const lastDay = horizon.until / dayMillis + 2

const known = new WeakMap<WorkCalendar.WorkCalendar, Map<boolean, CalendarDays>>()

/** The days of a calendar, made once for patterns that run over midnight and once for those that don't. */
export const daysOf = (calendar: WorkCalendar.WorkCalendar | undefined, runsOver: boolean): CalendarDays => {
  if (calendar === undefined) return runsOver ? withoutCalendar.overMidnight : withoutCalendar.within
  const made = known.get(calendar) ?? new Map<boolean, CalendarDays>()
  known.set(calendar, made)
  const days = made.get(runsOver) ?? makeDays(WorkCalendar.dayTable(calendar), runsOver)
  made.set(runsOver, days)
  return days
}

const makeDays = (table: WorkCalendar.DayTable, runsOver: boolean): CalendarDays => {
  const kindOn = (day: number) =>
    WorkCalendar.isCovered(table, day) ? WorkCalendar.classOf(table, day) : uncovered
  const special = new Set<number>([...table.days, ...table.covered])
  if (runsOver) for (const day of [...special]) special.add(day + 1)
  const ordinaryIn = (kind: number) => (kind === uncovered ? uncovered : WorkCalendar.ordinaryDay)
  const classes = [...ordinaryClasses(runsOver)]
  const found = new Map<string, number>()
  const days: Array<number> = []
  const classAt: Array<number> = []
  for (const day of [...special].sort((a, b) => a - b)) {
    if (day < firstDay || day >= lastDay) continue
    const kind = kindOn(day)
    const kindBefore = runsOver ? kindOn(day - 1) : WorkCalendar.ordinaryDay
    const asExpected = kind === ordinaryIn(kind) && (!runsOver || kindBefore === kind)
    if (asExpected) continue
    const weekday = weekdayIndexOf(day)
    const key = `${weekday} ${kind} ${kindBefore}`
    const index = found.get(key) ?? classes.push({ weekday, kind, kindBefore }) - 1
    found.set(key, index)
    days.push(day)
    classAt.push(index)
  }
  const bounds = [...table.covered].filter((day) => day > firstDay && day < lastDay)
  const regimes = [firstDay, ...bounds].map((from) => ({
    from,
    covered: WorkCalendar.isCovered(table, from),
  }))
  return {
    classes,
    ...byDay(regimes, days, classAt),
    days: Int32Array.from(days),
    regimes,
    origin: Math.max(
      0,
      regimes.findIndex((regime) => regime.covered),
    ),
    kindOn,
  }
}

/** The first fourteen classes. */
const ordinaryClasses = (runsOver: boolean): ReadonlyArray<DayClass> =>
  [WorkCalendar.ordinaryDay, uncovered].flatMap((kind) =>
    weekdays.map((_, weekday) => ({
      weekday: weekday as WeekdayIndex,
      kind,
      kindBefore: runsOver ? kind : WorkCalendar.ordinaryDay,
    })),
  )

const byDay = (
  regimes: ReadonlyArray<Regime>,
  days: ReadonlyArray<number>,
  classAt: ReadonlyArray<number>,
): Pick<CalendarDays, "classOn" | "countBefore"> => {
  const classOn = new Uint16Array(lastDay - firstDay)
  const countBefore = new Uint16Array(lastDay - firstDay + 1)
  let [regime, i] = [0, 0]
  for (let day = firstDay; day < lastDay; day++) {
    if (regimes[regime + 1]?.from === day) regime++
    const isSpecial = days[i] === day
    classOn[day - firstDay] = isSpecial
      ? (classAt[i++] as number)
      : ordinaryClass(weekdayIndexOf(day), regimes[regime]?.covered === true)
    countBefore[day - firstDay + 1] = i
  }
  return { classOn, countBefore }
}

const withoutDays = (covered: boolean, runsOver: boolean): CalendarDays => {
  const regimes = [{ from: firstDay, covered }]
  return {
    classes: ordinaryClasses(runsOver),
    ...byDay(regimes, [], []),
    days: new Int32Array(0),
    regimes,
    origin: 0,
    kindOn: () => (covered ? WorkCalendar.ordinaryDay : uncovered),
  }
}

/** For hours that don't speak of working days: every day is ordinary. */
export const everyDayOrdinary = withoutDays(true, false)

/** For hours that do, without a calendar: no day is known. */
const withoutCalendar = { overMidnight: withoutDays(false, true), within: withoutDays(false, false) }

/** Which regime holds the day. There are few as a rule, but a feed's contradictions leave out thousands of single dates. */
export const regimeAt = ({ regimes }: CalendarDays, day: number): number => {
  let low = 0
  let high = regimes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((regimes[middle] as Regime).from <= day) low = middle
    else high = middle - 1
  }
  return low
}

/** Whether every day from `first` to `last` is covered. */
export const isCoveredThrough = (days: CalendarDays, first: number, last: number): boolean => {
  const { covered, from } = days.regimes[regimeAt(days, last)] as Regime
  return covered && from <= first
}
