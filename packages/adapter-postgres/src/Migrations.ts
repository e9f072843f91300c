/**
 * The tables, and how they came to be what they are: numbered steps that only go forward.
 *
 * **Details**
 *
 * Steps that were applied are recorded with a checksum: one that was edited afterwards is refused. Whoever migrates
 * waits for another who does, so any number of processes may begin with it. Each step leaves the tables fit for the
 * version of this package before it: what is taken away is first left unused for a release. Each is a transaction of its
 * own that waits two seconds for a lock, and tries again later; indexes on tables that were there are built while others
 * write. So workers go on meanwhile, and what was broken off is gone on with. Run them as the owner of the database, over
 * a line that no pooler in transaction mode parts; the application then connects as a role that is a member of
 * `aftercare_app`, which owns nothing and is held by row-level security.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { over } from "./Migrator.ts"
import { asOwner } from "./Owner.ts"
import type { NotReady } from "./Ports.ts"
import type { MigrationError, Step } from "./Steps.ts"

export { MigrationError, type Step, steps } from "./Steps.ts"

/** The database to migrate, and how far. */
export interface Options {
  /** The address, with the role that owns the database. */
  readonly url: Redacted.Redacted
  /** All steps by default. */
  readonly steps?: ReadonlyArray<Step>
}

/** Applies the steps that are missing, and answers with their numbers. */
export const migrate = (options: Options): Effect.Effect<ReadonlyArray<number>, MigrationError | NotReady> =>
  asOwner(options.url, (sql) => over(sql, options.steps))
