/**
 * Putting right when something happened: never ahead of what it follows from, never behind what follows from it.
 *
 * @since 0.1.0
 */
import type { Act, Stamp } from "./TicketEvent.ts"
import type { Mark, Ticket } from "./TicketRecord.ts"
import { type Objection, UnknownReference } from "./TicketRefusal.ts"

const follows = (later: Mark, earlier: Mark): boolean =>
  later.track !== "talk" && later.track === earlier.track && later.ticket === earlier.ticket

/** What stands against another time of an event. Everything stays behind the receipt of its own ticket. */
export const objectionToCorrection = (
  { marks }: Ticket,
  { event, happenedAt }: Extract<Act, { readonly _tag: "Corrected" }>,
  { recordedAt }: Stamp,
): Objection => {
  const at = happenedAt.epochMilliseconds
  if (at > recordedAt.epochMilliseconds) return "ticket.future"
  const index = marks.findIndex((mark) => mark.event === event)
  const found = marks[index]
  if (found === undefined) return new UnknownReference({ field: "event", id: event })
  const isReceipt = (mark: Mark) => marks.find(({ ticket }) => ticket === mark.ticket) === mark
  const keeps = marks.every((mark, i) => {
    const other = mark.at.epochMilliseconds
    if (i < index)
      return at >= other || !(follows(found, mark) || (isReceipt(mark) && mark.ticket === found.ticket))
    if (i > index)
      return at <= other || !(follows(mark, found) || (isReceipt(found) && mark.ticket === found.ticket))
    return true
  })
  return keeps ? undefined : "ticket.order"
}
