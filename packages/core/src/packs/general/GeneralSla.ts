/**
 * Limits for feedback of no country: the hospital policy that the field commonly keeps, and the ladder beside it.
 *
 * @since 0.1.0
 */
import { holds } from "../../feedback/SlaEvent.ts"
import type { SlaPolicy, TargetLimit } from "../../feedback/SlaPolicy.ts"
import type { SlaStep } from "../../feedback/SlaStep.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"

const hour = 3_600_000

const practice: Source = {
  title: {
    zh: "医院惯例：24 小时内首次响应，48 小时内答复",
    en: "Hospitals' common practice: a first response within 24 h, an answer within 48 h",
  },
  status: "hospitalPolicy",
  verified: "secondary",
  reference: {
    zh: "https://www.360docs.net/doc/386249155.html：医院照用的模板（24 小时内受理）。没有法律规定：由医院自定。",
    en: "https://www.360docs.net/doc/386249155.html : a template that hospitals copy (accepted in 24 h). No law: the hospital's own to set.",
  },
}

/**
 * Whom to tell: the owner `beforeMillis` before a target is due, the head of the department once it is late, the
 * management `afterMillis` later. Both are measured on the target's own clock. No source asks for it; it is the hospital's.
 */
export const ladder = (beforeMillis: number, afterMillis: number): ReadonlyArray<SlaStep> => [
  {
    id: RuleId.make("step.nearlyDue"),
    when: { _tag: "BeforeDue", millis: beforeMillis, clock: "target" },
    to: "owner",
  },
  {
    id: RuleId.make("step.late"),
    when: { _tag: "AfterDue", millis: 1, clock: "wall" },
    to: "headOfDepartment",
  },
  {
    id: RuleId.make("step.longLate"),
    when: { _tag: "AfterDue", millis: afterMillis, clock: "target" },
    to: "management",
  },
]

/** Those who are told at once of what is urgent, and of what one department can't settle. */
const atOnce = (id: string, to: SlaStep["to"]): SlaStep => ({
  id: RuleId.make(id),
  when: { _tag: "AtStart" },
  to,
})

/** Told as it comes in: the management of danger, the department in charge of what is complex or out of remit. */
export const urgent = atOnce("step.urgent", "management")
export const complex = atOnce("step.complex", "departmentInCharge")
/** Told of what keeps coming back. */
export const repeated = atOnce("step.repeated", "complaintOffice")

const within = (
  target: TargetLimit["target"],
  hours: number,
  steps: ReadonlyArray<SlaStep>,
): TargetLimit => ({
  target,
  limit: { _tag: "Elapsed", millis: hours * hour },
  start: "receipt",
  pausedBy: { reasons: [holds.awaitingSender] },
  reopening: "startsAgain",
  steps,
})

const answered = (hours: number, ...told: ReadonlyArray<SlaStep>): TargetLimit =>
  within("Answer", hours, [...told, ...ladder(4 * hour, 24 * hour)])

/**
 * A first response within 24 hours and an answer within 48, by the clock on the wall. What is complex or out of remit, what
 * comes again and what is dangerous is told at once to those who have to know.
 */
export const hospital: SlaPolicy = {
  id: "general.hospitalPolicy",
  version: "2026-11",
  title: { zh: "医院常用时限", en: "Hospitals' common limits" },
  clocks: [],
  changedLimits: "fromStart",
  rules: [
    {
      id: RuleId.make("sla.danger"),
      when: { danger: true },
      targets: [answered(48, urgent)],
      source: practice,
    },
    {
      id: RuleId.make("sla.complex"),
      when: { handlings: ["complex", "outOfRemit"] },
      targets: [answered(48, complex)],
      source: practice,
    },
    {
      id: RuleId.make("sla.repeated"),
      when: { repeatsFrom: 3 },
      targets: [answered(48, repeated)],
      source: practice,
    },
    {
      id: RuleId.make("sla.common"),
      when: {},
      targets: [within("FirstResponse", 24, ladder(2 * hour, 24 * hour)), answered(48)],
      source: practice,
    },
  ],
  promiseSteps: ladder(hour, 24 * hour),
  actionSteps: ladder(3 * 24 * hour, 7 * 24 * hour),
}
