/**
 * Who is contacted by which records: rows of ids, instants and words, nothing of it personal by itself.
 */
import type { PersonContact } from "@aftercare/core/contact"
import type { Id } from "@aftercare/core/foundation"
import { ContactStore, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"

type PersonId = Id.PersonId

interface Row extends Omit<PersonContact.PersonContact, "at"> {
  readonly begins_at: Date
}

const contactOf = ({ begins_at, channel, made, person, purpose }: Row): PersonContact.PersonContact => ({
  person,
  at: begins_at.getTime(),
  channel,
  purpose,
  made,
})

/** A person's contacts as text, the earliest first: equal where they are the same. */
const written = (contacts: ReadonlyArray<PersonContact.PersonContact>, person: PersonId): string =>
  contacts
    .filter((contact) => contact.person === person)
    .map(({ at, channel, made, purpose }) => JSON.stringify([Rows.dateOf(at), channel, purpose, made]))
    .sort()
    .join()

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
): ContactStore.ContactStore["Service"] => {
  const versionOf = (tenant: Id.TenantId, person: PersonId) =>
    Effect.map(
      sql<{ readonly version: number }>`
        select version from aftercare.contact_version where tenant = ${tenant} and person = ${person}`,
      ([row]) => row?.version ?? 0,
    )

  return ContactStore.ContactStore.of({
    of: (tenant, person, { from, until }) =>
      look(
        tenant,
        Effect.gen(function* () {
          const rows = yield* sql<Row & { readonly subject: string }>`
            select subject, person, begins_at, channel, purpose, made from aftercare.contact
            where tenant = ${tenant} and person = ${person}
              and begins_at >= ${Rows.dateOf(from)} and begins_at < ${Rows.dateOf(until)}
            order by begins_at, subject, position`
          const contacts = rows.map((row) => ({ ...contactOf(row), subject: row.subject }))
          return { contacts, version: yield* versionOf(tenant, person) }
        }),
      ),
    subjects: (tenant, person) =>
      Effect.map(
        look(
          tenant,
          sql<{ readonly subject: string }>`select subject from aftercare.dealing_person
            where tenant = ${tenant} and person = ${person} order by subject`,
        ),
        (rows) => rows.map(({ subject }) => subject),
      ),
    put: Effect.fnUntraced(function* (tenant, subject, { addressees, contacts }) {
      const after = new Set([...addressees, ...contacts.map(({ person }) => person)])
      const rows = contacts.map(({ at, channel, made, person, purpose }, position) => ({
        tenant,
        subject,
        position,
        person,
        begins_at: Rows.dateOf(at),
        channel,
        purpose,
        made,
      }))
      const persons = [...after].map((person) => ({ tenant, person, subject }))
      const put = Effect.gen(function* () {
        // Of two who say at the same time what the record has to do with people, one comes after the other.
        yield* sql`insert into aftercare.dealing (tenant, subject, version) values (${tenant}, ${subject}, 1)
          on conflict (tenant, subject) do update set version = dealing.version + 1`
        const former = yield* sql<Row>`
          select person, begins_at, channel, purpose, made from aftercare.contact
          where tenant = ${tenant} and subject = ${subject}`
        const before = former.map(contactOf)
        const changed = [...new Set([...before, ...contacts].map(({ person }) => person))]
          .filter((person) => written(before, person) !== written(contacts, person))
          .sort()
        yield* sql`delete from aftercare.dealing_person where tenant = ${tenant} and subject = ${subject}`
        yield* Rows.insert(sql, "dealing_person", persons)
        if (!Arr.isReadonlyArrayNonEmpty(changed)) return
        yield* sql`delete from aftercare.contact where tenant = ${tenant} and subject = ${subject}`
        yield* Rows.insert(sql, "contact", rows)
        yield* sql`insert into aftercare.contact_version
          ${sql.insert(Arr.map(changed, (person) => ({ tenant, person, version: 1 })))}
          on conflict (tenant, person) do update set version = contact_version.version + 1`
      })
      yield* Rows.keepable({ subject })
      yield* change(tenant, put)
    }),
    hold: (tenant, person, expected) =>
      change(
        tenant,
        Effect.gen(function* () {
          // A row to lock, also for somebody whom nobody has contacted yet.
          yield* sql`insert into aftercare.contact_version (tenant, person, version)
            values (${tenant}, ${person}, 0) on conflict do nothing`
          const [row] = yield* sql<{ readonly version: number }>`
            select version from aftercare.contact_version
            where tenant = ${tenant} and person = ${person} for update`
          const actual = row?.version ?? 0
          if (actual !== expected)
            return yield* StoreError.because({ _tag: "VersionConflict", record: person, expected, actual })
        }),
      ),
  })
}
