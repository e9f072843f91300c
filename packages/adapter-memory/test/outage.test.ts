import { Memory } from "@aftercare/adapter-memory"
import {
  AccessLog,
  Agenda,
  CallStore,
  CareStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  Eraser,
  Inbox,
  MessageLog,
  PlanStore,
  Quota,
  StoreError,
  SurveyStore,
  TicketStore,
  UnitOfWork,
  VitalStatusStore,
} from "@aftercare/core/ports"
import { OutageContract } from "@aftercare/core/testing"
import { Context, Effect, Layer } from "effect"
import { describe, expect, test } from "vitest"

/** What an operation does, given whether the store is out of reach when it begins. */
type Guard = <A, E, R>(
  isOut: () => boolean,
  operation: Effect.Effect<A, E, R>,
) => Effect.Effect<A, E | StoreError.StoreError, R>

const outage = StoreError.because({ _tag: "Unavailable", detail: "no route to the store" })

/** Where the store is out of reach, fails or dies instead of the operation. */
const instead =
  (failure: Effect.Effect<never, StoreError.StoreError>): Guard =>
  (isOut, operation) =>
    Effect.andThen(
      Effect.suspend(() => (isOut() ? failure : Effect.void)),
      operation,
    )

const proper = instead(Effect.fail(outage))

/** Records of care, each operation of which begins with whether the store is out of reach. */
const careBehind = <A, E, Key>(
  records: CareStore.CareRecords<A, E, Key>,
  on: <B, F, R>(operation: Effect.Effect<B, F, R>) => Effect.Effect<B, F | StoreError.StoreError, R>,
): CareStore.CareRecords<A, E, Key> => ({
  find: (tenant, id) => on(records.find(tenant, id)),
  insert: (tenant, record, events) => on(records.insert(tenant, record, events)),
  update: (tenant, record, expected, events) => on(records.update(tenant, record, expected, events)),
  list: (tenant, options) => on(records.list(tenant, options)),
  ofPerson: (tenant, person, of) => on(records.ofPerson(tenant, person, of)),
  ofPatient: (tenant, patient, of) => on(records.ofPatient(tenant, patient, of)),
  events: (tenant, id) => on(records.events(tenant, id)),
})

