/**
 * Records that the contracts of stores are written with: small, fixed, and told apart at a glance.
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { Regimen } from "../care/Regimen.ts"
import type { VitalStatus } from "../contact/VitalStatus.ts"
import { Ticket } from "../feedback/Ticket.ts"
import { Discharge } from "../followup/Discharge.ts"
import { FollowUpEvent, FollowUpPlan } from "../followup/FollowUpPlan.ts"
import {
  AttemptId,
  CallId,
  CareMessageId,
  ConsentId,
  EnrolmentId,
  EventId,
  InvitationId,
  MessageId,
  PatientId,
  PersonId,
  PlanId,
  RecordId,
  RegimenId,
  ResponseId,
  StaffId,
  TaskId,
  TenantId,
  TicketId,
} from "../foundation/Id.ts"
import type { Channel } from "../foundation/Word.ts"
import type { CallEvent, CallRecord } from "../hotline/CallRecord.ts"
import type { Entry, EntryKind } from "../ports/Agenda.ts"
import { KeptCareMessage, KeptEnrolment } from "../ports/CareStore.ts"
import type { Received } from "../ports/Inbox.ts"
import type { Message } from "../ports/MessageLog.ts"
import { KeptInvitation, type KeptResponse } from "../ports/SurveyStore.ts"
import type { AccessRecord } from "../privacy/AccessRecord.ts"
import { Consent } from "../privacy/Consent.ts"

/** So many minutes after ten o'clock on a December morning. */
export const minute = (n: number): DateTime.Utc => DateTime.makeUnsafe(Date.UTC(2026, 11, 1, 10, n))

const samplePlan = Schema.decodeSync(FollowUpPlan)({
  id: "plan",
  patient: "patient",
  discharge: "discharge",
  dischargedAt: "2026-11-23T02:00:00.000Z",
  zone: "Asia/Shanghai",
  protocol: { id: "protocol", version: "1" },
  policy: { id: "policy", version: "1" },
  calendar: { id: "calendar", version: "1" },
  tasks: [
    {
      id: "task",
      stage: "stage",
      title: { zh: "随访", en: "Follow-up" },
      purpose: "followUp",
      modules: ["symptoms"],
      role: "nurse",
      channels: ["phone", "sms"],
      addressee: "person",
      extra: false,
      rules: [],
      attempts: [],
      state: { _tag: "Unplaced", rules: ["rest.noon"] },
    },
  ],
  dropped: [],
})

export const plan = (id = "plan"): FollowUpPlan => ({ ...samplePlan, id: PlanId.make(id) })

/** The plan after its n-th change. */
export const changed = (plan: FollowUpPlan, n: number): FollowUpPlan => ({
  ...plan,
  policy: { ...plan.policy, version: `changed ${n}` },
})

/** An event that is told from others by its number. */
export const event = (n: number): FollowUpEvent => ({
  _tag: "TaskEnded",
  task: TaskId.make(`task-${n}`),
  end: { _tag: "Missed" },
  at: minute(n),
})

/** A record as text: what it was at that moment, whatever becomes of the record. */
export const writtenPlan = (plan: FollowUpPlan): string =>
  JSON.stringify(Schema.encodeSync(FollowUpPlan)(plan))
export const writtenEvents = (events: ReadonlyArray<FollowUpEvent>): string =>
  JSON.stringify(events.map((event) => Schema.encodeSync(FollowUpEvent)(event)))

/** Somebody's profile as it is written, who takes one channel. */
export const writtenProfile = (channel: Channel) =>
  ({
    zone: "Asia/Shanghai",
    language: "zh",
    rest: { noon: ["12:00-14:00"], night: ["22:00-08:00"] },
    work: { _tag: "None" },
    preferred: [],
    channels: [channel],
    doNotDisturbOn: [],
  }) as const

