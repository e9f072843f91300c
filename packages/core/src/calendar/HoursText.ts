/**
 * Hours of one wall clock as one text: equal hours have equal texts, and hours that differ different ones. Compiled
 * forms are shared by it, so it is put together without parsing.
 */
import type { DateHours, Hours, TimeSpan, WeekHours } from "./Hours.ts"
import * as PlainDate from "./PlainDate.ts"

/** Marks hours that speak of working days. No other text has it. */
const asksCalendar = "*"

/** Whether hours with this text depend on a work calendar. */
export const dependsOnCalendar = (text: string): boolean => text.includes(asksCalendar)

/** The text; undefined where a part is bound to a zone or states instants. */
export const textOf = (hours: Hours): string | undefined => {
  const words: Array<string> = []
  // Joining at the end makes one flat text, which costs less to look up than a text grown piece by piece.
  return write(hours, words) ? words.join("") : undefined
}

const write = (hours: Hours, words: Array<string>): boolean => {
  switch (hours._tag) {
    case "Always":
      words.push("a")
      return true
    case "Never":
      words.push("n")
      return true
    case "Daily":
      words.push("d")
      writeSpans(hours.spans, words)
      return true
    case "Weekly":
      words.push("w")
      writeWeek(hours.week, words)
      return true
    case "WorkWeek":
      words.push(asksCalendar)
      writeWeek(hours.week, words)
      return true
    case "OnDays":
      words.push(asksCalendar, hours.days)
      writeSpans(hours.spans, words)
      return true
    case "OnDates":
      words.push("t")
      writeDates(hours.dates, words)
      return true
    case "Complement":
      words.push("!")
      return write(hours.of, words)
    case "Union":
    case "Intersection":
      words.push(hours._tag === "Union" ? "|" : "&")
      for (const part of hours.of) if (!write(part, words)) return false
      words.push(".")
      return true
    case "Instants":
    case "InZone":
      return false
  }
}

const writeSpans = (spans: ReadonlyArray<TimeSpan> | undefined, words: Array<string>): void => {
  if (spans !== undefined) for (const span of spans) words.push(span)
  words.push(";")
}

const writeWeek = (week: WeekHours, words: Array<string>): void => {
  for (const weekday of PlainDate.weekdays) writeSpans(week[weekday], words)
}

const writeDates = (of: DateHours, words: Array<string>): void => {
  for (const date of Object.keys(of).sort()) {
    words.push(date)
    writeSpans(of[date], words)
  }
  words.push(";")
}
