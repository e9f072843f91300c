/**
 * A contact with somebody, made or planned, wherever it comes from: what is counted when the same person is contacted for
 * several plans, or for several patients.
 *
 * @since 0.1.0
 */
import type { PersonId } from "../foundation/Id.ts"
import type { Contact } from "./FrequencyCap.ts"

/** A contact by the one who is contacted. `at` is when it began or is to begin, in epoch milliseconds. */
export interface PersonContact extends Contact {
  readonly person: PersonId
  /** Whether the try was made; otherwise it is planned, and may still move. */
  readonly made: boolean
}

/** The contacts with one person. */
export const withPerson = <A extends PersonContact>(
  contacts: ReadonlyArray<A>,
  person: PersonId,
): ReadonlyArray<A> => contacts.filter((contact) => contact.person === person)
