/**
 * The record that follows feedback to its end: every item has an owner, gets an answer, and nobody can lose one.
 *
 * **Details**
 *
 * A ticket is the fold of its events. `register` begins one, `record` adds what happened since, `merge` makes two of the
 * same matter one; each returns the next ticket and its events, or a refusal. An act that was recorded before changes
 * nothing. `at` is when something happened, `recordedAt` when it became known: `asKnownAt` shows a ticket as it was known
 * on a day.
 *
 * **Example** (From the bedside to the end)
 *
 * ```ts
 * import { type Feedback, GeneralFeedback, Id, Ticket } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const nurse = Id.StaffId.make("nurse-4")
 * const ward = Id.DepartmentId.make("surgery")
 * const item = Id.FeedbackId.make("f-1")
 * const ground: Ticket.Ground = {
 *   staff: new Map([[nurse, [ward]]]),
 *   departments: new Set([ward]),
 *   categories: GeneralFeedback.categories,
 *   policy: GeneralFeedback.ticketPolicy,
 * }
 * const stamp = (id: string, time: string): Ticket.Stamp => {
 *   const at = DateTime.makeUnsafe(`2026-03-02T${time}:00+08:00`)
 *   return { id: Id.EventId.make(id), at, recordedAt: at, by: { _tag: "Staff", staff: nurse } }
 * }
 * const feedback: Feedback.Feedback = {
 *   id: item,
 *   channel: "bedside",
 *   receivedAt: DateTime.makeUnsafe("2026-03-02T09:00:00+08:00"),
 *   registeredAt: DateTime.makeUnsafe("2026-03-02T09:10:00+08:00"),
 *   sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["faceToFace"] } },
 *   subject: "换药等了两个小时",
 *   people: [],
 *   account: "",
 *   evidence: [],
 *   assessment: {
 *     kind: "complaint",
 *     category: Id.CategoryId.make("waiting"),
 *     severity: "normal",
 *     danger: false,
 *     departments: [ward],
 *     handling: "onTheSpot",
 *     onSite: false,
 *     patientGroups: [],
 *     repeats: 0,
 *   },
 * }
 * const [begun] = Result.getOrThrow(
 *   Ticket.register(
 *     { ticket: Id.TicketId.make("t-1"), feedback, owner: { staff: nurse, department: ward }, policy: { id: "hospital.sla", version: "1" } },
 *     { id: Id.EventId.make("e-1"), by: { _tag: "Staff", staff: nurse } },
 *     ground,
 *   ),
 * )
 * const result = { _tag: "Handled", finding: "founded", summary: "排班有误", measures: ["已补换药"] } as const
 * const acts: ReadonlyArray<readonly [string, Ticket.Act]> = [
 *   ["09:30", { _tag: "ResultRecorded", result }],
 *   ["09:40", { _tag: "AnswerReached", item, channel: "faceToFace" }],
 *   ["16:00", { _tag: "Checked", item, check: { _tag: "Satisfied" } }],
 *   ["16:01", { _tag: "Closed" }],
 * ]
 * const closed = acts.reduce(
 *   (ticket, [time, act]) => Result.getOrThrow(Ticket.record(ticket, act, stamp(`e-${time}`, time), ground))[0],
 *   begun,
 * )
 * Ticket.stageOf(closed) // => "closed"
 * Ticket.awaits(closed) // => []
 * Ticket.awaits(begun) // => [{ _tag: "Result" }]
 *
 * const early = Ticket.record(begun, { _tag: "Closed" }, stamp("e-9", "09:20"), ground)
 * Result.isFailure(early) && early.failure.message // => "ticket t-1, Closed: ticket.noResult"
 * ```
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { deriving, EventId, type FeedbackId, type TicketId } from "../foundation/Id.ts"
import type { Version } from "../foundation/Version.ts"
import { type ClaimCode, matches } from "./ClaimCode.ts"
import type { Feedback } from "./Feedback.ts"
import * as SlaEvent from "./SlaEvent.ts"
import { objectionToCorrection } from "./TicketCorrection.ts"
import {
  type Act,
  begun,
  type Decided,
  decided,
  type Stamp,
  type TicketEvent,
  trackOf,
} from "./TicketEvent.ts"
import * as TicketLoop from "./TicketLoop.ts"
import * as TicketOwnership from "./TicketOwnership.ts"
import type { Ground } from "./TicketPolicy.ts"
import type { Owner, Ticket } from "./TicketRecord.ts"
import { type Objection, type Refusal, TicketRefused, UnknownReference } from "./TicketRefusal.ts"
import { slaEvents } from "./TicketSla.ts"
import * as TicketWork from "./TicketWork.ts"

export {
  Act,
  type ActOf,
  Actor,
  asKnownAt,
  type Decided,
  evolve,
  fromHistory,
  replay,
  Stamp,
  TicketEvent,
} from "./TicketEvent.ts"
export { type Ground, TicketPolicy } from "./TicketPolicy.ts"
export {
  Addressee,
  Awaited,
  actingAt,
  atOf,
  awaits,
  Deputy,
  Duty,
  Mark,
  Offer,
  OpenPromise,
  Owner,
  Promised,
  ReopenReason,
  Round,
  resultOf,
  Stage,
  stageOf,
  Ticket,
  TicketState,
  Track,
} from "./TicketRecord.ts"
export { type Refusal, TicketRefused, TicketRule, UnknownReference } from "./TicketRefusal.ts"
export { slaEvents } from "./TicketSla.ts"

/** What begins a ticket. The owner is whoever received the item; `policy` is the version its limits go by. */
export interface Registration {
  readonly ticket: TicketId
  readonly feedback: Feedback
  readonly owner: Owner
  readonly policy: Version
}

