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
  title: "短信平台模板示例：拒收请回复 R、回 TD 退订",
  status: "practice",
  verified: "secondary",
}

const plainWords: Source = {
  title: "医院自定：按字面意思理解的退订与恢复用语",
  status: "hospitalPolicy",
  verified: "own",
  reference: "The hospital takes these words at their plain meaning; no rule lists them.",
}

const recalled: Source = {
  title: "个别平台的退订用语 N、不要",
  status: "hospitalPolicy",
  verified: "recalled",
  reference: "Off by default: both also answer a question.",
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
