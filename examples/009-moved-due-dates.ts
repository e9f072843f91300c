/** The holiday notice for 2026 arrives: which open complaints are due at another time, and when? */
import {
  CalendarHistory,
  ChinaCalendar,
  ChinaSla,
  type Feedback,
  GeneralFeedback,
  Id,
  InstantText,
  PlainDate,
  Sla,
  SlaPolicy,
  SlaText,
  Ticket,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Result } from "effect"

const language = process.argv[2] === "en" ? "en" : "zh"
const shown = { zone: TimeZone.make("Asia/Shanghai"), language } as const
const time = (text: string) => DateTime.makeUnsafe(`${text}:00+08:00`)
const notice = ChinaCalendar.publicHolidays

const history: CalendarHistory.CalendarHistory = [
  {
    publishedAt: time("2024-11-12T12:00"),
    calendar: {
      ...notice,
      version: "2025",
      coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2025-12-24") }],
    },
  },
  { publishedAt: time("2025-11-04T12:00"), calendar: notice },
]
const policyOn = (at: string) =>
  Result.getOrThrow(
    SlaPolicy.publish(ChinaSla.complaints, [Result.getOrThrow(CalendarHistory.asKnownAt(history, time(at)))]),
  )
const before = policyOn("2025-10-31T09:00")
const after = policyOn("2025-11-05T09:00")

const nurse = Id.StaffId.make("nurse-4")
const ward = Id.DepartmentId.make("surgery")
const ground: Ticket.Ground = {
  staff: new Map([[nurse, [ward]]]),
  departments: new Set([ward]),
  categories: GeneralFeedback.categories,
  policy: GeneralFeedback.ticketPolicy,
}

const complaint = (id: string, at: string, handling: Feedback.Assessment["handling"]) => {
  const receivedAt = time(at)
  const feedback: Feedback.Feedback = {
    id: Id.FeedbackId.make(`f-${id}`),
    channel: "hotline",
    receivedAt,
    registeredAt: receivedAt,
    sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["phone"] } },
    subject: "等候太久",
    people: [],
    account: "",
    evidence: [],
    assessment: {
      kind: "complaint",
      category: Id.CategoryId.make("waiting"),
      severity: "normal",
      danger: false,
      departments: [ward],
      handling,
      onSite: false,
      patientGroups: [],
      repeats: 0,
    },
  }
  return Result.getOrThrow(
    Ticket.register(
      {
        ticket: Id.TicketId.make(id),
        feedback,
        owner: { staff: nurse, department: ward },
        policy: before.version,
      },
      { id: Id.EventId.make(`e-${id}`), by: { _tag: "Staff", staff: nurse } },
      ground,
    ),
  )
}

const open = [
  complaint("t-1", "2025-12-11T09:00", "investigation"),
  complaint("t-2", "2025-12-22T15:30", "investigation"),
  complaint("t-3", "2025-12-23T10:00", "complex"),
]
const now = time("2025-12-23T18:00").epochMilliseconds
console.log(InstantText.render(time("2025-12-23T18:00"), shown))
for (const [ticket, events] of open) {
  const evaluated = (policy: SlaPolicy.Published) =>
    Result.getOrThrow(Sla.evaluate([policy], Ticket.slaEvents(events, ground.categories), now))
  const moved = Sla.changes(evaluated(before), evaluated(after)).filter(
    (change) => change.before?.dueAt !== change.after?.dueAt,
  )
  console.log(`${ticket.id}${moved.length === 0 ? (language === "zh" ? "：不变" : ": unchanged") : ""}`)
  for (const change of moved) console.log(`  ${SlaText.change(change, shown)}`)
}
