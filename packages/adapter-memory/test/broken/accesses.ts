import type { Id } from "@aftercare/core/foundation"
import { AccessLog, StoreError } from "@aftercare/core/ports"
import { AccessChain, type AccessRecord } from "@aftercare/core/privacy"
import { DateTime, Effect } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = AccessLog.AccessLog["Service"]
type Links = ReadonlyArray<AccessChain.Link>

const broken = replacing(AccessLog.AccessLog)

/** What is listed, made into something else. */
const listing =
  (wrong: (links: Links, options: Parameters<Store["list"]>[1]) => Links) =>
  (sound: Store): Partial<Store> => ({
    list: (tenant, options) => Effect.map(sound.list(tenant, options), (links) => wrong(links, options)),
  })

type Records = ReadonlyArray<AccessRecord.AccessRecord>

interface Ways {
  readonly take: (records: Records) => Effect.Effect<Records, StoreError.StoreError>
  readonly key: (tenant: Id.TenantId) => string
  readonly keep: (record: AccessRecord.AccessRecord) => AccessRecord.AccessRecord
  readonly see: (links: Links) => Links
  readonly pause: Effect.Effect<void>
}

/** A log of its own in a map, outside of units, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      take: AccessLog.readable,
      key: (tenant) => tenant,
      keep: (record) => structuredCopy(record),
      see: (links) => links.map((link) => ({ ...link, record: structuredCopy(link.record) })),
      pause: Effect.void,
      ...wrong,
    }
    const chains = new Map<string, Array<AccessChain.Link>>()
    const of = (tenant: Id.TenantId) => chains.get(ways.key(tenant)) ?? []
    const headOf = (tenant: Id.TenantId) => {
      const last = of(tenant).at(-1)
      return last === undefined ? AccessChain.beginning(tenant) : AccessChain.headOf(last)
    }
    return {
      append: (tenant, records) =>
        Effect.gen(function* () {
          const taken = yield* ways.take(records)
          const before = of(tenant)
          const links = AccessChain.chained(headOf(tenant), taken.map(ways.keep))
          yield* ways.pause
          chains.set(ways.key(tenant), [...before, ...links])
          return headOf(tenant)
        }),
      head: (tenant) => Effect.sync(() => headOf(tenant)),
      list: (tenant, { after, limit, patient }) =>
        Effect.sync(() =>
          ways.see(
            of(tenant)
              .filter(({ sequence }) => sequence > after)
              .filter(({ record }) => patient === undefined || record.patient === patient)
              .slice(0, limit),
          ),
        ),
    }
  }

/** The records as they were handed in, where all of them could be read back. */
const readOnly = (records: Records) => Effect.as(AccessLog.readable(records), records)

const structuredCopy = (record: AccessRecord.AccessRecord): AccessRecord.AccessRecord => ({
  ...record,
  by: { ...record.by },
  what: { ...record.what },
})

const empty = "a log to which nobody wrote is empty, and ends where its tenant's chain begins"
const ordered = "records are chained in the order in which they are written, one by one or several at once"
const paged =
  "links come by their number, behind the one asked for, as many as asked for, of one patient where one is named"
const round = "any record comes back equal, and its chain holds"
const unfit =
  "what couldn't be read back is refused by the name of its field, with all that is written beside it"
const foreign = "keys that no access record has are neither kept nor bound to the chain"
const own = "a record handed in or a link read can be changed without changing the log"
const failed = "records written in a unit that fails are gone, and their numbers are given anew"
const concurrent = "records written at the same time, in units and on their own, are all kept, in one chain"
const apart = "each tenant has a chain of its own, however its name runs together with a patient's"

export const brokenAccessLogs: ReadonlyArray<Broken> = [
  broken("takes no part in units", keyed(), [failed]),
  broken(
    "rewrites a record",
    listing((links) =>
      links.map((link, n) => (n === 0 ? { ...link, record: { ...link.record, outcome: "refused" } } : link)),
    ),
    [ordered, round, own, unfit, foreign, failed, concurrent, apart],
  ),
  broken(
    "drops a record",
    listing((links) => links.filter(({ sequence }) => sequence !== 2)),
    [ordered, round, own, unfit, failed, concurrent, apart],
  ),
  broken(
    "gives the newest first",
    listing((links) => links.toReversed()),
    [ordered, paged, round, own, unfit, failed, concurrent, apart],
  ),
  broken(
    "has lost the end",
    listing((links, { limit }) => (links.length < limit ? links.slice(0, -1) : links)),
    [ordered, paged, round, own, unfit, foreign, failed, concurrent, apart],
  ),
  broken(
    "gives the link asked for again",
    (sound) => ({ list: (tenant, { after, ...rest }) => sound.list(tenant, { after: after - 1, ...rest }) }),
    [paged],
  ),
  broken(
    "gives everybody's where a patient is named",
    (sound) => ({ list: (tenant, { after, limit }) => sound.list(tenant, { after, limit }) }),
    [paged, apart],
  ),
  broken(
    "begins every chain alike",
    (sound) => ({
      head: (tenant) =>
        Effect.map(sound.head(tenant), (head) =>
          head.sequence === 0 ? { ...head, hash: "0".repeat(64) } : head,
        ),
    }),
    [empty],
  ),
  broken(
    "answers with the head it found",
    (sound) => ({
      append: (tenant, records) => Effect.tap(sound.head(tenant), () => sound.append(tenant, records)),
    }),
    [ordered, round],
  ),
  broken("reads first and writes later, so that two go on from one", keyed({ pause: Effect.yieldNow }), [
    failed,
    concurrent,
  ]),
  broken(
    "loses milliseconds",
    keyed({
      keep: (record) => ({
        ...structuredCopy(record),
        at: DateTime.makeUnsafe(Math.floor(DateTime.toEpochMillis(record.at) / 1000) * 1000),
      }),
    }),
    [round, failed],
  ),
  broken("keeps what it is handed", keyed({ take: readOnly, keep: (record) => record }), [
    own,
    foreign,
    failed,
  ]),
  broken("hands out what it keeps", keyed({ see: (links) => links }), [own, failed]),
  broken("keeps one chain for all", keyed({ key: () => "all" }), [round, failed, apart]),
  broken("chains whatever it is handed", keyed({ take: Effect.succeed }), [unfit, foreign, failed]),
  broken("refuses what can't be read, and chains what else it is handed", keyed({ take: readOnly }), [
    foreign,
    failed,
  ]),
  broken(
    "leaves out what can't be read",
    (sound) => ({
      append: (tenant, records) =>
        Effect.flatMap(
          Effect.filter(records, (record) => Effect.isSuccess(AccessLog.readable([record]))),
          (readable) => sound.append(tenant, readable),
        ),
    }),
    [unfit],
  ),
  broken(
    "writes one record after the other",
    (sound) => ({
      append: (tenant, records) =>
        Effect.andThen(
          Effect.forEach(records, (record) => sound.append(tenant, [record]), { discard: true }),
          sound.head(tenant),
        ),
    }),
    [unfit],
  ),
  broken(
    "names no field",
    (sound) => ({
      append: (tenant, records) =>
        Effect.mapError(sound.append(tenant, records), () =>
          StoreError.because({ _tag: "Unkeepable", record: "an access record", field: "" }),
        ),
    }),
    [unfit],
  ),
]
