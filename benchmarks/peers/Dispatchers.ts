/**
 * Those who keep due work on PostgreSQL: ours through the real adapter, pg-boss and graphile-worker. Each is asked for the
 * same: to keep contacts, to hand out those that are due under a lease, and to take what was done as done.
 */

import { EventEmitter } from "node:events"
import { setTimeout } from "node:timers/promises"
import { LocalKeyRing, Migrations, Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core/foundation"
import { Agenda } from "@aftercare/core/ports"
import { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { Logger, makeWorkerUtils, run, type WorkerEvents } from "graphile-worker"
import { PgBoss } from "pg-boss"
import type { Contact } from "../work/Contacts.ts"

export const dispatcherIds = ["ours", "pg-boss", "graphile-worker"] as const
export type DispatcherId = (typeof dispatcherIds)[number]

/** How a worker works: so many at once under one lease, or, of graphile-worker, as it comes. */
export interface Way {
  readonly who: DispatcherId
  readonly batch: number
  /** So many loops at once, each on a connection. */
  readonly loops: number
}

/** What a worker did until nothing was left, or its time was over. */
export interface Done {
  readonly ids: ReadonlyArray<string>
  /** When the last was taken as done, in epoch milliseconds. */
  readonly endedAt: number
}

/** A connection of one of them to its tables in a database. */
export interface Dispatcher {
  readonly insert: (contacts: ReadonlyArray<Contact>) => Promise<unknown>
  /** Works until nothing is due, or as long as it may. */
  readonly drain: (way: Way, until: number) => Promise<Done>
  /** Asks once for what is due. */
  readonly poll?: (batch: number) => Promise<number>
  readonly end: () => Promise<unknown>
}

/** Makes what the database has to have, as the superuser. Where ours connects, it is as a role without rights. */
export const prepared: { readonly [W in DispatcherId]: (database: Database) => Promise<unknown> } = {
  ours: ({ name, superuser }) =>
    Effect.runPromise(
      Effect.gen(function* () {
        yield* Migrations.migrate({ url: Redacted.make(superuser) })
        const sql = yield* PgClient.PgClient
        yield* sql.unsafe(`do $$ begin
          create role ${role} login password '${role}' in role aftercare_app;
        exception when duplicate_object then null; end $$`)
        yield* sql.unsafe(`grant connect on database ${name} to ${role}`)
      }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(superuser), maxConnections: 1 }))),
    ),
  "pg-boss": async ({ superuser }) => {
    const boss = bossAt(superuser, 1)
    await boss.start()
    await boss.createQueue(queue)
    await boss.stop({ graceful: false })
  },
  "graphile-worker": async ({ superuser }) => {
    const utils = await makeWorkerUtils({ connectionString: superuser, logger: silent })
    await utils.migrate()
    await utils.release()
  },
}

export interface Database {
  readonly name: string
  readonly port: number
  readonly superuser: string
  /** Whether ours has the ids of the house's tasks, which are longer than a patient and a stage. */
  readonly asTasks?: boolean
}

