/**
 * Erasing what is known of a patient: on the patient's request, and unasked where a term is over. What a rule keeps stays.
 *
 * **Details**
 *
 * Names, numbers and words go, ids and what is counted stay (`Eraser`). Nothing is erased while a plan, a ticket (or an action
 * planned for it) or a call of the patient's is going on: end or cancel it first. An invitation that is open ends with the
 * erasure of surveys, as refused by who asks for it and else as unable to answer; what somebody is enrolled in and what is still to
 * be sent for their care with the erasure of that. Consents stay with their proof: they show
 * that what was done was allowed. So does what was told of a death: it keeps the family from being contacted.
 *
 * Each term of the hospital's policy has one entry on the agenda. Its worker goes through the patients a stretch at a time,
 * and one unit of work erases what is over, records it in the access log and moves the entry on behind the stretch: whatever
 * stops a worker, nobody is left out, and nothing is recorded twice. All of it is gone through again on the next date, so
 * that whoever waited, was brought back from a back-up or got another record is met.
 *
 * The access log has each request, carried out or refused, and each patient of whom something was erased unasked. Who still
 * waits is counted and isn't recorded anew every night.
 *
 * A call that is linked to no patient is, on request, of whom the tickets are that it is linked to, itself or by their items,
 * where all of them are the patient's and nobody else's. Unasked it has a term of its own, from when it came in, waits for a
 * ticket that it is linked to itself, and the access log has it by its id.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CareEnrolment } from "../care/CareEnrolment.ts"
import type { CareMessage } from "../care/CareMessage.ts"
import { isEnded } from "../followup/FollowUpTask.ts"
import {
  CallId,
  CareMessageId,
  EnrolmentId,
  InvitationId,
  type PatientId,
  type PersonId,
  PlanId,
  RecordId,
  type TenantId,
  TicketId,
} from "../foundation/Id.ts"
import { type CallRecord, longest, patientsOf } from "../hotline/CallRecord.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { Agenda, type Claim, type Entry } from "../ports/Agenda.ts"
import { CallStore } from "../ports/CallStore.ts"
import { type CareRecords, CareStore } from "../ports/CareStore.ts"
import { ContactStore } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import {
  type Erased,
  Eraser,
  isCallOf,
  isCallOfNobody,
  isCallOfTickets,
  isCareOf,
  isInvitationOf,
  isTicketOf,
  type Whose,
} from "../ports/Eraser.ts"
import { type Page, PlanStore, type Versioned } from "../ports/PlanStore.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { type KeptInvitation, SurveyStore } from "../ports/SurveyStore.ts"
import { isOpen, type KeptTicket, TicketStore } from "../ports/TicketStore.ts"
import type { UnitOfWork } from "../ports/UnitOfWork.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import type { Accessor, AccessRecord } from "../privacy/AccessRecord.ts"
import type { PermissionRefused } from "../privacy/Permission.ts"
import * as Retention from "../privacy/Retention.ts"
import { type Conclusion, isOpen as isOpenInvitation } from "../survey/SurveyInvitation.ts"
import * as Access from "./Access.ts"
import * as CareKeeping from "./CareKeeping.ts"
import { CarePractice } from "./CarePractice.ts"
import * as Enrolments from "./Enrolments.ts"
import * as Equipment from "./Equipment.ts"
import * as Metrics from "./Metrics.ts"
import type { PermissionPractice } from "./PermissionPractice.ts"
import { inUnit, overtaken } from "./PlanKeeping.ts"
import { RetentionPractice } from "./RetentionPractice.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"
import { SurveyPractice } from "./SurveyPractice.ts"

/** Something of the patient's is going on, which would lose whom it is about. */
export class ErasureRefused extends Schema.TaggedError<ErasureRefused>("@aftercare/core/ErasureRefused")(
  "ErasureRefused",
  {
    record: Schema.String,
    rule: Schema.Literals(["erasure.planOpen", "erasure.ticketOpen", "erasure.callOpen"]),
  },
) {
  override get message() {
    return `${this.record}: ${this.rule}`
  }
}

