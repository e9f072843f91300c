/** Whether there are answers that lead to an item. */
import type { Item, Test } from "./Questionnaire.ts"

/** How many ways are tried before conditions count as entangled. No questionnaire for people comes near. */
const mostTries = 10_000

/** That it couldn't be told within so many tries. */
export const entangled = "entangled"

/**
 * Whether some answers, each in keeping with its item, lead to the item: a search over the tests that may open each item on
 * the way. The conditions must be sound: each names an earlier item and answers that it takes.
 */
export const reached = (items: ReadonlyArray<Item>, target: number): boolean | typeof entangled => {
  const at = new Map(items.map(({ id }, i) => [id, i]))
  let tries = 0
  /** Whether the rest of these items can be opened beside what is demanded so far. From the last item back. */
  const open = (toOpen: ReadonlyArray<number>, demands: Demands): boolean | typeof entangled => {
    if (tries++ === mostTries) return entangled
    if (toOpen.length === 0) return true
    const next = Math.max(...toOpen)
    const rest = toOpen.filter((i) => i !== next)
    const { askIf } = items[next] as Item
    if (askIf === undefined) return open(rest, demands)
    const ways = askIf._tag === "All" ? [askIf.tests] : askIf.tests.map((test) => [test])
    for (const tests of ways) {
      const further = demanded(items, at, demands, tests)
      if (further === undefined) continue
      const found = open([...rest, ...tests.map(({ item }) => at.get(item) as number)], further)
      if (found !== false) return found
    }
    return false
  }
  return open([target], new Map())
}

/** What the answer to an item must be: values from and to, both inclusive, of a scale, of yes as 1; or options chosen. */
interface Demand {
  readonly from: number
  readonly to: number
  readonly options: ReadonlyArray<string>
}
type Demands = ReadonlyMap<number, Demand>

/** The demands with those of further tests; undefined where no answer meets them. */
const demanded = (
  items: ReadonlyArray<Item>,
  at: ReadonlyMap<string, number>,
  demands: Demands,
  tests: ReadonlyArray<Test>,
): Demands | undefined => {
  const all = new Map(demands)
  for (const test of tests) {
    const i = at.get(test.item) as number
    const { answer } = items[i] as Item
    const whole: Demand =
      answer._tag === "Scale"
        ? { from: answer.least, to: answer.most, options: [] }
        : { from: 0, to: 1, options: [] }
    const demand = narrowed(all.get(i) ?? whole, test)
    const isOne = answer._tag === "Choice" && answer.several === undefined
    if (demand.from > demand.to || (isOne && demand.options.length > 1)) return undefined
    all.set(i, demand)
  }
  return all
}

const narrowed = (demand: Demand, test: Test): Demand => {
  const { from, options, to } = demand
  switch (test._tag) {
    case "AtLeast":
      return { ...demand, from: Math.max(from, test.value) }
    case "AtMost":
      return { ...demand, to: Math.min(to, test.value) }
    case "Equals":
      return { ...demand, from: Math.max(from, test.value), to: Math.min(to, test.value) }
    case "Is": {
      const value = Number(test.yes)
      return { ...demand, from: Math.max(from, value), to: Math.min(to, value) }
    }
    case "Chosen":
      return { ...demand, options: [...new Set([...options, test.option])] }
    case "Answered":
      return demand
  }
}
