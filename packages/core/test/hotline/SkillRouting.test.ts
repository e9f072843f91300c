import {
  type Callback,
  CallRecord,
  GeneralHotline,
  Id,
  ReasonText,
  RoutingPolicy,
  SkillRouting,
} from "@aftercare/core"
import { CallbackLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

type Waiting = SkillRouting.Waiting
type FreeAgent = SkillRouting.FreeAgent
type Policy = RoutingPolicy.RoutingPolicy

const { route } = SkillRouting
const source = { title: "A hospital's own", status: "hospitalPolicy", verified: "own" } as const
const skills = ["nurses", "desk"].map((id) => Id.QueueId.make(id))
const now = 1_000_000

const seconds = fc.constantFrom(0, 1, 10, 60, 600)

const policy: fc.Arbitrary<Policy> = fc.record(
  {
    id: fc.constant("ours"),
    version: fc.constant("1"),
    aheadSeconds: fc.record({ redFlag: seconds, elderly: seconds, repeatCaller: seconds, overdue: seconds }),
    widening: fc.array(fc.record({ afterSeconds: seconds, levels: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 2,
    }),
    anyLanguageAfterSeconds: seconds,
    source: fc.constant(source),
  },
  { requiredKeys: ["id", "version", "aheadSeconds", "widening", "source"] },
)

const agentIds = ["a-1", "a-2", "a-3", "a-4", "a-5"].map((id) => Id.StaffId.make(id))
const language = fc.constantFrom("zh" as const, "en" as const)

const waitingWith = (most: number): fc.Arbitrary<ReadonlyArray<Waiting>> =>
  fc.uniqueArray(
    fc.record(
      {
        id: fc.integer({ min: 1, max: 99 }).map((n) => Id.CallId.make(`c-${n}`)),
        skill: fc.constantFrom(...skills),
        since: fc.oneof(fc.constantFrom(now, now - 60_000), fc.integer({ min: now - 700_000, max: now })),
        level: fc.integer({ min: 1, max: 4 }),
        language,
        reasons: fc.subarray([...SkillRouting.StatedReason.literals]),
        promisedAt: fc.constantFrom(now - 1, now, now + 1000),
        receiver: fc.constantFrom(...agentIds),
      },
      { requiredKeys: ["id", "skill", "since", "level", "reasons"] },
    ),
    { selector: ({ id }) => id, maxLength: most },
  )

const agentsWith = (most: number): fc.Arbitrary<ReadonlyArray<FreeAgent>> =>
  fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...agentIds),
      skills: fc.array(
        fc.record({ skill: fc.constantFrom(...skills), level: fc.integer({ min: 1, max: 4 }) }),
        { minLength: 1, maxLength: 3 },
      ),
      languages: fc.subarray(["zh" as const, "en" as const], { minLength: 1 }),
      idleSince: fc.oneof(fc.constant(now - 5000), fc.integer({ min: now - 60_000, max: now })),
    }),
    { selector: ({ id }) => id, maxLength: most },
  )

// The rules once more, as somebody would read them out: who may take a call, and what it is worth to be taken sooner.

const worth = ({ promisedAt, reasons }: Waiting, { aheadSeconds }: Policy): number => {
  let sum = 0
  if (reasons.includes("redFlag")) sum += aheadSeconds.redFlag
  if (reasons.includes("elderly")) sum += aheadSeconds.elderly
  if (reasons.includes("repeatCaller")) sum += aheadSeconds.repeatCaller
  if (promisedAt !== undefined && promisedAt < now) sum += aheadSeconds.overdue
  return 1000 * sum
}

const mayTake = (call: Waiting, agent: FreeAgent, policy: Policy): boolean => {
  const waited = (now - call.since) / 1000
  let wanted = call.level
  for (const { afterSeconds, levels } of policy.widening)
    if (waited >= afterSeconds) wanted = Math.min(wanted, call.level - levels)
  const { anyLanguageAfterSeconds: any } = policy
  const isFree = call.language === undefined || (any !== undefined && waited >= any)
  return (
    agent.skills.some(({ level, skill }) => skill === call.skill && level >= wanted) &&
    (isFree || agent.languages.some((spoken) => spoken === call.language))
  )
}

