/**
 * The slow lane of crashes: workers, the database and the line between them come to harm at random moments, and a judge
 * counts what was lost or sent twice.
 *
 * `pnpm lane:crash [--rounds 200] [--patients 20] [--seed N]`.
 */
import { parseArgs } from "node:util"
import { faultsIn, rounds } from "../../packages/adapter-postgres/test/crash/Rounds.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    patients: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
})
const numbers = [values.rounds, values.patients, values.seed].map(Number) as [number, number, number]
if (!numbers.every(Number.isSafeInteger)) {
  console.error("--rounds, --patients and --seed are whole numbers")
  process.exit(2)
}
const [count, patients, seed] = numbers

console.log(`seed ${seed}, ${count} rounds of ${patients} patients`)
const began = performance.now()
const { counts, harms } = await rounds({
  rounds: count,
  patients,
  seed,
  onRound: ({ counts, harms, nth }) => console.log(`${nth}: ${harms.join(", ")}: ${JSON.stringify(counts)}`),
})
console.log([...harms].map(([harm, times]) => `${harm}: ${times}`).join(", "))
console.log(`seed ${seed}: ${count} rounds in ${Math.round((performance.now() - began) / 1000)} s`)
console.log(JSON.stringify(counts))
process.exit(faultsIn(counts) === 0 ? 0 : 1)
