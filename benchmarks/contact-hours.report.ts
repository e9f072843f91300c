/** What the contact hours' bench has seen, as tables and goals. */
import { median } from "./harness/Clock.ts"
import { type Goal, type Report, share, short, spread, type Table, type Text } from "./harness/Report.ts"
import { labelOf, type PeerId, peerIds, type SubjectId } from "./peers/Subjects.ts"
import type { Counted } from "./work/Answers.ts"
import type { CalendarId } from "./work/Calendars.ts"
import { type Operation, operations } from "./work/Work.ts"

/** One question of one calendar. */
export interface Column {
  readonly calendar: CalendarId
  readonly operation: Operation
}

const keyOf = (subject: SubjectId, { calendar, operation }: Column) => `${subject} ${calendar} ${operation}`

/** What a whole run has seen. */
export class Results {
  readonly #rates = new Map<string, Array<number>>()
  readonly #shares = new Map<string, Counted>()

  readonly addRate = (subject: SubjectId, column: Column, perSecond: number): void => {
    const key = keyOf(subject, column)
    this.#rates.set(key, [...(this.#rates.get(key) ?? []), perSecond])
  }

  readonly setShare = (subject: SubjectId, column: Column, counted: Counted): void => {
    this.#shares.set(keyOf(subject, column), counted)
  }

  readonly rates = (subject: SubjectId, column: Column): ReadonlyArray<number> =>
    this.#rates.get(keyOf(subject, column)) ?? []

  readonly share = (subject: SubjectId, column: Column): string => {
    const found = this.#shares.get(keyOf(subject, column))
    return found === undefined ? "-" : share(found.right, found.of)
  }

  /** Ratios of the same round: how much faster the first is. */
  readonly ratios = (a: SubjectId, b: SubjectId, column: Column): ReadonlyArray<number> => {
    const slower = this.rates(b, column)
    return slower.length === 0
      ? []
      : this.rates(a, column).map((perSecond, round) => perSecond / (slower[round] as number))
  }

  readonly leastChecked = (): number => Math.min(...[...this.#shares.values()].map(({ of }) => of))
}

export const questions: Record<Operation, { readonly en: string; readonly zh: string }> = {
  next: { en: "next", zh: "next" },
  plan: { en: "6-stage plan", zh: "六阶段计划" },
  add: { en: "add 48 h", zh: "加 48 小时" },
  addDays: { en: "10 working days", zh: "加 10 个工作日" },
  between: { en: "between ≤ 90 d", zh: "相隔 ≤ 90 天" },
}

const both = (text: (language: "en" | "zh") => string): Text => ({ en: text("en"), zh: text("zh") })

const named =
  ({ calendar, operation }: Column) =>
  (language: "en" | "zh") =>
    `${questions[operation][language]} ${calendar.startsWith("sh") ? "SH" : "NY"}`

export const reportOf = (
  results: Results,
  subjects: ReadonlyArray<SubjectId>,
  timed: ReadonlyArray<Column>,
): Report => {
  const columns = [...timed].sort((a, b) => operations.indexOf(a.operation) - operations.indexOf(b.operation))
  const ratioTable = (ours: SubjectId, title: Text): Table => ({
    title,
    head: [{ en: "times as fast as", zh: "是其几倍" }, ...columns.map((column) => both(named(column)))],
    rows: peerIds.map((peer) => [
      peer,
      ...columns.map((column) => spread(results.ratios(ours, peer, column), short)),
    ]),
  })
  const checked = results.leastChecked()
  return {
    tables: [
      {
        title: { en: "Questions a second, and the share of right answers", zh: "每秒回答次数与正确率" },
        head: ["", ...columns.map((column) => both(named(column)))],
        rows: subjects.map((subject) => [
          labelOf(subject),
          ...columns.map((column) => {
            const rates = results.rates(subject, column)
            return rates.length === 0 ? "-" : `${short(median(rates))} · ${results.share(subject, column)}`
          }),
        ]),
        notes: [
          {
            en: `Medians of the rounds. Right: equal to a bitmap of minutes read through \`Intl\`; slow peers were checked on fewer of the instants, at least ${checked}. dayjs-business-time knows no ends of windows: of its plans only the beginnings are compared.`,
            zh: `各轮的中位数。正确：与用 \`Intl\` 逐分钟读出的位图一致；较慢的库只抽查部分时刻，至少 ${checked} 个。dayjs-business-time 不知道时段何时结束，其计划只比较开始时刻。`,
          },
        ],
      },
      ratioTable("ours, numbers", {
        en: "Our numeric core beside peers, median [least–greatest] of the rounds' ratios",
        zh: "本库数值内核与其他库之比，各轮比值的中位数 [最小–最大]",
      }),
      ratioTable("ours, typed", {
        en: "Our typed API beside peers, median [least–greatest] of the rounds' ratios",
        zh: "本库类型化接口与其他库之比，各轮比值的中位数 [最小–最大]",
      }),
    ],
    goals: goalsOf(results, columns),
  }
}

const goalsOf = (results: Results, columns: ReadonlyArray<Column>): ReadonlyArray<Goal> => {
  const goal = (
    id: string,
    ours: SubjectId,
    peer: PeerId,
    operation: Operation,
    least: number,
  ): ReadonlyArray<Goal> => {
    const api = ours === "ours, typed" ? { en: "typed: ", zh: "类型化：" } : { en: "numbers: ", zh: "数值：" }
    return columns
      .filter((column) => column.operation === operation)
      .map((column) => ({ column, ratios: results.ratios(ours, peer, column) }))
      .filter(({ ratios }) => ratios.length > 0)
      .map(({ column, ratios }) => ({
        id,
        what: both((language) => `${api[language]}${named(column)(language)} / ${peer}`),
        goal: `≥ ${least}×`,
        measured: spread(ratios, short),
        met: median(ratios) >= least,
      }))
  }
  const pair = (
    id: string,
    ours: SubjectId,
    operation: Operation,
    openingHours: number,
    temporal: number,
  ) => [
    ...goal(id, ours, "opening_hours", operation, openingHours),
    ...goal(id, ours, "temporal-polyfill walk", operation, temporal),
  ]
  return [
    ...pair("G2", "ours, numbers", "next", 200, 80),
    ...pair("G2", "ours, numbers", "plan", 400, 90),
    ...pair("G2", "ours, numbers", "add", 1000, 300),
    ...pair("G2", "ours, numbers", "between", 5000, 1500),
    ...goal("G2", "ours, numbers", "chinese-days", "addDays", 100),
    ...pair("G3", "ours, typed", "next", 20, 8),
    ...pair("G3", "ours, typed", "plan", 25, 7),
    ...pair("G3", "ours, typed", "add", 200, 45),
    ...pair("G3", "ours, typed", "between", 1000, 200),
  ]
}
