/** What a bench has to say: tables and goals, in English and Chinese, written as Markdown. */
import { median } from "./Clock.ts"

/** A text in both languages, or one that needs no translation. */
export type Text = string | { readonly en: string; readonly zh: string }

export type Language = "en" | "zh"

export interface Table {
  readonly title: Text
  readonly head: ReadonlyArray<Text>
  readonly rows: ReadonlyArray<ReadonlyArray<Text>>
  readonly notes?: ReadonlyArray<Text>
}

export interface Goal {
  readonly id: string
  readonly what: Text
  readonly goal: string
  readonly measured: string
  readonly met: boolean
}

export interface Report {
  readonly tables: ReadonlyArray<Table>
  readonly goals: ReadonlyArray<Goal>
}

/** How a run is made. */
export interface Options {
  readonly quick: boolean
  readonly rounds: number
  /** Says how far the run is. */
  readonly progress: (what: string) => void
}

const say = (text: Text, language: Language): string => (typeof text === "string" ? text : text[language])

const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const grid = (head: ReadonlyArray<Text>, rows: ReadonlyArray<ReadonlyArray<Text>>, language: Language) => [
  line(head.map((cell) => say(cell, language))),
  line(head.map((_, i) => (i === 0 ? "---" : "--:"))),
  ...rows.map((row) => line(row.map((cell) => say(cell, language)))),
]

export const tableLines = ({ head, notes = [], rows, title }: Table, language: Language) => [
  `### ${say(title, language)}`,
  "",
  ...grid(head, rows, language),
  "",
  ...notes.flatMap((note) => [say(note, language), ""]),
]

export const goalLines = (goals: ReadonlyArray<Goal>, language: Language) => [
  `### ${say({ en: "Goals", zh: "目标" }, language)}`,
  "",
  ...grid(
    ["", { en: "what", zh: "内容" }, { en: "goal", zh: "目标" }, { en: "measured", zh: "实测" }, ""],
    goals.map(({ goal, id, measured, met, what }) => [
      id,
      what,
      goal,
      measured,
      met ? { en: "met", zh: "达到" } : { en: "**missed**", zh: "**未达到**" },
    ]),
    language,
  ),
  "",
]

/** Two leading digits or more, with k and M. */
export const short = (value: number): string => {
  if (Number.isNaN(value)) return "-"
  const scaled = (by: number, unit: string) => {
    const x = value / by
    return `${x < 9.95 ? x.toFixed(1) : Math.round(x)}${unit}`
  }
  if (value >= 999_500) return scaled(1e6, "M")
  if (value >= 9_950) return scaled(1e3, "k")
  return value >= 99.5 ? String(Math.round(value)) : value.toPrecision(2)
}

/** Nanoseconds in the unit that reads best. */
export const duration = (nanos: number): string => {
  if (Number.isNaN(nanos)) return "-"
  if (nanos < 1000) return `${nanos.toPrecision(3)} ns`
  if (nanos < 1e6) return `${(nanos / 1e3).toPrecision(3)} µs`
  return `${(nanos / 1e6).toPrecision(3)} ms`
}

/** `median [least–greatest]` */
export const spread = (values: ReadonlyArray<number>, show: (value: number) => string): string =>
  values.length === 0
    ? "-"
    : `${show(median(values))} [${show(Math.min(...values))}–${show(Math.max(...values))}]`

/** A share in percent that says 100 only where nothing is wrong. */
export const share = (right: number, of: number): string => {
  if (right === of) return "100 %"
  const percent = (100 * right) / of
  return percent > 99 ? `${Math.min(percent, 99.9).toFixed(1)} %` : `${percent.toFixed(0)} %`
}
