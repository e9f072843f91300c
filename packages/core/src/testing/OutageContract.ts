/**
 * What every store package that can lose its connection must do when it is lost.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { StaffId, type TenantId } from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { Agenda } from "../ports/Agenda.ts"
import { CallStore } from "../ports/CallStore.ts"
import { type CareRecords, CareStore } from "../ports/CareStore.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { ContactStore } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { Eraser } from "../ports/Eraser.ts"
import { Inbox } from "../ports/Inbox.ts"
import { MessageLog } from "../ports/MessageLog.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { Quota } from "../ports/Quota.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { SurveyStore } from "../ports/SurveyStore.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import { claimOf } from "./AgendaClaims.ts"
import { type Clause, clause, make, type Options, same, type Term } from "./Contract.ts"
import {
  access,
  call,
  careMessage,
  changed,
  consent,
  discharge,
  enrolment,
  entry,
  event,
  invitation,
  message,
  minute,
  plan,
  received,
  regimen,
  response,
  ticket,
  told,
} from "./StoreSamples.ts"

/** How a suite keeps the store out of reach while an effect runs: a proxy that cuts, a connection that is killed. */
export class Outage extends Context.Service<
  Outage,
  { readonly during: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> }
>()("@aftercare/core/testing/Outage") {}

type Stores =
  | AccessLog
  | Agenda
  | CallStore
  | CareStore
  | ConsentStore
  | ContactStore
  | DischargeStore
  | Eraser
  | Inbox
  | MessageLog
  | Outage
  | PlanStore
  | Quota
  | SurveyStore
  | TicketStore
  | UnitOfWork
  | VitalStatusStore

/** That an effect fails as one does whose store can't be reached: typed, and worth a retry. */
const unavailable = Effect.fnUntraced(function* <A, R>(
  what: string,
  effect: Effect.Effect<A, StoreError, R>,
) {
  const result = yield* Effect.result(effect)
  const reason = Result.isFailure(result) ? result.failure.reason._tag : "success"
  yield* same(what, reason, "Unavailable")
  yield* same(`${what}, as something to retry`, Result.isFailure(result) && result.failure.isRetryable, true)
})

