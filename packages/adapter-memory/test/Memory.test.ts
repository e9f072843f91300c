import { Memory } from "@aftercare/adapter-memory"
import { Id } from "@aftercare/core"
import { Agenda, ConsentStore, PlanStore, type StoreError, UnitOfWork } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import {
  Cause,
  DateTime,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Option,
  Queue,
  Stream,
} from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const tenant = Id.TenantId.make("hospital")
const [plan] = fc.sample(FollowUpArbitraries.plan(), { seed: 1, numRuns: 1 })
const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 1, numRuns: 1 })
if (plan === undefined || consent === undefined) throw new Error("no sample")

const minute = (n: number) => DateTime.makeUnsafe(n * 60_000)
const entry = (id: string, dueAt: DateTime.Utc): Agenda.Entry => ({
  tenant,
  id,
  kind: "followUp",
  subject: "plan",
  dueAt,
})

type Ports = Layer.Success<typeof Memory.layer>

const run = <A, E>(effect: Effect.Effect<A, E, Ports>) =>
  Effect.runPromise(Effect.provide(effect, Layer.merge(Memory.layer, TestClock.layer())))

describe("units of work", () => {
  test("of two stores don't mix, one within the other neither", async () => {
    const [one, other] = await Effect.runPromise(
      Effect.scoped(
        Effect.all([Layer.build(Layer.fresh(Memory.layer)), Layer.build(Layer.fresh(Memory.layer))]),
      ),
    )
    const find = Effect.flatMap(PlanStore.PlanStore, (store) => store.find(tenant, plan.id))
    const insert = Effect.flatMap(PlanStore.PlanStore, (store) => store.insert(tenant, plan, []))
    const within = <A, E>(context: typeof one, work: Effect.Effect<A, E>) =>
      Effect.flatMap(UnitOfWork.UnitOfWork, ({ run }) => run(work)).pipe(Effect.provide(context))
    const inOne = Effect.provide(insert, one)
    const inOther = Effect.provide(insert, other)
    const work = within(one, Effect.andThen(within(other, Effect.andThen(inOne, inOther)), Effect.fail("no")))
    await Effect.runPromise(Effect.ignore(work))
    expect(await Effect.runPromise(Effect.provide(find, one))).toEqual(Option.none())
    expect(Option.isSome(await Effect.runPromise(Effect.provide(find, other)))).toBe(true)
  })

  test("don't let a fiber that they left behind write what nobody would see", () =>
    run(
      Effect.gen(function* () {
        const consents = yield* ConsentStore.ConsentStore
        const { run } = yield* UnitOfWork.UnitOfWork
        const over = yield* Deferred.make<void>()
        const late = Effect.andThen(Deferred.await(over), consents.put(tenant, consent))
        const fiber = yield* run(Effect.forkChild(late))
        yield* Deferred.succeed(over, undefined)
        const exit = yield* Fiber.await(fiber)
        expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toEqual(
          new Error("the unit of work that this fiber belongs to is over"),
        )
        expect(yield* consents.of(tenant, consent.person)).toEqual([])
      }),
    ))

  test("include what fibers within them write at the same time", () =>
    run(
      Effect.gen(function* () {
        const agenda = yield* Agenda.Agenda
        const { run } = yield* UnitOfWork.UnitOfWork
        const ids = Array.from({ length: 20 }, (_, n) => `${n}`)
        const writes = Effect.forEach(
          ids,
          (id) => run(Effect.andThen(Effect.yieldNow, agenda.schedule(entry(id, minute(1))))),
          {
            concurrency: "unbounded",
          },
        )
        yield* run(writes)
        const claims = yield* agenda.claim({ at: minute(1), limit: 100, lease: Duration.minutes(1) })
        expect(claims.length).toBe(ids.length)
      }),
    ))
})

/** What somebody may do with an agenda of five entries, two workers and a clock. */
type Command =
  | { readonly do: "schedule"; readonly id: number; readonly at: number }
  | { readonly do: "remove"; readonly id: number }
  | { readonly do: "claim"; readonly at: number; readonly limit: number; readonly lease: number }
  | { readonly do: "hold"; readonly claim: number }
  | { readonly do: "settle"; readonly claim: number; readonly next: number | undefined }
  | { readonly do: "wait"; readonly minutes: number }

const small = fc.nat(4)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("schedule" as const), id: small, at: fc.nat(9) }) },
  fc.record({ do: fc.constant("remove" as const), id: small }),
  fc.record({
    do: fc.constant("claim" as const),
    at: fc.nat(9),
    limit: small,
    lease: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ do: fc.constant("hold" as const), claim: fc.nat(9) }),
  fc.record({
    do: fc.constant("settle" as const),
    claim: fc.nat(9),
    next: fc.option(fc.nat(9), { nil: undefined }),
  }),
  fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 4 }) }),
)

