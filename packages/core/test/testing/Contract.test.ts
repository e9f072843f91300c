import { StoreError } from "@aftercare/core"
import { Contract, StoreContracts } from "@aftercare/core/testing"
import { Cause, Console, Context, Effect, Exit } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const { clause, make, refused, same } = Contract

const only = <R>(
  check: (bench: Contract.Bench) => Effect.Effect<void, unknown, R>,
  options?: Contract.Options,
) => {
  const [first] = make([clause("basics", "it works", check)], options)
  if (first === undefined) throw new Error("no clause")
  return first
}

const brokenBy = (
  check: (bench: Contract.Bench) => Effect.Effect<void, unknown>,
  options?: Contract.Options,
) => Effect.runPromise(Effect.flip(only(check, options).check))

const conflict = StoreError.because({ _tag: "VersionConflict", record: "plan", expected: 1, actual: 2 })

describe("a broken clause", () => {
  test("names itself, what was looked at, what was expected and what was there", async () => {
    const broken = await brokenBy(() => same("the page", { records: ["a"] }, { records: ["a", "b"] }))
    expect(broken).toBeInstanceOf(Contract.ClauseBroken)
    expect(broken).toMatchObject({
      clause: "it works",
      expected: { records: ["a", "b"] },
      actual: { records: ["a"] },
      message: 'it works: the page: expected {"records":["a","b"]}, got {"records":["a"]}',
    })
  })

  test("carries an error of the store, or a defect, as its cause", async () => {
    for (const check of [Effect.fail(conflict), Effect.die(conflict)]) {
      const broken = await brokenBy(() => check)
      expect(broken.cause).toBe(conflict)
      expect(broken.message).toContain("plan: expected version 1, found 2")
    }
  })

  test("isn't what an interrupted check is", async () => {
    const exit = await Effect.runPromiseExit(only(() => Effect.interrupt).check)
    expect(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)).toBe(true)
  })

  test("is shrunk to the plainest value that breaks it, with the seed and path to try again", async () => {
    const upTo = ({ forAll }: Contract.Bench) => forAll(fc.nat(1000), (n) => same("the number", n < 17, true))
    const broken = await brokenBy(upTo, { runs: 100 })
    expect(broken.message).toMatch(
      /^it works: the number, with 17 \(seed 1, path [\d:]+\): expected true, got false$/,
    )
    expect((await brokenBy(upTo, { runs: 100 })).message).toBe(broken.message)
    expect((await brokenBy(upTo, { runs: 100, seed: 2 })).message).toMatch(/seed 2/)
  })

  test("is told from a store's error within a property", async () => {
    const broken = await brokenBy(({ forAll }) => forAll(fc.nat(), () => Effect.fail(conflict)))
    expect(broken.message).toMatch(/with 0 \(seed 1, path .*expected version 1, found 2/)
  })
})

describe("a refusal", () => {
  const reason = { _tag: "VersionConflict", record: "plan", expected: 1, actual: 2 } as const

  test("is kept where the reason is the one expected", () =>
    Effect.runPromise(refused("the update", Effect.fail(conflict), reason)))

  test("is broken by success, another reason, an outage and a defect", async () => {
    const outage = StoreError.because({ _tag: "Unavailable", detail: "no route" })
    const wrong = [
      Effect.void,
      Effect.fail(StoreError.because({ ...reason, actual: 3 })),
      Effect.fail(outage),
      Effect.die(conflict),
    ]
    for (const update of wrong)
      expect((await brokenBy(() => refused("the update", update, reason))).clause).toBe("it works")
  })
})

describe("an exception", () => {
  const terms = [
    clause("basics", "it works", () => Effect.die("it was run")),
    clause("tenants", "it is kept", () => Effect.void),
  ]

  test("stays in the list with its reason, isn't run and says so", async () => {
    const lines: Array<unknown> = []
    const silent = {
      ...globalThis.console,
      log: (...args: ReadonlyArray<unknown>) => void lines.push(...args),
    }
    const contract = make(terms, { except: { "it works": "no clock in this store" } })
    for (const { check } of contract)
      await Effect.runPromise(Effect.provideService(check, Console.Console, silent))
    expect(contract.map(({ exception, name }) => [name, exception])).toEqual([
      ["it works", "no clock in this store"],
      ["it is kept", undefined],
    ])
    expect(lines).toEqual(["not kept: it works: no clock in this store"])
  })

  test("that names no clause fails where the contract is made", () => {
    expect(() => make(terms, { except: { "it worked": "…", toString: "…" } })).toThrow(
      'no clause is called "it worked", "toString"',
    )
  })
})

describe("a bench", () => {
  test("gives every check tenants of its own, named as the suite says", async () => {
    const given: Array<string> = []
    const check = ({ tenant }: Contract.Bench) => Effect.sync(() => void given.push(tenant(), tenant()))
    await Effect.runPromise(only(check).check)
    await Effect.runPromise(only(check, { tenant: (n) => `run-7/${n}` }).check)
    expect(new Set(given).size).toBe(4)
    expect(given.map((name) => name.replace(/\d+$/, ""))).toEqual([
      "contract-",
      "contract-",
      "run-7/",
      "run-7/",
    ])
  })

  test("hands a property's checks the services of the clause", async () => {
    class Answer extends Context.Service<Answer, number>()("test/Answer") {}
    const check = ({ forAll }: Contract.Bench) =>
      forAll(fc.nat(), () => Effect.flatMap(Answer, (answer) => same("the answer", answer, 42)))
    await Effect.runPromise(Effect.provideService(only(check).check, Answer, 42))
  })
})

test("the clauses of all stores have names of their own", () => {
  const names = StoreContracts.terms.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(StoreContracts.contract().map(({ name }) => name)).toEqual(names)
})
