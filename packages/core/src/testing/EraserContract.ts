/**
 * What every eraser must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Codec } from "effect/Schema"
import { EnrolmentEvent } from "../care/CareEnrolment.ts"
import { CareMessageEvent } from "../care/CareMessage.ts"
import { Regimen, RegimenEvent } from "../care/Regimen.ts"
import { TicketEvent } from "../feedback/Ticket.ts"
import { Discharge } from "../followup/Discharge.ts"
import { FollowUpEvent, FollowUpPlan } from "../followup/FollowUpPlan.ts"
import {
  CallId,
  EventId,
  FeedbackId,
  MessageId,
  PatientId,
  PersonId,
  PlanId,
  StaffId,
  type TenantId,
} from "../foundation/Id.ts"
import { eraser } from "../foundation/Personal.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { CallEvent, CallRecord } from "../hotline/CallRecord.ts"
import { CallStore } from "../ports/CallStore.ts"
import { CareStore, KeptCareMessage, KeptEnrolment } from "../ports/CareStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { Eraser } from "../ports/Eraser.ts"
import { Inbox, Received } from "../ports/Inbox.ts"
import { Message, MessageLog } from "../ports/MessageLog.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import { KeptInvitation, KeptResponse, SurveyStore } from "../ports/SurveyStore.ts"
import { KeptTicket, TicketStore } from "../ports/TicketStore.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { RecordKind } from "../privacy/Retention.ts"
import { InvitationEvent } from "../survey/SurveyInvitation.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import {
  call,
  callEvent,
  careMessage,
  discharge,
  enrolment,
  invitation,
  message,
  minute,
  plan,
  received,
  regimen,
  response,
  ticket,
  ticketEvent,
} from "./StoreSamples.ts"

type Stores =
  | CallStore
  | CareStore
  | DischargeStore
  | Eraser
  | Inbox
  | MessageLog
  | PlanStore
  | SurveyStore
  | TicketStore
  | UnitOfWork

const [her, him] = ["her", "him"].map((name) => PatientId.make(name)) as [PatientId, PatientId]
const personOf = (patient: PatientId): PersonId => PersonId.make(`${patient}-self`)

const signed = { author: StaffId.make("nurse"), reason: "搬到了海淀区" }

const planOf = (patient: PatientId): FollowUpPlan => {
  const whole = plan(`plan-of-${patient}`)
  const state = { _tag: "Ended", end: { _tag: "Declined" }, at: minute(1), signed } as const
  return {
    ...whole,
    patient,
    tasks: whole.tasks.map((task) => ({ ...task, addressee: personOf(patient), state })),
  }
}
const planEvent = (patient: PatientId): FollowUpEvent => ({ _tag: "PlanMade", plan: planOf(patient) })

const dischargeOf = (patient: PatientId): Discharge => {
  const { persons, ...whole } = discharge(`discharge-of-${patient}`)
  return { ...whole, patient, persons: [{ ...persons[0], id: personOf(patient) }] }
}

const messageOf = (tenant: TenantId, patient: PatientId): Message => ({
  ...message(tenant, `message-of-${patient}`),
  address: `+86138${patient === her ? "00000001" : "00000002"}`,
  person: personOf(patient),
})

const receivedFrom = (tenant: TenantId, patient: PatientId): Received => ({
  ...received(tenant, `reply-of-${patient}`),
  persons: [personOf(patient)],
})

const invitationOf = (patient: PatientId): KeptInvitation => {
  const kept = invitation(`invitation-of-${patient}`, personOf(patient))
  return {
    ...kept,
    invitation: { ...kept.invitation, occasion: { ...kept.invitation.occasion, patient } },
    to: { ...dischargeOf(patient).persons[0] },
  }
}
const invitationEvent = (patient: PatientId): InvitationEvent => ({
  _tag: "InvitationMade",
  invitation: invitationOf(patient).invitation,
})

const responseOf = (patient: PatientId): KeptResponse => {
  const kept = response(`response-of-${patient}`)
  return {
    ...kept,
    response: {
      ...kept.response,
      invitation: invitationOf(patient).invitation.id,
      answers: { ...kept.response.answers, words: { _tag: "Words", text: "护士很好，就是食堂远" } },
    },
  }
}

const ticketOf = (patient: PatientId): KeptTicket => ({
  ticket: ticket(`ticket-of-${patient}`, patient),
  told: [],
})
const said = (patient: PatientId): TicketEvent => ({
  ...ticketEvent(1),
  _tag: "SenderWrote",
  item: FeedbackId.make("item"),
  text: `我是${patient}，电话没人接`,
})

const callerOf = (patient: PatientId) =>
  PhoneNumber.make(`+86138${patient === her ? "00000001" : "00000002"}`)
const callOf = (patient: PatientId): CallRecord => ({
  ...call(`call-of-${patient}`, patient),
  caller: callerOf(patient),
})
const noteOf = (patient: PatientId): CallEvent => ({ ...callEvent(1), text: `${patient}要改约` })

const enrolmentOf = (patient: PatientId): KeptEnrolment => {
  const kept = enrolment(`enrolment-of-${patient}`, personOf(patient), patient)
  const birthday = { _tag: "Gregorian", month: 3, day: patient === her ? 7 : 8 } as const
  return {
    ...kept,
    enrolment: { ...kept.enrolment, anchors: { ...kept.enrolment.anchors, birthday } },
    to: { ...dischargeOf(patient).persons[0] },
  }
}
const enrolmentEvent = (patient: PatientId): EnrolmentEvent => ({
  _tag: "EnrolmentMade",
  enrolment: enrolmentOf(patient).enrolment,
})

const regimenOf = (patient: PatientId): Regimen =>
  regimen(`regimen-of-${patient}`, personOf(patient), patient)
const paused = (patient: PatientId): RegimenEvent => ({
  _tag: "Paused",
  id: EventId.make("e-2"),
  at: minute(2),
  by: { _tag: "Person", person: personOf(patient) },
  reason: `${patient}去旅行`,
})

const careMessageOf = (patient: PatientId): KeptCareMessage => ({
  ...careMessage(`care-of-${patient}`, personOf(patient), patient),
  to: { ...dischargeOf(patient).persons[0] },
})
const careMessageEvent = (patient: PatientId): CareMessageEvent => ({
  _tag: "CareMessageMade",
  message: careMessageOf(patient).message,
})

/** One record of each kind, with its events, of a patient. */
const write = Effect.fnUntraced(function* (tenant: TenantId, patient: PatientId) {
  yield* (yield* DischargeStore).put(tenant, dischargeOf(patient))
  yield* (yield* PlanStore).insert(tenant, planOf(patient), [planEvent(patient)])
  yield* (yield* MessageLog).put(messageOf(tenant, patient))
  yield* (yield* Inbox).insert(receivedFrom(tenant, patient))
  const surveys = yield* SurveyStore
  yield* surveys.insert(tenant, invitationOf(patient), [invitationEvent(patient)])
  yield* surveys.putResponse(tenant, responseOf(patient))
  yield* (yield* TicketStore).insert(tenant, ticketOf(patient), [said(patient)])
  yield* (yield* CallStore).insert(tenant, callOf(patient), [noteOf(patient)])
  const { enrolments, messages, regimens } = yield* CareStore
  yield* enrolments.insert(tenant, enrolmentOf(patient), [enrolmentEvent(patient)])
  yield* regimens.insert(tenant, regimenOf(patient), [paused(patient)])
  yield* messages.insert(tenant, careMessageOf(patient), [careMessageEvent(patient)])
})

