/**
 * Everything public of calendar/ and contact/, and what reads and writes words of survey/ and feedback/, asked about anything that
 * decodes.
 */
import {
  CalendarChange,
  CalendarHistory,
  ContactAttempt,
  ContactablePerson,
  ContactPolicy,
  ContactProfile,
  ContactWindow,
  DueDate,
  FrequencyCap,
  Hours,
  Id,
  Impact,
  Instant,
  Interval,
  OpenSet,
  Overlay,
  Override,
  PhoneNumber,
  PlainDate,
  PlainTime,
  Recurrence,
  Rule,
  Text,
  TimeZone,
  WorkCalendar,
  WorkingTime,
  YearlyDate,
} from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import { CalendarArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { isOpenIn, worldOf } from "../calendar/support/HoursOracle.ts"
import {
  type Anything,
  amount,
  anythingIn,
  count,
  date,
  duration,
  instant,
  recurrence,
  wholeInstant,
} from "./Anything.ts"
import { careEventsAnswer, programmesAnswer, regimensAnswer, templatesAnswer } from "./careSubjects.ts"
import { nearlyDecodable } from "./Decodable.ts"
import { must, numbersAreNumbers, type Subject, show, subject } from "./Subject.ts"
import { surveysAnswer, ticketsAnswer } from "./wordSubjects.ts"

const { horizon } = TimeZone
const { dayMillis } = PlainTime
const isDate = Schema.is(PlainDate.PlainDate)
const isTime = Schema.is(PlainTime.PlainTime)

const trickyZones =
  "UTC Asia/Shanghai America/New_York Australia/Lord_Howe Africa/Casablanca Pacific/Apia Pacific/Kwajalein " +
  "Antarctica/Troll Asia/Gaza America/Sao_Paulo Africa/Monrovia Etc/GMT+12"

/** The tricky zones, and so many of the others: each costs some 30 ms once. */
const zonesOf = ({ seed, zones }: Extent): ReadonlyArray<TimeZone.TimeZone> => {
  const names = Intl.supportedValuesOf("timeZone")
  const drawn = (count: number) =>
    Array.from({ length: count }, (_, i) => names[(seed + i * 101) % names.length] as string)
  const all = new Set([...trickyZones.split(" "), ...(zones === "all" ? names : drawn(zones))])
  return [...all].map((zone) => TimeZone.make(zone))
}

const isEdge = (at: number): boolean => at === Number.POSITIVE_INFINITY || at === Number.NEGATIVE_INFINITY
const within = (at: number): boolean => horizon.from <= at && at <= horizon.until

/** The verbs that look for an instant. What is found of whole milliseconds is what was looked for. */
const seek = (set: OpenSet.OpenSet, at: number): void => {
  const isOpen = set.isOpen(at)
  must(!isOpen || within(at), "open beyond the horizon", at)
  const found = {
    next: set.next(at),
    nextClosed: set.nextClosed(at),
    lastOpen: set.lastOpen(at),
    lastClosed: set.lastClosed(at),
    previous: OpenSet.previous(set, at),
  }
  numbersAreNumbers(found)
  const { lastClosed, lastOpen, next, nextClosed, previous } = found
  must(next === Number.POSITIVE_INFINITY || within(next), "next beyond the horizon", at, next)
  must(lastOpen === Number.NEGATIVE_INFINITY || within(lastOpen), "lastOpen beyond the horizon", at, lastOpen)
  must(Number.isFinite(nextClosed) && Number.isFinite(lastClosed), "nothing is closed", at)
  if (!Number.isInteger(at)) return
  must(next >= at && (next === Number.POSITIVE_INFINITY || set.isOpen(next)), "next isn't open", at, next)
  must(isOpen === (next === at), "next passes over an open instant", at, next)
  must(nextClosed >= at && !set.isOpen(nextClosed), "nextClosed isn't closed", at, nextClosed)
  must(lastOpen <= at && lastClosed <= at && previous <= at, "what was lies ahead", at, found)
  must(!(OpenSet.isClosing(set, at) && isOpen), "a closing instant is open", at)
  const interval = set.nextInterval(at)
  must(
    (interval?.from ?? Number.POSITIVE_INFINITY) === next,
    "the next interval begins elsewhere",
    at,
    interval,
    next,
  )
  if (interval !== undefined)
    must(interval.until === set.nextClosed(next), "the next interval ends elsewhere", at, interval)
}

/** The verbs that measure. */
const measure = (set: OpenSet.OpenSet, at: number, to: number, length: number): void => {
  const open = set.between(at, to)
  must(Number.isFinite(open) && Math.abs(open) <= horizon.until, "between", at, to, open)
  must(open + set.between(to, at) === 0, "between has two sides", at, to)
  must(open === 0 || open > 0 === at < to, "between has a direction", at, to, open)
  must(Math.abs(open) <= Math.abs(to - at) + 1, "more open time than time", at, to, open)
  for (const amount of [length, -length]) {
    const end = set.add(at, amount)
    must(!Number.isNaN(end) && (isEdge(end) || within(end) || end === at), "add", at, amount, end)
    if (!Number.isInteger(at) || !Number.isInteger(amount) || isEdge(end) || amount === 0) continue
    must(set.between(at, end) === amount, "between doesn't undo add", at, amount, end, set.between(at, end))
    must(amount > 0 ? end >= at : end <= at, "add goes the wrong way", at, amount, end)
  }
}

/** The verbs that list. */
const list = (set: OpenSet.OpenSet, near: number): void => {
  const at = Math.floor(near)
  const [from, until] = [Math.max(at, horizon.from - dayMillis), Math.min(at, horizon.until) + 20 * dayMillis]
  const all = OpenSet.intervals(set, from, until)
  let last = Number.NEGATIVE_INFINITY
  for (const interval of all) {
    must(last < interval.from && interval.from < interval.until, "intervals touch", last, interval)
    last = interval.until
  }
  must(
    all.length === 0 || (from <= (all[0] as Interval.Interval).from && last <= until),
    "not clipped",
    from,
    until,
  )
  const backward = OpenSet.intervalsBackward(set, from, until)
  must(all.length === backward.length, "not as many backward", from, until, all.length, backward.length)
  all.forEach((interval, i) => {
    const twin = backward[backward.length - 1 - i]
    must(
      twin?.from === interval.from && twin.until === interval.until,
      "not the same backward",
      interval,
      twin,
    )
  })
  must(OpenSet.intervals(set, from, until, 2).length === Math.min(2, all.length), "not so many", from, until)
  const sum = all.reduce((total, interval) => total + Interval.length(interval), 0)
  must(sum === set.between(from, until), "don't add up", sum, set.between(from, until))
}

const hoursAnswer = ({ calendar, hours, zone }: Anything): Subject =>
  subject(
    "hours",
    30,
    fc.record({
      hours,
      zone,
      calendar: fc.option(calendar, { nil: undefined }),
      announced: fc.nat(1000),
      ats: fc.array(fc.tuple(instant, instant, fc.oneof(amount, fc.constantFrom(0.5, 1e300))), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    ({ announced, ats, calendar, hours, zone }) => {
      const world = worldOf(announced)
      const compiled = Hours.compile(hours, zone, calendar)
      const { possible } = compiled
      for (const [at, to, length] of ats) {
        for (const set of possible === compiled ? [compiled] : [compiled, possible]) {
          seek(set, at)
          measure(set, at, to, length)
          list(set, at)
        }
        must(!compiled.isOpen(at) || possible.isOpen(at), "surely open and not possible", at)
        const state = Hours.stateAt(compiled, at)
        must((state === "open") === compiled.isOpen(at), "the state is another", at, state)
        // Held to what hours mean, read off a wall clock, in one of the worlds that could be announced.
        if (Number.isInteger(at)) {
          const isSo = isOpenIn(hours, at, { zone, calendar }, world)
          must(state !== (isSo ? "closed" : "open"), "the wall clock says otherwise", at, state)
        }
        if (compiled.isCertain(Math.min(at, to), Math.max(at, to)))
          must(compiled.between(at, to) === possible.between(at, to), "certain, and yet not", at, to)
      }
      const instants = Float64Array.from(ats.flat())
      Hours.isOpenMany(compiled, instants).forEach((found, row) => {
        const at = instants[row] as number
        must(Hours.states[found] === Hours.stateAt(compiled, at), "many answer otherwise", at, found)
      })
    },
  )

const workingTimeAnswers = ({ calendar, hours, zone }: Anything): Subject =>
  subject(
    "working time",
    6,
    fc.record({
      hours,
      zone,
      calendar,
      from: wholeInstant,
      to: wholeInstant,
      duration,
      days: count,
      endOfDay: fc.boolean(),
      boundary: fc.constantFrom("endOfInterval" as const, "startOfNext" as const),
    }),
    ({ boundary, calendar, days, duration, endOfDay, from, hours, to, zone }) => {
      const compiled = Hours.compile(hours, zone, calendar)
      const [start, end] = [DateTime.makeUnsafe(from), DateTime.makeUnsafe(to)]
      const answers = [
        WorkingTime.add(compiled, start, duration, boundary),
        WorkingTime.next(compiled, start),
        WorkingTime.previous(compiled, start),
        WorkingTime.closing(compiled, start),
        WorkingTime.addWorkingDays(compiled, calendar, zone, start, days, { endOfDay }),
      ]
      for (const answer of answers) numbersAreNumbers(answer)
      const open = WorkingTime.between(compiled, start, end)
      numbersAreNumbers(open)
      if (Result.isSuccess(open)) {
        const millis = Duration.toMillis(open.success)
        must(
          Math.abs(millis) <= horizon.until && (millis === 0 || millis > 0 === from < to),
          "between",
          from,
          to,
          millis,
        )
      } else if (open.failure._tag === "HoursNotKnown")
        must(
          within(DateTime.toEpochMillis(open.failure.firstUnknown)),
          "not known beyond the horizon",
          open.failure,
        )
      for (const answer of answers)
        if (Result.isFailure(answer) && answer.failure._tag === "HorizonReached") {
          const searchedTo = DateTime.toEpochMillis(answer.failure.searchedTo)
          must(searchedTo === horizon.from || searchedTo === horizon.until, "searched to nowhere", searchedTo)
        }
      const [, next] = answers
      if (next !== undefined && Result.isSuccess(next))
        must(compiled.isOpen(DateTime.toEpochMillis(next.success)), "the next isn't surely open", from)
    },
  )

const calendarsAnswer = ({ calendar }: Anything): Subject =>
  subject(
    "calendars",
    14,
    fc.record({ calendar, dates: fc.array(fc.tuple(date, date, count), { minLength: 1, maxLength: 4 }) }),
    ({ calendar, dates }) => {
      for (const [from, to, days] of dates) {
        numbersAreNumbers(WorkCalendar.dayOn(calendar, from))
        const worked = WorkCalendar.workingDaysBetween(calendar, from, to)
        numbersAreNumbers(worked)
        if (Result.isSuccess(worked)) {
          const span = PlainDate.daysBetween(from, to)
          must(
            Math.abs(worked.success) <= Math.abs(span),
            "more worked days than days",
            from,
            to,
            worked.success,
          )
          must(worked.success === 0 || worked.success > 0 === span > 0, "days worked backward", from, to)
        } else must(isDate(worked.failure.on), "uncovered on no date", worked.failure.on)
        const end = WorkCalendar.addWorkingDays(calendar, from, days)
        const day = WorkCalendar.workingDayFrom(calendar, PlainDate.toEpochDay(from), days)
        must(
          Result.isSuccess(end)
            ? day === PlainDate.toEpochDay(end.success)
            : isEdge(day) && day > 0 === days > 0,
          "another day in numbers",
          from,
          days,
          day,
        )
        if (Result.isFailure(end)) {
          must(isDate(end.failure.on), "uncovered on no date", end.failure.on)
          continue
        }
        must(isDate(end.success), "no date", end.success)
        if (days === 0) continue
        const [first, last] =
          days > 0 ? [PlainDate.addDays(from, 1), PlainDate.addDays(end.success, 1)] : [end.success, from]
        if (last === "9999-12-31") continue
        const counted = WorkCalendar.workingDaysBetween(calendar, first, last)
        must(
          Result.isSuccess(counted) && counted.success === Math.abs(days),
          "counted otherwise",
          from,
          days,
          end.success,
        )
      }
    },
  )

const zonesAnswer = ({ zone }: Anything): Subject =>
  subject(
    "zones",
    10,
    fc.record({ zone, at: instant, date, time: fc.integer({ min: 0, max: 86_400 }) }),
    ({ at, date, time, zone }) => {
      const table = TimeZone.table(zone)
      const offset = TimeZone.offsetAt(zone, at)
      must(
        Math.abs(offset) <= dayMillis && Number.isInteger(offset),
        "an offset of more than a day",
        zone,
        at,
        offset,
      )
      must(table.offsets[TimeZone.stretchAt(table, at)] === offset, "another stretch", zone, at)
      const shown = TimeZone.dateAt(zone, at)
      must(isDate(shown), "no date", zone, at, shown)
      const clock = TimeZone.timeAt(zone, at)
      must(isTime(clock), "no time", zone, at, clock)
      const plain = PlainTime.fromMillis(time * 1000)
      must(isTime(plain), "no time", time)
      const reading = TimeZone.toInstant(zone, date, plain)
      const starts = TimeZone.startOfDate(zone, date)
      must(Number.isInteger(reading) && Number.isInteger(starts), "no instant", zone, date, plain)
      const wall = PlainDate.toEpochDay(date) * dayMillis
      must(Math.abs(starts - wall) <= 2 * dayMillis, "a date begins elsewhere", zone, date, starts)
      must(
        Number.isInteger(TimeZone.instantOfWall(table, wall + time * 1000)),
        "no instant of a wall",
        zone,
        date,
      )
      must(reading >= starts, "a time before its date", zone, date, plain)
      const day = PlainDate.toEpochDay(date)
      const same = TimeZone.sameTimeOn(zone, at, day)
      must(
        TimeZone.startOfDay(zone, day) === starts &&
          (!Number.isSafeInteger(at) || Math.abs(same - wall) <= 3 * dayMillis),
        "the same time lies elsewhere",
        zone,
        date,
        same,
      )
    },
  )

const datesAnswer = (): Subject =>
  subject(
    "dates",
    8,
    fc.record({ date, to: date, count, fraction: fc.constantFrom(0, 0, 0, 0.5, -0.25) }),
    ({ count, date, fraction, to }) => {
      const days = count + fraction
      for (const answer of [
        PlainDate.addDays(date, days),
        PlainDate.addMonths(date, days),
        PlainDate.fromEpochDay(days),
      ])
        must(isDate(answer), "no date", date, days, answer)
      must(Number.isInteger(PlainDate.daysBetween(date, to)), "no days", date, to)
      must(Number.isInteger(PlainDate.yearsBetween(date, to)), "no years", date, to)
      must(PlainDate.addDays(date, PlainDate.daysBetween(date, to)) === to, "days don't lead there", date, to)
      must(PlainDate.weekdays.includes(PlainDate.weekday(date)), "no weekday", date)
      const wraps = PlainDate.weekdayIndexOf(PlainDate.toEpochDay(date))
      must(Number.isInteger(wraps) && 0 <= wraps && wraps <= 6, "no weekday", date, wraps)
    },
  )

const recurrencesAnswer = ({ zone }: Anything): Subject =>
  subject(
    "recurrences",
    5,
    fc.record({
      recurrence,
      start: date,
      to: date,
      n: fc.oneof(fc.nat(1000), fc.constantFrom(2 ** 31, 1e15, Number.MAX_SAFE_INTEGER, 1e300, -1, -7)),
      times: fc.array(CalendarArbitraries.plainTime({ everySeconds: 1 }), { maxLength: 3 }),
      zone,
      at: instant,
      days: fc.oneof({ weight: 9, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.constant(40_000) }),
      limit: fc.constantFrom(0, 1, 5, Number.POSITIVE_INFINITY),
    }),
    ({ at, days, limit, n, recurrence, start, times, to, zone }) => {
      const occurrence = Recurrence.nth(recurrence, start, n)
      must(isDate(occurrence), "no date", recurrence, start, n, occurrence)
      must(n < 0 || occurrence >= start, "an occurrence before the start", recurrence, start, n, occurrence)
      const next = Recurrence.nth(recurrence, start, n + 1)
      must(next >= occurrence, "occurrences don't follow one another", recurrence, start, n, occurrence, next)
      const before = Recurrence.countBefore(recurrence, start, to)
      must(Number.isSafeInteger(before) && before >= 0, "no count", recurrence, start, to, before)
      const first = Recurrence.nth(recurrence, start, before)
      must(
        first >= to || first === "9999-12-31",
        "the first on or after lies before",
        recurrence,
        start,
        to,
        first,
      )
      must(
        before === 0 || Recurrence.nth(recurrence, start, before - 1) < to,
        "counted too many",
        recurrence,
        start,
        to,
      )
      const until = at + days * dayMillis
      const found = Recurrence.instants({ recurrence, start, times, zone }, at, until, limit)
      must(found.length <= limit, "more than asked for", found.length, limit)
      for (const [i, one] of found.entries()) {
        must(within(one) && at <= one && one < until, "an instant outside", at, until, one)
        must(i === 0 || (found[i - 1] as number) <= one, "instants out of order", found)
      }
    },
  )

const yearsAnswer = (): Subject =>
  subject(
    "years",
    1,
    fc.record({
      year: fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constantFrom(0, -1, 10_000, 1e9)),
      month: fc.integer({ min: 1, max: 12 }),
      weekday: fc.constantFrom(...PlainDate.weekdays),
      n: fc.constantFrom(1, 2, 3, 4, 5, -1),
    }),
    ({ month, n, weekday, year }) => {
      const [named, easter] = [YearlyDate.nthWeekday(year, month, weekday, n), YearlyDate.easterSunday(year)]
      must(isDate(named) && isDate(easter), "no date", year, month, named, easter)
      if (year <= 1 || year >= 9999) return
      must(PlainDate.weekday(named) === weekday, "another weekday", year, month, weekday, n, named)
      must(PlainDate.weekday(easter) === "sunday", "no Sunday", year, easter)
    },
  )

const step = fc.oneof(
  { weight: 8, arbitrary: fc.nat(14 * dayMillis) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 60_000, dayMillis) },
  { weight: 1, arbitrary: fc.nat(500 * dayMillis) },
)

/** Most spans run as a stage's do, some are empty, and a few run over all that zones know. */
const span: fc.Arbitrary<ContactWindow.Span> = fc
  .record({ earliest: wholeInstant, early: step, ideal: step, late: step, endless: fc.nat(400) })
  .map(({ earliest, early, endless, ideal, late }) => {
    const due = earliest + early + ideal
    return {
      earliest,
      ideal: earliest + early,
      due,
      latest: endless === 0 ? Math.max(due, horizon.until + 1) : due + late,
    }
  })

const channels = ["phone", "sms", "wechat", "email", "app", "letter", "faceToFace"] as const
const purposes = ["followUp", "serviceOpinion", "care", "promotion"] as const

const parts = ({ calendar, hours, policy, profile }: Anything): fc.Arbitrary<ContactWindow.Parts> =>
  fc
    .record({
      profile,
      policy,
      calendar,
      by: fc.nat(),
      otherwise: fc.nat(9),
      channel: fc.constantFrom(...channels),
      purpose: fc.constantFrom(...purposes),
      contacts: fc.array(
        fc.record({
          at: wholeInstant,
          channel: fc.constantFrom(...channels),
          purpose: fc.constantFrom(...purposes),
        }),
        { maxLength: 5 },
      ),
      further: fc.option(hours, { nil: undefined, freq: 4 }),
    })
    .map(({ by, channel, further, otherwise, ...drawn }) => {
      const { policy } = drawn
      const used = policy.channels[by % policy.channels.length] as ContactPolicy.ChannelRule
      return {
        ...drawn,
        channel: otherwise === 0 ? channel : used.channel,
        further:
          further === undefined
            ? []
            : [{ id: Rule.RuleId.make("further"), openIn: further, source: policy.disturbances.work }],
      }
    })

const isCalendar = Schema.is(WorkCalendar.WorkCalendar)
const isCoverage = Schema.is(WorkCalendar.Coverage)

const versionsAnswer = (anything: Anything): Subject =>
  subject(
    "versions of calendars",
    3,
    fc.record({
      overlay: anything.overlay,
      history: anything.history,
      at: wholeInstant,
      version: fc.constantFrom("v0", "v3", "", "__proto__"),
      terms: fc.array(anything.term, { maxLength: 1 }),
      moments: fc.array(fc.record({ parts: parts(anything), span }), { maxLength: 1 }),
      date,
    }),
    ({ at, date, history, moments, overlay, terms, version }) => {
      const laid = Overlay.calendarOf(overlay)
      must(isCalendar(laid), "layers make no calendar", laid)
      numbersAreNumbers(WorkCalendar.dayOn(laid, date))
      numbersAreNumbers(CalendarHistory.asKnownAt(history, DateTime.makeUnsafe(at)))
      numbersAreNumbers(CalendarHistory.ofVersion(history, version))
      const before = history[0].calendar
      const after = (history[history.length - 1] as CalendarHistory.Edition).calendar
      must(CalendarChange.between(before, after).every(isCoverage), "changed on no dates")
      const days = CalendarChange.daysBetween(before, after)
      const day = PlainDate.toEpochDay(date)
      const touched = CalendarChange.touches(days, day, day)
      const says = (calendar: WorkCalendar.WorkCalendar) =>
        show({ ...WorkCalendar.dayOn(calendar, date), name: "" })
      must(touched === days.some((span) => Interval.contains(span, day)), "touched, or not", days, day)
      must(touched || says(before) === says(after), "a change that isn't told", date)
      for (const term of terms) numbersAreNumbers(DueDate.make(term, after))
      const items = [
        ...terms.map((term, i): Impact.Item => ({ _tag: "DueDate", id: `d${i}`, term })),
        ...moments.map(({ parts, span }, i): Impact.Item => ({ _tag: "Moment", id: `m${i}`, parts, span })),
      ]
      for (const { after: is, before: was, byMillis = 0, reason } of Impact.of(items, { before, after })) {
        numbersAreNumbers([is, was, byMillis])
        must(
          byMillis === 0 || byMillis < 0 === (reason === "earlier"),
          "moved the other way",
          byMillis,
          reason,
        )
      }
      must(Impact.of(items, { before, after: before }).length === 0, "moved by nothing")
    },
  )

const stamps = [
  ...[
    "20260101",
    "20260217T090000",
    "20260301T020000Z",
    "00010101",
    "99991231",
    "99991231T235960Z",
    "20260230",
  ],
  ...["19691231T235959Z", "20600101", "2026-01-01", "", "T", "20260101,20260102,x", "20240229"],
]
const rules = [
  ...[
    "FREQ=YEARLY",
    "FREQ=DAILY;COUNT=999999999",
    "FREQ=MONTHLY;BYMONTHDAY=31,-1;INTERVAL=0",
    "FREQ=WEEKLY;BYDAY=MO",
  ],
  // Nothing is ever found, however long one looks.
  ...[
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;BYDAY=5MO",
    "FREQ=DAILY;BYMONTH=13",
  ],
  ...[
    "FREQ=SECONDLY",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU",
    "FREQ=YEARLY;BYSETPOS=-366;BYDAY=MO",
    "FREQ=YEARLY;UNTIL=",
  ],
  ...[
    "FREQ=YEARLY;INTERVAL=99999999999999999999",
    "FREQ=MONTHLY;BYDAY=-5FR,+5FR,99SA",
    "",
    ";;;",
    "FREQ=YEARLY;FREQ=DAILY",
  ],
  ...[
    "FREQ=DAILY;UNTIL=00010101",
    "FREQ=DAILY;UNTIL=99991231T000000Z",
    `FREQ=YEARLY;BYMONTHDAY=${"1,".repeat(3000)}2`,
  ],
]
const property = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"),
      fc.constantFrom(
        "",
        ";VALUE=DATE",
        ";TZID=Asia/Shanghai",
        ";TZID=Mars/Olympus",
        ';TZID="a;b:c"',
        ";VALUE",
        ";=",
      ),
      fc.constantFrom(...stamps),
    )
    .map(([name, params, value]) => `${name}${params}:${value}`),
  fc.constantFrom(...rules).map((rule) => `RRULE:${rule}`),
  fc
    .constantFrom("P1D", "P1W", "PT24H", "-P1D", "P9999D", "P", "PT", "P1DT")
    .map((length) => `DURATION:${length}`),
  fc
    .constantFrom("元旦", "班", "\\n\\,\\;\\", "\u0000", "\ud800", "x".repeat(500), "")
    .map((name) => `SUMMARY:${name}`),
  fc.constantFrom(
    ...[
      "UID:a",
      "UID:b",
      "UID:",
      "SEQUENCE:1",
      "SEQUENCE:99999999999",
      "STATUS:CANCELLED",
      "TRANSP:TRANSPARENT",
    ],
    ...[
      "METHOD:CANCEL",
      " folded",
      "\tfolded",
      "no property",
      ":",
      ";",
      'X-A;B="unclosed:1',
      "EXRULE:FREQ=DAILY",
    ],
  ),
)
const component = fc.oneof(
  { weight: 8, arbitrary: fc.constant("VEVENT") },
  { weight: 1, arbitrary: fc.constantFrom("VTODO", "VTIMEZONE", "VCALENDAR", "") },
)
const feed = fc
  .tuple(
    fc.array(
      fc.tuple(component, fc.array(property, { maxLength: 7 }), fc.constantFrom(...stamps), fc.nat(30)),
      {
        maxLength: 5,
      },
    ),
    fc.constantFrom("\r\n", "\n", "\r"),
    fc.nat(30),
  )
  .map(([components, newline, broken]) => {
    const lines = components.flatMap(([name, properties, start, unended]) => [
      `BEGIN:${name}`,
      // Most events can be read as far as here, so that the rest of them is.
      ...(unended > 20 ? [] : [`DTSTART:${start}`, "SUMMARY:x"]),
      ...properties,
      ...(unended === 0 ? [] : [`END:${name}`]),
    ])
    const whole = ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR"]
    return (broken === 0 ? lines : broken === 1 ? whole.slice(0, -1) : whole).join(newline)
  })

