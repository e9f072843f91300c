/**
 * What a letter to the sender of an item holds: that it came in, that it takes longer, or what came of it.
 *
 * **Details**
 *
 * A ticket may answer several senders, and each letter is for one of them: it has their own item, what they wrote since, and
 * nothing that another sent. What came of the ticket is told to all of them alike, so whoever records the result names nobody
 * in it. `LetterText` puts a letter into words.
 *
 * An answer says what was done, what was found, when that stood, and which departments it was about; with whom to turn to,
 * which the hospital adds, it is all that a hospital in the United States owes in writing.
 *
 * **Source** 42 CFR 482.13(a)(2)(iii), as findings of its surveyors tell it (tag A-0123); read there, not in the law itself.
 *
 * **Example** (Told at the bedside, and answered the same day)
 *
 * ```ts
 * import { type Feedback, GeneralFeedback, Id, Letter, Ticket } from "@aftercare/core"
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
 * const at = (time: string) => DateTime.makeUnsafe(`2026-03-02T${time}:00+08:00`)
 * const by = { _tag: "Staff", staff: nurse } as const
 * const feedback: Feedback.Feedback = {
 *   id: item,
 *   channel: "bedside",
 *   receivedAt: at("09:00"),
 *   registeredAt: at("09:10"),
 *   sender: { _tag: "Named", name: "王芳" },
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
 * const owner = { staff: nurse, department: ward }
 * const policy = { id: "hospital.sla", version: "1" }
 * const [begun, registered] = Result.getOrThrow(
 *   Ticket.register({ ticket: Id.TicketId.make("t-1"), feedback, owner, policy }, { id: Id.EventId.make("e-1"), by }, ground),
 * )
 * const result = { _tag: "Handled", finding: "founded", summary: "排班有误", measures: ["已补换药"] } as const
 * const stamp = { id: Id.EventId.make("e-2"), at: at("11:00"), recordedAt: at("11:00"), by }
 * const [, resolved] = Result.getOrThrow(Ticket.record(begun, { _tag: "ResultRecorded", result }, stamp, ground))
 *
 * const letter = Result.getOrThrow(Letter.answered([...registered, ...resolved], item))
 * letter.to // => "王芳"
 * letter.says._tag === "Answered" && letter.says.result // => { _tag: "Handled", finding: "founded", summary: "排班有误", measures: ["已补换药"] }
 * ```
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { DepartmentId, FeedbackId } from "../foundation/Id.ts"
import type { CaseResult } from "./Closure.ts"
import type { Feedback } from "./Feedback.ts"
import { fromHistory, type TicketEvent } from "./TicketEvent.ts"
import { atOf, receipts, resultOf, type Ticket } from "./TicketRecord.ts"
import { type Refusal, TicketRefused, UnknownReference } from "./TicketRefusal.ts"

/** Something that was done about the item, of which its sender may be told, and when. */
export type Step =
  | {
      readonly _tag: "Registered" | "Acknowledged" | "SenderWrote" | "MeasureTaken"
      readonly at: DateTime.Utc
    }
  | { readonly _tag: "ArrivedOnSite"; readonly at: DateTime.Utc; readonly department: DepartmentId }

/** What a letter says of the item. */
export type Says =
  /** It came in; `answerBy` is when the answer is due, where that is told. */
  | { readonly _tag: "Received"; readonly answerBy?: DateTime.Utc }
  /** It is still worked on, and answered by then. */
  | { readonly _tag: "Delayed"; readonly answerBy: DateTime.Utc }
  /** What came of it. `again` where the item was answered before. */
  | {
      readonly _tag: "Answered"
      readonly steps: ReadonlyArray<Step>
      readonly departments: ReadonlyArray<DepartmentId>
      readonly result: CaseResult
      readonly resultAt: DateTime.Utc
      readonly again: boolean
    }

export interface Letter {
  readonly item: FeedbackId
  /** Absent where the sender gave no name. */
  readonly to?: string
  readonly subject: string
  readonly receivedAt: DateTime.Utc
  readonly says: Says
}

