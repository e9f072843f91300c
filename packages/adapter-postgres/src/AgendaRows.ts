/**
 * The agenda in rows: claimed in batches, each entry by one worker, and told apart by tokens that a sequence gives out.
 */
import type { Id } from "@aftercare/core/foundation"
import { Agenda, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Hints from "./Hints.ts"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"

interface Row {
  readonly tenant: Id.TenantId
  readonly kind: Agenda.EntryKind
  readonly id: string
  readonly subject: string
  readonly due_at: Date
  readonly token: bigint
  readonly tries: number
  readonly failures: number
}

interface Dead {
  readonly kind: Agenda.EntryKind
  readonly id: string
  readonly subject: string
  readonly was_due_at: Date
  readonly failure: Agenda.Failure
  readonly tries: number
  readonly died_at: Date
}

const claimOf = ({ due_at, failures, id, kind, subject, tenant, token, tries }: Row): Agenda.Claim => ({
  entry: { tenant, kind, id, subject, dueAt: DateTime.fromDateUnsafe(due_at) },
  token: Number(token),
  tries,
  failures,
})

const letterOf =
  (tenant: Id.TenantId) =>
  ({ died_at, failure, id, kind, subject, tries, was_due_at }: Dead): Agenda.DeadLetter => ({
    entry: { tenant, kind, id, subject, dueAt: DateTime.fromDateUnsafe(was_due_at) },
    failure,
    tries,
    diedAt: DateTime.fromDateUnsafe(died_at),
  })

const compare = <A>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

const byKey = (a: Agenda.EntryKey, b: Agenda.EntryKey): number =>
  compare(a.kind, b.kind) || compare(a.id, b.id)

const byDue = (a: Row, b: Row): number =>
  compare(a.due_at, b.due_at) || compare(a.tenant, b.tenant) || compare(a.kind, b.kind) || compare(a.id, b.id)

/** How many tenants have free entries that are due: of what is claimed each has an equal share. */
export const waiting =
  (sql: PgClient.PgClient, { across }: Units.Units) =>
  (at: DateTime.Utc): Effect.Effect<number, StoreError.StoreError> =>
    Effect.map(
      across(sql<{ readonly n: number }>`select aftercare.tenants_waiting(${Rows.boundOf(at)}) as n`),
      ([row]) => row?.n ?? 0,
    )

/** Two hundred years: beyond, no lease is told from one without end. */
const forever = Duration.days(73_000)

const interval = (duration: Duration.Duration): string =>
  `${Math.ceil(Duration.toMillis(Duration.min(duration, forever)))} milliseconds`

export const make = (
  sql: PgClient.PgClient,
  { across, change, look }: Units.Units,
  hints: Agenda.Agenda["Service"]["hints"],
): Agenda.Agenda["Service"] => {
  /** The row of a claim that is the entry's newest and whose lease runs, by the server's clock. */
  const held = ({ entry: { id, kind, tenant }, token }: Agenda.Claim) =>
    sql`tenant = ${tenant} and kind = ${kind} and id = ${id} and token = ${token}
      and held_until > clock_timestamp()`

  const underClaim = (
    claim: Agenda.Claim,
    statement: Effect.Effect<ReadonlyArray<unknown>, Effect.Error<ReturnType<typeof held>>>,
  ) =>
    change(
      claim.entry.tenant,
      Effect.flatMap(statement, (rows) =>
        rows.length > 0
          ? Effect.void
          : Effect.fail(StoreError.because({ _tag: "StaleClaim", entry: claim.entry.id })),
      ),
    )

  /** What is asked of the tenant that all of them are of, if there are any. */
  const ofOne = <Key extends Agenda.EntryKey>(
    keys: ReadonlyArray<Key>,
    ask: (tenant: Id.TenantId, keys: ReadonlyArray<Key>) => Effect.Effect<void, StoreError.StoreError>,
  ) =>
    Effect.suspend(() => {
      const tenant = Agenda.tenantOf(keys)
      return tenant === undefined ? Effect.void : ask(tenant, keys)
    })

  /** Where one of them is due the server tells of it, once this is committed. */
  const hintOf = (entries: ReadonlyArray<Pick<Agenda.Entry, "dueAt">>) =>
    Effect.flatMap(DateTime.now, (now) =>
      Agenda.isAnyDue(entries, now)
        ? Effect.asVoid(sql`select pg_notify(${Hints.channel}, '')`)
        : Effect.void,
    )

  return Agenda.Agenda.of({
    schedule: (given) =>
      ofOne(Arr.ensure(given), (tenant, all) => {
        // A statement may write a row once. In one order, so that two of them don't wait for each other.
        const entries = [
          ...new Map(all.map((entry) => [`${entry.kind} ${entry.id}`, entry])).values(),
        ].toSorted(byKey)
        const [ids, subjects] = [entries.map(({ id }) => id), entries.map(({ subject }) => subject)]
        const dues = entries.map(({ dueAt }) => dueAt)
        const schedule = Effect.suspend(
          () => sql`select aftercare.schedule(${tenant}, ${Rows.texts(entries.map(({ kind }) => kind))},
            ${Rows.texts(ids)}, ${Rows.texts(subjects)}, ${Rows.instants(dues)})`,
        )
        const keepable = Effect.andThen(Rows.keepable({ id: ids, subject: subjects }), Rows.dueable(dues))
        return Effect.andThen(keepable, change(tenant, Effect.andThen(schedule, hintOf(entries))))
      }),
    remove: (given) =>
      ofOne(Arr.ensure(given), (tenant, keys) => {
        const remove = sql`delete from aftercare.agenda
          where tenant = ${tenant} and (kind, id) in (
            select * from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ id }) => id)}::text[]))`
        return change(tenant, Effect.asVoid(remove))
      }),
    claim: ({ at, lease, limit }) =>
      Effect.map(
        across(
          sql<Row>`select tenant, kind, id, subject, due_at, token, tries, failures
            from aftercare.claim_due(${Rows.boundOf(at)}, ${limit}, ${interval(lease)}::text::interval)`,
        ),
        (rows) => rows.toSorted(byDue).map(claimOf),
      ),
    hold: (claim) =>
      underClaim(claim, sql`select token from aftercare.agenda where ${held(claim)} for update`),
    renew: (claim, lease) =>
      underClaim(
        claim,
        sql`update aftercare.agenda set held_until = clock_timestamp() + ${interval(lease)}::text::interval
          where ${held(claim)} returning token`,
      ),
    settle: (given, next) => {
      const keyed = Arr.ensure(given).map(
        (claim) => [JSON.stringify([claim.entry.id, claim.entry.kind, claim.token]), claim] as const,
      )
      const claims = [...new Map(keyed).values()]
      const entries = claims.map(({ entry }) => entry)
      return ofOne(entries, (tenant) => {
        const settle = sql<{ readonly held: ReadonlyArray<bigint> }>`select aftercare.settle(
          ${tenant}, ${entries.map(({ kind }) => kind)}::text[], ${entries.map(({ id }) => id)}::text[],
          ${claims.map(({ token }) => BigInt(token))}::bigint[],
          ${next === undefined ? null : DateTime.toDateUtc(next)}::timestamptz) as held`
        const all = Effect.flatMap(settle, ([row]) => {
          const held = new Set(row?.held.map(Number))
          const stale = claims.find((_, n) => !held.has(n + 1))
          return stale === undefined
            ? Effect.void
            : Effect.fail(StoreError.because({ _tag: "StaleClaim", entry: stale.entry.id }))
        })
        return Effect.andThen(Rows.dueable(Arr.fromNullishOr(next)), change(tenant, all))
      })
    },
    fail: (claim, { at, failure, retryAt }) => {
      const failed = underClaim(
        claim,
        retryAt === undefined
          ? sql`update aftercare.agenda
              set was_due_at = due_at, due_at = 'infinity', died_at = ${Rows.boundOf(at)},
                failure = ${failure}, held_until = '-infinity', failures = failures + 1
              where ${held(claim)} returning token`
          : sql`update aftercare.agenda
              set due_at = ${DateTime.toDateUtc(retryAt)}, failure = ${failure}, held_until = '-infinity',
                failures = failures + 1
              where ${held(claim)} returning token`,
      )
      return Effect.andThen(Rows.dueable(Arr.fromNullishOr(retryAt)), failed)
    },
    deadLetters: (tenant, { after, limit }) =>
      Effect.map(
        look(
          tenant,
          sql<Dead>`select kind, id, subject, was_due_at, failure, tries, died_at from aftercare.agenda
            where tenant = ${tenant} and due_at = 'infinity'
              and (kind, id) > (${after?.kind ?? ""}, ${after?.id ?? ""})
            order by kind, id limit ${limit + 1}`,
        ),
        (rows) => {
          const records = rows.slice(0, limit).map(letterOf(tenant))
          const last = Option.map(Option.fromUndefinedOr(records.at(-1)), ({ entry: { id, kind } }) => ({
            kind,
            id,
          }))
          return { records, next: rows.length > limit ? last : Option.none() }
        },
      ),
    redrive: ({ id, kind, tenant }, at) => {
      const redrive = sql`update aftercare.agenda
        set due_at = ${DateTime.toDateUtc(at)}, tries = 0, failures = 0, failure = null
        where tenant = ${tenant} and kind = ${kind} and id = ${id} and due_at = 'infinity' returning token`
      const redriven = Effect.flatMap(redrive, (rows) =>
        rows.length > 0 ? Effect.void : Effect.fail(StoreError.because({ _tag: "NotFound", record: id })),
      )
      return Effect.andThen(
        Rows.dueable([at]),
        change(tenant, Effect.andThen(redriven, hintOf([{ dueAt: at }]))),
      )
    },
    nextDueAt: Effect.map(
      across(sql<{ readonly at: Date | null }>`select aftercare.next_due_at() as at`),
      ([row]) => (row?.at ? DateTime.fromDateUnsafe(row.at) : undefined),
    ),
    hints,
  })
}
