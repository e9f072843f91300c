import { readFileSync } from "node:fs"
import { ChinaCalendar, ChinaSla, Hours, SlaLimit, SlaPolicy, TimeZone } from "@aftercare/core"
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import {
  fixture,
  type HoursCase,
  hoursOf,
  ianaName,
  workCalendarOf,
} from "../calendar/support/ReferenceCases.ts"
import {
  asked,
  at,
  evaluated,
  events,
  facts,
  only,
  policyOf,
  published,
  roundsOf,
  rule,
} from "./support/items.ts"

const clockOf = ({ calendar: id }: HoursCase) => {
  const calendar = fixture.calendars[id]
  if (calendar === undefined) throw new Error(`no calendar ${id}`)
  const zone = TimeZone.make(ianaName(calendar.timeZone))
  return { zone, hours: hoursOf(calendar), calendar: workCalendarOf(calendar) }
}

const policyFor = (reference: HoursCase, limit: SlaLimit.Limit) => {
  const { calendar, hours, zone } = clockOf(reference)
  return published(
    policyOf([rule("own.answer", [asked("Answer", limit)])], {
      clocks: [{ name: "office", zone, hours, calendar: calendar.id }],
    }),
    calendar,
  )
}

type Kind<K extends HoursCase["kind"]> = Extract<HoursCase, { readonly kind: K }>
const casesOf = <K extends HoursCase["kind"]>(kind: K): ReadonlyArray<Kind<K>> =>
  fixture.cases.filter((one): one is Kind<K> => one.kind === kind)

const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace(".000", "")

const seconds = casesOf("add_working_time")

describe("a target that other systems' tests know", () => {
  test.each(seconds.filter((one) => one.seconds > 0))("$id $test", (reference) => {
    const start = at(reference.start)
    const pauses = (reference.pauses ?? []).flatMap(([from, until]) => [
      events.held(at(from)),
      events.plain("Resumed", at(until)),
    ])
    for (const boundary of ["endOfInterval", "startOfNext"] as const) {
      const limit = {
        _tag: "WorkingTime",
        millis: reference.seconds * 1000,
        clock: "office",
        boundary,
      } as const
      const policy = policyFor(reference, limit)
      const { dueAt } = only(evaluated(policy, [events.registered(start), ...pauses], at(reference.expected)))
      expect(iso(dueAt)).toBe(reference.expected)
    }
  })

  test.each(seconds.filter((one) => one.seconds < 0))("is warned of in time: $id $test", (reference) => {
    const { calendar, hours, zone } = clockOf(reference)
    const open = Hours.compile(hours, zone, calendar)
    expect(iso(SlaLimit.moved(open, at(reference.start), reference.seconds * 1000))).toBe(reference.expected)
  })

  test.each(casesOf("add_working_days").filter(({ days }) => days > 0))("$id $test", (reference) => {
    const limit = {
      _tag: "WorkingDays",
      days: reference.days,
      clock: "office",
      ends: reference.endOfDay ? "lastClosing" : "sameTime",
      pause: "openTime",
    } as const
    const start = at(reference.start)
    const { dueAt } = only(evaluated(policyFor(reference, limit), [events.registered(start)], start))
    expect(iso(dueAt)).toBe(reference.expected)
  })
})

interface WorkdayCase {
  readonly id: string
  readonly inputs: { readonly received: string; readonly workingDays: number }
  readonly expected: { readonly due: string }
}

const workdays: ReadonlyArray<WorkdayCase> = JSON.parse(
  readFileSync(new URL("../fixtures/contact-and-follow-up.json", import.meta.url), "utf8"),
).cases.filter(({ id }: WorkdayCase) => id.startsWith("cn-workday-"))

test.each(workdays)("the answer of $id is due by the end of that date", ({ expected, inputs }) => {
  expect(inputs.workingDays).toBe(5)
  const policy = Result.getOrThrow(SlaPolicy.publish(ChinaSla.complaints, [ChinaCalendar.publicHolidays]))
  for (const time of ["00:00:00", "10:30:00", "23:59:59"]) {
    const received = at(`${inputs.received}T${time}+08:00`)
    const registered = { ...events.registered(received, { facts: facts() }), policy: policy.version }
    const [answer] = roundsOf(evaluated(policy, [registered], received), "Answer")
    const midnight = at(`${expected.due}T00:00:00+08:00`) + 86_400_000
    expect(answer?.dueAt).toBe(midnight)
    expect(answer?.basis).toEqual({
      policy: { id: "china.complaints", version: "2026-11" },
      calendar: { id: "china.publicHolidays", version: ChinaCalendar.publicHolidays.version },
    })
  }
})
