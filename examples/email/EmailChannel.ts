/**
 * An e-mail channel: sends by SMTP, reads what the mail servers tell later, and what people write back.
 *
 * Every message has an envelope id. Servers that know RFC 3461 send a notification with it once the message is in the
 * mailbox, or can't be; the hospital hands whatever arrives at its bounce and reply addresses to `hear`.
 */
import { createHash } from "node:crypto"
import { type ContactAttempt, ContactablePerson, Id, type MessageChannel, Rule } from "@aftercare/core"
import { DateTime, type Duration, Effect, Option, Queue, Redacted, Schema, Stream } from "effect"
import MailComposer from "nodemailer/lib/mail-composer"
import SMTPConnection from "nodemailer/lib/smtp-connection"
import PostalMime, { type Email } from "postal-mime"

export interface Options {
  readonly host: string
  readonly port: number
  readonly login?: { readonly user: string; readonly password: Redacted.Redacted }
  /** The hospital as people see it, such as `Hospital <care@hospital.test>`; they write back to it. */
  readonly from: string
  /** Where mail servers send what became of a message. */
  readonly bounces: string
  readonly subject: (message: MessageChannel.Outgoing) => string
  /** Whose a mail is that answers none of ours. */
  readonly tenant: Id.TenantId
}

export interface EmailChannel extends MessageChannel.MessageChannel {
  /** Takes a mail that arrived at the hospital, as its server has it. */
  readonly hear: (mail: Uint8Array | string) => Effect.Effect<void>
}

type Delivery = ContactAttempt.Delivery

const Reference = Schema.Struct({ tenant: Id.TenantId, message: Id.MessageId })
type Reference = typeof Reference.Type

const codes = {
  refused: Rule.RuleId.make("email.refused"),
  undelivered: Rule.RuleId.make("email.undelivered"),
  notNow: Rule.RuleId.make("email.notNow"),
  unreachable: Rule.RuleId.make("email.unreachable"),
}

/** Ids hold neither `!` nor braces, and a message id mustn't hold `:` or `@`. */
const written = ({ message, tenant }: Reference) =>
  `${tenant}!${message}`.replaceAll(":", "}").replaceAll("@", "{")
const read = (text: string): Option.Option<Reference> => {
  const [, tenant, message] = /^<?([^!@>\s]+)!([^!@>\s]+)/.exec(text.trim()) ?? []
  const plain = (part = "") => part.replaceAll("}", ":").replaceAll("{", "@")
  return Schema.decodeUnknownOption(Reference)({ tenant: plain(tenant), message: plain(message) })
}

const later = (code: Rule.RuleId, wait: Duration.Input) =>
  Effect.map(
    DateTime.now,
    (now): Delivery => ({ _tag: "Deferred", code, until: DateTime.addDuration(now, wait) }),
  )

/** What an error of the library means. A message counts as handed over as soon as its sending begins. */
const failed = (
  { responseCode = 0 }: { readonly responseCode?: number | undefined },
  handedOver: boolean,
): Effect.Effect<Delivery> => {
  if (!handedOver) return later(codes.unreachable, "5 minutes")
  if (responseCode >= 500) return Effect.succeed({ _tag: "Rejected", code: codes.refused })
  // The server has said that it doesn't take it now. Where it has said nothing, nobody knows.
  return responseCode >= 400 ? later(codes.notNow, "15 minutes") : Effect.succeed({ _tag: "Unknown" })
}

