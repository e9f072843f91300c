/**
 * Messages a second to a provider on loopback that answers at once, or after 50 ms: by the house's workers, by the channel
 * alone, and by bare requests. And texts a second that are cut into segments, beside npm's calculator.
 */
import { Worker } from "node:worker_threads"
import { Memory } from "@aftercare/adapter-memory"
import { HttpExchange, Kannel, SmsChannel } from "@aftercare/adapter-sms"
import { SmsText } from "@aftercare/core/contact"
import { Discharge } from "@aftercare/core/followup"
import { Id } from "@aftercare/core/foundation"
import { ChinaCalendar, ChinaContact } from "@aftercare/core/packs/china"
import { GeneralProtocols } from "@aftercare/core/packs/general"
import { Agenda, MessageChannel } from "@aftercare/core/ports"
import { Consent } from "@aftercare/core/privacy"
import { Outreach, Practice, Scheduling } from "@aftercare/core/workflows"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { SegmentedMessage } from "sms-segments-calculator"
import { Agent, request } from "undici"
import { type Effort, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { type Options, type Report, short, spread, type Text } from "./harness/Report.ts"

export const mark = "sms figures"

const ways = ["worker", "workers", "one", "many", "bare"] as const
type Way = (typeof ways)[number]
const latencies = [0, 50] as const

/** How many are under way at once, for workers, calls of the channel and bare requests alike. */
const atOnce = 16

const labels: Record<Way, Text> = {
  worker: { en: "one worker of the house", zh: "一个工作者（全流程）" },
  workers: { en: `${atOnce} workers in one process`, zh: `同一进程内 ${atOnce} 个工作者（全流程）` },
  one: { en: "the channel alone, one by one", zh: "仅渠道，逐条" },
  many: { en: `the channel alone, ${atOnce} at once`, zh: `仅渠道，同时 ${atOnce} 条` },
  bare: { en: `bare requests by undici, ${atOnce} at once`, zh: `undici 裸请求，同时 ${atOnce} 条` },
}

const texts = {
  chinese: {
    text: "您好，请记得明天上午九点到心内科门诊复诊，并带上出院小结和近期用药。".repeat(4),
    zh: "中文",
  },
  gsm: {
    text: "Please remember your visit tomorrow at nine, and bring your letter. ".repeat(5),
    zh: "GSM 字母",
  },
  emoji: { text: "您好😀，复诊提醒👍".repeat(12), zh: "含表情符号" },
}
type Kind = keyof typeof texts

type Args =
  | { readonly kind: Way; readonly latency: number; readonly messages: number }
  | { readonly kind: "segments"; readonly text: Kind; readonly theirs: boolean; readonly effort: Effort }

export const job = (args: Args): Promise<number> | number =>
  args.kind === "segments" ? segmentsASecond(args) : messagesASecond(args.kind, args.latency, args.messages)

const segmentsASecond = ({ effort, text, theirs }: Extract<Args, { kind: "segments" }>): number => {
  // Another text each time, so that nothing is remembered.
  const asked = Array.from({ length: 8 }, (_, n) => [...texts[text].text].slice(n).join(""))
  const measure = theirs
    ? (one: string) => new SegmentedMessage(one).segmentsCount
    : (one: string) => SmsText.measure(one).segments
  return rate((n) => measure(asked[n] ?? ""), asked.length, 0, effort)
}

const provider = (latency: number) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<{ readonly thread: Worker; readonly port: number }>((resolve, reject) => {
          const thread = new Worker(new URL("./work/SmsProvider.ts", import.meta.url), {
            workerData: latency,
          })
          thread.once("error", reject)
          thread.once("message", (port: number) => resolve({ thread, port }))
        }),
    ),
    ({ thread }) => Effect.promise(() => thread.terminate()),
  )

const tenant = Id.TenantId.make("hospital")
const discharged = "2026-03-02T10:00:00+08:00"

