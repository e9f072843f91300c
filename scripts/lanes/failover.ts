/**
 * The slow lane of fail-over: two nodes under pg_auto_failover, replicating synchronously, of which the one that writes comes
 * to harm again and again while plans are written and workers send. What the hospital was told is written has to be there
 * at the end, and each patient has one message.
 *
 * `pnpm lane:failover [--rounds 2] [--seconds 10]`.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process"
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { chmod, mkdtemp, readFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { parseArgs, promisify } from "node:util"
import { Migrations } from "@aftercare/adapter-postgres"
import { FollowUpTask, Id, Outreach, PlanStore, Scheduling } from "@aftercare/core"
import { Effect, Exit, ManagedRuntime, Option, Redacted } from "effect"
import { firstLine, kill, run } from "../../packages/adapter-postgres/test/crash/Rounds.ts"
import {
  type Accepted,
  ahead,
  consent,
  discharge,
  evening,
  ward,
} from "../../packages/adapter-postgres/test/crash/ward.ts"
import { type Line, lineTo } from "../../packages/adapter-postgres/test/support/line.ts"

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "2" }, seconds: { type: "string", default: "10" } },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
if (![rounds, seconds].every(Number.isSafeInteger)) {
  console.error("--rounds and --seconds are whole numbers")
  process.exit(2)
}

const [autoctl, binaries] = ["/usr/bin/pg_autoctl", "/usr/lib/postgresql/15/bin"]
for (const [file, name] of [
  [autoctl, "pg-auto-failover-cli"],
  [`${binaries}/postgres`, "postgresql-15"],
  ["/usr/share/postgresql/15/extension/pgautofailover.control", "postgresql-15-auto-failover"],
] as const)
  if (!existsSync(file)) {
    console.error(`${file} isn't there: install Debian's ${name}`)
    process.exit(2)
  }

const began = performance.now()
const at = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
const say = (text: string) => console.log(`${at()}: ${text}`)

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const home = await mkdtemp(join(tmpdir(), "aftercare-failover-"))
await chmod(home, 0o755)
/** Without any rights of its own on any Unix: PostgreSQL doesn't run as root. */
const lowered = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const superuser = lowered.uid === undefined ? userInfo().username : "nobody"
const ownHome = join(home, "home")
mkdirSync(ownHome)
if (lowered.uid !== undefined) for (const path of [home, ownHome]) chownSync(path, lowered.uid, lowered.gid)
// pg_autoctl opens its servers to the whole network, and their sockets where nobody may: ours are on loopback alone.
const tools = join(home, "bin")
mkdirSync(tools)
for (const name of readdirSync(binaries))
  if (name !== "postgres") symlinkSync(join(binaries, name), join(tools, name))
writeFileSync(
  join(tools, "postgres"),
  `#!/bin/sh\nexec ${binaries}/postgres "$@" -c listen_addresses=127.0.0.1 -c unix_socket_directories=${ownHome}\n`,
  { mode: 0o755 },
)
const env = {
  PATH: `${tools}:/usr/bin:/bin`,
  LANG: "C.UTF-8",
  HOME: ownHome,
  XDG_CONFIG_HOME: join(ownHome, "config"),
  XDG_DATA_HOME: join(ownHome, "data"),
  XDG_RUNTIME_DIR: ownHome,
  PGHOST: "127.0.0.1",
}

interface Node {
  readonly name: string
  readonly data: string
  readonly port: number
  process?: ChildProcess
}

const all: Array<Node> = []

const keep = (node: Node) => {
  const log = openSync(join(home, `${node.name}.log`), "a")
  node.process = spawn(autoctl, ["run", "--pgdata", node.data], {
    ...lowered,
    env,
    cwd: home,
    stdio: ["ignore", log, log],
  })
}

const create = async (kind: "monitor" | "postgres", name: string, monitor?: Node): Promise<Node> => {
  const node: Node = { name, data: join(home, name), port: await freePort() }
  await promisify(execFile)(
    autoctl,
    [
      ...[
        "create",
        kind,
        "--pgdata",
        node.data,
        "--pgctl",
        join(tools, "pg_ctl"),
        "--pgport",
        `${node.port}`,
      ],
      ...["--hostname", "127.0.0.1", "--auth", "trust", "--no-ssl"],
      ...(monitor === undefined ? [] : ["--name", name, "--monitor", addressOf(monitor)]),
    ],
    { ...lowered, env, cwd: home, timeout: 60_000 },
  )
  keep(node)
  all.push(node)
  return node
}

const addressOf = ({ port }: Node) => `postgres://autoctl_node@127.0.0.1:${port}/pg_auto_failover`

