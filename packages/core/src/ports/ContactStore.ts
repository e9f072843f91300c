/**
 * Where it is kept who is contacted when, over all plans and other records: for caps that count a person's contacts
 * wherever they come from.
 *
 * **Details**
 *
 * A record that contacts people, such as a plan, says here whom it addresses and which contacts it has made or planned,
 * in the unit of work that writes it. Whoever decides about a further contact reads the person's contacts with their
 * version, decides, and holds that version in the same unit: of two who decide at the same time one is written, and the
 * other decides again on what it left.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { PersonContact } from "../contact/PersonContact.ts"
import type { PersonId, TenantId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import type { StoreError } from "./StoreError.ts"

/** A contact, and the id of the record that it belongs to. */
export interface KeptContact extends PersonContact {
  readonly subject: string
}

/** A person's contacts as they were read, and the version of all of them: 0 where there never was one. */
export interface Read {
  readonly contacts: ReadonlyArray<KeptContact>
  readonly version: number
}

/** What a record has to do with people. */
export interface Dealings {
  /** Whom it addresses, whether or not a contact is planned. */
  readonly addressees: ReadonlyArray<PersonId>
  readonly contacts: ReadonlyArray<PersonContact>
}

/** Contacts of a tenant with persons, by the records that they belong to. */
export class ContactStore extends Context.Service<
  ContactStore,
  {
    /** The person's contacts that begin in `[from, until)`, the earliest first, of every record. */
    readonly of: (tenant: TenantId, person: PersonId, during: Interval) => Effect.Effect<Read, StoreError>
    /** The ids of the records that address the person or have a contact with them, in the order of code units. */
    readonly subjects: (
      tenant: TenantId,
      person: PersonId,
    ) => Effect.Effect<ReadonlyArray<string>, StoreError>
    /**
     * Keeps what a record has to do with people, in place of what it said before. Each person for whom that changes a
     * contact gets a new version.
     */
    readonly put: (tenant: TenantId, subject: string, dealings: Dealings) => Effect.Effect<void, StoreError>
    /**
     * Fails with `VersionConflict` unless the person's contacts are at this version. From then on until the unit of work
     * ends nobody else changes them.
     */
    readonly hold: (tenant: TenantId, person: PersonId, version: number) => Effect.Effect<void, StoreError>
  }
>()("@aftercare/core/ports/ContactStore") {}
