/**
 * Why a call has no slot, and whose shifts aren't known.
 */
import { refusedIn, roomOf } from "../contact/ContactWindow.ts"
import type { StaffId, TaskId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import { type Call, isSkilled, within } from "./CallDemand.ts"
import { type Need, reachOf, stretchOf } from "./CallMatching.ts"
import type { Prepared } from "./CapacityInput.ts"
import * as SlotTable from "./SlotTable.ts"

/** Why a call has no slot. */
export type UnplacedReason =
  /** The call's span has no part in the period. */
  | { readonly _tag: "OutsidePeriod" }
  /** Nobody has the skills, or nobody who has them speaks the language. */
  | { readonly _tag: "NobodyQualified"; readonly missing: "skills" | "language" }
  /** The slots of those who could make it are shorter than the call. */
  | { readonly _tag: "SlotsTooShort"; readonly callMillis: number; readonly slotMillis: number }
  /**
   * No slot of those who could make it begins where the person may be called. The rules closed the slots within the
   * span; none are named where there is no slot in it.
   */
  | { readonly _tag: "NoSlotInWindow"; readonly rules: ReadonlyArray<RuleId> }
  /** A slot may turn out to lie in the window once the calendar is announced further. */
  | { readonly _tag: "AwaitingCalendar"; readonly calendar: string; readonly version: string }
  /** All the slots that would do, so many, are held by calls whose turn comes first. */
  | { readonly _tag: "AllTaken"; readonly slots: number }

export interface Unplaced {
  readonly call: TaskId
  readonly reason: UnplacedReason
}

/** An agent whose shift can't be known from some moment of the period on: it depends on dates not yet announced. */
export interface UnknownShift {
  readonly agent: StaffId
  readonly from: number
}

/** Why each of these calls has no slot, where each group has so many. */
export const unplaced = (
  prepared: Prepared,
  capacity: Int32Array,
  calls: ReadonlyArray<number>,
): ReadonlyArray<Unplaced> => {
  const { demand, ordered, present, table } = prepared
  const kinds = table.kinds.filter(({ members }) => members.some((i) => present[i] === 1))
  const slotsOf = new Map<number, number>()
  const slotsFor = (need: number): number => {
    const known = slotsOf.get(need) ?? slotsIn(table, capacity, demand.needs[need] as Need)
    slotsOf.set(need, known)
    return known
  }
  const reasonOf = (number: number): UnplacedReason => {
    const call = ordered[number] as Call
    const { durationMillis } = call.window
    const { from, until } = within(call, prepared.period)
    if (from >= until) return { _tag: "OutsidePeriod" }
    const skilled = kinds.filter((kind) => isSkilled(call, kind))
    if (skilled.length === 0) return { _tag: "NobodyQualified", missing: "skills" }
    const able = skilled.filter(({ languages }) => languages.has(call.language))
    if (able.length === 0) return { _tag: "NobodyQualified", missing: "language" }
    const slotMillis = Math.max(...able.map((kind) => kind.slotMillis))
    if (slotMillis < durationMillis) return { _tag: "SlotsTooShort", callMillis: durationMillis, slotMillis }
    const need = demand.needOf[number] as number
    const slots = slotsFor(need)
    return slots > 0
      ? { _tag: "AllTaken", slots }
      : closedTo(call, slotTimes(prepared, capacity, demand.needs[need] as Need, { from, until }))
  }
  return calls.map((number) => ({ call: (ordered[number] as Call).id, reason: reasonOf(number) }))
}

const slotsIn = (table: SlotTable.SlotTable, capacity: Int32Array, need: Need): number => {
  let slots = 0
  for (let i = 0; i < reachOf(need); i++) {
    const [first, end] = stretchOf(table, need, i)
    for (let g = first; g < end; g++) slots += capacity[g] as number
  }
  return slots
}

/** When slots of those who can make the call begin in the interval, whether the person may be called then or not. */
const slotTimes = (
  { table }: Prepared,
  capacity: Int32Array,
  { kinds }: Need,
  { from, until }: Interval,
): ReadonlyArray<number> => {
  const [first, end] = [SlotTable.placeOf(table.times, from), SlotTable.placeOf(table.times, until)]
  const times = new Set<number>()
  for (const kind of kinds) {
    const [low, high] = SlotTable.groupsBetween(table, kind, first, end)
    for (let g = low; g < high; g++)
      if ((capacity[g] as number) > 0) times.add(table.times[table.timeOf[g] as number] as number)
  }
  return [...times].sort((a, b) => a - b)
}

/** What keeps the person from being called at any of these times. */
const closedTo = ({ window }: Call, times: ReadonlyArray<number>): UnplacedReason => {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return { _tag: "NoSlotInWindow", rules: [] }
  const { beginnings, calendar, open } = window
  const room = roomOf(window)
  const mayFit = (at: number) =>
    open.possible.isOpen(at) &&
    open.possible.nextClosed(at) - at >= room &&
    beginnings?.possible.isOpen(at) !== false
  if (times.some(mayFit))
    return { _tag: "AwaitingCalendar", calendar: calendar.id, version: calendar.version }
  const closing = new Set<RuleId>()
  let next = 0
  for (const { from, rules, until } of refusedIn(window, first, last + 1, room)) {
    while (next < times.length && (times[next] as number) < from) next++
    if (next < times.length && (times[next] as number) < until) for (const rule of rules) closing.add(rule)
  }
  const order = window.rules.map(({ id }) => id)
  return {
    _tag: "NoSlotInWindow",
    rules: [...closing].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
  }
}

/** The agents who are there and whose shift isn't known to the period's end. */
export const unknownShifts = ({ present, rosters }: Prepared): ReadonlyArray<UnknownShift> =>
  rosters.flatMap(({ agent, unknownFrom }, i) =>
    present[i] === 1 && unknownFrom !== undefined ? [{ agent: agent.id, from: unknownFrom }] : [],
  )
