/**
 * A lecture, a group or a counselling hour that people register for: its places and who waits for one, who is to be told what,
 * and who came.
 *
 * **Details**
 *
 * An event is the fold of its entries. `announce` begins one, `record` adds what happened since; each gives the next event and
 * its entries, or a refusal. An entry that was recorded before changes nothing. Registrations stand in one line in the order
 * of coming, each person once: as many as there are places are registered, the others wait, so whoever has waited longest takes
 * the place that somebody gives back. Places are given back until the event begins. Who registers again stands at the end.
 *
 * An event ends once: held or cancelled. Of attendance only what was told is known; who waited or never registered may have come
 * all the same, but only who had a place can have stayed away.
 *
 * `reminders`, `invitations` and `news` say as data who is to be told what and when; `CareMessage.make` makes messages of them.
 *
 * **Example** (Two places for three, and one is given back)
 *
 * ```ts
 * import { CareEvent, Id, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const at = (text: string) => DateTime.makeUnsafe(`2026-03-${text}+08:00`)
 * const stamp = (n: number, text: string): CareEvent.CareEventStamp => ({
 *   id: Id.EventId.make(`e-${n}`),
 *   at: at(text),
 *   by: { _tag: "Staff", staff: Id.StaffId.make("nurse-3") },
 * })
 * const [announced] = CareEvent.announce(
 *   {
 *     event: Id.CareEventId.make("lecture-5"),
 *     kind: "lecture",
 *     title: "糖尿病饮食讲座",
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     times: { from: at("20T15:00"), until: at("20T16:30"), registrationUntil: at("19T12:00") },
 *     capacity: 2,
 *   },
 *   stamp(0, "02T09:00"),
 * )
 * const [a, b, c] = ["a", "b", "c"].map((id) => Id.PersonId.make(id)) as [Id.PersonId, Id.PersonId, Id.PersonId]
 * const acts: ReadonlyArray<CareEvent.CareEventAct> = [
 *   { _tag: "Registered", person: a },
 *   { _tag: "Registered", person: b },
 *   { _tag: "Registered", person: c },
 * ]
 * const full = acts.reduce(
 *   (event, act, n) => Result.getOrThrow(CareEvent.record(event, act, stamp(n + 1, "05T10:00")))[0],
 *   announced,
 * )
 * CareEvent.registered(full) // => ["a", "b"]
 * CareEvent.waiting(full) // => ["c"]
 *
 * const [next] = Result.getOrThrow(CareEvent.record(full, { _tag: "GivenBack", person: a }, stamp(9, "18T10:00")))
 * CareEvent.registered(next) // => ["b", "c"]
 * const policy = { tellWithinHours: 24, latestMinutesBefore: 60 }
 * CareEvent.news(full, next, policy).map(({ occasion, to }) => `${to}: ${occasion.kind}`) // => ["c: promoted"]
 * const again = CareEvent.record(next, { _tag: "Registered", person: b }, stamp(10, "18T11:00"))
 * Result.isFailure(again) && again.failure.message // => "event lecture-5, Registered: event.registered"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { type Span, toInstants } from "../contact/ContactWindow.ts"
import { CareEventId, deriving, OccasionId, type PersonId } from "../foundation/Id.ts"
import type { Rate } from "../foundation/Rate.ts"
import {
  type Announcement,
  begun,
  type CareEvent,
  type CareEventAct,
  type CareEventEntry,
  type CareEventStamp,
  evolve,
  isInLine,
} from "./CareEventEntry.ts"
import type { CareEventPolicy } from "./CareEventPolicy.ts"
import type { Wanted } from "./CareMessage.ts"
import type { CareOccasion, EventNews } from "./CareOccasion.ts"

export { Author } from "./Author.ts"
export {
  Announcement,
  Attendance,
  CareEvent,
  CareEventAct,
  CareEventEntry,
  CareEventKind,
  CareEventStamp,
  CareEventState,
  evolve,
  fromHistory,
  InLine,
  isInLine,
  replay,
  Times,
} from "./CareEventEntry.ts"

/** What an event's record may run into. `ReasonText` has the words. */
export const CareEventRule = Schema.Literals([
  "event.order",
  "event.over",
  "event.registrationOver",
  "event.registered",
  "event.notRegistered",
  "event.begun",
  "event.notBegun",
  "event.past",
  "event.placesTaken",
  "event.notHeld",
])
export type CareEventRule = typeof CareEventRule.Type

/** The act doesn't fit where the event stands, or when things happened. */
export class CareEventRefused extends Schema.TaggedError<CareEventRefused>(
  "@aftercare/core/CareEventRefused",
)("CareEventRefused", {
  event: CareEventId,
  act: Schema.String,
  rule: CareEventRule,
}) {
  override get message() {
    return `event ${this.event}, ${this.act}: ${this.rule}`
  }
}

