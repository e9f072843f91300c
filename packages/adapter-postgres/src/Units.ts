/**
 * Transactions of one tenant each: what row-level security asks for is set within them and ends with them, so that they
 * pass through a pooler in transaction mode.
 */
import { StoreError, type UnitOfWork } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import { BeginTransaction } from "effect/sql/SqlClient"
import { SqlError } from "effect/sql/SqlError"
import { codeOf, detailOf } from "./Failure.ts"

/** How long the server lets a statement run, and a transaction do nothing. */
export interface TimeOuts {
  readonly statement: Duration.Duration
  readonly idleInTransaction: Duration.Duration
}

export interface Units {
  /** Reads of one tenant: in the unit that is going on, else in a transaction of their own. */
  readonly look: Statements
  /** The same for writes. Where it is their own transaction, it is tried again where others were in its way. */
  readonly change: Statements
  /** One statement that asks for no tenant: a function of the database that looks across them. */
  readonly across: <A>(statement: Effect.Effect<A, SqlError>) => Effect.Effect<A, StoreError.StoreError>
  readonly run: UnitOfWork.UnitOfWork["Service"]["run"]
  /** The unit, savepoint or transaction that the fiber is in the middle of. */
  readonly current: Effect.Effect<object | undefined>
}

type Statements = <A>(
  tenant: string,
  statements: Effect.Effect<A, SqlError | StoreError.StoreError>,
) => Effect.Effect<A, StoreError.StoreError>

/** A transaction's number. Where a standby took over, it may be another's: numbers are good on their own timeline alone. */
interface Transaction {
  readonly number: string
  readonly timeline: string
}

/** A transaction or a savepoint in it, and whose turn it is to use it. */
interface Unit {
  over: boolean
  /** The tenant that is set, as far as it is known. */
  tenant: string | undefined
  /** By which the server knows later whether the transaction was committed, where it writes. */
  transaction: Transaction | undefined
  readonly turn: Semaphore.Semaphore
}

const begin = (): Unit => ({
  over: false,
  tenant: undefined,
  transaction: undefined,
  turn: Semaphore.makeUnsafe(1),
})

const going = (unit: Unit): Effect.Effect<Unit> =>
  unit.over
    ? Effect.die(new Error("the unit of work that this fiber belongs to is over"))
    : Effect.succeed(unit)

/** What no retry could help is a fault of this package, not of the line. */
const failed = (error: SqlError): Effect.Effect<never, StoreError.StoreError> => {
  const detail = detailOf(error)
  const fault =
    /^(?:SqlSyntaxError|ConstraintError|UniqueViolation|AuthorizationError)$/.test(error.reason._tag) ||
    codeOf(error).startsWith("22")
  return fault
    ? Effect.die(new Error(`a statement of the adapter is wrong: ${detail}`))
    : Effect.fail(StoreError.because({ _tag: "Unavailable", detail }))
}

/** Where the connection is lost within a transaction, its error comes as a defect: the roll-back that fails after it. */
const typed = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError, R>,
): Effect.Effect<A, Exclude<E, SqlError> | StoreError.StoreError, R> =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, Exclude<E, SqlError> | StoreError.StoreError> => {
    for (const reason of cause.reasons) {
      const error = Cause.isFailReason(reason)
        ? reason.error
        : Cause.isDieReason(reason)
          ? reason.defect
          : undefined
      if (error instanceof SqlError) return failed(error)
    }
    // No SqlError is among them, so what is left fails as the effect otherwise does.
    return Effect.failCause(cause as Cause.Cause<Exclude<E, SqlError>>)
  })

/** Within a unit the error comes as `failed` has put it. */
const isInTheWay = (error: unknown): boolean => {
  const what =
    error instanceof SqlError
      ? error.reason._tag
      : error instanceof StoreError.StoreError && error.reason._tag === "Unavailable"
        ? error.reason.detail
        : ""
  return /^(?:SerializationError|DeadlockError)\b/.test(what)
}

const patience = Schedule.jittered(Schedule.exponential("5 millis"))

const repeatable = "BEGIN ISOLATION LEVEL REPEATABLE READ"

let made = 0

