import { expect, test } from "vitest"
import { type Evidence, faultsIn, judged, rounds } from "./crash/Rounds.ts"

test("whatever is killed, stopped or cut: no contact is lost, and no message sent twice", async () => {
  const { counts, harms, last } = await rounds({ rounds: 5, patients: 8, seed: 20_261_122 })
  console.log(`crashes: ${JSON.stringify(counts)}; ${[...harms].map((each) => each.join(" ")).join(", ")}`)
  expect([counts.contacts, faultsIn(counts)]).toEqual([40, 0])
  expect([...harms.values()].every((times) => times > 0)).toBe(true)

  // The judge would have seen it.
  const seen = (wrong: Partial<Evidence>) => faultsIn({ ...counts, ...judged({ ...last, ...wrong }) })
  const [message] = last.accepted
  if (message === undefined) throw new Error("nothing was sent in the last round")
  expect(seen({})).toBe(0)
  expect(seen({ accepted: [...last.accepted, message] })).toBe(1)
  expect(seen({ accepted: [...last.accepted, { ...message, person: "a stranger", id: "unheard of" }] })).toBe(
    1,
  )
  expect(seen({ accepted: [] })).toBeGreaterThan(0)
  const forgotten = last.plans.map((plan) => ({
    ...plan,
    tasks: plan.tasks.map((task) => ({ ...task, state: { _tag: "Unplaced", rules: [] } as const })),
  }))
  expect(seen({ plans: forgotten })).toBe(8)
}, 300_000)
