import { FollowUpPlan, GeneralHandover, Handover, PlanText } from "@aftercare/core"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { plainGround, shipped } from "./support/grounds.ts"

const { check, Item } = Handover

const policies: fc.Arbitrary<Handover.HandoverPolicy> = fc
  .record(Handover.ofEach(fc.constantFrom(...Handover.Standing.literals)))
  .map((items) => ({ ...GeneralHandover.policy, items }))

test("the shipped policy decodes, and is marked as practice", () => {
  const { policy } = GeneralHandover
  expect(Schema.decodeSync(Handover.HandoverPolicy)(policy)).toEqual(policy)
  expect(policy.source.status).toBe("practice")
})

describe("a handover", () => {
  test("is refused just where a blocking item is open, and then every gap is listed; else the gaps are flagged", () => {
    fc.assert(
      fc.property(policies, FollowUpArbitraries.handover(0), (policy, handover) => {
        const open = Item.literals.filter((item) => {
          const answer = handover[item]
          return answer === undefined || answer._tag === "NotDone"
        })
        const blocked = open.some((item) => policy.items[item] === "blocks")
        const checked = check(policy, handover)
        expect(Result.isFailure(checked)).toBe(blocked)
        const listed = Result.isFailure(checked) ? checked.failure.missing : checked.success.flags
        expect(listed.map(({ item }) => item)).toEqual(open)
        for (const { gap, item, standing } of listed) {
          expect(standing).toBe(policy.items[item])
          expect(gap).toBe(handover[item] === undefined ? "unanswered" : "notDone")
        }
      }),
    )
  })

  test("that is never given is one of which nothing is said", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(check(policy)).toEqual(check(policy, {}))
      }),
    )
  })

  test("can only lose gaps by being filled in", () => {
    const { handover } = FollowUpArbitraries
    fc.assert(
      fc.property(policies, handover(0), fc.constantFrom(...Item.literals), (policy, drawn, item) => {
        const gaps = (of: Handover.Handover) =>
          Result.match(check(policy, of), {
            onSuccess: ({ flags }) => flags,
            onFailure: ({ missing }) => missing,
          })
        const done = Schema.decodeSync(Handover.Answer)({
          _tag: "Done",
          by: "nurse-7",
          at: "2026-03-02T09:30+08:00",
        })
        expect(gaps({ ...drawn, [item]: done })).toEqual(gaps(drawn).filter((gap) => gap.item !== item))
      }),
    )
  })

  test("says nothing of why an item wasn't done in its refusal", () => {
    const checked = check(GeneralHandover.policy, {
      contactDetails: { _tag: "NotDone", reason: "张三 hung up" },
    })
    expect(
      Result.isFailure(checked) && JSON.stringify(checked.failure) + checked.failure.message,
    ).not.toMatch(/张三|hung/)
  })

  test.each([
    ["a misspelt item", { medicine: { _tag: "NotDone", reason: "x" } }, `["medicine"]`],
    ["nobody who did it", { medicines: { _tag: "Done", at: "2026-03-02T09:30Z" } }, `["medicines"]["by"]`],
    ["no reason", { medicines: { _tag: "NotApplicable", by: "n", at: "2026-03-02T09:30Z" } }, `["reason"]`],
    ["a time without an offset", { medicines: { _tag: "Done", by: "n", at: "2026-03-02T09:30" } }, `["at"]`],
  ])("doesn't decode with %s", (_, handover, path) => {
    const read = Schema.decodeUnknownResult(Handover.Handover)(handover)
    expect(Result.isFailure(read) && read.failure.message).toContain(path)
  })
})

describe("planning", () => {
  const done = Schema.decodeSync(Handover.Answer)({
    _tag: "Done",
    by: "nurse-7",
    at: "2026-03-02T09:30+08:00",
  })
  const ground = (handover?: Handover.Handover): FollowUpPlan.Ground => ({
    ...plainGround,
    handover: GeneralHandover.policy,
    discharge: { ...plainGround.discharge, ...(handover && { handover }) },
  })
  const made = (of: FollowUpPlan.Ground) => FollowUpPlan.make(of, of.discharge.dischargedAt)

  test("waits for what blocks", () => {
    const refused = made(ground())
    expect(Result.isFailure(refused) && refused.failure).toMatchObject({
      _tag: "IncompleteHandover",
      policy: { id: "general.handover", version: "2026-11" },
    })
    expect(Result.isFailure(refused) && "missing" in refused.failure && refused.failure.missing).toHaveLength(
      7,
    )
  })

  test("goes on with what flags, which the plan records and shows", () => {
    const of = ground({ ...Handover.ofEach(done), documents: { _tag: "NotDone", reason: "closed" } })
    const [plan] = Result.getOrThrow(made(of))
    expect(plan.handover).toEqual({
      policy: { id: "general.handover", version: "2026-11" },
      flags: [{ item: "documents", gap: "notDone", standing: "flags" }],
    })
    const json = Schema.encodeSync(FollowUpPlan.FollowUpPlan)(plan)
    expect(Schema.decodeSync(FollowUpPlan.FollowUpPlan)(json)).toEqual(plan)
    expect(
      PlanText.render({ plan, ground: of, asOf: of.discharge.dischargedAt }, { language: "en" }),
    ).toContain("Open of the handover:\n- documents (not done)")
  })

  test("without a policy looks at no handover", () => {
    const [plan] = Result.getOrThrow(made(plainGround))
    expect("handover" in plan).toBe(false)
  })

  test("makes the same tasks, with a policy that is met and without one", () => {
    fc.assert(
      fc.property(shipped(), (drawn) => {
        const tasks = (of: FollowUpPlan.Ground) => Result.map(made(of), ([{ handover, ...plan }]) => plan)
        const met: FollowUpPlan.Ground = {
          ...drawn,
          handover: GeneralHandover.policy,
          discharge: { ...drawn.discharge, handover: Handover.ofEach(done) },
        }
        expect(tasks(met)).toEqual(tasks(drawn))
      }),
      { numRuns: 20 },
    )
  })
})