/** The channel, and what was heard and not yet taken from its streams. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const receipts = yield* Queue.unbounded<MessageChannel.Receipt>()
  const inbound = yield* Queue.unbounded<MessageChannel.Inbound>()
  const channel: EmailChannel = {
    channel: "email",
    capabilities: {
      idempotency: { _tag: "None" },
      lookUp: false,
      receipts: true,
      inbound: true,
      costMilli: 0,
    },
    send: (message) => {
      const to = ContactablePerson.addressOn(message.to, "email")
      return to === undefined
        ? Effect.succeed<Delivery>({ _tag: "Rejected", code: codes.refused })
        : send(options, message, to)
    },
    lookUp: () => Effect.succeed(Option.none()),
    receipts: Stream.fromQueue(receipts),
    inbound: Stream.fromQueue(inbound),
    hear: Effect.fnUntraced(function* (raw) {
      const mail = yield* Effect.promise(() => PostalMime.parse(raw))
      const notice = mail.attachments.find(({ mimeType }) => mimeType === "message/delivery-status")
      if (notice === undefined)
        yield* Queue.offer(inbound, replyOf(mail, raw, options.tenant, yield* DateTime.now))
      else yield* Queue.offerAll(receipts, receiptsOf(textOf(notice.content)))
    }),
  }
  return channel
})

const send = Effect.fnUntraced(function* (options: Options, message: MessageChannel.Outgoing, to: string) {
  const { bounces, from, host, login, port, subject } = options
  const id = written({ tenant: message.tenant, message: message.id })
  const domain = bounces.slice(bounces.lastIndexOf("@"))
  const composer = new MailComposer({
    from,
    to,
    subject: subject(message),
    text: message.content.text,
    messageId: `<${id}${domain}>`,
  })
  const mail = yield* Effect.promise(() => composer.compile().build())
  const dsn = { id, return: "headers", notify: ["success", "failure"], recipient: to }
  return yield* Effect.callback<Delivery>((resume) => {
    const connection = new SMTPConnection({ host, port })
    let handedOver = false
    const end = (error: Parameters<typeof failed>[0]) => {
      resume(failed(error, handedOver))
      connection.close()
    }
    const handOver = () => {
      handedOver = true
      connection.send({ from: bounces, to: [to], dsn }, mail, (error) => {
        if (error) return end(error)
        resume(Effect.succeed({ _tag: "Accepted", reference: id }))
        connection.quit()
      })
    }
    connection.on("error", end)
    connection.connect((error) => {
      if (error) return end(error)
      if (login === undefined) return handOver()
      const { password, user } = login
      connection.login({ user, pass: Redacted.value(password) }, (refused) =>
        refused ? end(refused) : handOver(),
      )
    })
    return Effect.sync(() => connection.close())
  })
})

const textOf = (content: string | ArrayBuffer | Uint8Array) =>
  typeof content === "string" ? content : new TextDecoder().decode(content)

/** What a notification of RFC 3464 says: a block about the message, then one about each recipient. */
const receiptsOf = (status: string): ReadonlyArray<MessageChannel.Receipt> => {
  const [about = new Map<string, string>(), ...recipients] = status
    .replace(/\r\n/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split(/\n\n+/)
    .map(
      (block) =>
        new Map(
          [...block.matchAll(/^([\w-]+):\s*(.*)$/gm)].map(([, k = "", v = ""]) => [k.toLowerCase(), v]),
        ),
    )
  const reference = read(about.get("original-envelope-id") ?? "")
  if (Option.isNone(reference)) return []
  return recipients.flatMap((block) => {
    const recipient = block.get("original-recipient") ?? block.get("final-recipient")
    const address = recipient?.replace(/^rfc822;\s*/i, "")
    const delivery = deliveryOf(block.get("action") ?? "", reference.value)
    return address === undefined || delivery === undefined ? [] : [{ ...reference.value, address, delivery }]
  })
}

/** One that is merely late will be told of again. */
const deliveryOf = (action: string, reference: Reference): Delivery | undefined => {
  switch (action.trim().toLowerCase()) {
    case "delivered":
    case "relayed":
    case "expanded":
      return { _tag: "Accepted", reference: written(reference) }
    case "failed":
      return { _tag: "Rejected", code: codes.undelivered }
    default:
      return undefined
  }
}

const replyOf = (
  mail: Email,
  raw: Uint8Array | string,
  tenant: Id.TenantId,
  now: DateTime.Utc,
): MessageChannel.Inbound => ({
  tenant: Option.match(read(mail.inReplyTo ?? ""), { onNone: () => tenant, onSome: (ours) => ours.tenant }),
  id: Id.MessageId.make(
    createHash("sha256")
      .update(mail.messageId ?? raw)
      .digest("hex"),
  ),
  from: mail.from?.address || "unknown",
  // What stands below a line that begins with > or says who wrote is the mail that is answered.
  text: (mail.text ?? "").split(/\n(?:>|On .+ wrote:|在.+写道[:：])/)[0]?.trim() ?? "",
  receivedAt: Option.getOrElse(DateTime.make(mail.date ?? Number.NaN), () => now),
})
