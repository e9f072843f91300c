import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Keys, LocalKeyRing, Postgres, Server } from "@aftercare/adapter-postgres"
import { Id, PhoneNumber } from "@aftercare/core"
import type { Discharge, FollowUpPlan } from "@aftercare/core/followup"
import type { CallRecord } from "@aftercare/core/hotline"
import {
  CallStore,
  ConsentStore,
  DischargeStore,
  PlanStore,
  StoreError,
  SurveyStore,
} from "@aftercare/core/ports"
import { FollowUpArbitraries, HotlineArbitraries, SurveyArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Array as Arr, Duration, Effect, Layer, ManagedRuntime, Option, Redacted } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  asSuperuser,
  type Database,
  database,
  debian15,
  debianBinaries,
  embedded,
  keyRing,
  strangersRing,
} from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const other = Id.TenantId.make("other")

const storesOf = ({ prepare, url }: Database, keepKeysFor = Duration.minutes(5)) =>
  ManagedRuntime.make(Layer.provide(Postgres.layer({ url, prepare, keepKeysFor }), keyRing))

const sample = <A>(arbitrary: fc.Arbitrary<A>, n: number) => fc.sample(arbitrary, { seed: 7, numRuns: n })
const unique = <A extends { readonly id: string }>(all: ReadonlyArray<A>) => [
  ...new Map(all.map((one) => [one.id, one])).values(),
]

/** Everything that the dump must not tell. */
const planted: Array<string> = []
const plant = (text: string): string => {
  planted.push(text)
  return text
}
const secret = (of: string): string => plant(`${of}${String(planted.length).padStart(5, "0")}号`)
const phone = (): PhoneNumber.PhoneNumber => {
  const digits = plant(`138${String(10_000_000 + planted.length)}`)
  return PhoneNumber.PhoneNumber.make(`+86${digits}`)
}

const discharges = unique(sample(FollowUpArbitraries.discharge(), 20)).map(
  (discharge): Discharge.Discharge => ({
    ...discharge,
    name: secret("王"),
    doctor: secret("李"),
    diagnoses: [{ code: plant(`S72.00x${100 + planted.length}`), text: secret("股骨颈骨折") }],
    procedures: [{ code: secret("手术"), text: secret("全髋关节置换") }],
    medicines: [{ name: secret("阿司匹林"), use: secret("每日一次，送至长安街") }],
    persons: Arr.map(discharge.persons, (person) => ({ ...person, name: secret("张"), phone: phone() })),
  }),
)
const plans = unique(sample(FollowUpArbitraries.plan(), 20)).map(
  (plan): FollowUpPlan.FollowUpPlan => ({
    ...plan,
    tasks: plan.tasks.map((task) => ({
      ...task,
      state: {
        _tag: "Ended",
        end: { _tag: "Declined" },
        at: plan.dischargedAt,
        signed: { author: Id.StaffId.make("nurse-1"), reason: secret("已搬到海淀区") },
      },
    })),
  }),
)
const consents = unique(sample(FollowUpArbitraries.consent(), 20)).map((consent) => ({
  ...consent,
  proof: secret("同意书"),
}))

const invitations = Arr.map(
  [
    ...new Map(
      sample(SurveyArbitraries.keptInvitation(), 15).map((one) => [one.invitation.id, one]),
    ).values(),
  ],
  (kept): SurveyStore.KeptInvitation => ({ ...kept, to: { ...kept.to, name: secret("赵"), phone: phone() } }),
)
const responses = [
  ...new Map(sample(SurveyArbitraries.keptResponse(), 15).map((one) => [one.response.id, one])).values(),
].map(
  (kept): SurveyStore.KeptResponse => ({
    ...kept,
    response: { ...kept.response, answers: { why: { _tag: "Words", text: secret("护士很忙") } } },
  }),
)

const calls = sample(HotlineArbitraries.callLife(), 15).map((life, n): CallRecord.CallRecord => {
  const { notes, ...call } = HotlineArbitraries.ended(life)
  const note = { by: Id.StaffId.make("agent-1"), at: call.arrivedAt, text: secret("改约到周五") }
  return { ...call, id: Id.CallId.make(`call-${n}`), caller: phone(), notes: [...notes, note] }
})
const arrivalOf = (call: CallRecord.CallRecord): CallRecord.CallEvent => ({
  _tag: "Arrived",
  id: Id.EventId.make(`${call.id}/0`),
  at: call.arrivedAt,
  call: call.id,
  ...(call.caller === undefined ? {} : { caller: call.caller }),
})

