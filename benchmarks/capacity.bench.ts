/**
 * Calls assigned to the slots of shifts, as a hospital does once a day: its usual days, and days on which everything is
 * scarce. Each measurement is the first that its process makes, the windows made before. No peer is known that does it.
 */
import { Capacity } from "@aftercare/core/followup"
import * as Result from "effect/Result"
import { median, once } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { type Options, type Report, spread, type Text } from "./harness/Report.ts"
import { type Size, scarce, usual } from "./work/CallDays.ts"

const kinds = { usual, scarce }

interface Args extends Size {
  readonly kind: keyof typeof kinds
}

interface Answer {
  readonly seconds: number
  readonly slots: number
  readonly booked: number
  readonly unplaced: Readonly<Record<string, number>>
}

export const job = ({ kind, ...size }: Args): Answer => {
  const { calls, staffing } = kinds[kind](size)
  const { made, millis } = once(() => Result.getOrThrow(Capacity.assign(calls, staffing)))
  const unplaced: Record<string, number> = {}
  for (const { reason } of made.unplaced) unplaced[reason._tag] = (unplaced[reason._tag] ?? 0) + 1
  // Every shift of both kinds lasts eight or twelve hours a day.
  const hours = kind === "usual" ? 8 : 12
  return {
    seconds: millis / 1000,
    slots: size.agents * size.days * hours * 6,
    booked: made.bookings.length,
    unplaced,
  }
}

const asked: Args = { kind: "usual", calls: 20_000, agents: 50, days: 5 }
const all: ReadonlyArray<Args> = [
  { kind: "usual", calls: 5000, agents: 13, days: 5 },
  { kind: "usual", calls: 10_000, agents: 25, days: 5 },
  asked,
  { kind: "usual", calls: 40_000, agents: 100, days: 5 },
  { kind: "usual", calls: 20_000, agents: 50, days: 30 },
  { kind: "scarce", calls: 10_000, agents: 28, days: 5 },
  { kind: "scarce", calls: 20_000, agents: 55, days: 5 },
  { kind: "scarce", calls: 70_000, agents: 56, days: 17 },
]

const named: { readonly [Kind in Args["kind"]]: Text } = {
  usual: { en: "usual", zh: "平常" },
  scarce: { en: "scarce", zh: "紧缺" },
}

const inSeconds = (value: number): string => `${value.toPrecision(3)} s`

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const sizes = quick ? all.filter(({ calls }) => calls <= asked.calls) : all
  const seen = new Map<Args, Array<Answer>>(sizes.map((args) => [args, []]))
  for (let round = 0; round < rounds; round++)
    for (const args of sizes) {
      progress(`round ${round + 1} of ${rounds}: capacity, ${args.calls} calls, ${args.kind}`)
      seen.get(args)?.push(await inProcess<Answer>("capacity.bench.ts", args))
    }
  const seconds = (args: Args) => (seen.get(args) ?? []).map((answer) => answer.seconds)
  return {
    tables: [
      {
        title: { en: "Calls assigned to slots", zh: "电话排入时段" },
        head: [
          { en: "days", zh: "日子" },
          { en: "calls", zh: "电话" },
          { en: "agents × days", zh: "坐席 × 天" },
          { en: "slots", zh: "时段" },
          { en: "with a slot", zh: "已排入" },
          { en: "all slots taken", zh: "时段均被占用" },
          { en: "other reasons", zh: "其他原因" },
          { en: "median [least–greatest]", zh: "中位数 [最小–最大]" },
        ],
        rows: sizes.map((args) => {
          const [first] = seen.get(args) ?? []
          const { AllTaken: taken = 0, ...others } = first?.unplaced ?? {}
          return [
            named[args.kind],
            String(args.calls),
            `${args.agents} × ${args.days}`,
            String(first?.slots),
            String(first?.booked),
            String(taken),
            String(Object.values(others).reduce((sum, count) => sum + count, 0)),
            spread(seconds(args), inSeconds),
          ]
        }),
        notes: [
          {
            en: "Usual days are those of the synthetic discharges' patients, each call in its patient's own window, of one of five roles. On scarce days no two agents begin at the same minute, each call may begin within one half hour alone, and there are about as many calls as slots. Reading the windows, the reasons of what has no slot, and dealing out to agents are in the time; making the windows isn't. `CapacityTooLarge` refuses more than 5,000 million calls × slots.",
            zh: "平常的日子取自合成出院记录的患者：每个电话在该患者自己的时段内，属五种角色之一。紧缺的日子里，没有两位坐席在同一分钟开始，每个电话只能在某半小时内开始，电话与时段数量相当。用时包括读取时段、给出未排入的原因和分配到人；不包括制作时段。电话 × 时段超过 50 亿时以 `CapacityTooLarge` 拒绝。",
          },
        ],
      },
    ],
    goals: [
      {
        id: "G10",
        what: {
          en: "20,000 calls × 50 agents × 5 days assigned",
          zh: "20,000 个电话 × 50 位坐席 × 5 天的安排",
        },
        goal: "≤ 10 s",
        measured: spread(seconds(asked), inSeconds),
        met: median(seconds(asked)) <= 10,
      },
    ],
  }
}
