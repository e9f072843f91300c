/**
 * Limits of feedback: how many items of eight events are evaluated a second, beside what two libraries take for the due
 * instant alone; and how what is due is found among a million items without a look at the rest.
 */
import { TimeZone } from "@aftercare/core/calendar"
import {
  DueList,
  Sla,
  type SlaEvent,
  type SlaFacts,
  type SlaLimit,
  SlaPolicy,
} from "@aftercare/core/feedback"
import { Id, Rule } from "@aftercare/core/foundation"
import dayjs from "dayjs"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import moment from "moment-business-time"
import { bytesHeld, type Effort, median, once, rate } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { duration, type Options, type Report, share, short, spread } from "./harness/Report.ts"
import { useCalendar as useDayjs } from "./peers/DayjsBusinessTime.ts"
import { useCalendar as useMoment } from "./peers/MomentBusinessTime.ts"
import { calendars, ours } from "./work/Calendars.ts"
import { Oracle } from "./work/Oracle.ts"
import { day, minute, mulberry32 } from "./work/Work.ts"

export const mark = "sla figures"

const calendarId = "ny-sla"
const { zone } = calendars[calendarId]
const limitMinutes = 8 * 60
const items = 1024
const dueAtOnce = 1000
const sweeps = 20
const forever = Number.POSITIVE_INFINITY

const facts: SlaFacts.SlaFacts = {
  kind: "complaint",
  channel: "hotline",
  categories: [Id.CategoryId.make("waiting")],
  severity: "normal",
  danger: false,
  handling: "investigation",
  departments: [Id.DepartmentId.make("pharmacy")],
  patientGroups: [],
  anonymous: false,
  onSite: false,
  repeats: 0,
}

const limit: SlaLimit.Limit = {
  _tag: "WorkingTime",
  millis: limitMinutes * minute,
  clock: "desk",
  boundary: "endOfInterval",
}

const asked = (target: SlaPolicy.Target): SlaPolicy.TargetLimit => ({
  target,
  limit,
  start: SlaPolicy.starts[target][0] ?? "receipt",
  pausedBy: "everyHold",
  reopening: "startsAgain",
  steps: [
    {
      id: Rule.RuleId.make("step.nearlyDue"),
      when: { _tag: "BeforeDue", millis: 60 * minute, clock: "target" },
      to: "owner",
    },
    {
      id: Rule.RuleId.make("step.late"),
      when: { _tag: "AfterDue", millis: 1, clock: "wall" },
      to: "headOfDepartment",
    },
  ],
})

const published = (...targets: SlaPolicy.SlaRule["targets"]): SlaPolicy.Published => {
  const { hours, workCalendar } = ours(calendarId)
  return Result.getOrThrow(
    SlaPolicy.publish(
      {
        id: "bench",
        version: "1",
        title: { zh: "基准", en: "bench" },
        clocks: [{ name: "desk", zone: TimeZone.make(zone), hours, calendar: workCalendar.id }],
        changedLimits: "fromStart",
        rules: [
          {
            id: Rule.RuleId.make("bench.rule"),
            when: {},
            targets,
            source: { title: "bench", status: "hospitalPolicy", verified: "own" },
          },
        ],
        promiseSteps: [],
      },
      [workCalendar],
    ),
  )
}

/** An item of eight events: received in working hours, held from an hour later for up to two days, and not answered. */
interface Item {
  readonly received: number
  readonly held: number
  readonly resumed: number
  readonly events: ReadonlyArray<SlaEvent.SlaEvent>
}

const madeItems = (): ReadonlyArray<Item> => {
  const random = mulberry32(20261122)
  const until = (most: number) => Math.floor(random() * most)
  const monday = Date.parse("2026-06-01T14:00:00Z")
  return Array.from({ length: items }, (_, n): Item => {
    const received = monday + 7 * day * until(20) + day * until(5) + minute * until(60)
    const held = received + 60 * minute
    const resumed = held + minute * (1 + until(2 * 24 * 60))
    const event = (i: number, at: number) => ({
      id: Id.EventId.make(`i${n}/${i}`),
      at: DateTime.makeUnsafe(at),
    })
    const after = (minutes: number) => resumed + minutes * minute
    return {
      received,
      held,
      resumed,
      events: [
        {
          _tag: "Registered",
          ...event(1, received),
          receivedAt: DateTime.makeUnsafe(received),
          facts,
          policy: { id: "bench", version: "1" },
        },
        { _tag: "Assigned", ...event(2, received + 5 * minute) },
        { _tag: "Acknowledged", ...event(3, received + 20 * minute) },
        { _tag: "Held", ...event(4, held), reason: Rule.RuleId.make("hold.awaitingSender") },
        { _tag: "SenderWrote", ...event(5, resumed) },
        { _tag: "Resumed", ...event(6, resumed) },
        { _tag: "Responded", ...event(7, after(30)) },
        { _tag: "Resolved", ...event(8, after(60)) },
      ],
    }
  })
}

