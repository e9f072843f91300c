/**
 * What is written of a care event, entry by entry, and the event as the fold of it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TimeZone } from "../calendar/TimeZone.ts"
import { CareEventId, EventId, PersonId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { stamped } from "../foundation/Stamped.ts"
import { PersonalText, Text } from "../foundation/Text.ts"
import { Author } from "./Author.ts"

export const CareEventKind = Schema.Literals(["lecture", "group", "counselling"])
export type CareEventKind = typeof CareEventKind.Type

/** When it takes place, and until when people may register; `until` and `registrationUntil` are exclusive. */
export const Times = Schema.Struct({ from: Instant, until: Instant, registrationUntil: Instant }).check(
  Schema.makeFilter(
    ({ from, until }) =>
      DateTime.isLessThan(from, until) || { path: ["until"], issue: "until must lie after from" },
  ),
  Schema.makeFilter(
    ({ from, registrationUntil }) =>
      DateTime.isLessThanOrEqualTo(registrationUntil, from) || {
        path: ["registrationUntil"],
        issue: "registration ends when the event begins, or before",
      },
  ),
)
export interface Times extends Schema.Schema.Type<typeof Times> {}

/** So many people, at least one; any number where it is left out. */
const Capacity = Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })))

/** Somebody who wants to come, since when. */
export const InLine = Schema.Struct({ person: PersonId, since: Instant })
export interface InLine extends Schema.Schema.Type<typeof InLine> {}

/** Whether somebody was there. */
export const Attendance = Schema.Struct({ person: PersonId, came: Schema.Boolean })
export interface Attendance extends Schema.Schema.Type<typeof Attendance> {}

/** Where an event stands; the last two are its ends. */
export const CareEventState = Schema.TaggedUnion({
  Announced: {},
  Held: { at: Instant },
  Cancelled: { at: Instant },
})
export type CareEventState = typeof CareEventState.Type

export const CareEvent = Schema.Struct({
  id: CareEventId,
  kind: CareEventKind,
  title: Text,
  /** Of the place. */
  zone: TimeZone,
  times: Times,
  capacity: Capacity,
  /** In the order of coming: as many as there are places are registered, the others wait. */
  line: Schema.Array(InLine),
  attendance: Schema.Array(Attendance),
  /** How often it was moved. */
  moves: Schema.Int,
  state: CareEventState,
  /** When anything but attendance was last written. */
  changedAt: Instant,
  /** The entries that made the event what it is. */
  entries: Schema.Array(EventId),
})
export interface CareEvent extends Schema.Schema.Type<typeof CareEvent> {}

/** What makes an act an entry. The id comes from the caller and is never used for another act. */
export const CareEventStamp = Schema.Struct({ id: EventId, at: Instant, by: Author })
export interface CareEventStamp extends Schema.Schema.Type<typeof CareEventStamp> {}

const ofPerson = { person: PersonId }

const acts = {
  Registered: ofPerson,
  /** Somebody gives back their place, or no longer waits for one. */
  GivenBack: ofPerson,
  Moved: { times: Times },
  CapacityChanged: { capacity: Capacity },
  Cancelled: { reason: PersonalText },
  Held: {},
  /** What is told of a person last holds. */
  AttendanceTold: Attendance.fields,
}

/** What can be recorded of an event once it is announced. */
export const CareEventAct = Schema.TaggedUnion(acts)
export type CareEventAct = Named<typeof CareEventAct.Type>

const opening = {
  event: CareEventId,
  kind: CareEventKind,
  title: Text,
  zone: TimeZone,
  times: Times,
  capacity: Capacity,
}

/** What is announced. */
export const Announcement = Schema.Struct(opening)
export interface Announcement extends Schema.Schema.Type<typeof Announcement> {}

/** Something that was written of an event. */
export const CareEventEntry = Schema.TaggedUnion(
  stamped(CareEventStamp.fields, { Announced: opening, ...acts }),
)
export type CareEventEntry = Named<typeof CareEventEntry.Type>

/** The event that an announcement makes. */
export const begun = ({
  at,
  capacity,
  event,
  id,
  kind,
  times,
  title,
  zone,
}: Extract<CareEventEntry, { readonly _tag: "Announced" }>): CareEvent => ({
  id: event,
  kind,
  title,
  zone,
  times,
  ...(capacity === undefined ? {} : { capacity }),
  line: [],
  attendance: [],
  moves: 0,
  state: { _tag: "Announced" },
  changedAt: at,
  entries: [id],
})

/** The event after an entry. Total: what doesn't fit changes nothing but what was written. */
export const evolve = (event: CareEvent, entry: CareEventEntry): CareEvent =>
  event.entries.includes(entry.id)
    ? event
    : {
        ...changed(event, entry),
        ...(entry._tag === "AttendanceTold" ? {} : { changedAt: entry.at }),
        entries: [...event.entries, entry.id],
      }

const changed = (event: CareEvent, entry: CareEventEntry): CareEvent => {
  const { at } = entry
  const { capacity: _, ...rest } = event
  switch (entry._tag) {
    case "Announced":
      return event
    case "Registered":
      return isInLine(event, entry.person)
        ? event
        : { ...event, line: [...event.line, { person: entry.person, since: at }] }
    case "GivenBack":
      return { ...event, line: event.line.filter(({ person }) => person !== entry.person) }
    case "Moved":
      return { ...event, times: entry.times, moves: event.moves + 1 }
    case "CapacityChanged":
      return { ...rest, ...(entry.capacity === undefined ? {} : { capacity: entry.capacity }) }
    case "Cancelled":
      return event.state._tag === "Announced" ? { ...event, state: { _tag: "Cancelled", at } } : event
    case "Held":
      return event.state._tag === "Announced" ? { ...event, state: { _tag: "Held", at } } : event
    case "AttendanceTold": {
      const { came, person } = entry
      const others = event.attendance.filter((one) => one.person !== person)
      return { ...event, attendance: [...others, { person, came }] }
    }
  }
}

/** Whether the person has a place or waits for one. */
export const isInLine = ({ line }: CareEvent, person: PersonId): boolean =>
  line.some((one) => one.person === person)

/** Folds entries over an event. */
export const replay = (event: CareEvent, entries: ReadonlyArray<CareEventEntry>): CareEvent =>
  entries.reduce(evolve, event)

/** The event that a whole history makes; none where it doesn't begin with an announcement. */
export const fromHistory = (entries: ReadonlyArray<CareEventEntry>): Option.Option<CareEvent> => {
  const [first, ...rest] = entries
  return first?._tag === "Announced" ? Option.some(replay(begun(first), rest)) : Option.none()
}
