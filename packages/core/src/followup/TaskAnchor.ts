/**
 * What a task's window is counted from: the discharge, an event of the stay, or what became of another stage's task.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { toInstants } from "../contact/ContactWindow.ts"
import { StageId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type * as Discharge from "./Discharge.ts"
import type * as FollowUpProtocol from "./FollowUpProtocol.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import * as Personalisation from "./Personalisation.ts"
import { anchorOf, type Ground, personalised } from "./PlanGround.ts"
import type { FollowUpPlan } from "./PlanRecord.ts"

/** The record doesn't date the event that a stage is counted from, or the stage that it follows isn't planned. */
export class AnchorMissing extends Schema.TaggedError<AnchorMissing>("@aftercare/core/AnchorMissing")(
  "AnchorMissing",
  {
    stage: StageId,
    anchor: Schema.Literals(["Discharge", "Operation", "Examination", "Delivery", "StageEnd", "Finding"]),
  },
) {
  override get message() {
    return `stage ${this.stage}: nothing says when its anchor ${this.anchor} was`
  }
}

/** A stage that can't be counted, for want of what it is counted from. */
export const anchorMissing = RuleId.make("stage.anchor")

/** A stage's window was over before the patient left the hospital: it was never the follow-up's to keep. */
export const beforeDischarge = RuleId.make("stage.beforeDischarge")

/** A stage's bounds don't follow one another. */
export const impossibleWindow = RuleId.make("stage.window")

/** What the task of a stage waits for that is counted from another stage. */
export const waitFor = ({
  anchor,
}: FollowUpProtocol.Stage):
  | Extract<FollowUpTask.TaskState, { readonly _tag: "AwaitingStage" }>
  | undefined =>
  anchor !== undefined && "stage" in anchor ? { ...anchor, _tag: "AwaitingStage" } : undefined

/** When the event was that a stage is counted from, as the record has it. */
export const recordedAt = (
  { anchor, id }: FollowUpProtocol.Stage,
  { dischargedAt, events }: Discharge.Discharge,
): Result.Result<number, AnchorMissing> => {
  const at =
    anchor === undefined || anchor._tag === "Discharge"
      ? dischargedAt
      : anchor._tag === "Operation"
        ? events?.operationAt
        : anchor._tag === "Examination"
          ? events?.examinationAt
          : anchor._tag === "Delivery"
            ? events?.deliveryAt
            : undefined
  return at === undefined
    ? Result.fail(new AnchorMissing({ stage: id, anchor: anchor?._tag ?? "Discharge" }))
    : Result.succeed(DateTime.toEpochMillis(at))
}

/**
 * The task of a stage. Of one that a revision called off and another brought in again it is the later one. Where there is none,
 * a stage that came once and now comes again, or the other way round, has its first contact's, once that is under way or over.
 */
export const taskOf = (
  tasks: ReadonlyArray<FollowUpTask.FollowUpTask>,
  stage: StageId,
): FollowUpTask.FollowUpTask | undefined => {
  const all = tasks.filter((task) => task.stage === stage)
  const found = all.find((task) => !FollowUpTask.isCancelled(task, "protocolRevised")) ?? all[0]
  const first = stage.endsWith("/1") ? stage.slice(0, -"/1".length) : `${stage}/1`
  return found ?? tasks.find((task) => task.stage === first && isMade(task))
}

const isMade = (task: FollowUpTask.FollowUpTask): boolean =>
  task.state._tag === "InProgress" ||
  (FollowUpTask.isEnded(task) && !FollowUpTask.isCancelled(task, "protocolRevised"))

/** When a stage's anchor was: an event of the record, or the end of another stage's task. */
export const anchoredAt = (
  stage: FollowUpProtocol.Stage,
  discharge: Discharge.Discharge,
  tasks: ReadonlyArray<FollowUpTask.FollowUpTask>,
): Result.Result<number, AnchorMissing> => {
  const { anchor } = stage
  if (anchor === undefined || !("stage" in anchor)) return recordedAt(stage, discharge)
  const state = taskOf(tasks, anchor.stage)?.state
  return state?._tag === "Ended"
    ? Result.succeed(DateTime.toEpochMillis(state.at))
    : Result.fail(new AnchorMissing({ stage: stage.id, anchor: anchor._tag }))
}

/**
 * The span of a task that couldn't be counted when it was made, if it can now: its working days are announced, or the
 * stage that it follows has ended. Counted, its bounds may turn out not to follow one another.
 */
export const spanFromNow = (
  found: FollowUpTask.FollowUpTask,
  plan: FollowUpPlan,
  ground: Ground,
): FollowUpTask.TaskSpan | "unknown" | "impossible" => {
  const personal = personalised(ground).stages.find(({ stage }) => stage.id === found.stage)
  if (personal === undefined) return "unknown"
  const at = anchoredAt(personal.stage, ground.discharge, plan.tasks)
  if (Result.isFailure(at)) return "unknown"
  return Result.match(Personalisation.spanOf(personal, { ...anchorOf(ground), at: at.success }), {
    onSuccess: toInstants,
    onFailure: ({ _tag }) => (_tag === "ImpossibleWindow" ? "impossible" : "unknown"),
  })
}
