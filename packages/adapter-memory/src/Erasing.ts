/**
 * Records without what tells of a person.
 */
import { Personal } from "@aftercare/core/foundation"
import * as Equal from "effect/Equal"
import type * as Schema from "effect/Schema"
import { kept } from "./Kept.ts"
import { endOf, keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"
import type * as Versioned from "./Versioned.ts"

/** A map after it, and how many of its records held something. */
export type Outcome<M> = readonly [map: M, count: number]

const rewritten = <A>(
  map: SortedMap.SortedMap<A>,
  tenant: string,
  rewrite: (value: A) => A | undefined,
): Outcome<SortedMap.SortedMap<A>> => {
  let [next, count] = [map, 0]
  for (const [key, value] of SortedMap.entries(map, keyOf(tenant, ""), endOf(tenant))) {
    const left = rewrite(value)
    if (left === undefined) continue
    next = SortedMap.set(next, key, kept(left))
    count += 1
  }
  return [next, count]
}

/** The tenant's records for which the condition holds, erased. */
export const records = <A, I>(
  map: SortedMap.SortedMap<A>,
  tenant: string,
  schema: Schema.Codec<A, I>,
  condition: (record: A) => boolean,
): Outcome<SortedMap.SortedMap<A>> => {
  const erase = Personal.eraser(schema)
  return rewritten(map, tenant, (record) => {
    if (!condition(record)) return undefined
    const left = erase(record)
    return Equal.equals(left, record) ? undefined : left
  })
}

/** The same of records with their events; one that changes gets a new version. */
export const versioned = <A, I, E, J>(
  map: Versioned.Records<A, E>,
  tenant: string,
  schemas: { readonly record: Schema.Codec<A, I>; readonly event: Schema.Codec<E, J> },
  condition: (record: A) => boolean,
): Outcome<Versioned.Records<A, E>> => {
  const [erase, eraseEvent] = [Personal.eraser(schemas.record), Personal.eraser(schemas.event)]
  return rewritten(map, tenant, ({ current, events }) => {
    if (!condition(current.record)) return undefined
    const left = { record: erase(current.record), events: events.map(eraseEvent) }
    if (Equal.equals(left.record, current.record) && Equal.equals(left.events, events)) return undefined
    return { current: { record: left.record, version: current.version + 1 }, events: left.events }
  })
}
