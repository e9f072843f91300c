/**
 * Keeping what people take and when, and having their reminders follow.
 *
 * **Details**
 *
 * A regimen is written with each act under the version that it was decided on; whoever is enrolled with it (`Enrolments.remind`) has
 * what was made for them held against it in the same unit of work. At a reminder's moment the regimen is asked once more: of doses
 * that nobody is to take any more, or of which something was told, nobody is reminded.
 *
 * **Example** (A medicine is prescribed, and paused once)
 *
 * ```ts
 * import { Memory } from "@aftercare/adapter-memory"
 * import {
 *   CarePractice,
 *   ChinaCalendar,
 *   ChinaContact,
 *   Id,
 *   type Medicine,
 *   PlainDate,
 *   PlainTime,
 *   type Regimen,
 *   Regimens,
 * } from "@aftercare/core"
 * import { DateTime, Effect, Layer } from "effect"
 *
 * const hospital = Id.TenantId.make("hospital")
 * const [time, regimen] = [PlainTime.make, Id.RegimenId.make("r-1")]
 * const aspirin: Medicine.Medicine = {
 *   id: Id.MedicineId.make("m-1"),
 *   name: "阿司匹林",
 *   from: PlainDate.make("2026-03-02"),
 *   taking: {
 *     _tag: "Scheduled",
 *     stages: [
 *       { on: { _tag: "Every", days: 1 }, doses: [{ at: { _tag: "Clock", time: time("09:00") }, amount: "1 片" }] },
 *     ],
 *   },
 * }
 * const stamp = (id: string): Regimen.RegimenStamp => ({
 *   id: Id.EventId.make(id),
 *   at: DateTime.makeUnsafe("2026-03-02T10:00+08:00"),
 *   by: { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") },
 * })
 * const opening = {
 *   regimen,
 *   patient: Id.PatientId.make("p-17"),
 *   addressee: Id.PersonId.make("p-17/self"),
 *   zone: "Asia/Shanghai",
 *   routine: { breakfast: time("07:30"), lunch: time("12:00"), dinner: time("18:00"), bedtime: time("22:00") },
 * } as Regimen.RegimenStart
 * const program = Effect.gen(function* () {
 *   yield* Regimens.start(hospital, opening, stamp("e-1"))
 *   yield* Regimens.record(hospital, regimen, { _tag: "Prescribed", medicine: aspirin }, stamp("e-2"))
 *   const pause = Regimens.record(hospital, regimen, { _tag: "Paused", reason: "检查" }, stamp("e-3"))
 *   yield* pause
 *   // What is told twice is told once.
 *   return (yield* pause).pauses.length
 * })
 * const practice = {
 *   programmes: [],
 *   aheadDays: 14,
 *   festivals: [],
 *   contact: ChinaContact.carePolicy,
 *   calendar: ChinaCalendar.publicHolidays,
 *   compose: () => ({ text: "" }),
 * }
 * const house = Layer.merge(Memory.layer, Layer.succeed(CarePractice.CarePractice, { of: () => practice }))
 * const paused = await Effect.runPromise(Effect.provide(program, house))
 * paused // => 1
 * ```
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type { LeaveReason } from "../care/CareEnrolment.ts"
import * as Regimen from "../care/Regimen.ts"
import type { RegimenId, TenantId } from "../foundation/Id.ts"
import { CareStore } from "../ports/CareStore.ts"
import { because } from "../ports/StoreError.ts"
import * as Enrolments from "./Enrolments.ts"
import { inUnit } from "./PlanKeeping.ts"

/** Begins a regimen and keeps it. Answers with it. Fails with a `StoreError`: `AlreadyExists` where there is one of this id. */
export const start = Effect.fn("Regimens.start")(function* (
  tenant: TenantId,
  opening: Regimen.RegimenStart,
  stamp: Regimen.RegimenStamp,
) {
  const [regimen, events] = Regimen.start(opening, stamp)
  yield* inUnit(Effect.flatMap(CareStore, ({ regimens }) => regimens.insert(tenant, regimen, events)))
  return regimen
})

/** What of a regimen its reminders rest on: what is told of doses is asked of it at their moment. */
const remindedBy = ({ clocks, end, orders, override, pauses }: Regimen.Regimen) =>
  [clocks, end, orders, override, pauses] as const

/** How somebody leaves whose regimen ended so. */
const leaving: { readonly [E in Regimen.RegimenEnd]: LeaveReason } = {
  finished: "finished",
  stopped: "finished",
  deceased: "deceased",
}

/**
 * Records something that happened to a regimen, and has the reminders of whoever is enrolled with it follow; who is, is let out with
 * its end. The same event told twice changes nothing. Answers with the regimen.
 *
 * Fails as `Regimen.record` does, or with a `StoreError`: `NotFound` where the regimen isn't there.
 */
export const record = Effect.fn("Regimens.record")(function* (
  tenant: TenantId,
  id: RegimenId,
  act: Regimen.RegimenAct,
  stamp: Regimen.RegimenStamp,
) {
  const work = Effect.gen(function* () {
    const { enrolments, regimens } = yield* CareStore
    const found = yield* regimens.find(tenant, id)
    if (Option.isNone(found)) return yield* because({ _tag: "NotFound", record: id })
    const { record: before, version } = found.value
    const [regimen, events] = yield* Effect.fromResult(Regimen.record(before, act, stamp))
    if (events.length === 0) return regimen
    yield* regimens.update(tenant, regimen, version, events)
    if (Equal.equals(remindedBy(before), remindedBy(regimen))) return regimen
    for (const { record } of yield* enrolments.ofPatient(tenant, regimen.patient, "open")) {
      const { id: enrolment, in: enrolled } = record.enrolment
      if (enrolled._tag !== "Regimen" || enrolled.regimen !== id) continue
      if (regimen.end === undefined) yield* Enrolments.revise(tenant, enrolment)
      else yield* Enrolments.leave(tenant, enrolment, leaving[regimen.end.reason])
    }
    return regimen
  })
  return yield* inUnit(work)
})
