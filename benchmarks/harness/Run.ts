/** The conditions of a run, and the page they and its figures are written into. */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"
import { type Goal, goalLines, type Language, type Table, tableLines } from "./Report.ts"

export interface Run {
  readonly command: string
  readonly rounds: number
  readonly startedAt: Date
  readonly endedAt: Date
  readonly loadBefore: ReadonlyArray<number>
  readonly loadAfter: ReadonlyArray<number>
  readonly commit: string
}

export const load = (): ReadonlyArray<number> => loadavg().map((value) => Math.round(value * 10) / 10)

const packages = [
  "effect",
  "opening_hours",
  "temporal-polyfill",
  "luxon",
  "luxon-business-days",
  "date-fns",
  "@date-fns/tz",
  "date-fns-tz",
  "dayjs",
  "dayjs-business-time",
  "moment",
  "moment-business-time",
  "moment-business-days",
  "chinese-days",
  "rrule",
  "cron-parser",
  "arquero",
  "@duckdb/node-api",
  "pg-boss",
  "graphile-worker",
]

const versionOf = (name: string): string => {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest, "utf8"))
  return `${name} ${version}`
}

/** The commit measured; with a plus where sources have changed since. */
export const commit = (): string => {
  const git = (...args: ReadonlyArray<string>) =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim()
  try {
    const changed =
      git("status", "--porcelain", "--", "../../packages/core/src", "../../packages/adapter-postgres/src") !==
      ""
    return git("rev-parse", "--short", "HEAD") + (changed ? "+" : "")
  } catch {
    return "unknown"
  }
}

const labels = {
  en: {
    date: "Date",
    command: "Command",
    rounds: "rounds",
    machine: "Machine",
    load: "Load average before and after",
    versions: "Versions",
    commit: "commit",
    minutes: "minutes",
  },
  zh: {
    date: "日期",
    command: "命令",
    rounds: "轮",
    machine: "机器",
    load: "开始前与结束后的平均负载",
    versions: "版本",
    commit: "提交",
    minutes: "分钟",
  },
}

export const conditionLines = (run: Run, language: Language): ReadonlyArray<string> => {
  const word = labels[language]
  const minutes = ((run.endedAt.getTime() - run.startedAt.getTime()) / 60_000).toFixed(0)
  const { icu, tz } = process.versions
  const processors = cpus()
  return [
    `- ${word.date}: ${run.startedAt.toISOString().slice(0, 16)}Z, ${minutes} ${word.minutes}, ${word.commit} ${run.commit}`,
    `- ${word.command}: \`${run.command}\`, ${run.rounds} ${word.rounds}`,
    `- ${word.machine}: ${processors.length} × ${processors[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}`,
    `- ${word.load}: ${run.loadBefore.join(" ")} → ${run.loadAfter.join(" ")}`,
    `- ${word.versions}: Node ${process.versions.node}, ICU ${icu}, tzdata ${tz}; ${packages.map(versionOf).join(", ")}`,
    "",
  ]
}

/** Puts figures between their marks on the page, in both languages. */
export const write = (
  mark: string,
  run: Run,
  goals: ReadonlyArray<Goal>,
  tables: ReadonlyArray<Table>,
): void => {
  const [begins, ends] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`]
  for (const language of ["en", "zh"] as const) {
    const name = language === "en" ? "performance.md" : "performance.zh.md"
    const page = new URL(`../../docs/reference/${name}`, import.meta.url)
    const text = readFileSync(page, "utf8")
    const [from, to] = [text.indexOf(begins), text.indexOf(ends)]
    if (from < 0 || to < from) throw new Error(`${name} has no place for figures`)
    const figures = [
      ...conditionLines(run, language),
      ...goalLines(goals, language),
      ...tables.flatMap((table) => tableLines(table, language)),
    ]
    writeFileSync(page, `${text.slice(0, from)}${begins}\n\n${figures.join("\n")}\n${text.slice(to)}`)
  }
}
