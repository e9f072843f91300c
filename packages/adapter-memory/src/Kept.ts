/** What is kept, and what nobody can change. */
import * as Predicate from "effect/Predicate"

/**
 * A copy that nobody can change: what was handed in stays its owner's, and what is read may be shared by all readers.
 * Anything but lists and plain objects, such as an instant, is immutable by its own nature.
 */
export const kept = <A>(value: A): A => {
  const copy = Array.isArray(value)
    ? value.map(kept)
    : Predicate.isObject(value) && Object.getPrototypeOf(value) === Object.prototype
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, kept(part)]))
      : undefined
  // A copy part by part has the type of what it copies, which only its reader can see.
  return copy === undefined ? value : (Object.freeze(copy) as A)
}
