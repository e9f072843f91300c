/**
 * Alibaba Cloud's short message service (阿里云短信服务): texts of approved templates, requests signed by
 * `ACS3-HMAC-SHA256`.
 *
 * **Details**
 *
 * It takes no text of one's own: a message names a template of the hospital, which stands here for one that Alibaba Cloud
 * approved, and the values for its variables. It doesn't recognise a message sent twice, but can be asked: the details of
 * a number's day name our reference in `OutId`.
 *
 * **Example** (A notice with one template)
 *
 * ```ts
 * import { Aliyun } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const driver = Aliyun.make({
 *   key: { id: "an-access-key-id", secret: Redacted.make("of the configuration") },
 *   signature: "某医院",
 *   templates: { revisit: "SMS_123456789" },
 * })
 * driver.provider // => "aliyun"
 * ```
 *
 * @since 0.1.0
 */
import { SmsText } from "@aftercare/core/contact"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Driver, Moment } from "./Driver.ts"
import type { HttpAnswer, HttpCall } from "./HttpExchange.ts"
import * as MessageReference from "./MessageReference.ts"
import { type Outcome, type Row, refused, undelivered } from "./Outcome.ts"
import * as Signing from "./Signing.ts"

/** The servers by region. Mainland China has one for all. */
export const endpoints = {
  "cn-hangzhou": "https://dysmsapi.aliyuncs.com",
  "cn-beijing": "https://dysmsapi-proxy.cn-beijing.aliyuncs.com",
  "cn-hongkong": "https://dysmsapi-xman.cn-hongkong.aliyuncs.com",
  "ap-southeast-1": "https://dysmsapi.ap-southeast-1.aliyuncs.com",
  "ap-southeast-5": "https://dysmsapi.ap-southeast-5.aliyuncs.com",
  "eu-central-1": "https://dysmsapi.eu-central-1.aliyuncs.com",
  "us-east-1": "https://dysmsapi.us-east-1.aliyuncs.com",
} as const

export interface Options {
  /** The access key of a RAM user who may send. */
  readonly key: Signing.Key
  /** The token that comes with a key of limited time. */
  readonly securityToken?: Redacted.Redacted<string>
  /** The registered signature, without its brackets. */
  readonly signature: string
  /** The code of the approved template by the hospital's own name for it. Its variables are named as the hospital's values. */
  readonly templates: Readonly<Record<string, string>>
  /** The end of the number that replies come to. */
  readonly extension?: string
  /** Where requests go: `cn-hangzhou` of `endpoints` by default. */
  readonly endpoint?: string
}

/** Codes of answers to `SendSms`. A frequency limit names its span in the message; here it stands behind the code. */
export const outcomes: ReadonlyArray<Row> = [
  { code: "isv.MOBILE_NUMBER_ILLEGAL", meaning: "number", verified: "read" },
  { code: "isv.PHONE_NUMBER_ILLEGAL", meaning: "number", verified: "read" },
  { code: "isv.NOT_SUPPORTED_COUNTRY", meaning: "number", verified: "read" },
  { code: "isv.COUNTRY_RESTRICTED", meaning: "number", verified: "read" },
  { code: "isv.BLACK_KEY_CONTROL_LIMIT", meaning: "content", verified: "read" },
  { code: "isv.PARAM_LENGTH_LIMIT", meaning: "content", verified: "read" },
  { code: "isv.INVALID_JSON_PARAM", meaning: "content", verified: "read" },
  { code: "isv.INVALID_PARAMETERS", meaning: "content", verified: "read" },
  { code: "isv.PARAM_NOT_SUPPORT_URL", meaning: "content", verified: "secondary" },
  { code: "isv.SMS_CONTENT_ILLEGAL", meaning: "content", verified: "secondary" },
  { code: "isv.TEMPLATE_PARAMS_ILLEGAL", meaning: "content", verified: "recalled" },
  { code: "isv.TEMPLATE_MISSING_PARAMETERS", meaning: "template", verified: "read" },
  { code: "isv.SMS_TEMPLATE_ILLEGAL", meaning: "template", verified: "secondary" },
  { code: "isv.SMS_SIGNATURE_SCENE_ILLEGAL", meaning: "template", verified: "secondary" },
  { code: "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", meaning: "template", verified: "secondary" },
  { code: "isv.SMS_SIGNATURE_ILLEGAL", meaning: "channel", verified: "secondary" },
  { code: "isv.SMS_SIGN_ILLEGAL", meaning: "channel", verified: "secondary" },
  { code: "isv.EXTEND_CODE_ERROR", meaning: "channel", verified: "secondary" },
  { code: "isv.DENY_IP_RANGE", meaning: "channel", verified: "secondary" },
  { code: "isv.MONTH_LIMIT_CONTROL", meaning: "channel", verified: "secondary" },
  { code: "isv.ACCOUNT_NOT_EXISTS", meaning: "channel", verified: "read" },
  { code: "isv.ACCOUNT_ABNORMAL", meaning: "channel", verified: "read" },
  { code: "isv.AMOUNT_NOT_ENOUGH", meaning: "channel", verified: "read" },
  { code: "isv.OUT_OF_SERVICE", meaning: "channel", verified: "read" },
  { code: "isv.PRODUCT_UN_SUBSCRIPT", meaning: "channel", verified: "read" },
  { code: "isp.RAM_PERMISSION_DENY", meaning: "channel", verified: "read" },
  { code: "NoPermission*", meaning: "channel", verified: "recalled" },
  { code: "Forbidden.RAM*", meaning: "channel", verified: "recalled" },
  { code: "InvalidAccessKeyId*", meaning: "channel", verified: "recalled" },
  { code: "SignatureDoesNotMatch", meaning: "channel", verified: "recalled" },
  { code: "InvalidTimeStamp*", meaning: "channel", verified: "recalled" },
  { code: "InvalidSecurityToken*", meaning: "channel", verified: "recalled" },
  { code: "isv.BUSINESS_LIMIT_CONTROL 分钟", meaning: "minute", verified: "secondary" },
  { code: "isv.BUSINESS_LIMIT_CONTROL 小时", meaning: "hour", verified: "secondary" },
  { code: "isv.BUSINESS_LIMIT_CONTROL 天", meaning: "day", verified: "secondary" },
  { code: "isv.BUSINESS_LIMIT_CONTROL", meaning: "hour", verified: "read" },
  { code: "isv.DAY_LIMIT_CONTROL", meaning: "day", verified: "secondary" },
  { code: "Throttling*", meaning: "busy", verified: "secondary" },
  { code: "isp.SYSTEM_ERROR", meaning: "unknown", verified: "read" },
  { code: "isp.GATEWAY_ERROR", meaning: "unknown", verified: "read" },
]

