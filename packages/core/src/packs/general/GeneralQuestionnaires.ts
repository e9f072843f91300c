/**
 * Questionnaires after a visit, after a discharge, after a call to the hotline, once a complaint is closed, and after a health
 * check, in Chinese and English. The wording is the project's own and the hospital's to change; none is a licensed instrument,
 * and scores made from them can't be compared with those of one.
 *
 * @since 0.1.0
 */
import { QuestionnaireId } from "../../foundation/Id.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { InvitationPolicy } from "../../survey/InvitationPolicy.ts"
import type { OpinionRule } from "../../survey/Opinion.ts"
import type { Condition, Domain, Item, Option, Questionnaire, Wording } from "../../survey/Questionnaire.ts"
import type { ResponsePolicy } from "../../survey/ResponsePolicy.ts"

const own: Source = {
  title: { zh: "本院满意度问卷", en: "The hospital's own questionnaires" },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "题目为业内惯例，措辞自拟；最低样本数为自行选择。",
    en: "Topics of the field's common practice, in wording of our own; the required base is a choice.",
  },
}

/** Complete from 80 % of what was to be asked and partial from half of it, as survey practice often has it. */
export const responsePolicy: ResponsePolicy = {
  completeness: { of: "asked", completeFromPercent: 80, partialFromPercent: 50 },
  partials: "count",
  late: { _tag: "CountWithin", hours: 7 * 24 },
  double: "last",
}

/**
 * Asked on the day after, reminded once after three days by the next channel, two weeks to answer; at most one survey in any
 * 30 days, whichever the questionnaire. All of it the hospital's to change.
 */
export const invitationPolicy: InvitationPolicy = {
  id: "general.invitations",
  version: "2026-11",
  occasions: ["visit", "discharge", "hotlineCall", "complaintClosed", "healthCheck"],
  purpose: "serviceOpinion",
  channels: ["wechat", "app", "sms", "phone"],
  window: { unit: "days", earliest: 1, ideal: 1, due: 3, latest: 7 },
  reminders: [{ afterHours: 72, by: "nextChannel" }],
  answerDays: 14,
  fatigue: [
    {
      id: RuleId.make("survey.fatigue"),
      limit: { _tag: "Rolling", hours: 30 * 24, atMost: 1 },
      source: {
        title: {
          zh: "本院自定：任意 30 天内至多一份问卷",
          en: "The hospital's own: at most one questionnaire in any 30 days",
        },
        status: "hospitalPolicy",
        verified: "own",
      },
    },
  ],
  silence: "nonContact",
  source: own,
}

type More = Partial<Omit<Item, "id" | "text" | "answer">>

const anchors = (words: ReadonlyArray<readonly [value: number, zh: string, en: string]>) =>
  words.map(([value, zh, en]) => ({ value, text: { zh, en } }))

const goodness = anchors([
  [1, "很差", "very poor"],
  [2, "较差", "poor"],
  [3, "一般", "fair"],
  [4, "较好", "good"],
  [5, "很好", "very good"],
])
const satisfaction = anchors([
  [1, "很不满意", "very dissatisfied"],
  [2, "不满意", "dissatisfied"],
  [3, "一般", "neither"],
  [4, "满意", "satisfied"],
  [5, "很满意", "very satisfied"],
])
const frequency = anchors([
  [1, "从未", "never"],
  [2, "有时", "now and then"],
  [3, "多数时候", "most times"],
  [4, "每次都", "every time"],
])

const scale =
  (most: number, named: ReturnType<typeof anchors>) =>
  (id: string, zh: string, en: string, more: More = {}): Item => ({
    id,
    text: { zh, en },
    answer: { _tag: "Scale", least: 1, most, anchors: named },
    required: true,
    ...more,
  })
/** How good something was, from 1 to 5. */
const rated = scale(5, goodness)
const satisfied = scale(5, satisfaction)
/** How often it was so, from 1 to 4. */
const often = scale(4, frequency)

const yesNo = (id: string, zh: string, en: string, more: More = {}): Item => ({
  id,
  text: { zh, en },
  answer: { _tag: "YesNo" },
  required: true,
  ...more,
})
const words = (id: string, zh: string, en: string, more: More = {}): Item => ({
  id,
  text: { zh, en },
  answer: { _tag: "Words" },
  ...more,
})
const choice = (
  id: string,
  text: Wording,
  options: readonly [Option, ...ReadonlyArray<Option>],
  more: More = {},
): Item => ({ id, text, answer: { _tag: "Choice", options, several: true }, ...more })
const option = (id: string, zh: string, en: string): Option => ({ id, text: { zh, en } })

/** From 0 to 10, whether they would send others here. */
const recommend = (zh: string, en: string): Item => ({
  id: "recommend",
  text: { zh, en },
  answer: {
    _tag: "Scale",
    least: 0,
    most: 10,
    anchors: anchors([
      [0, "完全不会", "not at all"],
      [10, "一定会", "certainly"],
    ]),
  },
  required: true,
})