const subjects = ["one", "all", "explain", "dayjs", "moment"] as const
type Subject = (typeof subjects)[number]

interface SpeedArgs {
  readonly job: "speed"
  readonly subject: Subject
  readonly effort: Effort
}

interface Speed {
  readonly perSecond: number
  /** Items whose due instant is right; undefined where that isn't asked. */
  readonly right: number | undefined
}

interface SweepArgs {
  readonly job: "sweep"
  readonly count: number
}

interface Swept {
  /** Microseconds an item. */
  readonly put: number
  /** Milliseconds. */
  readonly sweep: number
  readonly all: number
  readonly bytes: number
}

const dueBy = (
  subject: Subject,
  all: ReadonlyArray<Item>,
): ((i: number) => number | undefined | ReadonlyArray<unknown>) => {
  const of = (i: number) => all[i] as Item
  if (subject === "dayjs") {
    useDayjs(calendars[calendarId])
    return (i) => {
      const { held, received, resumed } = of(i)
      const paused = dayjs(held).businessMinutesDiff(dayjs(resumed))
      return dayjs(received)
        .addBusinessMinutes(limitMinutes + paused)
        .valueOf()
    }
  }
  if (subject === "moment") {
    useMoment(calendars[calendarId])
    return (i) => {
      const { held, received, resumed } = of(i)
      const paused = moment(resumed).workingDiff(moment(held), "minutes")
      return moment(received)
        .addWorkingTime(limitMinutes + paused, "minutes")
        .valueOf()
    }
  }
  const policies = [subject === "all" ? published(asked("Answer"), ...others) : published(asked("Answer"))]
  if (subject === "explain")
    return (i) => Result.getOrThrow(Sla.explain(policies, of(i).events, of(i).resumed + 2 * 60 * minute))
  return (i) => {
    const { events, resumed } = of(i)
    const { targets } = Result.getOrThrow(Sla.evaluate(policies, events, resumed + 2 * 60 * minute))
    return targets.find(({ target }) => target === "Answer")?.dueAt
  }
}

const others = (
  [
    "Acknowledgement",
    "Assignment",
    "FirstResponse",
    "NextResponse",
    "OnSite",
    "Resolution",
    "SatisfactionCheck",
  ] as const
).map(asked)

const speed = ({ effort, subject }: SpeedArgs): Speed => {
  const all = madeItems()
  const ask = dueBy(subject, all)
  const oracle = new Oracle(calendars[calendarId])
  const isRight = ({ held, received, resumed }: Item, i: number) =>
    ask(i) === oracle.add(received, limitMinutes + oracle.between(held, resumed))
  return {
    perSecond: rate(ask, items, 0, effort),
    right: subject === "explain" ? undefined : all.filter(isRight).length,
  }
}

/** Items of so many: each goes by one of a thousand histories, and its next change is moved about within a month. */
const sweep = ({ count }: SweepArgs): Swept => {
  const all = madeItems()
  const policies = [published(asked("Answer"), ...others)]
  const at = (i: number) => (all[i % items] as Item).resumed
  const evaluated = (i: number) =>
    Result.getOrThrow(Sla.evaluate(policies, (all[i % items] as Item).events, at(i)))
  const changes = all.map((_, i) => Sla.nextChange(evaluated(i)) ?? 0)
  const random = mulberry32(7)
  const instants = Float64Array.from(
    { length: count },
    (_, i) => (changes[i % items] as number) + random() * 30 * day,
  )
  const ids = Array.from({ length: count }, (_, i) => `t${i}`)
  const numbers = new Map(ids.map((id, i) => [id, i]))
  const filled = () => {
    const list = DueList.make()
    for (let i = 0; i < count; i++) list.put(ids[i] as string, instants[i])
    return list
  }
  // The clock ticks every few milliseconds, so what is quick is done often.
  const lists = 1_000_000 / count
  const put = once(() => {
    for (let n = 1; n < lists; n++) filled()
    return filled()
  })
  const list = put.made
  const swept = once(() => {
    for (let n = 0; n < sweeps; n++)
      for (const id of list.take(forever, dueAtOnce)) {
        const i = numbers.get(id) as number
        const next = Sla.nextChange(evaluated(i))
        list.put(id, next === undefined ? undefined : next + 60 * day)
      }
  })
  const sampled = Math.min(count, 20_000)
  const evaluations = once(() => {
    for (let i = 0; i < sampled; i++) evaluated(i)
  })
  return {
    put: (put.millis * 1000) / count / lists,
    sweep: swept.millis / sweeps,
    all: (evaluations.millis * count) / sampled,
    bytes: bytesHeld(1, filled) / count,
  }
}

