/**
 * Making a plan: the protocol's stages, fitted to the patient, become dated tasks.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as ContactablePerson from "../contact/ContactablePerson.ts"
import { type EmptyWindow, type Span, toInstants } from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import { DischargeId, PlanId, StageId, TaskId } from "../foundation/Id.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import type { Decided } from "./FollowUpEvent.ts"
import type * as FollowUpProtocol from "./FollowUpProtocol.ts"
import type * as FollowUpTask from "./FollowUpTask.ts"
import * as Handover from "./Handover.ts"
import * as Personalisation from "./Personalisation.ts"
import * as Placement from "./Placement.ts"
import { anchorOf, firstAddressee, type Ground, personalised, placingFor } from "./PlanGround.ts"
import { contactsBeside } from "./PlannedContacts.ts"
import type { Dropped, FollowUpPlan } from "./PlanRecord.ts"
import { follow, ofAge } from "./Replanning.ts"
import * as TaskAnchor from "./TaskAnchor.ts"
import { firstChannels } from "./Turn.ts"

/** No channel of a stage is one that the addressee takes and the policy uses. */
export class NoChannel extends Schema.TaggedError<NoChannel>("@aftercare/core/NoChannel")("NoChannel", {
  stage: StageId,
}) {
  override get message() {
    return `stage ${this.stage}: none of its channels reaches the addressee`
  }
}

/** The patient has died, as far as was told. */
export class PatientDeceased extends Schema.TaggedError<PatientDeceased>("@aftercare/core/PatientDeceased")(
  "PatientDeceased",
  { discharge: DischargeId },
) {
  override get message() {
    return `the patient of discharge ${this.discharge} has died`
  }
}

/** Why a plan can't be made. */
export type PlanRefused =
  | PatientDeceased
  | ContactablePerson.NoAddressee
  | NoChannel
  | EmptyWindow
  | FollowUpProtocol.ImpossibleWindow
  | TaskAnchor.AnchorMissing
  | Handover.IncompleteHandover

/**
 * The plan for a discharge, as of `at`: every stage of the protocol placed, then the stages that rules add.
 *
 * **Details**
 *
 * Nothing is planned before `at`. A stage whose window is already past has been missed; one that is counted from a birth or an
 * operation, and was over before the discharge, is dropped and named in `dropped`, as is an extra one that doesn't fit. A
 * stage that depends on a calendar not yet announced, or follows another stage, waits. Where the ground has a handover
 * policy, what it wants settled is settled first, or no plan is made. Nobody who has died is followed up.
 */
export const make = (ground: Ground, at: DateTime.Utc): Result.Result<Decided, PlanRefused> =>
  ground.vitalStatus === "deceased"
    ? Result.fail(new PatientDeceased({ discharge: ground.discharge.id }))
    : laidOut(ground, at)

