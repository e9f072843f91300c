/**
 * The medicines that one patient takes, and what was told of each dose.
 *
 * **Details**
 *
 * A regimen is the fold of its events. `start` begins one, `record` adds what happened since; each gives the next regimen and
 * its events, or a refusal. An event that was recorded before changes nothing, nor does a dose that is told of again as it was.
 * Changes hold from their moment on: a medicine that is prescribed anew is another order, and what was due by the old one
 * before that stays due.
 *
 * `doses` gives the doses due in a stretch, exactly. Their times are wall-clock times of dates, by the clock the person lives
 * by at that moment. A time that comes twice, as when the clocks go back or somebody flies west over it, is due the first time
 * only, so that each dose is due once on its date. A time that summer time skips is due as much later; one that a journey
 * skips, on arrival. A dose that is put off so and falls together with a later one of its medicine isn't due: nobody takes
 * twice as much because a clock was set. Who must keep even distances on a journey is prescribed other times by a doctor.
 *
 * **Example** (A dose each evening, told of, and withdrawn)
 *
 * ```ts
 * import { Id, Medicine, PlainDate, PlainTime, Regimen, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const time = PlainTime.make
 * const by: Regimen.Author = { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") }
 * const stamp = (id: string, at: string): Regimen.RegimenStamp => ({
 *   id: Id.EventId.make(id),
 *   at: DateTime.makeUnsafe(`${at}+08:00`),
 *   by,
 * })
 * const statin: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "阿托伐他汀",
 *   from: PlainDate.make("2026-03-02"),
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
 * const [started] = Regimen.start(
 *   {
 *     regimen: Id.RegimenId.make("r-1"),
 *     patient: Id.PatientId.make("p-17"),
 *     addressee: Id.PersonId.make("p-17/self"),
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     routine: { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:00") },
 *   },
 *   stamp("e-1", "2026-03-02T10:00"),
 * )
 * const acts: ReadonlyArray<readonly [Regimen.RegimenAct, string]> = [
 *   [{ _tag: "Prescribed", medicine: statin }, "2026-03-02T10:00"],
 *   [{ _tag: "Withdrawn", medicine: statin.id, reason: "肌肉疼痛" }, "2026-03-04T15:00"],
 * ]
 * const regimen = acts.reduce(
 *   (regimen, [act, at], n) => Result.getOrThrow(Regimen.record(regimen, act, stamp(`e-${n + 2}`, at)))[0],
 *   started,
 * )
 * const march = { from: Date.parse("2026-03-01T00:00+08:00"), until: Date.parse("2026-04-01T00:00+08:00") }
 * const due = Regimen.doses(regimen, march)
 * due.map(({ key, amount }) => `${key.on} ${amount}`) // => ["2026-03-02 1 片", "2026-03-03 1 片"]
 *
 * const dose = { order: Id.EventId.make("e-2"), on: PlainDate.make("2026-03-04"), index: 0 }
 * const taken = { _tag: "Taken", takenAt: DateTime.makeUnsafe("2026-03-04T21:00+08:00") } as const
 * const told = Regimen.record(regimen, { _tag: "DoseTold", dose, outcome: taken }, stamp("e-4", "2026-03-04T21:05"))
 * Result.isFailure(told) && told.failure.message // => "regimen r-1, DoseTold: dose.notDue"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { dayMillis } from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { type MedicineId, RegimenId } from "../foundation/Id.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import { dosesOn } from "./Medicine.ts"
import {
  begun,
  type Clock,
  type DoseKey,
  evolve,
  isOfPlan,
  isOpen,
  isSameDose,
  type Order,
  type Outcome,
  type Regimen,
  type RegimenAct,
  type RegimenEvent,
  type RegimenStamp,
  type RegimenStart,
} from "./RegimenEvent.ts"

export { Author } from "./Author.ts"
export {
  Clock,
  DoseKey,
  evolve,
  fromHistory,
  isSameDose,
  Order,
  Outcome,
  Pause,
  Refill,
  Regimen,
  RegimenAct,
  RegimenEnd,
  RegimenEvent,
  RegimenStamp,
  RegimenStart,
  replay,
  Told,
} from "./RegimenEvent.ts"

/** What a regimen's record may run into. `ReasonText` has the words. */
export const RegimenRule = Schema.Literals([
  "regimen.order",
  "regimen.ended",
  "regimen.notPrescribed",
  "regimen.paused",
  "regimen.notPaused",
  "regimen.noOverride",
  "dose.notDue",
  "dose.ahead",
  "dose.early",
  "dose.told",
  "dose.untold",
])
export type RegimenRule = typeof RegimenRule.Type

