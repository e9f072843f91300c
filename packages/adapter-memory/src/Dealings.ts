/**
 * Who is contacted by which records, as a value: each person's page, and for each record whom it is about.
 */
import type { Id } from "@aftercare/core/foundation"
import type { ContactStore } from "@aftercare/core/ports"
import * as Equal from "effect/Equal"
import { keyOf } from "./Key.ts"
import * as SortedMap from "./SortedMap.ts"

interface Page {
  readonly version: number
  /** The earliest first. */
  readonly contacts: ReadonlyArray<ContactStore.KeptContact>
  readonly subjects: ReadonlyArray<string>
}

export interface AllDealings {
  readonly pages: SortedMap.SortedMap<Page>
  readonly persons: SortedMap.SortedMap<ReadonlyArray<Id.PersonId>>
}

export const empty: AllDealings = { pages: undefined, persons: undefined }

const blank: Page = { version: 0, contacts: [], subjects: [] }

export const pageOf = ({ pages }: AllDealings, tenant: string, person: Id.PersonId): Page =>
  SortedMap.get(pages, keyOf(tenant, person)) ?? blank

/** With what the record has to do with people, in place of what it said before. */
export const put = (
  { pages, persons }: AllDealings,
  tenant: string,
  subject: string,
  { addressees, contacts }: ContactStore.Dealings,
): AllDealings => {
  const after = [...new Set([...addressees, ...contacts.map(({ person }) => person)])]
  const before = SortedMap.get(persons, keyOf(tenant, subject)) ?? []
  let next = pages
  for (const person of new Set([...before, ...after])) {
    const page = SortedMap.get(next, keyOf(tenant, person)) ?? blank
    const others = page.contacts.filter((contact) => contact.subject !== subject)
    const own = contacts.flatMap((contact) =>
      contact.person === person ? [Object.freeze({ ...contact, subject })] : [],
    )
    const all = [...others, ...own].sort((a, b) => a.at - b.at)
    const subjects = page.subjects.filter((other) => other !== subject)
    next = SortedMap.set(next, keyOf(tenant, person), {
      version: page.version + Number(!Equal.equals(all, page.contacts)),
      contacts: all,
      subjects: after.includes(person) ? [...subjects, subject].sort() : subjects,
    })
  }
  return { pages: next, persons: SortedMap.set(persons, keyOf(tenant, subject), after) }
}