/** What the server answers, column by column. */
const rowsAt = async (url: string, statement: string): Promise<ReadonlyArray<ReadonlyArray<string>>> => {
  const { stdout } = await promisify(execFile)(
    join(binaries, "psql"),
    [url, "-XAtq", "-F", "|", "-v", "ON_ERROR_STOP=1", "-c", statement],
    { env: { ...env, PGCONNECT_TIMEOUT: "2" }, timeout: 10_000 },
  )
  return stdout
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => row.split("|"))
}

/** A process that was started here, and all that it started. */
const family = (pid: number): ReadonlyArray<number> => {
  const pairs = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
  const all = [pid]
  for (const parent of all) for (const [child, its] of pairs) if (its === parent) all.push(child)
  return all
}

const killed = (pids: ReadonlyArray<number>) => {
  for (const pid of pids)
    try {
      process.kill(pid, "SIGKILL")
    } catch {
      // It is gone by itself.
    }
}

const postmaster = async ({ data }: Node) =>
  Number((await readFile(join(data, "postmaster.pid"), "utf8")).split("\n")[0])

process.on("SIGINT", () => process.exit(130))
process.on("exit", () => {
  for (const { process: running } of all) if (running?.pid !== undefined) killed(family(running.pid))
  rmSync(home, { recursive: true, force: true })
})

const monitor = await create("monitor", "monitor")
for (let tries = 0; ; tries++) {
  const up = await rowsAt(addressOf(monitor), "select 1").catch(() => undefined)
  if (up !== undefined) break
  if (tries === 100) throw new Error("the monitor didn't start")
  await setTimeout(200)
}
const nodes = [await create("postgres", "north", monitor)]

interface State {
  readonly port: number
  readonly reported: string
  readonly goal: string
}
const states = async (): Promise<ReadonlyArray<State>> => {
  const rows = await rowsAt(
    addressOf(monitor),
    "select nodeport, reportedstate, goalstate from pgautofailover.node",
  )
  return rows.map(([port, reported = "", goal = ""]) => ({ port: Number(port), reported, goal }))
}
const until = async (what: string, is: (all: ReadonlyArray<State>) => boolean) => {
  const from = performance.now()
  for (;;) {
    const all = await states()
    if (is(all)) return Math.round((performance.now() - from) / 100) / 10
    if (performance.now() - from > 300_000)
      throw new Error(`no ${what} in five minutes: ${JSON.stringify(all)}`)
    await setTimeout(200)
  }
}
const writes = ({ goal, reported }: State) =>
  reported === goal && /^(?:single|primary|wait_primary|join_primary)$/.test(goal)
const both = (all: ReadonlyArray<State>) =>
  all.some(({ reported }) => reported === "primary") && all.some(({ reported }) => reported === "secondary")

await until("node that writes", (all) => all.some(writes))
nodes.push(await create("postgres", "south", monitor))
await until("standby", both)
say("one node writes, and the other has what it writes")

// What a proxy or a name in front of them does: it leads to the node that writes.
const line = await lineTo(nodes[0]?.port ?? 0)
const writersLine = await lineTo(line.to)
let over = false
const following = (async () => {
  while (!over) {
    const now = (await states().catch(() => [])).find(writes)
    if (now !== undefined && now.port !== line.to) {
      for (const each of [line, writersLine]) {
        each.to = now.port
        each.cut()
      }
    }
    await setTimeout(200)
  }
})()

const owner = Redacted.make(`postgres://${superuser}@127.0.0.1:${line.to}/postgres`)
await Effect.runPromise(Migrations.migrate({ url: owner }))
await rowsAt(Redacted.value(owner), "create role hospital login in role aftercare_app")
const addressBy = (line: Line) => `postgres://hospital@127.0.0.1:${line.port}/postgres`

const provider = run("provider.ts")
const port = Number(await firstLine(provider.stdout))
const offset = evening - Date.now()
// Not prepared: so each commit is told by its word.
const own = ManagedRuntime.make(ward(Redacted.make(addressBy(writersLine)), port, false))
const workers: Array<ChildProcess> = []
const hire = (nth: number) => {
  const worker = run("worker.ts", addressBy(line), String(port), String(offset))
  workers[nth] = worker
  worker.once("exit", async () => {
    await setTimeout(500)
    if (!over) hire(nth)
  })
}
for (const nth of [0, 1]) hire(nth)

