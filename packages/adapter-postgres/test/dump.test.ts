import { Postgres } from "@aftercare/adapter-postgres"
import { Id, Personal, PhoneNumber } from "@aftercare/core"
import { Regimen } from "@aftercare/core/care"
import { Ticket } from "@aftercare/core/feedback"
import { Discharge, FollowUpPlan } from "@aftercare/core/followup"
import { CallRecord } from "@aftercare/core/hotline"
import {
  AccessLog,
  Agenda,
  CallStore,
  CareStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  Inbox,
  MessageLog,
  PlanStore,
  Quota,
  SurveyStore,
  TicketStore,
  VitalStatusStore,
} from "@aftercare/core/ports"
import { Consent } from "@aftercare/core/privacy"
import {
  CareArbitraries,
  FeedbackArbitraries,
  FollowUpArbitraries,
  HotlineArbitraries,
  MedicationArbitraries,
  SurveyArbitraries,
} from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Array as Arr, DateTime, Effect, Layer, type Schema } from "effect"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { asSuperuser, database, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [staff, patient] = [Id.StaffId.make("n-7"), Id.PatientId.make("p-1")]
const person = Id.PersonId.make("p-1/self")
const at = DateTime.makeUnsafe("2026-12-01T10:00:00Z")

/** Stands in whatever is said of anybody: words, and the first digits of every number. */
const bird = "鸲"
let hatched = 0
const said = () => `${bird}${++hatched}`
const phone = () => PhoneNumber.PhoneNumber.make(`+86138777${String(10_000 + ++hatched)}`)
const marks = ["鸲", "138777"]
const [inWords, inBytes] = [marks, marks.map((text) => Buffer.from(text).toString("hex"))].map(
  (all) => new RegExp(all.join("|")),
) as [RegExp, RegExp]
/** Whether a row tells of somebody. The digits of what is sealed read like any others now and then. */
const tells = (row: string): boolean =>
  inBytes.test(row) || inWords.test(row.replaceAll(/\\x[0-9a-f]+/g, "sealed"))

/** A value of the schema with a bird wherever something tells of a person, and as many as its texts and lists hold. */
const planted = <A, I>(schema: Schema.Codec<A, I>, value: A): A => {
  const plant = (part: unknown): unknown => {
    if (part === Personal.erased) return said()
    if (Array.isArray(part)) return part.map(plant)
    if (typeof part !== "object" || part === null || DateTime.isDateTime(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, plant(inner)]))
  }
  return plant(Personal.eraser(schema)(value)) as A
}

const samples = <A>(arbitrary: fc.Arbitrary<A>, idOf: (one: A) => string): ReadonlyArray<A> => [
  ...new Map(fc.sample(arbitrary, { seed: 11, numRuns: 12 }).map((one) => [idOf(one), one])).values(),
]

const reachable = <P extends Discharge.Discharge["persons"][number]>(one: P) => ({
  ...one,
  name: said(),
  phone: phone(),
  addresses: { email: `${said()}@example.org`, wechat: said() },
})

