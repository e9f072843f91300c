/** What anybody may have prescribed or announced, and programmes and texts as anybody may have written them. */
import {
  Adherence,
  CareEnrolment,
  CareEvent,
  CareProgramme,
  ChinaFestivals,
  ChineseDate,
  GeneralCareEvents,
  GeneralMedication,
  Id,
  MedicationPolicy,
  MedicationReminder,
  MedicationText,
  MessageTemplate,
  PlainDate,
  Regimen,
  TimeZone,
  YearlyDay,
  YearlyDayText,
} from "@aftercare/core"
import { CareArbitraries, CareEventArbitraries, MedicationArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { date, instant } from "./Anything.ts"
import { nearlyDecodable } from "./Decodable.ts"
import { must, numbersAreNumbers, type Subject, subject } from "./Subject.ts"

/** What decoded; anything else is none of ours. */
const read = <S extends Schema.Codec<unknown, unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (drawn: unknown): ReadonlyArray<S["Type"]> => {
    const found = decode(drawn)
    return Result.isSuccess(found) ? [found.success] : []
  }
}

const somewhen = fc.oneof(instant, fc.constantFrom(0, 1_772_409_600_000, 8.64e15, -8.64e15))
const utc = somewhen.filter((at) => Math.abs(at) <= 8.64e15).map((at) => DateTime.makeUnsafe(at))

/** Whatever is prescribed and told, there is an answer to what is due, and to how far it was kept. */
export const regimensAnswer = (): Subject => {
  const readRegimen = read(Regimen.Regimen)
  const readPolicy = read(MedicationPolicy.MedicationPolicy)
  const readAct = read(Regimen.RegimenAct)
  const lives = MedicationArbitraries.regimenLife()
  const acts = lives.map(({ refused, steps }): Regimen.RegimenAct => {
    const all = [...refused.map(({ act }) => act), ...steps.map(({ event }) => event)]
    const last = all.at(-1)
    return last === undefined || last._tag === "Started" ? { _tag: "Resumed" } : last
  })
  return subject(
    "regimens",
    1,
    fc.record({
      regimen: nearlyDecodable(Regimen.Regimen, lives.map(MedicationArbitraries.ended)),
      policy: nearlyDecodable(MedicationPolicy.MedicationPolicy, MedicationArbitraries.policy()),
      act: nearlyDecodable(Regimen.RegimenAct, acts),
      from: somewhen,
      days: fc.constantFrom(0, 1, 30, -1, 400),
      at: utc,
      dates: fc.tuple(date, date),
    }),
    ({ act, at, dates: [from, until], days, policy, regimen, ...drawn }) => {
      const during = { from: drawn.from, until: drawn.from + days * 86_400_000 }
      const [own = GeneralMedication.policy] = readPolicy(policy)
      for (const one of readRegimen(regimen)) {
        const due = Regimen.doses(one, during)
        numbersAreNumbers(due)
        must(
          due.every(
            (dose) => during.from <= dose.at.epochMilliseconds && dose.at.epochMilliseconds < during.until,
          ),
          "a dose beyond the stretch",
        )
        const reminders = MedicationReminder.reminders(one, own, during)
        numbersAreNumbers(reminders)
        for (const { doses } of reminders)
          must(
            MedicationText.reminder(one, doses, { language: "zh", named: true }) !== "",
            "a reminder of nothing",
          )
        numbersAreNumbers(Adherence.rates(Adherence.doseCounts(due, one, own)))
        for (const { medicine } of one.refills)
          numbersAreNumbers([
            Adherence.daysCovered(one, medicine, { from, until }),
            Adherence.possession(one, medicine, { from, until }),
          ])
        for (const missed of Adherence.missedInARow(one, own, at))
          must(
            !/NaN|undefined/.test(MedicationText.missed(one, missed, "en")),
            "it was missed who knows when",
          )
        for (const next of readAct(act)) {
          const stamp = {
            id: Id.EventId.make("next"),
            at,
            by: { _tag: "Person", person: one.addressee },
          } as const
          const decided = Regimen.record(one, next, stamp)
          if (Result.isSuccess(decided)) numbersAreNumbers(Regimen.doses(decided.success[0], during))
          else numbersAreNumbers(decided.failure)
        }
      }
    },
  )
}

