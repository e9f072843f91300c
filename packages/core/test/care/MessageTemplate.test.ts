import {
  type CareProgramme,
  GeneralTemplates,
  Id,
  MessageTemplate,
  PlainTime,
  SmsText,
} from "@aftercare/core"
import { CareArbitraries, FollowUpArbitraries } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const slot = (name: string, most = 20, discloses: MessageTemplate.Discloses = "nothing") => ({
  name,
  most,
  discloses,
})
const template: MessageTemplate.MessageTemplate = {
  id: "greeting",
  version: "1",
  title: { zh: "问候", en: "Greeting" },
  slots: [slot("salutation"), slot("hospital")],
  text: { zh: "{salutation}，{hospital}祝您安康。", en: "{salutation}, {hospital} wishes you well." },
  optOut: { zh: "拒收请回复R", en: " Reply R to stop." },
  discloses: "nothing",
  mostSegments: 2,
}

/** What people and programs may put into a slot, most of it harmless. */
const value = fc.oneof(
  { weight: 3, arbitrary: FollowUpArbitraries.text() },
  fc.constantFrom(
    "王女士",
    "【某银行】",
    "{hospital}",
    "{",
    "a\nb",
    "a\r\n\r\nb",
    "a\u2028b",
    "\u202eabc",
    "$&",
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
    "x".repeat(20),
  ),
  fc.string({ unit: "binary", maxLength: 30 }).filter((text) => text.isWellFormed()),
)

describe("a rendered text", () => {
  test("is the template with one plain line in each slot, no longer than was said, or is refused", () => {
    fc.assert(
      fc.property(value, value, fc.constantFrom("zh", "en"), (salutation, hospital, language) => {
        const rendered = MessageTemplate.render(template, { salutation, hospital }, language)
        if (Result.isFailure(rendered)) {
          for (const name of rendered.failure.slots) {
            const given = SmsText.plain({ salutation, hospital }[name] ?? "")
            if (rendered.failure.rule === "template.valueMissing") expect(given.trim()).toBe("")
            else expect(given.length).toBeGreaterThan(20)
          }
          return
        }
        const { template: approved, text } = rendered.success
        const [before = "", between = "", after = ""] = template.text[language].split(/\{\w+\}/)
        const { hospital: from = "", salutation: to = "" } = approved.values
        expect(text).toBe(`${before}${to}${between}${from}${after}${template.optOut[language]}`)
        for (const put of [to, from]) {
          expect(put).not.toMatch(/[\n\r\u2028\u2029【】\u202a-\u202e]/)
          expect([put.trim(), put === ""]).toEqual([put, false])
        }
        const { segments, units } = MessageTemplate.longest(template, language)
        const size = SmsText.measure(text, "ucs2")
        expect(size.units).toBeLessThanOrEqual(units)
        expect(size.segments.least).toBeLessThanOrEqual(segments)
      }),
      runs(400),
    )
  })

  test("is refused without its values, whatever else an object has", () => {
    const refused = (values: Record<string, string>) => {
      const found = MessageTemplate.render(template, values, "zh")
      return Result.isFailure(found) && [found.failure.rule, ...found.failure.slots]
    }
    expect(refused({})).toEqual(["template.valueMissing", "salutation", "hospital"])
    expect(refused({ salutation: " \n ", hospital: "某医院" })).toEqual([
      "template.valueMissing",
      "salutation",
    ])
    expect(refused({ salutation: "王".repeat(21), hospital: "某医院" })).toEqual([
      "template.valueTooLong",
      "salutation",
    ])
    const odd = {
      ...template,
      slots: [slot("constructor"), slot("hospital")],
      text: { zh: "{constructor}{hospital}", en: "" },
    }
    const found = MessageTemplate.render(odd, { hospital: "某医院" }, "zh")
    expect(Result.isFailure(found) && found.failure.slots).toEqual(["constructor"])
  })
})

