/** What an assignment may do, found by trying everything out. It knows nothing of tables, needs or chains. */
import { type CallSlot, type Capacity, ContactWindow, Hours, Interval } from "@aftercare/core"
import * as Result from "effect/Result"
import { minute } from "../../calendar/support/WallClock.ts"

export interface Slot {
  readonly agent: CallSlot.Agent
  readonly at: number
}

/** Walks the shift minute by minute; every stretch of it on the grid of whole minutes is seen whole. */
export const slotsOf = (
  agent: CallSlot.Agent,
  { calendar, period }: Capacity.Staffing,
): ReadonlyArray<Slot> => {
  const shift = Hours.compile(agent.shift, agent.zone, calendar)
  const slots: Array<Slot> = []
  const walkedFrom = period.from - 30 * 60 * minute
  let wasOpen = false
  for (let at = walkedFrom; at < period.until + 30 * 60 * minute; at += minute) {
    const begins = !wasOpen && shift.isOpen(at)
    wasOpen = shift.isOpen(at)
    if (!begins) continue
    let closes = at
    while (shift.isOpen(closes)) closes += minute
    for (let k = 0; ; k++) {
      const [start, end] = [k, k + 1].map((n) => at + Math.floor((n * 3_600_000) / agent.callsPerHour)) as [
        number,
        number,
      ]
      if (end > closes) break
      if (Interval.contains(period, start)) slots.push({ agent, at: start })
    }
  }
  return slots
}

/** Whether the slot's agent can make the call, whenever that is. */
export const ableTo = ({ language, skills, window }: Capacity.Call, { agent }: Slot): boolean =>
  skills.every((skill) => agent.skills.includes(skill)) &&
  agent.languages.includes(language) &&
  window.durationMillis <= Math.floor(3_600_000 / agent.callsPerHour)

/** Whether the call may be begun in this slot: by the window, asked as it is right before a contact is made. */
export const mayHold = (call: Capacity.Call, slot: Slot): boolean => {
  const { span, window } = call
  const { at } = slot
  const room = { ...window, durationMillis: window.durationMillis + window.latenessMillis }
  return (
    ableTo(call, slot) &&
    span.earliest <= at &&
    at < span.latest &&
    Result.isSuccess(ContactWindow.permit(window, at)) &&
    Result.isSuccess(ContactWindow.permit(room, at))
  )
}

/** Of each call the slots that may hold it. */
export type Edges = ReadonlyArray<ReadonlyArray<number>>

export const edgesOf = (calls: ReadonlyArray<Capacity.Call>, slots: ReadonlyArray<Slot>): Edges =>
  calls.map((call) => slots.flatMap((slot, i) => (mayHold(call, slot) ? [i] : [])))

/** The most that can be held together, by augmenting paths looked for one by one. */
export const mostHeld = (edges: Edges): number => {
  const heldBy = new Map<number, number>()
  const place = (call: number, tried: Set<number>): boolean =>
    (edges[call] ?? []).some((slot) => {
      if (tried.has(slot)) return false
      tried.add(slot)
      const holder = heldBy.get(slot)
      if (holder !== undefined && !place(holder, tried)) return false
      heldBy.set(slot, call)
      return true
    })
  return edges.filter((_, call) => place(call, new Set())).length
}

/** Call after call, each one if it can be held beside those before it. */
export const heldInTurn = (edges: Edges): ReadonlyArray<number> => {
  const held: Array<number> = []
  for (let i = 0; i < edges.length; i++) {
    const together = [...held, i]
    if (mostHeld(together.map((call) => edges[call] as ReadonlyArray<number>)) === together.length)
      held.push(i)
  }
  return held
}

/** Whether all of these can be held together, by trying every way. */
const canHold = (edges: Edges, taken: ReadonlySet<number> = new Set()): boolean => {
  const [first, ...rest] = edges
  return (
    first === undefined || first.some((slot) => !taken.has(slot) && canHold(rest, new Set([...taken, slot])))
  )
}

/** The sizes of the subsets, the bits of a number. */
const members = (subset: number, of: number): ReadonlyArray<number> =>
  Array.from({ length: of }, (_, i) => i).filter((i) => (subset >> i) & 1)

/**
 * Among the largest sets that can be held together the first in the calls' order, where of two sets that differ the one
 * holding the first call on which they do comes first. Every subset is tried.
 */
export const bestSet = (edges: Edges): ReadonlyArray<number> => {
  let best: ReadonlyArray<number> = []
  for (let subset = 0; subset < 1 << edges.length; subset++) {
    const set = members(subset, edges.length)
    if (set.length < best.length) continue
    const differing = edges.findIndex((_, i) => set.includes(i) !== best.includes(i))
    if (set.length === best.length && !set.includes(differing)) continue
    if (canHold(set.map((i) => edges[i] as ReadonlyArray<number>))) best = set
  }
  return best
}
