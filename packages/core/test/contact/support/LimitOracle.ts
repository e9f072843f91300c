/** What limits on contacts mean, by counting over all of them on a wall clock that is read through `Intl` alone. */
import { type FrequencyCap, Hours } from "@aftercare/core"
import * as fc from "fast-check"
import { dateAt, day, hour, minute, wallAt } from "../../calendar/support/WallClock.ts"

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Whether the wall clock reads a time of the span. */
export const reads = (zone: string, span: string, at: number): boolean => {
  const [from = "", to = ""] = span.split("-")
  const now = (wallAt(zone, at) % day) / minute
  const [begins, ends] = [minutesOf(from), minutesOf(to)]
  return begins < ends ? begins <= now && now < ends : now >= begins || now < ends
}

/** The Monday of the week that the wall clock's date lies in. */
const mondayAt = (zone: string, at: number): number => {
  const midnight = Date.parse(`${dateAt(zone, at)}T00:00Z`)
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * day
}

/** Whether a contact at this instant is one too many beside the others, by counting each group that it is in. */
export const exceeds = (
  limit: FrequencyCap.Limit,
  others: ReadonlyArray<number>,
  at: number,
  zone: string,
): boolean => {
  // A span of hours with too many in it, this one among them, begins with one of them if anywhere.
  const mostIn = (hours: number, beside: ReadonlyArray<number>) => {
    const all = [...beside, at]
    const spans = all.filter((from) => from <= at && at < from + hours * hour)
    return Math.max(...spans.map((from) => all.filter((t) => from <= t && t < from + hours * hour).length))
  }
  const alike = (key: (t: number) => unknown) => 1 + others.filter((t) => key(t) === key(at)).length
  switch (limit._tag) {
    case "Rolling":
      return mostIn(limit.hours, others) > limit.atMost
    case "MinimumGap":
      return mostIn(limit.hours, others) > 1
    case "NaturalDay":
      return alike((t) => dateAt(zone, t)) > limit.atMost
    case "NaturalWeek":
      return alike((t) => mondayAt(zone, t)) > limit.atMost
    case "DayPart":
      return limit.parts.some(({ span }) => {
        const inPart = others.filter((t) => reads(zone, span, t))
        return reads(zone, span, at) && mostIn(limit.hours, inPart) > limit.atMost
      })
  }
}

const atMost = fc.integer({ min: 1, max: 3 })

const partsOf = (...spans: readonly [string, ...Array<string>]) => {
  const [first, ...rest] = spans.map((span) => ({
    name: { zh: span, en: span },
    span: Hours.TimeSpan.make(span),
  }))
  return [first as FrequencyCap.DayPart, ...rest] as const
}

export const limit: fc.Arbitrary<FrequencyCap.Limit> = fc.oneof(
  fc.record({ _tag: fc.constant("Rolling" as const), hours: fc.constantFrom(1, 6, 24, 48, 168), atMost }),
  fc.record({ _tag: fc.constant("NaturalDay" as const), atMost }),
  fc.record({ _tag: fc.constant("NaturalWeek" as const), atMost }),
  fc.record({ _tag: fc.constant("MinimumGap" as const), hours: fc.constantFrom(1, 12, 24) }),
  fc.record({
    _tag: fc.constant("DayPart" as const),
    parts: fc.constantFrom(
      partsOf("08:00-12:00", "14:00-18:00", "18:00-21:00"),
      partsOf("00:00-12:00", "12:00-24:00"),
      partsOf("22:00-06:00"),
      partsOf("09:00-15:00", "12:00-19:00"),
    ),
    hours: fc.constantFrom(1, 20, 24, 72),
    atMost: fc.integer({ min: 1, max: 2 }),
  }),
)
