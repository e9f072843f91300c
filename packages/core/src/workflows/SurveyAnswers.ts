/**
 * What comes back from those who were asked: by a number in a short message, by a link, on the phone or on paper.
 *
 * **Details**
 *
 * Nothing is thrown away: what doesn't count by the response policy is kept, set aside with the reason. A survey whose answers
 * say whether somebody is satisfied has the ticket hear of it that it asks about; where there is none, or it takes no more
 * checks, somebody's dissatisfaction may begin one.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import * as ClaimCode from "../feedback/ClaimCode.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import {
  EventId,
  type InvitationId,
  type QuestionnaireId,
  ResponseId,
  type TenantId,
} from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { Channel, Language, Purpose } from "../foundation/Word.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import type { Inbound } from "../ports/MessageChannel.ts"
import { MessageLog } from "../ports/MessageLog.ts"
import { because, StoreError } from "../ports/StoreError.ts"
import {
  type KeptInvitation,
  type KeptResponse,
  type ResponseKey,
  SurveyStore,
} from "../ports/SurveyStore.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import * as Consent from "../privacy/Consent.ts"
import * as DigitAnswer from "../survey/DigitAnswer.ts"
import * as Opinion from "../survey/Opinion.ts"
import type { Item, Questionnaire } from "../survey/Questionnaire.ts"
import * as ResponsePolicy from "../survey/ResponsePolicy.ts"
import { windowFor } from "../survey/SendPlacement.ts"
import type { SurveyDisposition } from "../survey/SurveyDisposition.ts"
import * as SurveyInvitation from "../survey/SurveyInvitation.ts"
import * as SurveyResponse from "../survey/SurveyResponse.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import { inUnit } from "./PlanKeeping.ts"
import * as Sending from "./Sending.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"
import { SurveyPractice } from "./SurveyPractice.ts"
import { TicketPractice } from "./TicketPractice.ts"
import * as Tickets from "./Tickets.ts"

/** What was answered to an invitation's questionnaire, at once. The same id again is the same response. */
export type Given = Omit<SurveyResponse.SurveyResponse, "questionnaire" | "invitation" | "occasion">

/**
 * Takes the answers to an invitation, as somebody gave them on the phone, on paper or at a desk. Answers with the invitation.
 *
 * Fails with `ResponseRefused` where the questionnaire doesn't take them, or with a `StoreError`: `AlreadyExists` where their
 * id is that of a response to something else.
 */
export const take = Effect.fn("SurveyAnswers.take")(function* (
  tenant: TenantId,
  id: InvitationId,
  given: Given,
) {
  return yield* inUnit(Effect.flatMap(SurveyKeeping.load(tenant, id), (loaded) => taken(loaded, given)))
})

const taken = Effect.fnUntraced(function* (loaded: SurveyKeeping.Loaded, given: Given) {
  const { invitation } = loaded.record
  if (invitation.received.some(({ response }) => response === given.id)) return invitation
  const to = { invitation: invitation.id, questionnaire: invitation.questionnaire.id }
  yield* knownAs(loaded.tenant, given.id, to)
  const { occasion } = invitation
  const response = yield* Effect.fromResult(
    SurveyResponse.record(loaded.survey.questionnaire, { ...given, invitation: invitation.id, occasion }),
  )
  return yield* receive(loaded, response, undefined, {})
})

/**
 * The response that has the id already, to the same; of a race for it the store lets one win. Fails with `AlreadyExists`
 * where one to something else has it, or what short messages make up is to have it.
 */
const knownAs = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: ResponseId,
  to: { readonly invitation?: InvitationId; readonly questionnaire: QuestionnaireId },
) {
  const known = yield* (yield* SurveyStore).response(tenant, id)
  const isFree = Option.match(known, {
    onNone: () => !id.endsWith(digitsEnd),
    onSome: ({ response: { invitation, questionnaire } }) =>
      invitation === to.invitation && questionnaire.id === to.questionnaire,
  })
  return isFree ? known : yield* because({ _tag: "AlreadyExists", record: id })
})

