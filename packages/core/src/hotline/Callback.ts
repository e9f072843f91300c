/**
 * A call that the hotline owes somebody who asked to be called back: by when it is promised, when it is tried, and the one
 * way in which it is over.
 *
 * **Details**
 *
 * It is planned within the caller's contact window and the hotline's hours. The promise counts the time that lies in both,
 * so that nobody is promised a call in their noon rest. Another hour than these is the caller's own wish, and takes an
 * override that says so. What the hotline didn't try in time it has missed, however often it tried before; only who was
 * tried as often as the policy asks for, or has another number, counts as unreachable.
 *
 * Decisions are total: they give the next callback with its events, or refuse. Each act has an id of your making, and one
 * that was recorded before changes nothing.
 *
 * **Example** (Asked for a quarter before noon, tried in vain at two, reached half an hour later)
 *
 * ```ts
 * import { Callback, CallRecord, ChinaCalendar, ChinaContact, GeneralHotline, Id, PhoneNumber, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const stamp = (time: string) => ({
 *   id: Id.EventId.make(time),
 *   at: DateTime.makeUnsafe(`2026-03-02T${time}+08:00`),
 * })
 * const ground: Callback.Ground = {
 *   profile: {
 *     zone,
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["phone"],
 *     doNotDisturbOn: [],
 *   },
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   policy: GeneralHotline.callbacks(zone),
 *   contacts: [],
 * }
 * const caller = PhoneNumber.PhoneNumber.make("+8613800138000")
 * const [arrived] = CallRecord.arrive({ call: Id.CallId.make("call-1"), caller }, stamp("11:44:30"))
 * const [call] = Result.getOrThrow(CallRecord.record(arrived, { _tag: "CallbackAsked" }, stamp("11:45:20")))
 *
 * const clock = (at: DateTime.Utc) => TimeZone.timeAt(zone, at.epochMilliseconds)
 * const [asked] = Result.getOrThrow(Callback.ask(call, ground, stamp("11:45:21")))
 * const planned = ({ state }: Callback.Callback) => state._tag === "Planned" && clock(state.at)
 * planned(asked) // => "11:45:21"
 * // A quarter of the hour promised lies before the noon rest.
 * clock(asked.dueAt) // => "14:45:20"
 *
 * const [trying] = Result.getOrThrow(Callback.startTry(asked, ground, stamp("14:00:00")))
 * const [again] = Result.getOrThrow(
 *   Callback.endTry(trying, { disposition: "noAnswer" }, ground, stamp("14:01:00")),
 * )
 * planned(again) // => "14:31"
 * const [ringing] = Result.getOrThrow(Callback.startTry(again, ground, stamp("14:31:00")))
 * const [over] = Result.getOrThrow(
 *   Callback.endTry(ringing, { disposition: "completed" }, ground, stamp("14:40:00")),
 * )
 * over.state._tag === "Over" && over.state.end // => { _tag: "Reached" }
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { horizon } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import * as WorkingTime from "../calendar/WorkingTime.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import type { ContactProfile } from "../contact/ContactProfile.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import type { Override } from "../contact/Override.ts"
import type { PersonContact } from "../contact/PersonContact.ts"
import { CallbackId, type PersonId, type StaffId } from "../foundation/Id.ts"
import type { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { RuleId } from "../foundation/Rule.ts"
import {
  begun,
  type Callback,
  type CallbackEnd,
  type CallbackEvent,
  CallbackRule,
  type CallbackState,
  type CallbackTry,
  evolve,
  objectionTo,
  type Pending,
  type TryDisposition,
  type Wish,
} from "./CallbackEvent.ts"
import type { CallbackPolicy } from "./CallbackPolicy.ts"
import type { CallRecord, CallStamp } from "./CallEvent.ts"

export {
  Callback,
  CallbackEnd,
  CallbackEvent,
  CallbackRule,
  CallbackState,
  CallbackTry,
  evolve,
  fromHistory,
  replay,
  TryDisposition,
  Wish,
} from "./CallbackEvent.ts"

/** The act doesn't fit the call that asked, where the callback stands, or when things happened. */
export class CallbackRefused extends Schema.TaggedError<CallbackRefused>("@aftercare/core/CallbackRefused")(
  "CallbackRefused",
  { callback: CallbackId, act: Schema.String, rule: CallbackRule },
) {
  override get message() {
    return `callback ${this.callback}, ${this.act}: ${this.rule}`
  }
}

