/**
 * Matching calls with slots: as many as can be, each call in its turn.
 *
 * **Details**
 *
 * The sets of calls that can be held together are the independent sets of a transversal matroid. So taking the calls in
 * their order, and each one if those taken before can make room for it, gives a set that is both the largest and the
 * first in that order. Room is made along a shortest chain of calls, each moving to a group that another leaves, the last
 * to a free slot.
 *
 * Where there is no such chain, all groups that were looked at are full for good: nothing that a later call does can free
 * one of them. They are struck out, and so are the needs that led there, so that nothing is searched in vain twice.
 */
import { groupsBetween, type Places, type SlotTable } from "./SlotTable.ts"

/** What a call needs, by the slots that serve it. Calls with one need are interchangeable. */
export interface Need {
  /** The agent kinds that can make the call, by their places in the table. */
  readonly kinds: ReadonlyArray<number>
  readonly places: Places
}

/** How many stretches of groups serve a need: each kind's at each stretch of places. */
export const reachOf = ({ kinds, places }: Need): number => (places.length / 2) * kinds.length

/** The `i`-th of them, the end exclusive; it may be empty. They are ordered by their places first. */
export const stretchOf = (
  table: SlotTable,
  { kinds, places }: Need,
  i: number,
): readonly [first: number, end: number] => {
  const at = 2 * Math.floor(i / kinds.length)
  return groupsBetween(
    table,
    kinds[i % kinds.length] as number,
    places[at] as number,
    places[at + 1] as number,
  )
}

/** The indices 0 … length - 1, of which some are struck out for good; finds the nearest one left. */
class Remaining {
  readonly #after: Int32Array
  readonly #before: Int32Array

  constructor(length: number) {
    this.#after = Int32Array.from({ length: length + 1 }, (_, i) => i)
    this.#before = Int32Array.from({ length: length + 1 }, (_, i) => i)
  }

