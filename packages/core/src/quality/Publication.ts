/**
 * What patients may read of a month: indicators and complaints by category, without anything that tells of few people.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type { Bilingual } from "../foundation/Word.ts"
import * as SmallCells from "../survey/SmallCells.ts"
import { type CountedFact, type Counts, parts } from "./CountedFact.ts"
import * as Indicator from "./Indicator.ts"
import type { Month } from "./MonthlyReport.ts"

export interface PublishedFigure {
  readonly indicator: Indicator.Indicator
  readonly evaluated: Indicator.Evaluated
}

interface Category {
  readonly title: Bilingual
  readonly count: number
}

/** What patients may read. */
export interface Publication {
  readonly month: Month
  readonly threshold: number
  readonly figures: ReadonlyArray<PublishedFigure>
  /** Indicators left out because groups are small, or could be worked out from others. */
  readonly withheld: ReadonlyArray<Indicator.Indicator>
  readonly categories: ReadonlyArray<Category>
  /** Complaints of no category, where they may be told by themselves. */
  readonly uncategorised?: number
  /**
   * The other complaints, put together; absent where there are none, where even all are too few, and where complaints stand
   * in several categories.
   */
  readonly otherCategories?: number
  /** The categories shown hold more than all complaints, so a complaint may stand in several. */
  readonly overlapping?: true
  /** The counts in it, to be kept for later publications and not to be shown. */
  readonly cells: SmallCells.Publication
}

export interface Asked {
  readonly month: Month
  readonly counts: Counts
  readonly figures: ReadonlyArray<PublishedFigure>
  readonly categories: ReadonlyArray<Category>
  readonly threshold: number
  readonly earlier: ReadonlyArray<SmallCells.Publication>
}

/** Whatever can be told of the month: without categories where these can't be told beside the rest. */
export const make = (asked: Asked): Publication =>
  told(asked) ??
  told({ ...asked, categories: [] }) ?? {
    month: asked.month,
    threshold: asked.threshold,
    figures: [],
    withheld: withData(asked.figures).map(({ indicator }) => indicator),
    categories: [],
    cells: { threshold: asked.threshold, figures: [] },
  }

const withData = (figures: ReadonlyArray<PublishedFigure>): ReadonlyArray<PublishedFigure> =>
  figures.filter((one) => one.evaluated.standing._tag !== "NoData")

/** Undefined where the categories can't be told, or what was told before isn't known any more. */
const told = (asked: Asked): Publication | undefined => {
  const { earlier, month, threshold } = asked
  const evaluated = withData(asked.figures)
  const categories = categoryGroups(asked)
  const facts = factGroups(asked, evaluated, categories.wholes.length > 0)
  const counts: SmallCells.Counts = { ...facts.counts, ...categories.counts }
  const isKnown = earlier
    .flatMap(({ figures }) => figures.flatMap(({ of }) => of))
    .every((group) => !group.startsWith(`${month}/`) || Object.hasOwn(counts, group))
  if (!isKnown || !categories.isSound) return undefined
  const figuresOf = evaluated.map(({ indicator }) => indicatorFigures(indicator, month, facts.of))
  // What categories and complaints tell of each other goes by the number of all complaints, which both must show.
  const sum = categories.wholes.length > 0 ? (facts.of("complaints") ?? []) : []
  const links = [...categories.wholes, ...figure(`${month}:complaints`, sum)]
  const withheld = new Set<number>()
  for (;;) {
    const asking = figuresOf.map((figures, i) => (withheld.has(i) ? [] : figures))
    const found = SmallCells.publish(counts, [...asking.flat(), ...categories.figures, ...links], {
      threshold,
      earlier,
    })
    if (Result.isSuccess(found)) {
      const shown = new Map(found.success.figures.map(({ count, id }) => [id, count]))
      const isShown = ({ id }: SmallCells.Figure) => shown.get(id) !== undefined
      if (!links.every(isShown)) return undefined
      const isTold = (i: number) => asking[i]?.length !== 0 && asking[i]?.every(isShown) === true
      return {
        month,
        threshold,
        figures: evaluated.filter((_, i) => isTold(i)),
        withheld: evaluated.flatMap(({ indicator }, i) => (isTold(i) ? [] : [indicator])),
        ...categories.told(isShown),
        cells: found.success,
      }
    }
    const refused = asking.findIndex((figures) => figures.some(({ id }) => id === found.failure.figure))
    if (refused < 0) return undefined
    withheld.add(refused)
  }
}

/** None where it would hold no groups. */
const figure = (id: string, of: ReadonlyArray<string>): ReadonlyArray<SmallCells.Figure> => {
  const [first, ...others] = of
  return first === undefined ? [] : [{ id, of: [first, ...others] }]
}

/** The groups that make up a fact; undefined where they can't be worked out, or contradict each other. */
type GroupsOf = (fact: CountedFact) => ReadonlyArray<string> | undefined

/**
 * The groups that the indicators' facts tell apart, with their counts: parts that are in the same facts are one group. A
 * group is worked out where it is the last of a fact whose others are known.
 */