/** A decision: the next event and the entries that led there. Folding the entries over the event gives the next one. */
export type Decided = readonly [next: CareEvent, entries: ReadonlyArray<CareEventEntry>]

/** Announces an event. */
export const announce = (announcement: Announcement, stamp: CareEventStamp): Decided => {
  const entry = { _tag: "Announced", ...stamp, ...announcement } as const
  return [begun(entry), [entry]]
}

/** Records something that happened. */
export const record = (
  event: CareEvent,
  act: CareEventAct,
  stamp: CareEventStamp,
): Result.Result<Decided, CareEventRefused> => {
  if (event.entries.includes(stamp.id)) return Result.succeed([event, []])
  const rule = objectionTo(event, act, stamp.at)
  if (rule !== undefined) return Result.fail(new CareEventRefused({ event: event.id, act: act._tag, rule }))
  const entry: CareEventEntry = { ...act, ...stamp }
  return Result.succeed([evolve(event, entry), [entry]])
}

/** What stands against an act, if anything. */
const objectionTo = (event: CareEvent, act: CareEventAct, at: DateTime.Utc): CareEventRule | undefined => {
  const { state, times } = event
  if (act._tag === "AttendanceTold") {
    if (state._tag !== "Held") return "event.notHeld"
    return act.came || registered(event).includes(act.person) ? undefined : "event.notRegistered"
  }
  if (state._tag !== "Announced") return "event.over"
  if (DateTime.isLessThan(at, event.changedAt)) return "event.order"
  const hasBegun = DateTime.isGreaterThanOrEqualTo(at, times.from)
  switch (act._tag) {
    case "Registered":
      if (isInLine(event, act.person)) return "event.registered"
      return DateTime.isLessThan(at, times.registrationUntil) ? undefined : "event.registrationOver"
    case "GivenBack":
      if (!isInLine(event, act.person)) return "event.notRegistered"
      return hasBegun ? "event.begun" : undefined
    case "Moved":
      return DateTime.isLessThan(at, act.times.from) ? undefined : "event.past"
    case "CapacityChanged":
      return act.capacity !== undefined && act.capacity < registered(event).length
        ? "event.placesTaken"
        : undefined
    case "Held":
      return hasBegun ? undefined : "event.notBegun"
    case "Cancelled":
      return undefined
  }
}

const places = ({ capacity, line }: CareEvent): number => Math.min(capacity ?? line.length, line.length)

const personsOf = (line: CareEvent["line"]): ReadonlyArray<PersonId> => line.map(({ person }) => person)

/** Who has a place, in the order of coming. */
export const registered = (event: CareEvent): ReadonlyArray<PersonId> =>
  personsOf(event.line.slice(0, places(event)))

/** Who waits for one, whoever is next first. */
export const waiting = (event: CareEvent): ReadonlyArray<PersonId> =>
  personsOf(event.line.slice(places(event)))

/** The other events that the person has a place at or waits for, and that take place at some of the same time. */
export const clashes = (
  event: CareEvent,
  person: PersonId,
  others: Iterable<CareEvent>,
): ReadonlyArray<CareEvent> =>
  [...others].filter(
    (other) =>
      other.id !== event.id &&
      other.state._tag !== "Cancelled" &&
      isInLine(other, person) &&
      DateTime.isLessThan(other.times.from, event.times.until) &&
      DateTime.isLessThan(event.times.from, other.times.until),
  )

/** Something that somebody is to be told of an event. */
export interface Notice {
  readonly to: PersonId
  readonly occasion: Extract<CareOccasion, { readonly _tag: "Event" }>
  /** When it may be told; absent where it is too late for a message, and somebody must be found to tell it. */
  readonly span?: Span
}

const hourMillis = 3_600_000
const minuteMillis = 60_000

const noticeOf = (
  { id: event }: CareEvent,
  kind: EventNews,
  number: number,
  span: Span,
): ((to: PersonId) => Notice) => {
  const occasion = { _tag: "Event" as const, event, kind, number }
  // Whatever the policy, no part of a span ends after the whole.
  const due = Math.min(span.due, span.latest)
  return (to) => (span.ideal < due ? { to, occasion, span: { ...span, due } } : { to, occasion })
}

const latestBefore = (
  from: DateTime.Utc,
  { latestMinutesBefore }: Pick<CareEventPolicy, "latestMinutesBefore">,
) => DateTime.toEpochMillis(from) - latestMinutesBefore * minuteMillis

