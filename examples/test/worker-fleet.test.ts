import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Migrations } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterEach, expect, test } from "vitest"
import {
  acceptedBy,
  added,
  chances,
  concluded,
  faultsIn,
  firstLine,
  kill,
  none,
  plan,
  rowsOf,
  run,
  surelyBy,
} from "../../packages/adapter-postgres/test/crash/Rounds.ts"
import { evening, key, ward } from "../../packages/adapter-postgres/test/crash/ward.ts"
import { embedded, emptyDatabase } from "../../packages/adapter-postgres/test/support/servers.ts"
import type { Settings, Told } from "../worker-fleet/runner.ts"

const deadAfterSeconds = 6
/** Until the others look, until they try for the locks, and what the machine takes. */
const movedWithin = deadAfterSeconds * 1_000 + 10_000
/** A process starts, or ends a batch. */
const ready = 60_000

/** Groups of two hospitals each, and how many patients each hospital has more with every phase. */
const groups = ["east", "north", "south", "west"]
const tenantsOf = (group: string) => ["a", "b"].map((which) => Id.TenantId.make(`${group}-${which}`))
const perPhase = 3

const children: Array<ChildProcess> = []
const runtimes: Array<{ readonly dispose: () => Promise<void> }> = []
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.dispose()))
})

const forked = (name: string, settings: Settings, output: "ignore" | "inherit" | "pipe") => {
  const child = fork(fileURLToPath(new URL("../worker-fleet/runner.ts", import.meta.url)), [name], {
    execArgv: ["--conditions=@aftercare/source"],
    stdio: ["ignore", output, "inherit", "ipc"],
  })
  children.push(child)
  child.send(settings)
  return child
}

/** The seconds since it was made. */
const stopwatch = () => {
  const began = performance.now()
  return () => Math.round((performance.now() - began) / 100) / 10
}

const until = async (what: string, limitMillis: number, isSo: () => boolean | Promise<boolean>) => {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > limitMillis) throw new Error(`${what}: not within ${limitMillis} ms`)
    await setTimeout(20)
  }
}

test("a process that can't start says why and ends with 1; what is secret is in neither its arguments nor its words", async () => {
  const secrets = { password: "a password on loopback", key: key.secret }
  const child = forked(
    "lonely",
    {
      // Nobody listens there.
      storage: `postgres://fleet:${encodeURIComponent(secrets.password)}@127.0.0.1:1/east`,
      deadAfterSeconds,
      groups: {},
      key,
      provider: 1,
      aheadMillis: 0,
    },
    "pipe",
  )
  const said = child.stdout === null ? "" : text(child.stdout)
  const [code] = await once(child, "exit")
  const words = await said
  expect([code, words]).toEqual([1, expect.stringMatching(/the process ended.*lonely.*SqlError/s)])
  for (const secret of [secrets.password, encodeURIComponent(secrets.password), secrets.key])
    expect(child.spawnargs.join(" ") + words).not.toContain(secret)
}, 30_000)