/** What planning a callback rests on. */
export interface Ground {
  /** The caller's where they are known, else what the hospital holds to for a stranger. */
  readonly profile: ContactProfile
  readonly contact: ContactPolicy
  /** The work calendar by which hotline and caller keep their days. */
  readonly calendar: WorkCalendar
  readonly policy: CallbackPolicy
  /** Contacts made or planned with the caller beside this callback's own, for the contact policy's caps. */
  readonly contacts: ReadonlyArray<Contact>
}

/** A decision: the next callback and the events that led there. Folding the events over the one before gives it. */
export type Decided = readonly [next: Callback, events: ReadonlyArray<CallbackEvent>]

type Closed = ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow

/** What lies beyond what is known of clocks is no moment to wish for. */
const known = <W extends { readonly at: DateTime.Utc }>(wish: W | undefined): W | undefined =>
  wish !== undefined && wish.at.epochMilliseconds < horizon.until ? wish : undefined

const minuteMillis = 60_000
/** However far the hours open again, a try is missed after a year. */
const yearMillis = 366 * 24 * 3_600_000

const utc = (at: number): DateTime.Utc => DateTime.makeUnsafe(at)

/** When the hotline may ring the caller: the contact window within its own hours. */
const windowFor = (
  { calendar, contact, contacts, policy, profile }: Ground,
  tries: ReadonlyArray<CallbackTry>,
): Result.Result<ContactWindow.ContactWindow, Closed> => {
  const { hours, purpose, source, zone } = policy
  const own = tries.map(({ startedAt }) => ({
    at: startedAt.epochMilliseconds,
    channel: "phone" as const,
    purpose,
  }))
  return ContactWindow.make({
    profile,
    policy: contact,
    channel: "phone",
    purpose,
    calendar,
    contacts: [...contacts, ...own],
    further: [{ id: RuleId.make("callback.hours"), openIn: Hours.inZone(hours, zone), source }],
  })
}

/** Whether a call may be planned for the moment that is wished for: in the window with room, or by its override. */
const isKept = (window: ContactWindow.ContactWindow, { at, override }: Wish): boolean => {
  const millis = at.epochMilliseconds
  return (
    ContactWindow.closedAt(window, millis).length === 0 ||
    (override !== undefined && Result.isSuccess(ContactWindow.permit(window, millis, override)))
  )
}

/** So much time of the window after an instant, as far as it is surely open, and at most a year. */
const opened = ({ open }: ContactWindow.ContactWindow, from: DateTime.Utc, minutes: number): DateTime.Utc => {
  const at = from.epochMilliseconds
  return utc(Math.min(open.add(at, minutes * minuteMillis), at + yearMillis))
}

type Times = Pick<Callback, "notBefore" | "dueAt" | "latest" | "wish">

