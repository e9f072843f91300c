import { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import { KeyRing, PlanStore, type StoreError, UnitOfWork } from "@aftercare/core/ports"
import { FollowUpArbitraries, OutageContract } from "@aftercare/core/testing"
import { Duration, Effect, Layer, ManagedRuntime, Redacted, Result } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Line, lineTo } from "./support/line.ts"
import { at, type Database, database, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [plan] = fc.sample(FollowUpArbitraries.plan(), { seed: 3, numRuns: 1 })
if (plan === undefined) throw new Error("no sample")
const planOf = (id: string) => ({ ...plan, id: Id.PlanId.make(id) })

let made: Database
let line: Line
let runtime: ReturnType<typeof storesOver>

const storesOver = (url: ReturnType<typeof at>) =>
  ManagedRuntime.make(
    Layer.merge(
      Layer.provide(Postgres.layer({ url, prepare: false }), keyRing),
      Layer.succeed(OutageContract.Outage, {
        during: (effect) =>
          Effect.acquireUseRelease(
            Effect.sync(() => {
              line.open = false
              line.cut()
            }),
            () => effect,
            () =>
              Effect.sync(() => {
                line.open = true
              }),
          ),
      }),
    ),
  )

beforeAll(async () => {
  made = await database(embedded)
  line = await lineTo(made.port)
  runtime = storesOver(at(made, line.port))
  await runtime.runPromise(Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(hospital, plan.id)))
})
afterAll(async () => {
  await runtime.dispose()
  await line.close()
})

describe("adapter-postgres behind a line that is cut keeps the contract", () => {
  for (const { check, name } of OutageContract.contract()) test(name, () => runtime.runPromise(check))
})

const onCommit = (what: "cutBefore" | "cutAfter") => {
  let cut = false
  line.rule = (bytes) => {
    if (cut || !bytes.includes("COMMIT")) return "pass"
    cut = true
    return what
  }
}

const written = (id: string) =>
  Effect.gen(function* () {
    const [plans, { run }] = [yield* PlanStore.PlanStore, yield* UnitOfWork.UnitOfWork]
    const result = yield* Effect.result(run(Effect.as(plans.insert(hospital, planOf(id), []), "written")))
    return { result, found: yield* plans.find(hospital, Id.PlanId.make(id)) }
  })

describe("a line that is cut while a tenant's keys are made", () => {
  for (const what of ["cutBefore", "cutAfter"] as const)
    for (const nth of [1, 2])
      test(`leaves no half of them (${what}, statement ${nth})`, async () => {
        let seen = 0
        line.rule = (bytes) => {
          if (!bytes.includes("insert into aftercare.tenant_key")) return "pass"
          seen += 1
          return seen === nth ? what : "pass"
        }
        const tenant = Id.TenantId.make(`${what}-${nth}`)
        const insert = Effect.flatMap(PlanStore.PlanStore, (plans) => plans.insert(tenant, plan, []))
        await runtime.runPromise(Effect.ignore(insert))
        line.rule = () => "pass"
        await runtime.runPromise(Effect.ignore(insert))
        const found = Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(tenant, plan.id))
        expect(await runtime.runPromise(found)).toMatchObject({ value: { version: 1 } })
      })
})

test("a line that goes silent, and is closed by nobody, is given up: whoever waits hears so, and goes on by another", async () => {
  const second = Duration.seconds(1)
  const own = await lineTo(made.port)
  const url = at(made, own.port)
  const stores = Layer.provide(
    Postgres.layer({ url, prepare: false, statementTimeout: second, idleTimeout: second }),
    keyRing,
  )
  const find = Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(hospital, plan.id))
  const silenced = Effect.gen(function* () {
    yield* find
    own.freeze()
    const begunAt = performance.now()
    const { reason } = yield* Effect.flip(find)
    const seconds = (performance.now() - begunAt) / 1000
    yield* find
    return { reason: reason._tag, inTime: seconds > 5 && seconds < 20 }
  })
  expect(await Effect.runPromise(Effect.provide(silenced, stores))).toEqual({
    reason: "Unavailable",
    inTime: true,
  })
  await own.close()
})

