/**
 * Whether the agents will do: the load of each hour against its slots, how many calls will miss their window, and how
 * many more agents it would take that none does.
 *
 * **Details**
 *
 * The calls are assigned as `Capacity.assign` does, each as often as calls are expected to be tried. Those whose window
 * closes within the period have their turns before those that can still be made after it. Nothing here is a chance: the
 * same input gives the same forecast, and every expectation that went in stands in it.
 *
 * **Example** (Nobody to call, and nobody needed)
 *
 * ```ts
 * import { CapacityForecast } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const forecast = CapacityForecast.forecast([], {
 *   agents: [],
 *   further: [],
 *   period: { from: Date.parse("2026-03-05T00:00+08:00"), until: Date.parse("2026-04-04T00:00+08:00") },
 *   tries: { tries: 1620, calls: 1000, source: { title: "our calls", status: "hospitalPolicy", verified: "own" } },
 * })
 * Result.getOrThrow(forecast).missed // => { count: 0, of: 0 }
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { choose } from "../contact/ContactWindow.ts"
import type { StaffId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { Rate } from "../foundation/Rate.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { type Call, pickAsChosen, within } from "./CallDemand.ts"
import { CallMatching, type Demand } from "./CallMatching.ts"
import type { Agent } from "./CallSlot.ts"
import { type CapacityRefused, type Prepared, prepare, type Staffing } from "./CapacityInput.ts"
import * as SlotTable from "./SlotTable.ts"
import { type UnknownShift, type Unplaced, unknownShifts, unplaced } from "./UnplacedCall.ts"

const positive = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))

/** How many tries so many calls took, and where that was counted: 1,620 tries of 1,000 calls are 1.62 each. */
export const ExpectedTries = closed(
  Schema.Struct({ tries: positive, calls: positive, source: Source }),
).check(
  Schema.makeFilter(({ calls, tries }) =>
    tries < calls
      ? { path: ["tries"], issue: "a call takes at least one try" }
      : tries > 20 * calls
        ? { path: ["tries"], issue: "a call takes at most 20 tries" }
        : true,
  ),
)
export interface ExpectedTries extends Schema.Schema.Type<typeof ExpectedTries> {}

/** What a forecast is made from. */
export interface Outlook extends Staffing {
  readonly tries: ExpectedTries
  /** Agents of whom there could be more, each standing for any number like them; told apart by their ids. */
  readonly further: ReadonlyArray<Agent>
}

/** One hour, counted from the beginning of the period. */
export interface HourLoad {
  readonly from: number
  /** Expected tries of the calls that would be made then, were there always somebody to make them. */
  readonly wanted: number
  readonly slots: number
  /** Tries that have one of the slots. */
  readonly booked: number
}

/** How many more agents like this one. */
export interface Needed {
  readonly agent: StaffId
  readonly more: number
}

export interface CapacityForecast {
  readonly period: Interval
  readonly tries: ExpectedTries
  /** Calls whose span has a part in the period; the expected tries of all of them; the slots there are. */
  readonly calls: number
  readonly expected: number
  readonly slots: number
  /** The hours in which there is anything, ascending. */
  readonly hours: ReadonlyArray<HourLoad>
  /** Of the calls whose window closes within the period, those of which not every expected try finds a slot. */
  readonly missed: Rate
  /** Each of these with the reason. */
  readonly unplaced: ReadonlyArray<Unplaced>
  /** Such calls whose window stays open after the period. */
  readonly waiting: number
  /**
   * So many more agents of each kind, and nothing is missed but what no number of them could help. None of the numbers
   * can be lowered alone; where kinds can stand in for one another, the first ones are kept low first.
   */
  readonly needed: ReadonlyArray<Needed>
  /** Missed calls that no number of these agents would help. */
  readonly beyondHelp: number
  readonly unknownShifts: ReadonlyArray<UnknownShift>
}

/**
 * The forecast for a period, such as the next 30 days.
 *
 * Fails as `Capacity.assign` does; of `calls × slots`, expected tries count as calls, and the slots of the further
 * agents, one of each, as slots.
 */
export const forecast = (
  calls: ReadonlyArray<Call>,
  { further, tries, ...staffing }: Outlook,
): Result.Result<CapacityForecast, CapacityRefused> =>
  Result.map(prepare(calls, staffing, { further, slotsPerCall: tries.tries / tries.calls }), (prepared) => {
    const { ordered, period, present, table } = prepared
    const expected = expectedTries(prepared, tries)
    const { callOf, closing, demand } = expected
    const capacity = SlotTable.capacityOf(table, present)
    const pick = pickAsChosen(table, ordered, prepared.demand, period)
    const matching = new CallMatching(table, capacity, demand, (number, free) =>
      pick(callOf[number] as number, free),
    )
    const missedTries: Array<number> = []
    for (let number = 0; number < closing; number++) if (!matching.place(number)) missedTries.push(number)
    const help = helpNeeded(prepared, expected, matching.groupOf.slice(), missedTries)
    const waitingTries: Array<number> = []
    for (let number = closing; number < callOf.length; number++)
      if (!matching.place(number)) waitingTries.push(number)
    const missed = callsOf(expected, missedTries)
    return {
      period,
      tries,
      calls: new Set(callOf).size,
      expected: callOf.length,
      slots: capacity.reduce((sum, slots) => sum + slots, 0),
      hours: hourLoads(prepared, expected, capacity, matching.groupOf),
      missed: { count: missed.length, of: new Set(callOf.subarray(0, closing)).size },
      unplaced: unplaced(prepared, capacity, missed),
      waiting: callsOf(expected, waitingTries).length,
      ...help,
      unknownShifts: unknownShifts(prepared),
    }
  })