/** The next try: at the moment wished for where that is kept, else the first in the window. */
const placed = (
  { dueAt, latest, notBefore, wish }: Times,
  window: ContactWindow.ContactWindow,
  now: DateTime.Utc,
): Pending => {
  const isAhead = now.epochMilliseconds <= notBefore.epochMilliseconds
  if (isAhead && isWished(notBefore, wish) && isKept(window, wish)) {
    const { at, override } = wish
    const needed = ContactWindow.closedAt(window, at.epochMilliseconds).length > 0
    return {
      _tag: "Planned",
      at,
      band: "ideal",
      basis: window.basis,
      ...(needed && override !== undefined ? { override } : {}),
    }
  }
  const from = DateTime.max(now, notBefore).epochMilliseconds
  const due = Math.max(from, dueAt.epochMilliseconds)
  const span = { earliest: from, ideal: from, due, latest: latest.epochMilliseconds }
  const found = ContactWindow.place(window, span)
  if (Result.isSuccess(found)) {
    const { at, band, basis } = found.success
    return { _tag: "Planned", at: utc(at), band, basis }
  }
  const { failure } = found
  return failure._tag === "AwaitingCalendar"
    ? { _tag: "AwaitingCalendar", calendar: failure.calendar, version: failure.version }
    : { _tag: "Unplaced", rules: failure.rules }
}

/** Whether the next try is the one that the wish is for. */
const isWished = (notBefore: DateTime.Utc, wish: Wish | undefined): wish is Wish =>
  wish !== undefined && Equal.equals(wish.at, notBefore)

const idOf = (call: CallRecord): CallbackId => CallbackId.make(`${call.id}/callback`)

const refusing =
  (callback: CallbackId, act: string) =>
  (rule: CallbackRule): Result.Result<never, CallbackRefused> =>
    Result.fail(new CallbackRefused({ callback, act, rule }))

/** Where the caller asks to be called back; undefined where they don't, or withhold it. */
export const numberOf = ({ caller, state }: CallRecord): PhoneNumber | undefined =>
  state._tag === "Over" && state.end._tag === "CallbackAsked" ? (state.end.number ?? caller) : undefined

/**
 * The callback that a call asked for, with its first try placed; `override` is for the moment that the caller wishes for,
 * where the window doesn't hold it. A wish that can't be kept is followed by the first moment after it.
 *
 * Fails with `CallbackRefused` where the call didn't end so or tells no number, with `ChannelNotUsed` or `EmptyWindow` where
 * nobody may be rung at all, and with `HoursNotKnown` or `HorizonReached` where nothing can be promised.
 */
export const ask = (
  call: CallRecord,
  ground: Ground,
  stamp: CallStamp,
  override?: Override,
): Result.Result<
  Decided,
  CallbackRefused | Closed | WorkingTime.HoursNotKnown | WorkingTime.HorizonReached
> => {
  const refuse = refusing(idOf(call), "Asked")
  const { state } = call
  if (state._tag !== "Over" || state.end._tag !== "CallbackAsked") return refuse("callback.notAsked")
  const { at: askedAt, end } = state
  const number = numberOf(call)
  if (number === undefined) return refuse("callback.noNumber")
  if (stamp.at.epochMilliseconds < askedAt.epochMilliseconds) return refuse("callback.order")
  return Result.flatMap(windowFor(ground, []), (window) => {
    const { policy } = ground
    const { wishedAt: at } = end
    const wish = known(at && { at, ...(override === undefined ? {} : { override }) })
    const notBefore = wish === undefined ? askedAt : DateTime.max(askedAt, wish.at)
    return Result.map(promised(window, notBefore, wish, policy), (dueAt) => {
      const times = timesOf(window, notBefore, dueAt, wish, policy)
      const [first] = call.waits
      const last = call.waits.at(-1)
      const asked = {
        id: idOf(call),
        call: call.id,
        number,
        askedAt,
        ...(last?.for._tag === "Queue" ? { queue: last.for.queue } : {}),
        waitingSince: (policy.keepsPlace ? first?.from : undefined) ?? askedAt,
        policy: { id: policy.id, version: policy.version },
        ...times,
      }
      const state = placed(times, window, stamp.at)
      const event = { _tag: "Asked", ...stamp, asked, state } as const
      return [begun(event), [event]]
    })
  })
}

