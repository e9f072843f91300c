/**
 * What goes into rows, and several of them at once.
 */
import { StoreError } from "@aftercare/core/ports"
import { type PgClient, PgTypes } from "@effect/sql-pg"
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { SqlError } from "effect/sql/SqlError"

/** Inserts the rows, also where there are none. */
export const insert = (
  sql: PgClient.PgClient,
  table: string,
  rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
): Effect.Effect<void, SqlError> =>
  Arr.isReadonlyArrayNonEmpty(rows)
    ? Effect.asVoid(sql`insert into ${sql(`aftercare.${table}`)} ${sql.insert(rows)}`)
    : Effect.void

/** An array of text as a statement takes it. */
export const texts = (all: ReadonlyArray<string>) => Result.getOrThrow(PgTypes.array(all, PgTypes.OID.text))

/** An array of instants as a statement takes it. */
export const instants = (all: ReadonlyArray<DateTime.Utc>) =>
  Result.getOrThrow(PgTypes.array(all.map(DateTime.toEpochMillis), PgTypes.OID.timestamptz))

/** What an index holds of a text, beside the other columns of its rows. */
const mostBytes = 2_000

const isKeepable = (text: string): boolean =>
  text.length <= 1_000 &&
  (text.length * 3 <= mostBytes || Buffer.byteLength(text) <= mostBytes) &&
  !text.includes("\u0000") &&
  text.isWellFormed()

/** Refuses text that no row can hold, before it spoils a transaction: names that callers make and no schema has seen. */
export const keepable = (
  texts: Readonly<Record<string, string | ReadonlyArray<string>>>,
): Effect.Effect<void, StoreError.StoreError> => {
  const unfit = Object.entries(texts).find(([, text]) => !Arr.ensure(text).every(isKeepable))
  return unfit === undefined
    ? Effect.void
    : Effect.fail(StoreError.because({ _tag: "Unkeepable", record: "a name", field: unfit[0] }))
}

/** The first instant that a row can hold, 24 November 4714 BC. The last of JavaScript comes before the last of a row. */
const first = -210_866_803_200_000

/** The instant, or the nearest that there is in rows: nothing is earlier or later there. */
export const dateOf = (at: number): Date => new Date(Math.min(Math.max(at, first), 8.64e15))

/** The same, for instants that rows are compared with. */
export const boundOf = (at: DateTime.Utc): Date => dateOf(DateTime.toEpochMillis(at))

/** Refuses to have entries due when no row can say. */
export const dueable = (instants: ReadonlyArray<DateTime.Utc>): Effect.Effect<void, StoreError.StoreError> =>
  instants.every((at) => DateTime.toEpochMillis(at) >= first)
    ? Effect.void
    : Effect.fail(StoreError.because({ _tag: "Unkeepable", record: "an entry", field: "dueAt" }))
