/** Responses of fifty departments over 2025: answers of 1 to 5, each missing in one of ten. The same seed, the same rows. */
import { Questionnaire, ScoreDesign } from "@aftercare/core/survey"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { day, mulberry32 } from "./Work.ts"

type Item = `q${number}`

export const itemsOf = (count: number): ReadonlyArray<Item> =>
  Array.from({ length: count }, (_, i): Item => `q${i + 1}`)

export interface Response {
  readonly dept: string
  readonly ts: number
  readonly [item: Item]: number | null
}

/** Shanghai's clocks are ahead by so much the whole year. */
export const ahead = 8 * 60 * 60 * 1000
export const begin = Date.UTC(2025, 0, 1) - ahead

/** Rows as a program would write them, with all of their fields in one literal. */
export const responses = (count: number, items: ReadonlyArray<Item>): ReadonlyArray<Response> => {
  const random = mulberry32(42)
  const departments = Array.from({ length: 50 }, (_, i) => `department-${i}`)
  const answer = () => (random() < 0.1 ? null : 1 + Math.floor(random() * 5))
  const row = new Function(
    ...["dept", "ts", "answer"],
    `return { dept, ts, ${items.map((item) => `${item}: answer()`).join(", ")} }`,
  ) as (dept: string, ts: number, answer: () => number | null) => Response
  return Array.from({ length: count }, () =>
    row(departments[Math.floor(random() * 50)] as string, begin + Math.floor(random() * 365 * day), answer),
  )
}

export const months = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, "0")}`)

/** Day by day of the year the month's place. */
const monthOfDay = Uint8Array.from({ length: 365 }, (_, i) =>
  new Date(Date.UTC(2025, 0, 1 + i)).getUTCMonth(),
)

export const monthAt = (ts: number): number => monthOfDay[Math.floor((ts - begin) / day)] as number

const text = { en: "…" }

export const designOf = (items: ReadonlyArray<Item>): ScoreDesign.ScoreDesign =>
  Result.getOrThrow(
    ScoreDesign.of(
      Schema.decodeUnknownSync(Questionnaire.Questionnaire)({
        id: "bench",
        version: "1",
        title: text,
        languages: ["en"],
        items: items.map((id) => ({ id, text, answer: { _tag: "Scale", least: 1, most: 5, anchors: [] } })),
        domains: [{ id: "all", title: text, weight: 1, items }],
        weightsSumTo: 1,
        requiredBase: 30,
        source: { title: "Benchmark", status: "hospitalPolicy", verified: "own" },
      }),
    ),
  )