const judged = <A>(
  { id }: Pick<Ticket, "id">,
  act: TicketEvent["_tag"],
  objection: Objection,
  yes: () => A,
): Result.Result<A, Refusal> => {
  if (objection === undefined) return Result.succeed(yes())
  return Result.fail(
    typeof objection === "string" ? new TicketRefused({ ticket: id, act, rule: objection }) : objection,
  )
}

/** Begins a ticket. */
export const register = (
  registration: Registration,
  { by, id }: Pick<Stamp, "id" | "by">,
  ground: Ground,
): Result.Result<Decided, Refusal> => {
  const { feedback, owner, ticket } = registration
  const { assessment, receivedAt, registeredAt, visitedDepartment } = feedback
  const objection =
    unknownActor(by, ground) ??
    TicketOwnership.unknownOwner(owner, ground) ??
    TicketWork.unknownIn(assessment, undefined, ground) ??
    (visitedDepartment && TicketOwnership.unknownDepartment(visitedDepartment, ground)) ??
    (receivedAt.epochMilliseconds > registeredAt.epochMilliseconds ? "ticket.future" : undefined)
  return judged({ id: ticket }, "Registered", objection, () => {
    const event = {
      _tag: "Registered",
      id,
      at: receivedAt,
      recordedAt: registeredAt,
      by,
      ...registration,
    } as const
    return [begun(event), [event]]
  })
}

/**
 * Records something that happened.
 *
 * **Details**
 *
 * It may have happened before other things that are known already, but not before what it follows from. A check that finds
 * the sender dissatisfied opens the ticket again at once where the policy lets it.
 */
export const record = (
  ticket: Ticket,
  act: Act,
  stamp: Stamp,
  ground: Ground,
): Result.Result<Decided, Refusal> => {
  if (ticket.marks.some(({ event }) => event === stamp.id)) return Result.succeed(decided(ticket, []))
  const objection =
    unknownActor(stamp.by, ground) ??
    timeObjection(ticket, act._tag, stamp) ??
    objectionTo(ticket, act, stamp, ground)
  return judged(ticket, act._tag, objection, () => {
    const known = { ...stamp, recordedAt: later(stamp.recordedAt, ticket.recordedAt) }
    const event: TicketEvent = { ...act, ...known }
    const reopens =
      act._tag === "Checked" &&
      act.check._tag === "Dissatisfied" &&
      TicketLoop.againstReopening(ticket, stamp.at, ground.policy) === undefined
    return decided(
      ticket,
      reopens
        ? [event, { ...known, _tag: "Reopened", id: derived(stamp.id, "/reopened"), reason: "dissatisfied" }]
        : [event],
    )
  })
}

/**
 * Makes another ticket part of this one: the same patient, the same matter, come in twice.
 *
 * **Details**
 *
 * Both histories are kept. Every sender is still answered, promises and duties go on, the stricter assessment counts, and
 * each item's clocks go on beside the other's. The owner of this ticket takes the other's items on by doing so.
 *
 * @returns the decisions on this ticket and on the other
 */