export const job = (args: SpeedArgs | SweepArgs): Speed | Swept =>
  args.job === "speed" ? speed(args) : sweep(args)

const labels: { readonly [S in Subject]: { readonly en: string; readonly zh: string } } = {
  one: { en: "ours, one target", zh: "本库，一个目标" },
  all: { en: "ours, eight targets with their ladders", zh: "本库，八个目标及上报阶梯" },
  explain: { en: "ours, one target explained", zh: "本库，一个目标的解释" },
  dayjs: { en: "dayjs-business-time, the due instant alone", zh: "dayjs-business-time，仅到期时刻" },
  moment: { en: "moment-business-time, the due instant alone", zh: "moment-business-time，仅到期时刻" },
}

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const effort = quick
    ? { warmMillis: 100, slices: 3, sliceMillis: 50 }
    : { warmMillis: 400, slices: 3, sliceMillis: 200 }
  const speeds = new Map<Subject, Array<Speed>>(subjects.map((subject) => [subject, []]))
  const counts = [10_000, 100_000, 1_000_000]
  const growth = new Map<number, Array<Swept>>(counts.map((count) => [count, []]))
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      progress(`round ${round + 1} of ${rounds}: limits, ${subject}`)
      speeds
        .get(subject)
        ?.push(await inProcess<Speed>("sla.bench.ts", { job: "speed", subject, effort }, zone))
    }
    for (const count of counts) {
      progress(`round ${round + 1} of ${rounds}: limits, ${count} items`)
      growth.get(count)?.push(await inProcess<Swept>("sla.bench.ts", { job: "sweep", count }, zone))
    }
  }
  const of = (subject: Subject) => (speeds.get(subject) ?? []).map(({ perSecond }) => perSecond)
  const times = (subject: Subject) =>
    spread(
      of("one").map((own, round) => own / (of(subject)[round] as number)),
      (value) => `${short(value)}×`,
    )
  const right = (subject: Subject) => {
    const found = speeds.get(subject)?.[0]?.right
    return found === undefined ? "-" : share(found, items)
  }
  const swept = (count: number, pick: (one: Swept) => number) => (growth.get(count) ?? []).map(pick)
  return {
    tables: [
      {
        title: {
          en: "Where an item of eight events stands",
          zh: "含八个事件的事项：状态计算",
        },
        head: [
          "",
          { en: "items/s", zh: "件/秒" },
          { en: "each", zh: "每件" },
          { en: "ours, one target, is faster by", zh: "本库（一个目标）快" },
          { en: "due instant right", zh: "到期时刻正确" },
        ],
        rows: subjects.map((subject) => [
          labels[subject],
          spread(of(subject), short),
          duration(1e9 / median(of(subject))),
          subject === "one" ? "-" : times(subject),
          right(subject),
        ]),
        notes: [
          {
            en: `${items} items at a desk in New York (8–12, 14–17:30, federal holidays): eight working hours, a hold of up to two days. Ours sorts the events, finds the rule, counts the pause, and gives state, due, elapsed, remaining, late and the ladder. The peers are told start, hold and limit, and add the hold's working minutes. Right is what the oracle counts by minutes.`,
            zh: `纽约服务台（8–12 点、14–17:30，联邦假日）的 ${items} 件事项：时限 8 个工作小时，暂停至多两天。本库排序事件、选出规则、扣除暂停，并给出状态、到期、已用、剩余、超时与上报阶梯；其他库只被告知起点、暂停与时限，加上暂停的工作分钟。正确与否以逐分钟计数为准。`,
          },
        ],
      },
      {
        title: {
          en: "Finding what is due among N open items",
          zh: "在 N 件未结事项中找出到期的",
        },
        head: [
          "N",
          { en: "put one in", zh: "放入一件" },
          { en: "1,000 due: found, evaluated, put back", zh: "1,000 件到期：取出、计算、放回" },
          { en: "evaluating all", zh: "全部计算" },
          { en: "bytes an item", zh: "每件字节" },
        ],
        rows: counts.map((count) => [
          count.toLocaleString("en"),
          duration(1000 * median(swept(count, ({ put }) => put))),
          duration(1e6 * median(swept(count, ({ sweep: millis }) => millis))),
          duration(1e6 * median(swept(count, ({ all }) => all))),
          short(median(swept(count, ({ bytes }) => bytes))),
        ]),
        notes: [
          {
            en: "Items of eight targets by a thousand histories, their next changes spread over a month. The first 1,000 are found, evaluated and put back twenty times over. Evaluating all is timed on 20,000 of them and multiplied. Bytes are those of the list, without the ids.",
            zh: "每件八个目标，共一千种历史，下一次变化分布在一个月内。最早到期的 1,000 件取出、计算、放回，重复二十次。全部计算以 2 万件计时后按比例放大。字节数为列表本身，不含编号。",
          },
        ],
      },
    ],
    goals: [],
  }
}
