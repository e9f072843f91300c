/** Texts with gaps, written `{name}`. */

const placeholder = /\{([^{}]*)\}/g

/** The names of a text's gaps, in order. */
export const namesIn = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(placeholder)].map(([, name = ""]) => name)

/** Whether a brace stands alone in the text. */
export const hasLoneBrace = (text: string): boolean => /[{}]/.test(text.replaceAll(placeholder, ""))

/** The text with its gaps filled. What is put in is never read for gaps itself. */
export const filled = (text: string, standsFor: (name: string) => string): string =>
  text.replaceAll(placeholder, (_, name: string) => standsFor(name))
