/**
 * Limits for grievances at hospitals that the United States' Medicare pays.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { TimeZone } from "../../calendar/TimeZone.ts"
import type { Limit } from "../../feedback/SlaLimit.ts"
import type { SlaPolicy, TargetLimit } from "../../feedback/SlaPolicy.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { ladder } from "../general/GeneralSla.ts"

const hour = 3_600_000

const cms: Source = {
  title: "42 CFR 482.13(a)(2) with CMS's interpretive guidelines (A-0118 to A-0123)",
  status: "guideline",
  verified: "secondary",
  reference:
    "https://exchange.ashrm.org/blogs/jane-gibson/2014/09/03/7-day-resolution-compliance ; http://www.hospitalinspections.org/report-detail/U4AB11",
}

const dates = (days: number): Limit => ({
  _tag: "CalendarDays",
  days,
  clock: "office",
  ends: "endOfDate",
  pause: "openTime",
})

const asked = (target: TargetLimit["target"], days: number): TargetLimit => ({
  target,
  limit: dates(days),
  start: "receipt",
  pausedBy: "noHold",
  reopening: "startsAgain",
  steps: ladder(8 * hour, 8 * hour),
})

/**
 * A grievance is answered within seven days; or the patient is told by then that it is still worked on, and is answered
 * within the number of days that the hospital states (21 or 30 are common). The answer and the notice both meet the first
 * response.
 *
 * **Rule** 42 CFR 482.13(a)(2) and CMS's guidelines on it: seven days are called appropriate on average.
 */
export const grievances = (options: { readonly zone: TimeZone; readonly statedDays: number }): SlaPolicy => ({
  id: "unitedStates.grievances",
  version: "2026-11",
  title: { zh: "CMS 申诉处理", en: "CMS grievances" },
  clocks: [
    {
      name: "office",
      zone: options.zone,
      hours: Hours.onWorkingDays("09:00-17:00"),
      calendar: "unitedStates.federalHolidays",
    },
  ],
  changedLimits: "fromStart",
  rules: [
    {
      id: RuleId.make("grievance.notice"),
      when: { kinds: ["complaint", "dispute"] },
      targets: [asked("FirstResponse", 7), asked("Answer", options.statedDays)],
      source: cms,
    },
  ],
  promiseSteps: ladder(hour, 24 * hour),
  actionSteps: ladder(3 * 24 * hour, 7 * 24 * hour),
})
