/**
 * Who calls whom, when: calls laid into the slots of agents' shifts, as many as can be, those at the highest risk first.
 *
 * **Details**
 *
 * `assign` breaks no window and books no agent twice. Among all assignments it takes one with the most calls, and among
 * those one that holds the most calls of the highest risk, then of the next, and so on down; within one risk those whose
 * `due` is earlier go first, then the lesser id. What can't be placed comes with the reason.
 *
 * Which of its slots a call gets is `ContactWindow.choose`'s order among those free in its turn; a call that makes room
 * for another moves on. In the end no slot stays free that a call placed would rather have had.
 *
 * Each call is looked at by itself: two calls to one person aren't kept apart here but by the frequency caps that their
 * windows are made with.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { bandAt, type Moment, refusedIn, roomOf } from "../contact/ContactWindow.ts"
import { type StaffId, TaskId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import { byTurn, type Call, demandOf, isSkilled, pickAsChosen, within } from "./CallDemand.ts"
import { CallMatching, type Demand, groupsFor, type Need } from "./CallMatching.ts"
import * as CallSlot from "./CallSlot.ts"
import * as SlotTable from "./SlotTable.ts"

export type { Call } from "./CallDemand.ts"

/** Two agents, or two calls, have one id. */
export class DuplicateId extends Schema.TaggedError<DuplicateId>("@aftercare/core/DuplicateId")(
  "DuplicateId",
  { field: Schema.Literals(["agents", "calls", "further"]), id: Schema.String },
) {
  override get message() {
    return `${this.field}: two have the id ${this.id}`
  }
}

/** A call's span or risk isn't one. */
export class ImpossibleCall extends Schema.TaggedError<ImpossibleCall>("@aftercare/core/ImpossibleCall")(
  "ImpossibleCall",
  { call: TaskId, rule: Schema.Literals(["earliest ≤ ideal ≤ due ≤ latest", "risk is a whole number"]) },
) {
  override get message() {
    return `call ${this.call} breaks ${this.rule}`
  }
}

/** The call takes longer than the longest slot of any agent. */
export class CallLongerThanSlot extends Schema.TaggedError<CallLongerThanSlot>(
  "@aftercare/core/CallLongerThanSlot",
)("CallLongerThanSlot", { call: TaskId, callMillis: Schema.Int, slotMillis: Schema.Int }) {
  override get message() {
    return `call ${this.call} takes ${this.callMillis} ms, the longest slot ${this.slotMillis} ms`
  }
}

/** More than can be assigned in one go; the figure and its limit. */
export class CapacityTooLarge extends Schema.TaggedError<CapacityTooLarge>(
  "@aftercare/core/CapacityTooLarge",
)("CapacityTooLarge", {
  figure: Schema.Literals(["calls", "slots", "calls × slots"]),
  count: Schema.Int,
  limit: Schema.Int,
}) {
  override get message() {
    return `${this.count} ${this.figure}, more than the limit of ${this.limit}`
  }
}

/** Why nothing can be assigned at all. */
export type CapacityRefused =
  | CallSlot.ShiftWithoutSlot
  | DuplicateId
  | ImpossibleCall
  | CallLongerThanSlot
  | CapacityTooLarge

/**
 * The most that is assigned in one go. 20,000 calls to 50 agents over five days, eight hours each at six calls an hour,
 * are 240 million calls × slots; the limit itself takes some ten seconds where everything is scarce.
 */
export const limits = { calls: 250_000, slots: 250_000, "calls × slots": 5_000_000_000 } as const

/** A call with its slot. */
export interface Booking extends Moment {
  readonly call: TaskId
  readonly agent: StaffId
}

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

export interface Assignment {
  /** By time, then by agent. */
  readonly bookings: ReadonlyArray<Booking>
  /** In the order of their turns. */
  readonly unplaced: ReadonlyArray<Unplaced>
  /** Only slots surely on shift are booked; these shifts may turn out to have more. */
  readonly unknownShifts: ReadonlyArray<UnknownShift>
}

/** Who calls, in which period, and the calendar of shifts that follow one. */
export interface Staffing {
  readonly agents: ReadonlyArray<CallSlot.Agent>
  readonly period: Interval
  readonly calendar?: WorkCalendar
}

/**
 * Assigns calls to the slots that begin in the period. The order in which calls and agents are given doesn't matter.
 *
 * Fails with `DuplicateId`, `ImpossibleCall`, `ShiftWithoutSlot`, `CallLongerThanSlot` for input that can't be meant, and
 * with `CapacityTooLarge` beyond `limits`.
 */
export const assign = (
  calls: ReadonlyArray<Call>,
  staffing: Staffing,
): Result.Result<Assignment, CapacityRefused> =>
  Result.map(prepare(calls, staffing, []), (prepared) => {
    const { demand, ordered, period, present, table } = prepared
    const capacity = SlotTable.capacityOf(table, present)
    const matching = new CallMatching(table, capacity, demand, pickAsChosen(table, ordered, demand, period))
    const left = ordered.flatMap((_, call) => (matching.place(call) ? [] : [call]))
    return {
      bookings: booked(prepared, matching.groupOf),
      unplaced: unplaced(prepared, capacity, left),
      unknownShifts: unknownShifts(prepared),
    }
  })

/** Calls in their turns, and the slots of all who are there and of those who could be. */
export interface Prepared {
  readonly ordered: ReadonlyArray<Call>
  readonly period: Interval
  /** By id, those who could be there behind. */
  readonly rosters: ReadonlyArray<CallSlot.Roster>
  /** How many times each of them is there. */
  readonly present: ReadonlyArray<0 | 1>
  readonly table: SlotTable.SlotTable
  readonly demand: Demand
}