/** Invitations of persons who aren't in line, to be sent from now on while they can register; none once they can't. */
export const invitations = (
  event: CareEvent,
  persons: Iterable<PersonId>,
  { tellWithinHours }: Pick<CareEventPolicy, "tellWithinHours">,
  at: DateTime.Utc,
): ReadonlyArray<Notice> => {
  if (event.state._tag !== "Announced") return []
  const now = DateTime.toEpochMillis(at)
  const latest = DateTime.toEpochMillis(event.times.registrationUntil)
  const span = { earliest: now, ideal: now, due: now + tellWithinHours * hourMillis, latest }
  return [...new Set(persons)]
    .filter((person) => !isInLine(event, person))
    .map(noticeOf(event, "invitation", 1, span))
    .filter((notice) => notice.span !== undefined)
}

/**
 * Reminders of those who have a place, on the dates that the policy says and at the latest before it begins. A moved event has
 * new ones.
 */
export const reminders = (
  event: CareEvent,
  policy: Pick<CareEventPolicy, "remindDaysBefore" | "latestMinutesBefore">,
): ReadonlyArray<Notice> => {
  if (event.state._tag !== "Announced") return []
  const { times, zone } = event
  const on = PlainDate.addDays(
    TimeZone.dateAt(zone, DateTime.toEpochMillis(times.from)),
    -policy.remindDaysBefore,
  )
  const earliest = TimeZone.startOfDate(zone, on)
  const due = TimeZone.startOfDate(zone, PlainDate.addDays(on, 1))
  const span = { earliest, ideal: earliest, due, latest: latestBefore(times.from, policy) }
  return registered(event)
    .map(noticeOf(event, "reminder", event.moves + 1, span))
    .filter((notice) => notice.span !== undefined)
}

/**
 * What the entries that lead from one event to the next are news of, and for whom: `moved` and `cancelled` for everybody in
 * line, `promoted` for who waited before and has a place now.
 */
export const news = (
  before: CareEvent,
  after: CareEvent,
  policy: Pick<CareEventPolicy, "tellWithinHours" | "latestMinutesBefore">,
): ReadonlyArray<Notice> => {
  const now = DateTime.toEpochMillis(after.changedAt)
  const spanBefore = (from: DateTime.Utc): Span => ({
    earliest: now,
    ideal: now,
    due: now + policy.tellWithinHours * hourMillis,
    latest: latestBefore(from, policy),
  })
  if (before.state._tag === "Announced" && after.state._tag === "Cancelled")
    return personsOf(after.line).map(noticeOf(after, "cancelled", 1, spanBefore(after.times.from)))
  // Whoever would come at the old time is told before it.
  const from = DateTime.min(before.times.from, after.times.from)
  const moved =
    after.moves === before.moves
      ? []
      : personsOf(after.line).map(noticeOf(after, "moved", after.moves, spanBefore(from)))
  const waited = waiting(before)
  const promoted = registered(after)
    .filter((person) => waited.includes(person))
    // No two entries make an event of as many, so that who is promoted again is told again.
    .map(noticeOf(after, "promoted", after.entries.length, spanBefore(after.times.from)))
  return [...moved, ...promoted]
}

/** The message to be sent of a notice that has a span; `CareMessage.make` makes it. */
export const wanted = (
  { occasion }: Notice,
  span: Span,
  sending: Pick<Wanted, "channels" | "purpose" | "template">,
): Wanted => ({ ...sending, occasion, span: toInstants(span) })

/** An occasion to ask somebody about an event that they came to, as surveys take them. */
export interface Asked {
  readonly to: PersonId
  readonly occasion: { readonly id: OccasionId; readonly kind: "careEvent"; readonly at: DateTime.Utc }
}

const occasionOf = deriving(OccasionId)

/** Whom to ask about the event, once it was held: who came. */
export const toAsk = ({ attendance, id, state, times }: CareEvent): ReadonlyArray<Asked> =>
  state._tag !== "Held"
    ? []
    : attendance
        .filter(({ came }) => came)
        .map(({ person }) => ({
          to: person,
          occasion: { id: occasionOf(id, `/${person}`), kind: "careEvent", at: times.until },
        }))

/** An event in numbers. */
export interface EventCounts {
  readonly registered: number
  readonly waiting: number
  /** Of those registered, by what was told of them. */
  readonly came: number
  readonly stayedAway: number
  /** Came without a place. */
  readonly walkIns: number
}

/** Counts of an event. Who is registered and was told of nowhere is in neither `came` nor `stayedAway`. */
export const counts = (event: CareEvent): EventCounts => {
  const own = new Set(registered(event))
  const of = (wanted: boolean, hasPlace: boolean) =>
    event.attendance.filter(({ came, person }) => came === wanted && own.has(person) === hasPlace).length
  return {
    registered: own.size,
    waiting: waiting(event).length,
    came: of(true, true),
    stayedAway: of(false, true),
    walkIns: of(true, false),
  }
}

/** The share of those registered who stayed away, of those that it was told of. */
export const noShowRate = ({ came, stayedAway }: EventCounts): Rate => ({
  count: stayedAway,
  of: came + stayedAway,
})
