/**
 * A callback as it is counted, once it is over: when it was asked for, and what came of it.
 *
 * **Details**
 *
 * Somebody is reached in time where the try that reached them began by the promised moment. A callback that goes on is no
 * fact yet.
 *
 * **Example** (Facts that counts decode)
 *
 * ```ts
 * import { CallbackFact } from "@aftercare/core"
 * import { CallbackLife } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 * import * as fc from "fast-check"
 *
 * const lives = fc.sample(CallbackLife.lives(), { numRuns: 20, seed: 1 })
 * const facts = lives.flatMap((life) => CallbackFact.of(CallbackLife.ended(life)) ?? [])
 * facts.every(Schema.is(CallbackFact.CallbackFact)) // => true
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { EpochMillis } from "../foundation/Interval.ts"
import { closed } from "../foundation/Strict.ts"
import type { Callback } from "./CallbackEvent.ts"

/** A callback without whom it was for. */
export const CallbackFact = closed(
  Schema.Struct({
    askedAt: EpochMillis,
    outcome: Schema.Literals([
      "reachedInTime",
      "reachedLate",
      "rangBack",
      "unreachable",
      "withdrawn",
      "missed",
    ]),
  }),
)
export interface CallbackFact extends Schema.Schema.Type<typeof CallbackFact> {}

const outcomes = {
  RangBack: "rangBack",
  Unreachable: "unreachable",
  Withdrawn: "withdrawn",
  Missed: "missed",
} as const

/** The fact that the callback makes; undefined while it goes on. */
export const of = ({ askedAt, dueAt, state, tries }: Callback): CallbackFact | undefined => {
  if (state._tag !== "Over") return undefined
  const { _tag } = state.end
  const startedAt = tries.at(-1)?.startedAt ?? state.at
  const isInTime = startedAt.epochMilliseconds <= dueAt.epochMilliseconds
  const reached = isInTime ? "reachedInTime" : "reachedLate"
  return {
    askedAt: askedAt.epochMilliseconds,
    outcome: _tag === "Reached" ? reached : outcomes[_tag],
  }
}
