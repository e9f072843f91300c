/**
 * Seeing feedback through: what is recorded of a ticket is written with its clocks on the agenda, and every step of a
 * ladder is told to somebody on duty.
 *
 * **Details**
 *
 * Each ticket has one entry on the agenda, for the next moment at which a clock changes or somebody is to be told: of the
 * ticket, or of the corrective actions kept with it, which go on once it is closed, and with the other where it becomes
 * part of one. That somebody is told is stored before the channel is asked. Unlike a contact with a patient it is sent
 * again where nobody knows whether it arrived: a warning that comes twice is better than one that is lost.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Delivery } from "../contact/ContactAttempt.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import type { Override } from "../contact/Override.ts"
import type { ClaimCode } from "../feedback/ClaimCode.ts"
import type { CaseResult, Check } from "../feedback/Closure.ts"
import * as CorrectiveAction from "../feedback/CorrectiveAction.ts"
import * as Escalation from "../feedback/Escalation.ts"
import * as Notification from "../feedback/Notification.ts"
import * as Sla from "../feedback/Sla.ts"
import type { Published } from "../feedback/SlaPolicy.ts"
import * as Ticket from "../feedback/Ticket.ts"
import * as TicketRecord from "../feedback/TicketRecord.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import {
  type ActionId,
  type FeedbackId,
  MessageId,
  type PatientId,
  RecordId,
  type StaffId,
  type TenantId,
  TicketId,
} from "../foundation/Id.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { MessageChannels, type Outgoing } from "../ports/MessageChannel.ts"
import { type Message, MessageLog } from "../ports/MessageLog.ts"
import type { Versioned } from "../ports/PlanStore.ts"
import { because, type StoreError } from "../ports/StoreError.ts"
import { type KeptTicket, TicketStore } from "../ports/TicketStore.ts"
import type { Accessor } from "../privacy/AccessRecord.ts"
import type * as FeedbackCounts from "../quality/FeedbackCounts.ts"
import type { Opinion } from "../survey/Opinion.ts"
import * as Access from "./Access.ts"
import * as Equipment from "./Equipment.ts"
import * as Metrics from "./Metrics.ts"
import * as Pages from "./Pages.ts"
import { inUnit, overtaken } from "./PlanKeeping.ts"
import * as Sending from "./Sending.ts"
import { type HospitalTicketPractice, TicketPractice } from "./TicketPractice.ts"

export type { Hold } from "./Sending.ts"

/** A ticket as it was read, with its history and what decisions rest on. */
interface Loaded extends Versioned<KeptTicket> {
  readonly tenant: TenantId
  readonly events: ReadonlyArray<Ticket.TicketEvent>
  readonly practice: HospitalTicketPractice
}

const load = Effect.fnUntraced(function* (tenant: TenantId, id: TicketId) {
  const store = yield* TicketStore
  const found = yield* store.find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  const loaded: Loaded = {
    tenant,
    ...found.value,
    events: yield* store.events(tenant, id),
    practice: (yield* TicketPractice).of(tenant),
  }
  return loaded
})

const evaluated = (
  { ground, policies }: Pick<HospitalTicketPractice, "ground" | "policies">,
  events: ReadonlyArray<Ticket.TicketEvent>,
  at: number,
) => Sla.evaluate(policies, Ticket.slaEvents(events, ground.categories), at)

/** While somebody's health may be in danger, people are told at once. */
const urgency = (
  { duty }: Ticket.Ticket,
  { dangerAuthor }: HospitalTicketPractice,
  at: DateTime.Utc,
): Override | undefined =>
  TicketRecord.isOpen(duty)
    ? { kind: "clinicalUrgency", reason: "clinical danger", author: dangerAuthor, givenAt: at }
    : undefined

const noticesOf = (
  { actions = [], ticket, told: before }: KeptTicket,
  evaluation: Sla.Evaluation,
  practice: HospitalTicketPractice,
  at: DateTime.Utc,
): ReadonlyArray<Escalation.Notice> => {
  const { policies, policy, roster } = practice
  const override = urgency(ticket, practice, at)
  const told = new Set(before.map(({ id }) => id))
  const steps = policies.find(({ version }) => Equal.equals(version, policy))?.policy.actionSteps ?? []
  return [
    ...Escalation.notices(evaluation, roster, {
      told,
      owner: Ticket.actingAt(ticket, at),
      ...(override === undefined ? {} : { override }),
    }),
    ...actions.flatMap((action) => {
      const next = CorrectiveAction.laddered(action, steps)
      const targets = next === undefined ? [] : [next]
      return Escalation.notices({ at: evaluation.at, targets }, roster, { told, owner: action.owner })
    }),
  ]
}

