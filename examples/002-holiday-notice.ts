/** The holiday notice for 2026 arrives: which calls and due dates move, by how much, and why? */
import {
  CalendarChange,
  CalendarHistory,
  ChinaCalendar,
  ChinaContact,
  type ContactProfile,
  Hours,
  Impact,
  ImpactText,
  Overlay,
  PlainDate,
  TimeZone,
} from "@aftercare/core"
import * as ICalendar from "@aftercare/core/icalendar"
import { DateTime, Result } from "effect"

const zone = TimeZone.make("Asia/Shanghai")
const at = (text: string) => DateTime.makeUnsafe(`${text}:00+08:00`)
const notice = ChinaCalendar.publicHolidays

// What was known in October 2025: the year's last days may belong to the next New Year's holiday.
const history: CalendarHistory.CalendarHistory = [
  {
    publishedAt: at("2024-11-12T12:00"),
    calendar: {
      ...notice,
      version: "2025",
      coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2025-12-24") }],
    },
  },
  { publishedAt: at("2025-11-04T12:00"), calendar: notice },
]
const before = Result.getOrThrow(CalendarHistory.asKnownAt(history, at("2025-10-31T09:00")))
const after = Result.getOrThrow(CalendarHistory.asKnownAt(history, at("2025-11-05T09:00")))

const office = [Hours.TimeSpan.make("09:00-17:30")]
const profile: ContactProfile.ContactProfile = {
  zone,
  language: "zh",
  rest: ChinaContact.restIn("mainland"),
  work: {
    _tag: "Weekly",
    week: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office },
  },
  preferred: [],
  channels: ["phone"],
  doNotDisturbOn: [],
}

/** A call at ten if the patient is off work then, else in the evening. */
const call = (id: string, day: string): Impact.Item => {
  const [from, until] = [Date.parse(`${day}T10:00:00+08:00`), Date.parse(`${day}T12:00:00+08:00`)]
  return {
    _tag: "Moment",
    id,
    parts: { profile, policy: ChinaContact.carePolicy, channel: "phone", purpose: "followUp" },
    span: { earliest: from, ideal: from, due: until, latest: until + 12 * 3_600_000 },
  }
}

/** A complaint's answer, due so many working days after it came in. */
const answer = (id: string, received: string, days: number): Impact.Item => ({
  _tag: "DueDate",
  id,
  term: {
    from: at(received),
    zone,
    hours: Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
    length: { _tag: "WorkingDays", days, endOfDay: true },
  },
})

const items = [
  answer("complaint 17", "2025-12-15T10:00", 5),
  answer("complaint 18", "2025-12-25T10:00", 5),
  call("call 4", "2025-12-20"),
  call("call 5", "2026-01-02"),
  call("call 6", "2026-01-04"),
]

const print = (title: string, moved: ReadonlyArray<Impact.Moved>) => {
  console.log(title)
  for (const language of ["en", "zh"] as const)
    for (const one of moved) console.log(`  ${ImpactText.render(one, { zone, language, withYear: true })}`)
}

const [changed] = CalendarChange.between(before, after)
console.log(`Dates that the notice decides: from ${changed?.from} up to, not including, ${changed?.until}`)
print("The notice", Impact.of(items, { before, after }))

// Some weeks later the hospital announces a day of its own, as a feed.
const feed = [
  "BEGIN:VCALENDAR",
  "BEGIN:VEVENT",
  "UID:1@hospital",
  "DTSTART;VALUE=DATE:20260102",
  "SUMMARY:Clinic open",
  "END:VEVENT",
  "END:VCALENDAR",
].join("\r\n")
const imported = Result.getOrThrow(
  ICalendar.read(feed, {
    id: "hospital",
    version: "2026-01",
    workweek: [],
    coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2026-12-24") }],
    sources: [],
    transparent: "count",
    timed: { _tag: "Drop" },
    meanings: [{ property: "summary", contains: "open", means: "adjustedWorkday", hoursOf: "friday" }],
    otherwise: "dayOff",
  }),
)
const own = Overlay.calendarOf({ base: after, layers: [Overlay.layerOf(imported.calendar)] })
print(`The hospital's own days, ${own.id} ${own.version}`, Impact.of(items, { before: after, after: own }))