/** Part of a unit of work: keeps a response, in place of what it was before, and lets others hear of it. */
const receive = Effect.fnUntraced(function* (
  loaded: SurveyKeeping.Loaded,
  response: SurveyResponse.SurveyResponse,
  before: SurveyResponse.SurveyResponse | undefined,
  also: Partial<KeptInvitation>,
  next?: SurveyInvitation.AskedNext,
) {
  const { record, survey } = loaded
  const { questionnaire, response: policy } = survey
  const standing = ResponsePolicy.standing(questionnaire, response.answers, policy.completeness)
  const decided = SurveyInvitation.receive(
    record.invitation,
    { response: response.id, standing },
    policy.late,
    response.answeredAt,
    next,
  )
  yield* SurveyKeeping.save(loaded, decided, { also })
  yield* keep(loaded, response)
  yield* hear(loaded, response, before)
  return decided[0]
})

/** Keeps a response, and of all to its invitation which counts now. */
const keep = Effect.fnUntraced(function* (
  { record: { invitation }, survey, tenant }: SurveyKeeping.Loaded,
  response: SurveyResponse.SurveyResponse,
) {
  const store = yield* SurveyStore
  const before = new Map<ResponseId, KeptResponse>()
  for (const { response: id } of invitation.received) {
    const found = id === response.id ? Option.none() : yield* store.response(tenant, id)
    if (Option.isSome(found)) before.set(id, found.value)
  }
  const all = [...[...before.values()].map((kept) => kept.response), response]
  const closesAt = invitation.closesAt && DateTime.toEpochMillis(invitation.closesAt)
  const { counted, setAside } = ResponsePolicy.sorted(
    all,
    survey.questionnaire,
    survey.response,
    () => closesAt,
  )
  const now: ReadonlyArray<KeptResponse> = [
    ...counted.map((response) => ({ response })),
    ...setAside.map(({ because, response }) => ({ response, setAside: because })),
  ]
  for (const kept of now)
    if (!Equal.equals(kept, before.get(kept.response.id))) yield* store.putResponse(tenant, kept)
})

/**
 * Takes answers that nobody was invited to give, as on a form in the waiting room, and keeps them. Answers with the response.
 *
 * Fails with `NotAsked`, and as `take` does.
 */
export const takeUninvited = Effect.fn("SurveyAnswers.takeUninvited")(function* (
  tenant: TenantId,
  questionnaire: QuestionnaireId,
  given: Given & Pick<SurveyResponse.SurveyResponse, "occasion">,
) {
  const practice = (yield* SurveyPractice).of(tenant)
  const survey = yield* Effect.fromResult(SurveyKeeping.surveyAsked(practice, questionnaire))
  const response = yield* Effect.fromResult(SurveyResponse.record(survey.questionnaire, given))
  const work = Effect.gen(function* () {
    const store = yield* SurveyStore
    const known = yield* knownAs(tenant, given.id, { questionnaire })
    if (Option.isSome(known)) return known.value
    const { setAside } = ResponsePolicy.sorted(
      [response],
      survey.questionnaire,
      survey.response,
      () => undefined,
    )
    const [aside] = setAside
    const kept: KeptResponse = { response, ...(aside === undefined ? {} : { setAside: aside.because }) }
    yield* store.putResponse(tenant, kept)
    yield* hear({ tenant, practice, survey }, response, undefined)
    return kept
  })
  return yield* inUnit(work)
})

/** Lets a ticket hear what somebody thinks, or begins one, once it is said and wherever it is said otherwise. */
const hear = Effect.fnUntraced(function* (
  {
    practice,
    record,
    survey: { opinion: rule },
    tenant,
  }: Pick<SurveyKeeping.Loaded, "practice" | "survey" | "tenant"> & { readonly record?: KeptInvitation },
  response: SurveyResponse.SurveyResponse,
  before: SurveyResponse.SurveyResponse | undefined,
) {
  if (rule === undefined) return
  const opinion = Opinion.of(response.answers, rule)
  const isNew = before === undefined || !Equal.equals(opinion, Opinion.of(before.answers, rule))
  if (!isNew || (opinion._tag === "NotSaid" && opinion.because === "notAnswered")) return
  const closing = record?.closing
  const heard = closing !== undefined && (yield* withTickets(tell(tenant, closing, response, opinion)))
  if (heard || opinion._tag !== "Dissatisfied") return
  const begun = Sending.ofPractice(() => practice.register?.(response, record))
  if (begun !== undefined)
    yield* withTickets(Effect.asVoid(Tickets.register(tenant, begun.registration, begun.stamp)))
})