export const discharge = (id = "discharge"): Discharge =>
  Schema.decodeSync(Discharge)({
    id,
    patient: "patient",
    name: "王小明",
    sex: "female",
    bornOn: "1958-02-28",
    dischargedAt: "2026-11-23T02:00:00.000Z",
    department: "心内科",
    doctor: "李医生",
    diagnoses: [{ code: "I10", text: "" }],
    chronic: true,
    highRisk: false,
    persons: [
      {
        id: "person",
        relation: "self",
        name: "王小明",
        phone: "+8613800138000",
        profile: writtenProfile("phone"),
      },
    ],
  })

export const writtenDischarge = (discharge: Discharge): string =>
  JSON.stringify(Schema.encodeSync(Discharge)(discharge))

export const consent = (id = "consent", person = "person"): Consent => ({
  id: ConsentId.make(id),
  person: PersonId.make(person),
  purposes: ["followUp"],
  channels: ["phone", "sms"],
  basis: "consent",
  givenBy: "self",
  proof: "form 7",
  givenAt: minute(0),
})

export const writtenConsents = (consents: ReadonlyArray<Consent>): string =>
  JSON.stringify(consents.map((consent) => Schema.encodeSync(Consent)(consent)))

export const message = (tenant: TenantId, id = "message"): Message => ({
  tenant,
  id: MessageId.make(id),
  channel: "sms",
  address: "+8613800000000",
  person: PersonId.make("person"),
  purpose: "followUp",
  subject: {
    _tag: "FollowUp",
    plan: PlanId.make("plan"),
    task: TaskId.make("task"),
    attempt: AttemptId.make("task/1"),
  },
  sentAt: minute(0),
})

/** A death, told so many minutes after ten. */
export const told = (n = 0, patient = "patient"): VitalStatus => ({
  patient: PatientId.make(patient),
  status: "deceased",
  toldAt: minute(n),
  source: { _tag: "Staff", staff: StaffId.make("nurse") },
})

/** A message that waits for somebody to read it. */
export const received = (tenant: TenantId, id = "message"): Received => ({
  tenant,
  id: MessageId.make(id),
  channel: "sms",
  from: "+8613800000000",
  text: "明天可以换个时间吗？",
  receivedAt: minute(0),
  persons: [PersonId.make("person")],
  waits: "words",
})

/** A nurse's look at a discharge, told from others by its number. */
export const access = (n: number, patient = "patient"): AccessRecord => ({
  at: minute(n),
  by: { _tag: "Staff", staff: StaffId.make("nurse"), role: "nurse" },
  action: "read",
  what: { kind: "discharge", id: RecordId.make(`discharge-${n}`) },
  patient: PatientId.make(patient),
  purpose: "care",
  outcome: "allowed",
})

const sampleTicket = Schema.decodeSync(Ticket)({
  id: "ticket",
  items: [
    {
      id: "item",
      channel: "hotline",
      receivedAt: "2026-12-01T10:00:00.000Z",
      registeredAt: "2026-12-01T10:05:00.000Z",
      sender: { _tag: "Named", name: "王小明", replyTo: { channels: ["phone"], phone: "+8613800000000" } },
      subject: "等候太久",
      people: [],
      account: "",
      evidence: [],
      assessment: {
        kind: "complaint",
        category: "waiting",
        severity: "normal",
        danger: false,
        departments: ["surgery"],
        handling: "investigation",
        onSite: false,
        patientGroups: [],
        repeats: 0,
      },
    },
  ],
  assessment: {
    kind: "complaint",
    category: "waiting",
    severity: "normal",
    danger: false,
    departments: ["surgery"],
    handling: "investigation",
    onSite: false,
    patientGroups: [],
    repeats: 0,
  },
  owner: { staff: "nurse", department: "surgery" },
  state: { _tag: "Open" },
  loops: [{ item: "item", failed: 0, asked: 0 }],
  promises: [],
  kept: [],
  past: [],
  marks: [{ event: "registered", ticket: "ticket", track: "case", at: "2026-12-01T10:00:00.000Z" }],
  recordedAt: "2026-12-01T10:05:00.000Z",
})

