/**
 * How a set of codes is put into words.
 */
import type { Bilingual, Language } from "../foundation/Word.ts"

/** Reads one vocabulary: a code and a language in, the word out. */
export const vocabulary =
  <Code extends string>(words: { readonly [C in Code]: Bilingual }) =>
  (code: Code, language: Language): string =>
    words[code][language]