/** The plan as `make` would make it of somebody who lives. */
export const laidOut = (ground: Ground, at: DateTime.Utc): Result.Result<Decided, PlanRefused> => {
  const { calendar, discharge, policy, protocol, risk } = ground
  const now = DateTime.toEpochMillis(at)
  const handover = handedOver(ground)
  if (Result.isFailure(handover)) return Result.fail(handover.failure)
  const anchor = anchorOf(ground)
  const addressee = firstAddressee(ground)
  if (Result.isFailure(addressee)) return Result.fail(addressee.failure)
  const placing = placingFor(ground, addressee.success)
  const windowOf = Placement.windows(placing)
  const id = PlanId.make(`${discharge.id}/${protocol.id}`)
  const tasks: Array<FollowUpTask.FollowUpTask> = []
  const dropped: Array<Dropped> = []
  const { conflicts, leftOut, stages } = personalised(ground)
  for (const personal of stages) {
    const { extra, rules, stage } = personal
    const prepared = prepare(personal, ground, placing, windowOf)
    if (Result.isFailure(prepared)) {
      if (!extra) return Result.fail(prepared.failure)
      dropped.push({ stage: stage.id, rules: closedBy(prepared.failure) })
      continue
    }
    const { channels, span } = prepared.success
    if (typeof span === "object" && "due" in span && span.latest <= anchor.at) {
      dropped.push({ stage: stage.id, rules: [TaskAnchor.beforeDischarge] })
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
      extra,
      rules,
      attempts: [],
      ...(typeof span === "object" && "due" in span ? { span: toInstants(span) } : {}),
    }
    const state =
      typeof span === "object" && "_tag" in span
        ? span
        : placeFirst(
            task,
            channels,
            span,
            now,
            placing,
            windowOf,
            contactsBeside({ tasks }, tasks.length, task.addressee, ground, at),
          )
    if (extra && state._tag === "Unplaced") dropped.push({ stage: stage.id, rules: state.rules })
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
    ...withoutOrphans(tasks, dropped),
    ...(conflicts.length === 0 ? {} : { conflicts }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...(risk && { risk }),
    ...handover.success,
  }
  const [followed] = follow(ofAge(plan, ground, at), ground, at)
  return Result.succeed([followed, [{ _tag: "PlanMade", plan: followed }]])
}

const handedOver = ({
  discharge,
  handover: policy,
}: Ground): Result.Result<Pick<FollowUpPlan, "handover">, Handover.IncompleteHandover> => {
  if (policy === undefined) return Result.succeed({})
  const { id, version } = policy
  return Result.map(Handover.check(policy, discharge.handover), ({ flags }) => ({
    handover: { policy: { id, version }, flags },
  }))
}

interface Prepared {
  readonly channels: ReadonlyArray<Channel>
  /** Or what it waits for to be counted. */
  readonly span:
    | Span
    | "awaitingCalendar"
    | Extract<FollowUpTask.TaskState, { readonly _tag: "AwaitingStage" }>
}

/** The channels and the span of a stage; or why it can never be done. */
const prepare = (
  personal: Personalisation.PersonalStage,
  ground: Ground,
  placing: Placement.Ground,
  windowOf: Placement.WindowOf,
): Result.Result<Prepared, PlanRefused> => {
  const { stage } = personal
  const channels = firstChannels(stage.channels, placing)
  const closed = channelsClosed(stage, channels, windowOf)
  if (closed !== undefined) return Result.fail(closed)
  const waits = TaskAnchor.waitFor(stage)
  if (waits !== undefined) return Result.succeed({ channels, span: waits })
  return Result.flatMap(TaskAnchor.recordedAt(stage, ground.discharge), (at) =>
    Result.match(Personalisation.spanOf(personal, { ...anchorOf(ground), at }), {
      onSuccess: (span) => Result.succeed<Prepared>({ channels, span }),
      onFailure: (failure): Result.Result<Prepared, PlanRefused> =>
        failure._tag === "ImpossibleWindow"
          ? Result.fail(failure)
          : Result.succeed({ channels, span: "awaitingCalendar" }),
    }),
  )
}

/** The rules by which an extra stage is dropped. */
const closedBy = (refused: PlanRefused): ReadonlyArray<RuleId> => {
  switch (refused._tag) {
    case "EmptyWindow":
      return refused.rules
    case "ImpossibleWindow":
      return [TaskAnchor.impossibleWindow]
    case "AnchorMissing":
      return [TaskAnchor.anchorMissing]
    default:
      return [Placement.noChannelLeft]
  }
}

/** A stage that follows one that isn't planned would wait forever: it is dropped with it, and reported. */
const withoutOrphans = (
  tasks: ReadonlyArray<FollowUpTask.FollowUpTask>,
  dropped: ReadonlyArray<Dropped>,
): Pick<FollowUpPlan, "tasks" | "dropped"> => {
  const planned = new Set(tasks.map(({ stage }) => stage))
  const isOrphan = ({ state }: FollowUpTask.FollowUpTask) =>
    state._tag === "AwaitingStage" && !planned.has(state.stage)
  const orphans = tasks.filter(isOrphan)
  if (orphans.length === 0) return { tasks, dropped }
  return withoutOrphans(
    tasks.filter((task) => !isOrphan(task)),
    [...dropped, ...orphans.map(({ stage }) => ({ stage, rules: [TaskAnchor.anchorMissing] }))],
  )
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
  span: Span | "awaitingCalendar",
  now: number,
  ground: Placement.Ground,
  windowOf: Placement.WindowOf,
  contacts: ReadonlyArray<Contact>,
): FollowUpTask.TaskState => {
  const { id, version } = ground.calendar
  if (span === "awaitingCalendar") return { _tag: "AwaitingCalendar", calendar: id, version }
  const ahead = Placement.ahead(span, now)
  return ahead === undefined
    ? { _tag: "Ended", end: { _tag: "Missed" }, at: utc(now) }
    : Placement.next(task, channels, ahead, ground, windowOf, contacts)
}

const utc = (at: number) => DateTime.makeUnsafe(at)