test("a process is killed, another stopped: their groups move, no contact is lost, and no message sent twice", async () => {
  const offset = evening - Date.now()
  const chance = chances(20_261_122)
  const provider = run("provider.ts")
  children.push(provider)
  const port = Number(await firstLine(provider.stdout))

  const all = await Promise.all(
    groups.map(async (group) => {
      const made = await emptyDatabase(embedded)
      const own = ManagedRuntime.make(ward(made.url, port))
      runtimes.push(own)
      return { group, made, tenants: tenantsOf(group), surely: surelyBy(own) }
    }),
  )
  const migrated = (of: typeof all) =>
    Promise.all(of.map(({ made }) => Effect.runPromise(Migrations.migrate({ url: made.owner }))))
  const planned = (phase: number) =>
    Promise.all(
      all.map(async ({ surely, tenants }) => {
        for (let n = phase * perPhase; n < (phase + 1) * perPhase; n++)
          for (const tenant of tenants) await plan(surely, tenant, n, offset)
      }),
    )
  /** How many messages each of the groups has sent. */
  const sent = async (of: ReadonlyArray<string>) => {
    const messages = await acceptedBy(port)
    return of.map((group) => messages.filter(({ tenant }) => tenant.startsWith(group)).length)
  }

  // Who holds what stands in a schema beside ours, of a role that may do nothing else.
  const [home] = all
  if (home === undefined) throw new Error("there are no groups")
  await rowsOf(
    home.made,
    `do $$ begin create role fleet login password 'on loopback';
      exception when duplicate_object then null; end $$`,
  )
  await rowsOf(home.made, "create schema fleet authorization fleet")
  const storage = new URL(Redacted.value(home.made.url))
  storage.username = "fleet"

  /** Which processes have said that they hold a group, and haven't given it back or died. */
  const holders = new Map(groups.map((group) => [group, new Set<string>()]))
  const atOnce = new Set<string>()
  const start = (name: string) => {
    const settings: Settings = {
      storage: storage.href,
      deadAfterSeconds,
      groups: Object.fromEntries(all.map(({ group, made }) => [group, Redacted.value(made.url)])),
      key,
      provider: port,
      aheadMillis: offset,
    }
    const child = forked(name, settings, process.env["CRASH_LOG"] === undefined ? "ignore" : "inherit")
    child.on("message", ({ group, holds }: Told) => {
      const names = holders.get(group)
      names?.[holds ? "add" : "delete"](name)
      if (names !== undefined && names.size > 1) atOnce.add(group)
    })
    child.once("exit", () => {
      for (const names of holders.values()) names.delete(name)
    })
    return child
  }
  const heldBy = (name: string) => groups.filter((group) => holders.get(group)?.has(name))
  const hasAll = (name: string) => () => heldBy(name).length === groups.length
  const shared = () =>
    groups.every((group) => holders.get(group)?.size === 1) && !hasAll("first")() && !hasAll("second")()

  // One group's tables come later than the process that works on them.
  await migrated(all.slice(1))
  const first = start("first")
  await until("the first holds what there is", ready, () => heldBy("first").length === groups.length - 1)
  await migrated(all.slice(0, 1))
  await until("the first holds all", ready, hasAll("first"))
  const tables = "select tablename::text as name from pg_tables where tableowner = 'fleet' order by 1"
  expect(await rowsOf(home.made, tables)).toEqual([
    { name: "cluster_locks" },
    { name: "cluster_runner_migrations" },
    { name: "cluster_runners" },
  ])
  const usage = "select has_schema_privilege('fleet', 'aftercare', 'usage') as granted"
  expect(await rowsOf(home.made, usage)).toEqual([{ granted: false }])
  const second = start("second")
  await until("the second has its share", ready, shared)

  // The second dies in the middle of its work, and work goes on coming in.
  const orphans = heldBy("second")
  const incoming = planned(0).then(() => planned(1))
  await until("all work", ready, async () => (await sent(orphans)).every((n) => n > 0))
  await kill(second)
  const sinceDeath = stopwatch()
  const before = await sent(orphans)
  await until("the first holds all", movedWithin, hasAll("first"))
  const held = sinceDeath()
  await until("orphans are worked on", ready, async () =>
    (await sent(orphans)).every((n, nth) => n > (before[nth] ?? 0)),
  )
  const worked = sinceDeath()
  await incoming

  start("second")
  await until("the second is back", ready, shared)

  // The first falls silent, and awakes when its groups are another's.
  const silent = heldBy("first")
  first.kill("SIGSTOP")
  const sinceSilence = stopwatch()
  const more = planned(2)
  await until("the second holds all", movedWithin, hasAll("second"))
  const taken = sinceSilence()
  first.kill("SIGCONT")
  await more
  await until("each has its share again", ready, shared)

  // Where nobody can say who holds what, nobody works; and all do once it can be said again.
  await rowsOf(home.made, "alter role fleet nologin")
  await rowsOf(home.made, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fleet'")
  await until("nobody holds anything", ready, () => [...holders.values()].every(({ size }) => size === 0))
  await rowsOf(home.made, "alter role fleet login")
  await until("each has its share once more", ready, shared)

  const ended = await Promise.all(
    all.map(({ made, surely, tenants }) => {
      const rows = (statement: string) => rowsOf(made, statement)
      return concluded({ tenants, surely, rows, port, offset, chance })
    }),
  )
  const counts = ended.map((each) => each.counts).reduce(added, none)
  console.log(
    `fleet: dead after ${deadAfterSeconds} s; ${orphans.length} groups of a killed process held again after ${held} s, ` +
      `messages from all of them after ${worked} s; ${silent.length} of a stopped one after ${taken} s, and held by both when it ` +
      `awoke; ${JSON.stringify(counts)}`,
  )
  expect(silent.filter((group) => !atOnce.has(group))).toEqual([])
  expect([counts.contacts, faultsIn(counts)]).toEqual([3 * perPhase * 2 * groups.length, 0])
}, 300_000)
