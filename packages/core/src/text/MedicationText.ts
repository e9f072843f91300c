/**
 * Reminders of medicines in words.
 *
 * @since 0.1.0
 */

import { timeAt } from "../calendar/TimeZone.ts"
import { clockAt, type Dose, type Regimen } from "../care/Regimen.ts"
import type { Language } from "../foundation/Word.ts"

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
