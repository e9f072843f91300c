/** A complaint at the bedside: who sees it through, what its clocks say, how it ends, and what is done so that it ends there. */
import {
  CauseAnalysis,
  CorrectiveAction,
  type Feedback,
  GeneralFeedback,
  GeneralSla,
  Id,
  InstantText,
  OpenLoops,
  Rule,
  Sla,
  SlaPolicy,
  SlaText,
  Ticket,
  TicketText,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Result } from "effect"

const language = process.argv[2] === "en" ? "en" : "zh"
const shown = { zone: TimeZone.make("Asia/Shanghai"), language } as const
const time = (text: string) => DateTime.makeUnsafe(`2026-03-${text}:00+08:00`)

const [nurse, head] = ["nurse-4", "head-1"].map((id) => Id.StaffId.make(id)) as [Id.StaffId, Id.StaffId]
const ward = Id.DepartmentId.make("surgery")
const item = Id.FeedbackId.make("f-1")
const ground: Ticket.Ground = {
  staff: new Map([nurse, head].map((staff) => [staff, [ward]])),
  departments: new Set([ward]),
  categories: GeneralFeedback.categories,
  policy: GeneralFeedback.ticketPolicy,
}
const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))

const feedback: Feedback.Feedback = {
  id: item,
  channel: "bedside",
  receivedAt: time("02T09:00"),
  registeredAt: time("02T09:10"),
  sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["faceToFace"] } },
  subject: "换药等了两个小时",
  people: [],
  account: "",
  evidence: [],
  assessment: {
    kind: "complaint",
    category: Id.CategoryId.make("waiting"),
    severity: "normal",
    danger: false,
    departments: [ward],
    handling: "investigation",
    onSite: false,
    patientGroups: [],
    repeats: 0,
  },
}

const by = (staff: Id.StaffId): Ticket.Actor => ({ _tag: "Staff", staff })
const registration = {
  ticket: Id.TicketId.make("t-1"),
  feedback,
  owner: { staff: nurse, department: ward },
  policy: policy.version,
}
const begun = Result.getOrThrow(
  Ticket.register(registration, { id: Id.EventId.make("e-0"), by: by(nurse) }, ground),
)

// Who takes it first sees it through, until somebody else has accepted it.
const days: ReadonlyArray<readonly [at: string, by: Id.StaffId, act: Ticket.Act]> = [
  ["02T09:30", nurse, { _tag: "Responded", item, channel: "faceToFace" }],
  [
    "02T10:00",
    nurse,
    { _tag: "HandoverOffered", to: { department: ward, staff: head }, reason: "需科主任调查" },
  ],
  ["02T11:00", head, { _tag: "HandoverAccepted", owner: { staff: head, department: ward } }],
  ["02T15:00", head, { _tag: "Held", reason: Rule.RuleId.make("hold.awaitingSender") }],
  ["03T09:00", head, { _tag: "Resumed" }],
  [
    "04T16:00",
    head,
    {
      _tag: "ResultRecorded",
      result: { _tag: "Handled", finding: "founded", summary: "换药室排班不足", measures: ["加派一名护士"] },
    },
  ],
  ["04T17:00", head, { _tag: "AnswerReached", item, channel: "faceToFace" }],
  ["06T10:00", nurse, { _tag: "Checked", item, check: { _tag: "Dissatisfied" } }],
  [
    "06T15:00",
    head,
    {
      _tag: "ResultRecorded",
      result: { _tag: "Handled", finding: "founded", summary: "仍有等候", measures: ["换药改为预约"] },
    },
  ],
  ["06T16:00", head, { _tag: "AnswerReached", item, channel: "faceToFace" }],
  ["09T10:00", nurse, { _tag: "Checked", item, check: { _tag: "Satisfied" } }],
  ["09T10:05", head, { _tag: "Closed" }],
]

let ticket = begun[0]
const history = [...begun[1]]
for (const [n, [when, staff, act]] of days.entries()) {
  const at = time(when)
  const stamp = { id: Id.EventId.make(`e-${n + 1}`), at, recordedAt: at, by: by(staff) }
  const [next, events] = Result.getOrThrow(Ticket.record(ticket, act, stamp, ground))
  ticket = next
  history.push(...events)
}

const options = { ...shown, categories: ground.categories }
for (const line of TicketText.history(history, options)) console.log(line)

const standing = (when: string) =>
  Result.getOrThrow(
    Sla.evaluate([policy], Ticket.slaEvents(history, ground.categories), time(when).epochMilliseconds),
  )
for (const when of ["02T20:00", "10T09:00"]) {
  console.log(`\n${InstantText.render(time(when), shown)}`)
  for (const target of standing(when).targets) console.log(`  ${SlaText.render(target, shown)}`)
}

const analysis: CauseAnalysis.CauseAnalysis = {
  ticket: ticket.id,
  problem: feedback.subject,
  causes: [
    { id: "a", text: "换药室只有一名护士", bone: "people" },
    { id: "b", text: "早班排班未随手术量调整", bone: "method", explains: "a" },
    { id: "c", text: "排班表按季度固定", bone: "management", explains: "b" },
  ],
  by: head,
  at: time("06T17:00"),
}
console.log("")
for (const chain of CauseAnalysis.chains(analysis)) console.log(chain.map(({ text }) => text).join(" ← "))

const planned: CorrectiveAction.CorrectiveAction = {
  id: Id.ActionId.make("a-1"),
  kind: "corrective",
  tickets: [ticket.id],
  causes: ["c"],
  title: "排班按周随手术量调整",
  owner: head,
  department: ward,
  plannedAt: time("09T11:00"),
  dueAt: time("16T18:00"),
  effect: { measure: "换药等候中位数不超过 20 分钟", checkFrom: time("30T08:00") },
  state: { _tag: "Planned" },
}
const done = Result.getOrThrow(
  CorrectiveAction.decide(
    planned,
    { _tag: "Finish", evidence: "新排班表 2026-12 周" },
    { at: time("16T15:00"), by: head },
  ),
)
for (const when of ["10T09:00", "20T09:00"]) {
  const action = when < "16" ? planned : done
  const { actions, tickets } = OpenLoops.of({ tickets: [ticket], actions: [action] }, time(when))
  const due = actions.map(({ dueAt }) => InstantText.render(dueAt, shown)).join()
  console.log(
    language === "zh"
      ? `${InstantText.render(time(when), shown)}：未结工单 ${tickets.length}，未结措施 ${actions.length}（${TicketText.actionState(action.state._tag, language)}，下一步 ${due}）`
      : `${InstantText.render(time(when), shown)}: ${tickets.length} open tickets, ${actions.length} open action (${TicketText.actionState(action.state._tag, language)}, next ${due})`,
  )
}