export const make = (sql: PgClient.PgClient, timeOuts: TimeOuts): Units => {
  made += 1
  const none: Unit | undefined = undefined
  // The unit that a fiber is in the middle of. Its key is this client's own, so that two of them don't mix.
  const Current = Context.Reference<Unit | undefined>(`@aftercare/adapter-postgres/Unit/${made}`, {
    defaultValue: () => none,
  })
  // The unit whose turn it is for this fiber: what statements ask for in their midst mustn't wait for them.
  const Turn = Context.Reference<Unit | undefined>(`@aftercare/adapter-postgres/Turn/${made}`, {
    defaultValue: () => none,
  })
  const [statement, idle] = [timeOuts.statement, timeOuts.idleInTransaction].map(
    (timeOut) => `${Math.ceil(Duration.toMillis(timeOut))}ms`,
  )

  const timeline = sql.literal("left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)")

  /** Only what writes is known to the server by a number afterwards; reads shouldn't use those up. */
  const settle = Effect.fnUntraced(function* (unit: Unit, tenant: string, writes: boolean) {
    const [row] = yield* sql<{ readonly number: string | null; readonly timeline: string | null }>`
      select case when ${writes}::boolean then pg_current_xact_id()::text end as number,
        case when ${writes}::boolean then ${timeline} end as timeline,
        set_config('app.tenant', ${tenant}, true),
        set_config('statement_timeout', ${statement}, true),
        set_config('idle_in_transaction_session_timeout', ${idle}, true)`
    unit.tenant = tenant
    const { number, timeline: own } = row ?? {}
    if (number != null && own != null) unit.transaction = { number, timeline: own }
  })

  const ask = (unit: Unit, tenant: string) =>
    unit.tenant === tenant
      ? Effect.void
      : Effect.map(sql`select set_config('app.tenant', ${tenant}, true)`, () => {
          unit.tenant = tenant
        })

  /**
   * Whether a transaction whose commit was never answered took place all the same, as far as this server can tell. What it
   * has committed and a synchronous standby hasn't may still be lost: a commit of our own waits for both.
   */
  const tookPlace = Effect.fnUntraced(function* (transaction: Transaction) {
    for (;;) {
      const [row] = yield* sql<{ readonly status: string | null }>`
        select case when ${timeline} = ${transaction.timeline}::text
          then pg_xact_status(${transaction.number}::text::xid8) end as status`
      if (row?.status === "committed") yield* sql`select pg_logical_emit_message(true, 'aftercare', '')::text`
      if (row?.status !== "in progress") return row?.status === "committed"
      yield* Effect.sleep("50 millis")
    }
  })

  /** The end of a unit for the fibers in it: whoever of them comes later finds it closed. */
  const inUnit = <A, E, R>(unit: Unit, work: Effect.Effect<A, E, R>) =>
    Effect.onExit(Effect.provideService(work, Current, unit), () =>
      Effect.sync(() => {
        unit.over = true
      }),
    )

  const transaction = <A, E, R>(tenant: string, writes: boolean, work: Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      const unit = begin()
      let answer: { readonly is: A } | undefined
      const answered = Effect.map(work, (is) => {
        answer = { is }
        return is
      })
      const whole = sql.withTransaction(Effect.andThen(settle(unit, tenant, writes), inUnit(unit, answered)))
      return Effect.catchCause(whole, (cause) => {
        const { transaction: lost } = unit
        if (answer === undefined) return Effect.failCause(cause)
        const { is } = answer
        if (lost === undefined) return Effect.succeed(is) // it only read
        const known = tookPlace(lost).pipe(
          Effect.retry(Schedule.spaced("100 millis")),
          Effect.timeout("5 seconds"),
        )
        return Effect.matchCauseEffect(known, {
          onFailure: () => Effect.failCause(cause),
          onSuccess: (there) => (there ? Effect.succeed(is) : Effect.failCause(cause)),
        })
      })
    })

  const inTurn = <A, E, R>(unit: Unit, work: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Turn, (turn) =>
      turn === unit ? work : unit.turn.withPermit(Effect.provideService(work, Turn, unit)),
    )

  const statements =
    (writes: boolean): Statements =>
    (tenant, statements) =>
      Effect.flatMap(Current, (unit) =>
        typed(
          unit === undefined
            ? Effect.retry(transaction(tenant, writes, statements), {
                schedule: patience,
                times: 8,
                while: isInTheWay,
              })
            : inTurn(
                unit,
                Effect.andThen(
                  Effect.flatMap(going(unit), (unit) => ask(unit, tenant)),
                  statements,
                ),
              ),
        ),
      )

  return {
    current: Current,
    look: statements(false),
    change: statements(true),
    across: (statement) =>
      Effect.flatMap(Current, (unit) =>
        typed(unit === undefined ? statement : unit.turn.withPermit(Effect.andThen(going(unit), statement))),
      ),
    run: (work) =>
      Effect.flatMap(Current, (outer) => {
        if (outer === undefined) {
          const whole = Effect.provideService(transaction("", true, work), BeginTransaction, repeatable)
          return typed(Effect.retry(whole, { schedule: patience, times: 8, while: isInTheWay }))
        }
        const inner = { ...begin(), tenant: outer.tenant }
        const savepoint = Effect.onExit(sql.withTransaction(inUnit(inner, work)), (exit) =>
          Effect.sync(() => {
            // What was set within a savepoint is undone with it.
            outer.tenant = Exit.isSuccess(exit) ? inner.tenant : undefined
          }),
        )
        return typed(outer.turn.withPermit(Effect.andThen(going(outer), savepoint)))
      }),
  }
}
