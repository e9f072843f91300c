/**
 * Categories of feedback and the hospital's own limits of trying, of no country.
 *
 * @since 0.1.0
 */
import * as TimeZone from "../../calendar/TimeZone.ts"
import type { Category, CategoryTree } from "../../feedback/Category.ts"
import type { TicketPolicy } from "../../feedback/TicketPolicy.ts"
import { CategoryId } from "../../foundation/Id.ts"

const category = (id: string, zh: string, en: string, parent?: string): Category => ({
  id: CategoryId.make(id),
  ...(parent === undefined ? {} : { parent: CategoryId.make(parent) }),
  title: { zh, en },
})

/** Eight broad categories and what is most often meant by them. A hospital adds its own with `Category.extend`. */
export const categories: CategoryTree = {
  id: "general.categories",
  version: "2026-11",
  categories: [
    category("service", "服务质量", "Quality of service"),
    category("service/procedures", "流程繁琐", "Laborious procedures", "service"),
    category("service/nursing", "护理服务", "Nursing care", "service"),
    category("service/information", "指引与告知", "Directions and information", "service"),
    category("communication", "医患沟通", "Communication by staff"),
    category("communication/manner", "态度", "Manner", "communication"),
    category("communication/explanation", "解释说明不足", "Too little explained", "communication"),
    category("environment", "环境与设施", "Surroundings and facilities"),
    category("environment/cleanliness", "卫生", "Cleanliness", "environment"),
    category("environment/noise", "噪声", "Noise", "environment"),
    category("environment/food", "膳食", "Food", "environment"),
    category("quality", "医疗质量与安全", "Medical quality and safety"),
    category("quality/diagnosis", "诊断", "Diagnosis", "quality"),
    category("quality/treatment", "治疗与手术", "Treatment and operations", "quality"),
    category("quality/medicines", "用药", "Medicines", "quality"),
    category("quality/infection", "感染", "Infection", "quality"),
    category("quality/fall", "跌倒等意外伤害", "Falls and other injuries", "quality"),
    category("cost", "费用", "Cost"),
    category("cost/charges", "收费有疑问", "Charges disputed", "cost"),
    category("cost/insurance", "医保结算", "Insurance settlement", "cost"),
    category("waiting", "等候时间", "Waiting"),
    category("waiting/registration", "挂号与预约", "Registration and appointments", "waiting"),
    category("waiting/examination", "检查与报告", "Examinations and reports", "waiting"),
    category("waiting/bed", "床位与手术排期", "Beds and operation dates", "waiting"),
    category("privacy", "隐私", "Privacy"),
    category("other", "其他", "Other"),
  ],
  source: {
    title: {
      zh: "投诉与建议分类：服务、沟通、环境、医疗质量与安全、费用、等候、隐私、其他",
      en: "Categories of complaints and suggestions: service, communication, surroundings, quality and safety of care, cost, waiting, privacy, others",
    },
    status: "practice",
    verified: "own",
    reference: {
      zh: "业内惯例；没有法律或标准规定分类。",
      en: "Common practice of the field; no law or standard prescribes a classification.",
    },
  },
}

/**
 * How often and how long is tried. No law or standard says so; a hospital copies this and sets its own zone.
 *
 * **Rule** Opened again for dissatisfaction at most twice, within 30 days; three failed deliveries; 30 days for a claim
 * code; two questions about satisfaction.
 */
export const ticketPolicy: TicketPolicy = {
  id: "general.ticketPolicy",
  version: "2026-11",
  zone: TimeZone.make("Asia/Shanghai"),
  reopen: { most: 2, withinDays: 30 },
  answerTries: 3,
  collectWithinDays: 30,
  checkTries: 2,
  source: {
    title: {
      zh: "投诉闭环：不满意重办 2 次、30 日内；送达 3 次未果；查询码答复保留 30 日；满意度询问 2 次",
      en: "Closing the loop: reopened twice where dissatisfied, within 30 days; given up after 3 tries in vain; an answer laid ready for 30 days; satisfaction asked twice",
    },
    status: "hospitalPolicy",
    verified: "own",
    reference: {
      zh: "作为起点；没有法律或标准规定这些数字。",
      en: "A starting point; no law or standard sets these numbers.",
    },
  },
}
