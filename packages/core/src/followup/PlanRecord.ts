/**
 * One patient's plan as it is kept: its tasks, and the versions that it was made with.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { TimeZone } from "../calendar/TimeZone.ts"
import { DischargeId, PatientId, PersonId, PlanId, ProtocolId, StageId, TaskId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Channel } from "../foundation/Word.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import { Gap } from "./Handover.ts"
import { Conflict, LeftOut } from "./Personalisation.ts"
import { Referral } from "./Referral.ts"
import { RiskTier } from "./RiskTier.ts"

/** A stage that isn't planned: an extra one that found no place, or one that was over before the discharge. */
export const Dropped = Schema.Struct({ stage: StageId, rules: Schema.Array(RuleId) })
export interface Dropped extends Schema.Schema.Type<typeof Dropped> {}

/** Whose number or address was mended when, and on which channels; on all of them where none is named. */
export const Mended = Schema.Struct({
  person: PersonId,
  at: Instant,
  channels: Schema.optionalKey(Schema.Array(Channel)),
})
export interface Mended extends Schema.Schema.Type<typeof Mended> {}

export const FollowUpPlan = Schema.Struct({
  id: PlanId,
  patient: PatientId,
  discharge: DischargeId,
  dischargedAt: Instant,
  zone: TimeZone,
  /** The versions that the plan was made with. */
  protocol: Schema.Struct({ id: ProtocolId, version: Text }),
  policy: Version,
  calendar: Version,
  tasks: Schema.Array(FollowUpTask.FollowUpTask),
  dropped: Schema.Array(Dropped),
  /** Where personalisation rules disagreed, and which of them held. */
  conflicts: Schema.optionalKey(Schema.Array(Conflict)),
  /** Stages of the protocol that personalisation rules leave out for this patient. */
  leftOut: Schema.optionalKey(Schema.Array(LeftOut)),
  /** Where the patient was referred on to. */
  referrals: Schema.optionalKey(Schema.Array(Referral)),
  /** Whose number was mended last when, where a task that had ended knows it as wrong. */
  mended: Schema.optionalKey(Schema.Array(Mended)),
  /** What the patient's risk was, with its arithmetic, when the plan was made or last revised. */
  risk: Schema.optionalKey(RiskTier),
  /** What was open of the handover when the plan was made or last revised, by the policy that let it be. */
  handover: Schema.optionalKey(Schema.Struct({ policy: Version, flags: Schema.Array(Gap) })),
})
export interface FollowUpPlan extends Schema.Schema.Type<typeof FollowUpPlan> {}

/** The parts of a plan that a revision replaces. */
export const Revised = FollowUpPlan.mapFields(
  Struct.pick([
    ...(["dischargedAt", "zone", "protocol", "policy", "calendar"] as const),
    ...(["dropped", "conflicts", "leftOut", "risk", "handover"] as const),
  ]),
)
export interface Revised extends Schema.Schema.Type<typeof Revised> {}

/** The plan has no such task, the task has no such attempt under way, or the record has whom it addresses no more. */
export class NotFound extends Schema.TaggedError<NotFound>("@aftercare/core/FollowUpNotFound")("NotFound", {
  what: Schema.Literals(["task", "attempt", "addressee"]),
  id: Schema.String,
}) {
  override get message() {
    return `no such ${this.what}: ${this.id}`
  }
}

/** The hospital works by no such protocol, form or care programme, no such kind of referral, or reminds nobody of medicines. */
export class NotPractised extends Schema.TaggedError<NotPractised>("@aftercare/core/NotPractised")(
  "NotPractised",
  {
    what: Schema.Literals(["protocol", "form", "referral", "programme", "medicationReminder"]),
    id: Schema.String,
  },
) {
  override get message() {
    return `no such ${this.what} is practised: ${this.id}`
  }
}

/** The task is where the command has nothing to act on. */
export class WrongState extends Schema.TaggedError<WrongState>("@aftercare/core/WrongState")("WrongState", {
  task: TaskId,
  state: Schema.String,
}) {
  override get message() {
    return `task ${this.task} is ${this.state}`
  }
}

/** The task by its id. */
export const task = (plan: FollowUpPlan, id: TaskId): Result.Result<FollowUpTask.FollowUpTask, NotFound> => {
  const found = plan.tasks.find((t) => t.id === id)
  return found === undefined ? Result.fail(new NotFound({ what: "task", id })) : Result.succeed(found)
}
