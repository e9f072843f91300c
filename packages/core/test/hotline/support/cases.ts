import { readFileSync } from "node:fs"

interface Case {
  readonly id: string
  readonly formula: string
  readonly inputs: { readonly [name: string]: number }
  readonly expected: { readonly [name: string]: number }
  readonly tolerance: number
}

const { cases }: { readonly cases: ReadonlyArray<Case> } = JSON.parse(
  readFileSync(new URL("../../fixtures/hotline.json", import.meta.url), "utf8"),
)

/** The published and computed cases whose id begins so. */
export const casesOf = (beginning: string): ReadonlyArray<Case> => {
  const found = cases.filter(({ id }) => id.startsWith(beginning))
  if (found.length === 0) throw new Error(`no case begins with ${beginning}`)
  return found
}

/** One of a case's numbers, which must be there. */
export const numberIn = (of: Case["inputs"], name: string): number => {
  const found = of[name]
  if (found === undefined) throw new Error(`the case has no ${name}`)
  return found
}