describe("what keeps a template from being published", () => {
  const found = (also: Partial<MessageTemplate.MessageTemplate>) =>
    MessageTemplate.check({ ...template, ...also }).map(({ path, rule }) => `${path} ${rule}`)
  const zh = (text: string) => found({ text: { ...template.text, zh: text } })

  test("is told, place by place", () => {
    expect(found({})).toEqual([])
    expect(zh("{salutation}，{hospital}{")).toEqual(["text.zh template.brace"])
    expect(found({ optOut: { zh: "回复{R}", en: "no" } })).toEqual(["text.zh template.brace"])
    expect(zh("{hospital}")).toEqual(["text.zh template.slotMissing"])
    expect(zh("{salutation}{hospital}{doctor}")).toEqual(["text.zh template.slotUnknown"])
    expect(zh("{salutation}")).toEqual(["text.zh template.slotMissing", "text.zh template.senderMissing"])
    expect(found({ slots: [...template.slots, slot("salutation")] })).toEqual(["slots[2] template.slotTwice"])
    expect(found({ slots: [...template.slots, slot("doctor")] })).toEqual(["slots[2] template.slotUnused"])
    expect(found({ mostSegments: 1 })).toEqual(["text.en template.tooLong"])
  })

  test("is its length with the longest values, a signature included", () => {
    // 20 and 20 signs in the slots, 6 beside them, and 6 of how to say no; 17 of a signature and its brackets.
    expect(MessageTemplate.longest(template, "zh")).toEqual({ units: 52, segments: 1 })
    expect(MessageTemplate.longest(template, "zh", "某".repeat(17))).toEqual({ units: 71, segments: 2 })
  })
})

describe("any template", () => {
  test("decodes from what it encodes to, and what is fit to be published is never longer than was told", () => {
    const read = Schema.fromJsonString(MessageTemplate.MessageTemplate)
    const full = fc.record({ name: value, hospital: value, time: value })
    fc.assert(
      fc.property(CareArbitraries.messageTemplate(), full, (one, values) => {
        expect(Schema.decodeSync(read)(Schema.encodeSync(read)(one))).toEqual(one)
        const rendered = MessageTemplate.render(one, values, "en")
        if (MessageTemplate.check(one).length > 0 || Result.isFailure(rendered)) return
        expect(rendered.success.text.length).toBeLessThanOrEqual(MessageTemplate.longest(one, "en").units)
        expect(MessageTemplate.longest(one, "en").segments).toBeLessThanOrEqual(one.mostSegments)
      }),
      runs(200),
    )
  })
})

describe("a template that tells of the treatment", () => {
  const telling = { ...template, slots: [slot("salutation"), slot("hospital", 20, "treatment")] }

  test("goes only where the person alone reads it", () => {
    const ways = ["sms", "wechat", "email", "app", "letter"] as const
    expect(ways.filter((channel) => MessageTemplate.mayGo(telling, channel))).toEqual(["app", "letter"])
    expect(ways.filter((channel) => MessageTemplate.mayGo(template, channel))).toEqual(ways)
    expect(MessageTemplate.disclosed({ ...template, discloses: "treatment" })).toBe("treatment")
  })

  test("keeps a programme from being published that sends it elsewhere, as one does that isn't there", () => {
    const time = PlainTime.make
    const step = (
      id: string,
      of: string,
      ...channels: CareProgramme.CareStep["channels"]
    ): CareProgramme.CareStep => ({
      id: Id.StepId.make(id),
      when: { _tag: "Birthday" },
      span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
      channels,
      template: { id: of, version: "1" },
    })
    const programme: CareProgramme.CareProgramme = {
      id: Id.ProgrammeId.make("p"),
      version: "1",
      title: { zh: "项目", en: "Programme" },
      audience: {},
      purpose: "care",
      anchors: [],
      steps: [step("a", "greeting", "app", "sms"), step("b", "other", "sms")],
      source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
    }
    expect(MessageTemplate.checkProgramme(programme, [telling])).toEqual([
      { path: "steps[0].channels[1]", rule: "template.discloses" },
      { path: "steps[1].template", rule: "template.notThere" },
    ])
  })
})

describe("the templates that ship", () => {
  test("are fit to be published, tell nothing of the treatment, and decode", () => {
    for (const shipped of GeneralTemplates.all) {
      expect([shipped.id, MessageTemplate.check(shipped)]).toEqual([shipped.id, []])
      expect(MessageTemplate.disclosed(shipped)).toBe("nothing")
      expect(Schema.decodeUnknownSync(MessageTemplate.MessageTemplate)(shipped)).toEqual(shipped)
    }
    expect(new Set(GeneralTemplates.all.map(({ id }) => id)).size).toBe(GeneralTemplates.all.length)
  })
})
