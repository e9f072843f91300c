/** A channel of one's own: e-mail through a real mail server, and what the server tells of it later. */
import { ContactablePerson, Id, type MessageChannel } from "@aftercare/core"
import { Effect, Schema, Stream } from "effect"
import * as EmailChannel from "./email/EmailChannel.ts"
import { exim, missing } from "./email/exim.ts"

const tenant = Id.TenantId.make("hospital")

const followUp = (id: string, email: string): MessageChannel.Outgoing => ({
  tenant,
  id: Id.MessageId.make(id),
  purpose: "followUp",
  subject: { _tag: "Notice", ticket: Id.TicketId.make("t-1"), notice: id },
  to: Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
    id: "p-1",
    relation: "self",
    name: "王小明",
    addresses: { email },
    profile: {
      zone: "Asia/Shanghai",
      language: "zh",
      rest: { noon: ["12:00-14:00"], night: ["22:00-08:00"] },
      work: { _tag: "None" },
      preferred: [],
      channels: ["email"],
      doNotDisturbOn: [],
    },
  }),
  content: { text: "您好，请记得明天上午复诊。" },
})

if (missing !== undefined) console.log(`no mail is sent: ${missing}`)
else {
  const server = await exim()
  const story = Effect.gen(function* () {
    const channel = yield* EmailChannel.make({
      host: "127.0.0.1",
      port: server.port,
      from: "Hospital <care@hospital.test>",
      bounces: "bounces@hospital.test",
      subject: () => "复诊提醒",
      tenant,
    })
    const say = (what: string, { _tag }: { readonly _tag: string }) => console.log(what.padEnd(36), _tag)

    say("handed in", yield* channel.send(followUp("m-1", "wang@example.org")))
    yield* Effect.promise(() => server.answer("later"))
    say("while the server wants no more", yield* channel.send(followUp("m-2", "wang@example.org")))
    yield* Effect.promise(() => server.answer("refuse"))
    say("to a mailbox that isn't there", yield* channel.send(followUp("m-3", "nobody@example.org")))

    // The server puts the first into its mailbox, and tells the hospital so.
    yield* Effect.promise(async () => {
      for (let round = 0; round < 2; round += 1)
        for (const id of await server.queued()) await server.settle(id, "deliver")
      for (const mail of await server.collect("hospital")) await Effect.runPromise(channel.hear(mail))
    })
    const [receipt] = yield* Stream.runCollect(Stream.take(channel.receipts, 1))
    if (receipt !== undefined) say(`told later of ${receipt.message}`, receipt.delivery)
  })
  await Effect.runPromise(story).finally(server.stop)
}
