/**
 * The window of a task's planned contact, and the only way out of it.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Check } from "../contact/ContactAttempt.ts"
import {
  bandAt,
  type ContactWindow,
  type EmptyWindow,
  type OutsideWindow,
  permit,
} from "../contact/ContactWindow.ts"
import * as FrequencyCap from "../contact/FrequencyCap.ts"
import type { Override } from "../contact/Override.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import type { PersonId, TaskId } from "../foundation/Id.ts"
import type { Channel } from "../foundation/Word.ts"
import { type Decided, decided } from "./FollowUpEvent.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import * as Placement from "./Placement.ts"
import { addresseeOf, type Ground, placingFor } from "./PlanGround.ts"
import { NoChannel } from "./PlanMaking.ts"
import { contactsMade } from "./PlannedContacts.ts"
import { type FollowUpPlan, NotFound, task, WrongState } from "./PlanRecord.ts"

/** The window of a task's planned contact, to be checked again right before it is made. */
export const windowFor = (
  plan: FollowUpPlan,
  found: FollowUpTask.FollowUpTask,
  channel: Channel,
  ground: Ground,
): Result.Result<ContactWindow, NotFound | NoChannel | EmptyWindow> => {
  const person = ground.discharge.persons.find((p) => p.id === found.addressee)
  if (person === undefined) return Result.fail(new NotFound({ what: "task", id: found.id }))
  const placing = placingFor(ground, person)
  const made = contactsMade(plan, person.id, ground)
  const window = Placement.windows(placing)(channel, found.purpose, made, [])
  return Result.mapError(window, (error) =>
    error._tag === "ChannelNotUsed" ? new NoChannel({ stage: found.stage }) : error,
  )
}

/** What a check of a task's contact at this moment looks at, to be kept with the try. */
export const checkAt = (
  plan: FollowUpPlan,
  { addressee, purpose }: FollowUpTask.FollowUpTask,
  channel: Channel,
  ground: Ground,
  at: DateTime.Utc,
): Check => {
  const { policy } = ground
  const made = contactsMade(plan, addressee, ground)
  return {
    ...checkedBy(addressee, ground),
    caps: policy.caps
      .filter((cap) => cap.channels.includes(channel) && cap.purposes.includes(purpose))
      .map((cap) => ({ rule: cap.id, counted: FrequencyCap.counted(cap, made, DateTime.toEpochMillis(at)) })),
  }
}

/** What a contact with a person is held against, by the names it has. */
export const checkedBy = (
  addressee: PersonId,
  ground: Pick<Ground, "calendar" | "discharge" | "policy">,
): Pick<Check, "basis" | "profile"> => {
  const { calendar, discharge, policy } = ground
  const person = addresseeOf(discharge, addressee)
  return {
    basis: {
      policy: { id: policy.id, version: policy.version },
      calendar: { id: calendar.id, version: calendar.version },
    },
    ...(person && { profile: contentHash(person.profile) }),
  }
}

/** Whether the channel leads to the task's addressee: they take it, it has an address, and nothing closed it to them. */
export const leadsThere = (found: FollowUpTask.FollowUpTask, channel: Channel, ground: Ground): boolean => {
  const person = addresseeOf(ground.discharge, found.addressee)
  return (
    person !== undefined &&
    !FollowUpTask.isClosed(found, channel) &&
    Placement.usableChannels([channel], placingFor(ground, person)).length > 0
  )
}

/** A moment that somebody asks for, and why it may lie outside the window. */
export interface Wanted {
  readonly channel: Channel
  readonly at: DateTime.Utc
  readonly override: Override
}

/**
 * Plans a task's next contact for a stated moment, by an override: clinical urgency, or the person's own request.
 *
 * The rules that it leaves are recorded with the try. Replanning keeps the moment. Fails with `OutsideWindow` where a
 * law is in the way and no life is in danger, with `NoChannel` where the person can't be reached so, which no override
 * leaves, and with `WrongState` where the task has ended, a try is under way, or it isn't known yet whether the task is
 * needed.
 */
export const placeByOverride = (
  plan: FollowUpPlan,
  id: TaskId,
  wanted: Wanted,
  ground: Ground,
): Result.Result<Decided, NotFound | WrongState | NoChannel | EmptyWindow | OutsideWindow> => {
  const found = task(plan, id)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { span, state } = found.success
  if (state._tag === "Ended" || state._tag === "InProgress" || state._tag === "AwaitingStage")
    return Result.fail(new WrongState({ task: id, state: state._tag }))
  const { at, channel, override } = wanted
  if (!leadsThere(found.success, channel, ground))
    return Result.fail(new NoChannel({ stage: found.success.stage }))
  const millis = DateTime.toEpochMillis(at)
  return Result.flatMap(windowFor(plan, found.success, channel, ground), (window) =>
    Result.map(permit(window, millis, override), () => {
      const band = span === undefined ? "ideal" : bandAt(FollowUpTask.millisOf(span), millis)
      const { basis } = window
      const planned = { _tag: "Planned", at, channel, band, preferred: false, basis, override } as const
      return decided(plan, [{ _tag: "TaskPlaced", task: id, state: planned }])
    }),
  )
}