const atMost = (item: string, value: number): Condition => ({
  _tag: "All",
  tests: [{ _tag: "AtMost", item, value }],
})
const is = (item: string, yes: boolean): Condition => ({ _tag: "All", tests: [{ _tag: "Is", item, yes }] })

const domain = (id: string, zh: string, en: string, weight: number, items: Domain["items"]): Domain => ({
  id,
  title: { zh, en },
  weight,
  items,
})

const anything = words("anything", "您还想告诉我们什么？", "What else would you like to tell us?")

const bothLanguages = ["zh", "en"] as const
const shared = {
  version: "2026-11",
  languages: bothLanguages,
  weightsSumTo: 100,
  requiredBase: 30,
  source: own,
}

export const afterVisit: Questionnaire = {
  ...shared,
  id: QuestionnaireId.make("general-after-visit"),
  title: { zh: "门诊就诊体验", en: "Your visit" },
  items: [
    rated("booking", "预约挂号是否方便", "How easy was it to get an appointment?", { notApplicable: true }),
    rated("wayfinding", "院内指引是否清楚", "How easily did you find your way in the hospital?"),
    rated("waiting", "候诊时间是否可以接受", "How acceptable was the waiting?"),
    yesNo("waitedUninformed", "候诊过久时是否无人说明", "Was a long wait left unexplained?", {
      reverse: true,
      notApplicable: true,
    }),
    often("listened", "医生是否认真听您讲述", "Did the doctor take in what you had to say?"),
    often("explained", "病情与治疗是否讲解清楚", "Were your condition and its treatment made clear to you?"),
    rated("nurses", "护士的态度与操作", "How were the nurses, in manner and in skill?", {
      notApplicable: true,
    }),
    rated("privacy", "隐私是否得到保护", "How well was your privacy kept?"),
    rated("place", "就诊环境是否整洁", "How clean and tidy was the place?"),
    satisfied(
      "overall",
      "总体而言，您对这次就诊是否满意",
      "All in all, how satisfied are you with the visit?",
    ),
    choice(
      "toImprove",
      { zh: "您希望改进哪些方面", en: "What should become better?" },
      [
        option("booking", "预约", "appointments"),
        option("waiting", "候诊", "waiting"),
        option("manner", "服务态度", "manner"),
        option("explaining", "沟通解释", "explanations"),
        option("cost", "费用", "cost"),
        option("place", "环境", "the place"),
      ],
      { askIf: atMost("overall", 3) },
    ),
    recommend("您是否愿意推荐亲友来本院就诊", "Would you send family or friends here?"),
    anything,
  ],
  domains: [
    domain("access", "就医流程", "Getting care", 30, [
      "booking",
      "wayfinding",
      "waiting",
      "waitedUninformed",
    ]),
    domain("doctors", "医生", "Doctors", 40, ["listened", "explained"]),
    domain("nurses", "护理", "Nursing", 15, ["nurses"]),
    domain("surroundings", "环境与隐私", "Surroundings and privacy", 15, ["privacy", "place"]),
  ],
}

export const afterDischarge: Questionnaire = {
  ...shared,
  id: QuestionnaireId.make("general-after-discharge"),
  title: { zh: "住院体验", en: "Your stay" },
  items: [
    often("doctorsListened", "医生是否认真听您讲述", "Did the doctors take in what you had to say?"),
    often("doctorsExplained", "医生是否把病情与治疗讲清楚", "Did the doctors make things clear to you?"),
    often("nursesCame", "需要帮助时护士是否及时到来", "When you needed help, did a nurse come soon?", {
      notApplicable: true,
    }),
    often("nursesKind", "护士是否耐心有礼", "Were the nurses patient and polite?"),
    yesNo("pain", "住院期间是否有疼痛", "Were you in pain during the stay?", { required: true }),
    often("painHelped", "疼痛是否得到重视和处理", "Was your pain taken seriously and eased?", {
      askIf: is("pain", true),
    }),
    yesNo("newMedicine", "住院期间是否用了新药", "Were you given a medicine that was new to you?"),
    often(
      "medicineExplained",
      "用药前是否讲清用途和可能的反应",
      "Were its use and its possible effects told beforehand?",
      { askIf: is("newMedicine", true) },
    ),
    often("quiet", "夜间病房是否安静", "Was the ward quiet at night?"),
    rated("clean", "病房与卫生间是否整洁", "How clean were the room and the bathroom?"),
    rated("food", "膳食", "How was the food?", { notApplicable: true }),
    yesNo("careAtHome", "出院时是否清楚回家后怎样护理", "Did you leave knowing how to look after yourself?"),
    yesNo("warningSigns", "是否知道出现哪些情况要立即就医", "Do you know which signs need a doctor at once?"),
    yesNo("unclearCost", "费用是否有不清楚之处", "Was anything about the cost unclear?", { reverse: true }),
    satisfied(
      "overall",
      "总体而言，您对这次住院是否满意",
      "All in all, how satisfied are you with the stay?",
    ),
    words("why", "哪里最让您不满意", "What disappointed you most?", { askIf: atMost("overall", 3) }),
    recommend("您是否愿意推荐亲友来本院住院", "Would you send family or friends here for a stay?"),
    anything,
  ],
  domains: [
    domain("doctors", "医生", "Doctors", 25, ["doctorsListened", "doctorsExplained"]),
    domain("nursing", "护理", "Nursing", 25, ["nursesCame", "nursesKind"]),
    domain("painAndMedicines", "疼痛与用药", "Pain and medicines", 15, ["painHelped", "medicineExplained"]),
    domain("ward", "病房与膳食", "Ward and food", 15, ["quiet", "clean", "food"]),
    domain("leaving", "出院准备与费用", "Leaving and cost", 20, [
      "careAtHome",
      "warningSigns",
      "unclearCost",
    ]),
  ],
}

