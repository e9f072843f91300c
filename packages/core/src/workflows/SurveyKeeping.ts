/**
 * Loading an invitation with what decisions about it rest on, and writing a decision: invitation, events, contacts and agenda
 * together.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import { type InvitationId, type PatientId, QuestionnaireId, type TenantId } from "../foundation/Id.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import type { Dealings } from "../ports/ContactStore.ts"
import type { Versioned } from "../ports/PlanStore.ts"
import { because } from "../ports/StoreError.ts"
import { type KeptInvitation, SurveyStore } from "../ports/SurveyStore.ts"
import * as Questionnaire from "../survey/Questionnaire.ts"
import * as SurveyInvitation from "../survey/SurveyInvitation.ts"
import * as Equipment from "./Equipment.ts"
import * as PersonGround from "./PersonGround.ts"
import { inUnit } from "./PlanKeeping.ts"
import { type HospitalSurveyPractice, type PractisedSurvey, SurveyPractice } from "./SurveyPractice.ts"

/** An invitation as it was read, with what decisions rest on. */
export interface Loaded extends Versioned<KeptInvitation> {
  readonly tenant: TenantId
  readonly practice: HospitalSurveyPractice
  readonly survey: PractisedSurvey
  readonly ground: SurveyInvitation.Ground
  /** What a message is held against right before it goes out: see `PersonGround.read`. */
  readonly made: Pick<SurveyInvitation.Ground, "contacts" | "invitedAt">
  /** The version of the person's contacts that a decision rests on. */
  readonly seen: number
}

/** What inviting a person about a patient rests on, beside this invitation of theirs. */
export const groundFor = Effect.fnUntraced(function* (
  tenant: TenantId,
  to: ContactablePerson,
  patient: PatientId | undefined,
  practice: HospitalSurveyPractice,
  survey: PractisedSurvey,
  own: InvitationId | undefined,
) {
  const { calendar, contact } = practice
  const { made, seen, ...read } = yield* PersonGround.read(tenant, to.id, patient, contact, subjectOf(own))
  const others = (yield* (yield* SurveyStore).ofPerson(tenant, to.id)).flatMap(
    ({ record: { invitation } }) => (invitation.id === own ? [] : [invitation]),
  )
  const invitedAt = (of: typeof others) =>
    of.flatMap((invitation) => {
      const at = SurveyInvitation.invitedAt(invitation)
      return at === undefined ? [] : [DateTime.toEpochMillis(at)]
    })
  const ground: SurveyInvitation.Ground = {
    person: to,
    contact,
    calendar,
    policy: survey.invitation,
    ...read,
    invitedAt: invitedAt(others),
  }
  const invited = others.filter(({ sends }) => sends.length > 0)
  return { ground, made: { contacts: made, invitedAt: invitedAt(invited) }, seen }
})

/** What the contacts of an invitation belong to; of one that isn't made yet, nothing. No id holds a space, so it is no plan's. */
const subjectOf = (id: InvitationId | undefined): string => `survey ${id ?? ""}`

/** The hospital doesn't ask this questionnaire. */
export class NotAsked extends Schema.TaggedError<NotAsked>("@aftercare/core/NotAsked")("NotAsked", {
  questionnaire: QuestionnaireId,
}) {
  override get message() {
    return `questionnaire ${this.questionnaire} isn't asked here`
  }
}

/** What is asked by a questionnaire's newest revision. */
export const surveyAsked = ({ surveys }: HospitalSurveyPractice, questionnaire: QuestionnaireId) =>
  Result.fromNullishOr(
    surveys.find((survey) => survey.questionnaire.id === questionnaire),
    () => new NotAsked({ questionnaire }),
  )

/** The survey that an invitation asks, as long as the practice holds it. */
export const surveyOf = ({ surveys }: HospitalSurveyPractice, { invitation }: KeptInvitation) =>
  surveys.find(({ questionnaire }) => Questionnaire.hash(questionnaire) === invitation.questionnaire.hash)

/** Fails with `NotFound` where the invitation isn't there. */
export const load = Effect.fnUntraced(function* (tenant: TenantId, id: InvitationId) {
  const found = yield* (yield* SurveyStore).find(tenant, id)
  if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
  return yield* loadedAs(tenant, found.value)
})

