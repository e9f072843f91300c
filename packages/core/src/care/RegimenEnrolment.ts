/**
 * What somebody who is enrolled with a regimen is sent: its reminders, made into messages date by date.
 *
 * **Details**
 *
 * A reminder belongs to the date on which its moment falls in the addressee's zone. As the regimen is, so is what is wanted; a
 * message of a dose that nobody is to take any more falls at its moment, when `MedicationReminder.reminderAt` has none for it:
 * a pause may end before.
 *
 * **Example** (The reminders of two days)
 *
 * ```ts
 * import {
 *   CareEnrolment,
 *   GeneralMedication,
 *   Id,
 *   type Medicine,
 *   PlainDate,
 *   PlainTime,
 *   Regimen,
 *   RegimenEnrolment,
 *   TimeZone,
 * } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const time = PlainTime.make
 * const at = DateTime.makeUnsafe("2026-03-02T10:00+08:00")
 * const stamp = (id: string): Regimen.RegimenStamp => ({
 *   id: Id.EventId.make(id),
 *   at,
 *   by: { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") },
 * })
 * const [patient, person] = [Id.PatientId.make("p-17"), Id.PersonId.make("p-17/self")]
 * const routine = { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:30") }
 * const opening = { regimen: Id.RegimenId.make("r-1"), patient, addressee: person, zone, routine }
 * const medicine: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "阿司匹林",
 *   from: PlainDate.make("2026-03-02"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       {
 *         on: { _tag: "Every", days: 1 },
 *         doses: [{ at: { _tag: "Routine", of: "breakfast", minutes: 10 }, amount: "1 片" }],
 *       },
 *     ],
 *   },
 * }
 * const [started] = Regimen.start(opening, stamp("e-1"))
 * const [regimen] = Result.getOrThrow(Regimen.record(started, { _tag: "Prescribed", medicine }, stamp("e-2")))
 *
 * const entry = { id: Id.EnrolmentId.make("e-1"), patient, person }
 * const [enrolled] = CareEnrolment.withRegimen(entry, regimen.id, { zone }, at)
 * const ground = {
 *   zone,
 *   policy: GeneralMedication.policy,
 *   sending: { purpose: "reminder", channels: ["sms"], template: { id: "doses", version: "1" } },
 * } as const
 * const expansion = RegimenEnrolment.expand(enrolled, regimen, ground, PlainDate.make("2026-03-04"), at)
 * expansion.wanted.map(({ span }) => DateTime.formatIso(span.ideal))
 * // => ["2026-03-02T23:40:00.000Z", "2026-03-03T23:40:00.000Z"]
 * expansion.decided[0].through // => "2026-03-04"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as CareEnrolment from "./CareEnrolment.ts"
import type { CareMessage, Wanted } from "./CareMessage.ts"
import type { MedicationPolicy } from "./MedicationPolicy.ts"
import * as MedicationReminder from "./MedicationReminder.ts"
import type { Regimen } from "./Regimen.ts"

/** What reminders are made by. */
export interface Ground {
  /** The addressee's. */
  readonly zone: TimeZone.TimeZone
  readonly policy: MedicationPolicy
  readonly sending: Pick<Wanted, "channels" | "purpose" | "template">
}

/** The reminders of a range of dates whose time isn't over, as they are wanted. */
const fallingIn = (
  regimen: Regimen,
  { policy, sending, zone }: Ground,
  from: PlainDate.PlainDate,
  through: PlainDate.PlainDate,
  at: DateTime.Utc,
): ReadonlyArray<Wanted> =>
  MedicationReminder.reminders(regimen, policy, {
    from: TimeZone.startOfDate(zone, from),
    until: TimeZone.startOfDate(zone, PlainDate.addDays(through, 1)),
  })
    .map((reminder) => MedicationReminder.wanted(regimen, reminder, sending))
    .filter(({ span }) => DateTime.isGreaterThan(span.latest, at))

const isWith = ({ in: enrolled, state }: CareEnrolment.CareEnrolment, { id }: Regimen): boolean =>
  state._tag === "Active" && enrolled._tag === "Regimen" && enrolled.regimen === id

/**
 * The reminders of the dates after the enrolment's `through` up to and with this one, by their moments. None to whoever left it, is
 * enrolled with another, or has a `through` that is as late.
 */
export const expand = (
  enrolment: CareEnrolment.CareEnrolment,
  regimen: Regimen,
  ground: Ground,
  through: PlainDate.PlainDate,
  at: DateTime.Utc,
): CareEnrolment.Expansion => {
  if (!isWith(enrolment, regimen) || through <= enrolment.through)
    return { decided: [enrolment, []], wanted: [], skipped: [] }
  const expanded = { _tag: "EnrolmentExpanded", through } as const
  return {
    decided: [CareEnrolment.evolve(enrolment, expanded), [expanded]],
    wanted: fallingIn(regimen, ground, PlainDate.addDays(enrolment.through, 1), through, at),
    skipped: [],
  }
}

/**
 * Holds the messages made for the dates from today through the enrolment's `through` against the regimen as it is now. What went
 * out or has ended stays; revising again with nothing changed changes nothing.
 *
 * @param messages every message that was made for this enrolment
 */
export const revise = (
  enrolment: CareEnrolment.CareEnrolment,
  regimen: Regimen,
  ground: Ground,
  messages: ReadonlyArray<CareMessage>,
  at: DateTime.Utc,
): CareEnrolment.Revision => {
  const from = TimeZone.dateAt(ground.zone, DateTime.toEpochMillis(at))
  const isOwn = ({ occasion }: CareMessage) => occasion._tag === "Doses" && occasion.regimen === regimen.id
  const wanted = isWith(enrolment, regimen) ? fallingIn(regimen, ground, from, enrolment.through, at) : []
  return {
    ...CareEnrolment.held(enrolment, messages.filter(isOwn), wanted, at),
    decided: [enrolment, []],
    falling: [],
    skipped: [],
  }
}
