/**
 * A million responses of five items, and of twenty, to scores by department and month: 600 times how many, the mean of
 * 20 × the mean of what was answered, and the share of 80 and more; from row objects, beside arquero, DuckDB and a loop
 * tuned for just this.
 */
import { Satisfaction, ScoreTally } from "@aftercare/core/survey"
import { DuckDBInstance } from "@duckdb/node-api"
import * as aq from "arquero"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { median } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { type Options, type Report, short, spread } from "./harness/Report.ts"
import { ahead, designOf, itemsOf, monthAt, months, type Response, responses } from "./work/Responses.ts"

export const mark = "scores figures"

const subjects = ["ours", "columns", "tuned", "duckdb", "arquero"] as const
type Subject = (typeof subjects)[number]

const labels: Record<Subject, { readonly en: string; readonly zh: string }> = {
  ours: { en: "ours, rows to scores with intervals", zh: "本库：行对象到带区间的得分" },
  columns: { en: "ours, coded columns to scores with intervals", zh: "本库：已编码的列到带区间的得分" },
  tuned: { en: "loop tuned for this work alone", zh: "专为此任务手写的循环" },
  duckdb: { en: "DuckDB, 2 threads, rows loaded before", zh: "DuckDB，2 线程，数据已预先载入" },
  arquero: { en: "arquero", zh: "arquero" },
}

/** One of the 600. */
type Cell = readonly [n: number, mean: number, share: number]

type Items = ReturnType<typeof itemsOf>

const readingOf = (items: Items): ScoreTally.Reading<Response> => ({
  by: [({ dept }) => dept, { labels: months, code: ({ ts }) => monthAt(ts) }],
  answers: new Function(
    ...["row", "into"],
    items.map((item, i) => `into[${i}] = row.${item}`).join("\n"),
  ) as (row: Response, into: Array<ScoreTally.RowAnswer>) => void,
})

const definition = (variant: Satisfaction.Variant): Satisfaction.Definition => ({
  id: variant._tag,
  version: "1",
  variant,
  confidence: 0.95,
  minimumBase: 1,
})
const missing = { _tag: "AvailableCase" } as const
const mean = definition({ _tag: "DomainPercentOfMaximum", domain: "all", missing })
const share = definition({
  _tag: "DomainRate",
  domain: "all",
  missing,
  measure: "percentOfMaximum",
  atLeast: 80,
})

const scored = (tally: ScoreTally.ScoreTally): ReadonlyArray<Cell> =>
  ScoreTally.groups(tally).map((group) => {
    const value = (of: Satisfaction.Definition) =>
      Result.getOrThrow(Satisfaction.score(tally.design, group, of)).estimate
    const [average, satisfied] = [value(mean), value(share)]
    return average._tag === "Estimated" && satisfied._tag === "Estimated"
      ? [average.n, average.value, satisfied.value / 100]
      : [0, 0, 0]
  })

/** How many were answered, and their sum, as somebody would write it out for just these items. */
const tunedSum = (items: Items) =>
  new Function(
    "row",
    "into",
    `let n = 0, sum = 0
    const { ${items.join(", ")} } = row
    ${items.map((item) => `if (${item} !== null) { n++; sum += ${item} }`).join("\n")}
    into[0] = n
    into[1] = sum`,
  ) as (row: Response, into: Int32Array) => void

const tuned = (rows: ReadonlyArray<Response>, add: ReturnType<typeof tunedSum>): ReadonlyArray<Cell> => {
  const departments = new Map<string, Float64Array>()
  const into = new Int32Array(2)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Response
    add(row, into)
    const [n, sum] = [into[0] as number, into[1] as number]
    if (n === 0) continue
    let slots = departments.get(row.dept)
    if (slots === undefined) {
      slots = new Float64Array(36)
      departments.set(row.dept, slots)
    }
    const at = monthAt(row.ts) * 3
    const score = (20 * sum) / n
    slots[at] = (slots[at] as number) + 1
    slots[at + 1] = (slots[at + 1] as number) + score
    slots[at + 2] = (slots[at + 2] as number) + Number(score >= 80)
  }
  return [...departments.values()].flatMap((slots) =>
    months.map((_, month): Cell => {
      const [n, sum, high] = slots.subarray(month * 3) as unknown as readonly [number, number, number]
      return [n, sum / n, high / n]
    }),
  )
}