/** The agenda as a list: every entry with who holds it until when. */
const listed = () => {
  let rows: ReadonlyArray<{
    readonly id: number
    readonly at: number
    readonly by: number
    readonly until: number
  }> = []
  let claims = 0
  return {
    schedule: (id: number, at: number) => {
      rows = [...rows.filter((row) => row.id !== id), { id, at, by: -1, until: -1 }]
    },
    remove: (id: number) => {
      rows = rows.filter((row) => row.id !== id)
    },
    claim: (at: number, limit: number, now: number, until: number) => {
      const due = rows.filter((row) => row.at <= at && row.until <= now)
      const found = due.sort((a, b) => a.at - b.at || a.id - b.id).slice(0, limit)
      return found.map((row) => {
        const claimed = { ...row, by: claims++, until }
        rows = [...rows.filter(({ id }) => id !== row.id), claimed]
        return claimed
      })
    },
    holds: (claim: { readonly id: number; readonly by: number }, now: number) =>
      rows.some((row) => row.id === claim.id && row.by === claim.by && row.until > now),
    next: () => rows.reduce<number | undefined>((least, { at }) => Math.min(least ?? at, at), undefined),
  }
}

describe("the agenda", () => {
  test("does what a plain list would, whatever is done in whatever order", () =>
    fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), (commands) =>
        run(
          Effect.gen(function* () {
            const agenda = yield* Agenda.Agenda
            const model = listed()
            const claims: Array<readonly [Agenda.Claim, { readonly id: number; readonly by: number }]> = []
            let now = 0
            const outcome = <A>(effect: Effect.Effect<A, StoreError.StoreError>) =>
              Effect.match(effect, { onFailure: ({ reason }) => reason._tag, onSuccess: () => "done" })
            for (const c of commands) {
              if (c.do === "schedule") {
                yield* agenda.schedule(entry(`${c.id}`, minute(c.at)))
                model.schedule(c.id, c.at)
              } else if (c.do === "remove") {
                yield* agenda.remove(entry(`${c.id}`, minute(0)))
                model.remove(c.id)
              } else if (c.do === "wait") {
                yield* TestClock.adjust(Duration.minutes(c.minutes))
                now += c.minutes
              } else if (c.do === "claim") {
                const { at, lease, limit } = c
                const got = yield* agenda.claim({ at: minute(at), limit, lease: Duration.minutes(lease) })
                const expected = model.claim(at, limit, now, now + lease)
                expect(got.map((claim) => claim.entry)).toEqual(
                  expected.map((row) => entry(`${row.id}`, minute(row.at))),
                )
                for (const [n, claim] of got.entries()) {
                  const row = expected[n]
                  if (row !== undefined) claims.push([claim, row])
                }
              } else {
                const [claim, row] = claims[c.claim % Math.max(claims.length, 1)] ?? []
                if (claim === undefined || row === undefined) continue
                const held = model.holds(row, now) ? "done" : "StaleClaim"
                if (c.do === "hold") expect(yield* outcome(agenda.hold(claim))).toBe(held)
                else {
                  const next = c.next === undefined ? undefined : minute(c.next)
                  expect(yield* outcome(agenda.settle(claim, next))).toBe(held)
                  if (held === "done" && c.next !== undefined) model.schedule(row.id, c.next)
                  if (held === "done" && c.next === undefined) model.remove(row.id)
                }
              }
              const next = model.next()
              expect(yield* agenda.nextDueAt).toEqual(next === undefined ? undefined : minute(next))
            }
          }),
        ),
      ),
    ))

  test("is never held by two workers at a time, however they hurry and however long they sleep", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 2, maxLength: 6 }), (workers) =>
        run(
          Effect.gen(function* () {
            const agenda = yield* Agenda.Agenda
            for (const id of ["a", "b", "c"]) yield* agenda.schedule(entry(id, minute(0)))
            const holders = new Map<string, ReadonlyArray<Agenda.Claim>>()
            const work = Effect.fnUntraced(function* ([pause, naps]: readonly [number, number]) {
              for (let turn = 0; turn < 6; turn++) {
                for (let n = 0; n < pause; n++) yield* Effect.yieldNow
                const claims = yield* agenda.claim({ at: minute(0), limit: 2, lease: Duration.minutes(2) })
                for (const claim of claims) {
                  const all = [...(holders.get(claim.entry.id) ?? []), claim]
                  holders.set(claim.entry.id, all)
                  const valid = yield* Effect.filter(all, (claim) =>
                    Effect.map(Effect.exit(agenda.hold(claim)), Exit.isSuccess),
                  )
                  expect(valid.length).toBeLessThanOrEqual(1)
                }
                yield* Effect.sleep(Duration.minutes(naps))
              }
            })
            const fiber = yield* Effect.forkChild(Effect.forEach(workers, work, { concurrency: "unbounded" }))
            while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(Duration.minutes(1))
            yield* Fiber.join(fiber)
            expect([...holders.keys()].sort()).toEqual(["a", "b", "c"])
          }),
        ),
      ),
      { numRuns: 30 },
    ))
})

