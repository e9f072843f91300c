/**
 * The agenda as a value: its entries by key, the free ones by when they fall due, the held ones by when their lease ends.
 */
import type { Agenda } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import { keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"

interface Item {
  readonly entry: Agenda.Entry
  /** Who holds the entry, by fencing token, and until when on the store's clock; undefined where it is free. */
  readonly held: { readonly token: number; readonly until: number } | undefined
}

export interface AgendaItems {
  readonly byKey: SortedMap.SortedMap<Item>
  readonly free: SortedMap.SortedMap<Item>
  readonly held: SortedMap.SortedMap<Item>
}

export const empty: AgendaItems = { byKey: undefined, free: undefined, held: undefined }

/** Text that sorts as instants do, in both directions from 1970; a lease without end is one of 270,000 years. */
const sortable = (millis: number): string => {
  const [sign, whole] = [millis < 0 ? "0" : "1", Math.min(Math.ceil(millis), 8.64e15)]
  return sign + String(millis < 0 ? whole + 8.64e15 : whole).padStart(16, "0")
}

const idKey = ({ id, kind, tenant }: Agenda.EntryKey) => keyOf(tenant, kind, id)
const freeKey = (entry: Agenda.Entry) => keyOf(sortable(DateTime.toEpochMillis(entry.dueAt)), idKey(entry))
const heldKey = (until: number, entry: Agenda.Entry) => keyOf(sortable(until), idKey(entry))

const put = (items: AgendaItems, { entry, held }: Item): AgendaItems => {
  const { byKey, ...rest } = without(items, idKey(entry))
  const item = { entry, held }
  const sorted =
    held === undefined
      ? { ...rest, free: SortedMap.set(rest.free, freeKey(entry), item) }
      : { ...rest, held: SortedMap.set(rest.held, heldKey(held.until, entry), item) }
  return { ...sorted, byKey: SortedMap.set(byKey, idKey(entry), item) }
}

const without = (items: AgendaItems, key: string): AgendaItems => {
  const item = SortedMap.get(items.byKey, key)
  if (item === undefined) return items
  const byKey = SortedMap.remove(items.byKey, key)
  return item.held === undefined
    ? { ...items, byKey, free: SortedMap.remove(items.free, freeKey(item.entry)) }
    : { ...items, byKey, held: SortedMap.remove(items.held, heldKey(item.held.until, item.entry)) }
}

/** With the entry in it, free. */
export const schedule = (items: AgendaItems, entry: Agenda.Entry): AgendaItems =>
  put(items, { entry, held: undefined })

/** Without the entry of this key. */
export const remove = (items: AgendaItems, key: Agenda.EntryKey): AgendaItems => without(items, idKey(key))

/** Frees what was held for too long, then claims the first free entries that are due, each with a token of its own. */
export const claim = (
  items: AgendaItems,
  options: { readonly at: number; readonly limit: number; readonly now: number; readonly until: number },
  nextToken: () => number,
): readonly [claims: ReadonlyArray<Agenda.Claim>, items: AgendaItems] => {
  let current = items
  for (const { entry, held } of SortedMap.values(items.held)) {
    if (held !== undefined && held.until > options.now) break
    current = schedule(current, entry)
  }
  const claims: Array<Agenda.Claim> = []
  for (const { entry } of SortedMap.values(current.free)) {
    if (claims.length >= options.limit || DateTime.toEpochMillis(entry.dueAt) > options.at) break
    const token = nextToken()
    claims.push({ entry, token })
    current = put(current, { entry, held: { token, until: options.until } })
  }
  return [claims, current]
}

/** The entry, as long as the claim is its newest and the lease hasn't run out. */
export const heldBy = (
  items: AgendaItems,
  { entry, token }: Agenda.Claim,
  now: number,
): Agenda.Entry | undefined => {
  const item = SortedMap.get(items.byKey, idKey(entry))
  return item?.held !== undefined && item.held.token === token && item.held.until > now
    ? item.entry
    : undefined
}

/** When the first entry falls due, held ones included. */
export const nextDueAt = (items: AgendaItems): DateTime.Utc | undefined => {
  const [first] = SortedMap.values(items.free)
  let earliest = first?.entry.dueAt
  for (const { entry } of SortedMap.values(items.held))
    if (earliest === undefined || DateTime.isLessThan(entry.dueAt, earliest)) earliest = entry.dueAt
  return earliest
}
