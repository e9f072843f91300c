/**
 * fast-check generators of medicines, and of whole lives of regimens.
 *
 * **Details**
 *
 * Everything they make decodes. A life is made by recording acts one after the other as the library does: prescriptions,
 * pauses, journeys over zones and what was told of doses, some of it out of turn, so that some acts are refused. Doses and
 * journeys lie where clocks change, as often as not.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { MedicationPolicy } from "../care/MedicationPolicy.ts"
import type { DoseDays, DoseTime, Medicine, Routine, Stage } from "../care/Medicine.ts"
import * as Regimen from "../care/Regimen.ts"
import { EventId, MedicineId, PatientId, PersonId, RegimenId, StaffId } from "../foundation/Id.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"

const { text } = FollowUpArbitraries

/** A zone and a date about which its clocks do something odd. */
const turns: ReadonlyArray<readonly [zone: string, date: string]> = [
  ["Asia/Shanghai", "2026-03-02"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Antarctica/Troll", "2026-03-29"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Pacific/Apia", "2011-12-30"],
  ["Africa/Cairo", "2026-04-24"],
  ["Europe/London", "2026-10-25"],
]

/** The medicines of the regimens that are generated. */
export const medicines: ReadonlyArray<MedicineId> = ["m-1", "m-2", "m-3"].map((id) => MedicineId.make(id))

const weekday = () => fc.subarray([...PlainDate.weekdays], { minLength: 1 })

const quarter = () => fc.nat(95).map((n) => PlainTime.fromMillis(n * 900_000))

/** Meals and bedtimes, some of them at night. */
export const routine = (): fc.Arbitrary<Routine> =>
  fc.record({
    breakfast: fc.oneof(fc.constant(PlainTime.make("07:30")), quarter()),
    lunch: fc.oneof(fc.constant(PlainTime.make("12:00")), quarter()),
    dinner: fc.oneof(fc.constant(PlainTime.make("18:00")), quarter()),
    bedtime: fc.oneof(fc.constant(PlainTime.make("22:30")), fc.constant(PlainTime.make("00:30")), quarter()),
  })

const doseTime = (): fc.Arbitrary<DoseTime> =>
  fc.oneof(
    // The hours in which clocks are changed come often.
    fc
      .oneof(
        fc.constantFrom("00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "24:00"),
        fc.constantFrom("08:00", "21:00"),
      )
      .map((time) => ({ _tag: "Clock" as const, time: PlainTime.make(time) })),
    quarter().map((time) => ({ _tag: "Clock" as const, time })),
    fc.record({
      _tag: fc.constant("Routine" as const),
      of: fc.constantFrom("breakfast", "lunch", "dinner", "bedtime"),
      minutes: fc.oneof(
        fc.constantFrom(-30, 0, 30, 120),
        fc.integer({ min: -48, max: 48 }).map((n) => n * 15),
      ),
    }),
  )

const doseDays = (): fc.Arbitrary<DoseDays> =>
  fc.oneof(
    fc.constantFrom(1, 1, 1, 2, 3, 7).map((days) => ({ _tag: "Every" as const, days })),
    weekday().map(([first, ...rest]) => ({
      _tag: "Weekdays" as const,
      weekdays: [first as PlainDate.Weekday, ...rest] as const,
    })),
  )

const stage = (): fc.Arbitrary<Stage> =>
  fc
    .record({
      on: doseDays(),
      doses: fc.array(fc.record({ at: doseTime(), amount: text() }), { minLength: 1, maxLength: 4 }),
    })
    .map(({ doses: [first, ...rest], on }) => ({ on, doses: [first as Stage["doses"][number], ...rest] }))

/** Medicines that begin on about this date: by clock and habits, in courses, tapering off, or as needed. */
export const medicine = (
  options: { readonly id?: MedicineId; readonly around?: PlainDate.PlainDate } = {},
): fc.Arbitrary<Medicine> => {
  const { around = PlainDate.make("2026-03-02"), id } = options
  const scheduled = fc
    .record({
      before: fc.array(fc.record({ stage: stage(), days: fc.integer({ min: 1, max: 4 }) }), { maxLength: 2 }),
      last: fc.record({
        stage: stage(),
        days: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      }),
    })
    .map(({ before, last }) => {
      const [first, ...rest] = [...before, last].map(
        ({ days, stage }): Stage => ({
          ...stage,
          ...(days === undefined ? {} : { days }),
        }),
      )
      return { _tag: "Scheduled" as const, stages: [first as Stage, ...rest] as const }
    })
  return fc
    .record({
      id: id === undefined ? fc.constantFrom(...medicines) : fc.constant(id),
      name: text(),
      begins: fc.integer({ min: -3, max: 2 }),
      lasts: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 2 }),
      taking: fc.oneof(
        { weight: 9, arbitrary: scheduled },
        { weight: 1, arbitrary: fc.constant({ _tag: "AsNeeded" as const }) },
      ),
    })
    .map(({ begins, id, lasts, name, taking }) => {
      const from = PlainDate.addDays(around, begins)
      return {
        id,
        name,
        from,
        ...(lasts === undefined ? {} : { until: PlainDate.addDays(from, lasts) }),
        taking,
      }
    })
}

