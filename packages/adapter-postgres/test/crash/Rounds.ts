// Rounds in which workers, the database and the line between them come to harm, and a judge who counts what came of it.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Server } from "@aftercare/adapter-postgres"
import { type FollowUpPlan, FollowUpTask, Id, Outreach, PlanStore, Scheduling } from "@aftercare/core"
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Exit, type Layer, ManagedRuntime, Redacted, Scope } from "effect"
import { lineTo } from "../support/line.ts"
import { asSuperuser, at, type Database, database } from "../support/servers.ts"
import { type Accepted, ahead, consent, discharge, evening, options, ward } from "./ward.ts"

export interface Settings {
  readonly rounds: number
  readonly seed: number
  readonly patients: number
  readonly onRound?: (round: {
    readonly nth: number
    readonly harms: ReadonlyArray<Harm>
    readonly counts: Counts
  }) => void
}

/** What comes to harm. */
const harms = [
  "kill a worker",
  "stop a worker",
  "cut the line",
  "freeze the line",
  "kill the database",
] as const
export type Harm = (typeof harms)[number]

/** What came of it. The last five are zero, or something is wrong. */
export interface Counts {
  readonly contacts: number
  /** Messages that the provider accepted. */
  readonly messages: number
  /** Tries of which the hospital didn't know whether they went out. */
  readonly unknown: number
  /** How many of these a receipt told about, and how many ended with a person. */
  readonly receipts: number
  readonly persons: number
  readonly twice: number
  /** Messages of which the hospital knows nothing. */
  readonly unstored: number
  /** Contacts that ended with neither the patient nor a person. */
  readonly lost: number
  /** Contacts that are known to have gone out, and didn't. */
  readonly untrue: number
  readonly dead: number
}

export const none: Counts = {
  contacts: 0,
  messages: 0,
  unknown: 0,
  receipts: 0,
  persons: 0,
  twice: 0,
  unstored: 0,
  lost: 0,
  untrue: 0,
  dead: 0,
}

export const added = (a: Counts, b: Counts): Counts => ({
  contacts: a.contacts + b.contacts,
  messages: a.messages + b.messages,
  unknown: a.unknown + b.unknown,
  receipts: a.receipts + b.receipts,
  persons: a.persons + b.persons,
  twice: a.twice + b.twice,
  unstored: a.unstored + b.unstored,
  lost: a.lost + b.lost,
  untrue: a.untrue + b.untrue,
  dead: a.dead + b.dead,
})

/** How many of what must not be there are there. */
export const faultsIn = ({ dead, lost, twice, unstored, untrue }: Counts): number =>
  dead + lost + twice + unstored + untrue

/** Numbers in [0, 1), the same for the same seed. */
export const chances = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const run = (file: string, ...args: ReadonlyArray<string>) =>
  spawn(
    process.execPath,
    ["--conditions=@aftercare/source", fileURLToPath(new URL(file, import.meta.url)), ...args],
    { stdio: ["pipe", "pipe", process.env["CRASH_LOG"] === undefined ? "ignore" : "inherit"] },
  )

export const firstLine = async (from: Readable) => {
  for await (const line of createInterface({ input: from })) return line
  throw new Error("it ended before it said anything")
}

export const kill = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  child.kill("SIGKILL")
  await ended
}

