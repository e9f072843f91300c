// Puts a package's declarations beside its code: one file per module, as `tsc -b` emits them. A bundle of declarations
// would hide the modules, and then a user's own declarations couldn't name a type they only infer (TS2883, TS4023).
import { execFileSync } from "node:child_process"
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { docOf } from "./library.ts"

const root = fileURLToPath(new URL("../", import.meta.url))
const folder = process.cwd()
const emitted = join(root, ".cache/tsc", basename(folder), "src")

execFileSync(join(root, "node_modules/.bin/tsc"), ["-b", folder], { stdio: "inherit" })

const sources = globSync("**/*.ts", { cwd: join(folder, "src") })
for (const source of sources) {
  // The compiler drops what a module says of itself together with a first import that no declaration needs.
  const told = docOf(readFileSync(join(folder, "src", source), "utf8"))
  const file = source.replace(/\.ts$/, ".d.ts")
  const declared = readFileSync(join(emitted, file), "utf8").replaceAll(
    /(\bfrom |\bimport |\bimport\()"(\.{1,2}\/[^"]*)\.ts"/g,
    '$1"$2.js"',
  )
  const to = join(folder, "dist", file)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, declared.startsWith(told) ? declared : told + declared)
}
console.log(`${basename(folder)}: types of ${sources.length} modules`)
