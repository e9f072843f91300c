/**
 * All slots of all agents in one table: those that begin together and are held by agents alike are one group.
 */
import type { OpenSet } from "../calendar/OpenSet.ts"
import type { Interval } from "../foundation/Interval.ts"
import * as CallSlot from "./CallSlot.ts"

/** Agents that can do the same for as long. */
interface AgentKind {
  /** Their places among the rosters. */
  readonly members: ReadonlyArray<number>
  readonly skills: ReadonlySet<string>
  readonly languages: ReadonlySet<string>
  readonly slotMillis: number
  /** For the `i`-th time the kind's first group that begins then or later; beyond the last time, the end of its groups. */
  readonly groupFrom: Int32Array
}

export interface SlotTable {
  /** Every moment at which a slot begins, ascending. */
  readonly times: Float64Array
  /** The least capable first, so that those who can do more are kept for what only they can do. */
  readonly kinds: ReadonlyArray<AgentKind>
  /** Of each group, the place of its moment in `times`. */
  readonly timeOf: Int32Array
  /** Of each group, who is free then, by their place among the rosters. */
  readonly agentsOf: ReadonlyArray<ReadonlyArray<number>>
}

/** The place of the first moment that isn't before `at`. */
export const placeOf = (times: Float64Array, at: number): number => {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

export const make = (rosters: ReadonlyArray<CallSlot.Roster>): SlotTable => {
  const alike = new Map<string, Array<number>>()
  rosters.forEach(({ agent }, i) => {
    const [skills, languages] = [new Set(agent.skills), new Set(agent.languages)]
    // Numbers first, padded, so that the order of the keys is the order of the kinds.
    const sizes = [skills.size, languages.size].map((size) => String(size).padStart(6, "0"))
    const key = JSON.stringify([...sizes, [...skills].sort(), [...languages].sort(), agent.callsPerHour])
    const same = alike.get(key)
    if (same === undefined) alike.set(key, [i])
    else same.push(i)
  })
  const starts = rosters.map(CallSlot.startsOf)
  const times = Float64Array.from(new Set(starts.flat())).sort()
  const timeOf: Array<number> = []
  const agentsOf: Array<ReadonlyArray<number>> = []
  const kinds = [...alike.keys()].sort().map((key): AgentKind => {
    const members = alike.get(key) as ReadonlyArray<number>
    const { agent } = rosters[members[0] as number] as CallSlot.Roster
    const free: Array<Array<number> | undefined> = Array.from({ length: times.length }, () => undefined)
    for (const i of members)
      for (const at of starts[i] as ReadonlyArray<number>) {
        const place = placeOf(times, at)
        const there = free[place]
        if (there === undefined) free[place] = [i]
        else there.push(i)
      }
    const groupFrom = new Int32Array(times.length + 1)
    free.forEach((there, place) => {
      groupFrom[place] = agentsOf.length
      if (there === undefined) return
      timeOf.push(place)
      agentsOf.push(there)
    })
    groupFrom[times.length] = agentsOf.length
    return {
      members,
      skills: new Set(agent.skills),
      languages: new Set(agent.languages),
      slotMillis: CallSlot.slotMillis(agent),
      groupFrom,
    }
  })
  return { times, kinds, timeOf: Int32Array.from(timeOf), agentsOf }
}

/** How many calls each group can take where the `i`-th agent is there `present[i]` times. */
export const capacityOf = ({ agentsOf }: SlotTable, present: ReadonlyArray<number>): Int32Array =>
  Int32Array.from(agentsOf, (agents) => agents.reduce((sum, i) => sum + (present[i] as number), 0))

/** Of an agent kind, the groups whose moments lie between two places of `times`, as a pair of which the second is exclusive. */
export const groupsBetween = (
  { kinds }: SlotTable,
  kind: number,
  first: number,
  end: number,
): readonly [first: number, end: number] => {
  const { groupFrom } = kinds[kind] as AgentKind
  return [groupFrom[first] as number, groupFrom[end] as number]
}

/** Stretches of `times` as pairs of places, the second exclusive; ascending and apart. */
export type Places = ReadonlyArray<number>

/** The places in both. */
export const inBoth = (a: Places, b: Places): Places => {
  const both: Array<number> = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [first, end] = [
      Math.max(a[i] as number, b[j] as number),
      Math.min(a[i + 1] as number, b[j + 1] as number),
    ]
    if (first < end) both.push(first, end)
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return both
}

/** The moments of `[from, until)` from which the set stays open for `room`. */
export const placesIn = (
  { times }: SlotTable,
  set: OpenSet,
  { from, until }: Interval,
  room: number,
): Places => {
  const places: Array<number> = []
  let place = placeOf(times, from)
  while (place < times.length && (times[place] as number) < until) {
    const opens = set.next(times[place] as number)
    if (opens >= until) break
    const closes = set.nextClosed(opens)
    const [first, end] = [placeOf(times, opens), placeOf(times, Math.min(closes - room + 1, until))]
    if (first < end) {
      if (first === places.at(-1)) places[places.length - 1] = end
      else places.push(first, end)
    }
    place = placeOf(times, closes)
  }
  return places
}
