/**
 * Every store, the agenda and the unit of work kept in memory: the reference for other adapters, and the smallest
 * example of one.
 *
 * **Details**
 *
 * The state is a value that never changes. A unit of work starts from it, makes its own, and puts that in its place once
 * it succeeds; otherwise nobody ever sees it. One unit runs at a time; readers see how the last one left things. Leases
 * run on Effect's `Clock`. Nothing survives the process.
 *
 * **Gotchas**
 *
 * A unit of work must not wait for anybody outside it who wants to write: that one waits for the unit.
 *
 * **Example** (What fails leaves nothing behind)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import { Agenda, Id, UnitOfWork } from "@aftercare/core"
 * import { DateTime, Effect } from "effect"
 *
 * const work = Effect.gen(function* () {
 *   const agenda = yield* Agenda.Agenda
 *   yield* agenda.schedule({
 *     tenant: Id.TenantId.make("hospital"),
 *     id: "task-1",
 *     kind: "followUp",
 *     subject: "plan-1",
 *     dueAt: DateTime.makeUnsafe("2026-12-01T10:00:00Z"),
 *   })
 *   return yield* Effect.fail("no signal")
 * })
 *
 * const program = Effect.gen(function* () {
 *   const unit = yield* UnitOfWork.UnitOfWork
 *   yield* Effect.ignore(unit.run(work))
 *   const agenda = yield* Agenda.Agenda
 *   return yield* agenda.nextDueAt
 * })
 * await Effect.runPromise(Effect.provide(program, Memory.layer)) // => undefined
 * ```
 *
 * @since 0.1.0
 */
