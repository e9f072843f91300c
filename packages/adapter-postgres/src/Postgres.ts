/**
 * Every store, the agenda and the unit of work kept in one PostgreSQL database.
 *
 * **Example** (A plan that outlives the program)
 *
 * ```ts no-run
 * import { LocalKeyRing, Postgres } from "@aftercare/adapter-postgres"
 * import { Id, PlanStore } from "@aftercare/core"
 * import { Effect, Layer, Redacted } from "effect"
 *
 * const keys = LocalKeyRing.layer([{ id: "2026", secret: Redacted.make(process.env["AFTERCARE_KEY"] ?? "") }])
 * const stores = Layer.provide(Postgres.embedded({ directory: "./hospital-database" }), keys)
 *
 * const listed = Effect.flatMap(PlanStore.PlanStore, (plans) =>
 *   plans.list(Id.TenantId.make("hospital"), { limit: 20 }),
 * )
 * await Effect.runPromise(Effect.provide(listed, stores))
 * ```
 *
 * @since 0.1.0
 */
import { randomBytes } from "node:crypto"
import type { Id } from "@aftercare/core/foundation"
import { KeyRing } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Stream from "effect/Stream"
import * as AgendaRows from "./AgendaRows.ts"
import { ready } from "./Failure.ts"
import * as Hints from "./Hints.ts"
import * as Line from "./Line.ts"
import * as Migrations from "./Migrations.ts"
import { NotReady, type Ports } from "./Ports.ts"
import * as Routing from "./Routing.ts"
import * as Server from "./Server.ts"
import * as Stores from "./Stores.ts"
import * as Units from "./Units.ts"
import * as Vault from "./Vault.ts"

export { NotReady, type Ports } from "./Ports.ts"

/** Which database, and how it is used. */
export interface Options {
  /** The address, with the role that the application connects as: a member of `aftercare_app` and nothing more. */
  readonly url: Redacted.Redacted
  /** At most so many connections: 10 by default, and one more for keys. */
  readonly connections?: number
  /** Whether statements are prepared: off behind a pooler in transaction mode. On by default. */
  readonly prepare?: boolean
  /**
   * An address that leads to the server itself, past any pooler: over one connection more, workers hear at once of what is
   * scheduled and due. `url` by default, and none where statements aren't prepared: then they only poll.
   */
  readonly direct?: Redacted.Redacted
  /** How long the server lets a statement run: 15 seconds by default. */
  readonly statementTimeout?: Duration.Duration
  /**
   * How long the server lets a unit of work do nothing: 15 seconds by default. Where nothing is heard from the server for
   * 5 seconds more than the longer of these two, the line is given up, and what was asked fails with `Unavailable`.
   */
  readonly idleTimeout?: Duration.Duration
  /** How long an unwrapped key is kept in this process: 5 minutes by default. */
  readonly keepKeysFor?: Duration.Duration
}

const connect = (options: Options, timeOuts: Units.TimeOuts, maxConnections: number) => {
  // The server ends by itself what takes longer than its time-outs, and says so.
  const silence = Duration.sum(
    Duration.max(timeOuts.statement, timeOuts.idleInTransaction),
    Duration.seconds(5),
  )
  return PgClient.make({
    url: options.url,
    stream: Line.to(options.url, silence),
    maxConnections,
    prepare: options.prepare ?? true,
    applicationName: "aftercare",
    connectTimeout: Duration.seconds(5),
    maxMessageSize: 64 * 1024 * 1024,
  })
}

const cluster = Effect.fnUntraced(function* (options: Options) {
  const { keepKeysFor = Duration.minutes(5) } = options
  const timeOuts = {
    statement: options.statementTimeout ?? Duration.seconds(15),
    idleInTransaction: options.idleTimeout ?? Duration.seconds(15),
  }
  const sql = yield* connect(options, timeOuts, options.connections ?? 10)
  yield* Stores.checked(sql)
  const units = Units.make(sql, timeOuts)
  const keys = yield* connect(options, timeOuts, 1)
  const direct = options.direct ?? (options.prepare === false ? undefined : options.url)
  const hints = direct === undefined ? Stream.never : yield* Hints.over(direct)
  const vault = yield* Vault.make(yield* KeyRing.KeyRing, keys, Units.make(keys, timeOuts), keepKeysFor)
  return { ports: Stores.make(sql, units, vault, hints), waiting: AgendaRows.waiting(sql, units) }
}, ready)