/** How long until somebody is looked for again where nobody on the roster could be told. */
const lookAgainAfterMillis = 3_600_000

/** When something is next to be done about a ticket; undefined where nothing is. */
const nextDueAt = (
  kept: KeptTicket,
  evaluation: Sla.Evaluation,
  practice: HospitalTicketPractice,
  at: DateTime.Utc,
): DateTime.Utc | undefined => {
  const now = at.epochMilliseconds
  const notices = noticesOf(kept, evaluation, practice, at)
  const { deputy } = kept.ticket
  // Whoever acts next may be on duty and awake sooner.
  const turns = notices.length === 0 || deputy === undefined ? [] : [deputy.from, deputy.until]
  const instants = [
    Sla.nextChange(evaluation),
    ...notices.map(
      ({ at: step, tellAt }) => tellAt ?? (step <= now ? now + lookAgainAfterMillis : undefined),
    ),
    ...turns.flatMap(({ epochMilliseconds }) => (epochMilliseconds > now ? [epochMilliseconds] : [])),
    ...kept.told.map((told) => Notification.againAt(told, practice.roster, now)),
  ].filter((instant) => instant !== undefined)
  return instants.length === 0 ? undefined : DateTime.makeUnsafe(Math.max(now, Math.min(...instants)))
}

/** Its clocks go on in the ticket that it became part of. */
const isMerged = ({ ticket }: KeptTicket): boolean => ticket.state._tag === "Merged"

/** Writes the agenda's entry of a ticket, or takes it out. */
const putDue = Effect.fnUntraced(function* (
  { events, practice, tenant }: Pick<Loaded, "events" | "practice" | "tenant">,
  kept: KeptTicket,
) {
  const agenda = yield* Agenda
  const { id } = kept.ticket
  const key = { tenant, kind: "ticket", id } as const
  if (isMerged(kept)) return yield* agenda.remove(key)
  const at = yield* DateTime.now
  const evaluation = yield* Effect.fromResult(evaluated(practice, events, at.epochMilliseconds))
  const dueAt = nextDueAt(kept, evaluation, practice, at)
  yield* dueAt === undefined ? agenda.remove(key) : agenda.schedule({ ...key, subject: id, dueAt })
})

const save = Effect.fnUntraced(function* (loaded: Loaded, [ticket, events]: Ticket.Decided) {
  if (events.length === 0) return
  const kept = { ...loaded.record, ticket }
  yield* (yield* TicketStore).update(loaded.tenant, kept, loaded.version, events)
  yield* putDue({ ...loaded, events: [...loaded.events, ...events] }, kept)
})

/**
 * Begins a ticket by the hospital's present policy. Answers with it.
 *
 * Fails as `Ticket.register` does, and with `PolicyNotPublished` where the practice doesn't hold its own policy.
 */
export const register = Effect.fn("Tickets.register")(function* (
  tenant: TenantId,
  given: Omit<Ticket.Registration, "policy">,
  stamp: Pick<Ticket.Stamp, "id" | "by">,
) {
  const practice = (yield* TicketPractice).of(tenant)
  const work = Effect.gen(function* () {
    const registration = { ...given, policy: practice.policy }
    const [ticket, events] = yield* Effect.fromResult(Ticket.register(registration, stamp, practice.ground))
    const kept: KeptTicket = { ticket, told: [] }
    yield* (yield* TicketStore).insert(tenant, kept, events)
    yield* putDue({ tenant, events, practice }, kept)
    return ticket
  })
  return yield* inUnit(work)
})

/** Part of a unit of work. */
const recording = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: TicketId,
  act: Ticket.Act,
  stamp: Ticket.Stamp,
) {
  // What is corrected of a ticket that became part of another moves the clocks where they go on.
  const loaded = yield* act._tag === "Corrected" ? homeOf(tenant, id) : load(tenant, id)
  return yield* recordingOn(loaded, act, stamp)
})

