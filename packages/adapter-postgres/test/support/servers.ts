// Servers that the tests of one process share, each started once somebody asks for it. They end with the process.
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { chown, mkdtemp, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { LocalKeyRing, Migrations, Postgres, Server } from "@aftercare/adapter-postgres"
import type { KeyRing } from "@aftercare/core/ports"
import { LeaseClock } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer, ManagedRuntime, Redacted, Scope } from "effect"

export interface Kind {
  readonly name: string
  /** Why it can't be had on this machine. */
  readonly missing?: string
  readonly start: () => Promise<Reachable>
}

/** A server, and the port on which the application reaches it. */
interface Reachable {
  readonly server: Server.Server
  readonly port: number
  readonly prepare: boolean
}

const once = <A>(make: () => Promise<A>): (() => Promise<A>) => {
  let made: Promise<A> | undefined
  return () => {
    made ??= make()
    return made
  }
}

// What is tested is whether writes are kept apart and together, not the disk; Server.test.ts looks at fsync.
const settings = { max_connections: "200", synchronous_commit: "off" }

const started = (options: Server.Options) =>
  once(() => Effect.runPromise(Scope.provide(Server.start({ ...options, settings }), Scope.makeUnsafe())))

const itself = (start: () => Promise<Server.Server>) => async (): Promise<Reachable> => {
  const server = await start()
  return { server, port: server.port, prepare: true }
}

const npm = started({})

/** Debian's server, with the programs that come beside it, such as `pg_dump`. */
export const debianBinaries = "/usr/lib/postgresql/15/bin"
const debian = started({ binaries: debianBinaries })

const bouncer = "/usr/sbin/pgbouncer"

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A pooler that gives each transaction whichever connection is free: what a session leaves behind, others find. */
const pooled = once(async (): Promise<Reachable> => {
  const server = await npm()
  const [directory, port] = [await mkdtemp(join(tmpdir(), "aftercare-pgbouncer-")), await freePort()]
  await writeFile(join(directory, "users.txt"), `"${role}" "${Redacted.value(password)}"\n`)
  await writeFile(
    join(directory, "pgbouncer.ini"),
    `[databases]
* = host=127.0.0.1 port=${server.port} pool_size=8
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(directory, "users.txt")}
pool_mode = transaction
max_client_conn = 200
`,
  )
  const [uid, gid] = process.getuid?.() === 0 ? [65_534, 65_534] : []
  if (uid !== undefined && gid !== undefined) {
    await chown(directory, uid, gid)
    await chown(join(directory, "users.txt"), uid, gid)
    await chown(join(directory, "pgbouncer.ini"), uid, gid)
  }
  // The shell's pipe closes with this process, and takes the pooler with it.
  const script = `"$0" pgbouncer.ini >log 2>&1 & cat >/dev/null; kill -INT $!; wait; rm -rf "$PWD"`
  const child = spawn("sh", ["-c", script, bouncer], {
    cwd: directory,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    ...(uid === undefined ? {} : { uid, gid }),
  })
  child.unref()
  const { stdin } = child
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref()
  await setTimeout(300)
  return { server, port, prepare: false }
})

const without = (path: string, name: string) =>
  existsSync(path) ? {} : { missing: `${path} isn't there: install Debian's ${name}` }

export const embedded: Kind = { name: "PostgreSQL 18 of npm", start: itself(npm) }
/** A cluster beside that one. */
export const another: Kind = { name: "another PostgreSQL 18 of npm", start: itself(started({})) }
export const debian15: Kind = {
  name: "PostgreSQL 15 of Debian",
  ...without(debianBinaries, "postgresql-15"),
  start: itself(debian),
}
export const pgbouncer: Kind = {
  name: "pgbouncer in transaction mode",
  ...without(bouncer, "pgbouncer"),
  start: pooled,
}

for (const { missing, name } of [debian15, pgbouncer])
  if (missing !== undefined) console.log(`skipped: nothing runs on ${name}, because ${missing}`)

/** The role that the application connects as, and its password on every server of the tests. */
const role = "hospital"
const password = Redacted.make("on loopback")

