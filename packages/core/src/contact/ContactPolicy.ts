/**
 * The hospital's rules for contacting people: which hours each channel must leave alone, legal and channel hours,
 * frequency caps, and how long a contact takes. It has no defaults; packs supply them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Hours } from "../calendar/Hours.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import { FrequencyCap } from "./FrequencyCap.ts"

/** What of a person's own hours a contact can disturb. */
export const Disturbance = Schema.Literals(["noonRest", "nightRest", "work", "doNotDisturb"])
export type Disturbance = typeof Disturbance.Type

/** A named rule: these channels, for these purposes, only within these hours of the addressee's wall clock. */
export const HoursRule = closed(
  Schema.Struct({
    id: RuleId,
    channels: Schema.NonEmptyArray(Channel),
    purposes: Schema.NonEmptyArray(Purpose),
    openIn: Hours,
    source: Source,
  }),
)
export interface HoursRule extends Schema.Schema.Type<typeof HoursRule> {}

/** How one channel behaves. */
export const ChannelRule = closed(
  Schema.Struct({
    channel: Channel,
    /** Which of the addressee's own hours a contact by this channel stays out of. */
    avoids: Schema.Array(Disturbance),
    /** How long a contact takes. The whole of it must lie in the window. */
    minutes: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 24 * 60 })),
  }),
)
export interface ChannelRule extends Schema.Schema.Type<typeof ChannelRule> {}

export const ContactPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    channels: Schema.NonEmptyArray(ChannelRule),
    /** What each kind of a person's own hours rests on. */
    disturbances: closed(
      Schema.Struct({ noonRest: Source, nightRest: Source, work: Source, doNotDisturb: Source }),
    ),
    hours: Schema.Array(HoursRule),
    caps: Schema.Array(FrequencyCap),
    /**
     * How many minutes late a planned contact may begin and still fit: placing leaves so much room before the hours close.
     * Without it the last moment before a rest could be planned, and no worker would keep it.
     */
    latenessMinutes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 })),
    /** The age from which a patient is addressed in person; younger ones through a guardian. */
    adultFrom: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 })),
  }),
).check(
  Schema.makeFilter(({ channels }) => {
    const named = channels.map((rule) => rule.channel)
    return new Set(named).size === named.length || "channels: each channel has one rule"
  }),
)
export interface ContactPolicy extends Schema.Schema.Type<typeof ContactPolicy> {}
