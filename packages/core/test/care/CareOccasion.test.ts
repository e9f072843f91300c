import { CareOccasion, Id, PlainDate } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const id = fc.constantFrom("a", "b", "a/b", "b/1", "a/b/1")
const on = fc.constantFrom("2026-02-17", "2026-02-18").map(PlainDate.make)
const programme = fc.record({
  id: id.map((text) => Id.ProgrammeId.make(text)),
  version: fc.constantFrom("1", "2"),
  hash: fc.constantFrom("0".repeat(64), "1".repeat(64)),
})
const occasion: fc.Arbitrary<CareOccasion.CareOccasion> = fc.oneof(
  fc.record(
    {
      _tag: fc.constant("Step" as const),
      programme,
      enrolment: id.map((text) => Id.EnrolmentId.make(text)),
      step: id.map((text) => Id.StepId.make(text)),
      on,
      greets: id,
    },
    { requiredKeys: ["_tag", "programme", "enrolment", "step", "on"] },
  ),
  fc.record({
    _tag: fc.constant("Doses" as const),
    regimen: id.map((text) => Id.RegimenId.make(text)),
    at: fc.constantFrom(0, 1).map((millis) => DateTime.makeUnsafe(millis)),
  }),
  fc.record({
    _tag: fc.constant("Event" as const),
    event: id.map((text) => Id.CareEventId.make(text)),
    kind: fc.constantFrom(...CareOccasion.EventNews.literals),
    number: fc.integer({ min: 1, max: 2 }),
  }),
)

/** What the message is sent for, without what doesn't tell one message from another. */
const essence = (one: CareOccasion.CareOccasion) => {
  if (one._tag !== "Step") return one
  const { enrolment, greets, on, step } = one
  return greets === undefined ? { enrolment, on, step } : { greets }
}

test("messages are one exactly when they are for the same thing and the same person", () => {
  const person = fc.constantFrom("p-1", "a").map((text) => Id.PersonId.make(text))
  fc.assert(
    fc.property(occasion, occasion, person, person, (a, b, one, other) => {
      const same = Equal.equals(essence(a), essence(b)) && one === other
      expect(CareOccasion.messageId(a, one) === CareOccasion.messageId(b, other)).toBe(same)
    }),
    runs(1000),
  )
})
