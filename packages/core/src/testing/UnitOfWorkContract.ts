/**
 * What every unit of work must do, over all stores and the agenda of one package.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { ConsentId, type PersonId, StaffId, type TenantId } from "../foundation/Id.ts"
import { AccessLog } from "../ports/AccessLog.ts"
import { Agenda } from "../ports/Agenda.ts"
import { CallStore } from "../ports/CallStore.ts"
import { CareStore } from "../ports/CareStore.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { ContactStore } from "../ports/ContactStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import { Inbox } from "../ports/Inbox.ts"
import { MessageLog } from "../ports/MessageLog.ts"
import { PlanStore } from "../ports/PlanStore.ts"
import type { StoreError } from "../ports/StoreError.ts"
import { SurveyStore } from "../ports/SurveyStore.ts"
import { TicketStore } from "../ports/TicketStore.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import { claim, claimOf, emptied, later, onlyClaim } from "./AgendaClaims.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import type { LeaseClock } from "./LeaseClock.ts"
import {
  access,
  call,
  callEvent,
  careMessage,
  changed,
  consent,
  discharge,
  enrolment,
  entry,
  event,
  invitation,
  message,
  minute,
  plan,
  received,
  regimen,
  response,
  ticket,
  ticketEvent,
  told,
} from "./StoreSamples.ts"

type Stores =
  | AccessLog
  | Agenda
  | CallStore
  | CareStore
  | ConsentStore
  | ContactStore
  | DischargeStore
  | Inbox
  | LeaseClock
  | MessageLog
  | PlanStore
  | SurveyStore
  | TicketStore
  | UnitOfWork
  | VitalStatusStore

const kept = { ticket: ticket(), told: [] }

/** One write of each kind, each after a pause in which others may look. */
const writeAll = Effect.fnUntraced(function* (tenant: TenantId) {
  const surveys = yield* SurveyStore
  const care = yield* CareStore
  const contacts = { addressees: [consent().person], contacts: [] }
  const writes: ReadonlyArray<Effect.Effect<unknown, StoreError>> = [
    (yield* PlanStore).insert(tenant, plan(), [event(1)]),
    (yield* DischargeStore).put(tenant, discharge()),
    (yield* ConsentStore).put(tenant, consent()),
    (yield* ContactStore).put(tenant, plan().id, contacts),
    (yield* VitalStatusStore).add(tenant, told()),
    (yield* MessageLog).put(message(tenant)),
    (yield* Inbox).insert(received(tenant)),
    (yield* TicketStore).insert(tenant, kept, [{ ...ticketEvent(1), _tag: "Closed" }]),
    (yield* CallStore).insert(tenant, call(), [callEvent(1)]),
    surveys.insert(tenant, invitation(), []),
    surveys.putResponse(tenant, response()),
    care.enrolments.insert(tenant, enrolment(), []),
    care.regimens.insert(tenant, regimen(), []),
    care.messages.insert(tenant, careMessage(), []),
    (yield* AccessLog).append(tenant, [access(1)]),
    (yield* Agenda).schedule(entry(tenant, "a", minute(1))),
  ]
  for (const write of writes) yield* Effect.andThen(write, Effect.yieldNow)
})

/** A contact so many minutes after ten, as a plan's. */
const contact = (person: PersonId, n: number) =>
  ({
    person,
    at: DateTime.toEpochMillis(minute(n)),
    channel: "phone",
    purpose: "followUp",
    made: true,
  }) as const

const ever = { from: 0, until: Number.MAX_SAFE_INTEGER }

const everything = [
  "plan",
  "plan's events",
  "discharge",
  "consent",
  "contacts",
  "vital status",
  "message",
  "reply",
  "ticket",
  "ticket's events",
  "call",
  "call's events",
  "invitation",
  "response",
  "enrolment",
  "regimen",
  "care message",
  "access",
  "entry",
]

