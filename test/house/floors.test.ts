import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { check, floors, pureEffect, render } from "./floors.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const complaintsOf = (path: string, text: string): ReadonlyArray<string> => check({ path, text }).map(render)

test("no source of the house climbs, and the pure floors read neither clock nor dice", () => {
  const paths = globSync("packages/*/src/**/*.ts", { cwd: root }).sort()
  expect(paths.length).toBeGreaterThan(10)
  const complaints = paths.flatMap((path) => complaintsOf(path, readFileSync(`${root}${path}`, "utf8")))
  expect(complaints.join("\n")).toBe("")
})

test("every module on the allow-list exists", async () => {
  for (const specifier of pureEffect) await expect(import(specifier), specifier).resolves.toBeDefined()
})

test("every folder of core is on one floor, once", () => {
  const contexts = floors.flat()
  expect(new Set(contexts).size).toBe(contexts.length)
})

describe("the checker sees", () => {
  const cases: ReadonlyArray<readonly [what: string, path: string, text: string, complaint: RegExp]> = [
    // Climbing
    [
      "an import",
      "calendar/Hours.ts",
      `import { A } from "../contact/A.ts"`,
      /contact \(floor 2\) stands above calendar/,
    ],
    ["an import of types", "calendar/Hours.ts", `import type { A } from "../contact/A.ts"`, /stands above/],
    ["a re-export", "foundation/Id.ts", `export * from "../calendar/Hours.ts"`, /stands above/],
    ["a re-export of types", "foundation/Id.ts", `export type { A } from "../calendar/A.ts"`, /stands above/],
    [
      "a dynamic import",
      "text/Letter.ts",
      `const m = () => import("../workflows/Outreach.ts")`,
      /stands above/,
    ],
    ["a type's import", "text/Letter.ts", `type A = import("../ports/Agenda.ts").Agenda`, /stands above/],
    ["a require", "text/Letter.ts", `const m = require("../ports/Agenda.ts")`, /stands above/],
    ["a computed import", "text/Letter.ts", `const m = (a: string) => import(a)`, /computed/],
    [
      "an import from a deeper folder",
      "packs/china/Rest.ts",
      `import "../../ports/Agenda.ts"`,
      /stands above/,
    ],
    ["a sideways import", "contact/A.ts", `import { C } from "../privacy/Consent.ts"`, /share floor 2/],
    ["a sideways import, upstairs", "survey/A.ts", `import { C } from "../feedback/Sla.ts"`, /share floor 3/],
    ["an import of the index", "contact/A.ts", `import { Hours } from "../index.ts"`, /index stands above/],
    ["a folder that is no context", "utils/dates.ts", `export const a = 1`, /"utils" is no context/],
    ["an import of one", "contact/A.ts", `import { a } from "../utils/dates.ts"`, /"utils" is no context/],
    ["core importing itself by name", "contact/A.ts", `import "@aftercare/core/calendar"`, /relative path/],
    ["core knowing an adapter", "workflows/A.ts", `import "@aftercare/adapter-memory"`, /no adapter/],
    ["a way out of src", "contact/A.ts", `import "../../test/generators.ts"`, /leaves its package's src/],
    // What the pure floors may import
    ["the barrel of effect", "calendar/A.ts", `import { Schema } from "effect"`, /pure floor/],
    ["the runtime of effect", "contact/A.ts", `import type * as Effect from "effect/Effect"`, /pure floor/],
    ["node", "packs/general/A.ts", `import { readFileSync } from "node:fs"`, /browser/],
    ["another dependency", "calendar/A.ts", `import dayjs from "dayjs"`, /nothing else/],
    ["the recurrences of iCalendar", "calendar/A.ts", `import { R } from "rrule-temporal"`, /nothing else/],
    [
      "what needs them, from where all is loaded",
      "calendar/index.ts",
      `export * as ICalendar from "./ICalendar.ts"`,
      /only @aftercare\/core\/icalendar loads that/,
    ],
    [
      "what needs them, from upstairs",
      "text/A.ts",
      `import { read } from "../calendar/ICalendar.ts"`,
      /only @aftercare\/core\/icalendar loads that/,
    ],
    ["a test runner", "testing/A.ts", `import { test } from "vitest"`, /nothing else/],
    ["fast-check below testing", "ports/A.ts", `import * as fc from "fast-check"`, /testing alone/],
    ["date-fns-tz below text", "calendar/A.ts", `import { f } from "date-fns-tz/toZonedTime"`, /only text/],
    [
      "the index of date-fns-tz",
      "text/A.ts",
      `import { toZonedTime } from "date-fns-tz"`,
      /name the function/,
    ],
    ["the index of date-fns", "testing/A.ts", `import { addDays } from "date-fns"`, /name the function/],
    // Clock and dice
    ["Date.now", "calendar/A.ts", `const a = Date.now()`, /clock \(Date\.now\)/],
    ["Date.now handed on", "calendar/A.ts", `const clock = globalThis.Date.now`, /clock \(Date\.now\)/],
    ["Date.now in brackets", "calendar/A.ts", `const a = Date["now"]()`, /clock \(Date\.now\)/],
    ["now taken out of Date", "calendar/A.ts", `const { now } = Date`, /clock \(Date\.now\)/],
    ["new Date()", "calendar/A.ts", `const a = new Date()`, /Date without an instant/],
    ["new Date", "calendar/A.ts", `const a = new Date`, /Date without an instant/],
    ["Date()", "calendar/A.ts", `const a = Date()`, /Date without an instant/],
    ["performance.now", "text/A.ts", `const a = performance.now()`, /clock \(performance\.now\)/],
    ["Math.random", "quality/A.ts", `const a = Math.random()`, /dice/],
    ["crypto.randomUUID", "foundation/A.ts", `const a = crypto.randomUUID()`, /dice/],
    [
      "DateTime.now",
      "contact/A.ts",
      `import * as DateTime from "effect/DateTime"\nconst a = DateTime.now`,
      /A\.ts:2 .*DateTime\.now\)/,
    ],
    [
      "DateTime.nowUnsafe by another name",
      "contact/A.ts",
      `import * as T from "effect/DateTime"\nT.nowUnsafe()`,
      /nowUnsafe/,
    ],
    [
      "now picked from DateTime",
      "contact/A.ts",
      `import { nowUnsafe as n } from "effect/DateTime"`,
      /nowUnsafe/,
    ],
    [
      "DateTime.isPast",
      "contact/A.ts",
      `import * as DateTime from "effect/DateTime"\nDateTime.isPastUnsafe(a)`,
      /isPastUnsafe/,
    ],
  ]
  test.each(cases)("%s", (_, path, text, complaint) => {
    const complaints = complaintsOf(`packages/core/src/${path}`, text)
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(complaint)
  })

  const adapters: ReadonlyArray<readonly [what: string, text: string, complaint: RegExp]> = [
    ["the shell", `import "@aftercare/core/workflows"`, /ports and below/],
    ["the testing kit", `import "@aftercare/core/testing"`, /testing only in their tests/],
    ["the whole of core", `import { Hours } from "@aftercare/core"`, /names the subpath/],
    ["another adapter", `import "@aftercare/adapter-sms"`, /don't know each other/],
    ["core's files", `import "../../core/src/ports/Agenda.ts"`, /leaves its package's src/],
    ["the index of date-fns", `import { addDays } from "date-fns"`, /name the function/],
  ]
  test.each(adapters)("an adapter that imports %s", (_, text, complaint) => {
    const complaints = complaintsOf("packages/adapter-memory/src/Store.ts", text)
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(complaint)
  })
})

describe("the checker has nothing against", () => {
  const fine: ReadonlyArray<readonly [what: string, path: string, text: string]> = [
    [
      "a module of a pure floor",
      "packages/core/src/contact/ContactWindow.ts",
      `
        import * as Option from "effect/Option"
        import type { DateTime } from "effect/DateTime"
        import * as Hours from "../calendar/Hours.ts"
        import { ContactPolicy } from "./ContactPolicy.ts"
        export const at = (ms: number) => new Date(ms)
        export const day = Math.floor(Date.UTC(2026, 0, 1) / 864e5)
        /** Says Date.now() in words only. */
        export const note = "Math.random"
      `,
    ],
    [
      "text with date-fns-tz",
      "packages/core/src/text/Instant.ts",
      `import { toZonedTime } from "date-fns-tz/toZonedTime"`,
    ],
    [
      "the shell with all of effect",
      "packages/core/src/workflows/Outreach.ts",
      `import { Effect } from "effect"\nimport * as Agenda from "../ports/Agenda.ts"\nconst now = Date.now()`,
    ],
    [
      "testing with fast-check",
      "packages/core/src/testing/Laws.ts",
      `import * as fc from "fast-check"\nimport { choose } from "../contact/ContactWindow.ts"`,
    ],
    [
      "the reader of iCalendar with its library",
      "packages/core/src/calendar/RecurrenceRule.ts",
      `import { RRuleTemporal } from "rrule-temporal"`,
    ],
    [
      "a type of the reader of iCalendar",
      "packages/core/src/text/RefusalText.ts",
      `import type { NotICalendar } from "../calendar/ICalendar.ts"`,
    ],
    [
      "the index",
      "packages/core/src/index.ts",
      `export * as Hours from "./calendar/Hours.ts"\nexport * from "./text/index.ts"`,
    ],
    [
      "an adapter on the ports",
      "packages/adapter-memory/src/index.ts",
      `import { Agenda } from "@aftercare/core/ports"\nimport { Effect } from "effect"\nimport { a } from "./Store.ts"`,
    ],
  ]
  test.each(fine)("%s", (_, path, text) => expect(complaintsOf(path, text)).toEqual([]))
})
