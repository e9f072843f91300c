import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Keys } from "@aftercare/adapter-postgres"
import { layer, type Options } from "@aftercare/adapter-postgres/pglite"
import { Id } from "@aftercare/core"
import { Discharge } from "@aftercare/core/followup"
import { Agenda, DischargeStore, UnitOfWork } from "@aftercare/core/ports"
import { FollowUpArbitraries, LeaseClock, StoreContracts } from "@aftercare/core/testing"
import { PGlite } from "@electric-sql/pglite"
import { DateTime, Duration, Effect, Layer, ManagedRuntime, Option, Queue, Schema, Stream } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { keyRing, masterKey } from "./support/servers.ts"

const storesIn = (options: Options) => Layer.provide(layer(options), keyRing)

const [ours, theirs] = [Id.TenantId.make("ours"), Id.TenantId.make("theirs")]
const [discharge] = fc.sample(FollowUpArbitraries.discharge(), { seed: 5, numRuns: 1 })
if (discharge === undefined) throw new Error("no sample")

const put = (tenant: Id.TenantId) =>
  Effect.flatMap(DischargeStore.DischargeStore, (store) => store.put(tenant, discharge))
const isThere = (tenant: Id.TenantId) =>
  Effect.flatMap(DischargeStore.DischargeStore, (store) => store.find(tenant, discharge.id)).pipe(
    Effect.map(Option.isSome),
  )
const inUnit = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(UnitOfWork.UnitOfWork, ({ run }) => run(work))

// Its child begins the data, which takes the longest, while the contract is looked at.
let directory: string
let holder: ChildProcess
const namesakes = {
  dead: `lock.4194305..${hostname()}`,
  reborn: `lock.${process.pid}.1-before.${hostname()}`,
}
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "aftercare-pglite-"))
  for (const name of Object.values(namesakes)) await writeFile(join(directory, name), "")
  await mkdir(join(directory, "begun"))
  await writeFile(join(directory, "begun", "PG_VERSION"), "18\n")
  const program = fileURLToPath(new URL("pgliteHolder.ts", import.meta.url))
  const json = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(Discharge.Discharge)))(discharge)
  holder = spawn(process.execPath, ["--conditions=@aftercare/source", program, directory, masterKey, json], {
    stdio: ["ignore", "pipe", "inherit"],
  })
})
afterAll(async () => {
  holder.kill("SIGKILL")
  await rm(directory, { recursive: true, force: true })
})

describe("PGlite in memory keeps the contract", () => {
  // PGlite has the time from the process.
  let passed = 0
  const now = Date.now
  const leaseClock = Layer.succeed(LeaseClock.LeaseClock, {
    lease: Duration.minutes(10),
    pass: (duration) =>
      Effect.sync(() => {
        passed += Duration.toMillis(duration)
      }),
  })
  const runtime = ManagedRuntime.make(Layer.merge(storesIn({}), leaseClock))
  beforeAll(() => {
    vi.spyOn(Date, "now").mockImplementation(() => now() + passed)
  })
  afterAll(async () => {
    vi.mocked(Date.now).mockRestore()
    await runtime.dispose()
  })

  for (const { check, group, name } of StoreContracts.contract({ runs: 1 }))
    test(`${group}: ${name}`, () => runtime.runPromise(check))
})

