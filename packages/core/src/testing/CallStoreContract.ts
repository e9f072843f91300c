/**
 * What every store of calls must do.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { CallbackId, CallId, FeedbackId, PatientId, type TenantId, TicketId } from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import * as PhoneNumber from "../foundation/PhoneNumber.ts"
import * as CallRecord from "../hotline/CallRecord.ts"
import { type CallKey, CallStore } from "../ports/CallStore.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import * as HotlineArbitraries from "./HotlineArbitraries.ts"
import { call, callEvent, minute, runTogether } from "./StoreSamples.ts"

const patient = PatientId.make("patient")
const caller = PhoneNumber.PhoneNumber.make("+8613800000000")

/** A call that arrived so many minutes after ten, from the number or without one, and was linked to a patient perhaps. */
const arrived = (
  id: string,
  n: number,
  more: { readonly about?: string; readonly caller?: PhoneNumber.PhoneNumber } = {},
): CallRecord.CallRecord => {
  const { about, caller } = more
  const { links, ...whole } = call(id, about)
  return { ...whole, arrivedAt: minute(n), links, ...(caller === undefined ? {} : { caller }) }
}

const ticket = TicketId.make("ticket")
const items = ["item", "another-item"].map((id) => FeedbackId.make(id))
const toTicket = (id: string): CallRecord.Link => ({ _tag: "Ticket", ticket: TicketId.make(id) })
const toItem = (id: string): CallRecord.Link => ({ _tag: "Feedback", feedback: FeedbackId.make(id) })

const linked = (id: string, ...links: ReadonlyArray<CallRecord.Link>): CallRecord.CallRecord => ({
  ...call(id),
  links,
})

const over = (before: CallRecord.CallRecord): CallRecord.CallRecord =>
  CallRecord.replay(before, [{ _tag: "Abandoned", id: callEvent(59).id, at: minute(59) }])

/** The same, over because the caller asked to be called back, and a callback that is owed. */
const owing = (before: CallRecord.CallRecord): CallRecord.CallRecord => {
  const [id, at] = [callEvent(57).id, minute(57)]
  const asked = {
    id: CallbackId.make(`${before.id}/callback`),
    call: before.id,
    askedAt: at,
    waitingSince: at,
    policy: { id: "callbacks", version: "1" },
    notBefore: at,
    dueAt: minute(58),
    latest: minute(59),
  }
  return CallRecord.replay(before, [
    { _tag: "CallbackAsked", id: callEvent(56).id, at },
    {
      _tag: "CallbackMoved",
      id,
      at,
      event: { _tag: "Asked", id, at, asked, state: { _tag: "Unplaced", rules: [] } },
    },
  ])
}

/** The same once the callback is over. */
const returned = (before: CallRecord.CallRecord): CallRecord.CallRecord => {
  const stamp = { id: callEvent(58).id, at: minute(58) }
  const event = { _tag: "Ended", ...stamp, end: { _tag: "Withdrawn" } } as const
  return CallRecord.replay(owing(before), [{ _tag: "CallbackMoved", ...stamp, event }])
}

const note = (n: number): CallRecord.CallEvent => callEvent(n)

/** The call after notes. */
const noted = (before: CallRecord.CallRecord, ...notes: ReadonlyArray<number>): CallRecord.CallRecord =>
  CallRecord.replay(before, notes.map(note))

const always: Interval = { from: minute(0).epochMilliseconds, until: minute(60).epochMilliseconds }