/** Which of those writes can be seen. */
const seen = Effect.fnUntraced(function* (tenant: TenantId) {
  const [plans, tickets, calls] = [yield* PlanStore, yield* TicketStore, yield* CallStore]
  const surveys = yield* SurveyStore
  const care = yield* CareStore
  const there = [
    Option.isSome(yield* plans.find(tenant, plan().id)),
    (yield* plans.events(tenant, plan().id)).length > 0,
    Option.isSome(yield* (yield* DischargeStore).find(tenant, discharge().id)),
    (yield* (yield* ConsentStore).of(tenant, consent().person)).length > 0,
    (yield* (yield* ContactStore).subjects(tenant, consent().person)).length > 0,
    (yield* (yield* VitalStatusStore).of(tenant, told().patient)).length > 0,
    Option.isSome(yield* (yield* MessageLog).find(tenant, message(tenant).id)),
    Option.isSome(yield* (yield* Inbox).find(tenant, received(tenant).id)),
    Option.isSome(yield* tickets.find(tenant, kept.ticket.id)),
    (yield* tickets.events(tenant, kept.ticket.id)).length > 0,
    Option.isSome(yield* calls.find(tenant, call().id)),
    (yield* calls.events(tenant, call().id)).length > 0,
    Option.isSome(yield* surveys.find(tenant, invitation().invitation.id)),
    Option.isSome(yield* surveys.response(tenant, response().response.id)),
    Option.isSome(yield* care.enrolments.find(tenant, enrolment().enrolment.id)),
    Option.isSome(yield* care.regimens.find(tenant, regimen().id)),
    Option.isSome(yield* care.messages.find(tenant, careMessage().message.id)),
    (yield* (yield* AccessLog).list(tenant, { after: 0, limit: 1 })).length > 0,
    (yield* (yield* Agenda).nextDueAt) !== undefined,
  ]
  return everything.filter((_, i) => there[i])
})

const failing: ReadonlyArray<Term<Stores>> = [
  clause(
    "units of work",
    "a unit that fails leaves nothing behind, and fails as its work did",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const work = Effect.andThen(writeAll(tenant), Effect.fail("the line is dead"))
      yield* same("how it ended", yield* Effect.exit(run(work)), Exit.fail("the line is dead"))
      yield* same("what it left behind", yield* seen(tenant), [])
    }),
  ),
  clause(
    "units of work",
    "a unit that dies leaves nothing behind, and dies as its work did",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const defect = new Error("a broken invariant")
      const exit = yield* Effect.exit(run(Effect.andThen(writeAll(tenant), Effect.die(defect))))
      yield* same("how it ended", Exit.isFailure(exit) && Cause.squash(exit.cause), defect)
      yield* same("what it left behind", yield* seen(tenant), [])
    }),
  ),
  clause(
    "units of work",
    "a unit that is interrupted leaves nothing behind",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const written = yield* Deferred.make<void>()
      const work = Effect.gen(function* () {
        yield* writeAll(tenant)
        yield* Deferred.succeed(written, undefined)
        return yield* Effect.never
      })
      const fiber = yield* Effect.forkChild(run(work))
      yield* Effect.raceFirst(Deferred.await(written), Fiber.join(fiber))
      yield* Fiber.interrupt(fiber)
      yield* same("what it left behind", yield* seen(tenant), [])
    }),
  ),
  clause(
    "units of work",
    "what a failed unit changed, took away or claimed is as it was",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { run } = yield* UnitOfWork
      const [plans, consents, discharges] = [yield* PlanStore, yield* ConsentStore, yield* DischargeStore]
      const [contacts, inbox, messages] = [yield* ContactStore, yield* Inbox, yield* MessageLog]
      const [tickets, calls, surveys] = [yield* TicketStore, yield* CallStore, yield* SurveyStore]
      const [log, { messages: care }] = [yield* AccessLog, yield* CareStore]
      const { person } = consent()
      const tenant = bench.tenant()
      yield* writeAll(tenant)
      yield* agenda.schedule(entry(tenant, "b", minute(2)))
      const [held] = yield* claim(minute(1))
      const work = Effect.gen(function* () {
        yield* plans.update(tenant, changed(plan(), 1), 1, [event(2)])
        yield* consents.put(tenant, { ...consent(), withdrawnAt: minute(3) })
        yield* consents.put(tenant, consent("another"))
        yield* discharges.put(tenant, { ...discharge(), department: "corrected" })
        yield* contacts.put(tenant, plan().id, { addressees: [], contacts: [contact(person, 1)] })
        yield* messages.put({ ...message(tenant), address: "+8613900000000" })
        yield* inbox.handle(tenant, received(tenant).id, { by: StaffId.make("nurse"), at: minute(3) })
        yield* tickets.update(tenant, { ...kept, ticket: ticket("ticket", "patient") }, 1, [])
        yield* calls.update(tenant, call("call", "patient"), 1, [])
        yield* surveys.update(tenant, { ...invitation(), needsGuardian: true }, 1, [])
        yield* surveys.putResponse(tenant, { ...response(), setAside: "late" })
        yield* care.update(tenant, { ...careMessage(), needsGuardian: true }, 1, [])
        yield* log.append(tenant, [access(2)])
        yield* claim(later)
        if (held !== undefined) yield* agenda.settle(held, undefined)
        return yield* Effect.fail("the line is dead")
      })
      yield* Effect.exit(run(work))
      const found = yield* plans.find(tenant, plan().id)
      yield* same("the plan", found, Option.some({ record: plan(), version: 1 }))
      yield* same("its events", yield* plans.events(tenant, plan().id), [event(1)])
      yield* same("the consents", yield* consents.of(tenant, consent().person), [consent()])
      yield* same("the contacts", yield* contacts.of(tenant, person, ever), { contacts: [], version: 0 })
      yield* same("the discharge", yield* discharges.find(tenant, discharge().id), Option.some(discharge()))
      const sent = yield* messages.find(tenant, message(tenant).id)
      yield* same("the message", sent, Option.some(message(tenant)))
      const heard = yield* inbox.find(tenant, received(tenant).id)
      yield* same("the reply", heard, Option.some(received(tenant)))
      const first = <A>(record: A) => Option.some({ record, version: 1 })
      yield* same("the ticket", yield* tickets.find(tenant, kept.ticket.id), first(kept))
      yield* same("the call", yield* calls.find(tenant, call().id), first(call()))
      const invited = yield* surveys.find(tenant, invitation().invitation.id)
      yield* same("the invitation", invited, first(invitation()))
      const answered = yield* surveys.response(tenant, response().response.id)
      yield* same("the response", answered, Option.some(response()))
      const cared = yield* care.find(tenant, careMessage().message.id)
      yield* same("the care message", cared, first(careMessage()))
      const links = yield* log.list(tenant, { after: 0, limit: 9 })
      yield* same(
        "the accesses",
        links.map(({ record }) => record),
        [access(1)],
      )
      if (held !== undefined) yield* agenda.hold(held)
      yield* onlyClaim(entry(tenant, "b", minute(2)))
    }),
  ),
  clause(
    "units of work",
    "what is written together with a stale claim isn't written",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { run } = yield* UnitOfWork
      const plans = yield* PlanStore
      const tenant = bench.tenant()
      const due = entry(tenant, "a", minute(1))
      yield* agenda.schedule(due)
      const held = yield* onlyClaim(due)
      yield* agenda.schedule(due)
      const work = Effect.andThen(plans.insert(tenant, plan(), [event(1)]), agenda.settle(held, undefined))
      yield* refused("the unit", run(work), { _tag: "StaleClaim", entry: "a" })
      yield* same("the plan", yield* plans.find(tenant, plan().id), Option.none())
      yield* onlyClaim(due)
    }),
  ),
]

