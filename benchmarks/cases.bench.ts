/**
 * The questions of other systems' own tests, put to peers: who gets which right. A peer answers in a process whose zone is
 * the question's, the best case for those who know no other; one that doesn't answer in time is ended.
 */
import { isDeepStrictEqual } from "node:util"
import {
  type Case,
  expectedOf,
  fixture,
  ianaName,
  lookedAt,
} from "../packages/core/test/calendar/support/ReferenceCases.ts"
import type { Kind } from "./cases/Peer.ts"
import { type PeerId, peerIds, peers } from "./cases/Peers.ts"
import { inPairs, oneByOne, tell } from "./harness/Process.ts"
import type { Options, Report, Table, Text } from "./harness/Report.ts"

const deadlineMillis = 5000

type Outcome = "right" | "wrong" | "hangs" | "cannot"

interface Args {
  readonly peer: PeerId
  readonly cases: ReadonlyArray<string>
}

const caseOf = (id: string): Case => fixture.cases.find((one) => one.id === id) as Case

/** Tells the outcome of one case after the other. */
export const job = async (args: Args): Promise<void> => {
  const peer = await peers[args.peer]()
  const outcome = (reference: Case): Outcome => {
    const answer = peer[reference.kind] as ((asked: Case) => unknown) | undefined
    try {
      const given = answer?.(reference)
      if (given === undefined) return "cannot"
      return isDeepStrictEqual(lookedAt(reference, given), expectedOf(reference)) ? "right" : "wrong"
    } catch {
      return "wrong"
    }
  }
  for (const id of args.cases) await tell(outcome(caseOf(id)))
}

const zoneOf = (reference: Case): string => {
  if ("calendar" in reference) return fixture.calendars[reference.calendar]?.timeZone ?? "UTC"
  return "timeZone" in reference ? ianaName(reference.timeZone) : "UTC"
}

type Outcomes = ReadonlyMap<string, Outcome>

const outcomesOf = async (peer: PeerId): Promise<Outcomes> => {
  const found = new Map<string, Outcome>()
  for (const zone of new Set(fixture.cases.map(zoneOf))) {
    const ids = fixture.cases.filter((one) => zoneOf(one) === zone).map(({ id }) => id)
    const answers = await oneByOne<Outcome>(
      "cases.bench.ts",
      (from): Args => ({ peer, cases: ids.slice(from) }),
      ids.length,
      zone,
      deadlineMillis,
    )
    ids.forEach((id, i) => {
      found.set(id, answers[i] ?? "hangs")
    })
  }
  return found
}

const kinds = [...new Set(fixture.cases.map(({ kind }) => kind))]

const names: Record<Kind, Text> = {
  is_working: { en: "is it open", zh: "是否开放" },
  next_working_instant: { en: "next opening", zh: "下一次开放" },
  previous_working_instant: { en: "last opening", zh: "上一次开放" },
  open_intervals: { en: "intervals", zh: "开放区间" },
  add_working_time: { en: "add time", zh: "加工作时间" },
  working_time_between: { en: "time between", zh: "相隔工作时间" },
  add_working_days: { en: "add days", zh: "加工作日" },
  wall_time_to_instant: { en: "wall time", zh: "钟面时间" },
  recurring_schedule: { en: "schedule", zh: "周期日程" },
  recurring_first_due: { en: "first due", zh: "首次到期" },
  stop_date_reached: { en: "stop date", zh: "截止日期" },
  milestone_alerts: { en: "milestones", zh: "里程碑提醒" },
}

const outcomeIds = ["right", "wrong", "hangs", "cannot"] as const

const outcomeNames: Record<Outcome, Text> = {
  right: { en: "right", zh: "正确" },
  wrong: { en: "wrong", zh: "错误" },
  hangs: { en: "hangs", zh: "不返回" },
  cannot: { en: "can't express", zh: "无法表达" },
}

/** Deadlines and warnings of other systems' service levels. */
const slaCases = fixture.cases.filter(({ id, kind }) => kind === "add_working_time" && !id.startsWith("biz-"))

const labelOf = (peer: PeerId): Text => (peer === "ours" ? { en: "ours", zh: "本库" } : peer)

const count = (outcomes: Outcomes, wanted: Outcome, of = fixture.cases): number =>
  of.filter(({ id }) => outcomes.get(id) === wanted).length

/** `12 · 3 ✗ · 1 ∞`, and nothing for what can't be said. */
const cellOf = (outcomes: Outcomes, of: ReadonlyArray<Case>): string => {
  const marks = { right: "", wrong: " ✗", hangs: " ∞" } as const
  const parts = (["right", "wrong", "hangs"] as const)
    .map((outcome) => [count(outcomes, outcome, of), marks[outcome]] as const)
    .filter(([n], i) => n > 0 || (i === 0 && count(outcomes, "cannot", of) < of.length))
  return parts.length === 0 ? "-" : parts.map(([n, mark]) => `${n}${mark}`).join(" · ")
}

