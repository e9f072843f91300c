/**
 * How far a regimen was kept, by measures that are always named, each a share with its base.
 *
 * **Details**
 *
 * Doses are counted from what was told of them. What nobody told is unknown, neither taken nor missed: `takenOfTold` leaves it
 * out, `takenAtLeast` and `takenAtMost` are the bounds between which the truth lies, and `told` says how much is known at all.
 * Refills tell what somebody had, not what they took: `daysCovered` (the proportion of days covered, PDC) counts days, and moves
 * what was fetched early to the days after; `possession` (the medication possession ratio, MPR) adds up what was fetched and may
 * exceed the days, `possessionCapped` not. Days before the first refill that is known are in no base. A base of 0 is no data.
 *
 * `missedInARow` finds medicines of which the last doses were all missed: skipped, or passed over in silence for as long as the
 * policy says. What may yet be told of is waited for.
 *
 * **Example** (Thirty tablets fetched five days early, and a month of which one evening was told)
 *
 * ```ts
 * import { Adherence, Id, Medicine, PlainDate, PlainTime, Rate, Regimen, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const time = PlainTime.make
 * const date = PlainDate.make
 * const statin: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "阿托伐他汀",
 *   from: date("2026-03-01"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       {
 *         on: { _tag: "Every", days: 1 },
 *         doses: [{ at: { _tag: "Clock", time: time("21:00") }, amount: "1 片" }],
 *       },
 *     ],
 *   },
 * }
 * const stamp = (n: number, at: string): Regimen.RegimenStamp => ({
 *   id: Id.EventId.make(`e-${n}`),
 *   at: DateTime.makeUnsafe(`${at}+08:00`),
 *   by: { _tag: "Person", person: Id.PersonId.make("p-17/self") },
 * })
 * const [started] = Regimen.start(
 *   {
 *     regimen: Id.RegimenId.make("r-1"),
 *     patient: Id.PatientId.make("p-17"),
 *     addressee: Id.PersonId.make("p-17/self"),
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     routine: { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:00") },
 *   },
 *   stamp(0, "2026-03-01T08:00"),
 * )
 * const refill = (on: string): Regimen.RegimenAct => ({
 *   _tag: "Refilled",
 *   refill: { medicine: statin.id, on: date(on), days: 30 },
 * })
 * const acts: ReadonlyArray<readonly [string, Regimen.RegimenAct]> = [
 *   ["2026-03-01T08:00", { _tag: "Prescribed", medicine: statin }],
 *   ["2026-03-01T09:00", refill("2026-03-01")],
 *   ["2026-03-26T09:00", refill("2026-03-26")],
 *   [
 *     "2026-03-02T21:10",
 *     {
 *       _tag: "DoseTold",
 *       dose: { order: Id.EventId.make("e-1"), on: date("2026-03-02"), index: 0 },
 *       outcome: { _tag: "Taken", takenAt: DateTime.makeUnsafe("2026-03-02T21:10+08:00") },
 *     },
 *   ],
 * ]
 * const regimen = acts.reduce(
 *   (regimen, [at, act], n) => Result.getOrThrow(Regimen.record(regimen, act, stamp(n + 1, at)))[0],
 *   started,
 * )
 *
 * const march = { from: date("2026-03-01"), until: date("2026-04-01") }
 * Adherence.daysCovered(regimen, statin.id, march) // => { count: 31, of: 31 }
 * Adherence.possession(regimen, statin.id, march) // => { count: 60, of: 31 }
 *
 * const stretch = { from: Date.parse("2026-03-01T00:00+08:00"), until: Date.parse("2026-04-01T00:00+08:00") }
 * const counts = Adherence.doseCounts(Regimen.doses(regimen, stretch), regimen, { onTimeMinutes: 120 })
 * Adherence.rates(counts).takenOfTold // => { count: 1, of: 1 }
 * Adherence.rates(counts).takenAtLeast // => { count: 1, of: 31 }
 * Rate.share(Adherence.rates(counts).told) // => 1 / 31
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as PlainDate from "../calendar/PlainDate.ts"
import type { MedicineId, RegimenId } from "../foundation/Id.ts"
import type { Rate } from "../foundation/Rate.ts"
import type { MedicationPolicy } from "./MedicationPolicy.ts"
import * as Regimen from "./Regimen.ts"

/** The measures, by name. */
export const measures = [
  "told",
  "takenOfTold",
  "takenAtLeast",
  "takenAtMost",
  "onTimeOfTold",
  "daysCovered",
  "possession",
  "possessionCapped",
] as const
export type Measure = (typeof measures)[number]

/** Doses by what was told of them. */
export interface DoseCounts {
  /** All of them. */
  readonly due: number
  readonly taken: number
  /** Of those taken: near enough to their moment. */
  readonly onTime: number
  readonly skipped: number
}

const minuteMillis = 60_000

/** Counts doses, such as those due in a stretch, or those of one medicine among them. */
export const doseCounts = (
  doses: ReadonlyArray<Regimen.Dose>,
  regimen: Regimen.Regimen,
  { onTimeMinutes }: Pick<MedicationPolicy, "onTimeMinutes">,
): DoseCounts => {
  const counts = { due: doses.length, taken: 0, onTime: 0, skipped: 0 }
  for (const { at, key } of doses) {
    const outcome = Regimen.outcomeOf(regimen, key)
    if (outcome?._tag === "Skipped") counts.skipped++
    if (outcome?._tag !== "Taken") continue
    counts.taken++
    const off = Math.abs(outcome.takenAt.epochMilliseconds - at.epochMilliseconds)
    if (off <= onTimeMinutes * minuteMillis) counts.onTime++
  }
  return counts
}

