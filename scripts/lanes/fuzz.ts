/**
 * The slow lane of totality: a million cases of anything that decodes, or as many as are asked for.
 *
 * `pnpm lane:fuzz [--cases 1000000] [--seed N] [--from BATCH]`. It prints its seed first; a run that was cut short goes on
 * with the same seed and the batch it had come to, and `--from 123 --cases 12400` runs batch 123 alone.
 */
import { parseArgs } from "node:util"
import { batchSize, fuzz } from "../../packages/core/test/fuzz/Fuzz.ts"

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    from: { type: "string", default: "0" },
  },
})
const [cases, seed, from] = [values.cases, values.seed, values.from].map(Number) as [number, number, number]
if (![cases, seed, from].every(Number.isSafeInteger)) {
  console.error("--cases, --seed and --from are whole numbers")
  process.exit(2)
}

const last = Math.ceil(cases / batchSize)
console.log(
  `seed ${seed}, batches ${from} to ${last - 1} of ${batchSize} cases, every zone that the platform names`,
)
const began = performance.now()
const everyBatches = Math.max(1, Math.floor((last - from) / 40))
const report = await fuzz({
  seed,
  cases,
  from,
  zones: "all",
  subjects: new URL("../../packages/core/test/fuzz/subjects.ts", import.meta.url),
  patienceMillis: 30_000,
  onBatch: ({ batch, done, failure, subject }) => {
    if (failure !== undefined) console.log(`FAILED in batch ${batch} (${subject}): ${failure}`)
    if (done % everyBatches !== 0) return
    const seconds = (performance.now() - began) / 1000
    console.log(
      `${done * batchSize} cases, ${Math.round((done * batchSize) / seconds)} a second, next batch ${batch + 1}`,
    )
  },
})

const seconds = report.millis / 1000
for (const [name, { cases, slowestMillis }] of report.subjects)
  console.log(`${name}: ${cases} cases, the slowest ${slowestMillis.toFixed(0)} ms of the processor`)
console.log(
  `seed ${seed}: ${report.cases} cases in ${Math.round(seconds)} s, ${Math.round(report.cases / seconds)} a second, ${report.failures.length} failures`,
)
for (const { batch, said, subject } of report.failures)
  console.log(
    `batch ${batch} (${subject}): ${said}\n  again: pnpm lane:fuzz --seed ${seed} --from ${batch} --cases ${(batch + 1) * batchSize}`,
  )
process.exitCode = report.failures.length === 0 ? 0 : 1