const columnsOf = (rows: ReadonlyArray<Response>, items: Items): ScoreTally.Columns => {
  const departments = [...new Set(rows.map(({ dept }) => dept))]
  const place = new Map(departments.map((dept, i) => [dept, i]))
  return {
    rows: rows.length,
    by: [
      { labels: departments, codes: Uint8Array.from(rows, ({ dept }) => place.get(dept) as number) },
      { labels: months, codes: Uint8Array.from(rows, ({ ts }) => monthAt(ts)) },
    ],
    answers: Object.fromEntries(
      items.map((item) => [item, { values: Uint8Array.from(rows, (row) => row[item] ?? 0), missing: 0 }]),
    ),
  }
}

const queryOf = (items: Items) => {
  const answered = items.map((item) => `(${item} is not null)::int`).join(" + ")
  const sum = items.map((item) => `coalesce(${item}, 0)`).join(" + ")
  return `
    with scored as (
      select dept, month(make_timestamp((ts + ${ahead}) * 1000)) as month, 20.0::double * (${sum}) / nullif(${answered}, 0) as score
      from responses
    )
    select dept, month, count(score)::int as n, avg(score) as mean, avg((score >= 80)::int) as share
    from scored where score is not null group by dept, month`
}

const duckdb = async (
  rows: ReadonlyArray<Response>,
  items: Items,
): Promise<() => Promise<ReadonlyArray<Cell>>> => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" })
  const connection = await instance.connect()
  await connection.run(
    `create table responses (dept varchar, ts bigint, ${items.map((item) => `${item} tinyint`).join(", ")})`,
  )
  const appender = await connection.createAppender("responses")
  for (const row of rows) {
    appender.appendVarchar(row.dept)
    appender.appendBigInt(BigInt(row.ts))
    for (const item of items) {
      const answer = row[item] ?? null
      if (answer === null) appender.appendNull()
      else appender.appendTinyInt(answer)
    }
    appender.endRow()
  }
  appender.closeSync()
  const query = queryOf(items)
  return async () => {
    const found = (await connection.runAndReadAll(query)).getRowsJS()
    return found.map((row) => [Number(row[2]), Number(row[3]), Number(row[4])])
  }
}

interface Line extends Response {
  readonly score: number
}

/** arquero reads expressions as text. Where nothing is answered null adds as 0. */
const arquero = (rows: ReadonlyArray<Response>, items: Items): ReadonlyArray<Cell> =>
  (
    aq
      .from([...rows])
      .params({ ahead })
      .derive({
        n: `d => ${items.map((item) => `(d.${item} !== null ? 1 : 0)`).join(" + ")}`,
        month: "(d, $) => op.utcmonth(d.ts + $.ahead)",
      })
      .filter("d => d.n > 0")
      .derive({ score: `d => (20 * (${items.map((item) => `d.${item}`).join(" + ")})) / d.n` })
      .groupby("dept", "month")
      .rollup({
        n: () => aq.op.count(),
        mean: (d: Line) => aq.op.mean(d.score as never),
        share: (d: Line) => aq.op.mean((d.score >= 80 ? 1 : 0) as never),
      })
      .objects() as ReadonlyArray<{ readonly n: number; readonly mean: number; readonly share: number }>
  ).map(({ mean, n, share }) => [n, mean, share])

interface Args {
  readonly subject: Subject | "further"
  readonly rows: number
  readonly items: number
  readonly passes: number
}