const feedsAnswer = ({ reading }: Anything): Subject =>
  subject("feeds of holidays", 4, fc.record({ feed, reading }), ({ feed, reading }) => {
    const read = ICalendar.read(feed, reading)
    if (Result.isFailure(read)) {
      numbersAreNumbers(read)
      return
    }
    const { calendar, dropped } = read.success
    must(isCalendar(calendar), "a feed makes no calendar", calendar)
    const lines = feed.split(/\r\n|\r|\n/).length
    for (const { line, on } of dropped) {
      must(Number.isInteger(line) && 1 <= line && line <= lines, "dropped at no line", line, lines)
      must(on === undefined || isDate(on), "dropped on no date", on)
    }
  })

const windowsAnswer = (anything: Anything): Subject =>
  subject(
    "windows",
    10,
    fc.record({
      parts: parts(anything),
      span,
      at: wholeInstant,
      override: fc.option(anything.override, { nil: undefined }),
    }),
    ({ at, override, parts, span }) => {
      const made = ContactWindow.make(parts)
      const rules = ContactWindow.rulesFor(parts)
      numbersAreNumbers(rules)
      if (Result.isFailure(made)) {
        numbersAreNumbers(made)
        return
      }
      const window = made.success
      const chosen = ContactWindow.choose(window, span)
      const { due, earliest, ideal, latest } = span
      const many = Result.getOrThrow(
        ContactWindow.chooseMany(window, {
          earliest: Float64Array.of(earliest),
          ideal: Float64Array.of(ideal),
          due: Float64Array.of(due),
          latest: Float64Array.of(latest),
        }),
      )
      must(
        many.at[0] === (chosen?.at ?? Number.POSITIVE_INFINITY) &&
          ContactWindow.bands[many.band[0] as number] === chosen?.band,
        "many are chosen otherwise",
        span,
        chosen,
      )
      const placed = ContactWindow.place(window, span)
      const explained = ContactWindow.explain(window, span)
      must(Result.isSuccess(placed) === (chosen !== undefined), "placed without being chosen", span)
      must(Result.isSuccess(explained.outcome) === Result.isSuccess(placed), "explained otherwise", span)
      numbersAreNumbers(placed)
      if (Result.isFailure(placed) && placed.failure._tag === "NoMoment") {
        const { rules, searchedTo } = placed.failure
        must(rules.length > 0 || span.earliest === span.latest, "no moment by no rule", span)
        const listed = new Set(explained.refused.flatMap((refused) => refused.rules))
        must(
          rules.length === listed.size && rules.every((rule) => listed.has(rule)),
          "named otherwise",
          rules,
          [...listed],
        )
        must(within(DateTime.toEpochMillis(searchedTo)), "searched beyond the horizon", searchedTo)
      }
      let last = Number.NEGATIVE_INFINITY
      for (const { from, rules, until } of explained.refused) {
        must(
          last <= from && from < until && Number.isSafeInteger(from) && Number.isSafeInteger(until),
          "refused",
          from,
          until,
        )
        must(rules.length > 0, "refused by no rule", from, until)
        last = until
      }
      if (chosen !== undefined) {
        const { at, band } = chosen
        const room = ContactWindow.roomOf(window)
        must(
          window.open.isOpen(at) && window.open.nextClosed(at) - at >= room,
          "the chosen moment isn't open",
          at,
          room,
        )
        must(span.earliest <= at && at < span.latest, "the moment lies outside the span", span, at)
        must(band === ContactWindow.bandAt(span, at), "another band", span, at, band)
        must(Result.isSuccess(ContactWindow.permit(window, at)), "chosen and not permitted", at)
        for (const { binds, id, openIn } of window.rules) {
          const open = Hours.compile(openIn, window.zone, window.calendar)
          const needed = binds === "beginning" ? 1 : room
          must(
            open.isOpen(at) && open.nextClosed(at) - at >= needed,
            "a rule is closed at the chosen moment",
            id,
            at,
          )
        }
      }
      const bound = ContactWindow.beginningWithin(window, ContactWindow.capRules(parts, [{ ...parts, at }]))
      const beside = ContactWindow.choose(bound, span)
      must(beside === undefined || chosen !== undefined, "one contact more makes room", span, at)
      for (const moment of [at, span.earliest, span.latest, -8.64e15, 8.64e15]) {
        const permitted = ContactWindow.permit(window, moment, override)
        numbersAreNumbers(permitted)
        if (Result.isSuccess(permitted)) continue
        const { rules } = permitted.failure
        must(rules.length > 0, "refused by no rule", moment)
        must(
          within(moment) || rules.includes(Rule.RuleId.make("zone.horizon")),
          "refused by another rule",
          moment,
          rules,
        )
      }
    },
  )

