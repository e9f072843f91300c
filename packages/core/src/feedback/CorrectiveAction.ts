/**
 * What is done so that it doesn't happen again: by whom, by when, and whether it helped.
 *
 * **Details**
 *
 * An action is over when its effect was looked at and found, or when somebody dropped it with a reason. One without effect
 * names the action that takes its place, so that the matter stays open there. The hospital's policy says whom to tell of the
 * work, and of the look at its effect, as they fall due.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ActionId, DepartmentId, StaffId, TicketId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { FreeText, PersonalText, Text } from "../foundation/Text.ts"
import type { Laddered } from "./Escalation.ts"
import { type SlaStep, stepAt } from "./SlaStep.ts"

/** Corrective against what happened, preventive against what could. */
export const ActionKind = Schema.Literals(["corrective", "preventive"])
export type ActionKind = typeof ActionKind.Type

/** Where an action stands. */
export const ActionState = Schema.TaggedUnion({
  Planned: {},
  Done: { by: StaffId, at: Instant, evidence: FreeText },
  Effective: { by: StaffId, at: Instant, found: FreeText },
  /** It didn't help; `next` is tried instead. */
  Ineffective: { by: StaffId, at: Instant, found: FreeText, next: ActionId },
  Dropped: { by: StaffId, at: Instant, reason: PersonalText },
})
export type ActionState = typeof ActionState.Type

export const CorrectiveAction = Schema.Struct({
  id: ActionId,
  kind: ActionKind,
  /** What it answers. */
  tickets: Schema.NonEmptyArray(TicketId),
  /** The root causes it changes, by their ids in the analyses. */
  causes: Schema.Array(Text),
  title: PersonalText,
  owner: StaffId,
  department: DepartmentId,
  plannedAt: Instant,
  dueAt: Instant,
  /** By what its effect will be seen, and from when on. */
  effect: Schema.Struct({ measure: PersonalText, checkFrom: Instant }),
  state: ActionState,
}).check(
  Schema.makeFilter(
    ({ dueAt, effect, plannedAt }) =>
      (plannedAt.epochMilliseconds <= dueAt.epochMilliseconds &&
        dueAt.epochMilliseconds <= effect.checkFrom.epochMilliseconds) ||
      "an action is due after it is planned, and its effect is checked once it is due",
  ),
)
export interface CorrectiveAction extends Schema.Schema.Type<typeof CorrectiveAction> {}

/** What may be done with an action. */
export const ActionCommand = Schema.TaggedUnion({
  Finish: { evidence: FreeText },
  /** It helped, or else `next` takes its place. */
  CheckEffect: { found: FreeText, next: Schema.optionalKey(ActionId) },
  Drop: { reason: Text },
})
export type ActionCommand = typeof ActionCommand.Type

/** The action stands where the command has nothing to act on, or it is too early. */
export class ActionRefused extends Schema.TaggedError<ActionRefused>("@aftercare/core/ActionRefused")(
  "ActionRefused",
  {
    action: ActionId,
    rule: Schema.Literals([
      "action.over",
      "action.notDone",
      "action.done",
      "action.order",
      "action.early",
      "action.itself",
    ]),
  },
) {
  override get message() {
    return `action ${this.action}: ${this.rule}`
  }
}

/** The action after a command. What is over stays so; nothing happens before what it follows from. */
export const decide = (
  action: CorrectiveAction,
  command: ActionCommand,
  { at, by }: { readonly at: DateTime.Utc; readonly by: StaffId },
): Result.Result<CorrectiveAction, ActionRefused> => {
  const rule = objectionTo(action, command, at.epochMilliseconds)
  if (rule !== undefined) return Result.fail(new ActionRefused({ action: action.id, rule }))
  return Result.succeed({
    ...action,
    state: ActionCommand.match(command, {
      Finish: ({ evidence }): ActionState => ({ _tag: "Done", by, at, evidence }),
      CheckEffect: ({ found, next }): ActionState =>
        next === undefined
          ? { _tag: "Effective", by, at, found }
          : { _tag: "Ineffective", by, at, found, next },
      Drop: ({ reason }): ActionState => ({ _tag: "Dropped", by, at, reason }),
    }),
  })
}

const objectionTo = (
  { effect, id, plannedAt, state }: CorrectiveAction,
  command: ActionCommand,
  at: number,
): ActionRefused["rule"] | undefined => {
  if (state._tag !== "Planned" && state._tag !== "Done") return "action.over"
  const before = state._tag === "Done" ? state.at : plannedAt
  if (at < before.epochMilliseconds) return "action.order"
  if (command._tag === "Finish") return state._tag === "Done" ? "action.done" : undefined
  if (command._tag === "Drop") return undefined
  if (state._tag !== "Done") return "action.notDone"
  if (at < effect.checkFrom.epochMilliseconds) return "action.early"
  return command.next === id ? "action.itself" : undefined
}

/** When something must next be done: its work, then the look at its effect; none once it is over. */
export const nextDueAt = ({ dueAt, effect, state }: CorrectiveAction): DateTime.Utc | undefined => {
  if (state._tag === "Planned") return dueAt
  return state._tag === "Done" ? effect.checkFrom : undefined
}

/**
 * What is next to be done about an action, with the steps of its ladder: one round for its work, another for the look at its
 * effect. Undefined once it is over.
 */
export const laddered = (action: CorrectiveAction, steps: ReadonlyArray<SlaStep>): Laddered | undefined => {
  const { id, plannedAt, state } = action
  const dueAt = nextDueAt(action)
  if (dueAt === undefined) return undefined
  const [part, since] = state._tag === "Done" ? ["effect", state.at] : ["work", plannedAt]
  return {
    key: `Action/${id}/${part}`,
    target: "Action",
    action: id,
    endedAt: undefined,
    steps: steps.flatMap((step) => {
      const at = stepAt(step, undefined, since.epochMilliseconds, dueAt.epochMilliseconds)
      return at === undefined ? [] : [{ id: step.id, at, to: step.to }]
    }),
  }
}
