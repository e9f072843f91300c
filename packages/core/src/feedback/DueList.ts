/**
 * Which items have something due, found without a look at the others: a list ordered by instants, kept up to date item by
 * item.
 *
 * **Details**
 *
 * For whoever keeps open items in memory: put in what `Sla.nextChange` answers, take out what is due, evaluate that, and
 * put in its next change. Putting in and taking out cost as much as the logarithm of how many there are. A store that
 * survives a restart is the agenda's work.
 *
 * **Example**
 *
 * ```ts
 * import { DueList } from "@aftercare/core"
 *
 * const list = DueList.make()
 * list.put("t1", 300)
 * list.put("t2", 100)
 * list.put("t1", 200)
 * list.take(250, 10) // => ["t2", "t1"]
 * list.size() // => 0
 * ```
 *
 * @since 0.1.0
 */

export interface DueList {
  /** Puts the item in or moves it; undefined takes it out. An instant that is no number counts as none. */
  readonly put: (id: string, at: number | undefined) => void
  /** Takes out at most `limit` items that are due at `at` or before, the longest due first; of one instant by their ids. */
  readonly take: (at: number, limit: number) => ReadonlyArray<string>
  /** When the first is due; undefined where the list is empty. */
  readonly next: () => number | undefined
  readonly size: () => number
}

/** An empty list. */
export const make = (): DueList => {
  // A binary heap in two arrays, and each item's place in it.
  const ids: Array<string> = []
  const ats: Array<number> = []
  const places = new Map<string, number>()

  const isBefore = (at: number, id: string, place: number): boolean => {
    const other = ats[place] as number
    return at < other || (at === other && id < (ids[place] as string))
  }
  const settle = (place: number, id: string, at: number): void => {
    ids[place] = id
    ats[place] = at
    places.set(id, place)
  }
  const rise = (from: number, id: string, at: number): void => {
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      if (!isBefore(at, id, above)) break
      settle(place, ids[above] as string, ats[above] as number)
      place = above
    }
    settle(place, id, at)
  }
  const sink = (from: number, id: string, at: number): void => {
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= ids.length) break
      const other = below + 1
      if (other < ids.length && isBefore(ats[other] as number, ids[other] as string, below)) below = other
      if (isBefore(at, id, below)) break
      settle(place, ids[below] as string, ats[below] as number)
      place = below
    }
    settle(place, id, at)
  }
  const replace = (place: number, id: string, at: number): void => {
    if (place > 0 && isBefore(at, id, (place - 1) >> 1)) rise(place, id, at)
    else sink(place, id, at)
  }
  const remove = (id: string): void => {
    const place = places.get(id)
    if (place === undefined) return
    places.delete(id)
    const last = ids.pop() as string
    const at = ats.pop() as number
    if (place < ids.length) replace(place, last, at)
  }

  return {
    put: (id, at) => {
      if (at === undefined || Number.isNaN(at)) return remove(id)
      const place = places.get(id)
      if (place !== undefined) return replace(place, id, at)
      ids.push(id)
      ats.push(at)
      rise(ids.length - 1, id, at)
    },
    take: (at, limit) => {
      const taken: Array<string> = []
      while (taken.length < limit && ids.length > 0 && (ats[0] as number) <= at) {
        const id = ids[0] as string
        taken.push(id)
        remove(id)
      }
      return taken
    },
    next: () => ats[0],
    size: () => ids.length,
  }
}
