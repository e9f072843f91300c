import {
  type AttemptPolicy,
  ChinaContact,
  type ContactAttempt,
  type ContactWindow,
  Id,
  Placement,
  Rule,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour, minute } from "../calendar/support/WallClock.ts"
import { exceeds, limit } from "../contact/support/LimitOracle.ts"
import { plainGround, plainPerson, source } from "./support/grounds.ts"

// A person who may be called at any time, so that only the spacing of tries closes anything.
const always = {
  ...plainPerson.profile,
  rest: { noon: [], night: [] },
  work: { _tag: "None" as const },
  preferred: [],
}
const policy = {
  ...ChinaContact.carePolicy,
  channels: [{ channel: "phone" as const, avoids: [], minutes: 10 }] as const,
  hours: [],
  caps: [],
  latenessMinutes: 0,
}
const around = Date.parse("2026-03-07T00:00:00Z")

const tryAt = (at: number, number: number): ContactAttempt.ContactAttempt => ({
  id: Id.AttemptId.make(`try-${number}`),
  number,
  channel: "phone",
  addressee: plainPerson.id,
  startedAt: DateTime.makeUnsafe(at),
  answerBy: DateTime.makeUnsafe(at),
  permission: { _tag: "Within" },
  consent: Id.ConsentId.make("consent"),
  disposition: "noAnswer",
})

const quarters = (most: number) => fc.integer({ min: 0, max: most }).map((n) => n * 15 * minute)

const spacings: fc.Arbitrary<ReadonlyArray<AttemptPolicy.Spacing>> = fc
  .array(
    fc.record({
      limit,
      beside: fc.constantFrom("allTries" as const, "lastTry" as const),
      wish: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((drawn) => drawn.map((spacing, n) => ({ ...spacing, id: Rule.RuleId.make(`attempt.rule${n}`) })))

const drawn = fc.record({
  zone: fc.constantFrom("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe").map(TimeZone.make),
  tries: fc.array(quarters(4 * 48), { maxLength: 3 }).map((times) => times.toSorted((a, b) => a - b)),
  spacings,
  wait: quarters(4 * 20),
  ideal: quarters(4 * 30).map((n) => n + 15 * minute),
  overdue: quarters(4 * 60),
})

type Drawn = typeof drawn extends fc.Arbitrary<infer A> ? A : never

/** The first minute that spacing leaves open in `[from, until)`, looked at one after another. */
const firstIn = (
  { tries, zone }: Drawn,
  of: ReadonlyArray<AttemptPolicy.Spacing>,
  from: number,
  until: number,
): number | undefined => {
  const times = tries.map((at) => around + at)
  for (let at = from; at < until; at += 15 * minute)
    if (
      of.every(
        ({ beside, limit }) => !exceeds(limit, beside === "lastTry" ? times.slice(-1) : times, at, zone),
      )
    )
      return at
  return undefined
}

describe("a further try", patience, () => {
  test("keeps the spacing, its wishes as far as they don't make it overdue or impossible", () => {
    fc.assert(
      fc.property(drawn, (of) => {
        const { ideal, overdue, spacings, tries, wait, zone } = of
        const now = around + (tries.at(-1) ?? 0) + wait
        const due = now + ideal
        const span: ContactWindow.Span = { earliest: now, ideal: now, due, latest: due + overdue }
        const ground: Placement.Ground = {
          person: { ...plainPerson, profile: { ...always, zone } },
          policy,
          calendar: plainGround.calendar,
          attempts: { ...plainGround.protocol.attempts, spacing: spacings, source },
        }
        const holding = spacings.filter(({ wish }) => !wish)
        const wished = spacings.filter(({ wish }) => wish)
        const inOrder = wished.map((_, n) => [...holding, ...wished.slice(0, wished.length - n)])
        const found = (from: number, until: number) =>
          [...inOrder, holding].map((rules) => firstIn(of, rules, from, until)).find((at) => at !== undefined)
        const expected = found(now, due) ?? found(due, span.latest)
        const attempts = tries.map((at, n) => tryAt(around + at, n + 1))
        const placed = Placement.next(
          { purpose: "followUp", attempts },
          ["phone"],
          span,
          ground,
          Placement.windows(ground),
          [],
        )
        expect(placed._tag === "Planned" ? DateTime.toEpochMillis(placed.at) : undefined).toBe(expected)
      }),
      runs(300),
    )
  })

  test("to another person is spaced from the tries with that person alone", () => {
    const other = { ...tryAt(around, 1), addressee: Id.PersonId.make("somebody-else") }
    const ground: Placement.Ground = {
      person: { ...plainPerson, profile: always },
      policy,
      calendar: plainGround.calendar,
      attempts: plainGround.protocol.attempts,
    }
    const span = { earliest: around, ideal: around, due: around + hour, latest: around + 24 * hour }
    const placed = Placement.next(
      { purpose: "followUp", attempts: [other] },
      ["phone"],
      span,
      ground,
      Placement.windows(ground),
      [],
    )
    expect(placed).toMatchObject({ _tag: "Planned", at: DateTime.makeUnsafe(around) })
  })
})