interface Times {
  /** Milliseconds by the clock on the wall, and of all the process's threads. */
  readonly wall: number
  readonly worked: number
  /** Over all groups, to see that everybody did the same. */
  readonly total: Cell
}

interface Further {
  readonly tally: number
  readonly merge: number
  readonly bytes: number
  readonly decode: number
}

const workedByAll = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}

const totalOf = (cells: ReadonlyArray<Cell>): Cell => {
  const n = cells.reduce((all, [one]) => all + one, 0)
  const over = (at: 1 | 2) => cells.reduce((all, cell) => all + cell[0] * cell[at], 0) / n
  return [n, over(1), over(2)]
}

const asker = async (subject: Subject, rows: ReadonlyArray<Response>, items: Items) => {
  const design = designOf(items)
  switch (subject) {
    case "ours": {
      const reading = readingOf(items)
      return () => scored(Result.getOrThrow(ScoreTally.ofRows(design, rows, reading)))
    }
    case "columns": {
      const columns = columnsOf(rows, items)
      return () => scored(Result.getOrThrow(ScoreTally.ofColumns(design, columns)))
    }
    case "tuned": {
      const add = tunedSum(items)
      return () => tuned(rows, add)
    }
    case "duckdb":
      return duckdb(rows, items)
    case "arquero":
      return () => arquero(rows, items)
  }
}

export const job = async ({ items: count, passes, rows: many, subject }: Args): Promise<Times | Further> => {
  const items = itemsOf(count)
  const rows = responses(many, items)
  if (subject === "further") return further(rows, items)
  const ask = await asker(subject, rows, items)
  const times: Array<Times> = []
  for (let pass = 0; pass < passes + 2; pass++) {
    const [wall, worked] = [performance.now(), workedByAll()]
    const cells = await ask()
    times.push({ wall: performance.now() - wall, worked: workedByAll() - worked, total: totalOf(cells) })
  }
  const warm = times.slice(2)
  const of = (key: "wall" | "worked") => median(warm.map((one) => one[key]))
  return { wall: of("wall"), worked: of("worked"), total: (warm[0] as Times).total }
}

const rowSchemaOf = (items: Items) =>
  Schema.Struct({
    dept: Schema.String,
    ts: Schema.Finite,
    ...Object.fromEntries(items.map((item) => [item, Schema.NullOr(Schema.Int)])),
  })

const further = (rows: ReadonlyArray<Response>, items: Items): Further => {
  const [design, reading] = [designOf(items), readingOf(items)]
  const tallied = (some: ReadonlyArray<Response>) =>
    Result.getOrThrow(ScoreTally.ofRows(design, some, reading))
  const worked = <A>(make: () => A): readonly [number, A] => {
    make()
    const began = workedByAll()
    const made = make()
    return [workedByAll() - began, made]
  }
  const [tally, whole] = worked(() => tallied(rows))
  const size = rows.length / 100
  const partials = Array.from({ length: 100 }, (_, i) => tallied(rows.slice(i * size, (i + 1) * size)))
  const [merge, merged] = worked(() =>
    Result.getOrThrow(ScoreTally.merge(...(partials as [ScoreTally.ScoreTally]))),
  )
  if (JSON.stringify(ScoreTally.encode(merged)) !== JSON.stringify(ScoreTally.encode(whole)))
    throw new Error("the merged partials aren't the whole")
  const { answered, answers, domains, responses: counted } = whole.counters
  const bytes = [answers, answered, counted, ...domains.map(({ usual }) => usual)].reduce(
    (all, { byteLength }) => all + byteLength,
    0,
  )
  const some = rows.slice(0, rows.length / 10)
  const read = Schema.decodeUnknownSync(rowSchemaOf(items))
  const [decode] = worked(() => some.map((row) => read(row)))
  return { tally, merge, bytes, decode: decode * 10 }
}

