/**
 * `pnpm bench [name…] [--quick] [--rounds n] [--write]`: runs the `<name>.bench.ts` beside this file, all by default, and
 * prints Markdown; `--write` puts the same into docs/reference/performance.md and its Chinese twin.
 *
 * `pnpm bench --check` times nothing: it holds our answers against the oracle under three process zones and fails on the
 * first difference.
 */
import { readdirSync } from "node:fs"
import { parseArgs } from "node:util"
import { answer, jobFlag } from "./harness/Process.ts"
import { goalLines, type Options, type Report, tableLines } from "./harness/Report.ts"
import { commit, conditionLines, load, write } from "./harness/Run.ts"

interface Bench {
  /** Where on the page its figures go, if they have a place of their own. */
  readonly mark?: string
  readonly run: (options: Options) => Promise<Report>
  readonly job: (args: unknown) => unknown
}

const suffix = ".bench.ts"
const imported = (module: string): Promise<Bench> => import(new URL(module, import.meta.url).href)

const bench = async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      write: { type: "boolean", default: false },
    },
  })
  const known = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort()
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`no bench ${unknown.join(", ")}; there are ${known.join(", ")}`)
  const tty = process.stderr.isTTY
  let toldAt = performance.now()
  // Where it goes to a file, a line each ten seconds.
  const progress = (what: string) => {
    if (tty) process.stderr.write(`\r\u001b[K${what}`)
    else if (what !== "" && performance.now() - toldAt >= 10_000) {
      toldAt = performance.now()
      process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`)
    }
  }
  const rounds = Math.max(1, Number(values.rounds ?? (values.quick ? 2 : 5)))
  const begun = { commit: commit(), startedAt: new Date(), loadBefore: load() }
  const reports: Array<Report & { readonly mark: string }> = []
  for (const name of positionals.length > 0 ? positionals : known) {
    const { mark = "figures", run } = await imported(name + suffix)
    const report = await run({ quick: values.quick, rounds, progress })
    progress("")
    for (const table of report.tables) console.log(tableLines(table, "en").join("\n"))
    reports.push({ ...report, mark })
  }
  const goalsOf = (some: ReadonlyArray<Report>) =>
    some.flatMap((report) => report.goals).sort((a, b) => a.id.localeCompare(b.id))
  const goals = goalsOf(reports)
  if (goals.length > 0) console.log(goalLines(goals, "en").join("\n"))
  const command = ["pnpm bench", ...process.argv.slice(2)].join(" ")
  const run = { command, rounds, ...begun, endedAt: new Date(), loadAfter: load() }
  console.log(conditionLines(run, "en").join("\n"))
  if (values.write)
    for (const mark of new Set(reports.map((report) => report.mark))) {
      const some = reports.filter((report) => report.mark === mark)
      const tables = some.flatMap((report) => report.tables)
      write(mark, run, goalsOf(some), tables)
    }
}

const [flag, module = "", args = "null"] = process.argv.slice(2)
if (flag === jobFlag) answer(await (await imported(module)).job(JSON.parse(args)))
else if (process.argv.includes("--check")) await (await import("./check.ts")).check()
else await bench()