/** The n-th of many patients who left the same morning. */
const handed = (n: number): Scheduling.Handed => ({
  discharge: Schema.decodeSync(Discharge.Discharge)({
    id: `d${n}`,
    patient: `p${n}`,
    name: `患者${n}`,
    sex: "female",
    bornOn: "1955-05-05",
    dischargedAt: discharged,
    department: "心内科",
    doctor: "李医生",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: `p${n}`,
        relation: "self",
        name: `患者${n}`,
        phone: `+86138${String(n).padStart(8, "0")}`,
        profile: {
          zone: "Asia/Shanghai",
          language: "zh",
          rest: ChinaContact.restIn("mainland"),
          work: { _tag: "None" },
          preferred: [],
          channels: ["sms"],
          doNotDisturbOn: [],
        },
      },
    ],
  }),
  consents: [
    Schema.decodeSync(Consent.Consent)({
      id: `c${n}`,
      person: `p${n}`,
      purposes: ["followUp"],
      channels: ["sms"],
      basis: "consent",
      givenBy: "self",
      proof: "form 12",
      givenAt: "2026-03-02T09:00:00+08:00",
    }),
  ],
})

const practice: Practice.HospitalPractice = {
  protocol: GeneralProtocols.generalDischarge,
  rules: [],
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  guardianConsentUnder: 14,
  compose: (task) => ({ text: task.title.zh }),
}

/** The day as the house is told it; what is waited for is waited for really. */
const clockAt = (real: Clock.Clock, now: { millis: number }): Clock.Clock => ({
  currentTimeMillisUnsafe: () => now.millis,
  currentTimeMillis: Effect.sync(() => now.millis),
  currentTimeNanosUnsafe: () => BigInt(now.millis) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(now.millis) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: real.monotonicTimeNanos,
  sleep: (duration) => real.sleep(duration),
})

const seconds = Effect.fnUntraced(function* <E, R>(work: Effect.Effect<unknown, E, R>) {
  const began = performance.now()
  yield* work
  return (performance.now() - began) / 1000
})

const options = { batch: 20, lease: Duration.minutes(5), sendTimeout: Duration.seconds(30) }

/** Plans, waits until the first contacts are due, and takes the seconds that workers need for all of them. */
const worked = Effect.fnUntraced(function* (
  channel: MessageChannel.MessageChannel,
  workers: number,
  messages: number,
) {
  const now = { millis: Date.parse(discharged) }
  const work = Effect.gen(function* () {
    const planned = yield* Scheduling.scheduleAll(
      tenant,
      Array.from({ length: messages }, (_, n) => handed(n)),
    )
    if (planned.some(({ _tag }) => _tag !== "Planned")) throw new Error("a discharge couldn't be planned")
    const due = yield* (yield* Agenda.Agenda).nextDueAt
    now.millis = due === undefined ? now.millis : DateTime.toEpochMillis(due)
    const worker = Effect.repeat(Outreach.runDue(options), { until: (handled) => handled === 0 })
    return yield* seconds(
      Effect.all(
        Array.from({ length: workers }, () => worker),
        { concurrency: workers },
      ),
    )
  })
  const house = Layer.mergeAll(
    Layer.fresh(Memory.layer),
    Layer.succeed(Practice.Practice, Practice.Practice.of({ of: () => practice })),
    Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([channel])),
  )
  const clock = clockAt(yield* Effect.clockWith(Effect.succeed), now)
  return yield* work.pipe(Effect.provide(house), Effect.provideService(Clock.Clock, clock), Effect.orDie)
})