type Look = (patient: PatientId) => Effect.Effect<unknown, unknown, Stores>

/** What is kept of a patient, by kind: as it was written, erased, and as it is found. */
const kept = (tenant: TenantId) => {
  const one = <A, I>(schema: Codec<A, I>, record: (patient: PatientId) => A, look: Look) => ({
    look,
    written: (patient: PatientId): unknown => record(patient),
    erased: (patient: PatientId): unknown => eraser(schema)(record(patient)),
  })
  const record = <A>(found: Effect.Effect<Option.Option<A>, unknown, Stores>) =>
    Effect.map(found, Option.getOrUndefined)
  const all: { readonly [K in RecordKind]: ReadonlyArray<ReturnType<typeof one>> } = {
    discharge: [
      one(Discharge, dischargeOf, (patient) =>
        Effect.flatMap(DischargeStore, (store) => record(store.find(tenant, dischargeOf(patient).id))),
      ),
      one(Discharge, dischargeOf, (patient) =>
        Effect.flatMap(DischargeStore, (store) =>
          Effect.map(store.ofPatient(tenant, patient), ([first]) => first),
        ),
      ),
    ],
    plan: [
      one(FollowUpPlan, planOf, (patient) =>
        Effect.flatMap(PlanStore, (store) =>
          Effect.map(record(store.find(tenant, planOf(patient).id)), (found) => found?.record),
        ),
      ),
      one(FollowUpEvent, planEvent, (patient) =>
        Effect.flatMap(PlanStore, (store) =>
          Effect.map(store.events(tenant, planOf(patient).id), ([first]) => first),
        ),
      ),
    ],
    message: [
      one(
        Message,
        (patient) => messageOf(tenant, patient),
        (patient) =>
          Effect.flatMap(MessageLog, (log) => record(log.find(tenant, messageOf(tenant, patient).id))),
      ),
    ],
    inbox: [
      one(
        Received,
        (patient) => receivedFrom(tenant, patient),
        (patient) =>
          Effect.flatMap(Inbox, (inbox) => record(inbox.find(tenant, receivedFrom(tenant, patient).id))),
      ),
    ],
    survey: [
      one(KeptInvitation, invitationOf, (patient) =>
        Effect.flatMap(SurveyStore, (store) =>
          Effect.map(
            record(store.find(tenant, invitationOf(patient).invitation.id)),
            (found) => found?.record,
          ),
        ),
      ),
      one(InvitationEvent, invitationEvent, (patient) =>
        Effect.flatMap(SurveyStore, (store) =>
          Effect.map(store.events(tenant, invitationOf(patient).invitation.id), ([first]) => first),
        ),
      ),
      one(KeptResponse, responseOf, (patient) =>
        Effect.flatMap(SurveyStore, (store) =>
          record(store.response(tenant, responseOf(patient).response.id)),
        ),
      ),
    ],
    ticket: [
      one(KeptTicket, ticketOf, (patient) =>
        Effect.flatMap(TicketStore, (store) =>
          Effect.map(record(store.find(tenant, ticketOf(patient).ticket.id)), (found) => found?.record),
        ),
      ),
      one(TicketEvent, said, (patient) =>
        Effect.flatMap(TicketStore, (store) =>
          Effect.map(store.events(tenant, ticketOf(patient).ticket.id), ([first]) => first),
        ),
      ),
    ],
    call: [
      one(CallRecord, callOf, (patient) =>
        Effect.flatMap(CallStore, (store) =>
          Effect.map(record(store.find(tenant, callOf(patient).id)), (found) => found?.record),
        ),
      ),
      one(CallEvent, noteOf, (patient) =>
        Effect.flatMap(CallStore, (store) =>
          Effect.map(store.events(tenant, callOf(patient).id), ([first]) => first),
        ),
      ),
    ],
    care: [
      one(KeptEnrolment, enrolmentOf, (patient) =>
        Effect.flatMap(CareStore, ({ enrolments }) =>
          Effect.map(
            record(enrolments.find(tenant, enrolmentOf(patient).enrolment.id)),
            (found) => found?.record,
          ),
        ),
      ),
      one(EnrolmentEvent, enrolmentEvent, (patient) =>
        Effect.flatMap(CareStore, ({ enrolments }) =>
          Effect.map(enrolments.events(tenant, enrolmentOf(patient).enrolment.id), ([first]) => first),
        ),
      ),
      one(Regimen, regimenOf, (patient) =>
        Effect.flatMap(CareStore, ({ regimens }) =>
          Effect.map(record(regimens.find(tenant, regimenOf(patient).id)), (found) => found?.record),
        ),
      ),
      one(RegimenEvent, paused, (patient) =>
        Effect.flatMap(CareStore, ({ regimens }) =>
          Effect.map(regimens.events(tenant, regimenOf(patient).id), ([first]) => first),
        ),
      ),
      one(KeptCareMessage, careMessageOf, (patient) =>
        Effect.flatMap(CareStore, ({ messages }) =>
          Effect.map(
            record(messages.find(tenant, careMessageOf(patient).message.id)),
            (found) => found?.record,
          ),
        ),
      ),
      one(CareMessageEvent, careMessageEvent, (patient) =>
        Effect.flatMap(CareStore, ({ messages }) =>
          Effect.map(messages.events(tenant, careMessageOf(patient).message.id), ([first]) => first),
        ),
      ),
    ],
  }
  return all
}

