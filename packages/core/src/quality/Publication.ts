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
  /** The other complaints, put together; absent where there are none, and where even all are too few. */
  readonly otherCategories?: number
  /** The categories hold more than all complaints, so a complaint may stand in several. */
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

/** Whatever can be told of the month. */
export const make = (asked: Asked): Publication => {
  const { earlier, month, threshold } = asked
  const evaluated = asked.figures.filter((one) => one.evaluated.standing._tag !== "NoData")
  const categories = categoryGroups(asked)
  const facts = factGroups(asked, evaluated, categories.isWhole)
  const counts: SmallCells.Counts = { ...facts.counts, ...categories.counts }
  const figuresOf = evaluated.map(({ indicator }) => indicatorFigures(indicator, month, facts.of))
  // Categories tell by their sum how many complaints there were, and complaints how many all categories hold.
  const sum = figure(`${month}:complaints`, categories.isWhole ? (facts.of("complaints") ?? []) : [])
  const withheld = new Set<number>()
  const isKnown = earlier
    .flatMap(({ figures }) => figures.flatMap(({ of }) => of))
    .every((group) => !group.startsWith(`${month}/`) || Object.hasOwn(counts, group))
  while (isKnown) {
    const asking = figuresOf.map((figures, i) => (withheld.has(i) ? [] : figures))
    const told = SmallCells.publish(counts, [...asking.flat(), ...categories.figures, ...sum], {
      threshold,
      earlier,
    })
    if (Result.isSuccess(told)) {
      const shown = new Map(told.success.figures.map(({ count, id }) => [id, count]))
      const isShown = ({ id }: SmallCells.Figure) => shown.get(id) !== undefined
      const isTold = (i: number) => asking[i]?.length !== 0 && asking[i]?.every(isShown) === true
      return {
        month,
        threshold,
        figures: evaluated.filter((_, i) => isTold(i)),
        withheld: evaluated.flatMap(({ indicator }, i) => (isTold(i) ? [] : [indicator])),
        ...(sum.every(isShown) ? categories.told(isShown) : { categories: [] }),
        cells: told.success,
      }
    }
    const refused = asking.findIndex((figures) => figures.some(({ id }) => id === told.failure.figure))
    if (refused < 0) break
    withheld.add(refused)
  }
  return {
    month,
    threshold,
    figures: [],
    withheld: evaluated.map(({ indicator }) => indicator),
    categories: [],
    cells: { threshold, figures: [] },
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
 * Each category as a group, those of no category as another, with all of them together. Categories of one title in both
 * languages are one.
 */
const categoryGroups = ({ categories, counts: { complaints }, month }: Asked) => {
  const group = ({ title: { en, zh } }: Category) => `${month}/category ${JSON.stringify([en, zh])}`
  const together = new Map<string, Category>()
  for (const one of categories) {
    const { count = 0 } = together.get(group(one)) ?? {}
    together.set(group(one), { title: one.title, count: count + one.count })
  }
  const held = [...together.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)
  const named = held.reduce((sum, { count }) => sum + count, 0)
  const unnamed = held.length > 0 ? Math.max(0, (complaints ?? 0) - named) : 0
  const none = `${month}/uncategorised`
  const groups = [...held.map(group), ...(unnamed > 0 ? [none] : [])]
  const all = figure(`${month}:categories`, groups)
  /** With those of no category they are all complaints, each once. */
  const isWhole = held.length > 0 && complaints === named + unnamed
  return {
    counts: Object.fromEntries([[none, unnamed], ...[...together].map(([name, { count }]) => [name, count])]),
    isWhole,
    figures: [...groups.flatMap((name) => figure(name, [name])), ...all],
    told: (
      isShown: (figure: SmallCells.Figure) => boolean,
    ): Omit<Publication, "month" | "threshold" | "figures" | "withheld" | "cells"> => {
      const isGroupShown = (name: string) => figure(name, [name]).every(isShown)
      const shown = held.filter((one) => isGroupShown(group(one)))
      const uncategorised = groups.includes(none) && isGroupShown(none) ? unnamed : 0
      const told = shown.reduce((sum, { count }) => sum + count, uncategorised)
      const other = named + unnamed - told
      return {
        categories: shown,
        ...(uncategorised > 0 ? { uncategorised } : {}),
        ...(other > 0 && all.every(isShown) ? { otherCategories: other } : {}),
        ...(complaints !== undefined && named > complaints ? { overlapping: true } : {}),
      }
    },
  }
}
