/**
 * Every zone, every change of its offset from 1970 to 2060, against a wall clock read through `Intl` alone. What is
 * exhaustive and what is drawn stands in the README beside this file.
 *
 *     pnpm lane:zones                            everything
 *     pnpm lane:zones --seed=7                   with other times of day inside what the changes skip or repeat
 *     pnpm lane:zones Asia/Gaza Pacific/Apia     these zones only, each change with all hours
 */
import { parseArgs } from "node:util"
import { isMainThread, parentPort, Worker } from "node:worker_threads"
import { TimeZone } from "@aftercare/core"
import { aliases } from "../../packages/core/test/calendar/support/aliases.ts"
import { sweepChange, sweepTable, type Tally } from "../../packages/core/test/calendar/support/ChangeSweep.ts"
import { day, hour } from "../../packages/core/test/calendar/support/WallClock.ts"
import { byTable } from "../../packages/core/test/calendar/support/zones.ts"

type Job =
  | { readonly _tag: "Table"; readonly zone: string; readonly every: number }
  | {
      readonly _tag: "Changes"
      readonly zone: string
      readonly changes: ReadonlyArray<number>
      readonly isTwin: boolean
      readonly seed: number
    }

const reach = 36 * hour

const run = (job: Job): ReadonlyArray<Tally> => {
  if (job._tag === "Table") return [sweepTable(job.zone, job.every)]
  const options = { seed: job.seed, reach }
  return job.changes.map((change) =>
    sweepChange(job.zone, change, job.isTwin ? { ...options, draw: [3, 2] } : options),
  )
}

const jobsFor = (
  zones: ReadonlyArray<ReadonlyArray<string>>,
  seed: number,
  alone: boolean,
): ReadonlyArray<Job> => {
  const jobs: Array<Job> = []
  const seen = new Set<string>()
  for (const [zone, ...twins] of zones as ReadonlyArray<[string, ...ReadonlyArray<string>]>) {
    jobs.push({ _tag: "Table", zone, every: hour })
    for (const twin of twins) jobs.push({ _tag: "Table", zone: twin, every: day / 2 })
    const { offsets, startsAt } = TimeZone.table(TimeZone.make(zone))
    const changes = [...startsAt.keys()].slice(1).map((k) => {
      const key = `${startsAt[k]} ${offsets[k - 1]} ${offsets[k]}`
      const isTwin = !alone && seen.has(key)
      seen.add(key)
      return { at: startsAt[k] as number, isTwin }
    })
    for (const isTwin of [false, true]) {
      const own = changes.filter((change) => change.isTwin === isTwin).map((change) => change.at)
      for (let i = 0; i < own.length; i += 10)
        jobs.push({ _tag: "Changes", zone, changes: own.slice(i, i + 10), isTwin, seed })
    }
  }
  return jobs
}

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string", default: "20261122" } },
  })
  const seed = Number(values.seed)
  const named = Intl.supportedValuesOf("timeZone")
  const alone = positionals.length > 0
  const tables = byTable(alone ? positionals : [...new Set([...named, ...aliases])])
  const jobs = jobsFor(tables, seed, alone)
  const changes = jobs
    .map((job) => (job._tag === "Changes" ? job.changes.length : 0))
    .reduce((a, b) => a + b, 0)
  const twins = jobs.map((job) => (job._tag === "Changes" && job.isTwin ? job.changes.length : 0))
  const own = changes - twins.reduce((a, b) => a + b, 0)
  const zones = tables.flat().length
  console.log(
    `tzdata ${process.versions["tz"]}, Node ${process.version}, seed ${seed}: ` +
      `${zones} zones, ${tables.length} distinct tables, ${changes} changes, ${own} of them unlike each other`,
  )

  const began = performance.now()
  const minutes = () => ((performance.now() - began) / 60_000).toFixed(1)
  let [done, readings, instants, disagreements, next] = [0, 0, 0, 0, 0]
  const take = (job: Job, tallies: ReadonlyArray<Tally>) => {
    if (job._tag === "Changes") done += tallies.length
    for (const tally of tallies) {
      readings += tally.readings
      instants += tally.instants
      disagreements += tally.disagreements.length
      for (const d of tally.disagreements)
        console.log(`${JSON.stringify(d)}\n  again: pnpm lane:zones --seed=${seed} ${d.zone}`)
    }
  }
  const progress = setInterval(() => {
    console.log(
      `${minutes()} min: ${done} of ${changes} changes, ${instants} instants, ${disagreements} disagreements`,
    )
  }, 60_000)

  await Promise.all(
    [1, 2].map(
      () =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url))
          const give = () => {
            const job = jobs[next++]
            if (job !== undefined) worker.postMessage(job)
            else worker.terminate().then(() => resolve(), reject)
          }
          worker.on("message", ({ job, tallies }: { job: Job; tallies: ReadonlyArray<Tally> }) => {
            take(job, tallies)
            give()
          })
          worker.on("error", reject)
          give()
        }),
    ),
  )
  clearInterval(progress)
  console.log(`${readings} readings of the clock in ${minutes()} min`)
  console.log(
    `${zones} zones, ${tables.length} distinct tables, ${done} changes, ${instants} instants compared, ` +
      `${disagreements} disagreements`,
  )
  process.exitCode = disagreements === 0 ? 0 : 1
}

if (isMainThread) await main()
else parentPort?.on("message", (job: Job) => parentPort?.postMessage({ job, tallies: run(job) }))
