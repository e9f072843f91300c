/**
 * One process of the fleet. Its name is its argument. Its settings come as a message, since whoever is on the machine can read
 * the arguments of a process, and they hold passwords and a key. It tells whoever started it which groups it holds, gives them
 * back on `SIGTERM`, and can be killed at any moment. Where it can't start it says why and ends with 1.
 */
import { once } from "node:events"
import { Outreach } from "@aftercare/core"
import { Cause, Duration, Effect, Exit, Fiber, Layer, Redacted } from "effect"
import { fleet, reasonOf } from "./fleet.ts"
import { ahead, hospital, type Key } from "./hospital.ts"

export interface Settings {
  readonly storage: string
  readonly deadAfterSeconds: number
  /** The database of each group. */
  readonly groups: Readonly<Record<string, string>>
  readonly key: Key
  /** The port of the provider that carries the messages. */
  readonly provider: number
  readonly aheadMillis: number
}

/** That this process holds a group now, or no longer does. */
export interface Told {
  readonly group: string
  readonly holds: boolean
}

// Whoever started it is gone.
process.once("disconnect", () => process.exit())
const name = process.argv[2] ?? ""
const [settings] = await once(process, "message")
const { aheadMillis, deadAfterSeconds, groups, key, provider, storage }: Settings = settings

const worker = Outreach.worker({
  batch: 4,
  lease: Duration.seconds(6),
  sendTimeout: Duration.seconds(2),
  pollEvery: Duration.millis(100),
})
const tell = (told: Told) => Effect.sync(() => process.send?.(told))
const holding = (group: string) =>
  Effect.acquireRelease(tell({ group, holds: true }), () => tell({ group, holds: false }))
const workOn = (group: string, url: string) =>
  Effect.andThen(holding(group), worker).pipe(
    Effect.scoped,
    Effect.provide(hospital(url, key, provider)),
    (work) => ahead(aheadMillis, work),
  )

const work = Object.entries(groups).map(([group, url]) => [group, workOn(group, url)] as const)
const running = Effect.runFork(
  Layer.launch(
    fleet({
      name,
      storage: Redacted.make(storage),
      deadAfter: Duration.seconds(deadAfterSeconds),
      groups: Object.fromEntries(work),
    }),
  ),
)
running.addObserver((exit) => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) process.exit()
  const reason = reasonOf(exit.cause)
  Effect.runSync(Effect.annotateLogs(Effect.logError("the process ended"), { name, reason }))
  process.exit(1)
})
process.once("SIGTERM", () => Effect.runFork(Fiber.interrupt(running)))
