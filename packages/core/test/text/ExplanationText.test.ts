import { ChinaCalendar, ChinaContact, ContactWindow, ExplanationText, TimeZone } from "@aftercare/core"
import { Result } from "effect"
import { expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const at = (time: string) => Date.parse(`2026-03-05T${time}+08:00`)
const window = Result.getOrThrow(
  ContactWindow.make({
    profile: {
      zone,
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["phone"],
      doNotDisturbOn: [],
    },
    policy: ChinaContact.carePolicy,
    channel: "phone",
    purpose: "followUp",
    calendar: ChinaCalendar.publicHolidays,
  }),
)

// All that is wanted lies in the noon rest: the last moment ahead of it, or where there is none the first behind it.
test.each([
  [
    "10:00",
    "Chosen Thu 5 Mar, 11:48: nothing is open from ideal to due, so the last moment before ideal.",
    "选定 3月5日（周四）11:48：“适宜”至“应于”之间没有可联系的时刻，取“适宜”之前最晚的时刻。",
  ],
  [
    "12:00",
    "Chosen Thu 5 Mar, 14:00: after the noon rest, nothing is open before due, so the first moment after it: overdue.",
    "选定 3月5日（周四）14:00：午休后，“应于”之前没有可联系的时刻，取其后最早的时刻，已逾期。",
  ],
])("from %s on, it says what became of the wish", (earliest, english, chinese) => {
  const span = { earliest: at(earliest), ideal: at("12:10"), due: at("13:00"), latest: at("20:00") }
  const explanation = ContactWindow.explain(window, span)
  const last = (language: "en" | "zh") => ExplanationText.brief(explanation, { zone, language }).at(-1)
  expect([last("en"), last("zh")]).toEqual([english, chinese])
})