/** A complaint, about a patient perhaps. */
export const ticket = (id = "ticket", about?: string): Ticket => {
  const [item] = sampleTicket.items
  const patient = about === undefined ? {} : { patient: { id: PatientId.make(about) } }
  return {
    ...sampleTicket,
    id: TicketId.make(id),
    items: [{ ...item, ...patient }],
  }
}

/** What every event of a ticket bears, told from others by its number. */
export const ticketEvent = (n: number) => ({
  id: EventId.make(`event-${n}`),
  at: minute(n),
  recordedAt: minute(n),
  by: { _tag: "System" as const },
})

/** A call in the menu since ten, linked to a patient perhaps. */
export const call = (id = "call", about?: string): CallRecord => ({
  id: CallId.make(id),
  arrivedAt: minute(0),
  choices: [],
  waits: [],
  talks: [],
  links: about === undefined ? [] : [{ _tag: "Patient", patient: PatientId.make(about) }],
  notes: [],
  state: { _tag: "InMenu" },
  events: [EventId.make("arrived")],
})

/** A note on a call, told from others by its number. */
export const callEvent = (n: number): Extract<CallEvent, { readonly _tag: "Noted" }> => ({
  _tag: "Noted",
  id: EventId.make(`event-${n}`),
  at: minute(n),
  by: StaffId.make("agent"),
  text: `note ${n}`,
})

const sampleInvitation = Schema.decodeSync(KeptInvitation)({
  invitation: {
    id: "invitation",
    occasion: { id: "visit", kind: "visit", at: "2026-12-01T10:00:00.000Z", department: "surgery" },
    questionnaire: { id: "questionnaire", version: "1", hash: "0".repeat(64) },
    policy: { id: "policy", version: "1" },
    addressee: "person",
    channels: ["sms", "phone"],
    closed: [],
    span: {
      earliest: "2026-12-01T12:00:00.000Z",
      ideal: "2026-12-02T00:00:00.000Z",
      due: "2026-12-03T00:00:00.000Z",
      latest: "2026-12-05T00:00:00.000Z",
    },
    sends: [],
    received: [],
    state: { _tag: "Unplaced", rules: ["survey.fatigue"] },
  },
  to: {
    id: "person",
    relation: "self",
    name: "王小明",
    phone: "+8613800138000",
    profile: writtenProfile("sms"),
  },
  needsGuardian: false,
  codes: [],
  heard: [],
})

export const invitation = (id = "invitation", person = "person", about?: string): KeptInvitation => ({
  ...sampleInvitation,
  invitation: {
    ...sampleInvitation.invitation,
    id: InvitationId.make(id),
    addressee: PersonId.make(person),
    occasion: {
      ...sampleInvitation.invitation.occasion,
      ...(about === undefined ? {} : { patient: PatientId.make(about) }),
    },
  },
  to: { ...sampleInvitation.to, id: PersonId.make(person) },
})

/** A response, answered so many minutes after ten. */
export const response = (id = "response", n = 0): KeptResponse => ({
  response: {
    id: ResponseId.make(id),
    questionnaire: sampleInvitation.invitation.questionnaire,
    invitation: InvitationId.make("invitation"),
    source: "link",
    language: "zh",
    answeredAt: minute(n),
    answers: { overall: { _tag: "Scale", value: 4 }, why: { _tag: "Words", text: "等候太久" } },
  },
})

const sampleEnrolment = Schema.decodeSync(KeptEnrolment)({
  enrolment: {
    id: "enrolment",
    person: "person",
    patient: "patient",
    in: { _tag: "Programme", programme: { id: "programme", version: "1", hash: "0".repeat(64) } },
    anchors: { dates: { discharge: "2026-11-23" } },
    through: "2026-12-08",
    state: { _tag: "Active" },
  },
  to: {
    id: "person",
    relation: "self",
    name: "王小明",
    phone: "+8613800138000",
    profile: writtenProfile("sms"),
  },
  needsGuardian: false,
})

