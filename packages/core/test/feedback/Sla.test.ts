import { ChinaCalendar, Id, Instant, Rule, Sla, SlaEvent, type SlaFacts, SlaPolicy } from "@aftercare/core"
import { DateTime, Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decodable } from "../fuzz/Decodable.ts"
import {
  anyLimit,
  asked,
  at,
  evaluated,
  events,
  facts,
  hour,
  minute,
  monday,
  only,
  policyOf,
  published,
  roundsOf,
  rule,
  source,
} from "./support/items.ts"

const elapsed = (hours: number) => ({ _tag: "Elapsed", millis: hours * hour }) as const
const answer = published(policyOf([rule("own.answer", [asked("Answer", elapsed(24))])]))
const day = 24 * hour

/** What other systems' users suffered from; the numbers are those of the pains. */
describe("nobody suffers again from", () => {
  test("hold time that is lost when an item goes from hold straight to resolved", () => {
    const policy = published(policyOf([rule("own.answer", [asked("Resolution", elapsed(24))])]))
    const history = [
      events.registered(monday),
      events.held(monday + hour),
      events.plain("Resolved", monday + 42 * day),
    ]
    expect(only(evaluated(policy, history, monday + 50 * day))).toMatchObject({
      state: "met",
      elapsedMillis: hour,
      lateMillis: 0,
    })
  })

  test("a pause that counts the closing hours too", () => {
    const limit = {
      _tag: "WorkingTime",
      millis: 4 * hour,
      clock: "office",
      boundary: "endOfInterval",
    } as const
    const policy = published(policyOf([rule("own.answer", [asked("Answer", limit)])]))
    const history = [
      events.registered(at("2026-03-06T16:30:00+08:00")),
      events.held(at("2026-03-06T17:00:00+08:00")),
      events.plain("Resumed", at("2026-03-09T09:00:00+08:00")),
    ]
    const { dueAt } = only(evaluated(policy, history, at("2026-03-09T09:00:00+08:00")))
    expect(new Date(dueAt ?? 0).toISOString()).toBe("2026-03-09T06:30:00.000Z")
  })

  test("a shorter next response that overrules the first one", () => {
    const policy = published(
      policyOf([rule("own.all", [asked("FirstResponse", elapsed(24)), asked("NextResponse", elapsed(2))])]),
    )
    const history = [events.registered(monday), events.plain("SenderWrote", monday + hour)]
    const evaluation = evaluated(policy, history, monday + 4 * hour)
    expect(evaluation.targets.map(({ state, target }) => [target, state])).toEqual([
      ["FirstResponse", "running"],
      ["NextResponse", "breached"],
    ])
    const answered = evaluated(
      policy,
      [...history, events.plain("Responded", monday + 2 * hour)],
      monday + day,
    )
    expect(answered.targets.map(({ state }) => state)).toEqual(["met", "met"])
  })

  test("a target that fires although the answer was given, or while the sender is silent", () => {
    const policy = published(policyOf([rule("own.all", [asked("NextResponse", elapsed(2))])]))
    const history = [
      events.registered(monday),
      events.plain("SenderWrote", monday + hour),
      events.plain("SenderWrote", monday + 2 * hour),
      events.plain("Responded", monday + 3 * hour),
    ]
    const quiet = evaluated(policy, history, monday + 100 * day)
    expect(only(quiet)).toMatchObject({ state: "met", startedAt: monday + hour })
    expect(Sla.nextChange(quiet)).toBe(undefined)
    const again = evaluated(
      policy,
      [...history, events.plain("SenderWrote", monday + 4 * hour)],
      monday + 5 * hour,
    )
    expect(roundsOf(again, "NextResponse").map(({ state }) => state)).toEqual(["met", "running"])
  })

  test("an old item that is reopened and breached at once", () => {
    const history = [
      events.registered(monday),
      events.plain("Answered", monday + hour),
      events.plain("Closed", monday + hour),
      events.plain("Reopened", monday + 90 * day),
    ]
    expect(evaluated(answer, history, monday + 90 * day).targets).toMatchObject([
      { state: "met", endedAt: monday + hour },
      { state: "running", startedAt: monday + 90 * day, dueAt: monday + 91 * day },
    ])
  })

  test("a deadline of an item that is late already when it is registered, because it was received long before", () => {
    const late = only(
      evaluated(answer, [events.registered(monday, { receivedAt: monday - 2 * day })], monday),
    )
    expect(late).toMatchObject({ state: "breached", startedAt: monday - 2 * day, lateMillis: day })
  })
})

