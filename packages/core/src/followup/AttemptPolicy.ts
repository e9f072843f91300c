/**
 * How often and how a person who doesn't answer is tried again.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"

const waiting = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 24 * 366 }))

export const AttemptPolicy = Schema.Struct({
  /** Tries per channel before the next channel's turn. */
  perChannel: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })),
  /** Hours between two tries. */
  gapHours: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 24 * 30 })),
  /** Hours that an answer is waited for: up to a year. */
  waitHours: Schema.Struct({ phone: waiting, message: waiting }),
  /** So many tasks of a plan unreachable in a row mean that the patient is lost to follow-up. */
  lostAfter: Schema.Int.check(Schema.isGreaterThan(0)),
  source: Source,
})
export interface AttemptPolicy extends Schema.Schema.Type<typeof AttemptPolicy> {}
