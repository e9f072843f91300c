/**
 * Runs subjects over very many cases in a process that it can end: a loop without an end, and hunger for memory without
 * one, stop no other way. A run is cut in batches, each of one subject and with a seed of its own, so that any batch can
 * be run again by itself.
 */
import { fork } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { drawnFor, type Job, type Outcome, subjectOf, subjectsOf } from "./FuzzProcess.ts"
import { show } from "./Subject.ts"

export interface Settings {
  readonly seed: number
  readonly cases: number
  /** The batch to begin with: a run that was cut short goes on where it was. */
  readonly from?: number
  /** The module whose `subjects` are run. */
  readonly subjects: URL
  /** How many zones beside the tricky ones, or every zone that the platform names. */
  readonly zones: number | "all"
  /** How long one case may take by the clock before it counts as hanging. */
  readonly patienceMillis: number
  readonly onBatch?: (batch: Outcome & { readonly done: number }) => void
}

export interface Failure {
  readonly subject: string
  readonly batch: number
  readonly said: string
}

export interface Report {
  readonly seed: number
  readonly cases: number
  readonly batches: number
  readonly millis: number
  readonly failures: ReadonlyArray<Failure>
  /** Per subject: cases, and the processor's milliseconds of its slowest one. */
  readonly subjects: ReadonlyMap<string, { readonly cases: number; readonly slowestMillis: number }>
}

export const batchSize = 100

export const fuzz = async (settings: Settings): Promise<Report> => {
  const began = performance.now()
  const { from = 0, patienceMillis, seed, zones } = settings
  const until = Math.ceil(settings.cases / batchSize)
  const failures: Array<Failure> = []
  const subjects = new Map<string, { cases: number; slowestMillis: number }>()
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"))
  let cases = 0
  let next = from
  while (next < until) {
    const pulse = join(folder, `pulse-${next}`)
    const job: Job = { seed, zones, from: next, until, batchSize, subjects: settings.subjects.href, pulse }
    const ended = await run(job, patienceMillis, (outcome) => {
      next = outcome.batch + 1
      cases += outcome.cases
      const known = subjects.get(outcome.subject) ?? { cases: 0, slowestMillis: 0 }
      subjects.set(outcome.subject, {
        cases: known.cases + outcome.cases,
        slowestMillis: Math.max(known.slowestMillis, outcome.slowestMillis),
      })
      const { batch, failure: said, subject } = outcome
      if (said !== undefined) failures.push({ subject, batch, said })
      settings.onBatch?.({ ...outcome, done: next - from })
    })
    if (ended === undefined) break
    failures.push(ended)
    next = ended.batch + 1
  }
  rmSync(folder, { recursive: true })
  return { seed, cases, batches: next - from, millis: performance.now() - began, failures, subjects }
}

/** Nothing where the process came to its end, else the case that it was at when it was ended or broke. */
const run = (
  job: Job,
  patienceMillis: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<Failure | undefined> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./FuzzProcess.ts", import.meta.url)), [JSON.stringify(job)], {
      execArgv: ["--conditions=@aftercare/source", "--max-old-space-size=512"],
      // What an engine says of its own end would drown what the cases say.
      stdio: ["ignore", "inherit", "ignore", "ipc"],
    })
    const endWithUs = () => child.kill("SIGKILL")
    process.once("exit", endWithUs)
    let [batch, begun] = [job.from, 0]
    let since = performance.now()
    let hangs = false
    const watch = setInterval(
      () => {
        const [nowBatch, nowBegun] = beatOf(job)
        if (nowBatch !== batch || nowBegun !== begun) since = performance.now()
        // Before the first case the process reads its sources and zones.
        else if (begun > 0 && performance.now() - since > patienceMillis) hangs = child.kill("SIGKILL")
        ;[batch, begun] = [nowBatch, nowBegun]
      },
      Math.min(100, patienceMillis / 4),
    )
    child.on("message", onOutcome)
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      clearInterval(watch)
      process.off("exit", endWithUs)
      if (code === 0) resolve(undefined)
      else {
        const how = hangs
          ? `hangs: no answer within ${patienceMillis} ms`
          : `ends the process by ${signal ?? `code ${code}`}: too little memory, or an engine's fault`
        failureAt(job, how).then(resolve, reject)
      }
    })
  })

/** The batch and the case that run; none before the first has begun. */
const beatOf = ({ from, pulse }: Job): readonly [batch: number, begun: number] => {
  try {
    const bytes = readFileSync(pulse)
    return bytes.length < 8 ? [from, 0] : [bytes.readInt32LE(0), bytes.readInt32LE(4)]
  } catch {
    return [from, 0]
  }
}

const failureAt = async (job: Job, how: string): Promise<Failure> => {
  const [batch, number] = beatOf(job)
  const subject = subjectOf(await subjectsOf(job), batch)
  if (number === 0) throw new Error(`the cases of ${job.subjects} could not be begun: it ${how}`)
  const drawn =
    number > job.batchSize ? "(while shrinking)" : show(drawnFor(subject, job, batch, number)).slice(0, 4000)
  return { subject: subject.name, batch, said: `case ${number} ${how}; drawn: ${drawn}` }
}