/** By when the caller is promised to be rung: in time of the window, or for a wish that is kept in any time from it. */
const promised = (
  window: ContactWindow.ContactWindow,
  notBefore: DateTime.Utc,
  wish: Wish | undefined,
  { promisedMinutes: minutes }: CallbackPolicy,
): Result.Result<DateTime.Utc, WorkingTime.HoursNotKnown | WorkingTime.HorizonReached> =>
  isWished(notBefore, wish) && isKept(window, wish)
    ? Result.succeed(DateTime.add(notBefore, { minutes }))
    : WorkingTime.add(window.open, notBefore, Duration.minutes(minutes))

const timesOf = (
  window: ContactWindow.ContactWindow,
  notBefore: DateTime.Utc,
  dueAt: DateTime.Utc,
  wish: Wish | undefined,
  { graceMinutes }: CallbackPolicy,
): Times => ({
  notBefore,
  dueAt,
  latest: opened(window, DateTime.max(notBefore, dueAt), graceMinutes),
  ...(wish === undefined ? {} : { wish }),
})

/** Records what isn't known yet and fits where the callback stands. */
const recorded = <E>(
  callback: Callback,
  stamp: CallStamp,
  act: CallbackEvent["_tag"],
  decide: () => Result.Result<CallbackEvent | undefined, E>,
): Result.Result<Decided, E | CallbackRefused> => {
  if (callback.events.includes(stamp.id)) return Result.succeed([callback, []])
  const rule = objectionTo(callback, act, stamp.at)
  if (rule !== undefined) return refusing(callback.id, act)(rule)
  return Result.map(decide(), (event) =>
    event === undefined ? [callback, []] : [evolve(callback, event), [event]],
  )
}

/**
 * Looks again for the moment of the next try, as after a change of profile, policy or calendar. What was promised stays as it
 * was; with nothing changed nothing changes.
 *
 * Fails with `CallbackRefused` where no try is waited for.
 */
export const replan = (
  callback: Callback,
  ground: Ground,
  stamp: CallStamp,
): Result.Result<Decided, CallbackRefused> =>
  recorded(callback, stamp, "Placed", () => {
    const state = lookedFor(callback, ground, stamp.at)
    return Result.succeed(
      Equal.equals(state, callback.state) ? undefined : { _tag: "Placed", ...stamp, state },
    )
  })

/** The next try, also where by now nobody may be rung. */
const lookedFor = (callback: Times & Pick<Callback, "tries">, ground: Ground, now: DateTime.Utc): Pending =>
  Result.match(windowFor(ground, callback.tries), {
    onSuccess: (window) => placed(callback, window, now),
    onFailure: (failure) => ({
      _tag: "Unplaced",
      rules: failure._tag === "EmptyWindow" ? failure.rules : [RuleId.make("channel.none")],
    }),
  })

/** Who rings, and what allows it where the window doesn't. */
export interface Trying {
  readonly agent?: StaffId
  /** In place of the one that the try was planned by. */
  readonly override?: Override
}

/**
 * Starts the next try, sooner than it is planned where the window and the wait after the last try allow that. It is stored
 * before the number is dialled.
 *
 * Fails with `CallbackRefused`, with `OutsideWindow` where the caller isn't to be disturbed now, and with `ChannelNotUsed` or
 * `EmptyWindow` where a policy changed.
 */
export const startTry = (
  callback: Callback,
  ground: Ground,
  stamp: CallStamp,
  { agent, override }: Trying = {},
): Result.Result<Decided, CallbackRefused | ContactWindow.OutsideWindow | Closed> =>
  recorded(
    callback,
    stamp,
    "TryStarted",
    (): Result.Result<CallbackEvent, CallbackRefused | ContactWindow.OutsideWindow | Closed> => {
      const refuse = refusing(callback.id, "TryStarted")
      const { latest, notBefore, number, state, tries } = callback
      const { at } = stamp
      if (number === undefined) return refuse("callback.noNumber")
      if (at.epochMilliseconds < notBefore.epochMilliseconds) return refuse("callback.early")
      if (at.epochMilliseconds >= latest.epochMilliseconds) return refuse("callback.tooLate")
      const allowing = override ?? (state._tag === "Planned" ? state.override : undefined)
      return Result.flatMap(windowFor(ground, tries), (window) =>
        Result.map(ContactWindow.permit(window, at.epochMilliseconds, allowing), (permission) => ({
          _tag: "TryStarted",
          ...stamp,
          started: {
            number: tries.length + 1,
            ...(agent === undefined ? {} : { agent }),
            startedAt: at,
            answerBy: DateTime.add(at, { minutes: ground.policy.answerMinutes }),
            permission,
            basis: window.basis,
          },
        })),
      )
    },
  )

