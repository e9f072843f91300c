/** Through whom something that concerns a person's care was decided or told. */
import * as Schema from "effect/Schema"
import { PersonId, StaffId } from "../foundation/Id.ts"

export const Author = Schema.TaggedUnion({
  Staff: { staff: StaffId },
  /** The patient, or who cares for them. */
  Person: { person: PersonId },
})
export type Author = typeof Author.Type
