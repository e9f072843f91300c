/**
 * What indicators count of care: the events that were held and who came, and how far medicines were taken.
 *
 * **Details**
 *
 * An event counts by when it was to begin, once it was held or cancelled. A place counts once it was told whether its person
 * came. Doses count by when they were due; what was told of them later counts too, so ask once there was time to tell.
 *
 * **Example** (A lecture, one of whose two came)
 *
 * ```ts
 * import { CareCounts, CareEvent, Id, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const at = (text: string) => DateTime.makeUnsafe(`2026-03-${text}+08:00`)
 * const stamp = (n: number, text: string): CareEvent.CareEventStamp => ({
 *   id: Id.EventId.make(`e-${n}`),
 *   at: at(text),
 *   by: { _tag: "Staff", staff: Id.StaffId.make("nurse-3") },
 * })
 * const [announced] = CareEvent.announce(
 *   {
 *     event: Id.CareEventId.make("lecture-5"),
 *     kind: "lecture",
 *     title: "糖尿病饮食讲座",
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     times: { from: at("20T15:00"), until: at("20T16:30"), registrationUntil: at("19T12:00") },
 *   },
 *   stamp(0, "02T09:00"),
 * )
 * const [a, b] = [Id.PersonId.make("a"), Id.PersonId.make("b")]
 * const acts: ReadonlyArray<readonly [CareEvent.CareEventAct, string]> = [
 *   [{ _tag: "Registered", person: a }, "05T10:00"],
 *   [{ _tag: "Registered", person: b }, "05T10:00"],
 *   [{ _tag: "Held" }, "20T16:30"],
 *   [{ _tag: "AttendanceTold", person: a, came: true }, "20T16:30"],
 *   [{ _tag: "AttendanceTold", person: b, came: false }, "20T16:30"],
 * ]
 * const lecture = acts.reduce(
 *   (event, [act, text], n) => Result.getOrThrow(CareEvent.record(event, act, stamp(n + 1, text)))[0],
 *   announced,
 * )
 * const march = { from: Date.parse("2026-03-01T00:00+08:00"), until: Date.parse("2026-04-01T00:00+08:00") }
 * CareCounts.ofEvents([lecture], march)
 * // => { careEventsEnded: 1, careEventsHeld: 1, careEventPlacesTold: 2, careEventPlacesUnused: 1 }
 * ```
 *
 * @since 0.1.0
 */
import { doseCounts } from "../care/Adherence.ts"
import { type CareEvent, counts as countsOf } from "../care/CareEvent.ts"
import type { MedicationPolicy } from "../care/MedicationPolicy.ts"
import { doses, type Regimen } from "../care/Regimen.ts"
import { contains, type Interval } from "../foundation/Interval.ts"
import type { Counts } from "./CountedFact.ts"

/** The facts of the events that were to begin within `during` (epoch milliseconds), as far as they have ended. */
export const ofEvents = (
  events: Iterable<CareEvent>,
  during: Interval,
): Pick<Counts, "careEventsEnded" | "careEventsHeld" | "careEventPlacesTold" | "careEventPlacesUnused"> => {
  const counts = { careEventsEnded: 0, careEventsHeld: 0, careEventPlacesTold: 0, careEventPlacesUnused: 0 }
  for (const event of events) {
    const { state, times } = event
    if (state._tag === "Announced" || !contains(during, times.from.epochMilliseconds)) continue
    counts.careEventsEnded++
    if (state._tag !== "Held") continue
    counts.careEventsHeld++
    const { came, stayedAway } = countsOf(event)
    counts.careEventPlacesTold += came + stayedAway
    counts.careEventPlacesUnused += stayedAway
  }
  return counts
}

/** The facts of the doses of these regimens that were due within `during` (epoch milliseconds). */
export const ofRegimens = (
  regimens: Iterable<Regimen>,
  during: Interval,
  policy: Pick<MedicationPolicy, "onTimeMinutes">,
): Pick<Counts, "dosesDue" | "dosesTold" | "dosesTaken" | "dosesTakenOnTime"> => {
  const counts = { dosesDue: 0, dosesTold: 0, dosesTaken: 0, dosesTakenOnTime: 0 }
  for (const regimen of regimens) {
    const { due, onTime, skipped, taken } = doseCounts(doses(regimen, during), regimen, policy)
    counts.dosesDue += due
    counts.dosesTold += taken + skipped
    counts.dosesTaken += taken
    counts.dosesTakenOnTime += onTime
  }
  return counts
}
