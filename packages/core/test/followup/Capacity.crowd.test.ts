/** Many calls for few slots, so that most have to make room for others: where an assignment goes wrong if it does. */
import {
  type CallSlot,
  Capacity,
  ChinaCalendar,
  ChinaContact,
  ContactWindow,
  Hours,
  Id,
  TimeZone,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"
import { heldInTurn } from "./support/CapacityOracle.ts"

const zone = TimeZone.make("UTC")
const times = Array.from({ length: 12 }, (_, i) => i * hour)
const period = { from: 0, until: 12 * hour }

const during = (hours: ReadonlyArray<number>) =>
  Hours.instants(hours.map((n) => ({ from: n * hour, until: (n + 1) * hour })))

const someHours = fc.subarray(
  times.map((_, i) => i),
  { minLength: 1, maxLength: 4 },
)

const window: ContactWindow.ContactWindow = {
  ...Result.getOrThrow(
    ContactWindow.make({
      profile: {
        zone,
        language: "en",
        rest: { noon: [], night: [] },
        work: { _tag: "None" },
        preferred: [],
        channels: ["phone"],
        doNotDisturbOn: [],
      },
      policy: ChinaContact.carePolicy,
      channel: "phone",
      purpose: "followUp",
      calendar: ChinaCalendar.publicHolidays,
    }),
  ),
  latenessMillis: 0,
}

/** A skill of three, in the language of two, at any of these hours. */
const wish = fc.record({
  skill: fc.constantFrom("a", "b", "c"),
  language: fc.constantFrom("zh", "en"),
  hours: fc.oneof(
    someHours,
    fc.integer({ min: 0, max: 9 }).map((from) => [from, from + 1, from + 2]),
  ),
})

const agents = fc.array(
  fc.record({
    skills: fc.subarray(["a", "b", "c"], { minLength: 1 }),
    languages: fc.subarray(["zh", "en"], { minLength: 1 }),
    hours: fc.oneof(someHours, fc.constant(times.map((_, i) => i))),
  }),
  { minLength: 3, maxLength: 8 },
)

test("of a crowd each call is held in its turn that can be beside those before it", patience, () => {
  const cases = fc.record({
    agents,
    wishes: fc.array(wish, { minLength: 6, maxLength: 12 }),
    calls: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 3 })), { minLength: 30, maxLength: 60 }),
  })
  const seen = { moved: 0, refused: 0 }
  fc.assert(
    fc.property(cases, (drawn) => {
      const staff = drawn.agents.map(({ hours, languages, skills }, i): CallSlot.Agent => {
        const [skill = "a", ...skillsMore] = skills
        const [language = "zh", ...languagesMore] = languages
        return {
          id: Id.StaffId.make(`agent-${i}`),
          skills: [skill, ...skillsMore],
          languages: [language, ...languagesMore],
          zone,
          shift: during(hours),
          callsPerHour: 1,
        }
      })
      const wishOf = (n: number) => drawn.wishes[n % drawn.wishes.length] as (typeof drawn.wishes)[number]
      const calls = drawn.calls.map(([n, risk], i): Capacity.Call => {
        const { hours, language, skill } = wishOf(n)
        return {
          id: Id.TaskId.make(`call-${String(i).padStart(2, "0")}`),
          window: { ...window, open: Hours.compile(during(hours), zone) },
          span: { earliest: 0, ideal: 0, due: period.until, latest: period.until },
          skills: [skill],
          language,
          risk,
        }
      })
      const turns = [...calls.keys()].sort(
        (a, b) => (drawn.calls[b]?.[1] ?? 0) - (drawn.calls[a]?.[1] ?? 0) || a - b,
      )
      const slots = drawn.agents.flatMap(({ hours }, agent) => hours.map((at) => ({ agent, at })))
      const edges = turns.map((call) => {
        const { hours, language, skill } = wishOf(drawn.calls[call]?.[0] ?? 0)
        return slots.flatMap(({ agent, at }, i) => {
          const { languages = [], skills = [] } = drawn.agents[agent] ?? {}
          return hours.includes(at) && skills.includes(skill) && languages.includes(language) ? [i] : []
        })
      })
      const { bookings } = Result.getOrThrow(Capacity.assign(calls, { agents: staff, period }))
      const expected = heldInTurn(edges).map((turn) => calls[turns[turn] as number]?.id)
      expect(bookings.map(({ call }) => call).sort()).toEqual(expected.sort())
      const booked = new Set(bookings.map(({ agent, at }) => `${agent} ${at}`))
      expect(booked.size).toBe(bookings.length)
      for (const { agent, at, call } of bookings) {
        const turn = turns.findIndex((i) => calls[i]?.id === call)
        const slot = slots.findIndex((one) => `agent-${one.agent}` === agent && one.at * hour === at)
        expect(edges[turn]).toContain(slot)
      }
      // Taking whatever is free, without anybody moving on, would hold fewer.
      const taken = new Set<number>()
      for (const slots of edges) {
        const free = slots.find((slot) => !taken.has(slot))
        if (free !== undefined) taken.add(free)
      }
      if (taken.size < bookings.length) seen.moved++
      if (bookings.length < calls.length) seen.refused++
    }),
    runs(60),
  )
  expect(seen.moved).toBeGreaterThan(15)
  expect(seen.refused).toBeGreaterThan(15)
})
