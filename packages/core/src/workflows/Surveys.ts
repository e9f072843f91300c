/**
 * Asking people what they think: invitations are decided, sent when their moment has come, reminded of and ended.
 *
 * **Details**
 *
 * An invitation has one entry on the agenda, for its next message or its end. As with other contacts a message is stored
 * before its channel is asked, in the unit of work that looks at consent, window and caps once more; what nobody knows of it
 * is looked up where the channel can. It is never sent again, but a reminder is a message of its own and goes out whether or
 * not the one before is known to have come. Nobody takes over from a survey that didn't reach its person: it ends, and counts
 * in the response rates as what it was.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Delivery, Disposition } from "../contact/ContactAttempt.ts"
import type * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as ClaimCode from "../feedback/ClaimCode.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import { InvitationId, MessageId, type QuestionnaireId, type TenantId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { MessageChannels } from "../ports/MessageChannel.ts"
import { because } from "../ports/StoreError.ts"
import { type KeptInvitation, SurveyStore } from "../ports/SurveyStore.ts"
import * as Consent from "../privacy/Consent.ts"
import * as DigitAnswer from "../survey/DigitAnswer.ts"
import type { Occasion } from "../survey/Occasion.ts"
import { revision } from "../survey/Questionnaire.ts"
import * as ResponseRates from "../survey/ResponseRates.ts"
import * as SurveyDisposition from "../survey/SurveyDisposition.ts"
import * as SurveyInvitation from "../survey/SurveyInvitation.ts"
import * as Equipment from "./Equipment.ts"
import * as Pages from "./Pages.ts"
import * as PatientAbsence from "./PatientAbsence.ts"
import { inUnit } from "./PlanKeeping.ts"
import * as Sending from "./Sending.ts"
import * as SurveyKeeping from "./SurveyKeeping.ts"
import { SurveyPractice } from "./SurveyPractice.ts"

export { NotAsked } from "./SurveyKeeping.ts"

/** Who is asked, about what, and by which questionnaire. */
export interface Asked extends Pick<KeptInvitation, "closing" | "needsGuardian" | "to"> {
  readonly occasion: Occasion
  readonly questionnaire: QuestionnaireId
}

/**
 * Invites somebody, as of now, in one unit of work. Answers with the invitation.
 *
 * Fails with `NotAsked`, as `SurveyInvitation.make` does, or with a `StoreError`: `AlreadyExists` where the occasion was asked
 * about by this questionnaire before.
 */
export const invite = Effect.fn("Surveys.invite")(function* (
  tenant: TenantId,
  { occasion, questionnaire, ...asked }: Asked,
) {
  const practice = (yield* SurveyPractice).of(tenant)
  const survey = yield* Effect.fromResult(SurveyKeeping.surveyAsked(practice, questionnaire))
  const work = Effect.gen(function* () {
    const { ground, seen } = yield* SurveyKeeping.groundFor(
      tenant,
      asked.to,
      occasion.patient,
      practice,
      survey,
      undefined,
    )
    const [invitation, events] = yield* Effect.fromResult(
      SurveyInvitation.make(occasion, revision(survey.questionnaire), ground, yield* DateTime.now),
    )
    const kept: KeptInvitation = { ...asked, invitation, codes: [], heard: [] }
    yield* SurveyKeeping.insert(tenant, kept, events, survey, seen)
    return invitation
  })
  return yield* inUnit(work)
})

/** The id by which a channel recognises the same message: the hash of tenant, kind, invitation, number and channel. */
export const messageId = (tenant: TenantId, id: InvitationId, number: number, channel: Channel): MessageId =>
  MessageId.make(contentHash([tenant, "survey", id, number, channel]))

type Next = Sending.Next<SurveyInvitation.Send>

/** Carries out what is due of an invitation, under its claim. */
export const fallDue = (claim: Claim, hold: Sending.Hold) => SurveyKeeping.withSurveys(due(claim, hold))

const due = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  const { tenant } = claim.entry
  const id = InvitationId.make(claim.entry.subject)
  yield* Sending.carryOut(hold, {
    tenant,
    idOf: ({ channel, number }: SurveyInvitation.Send) => messageId(tenant, id, number, channel),
    begin: (learnt) => inUnit(begin(claim, id, learnt)),
    record: (number, delivery) => deliver(tenant, id, number, delivery),
  })
})

