import {
  ChinaCalendar,
  ChinaContact,
  ContactablePerson,
  type ContactProfile,
  type Discharge,
  FollowUpPlan,
  GeneralProtocols,
  Hours,
  Id,
  PhoneNumber,
  PlainDate,
  RefusalText,
  TimeZone,
  type Word,
} from "@aftercare/core"
import { DateTime, Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { html, verbatim } from "../demo/html.ts"
import { type DemoPage, page } from "../demo/page.ts"

const zone = TimeZone.make("Asia/Shanghai")
const phone = PhoneNumber.PhoneNumber.make("+8613800000000")
const office = ["08:30-12:00", "14:00-18:00"].map((span) => Hours.TimeSpan.make(span))

const profile: ContactProfile.ContactProfile = {
  zone,
  language: "zh",
  rest: ChinaContact.restIn("mainland"),
  work: {
    _tag: "Weekly",
    week: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office },
  },
  preferred: [],
  channels: ["phone", "wechat", "sms"],
  doNotDisturbOn: [],
}

const discharge: Discharge.Discharge = {
  id: Id.DischargeId.make("D-0042"),
  patient: Id.PatientId.make("P-0042"),
  name: "王小明",
  sex: "male",
  bornOn: PlainDate.make("1958-01-31"),
  dischargedAt: DateTime.makeUnsafe("2026-03-02T10:00:00+08:00"),
  department: "心内科",
  doctor: "李医生",
  diagnoses: [{ code: "I10", text: "" }],
  chronic: true,
  highRisk: true,
  persons: [{ id: Id.PersonId.make("P-0042/self"), relation: "self", name: "王小明", phone, profile }],
}

const ground: FollowUpPlan.Ground = {
  discharge,
  protocol: GeneralProtocols.generalDischarge,
  rules: GeneralProtocols.personalisation(65),
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
}

const first = PlainDate.make("2026-03-02")

const figuresOf = (counts: ReadonlyArray<readonly [on: string, channel: Word.Channel, attempts: number]>) => {
  const days = counts.map(([on, channel, attempts]) => ({
    on: PlainDate.make(on),
    channel,
    attempts,
    completed: Math.floor(attempts * 0.6),
  }))
  return {
    plans: 181,
    stages: ground.protocol.stages.slice(0, 2).map(({ id, title }) => ({
      stage: id,
      title,
      triedByDue: { count: 171, of: 181 },
      completedByDue: { count: 150, of: 181 },
    })),
    days,
    attempts: days.reduce((sum, day) => sum + day.attempts, 0),
    completed: days.reduce((sum, day) => sum + day.completed, 0),
    ends: { Completed: 214, Declined: 9, Unreachable: 12, LostToFollowUp: 0, Cancelled: 3, Missed: 0 },
    open: { planned: 480, inProgress: 4, awaitingCalendar: 0, awaitingStage: 0, unplaced: 2 },
    overrides: 1,
    violations: 0,
  }
}

const explainedBy = (changed: FollowUpPlan.Ground) => {
  const asOf = DateTime.makeUnsafe("2026-03-02T18:00:00+08:00")
  const [plan] = Result.getOrThrow(FollowUpPlan.make(changed, asOf))
  return { plan, ground: changed, asOf }
}

const minor = new ContactablePerson.NoAddressee({ rule: "addressee.guardianOfMinor" })

const input: DemoPage = {
  seed: 20260302,
  first,
  last: PlainDate.addDays(first, 6),
  accepted: 188,
  refused: [
    {
      row: 7,
      line: 8,
      problems: [
        { path: "phone", rule: "a phone number is written +, country code, number, and must be possible" },
      ],
    },
    {
      row: 31,
      line: 33,
      problems: [
        { path: "born_on", rule: "the birth date lies after the discharge" },
        { path: "rest_noon", rule: "the span's ends are equal: it would be empty" },
      ],
    },
    {
      row: 54,
      line: 56,
      problems: [{ path: "zone", rule: "a time zone is an IANA name that the platform knows" }],
    },
    {
      row: 90,
      line: 92,
      problems: [
        {
          path: "plan",
          rule: {
            zh: RefusalText.render(minor, { language: "zh" }),
            en: RefusalText.render(minor, { language: "en" }),
          },
        },
      ],
    },
  ],
  explained: explainedBy(ground),
  figures: figuresOf([
    ["2026-03-02", "phone", 34],
    ["2026-03-02", "sms", 3],
    ["2026-03-03", "phone", 121],
    ["2026-03-03", "sms", 22],
    ["2026-03-04", "phone", 58],
    ["2026-03-04", "sms", 31],
    ["2026-03-05", "phone", 40],
    ["2026-03-07", "phone", 88],
    ["2026-03-07", "wechat", 6],
    ["2026-03-08", "phone", 62],
    ["2026-03-08", "sms", 11],
  ]),
}