/** What was erased, and what must stay. */
export interface Outcome {
  readonly erased: Erased
  readonly kept: ReadonlyArray<Retention.Kept>
}

/** What an erasure needs. */
export type Services =
  | AccessLog
  | CallStore
  | ContactStore
  | DischargeStore
  | Eraser
  | PermissionPractice
  | PlanStore
  | RetentionPractice
  | TicketStore
  | UnitOfWork

/** What of a patient's records is to be erased, given when the patient's terms began. */
type Divide = (since: number, at: number) => ReturnType<typeof Retention.divided>

const nothing: Erased = {
  ...{ discharge: 0, plan: 0, message: 0, inbox: 0 },
  ...{ survey: 0, ticket: 0, call: 0, care: 0 },
}

const isNothing = (erased: Erased): boolean => Object.values(erased).every((count) => count === 0)

/** The plans that have to do with people, by any of them. */
const plansWith = Effect.fnUntraced(function* (tenant: TenantId, person: PersonId) {
  const plans = yield* PlanStore
  const subjects = (yield* (yield* ContactStore).subjects(tenant, person)).filter(Schema.is(PlanId))
  const found = yield* Effect.forEach(subjects, (subject) => plans.find(tenant, subject))
  return found.flatMap((one) => (Option.isSome(one) ? [one.value.record] : []))
})

/** Invitations, where this house has surveys. */
const invitationsBy = (
  read: (store: SurveyStore["Service"]) => ReturnType<SurveyStore["Service"]["ofPerson"]>,
) =>
  Effect.gen(function* () {
    const surveys = yield* Effect.serviceOption(SurveyStore)
    const found = Option.isNone(surveys) ? [] : yield* read(surveys.value)
    return found.map(({ record }) => record)
  })

/** Care messages, where this house has care. */
const careBy = (read: (messages: CareMessages) => ReturnType<CareMessages["ofPerson"]>) =>
  Effect.gen(function* () {
    const care = yield* Effect.serviceOption(CareStore)
    const found = Option.isNone(care) ? [] : yield* read(care.value.messages)
    return found.map(({ record }) => record.message)
  })

type CareMessages = CareStore["Service"]["messages"]

/** When what the patient is enrolled in and takes was over, where this house has care: now, of what goes on. */
const caredUntil = Effect.fnUntraced(function* (tenant: TenantId, patient: PatientId, now: DateTime.Utc) {
  const care = yield* Effect.serviceOption(CareStore)
  if (Option.isNone(care)) return []
  const { enrolments, regimens } = care.value
  return [
    ...(yield* enrolments.ofPatient(tenant, patient, "all")).map(({ record }) =>
      leftAt(record.enrolment, now),
    ),
    ...(yield* regimens.ofPatient(tenant, patient, "all")).map(({ record: { end } }) => end?.at ?? now),
  ]
})

/** Whether what was sent to somebody is about another patient. */
const isOfAnother =
  (patient: PatientId) =>
  ({ patient: about = patient }: { readonly patient?: PatientId }): boolean =>
    about !== patient

/** Lets those whose data are erased out of what they are enrolled in, and ends what is still to be sent: nothing could reach them. */
const endCare = Effect.fnUntraced(function* (
  tenant: TenantId,
  whose: Whose,
  messages: ReadonlyArray<CareMessage>,
) {
  for (const { record } of yield* (yield* CareStore).enrolments.ofPatient(tenant, whose.patient, "open"))
    yield* Enrolments.leaving(tenant, record.enrolment.id, "asked")
  const open = messages.filter((message) => isCareOf(whose)(message) && message.state._tag !== "Ended")
  for (const id of new Set(open.map((message) => message.id)))
    yield* CareKeeping.conclude(tenant, id, "notNeeded")
})