describe("PGlite in a directory", () => {
  let db: PGlite
  const opened = async () => {
    const create = vi.spyOn(PGlite, "create")
    const runtime = ManagedRuntime.make(storesIn({ directory, idleTimeout: Duration.millis(500) }))
    await runtime.context()
    const made = await create.mock.results.at(-1)?.value
    create.mockRestore()
    if (!(made instanceof PGlite)) throw new Error("no PGlite was made")
    db = made
    return runtime
  }
  let runtime: Awaited<ReturnType<typeof opened>>
  const reopen = async () => {
    await runtime.dispose()
    runtime = await opened()
  }
  afterAll(() => runtime.dispose())

  test("is one process's alone, which whoever comes second is told", async () => {
    if (holder.stdout === null) throw new Error("the child isn't heard")
    const [said] = await once(holder.stdout, "data")
    expect(String(said)).toBe("kept")
    const refused = await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(storesIn({ directory })))))
    expect(refused).toMatchObject({ _tag: "NotOurs", holder: { pid: holder.pid, host: hostname() } })
    const locks = (await readdir(directory)).filter((name) => name.startsWith("lock."))
    expect(locks).toEqual([expect.stringContaining(`lock.${holder.pid}.`)])
  })

  test("isn't taken from another host, which can't be asked", async () => {
    const elsewhere = join(directory, "elsewhere")
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, "lock.1..another.host"), "")
    const refused = await Effect.runPromise(
      Effect.flip(Effect.scoped(Layer.build(storesIn({ directory: elsewhere })))),
    )
    expect(refused).toMatchObject({ holder: { pid: 1, host: "another.host" } })
    expect(await readdir(elsewhere)).toEqual(["lock.1..another.host"])
  })

  test("keeps what was committed when its process is killed, and is free then", async () => {
    const gone = once(holder, "exit")
    holder.kill("SIGKILL")
    await gone
    runtime = await opened()
    expect(await runtime.runPromise(isThere(ours))).toBe(true)
    expect((await readdir(directory)).filter((name) => name.startsWith("lock."))).toHaveLength(1)
  })

  test("is held by this process against itself, too", async () => {
    const refused = await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(storesIn({ directory })))))
    expect(refused).toMatchObject({ holder: { pid: process.pid } })
  })

  const sessionSees = async () => {
    await runtime.runPromise(put(theirs))
    const rows = "select tenant from aftercare.discharge"
    const role =
      "select session_user::text as name, rolsuper or rolbypassrls as free from pg_roles where rolname = current_user"
    expect((await db.query(role)).rows).toEqual([{ name: "aftercare_app", free: false }])
    expect((await db.query(rows)).rows).toEqual([])
    await db.transaction(async (transaction) => {
      await transaction.query("select set_config('app.tenant', 'ours', true)")
      expect((await transaction.query(rows)).rows).toEqual([{ tenant: "ours" }])
    })
    const intrusions = [
      "insert into aftercare.dealing (tenant, subject, version) values ('theirs', 'a', 1)",
      "update aftercare.discharge set tenant = 'theirs'",
      "select * from aftercare.tenant_key for update",
      "alter table aftercare.discharge disable row level security",
      "select nextval('aftercare.agenda_token')",
    ]
    for (const intrusion of intrusions)
      await expect(
        db.transaction(async (transaction) => {
          await transaction.query("select set_config('app.tenant', 'ours', true)")
          await transaction.query(intrusion)
        }),
        intrusion,
      ).rejects.toMatchObject({ code: "42501" })
  }

  test("holds tenants apart by row-level security", sessionSees)

  test("gives up a unit that does nothing, and nothing of it stays for those that come next", async () => {
    const order: Array<string> = []
    const write = put(Id.TenantId.make("idle"))
    const unit = inUnit(write.pipe(Effect.andThen(Effect.sleep("1 second")), Effect.andThen(write)))
    const ended = Effect.map(Effect.flip(unit), (error) => void order.push(error.reason._tag))
    const other = Effect.map(isThere(ours), (there) => void order.push(`there: ${there}`))
    await runtime.runPromise(Effect.all([ended, Effect.delay(other, "50 millis")], { concurrency: 2 }))
    expect(order).toEqual(["there: true", "Unavailable"])
    expect(await runtime.runPromise(isThere(Id.TenantId.make("idle")))).toBe(false)
    await sessionSees()
  })

  test("tells of what is due", async () => {
    const told = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      const heard = yield* Stream.toQueue(agenda.hints, { capacity: 1, strategy: "sliding" })
      yield* Queue.take(heard)
      const dueAt = DateTime.subtract(yield* DateTime.now, { seconds: 1 })
      yield* agenda.schedule({ tenant: ours, kind: "followUp", id: "a", subject: "a", dueAt })
      yield* Queue.take(heard)
    })
    await runtime.runPromise(Effect.scoped(Effect.timeout(told, "5 seconds")))
  })

  test("remembers no key that was taken back with its unit", async () => {
    const [a, b] = [Id.TenantId.make("a"), Id.TenantId.make("b")]
    const takenBack = (tenant: Id.TenantId) =>
      Effect.exit(inUnit(Effect.andThen(put(tenant), Effect.fail("no"))))
    await runtime.runPromise(Effect.andThen(takenBack(a), put(a)))
    await runtime.runPromise(inUnit(Effect.andThen(takenBack(b), put(b))))
    await reopen()
    expect(await runtime.runPromise(Effect.all([isThere(a), isThere(b)]))).toEqual([true, true])
  })

  test("makes a tenant's key within a unit while others wait for the same", async () => {
    const tenant = Id.TenantId.make("new")
    const unit = inUnit(
      isThere(tenant).pipe(Effect.andThen(Effect.sleep("100 millis")), Effect.andThen(put(tenant))),
    )
    const other = Effect.delay(put(tenant), "20 millis")
    await runtime.runPromise(Effect.all([unit, other], { concurrency: 2 }))
  })

  test("gives and takes back new keys, and seals anew, within a unit", async () => {
    await reopen()
    const work = Effect.gen(function* () {
      const keys = yield* Keys.Keys
      yield* Effect.exit(inUnit(Effect.andThen(keys.rotate(ours), Effect.fail("taken back"))))
      const [version, count] = yield* inUnit(Effect.all([keys.rotate(ours), keys.reseal(ours)]))
      return { version, count, there: yield* isThere(ours) }
    })
    expect(await runtime.runPromise(work)).toEqual({ version: 2, count: 1, there: true })
  })

  test("is closed soon, also in the middle of a unit, and free then", async () => {
    const tenant = Id.TenantId.make("unfinished")
    runtime.runFork(inUnit(Effect.andThen(put(tenant), Effect.never)))
    await runtime.runPromise(Effect.sleep("100 millis"))
    await reopen()
    expect(await runtime.runPromise(Effect.all([isThere(ours), isThere(tenant)]))).toEqual([true, false])
    await runtime.dispose()
    expect((await readdir(directory)).filter((name) => name.startsWith("lock."))).toEqual([])
    expect(existsSync(join(directory, "begun"))).toBe(false)
  })
})
