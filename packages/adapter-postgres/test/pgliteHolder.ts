// Opens stores in a directory, keeps a discharge there, says so, and holds on until it is killed.
import { writeSync } from "node:fs"
import { LocalKeyRing } from "@aftercare/adapter-postgres"
import { layer } from "@aftercare/adapter-postgres/pglite"
import { Id } from "@aftercare/core"
import { Discharge } from "@aftercare/core/followup"
import { DischargeStore } from "@aftercare/core/ports"
import { Effect, Layer, Redacted, Schema } from "effect"

const [directory = "", secret = "", discharge = ""] = process.argv.slice(2)
const keys = LocalKeyRing.layer([{ id: "test", secret: Redacted.make(secret) }])
const kept = Effect.gen(function* () {
  const store = yield* DischargeStore.DischargeStore
  const decoded = yield* Schema.decodeEffect(Schema.fromJsonString(Schema.toCodecJson(Discharge.Discharge)))(
    discharge,
  )
  yield* store.put(Id.TenantId.make("ours"), decoded)
  writeSync(1, "kept")
  return yield* Effect.never
})
setInterval(() => {}, 60_000)
await Effect.runPromise(Effect.provide(kept, Layer.provide(layer({ directory }), keys)))