/** What became of a try; the wish is of who asks to be called later. */
export type Outcome =
  | { readonly disposition: "callLater"; readonly wish?: Wish }
  | { readonly disposition: Exclude<TryDisposition, "callLater"> }

const ends: { readonly [D in TryDisposition]?: CallbackEnd } = {
  completed: { _tag: "Reached" },
  declined: { _tag: "Withdrawn" },
  wrongNumber: { _tag: "Unreachable" },
  outOfService: { _tag: "Unreachable" },
}

/**
 * Records what became of the try under way, and decides what follows: the end, or the next try after the policy's wait or at
 * the moment that the caller wishes for, which is promised anew. Who asks to be called later isn't tried in vain.
 *
 * Fails with `CallbackRefused`.
 */
export const endTry = (
  callback: Callback,
  outcome: Outcome,
  ground: Ground,
  stamp: CallStamp,
): Result.Result<Decided, CallbackRefused> =>
  recorded(callback, stamp, "TryEnded", () =>
    Result.succeed({
      _tag: "TryEnded",
      ...stamp,
      disposition: outcome.disposition,
      next: following(callback, outcome, ground, stamp.at),
    }),
  )

const following = (
  { dueAt, latest, notBefore, tries }: Callback,
  outcome: Outcome,
  ground: Ground,
  at: DateTime.Utc,
): Times & { readonly state: CallbackState } => {
  const over = (end: CallbackEnd) => ({ notBefore, dueAt, latest, state: { _tag: "Over", end, at } }) as const
  const end = ends[outcome.disposition]
  if (end !== undefined) return over(end)
  const { attempts, graceMinutes, promisedMinutes, waitMinutes } = ground.policy
  const isLater = outcome.disposition === "callLater"
  const before = tries.slice(0, -1).filter(({ disposition }) => disposition !== "callLater").length
  if (!isLater && before + 1 >= attempts) return over({ _tag: "Unreachable" })
  const wish = outcome.disposition === "callLater" ? known(outcome.wish) : undefined
  const minutes = waitMinutes[Math.min(before, waitMinutes.length - 1)] ?? waitMinutes[0]
  const next = wish === undefined ? DateTime.add(at, { minutes }) : DateTime.max(at, wish.at)
  const times = Result.match(windowFor(ground, tries), {
    onFailure: () => ({ notBefore: next, dueAt, latest: DateTime.add(next, { minutes: graceMinutes }) }),
    onSuccess: (window) => {
      const due =
        wish === undefined
          ? dueAt
          : Result.getOrElse(promised(window, next, wish, ground.policy), () =>
              opened(window, next, promisedMinutes),
            )
      return timesOf(window, next, due, wish, ground.policy)
    },
  })
  const state = lookedFor({ ...times, tries }, ground, at)
  // Nothing more can be tried of somebody who didn't answer; who asked for another hour is owed it.
  return state._tag === "Unplaced" && !isLater ? over({ _tag: "Unreachable" }) : { ...times, state }
}

/**
 * The caller rang again, and that call goes on in place of this one: it was answered, or it asked for a callback of its own.
 * One that the caller gave up in the queue leaves this one owed.
 *
 * Fails with `CallbackRefused`.
 */