/** Part of a unit of work, which fails where the ticket was written since it was read. */
const recordingOn = Effect.fnUntraced(function* (loaded: Loaded, act: Ticket.Act, stamp: Ticket.Stamp) {
  const decided = yield* Effect.fromResult(
    Ticket.record(loaded.record.ticket, act, stamp, loaded.practice.ground),
  )
  yield* save(loaded, decided)
  return decided[0]
})

/** What `record` takes: any act but the closing, which is for `close`. */
export type Recorded = Named<Exclude<Ticket.Act, { readonly _tag: "Closed" }>>

/**
 * Records something that happened to a ticket, other than that it was closed; see `Ticket.record`. What is corrected is
 * recorded in the ticket that it became part of, where it did. Answers with the ticket.
 */
export const record = Effect.fn("Tickets.record")(function* (
  tenant: TenantId,
  id: TicketId,
  act: Recorded,
  stamp: Ticket.Stamp,
) {
  return yield* inUnit(recording(tenant, id, act, stamp))
})

const actorOf = (by: Accessor): Ticket.Actor =>
  by._tag === "Staff"
    ? { _tag: "Staff", staff: by.staff }
    : by._tag === "Person"
      ? { _tag: "Sender" }
      : { _tag: "System" }

/**
 * Closes a ticket; see `Ticket.record`. Grants within departments hold for the tickets of their owners. Answers with it.
 *
 * Fails with `PermissionRefused`, and as `Ticket.record` does.
 */
export const close = Effect.fn("Tickets.close")(function* (
  tenant: TenantId,
  id: TicketId,
  acting: Access.Acting,
  stamp: Omit<Ticket.Stamp, "by">,
) {
  const work = Effect.gen(function* () {
    const { asked, found } = yield* Access.askOf(
      tenant,
      acting,
      "closeTicket",
      { action: "write", what: { kind: "ticket", id: RecordId.make(id) } },
      load(tenant, id),
      ({ record: { ticket } }) => ({
        patient: ticket.items.find((item) => item.patient !== undefined)?.patient?.id,
        department: ticket.owner.department,
      }),
    )
    // Closed as it was when it was asked about: whoever gave it to another department meanwhile has it asked about again.
    const closing = recordingOn(found, { _tag: "Closed" }, { ...stamp, by: actorOf(acting.by) })
    return yield* Access.carryOut(tenant, asked, closing)
  })
  return yield* overtaken(work)
})

/**
 * Records what the sender of an item thinks of its answer, as a survey has heard it: whoever is dissatisfied has the ticket
 * opened again where the policy lets it. Answers with the ticket.
 */
export const hearOpinion = Effect.fn("Tickets.hearOpinion")(function* (
  tenant: TenantId,
  id: TicketId,
  item: FeedbackId,
  opinion: Opinion,
  stamp: Ticket.Stamp,
) {
  const check: Check = opinion._tag === "NotSaid" ? { _tag: "NotKnown", reason: "declined" } : opinion
  return yield* record(tenant, id, { _tag: "Checked", item, check }, stamp)
})

/** Makes another ticket part of this one, with its actions; see `Ticket.merge`. Answers with this one. */
export const merge = Effect.fn("Tickets.merge")(function* (
  tenant: TenantId,
  id: TicketId,
  other: TicketId,
  stamp: Ticket.Stamp,
) {
  const work = Effect.gen(function* () {
    const [into, from] = [yield* load(tenant, id), yield* load(tenant, other)]
    const [mine, theirs] = yield* Effect.fromResult(
      Ticket.merge(into.record.ticket, from.record.ticket, from.events, stamp, into.practice.ground),
    )
    const [carried, left] = carrying(into.record, from.record)
    yield* save({ ...into, record: carried }, mine)
    yield* save({ ...from, record: left }, theirs)
    return mine[0]
  })
  return yield* inUnit(work)
})

/** The two tickets once the actions of the second, and who was told of what, are kept with the first. */
const carrying = (into: KeptTicket, from: KeptTicket): readonly [KeptTicket, KeptTicket] => {
  const { actions = [], told, ...rest } = from
  const both = [...(into.actions ?? []), ...actions]
  return [
    { ...into, told: [...into.told, ...told], ...(both.length === 0 ? {} : { actions: both }) },
    { ...rest, told: [] },
  ]
}