const whole: ReadonlyArray<Term<Stores>> = [
  clause(
    "units of work",
    "what a unit wrote is there once it succeeds, in every store and on the agenda, and its answer comes through",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      yield* same("its answer", yield* run(Effect.as(writeAll(tenant), "done")), "done")
      yield* same("what it left behind", yield* seen(tenant), everything)
    }),
  ),
  clause(
    "units of work",
    "a unit reads what it has written itself",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const plans = yield* PlanStore
      const tenant = bench.tenant()
      const work = Effect.gen(function* () {
        yield* writeAll(tenant)
        yield* same("what it reads", yield* seen(tenant), everything)
        yield* plans.update(tenant, changed(plan(), 1), 1, [event(2)])
        const found = yield* plans.find(tenant, plan().id)
        yield* same("the plan", found, Option.some({ record: changed(plan(), 1), version: 2 }))
        yield* same("its events", yield* plans.events(tenant, plan().id), [event(1), event(2)])
        const { records } = yield* plans.list(tenant, { limit: 10 })
        yield* same("the list", records, [{ record: changed(plan(), 1), version: 2 }])
        const held = yield* onlyClaim(entry(tenant, "a", minute(1)))
        const agenda = yield* Agenda
        yield* agenda.hold(held)
        yield* agenda.settle(held, minute(9))
        yield* same("the next due", yield* agenda.nextDueAt, minute(9))
      })
      yield* run(work)
    }),
  ),
  clause(
    "units of work",
    "where one of several claims is stale a unit settles none of them, also where it catches that and goes on",
    Effect.fnUntraced(function* (bench) {
      const agenda = yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const [first, second] = [entry(tenant, "first", minute(1)), entry(tenant, "second", minute(2))]
      yield* agenda.schedule([first, second])
      const claims = yield* claim(later)
      yield* agenda.schedule(second)
      yield* run(Effect.andThen(Effect.ignore(agenda.settle(claims, undefined)), writeAll(tenant)))
      yield* Effect.forEach(claims.slice(0, 1), agenda.hold)
    }),
  ),
  clause(
    "units of work",
    "a write that is refused can be caught, and the unit goes on",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const [agenda, plans] = [yield* Agenda, yield* PlanStore]
      const tenant = bench.tenant()
      yield* plans.insert(tenant, plan("there"), [])
      const nobodys = claimOf(entry(tenant, "never there", minute(1)))
      const work = Effect.gen(function* () {
        yield* Effect.ignore(plans.insert(tenant, plan("there"), []))
        yield* Effect.ignore(plans.update(tenant, plan("there"), 7, []))
        yield* Effect.ignore(plans.update(tenant, plan("absent"), 1, []))
        yield* Effect.ignore(agenda.hold(nobodys))
        yield* writeAll(tenant)
      })
      yield* run(work)
      yield* same("what it left behind", yield* seen(tenant), everything)
    }),
  ),
]

