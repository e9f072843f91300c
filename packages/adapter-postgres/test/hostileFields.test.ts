// Every text there is in records of many kinds, found in the records themselves: a new field is one of them.
import type { Postgres } from "@aftercare/adapter-postgres"
import { Id } from "@aftercare/core"
import {
  AccessLog,
  CallStore,
  CareStore,
  ConsentStore,
  DischargeStore,
  Inbox,
  MessageLog,
  PlanStore,
  type StoreError,
  SurveyStore,
  TicketStore,
  VitalStatusStore,
} from "@aftercare/core/ports"
import {
  CareArbitraries,
  FeedbackArbitraries,
  FollowUpArbitraries,
  HotlineArbitraries,
  MedicationArbitraries,
  SurveyArbitraries,
} from "@aftercare/core/testing"
import { DateTime, Effect, type Layer, Option, Predicate, Result } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { database, embedded, storesOf } from "./support/servers.ts"

let runtime: ReturnType<typeof storesOf>
beforeAll(async () => {
  runtime = storesOf((await database(embedded)).url)
})
afterAll(() => runtime.dispose())

type Stores = Layer.Success<ReturnType<typeof Postgres.layer>>
type Path = ReadonlyArray<string>

// Of what fast-check draws some has no prototype.
const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (Predicate.isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value)))

const textsIn = (value: unknown, path: Path = []): ReadonlyArray<Path> =>
  typeof value === "string"
    ? [path]
    : isPlain(value)
      ? Object.entries(value).flatMap(([key, part]) => textsIn(part, [...path, key]))
      : []

const replaced = (value: unknown, [key, ...rest]: Path, text: string): unknown => {
  if (key === undefined) return text
  if (Array.isArray(value))
    return value.map((part, n) => (String(n) === key ? replaced(part, rest, text) : part))
  return isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([k, part]) => [k, k === key ? replaced(part, rest, text) : part]),
      )
    : value
}

const hostile = [
  "a\u0000b",
  "a\ud800",
  "'; drop table aftercare.plan; --",
  "👩‍👩‍👧‍👦\u202e\u0001",
  "",
  "页".repeat(20_000),
]

interface Kind<A> {
  readonly samples: ReadonlyArray<A>
  readonly kept: (tenant: Id.TenantId, given: A) => Effect.Effect<unknown, StoreError.StoreError, Stores>
}

const kind = <A>(
  any: fc.Arbitrary<A>,
  kept: Kind<A>["kept"],
): readonly [ReadonlyArray<unknown>, Kind<unknown>["kept"]] => [
  fc.sample(any, { seed: 3, numRuns: 2 }),
  // What was replaced in it is of no type any more: that is what is asked about.
  kept as Kind<unknown>["kept"],
]

const record = Option.map(({ record }: { readonly record: unknown }) => record)

const ticket = FeedbackArbitraries.ticketLife().map(
  (life): TicketStore.KeptTicket => ({ ticket: FeedbackArbitraries.ended(life), told: [] }),
)