const idsOf = (
  tenant: TenantId,
  of: "open" | "all",
  { after, during = always }: { readonly after?: CallKey; readonly during?: Interval } = {},
) =>
  Effect.flatMap(CallStore, (store) =>
    Effect.map(
      store.list(tenant, { of, during, limit: 100, ...(after === undefined ? {} : { after }) }),
      ({ records }) => records.map(({ record }) => record.id as string),
    ),
  )

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<CallStore>> = [
  clause(
    "basics",
    "a call is found as it was inserted, at version 1, and one that nobody wrote isn't",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, call(), [note(1)])
      const found = yield* store.find(tenant, call().id)
      yield* same("the call", found, Option.some({ record: call(), version: 1 }))
      yield* same("no call", yield* store.find(tenant, CallId.make("constructor")), Option.none())
      yield* same("its events", yield* store.events(tenant, CallId.make("constructor")), [])
    }),
  ),
  clause(
    "basics",
    "an update takes the call's place, one version further",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, call(), [])
      const next = noted(call(), 1)
      yield* store.update(tenant, next, 1, [])
      const found = yield* store.find(tenant, call().id)
      yield* same("the call", found, Option.some({ record: next, version: 2 }))
    }),
  ),
  clause(
    "basics",
    "a call's events come back in the order they were written, those of every write",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, call(), [note(3), note(1)])
      yield* store.update(tenant, call(), 1, [])
      yield* store.update(tenant, call(), 2, [note(2), note(4)])
      const events = yield* store.events(tenant, call().id)
      yield* same("the events", events, [note(3), note(1), note(2), note(4)])
    }),
  ),
  clause(
    "look-up",
    "calls of a patient are those linked to them, by id, as long as they are",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      for (const [id, n, about] of [
        ["b", 1, "patient"],
        ["c", 2, "another"],
        ["B", 3, "patient"],
        ["d", 4, undefined],
      ] as const)
        yield* store.insert(tenant, arrived(id, n, about === undefined ? {} : { about }), [])
      const found = yield* store.ofPatient(tenant, patient)
      yield* same("the calls", found, [
        { record: arrived("B", 3, { about: "patient" }), version: 1 },
        { record: arrived("b", 1, { about: "patient" }), version: 1 },
      ])
      const both = {
        ...arrived("d", 4),
        links: [...call("d", "another").links, ...call("d", "patient").links],
      }
      yield* store.update(tenant, both, 1, [])
      yield* store.update(tenant, arrived("B", 3), 1, [])
      const later = (yield* store.ofPatient(tenant, patient)).map(({ record }) => record.id)
      yield* same("the calls later", later, [CallId.make("b"), CallId.make("d")])
    }),
  ),
  clause(
    "look-up",
    "calls of a ticket are those linked to it or to an item of it, by id, each once and as long as they are",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      const theirs = [
        linked("B", toItem("another-item")),
        linked("a", toTicket("ticket"), toItem("item"), toItem("another-item")),
        linked("b", ...call("b", "patient").links, toItem("third-item"), toTicket("ticket")),
      ]
      const others = [
        linked("c", toTicket("item"), toItem("ticket")),
        linked("d", toTicket("tick"), toItem("third-item")),
        call("e", "ticket"),
      ]
      for (const one of [...others, ...theirs]) yield* store.insert(tenant, one, [])
      const found = store.ofTicket(tenant, { ticket, items })
      yield* same(
        "the calls",
        yield* found,
        theirs.map((record) => ({ record, version: 1 })),
      )
      yield* store.update(tenant, linked("a"), 1, [])
      yield* store.update(tenant, linked("d", toItem("item")), 1, [])
      const later = (yield* found).map(({ record }) => record.id as string)
      yield* same("the calls later", later, ["B", "b", "d"])
      const alone = yield* store.ofTicket(tenant, { ticket, items: [] })
      yield* same(
        "the ticket's own",
        alone.map(({ record }) => record),
        theirs.slice(2),
      )
    }),
  ),
  clause(
    "look-up",
    "calls from a number come the newest first, of one moment by id in code units, as many as asked for",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      const others = PhoneNumber.PhoneNumber.make("+8613800000001")
      const from = { caller }
      yield* store.insert(tenant, arrived("b", 1, from), [])
      yield* store.insert(tenant, arrived("a", 2, from), [])
      yield* store.insert(tenant, arrived("B", 2, from), [])
      yield* store.insert(tenant, arrived("c", 3, { caller: others }), [])
      yield* store.insert(tenant, arrived("d", 3), [])
      const ids = (limit: number) =>
        Effect.map(store.ofCaller(tenant, { caller, limit }), (found) =>
          found.map(({ record }) => record.id as string),
        )
      yield* same("all", yield* ids(9), ["B", "a", "b"])
      yield* same("two", yield* ids(2), ["B", "a"])
      yield* store.update(tenant, arrived("a", 2), 1, [])
      const [first] = yield* store.ofCaller(tenant, { caller, limit: 1 })
      yield* same("the newest", first, { record: arrived("B", 2, from), version: 1 })
      yield* same("those that are left", yield* ids(9), ["B", "b"])
    }),
  ),
  clause(
    "order and paging",
    "calls are listed by when they arrived and by id in code units, all of them or those that are open",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      for (const [id, n] of [
        ["b", 2],
        ["a", 3],
        ["B", 2],
        ["c", 1],
      ] as const)
        yield* store.insert(tenant, arrived(id, n), [])
      yield* store.update(tenant, over(arrived("c", 1)), 1, [])
      yield* same("all", yield* idsOf(tenant, "all"), ["c", "B", "b", "a"])
      yield* same("the open ones", yield* idsOf(tenant, "open"), ["B", "b", "a"])
      yield* store.update(tenant, owing(arrived("c", 1)), 2, [])
      yield* same("with one that owes a callback", yield* idsOf(tenant, "open"), ["c", "B", "b", "a"])
      yield* store.update(tenant, returned(arrived("c", 1)), 3, [])
      yield* same("once that is over", yield* idsOf(tenant, "open"), ["B", "b", "a"])
      const after = { arrivedAt: minute(2), id: CallId.make("aa") }
      yield* same("behind one that isn't there", yield* idsOf(tenant, "all", { after }), ["b", "a"])
    }),
  ),
  clause(
    "order and paging",
    "calls of a period arrived at its beginning or later, and before its end",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      for (const n of [1, 2, 3, 4]) yield* store.insert(tenant, arrived(`c${n}`, n), [])
      const during = { from: minute(2).epochMilliseconds, until: minute(4).epochMilliseconds }
      yield* same("its calls", yield* idsOf(tenant, "all", { during }), ["c2", "c3"])
      yield* same("those open", yield* idsOf(tenant, "open", { during }), ["c2", "c3"])
    }),
  ),
  clause(
    "order and paging",
    "pages of calls hold at most as many as asked for, and together every one once",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      const ids = Array.from({ length: 7 }, (_, i) => `c${i}`)
      for (const [i, id] of ids.entries()) yield* store.insert(tenant, arrived(id, Math.floor(i / 2)), [])
      for (const which of ["open", "all"] as const) {
        const seen: Array<string> = []
        let after: CallKey | undefined
        for (let pages = 0; pages < 9; pages++) {
          const page = yield* store.list(tenant, {
            of: which,
            during: always,
            limit: 3,
            ...(after === undefined ? {} : { after }),
          })
          yield* same("no more than asked for", page.records.length <= 3, true)
          seen.push(...page.records.map(({ record }) => record.id))
          after = Option.getOrUndefined(page.next)
          if (after === undefined) break
        }
        yield* same("all pages", seen, ids)
      }
    }),
  ),
  clause("round trip", "any call and its events come back equal, and it is counted as before", (bench) =>
    bench.forAll(
      HotlineArbitraries.callLife(),
      Effect.fnUntraced(function* (life) {
        const store = yield* CallStore
        const tenant = bench.tenant()
        const last = HotlineArbitraries.ended(life)
        const events = life.steps.map(({ event }) => event)
        yield* store.insert(tenant, last, events)
        const kept = { record: last, version: 1 }
        yield* same("the call", yield* store.find(tenant, last.id), Option.some(kept))
        yield* same("its events", yield* store.events(tenant, last.id), events)
        const from = last.arrivedAt.epochMilliseconds
        const page = yield* store.list(tenant, { of: "all", during: { from, until: from + 1 }, limit: 2 })
        yield* same("the calls of its millisecond", page.records, [kept])
        const during = { from, until: from + 1 }
        const isOpen = CallRecord.isOpen(last)
        yield* same("whether it is listed as open", yield* idsOf(tenant, "open", { during }), [
          ...(isOpen ? [last.id] : []),
        ])
      }),
    ),
  ),
  clause(
    "versions",
    "an update of a call that was decided on another version is refused, and loses nothing",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, call(), [note(1)])
      const next = noted(call(), 2)
      yield* store.update(tenant, next, 1, [note(2)])
      const { id } = call()
      for (const expected of [1, 3])
        yield* refused("the update", store.update(tenant, call(), expected, [note(3)]), {
          _tag: "VersionConflict",
          record: id,
          expected,
          actual: 2,
        })
      yield* same("the call", yield* store.find(tenant, id), Option.some({ record: next, version: 2 }))
      yield* same("its events", yield* store.events(tenant, id), [note(1), note(2)])
    }),
  ),
  clause(
    "versions",
    "of updates of a call at the same time on one version one is written, with its events",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, call(), [])
      const updates = [1, 2, 3, 4].map((n) =>
        Effect.exit(store.update(tenant, noted(call(), n), 1, [note(n)])),
      )
      yield* Effect.all(updates, { concurrency: "unbounded" })
      const found = Option.getOrThrow(yield* store.find(tenant, call().id))
      const [event, ...more] = yield* store.events(tenant, call().id)
      yield* same("more events", more, [])
      yield* same("the version", found.version, 2)
      yield* same(
        "the call, as its event makes it",
        found.record,
        CallRecord.replay(call(), [event ?? note(9)]),
      )
    }),
  ),
  clause(
    "failures",
    "a call that is there already can't be inserted, and one that isn't can't be updated",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const tenant = bench.tenant()
      const { id } = call()
      yield* refused("the update", store.update(tenant, call(), 1, [note(1)]), {
        _tag: "NotFound",
        record: id,
      })
      yield* same("its events", yield* store.events(tenant, id), [])
      yield* store.insert(tenant, call(), [note(1)])
      const again = store.insert(tenant, noted(call(), 2), [note(2)])
      yield* refused("the insertion", again, { _tag: "AlreadyExists", record: id })
      yield* same("the call", yield* store.find(tenant, id), Option.some({ record: call(), version: 1 }))
      yield* same("its events later", yield* store.events(tenant, id), [note(1)])
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's calls, however their ids run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* CallStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const mine = arrived("call", 1, { about: "patient", caller })
      yield* store.insert(ours, mine, [note(1)])
      yield* same("theirs", yield* store.find(theirs, mine.id), Option.none())
      yield* same("their events", yield* store.events(theirs, mine.id), [])
      yield* same("their list", yield* idsOf(theirs, "all"), [])
      yield* same("their patient's", yield* store.ofPatient(theirs, patient), [])
      yield* store.insert(ours, linked("linked", toTicket("ticket"), toItem("item")), [])
      yield* same("their ticket's", yield* store.ofTicket(theirs, { ticket, items }), [])
      yield* same("their caller's", yield* store.ofCaller(theirs, { caller, limit: 9 }), [])
      yield* store.insert(theirs, call(), [])
      yield* store.update(theirs, noted(call(), 2), 1, [note(2)])
      yield* same("ours", yield* store.find(ours, mine.id), Option.some({ record: mine, version: 1 }))
      yield* same("our events", yield* store.events(ours, mine.id), [note(1)])
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.insert(one.tenant, call(one.id, one.id), [])
        yield* same("the other's", yield* store.find(other.tenant, CallId.make(other.id)), Option.none())
        yield* same("the other patient's", yield* store.ofPatient(other.tenant, PatientId.make(other.id)), [])
      }
    }),
  ),
]

/** The contract of a `CallStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<CallStore>> => make(terms, options)
