/**
 * When people are told of events that they may come to. It has no defaults; packs supply them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Schema of a policy. */
export const CareEventPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    /** Who has a place is reminded so many dates before the event's, on the clock of its place; on the date itself by 0. */
    remindDaysBefore: between(0, 30),
    /** What changed is to be told within so many hours. */
    tellWithinHours: between(1, 168),
    /** Nothing is told later than so many minutes before the event begins. */
    latestMinutesBefore: between(0, 2880),
    source: Source,
  }),
)
export interface CareEventPolicy extends Schema.Schema.Type<typeof CareEventPolicy> {}
