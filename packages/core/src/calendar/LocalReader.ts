/**
 * What hours say of one day of one wall clock: the spans open on it, by its weekday, its class in the work calendar,
 * and the class of the day before, whose spans may run over midnight.
 */
import type { Hours } from "./Hours.ts"
import * as PlainDate from "./PlainDate.ts"
import { dayMillis } from "./PlainTime.ts"
import * as Spans from "./Spans.ts"
import { nothing, type Owned, own } from "./TimeSpan.ts"
import * as WorkCalendar from "./WorkCalendar.ts"

/** The spans open on a day of this weekday, of this class (see `WorkCalendar`), after a day of that class. */
export type ReadDay = (
  weekday: PlainDate.WeekdayIndex,
  kind: number,
  kindBefore: number,
  day: number,
) => Spans.Spans

export interface LocalReader {
  readonly read: ReadDay
  readonly usesCalendar: boolean
  /** Whether a day's class matters to the day after it. */
  readonly runsOver: boolean
  readonly dated: ReadonlyArray<number>
}

const before = (weekday: number): number => (weekday + 6) % 7

const leafReader = (
  owns: (weekday: number, kind: number, day: number) => Owned,
  facts: Omit<LocalReader, "read">,
): LocalReader => ({
  ...facts,
  read: (weekday, kind, kindBefore, day) => {
    const { today } = owns(weekday, kind, day)
    return facts.runsOver ? Spans.union(owns(before(weekday), kindBefore, day - 1).tail, today) : today
  },
})

export const wholeDay: Spans.Spans = [0, dayMillis]
const plain = { usesCalendar: false, runsOver: false, dated: [] }

/** One after the other, what the first parts say would be walked over again for each of the others. */
const mergeHalves = (
  count: number,
  read: (part: number) => Spans.Spans,
  merge: (a: Spans.Spans, b: Spans.Spans) => Spans.Spans,
): Spans.Spans | undefined => {
  const between = (from: number, until: number): Spans.Spans => {
    if (until - from === 1) return read(from)
    const middle = (from + until) >> 1
    return merge(between(from, middle), between(middle, until))
  }
  return count === 0 ? undefined : between(0, count)
}

/** Reads hours whose parts are all of one wall clock. */
export const readerOf = (hours: Hours, workweek: ReadonlyArray<boolean>): LocalReader => {
  switch (hours._tag) {
    case "Always":
      return { ...plain, read: () => wholeDay }
    case "Never":
      return { ...plain, read: () => Spans.empty }
    case "Daily": {
      const { tail, today } = own(hours.spans)
      const spans = Spans.union(tail, today)
      return { ...plain, read: () => spans }
    }
    case "Weekly":
    case "WorkWeek": {
      const week = PlainDate.weekdays.map((day) => own(hours.week[day]))
      const usesCalendar = hours._tag === "WorkWeek"
      return leafReader(
        (weekday, kind) => {
          if (usesCalendar && kind === WorkCalendar.holiday) return nothing
          return week[usesCalendar && kind !== WorkCalendar.ordinaryDay ? kind : weekday] as Owned
        },
        { usesCalendar, runsOver: week.some((day) => day.tail.length > 0), dated: [] },
      )
    }
    case "OnDays": {
      const owned = own(hours.spans)
      return leafReader(
        (weekday, kind) => {
          const worked =
            kind === WorkCalendar.ordinaryDay ? workweek[weekday] === true : kind !== WorkCalendar.holiday
          return worked === (hours.days === "working") ? owned : nothing
        },
        { usesCalendar: true, runsOver: owned.tail.length > 0, dated: [] },
      )
    }
    case "OnDates": {
      const byDay = new Map<number, Owned>()
      for (const [date, spans] of Object.entries(hours.dates))
        byDay.set(PlainDate.toEpochDay(date as PlainDate.PlainDate), own(spans))
      const dated = [...byDay].flatMap(([day, owned]) => (owned.tail.length > 0 ? [day, day + 1] : [day]))
      return leafReader((_weekday, _kind, day) => byDay.get(day) ?? nothing, {
        usesCalendar: false,
        runsOver: [...byDay.values()].some((owned) => owned.tail.length > 0),
        dated,
      })
    }
    case "Complement": {
      const of = readerOf(hours.of, workweek)
      return {
        ...of,
        read: (w, kind, kindBefore, day) => Spans.complement(of.read(w, kind, kindBefore, day), 0, dayMillis),
      }
    }
    case "Union":
    case "Intersection": {
      const parts = hours.of.map((h) => readerOf(h, workweek))
      const [merge, start] =
        hours._tag === "Union" ? [Spans.union, Spans.empty] : [Spans.intersection, wholeDay]
      return {
        usesCalendar: parts.some((p) => p.usesCalendar),
        runsOver: parts.some((p) => p.usesCalendar && p.runsOver),
        dated: parts.flatMap((p) => p.dated),
        read: (weekday, kind, kindBefore, day) =>
          mergeHalves(
            parts.length,
            (i) => (parts[i] as LocalReader).read(weekday, kind, kindBefore, day),
            merge,
          ) ?? start,
      }
    }
    case "Instants":
    case "InZone":
      // `group` has taken these out.
      return { ...plain, read: () => Spans.empty }
  }
}
