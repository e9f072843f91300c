import { type Id, Ticket } from "@aftercare/core"
import { StoreError, TicketStore } from "@aftercare/core/ports"
import { Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Kept = TicketStore.KeptTicket
type Store = TicketStore.TicketStore["Service"]

const broken = replacing(TicketStore.TicketStore)

interface Row {
  readonly tenant: string
  readonly record: Kept
  readonly version: number
  readonly events: ReadonlyArray<Ticket.TicketEvent>
}

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: string, b: string) => number
  readonly isOpen: (kept: Kept) => boolean
  readonly mayUpdate: (version: number, expected: number) => boolean
  readonly events: (before: Row["events"], next: Row["events"]) => Row["events"]
  readonly told: (kept: Kept) => Kept
  readonly isAbout: (kept: Kept, patient: Id.PatientId) => boolean
  readonly sees: (row: Row, tenant: string) => boolean
  readonly overwrites: boolean
  readonly pause: Effect.Effect<void>
  readonly more: boolean
}

/** A store of its own in a map, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, id) => `${tenant} ${id}`,
      order: (a, b) => (a < b ? -1 : 1),
      isOpen: TicketStore.isOpen,
      mayUpdate: (version, expected) => version === expected,
      events: (before, next) => [...before, ...next],
      told: (kept) => kept,
      isAbout: ({ ticket }, patient) => ticket.items.some((item) => item.patient?.id === patient),
      sees: (row, tenant) => row.tenant === tenant,
      overwrites: false,
      pause: Effect.void,
      more: true,
      ...wrong,
    }
    const all = new Map<string, Row>()
    const rows = (tenant: string) =>
      [...all.values()]
        .filter((row) => ways.sees(row, tenant))
        .sort((a, b) => ways.order(a.record.ticket.id, b.record.ticket.id))
    const versioned = ({ record, version }: Row) => ({ record, version })
    return {
      find: (tenant, id) =>
        Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(ways.key(tenant, id))), versioned)),
      insert: (tenant, record, events) =>
        Effect.suspend(() => {
          const key = ways.key(tenant, record.ticket.id)
          if (all.has(key) && !ways.overwrites)
            return Effect.fail(StoreError.because({ _tag: "AlreadyExists", record: record.ticket.id }))
          all.set(key, { tenant, record: ways.told(record), version: 1, events })
          return Effect.void
        }),
      update: (tenant, record, expected, events) =>
        Effect.gen(function* () {
          const key = ways.key(tenant, record.ticket.id)
          const found = all.get(key)
          yield* ways.pause
          if (found === undefined)
            return yield* StoreError.because({ _tag: "NotFound", record: record.ticket.id })
          const { version } = found
          if (!ways.mayUpdate(version, expected))
            return yield* StoreError.because({
              _tag: "VersionConflict",
              record: record.ticket.id,
              expected,
              actual: version,
            })
          all.set(key, {
            tenant,
            record: ways.told(record),
            version: version + 1,
            events: ways.events((all.get(key) ?? found).events, events),
          })
        }),
      list: (tenant, { after = "", limit, of }) =>
        Effect.sync(() => {
          const rest = rows(tenant).filter(
            ({ record }) => record.ticket.id > after && (of === "all" || ways.isOpen(record)),
          )
          const page = rest.slice(0, limit)
          const last = Option.fromUndefinedOr(page.at(-1)?.record.ticket.id)
          return {
            records: page.map(versioned),
            next: ways.more && rest.length > limit ? last : Option.none(),
          }
        }),
      ofPatient: (tenant, patient) =>
        Effect.sync(() =>
          rows(tenant)
            .filter(({ record }) => ways.isAbout(record, patient))
            .map(versioned),
        ),
      events: (tenant, id) => Effect.sync(() => all.get(ways.key(tenant, id))?.events ?? []),
    }
  }

const found = "a ticket is found as it was inserted, at version 1, and one that nobody wrote isn't"
const updated =
  "an update takes the ticket's place, one version further, with whom it was told to and what is done about it"
const history = "a ticket's events come back in the order they were written, those of every write"
const patients = "tickets of a patient are those with an item about them, by id, as long as they have it"
const listed = "tickets are listed by id in code units, all of them or those that wait for something"
const paged = "pages of tickets hold at most as many as asked for, and together every one once"
const round = "any ticket and its events come back equal"
const stale = "an update of a ticket that was decided on another version is refused, and loses nothing"
const racing = "of updates of a ticket at the same time on one version one is written, with its events"
const failing = "a ticket that is there already can't be inserted, and one that isn't can't be updated"
const apart = "tenants neither see nor change each other's tickets, however their ids run together"

export const brokenTickets: ReadonlyArray<Broken> = [
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
  broken("forgets whom it was told to", keyed({ told: (kept) => ({ ...kept, told: [] }) }), [
    updated,
    round,
    stale,
    racing,
  ]),
  broken("keeps the newest events alone", keyed({ events: (_, next) => next }), [history, stale]),
  broken(
    "looks at a ticket's first item alone",
    keyed({ isAbout: ({ ticket }, patient) => ticket.items[0].patient?.id === patient }),
    [patients],
  ),
  broken("orders by the alphabet", keyed({ order: (a, b) => a.localeCompare(b, "en") }), [patients, listed]),
  broken("takes every ticket for open", keyed({ isOpen: () => true }), [listed, round]),
  broken(
    "takes a ticket for over while an action of it is open",
    keyed({ isOpen: ({ ticket }) => Ticket.awaits(ticket).length > 0 }),
    [listed],
  ),
  broken("forgets what is done about it", keyed({ told: ({ told, ticket }) => ({ told, ticket }) }), [
    updated,
    listed,
  ]),
  broken("never has a further page", keyed({ more: false }), [paged]),
  broken("updates whatever the version", keyed({ mayUpdate: () => true }), [stale, racing]),
  broken("looks at the version, and writes a moment later", keyed({ pause: Effect.yieldNow }), [racing]),
  broken("inserts over what is there", keyed({ overwrites: true }), [failing]),
  broken("joins tenant and id by nothing", keyed({ key: (tenant, id) => `${tenant}${id}` }), [apart]),
  broken("lists everybody's tickets", keyed({ sees: () => true }), [round, apart]),
]