const make = (options: Options) => Effect.map(cluster(options), ({ ports }) => ports)

/** The ports over one database that somebody has migrated, with keys of the ring. */
export const layer = (options: Options): Layer.Layer<Ports, NotReady, KeyRing.KeyRing> =>
  Layer.effectContext(make(options)).pipe(Layer.provide(Reactivity.layer))

/** Several databases, and which tenant is kept in which. */
export interface Clusters {
  /** By the names that `clusterOf` gives them: one at least. */
  readonly clusters: Readonly<Record<string, Options>>
  /**
   * The name of the cluster that a tenant is kept in; undefined for tenants that nobody knows, whom every call refuses with
   * `NotFound`. It must not change its mind while a tenant has rows.
   */
  readonly clusterOf: (tenant: Id.TenantId) => string | undefined
}

/**
 * The ports over several databases, each migrated by somebody. A call goes to its tenant's; a unit of work is one database's,
 * that of the first tenant it asks for, and others are refused in it with `AcrossClusters`. Claims come from all, each
 * tenant that waits with an equal share; a database out of reach keeps nobody else's work from being claimed. All have to
 * be there when the layer is built.
 */
export const routed = (options: Clusters): Layer.Layer<Ports, NotReady, KeyRing.KeyRing> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const clusters = new Map<string, Routing.Cluster<Ports>>()
      for (const [name, one] of Object.entries(options.clusters)) {
        const named = ({ detail }: NotReady) => new NotReady({ detail: `cluster ${name}: ${detail}` })
        clusters.set(name, yield* Effect.mapError(cluster(one), named))
      }
      if (clusters.size === 0) return yield* new NotReady({ detail: "no cluster is named" })
      return Routing.make(clusters, options.clusterOf)
    }),
  ).pipe(Layer.provide(Reactivity.layer))

/** A role of the application's on a server of its own, by a password that nobody keeps. */
const prepared = Effect.fnUntraced(function* (options: Server.Options) {
  const server = yield* Server.start(options)
  const url = Server.urlOf(server, "postgres")
  yield* Migrations.migrate({ url })
  const password = randomBytes(24).toString("hex")
  const sql = yield* PgClient.make({ url, maxConnections: 1 })
  yield* sql`do $$ begin create role aftercare_own login in role aftercare_app;
    exception when duplicate_object then null; end $$`
  yield* sql`alter role aftercare_own password ${sql.literal(`'${password}'`)}`
  return Redacted.make(`postgres://aftercare_own:${password}@127.0.0.1:${server.port}/postgres`)
}, ready)

/** The ports over a server of one's own, which is started and migrated, and ends with the layer. */
export const embedded = (
  options: Server.Options = {},
): Layer.Layer<Ports, Migrations.MigrationError | NotReady | Server.ServerError, KeyRing.KeyRing> =>
  Layer.effectContext(Effect.flatMap(prepared(options), (url) => make({ url }))).pipe(
    Layer.provide(Reactivity.layer),
  )

/**
 * The ports over the database that the configuration names as `DATABASE_URL`, as `layer` opens it; where it names none, those
 * given: `embedded`, or that of `@aftercare/adapter-postgres/pglite`. Effect's `Config` reads the environment unless a
 * `ConfigProvider` says otherwise.
 */
export const configured = <E, R>(
  otherwise: Layer.Layer<Ports, E, R>,
  options: Omit<Options, "url"> = {},
): Layer.Layer<Ports, Config.ConfigError | E | NotReady, KeyRing.KeyRing | R> =>
  Layer.unwrap(
    Effect.map(
      Config.option(Config.Redacted("DATABASE_URL")),
      Option.match({
        onNone: (): Layer.Layer<Ports, E | NotReady, KeyRing.KeyRing | R> => otherwise,
        // Many files of settings leave a variable out by an empty one.
        onSome: (url) => (Redacted.value(url) === "" ? otherwise : layer({ ...options, url })),
      }),
    ),
  )
