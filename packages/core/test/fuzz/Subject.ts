/** One thing to fuzz: what to draw, and what must hold of every answer. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as fc from "fast-check"

export interface Subject {
  readonly name: string
  /** How often a batch is about it, in proportion to the others. */
  readonly share: number
  readonly property: fc.IPropertyWithHooks<[unknown]>
}

export const subject = <Case>(
  name: string,
  share: number,
  cases: fc.Arbitrary<Case>,
  check: (drawn: Case) => void,
): Subject => ({ name, share, property: fc.property(cases, check) as unknown as Subject["property"] })

/** What a check says of an answer that can't be. */
export const must = (holds: boolean, what: string, ...facts: ReadonlyArray<unknown>): void => {
  if (!holds) throw new Error([what, ...facts.map(show)].join("; "))
}

export const show = (value: unknown): string => {
  const seen = new Set<unknown>()
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint" || typeof part === "symbol" || typeof part === "function")
      return String(part)
    if (typeof part === "number" && (!Number.isFinite(part) || Object.is(part, -0)))
      return Object.is(part, -0) ? "-0" : String(part)
    if (typeof part !== "object" || part === null) return part
    if (seen.has(part)) return "(seen)"
    seen.add(part)
    return part
  })
  return text ?? String(value)
}

/** Every number in an answer, however deep, is one. */
export const numbersAreNumbers = (answer: unknown, where = "the answer"): void => {
  if (typeof answer === "number") must(!Number.isNaN(answer), `${where} is NaN`)
  else if (DateTime.isDateTime(answer))
    must(Number.isFinite(DateTime.toEpochMillis(answer)), `${where} is no instant`)
  else if (Duration.isDuration(answer))
    must(!Number.isNaN(Duration.toMillis(answer)), `${where} is no duration`)
  else if (answer instanceof Error) mustSay(answer)
  else if (Result.isResult(answer))
    numbersAreNumbers(Result.isSuccess(answer) ? answer.success : answer.failure, where)
  else if (Array.isArray(answer))
    for (const [i, part] of answer.entries()) numbersAreNumbers(part, `${where}[${i}]`)
  else if (typeof answer === "object" && answer !== null)
    for (const [key, part] of Object.entries(answer)) numbersAreNumbers(part, `${where}.${key}`)
}

/** A refusal says what is refused, and holds no number that is none. */
const mustSay = (refusal: Error): void => {
  must(
    refusal.message !== "" && !/NaN|undefined/.test(refusal.message),
    "a refusal says nothing",
    refusal.message,
  )
  for (const [key, part] of Object.entries(refusal))
    if (key !== "issue") numbersAreNumbers(part, `the refusal's ${key}`)
}