const fill = Effect.gen(function* () {
  const discharges = yield* DischargeStore.DischargeStore
  for (const one of samples(FollowUpArbitraries.discharge(), ({ id }) => id)) {
    const [first, ...others] = one.persons
    yield* discharges.put(hospital, {
      ...planted(Discharge.Discharge, one),
      recordNumber: said(),
      persons: [reachable(first), ...others.map(reachable)],
    })
  }
  const consents = yield* ConsentStore.ConsentStore
  for (const one of samples(FollowUpArbitraries.consent(), ({ id }) => id))
    yield* consents.put(hospital, { ...planted(Consent.Consent, one), proof: said() })
  const plans = yield* PlanStore.PlanStore
  const events = fc.sample(FollowUpArbitraries.event(), { seed: 3, numRuns: 15 })
  for (const one of samples(FollowUpArbitraries.plan(), ({ id }) => id))
    yield* plans.insert(
      hospital,
      planted(FollowUpPlan.FollowUpPlan, one),
      events.map((event) => planted(FollowUpPlan.FollowUpEvent, event)),
    )
  const messages = yield* MessageLog.MessageLog
  const inbox = yield* Inbox.Inbox
  for (const n of Array.from({ length: 8 }, (_, n) => n)) {
    yield* messages.put({
      ...{ tenant: hospital, id: Id.MessageId.make(`m${n}`), channel: "sms", address: phone(), person },
      ...{ purpose: "followUp", subject: { _tag: "Reply", inbound: Id.MessageId.make(`r${n}`) }, sentAt: at },
    })
    yield* inbox.insert({
      ...{ tenant: hospital, id: Id.MessageId.make(`r${n}`), channel: "sms", from: phone(), text: said() },
      ...{ receivedAt: at, persons: [person], waits: "words", handled: { by: staff, at, note: said() } },
    })
  }
  const tickets = yield* TicketStore.TicketStore
  for (const [n, life] of fc.sample(FeedbackArbitraries.ticketLife(), { seed: 5, numRuns: 8 }).entries()) {
    const ticket = planted(Ticket.Ticket, {
      ...FeedbackArbitraries.ended(life),
      id: Id.TicketId.make(`t${n}`),
    })
    const sender = {
      _tag: "Named",
      name: said(),
      replyTo: { channels: ["phone"], address: phone() },
    } as const
    const items = Arr.map(ticket.items, (item) => ({ ...item, sender }))
    yield* tickets.insert(
      hospital,
      { ticket: { ...ticket, items }, told: [] },
      life.steps.map(({ event }) => planted(Ticket.TicketEvent, event)),
    )
  }
  const quota = yield* Quota.Quota
  yield* quota.take(
    hospital,
    [{ key: phone(), limit: { _tag: "Rolling", atMost: 1, seconds: 60 }, costMilli: 0 }],
    at,
  )
  const surveys = yield* SurveyStore.SurveyStore
  for (const kept of samples(SurveyArbitraries.keptInvitation(), ({ invitation }) => invitation.id))
    yield* surveys.insert(
      hospital,
      { ...planted(SurveyStore.KeptInvitation, kept), to: reachable(kept.to) },
      [{ _tag: "InvitationMade", invitation: kept.invitation }],
    )
  for (const kept of samples(SurveyArbitraries.keptResponse(), ({ response }) => response.id)) {
    const answers = { ...kept.response.answers, why: { _tag: "Words", text: said() } } as const
    yield* surveys.putResponse(hospital, { ...kept, response: { ...kept.response, answers } })
  }
  const { enrolments, messages: care, regimens } = yield* CareStore.CareStore
  for (const kept of samples(CareArbitraries.keptEnrolment(), ({ enrolment }) => enrolment.id)) {
    const { enrolment, ...rest } = planted(CareStore.KeptEnrolment, kept)
    yield* enrolments.insert(hospital, { ...rest, enrolment, to: reachable(kept.to) }, [
      { _tag: "EnrolmentMade", enrolment },
    ])
  }
  for (const life of samples(MedicationArbitraries.regimenLife(), ({ steps }) => steps[0]?.regimen.id ?? ""))
    yield* regimens.insert(
      hospital,
      planted(Regimen.Regimen, MedicationArbitraries.ended(life)),
      life.steps.map(({ event }) => planted(Regimen.RegimenEvent, event)),
    )
  for (const kept of samples(CareArbitraries.keptCareMessage(), ({ message }) => message.id)) {
    const { message, ...rest } = planted(CareStore.KeptCareMessage, kept)
    yield* care.insert(hospital, { ...rest, message, to: reachable(kept.to) }, [
      { _tag: "CareMessageMade", message },
    ])
  }
  const calls = yield* CallStore.CallStore
  for (const [n, life] of fc.sample(HotlineArbitraries.callLife(), { seed: 7, numRuns: 20 }).entries()) {
    const call = planted(CallRecord.CallRecord, HotlineArbitraries.ended(life))
    const id = Id.CallId.make(`call-${n}`)
    yield* calls.insert(hospital, { ...call, id, caller: phone() }, [
      { _tag: "Arrived", id: Id.EventId.make(`${id}/0`), at: call.arrivedAt, call: id, caller: phone() },
      { _tag: "Noted", id: Id.EventId.make(`${id}/1`), at, by: staff, text: said() },
    ])
  }
  const by = { _tag: "Staff", staff, role: "nurse" } as const
  const what = { kind: "patient", id: Id.RecordId.make("p-1") } as const
  yield* (yield* AccessLog.AccessLog).append(hospital, [
    { at, by, action: "read", what, patient, purpose: "care", outcome: "allowed" },
  ])
  const source = { _tag: "Staff", staff } as const
  yield* (yield* VitalStatusStore.VitalStatusStore).add(hospital, {
    patient,
    status: "deceased",
    toldAt: at,
    source,
  })
  yield* (yield* Agenda.Agenda).schedule({
    tenant: hospital,
    kind: "followUp",
    id: "a",
    subject: "a",
    dueAt: at,
  })
  const contacts = yield* ContactStore.ContactStore
  yield* contacts.hold(hospital, person, 0)
  const contact = {
    person,
    made: true,
    channel: "phone",
    purpose: "followUp",
    at: DateTime.toEpochMillis(at),
  } as const
  yield* contacts.put(hospital, "plan", { addressees: [person], contacts: [contact] })
})

test("whoever reads every table and every view reads nothing that was said of anybody", async () => {
  const made = await database(embedded)
  const stores = Layer.provide(Postgres.layer({ url: made.url }), keyRing)
  await Effect.runPromise(Effect.provide(fill, stores))
  const dump = Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql`select set_config('app.tenant', ${hospital}, true)`
    const relations = yield* sql<{ readonly name: string }>`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('aftercare', 'aftercare_report') and c.relkind in ('r', 'v', 'm', 'p')`
    return yield* Effect.forEach(relations, ({ name }) =>
      Effect.map(sql.unsafe<{ readonly text: string }>(`select t::text as text from ${name} t`), (rows) => ({
        name,
        rows: rows.map(({ text }) => text),
      })),
    )
  })
  const read = await asSuperuser(
    made,
    Effect.flatMap(PgClient.PgClient, (sql) => sql.withTransaction(dump)),
  )
  expect(hatched).toBeGreaterThan(200)
  const empty = read.flatMap(({ name, rows }) => (rows.length === 0 ? [name] : []))
  expect(empty).toEqual(["aftercare_report.dead_letter"])
  const singing = read.flatMap(({ name, rows }) =>
    rows.flatMap((text) => (tells(text) ? [`${name}: ${text.slice(0, 400)}`] : [])),
  )
  expect(singing).toEqual([])
})
