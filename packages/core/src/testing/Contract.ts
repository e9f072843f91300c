/**
 * Contracts as data: what an adapter must do, in clauses that any test runner can run.
 *
 * **Details**
 *
 * A clause is a sentence and a check. It takes tenants of its own, so it depends on no other clause and on no order; time
 * comes in as absolute instants, and where a lease must run out, through `LeaseClock`. Clauses that share one store are
 * run one after another; those with a store each as the runner likes.
 *
 * **Example** (A contract of one's own, and how it is run)
 *
 * ```ts
 * import { Contract } from "@aftercare/core/testing"
 * import { Context, Effect, Layer } from "effect"
 *
 * class Counter extends Context.Service<Counter, { readonly next: Effect.Effect<number> }>()("Counter") {}
 *
 * const contract = Contract.make([
 *   Contract.clause("basics", "a counter counts up", () =>
 *     Effect.gen(function* () {
 *       const { next } = yield* Counter
 *       const first = yield* next
 *       yield* Contract.same("the number after the first", yield* next, first + 1)
 *     }),
 *   ),
 * ])
 *
 * const stuck = Layer.succeed(Counter, { next: Effect.succeed(1) })
 * for (const { check, name } of contract) {
 *   const broken = await Effect.runPromise(Effect.flip(Effect.provide(check, stuck)))
 *   console.log(name)
 *   console.log(broken.message)
 * }
 * ```
 *
 * ```text
 * a counter counts up
 * a counter counts up: the number after the first: expected 2, got 1
 * ```
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import { format } from "effect/Formatter"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { TenantId } from "../foundation/Id.ts"
import type { StoreError, StoreReason } from "../ports/StoreError.ts"

/** What a clause is about, for those who want to run or read a part. */
export type Group =
  | "basics"
  | "outcomes"
  | "idempotency"
  | "look-up"
  | "receipts"
  | "replies"
  | "privacy"
  | "round trip"
  | "versions"
  | "claims and leases"
  | "retries and dead letters"
  | "order and paging"
  | "units of work"
  | "tenants"
  | "failures"

/** One thing that an adapter must do. */
export interface Clause<R> {
  readonly group: Group
  /** A sentence, and the clause's name in `except`. */
  readonly name: string
  /** Why this adapter doesn't keep the clause. Its check then only prints that; a runner may list it as skipped. */
  readonly exception?: string
  readonly check: Effect.Effect<void, ClauseBroken, R>
}

/** How a contract is run. */
export interface Options {
  /** Clauses that the adapter doesn't keep, by name, each with the reason. A name that no clause has throws. */
  readonly except?: Readonly<Record<string, string>>
  /**
   * The name of the n-th tenant, n counting up through the process; by default `contract-n`. Where a store outlives the
   * process, put something of this run in it.
   */
  readonly tenant?: (n: number) => string
  /** How many values each property is tried with, by default 25, and from which seed, by default 1. */
  readonly runs?: number
  readonly seed?: number
}

/** The adapter doesn't do what a clause says: it answers something else, or fails, which is the cause then. */
export class ClauseBroken extends Schema.TaggedError<ClauseBroken>("@aftercare/core/ClauseBroken")(
  "ClauseBroken",
  {
    clause: Schema.String,
    // Written out once: runners change `expected` and `actual` of an error in order to show them.
    message: Schema.String,
    expected: Schema.optionalKey(Schema.Unknown),
    actual: Schema.optionalKey(Schema.Unknown),
    cause: Schema.optionalKey(Schema.Unknown),
  },
) {}

/** A difference that a check found, before it is known which clause it breaks. */
export class Difference extends Schema.TaggedError<Difference>("@aftercare/core/Difference")("Difference", {
  what: Schema.String,
  expected: Schema.Unknown,
  actual: Schema.Unknown,
}) {}

/** What a check is given. */
export interface Bench {
  /** A tenant that no other check of this process has. */
  readonly tenant: () => TenantId
  /** Tries a check with generated values; a failing one is shrunk and named. */
  readonly forAll: <A, E, R>(
    arbitrary: fc.Arbitrary<A>,
    check: (value: A) => Effect.Effect<void, E, R>,
  ) => Effect.Effect<void, Difference, R>
}

