/**
 * Reminders of a regimen's doses: which doses are one reminder, when it goes out, and what it may name.
 *
 * **Details**
 *
 * Doses that lie close together, none beyond 04:00 by the wall clock, are one reminder, at the moment of the first. It holds all of them, whatever was told of them
 * since, so that a reminder stays the same one; `waiting` gives those of which nothing was told yet, and where none waits
 * nothing is sent. As the regimen is, so are its reminders: none is left of what was withdrawn, paused or ended.
 *
 * A reminder is sent at the moment of its doses where the contact window is open then. Where it is closed, as at rest, only the
 * person's own request (an override with its author and reason) lets it be sent all the same; else it moves, as the policy
 * says, and `place` names the rules that moved it. No reminder is put off to the moment of the next one or later.
 *
 * **Example** (Two doses at night, moved ahead of the night's rest)
 *
 * ```ts
 * import {
 *   ChinaCalendar,
 *   ChinaContact,
 *   ContactWindow,
 *   GeneralMedication,
 *   Id,
 *   MedicationReminder,
 *   Medicine,
 *   PlainDate,
 *   PlainTime,
 *   Regimen,
 *   TimeZone,
 * } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const zone = TimeZone.make("Asia/Shanghai")
 * const time = PlainTime.make
 * const medicine = (id: string, at: string): Medicine.Medicine => ({
 *   id: Id.MedicineId.make(id),
 *   name: id,
 *   from: PlainDate.make("2026-03-02"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       { on: { _tag: "Every", days: 1 }, doses: [{ at: { _tag: "Clock", time: time(at) }, amount: "1 片" }] },
 *     ],
 *   },
 * })
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
 *     zone,
 *     routine: { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:30") },
 *   },
 *   stamp("e-1"),
 * )
 * const regimen = [medicine("m-1", "22:30"), medicine("m-2", "22:45")].reduce(
 *   (regimen, medicine) =>
 *     Result.getOrThrow(Regimen.record(regimen, { _tag: "Prescribed", medicine }, stamp(medicine.id)))[0],
 *   started,
 * )
 * const { policy } = GeneralMedication
 * const day = { from: Date.parse("2026-03-02T00:00+08:00"), until: Date.parse("2026-03-03T00:00+08:00") }
 * const reminders = MedicationReminder.reminders(regimen, policy, day)
 * reminders.map(({ doses }) => doses.length) // => [2]
 *
 * const profile = {
 *   zone,
 *   language: "zh",
 *   rest: ChinaContact.restIn("mainland"),
 *   work: { _tag: "None" },
 *   preferred: [],
 *   channels: ["sms"],
 *   doNotDisturbOn: [],
 * } as const
 * const window = ContactWindow.make({
 *   profile,
 *   policy: ChinaContact.carePolicy,
 *   channel: "sms",
 *   purpose: "reminder",
 *   calendar: ChinaCalendar.publicHolidays,
 * })
 * const placed = Result.flatMap(window, (window) =>
 *   MedicationReminder.place(reminders[0] as MedicationReminder.MedicationReminder, window),
 * )
 * Result.map(placed, ({ at, moved }) => `${TimeZone.timeAt(zone, at)}: ${moved.join(", ")}`)
 * // => Result.succeed("19:57: rest.night, care.hours")
 * MedicationReminder.mayName(regimen, policy, "sms") // => false
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { dayAt } from "../calendar/TimeZone.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { Override } from "../contact/Override.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { RuleId } from "../foundation/Rule.ts"
import type { Channel } from "../foundation/Word.ts"
import type { Wanted } from "./CareMessage.ts"
import type { CareOccasion } from "./CareOccasion.ts"
import type { MedicationPolicy } from "./MedicationPolicy.ts"
import * as Regimen from "./Regimen.ts"

/** One reminder of all doses that it holds. */
export interface MedicationReminder {
  /** What its message is sent for. */
  readonly occasion: Extract<CareOccasion, { readonly _tag: "Doses" }>
  /** In the order of their moments; the first is the reminder's own. */
  readonly doses: readonly [Regimen.Dose, ...ReadonlyArray<Regimen.Dose>]
  /** When it may go out: at its own minute, ahead of it, or after it. */
  readonly span: ContactWindow.Span
  /** The person's own request, by which it goes out at its own moment. */
  readonly override?: Override
}

const minuteMillis = 60_000
const dayMillis = 1440 * minuteMillis

const momentOf = ({ at }: Regimen.Dose): number => at.epochMilliseconds

