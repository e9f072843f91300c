/**
 * A step of a ladder: whom to tell, and when, before or after a target is due.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { RuleId } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { type Counter, Millis, moved } from "./SlaLimit.ts"

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

/**
 * When a step comes of what runs from `from` and is due at `dueAt`, on the clock that is `open` then: all time where there is
 * none. Undefined where the due instant isn't known, or where the step's isn't.
 */
export const stepAt = (
  { when }: SlaStep,
  open: Counter["open"],
  from: number,
  dueAt: number | undefined,
): number | undefined => {
  if (when._tag === "AtStart") return from
  if (dueAt === undefined) return undefined
  const millis = when._tag === "BeforeDue" ? -when.millis : when.millis
  const at = when.clock === "wall" ? dueAt + millis : moved(open, dueAt, millis)
  return at === undefined ? undefined : Math.max(at, from)
}
