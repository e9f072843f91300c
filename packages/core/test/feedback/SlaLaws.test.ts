import { type SlaEvent, type SlaLimit, type SlaPolicy, Ticket } from "@aftercare/core"
import { FeedbackArbitraries, Laws, SlaLaws } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"
import { asked, hour, minute, policyOf, published, rule, waits } from "./support/items.ts"

const working = (millis: number): SlaLimit.Limit => ({
  _tag: "WorkingTime",
  millis,
  clock: "office",
  boundary: "endOfInterval",
})

const steps: SlaPolicy.TargetLimit["steps"] = [
  { id: waits, when: { _tag: "BeforeDue", millis: hour, clock: "target" }, to: "owner" },
]

const rules = (hours: number) =>
  [
    rule("own.high", [asked("Answer", { _tag: "Elapsed", millis: 2 * hour })], {
      severities: ["high", "critical"],
    }),
    rule("own.all", [
      asked("Acknowledgement", working(hours * hour), { reopening: "leaves" }),
      asked("FirstResponse", { _tag: "Elapsed", millis: hours * hour }, { steps }),
      asked("NextResponse", working(hours * hour)),
      asked("HandoverAcceptance", working(2 * hour)),
      asked("Resolution", working(10 * hours * hour), { steps }),
      asked("Answer", {
        _tag: "WorkingDays",
        days: 5,
        clock: "office",
        ends: "endOfDate",
        pause: "openTime",
      }),
      asked("SatisfactionCheck", working(hours * hour)),
    ]),
  ] as const

const policies = [
  published(policyOf([...rules(4)], { id: "sla", promiseSteps: steps })),
  published(policyOf([...rules(6)], { id: "sla", version: "2", changedLimits: "fromChange" })),
]

/** Lives of tickets as a clock reads them, under two versions of a policy. */
const cases: fc.Arbitrary<SlaLaws.PausedCase> = fc
  .tuple(
    FeedbackArbitraries.ticketLife(),
    part.map((share) => 1.2 * share),
    fc.integer({ min: 1, max: 3 * 24 * 60 }),
  )
  .map(([life, share, minutes]) => {
    const events = Ticket.slaEvents(
      life.steps.map(({ event }) => event),
      life.ground.categories,
    ).map(
      (event): SlaEvent.SlaEvent =>
        event._tag === "PolicyChanged" ? { ...event, policy: { id: "sla", version: "2" } } : event,
    )
    const instants = events.map((event) => event.at.epochMilliseconds)
    const [from, to] = [Math.min(...instants), Math.max(...instants)]
    return {
      policies,
      events,
      at: from + Math.ceil((to - from + hour) * share),
      pauseMillis: minutes * minute,
      reason: waits,
    }
  })

const laws = [
  SlaLaws.orderIsThatOfTime,
  SlaLaws.nextChangeIsTheNext,
  SlaLaws.metStaysMet,
  SlaLaws.pausesMoveDue,
  SlaLaws.dueIsInTime,
] as const

describe("limits of tickets' lives keep the law that", () => {
  test.each(laws)("$name", (law) => {
    fc.assert(Laws.property(law, cases), { numRuns: 60 })
  })

  test("and a policy that breaks one is found out", () => {
    /** Its clocks never hear of a pause. */
    const deaf = policies.map(
      (policy): SlaPolicy.Published => ({
        ...policy,
        limitsFor: (facts) =>
          Object.fromEntries(
            Object.entries(policy.limitsFor(facts)).map(([target, chosen]) => [
              target,
              {
                ...chosen,
                counter: { ...chosen.counter, due: (from: number) => chosen.counter.due(from, []) },
              },
            ]),
          ),
      }),
    )
    const broken = cases.map((of) => ({ ...of, policies: deaf }))
    expect(fc.check(Laws.property(SlaLaws.pausesMoveDue, broken), { numRuns: 60 }).failed).toBe(true)
  })
})