export const rangBack = (
  callback: Callback,
  call: CallRecord,
  stamp: CallStamp,
): Result.Result<Decided, CallbackRefused> =>
  recorded(callback, stamp, "Ended", () => {
    const refuse = refusing(callback.id, "RangBack")
    const { arrivedAt, id, state, talks } = call
    if (id === callback.call || arrivedAt.epochMilliseconds < callback.askedAt.epochMilliseconds)
      return refuse("callback.order")
    const isAnswered = talks.length > 0 || state._tag === "Talking" || state._tag === "OnHold"
    const isAsked = state._tag === "Over" && state.end._tag === "CallbackAsked"
    return isAnswered || isAsked
      ? Result.succeed({ _tag: "Ended", ...stamp, end: { _tag: "RangBack", call: id } })
      : refuse("callback.notAnswered")
  })

/** The caller wants no callback any more, and told so, to the member of staff who is named. Fails with `CallbackRefused`. */
export const withdraw = (
  callback: Callback,
  stamp: CallStamp,
  by?: StaffId,
): Result.Result<Decided, CallbackRefused> =>
  recorded(callback, stamp, "Ended", () =>
    Result.succeed({
      _tag: "Ended",
      ...stamp,
      end: { _tag: "Withdrawn", ...(by === undefined ? {} : { by }) },
    }),
  )

/** When time alone changes a callback: its next try is missed, or the one under way was in vain. Undefined once it is over. */
export const lapsesAt = ({ latest, state, tries }: Callback): DateTime.Utc | undefined => {
  if (state._tag === "Over") return undefined
  return state._tag === "Trying" ? (tries.at(-1)?.answerBy ?? latest) : latest
}

/**
 * What time alone makes of a callback: a try that nobody told the outcome of was in vain, and one that wasn't made in time is
 * missed. Before `lapsesAt`, or once it is over, nothing happens.
 *
 * Fails with `CallbackRefused`, where something later was told already.
 */
export const lapse = (
  callback: Callback,
  ground: Ground,
  stamp: CallStamp,
): Result.Result<Decided, CallbackRefused> => {
  const due = lapsesAt(callback)
  if (due === undefined || stamp.at.epochMilliseconds < due.epochMilliseconds)
    return Result.succeed([callback, []])
  if (callback.state._tag === "Trying") return endTry(callback, { disposition: "noAnswer" }, ground, stamp)
  return recorded(callback, stamp, "Ended", () =>
    Result.succeed({ _tag: "Ended", ...stamp, end: { _tag: "Missed" } }),
  )
}

/**
 * How a callback stands: it is being tried; or its next try is for later, can be made, must be made soon to keep the promise, or
 * broke it.
 */
export type Standing = "trying" | "later" | "due" | "atRisk" | "late"

/**
 * How an open callback stands at an instant; a promise that runs out within `warnMillis` is at risk. Once a try was made for it,
 * the promise is kept.
 */
export const standing = (
  { dueAt, notBefore, state, tries, wish }: Callback,
  at: number,
  warnMillis: number,
): Standing => {
  if (state._tag === "Trying") return "trying"
  const isOwed = tries.length === 0 || isWished(notBefore, wish)
  if (isOwed && at > dueAt.epochMilliseconds) return "late"
  if (isOwed && at > dueAt.epochMilliseconds - warnMillis) return "atRisk"
  const isPlanned = state._tag === "Planned" && state.at.epochMilliseconds > at
  return isPlanned ? "later" : "due"
}

/** The contacts of a callback with the person whose number it is, made and planned, for the caps of others. */
export const contactsOf = (
  { state, tries }: Callback,
  person: PersonId,
  { purpose }: CallbackPolicy,
): ReadonlyArray<PersonContact> => {
  const contact = (at: DateTime.Utc, made: boolean) =>
    ({ person, at: at.epochMilliseconds, channel: "phone", purpose, made }) as const
  return [
    ...tries.map(({ startedAt }) => contact(startedAt, true)),
    ...(state._tag === "Planned" ? [contact(state.at, false)] : []),
  ]
}
