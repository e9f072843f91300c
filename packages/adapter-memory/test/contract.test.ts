import { Memory } from "@aftercare/adapter-memory"
import { LeaseClock, StoreContracts } from "@aftercare/core/testing"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, test } from "vitest"

const fresh = Layer.mergeAll(Memory.layer, LeaseClock.testClock).pipe(Layer.provideMerge(TestClock.layer()))

describe("adapter-memory keeps the contract", () => {
  for (const { check, group, name } of StoreContracts.contract())
    test(`${group}: ${name}`, () => Effect.runPromise(Effect.provide(check, fresh)))
})