/** Policies of reminders. */
export const policy = (): fc.Arbitrary<MedicationPolicy> =>
  fc.record(
    {
      id: fc.constant("some.medication"),
      version: fc.constant("1"),
      togetherMinutes: fc.constantFrom(0, 15, 30, 60, 240),
      aheadMinutes: fc.constantFrom(0, 30, 180, 720),
      lateMinutes: fc.constantFrom(1, 30, 120, 720),
      openChannels: fc.subarray(["phone", "sms", "email", "letter"]),
      onTimeMinutes: fc.constantFrom(0, 30, 120),
      missedInARow: fc.integer({ min: 1, max: 4 }),
      silentMinutes: fc.constantFrom(0, 120, 1440),
      source: fc.constant({ title: text0, status: "hospitalPolicy", verified: "own" }),
    },
    {
      requiredKeys: [
        "id",
        "version",
        "togetherMinutes",
        "aheadMinutes",
        "lateMinutes",
        "openChannels",
        "onTimeMinutes",
        "missedInARow",
        "source",
      ],
    },
  )

const text0 = { zh: "本院自定", en: "The hospital's own" }

/** A regimen's life: what happened, what was refused. */
export interface RegimenLife {
  /** The regimen after each event; the first after its start. */
  readonly steps: ReadonlyArray<{
    readonly event: Regimen.RegimenEvent
    readonly regimen: Regimen.Regimen
  }>
  readonly refused: ReadonlyArray<{
    readonly act: Regimen.RegimenAct
    readonly refusal: Regimen.RegimenRefused
  }>
  /** A stretch that its doses lie about, in epoch milliseconds. */
  readonly during: { readonly from: number; readonly until: number }
}

/** The regimen at the end of a life. */
export const ended = ({ steps }: RegimenLife): Regimen.Regimen =>
  (steps.at(-1) as RegimenLife["steps"][number]).regimen

const hourMillis = 3_600_000
const dayMillis = 24 * hourMillis

/** One try of each kind of act; what is told of a dose is drawn once it is known which there are. */
const tried = (around: PlainDate.PlainDate, zones: ReadonlyArray<TimeZone.TimeZone>) =>
  fc.record({
    what: fc.constantFrom(
      ...Array.from({ length: 2 }, () => "Prescribed" as const),
      ...Array.from({ length: 12 }, () => "DoseTold" as const),
      "ClockSet" as const,
      "ClockSet" as const,
      "Paused" as const,
      "Paused" as const,
      "Resumed" as const,
      "Withdrawn" as const,
      "DoseCorrected" as const,
      "Refilled" as const,
      "NamingAgreed" as const,
      "OverrideGiven" as const,
      "OverrideTakenBack" as const,
      "Ended" as const,
    ),
    afterMinutes: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(0, 60, 240, 720) },
      { weight: 5, arbitrary: fc.nat(36 * 4).map((n) => n * 15) },
      { weight: 1, arbitrary: fc.constant(-60) },
    ),
    medicine: medicine({ around }),
    all: fc.boolean(),
    zone: fc.constantFrom(...zones),
    routine: routine(),
    aheadMinutes: fc.constantFrom(0, 0, 0, 15, 600, -15),
    which: fc.nat(50),
    taken: fc.boolean(),
    lateMinutes: fc.constantFrom(-1500, -120, -30, 0, 0, 30, 31, 120, 240),
    days: fc.integer({ min: 1, max: 5 }),
    channels: fc.subarray(["sms" as const, "email" as const]),
    end: fc.constantFrom("finished" as const, "stopped" as const, "deceased" as const),
  })

type Try = ReturnType<typeof tried> extends fc.Arbitrary<infer T> ? T : never

