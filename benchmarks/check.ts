/**
 * Our answers against the oracle under three process zones: every minute's state, next opening and next closing, and
 * the questions of the work at random instants. Nothing is timed; any difference is a failure.
 */
import { TimeZone } from "@aftercare/core/calendar"
import { inProcess } from "./harness/Process.ts"
import { share } from "./harness/Report.ts"
import { inNumbers, typed } from "./peers/Ours.ts"
import { calendarIds, calendars, compiled, ours } from "./work/Calendars.ts"
import { isRight, Oracle } from "./work/Oracle.ts"
import { minute, operations, work } from "./work/Work.ts"

const processZones = ["UTC", "Asia/Shanghai", "America/New_York"]
const instants = 20_000

interface Checked {
  readonly calendar: string
  readonly question: string
  readonly right: number
  readonly of: number
}

export const job = (): ReadonlyArray<Checked> =>
  calendarIds.flatMap((calendar): ReadonlyArray<Checked> => {
    const oracle = new Oracle(calendars[calendar])
    const hours = compiled(calendar)
    const ground = {
      hours,
      zone: TimeZone.make(calendars[calendar].zone),
      workCalendar: ours(calendar).workCalendar,
    }
    const counted = (question: string, of: number, isRight: (i: number) => boolean): Checked => {
      let right = 0
      for (let i = 0; i < of; i++) if (isRight(i)) right++
      return { calendar, question, right, of }
    }
    const { answered, first } = Oracle.minutes
    const everyMinute = (question: string, isRight: (at: number) => boolean): Checked =>
      counted(`${question}, every minute`, (answered - first) / minute, (i) => isRight(first + i * minute))
    const asked = work(instants)
    const subjects = { numbers: inNumbers(ground, asked), typed: typed(ground, asked) }
    return [
      everyMinute("isOpen", (at) => hours.isOpen(at) === oracle.isOpen(at)),
      everyMinute("next", (at) => hours.next(at) === oracle.next(at)),
      everyMinute("closing", (at) => hours.nextClosed(at) === oracle.closing(at)),
      ...Object.entries(subjects).flatMap(([name, { ask, read }]) =>
        operations
          // The desks count working days; in the other calendars every date has windows.
          .filter((operation) => operation !== "addDays" || calendar.endsWith("sla"))
          .map((operation) =>
            counted(`${name}, ${operation}`, instants, (i) =>
              isRight(read(ask[operation]?.(i)), oracle.answer(operation, asked, i)),
            ),
          ),
      ),
    ]
  })

/** Prints the shares, and fails the process where one isn't 100 %. */
export const check = async (): Promise<void> => {
  const all = await Promise.all(
    processZones.map((zone) => inProcess<ReadonlyArray<Checked>>("check.ts", null, zone)),
  )
  all.forEach((checked, i) => {
    const zone = `TZ=${processZones[i]}`
    for (const { calendar, of, question, right } of checked)
      if (right < of) console.log(`${zone} ${calendar} ${question}: ${share(right, of)} of ${of}`)
    const of = checked.reduce((sum, one) => sum + one.of, 0)
    const right = checked.reduce((sum, one) => sum + one.right, 0)
    console.log(`${zone}: ${right} of ${of} answers right on ${calendarIds.length} calendars`)
    if (right < of) process.exitCode = 1
  })
}
