/**
 * Tickets in words, in Chinese and English: where one stands, what it waits for, how it ended. Kinds, ways and weights of
 * items are in `WordText`.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type { TimeZone } from "../calendar/TimeZone.ts"
import type { Bone } from "../feedback/CauseAnalysis.ts"
import type { Check, Closure, Finding, OutOfRemit, Unanswerable, Unchecked } from "../feedback/Closure.ts"
import type { ActionKind, ActionState } from "../feedback/CorrectiveAction.ts"
import type { Awaited, ReopenReason, Stage, TicketEvent } from "../feedback/Ticket.ts"
import type { Bilingual, Language } from "../foundation/Word.ts"
import * as InstantText from "./InstantText.ts"
import { vocabulary } from "./Vocabulary.ts"

/** Where a ticket stands. */
export const stage = vocabulary<Stage>({
  inHand: { zh: "办理中", en: "in hand" },
  held: { zh: "等待中", en: "on hold" },
  awaitingAnswer: { zh: "待答复", en: "to be answered" },
  awaitingCheck: { zh: "待核实满意度", en: "satisfaction to be checked" },
  checked: { zh: "待办结", en: "to be closed" },
  closed: { zh: "已办结", en: "closed" },
  merged: { zh: "已合并", en: "merged" },
})

/** What the inquiry found. */
export const finding = vocabulary<Finding>({
  founded: { zh: "属实", en: "founded" },
  partlyFounded: { zh: "部分属实", en: "partly founded" },
  unfounded: { zh: "不属实", en: "unfounded" },
  undecidable: { zh: "无法查实", en: "undecidable" },
  answered: { zh: "已答复", en: "answered" },
})

/** Why the hospital doesn't handle an item. */
export const outOfRemit = vocabulary<OutOfRemit>({
  inCourt: { zh: "已进入诉讼", en: "before a court" },
  inMediation: { zh: "已进入第三方调解", en: "in mediation by others" },
  handledByAuthority: { zh: "卫生健康主管部门已受理", en: "handled by the health authority" },
  inPetition: { zh: "已进入信访程序", en: "in a petition" },
  noClearFacts: { zh: "没有明确的对象或事实", en: "no clear object or facts" },
  police: { zh: "涉及治安或刑事案件", en: "a matter for the police" },
  otherInstitution: { zh: "属于其他机构", en: "another institution's" },
})

/** Why an answer can't reach the sender. */
export const unanswerable = vocabulary<Unanswerable>({
  noWayBack: { zh: "未留联系方式和查询码", en: "no way back was left" },
  triedInVain: { zh: "多次送达未果", en: "tried in vain" },
  notCollected: { zh: "答复未被查询", en: "not collected" },
  refused: { zh: "本人不愿接收", en: "the sender wants no answer" },
  deceased: { zh: "诉求人去世", en: "the sender has died" },
})

/** Why it isn't known whether the sender is satisfied. */
export const unchecked = vocabulary<Unchecked>({
  unanswered: { zh: "未能答复", en: "no answer could be given" },
  noReply: { zh: "询问后无回复", en: "asked, and no reply came" },
  declined: { zh: "不愿评价", en: "the sender won't say" },
  deceased: { zh: "诉求人去世", en: "the sender has died" },
  praise: { zh: "表扬无需核实", en: "praise needs no check" },
})

/** Whether the answer satisfied. */
export const check = vocabulary<Check["_tag"]>({
  Satisfied: { zh: "满意", en: "satisfied" },
  Dissatisfied: { zh: "不满意", en: "dissatisfied" },
  NotKnown: { zh: "未知", en: "not known" },
})

/** Why a closed ticket was opened again. */
export const reopenReason = vocabulary<ReopenReason>({
  dissatisfied: { zh: "不满意", en: "dissatisfied" },
  newFacts: { zh: "新情况", en: "new facts" },
})

/** Where a cause lies. */
export const bone = vocabulary<Bone>({
  people: { zh: "人员", en: "people" },
  method: { zh: "方法流程", en: "method" },
  equipment: { zh: "设备", en: "equipment" },
  material: { zh: "材料", en: "material" },
  environment: { zh: "环境", en: "environment" },
  measurement: { zh: "测量与信息", en: "measurement" },
  management: { zh: "管理", en: "management" },
})

/** What an action is against. */
export const actionKind = vocabulary<ActionKind>({
  corrective: { zh: "纠正措施", en: "corrective" },
  preventive: { zh: "预防措施", en: "preventive" },
})

/** Where an action stands. */
export const actionState = vocabulary<ActionState["_tag"]>({
  Planned: { zh: "已计划", en: "planned" },
  Done: { zh: "已完成，待核查效果", en: "done, its effect to be looked at" },
  Effective: { zh: "有效", en: "effective" },
  Ineffective: { zh: "无效，已另定措施", en: "without effect, replaced" },
  Dropped: { zh: "已取消", en: "dropped" },
})

