/**
 * Rules and reasons by their ids, in Chinese and English: a short name for lists, and a sentence that says what is meant.
 *
 * **Details**
 *
 * A hospital's own rules have ids of their own; an id without a text is shown as it is, so nothing is ever hidden.
 *
 * @since 0.1.0
 */
import type { Reason } from "../foundation/Reason.ts"
import type { RuleId, Source } from "../foundation/Rule.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as WordText from "./WordText.ts"

interface RuleWords {
  readonly name: Bilingual
  readonly sentence: Bilingual
  /** How a moment is called that comes right after what the rule closes. */
  readonly after?: Bilingual
}

const rules: { readonly [id: string]: RuleWords } = {
  "reply.stop.carrier": {
    name: { zh: "运营商退订用语", en: "carriers' words to stop" },
    sentence: {
      zh: "回复运营商规定的退订用语即停止接收。",
      en: "A carrier's word for stop ends the messages.",
    },
  },
  "reply.stop.federal": {
    name: { zh: "美国联邦规定的撤回用语", en: "words of revocation in US rules" },
    sentence: {
      zh: "回复规定的撤回用语即撤回同意。",
      en: "A word that the US rules name takes consent back.",
    },
  },
  "reply.stop.platform": {
    name: { zh: "平台退订用语", en: "platforms' words to stop" },
    sentence: {
      zh: "回复平台常用的退订用语即停止接收。",
      en: "A platform's word for stop ends the messages.",
    },
  },
  "reply.start.platform": {
    name: { zh: "平台恢复用语", en: "platforms' words to start" },
    sentence: {
      zh: "回复平台常用的恢复用语即恢复接收。",
      en: "A platform's word for start brings the messages back.",
    },
  },
  "reply.help.platform": {
    name: { zh: "平台求助用语", en: "platforms' words for help" },
    sentence: { zh: "回复求助用语即由人工答复。", en: "A word for help is answered with help." },
  },
  "reply.stop.chinaSamples": {
    name: { zh: "短信模板的退订用语", en: "words to stop in Chinese templates" },
    sentence: { zh: "回复 R 或 TD 即停止接收。", en: "Replying R or TD ends the messages." },
  },
  "reply.stop.chinaWords": {
    name: { zh: "按字面意思的退订用语", en: "plain Chinese words to stop" },
    sentence: { zh: "回复退订、拒收等即停止接收。", en: "A plain Chinese word for stop ends the messages." },
  },
  "reply.stop.chinaRecalled": {
    name: { zh: "个别平台的退订用语", en: "a few platforms' words to stop" },
    sentence: {
      zh: "个别平台把 N、不要作为退订用语。",
      en: "A few platforms take N and its Chinese kin for stop.",
    },
  },
  "reply.start.chinaWords": {
    name: { zh: "按字面意思的恢复用语", en: "plain Chinese words to start" },
    sentence: { zh: "回复恢复即恢复接收。", en: "A plain Chinese word for start brings the messages back." },
  },
  "staff.unreachable": {
    name: { zh: "无法通知的工作人员", en: "staff who can't be told" },
    sentence: { zh: "没有可用的方式通知该工作人员。", en: "There is no way to tell this member of staff." },
  },
  "rest.noon": {
    name: { zh: "午休", en: "noon rest" },
    sentence: { zh: "午休时间不打扰。", en: "Nobody is disturbed during the noon rest." },
    after: { zh: "午休后", en: "after the noon rest" },
  },
  "rest.night": {
    name: { zh: "夜间休息", en: "night rest" },
    sentence: { zh: "夜间休息时间不打扰。", en: "Nobody is disturbed during the night rest." },
    after: { zh: "夜间休息后", en: "after the night rest" },
  },
  "work.hours": {
    name: { zh: "工作时间", en: "working hours" },
    sentence: { zh: "不在本人工作时间打扰。", en: "Nobody is disturbed during their own working hours." },
    after: { zh: "下班后", en: "after work" },
  },
  "doNotDisturb.dates": {
    name: { zh: "免打扰日", en: "do-not-disturb days" },
    sentence: {
      zh: "本人要求在这些日期不被打扰。",
      en: "The person asked not to be disturbed on these days.",
    },
    after: { zh: "免打扰日过后", en: "after the do-not-disturb days" },
  },
  "zone.horizon": {
    name: { zh: "超出时区数据范围", en: "beyond what is known of time zones" },
    sentence: {
      zh: "1970 年以前和 2060 年起的时区偏移未知，不在那里安排联系。",
      en: "Before 1970 and from 2060 on no time zone's offset is known, so nothing is placed there.",
    },
  },
  "care.hours": {
    name: { zh: "不在关怀联系时段", en: "outside care hours" },
    sentence: {
      zh: "只在关怀联系时段内联系。",
      en: "Care contacts are made only within the hours set for them.",
    },
    after: { zh: "关怀联系时段开始后", en: "once care hours begin" },
  },
  "frequency.calls": {
    name: { zh: "电话频次上限", en: "limit on calls" },
    sentence: {
      zh: "一段时间内的电话次数已达上限。",
      en: "One more call would exceed the limit for the time around it.",
    },
    after: { zh: "电话频次允许后", en: "once the limit on calls allows" },
  },
  "frequency.messages": {
    name: { zh: "消息频次上限", en: "limit on messages" },
    sentence: {
      zh: "一段时间内的消息数量已达上限。",
      en: "One more message would exceed the limit for the time around it.",
    },
    after: { zh: "消息频次允许后", en: "once the limit on messages allows" },
  },
  "solicitation.hours": {
    name: { zh: "不在宣传推广来电时段", en: "outside hours for commercial calls" },
    sentence: {
      zh: "宣传推广来电只在规定的日期与时段内进行。",
      en: "Commercial calls are made only on the days and hours set for them.",
    },
    after: { zh: "宣传推广来电时段开始后", en: "once hours for commercial calls begin" },
  },
  "solicitation.frequency": {
    name: { zh: "宣传推广来电次数上限", en: "limit on commercial calls" },
    sentence: {
      zh: "一段时间内的宣传推广来电已达上限。",
      en: "One more commercial call would exceed the limit for the time around it.",
    },
    after: { zh: "宣传推广来电次数允许后", en: "once the limit on commercial calls allows" },
  },
  "attempt.gap": {
    name: { zh: "与上次尝试的间隔", en: "distance from the last try" },
    sentence: {
      zh: "与上次尝试须间隔一段时间。",
      en: "A further try keeps its distance from the last one.",
    },
    after: { zh: "与上次尝试间隔足够后", en: "far enough from the last try" },
  },
  "attempt.dayPart": {
    name: { zh: "与上次尝试同一时段", en: "same part of the day as the last try" },
    sentence: {
      zh: "再次尝试尽量换一个时段。",
      en: "A further try takes another part of the day where it can.",
    },
    after: { zh: "换到另一时段后", en: "in another part of the day than the last try" },
  },
  "attempt.days": {
    name: { zh: "当日尝试已足", en: "tried often enough that day" },
    sentence: {
      zh: "尝试尽量分在不同日期。",
      en: "Tries are spread over different days where they can be.",
    },
    after: { zh: "换到另一天后", en: "on another day than the tries before" },
  },
  "delivery.unknown": {
    name: { zh: "送达情况不明", en: "delivery unknown" },
    sentence: {
      zh: "上一条消息是否送达无从确认，不自动重发，由人工处理。",
      en: "Nobody knows whether the last message arrived. It isn't sent again blindly; a person takes over.",
    },
  },
  "phone.wrongNumber": {
    name: { zh: "号码有误", en: "wrong number" },
    sentence: {
      zh: "这个号码是别人的，不再向它拨打或发送，由人工查找正确的号码。",
      en: "The number is somebody else's. It is neither called nor written to again; a person looks for the right one.",
    },
  },
  "phone.outOfService": {
    name: { zh: "号码停用", en: "number out of service" },
    sentence: {
      zh: "这个号码已停用或不存在，由人工查找正确的号码。",
      en: "The number is out of service or doesn't exist; a person looks for the right one.",
    },
  },
  "language.barrier": {
    name: { zh: "语言不通", en: "no common language" },
    sentence: {
      zh: "通话双方语言不通，由会说这种语言的人联系。",
      en: "The two had no language in common; somebody who speaks it takes over.",
    },
  },
  "promise.past": {
    name: { zh: "时刻已过", en: "moment gone by" },
    sentence: { zh: "约定的时刻已经过去。", en: "The moment asked for has gone by." },
  },
  "stage.latest": {
    name: { zh: "超过最晚时间", en: "past the latest time" },
    sentence: {
      zh: "约定的时刻晚于此任务的最晚时间。",
      en: "The moment asked for comes after the latest time of this task.",
    },
  },
  "end.untried": {
    name: { zh: "尚未尝试", en: "never tried" },
    sentence: {
      zh: "没有作过任何尝试，不能记为未接通或失访。",
      en: "Nobody has been tried, so nobody is unreachable or lost.",
    },
  },
  "cycle.stage": {
    name: { zh: "阶段不符", en: "not at this stage" },
    sentence: { zh: "循环所处的阶段不允许这样做。", en: "The cycle's stage doesn't allow this." },
  },
  "cycle.noCause": {
    name: { zh: "未找原因", en: "no cause" },
    sentence: { zh: "本轮还没有找出原因。", en: "No cause has been named in this round." },
  },
  "cycle.noMeasure": {
    name: { zh: "没有措施", en: "no measure" },
    sentence: { zh: "本轮没有可据以进行的措施。", en: "There is no measure in this round to go on." },
  },
  "cycle.measureOpen": {
    name: { zh: "措施未完成", en: "open measures" },
    sentence: { zh: "还有措施没有完成或撤销。", en: "Measures are still neither done nor dropped." },
  },
  "cycle.measureTaken": {
    name: { zh: "措施编号重复", en: "measure id taken" },
    sentence: { zh: "已有同一编号的措施。", en: "There is a measure with this id already." },
  },
  "cycle.measureUnknown": {
    name: { zh: "没有这项措施", en: "no such measure" },
    sentence: { zh: "没有这样一项进行中的措施。", en: "There is no such open measure." },
  },
  "cycle.sampleKind": {
    name: { zh: "样本不同类", en: "unlike samples" },
    sentence: {
      zh: "样本与基线不是同一类数据，不能比较。",
      en: "The sample isn't of the baseline's kind, so they can't be compared.",
    },
  },
  "cycle.notBetter": {
    name: { zh: "改进未得到证实", en: "not shown to be better" },
    sentence: {
      zh: "数据没有证实改进，不能定为标准。",
      en: "The data don't show an improvement, so it isn't made the standard.",
    },
  },
  "cycle.rounds": {
    name: { zh: "轮次过多", en: "too many rounds" },
    sentence: { zh: "循环的轮次已到上限。", en: "The cycle has gone round as often as it may." },
  },
  "end.tried": {
    name: { zh: "已有尝试", en: "tried already" },
    sentence: { zh: "已经作过尝试，不能记为逾期未访。", en: "Tries were made, so nothing was missed." },
  },
  "reentry.completed": {
    name: { zh: "任务已完成", en: "completed" },
    sentence: { zh: "任务已经完成，不再重新开始。", en: "The task was completed; it isn't taken up again." },
  },
  "reentry.deceased": {
    name: { zh: "患者已去世", en: "the patient has died" },
    sentence: { zh: "患者已去世，不再联系。", en: "The patient has died; nobody is contacted again." },
  },
  "reentry.open": {
    name: { zh: "已重新开始", en: "taken up already" },
    sentence: {
      zh: "此任务已由另一个任务重新开始。",
      en: "Another task has taken this one up already.",
    },
  },
  "channel.none": {
    name: { zh: "无可用渠道", en: "no channel" },
    sentence: {
      zh: "没有本人愿意接受、医院又在使用的联系渠道。",
      en: "There is no channel that the person takes and the hospital uses.",
    },
  },
  "channel.notConnected": {
    name: { zh: "渠道未接入", en: "channel not connected" },
    sentence: {
      zh: "该联系渠道尚未接入，或已无此联系人。",
      en: "The channel isn't connected, or the person is no longer among those who may be contacted.",
    },
  },
  "number.unreadable": {
    name: { zh: "号码无法识别", en: "unreadable number" },
    sentence: { zh: "填写的内容不是电话号码。", en: "What is written isn't a telephone number." },
  },
  "number.impossible": {
    name: { zh: "号码不存在", en: "impossible number" },
    sentence: {
      zh: "该国家或地区的号码规则中没有这样的号码。",
      en: "The numbering plan of its country has no such number.",
    },
  },
  "number.notMobile": {
    name: { zh: "非手机号码", en: "not a mobile number" },
    sentence: { zh: "该号码不能接收短信。", en: "The number can't take an SMS." },
  },
  "channel.number": {
    name: { zh: "号码不可达", en: "number not reachable" },
    sentence: {
      zh: "服务商拒收：该号码无法接收。",
      en: "The provider refused it: this number can't receive it.",
    },
  },
  "channel.undelivered": {
    name: { zh: "未送达", en: "not delivered" },
    sentence: { zh: "服务商已受理，但未能送达。", en: "The provider took it, but it couldn't be delivered." },
  },
  "channel.optedOut": {
    name: { zh: "号码已退订", en: "number opted out" },
    sentence: {
      zh: "服务商拒收：该号码已退订或在免打扰名单中。",
      en: "The provider refused it: this number has opted out or is on a do-not-disturb list.",
    },
  },
  "channel.content": {
    name: { zh: "内容被拒", en: "content refused" },
    sentence: {
      zh: "服务商拒收：不接受这条内容。",
      en: "The provider refused it: it doesn't carry this content.",
    },
  },
  "channel.limited": {
    name: { zh: "服务商限频", en: "over the provider's limit" },
    sentence: {
      zh: "已达服务商对该号码或账户的发送上限，限期过后再发。",
      en: "The provider's limit for the number or the account is reached; it goes out when that is over.",
    },
  },
  "channel.busy": {
    name: { zh: "服务商繁忙", en: "provider busy" },
    sentence: {
      zh: "服务商暂不受理，稍后再发。",
      en: "The provider takes nothing just now; it goes out shortly.",
    },
  },
  "limit.notCounted": {
    name: { zh: "限额无法计数", en: "limit not counted" },
    sentence: {
      zh: "暂时无法核对发送限额，消息确未发出，稍后再发。",
      en: "What was sent so far couldn't be counted, so nothing was sent; it goes out shortly.",
    },
  },
  "limit.aliyunTemplate": {
    name: { zh: "同号码同模板每日限额", en: "daily limit for one template and number" },
    sentence: {
      zh: "服务商规定同一模板 24 小时内发往同一号码的条数，已满，期满再发。",
      en: "The provider carries only so many of one template to a number in 24 hours; it goes out when that is over.",
    },
  },
  "limit.aliyunNumber": {
    name: { zh: "同号码每日限额", en: "daily limit for one number" },
    sentence: {
      zh: "服务商规定 24 小时内发往同一号码的条数，已满，期满再发。",
      en: "The provider carries only so many messages to a number in 24 hours; it goes out when that is over.",
    },
  },
  "limit.tencentShort": {
    name: { zh: "同号码短时限额", en: "limit for one number within seconds" },
    sentence: {
      zh: "服务商规定数十秒内发往同一号码的条数，已满，稍后再发。",
      en: "The provider carries only so many messages to a number within seconds; it goes out shortly.",
    },
  },
  "limit.tencentHour": {
    name: { zh: "同号码每小时限额", en: "hourly limit for one number" },
    sentence: {
      zh: "服务商规定一小时内发往同一号码的条数，已满，期满再发。",
      en: "The provider carries only so many messages to a number in an hour; it goes out when that is over.",
    },
  },
  "limit.tencentDay": {
    name: { zh: "同号码每日限额", en: "daily limit for one number" },
    sentence: {
      zh: "服务商规定一日内发往同一号码的条数，已满，期满再发。",
      en: "The provider carries only so many messages to a number in a day; it goes out when that is over.",
    },
  },
  "channel.unreachable": {
    name: { zh: "服务商连接不上", en: "provider not reachable" },
    sentence: {
      zh: "连接不上服务商，消息确未发出，稍后再发。",
      en: "The provider couldn't be reached, so nothing was sent; it goes out shortly.",
    },
  },
  "channel.misconfigured": {
    name: { zh: "渠道配置有误", en: "channel set up wrongly" },
    sentence: {
      zh: "服务商因账户、密钥、签名或模板拒绝，渠道已停用并报警，处理后再发。",
      en: "The provider refused the account, key, signature or template; the channel is stopped and the operator told.",
    },
  },
  "channel.stopped": {
    name: { zh: "渠道已停用", en: "channel stopped" },
    sentence: {
      zh: "渠道因配置有误暂时停用，到时再发。",
      en: "The channel is stopped because it is set up wrongly; it goes out when it is tried again.",
    },
  },
  "publication.threshold": {
    name: { zh: "阈值不成立", en: "impossible threshold" },
    sentence: {
      zh: "阈值须为 2 至 1000 的整数。",
      en: "A threshold is a whole number of 2 to 1000.",
    },
  },
  "publication.figureTwice": {
    name: { zh: "编号重复", en: "figure twice" },
    sentence: {
      zh: "两个数字使用同一编号。",
      en: "Two figures have one id.",
    },
  },
  "publication.groupTwice": {
    name: { zh: "人群重复", en: "group twice" },
    sentence: {
      zh: "一个数字两次包含同一人群。",
      en: "A figure holds one group twice.",
    },
  },
  "publication.notACount": {
    name: { zh: "不是计数", en: "not a count" },
    sentence: {
      zh: "数字包含的人群没有计数，或不是可公布的整数。",
      en: "A group of the figure has no count, or one that isn't a whole number.",
    },
  },
  "publication.countChanged": {
    name: { zh: "与此前公布的不同", en: "changed since it was published" },
    sentence: {
      zh: "此前公布的数字如今不同：后来的答卷须作为单独的人群。",
      en: "A figure shown before has another count now: answers that came late must be a group of their own.",
    },
  },
  "publication.unprotectable": {
    name: { zh: "无法保密", en: "can't be kept secret" },
    sentence: {
      zh: "结合此前公布的内容，无论再隐去哪些数字，都无法掩盖其中的小数。",
      en: "Given what was published before, no suppression of other figures hides the small count in it.",
    },
  },
  "score.noScale": {
    name: { zh: "没有可评分的题目", en: "nothing to score" },
    sentence: {
      zh: "该维度没有以数字或是否作答的题目。",
      en: "None of the domain's items is answered by a number, or yes or no.",
    },
  },
  "score.unevenScales": {
    name: { zh: "量表无法换算", en: "scales without a common measure" },
    sentence: {
      zh: "该维度各题的量表过于不同，无法合并。",
      en: "The scales of the domain's items are too different to be added up.",
    },
  },
  "score.otherQuestionnaire": {
    name: { zh: "另一份问卷", en: "another questionnaire" },
    sentence: {
      zh: "计数属于另一份问卷，或同一问卷的另一个版本。",
      en: "The counts are of another questionnaire, or of another version of it.",
    },
  },
  "score.otherGrouping": {
    name: { zh: "分组方式不同", en: "another grouping" },
    sentence: {
      zh: "两份计数的分组方式不同，不能合并。",
      en: "The counts are grouped by other keys, so they can't be merged.",
    },
  },
  "score.contradictoryCounts": {
    name: { zh: "计数自相矛盾", en: "contradictory counts" },
    sentence: {
      zh: "计数自相矛盾：各题与各维度须说明每一份答卷。",
      en: "The counts contradict each other: every item and domain must account for all responses.",
    },
  },
  "score.unknownItem": {
    name: { zh: "没有该题", en: "no such item" },
    sentence: {
      zh: "问卷没有这个可评分的题目。",
      en: "The questionnaire has no such item that can be scored.",
    },
  },
  "score.unknownDomain": {
    name: { zh: "没有该维度", en: "no such domain" },
    sentence: { zh: "问卷没有这个维度。", en: "The questionnaire has no such domain." },
  },
  "score.notZeroToTen": {
    name: { zh: "量表不是 0 至 10", en: "not a scale of 0 to 10" },
    sentence: {
      zh: "净推荐值只能由 0 至 10 的量表得出。",
      en: "A net promoter score needs a scale of 0 to 10.",
    },
  },
  "score.notOneToSeven": {
    name: { zh: "量表不是 1 至 7", en: "not a scale of 1 to 7" },
    sentence: { zh: "客户费力度只能由 1 至 7 的量表得出。", en: "An effort score needs a scale of 1 to 7." },
  },
  "score.noMaximum": {
    name: { zh: "量表含负值", en: "a scale below zero" },
    sentence: {
      zh: "量表含负值，不能以满分的百分比表示。",
      en: "The scale goes below zero, so there is no percentage of its maximum.",
    },
  },
  "score.tooManyBoxes": {
    name: { zh: "选项数过多", en: "too many boxes" },
    sentence: { zh: "选项数须少于量表的点数。", en: "There must be fewer boxes than points of the scale." },
  },
  "score.differentScales": {
    name: { zh: "各题量表不同", en: "different scales" },
    sentence: {
      zh: "该维度各题的量表不同，只能用线性得分。",
      en: "The domain's items have different scales; only linear scores can be taken.",
    },
  },
  "score.differentUnits": {
    name: { zh: "单位不同", en: "different units" },
    sentence: {
      zh: "综合得分的各部分须在 0 至 100 之间。",
      en: "The parts of a composite must run from 0 to 100.",
    },
  },
  "answer.unknownQuestion": {
    name: { zh: "不是该表单的问题", en: "is no question of it" },
    sentence: { zh: "该表单没有这个问题。", en: "The form has no such question." },
  },
  "answer.notAsked": {
    name: { zh: "按前面的回答不应询问", en: "isn't to be asked after the answers before" },
    sentence: {
      zh: "按前面的回答，这个问题不应询问。",
      en: "After the answers before, the question isn't to be asked.",
    },
  },
  "answer.missing": {
    name: { zh: "必须回答", en: "must be answered" },
    sentence: { zh: "这个问题必须回答。", en: "The question must be answered." },
  },
  "answer.kind": {
    name: { zh: "回答的类型不符", en: "has another kind of answer" },
    sentence: { zh: "回答的类型与问题不符。", en: "The answer is of another kind than the question's." },
  },
  "answer.implausible": {
    name: { zh: "数值超出合理范围", en: "lies outside the plausible range" },
    sentence: { zh: "数值超出合理范围。", en: "The value lies outside the plausible range." },
  },
  "answer.unknownOption": {
    name: { zh: "没有这个选项", en: "has no such option" },
    sentence: { zh: "没有这个选项。", en: "There is no such option." },
  },
  "answer.rowCount": {
    name: { zh: "行数不是非负整数", en: "counts rows otherwise than by a whole number" },
    sentence: { zh: "行数须为非负整数。", en: "The number of rows is whole, and from 0 on." },
  },
  "answer.oneMark": {
    name: { zh: "“未答”与“不适用”用了同一标记", en: "has one mark for no answer and for not applicable" },
    sentence: {
      zh: "“未答”与“不适用”须用不同的标记。",
      en: "No answer and not applicable need marks of their own.",
    },
  },
  "answer.oneOption": {
    name: { zh: "只能选一项", en: "takes exactly one option" },
    sentence: { zh: "只能选一项。", en: "Exactly one option is to be chosen." },
  },
  "answer.outOfRange": {
    name: { zh: "不在量表范围内", en: "lies outside the scale" },
    sentence: { zh: "数值不在量表范围内。", en: "The value lies outside the scale." },
  },
  "answer.optionTwice": {
    name: { zh: "同一选项选了两次", en: "takes each option once" },
    sentence: { zh: "同一选项不能选两次。", en: "Each option can be chosen once." },
  },
  "answer.mustApply": {
    name: { zh: "不能答“不适用”", en: "can't be not applicable" },
    sentence: { zh: "这个问题不能答“不适用”。", en: "The question can't be answered with not applicable." },
  },
  "questionnaire.itemTwice": {
    name: { zh: "题目编号重复", en: "two items have one id" },
    sentence: { zh: "两道题目使用同一编号。", en: "Two items have one id." },
  },
  "questionnaire.optionTwice": {
    name: { zh: "选项编号重复", en: "two options have one id" },
    sentence: { zh: "同一题目的两个选项使用同一编号。", en: "Two options of an item have one id." },
  },
  "questionnaire.anchorTwice": {
    name: { zh: "同一分值有两个说明", en: "two anchors stand at one value" },
    sentence: { zh: "量表的同一分值有两个说明。", en: "Two anchors of a scale stand at one value." },
  },
  "questionnaire.domainTwice": {
    name: { zh: "维度编号重复", en: "two domains have one id" },
    sentence: { zh: "两个维度使用同一编号。", en: "Two domains have one id." },
  },
  "questionnaire.languageTwice": {
    name: { zh: "语言重复", en: "a language is named twice" },
    sentence: { zh: "同一语言列了两次。", en: "A language is named twice." },
  },
  "questionnaire.languageMissing": {
    name: { zh: "缺少该语言的文字", en: "isn't written in this language" },
    sentence: {
      zh: "问卷声明的语言缺少这段文字。",
      en: "The text isn't written in a language that the questionnaire names.",
    },
  },
  "questionnaire.scaleEmpty": {
    name: { zh: "量表没有两个分值", en: "the scale has no two points" },
    sentence: { zh: "量表的最低分须小于最高分。", en: "The least point of a scale must lie below its most." },
  },
  "questionnaire.anchorOutside": {
    name: { zh: "说明不在量表范围内", en: "the anchor lies outside the scale" },
    sentence: { zh: "说明对应的分值不在量表范围内。", en: "An anchor stands at a value outside the scale." },
  },
  "questionnaire.reverseUnordered": {
    name: { zh: "没有高低之分，不能反向", en: "nothing to reverse: the answers have no order" },
    sentence: { zh: "只有量表和是否题可以反向计分。", en: "Only scales, and yes or no, can be reversed." },
  },
  "questionnaire.skipDangling": {
    name: { zh: "条件引用了不存在的题目", en: "the condition names no item" },
    sentence: { zh: "跳题条件引用了不存在的题目。", en: "A condition names an item that doesn't exist." },
  },
  "questionnaire.skipBackward": {
    name: { zh: "条件引用了后面的题目", en: "the condition names a later item" },
    sentence: { zh: "跳题条件只能引用前面的题目。", en: "A condition can only name items that come before." },
  },
  "questionnaire.skipKind": {
    name: { zh: "条件与题目的回答类型不符", en: "the condition is for another kind of answer" },
    sentence: {
      zh: "跳题条件与所引用题目的回答类型不符。",
      en: "A condition tests another kind of answer than its item takes.",
    },
  },
  "questionnaire.skipOutside": {
    name: { zh: "没有回答能满足条件", en: "no answer can pass the condition" },
    sentence: {
      zh: "所引用的题目没有能满足条件的回答。",
      en: "The item that a condition names takes no answer that passes it.",
    },
  },
  "questionnaire.itemUnreachable": {
    name: { zh: "永远不会问到", en: "can never be reached" },
    sentence: {
      zh: "无论怎样回答都不会问到这道题目。",
      en: "Whatever is answered, the item is never asked.",
    },
  },
  "questionnaire.skipsEntangled": {
    name: { zh: "条件过于纠结，无法判断能否问到", en: "the conditions are too entangled to tell" },
    sentence: {
      zh: "跳题条件过于复杂，无法判断这道题目能否问到。",
      en: "The conditions lean on one another so heavily that nobody can tell whether the item is ever asked.",
    },
  },
  "questionnaire.weightsSum": {
    name: { zh: "权重之和不符", en: "the weights don't add up" },
    sentence: {
      zh: "各维度权重之和与声明的总和不符。",
      en: "The weights of the domains don't add up to what the questionnaire says.",
    },
  },
  "questionnaire.domainItemUnknown": {
    name: { zh: "维度中的题目不存在", en: "the domain names no item" },
    sentence: { zh: "维度引用了不存在的题目。", en: "A domain names an item that doesn't exist." },
  },
  "questionnaire.domainItemTwice": {
    name: { zh: "题目已属于某一维度", en: "the item is in a domain already" },
    sentence: { zh: "一道题目只能属于一个维度，且只列一次。", en: "An item belongs to one domain, once." },
  },
  "questionnaire.domainItemUnscored": {
    name: { zh: "选择题和文字题不能计入维度", en: "choices and words can't be scored" },
    sentence: {
      zh: "只有量表和是否题可以计入维度。",
      en: "Only scales, and yes or no, can be scored in a domain.",
    },
  },
  "survey.fatigue": {
    name: { zh: "问卷频次上限", en: "limit on surveys" },
    sentence: {
      zh: "一段时间内发给本人的问卷已达上限。",
      en: "One more survey would exceed the limit for the time around it.",
    },
  },
  "invitation.deceased": {
    name: { zh: "患者已去世", en: "the patient has died" },
    sentence: { zh: "患者已去世，不再邀请。", en: "The patient has died; nobody is asked." },
  },
  "invitation.occasion": {
    name: { zh: "不在邀请范围", en: "not asked about" },
    sentence: { zh: "邀请策略不针对这类服务。", en: "The policy doesn't ask about such occasions." },
  },
  "invitation.channel": {
    name: { zh: "没有可用渠道", en: "no common channel" },
    sentence: {
      zh: "邀请策略与本人没有共同可用的渠道。",
      en: "The policy and the person have no channel in common.",
    },
  },
  "invitation.tooLate": {
    name: { zh: "已过邀请时间", en: "too late to ask" },
    sentence: { zh: "邀请的时间已过。", en: "The time to ask is over." },
  },
  "send.notPlanned": {
    name: { zh: "没有待发送的消息", en: "no message is planned" },
    sentence: { zh: "没有待发送的消息。", en: "No message is planned." },
  },
  "send.beforePlanned": {
    name: { zh: "未到计划时刻", en: "before its moment" },
    sentence: { zh: "计划的发送时刻未到。", en: "The moment planned for the message hasn't come." },
  },
  "send.tooLate": {
    name: { zh: "已过发送时间", en: "too late to send" },
    sentence: {
      zh: "邀请或作答的时间已过，不再发送。",
      en: "The time to ask or to answer is over; nothing more goes out.",
    },
  },
  "care.deceased": {
    name: { zh: "患者已去世", en: "the patient has died" },
    sentence: { zh: "患者已去世，不再发送。", en: "The patient has died; nothing is sent." },
  },
  "care.channel": {
    name: { zh: "没有可用渠道", en: "no channel reaches the person" },
    sentence: { zh: "没有本人使用且能送达的渠道。", en: "No channel that is wanted reaches the person." },
  },
  "care.span": {
    name: { zh: "时间先后不符", en: "bounds out of order" },
    sentence: {
      zh: "最早、适宜、应于、最晚四个时刻没有先后相继。",
      en: "Earliest, ideal, due and latest don't follow one another.",
    },
  },
  "care.tooLate": {
    name: { zh: "已过发送时间", en: "too late to send" },
    sentence: { zh: "发送的时间已过，不再发送。", en: "The time to send it is over; it isn't sent late." },
  },
  "care.occasion": {
    name: { zh: "事由不同", en: "another occasion" },
    sentence: {
      zh: "这是另一事由的消息，不能由它改成。",
      en: "That is wanted on another occasion: it is a message of its own.",
    },
  },
  "care.solemnDay": {
    name: { zh: "肃穆的日子", en: "a solemn day" },
    sentence: { zh: "这一天不宜道贺，不发送问候。", en: "Nobody is greeted on that day." },
  },
  "care.anchorMissing": {
    name: { zh: "起算日未知", en: "an anchor isn't known" },
    sentence: { zh: "不知道起算的日子。", en: "The day that it is counted from isn't known." },
  },
  "audience.condition": {
    name: { zh: "诊断不符", en: "another condition" },
    sentence: { zh: "患者的诊断不在项目范围内。", en: "The programme isn't for the patient's conditions." },
  },
  "audience.age": {
    name: { zh: "年龄不符", en: "another age" },
    sentence: { zh: "患者的年龄不在项目范围内。", en: "The programme isn't for the patient's age." },
  },
  "audience.ageUnknown": {
    name: { zh: "年龄未知", en: "the age isn't known" },
    sentence: {
      zh: "项目限定年龄，而患者的年龄未知。",
      en: "The programme asks for an age, and the patient's isn't known.",
    },
  },
  "template.brace": {
    name: { zh: "花括号不成对", en: "a brace that stands alone" },
    sentence: {
      zh: "文字中有不成对的花括号，或退订说明中有花括号。",
      en: "A brace stands alone in the text, or is in how to say no.",
    },
  },
  "template.slotMissing": {
    name: { zh: "一种语言缺少空位", en: "a slot missing in one language" },
    sentence: { zh: "空位只在一种语言中使用。", en: "A slot stands in one language and not in the other." },
  },
  "template.slotTwice": {
    name: { zh: "空位重复", en: "a slot declared twice" },
    sentence: { zh: "同一空位声明了两次。", en: "A slot is declared twice." },
  },
  "template.slotUnknown": {
    name: { zh: "空位未声明", en: "a slot that isn't declared" },
    sentence: { zh: "文字使用了未声明的空位。", en: "The text has a slot that isn't declared." },
  },
  "template.slotUnused": {
    name: { zh: "空位未使用", en: "a slot nobody uses" },
    sentence: { zh: "声明的空位没有使用。", en: "A slot is declared and stands nowhere." },
  },
  "template.senderMissing": {
    name: { zh: "未写明发送者", en: "it doesn't say whom it is from" },
    sentence: {
      zh: "文字须写明由哪家医院发送（hospital）。",
      en: "The text must say whom it is from, in the slot hospital.",
    },
  },
  "template.tooLong": {
    name: { zh: "过长", en: "too long" },
    sentence: {
      zh: "填入最长的内容后，短信条数超过上限。",
      en: "With the longest values it takes more SMS segments than it may.",
    },
  },
  "template.discloses": {
    name: { zh: "内容涉及诊疗", en: "it tells of the treatment" },
    sentence: {
      zh: "模板涉及诊疗，不能经他人也可能看到的渠道发送。",
      en: "It tells of the treatment, and others may read what goes by this channel.",
    },
  },
  "template.notThere": {
    name: { zh: "没有这个模板", en: "no such template" },
    sentence: { zh: "没有这个编号和版本的模板。", en: "There is no template of this id and version." },
  },
  "template.valueMissing": {
    name: { zh: "缺少内容", en: "a value is missing" },
    sentence: { zh: "有空位没有内容可填。", en: "A slot has no value, or a blank one." },
  },
  "template.valueTooLong": {
    name: { zh: "内容过长", en: "a value is too long" },
    sentence: { zh: "填入的内容超过空位的上限。", en: "A value is longer than its slot holds." },
  },
  "programme.agesEmpty": {
    name: { zh: "年龄范围为空", en: "no age is left" },
    sentence: { zh: "年龄下限不低于上限。", en: "The ages end before they begin." },
  },
  "programme.anchorTwice": {
    name: { zh: "起算日重复", en: "an anchor named twice" },
    sentence: { zh: "同一起算日列出两次。", en: "An anchor is named twice." },
  },
  "programme.anchorUnknown": {
    name: { zh: "起算日未列出", en: "an anchor that isn't named" },
    sentence: {
      zh: "环节的起算日不在项目所列之中。",
      en: "A step is counted from a day that the programme doesn't name.",
    },
  },
  "programme.anchorUnused": {
    name: { zh: "起算日未使用", en: "an anchor nobody counts from" },
    sentence: { zh: "没有环节从这个起算日算起。", en: "No step is counted from this day." },
  },
  "programme.channelSpoken": {
    name: { zh: "须由人说", en: "a channel that is spoken" },
    sentence: {
      zh: "电话和面谈由人来说，不能作为消息发送。",
      en: "A call or a visit is spoken, and isn't sent.",
    },
  },
  "programme.channelTwice": {
    name: { zh: "渠道重复", en: "a channel named twice" },
    sentence: { zh: "同一渠道列出两次。", en: "A channel is named twice." },
  },
  "programme.greetsSolemn": {
    name: { zh: "在肃穆的节日问候", en: "a greeting on a solemn festival" },
    sentence: { zh: "这个节日不宜道贺。", en: "Nobody is greeted on this festival." },
  },
  "programme.greetsTwice": {
    name: { zh: "重复问候", en: "greeted twice" },
    sentence: {
      zh: "两个环节问候同一个节日或生日，只会发出一次。",
      en: "Two steps greet the same festival or birthday, of which one is sent.",
    },
  },
  "programme.spanOrder": {
    name: { zh: "时间先后不符", en: "times out of order" },
    sentence: {
      zh: "须最早不晚于适宜，适宜早于应于，应于不晚于最晚。",
      en: "Its times must be earliest ≤ ideal < due ≤ latest.",
    },
  },
  "programme.stepTwice": {
    name: { zh: "环节重复", en: "a step named twice" },
    sentence: { zh: "两个环节的编号相同。", en: "Two steps have one id." },
  },
  "care.notPlanned": {
    name: { zh: "没有待发送的消息", en: "nothing is planned" },
    sentence: { zh: "没有计划要发送的消息。", en: "No send is planned." },
  },
  "care.beforePlanned": {
    name: { zh: "未到计划时刻", en: "before its moment" },
    sentence: { zh: "计划的发送时刻未到。", en: "The moment planned for it hasn't come." },
  },
  "care.notSent": {
    name: { zh: "逾期未发", en: "not sent in time" },
    sentence: {
      zh: "已排好时间，但到最晚时刻仍未发送。",
      en: "It was planned, and nobody sent it before its time was over.",
    },
  },
  "care.calendar": {
    name: { zh: "日历未公布", en: "the calendar wasn't announced" },
    sentence: {
      zh: "到最晚时刻，日历仍未公布到这一天。",
      en: "The calendar wasn't announced as far as its day before its time was over.",
    },
  },
  "chineseDate.notCovered": {
    name: { zh: "超出农历表", en: "beyond the table" },
    sentence: {
      zh: "农历表只到 1901 至 2100 年。",
      en: "The Chinese calendar is known from 1901 to 2100.",
    },
  },
  "chineseDate.noSuchMonth": {
    name: { zh: "没有这个月", en: "no such month" },
    sentence: { zh: "这一年没有这个月或闰月。", en: "The year has no such month, or no such leap month." },
  },
  "chineseDate.noSuchDay": {
    name: { zh: "没有这一天", en: "no such day" },
    sentence: { zh: "这个月没有这一天。", en: "The month has no such day." },
  },
  "delivery.rejected": {
    name: { zh: "渠道拒收", en: "refused by the channel" },
    sentence: { zh: "渠道明确拒绝了这条消息。", en: "The channel refused the message for good." },
  },
  "finding.bpCrisis": {
    name: { zh: "血压危急", en: "crisis of blood pressure" },
    sentence: {
      zh: "血压达到 180 和（或）110 mmHg：立即转诊。",
      en: "The pressure is 180 and/or 110 mmHg or above: refer at once.",
    },
  },
  "finding.glucoseCrisis": {
    name: { zh: "血糖危急", en: "crisis of glucose" },
    sentence: {
      zh: "空腹血糖 ≥ 16.7 或 ≤ 3.9 mmol/L：立即转诊。",
      en: "The fasting glucose is 16.7 mmol/L or above, or 3.9 or below: refer at once.",
    },
  },
  "finding.chestPain": {
    name: { zh: "胸痛", en: "chest pain" },
    sentence: { zh: "有胸痛或胸闷。", en: "There is pain or pressure in the chest." },
  },
  "finding.breathless": {
    name: { zh: "呼吸困难", en: "short of breath" },
    sentence: { zh: "有呼吸困难。", en: "The patient is short of breath." },
  },
  "finding.bleeding": {
    name: { zh: "出血", en: "bleeding" },
    sentence: { zh: "有出血。", en: "There is bleeding." },
  },
  "finding.confused": {
    name: { zh: "意识或肢体异常", en: "confusion or weakness" },
    sentence: {
      zh: "有意识不清、肢体无力或言语不清。",
      en: "There is confusion, weakness of a limb or slurred speech.",
    },
  },
  "finding.highFever": {
    name: { zh: "高热", en: "high fever" },
    sentence: { zh: "体温达到 38.5 ℃ 或以上。", en: "The temperature is 38.5 °C or above." },
  },
  "finding.woundTrouble": {
    name: { zh: "伤口异常", en: "trouble with the wound" },
    sentence: { zh: "伤口红肿、渗液或裂开。", en: "The wound is red, swollen, oozing or open." },
  },
  "finding.worse": {
    name: { zh: "感觉变差", en: "worse" },
    sentence: { zh: "总体感觉比出院时差。", en: "The patient feels worse than at the discharge." },
  },
  "finding.worseTwice": {
    name: { zh: "连续两次变差", en: "worse twice running" },
    sentence: { zh: "连续两次感觉变差。", en: "The patient felt worse twice running." },
  },
  "finding.stoppedMedicines": {
    name: { zh: "自行停药", en: "medicines stopped" },
    sentence: { zh: "患者自行停药。", en: "The patient stopped the medicines by own decision." },
  },
  "finding.missedMedicines": {
    name: { zh: "漏服药物", en: "medicines missed" },
    sentence: { zh: "患者偶尔漏服药物。", en: "The patient misses medicines now and then." },
  },
  "finding.adverseReaction": {
    name: { zh: "不良反应", en: "adverse reaction" },
    sentence: { zh: "有药物不良反应。", en: "There is an adverse reaction." },
  },
  "finding.severeReaction": {
    name: { zh: "严重不良反应", en: "severe reaction" },
    sentence: { zh: "有严重的药物不良反应。", en: "There is a severe adverse reaction." },
  },
  "finding.medicinesRunOut": {
    name: { zh: "余药不足", en: "medicines run out" },
    sentence: { zh: "余药不够用到复诊。", en: "The medicines won't last until the next visit." },
  },
  "finding.smokes": {
    name: { zh: "吸烟", en: "smokes" },
    sentence: { zh: "患者吸烟。", en: "The patient smokes." },
  },
  "finding.dietNotKept": {
    name: { zh: "未按建议饮食", en: "diet not kept" },
    sentence: { zh: "未按建议饮食。", en: "The diet isn't kept as advised." },
  },
  "finding.selfHarm": {
    name: { zh: "自伤念头", en: "thoughts of self-harm" },
    sentence: { zh: "有不想活或伤害自己的念头。", en: "There are thoughts of not living or of self-harm." },
  },
  "finding.wantsPsychologist": {
    name: { zh: "愿意与心理师交谈", en: "would see a psychologist" },
    sentence: { zh: "患者愿意与心理师交谈。", en: "The patient would talk with a psychologist." },
  },
  "finding.needsTeaching": {
    name: { zh: "需再次宣教", en: "needs teaching" },
    sentence: {
      zh: "对警示症状或护理要点还不清楚。",
      en: "The warning signs or the points of care aren't clear yet.",
    },
  },
  "finding.noVisitArranged": {
    name: { zh: "未约复诊", en: "no visit arranged" },
    sentence: { zh: "尚未约复诊。", en: "No visit is arranged yet." },
  },
  "finding.needsAppointment": {
    name: { zh: "需协助预约", en: "needs an appointment" },
    sentence: { zh: "需要协助预约复诊。", en: "Help with the appointment is needed." },
  },
  "finding.resultsPending": {
    name: { zh: "结果待取", en: "results pending" },
    sentence: { zh: "有待取的检查结果。", en: "Results are still to come." },
  },
  "finding.dissatisfied": {
    name: { zh: "不满意", en: "dissatisfied" },
    sentence: { zh: "对服务不满意。", en: "The patient is dissatisfied with the service." },
  },
  "finding.complains": {
    name: { zh: "要求处理", en: "wants it looked into" },
    sentence: { zh: "患者要求处理其意见。", en: "The patient wants the matter looked into." },
  },
  "finding.bpUncontrolled": {
    name: { zh: "血压控制不满意", en: "pressure not controlled" },
    sentence: { zh: "血压高于控制目标。", en: "The blood pressure is above its target." },
  },
  "finding.bpReferral": {
    name: { zh: "高血压需转诊", en: "pressure: refer" },
    sentence: {
      zh: "血压危急，或连续两次控制不满意，或有不良反应或新并发症：需转诊。",
      en: "A crisis of blood pressure, no control twice running, an adverse reaction or a new complication: to be referred.",
    },
  },
  "finding.glucoseUncontrolled": {
    name: { zh: "血糖控制不满意", en: "glucose not controlled" },
    sentence: { zh: "空腹血糖高于控制目标。", en: "The fasting glucose is above its target." },
  },
  "finding.glucoseReferral": {
    name: { zh: "血糖需转诊", en: "glucose: refer" },
    sentence: {
      zh: "血糖或血压危急，或连续两次控制不满意，或有不良反应或新并发症：需转诊。",
      en: "A crisis of glucose or pressure, no control twice running, an adverse reaction or a new complication: to be referred.",
    },
  },
  "finding.mentalUnstable": {
    name: { zh: "病情不稳定", en: "unstable" },
    sentence: {
      zh: "危险性 3 至 5 级，或精神症状明显，或有严重不良反应。",
      en: "Risk level 3 to 5, marked symptoms or severe adverse reactions.",
    },
  },
  "finding.mentalFairlyStable": {
    name: { zh: "病情基本稳定", en: "fairly stable" },
    sentence: { zh: "危险性 1 至 2 级。", en: "Risk level 1 or 2." },
  },
  "finding.mentalNotImproved": {
    name: { zh: "未见好转", en: "not improved" },
    sentence: { zh: "2 周后仍为 1 至 2 级。", en: "Still at risk level 1 or 2 after two weeks." },
  },
  "referral.refused": {
    name: { zh: "转诊被拒", en: "referral refused" },
    sentence: {
      zh: "接收方拒绝了转诊，退回发起方。",
      en: "The referral was refused and came back to the sender.",
    },
  },
  "referral.silent": {
    name: { zh: "转诊无回音", en: "referral unanswered" },
    sentence: {
      zh: "转诊在时限内无人接收或无结果，退回发起方。",
      en: "Nobody accepted or answered the referral in time; it came back to the sender.",
    },
  },
  "stage.anchor": {
    name: { zh: "没有起算日期", en: "no date to count from" },
    sentence: {
      zh: "记录中没有该阶段起算的日期，或它所跟随的阶段不在计划内。",
      en: "The record doesn't date what the stage is counted from, or the stage that it follows isn't planned.",
    },
  },
  "stage.beforeDischarge": {
    name: { zh: "出院前已过", en: "over before the discharge" },
    sentence: {
      zh: "该阶段的时间窗在患者出院之前已经结束。",
      en: "The stage's window was over before the patient left the hospital.",
    },
  },
  "destination.elsewhere": {
    name: { zh: "已转入其他机构", en: "in another institution's care" },
    sentence: {
      zh: "患者出院后转入其他机构，该阶段不面向此去向的患者。",
      en: "The patient went into another institution's care, and the stage isn't for those who did.",
    },
  },
  "stage.window": {
    name: { zh: "阶段时间窗不成立", en: "impossible stage window" },
    sentence: {
      zh: "该阶段的时间窗对此次出院不成立。",
      en: "The stage's window is impossible for this discharge.",
    },
  },
  "personal.highRisk": {
    name: { zh: "高风险患者", en: "high-risk patient" },
    sentence: {
      zh: "高风险患者：首次联系与一周电话提前截止，并增加第 2 至 3 天电话。",
      en: "High-risk patient: earlier limits for the first contact and the call of the week, and a further call on day 2 to 3.",
    },
  },
  "personal.highComplexity": {
    name: { zh: "高复杂度", en: "high complexity" },
    sentence: {
      zh: "高复杂度患者：面诊提前到 7 天内。",
      en: "High complexity: the visit is due within seven days.",
    },
  },
  "personal.chronic": {
    name: { zh: "慢性病患者", en: "chronic patient" },
    sentence: {
      zh: "慢性病患者：每次都谈用药与生活习惯，并增加第 2 周随访。",
      en: "Chronic patient: medicines and living habits every time, and a further contact in the second week.",
    },
  },
  "personal.elderly": {
    name: { zh: "老年患者", en: "elderly patient" },
    sentence: {
      zh: "老年患者：每次都谈心理支持与生活习惯。",
      en: "Elderly patient: psychological support and living habits every time.",
    },
  },
  "access.changed": {
    name: { zh: "访问记录被改动", en: "access record changed" },
    sentence: {
      zh: "内容与写入时不同：其散列值对不上。",
      en: "It isn't what was written: its hash doesn't match.",
    },
  },
  "access.missing": {
    name: { zh: "访问记录缺失", en: "access record missing" },
    sentence: { zh: "应在此处的记录不在。", en: "The record that belongs here isn't here." },
  },
  "access.unlinked": {
    name: { zh: "访问记录链断开", en: "access record unlinked" },
    sentence: {
      zh: "与前一条记录不相连：前一条在写入之后被替换。",
      en: "It isn't bound to the record before it: that one was replaced afterwards.",
    },
  },
  "access.rewritten": {
    name: { zh: "访问记录被重写", en: "access record rewritten" },
    sentence: {
      zh: "与另处留存的链头不符：到此为止的记录被重写过。",
      en: "It isn't the head that was written down elsewhere: the records up to here were made anew.",
    },
  },
  "access.cut": {
    name: { zh: "访问记录被截断", en: "access log cut off" },
    sentence: {
      zh: "另处留存的链头在此之后：从这一条起的记录被删去。",
      en: "A head written down elsewhere lies beyond: the records from this one on were taken out.",
    },
  },
  "erasure.planOpen": {
    name: { zh: "随访计划未结束", en: "plan going on" },
    sentence: {
      zh: "随访计划还有任务未结束：先结束或取消，再清除。",
      en: "The plan has tasks that haven't ended: end or cancel them before anything is erased.",
    },
  },
  "erasure.ticketOpen": {
    name: { zh: "工单未办结", en: "ticket going on" },
    sentence: {
      zh: "工单或其改进措施还在等待处理：先办结，再清除。",
      en: "The ticket, or an action planned for it, waits for something: see it through before anything is erased.",
    },
  },
  "erasure.callOpen": {
    name: { zh: "通话未结束", en: "call going on" },
    sentence: {
      zh: "与患者有关的来电还没有结束：等它结束，再清除。",
      en: "A call linked to the patient isn't over: wait for its end before anything is erased.",
    },
  },
  "retention.inpatient": {
    name: { zh: "住院病历保存", en: "inpatient records kept" },
    sentence: {
      zh: "住院病历自出院起保存不少于三十年。",
      en: "Inpatient records are kept for at least thirty years from the discharge on.",
    },
  },
  "retention.outpatient": {
    name: { zh: "门诊病历保存", en: "outpatient records kept" },
    sentence: {
      zh: "门诊病历自最后一次就诊起保存不少于十五年。",
      en: "Outpatient records are kept for at least fifteen years from the last visit on.",
    },
  },
  "retention.mental": {
    name: { zh: "精神科病历保存", en: "mental health records kept" },
    sentence: {
      zh: "精神障碍患者的病历保存不少于三十年。",
      en: "Records of patients with mental disorders are kept for at least thirty years.",
    },
  },
  "permission.none": {
    name: { zh: "未获授权", en: "not permitted" },
    sentence: { zh: "该岗位没有这项权限。", en: "This role isn't granted it." },
  },
  "permission.purpose": {
    name: { zh: "用途不在授权内", en: "not for this purpose" },
    sentence: { zh: "该岗位的这项权限不用于此用途。", en: "This role isn't granted it for this purpose." },
  },
  "permission.department": {
    name: { zh: "科室不在授权内", en: "not in this department" },
    sentence: {
      zh: "该岗位的这项权限不及于此科室。",
      en: "This role isn't granted it with records of this department.",
    },
  },
  "permission.person": {
    name: { zh: "并非本人或其代表", en: "not their patient" },
    sentence: {
      zh: "患者及其代表只能处理该患者的记录。",
      en: "Patients and those who stand in for them are granted it with that patient's records alone.",
    },
  },
  "permission.elsewhere": {
    name: { zh: "另行授权", en: "permitted elsewhere" },
    sentence: {
      zh: "权限由调用的程序事先核定。",
      en: "Who may do it was asked before the house was called.",
    },
  },
  "permission.calls": {
    name: { zh: "随访电话", en: "follow-up calls" },
    sentence: {
      zh: "医护与关怀中心人员为诊疗随访查看通话概要。",
      en: "Clinical staff and the care centre read call briefs for the patient's care.",
    },
  },
  "permission.emergency": {
    name: { zh: "紧急情况", en: "emergencies" },
    sentence: {
      zh: "为避免伤害，医生和护士在紧急情况下可以查看和越出时段。",
      en: "To keep somebody from harm, doctors and nurses may read and leave the hours.",
    },
  },
  "permission.overrides": {
    name: { zh: "例外", en: "overrides" },
    sentence: { zh: "医生和护士可以作例外安排。", en: "Doctors and nurses may place contacts by override." },
  },
  "permission.desk": {
    name: { zh: "服务台", en: "the desk" },
    sentence: {
      zh: "关怀中心人员处理来信、查看并办结工单。",
      en: "The care centre reads replies and tickets, and closes tickets.",
    },
  },
  "permission.erasure": {
    name: { zh: "应要求清除", en: "erasure on request" },
    sentence: {
      zh: "关怀中心人员应患者要求清除记录。",
      en: "The care centre has records erased on a patient's request.",
    },
  },
  "consent.none": {
    name: { zh: "未取得同意", en: "no consent" },
    sentence: {
      zh: "没有覆盖该用途与渠道的同意或其他法律依据。",
      en: "No consent or other legal basis covers this purpose and channel.",
    },
  },
  "consent.withdrawn": {
    name: { zh: "同意已撤回", en: "consent withdrawn" },
    sentence: { zh: "本人已撤回同意。", en: "The person has withdrawn the consent." },
  },
  "consent.guardian": {
    name: { zh: "缺少监护人同意", en: "guardian's consent missing" },
    sentence: {
      zh: "年幼患者须由监护人同意。",
      en: "For so young a patient only a guardian's consent counts.",
    },
  },
  "addressee.guardianOfMinor": {
    name: { zh: "未成年人无监护人", en: "minor without a guardian" },
    sentence: {
      zh: "未成年患者通过监护人联系，而未登记监护人。",
      en: "A minor is addressed through a guardian, and none is named.",
    },
  },
  "iCalendar.cancelled": {
    name: { zh: "已取消", en: "cancelled" },
    sentence: { zh: "活动已取消。", en: "The event is called off." },
  },
  "iCalendar.tentative": {
    name: { zh: "未确定", en: "not certain" },
    sentence: { zh: "活动尚未确定。", en: "The event isn't certain yet." },
  },
  "iCalendar.transparent": {
    name: { zh: "不占用时间", en: "leaves time free" },
    sentence: {
      zh: "活动不占用时间，这类活动不计入。",
      en: "The event leaves its time free, and such events aren't counted.",
    },
  },
  "iCalendar.meaning": {
    name: { zh: "与休息日无关", en: "says nothing of the day" },
    sentence: {
      zh: "按给定的含义，该活动与当天是否休息无关。",
      en: "By the meanings given, the event says nothing of whether the day is off.",
    },
  },
  "iCalendar.timed": {
    name: { zh: "有起止时刻", en: "has times" },
    sentence: {
      zh: "活动有起止时刻，按设定不算全天。",
      en: "The event has times, and as told doesn't make a whole day.",
    },
  },
  "iCalendar.superseded": {
    name: { zh: "有更新的版本", en: "superseded" },
    sentence: { zh: "同一编号的活动有更新的版本。", en: "A later event of the same uid takes its place." },
  },
  "iCalendar.outsideCoverage": {
    name: { zh: "不在覆盖范围内", en: "outside the coverage" },
    sentence: { zh: "该日期不在覆盖范围内。", en: "The date lies outside the coverage." },
  },
  "iCalendar.tooLong": {
    name: { zh: "超过一年", en: "longer than a year" },
    sentence: { zh: "活动持续超过一年。", en: "The event lasts longer than a year." },
  },
  "iCalendar.contradiction": {
    name: { zh: "相互矛盾", en: "contradicted" },
    sentence: {
      zh: "不同活动对该日期的说法相互矛盾，该日期视为未知。",
      en: "Events contradict one another about the date, which is unknown until somebody decides.",
    },
  },
  "iCalendar.component": {
    name: { zh: "不是活动", en: "no event" },
    sentence: { zh: "该部分不是活动。", en: "The component is no event." },
  },
  "iCalendar.line": {
    name: { zh: "无法识别的行", en: "line not understood" },
    sentence: { zh: "该行不是属性。", en: "The line is no property." },
  },
  "iCalendar.start": {
    name: { zh: "开始日期无法读取", en: "start not understood" },
    sentence: {
      zh: "开始日期缺失、重复或无法读取。",
      en: "The start is missing, comes twice, or can't be read.",
    },
  },
  "iCalendar.end": {
    name: { zh: "结束日期无法读取", en: "end not understood" },
    sentence: {
      zh: "结束日期或时长无法读取，或早于开始。",
      en: "The end or the length can't be read, or lies before the start.",
    },
  },
  "iCalendar.name": {
    name: { zh: "没有名称", en: "no name" },
    sentence: { zh: "活动没有名称。", en: "The event has no name." },
  },
  "iCalendar.recurrence": {
    name: { zh: "重复规则无法读取", en: "recurrence not understood" },
    sentence: { zh: "重复规则或重复日期无法读取。", en: "The recurrence, or a date of it, can't be read." },
  },
  "iCalendar.recurrenceKind": {
    name: { zh: "不支持的重复规则", en: "kind of recurrence not taken" },
    sentence: { zh: "不支持这种重复规则。", en: "Recurrences of this kind aren't taken." },
  },
  "iCalendar.recurrenceStart": {
    name: { zh: "开始日期不在重复规则内", en: "start outside the recurrence" },
    sentence: {
      zh: "开始日期不是重复规则自身的日期，无法确定哪些日期重复。",
      en: "The start isn't one of the recurrence's own dates, so what recurs isn't defined.",
    },
  },
  "iCalendar.recurrenceLength": {
    name: { zh: "重复次数过多", en: "recurrence too long" },
    sentence: {
      zh: "推算该重复规则所需的步数过多。",
      en: "Counting the recurrence out would take too long.",
    },
  },
  "iCalendar.exception": {
    name: { zh: "例外日期不符", en: "exception without an occurrence" },
    sentence: {
      zh: "例外日期无法读取，或不是重复规则的日期。",
      en: "The exception can't be read, or is none of the recurrence's dates.",
    },
  },
  "hold.awaitingSender": {
    name: { zh: "等待诉求人答复", en: "awaiting the sender" },
    sentence: {
      zh: "已向诉求人询问，等待其答复。",
      en: "The sender was asked something and has yet to answer.",
    },
  },
  "hold.appraisal": {
    name: { zh: "鉴定期间", en: "appraisal" },
    sentence: { zh: "正在鉴定，所需时间不计入。", en: "An appraisal is under way; its time isn't counted." },
  },
  "hold.otherBody": {
    name: { zh: "等待其他机构", en: "awaiting another body" },
    sentence: { zh: "等待其他机构处理。", en: "Another body has to act first." },
  },
  "step.nearlyDue": {
    name: { zh: "临近到期提醒", en: "nearly due" },
    sentence: { zh: "时限即将到期。", en: "The target is nearly due." },
  },
  "step.late": {
    name: { zh: "超时上报", en: "late" },
    sentence: { zh: "已超过时限。", en: "The target is late." },
  },
  "step.longLate": {
    name: { zh: "超时已久上报", en: "long late" },
    sentence: { zh: "超过时限已久。", en: "The target has been late for long." },
  },
  "step.urgent": {
    name: { zh: "紧急事项即时上报", en: "urgent" },
    sentence: { zh: "存在健康危险，立即上报。", en: "Health is in danger: told at once." },
  },
  "step.complex": {
    name: { zh: "复杂或职责外事项转主管部门", en: "complex or out of remit" },
    sentence: {
      zh: "复杂、涉及多科室或不属本院职责，转主管部门。",
      en: "Complex, of several departments or out of remit: told to the department in charge.",
    },
  },
  "step.repeated": {
    name: { zh: "重复投诉上报", en: "comes again" },
    sentence: { zh: "同类事项反复出现。", en: "Similar items keep coming." },
  },
  "sla.danger": {
    name: { zh: "健康危险", en: "danger to health" },
    sentence: {
      zh: "危及健康：48 小时内答复，立即上报。",
      en: "Danger to health: answered within 48 hours, and told at once.",
    },
  },
  "sla.complex": {
    name: { zh: "复杂或职责外事项", en: "complex or out of remit" },
    sentence: {
      zh: "复杂或职责外事项：48 小时内答复，转主管部门。",
      en: "Complex or out of remit: answered within 48 hours, and told to the department in charge.",
    },
  },
  "sla.repeated": {
    name: { zh: "重复事项", en: "comes again" },
    sentence: {
      zh: "重复事项：48 小时内答复，并上报。",
      en: "Keeps coming: answered within 48 hours, and told to the complaint office.",
    },
  },
  "sla.common": {
    name: { zh: "医院常用时限", en: "common limits" },
    sentence: {
      zh: "24 小时内首次回应，48 小时内答复。",
      en: "A first response within 24 hours, an answer within 48.",
    },
  },
  "complaint.dangerSeveral": {
    name: { zh: "危及健康的多科室投诉", en: "dangerous complaint about several departments" },
    sentence: {
      zh: "涉及多个科室且危及健康：自收到之日起 10 个工作日内反馈；立即上报为医院自定。",
      en: "Several departments and danger to health: answered within ten working days of receipt; that it is told at once is the hospital's own.",
    },
  },
  "complaint.danger": {
    name: { zh: "危及健康的投诉", en: "dangerous complaint" },
    sentence: {
      zh: "危及健康：自收到之日起 5 个工作日内反馈；立即上报为医院自定。",
      en: "Danger to health: answered within five working days of receipt; that it is told at once is the hospital's own.",
    },
  },
  "complaint.several": {
    name: { zh: "多科室投诉", en: "complaint about several departments" },
    sentence: {
      zh: "涉及多个科室：自收到之日起 10 个工作日内反馈。",
      en: "Several departments: answered within ten working days of receipt.",
    },
  },
  "complaint.onTheSpot": {
    name: { zh: "可当场处理的投诉", en: "complaint settled on the spot" },
    sentence: {
      zh: "可当场核实处理：当日答复。",
      en: "Settled on the spot: answered on the day of receipt.",
    },
  },
  "complaint.repeated": {
    name: { zh: "重复投诉", en: "repeated complaint" },
    sentence: {
      zh: "重复投诉：自收到之日起 5 个工作日内反馈；上报为医院自定。",
      en: "A repeated complaint: answered within five working days of receipt; that the complaint office is told is the hospital's own.",
    },
  },
  "complaint.investigated": {
    name: { zh: "需调查的投诉", en: "complaint to be investigated" },
    sentence: {
      zh: "需调查核实：自收到之日起 5 个工作日内反馈。",
      en: "To be investigated: answered within five working days of receipt.",
    },
  },
  "complaint.handover": {
    name: { zh: "首诉交接", en: "hand-over by the first receiver" },
    sentence: {
      zh: "首诉负责：交接须在 1 个工作日内接收或退回。",
      en: "First-receiver responsibility: a hand-over is accepted or refused within one working day.",
    },
  },
  "hotline.message": {
    name: { zh: "热线短信等渠道响应", en: "hotline's response by message" },
    sentence: { zh: "短信等其他方式 3 分钟内响应。", en: "A message is responded to within three minutes." },
  },
  "beijing.online": {
    name: { zh: "网络渠道受理", en: "taken up online" },
    sentence: { zh: "网络渠道 2 小时内受理。", en: "What comes in online is taken up within two hours." },
  },
  "beijing.emergency": {
    name: { zh: "紧急事项", en: "emergency" },
    sentence: {
      zh: "危及生命财产安全：1 小时内派单，2 小时内反馈。",
      en: "Danger to life or property: dispatched within an hour, answered within two.",
    },
  },
  "beijing.utilities": {
    name: { zh: "水电气热与极端天气", en: "utilities and extreme weather" },
    sentence: {
      zh: "水电气热、极端天气等：2 小时内派单，24 小时内反馈。",
      en: "Utilities and extreme weather: dispatched within two hours, answered within 24.",
    },
  },
  "beijing.complex": {
    name: { zh: "复杂事项", en: "complex matter" },
    sentence: {
      zh: "复杂事项：24 小时内派单，15 日内反馈。",
      en: "Complex: dispatched within 24 hours, answered within 15 days.",
    },
  },
  "beijing.general": {
    name: { zh: "一般事项", en: "general matter" },
    sentence: {
      zh: "一般事项：24 小时内派单，7 日内反馈。",
      en: "General: dispatched within 24 hours, answered within 7 days.",
    },
  },
  "hotline.passedOn": {
    name: { zh: "非咨询类来电", en: "hotline's matter passed on" },
    sentence: {
      zh: "非咨询类：1 个工作日内上报，5 个工作日内办结反馈。",
      en: "No enquiry: passed on within one working day, answered within five.",
    },
  },
  "hotline.revisit": {
    name: { zh: "办结回访", en: "asked after the result" },
    sentence: {
      zh: "办结后 1 个工作日内回访满意度。",
      en: "Asked whether satisfied within one working day of the result.",
    },
  },
  "mediation.people": {
    name: { zh: "人民调解", en: "people's mediation" },
    sentence: {
      zh: "自受理之日起 30 个工作日内完成调解，鉴定时间不计入。",
      en: "Ended within thirty working days of acceptance, an appraisal's time left out.",
    },
  },
  "mediation.authority": {
    name: { zh: "行政调解", en: "mediation by the authority" },
    sentence: {
      zh: "5 个工作日内决定是否受理，30 个工作日内完成，鉴定时间不计入。",
      en: "Accepted or not within five working days, ended within thirty, an appraisal's time left out.",
    },
  },
  "petition.ended": {
    name: { zh: "信访办理", en: "petition" },
    sentence: { zh: "15 日内告知，60 日内办结。", en: "Notified within 15 days, ended within 60." },
  },
  "nhs.fortyDays": {
    name: { zh: "40 个工作日目标", en: "aim of forty working days" },
    sentence: {
      zh: "力争 40 个工作日内全面答复。",
      en: "The aim is a full answer within forty working days.",
    },
  },
  "nhs.england": {
    name: { zh: "英格兰确认收到", en: "acknowledged in England" },
    sentence: { zh: "3 个工作日内确认收到。", en: "Acknowledged within three working days." },
  },
  "nhs.sixMonths": {
    name: { zh: "六个月内答复或说明", en: "answer or explanation in six months" },
    sentence: { zh: "6 个月内答复，否则说明原因。", en: "Answered within six months, or told why not." },
  },
  "nhs.wales": {
    name: { zh: "威尔士时限", en: "limits in Wales" },
    sentence: {
      zh: "2 个工作日内确认，30 个工作日内答复。",
      en: "Acknowledged within two working days, answered within thirty.",
    },
  },
  "nhs.scotland": {
    name: { zh: "苏格兰时限", en: "limits in Scotland" },
    sentence: {
      zh: "3 个工作日内确认，20 个工作日内答复。",
      en: "Acknowledged within three working days, answered within twenty.",
    },
  },
  "nhs.northernIreland": {
    name: { zh: "北爱尔兰时限", en: "limits in Northern Ireland" },
    sentence: {
      zh: "3 个工作日内确认，10 个工作日内答复。",
      en: "Acknowledged within three working days, answered within ten.",
    },
  },
  "grievance.notice": {
    name: { zh: "申诉处理时限", en: "grievance" },
    sentence: {
      zh: "7 日内答复，或告知仍在处理并在医院所述天数内答复。",
      en: "Answered within seven days; or told that it is worked on, and answered within the days that the hospital states.",
    },
  },
  "addressee.anyone": {
    name: { zh: "无联系人", en: "nobody to contact" },
    sentence: { zh: "未登记任何联系人。", en: "No person who may be contacted is named." },
  },
  "action.over": {
    name: { zh: "措施已结束", en: "over" },
    sentence: { zh: "措施已有结论或已取消。", en: "The action is over." },
  },
  "action.notDone": {
    name: { zh: "措施未完成", en: "not done" },
    sentence: {
      zh: "措施尚未完成，不能核查效果。",
      en: "The action isn't done yet, so it has no effect to look at.",
    },
  },
  "action.done": {
    name: { zh: "措施已完成", en: "done already" },
    sentence: { zh: "措施已经完成。", en: "The action is done already." },
  },
  "action.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: { zh: "时间早于它所依据的步骤。", en: "It would lie ahead of what it follows from." },
  },
  "action.early": {
    name: { zh: "尚未到效果核查时间", en: "too early to tell" },
    sentence: {
      zh: "尚未到约定的效果核查时间。",
      en: "The effect can't be told before the time set for looking at it.",
    },
  },
  "action.itself": {
    name: { zh: "措施不能替代自身", en: "its own successor" },
    sentence: {
      zh: "无效的措施须由另一措施替代。",
      en: "An action without effect is followed by another one.",
    },
  },
  "ticket.future": {
    name: { zh: "未来的时间", en: "a time to come" },
    sentence: {
      zh: "记录的时间晚于知悉的时间。",
      en: "What is to come can't be recorded as having happened.",
    },
  },
  "ticket.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: {
      zh: "时间早于它所依据的步骤，或晚于以它为依据的步骤。",
      en: "It would lie ahead of what it follows from, or behind what follows from it.",
    },
  },
  "ticket.merged": {
    name: { zh: "工单已并入其他工单", en: "merged into another" },
    sentence: {
      zh: "工单已并入其他工单，在那里继续办理。",
      en: "The ticket goes on as part of another; record it there.",
    },
  },
  "ticket.closed": {
    name: { zh: "工单已办结", en: "closed" },
    sentence: {
      zh: "工单已办结；有新情况时先重新打开。",
      en: "The ticket is closed; where there is something new, open it again first.",
    },
  },
  "ticket.notClosed": {
    name: { zh: "工单未办结", en: "not closed" },
    sentence: { zh: "只有已办结的工单才能重新打开。", en: "Only a closed ticket can be opened again." },
  },
  "ticket.notOwner": {
    name: { zh: "不是责任人", en: "not the owner" },
    sentence: { zh: "只有责任人或其代理人可以这样做。", en: "Only the owner, or the deputy, can do this." },
  },
  "ticket.ownerAlready": {
    name: { zh: "本已是责任人", en: "the owner already" },
    sentence: { zh: "该人员已是责任人。", en: "This is the owner already." },
  },
  "ticket.offerStands": {
    name: { zh: "移交待接收", en: "a hand-over waits" },
    sentence: {
      zh: "已有移交在等待接收或退回。",
      en: "A hand-over already waits to be accepted or refused.",
    },
  },
  "ticket.noOffer": {
    name: { zh: "没有待接收的移交", en: "no hand-over" },
    sentence: { zh: "没有等待接收的移交。", en: "No hand-over waits to be accepted." },
  },
  "ticket.notAddressed": {
    name: { zh: "移交对象不符", en: "not the one addressed" },
    sentence: {
      zh: "只有移交的对象本人可以接收或退回；接手须由本人提出。",
      en: "Only those a hand-over is offered to can accept or refuse it, and nobody takes a ticket for somebody else.",
    },
  },
  "ticket.noDeputy": {
    name: { zh: "没有代理人", en: "no deputy" },
    sentence: { zh: "没有指定代理人。", en: "No deputy is named." },
  },
  "ticket.absence": {
    name: { zh: "代理期间不成立", en: "no span of absence" },
    sentence: { zh: "代理的开始须早于结束。", en: "An absence must begin before it ends." },
  },
  "ticket.promiseTwice": {
    name: { zh: "承诺编号重复", en: "promised already" },
    sentence: { zh: "该编号的承诺已存在。", en: "A promise by this id is on record already." },
  },
  "ticket.promisePast": {
    name: { zh: "承诺期限已过", en: "a promise for the past" },
    sentence: {
      zh: "承诺的期限须晚于作出承诺的时间。",
      en: "A promise must be for a time after it is made.",
    },
  },
  "ticket.promiseKept": {
    name: { zh: "承诺已兑现", en: "kept already" },
    sentence: { zh: "该承诺已经兑现。", en: "The promise is kept already." },
  },
  "ticket.noDanger": {
    name: { zh: "没有待处置的危险", en: "no danger open" },
    sentence: { zh: "没有等待处置的健康危险。", en: "No danger waits for measures." },
  },
  "ticket.dangerOpen": {
    name: { zh: "危险尚未处置", en: "a danger is open" },
    sentence: {
      zh: "健康危险的处置措施尚未记录。",
      en: "What was done against the danger isn't on record yet.",
    },
  },
  "ticket.held": {
    name: { zh: "已暂停", en: "on hold" },
    sentence: { zh: "工单已在等待中；先恢复办理。", en: "The ticket is on hold; resume it first." },
  },
  "ticket.notHeld": {
    name: { zh: "未暂停", en: "not on hold" },
    sentence: { zh: "工单不在等待中。", en: "The ticket isn't on hold." },
  },
  "ticket.resultStands": {
    name: { zh: "已有处理结果", en: "a result stands" },
    sentence: { zh: "本轮已记录处理结果。", en: "This round has its result already." },
  },
  "ticket.noResult": {
    name: { zh: "没有处理结果", en: "no result" },
    sentence: { zh: "尚未记录处理结果。", en: "No result is on record yet." },
  },
  "ticket.answerStands": {
    name: { zh: "已有答复", en: "an answer stands" },
    sentence: { zh: "本轮对该诉求已有答复。", en: "The item has its answer in this round already." },
  },
  "ticket.noClaim": {
    name: { zh: "没有查询码", en: "no claim code" },
    sentence: {
      zh: "该诉求没有查询码，答复无法留待查询。",
      en: "The item has no claim code, so an answer can't lie ready for it.",
    },
  },
  "ticket.notPosted": {
    name: { zh: "答复未留待查询", en: "not laid ready" },
    sentence: { zh: "答复尚未留待查询。", en: "The answer wasn't laid ready for the claim code." },
  },
  "ticket.notAnswered": {
    name: { zh: "尚未答复", en: "not answered" },
    sentence: { zh: "诉求人尚未得到答复。", en: "The sender hasn't been answered yet." },
  },
  "ticket.checkStands": {
    name: { zh: "已作满意度核实", en: "checked already" },
    sentence: { zh: "本轮已核实满意度。", en: "This round's check is on record already." },
  },
  "ticket.notChecked": {
    name: { zh: "未核实满意度", en: "not checked" },
    sentence: {
      zh: "尚未核实诉求人是否满意。",
      en: "Nobody has checked yet whether the sender is satisfied.",
    },
  },
  "ticket.contradicted": {
    name: { zh: "原因与记录不符", en: "contradicted by the record" },
    sentence: { zh: "所称原因与记录不符。", en: "The record doesn't bear the reason out." },
  },
  "ticket.withdrawn": {
    name: { zh: "诉求已撤回", en: "taken back" },
    sentence: { zh: "诉求人已撤回该诉求。", en: "The sender has taken the item back." },
  },
  "ticket.promiseOpen": {
    name: { zh: "承诺未兑现", en: "a promise is open" },
    sentence: { zh: "对诉求人的承诺尚未兑现。", en: "A promise to the sender isn't kept yet." },
  },
  "ticket.senderWaits": {
    name: { zh: "诉求人等待回复", en: "the sender waits" },
    sentence: { zh: "诉求人来信后尚无人回复。", en: "The sender wrote, and nobody has replied since." },
  },
  "ticket.reopenTimes": {
    name: { zh: "重新打开次数已满", en: "opened again often enough" },
    sentence: {
      zh: "因不满意重新打开的次数已达规定上限。",
      en: "Dissatisfaction has opened the ticket again as often as the policy lets it.",
    },
  },
  "ticket.reopenLate": {
    name: { zh: "已过重新打开期限", en: "too late to open again" },
    sentence: {
      zh: "办结后超过规定天数，不能因不满意重新打开；请另行登记并关联。",
      en: "The policy's days after the closing are over; register a new item and link it.",
    },
  },
  "ticket.sameTicket": {
    name: { zh: "同一工单", en: "the same ticket" },
    sentence: { zh: "工单不能并入自身。", en: "A ticket can't be merged with itself." },
  },
  "ticket.otherPatient": {
    name: { zh: "不同的患者", en: "another patient" },
    sentence: { zh: "两个工单涉及不同的患者，不能合并。", en: "The tickets are about different patients." },
  },
  "call.callback": {
    name: { zh: "与回电情况不符", en: "not as the callback stands" },
    sentence: {
      zh: "来电没有请求回电，或回电的情况与此不符。",
      en: "The call asked for no callback, or that stands where this can't happen to it.",
    },
  },
  "routing.noAgent": {
    name: { zh: "无具备技能的空闲坐席", en: "nobody free has the skill" },
    sentence: { zh: "没有空闲坐席具备所需技能。", en: "Nobody who is free has the skill." },
  },
  "routing.level": {
    name: { zh: "空闲坐席技能等级不足", en: "nobody free is skilled enough" },
    sentence: {
      zh: "空闲坐席的技能等级尚不足。",
      en: "Nobody who is free has the skill at the level asked for.",
    },
  },
  "routing.language": {
    name: { zh: "无语言相通的空闲坐席", en: "nobody free shares the language" },
    sentence: {
      zh: "没有空闲坐席与来电者语言相通。",
      en: "Nobody who is free and skilled enough shares the caller's language.",
    },
  },
  "routing.taken": {
    name: { zh: "空闲坐席已接前面的来电", en: "taken by calls before it" },
    sentence: {
      zh: "可接此来电的空闲坐席已接了排在前面的来电。",
      en: "All who could take it now were taken by calls before it.",
    },
  },
  "menu.twice": {
    name: { zh: "菜单重复", en: "menu named twice" },
    sentence: { zh: "另一个菜单已用此标识。", en: "Another menu has this id." },
  },
  "menu.keyTwice": {
    name: { zh: "按键重复", en: "key named twice" },
    sentence: { zh: "该按键已另有用途。", en: "The key is taken already." },
  },
  "menu.dangling": {
    name: { zh: "指向不存在的菜单", en: "leads nowhere" },
    sentence: { zh: "所指的菜单不存在。", en: "It leads to a menu that isn't there." },
  },
  "menu.unreachable": {
    name: { zh: "无法到达", en: "can't be reached" },
    sentence: { zh: "没有任何按键通向此菜单。", en: "Nothing leads to this menu." },
  },
  "menu.noWayOut": {
    name: { zh: "走不出去", en: "no way out" },
    sentence: {
      zh: "从此菜单只能在菜单之间打转，无法离开。",
      en: "From here callers only go from menu to menu, with no way out.",
    },
  },
  "menu.noPerson": {
    name: { zh: "找不到人", en: "no way to a person" },
    sentence: {
      zh: "从此菜单出发，既不能转到人工，也不能请求回电。",
      en: "From here nothing leads to a person, nor to a callback.",
    },
  },
  "menu.noSilence": {
    name: { zh: "未处理不按键", en: "no answer to silence" },
    sentence: { zh: "来电者不按键时没有任何应对。", en: "Nothing is done where a caller presses no key." },
  },
  "menu.noWrongKey": {
    name: { zh: "未处理错键", en: "no answer to wrong keys" },
    sentence: {
      zh: "来电者按错键时没有任何应对。",
      en: "Nothing is done where a caller presses a wrong key.",
    },
  },
  "menu.silenceLoops": {
    name: { zh: "不按键则循环", en: "goes round on silence" },
    sentence: {
      zh: "一直不按键的来电者会反复回到此菜单。",
      en: "A caller who presses nothing comes round to this menu for ever.",
    },
  },
  "menu.wrongKeyLoops": {
    name: { zh: "按错键则循环", en: "goes round on wrong keys" },
    sentence: {
      zh: "一直按错键的来电者会反复回到此菜单。",
      en: "A caller who presses wrong keys comes round to this menu for ever.",
    },
  },
  "menu.tooManyKeys": {
    name: { zh: "按键过多", en: "too many keys" },
    sentence: {
      zh: "按键多于来电者能记住的数目。",
      en: "There are more keys than callers can keep in mind.",
    },
  },
  "menu.tooDeep": {
    name: { zh: "层级过深", en: "too deep" },
    sentence: { zh: "菜单层级过深。", en: "It lies too deep among the menus." },
  },
  "callback.hours": {
    name: { zh: "不在热线回电时段", en: "outside the hotline's hours for callbacks" },
    sentence: { zh: "热线只在规定时段内回电。", en: "The hotline calls back only within its hours." },
    after: { zh: "热线回电时段开始后", en: "once the hotline calls back again" },
  },
  "callback.notAsked": {
    name: { zh: "未请求回电", en: "not asked for" },
    sentence: { zh: "来电没有以请求回电结束。", en: "The call didn't end by asking for a callback." },
  },
  "callback.noNumber": {
    name: { zh: "没有号码", en: "no number" },
    sentence: { zh: "没有可以回拨的号码。", en: "There is no number to call." },
  },
  "callback.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: { zh: "时间早于它所依据的步骤。", en: "It would lie ahead of what it follows from." },
  },
  "callback.over": {
    name: { zh: "回电已结束", en: "over" },
    sentence: { zh: "回电已经结束。", en: "The callback is over." },
  },
  "callback.trying": {
    name: { zh: "正在回拨", en: "being tried" },
    sentence: { zh: "正在回拨，尚无结果。", en: "A try is under way." },
  },
  "callback.notTrying": {
    name: { zh: "未在回拨", en: "not being tried" },
    sentence: { zh: "没有正在进行的回拨。", en: "No try is under way." },
  },
  "callback.early": {
    name: { zh: "尚未到时间", en: "too early" },
    sentence: {
      zh: "早于来电者希望的时间，或距上次回拨尚未满规定间隔。",
      en: "It is sooner than the caller wishes, or than the wait after the last try.",
    },
  },
  "callback.tooLate": {
    name: { zh: "已逾期", en: "too late" },
    sentence: {
      zh: "应回拨的时间已过，按逾期未拨处理。",
      en: "The time for this try is over: it is missed.",
    },
  },
  "callback.notAnswered": {
    name: { zh: "再次来电未接通", en: "not answered" },
    sentence: {
      zh: "再次来电没有人接听，也没有另行请求回电，原回电仍须完成。",
      en: "The new call was neither answered nor asked for a callback, so this one is still owed.",
    },
  },
  "call.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: { zh: "时间早于它所依据的步骤。", en: "It would lie ahead of what it follows from." },
  },
  "call.tooLong": {
    name: { zh: "超过一天", en: "longer than a day" },
    sentence: {
      zh: "距来电已超过一天，不再属于这次通话。",
      en: "It lies more than a day after the call came in, so it is no part of it.",
    },
  },
  "call.over": {
    name: { zh: "通话已结束", en: "over" },
    sentence: { zh: "通话已经结束。", en: "The call is over." },
  },
  "call.notInMenu": {
    name: { zh: "不在语音菜单中", en: "in no menu" },
    sentence: { zh: "来电已离开语音菜单。", en: "The call has left the menu." },
  },
  "call.notWaiting": {
    name: { zh: "未在排队", en: "not waiting" },
    sentence: { zh: "来电没有在等待接听。", en: "The call waits for nobody." },
  },
  "call.answered": {
    name: { zh: "已接听", en: "answered" },
    sentence: { zh: "来电已有人接听。", en: "Somebody has answered the call." },
  },
  "call.notTalking": {
    name: { zh: "未在通话", en: "nobody talks" },
    sentence: { zh: "没有坐席正在与来电者通话。", en: "No agent is talking with the caller." },
  },
  "call.held": {
    name: { zh: "已在保持", en: "on hold" },
    sentence: { zh: "来电已处于保持状态。", en: "The call is on hold already." },
  },
  "call.notHeld": {
    name: { zh: "未在保持", en: "not on hold" },
    sentence: { zh: "来电没有处于保持状态。", en: "The call isn't on hold." },
  },
  "call.noWrapUp": {
    name: { zh: "没有待整理的通话", en: "nothing to wrap up" },
    sentence: { zh: "该坐席没有尚待整理的通话。", en: "The agent has no talk that isn't wrapped up." },
  },
  "call.linkStands": {
    name: { zh: "已有关联", en: "linked already" },
    sentence: { zh: "这项关联已经存在。", en: "The call is linked to it already." },
  },
  "call.noLink": {
    name: { zh: "没有该关联", en: "not linked" },
    sentence: { zh: "没有这项关联。", en: "The call isn't linked to it." },
  },
  "regimen.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: {
      zh: "时间早于用药方案最近的变更或开始。",
      en: "It would lie ahead of the regimen's beginning or of its last change.",
    },
  },
  "regimen.ended": {
    name: { zh: "用药方案已结束", en: "over" },
    sentence: { zh: "用药方案已经结束。", en: "The regimen is over." },
  },
  "regimen.notPrescribed": {
    name: { zh: "没有该药的医嘱", en: "not prescribed" },
    sentence: { zh: "目前没有该药的医嘱。", en: "The medicine isn't prescribed now." },
  },
  "regimen.paused": {
    name: { zh: "已暂停", en: "paused" },
    sentence: { zh: "已处于暂停状态。", en: "It is paused already." },
  },
  "regimen.notPaused": {
    name: { zh: "未暂停", en: "not paused" },
    sentence: { zh: "没有处于暂停状态。", en: "It isn't paused." },
  },
  "regimen.noOverride": {
    name: { zh: "没有例外请求", en: "no request" },
    sentence: {
      zh: "本人没有要求在休息时段提醒。",
      en: "The person has no standing request to be reminded at rest.",
    },
  },
  "dose.notDue": {
    name: { zh: "没有这次用药", en: "not due" },
    sentence: { zh: "用药方案中没有这次用药。", en: "The regimen has no such dose." },
  },
  "dose.ahead": {
    name: { zh: "时间在未来", en: "ahead of time" },
    sentence: { zh: "服药时间晚于记录时间。", en: "It would have been taken after it was told of." },
  },
  "dose.early": {
    name: { zh: "过早", en: "too early" },
    sentence: {
      zh: "早于应服时间一天以上，应是另一次用药。",
      en: "It lies more than a day ahead of the dose's time, so it was another dose.",
    },
  },
  "dose.told": {
    name: { zh: "已有不同记录", en: "told otherwise" },
    sentence: {
      zh: "这次用药已有不同的记录；请更正。",
      en: "Something else was told of the dose; correct it.",
    },
  },
  "dose.untold": {
    name: { zh: "没有记录", en: "nothing told" },
    sentence: {
      zh: "这次用药还没有记录，无从更正。",
      en: "Nothing was told of the dose that could be corrected.",
    },
  },
  "event.order": {
    name: { zh: "时间顺序不符", en: "out of order" },
    sentence: { zh: "时间早于最近一次变更。", en: "It would lie ahead of what was written last." },
  },
  "event.over": {
    name: { zh: "活动已结束", en: "over" },
    sentence: { zh: "活动已举办或已取消。", en: "The event was held or cancelled." },
  },
  "event.registrationOver": {
    name: { zh: "报名已截止", en: "registration is over" },
    sentence: { zh: "报名时间已过。", en: "The time to register is over." },
  },
  "event.registered": {
    name: { zh: "已报名", en: "registered already" },
    sentence: { zh: "本人已报名或在候补。", en: "The person has a place already, or waits for one." },
  },
  "event.notRegistered": {
    name: { zh: "未报名", en: "not registered" },
    sentence: { zh: "本人没有名额。", en: "The person has no place." },
  },
  "event.begun": {
    name: { zh: "已开始", en: "begun" },
    sentence: { zh: "活动已经开始。", en: "The event has begun." },
  },
  "event.notBegun": {
    name: { zh: "未开始", en: "not begun" },
    sentence: { zh: "活动还没有开始。", en: "The event hasn't begun." },
  },
  "event.past": {
    name: { zh: "时间已过", en: "in the past" },
    sentence: { zh: "新的时间已过。", en: "The new time has passed." },
  },
  "event.placesTaken": {
    name: { zh: "名额已被占用", en: "places taken" },
    sentence: { zh: "已有更多的人报上名。", en: "More people than that have a place." },
  },
  "event.notHeld": {
    name: { zh: "尚未举办", en: "not held" },
    sentence: {
      zh: "活动尚未举办，不能记录到场情况。",
      en: "The event wasn't held, so nobody came or stayed away.",
    },
  },
}

