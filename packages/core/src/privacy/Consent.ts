/**
 * That a person may be contacted for a purpose by a channel: on what legal basis, with what proof, until withdrawn.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ConsentId, deriving, MessageId, PersonId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Channel, Purpose, Relation } from "../foundation/Word.ts"

/** What allows the processing. Only `consent` can be withdrawn by the person. */
export const LegalBasis = Schema.Literals(["consent", "contract", "legalDuty", "vitalInterest"])
export type LegalBasis = typeof LegalBasis.Type

/** One grant. A withdrawal is kept with it, so that what was sent before stays lawful and provable. */
export const Consent = Schema.Struct({
  id: ConsentId,
  person: PersonId,
  purposes: Schema.NonEmptyArray(Purpose),
  channels: Schema.NonEmptyArray(Channel),
  basis: LegalBasis,
  /** Who gave it. For a child under the guardian age, only a guardian can. */
  givenBy: Relation,
  /** Where the proof is kept: a form's number, a recording's. */
  proof: Text,
  givenAt: Instant,
  withdrawnAt: Schema.optionalKey(Instant),
  /** The message by which the person withdrew it, kept in the inbox: the proof of the withdrawal. */
  withdrawnBy: Schema.optionalKey(MessageId),
  /** When the last message was written by which the person refuses it, withdrawn by then or not. */
  refusedAt: Schema.optionalKey(Instant),
}).check(
  Schema.makeFilter(
    ({ givenAt, withdrawnAt }) =>
      withdrawnAt === undefined ||
      DateTime.isLessThanOrEqualTo(givenAt, withdrawnAt) ||
      "withdrawnAt: a withdrawal can't precede the grant",
  ),
  Schema.makeFilter(
    ({ withdrawnAt, withdrawnBy }) =>
      withdrawnBy === undefined ||
      withdrawnAt !== undefined ||
      "withdrawnBy: what isn't withdrawn has no message that withdrew it",
  ),
)
export interface Consent extends Schema.Schema.Type<typeof Consent> {}

const missing = ["consent.none", "consent.withdrawn", "consent.guardian"] as const

/** Rules by which a channel is closed because the person hasn't allowed it: what `NotPermitted` says is missing. */
export const consentRules: ReadonlySet<RuleId> = new Set(missing.map((rule) => RuleId.make(rule)))

/** Nothing in force allows the contact. `rule` says what is missing. */
export class NotPermitted extends Schema.TaggedError<NotPermitted>("@aftercare/core/NotPermitted")(
  "NotPermitted",
  {
    person: PersonId,
    channel: Channel,
    purpose: Purpose,
    rule: Schema.Literals(missing),
  },
) {
  override get message() {
    return `${this.channel} for ${this.purpose} isn't permitted: ${this.rule}`
  }
}

/** What is asked of the consents. */
export interface Question {
  readonly person: PersonId
  readonly channel: Channel
  readonly purpose: Purpose
  readonly at: DateTime.Utc
  /** Whether the patient is so young that only a guardian's consent counts. */
  readonly needsGuardian: boolean
}

/**
 * The consent in force for a contact at a moment: given at or before it and not withdrawn at or before it.
 *
 * **Rule** Personal Information Protection Law of China, articles 13 (bases), 15 (withdrawal, past use stays valid), 28
 * and 31 (children under 14: the guardian's consent).
 */
export const inForce = (
  consents: ReadonlyArray<Consent>,
  question: Question,
): Result.Result<Consent, NotPermitted> => {
  const { at, channel, needsGuardian, person, purpose } = question
  const refuse = (rule: NotPermitted["rule"]) =>
    Result.fail(new NotPermitted({ person, channel, purpose, rule }))
  const given = consents.filter(
    (c) =>
      c.person === person &&
      c.purposes.includes(purpose) &&
      c.channels.includes(channel) &&
      DateTime.isLessThanOrEqualTo(c.givenAt, at),
  )
  if (given.length === 0) return refuse("consent.none")
  const standing = given.filter(
    (c) => c.withdrawnAt === undefined || DateTime.isGreaterThan(c.withdrawnAt, at),
  )
  if (standing.length === 0) return refuse("consent.withdrawn")
  const valid = standing.find((c) => !needsGuardian || c.basis !== "consent" || c.givenBy === "guardian")
  return valid === undefined ? refuse("consent.guardian") : Result.succeed(valid)
}