const capsAnswer = ({ cap, zone, person }: Anything): Subject =>
  subject(
    "caps",
    8,
    fc.record({
      cap,
      zone,
      persons: fc.array(person, { maxLength: 3 }),
      age: count,
      adultFrom: fc.nat(30),
      times: fc.array(wholeInstant, { maxLength: 8 }),
      at: wholeInstant,
    }),
    ({ adultFrom, age, at, cap, persons, times, zone }) => {
      const [channel, purpose] = [cap.channels[0], cap.purposes[0]]
      const closed = FrequencyCap.closedBy(
        cap,
        times.map((at) => ({ at, channel, purpose })),
        zone,
      )
      numbersAreNumbers(closed)
      let last = Number.NEGATIVE_INFINITY
      for (const { from, until } of closed) {
        must(last < from && from < until, "closed", closed)
        must(
          Number.isSafeInteger(from) && Number.isSafeInteger(until),
          "closed at no instant",
          cap.limit,
          from,
          until,
        )
        last = until
      }
      must(Interval.normalise(closed).length === closed.length, "closed in pieces", closed)
      must(
        show(FrequencyCap.closedByLimit(cap.limit, times, zone)) === show(closed),
        "closed otherwise",
        cap.limit,
      )
      const reach = FrequencyCap.reach(cap.limit)
      must(Number.isSafeInteger(reach) && reach > 0, "no reach", cap.limit, reach)
      const beside = Hours.compile(Hours.complement(Hours.instants(closed)), zone)
      must(!beside.isOpen(at) || within(at), "open beyond the horizon", at)
      numbersAreNumbers(ContactablePerson.addressee(persons, age, adultFrom))
      for (const { profile } of persons) numbersAreNumbers(ContactProfile.workHours(profile))
    },
  )

