/** Subjects that break every promise, so that the watch is seen to notice. */
import * as fc from "fast-check"
import { must, numbersAreNumbers, type Subject, subject } from "./Subject.ts"

const number = fc.nat(100_000)

export const subjects = (): ReadonlyArray<Subject> => [
  subject("keeps its word", 1, number, (n) => must(n >= 0, "negative", n)),
  subject("throws", 1, number, (n) => {
    if (n > 500) throw new RangeError(`no room for ${n}`)
  }),
  subject("hangs", 1, number, (n) => {
    for (let i = 0; n > 500; i++) if (i < 0) return
  }),
  subject("says NaN", 1, number, (n) =>
    numbersAreNumbers({ spans: [{ from: n, until: n > 500 ? Number.NaN : n + 1 }] }),
  ),
  subject("eats all memory", 1, number, (n) => {
    const held: Array<Array<number>> = []
    while (n > 500) held.push(new Array<number>(4_000_000).fill(n))
  }),
]
