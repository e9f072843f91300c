/**
 * Returning calls: a callback is owed from when a call asked for it until it is over, and lapses by itself.
 *
 * **Details**
 *
 * A callback is kept with the call that asked for it, and changes with it in one unit of work. Whom its number reaches is
 * looked up as it is decided: a person's own hours and contacts where a stay has the number, else the practice's hours for
 * strangers. Each callback that isn't over has one entry on the agenda, for when time alone changes it. Nothing rings anybody
 * here: `owed` is the list that agents or a dialler work off.
 *
 * Each act takes the id of its event, of your making: with one that was recorded before nothing changes.
 *
 * **Example** (Asked for in the evening, and owed)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   Callbacks,
 *   CallRecord,
 *   CallStore,
 *   ChinaCalendar,
 *   ChinaContact,
 *   GeneralHotline,
 *   HotlinePractice,
 *   Id,
 *   PhoneNumber,
 *   TimeZone,
 * } from "@aftercare/core"
 * import { DateTime, Effect, Result } from "effect"
 * import { TestClock } from "effect/testing"
 *
 * const tenant = Id.TenantId.make("hospital")
 * const zone = TimeZone.make("Asia/Shanghai")
 * const practice: HotlinePractice.HospitalHotlinePractice = {
 *   callbacks: GeneralHotline.callbacks(zone),
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   stranger: {
 *     zone,
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["phone"],
 *     doNotDisturbOn: [],
 *   },
 * }
 * const at = DateTime.makeUnsafe("2026-03-02T19:30:00+08:00")
 * const program = Effect.gen(function* () {
 *   yield* TestClock.setTime(at.epochMilliseconds)
 *   const caller = PhoneNumber.PhoneNumber.make("+8613800138000")
 *   const stamp = (id: string) => ({ id: Id.EventId.make(id), at })
 *   const [arrived, first] = CallRecord.arrive({ call: Id.CallId.make("call-1"), caller }, stamp("e-1"))
 *   const [call, second] = Result.getOrThrow(CallRecord.record(arrived, { _tag: "CallbackAsked" }, stamp("e-2")))
 *   yield* (yield* CallStore.CallStore).insert(tenant, call, [...first, ...second])
 *   yield* Callbacks.ask(tenant, call.id, Id.EventId.make("e-3"))
 *   return yield* Callbacks.owed(tenant, { warnMillis: 900_000 })
 * })
 * const owed = await Effect.runPromise(
 *   program.pipe(
 *     Effect.provide(TestClock.layer()),
 *     Effect.provide(Memory.layer),
 *     Effect.provideService(HotlinePractice.HotlinePractice, { of: () => practice }),
 *   ),
 * )
 * owed.map(({ callback, standing }) => [callback.id, standing, DateTime.formatIso(callback.dueAt)])
 * // => [["call-1/callback", "due", "2026-03-03T00:30:00.000Z"]]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { horizon } from "../calendar/TimeZone.ts"
import type { Override } from "../contact/Override.ts"
import { CallId, deriving, EventId, type StaffId, type TenantId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import * as Callback from "../hotline/Callback.ts"
import * as CallRecord from "../hotline/CallRecord.ts"
import { Agenda, type Claim } from "../ports/Agenda.ts"
import { type CallKey, CallStore } from "../ports/CallStore.ts"
import { DischargeStore } from "../ports/DischargeStore.ts"
import type { Versioned } from "../ports/PlanStore.ts"
import { because } from "../ports/StoreError.ts"
import * as Equipment from "./Equipment.ts"
import { HotlinePractice } from "./HotlinePractice.ts"
import * as Pages from "./Pages.ts"
import * as PersonGround from "./PersonGround.ts"
import { inUnit } from "./PlanKeeping.ts"

type Call = CallRecord.CallRecord

/** What the contacts of a callback belong to. No id holds a space, so it is no plan's. */
const subjectOf = ({ id }: Call): string => `callback ${id}`

const load = Effect.fnUntraced(function* (tenant: TenantId, id: CallId) {
  const found = yield* (yield* CallStore).find(tenant, id)
  return Option.isSome(found) ? found.value : yield* because({ _tag: "NotFound", record: id })
})

/** Who has the number, as the latest stay with it says. */
const personOf = Effect.fnUntraced(function* (tenant: TenantId, phone: PhoneNumber) {
  const [stay] = yield* (yield* DischargeStore).ofPhone(tenant, { phone, limit: 1 })
  const person = stay?.persons.find((one) => one.phone === phone)
  return stay === undefined || person === undefined ? undefined : { person, patient: stay.patient }
})