/** The expected tries, numbered in the order of their turns. */
interface Tries {
  /** Of each try, its call. */
  readonly callOf: Int32Array
  /** The tries before this one are of calls whose window closes within the period. */
  readonly closing: number
  readonly demand: Demand
}

const expectedTries = ({ demand, ordered, period }: Prepared, { calls, tries }: ExpectedTries): Tries => {
  const callOf: Array<number> = []
  let [counted, closing] = [0, 0]
  for (const closes of [true, false]) {
    ordered.forEach((call, number) => {
      const { from, until } = within(call, period)
      if (from >= until || call.span.latest <= period.until !== closes) return
      counted++
      // After every call as many tries as come to it in whole numbers, so that the sum is never off by one.
      while (callOf.length < Math.floor((counted * tries) / calls)) callOf.push(number)
    })
    if (closes) closing = callOf.length
  }
  const needOf = Int32Array.from(callOf, (call) => demand.needOf[call] as number)
  return { callOf: Int32Array.from(callOf), closing, demand: { needs: demand.needs, needOf } }
}

/** The calls of these tries, in their turns. */
const callsOf = ({ callOf }: Tries, numbers: ReadonlyArray<number>): ReadonlyArray<number> => [
  ...new Set(numbers.map((number) => callOf[number] as number)),
]

const hourMillis = 3_600_000

const hourLoads = (
  { ordered, period, table }: Prepared,
  { callOf }: Tries,
  capacity: Int32Array,
  groupOf: Int32Array,
): ReadonlyArray<HourLoad> => {
  const hours = new Map<number, { wanted: number; slots: number; booked: number }>()
  const hourOf = (at: number) => {
    const hour = Math.floor((at - period.from) / hourMillis)
    const found = hours.get(hour) ?? { wanted: 0, slots: 0, booked: 0 }
    hours.set(hour, found)
    return found
  }
  const timeOf = (group: number) => table.times[table.timeOf[group] as number] as number
  capacity.forEach((slots, group) => {
    if (slots > 0) hourOf(timeOf(group)).slots += slots
  })
  groupOf.forEach((group) => {
    if (group >= 0) hourOf(timeOf(group)).booked++
  })
  const wantedAt = new Map<number, number | undefined>()
  for (const number of callOf) {
    if (!wantedAt.has(number)) wantedAt.set(number, bestMoment(ordered[number] as Call, period))
    const at = wantedAt.get(number)
    if (at !== undefined) hourOf(at).wanted++
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([hour, load]) => ({ from: period.from + hour * hourMillis, ...load }))
}

/** When the call would be made from the period's beginning on, were there always somebody to make it. */
const bestMoment = ({ span, window }: Call, { from, until }: Interval): number | undefined => {
  const ahead = (bound: number) => Math.max(bound, from)
  const { due, earliest, ideal, latest } = span
  const at = choose(window, { earliest: ahead(earliest), ideal: ahead(ideal), due: ahead(due), latest })?.at
  return at !== undefined && at < until ? at : undefined
}

/** The least numbers of further agents with which nothing is missed that any number of them could help. */
const helpNeeded = (
  { present, rosters, table }: Prepared,
  { callOf, demand }: Tries,
  groupOf: Int32Array,
  missed: ReadonlyArray<number>,
): Pick<CapacityForecast, "needed" | "beyondHelp"> => {
  /** The tries that are still missed with so many of each; undefined as soon as they are more than `atMost`. */
  const missedWith = (staff: ReadonlyArray<number>, atMost: number): ReadonlyArray<number> | undefined => {
    const matching: CallMatching = new CallMatching(
      table,
      SlotTable.capacityOf(table, staff),
      demand,
      (number) => matching.firstFree(number),
    )
    groupOf.forEach((group, number) => {
      if (group >= 0) matching.hold(number, group)
    })
    const still: Array<number> = []
    for (const number of missed) {
      if (!matching.place(number)) still.push(number)
      if (still.length > atMost) return undefined
    }
    return still
  }
  // One agent a try is more than enough of any kind.
  const staff: Array<number> = present.map((there) => (there === 1 ? 1 : missed.length))
  const beyond = missedWith(staff, missed.length) ?? []
  const needed: Array<Needed> = []
  rosters.forEach(({ agent }, i) => {
    if (present[i] === 1) return
    const more = least(missed.length, (many) => missedWith(staff.with(i, many), beyond.length) !== undefined)
    staff[i] = more
    needed.push({ agent: agent.id, more })
  })
  return { needed, beyondHelp: new Set(beyond.map((number) => callOf[number])).size }
}

/** The least number up to `most` that is enough, where `most` is and so is whatever lies above one that is. */
const least = (most: number, isEnough: (n: number) => boolean): number => {
  let [low, high] = [0, 0]
  while (high < most && !isEnough(high)) [low, high] = [high + 1, Math.min(2 * high + 1, most)]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isEnough(middle)) high = middle
    else low = middle + 1
  }
  return high
}
