import { format } from "node:util"
import * as Equal from "effect/Equal"
import { expect } from "vitest"

/** Which `// =>` comments were reached: one that never runs proves nothing. */
export const reached = new Set<string>()

type Claim = (() => unknown) | undefined

/** Holds a value against the comment behind it. */
export const value = <A>(where: string, text: string, claim: Claim, actual: A): A => {
  reached.add(where)
  hold(where, text, claim, actual, typeof actual === "object" && String(actual) === text)
  return actual
}

/** The same for what `console.log` is given: there a string may stand without its quotes. */
export const printed = (where: string, text: string, claim: Claim, args: ReadonlyArray<unknown>) => {
  reached.add(where)
  const actual = args.length === 1 ? args[0] : format(...args)
  hold(where, text, claim, actual, String(actual) === text || format(...args) === text)
  return args
}

const hold = (where: string, text: string, claim: Claim, actual: unknown, readsTheSame: boolean): void => {
  if (readsTheSame) return
  const expected = evaluate(claim)
  if (expected === undefined) expect(String(actual), where).toBe(text)
  else if (!Equal.equals(actual, expected.value)) expect(actual, where).toEqual(expected.value)
}

/** Nothing, where the comment is a text: it doesn't parse, or is a word that names no variable. */
const evaluate = (claim: Claim): { readonly value: unknown } | undefined => {
  if (claim === undefined) return undefined
  try {
    return { value: claim() }
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}