/** The ticket in which this one goes on: the one that it became part of, where it did. */
const homeOf = Effect.fnUntraced(function* (tenant: TenantId, id: TicketId) {
  let loaded = yield* load(tenant, id)
  while (loaded.record.ticket.state._tag === "Merged")
    loaded = yield* load(tenant, loaded.record.ticket.state.into)
  return loaded
})

const saveActions = Effect.fnUntraced(function* (
  loaded: Loaded,
  actions: ReadonlyArray<CorrectiveAction.CorrectiveAction>,
) {
  const kept = { ...loaded.record, actions }
  yield* (yield* TicketStore).update(loaded.tenant, kept, loaded.version, [])
  yield* putDue(loaded, kept)
})

/**
 * Keeps an action with the first ticket that it answers, and has it told of as it falls due: by the steps of the hospital's
 * present policy, whatever becomes of the ticket. The same action again changes nothing, however far it has come meanwhile.
 *
 * Fails with a `StoreError`: `NotFound` without the ticket, `AlreadyExists` where another action there has its id.
 */
export const planAction = Effect.fn("Tickets.planAction")(function* (
  tenant: TenantId,
  action: CorrectiveAction.CorrectiveAction,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* homeOf(tenant, action.tickets[0])
    const { actions = [] } = loaded.record
    const known = actions.find(({ id }) => id === action.id)
    if (known === undefined) yield* saveActions(loaded, [...actions, action])
    else if (!Equal.equals(known, { ...action, state: known.state }))
      return yield* because({ _tag: "AlreadyExists", record: action.id })
  })
  yield* inUnit(work)
})

/**
 * Finishes an action of a ticket, records what was found of its effect, or drops it; see `CorrectiveAction.decide`. Answers
 * with it.
 *
 * Fails with `ActionRefused`, or with a `StoreError`: `NotFound` without the ticket or the action.
 */
export const decideAction = Effect.fn("Tickets.decideAction")(function* (
  tenant: TenantId,
  ticket: TicketId,
  id: ActionId,
  command: CorrectiveAction.ActionCommand,
  by: StaffId,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* homeOf(tenant, ticket)
    const { actions = [] } = loaded.record
    const known = actions.find((action) => action.id === id)
    if (known === undefined) return yield* because({ _tag: "NotFound", record: id })
    const at = yield* DateTime.now
    const next = yield* Effect.fromResult(CorrectiveAction.decide(known, command, { at, by }))
    yield* saveActions(
      loaded,
      actions.map((action) => (action === known ? next : action)),
    )
    return next
  })
  return yield* inUnit(work)
})

/** No ticket of this number is opened by this code. Which of the two is wrong isn't told. */
export class ClaimRefused extends Schema.TaggedError<ClaimRefused>("@aftercare/core/ClaimRefused")(
  "ClaimRefused",
  { ticket: TicketId },
) {
  override get message() {
    return `ticket ${this.ticket} isn't opened by this claim code`
  }
}

/** What the sender of an anonymous item sees of it. */
export interface Claimed {
  readonly ticket: TicketId
  readonly item: FeedbackId
  readonly stage: Ticket.Stage
  /** The answer, once it lies ready. */
  readonly result: CaseResult | undefined
}

const claimed = Effect.fnUntraced(function* (tenant: TenantId, id: TicketId, code: ClaimCode) {
  const found = yield* (yield* TicketStore).find(tenant, id)
  const item = Option.isSome(found) ? Ticket.itemOf(found.value.record.ticket, code) : undefined
  return item === undefined ? yield* new ClaimRefused({ ticket: id }) : item
})

/** Of the number by which it was asked for, and of nobody else whose item became part of the same ticket. */
const seenBy = (id: TicketId, item: FeedbackId, ticket: Ticket.Ticket): Claimed => {
  const isPosted = ticket.loops.some((loop) => loop.item === item && loop.posted !== undefined)
  return {
    ticket: id,
    item,
    stage: Ticket.stageOf(ticket),
    result: isPosted ? Ticket.resultOf(ticket) : undefined,
  }
}

/**
 * What the sender of an anonymous item reads with number and code, also once the ticket is part of another. The first reading
 * of an answer that lies ready is recorded: it has reached its sender.
 */