/** A server whose postmaster can be killed, on one directory and behind lines of one port each. */
const harmable = async () => {
  const directory = await mkdtemp(join(tmpdir(), "aftercare-crash-"))
  const start = async () => {
    const scope = Scope.makeUnsafe()
    const settings = { max_connections: "60" }
    const server = await Effect.runPromise(Scope.provide(Server.start({ directory, settings }), scope))
    return { scope, server }
  }
  let running = await start()
  const made = await database({
    name: "the one that is harmed",
    start: async () => ({ server: running.server, port: running.server.port, prepare: true }),
  })
  const lines = { workers: await lineTo(made.port), own: await lineTo(made.port) }
  const end = () => Effect.runPromise(Scope.close(running.scope, Exit.void))
  return {
    made,
    lines,
    /** As it is reached now. */
    now: (): Database => ({ ...made, server: running.server }),
    restart: async () => {
      process.kill(running.server.pid, "SIGKILL")
      await setTimeout(100)
      await end()
      for (let tries = 0; ; tries++)
        try {
          running = await start()
          break
        } catch (error) {
          // What the dead postmaster left behind needs a moment to notice.
          if (tries === 50) throw error
          await setTimeout(100)
        }
      for (const line of [lines.workers, lines.own]) line.to = running.server.port
    },
    close: async () => {
      await lines.workers.close()
      await lines.own.close()
      await end()
      await rm(directory, { recursive: true })
    },
  }
}

export const rowsOf = <A extends object>(made: Database, statement: string) =>
  asSuperuser(
    made,
    Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<A>(statement)),
  )

const first = ({ tasks }: FollowUpPlan.FollowUpPlan): FollowUpTask.FollowUpTask => {
  const task = tasks.find(({ stage }) => stage === "first-contact")
  if (task === undefined) throw new Error("no first contact")
  return task
}

/** How a first contact ended: with the patient, with a person who takes it up, or neither. */
const endOf = ({ state }: FollowUpTask.FollowUpTask): "patient" | "person" | "neither" =>
  state._tag === "Ended" && state.end._tag === "Completed"
    ? "patient"
    : state._tag === "Unplaced" && state.rules.some((rule) => rule === "delivery.unknown")
      ? "person"
      : "neither"

/** What the hospital and the provider know once a round is over. */
export interface Evidence {
  readonly tenant: Id.TenantId
  readonly plans: ReadonlyArray<FollowUpPlan.FollowUpPlan>
  readonly accepted: ReadonlyArray<Accepted>
}

/** What came of a round, by what both of them know. */
export const judged = ({
  accepted,
  plans,
  tenant,
}: Evidence): Pick<
  Counts,
  "contacts" | "lost" | "messages" | "persons" | "twice" | "unstored" | "untrue"
> => {
  const stored = new Set(
    plans.flatMap((plan) =>
      FollowUpTask.allAttempts(first(plan)).map((attempt) => Outreach.messageId(tenant, attempt) as string),
    ),
  )
  const ended = (how: string) => plans.filter((plan) => endOf(first(plan)) === how)
  const told = new Set(accepted.map(({ person }) => person))
  return {
    contacts: plans.length,
    messages: accepted.length,
    persons: ended("person").length,
    twice: accepted.length - told.size,
    unstored: accepted.filter(({ id }) => !stored.has(id)).length,
    lost: ended("neither").length,
    untrue: ended("patient").filter(({ patient }) => !told.has(patient)).length,
  }
}

/** The hospital's own doing, on the stores of a runtime. */
type Surely = <A, E>(work: Effect.Effect<A, E, Layer.Success<ReturnType<typeof ward>>>) => Promise<A>

/** What the hospital does itself is done again until it succeeds: it isn't what is harmed. */
export const surelyBy =
  (own: ManagedRuntime.ManagedRuntime<Layer.Success<ReturnType<typeof ward>>, unknown>): Surely =>
  async (work) => {
    for (let tries = 0; ; tries++) {
      const exit = await own.runPromiseExit(work)
      if (Exit.isSuccess(exit)) return exit.value
      if (tries === 100) throw new Error(String(exit.cause))
      await setTimeout(100)
    }
  }

/** Plans the first contact of a patient who was discharged this morning. */
export const plan = (surely: Surely, tenant: Id.TenantId, n: number, offset: number): Promise<void> => {
  const planned = Scheduling.schedule(tenant, discharge(n), [consent(n)])
  // Where the answer to the commit was lost for good, the plan is there all the same.
  const known = Effect.catchIf(
    planned,
    (error) => error._tag === "StoreError" && error.reason._tag === "AlreadyExists",
    () => Effect.void,
  )
  return surely(ahead(offset, Effect.asVoid(known)))
}

