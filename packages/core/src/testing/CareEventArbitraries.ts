/**
 * fast-check generators of events for patients: whole lives of them, with their registrations.
 *
 * **Details**
 *
 * Everything they make decodes. A life is made by recording acts one after the other as the library does, some of them out of
 * turn, so that some are refused. Places are few, so that people wait.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as TimeZone from "../calendar/TimeZone.ts"
import * as CareEvent from "../care/CareEvent.ts"
import { CareEventId, EventId, PersonId, StaffId } from "../foundation/Id.ts"

/** The persons who come to the events that are generated. */
export const persons: ReadonlyArray<PersonId> = ["p-1", "p-2", "p-3", "p-4", "p-5", "p-6"].map((id) =>
  PersonId.make(id),
)

const person = (): fc.Arbitrary<PersonId> => fc.constantFrom(...persons)

const minuteMillis = 60_000
const hourMillis = 60 * minuteMillis

/** Times of an event that begins within some days of an instant (epoch milliseconds). */
const times = (around: number): fc.Arbitrary<CareEvent.Times> =>
  fc
    .record({
      hours: fc.integer({ min: 1, max: 240 }),
      lasts: fc.integer({ min: 1, max: 8 }),
      closes: fc.constantFrom(0, 0, 1, 24),
    })
    .map(({ closes, hours, lasts }) => {
      const from = around + hours * hourMillis
      return {
        from: DateTime.makeUnsafe(from),
        until: DateTime.makeUnsafe(from + lasts * 30 * minuteMillis),
        registrationUntil: DateTime.makeUnsafe(from - closes * hourMillis),
      }
    })

const capacity = (): fc.Arbitrary<{ readonly capacity?: number }> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(1, 2, 3).map((capacity) => ({ capacity })) },
    { weight: 1, arbitrary: fc.constant({}) },
  )

/** An event's life: what was written, what was refused. */
export interface CareEventLife {
  /** The event after each entry; the first after its announcement. */
  readonly steps: ReadonlyArray<{
    readonly entry: CareEvent.CareEventEntry
    readonly event: CareEvent.CareEvent
  }>
  readonly refused: ReadonlyArray<{
    readonly act: CareEvent.CareEventAct
    readonly refusal: CareEvent.CareEventRefused
  }>
}

/** The event at the end of a life. */
export const ended = ({ steps }: CareEventLife): CareEvent.CareEvent =>
  (steps.at(-1) as CareEventLife["steps"][number]).event

const begins = Date.parse("2026-03-02T01:00:00Z")

const tried = () =>
  fc.record({
    what: fc.constantFrom(
      ...Array.from({ length: 9 }, () => "Registered" as const),
      ...Array.from({ length: 4 }, () => "GivenBack" as const),
      ...Array.from({ length: 4 }, () => "AttendanceTold" as const),
      "Moved" as const,
      "CapacityChanged" as const,
      "CapacityChanged" as const,
      "Held" as const,
      "Held" as const,
      "Held" as const,
      "Cancelled" as const,
    ),
    person: person(),
    came: fc.boolean(),
    capacity: capacity(),
    after: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(0, 1, 60) },
      { weight: 1, arbitrary: fc.integer({ min: -90, max: 1440 }) },
    ),
    times: times(0),
    seldom: fc.nat(3),
  })

type Try = ReturnType<typeof tried> extends fc.Arbitrary<infer T> ? T : never

const shifted = (times: CareEvent.Times, millis: number): CareEvent.Times => ({
  from: DateTime.makeUnsafe(times.from.epochMilliseconds + millis),
  until: DateTime.makeUnsafe(times.until.epochMilliseconds + millis),
  registrationUntil: DateTime.makeUnsafe(times.registrationUntil.epochMilliseconds + millis),
})

const actOf = (t: Try, now: number): CareEvent.CareEventAct => {
  switch (t.what) {
    case "Registered":
    case "GivenBack":
      return { _tag: t.what, person: t.person }
    case "AttendanceTold":
      return { _tag: "AttendanceTold", person: t.person, came: t.came }
    case "Moved":
      return { _tag: "Moved", times: shifted(t.times, now - (t.seldom === 0 ? 24 * hourMillis : 0)) }
    case "CapacityChanged":
      return { _tag: "CapacityChanged", ...t.capacity }
    case "Cancelled":
      return { _tag: "Cancelled", reason: "讲师生病" }
    case "Held":
      return { _tag: "Held" }
  }
}

/** Lives of events, most of them held in the end; `id` is the event's. */
export const careEventLife = (options: { readonly id?: CareEventId } = {}): fc.Arbitrary<CareEventLife> =>
  fc
    .record({
      kind: fc.constantFrom("lecture" as const, "group" as const, "counselling" as const),
      zone: fc
        .constantFrom("Asia/Shanghai", "America/New_York", "Africa/Cairo")
        .map((zone) => TimeZone.make(zone)),
      times: times(begins),
      capacity: capacity(),
      tries: fc.array(tried(), { maxLength: 30, size: "max" }),
      /** Whether, having had its time, it is held. */
      isHeld: fc.boolean(),
      attendance: fc.array(fc.tuple(person(), fc.boolean()), { maxLength: 8 }),
    })
    .map(({ attendance, capacity, isHeld, kind, times, tries, zone }) => {
      const id = options.id ?? CareEventId.make("event-1")
      const stamp = (n: number, millis: number): CareEvent.CareEventStamp => ({
        id: EventId.make(`${id}/e-${n}`),
        at: DateTime.makeUnsafe(millis),
        by: { _tag: "Staff", staff: StaffId.make("nurse-3") },
      })
      const [announced, entries] = CareEvent.announce(
        { event: id, kind, title: "糖尿病饮食讲座", zone, times, ...capacity },
        stamp(0, begins),
      )
      const steps = entries.map((entry) => ({ entry, event: announced }))
      const refused: Array<CareEventLife["refused"][number]> = []
      let [event, now, n] = [announced, begins, 0]
      const attempt = (act: CareEvent.CareEventAct, at: number) => {
        const found = CareEvent.record(event, act, stamp(++n, at))
        if (Result.isFailure(found)) {
          refused.push({ act, refusal: found.failure })
          return
        }
        now = Math.max(now, at)
        event = found.success[0]
        steps.push(...found.success[1].map((entry) => ({ entry, event })))
      }
      for (const t of tries) attempt(actOf(t, now), now + t.after * minuteMillis)
      if (isHeld) attempt({ _tag: "Held" }, event.times.until.epochMilliseconds)
      for (const [person, came] of attendance)
        attempt({ _tag: "AttendanceTold", person, came }, now + hourMillis)
      return { steps, refused }
    })