/** What a callback rests on, and who is contacted by it where they are known. */
const groundFor = Effect.fnUntraced(function* (tenant: TenantId, call: Call) {
  const { calendar, callbacks: policy, contact, stranger } = (yield* HotlinePractice).of(tenant)
  const common = { contact, calendar, policy }
  const number = call.callback?.number ?? Callback.numberOf(call)
  const known = number === undefined ? undefined : yield* personOf(tenant, number)
  if (known === undefined) {
    const ground: Callback.Ground = { ...common, profile: stranger, contacts: [] }
    return { ground }
  }
  const { patient, person } = known
  const { contacts, seen } = yield* PersonGround.read(tenant, person.id, patient, contact, subjectOf(call))
  const ground: Callback.Ground = { ...common, profile: person.profile, contacts }
  return { ground, known: { person: person.id, seen } }
})

type Decision<E> = (ground: Callback.Ground, at: DateTime.Utc) => Result.Result<Callback.Decided, E>

/** Decides on a call's callback and writes the decision: call, events, contacts and agenda. Part of a unit of work. */
const decided = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  { record: call, version }: Versioned<Call>,
  decision: Decision<E>,
  claim?: Claim,
) {
  const { ground, known } = yield* groundFor(tenant, call)
  const [callback, events] = yield* Effect.fromResult(decision(ground, yield* DateTime.now))
  const moved = events.map(
    (event): CallRecord.CallEvent => ({ _tag: "CallbackMoved", id: event.id, at: event.at, event }),
  )
  const before = call.callback
  if (moved.length > 0)
    yield* (yield* CallStore).update(tenant, CallRecord.replay(call, moved), version, moved)
  if (known !== undefined) {
    const contactsOf = (one: Callback.Callback) => Callback.contactsOf(one, known.person, ground.policy)
    const contacts = contactsOf(callback)
    if (!Equal.equals(contacts, before === undefined ? [] : contactsOf(before)))
      yield* PersonGround.put(tenant, known.person, known.seen, subjectOf(call), {
        addressees: [known.person],
        contacts,
      })
  }
  const agenda = yield* Agenda
  const dueAt = Callback.lapsesAt(callback)
  const key = { tenant, kind: "callback", id: callback.id } as const
  if (claim !== undefined) yield* agenda.settle(claim, dueAt)
  else if (dueAt === undefined) yield* agenda.remove(key)
  else if (before === undefined || !Equal.equals(dueAt, Callback.lapsesAt(before)))
    yield* agenda.schedule({ ...key, subject: call.id, dueAt })
  return callback
})

/**
 * Owes the callback that a call asked for, as of now; see `Callback.ask`. Answers with it, and with the one that is owed
 * already where it was asked for before.
 *
 * Fails as `Callback.ask` does, and with `NotFound` where the call isn't there.
 */
export const ask = Effect.fn("Callbacks.ask")(function* (
  tenant: TenantId,
  id: CallId,
  event: EventId,
  override?: Override,
) {
  const work = Effect.gen(function* () {
    const call = yield* load(tenant, id)
    const { callback } = call.record
    return (
      callback ??
      (yield* decided(tenant, call, (ground, at) =>
        Callback.ask(call.record, ground, { id: event, at }, override),
      ))
    )
  })
  return yield* inUnit(work)
})

/** Decides on the callback that a call asked for, in one unit of work. */
const decide = Effect.fnUntraced(function* <E>(
  tenant: TenantId,
  id: CallId,
  decision: (
    callback: Callback.Callback,
    ground: Callback.Ground,
    at: DateTime.Utc,
  ) => ReturnType<Decision<E>>,
) {
  const work = Effect.gen(function* () {
    const call = yield* load(tenant, id)
    const { callback } = call.record
    if (callback === undefined) return yield* because({ _tag: "NotFound", record: `${id}/callback` })
    return yield* decided(tenant, call, (ground, at) => decision(callback, ground, at))
  })
  return yield* inUnit(work)
})

/** Looks again for the moment of its next try, as after a holiday notice; see `Callback.replan`. Answers with the callback. */
export const replan = Effect.fn("Callbacks.replan")(function* (
  tenant: TenantId,
  call: CallId,
  event: EventId,
) {
  return yield* decide(tenant, call, (callback, ground, at) =>
    Callback.replan(callback, ground, { id: event, at }),
  )
})

/** Starts its next try: stored before the number is dialled. See `Callback.startTry`. Answers with the callback. */
export const startTry = Effect.fn("Callbacks.startTry")(function* (
  tenant: TenantId,
  call: CallId,
  event: EventId,
  trying?: Callback.Trying,
) {
  return yield* decide(tenant, call, (callback, ground, at) =>
    Callback.startTry(callback, ground, { id: event, at }, trying),
  )
})

