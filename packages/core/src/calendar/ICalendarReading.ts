/**
 * What a feed of holidays doesn't say of itself, and what its reader has to.
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import * as PlainDate from "./PlainDate.ts"
import { TimeZone } from "./TimeZone.ts"
import { Coverage } from "./WorkCalendar.ts"

/** What an event says of its dates. */
export const Kind = Schema.Literals(["dayOff", "adjustedWorkday", "nothing"])
export type Kind = typeof Kind.Type

/** Events whose property contains a text, in whatever capitals, mean this. An adjusted workday may name its weekday. */
export const Meaning = closed(
  Schema.Struct({
    property: Schema.Literals(["summary", "categories", "description"]),
    contains: Text,
    means: Kind,
    hoursOf: Schema.optionalKey(PlainDate.Weekday),
  }),
)
export interface Meaning extends Schema.Schema.Type<typeof Meaning> {}

/**
 * How events with times count: not at all, on the dates that they fill from midnight to midnight, or on each that they
 * touch. An end at 23:59 fills its date. Times in UTC are read on the zone's clock, all others as they are written.
 */
export const Timed = closed(
  Schema.TaggedUnion({
    Drop: {},
    WholeDays: { zone: TimeZone },
    AnyPart: { zone: TimeZone },
  }),
)
export type Timed = typeof Timed.Type

/** All that a feed doesn't say. It has no defaults. */
export const Reading = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    workweek: Schema.Array(PlainDate.Weekday),
    /** The dates that the feed is taken to speak for. */
    coverage: Schema.NonEmptyArray(Coverage),
    sources: Schema.Array(Source),
    /** Whether events that leave their time free are taken. Public feeds of holidays often mark all theirs so. */
    transparent: Schema.Literals(["count", "drop"]),
    timed: Timed,
    /** The first that fits tells what an event means. */
    meanings: Schema.Array(Meaning),
    /** What an event means that none fits. */
    otherwise: Kind,
  }),
)
export interface Reading extends Schema.Schema.Type<typeof Reading> {}
