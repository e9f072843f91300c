/**
 * Scripts of calls, as practice has them: say who calls and why, check who answers, begin indirectly, listen, promise.
 *
 * @since 0.1.0
 */
import type { CallScript } from "../../followup/CallScript.ts"

/** A follow-up call after a discharge. */
export const followUp: CallScript = {
  id: "follow-up-call",
  version: "2026-11",
  title: { zh: "出院随访电话", en: "Follow-up call" },
  greeting: [{ zh: "{salutation}，您好！", en: "Good day, {salutation}." }],
  introduction: [
    {
      zh: "我是{hospital}的{agent}，工号 {agentNumber}。",
      en: "This is {agent}, number {agentNumber}, of {hospital}.",
    },
  ],
  purpose: [
    {
      zh: "想做一次回访，大约需要几分钟，现在方便吗？",
      en: "I should like to ask a few questions; it takes some minutes. Is this a good time?",
    },
  ],
  identity: [
    {
      zh: "为保护隐私，请您说一下患者的姓名和出生日期。",
      en: "To protect your privacy, please tell me the patient's name and date of birth.",
    },
  ],
  opening: [
    { zh: "回家以后这几天，过得怎么样？", en: "How have these days at home been?" },
    {
      zh: "{department}主管医生{doctor}也惦记着您的恢复情况。",
      en: "{doctor} of {department}, who looked after you, has asked how you are getting on.",
    },
  ],
  prompts: [
    { zh: "您慢慢说，我在听。", en: "Take your time; I am listening." },
    { zh: "还有什么让您不放心的吗？", en: "Is there anything else that worries you?" },
    {
      zh: "关于{medicines}，您服用时有什么不舒服吗？",
      en: "As to {medicines}: any trouble in taking them?",
    },
  ],
  promise: [
    {
      zh: "我记下的问题会请医生答复，下次联系时间是{nextContact}。",
      en: "I have noted your questions for the doctor; the next contact is {nextContact}.",
    },
    {
      zh: "有不适请随时拨打 {callBackNumber}。",
      en: "If anything troubles you, call {callBackNumber} at any time.",
    },
  ],
  closing: [{ zh: "谢谢您，祝您早日康复。", en: "Thank you, and a good recovery." }],
}