/** Under the claim: decides what the entry asks for now, and writes it. */
const begin = Effect.fnUntraced(function* (
  claim: Claim,
  id: InvitationId,
  learnt: Sending.Learnt | undefined,
) {
  yield* (yield* Agenda).hold(claim)
  const loaded = yield* SurveyKeeping.load(claim.entry.tenant, id)
  const { ground, record } = loaded
  const now = yield* DateTime.now
  const known = yield* Effect.orDie(
    Effect.fromResult(
      learnt === undefined || Option.isNone(learnt.delivery)
        ? Result.succeed<SurveyInvitation.Decided>([record.invitation, []])
        : SurveyInvitation.recordDelivery(
            record.invitation,
            learnt.number,
            learnt.delivery.value,
            ground,
            now,
          ),
    ),
  )
  const [invitation] = known
  const dueAt = SurveyInvitation.dueAt(invitation)
  if (dueAt === undefined || DateTime.isGreaterThan(dueAt, now)) {
    yield* SurveyKeeping.save(loaded, known, { claim })
    return Sending.nothing
  }
  const last = invitation.sends.at(-1)
  if (last !== undefined && last.disposition === undefined && Sending.isUnknown(last)) {
    const next = yield* Sending.lookingUp(last, learnt)
    if (next !== undefined) return next
  }
  if (invitation.state._tag === "Planned") return yield* send(claim, loaded, known, now)
  yield* SurveyKeeping.save(loaded, after(known, SurveyInvitation.close(invitation, now)), { claim })
  return Sending.nothing
})

const after = (
  [, events]: SurveyInvitation.Decided,
  [invitation, more]: SurveyInvitation.Decided,
): SurveyInvitation.Decided => [invitation, [...events, ...more]]

/** Consent, connection, window and caps, checked once more; then the message is stored. */
const send = Effect.fnUntraced(function* (
  claim: Claim,
  loaded: SurveyKeeping.Loaded,
  known: SurveyInvitation.Decided,
  now: DateTime.Utc,
) {
  const { ground, made, practice, record, survey, tenant } = loaded
  const [invitation] = known
  const { sends, state } = invitation
  if (state._tag !== "Planned") return Sending.nothing
  const settleWith = (decided: SurveyInvitation.Decided) =>
    Effect.as(SurveyKeeping.save(loaded, after(known, decided), { claim }), Sending.nothing)
  if (DateTime.isGreaterThanOrEqualTo(now, SurveyInvitation.endsAt(invitation)))
    return yield* settleWith(SurveyInvitation.close(invitation, now))

  if (ground.vitalStatus === "deceased")
    return yield* settleWith(SurveyInvitation.conclude(invitation, "deceased", now))

  // That a channel isn't connected says nothing of the person: the entry is tried again later.
  yield* Effect.mapError((yield* MessageChannels).get(state.channel), (error) =>
    because({ _tag: "Unavailable", detail: error.message }),
  )
  const person = record.to.id
  const { purpose } = survey.invitation
  const consents = yield* (yield* ConsentStore).of(tenant, person)
  // Whoever was asked before and wants no more of it has refused; whoever never was isn't invited.
  if (sends.some(SurveyInvitation.wentOut) && Consent.isTakenBack(consents, { person, purpose, at: now }))
    return yield* settleWith(SurveyInvitation.conclude(invitation, "refused", now))
  const { needsGuardian } = record
  const consent = Consent.inForce(consents, {
    person,
    channel: state.channel,
    purpose,
    at: now,
    needsGuardian,
  })
  if (Result.isFailure(consent))
    return yield* settleWith(
      SurveyInvitation.closeChannel(
        invitation,
        state.channel,
        RuleId.make(consent.failure.rule),
        ground,
        now,
      ),
    )
  const then = { ...ground, ...made }
  const started = SurveyInvitation.startSend(invitation, consent.success.id, then, now)
  // The planned moment went by while nobody worked, or something changed since: look for another.
  if (Result.isFailure(started)) return yield* settleWith(SurveyInvitation.replan(invitation, then, now))

  const [next] = started.success
  const sent = next.sends.at(-1)
  if (sent === undefined) return Sending.nothing
  const code = yield* Effect.orDie(Effect.fromResult(ClaimCode.make(practice.randomBytes(16))))
  const hash = yield* Effect.orDie(Effect.fromResult(ClaimCode.hash(code, practice.salt)))
  yield* SurveyKeeping.save(loaded, after(known, started.success), {
    claim,
    // The code of a message that was deferred reached nobody.
    also: { codes: [...record.codes.slice(0, sent.number - 1), hash] },
  })
  const outgoing = {
    tenant,
    id: messageId(tenant, invitation.id, sent.number, sent.channel),
    purpose,
    subject: { _tag: "Survey", invitation: invitation.id, number: sent.number },
    to: record.to,
  } as const
  yield* Sending.store(outgoing, sent.channel, now)
  const { questionnaire } = survey
  const item = DigitAnswer.askedBy(questionnaire, sent)
  const content = Sending.ofPractice(() =>
    practice.compose(record, {
      questionnaire,
      number: sent.number,
      isNext: sent.item !== undefined,
      code,
      ...(item === undefined ? {} : { item }),
    }),
  )
  const sending: Next = { _tag: "Send", send: sent, message: { ...outgoing, content } }
  return sending
})

