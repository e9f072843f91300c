/**
 * When and how one person wants to be reached. It has no defaults: a profile without hours doesn't decode.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { PlainDate } from "../calendar/PlainDate.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import { closed } from "../foundation/Strict.ts"
import { PersonalText } from "../foundation/Text.ts"
import { Channel, Language } from "../foundation/Word.ts"

const spans = Schema.Array(Hours.TimeSpan)

/** When somebody works: not at all, by weekday (holidays free, adjusted workdays worked), or by a dated roster. */
export const Work = closed(
  Schema.TaggedUnion({
    None: {},
    Weekly: { week: Hours.WeekHours },
    Roster: { dates: Hours.DateHours },
  }),
)
export type Work = typeof Work.Type

/** Schema of a profile. Times are on the wall clock of the person's zone. */
export const ContactProfile = closed(
  Schema.Struct({
    zone: TimeZone,
    language: Language,
    /** Rest at noon and at night; an empty list says that there is none. */
    rest: closed(Schema.Struct({ noon: spans, night: spans })),
    work: Work,
    /** Welcome times, most people's none. A wish among moments that are all allowed, never a rule. */
    preferred: spans,
    /** Ways to reach the person, the best first. */
    channels: Schema.NonEmptyArray(Channel),
    doNotDisturbOn: Schema.Array(PlainDate),
    /** How the person wants to be addressed; left out where nobody asked. */
    salutation: Schema.optionalKey(PersonalText),
  }),
)
export interface ContactProfile extends Schema.Schema.Type<typeof ContactProfile> {}

/** The working hours as a set. */
export const workHours = ({ work }: ContactProfile): Hours.Hours =>
  Work.match(work, {
    None: () => Hours.never,
    Weekly: ({ week }): Hours.Hours => ({ _tag: "WorkWeek", week }),
    Roster: ({ dates }): Hours.Hours => ({ _tag: "OnDates", dates }),
  })
