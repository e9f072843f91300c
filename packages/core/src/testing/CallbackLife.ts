/**
 * fast-check generators of callbacks: policies for them, and whole lives of callbacks as the library makes them.
 *
 * **Example** (The laws of callbacks, on a hospital's own policy)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { GeneralHotline, TimeZone } from "@aftercare/core"
 * import { CallbackLife, HotlineLaws, Laws } from "@aftercare/core/testing"
 *
 * const policy = { ...GeneralHotline.callbacks(TimeZone.make("Asia/Shanghai")), promisedMinutes: 30 }
 * const lives = CallbackLife.lives(CallbackLife.ground().map((ground) => ({ ...ground, policy })))
 * for (const law of HotlineLaws.callbacks) fc.assert(Laws.property(law, lives), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Hours from "../calendar/Hours.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as Override from "../contact/Override.ts"
import { CallId, EventId, QueueId, StaffId } from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { Purpose } from "../foundation/Word.ts"
import * as Callback from "../hotline/Callback.ts"
import type { CallbackPolicy } from "../hotline/CallbackPolicy.ts"
import * as CallRecord from "../hotline/CallRecord.ts"
import * as ChinaCalendar from "../packs/china/ChinaCalendar.ts"
import * as ChinaContact from "../packs/china/ChinaContact.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"

const dates = { min: "2026-01-10", max: "2026-03-20" }
const minuteMillis = 60_000

const zones = fc
  .constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
  .map((name) => TimeZone.make(name))

const minutes = (most: number) => fc.oneof(fc.constantFrom(1, 15, 60), fc.integer({ min: 1, max: most }))

/** Every day, on working days around noon, over midnight, and always. */
const hours = [
  Hours.daily("08:00", "20:00"),
  Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
  Hours.daily("18:00", "02:00"),
  Hours.always,
]

/** Policies for callbacks, some of which leave little time. */
export const policy = (): fc.Arbitrary<CallbackPolicy> =>
  fc.record({
    id: FollowUpArbitraries.text(),
    version: FollowUpArbitraries.text(),
    purpose: fc.constantFrom(...Purpose.literals),
    zone: zones,
    hours: fc.constantFrom(...hours),
    promisedMinutes: minutes(600),
    graceMinutes: minutes(600),
    attempts: fc.integer({ min: 1, max: 4 }),
    waitMinutes: fc
      .tuple(minutes(600), fc.array(minutes(600), { maxLength: 2 }))
      .map(([first, rest]) => [first, ...rest] as const),
    answerMinutes: minutes(60),
    keepsPlace: fc.boolean(),
    source: fc.constant({ title: "A hospital's own", status: "hospitalPolicy", verified: "own" }),
  })

/** Every policy rings by telephone. */
const ringing = (policy: ContactPolicy): ContactPolicy => ({
  ...policy,
  channels: [
    { channel: "phone", avoids: ["noonRest", "nightRest"], minutes: 10 },
    ...policy.channels.filter(({ channel }) => channel !== "phone"),
  ],
})

/** What callbacks are planned on: now a usual hospital's, now anything that may be. */
export const ground = (): fc.Arbitrary<Callback.Ground> => {
  const contacts = fc.array(
    CalendarArbitraries.instant(dates).map((at) => ({ at, channel: "phone", purpose: "care" }) as const),
    { maxLength: 3 },
  )
  const profile = FollowUpArbitraries.contactProfile({ ...dates, zones })
  const usual = fc.record({ profile, policy: policy(), contacts }).map((drawn) => ({
    ...drawn,
    profile: { ...drawn.profile, rest: ChinaContact.restIn("mainland"), work: { _tag: "None" as const } },
    contact: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
  }))
  const any = fc.record({
    profile,
    contact: FollowUpArbitraries.contactPolicy({ ...dates, maxDepth: 1 }).map(ringing),
    calendar: CalendarArbitraries.workCalendar(dates),
    policy: policy(),
    contacts,
  })
  return fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: any })
}

/** A callback's life: what happened, what was refused. */
export interface CallbackLife {
  readonly ground: Callback.Ground
  /** The callback after each event; the first is that it was asked for. */
  readonly steps: ReadonlyArray<{
    readonly event: Callback.CallbackEvent
    readonly callback: Callback.Callback
  }>
  /** By which rule, or by which error of the contact window. */
  readonly refused: ReadonlyArray<{ readonly act: Act; readonly rule: string }>
}

/** The callback at the end of a life. */
export const ended = ({ steps }: CallbackLife): Callback.Callback =>
  (steps.at(-1) as CallbackLife["steps"][number]).callback

const agent = StaffId.make("agent-1")

const override = (): fc.Arbitrary<Override.Override> =>
  fc.record({
    kind: fc.constantFrom(...Override.Kind.literals),
    reason: FollowUpArbitraries.text(),
    author: fc.constant(agent),
    givenAt: fc.constant(DateTime.makeUnsafe(dates.min)),
  })

const maybe = <A>(of: fc.Arbitrary<A>) => fc.option(of, { nil: undefined, freq: 2 })

