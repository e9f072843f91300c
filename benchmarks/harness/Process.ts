/** Jobs in processes of their own: a module's `job`, run under a process zone. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const main = new URL("../main.ts", import.meta.url)

/** Compiled modules are kept from process to process: loading takes most of a short job, and is never measured. */
const compiled = fileURLToPath(new URL("../../.cache/node", import.meta.url))

/** The flag by which `main.ts` knows that it is such a process. */
export const jobFlag = "--job"

/** No job takes longer: one that does has lost what it waits for, and its run fails. */
const longestMillis = 900_000

const start = (module: string, args: unknown, zone: string): ChildProcess =>
  fork(main, [jobFlag, module, JSON.stringify(args)], {
    execArgv: ["--conditions=@aftercare/source", "--expose-gc"],
    env: { ...process.env, TZ: zone, NODE_COMPILE_CACHE: compiled },
    serialization: "advanced",
    timeout: longestMillis,
    killSignal: "SIGKILL",
  })

/** Runs the `job` of a module beside `main.ts` in a new process and gives back its answer. */
export const inProcess = <Answer>(module: string, args: unknown, zone = "UTC"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = start(module, args, zone)
    let answered = false
    child.once("message", (answer) => {
      answered = true
      resolve(answer as Answer)
    })
    child.once("error", reject)
    child.once("exit", (code) => {
      if (!answered) reject(new Error(`${module} ended with ${code} on ${JSON.stringify(args)}`))
    })
  })

/**
 * Runs the `job` of a module in several processes that begin together: each says when it is `ready`, and goes on once all
 * are. Gives back when that was, in epoch milliseconds, and the answers in the order of the arguments.
 */
export const together = async <Answer>(
  module: string,
  all: ReadonlyArray<unknown>,
): Promise<{ readonly beganAt: number; readonly answers: ReadonlyArray<Answer> }> => {
  let [waiting, beganAt] = [all.length, 0]
  const children: Array<ChildProcess> = []
  const answered = (args: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const child = start(module, args, "UTC")
      children.push(child)
      let answer: { readonly is: Answer } | undefined
      child.once("message", () => {
        child.once("message", (is) => {
          answer = { is: is as Answer }
        })
        waiting -= 1
        if (waiting > 0) return
        beganAt = Date.now()
        for (const each of children) each.send("go")
      })
      child.once("error", reject)
      child.once("exit", (code) => {
        if (answer !== undefined) return resolve(answer.is)
        for (const each of children) each.kill("SIGKILL")
        reject(new Error(`${module} ended with ${code} on ${JSON.stringify(args)}`))
      })
    })
  const answers = await Promise.all(all.map(answered))
  return { beganAt, answers }
}

/** Waits for the other processes that were begun together with this one. */
export const ready = (): Promise<unknown> => {
  const going = once(process, "message")
  process.send?.("ready")
  return going
}

/** Beginning takes longer than an answer. */
const beginMillis = 30_000

/**
 * Answers that a module's `job` tells one after the other, each within the deadline; undefined where it didn't come. The
 * process is ended then, and another one, its arguments made anew, goes on with the question after.
 */
export const oneByOne = async <Answer>(
  module: string,
  argsFrom: (index: number) => unknown,
  count: number,
  zone: string,
  deadlineMillis: number,
): Promise<ReadonlyArray<Answer | undefined>> => {
  const answers: Array<Answer | undefined> = []
  while (answers.length < count) {
    await new Promise<void>((resolve, reject) => {
      const child = start(module, argsFrom(answers.length), zone)
      let overdue = false
      const watch = (millis: number) =>
        setTimeout(() => {
          overdue = true
          child.kill("SIGKILL")
        }, millis)
      let timer = watch(beginMillis)
      child.on("message", ({ told }: Told<Answer>) => {
        if (overdue) return
        clearTimeout(timer)
        answers.push(told)
        if (answers.length < count) timer = watch(deadlineMillis)
      })
      child.once("error", reject)
      child.once("exit", (code) => {
        clearTimeout(timer)
        if (overdue) answers.push(undefined)
        else if (answers.length < count)
          reject(new Error(`${module} ended with ${code} before the last answer`))
        resolve()
      })
    })
  }
  return answers
}

/** Does what isn't timed, two tasks at once. */
export const inPairs = async <Task>(
  tasks: ReadonlyArray<Task>,
  run: (task: Task) => Promise<void>,
): Promise<void> => {
  const left = tasks.values()
  const work = async () => {
    for (const task of left) await run(task)
  }
  await Promise.all([work(), work()])
}

interface Told<Answer> {
  readonly told: Answer
}

/** Tells one answer of several to the process that asked, and waits until it has gone out. */
export const tell = (answer: unknown): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) {
      console.log(answer)
      resolve()
    } else process.send({ told: answer }, () => resolve())
  })

/** Answers the process that asked, unless all has been told; printed where a person asked. */
export const answer = (value: unknown): void => {
  if (process.send === undefined) console.log(value)
  else if (value === undefined) process.disconnect()
  else process.send(value, () => process.disconnect())
}
