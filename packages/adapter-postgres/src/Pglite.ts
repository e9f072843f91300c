/**
 * Every store, the agenda and the unit of work in PGlite: PostgreSQL in this process, and nothing beside it.
 *
 * **Details**
 *
 * For one process: a demo, a single desk, a test. It has one session, so units of work wait for each other, and a statement
 * holds up the process while it runs. It doesn't write through to the disk: a process that is killed loses nothing that
 * was committed, a machine that loses power may lose all of it. Where that won't do, take `Postgres.embedded`. Needs
 * `@electric-sql/pglite` beside this package.
 *
 * **Example** (One desk's follow-up, without a server)
 *
 * ```ts no-run
 * import { LocalKeyRing } from "@aftercare/adapter-postgres"
 * import { layer } from "@aftercare/adapter-postgres/pglite"
 * import { Id, PlanStore } from "@aftercare/core"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const keys = LocalKeyRing.layer([{ id: "2026", secret: Redacted.make(process.env["AFTERCARE_KEY"] ?? "") }])
 * const stores = Layer.provide(layer({ directory: "./desk" }), keys)
 *
 * const listed = Effect.flatMap(PlanStore.PlanStore, (plans) =>
 *   plans.list(Id.TenantId.make("hospital"), { limit: 20 }),
 * )
 * await Effect.runPromise(Effect.provide(listed, stores))
 * ```
 *
 * @since 0.1.0
 */
import { access, rename, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { KeyRing } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import { PGlite } from "@electric-sql/pglite"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as DirectoryLock from "./DirectoryLock.ts"
import { ready } from "./Failure.ts"
import * as Migrator from "./Migrator.ts"
import * as PgliteLine from "./PgliteLine.ts"
import type { NotReady, Ports } from "./Ports.ts"
import type { MigrationError } from "./Steps.ts"
import * as Stores from "./Stores.ts"
import * as Units from "./Units.ts"
import * as Vault from "./Vault.ts"

export { NotOurs } from "./DirectoryLock.ts"
export { NotReady, type Ports } from "./Ports.ts"
export { MigrationError } from "./Steps.ts"

/** Where the data is, and how it is used. */
export interface Options {
  /**
   * Keeps the data: made where it isn't there, used again where it is, and this process's alone for as long. On a disk of
   * this machine. In memory by default, and gone with the layer.
   */
  readonly directory?: string
  /** How long a unit of work may do nothing: 15 seconds by default. All others wait for it. */
  readonly idleTimeout?: Duration.Duration
  /** How long an unwrapped key is kept: 5 minutes by default. */
  readonly keepKeysFor?: Duration.Duration
}

/** PGlite can't be started on the data. */
export class PgliteError extends Schema.TaggedError<PgliteError>("@aftercare/adapter-postgres/PgliteError")(
  "PgliteError",
  { detail: Schema.String },
) {
  override get message() {
    return `no PGlite: ${this.detail}`
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Data begun by a process that was killed in the middle are begun anew: they have their name only once they are whole. */
const open = async (directory: string | undefined): Promise<PGlite> => {
  if (directory === undefined) return PGlite.create()
  const [data, begun] = [join(resolve(directory), "data"), join(resolve(directory), "begun")]
  if (!(await exists(data))) {
    await rm(begun, { recursive: true, force: true })
    await (await PGlite.create(begun)).close()
    await rename(begun, data)
  }
  return PGlite.create(data)
}

const client = (db: PGlite, options: PgliteLine.Options) =>
  PgClient.make({
    username: "postgres",
    database: "postgres",
    stream: PgliteLine.to(db, options),
    maxConnections: 1,
    applicationName: "aftercare",
    maxMessageSize: 64 * 1024 * 1024,
  })

const make = Effect.fnUntraced(function* (options: Options) {
  const { directory, idleTimeout: idle = Duration.seconds(15), keepKeysFor = Duration.minutes(5) } = options
  if (directory !== undefined) yield* DirectoryLock.hold(directory)
  const db = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => open(directory),
      catch: (error) => new PgliteError({ detail: error instanceof Error ? error.message : String(error) }),
    }),
    (db) => Effect.promise(() => db.close()),
  )
  yield* Effect.scoped(Effect.flatMap(client(db, { idle }), (sql) => Migrator.over(sql)))
  const told = yield* PubSub.sliding<void>(1)
  const onHint = () => void PubSub.publishUnsafe(told, undefined)
  const sql = yield* client(db, { role: "aftercare_app", idle, onHint })
  yield* Stores.checked(sql)
  const units = Units.make(sql, { statement: Duration.zero, idleInTransaction: Duration.zero })
  const vault = yield* Vault.make(yield* KeyRing.KeyRing, sql, units, keepKeysFor)
  const hints = Stream.concat(Stream.make(undefined), Stream.fromPubSub(told))
  return Stores.make(sql, units, vault, hints)
}, ready)

/** The ports over PGlite, which is started and migrated, and ends with the layer. */
export const layer = (
  options: Options = {},
): Layer.Layer<Ports, DirectoryLock.NotOurs | MigrationError | PgliteError | NotReady, KeyRing.KeyRing> =>
  Layer.effectContext(make(options)).pipe(Layer.provide(Reactivity.layer))
