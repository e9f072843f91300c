/** Finding the next moment to ask somebody: by which channel, and when its window lets the message go out. */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import { type Contact, closedByLimit } from "../contact/FrequencyCap.ts"
import type { Status } from "../contact/VitalStatus.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import { type InvitationState, type Send, type SurveyInvitation, wentOut } from "./InvitationEvent.ts"
import type { InvitationPolicy } from "./InvitationPolicy.ts"

/** What inviting one person rests on. */
export interface Ground {
  readonly person: ContactablePerson
  /** How the person may be contacted at all. */
  readonly contact: ContactPolicy
  readonly calendar: WorkCalendar
  readonly policy: InvitationPolicy
  /** Contacts made or planned with the person beside this invitation's own, whatever they are for. */
  readonly contacts: ReadonlyArray<Contact>
  /** When the person's other invitations first went out or are planned to, whichever the questionnaires; epoch milliseconds. */
  readonly invitedAt: ReadonlyArray<number>
  /** What was told last of whether the patient lives whom the occasion is about; absent where nothing was. */
  readonly vitalStatus?: Status
}

/** Channels that lead to the person's telephone number. */
export const byNumber: ReadonlySet<Channel> = new Set(["phone", "sms"])
/** Channels on which a person speaks to a person. */
export const spoken: ReadonlySet<Channel> = new Set(["phone", "faceToFace"])

/** The channels that the policies use, the person takes and that lead somewhere; in the invitation policy's order. */
export const usableChannels = ({ contact, person, policy }: Ground): ReadonlyArray<Channel> =>
  policy.channels.filter(
    (channel) =>
      person.profile.channels.includes(channel) &&
      (person.phone !== undefined || !byNumber.has(channel)) &&
      contact.channels.some((rule) => rule.channel === channel),
  )

/** The channels that are still open, in order. */
export const openChannels = ({ channels, closed }: SurveyInvitation): ReadonlyArray<Channel> =>
  channels.filter((channel) => !closed.some((one) => one.channel === channel))

/** Whether a message was taken, or a call led to the right place, as far as is known. */
export const cameThrough = (send: Send): boolean => wentOut(send) && wasTaken(send)

const wasTaken = ({ delivery, disposition }: Send): boolean =>
  delivery?._tag !== "Rejected" &&
  disposition !== "rejected" &&
  disposition !== "wrongNumber" &&
  disposition !== "outOfService"

/** The window for the invitation's next message by a channel: a first one is also held by what tires people of surveys. */
export const windowFor = (
  invitation: SurveyInvitation,
  channel: Channel,
  { calendar, contact, contacts, invitedAt, person, policy }: Ground,
): Result.Result<ContactWindow.ContactWindow, ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow> => {
  const { profile } = person
  const own = invitation.sends.filter(wentOut).map(({ at, channel }) => ({
    at: DateTime.toEpochMillis(at),
    channel,
    purpose: policy.purpose,
  }))
  const fatigue =
    own.length > 0
      ? []
      : policy.fatigue.flatMap(({ id, limit, source }) =>
          ContactWindow.closing(id, closedByLimit(limit, invitedAt, profile.zone), source),
        )
  return ContactWindow.make({
    profile,
    policy: contact,
    channel,
    purpose: policy.purpose,
    calendar,
    contacts: [...contacts, ...own],
    further: fatigue,
  })
}

type Placed = Extract<InvitationState, { readonly _tag: "Planned" | "AwaitingCalendar" | "Unplaced" }>

/** The next message in the span, by the first of these channels that has a moment. */
export const placed = (
  invitation: SurveyInvitation,
  channels: ReadonlyArray<Channel>,
  span: ContactWindow.Span,
  ground: Ground,
): Placed => {
  const closing = new Set<RuleId>()
  let awaiting: Placed | undefined
  for (const channel of channels) {
    const found = Result.flatMap(windowFor(invitation, channel, ground), (window) =>
      ContactWindow.place(window, span),
    )
    if (Result.isSuccess(found)) {
      const { at, basis } = found.success
      return { _tag: "Planned", channel, at: DateTime.makeUnsafe(at), basis }
    }
    const { failure } = found
    if (failure._tag === "AwaitingCalendar")
      awaiting ??= { _tag: "AwaitingCalendar", calendar: failure.calendar, version: failure.version }
    else if (failure._tag !== "ChannelNotUsed") for (const rule of failure.rules) closing.add(rule)
  }
  return awaiting ?? { _tag: "Unplaced", rules: [...closing] }
}

/** The part of a span that is still ahead. */
export const ahead = (span: ContactWindow.Span, now: number): ContactWindow.Span => {
  const from = (bound: number) => Math.max(bound, now)
  return {
    earliest: from(span.earliest),
    ideal: from(span.ideal),
    due: from(span.due),
    latest: from(span.latest),
  }
}
