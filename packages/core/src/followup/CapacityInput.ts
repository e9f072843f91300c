/**
 * What an assignment is made from, checked and brought in order.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { TaskId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { byTurn, type Call, demandOf } from "./CallDemand.ts"
import type { Demand } from "./CallMatching.ts"
import * as CallSlot from "./CallSlot.ts"
import * as SlotTable from "./SlotTable.ts"

/** Who calls, in which period, and the calendar of shifts that follow one. */
export interface Staffing {
  readonly agents: ReadonlyArray<CallSlot.Agent>
  readonly period: Interval
  readonly calendar?: WorkCalendar
}

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
  figure: Schema.Literals(["calls", "agents", "slots", "agents × slots", "calls × slots"]),
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
 * are 240 million calls × slots; at the limit, with everything scarce, the work takes some ten seconds.
 */
export const limits = {
  calls: 250_000,
  agents: 2000,
  slots: 400_000,
  "agents × slots": 100_000_000,
  "calls × slots": 5_000_000_000,
} as const

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

/** Agents who aren't there but could be, and how many slots each call takes. */
interface Prospect {
  readonly further: ReadonlyArray<CallSlot.Agent>
  readonly slotsPerCall: number
}

/** Checks the input and brings it in order. */
export const prepare = (
  calls: ReadonlyArray<Call>,
  { agents, calendar, period }: Staffing,
  { further, slotsPerCall }: Prospect = { further: [], slotsPerCall: 1 },
): Result.Result<Prepared, CapacityRefused> => {
  const wrong =
    duplicate("agents", agents) ??
    duplicate("further", further) ??
    duplicate("calls", calls) ??
    impossible(calls)
  if (wrong !== undefined) return Result.fail(wrong)
  const expected = Math.ceil(calls.length * slotsPerCall)
  const many = tooLarge({ calls: expected, agents: agents.length + further.length })
  if (many !== undefined) return Result.fail(many)
  const byId = [...agents].sort((a, b) => (a.id < b.id ? -1 : 1))
  const rosters: Array<CallSlot.Roster> = []
  for (const agent of [...byId, ...further]) {
    const found = CallSlot.roster(agent, calendar === undefined ? { period } : { period, calendar })
    if (Result.isFailure(found)) return Result.fail(found.failure)
    rosters.push(found.success)
  }
  const slots = rosters.reduce((sum, roster) => sum + roster.slots, 0)
  const refused =
    tooLong(calls, rosters) ??
    tooLarge({ slots, "agents × slots": rosters.length * slots, "calls × slots": expected * slots })
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

type Figure = CapacityTooLarge["figure"]

const tooLarge = (figures: { readonly [F in Figure]?: number }): CapacityTooLarge | undefined => {
  for (const [figure, count] of Object.entries(figures) as ReadonlyArray<[Figure, number]>)
    if (count > limits[figure]) return new CapacityTooLarge({ figure, count, limit: limits[figure] })
  return undefined
}
