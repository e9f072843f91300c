/**
 * Where enrolments in care programmes, regimens and the messages that care sends are kept, each with its version and its
 * events.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { CareEnrolment, type EnrolmentEvent } from "../care/CareEnrolment.ts"
import { CareMessage, type CareMessageEvent } from "../care/CareMessage.ts"
import type { Regimen, RegimenEvent } from "../care/Regimen.ts"
import { ContactablePerson } from "../contact/ContactablePerson.ts"
import type {
  CareMessageId,
  EnrolmentId,
  PatientId,
  PersonId,
  RegimenId,
  TenantId,
} from "../foundation/Id.ts"
import type { Page, Versioned } from "./PlanStore.ts"
import type { StoreError } from "./StoreError.ts"

const reached = {
  /** The addressee, as they can be reached. */
  to: ContactablePerson,
  /** Whether the patient is so young that only a guardian's consent counts. */
  needsGuardian: Schema.Boolean,
}

/** An enrolment, and to whom its messages go. */
export const KeptEnrolment = Schema.Struct({ enrolment: CareEnrolment, ...reached })
export interface KeptEnrolment extends Schema.Schema.Type<typeof KeptEnrolment> {}

/** A message, and what is needed to send it. What it says isn't kept. */
export const KeptCareMessage = Schema.Struct({ message: CareMessage, ...reached })
export interface KeptCareMessage extends Schema.Schema.Type<typeof KeptCareMessage> {}

/** The open records, which haven't ended, as an enrolment that nobody has left; or all. */
export type Which = "open" | "all"

/** What is done with records of one kind. */
export interface CareRecords<A, E, Key> {
  readonly find: (tenant: TenantId, id: Key) => Effect.Effect<Option.Option<Versioned<A>>, StoreError>
  readonly insert: (tenant: TenantId, record: A, events: ReadonlyArray<E>) => Effect.Effect<void, StoreError>
  readonly update: (
    tenant: TenantId,
    record: A,
    expectedVersion: number,
    events: ReadonlyArray<E>,
  ) => Effect.Effect<void, StoreError>
  /** At most `limit` records with ids after `after`, by id. */
  readonly list: (
    tenant: TenantId,
    options: { readonly of: Which; readonly after?: Key; readonly limit: number },
  ) => Effect.Effect<Page<Versioned<A>, Key>, StoreError>
  /** The records that address a person, by id. */
  readonly ofPerson: (
    tenant: TenantId,
    person: PersonId,
    of: Which,
  ) => Effect.Effect<ReadonlyArray<Versioned<A>>, StoreError>
  /** The records about a patient, whoever is written to, by id. */
  readonly ofPatient: (
    tenant: TenantId,
    patient: PatientId,
    of: Which,
  ) => Effect.Effect<ReadonlyArray<Versioned<A>>, StoreError>
  /** All events of a record, in the order in which they were written. */
  readonly events: (tenant: TenantId, id: Key) => Effect.Effect<ReadonlyArray<E>, StoreError>
}

/**
 * Enrolments, regimens and care messages of a tenant. A record and its events are written together; a write names the version it was decided
 * on.
 *
 * Fails with `AlreadyExists`, `NotFound` or `VersionConflict`; a failed write leaves nothing behind.
 */
export class CareStore extends Context.Service<
  CareStore,
  {
    readonly enrolments: CareRecords<KeptEnrolment, EnrolmentEvent, EnrolmentId>
    readonly regimens: CareRecords<Regimen, RegimenEvent, RegimenId>
    readonly messages: CareRecords<KeptCareMessage, CareMessageEvent, CareMessageId>
  }
>()("@aftercare/core/ports/CareStore") {}