/**
 * Ends the invitations of whose data are erased: nothing could reach who is asked, and nobody is to ask again. Where surveys
 * aren't practised here, or no longer this one, they end once their time is over: that is no reason to keep anything.
 */
const endInvitations = Effect.fnUntraced(function* (
  tenant: TenantId,
  whose: Whose,
  invitations: ReadonlyArray<KeptInvitation>,
  conclusion: Conclusion,
) {
  const now = yield* DateTime.now
  const practice = (yield* SurveyPractice).of(tenant)
  const open = invitations.filter(
    (kept) =>
      isInvitationOf(whose)(kept) &&
      isOpenInvitation(kept.invitation, now) &&
      SurveyKeeping.surveyOf(practice, kept) !== undefined,
  )
  for (const id of new Set(open.map(({ invitation }) => invitation.id)))
    yield* SurveyKeeping.conclude(tenant, id, conclusion)
})

/** What is found by the persons who were asked about a visit or cared for, too, who may be named by no discharge. */
const reachesAsked: ReadonlySet<Retention.RecordKind> = new Set(["message", "inbox", "survey", "care"])

/** Whether somebody may still be on the line: a call whose end was never told is over all the same. */
const goesOn = ({ arrivedAt, state }: CallRecord, at: number): boolean =>
  state._tag !== "Over" && at <= DateTime.toEpochMillis(arrivedAt) + longest

/** Tickets, each with the calls that are linked to it and to nothing but these tickets. */
const withCalls = Effect.fnUntraced(function* (tenant: TenantId, tickets: ReadonlyArray<KeptTicket>) {
  const store = yield* CallStore
  const isTheirs = isCallOfTickets(tickets)
  return yield* Effect.forEach(tickets, (kept) => {
    const { id, items } = kept.ticket
    return Effect.map(
      store.ofTicket(tenant, { ticket: id, items: items.map((item) => item.id) }),
      (found) => ({
        kept,
        calls: found.map(({ record }) => record).filter(isTheirs),
      }),
    )
  })
})

/**
 * Part of a unit of work, in which nothing was written where it is refused.
 *
 * @param isAsked whether the patient asks: unasked, calls that are linked to tickets alone have terms of their own.
 */