/** Whatever is done with records of care of one kind. */
const careOperations = <A, E, Key>(
  name: string,
  records: CareRecords<A, E, Key>,
  tenant: TenantId,
  record: A,
  id: Key,
): Readonly<Record<string, Effect.Effect<unknown, StoreError>>> => ({
  [`${name}.find`]: records.find(tenant, id),
  [`${name}.insert`]: records.insert(tenant, record, []),
  [`${name}.update`]: records.update(tenant, record, 1, []),
  [`${name}.list`]: records.list(tenant, { of: "all", limit: 1 }),
  [`${name}.ofPerson`]: records.ofPerson(tenant, consent().person, "all"),
  [`${name}.ofPatient`]: records.ofPatient(tenant, plan().patient, "all"),
  [`${name}.events`]: records.events(tenant, id),
})

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Stores>> = [
  clause(
    "failures",
    "while the store is out of reach every operation fails with Unavailable, which a retry can help",
    Effect.fnUntraced(function* (bench) {
      const { during } = yield* Outage
      const [agenda, plans, discharges] = [yield* Agenda, yield* PlanStore, yield* DischargeStore]
      const [consents, contacts] = [yield* ConsentStore, yield* ContactStore]
      const vitalStatuses = yield* VitalStatusStore
      const messages = yield* MessageLog
      const inbox = yield* Inbox
      const quota = yield* Quota
      const share = { key: "a", limit: { _tag: "Rolling", atMost: 1, seconds: 1 }, costMilli: 0 } as const
      const tickets = yield* TicketStore
      const calls = yield* CallStore
      const accesses = yield* AccessLog
      const { erase, eraseCalls, prepare } = yield* Eraser
      const surveys = yield* SurveyStore
      const { enrolments, messages: careMessages, regimens } = yield* CareStore
      const { invitation: invited } = invitation()
      const { id: answered, questionnaire: asked } = response().response
      const span = { from: 0, until: 1 }
      const kept = { ticket: ticket(), told: [] }
      const { person } = consent()
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const due = entry(tenant, "a", minute(1))
      const claim = { at: minute(1), limit: 1, lease: Duration.minutes(1) }
      const operations: Readonly<Record<string, Effect.Effect<unknown, StoreError>>> = {
        "PlanStore.find": plans.find(tenant, plan().id),
        "PlanStore.insert": plans.insert(tenant, plan(), []),
        "PlanStore.update": plans.update(tenant, plan(), 1, []),
        "PlanStore.list": plans.list(tenant, { limit: 1 }),
        "PlanStore.events": plans.events(tenant, plan().id),
        "DischargeStore.find": discharges.find(tenant, discharge().id),
        "DischargeStore.ofPhone": discharges.ofPhone(tenant, {
          phone: PhoneNumber.make("+8613800000000"),
          limit: 1,
        }),
        "DischargeStore.ofRecordNumber": discharges.ofRecordNumber(tenant, { recordNumber: "1", limit: 1 }),
        "DischargeStore.put": discharges.put(tenant, discharge()),
        "ConsentStore.of": consents.of(tenant, consent().person),
        "ConsentStore.put": consents.put(tenant, consent()),
        "ContactStore.of": contacts.of(tenant, person, { from: 0, until: 1 }),
        "ContactStore.subjects": contacts.subjects(tenant, person),
        "ContactStore.put": contacts.put(tenant, "plan", { addressees: [person], contacts: [] }),
        "ContactStore.hold": contacts.hold(tenant, person, 0),
        "VitalStatusStore.of": vitalStatuses.of(tenant, told().patient),
        "VitalStatusStore.add": vitalStatuses.add(tenant, told()),
        "MessageLog.put": messages.put(message(tenant)),
        "MessageLog.find": messages.find(tenant, message(tenant).id),
        "MessageLog.to": messages.to(tenant, { channel: "sms", address: "+1", since: minute(0), limit: 1 }),
        "Quota.take": quota.take(tenant, [share], minute(1)),
        "Quota.giveBack": quota.giveBack(tenant, [share], minute(1)),
        "Inbox.insert": inbox.insert(received(tenant)),
        "Inbox.find": inbox.find(tenant, received(tenant).id),
        "Inbox.waiting": inbox.waiting(tenant, { limit: 1 }),
        "Inbox.handle": inbox.handle(tenant, received(tenant).id, {
          by: StaffId.make("nurse"),
          at: minute(1),
        }),
        "TicketStore.find": tickets.find(tenant, kept.ticket.id),
        "TicketStore.insert": tickets.insert(tenant, kept, []),
        "TicketStore.update": tickets.update(tenant, kept, 1, []),
        "TicketStore.list": tickets.list(tenant, { of: "all", limit: 1 }),
        "TicketStore.ofPatient": tickets.ofPatient(tenant, plan().patient),
        "TicketStore.events": tickets.events(tenant, kept.ticket.id),
        "CallStore.find": calls.find(tenant, call().id),
        "CallStore.insert": calls.insert(tenant, call(), []),
        "CallStore.update": calls.update(tenant, call(), 1, []),
        "CallStore.list": calls.list(tenant, { of: "all", during: span, limit: 1 }),
        "CallStore.ofCaller": calls.ofCaller(tenant, {
          caller: PhoneNumber.make("+8613800000000"),
          limit: 1,
        }),
        "CallStore.ofPatient": calls.ofPatient(tenant, plan().patient),
        "CallStore.ofTicket": calls.ofTicket(tenant, { ticket: ticket().id, items: [] }),
        "CallStore.events": calls.events(tenant, call().id),
        "Eraser.prepare": prepare(tenant),
        "Eraser.erase": erase(tenant, { patient: plan().patient, persons: [] }, ["plan"]),
        "Eraser.eraseCalls": eraseCalls(tenant, [call().id]),
        "AccessLog.append": accesses.append(tenant, [access(1)]),
        "AccessLog.head": accesses.head(tenant),
        "AccessLog.list": accesses.list(tenant, { after: 0, limit: 1 }),
        "SurveyStore.find": surveys.find(tenant, invited.id),
        "SurveyStore.insert": surveys.insert(tenant, invitation(), []),
        "SurveyStore.update": surveys.update(tenant, invitation(), 1, []),
        "SurveyStore.list": surveys.list(tenant, { of: "all", limit: 1 }),
        "SurveyStore.ofPerson": surveys.ofPerson(tenant, person),
        "SurveyStore.ofPatient": surveys.ofPatient(tenant, plan().patient),
        "SurveyStore.ofCode": surveys.ofCode(tenant, "0".repeat(64)),
        "SurveyStore.events": surveys.events(tenant, invited.id),
        "SurveyStore.outcomes": surveys.outcomes(tenant, asked.id, span),
        "SurveyStore.putResponse": surveys.putResponse(tenant, response()),
        "SurveyStore.response": surveys.response(tenant, answered),
        "SurveyStore.responses": surveys.responses(tenant, asked.id, { during: span, limit: 1 }),
        ...careOperations("CareStore.enrolments", enrolments, tenant, enrolment(), enrolment().enrolment.id),
        ...careOperations("CareStore.regimens", regimens, tenant, regimen(), regimen().id),
        ...careOperations(
          "CareStore.messages",
          careMessages,
          tenant,
          careMessage(),
          careMessage().message.id,
        ),
        "Agenda.schedule": agenda.schedule(due),
        "Agenda.remove": agenda.remove(due),
        "Agenda.claim": agenda.claim(claim),
        "Agenda.hold": agenda.hold(claimOf(due)),
        "Agenda.renew": agenda.renew(claimOf(due), claim.lease),
        "Agenda.settle": agenda.settle(claimOf(due), undefined),
        "Agenda.fail": agenda.fail(claimOf(due), { failure: "Defect", at: minute(0), retryAt: undefined }),
        "Agenda.deadLetters": agenda.deadLetters(tenant, { limit: 1 }),
        "Agenda.redrive": agenda.redrive(due, minute(0)),
        "Agenda.nextDueAt": agenda.nextDueAt,
        "UnitOfWork.run": run(plans.find(tenant, plan().id)),
      }
      for (const [name, operation] of Object.entries(operations)) yield* unavailable(name, during(operation))
    }),
  ),
  clause(
    "failures",
    "a unit that loses the store fails with Unavailable and leaves nothing behind",
    Effect.fnUntraced(function* (bench) {
      const { during } = yield* Outage
      const [consents, plans] = [yield* ConsentStore, yield* PlanStore]
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const work = Effect.andThen(
        plans.insert(tenant, plan(), [event(1)]),
        during(consents.put(tenant, consent())),
      )
      yield* unavailable("the unit", run(work))
      yield* same("the plan", yield* plans.find(tenant, plan().id), Option.none())
      yield* same("its events", yield* plans.events(tenant, plan().id), [])
      yield* same("the consents", yield* consents.of(tenant, consent().person), [])
    }),
  ),
  clause(
    "failures",
    "once the store is within reach again everything is as it was, and what failed can be done",
    Effect.fnUntraced(function* (bench) {
      const { during } = yield* Outage
      const plans = yield* PlanStore
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      yield* plans.insert(tenant, plan(), [event(1)])
      const update = run(plans.update(tenant, changed(plan(), 1), 1, [event(2)]))
      yield* unavailable("the update", during(update))
      yield* same(
        "the plan",
        yield* plans.find(tenant, plan().id),
        Option.some({ record: plan(), version: 1 }),
      )
      yield* update
      yield* same("its events", yield* plans.events(tenant, plan().id), [event(1), event(2)])
    }),
  ),
]

/** The contract of stores that can be out of reach, with the suite's way to put them there. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Stores>> => make(terms, options)
