/**
 * Due work on PostgreSQL, beside pg-boss and graphile-worker on the same server with its default durability: keeping
 * contacts, handing them out under leases, finding the few that are due among a million that aren't, and what an old
 * snapshot does to that. Whoever hands one out twice, or loses one, fails the run.
 */
import { existsSync } from "node:fs"
import { Server } from "@aftercare/adapter-postgres"
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { median } from "./harness/Clock.ts"
import { inProcess, ready, together } from "./harness/Process.ts"
import { type Goal, type Options, type Report, short, spread, type Text } from "./harness/Report.ts"
import {
  connected,
  type Database,
  type DispatcherId,
  type Done,
  prepared,
  type Way,
} from "./peers/Dispatchers.ts"
import { contacts, type When } from "./work/Contacts.ts"

/** It has a place on the page of its own: its minutes aren't those of the others. */
export const mark = "agenda figures"

/** What it is done with: 1,000,000 ahead, 100,000 due, 10,000 due among those ahead. */
interface Sizes {
  readonly backlog: number
  readonly ahead: number
  readonly few: number
  /** How long those at their default settings may take. */
  readonly limitMillis: number
  /** How long each may take while an old snapshot is open. */
  readonly oldMillis: number
}

const full: Sizes = { backlog: 100_000, ahead: 1_000_000, few: 10_000, limitMillis: 8_000, oldMillis: 30_000 }
const quick: Sizes = { backlog: 4_000, ahead: 20_000, few: 1_000, limitMillis: 1_500, oldMillis: 3_000 }

const who: ReadonlyArray<DispatcherId> = ["ours", "pg-boss", "graphile-worker"]

/** At the best setting that was found for it, and at its default. */
const ways = {
  "ours, 100": { who: "ours", batch: 100, loops: 1 },
  "pg-boss, 100": { who: "pg-boss", batch: 100, loops: 1 },
  "pg-boss, 500": { who: "pg-boss", batch: 500, loops: 1 },
  "ours, 500": { who: "ours", batch: 500, loops: 1 },
  "graphile-worker, tuned": { who: "graphile-worker", batch: 500, loops: 24 },
  "graphile-worker, default": { who: "graphile-worker", batch: 1, loops: 10 },
  "pg-boss, one by one": { who: "pg-boss", batch: 1, loops: 10 },
} as const satisfies Record<string, Way>
type WayName = keyof typeof ways

const wayNames = Object.keys(ways).filter((name): name is WayName => name in ways)
const isLimited = (name: WayName) => ways[name].batch === 1

type Args =
  | { readonly kind: "prepare"; readonly who: DispatcherId; readonly database: Database }
  | {
      readonly kind: "insert"
      readonly who: DispatcherId
      readonly database: Database
      readonly when: When
      readonly from: number
      readonly count: number
      readonly size: number
      readonly now: number
    }
  | { readonly kind: "drain"; readonly way: Way; readonly database: Database; readonly limitMillis: number }
  | {
      readonly kind: "poll"
      readonly who: DispatcherId
      readonly database: Database
      readonly batch: number
      readonly times: number
    }

export const job = async (args: Args): Promise<Done | number> => {
  if (args.kind === "prepare") {
    await prepared[args.who](args.database)
    return 0
  }
  const dispatcher = await connected[args.kind === "drain" ? args.way.who : args.who](
    args.database,
    args.kind === "drain" ? args.way.loops : 1,
  )
  try {
    switch (args.kind) {
      case "insert": {
        const { count, from, now, size, when } = args
        const began = performance.now()
        for (let n = 0; n < count; n += size)
          await dispatcher.insert(contacts(when, from + n, Math.min(size, count - n), now))
        return performance.now() - began
      }
      case "drain": {
        await ready()
        return await dispatcher.drain(args.way, Date.now() + args.limitMillis)
      }
      case "poll": {
        if (dispatcher.poll === undefined) return Number.NaN
        const took: Array<number> = []
        for (let n = 0; n < args.times; n++) {
          const began = performance.now()
          await dispatcher.poll(args.batch)
          took.push(performance.now() - began)
        }
        return median(took)
      }
    }
  } finally {
    await dispatcher.end()
  }
}

/** How the few that are due are done. */
const inHospital: { readonly [W in DispatcherId]: Way } = {
  ours: ways["ours, 100"],
  "pg-boss": ways["pg-boss, 100"],
  "graphile-worker": ways["graphile-worker, tuned"],
}

const ask = (args: Exclude<Args, { kind: "drain" }>) => inProcess<number>("agenda.bench.ts", args)