/** The page's markup with every text left out: what a reader's text must never change. */
const skeleton = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/aria-label="[^"]*"/, ""))

describe("the demo's page", () => {
  test("is the same for the same input", () => {
    expect(page(input)).toBe(page({ ...input }))
    expect(page(input).startsWith("<!doctype html>\n<html ")).toBe(true)
    // Signs of our own markup, not of its texts: a full-width one would pass for the other at a glance.
    for (const tag of skeleton(page(input))) expect(tag).not.toMatch(/(?<!data-label="[^"]*)[\uff00-\uffef]/)
  })

  test("loads nothing and links nowhere", () => {
    const text = page(input)
    expect(text).not.toMatch(/\s(?:src|href|action|data|srcset|poster)\s*=/i)
    expect(text).not.toMatch(/@import|url\(/i)
    expect(text.match(/<script/g)).toHaveLength(1)
  })

  test("tells in both languages what was refused, why a moment was chosen, and the figures", () => {
    const text = page(input)
    for (const part of [
      "出生日期晚于出院",
      "the birth date lies after the discharge",
      "未登记监护人",
      "A minor is addressed through a guardian, and none is named.",
      "适宜时间内最早的时刻",
      "the first moment from ideal on",
      "181 中 171",
      "171 of 181 (94.5 %)",
      "D-0042",
    ])
      expect(text).toContain(part)
    expect(text).not.toContain("王小明")
    expect(text).not.toMatch(/undefined|NaN|\[object/)
  })

  test("closes every element it opens", () => {
    const open: Array<string> = []
    for (const [, close, name = ""] of page(input).matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (["meta", "input"].includes(name)) continue
      if (close === "") open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  test("gives each id once, and each label its choice", () => {
    const ids = [...page(input).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, of] of page(input).matchAll(/\sfor="([^"]*)"/g)) expect(ids).toContain(of)
  })

  test("shows a week in which nothing happened, and a file without a broken row", () => {
    const text = page({ ...input, refused: [], figures: { ...figuresOf([]), stages: [] } })
    expect(text).toContain("无数据")
    expect(text).toContain("There were no tries in this week.")
    expect(text).toContain("Every row was accepted.")
    expect(text).not.toContain("NaN")
  })
})

describe("a hostile text", () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      "<script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "'-alert(1)-'",
      "</style><script>x</script>",
      "<!--",
      "]]>",
      "&lt;b&gt;",
      "\u202egnirts",
      "\u0000<b>",
      "\ud800<i>",
      "javascript:alert(1)",
    ),
    fc.string({ unit: "binary" }),
    fc.string().map((text) => `<${text}>`),
  )
  /** Texts as the schemas let them in: titles and names are lines that aren't blank. */
  const line = hostile.filter((text) => text.trim() !== "")

  const filledWith = (text: string): DemoPage => {
    const named = { zh: text, en: text }
    const [head, ...rest] = ground.protocol.stages.map((stage) => ({ ...stage, title: named }))
    if (head === undefined) throw new Error("a protocol has stages")
    const source = { title: text, reference: text, status: "law", verified: "read" } as const
    const changed: FollowUpPlan.Ground = {
      ...ground,
      protocol: { ...ground.protocol, version: text, title: named, stages: [{ ...head, source }, ...rest] },
      policy: {
        ...ground.policy,
        id: text,
        version: text,
        disturbances: { ...ground.policy.disturbances, work: source },
      },
    }
    const { figures } = input
    return {
      ...input,
      refused: [
        {
          row: 1,
          line: 2,
          problems: [
            { path: text, rule: text },
            { path: text, rule: named },
          ],
        },
      ],
      explained: explainedBy(changed),
      figures: { ...figures, stages: figures.stages.map((stage) => ({ ...stage, title: named })) },
    }
  }

  test("changes no element, attribute or script of the page, wherever it stands", () => {
    const plain = skeleton(page(filledWith("plain")))
    fc.assert(
      fc.property(line, (text) => {
        expect(skeleton(page(filledWith(text)))).toEqual(plain)
      }),
    )
  })

  test("can be read back from the page sign for sign, but for signs no page may hold", () => {
    const decoded = (text: string) =>
      text.replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
      )
    fc.assert(
      fc.property(hostile, (text) => {
        const made = html`<p title="${text}">${text}</p>`.text
        const kept = text.toWellFormed().replace(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD")
        const [, attribute = "", content = ""] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(made) ?? []
        expect(decoded(attribute)).toBe(kept)
        expect(decoded(content)).toBe(kept)
      }),
    )
  })

  test("passes only where it is said to be ours", () => {
    expect(html`<i>${verbatim("<b>")}</i>`.text).toBe("<i><b></i>")
    expect(html`<i>${"<b>"}</i>`.text).toBe("<i>&lt;b&gt;</i>")
  })
})
