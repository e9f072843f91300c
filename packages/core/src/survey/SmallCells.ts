/**
 * Publishing counts without telling what few people answered: small counts are suppressed, and as many others with them as
 * it takes that nobody can work them out from totals, from other tables, or from what was published before.
 *
 * **Details**
 *
 * A figure is the count of one or more groups that don't overlap; a total is a figure of many. What is published may hold a
 * group in several tables and publications. A count of 1 to `threshold − 1` is suppressed, 0 is shown. Then figures are
 * added to the suppressed ones until, given everything that is shown, now or before, every suppressed cell could hold any
 * value from 1 to `threshold − 1`, and so could every small group that is shown nowhere but that figures tell apart, and
 * every small total from the number of its suppressed cells on. Each of these values has been found in a table that agrees
 * with all that is published, and in which nothing suppressed is 0.
 *
 * A cell is a figure of one group that no other figure cuts up. A total that is suppressed only for the sake of others may
 * well be known to be large. Suppressed figures all look the same: which are small and which were added isn't told.
 *
 * Shares, means and rates give counts away just as sums do: publish them only of figures that are shown. Answers that come
 * late are a group of their own, or two versions of one figure would tell them by their difference.
 *
 * **Example** (One suppressed cell beside its total would be no secret)
 *
 * ```ts
 * import { Result } from "effect"
 * import { SmallCells } from "@aftercare/core"
 *
 * const counts = { never: 5, sometimes: 30, always: 45 }
 * const figures: ReadonlyArray<SmallCells.Figure> = [
 *   { id: "never", of: ["never"] },
 *   { id: "sometimes", of: ["sometimes"] },
 *   { id: "always", of: ["always"] },
 *   { id: "all", of: ["never", "sometimes", "always"] },
 * ]
 * const publication = Result.getOrThrow(SmallCells.publish(counts, figures, { threshold: 11 }))
 * publication.figures.map(({ count, id }) => [id, count ?? "suppressed"])
 * // => [["never", "suppressed"], ["sometimes", "suppressed"], ["always", 45], ["all", 80]]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Text } from "../foundation/Text.ts"
import { LinearProgram } from "./LinearProgram.ts"

const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))

/** A count to be published: of groups that don't overlap, each named once. */
export const Figure = Schema.Struct({ id: Text, of: Schema.NonEmptyArray(Schema.String) })
export interface Figure extends Schema.Schema.Type<typeof Figure> {}

/** A figure as it is published; without a count where it is suppressed. */
export const PublishedFigure = Schema.Struct({ ...Figure.fields, count: Schema.optionalKey(count) })
export interface PublishedFigure extends Schema.Schema.Type<typeof PublishedFigure> {}

/** What is published, to be kept: later publications must know it. */
export const Publication = Schema.Struct({
  threshold: Schema.Int,
  figures: Schema.Array(PublishedFigure),
  /**
   * What this can't keep secret, because earlier publications already tell too much, or no proof was found: figures, and
   * groups that are shown nowhere. Empty as long as every publication was made here. Not for publication itself.
   */
  unprotected: Schema.Array(Schema.String),
})
export interface Publication extends Schema.Schema.Type<typeof Publication> {}

/** Counts of every group, by its name. */
export type Counts = { readonly [group: string]: number }

export interface Options {
  /** The least count that is shown beside 0: 11 where 1 to 10 are suppressed. */
  readonly threshold: number
  /** Everything published before that holds any of the groups. */
  readonly earlier?: ReadonlyArray<Publication>
}

/** The figures can't be published as they are. */
export class PublicationRefused extends Schema.TaggedError<PublicationRefused>(
  "@aftercare/core/PublicationRefused",
)("PublicationRefused", {
  figure: Schema.String,
  rule: Schema.Literals([
    "publication.threshold",
    "publication.figureTwice",
    "publication.groupTwice",
    "publication.notACount",
    "publication.countChanged",
  ]),
}) {
  override get message() {
    return `figure ${this.figure}: ${this.rule}`
  }
}