/** The reminders whose moments lie in the interval (epoch milliseconds), in their order. */
export const reminders = (
  regimen: Regimen.Regimen,
  policy: MedicationPolicy,
  during: Interval,
): ReadonlyArray<MedicationReminder> => {
  const ahead = policy.aheadMinutes * minuteMillis
  const late = policy.lateMinutes * minuteMillis
  // What is put off ends where the next reminder begins, and that is known from the beginning of its day.
  const around = { from: during.from - 2 * dayMillis, until: during.until + late + 2 * dayMillis }
  const groups = together(regimen, Regimen.doses(regimen, around), policy.togetherMinutes * minuteMillis)
  return groups.flatMap((doses, n) => {
    const at = momentOf(doses[0])
    if (!contains(during, at)) return []
    const next = groups[n + 1]
    const latest = Math.min(at + late, next === undefined ? Number.POSITIVE_INFINITY : momentOf(next[0]))
    return [
      {
        occasion: { _tag: "Doses" as const, regimen: regimen.id, at: doses[0].at },
        doses,
        span: { earliest: at - ahead, ideal: at, due: Math.min(at + minuteMillis, latest), latest },
        ...(regimen.override === undefined ? {} : { override: regimen.override }),
      },
    ]
  })
}

type Group = readonly [Regimen.Dose, ...ReadonlyArray<Regimen.Dose>]

/** Hardly anybody takes a medicine at this time. */
const cutMillis = 240 * minuteMillis

/** Anew from 04:00 on each day, so that a reminder is the same one in whichever interval it is looked for. */
const together = (
  regimen: Regimen.Regimen,
  doses: ReadonlyArray<Regimen.Dose>,
  withinMillis: number,
): ReadonlyArray<Group> => {
  const groups: Array<Group> = []
  const dayOf = ({ at }: Regimen.Dose) =>
    dayAt(Regimen.clockAt(regimen, at).zone, at.epochMilliseconds - cutMillis)
  for (const dose of doses) {
    const last = groups.at(-1)
    if (
      last !== undefined &&
      momentOf(dose) - momentOf(last[0]) <= withinMillis &&
      dayOf(dose) === dayOf(last[0])
    )
      groups[groups.length - 1] = [...last, dose]
    else groups.push([dose])
  }
  return groups
}

/** The reminder at this moment; undefined where the regimen no longer has it. */
export const reminderAt = (
  regimen: Regimen.Regimen,
  policy: MedicationPolicy,
  at: DateTime.Utc,
): MedicationReminder | undefined => {
  const from = DateTime.toEpochMillis(at)
  return reminders(regimen, policy, { from, until: from + 1 })[0]
}

/** The doses of a reminder of which nothing was told yet: what there is to remind of. */
export const waiting = (
  regimen: Regimen.Regimen,
  { doses }: MedicationReminder,
): ReadonlyArray<Regimen.Dose> => doses.filter(({ key }) => Regimen.outcomeOf(regimen, key) === undefined)

/** Whether medicines may be named on a channel: where nobody reads along, or the person agreed. */
export const mayName = (
  { namedOn }: Regimen.Regimen,
  { openChannels }: MedicationPolicy,
  channel: Channel,
): boolean => !openChannels.includes(channel) || namedOn.includes(channel)

/** The message to be sent of a reminder; `CareMessage.make` makes it. */
export const wanted = (
  { patient }: Regimen.Regimen,
  { occasion, override, span }: MedicationReminder,
  sending: Pick<Wanted, "channels" | "purpose" | "template">,
): Wanted => ({
  ...sending,
  occasion,
  patient,
  span: ContactWindow.toInstants(span),
  ...(override === undefined ? {} : { override }),
})

/** When a reminder goes out. */
export interface Placed {
  readonly at: number
  /** The rules that close its own moment and moved it; none where it goes out then. */
  readonly moved: ReadonlyArray<RuleId>
  /** The rules that it leaves by the person's own request. */
  readonly left: ReadonlyArray<RuleId>
}

/**
 * When the reminder goes out in a window: the moment that its care message finds by that channel. Where it moves, the person's
 * preferred times come first on either side, as for any contact.
 *
 * Fails with `NoMoment` where no moment of its span is open, and with `AwaitingCalendar` where one may yet turn out to be.
 */
export const place = (
  { doses, override, span }: MedicationReminder,
  window: ContactWindow.ContactWindow,
): Result.Result<Placed, ContactWindow.NoMoment | ContactWindow.AwaitingCalendar> => {
  const own = momentOf(doses[0])
  const asked = override && ContactWindow.permit(window, own, override)
  if (asked !== undefined && Result.isSuccess(asked)) {
    const left = asked.success._tag === "ByOverride" ? asked.success.left : []
    return Result.succeed({ at: own, moved: [], left })
  }
  return Result.map(ContactWindow.place(window, span), ({ at }) => ({
    at,
    moved: at === own ? [] : ContactWindow.closedAt(window, own),
    left: [],
  }))
}
