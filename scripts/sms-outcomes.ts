// Writes docs/reference/sms-outcomes.md and sms-outcomes.zh.md: what every answer of an SMS provider means, from the tables
// of the drivers. A test holds the committed pages to what this makes; after a change of a table, run it again:
// pnpm exec node --conditions=@aftercare/source scripts/sms-outcomes.ts
import { writeFileSync } from "node:fs"
import { Aliyun, Kannel, Outcome, Tencent, Twilio } from "@aftercare/adapter-sms"
import { ReasonText, type Word, WordText } from "@aftercare/core"
import { DateTime, Duration } from "effect"

type Cells = ReadonlyArray<string>

const table = (header: Cells, rows: ReadonlyArray<Cells>): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const code = (text: string): string => `\`${text}\``

const meanings: Record<Outcome.Meaning, Word.Bilingual> = {
  number: { en: "the number can't be reached", zh: "号码不可达" },
  optedOut: { en: "its owner opted out", zh: "号主已退订" },
  content: { en: "the content isn't carried", zh: "内容不被接受" },
  channel: { en: "the channel is set up wrongly", zh: "渠道配置有误" },
  template: { en: "the template is set up wrongly", zh: "模板配置有误" },
  minute: { en: "over a limit of a minute", zh: "超出分钟级限制" },
  hour: { en: "over a limit of an hour", zh: "超出小时级限制" },
  day: { en: "over a limit of 24 hours", zh: "超出 24 小时限制" },
  busy: { en: "not taken just now", zh: "暂不受理" },
  unknown: { en: "nobody knows whether it was sent", zh: "是否发出无人知晓" },
}

const stops: Partial<Record<Outcome.Meaning, Word.Bilingual>> = {
  channel: {
    en: "; every send is, until then or until `resume`",
    zh: "；其间所有发送均推迟，直到该时或调用 `resume`",
  },
  template: {
    en: "; sends by this template are, until then or until `resume`",
    zh: "；其间使用该模板的发送均推迟，直到该时或调用 `resume`",
  },
}

const asked: Word.Bilingual = {
  en: ", or as `Retry-After` asks, within an hour",
  zh: "，或按 `Retry-After`，至多一小时",
}
/** What a provider may tell a time for. */
const awaited: ReadonlyArray<Outcome.Meaning> = ["minute", "busy"]

const begin = DateTime.makeUnsafe(0)
/** How long a stop lasts where nothing else is asked for. */
const stoppedUntil = DateTime.add(begin, { minutes: 15 })

const providers = [
  {
    name: { en: "Aliyun (Alibaba Cloud)", zh: "阿里云" },
    rows: Aliyun.outcomes,
    sources: "help.aliyun.com/document_detail/55284.html, alibabacloud.com/help/doc-detail/116206.htm",
  },
  {
    name: { en: "Tencent Cloud", zh: "腾讯云" },
    rows: Tencent.outcomes,
    sources: "cloud.tencent.com/document/api/382/59177, cloud.tencent.com/document/api/382/38780",
  },
  { name: { en: "Twilio", zh: "Twilio" }, rows: Twilio.outcomes, sources: "twilio.com/docs/api/errors" },
  {
    name: { en: "Kannel: how its answer begins", zh: "Kannel：应答的开头" },
    rows: Kannel.outcomes,
    sources: "Kannel 1.4.5, gw/smsbox.c",
  },
] as const

const page = (language: Word.Language): string => {
  const zh = language === "zh"
  const of = (en: string, inChinese: string) => (zh ? inChinese : en)

  const what = (meaning: Outcome.Meaning): string => {
    const outcome = { _tag: "Refused", meaning, code: "" } as const
    const delivery = Outcome.toDelivery(outcome, begin, stoppedUntil)
    const stop = stops[meaning]?.[language] ?? ""
    switch (delivery._tag) {
      case "Accepted":
        throw new Error(`${meaning} is accepted`)
      case "Unknown":
        return of("`Unknown`: looked up, or left to a receipt", "`Unknown`：查询，或等待回执")
      case "Rejected":
        return `\`Rejected\`${of(": ", "：")}${code(delivery.code)} ${ReasonText.name(delivery.code, language)}`
      case "Deferred": {
        const seconds = Duration.toSeconds(DateTime.distance(begin, delivery.until))
        const [count, unit] =
          seconds < 60
            ? [seconds, of("s", "秒")]
            : seconds < 3600
              ? [seconds / 60, of("min", "分钟")]
              : [seconds / 3600, of("h", "小时")]
        const after = of(`for ${count} ${unit}`, `${count} ${unit}后再试`)
        const otherwise = awaited.includes(meaning) ? asked[language] : ""
        return `\`Deferred\` ${after}${otherwise}${of(": ", "：")}${code(delivery.code)}${stop}`
      }
    }
  }

  const network = [
    [
      of(
        "no such host, connection refused, TLS fails, the proxy doesn't let through, no connection free in time",
        "域名无法解析、连接被拒、TLS 失败、代理不放行、限时内没有空闲连接",
      ),
      of("surely not sent", "确未发出"),
      of("`Deferred` for 1 min: `channel.unreachable`", "`Deferred` 1 分钟后再试：`channel.unreachable`"),
    ],
    [
      of(
        "the connection breaks or time runs out after the request was begun, an answer that nobody understands, a code that isn't listed",
        "请求开始后连接中断或超时、应答无法理解、代码未列出",
      ),
      meanings.unknown[language],
      what("unknown"),
    ],
  ]

  return [
    `# ${of("What SMS providers' answers mean", "短信服务商应答的含义")}`,
    of("[中文](sms-outcomes.zh.md)", "[English](sms-outcomes.md)"),
    of(
      "Made from the tables of `@aftercare/adapter-sms` by `scripts/sms-outcomes.ts`; a test holds this page to them. `*` stands for any rest. How far a code was verified: [foundation](../concepts/foundation.md#what-is-meant).",
      "由 `scripts/sms-outcomes.ts` 据 `@aftercare/adapter-sms` 的数据生成，并有测试保证一致。`*` 代表任意结尾。核对程度的含义见[基础](../concepts/foundation.zh.md)。",
    ),
    `## ${of("What follows from a meaning", "含义与处理")}`,
    table(
      [of("meaning", "含义"), "", of("what is done", "处理")],
      (Object.keys(meanings) as ReadonlyArray<Outcome.Meaning>).map((meaning) => [
        code(meaning),
        meanings[meaning][language],
        what(meaning),
      ]),
    ),
    `## ${of("Without an answer", "没有应答")}`,
    table([of("what happened", "情形"), of("meaning", "含义"), of("what is done", "处理")], network),
    ...providers.flatMap(({ name, rows, sources }) => [
      `## ${name[language]}`,
      `${of("Read in", "出处")}${of(": ", "：")}${sources}${of(".", "。")}`,
      table(
        [of("code", "代码"), of("meaning", "含义"), "", of("verified", "核对")],
        rows.map((row) => [
          code(row.code),
          code(row.meaning),
          meanings[row.meaning][language],
          WordText.verified(row.verified, language),
        ]),
      ),
    ]),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n")
}

export const outcomePages: ReadonlyArray<readonly [file: string, text: string]> = [
  ["docs/reference/sms-outcomes.md", page("en")],
  ["docs/reference/sms-outcomes.zh.md", page("zh")],
]

if (import.meta.main)
  for (const [file, text] of outcomePages) writeFileSync(new URL(`../${file}`, import.meta.url), text)
