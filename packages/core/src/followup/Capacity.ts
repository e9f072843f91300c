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
 * **Example** (A call without an agent)
 *
 * ```ts
 * import { Capacity, ChinaCalendar, ChinaContact, ContactWindow, Id, TimeZone } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const window = ContactWindow.make({
 *   profile: {
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["phone"],
 *     doNotDisturbOn: [],
 *   },
 *   policy: ChinaContact.carePolicy,
 *   channel: "phone",
 *   purpose: "followUp",
 *   calendar: ChinaCalendar.publicHolidays,
 * })
 * const [from, until] = [Date.parse("2026-03-05T00:00+08:00"), Date.parse("2026-03-06T00:00+08:00")]
 * const call: Capacity.Call = {
 *   id: Id.TaskId.make("d-417/general-discharge/first-contact"),
 *   window: Result.getOrThrow(window),
 *   span: { earliest: from, ideal: from, due: until, latest: until },
 *   skills: ["nurse"],
 *   language: "zh",
 *   risk: 0,
 * }
 * const { unplaced } = Result.getOrThrow(Capacity.assign([call], { agents: [], period: { from, until } }))
 * unplaced.map(({ reason }) => reason) // => [{ _tag: "NobodyQualified", missing: "skills" }]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { bandAt, type Moment, roomOf } from "../contact/ContactWindow.ts"
import type { StaffId, TaskId } from "../foundation/Id.ts"
import { type Call, pickAsChosen } from "./CallDemand.ts"
import { CallMatching } from "./CallMatching.ts"
import type * as CallSlot from "./CallSlot.ts"
import { type CapacityRefused, type Prepared, prepare, type Staffing } from "./CapacityInput.ts"
import * as SlotTable from "./SlotTable.ts"
import { type UnknownShift, type Unplaced, unknownShifts, unplaced } from "./UnplacedCall.ts"

export type { Call } from "./CallDemand.ts"
export {
  CallLongerThanSlot,
  type CapacityRefused,
  CapacityTooLarge,
  DuplicateId,
  ImpossibleCall,
  limits,
  type Staffing,
} from "./CapacityInput.ts"
export { callsOf, riskOf } from "./PlannedCalls.ts"
export type { UnknownShift, Unplaced, UnplacedReason } from "./UnplacedCall.ts"

/** A call with its slot. */
export interface Booking extends Moment {
  readonly call: TaskId
  readonly agent: StaffId
}

/** Who is called when by whom, and who can't be. */
export interface Assignment {
  /** By time, then by agent. */
  readonly bookings: ReadonlyArray<Booking>
  /** In the order of their turns. */
  readonly unplaced: ReadonlyArray<Unplaced>
  /** Only slots surely on shift are booked; these shifts may turn out to have more. */
  readonly unknownShifts: ReadonlyArray<UnknownShift>
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
  Result.map(prepare(calls, staffing), (prepared) => {
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