const erase = Effect.fnUntraced(function* (
  tenant: TenantId,
  patient: PatientId,
  divide: Divide,
  isAsked: boolean,
) {
  const discharges = yield* (yield* DischargeStore).ofPatient(tenant, patient)
  const tickets = (yield* (yield* TicketStore).ofPatient(tenant, patient)).map(({ record }) => record)
  const calls = (yield* (yield* CallStore).ofPatient(tenant, patient)).map(({ record }) => record)
  const theirs = tickets.filter(isTicketOf({ patient }))
  const own = isAsked ? yield* withCalls(tenant, theirs) : theirs.map((kept) => ({ kept, calls: [] }))
  const linked = own.flatMap((one) => one.calls)
  const asked = yield* invitationsBy((store) => store.ofPatient(tenant, patient))
  const cared = yield* careBy((messages) => messages.ofPatient(tenant, patient, "all"))
  const now = yield* DateTime.now
  const at = DateTime.toEpochMillis(now)
  const latest = [
    ...discharges.map(({ dischargedAt }) => dischargedAt),
    ...tickets.flatMap(({ ticket }) =>
      ticket.items.flatMap((item) => (item.patient?.id === patient ? [item.receivedAt] : [])),
    ),
    ...[...calls, ...linked].map(({ arrivedAt }) => arrivedAt),
    ...asked.map(({ invitation }) => invitation.occasion.at),
    ...cared.map(({ span }) => DateTime.min(span.latest, now)),
    ...(yield* caredUntil(tenant, patient, now)),
  ].map(DateTime.toEpochMillis)
  // Where nothing tells when the terms began, as with somebody who only filled in a form that lay there, they begin now.
  const { erasable, kept } = divide(latest.length === 0 ? at : Math.max(...latest), at)
  if (erasable.length === 0) return { erased: nothing, kept }

  const [about, forCare] = erasable.some((kind) => reachesAsked.has(kind)) ? [asked, cared] : [[], []]
  const persons: Array<PersonId> = []
  const [invitations, messages] = [[...about], [...forCare]]
  for (const id of new Set([
    ...discharges.flatMap((one) => one.persons.map((person) => person.id)),
    ...about.map(({ invitation }) => invitation.addressee),
    ...forCare.map(({ addressee }) => addressee),
  ])) {
    const plans = yield* plansWith(tenant, id)
    const open = plans.find((plan) => plan.patient === patient && !plan.tasks.every(isEnded))
    if (open !== undefined) return yield* new ErasureRefused({ record: open.id, rule: "erasure.planOpen" })
    if (plans.some((plan) => plan.patient !== patient)) continue
    const toThem = yield* invitationsBy((store) => store.ofPerson(tenant, id))
    const caredFor = yield* careBy((messages) => messages.ofPerson(tenant, id, "all"))
    const dealings = [...toThem.map(({ invitation }) => invitation.occasion), ...caredFor]
    if (dealings.some(isOfAnother(patient))) continue
    persons.push(id)
    invitations.push(...toThem)
    messages.push(...caredFor)
  }
  const whose = { patient, persons }
  const open = own.find(
    (one) =>
      isOpen(one.kept) &&
      (erasable.includes("ticket") || (erasable.includes("call") && one.calls.length > 0)),
  )
  if (open !== undefined)
    return yield* new ErasureRefused({ record: open.kept.ticket.id, rule: "erasure.ticketOpen" })
  const ringing = [...calls.filter(isCallOf(whose)), ...linked].find((one) => goesOn(one, at))
  if (ringing !== undefined && erasable.includes("call"))
    return yield* new ErasureRefused({ record: ringing.id, rule: "erasure.callOpen" })
  if (erasable.includes("survey"))
    yield* Equipment.where(
      [Agenda, SurveyPractice, SurveyStore, VitalStatusStore],
      endInvitations(tenant, whose, invitations, isAsked ? "refused" : "unableToAnswer"),
    )
  if (erasable.includes("care"))
    yield* Equipment.where(
      [Agenda, CarePractice, CareStore, VitalStatusStore],
      endCare(tenant, whose, messages),
    )
  const eraser = yield* Eraser
  const erased = yield* eraser.erase(tenant, whose, erasable)
  if (linked.length === 0 || !erasable.includes("call")) return { erased, kept }
  const also = yield* eraser.eraseCalls(
    tenant,
    linked.map(({ id }) => id),
  )
  return { erased: { ...erased, call: erased.call + also.length }, kept }
})

/**
 * Erases on the patient's request whatever no rule keeps, and says what stays, by which rule and until when.
 *
 * Fails with `PermissionRefused`, or with `ErasureRefused` where something of the patient's is going on.
 */
export const request = (
  tenant: TenantId,
  patient: PatientId,
  by: Accessor,
): Effect.Effect<Outcome, ErasureRefused | PermissionRefused | StoreError, Services> =>
  Effect.gen(function* () {
    const acting = { by, purpose: "personsRequest" } as const
    const asked = yield* Access.ask(tenant, acting, "erase", {
      action: "erase",
      what: { kind: "patient", id: RecordId.make(patient) },
      patient,
    })
    yield* (yield* Eraser).prepare(tenant)
    const policy = (yield* RetentionPractice).of(tenant)
    const divide: Divide = (since, at) => Retention.divided(policy, Retention.RecordKind.literals, since, at)
    return yield* overtaken(Access.carryOut(tenant, asked, erase(tenant, patient, divide, true)))
  })

/** The list that a stretch is of, and the record behind which it begins. */
type Place = readonly [list: (typeof lists)[number], after: string | undefined]

/** What is gone through, one after the other. */
const lists = ["plan", "ticket", "call", "survey", "care", "enrolment"] as const
const [beginning] = lists

