/**
 * How often and how long a hospital tries before it gives up, and when dissatisfaction opens a ticket again.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { TimeZone } from "../calendar/TimeZone.ts"
import type { DepartmentId, StaffId } from "../foundation/Id.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import type { CategoryTree } from "./Category.ts"

const count = (least: number, most: number) =>
  Schema.Int.check(Schema.isBetween({ minimum: least, maximum: most }))

/** The days are dates in `zone`; the day of the event is day 0, and the last one runs through its end. */
export const TicketPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    zone: TimeZone,
    /** How often dissatisfaction opens a ticket again, and how long after its closing. */
    reopen: closed(Schema.Struct({ most: count(0, 100), withinDays: count(0, 3660) })),
    /** Failed deliveries before an answer may be given up as tried in vain. */
    answerTries: count(1, 100),
    /** How long an answer lies ready for its claim code before it may be given up as not collected. */
    collectWithinDays: count(1, 3660),
    /** Questions before satisfaction may stay unknown for want of a reply. */
    checkTries: count(1, 100),
    source: Source,
  }),
)
export interface TicketPolicy extends Schema.Schema.Type<typeof TicketPolicy> {}

/** What decisions about tickets rest on: who works where, the categories, the policy. */
export interface Ground {
  /** Everybody who may own a ticket, with the departments they work in. */
  readonly staff: ReadonlyMap<StaffId, ReadonlyArray<DepartmentId>>
  readonly departments: ReadonlySet<DepartmentId>
  readonly categories: CategoryTree
  readonly policy: TicketPolicy
}
