import { test } from "node:test"
import { Memory } from "@aftercare/adapter-memory"
import { LeaseClock, StoreContracts } from "@aftercare/core/testing"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

const stores = Layer.merge(Memory.layer, LeaseClock.testClock).pipe(Layer.provideMerge(TestClock.layer()))

for (const { check, name } of StoreContracts.contract())
  test(name, () => Effect.runPromise(Effect.provide(check, stores)))