describe("an item", () => {
  const policy = published(
    policyOf([
      rule("own.high", [asked("Answer", elapsed(2))], { severities: ["high"] }),
      rule("own.all", [
        asked("Acknowledgement", elapsed(1), { start: "registration" }),
        asked("Assignment", elapsed(1)),
        asked("OnSite", elapsed(3), { start: "assignment" }),
        asked("HandoverAcceptance", elapsed(4)),
        asked("Resolution", elapsed(48)),
        asked("Answer", elapsed(24), { start: "resolution" }),
        asked("SatisfactionCheck", elapsed(24), { start: "closing" }),
      ]),
    ]),
  )

  test("starts each clock with its own event", () => {
    const history = [
      events.registered(monday + hour, { receivedAt: monday }),
      events.plain("Assigned", monday + 2 * hour),
      events.plain("HandoverOffered", monday + 3 * hour),
      events.plain("HandoverRefused", monday + 4 * hour),
      events.plain("HandoverOffered", monday + 5 * hour),
      events.plain("Resolved", monday + 6 * hour),
    ]
    expect(
      evaluated(policy, history, monday + 6 * hour).targets.map(({ startedAt, state, target }) => [
        target,
        state,
        startedAt === undefined ? undefined : (startedAt - monday) / hour,
      ]),
    ).toEqual([
      ["Acknowledgement", "breached", 1],
      ["Assignment", "breached", 0],
      ["OnSite", "breached", 2],
      ["Resolution", "met", 0],
      ["Answer", "running", 6],
      ["SatisfactionCheck", "waiting", undefined],
      ["HandoverAcceptance", "met", 3],
      ["HandoverAcceptance", "running", 5],
    ])
  })

  test("that is withdrawn asks for nothing more, and one that is closed only whether the sender is satisfied", () => {
    const open = [events.registered(monday), events.promised(monday, "p", monday + day)]
    const states = (history: ReadonlyArray<SlaEvent.SlaEvent>) =>
      evaluated(policy, history, monday + hour)
        .targets.filter((one) => Sla.isOpen(one))
        .map(({ target }) => target)
    expect(states([...open, events.plain("Withdrawn", monday + minute)])).toEqual([])
    expect(states([...open, events.plain("Closed", monday + minute)])).toEqual([
      "SatisfactionCheck",
      "Promise",
    ])
  })

  test("whose check can no longer start is not left open for ever", () => {
    const after = published(
      policyOf([rule("own.all", [asked("SatisfactionCheck", elapsed(24), { start: "answer" })])]),
    )
    const history = [events.registered(monday), events.plain("Closed", monday + hour)]
    expect(only(evaluated(after, history, monday + day))).toMatchObject({
      state: "dropped",
      endedAt: monday + hour,
    })
  })

  test("keeps promises on the clock on the wall, whatever is on hold", () => {
    const bare = published(
      policyOf([rule("own.all", [asked("OnSite", elapsed(1), { start: "assignment" })])], {
        promiseSteps: [
          {
            id: Rule.RuleId.make("step.nearlyDue"),
            when: { _tag: "BeforeDue", millis: hour, clock: "target" },
            to: "owner",
          },
        ],
      }),
    )
    const history = [
      events.registered(monday),
      events.promised(monday, "call", monday + 5 * hour),
      events.promised(monday, "letter", monday + 9 * hour),
      events.held(monday + hour),
      events.kept(monday + 4 * hour, "call"),
    ]
    const found = evaluated(bare, history, monday + 8 * hour)
    expect(roundsOf(found, "Promise")).toMatchObject([
      { state: "met", endedAt: monday + 4 * hour },
      { state: "running", atRisk: true, dueAt: monday + 9 * hour },
    ])
    expect(Sla.nextChange(found)).toBe(monday + 9 * hour + 1)
  })

  test("isn't there before it was registered", () => {
    const refused = Sla.evaluate([policy], [events.registered(monday)], monday - 1)
    expect(Result.isFailure(refused) && refused.failure._tag).toBe("NotRegistered")
    const unknown = Sla.evaluate([policy], [events.registered(monday, { version: "2" })], monday)
    expect(Result.isFailure(unknown) && unknown.failure._tag).toBe("PolicyNotPublished")
    const changed = [events.registered(monday), events.policyChanged(monday + 1, "2")]
    expect(Result.isSuccess(Sla.evaluate([policy], changed, monday))).toBe(true)
    expect(Result.isFailure(Sla.evaluate([policy], changed, monday + 1))).toBe(true)
  })
})

