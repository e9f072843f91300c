import { Memory } from "@aftercare/adapter-memory"
import {
  AccessAudit,
  AccessLog,
  ContactStore,
  DischargeStore,
  Erasure,
  type FollowUpPlan,
  Id,
  PlanStore,
  type PlanStore as PlanStores,
  Retention,
} from "@aftercare/core"
import { DateTime, Effect, Layer, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, test } from "vitest"
import { discharge, tenant } from "./house.ts"

const source = { title: "own", status: "hospitalPolicy", verified: "own" }
const policyOf = (keeps: ReadonlyArray<unknown>, erases: ReadonlyArray<unknown> = []) =>
  Schema.decodeUnknownSync(Retention.RetentionPolicy)({
    id: "records",
    version: "1",
    zone: "Asia/Shanghai",
    keeps,
    erases,
  })
const free = policyOf([])
const nurse = { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" } as const
const nothing = { discharge: 0, plan: 0, message: 0, inbox: 0, survey: 0, ticket: 0 }

const ended = {
  _tag: "Ended",
  end: { _tag: "Declined" },
  at: DateTime.makeUnsafe("2026-03-09T02:00:00Z"),
} as const

/** A plan of one task, whose reason tells of the patient. */
const planOf = (n: number, addressee: string, isOver = true): FollowUpPlan.FollowUpPlan => {
  const { dischargedAt } = discharge(n)
  const signed = { author: Id.StaffId.make("n-7"), reason: `搬家到${n}号` }
  return {
    id: Id.PlanId.make(`plan-${n}`),
    patient: Id.PatientId.make(`p${n}`),
    discharge: Id.DischargeId.make(`d${n}`),
    dischargedAt,
    zone: discharge(n).persons[0].profile.zone,
    protocol: { id: Id.ProtocolId.make("protocol"), version: "1" },
    policy: { id: "policy", version: "1" },
    calendar: { id: "calendar", version: "1" },
    dropped: [],
    tasks: [
      {
        id: Id.TaskId.make(`task-${n}`),
        stage: Id.StageId.make("stage"),
        title: { zh: "随访", en: "Follow-up" },
        purpose: "followUp",
        modules: ["symptoms"],
        role: "nurse",
        channels: ["phone"],
        addressee: Id.PersonId.make(addressee),
        extra: false,
        rules: [],
        attempts: [],
        state: isOver ? { ...ended, signed } : { _tag: "Unplaced", rules: [] },
      },
    ],
  }
}

const write = Effect.fnUntraced(function* (n: number, isOver = true, guardian?: string) {
  const person = guardian ?? `p${n}`
  yield* (yield* DischargeStore.DischargeStore).put(
    tenant,
    discharge(n, guardian === undefined ? {} : { guardian }),
  )
  const plan = planOf(n, person, isOver)
  yield* (yield* PlanStore.PlanStore).insert(tenant, plan, [])
  const addressees = [Id.PersonId.make(person)]
  yield* (yield* ContactStore.ContactStore).put(tenant, plan.id, { addressees, contacts: [] })
})

const names = Effect.fnUntraced(function* (...of: ReadonlyArray<number>) {
  const store = yield* DischargeStore.DischargeStore
  return yield* Effect.forEach(of, (n) =>
    Effect.map(store.find(tenant, Id.DischargeId.make(`d${n}`)), (found) => Option.getOrThrow(found).name),
  )
})

const logged = Effect.flatMap(AccessLog.AccessLog, (log) =>
  Effect.map(log.list(tenant, { after: 0, limit: 99 }), (links) =>
    links.map(({ record }) => [record.action, record.patient, record.purpose, record.outcome]),
  ),
)

const stores = Layer.fresh(Layer.merge(Memory.layer, TestClock.layer()))
const run = <A, E>(
  work: Effect.Effect<A, E, Erasure.Services | DischargeStore.DischargeStore | PlanStores.PlanStore>,
) =>
  Effect.runPromise(
    Effect.provide(Effect.andThen(TestClock.setTime(Date.parse("2026-04-01T00:00:00Z")), work), stores),
  )

const ask = (n: number, policy = free) => Erasure.request(tenant, Id.PatientId.make(`p${n}`), policy, nurse)

describe("an erasure by request", () => {
  test("takes what nothing keeps, is logged, and leaves others alone", async () => {
    const work = Effect.gen(function* () {
      yield* write(1)
      yield* write(2)
      const { erased, kept } = yield* ask(1)
      expect(erased).toEqual({ ...nothing, discharge: 1, plan: 1 })
      expect(kept).toEqual([])
      expect(yield* names(1, 2)).toEqual(["—", "王某"])
      expect(yield* logged).toEqual([["erase", "p1", "personsRequest", "allowed"]])
      yield* AccessAudit.verify(tenant)
    })
    await run(work)
  })

  test("leaves what a rule keeps, and says which and until when", async () => {
    const keeps = [{ id: "retention.own", kinds: ["discharge"], months: 12, enabled: true, source }]
    const work = Effect.gen(function* () {
      yield* write(1)
      const { erased, kept } = yield* ask(1, policyOf(keeps))
      expect(erased).toEqual({ ...nothing, plan: 1 })
      const until = Date.parse("2027-03-03T00:00:00+08:00")
      expect(kept).toEqual([{ kind: "discharge", rule: "retention.own", until }])
      expect(yield* names(1)).toEqual(["王某"])
    })
    await run(work)
  })

  test("is refused while a plan goes on, changes nothing, and the refusal is logged", async () => {
    const work = Effect.gen(function* () {
      yield* write(1, false)
      const refusal = yield* Effect.flip(ask(1))
      expect(refusal).toMatchObject({ _tag: "ErasureRefused", record: "plan-1", rule: "erasure.planOpen" })
      expect(yield* names(1)).toEqual(["王某"])
      expect(yield* logged).toEqual([["erase", "p1", "personsRequest", "refused"]])
    })
    await run(work)
  })

  test("of one child leaves the guardian to whom the other is followed up", async () => {
    const work = Effect.gen(function* () {
      yield* write(1, true, "mother")
      yield* write(2, false, "mother")
      expect((yield* ask(1)).erased).toEqual({ ...nothing, discharge: 1, plan: 1 })
      const store = yield* DischargeStore.DischargeStore
      const other = Option.getOrThrow(yield* store.find(tenant, Id.DischargeId.make("d2")))
      expect(other.persons[0].phone).toBe("+8613800000000")
    })
    await run(work)
  })

  test("of somebody whom nobody knows does nothing and logs nothing", async () => {
    const work = Effect.gen(function* () {
      expect(yield* ask(9)).toEqual({ erased: nothing, kept: [] })
      expect(yield* logged).toEqual([])
    })
    await run(work)
  })
})

describe("a sweep", () => {
  const policy = policyOf([], [{ kinds: ["discharge", "plan"], months: 24 }])

  test("erases what is over its term, waits for what goes on, and does so once", async () => {
    const work = Effect.gen(function* () {
      yield* write(1)
      yield* write(2, false)
      expect(yield* Erasure.sweep(tenant, policy)).toEqual({ erased: 0, waiting: [] })
      yield* TestClock.setTime(Date.parse("2028-03-03T00:00:00+08:00"))
      const { erased, waiting } = yield* Erasure.sweep(tenant, policy)
      expect([erased, waiting.map(({ record }) => record)]).toEqual([1, ["plan-2"]])
      expect(yield* names(1, 2)).toEqual(["—", "王某"])
      expect((yield* Erasure.sweep(tenant, policy)).erased).toBe(0)
    })
    await run(work)
  })

  test("goes through every page of plans", async () => {
    const work = Effect.gen(function* () {
      for (let n = 1; n <= 205; n++) yield* write(n)
      yield* TestClock.setTime(Date.parse("2030-01-01T00:00:00Z"))
      expect((yield* Erasure.sweep(tenant, policy)).erased).toBe(205)
    })
    await run(work)
  })
})