const ids = fc.uniqueArray(FollowUpArbitraries.id(), { maxLength: 40 })

describe("the state", () => {
  test("is sorted by id whatever came first, and can be entered anywhere", () =>
    fc.assert(
      fc.asyncProperty(ids, FollowUpArbitraries.id(), (ids, after) =>
        run(
          Effect.gen(function* () {
            const plans = yield* PlanStore.PlanStore
            for (const id of ids) yield* plans.insert(tenant, { ...plan, id: Id.PlanId.make(id) }, [])
            const listed = yield* plans.list(tenant, { after: Id.PlanId.make(after), limit: 100 })
            expect(listed.records.map(({ record }) => record.id)).toEqual(
              ids.filter((id) => id > after).sort(),
            )
          }),
        ),
      ),
    ))

  test("is what it was before a unit that failed, whatever the unit did", () =>
    fc.assert(
      fc.asyncProperty(ids, ids, (before, within) =>
        run(
          Effect.gen(function* () {
            const [agenda, plans] = [yield* Agenda.Agenda, yield* PlanStore.PlanStore]
            const unit = yield* UnitOfWork.UnitOfWork
            const write = Effect.fnUntraced(function* (id: string, n: number) {
              const found = yield* plans.find(tenant, Id.PlanId.make(id))
              const record = { ...plan, id: Id.PlanId.make(id) }
              if (Option.isNone(found)) yield* plans.insert(tenant, record, [])
              else yield* plans.update(tenant, record, found.value.version, [])
              yield* n % 3 === 0
                ? agenda.remove(entry(id, minute(0)))
                : agenda.schedule(entry(id, minute(n % 7)))
              if (n % 5 === 0) yield* agenda.claim({ at: minute(3), limit: 2, lease: Duration.minutes(1) })
            })
            const seen = Effect.all([plans.list(tenant, { limit: 100 }), agenda.nextDueAt])
            for (const [n, id] of before.entries()) yield* write(id, n)
            const first = yield* seen
            const writes = Effect.forEach([...within, ...before], write)
            yield* Effect.exit(unit.run(Effect.andThen(writes, Effect.fail("no"))))
            expect(yield* seen).toEqual(first)
          }),
        ),
      ),
    ))
})

const orders: ReadonlyArray<readonly [order: string, size: number, nth: (n: number) => number]> = [
  ["in any order", 100_000, (n) => (n * 7919) % 100_000],
  ["one after the other", 20_000, (n) => n],
  ["the last one first", 20_000, (n) => 20_000 - n],
]

test.each(orders)(
  "a hospital's plans can be kept, listed, claimed and settled: %s, %i of them",
  (_, size, nth) =>
    run(
      Effect.gen(function* () {
        const [agenda, plans] = [yield* Agenda.Agenda, yield* PlanStore.PlanStore]
        for (let n = 0; n < size; n++) {
          const id = Id.PlanId.make(`plan-${String(nth(n)).padStart(6, "0")}`)
          yield* plans.insert(tenant, { ...plan, id, tasks: [] }, [])
          yield* agenda.schedule(entry(id, DateTime.makeUnsafe(nth(n))))
        }
        let listed = 0
        let after: Id.PlanId | undefined
        do {
          const page = yield* plans.list(tenant, after === undefined ? { limit: 500 } : { limit: 500, after })
          listed += page.records.length
          after = Option.getOrUndefined(page.next)
        } while (after !== undefined)
        expect(listed).toBe(size)
        let settled = 0
        for (;;) {
          const claims = yield* agenda.claim({ at: minute(10), limit: 500, lease: Duration.minutes(1) })
          if (claims.length === 0) break
          for (const claim of claims) yield* agenda.settle(claim, undefined)
          settled += claims.length
        }
        expect(settled).toBe(size)
      }),
    ),
  60_000,
)

test("a dead letter that is redriven is hinted at where it is due", () =>
  run(
    Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      yield* TestClock.setTime(DateTime.toEpochMillis(minute(5)))
      const heard = yield* Stream.toQueue(agenda.hints, { capacity: 1, strategy: "sliding" })
      yield* Effect.yieldNow
      const due = entry("a", minute(9))
      const redriven = Effect.fnUntraced(function* (at: DateTime.Utc) {
        const [claim] = yield* agenda.claim({ at: minute(9), limit: 1, lease: Duration.minutes(1) })
        if (claim === undefined) throw new Error("nothing is claimed")
        yield* agenda.fail(claim, { failure: "Defect", at: minute(5), retryAt: undefined })
        yield* agenda.redrive(due, at)
        for (let n = 0; n < 10; n++) yield* Effect.yieldNow
        return Option.isSome(yield* Queue.poll(heard))
      })
      yield* agenda.schedule(due)
      expect(yield* redriven(minute(6))).toBe(false)
      expect(yield* redriven(minute(5))).toBe(true)
    }).pipe(Effect.scoped),
  ))
