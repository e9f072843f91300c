/**
 * What publications tell together: counts of sets of groups, some shown and some hidden, with the groups that no figure
 * tells apart taken as one.
 *
 * @since 0.1.0
 */

/** A set of groups with its count, as it is about to be published or was before. */
export interface Told {
  readonly id: string
  readonly of: ReadonlyArray<string>
  readonly value: number
  /** The least count that is shown beside 0 where it is published. */
  readonly threshold: number
  /** How it was published before; absent of what is about to be. */
  readonly before?: "shown" | "hidden"
}

/** What is told or hidden: the count of a set of classes, however often and under whatever name it is published. */
export interface Fact {
  readonly id: string
  readonly classes: ReadonlyArray<number>
  readonly value: number
  readonly threshold: number
  readonly isNew: boolean
  readonly before: "shown" | "hidden" | undefined
}

/** Groups that every figure holds together or not at all. */
export interface GroupClass {
  /** The first of its groups. */
  readonly name: string
  readonly value: number
  readonly threshold: number
  /** The facts that hold it. */
  readonly facts: ReadonlyArray<number>
  /** The fact of it alone. */
  readonly cell: number | undefined
  /** Shown to be 0, by itself or by a total. */
  readonly isNothing: boolean
}

export interface PublishedTable {
  readonly classes: ReadonlyArray<GroupClass>
  readonly facts: ReadonlyArray<Fact>
  /** The fact of each of the figures, in their order. */
  readonly factOf: ReadonlyArray<number>
  /** Of each fact of several classes, the classes of which it is the smallest such. */
  readonly homes: ReadonlyArray<ReadonlyArray<number>>
}

export const make = (
  figures: ReadonlyArray<Told>,
  counts: { readonly [group: string]: number },
): PublishedTable => {
  const holders = new Map<string, Array<number>>()
  for (const [i, { of }] of figures.entries())
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
  const facts = new Map<string, Fact & { readonly place: number }>()
  const factOf = figures.map(({ before, id, of, threshold, value }) => {
    const within = [...new Set(of.map((group) => classOf.get(group) as number))].sort((a, b) => a - b)
    const key = within.join()
    const known = facts.get(key)
    const place = known?.place ?? facts.size
    facts.set(key, {
      id: known?.id ?? id,
      place,
      classes: within,
      value,
      threshold: Math.max(threshold, known?.threshold ?? 0),
      isNew: before === undefined || known?.isNew === true,
      before: known?.before === "shown" ? "shown" : (before ?? known?.before),
    })
    return place
  })
  return withIndex([...classes.values()], [...facts.values()], factOf)
}

const withIndex = (
  classes: ReadonlyArray<{ readonly name: string; readonly value: number }>,
  facts: ReadonlyArray<Fact>,
  factOf: ReadonlyArray<number>,
): PublishedTable => {
  const factsOf = classes.map((): Array<number> => [])
  for (const [at, fact] of facts.entries()) for (const place of fact.classes) factsOf[place]?.push(at)
  const sizeOf = (at: number) => facts[at]?.classes.length as number
  const homes = facts.map((): Array<number> => [])
  for (const [place, held] of factsOf.entries()) {
    const totals = held.filter((at) => sizeOf(at) > 1).sort((a, b) => sizeOf(a) - sizeOf(b))
    if (totals[0] !== undefined) homes[totals[0]]?.push(place)
  }
  return {
    classes: classes.map(({ name, value }, place) => {
      const held = factsOf[place] as ReadonlyArray<number>
      return {
        name,
        value,
        threshold: Math.max(...held.map((at) => facts[at]?.threshold as number)),
        facts: held,
        cell: held.find((at) => sizeOf(at) === 1),
        isNothing: held.some((at) => facts[at]?.value === 0),
      }
    }),
    facts,
    factOf,
    homes,
  }
}