/** The memory adapter behind a line that can be cut. */
const behind = (guard: Guard, unit: Guard = guard) =>
  Layer.effectContext(
    Effect.map(Layer.build(Layer.fresh(Memory.layer)), (memory) => {
      let out = false
      const isOut = () => out
      const on = <A, E, R>(operation: Effect.Effect<A, E, R>) => guard(isOut, operation)
      const eraser = Context.get(memory, Eraser.Eraser)
      const accesses = Context.get(memory, AccessLog.AccessLog)
      const agenda = Context.get(memory, Agenda.Agenda)
      const plans = Context.get(memory, PlanStore.PlanStore)
      const discharges = Context.get(memory, DischargeStore.DischargeStore)
      const consents = Context.get(memory, ConsentStore.ConsentStore)
      const contacts = Context.get(memory, ContactStore.ContactStore)
      const vitalStatuses = Context.get(memory, VitalStatusStore.VitalStatusStore)
      const messages = Context.get(memory, MessageLog.MessageLog)
      const quota = Context.get(memory, Quota.Quota)
      const inbox = Context.get(memory, Inbox.Inbox)
      const tickets = Context.get(memory, TicketStore.TicketStore)
      const calls = Context.get(memory, CallStore.CallStore)
      const surveys = Context.get(memory, SurveyStore.SurveyStore)
      const care = Context.get(memory, CareStore.CareStore)
      const { run } = Context.get(memory, UnitOfWork.UnitOfWork)
      const set = (now: boolean) =>
        Effect.sync(() => {
          out = now
        })
      return Context.make(OutageContract.Outage, {
        during: (effect) => Effect.ensuring(Effect.andThen(set(true), effect), set(false)),
      }).pipe(
        Context.add(Agenda.Agenda, {
          schedule: (entry) => on(agenda.schedule(entry)),
          remove: (key) => on(agenda.remove(key)),
          claim: (options) => on(agenda.claim(options)),
          hold: (claim) => on(agenda.hold(claim)),
          renew: (claim, lease) => on(agenda.renew(claim, lease)),
          fail: (claim, options) => on(agenda.fail(claim, options)),
          deadLetters: (tenant, options) => on(agenda.deadLetters(tenant, options)),
          redrive: (key, at) => on(agenda.redrive(key, at)),
          settle: (claim, next) => on(agenda.settle(claim, next)),
          nextDueAt: on(agenda.nextDueAt),
          hints: agenda.hints,
        }),
        Context.add(PlanStore.PlanStore, {
          find: (tenant, id) => on(plans.find(tenant, id)),
          insert: (tenant, plan, events) => on(plans.insert(tenant, plan, events)),
          update: (tenant, plan, expected, events) => on(plans.update(tenant, plan, expected, events)),
          list: (tenant, options) => on(plans.list(tenant, options)),
          events: (tenant, id) => on(plans.events(tenant, id)),
        }),
        Context.add(DischargeStore.DischargeStore, {
          find: (tenant, id) => on(discharges.find(tenant, id)),
          ofPatient: (tenant, patient) => on(discharges.ofPatient(tenant, patient)),
          ofPhone: (tenant, options) => on(discharges.ofPhone(tenant, options)),
          ofRecordNumber: (tenant, options) => on(discharges.ofRecordNumber(tenant, options)),
          put: (tenant, discharge) => on(discharges.put(tenant, discharge)),
        }),
        Context.add(ConsentStore.ConsentStore, {
          of: (tenant, person) => on(consents.of(tenant, person)),
          put: (tenant, consent) => on(consents.put(tenant, consent)),
        }),
        Context.add(VitalStatusStore.VitalStatusStore, {
          of: (tenant, patient) => on(vitalStatuses.of(tenant, patient)),
          add: (tenant, told) => on(vitalStatuses.add(tenant, told)),
        }),
        Context.add(ContactStore.ContactStore, {
          of: (tenant, person, during) => on(contacts.of(tenant, person, during)),
          subjects: (tenant, person) => on(contacts.subjects(tenant, person)),
          put: (tenant, subject, dealings) => on(contacts.put(tenant, subject, dealings)),
          hold: (tenant, person, version) => on(contacts.hold(tenant, person, version)),
        }),
        Context.add(MessageLog.MessageLog, {
          put: (message) => on(messages.put(message)),
          find: (tenant, id) => on(messages.find(tenant, id)),
          to: (tenant, options) => on(messages.to(tenant, options)),
        }),
        Context.add(Quota.Quota, {
          take: (tenant, shares, at) => on(quota.take(tenant, shares, at)),
          giveBack: (tenant, shares, at) => on(quota.giveBack(tenant, shares, at)),
        }),
        Context.add(Inbox.Inbox, {
          insert: (received) => on(inbox.insert(received)),
          find: (tenant, id) => on(inbox.find(tenant, id)),
          waiting: (tenant, options) => on(inbox.waiting(tenant, options)),
          handle: (tenant, id, handled) => on(inbox.handle(tenant, id, handled)),
        }),
        Context.add(TicketStore.TicketStore, {
          find: (tenant, id) => on(tickets.find(tenant, id)),
          insert: (tenant, ticket, events) => on(tickets.insert(tenant, ticket, events)),
          update: (tenant, ticket, expected, events) => on(tickets.update(tenant, ticket, expected, events)),
          list: (tenant, options) => on(tickets.list(tenant, options)),
          ofPatient: (tenant, patient) => on(tickets.ofPatient(tenant, patient)),
          events: (tenant, id) => on(tickets.events(tenant, id)),
        }),
        Context.add(CallStore.CallStore, {
          find: (tenant, id) => on(calls.find(tenant, id)),
          insert: (tenant, call, events) => on(calls.insert(tenant, call, events)),
          update: (tenant, call, expected, events) => on(calls.update(tenant, call, expected, events)),
          list: (tenant, options) => on(calls.list(tenant, options)),
          ofCaller: (tenant, options) => on(calls.ofCaller(tenant, options)),
          ofPatient: (tenant, patient) => on(calls.ofPatient(tenant, patient)),
          ofTicket: (tenant, options) => on(calls.ofTicket(tenant, options)),
          events: (tenant, id) => on(calls.events(tenant, id)),
        }),
        Context.add(Eraser.Eraser, {
          prepare: (tenant) => on(eraser.prepare(tenant)),
          erase: (tenant, whose, kinds) => on(eraser.erase(tenant, whose, kinds)),
          eraseCalls: (tenant, ids) => on(eraser.eraseCalls(tenant, ids)),
        }),
        Context.add(AccessLog.AccessLog, {
          append: (tenant, records) => on(accesses.append(tenant, records)),
          head: (tenant) => on(accesses.head(tenant)),
          list: (tenant, options) => on(accesses.list(tenant, options)),
        }),
        Context.add(SurveyStore.SurveyStore, {
          find: (tenant, id) => on(surveys.find(tenant, id)),
          insert: (tenant, kept, events) => on(surveys.insert(tenant, kept, events)),
          update: (tenant, kept, expected, events) => on(surveys.update(tenant, kept, expected, events)),
          list: (tenant, options) => on(surveys.list(tenant, options)),
          ofPerson: (tenant, person) => on(surveys.ofPerson(tenant, person)),
          ofPatient: (tenant, patient) => on(surveys.ofPatient(tenant, patient)),
          ofCode: (tenant, hash) => on(surveys.ofCode(tenant, hash)),
          events: (tenant, id) => on(surveys.events(tenant, id)),
          outcomes: (tenant, questionnaire, during) => on(surveys.outcomes(tenant, questionnaire, during)),
          putResponse: (tenant, kept) => on(surveys.putResponse(tenant, kept)),
          response: (tenant, id) => on(surveys.response(tenant, id)),
          responses: (tenant, questionnaire, options) =>
            on(surveys.responses(tenant, questionnaire, options)),
        }),
        Context.add(CareStore.CareStore, {
          enrolments: careBehind(care.enrolments, on),
          regimens: careBehind(care.regimens, on),
          messages: careBehind(care.messages, on),
        }),
        Context.add(UnitOfWork.UnitOfWork, { run: (work) => unit(isOut, run(work)) }),
      )
    }),
  )

