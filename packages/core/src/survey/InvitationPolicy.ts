/**
 * When somebody is invited to a survey, by which channels, how often they are reminded, and how long they may answer. It has no
 * defaults; packs supply them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { Span } from "../contact/ContactWindow.ts"
import { Limit } from "../contact/FrequencyCap.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import { OccasionKind } from "./Occasion.ts"
import { Silence } from "./SurveyDisposition.ts"

const delay = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 366 * 24 }))

/**
 * When the first message goes out, counted from the occasion: in elapsed hours, or in dates of the person's zone with the
 * occasion's as day 0. `due` and `latest` are exclusive in hours and run through the end of their date in days.
 */
export const InvitationWindow = closed(
  Schema.Struct({
    unit: Schema.Literals(["hours", "days"]),
    earliest: delay,
    ideal: delay,
    due: delay,
    latest: delay,
  }),
).check(
  Schema.makeFilter(({ due, earliest, ideal, latest, unit }) => {
    if (unit === "days" && latest > 366)
      return { path: ["latest"], issue: "nobody is asked after more than a year" }
    const follows = earliest <= ideal && (unit === "days" ? ideal <= due : ideal < due) && due <= latest
    return follows || "earliest ≤ ideal < due ≤ latest; in days ideal and due may be one"
  }),
)
export interface InvitationWindow extends Schema.Schema.Type<typeof InvitationWindow> {}

/** A further message to those from whom nothing has come. */
export const Reminder = closed(
  Schema.Struct({
    /** Hours from the message before. */
    afterHours: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 * 24 })),
    by: Schema.Literals(["sameChannel", "nextChannel"]),
  }),
)
export interface Reminder extends Schema.Schema.Type<typeof Reminder> {}

/**
 * A limit on how often one person is invited to surveys, whichever the questionnaires. Reminders don't count: they are held
 * by the contact policy's caps like any other message.
 */
export const FatigueCap = closed(Schema.Struct({ id: RuleId, limit: Limit, source: Source }))
export interface FatigueCap extends Schema.Schema.Type<typeof FatigueCap> {}

export const InvitationPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** What people are asked about by this policy. */
    occasions: Schema.NonEmptyArray(OccasionKind),
    purpose: Purpose,
    /** Ways to ask, the best first; of those the person takes. */
    channels: Schema.NonEmptyArray(Channel),
    window: InvitationWindow,
    reminders: Schema.Array(Reminder).check(Schema.isMaxLength(10)),
    /** Answers are waited for through the end of this day after the first message, in the person's zone. */
    answerDays: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 })),
    fatigue: Schema.Array(FatigueCap),
    silence: Silence,
    source: Source,
  }),
)
export interface InvitationPolicy extends Schema.Schema.Type<typeof InvitationPolicy> {}

const hourMillis = 3_600_000

/** The window as instants, for an occasion at this one and a person in this zone. */
export const spanOf = (window: InvitationWindow, at: number, zone: TimeZone.TimeZone): Span => {
  const { due, earliest, ideal, latest, unit } = window
  if (unit === "hours") {
    const after = (hours: number) => at + hours * hourMillis
    return { earliest: after(earliest), ideal: after(ideal), due: after(due), latest: after(latest) }
  }
  // Nobody is asked before it is over.
  const startOf = (days: number) => Math.max(at, startOfDay(at, days, zone))
  return {
    earliest: startOf(earliest),
    ideal: startOf(ideal),
    due: startOf(due + 1),
    latest: startOf(latest + 1),
  }
}

/** Until when answers are waited for, exclusive, after a first message at this instant. */
export const closing = ({ answerDays }: InvitationPolicy, at: number, zone: TimeZone.TimeZone): number =>
  startOfDay(at, answerDays + 1, zone)

const startOfDay = (at: number, days: number, zone: TimeZone.TimeZone): number =>
  TimeZone.startOfDate(zone, PlainDate.addDays(TimeZone.dateAt(zone, at), days))
