/**
 * Reminders of medicines, measures of adherence and what was missed, in words.
 *
 * @since 0.1.0
 */
import { timeAt } from "../calendar/TimeZone.ts"
import type { Measure, MissedInARow } from "../care/Adherence.ts"
import { clockAt, type Dose, type Regimen } from "../care/Regimen.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as InstantText from "./InstantText.ts"

/** How a reminder is worded. */
export interface Wording {
  readonly language: Language
  /** Whether medicines are named (`MedicationReminder.mayName`); else only their number is told. */
  readonly named: boolean
}

/**
 * What a reminder says of the doses that wait: when they are due on the person's clock, which medicines or how many, and how
 * much of each where they are named. Empty where none waits.
 *
 * **Example**
 *
 * ```ts
 * import { Id, MedicationText, Medicine, PlainDate, PlainTime, Regimen, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const time = PlainTime.make
 * const stamp = (id: string): Regimen.RegimenStamp => ({
 *   id: Id.EventId.make(id),
 *   at: DateTime.makeUnsafe("2026-03-02T10:00+08:00"),
 *   by: { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") },
 * })
 * const [started] = Regimen.start(
 *   {
 *     regimen: Id.RegimenId.make("r-1"),
 *     patient: Id.PatientId.make("p-17"),
 *     addressee: Id.PersonId.make("p-17/self"),
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     routine: { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:00") },
 *   },
 *   stamp("e-1"),
 * )
 * const medicine: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "二甲双胍",
 *   from: PlainDate.make("2026-03-02"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       {
 *         on: { _tag: "Every", days: 1 },
 *         doses: [{ at: { _tag: "Routine", of: "dinner", minutes: 0 }, amount: "1 片" }],
 *       },
 *     ],
 *   },
 * }
 * const [regimen] = Result.getOrThrow(Regimen.record(started, { _tag: "Prescribed", medicine }, stamp("e-2")))
 * const day = { from: Date.parse("2026-03-02T10:00+08:00"), until: Date.parse("2026-03-03T10:00+08:00") }
 * const doses = Regimen.doses(regimen, day)
 * MedicationText.reminder(regimen, doses, { language: "zh", named: true }) // => "18:00 用药：二甲双胍（1 片）。"
 * MedicationText.reminder(regimen, doses, { language: "en", named: false }) // => "1 medicine is due at 18:00."
 * ```
 */
export const reminder = (
  regimen: Regimen,
  doses: ReadonlyArray<Dose>,
  { language, named }: Wording,
): string => {
  const [first] = doses
  if (first === undefined) return ""
  const time = timeAt(clockAt(regimen, first.at).zone, first.at.epochMilliseconds)
  const zh = language === "zh"
  if (!named) {
    const count = new Set(doses.map(({ medicine }) => medicine)).size
    if (zh) return `${time} 有 ${count} 种药要用。`
    return count === 1 ? `1 medicine is due at ${time}.` : `${count} medicines are due at ${time}.`
  }
  const each = doses.map(({ amount, key }) => {
    const name = regimen.orders.find(({ id }) => id === key.order)?.medicine.name ?? ""
    return zh ? `${name}（${amount}）` : `${name} (${amount})`
  })
  return zh ? `${time} 用药：${each.join("、")}。` : `Medicines at ${time}: ${each.join(", ")}.`
}

const measures: { readonly [M in Measure]: { readonly name: Bilingual; readonly sentence: Bilingual } } = {
  told: {
    name: { zh: "回音率", en: "doses told of" },
    sentence: { zh: "应用的次数中有回音的。", en: "Doses that something was told of, of those due." },
  },
  takenOfTold: {
    name: { zh: "用药率（按有回音）", en: "doses taken, of those told of" },
    sentence: { zh: "有回音的次数中已用的。", en: "Doses taken, of those that something was told of." },
  },
  takenAtLeast: {
    name: { zh: "用药率（下限）", en: "doses taken, at least" },
    sentence: { zh: "没有回音的都算未用。", en: "As if no dose had been taken that nobody told of." },
  },
  takenAtMost: {
    name: { zh: "用药率（上限）", en: "doses taken, at most" },
    sentence: { zh: "没有回音的都算已用。", en: "As if every dose had been taken that nobody told of." },
  },
  onTimeOfTold: {
    name: { zh: "按时用药率（按有回音）", en: "doses taken on time, of those told of" },
    sentence: {
      zh: "有回音的次数中，在规定的前后时间内已用的。",
      en: "Doses taken near enough to their moment, of those that something was told of.",
    },
  },
  daysCovered: {
    name: { zh: "药物覆盖天数比例（PDC）", en: "proportion of days covered (PDC)" },
    sentence: {
      zh: "自首次取药起，手头有药的天数比例；提前取的药顺延到用完之后。",
      en: "Days with some of the medicine at hand, from its first refill on; what is fetched early counts from when the last is used up.",
    },
  },
  possession: {
    name: { zh: "药物持有率（MPR）", en: "medication possession ratio (MPR)" },
    sentence: {
      zh: "期间所取药的天数与期间天数之比；可能超过 100%。",
      en: "Days' supply fetched in the period, of its days; it may exceed 100 %.",
    },
  },
  possessionCapped: {
    name: { zh: "药物持有率（MPR，至多 100%）", en: "medication possession ratio (MPR), capped" },
    sentence: {
      zh: "期间所取药的天数与期间天数之比，至多 100%。",
      en: "Days' supply fetched in the period, of its days, and no more than all of them.",
    },
  },
}

/** A measure's name. */
export const measure = (measure: Measure, language: Language): string => measures[measure].name[language]

/** What a measure counts, in one sentence. */
export const meaning = (measure: Measure, language: Language): string => measures[measure].sentence[language]

/** What a nurse reads of doses missed in a row: of which medicine, how many, and since when on the person's clock. */
export const missed = (
  regimen: Regimen,
  { doses, medicine, since }: MissedInARow,
  language: Language,
): string => {
  const name = regimen.orders.findLast((order) => order.medicine.id === medicine)?.medicine.name ?? medicine
  const from = InstantText.render(since.epochMilliseconds, { zone: clockAt(regimen, since).zone, language })
  return language === "zh"
    ? `${name}：自 ${from} 起连续 ${doses} 次未用。`
    : `${name}: ${doses} ${doses === 1 ? "dose" : "doses in a row"} missed, since ${from}.`
}