/** Every way to give calls to agents, and of them the best: who is served counts first, then who takes them, in turn. */
const bestByForce = (waiting: ReadonlyArray<Waiting>, agents: ReadonlyArray<FreeAgent>, policy: Policy) => {
  const calls = [...waiting].sort((a, b) => {
    const [x, y] = [a.since - worth(a, policy), b.since - worth(b, policy)]
    return x - y || a.since - b.since || (a.id < b.id ? -1 : 1)
  })
  const welcome = (call: Waiting) =>
    [...agents].sort(
      (a, b) =>
        Number(b.id === call.receiver) - Number(a.id === call.receiver) ||
        a.idleSince - b.idleSince ||
        (a.id < b.id ? -1 : 1),
    )
  type Way = ReadonlyArray<number>
  let best: { readonly served: Way; readonly who: Way; readonly pairs: ReadonlyArray<string> } | undefined
  const isBetter = (a: Way, b: Way): number => {
    const i = a.findIndex((one, n) => one !== b[n])
    return i < 0 ? 0 : (b[i] as number) - (a[i] as number)
  }
  const tryAll = (
    n: number,
    taken: ReadonlySet<string>,
    served: Way,
    who: Way,
    pairs: ReadonlyArray<string>,
  ) => {
    const call = calls[n]
    if (call === undefined) {
      const better = best === undefined ? 1 : isBetter(served, best.served) || isBetter(who, best.who)
      if (better > 0) best = { served, who, pairs }
      return
    }
    for (const [rank, agent] of welcome(call).entries())
      if (!taken.has(agent.id) && mayTake(call, agent, policy))
        tryAll(
          n + 1,
          new Set([...taken, agent.id]),
          [...served, 0],
          [...who, rank],
          [...pairs, `${call.id} ${agent.id}`],
        )
    tryAll(n + 1, taken, [...served, 1], [...who, 99], pairs)
  }
  tryAll(0, new Set(), [], [], [])
  return best?.pairs ?? []
}

