/** Adding few or many open hours: a closed form costs the same, a walk costs what it walks. */
import { type Effort, median, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, spread } from "./harness/Report.ts"
import { labelOf, ourIds, peerIds, type SubjectId, subjectOf } from "./peers/Subjects.ts"
import { calendars, chinaWithoutEnd } from "./work/Calendars.ts"
import { work } from "./work/Work.ts"

const hours = [8, 48, 480, 1000, 10_000] as const

interface Args {
  readonly subject: SubjectId
  readonly effort: Effort
}

/** Nanoseconds an addition, for each number of hours. */
export const job = async ({ effort, subject }: Args): Promise<ReadonlyArray<number>> => {
  const instants = 512
  const { addHours } = await subjectOf(subject, "sh-sla", work(instants), chinaWithoutEnd)
  return addHours === undefined ? [] : hours.map((count) => 1e9 / rate(addHours(count), instants, 0, effort))
}

const subjects: ReadonlyArray<SubjectId> = [...ourIds, ...peerIds.filter((peer) => peer !== "chinese-days")]

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort = quick
    ? { warmMillis: 40, slices: 3, sliceMillis: 20 }
    : { warmMillis: 100, slices: 3, sliceMillis: 60 }
  const seen = new Map<SubjectId, Array<ReadonlyArray<number>>>(subjects.map((subject) => [subject, []]))
  for (let round = 0; round < rounds; round++)
    for (const subject of subjects) {
      progress(`round ${round + 1} of ${rounds}: growth, ${subject}`)
      const nanos = await inProcess<ReadonlyArray<number>>(
        "growth.bench.ts",
        { subject, effort },
        calendars["sh-sla"].zone,
      )
      seen.get(subject)?.push(nanos)
    }
  const of = (subject: SubjectId, index: number) =>
    (seen.get(subject) ?? []).map((nanos) => nanos[index] as number)
  const grown = (subject: SubjectId) =>
    (seen.get(subject) ?? []).map(
      (nanos) => (nanos[hours.indexOf(10_000)] as number) / (nanos[hours.indexOf(48)] as number),
    )
  const factor = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)}×`
  return {
    tables: [
      {
        title: {
          en: "Adding N open hours at the desk in Shanghai",
          zh: "上海服务台日历上加 N 个工作小时的耗时",
        },
        head: ["", ...hours.map((count) => `${count} h`), "10,000 h / 48 h"],
        rows: subjects.map((subject) => [
          labelOf(subject),
          ...hours.map((_, index) => duration(median(of(subject, index)))),
          spread(grown(subject), factor),
        ]),
        notes: [
          {
            en: "No holidays are known after 2026, to us as to the peers, so that 10,000 h (five years) have an answer.",
            zh: "2026 年之后各方都视作没有节假日，以便 10,000 小时（约五年）有答案。",
          },
        ],
      },
    ],
    goals: ourIds.map((subject) => ({
      id: "G4",
      what: {
        en: `${subject}: add 10,000 h / add 48 h`,
        zh: `${labelOf(subject).zh}：加 10,000 小时 / 加 48 小时`,
      },
      goal: "≤ 2×",
      measured: spread(grown(subject), factor),
      met: median(grown(subject)) <= 2,
    })),
  }
}