const superuser = (server: Server.Server, database: string) =>
  PgClient.layer({ url: Server.urlOf(server, database), maxConnections: 2 })

const urlOf = (user: string, port: number, database: string) =>
  Redacted.make(
    `postgres://${user}:${encodeURIComponent(Redacted.value(password))}@127.0.0.1:${port}/${database}`,
  )

export interface Database {
  readonly name: string
  readonly server: Server.Server
  readonly port: number
  /** As the application's role. */
  readonly url: Redacted.Redacted
  /** As the role that owns the tables, which is no superuser. */
  readonly owner: Redacted.Redacted
  readonly prepare: boolean
}

/** Roles belong to a server: of two tests that make one, the second finds it there. */
const roles = `do $$ begin
  create role owner login createrole password '${Redacted.value(password)}';
  create role aftercare_app nologin;
  grant aftercare_app to owner with admin option;
  create role ${role} login password '${Redacted.value(password)}' in role aftercare_app;
exception when duplicate_object or unique_violation then null;
end $$`

const copyOf = async (template: string, { port, prepare, server }: Reachable): Promise<Database> => {
  const name = `test_${randomBytes(6).toString("hex")}`
  const create = Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql.unsafe(roles)
    yield* sql.unsafe(`create database ${name} template ${template} owner owner`)
  })
  await Effect.runPromise(Effect.provide(create, superuser(server, "postgres")))
  return {
    name,
    server,
    port,
    prepare,
    url: urlOf(role, port, name),
    owner: urlOf("owner", server.port, name),
  }
}

/** A database of this test's own, owned by a role without rights beyond it. */
export const emptyDatabase = async ({ start }: Kind): Promise<Database> => copyOf("template1", await start())

/** The database's address by another port: a line of the test's own. */
export const at = ({ name }: Database, port: number): Redacted.Redacted => urlOf(role, port, name)

export const asOwner = <A, E>(database: Database, effect: Effect.Effect<A, E, PgClient.PgClient>) =>
  Effect.runPromise(Effect.provide(effect, PgClient.layer({ url: database.owner, maxConnections: 2 })))

export const asSuperuser = <A, E>(database: Database, effect: Effect.Effect<A, E, PgClient.PgClient>) =>
  Effect.runPromise(Effect.provide(effect, superuser(database.server, database.name)))

const templates = new Map<Server.Server, Promise<string>>()

const template = async (on: Reachable): Promise<string> => {
  const { name, owner } = await copyOf("template1", on)
  await Effect.runPromise(Migrations.migrate({ url: owner }))
  return name
}

/** A database with the tables in it: a copy of one on the same server, to which nobody connects. */
export const database = async ({ start }: Kind): Promise<Database> => {
  const on = await start()
  const made = templates.get(on.server) ?? template(on)
  templates.set(on.server, made)
  return copyOf(await made, on)
}

const secretOf = (byte: number) => Buffer.alloc(32, byte).toString("base64")
const ringOf = (secret: string): Layer.Layer<KeyRing.KeyRing, KeyRing.KeyRingError> =>
  LocalKeyRing.layer([{ id: "test", secret: Redacted.make(secret) }])

export const masterKey = secretOf(7)
export const keyRing = ringOf(masterKey)
export const strangersRing = ringOf(secretOf(8))

/** Time passes for leases alone, by as much as they are taken back: the server's own clock stands to nobody's order. */
export const leaseClock = (database: Database): Layer.Layer<LeaseClock.LeaseClock> =>
  Layer.effect(
    LeaseClock.LeaseClock,
    Effect.map(PgClient.PgClient, (sql) => ({
      lease: Duration.minutes(10),
      pass: (duration: Duration.Duration) =>
        Effect.orDie(
          Effect.asVoid(sql`update aftercare.agenda
            set held_until = held_until - ${`${Duration.toMillis(duration)} ms`}::text::interval`),
        ),
    })),
  ).pipe(Layer.provide(Layer.orDie(PgClient.layer({ url: database.owner, maxConnections: 1 }))))

/** The stores of a database, for tests that run their own effects. */
export const storesOf = (url: Database["url"]) =>
  ManagedRuntime.make(Layer.provide(Postgres.layer({ url }), keyRing))