export const enrolment = (id = "enrolment", person = "person", patient = "patient"): KeptEnrolment => ({
  ...sampleEnrolment,
  enrolment: {
    ...sampleEnrolment.enrolment,
    id: EnrolmentId.make(id),
    person: PersonId.make(person),
    patient: PatientId.make(patient),
  },
  to: { ...sampleEnrolment.to, id: PersonId.make(person) },
})

/** A regimen of which somebody wrote down why a medicine was withdrawn. */
export const regimen = (id = "regimen", person = "person", patient = "patient"): Regimen => ({
  ...sampleRegimen,
  id: RegimenId.make(id),
  addressee: PersonId.make(person),
  patient: PatientId.make(patient),
})

const sampleRegimen = Schema.decodeSync(Regimen)({
  id: "regimen",
  patient: "patient",
  addressee: "person",
  startedAt: "2026-12-01T10:00:00.000Z",
  clocks: [
    {
      from: "2026-12-01T10:00:00.000Z",
      zone: "Asia/Shanghai",
      routine: { breakfast: "07:30", lunch: "12:00", dinner: "18:00", bedtime: "22:00" },
    },
  ],
  orders: [],
  pauses: [],
  namedOn: [],
  told: [
    {
      dose: { order: "e-1", on: "2026-12-01", index: 0 },
      outcome: { _tag: "Skipped", reason: "王小明说头晕" },
    },
  ],
  refills: [],
  changedAt: "2026-12-01T10:00:00.000Z",
  events: ["e-0"],
})

const sampleCareMessage = Schema.decodeSync(KeptCareMessage)({
  message: {
    id: "care",
    occasion: {
      _tag: "Step",
      programme: { id: "programme", version: "1", hash: "0".repeat(64) },
      enrolment: "enrolment",
      step: "new-year",
      on: "2026-12-01",
    },
    addressee: "person",
    purpose: "care",
    channels: ["sms", "wechat"],
    closed: [],
    span: {
      earliest: "2026-12-01T08:00:00.000Z",
      ideal: "2026-12-01T10:00:00.000Z",
      due: "2026-12-01T12:00:00.000Z",
      latest: "2026-12-01T16:00:00.000Z",
    },
    template: { id: "greeting", version: "1" },
    sends: [],
    state: { _tag: "Unplaced", rules: ["rest.noon"] },
  },
  to: {
    id: "person",
    relation: "self",
    name: "王小明",
    phone: "+8613800138000",
    profile: writtenProfile("sms"),
  },
  needsGuardian: false,
})

/** A greeting, about a patient perhaps. */
export const careMessage = (id = "care", person = "person", about?: string): KeptCareMessage => ({
  ...sampleCareMessage,
  message: {
    ...sampleCareMessage.message,
    id: CareMessageId.make(id),
    addressee: PersonId.make(person),
    ...(about === undefined ? {} : { patient: PatientId.make(about) }),
  },
  to: { ...sampleCareMessage.to, id: PersonId.make(person) },
})

export const entry = (
  tenant: TenantId,
  id: string,
  dueAt: DateTime.Utc,
  kind: EntryKind = "followUp",
): Entry => ({
  tenant,
  kind,
  id,
  subject: `plan of ${id}`,
  dueAt,
})

/**
 * Pairs of tenant and id that are two. For each sign that ids may have, or none: joined by it, they read the same. And such
 * as differ in case alone, by the tenant or by the id.
 */
export const runTogether = (tenant: TenantId) => [
  ...["", "/", ":", ".", "-", "_", "@"].map(
    (sign) =>
      [
        { tenant: TenantId.make(`${tenant}.a`), id: `b${sign}c` },
        { tenant: TenantId.make(`${tenant}.a${sign}b`), id: "c" },
      ] as const,
  ),
  [
    { tenant: TenantId.make(`${tenant}.a`), id: "d" },
    { tenant: TenantId.make(`${tenant}.A`), id: "d" },
  ] as const,
  [
    { tenant, id: "e" },
    { tenant, id: "E" },
  ] as const,
]
