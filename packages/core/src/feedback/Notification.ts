/**
 * That somebody of the hospital is told of a step: written down before it is sent, and sent until it has arrived.
 *
 * **Details**
 *
 * A warning that is lost is worse than one that comes twice, so what isn't known to have arrived is sent again, under the
 * same id and so often; then it stays on record as unheard. Who rests meanwhile isn't disturbed for it.
 *
 * **Example** (Nobody knows whether it arrived)
 *
 * ```ts
 * import { Id, Notification, Rule } from "@aftercare/core"
 * import { DateTime, Option } from "effect"
 *
 * const at = DateTime.makeUnsafe("2026-03-02T10:00:00Z")
 * const sent: Notification.Notification = {
 *   id: "Answer/e-1/step.late",
 *   target: "Answer",
 *   step: Rule.RuleId.make("step.late"),
 *   role: "headOfDepartment",
 *   staff: Id.StaffId.make("head-1"),
 *   stepAt: at,
 *   tries: 1,
 *   triedAt: at,
 *   delivery: { _tag: "Unknown" },
 * }
 * Option.map(Option.fromUndefinedOr(Notification.nextTryAt(sent)), DateTime.formatIso) // => Option.some("2026-03-02T10:05:00.000Z")
 * Notification.isUnheard({ ...sent, tries: Notification.mostTries }) // => true
 * Notification.isUnheard({ ...sent, delivery: { _tag: "Accepted", reference: "r-7" } }) // => false
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { Delivery } from "../contact/ContactAttempt.ts"
import { Override } from "../contact/Override.ts"
import { ActionId, StaffId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Notice, Roster } from "./Escalation.ts"
import { Target } from "./SlaPolicy.ts"
import { DutyRole } from "./SlaStep.ts"

export const Notification = Schema.Struct({
  /** The notice's: the round and the step. */
  id: Schema.String,
  target: Schema.Union([Target, Schema.Literals(["Promise", "Action"])]),
  /** Which action it is about, where it is one. */
  action: Schema.optionalKey(ActionId),
  step: RuleId,
  role: DutyRole,
  staff: StaffId,
  /** When the step came. */
  stepAt: Instant,
  /** What the addressee's rest was left for. */
  override: Schema.optionalKey(Override),
  /** How often it was sent, and when last. */
  tries: Schema.Int,
  triedAt: Instant,
  delivery: Schema.optionalKey(Delivery),
})
export interface Notification extends Schema.Schema.Type<typeof Notification> {}

/** Sent at most so often. */
export const mostTries = 5

/** Minutes between two tries whose fate isn't known. */
export const minutesBetween = 5

/** The first try of a notice that has somebody to go to; undefined where it has nobody, or isn't to be told yet. */
export const begin = (notice: Notice, at: DateTime.Utc): Notification | undefined =>
  notice.staff === undefined || notice.tellAt === undefined || notice.tellAt > at.epochMilliseconds
    ? undefined
    : {
        id: notice.id,
        target: notice.target,
        ...(notice.action === undefined ? {} : { action: notice.action }),
        step: notice.step,
        role: notice.role,
        staff: notice.staff,
        stepAt: DateTime.makeUnsafe(notice.at),
        ...(notice.override === undefined ? {} : { override: notice.override }),
        tries: 1,
        triedAt: at,
      }

/** From when on it is to be sent again; undefined once it has arrived, was refused for good, or was tried often enough. */
export const nextTryAt = ({ delivery, tries, triedAt }: Notification): DateTime.Utc | undefined => {
  if (delivery?._tag === "Deferred") return delivery.until
  if (delivery?._tag === "Accepted" || delivery?._tag === "Rejected" || tries >= mostTries) return undefined
  return DateTime.add(triedAt, { minutes: minutesBetween })
}

/**
 * When it is to be sent again by the roster, `now` at the earliest and in epoch milliseconds: while its addressee is on duty
 * and doesn't rest, as the first time. At once where that was left then, and for whom the roster has no such hours any more.
 */
export const againAt = (notification: Notification, { watches }: Roster, now: number): number | undefined => {
  const { override, role, staff } = notification
  const next = nextTryAt(notification)
  if (next === undefined) return undefined
  const from = Math.max(next.epochMilliseconds, now)
  const theirs = watches.filter((watch) => watch.staff === staff && (role === "owner" || watch.role === role))
  const awake = Math.min(...theirs.map((watch) => watch.awake.next(from)))
  return override === undefined && Number.isFinite(awake) ? awake : from
}

/** Sent once more. What surely didn't go out before is no further try. */
export const again = (notification: Notification, at: DateTime.Utc): Notification => {
  const { delivery, ...rest } = notification
  return { ...rest, tries: rest.tries + (delivery?._tag === "Deferred" ? 0 : 1), triedAt: at }
}

/** Whether nobody can have heard of it, and no further try will be made. */
export const isUnheard = (notification: Notification): boolean =>
  notification.delivery?._tag !== "Accepted" && nextTryAt(notification) === undefined