export const connected: {
  readonly [W in DispatcherId]: (database: Database, loops: number) => Promise<Dispatcher>
} = {
  ours: async ({ asTasks, name, port }, loops) => {
    const url = Redacted.make(`postgres://${role}:${role}@127.0.0.1:${port}/${name}`)
    const ring = LocalKeyRing.layer([
      { id: "bench", secret: Redacted.make(Buffer.alloc(32, 7).toString("base64")) },
    ])
    const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url, connections: loops }), ring))
    const agenda = await runtime.runPromise(Agenda.Agenda)
    const claim = (batch: number) =>
      agenda.claim({ at: DateTime.makeUnsafe(Date.now()), limit: batch, lease: Duration.minutes(1) })
    return {
      insert: (contacts) => runtime.runPromise(agenda.schedule(contacts.map(asTasks ? taskOf : entryOf))),
      drain: (way, until) =>
        loopsOf(way, until, async () => {
          const claims = await runtime.runPromise(claim(way.batch))
          await runtime.runPromise(agenda.settle(claims, undefined))
          return claims.map(({ entry }) => entry.id)
        }),
      poll: async (batch) => (await runtime.runPromise(claim(batch))).length,
      end: () => runtime.dispose(),
    }
  },
  "pg-boss": async ({ superuser }, loops) => {
    const boss = bossAt(superuser, loops)
    await boss.start()
    return {
      insert: (contacts) =>
        boss.insert(
          queue,
          contacts.map(({ at, ...data }) => ({ data, startAfter: new Date(at) })),
        ),
      drain: (way, until) =>
        loopsOf(way, until, async () => {
          const jobs = await boss.fetch<Omit<Contact, "at">>(queue, { batchSize: way.batch })
          if (jobs.length > 0)
            await boss.complete(
              queue,
              jobs.map(({ id }) => id),
            )
          return jobs.map(({ data }) => idOf(data))
        }),
      poll: async (batch) => (await boss.fetch(queue, { batchSize: batch })).length,
      end: () => boss.stop({ graceful: false }),
    }
  },
  "graphile-worker": async ({ superuser: connectionString }) => {
    const utils = await makeWorkerUtils({ connectionString, logger: silent })
    return {
      insert: (contacts) =>
        utils.addJobs(
          contacts.map(({ at, ...payload }) => ({ identifier: queue, payload, runAt: new Date(at) })),
        ),
      drain: async ({ batch, loops }, until) => {
        const events: WorkerEvents = new EventEmitter()
        const ids: Array<string> = []
        let endedAt = Date.now()
        events.on("job:complete", ({ job }) => {
          ids.push(idOf(job.payload as Contact))
          endedAt = Date.now()
        })
        const tuned = batch > 1 ? { localQueue: { size: batch }, completeJobBatchDelay: 0 } : {}
        const runner = await run({
          connectionString,
          events,
          logger: silent,
          noHandleSignals: true,
          taskList: { [queue]: () => {} },
          preset: { worker: { concurrentJobs: loops, maxPoolSize: loops + 2, ...tuned } },
        })
        // It goes on polling for what isn't there. Only where it pauses is the database asked whether something is left.
        const isLeft = () =>
          utils.withPgClient(async (client) => {
            const { rows } = await client.query(
              "select 1 from graphile_worker._private_jobs where run_at <= now() limit 1",
            )
            return rows.length > 0
          })
        while (Date.now() < until && (Date.now() - endedAt < 500 || (await isLeft()))) await setTimeout(50)
        await runner.stop()
        return { ids, endedAt }
      },
      end: async () => utils.release(),
    }
  },
}

const [role, queue, hospital] = ["bench_app", "contact", Id.TenantId.make("hospital")]

const silent = new Logger(() => () => {})

const bossAt = (connectionString: string, max: number) => {
  const boss = new PgBoss({ connectionString, max, supervise: false, schedule: false })
  boss.on("error", (error) => {
    throw error
  })
  return boss
}

const idOf = ({ patient, stage }: Pick<Contact, "patient" | "stage">) => `${patient}/${stage}`

const entryOf = ({ at, patient, stage }: Contact): Agenda.Entry => ({
  tenant: hospital,
  kind: "followUp",
  id: idOf({ patient, stage }),
  subject: String(patient),
  dueAt: DateTime.makeUnsafe(at),
})

const stages = ["first-contact", "one-week", "one-month", "three-months", "six-months", "one-year"]

/** The same under the ids that plans give their tasks. */
const taskOf = ({ at, patient, stage }: Contact): Agenda.Entry => {
  const subject = `d-${patient}/general-discharge`
  return { ...entryOf({ at, patient, stage, channel: "" }), id: `${subject}/${stages[stage]}`, subject }
}

/** Batch after batch, by several loops, until one of each comes back empty. */
const loopsOf = async (
  { loops }: Way,
  until: number,
  one: () => Promise<ReadonlyArray<string>>,
): Promise<Done> => {
  const ids: Array<string> = []
  let endedAt = Date.now()
  const loop = async () => {
    while (Date.now() < until) {
      const done = await one()
      if (done.length === 0) return
      for (const id of done) ids.push(id)
      endedAt = Date.now()
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  return { ids, endedAt }
}
