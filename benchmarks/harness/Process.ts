/** Jobs in processes of their own: a module's `job`, run under a process zone. */
import { fork } from "node:child_process"

const main = new URL("../main.ts", import.meta.url)

/** The flag by which `main.ts` knows that it is such a process. */
export const jobFlag = "--job"

/** Runs the `job` of a module beside `main.ts` in a new process and gives back its answer. */
export const inProcess = <Answer>(module: string, args: unknown, zone = "UTC"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = fork(main, [jobFlag, module, JSON.stringify(args)], {
      execArgv: ["--conditions=@aftercare/source", "--expose-gc"],
      env: { ...process.env, TZ: zone },
      serialization: "advanced",
    })
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

/** Answers the process that asked; printed where a person asked. */
export const answer = (value: unknown): void => {
  if (process.send === undefined) console.log(value)
  else process.send(value, () => process.disconnect())
}
