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
 * with all that is published, and in which nothing suppressed is 0. Where none is found, as among many figures that overlap
 * without order, whatever holds the secret is suppressed; at the worst all that is linked to it by common groups, which
 * leaves every value open.
 *
 * A cell is a figure that no other figure cuts up. A total that is suppressed only for the sake of others may
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
import type { Fact } from "./PublishedTable.ts"
import * as PublishedTable from "./PublishedTable.ts"
import * as TableSearch from "./TableSearch.ts"

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
    "publication.unprotectable",
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
 * Fails with `PublicationRefused`: where a figure that was shown before has another count now, and with
 * `publication.unprotectable` where one must not be told and no suppression of the others is found that hides it, because
 * earlier publications tell too much. Then leave it out. Where nothing but zeros was shown before of what is linked to it by
 * common groups, nothing is refused for that, unless what was suppressed then is 0 now. Up to 64 groups that figures tell
 * apart are searched as a whole, more of them in the surroundings of each secret.
 *
 * Earlier publications count as far as common groups link them to the figures. Rows and columns with their totals take
 * seconds for thousands of figures; tables of three ways with all their totals take as long for a thousand.
 */
export const publish = (
  counts: Counts,
  figures: ReadonlyArray<Figure>,
  { earlier = [], threshold }: Options,
): Result.Result<Publication, PublicationRefused> => {
  const before = linked(
    figures,
    earlier.flatMap((publication) =>
      publication.figures.map((figure) => ({ ...figure, threshold: publication.threshold })),
    ),
  )
  const fault = faultOf(counts, figures, before, threshold)
  if (fault !== undefined) return Result.fail(fault)
  const table = PublishedTable.make(
    [
      ...figures.map(({ id, of }) => ({ id, of, value: countOf(counts, of), threshold })),
      ...before.map(({ count, id, of, threshold: then }) => ({
        id,
        of,
        value: countOf(counts, of),
        threshold: then,
        before: count === undefined ? ("hidden" as const) : ("shown" as const),
      })),
    ],
    counts,
  )
  return Result.map(suppressed(table), (hidden) => ({
    threshold,
    figures: figures.map(({ id, of }, i) => {
      const at = table.factOf[i] as number
      return hidden.has(at) ? { id, of } : { id, of, count: (table.facts[at] as Fact).value }
    }),
  }))
}

const countOf = (counts: Counts, of: ReadonlyArray<string>): number =>
  of.reduce((sum, group) => sum + (Object.hasOwn(counts, group) ? (counts[group] as number) : Number.NaN), 0)

interface Earlier extends PublishedFigure {
  readonly threshold: number
}

/** Those that have groups in common with the figures, or with others that have. */
const linked = (figures: ReadonlyArray<Figure>, before: ReadonlyArray<Earlier>): ReadonlyArray<Earlier> => {
  const holders = new Map<string, Array<Earlier>>()
  for (const figure of before)
    for (const group of figure.of) {
      const known = holders.get(group)
      if (known === undefined) holders.set(group, [figure])
      else known.push(figure)
    }
  const found = new Set<Earlier>()
  const groups = new Set(figures.flatMap(({ of }) => of))
  // Groups are added while they are gone through.
  for (const group of groups)
    for (const figure of holders.get(group) ?? [])
      if (!found.has(figure)) {
        found.add(figure)
        for (const other of figure.of) groups.add(other)
      }
  return before.filter((figure) => found.has(figure))
}

const isCount = Schema.is(count)

const faultOf = (
  counts: Counts,
  figures: ReadonlyArray<Figure>,
  before: ReadonlyArray<Earlier>,
  threshold: number,
): PublicationRefused | undefined => {
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > 1000)
    return refused("", "publication.threshold")
  const ids = new Set<string>()
  for (const figure of figures) {
    if (ids.has(figure.id)) return refused(figure.id, "publication.figureTwice")
    ids.add(figure.id)
  }
  const checked = new Set<string>()
  for (const { id, of } of [...figures, ...before]) {
    if (new Set(of).size < of.length) return refused(id, "publication.groupTwice")
    for (const group of of) {
      if (checked.has(group)) continue
      if (!Object.hasOwn(counts, group) || !isCount(counts[group]))
        return refused(id, "publication.notACount")
      checked.add(group)
    }
    if (!isCount(countOf(counts, of))) return refused(id, "publication.notACount")
  }
  const changed = before.find(({ count, of }) => count !== undefined && count !== countOf(counts, of))
  return changed && refused(changed.id, "publication.countChanged")
}

const refused = (figure: string, rule: PublicationRefused["rule"]) => new PublicationRefused({ figure, rule })

/** What must stay open: the count of these classes. */
interface Secret {
  /** A figure that holds it. */
  readonly figure: string
  readonly classes: ReadonlyArray<number>
  readonly value: number
  /** The values that must stay possible: from the least that anybody takes it for to one below the threshold. */
  readonly least: number
  readonly most: number
  /** Of a cell that is suppressed for the sake of others, its fact: it is given up again where that would cost totals. */
  readonly added: number | undefined
  /** The values that a table was found for, each with that table. */
  readonly open: Map<number, TableSearch.Moves>
}

