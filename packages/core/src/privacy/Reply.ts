/**
 * What a person's reply means for consent: stop, start, help, or something for a person to read.
 *
 * **Details**
 *
 * A word counts only where it is the whole message, in any case and width, with spaces and punctuation around it left
 * out, and spaces within it too in a script that sets none between words (`退 订`). A message that merely holds such a word
 * (`please stop`), or holds it with other signs in between (`退。订`, `S.T.O.P`), isn't matched and never dropped either: it
 * is `Other`, with what it resembles, for a person to read first.
 *
 * **Example** (Full-width, lower case, and a whole sentence)
 *
 * ```ts
 * import { ChinaReplies, Reply } from "@aftercare/core"
 *
 * Reply.read(ChinaReplies.words, " ｔｄ ") // => { _tag: "OptOut", word: "td" }
 * Reply.read(ChinaReplies.words, "请退订这些短信") // => { _tag: "Other", resembles: "OptOut" }
 * Reply.read(ChinaReplies.words, "谢谢") // => { _tag: "Other" }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Rule from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/** One list of words and where it comes from. A list that is switched off isn't read. */
export const WordList = closed(
  Schema.Struct({
    id: Rule.RuleId,
    meaning: Schema.Literals(["OptOut", "OptIn", "Help"]),
    words: Schema.NonEmptyArray(
      Text.check(Schema.isPattern(/[\p{L}\p{N}]/u, { message: "a word holds a letter or a digit" })),
    ),
    enabled: Schema.Boolean,
    source: Rule.Source,
  }),
)
export interface WordList extends Schema.Schema.Type<typeof WordList> {}

export type Meaning = WordList["meaning"]

/** What a reply means. `word` is the word of the list, as it was compared. */
export type Reply =
  | { readonly _tag: Meaning; readonly word: string }
  | { readonly _tag: "Other"; readonly resembles?: Meaning }

/** Case, width and composition away; letters of all scripts are compared as they are. */
const folded = (text: string): string => text.normalize("NFKC").toLowerCase()

/**
 * What may stand around a word: the marks that turn a sign into an emoji among it. A run is looked at from its beginning
 * alone, so that a text of nothing else takes no longer.
 */
const edge = "[\\s\\p{P}\\p{S}\\p{C}\\uFE0E\\uFE0F\\u20E3]"
const edges = new RegExp(`^${edge}+|(?<!${edge})${edge}+$`, "gu")
const trimmed = (text: string): string => folded(text).replace(edges, "").replace(/\s+/g, " ")

/** Where one reply could mean two things, stopping wins over starting, and starting over help. */
const order: ReadonlyArray<Meaning> = ["OptOut", "OptIn", "Help"]

/** Reads a reply by the lists that are switched on. */
export const read = (lists: ReadonlyArray<WordList>, text: string): Reply => {
  const message = trimmed(text)
  const named = order.flatMap((meaning) =>
    lists
      .filter((list) => list.enabled && list.meaning === meaning)
      .flatMap((list) => list.words.map((word) => ({ meaning, word: trimmed(word) }))),
  )
  const exact = named.find(
    ({ word }) => word === message || (!isLatin(word) && spaceless(word) === spaceless(message)),
  )
  if (exact !== undefined) return { _tag: exact.meaning, word: exact.word }
  const held = named.find(({ word }) => holds(message, word))
  return held === undefined ? { _tag: "Other" } : { _tag: "Other", resembles: held.meaning }
}

const isLatin = (word: string): boolean => /^[\p{Script=Latin}\d -]+$/u.test(word)
const spaceless = (text: string): string => text.replace(/[\s\p{C}]+/gu, "")
const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}]+/gu, "")

/**
 * Latin words stand alone, others anywhere and with any signs in between; words too short to mean something inside a
 * sentence are left out.
 */
const holds = (message: string, word: string): boolean => {
  const [all, letters] = [lettersOf(message), lettersOf(word)]
  if (all === letters) return true
  if (!isLatin(word)) return letters.length > 1 && all.includes(letters)
  return word.length > 2 && ` ${message.replace(/[^\p{L}\p{N}-]+/gu, " ")} `.includes(` ${word} `)
}