/** What happened. */
export const event = vocabulary<TicketEvent["_tag"]>({
  Registered: { zh: "登记", en: "registered" },
  Taken: { zh: "接手", en: "taken over" },
  HandoverOffered: { zh: "提出移交", en: "hand-over offered" },
  HandoverAccepted: { zh: "接收移交", en: "hand-over accepted" },
  HandoverRefused: { zh: "退回移交", en: "hand-over refused" },
  HandoverRetracted: { zh: "收回移交", en: "hand-over taken back" },
  DeputyNamed: { zh: "指定代理人", en: "deputy named" },
  DeputyReleased: { zh: "代理结束", en: "deputy released" },
  Acknowledged: { zh: "告知已受理", en: "acknowledged" },
  Responded: { zh: "回复诉求人", en: "sender responded to" },
  SenderWrote: { zh: "诉求人来信", en: "the sender wrote" },
  Promised: { zh: "作出承诺", en: "promise made" },
  PromiseKept: { zh: "兑现承诺", en: "promise kept" },
  Reassessed: { zh: "重新评定", en: "assessed again" },
  MeasureTaken: { zh: "采取处置措施", en: "measure taken against the danger" },
  ArrivedOnSite: { zh: "到达现场", en: "arrived on site" },
  Held: { zh: "暂停", en: "put on hold" },
  Resumed: { zh: "恢复", en: "resumed" },
  PolicyChanged: { zh: "时限策略变更", en: "limits changed" },
  ResultRecorded: { zh: "记录处理结果", en: "result recorded" },
  AnswerPosted: { zh: "答复留待查询", en: "answer laid ready" },
  AnswerFailed: { zh: "答复未送达", en: "answer didn't arrive" },
  AnswerReached: { zh: "答复送达", en: "answer arrived" },
  AnswerCollected: { zh: "答复已查询", en: "answer collected" },
  AnswerGivenUp: { zh: "无法答复", en: "answer given up" },
  CheckAsked: { zh: "询问满意度", en: "asked about satisfaction" },
  Checked: { zh: "核实满意度", en: "satisfaction checked" },
  Withdrawn: { zh: "诉求人撤回", en: "taken back by the sender" },
  Closed: { zh: "办结", en: "closed" },
  Reopened: { zh: "重新打开", en: "opened again" },
  Corrected: { zh: "更正时间", en: "time put right" },
  Merged: { zh: "并入其他工单", en: "another ticket merged in" },
  MergedInto: { zh: "并至其他工单", en: "merged into another ticket" },
})

export interface Options {
  readonly language: Language
  readonly zone: TimeZone
}

const shown = (at: DateTime.Utc, { language, zone }: Options) =>
  InstantText.render(at, { zone, language, withYear: true })

/**
 * What a ticket waits for.
 *
 * **Example**
 *
 * ```ts
 * import { Id, TicketText, TimeZone } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const by = DateTime.makeUnsafe("2026-03-05T10:00:00Z")
 * const promise = { _tag: "Promise", promise: Id.PromiseId.make("p-1"), by } as const
 * TicketText.awaited(promise, { language: "en", zone: TimeZone.make("Asia/Shanghai") })
 * // => "a promise to keep by Thu 5 Mar 2026, 18:00"
 * ```
 */
export const awaited = (of: Awaited, options: Options): string => text(of, options)[options.language]

const text = (of: Awaited, options: Options): Bilingual => {
  switch (of._tag) {
    case "Measure":
      return { zh: "立即处置健康危险", en: "measures against the danger, at once" }
    case "HandoverAcceptance":
      return { zh: `${of.to.department} 接收移交`, en: `${of.to.department} to accept the hand-over` }
    case "Result":
      return { zh: "处理结果", en: "a result" }
    case "Answer":
      return { zh: `答复 ${of.item}`, en: `an answer to ${of.item}` }
    case "Check":
      return { zh: `核实 ${of.item} 是否满意`, en: `whether the sender of ${of.item} is satisfied` }
    case "Promise":
      return {
        zh: `在 ${shown(of.by, options)} 前兑现承诺`,
        en: `a promise to keep by ${shown(of.by, options)}`,
      }
    case "Reply":
      return {
        zh: `回复 ${of.item} 的诉求人（自 ${shown(of.since, options)} 起等待）`,
        en: `a reply to the sender of ${of.item}, who waits since ${shown(of.since, options)}`,
      }
    case "Closing":
      return { zh: "办结", en: "to be closed" }
  }
}

/** How a ticket ended, with the reason where there is one. */
export const closure = (of: Closure, language: Language): string => {
  const zh = language === "zh"
  switch (of._tag) {
    case "Answered":
      return zh ? "已答复并核实" : "answered and checked"
    case "Unanswerable": {
      const reasons = [...new Set(of.reasons)].map((reason) => unanswerable(reason, language))
      return zh ? `无法答复（${reasons.join("、")}）` : `unanswerable (${reasons.join(", ")})`
    }
    case "OutOfRemit":
      return zh
        ? `不属本院办理（${outOfRemit(of.ground, language)}）`
        : `not the hospital's to handle (${outOfRemit(of.ground, language)})`
    case "Withdrawn":
      return zh ? "诉求人撤回" : "taken back by the sender"
  }
}

/**
 * A ticket's history, line by line in the order of what was known: when, and what. It names no sender and repeats no words
 * of theirs.
 */
export const history = (events: ReadonlyArray<TicketEvent>, options: Options): ReadonlyArray<string> =>
  events.map(({ _tag, at }) => `${shown(at, options)}  ${event(_tag, options.language)}`)
