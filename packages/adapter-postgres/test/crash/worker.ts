// A worker in a process of its own, which is killed or stopped at any moment. Its settings come as arguments.
import { Outreach } from "@aftercare/core"
import { Duration, Effect, Redacted } from "effect"
import { ahead, options, ward } from "./ward.ts"

const [url = "", provider, millis] = process.argv.slice(2)
const work = Outreach.worker({ ...options, pollEvery: Duration.millis(50) })

// Whoever started it is gone.
process.stdin.resume().on("end", () => process.exit())
await Effect.runPromise(
  ahead(Number(millis), Effect.provide(work, ward(Redacted.make(url), Number(provider)))),
)