export const merge = (
  ticket: Ticket,
  other: Ticket,
  otherEvents: ReadonlyArray<TicketEvent>,
  stamp: Stamp,
  ground: Ground,
): Result.Result<readonly [Decided, Decided], Refusal> => {
  const objection =
    unknownActor(stamp.by, ground) ??
    (ticket.id === other.id ? "ticket.sameTicket" : undefined) ??
    timeObjection(ticket, "Merged", stamp) ??
    timeObjection(other, "MergedInto", stamp) ??
    unmergeable(ticket) ??
    unmergeable(other) ??
    (sharePatient(ticket, other) ? undefined : "ticket.otherPatient") ??
    TicketOwnership.unlessActing(ticket, stamp)
  return judged(ticket, "Merged", objection, () => {
    const known = {
      ...stamp,
      recordedAt: later(stamp.recordedAt, later(ticket.recordedAt, other.recordedAt)),
    }
    const into = { ...known, _tag: "MergedInto", id: derived(stamp.id, "/into"), into: ticket.id } as const
    const threads = SlaEvent.threads(
      slaEvents([...otherEvents, into], ground.categories),
      known.recordedAt.epochMilliseconds,
    )
    return [decided(ticket, [{ ...known, _tag: "Merged", other, threads }]), decided(other, [into])]
  })
}

/** The item that a claim code opens, if it is one of the ticket's. */
export const itemOf = ({ items }: Ticket, code: ClaimCode): FeedbackId | undefined =>
  items.find(
    ({ sender }) => sender._tag === "Anonymous" && sender.claim !== undefined && matches(code, sender.claim),
  )?.id

const derived = deriving(EventId)

const later = (a: DateTime.Utc, b: DateTime.Utc): DateTime.Utc =>
  a.epochMilliseconds < b.epochMilliseconds ? b : a

const unknownActor = (by: Stamp["by"], ground: Ground): Objection =>
  by._tag === "Staff" ? TicketOwnership.unknownStaff(by.staff, ground) : undefined

/** Not ahead of what is known, not behind what it follows from. */
const timeObjection = (
  { id, marks, state }: Ticket,
  tag: TicketEvent["_tag"],
  { at, recordedAt }: Stamp,
): Objection => {
  if (at.epochMilliseconds > recordedAt.epochMilliseconds) return "ticket.future"
  // A correction may concern what was before the merge.
  if (state._tag === "Merged" && tag !== "Corrected") return "ticket.merged"
  const track = trackOf(tag)
  const follows = marks.some(
    (mark, i) =>
      at.epochMilliseconds < mark.at.epochMilliseconds &&
      (i === 0 || (track !== "talk" && mark.track === track && mark.ticket === id)),
  )
  return follows ? "ticket.order" : undefined
}

const objectionTo = (ticket: Ticket, act: Act, stamp: Stamp, ground: Ground): Objection => {
  const item = "item" in act ? act.item : act._tag === "Promised" ? act.promise.item : undefined
  if (item !== undefined && !ticket.items.some(({ id }) => id === item))
    return new UnknownReference({ field: "item", id: item })
  switch (act._tag) {
    case "Corrected":
      return objectionToCorrection(ticket, act, stamp)
    case "Taken":
    case "HandoverOffered":
    case "HandoverAccepted":
    case "HandoverRefused":
    case "HandoverRetracted":
    case "DeputyNamed":
    case "DeputyReleased":
      return TicketOwnership.objectionTo(ticket, act, stamp, ground)
    case "ResultRecorded":
    case "AnswerPosted":
    case "AnswerFailed":
    case "AnswerReached":
    case "AnswerCollected":
    case "AnswerGivenUp":
    case "CheckAsked":
    case "Checked":
    case "Withdrawn":
    case "Closed":
    case "Reopened":
      return TicketLoop.objectionTo(ticket, act, stamp, ground)
    default:
      return TicketWork.objectionTo(ticket, act, stamp, ground)
  }
}

const unmergeable = ({ state }: Ticket): Objection => {
  // A hold stops the clocks of one item alone, and nobody could end it in the other ticket.
  if (state._tag === "Open") return state.held === undefined ? undefined : "ticket.held"
  return state._tag === "Resolved" ? "ticket.resultStands" : "ticket.closed"
}

/** Whether both can be about one patient: none of them names another. */
const sharePatient = (a: Ticket, b: Ticket): boolean => {
  const named = ({ items }: Ticket) => items.flatMap(({ patient }) => patient?.id ?? [])
  const [first, ...rest] = [...named(a), ...named(b)]
  return rest.every((id) => id === first)
}
