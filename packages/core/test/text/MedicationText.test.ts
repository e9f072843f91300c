import { Adherence, Id, MedicationText, Regimen, TimeZone } from "@aftercare/core"
import { expect, test } from "vitest"
import { after, at, medicineAt, routine, started } from "../care/support/regimen.ts"

const regimen = after(
  started(),
  ["2026-03-02T00:00", { _tag: "Prescribed", medicine: medicineAt(["08:00", "20:00"]) }],
  [
    "2026-03-02T00:00",
    {
      _tag: "Prescribed",
      medicine: { ...medicineAt(["08:10"]), id: Id.MedicineId.make("m-2"), name: "阿司匹林" },
    },
  ],
)
const morning = Regimen.doses(regimen, {
  from: at("2026-03-02T00:00").epochMilliseconds,
  until: at("2026-03-02T12:00").epochMilliseconds,
})

test("names medicines with their amounts, or tells how many there are", () => {
  const say = (language: "zh" | "en", named: boolean) =>
    MedicationText.reminder(regimen, morning, { language, named })
  expect([say("zh", true), say("en", true), say("zh", false), say("en", false)]).toEqual([
    "08:00 用药：二甲双胍（1 片）、阿司匹林（1 片）。",
    "Medicines at 08:00: 二甲双胍 (1 片), 阿司匹林 (1 片).",
    "08:00 有 2 种药要用。",
    "2 medicines are due at 08:00.",
  ])
  expect(MedicationText.reminder(regimen, [], { language: "zh", named: true })).toBe("")
})

test("tells the time of where the person is", () => {
  const abroad = after(regimen, [
    "2026-03-02T09:00",
    { _tag: "ClockSet", clock: { from: at("2026-03-02T10:00"), zone: TimeZone.make("Asia/Tokyo"), routine } },
  ])
  const evening = Regimen.doses(abroad, {
    from: at("2026-03-02T12:00").epochMilliseconds,
    until: at("2026-03-03T00:00").epochMilliseconds,
  })
  expect(evening.map((dose) => dose.at)).toEqual([at("2026-03-02T19:00")])
  expect(MedicationText.reminder(abroad, evening, { language: "zh", named: false })).toBe(
    "20:00 有 1 种药要用。",
  )
})

test("names each measure by a name of its own, and says what it counts", () => {
  for (const language of ["zh", "en"] as const) {
    const said = Adherence.measures.flatMap((measure) => [
      MedicationText.measure(measure, language),
      MedicationText.meaning(measure, language),
    ])
    expect(new Set(said).size).toBe(2 * Adherence.measures.length)
  }
})

test("tells a nurse what was missed, and since when", () => {
  const missed = Adherence.missedInARow(
    regimen,
    { missedInARow: 2, silentMinutes: 60 },
    at("2026-03-03T00:00"),
  )
  expect(missed.map((one) => MedicationText.missed(regimen, one, "zh"))).toEqual([
    "二甲双胍：自 3月2日（周一）08:00 起连续 2 次未用。",
  ])
  expect(missed.map((one) => MedicationText.missed(regimen, { ...one, doses: 1 }, "en"))).toEqual([
    "二甲双胍: 1 dose missed, since Mon 2 Mar, 08:00.",
  ])
})