describe("a limit that changes", () => {
  const high = facts({ severity: "high" })
  const history = [events.registered(monday), events.reclassified(monday + 5 * hour, high)]
  const rules = [
    rule("own.high", [asked("Answer", elapsed(2))], { severities: ["high"] }),
    rule("own.all", [asked("Answer", elapsed(24))]),
  ] as const
  const due = (
    changedLimits: SlaPolicy.SlaPolicy["changedLimits"],
    over = history,
    now = monday + 5 * hour,
  ) => {
    const {
      dueAt,
      rule: by,
      state,
    } = only(evaluated(published(policyOf([...rules], { changedLimits })), over, now))
    return [((dueAt ?? 0) - monday) / hour, state, by]
  }

  test("counts from the start, from the change, or not, as the policy says", () => {
    expect(due("fromStart")).toEqual([2, "breached", "own.high"])
    expect(due("fromChange")).toEqual([7, "running", "own.high"])
    expect(due("kept")).toEqual([24, "running", "own.all"])
  })

  test("leaves alone what was late before, and what was done", () => {
    const normal = events.reclassified(monday + 25 * hour, high)
    expect(due("fromChange", [events.registered(monday), normal], monday + 26 * hour)).toEqual([
      24,
      "breached",
      "own.all",
    ])
    const done = [events.registered(monday), events.plain("Answered", monday + hour), ...history.slice(1)]
    expect(due("fromStart", done)).toEqual([24, "met", "own.all"])
  })

  test("because another version of the policy came in says so, and what it is due by", () => {
    const [one, two] = [
      published(policyOf([...rules])),
      published(policyOf([rule("own.all", [asked("Answer", elapsed(48))])], { version: "2" })),
    ]
    const registered = [events.registered(monday)]
    const before = evaluated([one, two], registered, monday + hour)
    const after = evaluated(
      [one, two],
      [...registered, events.policyChanged(monday + hour, "2")],
      monday + hour,
    )
    expect(only(after)).toMatchObject({ dueAt: monday + 48 * hour, basis: { policy: { version: "2" } } })
    expect(Sla.changes(before, after)).toMatchObject([{ differs: ["due", "basis"] }])
    expect(Sla.changes(before, before)).toEqual([])
    const [explained] = Result.getOrThrow(
      Sla.explain([one, two], [...registered, events.policyChanged(monday + hour, "2")], monday + hour),
    )
    expect(explained?.changes).toMatchObject([{ before: "own.all", after: "own.all", at: monday + hour }])
  })

  test("to none at all is dropped, and comes back with its rule", () => {
    const only = [rule("own.high", [asked("Answer", elapsed(9))], { severities: ["high"] })] as const
    const policy = published(policyOf([...only]))
    const [up, down, again] = [
      events.reclassified(monday, high),
      events.reclassified(monday + hour, facts()),
      events.reclassified(monday + 2 * hour, high),
    ]
    const states = (...more: ReadonlyArray<SlaEvent.SlaEvent>) =>
      evaluated(policy, [events.registered(monday), ...more], monday + 3 * hour).targets.map(
        ({ state }) => state,
      )
    expect(states()).toEqual([])
    expect(states(up)).toEqual(["running"])
    expect(states(up, down)).toEqual(["dropped"])
    expect(states(up, down, again)).toEqual(["running"])
  })
})