const tenant = Id.TenantId.make("hospital")
const counts = { acknowledged: 0, unavailable: 0, recognised: 0 }
/** Patients of whom the hospital was told that they are planned for. */
const told = new Set<string>()
let longest = 0
let writing = true
const writer = (async () => {
  for (let n = 0; writing; n++) {
    const from = performance.now()
    for (;;) {
      const exit = await own.runPromiseExit(
        ahead(offset, Effect.result(Scheduling.schedule(tenant, discharge(n), [consent(n)]))),
      )
      if (!Exit.isSuccess(exit)) throw new Error(String(exit.cause))
      const result = exit.value
      if (result._tag === "Success") break
      const error = result.failure
      if (error._tag !== "StoreError") throw error
      if (error.reason._tag === "AlreadyExists") {
        counts.recognised += 1
        break
      }
      if (!error.isRetryable) throw error
      counts.unavailable += 1
      await setTimeout(100)
    }
    told.add(`p${n}`)
    counts.acknowledged += 1
    longest = Math.max(longest, performance.now() - from)
    await setTimeout(20)
  }
})()

const accepted = async (): Promise<ReadonlyArray<Accepted>> =>
  (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as ReadonlyArray<Accepted>

const writingNode = async () => {
  const port = (await states()).find(writes)?.port
  const node = nodes.find((each) => each.port === port)
  if (node?.process?.pid === undefined) throw new Error("no node writes")
  return { node, pid: node.process.pid }
}

/** Waits for the writer's next plan, whose commit reaches the node and its standby, and isn't heard of. */
const unheard = async () => {
  await new Promise<void>((resolve) => {
    let wrote = false
    writersLine.rule = (bytes) => {
      wrote ||= bytes.includes("on conflict do nothing returning version")
      if (!wrote || !bytes.includes("COMMIT")) return "pass"
      writersLine.rule = () => "pass"
      resolve()
      return "mute"
    }
  })
  await setTimeout(200)
}

for (let round = 1; round <= rounds; round++) {
  await setTimeout(seconds * 1000)
  const { node, pid } = await writingNode()
  const [before, messages] = [counts.acknowledged, (await accepted()).length]
  await unheard()
  killed(family(pid))
  say(`round ${round}: ${node.name} is killed with all its processes`)
  const taken = await until("other node that writes", (all) =>
    all.some((each) => each.port !== node.port && writes(each)),
  )
  say(`round ${round}: the other node writes after ${taken} s`)
  await setTimeout(seconds * 1000)
  keep(node)
  say(
    `round ${round}: ${counts.acknowledged - before} writes and ${(await accepted()).length - messages} messages since; ${node.name} is started again, and follows after ${await until("standby", both)} s`,
  )
  await setTimeout(seconds * 1000)
  const again = await writingNode()
  killed([await postmaster(again.node)])
  // One may have been on its way; the next can't.
  const [had, from] = [counts.acknowledged + 1, performance.now()]
  while (counts.acknowledged <= had) await setTimeout(20)
  say(
    `round ${round}: the postmaster of ${again.node.name} was killed; writes succeed again after ${((performance.now() - from) / 1000).toFixed(1)} s`,
  )
  await until("pair", both)
}
await setTimeout(seconds * 1000)
writing = false
await writer

// Whoever is due has been tried, and then no try is under way.
const primary = () => `postgres://${superuser}@127.0.0.1:${line.to}/postgres`
const due = `select 1 from aftercare.agenda where due_at <= '${new Date(offset + Date.now()).toISOString()}'`
for (let tries = 0; (await rowsAt(primary(), due)).length > 0; tries++) {
  if (tries === 600) throw new Error("the workers came to a standstill")
  await setTimeout(100)
}
await setTimeout(2_000)

const found = new Map<string, ReadonlyArray<string>>()
const read = async (after?: Id.PlanId): Promise<void> => {
  const { next, records } = await own.runPromise(
    Effect.flatMap(PlanStore.PlanStore, (store) =>
      store.list(tenant, { limit: 200, ...(after === undefined ? {} : { after }) }),
    ),
  )
  for (const { record } of records)
    found.set(
      record.patient,
      record.tasks.flatMap((task) =>
        FollowUpTask.allAttempts(task).map((attempt) => Outreach.messageId(tenant, attempt) as string),
      ),
    )
  if (Option.isSome(next)) await read(next.value)
}
await read()
const messages = await accepted()
const result = {
  ...counts,
  lost: [...told].filter((patient) => !found.has(patient)).length,
  tries: [...found.values()].flat().length,
  untried: [...found.values()].filter((tries) => tries.length === 0).length,
  messages: messages.length,
  twice: messages.length - new Set(messages.map(({ person }) => person)).size,
  unstored: messages.filter(({ id, person }) => found.get(person)?.includes(id) !== true).length,
}
say(`the longest wait for a write: ${(longest / 1000).toFixed(1)} s`)

over = true
await Promise.all([...workers, provider].map(kill))
await following
await own.dispose()
await line.close()
await writersLine.close()
console.log(JSON.stringify(result))
const faults = result.lost + result.untried + result.twice + result.unstored
process.exit(faults === 0 && result.recognised >= rounds ? 0 : 1)