const deliver = Effect.fnUntraced(function* (
  tenant: TenantId,
  id: InvitationId,
  number: number,
  delivery: Delivery,
) {
  yield* SurveyKeeping.decide(tenant, id, ({ ground, record }, now) =>
    SurveyInvitation.recordDelivery(record.invitation, number, delivery, ground, now),
  ).pipe(Effect.catchTag("SendNotFound", () => Effect.void))
})

/** Records what a channel said of a message: right after sending, or later by a receipt. */
export const recordDelivery = Effect.fn("Surveys.recordDelivery")(function* (
  tenant: TenantId,
  id: InvitationId,
  number: number,
  delivery: Delivery,
) {
  yield* SurveyKeeping.withSurveys(deliver(tenant, id, number, delivery))
})

/**
 * Records what became of a call that asks; its answers are taken by `SurveyAnswers.take`. Where the patient has died or is in
 * hospital again, the patient's plans and other invitations are called off with it.
 *
 * Fails with `SendNotFound`.
 */
export const recordCall = Effect.fn("Surveys.recordCall")(function* (
  tenant: TenantId,
  id: InvitationId,
  number: number,
  disposition: Disposition,
) {
  const work = Effect.gen(function* () {
    const [invitation] = yield* SurveyKeeping.decide(tenant, id, ({ ground, record }, now) =>
      SurveyInvitation.recordCall(record.invitation, number, disposition, ground, now),
    )
    yield* PatientAbsence.heard(tenant, invitation, disposition)
    return invitation
  })
  return yield* inUnit(work)
})

/**
 * Ends an invitation that is still open; see `SurveyInvitation.conclude`. Answers with it. Where the patient has died, the
 * patient's plans and other invitations are called off with it.
 */
export const conclude = Effect.fn("Surveys.conclude")(function* (
  tenant: TenantId,
  id: InvitationId,
  conclusion: SurveyInvitation.Conclusion,
) {
  const work = Effect.gen(function* () {
    const [invitation] = yield* SurveyKeeping.conclude(tenant, id, conclusion)
    yield* PatientAbsence.heard(tenant, invitation, conclusion)
    return invitation
  })
  return yield* inUnit(work)
})

/**
 * Takes up again, where this worker has surveys, every invitation of a person that was closed for want of a consent they now
 * give. Part of a unit of work.
 */
export const consentGiven = (tenant: TenantId, consent: Consent.Consent) =>
  Effect.asVoid(Equipment.where(SurveyKeeping.services, takeUp(tenant, consent)))