const inner: ReadonlyArray<Term<Stores>> = [
  clause(
    "units of work",
    "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const work = Effect.gen(function* () {
        yield* run(writeAll(tenant))
        yield* same("what the outer unit sees", yield* seen(tenant), everything)
        return yield* Effect.fail("the line is dead")
      })
      yield* same("how it ended", yield* Effect.exit(run(work)), Exit.fail("the line is dead"))
      yield* same("what it left behind", yield* seen(tenant), [])
    }),
  ),
  clause(
    "units of work",
    "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const plans = yield* PlanStore
      const tenant = bench.tenant()
      const work = Effect.gen(function* () {
        yield* plans.insert(tenant, plan("outer"), [])
        yield* Effect.exit(run(Effect.andThen(writeAll(tenant), Effect.fail("the line is dead"))))
        yield* same("what the inner unit left behind", yield* seen(tenant), [])
        yield* plans.update(tenant, changed(plan("outer"), 1), 1, [])
      })
      yield* run(work)
      yield* same("what the inner unit left behind at last", yield* seen(tenant), [])
      const outer = yield* plans.find(tenant, plan("outer").id)
      yield* same("the outer's plan", outer, Option.some({ record: changed(plan("outer"), 1), version: 2 }))
    }),
  ),
]

const concurrent: ReadonlyArray<Term<Stores>> = [
  clause(
    "units of work",
    "nobody sees a part of what a unit writes",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const looks: Array<ReadonlyArray<string>> = []
      const look = Effect.gen(function* () {
        for (let n = 0; n < 10; n++) {
          looks.push(yield* run(seen(tenant)))
          yield* Effect.yieldNow
        }
      })
      yield* Effect.all([look, run(writeAll(tenant)), look], { concurrency: "unbounded" })
      const partly = looks.find((look) => look.length > 0 && look.length < everything.length)
      yield* same("a part that was seen", partly, undefined)
    }),
  ),
  clause(
    "units of work",
    "who reads outside of a unit sees nothing of what it writes before it succeeds, nor ever where it fails",
    Effect.fnUntraced(function* (bench) {
      yield* emptied
      const { run } = yield* UnitOfWork
      const tenant = bench.tenant()
      const written = yield* Deferred.make<void>()
      const work = Effect.gen(function* () {
        yield* writeAll(tenant)
        yield* Deferred.succeed(written, undefined)
        // Long enough for a reader who waits for nobody.
        for (let n = 0; n < 10; n++) yield* Effect.andThen(seen(tenant), Effect.yieldNow)
        return yield* Effect.fail("the line is dead")
      })
      const looking = yield* Effect.forkChild(Effect.andThen(Deferred.await(written), seen(tenant)))
      yield* Effect.exit(run(work))
      yield* same("what was seen", yield* Fiber.join(looking), [])
    }),
  ),
  clause(
    "units of work",
    "what a unit reads doesn't change under it",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const plans = yield* PlanStore
      const tenant = bench.tenant()
      const find = plans.find(tenant, plan().id)
      yield* plans.insert(tenant, plan(), [])
      const go = yield* Deferred.make<void>()
      const update = plans.update(tenant, changed(plan(), 1), 1, [])
      const writer = yield* Effect.forkChild(Effect.andThen(Deferred.await(go), update))
      const work = Effect.gen(function* () {
        const first = yield* find
        yield* Deferred.succeed(go, undefined)
        for (let n = 0; n < 10; n++) {
          yield* Effect.yieldNow
          yield* same("the plan read again", yield* find, first)
        }
      })
      yield* run(work)
      yield* Fiber.join(writer)
      yield* same("the plan", yield* find, Option.some({ record: changed(plan(), 1), version: 2 }))
    }),
  ),
  clause(
    "units of work",
    "units that change one plan at the same time lose no change: who is refused reads and decides again",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const plans = yield* PlanStore
      const tenant = bench.tenant()
      yield* plans.insert(tenant, plan(), [])
      const change = Effect.gen(function* () {
        const { record, version } = Option.getOrThrow(yield* plans.find(tenant, plan().id))
        yield* Effect.yieldNow
        yield* plans.update(tenant, changed(record, version), version, [event(version)])
      })
      const again = (error: StoreError) => error.isRetryable || error.reason._tag === "VersionConflict"
      const changes = Array.from({ length: 5 }, () => Effect.retry(run(change), { times: 100, while: again }))
      yield* Effect.all(changes, { concurrency: "unbounded" })
      const found = yield* plans.find(tenant, plan().id)
      yield* same("the plan", found, Option.some({ record: changed(plan(), 5), version: 6 }))
      yield* same("its events", yield* plans.events(tenant, plan().id), [1, 2, 3, 4, 5].map(event))
    }),
  ),
  clause(
    "units of work",
    "units that contact one person at the same time, each holding the contacts it read, never go over a cap together",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const contacts = yield* ContactStore
      const tenant = bench.tenant()
      const { person } = consent()
      const atMost = 3
      const oneMore = Effect.fnUntraced(function* (n: number) {
        const read = yield* contacts.of(tenant, person, ever)
        yield* Effect.yieldNow
        if (read.contacts.length >= atMost) return
        yield* contacts.hold(tenant, person, read.version)
        yield* Effect.yieldNow
        yield* contacts.put(tenant, `plan-${n}`, { addressees: [person], contacts: [contact(person, n)] })
      })
      const again = (error: StoreError) => error.isRetryable || error.reason._tag === "VersionConflict"
      const units = [1, 2, 3, 4, 5].map((n) => Effect.retry(run(oneMore(n)), { times: 100, while: again }))
      yield* Effect.all(units, { concurrency: "unbounded" })
      const read = yield* contacts.of(tenant, person, ever)
      yield* same("how many contacts", read.contacts.length, atMost)
    }),
  ),
  clause(
    "units of work",
    "what rests on a consent isn't kept after its withdrawal is, also where it was read before",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const [consents, plans] = [yield* ConsentStore, yield* PlanStore]
      const tenant = bench.tenant()
      yield* consents.put(tenant, consent())
      const isKept = Effect.map(plans.find(tenant, plan().id), Option.isSome)
      const read = yield* Deferred.make<void>()
      const work = Effect.gen(function* () {
        const [given] = yield* consents.of(tenant, consent().person)
        yield* Deferred.succeed(read, undefined)
        if (given?.withdrawnAt !== undefined) return
        // Long enough for a withdrawal that waits for nobody.
        for (let n = 0; n < 10; n++) {
          yield* Effect.yieldNow
          yield* isKept
        }
        yield* plans.insert(tenant, plan(), [])
      })
      const again = (error: StoreError) => error.isRetryable || error.reason._tag === "VersionConflict"
      const put = consents.put(tenant, { ...consent(), withdrawnAt: minute(5) })
      const withdrawal = Effect.andThen(Deferred.await(read), Effect.retry(put, { times: 100, while: again }))
      const withdrawing = yield* Effect.forkChild(Effect.andThen(withdrawal, isKept))
      yield* Effect.retry(run(work), { times: 100, while: again })
      const before = yield* Fiber.join(withdrawing)
      yield* same("whether the plan is kept, against when the consent was withdrawn", yield* isKept, before)
    }),
  ),
  clause(
    "units of work",
    "a unit that is interrupted while it waits for another holds up nobody",
    Effect.fnUntraced(function* (bench) {
      const { run } = yield* UnitOfWork
      const consents = yield* ConsentStore
      const tenant = bench.tenant()
      const [begun, go] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const first = Effect.gen(function* () {
        yield* consents.put(tenant, consent("first"))
        yield* Deferred.succeed(begun, undefined)
        yield* Deferred.await(go)
      })
      const going = yield* Effect.forkChild(run(first))
      yield* Effect.raceFirst(Deferred.await(begun), Fiber.join(going))
      const waiting = yield* Effect.forkChild(run(consents.put(tenant, consent("second"))))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(waiting)
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(going)
      yield* run(consents.put(tenant, consent("third")))
      const ids = (yield* consents.of(tenant, consent().person)).map(({ id }) => id)
      const kept = ids.filter((id) => id !== ConsentId.make("second"))
      yield* same("the consents", kept, [ConsentId.make("first"), ConsentId.make("third")])
    }),
  ),
]

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<Stores>> = [...whole, ...failing, ...inner, ...concurrent]

/** The contract of a `UnitOfWork` with the stores and the agenda whose writes it holds together. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Stores>> => make(terms, options)
