import {
  CareEnrolment,
  CareProgramme,
  ChinaFestivals,
  Id,
  PlainDate,
  PlainTime,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"

const time = PlainTime.make
const step: CareProgramme.CareStep = {
  id: Id.StepId.make("week"),
  when: { _tag: "After", anchor: "discharge", days: 7 },
  span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
  channels: ["wechat", "sms"],
  template: { id: "greeting", version: "1" },
}
const programme: CareProgramme.CareProgramme = {
  id: Id.ProgrammeId.make("stroke"),
  version: "1",
  title: { zh: "卒中关怀", en: "After a stroke" },
  audience: { codes: ["I63"], ages: { from: 18, below: 90 } },
  purpose: "care",
  anchors: ["discharge"],
  steps: [step],
  source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
}
const on = PlainDate.make

const qingming = ChinaFestivals.all.find(({ id }) => id === "qingming") as (typeof ChinaFestivals.all)[number]
const newYear: CareProgramme.CareStep = {
  ...step,
  id: Id.StepId.make("new-year"),
  when: { _tag: "Festival", festival: ChinaFestivals.springFestival },
}

describe("what keeps a programme from being published", () => {
  const found = (also: Partial<CareProgramme.CareProgramme>) =>
    CareProgramme.check({ ...programme, ...also }).map(({ path, rule }) => `${path} ${rule}`)
  const of = (also: Partial<CareProgramme.CareStep>) => found({ steps: [{ ...step, ...also }] })

  test("is nothing where nothing is wrong", () => {
    expect(found({ steps: [step, newYear] })).toEqual([])
  })

  test("is told of the whole", () => {
    expect(found({ audience: { ages: { from: 60, below: 60 } } })).toEqual(["audience programme.agesEmpty"])
    expect(found({ anchors: ["discharge", "discharge"] })).toEqual(["anchors[1] programme.anchorTwice"])
    expect(found({ anchors: ["discharge", "surgery"] })).toEqual(["anchors[1] programme.anchorUnused"])
    expect(found({ steps: [step, step] })).toEqual(["steps[1].id programme.stepTwice"])
    const again = { ...newYear, id: Id.StepId.make("eve"), offsetDays: -1 }
    expect(found({ steps: [step, newYear, again] })).toEqual(["steps[2].when programme.greetsTwice"])
  })

  test("is told of a step", () => {
    expect(found({ anchors: [] })).toEqual(["steps[0].when.anchor programme.anchorUnknown"])
    expect(of({ span: { ...step.span, ideal: time("12:00") } })).toEqual([
      "steps[0].span programme.spanOrder",
    ])
    expect(of({ channels: ["sms", "phone", "sms"] })).toEqual([
      "steps[0].channels[1] programme.channelSpoken",
      "steps[0].channels[2] programme.channelTwice",
    ])
    const solemn = { ...newYear, when: { _tag: "Festival", festival: qingming } } as const
    expect(found({ steps: [step, solemn] })).toEqual(["steps[1].when.festival programme.greetsSolemn"])
  })
})

describe("a programme", () => {
  test("is for those whom its audience names", () => {
    const rules = (codes: ReadonlyArray<string>, bornOn?: string) =>
      CareProgramme.inTheWay(programme, { codes, ...(bornOn && { bornOn: on(bornOn) }) }, on("2026-03-02"))
    expect(rules(["I10", "I63.9"], "2008-03-02")).toEqual([])
    expect(rules(["I64"], "2008-03-03")).toEqual(["audience.condition", "audience.age"])
    expect(rules(["I63"], "1936-03-02")).toEqual(["audience.age"])
    expect(rules(["I63"])).toEqual(["audience.ageUnknown"])
    expect(CareProgramme.inTheWay({ ...programme, audience: {} }, { codes: [] }, on("2026-03-02"))).toEqual(
      [],
    )
  })

  test("means the same under another title and version, and something else with another step", () => {
    const { hash } = CareProgramme
    expect(hash({ ...programme, title: { zh: "别名", en: "Another" }, version: "2" })).toBe(hash(programme))
    expect(hash({ ...programme, steps: [step, newYear] })).not.toBe(hash(programme))
    expect(hash({ ...programme, audience: {} })).not.toBe(hash(programme))
  })

  test("has no step counted from a name that an object has anyway", () => {
    const odd: CareProgramme.CareStep = { ...step, when: { _tag: "After", anchor: "constructor", days: 1 } }
    const during = { from: on("2026-01-01"), through: on("2026-12-31") }
    const found = CareProgramme.datesOf(odd, { dates: {} }, during)
    expect(Result.isFailure(found) && found.failure.rule).toBe("care.anchorMissing")
  })

  test("takes the month's last day where it is too short, and counts the next from the anchor again", () => {
    const monthly: CareProgramme.CareStep = {
      ...step,
      when: { _tag: "Every", anchor: "discharge", every: 2, unit: "months", times: 4 },
    }
    const anchors = { dates: { discharge: on("2025-12-31") } }
    const during = { from: on("2026-01-01"), through: on("2026-12-31") }
    const dates = Result.getOrThrow(CareProgramme.datesOf(monthly, anchors, during))
    expect(dates.map((date) => date.on)).toEqual(["2026-02-28", "2026-04-30", "2026-06-30", "2026-08-31"])
  })
})

describe("an enrolment", () => {
  const ground = { zone: TimeZone.make("Asia/Shanghai"), festivals: ChinaFestivals.all }
  const at = DateTime.makeUnsafe("2026-03-02T09:00:00+08:00")
  const entry: CareEnrolment.Entry = {
    id: Id.EnrolmentId.make("e-1"),
    person: Id.PersonId.make("p-17/self"),
    patient: Id.PatientId.make("p-17"),
    anchors: { dates: { discharge: on("2026-02-23") } },
  }
  const candidate = { codes: ["I63.9"], bornOn: on("1950-01-01") }
  const enrolled = Result.getOrThrow(CareEnrolment.enrol(entry, programme, candidate, ground, at))[0]

  test("is refused by every rule in the way", () => {
    const refused = CareEnrolment.enrol(
      { ...entry, anchors: { dates: {} } },
      programme,
      { codes: ["I64"] },
      { ...ground, vitalStatus: "deceased" },
      at,
    )
    expect(Result.isFailure(refused) && refused.failure.rules).toEqual([
      "care.deceased",
      "audience.condition",
      "audience.ageUnknown",
      "care.anchorMissing",
    ])
  })

  test("is sent what is due today, and not what is over", () => {
    const through = on("2026-03-02")
    const now = CareEnrolment.expand(enrolled, programme, ground, through, at)
    expect(now.wanted.map(({ span }) => DateTime.formatIso(span.latest))).toEqual([
      "2026-03-02T11:00:00.000Z",
    ])
    const late = DateTime.makeUnsafe("2026-03-02T19:00:00+08:00")
    const over = CareEnrolment.expand(enrolled, programme, ground, through, late)
    expect([over.wanted, over.skipped]).toEqual([
      [],
      [{ step: "week", on: "2026-03-02", rule: "care.tooLate" }],
    ])
  })

  test("is sent health education on a solemn day, and no greeting", () => {
    const onQingming = { _tag: "Yearly", day: { _tag: "Gregorian", month: 4, day: 5 } } as const
    const steps = [
      { ...step, when: onQingming },
      { ...step, id: Id.StepId.make("birthday"), when: { _tag: "Birthday" } },
    ] as const
    const born = { dates: {}, birthday: { _tag: "Gregorian", month: 4, day: 5 } } as const
    const { skipped, wanted } = CareEnrolment.expand(
      { ...enrolled, anchors: born },
      { ...programme, steps },
      ground,
      on("2026-04-30"),
      at,
    )
    expect(wanted.map(({ occasion }) => occasion._tag === "Step" && occasion.step)).toEqual(["week"])
    expect(skipped).toEqual([{ step: "birthday", on: "2026-04-05", rule: "care.solemnDay" }])
  })

  test("is sent nothing of another programme, and takes its own newer version", () => {
    const through = on("2026-03-31")
    const other = { ...programme, id: Id.ProgrammeId.make("diabetes") }
    expect(CareEnrolment.expand(enrolled, other, ground, through, at).decided).toEqual([enrolled, []])
    const newer = { ...programme, version: "2" }
    const { decided } = CareEnrolment.expand(enrolled, newer, ground, through, at)
    expect(decided[1].map(({ _tag }) => _tag)).toEqual(["ProgrammeRevised", "EnrolmentExpanded"])
    expect(decided[0].in).toMatchObject({ programme: { version: "2" } })
  })

  test("tells which steps can't be dated: without a birthday, or beyond the Chinese calendar", () => {
    const steps = [{ ...step, id: Id.StepId.make("birthday"), when: { _tag: "Birthday" } }, newYear] as const
    const { skipped } = CareEnrolment.expand(
      { ...enrolled, through: on("2101-01-01") },
      { ...programme, steps },
      ground,
      on("2102-01-01"),
      at,
    )
    expect(skipped).toEqual([
      { step: "birthday", rule: "care.anchorMissing" },
      { step: "new-year", rule: "chineseDate.notCovered" },
    ])
  })

  test("is left once, and nothing changes then", () => {
    const [left] = CareEnrolment.leave(enrolled, "asked", at)
    expect(left.state).toMatchObject({ _tag: "Left", reason: "asked" })
    expect(CareEnrolment.leave(left, "deceased", at)).toEqual([left, []])
    const anchors = { dates: { discharge: on("2026-02-24") } }
    expect(CareEnrolment.changeAnchors(left, anchors)).toEqual([left, []])
    expect(CareEnrolment.changeAnchors(enrolled, anchors)[0].anchors).toEqual(anchors)
    expect(CareEnrolment.changeAnchors(enrolled, enrolled.anchors)).toEqual([enrolled, []])
  })

  test("with a regimen has no anchors, and no programme's steps", () => {
    const { anchors: _, ...who } = entry
    const [taking] = CareEnrolment.withRegimen(who, Id.RegimenId.make("r-1"), ground, at)
    expect([taking.in, taking.through]).toEqual([{ _tag: "Regimen", regimen: "r-1" }, "2026-03-01"])
    expect(CareEnrolment.expand(taking, programme, ground, on("2026-04-01"), at).wanted).toEqual([])
    expect(Schema.is(CareEnrolment.CareEnrolment)(taking)).toBe(true)
  })
})
