/**
 * Handing a patient on: to a community health centre, a rehabilitation unit, a family doctor, a tele-consultation. It is
 * accepted and answered within limits, or comes back to the sender.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ReferralId, StaffId, TaskId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { FreeText, PersonalText, Text } from "../foundation/Text.ts"
import { Role } from "../foundation/Word.ts"
import { Offset } from "./FollowUpProtocol.ts"

/** Whom a patient is referred to. */
export const Kind = Schema.Literals([
  "communityHealthCentre",
  "rehabilitationUnit",
  "familyDoctor",
  "teleConsultation",
])
export type Kind = typeof Kind.Type

/** How long an acceptance and a result are waited for. Dates run through their end, in the patient's zone. */
export const ReferralPolicy = closed(
  Schema.Struct({ acceptWithin: Offset, resultWithin: Offset, source: Source }),
)
export interface ReferralPolicy extends Schema.Schema.Type<typeof ReferralPolicy> {}

/** Where a referral stands. One that nobody accepted, or nobody answered, in time has fallen silent. */
export const ReferralState = Schema.TaggedUnion({
  Requested: {},
  Accepted: { by: PersonalText, at: Instant },
  Refused: { reason: PersonalText, at: Instant },
  Silent: { awaited: Schema.Literals(["acceptance", "result"]), at: Instant },
  Reported: { result: FreeText, at: Instant },
  Withdrawn: { reason: PersonalText, at: Instant },
})
export type ReferralState = typeof ReferralState.Type

export const Referral = Schema.Struct({
  id: ReferralId,
  /** The contact that led to it. */
  task: TaskId,
  kind: Kind,
  /** The place or person referred to. */
  to: PersonalText,
  /** What is asked of them. */
  question: FreeText,
  finding: Schema.optionalKey(RuleId),
  sender: StaffId,
  /** Who takes it up if it comes back. */
  role: Role,
  requestedAt: Instant,
  acceptBy: Instant,
  resultBy: Instant,
  state: ReferralState,
})
export interface Referral extends Schema.Schema.Type<typeof Referral> {}

/** The referral stands where the command has nothing to act on. */
export class WrongReferralState extends Schema.TaggedError<WrongReferralState>(
  "@aftercare/core/WrongReferralState",
)("WrongReferralState", { referral: ReferralId, state: Schema.String }) {
  override get message() {
    return `referral ${this.referral} is ${this.state}`
  }
}

/** What may happen to a referral. */
export const Command = Schema.TaggedUnion({
  Accept: { by: Text },
  Refuse: { reason: Text },
  Report: { result: FreeText },
  Withdraw: { reason: Text },
  /** Time went by. Before a limit, and where nothing is awaited, nothing happens. */
  Expire: {},
})
export type Command = typeof Command.Type

/**
 * The referral's next state, or its present one where nothing happens. At a limit it is past.
 *
 * A late acceptance or result isn't lost: what fell silent may still be accepted or reported. What was refused, reported or
 * withdrawn stays so.
 */
export const decide = (
  { acceptBy, id, resultBy, state }: Referral,
  command: Command,
  at: DateTime.Utc,
): Result.Result<ReferralState, WrongReferralState> => {
  const isOpen = state._tag === "Requested" || state._tag === "Accepted" || state._tag === "Silent"
  const isPast = (limit: DateTime.Utc) => DateTime.isGreaterThanOrEqualTo(at, limit)
  if (command._tag === "Expire") {
    if (state._tag === "Requested" && isPast(acceptBy))
      return Result.succeed({ _tag: "Silent", awaited: "acceptance", at })
    if (state._tag === "Accepted" && isPast(resultBy))
      return Result.succeed({ _tag: "Silent", awaited: "result", at })
    return Result.succeed(state)
  }
  if (!isOpen || (command._tag === "Accept" && state._tag === "Accepted"))
    return Result.fail(new WrongReferralState({ referral: id, state: state._tag }))
  return Result.succeed(
    Command.match(command, {
      Accept: ({ by }): ReferralState => ({ _tag: "Accepted", by, at }),
      Refuse: ({ reason }): ReferralState => ({ _tag: "Refused", reason, at }),
      Report: ({ result }): ReferralState => ({ _tag: "Reported", result, at }),
      Withdraw: ({ reason }): ReferralState => ({ _tag: "Withdrawn", reason, at }),
      Expire: (): ReferralState => state,
    }),
  )
}

/** Whether it has come back to the sender unanswered. */
export const isBack = ({ state }: Referral): boolean => state._tag === "Refused" || state._tag === "Silent"

/** When something must next be done about it, if ever. A late acceptance has as long for its result as it had before. */
export const nextDueAt = ({ acceptBy, resultBy, state }: Referral): DateTime.Utc | undefined =>
  state._tag === "Requested" ? acceptBy : state._tag === "Accepted" ? resultBy : undefined
