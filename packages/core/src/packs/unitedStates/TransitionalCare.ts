/**
 * Transitional care management as the United States' Medicare pays for it (CPT 99495 and 99496).
 *
 * **Details**
 *
 * An interactive contact within two business days of the discharge, federal holidays left out; a visit within fourteen days,
 * or seven where the decision is of high complexity; medicines reconciled by the day of the visit. The rule was read in
 * secondary pages.
 *
 * @since 0.1.0
 */
import type { AttemptPolicy } from "../../followup/AttemptPolicy.ts"
import type { FollowUpProtocol, Stage } from "../../followup/FollowUpProtocol.ts"
import type { PersonalisationRule } from "../../followup/Personalisation.ts"
import { ProtocolId, StageId } from "../../foundation/Id.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { attempts as general } from "../general/GeneralProtocols.ts"

const cms: Source = {
  title: "CMS Transitional Care Management, CPT 99495 and 99496",
  status: "standard",
  verified: "secondary",
  reference:
    "https://www.pelica.com/blog/transitions-of-care-adt-automation ; https://www.positivecheck.com/solutions/post-discharge-follow-up/post-discharge-contact-timing",
}

/** Two documented tries within the two business days, by calls hours apart. */
const attempts: AttemptPolicy = { ...general, perChannel: 2, source: cms }

const contact: Stage = {
  id: StageId.make("interactive-contact"),
  title: { zh: "2 个工作日内互动联系", en: "Interactive contact within two business days" },
  window: {
    earliest: { hours: 0 },
    ideal: { hours: 2 },
    due: { workingDays: 2 },
    latest: { workingDays: 2 },
  },
  channels: ["phone", "email", "faceToFace"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "revisit"],
  role: "nurse",
  standard: {
    zh: "2 个工作日内联系到本人或照护者；未果则记录至少两次尝试",
    en: "The patient or caregiver reached within two business days; failing that, two tries or more on record",
  },
  source: cms,
}

const visit: Stage = {
  id: StageId.make("transitional-visit"),
  title: { zh: "14 天内面诊（中等复杂）", en: "Visit within fourteen days (moderate complexity)" },
  window: { earliest: { days: 1 }, ideal: { days: 3 }, due: { days: 14 }, latest: { days: 14 } },
  channels: ["faceToFace"],
  purpose: "followUp",
  modules: ["symptoms", "medicines", "revisit", "education"],
  role: "doctor",
  standard: {
    zh: "面诊当日或之前完成用药核对",
    en: "Medicines reconciled on or before the day of the visit",
  },
  source: cms,
}

/** The protocol for decisions of moderate complexity. It counts on the calendar of the federal holidays. */
export const transitionalCare: FollowUpProtocol = {
  id: ProtocolId.make("us-transitional-care"),
  version: "2026",
  title: { zh: "美国过渡期照护管理", en: "Transitional care management" },
  stages: [contact, visit],
  attempts,
}

/** High complexity, here a high risk: the visit within seven days. */
export const highComplexity: PersonalisationRule = {
  id: RuleId.make("personal.highComplexity"),
  when: { highRisk: true },
  effects: [{ _tag: "Tighten", stage: visit.id, due: { days: 7 }, latest: { days: 7 } }],
  source: cms,
}