/** That of a patient these kinds are erased, and the others as they were written. */
const isErased = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  kinds: ReadonlyArray<RecordKind>,
) {
  for (const kind of RecordKind.literals)
    for (const { erased, look, written } of kept(tenant)[kind])
      yield* same(
        `what is kept of ${patient} as ${kind}`,
        yield* look(patient),
        kinds.includes(kind) ? erased(patient) : written(patient),
      )
})

const erase = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  kinds: ReadonlyArray<RecordKind> = RecordKind.literals,
) {
  return yield* (yield* Eraser).erase(tenant, { patient, persons: [personOf(patient)] }, kinds)
})

const nothing = { discharge: 0, plan: 0, message: 0, inbox: 0, survey: 0, ticket: 0, call: 0, care: 0 }
const everything = { discharge: 1, plan: 1, message: 1, inbox: 1, survey: 2, ticket: 1, call: 1, care: 3 }

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Stores>> = [
  clause(
    "basics",
    "what tells of a patient is taken out of records and events of every kind, and nobody else's",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      yield* write(tenant, her)
      yield* write(tenant, him)
      yield* isErased(tenant, her, [])
      yield* same("how many records", yield* erase(tenant, her), everything)
      yield* isErased(tenant, her, RecordKind.literals)
      yield* isErased(tenant, him, [])
    }),
  ),
  clause(
    "basics",
    "preparing an erasure erases nothing, and may be done again at any time",
    Effect.fnUntraced(function* (bench) {
      const { prepare } = yield* Eraser
      const tenant = bench.tenant()
      yield* prepare(tenant)
      yield* write(tenant, her)
      yield* prepare(tenant)
      yield* isErased(tenant, her, [])
    }),
  ),
  clause(
    "basics",
    "only the kinds that are asked for are erased",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      yield* write(tenant, her)
      const done: Array<RecordKind> = []
      for (const kind of RecordKind.literals) {
        const counts = { ...nothing, [kind]: everything[kind] }
        yield* same(`how many records as ${kind}`, yield* erase(tenant, her, [kind]), counts)
        done.push(kind)
        yield* isErased(tenant, her, done)
      }
    }),
  ),
  clause(
    "basics",
    "erasing again changes nothing, and so does erasing where there is nothing",
    Effect.fnUntraced(function* (bench) {
      const tenant = bench.tenant()
      yield* write(tenant, her)
      yield* same("a stranger's", yield* erase(tenant, him), nothing)
      yield* erase(tenant, her)
      const { version } = Option.getOrThrow(yield* (yield* PlanStore).find(tenant, planOf(her).id))
      yield* same("how many records again", yield* erase(tenant, her), nothing)
      const again = Option.getOrThrow(yield* (yield* PlanStore).find(tenant, planOf(her).id))
      yield* same("the plan's version", again.version, version)
      yield* isErased(tenant, her, RecordKind.literals)
    }),
  ),
  clause(
    "basics",
    "a message that was erased isn't found by where it went",
    Effect.fnUntraced(function* (bench) {
      const log = yield* MessageLog
      const tenant = bench.tenant()
      yield* write(tenant, her)
      const { address = "", channel, sentAt: since } = messageOf(tenant, her)
      const there = log.to(tenant, { channel, address, since, limit: 9 })
      yield* same("how many before", (yield* there).length, 1)
      yield* erase(tenant, her)
      yield* same("how many after", (yield* there).length, 0)
    }),
  ),
  clause(
    "basics",
    "a discharge that was erased isn't found by its record number or a number of its persons, and others' are",
    Effect.fnUntraced(function* (bench) {
      const store = yield* DischargeStore
      const tenant = bench.tenant()
      yield* write(tenant, her)
      yield* write(tenant, him)
      const recordNumber = "ZY0012"
      for (const patient of [her, him]) yield* store.put(tenant, { ...dischargeOf(patient), recordNumber })
      const phone = dischargeOf(her).persons[0].phone ?? callerOf(her)
      const ids = Effect.map(
        Effect.all([
          store.ofPhone(tenant, { phone, limit: 9 }),
          store.ofRecordNumber(tenant, { recordNumber, limit: 9 }),
        ]),
        (found) => found.map((discharges) => discharges.map(({ id }) => id)),
      )
      const both = [dischargeOf(her).id, dischargeOf(him).id].sort()
      yield* same("before", yield* ids, [both, both])
      yield* erase(tenant, her)
      yield* same("after", yield* ids, [[dischargeOf(him).id], [dischargeOf(him).id]])
    }),
  ),
  clause(
    "basics",
    "a call that was erased isn't found by its caller's number, and by its patient it is",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* write(tenant, her)
      const from = store.ofCaller(tenant, { caller: callerOf(her), limit: 9 })
      yield* same("how many before", (yield* from).length, 1)
      yield* erase(tenant, her)
      yield* same("how many after", (yield* from).length, 0)
      yield* same("how many of the patient", (yield* store.ofPatient(tenant, her)).length, 1)
    }),
  ),
  clause(
    "basics",
    "what somebody was sent who is others' contact, too, is erased where it is part of the patient's plans alone",
    Effect.fnUntraced(function* (bench) {
      const [eraser, log] = [yield* Eraser, yield* MessageLog]
      const tenant = bench.tenant()
      yield* write(tenant, her)
      const { subject, ...about } = messageOf(tenant, her)
      const plans = [planOf(her).id, PlanId.make("another-childs-plan")]
      const sent = plans.map((plan, n) => ({
        ...about,
        id: MessageId.make(`to-a-guardian-${n}`),
        subject: { ...subject, plan },
      })) as ReadonlyArray<Message>
      for (const one of sent) yield* log.put(one)
      yield* eraser.erase(tenant, { patient: her, persons: [] }, RecordKind.literals)
      const addresses = yield* Effect.forEach(sent, ({ id }) =>
        Effect.map(log.find(tenant, id), (found) => Option.getOrThrow(found).address),
      )
      yield* same("where they went", addresses, [undefined, about.address])
      const reply = yield* (yield* Inbox).find(tenant, receivedFrom(tenant, her).id)
      yield* same("what was sent back", reply, Option.some(receivedFrom(tenant, her)))
    }),
  ),
  clause(
    "basics",
    "what somebody was sent and sent back who was invited and never discharged is erased, and nobody else's",
    Effect.fnUntraced(function* (bench) {
      const [{ erase }, log, inbox] = [yield* Eraser, yield* MessageLog, yield* Inbox]
      const surveys = yield* SurveyStore
      const tenant = bench.tenant()
      const sentTo = (patient: PatientId): Message => {
        const { id: invitation } = invitationOf(patient).invitation
        return { ...messageOf(tenant, patient), subject: { _tag: "Survey", invitation, number: 1 } }
      }
      const answerOf = (patient: PatientId): Received => {
        const { waits: _, ...words } = receivedFrom(tenant, patient)
        const { id: invitation } = invitationOf(patient).invitation
        return { ...words, did: { _tag: "Answered", invitation, item: "rating" } }
      }
      for (const patient of [her, him]) {
        yield* surveys.insert(tenant, invitationOf(patient), [])
        yield* log.put(sentTo(patient))
        yield* inbox.insert(answerOf(patient))
      }
      const counts = yield* erase(tenant, { patient: her, persons: [] }, ["message", "inbox"])
      yield* same("how many records", counts, { ...nothing, message: 1, inbox: 1 })
      const found = Effect.fnUntraced(function* (patient: PatientId) {
        const sent = yield* log.find(tenant, sentTo(patient).id)
        return [
          Option.getOrUndefined(sent),
          Option.getOrUndefined(yield* inbox.find(tenant, answerOf(patient).id)),
        ]
      })
      yield* same("hers", yield* found(her), [eraser(Message)(sentTo(her)), eraser(Received)(answerOf(her))])
      yield* same("his", yield* found(him), [sentTo(him), answerOf(him)])
    }),
  ),
  clause(
    "basics",
    "what somebody answered who was invited and never discharged is erased, and nobody else's",
    Effect.fnUntraced(function* (bench) {
      const [eraser, surveys] = [yield* Eraser, yield* SurveyStore]
      const tenant = bench.tenant()
      for (const patient of [her, him]) {
        yield* surveys.insert(tenant, invitationOf(patient), [invitationEvent(patient)])
        yield* surveys.putResponse(tenant, responseOf(patient))
      }
      const counts = yield* eraser.erase(tenant, { patient: her, persons: [] }, ["survey"])
      yield* same("how many records", counts, { ...nothing, survey: everything.survey })
      for (const { erased, look } of kept(tenant).survey)
        yield* same("what is kept of her", yield* look(her), erased(her))
      for (const { look, written } of kept(tenant).survey)
        yield* same("what is kept of him", yield* look(him), written(him))
    }),
  ),
  clause(
    "basics",
    "what was sent for the care of somebody who was never discharged is erased, also where it names no patient, and nobody else's",
    Effect.fnUntraced(function* (bench) {
      const [{ erase }, log, { messages }] = [yield* Eraser, yield* MessageLog, yield* CareStore]
      const tenant = bench.tenant()
      const unnamed = (patient: PatientId): KeptCareMessage => ({
        ...careMessage(`unnamed-${patient}`, personOf(patient)),
        to: careMessageOf(patient).to,
      })
      const sentTo = (patient: PatientId): Message => ({
        ...messageOf(tenant, patient),
        subject: { _tag: "Care", message: careMessageOf(patient).message.id, number: 1 },
      })
      for (const patient of [her, him]) {
        yield* messages.insert(tenant, careMessageOf(patient), [])
        yield* messages.insert(tenant, unnamed(patient), [])
        yield* log.put(sentTo(patient))
      }
      const counts = yield* erase(tenant, { patient: her, persons: [] }, ["message", "care"])
      yield* same("how many records", counts, { ...nothing, message: 1, care: 1 })
      const more = yield* erase(tenant, { patient: her, persons: [personOf(her)] }, ["care"])
      yield* same("how many records that name nobody", more, { ...nothing, care: 1 })
      const found = Effect.fnUntraced(function* (patient: PatientId) {
        const kept = yield* messages.ofPerson(tenant, personOf(patient), "all")
        const sent = yield* log.find(tenant, sentTo(patient).id)
        return [...kept.map(({ record }) => record), Option.getOrUndefined(sent)]
      })
      const erased = eraser(KeptCareMessage)
      yield* same("hers", yield* found(her), [
        erased(careMessageOf(her)),
        erased(unnamed(her)),
        eraser(Message)(sentTo(her)),
      ])
      yield* same("his", yield* found(him), [careMessageOf(him), unnamed(him), sentTo(him)])
    }),
  ),
  clause(
    "basics",
    "a ticket that is about another patient, too, stays as it is",
    Effect.fnUntraced(function* (bench) {
      const tickets = yield* TicketStore
      const tenant = bench.tenant()
      const { ticket: whole } = ticketOf(her)
      const [item] = ticketOf(him).ticket.items
      const both: KeptTicket = { ticket: { ...whole, items: [...whole.items, item] }, told: [] }
      yield* tickets.insert(tenant, both, [said(her)])
      yield* same("how many tickets", (yield* erase(tenant, her)).ticket, 0)
      const found = yield* tickets.find(tenant, whole.id)
      yield* same("the ticket", found, Option.some({ record: both, version: 1 }))
    }),
  ),
  clause(
    "basics",
    "a call that is linked to another patient, too, stays as it is",
    Effect.fnUntraced(function* (bench) {
      const calls = yield* CallStore
      const tenant = bench.tenant()
      const both = { ...callOf(her), links: [...callOf(her).links, ...callOf(him).links] }
      yield* calls.insert(tenant, both, [noteOf(her)])
      yield* same("how many calls", (yield* erase(tenant, her)).call, 0)
      const found = yield* calls.find(tenant, both.id)
      yield* same("the call", found, Option.some({ record: both, version: 1 }))
      const caller = callerOf(her)
      yield* same("its caller's calls", (yield* calls.ofCaller(tenant, { caller, limit: 9 })).length, 1)
    }),
  ),
  clause(
    "basics",
    "a call that is linked to no patient is erased by its id, found by no number, and of a patient's nothing",
    Effect.fnUntraced(function* (bench) {
      const [calls, { eraseCalls }] = [yield* CallStore, yield* Eraser]
      const tenant = bench.tenant()
      const lone = { ...callOf(her), id: CallId.make("lone"), links: [] }
      const asIs = [{ ...callOf(him), id: CallId.make("another"), links: [] }, callOf(him)]
      for (const one of [lone, ...asIs]) yield* calls.insert(tenant, one, [noteOf(her)])
      const ids = [CallId.make("unknown"), lone.id, lone.id, callOf(him).id]
      yield* same("what was erased", yield* eraseCalls(tenant, ids), [lone.id])
      const erased = Option.some({ record: eraser(CallRecord)(lone), version: 2 })
      yield* same("the call", yield* calls.find(tenant, lone.id), erased)
      yield* same("what happened", yield* calls.events(tenant, lone.id), [eraser(CallEvent)(noteOf(her))])
      for (const one of asIs) {
        yield* same("another", yield* calls.find(tenant, one.id), Option.some({ record: one, version: 1 }))
        yield* same("its history", yield* calls.events(tenant, one.id), [noteOf(her)])
      }
      const from = (patient: PatientId) =>
        Effect.map(calls.ofCaller(tenant, { caller: callerOf(patient), limit: 9 }), ({ length }) => length)
      yield* same("how many by number", [yield* from(her), yield* from(him)], [0, 2])
      yield* same("what was erased again", yield* eraseCalls(tenant, ids), [])
      yield* same("the call again", yield* calls.find(tenant, lone.id), erased)
    }),
  ),
  clause(
    "basics",
    "a call that is linked to a ticket and its items alone is erased by its id, and found by them still",
    Effect.fnUntraced(function* (bench) {
      const [calls, { eraseCalls }] = [yield* CallStore, yield* Eraser]
      const tenant = bench.tenant()
      const { id, items } = ticketOf(her).ticket
      const links = [
        { _tag: "Ticket", ticket: id },
        { _tag: "Feedback", feedback: items[0].id },
      ] as const
      const linked = links.map((link, n) => ({
        ...callOf(her),
        id: CallId.make(`linked-${n}`),
        links: [link],
      }))
      for (const one of linked) yield* calls.insert(tenant, one, [noteOf(her)])
      yield* same("how many of the patient's", (yield* erase(tenant, her)).call, 0)
      const ids = linked.map((one) => one.id)
      yield* same("what was erased", yield* eraseCalls(tenant, ids), ids)
      const found = yield* calls.ofTicket(tenant, { ticket: id, items: [items[0].id] })
      yield* same(
        "the ticket's calls",
        found,
        linked.map((one) => ({ record: eraser(CallRecord)(one), version: 2 })),
      )
      for (const id of ids)
        yield* same("what happened", yield* calls.events(tenant, id), [eraser(CallEvent)(noteOf(her))])
    }),
  ),
  clause(
    "tenants",
    "another tenant's call of the same id stays as it is",
    Effect.fnUntraced(function* (bench) {
      const [calls, { eraseCalls }] = [yield* CallStore, yield* Eraser]
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const lone = { ...callOf(her), links: [] }
      for (const tenant of [ours, theirs]) yield* calls.insert(tenant, lone, [noteOf(her)])
      yield* same("what was erased", yield* eraseCalls(ours, [lone.id]), [lone.id])
      const found = yield* calls.find(theirs, lone.id)
      yield* same("their call", found, Option.some({ record: lone, version: 1 }))
    }),
  ),
  clause(
    "versions",
    "who read a record before it was erased can't write it back",
    Effect.fnUntraced(function* (bench) {
      const [plans, tickets] = [yield* PlanStore, yield* TicketStore]
      const [surveys, calls] = [yield* SurveyStore, yield* CallStore]
      const { enrolments, messages, regimens } = yield* CareStore
      const tenant = bench.tenant()
      yield* write(tenant, her)
      yield* erase(tenant, her)
      const conflict = (record: string) =>
        ({ _tag: "VersionConflict", record, expected: 1, actual: 2 }) as const
      const [{ id }, { ticket }, { invitation }] = [planOf(her), ticketOf(her), invitationOf(her)]
      yield* refused("the plan", plans.update(tenant, planOf(her), 1, []), conflict(id))
      yield* refused("the ticket", tickets.update(tenant, ticketOf(her), 1, []), conflict(ticket.id))
      yield* refused("the call", calls.update(tenant, callOf(her), 1, []), conflict(callOf(her).id))
      yield* refused(
        "the invitation",
        surveys.update(tenant, invitationOf(her), 1, []),
        conflict(invitation.id),
      )
      const [enrolled, sent] = [enrolmentOf(her), careMessageOf(her)]
      yield* refused(
        "the enrolment",
        enrolments.update(tenant, enrolled, 1, []),
        conflict(enrolled.enrolment.id),
      )
      yield* refused(
        "the regimen",
        regimens.update(tenant, regimenOf(her), 1, []),
        conflict(regimenOf(her).id),
      )
      yield* refused("the care message", messages.update(tenant, sent, 1, []), conflict(sent.message.id))
    }),
  ),
  clause(
    "units of work",
    "what is erased in a unit that fails is as it was",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      yield* write(tenant, her)
      const work = Effect.andThen(erase(tenant, her), Effect.fail("the line is dead"))
      yield* same("how it ended", yield* Effect.exit(run(work)), Exit.fail("the line is dead"))
      yield* isErased(tenant, her, [])
      yield* run(erase(tenant, her))
      yield* isErased(tenant, her, RecordKind.literals)
    }),
  ),
  clause(
    "tenants",
    "another tenant's patient of the same id keeps everything",
    Effect.fnUntraced(function* (bench) {
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* write(ours, her)
      yield* write(theirs, her)
      yield* erase(ours, her)
      yield* isErased(ours, her, RecordKind.literals)
      yield* isErased(theirs, her, [])
    }),
  ),
]

/** The contract of an `Eraser`, with the stores that it erases in. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Stores>> => make(terms, options)