const wordsOf = (id: string): RuleWords | undefined => (Object.hasOwn(rules, id) ? rules[id] : undefined)

/** Whether the rule has a text. */
export const isKnown = (id: string): boolean => wordsOf(id) !== undefined

/**
 * A rule's short name, for lists such as "closed by noon rest, working hours".
 *
 * **Example**
 *
 * ```ts
 * import { ReasonText } from "@aftercare/core"
 *
 * ReasonText.name("rest.noon", "zh") // => "午休"
 * ReasonText.name("hospital.visitingHours", "zh") // => "hospital.visitingHours"
 * ```
 */
export const name = (id: RuleId | string, language: Language): string => wordsOf(id)?.name[language] ?? id

/** What a rule means, in one sentence. */
export const sentence = (id: RuleId | string, language: Language): string =>
  wordsOf(id)?.sentence[language] ?? id

/** What a moment is called that comes right after what the rule closes: "after the noon rest". */
export const after = (id: RuleId | string, language: Language): string =>
  wordsOf(id)?.after?.[language] ?? (language === "zh" ? `${name(id, "zh")}之后` : `after ${name(id, "en")}`)

/** Short names of several rules, in their order. */
export const names = (ids: ReadonlyArray<RuleId>, language: Language): string =>
  ids.map((id) => name(id, language)).join(language === "zh" ? "、" : ", ")

