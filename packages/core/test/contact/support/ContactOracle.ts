/**
 * What a contact window means, read off the design and computed minute by minute on a wall clock that is read through
 * `Intl` alone. It knows the pack's policy by what it says, and nothing of how windows are made or searched.
 */
import type { ContactWindow, WorkCalendar } from "@aftercare/core"
import { type Class, classes, known, shiftDate } from "../../calendar/support/HoursOracle.ts"
import { minute, wallAt } from "../../calendar/support/WallClock.ts"
import { exceeds } from "./LimitOracle.ts"
import type { Question } from "./people.ts"

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

const ends = (span: string) => {
  const [from = "", to = ""] = span.split("-")
  return { from: minutesOf(from), to: minutesOf(to) }
}

/** Whether a day's own spans hold a minute of that day. */
const today = (spans: ReadonlyArray<string> = [], at: number): boolean =>
  spans.some((span) => {
    const { from, to } = ends(span)
    return from <= at && (to < from || at < to)
  })

/** Whether what a day's spans leave over holds a minute of the next day. */
const overnight = (spans: ReadonlyArray<string> = [], at: number): boolean =>
  spans.some((span) => {
    const { from, to } = ends(span)
    return to < from && at < to
  })

const every = (spans: ReadonlyArray<string>, at: number) => today(spans, at) || overnight(spans, at)

interface Reading {
  readonly date: string
  readonly at: number
}

const readingAt = (zone: string, at: number): Reading => {
  const wall = new Date(wallAt(zone, at))
  return { date: wall.toISOString().slice(0, 10), at: wall.getUTCHours() * 60 + wall.getUTCMinutes() }
}

/** At work, where the class of the date and of the one before it are given. */
const atWork = ({ profile }: Question, { at, date }: Reading, on: Class, before: Class): boolean => {
  const { work } = profile
  switch (work._tag) {
    case "None":
      return false
    case "Roster": {
      const of = (d: string) => Object.entries(work.dates).find(([dated]) => dated === d)?.[1]
      return today(of(date), at) || overnight(of(shiftDate(date, -1)), at)
    }
    case "Weekly": {
      const of = (d: string, { is }: Class) => {
        if (is === "holiday") return undefined
        return work.week[is === "ordinary" ? (weekdays[new Date(`${d}T00:00Z`).getUTCDay()] ?? "monday") : is]
      }
      return today(of(date, on), at) || overnight(of(shiftDate(date, -1), before), at)
    }
  }
}

/** The rules that bind the channel by the pack, and when each is closed: for sure, or by an announcement to come. */
interface Rule {
  readonly id: string
  readonly closedAt: (minute: number) => "no" | "maybe" | "yes"
}

const isVoice = (channel: string) => channel === "phone" || channel === "faceToFace"

const rulesOf = (question: Question, calendar: WorkCalendar.WorkCalendar): ReadonlyArray<Rule> => {
  const { channel, profile } = question
  if (channel === "letter") return []
  const plain = (id: string, closed: (reading: Reading) => boolean): Rule => ({
    id,
    closedAt: (at) => (closed(readingAt(profile.zone, at)) ? "yes" : "no"),
  })
  const work: Rule = {
    id: "work.hours",
    closedAt: (at) => {
      const reading = readingAt(profile.zone, at)
      const on = known(calendar, reading.date)
      const before = known(calendar, shiftDate(reading.date, -1))
      const seen = new Set<boolean>()
      for (const a of on === undefined ? classes : [on])
        for (const b of before === undefined ? classes : [before]) seen.add(atWork(question, reading, a, b))
      return seen.size === 2 ? "maybe" : seen.has(true) ? "yes" : "no"
    },
  }
  return [
    plain("rest.noon", ({ at }) => every(profile.rest.noon, at)),
    plain("rest.night", ({ at }) => every(profile.rest.night, at)),
    ...(isVoice(channel) ? [work] : []),
    plain("doNotDisturb.dates", ({ date }) => profile.doNotDisturbOn.some((on) => on === date)),
    plain("care.hours", ({ at }) => at < 8 * 60 || at >= 20 * 60),
  ]
}

/** The caps that a contact begun at this instant would exceed, by counting. */
const overCaps = ({ channel, contacts, policy, profile, purpose }: Question, at: number) =>
  policy.caps
    .filter((cap) => cap.channels.includes(channel) && cap.purposes.includes(purpose))
    .filter((cap) => {
      const counted = contacts.filter(
        (c) => cap.channels.includes(c.channel) && cap.purposes.includes(c.purpose),
      )
      return exceeds(
        cap.limit,
        counted.map((c) => c.at),
        at,
        profile.zone,
      )
    })
    .map(({ id }) => id)

