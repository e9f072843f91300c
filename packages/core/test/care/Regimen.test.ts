import { Id, Medicine, PlainTime, Regimen, TimeZone } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { after, at, keyOf, medicineAt, read, routine, stampAt, started } from "./support/regimen.ts"

const { id } = medicineAt(["08:00"])
const clockOf = (from: string, zone: string): Regimen.RegimenAct => ({
  _tag: "ClockSet",
  clock: { from: at(from), zone: TimeZone.make(zone), routine },
})

describe("a dose", () => {
  test("that summer time skips is due as much later, and one that it repeats the first time", () => {
    const regimen = after(started("America/New_York", "2026-03-02T00:00"), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["02:30"]) },
    ])
    const shown = (from: string, until: string) =>
      Regimen.doses(regimen, { from: Date.parse(from), until: Date.parse(until) }).map((dose) =>
        new Date(dose.at.epochMilliseconds).toISOString(),
      )
    expect(shown("2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00")).toEqual(["2026-03-08T07:30:00.000Z"])
    const half = after(regimen, [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["01:30", "02:30"]) },
    ])
    const autumn = { from: Date.parse("2026-11-01T00:00-04:00"), until: Date.parse("2026-11-02T00:00-05:00") }
    expect(
      Regimen.doses(half, autumn).map((dose) => new Date(dose.at.epochMilliseconds).toISOString()),
    ).toEqual(["2026-11-01T05:30:00.000Z", "2026-11-01T07:30:00.000Z"])
  })

  test("that is put off to a later dose of its medicine isn't due: nobody takes two at once", () => {
    const spring = after(started("America/New_York"), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["02:30", "03:30"]) },
    ])
    expect(read(spring, "2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00", "America/New_York")).toEqual([
      "2026-03-08 03:30",
    ])
    // Samoa had no 30 December 2011.
    const apia = after(started("Pacific/Apia", "2011-12-28T00:00"), [
      "2011-12-28T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["08:00"], { from: "2011-12-28" as never }) },
    ])
    expect(read(apia, "2011-12-28T00:00", "2012-01-02T00:00", "Pacific/Apia")).toEqual([
      "2011-12-28 08:00",
      "2011-12-29 08:00",
      "2011-12-31 08:00",
      "2012-01-01 08:00",
    ])
  })

  test("comes on the clock of where the person is; what a flight east skips is due on arrival, once", () => {
    const home = after(started(), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["08:00", "20:00"]) },
    ])
    // Lands on 3 March at 04:00 in Shanghai, when it is 09:00 in Auckland.
    const east = after(home, ["2026-03-02T09:00", clockOf("2026-03-03T04:00", "Pacific/Auckland")])
    expect(read(east, "2026-03-02T00:00", "2026-03-04T00:00", "Pacific/Auckland")).toEqual([
      "2026-03-02 13:00",
      "2026-03-03 01:00",
      "2026-03-03 09:00",
      "2026-03-03 20:00",
    ])
    // Over the Pacific the other way a day comes twice; its doses don't.
    const west = after(home, ["2026-03-02T09:00", clockOf("2026-03-03T12:00", "America/Los_Angeles")])
    expect(read(west, "2026-03-02T00:00", "2026-03-05T12:00", "Asia/Shanghai")).toEqual([
      "2026-03-02 08:00",
      "2026-03-02 20:00",
      "2026-03-03 08:00",
      "2026-03-04 12:00",
      "2026-03-05 00:00",
    ])
    // Both doses of a night are skipped: the last is due on arrival.
    const night = after(started(), [
      "2026-03-02T00:00",
      { _tag: "Prescribed", medicine: medicineAt(["23:00", "02:00"]) },
    ])
    const leap = after(night, ["2026-03-02T09:00", clockOf("2026-03-02T22:30", "Pacific/Auckland")])
    expect(read(leap, "2026-03-02T08:00", "2026-03-03T18:00", "Pacific/Auckland")).toEqual([
      "2026-03-03 03:30",
    ])
  })

  test("of bedtime after midnight belongs to the day that it ends", () => {
    const bedtime = { ...routine, bedtime: PlainTime.make("00:30") }
    const medicine = {
      ...medicineAt(["08:00"]),
      taking: {
        _tag: "Scheduled" as const,
        stages: [
          {
            on: { _tag: "Weekdays" as const, weekdays: ["monday"] as const },
            doses: [
              { at: { _tag: "Routine" as const, of: "bedtime" as const, minutes: -15 }, amount: "1 片" },
            ] as const,
          },
        ] as const,
      },
    }
    const regimen = after(
      started(),
      [
        "2026-03-02T00:00",
        {
          _tag: "ClockSet",
          clock: { from: at("2026-03-02T00:00"), zone: TimeZone.make("Asia/Shanghai"), routine: bedtime },
        },
      ],
      ["2026-03-02T00:00", { _tag: "Prescribed", medicine }],
    )
    expect(read(regimen, "2026-03-02T00:00", "2026-03-10T00:00")).toEqual(["2026-03-03 00:15"])
  })

  test("as needed is never due", () => {
    const medicine: Medicine.Medicine = { ...medicineAt(["08:00"]), taking: { _tag: "AsNeeded" } }
    const regimen = after(started(), ["2026-03-02T00:00", { _tag: "Prescribed", medicine }])
    expect(read(regimen, "2026-03-01T00:00", "2027-03-01T00:00")).toEqual([])
  })
})