/** A clause as it is written down, before anybody runs it. */
export interface Term<R> {
  readonly group: Group
  readonly name: string
  readonly check: (bench: Bench) => Effect.Effect<void, unknown, R>
}

/** Writes down a clause. */
export const clause = <R>(
  group: Group,
  name: string,
  check: (bench: Bench) => Effect.Effect<void, unknown, R>,
): Term<R> => ({ group, name, check })

let tenants = 0

/** The contract of these terms, in their order. */
export const make = <R>(terms: ReadonlyArray<Term<R>>, options: Options = {}): ReadonlyArray<Clause<R>> => {
  const { except = {}, seed = 1, runs = 25, tenant = (n) => `contract-${n}` } = options
  const unknown = Object.keys(except).filter((name) => !terms.some((term) => term.name === name))
  if (unknown.length > 0) throw new Error(`no clause is called ${unknown.map((n) => `"${n}"`).join(", ")}`)
  const bench: Bench = {
    tenant: () => {
      tenants += 1
      return TenantId.make(tenant(tenants))
    },
    forAll: forAll({ seed, numRuns: runs }),
  }
  return terms.map(({ check, group, name }) => {
    const exception = Object.hasOwn(except, name) ? except[name] : undefined
    return exception === undefined
      ? { group, name, check: Effect.suspend(() => check(bench)).pipe(Effect.catchCause(brokenBy(name))) }
      : { group, name, exception, check: Console.log(`not kept: ${name}: ${exception}`) }
  })
}

const brokenBy =
  (clause: string) =>
  (cause: Cause.Cause<unknown>): Effect.Effect<never, ClauseBroken> => {
    if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
    const error = Cause.squash(cause)
    if (!(error instanceof Difference))
      return Effect.fail(new ClauseBroken({ clause, message: `${clause}: ${shown(error)}`, cause: error }))
    const { actual, expected, what } = error
    const message = `${clause}: ${what}: expected ${shown(expected)}, got ${shown(actual)}`
    return Effect.fail(new ClauseBroken({ clause, message, expected, actual }))
  }

const shown = (value: unknown): string => {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : format(value)
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text
}

const forAll =
  (parameters: { readonly seed: number; readonly numRuns: number }): Bench["forAll"] =>
  (arbitrary, check) =>
    Effect.contextWith((context) =>
      Effect.promise((signal) => {
        const run = Effect.runPromiseExitWith(context)
        const property = fc.asyncProperty(arbitrary, async (value) => {
          const exit = await run(check(value), { signal })
          if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
        })
        return fc.check(property, parameters)
      }).pipe(Effect.flatMap(heldForAll)),
    )

const heldForAll = <A>(details: fc.RunDetails<[value: A]>): Effect.Effect<void, Difference> => {
  if (!details.failed) return Effect.void
  const { counterexample, counterexamplePath: path, errorInstance: error, seed } = details
  const at = `with ${fc.stringify(counterexample?.[0])} (seed ${seed}, path ${path})`
  return error instanceof Difference
    ? Effect.fail(new Difference({ ...error, what: `${error.what}, ${at}` }))
    : Effect.fail(new Difference({ what: `the check, ${at}`, expected: "success", actual: shown(error) }))
}

/** Says that what a store answered is what it must answer; compared as `Equal.equals` does. */
export const same = <A>(what: string, actual: A, expected: A): Effect.Effect<void, Difference> =>
  Equal.equals(actual, expected) ? Effect.void : Effect.fail(new Difference({ what, expected, actual }))

/**
 * Says that an effect fails with a `StoreError` of this reason, names the record or entry meant, and calls no retry
 * helpful. `Unavailable` is no refusal.
 */
export const refused = <A, R>(
  what: string,
  effect: Effect.Effect<A, StoreError, R>,
  expected: Exclude<StoreReason, { readonly _tag: "Unavailable" }>,
): Effect.Effect<void, Difference, R> =>
  Effect.flatMap(Effect.result(effect), (result) =>
    Result.isSuccess(result)
      ? Effect.fail(new Difference({ what, expected, actual: "success" }))
      : Effect.andThen(
          same(what, result.failure.reason, expected),
          same(`${what}, as something to retry`, result.failure.isRetryable, false),
        ),
  )
