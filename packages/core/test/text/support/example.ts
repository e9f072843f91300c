import {
  ChinaCalendar,
  ChinaContact,
  type ContactablePerson,
  type ContactProfile,
  type Discharge,
  FollowUpPlan,
  GeneralProtocols,
  Hours,
  Id,
  PhoneNumber,
  PlainDate,
  type TaskExplanation,
  TimeZone,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"

export const shanghai = TimeZone.make("Asia/Shanghai")

const day = ["08:30-12:00", "14:00-18:00"].map((span) => Hours.TimeSpan.make(span))

/** Works in an office, Monday to Friday. */
const profile: ContactProfile.ContactProfile = {
  zone: shanghai,
  language: "zh",
  rest: ChinaContact.restIn("mainland"),
  work: { _tag: "Weekly", week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day } },
  preferred: [],
  channels: ["phone", "wechat", "sms"],
  doNotDisturbOn: [],
}

export const person: ContactablePerson.ContactablePerson = {
  id: Id.PersonId.make("P1/self"),
  relation: "self",
  name: "王小明",
  phone: PhoneNumber.PhoneNumber.make("+8613800000000"),
  profile,
}

/** Went home on a Thursday at 10:30 in the morning: chronic, high-risk and 66 years old. */
export const discharge: Discharge.Discharge = {
  id: Id.DischargeId.make("D1"),
  patient: Id.PatientId.make("P1"),
  name: "王小明",
  sex: "male",
  bornOn: PlainDate.make("1960-01-31"),
  dischargedAt: DateTime.makeUnsafe("2026-03-05T02:30:00Z"),
  department: "心内科",
  doctor: "李医生",
  diagnoses: [{ code: "I10", text: "" }],
  chronic: true,
  highRisk: true,
  persons: [person],
}

export const ground: FollowUpPlan.Ground = {
  discharge,
  protocol: GeneralProtocols.generalDischarge,
  rules: GeneralProtocols.personalisation(65),
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
}

/** The plan made at the discharge itself. */
export const planned = (changes: Partial<FollowUpPlan.Ground> = {}): TaskExplanation.Explained => {
  const changed = { ...ground, ...changes }
  const asOf = changed.discharge.dischargedAt
  const [plan] = Result.getOrThrow(FollowUpPlan.make(changed, asOf))
  return { plan, ground: changed, asOf }
}