/** The measures that doses give. */
export type DoseMeasure = "told" | "takenOfTold" | "takenAtLeast" | "takenAtMost" | "onTimeOfTold"

/** The shares that the counts of doses give, each with its base. */
export const rates = ({ due, onTime, skipped, taken }: DoseCounts): { readonly [M in DoseMeasure]: Rate } => {
  const told = taken + skipped
  return {
    told: { count: told, of: due },
    takenOfTold: { count: taken, of: told },
    takenAtLeast: { count: taken, of: due },
    takenAtMost: { count: due - skipped, of: due },
    onTimeOfTold: { count: onTime, of: told },
  }
}

/** Dates from `from`, inclusive, until `until`, exclusive: those on which the medicine was to be taken. */
export interface Dates {
  readonly from: PlainDate.PlainDate
  readonly until: PlainDate.PlainDate
}

/** The refills of a medicine before the end of the dates, in order, and the dates from the first of them on, as epoch days. */
const supplied = ({ refills }: Regimen.Regimen, medicine: MedicineId, { from, until }: Dates) => {
  const [begin, end] = [PlainDate.toEpochDay(from), PlainDate.toEpochDay(until)]
  const own = refills
    .filter((refill) => refill.medicine === medicine && refill.on < until)
    .map(({ days, on }) => ({ day: PlainDate.toEpochDay(on), days }))
    .sort((a, b) => a.day - b.day)
  const first = Math.max(begin, own[0]?.day ?? end)
  return { own, first, end, of: Math.max(0, end - first) }
}

/**
 * The proportion of days covered: days on which there was some of the medicine, of the dates from its first known refill on.
 * What is fetched before the last is used up is counted from when it is; what was left when the dates began counts too.
 */
export const daysCovered = (regimen: Regimen.Regimen, medicine: MedicineId, dates: Dates): Rate => {
  const { end, first, of, own } = supplied(regimen, medicine, dates)
  let count = 0
  let usedUp = Number.NEGATIVE_INFINITY
  for (const { day, days } of own) {
    const begins = Math.max(day, usedUp)
    usedUp = begins + days
    count += Math.max(0, Math.min(usedUp, end) - Math.max(begins, first))
  }
  return { count, of }
}

/** The medication possession ratio: days' supply fetched within the dates, of the dates from the first known refill on. */
export const possession = (regimen: Regimen.Regimen, medicine: MedicineId, dates: Dates): Rate => {
  const { first, of, own } = supplied(regimen, medicine, dates)
  const count = own.filter(({ day }) => day >= first).reduce((sum, { days }) => sum + days, 0)
  return { count, of }
}

/** The same, of which no more than all of the dates is counted. */
export const possessionCapped = (regimen: Regimen.Regimen, medicine: MedicineId, dates: Dates): Rate => {
  const { count, of } = possession(regimen, medicine, dates)
  return { count: Math.min(count, of), of }
}

/** The last doses of a medicine were all missed, from `since` to `last`, the moments of the first and the last of them. */
export interface MissedInARow {
  readonly regimen: RegimenId
  readonly medicine: MedicineId
  readonly doses: number
  readonly since: DateTime.Utc
  readonly last: DateTime.Utc
}

/**
 * The medicines of which as many doses were missed in a row as the policy calls a finding, as is known at this moment; of those
 * that are prescribed still, in the order in which they were.
 */
export const missedInARow = (
  regimen: Regimen.Regimen,
  { missedInARow, silentMinutes }: Pick<MedicationPolicy, "missedInARow" | "silentMinutes">,
  at: DateTime.Utc,
): ReadonlyArray<MissedInARow> => {
  if (regimen.end !== undefined) return []
  const now = DateTime.toEpochMillis(at)
  const due = Regimen.doses(regimen, { from: DateTime.toEpochMillis(regimen.startedAt), until: now + 1 })
  const isMissed = (dose: Regimen.Dose): boolean => {
    const outcome = Regimen.outcomeOf(regimen, dose.key)
    if (outcome !== undefined) return outcome._tag === "Skipped"
    return silentMinutes !== undefined && dose.at.epochMilliseconds + silentMinutes * minuteMillis <= now
  }
  return regimen.orders.flatMap(({ medicine: { id: medicine }, until }) => {
    if (until !== undefined) return []
    const own = due.filter((dose) => dose.medicine === medicine)
    const decided = own.findLastIndex(
      (dose) => isMissed(dose) || Regimen.outcomeOf(regimen, dose.key) !== undefined,
    )
    const kept = own.slice(0, decided + 1).findLastIndex((dose) => !isMissed(dose))
    const missed = own.slice(kept + 1, decided + 1)
    const [first, last] = [missed[0], missed.at(-1)]
    if (first === undefined || last === undefined || missed.length < missedInARow) return []
    return [{ regimen: regimen.id, medicine, doses: missed.length, since: first.at, last: last.at }]
  })
}
