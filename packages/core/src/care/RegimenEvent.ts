/**
 * What happens to a regimen, and the regimen as the fold of it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { PlainDate } from "../calendar/PlainDate.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import { Override } from "../contact/Override.ts"
import { EventId, MedicineId, PatientId, PersonId, RegimenId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { stamped } from "../foundation/Stamped.ts"
import { PersonalText } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"
import { Author } from "./Author.ts"
import { Medicine, Routine } from "./Medicine.ts"

/** A medicine as it was prescribed at a moment; it holds from then on, until it is replaced or withdrawn. */
export const Order = Schema.Struct({
  /** The event that prescribed it. */
  id: EventId,
  medicine: Medicine,
  from: Instant,
  until: Schema.optionalKey(Instant),
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

/** By which clock and habits the person lives, from a moment on; the first of a regimen's since ever. */
export const Clock = Schema.Struct({ from: Instant, zone: TimeZone, routine: Routine })
export interface Clock extends Schema.Schema.Type<typeof Clock> {}

/**
 * A stretch without doses: of one medicine, whichever the order, or of all where none is named. It lasts where it has no end: a new
 * order doesn't end it.
 */
export const Pause = Schema.Struct({
  medicine: Schema.optionalKey(MedicineId),
  from: Instant,
  until: Schema.optionalKey(Instant),
})
export interface Pause extends Schema.Schema.Type<typeof Pause> {}

/** Which dose it is: of which order, on which date of the plan, and its number in the list of that date. */
export const DoseKey = Schema.Struct({
  order: EventId,
  on: PlainDate,
  index: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 23 })),
})
export interface DoseKey extends Schema.Schema.Type<typeof DoseKey> {}

/** What was told of a dose. */
export const Outcome = Schema.TaggedUnion({
  Taken: { takenAt: Instant },
  Skipped: { reason: PersonalText },
})
export type Outcome = typeof Outcome.Type

export const Told = Schema.Struct({ dose: DoseKey, outcome: Outcome })
export interface Told extends Schema.Schema.Type<typeof Told> {}

/** What was fetched at once, as the number of days that it lasts when taken as prescribed. */
export const Refill = Schema.Struct({
  medicine: MedicineId,
  on: PlainDate,
  days: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 })),
})
export interface Refill extends Schema.Schema.Type<typeof Refill> {}

/** How a regimen is over. */
export const RegimenEnd = Schema.Literals(["finished", "stopped", "deceased"])
export type RegimenEnd = typeof RegimenEnd.Type

/** The person's own request, by which reminders come at the time of the doses even where the person rests. */
export const OwnRequest = Override.check(
  Schema.makeFilter(
    ({ kind }) =>
      kind === "ownRequest" || { path: ["kind"], issue: "reminders leave rest only by own request" },
  ),
)

export const Regimen = Schema.Struct({
  id: RegimenId,
  patient: PatientId,
  /** Who is reminded. */
  addressee: PersonId,
  startedAt: Instant,
  /** In the order of their beginnings. */
  clocks: Schema.NonEmptyArray(Clock),
  /** In the order in which they were prescribed. */
  orders: Schema.Array(Order),
  pauses: Schema.Array(Pause),
  /** Channels on which medicines may be named, whoever might read along. */
  namedOn: Schema.Array(Channel),
  override: Schema.optionalKey(OwnRequest),
  told: Schema.Array(Told),
  refills: Schema.Array(Refill),
  /** When the plan of doses was last changed. */
  changedAt: Instant,
  end: Schema.optionalKey(Schema.Struct({ reason: RegimenEnd, at: Instant })),
  /** The events that made the regimen what it is. */
  events: Schema.Array(EventId),
})
export interface Regimen extends Schema.Schema.Type<typeof Regimen> {}

/** What makes an act an event. The id comes from the caller and is never used for another act. */
export const RegimenStamp = Schema.Struct({
  id: EventId.check(Schema.isMaxLength(200)),
  at: Instant,
  by: Author,
})
export interface RegimenStamp extends Schema.Schema.Type<typeof RegimenStamp> {}

const reason = { reason: PersonalText }
const perhapsReason = { reason: Schema.optionalKey(PersonalText) }
const ofMedicine = { medicine: Schema.optionalKey(MedicineId) }

const acts = {
  // The plan of doses. What it says of earlier moments stays.
  /** From now on; in place of the order of the same medicine, if there is one. */
  Prescribed: { medicine: Medicine, ...perhapsReason },
  Withdrawn: { medicine: MedicineId, ...reason },
  /** Of one medicine, or of all. */
  Paused: { ...ofMedicine, ...reason },
  Resumed: ofMedicine,
  /** The person lives by another clock from a moment on, as on a journey, or by other habits; whatever was planned from then on is off. */
  ClockSet: { clock: Clock },
  Ended: { end: RegimenEnd, ...perhapsReason },

  // How reminders are sent
  /** In place of what was agreed before; none takes the agreement back. */
  NamingAgreed: { channels: Schema.Array(Channel) },
  OverrideGiven: { override: OwnRequest },
  OverrideTakenBack: {},

  // What came of it
  /** What is told again as it was changes nothing. */
  DoseTold: Told.fields,
  /** Something else is told of the dose, or nothing any more. */
  DoseCorrected: { dose: DoseKey, outcome: Schema.optionalKey(Outcome) },
  Refilled: { refill: Refill },
}

