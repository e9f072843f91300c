/**
 * A step of a ladder: whom to tell, and when, before or after a target is due.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RuleId } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Millis } from "./SlaLimit.ts"

/** Who is told, by what they are there for. Who that is at an hour, the roster says. */
export const DutyRole = Schema.Literals([
  "owner",
  "headOfDepartment",
  "complaintOffice",
  "departmentInCharge",
  "management",
])
export type DutyRole = typeof DutyRole.Type

/** Which time a distance is measured in: the target's own clock, or the one on the wall. */
export const StepClock = Schema.Literals(["target", "wall"])
export type StepClock = typeof StepClock.Type

/** When a step comes. One that would come before the target starts comes as it starts. */
export const StepTime = closed(
  Schema.TaggedUnion({
    AtStart: {},
    /** The target is at risk from the first of these on. */
    BeforeDue: { millis: Millis, clock: StepClock },
    AfterDue: { millis: Millis, clock: StepClock },
  }),
)
export type StepTime = typeof StepTime.Type

export const SlaStep = closed(Schema.Struct({ id: RuleId, when: StepTime, to: DutyRole }))
export interface SlaStep extends Schema.Schema.Type<typeof SlaStep> {}
