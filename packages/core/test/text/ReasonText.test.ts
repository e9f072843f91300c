import {
  ChinaContact,
  FranceContact,
  GeneralProtocols,
  Reason,
  ReasonText,
  UnitedKingdomContact,
  UnitedStatesContact,
} from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ruleIds } from "./support/sources.ts"

const policies = [
  ChinaContact.carePolicy,
  FranceContact.carePolicy,
  UnitedKingdomContact.carePolicy,
  UnitedStatesContact.carePolicy,
]

const inPacks = [
  ...policies.flatMap(({ caps, hours }) => [...hours, ...caps].map(({ id }) => id)),
  ...GeneralProtocols.personalisation(65).map((rule) => rule.id),
]

/** Ids by the first source that names them. */
const known = new Map([
  ...ruleIds().map(({ path, text }) => [text, path] as const),
  ...inPacks.map((id) => [id as string, "a pack"] as const),
])

describe("every rule that the house names", () => {
  test("is found", () => {
    expect([...known.keys()]).toEqual(
      expect.arrayContaining([
        "rest.noon",
        "work.hours",
        "consent.withdrawn",
        "attempt.gap",
        "personal.elderly",
      ]),
    )
    expect(known.size).toBeGreaterThan(15)
  })

  test.each([...known])("%s has a text in both languages (packages/core/src/text/ReasonText.ts)", (id) => {
    expect(ReasonText.isKnown(id)).toBe(true)
    for (const text of [ReasonText.name(id, "zh"), ReasonText.sentence(id, "zh")])
      expect(text).toMatch(/\p{Script=Han}/u)
    for (const text of [ReasonText.name(id, "en"), ReasonText.sentence(id, "en")]) {
      expect(text).not.toMatch(/\p{Script=Han}/u)
      expect(text).not.toBe(id)
    }
  })
})

test("an unknown id is shown as it is, whatever it is called", () => {
  const anything = fc.oneof(fc.string(), fc.constantFrom("constructor", "__proto__", "toString", "rest"))
  fc.assert(
    fc.property(anything, fc.constantFrom("zh", "en"), (id, language) => {
      if (ReasonText.isKnown(id)) return
      expect(ReasonText.name(id, language)).toBe(id)
      expect(ReasonText.sentence(id, language)).toBe(id)
    }),
  )
})

test("a reason shows the facts it rests on", () => {
  const reason = Reason.make("attempt.gap", { hours: 4, since: "2026-03-05" })
  expect(ReasonText.render(reason, "en")).toBe(
    "A further try keeps its distance from the last one. (hours: 4, since: 2026-03-05)",
  )
  expect(ReasonText.render(reason, "zh")).toBe("与上次尝试须间隔一段时间。（hours：4，since：2026-03-05）")
  expect(ReasonText.render(Reason.make("rest.noon"), "zh")).toBe("午休时间不打扰。")
})

test("a source says how binding it is and how far it was verified", () => {
  const source = { title: "The noise law", status: "law", verified: "secondary" } as const
  expect(ReasonText.source(source, "en")).toBe("The noise law (law, from a secondary source)")
  expect(ReasonText.source({ ...source, reference: "article 88" }, "zh")).toBe(
    "The noise law（法律，据二手资料）。article 88",
  )
})

test("a text cited under its own name keeps it, and our own words are told in the reader's language", () => {
  const own = {
    title: { zh: "本院规定", en: "Our rule" },
    status: "hospitalPolicy",
    verified: "own",
  } as const
  expect(ReasonText.source(own, "zh")).toBe("本院规定（医院规定，自行设定）")
  expect(ReasonText.source({ ...own, reference: { zh: "惯例。", en: "Common practice." } }, "en")).toBe(
    "Our rule (hospital policy, set by themselves). Common practice.",
  )
})