export interface ContactScan {
  /** Which rules refuse a contact that begins at this instant: those not surely open all through it. */
  readonly refusedBy: (at: number) => ReadonlyArray<string>
  readonly fits: (at: number) => boolean
  /** Whether some announcement could let a contact begin at this whole minute. */
  readonly mayFit: (at: number) => boolean
  /** Whether the whole of a fitting contact lies in preferred time. */
  readonly preferred: (at: number) => boolean
  readonly expected: ContactWindow.Moment | undefined
  readonly durationMillis: number
}

/** Scans the question's span and what a contact begun at its end runs over. */
export const scan = (question: Question, calendar: WorkCalendar.WorkCalendar): ContactScan => {
  const { channel, policy, profile, span } = question
  const length = policy.channels.find((rule) => rule.channel === channel)?.minutes ?? 0
  const duration = (length + policy.latenessMinutes) * minute
  const rules = rulesOf(question, calendar)
  const base = span.earliest
  const cells = Math.ceil((span.latest - base + duration) / minute) + 2
  const counts = (closed: (at: number) => boolean): Int32Array => {
    const sums = new Int32Array(cells + 1)
    for (let i = 0; i < cells; i++) sums[i + 1] = (sums[i] ?? 0) + Number(closed(base + i * minute))
    return sums
  }
  const anyIn = (sums: Int32Array, at: number): boolean => {
    const first = Math.floor((at - base) / minute)
    const last = Math.floor((at + duration - 1 - base) / minute)
    return (sums[last + 1] ?? 0) > (sums[first] ?? 0)
  }
  const closed = rules.map(({ closedAt, id }) => {
    const seen: Array<"no" | "maybe" | "yes"> = []
    for (let i = 0; i < cells; i++) seen.push(closedAt(base + i * minute))
    const read = (at: number) => seen[(at - base) / minute] ?? "yes"
    return { id, sure: counts((at) => read(at) !== "no"), certain: counts((at) => read(at) === "yes") }
  })
  const capped = (at: number): boolean => overCaps(question, at).length > 0
  const refusedBy = (at: number) => [
    ...closed.flatMap(({ id, sure }) => (anyIn(sure, at) ? [id] : [])),
    ...overCaps(question, at),
  ]
  const fits = (at: number) => !closed.some(({ sure }) => anyIn(sure, at)) && !capped(at)
  const wished = counts((at) => !every(profile.preferred, readingAt(profile.zone, at).at))
  const preferred = (at: number) => profile.preferred.length > 0 && !anyIn(wished, at)
  const mayFit = (at: number): boolean => {
    if (closed.some(({ certain }) => anyIn(certain, at)) || capped(at)) return false
    if (fits(at)) return true
    // Contacts lie within one date, so one assignment of its class and of the day before has to do for all minutes.
    const { date } = readingAt(profile.zone, at)
    const [on, before] = [known(calendar, date), known(calendar, shiftDate(date, -1))]
    return (on === undefined ? classes : [on]).some((a) =>
      (before === undefined ? classes : [before]).some((b) => {
        for (let t = at; t < at + duration; t += minute)
          if (atWork(question, readingAt(profile.zone, t), a, b)) return false
        return true
      }),
    )
  }
  const minutesIn = (from: number, until: number): ReadonlyArray<number> =>
    Array.from({ length: Math.max(0, (until - from) / minute) }, (_, i) => from + i * minute)
  const bands = [
    ["ideal", minutesIn(span.ideal, span.due)],
    ["early", minutesIn(span.earliest, span.ideal).toReversed()],
    ["overdue", minutesIn(span.due, span.latest)],
  ] as const
  const basis = {
    policy: { id: policy.id, version: policy.version },
    calendar: { id: calendar.id, version: calendar.version },
  }
  const expected = (): ContactWindow.Moment | undefined => {
    for (const [band, order] of bands)
      for (const wish of [true, false]) {
        const at = order.find((m) => fits(m) && (!wish || preferred(m)))
        if (at !== undefined) return { at, band, preferred: wish, basis }
      }
    return undefined
  }
  return { refusedBy, fits, mayFit, preferred, expected: expected(), durationMillis: duration }
}

export { minute }
