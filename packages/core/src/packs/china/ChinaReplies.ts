/**
 * Words by which people in mainland China stop messages and start them again. Each list with its source.
 *
 * @since 0.1.0
 */
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { WordList } from "../../privacy/Reply.ts"
import type { ReplyPolicy } from "../../privacy/ReplyPolicy.ts"
import * as GeneralReplies from "../general/GeneralReplies.ts"

const samples: Source = {
  title: {
    zh: "短信平台模板示例：拒收请回复 R、回 TD 退订",
    en: "Samples of SMS gateways: “reply R to refuse”, “TD to unsubscribe”",
  },
  status: "practice",
  verified: "secondary",
}

const plainWords: Source = {
  title: {
    zh: "医院自定：按字面意思理解的退订与恢复用语",
    en: "The hospital's own: words of refusing and resuming, at their plain meaning",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "按字面意思理解这些用语；没有规定列出它们。",
    en: "The hospital takes these words at their plain meaning; no rule lists them.",
  },
}

const recalled: Source = {
  title: {
    zh: "个别平台的退订用语 N、不要",
    en: "N and 不要, by which some gateways let people unsubscribe",
  },
  status: "hospitalPolicy",
  verified: "recalled",
  reference: {
    zh: "默认停用：两者也可能是对问题的回答。",
    en: "Off by default: both also answer a question.",
  },
}

export const words: ReadonlyArray<WordList> = [
  {
    id: RuleId.make("reply.stop.chinaSamples"),
    meaning: "OptOut",
    words: ["R", "TD", "T D", "回R", "回TD", "回复R", "回复 R", "回复TD", "回复 TD"],
    enabled: true,
    source: samples,
  },
  {
    id: RuleId.make("reply.stop.chinaWords"),
    meaning: "OptOut",
    words: ["T", "退订", "退訂", "拒收"],
    enabled: true,
    source: plainWords,
  },
  {
    id: RuleId.make("reply.stop.chinaRecalled"),
    meaning: "OptOut",
    words: ["N", "不要"],
    enabled: false,
    source: recalled,
  },
  {
    id: RuleId.make("reply.start.chinaWords"),
    meaning: "OptIn",
    words: ["恢复", "恢复接收"],
    enabled: true,
    source: plainWords,
  },
]

/**
 * These words, and the English ones. A bare word names no purpose, so it ends them all; no rule asks for a confirmation.
 */
export const policy: ReplyPolicy = {
  lists: [...words, ...GeneralReplies.words],
  stops: "everyPurpose",
  lookBackDays: 400,
  answers: {},
}
