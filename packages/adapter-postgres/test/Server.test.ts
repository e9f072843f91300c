import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Postgres, Server } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { ConsentStore } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Effect, Exit, Layer } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { keyRing } from "./support/servers.ts"

const ask = <A>(server: Server.Server, question: (sql: PgClient.PgClient) => Effect.Effect<A, unknown>) =>
  Effect.flatMap(PgClient.PgClient, question).pipe(
    Effect.provide(PgClient.layer({ url: Server.urlOf(server, "postgres") })),
  )

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aftercare-kept-"))
})
afterAll(() => rm(directory, { recursive: true }))

describe("a server of one's own", () => {
  test("writes through to the disk, and leaves nothing behind in a temporary directory", async () => {
    const { data, fsync, pid } = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const server = yield* Server.start()
          const [row] = yield* ask(
            server,
            (sql) => sql<{ fsync: string; data: string }>`
              select current_setting('fsync') as fsync, current_setting('data_directory') as data`,
          )
          return { ...row, pid: server.pid }
        }),
      ),
    )
    expect(fsync).toBe("on")
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(data ?? "")).toBe(false)
  })

  test("finds in a given directory what it left there", async () => {
    const within = <A>(question: (sql: PgClient.PgClient) => Effect.Effect<A, unknown>) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.flatMap(Server.start({ directory, settings: { max_connections: "7" } }), (server) =>
            ask(server, question),
          ),
        ),
      )
    await within((sql) => sql`create table kept as select current_setting('max_connections') as said`)
    expect(await within((sql) => sql`select said from kept`)).toEqual([{ said: "7" }])
  })

  test("takes a directory that is named from where the process stands", async () => {
    const fresh = await mkdtemp(join(tmpdir(), "aftercare-named-"))
    const started = Server.start({ directory: relative(process.cwd(), fresh) })
    const exit = await Effect.runPromiseExit(Effect.scoped(started))
    await rm(fresh, { recursive: true })
    expect(String(Exit.isFailure(exit) && exit.cause)).toBe("false")
  })

  test("says why it doesn't start", async () => {
    const exit = await Effect.runPromiseExit(
      Effect.scoped(Server.start({ directory, settings: { max_connections: "many" } })),
    )
    expect(Exit.isFailure(exit) && String(exit.cause)).toContain("max_connections")
    const elsewhere = Server.start({ binaries: "/nowhere" })
    expect(Exit.isFailure(await Effect.runPromiseExit(Effect.scoped(elsewhere)))).toBe(true)
  })

  test.runIf(process.getuid?.() === 0)("as root says which folders shut out the one it runs as", async () => {
    const closed = await mkdtemp(join(tmpdir(), "aftercare-closed-"))
    const exit = await Effect.runPromiseExit(Effect.scoped(Server.start({ directory: join(closed, "kept") })))
    expect(String(exit)).toContain("chmod o+x")
    await rm(closed, { recursive: true })
  })

  test("ends with a process that is killed, and its temporary data with it", async () => {
    const source = fileURLToPath(new URL("killed.ts", import.meta.url))
    const dies = promisify(execFile)(process.execPath, ["--conditions=@aftercare/source", source])
    const { data, pid } = await dies.then(
      () => Promise.reject(new Error("it wasn't killed")),
      ({ stdout }: { stdout: string }): { data: string; pid: number } => JSON.parse(stdout),
    )
    for (let n = 0; n < 200 && (isAlive(pid) || existsSync(data)); n++) await setTimeout(50)
    expect([isAlive(pid), existsSync(data)]).toEqual([false, false])
  })
})

test("the stores open on a server of their own, and find again what they kept", async () => {
  const hospital = Id.TenantId.make("hospital")
  const within = <A, E>(effect: Effect.Effect<A, E, ConsentStore.ConsentStore>) =>
    Effect.runPromise(Effect.provide(effect, Layer.provide(Postgres.embedded({ directory }), keyRing)))
  const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 4, numRuns: 1 })
  if (consent === undefined) throw new Error("no sample")
  await within(Effect.flatMap(ConsentStore.ConsentStore, (store) => store.put(hospital, consent)))
  const found = await within(
    Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(hospital, consent.person)),
  )
  expect(found).toEqual([consent])
})