const nothing: TableSearch.Moves = new Map()

/** The facts to be suppressed. */
const suppressed = (
  table: PublishedTable.PublishedTable,
): Result.Result<ReadonlySet<number>, PublicationRefused> => {
  // Cells that can't be kept secret themselves without giving up totals aren't used to hide others, as long as that is
  // found soon; cells that can't be kept secret even so must be shown, whatever else is hidden. Each is found once.
  const unfit = new Set<number>()
  const barred = new Set<number>()
  const givenUp = new Set<number>()
  for (let pass = 0; ; pass++) {
    const sparing = pass < passes
    const found = new Suppression(table, { unfit, barred, givenUp, sparing }).run()
    if (found._tag === "Hidden") return Result.succeed(found.hidden)
    if (found._tag === "Exposed") {
      const { classes, figure } = found.secret
      const linked = linkedTo(table, classes)
      if (linked.length === 0 || linked.some((at) => table.facts[at]?.before === "shown"))
        return Result.fail(refused(figure, "publication.unprotectable"))
      for (const at of linked) givenUp.add(at)
    } else for (const at of found.cells) (sparing && !unfit.has(at) ? unfit : barred).add(at)
  }
}

/** What holds the classes, or classes in common with what does, besides what is 0. */
const linkedTo = (
  { classes, facts }: PublishedTable.PublishedTable,
  from: ReadonlyArray<number>,
): ReadonlyArray<number> => {
  const found = new Set<number>()
  const reached = new Set(from)
  // Classes are added while they are gone through.
  for (const place of reached) {
    if (classes[place]?.isNothing) continue
    for (const at of classes[place]?.facts ?? []) {
      if (found.has(at)) continue
      found.add(at)
      for (const other of facts[at]?.classes ?? []) reached.add(other)
    }
  }
  return [...found]
}

/** How often is tried again without unfit cells before totals are given up for them. */
const passes = 2

type Found =
  | { readonly _tag: "Hidden"; readonly hidden: ReadonlySet<number> }
  | { readonly _tag: "Exposed"; readonly secret: Secret }
  /** Cells that were suppressed for the sake of others, and turned out to be unfit for that. */
  | { readonly _tag: "Unfit"; readonly cells: ReadonlyArray<number> }

interface Try {
  readonly unfit: ReadonlySet<number>
  readonly barred: ReadonlySet<number>
  /** Facts hidden with all that is linked to them: whatever is secret there is open, as nothing shown holds it. */
  readonly givenUp: ReadonlySet<number>
  /** Whether totals are spared where they would be given up for cells that are suppressed for the sake of others. */
  readonly sparing: boolean
}

/** One try. */
class Suppression {
  readonly #standing: TableSearch.Standing
  readonly #hidden: Set<number>
  readonly #secrets: Array<Secret> = []
  /** Class by class the secrets that hold it. */
  readonly #holders: ReadonlyArray<Array<Secret>>
  readonly #try: Try

  constructor(table: PublishedTable.PublishedTable, one: Try) {
    this.#try = one
    this.#hidden = new Set(one.givenUp)
    this.#standing = { table, hidden: this.#hidden, unfit: one.unfit, barred: one.barred }
    this.#holders = table.classes.map(() => [])
  }