describe("a change", () => {
  const daily = after(started(), [
    "2026-03-02T00:00",
    { _tag: "Prescribed", medicine: medicineAt(["08:00", "20:00"]) },
  ])

  test("holds from its moment on: what was due before stays due, by the old times", () => {
    const later = after(daily, [
      "2026-03-03T10:00",
      { _tag: "Prescribed", medicine: medicineAt(["09:00", "21:00"]) },
    ])
    expect(read(later, "2026-03-03T00:00", "2026-03-04T12:00")).toEqual([
      "2026-03-03 08:00",
      "2026-03-03 21:00",
      "2026-03-04 09:00",
    ])
    const withdrawn = after(daily, ["2026-03-03T20:00", { _tag: "Withdrawn", medicine: id, reason: "皮疹" }])
    expect(read(withdrawn, "2026-03-03T00:00", "2026-03-09T00:00")).toEqual(["2026-03-03 08:00"])
  })

  test("of a journey that was planned is another plan, or none", () => {
    const planned = after(daily, ["2026-03-02T09:00", clockOf("2026-03-05T00:00", "Asia/Tokyo")])
    const shown = (regimen: Regimen.Regimen) => read(regimen, "2026-03-04T00:00", "2026-03-05T12:00")
    const [earlier, off] = [
      clockOf("2026-03-04T00:00", "Asia/Tokyo"),
      clockOf("2026-03-05T00:00", "Asia/Shanghai"),
    ]
    expect(shown(planned)).toEqual(["2026-03-04 08:00", "2026-03-04 20:00", "2026-03-05 07:00"])
    const sooner = ["2026-03-04 07:00", "2026-03-04 19:00", "2026-03-05 07:00"]
    expect(shown(after(planned, ["2026-03-03T09:00", earlier]))).toEqual(sooner)
    expect(shown(after(planned, ["2026-03-03T09:00", off]))).toEqual(shown(daily))
  })

  test("may be a pause, of one medicine or of all, and both must be over", () => {
    const other = { ...medicineAt(["12:00"]), id: Id.MedicineId.make("m-2") }
    const paused = after(
      daily,
      ["2026-03-02T00:00", { _tag: "Prescribed", medicine: other }],
      ["2026-03-03T00:00", { _tag: "Paused", medicine: id, reason: "手术前" }],
      ["2026-03-04T00:00", { _tag: "Paused", reason: "手术" }],
      ["2026-03-05T00:00", { _tag: "Resumed", medicine: id }],
      ["2026-03-06T00:00", { _tag: "Resumed" }],
    )
    expect(read(paused, "2026-03-03T00:00", "2026-03-06T23:00")).toEqual([
      "2026-03-03 12:00",
      "2026-03-06 08:00",
      "2026-03-06 12:00",
      "2026-03-06 20:00",
    ])
  })
})