const nearly = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  valid: fc.Arbitrary<S["Type"]>,
): { readonly schema: Schema.Codec<unknown, unknown>; readonly input: fc.Arbitrary<unknown> } => ({
  schema,
  input: nearlyDecodable(schema, valid),
})

const decodersAnswer = (anything: Anything): Subject => {
  const of = anything
  const text = (schema: unknown, ...valid: ReadonlyArray<string>) =>
    nearly(schema as Schema.Codec<unknown, unknown>, fc.constantFrom(...valid))
  const decoders = [
    nearly(ICalendar.Reading, of.reading),
    nearly(Overlay.Layer, of.layer),
    nearly(Overlay.Overlay, of.overlay),
    nearly(CalendarHistory.CalendarHistory, of.history),
    nearly(DueDate.Term, of.term),
    nearly(Recurrence.Recurrence, recurrence),
    nearly(WorkCalendar.WorkCalendar, of.calendar),
    nearly(Hours.Hours, of.hours),
    nearly(ContactProfile.ContactProfile, of.profile),
    nearly(ContactPolicy.ContactPolicy, of.policy),
    nearly(FrequencyCap.FrequencyCap, of.cap),
    nearly(ContactablePerson.ContactablePerson, of.person),
    nearly(ContactAttempt.ContactAttempt, of.attempt),
    nearly(Override.Override, of.override),
    nearly(Interval.Interval, fc.constant({ from: 0, until: 1 })),
    text(PlainDate.PlainDate, "2026-02-28", "0001-01-01"),
    text(PlainTime.PlainTime, "12:00", "24:00"),
    text(Hours.TimeSpan, "12:00-14:00", "22:00-06:00"),
    text(TimeZone.TimeZone, "Asia/Shanghai", "Etc/GMT+8"),
    text(PhoneNumber.PhoneNumber, "+8613800138000"),
    text(Rule.RuleId, "rest.noon"),
    text(Id.TaskId, "a/b:c"),
    text(Text.Text, "王小明"),
    nearly(
      Instant.Instant,
      wholeInstant.map((at) => DateTime.makeUnsafe(Math.min(Math.max(at, 0), 253e12))),
    ),
  ].map(({ input, schema }) => ({
    input,
    decode: Schema.decodeUnknownResult(schema),
    decodeAll: Schema.decodeUnknownResult(schema, { errors: "all" }),
    encode: Schema.encodeUnknownResult(schema),
    is: Schema.is(schema),
  }))
  return subject(
    "decoders",
    14,
    fc.oneof(...decoders.map(({ input }, index) => input.map((value) => ({ index, value })))),
    ({ index, value }) => {
      const { decode, decodeAll, encode, is } = decoders[index] as (typeof decoders)[number]
      const [read, readAll] = [decode(value), decodeAll(value)]
      must(
        Result.isSuccess(read) === Result.isSuccess(readAll),
        "read in one way and not in the other",
        index,
      )
      if (Result.isFailure(read) || Result.isFailure(readAll)) {
        for (const refused of [read, readAll])
          if (Result.isFailure(refused)) must(refused.failure.message !== "", "refused without a word", index)
        return
      }
      must(is(read.success), "read, and not what the schema says", index)
      const written = encode(read.success)
      must(
        Result.isSuccess(written) && Result.isSuccess(decode(written.success)),
        "read, and not written",
        index,
      )
    },
  )
}

