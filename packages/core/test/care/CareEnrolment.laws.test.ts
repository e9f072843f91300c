import {
  CareEnrolment,
  CareMessage,
  CareOccasion,
  CareProgramme,
  ChinaCalendar,
  ChinaContact,
  ChinaFestivals,
  Festival,
  Id,
  PhoneNumber,
  PlainDate,
  TimeZone,
  YearlyDay,
} from "@aftercare/core"
import { CalendarArbitraries, CareArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const dates = { min: "2026-01-01", max: "2027-12-31" }
const zones = ["Asia/Shanghai", "America/New_York", "Pacific/Apia"] as const

interface Case {
  readonly programme: CareProgramme.CareProgramme
  readonly enrolment: CareEnrolment.CareEnrolment
  readonly ground: CareEnrolment.Ground
  readonly at: DateTime.Utc
  readonly through: PlainDate.PlainDate
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    programme: CareArbitraries.programme(),
    anchors: CareArbitraries.anchors(dates),
    zone: fc.constantFrom(...zones).map(TimeZone.make),
    at: CalendarArbitraries.instant(dates).map((at) => DateTime.makeUnsafe(at)),
    days: fc.integer({ min: 0, max: 800 }),
  })
  .map(({ anchors, at, days, programme, zone }) => {
    const ground = { zone, festivals: ChinaFestivals.all }
    const today = TimeZone.dateAt(zone, DateTime.toEpochMillis(at))
    const enrolment: CareEnrolment.CareEnrolment = {
      id: Id.EnrolmentId.make("e-1"),
      person: Id.PersonId.make("p-17/self"),
      patient: Id.PatientId.make("p-17"),
      in: { _tag: "Programme", programme: CareProgramme.revision(programme) },
      anchors,
      through: PlainDate.addDays(today, -1),
      state: { _tag: "Active" },
    }
    return { programme, enrolment, ground, at, through: PlainDate.addDays(today, days) }
  })

const idsOf = (wanted: ReadonlyArray<CareMessage.Wanted>, { enrolment }: Case) =>
  wanted.map(({ occasion }) => CareOccasion.messageId(occasion, enrolment.person)).sort()

/** The date, so many months on, on the calendar of `Date`: past the month's end it would run over, and is taken back. */
const monthsOn = (from: string, months: number): string => {
  const [year = 0, month = 0, day = 0] = from.split("-").map(Number)
  const date = new Date(Date.UTC(year, month - 1 + months, day))
  while (date.getUTCDate() !== day && date.getUTCDate() < 28) date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}

/** Whether a step falls for `of`, read off one date at a time. */
const falls = (
  step: CareProgramme.CareStep,
  anchors: CareProgramme.Anchors,
  of: PlainDate.PlainDate,
): boolean => {
  const { when } = step
  const yearly = (day: YearlyDay.YearlyDay) =>
    Result.getOrElse(YearlyDay.datesIn(day, { from: of, through: of }), () => []).length > 0
  switch (when._tag) {
    case "Festival":
      return yearly(when.festival.day)
    case "Birthday":
      return anchors.birthday !== undefined && yearly(anchors.birthday)
    case "Yearly":
      return yearly(when.day)
    case "After":
      return PlainDate.daysBetween(anchors.dates[when.anchor] ?? of, of) === when.days
    case "Every": {
      const anchor = anchors.dates[when.anchor] ?? of
      return Array.from({ length: when.times }, (_, n) => n + 1).some((n) =>
        when.unit === "weeks"
          ? PlainDate.daysBetween(anchor, of) === 7 * when.every * n
          : monthsOn(anchor, when.every * n) === of,
      )
    }
  }
}