/** The cells of a table with its row totals, column totals and grand total. Its groups are called `row/column`. */
export const crossTab = (
  id: string,
  rows: readonly [string, ...ReadonlyArray<string>],
  columns: readonly [string, ...ReadonlyArray<string>],
): ReadonlyArray<Figure> => {
  const group = (row: string, column: string) => `${row}/${column}`
  const all = rows.flatMap((row) => columns.map((column) => [row, column] as const))
  const figure = (name: string, of: ReadonlyArray<string>): Figure => ({
    id: `${id}:${name}`,
    of: of as Figure["of"],
  })
  return [
    ...all.map(([row, column]) => figure(group(row, column), [group(row, column)])),
    ...rows.map((row) =>
      figure(
        group(row, "*"),
        columns.map((column) => group(row, column)),
      ),
    ),
    ...columns.map((column) =>
      figure(
        group("*", column),
        rows.map((row) => group(row, column)),
      ),
    ),
    figure(
      "*/*",
      all.map(([row, column]) => group(row, column)),
    ),
  ]
}

/**
 * The figures with what must not be told suppressed.
 *
 * Fails with `PublicationRefused`, also where a figure that was shown before has another count now. The work grows with
 * the figures and the suppressed ones among them: some hundred figures take a moment, many thousand don't end in time.
 */
export const publish = (
  counts: Counts,
  figures: ReadonlyArray<Figure>,
  { earlier = [], threshold }: Options,
): Result.Result<Publication, PublicationRefused> => {
  const before = earlier.flatMap((publication) => publication.figures)
  const fault = faultOf(counts, figures, before, threshold)
  if (fault !== undefined) return Result.fail(fault)
  const table = tableOf(counts, figures, before)
  const { hidden, unprotected } = suppressed(table, threshold)
  return Result.succeed({
    threshold,
    figures: figures.map(({ id, of }, i) => {
      const at = table.factOf[i] as number
      return hidden.has(at) ? { id, of } : { id, of, count: (table.facts[at] as Fact).value }
    }),
    unprotected,
  })
}

const countOf = (counts: Counts, { of }: Figure): number =>
  of.reduce((sum, group) => sum + (Object.hasOwn(counts, group) ? (counts[group] as number) : Number.NaN), 0)

const faultOf = (
  counts: Counts,
  figures: ReadonlyArray<Figure>,
  before: ReadonlyArray<PublishedFigure>,
  threshold: number,
): PublicationRefused | undefined => {
  const refused = (figure: string, rule: PublicationRefused["rule"]) =>
    new PublicationRefused({ figure, rule })
  const isCount = Schema.is(count)
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > 1000)
    return refused("", "publication.threshold")
  const ids = new Set<string>()
  for (const figure of figures) {
    if (ids.has(figure.id)) return refused(figure.id, "publication.figureTwice")
    ids.add(figure.id)
  }
  for (const figure of [...figures, ...before]) {
    if (new Set(figure.of).size < figure.of.length) return refused(figure.id, "publication.groupTwice")
    const each = figure.of.every((group) => Object.hasOwn(counts, group) && isCount(counts[group]))
    if (!each || !isCount(countOf(counts, figure))) return refused(figure.id, "publication.notACount")
  }
  const changed = before.find(
    (figure) => figure.count !== undefined && figure.count !== countOf(counts, figure),
  )
  return changed && refused(changed.id, "publication.countChanged")
}

/** What is told or hidden: the count of a set of classes, however often and under whatever name it is published. */
interface Fact {
  readonly id: string
  readonly classes: ReadonlyArray<number>
  readonly value: number
  readonly isNew: boolean
  readonly before: "shown" | "hidden" | undefined
}

interface Table {
  /** Groups that every figure holds together or not at all are one class; its count, its first group, the fact of it alone. */
  readonly classes: ReadonlyArray<{
    readonly value: number
    readonly name: string
    readonly cell: number | undefined
  }>
  readonly facts: ReadonlyArray<Fact>
  /** The fact of each new figure. */
  readonly factOf: ReadonlyArray<number>
}

const tableOf = (
  counts: Counts,
  figures: ReadonlyArray<Figure>,
  before: ReadonlyArray<PublishedFigure>,
): Table => {
  const all: ReadonlyArray<PublishedFigure> = [...figures, ...before]
  const holders = new Map<string, Array<number>>()
  for (const [i, { of }] of all.entries())
    for (const group of of) {
      const known = holders.get(group)
      if (known === undefined) holders.set(group, [i])
      else known.push(i)
    }
  const classes = new Map<string, { place: number; value: number; name: string }>()
  const classOf = new Map<string, number>()
  for (const [group, figuresOf] of holders) {
    const key = figuresOf.join()
    const known = classes.get(key) ?? { place: classes.size, value: 0, name: group }
    known.value += counts[group] as number
    classes.set(key, known)
    classOf.set(group, known.place)
  }
  const facts = new Map<string, Fact & { place: number }>()
  const places = all.map((figure, i) => {
    const within = [...new Set(figure.of.map((group) => classOf.get(group) as number))].sort((a, b) => a - b)
    const isNew = i < figures.length
    const known = facts.get(within.join())
    const standing = isNew ? undefined : figure.count === undefined ? "hidden" : "shown"
    const fact = {
      id: known?.id ?? figure.id,
      place: known?.place ?? facts.size,
      classes: within,
      value: countOf(counts, figure),
      isNew: isNew || known?.isNew === true,
      before: known?.before === "shown" ? known.before : (standing ?? known?.before),
    } as const
    facts.set(within.join(), fact)
    return fact.place
  })
  return {
    classes: [...classes.values()].map(({ name, place, value }) => ({
      name,
      value,
      cell: facts.get(String(place))?.place,
    })),
    facts: [...facts.values()],
    factOf: places.slice(0, figures.length),
  }
}