const textsAnswer = (): Subject => {
  const piece = fc.constantFrom(
    ...["0", "86", "+", "00", " ", "-", "(0)", "１", "１３８", "138", "00138000", "é", "𠮷", "\u0000", "x"],
  )
  return subject(
    "texts",
    2,
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    (text) => {
      for (const parse of [
        PlainDate.parse,
        PlainTime.parse,
        TimeZone.parse,
        (t: string) => PhoneNumber.parse(t, "86"),
      ])
        numbersAreNumbers(parse(text))
    },
  )
}

export interface Extent {
  readonly seed: number
  /** How many zones beside the tricky ones, or every zone that the platform names. */
  readonly zones: number | "all"
}

/** The subjects of a run. */
export const subjects = (extent: Extent): ReadonlyArray<Subject> => {
  const anything = anythingIn(zonesOf(extent))
  return [
    hoursAnswer(anything),
    workingTimeAnswers(anything),
    calendarsAnswer(anything),
    zonesAnswer(anything),
    recurrencesAnswer(anything),
    yearsAnswer(),
    versionsAnswer(anything),
    feedsAnswer(anything),
    datesAnswer(),
    windowsAnswer(anything),
    capsAnswer(anything),
    decodersAnswer(anything),
    textsAnswer(),
    surveysAnswer(),
    ticketsAnswer(anything),
    regimensAnswer(),
    careEventsAnswer(),
    programmesAnswer(),
    templatesAnswer(),
  ]
}