/** The act doesn't fit where the regimen stands, or when things happened. */
export class RegimenRefused extends Schema.TaggedError<RegimenRefused>("@aftercare/core/RegimenRefused")(
  "RegimenRefused",
  {
    regimen: RegimenId,
    act: Schema.String,
    rule: RegimenRule,
  },
) {
  override get message() {
    return `regimen ${this.regimen}, ${this.act}: ${this.rule}`
  }
}

/** A decision: the next regimen and the events that led there. Folding the events over the regimen gives the next one. */
export type Decided = readonly [next: Regimen, events: ReadonlyArray<RegimenEvent>]

/** Begins a regimen. */
export const start = (opening: RegimenStart, stamp: RegimenStamp): Decided => {
  const event = { _tag: "Started", ...stamp, ...opening } as const
  return [begun(event), [event]]
}

/** Records something that happened. */
export const record = (
  regimen: Regimen,
  act: RegimenAct,
  stamp: RegimenStamp,
): Result.Result<Decided, RegimenRefused> => {
  const isKnown =
    regimen.events.includes(stamp.id) ||
    (act._tag === "DoseTold" && Equal.equals(outcomeOf(regimen, act.dose), act.outcome))
  if (isKnown) return Result.succeed([regimen, []])
  const rule = objectionTo(regimen, act, stamp.at)
  if (rule !== undefined) return Result.fail(new RegimenRefused({ regimen: regimen.id, act: act._tag, rule }))
  const event: RegimenEvent = { ...act, ...stamp }
  return Result.succeed([evolve(regimen, event), [event]])
}

/** What was told of a dose, if anything. */
export const outcomeOf = ({ told }: Regimen, dose: DoseKey): Outcome | undefined =>
  told.find((one) => isSameDose(one.dose, dose))?.outcome

/** The clock that the person lives by at a moment. */
export const clockAt = ({ clocks }: Regimen, at: DateTime.Utc): Clock =>
  clocks.findLast(({ from }) => DateTime.isLessThanOrEqualTo(from, at)) ?? clocks[0]

/** The order of a medicine that runs, if one does. */
export const orderOf = ({ orders }: Regimen, medicine: MedicineId): Order | undefined =>
  orders.find((order) => order.medicine.id === medicine && order.until === undefined)

/** What stands against an act, if anything. */
const objectionTo = (regimen: Regimen, act: RegimenAct, at: DateTime.Utc): RegimenRule | undefined => {
  if (isOfPlan(act._tag)) {
    if (regimen.end !== undefined) return "regimen.ended"
    if (DateTime.isLessThan(at, regimen.changedAt)) return "regimen.order"
  }
  if (DateTime.isLessThan(at, regimen.startedAt)) return "regimen.order"
  switch (act._tag) {
    case "Withdrawn":
      return orderOf(regimen, act.medicine) === undefined ? "regimen.notPrescribed" : undefined
    case "Paused":
      if (act.medicine !== undefined && orderOf(regimen, act.medicine) === undefined)
        return "regimen.notPrescribed"
      return regimen.pauses.some((pause) => isOpen(pause, act.medicine)) ? "regimen.paused" : undefined
    case "Resumed":
      return regimen.pauses.some((pause) => isOpen(pause, act.medicine)) ? undefined : "regimen.notPaused"
    case "ClockSet":
      return DateTime.isLessThan(act.clock.from, at) ? "regimen.order" : undefined
    case "OverrideTakenBack":
      return regimen.override === undefined ? "regimen.noOverride" : undefined
    case "DoseTold":
      if (outcomeOf(regimen, act.dose) !== undefined) return "dose.told"
      return objectionToOutcome(regimen, act.dose, act.outcome, at)
    case "DoseCorrected":
      if (outcomeOf(regimen, act.dose) === undefined) return "dose.untold"
      return act.outcome && objectionToOutcome(regimen, act.dose, act.outcome, at)
    default:
      return undefined
  }
}

/** A dose that was taken longer than this before its time was another one. */
const earlyMillis = dayMillis

const objectionToOutcome = (
  regimen: Regimen,
  key: DoseKey,
  outcome: Outcome,
  at: DateTime.Utc,
): RegimenRule | undefined => {
  const dose = doseOf(regimen, key)
  if (dose === undefined) return "dose.notDue"
  const told = DateTime.toEpochMillis(at)
  const done = outcome._tag === "Taken" ? DateTime.toEpochMillis(outcome.takenAt) : told
  if (done > told) return "dose.ahead"
  return done < DateTime.toEpochMillis(dose.at) - earlyMillis ? "dose.early" : undefined
}

