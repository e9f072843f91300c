/**
 * Keys of several parts that sort part by part.
 */

/** Nothing sorts before the mark between two parts. A tenant's name doesn't hold it, so parts never run together. */
export const keyOf = (...parts: readonly [string, ...ReadonlyArray<string>]): string => parts.join("\u0000")

/** What stands behind every key that begins with the part, and before every other key that is greater. */
export const endOf = (part: string): string => `${part}\u0001`