/** All that the provider on a port has accepted. */
export const acceptedBy = async (port: number): Promise<ReadonlyArray<Accepted>> => {
  const response = await fetch(`http://127.0.0.1:${port}/`)
  return (await response.json()) as ReadonlyArray<Accepted>
}

const acceptedOf = async (port: number, tenant: Id.TenantId) =>
  (await acceptedBy(port)).filter((message) => message.tenant === tenant)

/** Whose contacts are brought to their end, and how the hospitals, their database and the provider are reached. */
export interface Ward {
  /** All that have contacts in the database: time passes for all of them. */
  readonly tenants: ReadonlyArray<Id.TenantId>
  readonly surely: Surely
  readonly rows: (statement: string) => Promise<ReadonlyArray<object>>
  readonly port: number
  readonly offset: number
  readonly chance: () => number
}

/**
 * Waits until workers have tried every contact that is due, lets the patients answer and a day and a half go by, and counts
 * what came of it.
 */
export const concluded = async ({ chance, offset, port, rows, surely, tenants }: Ward) => {
  const plansOf = async (tenant: Id.TenantId) => {
    const list = Effect.flatMap(PlanStore.PlanStore, (store) => store.list(tenant, { limit: 1_000 }))
    const page = await surely(list)
    return page.records.map(({ record }) => record)
  }
  const theirs = `tenant in (${tenants.map((tenant) => `'${tenant}'`).join(", ")})`
  const soon = new Date(offset + Date.now() + 600_000).toISOString()
  const due = `select 1 from aftercare.agenda where ${theirs} and due_at <= '${soon}'`
  for (let tries = 0; (await rows(due)).length > 0; tries++) {
    if (tries === 600) throw new Error(`the workers of ${tenants.join(", ")} came to a standstill`)
    await setTimeout(50)
  }
  await setTimeout(Duration.toMillis(options.sendTimeout))

  // The patient answers what is known to have arrived; of some others the provider tells later.
  let counts = none
  for (const tenant of tenants)
    for (const plan of await plansOf(tenant)) {
      const { id, state } = first(plan)
      if (state._tag !== "InProgress") continue
      const { attempt } = state
      const message = Outreach.messageId(tenant, attempt)
      let arrived = attempt.delivery?._tag === "Accepted"
      if (!arrived) {
        counts = added(counts, { ...none, unknown: 1 })
        arrived =
          chance() < 0.5 && (await acceptedOf(port, tenant)).some((accepted) => accepted.id === message)
        const address = discharge(Number(plan.patient.slice(1))).persons[0].phone ?? ""
        const delivery = { _tag: "Accepted", reference: message } as const
        if (
          arrived &&
          (await surely(ahead(offset, Outreach.recordReceipt({ tenant, message, address, delivery }))))
        )
          counts = added(counts, { ...none, receipts: 1 })
      }
      if (arrived)
        await surely(ahead(offset, Outreach.recordDisposition(tenant, plan.id, id, attempt.id, "completed")))
    }
  // A day and a half on: nobody waits for an answer any more.
  for (let hours = 1; hours <= 36; hours += 5) await surely(ahead(offset + hours * 3_600_000, drained))

  const dead = await rows(`select 1 from aftercare.agenda where ${theirs} and due_at = 'infinity'`)
  await rows(`delete from aftercare.agenda where ${theirs}`)
  counts = added(counts, { ...none, dead: dead.length })
  const evidence: Array<Evidence> = []
  for (const tenant of tenants) {
    const one = { tenant, plans: await plansOf(tenant), accepted: await acceptedOf(port, tenant) }
    counts = added(counts, { ...none, ...judged(one) })
    evidence.push(one)
  }
  return { counts, evidence }
}

