/**
 * The agenda as a value: its entries by key, the free ones of each tenant by when they fall due, the held ones by when
 * their lease ends, and the dead letters.
 */
import type { Agenda } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import { endOf, keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"

interface Item {
  readonly entry: Agenda.Entry
  readonly tries: number
  readonly failures: number
  readonly state:
    | { readonly _tag: "Free" }
    /** Who holds the entry, by fencing token, and until when on the store's clock. */
    | { readonly _tag: "Held"; readonly token: number; readonly until: number }
    | { readonly _tag: "Dead"; readonly failure: Agenda.Failure; readonly at: DateTime.Utc }
}

export interface AgendaItems {
  readonly byKey: SortedMap.SortedMap<Item>
  readonly free: SortedMap.SortedMap<Item>
  readonly held: SortedMap.SortedMap<Item>
  readonly dead: SortedMap.SortedMap<Item>
  /** The last token that each tenant was given. */
  readonly served: SortedMap.SortedMap<number>
}

export const empty: AgendaItems = {
  byKey: undefined,
  free: undefined,
  held: undefined,
  dead: undefined,
  served: undefined,
}

/** Text that sorts as instants do, in both directions from 1970; a lease without end is one of 270,000 years. */
const sortable = (millis: number): string => {
  const [sign, whole] = [millis < 0 ? "0" : "1", Math.min(Math.ceil(millis), 8.64e15)]
  return sign + String(millis < 0 ? whole + 8.64e15 : whole).padStart(16, "0")
}

const idKey = ({ id, kind, tenant }: Agenda.EntryKey) => keyOf(tenant, kind, id)
const dueKey = ({ dueAt, id, kind, tenant }: Agenda.Entry) =>
  keyOf(tenant, sortable(DateTime.toEpochMillis(dueAt)), kind, id)
const heldKey = (until: number, entry: Agenda.Entry) => keyOf(sortable(until), idKey(entry))

/** Which of the sorted maps an item stands in beside `byKey`, and under what. */
const placeOf = ({ entry, state }: Item): readonly [place: "free" | "held" | "dead", key: string] => {
  switch (state._tag) {
    case "Free":
      return ["free", dueKey(entry)]
    case "Held":
      return ["held", heldKey(state.until, entry)]
    case "Dead":
      return ["dead", idKey(entry)]
  }
}

const put = (items: AgendaItems, item: Item): AgendaItems => {
  const { byKey, ...rest } = without(items, idKey(item.entry))
  const [place, key] = placeOf(item)
  return {
    ...rest,
    [place]: SortedMap.set(rest[place], key, item),
    byKey: SortedMap.set(byKey, idKey(item.entry), item),
  }
}

const without = (items: AgendaItems, key: string): AgendaItems => {
  const item = SortedMap.get(items.byKey, key)
  if (item === undefined) return items
  const [place, there] = placeOf(item)
  return {
    ...items,
    byKey: SortedMap.remove(items.byKey, key),
    [place]: SortedMap.remove(items[place], there),
  }
}

const free = { _tag: "Free" } as const

/** With the entry in it, free. */
export const schedule = (items: AgendaItems, entry: Agenda.Entry): AgendaItems =>
  put(items, { entry, tries: 0, failures: 0, state: free })

/** Without the entry of this key. */
export const remove = (items: AgendaItems, key: Agenda.EntryKey): AgendaItems => without(items, idKey(key))

/** Each tenant's free entries that are due, the longest due first; the tenant that was served longest ago first. */
const waiting = (items: AgendaItems, at: number): ReadonlyArray<Generator<Item, void>> => {
  const tenants: Array<string> = []
  for (;;) {
    const last = tenants.at(-1)
    const [next] = SortedMap.values(items.free, last === undefined ? undefined : endOf(last))
    if (next === undefined) break
    tenants.push(next.entry.tenant)
  }
  const servedAt = (tenant: string) => SortedMap.get(items.served, tenant) ?? 0
  return tenants
    .sort((a, b) => servedAt(a) - servedAt(b))
    .map((tenant) => SortedMap.values(items.free, keyOf(tenant, ""), endOf(keyOf(tenant, sortable(at)))))
}

const byDue = ({ entry: a }: Agenda.Claim, { entry: b }: Agenda.Claim): number =>
  DateTime.Order(a.dueAt, b.dueAt) || (idKey(a) < idKey(b) ? -1 : 1)

/** Frees what was held for too long, then claims what is due: one entry of each tenant in turn, each with a token of its own. */
export const claim = (
  items: AgendaItems,
  options: { readonly at: number; readonly limit: number; readonly now: number; readonly until: number },
  nextToken: () => number,
): readonly [claims: ReadonlyArray<Agenda.Claim>, items: AgendaItems] => {
  let current = items
  for (const item of SortedMap.values(items.held)) {
    if (item.state._tag === "Held" && item.state.until > options.now) break
    current = put(current, { ...item, state: free })
  }
  const claims: Array<Agenda.Claim> = []
  let tenants = waiting(current, options.at)
  while (tenants.length > 0)
    tenants = tenants.filter((due) => {
      const next = claims.length < options.limit ? due.next() : undefined
      if (next === undefined || next.done === true) return false
      const { entry, failures } = next.value
      const [token, tries] = [nextToken(), next.value.tries + 1]
      claims.push({ entry, token, tries, failures })
      current = put(current, {
        entry,
        tries,
        failures,
        state: { _tag: "Held", token, until: options.until },
      })
      current = { ...current, served: SortedMap.set(current.served, entry.tenant, token) }
      return true
    })
  return [claims.sort(byDue), current]
}

/** The item, as long as the claim is its newest and the lease hasn't run out. */
export const heldBy = (items: AgendaItems, { entry, token }: Agenda.Claim, now: number): Item | undefined => {
  const item = SortedMap.get(items.byKey, idKey(entry))
  return item?.state._tag === "Held" && item.state.token === token && item.state.until > now
    ? item
    : undefined
}

/** With a held item's lease running until another moment. */
export const renew = (items: AgendaItems, item: Item, token: number, until: number): AgendaItems =>
  put(items, { ...item, state: { _tag: "Held", token, until } })

/** With a held item free again at `retryAt`, or dead where that is undefined. */
export const fail = (
  items: AgendaItems,
  { entry, failures, tries }: Item,
  { at, failure, retryAt }: Parameters<Agenda.Agenda["Service"]["fail"]>[1],
): AgendaItems => {
  const tried = { tries, failures: failures + 1 }
  return retryAt === undefined
    ? put(items, { entry, ...tried, state: { _tag: "Dead", failure, at } })
    : put(items, { entry: { ...entry, dueAt: retryAt }, ...tried, state: free })
}

const letterOf = ({ entry, state, tries }: Item): ReadonlyArray<Agenda.DeadLetter> =>
  state._tag === "Dead" ? [{ entry, tries, failure: state.failure, diedAt: state.at }] : []

/** A tenant's dead letters after a kind and id, in their order. */
export function* deadLetters(
  items: AgendaItems,
  tenant: string,
  after: Pick<Agenda.EntryKey, "kind" | "id"> | undefined,
): Generator<Agenda.DeadLetter, void> {
  const from = after === undefined ? keyOf(tenant, "") : keyOf(tenant, after.kind, after.id)
  for (const item of SortedMap.values(items.dead, from, endOf(tenant))) yield* letterOf(item)
}

/** The dead letter of this key. */
export const deadLetter = (items: AgendaItems, key: Agenda.EntryKey): Agenda.DeadLetter | undefined => {
  const item = SortedMap.get(items.dead, idKey(key))
  return item === undefined ? undefined : letterOf(item)[0]
}

/** When the first entry falls due, held ones included. */
export const nextDueAt = (items: AgendaItems): DateTime.Utc | undefined => {
  const heads = waiting(items, 8.64e15).flatMap((due) => {
    const { value } = due.next()
    return value === undefined ? [] : [value]
  })
  return [...heads, ...SortedMap.values(items.held)]
    .map(({ entry }) => entry.dueAt)
    .reduce<DateTime.Utc | undefined>(
      (first, at) => (first === undefined || DateTime.isLessThan(at, first) ? at : first),
      undefined,
    )
}
