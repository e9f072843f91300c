import { CallRecord, type Id, Interval } from "@aftercare/core"
import { CallStore, StoreError } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Call = CallRecord.CallRecord
type Store = CallStore.CallStore["Service"]

const broken = replacing(CallStore.CallStore)

interface Row {
  readonly tenant: string
  readonly record: Call
  readonly version: number
  readonly events: ReadonlyArray<CallRecord.CallEvent>
}

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: string, b: string) => number
  readonly isOpen: (call: Call) => boolean
  readonly lies: (during: Interval.Interval, at: number) => boolean
  readonly mayUpdate: (version: number, expected: number) => boolean
  readonly events: (before: Row["events"], next: Row["events"]) => Row["events"]
  readonly keep: (call: Call) => Call
  readonly isAbout: (call: Call, patient: Id.PatientId) => boolean
  readonly isOf: (link: CallRecord.Link, ticket: string, items: ReadonlyArray<string>) => boolean
  readonly looksAt: (call: Call) => ReadonlyArray<CallRecord.Link>
  readonly isFrom: (call: Call, caller: string) => boolean
  readonly sees: (row: Row, tenant: string) => boolean
  readonly byArrival: boolean
  readonly newestFirst: boolean
  readonly overwrites: boolean
  readonly pause: Effect.Effect<void>
  readonly more: boolean
}

const arrival = ({ arrivedAt }: CallStore.CallKey): number => DateTime.toEpochMillis(arrivedAt)