/** Whether the ticket took it as its check. */
const tell = Effect.fnUntraced(function* (
  tenant: TenantId,
  { item, ticket }: NonNullable<KeptInvitation["closing"]>,
  { answeredAt: at, id }: SurveyResponse.SurveyResponse,
  opinion: Opinion.Opinion,
) {
  const recordedAt = yield* DateTime.now
  const stamp = {
    id: EventId.make(contentHash([tenant, "survey", id, opinion])),
    at,
    recordedAt,
    by: { _tag: "Sender" },
  } as const
  return yield* Tickets.hearOpinion(tenant, ticket, item, opinion, stamp).pipe(
    Effect.as(true),
    Effect.catchTag(["TicketRefused", "UnknownReference"], () => Effect.succeed(false)),
    Effect.catchTag("StoreError", (error) =>
      error.reason._tag === "NotFound" ? Effect.succeed(false) : Effect.fail(error),
    ),
  )
})

/** A practice with tickets that refuses is put right, and the answer is then taken. */
const withTickets = <A, E extends { readonly message: string }, R>(work: Effect.Effect<A, E, R>) =>
  Equipment.needed(
    [TicketStore, TicketPractice],
    "nobody here has a practice with tickets",
    Effect.mapError(work, (error) =>
      error instanceof StoreError ? error : because({ _tag: "Unavailable", detail: error.message }),
    ),
  )

/** No invitation is opened by this code. */
export class LinkRefused extends Schema.TaggedError<LinkRefused>("@aftercare/core/LinkRefused")(
  "LinkRefused",
  {},
) {
  override get message() {
    return "no invitation is opened by this code"
  }
}

const byCode = Effect.fnUntraced(function* (tenant: TenantId, code: ClaimCode.ClaimCode) {
  const { salt } = (yield* SurveyPractice).of(tenant)
  const { hash } = yield* Effect.orDie(Effect.fromResult(ClaimCode.hash(code, salt)))
  const found = yield* (yield* SurveyStore).ofCode(tenant, hash)
  if (Option.isNone(found)) return yield* new LinkRefused()
  return yield* SurveyKeeping.loadedAs(tenant, found.value)
})

/** What a link opens: what is asked, and nothing of the person but their language. */
export interface Opened {
  readonly questionnaire: Questionnaire
  readonly language: Language
  /** Whether a response is there already; another one may be given. */
  readonly answered: boolean
}

/**
 * What the link with a code opens.
 *
 * Fails with `LinkRefused`.
 */
export const open = Effect.fn("SurveyAnswers.open")(function* (tenant: TenantId, code: ClaimCode.ClaimCode) {
  const loaded = yield* byCode(tenant, code)
  return openedOf(loaded, loaded.record.invitation.received)
})

const openedOf = (
  { record, survey }: SurveyKeeping.Loaded,
  received: KeptInvitation["invitation"]["received"],
): Opened => ({
  questionnaire: survey.questionnaire,
  language: record.to.profile.language,
  answered: received.length > 0,
})

/**
 * Takes the answers that were given by the link with a code, as given now. Answers with what the link opens then.
 *
 * A form that is sent twice with one id is one response. Whoever has a link may choose that id: it holds among the answers by
 * this invitation's link alone, and the response is kept by one that is made from it.
 *
 * Fails with `LinkRefused`, or with `ResponseRefused` where the questionnaire doesn't take them.
 */
export const takeByLink = Effect.fn("SurveyAnswers.takeByLink")(function* (
  tenant: TenantId,
  code: ClaimCode.ClaimCode,
  given: Omit<Given, "source" | "answeredAt">,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* byCode(tenant, code)
    const id = ResponseId.make(contentHash([tenant, "link", loaded.record.invitation.id, given.id]))
    const { received } = yield* taken(loaded, {
      ...given,
      id,
      source: "link",
      answeredAt: yield* DateTime.now,
    })
    return openedOf(loaded, received)
  })
  return yield* inUnit(work)
})