/** What must stay open: the count of these classes. */
interface Secret {
  readonly name: string
  readonly classes: ReadonlyArray<number>
  readonly value: number
  /** The least that anybody takes it for: 1, or the number of cells in it that aren't 0. */
  readonly least: number
  /** Suppressed for the sake of others: it is given up again where that would cost totals. */
  readonly added: boolean
  /** The values that a table was found for. */
  readonly open: Set<number>
}

interface Suppressed {
  readonly hidden: ReadonlySet<number>
  readonly unprotected: ReadonlyArray<string>
}

const suppressed = (table: Table, threshold: number): Suppressed => {
  // Cells that can't be kept secret themselves without giving up totals aren't used to hide others. Each is found once.
  const unfit = new Set<number>()
  for (;;) {
    const found = attempt(table, threshold, unfit)
    if (typeof found !== "number") return found
    unfit.add(found)
  }
}

/** One try without the cells that are unfit; a further one of them where it comes upon it. */
const attempt = (table: Table, threshold: number, unfit: ReadonlySet<number>): Suppressed | number => {
  const { classes, facts } = table
  const isSmall = (value: number) => value > 0 && value < threshold
  const hidden = new Set<number>()
  const secrets: Array<Secret> = []
  const keep = (name: string, of: ReadonlyArray<number>, value: number, added: boolean) => {
    const cells = of.filter(
      (place) => classes[place]?.cell !== undefined && Number(classes[place]?.value) > 0,
    )
    secrets.push({ name, classes: of, value, least: Math.max(cells.length, 1), added, open: new Set() })
  }
  const hide = (at: number, added: boolean) => {
    if (hidden.has(at)) return
    hidden.add(at)
    const { classes: of, id, value } = facts[at] as Fact
    if (isSmall(value) || of.length === 1) keep(id, of, value, added)
  }
  for (const [at, { before, value }] of facts.entries())
    if (before === "hidden" || isSmall(value)) hide(at, false)
  for (const [place, { cell, name, value }] of classes.entries())
    if (cell === undefined && isSmall(value)) keep(name, [place], value, false)

  const unprotected: Array<string> = []
  const record = (moves: Float64Array, times: number) => {
    for (const { classes: of, open, value } of secrets) {
      const moved = of.reduce((sum, place) => sum + (moves[place] as number), 0)
      for (let k = 0; k <= times; k++) if (isSmall(value + k * moved)) open.add(value + k * moved)
    }
  }
  /** A table in which the secret holds the value; what moves in it and isn't hidden yet is hidden. */
  const open = (secret: Secret, value: number, freedom: Freedom): boolean => {
    const moves = tableWith(table, hidden, unfit, secret, value - secret.value, 1, freedom)
    if (moves === undefined) return false
    for (const [at, fact] of facts.entries()) {
      const moved = fact.classes.reduce((sum, place) => sum + (moves[place] as number), 0)
      if (moved !== 0) hide(at, true)
    }
    record(moves, 1)
    return true
  }
  // Secrets are added while they are gone through.
  for (const secret of secrets) {
    record(new Float64Array(classes.length), 0)
    // Mostly one direction, gone step by step, opens all values on its side.
    for (const side of [1, -1]) {
      const steps = side > 0 ? threshold - 1 - secret.value : secret.value - secret.least
      if (!isSmall(secret.value) || steps <= 0) continue
      const moves = tableWith(table, hidden, unfit, secret, side, steps, "hidden")
      if (moves !== undefined) record(moves, steps)
    }
    for (let value = threshold - 1; value >= secret.least; value--) {
      if (secret.open.has(value) || open(secret, value, "hidden") || open(secret, value, "cells")) continue
      const [cell] = secret.classes
      if (secret.added) return classes[cell as number]?.cell as number
      if (!open(secret, value, "all")) {
        unprotected.push(secret.name)
        break
      }
    }
  }
  return { hidden, unprotected }
}