test("a key ring that never answers is given up after five seconds, also by whoever can't be interrupted meanwhile", async () => {
  const silent = Layer.succeed(KeyRing.KeyRing, { wrap: () => Effect.never, unwrap: () => Effect.never })
  const stores = Layer.provide(Postgres.layer({ url: at(made, made.port), prepare: false }), silent)
  const inserted = (tenant: string) =>
    Effect.flatMap(PlanStore.PlanStore, (plans) => plans.insert(Id.TenantId.make(tenant), plan, []))
  const kept = "keys-kept"
  await runtime.runPromise(inserted(kept))
  const asked = Effect.forEach(
    [kept, "keys-new"],
    (tenant) => Effect.uninterruptible(Effect.flip(inserted(tenant))),
    { concurrency: 2 },
  )
  const reason = { _tag: "Unavailable", detail: "the key ring doesn't answer" }
  expect(await Effect.runPromise(Effect.provide(asked, stores))).toMatchObject([{ reason }, { reason }])
}, 20_000)

describe("a line that is cut at a commit", () => {
  test("whose answer was lost: the unit took place, and says so", async () => {
    onCommit("cutAfter")
    const { found, result } = await runtime.runPromise(written("after"))
    expect(result).toEqual(Result.succeed("written"))
    expect(found).toMatchObject({ value: { version: 1 } })
  })

  test("that never arrived: the unit didn't take place, says so, and can be done again", async () => {
    onCommit("cutBefore")
    const { found, result } = await runtime.runPromise(written("before"))
    const isRetryable = Result.match(result, {
      onFailure: (error: StoreError.StoreError) => error.isRetryable,
      onSuccess: () => false,
    })
    expect([isRetryable, found]).toMatchObject([true, { _tag: "None" }])
    expect((await runtime.runPromise(written("before"))).result).toEqual(Result.succeed("written"))
  })

  test("of a store's own transaction, too: what was written once isn't refused as there already", async () => {
    onCommit("cutAfter")
    const insert = Effect.flatMap(PlanStore.PlanStore, (plans) => plans.insert(hospital, planOf("own"), []))
    await runtime.runPromise(insert)
  })
})

test("an address may name its host and port behind the question mark, as libpq has it", async () => {
  const url = new URL(Redacted.value(at(made, 1)))
  const address = `postgres://${url.username}:${url.password}@unheard.invalid${url.pathname}?host=127.0.0.1&port=${made.port}`
  const find = Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(hospital, Id.PlanId.make("nobodys")))
  const stores = Layer.provide(Postgres.layer({ url: Redacted.make(address) }), keyRing)
  expect(await Effect.runPromise(Effect.provide(find, stores))).toMatchObject({ _tag: "None" })
})

describe("a line on which nothing is heard any more", () => {
  /** What a write comes to where the line falls silent with such a statement, after how many seconds, and what is there then. */
  const silenced = async (id: string, what: "mute" | "vanish", word: string) => {
    const dark = await lineTo(made.port)
    const impatient = { statementTimeout: Duration.millis(200), idleTimeout: Duration.millis(200) }
    const stores = ManagedRuntime.make(
      Layer.provide(Postgres.layer({ url: at(made, dark.port), prepare: false, ...impatient }), keyRing),
    )
    const insertOf = (id: string) =>
      Effect.flatMap(PlanStore.PlanStore, (plans) => plans.insert(hospital, planOf(id), []))
    await stores.runPromise(insertOf(`${id}-before`)) // and the keys are here
    let begun = false
    dark.rule = (bytes) => {
      if (begun || !bytes.includes(word)) return "pass"
      begun = true
      return what
    }
    const from = performance.now()
    const result = await stores.runPromise(Effect.result(insertOf(id)))
    const seconds = (performance.now() - from) / 1000
    const found = await stores.runPromise(
      Effect.flatMap(PlanStore.PlanStore, (plans) => plans.find(hospital, Id.PlanId.make(id))),
    )
    await stores.dispose()
    await dark.close()
    return { result, seconds, found: found._tag }
  }

  const unavailable = { _tag: "Failure", failure: { reason: { _tag: "Unavailable" } } }
  const outcomes = [
    ["a beginning that never arrives", "vanish", "BEGIN", unavailable, "None"],
    [
      "a statement that is never answered",
      "mute",
      "on conflict do nothing returning version",
      unavailable,
      "None",
    ],
    ["a commit that never arrives", "vanish", "COMMIT", unavailable, "None"],
    ["a commit that is never answered", "mute", "COMMIT", { _tag: "Success" }, "Some"],
  ] as const
  for (const [name, what, word, result, found] of outcomes)
    test.concurrent(`${name}: known within seconds`, async ({ expect }) => {
      const seen = await silenced(`${what}-${word.slice(0, 2)}`, what, word)
      expect(seen).toMatchObject({ result, found })
      expect(seen.seconds).toBeGreaterThan(5)
      expect(seen.seconds).toBeLessThan(9)
    })
})
