/**
 * Where it is kept who reached whose data: written once, in a chain of each tenant's own, and never changed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PatientId, TenantId } from "../foundation/Id.ts"
import type { Head, Link } from "../privacy/AccessChain.ts"
import { AccessRecord } from "../privacy/AccessRecord.ts"
import { type StoreError, unkeepable } from "./StoreError.ts"

/** Access records of a tenant, as a chain. Nothing takes a record out again, an erasure neither. */
export class AccessLog extends Context.Service<
  AccessLog,
  {
    /**
     * Writes the records behind those that are there, in this order, and answers with the chain's new head. Those who write
     * to one chain wait for each other: what is to be logged of one request is best written at once, and outside of
     * long units of work.
     *
     * Fails with `Unkeepable` where a record isn't what its schema says: what is chained stays, so it must be readable.
     * The unit of work fails with it, and so nothing is done that the log couldn't tell of. An adapter chains what
     * `readable` answers.
     */
    readonly append: (
      tenant: TenantId,
      records: ReadonlyArray<AccessRecord>,
    ) => Effect.Effect<Head, StoreError>
    /** Where the chain ends. */
    readonly head: (tenant: TenantId) => Effect.Effect<Head, StoreError>
    /** At most `limit` links behind the number `after` (0 for all), in their order; of one patient, or of all. */
    readonly list: (
      tenant: TenantId,
      options: { readonly after: number; readonly limit: number; readonly patient?: PatientId },
    ) => Effect.Effect<ReadonlyArray<Link>, StoreError>
  }
>()("@aftercare/core/ports/AccessLog") {}

const [encode, decode] = [Schema.encodeEffect(AccessRecord), Schema.decodeEffect(AccessRecord)]

/**
 * The records as they are read back later, without keys that they don't have. Fails with `Unkeepable`, naming the first
 * record's field that couldn't be.
 */
export const readable = (
  records: ReadonlyArray<AccessRecord>,
): Effect.Effect<ReadonlyArray<AccessRecord>, StoreError> =>
  Effect.mapError(
    Effect.forEach(records, (record) => Effect.flatMap(encode(record), decode)),
    (error) => unkeepable("an access record", error),
  )
