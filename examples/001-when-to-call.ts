/** When may a nurse call somebody who works until half past five, and why then? */
import {
  ChinaCalendar,
  ChinaContact,
  ContactProfile,
  ContactWindow,
  ExplanationText,
  InstantText,
} from "@aftercare/core"
import { Result, Schema } from "effect"

const weekday = ["09:00-17:30"]
const profile = Schema.decodeUnknownSync(ContactProfile.ContactProfile)({
  zone: "Asia/Shanghai",
  language: "zh",
  rest: ChinaContact.restIn("mainland"),
  work: {
    _tag: "Weekly",
    week: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday },
  },
  preferred: [],
  channels: ["phone", "sms"],
  doNotDisturbOn: [],
})

const span = {
  earliest: Date.parse("2026-02-27T09:00+08:00"),
  ideal: Date.parse("2026-02-28T09:00+08:00"),
  due: Date.parse("2026-03-01T09:00+08:00"),
  latest: Date.parse("2026-03-03T09:00+08:00"),
}

// Saturday 28 February 2026 is worked for the Spring Festival: it takes Monday's hours. A message doesn't disturb at
// work, a call does.
for (const channel of ["phone", "sms"] as const) {
  const window = Result.getOrThrow(
    ContactWindow.make({
      profile,
      policy: ChinaContact.carePolicy,
      channel,
      purpose: "followUp",
      calendar: ChinaCalendar.publicHolidays,
    }),
  )
  const { at } = Result.getOrThrow(ContactWindow.place(window, span))
  console.log(channel, InstantText.render(at, { zone: profile.zone, language: "en" }))
  console.log(
    ExplanationText.render(ContactWindow.explain(window, span), { language: "en", zone: profile.zone }),
  )
}