const messagesASecond = (way: Way, latency: number, messages: number): Promise<number> =>
  Effect.gen(function* () {
    const { port } = yield* provider(latency)
    const url = `http://127.0.0.1:${port}/cgi-bin/sendsms`
    const send = yield* HttpExchange.make({ connections: atOnce })
    const driver = Kannel.make({ url, username: "u", password: Redacted.make("p"), sender: "1069" })
    const sms = yield* SmsChannel.make({ driver, send, costMilli: 45 })
    let accepted = 0
    const channel: MessageChannel.MessageChannel = {
      ...sms,
      send: (message) =>
        Effect.tap(sms.send(message), ({ _tag }) =>
          Effect.sync(() => {
            if (_tag === "Accepted") accepted += 1
          }),
        ),
    }
    const { discharge } = handed(0)
    const outgoing = (n: number): MessageChannel.Outgoing => ({
      tenant,
      id: Id.MessageId.make(`m${n}`),
      purpose: "followUp",
      subject: { _tag: "Notice", ticket: Id.TicketId.make("t"), notice: "n" },
      to: discharge.persons[0],
      content: { text: texts.chinese.text.slice(0, 34) },
    })
    const each = Effect.fnUntraced(function* (
      concurrency: number,
      ask: (n: number) => Effect.Effect<unknown>,
    ) {
      const all = (count: number) =>
        Effect.forEach(
          Array.from({ length: count }, (_, n) => n),
          ask,
          { concurrency, discard: true },
        )
      yield* all(latency === 0 ? 500 : atOnce)
      accepted = 0
      return yield* seconds(all(messages))
    })
    const took = {
      worker: () => worked(channel, 1, messages),
      workers: () => worked(channel, atOnce, messages),
      one: () => each(1, (n) => channel.send(outgoing(n))),
      many: () => each(atOnce, (n) => channel.send(outgoing(n))),
      bare: () => {
        const dispatcher = new Agent({ connections: atOnce })
        const query = new URLSearchParams({ to: "+8613800000000", text: texts.chinese.text.slice(0, 34) })
        return each(atOnce, () =>
          Effect.promise(async () => {
            const { body, statusCode } = await request(`${url}?${query}`, { dispatcher })
            if (statusCode === 202 && (await body.text()) !== "") accepted += 1
          }),
        )
      },
    }
    const measured = yield* took[way]()
    if (accepted !== messages) throw new Error(`${accepted} of ${messages} messages were accepted`)
    return messages / measured
  }).pipe(Effect.scoped, Effect.runPromise)

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort: Effort = quick
    ? { warmMillis: 100, slices: 3, sliceMillis: 50 }
    : { warmMillis: 500, slices: 5, sliceMillis: 200 }
  const kinds = Object.keys(texts) as ReadonlyArray<Kind>
  const sent: Array<Record<Way, ReadonlyArray<number>>> = []
  const cut: Array<Record<Kind, { readonly ours: number; readonly theirs: number }>> = []
  for (let round = 0; round < rounds; round++) {
    const ask = (args: Args) => {
      progress(`round ${round + 1} of ${rounds}: sms, ${args.kind}`)
      return inProcess<number>("sms.bench.ts", args, "Asia/Shanghai")
    }
    const rates = {} as Record<Way, ReadonlyArray<number>>
    for (const kind of ways) {
      const own: Array<number> = []
      for (const latency of latencies) {
        // One by one, 50 ms each is waited for in full.
        const slow = latency > 0 && (kind === "worker" || kind === "one")
        own.push(await ask({ kind, latency, messages: (slow ? 100 : 1000) * (quick ? 1 : 4) }))
      }
      rates[kind] = own
    }
    sent.push(rates)
    const segments = {} as Record<Kind, { readonly ours: number; readonly theirs: number }>
    for (const text of kinds)
      segments[text] = {
        ours: await ask({ kind: "segments", text, theirs: false, effort }),
        theirs: await ask({ kind: "segments", text, theirs: true, effort }),
      }
    cut.push(segments)
  }
  const figures = <A>(all: ReadonlyArray<A>, pick: (one: A) => number) => spread(all.map(pick), short)
  return {
    tables: [
      {
        title: {
          en: "Messages a second to a provider on loopback (Kannel's interface), stores in memory",
          zh: "每秒向本机服务商发送的消息数（Kannel 接口，存储在内存）",
        },
        head: [
          "",
          ...latencies.map((millis) => ({
            en: `answers after ${millis} ms`,
            zh: `${millis} 毫秒后应答`,
          })),
          { en: "of bare requests, at 0 ms", zh: "与裸请求之比（0 毫秒）" },
        ],
        rows: ways.map((way) => [
          labels[way],
          ...latencies.map((_, index) => figures(sent, (one) => one[way][index] ?? 0)),
          figures(sent, (one) => (one[way][0] ?? 0) / (one.bare[0] ?? 1)),
        ]),
        notes: [
          {
            en: "A worker makes one contact at a time: claim, check again, store the try, send, record. More workers share the agenda.",
            zh: "一个工作者一次只做一次联系：认领、复核、记录尝试、发送、记录结果。多个工作者分担同一日程。",
          },
        ],
      },
      {
        title: {
          en: "Texts cut into segments a second, beside sms-segments-calculator",
          zh: "每秒计算分段的文本数，与 sms-segments-calculator 之比",
        },
        head: [
          "",
          { en: "ours", zh: "本库" },
          "sms-segments-calculator",
          { en: "times as fast", zh: "倍数" },
        ],
        rows: kinds.map((kind) => [
          {
            en: `${kind}, ${texts[kind].text.length} units`,
            zh: `${texts[kind].zh}，${texts[kind].text.length} 单位`,
          },
          figures(cut, (one) => one[kind].ours),
          figures(cut, (one) => one[kind].theirs),
          figures(cut, (one) => one[kind].ours / one[kind].theirs),
        ]),
      },
    ],
    goals: [],
  }
}
