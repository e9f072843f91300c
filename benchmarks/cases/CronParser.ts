/** cron-parser: what recurs at a fixed place in the year, month or week; nothing every two days or two weeks. */
import { CronExpressionParser } from "cron-parser"
import { alertsBegin, type RecurringRule } from "../../packages/core/test/calendar/support/ReferenceCases.ts"
import { iso, type Peer } from "./Peer.ts"

const hoursAndMinutes = (times: ReadonlyArray<string>): string =>
  `${Number(times[0]?.slice(3))} ${times.map((time) => Number(time.slice(0, 2))).join(",")}`

const taken = (expression: string, tz: string, from: number, count: number): ReadonlyArray<string> => {
  // What is due at the very instant counts.
  const cron = CronExpressionParser.parse(expression, { tz, currentDate: new Date(from - 1) })
  return cron.take(count).map((date) => iso(date.getTime()))
}

const scheduled = (rule: RecurringRule, tz: string, start: Date): ReadonlyArray<string> | undefined => {
  const { dayOffsets, every, iterations = 1, monthDays, startWeekday, times } = rule
  const clock = hoursAndMinutes(times)
  const count = Number.parseInt(every, 10)
  if (monthDays !== undefined) {
    const days = monthDays.map((day) => (day === -1 ? "L" : day)).join(",")
    const months = Array.from({ length: 12 / count }, (_, n) => ((start.getMonth() + n * count) % 12) + 1)
    const expression = `${clock} ${days} ${count === 1 ? "*" : months.join(",")} *`
    return taken(expression, tz, start.getTime(), iterations * monthDays.length * times.length)
  }
  if (dayOffsets !== undefined || count !== 1) return undefined
  const [first] = taken(`${clock} * * ${startWeekday === undefined ? "*" : 1}`, tz, start.getTime(), 1)
  return taken(`${clock} * * *`, tz, Date.parse(first as string), iterations * times.length)
}

export const peer: Peer = {
  recurring_schedule: ({ rule, startDate, timeZone }) => {
    const start = new Date(`${startDate}T00:00`)
    start.setDate(start.getDate() + (rule.startOffsetDays ?? 0))
    return scheduled(rule, timeZone, start)
  },
  recurring_first_due: ({ now, rule, timeZone }) =>
    taken(`${hoursAndMinutes(rule.times)} * * 1`, timeZone, Date.parse(now), 1)[0],
  milestone_alerts: ({ enrolled, milestone, now, preferredTime, reference }) => {
    const { alert } = milestone
    const start = new Date(reference)
    start.setUTCDate(start.getUTCDate() + alertsBegin(milestone))
    const clock = hoursAndMinutes([preferredTime ?? reference.slice(11, 16)])
    const since = Math.max(Date.parse(enrolled), Date.parse(now))
    return taken(`${clock} * * *`, "UTC", start.getTime(), alert.count).filter(
      (at) => Date.parse(at) >= since,
    )
  },
}
