/**
 * Everything or nothing over all stores and the agenda of one store package.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/**
 * Runs an effect as one transaction: what it reads doesn't change under it, and its writes show all together once it
 * succeeds, or never where it fails. Units don't nest: an inner one is part of the outer. Where another unit came first with
 * what it wants to write, a store may run the effect again from its beginning.
 *
 * Nothing slow belongs inside: no provider is called within a unit of work.
 */
export class UnitOfWork extends Context.Service<
  UnitOfWork,
  {
    readonly run: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | StoreError, R>
  }
>()("@aftercare/core/ports/UnitOfWork") {}
