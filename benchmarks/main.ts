import { readdirSync } from "node:fs"

// Runs every `*.bench.ts` beside this file, one after another in one process, so that ratios are of one run.
const benches = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".bench.ts"))
  .sort()

if (benches.length === 0) console.log("No benchmarks yet: a file benchmarks/<name>.bench.ts is one.")

for (const name of benches) {
  console.log(`\n# ${name.slice(0, -".bench.ts".length)}`)
  await import(new URL(name, import.meta.url).href)
}
