/**
 * Who makes calls, and when each of their calls may begin: the slots of a shift.
 *
 * **Details**
 *
 * An agent with so many calls an hour begins one every 60 / `callsPerHour` minutes from the beginning of each stretch of
 * their shift on, as long as the whole slot lies in it. What doesn't divide an hour evenly is counted to the millisecond
 * from that beginning, so that nothing adds up.
 *
 * **Example** (A short morning: the last quarter of an hour holds no slot of twenty minutes)
 *
 * ```ts
 * import { CallSlot, InstantText, TimeZone } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const nurse = Schema.decodeUnknownSync(CallSlot.Agent)({
 *   id: "nurse-1",
 *   skills: ["nurse"],
 *   languages: ["zh"],
 *   zone: "Asia/Shanghai",
 *   shift: { _tag: "Daily", spans: ["09:00-10:15"] },
 *   callsPerHour: 3,
 * })
 * const period = { from: Date.parse("2026-03-05T00:00+08:00"), until: Date.parse("2026-03-06T00:00+08:00") }
 * const starts = Result.getOrThrow(CallSlot.starts(nurse, { period }))
 * starts.map((at) => InstantText.time(at, TimeZone.make("Asia/Shanghai"))) // => ["09:00", "09:20", "09:40"]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { intervals } from "../calendar/OpenSet.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { StaffId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/** A spoken language by its tag, such as `zh`, `yue` or `ug`. Tags are compared as they are. */
export const SpokenLanguage = Schema.String.check(
  Schema.isPattern(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, {
    message: "a spoken language is a tag such as zh, yue or zh-Hans",
  }),
)

/** Somebody who makes calls. Skills are roles, such as `nurse`, and whatever else the hospital tells apart. */
export const Agent = closed(
  Schema.Struct({
    id: StaffId,
    skills: Schema.NonEmptyArray(Text),
    languages: Schema.NonEmptyArray(SpokenLanguage),
    /** The clock that the shift is read on. */
    zone: TimeZone,
    shift: Hours.Hours,
    callsPerHour: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 })),
  }),
)
export interface Agent extends Schema.Schema.Type<typeof Agent> {}

/** The agent is on shift in the period, and no stretch of the shift is as long as one slot. */
export class ShiftWithoutSlot extends Schema.TaggedError<ShiftWithoutSlot>(
  "@aftercare/core/ShiftWithoutSlot",
)("ShiftWithoutSlot", { agent: StaffId, callsPerHour: Schema.Int }) {
  override get message() {
    return `agent ${this.agent}: no stretch of the shift holds a whole slot at ${this.callsPerHour} calls an hour`
  }
}

/** When to look, and the calendar that bends the shifts that follow one. */
export interface During {
  readonly period: Interval
  readonly calendar?: WorkCalendar
}

const hourMillis = 3_600_000

/** What a call may last at most: the length of the shortest slot. */
export const slotMillis = ({ callsPerHour }: Agent): number => Math.floor(hourMillis / callsPerHour)

/** The slots of one stretch of a shift that begin in the period: the `first`-th up to the `end`-th from `begins` on. */
interface Stretch {
  readonly begins: number
  readonly first: number
  readonly end: number
}

/** An agent's slots in a period, counted and not yet written out. */
export interface Roster {
  readonly agent: Agent
  readonly stretches: ReadonlyArray<Stretch>
  readonly slots: number
  /** From when on the shift depends on dates that the calendar doesn't cover; undefined where it doesn't. */
  readonly unknownFrom: number | undefined
}

/** Counts an agent's slots. Fails with `ShiftWithoutSlot` where there is a shift too short for any. */
export const roster = (
  agent: Agent,
  { calendar, period }: During,
): Result.Result<Roster, ShiftWithoutSlot> => {
  const { callsPerHour } = agent
  const shift = Hours.compile(agent.shift, agent.zone, calendar)
  /** The least `k` whose slot begins `elapsed` or more after the stretch does. */
  const slotFrom = (elapsed: number) => Math.max(0, Math.ceil((elapsed * callsPerHour) / hourMillis))
  const stretches: Array<Stretch> = []
  let [onShift, whole] = [false, 0]
  for (const { from } of intervals(shift, period.from, period.until)) {
    const begins = from === period.from ? shift.lastClosed(from) : from
    // Slot k ends where slot k + 1 begins, which is no later than the closing.
    const holds = slotFrom(shift.nextClosed(from) - begins + 1) - 1
    const [first, end] = [slotFrom(from - begins), Math.min(holds, slotFrom(period.until - begins))]
    if (first < end) stretches.push({ begins, first, end })
    onShift = true
    whole += holds
  }
  if (onShift && whole === 0) return Result.fail(new ShiftWithoutSlot({ agent: agent.id, callsPerHour }))
  const slots = stretches.reduce((sum, { end, first }) => sum + end - first, 0)
  return Result.succeed({ agent, stretches, slots, unknownFrom: unknownFrom(shift, period) })
}

const unknownFrom = (shift: Hours.CompiledHours, { from, until }: Interval): number | undefined => {
  if (shift.isCertain(from, until)) return undefined
  for (let at = shift.possible.next(from); at < until; at = shift.possible.next(at)) {
    const sure = shift.next(at)
    if (sure > at) return at
    at = shift.nextClosed(at)
  }
  return undefined
}

/** The beginnings of the slots, ascending, in epoch milliseconds. */
export const startsOf = ({ agent, stretches }: Roster): ReadonlyArray<number> =>
  stretches.flatMap(({ begins, end, first }) =>
    Array.from(
      { length: end - first },
      (_, i) => begins + Math.floor(((first + i) * hourMillis) / agent.callsPerHour),
    ),
  )

/**
 * When the agent's calls may begin within the period, ascending, in epoch milliseconds.
 *
 * Fails with `ShiftWithoutSlot` where the agent is on shift and no stretch of it holds a whole slot.
 */
export const starts = (
  agent: Agent,
  during: During,
): Result.Result<ReadonlyArray<number>, ShiftWithoutSlot> => Result.map(roster(agent, during), startsOf)