const read = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      Code: Schema.String,
      Message: Schema.optionalKey(Schema.String),
      BizId: Schema.optionalKey(Schema.String),
    }),
  ),
)

const readDetails = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      SmsSendDetailDTOs: Schema.Struct({
        SmsSendDetailDTO: Schema.Array(
          Schema.Struct({ OutId: Schema.optionalKey(Schema.String), SendStatus: Schema.Int }),
        ),
      }),
    }),
  ),
)

/** `SendStatus` of a message that didn't arrive. */
const failed = 2

const sent = (answer: HttpAnswer): Outcome => {
  const told = Option.getOrUndefined(read(answer.body))
  if (told === undefined) return refused(outcomes, "")
  if (told.Code === "OK" && told.BizId !== undefined) return { _tag: "Accepted", reference: told.BizId }
  const [, span] = /(分钟|小时|天)级/.exec(told.Message ?? "") ?? []
  const limited = told.Code === "isv.BUSINESS_LIMIT_CONTROL" && span !== undefined
  return refused(outcomes, limited ? `${told.Code} ${span}` : told.Code)
}

/** Mainland numbers without a prefix, others with country code and no sign. */
const numberOf = (phone: string): string => phone.replace(/^\+(?:86)?/, "")

/** The date in China, `YYYYMMDD`. */
const dateInChina = (at: DateTime.Utc): string =>
  DateTime.formatIsoDateUtc(DateTime.add(at, { hours: 8 })).replaceAll("-", "")

const call = (
  { key, securityToken }: Options,
  { host, origin }: URL,
  action: string,
  parameters: Readonly<Record<string, string>>,
  { at, nonce }: Moment,
): HttpCall => {
  const url = `${origin}/?${Signing.queryOf(parameters)}`
  const headers = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": Signing.sha256(""),
    "x-acs-date": DateTime.formatIso(at).replace(/\.\d+/, ""),
    ...(securityToken === undefined ? {} : { "x-acs-security-token": Redacted.value(securityToken) }),
    "x-acs-signature-nonce": nonce,
    "x-acs-version": "2017-05-25",
  }
  const method = "POST"
  const authorization = Signing.acs3({ method, url, headers, body: "" }, key)
  return { method, url, headers: { ...headers, accept: "application/json", authorization } }
}

/** A driver for one signature. Throws where `endpoint` is none. */
export const make = (options: Options): Driver => {
  const templates = new Map(Object.entries(options.templates))
  const server = new URL(options.endpoint ?? endpoints["cn-hangzhou"])
  return {
    provider: "aliyun",
    maximumLength: 500,
    sending: ({ content: { template }, id, tenant, to }, moment) => {
      if (to.phone === undefined) return Result.fail(refused(outcomes, "isv.MOBILE_NUMBER_ILLEGAL"))
      if (template === undefined) return Result.fail(refused(outcomes, "isv.INVALID_PARAMETERS"))
      const code = templates.get(template.id)
      if (code === undefined) return Result.fail(refused(outcomes, "isv.SMS_TEMPLATE_ILLEGAL"))
      const values = Object.entries(template.values).map(([name, value]) => [name, SmsText.plain(value)])
      const parameters = {
        OutId: MessageReference.write({ tenant, message: id }),
        PhoneNumbers: numberOf(to.phone),
        SignName: options.signature,
        TemplateCode: code,
        TemplateParam: JSON.stringify(Object.fromEntries(values)),
        ...(options.extension === undefined ? {} : { SmsUpExtendCode: options.extension }),
      }
      return Result.succeed(call(options, server, "SendSms", parameters, moment))
    },
    sent,
    lookUp: {
      asking: ({ address, sentAt }, moment) =>
        Option.map(Option.fromUndefinedOr(address), (phone) => {
          const parameters = {
            CurrentPage: "1",
            // The most it gives; a number gets no more in a day.
            PageSize: "50",
            PhoneNumber: numberOf(phone),
            SendDate: dateInChina(sentAt),
          }
          return call(options, server, "QuerySendDetails", parameters, moment)
        }),
      found: ({ body }, { id, tenant }) => {
        const reference = MessageReference.write({ tenant, message: id })
        return Option.flatMap(readDetails(body), ({ SmsSendDetailDTOs: { SmsSendDetailDTO: details } }) =>
          Option.map(Option.fromUndefinedOr(details.find(({ OutId }) => OutId === reference)), (detail) =>
            detail.SendStatus === failed ? undelivered : { _tag: "Accepted", reference },
          ),
        )
      },
    },
  }
}
