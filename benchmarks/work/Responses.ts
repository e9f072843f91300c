/** Responses of fifty departments over 2025: five answers of 1 to 5, each missing in one of ten. The same seed, the same rows. */
import { Questionnaire, ScoreDesign } from "@aftercare/core/survey"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { day, mulberry32 } from "./Work.ts"

export const items = ["q1", "q2", "q3", "q4", "q5"] as const

export interface Response {
  readonly dept: string
  readonly ts: number
  readonly q1: number | null
  readonly q2: number | null
  readonly q3: number | null
  readonly q4: number | null
  readonly q5: number | null
}

/** Shanghai's clocks are ahead by so much the whole year. */
export const ahead = 8 * 60 * 60 * 1000
export const begin = Date.UTC(2025, 0, 1) - ahead

export const responses = (count: number): ReadonlyArray<Response> => {
  const random = mulberry32(42)
  const departments = Array.from({ length: 50 }, (_, i) => `department-${i}`)
  const answer = () => (random() < 0.1 ? null : 1 + Math.floor(random() * 5))
  return Array.from({ length: count }, () => ({
    dept: departments[Math.floor(random() * 50)] as string,
    ts: begin + Math.floor(random() * 365 * day),
    q1: answer(),
    q2: answer(),
    q3: answer(),
    q4: answer(),
    q5: answer(),
  }))
}

export const months = Array.from({ length: 12 }, (_, i) => `2025-${String(i + 1).padStart(2, "0")}`)

/** Day by day of the year the month's place. */
const monthOfDay = Uint8Array.from({ length: 365 }, (_, i) =>
  new Date(Date.UTC(2025, 0, 1 + i)).getUTCMonth(),
)

export const monthAt = (ts: number): number => monthOfDay[Math.floor((ts - begin) / day)] as number

const text = { en: "…" }

export const design: ScoreDesign.ScoreDesign = Result.getOrThrow(
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
