/**
 * In what order the hotline takes its calls, and when it asks less of who takes them. It has no defaults; packs supply them.
 *
 * **Details**
 *
 * A reason to be taken sooner counts as time waited. So everybody's turn comes: whoever rings later than `RoutingPolicy.mostAhead`
 * after a call, for whatever reasons, stands behind it.
 *
 * **Example** (A red flag is worth an hour, and the rest some minutes)
 *
 * ```ts
 * import { GeneralHotline, RoutingPolicy } from "@aftercare/core"
 *
 * const { routing } = GeneralHotline
 * routing.aheadSeconds // => { redFlag: 3600, elderly: 60, repeatCaller: 120, overdue: 300 }
 * RoutingPolicy.mostAhead(routing) // => 4_080_000
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

const seconds = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 24 * 3600 }))

/** How well somebody has a skill, from 1 up. */
export const Level = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 }))

/** From so many seconds of waiting on, so many levels less will do. */
export const Widening = closed(Schema.Struct({ afterSeconds: seconds, levels: Level }))
export interface Widening extends Schema.Schema.Type<typeof Widening> {}

export const RoutingPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** By how much each reason brings a call forward, as if it had waited so much longer; nought where it doesn't count. */
    aheadSeconds: closed(
      Schema.Struct({
        redFlag: seconds,
        elderly: seconds,
        repeatCaller: seconds,
        /** Once the call has waited longer than it was promised. */
        overdue: seconds,
      }),
    ),
    /** Of several that apply the widest counts. Nobody without the skill takes a call, however long it waits. */
    widening: Schema.Array(Widening),
    /** From when on somebody may take the call who doesn't share its language; never where it is absent. */
    anyLanguageAfterSeconds: Schema.optionalKey(seconds),
    source: Source,
  }),
)
export interface RoutingPolicy extends Schema.Schema.Type<typeof RoutingPolicy> {}

/** By how many milliseconds all reasons together bring a call forward. */
export const mostAhead = ({ aheadSeconds }: RoutingPolicy): number =>
  Object.values(aheadSeconds).reduce((sum, each) => sum + each, 0) * 1000
