/** The process that runs the cases: it counts them where the watcher reads, and says of each batch what came out. */
import { openSync, writeSync } from "node:fs"
import * as fc from "fast-check"
import { type Subject, show } from "./Subject.ts"

// Before the subjects are made: else no list or text of theirs is longer than ten.
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: true })

export interface Job {
  readonly seed: number
  readonly zones: number | "all"
  /** The first batch, and the one behind the last. */
  readonly from: number
  readonly until: number
  readonly batchSize: number
  /** The address of the module whose `subjects` are run. */
  readonly subjects: string
  /** A file of two 32-bit numbers: the batch that runs, and how many of its cases have begun. */
  readonly pulse: string
}

export interface Outcome {
  readonly subject: string
  readonly batch: number
  readonly cases: number
  /** The processor's time of the slowest case, which doesn't depend on what else the machine does. */
  readonly slowestMillis: number
  readonly failure?: string
}

/** Above this a case counts as hanging, though it comes to an end. */
const mostMillis = 5_000

export const subjectsOf = async (job: Job): Promise<ReadonlyArray<Subject>> => {
  const { subjects } = (await import(job.subjects)) as {
    readonly subjects: (extent: Pick<Job, "seed" | "zones">) => ReadonlyArray<Subject>
  }
  return subjects(job)
}

/** The subject of a batch: each in the proportion of its share, spread evenly, so that any stretch of a run has all. */
export const subjectOf = (subjects: ReadonlyArray<Subject>, batch: number): Subject => {
  const places = subjects.flatMap((subject) => Array.from({ length: subject.share }, () => subject))
  // A prime, so that the steps visit every place.
  return places[(batch * 9973) % places.length] as Subject
}

/** Neighbouring batches must not draw alike. */
const seedOf = (seed: number, batch: number): number =>
  (Math.imul(seed ^ (batch * 0x9e3779b1), 0x85ebca6b) ^ batch) | 0

const check = (
  { property }: Subject,
  job: Job,
  batch: number,
  numRuns: number,
  run: Subject["property"]["run"],
) =>
  fc.check(Object.create(property, { run: { value: run } }) as Subject["property"], {
    seed: seedOf(job.seed, batch),
    numRuns,
  })

/** What a case of a batch is about: nothing is run, only drawn again. */
export const drawnFor = (subject: Subject, job: Job, batch: number, number: number): unknown => {
  let drawn: unknown
  check(subject, job, batch, number, (value) => {
    drawn = value[0]
    return null
  })
  return drawn
}

const runBatch = (subject: Subject, job: Job, batch: number, onCase: () => void): Outcome => {
  let slowestMillis = 0
  const ran = check(subject, job, batch, job.batchSize, (drawn) => {
    onCase()
    const before = process.threadCpuUsage()
    const failure = subject.property.run(drawn) as ReturnType<fc.IProperty<unknown>["run"]>
    const { system, user } = process.threadCpuUsage(before)
    const millis = (system + user) / 1000
    slowestMillis = Math.max(slowestMillis, millis)
    return (
      failure ?? (millis > mostMillis ? { error: new Error(`took ${millis} ms of the processor`) } : null)
    )
  })
  const outcome = { subject: subject.name, batch, cases: ran.numRuns, slowestMillis }
  if (!ran.failed) return outcome
  const drawn = show(ran.counterexample?.[0]).slice(0, 4000)
  return {
    ...outcome,
    failure: `${String(ran.errorInstance)}; drawn: ${drawn}; path ${ran.counterexamplePath}`,
  }
}

if (process.send !== undefined && process.argv[2] !== undefined && import.meta.main) {
  const job = JSON.parse(process.argv[2]) as Job
  const pulse = new Int32Array(2)
  const file = openSync(job.pulse, "w")
  const beat = (batch: number, begun: number) => {
    pulse[0] = batch
    pulse[1] = begun
    writeSync(file, pulse, 0, 8, 0)
  }
  const subjects = await subjectsOf(job)
  for (let batch = job.from; batch < job.until; batch++) {
    let begun = 0
    process.send(runBatch(subjectOf(subjects, batch), job, batch, () => beat(batch, ++begun)))
  }
  process.disconnect()
}
