/**
 * Limits for complaints in the national health services of the United Kingdom: England, Wales, Scotland, Northern Ireland.
 *
 * **Details**
 *
 * A limit in working days runs through the end of its last date, on the bank holidays of that part of the kingdom.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import * as TimeZone from "../../calendar/TimeZone.ts"
import type { Clock, Limit } from "../../feedback/SlaLimit.ts"
import type { SlaPolicy, SlaRule, TargetLimit } from "../../feedback/SlaPolicy.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { ladder } from "../general/GeneralSla.ts"

const hour = 3_600_000

const clockOf = (calendar: string): Clock => ({
  name: "office",
  zone: TimeZone.make("Europe/London"),
  hours: Hours.onWorkingDays("09:00-17:00"),
  calendar: `unitedKingdom.${calendar}`,
})

const convention = { clock: "office", ends: "endOfDate", pause: "openTime" } as const

const workingDays = (days: number): Limit => ({ _tag: "WorkingDays", days, ...convention })

const asked = (target: TargetLimit["target"], limit: Limit): TargetLimit => ({
  target,
  limit,
  start: "receipt",
  pausedBy: "noHold",
  reopening: "startsAgain",
  steps: ladder(8 * hour, 8 * hour),
})

const timescales: Source = {
  title: "NHS complaint timescales in the four nations",
  status: "standard",
  verified: "secondary",
  reference: {
    zh: "https://www.themdu.com/：确认收到投诉的时限（2014）",
    en: "https://www.themdu.com/ : timescales for acknowledging complaints (2014)",
  },
}

const sixMonths: Source = {
  title: "NHS complaints in England: an explanation where there is no answer within six months",
  status: "law",
  verified: "secondary",
  reference: "https://next.shropshire.gov.uk/ ; https://slaglanemedicalcentre.nhs.uk/feedback--complaints",
}

const aim: Source = {
  title: { zh: "完整答复力争 40 个工作日内", en: "An aim of 40 working days for the full answer" },
  status: "hospitalPolicy",
  verified: "recalled",
}

const rule = (id: string, source: Source, ...targets: SlaRule["targets"]): SlaRule => ({
  id: RuleId.make(id),
  when: { kinds: ["complaint"] },
  targets,
  source,
  ...(source.verified === "recalled" ? { switchedOff: true } : {}),
})

const policy = (
  id: string,
  calendar: string,
  title: SlaPolicy["title"],
  rules: SlaPolicy["rules"],
): SlaPolicy => ({
  id,
  version: "2026-11",
  title,
  clocks: [clockOf(calendar)],
  changedLimits: "fromStart",
  rules,
  promiseSteps: ladder(hour, 24 * hour),
  actionSteps: ladder(3 * 24 * hour, 7 * 24 * hour),
})

/** England: acknowledged within three working days; an answer, or why there is none, within six months. */
export const england: SlaPolicy = policy(
  "unitedKingdom.england",
  "englandAndWales",
  { zh: "英格兰 NHS 投诉", en: "NHS complaints in England" },
  [
    rule("nhs.fortyDays", aim, asked("Answer", workingDays(40))),
    rule("nhs.england", timescales, asked("Acknowledgement", workingDays(3))),
    rule(
      "nhs.sixMonths",
      sixMonths,
      asked("Answer", { _tag: "CalendarDays", months: 6, days: 0, ...convention }),
    ),
  ],
)

/** Wales: acknowledged within two working days, answered within thirty. */
export const wales: SlaPolicy = policy(
  "unitedKingdom.wales",
  "englandAndWales",
  { zh: "威尔士 NHS 投诉", en: "NHS complaints in Wales" },
  [rule("nhs.wales", timescales, asked("Acknowledgement", workingDays(2)), asked("Answer", workingDays(30)))],
)

/** Scotland: acknowledged within three working days, answered within twenty. */
export const scotland: SlaPolicy = policy(
  "unitedKingdom.scottish",
  "scotland",
  { zh: "苏格兰 NHS 投诉", en: "NHS complaints in Scotland" },
  [
    rule(
      "nhs.scotland",
      timescales,
      asked("Acknowledgement", workingDays(3)),
      asked("Answer", workingDays(20)),
    ),
  ],
)

/** Northern Ireland: acknowledged within three working days, answered within ten. */
export const northernIreland: SlaPolicy = policy(
  "unitedKingdom.northernIrish",
  "northernIreland",
  { zh: "北爱尔兰卫生服务投诉", en: "Health service complaints in Northern Ireland" },
  [
    rule(
      "nhs.northernIreland",
      timescales,
      asked("Acknowledgement", workingDays(3)),
      asked("Answer", workingDays(10)),
    ),
  ],
)

export const all: ReadonlyArray<SlaPolicy> = [england, wales, scotland, northernIreland]