/** A store of its own in a map, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, id) => `${tenant} ${id}`,
      order: (a, b) => (a < b ? -1 : Number(a > b)),
      isOpen: CallRecord.isOpen,
      lies: Interval.contains,
      mayUpdate: (version, expected) => version === expected,
      events: (before, next) => [...before, ...next],
      keep: (call) => call,
      isAbout: (call, patient) => CallRecord.patientsOf(call).includes(patient),
      isOf: (link, ticket, items) =>
        (link._tag === "Ticket" && link.ticket === ticket) ||
        (link._tag === "Feedback" && items.includes(link.feedback)),
      looksAt: ({ links }) => links,
      isFrom: (call, caller) => call.caller === caller,
      sees: (row, tenant) => row.tenant === tenant,
      byArrival: true,
      newestFirst: true,
      overwrites: false,
      pause: Effect.void,
      more: true,
      ...wrong,
    }
    const all = new Map<string, Row>()
    const rows = (tenant: string, of: (call: Call) => boolean) =>
      [...all.values()]
        .filter((row) => ways.sees(row, tenant) && of(row.record))
        .sort((a, b) => ways.order(a.record.id, b.record.id))
    const versioned = ({ record, version }: Row) => ({ record, version })
    const compare = (a: CallStore.CallKey, b: CallStore.CallKey): number =>
      (ways.byArrival ? arrival(a) - arrival(b) : 0) || ways.order(a.id, b.id)
    return {
      find: (tenant, id) =>
        Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(ways.key(tenant, id))), versioned)),
      insert: (tenant, record, events) =>
        Effect.suspend(() => {
          const key = ways.key(tenant, record.id)
          if (all.has(key) && !ways.overwrites)
            return Effect.fail(StoreError.because({ _tag: "AlreadyExists", record: record.id }))
          all.set(key, { tenant, record: ways.keep(record), version: 1, events })
          return Effect.void
        }),
      update: (tenant, record, expected, events) =>
        Effect.gen(function* () {
          const { id } = record
          const key = ways.key(tenant, id)
          const found = all.get(key)
          yield* ways.pause
          if (found === undefined) return yield* StoreError.because({ _tag: "NotFound", record: id })
          const { version: actual } = found
          if (!ways.mayUpdate(actual, expected))
            return yield* StoreError.because({ _tag: "VersionConflict", record: id, expected, actual })
          const before = all.get(key) ?? found
          all.set(key, {
            tenant,
            record: ways.keep(record),
            version: actual + 1,
            events: ways.events(before.events, events),
          })
        }),
      list: (tenant, { after, during, limit, of }) =>
        Effect.sync(() => {
          const rest = rows(
            tenant,
            (call) =>
              ways.lies(during, arrival(call)) &&
              (of === "all" || ways.isOpen(call)) &&
              (after === undefined || compare(call, after) > 0),
          ).sort((a, b) => compare(a.record, b.record))
          const page = rest.slice(0, limit)
          const last = Option.fromUndefinedOr(page.at(-1)?.record)
          return {
            records: page.map(versioned),
            next: ways.more && rest.length > limit ? last : Option.none(),
          }
        }),
      ofCaller: (tenant, { caller, limit }) =>
        Effect.sync(() =>
          rows(tenant, (call) => ways.isFrom(call, caller))
            .sort((a, b) => (arrival(b.record) - arrival(a.record)) * (ways.newestFirst ? 1 : -1))
            .slice(0, limit)
            .map(versioned),
        ),
      ofPatient: (tenant, patient) =>
        Effect.sync(() => rows(tenant, (call) => ways.isAbout(call, patient)).map(versioned)),
      ofTicket: (tenant, { items, ticket }) =>
        Effect.sync(() =>
          rows(tenant, (call) => ways.looksAt(call).some((link) => ways.isOf(link, ticket, items))).map(
            versioned,
          ),
        ),
      events: (tenant, id) => Effect.sync(() => all.get(ways.key(tenant, id))?.events ?? []),
    }
  }

const found = "a call is found as it was inserted, at version 1, and one that nobody wrote isn't"
const updated = "an update takes the call's place, one version further"
const history = "a call's events come back in the order they were written, those of every write"
const patients = "calls of a patient are those linked to them, by id, as long as they are"
const tickets =
  "calls of a ticket are those linked to it or to an item of it, by id, each once and as long as they are"
const callers =
  "calls from a number come the newest first, of one moment by id in code units, as many as asked for"
const listed =
  "calls are listed by when they arrived and by id in code units, all of them or those that are open"
const period = "calls of a period arrived at its beginning or later, and before its end"
const paged = "pages of calls hold at most as many as asked for, and together every one once"
const round = "any call and its events come back equal, and it is counted as before"
const stale = "an update of a call that was decided on another version is refused, and loses nothing"
const racing = "of updates of a call at the same time on one version one is written, with its events"
const failing = "a call that is there already can't be inserted, and one that isn't can't be updated"
const apart = "tenants neither see nor change each other's calls, however their ids run together"

export const brokenCalls: ReadonlyArray<Broken> = [
  broken("is a sound store in a map", keyed(), []),
  broken("finds nothing", () => ({ find: () => Effect.succeed(Option.none()) }), [
    found,
    updated,
    round,
    stale,
    racing,
    failing,
    apart,
  ]),
  broken("keeps the newest events alone", keyed({ events: (_, next) => next }), [history, stale]),
  broken("forgets notes", keyed({ keep: (call) => ({ ...call, notes: [] }) }), [
    updated,
    round,
    stale,
    racing,
  ]),
  broken(
    "looks at a call's first link alone",
    keyed({ isAbout: (call, patient) => CallRecord.patientsOf(call)[0] === patient }),
    [patients],
  ),
  broken(
    "looks at a call's first link alone for tickets",
    keyed({ looksAt: ({ links }) => links.slice(0, 1) }),
    [tickets],
  ),
  broken(
    "finds no call by an item",
    keyed({ isOf: (link, ticket) => link._tag === "Ticket" && link.ticket === ticket }),
    [tickets],
  ),
  broken(
    "takes an item's id for a ticket's",
    keyed({
      isOf: (link, ticket, items) =>
        link._tag !== "Patient" &&
        [ticket, ...items].includes(link._tag === "Ticket" ? link.ticket : link.feedback),
    }),
    [tickets],
  ),
  broken("gives the oldest first", keyed({ newestFirst: false }), [callers]),
  broken(
    "takes a number that is withheld for anybody's",
    keyed({ isFrom: (call, caller) => (call.caller ?? caller) === caller }),
    [callers],
  ),
  broken("orders by the alphabet", keyed({ order: (a, b) => a.localeCompare(b, "en") }), [
    patients,
    tickets,
    callers,
    listed,
  ]),
  broken("lists by id alone", keyed({ byArrival: false }), [listed]),
  broken(
    "forgets what is owed once a call is over",
    keyed({ isOpen: ({ state }) => state._tag !== "Over" }),
    [listed, round],
  ),
  broken("takes every call for open", keyed({ isOpen: () => true }), [listed, round]),
  broken(
    "leaves out the beginning of a period",
    keyed({ lies: ({ from, until }, at) => from < at && at < until }),
    [period, paged, round],
  ),
  broken(
    "takes the end of a period for a part of it",
    keyed({ lies: ({ from, until }, at) => from <= at && at <= until }),
    [period],
  ),
  broken("never has a further page", keyed({ more: false }), [paged]),
  broken("updates whatever the version", keyed({ mayUpdate: () => true }), [stale, racing]),
  broken("looks at the version, and writes a moment later", keyed({ pause: Effect.yieldNow }), [racing]),
  broken("inserts over what is there", keyed({ overwrites: true }), [failing]),
  broken("joins tenant and id by nothing", keyed({ key: (tenant, id) => `${tenant}${id}` }), [apart]),
  broken("lists everybody's calls", keyed({ sees: () => true }), [round, apart]),
]