/** What may move: only what is hidden; cells that can be hidden too; totals as well. */
type Freedom = "hidden" | "cells" | "all"

/** Hiding a total tells less than hiding many cells would. */
const totalCost = 1000

/**
 * How much every class moves so that the secret moves by so much, everything shown stays as it is, and hidden figures stay
 * above 0 (which everybody knows, since zeros are shown). All of it can be done `times` over. Of what isn't hidden yet the
 * least is moved. Undefined where no such moves were found.
 */
const tableWith = (
  { classes, facts }: Table,
  hidden: ReadonlySet<number>,
  unfit: ReadonlySet<number>,
  secret: Secret,
  by: number,
  times: number,
  freedom: Freedom,
): Float64Array | undefined => {
  const bounds: Array<number> = []
  const costs: Array<number> = []
  const variable = (most: number, cost: number): number => {
    costs.push(cost)
    return bounds.push(most) - 1
  }
  const dear = (value: number) => 1 + Math.log2(1 + value)
  // Of each class the way up and the way down.
  const ways = classes.map(({ cell, value }) => {
    const fact = cell === undefined ? undefined : (facts[cell] as Fact)
    const isHidden = cell === undefined || hidden.has(cell)
    const mayMove =
      isHidden ||
      (freedom !== "hidden" && value > 0 && fact?.before === undefined && !unfit.has(cell as number))
    if (!mayMove || fact?.before === "shown") return undefined
    const cost = isHidden ? 0 : dear(value)
    const least = cell === undefined ? 0 : 1
    return [
      variable(Number.POSITIVE_INFINITY, cost),
      variable(Math.floor((value - least) / times), cost),
    ] as const
  })
  const entriesOf = (of: ReadonlyArray<number>, sign: number) =>
    of.flatMap((place) => {
      const way = ways[place]
      return way === undefined ? [] : [[way[0], sign] as const, [way[1], -sign] as const]
    })
  const equations = facts.flatMap((fact, at) => {
    const entries = fact.classes.length === 1 ? [] : entriesOf(fact.classes, 1)
    if (entries.length === 0) return []
    const isHidden = hidden.has(at) && fact.before !== "shown"
    const isFree = isHidden || (freedom === "all" && fact.before === undefined && fact.value > 0)
    const cost = isHidden ? 0 : totalCost * dear(fact.value)
    const up = variable(isFree ? Number.POSITIVE_INFINITY : 0, cost)
    const down = variable(isFree ? Math.floor((fact.value - 1) / times) : 0, cost)
    return [{ entries: [...entries, [up, -1] as const, [down, 1] as const], basic: down, value: 0 }]
  })
  const missing = variable(Math.abs(by), 0)
  const goal = entriesOf(secret.classes, Math.sign(by))
  const program = new LinearProgram(bounds, [
    ...equations,
    { entries: [...goal, [missing, 1]], basic: missing, value: Math.abs(by) },
  ])
  const toGoal = new Float64Array(bounds.length)
  toGoal[missing] = 1
  if (!program.minimise(toGoal) || (program.solution()[missing] as number) > 1e-6) return undefined
  program.bound(missing, 0)
  if (freedom !== "hidden" && !program.minimise(Float64Array.from(costs))) return undefined
  const found = program.solution()
  const moves = Float64Array.from(ways, (way) =>
    way === undefined ? 0 : Math.round((found[way[0]] as number) - (found[way[1]] as number)),
  )
  // Found in floating point, and checked in whole numbers.
  const isSound =
    moved(secret.classes, moves) === by &&
    classes.every(({ cell, value }, place) => {
      const move = moves[place] as number
      return move === 0 || value + times * move >= (cell === undefined ? 0 : 1)
    }) &&
    facts.every((fact, at) => {
      const move = moved(fact.classes, moves)
      if (move === 0) return true
      if (fact.before === "shown" || fact.value === 0 || fact.value + times * move < 1) return false
      return (
        hidden.has(at) ||
        (freedom === "all" ? fact.before === undefined : freedom === "cells" && fact.classes.length === 1)
      )
    })
  return isSound ? moves : undefined
}

const moved = (classes: ReadonlyArray<number>, moves: Float64Array): number =>
  classes.reduce((sum, place) => sum + (moves[place] as number), 0)
