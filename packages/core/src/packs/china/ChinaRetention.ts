/**
 * How long medical records are kept in mainland China. Follow-up calls, messages and surveys are part of them only where a
 * hospital files them so: the rules are switched off, for the hospital to switch on what it files.
 *
 * @since 0.1.0
 */
import { RuleId } from "../../foundation/Rule.ts"
import type { RetentionRule } from "../../privacy/Retention.ts"

const filed: RetentionRule["kinds"] = ["discharge", "plan"]

/** By the kind of record: of which a hospital switches on those that it files. */
export const keeps: ReadonlyArray<RetentionRule> = [
  {
    id: RuleId.make("retention.inpatient"),
    kinds: filed,
    months: 30 * 12,
    enabled: false,
    source: {
      title: "医疗机构管理条例实施细则 第五十三条：住院病历保存不少于三十年",
      status: "law",
      verified: "secondary",
    },
  },
  {
    id: RuleId.make("retention.outpatient"),
    kinds: filed,
    months: 15 * 12,
    enabled: false,
    source: {
      title: "医疗机构管理条例实施细则 第五十三条：门诊病历保存不少于十五年",
      status: "law",
      verified: "secondary",
    },
  },
  {
    id: RuleId.make("retention.mental"),
    kinds: filed,
    months: 30 * 12,
    enabled: false,
    source: {
      title: "精神卫生法 第四十七条：精神障碍患者病历保存不少于三十年",
      status: "law",
      verified: "read",
    },
  },
]
