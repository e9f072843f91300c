import { Rule } from "@aftercare/core/foundation"
import * as china from "@aftercare/core/packs/china"
import * as france from "@aftercare/core/packs/france"
import * as general from "@aftercare/core/packs/general"
import * as unitedKingdom from "@aftercare/core/packs/unitedKingdom"
import * as unitedStates from "@aftercare/core/packs/unitedStates"
import { Schema } from "effect"
import { expect, test } from "vitest"

const isSource = Schema.is(Rule.Source)

/** Every source that is anywhere in a pack's data, once. */
const sourcesIn = (packs: unknown): ReadonlyArray<Rule.Source> => {
  const seen = new Set<unknown>()
  const visit = (value: unknown): ReadonlyArray<Rule.Source> => {
    if (typeof value !== "object" || value === null || seen.has(value)) return []
    seen.add(value)
    return isSource(value) ? [value] : Object.values(value).flatMap(visit)
  }
  return visit(packs)
}

const shipped = sourcesIn({ china, france, general, unitedKingdom, unitedStates })

test("what a hospital sets itself is told in both languages", () => {
  const own = shipped.filter(({ verified }) => verified === "own")
  expect(own.length).toBeGreaterThan(10)
  expect(own.filter(({ title }) => typeof title === "string")).toEqual([])
})

test("a reference in one language is a place where the text was read, and nothing else", () => {
  const single = shipped.flatMap(({ reference }) => (typeof reference === "string" ? [reference] : []))
  expect(single.length).toBeGreaterThan(10)
  expect(single.filter((reference) => !/^https?:\/\/\S+(?: ; https?:\/\/\S+)*$/.test(reference))).toEqual([])
})