/** An invitation that was read, with what decisions about it rest on. */
export const loadedAs = Effect.fnUntraced(function* (tenant: TenantId, kept: Versioned<KeptInvitation>) {
  const practice = (yield* SurveyPractice).of(tenant)
  const survey = surveyOf(practice, kept.record)
  // A practice that lost a revision is put right, and the invitation then goes on.
  if (survey === undefined)
    return yield* because({ _tag: "Unavailable", detail: "the practice doesn't hold this revision" })
  const { invitation, to } = kept.record
  const loaded: Loaded = {
    tenant,
    ...kept,
    practice,
    survey,
    ...(yield* groundFor(tenant, to, invitation.occasion.patient, practice, survey, invitation.id)),
  }
  return loaded
})

const dealingsOf = (
  { invitation }: KeptInvitation,
  { invitation: { purpose } }: PractisedSurvey,
): Dealings => ({
  addressees: [invitation.addressee],
  contacts: SurveyInvitation.contactsOf(invitation, purpose),
})

const putDealings = (
  tenant: TenantId,
  seen: number,
  { invitation, to }: KeptInvitation,
  dealings: Dealings,
) => PersonGround.put(tenant, to.id, seen, subjectOf(invitation.id), dealings)

const putDue = Effect.fnUntraced(function* (tenant: TenantId, { invitation }: KeptInvitation) {
  const agenda = yield* Agenda
  const { id } = invitation
  const dueAt = SurveyInvitation.dueAt(invitation)
  const key = { tenant, kind: "survey", id } as const
  yield* dueAt === undefined ? agenda.remove(key) : agenda.schedule({ ...key, subject: id, dueAt })
})

/** Writes a new invitation, its contact, and when it falls due. */
export const insert = Effect.fnUntraced(function* (
  tenant: TenantId,
  kept: KeptInvitation,
  events: ReadonlyArray<SurveyInvitation.InvitationEvent>,
  survey: PractisedSurvey,
  seen: number,
) {
  yield* (yield* SurveyStore).insert(tenant, kept, events)
  yield* putDealings(tenant, seen, kept, dealingsOf(kept, survey))
  yield* putDue(tenant, kept)
})

/** Writes a decision, with what else is to be kept of it. A claim is settled with the invitation's next moment. */
export const save = Effect.fnUntraced(function* (
  { record: before, seen, survey, tenant, version }: Loaded,
  [invitation, events]: SurveyInvitation.Decided,
  { also = {}, claim }: { readonly also?: Partial<KeptInvitation>; readonly claim?: Claim } = {},
) {
  const kept: KeptInvitation = { ...before, ...also, invitation }
  const dealings = dealingsOf(kept, survey)
  if (!Equal.equals(dealings, dealingsOf(before, survey))) yield* putDealings(tenant, seen, kept, dealings)
  if (events.length > 0 || !Equal.equals(kept, before))
    yield* (yield* SurveyStore).update(tenant, kept, version, events)
  if (claim !== undefined) yield* (yield* Agenda).settle(claim, SurveyInvitation.dueAt(invitation))
  else if (!Equal.equals(SurveyInvitation.dueAt(invitation), SurveyInvitation.dueAt(before.invitation)))
    yield* putDue(tenant, kept)
})

/** Decides on an invitation as it is now and writes the decision in one unit of work. Answers with it. */
export const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: InvitationId,
  decision: (loaded: Loaded, now: DateTime.Utc) => Result.Result<SurveyInvitation.Decided, E>,
) {
  const work = Effect.gen(function* () {
    const loaded = yield* load(tenant, id)
    const decided = yield* Effect.fromResult(decision(loaded, yield* DateTime.now))
    yield* save(loaded, decided)
    return decided
  })
  return yield* inUnit(work)
})

/** Ends an invitation that is still open. */
export const conclude = (tenant: TenantId, id: InvitationId, conclusion: SurveyInvitation.Conclusion) =>
  decide(tenant, id, ({ record: { invitation } }, now) =>
    Result.succeed(SurveyInvitation.conclude(invitation, conclusion, now)),
  )

/** Surveys, of which a worker may have been started without. */
export const services = [SurveyStore, SurveyPractice] as const

/** Work that needs the surveys of this worker. Fails with `Unavailable` without them: a worker that has some will do it. */
export const withSurveys = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Equipment.needed(services, "this worker has no practice with surveys", work)
