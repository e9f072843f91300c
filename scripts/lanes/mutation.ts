// Mutation testing of calendar/ and contact/ in a clone of its own, since Stryker writes its mutants into the sources: the
// packages reach each other through node_modules, so a sandbox beside them would test the originals.
// pnpm lane:mutation [--mutate FILE[,FILE]]
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")
const clone = mkdtempSync(join(tmpdir(), "aftercare-mutation-"))
try {
  execFileSync("git", ["clone", "--quiet", root, clone])
  execFileSync("npx", ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], {
    cwd: clone,
    stdio: "inherit",
  })
  const { status } = spawnSync(
    process.execPath,
    [
      join(clone, "node_modules/@stryker-mutator/core/bin/stryker.js"),
      "run",
      "scripts/lanes/mutation.json",
      ...process.argv.slice(2),
    ],
    { cwd: clone, stdio: "inherit", env: { FC_RUNS: "60", ...process.env } },
  )
  const report = join(clone, "out/mutation.json")
  if (existsSync(report)) cpSync(report, join(root, "out/mutation.json"))
  process.exitCode = status ?? 1
} finally {
  rmSync(clone, { recursive: true, force: true })
}
