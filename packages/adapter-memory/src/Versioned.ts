/**
 * Records with their versions and their events.
 */
import type { PlanStore, StoreError } from "@aftercare/core/ports"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { kept } from "./Kept.ts"
import { endOf, keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"
import type * as Units from "./Units.ts"

export type Records<A, E> = SortedMap.SortedMap<{
  readonly current: PlanStore.Versioned<A>
  readonly events: ReadonlyArray<E>
}>

/** Where in the state records of one kind are, and what they are called. */
export interface Kind<S, A, E, Key extends string> {
  readonly of: (state: S) => Records<A, E>
  readonly within: (state: S, records: Records<A, E>) => S
  readonly idOf: (record: A) => Key
}

export const make = <S, A, E, Key extends string>(
  { change, look }: Units.Units<S>,
  { idOf, of, within }: Kind<S, A, E, Key>,
) => {
  const write = (act: (records: Records<A, E>) => Result.Result<Records<A, E>, StoreError.StoreReason>) =>
    change((state) => Result.map(act(of(state)), (records) => [undefined, within(state, records)] as const))
  return {
    find: (tenant: string, id: Key) =>
      look((state) => Option.fromUndefinedOr(SortedMap.get(of(state), keyOf(tenant, id))?.current)),
    insert: (tenant: string, record: A, events: ReadonlyArray<E>) =>
      write((records) => {
        const id = idOf(record)
        const key = keyOf(tenant, id)
        if (SortedMap.get(records, key) !== undefined)
          return Result.fail({ _tag: "AlreadyExists", record: id })
        const first = { current: kept({ record, version: 1 }), events: kept(events) }
        return Result.succeed(SortedMap.set(records, key, first))
      }),
    update: (tenant: string, record: A, expected: number, events: ReadonlyArray<E>) =>
      write((records) => {
        const id = idOf(record)
        const key = keyOf(tenant, id)
        const found = SortedMap.get(records, key)
        if (found === undefined) return Result.fail({ _tag: "NotFound", record: id })
        const { version } = found.current
        if (version !== expected)
          return Result.fail({ _tag: "VersionConflict", record: id, expected, actual: version })
        const next = {
          current: kept({ record, version: version + 1 }),
          events: Object.freeze([...found.events, ...kept(events)]),
        }
        return Result.succeed(SortedMap.set(records, key, next))
      }),
    /** Those that also fulfil the condition, by id. */
    list: (
      tenant: string,
      { after, limit }: { readonly after?: Key; readonly limit: number },
      condition: (record: A) => boolean = () => true,
    ): Effect.Effect<PlanStore.Page<PlanStore.Versioned<A>, Key>> =>
      look((state) => {
        const records: Array<PlanStore.Versioned<A>> = []
        for (const { current } of SortedMap.values(of(state), keyOf(tenant, after ?? ""), endOf(tenant))) {
          if (!condition(current.record)) continue
          const last = Option.map(Option.fromUndefinedOr(records.at(-1)), ({ record }) => idOf(record))
          if (records.length >= limit) return { records, next: last }
          records.push(current)
        }
        return { records, next: Option.none() }
      }),
    /** All that fulfil the condition, by id. */
    all: (tenant: string, condition: (record: A) => boolean) =>
      look((state) =>
        [...SortedMap.values(of(state), keyOf(tenant, ""), endOf(tenant))]
          .map(({ current }) => current)
          .filter(({ record }) => condition(record)),
      ),
    events: (tenant: string, id: Key) =>
      look((state) => SortedMap.get(of(state), keyOf(tenant, id))?.events ?? []),
  }
}