const actOf = (t: Try, regimen: Regimen.Regimen, at: DateTime.Utc): Regimen.RegimenAct | undefined => {
  const { id } = t.medicine
  const dose = () => {
    const now = DateTime.toEpochMillis(at)
    const near = Regimen.doses(regimen, { from: now - 3 * dayMillis, until: now + dayMillis / 4 })
    return near[t.which % Math.max(1, near.length)]
  }
  const told = (due: Regimen.Dose): Regimen.Outcome => {
    if (!t.taken) return { _tag: "Skipped", reason: "恶心" }
    const takenAt = DateTime.add(due.at, { minutes: t.lateMinutes })
    // Seldom is it told ahead that something will be taken.
    return { _tag: "Taken", takenAt: t.which % 9 === 0 ? takenAt : DateTime.min(takenAt, at) }
  }
  switch (t.what) {
    case "Prescribed":
      return { _tag: "Prescribed", medicine: t.medicine, ...(t.all ? { reason: "血压仍高" } : {}) }
    case "Withdrawn":
      return { _tag: "Withdrawn", medicine: id, reason: "不再需要" }
    case "Paused":
      return { _tag: "Paused", ...(t.all ? {} : { medicine: id }), reason: "手术前" }
    case "Resumed":
      return { _tag: "Resumed", ...(t.all ? {} : { medicine: id }) }
    case "ClockSet": {
      const from = DateTime.add(at, { minutes: t.aheadMinutes })
      return { _tag: "ClockSet", clock: { from, zone: t.zone, routine: t.routine } }
    }
    case "Ended":
      return t.which % 3 === 0
        ? { _tag: "Ended", end: t.end, ...(t.all ? { reason: "已痊愈" } : {}) }
        : undefined
    case "NamingAgreed":
      return { _tag: "NamingAgreed", channels: t.channels }
    case "OverrideGiven":
      return {
        _tag: "OverrideGiven",
        override: { kind: "ownRequest", reason: "按时用药", author: StaffId.make("nurse-1"), givenAt: at },
      }
    case "OverrideTakenBack":
      return { _tag: "OverrideTakenBack" }
    case "DoseTold": {
      const due = dose()
      return due && { _tag: "DoseTold", dose: due.key, outcome: told(due) }
    }
    case "DoseCorrected": {
      const last = regimen.told.at(-1)
      const due = last && Regimen.doseOf(regimen, last.dose)
      return due && { _tag: "DoseCorrected", dose: due.key, ...(t.all ? {} : { outcome: told(due) }) }
    }
    case "Refilled": {
      const on = PlainDate.addDays(t.medicine.from, t.which % 9)
      return { _tag: "Refilled", refill: { medicine: id, on, days: t.days } }
    }
  }
}

/** Lives of regimens about a change of the clocks, journeys over zones included. */
export const regimenLife = (options: { readonly maxActs?: number } = {}): fc.Arbitrary<RegimenLife> =>
  fc.constantFrom(...turns).chain(([home, date]) => {
    const around = PlainDate.make(date)
    const zones = [home, home, "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"].map((zone) =>
      TimeZone.make(zone),
    )
    return fc
      .record({
        beginsHours: fc.integer({ min: -60, max: 12 }),
        routine: routine(),
        first: fc.array(medicine({ around }), { minLength: 1, maxLength: 3 }),
        tries: fc.array(tried(around, zones), { maxLength: options.maxActs ?? 14, size: "max" }),
      })
      .map(({ beginsHours, first, routine, tries }) => {
        const midnight = PlainDate.toEpochDay(around) * dayMillis
        const begins = midnight + beginsHours * hourMillis
        const stamp = (n: number, millis: number): Regimen.RegimenStamp => ({
          id: EventId.make(`e-${n}`),
          at: DateTime.makeUnsafe(millis),
          by: { _tag: "Staff", staff: StaffId.make("pharmacist-2") },
        })
        const [started, events] = Regimen.start(
          {
            regimen: RegimenId.make("r-1"),
            patient: PatientId.make("p-1"),
            addressee: PersonId.make("p-1/self"),
            zone: TimeZone.make(home),
            routine,
          },
          stamp(0, begins),
        )
        const steps = events.map((event) => ({ event, regimen: started }))
        const refused: Array<RegimenLife["refused"][number]> = []
        let [regimen, now] = [started, begins]
        const attempt = (act: Regimen.RegimenAct, made: Regimen.RegimenStamp) => {
          const found = Regimen.record(regimen, act, made)
          if (Result.isFailure(found)) {
            refused.push({ act, refusal: found.failure })
            return
          }
          now = Math.max(now, made.at.epochMilliseconds)
          regimen = found.success[0]
          steps.push(...found.success[1].map((event) => ({ event, regimen })))
        }
        for (const [i, medicine] of first.entries())
          attempt({ _tag: "Prescribed", medicine }, stamp(i + 1, begins))
        for (const [i, t] of tries.entries()) {
          const made = stamp(first.length + i + 1, now + t.afterMinutes * 60_000)
          const act = actOf(t, regimen, made.at)
          if (act !== undefined) attempt(act, made)
        }
        return { steps, refused, during: { from: midnight - 4 * dayMillis, until: midnight + 7 * dayMillis } }
      })
  })
