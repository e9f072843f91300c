import { TimeZone } from "@aftercare/core/calendar"
import type { ContactablePerson } from "@aftercare/core/contact"
import { Id, PhoneNumber } from "@aftercare/core/foundation"
import type { MessageChannel, MessageLog } from "@aftercare/core/ports"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

const person = (phone?: string): ContactablePerson.ContactablePerson => ({
  id: Id.PersonId.make("person-1"),
  relation: "self",
  name: "林小满",
  ...(phone === undefined ? {} : { phone: Schema.decodeSync(PhoneNumber.PhoneNumber)(phone) }),
  profile: {
    zone: TimeZone.make("Asia/Shanghai"),
    language: "zh",
    rest: { noon: [], night: [] },
    work: { _tag: "None" },
    preferred: [],
    channels: ["sms"],
    doNotDisturbOn: [],
  },
})

const subject = { _tag: "Notice", ticket: Id.TicketId.make("ticket-1"), notice: "told" } as const

export interface Wish {
  readonly tenant?: string
  readonly id?: string
  readonly phone?: string | null
  readonly text?: string
  readonly template?: MessageChannel.Template
}

/** A message to somebody. `phone: null` is one without a number. */
export const outgoing = ({
  id = "m-1",
  phone = "+8613800138000",
  template,
  tenant = "hospital",
  text = "您好，请记得明天上午复诊。",
}: Wish = {}): MessageChannel.Outgoing => ({
  tenant: Id.TenantId.make(tenant),
  id: Id.MessageId.make(id),
  purpose: "followUp",
  subject,
  to: phone === null ? person() : person(phone),
  content: { text, ...(template === undefined ? {} : { template }) },
})

/** What the log keeps of it. */
export const logged = (message: MessageChannel.Outgoing, sentAt: string): MessageLog.Message => ({
  tenant: message.tenant,
  id: message.id,
  channel: "sms",
  person: message.to.id,
  subject,
  sentAt: DateTime.makeUnsafe(sentAt),
  ...(message.to.phone === undefined ? {} : { address: message.to.phone }),
})