export const readByClaim = Effect.fn("Tickets.readByClaim")(function* (
  tenant: TenantId,
  id: TicketId,
  code: ClaimCode,
  stamp: Omit<Ticket.Stamp, "by">,
) {
  const item = yield* claimed(tenant, id, code)
  const work = Effect.gen(function* () {
    const loaded = yield* homeOf(tenant, id)
    const { ticket } = loaded.record
    const loop = ticket.loops.find((one) => one.item === item)
    const isNew = loop?.posted !== undefined && loop.answer === undefined && loop.withdrawn === undefined
    const decided: Ticket.Decided = isNew
      ? yield* Effect.fromResult(
          Ticket.record(
            ticket,
            { _tag: "AnswerCollected", item },
            { ...stamp, by: { _tag: "Sender" } },
            loaded.practice.ground,
          ),
        )
      : [ticket, []]
    yield* save(loaded, decided)
    return seenBy(id, item, decided[0])
  })
  return yield* inUnit(work)
})

/** The sender of an anonymous item adds to it, also once the ticket is part of another. Answers with what they see of it. */
export const writeByClaim = Effect.fn("Tickets.writeByClaim")(function* (
  tenant: TenantId,
  id: TicketId,
  code: ClaimCode,
  text: string,
  stamp: Omit<Ticket.Stamp, "by">,
) {
  const item = yield* claimed(tenant, id, code)
  const written = { _tag: "SenderWrote", item, text } as const
  const work = Effect.flatMap(homeOf(tenant, id), (loaded) =>
    recordingOn(loaded, written, { ...stamp, by: { _tag: "Sender" } }),
  )
  return seenBy(id, item, yield* inUnit(work))
})

/** Where a ticket's clocks stand now. */
export const standing = Effect.fn("Tickets.standing")(function* (tenant: TenantId, id: TicketId) {
  const { events, practice } = yield* load(tenant, id)
  return yield* Effect.fromResult(evaluated(practice, events, (yield* DateTime.now).epochMilliseconds))
})

const pageSize = 200

/** Every ticket that waits for something, or an action of which does, by id; `OpenLoops.of` says for what. */
export const open = (tenant: TenantId) =>
  Pages.all((after: { readonly after?: TicketId }) =>
    Effect.flatMap(TicketStore, (store) => store.list(tenant, { of: "open", limit: pageSize, ...after })),
  ).pipe(Stream.map(({ record: kept }) => kept))

/** Every ticket with where its clocks stand now, by id, read page by page: for figures. */
export const standings = Effect.fnUntraced(function* (tenant: TenantId) {
  const store = yield* TicketStore
  const practice = (yield* TicketPractice).of(tenant)
  const at = (yield* DateTime.now).epochMilliseconds
  return Pages.all((after: { readonly after?: TicketId }) =>
    store.list(tenant, { of: "all", limit: pageSize, ...after }),
  ).pipe(
    Stream.mapEffect(({ record: { ticket } }) =>
      Effect.flatMap(store.events(tenant, ticket.id), (events) =>
        Effect.map(
          Effect.fromResult(evaluated(practice, events, at)),
          (evaluation): FeedbackCounts.Kept => ({
            ticket,
            evaluation,
          }),
        ),
      ),
    ),
  )
}, Stream.unwrap)

/**
 * Tickets about the patient of a new item that still wait for something: perhaps it is about the same matter.
 *
 * Fails with `PermissionRefused`.
 */
export const openOfPatient = Effect.fn("Tickets.openOfPatient")(function* (
  tenant: TenantId,
  patient: PatientId,
  acting: Access.Acting,
) {
  const what = { kind: "patient", id: RecordId.make(patient) } as const
  yield* Access.read(tenant, acting, "readTickets", { what, patient })
  const found = yield* (yield* TicketStore).ofPatient(tenant, patient)
  return found
    .map(({ record: kept }): Ticket.Ticket => kept.ticket)
    .filter((ticket) => Ticket.awaits(ticket).length > 0)
})

/** A ticket whose clocks would stand otherwise. */
export interface Foreseen {
  readonly ticket: TicketId
  readonly changes: Arr.NonEmptyReadonlyArray<Sla.Change>
}

/**
 * What would change for the open tickets of a tenant if its policies were these: a holiday notice, another version. Nothing
 * is written.
 */