const fill = Effect.gen(function* () {
  for (const discharge of discharges) yield* (yield* DischargeStore.DischargeStore).put(hospital, discharge)
  for (const consent of consents) yield* (yield* ConsentStore.ConsentStore).put(hospital, consent)
  for (const plan of plans)
    yield* (yield* PlanStore.PlanStore).insert(hospital, plan, [{ _tag: "PlanMade", plan }])
  const surveys = yield* SurveyStore.SurveyStore
  for (const kept of invitations)
    yield* surveys.insert(hospital, kept, [{ _tag: "InvitationMade", invitation: kept.invitation }])
  for (const kept of responses) yield* surveys.putResponse(hospital, kept)
  const hotline = yield* CallStore.CallStore
  for (const call of calls) yield* hotline.insert(hospital, call, [arrivalOf(call)])
})

const everything = Effect.gen(function* () {
  const [store, given, kept] = [
    yield* DischargeStore.DischargeStore,
    yield* ConsentStore.ConsentStore,
    yield* PlanStore.PlanStore,
  ]
  const surveys = yield* SurveyStore.SurveyStore
  const hotline = yield* CallStore.CallStore
  return {
    discharges: yield* Effect.forEach(discharges, ({ id }) => store.find(hospital, id)),
    plans: yield* Effect.forEach(plans, ({ id }) => kept.find(hospital, id)),
    events: yield* Effect.forEach(plans, ({ id }) => kept.events(hospital, id)),
    invitations: yield* Effect.forEach(invitations, ({ invitation }) =>
      surveys.find(hospital, invitation.id),
    ),
    responses: yield* Effect.forEach(responses, ({ response }) => surveys.response(hospital, response.id)),
    calls: yield* Effect.forEach(calls, ({ id }) => hotline.find(hospital, id)),
    told: yield* Effect.forEach(calls, ({ id }) => hotline.events(hospital, id)),
    consents: yield* Effect.forEach(consents, ({ person }) => given.of(hospital, person)),
  }
})

