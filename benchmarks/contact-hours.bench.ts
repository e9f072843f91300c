/**
 * Contact windows and business time beside peers: the same calendars, instants and questions, one process a peer and
 * calendar under the calendar's zone, round after round, each peer's share of right answers beside its speed.
 */
import { type Column, Results, reportOf } from "./contact-hours.report.ts"
import { type Effort, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import type { Options, Report } from "./harness/Report.ts"
import { ourIds, peerIds, type SubjectId, subjectOf } from "./peers/Subjects.ts"
import { type Answers, answersOf, counted } from "./work/Answers.ts"
import { type CalendarId, calendars } from "./work/Calendars.ts"
import { Oracle } from "./work/Oracle.ts"
import { type Operation, work } from "./work/Work.ts"

interface Args {
  readonly subject: SubjectId
  readonly calendar: CalendarId
  readonly operations: ReadonlyArray<Operation>
  readonly instants: number
  /** Where among the instants timing begins. */
  readonly timedFrom: number
  readonly effort: Effort
  /** How long answers may be collected for, a question kind; undefined where none are asked for. */
  readonly answersMillis: number | undefined
}

interface Answered {
  readonly rate: number
  readonly given: Answers | undefined
}

type Answer = { readonly [O in Operation]?: Answered }

export const job = async (args: Args): Promise<Answer> => {
  const { answersMillis, calendar, effort, instants, operations, timedFrom } = args
  const subject = await subjectOf(args.subject, calendar, work(instants))
  const out: { [O in Operation]?: Answered } = {}
  for (const operation of operations) {
    const ask = subject.ask[operation]
    if (ask === undefined) continue
    out[operation] = {
      rate: rate(ask, instants, timedFrom, effort),
      given: answersMillis === undefined ? undefined : answersOf(subject, ask, instants, answersMillis),
    }
  }
  return out
}

/** Questions put to one calendar in one process. */
interface Sitting {
  readonly calendar: CalendarId
  readonly operations: ReadonlyArray<Operation>
}

const sittings: ReadonlyArray<Sitting> = [
  { calendar: "sh-contact", operations: ["next", "plan"] },
  { calendar: "ny-contact", operations: ["next", "plan"] },
  { calendar: "sh-sla", operations: ["add", "addDays", "between"] },
  { calendar: "ny-sla", operations: ["add", "addDays", "between"] },
]

const columns: ReadonlyArray<Column> = sittings.flatMap(({ calendar, operations }) =>
  operations.map((operation) => ({ calendar, operation })),
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
    : { warmMillis: 120, slices: 3, sliceMillis: 60 }
  const oracles = new Map<CalendarId, Oracle>()
  const oracleOf = (calendar: CalendarId): Oracle => {
    const oracle = oracles.get(calendar) ?? new Oracle(calendars[calendar])
    oracles.set(calendar, oracle)
    return oracle
  }
  const results = new Results()
  const hold = async (subject: SubjectId, { calendar, operations }: Sitting, round: number) => {
    const args: Args = {
      subject,
      calendar,
      operations,
      instants,
      timedFrom: Math.floor((round * instants) / rounds),
      effort,
      answersMillis: round > 0 ? undefined : quick ? 200 : 300,
    }
    const answer = await inProcess<Answer>("contact-hours.bench.ts", args, calendars[calendar].zone)
    for (const operation of operations) {
      const answered = answer[operation]
      if (answered === undefined) continue
      const column = { calendar, operation }
      results.addRate(subject, column, answered.rate)
      if (answered.given !== undefined)
        results.setShare(subject, column, counted(answered.given, oracleOf(calendar), operation, asked))
    }
  }
  for (let round = 0; round < rounds; round++)
    for (const sitting of sittings)
      for (let n = 0; n < subjects.length; n++) {
        // Each round begins with another subject, so that none always follows the same one.
        const subject = subjects[(n + round) % subjects.length] as SubjectId
        if (!takesPart(subject, sitting)) continue
        progress(`round ${round + 1} of ${rounds}: ${sitting.calendar}, ${subject}`)
        await hold(subject, sitting, round)
      }
  return reportOf(results, subjects, columns)
}