const tables = (found: ReadonlyMap<PeerId, Outcomes>): ReadonlyArray<Table> => {
  const rows = (cells: (outcomes: Outcomes) => ReadonlyArray<Text>) =>
    peerIds.map((peer) => [labelOf(peer), ...cells(found.get(peer) as Outcomes)])
  const wrongIds = (outcomes: Outcomes, wanted: Outcome) =>
    fixture.cases.filter(({ id }) => outcomes.get(id) === wanted).map(({ id }) => id)
  return [
    {
      title: {
        en: `${fixture.cases.length} cases from the tests of other systems`,
        zh: `取自其他系统测试的 ${fixture.cases.length} 个案例`,
      },
      head: ["", ...outcomeIds.map((outcome) => outcomeNames[outcome])],
      rows: rows((outcomes) => outcomeIds.map((outcome) => String(count(outcomes, outcome)))),
      notes: [
        {
          en: `The facts and their sources are in \`packages/core/test/fixtures/working-time.json\`. Right is what the source asserts. The one that ours answers otherwise, \`biz-041\`, is by design: an instant is open exactly when the clock then reads a time in the span. Each library is asked by its own functions in a process of the case's zone; a throw is wrong, and no answer in ${deadlineMillis / 1000} s is a hang. chinese-days knows China's calendar alone and can express none.`,
          zh: `事实与出处见 \`packages/core/test/fixtures/working-time.json\`，以来源的断言为准。本库唯一不同的 \`biz-041\` 是有意为之：某时刻开放，当且仅当钟面当时显示的时间落在该时段内。各库只用自带函数，在案例所在时区的进程中作答；抛出异常算错误，${deadlineMillis / 1000} 秒内不作答算不返回。chinese-days 只认识中国的日历，一例也无法表达。`,
        },
      ],
    },
    {
      title: {
        en: `The ${slaCases.length} of them that are limits of tickets`,
        zh: `其中 ${slaCases.length} 个工单时限案例`,
      },
      head: ["", ...outcomeIds.map((outcome) => outcomeNames[outcome])],
      rows: (["ours", "dayjs + dayjs-business-time", "moment + moment-business-time"] as const).map(
        (peer) => [
          labelOf(peer),
          ...outcomeIds.map((outcome) => String(count(found.get(peer) as Outcomes, outcome, slaCases))),
        ],
      ),
      notes: [
        {
          en: "Deadlines and warnings of two systems' service levels, three of them with pauses. Peers have no pauses. Our answers are the calendar's here; `packages/core/test/feedback/reference.test.ts` puts the same cases through `Sla`.",
          zh: "两个系统的服务时限与预警案例，其中三个含暂停；其他库没有暂停的概念。此处为日历的回答，`packages/core/test/feedback/reference.test.ts` 以 `Sla` 回答同样的案例。",
        },
      ],
    },
    {
      title: { en: "The same by kind", zh: "按种类" },
      head: [
        "",
        ...kinds.map((kind): Text => {
          const of = fixture.cases.filter((one) => one.kind === kind).length
          const name = names[kind] as { readonly en: string; readonly zh: string }
          return { en: `${name.en} (${of})`, zh: `${name.zh}（${of}）` }
        }),
      ],
      rows: rows((outcomes) =>
        kinds.map((kind) =>
          cellOf(
            outcomes,
            fixture.cases.filter((one) => one.kind === kind),
          ),
        ),
      ),
      notes: [
        {
          en: "Right; ✗ wrong; ∞ hangs. What is missing can't be expressed.",
          zh: "数字为正确；✗ 错误；∞ 不返回。其余无法表达。",
        },
      ],
    },
    {
      title: { en: "Which are wrong or hang", zh: "错误或不返回的案例" },
      head: ["", { en: "wrong", zh: "错误" }, { en: "hangs", zh: "不返回" }],
      rows: rows((outcomes) => [
        wrongIds(outcomes, "wrong").join(", ") || "-",
        wrongIds(outcomes, "hangs").join(", ") || "-",
      ]).filter(([, wrong, hangs]) => wrong !== "-" || hangs !== "-"),
    },
  ]
}

export const run = async ({ progress }: Options): Promise<Report> => {
  const found = new Map<PeerId, Outcomes>()
  await inPairs(peerIds, async (peer) => {
    progress(`cases: ${peer}`)
    found.set(peer, await outcomesOf(peer))
  })
  return { tables: tables(found), goals: [] }
}