describe("keys", () => {
  let made: Database
  let runtime: ReturnType<typeof storesOf>
  beforeAll(async () => {
    made = await database(embedded)
    runtime = storesOf(made)
    await runtime.runPromise(fill)
  })
  afterAll(() => runtime.dispose())

  test("are changed while others read and write, and then nothing is left under an older one", async () => {
    const old = storesOf(made)
    const before = await old.runPromise(everything)
    const change = Effect.flatMap(Keys.Keys, ({ reseal, rotate }) =>
      Effect.all([rotate(hospital), reseal(hospital)]),
    )
    const [changed] = await Promise.all([
      runtime.runPromise(change),
      old.runPromise(Effect.repeat(everything, { times: 3 })),
    ])
    const records = discharges.length + consents.length + responses.length
    expect(changed).toEqual([2, records + 2 * (plans.length + invitations.length + calls.length)])
    // Another process that still knows the old keys alone finds the new one, and its own way of writing stays readable.
    expect(await old.runPromise(everything)).toEqual(before)
    expect(await runtime.runPromise(Effect.flatMap(Keys.Keys, ({ reseal }) => reseal(hospital)))).toBe(0)
    const versions = await asSuperuser(
      made,
      Effect.flatMap(
        PgClient.PgClient,
        (sql) => sql`select distinct encode(substring(sealed from 1 for 5), 'hex') as head
          from (select sealed from aftercare.plan union all select sealed from aftercare.plan_event
            union all select sealed from aftercare.discharge union all select sealed from aftercare.consent
            union all select sealed from aftercare.invitation union all select sealed from aftercare.response
            union all select sealed from aftercare.call union all select sealed from aftercare.call_event) s`,
      ),
    )
    expect(versions).toEqual([{ head: "0100000002" }])
    await old.dispose()
  })

  test("are wrapped anew under the ring's newest key, and then need the older ones no more", async () => {
    const before = await runtime.runPromise(everything)
    const master = (id: string) => ({
      id,
      secret: Redacted.make(Buffer.from(id.padEnd(32)).toString("base64")),
    })
    const [first, second] = [master("first"), master("second")]
    const own = await database(embedded)
    type Masters = Parameters<typeof LocalKeyRing.layer>[0]
    const withStores = <A, E>(
      masters: Masters,
      work: Effect.Effect<A, E, Layer.Success<ReturnType<typeof Postgres.layer>>>,
    ) => {
      const stores = Postgres.layer({ url: own.url, prepare: own.prepare })
      return Effect.runPromise(Effect.provide(work, Layer.provide(stores, LocalKeyRing.layer(masters))))
    }
    const rewrap = (masters: Masters) =>
      Keys.rewrap({ url: own.owner, tenants: [hospital, other] }).pipe(
        Effect.provide(LocalKeyRing.layer(masters)),
        Effect.result,
        Effect.runPromise,
      )
    await withStores(
      [first],
      Effect.andThen(
        fill,
        Effect.flatMap(Keys.Keys, ({ rotate }) => rotate(hospital)),
      ),
    )
    expect(await rewrap([second])).toMatchObject({ failure: { _tag: "KeyRingError" } })
    expect(await rewrap([second, first])).toMatchObject({ success: 3 })
    expect(await withStores([second], everything)).toEqual(before)
    const locked = StoreError.because({ _tag: "Unreadable", record: "the keys of hospital" })
    expect(await withStores([first], Effect.flip(everything))).toEqual(locked)
    const application = Keys.rewrap({ url: own.url, tenants: [hospital] })
    const refused = await Effect.runPromise(
      Effect.flip(Effect.provide(application, LocalKeyRing.layer([second]))),
    )
    expect(refused).toMatchObject({ _tag: "NotReady" })
  })

  test("open nothing that was moved to another row or tenant, or changed", async () => {
    const [first, second] = discharges
    if (first === undefined || second === undefined) throw new Error("no samples")
    const read = Effect.flatMap(DischargeStore.DischargeStore, (store) => store.find(hospital, first.id))
    const unreadable = StoreError.because({ _tag: "Unreadable", record: first.id })
    const put = (discharge: Discharge.Discharge, tenant = hospital) =>
      Effect.flatMap(DischargeStore.DischargeStore, (store) => store.put(tenant, discharge))
    const meddle = (statement: (sql: PgClient.PgClient) => Effect.Effect<unknown, unknown>) =>
      asSuperuser(made, Effect.flatMap(PgClient.PgClient, statement))
    await runtime.runPromise(put(first, other))

    await meddle(
      (sql) => sql`update aftercare.discharge d set sealed = s.sealed from aftercare.discharge s
        where d.tenant = 'hospital' and d.id = ${first.id} and s.tenant = 'hospital' and s.id = ${second.id}`,
    )
    expect(await runtime.runPromise(Effect.flip(read))).toEqual(unreadable)
    await meddle(
      (sql) => sql`update aftercare.discharge d set sealed = s.sealed from aftercare.discharge s
        where d.tenant = 'hospital' and s.tenant = 'other' and d.id = ${first.id} and s.id = ${first.id}`,
    )
    expect(await runtime.runPromise(Effect.flip(read))).toEqual(unreadable)
    for (const at of [0, 3, 5, 17, 40]) {
      await runtime.runPromise(put(first))
      await meddle(
        (
          sql,
        ) => sql`update aftercare.discharge set sealed = set_byte(sealed, ${at}, get_byte(sealed, ${at}) # 1)
          where tenant = 'hospital' and id = ${first.id}`,
      )
      expect(await runtime.runPromise(Effect.flip(read))).toEqual(unreadable)
    }
    await meddle(
      (sql) => sql`update aftercare.discharge set sealed = ''
      where tenant = 'hospital' and id = ${first.id}`,
    )
    expect(await runtime.runPromise(Effect.flip(read))).toEqual(unreadable)
    await runtime.runPromise(put(first))
    expect(await runtime.runPromise(read)).toEqual(Option.some(first))
  })

  test("that the ring doesn't open any more open nothing, and make no new ones", async () => {
    const stranger = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), strangersRing))
    const exit = await stranger.runPromise(Effect.flip(everything))
    expect(exit).toEqual(StoreError.because({ _tag: "Unreadable", record: "the keys of hospital" }))
    await stranger.dispose()
  })
})

describe.skipIf(debian15.missing !== undefined)("a stolen dump", () => {
  test("tells no name, phone, address, diagnosis or anything else that was said of a patient", async () => {
    const made = await database(debian15)
    const runtime = storesOf(made)
    await runtime.runPromise(fill)
    const { stdout } = await promisify(execFile)(
      `${debianBinaries}/pg_dump`,
      [Redacted.value(Server.urlOf(made.server, made.name))],
      { maxBuffer: 1 << 28 },
    )
    await runtime.dispose()
    expect(stdout).toContain("aftercare.discharge_phone")
    expect(discharges.filter(({ id }) => !stdout.includes(id))).toEqual([])
    expect(planted.length).toBeGreaterThan(100)
    const bytea = (text: string) => Buffer.from(text).toString("hex")
    const told = planted.filter((text) => stdout.includes(text) || stdout.includes(bytea(text)))
    expect(told).toEqual([])
  })
})
