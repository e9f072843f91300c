/** Work on a database as the role that owns it, over one line that ends with the work. */
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import { ready } from "./Failure.ts"

export const asOwner = <A, E, R>(
  url: Redacted.Redacted,
  work: (sql: PgClient.PgClient) => Effect.Effect<A, E, R>,
) =>
  PgClient.make({ url, maxConnections: 1 }).pipe(
    Effect.flatMap(work),
    ready,
    Effect.scoped,
    Effect.provide(Reactivity.layer),
  )