/**
 * A reason with the facts it rests on.
 *
 * **Example**
 *
 * ```ts
 * import { Reason, ReasonText } from "@aftercare/core"
 *
 * ReasonText.render(Reason.make("attempt.gap", { hours: 4 }), "en")
 * // => "A further try keeps its distance from the last one. (hours: 4)"
 * ```
 */
export const render = ({ code, facts }: Reason, language: Language): string => {
  const all = Object.entries(facts)
  if (all.length === 0) return sentence(code, language)
  return language === "zh"
    ? `${sentence(code, language)}（${all.map(([fact, value]) => `${fact}：${value}`).join("，")}）`
    : `${sentence(code, language)} (${all.map(([fact, value]) => `${fact}: ${value}`).join(", ")})`
}

/** What a source is called, or says of itself, in this language; a text cited under its own name keeps it. */
export const cited = (text: Source["title"], language: Language): string =>
  typeof text === "string" ? text : text[language]

/** Where a rule comes from: its title, how binding it is, how far it was verified, and where it was read. */
export const source = ({ reference, status, title, verified }: Source, language: Language): string => {
  const zh = language === "zh"
  const standing = [WordText.status(status, language), WordText.verified(verified, language)]
  const named = cited(title, language)
  const text = zh ? `${named}（${standing.join("，")}）` : `${named} (${standing.join(", ")})`
  return reference === undefined ? text : `${text}${zh ? "。" : ". "}${cited(reference, language)}`
}
