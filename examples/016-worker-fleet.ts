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
import { Id, Scheduling } from "@aftercare/core"
import { PgClient } from "@effect/sql-pg"
import { Effect, Exit, Scope } from "effect"
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

const settings: Omit<Settings, "name"> = {
  storage: urlOf("fleet", "east"),
  deadAfterSeconds: 6,
  groups: Object.fromEntries(groups.map((group) => [group, urlOf("hospitals", group)])),
  key: { id: "2026", secret: randomBytes(32).toString("base64") },
  provider: port,
  aheadMillis: evening - Date.now(),
}

for (const [group, url] of Object.entries(settings.groups)) {
  const planned = Effect.forEach(Array(patients).keys(), (n) =>
    Scheduling.schedule(Id.TenantId.make(group), discharge(n), [consent(n)]),
  )
  await Effect.runPromise(
    ahead(settings.aheadMillis, Effect.provide(planned, hospital(url, settings.key, port))),
  )
}
console.log(`${groups.length * patients} contacts are planned in ${groups.length} databases`)

const began = performance.now()
const say = (what: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1)} s: ${what}`)
const held = new Map<string, string>()
const runner = fileURLToPath(new URL("worker-fleet/runner.ts", import.meta.url))
const start = (name: string): ChildProcess =>
  fork(runner, [JSON.stringify({ ...settings, name } satisfies Settings)]).on("message", (told: Told) => {
    say(`${name} ${told.holds ? "holds" : "gives back"} ${told.group}`)
    if (told.holds) held.set(told.group, name)
  })
const until = async (isSo: () => boolean) => {
  while (!isSo()) await setTimeout(20)
}

const [first, second] = [start("first"), start("second")]
await until(() => groups.every((group) => held.has(group)) && new Set(held.values()).size === 2)
await until(() => taken.length >= 30)
say(`second is killed; ${taken.length} messages were taken`)
second.kill("SIGKILL")
await until(() => groups.every((group) => held.get(group) === "first"))
// What the second had under way isn't sent again: where nobody knows, a receipt tells, or a person asks.
await until(() => taken.length >= (patients - 1) * groups.length)
await setTimeout(2_000)
say("first is told to end")
first.kill("SIGTERM")
await once(first, "exit")
provider.close()
await Effect.runPromise(Scope.close(scope, Exit.void))

const twice = taken.length - new Set(taken.map(({ id }) => id)).size
console.log(`The provider took ${taken.length} messages, ${twice} of them twice`)
process.exitCode = twice
