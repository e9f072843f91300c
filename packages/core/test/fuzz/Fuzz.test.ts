import {
  ContactAttempt,
  ContactablePerson,
  ContactPolicy,
  ContactProfile,
  FrequencyCap,
  Hours,
  Override,
  TimeZone,
  WorkCalendar,
} from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { anythingIn } from "./Anything.ts"
import { batchSize, fuzz, type Settings } from "./Fuzz.ts"

const seed = fc.readConfigureGlobal().seed ?? 1
const here = (module: string) => new URL(module, import.meta.url)
const settings: Settings = {
  seed,
  cases: 20_000,
  subjects: here("./subjects.ts"),
  zones: 4,
  patienceMillis: 20_000,
}

describe("whatever decodes", () => {
  test("20,000 cases of calendars, feeds, zones, hours, policies, spans, surveys, tickets, medicines, events, programmes and templates: nothing hangs, throws or isn't a number", async () => {
    const report = await fuzz(settings)
    expect(report.failures).toEqual([])
    expect(report.cases).toBe(20_000)
    expect(report.subjects.size).toBe(19)
  }, 240_000)

  const anything = anythingIn([TimeZone.make("Asia/Shanghai"), TimeZone.make("UTC")])
  test.each<
    readonly [what: string, schema: Schema.Codec<unknown, unknown>, arbitrary: fc.Arbitrary<unknown>]
  >([
    ["calendars", WorkCalendar.WorkCalendar, anything.calendar],
    ["hours", Hours.Hours, anything.hours],
    ["profiles", ContactProfile.ContactProfile, anything.profile],
    ["policies", ContactPolicy.ContactPolicy, anything.policy],
    ["caps", FrequencyCap.FrequencyCap, anything.cap],
    ["persons", ContactablePerson.ContactablePerson, anything.person],
    ["attempts", ContactAttempt.ContactAttempt, anything.attempt],
    ["overrides", Override.Override, anything.override],
  ])("what is drawn decodes: %s", (_, schema, arbitrary) => {
    const [encode, decode] = [Schema.encodeSync(schema), Schema.decodeUnknownResult(schema)]
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const read = decode(JSON.parse(JSON.stringify(encode(drawn))))
        expect(Result.isSuccess(read) ? "read" : read.failure.message).toBe("read")
      }),
    )
  })
})

describe("the watch over the cases", () => {
  const broken: Settings = {
    ...settings,
    cases: 5 * batchSize,
    subjects: here("./brokenSubjects.ts"),
    patienceMillis: 4_000,
  }

  test("sees what throws, hangs, isn't a number or eats all memory, and goes on behind it", async () => {
    const { cases, failures, subjects } = await fuzz(broken)
    const said = Object.fromEntries(failures.map((failure) => [failure.subject, failure.said]))
    expect(Object.keys(said).sort()).toEqual(["eats all memory", "hangs", "says NaN", "throws"])
    // Shrunk to the least that breaks.
    expect(said["throws"]).toMatch(/^RangeError: no room for 501; drawn: 501; path/)
    expect(said["says NaN"]).toMatch(/^Error: the answer\.spans\[0\]\.until is NaN; drawn: 501/)
    expect(said["hangs"]).toMatch(/^case \d+ hangs: no answer within 4000 ms; drawn: [5-9]?\d{3,}$/)
    expect(said["eats all memory"]).toMatch(/^case \d+ ends the process by .*memory.*; drawn: \d{3,}$/)
    expect(subjects.get("keeps its word")?.cases).toBe(batchSize)
    expect(cases).toBeGreaterThan(batchSize)
  }, 120_000)

  test("says the same of one batch, run by itself", async () => {
    const [found] = (await fuzz({ ...settings, cases: 2 * batchSize, subjects: here("./brokenSubjects.ts") }))
      .failures
    const batch = found?.batch as number
    const alone = { ...broken, from: batch, cases: (batch + 1) * batchSize }
    expect((await fuzz(alone)).failures).toEqual([found])
  }, 120_000)
})