const measured = async (items: number, { progress, quick, rounds }: Options): Promise<Report> => {
  const rows = quick ? 100_000 : 1_000_000
  const seen = new Map<Subject, Array<Times>>(subjects.map((subject) => [subject, []]))
  for (let round = 0; round < rounds; round++)
    for (const subject of subjects) {
      progress(`round ${round + 1} of ${rounds}: scores of ${items} items, ${subject}`)
      const args: Args = { subject, rows, items, passes: quick ? 2 : 3 }
      seen.get(subject)?.push(await inProcess<Times>("scores.bench.ts", args))
    }
  progress(`scores of ${items} items: merging and decoding`)
  const { bytes, decode, merge, tally } = await inProcess<Further>("scores.bench.ts", {
    subject: "further",
    rows,
    items,
    passes: 0,
  })
  const of = (subject: Subject, key: "wall" | "worked") =>
    (seen.get(subject) ?? []).map((times) => times[key])
  /** How many times as long as ours in the same round. */
  const ratios = (subject: Subject, key: "wall" | "worked" = "wall") =>
    of(subject, key).map((time, i) => time / (of("ours", key)[i] as number))
  const millis = (value: number) => `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ms`
  const factor = (value: number) => `${value.toFixed(2)}×`
  const totals = subjects.map((subject) =>
    seen
      .get(subject)?.[0]
      ?.total.map((value) => value.toFixed(6))
      .join(", "),
  )
  if (new Set(totals).size > 1) throw new Error(`they don't agree: ${totals.join(" | ")}`)
  const count = rows.toLocaleString("en")
  const goal = (id: string, subject: Subject, least: number) => ({
    id,
    what: {
      en: `${subject} / ours, ${count} responses of ${items} items to scores by department and month`,
      zh: `${subject} / 本库：${count} 份 ${items} 题的答卷按科室和月份评分`,
    },
    goal: `≥ ${least}×`,
    measured: spread(ratios(subject), factor),
    met: median(ratios(subject)) >= least,
  })
  return {
    tables: [
      {
        title: {
          en: `${count} responses of ${items} items to scores by department and month`,
          zh: `${count} 份 ${items} 题的答卷按科室和月份评分`,
        },
        head: [
          "",
          { en: "time", zh: "用时" },
          { en: "work of all threads", zh: "全部线程的处理器时间" },
          { en: "time / ours", zh: "用时为本库的倍数" },
          { en: "work / ours", zh: "处理器时间为本库的倍数" },
        ],
        rows: subjects.map((subject) => [
          labels[subject],
          spread(of(subject, "wall"), millis),
          spread(of(subject, "worked"), millis),
          spread(ratios(subject), factor),
          spread(ratios(subject, "worked"), factor),
        ]),
        notes: [
          {
            en: `50 departments and 12 months of Shanghai; answers of 1 to 5, a tenth missing. All agree on how many, the mean and the share (${totals[0]}). Ours counts every answer of every item as well, and gives each score its interval. DuckDB's time is without loading its table.`,
            zh: `50 个科室、上海时间的 12 个月；每题 1 至 5 分，缺失一成。各方得到的人数、均值和比例一致（${totals[0]}）。本库同时统计每题的每个答案，并给出每个得分的区间。DuckDB 的用时不含载入数据。`,
          },
          {
            en: `Of ${count} responses: counting alone ${millis(tally)}, merging 100 partial tallies ${millis(merge)}, decoding the rows by a Schema ${millis(decode)}. The tally takes ${short(bytes)} bytes.`,
            zh: `${count} 份答卷：只计数 ${millis(tally)}，合并 100 份分计数 ${millis(merge)}，用 Schema 解码各行 ${millis(decode)}。计数结果占用 ${short(bytes)} 字节。`,
          },
        ],
      },
    ],
    goals: [goal("G9", "arquero", 8), goal("G9", "duckdb", 0.8)],
  }
}

export const run = async (options: Options): Promise<Report> => {
  const [five, twenty] = [await measured(5, options), await measured(20, options)]
  return { tables: [...five.tables, ...twenty.tables], goals: [...five.goals, ...twenty.goals] }
}