/** Whether a person took back everything that they once allowed for a purpose. */
export const isTakenBack = (
  consents: ReadonlyArray<Consent>,
  { at, person, purpose }: Pick<Question, "at" | "person" | "purpose">,
): boolean => {
  const given = consents.filter(
    (c) => c.person === person && c.purposes.includes(purpose) && DateTime.isLessThanOrEqualTo(c.givenAt, at),
  )
  return (
    given.length > 0 &&
    given.every((c) => c.withdrawnAt !== undefined && DateTime.isLessThanOrEqualTo(c.withdrawnAt, at))
  )
}

/**
 * The consent, withdrawn. Of two withdrawals the earlier holds, whichever was heard of first; other bases aren't the
 * person's to withdraw.
 */
export const withdraw = (consent: Consent, at: DateTime.Utc): Result.Result<Consent, CannotWithdraw> => {
  if (consent.basis !== "consent")
    return Result.fail(new CannotWithdraw({ consent: consent.id, basis: consent.basis }))
  const asked = DateTime.max(at, consent.givenAt)
  const withdrawnAt = consent.withdrawnAt === undefined ? asked : DateTime.min(asked, consent.withdrawnAt)
  return Result.succeed({ ...consent, withdrawnAt })
}

/** The id of what a withdrawal leaves of a consent. */
const partId = deriving(ConsentId)

/** What a person no longer wants: these channels for these purposes. */
export interface Withdrawal {
  readonly person: PersonId
  readonly channels: ReadonlyArray<Channel>
  readonly purposes: ReadonlyArray<Purpose>
  readonly at: DateTime.Utc
  /** The message that says so. */
  readonly by?: MessageId
}

/**
 * The consents that a withdrawal changes, as they are to be kept.
 *
 * **Details**
 *
 * Every consent that the person gave up to then is met, on whatever form. What a consent grants beyond the withdrawal goes
 * on as a consent of its own, with the same proof. Other bases aren't the person's to withdraw.
 */
export const withdrawFrom = (
  consents: ReadonlyArray<Consent>,
  { at, by: message, channels, person, purposes }: Withdrawal,
): ReadonlyArray<Consent> =>
  consents.flatMap((consent) => {
    const standing =
      consent.person === person &&
      consent.basis === "consent" &&
      (consent.withdrawnAt === undefined || DateTime.isGreaterThan(consent.withdrawnAt, at)) &&
      DateTime.isLessThanOrEqualTo(consent.givenAt, at)
    const met = standing ? consent.purposes.filter((purpose) => purposes.includes(purpose)) : []
    if (met.length === 0 || !consent.channels.some((channel) => channels.includes(channel))) return []
    const rest = (
      name: string,
      left: ReadonlyArray<Purpose>,
      by: ReadonlyArray<Channel>,
    ): ReadonlyArray<Consent> => {
      const [purpose, ...morePurposes] = left
      const [channel, ...moreChannels] = by
      if (purpose === undefined || channel === undefined) return []
      return [
        {
          ...consent,
          id: partId(consent.id, `/${name}`),
          purposes: [purpose, ...morePurposes],
          channels: [channel, ...moreChannels],
        },
      ]
    }
    return [
      { ...consent, withdrawnAt: at, ...(message === undefined ? {} : { withdrawnBy: message }) },
      ...rest(
        "purposes",
        consent.purposes.filter((purpose) => !purposes.includes(purpose)),
        consent.channels,
      ),
      ...rest(
        "channels",
        met,
        consent.channels.filter((channel) => !channels.includes(channel)),
      ),
    ]
  })

/**
 * The consents that change because a form is handed over as withdrawn: all that is kept of it, under whichever ids, being what
 * was given at that moment with that proof, is withdrawn as far as the form reaches. None where it isn't withdrawn.
 */
export const withdrawForm = (form: Consent, known: ReadonlyArray<Consent>): ReadonlyArray<Consent> => {
  const { channels, givenAt, id, person, proof, purposes, withdrawnAt } = form
  if (withdrawnAt === undefined) return []
  const kept = known.filter(
    (one) => one.id === id || (one.proof === proof && Equal.equals(one.givenAt, givenAt)),
  )
  return withdrawFrom(kept, { person, channels, purposes, at: withdrawnAt })
}

/** Of what is known of a person, the last withdrawal of a channel for a purpose; undefined where it is allowed, or never was. */
const lastWithdrawal = (
  known: ReadonlyArray<Consent>,
  person: PersonId,
  channel: Channel,
  purpose: Purpose,
): DateTime.Utc | undefined => {
  let last: DateTime.Utc | undefined
  for (const { basis, channels, person: one, purposes, withdrawnAt } of known) {
    if (one !== person || basis !== "consent") continue
    if (!channels.includes(channel) || !purposes.includes(purpose)) continue
    if (withdrawnAt === undefined) return undefined
    last = last === undefined ? withdrawnAt : DateTime.max(last, withdrawnAt)
  }
  return last
}