const debian15 = "/usr/lib/postgresql/15/bin"

/** A server for as long as the work takes, and statements of its superuser. */
const onServer = async <A>(
  work: (server: {
    readonly version: string
    readonly database: (name: string, template?: string) => Promise<Database>
    readonly drop: (database: Database) => Promise<unknown>
    readonly statement: (database: Database | undefined, text: string) => Promise<ReadonlyArray<unknown>>
    /** Does something while a transaction goes on that began before it. */
    readonly whileOld: <B>(database: Database, act: () => Promise<B>) => Promise<B>
  }) => Promise<A>,
): Promise<A> => {
  const scope = Scope.makeUnsafe()
  const binaries = existsSync(debian15) ? { binaries: debian15 } : {}
  try {
    const server = await Effect.runPromise(Scope.provide(Server.start(binaries), scope))
    const urlOf = (name: string) => Server.urlOf(server, name)
    const as = <B, E>(name: string, effect: Effect.Effect<B, E, PgClient.PgClient>) =>
      Effect.runPromise(Effect.provide(effect, PgClient.layer({ url: urlOf(name), maxConnections: 1 })))
    const statement = (database: Database | undefined, text: string) =>
      as(
        database?.name ?? "postgres",
        Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<object>(text)),
      )
    const [version] = await statement(undefined, "select current_setting('server_version') as is")
    return await work({
      version: String(Object(version).is),
      statement,
      database: async (name, template) => {
        const as = template === undefined ? "" : `template ${template} strategy file_copy`
        await statement(undefined, `create database ${name} ${as}`)
        return { name, port: server.port, superuser: Redacted.value(urlOf(name)) }
      },
      drop: ({ name }) => statement(undefined, `drop database ${name} with (force)`),
      whileOld: ({ name }, act) =>
        as(
          name,
          Effect.flatMap(PgClient.PgClient, (sql) =>
            sql.withTransaction(
              sql
                .unsafe("set transaction isolation level repeatable read")
                .pipe(
                  Effect.andThen(sql.unsafe("select count(*) from pg_class")),
                  Effect.andThen(Effect.promise(act)),
                ),
            ),
          ),
        ),
    })
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

type Serving = Parameters<Parameters<typeof onServer>[0]>[0]

/** Rows of the tables that each keeps its jobs in, and their bytes with all indexes. */
const jobsOf: { readonly [W in DispatcherId]: string } = {
  ours: "'aftercare.agenda'::regclass",
  "pg-boss": "'pgboss.job_common'::regclass",
  "graphile-worker": "'graphile_worker._private_jobs'::regclass",
}

const bytesOf = async ({ statement }: Serving, whose: DispatcherId, database: Database): Promise<number> => {
  const [row] = await statement(database, `select pg_total_relation_size(${jobsOf[whose]}) as bytes`)
  return Number(Object(row).bytes)
}

/** What a drain came to: contacts a second, and how many of those there were nobody has done. */
interface Drained {
  readonly rate: number
  readonly done: number
}

/** Workers that begin together, each a process of its own. Throws where one contact was done twice. */
const drained = async (
  way: Way,
  workers: number,
  database: Database,
  limitMillis: number,
): Promise<Drained> => {
  const args: Args = { kind: "drain", way, database, limitMillis }
  const { answers, beganAt } = await together<Done>("agenda.bench.ts", new Array(workers).fill(args))
  const ids = answers.flatMap((one) => one.ids)
  const twice = ids.length - new Set(ids).size
  if (twice > 0) throw new Error(`${way.who} handed out ${twice} of ${ids.length} contacts twice`)
  const millis = Math.max(...answers.map(({ endedAt }) => endedAt)) - beganAt
  return { rate: (ids.length * 1_000) / millis, done: ids.length }
}

const whole = (way: Way, count: number, { done, rate }: Drained): number => {
  if (done !== count) throw new Error(`${way.who} did ${done} of ${count} contacts`)
  return rate
}

const longest = 120_000

interface Measured {
  readonly version: string
  /** Contacts a second, round by round. */
  readonly inserts: Map<DispatcherId, Array<number>>
  readonly drains: Map<string, Array<number>>
  readonly hospital: Map<
    DispatcherId,
    Array<{ readonly insert: number; readonly bytes: number; readonly poll: number; readonly drain: number }>
  >
  readonly loads: Array<{ readonly rate: number; readonly bytes: number; readonly find: number }>
}

const put = <K, V>(map: Map<K, Array<V>>, key: K, value: V) =>
  void map.set(key, [...(map.get(key) ?? []), value])

const measured = (sizes: Sizes, rounds: number, progress: Options["progress"]): Promise<Measured> =>
  onServer(async (server) => {
    const { database, drop, statement, whileOld } = server
    const [inserts, drains] = [new Map<DispatcherId, Array<number>>(), new Map<string, Array<number>>()]
    const hospital: Measured["hospital"] = new Map()
    const loads: Measured["loads"] = []
    const settled = (made: Database) =>
      statement(made, "vacuum analyze").then(() => statement(made, "checkpoint"))
    const insert = async (whose: DispatcherId, made: Database, when: When, count: number, size: number) => {
      const options = { when, from: when === "due" ? 0 : full.ahead, count, size, now: Date.now() }
      return (count * 1_000) / (await ask({ kind: "insert", who: whose, database: made, ...options }))
    }
    const fewer = Math.ceil(rounds / 2)
    for (let round = 0; round < rounds; round++) {
      const filled = new Map<DispatcherId, Database>()
      for (const whose of who) {
        progress(`agenda: ${round + 1} of ${rounds}: ${whose} inserts ${sizes.backlog}`)
        const made = await database(`filled_${filled.size}`)
        await ask({ kind: "prepare", who: whose, database: made })
        put(inserts, whose, await insert(whose, made, "due", sizes.backlog, 1_000))
        await settled(made)
        filled.set(whose, made)
      }
      // One way after the other, not one peer after the other: whatever else the machine does changes meanwhile.
      for (const old of round < fewer ? [false, true] : [false])
        for (const workers of old ? [2] : [1, 2])
          for (const name of wayNames.filter((name) =>
            isLimited(name) ? workers === 2 && !old : !old || ways[name].batch === 500,
          )) {
            progress(`agenda: ${round + 1} of ${rounds}: ${name} by ${workers}${old ? ", old snapshot" : ""}`)
            const copy = await database("copied", filled.get(ways[name].who)?.name)
            const limit = isLimited(name) ? sizes.limitMillis : old ? sizes.oldMillis : undefined
            const drain = () => drained(ways[name], workers, copy, limit ?? longest)
            const outcome = await (old ? whileOld(copy, drain) : drain())
            const rate = limit === undefined ? whole(ways[name], sizes.backlog, outcome) : outcome.rate
            put(drains, `${name} by ${workers}${old ? ", old" : ""}`, rate)
            await drop(copy)
          }
      for (const made of filled.values()) await drop(made)
    }
    for (let round = 0; round < fewer; round++) {
      for (const whose of who) {
        progress(`agenda: hospital ${round + 1} of ${fewer}: ${whose}`)
        const made = await database("hospital")
        await ask({ kind: "prepare", who: whose, database: made })
        const rate = await insert(whose, made, "ahead", sizes.ahead, 5_000)
        await settled(made)
        const bytes = (await bytesOf(server, whose, made)) / sizes.ahead
        await insert(whose, made, "due", sizes.few, 1_000)
        await settled(made)
        const way = inHospital[whose]
        const drain = whole(way, sizes.few, await drained(way, 2, made, longest))
        const poll = await ask({ kind: "poll", who: whose, database: made, batch: 100, times: 100 })
        put(hospital, whose, { insert: rate, bytes, poll, drain })
        await drop(made)
      }
      progress(`agenda: loading ${round + 1} of ${fewer}`)
      const made = { ...(await database("loaded")), asTasks: true }
      await ask({ kind: "prepare", who: "ours", database: made })
      const few = sizes.ahead / 100
      const rate = await insert("ours", made, "ahead", sizes.ahead - few, 5_000)
      await insert("ours", made, "due", few, 5_000)
      await settled(made)
      const bytes = (await bytesOf(server, "ours", made)) / sizes.ahead
      const find = await ask({ kind: "poll", who: "ours", database: made, batch: 500, times: 10 })
      loads.push({ rate, bytes, find })
      await drop(made)
    }
    return { version: server.version, inserts, drains, hospital, loads }
  })

/** That nobody hands out a contact twice and none is lost, ours by two workers: nothing is timed. */
export const checked = async (): Promise<string> => {
  const count = 3_000
  return onServer(async ({ database, version }) => {
    const made = await database("checked")
    await ask({ kind: "prepare", who: "ours", database: made })
    const options = { when: "due", from: 0, count, size: 1_000, now: Date.now() } as const
    await ask({ kind: "insert", who: "ours", database: made, ...options })
    const way = ways["ours, 100"]
    whole(way, count, await drained(way, 2, made, longest))
    return `PostgreSQL ${version}: 2 workers did ${count} contacts, each once`
  })
}

export const run = async ({ progress, quick: isQuick, rounds }: Options): Promise<Report> =>
  report(await measured(isQuick ? quick : full, rounds, progress), isQuick ? quick : full)

const labels: Record<WayName, Text> = {
  "ours, 100": { en: "ours, batches of 100", zh: "本库，每批 100" },
  "ours, 500": { en: "ours, batches of 500", zh: "本库，每批 500" },
  "pg-boss, 100": { en: "pg-boss, batches of 100", zh: "pg-boss，每批 100" },
  "pg-boss, 500": { en: "pg-boss, batches of 500", zh: "pg-boss，每批 500" },
  "pg-boss, one by one": { en: "pg-boss, one by one, 10 at once", zh: "pg-boss，逐个，同时 10 个" },
  "graphile-worker, tuned": {
    en: "graphile-worker, local queue of 500, 24 at once, completions batched",
    zh: "graphile-worker，本地队列 500，同时 24 个，批量完成",
  },
  "graphile-worker, default": { en: "graphile-worker, 10 at once", zh: "graphile-worker，同时 10 个" },
}

const named: Record<DispatcherId, Text> = {
  ours: { en: "ours", zh: "本库" },
  "pg-boss": "pg-boss",
  "graphile-worker": "graphile-worker",
}

const count = (value: number): string => value.toLocaleString("en")

const report = ({ drains, hospital, inserts, loads, version }: Measured, sizes: Sizes): Report => {
  const rates = (name: string) => drains.get(name) ?? []
  const ratios = (ours: ReadonlyArray<number>, theirs: ReadonlyArray<number>) =>
    ours.flatMap((mine, round) => {
      const peer = theirs[round]
      return peer === undefined ? [] : [mine / peer]
    })
  const of = (
    whose: DispatcherId,
    pick: (one: { insert: number; bytes: number; poll: number; drain: number }) => number,
  ) => (hospital.get(whose) ?? []).map(pick)
  const goal = (what: Text, least: number, values: ReadonlyArray<number>, id = "G6"): Goal => ({
    id,
    what,
    goal: `≥ ${least}×`,
    measured: spread(values, short),
    met: median(values) >= least,
  })
  const inserted = (peer: DispatcherId) => ratios(inserts.get("ours") ?? [], inserts.get(peer) ?? [])
  const byTwo = (peer: WayName) => ratios(rates("ours, 500 by 2"), rates(`${peer} by 2`))
  const times = (values: ReadonlyArray<number>) => `${spread(values, short)}×`
  const milliseconds = (value: number) => `${value.toPrecision(2)} ms`
  return {
    tables: [
      {
        title: {
          en: `Due work on PostgreSQL ${version}: keeping ${count(sizes.backlog)} contacts`,
          zh: `PostgreSQL ${version} 上的到期工作：写入 ${count(sizes.backlog)} 次联系`,
        },
        head: [
          "",
          { en: "contacts/s", zh: "联系/秒" },
          { en: "ours is … times as fast", zh: "本库是其几倍" },
        ],
        rows: who.map((whose) => [
          named[whose],
          spread(inserts.get(whose) ?? [], short),
          whose === "ours" ? "-" : times(inserted(whose)),
        ]),
        notes: [
          {
            en: "One connection, statements of 1000. Default durability: fsync and synchronous_commit are on.",
            zh: "单连接，每条语句 1000 行。默认持久性：fsync 与 synchronous_commit 均开启。",
          },
        ],
      },
      {
        title: {
          en: `Claiming and completing ${count(sizes.backlog)} that are due`,
          zh: `认领并完成 ${count(sizes.backlog)} 次到期联系`,
        },
        head: [
          "",
          { en: "1 worker, contacts/s", zh: "1 个工作进程，联系/秒" },
          { en: "2 workers", zh: "2 个工作进程" },
          { en: "2 workers, an old snapshot open", zh: "2 个工作进程，旧快照未关" },
          { en: "ours (500, 2 workers) is … times as fast", zh: "本库（500，2 进程）是其几倍" },
        ],
        rows: wayNames.map((name) => [
          labels[name],
          spread(rates(`${name} by 1`), short),
          spread(rates(`${name} by 2`), short),
          spread(rates(`${name} by 2, old`), short),
          ways[name].who === "ours" ? "-" : times(byTwo(name)),
        ]),
        notes: [
          {
            en: `Each worker is a process. Ours with leases, fencing tokens, tenants and row-level security, through the adapter. Nobody did a contact twice; all were done, but by those one by one, who had ${sizes.limitMillis / 1000} s, and beside an old snapshot, where each had ${sizes.oldMillis / 1000} s.`,
            zh: `每个工作进程独立。本库带租约、防护令牌、租户与行级安全，经由适配器。没有一次联系被做两遍；除逐个处理者（限时 ${sizes.limitMillis / 1000} 秒）与旧快照未关时（限时 ${sizes.oldMillis / 1000} 秒）外全部做完。`,
          },
        ],
      },
      {
        title: {
          en: `A hospital: ${count(sizes.ahead)} contacts in 2 to 92 days and ${count(sizes.few)} due, 2 workers`,
          zh: `一家医院：${count(sizes.ahead)} 次联系在 2 至 92 天后，${count(sizes.few)} 次到期，2 个工作进程`,
        },
        head: [
          "",
          { en: "kept, contacts/s", zh: "写入，联系/秒" },
          { en: "those due done, contacts/s", zh: "完成到期者，联系/秒" },
          { en: "an empty poll", zh: "空轮询" },
          { en: "bytes each, with indexes", zh: "每条字节（含索引）" },
        ],
        rows: who.map((whose) => [
          named[whose],
          spread(
            of(whose, (one) => one.insert),
            short,
          ),
          spread(
            of(whose, (one) => one.drain),
            short,
          ),
          whose === "graphile-worker"
            ? "-"
            : spread(
                of(whose, (one) => one.poll),
                milliseconds,
              ),
          spread(
            of(whose, (one) => one.bytes),
            short,
          ),
        ]),
        notes: [
          {
            en: "Batches of 100, graphile-worker tuned. Statements of 5000. Bytes after VACUUM.",
            zh: "每批 100，graphile-worker 为调优设置。每条语句 5000 行。字节数在 VACUUM 之后计。",
          },
        ],
      },
      {
        title: {
          en: `Loading ${count(sizes.ahead)} planned contacts under the ids of the house's tasks`,
          zh: `以本库任务 id 载入 ${count(sizes.ahead)} 次计划联系`,
        },
        head: [
          { en: "contacts/s", zh: "联系/秒" },
          { en: "bytes each, with indexes", zh: "每条字节（含索引）" },
          { en: "finding and claiming 500 that are due, of 1 % due", zh: "在 1 % 到期者中找出并认领 500 条" },
        ],
        rows: [
          [
            spread(
              loads.map((one) => one.rate),
              short,
            ),
            spread(
              loads.map((one) => one.bytes),
              short,
            ),
            spread(
              loads.map((one) => one.find),
              milliseconds,
            ),
          ],
        ],
      },
    ],
    goals: [
      goal(
        { en: "insert / graphile-worker", zh: "写入 / graphile-worker" },
        1.4,
        inserted("graphile-worker"),
      ),
      goal({ en: "insert / pg-boss", zh: "写入 / pg-boss" }, 2, inserted("pg-boss")),
      goal(
        { en: "claim and complete / graphile-worker, tuned", zh: "认领并完成 / graphile-worker 调优" },
        0.9,
        byTwo("graphile-worker, tuned"),
      ),
      goal(
        { en: "claim and complete / pg-boss, batches of 500", zh: "认领并完成 / pg-boss 每批 500" },
        1.2,
        byTwo("pg-boss, 500"),
      ),
      goal(
        { en: "claim and complete / graphile-worker, default", zh: "认领并完成 / graphile-worker 默认" },
        8,
        byTwo("graphile-worker, default"),
      ),
      goal(
        { en: "hospital: those due done / pg-boss", zh: "医院：完成到期者 / pg-boss" },
        3,
        ratios(
          of("ours", (one) => one.drain),
          of("pg-boss", (one) => one.drain),
        ),
        "G7",
      ),
      {
        id: "G7",
        what: { en: "hospital: an empty poll", zh: "医院：空轮询" },
        goal: "≤ 1 ms",
        measured: spread(
          of("ours", (one) => one.poll),
          milliseconds,
        ),
        met: median(of("ours", (one) => one.poll)) <= 1,
      },
      {
        id: "G7",
        what: { en: "hospital: bytes each / pg-boss", zh: "医院：每条字节 / pg-boss" },
        goal: "≤ 1×",
        measured: spread(
          ratios(
            of("ours", (one) => one.bytes),
            of("pg-boss", (one) => one.bytes),
          ),
          short,
        ),
        met:
          median(
            ratios(
              of("ours", (one) => one.bytes),
              of("pg-boss", (one) => one.bytes),
            ),
          ) <= 1,
      },
    ],
  }
}