/** What can be recorded of a regimen once it is there. */
export const RegimenAct = Schema.TaggedUnion(acts)
export type RegimenAct = Named<typeof RegimenAct.Type>

const start = {
  regimen: RegimenId,
  patient: PatientId,
  addressee: PersonId,
  zone: TimeZone,
  routine: Routine,
}

/** What a regimen begins with. */
export const RegimenStart = Schema.Struct(start)
export interface RegimenStart extends Schema.Schema.Type<typeof RegimenStart> {}

/** Something that happened to a regimen. */
export const RegimenEvent = Schema.TaggedUnion(stamped(RegimenStamp.fields, { Started: start, ...acts }))
export type RegimenEvent = Named<typeof RegimenEvent.Type>

/** The regimen that a start makes. */
export const begun = ({
  addressee,
  at,
  id,
  patient,
  regimen,
  routine,
  zone,
}: Extract<RegimenEvent, { readonly _tag: "Started" }>): Regimen => ({
  id: regimen,
  patient,
  addressee,
  startedAt: at,
  clocks: [{ from: at, zone, routine }],
  orders: [],
  pauses: [],
  namedOn: [],
  told: [],
  refills: [],
  changedAt: at,
  events: [id],
})

/** Acts that change which doses are due. */
const planned: ReadonlySet<string> = new Set([
  "Prescribed",
  "Withdrawn",
  "Paused",
  "Resumed",
  "ClockSet",
  "Ended",
])

/** Whether the act changes which doses are due. */
export const isOfPlan = (tag: RegimenEvent["_tag"]): boolean => planned.has(tag)

/** Whether both are the same dose. */
export const isSameDose = (a: DoseKey, b: DoseKey): boolean =>
  a.order === b.order && a.on === b.on && a.index === b.index

/** The regimen after an event. Total: what doesn't fit changes nothing but what was recorded. */
export const evolve = (regimen: Regimen, event: RegimenEvent): Regimen =>
  regimen.events.includes(event.id)
    ? regimen
    : {
        ...changed(regimen, event),
        ...(isOfPlan(event._tag) ? { changedAt: event.at } : {}),
        events: [...regimen.events, event.id],
      }

const changed = (regimen: Regimen, event: RegimenEvent): Regimen => {
  const { at } = event
  switch (event._tag) {
    case "Started":
      return regimen
    case "Prescribed": {
      const { id, medicine } = event
      return { ...regimen, orders: [...closing(regimen, medicine.id, at), { id, medicine, from: at }] }
    }
    case "Withdrawn":
      return { ...regimen, orders: closing(regimen, event.medicine, at) }
    case "Paused": {
      const { medicine } = event
      return {
        ...regimen,
        pauses: [...regimen.pauses, { ...(medicine === undefined ? {} : { medicine }), from: at }],
      }
    }
    case "Resumed":
      return {
        ...regimen,
        pauses: regimen.pauses.map((pause) =>
          isOpen(pause, event.medicine) ? { ...pause, until: at } : pause,
        ),
      }
    case "ClockSet": {
      const { clock } = event
      const before = regimen.clocks.filter(({ from }) => DateTime.isLessThan(from, clock.from))
      const [first = clock, ...rest] = [...before, clock]
      return { ...regimen, clocks: [first, ...rest] }
    }
    case "Ended":
      return { ...regimen, end: { reason: event.end, at } }
    case "NamingAgreed":
      return { ...regimen, namedOn: event.channels }
    case "OverrideGiven":
      return { ...regimen, override: event.override }
    case "OverrideTakenBack": {
      const { override: _, ...rest } = regimen
      return rest
    }
    case "DoseTold":
    case "DoseCorrected": {
      const { dose, outcome } = event
      const others = regimen.told.filter((told) => !isSameDose(told.dose, dose))
      return { ...regimen, told: outcome === undefined ? others : [...others, { dose, outcome }] }
    }
    case "Refilled":
      return { ...regimen, refills: [...regimen.refills, event.refill] }
  }
}

/** The orders, with the one of the medicine that runs ended. */
const closing = ({ orders }: Regimen, medicine: MedicineId, at: DateTime.Utc): ReadonlyArray<Order> =>
  orders.map((order) =>
    order.medicine.id === medicine && order.until === undefined ? { ...order, until: at } : order,
  )

/** Whether the pause lasts, and is of this medicine alone, or of all where none is named. */
export const isOpen = (pause: Pause, medicine: MedicineId | undefined): boolean =>
  pause.until === undefined && pause.medicine === medicine

/** Folds events over a regimen. */
export const replay = (regimen: Regimen, events: ReadonlyArray<RegimenEvent>): Regimen =>
  events.reduce(evolve, regimen)

/** The regimen that a whole history makes; none where it doesn't begin with a start. */
export const fromHistory = (events: ReadonlyArray<RegimenEvent>): Option.Option<Regimen> => {
  const [first, ...rest] = events
  return first?._tag === "Started" ? Option.some(replay(begun(first), rest)) : Option.none()
}