  /** The least one left from `i` on, or the length. */
  from(i: number): number {
    return nearest(this.#after, i)
  }

  /** The greatest one left before `i`, or -1. */
  before(i: number): number {
    return nearest(this.#before, i) - 1
  }

  strike(i: number): void {
    this.#after[i] = i + 1
    this.#before[i + 1] = i
  }
}

const none = -1

/** The end of a chain of links, the links made shorter on the way. */
const nearest = (links: Int32Array, i: number): number => {
  let at = i
  while (links[at] !== at) {
    const next = links[at] as number
    links[at] = links[next] as number
    at = next
  }
  return at
}

/** Which of the groups with a free slot a call takes. It is asked only where its need has one. */
export type Pick = (call: number, free: FreeGroups) => number

export interface FreeGroups {
  /** The first group with a free slot from `group` on, or the number of groups. */
  readonly from: (group: number) => number
  /** The last one before `group`, or -1. */
  readonly before: (group: number) => number
}

/** Calls are numbers from 0 in the order of their turns; so are needs and groups. */
export interface Demand {
  readonly needs: ReadonlyArray<Need>
  /** Of each call, its need. */
  readonly needOf: Int32Array
}

export class CallMatching {
  readonly #table: SlotTable
  readonly #needOf: Int32Array
  readonly #pick: Pick
  readonly #capacity: Int32Array
  readonly #needs: ReadonlyArray<Need>
  /** Of each need, its first stretch of groups in which one may still be free. */
  readonly #cursor: Int32Array
  readonly #count: Int32Array
  readonly #free: Remaining
  /** Groups that a chain may still lead through. */
  readonly #alive: Remaining
  readonly #hopeless: Uint8Array
  /** The calls held by a group, as a list. */
  readonly #firstHeld: Int32Array
  readonly #nextHeld: Int32Array
  /** Of each call the group that holds it, or -1. */
  readonly groupOf: Int32Array

  // One search: what has been seen in it, and from where.
  #search = 0
  readonly #seenNeed: Int32Array
  readonly #viaGroup: Int32Array
  readonly #viaCall: Int32Array
  readonly #seenGroup: Int32Array
  readonly #unseenAfter: Int32Array
  readonly #fromNeed: Int32Array

  constructor(table: SlotTable, capacity: Int32Array, { needOf, needs }: Demand, pick: Pick) {
    const groups = capacity.length
    this.#table = table
    this.#needOf = needOf
    this.#pick = pick
    this.#capacity = capacity
    this.#needs = needs
    this.#cursor = new Int32Array(needs.length)
    this.#count = new Int32Array(groups)
    this.#free = new Remaining(groups)
    this.#alive = new Remaining(groups)
    this.#hopeless = new Uint8Array(needs.length)
    this.#firstHeld = new Int32Array(groups).fill(none)
    this.#nextHeld = new Int32Array(needOf.length).fill(none)
    this.groupOf = new Int32Array(needOf.length).fill(none)
    this.#seenNeed = new Int32Array(needs.length)
    this.#viaGroup = new Int32Array(needs.length)
    this.#viaCall = new Int32Array(needs.length)
    this.#seenGroup = new Int32Array(groups)
    this.#unseenAfter = new Int32Array(groups)
    this.#fromNeed = new Int32Array(groups)
    capacity.forEach((slots, group) => {
      if (slots === 0) this.#free.strike(group)
    })
  }

  /** Takes the call in if it can be held beside all that are; says whether it is. */
  readonly place = (call: number): boolean => {
    const need = this.#needOf[call] as number
    if (this.#hopeless[need] === 1) return false
    if (!this.#hasFree(need)) return this.#makeRoom(call, need)
    this.hold(call, this.#pick(call, this.#free))
    return true
  }

  /** Puts a call into a group that has a free slot. */
  readonly hold = (call: number, group: number): void => {
    this.groupOf[call] = group
    this.#nextHeld[call] = this.#firstHeld[group] as number
    this.#firstHeld[group] = call
    const count = (this.#count[group] as number) + 1
    this.#count[group] = count
    if (count === this.#capacity[group]) this.#free.strike(group)
  }

  /** The first group in the call's reach that has a free slot, where there is one. */
  readonly firstFree = (call: number): number => {
    const need = this.#needOf[call] as number
    const [first] = stretchOf(this.#table, this.#needs[need] as Need, this.#cursor[need] as number)
    return this.#free.from(first)
  }

  /** Slots only fill up, so what was full is never looked at again. */
  #hasFree(number: number): boolean {
    const need = this.#needs[number] as Need
    const reach = reachOf(need)
    for (let cursor = this.#cursor[number] as number; cursor < reach; cursor++) {
      const [first, end] = stretchOf(this.#table, need, cursor)
      this.#cursor[number] = cursor
      if (this.#free.from(first) < end) return true
    }
    this.#cursor[number] = reach
    return false
  }

  #makeRoom(call: number, source: number): boolean {
    const search = ++this.#search
    const queue = [source]
    const groups: Array<number> = []
    this.#seenNeed[source] = search
    for (let i = 0; i < queue.length; i++) {
      const need = queue[i] as number
      if (need !== source && this.#hasFree(need)) {
        this.#move(call, source, need)
        return true
      }
      this.#visit(need, queue, groups)
    }
    for (const need of queue) this.#hopeless[need] = 1
    for (const group of groups) this.#alive.strike(group)
    return false
  }

  /** Looks at every group that serves the need and wasn't seen before. */
  #visit(number: number, queue: Array<number>, groups: Array<number>): void {
    const need = this.#needs[number] as Need
    const reach = reachOf(need)
    for (let i = 0; i < reach; i++) {
      const [first, end] = stretchOf(this.#table, need, i)
      for (let g = this.#unseen(first); g < end; g = this.#unseen(g + 1)) {
        this.#seenGroup[g] = this.#search
        this.#unseenAfter[g] = g + 1
        this.#fromNeed[g] = number
        groups.push(g)
        this.#reachHeld(g, queue)
      }
    }
  }

  /** Everything held by the group could move on: of each need the call that came last. */
  #reachHeld(group: number, queue: Array<number>): void {
    const search = this.#search
    for (let held = this.#firstHeld[group] as number; held !== none; held = this.#nextHeld[held] as number) {
      const need = this.#needOf[held] as number
      if (this.#seenNeed[need] === search) continue
      this.#seenNeed[need] = search
      this.#viaGroup[need] = group
      this.#viaCall[need] = held
      queue.push(need)
    }
  }

  /** The first group from `g` on that this search hasn't seen and no earlier one struck out. */
  #unseen(g: number): number {
    const search = this.#search
    let at = this.#alive.from(g)
    while (this.#seenGroup[at] === search) at = this.#alive.from(this.#unseenAfter[at] as number)
    for (let seen = this.#alive.from(g); seen !== at; ) {
      const next = this.#unseenAfter[seen] as number
      this.#unseenAfter[seen] = at
      seen = this.#alive.from(next)
    }
    return at
  }

  /** Moves each call of the chain on, the last one first, and lets the new one in. */
  #move(call: number, source: number, last: number): void {
    let target = this.#pick(this.#viaCall[last] as number, this.#free)
    for (let need = last; need !== source; ) {
      const [moved, from] = [this.#viaCall[need] as number, this.#viaGroup[need] as number]
      this.#release(moved, from)
      this.hold(moved, target)
      target = from
      need = this.#fromNeed[from] as number
    }
    this.hold(call, target)
  }

  /** The slot is taken again at once, so the group doesn't count as free in between. */
  #release(call: number, group: number): void {
    const next = this.#nextHeld[call] as number
    if (this.#firstHeld[group] === call) this.#firstHeld[group] = next
    else {
      let held = this.#firstHeld[group] as number
      while (this.#nextHeld[held] !== call) held = this.#nextHeld[held] as number
      this.#nextHeld[held] = next
    }
    this.#count[group] = (this.#count[group] as number) - 1
  }
}
