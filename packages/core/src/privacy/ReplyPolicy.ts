/**
 * What a hospital does with replies: the words it knows, how far a bare "stop" reaches, and what it answers.
 *
 * **Details**
 *
 * A number may be shared. Whoever holds the phone speaks for it: a reply to stop binds everybody to whom the hospital wrote,
 * or whom it called, there within `lookBackDays`. A reply to start again is obeyed where that is one person; of several, a person asks who
 * it was.
 *
 * **Example** (A hospital's own text for those who ask who is writing)
 *
 * ```ts
 * import { ChinaReplies, type ReplyPolicy } from "@aftercare/core"
 *
 * const policy: ReplyPolicy.ReplyPolicy = {
 *   ...ChinaReplies.policy,
 *   answers: {
 *     Help: {
 *       text: { zh: "随访中心电话 010-00000000", en: "Follow-up centre: 010-00000000" },
 *       withinSeconds: 300,
 *       source: { title: "本院规定", status: "hospitalPolicy", verified: "own" },
 *     },
 *   },
 * }
 * policy.stops // => "everyPurpose"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Rule from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"
import { WordList } from "./Reply.ts"

const positive = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * What is sent back, once, to one who said a word or gave a survey its last answer; to who stops, where that changes something
 * and nothing else goes on.
 */
export const Answer = closed(
  Schema.Struct({
    text: Bilingual,
    /** The hospital's name of the same text, for providers that carry only texts approved beforehand. */
    template: Schema.optionalKey(Text),
    /** It goes out this soon after the reply, at whatever hour the person wrote, or not at all. */
    withinSeconds: positive,
    source: Rule.Source,
  }),
)
export interface Answer extends Schema.Schema.Type<typeof Answer> {}

export const ReplyPolicy = closed(
  Schema.Struct({
    lists: Schema.Array(WordList),
    /** Whether a reply to stop ends the channel for all purposes, or for those of the messages that went there. */
    stops: Schema.Literals(["everyPurpose", "purposesSent"]),
    /** How long after a message somebody may answer it, in days of 24 hours. */
    lookBackDays: positive,
    answers: closed(
      Schema.Struct({
        OptOut: Schema.optionalKey(Answer),
        OptIn: Schema.optionalKey(Answer),
        Help: Schema.optionalKey(Answer),
        /** To who has answered all that a survey asks by numbers, as long as they allow it. */
        Thanks: Schema.optionalKey(Answer),
      }),
    ),
  }),
)
export interface ReplyPolicy extends Schema.Schema.Type<typeof ReplyPolicy> {}