/** Whatever is announced, registered and moved, there is an answer to who has a place and who is told. */
export const careEventsAnswer = (): Subject => {
  const readEvent = read(CareEvent.CareEvent)
  const readAct = read(CareEvent.CareEventAct)
  const lives = CareEventArbitraries.careEventLife()
  const acts = lives.map(({ refused, steps }): CareEvent.CareEventAct => {
    const last = [...refused.map(({ act }) => act), ...steps.map(({ entry }) => entry)].at(-1)
    return last === undefined || last._tag === "Announced" ? { _tag: "Held" } : last
  })
  return subject(
    "care events",
    1,
    fc.record({
      event: nearlyDecodable(CareEvent.CareEvent, lives.map(CareEventArbitraries.ended)),
      act: nearlyDecodable(CareEvent.CareEventAct, acts),
      at: utc,
    }),
    ({ act, at, event }) => {
      const { policy } = GeneralCareEvents
      for (const one of readEvent(event)) {
        must(
          CareEvent.registered(one).length <= (one.capacity ?? one.line.length),
          "more places than there are",
        )
        const { persons } = CareEventArbitraries
        numbersAreNumbers([
          CareEvent.counts(one),
          CareEvent.reminders(one, policy),
          CareEvent.invitations(one, persons, policy, at),
          CareEvent.toAsk(one),
          CareEvent.clashes(one, persons[0] as Id.PersonId, [one]),
        ])
        for (const next of readAct(act)) {
          const stamp = {
            id: Id.EventId.make("next"),
            at,
            by: { _tag: "Person", person: persons[0] as Id.PersonId },
          } as const
          const decided = CareEvent.record(one, next, stamp)
          numbersAreNumbers(
            Result.isSuccess(decided) ? CareEvent.news(one, decided.success[0], policy) : decided.failure,
          )
        }
      }
    },
  )
}

/** Whatever a programme sends and to whom, there is an answer to what falls on which dates. */
export const programmesAnswer = (): Subject => {
  const readProgramme = read(CareProgramme.CareProgramme)
  const readEnrolment = read(CareEnrolment.CareEnrolment)
  const readDay = read(YearlyDay.YearlyDay)
  const ground = { zone: TimeZone.make("Asia/Shanghai"), festivals: ChinaFestivals.all }
  return subject(
    "programmes",
    1,
    fc.record({
      programme: nearlyDecodable(CareProgramme.CareProgramme, CareArbitraries.programme()),
      enrolment: nearlyDecodable(CareEnrolment.CareEnrolment, CareArbitraries.enrolment()),
      day: nearlyDecodable(YearlyDay.YearlyDay, CareArbitraries.yearlyDay()),
      at: utc,
      on: date,
      days: fc.constantFrom(0, 1, 400, -1),
      year: fc.oneof(fc.integer({ min: 1890, max: 2110 }), fc.double()),
    }),
    ({ at, day, days, enrolment, on, programme, year }) => {
      const through = PlainDate.addDays(on, days)
      const chinese = ChineseDate.fromPlainDate(on)
      if (Result.isSuccess(chinese))
        must(Result.getOrThrow(ChineseDate.toPlainDate(chinese.success)) === on, "another day", on)
      numbersAreNumbers([ChineseDate.qingming(year), ChineseDate.kept({ month: 12, day: 30 }, year)])
      for (const one of readDay(day)) {
        numbersAreNumbers(YearlyDay.datesIn(one, { from: on, through }))
        must(
          !/NaN|undefined/.test(YearlyDayText.render(one, "zh") + YearlyDayText.render(one, "en")),
          "no day",
        )
      }
      for (const one of readProgramme(programme)) {
        must(CareProgramme.hash(one).length === 64, "no hash")
        numbersAreNumbers(CareProgramme.check(one))
        for (const each of readEnrolment(enrolment)) {
          const there = {
            ...each,
            in: { _tag: "Programme", programme: CareProgramme.revision(one) },
            through: PlainDate.addDays(on, -1),
          } as const
          const { decided, wanted } = CareEnrolment.expand(there, one, ground, through, at)
          numbersAreNumbers(wanted)
          must(wanted.length === 0 || decided[0].through === through, "they are made again")
          numbersAreNumbers(CareEnrolment.revise(decided[0], one, ground, [], at).wanted)
        }
      }
    },
  )
}

/** Whatever a template says and is given, there is a text of the length that was told, or a refusal. */
export const templatesAnswer = (): Subject => {
  const readTemplate = read(MessageTemplate.MessageTemplate)
  const values = fc.dictionary(fc.constantFrom("name", "hospital", "time", "constructor"), fc.string())
  return subject(
    "templates",
    1,
    fc.record({
      template: nearlyDecodable(MessageTemplate.MessageTemplate, CareArbitraries.messageTemplate()),
      values,
    }),
    ({ template, values: given }) => {
      for (const one of readTemplate(template))
        for (const language of ["zh", "en"] as const) {
          numbersAreNumbers(MessageTemplate.check(one))
          const { units } = MessageTemplate.longest(one, language)
          const rendered = MessageTemplate.render(one, given, language)
          if (Result.isFailure(rendered)) numbersAreNumbers(rendered.failure)
          else if (MessageTemplate.check(one).length === 0)
            must(rendered.success.text.length <= units, "it is longer than was told")
        }
    },
  )
}
