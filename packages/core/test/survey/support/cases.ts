import { readFileSync } from "node:fs"

/** Figures from elsewhere: each case names what it was read in or computed with. */
export interface Case<Inputs, Expected> {
  readonly id: string
  readonly inputs: Inputs
  readonly expected: Expected
  readonly tolerance: number
}

const { cases }: { readonly cases: ReadonlyArray<Case<never, never>> } = JSON.parse(
  readFileSync(new URL("../../fixtures/satisfaction.json", import.meta.url), "utf8"),
)

/** The cases whose id begins so; there must be some. */
export const casesOf = <Inputs, Expected>(prefix: string): ReadonlyArray<Case<Inputs, Expected>> => {
  const found = cases.filter(({ id }) => id.startsWith(prefix))
  if (found.length === 0) throw new Error(`no case begins with ${prefix}`)
  return found
}

/** The greatest difference that the tolerance allows. */
export const near = (found: number, expected: number, tolerance: number): boolean =>
  Math.abs(found - expected) <= tolerance