const placeOf = (subject: string): Place => {
  const [name, ...after] = subject.split("/")
  const list = lists.find((one) => one === name) ?? beginning
  return [list, after.length === 0 ? undefined : after.join("/")]
}

/**
 * Puts every term of the hospital's policy on the agenda, as of now and from the first patient on: once, and again whenever
 * a term was added or the hours have changed. A term that the policy no longer has leaves the agenda by itself.
 */
export const schedule = Effect.fn("Erasure.schedule")(function* (tenant: TenantId) {
  const policy = (yield* RetentionPractice).of(tenant)
  const dueAt = DateTime.makeUnsafe(Retention.openAt(policy, DateTime.toEpochMillis(yield* DateTime.now)))
  yield* (yield* Agenda).schedule(
    policy.erases.map(({ id }): Entry => ({ tenant, kind: "retention", id, subject: beginning, dueAt })),
  )
})

/** How many records one unit of work looks at, and of how many patients it erases something before it ends. */
const [looksAt, erases] = [100, 10]

/** A record whose patients' terms may be over, and behind what to go on from it. */
interface Looked {
  readonly key: string
  readonly of: ReadonlyArray<{ readonly patient: PatientId; readonly since: DateTime.Utc }>
  /** A call that no patient is known of. */
  readonly lone?: CallRecord
}

/** A page of a list, looked at. */
const lookedAt = <A, Key>(
  { next, records }: Page<Versioned<A>, Key>,
  of: (record: A) => Looked,
): { readonly looked: ReadonlyArray<Looked>; readonly isLast: boolean } => ({
  looked: records.map(({ record }) => of(record)),
  isLast: Option.isNone(next),
})

const lookAtCalls = Effect.fnUntraced(function* (tenant: TenantId, after: string | undefined) {
  const [, millis = "", id = ""] = /^(\d+)\/(.*)$/.exec(after ?? "") ?? []
  const page = yield* (yield* CallStore).list(tenant, {
    of: "all",
    during: { from: 0, until: DateTime.toEpochMillis(yield* DateTime.now) },
    limit: looksAt,
    ...(id === "" ? {} : { after: { arrivedAt: DateTime.makeUnsafe(Number(millis)), id: CallId.make(id) } }),
  })
  return lookedAt(page, (record) => ({
    key: `${DateTime.toEpochMillis(record.arrivedAt)}/${record.id}`,
    of: patientsOf(record).map((patient) => ({ patient, since: record.arrivedAt })),
    ...(isCallOfNobody(record) ? { lone: record } : {}),
  }))
})

const lookAtSurveys = Effect.fnUntraced(function* (tenant: TenantId, after: string | undefined) {
  const surveys = yield* Effect.serviceOption(SurveyStore)
  if (Option.isNone(surveys)) return { looked: [], isLast: true }
  const page = yield* surveys.value.list(tenant, {
    of: "all",
    limit: looksAt,
    ...(after === undefined ? {} : { after: InvitationId.make(after) }),
  })
  return lookedAt(page, ({ invitation }) => {
    const { at, patient } = invitation.occasion
    return { key: invitation.id, of: patient === undefined ? [] : [{ patient, since: at }] }
  })
})

/** A page of what this house keeps for people's care. */
const lookAtCare = Effect.fnUntraced(function* <A, E, Key extends string>(
  tenant: TenantId,
  records: (store: CareStore["Service"]) => CareRecords<A, E, Key>,
  after: Key | undefined,
  of: (record: A, now: DateTime.Utc) => Looked,
) {
  const care = yield* Effect.serviceOption(CareStore)
  if (Option.isNone(care)) return { looked: [], isLast: true }
  const from = after === undefined ? {} : { after }
  const page = yield* records(care.value).list(tenant, { of: "all", limit: looksAt, ...from })
  const now = yield* DateTime.now
  return lookedAt(page, (record) => of(record, now))
})