/** Records what became of its try; see `Callback.endTry`. Answers with the callback. */
export const endTry = Effect.fn("Callbacks.endTry")(function* (
  tenant: TenantId,
  call: CallId,
  event: EventId,
  outcome: Callback.Outcome,
) {
  return yield* decide(tenant, call, (callback, ground, at) =>
    Callback.endTry(callback, outcome, ground, { id: event, at }),
  )
})

/** Ends it because the caller wants it no more; see `Callback.withdraw`. Answers with the callback. */
export const withdraw = Effect.fn("Callbacks.withdraw")(function* (
  tenant: TenantId,
  call: CallId,
  event: EventId,
  by?: StaffId,
) {
  return yield* decide(tenant, call, (callback, _, at) => Callback.withdraw(callback, { id: event, at }, by))
})

const pageSize = 200

/** The calls that owe a callback, by when they came in. */
const owing = (tenant: TenantId) =>
  Pages.all((after: { readonly after?: CallKey }) =>
    Effect.flatMap(CallStore, (store) =>
      store.list(tenant, { of: "open", during: horizon, limit: pageSize, ...after }),
    ),
  ).pipe(Stream.filter(({ record: { callback, state } }) => state._tag === "Over" && callback !== undefined))

const derived = deriving(EventId)

/**
 * Ends the callbacks that are owed to the number of a call that came in, which was answered or asks for a callback of its
 * own: their caller rang again. Of a call that withholds its number, or that nobody answered, none is. Answers with the calls
 * that had asked for them.
 */
export const rangBack = Effect.fn("Callbacks.rangBack")(function* (
  tenant: TenantId,
  id: CallId,
  event: EventId,
) {
  const { record: again } = yield* load(tenant, id)
  const calls = yield* Stream.runCollect(owing(tenant))
  const ended: Array<CallId> = []
  for (const { record } of calls) {
    const isTheirs =
      again.caller !== undefined && [record.caller, record.callback?.number].includes(again.caller)
    if (!isTheirs) continue
    const over = yield* decide(tenant, record.id, (callback, _, at) =>
      Result.orElse(
        Callback.rangBack(callback, again, { id: derived(event, `/${record.id}`), at }),
        (): Result.Result<Callback.Decided> => Result.succeed([callback, []]),
      ),
    )
    if (over.state._tag === "Over" && over.state.end._tag === "RangBack" && over.state.end.call === id)
      ended.push(record.id)
  }
  return ended
})

/** A callback that is owed. */
export interface Owed {
  readonly call: CallId
  readonly callback: Callback.Callback
  readonly standing: Callback.Standing
}

/**
 * The callbacks that are owed now, the earliest promise first: a list to work off, and to see which promises are at risk. A
 * promise that runs out within `warnMillis` is.
 */
export const owed = Effect.fn("Callbacks.owed")(function* (
  tenant: TenantId,
  { warnMillis }: { readonly warnMillis: number },
) {
  const now = (yield* DateTime.now).epochMilliseconds
  const calls = yield* Stream.runCollect(owing(tenant))
  return calls
    .flatMap(
      ({ record: { callback, id } }): ReadonlyArray<Owed> =>
        callback === undefined
          ? []
          : [{ call: id, callback, standing: Callback.standing(callback, now, warnMillis) }],
    )
    .sort((a, b) => a.callback.dueAt.epochMilliseconds - b.callback.dueAt.epochMilliseconds)
})

/** A hotline, of which a worker may have been started without. */
const services = [CallStore, HotlinePractice] as const

/** Lets time alone change a callback, under the claim of its entry. */
export const fallDue = (claim: Claim) =>
  Equipment.needed(services, "this worker has no practice with a hotline", inUnit(due(claim)))

const due = Effect.fnUntraced(function* (claim: Claim) {
  const { subject, tenant } = claim.entry
  const agenda = yield* Agenda
  yield* agenda.hold(claim)
  const call = yield* load(tenant, CallId.make(subject))
  const { callback } = call.record
  if (callback === undefined) return yield* agenda.settle(claim, undefined)
  yield* decided(
    tenant,
    call,
    (ground, at) => {
      const id = derived(EventId.make(`${callback.call}/lapse`), `/${callback.events.length}`)
      const nothing = (): Result.Result<Callback.Decided> => Result.succeed([callback, []])
      return Result.orElse(Callback.lapse(callback, ground, { id, at }), nothing)
    },
    claim,
  )
})
