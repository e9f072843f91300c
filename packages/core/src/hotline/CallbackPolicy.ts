/**
 * How the hotline returns calls: in which hours, by when it promises to, and how often it tries. It has no defaults; packs
 * supply them.
 *
 * **Example** (A hospital that promises half an hour)
 *
 * ```ts
 * import { CallbackPolicy, GeneralHotline, TimeZone } from "@aftercare/core"
 * import { Schema } from "effect"
 *
 * const policy = { ...GeneralHotline.callbacks(TimeZone.make("Asia/Shanghai")), promisedMinutes: 30 }
 * Schema.is(CallbackPolicy.CallbackPolicy)(policy) // => true
 * Schema.is(CallbackPolicy.CallbackPolicy)({ ...policy, waitMinutes: [] }) // => false
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Hours } from "../calendar/Hours.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Purpose } from "../foundation/Word.ts"

/** Minutes, from one to a week. */
const minutes = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 * 24 * 60 }))

export const CallbackPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** What a callback is for by the contact policy: it decides which of that policy's rules bind it. */
    purpose: Purpose,
    /** Where the hotline's clock is, and when it rings anybody. */
    zone: TimeZone,
    hours: Hours,
    /**
     * By when the caller is promised to be rung, in minutes: of the time in which the hotline may ring them; and of any time
     * from a moment of their own wish that can be kept.
     */
    promisedMinutes: minutes,
    /**
     * How much of that time is left for a try once it is owed: from the promise on, and for a further one from the end of its
     * wait if that is later. What the hotline didn't try by then, it missed.
     */
    graceMinutes: minutes,
    /** Tries until the caller counts as unreachable. */
    attempts: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })),
    /** Minutes from the end of a try to the next one, after the first, the second and so on; the last goes for all further ones. */
    waitMinutes: Schema.NonEmptyArray(minutes),
    /** Minutes after which a try that nobody told the outcome of was in vain. */
    answerMinutes: minutes,
    /** Whether the caller keeps the place in the queue that they waited for, or stands in it anew. */
    keepsPlace: Schema.Boolean,
    source: Source,
  }),
)
export interface CallbackPolicy extends Schema.Schema.Type<typeof CallbackPolicy> {}