const takeUp = Effect.fnUntraced(function* (tenant: TenantId, consent: Consent.Consent) {
  const practice = (yield* SurveyPractice).of(tenant)
  for (const { record } of yield* (yield* SurveyStore).ofPerson(tenant, consent.person)) {
    const { closed, id } = record.invitation
    const isClosed = closed.some(({ rule }) => Consent.consentRules.has(rule))
    if (!isClosed || SurveyKeeping.surveyOf(practice, record) === undefined) continue
    yield* SurveyKeeping.decide(tenant, id, ({ ground, record }, now) =>
      Result.succeed(SurveyInvitation.consentGiven(record.invitation, consent, ground, now)),
    )
  }
})

/**
 * Looks again for the moment of an invitation's next message, as of now: after a holiday notice, a changed policy. Answers
 * with what happened.
 */
export const replan = Effect.fn("Surveys.replan")(function* (tenant: TenantId, id: InvitationId) {
  const [, events] = yield* SurveyKeeping.decide(tenant, id, ({ ground, record }, now) =>
    Result.succeed(SurveyInvitation.replan(record.invitation, ground, now)),
  )
  return events
})

/**
 * Keeps how a person can be reached now with their open invitations, and looks again for the moments of the next messages: a
 * new number, other hours of rest. Answers with the invitations that were changed.
 */
export const amend = Effect.fn("Surveys.amend")(function* (
  tenant: TenantId,
  to: ContactablePerson.ContactablePerson,
) {
  return yield* inUnit(amending(tenant, to))
})

/** The same, where this worker has surveys. Part of a unit of work. */
export const personChanged = (tenant: TenantId, to: ContactablePerson.ContactablePerson) =>
  Effect.asVoid(Equipment.where(SurveyKeeping.services, amending(tenant, to)))

const amending = Effect.fnUntraced(function* (tenant: TenantId, to: ContactablePerson.ContactablePerson) {
  const changed: Array<InvitationId> = []
  for (const kept of yield* (yield* SurveyStore).ofPerson(tenant, to.id)) {
    const { invitation, to: before } = kept.record
    if (invitation.state._tag === "Ended" || Equal.equals(before, to)) continue
    const loaded = yield* SurveyKeeping.loadedAs(tenant, kept)
    const ground = { ...loaded.ground, person: to }
    const decided = SurveyInvitation.replan(invitation, ground, yield* DateTime.now)
    yield* SurveyKeeping.save(loaded, decided, { also: { to } })
    changed.push(invitation.id)
  }
  return changed
})

const pageSize = 200

/** Every invitation that hasn't ended, by id. */
export const open = (tenant: TenantId) =>
  Pages.all((after: { readonly after?: InvitationId }) =>
    Effect.flatMap(SurveyStore, (store) => store.list(tenant, { of: "open", limit: pageSize, ...after })),
  ).pipe(Stream.map(({ record }): SurveyInvitation.SurveyInvitation => record.invitation))

/** The same for every open invitation of a hospital, one unit of work each; answers with those in which something moved. */
export const replanAll = Effect.fn("Surveys.replanAll")(function* (tenant: TenantId) {
  const replanned = Stream.mapEffect(open(tenant), ({ id }) =>
    Effect.map(replan(tenant, id), (events) => (events.length > 0 ? [id] : [])),
  )
  return (yield* Stream.runCollect(replanned)).flat()
})

/** Rates of a questionnaire's invitations, and how many of them are still open and in none. */
export interface Rates {
  readonly rates: ResponseRates.ResponseRates
  readonly open: number
}

/**
 * Response, refusal and contact rates of a questionnaire's invitations about occasions in `[from, until)`. Those that haven't
 * ended don't count yet, and those who were never asked aren't part of the sample.
 *
 * Fails with `NotAsked`.
 */
export const rates = Effect.fn("Surveys.rates")(function* (
  tenant: TenantId,
  questionnaire: QuestionnaireId,
  during: Interval,
  eligibility: ResponseRates.Eligibility,
) {
  const survey = yield* Effect.fromResult(
    SurveyKeeping.surveyAsked((yield* SurveyPractice).of(tenant), questionnaire),
  )
  const { ended, open } = yield* (yield* SurveyStore).outcomes(tenant, questionnaire, during)
  const counts = SurveyDisposition.countsOf(ended, survey.invitation.silence)
  const answer: Rates = { rates: ResponseRates.make(counts, eligibility), open }
  return answer
})