/** What a short message answered. */
export interface AnsweredItem {
  readonly invitation: InvitationId
  readonly item: string
  /** What the message said beside the number: a person may want to read it. */
  readonly words: string
  /** What comes next and takes numbers. Undefined once nothing does. */
  readonly next: Item | undefined
}

/** How far back a message is looked for that somebody answers. */
const longestMemory = { days: 366 } as const

/** The response that an invitation's short messages make up together. */
const digitsOf = (id: InvitationId): ResponseId => ResponseId.make(`${id}${digitsEnd}`)
const digitsEnd = "/digits"

/**
 * Takes a short message for the answer to the one open question that it answers, of those that were sent to its address, and
 * has the next one asked, within the person's window, by a message of its own: none where it answers none, or perhaps several,
 * and a person is to read it; none where nobody is asked here. The same message again changes nothing. `asksNext` is false for
 * a message that may ask to be left alone: it is taken, and nothing is sent after it.
 */
export const takeDigits = Effect.fn("SurveyAnswers.takeDigits")(function* (
  channel: Channel,
  inbound: Inbound,
  asksNext = true,
) {
  const taken = yield* Equipment.where(SurveyKeeping.services, inUnit(digits(channel, inbound, asksNext)))
  return Option.flatten(taken)
})

/** An invitation that was sent to the address of a short message, and what such messages have answered of it. */
interface Thread {
  readonly loaded: SurveyKeeping.Loaded
  readonly before: SurveyResponse.SurveyResponse | undefined
}

const threadsOf = Effect.fnUntraced(function* (channel: Channel, { from, receivedAt, tenant }: Inbound) {
  const since = DateTime.subtractDuration(receivedAt, longestMemory)
  const log = yield* MessageLog
  const address = ContactablePerson.addressOf(channel, from)
  const sent = yield* Pages.whole(200, (limit) => log.to(tenant, { channel, address, since, limit }))
  const ids = new Set(sent.flatMap(({ subject }) => (subject._tag === "Survey" ? [subject.invitation] : [])))
  const [store, practice] = [yield* SurveyStore, (yield* SurveyPractice).of(tenant)]
  const threads: Array<Thread> = []
  for (const id of ids) {
    const kept = yield* store.find(tenant, id)
    if (Option.isNone(kept) || SurveyKeeping.surveyOf(practice, kept.value.record) === undefined) continue
    const before = Option.getOrUndefined(yield* store.response(tenant, digitsOf(id)))?.response
    threads.push({ loaded: yield* SurveyKeeping.loadedAs(tenant, kept.value), before })
  }
  return threads
})

/** What of an invitation a short message may answer at this moment: what was asked last, and nothing before it is asked. */
const questionOf = (
  { before, loaded: { record, survey } }: Thread,
  at: DateTime.Utc,
): DigitAnswer.OpenQuestion | undefined => {
  const { closesAt, id, sends, state } = record.invitation
  const closing = closesAt && DateTime.toEpochMillis(closesAt)
  if (ResponsePolicy.isLate(survey.response.late, DateTime.toEpochMillis(at), closing)) return undefined
  if (state._tag === "Ended" && !unsaid.has(state.disposition)) return undefined
  const last = sends.findLast(SurveyInvitation.wentOut)
  const item = last && DigitAnswer.askedBy(survey.questionnaire, last)
  const isOpen = item !== undefined && SurveyResponse.answerTo(before?.answers ?? {}, item.id) === undefined
  return isOpen ? { invitation: id, item } : undefined
}

/** How an invitation ends of which nobody said that there is nothing more to come. */
const unsaid: ReadonlySet<SurveyDisposition> = new Set([
  "completed",
  "partial",
  "brokenOff",
  "nonContact",
  "nothingReturned",
  "undeliverable",
])

/**
 * The questions that a message may answer: the one that it was taken for before, else those of invitations that wait for
 * answers, else those that a complete response has left.
 */
