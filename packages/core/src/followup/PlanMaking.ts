/**
 * Making a plan: the protocol's stages, fitted to the patient, become dated tasks.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import type { EmptyWindow } from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import { PlanId, StageId, TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import * as Discharge from "./Discharge.ts"
import type { Decided } from "./FollowUpEvent.ts"
import * as FollowUpProtocol from "./FollowUpProtocol.ts"
import type * as FollowUpTask from "./FollowUpTask.ts"
import * as Personalisation from "./Personalisation.ts"
import * as Placement from "./Placement.ts"
import { anchorOf, type Ground, placingFor } from "./PlanGround.ts"
import { contactsOf } from "./PlannedContacts.ts"
import type { Dropped, FollowUpPlan } from "./PlanRecord.ts"

/** No channel of a stage is one that the addressee takes and the policy uses. */
export class NoChannel extends Schema.TaggedError<NoChannel>("@aftercare/core/NoChannel")("NoChannel", {
  stage: StageId,
}) {
  override get message() {
    return `stage ${this.stage}: none of its channels reaches the addressee`
  }
}

/** Why a plan can't be made. */
export type PlanRefused =
  | ContactablePerson.NoAddressee
  | NoChannel
  | EmptyWindow
  | FollowUpProtocol.ImpossibleWindow

/** A stage's bounds don't follow one another. */
export const impossibleWindow = RuleId.make("stage.window")

/**
 * The plan for a discharge, as of `at`: every stage of the protocol placed, then the stages that rules add.
 *
 * **Details**
 *
 * Nothing is planned before `at`. A stage whose window is already past has been missed. A stage that depends on a
 * calendar not yet announced waits; an extra one that doesn't fit is dropped and named in `dropped`.
 */
export const make = (ground: Ground, at: DateTime.Utc): Result.Result<Decided, PlanRefused> => {
  const { calendar, discharge, policy, protocol, rules } = ground
  const now = DateTime.toEpochMillis(at)
  const anchor = anchorOf(ground)
  const age = Discharge.ageAt(discharge, anchor.at)
  const addressee = ContactablePerson.addressee(discharge.persons, age, policy.adultFrom)
  if (Result.isFailure(addressee)) return Result.fail(addressee.failure)
  const placing = placingFor(ground, addressee.success)
  const windowOf = Placement.windows(placing)
  const id = PlanId.make(`${discharge.id}/${protocol.id}`)
  const tasks: Array<FollowUpTask.FollowUpTask> = []
  const dropped: Array<Dropped> = []
  for (const personal of Personalisation.apply(protocol, rules, discharge, age)) {
    const { stage } = personal
    const channels = Placement.usableChannels(stage.channels, placing)
    const closed = channelsClosed(stage, channels, windowOf)
    if (closed !== undefined) {
      if (!personal.extra) return Result.fail(closed)
      const rules = closed._tag === "EmptyWindow" ? closed.rules : [Placement.noChannelLeft]
      dropped.push({ stage: stage.id, rules })
      continue
    }
    const span = Personalisation.spanOf(personal, anchor)
    if (Result.isFailure(span) && span.failure._tag === "ImpossibleWindow") {
      if (!personal.extra) return Result.fail(span.failure)
      dropped.push({ stage: stage.id, rules: [impossibleWindow] })
      continue
    }
    const task = {
      id: TaskId.make(`${id}/${stage.id}`),
      stage: stage.id,
      title: stage.title,
      purpose: stage.purpose,
      modules: stage.modules,
      role: stage.role,
      channels,
      addressee: addressee.success.id,
      extra: personal.extra,
      rules: personal.rules,
      attempts: [],
      ...(Result.isSuccess(span) ? { span: FollowUpProtocol.toInstants(span.success) } : {}),
    }
    const state = placeFirst(task, channels, span, now, placing, windowOf, contactsOf(tasks))
    if (personal.extra && state._tag === "Unplaced") dropped.push({ stage: stage.id, rules: state.rules })
    else tasks.push({ ...task, state })
  }
  const plan: FollowUpPlan = {
    id,
    patient: discharge.patient,
    discharge: discharge.id,
    dischargedAt: discharge.dischargedAt,
    zone: anchor.zone,
    protocol: { id: protocol.id, version: protocol.version },
    policy: { id: policy.id, version: policy.version },
    calendar: { id: calendar.id, version: calendar.version },
    tasks,
    dropped,
  }
  return Result.succeed([plan, [{ _tag: "PlanMade", plan }]])
}

/** Why no channel of a stage can ever be used; undefined where one can. */
const channelsClosed = (
  stage: FollowUpProtocol.Stage,
  channels: ReadonlyArray<Channel>,
  windowOf: Placement.WindowOf,
): NoChannel | EmptyWindow | undefined => {
  const windows = channels.map((channel) => windowOf(channel, stage.purpose, [], []))
  if (windows.some(Result.isSuccess)) return undefined
  const empty = windows.find(Result.isFailure)?.failure
  return empty?._tag === "EmptyWindow" ? empty : new NoChannel({ stage: stage.id })
}

const placeFirst = (
  task: Pick<FollowUpTask.FollowUpTask, "purpose" | "attempts">,
  channels: ReadonlyArray<Channel>,
  span: ReturnType<typeof Personalisation.spanOf>,
  now: number,
  ground: Placement.Ground,
  windowOf: Placement.WindowOf,
  contacts: ReadonlyArray<Contact>,
): FollowUpTask.TaskState => {
  const { id, version } = ground.calendar
  if (Result.isFailure(span)) return { _tag: "AwaitingCalendar", calendar: id, version }
  const ahead = Placement.ahead(span.success, now)
  return ahead === undefined
    ? { _tag: "Ended", end: { _tag: "Missed" }, at: utc(now) }
    : Placement.next(task, channels, ahead, ground, windowOf, contacts)
}

const utc = (at: number) => DateTime.makeUnsafe(at)

/**
 * The span of a task whose working days couldn't be counted when it was made, if they can now. Counted, they may turn out
 * not to follow one another.
 */
export const spanFromNow = (
  found: FollowUpTask.FollowUpTask,
  ground: Ground,
): FollowUpTask.TaskSpan | "unknown" | "impossible" => {
  const anchor = anchorOf(ground)
  const { discharge, protocol, rules } = ground
  const stages = Personalisation.apply(protocol, rules, discharge, Discharge.ageAt(discharge, anchor.at))
  const personal = stages.find(({ stage }) => stage.id === found.stage)
  if (personal === undefined) return "unknown"
  return Result.match(Personalisation.spanOf(personal, anchor), {
    onSuccess: FollowUpProtocol.toInstants,
    onFailure: ({ _tag }) => (_tag === "ImpossibleWindow" ? "impossible" : "unknown"),
  })
}
