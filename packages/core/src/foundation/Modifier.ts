/**
 * Elements of FHIR that change what the object around them means: whoever doesn't know them mustn't read it.
 */
import { joined } from "./Breach.ts"

const modifiers = ["modifierExtension", "implicitRules"]

/** What an object's modifiers say against reading it; the place is a path, empty at the top. */
export const modifiersOf = (
  object: object,
  place: string,
): ReadonlyArray<{ readonly path: string; readonly rule: string }> =>
  modifiers
    .filter((key) => Object.hasOwn(object, key))
    .map((key) => ({
      path: joined(place, [key]),
      rule: "it changes what is meant in a way that isn't known here",
    }))