const kinds = {
  discharge: kind(FollowUpArbitraries.discharge(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* DischargeStore.DischargeStore
      yield* store.put(tenant, given)
      return Option.getOrUndefined(yield* store.find(tenant, given.id))
    }),
  ),
  consent: kind(FollowUpArbitraries.consent(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* ConsentStore.ConsentStore
      yield* store.put(tenant, given)
      return (yield* store.of(tenant, given.person))[0]
    }),
  ),
  vitalStatus: kind(FollowUpArbitraries.vitalStatus(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* VitalStatusStore.VitalStatusStore
      yield* store.add(tenant, given)
      return (yield* store.of(tenant, given.patient)).at(-1)
    }),
  ),
  plan: kind(FollowUpArbitraries.plan(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* PlanStore.PlanStore
      yield* store.insert(tenant, given, [])
      return Option.getOrUndefined(record(yield* store.find(tenant, given.id)))
    }),
  ),
  call: kind(
    HotlineArbitraries.callLife({ min: "2026-12-01", max: "2026-12-02" }).map(HotlineArbitraries.ended),
    (tenant, given) =>
      Effect.gen(function* () {
        const store = yield* CallStore.CallStore
        yield* store.insert(tenant, given, [])
        return Option.getOrUndefined(record(yield* store.find(tenant, given.id)))
      }),
  ),
  invitation: kind(SurveyArbitraries.keptInvitation(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* SurveyStore.SurveyStore
      yield* store.insert(tenant, given, [])
      return Option.getOrUndefined(record(yield* store.find(tenant, given.invitation.id)))
    }),
  ),
  response: kind(SurveyArbitraries.keptResponse(), (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* SurveyStore.SurveyStore
      yield* store.putResponse(tenant, given)
      return Option.getOrUndefined(yield* store.response(tenant, given.response.id))
    }),
  ),
  enrolment: kind(
    fc.record({ kept: CareArbitraries.keptEnrolment(), event: CareArbitraries.enrolmentEvent() }),
    (tenant, { event, kept }) =>
      Effect.gen(function* () {
        const { enrolments } = yield* CareStore.CareStore
        yield* enrolments.insert(tenant, kept, [event])
        const [written] = yield* enrolments.events(tenant, kept.enrolment.id)
        const found = yield* enrolments.find(tenant, kept.enrolment.id)
        return { kept: Option.getOrUndefined(record(found)), event: written }
      }),
  ),
  regimen: kind(
    MedicationArbitraries.regimenLife({ maxActs: 6 }).map((life) => ({
      regimen: MedicationArbitraries.ended(life),
      events: life.steps.map(({ event }) => event),
    })),
    (tenant, { events, regimen }) =>
      Effect.gen(function* () {
        const { regimens } = yield* CareStore.CareStore
        yield* regimens.insert(tenant, regimen, events)
        const found = yield* regimens.find(tenant, regimen.id)
        return {
          regimen: Option.getOrUndefined(record(found)),
          events: yield* regimens.events(tenant, regimen.id),
        }
      }),
  ),
  careMessage: kind(
    fc.record({ kept: CareArbitraries.keptCareMessage(), event: CareArbitraries.careMessageEvent() }),
    (tenant, { event, kept }) =>
      Effect.gen(function* () {
        const { messages } = yield* CareStore.CareStore
        yield* messages.insert(tenant, kept, [event])
        const [written] = yield* messages.events(tenant, kept.message.id)
        const found = yield* messages.find(tenant, kept.message.id)
        return { kept: Option.getOrUndefined(record(found)), event: written }
      }),
  ),
  planEvents: kind(
    fc.record({ plan: FollowUpArbitraries.plan(), event: FollowUpArbitraries.event() }),
    (tenant, { event, plan }) =>
      Effect.gen(function* () {
        const store = yield* PlanStore.PlanStore
        yield* store.insert(tenant, plan, [event])
        const [kept] = yield* store.events(tenant, plan.id)
        return { plan: Option.getOrUndefined(record(yield* store.find(tenant, plan.id))), event: kept }
      }),
  ),
  ticket: kind(ticket, (tenant, given) =>
    Effect.gen(function* () {
      const store = yield* TicketStore.TicketStore
      yield* store.insert(tenant, given, [])
      return Option.getOrUndefined(record(yield* store.find(tenant, given.ticket.id)))
    }),
  ),
  ticketEvents: kind(
    fc.record({
      kept: ticket,
      events: FeedbackArbitraries.ticketLife().map(({ steps }) =>
        steps.slice(0, 8).map(({ event }) => event),
      ),
    }),
    (tenant, { events, kept }) =>
      Effect.gen(function* () {
        const store = yield* TicketStore.TicketStore
        yield* store.insert(tenant, kept, events)
        return { kept, events: yield* store.events(tenant, kept.ticket.id) }
      }),
  ),
  message: kind(
    fc.constant({
      tenant: Id.TenantId.make("h"),
      id: Id.MessageId.make("m-1"),
      channel: "sms",
      address: "+8613800138000",
      person: Id.PersonId.make("p-1"),
      purpose: "followUp",
      subject: { _tag: "Notice", ticket: Id.TicketId.make("t-1"), notice: "n-1" },
      sentAt: DateTime.makeUnsafe(0),
    } as const),
    (tenant, given) =>
      Effect.gen(function* () {
        const log = yield* MessageLog.MessageLog
        yield* log.put({ ...given, tenant })
        const found = yield* log.find(tenant, given.id)
        return Option.getOrUndefined(Option.map(found, (one) => ({ ...one, tenant: given.tenant })))
      }),
  ),
  received: kind(
    fc.constant({
      tenant: Id.TenantId.make("h"),
      id: Id.MessageId.make("m-1"),
      channel: "sms",
      from: "+8613800138000",
      text: "明天可以吗？",
      receivedAt: DateTime.makeUnsafe(0),
      persons: [Id.PersonId.make("p-1")],
      waits: "words",
    } as const),
    (tenant, given) =>
      Effect.gen(function* () {
        const inbox = yield* Inbox.Inbox
        yield* inbox.insert({ ...given, tenant })
        const found = yield* inbox.find(tenant, given.id)
        return Option.getOrUndefined(Option.map(found, (one) => ({ ...one, tenant: given.tenant })))
      }),
  ),
  access: kind(
    fc.constant({
      at: DateTime.makeUnsafe(0),
      by: { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" },
      action: "disclose",
      what: { kind: "discharge", id: Id.RecordId.make("d-1") },
      patient: Id.PatientId.make("p-1"),
      purpose: "care",
      outcome: "allowed",
      recipient: Id.RecordId.make("r-1"),
    } as const),
    (tenant, given) =>
      Effect.gen(function* () {
        const log = yield* AccessLog.AccessLog
        yield* log.append(tenant, [given])
        return (yield* log.list(tenant, { after: 0, limit: 1 }))[0]?.record
      }),
  ),
}

let tenants = 0

test.each(Object.entries(kinds))(
  "every text of a %s is kept as it is, or refused by name",
  async (_, [samples, kept]) => {
    const faults: Array<string> = []
    let asked = 0
    for (const sample of samples)
      for (const path of textsIn(sample))
        for (const text of hostile) {
          const given = replaced(sample, path, text)
          tenants += 1
          asked += 1
          const exit = await runtime.runPromise(
            Effect.exit(Effect.result(kept(Id.TenantId.make(`h-${tenants}`), given))),
          )
          const where = `${path.join(".")} <- ${JSON.stringify(text.slice(0, 12))}`
          if (exit._tag === "Failure") faults.push(`${where}: a defect`)
          else if (Result.isSuccess(exit.value)) {
            try {
              expect(exit.value.success).toEqual(given)
            } catch {
              faults.push(`${where}: something else came back`)
            }
          } else {
            const { reason } = exit.value.failure
            // What kind of event it is is no field of one kind.
            const isNamed = reason._tag === "Unkeepable" && (reason.field !== "" || path.at(-1) === "_tag")
            if (!isNamed) faults.push(`${where}: ${reason._tag}`)
          }
        }
    expect(asked).toBeGreaterThan(0)
    expect(faults).toEqual([])
  },
)
