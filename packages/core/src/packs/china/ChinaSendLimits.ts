/**
 * How often providers in mainland China carry a message to one number. Each limit with its source.
 *
 * @since 0.1.0
 */
import type { SendLimit } from "../../contact/SendLimit.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"

const aliyunDoc: Source = {
  title: "阿里云短信服务：短信发送频率限制",
  status: "practice",
  verified: "read",
  reference: "https://help.aliyun.com/knowledge_detail/44335.html",
}

const recalled: Source = {
  title: {
    zh: "腾讯云短信：默认的号码发送频率",
    en: "Tencent Cloud SMS: the default frequency for a number",
  },
  status: "hospitalPolicy",
  verified: "recalled",
  reference: {
    zh: "默认停用：以账号自己的设置为准。",
    en: "Off by default: an account's own settings count.",
  },
}

const rolling = (id: string, per: SendLimit["per"], atMost: number, seconds: number, source: Source) =>
  ({
    id: RuleId.make(id),
    channels: ["sms"],
    per,
    limit: { _tag: "Rolling", atMost, seconds },
    enabled: source.verified === "read",
    source,
  }) as const satisfies SendLimit

/** Fifty notices of one template and forty messages in all to a number in 24 hours, which roll. */
export const aliyun: ReadonlyArray<SendLimit> = [
  rolling("limit.aliyunTemplate", ["address", "template"], 50, 86_400, aliyunDoc),
  rolling("limit.aliyunNumber", ["address"], 40, 86_400, aliyunDoc),
]

/** One in 30 seconds, five in an hour, ten in a day, to a number. */
export const tencent: ReadonlyArray<SendLimit> = [
  rolling("limit.tencentShort", ["address"], 1, 30, recalled),
  rolling("limit.tencentHour", ["address"], 5, 3_600, recalled),
  rolling("limit.tencentDay", ["address"], 10, 86_400, recalled),
]
