/**
 * Looks for a table that agrees with all that is published and in which a secret has another count.
 *
 * **Details**
 *
 * The search is a linear program in whole numbers over the surroundings of the secret: the groups that can make up for it
 * in the totals that are shown, wider and wider. It is made in floating point, and what it finds is checked in whole
 * numbers; that nothing was found is no proof unless the table is small.
 *
 * @since 0.1.0
 */
import * as LinearProgram from "./LinearProgram.ts"
import type { PublishedTable } from "./PublishedTable.ts"

/** By how much classes differ from their true count; those that don't are left out. */
export type Moves = ReadonlyMap<number, number>

/** What stands so far: facts that are hidden; cells that only go with totals; cells that must not be hidden. */
export interface Standing {
  readonly table: PublishedTable
  readonly hidden: ReadonlySet<number>
  readonly unfit: ReadonlySet<number>
  readonly barred: ReadonlySet<number>
}

/** What may move: only what is hidden; cells that can be hidden too; totals as well. */
export type Freedom = "hidden" | "cells" | "all"

/** The count of the classes shall move by so much, and as much again until it was moved so many times. */
export interface Wanted {
  readonly classes: ReadonlyArray<number>
  readonly by: number
  readonly times: number
  /** The table that it starts from. */
  readonly base: Moves
  readonly freedom: Freedom
}

/** A table of at most so many classes is searched as a whole. */
const small = 64
/** How many classes of a total make up for each other, from a narrow search to the widest. */
const widths: { readonly [F in Freedom]: ReadonlyArray<number> } = {
  hidden: [4],
  cells: [4, 8],
  all: [4, 8, Number.POSITIVE_INFINITY],
}
/** No search is wider. */
const mostClasses = 160
const rings = 3
/** How often a search is split where the program finds parts of persons. */
const splitsOf = (classes: number): number => (classes <= small ? 40 : 4)
/** How far from a whole number counts as whole. */
const tolerance = 1e-6
/** The least that moving a person costs. */
const wiggle = 1e-4
/** Hiding a total tells less than hiding many cells would. */
const totalCost = 1000

/**
 * How much every class moves in one step so that everything shown stays as it is, and hidden figures stay above 0 (which
 * everybody knows, since zeros are shown). Of what isn't hidden yet the least is moved. Undefined where none was found.
 */
export const find = (standing: Standing, wanted: Wanted): Moves | undefined => {
  let searched = 0
  for (const width of widths[wanted.freedom]) {
    const classes = surroundings(standing, wanted, width)
    if (classes.length === searched) return undefined
    searched = classes.length
    const found = solve(standing, wanted, classes, [], { left: splitsOf(classes.length) })
    if (found !== undefined) return found
    if (standing.table.classes.length <= small) return undefined
  }
  return undefined
}

/** What it costs to let a fact move; undefined where it may not. */
const costOf = (
  { barred, hidden, table, unfit }: Standing,
  at: number,
  freedom: Freedom,
): number | undefined => {
  const fact = table.facts[at] as PublishedTable["facts"][number]
  if (fact.value === 0 || fact.before === "shown" || barred.has(at)) return undefined
  if (hidden.has(at)) return 0
  if (freedom === "hidden") return undefined
  const cost = 1 + Math.log2(1 + fact.value)
  if (fact.classes.length === 1 && !unfit.has(at)) return cost
  return freedom === "all" ? totalCost * cost : undefined
}

const classCost = (standing: Standing, place: number, freedom: Freedom): number | undefined => {
  const { cell, isNothing } = standing.table.classes[place] as PublishedTable["classes"][number]
  if (isNothing) return undefined
  return cell === undefined ? 0 : costOf(standing, cell, freedom)
}

