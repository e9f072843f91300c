import { Id, Medicine, PlainDate, PlainTime, Regimen, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const time = PlainTime.make

export const routine: Medicine.Routine = {
  breakfast: time("07:30"),
  lunch: time("12:00"),
  dinner: time("18:00"),
  bedtime: time("22:30"),
}

export const at = (text: string): DateTime.Utc =>
  DateTime.makeUnsafe(/[Z+]|-\d\d:/.test(text.slice(10)) ? text : `${text}+08:00`)

/** Acts at moments in Shanghai unless they name an offset; ids are made of the moments and a number. */
export const stampAt = (text: string, id = `e-${text}`): Regimen.RegimenStamp => ({
  id: Id.EventId.make(id.replace("+", "/")),
  at: at(text),
  by: { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") },
})

/** A medicine taken at these times each day. */
export const medicineAt = (
  times: readonly [string, ...ReadonlyArray<string>],
  more: Partial<Medicine.Medicine> = {},
): Medicine.Medicine =>
  Schema.decodeSync(Medicine.Medicine)({
    id: "m-1",
    name: "二甲双胍",
    from: "2026-03-02",
    taking: {
      _tag: "Scheduled",
      stages: [
        {
          on: { _tag: "Every", days: 1 },
          doses: times.map((time) => ({ at: { _tag: "Clock", time }, amount: "1 片" })) as never,
        },
      ],
    },
    ...(more as object),
  })

export const started = (zone = "Asia/Shanghai", begins = "2026-03-02T00:00"): Regimen.Regimen =>
  Regimen.start(
    {
      regimen: Id.RegimenId.make("r-1"),
      patient: Id.PatientId.make("p-17"),
      addressee: Id.PersonId.make("p-17/self"),
      zone: TimeZone.make(zone),
      routine,
    },
    stampAt(begins, "start"),
  )[0]

let events = 0

/** The regimen after acts, each with its moment. */
export const after = (
  regimen: Regimen.Regimen,
  ...acts: ReadonlyArray<readonly [at: string, act: Regimen.RegimenAct]>
): Regimen.Regimen =>
  acts.reduce(
    (regimen, [text, act]) =>
      Result.getOrThrow(Regimen.record(regimen, act, stampAt(text, `after-${events++}`)))[0],
    regimen,
  )

/** The doses of a stretch as they read on a clock. */
export const read = (
  regimen: Regimen.Regimen,
  from: string,
  until: string,
  zone = "Asia/Shanghai",
): ReadonlyArray<string> =>
  Regimen.doses(regimen, { from: at(from).epochMilliseconds, until: at(until).epochMilliseconds }).map(
    (dose) => {
      const { epochMilliseconds } = dose.at
      const clock = TimeZone.make(zone)
      return `${TimeZone.dateAt(clock, epochMilliseconds)} ${TimeZone.timeAt(clock, epochMilliseconds)}`
    },
  )

export const keyOf = (regimen: Regimen.Regimen, on: string, index = 0): Regimen.DoseKey => ({
  order: (regimen.orders.at(-1) as Regimen.Order).id,
  on: PlainDate.make(on),
  index,
})
