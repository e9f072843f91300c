/** Everybody who is put the cases, by the packages it takes. A process loads only the one it asks. */
import { answerTo } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import type { Peer } from "./Peer.ts"

const ours: Peer = {
  is_working: answerTo,
  next_working_instant: answerTo,
  previous_working_instant: answerTo,
  open_intervals: answerTo,
  add_working_time: answerTo,
  working_time_between: answerTo,
  add_working_days: answerTo,
  wall_time_to_instant: answerTo,
  recurring_schedule: answerTo,
  recurring_first_due: answerTo,
  stop_date_reached: answerTo,
  milestone_alerts: answerTo,
}

export const peers = {
  ours: async (): Promise<Peer> => ours,
  opening_hours: async (): Promise<Peer> => (await import("./OpeningHours.ts")).peer,
  "moment + moment-business-time": async (): Promise<Peer> => (await import("./Moment.ts")).peer,
  "dayjs + dayjs-business-time": async (): Promise<Peer> => (await import("./Dayjs.ts")).peer,
  "luxon + luxon-business-days": async (): Promise<Peer> => (await import("./Luxon.ts")).peer,
  "moment-business-days": async (): Promise<Peer> => (await import("./MomentBusinessDays.ts")).peer,
  rrule: async (): Promise<Peer> => (await import("./RRule.ts")).peer,
  "cron-parser": async (): Promise<Peer> => (await import("./CronParser.ts")).peer,
  "temporal-polyfill": async (): Promise<Peer> => (await import("./Temporal.ts")).peer,
  "date-fns-tz": async (): Promise<Peer> => (await import("./DateFnsTz.ts")).peer,
  "@date-fns/tz": async (): Promise<Peer> => (await import("./TzDate.ts")).peer,
}

export type PeerId = keyof typeof peers
export const peerIds = Object.keys(peers) as ReadonlyArray<PeerId>