/** The classes that the search goes over. */
const surroundings = (
  standing: Standing,
  { classes: wanted, freedom }: Wanted,
  width: number,
): ReadonlyArray<number> => {
  const { classes, facts, homes } = standing.table
  if (classes.length <= small)
    return classes.flatMap((_, place) => (classCost(standing, place, freedom) === undefined ? [] : [place]))
  const active = new Set<number>()
  const touched = new Set<number>()
  // Whether totals may be given up is for the program to decide; its surroundings are those of cells alone.
  const isFixed = (at: number) =>
    facts[at]?.classes.length !== 1 &&
    costOf(standing, at, freedom === "all" ? "cells" : freedom) === undefined
  const take = (place: number) => {
    if (active.size >= mostClasses) return
    active.add(place)
    for (const at of classes[place]?.facts ?? []) touched.add(at)
  }
  /** Takes classes until there are enough of these, first those that are hidden and leave few further totals to make up for. */
  const fill = (of: ReadonlyArray<number>) => {
    let missing = width
    for (const place of of) if (active.has(place) && --missing === 0) return
    const best: Array<readonly [score: number, place: number]> = []
    for (const place of of) {
      const cost = active.has(place) ? undefined : classCost(standing, place, freedom)
      if (cost === undefined) continue
      let score = Math.min(cost, totalCost)
      for (const at of classes[place]?.facts ?? []) if (!touched.has(at) && isFixed(at)) score += newTotal
      if (best.length === missing && score >= (best.at(-1) as (typeof best)[number])[0]) continue
      let at = best.length
      while (at > 0 && (best[at - 1] as (typeof best)[number])[0] > score) at--
      best.splice(at, 0, [score, place])
      if (best.length > missing) best.pop()
    }
    for (const [, place] of best) take(place)
  }
  fill(wanted)
  for (let ring = 0; ring < rings; ring++) {
    const bySize = [...touched]
      .filter(isFixed)
      .sort((a, b) => (facts[a]?.classes.length as number) - (facts[b]?.classes.length as number))
    for (const at of bySize) fill(facts[at]?.classes as ReadonlyArray<number>)
  }
  // Whatever leaves no further total to make up for.
  for (const at of [...touched])
    for (const place of homes[at] as ReadonlyArray<number>)
      if (
        !active.has(place) &&
        classCost(standing, place, freedom) !== undefined &&
        classes[place]?.facts.every((one) => touched.has(one) || !isFixed(one))
      )
        take(place)
  return [...active]
}

/** What a further total to make up for weighs beside the cost of hiding a cell. */
const newTotal = 3

/** A class moves by at most, or at least, so much. */
interface Limit {
  readonly place: number
  readonly sign: 1 | -1
  readonly most: number
}

const solve = (
  standing: Standing,
  wanted: Wanted,
  active: ReadonlyArray<number>,
  limits: ReadonlyArray<Limit>,
  splits: { left: number },
): Moves | undefined => {
  const found = relaxed(standing, wanted, active, limits)
  if (found === undefined) return undefined
  const broken = [...found].find(([, move]) => Math.abs(move - Math.round(move)) > tolerance)
  if (broken === undefined) {
    const moves = new Map(
      [...found].flatMap(([place, move]) => (Math.round(move) === 0 ? [] : [[place, Math.round(move)]])),
    )
    return isSound(standing, wanted, moves) ? moves : undefined
  }
  const [place, move] = broken
  const below: Limit = { place, sign: 1, most: Math.floor(move) }
  const above: Limit = { place, sign: -1, most: -Math.ceil(move) }
  for (const limit of move - Math.floor(move) < 0.5 ? [below, above] : [above, below]) {
    if (splits.left-- <= 0) return undefined
    const whole = solve(standing, wanted, active, [...limits, limit], splits)
    if (whole !== undefined) return whole
  }
  return undefined
}

type Entry = readonly [variable: number, factor: number]

