import { Id } from "@aftercare/core"
import { ChannelContract } from "@aftercare/core/testing"
import { DateTime, Duration, Effect, Stream } from "effect"
import PostalMime from "postal-mime"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import * as EmailChannel from "../email/EmailChannel.ts"
import { type Exim, exim, missing } from "../email/exim.ts"
import { type Line, lineTo } from "./support/line.ts"

if (missing !== undefined) console.log(`skipped: no e-mail is sent, because ${missing}`)

const tenant = Id.TenantId.make("hospital")
const hospital = {
  from: "Hospital <care@hospital.test>",
  bounces: "bounces@hospital.test",
  subject: () => "Your follow-up",
  tenant,
}

describe.skipIf(missing !== undefined)("through Exim", () => {
  let server: Exim
  let line: Line
  let channel: EmailChannel.EmailChannel
  let rig: ChannelContract.ChannelRig["Service"]

  beforeAll(async () => {
    server = await exim()
    line = await lineTo(server.port)
    channel = await Effect.runPromise(EmailChannel.make({ host: "127.0.0.1", port: line.port, ...hospital }))
    rig = rigOf(server, line, channel)
  })

  afterAll(async () => {
    await line.close()
    await server.stop()
  })

  describe("the contract of a channel", () => {
    for (const { check, name } of ChannelContract.contract({ runs: 8 }))
      test(name, () => Effect.runPromise(Effect.provideService(check, ChannelContract.ChannelRig, rig)))
  })
})

describe("what arrives at the hospital", () => {
  const heard = async (...mails: ReadonlyArray<string>) => {
    const channel = await Effect.runPromise(EmailChannel.make({ host: "127.0.0.1", port: 1, ...hospital }))
    for (const mail of mails) await Effect.runPromise(channel.hear(mail))
    const soon = <A>(stream: Stream.Stream<A>) =>
      Stream.runCollect(Stream.interruptWhen(stream, Effect.sleep("20 millis")))
    return Effect.runPromise(Effect.all([soon(channel.receipts), soon(channel.inbound)]))
  }

  const notification = (...blocks: ReadonlyArray<string>) =>
    [
      "From: <mailer@example.org>",
      "To: <bounces@hospital.test>",
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "This is what became of it.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      blocks.join("\r\n\r\n"),
      "--b--",
      "",
    ].join("\r\n")

  test("a notification about several people is a receipt for each, told by who was written to", async () => {
    const [receipts, inbound] = await heard(
      notification(
        "Reporting-MTA: dns; mx.example.org\r\nOriginal-Envelope-Id: north!m-1",
        "Original-Recipient: rfc822;a@example.org\r\nFinal-Recipient: rfc822;a@inside.example.org\r\nAction: delivered\r\nStatus: 2.0.0",
        "Final-Recipient: RFC822; b@example.org\r\nAction:\r\n failed\r\nStatus: 5.1.1",
        "Final-Recipient: rfc822; c@example.org\r\nAction: delayed\r\nStatus: 4.4.1",
      ),
    )
    expect(inbound).toEqual([])
    expect(receipts.map(({ address, delivery, message }) => [message, address, delivery._tag])).toEqual([
      ["m-1", "a@example.org", "Accepted"],
      ["m-1", "b@example.org", "Rejected"],
    ])
  })

  test("a notification about a mail that isn't ours is nothing", async () => {
    const block = "Final-Recipient: rfc822; a@example.org\r\nAction: failed"
    const others = [
      "Reporting-MTA: dns; x",
      "Original-Envelope-Id: somebody's own",
      "Original-Envelope-Id: !m",
    ]
    const [receipts] = await heard(...others.map((about) => notification(about, block)))
    expect(receipts).toEqual([])
  })

  test("a mail that says neither who wrote nor when is heard all the same", async () => {
    const [, inbound] = await heard("Date: the other day\r\n\r\nHello\r\n", "Hello")
    expect(inbound.map(({ from, text }) => [from, text])).toEqual([
      ["unknown", "Hello"],
      ["unknown", expect.any(String)],
    ])
  })

  test("an answer is its own words, and its tenant's whose mail it answers", async () => {
    const answer = (text: string, inReplyTo?: string) =>
      [
        "From: Wang <a@example.org>",
        "Date: Mon, 2 Mar 2026 18:00:07 +0800",
        ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
      ].join("\r\n")
    const [, inbound] = await heard(
      answer("TD\r\n\r\n在 2026年3月2日，Hospital 写道：\r\n> 您好", "<north!m-1@hospital.test>"),
      answer("4\r\n\r\nOn 2 March Hospital wrote:\r\n> Hello"),
    )
    expect(inbound.map(({ from, tenant, text }) => [tenant, from, text])).toEqual([
      ["north", "a@example.org", "TD"],
      ["hospital", "a@example.org", "4"],
    ])
    expect(new Set(inbound.map(({ receivedAt }) => DateTime.formatIso(receivedAt)))).toEqual(
      new Set(["2026-03-02T10:00:07.000Z"]),
    )
  })
})

/** A mail server told as the contract tells it, with its answers lost on the line where it has no such manner itself. */
const rigOf = (
  server: Exim,
  line: Line,
  channel: EmailChannel.EmailChannel,
): ChannelContract.ChannelRig["Service"] => {
  const seen = new Map<string, ChannelContract.Taken>()
  const settled = new Set<string>()
  const promise = <A>(work: () => Promise<A>) => Effect.promise(work)

  const look = async () => {
    for (const id of await server.queued()) {
      if (seen.has(id) || settled.has(id)) continue
      const mail = await PostalMime.parse(await server.mail(id))
      const to = mail.to?.[0]?.address
      seen.set(id, {
        reference: id,
        text: (mail.text ?? "").replace(/\n$/, ""),
        ...(to === undefined ? {} : { address: to }),
      })
    }
    return [...seen.values()]
  }

  /** What is queued beside what we sent: notifications for the hospital. */
  const notices = async () => {
    for (const id of (await server.queued()).filter((one) => !seen.has(one))) {
      settled.add(id)
      await server.settle(id, "deliver")
    }
    return server.collect("hospital")
  }

  return {
    channel,
    patience: Duration.seconds(4),
    tenant,
    behave: (manner) =>
      promise(async () => {
        await server.answer(manner === "refuses" ? "refuse" : manner === "limits" ? "later" : "take")
        await line.set(manner)
      }),
    taken: promise(look),
    underway: Effect.sync(() => line.unanswered()),
    report: (reference, outcome) =>
      promise(async () => {
        await server.settle(reference, outcome === "delivered" ? "deliver" : "giveUp")
        for (const mail of await notices()) await Effect.runPromise(channel.hear(mail))
      }),
    reply: ({ at, from, number, text }) =>
      channel.hear(
        [
          `From: <${from}>`,
          "To: <care@hospital.test>",
          `Message-ID: <reply-${number}@example.org>`,
          `Date: ${new Date(DateTime.toEpochMillis(at)).toUTCString()}`,
          "Content-Type: text/plain; charset=utf-8",
          "Content-Transfer-Encoding: base64",
          "",
          Buffer.from(`${text}\n`).toString("base64"),
          "",
        ].join("\r\n"),
      ),
  }
}
