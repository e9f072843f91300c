/**
 * How often and how a person who doesn't answer is tried again.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Limit } from "../contact/FrequencyCap.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Channel, Relation } from "../foundation/Word.ts"

const positive = Schema.Int.check(Schema.isGreaterThan(0))
const waiting = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 24 * 366 }))

/** A named limit on the tries of one task with one person: how far apart they are, how they are spread. */
export const Spacing = closed(
  Schema.Struct({
    id: RuleId,
    limit: Limit,
    /** Which tries count: all of them, or only the last one, as where another part of the day than that is asked for. */
    beside: Schema.Literals(["allTries", "lastTry"]),
    /** Given up before a try would be, or would be overdue; otherwise the limit holds. */
    wish: Schema.Boolean,
  }),
)
export interface Spacing extends Schema.Schema.Type<typeof Spacing> {}

export const AttemptPolicy = closed(
  Schema.Struct({
    /** Tries per channel before the next channel's turn. What is kept for last is tried once. */
    perChannel: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })),
    /** How tries are spread. Of the wishes the last one is given up first. */
    spacing: Schema.Array(Spacing),
    /**
     * Who is turned to, by what they are to the patient, once no channel to the addressee is left: in this order, and
     * several of one kind in the discharge's. A minor isn't turned to.
     */
    fallback: Schema.Array(Relation),
    /** Channels that are kept until everybody has been tried, such as a letter; then to the first addressee. */
    lastResort: Schema.Array(Channel),
    /** Hours that an answer is waited for: up to a year. */
    waitHours: Schema.Struct({ phone: waiting, message: waiting }),
    /** So many tasks of a plan unreachable in a row are an early loss to follow-up, and so many more a loss. */
    lossAfter: closed(Schema.Struct({ early: positive, lost: positive })).check(
      Schema.makeFilter(
        ({ early, lost }) =>
          early <= lost || { path: ["early"], issue: "an early loss comes no later than a loss" },
      ),
    ),
    source: Source,
  }),
)
export interface AttemptPolicy extends Schema.Schema.Type<typeof AttemptPolicy> {}
