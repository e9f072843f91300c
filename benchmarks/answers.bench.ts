/**
 * Right answers, on no clock: ours at every minute under three process zones, and the shares of everybody on all six
 * calendars under the same zones.
 */
import { checked, processZones } from "./check.ts"
import { questions } from "./contact-hours.report.ts"
import { inPairs, inProcess } from "./harness/Process.ts"
import { type Options, type Report, share, type Table, type Text } from "./harness/Report.ts"
import { labelOf, ourIds, peerIds, type SubjectId, subjectOf } from "./peers/Subjects.ts"
import { type Answers, answersOf, type Counted, counted } from "./work/Answers.ts"
import { type CalendarId, calendarIds, calendars } from "./work/Calendars.ts"
import { Oracle } from "./work/Oracle.ts"
import { type Operation, operations, work } from "./work/Work.ts"

interface Args {
  readonly subject: SubjectId
  readonly instants: number
  /** How long answers may be collected for, a question kind. */
  readonly millis: number
}

type Answer = Readonly<Record<CalendarId, { readonly [O in Operation]?: Answers }>>

/** The desks count working days; in the other calendars every date has windows. */
const operationsOn = (calendar: CalendarId): ReadonlyArray<Operation> =>
  calendar.endsWith("sla") ? operations : operations.filter((operation) => operation !== "addDays")

export const job = async ({ instants, millis, subject }: Args): Promise<Answer> => {
  const out: { [C in CalendarId]?: { [O in Operation]?: Answers } } = {}
  for (const calendar of calendarIds) {
    // chinese-days knows the working days of China only.
    if (subject === "chinese-days" && calendar !== "sh-sla") continue
    // One calendar is done with before the next: some peers hold one a process.
    const asked = await subjectOf(subject, calendar, work(instants))
    const answers: { [O in Operation]?: Answers } = {}
    for (const operation of operationsOn(calendar)) {
      const ask = asked.ask[operation]
      if (ask !== undefined) answers[operation] = answersOf(asked, ask, instants, millis)
    }
    out[calendar] = answers
  }
  return out as Answer
}

interface Found extends Counted {
  readonly subject: SubjectId
  readonly processZone: string
  readonly calendar: CalendarId
  readonly operation: Operation
}

const subjects: ReadonlyArray<SubjectId> = [...ourIds, ...peerIds]

const collected = async ({ progress, quick }: Options): Promise<ReadonlyArray<Found>> => {
  const instants = quick ? 512 : 4096
  const asked = work(instants)
  const oracles = calendarIds.map((calendar) => [calendar, new Oracle(calendars[calendar])] as const)
  const found: Array<Found> = []
  const tasks = subjects.flatMap((subject) => processZones.map((processZone) => ({ subject, processZone })))
  await inPairs(tasks, async ({ processZone, subject }) => {
    progress(`answers: ${subject} under ${processZone}`)
    const args: Args = { subject, instants, millis: quick ? 30 : 60 }
    const answer = await inProcess<Answer>("answers.bench.ts", args, processZone)
    for (const [calendar, oracle] of oracles)
      for (const operation of operationsOn(calendar)) {
        const given = answer[calendar]?.[operation]
        if (given !== undefined)
          found.push({
            subject,
            processZone,
            calendar,
            operation,
            ...counted(given, oracle, operation, asked),
          })
      }
  })
  return found
}

/** The mean of the questions' shares: slow questions, which fewer answers are known to, weigh as much as quick ones. */
const shareOf = (found: ReadonlyArray<Found>): string =>
  found.length === 0
    ? "-"
    : share(
        found.reduce((sum, { of, right }) => sum + right / of, 0),
        found.length,
      )

const tables = (found: ReadonlyArray<Found>): ReadonlyArray<Table> => {
  const edges = (["ny-night", "ny-gap"] as const).flatMap((calendar) =>
    operationsOn(calendar).map((operation) => ({ calendar, operation })),
  )
  const least = Math.min(...found.map(({ of }) => of))
  const ofSubject = (subject: SubjectId) => found.filter((one) => one.subject === subject)
  return [
    {
      title: {
        en: "Right answers on six calendars under three process zones",
        zh: "六种日历、三种进程时区下的正确率",
      },
      head: ["", ...calendarIds],
      rows: subjects.map(
        (subject): ReadonlyArray<Text> => [
          labelOf(subject),
          ...calendarIds.map((calendar) => {
            const asked = ofSubject(subject).filter((one) => one.calendar === calendar)
            const shares = processZones.map((zone) =>
              shareOf(asked.filter((one) => one.processZone === zone)),
            )
            return new Set(shares).size === 1 ? (shares[0] as string) : shares.join(" / ")
          }),
        ],
      ),
      notes: [
        {
          en: `The mean of all kinds of questions, under ${processZones.join(" / ")}; one figure where all three are the same. Libraries that read the process zone serve one zone a process. Slow peers were asked fewer of the instants, at least ${least} a question.`,
          zh: `各类问题正确率的平均，进程时区依次为 ${processZones.join(" / ")}；三者相同时只写一个。读取进程时区的库，每个进程只能服务一个时区。较慢的库只问部分时刻，每类至少 ${least} 个。`,
        },
      ],
    },
    {
      title: {
        en: "Right answers where windows cross midnight, a skipped or a repeated hour",
        zh: "时段跨越午夜、被跳过或重复的一小时时的正确率",
      },
      head: [
        "",
        ...edges.map(({ calendar, operation }) => ({
          en: `${calendar} ${questions[operation].en}`,
          zh: `${calendar} ${questions[operation].zh}`,
        })),
      ],
      rows: subjects
        .filter((subject) => subject !== "chinese-days")
        .map(
          (subject): ReadonlyArray<Text> => [
            labelOf(subject),
            ...edges.map(({ calendar, operation }) =>
              shareOf(
                ofSubject(subject).filter(
                  (one) =>
                    one.calendar === calendar &&
                    one.operation === operation &&
                    one.processZone === calendars[calendar].zone,
                ),
              ),
            ),
          ],
        ),
      notes: [
        {
          en: "`ny-night` is open 22:00–06:00, `ny-gap` 01:30–02:30, both every day, asked in a process of New York. Of the repeated hour a walk takes one pass, and of the skipped hour it makes time that no clock showed.",
          zh: "`ny-night` 每天 22:00–06:00，`ny-gap` 每天 01:30–02:30，均在纽约时区的进程中询问。逐日推算的写法只算重复小时中的一次，又把被跳过的时间当成存在过。",
        },
      ],
    },
  ]
}

export const run = async (options: Options): Promise<Report> => {
  const found = await collected(options)
  options.progress("answers: every minute")
  const everyMinute = await checked()
  const all = found.filter(({ subject }) => ourIds.some((id) => id === subject))
  const met = [...everyMinute, ...all].every(({ of, right }) => right === of)
  const figures = everyMinute.map(({ of, right, zone }) => `${zone} ${share(right, of)} of ${of}`)
  return {
    tables: tables(found),
    goals: [
      {
        id: "G1",
        what: {
          en: "ours equal to the minute oracle on the six calendars, by process zone",
          zh: "本库在六种日历上与逐分钟基准相等，按进程时区",
        },
        goal: "100 %",
        measured: figures.join("; "),
        met,
      },
    ],
  }
}
