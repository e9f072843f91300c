/** One who is put the questions of other systems' tests. */
import {
  type Answer,
  type Case,
  fixture,
  type HoursCase,
  type ReferenceCalendar,
  type Spans,
} from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import type { Calendar, Week, Window } from "../work/Calendars.ts"

export type Kind = Case["kind"]

export type Asked<K extends Kind> = Case & { readonly kind: K }

/** Answers by kind. A kind that is left out can't be asked of the peer, as can't a question answered by `undefined`. */
export type Peer = { readonly [K in Kind]?: (asked: Asked<K>) => Answer | undefined }

export const iso = (at: number | Date): string => new Date(at).toISOString()

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

export const windowsOf = (spans: Spans): ReadonlyArray<Window> =>
  spans.map(([from, to]): Window => [minutesOf(from), minutesOf(to)])

export const calendarOf = ({ calendar }: HoursCase): ReferenceCalendar =>
  fixture.calendars[calendar] as ReferenceCalendar

export const weekOf = ({ weekly }: ReferenceCalendar): Week =>
  [weekly.sun, weekly.mon, weekly.tue, weekly.wed, weekly.thu, weekly.fri, weekly.sat].map(windowsOf)

/** Whether parts of the question's time don't count. */
export const hasPauses = (asked: HoursCase): boolean => "pauses" in asked

/** The calendar for those who know a week and holidays and no more; none where the question needs more. */
export const weekAndHolidays = (asked: HoursCase): Pick<Calendar, "closed" | "week"> | undefined => {
  const calendar = calendarOf(asked)
  if (calendar.dateOverrides !== undefined || calendar.breaks !== undefined || hasPauses(asked))
    return undefined
  return { week: weekOf(calendar), closed: new Set(calendar.holidays) }
}

/** What is asked under a calendar that the whole process then has. */
export const under =
  (use: (calendar: Pick<Calendar, "closed" | "week">) => void) =>
  <A extends HoursCase>(answer: (asked: A) => Answer | undefined) =>
  (asked: A): Answer | undefined => {
    const calendar = weekAndHolidays(asked)
    if (calendar === undefined) return undefined
    use(calendar)
    return answer(asked)
  }

/** How far intervals are looked for. */
export const far = 400 * 86_400_000
