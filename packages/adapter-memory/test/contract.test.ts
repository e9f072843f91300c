import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Memory } from "@aftercare/adapter-memory"
import { LeaseClock, StoreContracts } from "@aftercare/core/testing"
import { Effect, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const stores = Layer.merge(Memory.layer, LeaseClock.testClock).pipe(Layer.provideMerge(TestClock.layer()))

describe("adapter-memory keeps the contract", () => {
  for (const { check, group, name } of StoreContracts.contract())
    test(`${group}: ${name}`, () => Effect.runPromise(Effect.provide(check, stores)))
})

test("the clauses hold on one store that they share, in any order, and again on the same store", async () => {
  const runtime = ManagedRuntime.make(stores)
  const orders = fc.shuffledSubarray([...StoreContracts.contract({ runs: 3 })], { minLength: 40 })
  for (const order of fc.sample(orders, { seed: 5, numRuns: 3 }))
    for (const { check } of order) await runtime.runPromise(check)
  await runtime.dispose()
})

test("the contract runs unchanged under node:test", async () => {
  const suite = fileURLToPath(new URL("contract.node.ts", import.meta.url))
  const options = ["--conditions=@aftercare/source", "--test", "--test-reporter=tap", suite]
  const { stdout } = await promisify(execFile)(process.execPath, options)
  expect(stdout).toContain(`# pass ${StoreContracts.terms.length}`)
  expect(stdout).toContain("# fail 0")
}, 120_000)
