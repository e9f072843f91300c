/**
 * What a discharge handover is asked for, of no country.
 *
 * @since 0.1.0
 */
import type { HandoverPolicy } from "../../followup/Handover.ts"

/**
 * Without a right telephone number and without knowing what follow-up is wanted, nobody can be called; the rest is asked
 * about in the first call, so it only flags the plan.
 */
export const policy: HandoverPolicy = {
  id: "general.handover",
  version: "2026-11",
  items: {
    precautions: "flags",
    medicines: "flags",
    revisit: "flags",
    warningSigns: "flags",
    contactDetails: "blocks",
    followUpNeeds: "blocks",
    documents: "flags",
  },
  source: {
    title: {
      zh: "出院交接核对：联系方式与随访需求未核实则不排随访，其余仅提示",
      en: "Handover at discharge: no plan before contact details and follow-up needs are verified; the rest is only flagged",
    },
    status: "practice",
    verified: "own",
    reference: {
      zh: "业内惯例；没有法律或标准规定哪些项目会暂缓随访。",
      en: "Common practice of the field; no law or standard says which items hold up a plan.",
    },
  },
}
