/**
 * What every store of tickets must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ActionState, CorrectiveAction } from "../feedback/CorrectiveAction.ts"
import type { Notification } from "../feedback/Notification.ts"
import * as Ticket from "../feedback/Ticket.ts"
import { ActionId, DepartmentId, PatientId, StaffId, type TenantId, TicketId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import { type KeptTicket, TicketStore } from "../ports/TicketStore.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import * as FeedbackArbitraries from "./FeedbackArbitraries.ts"
import { minute, runTogether, ticket, ticketEvent } from "./StoreSamples.ts"

const patient = PatientId.make("patient")

const told: Notification = {
  id: "Answer/e/step.late",
  target: "Answer",
  step: RuleId.make("step.late"),
  role: "headOfDepartment",
  staff: StaffId.make("head"),
  stepAt: minute(1),
  tries: 1,
  triedAt: minute(2),
  delivery: { _tag: "Accepted", reference: "r" },
}

const action: CorrectiveAction = {
  id: ActionId.make("action"),
  kind: "corrective",
  tickets: [TicketId.make("ticket")],
  causes: ["cause"],
  title: "title",
  owner: StaffId.make("owner"),
  department: DepartmentId.make("department"),
  plannedAt: minute(1),
  dueAt: minute(2),
  effect: { measure: "measure", checkFrom: minute(3) },
  state: { _tag: "Planned" },
}

const kept = (id = "ticket", about?: string): KeptTicket => ({ ticket: ticket(id, about), told: [] })

/** The ticket after it was taken back: nothing is left to wait for but its closing, and then that isn't either. */
const over = (before: KeptTicket): readonly [KeptTicket, ReadonlyArray<Ticket.TicketEvent>] => {
  const events: ReadonlyArray<Ticket.TicketEvent> = [
    { ...ticketEvent(1), _tag: "Withdrawn", item: before.ticket.items[0].id, reason: "settled" },
    { ...ticketEvent(2), _tag: "Closed" },
  ]
  return [{ ...before, ticket: Ticket.replay(before.ticket, events) }, events]
}

const note = (n: number): Ticket.TicketEvent => ({ ...ticketEvent(n), _tag: "Resumed" })