/** One thing that somebody tries to record: what comes next, or anything, so long after the one before. */
const move = fc.record({
  act: maybe(fc.constantFrom<Act[]>("startTry", "endTry", "replan", "lapse", "rangBack", "withdraw")),
  afterMinutes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: -60, max: 4000 })),
  disposition: fc.constantFrom(
    ...Callback.TryDisposition.literals,
    ...(["noAnswer", "busy", "noAnswer", "callLater"] as const),
  ),
  wishMinutes: maybe(fc.integer({ min: -60, max: 3000 })),
  override: maybe(override()),
  backEnds: fc.constantFrom("answered" as const, "abandoned" as const, "asked" as const),
})
type Act = "startTry" | "endTry" | "replan" | "lapse" | "rangBack" | "withdraw"
type Move = typeof move extends fc.Arbitrary<infer A> ? A : never

const number = PhoneNumber.make("+8613800138000")

/** The call that asks for it, or one that comes in again. */
const calling = (id: string, at: number, acts: ReadonlyArray<CallRecord.CallAct>) => {
  const stamp = (n: number) => ({
    id: EventId.make(`${id}/e-${n}`),
    at: DateTime.makeUnsafe(at + n * 20_000),
  })
  const [arrived] = CallRecord.arrive({ call: CallId.make(id), caller: number }, stamp(0))
  return acts.reduce(
    (call, act, n) => Result.getOrThrow(CallRecord.record(call, act, stamp(n + 1)))[0],
    arrived,
  )
}

const queued = { _tag: "Queued", queue: QueueId.make("desk") } as const

const backEnds: { readonly [E in Move["backEnds"]]: CallRecord.CallAct } = {
  answered: { _tag: "Answered", agent },
  abandoned: { _tag: "Abandoned" },
  asked: { _tag: "CallbackAsked" },
}

const overriding = (override: Override.Override | undefined) => (override === undefined ? {} : { override })

/** Lives of callbacks on these grounds, such as a hospital's own policy makes of `ground`; most of them over in the end. */
export const lives = (grounds: fc.Arbitrary<Callback.Ground> = ground()): fc.Arbitrary<CallbackLife> => {
  const asking = fc.record({
    at: CalendarArbitraries.instant(dates),
    wishMinutes: maybe(fc.integer({ min: -60, max: 4000 })),
    override: maybe(override()),
    ground: grounds,
    moves: fc.array(move, { maxLength: 12, size: "max" }),
  })
  return asking.map(lived).filter((life) => life !== undefined)
}

interface Script {
  readonly at: number
  readonly wishMinutes: number | undefined
  readonly override: Override.Override | undefined
  readonly ground: Callback.Ground
  readonly moves: ReadonlyArray<Move>
}

const lived = ({ at, ground, moves, override, wishMinutes }: Script): CallbackLife | undefined => {
  const after = (from: number, minutes: number) => DateTime.makeUnsafe(from + minutes * minuteMillis)
  const call = calling("call-1", at, [
    queued,
    {
      _tag: "CallbackAsked",
      ...(wishMinutes === undefined ? {} : { wishedAt: after(at, wishMinutes) }),
    },
  ])
  const stamp = (n: number, at: DateTime.Utc) => ({ id: EventId.make(`callback/e-${n}`), at })
  const asked = Callback.ask(call, ground, stamp(0, after(at, 1)), override)
  if (Result.isFailure(asked)) return undefined
  let [callback, now] = [asked.success[0], after(at, 1)]
  const steps = asked.success[1].map((event) => ({ event, callback }))
  const refused: Array<CallbackLife["refused"][number]> = []
  for (const [i, move] of moves.entries()) {
    const next = fitting(callback)
    const act = move.act ?? next.act
    const then = after(now.epochMilliseconds, move.afterMinutes)
    const at = move.act === undefined ? (next.at ?? then) : then
    const found = moved(callback, act, move, ground, stamp(i + 1, at))
    if (Result.isFailure(found)) {
      const { failure } = found
      refused.push({ act, rule: failure._tag === "CallbackRefused" ? failure.rule : failure._tag })
      continue
    }
    now = DateTime.max(now, at)
    callback = found.success[0]
    steps.push(...found.success[1].map((event) => ({ event, callback })))
  }
  return { ground, steps, refused }
}

/** What a hotline would do next that looks after its callbacks, and when where that is set. */
const fitting = (callback: Callback.Callback): { readonly act: Act; readonly at?: DateTime.Utc } => {
  switch (callback.state._tag) {
    case "Planned":
      return { act: "startTry", at: callback.state.at }
    case "Trying":
      return { act: "endTry" }
    default:
      return { act: "lapse", at: callback.latest }
  }
}

const moved = (
  callback: Callback.Callback,
  act: Act,
  { backEnds: end, disposition, override, wishMinutes }: Move,
  ground: Callback.Ground,
  stamp: CallRecord.CallStamp,
) => {
  switch (act) {
    case "startTry":
      return Callback.startTry(callback, ground, stamp, { agent, ...overriding(override) })
    case "endTry": {
      if (disposition !== "callLater" || wishMinutes === undefined)
        return Callback.endTry(callback, { disposition }, ground, stamp)
      const wish = { at: DateTime.add(stamp.at, { minutes: wishMinutes }), ...overriding(override) }
      return Callback.endTry(callback, { disposition, wish }, ground, stamp)
    }
    case "replan":
      return Callback.replan(callback, ground, stamp)
    case "lapse":
      return Callback.lapse(callback, ground, stamp)
    case "withdraw":
      return Callback.withdraw(callback, stamp)
    case "rangBack": {
      const at = stamp.at.epochMilliseconds - 60_000
      return Callback.rangBack(callback, calling(`again/${stamp.id}`, at, [queued, backEnds[end]]), stamp)
    }
  }
}