export const foresee = Effect.fn("Tickets.foresee")(function* (
  tenant: TenantId,
  policies: ReadonlyArray<Published>,
) {
  const store = yield* TicketStore
  const practice = (yield* TicketPractice).of(tenant)
  const at = (yield* DateTime.now).epochMilliseconds
  const judged = Effect.fnUntraced(function* ({ ticket }: KeptTicket) {
    const events = yield* store.events(tenant, ticket.id)
    const before = yield* Effect.fromResult(evaluated(practice, events, at))
    const after = yield* Effect.fromResult(evaluated({ ...practice, policies }, events, at))
    const changes = Sla.changes(before, after)
    const foreseen: ReadonlyArray<Foreseen> = Arr.isReadonlyArrayNonEmpty(changes)
      ? [{ ticket: ticket.id, changes }]
      : []
    return foreseen
  })
  return (yield* Stream.runCollect(Stream.mapEffect(open(tenant), judged))).flat()
})

/** Puts the clocks of all open tickets on the agenda anew: after the hospital's practice has changed. */
export const reschedule = Effect.fn("Tickets.reschedule")(function* (tenant: TenantId) {
  yield* Stream.runForEach(open(tenant), ({ ticket }) =>
    inUnit(Effect.flatMap(load(tenant, ticket.id), (loaded) => putDue(loaded, loaded.record))),
  )
})

const unreachable: Delivery = { _tag: "Rejected", code: RuleId.make("staff.unreachable") }

/** A notification on its way. */
interface Telling {
  readonly notification: Notification.Notification
  readonly channel: Message["channel"]
  readonly outgoing: Outgoing
  readonly message: Message
}

/** A notification as the message that carries it; undefined where its addressee can't be reached. */
const tellingOf = (
  { practice, record: { actions = [], ticket }, tenant }: Loaded,
  notification: Notification.Notification,
): Telling | undefined => {
  const reach = Sending.ofPractice(() => practice.reach(notification.staff))
  if (reach === undefined) return undefined
  const { channel, person } = reach
  const address = ContactablePerson.addressOn(person, channel)
  const about = actions.find(({ id }) => id === notification.action)
  // An action or a round goes along with its ticket when that becomes part of another; what is told of it stays the same message.
  const { id, step, target } = notification
  const opening = ticket.marks.find(({ event }) => id === `${target}/${event}/${step}`)
  const first = about?.tickets[0] ?? opening?.ticket ?? ticket.id
  const common = {
    tenant,
    id: MessageId.make(contentHash([tenant, "ticket", first, notification.id])),
    subject: { _tag: "Notice", ticket: first, notice: notification.id },
  } as const
  return {
    notification,
    channel,
    outgoing: {
      ...common,
      to: person,
      content: Sending.ofPractice(() => practice.compose(notification, ticket, about)),
    },
    message: {
      ...common,
      channel,
      person: person.id,
      sentAt: notification.triedAt,
      ...(address === undefined ? {} : { address }),
    },
  }
}

/** The rounds that were breached as a moment came, or since. */
const breachedSince = (
  { events, practice }: Loaded,
  moment: DateTime.Utc,
  now: Sla.Evaluation,
): ReadonlyArray<Sla.TargetState> => {
  // Just before it the ticket may not have been there yet.
  const earlier = evaluated(practice, events, moment.epochMilliseconds - 1)
  const before = Result.getOrElse(earlier, (): Sla.Evaluation => ({ at: now.at, targets: [] }))
  return Sla.changes(before, now).flatMap(({ after, before }) =>
    after?.state === "breached" && before?.state !== "breached" ? [after] : [],
  )
}

