/**
 * Where a patient went on to from the hospital, and what is asked of whom others look after there.
 *
 * **Details**
 *
 * Each stage of a protocol may name the destinations after which it is asked. One that names none is asked of whom no
 * institution has taken over: what is asked of people at home isn't asked of somebody in a ward.
 *
 * **Example** (A stage as it comes, and one for residents of nursing facilities too)
 *
 * ```ts
 * import { Destination } from "@aftercare/core"
 *
 * Destination.isAsked({}, "nursingFacility") // => false
 * Destination.isAsked({ destinations: ["home", "nursingFacility"] }, "nursingFacility") // => true
 * Destination.isAsked({}, undefined) // => true
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RuleId } from "../foundation/Rule.ts"

/** `home` is also another's home, `hospital` any other institution of acute care; `hospice` is palliative care, wherever it is given; `other` is none of these. */
export const Destination = Schema.Literals([
  "home",
  "hospital",
  "psychiatricUnit",
  "rehabilitation",
  "nursingFacility",
  "hospice",
  "other",
])
export type Destination = typeof Destination.Type

/** After which destinations a stage is asked that names none: where no institution has taken the patient's care over. */
export const usual: readonly [Destination, ...ReadonlyArray<Destination>] = ["home", "other"]

/** The rule by which a stage is left out that isn't asked where the patient went. It doesn't tell where that is. */
export const elsewhere = RuleId.make("destination.elsewhere")

/** Whether a stage is for somebody who went there; where nobody says, they are at home. */
export const isAsked = (
  { destinations = usual }: { readonly destinations?: ReadonlyArray<Destination> },
  destination: Destination = "home",
): boolean => destinations.includes(destination)
