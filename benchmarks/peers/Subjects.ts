/** Everybody who is asked. A process loads only the one it asks. */
import { TimeZone, type WorkCalendar } from "@aftercare/core/calendar"
import { type Calendar, type CalendarId, calendars, compiled, ours } from "../work/Calendars.ts"
import { type Numeric, numericSubject, type Subject, type Work } from "../work/Work.ts"

type MakeNumeric = (calendar: Calendar) => Numeric

/** What may run beside ours, by package; the walks are ours over their library. */
export const peers = {
  opening_hours: async (): Promise<MakeNumeric> => (await import("./OpeningHours.ts")).openingHours,
  "temporal-polyfill walk": async (): Promise<MakeNumeric> =>
    (await import("./TemporalWalk.ts")).temporalWalk,
  "luxon walk": async (): Promise<MakeNumeric> => (await import("./LuxonWalk.ts")).luxonWalk,
  "date-fns + @date-fns/tz walk": async (): Promise<MakeNumeric> =>
    (await import("./DateFnsWalk.ts")).dateFnsWalk,
  "date-fns + date-fns-tz walk": async (): Promise<MakeNumeric> =>
    (await import("./DateFnsTzWalk.ts")).dateFnsTzWalk,
  "dayjs-business-time": async (): Promise<MakeNumeric> =>
    (await import("./DayjsBusinessTime.ts")).dayjsBusinessTime,
  "moment-business-time": async (): Promise<MakeNumeric> =>
    (await import("./MomentBusinessTime.ts")).momentBusinessTime,
  "chinese-days": async (): Promise<MakeNumeric> => (await import("./ChineseDays.ts")).chineseDaysOnly,
}

export type PeerId = keyof typeof peers
export const peerIds = Object.keys(peers) as ReadonlyArray<PeerId>

/** Ours in epoch milliseconds, and ours through the typed API. */
export const ourIds = ["ours, numbers", "ours, typed"] as const

export type SubjectId = (typeof ourIds)[number] | PeerId

/** What a subject is called; packages are called what they are called. */
export const labelOf = (id: SubjectId): { readonly en: string; readonly zh: string } => ({
  en: id,
  zh: id === "ours, numbers" ? "本库，数值" : id === "ours, typed" ? "本库，类型化" : id,
})

/** A subject for one of the calendars; ours can be given another work calendar than the calendar's own. */
export const subjectOf = async (
  id: SubjectId,
  calendarId: CalendarId,
  work: Work,
  workCalendar: WorkCalendar.WorkCalendar = ours(calendarId).workCalendar,
): Promise<Subject> => {
  const calendar = calendars[calendarId]
  if (id !== "ours, numbers" && id !== "ours, typed")
    return numericSubject((await peers[id]())(calendar), work)
  const { inNumbers, typed } = await import("./Ours.ts")
  const hours = compiled(calendarId, workCalendar)
  const ground = { hours, workCalendar, zone: TimeZone.make(calendar.zone) }
  return (id === "ours, numbers" ? inNumbers : typed)(ground, work)
}