/** Part of a unit of work: writes down whom to tell now, and settles the claim. */
const begin = Effect.fnUntraced(function* (claim: Claim) {
  const { entry } = claim
  const agenda = yield* Agenda
  yield* agenda.hold(claim)
  const loaded = yield* load(entry.tenant, TicketId.make(entry.subject))
  const { events, practice, record: kept, tenant } = loaded
  if (isMerged(kept)) {
    yield* agenda.settle(claim, undefined)
    return { tellings: [], steps: [], breached: [] }
  }
  const at = yield* DateTime.now
  const now = at.epochMilliseconds
  const evaluation = yield* Effect.fromResult(evaluated(practice, events, now))
  const first = noticesOf(kept, evaluation, practice, at).flatMap((notice) => {
    const begun = Notification.begin(notice, at)
    return begun === undefined ? [] : [{ begun, round: notice.round }]
  })
  const tellings: Array<Telling> = []
  const sending = (one: Notification.Notification): Notification.Notification => {
    const telling = tellingOf(loaded, one)
    if (telling === undefined) return { ...one, delivery: unreachable }
    tellings.push(telling)
    return one
  }
  const told = [
    ...kept.told.map((one) =>
      Notification.againAt(one, practice.roster, now) === now ? sending(Notification.again(one, at)) : one,
    ),
    ...first.map(({ begun }) => sending(begun)),
  ]
  const next: KeptTicket = { ...kept, told }
  if (told.some((one, index) => one !== kept.told[index]))
    yield* (yield* TicketStore).update(tenant, next, loaded.version, [])
  const log = yield* MessageLog
  yield* Effect.forEach(tellings, ({ message }) => log.put(message), { discard: true })
  yield* agenda.settle(claim, nextDueAt(next, evaluation, practice, at))
  const steps = first.flatMap(({ round }) => evaluation.targets.filter(({ key }) => key === round))
  return { tellings, steps, breached: breachedSince(loaded, entry.dueAt, evaluation) }
})

/** Tickets, of which a worker may have been started without. */
const services = [TicketStore, TicketPractice] as const

/** A practice that lost a policy is put right, and the work is then done. */
const putRight = <A, R>(work: Effect.Effect<A, StoreError | Sla.Refusal, R>) =>
  Effect.catchTag(work, ["NotRegistered", "PolicyNotPublished"], ({ message }) =>
    Effect.fail(because({ _tag: "Unavailable", detail: message })),
  )

/** Carries out what is due of a ticket, under its claim. */
export const fallDue = (claim: Claim, hold: Sending.Hold) =>
  Equipment.needed(services, "this worker has no practice with tickets", putRight(due(claim, hold)))

const due = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  const { subject, tenant } = claim.entry
  const { breached, steps, tellings } = yield* inUnit(begin(claim))
  for (const { target } of breached) yield* Metrics.add(Metrics.breaches, { target })
  for (const { state, target } of steps) yield* Metrics.add(Metrics.escalations, { target, state })
  for (const telling of tellings) {
    const delivery = yield* tell(telling, hold)
    if (delivery !== undefined)
      yield* learn(tenant, TicketId.make(subject), telling.notification.id, delivery)
  }
})

/** What is told again is looked up first where the channel can. */
const tell = Effect.fnUntraced(function* (
  { channel: name, message, notification, outgoing }: Telling,
  hold: Sending.Hold,
) {
  const channel = yield* Effect.option((yield* MessageChannels).get(name))
  if (Option.isNone(channel)) return unreachable
  if (notification.tries > 1 && channel.value.capabilities.lookUp) {
    const found = yield* Sending.lookUp(channel.value, message, hold)
    if (found !== undefined && Option.isSome(found) && found.value._tag !== "Unknown") return found.value
  }
  return yield* Sending.send(channel.value, outgoing, hold)
})

const learn = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: TicketId,
  notice: string,
  delivery: Delivery,
) {
  const work = Effect.gen(function* () {
    const here = yield* load(tenant, id)
    const loaded = here.record.told.some((one) => one.id === notice) ? here : yield* homeOf(tenant, id)
    const told = loaded.record.told.map((one) =>
      one.id === notice && (delivery._tag !== "Unknown" || one.delivery === undefined)
        ? { ...one, delivery }
        : one,
    )
    const kept = { ...loaded.record, told }
    yield* (yield* TicketStore).update(tenant, kept, loaded.version, [])
    yield* putDue(loaded, kept)
  })
  yield* inUnit(work)
})

/**
 * Records what became of a notification. What is known isn't forgotten for something that knows less. A worker without
 * tickets records nothing.
 */
export const recordDelivery = Effect.fn("Tickets.recordDelivery")(
  (tenant: TenantId, id: TicketId, notice: string, delivery: Delivery) =>
    Effect.asVoid(Equipment.where(services, putRight(learn(tenant, id, notice, delivery)))),
)