const idsOf = (tenant: TenantId, of: "open" | "all", after?: string) =>
  Effect.flatMap(TicketStore, (store) =>
    Effect.map(
      store.list(tenant, { of, limit: 100, ...(after === undefined ? {} : { after: TicketId.make(after) }) }),
      ({ records }) => records.map(({ record }) => record.ticket.id as string),
    ),
  )

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<TicketStore>> = [
  clause(
    "basics",
    "a ticket is found as it was inserted, at version 1, and one that nobody wrote isn't",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, kept(), [note(1)])
      const { id } = kept().ticket
      yield* same("the ticket", yield* store.find(tenant, id), Option.some({ record: kept(), version: 1 }))
      yield* same("no ticket", yield* store.find(tenant, TicketId.make("constructor")), Option.none())
      yield* same("its events", yield* store.events(tenant, TicketId.make("constructor")), [])
    }),
  ),
  clause(
    "basics",
    "an update takes the ticket's place, one version further, with whom it was told to and what is done about it",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, kept(), [])
      const next = { ...kept(), told: [told], actions: [action] }
      yield* store.update(tenant, next, 1, [])
      const found = yield* store.find(tenant, kept().ticket.id)
      yield* same("the ticket", found, Option.some({ record: next, version: 2 }))
    }),
  ),
  clause(
    "basics",
    "a ticket's events come back in the order they were written, those of every write",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, kept(), [note(3), note(1)])
      yield* store.update(tenant, kept(), 1, [])
      yield* store.update(tenant, kept(), 2, [note(2), note(4)])
      const events = yield* store.events(tenant, kept().ticket.id)
      yield* same("the events", events, [note(3), note(1), note(2), note(4)])
    }),
  ),
  clause(
    "basics",
    "tickets of a patient are those with an item about them, by id, as long as they have it",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      for (const [id, about] of [
        ["b", "patient"],
        ["c", "another"],
        ["B", "patient"],
        ["d", undefined],
      ] as const)
        yield* store.insert(tenant, kept(id, about), [])
      const found = yield* store.ofPatient(tenant, patient)
      yield* same("the tickets", found, [
        { record: kept("B", "patient"), version: 1 },
        { record: kept("b", "patient"), version: 1 },
      ])
      const { items, ...rest } = kept("d").ticket
      const joined = {
        ...kept("d"),
        ticket: { ...rest, items: [items[0], ...kept("e", "patient").ticket.items] as const },
      }
      yield* store.update(tenant, joined, 1, [])
      yield* store.update(tenant, kept("B", "another"), 1, [])
      const later = (yield* store.ofPatient(tenant, patient)).map(({ record }) => record.ticket.id)
      yield* same("the tickets later", later, [TicketId.make("b"), TicketId.make("d")])
    }),
  ),
  clause(
    "order and paging",
    "tickets are listed by id in code units, all of them or those that wait for something",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      for (const id of ["b", "a", "B", "c"]) yield* store.insert(tenant, kept(id), [])
      const [closed, events] = over(kept("a"))
      yield* store.update(tenant, closed, 1, events)
      yield* same("all", yield* idsOf(tenant, "all"), ["B", "a", "b", "c"])
      yield* same("the open ones", yield* idsOf(tenant, "open"), ["B", "b", "c"])
      yield* same("behind one that isn't there", yield* idsOf(tenant, "open", "aa"), ["b", "c"])
      yield* store.update(tenant, { ...closed, actions: [action] }, 2, [])
      yield* same("one with an open action", yield* idsOf(tenant, "open"), ["B", "a", "b", "c"])
      const dropped: ActionState = { _tag: "Dropped", by: action.owner, at: minute(3), reason: "reason" }
      yield* store.update(tenant, { ...closed, actions: [{ ...action, state: dropped }] }, 3, [])
      yield* same("one with an action that is over", yield* idsOf(tenant, "open"), ["B", "b", "c"])
    }),
  ),
  clause(
    "order and paging",
    "pages of tickets hold at most as many as asked for, and together every one once",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      const ids = Array.from({ length: 7 }, (_, i) => `t${i}`)
      for (const id of ids) yield* store.insert(tenant, kept(id), [])
      for (const which of ["open", "all"] as const) {
        const seen: Array<string> = []
        let after: TicketId | undefined
        for (let pages = 0; pages < 9; pages++) {
          const page = yield* store.list(tenant, {
            of: which,
            limit: 3,
            ...(after === undefined ? {} : { after }),
          })
          yield* same("no more than asked for", page.records.length <= 3, true)
          seen.push(...page.records.map(({ record }) => record.ticket.id))
          after = Option.getOrUndefined(page.next)
          if (after === undefined) break
        }
        yield* same("all pages", seen, ids)
      }
    }),
  ),
  clause("round trip", "any ticket and its events come back equal", (bench) =>
    bench.forAll(
      FeedbackArbitraries.ticketLife(),
      Effect.fnUntraced(function* (life) {
        const store = yield* TicketStore
        const tenant = bench.tenant()
        const last: KeptTicket = { ticket: FeedbackArbitraries.ended(life), told: [told] }
        const events = life.steps.map(({ event }) => event)
        yield* store.insert(tenant, last, events)
        const { id } = last.ticket
        yield* same("the ticket", yield* store.find(tenant, id), Option.some({ record: last, version: 1 }))
        yield* same("its events", yield* store.events(tenant, id), events)
        const isOpen = Ticket.awaits(last.ticket).length > 0
        yield* same("whether it is listed as open", yield* idsOf(tenant, "open"), isOpen ? [id] : [])
      }),
    ),
  ),
  clause(
    "versions",
    "an update of a ticket that was decided on another version is refused, and loses nothing",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, kept(), [note(1)])
      yield* store.update(tenant, { ...kept(), told: [told] }, 1, [note(2)])
      const { id } = kept().ticket
      for (const expected of [1, 3])
        yield* refused("the update", store.update(tenant, kept(), expected, [note(3)]), {
          _tag: "VersionConflict",
          record: id,
          expected,
          actual: 2,
        })
      const found = yield* store.find(tenant, id)
      yield* same("the ticket", found, Option.some({ record: { ...kept(), told: [told] }, version: 2 }))
      yield* same("its events", yield* store.events(tenant, id), [note(1), note(2)])
    }),
  ),
  clause(
    "versions",
    "of updates of a ticket at the same time on one version one is written, with its events",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, kept(), [])
      const updates = [1, 2, 3, 4].map((n) =>
        Effect.exit(store.update(tenant, { ...kept(), told: [{ ...told, id: `${n}` }] }, 1, [note(n)])),
      )
      yield* Effect.all(updates, { concurrency: "unbounded" })
      const found = yield* store.find(tenant, kept().ticket.id)
      const events = yield* store.events(tenant, kept().ticket.id)
      yield* same("how many events", events.length, 1)
      const version = Option.match(found, { onNone: () => 0, onSome: (one) => one.version })
      yield* same("the version", version, 2)
      const who = Option.match(found, { onNone: () => "", onSome: ({ record }) => record.told[0]?.id })
      yield* same("that its events are those of what was written", events[0], note(Number(who)))
    }),
  ),
  clause(
    "failures",
    "a ticket that is there already can't be inserted, and one that isn't can't be updated",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const tenant = bench.tenant()
      const { id } = kept().ticket
      yield* refused("the update", store.update(tenant, kept(), 1, [note(1)]), {
        _tag: "NotFound",
        record: id,
      })
      yield* same("its events", yield* store.events(tenant, id), [])
      yield* store.insert(tenant, kept(), [note(1)])
      const again = store.insert(tenant, { ...kept(), told: [told] }, [note(2)])
      yield* refused("the insertion", again, { _tag: "AlreadyExists", record: id })
      yield* same("the ticket", yield* store.find(tenant, id), Option.some({ record: kept(), version: 1 }))
      yield* same("its events later", yield* store.events(tenant, id), [note(1)])
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's tickets, however their ids run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* TicketStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      yield* store.insert(ours, kept("ticket", "patient"), [note(1)])
      const { id } = kept().ticket
      yield* same("theirs", yield* store.find(theirs, id), Option.none())
      yield* same("their events", yield* store.events(theirs, id), [])
      yield* same("their list", yield* idsOf(theirs, "all"), [])
      yield* same("their patient's", yield* store.ofPatient(theirs, patient), [])
      yield* store.insert(theirs, kept(), [])
      yield* store.update(theirs, { ...kept(), told: [told] }, 1, [note(2)])
      const found = yield* store.find(ours, id)
      yield* same("ours", found, Option.some({ record: kept("ticket", "patient"), version: 1 }))
      yield* same("our events", yield* store.events(ours, id), [note(1)])
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.insert(one.tenant, kept(one.id, one.id), [])
        yield* same("the other's", yield* store.find(other.tenant, TicketId.make(other.id)), Option.none())
        yield* same("the other patient's", yield* store.ofPatient(other.tenant, PatientId.make(other.id)), [])
      }
    }),
  ),
]

/** The contract of a `TicketStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<TicketStore>> => make(terms, options)