describe("an enrolment", () => {
  test("is sent each step on each of its dates, once, on the clock of the zone, and no greeting on a solemn day", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { at, enrolment, ground, programme, through } = one
        const { decided, skipped, wanted } = CareEnrolment.expand(enrolment, programme, ground, through, at)
        expect(CareEnrolment.replay(enrolment, decided[1])).toEqual(decided[0])
        const walked: Array<string> = []
        for (let on = PlainDate.addDays(enrolment.through, 1); on <= through; on = PlainDate.addDays(on, 1))
          for (const step of programme.steps) {
            const of = PlainDate.addDays(on, -(step.offsetDays ?? 0))
            if (falls(step, enrolment.anchors, of)) walked.push(`${step.id} ${on}`)
          }
        const sent = wanted.flatMap(({ occasion }) =>
          occasion._tag === "Step" ? [`${occasion.step} ${occasion.on}`] : [],
        )
        for (const { on, rule, step: id } of skipped)
          if (rule === "care.solemnDay") {
            const { when } = programme.steps.find((step) => step.id === id) as CareProgramme.CareStep
            expect(["Festival", "Birthday"]).toContain(when._tag)
            expect(on !== undefined && Festival.isSolemn(ground.festivals, on)).toBe(true)
          }
        const left = skipped.flatMap(({ on, step }) => (on === undefined ? [] : [`${step} ${on}`]))
        expect([...sent, ...left].sort()).toEqual(walked.sort())
        expect(new Set(idsOf(wanted, one)).size).toBe(wanted.length)
        for (const { occasion, span } of wanted) {
          if (occasion._tag !== "Step") throw new Error("a programme sends its steps")
          const step = programme.steps.find(({ id }) => id === occasion.step) as CareProgramme.CareStep
          expect(DateTime.isGreaterThan(span.latest, at)).toBe(true)
          const clock = new Intl.DateTimeFormat("sv-SE", {
            timeZone: ground.zone,
            dateStyle: "short",
            timeStyle: "short",
          })
          const shown = clock.format(DateTime.toEpochMillis(span.ideal))
          expect(shown.slice(0, 10)).toBe(occasion.on)
          if (ground.zone === "Asia/Shanghai")
            expect(shown).toBe(`${occasion.on} ${step.span.ideal.slice(0, 5)}`)
          if (occasion.greets !== undefined)
            expect(Festival.isSolemn(ground.festivals, occasion.on)).toBe(false)
        }
      }),
      runs(60),
    )
  })

  test("expanded in two parts is sent what it is sent at once, and nothing again", () => {
    fc.assert(
      fc.property(cases, fc.nat(800), (one, days) => {
        const { at, enrolment, ground, programme, through } = one
        const between = PlainDate.daysBetween(enrolment.through, through)
        const cut = PlainDate.addDays(enrolment.through, Math.min(days, between))
        const whole = CareEnrolment.expand(enrolment, programme, ground, through, at)
        const first = CareEnrolment.expand(enrolment, programme, ground, cut, at)
        const second = CareEnrolment.expand(first.decided[0], programme, ground, through, at)
        expect([...idsOf(first.wanted, one), ...idsOf(second.wanted, one)].sort()).toEqual(
          idsOf(whole.wanted, one),
        )
        const again = CareEnrolment.expand(second.decided[0], programme, ground, through, at)
        expect([again.wanted, again.decided[1]]).toEqual([[], []])
        const [left] = CareEnrolment.leave(enrolment, "asked", at)
        expect(CareEnrolment.expand(left, programme, ground, through, at).wanted).toEqual([])
      }),
      runs(60),
    )
  })

  const sendable = (one: Case): CareMessage.Ground => ({
    person: {
      id: one.enrolment.person,
      relation: "self",
      name: "王芳",
      phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
      profile: {
        zone: one.ground.zone,
        language: "zh",
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
        preferred: [],
        channels: ["sms", "wechat", "email", "app", "letter"],
        doNotDisturbOn: [],
      },
    },
    contact: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
    contacts: [],
  })

  test("revised by another version wants what that would have been sent, but for what went out", () => {
    fc.assert(
      fc.property(
        cases,
        CareArbitraries.programme(),
        fc.nat(600),
        fc.array(fc.boolean(), { minLength: 5 }),
        (one, other, hours, out) => {
          const { enrolment, ground, programme, through } = one
          const sending = sendable(one)
          const { decided, wanted } = CareEnrolment.expand(enrolment, programme, ground, through, one.at)
          const made = wanted.map((each, i) => {
            const [message] = Result.getOrThrow(CareMessage.make(each, sending, one.at))
            return out[i % out.length] ? CareMessage.conclude(message, "notNeeded", one.at)[0] : message
          })
          const at = DateTime.add(one.at, { hours })
          const same = CareEnrolment.revise(decided[0], programme, ground, made, at)
          expect([same.falling, same.changed, same.wanted, same.decided[1]]).toEqual([[], [], [], []])

          const next = { ...other, id: programme.id }
          const revised = CareEnrolment.revise(decided[0], next, ground, made, at)
          const apart = new Set(revised.falling.map(({ id }) => id))
          const kept = [
            ...made.flatMap((message) => {
              if (apart.has(message.id)) return [CareMessage.conclude(message, "notNeeded", at)[0]]
              const change = revised.changed.find(([{ id }]) => id === message.id)
              return [
                change ? Result.getOrThrow(CareMessage.revise(message, change[1], sending, at))[0] : message,
              ]
            }),
            ...revised.wanted.map((each) => Result.getOrThrow(CareMessage.make(each, sending, at))[0]),
          ]
          // What went out, or ended, is as it was.
          for (const message of made) if (message.state._tag === "Ended") expect(kept).toContain(message)
          const today = TimeZone.dateAt(ground.zone, DateTime.toEpochMillis(at))
          const fresh = { ...enrolment, through: PlainDate.addDays(today, -1) }
          const anew = CareEnrolment.expand(fresh, next, ground, through, at)
          const expected = new Map(
            anew.wanted.map((each) => [CareOccasion.messageId(each.occasion, enrolment.person), each]),
          )
          const live = kept.filter(
            ({ span, state }) => state._tag !== "Ended" && DateTime.isGreaterThan(span.latest, at),
          )
          for (const message of live)
            expect(message).toMatchObject(expected.get(message.id) ?? { id: "none" })
          const ids = new Set(kept.map(({ id }) => id))
          for (const id of expected.keys()) expect(ids.has(id)).toBe(true)
          const again = CareEnrolment.revise(revised.decided[0], next, ground, kept, at)
          expect([again.falling, again.changed, again.wanted, again.decided[1]]).toEqual([[], [], [], []])
        },
      ),
      runs(60),
    )
  })

  test("and its events decode from what they encode to, and the fold is total", () => {
    const enrolment = Schema.fromJsonString(CareEnrolment.CareEnrolment)
    const event = Schema.fromJsonString(CareEnrolment.EnrolmentEvent)
    fc.assert(
      fc.property(CareArbitraries.enrolment(), CareArbitraries.enrolmentEvent(), (kept, happened) => {
        expect(Schema.decodeSync(enrolment)(Schema.encodeSync(enrolment)(kept))).toEqual(kept)
        expect(Schema.decodeSync(event)(Schema.encodeSync(event)(happened))).toEqual(happened)
        expect(Schema.is(CareEnrolment.CareEnrolment)(CareEnrolment.evolve(kept, happened))).toBe(true)
      }),
      runs(100),
    )
  })

  test("is in a programme that is fit to be published", () => {
    fc.assert(
      fc.property(CareArbitraries.programme(), (programme) => {
        expect(CareProgramme.check(programme)).toEqual([])
        const read = Schema.fromJsonString(CareProgramme.CareProgramme)
        expect(Schema.decodeSync(read)(Schema.encodeSync(read)(programme))).toEqual(programme)
      }),
      runs(60),
    )
  })
})
