/**
 * One try to reach somebody: stored before the channel is asked, closed by what became of it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { ContentHash } from "../foundation/ContentHash.ts"
import { AttemptId, ConsentId, PersonId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"
import { Basis, Permission } from "./ContactWindow.ts"

/**
 * What the channel said: it took the contact, it refused it for good, it surely didn't send it and may be asked again from
 * `until` on, or nobody knows.
 */
export const Delivery = Schema.TaggedUnion({
  Accepted: { reference: Text },
  Rejected: { code: RuleId },
  Deferred: { code: RuleId, until: Instant },
  Unknown: {},
})
export type Delivery = Named<typeof Delivery.Type>

/** How much each tells: what was refused in the end was taken at first, and what was taken is no longer unknown. */
const tells = { Unknown: 0, Deferred: 1, Accepted: 2, Rejected: 3 } as const

/**
 * What is known of a contact after something more was told of it: the more telling of the two, in whatever order and
 * however often channels and receipts tell it.
 */
export const learnt = (known: Delivery | undefined, told: Delivery): Delivery =>
  known === undefined || tells[told._tag] > tells[known._tag] ? told : known

/**
 * What became of a try. `noAnswer` also stands for a message left unanswered for as long as its channel waits;
 * `answeredByOther` is the right number and not the person; at a `wrongNumber` somebody else is at home.
 */
export const Disposition = Schema.Literals([
  "completed",
  "noAnswer",
  "busy",
  "answeredByOther",
  "callLater",
  "languageBarrier",
  "declined",
  "wrongNumber",
  "outOfService",
  "deceased",
  "readmitted",
  "rejected",
  "deliveryUnknown",
])
export type Disposition = typeof Disposition.Type

/**
 * What was looked at when the try was stored: the versions of policy and calendar, the hash of the person's profile, and for
 * each cap that counts such a contact how many it counted nearby, made with the person for any plan.
 */
export const Check = Schema.Struct({
  basis: Basis,
  profile: Schema.optionalKey(ContentHash),
  caps: Schema.Array(Schema.Struct({ rule: RuleId, counted: Schema.Int })),
})
export interface Check extends Schema.Schema.Type<typeof Check> {}

/** A try, with the proof of the checks that allowed it. */
export const ContactAttempt = Schema.Struct({
  id: AttemptId,
  /** The first is 1. */
  number: Schema.Int,
  channel: Channel,
  addressee: PersonId,
  startedAt: Instant,
  /** When an answer is no longer waited for. */
  answerBy: Instant,
  /** That the window allowed it at that moment. */
  permission: Permission,
  /** The consent in force at that moment. */
  consent: ConsentId,
  check: Schema.optionalKey(Check),
  delivery: Schema.optionalKey(Delivery),
  disposition: Schema.optionalKey(Disposition),
  endedAt: Schema.optionalKey(Instant),
})
export interface ContactAttempt extends Schema.Schema.Type<typeof ContactAttempt> {}
