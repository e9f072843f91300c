/** rrule: what recurs. Its dates show the process zone's clock as if it were UTC, both ways. */
import rrule from "rrule"
import { alertsBegin, type RecurringRule } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { type Asked, iso, type Peer } from "./Peer.ts"

const { RRule } = rrule

/** The clock's reading, as rrule wants it. */
const reading = (at: Date): Date =>
  new Date(
    Date.UTC(at.getFullYear(), at.getMonth(), at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()),
  )

/** The instant at which the process zone's clock reads this. */
const instant = (date: Date): string => iso(Date.parse(date.toISOString().slice(0, -1)))

const weekdays = [RRule.SU, RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA]

const firstOn = (date: Date, { startWeekday }: RecurringRule): Date =>
  startWeekday === undefined
    ? date
    : (new RRule({ freq: RRule.WEEKLY, byweekday: RRule.MO, dtstart: date, count: 1 }).all()[0] as Date)

const ruleOf = (rule: RecurringRule, date: Date, tzid: string) => {
  const { dayOffsets, every, iterations = 1, monthDays, times } = rule
  const dtstart = firstOn(date, rule)
  const count = Number.parseInt(every, 10)
  const clock = {
    dtstart,
    tzid,
    byhour: times.map((time) => Number(time.slice(0, 2))),
    byminute: Number(times[0].slice(3)),
    bysecond: 0,
    count: iterations * (dayOffsets ?? monthDays ?? [0]).length * times.length,
  }
  if (monthDays !== undefined)
    return new RRule({ ...clock, freq: RRule.MONTHLY, interval: count, bymonthday: [...monthDays] })
  if (dayOffsets === undefined) return new RRule({ ...clock, freq: RRule.DAILY, interval: count })
  const byweekday = dayOffsets.map((days) => weekdays[(dtstart.getUTCDay() + days) % 7] as typeof RRule.MO)
  return new RRule({ ...clock, freq: RRule.WEEKLY, interval: count / 7, byweekday })
}

const alerts = ({ enrolled, milestone, now, preferredTime, reference }: Asked<"milestone_alerts">) => {
  const { alert } = milestone
  const dtstart = new Date(`${reference.slice(0, 10)}T${preferredTime ?? reference.slice(11, 16)}Z`)
  dtstart.setUTCDate(dtstart.getUTCDate() + alertsBegin(milestone))
  const rule = new RRule({ freq: RRule.DAILY, dtstart, count: alert.count })
  const since = Math.max(Date.parse(enrolled), Date.parse(now))
  return rule.all().filter((date) => date.getTime() >= since)
}

export const peer: Peer = {
  recurring_schedule: ({ rule, startDate, timeZone }) => {
    const date = new Date(startDate)
    date.setUTCDate(date.getUTCDate() + (rule.startOffsetDays ?? 0))
    return ruleOf(rule, date, timeZone).all().map(instant)
  },
  recurring_first_due: ({ now, rule, timeZone }) => {
    const { count, ...options } = ruleOf(rule, reading(new Date(now)), timeZone).origOptions
    const mondays = { ...options, dtstart: reading(new Date(now)), freq: RRule.WEEKLY, byweekday: RRule.MO }
    return instant(new RRule(mondays).after(reading(new Date(now)), true) as Date)
  },
  milestone_alerts: (asked) => alerts(asked).map(iso),
}
