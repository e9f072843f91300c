/**
 * Contact windows and business time beside peers: the same calendars, instants and questions, one process a peer and
 * calendar under the calendar's zone, round after round, each peer's share of right answers beside its speed.
 */
import { Results, reportOf } from "./contact-hours.report.ts"
import { type Effort, once, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import type { Options, Report } from "./harness/Report.ts"
import { ourIds, peerIds, type SubjectId, subjectOf } from "./peers/Subjects.ts"
import { type CalendarId, calendars } from "./work/Calendars.ts"
import { isRight, Oracle } from "./work/Oracle.ts"
import { type Operation, work } from "./work/Work.ts"

interface Args {
  readonly subject: SubjectId
  readonly calendar: CalendarId
  readonly operations: ReadonlyArray<Operation>
  readonly instants: number
  /** Where among the instants timing begins; undefined where nothing is timed. */
  readonly timedFrom: number | undefined
  readonly effort: Effort
  /** How long answers may be collected for, a question kind; 0 where none are asked for. */
  readonly answersMillis: number
}

interface Answered {
  readonly rate: number
  /** Every `step`-th question's answer; none where the peer threw. */
  readonly step: number
  readonly answers: ReadonlyArray<ReadonlyArray<number>>
}

type Answer = { readonly [O in Operation]?: Answered }

export const job = async (args: Args): Promise<Answer> => {
  const { answersMillis, calendar, effort, instants, timedFrom } = args
  const subject = await subjectOf(args.subject, calendar, work(instants))
  const out: { [O in Operation]?: Answered } = {}
  for (const operation of args.operations) {
    const ask = subject.ask[operation]
    if (ask === undefined) continue
    const perSecond = timedFrom === undefined ? Number.NaN : rate(ask, instants, timedFrom, effort)
    const read = (i: number): ReadonlyArray<number> => {
      try {
        return subject.read(ask(i))
      } catch {
        return []
      }
    }
    const tries = 32
    const { millis } = once(() => Array.from({ length: tries }, (_, i) => read(i)))
    const step = Math.max(1, Math.ceil((instants * millis) / tries / Math.max(answersMillis, 1)))
    const answers: Array<ReadonlyArray<number>> = []
    if (answersMillis > 0) for (let i = 0; i < instants; i += step) answers.push(read(i))
    out[operation] = { rate: perSecond, step, answers }
  }
  return out
}

/** Questions put to one calendar in one process. */
interface Sitting {
  readonly calendar: CalendarId
  readonly operations: ReadonlyArray<Operation>
  readonly processZone: string
}

const sitting = (
  calendar: CalendarId,
  operations: ReadonlyArray<Operation>,
  processZone?: string,
): Sitting => ({
  calendar,
  operations,
  processZone: processZone ?? calendars[calendar].zone,
})

/** On the clock. */
const timed = [
  sitting("sh-contact", ["next", "plan"]),
  sitting("ny-contact", ["next", "plan"]),
  sitting("sh-sla", ["add", "addDays", "between"]),
  sitting("ny-sla", ["add", "addDays", "between"]),
]

/** For right answers only: at midnight, where the clocks change, and in a process of another zone. */
const untimed = [
  sitting("ny-night", ["next", "plan", "add", "between"]),
  sitting("ny-gap", ["next", "plan", "add", "between"]),
  sitting("sh-contact", ["next", "plan"], "UTC"),
  sitting("sh-sla", ["add", "addDays", "between"], "UTC"),
]

const columnsOf = (sittings: ReadonlyArray<Sitting>) =>
  sittings.flatMap(({ calendar, operations, processZone }) =>
    operations.map((operation) => ({ calendar, operation, processZone })),
  )

const subjects: ReadonlyArray<SubjectId> = [...ourIds, ...peerIds]

/** chinese-days knows working days, and those of China only. */
const takesPart = (subject: SubjectId, { calendar }: Sitting): boolean =>
  subject !== "chinese-days" || calendar === "sh-sla"

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const instants = quick ? 512 : 4096
  const asked = work(instants)
  const effort = quick
    ? { warmMillis: 60, slices: 3, sliceMillis: 30 }
    : { warmMillis: 250, slices: 5, sliceMillis: 80 }
  const oracles = new Map<CalendarId, Oracle>()
  const oracleOf = (calendar: CalendarId): Oracle => {
    const oracle = oracles.get(calendar) ?? new Oracle(calendars[calendar])
    oracles.set(calendar, oracle)
    return oracle
  }
  const results = new Results()
  const hold = async (subject: SubjectId, one: Sitting, round?: number) => {
    if (!takesPart(subject, one)) return
    const { calendar, operations, processZone } = one
    const args: Args = {
      subject,
      calendar,
      operations,
      instants,
      timedFrom: round === undefined ? undefined : Math.floor((round * instants) / rounds),
      effort,
      answersMillis: (round ?? 0) > 0 ? 0 : quick ? 200 : 2500,
    }
    const answer = await inProcess<Answer>("contact-hours.bench.ts", args, processZone)
    for (const operation of operations) {
      const answered = answer[operation]
      if (answered === undefined) continue
      const column = { calendar, operation, processZone }
      if (round !== undefined) results.addRate(subject, column, answered.rate)
      const { answers, step } = answered
      const right = answers.filter((given, n) =>
        isRight(given, oracleOf(calendar).answer(operation, asked, n * step)),
      )
      if (answers.length > 0) results.setShare(subject, column, right.length, answers.length)
    }
  }
  for (let round = 0; round < rounds; round++)
    for (const one of timed)
      for (let n = 0; n < subjects.length; n++) {
        // Each round begins with another subject, so that none always follows the same one.
        const subject = subjects[(n + round) % subjects.length] as SubjectId
        progress(`round ${round + 1} of ${rounds}: ${one.calendar}, ${subject}`)
        await hold(subject, one, round)
      }
  for (const one of untimed)
    for (const subject of subjects) {
      progress(`${one.calendar} under ${one.processZone}, ${subject}`)
      await hold(subject, one)
    }
  return reportOf(results, subjects, columnsOf(timed), columnsOf(untimed))
}
