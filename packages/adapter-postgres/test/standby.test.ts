// What becomes of a commit whose answer is lost where a standby takes over, or is waited for.
import { execFile } from "node:child_process"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { promisify } from "node:util"
import { Postgres, Server } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { PlanStore } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Exit, Layer, ManagedRuntime, Scope } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Line, lineTo } from "./support/line.ts"
import { asSuperuser, at, type Database, database, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [plan] = fc.sample(FollowUpArbitraries.plan(), { seed: 3, numRuns: 1 })
if (plan === undefined) throw new Error("no sample")

const scope = Scope.makeUnsafe()
const started = (options: Server.Options) => Effect.runPromise(Scope.provide(Server.start(options), scope))

let folder: string
let made: Database
let promoted: Server.Server
let line: Line
let stores: ReturnType<typeof storesAt>

const storesAt = (port: number) => {
  const impatient = { statementTimeout: Duration.millis(200), idleTimeout: Duration.millis(200) }
  const layer = Postgres.layer({ url: at(made, port), prepare: false, ...impatient })
  return ManagedRuntime.make(Layer.provide(layer, keyRing))
}

const insert = (id: string) =>
  stores.runPromise(
    Effect.result(
      Effect.flatMap(PlanStore.PlanStore, (plans) =>
        plans.insert(hospital, { ...plan, id: Id.PlanId.make(id) }, []),
      ),
    ),
  )
const found = (id: string) =>
  stores.runPromise(Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(hospital, Id.PlanId.make(id))))

const on = (server: Server.Server, ...statements: ReadonlyArray<string>) =>
  asSuperuser(
    { ...made, server },
    Effect.flatMap(PgClient.PgClient, (sql) => Effect.forEach(statements, (each) => sql.unsafe(each))),
  )

const unavailable = { _tag: "Failure", failure: { reason: { _tag: "Unavailable" } } }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftercare-standby-"))
  await chmod(folder, 0o755)
  const [own, other] = [join(folder, "own"), join(folder, "other")]
  const before = Scope.makeUnsafe()
  const server = await Effect.runPromise(Scope.provide(Server.start({ directory: own }), before))
  made = await database({ name: "own", start: async () => ({ server, port: server.port, prepare: true }) })
  await Effect.runPromise(Scope.close(before, Exit.void))
  // A copy that has recovered what there was, and goes on as a timeline of its own: what a promoted standby is.
  await promisify(execFile)("sh", [
    "-c",
    'cp -a "$0" "$1" && cp -p "$1/password" "$1/data/recovery.signal"',
    own,
    other,
  ])
  made = { ...made, server: await started({ directory: own }) }
  promoted = await started({ directory: other, settings: { restore_command: "false" } })
  line = await lineTo(made.server.port)
  stores = storesAt(line.port)
  await insert("before")
}, 60_000)
afterAll(async () => {
  await stores.dispose()
  await line.close()
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await rm(folder, { recursive: true })
})

const waiting = `select pid from pg_stat_activity where wait_event = 'SyncRep'`

test("a commit that waits for a standby isn't taken for one that it has, and is recognised by its key", async () => {
  const wait = "alter system set synchronous_standby_names = 'nobody'"
  await on(made.server, wait, "select pg_reload_conf()")
  const trying = insert("waiting")
  while ((await on(made.server, waiting))[0]?.length === 0) await setTimeout(20)
  // The server ends the session. It has committed, and nobody else knows.
  await on(made.server, `select pg_terminate_backend(pid) from (${waiting}) as waiting`)
  expect(await trying).toMatchObject(unavailable)
  await on(made.server, "alter system reset synchronous_standby_names", "select pg_reload_conf()")
  expect(await insert("waiting")).toMatchObject({ failure: { reason: { _tag: "AlreadyExists" } } })
}, 30_000)

test("another's transaction that has the same number after a standby took over isn't taken for one's own", async () => {
  await on(promoted, ...Array.from({ length: 200 }, () => "select pg_current_xact_id()::text"))
  let moved = false
  line.rule = (bytes) => {
    if (moved || !bytes.includes("COMMIT")) return "pass"
    moved = true
    line.to = promoted.port
    line.cut()
    return "cutBefore"
  }
  expect(await insert("moved")).toMatchObject(unavailable)
  expect(await found("moved")).toMatchObject({ _tag: "None" })
  expect(await insert("moved")).toMatchObject({ _tag: "Success" })
}, 30_000)