/** A dose that is due. */
export interface Dose {
  readonly key: DoseKey
  readonly medicine: MedicineId
  readonly amount: string
  readonly at: DateTime.Utc
}

/** How far a dose may lie from its date's midnight: offsets, journeys, a bedtime of the next day and half a day from it. */
const reachDays = 5

/**
 * The doses that are due in the interval (epoch milliseconds), in the order of their moments; of one moment in the order in
 * which they were prescribed. Before 1970 and from 2060 on no clock is known, and nothing is due.
 */
export const doses = (regimen: Regimen, { from, until }: Interval): ReadonlyArray<Dose> => {
  const during = {
    from: Math.max(from, TimeZone.horizon.from),
    until: Math.min(until, TimeZone.horizon.until),
  }
  if (!(during.from < during.until)) return []
  const first = Math.floor(during.from / dayMillis) - reachDays
  const last = Math.floor(during.until / dayMillis) + reachDays
  return regimen.orders
    .flatMap((order) => dosesOfOrder(regimen, order, during, first, last))
    .sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds)
}

/** The dose by its key, where it is due at all. */
export const doseOf = (regimen: Regimen, key: DoseKey): Dose | undefined => {
  const day = PlainDate.toEpochDay(key.on)
  const around = { from: (day - reachDays) * dayMillis, until: (day + reachDays) * dayMillis }
  return doses(regimen, around).find((dose) => isSameDose(dose.key, key))
}

const dosesOfOrder = (
  regimen: Regimen,
  order: Order,
  during: Interval,
  first: number,
  last: number,
): ReadonlyArray<Dose> => {
  const { id, medicine } = order
  // However far is asked, a medicine has no doses beyond its own dates.
  const begins = Math.max(first, PlainDate.toEpochDay(medicine.from))
  const ends = medicine.until === undefined ? last : Math.min(last, PlainDate.toEpochDay(medicine.until) - 1)
  const moments: Array<Moment> = []
  for (let day = begins; day <= ends; day++)
    moments.push(...momentsOn(regimen, order, PlainDate.fromEpochDay(day)))
  const isTakenOver = ({ at, isPutOff, wall }: Moment) =>
    isPutOff && moments.some((later) => later.at === at && later.wall > wall)
  return moments
    .filter(
      (moment) => contains(during, moment.at) && isDue(regimen, order, moment.at) && !isTakenOver(moment),
    )
    .map(({ amount, at, index, on }) => ({
      key: { order: id, on, index },
      medicine: medicine.id,
      amount,
      at: DateTime.makeUnsafe(at),
    }))
}

/** When a dose of a date comes. */
interface Moment {
  readonly on: PlainDate.PlainDate
  readonly index: number
  readonly amount: string
  /** What the clock is to read. */
  readonly wall: number
  readonly at: number
  /** Whether the clock skipped its time. */
  readonly isPutOff: boolean
}

/** The moments of a date's doses, each by the first clock on which it comes before the next one is set. */
const momentsOn = (
  { clocks }: Regimen,
  { medicine }: Order,
  on: PlainDate.PlainDate,
): ReadonlyArray<Moment> => {
  const midnight = PlainDate.toEpochDay(on) * dayMillis
  const moments = new Map<number, Moment>()
  for (const [n, { from, routine, zone }] of clocks.entries()) {
    const begins = n === 0 ? Number.NEGATIVE_INFINITY : DateTime.toEpochMillis(from)
    const ends = clocks[n + 1]?.from.epochMilliseconds ?? Number.POSITIVE_INFINITY
    for (const { amount, index, wallMillis } of dosesOn(medicine, routine, on)) {
      const wall = midnight + wallMillis
      const shown = TimeZone.instantOfWall(TimeZone.table(zone), wall)
      const at = Math.max(shown, begins)
      if (moments.has(index) || at >= ends) continue
      const isPutOff = shown < begins || shown + TimeZone.offsetAt(zone, shown) !== wall
      moments.set(index, { on, index, amount, wall, at, isPutOff })
    }
  }
  return [...moments.values()]
}

const isDue = ({ end, pauses }: Regimen, { from, medicine, until }: Order, at: number): boolean =>
  within(from, until, at) &&
  within(undefined, end?.at, at) &&
  !pauses.some(
    (pause) =>
      (pause.medicine === undefined || pause.medicine === medicine.id) && within(pause.from, pause.until, at),
  )

const within = (from: DateTime.Utc | undefined, until: DateTime.Utc | undefined, at: number): boolean =>
  (from === undefined || DateTime.toEpochMillis(from) <= at) &&
  (until === undefined || at < DateTime.toEpochMillis(until))