describe("corrections and merging", () => {
  test("a corrected receipt moves the due instant, and the change says so", () => {
    const registered = events.registered(monday + 5 * hour)
    const before = evaluated(answer, [registered], monday + 6 * hour)
    const corrected = events.corrected(monday + 6 * hour, registered.id, monday)
    const after = evaluated(answer, [registered, corrected], monday + 6 * hour)
    expect(Sla.changes(before, after)).toMatchObject([{ differs: ["start", "due"] }])
    expect(only(after)).toMatchObject({ startedAt: monday, dueAt: monday + day })
    // As of a moment before the correction it is what was known then.
    expect(only(evaluated(answer, [registered, corrected], monday + 6 * hour - 1)).startedAt).toBe(
      monday + 5 * hour,
    )
  })

  test("an answer whose time is corrected can turn out to have been late", () => {
    const answered = events.plain("Answered", monday + 23 * hour)
    const history = [events.registered(monday), answered]
    const corrected = [...history, events.corrected(monday + 2 * day, answered.id, monday + 25 * hour)]
    expect(only(evaluated(answer, history, monday + 3 * day)).state).toBe("met")
    expect(only(evaluated(answer, corrected, monday + 3 * day))).toMatchObject({
      state: "breached",
      lateMillis: hour,
    })
  })

  test("of two items made one the strictest clock stays, and both histories are there", () => {
    const policy = published(
      policyOf([
        rule("own.high", [asked("Answer", elapsed(2))], { severities: ["high"] }),
        rule("own.all", [asked("Answer", elapsed(24))]),
      ]),
    )
    const other = [events.registered(monday + hour, { facts: facts({ severity: "high" }) })]
    const own = [events.registered(monday), events.merged(monday + 2 * hour, [other])]
    const merged = evaluated(policy, own, monday + 2 * hour)
    expect(roundsOf(merged, "Answer")).toHaveLength(2)
    expect(Sla.binding(merged, "Answer")).toMatchObject({ rule: "own.high", dueAt: monday + 3 * hour })
    const answered = [...own, events.plain("Answered", monday + 3 * hour)]
    expect(evaluated(policy, answered, monday + day).targets.map(({ state }) => state)).toEqual([
      "met",
      "met",
    ])
    // A reopening opens one round for the one item that they are now, by the stricter of the two.
    const reopened = evaluated(policy, [...answered, events.plain("Reopened", monday + day)], monday + day)
    expect(roundsOf(reopened, "Answer").map((one) => one.rule)).toEqual(["own.all", "own.high", "own.high"])
  })

  test("what was merged before is handed on with it", () => {
    const [first, second] = [events.registered(monday), events.registered(monday + hour)]
    const joined = [second, events.merged(monday + 2 * hour, [[first]])]
    const third = [
      events.registered(monday + 2 * hour),
      events.merged(monday + 3 * hour, SlaEvent.threads(joined, monday + 3 * hour)),
    ]
    const openedBy = evaluated(answer, third, monday + 3 * hour).targets.map((target) => target.openedBy)
    expect(openedBy.sort()).toEqual([first.id, second.id, third[0]?.id].sort())
  })
})

