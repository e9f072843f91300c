/**
 * Our answers against the oracle under three process zones: every minute's state, next opening and next closing, and
 * the questions of the work at random instants. And due work on PostgreSQL: no contact is done twice, none is lost.
 * Nothing is timed; any difference is a failure.
 */
import { TimeZone } from "@aftercare/core/calendar"
import { inProcess } from "./harness/Process.ts"
import { share } from "./harness/Report.ts"
import { inNumbers, typed } from "./peers/Ours.ts"
import { calendarIds, calendars, compiled, ours } from "./work/Calendars.ts"
import { isRight, Oracle } from "./work/Oracle.ts"
import { minute, operations, work } from "./work/Work.ts"

export const processZones = ["UTC", "Asia/Shanghai", "America/New_York"]
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

/** One process zone's answers. */
interface ZoneChecked {
  readonly zone: string
  readonly right: number
  readonly of: number
  readonly differences: ReadonlyArray<Checked>
}

export const checked = (): Promise<ReadonlyArray<ZoneChecked>> =>
  Promise.all(
    processZones.map(async (zone) => {
      const all = await inProcess<ReadonlyArray<Checked>>("check.ts", null, zone)
      const sum = (pick: (one: Checked) => number) => all.reduce((total, one) => total + pick(one), 0)
      return {
        zone,
        right: sum(({ right }) => right),
        of: sum(({ of }) => of),
        differences: all.filter(({ of, right }) => right < of),
      }
    }),
  )

/** Prints what was found, and fails the process where one answer is wrong. */
export const check = async (): Promise<void> => {
  for (const { differences, of, right, zone } of await checked()) {
    for (const one of differences)
      console.log(`TZ=${zone} ${one.calendar} ${one.question}: ${share(one.right, one.of)} of ${one.of}`)
    console.log(`TZ=${zone}: ${right} of ${of} answers right on ${calendarIds.length} calendars`)
    if (right < of) process.exitCode = 1
  }
  console.log(await (await import("./agenda.bench.ts")).checked())
}
