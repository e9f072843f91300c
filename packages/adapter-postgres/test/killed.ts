// Starts a server, says where it is, and is killed.
import { writeSync } from "node:fs"
import { Server } from "@aftercare/adapter-postgres"
import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"

const program = Effect.gen(function* () {
  const server = yield* Server.start()
  const client = PgClient.layer({ url: Server.urlOf(server, "postgres") })
  const [row] = yield* Effect.flatMap(
    PgClient.PgClient,
    (sql) => sql<{ data: string }>`select current_setting('data_directory') as data`,
  ).pipe(Effect.provide(client))
  writeSync(1, JSON.stringify({ data: row?.data, pid: server.pid }))
  process.kill(process.pid, "SIGKILL")
})
await Effect.runPromise(Effect.scoped(program))
