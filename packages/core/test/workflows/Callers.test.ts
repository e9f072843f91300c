import { AccessLog, CallBrief, Callers, DischargeStore, Id, PhoneNumber } from "@aftercare/core"
import { DateTime, Effect, Redacted, Result } from "effect"
import { expect, test } from "vitest"
import { atWork, discharge, inHouse, tenant } from "./house.ts"

const [hers, nobodys] = ["+8613800000000", "+8613800000001"].map((number) =>
  PhoneNumber.PhoneNumber.make(number),
) as [PhoneNumber.PhoneNumber, PhoneNumber.PhoneNumber]

const secret = "慢性心力衰竭急性加重"
const stay = (id: string, patient: number, days: number) => ({
  ...discharge(patient),
  id: Id.DischargeId.make(id),
  name: `${id} 王建国`,
  dischargedAt: DateTime.add(discharge(patient).dischargedAt, { days }),
  diagnoses: [{ code: "I50.9", text: secret }] as const,
})
const daughter = {
  ...discharge(2).persons[0],
  id: Id.PersonId.make("daughter"),
  relation: "caregiver",
  name: "王芳",
} as const
const { phone: _, ...unreachable } = discharge(2).persons[0]
const stays = [
  stay("first", 1, 0),
  { ...stay("another", 2, 1), persons: [unreachable, daughter] as const, recordNumber: "ZY0012" },
  stay("later", 1, 2),
]

const find = (phone: PhoneNumber.PhoneNumber, limit: number) => lookUp({ phone, limit })

const lookUp = (sought: Callers.Sought & { readonly limit: number }) =>
  inHouse({}, () =>
    Effect.gen(function* () {
      const store = yield* DischargeStore.DischargeStore
      for (const one of stays) yield* store.put(tenant, one)
      const callers = yield* Callers.find(tenant, sought, atWork)
      const links = yield* (yield* AccessLog.AccessLog).list(tenant, { after: 0, limit: 9 })
      return {
        callers,
        log: links.map(({ record: { action, what, patient } }) => [action, what.kind, patient]),
      }
    }),
  )

test("patients come by their last stay with the number, with those of their persons who have it", async () => {
  const { callers } = await find(hers, 9)
  expect(callers.map(({ persons }) => persons)).toEqual([
    [{ relation: "self", name: "王某", language: "zh" }],
    [{ relation: "caregiver", name: "王芳", language: "zh" }],
  ])
  expect(callers.map(({ sealed }) => Redacted.value(sealed).stays.map(({ id }) => String(id)))).toEqual([
    ["later", "first"],
    ["another"],
  ])
  expect((await find(hers, 1)).log).toEqual([["read", "patient", "p1"]])
})

test("nothing of a stay is shown before two identifiers match, those of the last stay", async () => {
  const [caller] = (await find(hers, 9)).callers
  if (caller === undefined) throw new Error("nobody is found")
  for (const text of [JSON.stringify(caller), String(caller.sealed), `${Object.values(caller)}`])
    for (const hidden of [secret, "1955", "心内科", "later", "p1"]) expect(text).not.toContain(hidden)
  const { bornOn } = discharge(1)
  const opens = (given: Partial<CallBrief.Identifiers>) => Result.isSuccess(CallBrief.identify(caller, given))
  expect(opens({ name: "later 王建国", bornOn })).toBe(true)
  expect(opens({ record: "p1", bornOn })).toBe(true)
  expect(opens({ name: "first 王建国", bornOn })).toBe(false)
  expect(opens({ bornOn })).toBe(false)
})

test("each patient shown is in the log, and a search that found nobody", async () => {
  expect((await find(hers, 9)).log).toEqual([
    ["read", "patient", "p1"],
    ["read", "patient", "p2"],
  ])
  expect(await find(nobodys, 9)).toEqual({ callers: [], log: [["search", "discharge", undefined]] })
})

test("a record number finds its patient with all of the persons, and is one of two identifiers", async () => {
  const { callers, log } = await lookUp({ recordNumber: "ZY0012", limit: 9 })
  expect(callers.map(({ persons }) => persons.map(({ name }) => name))).toEqual([["王某", "王芳"]])
  expect(log).toEqual([["read", "patient", "p2"]])
  const [caller] = callers
  if (caller === undefined) throw new Error("nobody is found")
  expect(`${JSON.stringify(caller)}`).not.toContain("ZY0012")
  const { bornOn } = discharge(2)
  const opens = (given: Partial<CallBrief.Identifiers>) => Result.isSuccess(CallBrief.identify(caller, given))
  expect(opens({ record: "ZY0012" })).toBe(false)
  expect(opens({ record: "ZY0012", bornOn })).toBe(true)
  expect(opens({ record: "p2", bornOn })).toBe(false)
})