/** When an enrolment was left; now, of one that goes on. */
const leftAt = ({ state }: CareEnrolment, now: DateTime.Utc): DateTime.Utc =>
  state._tag === "Left" ? state.at : now

const look = Effect.fnUntraced(function* (tenant: TenantId, [list, after]: Place) {
  if (list === "plan") {
    const page = yield* (yield* PlanStore).list(tenant, {
      limit: looksAt,
      ...(after === undefined ? {} : { after: PlanId.make(after) }),
    })
    return lookedAt(page, ({ dischargedAt, id, patient }) => ({
      key: id,
      of: [{ patient, since: dischargedAt }],
    }))
  }
  if (list === "call") return yield* lookAtCalls(tenant, after)
  if (list === "survey") return yield* lookAtSurveys(tenant, after)
  if (list === "care")
    return yield* lookAtCare(
      tenant,
      ({ messages }) => messages,
      after === undefined ? after : CareMessageId.make(after),
      ({ message: { id, patient, span } }) => ({
        key: id,
        of: patient === undefined ? [] : [{ patient, since: span.latest }],
      }),
    )
  if (list === "enrolment")
    return yield* lookAtCare(
      tenant,
      ({ enrolments }) => enrolments,
      after === undefined ? after : EnrolmentId.make(after),
      ({ enrolment }, now) => ({
        key: enrolment.id,
        of: [{ patient: enrolment.patient, since: leftAt(enrolment, now) }],
      }),
    )
  const page = yield* (yield* TicketStore).list(tenant, {
    of: "all",
    limit: looksAt,
    ...(after === undefined ? {} : { after: TicketId.make(after) }),
  })
  return lookedAt(page, ({ ticket }) => ({
    key: ticket.id,
    of: ticket.items.flatMap(({ patient, receivedAt }) =>
      patient?.id === undefined ? [] : [{ patient: patient.id, since: receivedAt }],
    ),
  }))
})

/**
 * The patients of the next stretch whose terms may be over, the calls of nobody's whose own terms are, and what is gone on
 * with; nothing once all is gone through.
 */
const stretch = Effect.fnUntraced(function* (
  tenant: TenantId,
  place: Place,
  overdue: (since: number) => ReadonlyArray<Retention.RecordKind>,
) {
  const { isLast, looked } = yield* look(tenant, place)
  const patients = new Set<PatientId>()
  const calls: Array<CallRecord> = []
  const [list] = place
  for (const [index, { key, lone, of }] of looked.entries()) {
    for (const { patient, since } of of)
      if (overdue(DateTime.toEpochMillis(since)).length > 0) patients.add(patient)
    if (lone !== undefined && overdue(DateTime.toEpochMillis(lone.arrivedAt)).includes("call"))
      calls.push(lone)
    const isEnd = index === looked.length - 1
    if (isEnd ? !isLast : patients.size >= erases) return { patients, calls, next: `${list}/${key}` }
  }
  return { patients, calls, next: lists[lists.indexOf(list) + 1] }
})

type Waiting = Pick<ErasureRefused, "rule">

/** Part of a unit of work: erases calls of nobody's, but for those that belong to a ticket that goes on. */
const eraseCalls = Effect.fnUntraced(function* (tenant: TenantId, calls: ReadonlyArray<CallRecord>) {
  const tickets = yield* TicketStore
  const ids: Array<CallId> = []
  const waiting: Array<Waiting> = []
  for (const { id, links } of calls) {
    const linked = yield* Effect.forEach(
      links.flatMap((link) => (link._tag === "Ticket" ? [link.ticket] : [])),
      (ticket) => tickets.find(tenant, ticket),
    )
    const open = linked.some((found) => Option.isSome(found) && isOpen(found.value.record))
    if (open) waiting.push({ rule: "erasure.ticketOpen" })
    else ids.push(id)
  }
  return { erased: ids.length === 0 ? [] : yield* (yield* Eraser).eraseCalls(tenant, ids), waiting }
})

/** What came of a stretch. */
interface Done {
  readonly erased: ReadonlyArray<Erased>
  readonly waiting: ReadonlyArray<Waiting>
}

