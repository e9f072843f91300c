/**
 * What calls need of the slots of a period, and which of the free ones each would rather have.
 */
import type { OpenSet } from "../calendar/OpenSet.ts"
import { type ContactWindow, roomOf, type Span } from "../contact/ContactWindow.ts"
import type { TaskId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { Demand, FreeGroups, Need, Pick } from "./CallMatching.ts"
import { groupsBetween, inBoth, type Places, placeOf, placesIn, type SlotTable } from "./SlotTable.ts"

/** A call to be made. */
export interface Call {
  readonly id: TaskId
  /** When the person may be called, and how long the call takes. */
  readonly window: ContactWindow
  /** From when until when it may begin, and when it best does, in epoch milliseconds. */
  readonly span: Span
  /** What the agent must be, all of it: the responsible role, and whatever else the hospital tells apart. */
  readonly skills: ReadonlyArray<string>
  /** The language to be spoken, by its tag. */
  readonly language: string
  /** How much is at risk: the higher, the sooner the call's turn. A whole number. */
  readonly risk: number
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The calls in the order of their turns: the higher risk, then the earlier `due`, then the lesser id. */
export const byTurn = (a: Call, b: Call): number =>
  b.risk - a.risk || a.span.due - b.span.due || byText(a.id, b.id)

/** The part of the call's span that lies in the period. */
export const within = ({ span }: Call, { from, until }: Interval): Interval => ({
  from: Math.max(span.earliest, from),
  until: Math.min(span.latest, until),
})

/** Whether an agent has all the skills that the call asks for. */
export const isSkilled = ({ skills }: Call, able: { readonly skills: ReadonlySet<string> }): boolean =>
  skills.every((skill) => able.skills.has(skill))

/** The moments of the period at which the call may begin, the whole of it within `open`. */
const placesOf = (table: SlotTable, call: Call, open: OpenSet, period: Interval): Places => {
  const { beginnings } = call.window
  const during = within(call, period)
  const places = placesIn(table, open, during, roomOf(call.window))
  return beginnings === undefined ? places : inBoth(places, placesIn(table, beginnings, during, 1))
}

/** What the calls need. Those with one need share it. */
export const demandOf = (table: SlotTable, calls: ReadonlyArray<Call>, period: Interval): Demand => {
  const kindsOf = new Map<string, ReadonlyArray<number>>()
  const known = new Map<string, number>()
  const needs: Array<Need> = []
  const needOf = Int32Array.from(calls, (call) => {
    const { durationMillis, open } = call.window
    const asked = JSON.stringify([durationMillis, call.language, call.skills])
    const kinds =
      kindsOf.get(asked) ??
      table.kinds.flatMap((kind, i) =>
        isSkilled(call, kind) && kind.languages.has(call.language) && kind.slotMillis >= durationMillis
          ? [i]
          : [],
      )
    kindsOf.set(asked, kinds)
    const places = kinds.length === 0 ? [] : placesOf(table, call, open, period)
    const key = `${kinds.join()}/${places.join()}`
    const need = known.get(key) ?? needs.push({ kinds, places }) - 1
    known.set(key, need)
    return need
  })
  return { needs, needOf }
}

/**
 * Each call takes a free slot as `ContactWindow.choose` takes a moment: the first from `ideal` on, else the last before
 * it, else the first from `due` on; within each part the person's preferred times come first.
 */
export const pickAsChosen =
  (table: SlotTable, calls: ReadonlyArray<Call>, { needOf, needs }: Demand, period: Interval): Pick =>
  (number, free) => {
    const call = calls[number] as Call
    const { kinds, places } = needs[needOf[number] as number] as Need
    const { due, earliest, ideal, latest } = call.span
    const { preferred } = call.window
    const wishes = preferred === undefined ? [places] : [placesOf(table, call, preferred, period), places]
    for (const [from, until, find] of [
      [ideal, due, firstFree],
      [earliest, ideal, lastFree],
      [due, latest, firstFree],
    ] as const) {
      const [first, end] = [placeOf(table.times, from), placeOf(table.times, until)]
      for (const among of wishes) {
        const group = find(table, kinds, among, first, end, free)
        if (group !== none) return group
      }
    }
    return none
  }

const none = -1

type Find = (
  table: SlotTable,
  kinds: ReadonlyArray<number>,
  among: Places,
  first: number,
  end: number,
  free: FreeGroups,
) => number

/** Of the groups of these kinds with a free slot the first, where several begin together that of the first kind. */
const firstFree: Find = (table, kinds, among, first, end, free) => {
  for (let i = 0; i < among.length; i += 2) {
    const [low, high] = [Math.max(among[i] as number, first), Math.min(among[i + 1] as number, end)]
    let found = none
    for (const kind of low < high ? kinds : []) {
      const [from, until] = groupsBetween(table, kind, low, high)
      const group = free.from(from)
      if (group < until && (found === none || isBefore(table, group, found))) found = group
    }
    if (found !== none) return found
  }
  return none
}

/** The last one likewise. */
const lastFree: Find = (table, kinds, among, first, end, free) => {
  for (let i = among.length - 2; i >= 0; i -= 2) {
    const [low, high] = [Math.max(among[i] as number, first), Math.min(among[i + 1] as number, end)]
    let found = none
    for (const kind of low < high ? kinds : []) {
      const [from, until] = groupsBetween(table, kind, low, high)
      const group = free.before(until)
      if (group >= from && (found === none || isBefore(table, found, group))) found = group
    }
    if (found !== none) return found
  }
  return none
}

const isBefore = ({ timeOf }: SlotTable, a: number, b: number): boolean =>
  (timeOf[a] as number) < (timeOf[b] as number)