/** Checks the input and brings it in order. `further` are agents that aren't there but could be. */
export const prepare = (
  calls: ReadonlyArray<Call>,
  { agents, calendar, period }: Staffing,
  further: ReadonlyArray<CallSlot.Agent>,
): Result.Result<Prepared, CapacityRefused> => {
  const wrong =
    duplicate("agents", agents) ??
    duplicate("further", further) ??
    duplicate("calls", calls) ??
    impossible(calls)
  if (wrong !== undefined) return Result.fail(wrong)
  const byId = [...agents].sort((a, b) => (a.id < b.id ? -1 : 1))
  const rosters: Array<CallSlot.Roster> = []
  for (const agent of [...byId, ...further]) {
    const found = CallSlot.roster(agent, calendar === undefined ? { period } : { period, calendar })
    if (Result.isFailure(found)) return Result.fail(found.failure)
    rosters.push(found.success)
  }
  const refused = tooLong(calls, rosters) ?? tooLarge(calls.length, rosters)
  if (refused !== undefined) return Result.fail(refused)
  const ordered = [...calls].sort(byTurn)
  const table = SlotTable.make(rosters)
  const present = rosters.map((_, i) => (i < agents.length ? 1 : 0))
  return Result.succeed({
    ordered,
    period,
    rosters,
    present,
    table,
    demand: demandOf(table, ordered, period),
  })
}

const duplicate = (
  field: DuplicateId["field"],
  of: ReadonlyArray<{ readonly id: string }>,
): DuplicateId | undefined => {
  const seen = new Set<string>()
  for (const { id } of of) {
    if (seen.has(id)) return new DuplicateId({ field, id })
    seen.add(id)
  }
  return undefined
}

const impossible = (calls: ReadonlyArray<Call>): ImpossibleCall | undefined => {
  for (const { id, risk, span } of calls) {
    const { due, earliest, ideal, latest } = span
    if (!(earliest <= ideal && ideal <= due && due <= latest))
      return new ImpossibleCall({ call: id, rule: "earliest ≤ ideal ≤ due ≤ latest" })
    if (!Number.isSafeInteger(risk)) return new ImpossibleCall({ call: id, rule: "risk is a whole number" })
  }
  return undefined
}

const tooLong = (
  calls: ReadonlyArray<Call>,
  rosters: ReadonlyArray<CallSlot.Roster>,
): CallLongerThanSlot | undefined => {
  const slotMillis = Math.max(...rosters.map(({ agent }) => CallSlot.slotMillis(agent)))
  const call =
    rosters.length === 0 ? undefined : calls.find(({ window }) => window.durationMillis > slotMillis)
  return call && new CallLongerThanSlot({ call: call.id, callMillis: call.window.durationMillis, slotMillis })
}

const tooLarge = (calls: number, rosters: ReadonlyArray<CallSlot.Roster>): CapacityTooLarge | undefined => {
  const slots = rosters.reduce((sum, roster) => sum + roster.slots, 0)
  const figures = { calls, slots, "calls × slots": calls * slots }
  const figure = (["calls", "slots", "calls × slots"] as const).find((one) => figures[one] > limits[one])
  return figure && new CapacityTooLarge({ figure, count: figures[figure], limit: limits[figure] })
}

/** Deals each group's calls out among its agents: to whoever has the fewest so far. */
const booked = ({ ordered, rosters, table }: Prepared, groupOf: Int32Array): ReadonlyArray<Booking> => {
  const held = new Map<number, Array<number>>()
  groupOf.forEach((group, call) => {
    if (group < 0) return
    const there = held.get(group)
    if (there === undefined) held.set(group, [call])
    else there.push(call)
  })
  const timeOf = (group: number) => table.timeOf[group] as number
  const load = new Int32Array(rosters.length)
  const bookings: Array<Booking> = []
  for (const [group, calls] of [...held].sort(([a], [b]) => timeOf(a) - timeOf(b) || a - b)) {
    const free = [...(table.agentsOf[group] as ReadonlyArray<number>)].sort(
      (a, b) => (load[a] as number) - (load[b] as number) || a - b,
    )
    calls.forEach((call, i) => {
      const agent = free[i] as number
      load[agent] = (load[agent] as number) + 1
      const at = table.times[timeOf(group)] as number
      bookings.push(bookingOf(ordered[call] as Call, (rosters[agent] as CallSlot.Roster).agent.id, at))
    })
  }
  return bookings.sort((a, b) => a.at - b.at || (a.agent < b.agent ? -1 : 1))
}

const bookingOf = ({ id, span, window }: Call, agent: StaffId, at: number): Booking => {
  const { basis, preferred } = window
  return {
    call: id,
    agent,
    at,
    band: bandAt(span, at),
    preferred: preferred?.isOpen(at) === true && preferred.nextClosed(at) - at >= roomOf(window),
    basis,
  }
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
    const known = slotsOf.get(need) ?? slotsIn(capacity, groupsFor(table, demand.needs[need] as Need))
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

const slotsIn = (capacity: Int32Array, groups: Int32Array): number => {
  let slots = 0
  for (let i = 0; i < groups.length; i += 2)
    for (let g = groups[i] as number; g < (groups[i + 1] as number); g++) slots += capacity[g] as number
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
  return { _tag: "NoSlotInWindow", rules: [...closing] }
}

/** The agents who are there and whose shift isn't known to the period's end. */
export const unknownShifts = ({ present, rosters }: Prepared): ReadonlyArray<UnknownShift> =>
  rosters.flatMap(({ agent, unknownFrom }, i) =>
    present[i] === 1 && unknownFrom !== undefined ? [{ agent: agent.id, from: unknownFrom }] : [],
  )
