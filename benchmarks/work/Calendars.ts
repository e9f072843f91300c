/**
 * The calendars of the work: windows on a local wall clock, the dates closed, the dates that take Monday's windows.
 *
 * `sh-contact` and `ny-contact`: a patient at work. `sh-sla` and `ny-sla`: a desk. `ny-night` runs over midnight and over
 * every change of the clocks; both edges of `ny-gap` lie in the hour that is skipped or repeated.
 */
import { Hours, PlainDate, TimeZone, type WorkCalendar } from "@aftercare/core/calendar"
import { ChinaCalendar } from "@aftercare/core/packs/china"

/** Minutes after midnight of one date, half-open; a window up to midnight ends at 1440. */
export type Window = readonly [from: number, to: number]

/** Windows by weekday, Sunday first. */
export type Week = ReadonlyArray<ReadonlyArray<Window>>

/** A calendar as a peer gets it. */
export interface Calendar {
  readonly zone: string
  readonly week: Week
  /** Dates without windows. */
  readonly closed: ReadonlySet<string>
  /** Dates with Monday's windows. */
  readonly adjusted: ReadonlySet<string>
}

/** The same calendar in our words. */
export interface OurCalendar {
  readonly hours: Hours.Hours
  readonly workCalendar: WorkCalendar.WorkCalendar
}

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** The windows of `08:00-12:00 14:00-17:30`. */
const windows = (spans: string): ReadonlyArray<Window> =>
  spans.split(" ").map((span): Window => [clock(span.slice(0, 5)), clock(span.slice(6))])

const week = (monday: ReadonlyArray<Window>, weekend: ReadonlyArray<Window>): Week => [
  weekend,
  monday,
  monday,
  monday,
  monday,
  monday,
  weekend,
]

const daily = (spans: string): Week => week(windows(spans), windows(spans))

const contact = week(windows("08:00-09:00 17:30-20:00"), windows("08:00-12:00 14:00-20:00"))
const desk = week(windows("08:00-12:00 14:00-17:30"), [])

const inWorkYears = (date: string): boolean => date.startsWith("2025-") || date.startsWith("2026-")

const china = {
  zone: "Asia/Shanghai",
  closed: new Set(ChinaCalendar.publicHolidays.holidays.map(({ on }) => on).filter(inWorkYears)),
  adjusted: new Set(ChinaCalendar.publicHolidays.adjustedWorkdays.map(({ on }) => on).filter(inWorkYears)),
}

/** The federal holidays of the United States as observed, 2025 and 2026. */
const federalHolidays = [
  ...["2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04"],
  ...["2025-09-01", "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25"],
  ...["2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03"],
  ...["2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"],
]

const unitedStates = {
  zone: "America/New_York",
  closed: new Set(federalHolidays),
  adjusted: new Set<string>(),
}

const federal: WorkCalendar.WorkCalendar = {
  id: "benchmarks.federalHolidays",
  version: "2026",
  workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  holidays: federalHolidays.map((on) => ({ on: PlainDate.make(on), name: "federal holiday" })),
  adjustedWorkdays: [],
  coverage: [{ from: PlainDate.make("2025-01-01"), until: PlainDate.make("2027-01-01") }],
  sources: [],
}

const open = new Set<string>()
const newYork = { zone: "America/New_York", closed: open, adjusted: open }

export const calendars = {
  "sh-contact": { ...china, week: contact },
  "sh-sla": { ...china, week: desk },
  "ny-contact": { ...unitedStates, week: contact },
  "ny-sla": { ...unitedStates, week: desk },
  "ny-night": { ...newYork, week: daily("00:00-06:00 22:00-24:00") },
  "ny-gap": { ...newYork, week: daily("01:30-02:30") },
} satisfies Record<string, Calendar>

export type CalendarId = keyof typeof calendars

export const calendarIds = Object.keys(calendars) as ReadonlyArray<CalendarId>

/** Minutes after midnight as `HH:MM`. */
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`

/** Windows as `HH:MM-HH:MM`. */
export const spansOf = (day: ReadonlyArray<Window> | undefined): ReadonlyArray<string> =>
  (day ?? []).map(([from, to]) => `${timeOf(from)}-${timeOf(to)}`)

/** The week in our words, from text; on holidays none, on adjusted workdays Monday's. */
export const workWeekOf = (of: Week): Hours.Hours =>
  Hours.workWeek({
    sunday: spansOf(of[0]),
    monday: spansOf(of[1]),
    tuesday: spansOf(of[2]),
    wednesday: spansOf(of[3]),
    thursday: spansOf(of[4]),
    friday: spansOf(of[5]),
    saturday: spansOf(of[6]),
  })

/** Ours get the whole of the China pack, twenty years; peers the two years they need. */
export const ours = (id: CalendarId): OurCalendar => {
  switch (id) {
    case "sh-contact":
    case "sh-sla":
      return { hours: workWeekOf(calendars[id].week), workCalendar: ChinaCalendar.publicHolidays }
    case "ny-contact":
    case "ny-sla":
      return { hours: workWeekOf(calendars[id].week), workCalendar: federal }
    case "ny-night":
      return { hours: Hours.daily("22:00", "06:00"), workCalendar: federal }
    case "ny-gap":
      return { hours: Hours.daily("01:30", "02:30"), workCalendar: federal }
  }
}

/**
 * The China pack as if no holiday came after 2026, so that ten thousand working hours have an answer: peers know no
 * holidays beyond their list either.
 */
export const chinaWithoutEnd: WorkCalendar.WorkCalendar = {
  ...ChinaCalendar.publicHolidays,
  id: "benchmarks.chinaWithoutEnd",
  coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2050-01-01") }],
}

/** Compiled for the calendar's zone. */
export const compiled = (id: CalendarId, workCalendar = ours(id).workCalendar): Hours.CompiledHours =>
  Hours.compile(ours(id).hours, TimeZone.make(calendars[id].zone), workCalendar)

/** How many patients' schedules differ from one another. */
const ownSchedules = 24 * 36 * 12 * 12

/** A patient's own week: free before and after work and around the noon rest, each in steps of five minutes. */
export const ownWeek = (patient: number): Week => {
  // A stride prime to their number scatters neighbours over all of them and repeats none.
  let rest = (patient * 61_001) % ownSchedules
  const step = (choices: number) => {
    const chosen = rest % choices
    rest = Math.floor(rest / choices)
    return chosen * 5
  }
  const [workFrom, workTo] = [8 * 60 + 5 + step(24), 16 * 60 + step(36)]
  const [noonFrom, noonTo] = [11 * 60 + 30 + step(12), 13 * 60 + 30 + step(12)]
  return week(
    [
      [8 * 60, workFrom],
      [workTo, 20 * 60],
    ],
    [
      [8 * 60, noonFrom],
      [noonTo, 20 * 60],
    ],
  )
}

export const ownCalendar = (patient: number): Calendar => ({ ...china, week: ownWeek(patient) })