import { CareEnrolment, CareMessage, Regimen } from "@aftercare/core/care"
import { SendLimit, type VitalStatus } from "@aftercare/core/contact"
import { Ticket as Tickets } from "@aftercare/core/feedback"
import { Discharge as Discharges, FollowUpPlan as Plans } from "@aftercare/core/followup"
import type { Id } from "@aftercare/core/foundation"
import { Interval } from "@aftercare/core/foundation"
import { CallRecord as Calls } from "@aftercare/core/hotline"
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
  type StoreError,
  SurveyStore,
  TicketStore,
  UnitOfWork,
  VitalStatusStore,
} from "@aftercare/core/ports"
import type { Consent as Consents, Retention } from "@aftercare/core/privacy"
import { type SurveyDisposition, SurveyInvitation as Surveys } from "@aftercare/core/survey"
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as PubSub from "effect/PubSub"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Accesses from "./Accesses.ts"
import * as AgendaItems from "./AgendaItems.ts"
import * as Dealings from "./Dealings.ts"
import * as Erasing from "./Erasing.ts"
import { kept } from "./Kept.ts"
import { endOf, keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"
import * as Units from "./Units.ts"
import * as Versioned from "./Versioned.ts"

interface State {
  readonly plans: Versioned.Records<Plans.FollowUpPlan, Plans.FollowUpEvent>
  readonly discharges: SortedMap.SortedMap<Discharges.Discharge>
  /** Each patient's, the earliest first. */
  readonly stays: SortedMap.SortedMap<ReadonlyArray<Discharges.Discharge>>
  /** Each person's, in the order they were first written. */
  readonly consents: SortedMap.SortedMap<ReadonlyArray<Consents.Consent>>
  /** Each patient's, in the order it was written. */
  readonly vitalStatuses: SortedMap.SortedMap<ReadonlyArray<VitalStatus.VitalStatus>>
  readonly dealings: Dealings.AllDealings
  readonly messages: SortedMap.SortedMap<MessageLog.Message>
  /** Each address's, by channel, in the order of their ids. */
  readonly mailings: SortedMap.SortedMap<ReadonlyArray<MessageLog.Message>>
  readonly quotas: SortedMap.SortedMap<SendLimit.Taken>
  readonly inbox: SortedMap.SortedMap<Inbox.Received>
  readonly tickets: Versioned.Records<TicketStore.KeptTicket, Tickets.TicketEvent>
  readonly calls: Versioned.Records<Calls.CallRecord, Calls.CallEvent>
  readonly accesses: Accesses.AllAccesses
  readonly invitations: Versioned.Records<SurveyStore.KeptInvitation, Surveys.InvitationEvent>
  readonly responses: SortedMap.SortedMap<SurveyStore.KeptResponse>
  readonly enrolments: Versioned.Records<CareStore.KeptEnrolment, CareEnrolment.EnrolmentEvent>
  readonly regimens: Versioned.Records<Regimen.Regimen, Regimen.RegimenEvent>
  readonly careMessages: Versioned.Records<CareStore.KeptCareMessage, CareMessage.CareMessageEvent>
  readonly agenda: AgendaItems.AgendaItems
}

const nothing: State = {
  plans: undefined,
  discharges: undefined,
  stays: undefined,
  consents: undefined,
  vitalStatuses: undefined,
  dealings: Dealings.empty,
  messages: undefined,
  mailings: undefined,
  quotas: undefined,
  inbox: undefined,
  tickets: undefined,
  calls: undefined,
  accesses: Accesses.empty,
  invitations: undefined,
  responses: undefined,
  enrolments: undefined,
  regimens: undefined,
  careMessages: undefined,
  agenda: AgendaItems.empty,
}

type Outcome<A> = Result.Result<readonly [answer: A, next: State], StoreError.StoreReason>

const done = (next: State): Outcome<void> => Result.succeed([undefined, next])

const plans = (units: Units.Units<State>) =>
  PlanStore.PlanStore.of(
    Versioned.make(units, {
      of: ({ plans }) => plans,
      within: (state, plans) => ({ ...state, plans }),
      idOf: ({ id }) => id,
    }),
  )

type TenantId = Id.TenantId
type Stays = State["stays"]

interface Named {
  readonly id: string
}

const byId = (a: Named, b: Named): number => (a.id < b.id ? -1 : Number(a.id > b.id))

/** How far apart two of them are, by an instant of theirs. */
const apart = <A>(at: (one: A) => DateTime.Utc, a: A, b: A): number =>
  DateTime.toEpochMillis(at(a)) - DateTime.toEpochMillis(at(b))

const oldestFirst =
  <A extends Named>(at: (one: A) => DateTime.Utc) =>
  (a: A, b: A): number =>
    apart(at, a, b) || byId(a, b)

const newestFirst =
  <A extends Named>(at: (one: A) => DateTime.Utc) =>
  (a: A, b: A): number =>
    apart(at, b, a) || byId(a, b)

const byDischarge = oldestFirst<Discharges.Discharge>(({ dischargedAt }) => dischargedAt)

/** The first of what follows, and the key of the last of them where more do. */
const pageOf = <A, Key>(
  following: ReadonlyArray<A>,
  limit: number,
  keyOf: (one: A) => Key,
): PlanStore.Page<A, Key> => {
  const records = following.slice(0, limit)
  const last = following.length > limit ? records.at(-1) : undefined
  return { records, next: Option.map(Option.fromUndefinedOr(last), keyOf) }
}

const withoutStay = (stays: Stays, tenant: TenantId, { id, patient }: Discharges.Discharge): Stays => {
  const key = keyOf(tenant, patient)
  return SortedMap.set(
    stays,
    key,
    (SortedMap.get(stays, key) ?? []).filter((stay) => stay.id !== id),
  )
}

const withStay = (stays: Stays, tenant: TenantId, discharge: Discharges.Discharge): Stays => {
  const key = keyOf(tenant, discharge.patient)
  return SortedMap.set(stays, key, [...(SortedMap.get(stays, key) ?? []), discharge].sort(byDischarge))
}

const discharges = ({ change, look }: Units.Units<State>) => {
  const newest = (tenant: TenantId, limit: number, isMeant: (discharge: Discharges.Discharge) => boolean) =>
    look((state) =>
      [...SortedMap.values(state.discharges, keyOf(tenant, ""), endOf(tenant))]
        .filter(isMeant)
        .sort(newestFirst(({ dischargedAt }) => dischargedAt))
        .slice(0, limit),
    )
  return DischargeStore.DischargeStore.of({
    find: (tenant, id) =>
      look((state) => Option.fromUndefinedOr(SortedMap.get(state.discharges, keyOf(tenant, id)))),
    ofPatient: (tenant, patient) => look((state) => SortedMap.get(state.stays, keyOf(tenant, patient)) ?? []),
    ofPhone: (tenant, { limit, phone }) =>
      newest(tenant, limit, ({ persons }) => persons.some((person) => person.phone === phone)),
    ofRecordNumber: (tenant, { limit, recordNumber }) =>
      newest(tenant, limit, (discharge) => discharge.recordNumber === recordNumber),
    put: (tenant, discharge) =>
      change((state) => {
        const key = keyOf(tenant, discharge.id)
        const next = kept(discharge)
        const before = SortedMap.get(state.discharges, key)
        const left = before === undefined ? state.stays : withoutStay(state.stays, tenant, before)
        return done({
          ...state,
          discharges: SortedMap.set(state.discharges, key, next),
          stays: withStay(left, tenant, next),
        })
      }),
  })
}

const consents = ({ change, look }: Units.Units<State>) =>
  ConsentStore.ConsentStore.of({
    of: (tenant, person) => look((state) => SortedMap.get(state.consents, keyOf(tenant, person)) ?? []),
    put: (tenant, consent) =>
      change((state) => {
        const key = keyOf(tenant, consent.person)
        const before = SortedMap.get(state.consents, key) ?? []
        const after = before.some(({ id }) => id === consent.id)
          ? before.map((known) => (known.id === consent.id ? consent : known))
          : [...before, consent]
        return done({ ...state, consents: SortedMap.set(state.consents, key, kept(after)) })
      }),
  })

const vitalStatuses = ({ change, look }: Units.Units<State>) =>
  VitalStatusStore.VitalStatusStore.of({
    of: (tenant, patient) =>
      look((state) => SortedMap.get(state.vitalStatuses, keyOf(tenant, patient)) ?? []),
    add: (tenant, told) =>
      change((state) => {
        const key = keyOf(tenant, told.patient)
        const after = [...(SortedMap.get(state.vitalStatuses, key) ?? []), told]
        return done({ ...state, vitalStatuses: SortedMap.set(state.vitalStatuses, key, kept(after)) })
      }),
  })

const contacts = ({ change, look }: Units.Units<State>) =>
  ContactStore.ContactStore.of({
    of: (tenant, person, during) =>
      look(({ dealings }) => {
        const { contacts, version } = Dealings.pageOf(dealings, tenant, person)
        return { version, contacts: contacts.filter(({ at }) => Interval.contains(during, at)) }
      }),
    subjects: (tenant, person) => look(({ dealings }) => Dealings.pageOf(dealings, tenant, person).subjects),
    put: (tenant, subject, said) =>
      change((state) =>
        done({ ...state, dealings: Dealings.put(state.dealings, tenant, subject, kept(said)) }),
      ),
    hold: (tenant, person, expected) =>
      change((state) => {
        const { version: actual } = Dealings.pageOf(state.dealings, tenant, person)
        return actual === expected
          ? done(state)
          : Result.fail({ _tag: "VersionConflict", record: person, expected, actual })
      }),
  })

type Mailings = State["mailings"]

const mailingKey = ({
  address,
  channel,
  tenant,
}: Pick<MessageLog.Message, "address" | "channel" | "tenant">) => keyOf(tenant, `${channel} ${address}`)

const withoutMailing = (mailings: Mailings, message: MessageLog.Message): Mailings => {
  const key = mailingKey(message)
  return SortedMap.set(
    mailings,
    key,
    (SortedMap.get(mailings, key) ?? []).filter(({ id }) => id !== message.id),
  )
}

const withMailing = (mailings: Mailings, message: MessageLog.Message): Mailings => {
  const key = mailingKey(message)
  return SortedMap.set(mailings, key, [...(SortedMap.get(mailings, key) ?? []), message])
}

const messages = ({ change, look }: Units.Units<State>) =>
  MessageLog.MessageLog.of({
    put: (message) =>
      change((state) => {
        const key = keyOf(message.tenant, message.id)
        const next = kept(message)
        const before = SortedMap.get(state.messages, key)
        const left = before === undefined ? state.mailings : withoutMailing(state.mailings, before)
        return done({
          ...state,
          messages: SortedMap.set(state.messages, key, next),
          mailings: withMailing(left, next),
        })
      }),
    find: (tenant, id) =>
      look((state) => Option.fromUndefinedOr(SortedMap.get(state.messages, keyOf(tenant, id)))),
    to: (tenant, { address, channel, limit, since }) =>
      look((state) =>
        (SortedMap.get(state.mailings, mailingKey({ tenant, channel, address })) ?? [])
          .filter(({ sentAt }) => DateTime.isGreaterThanOrEqualTo(sentAt, since))
          .sort(newestFirst(({ sentAt }) => sentAt))
          .slice(0, limit),
      ),
  })

const quota = ({ change }: Units.Units<State>) =>
  Quota.Quota.of({
    take: (tenant, shares, at) =>
      change((state) => {
        const asked = shares.map(({ key, ...share }) => ({
          ...share,
          taken: SortedMap.get(state.quotas, keyOf(tenant, key)) ?? [],
        }))
        const after = SendLimit.takeAll(asked, DateTime.toEpochMillis(at))
        const answer: Quota.Answer = Result.match(after, {
          onSuccess: () => ({ _tag: "Granted" }),
          onFailure: ({ until, which: share }) => ({
            _tag: "Refused",
            share,
            until: DateTime.makeUnsafe(until),
          }),
        })
        let { quotas } = state
        for (const [n, taken] of Result.getOrElse(after, () => []).entries())
          quotas = SortedMap.set(quotas, keyOf(tenant, shares[n]?.key ?? ""), taken)
        return Result.succeed([answer, { ...state, quotas }])
      }),
    giveBack: (tenant, shares, at) =>
      change((state) => {
        let { quotas } = state
        for (const { costMilli, key, limit } of shares) {
          const name = keyOf(tenant, key)
          const one = { at: DateTime.toEpochMillis(at), costMilli }
          quotas = SortedMap.set(
            quotas,
            name,
            SendLimit.giveBack(limit, SortedMap.get(quotas, name) ?? [], one),
          )
        }
        return done({ ...state, quotas })
      }),
  })

/** Negative where one place comes before the other. */
const compare = (a: Inbox.Place, b: Inbox.Place): number => {
  const apart = DateTime.toEpochMillis(a.receivedAt) - DateTime.toEpochMillis(b.receivedAt)
  return apart !== 0 ? apart : a.id < b.id ? -1 : Number(a.id > b.id)
}

const inbox = ({ change, look }: Units.Units<State>) =>
  Inbox.Inbox.of({
    insert: (received) =>
      change((state) => {
        const key = keyOf(received.tenant, received.id)
        return SortedMap.get(state.inbox, key) === undefined
          ? done({ ...state, inbox: SortedMap.set(state.inbox, key, kept(received)) })
          : Result.fail({ _tag: "AlreadyExists", record: received.id })
      }),
    find: (tenant, id) =>
      look((state) => Option.fromUndefinedOr(SortedMap.get(state.inbox, keyOf(tenant, id)))),
    waiting: (tenant, { after, limit }) =>
      look((state) => {
        const all = [...SortedMap.values(state.inbox, keyOf(tenant, ""), endOf(tenant))]
          .filter((received) => Inbox.isWaiting(received))
          .filter((received) => after === undefined || compare(after, received) < 0)
          .sort(compare)
        const records = all.slice(0, limit)
        const { id, receivedAt } = records.at(-1) ?? {}
        return {
          records,
          next:
            id === undefined || receivedAt === undefined || all.length === records.length
              ? Option.none()
              : Option.some({ id, receivedAt }),
        }
      }),
    handle: (tenant, id, handled) =>
      change((state) => {
        const key = keyOf(tenant, id)
        const found = SortedMap.get(state.inbox, key)
        if (found === undefined) return Result.fail({ _tag: "NotFound", record: id })
        const next = Inbox.isWaiting(found) ? kept({ ...found, handled }) : found
        return Result.succeed([next, { ...state, inbox: SortedMap.set(state.inbox, key, next) }])
      }),
  })

const tickets = (units: Units.Units<State>) => {
  const store = Versioned.make(units, {
    of: ({ tickets }) => tickets,
    within: (state, tickets) => ({ ...state, tickets }),
    idOf: ({ ticket }) => ticket.id,
  })
  return TicketStore.TicketStore.of({
    ...store,
    list: (tenant, { of, ...page }) =>
      store.list(tenant, page, (kept) => of === "all" || TicketStore.isOpen(kept)),
    ofPatient: (tenant, patient) =>
      store.all(tenant, ({ ticket }) => ticket.items.some((item) => item.patient?.id === patient)),
  })
}

const byArrival = oldestFirst<CallStore.CallKey>(({ arrivedAt }) => arrivedAt)
const latestCall = newestFirst<CallStore.CallKey>(({ arrivedAt }) => arrivedAt)

const calls = (units: Units.Units<State>) => {
  const { all, events, find, insert, update } = Versioned.make(units, {
    of: ({ calls }) => calls,
    within: (state, calls) => ({ ...state, calls }),
    idOf: ({ id }) => id,
  })
  return CallStore.CallStore.of({
    events,
    find,
    insert,
    update,
    list: (tenant, { after, during, limit, of }) =>
      Effect.map(
        all(
          tenant,
          (call) =>
            Interval.contains(during, DateTime.toEpochMillis(call.arrivedAt)) &&
            (of === "all" || Calls.isOpen(call)) &&
            (after === undefined || byArrival(call, after) > 0),
        ),
        (found) =>
          pageOf(
            found.sort((a, b) => byArrival(a.record, b.record)),
            limit,
            ({ record: { arrivedAt, id } }) => ({ arrivedAt, id }),
          ),
      ),
    ofTicket: (tenant, { items, ticket }) =>
      all(tenant, ({ links }) =>
        links.some(
          (link) =>
            (link._tag === "Ticket" && link.ticket === ticket) ||
            (link._tag === "Feedback" && items.includes(link.feedback)),
        ),
      ),
    ofCaller: (tenant, { caller, limit }) =>
      Effect.map(
        all(tenant, (call) => call.caller === caller),
        (found) => found.sort((a, b) => latestCall(a.record, b.record)).slice(0, limit),
      ),
    ofPatient: (tenant, patient) => all(tenant, (call) => Calls.patientsOf(call).includes(patient)),
  })
}

const accessLog = ({ change, look }: Units.Units<State>) =>
  AccessLog.AccessLog.of({
    append: (tenant, records) =>
      Effect.flatMap(AccessLog.readable(records), (readable) =>
        change((state) => {
          const accesses = Accesses.append(state.accesses, tenant, kept(readable))
          return Result.succeed([Accesses.headOf(accesses, tenant), { ...state, accesses }])
        }),
      ),
    head: (tenant) => look(({ accesses }) => Accesses.headOf(accesses, tenant)),
    list: (tenant, options) => look(({ accesses }) => Accesses.list(accesses, tenant, options)),
  })

const byAnswer = oldestFirst<SurveyStore.ResponseKey>(({ answeredAt }) => answeredAt)

const surveys = (units: Units.Units<State>) => {
  const { change, look } = units
  const invitations = Versioned.make(units, {
    of: ({ invitations }) => invitations,
    within: (state, invitations) => ({ ...state, invitations }),
    idOf: ({ invitation }) => invitation.id,
  })
  return SurveyStore.SurveyStore.of({
    ...invitations,
    list: (tenant, { of, ...page }) =>
      invitations.list(tenant, page, ({ invitation }) => of === "all" || invitation.state._tag !== "Ended"),
    ofPerson: (tenant, person) =>
      invitations.all(tenant, ({ invitation }) => invitation.addressee === person),
    ofPatient: (tenant, patient) =>
      invitations.all(tenant, ({ invitation }) => invitation.occasion.patient === patient),
    ofCode: (tenant, hash) =>
      Effect.map(
        invitations.all(tenant, ({ codes }) => codes.some((code) => code.hash === hash)),
        ([found]) => Option.fromUndefinedOr(found),
      ),
    outcomes: (tenant, questionnaire, during) =>
      Effect.map(
        invitations.all(
          tenant,
          ({ invitation: { occasion, questionnaire: asked } }) =>
            asked.id === questionnaire && Interval.contains(during, DateTime.toEpochMillis(occasion.at)),
        ),
        (all) => {
          const ended: { [D in SurveyDisposition.SurveyDisposition]?: number } = {}
          let open = 0
          for (const { record } of all) {
            const { state } = record.invitation
            if (state._tag === "Ended") ended[state.disposition] = (ended[state.disposition] ?? 0) + 1
            else open += 1
          }
          return { ended, open }
        },
      ),
    putResponse: (tenant, record) =>
      change((state) => {
        const { id } = record.response
        const key = keyOf(tenant, id)
        const before = SortedMap.get(state.responses, key)
        if (before !== undefined && !SurveyStore.answersSame(before, record))
          return Result.fail({ _tag: "AlreadyExists", record: id })
        return done({ ...state, responses: SortedMap.set(state.responses, key, kept(record)) })
      }),
    response: (tenant, id) =>
      look((state) => Option.fromUndefinedOr(SortedMap.get(state.responses, keyOf(tenant, id)))),
    responses: (tenant, questionnaire, { after, during, limit }) =>
      look((state) => {
        const all = [...SortedMap.values(state.responses, keyOf(tenant, ""), endOf(tenant))]
          .filter(
            ({ response }) =>
              response.questionnaire.id === questionnaire &&
              Interval.contains(during, DateTime.toEpochMillis(response.answeredAt)) &&
              (after === undefined || byAnswer(response, after) > 0),
          )
          .sort((a, b) => byAnswer(a.response, b.response))
        return pageOf(all, limit, ({ response: { answeredAt, id } }) => ({ answeredAt, id }))
      }),
  })
}

/** Whom a record of care addresses and whom it is about, and whether it is open. */
interface CareKind<A, E, Key extends string> extends Versioned.Kind<State, A, E, Key> {
  readonly about: (record: A) => { readonly addressee: Id.PersonId; readonly patient?: Id.PatientId }
  readonly isOpen: (record: A) => boolean
}

const careRecords = <A, E, Key extends string>(
  units: Units.Units<State>,
  { about, isOpen, ...kind }: CareKind<A, E, Key>,
): CareStore.CareRecords<A, E, Key> => {
  const { all, events, find, insert, list, update } = Versioned.make(units, kind)
  const isAmong = (record: A, of: CareStore.Which) => of === "all" || isOpen(record)
  return {
    events,
    find,
    insert,
    update,
    list: (tenant, { of, ...page }) => list(tenant, page, (record) => isAmong(record, of)),
    ofPerson: (tenant, person, of) =>
      all(tenant, (record) => about(record).addressee === person && isAmong(record, of)),
    ofPatient: (tenant, patient, of) =>
      all(tenant, (record) => about(record).patient === patient && isAmong(record, of)),
  }
}

const care = (units: Units.Units<State>) =>
  CareStore.CareStore.of({
    enrolments: careRecords(units, {
      of: ({ enrolments }) => enrolments,
      within: (state, enrolments) => ({ ...state, enrolments }),
      idOf: ({ enrolment }) => enrolment.id,
      about: ({ enrolment: { patient, person: addressee } }) => ({ addressee, patient }),
      isOpen: ({ enrolment }) => enrolment.state._tag === "Active",
    }),
    regimens: careRecords(units, {
      of: ({ regimens }) => regimens,
      within: (state, regimens) => ({ ...state, regimens }),
      idOf: ({ id }) => id,
      about: (regimen) => regimen,
      isOpen: ({ end }) => end === undefined,
    }),
    messages: careRecords(units, {
      of: ({ careMessages }) => careMessages,
      within: (state, careMessages) => ({ ...state, careMessages }),
      idOf: ({ message }) => message.id,
      about: ({ message }) => message,
      isOpen: ({ message }) => message.state._tag !== "Ended",
    }),
  })

const eraser = ({ change }: Units.Units<State>) =>
  Eraser.Eraser.of({
    prepare: () => Effect.void,
    erase: (tenant, whose, kinds) =>
      change((state) => {
        const isAsked = (kind: Retention.RecordKind) => kinds.includes(kind)
        const all = [...SortedMap.values(state.plans, keyOf(tenant, ""), endOf(tenant))]
        const plansOf = new Set(
          all.flatMap(({ current: { record } }) => (record.patient === whose.patient ? [record.id] : [])),
        )
        const isInvitation = Eraser.isInvitationOf(whose)
        const invited = [...SortedMap.values(state.invitations, keyOf(tenant, ""), endOf(tenant))]
        const invitationsOf = new Set(
          invited.flatMap(({ current: { record } }) => (isInvitation(record) ? [record.invitation.id] : [])),
        )
        const isCare = Eraser.isCareOf(whose)
        const sent = [...SortedMap.values(state.careMessages, keyOf(tenant, ""), endOf(tenant))]
        const careOf = new Set(
          sent.flatMap(({ current: { record } }) => (isCare(record.message) ? [record.message.id] : [])),
        )
        const theirs = { plans: plansOf, invitations: invitationsOf, care: careOf }
        const [discharges, discharge] = Erasing.records(
          state.discharges,
          tenant,
          Discharges.Discharge,
          ({ patient }) => isAsked("discharge") && patient === whose.patient,
        )
        const [plans, plan] = Erasing.versioned(
          state.plans,
          tenant,
          { record: Plans.FollowUpPlan, event: Plans.FollowUpEvent },
          ({ id }) => isAsked("plan") && plansOf.has(id),
        )
        const isMessage = Eraser.isMessageOf(whose, theirs)
        const [messages, message] = Erasing.records(
          state.messages,
          tenant,
          MessageLog.Message,
          (one) => isAsked("message") && isMessage(one),
        )
        const isReceived = Eraser.isReceivedFrom(whose, theirs)
        const [inbox, received] = Erasing.records(
          state.inbox,
          tenant,
          Inbox.Received,
          (one) => isAsked("inbox") && isReceived(one),
        )
        const [invitations, invitation] = Erasing.versioned(
          state.invitations,
          tenant,
          { record: SurveyStore.KeptInvitation, event: Surveys.InvitationEvent },
          (one) => isAsked("survey") && isInvitation(one),
        )
        const isResponse = Eraser.isResponseOf(whose, theirs)
        const [responses, response] = Erasing.records(
          state.responses,
          tenant,
          SurveyStore.KeptResponse,
          (one) => isAsked("survey") && isResponse(one),
        )
        const isTicket = Eraser.isTicketOf(whose)
        const [tickets, ticket] = Erasing.versioned(
          state.tickets,
          tenant,
          { record: TicketStore.KeptTicket, event: Tickets.TicketEvent },
          (one) => isAsked("ticket") && isTicket(one),
        )
        const isCall = Eraser.isCallOf(whose)
        const [calls, call] = Erasing.versioned(
          state.calls,
          tenant,
          { record: Calls.CallRecord, event: Calls.CallEvent },
          (one) => isAsked("call") && isCall(one),
        )
        const [enrolments, enrolment] = Erasing.versioned(
          state.enrolments,
          tenant,
          { record: CareStore.KeptEnrolment, event: CareEnrolment.EnrolmentEvent },
          (one) => isAsked("care") && one.enrolment.patient === whose.patient,
        )
        const [regimens, regimen] = Erasing.versioned(
          state.regimens,
          tenant,
          { record: Regimen.Regimen, event: Regimen.RegimenEvent },
          (one) => isAsked("care") && one.patient === whose.patient,
        )
        const [careMessages, careMessage] = Erasing.versioned(
          state.careMessages,
          tenant,
          { record: CareStore.KeptCareMessage, event: CareMessage.CareMessageEvent },
          (one) => isAsked("care") && careOf.has(one.message.id),
        )
        const stays = (SortedMap.get(state.stays, keyOf(tenant, whose.patient)) ?? []).map(
          ({ id }) => SortedMap.get(discharges, keyOf(tenant, id)) ?? [],
        )
        let mailings = state.mailings
        for (const before of SortedMap.values(state.messages, keyOf(tenant, ""), endOf(tenant))) {
          const after = SortedMap.get(messages, keyOf(tenant, before.id)) ?? before
          if (after !== before) mailings = withMailing(withoutMailing(mailings, before), after)
        }
        const counts = {
          discharge,
          plan,
          message,
          inbox: received,
          survey: invitation + response,
          ticket,
          call,
          care: enrolment + regimen + careMessage,
        }
        const next = {
          ...state,
          discharges,
          stays: SortedMap.set(state.stays, keyOf(tenant, whose.patient), stays.flat()),
          plans,
          messages,
          mailings,
          inbox,
          invitations,
          responses,
          tickets,
          calls,
          enrolments,
          regimens,
          careMessages,
        }
        return Result.succeed([counts, next])
      }),
    eraseCalls: (tenant, ids) =>
      change((state) => {
        const meant = new Set(ids)
        const [calls] = Erasing.versioned(
          state.calls,
          tenant,
          { record: Calls.CallRecord, event: Calls.CallEvent },
          (one) => meant.has(one.id) && Eraser.isCallOfNobody(one),
        )
        const isErased = (id: Id.CallId) =>
          SortedMap.get(calls, keyOf(tenant, id)) !== SortedMap.get(state.calls, keyOf(tenant, id))
        return Result.succeed([[...meant].filter(isErased), { ...state, calls }])
      }),
  })

const agenda = ({ change, look }: Units.Units<State>, hints: PubSub.PubSub<void>) => {
  // As a database's sequence, tokens don't go back when a unit fails: what a claim was told once, no other is told.
  let token = 0
  const nextToken = () => {
    token += 1
    return token
  }
  const changeAll = <Key extends Agenda.EntryKey>(
    keys: ReadonlyArray<Key>,
    act: (items: AgendaItems.AgendaItems, key: Key) => AgendaItems.AgendaItems,
  ) =>
    change((state) => {
      Agenda.tenantOf(keys)
      return done({ ...state, agenda: keys.reduce(act, state.agenda) })
    })
  const underClaims = (
    claims: ReadonlyArray<Agenda.Claim>,
    act: (
      items: AgendaItems.AgendaItems,
      held: NonNullable<ReturnType<typeof AgendaItems.heldBy>>,
      now: number,
    ) => AgendaItems.AgendaItems,
  ) =>
    change((state, now) => {
      Agenda.tenantOf(claims.map(({ entry }) => entry))
      let { agenda } = state
      for (const claim of claims) {
        const held = AgendaItems.heldBy(state.agenda, claim, now)
        if (held === undefined) return Result.fail({ _tag: "StaleClaim", entry: claim.entry.id })
        agenda = act(agenda, held, now)
      }
      return done({ ...state, agenda })
    })
  const hintOf = (entries: ReadonlyArray<Pick<Agenda.Entry, "dueAt">>) =>
    Effect.flatMap(DateTime.now, (now) =>
      Agenda.isAnyDue(entries, now) ? PubSub.publish(hints, undefined) : Effect.void,
    )
  return Agenda.Agenda.of({
    schedule: (given) => {
      const entries = Arr.ensure(given)
      return changeAll(entries, (items, entry) => AgendaItems.schedule(items, kept(entry))).pipe(
        Effect.tap(hintOf(entries)),
      )
    },
    remove: (keys) => changeAll(Arr.ensure(keys), AgendaItems.remove),
    claim: ({ at, lease, limit }) =>
      change((state, now) => {
        const due = { at: DateTime.toEpochMillis(at), limit, now, until: now + Duration.toMillis(lease) }
        const [claims, next] = AgendaItems.claim(state.agenda, due, nextToken)
        return Result.succeed([claims, { ...state, agenda: next }])
      }),
    hold: (claim) => underClaims([claim], (items) => items),
    renew: (claim, lease) =>
      underClaims([claim], (items, held, now) =>
        AgendaItems.renew(items, held, claim.token, now + Duration.toMillis(lease)),
      ),
    settle: (claims, next) =>
      underClaims(Arr.ensure(claims), (items, { entry }) =>
        next === undefined
          ? AgendaItems.remove(items, entry)
          : AgendaItems.schedule(items, kept({ ...entry, dueAt: next })),
      ),
    fail: (claim, options) => underClaims([claim], (items, held) => AgendaItems.fail(items, held, options)),
    deadLetters: (tenant, { after, limit }) =>
      look((state) => {
        const records: Array<Agenda.DeadLetter> = []
        for (const letter of AgendaItems.deadLetters(state.agenda, tenant, after)) {
          const last = Option.map(Option.fromUndefinedOr(records.at(-1)), ({ entry: { id, kind } }) => ({
            kind,
            id,
          }))
          if (records.length >= limit) return { records, next: last }
          records.push(kept(letter))
        }
        return { records, next: Option.none() }
      }),
    redrive: (key, at) =>
      change((state) => {
        const letter = AgendaItems.deadLetter(state.agenda, key)
        return letter === undefined
          ? Result.fail({ _tag: "NotFound", record: key.id })
          : done({
              ...state,
              agenda: AgendaItems.schedule(state.agenda, kept({ ...letter.entry, dueAt: at })),
            })
      }).pipe(Effect.tap(hintOf([{ dueAt: at }]))),
    nextDueAt: look((state) => AgendaItems.nextDueAt(state.agenda)),
    // Within a unit it comes early: whoever claims by it waits for the unit.
    hints: Stream.fromPubSub(hints),
  })
}

/** All ports that this package implements, over one state of their own for each time the layer is built. */
export const layer: Layer.Layer<
  | AccessLog.AccessLog
  | Agenda.Agenda
  | CallStore.CallStore
  | CareStore.CareStore
  | ConsentStore.ConsentStore
  | ContactStore.ContactStore
  | MessageLog.MessageLog
  | DischargeStore.DischargeStore
  | Eraser.Eraser
  | Inbox.Inbox
  | PlanStore.PlanStore
  | Quota.Quota
  | SurveyStore.SurveyStore
  | TicketStore.TicketStore
  | UnitOfWork.UnitOfWork
  | VitalStatusStore.VitalStatusStore
> = Layer.effectContext(
  Effect.map(PubSub.sliding<void>(1), (hints) => {
    const units = Units.make(nothing)
    return Context.make(PlanStore.PlanStore, plans(units)).pipe(
      Context.add(DischargeStore.DischargeStore, discharges(units)),
      Context.add(ConsentStore.ConsentStore, consents(units)),
      Context.add(ContactStore.ContactStore, contacts(units)),
      Context.add(VitalStatusStore.VitalStatusStore, vitalStatuses(units)),
      Context.add(MessageLog.MessageLog, messages(units)),
      Context.add(Inbox.Inbox, inbox(units)),
      Context.add(Quota.Quota, quota(units)),
      Context.add(TicketStore.TicketStore, tickets(units)),
      Context.add(CallStore.CallStore, calls(units)),
      Context.add(AccessLog.AccessLog, accessLog(units)),
      Context.add(Eraser.Eraser, eraser(units)),
      Context.add(SurveyStore.SurveyStore, surveys(units)),
      Context.add(CareStore.CareStore, care(units)),
      Context.add(Agenda.Agenda, agenda(units, hints)),
      Context.add(UnitOfWork.UnitOfWork, UnitOfWork.UnitOfWork.of({ run: units.run })),
    )
  }),
)