/** Runs the rounds, and answers with what all of them came to, how often each harm was done, and what the last one left. */
export const rounds = async (settings: Settings) => {
  const chance = chances(settings.seed)
  const base = await harmable()
  const provider = run("provider.ts")
  const port = Number(await firstLine(provider.stdout))
  const offset = evening - Date.now()
  const own = ManagedRuntime.make(ward(at(base.made, base.lines.own.port), port))
  await own.runPromise(Effect.void)
  const url = Redacted.value(at(base.made, base.lines.workers.port))
  const workers: Array<ChildProcess> = []
  let over = false
  /** A worker that ends, of itself or not, is followed by another. */
  const hire = (nth: number) => {
    const worker = run("worker.ts", url, String(port), String(offset))
    workers[nth] = worker
    worker.once("exit", () => {
      if (!over) hire(nth)
    })
  }
  for (const nth of [0, 1, 2]) hire(nth)
  const done = new Map<Harm, number>(harms.map((harm) => [harm, 0]))

  /** What is drawn for a harm: which worker, and how long it takes as a part of the longest. */
  interface Draw {
    readonly worker: number
    readonly extent: number
  }
  const harm: Record<Harm, (draw: Draw) => Promise<void>> = {
    "kill a worker": async ({ worker }) => {
      workers[worker]?.kill("SIGKILL")
    },
    "stop a worker": async ({ extent, worker: nth }) => {
      const worker = workers[nth]
      worker?.kill("SIGSTOP")
      await setTimeout(Duration.toMillis(options.lease) * (1.1 + extent))
      worker?.kill("SIGCONT")
    },
    "cut the line": async ({ extent }) => {
      base.lines.workers.open = false
      base.lines.workers.cut()
      await setTimeout(50 + 400 * extent)
      base.lines.workers.open = true
    },
    "freeze the line": async ({ extent }) => {
      base.lines.workers.freeze()
      await setTimeout(50 + 700 * extent)
      base.lines.workers.cut()
    },
    "kill the database": base.restart,
  }

  const surely = surelyBy(own)

  let evidence: Evidence = { tenant: Id.TenantId.make("none"), plans: [], accepted: [] }
  const round = async (nth: number): Promise<Counts> => {
    const tenant = Id.TenantId.make(`round-${settings.seed}-${nth}`)
    const drawn = harms.flatMap((kind, n) => {
      const [whether, when, extent, worker] = [chance(), 700 * chance(), chance(), Math.floor(3 * chance())]
      return n === nth % harms.length || whether < 0.2 ? [{ kind, when, extent, worker }] : []
    })
    const harming = Promise.all(
      drawn.map(async ({ kind, when, ...draw }) => {
        await setTimeout(when)
        await harm[kind](draw)
        done.set(kind, (done.get(kind) ?? 0) + 1)
      }),
    )
    for (let n = 0; n < settings.patients; n++) await plan(surely, tenant, n, offset)
    await harming

    const rows = (statement: string) => rowsOf(base.now(), statement)
    const ended = await concluded({ tenants: [tenant], surely, rows, port, offset, chance })
    settings.onRound?.({ nth, harms: drawn.map(({ kind }) => kind), counts: ended.counts })
    evidence = ended.evidence[0] ?? evidence
    return ended.counts
  }

  try {
    let counts = none
    for (let nth = 0; nth < settings.rounds; nth++) counts = added(counts, await round(nth))
    return { counts, harms: done, last: evidence }
  } finally {
    over = true
    await Promise.all([...workers, provider].map(kill))
    await own.dispose()
    await base.close()
  }
}

const drained: Effect.Effect<
  void,
  unknown,
  Effect.Services<ReturnType<typeof Outreach.runDue>>
> = Effect.flatMap(
  // Nothing is harmed any more, and a busy machine shall not look as if it were.
  Outreach.runDue({ ...options, batch: 50, lease: Duration.seconds(20) }),
  (claimed) => (claimed > 0 ? drained : Effect.void),
)
