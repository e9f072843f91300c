import * as fc from "fast-check"

/** A part of a whole, from none to all. Of the numbers that `fc.double` draws there hardly one in a hundred is above 0.001. */
export const part: fc.Arbitrary<number> = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000)
