import { join } from "node:path"
import { HttpExchange, Kannel, MessageReference, SmsChannel } from "@aftercare/adapter-sms"
import { type ContactAttempt, SmsText } from "@aftercare/core/contact"
import { DateTime, Effect, Exit, Option, Redacted, Scope } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { outgoing } from "../support/Messages.ts"
import { type Callbacks, callbacks } from "./callbacks.ts"
import * as Gateway from "./kannel.ts"
import { type Centre, centreOn, type Fate } from "./smsc.ts"

if (Gateway.missing !== undefined)
  console.log(`skipped: nothing goes through Kannel, because ${Gateway.missing}`)

describe.skipIf(Gateway.missing !== undefined)("through Kannel", () => {
  let centre: Centre
  let calls: Callbacks
  let kannel: Gateway.Kannel
  let channel: SmsChannel.SmsChannel
  let send: HttpExchange.Send
  const scope = Scope.makeUnsafe()

  const channelOf = (options: Partial<Kannel.Options> = {}) =>
    Effect.runSync(
      SmsChannel.make({
        driver: Kannel.make({
          url: kannel.url,
          username: Gateway.user.username,
          password: Redacted.make(Gateway.user.password),
          sender: "10690001",
          receipts: calls.url,
          ...options,
        }),
        send,
        costMilli: 45,
      }),
    )

  beforeAll(async () => {
    const [port = 0] = await Gateway.freePorts(1)
    centre = centreOn(port)
    await centre.open()
    calls = await callbacks()
    kannel = await Gateway.kannel({ centre: port, replies: calls.replies })
    await Gateway.until("Kannel is bound to the centre", centre.bound)
    send = await Effect.runPromise(HttpExchange.make().pipe(Effect.provideService(Scope.Scope, scope)))
    channel = channelOf()
  })

  afterAll(async () => {
    await kannel.stop()
    await calls.close()
    await centre.shut()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  let numbers = 0
  /** A number that nobody else in this file has. */
  const number = () => {
    numbers += 1
    return `+8613${String(numbers).padStart(9, "0")}`
  }

  let messages = 0
  const sendTo = (phone: string, text?: string, by = channel) => {
    messages += 1
    const message = outgoing({ id: `m-${messages}`, phone, ...(text === undefined ? {} : { text }) })
    return Effect.runPromise(by.send(message))
  }

  const segmentsTo = (phone: string) => centre.segments.filter(({ to }) => `+${to}` === phone)
  const toldOf = (delivery: ContactAttempt.Delivery) =>
    calls.told.filter((query) => delivery._tag === "Accepted" && query.get("ref") === delivery.reference)
  const toldTypes = (delivery: ContactAttempt.Delivery) => toldOf(delivery).map((query) => query.get("type"))

  test("a message arrives once, and is told of by reference and number", async () => {
    const phone = number()
    const delivery = await sendTo(phone, "您好，请记得明天上午复诊。")
    expect(delivery._tag).toBe("Accepted")
    await Gateway.until("two receipts", () => toldOf(delivery).length === 2)
    expect(segmentsTo(phone).map(({ text }) => text)).toEqual(["您好，请记得明天上午复诊。"])
    for (const query of toldOf(delivery)) {
      expect(query.get("to")).toBe(phone)
      const reference = Option.getOrThrow(MessageReference.read(query.get("ref") ?? ""))
      expect(reference).toEqual({ tenant: "hospital", message: `m-${messages}` })
    }
    // What the centre said at once and what became of it later come in either order.
    expect(toldTypes(delivery).sort()).toEqual(["1", "8"])
  })

  test("what becomes of a message is told in the centre's words, each time", async () => {
    const fates: ReadonlyArray<
      readonly [fate: Fate, types: ReadonlyArray<string>, words: RegExp, heard: ReadonlyArray<string>]
    > = [
      ["DELIVRD", ["1", "8"], /stat:DELIVRD/, ["Accepted"]],
      ["UNDELIV", ["2", "8"], /stat:UNDELIV/, ["Accepted", "Rejected"]],
      ["EXPIRED", ["2", "8"], /stat:EXPIRED/, ["Accepted", "Rejected"]],
      ["REJECTD", ["2", "8"], /stat:REJECTD/, ["Accepted", "Rejected"]],
      ["invalid", ["16"], /^NACK\/0x0000000b\/Invalid Destination Address$/, ["Rejected"]],
      ["throttled", ["16"], /^NACK\/Retries Exceeded$/, ["Rejected"]],
      ["silent", ["8"], /^ACK\/$/, ["Accepted"]],
    ]
    const sent = await Promise.all(
      fates.map(async ([fate, types, words, heard]) => {
        const phone = number()
        centre.fates.set(phone.slice(1), fate)
        return { phone, fate, types, words, heard, delivery: await sendTo(phone) }
      }),
    )
    for (const { delivery, fate, heard, phone, types, words } of sent) {
      expect(delivery._tag).toBe("Accepted")
      await Gateway.until(fate, () => toldOf(delivery).length === types.length)
      expect(toldTypes(delivery).sort(), fate).toEqual(types)
      expect(
        toldOf(delivery).some((query) => words.test(query.get("answer") ?? "")),
        fate,
      ).toBe(true)
      const receipts = calls.receipts.filter(({ address }) => address === phone)
      expect([...new Set(receipts.map((receipt) => receipt.delivery._tag))].sort(), fate).toEqual(heard)
      // As often as the configuration says, and then no more.
      const turnedAway = centre.refused.filter((to) => `+${to}` === phone).length
      expect(turnedAway, fate).toBe(fate === "throttled" ? 3 : fate === "invalid" ? 1 : 0)
    }
  })

  test("receipts that come backwards each find their own message", async () => {
    centre.hold = true
    const phones = Array.from({ length: 8 }, number)
    const sent = await Promise.all(phones.map((phone) => sendTo(phone)))
    await Gateway.until("all at the centre", () => phones.every((phone) => segmentsTo(phone).length === 1))
    centre.hold = false
    centre.release("backwards")
    for (const [index, delivery] of sent.entries()) {
      await Gateway.until("its receipt", () => toldTypes(delivery).includes("1"))
      expect(new Set(toldOf(delivery).map((query) => query.get("to")))).toEqual(new Set([phones[index]]))
    }
  })

  describe("texts", () => {
    const gsm = fc.string({
      unit: fc.constantFrom(..."aZ09 @£éü€{}[~]^|\\\n?/&%+"),
      minLength: 1,
      maxLength: 480,
    })
    const chinese = fc.string({
      unit: fc.constantFrom(..."您好请记得明天上午复诊，。a1 "),
      minLength: 1,
      maxLength: 280,
    })
    const emoji = fc.string({
      unit: fc.constantFrom("好", "a", "😀", "👩‍👩‍👧", "é"),
      minLength: 1,
      maxLength: 120,
    })
    const edges = [69, 70, 71, 134, 135, 200, 201, 202].map((length) => "好".repeat(length))
    const latinEdges = [159, 160, 161, 306, 307].map((length) => "a".repeat(length))
    const cut = [66, 67, 69, 133].map((length) => `${"好".repeat(length)}😀${"好".repeat(70)}`)
    const seed = 8
    const texts = [
      ...edges,
      ...latinEdges,
      ...cut,
      ...[gsm, chinese, emoji].flatMap((kind) => fc.sample(kind, { seed, numRuns: 12 })),
    ].filter((text) => text.trim() === text && text.length <= 670)

    test("arrive as they were written, in as many segments as were measured", async () => {
      const sent = texts.map((text) => ({ text, phone: number() }))
      for (const { phone, text } of sent) expect((await sendTo(phone, text))._tag).toBe("Accepted")
      const ours = new Set(sent.map(({ phone }) => phone.slice(1)))
      const whole = (phone: string) => {
        const parts = segmentsTo(phone)
        return parts.length > 0 && parts.length === (parts[0]?.part?.[1] ?? 1)
      }
      await Gateway.until("all of them", () => [...ours].every((to) => whole(`+${to}`)))
      const splitElsewhere: Array<string> = []
      for (const { phone, text } of sent) {
        const parts = segmentsTo(phone).toSorted((a, b) => (a.part?.[0] ?? 1) - (b.part?.[0] ?? 1))
        const arrived = parts.map((part) => part.text)
        expect(arrived.join("")).toBe(text)
        const { alphabet, segments } = SmsText.measure(text)
        expect(arrived.length, text).toBeGreaterThanOrEqual(segments.least)
        expect(arrived.length, text).toBeLessThanOrEqual(segments.most)
        const split = SmsText.split(text)
        // What a reader sees as one Kannel cuts through; nothing else is cut differently.
        if (JSON.stringify(arrived) !== JSON.stringify(split)) splitElsewhere.push(text)
        else expect(arrived.every((part) => part.isWellFormed())).toBe(true)
        if (alphabet === "gsm7") expect(arrived.length, text).toBe(segments.most)
      }
      expect(splitElsewhere.filter((text) => !/[\u{10000}-\u{10ffff}]/u.test(text))).toEqual([])
      expect(splitElsewhere.length).toBeGreaterThan(0)
    })
  })

  test("while the line is down messages are taken and kept, and go out once it is up", async () => {
    await centre.shut()
    const phone = number()
    const delivery = await sendTo(phone)
    expect(delivery._tag).toBe("Accepted")
    await Gateway.until("it is kept", async () => (await kannel.waiting()) === 1)
    await centre.open()
    await Gateway.until("its receipt", () => toldTypes(delivery).includes("1"))
    expect(segmentsTo(phone).length).toBe(1)
  })

  test("a centre that turns the gateway away at its door gets the messages once it lets it in", async () => {
    await centre.shut()
    centre.lets = false
    await centre.open()
    const phone = number()
    expect((await sendTo(phone))._tag).toBe("Accepted")
    await Gateway.until("it is turned away", () => centre.turnedAway() > 0)
    expect(segmentsTo(phone)).toEqual([])
    centre.lets = true
    await Gateway.until("it arrives", () => segmentsTo(phone).length === 1)
  })

  test("a wrong password stops the channel, and nothing goes out", async () => {
    const wrong = channelOf({ password: Redacted.make("not this one") })
    const phone = number()
    const delivery = await sendTo(phone, undefined, wrong)
    expect(delivery).toMatchObject({ _tag: "Deferred", code: "channel.misconfigured" })
    expect(segmentsTo(phone)).toEqual([])
  })

  describe("killed with -9", () => {
    test("with messages queued: each arrives once it is started again, none is lost and none doubled", async () => {
      await centre.shut()
      const phones = Array.from({ length: 30 }, number)
      const sent = await Promise.all(phones.map((phone) => sendTo(phone)))
      expect(new Set(sent.map(({ _tag }) => _tag))).toEqual(new Set(["Accepted"]))
      await Gateway.until("all are kept", async () => (await kannel.waiting()) === phones.length)
      await kannel.kill()
      // Nobody listens: surely not sent, and said so.
      const late = number()
      expect(await sendTo(late)).toMatchObject({ _tag: "Deferred", code: "channel.unreachable" })
      await centre.open()
      await kannel.start()
      await Gateway.until("all arrive", () => phones.every((phone) => segmentsTo(phone).length > 0))
      for (const delivery of sent) await Gateway.until("its receipt", () => toldTypes(delivery).includes("1"))
      expect(phones.filter((phone) => segmentsTo(phone).length > 1)).toEqual([])
      expect(segmentsTo(late)).toEqual([])
    })

    test("in the middle of the work: of what it said it had taken nothing is lost", async () => {
      const phones = Array.from({ length: 60 }, number)
      let answered = 0
      const sending = phones.map(async (phone) => {
        const delivery = await sendTo(phone)
        answered += 1
        return [phone, delivery] as const
      })
      await Gateway.until("some are answered", () => answered >= 20)
      await kannel.kill()
      const outcomes = await Promise.all(sending)
      await kannel.start()
      await Gateway.until("it is bound again", centre.bound)
      await Gateway.until("nothing waits", async () => (await kannel.waiting()) === 0)
      const timesOf = (tag: ContactAttempt.Delivery["_tag"]) =>
        outcomes.flatMap(([phone, delivery]) => (delivery._tag === tag ? [segmentsTo(phone).length] : []))
      expect(timesOf("Accepted").length).toBeGreaterThan(0)
      // What had reached the centre and not yet the gateway's store goes out once more.
      for (const times of timesOf("Accepted")) expect([1, 2]).toContain(times)
      for (const times of timesOf("Unknown")) expect([0, 1, 2]).toContain(times)
      for (const times of timesOf("Deferred")) expect(times).toBe(0)
    })

    test("before the centre tells what became of a message: that receipt finds nothing any more", async () => {
      centre.hold = true
      const phone = number()
      const delivery = await sendTo(phone)
      await Gateway.until("what the centre said at once", () => toldTypes(delivery).includes("8"))
      await kannel.kill()
      await kannel.start()
      await Gateway.until("it is bound again", centre.bound)
      centre.hold = false
      centre.release("asTheyCame")
      await Gateway.until("the gateway has it", async () => /could not find message/.test(await kannel.log()))
      expect(toldTypes(delivery)).toEqual(["8"])
    })
  })

  test("replies come in the alphabet they were written in", async () => {
    const phone = number().slice(1)
    const texts = ["TD", "退订", "晚上6点再打 + 100% & 谢谢😀"]
    for (const text of texts) centre.reply(phone, "10690001", text)
    const from = () => calls.heard.filter((reply) => reply.from === `+${phone}`)
    await Gateway.until("three replies", () => from().length === texts.length)
    expect(new Set(from().map(({ text }) => text))).toEqual(new Set(texts))
    expect(new Set(from().map(({ id }) => id)).size).toBe(texts.length)
    for (const { receivedAt } of from())
      expect(Math.abs(Date.now() - DateTime.toEpochMillis(receivedAt))).toBeLessThan(60_000)
  })

  test("Kannel's own centre, which is no SMPP, is told to be reached, and its replies are heard", async () => {
    const log = join(kannel.directory, "fakesmsc.log")
    const args = ["-H", "127.0.0.1", "-r", String(kannel.fakePort), "-i", "0.2", "-m", "1"]
    const fake = await Gateway.run(Gateway.fakesmsc, [...args, "8613900000000 10690001 text TD"], log)
    const delivery = await sendTo(number(), "Please come at nine", channelOf({ username: "fake" }))
    await Gateway.until("its receipt", () => toldTypes(delivery).includes("1"))
    await Gateway.until("the reply", () =>
      calls.heard.some(({ from, text }) => from === "+8613900000000" && text === "TD"),
    )
    await fake.kill()
  })
})