const brokenBy = async (stores: ReturnType<typeof behind>) => {
  const names: Array<string> = []
  for (const { check, name } of OutageContract.contract())
    await Effect.runPromise(
      Effect.catch(Effect.provide(check, stores), () => Effect.sync(() => void names.push(name))),
    )
  return names
}

const [everyOperation, aUnit, again] = OutageContract.terms.map(({ name }) => name)

describe("a store behind a line that is cut", () => {
  test("keeps the contract where it says so", async () => {
    expect(await brokenBy(behind(proper))).toEqual([])
  })

  test("breaks it where it dies of the outage", async () => {
    expect(await brokenBy(behind(instead(Effect.die(outage))))).toEqual([everyOperation, aUnit, again])
  })

  test("breaks it where a lost transaction surfaces as a defect", async () => {
    const dying: Guard = (_, run) => Effect.catch(run, Effect.die)
    expect(await brokenBy(behind(proper, dying))).toEqual([everyOperation, aUnit, again])
  })

  test("breaks it where it takes silence for an answer", async () => {
    const absent = StoreError.because({ _tag: "NotFound", record: "plan" })
    expect(await brokenBy(behind(instead(Effect.fail(absent))))).toEqual([everyOperation, aUnit, again])
  })

  test("breaks it where nothing is noticed", async () => {
    expect(await brokenBy(behind((_, operation) => operation))).toEqual([everyOperation, aUnit, again])
  })
})
