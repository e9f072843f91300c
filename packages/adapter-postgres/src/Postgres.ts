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
import {
  AccessLog,
  Agenda,
  CallStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  Eraser,
  Inbox,
  KeyRing,
  MessageLog,
  PlanStore,
  Quota,
  SurveyStore,
  TicketStore,
  UnitOfWork,
} from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { SqlError } from "effect/sql/SqlError"
import * as Accesses from "./Accesses.ts"
import * as AgendaRows from "./AgendaRows.ts"
import * as Calls from "./Calls.ts"
import * as Consents from "./Consents.ts"
import * as Contacts from "./Contacts.ts"
import * as Discharges from "./Discharges.ts"
import * as Erasing from "./Erasing.ts"
import * as Hints from "./Hints.ts"
import * as InboxRows from "./InboxRows.ts"
import * as Keys from "./Keys.ts"
import * as Line from "./Line.ts"
import * as Messages from "./Messages.ts"
import * as Migrations from "./Migrations.ts"
import * as Plans from "./Plans.ts"
import * as Quotas from "./Quotas.ts"
import * as Resealing from "./Resealing.ts"
import * as Routing from "./Routing.ts"
import * as Server from "./Server.ts"
import * as Surveys from "./Surveys.ts"
import * as Tickets from "./Tickets.ts"
import * as Units from "./Units.ts"
import * as Vault from "./Vault.ts"

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

/** The database can't be used as it is, or by this role. */
export class NotReady extends Schema.TaggedError<NotReady>("@aftercare/adapter-postgres/NotReady")(
  "NotReady",
  {
    detail: Schema.String,
  },
) {
  override get message() {
    return this.detail
  }
}

/** Refuses a role that row-level security doesn't hold, and tables older than this package. */
const checked = Effect.fnUntraced(function* (sql: PgClient.PgClient) {
  const [role] = yield* sql<{ readonly free: boolean }>`
    select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`
  if (role?.free !== false)
    return yield* new NotReady({
      detail:
        "row-level security doesn't hold this role: connect as a member of aftercare_app that is no superuser",
    })
  const [there] = yield* sql<{ readonly is: boolean }>`
    select coalesce(to_regclass('aftercare.migration') is not null, false) as is`
  const applied = there?.is ? yield* sql<{ readonly id: number }>`select id from aftercare.migration` : []
  const missing = Migrations.steps.filter(({ id }) => !applied.some((step) => step.id === id))
  if (missing.length > 0)
    return yield* new NotReady({
      detail: `steps ${missing.map(({ id }) => id).join(", ")} aren't applied: migrate as the owner first`,
    })
})

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

const sealed = [
  ...Plans.columns,
  ...Discharges.columns,
  ...Consents.columns,
  ...Messages.columns,
  ...InboxRows.columns,
  ...Surveys.columns,
  ...Tickets.columns,
  ...Calls.columns,
]

const cluster = Effect.fnUntraced(function* (options: Options) {
  const { keepKeysFor = Duration.minutes(5) } = options
  const timeOuts = {
    statement: options.statementTimeout ?? Duration.seconds(15),
    idleInTransaction: options.idleTimeout ?? Duration.seconds(15),
  }
  const sql = yield* connect(options, timeOuts, options.connections ?? 10)
  yield* checked(sql)
  const units = Units.make(sql, timeOuts)
  const keys = yield* connect(options, timeOuts, 1)
  const direct = options.direct ?? (options.prepare === false ? undefined : options.url)
  const hints = direct === undefined ? Stream.never : yield* Hints.over(direct)
  const vault = yield* Vault.make(yield* KeyRing.KeyRing, keys, Units.make(keys, timeOuts), keepKeysFor)
  const ports = Context.make(PlanStore.PlanStore, Plans.make(sql, units, vault)).pipe(
    Context.add(DischargeStore.DischargeStore, Discharges.make(sql, units, vault)),
    Context.add(ConsentStore.ConsentStore, Consents.make(sql, units, vault)),
    Context.add(ContactStore.ContactStore, Contacts.make(sql, units)),
    Context.add(MessageLog.MessageLog, Messages.make(sql, units, vault)),
    Context.add(Quota.Quota, Quotas.make(sql, units, vault)),
    Context.add(Inbox.Inbox, InboxRows.make(sql, units, vault)),
    Context.add(SurveyStore.SurveyStore, Surveys.make(sql, units, vault)),
    Context.add(TicketStore.TicketStore, Tickets.make(sql, units, vault)),
    Context.add(CallStore.CallStore, Calls.make(sql, units, vault)),
    Context.add(Eraser.Eraser, Erasing.make(sql, units, vault)),
    Context.add(AccessLog.AccessLog, Accesses.make(sql, units)),
    Context.add(Agenda.Agenda, AgendaRows.make(sql, units, hints)),
    Context.add(Keys.Keys, Resealing.make(sql, units, vault, sealed)),
    Context.add(UnitOfWork.UnitOfWork, UnitOfWork.UnitOfWork.of({ run: units.run })),
  )
  return { ports, waiting: AgendaRows.waiting(sql, units) }
})

const make = (options: Options) => Effect.map(cluster(options), ({ ports }) => ports)

/** All ports that this package implements, and the keys they seal with. */
export type Ports =
  | AccessLog.AccessLog
  | Agenda.Agenda
  | CallStore.CallStore
  | ConsentStore.ConsentStore
  | ContactStore.ContactStore
  | DischargeStore.DischargeStore
  | Eraser.Eraser
  | Inbox.Inbox
  | Keys.Keys
  | MessageLog.MessageLog
  | PlanStore.PlanStore
  | Quota.Quota
  | SurveyStore.SurveyStore
  | TicketStore.TicketStore
  | UnitOfWork.UnitOfWork

/** The ports over one database that somebody has migrated, with keys of the ring. */
export const layer = (options: Options): Layer.Layer<Ports, NotReady | SqlError, KeyRing.KeyRing> =>
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
export const routed = (options: Clusters): Layer.Layer<Ports, NotReady | SqlError, KeyRing.KeyRing> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const clusters = new Map<string, Routing.Cluster<Ports>>()
      for (const [name, one] of Object.entries(options.clusters)) clusters.set(name, yield* cluster(one))
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
})

/** The ports over a server of one's own, which is started and migrated, and ends with the layer. */
export const embedded = (
  options: Server.Options = {},
): Layer.Layer<
  Ports,
  Migrations.MigrationError | NotReady | Server.ServerError | SqlError,
  KeyRing.KeyRing
> =>
  Layer.effectContext(Effect.flatMap(prepared(options), (url) => make({ url }))).pipe(
    Layer.provide(Reactivity.layer),
  )