/**
 * A consent that is heard of only now, as it is to be kept beside those known before: what the person has withdrawn since it
 * was given, on whatever form, is withdrawn in it as well, unless one of those known allows it again. The first keeps its id.
 */
export const besideKnown = (consent: Consent, known: ReadonlyArray<Consent>): ReadonlyArray<Consent> => {
  const { channels, givenAt, person, purposes } = consent
  const withdrawals = purposes.flatMap((purpose) =>
    channels.flatMap((channel): ReadonlyArray<Withdrawal> => {
      const at = lastWithdrawal(known, person, channel, purpose)
      return at === undefined || DateTime.isLessThan(at, givenAt)
        ? []
        : [{ person, channels: [channel], purposes: [purpose], at }]
    }),
  )
  const kept = new Map([[consent.id, consent]])
  // In their order: what is withdrawn already isn't withdrawn again.
  for (const withdrawal of withdrawals.sort((a, b) => DateTime.Order(a.at, b.at)))
    for (const changed of withdrawFrom([...kept.values()], withdrawal)) kept.set(changed.id, changed)
  return [...kept.values()]
}

/**
 * The consents on which it is now noted that a person wrote at a moment that they refuse them, on one channel: those that a
 * message has withdrawn, and of which none that was written later says so already.
 */
export const refuseAgain = (
  consents: ReadonlyArray<Consent>,
  {
    at,
    channel,
    person,
  }: { readonly at: DateTime.Utc; readonly channel: Channel; readonly person: PersonId },
): ReadonlyArray<Consent> =>
  consents
    .filter(
      ({ channels, person: one, refusedAt, withdrawnBy }) =>
        one === person &&
        withdrawnBy !== undefined &&
        channels.includes(channel) &&
        (refusedAt === undefined || DateTime.isLessThan(refusedAt, at)),
    )
    .map((consent) => ({ ...consent, refusedAt: at }))

/** That a person wants again what they last refused by a message on this channel. */
export interface Renewal {
  readonly person: PersonId
  readonly channel: Channel
  readonly at: DateTime.Utc
  /** When it was written: nothing is granted where a refusal was written since, in whatever order they are told. */
  readonly writtenAt: DateTime.Utc
  /** The message that says so: the proof of the new consents, and the stem of their ids. */
  readonly by: MessageId
}

/**
 * The new consents by which the last withdrawal by message is taken back: for the same purposes, by this channel alone,
 * given by the same. What was withdrawn otherwise, on a form perhaps, isn't granted by a message.
 */
export const renewFrom = (
  consents: ReadonlyArray<Consent>,
  { at, by, channel, person, writtenAt }: Renewal,
): ReadonlyArray<Consent> => {
  const refused = consents.filter(
    (c) => c.person === person && c.withdrawnBy !== undefined && c.channels.includes(channel),
  )
  if (
    refused.some(({ refusedAt }) => refusedAt !== undefined && DateTime.isGreaterThan(refusedAt, writtenAt))
  )
    return []
  const last = refused.reduce<Consent | undefined>(
    (latest, c) =>
      latest === undefined || DateTime.isGreaterThanOrEqualTo(whenWithdrawn(c), whenWithdrawn(latest))
        ? c
        : latest,
    undefined,
  )
  return refused
    .filter(({ withdrawnBy }) => withdrawnBy === last?.withdrawnBy)
    .map(({ givenBy, purposes }, n) => ({
      id: ConsentId.make(`${by}/${n + 1}`),
      person,
      purposes,
      channels: [channel],
      basis: "consent",
      givenBy,
      proof: by,
      givenAt: at,
    }))
}

const whenWithdrawn = ({ givenAt, withdrawnAt }: Consent): DateTime.Utc => withdrawnAt ?? givenAt

/** The basis isn't the person's consent, so a withdrawal has nothing to act on. */
export class CannotWithdraw extends Schema.TaggedError<CannotWithdraw>("@aftercare/core/CannotWithdraw")(
  "CannotWithdraw",
  { consent: ConsentId, basis: LegalBasis },
) {
  override get message() {
    return `consent ${this.consent} rests on ${this.basis} and can't be withdrawn by the person`
  }
}