/** The cheapest moves in parts of persons. */
const relaxed = (
  standing: Standing,
  { base, by, classes: wanted, freedom, times }: Wanted,
  active: ReadonlyArray<number>,
  limits: ReadonlyArray<Limit>,
): ReadonlyMap<number, number> | undefined => {
  const { classes, facts } = standing.table
  const variables: Array<LinearProgram.Variable> = []
  const equations: Array<LinearProgram.Equation> = []
  const variable = (most: number, cost: number): number => variables.push({ most, cost }) - 1
  /** Entries · x is at most so much, and at least as much as the slack leaves of it. */
  const limit = (entries: ReadonlyArray<Entry>, value: number, slack: number) => {
    const basic = variable(slack, 0)
    equations.push({ entries: [...entries, [basic, 1]], basic, value })
  }
  // Of each class the way up and the way down.
  const ways = new Map<number, readonly [up: number, down: number]>()
  const held = new Map<number, Array<number>>()
  for (const place of active) {
    const { cell, facts: of, value } = classes[place] as PublishedTable["classes"][number]
    // Of what costs nothing, little is moved; a hair of its own for each, or ties would be gone round and round.
    const hair = wiggle * (1 + ((variables.length * 7919) % 1009) / 1009)
    const cost = (classCost(standing, place, freedom) as number) + hair
    const spare = value + (base.get(place) ?? 0) - (cell === undefined ? 0 : 1)
    ways.set(place, [variable(Number.POSITIVE_INFINITY, cost), variable(Math.floor(spare / times), cost)])
    for (const at of of) {
      const known = held.get(at)
      if (known === undefined) held.set(at, [place])
      else known.push(place)
    }
  }
  const entriesOf = (of: ReadonlyArray<number>, sign: number): ReadonlyArray<Entry> =>
    of.flatMap((place) => {
      const way = ways.get(place)
      return way === undefined ? [] : [[way[0], sign] as const, [way[1], -sign] as const]
    })
  for (const [at, places] of held) {
    const { classes: of, value } = facts[at] as PublishedTable["facts"][number]
    if (of.length === 1) continue
    const cost = costOf(standing, at, freedom)
    // A hidden total stays above 0 by itself where one of its cells does.
    if (cost === 0 && of.some((place) => isCell(standing, place))) continue
    const entries = [...entriesOf(places, 1)]
    if (cost !== undefined) {
      const spare = value + movedBy(base, of) - 1
      entries.push([variable(Number.POSITIVE_INFINITY, cost), -1])
      entries.push([variable(Math.floor(spare / times), cost), 1])
    }
    limit(entries, 0, 0)
  }
  limit(entriesOf(wanted, Math.sign(by)), Math.abs(by), 0)
  for (const { most, place, sign } of limits) limit(entriesOf([place], sign), most, Number.POSITIVE_INFINITY)
  const found = LinearProgram.solve(variables, equations)
  return (
    found &&
    new Map([...ways].map(([place, [up, down]]) => [place, (found[up] as number) - (found[down] as number)]))
  )
}

const isCell = ({ table }: Standing, place: number): boolean => {
  const { cell, value } = table.classes[place] as PublishedTable["classes"][number]
  return cell !== undefined && value > 0
}

/** Found in floating point, and checked in whole numbers. */
const isSound = (
  standing: Standing,
  { base, by, classes: wanted, freedom, times }: Wanted,
  moves: Moves,
): boolean => {
  const { classes, facts } = standing.table
  const changes = factChanges(standing.table, moves)
  const basic = factChanges(standing.table, base)
  return (
    movedBy(moves, wanted) === by &&
    [...moves].every(
      ([place, move]) => (classes[place]?.value as number) + (base.get(place) ?? 0) + times * move >= 0,
    ) &&
    [...changes].every(
      ([at, change]) =>
        change === 0 ||
        (costOf(standing, at, freedom) !== undefined &&
          (facts[at]?.value as number) + (basic.get(at) ?? 0) + times * change >= 1),
    )
  )
}

/** By how much the facts move. */
export const factChanges = ({ classes }: PublishedTable, moves: Moves): ReadonlyMap<number, number> => {
  const changes = new Map<number, number>()
  for (const [place, move] of moves)
    for (const at of classes[place]?.facts ?? []) changes.set(at, (changes.get(at) ?? 0) + move)
  return changes
}

const movedBy = (moves: Moves, classes: ReadonlyArray<number>): number => {
  if (moves.size === 0) return 0
  let sum = 0
  for (const place of classes) sum += moves.get(place) ?? 0
  return sum
}