const questionsFor = (
  threads: ReadonlyArray<Thread>,
  { id, receivedAt }: Inbound,
): ReadonlyArray<DigitAnswer.OpenQuestion> => {
  const heard = threads.flatMap(({ loaded: { record, survey } }) =>
    record.heard.flatMap(({ item, message }) =>
      message === id
        ? survey.questionnaire.items
            .filter((one) => one.id === item)
            .map((one) => ({ invitation: record.invitation.id, item: one }))
        : [],
    ),
  )
  if (heard.length > 0) return heard
  const isComplete = ({ loaded: { record } }: Thread) =>
    record.invitation.state._tag === "Ended" && record.invitation.state.disposition === "completed"
  const open = (wanted: ReadonlyArray<Thread>) =>
    wanted.flatMap((thread) => questionOf(thread, receivedAt) ?? [])
  const waiting = open(threads.filter((thread) => !isComplete(thread)))
  return waiting.length > 0 ? waiting : open(threads.filter(isComplete))
}

const digits = Effect.fnUntraced(function* (channel: Channel, inbound: Inbound, asksNext: boolean) {
  const { id: message, receivedAt, text } = inbound
  const threads = yield* threadsOf(channel, inbound)
  const read = DigitAnswer.read(text, questionsFor(threads, inbound))
  const thread = threads.find(
    ({ loaded }) => read._tag === "Answered" && loaded.record.invitation.id === read.invitation,
  )
  if (read._tag !== "Answered" || thread === undefined) return Option.none<AnsweredItem>()
  const { before, loaded } = thread
  const { heard, invitation, to } = loaded.record
  const { questionnaire } = loaded.survey
  const isKnown = heard.some((one) => one.message === message)
  const answers = isKnown ? (before?.answers ?? {}) : { ...before?.answers, [read.item]: read.answer }
  const next = DigitAnswer.next(questionnaire, answers)
  const answered: AnsweredItem = { invitation: invitation.id, item: read.item, words: read.words, next }
  if (isKnown) return Option.some(answered)
  const response = SurveyResponse.record(questionnaire, {
    id: digitsOf(invitation.id),
    invitation: invitation.id,
    occasion: invitation.occasion,
    answeredBy: to.relation,
    source: "smsDigits",
    language: to.profile.language,
    answeredAt: receivedAt,
    answers,
  })
  const also = { heard: [...heard, { message, item: read.item }] }
  const at = yield* DateTime.now
  yield* receive(
    loaded,
    yield* Effect.orDie(Effect.fromResult(response)),
    before,
    also,
    asksNext && next !== undefined ? { item: next.id, channel, ground: loaded.ground, at } : undefined,
  )
  return Option.some(answered)
})

/** Who is thanked for a survey's last answer, and what the message is for. */
export interface Thanked {
  readonly to: ContactablePerson.ContactablePerson
  readonly purpose: Purpose
}

/**
 * Whom to thank now for an invitation's last answer by a channel; undefined where they don't allow it any more, or aren't to
 * be disturbed.
 */
export const mayThank = Effect.fnUntraced(function* (tenant: TenantId, id: InvitationId, channel: Channel) {
  const { ground, record, survey } = yield* SurveyKeeping.load(tenant, id)
  const { needsGuardian, to } = record
  const { purpose } = survey.invitation
  const consents = yield* (yield* ConsentStore).of(tenant, to.id)
  const at = yield* DateTime.now
  const consent = Consent.inForce(consents, { person: to.id, channel, purpose, at, needsGuardian })
  const welcome = Result.flatMap(windowFor(record.invitation, channel, ground), (window) =>
    ContactWindow.permit(window, DateTime.toEpochMillis(at)),
  )
  const thanked: Thanked = { to, purpose }
  return Result.isSuccess(consent) && Result.isSuccess(welcome) ? thanked : undefined
})

const pageSize = 500

/**
 * The responses to a questionnaire, of whatever version, that were answered in `[from, until)`, by when they were answered;
 * those that don't count with the reason.
 */
export const responses = (tenant: TenantId, questionnaire: QuestionnaireId, during: Interval) =>
  Pages.all((after: { readonly after?: ResponseKey }) =>
    Effect.flatMap(SurveyStore, (store) =>
      store.responses(tenant, questionnaire, { during, limit: pageSize, ...after }),
    ),
  )
