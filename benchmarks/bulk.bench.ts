/**
 * Many at once: patients who share a few schedules beside patients who each have their own, and columns of instants and
 * spans beside a loop over the typed API.
 */
import { Hours, TimeZone } from "@aftercare/core/calendar"
import { ContactWindow } from "@aftercare/core/contact"
import { ChinaCalendar, ChinaContact } from "@aftercare/core/packs/china"
import * as Result from "effect/Result"
import { bytesHeld, type Effort, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, short, spread, type Text } from "./harness/Report.ts"
import { windowIn } from "./peers/Ours.ts"
import { ownWeek, workWeekOf } from "./work/Calendars.ts"
import { discharge } from "./work/Discharges.ts"
import { day, plan, work } from "./work/Work.ts"

const kinds = ["few", "own", "columns"] as const
type Kind = (typeof kinds)[number]

interface Args {
  readonly kind: Kind
  readonly patients: number
  readonly effort: Effort
}

interface Schedules {
  /** Patients a second: compiling and a six-stage plan. */
  readonly plans: number
  /** Bytes held by a patient's compiled form. */
  readonly bytes: number
}

/** Nanoseconds a row, and bytes that its answer holds. */
interface Cost {
  readonly nanos: number
  readonly bytes: number
}

interface Columns {
  readonly stateAt: Cost
  readonly isOpenMany: Cost
  readonly place: Cost
  readonly chooseMany: Cost
}

export const job = ({ effort, kind, patients }: Args): Schedules | Columns =>
  kind === "columns" ? columns(effort) : schedules(effort, kind === "few" ? 24 : patients, patients)

const rows = 4096

/** Everybody's data are objects of their own, as decoding makes them, whether they say the same or not. */
const schedules = (effort: Effort, distinct: number, patients: number): Schedules => {
  const { from } = work(rows)
  const zone = TimeZone.make("Asia/Shanghai")
  const weeks = Array.from({ length: Math.min(distinct, patients) }, (_, n) => workWeekOf(ownWeek(n)))
  const data = Array.from({ length: patients }, (_, n) => structuredClone(weeks[n % distinct] as Hours.Hours))
  const compiled = (n: number) => Hours.compile(data[n] as Hours.Hours, zone, ChinaCalendar.publicHolidays)
  const planned = (n: number) => {
    const hours = compiled(n)
    return { hours, plan: plan(windowIn(hours), from[n % rows] as number) }
  }
  return {
    plans: rate(planned, patients, 0, effort),
    // Counted are the forms beside the reference to them, of which each patient has one.
    bytes: Math.max(
      0,
      bytesHeld(Math.min(patients, 20_000), (n) => planned(n).hours),
    ),
  }
}

