/**
 * Four groups of hospitals, each in a database of its own, shared out between two processes: each database is worked on by one
 * of them. One is killed by kill -9, and its groups move to the other, which goes on where the databases say it was.
 */
import { type ChildProcess, fork } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Migrations, Server } from "@aftercare/adapter-postgres"
import { Id, PlanStore, Scheduling } from "@aftercare/core"
import { PgClient } from "@effect/sql-pg"
import { Effect, Exit, type Layer, Scope } from "effect"
import { ahead, consent, discharge, evening, hospital, type Sent } from "./worker-fleet/hospital.ts"
import type { Settings, Told } from "./worker-fleet/runner.ts"

const groups = ["east", "north", "south", "west"]
const patients = 30

/** What the provider took; it takes its time. */
const taken: Array<Sent> = []
const provider = createServer(async (request, response) => {
  taken.push(JSON.parse(await text(request)))
  await setTimeout(100)
  response.end()
}).listen(0, "127.0.0.1")
await once(provider, "listening")
const address = provider.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const scope = Scope.makeUnsafe()
const server = await Effect.runPromise(Scope.provide(Server.start(), scope))
const password = randomBytes(24).toString("hex")
const ask = (database: string, statement: string) =>
  Effect.runPromise(
    Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe(statement)).pipe(
      Effect.provide(PgClient.layer({ url: Server.urlOf(server, database), maxConnections: 1 })),
    ),
  )
const urlOf = (role: string, database: string) =>
  `postgres://${role}:${password}@127.0.0.1:${server.port}/${database}`

for (const group of groups) {
  await ask("postgres", `create database ${group}`)
  await Effect.runPromise(Migrations.migrate({ url: Server.urlOf(server, group) }))
}
await ask("postgres", `create role hospitals login password '${password}' in role aftercare_app`)
// Who holds what stands in a schema beside ours, of a role that may do nothing else: tables are made where its own name leads.
await ask("postgres", `create role fleet login password '${password}'`)
await ask("east", "create schema fleet authorization fleet")

const settings: Settings = {
  storage: urlOf("fleet", "east"),
  deadAfterSeconds: 6,
  groups: Object.fromEntries(groups.map((group) => [group, urlOf("hospitals", group)])),
  key: { id: "2026", secret: randomBytes(32).toString("base64") },
  provider: port,
  aheadMillis: evening - Date.now(),
}

/** Something that is done for each group, on its stores and at the evening's time. */
const forEachGroup = <A, E>(
  work: (tenant: Id.TenantId) => Effect.Effect<A, E, Layer.Success<ReturnType<typeof hospital>>>,
) =>
  Promise.all(
    Object.entries(settings.groups).map(([group, url]) =>
      Effect.runPromise(
        ahead(
          settings.aheadMillis,
          Effect.provide(work(Id.TenantId.make(group)), hospital(url, settings.key, port)),
        ),
      ),
    ),
  )

await forEachGroup((tenant) =>
  Effect.forEach(Array(patients).keys(), (n) => Scheduling.schedule(tenant, discharge(n), [consent(n)])),
)
console.log(`${groups.length * patients} contacts are planned in ${groups.length} databases`)

const began = performance.now()
const say = (what: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1)} s: ${what}`)
const held = new Map<string, string>()
const runner = fileURLToPath(new URL("worker-fleet/runner.ts", import.meta.url))
const ended: Array<string> = []
const start = (name: string): ChildProcess => {
  const child = fork(runner, [name])
  child.on("message", (told: Told) => {
    say(`${name} ${told.holds ? "holds" : "gives back"} ${told.group}`)
    if (told.holds) held.set(told.group, name)
  })
  child.once("exit", (code) => {
    if (code !== null) ended.push(`${name} ended with ${code}`)
  })
  child.send(settings)
  return child
}
const until = async (isSo: () => boolean | Promise<boolean>) => {
  const limit = performance.now() + 120_000
  while (!(await isSo())) {
    if (ended.length > 0 || performance.now() > limit) {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      throw new Error(ended.join(", ") || "nothing came of it in two minutes")
    }
    await setTimeout(50)
  }
}

const first = start("first")
await until(() => held.size === groups.length)
const second = start("second")
await until(() => [...held.values()].includes("second"))
await until(() => taken.length >= 50)
say(`second is killed; ${taken.length} messages were taken`)
second.kill("SIGKILL")
await until(() => [...held.values()].every((name) => name === "first"))

/** Where the first contacts stand, of all patients. */
const contacts = async () => {
  const tasks = await forEachGroup((tenant) =>
    Effect.gen(function* () {
      const { records } = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: patients })
      return records.flatMap(({ record }) => record.tasks.filter(({ stage }) => stage === "first-contact"))
    }),
  )
  return tasks.flat().map(({ state }) => state)
}
await until(async () => (await contacts()).every(({ _tag }) => _tag !== "Planned"))
say("all are tried; first is told to end")
first.kill("SIGTERM")
await once(first, "exit")

// What the second had under way when it died isn't sent again: a receipt tells of it, or a person asks.
const unknown = (await contacts()).filter(
  (state) => state._tag === "InProgress" && state.attempt.delivery?._tag !== "Accepted",
)
const twice = taken.length - new Set(taken.map(({ id }) => id)).size
console.log(
  `The provider took ${taken.length} messages, ${twice} of them twice; of ${unknown.length} tries nobody knows what came of them`,
)
provider.close()
await Effect.runPromise(Scope.close(scope, Exit.void))
process.exitCode = twice
