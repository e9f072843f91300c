// Mutation testing of core's pure floors in a clone of its own, since Stryker writes its mutants into the sources: the
// packages reach each other through node_modules, so a sandbox beside them would test the originals.
// pnpm lane:mutation [--again | --read] [GROUP | FOLDER/MODULE ...]
import { execFileSync, spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

interface Group {
  readonly name: string
  readonly folder: string
  readonly files: RegExp
  readonly tests: string
}

/**
 * Of each folder, the first group whose pattern fits takes a file. Each group is put to its own floor's tests: what only
 * those above notice is a test that is missing. Feeds stand above all else of calendar/; and of tests that all lead through
 * the same arithmetic a few are asked, since a change that makes a loop of it is waited for as long as they take.
 */
const groups: ReadonlyArray<Group> = [
  { name: "contact", folder: "contact", files: /./, tests: "*" },
  { name: "feeds", folder: "calendar", files: /^(?:ICalendar|RecurrenceRule)/, tests: "ICalendar*" },
  {
    name: "forms",
    folder: "calendar",
    files: /^(?:Compiled|Generations|HoursText|Same)/,
    tests: "@(ChinaCalendar|CombinedSet|Hours.membership|Hours.scan|OpenSet.laws|Sharing|WorkingTime)",
  },
  {
    name: "days",
    folder: "calendar",
    files: /^(?:Calendar|Due|Overlay|Plain|Recurrence|Work|Yearly)/,
    tests: "!(ICalendar*|Sharing)",
  },
  {
    name: "spans",
    folder: "calendar",
    files: /^(?:Spans|Sums|TimeSpan|ZonedSet)/,
    tests: "@(ChinaCalendar|CombinedSet|Hours.membership|OpenSet.laws|Schemas|WorkingTime)",
  },
  {
    name: "zones",
    folder: "calendar",
    files: /^(?:TimeZone|ZoneData)/,
    tests: "@(ChinaCalendar|Schemas|TimeZone|WorkingTime|ZoneData)",
  },
  { name: "sets", folder: "calendar", files: /./, tests: "!(ICalendar*|Sharing)" },
]

const goal = 90

interface Place {
  readonly line: number
  readonly column: number
}
interface Mutant {
  readonly status: string
  readonly coveredBy?: ReadonlyArray<string>
  readonly killedBy?: ReadonlyArray<string>
  readonly replacement?: string
  readonly location: { readonly start: Place; readonly end: Place }
}
interface Report {
  readonly files: {
    readonly [file: string]: { readonly source: string; readonly mutants: ReadonlyArray<Mutant> }
  }
}

const root = join(import.meta.dirname, "../..")
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { again: { type: "boolean" }, read: { type: "boolean" } },
})

/** A group by its name, or one module such as `survey/DigitAnswer`, which is put to all tests of its folder. */
const groupOf = (name: string): Group => {
  const group = groups.find((one) => one.name === name)
  if (group !== undefined) return group
  const [folder = "", module = ""] = name.split("/")
  return { name, folder, files: new RegExp(`^${module}\\.ts$`), tests: "*" }
}
const asked: ReadonlyArray<Group> = positionals.length === 0 ? groups : positionals.map(groupOf)

const reportOf = ({ name }: Group): string => join(root, "out/mutation", `${name.replace("/", ".")}.json`)
const read = (file: string): Report => JSON.parse(readFileSync(file, "utf8"))

const filesOf = (group: Group): ReadonlyArray<string> => {
  const folder = join("packages/core/src", group.folder)
  const before = groups.slice(0, Math.max(groups.indexOf(group), 0)).filter((g) => g.folder === group.folder)
  return readdirSync(join(root, folder))
    .filter((file) => file !== "index.ts" && group.files.test(file))
    .filter((file) => !before.some(({ files }) => files.test(file)))
    .map((file) => join(folder, file))
}

const isFound = ({ status }: Mutant) => status === "Killed" || status === "Timeout"
const isLeft = ({ status }: Mutant) => status === "Survived" || status === "NoCoverage"

/** A report without what isn't found yet, so that it is looked for again. The rest holds while source and tests stand. */
const foundIn = ({ files, ...report }: Report): Report => ({
  ...report,
  files: Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      {
        ...file,
        mutants: file.mutants
          .filter((mutant) => !isLeft(mutant))
          // Stryker would wait for each once more as soon as a test is added, though a test that doesn't end stays so.
          .map((mutant) =>
            mutant.status === "Timeout"
              ? { ...mutant, status: "Killed", killedBy: mutant.coveredBy ?? [] }
              : mutant,
          ),
      },
    ]),
  ),
})

const run = (group: Group, clone: string): void => {
  const report = reportOf(group)
  const running = join(clone, "out/mutation.json")
  if (values.again === true && existsSync(report))
    writeFileSync(running, JSON.stringify(foundIn(read(report))))
  const { status } = spawnSync(
    process.execPath,
    [
      join(clone, "node_modules/@stryker-mutator/core/bin/stryker.js"),
      ...["run", "scripts/lanes/mutation.json", "--mutate", filesOf(group).join()],
      ...["--testFiles", `packages/core/test/${group.folder}/${group.tests}.test.ts`],
      ...["--incrementalFile", running],
    ],
    { cwd: clone, stdio: "inherit", env: { FC_RUNS: "10", ...process.env } },
  )
  if (status !== 0) throw new Error(`${group.name} wasn't run to its end`)
  cpSync(running, report)
  rmSync(running)
}

const told = ({ location: { end, start }, replacement = "" }: Mutant, source: string): string => {
  const [line = ""] = source.split("\n").slice(start.line - 1)
  const original = start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line.trim()} …`
  return `${start.line}:${start.column}  ${original}  →  ${replacement.replaceAll(/\s+/g, " ")}`
}

const runAll = (): void => {
  const clone = mkdtempSync(join(tmpdir(), "aftercare-mutation-"))
  try {
    execFileSync("git", ["clone", "--quiet", root, clone])
    execFileSync("npx", ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], {
      cwd: clone,
      stdio: "inherit",
    })
    for (const folder of [join(clone, "out"), join(root, "out/mutation")])
      mkdirSync(folder, { recursive: true })
    for (const group of asked) run(group, clone)
  } finally {
    rmSync(clone, { recursive: true, force: true })
  }
}

if (values.read !== true) runAll()
let [found, left] = [0, 0]
for (const group of asked)
  for (const [file, { mutants, source }] of Object.entries(read(reportOf(group)).files)) {
    const missed = mutants.filter(isLeft)
    console.log(`${file}: ${mutants.filter(isFound).length} found, ${missed.length} not`)
    for (const mutant of missed) console.log(`  ${told(mutant, source)}`)
    found += mutants.filter(isFound).length
    left += missed.length
  }
const score = (100 * found) / (found + left)
console.log(`${found} of ${found + left} changes found: ${score.toFixed(1)} %`)
process.exitCode = score >= goal ? 0 : 1