describe("laws", () => {
  test("what is found is the best of all ways there are, on small cases", () => {
    fc.assert(
      fc.property(waitingWith(5), agentsWith(4), policy, (waiting, agents, policy) => {
        expect(Schema.is(Schema.Array(SkillRouting.Waiting))(waiting)).toBe(true)
        expect(Schema.is(Schema.Array(SkillRouting.FreeAgent))(agents)).toBe(true)
        expect(Schema.is(RoutingPolicy.RoutingPolicy)(policy)).toBe(true)
        const { assigned } = route(waiting, agents, policy, now)
        expect(assigned.map(({ agent, call }) => `${call} ${agent}`)).toEqual(
          bestByForce(waiting, agents, policy),
        )
      }),
      runs(400),
    )
  })

  test("nobody takes what they can't, or two calls; every call is answered for once; the order given says nothing", () => {
    fc.assert(
      fc.property(
        waitingWith(20),
        agentsWith(5).chain((agents) =>
          fc.tuple(fc.constant(agents), fc.shuffledSubarray([...agents], { minLength: agents.length })),
        ),
        policy,
        fc.infiniteStream(fc.nat()),
        (waiting, [agents, shuffled], policy, dice) => {
          const { assigned, left } = route(waiting, agents, policy, now)
          for (const { agent: id, call: of } of assigned) {
            const call = waiting.find((one) => one.id === of) as Waiting
            const agent = agents.find((one) => one.id === id) as FreeAgent
            expect(agent.skills.map(({ skill }) => skill)).toContain(call.skill)
            expect(mayTake(call, agent, policy)).toBe(true)
          }
          expect(new Set(assigned.map(({ agent }) => agent)).size).toBe(assigned.length)
          const told = [...assigned, ...left].map(({ call }) => call)
          expect([...told].sort()).toEqual(waiting.map(({ id }) => id).sort())
          const other = waiting
            .map((call) => ({ call, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ call }) => call)
          expect(route(other, shuffled, policy, now)).toEqual({ assigned, left })
        },
      ),
      runs(200),
    )
  })

  test("a call that is left has its true reason, and was left for none behind it", () => {
    fc.assert(
      fc.property(waitingWith(12), agentsWith(4), policy, (waiting, agents, policy) => {
        const { assigned, left } = route(waiting, agents, policy, now)
        const order = SkillRouting.inOrder(waiting, policy, now).map(({ id }) => id)
        for (const { call: id, place, reason, widensAt } of left) {
          const call = waiting.find((one) => one.id === id) as Waiting
          const able = agents.filter((agent) => mayTake(call, agent, policy))
          const skilled = agents.filter((agent) => agent.skills.some(({ skill }) => skill === call.skill))
          expect(reason.code === "routing.taken").toBe(able.length > 0)
          expect(reason.code === "routing.noAgent").toBe(skilled.length === 0)
          if (reason.code === "routing.language") {
            const anybody = { ...policy, anyLanguageAfterSeconds: 0 }
            expect(agents.some((agent) => mayTake(call, agent, anybody))).toBe(true)
          }
          for (const agent of able) {
            const taker = assigned.find((one) => one.agent === agent.id)
            expect(taker).toBeDefined()
            expect(order.indexOf(taker?.call as Waiting["id"])).toBeLessThan(order.indexOf(id))
          }
          const before = left.filter(
            (one) =>
              order.indexOf(one.call) <= order.indexOf(id) &&
              waiting.find((w) => w.id === one.call)?.skill === call.skill,
          )
          expect(place).toBe(before.length)
          const skilledAt = (then: number) => {
            const later = { ...call, since: call.since - (then - now) }
            return [1, 2, 3, 4].filter((level) =>
              mayTake(later, { ...agent("any"), skills: [{ skill: call.skill, level }] }, policy),
            ).length
          }
          if (widensAt !== undefined) {
            expect(widensAt).toBeGreaterThan(now)
            expect(skilledAt(widensAt - 1)).toBe(skilledAt(now))
          }
          expect(ReasonText.render(reason, "zh")).toMatch(/\p{Script=Han}/u)
        }
      }),
      runs(200),
    )
  })

  test("nobody starves: whoever came more than all reasons are worth after a call stands behind it", () => {
    fc.assert(
      fc.property(waitingWith(12), policy, (waiting, policy) => {
        const order = SkillRouting.inOrder(waiting, policy, now)
        for (const [i, ahead] of order.entries())
          for (const call of order.slice(i + 1))
            expect(ahead.since).toBeLessThanOrEqual(call.since + RoutingPolicy.mostAhead(policy))
      }),
      runs(200),
    )
  })

  test("one agent serves everybody in turn, a call after those at most that came by its bound", () => {
    const arriving = fc.array(
      fc.record({
        after: fc.constantFrom(0, 1000, 30_000),
        reasons: fc.subarray([...SkillRouting.StatedReason.literals]),
        level: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 1, maxLength: 15 },
    )
    fc.assert(
      fc.property(arriving, policy, (arriving, policy) => {
        let since = 0
        const calls = arriving.map(({ after, level, reasons }, n): Waiting => {
          since += after
          return { id: Id.CallId.make(`c-${n}`), skill: skills[0] as Id.QueueId, since, level, reasons }
        })
        const agent: FreeAgent = {
          id: agentIds[0] as Id.StaffId,
          skills: [{ skill: skills[0] as Id.QueueId, level: 4 }],
          languages: ["zh"],
          idleSince: 0,
        }
        const served: Array<Waiting> = []
        for (let at = 0; served.length < calls.length; at += 20_000) {
          const waiting = calls.filter((call) => call.since <= at && !served.includes(call))
          const { assigned } = route(waiting, [agent], policy, at)
          expect(assigned.length).toBe(Math.min(1, waiting.length))
          served.push(...waiting.filter(({ id }) => id === assigned[0]?.call))
        }
        for (const [i, call] of served.entries()) {
          const mayPrecede = calls.filter(
            (other) => other !== call && other.since <= call.since + RoutingPolicy.mostAhead(policy),
          )
          expect(i).toBeLessThanOrEqual(mayPrecede.length)
        }
      }),
      runs(60),
    )
  })
})

const nurses = Id.QueueId.make("nurses")
const call = (id: string, change: Partial<Waiting> = {}): Waiting => ({
  id: Id.CallId.make(id),
  skill: nurses,
  level: 1,
  since: now - 10_000,
  reasons: [],
  ...change,
})
const agent = (id: string, change: Partial<FreeAgent> = {}): FreeAgent => ({
  id: Id.StaffId.make(id),
  skills: [{ skill: nurses, level: 1 }],
  languages: ["zh"],
  idleSince: now - 10_000,
  ...change,
})
const pairs = (
  waiting: ReadonlyArray<Waiting>,
  agents: ReadonlyArray<FreeAgent>,
  policy = GeneralHotline.routing,
) => route(waiting, agents, policy, now).assigned.map(({ agent, by, call }) => `${call} ${agent} ${by}`)

describe("routing", () => {
  test("gives the call to whoever has been free longest, or took the complaint first", () => {
    const agents = [
      agent("a-1", { idleSince: now - 5000 }),
      agent("a-2"),
      agent("a-3", { idleSince: now - 9000 }),
    ]
    expect(pairs([call("c-1")], agents)).toEqual(["c-1 a-2 longestIdle"])
    const receiver = Id.StaffId.make("a-1")
    expect(pairs([call("c-1", { receiver })], agents)).toEqual(["c-1 a-1 receiver"])
    expect(pairs([call("c-1", { receiver })], agents.slice(1))).toEqual(["c-1 a-2 longestIdle"])
  })

  test("keeps for a call the only one who can take it", () => {
    const desk = Id.QueueId.make("desk")
    const both = agent("a-1", { skills: [nurses, desk].map((skill) => ({ skill, level: 1 })), idleSince: 0 })
    const waiting = [call("c-1", { since: now - 20_000 }), call("c-2", { skill: desk })]
    expect(pairs(waiting, [both, agent("a-2")])).toEqual(["c-1 a-2 longestIdle", "c-2 a-1 longestIdle"])
  })

  test("asks for less with time, and says when", () => {
    const junior = agent("a-1")
    const at = (waitedSeconds: number) =>
      route(
        [call("c-1", { level: 3, since: now - waitedSeconds * 1000 })],
        [junior],
        GeneralHotline.routing,
        now,
      )
    const reason = (level: number) => ({ code: "routing.level", facts: { skill: "nurses", level } })
    expect(at(59).left).toEqual([{ call: "c-1", place: 1, reason: reason(3), widensAt: now + 1000 }])
    expect(at(60).left).toEqual([{ call: "c-1", place: 1, reason: reason(2), widensAt: now + 120_000 }])
    const simple = route([call("c-1", { language: "en" })], [junior], GeneralHotline.routing, now)
    expect(simple.left[0]).not.toHaveProperty("widensAt")
    expect(at(180).assigned.map(({ agent }) => agent)).toEqual(["a-1"])
  })

  test("says who is missing: somebody with the skill, the level or the language", () => {
    const english = call("c-1", { language: "en" })
    const codes = (waiting: Waiting, agents: ReadonlyArray<FreeAgent>) =>
      route([waiting], agents, GeneralHotline.routing, now).left.map(({ reason }) => reason.code)
    expect(codes(english, [])).toEqual(["routing.noAgent"])
    expect(codes(english, [agent("a-1")])).toEqual(["routing.language"])
    expect(codes({ ...english, level: 2 }, [agent("a-1", { languages: ["en"] })])).toEqual(["routing.level"])
  })

  test("takes of two that stand alike the one that has waited longer", () => {
    const waiting = [
      call("c-1", { since: now - 10_000, reasons: ["elderly"] }),
      call("c-2", { since: now - 70_000 }),
    ]
    expect(pairs(waiting, [agent("a-1")])).toEqual(["c-2 a-1 longestIdle"])
  })

  test("names what brought a call forward, of what the policy counts", () => {
    const waiting = [
      call("c-1", { since: now - 3_000_000 }),
      call("c-2", { reasons: ["elderly", "redFlag"], promisedAt: now - 1 }),
    ]
    const policy = {
      ...GeneralHotline.routing,
      aheadSeconds: { ...GeneralHotline.routing.aheadSeconds, elderly: 0 },
    }
    const { assigned } = route(waiting, [agent("a-1")], policy, now)
    expect(assigned).toEqual([
      { call: "c-2", agent: "a-1", by: "longestIdle", reasons: ["overdue", "redFlag"], waitedMillis: 10_000 },
    ])
  })
})

describe("what waits", () => {
  const needs: SkillRouting.Needs = { level: 2, reasons: ["elderly"] }
  const stamp = (seconds: number) => ({
    id: Id.EventId.make(`e-${seconds}`),
    at: DateTime.makeUnsafe(seconds * 1000),
  })
  const lived = (...acts: ReadonlyArray<CallRecord.CallAct>) =>
    acts.reduce(
      (call, act, n) => Result.getOrThrow(CallRecord.record(call, act, stamp(10 * n + 10)))[0],
      CallRecord.arrive({ call: Id.CallId.make("call-1") }, stamp(0))[0],
    )
  const queued = (queue: string) => ({ _tag: "Queued", queue: Id.QueueId.make(queue) }) as const

  test("is a call in a queue, since it entered the first one", () => {
    expect(SkillRouting.ofCall(lived(queued("desk"), queued("nurses")), needs)).toEqual({
      id: "call-1",
      skill: "nurses",
      since: 10_000,
      ...needs,
    })
    expect(SkillRouting.ofCall(lived(), needs)).toBeUndefined()
    const answered = { _tag: "Answered", agent: agentIds[0] as Id.StaffId } as const
    expect(SkillRouting.ofCall(lived(queued("desk"), answered), needs)).toBeUndefined()
  })

  test("is a callback whose moment has come, at the place that it keeps", () => {
    const lives = fc.sample(CallbackLife.lives(), { numRuns: 40, seed: 1 })
    let stands = 0
    for (const life of lives) {
      const callback = life.steps[0]?.callback as Callback.Callback
      if (callback.state._tag !== "Planned" || callback.queue === undefined) continue
      const at = callback.state.at.epochMilliseconds
      expect(SkillRouting.ofCallback(callback, needs, at - 1)).toBeUndefined()
      expect(SkillRouting.ofCallback(callback, needs, at)).toEqual({
        id: callback.id,
        skill: callback.queue,
        since: callback.waitingSince.epochMilliseconds,
        promisedAt: callback.dueAt.epochMilliseconds,
        ...needs,
      })
      stands++
    }
    expect(stands).toBeGreaterThan(10)
  })
})