const idle: Done = { erased: [], waiting: [] }

/** Part of a unit of work: erases what is over of the stretch that the entry names, and moves the entry on. */
const goOn = Effect.fnUntraced(function* (claim: Claim) {
  const { entry } = claim
  const { tenant } = entry
  const agenda = yield* Agenda
  yield* agenda.hold(claim)
  const policy = (yield* RetentionPractice).of(tenant)
  const term = policy.erases.find(({ id }) => id === entry.id)
  if (term === undefined) {
    yield* agenda.settle(claim, undefined)
    return idle
  }
  const now = yield* DateTime.now
  const openAt = Retention.openAt(policy, DateTime.toEpochMillis(now))
  if (openAt > DateTime.toEpochMillis(now)) {
    yield* agenda.settle(claim, DateTime.makeUnsafe(openAt))
    return idle
  }
  const overdue = (since: number, at: number) =>
    Retention.overdue(policy, since, at).filter((kind) => term.kinds.includes(kind))
  const { calls, next, patients } = yield* stretch(tenant, placeOf(entry.subject), (since) =>
    overdue(since, DateTime.toEpochMillis(now)),
  )
  const outcomes = yield* Effect.forEach(patients, (patient) =>
    erase(tenant, patient, (since, at) => ({ erasable: overdue(since, at), kept: [] }), false).pipe(
      Effect.map(({ erased }) => Result.succeed({ patient, erased })),
      Effect.catchTag("ErasureRefused", (refusal) => Effect.succeed(Result.fail(refusal))),
    ),
  )
  const [looked, waiting] = Arr.separate(outcomes)
  const done = looked.filter(({ erased }) => !isNothing(erased))
  const lone = yield* eraseCalls(tenant, calls)
  const erasing = {
    at: now,
    by: { _tag: "System" },
    action: "erase",
    purpose: "legalDuty",
    outcome: "allowed",
  } as const
  const accesses: ReadonlyArray<AccessRecord> = [
    ...done.map(({ patient }) => ({
      ...erasing,
      what: { kind: "patient", id: RecordId.make(patient) } as const,
      patient,
    })),
    ...lone.erased.map((id) => ({ ...erasing, what: { kind: "call", id: RecordId.make(id) } as const })),
  ]
  if (accesses.length > 0) yield* (yield* AccessLog).append(tenant, accesses)
  const dueAt =
    next === undefined ? DateTime.makeUnsafe(Retention.againAt(policy, DateTime.toEpochMillis(now))) : now
  yield* agenda.schedule({ ...entry, subject: next ?? beginning, dueAt })
  const did: Done = {
    erased: [...done.map(({ erased }) => erased), { ...nothing, call: lone.erased.length }],
    waiting: [...waiting, ...lone.waiting],
  }
  return did
})

/** Makes the stores fit for an erasure, in the hours in which one may be done. */
const prepare = Effect.fnUntraced(function* (tenant: TenantId) {
  const policy = (yield* RetentionPractice).of(tenant)
  const now = DateTime.toEpochMillis(yield* DateTime.now)
  if (Retention.openAt(policy, now) <= now) yield* (yield* Eraser).prepare(tenant)
})

/** Carries out what is due of a term, under its claim. */
export const fallDue = Effect.fnUntraced(function* (claim: Claim) {
  const { erased, waiting } = yield* Equipment.needed(
    [AccessLog, CallStore, Eraser, RetentionPractice, TicketStore],
    "this worker has no practice with retention",
    Effect.andThen(prepare(claim.entry.tenant), inUnit(goOn(claim))),
  )
  for (const kind of Retention.RecordKind.literals) {
    const count = erased.reduce((sum, one) => sum + one[kind], 0)
    if (count > 0) yield* Metrics.add(Metrics.erased, { kind }, count)
  }
  for (const { rule } of waiting) yield* Metrics.add(Metrics.waiting, { rule })
})
