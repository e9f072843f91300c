/**
 * The exact attack on a publication: what a reader with time for every table finds out.
 *
 * @since 0.1.0
 */
import type { Counts, Publication, PublishedFigure } from "../survey/SmallCells.ts"

const countOf = (counts: Counts, of: ReadonlyArray<string>): number =>
  of.reduce((sum, group) => sum + (counts[group] ?? 0), 0)

/** What is told and what is hidden by all publications together, as a reader has it: without the counts of the groups. */
const reader = (publications: ReadonlyArray<Publication>) => {
  const figures = publications.flatMap((publication) => publication.figures)
  return {
    shown: figures.flatMap(({ count, of }) => (count === undefined ? [] : [{ count, of }])),
    hidden: figures.filter(({ count }) => count === undefined),
    groups: [...new Set(figures.flatMap(({ of }) => of))],
  }
}

/** What must stay open: suppressed cells, small totals, and small groups that figures tell apart from all others. */
const secretsOf = (counts: Counts, publications: ReadonlyArray<Publication>, threshold: number) => {
  const { groups, hidden, shown } = reader(publications)
  const isSmall = (value: number) => value > 0 && value < threshold
  const all = [...shown, ...hidden]
  const isCutUp = (of: ReadonlyArray<string>) =>
    all.some((other) => new Set(of.map((group) => other.of.includes(group))).size > 1)
  const holders = (group: string) => all.map(({ of }) => of.includes(group)).join()
  const toldApart = [...new Set(groups.map(holders))].map((key) =>
    groups.filter((group) => holders(group) === key),
  )
  const secrets = [
    ...hidden.filter(({ of }) => !isCutUp(of) || isSmall(countOf(counts, of))).map(({ of }) => of),
    ...toldApart.filter((of) => isSmall(countOf(counts, of))),
  ]
  return [...new Map(secrets.map((of) => [[...of].sort().join("\n"), of])).values()]
}

/**
 * The fewest persons that can be in a set, over all ways to place them: everything suppressed holds one, in the set or beside
 * it, and nobody is where nobody is told to be.
 */
const leastOf = (
  of: ReadonlyArray<string>,
  shown: ReadonlyArray<{ readonly count: number; readonly of: ReadonlyArray<string> }>,
  hidden: ReadonlyArray<PublishedFigure>,
): number => {
  const isPossible = (group: string) => !shown.some((one) => one.count === 0 && one.of.includes(group))
  const possible = of.filter(isPossible)
  const ways = Array.from({ length: 2 ** possible.length }, (_, bits) =>
    possible.filter((_, i) => (bits >> i) % 2 === 1),
  )
  const holding = ways.filter((way) =>
    hidden.every((one) =>
      one.of.some((group) => way.includes(group) || (isPossible(group) && !of.includes(group))),
    ),
  )
  return Math.max(1, Math.min(...holding.map((way) => way.length)))
}

/** A value that something suppressed can't have. */
export interface Derived {
  readonly groups: ReadonlyArray<string>
  readonly impossible: number
}

/**
 * What can be derived from publications, one after the other, by one threshold: the small values that no table gives which
 * agrees with all of them. The reader knows that nothing suppressed is 0. It goes through all tables until each value was
 * seen, which ends in time for some few groups.
 *
 * **Example** (One suppressed beside its total is no secret)
 *
 * ```ts
 * import { CellAttack } from "@aftercare/core/testing"
 *
 * const publication = {
 *   threshold: 3,
 *   figures: [
 *     { id: "a", of: ["a"] },
 *     { id: "b", of: ["b"], count: 30 },
 *     { id: "all", of: ["a", "b"], count: 31 },
 *   ],
 * } as const
 * CellAttack.derived({ a: 1, b: 30 }, [publication], 3) // => [{ groups: ["a"], impossible: 2 }]
 * ```
 */
export const derived = (
  counts: Counts,
  publications: ReadonlyArray<Publication>,
  threshold: number,
): ReadonlyArray<Derived> => {
  const { groups, hidden, shown } = reader(publications)
  let left = secretsOf(counts, publications, threshold).flatMap((of): ReadonlyArray<Derived> => {
    const least = leastOf(of, shown, hidden)
    const values = Array.from({ length: threshold - 1 }, (_, i) => i + 1).filter((value) => value >= least)
    return values.map((impossible) => ({ groups: of, impossible }))
  })
  const table: Record<string, number> = {}
  const most = (group: string) => {
    const within = shown.filter(({ of }) => of.includes(group)).map(({ count }) => count)
    return within.length > 0 ? Math.min(...within) : (counts[group] ?? 0) + threshold
  }
  const agrees = (upTo: number) =>
    shown.every(({ count, of }) => {
      const known = of.filter((group) => groups.indexOf(group) < upTo)
      const sum = countOf(table, known)
      return known.length === of.length ? sum === count : sum <= count
    }) &&
    hidden.every(({ of }) => of.some((group) => groups.indexOf(group) >= upTo) || countOf(table, of) > 0)
  const go = (at: number): void => {
    const group = groups[at]
    if (group === undefined) {
      left = left.filter(({ groups: of, impossible }) => countOf(table, of) !== impossible)
      return
    }
    for (let value = 0; value <= most(group) && left.length > 0; value++) {
      table[group] = value
      if (agrees(at + 1)) go(at + 1)
    }
  }
  go(0)
  return left
}