  run(): Found {
    const { classes, facts } = this.#standing.table
    for (const [at, fact] of facts.entries())
      if (fact.before === "hidden" || isSmall(fact)) this.#hide(at, false)
    for (const [place, one] of classes.entries())
      if (one.cell === undefined && isSmall(one) && !one.facts.some((at) => this.#try.givenUp.has(at))) {
        const holder = one.facts.find((at) => facts[at]?.isNew) ?? one.facts[0]
        this.#keep(facts[holder as number]?.id as string, [place], one, undefined)
      }
    const unfit: Array<number> = []
    // Secrets are added while they are gone through.
    for (const secret of this.#secrets) {
      if (this.#settle(secret)) continue
      if (secret.added === undefined) return { _tag: "Exposed", secret }
      unfit.push(secret.added)
    }
    return unfit.length > 0 ? { _tag: "Unfit", cells: unfit } : { _tag: "Hidden", hidden: this.#hidden }
  }

  #hide(at: number, added: boolean): void {
    if (this.#hidden.has(at)) return
    this.#hidden.add(at)
    const fact = this.#standing.table.facts[at] as Fact
    const isCell = fact.classes.length === 1
    if (isSmall(fact) || isCell) this.#keep(fact.id, fact.classes, fact, added && isCell ? at : undefined)
  }

  #keep(
    figure: string,
    classes: ReadonlyArray<number>,
    { threshold, value }: { readonly threshold: number; readonly value: number },
    added: number | undefined,
  ): void {
    const least = classes.length === 1 ? 1 : leastOf(this.#standing.table, classes)
    const open = new Map<number, TableSearch.Moves>()
    const secret = { figure, classes, value, least, most: threshold - 1, added, open }
    if (value <= secret.most) open.set(value, nothing)
    this.#secrets.push(secret)
    for (const place of classes) this.#holders[place]?.push(secret)
  }

  /** Finds a table for each value that must stay possible; false where there is none for one of them. */
  #settle(secret: Secret): boolean {
    const { least, most, open } = secret
    if (!this.#reach(secret, most)) return false
    // Mostly one direction, gone step by step, opens all values between the ends.
    this.#walk(secret, most, least)
    if (!this.#reach(secret, least)) return false
    this.#walk(secret, least, most)
    for (let value = most; value >= least; value--)
      if (!open.has(value) && !this.#reach(secret, value)) return false
    return true
  }

  #walk({ classes, open }: Secret, from: number, to: number): void {
    const times = Math.abs(to - from)
    let missing = false
    for (let value = Math.min(from, to); value <= Math.max(from, to); value++) missing ||= !open.has(value)
    if (!missing) return
    const base = open.get(from) as TableSearch.Moves
    const step = TableSearch.find(this.#standing, {
      classes,
      by: Math.sign(to - from),
      times,
      base,
      freedom: "hidden",
    })
    if (step !== undefined) this.#record(base, step, times)
  }

  /** Finds a table in which the secret holds the value, hiding what moves in it. */
  #reach(secret: Secret, wanted: number): boolean {
    const { added, classes, open } = secret
    if (open.has(wanted)) return true
    for (const freedom of ["hidden", "cells", "all"] as const) {
      if (freedom === "all" && this.#try.sparing && added !== undefined && !this.#try.unfit.has(added))
        return false
      if (this.#find(secret, wanted, freedom)) return true
    }
    return added === undefined && this.#clear(classes) && this.#find(secret, wanted, "hidden")
  }

  #find({ classes, value }: Secret, wanted: number, freedom: TableSearch.Freedom): boolean {
    const by = wanted - value
    const step = TableSearch.find(this.#standing, { classes, by, times: 1, base: nothing, freedom })
    if (step === undefined) return false
    for (const [at, change] of TableSearch.factChanges(this.#standing.table, step))
      if (change !== 0) this.#hide(at, true)
    this.#record(nothing, step, 1)
    return true
  }

  /** Hides whatever holds the classes, so that these are free to move; false where it can't be. */
  #clear(of: ReadonlyArray<number>): boolean {
    const { barred, table } = this.#standing
    const holding = of.flatMap((place) => {
      const { facts, isNothing } = table.classes[place] as PublishedTable.GroupClass
      return isNothing ? [] : facts
    })
    if (holding.some((at) => barred.has(at) || table.facts[at]?.before === "shown")) return false
    for (const at of holding) this.#hide(at, true)
    return true
  }

  /** The tables that lie so many steps from the base, for all secrets that they open. */
  #record(base: TableSearch.Moves, step: TableSearch.Moves, times: number): void {
    const changed = new Map<Secret, { value: number; readonly step: number }>()
    for (const place of new Set([...base.keys(), ...step.keys()]))
      for (const secret of this.#holders[place] as ReadonlyArray<Secret>) {
        const known = changed.get(secret) ?? { value: secret.value, step: 0 }
        changed.set(secret, {
          value: known.value + (base.get(place) ?? 0),
          step: known.step + (step.get(place) ?? 0),
        })
      }
    for (let k = 0; k <= times; k++) {
      let moves: TableSearch.Moves | undefined
      for (const [{ most, open }, one] of changed) {
        const value = one.value + k * one.step
        if (value < 1 || value > most || open.has(value)) continue
        moves ??= sum(base, step, k)
        open.set(value, moves)
      }
    }
  }
}

const isSmall = ({ threshold, value }: { readonly threshold: number; readonly value: number }): boolean =>
  value > 0 && value < threshold

const sum = (base: TableSearch.Moves, step: TableSearch.Moves, times: number): TableSearch.Moves => {
  const moves = new Map(base)
  for (const [place, move] of step) moves.set(place, (moves.get(place) ?? 0) + times * move)
  return moves
}

/** At most so many ways are tried to hold what is suppressed within a total by few. */
const mostTries = 10_000

/** The least that a small total can hold, as everything within it that isn't 0 is suppressed and not 0. */
const leastOf = ({ classes, facts }: PublishedTable.PublishedTable, of: ReadonlyArray<number>): number => {
  const within = new Set(of)
  const possible = (place: number) => classes[place]?.isNothing === false
  const parts = [...new Set(of.flatMap((place) => classes[place]?.facts ?? []))]
    .map((at) => facts[at] as Fact)
    .flatMap(({ classes: held, value }) => (value > 0 ? [held.filter(possible)] : []))
    .filter((held) => held.every((place) => within.has(place)))
    .sort((a, b) => a.length - b.length)
  let tries = 0
  let fewest = Number.POSITIVE_INFINITY
  const hold = (left: ReadonlyArray<ReadonlyArray<number>>, used: number): void => {
    const [first] = left
    if (first === undefined) fewest = Math.min(fewest, used)
    else if (used + 1 < fewest)
      for (const place of first)
        if (tries++ < mostTries || fewest === Number.POSITIVE_INFINITY)
          hold(
            left.filter((part) => !part.includes(place)),
            used + 1,
          )
  }
  hold(parts, 0)
  return fewest
}
