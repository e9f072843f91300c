/**
 * Synthetic days of calling: the discharges' patients in their own windows, agents of five roles on three kinds of shift.
 * The same number gives the same calls and agents.
 */
import { Hours, PlainDate, TimeZone } from "@aftercare/core/calendar"
import { ContactWindow } from "@aftercare/core/contact"
import type { CallSlot, Capacity } from "@aftercare/core/followup"
import { Id } from "@aftercare/core/foundation"
import { ChinaCalendar, ChinaContact } from "@aftercare/core/packs/china"
import * as Result from "effect/Result"
import { discharge } from "./Discharges.ts"
import { day, minute, mulberry32 } from "./Work.ts"

const zone = TimeZone.make("Asia/Shanghai")
/** A Monday, at midnight in Shanghai. */
const from = TimeZone.startOfDate(zone, PlainDate.make("2026-03-09"))
const hour = 60 * minute

const everyDay = (...spans: ReadonlyArray<string>): Hours.Hours =>
  Hours.weekly(Object.fromEntries(PlainDate.weekdays.map((weekday) => [weekday, spans])))
const shifts = [
  everyDay("08:00-12:00", "13:30-17:30"),
  everyDay("12:00-20:00"),
  everyDay("09:00-12:00", "14:00-19:00"),
] as const
const roles = [
  "nurse",
  "nurse",
  "nurse",
  "nurse",
  "doctor",
  "nutritionist",
  "psychologist",
  "careCentreStaff",
]

const windowOf = (patient: number): ContactWindow.ContactWindow =>
  Result.getOrThrow(
    ContactWindow.make({
      profile: discharge(patient).persons[0].profile,
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      channel: "phone",
      purpose: "followUp",
    }),
  )

export interface CallDays {
  readonly calls: ReadonlyArray<Capacity.Call>
  readonly staffing: Capacity.Staffing
}

export interface Size {
  readonly calls: number
  readonly agents: number
  readonly days: number
}

/** A ward's usual days: calls of many roles, most due within three days, each in the window of its patient. */
export const usual = ({ agents, calls, days }: Size): CallDays => {
  const uniform = mulberry32(calls)
  const random = (below: number) => Math.floor(uniform() * below)
  return {
    calls: Array.from({ length: calls }, (_, i): Capacity.Call => {
      const earliest = from + (random(days + 1) - 1) * day + (random(3) === 0 ? random(24) * hour : 0)
      const ideal = earliest + random(2) * 12 * hour
      const due = earliest + ([1, 3, 3, 7][random(4)] as number) * day
      return {
        id: Id.TaskId.make(`call-${i}`),
        window: windowOf(i),
        span: { earliest, ideal, due, latest: due + random(4) * day },
        skills: [roles[random(roles.length)] as string],
        language: random(20) === 0 ? "en" : "zh",
        risk: random(4),
      }
    }),
    staffing: {
      agents: Array.from(
        { length: agents },
        (_, i): CallSlot.Agent => ({
          id: Id.StaffId.make(`agent-${i}`),
          skills: [roles[i % roles.length] as string],
          languages: i % 3 === 0 ? ["zh", "en"] : ["zh"],
          zone,
          shift: shifts[i % shifts.length] as Hours.Hours,
          callsPerHour: 6,
        }),
      ),
      period: { from, until: from + days * day },
    },
  }
}

/**
 * The hardest that we know of: no two agents begin at the same minute, each call may begin in one half hour alone, and
 * there are about as many calls as slots, so that late comers make a long chain of others move.
 */
export const scarce = ({ agents, calls, days }: Size): CallDays => {
  const uniform = mulberry32(calls)
  const random = (below: number) => Math.floor(uniform() * below)
  const clock = (minutes: number) =>
    [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, "0")).join(":")
  const hours = new Map<number, Hours.CompiledHours>()
  const halfHourFrom = (minutes: number) => {
    const known = hours.get(minutes) ?? Hours.compile(Hours.daily(clock(minutes), clock(minutes + 30)), zone)
    hours.set(minutes, known)
    return known
  }
  const window = { ...windowOf(0), preferred: undefined, latenessMillis: 0 }
  return {
    calls: Array.from({ length: calls }, (_, i): Capacity.Call => {
      const earliest = from + random(days) * day
      const until = earliest + day
      return {
        id: Id.TaskId.make(`call-${i}`),
        window: { ...window, open: halfHourFrom(8 * 60 + random(12 * 60)) },
        span: { earliest, ideal: earliest, due: until, latest: until },
        skills: [],
        language: "zh",
        risk: random(4),
      }
    }),
    staffing: {
      agents: Array.from(
        { length: agents },
        (_, i): CallSlot.Agent => ({
          id: Id.StaffId.make(`agent-${i}`),
          skills: [`agent-${i}`],
          languages: ["zh"],
          zone,
          shift: Hours.daily(clock(8 * 60 + (i % 60)), clock(20 * 60 + (i % 60))),
          callsPerHour: 6,
        }),
      ),
      period: { from, until: from + days * day },
    },
  }
}