describe("what doesn't fit is refused:", () => {
  const daily = after(started(), [
    "2026-03-02T00:00",
    { _tag: "Prescribed", medicine: medicineAt(["08:00"]) },
  ])
  const dose = keyOf(daily, "2026-03-03")
  const taken = (text: string): Regimen.Outcome => ({ _tag: "Taken", takenAt: at(text) })
  const skipped: Regimen.Outcome = { _tag: "Skipped", reason: "恶心" }
  const told = (outcome: Regimen.Outcome): Regimen.RegimenAct => ({ _tag: "DoseTold", dose, outcome })
  const withTold = after(daily, ["2026-03-03T08:05", told(taken("2026-03-03T08:05"))])
  const over = after(daily, ["2026-03-03T00:00", { _tag: "Ended", end: "finished" }])

  const cases: ReadonlyArray<readonly [Regimen.RegimenRule, Regimen.Regimen, string, Regimen.RegimenAct]> = [
    ["regimen.order", daily, "2026-03-01T23:59", { _tag: "Prescribed", medicine: medicineAt(["09:00"]) }],
    ["regimen.order", daily, "2026-03-01T23:59", { _tag: "NamingAgreed", channels: ["sms"] }],
    ["regimen.order", daily, "2026-03-03T00:00", clockOf("2026-03-02T23:59", "Asia/Shanghai")],
    ["regimen.ended", over, "2026-03-04T00:00", { _tag: "Paused", reason: "x" }],
    ["regimen.ended", over, "2026-03-04T00:00", { _tag: "Ended", end: "stopped" }],
    [
      "regimen.notPrescribed",
      started(),
      "2026-03-03T00:00",
      { _tag: "Withdrawn", medicine: id, reason: "x" },
    ],
    ["regimen.notPrescribed", started(), "2026-03-03T00:00", { _tag: "Paused", medicine: id, reason: "x" }],
    [
      "regimen.paused",
      after(daily, ["2026-03-03T00:00", { _tag: "Paused", reason: "x" }]),
      "2026-03-03T00:00",
      { _tag: "Paused", reason: "x" },
    ],
    ["regimen.notPaused", daily, "2026-03-03T00:00", { _tag: "Resumed" }],
    [
      "regimen.notPaused",
      after(daily, ["2026-03-03T00:00", { _tag: "Paused", reason: "x" }]),
      "2026-03-03T00:00",
      { _tag: "Resumed", medicine: id },
    ],
    ["regimen.noOverride", daily, "2026-03-03T00:00", { _tag: "OverrideTakenBack" }],
    ["dose.notDue", over, "2026-03-04T00:00", told(taken("2026-03-03T08:00"))],
    [
      "dose.notDue",
      daily,
      "2026-03-04T00:00",
      { ...told(skipped), dose: { ...dose, index: 1 } } as Regimen.RegimenAct,
    ],
    ["dose.ahead", daily, "2026-03-03T08:00", told(taken("2026-03-03T08:01"))],
    ["dose.early", daily, "2026-03-02T07:59", told(taken("2026-03-02T07:59"))],
    ["dose.early", daily, "2026-03-02T07:59", told(skipped)],
    ["dose.told", withTold, "2026-03-03T09:00", told(skipped)],
    ["dose.untold", daily, "2026-03-03T09:00", { _tag: "DoseCorrected", dose, outcome: skipped }],
    [
      "dose.ahead",
      withTold,
      "2026-03-03T09:00",
      { _tag: "DoseCorrected", dose, outcome: taken("2026-03-03T09:01") },
    ],
  ]
  test.each(cases)("%s", (rule, regimen, text, act) => {
    const found = Regimen.record(regimen, act, stampAt(text, "other"))
    expect(Result.isFailure(found) && found.failure).toEqual(
      new Regimen.RegimenRefused({ regimen: regimen.id, act: act._tag, rule }),
    )
  })

  test("and what is just in time isn't", () => {
    for (const [regimen, text, act] of [
      [daily, "2026-03-02T08:00", told(taken("2026-03-02T08:00"))],
      [daily, "2026-03-03T08:01", told(taken("2026-03-03T08:01"))],
      [withTold, "2026-03-03T09:00", { _tag: "DoseCorrected", dose, outcome: skipped }],
      [over, "2026-03-04T00:00", { _tag: "NamingAgreed", channels: ["sms"] }],
    ] as ReadonlyArray<readonly [Regimen.Regimen, string, Regimen.RegimenAct]>)
      expect(Result.isSuccess(Regimen.record(regimen, act, stampAt(text, "other")))).toBe(true)
  })

  test("a corrected dose tells what it was corrected to, or nothing", () => {
    const corrected = after(withTold, ["2026-03-03T09:00", { _tag: "DoseCorrected", dose, outcome: skipped }])
    expect(corrected.told).toEqual([{ dose, outcome: skipped }])
    expect(after(corrected, ["2026-03-03T09:00", { _tag: "DoseCorrected", dose }]).told).toEqual([])
  })
})

test("a medicine that doesn't decode is refused by field and rule", () => {
  const read = Schema.decodeUnknownResult(Medicine.Medicine)
  const sound = Schema.encodeSync(Medicine.Medicine)(medicineAt(["08:00"]))
  const stage = {
    on: { _tag: "Every", days: 1 },
    doses: [{ at: { _tag: "Clock", time: "08:00" }, amount: "1" }],
  }
  const failures = [
    { ...sound, until: "2026-03-02" },
    { ...sound, taking: { _tag: "Scheduled", stages: [stage, { ...stage, days: 3 }] } },
    { ...sound, colour: "red" },
  ].map((one) => {
    const found = read(one)
    return Result.isFailure(found) && found.failure.message
  })
  expect(failures).toEqual([
    'until must lie after from\n  at ["until"]',
    'only the last stage goes on without an end\n  at ["taking"]["stages"][0]["days"]',
    `the key isn't known\n  at ["colour"]`,
  ])
})
