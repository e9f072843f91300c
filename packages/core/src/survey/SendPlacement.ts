/** What the next moment to ask somebody rests on. */
import * as DateTime from "effect/DateTime"
import type * as Result from "effect/Result"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import { type Contact, closedByLimit } from "../contact/FrequencyCap.ts"
import type { Status } from "../contact/VitalStatus.ts"
import type { Channel } from "../foundation/Word.ts"
import { type Send, type SurveyInvitation, wentOut } from "./InvitationEvent.ts"
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

/** Channels on which a person speaks to a person. */
export const spoken: ReadonlySet<Channel> = new Set(["phone", "faceToFace"])

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
