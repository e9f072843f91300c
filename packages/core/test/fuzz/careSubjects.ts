/** Medicines as anybody may have prescribed them, and events as anybody may have announced them. */
import {
  Adherence,
  CareEvent,
  GeneralCareEvents,
  GeneralMedication,
  Id,
  MedicationPolicy,
  MedicationReminder,
  MedicationText,
  Regimen,
} from "@aftercare/core"
import { CareEventArbitraries, MedicationArbitraries } from "@aftercare/core/testing"
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