export const hotline: Questionnaire = {
  ...shared,
  id: QuestionnaireId.make("general-hotline"),
  title: { zh: "热线服务", en: "Your call" },
  items: [
    yesNo("solved", "您的问题是否得到解决", "Did the call settle what you called about?"),
    words("stillOpen", "还有什么没有解决", "What is still open?", { askIf: is("solved", false) }),
    rated("reached", "电话是否容易接通", "How easy was it to get through?"),
    rated("politeness", "接线人员的态度", "How polite was the agent?"),
    rated("knowledge", "解答是否清楚准确", "How clear and right was the answer?"),
    satisfied(
      "overall",
      "总体而言，您对这次热线服务是否满意",
      "All in all, how satisfied are you with the call?",
    ),
  ],
  domains: [
    domain("outcome", "解决情况", "Outcome", 50, ["solved"]),
    domain("service", "服务", "Service", 50, ["reached", "politeness", "knowledge"]),
  ],
}

export const complaintClosing: Questionnaire = {
  ...shared,
  id: QuestionnaireId.make("general-complaint-closing"),
  title: { zh: "投诉处理回访", en: "How your complaint was handled" },
  items: [
    satisfied("outcome", "您对处理结果是否满意", "How satisfied are you with the outcome?"),
    satisfied(
      "handling",
      "您对处理过程与时间是否满意",
      "How satisfied are you with how, and how soon, it was handled?",
    ),
    yesNo("explained", "是否向您说明了原因和改进措施", "Were you told the cause, and what is done about it?"),
    yesNo("reopen", "是否希望继续处理", "Would you like it taken up again?", { askIf: atMost("outcome", 2) }),
    words("why", "请说明原因", "Please tell us why", { askIf: is("reopen", true) }),
  ],
  domains: [
    domain("outcome", "处理结果", "Outcome", 60, ["outcome"]),
    domain("handling", "处理过程", "Handling", 40, ["handling", "explained"]),
  ],
}

/** Whoever isn't at least of two minds about the outcome is dissatisfied with it. */
export const complaintOpinion: OpinionRule = { item: "outcome", satisfiedFrom: 3 }

export const healthCheck: Questionnaire = {
  ...shared,
  id: QuestionnaireId.make("general-health-check"),
  title: { zh: "健康体检体验", en: "Your health check" },
  items: [
    rated("booking", "预约与检前须知是否清楚", "How clear were the booking and the instructions before it?"),
    rated("flow", "体检流程是否顺畅", "How smoothly did it run?"),
    rated("staff", "工作人员的态度", "How friendly were the staff?"),
    rated("privacy", "检查时隐私是否得到保护", "How well was your privacy kept during examinations?"),
    yesNo("gotReport", "是否已收到体检报告", "Have you received the report?"),
    rated("report", "报告是否易懂", "How easy is the report to understand?", {
      askIf: is("gotReport", true),
    }),
    yesNo("abnormal", "报告是否提示异常", "Did the report name anything abnormal?", {
      askIf: is("gotReport", true),
    }),
    yesNo("advised", "异常结果是否有人告知下一步", "Were you told what to do about it?", {
      askIf: is("abnormal", true),
    }),
    satisfied(
      "overall",
      "总体而言，您对这次体检是否满意",
      "All in all, how satisfied are you with the health check?",
    ),
    recommend("您是否愿意推荐亲友来本院体检", "Would you send family or friends here for a health check?"),
    anything,
  ],
  domains: [
    domain("service", "服务过程", "Service", 60, ["booking", "flow", "staff", "privacy"]),
    domain("results", "报告与后续", "Report and what follows", 40, ["report", "advised"]),
  ],
}

/** All that ship. */
export const all: ReadonlyArray<Questionnaire> = [
  afterVisit,
  afterDischarge,
  hotline,
  complaintClosing,
  healthCheck,
]
