/**
 * What can go wrong with a store, in one error with precise reasons, each knowing whether a retry can help.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/** Why a store didn't do what was asked. */
export const StoreReason = Schema.TaggedUnion({
  /** The record was changed by somebody else in the meantime. Load it again and decide again. */
  VersionConflict: { record: Schema.String, expected: Schema.Int, actual: Schema.Int },
  /** A record with this id is there already. */
  AlreadyExists: { record: Schema.String },
  NotFound: { record: Schema.String },
  /** The claim was taken over by another worker: its fencing token is no longer the newest. */
  StaleClaim: { entry: Schema.String },
  /** A unit of work is going on where other tenants are kept: nothing is written in two places as one. */
  AcrossClusters: { tenant: Schema.String },
  /** What was handed in isn't what its schema says, in the field named, and can't be kept. */
  Unkeepable: { record: Schema.String, field: Schema.String },
  /** What is kept can't be opened or read: its key is gone, or it was changed or moved behind the store's back. */
  Unreadable: { record: Schema.String },
  /** The store can't be reached or gave up. Nothing was written, or the answer was lost. */
  Unavailable: { detail: Schema.String },
})
export type StoreReason = typeof StoreReason.Type

/** The one error of the stores and the agenda. Records are named by id, never by content. */
export class StoreError extends Schema.TaggedError<StoreError>("@aftercare/core/StoreError")("StoreError", {
  reason: StoreReason,
}) {
  override get message() {
    return StoreReason.match(this.reason, {
      VersionConflict: ({ actual, expected, record }) =>
        `${record}: expected version ${expected}, found ${actual}`,
      AlreadyExists: ({ record }) => `${record} exists already`,
      NotFound: ({ record }) => `${record} isn't there`,
      StaleClaim: ({ entry }) => `the claim on ${entry} was taken over`,
      AcrossClusters: ({ tenant }) => `${tenant} is kept in another place than the unit of work began in`,
      Unkeepable: ({ field, record }) => `${record} can't be kept: ${field}`,
      Unreadable: ({ record }) => `${record} can't be read`,
      Unavailable: ({ detail }) => `the store is unavailable: ${detail}`,
    })
  }

  /** Whether doing the same again can succeed without a new decision. */
  get isRetryable(): boolean {
    return this.reason._tag === "Unavailable"
  }
}

/** The error of a reason. */
export const because = (reason: StoreReason): StoreError => new StoreError({ reason })

const issues = SchemaIssue.makeFormatterStandardSchemaV1()

/** That a record isn't what its schema says, by the path of the first field that isn't: never what stands there. */
export const unkeepable = (record: string, { issue }: Schema.SchemaError): StoreError => {
  const path = issues(issue).issues[0]?.path ?? []
  const field = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")
  return because({ _tag: "Unkeepable", record, field })
}