const factGroups = (
  { counts, month }: Asked,
  figures: ReadonlyArray<PublishedFigure>,
  withComplaints: boolean,
): { readonly counts: SmallCells.Counts; readonly of: GroupsOf } => {
  const told = figures.flatMap(({ indicator }) => Indicator.factsOf(indicator.measure))
  const used = [...new Set(withComplaints ? [...told, "complaints" as const] : told)]
  const holders = (part: string) => used.filter((fact) => parts[fact].includes(part)).join()
  const groupsOf = new Map(
    used.map((fact) => {
      const together = new Map<string, Array<string>>()
      for (const part of parts[fact])
        together.set(holders(part), [...(together.get(holders(part)) ?? []), part])
      return [fact, [...together.values()].map((of) => `${month}/${of.join("+")}`)] as const
    }),
  )
  const known: Record<string, number> = {}
  for (let before = -1; before < Object.keys(known).length; ) {
    before = Object.keys(known).length
    for (const [fact, groups] of groupsOf) {
      const [last, ...further] = groups.filter((group) => !Object.hasOwn(known, group))
      if (last === undefined || further.length > 0) continue
      known[last] = groups.reduce((left, group) => left - (known[group] ?? 0), counts[fact] ?? Number.NaN)
    }
  }
  const isSound = (fact: CountedFact, groups: ReadonlyArray<string>) =>
    groups.every((group) => (known[group] ?? -1) >= 0) &&
    groups.reduce((sum, group) => sum + (known[group] as number), 0) === counts[fact]
  return {
    counts: Object.fromEntries(Object.entries(known).filter(([, count]) => count >= 0)),
    of: (fact) => {
      const groups = groupsOf.get(fact)
      return groups !== undefined && isSound(fact, groups) ? groups : undefined
    },
  }
}

/** What an indicator tells: of a share the count, the base and the rest. None where the facts don't fit each other. */
const indicatorFigures = (
  { id, measure }: Indicator.Indicator,
  month: Month,
  of: GroupsOf,
): ReadonlyArray<SmallCells.Figure> => {
  const groups = (facts: ReadonlyArray<CountedFact>): ReadonlyArray<string> | undefined => {
    const each = facts.flatMap((fact) => of(fact) ?? [])
    const isWhole = facts.every((fact) => of(fact) !== undefined) && new Set(each).size === each.length
    return isWhole ? each : undefined
  }
  const named = (what: string, held: ReadonlyArray<string>) => figure(`${month}:${id}:${what}`, held)
  const count = groups(measure.count)
  if (count === undefined) return []
  if (measure._tag === "Total") return named("count", count)
  if (measure._tag === "Rate") {
    const by = groups(measure.by)
    return by === undefined ? [] : [...named("count", count), ...named("by", by)]
  }
  const [all, without] = [groups(measure.of), groups(measure.without)]
  if (all === undefined || without === undefined || !without.every((group) => all.includes(group))) return []
  const base = all.filter((group) => !without.includes(group))
  if (!count.every((group) => base.includes(group))) return []
  const rest = base.filter((group) => !count.includes(group))
  return [...named("count", count), ...named("rest", rest), ...named("base", base)]
}

/**
 * Each category as a group, those of no category as another, with all of them together. Where the categories hold more than
 * all complaints, each has the complaints outside it as a group instead: their number is what the category lacks of all.
 * Categories of one title in both languages are one.
 */
const categoryGroups = ({ categories, counts: { complaints }, month }: Asked) => {
  const named = ({ title: { en, zh } }: Category) => `category ${JSON.stringify([en, zh])}`
  const group = (one: Category) => `${month}/${named(one)}`
  const outside = (one: Category) => `${month}/outside ${named(one)}`
  const together = new Map<string, Category>()
  for (const one of categories) {
    const { count = 0 } = together.get(group(one)) ?? {}
    together.set(group(one), { title: one.title, count: count + one.count })
  }
  const held = [...together.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)
  const sum = held.reduce((sum, { count }) => sum + count, 0)
  const overlapping = complaints !== undefined && sum > complaints ? held : []
  const unnamed = held.length > 0 ? Math.max(0, (complaints ?? 0) - sum) : 0
  const none = `${month}/uncategorised`
  const groups = [...held.map(group), ...(unnamed > 0 ? [none] : [])]
  const all = overlapping.length > 0 ? [] : figure(`${month}:categories`, groups)
  return {
    counts: Object.fromEntries([
      [none, unnamed],
      ...[...together].map(([name, { count }]) => [name, count] as const),
      ...overlapping.map((one) => [outside(one), (complaints ?? 0) - one.count] as const),
    ]),
    /** No category holds more than all complaints. */
    isSound: overlapping.every(({ count }) => count <= (complaints ?? 0)),
    figures: [
      ...[...groups, ...overlapping.map(outside)].flatMap((name) => figure(name, [name])),
      ...(complaints === undefined ? all : []),
    ],
    /** What is as many as all complaints. */
    wholes: [
      ...(complaints === undefined ? [] : all),
      ...overlapping.flatMap((one) => figure(`${month}:whole ${named(one)}`, [group(one), outside(one)])),
    ],
    told: (
      isShown: (figure: SmallCells.Figure) => boolean,
    ): Omit<Publication, "month" | "threshold" | "figures" | "withheld" | "cells"> => {
      const isGroupShown = (name: string) => figure(name, [name]).every(isShown)
      const shown = held.filter((one) => isGroupShown(group(one)))
      const uncategorised = groups.includes(none) && isGroupShown(none) ? unnamed : 0
      const named = shown.reduce((sum, { count }) => sum + count, uncategorised)
      const other = all.length > 0 && all.every(isShown) ? sum + unnamed - named : 0
      return {
        categories: shown,
        ...(uncategorised > 0 ? { uncategorised } : {}),
        ...(other > 0 ? { otherCategories: other } : {}),
        ...(complaints !== undefined && named > complaints ? { overlapping: true } : {}),
      }
    },
  }
}
