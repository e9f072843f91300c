/**
 * How people are reminded of their medicines, and from when on doses that weren't taken concern a nurse. It has no defaults;
 * packs supply them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Schema of a policy. */
export const MedicationPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** Doses that follow the first of a reminder within so many minutes are of the same reminder; the bound included. */
    togetherMinutes: between(0, 240),
    /**
     * Where a reminder goes whose time is closed, as by rest: to the last open moment before, at most so many minutes ahead of
     * the dose, or else after it; to the first open moment after where this is 0.
     */
    aheadMinutes: between(0, 720),
    /** A reminder that would come later than this after its dose isn't sent. */
    lateMinutes: between(1, 720),
    /** Channels on which others may read or hear along: medicines are named there only with the person's agreement. */
    openChannels: Schema.Array(Channel),
    /** A dose counts as taken on time within so many minutes of its moment, before or after; the bound included. */
    onTimeMinutes: between(0, 720),
    /** So many doses of a medicine missed in a row are a finding. */
    missedInARow: between(1, 100),
    /** A dose of which nothing was told counts as missed so long after its moment; never, where this is left out. */
    silentMinutes: Schema.optionalKey(between(0, 7 * 1440)),
    source: Source,
  }),
)
export interface MedicationPolicy extends Schema.Schema.Type<typeof MedicationPolicy> {}