describe("anything that decodes", () => {
  const everything = policyOf(
    [
      rule("own.high", [asked("Answer", elapsed(2))], { severities: ["high", "critical"] }),
      rule("own.all", [
        asked("Acknowledgement", elapsed(1)),
        asked("Assignment", {
          _tag: "WorkingDays",
          days: 1,
          clock: "office",
          ends: "lastClosing",
          pause: "openTime",
        }),
        asked("FirstResponse", {
          _tag: "WorkingTime",
          millis: hour,
          clock: "office",
          boundary: "startOfNext",
        }),
        asked("NextResponse", elapsed(2)),
        asked("HandoverAcceptance", elapsed(2)),
        asked("OnSite", elapsed(1)),
        asked("Resolution", {
          _tag: "CalendarDays",
          months: 1,
          days: 3,
          clock: "office",
          ends: "sameTime",
          pause: "touchedDates",
        }),
        asked("Answer", elapsed(24), { start: "resolution" }),
        asked("SatisfactionCheck", elapsed(24)),
      ]),
    ],
    {
      promiseSteps: [
        {
          id: Rule.RuleId.make("step.late"),
          when: { _tag: "AfterDue", millis: hour, clock: "target" },
          to: "owner",
        },
      ],
    },
  )
  const moment = fc
    .oneof(
      fc.integer({ min: -6e13, max: 2e14 }),
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom(0, monday),
    )
    .map((millis) => DateTime.makeUnsafe(millis))
  const arbitrary = decodable(SlaEvent.SlaEvent, { leaves: [[Instant.Instant, moment]] })
  const numbers = (value: unknown): ReadonlyArray<number> =>
    typeof value === "number"
      ? [value]
      : typeof value === "object" && value !== null
        ? Object.values(value).flatMap(numbers)
        : []

  test("is evaluated without a throw, a hang or a number that is none", () => {
    const policies = [published(everything), published({ ...everything, version: "2" })]
    const version = fc.constantFrom({ id: "test", version: "1" }, { id: "test", version: "2" })
    const happened = fc
      .tuple(arbitrary, version, fc.integer({ min: 0, max: 9 }))
      .map(([event, policy, n]): SlaEvent.SlaEvent => {
        // Few ids, so that corrections and doubles meet; versions that are known, so that something is evaluated.
        const id = Id.EventId.make(`e${n}`)
        return "policy" in event ? { ...event, id, policy } : { ...event, id }
      })
    const now = fc.oneof(
      fc.integer({ min: -1e13, max: 1e14 }),
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
    )
    let evaluations = 0
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 12 }), moment, now, (further, registeredAt, instant) => {
        const history = [{ ...events.registered(0), at: registeredAt }, ...further]
        const evaluation = Sla.evaluate(policies, history, instant)
        if (Result.isFailure(evaluation)) return
        evaluations++
        expect(numbers(evaluation.success).some(Number.isNaN)).toBe(false)
        const next = Sla.nextChange(evaluation.success)
        if (next !== undefined) expect(next).toBeGreaterThan(instant)
        expect(Result.isSuccess(Sla.explain(policies, history, instant))).toBe(true)
      }),
      { numRuns: 400 },
    )
    expect(evaluations).toBeGreaterThan(50)
  })

  test("also a policy, as far as it can be published", () => {
    const limit = fc.record({ limit: anyLimit, target: fc.constantFrom(...SlaPolicy.Target.literals) })
    fc.assert(
      fc.property(fc.array(limit, { minLength: 1, maxLength: 6 }), fc.integer(), (targets, instant) => {
        const [first, ...rest] = targets.map((one) => asked(one.target, one.limit))
        if (first === undefined) return
        const policy = SlaPolicy.publish(
          policyOf([{ id: Rule.RuleId.make("own.any"), when: {}, targets: [first, ...rest], source }]),
          [ChinaCalendar.publicHolidays],
        )
        const twice = new Set(targets.map((one) => one.target)).size < targets.length
        expect(Result.isFailure(policy)).toBe(twice)
        if (Result.isFailure(policy)) return
        const evaluation = evaluated(policy.success, [events.registered(monday)], monday + Math.abs(instant))
        expect(numbers(evaluation).some(Number.isNaN)).toBe(false)
      }),
    )
  })
})

test("facts are data: what they choose is the same for equal facts", () => {
  const copy: SlaFacts.SlaFacts = JSON.parse(JSON.stringify(facts()))
  expect(Object.keys(answer.limitsFor(copy))).toEqual(Object.keys(answer.limitsFor(facts())))
})