const columns = (effort: Effort): Columns => {
  const { from } = work(rows)
  const window = Result.getOrThrow(
    ContactWindow.make({
      profile: discharge(0).persons[0].profile,
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
      channel: "phone",
      purpose: "followUp",
    }),
  )
  const instants = Float64Array.from(from)
  const column = (days: number) => instants.map((at) => at + days * day)
  const spans = { earliest: column(4), ideal: column(5), due: column(7), latest: column(10) }
  const spanAt = (row: number): ContactWindow.Span => ({
    earliest: spans.earliest[row] as number,
    ideal: spans.ideal[row] as number,
    due: spans.due[row] as number,
    latest: spans.latest[row] as number,
  })
  const cost = (answer: () => unknown): Cost => ({
    nanos: 1e9 / rate(answer, 1, 0, effort) / rows,
    bytes: bytesHeld(100, answer) / rows,
  })
  return {
    stateAt: cost(() => Array.from(instants, (at) => Hours.stateAt(window.open, at))),
    isOpenMany: cost(() => Hours.isOpenMany(window.open, instants)),
    place: cost(() => Array.from(instants, (_, row) => ContactWindow.place(window, spanAt(row)))),
    chooseMany: cost(() => ContactWindow.chooseMany(window, spans)),
  }
}

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort = quick
    ? { warmMillis: 100, slices: 3, sliceMillis: 50 }
    : { warmMillis: 500, slices: 5, sliceMillis: 200 }
  const patients = quick ? 10_000 : 100_000
  const few: Array<Schedules> = []
  const own: Array<Schedules> = []
  const bulk: Array<Columns> = []
  for (let round = 0; round < rounds; round++) {
    const ask = <A extends Schedules | Columns>(kind: Kind): Promise<A> => {
      progress(`round ${round + 1} of ${rounds}: bulk, ${kind}`)
      return inProcess<A>("bulk.bench.ts", { kind, patients, effort }, "Asia/Shanghai")
    }
    few.push(await ask<Schedules>("few"))
    own.push(await ask<Schedules>("own"))
    bulk.push(await ask<Columns>("columns"))
  }
  const ratios = (over: (round: number) => number, under: (round: number) => number) =>
    spread(
      few.map((_, round) => over(round) / under(round)),
      short,
    )
  const shown = (all: ReadonlyArray<Schedules>, pick: (one: Schedules) => number) =>
    spread(all.map(pick), short)
  const compared = (
    one: (columns: Columns) => Cost,
    many: (columns: Columns) => Cost,
  ): ReadonlyArray<Text> => {
    const show = (pick: (cost: Cost) => number, text: (value: number) => string) =>
      [one, many].map((of) =>
        spread(
          bulk.map((columns) => pick(of(columns))),
          text,
        ),
      )
    return [
      ...show(({ nanos }) => nanos, duration),
      ratios(
        (round) => one(bulk[round] as Columns).nanos,
        (round) => many(bulk[round] as Columns).nanos,
      ),
      ...show(({ bytes }) => bytes, short),
    ]
  }
  const count = patients.toLocaleString("en")
  return {
    tables: [
      {
        title: {
          en: `${count} patients, each decoded by itself: schedule and six-stage plan`,
          zh: `${count} 名患者，数据各自解码：编译日程并排六阶段计划`,
        },
        head: [
          "",
          { en: "patients/s", zh: "患者/秒" },
          { en: "bytes held by a compiled schedule", zh: "每份已编译日程占用字节" },
        ],
        rows: [
          [
            { en: "24 schedules among them", zh: "共 24 种日程" },
            shown(few, (one) => one.plans),
            shown(few, (one) => one.bytes),
          ],
          [
            { en: "everybody's own", zh: "各不相同" },
            shown(own, (one) => one.plans),
            shown(own, (one) => one.bytes),
          ],
          [
            { en: "times as many", zh: "倍数" },
            ratios(
              (round) => (few[round] as Schedules).plans,
              (round) => (own[round] as Schedules).plans,
            ),
            "-",
          ],
        ],
        notes: [
          {
            en: "Equal schedules share one compiled form: a patient holds a reference to it, which isn't counted here.",
            zh: "相同的日程共用一份编译结果，每名患者只持有一个引用（此处未计）。",
          },
        ],
      },
      {
        title: {
          en: `Columns of ${rows} instants or spans beside a loop over single calls that keeps the answers, a row`,
          zh: `按列处理 ${rows} 个时刻或时间窗，与逐个调用并保留结果之比（每行）`,
        },
        head: [
          "",
          { en: "single calls", zh: "逐个调用" },
          { en: "in columns", zh: "按列" },
          { en: "times as fast", zh: "倍数" },
          { en: "bytes, single calls", zh: "字节，逐个调用" },
          { en: "bytes, in columns", zh: "字节，按列" },
        ],
        rows: [
          [
            "`stateAt` / `isOpenMany`",
            ...compared(
              (one) => one.stateAt,
              (one) => one.isOpenMany,
            ),
          ],
          [
            "`place` / `chooseMany`",
            ...compared(
              (one) => one.place,
              (one) => one.chooseMany,
            ),
          ],
        ],
      },
    ],
    goals: [],
  }
}