/** The ticket of a history with one of its items; refused where it isn't there, or nobody is to be written to of it here. */
const about = (
  events: ReadonlyArray<TicketEvent>,
  item: FeedbackId,
): Result.Result<{ readonly ticket: Ticket; readonly letter: Omit<Letter, "says"> }, Refusal> => {
  const ticket = Option.getOrUndefined(fromHistory(events))
  const found = ticket && receipts(ticket).find(({ item: { id } }) => id === item)
  if (ticket === undefined || found === undefined)
    return Result.fail(new UnknownReference({ field: "item", id: item }))
  const { loops, state } = ticket
  if (state._tag === "Merged") return refused(ticket, "ticket.merged")
  if (loops.some((loop) => loop.item === item && loop.withdrawn !== undefined))
    return refused(ticket, "ticket.withdrawn")
  return Result.succeed({ ticket, letter: { ...addressed(found.item), receivedAt: found.receivedAt } })
}

const refused = ({ id }: Ticket, rule: TicketRefused["rule"]) =>
  Result.fail(new TicketRefused({ ticket: id, act: "Letter", rule }))

const addressed = ({ id, sender, subject }: Feedback) => ({
  item: id,
  ...(sender._tag === "Named" && { to: sender.name }),
  subject,
})

/**
 * That the item came in.
 *
 * Fails with `UnknownReference` where the history has no such item, and with `TicketRefused` where the ticket goes on as part
 * of another, or the sender took the item back.
 */
export const received = (
  events: ReadonlyArray<TicketEvent>,
  item: FeedbackId,
  answerBy?: DateTime.Utc,
): Result.Result<Letter, Refusal> =>
  Result.map(about(events, item), ({ letter }) => ({
    ...letter,
    says: { _tag: "Received", ...(answerBy && { answerBy }) },
  }))

/** That the item is still worked on. Fails as `received` does, and where the result stands. */
export const delayed = (
  events: ReadonlyArray<TicketEvent>,
  item: FeedbackId,
  answerBy: DateTime.Utc,
): Result.Result<Letter, Refusal> =>
  Result.flatMap(about(events, item), ({ letter, ticket }) =>
    resultOf(ticket) === undefined
      ? Result.succeed({ ...letter, says: { _tag: "Delayed", answerBy } })
      : refused(ticket, "ticket.resultStands"),
  )

/** What came of the item. Fails as `received` does, and where no result stands. */
export const answered = (
  events: ReadonlyArray<TicketEvent>,
  item: FeedbackId,
): Result.Result<Letter, Refusal> =>
  Result.flatMap(about(events, item), ({ letter, ticket }) => {
    const result = resultOf(ticket)
    const last = events.findLast(({ _tag }) => _tag === "ResultRecorded")
    if (result === undefined || last === undefined) return refused(ticket, "ticket.noResult")
    const steps = events.flatMap(
      (event): ReadonlyArray<Step> => stepOf(event, atOf(ticket, event.id) ?? event.at, item),
    )
    return Result.succeed({
      ...letter,
      says: {
        _tag: "Answered",
        steps: steps.sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds),
        departments: ticket.assessment.departments,
        result,
        resultAt: atOf(ticket, last.id) ?? last.at,
        again: ticket.past.some(({ loops }) =>
          loops.some(
            (loop) => loop.item === item && loop.answer !== undefined && loop.answer._tag !== "GivenUp",
          ),
        ),
      },
    })
  })

const stepOf = (event: TicketEvent, at: DateTime.Utc, item: FeedbackId): ReadonlyArray<Step> => {
  switch (event._tag) {
    case "Registered":
      return event.feedback.id === item ? [{ _tag: "Registered", at: event.feedback.registeredAt }] : []
    case "Merged":
      return event.other.items
        .filter(({ id }) => id === item)
        .map(({ registeredAt }) => ({ _tag: "Registered", at: registeredAt }))
    case "Acknowledged":
    case "SenderWrote":
      return event.item === item ? [{ _tag: event._tag, at }] : []
    case "MeasureTaken":
      return [{ _tag: event._tag, at }]
    case "ArrivedOnSite":
      return [{ _tag: event._tag, at, department: event.department }]
    default:
      return []
  }
}
