import type { Id } from "@aftercare/core"
import { ContactStore, StoreError } from "@aftercare/core/ports"
import { Effect } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = ContactStore.ContactStore["Service"]
type Kept = ContactStore.KeptContact

const broken = replacing(ContactStore.ContactStore)

interface Said {
  readonly tenant: string
  readonly subject: string
  readonly dealings: ContactStore.Dealings
}

/** What a store may do otherwise than a sound one. */
interface Ways {
  readonly same?: (said: Said, tenant: string, subject: string) => boolean
  readonly sees?: (said: Said, tenant: string) => boolean
  readonly within?: (contact: Kept, from: number, until: number) => boolean
  readonly order?: (contacts: ReadonlyArray<Kept>) => ReadonlyArray<Kept>
  readonly copy?: <A>(value: A) => A
  readonly addressed?: (dealings: ContactStore.Dealings, person: Id.PersonId) => boolean
  readonly sorted?: (subjects: ReadonlyArray<string>) => ReadonlyArray<string>
  /** The version of a person, given how often each record was written. */
  readonly version?: (all: ReadonlyArray<Said>, writes: number, tenant: string, person: Id.PersonId) => number
}

const hasDealings = ({ addressees, contacts }: ContactStore.Dealings, person: Id.PersonId) =>
  addressees.includes(person) || contacts.some((contact) => contact.person === person)

/** A store that keeps all that was said in one list; sound, unless told to do something in another way. */
const inOneList =
  (ways: Ways = {}) =>
  (): Partial<Store> => {
    const {
      addressed = hasDealings,
      copy = structuredClone,
      order = (contacts) => contacts.toSorted((a, b) => a.at - b.at),
      same = (said, tenant, subject) => said.tenant === tenant && said.subject === subject,
      sees = (said, tenant) => said.tenant === tenant,
      sorted = (subjects) => subjects.toSorted(),
      version,
      within = ({ at }, from, until) => from <= at && at < until,
    } = ways
    let all: ReadonlyArray<Said> = []
    let writes = 0
    const versions = new Map<string, number>()
    const contactsOf = (tenant: string, person: Id.PersonId): ReadonlyArray<Kept> =>
      all
        .filter((said) => sees(said, tenant))
        .flatMap(({ dealings, subject }) => dealings.contacts.map((contact) => ({ ...contact, subject })))
        .filter((contact) => contact.person === person)
    const versionOf = (tenant: string, person: Id.PersonId) =>
      version?.(all, writes, tenant, person) ?? versions.get(`${tenant} ${person}`) ?? 0
    return {
      of: (tenant, person, { from, until }) =>
        Effect.sync(() => ({
          contacts: copy(order(contactsOf(tenant, person).filter((contact) => within(contact, from, until)))),
          version: versionOf(tenant, person),
        })),
      subjects: (tenant, person) =>
        Effect.sync(() =>
          sorted(
            all
              .filter((said) => sees(said, tenant) && addressed(said.dealings, person))
              .map(({ subject }) => subject),
          ),
        ),
      put: (tenant, subject, dealings) =>
        Effect.sync(() => {
          const people = new Set(
            [...all.flatMap((said) => said.dealings.contacts), ...dealings.contacts].map((c) => c.person),
          )
          const before = new Map([...people].map((p) => [p, JSON.stringify(order(contactsOf(tenant, p)))]))
          all = [
            ...all.filter((said) => !same(said, tenant, subject)),
            { tenant, subject, dealings: copy(dealings) },
          ]
          writes++
          for (const person of people)
            if (JSON.stringify(order(contactsOf(tenant, person))) !== before.get(person))
              versions.set(`${tenant} ${person}`, (versions.get(`${tenant} ${person}`) ?? 0) + 1)
        }),
      hold: (tenant, person, expected) =>
        Effect.suspend(() => {
          const actual = versionOf(tenant, person)
          return actual === expected
            ? Effect.void
            : Effect.fail(StoreError.because({ _tag: "VersionConflict", record: person, expected, actual }))
        }),
    }
  }

const placeOfOld = "what a record says takes the place of what it said before, and of nothing else"
const found =
  "a person's contacts are found, the earliest first, of every record and each with its own, nobody else's among them"
const versioned =
  "each write that changes a contact of a person gives that person a new version, wherever one looks, and nobody else"
const held = "a version that isn't the newest can't be held, and one that is can, which changes nothing"
const recorded =
  "the records are found that address a person or contact them, in the order of code units, as long as they do"
const stretch = "contacts are found that begin in the stretch asked for: its beginning is in, its end is out"
const equal = "any contacts come back equal"
const apart = "tenants neither see nor change each other's contacts"
const together = "a tenant never runs together with the id of a person or a record"
const blank = "a person whom no record names has no contacts, at version 0"
const owners = "contacts handed in or read can be changed without changing the store"

export const brokenContacts: ReadonlyArray<Broken> = [
  broken("is a sound store in a list", inOneList(), []),
  broken("gives contacts as they were written", inOneList({ order: (contacts) => contacts }), [
    found,
    placeOfOld,
    equal,
  ]),
  broken(
    "counts the end of a stretch in",
    inOneList({ within: ({ at }, from, until) => from <= at && at <= until }),
    [stretch],
  ),
  broken(
    "leaves the beginning of a stretch out",
    inOneList({ within: ({ at }, from, until) => from < at && at < until }),
    [stretch],
  ),
  broken("keeps what a record said before", inOneList({ same: () => false }), [
    placeOfOld,
    recorded,
    versioned,
  ]),
  broken("keeps one record a tenant", inOneList({ same: (said, tenant) => said.tenant === tenant }), [
    found,
    placeOfOld,
    recorded,
    equal,
    versioned,
    together,
  ]),
  broken(
    "knows a person only by contacts",
    inOneList({
      addressed: ({ contacts }, person) => contacts.some((contact) => contact.person === person),
    }),
    [recorded],
  ),
  broken(
    "sorts records as a dictionary does",
    inOneList({ sorted: (subjects) => subjects.toSorted(new Intl.Collator("en").compare) }),
    [recorded],
  ),
  broken("keeps what it is given and gives away what it keeps", inOneList({ copy: (value) => value }), [
    owners,
  ]),
  broken("keeps all tenants in one place", inOneList({ sees: () => true }), [equal, apart, together]),
  broken("counts all writes as one person's", inOneList({ version: (_all, writes) => writes }), [
    versioned,
    apart,
  ]),
  broken(
    "tells the version by how many contacts there are",
    inOneList({
      version: (all, _writes, tenant, person) =>
        all
          .filter((said) => said.tenant === tenant)
          .flatMap(({ dealings }) => dealings.contacts)
          .filter((contact) => contact.person === person).length,
    }),
    [versioned],
  ),
  broken(
    "can't hold what nobody wrote yet",
    (sound) => ({
      hold: (tenant, person, version) =>
        version === 0
          ? Effect.fail(StoreError.because({ _tag: "NotFound", record: person }))
          : sound.hold(tenant, person, version),
    }),
    [blank],
  ),
  broken("holds any version", () => ({ hold: () => Effect.void }), [held]),
  broken("dies of a conflict", (sound) => ({ hold: (...held) => Effect.orDie(sound.hold(...held)) }), [held]),
]
