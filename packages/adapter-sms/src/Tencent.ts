/**
 * Tencent Cloud's short message service (腾讯云短信): texts of approved templates, requests signed by
 * `TC3-HMAC-SHA256`.
 *
 * **Details**
 *
 * A message names a template of the hospital, which stands here for one that Tencent Cloud approved; its variables are
 * numbered there, so their names are listed here in that order. What became of a message can be asked only where Tencent
 * Cloud gives our `SessionContext` back, which its support switches on for an account.
 *
 * **Example** (A notice with two variables)
 *
 * ```ts
 * import { Tencent } from "@aftercare/adapter-sms"
 * import { Redacted } from "effect"
 *
 * const driver = Tencent.make({
 *   key: { id: "a-secret-id", secret: Redacted.make("of the configuration") },
 *   appId: "1400006666",
 *   signature: "某医院",
 *   templates: { revisit: { id: "1110", variables: ["date", "clinic"] } },
 * })
 * driver.provider // => "tencent"
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

/** A template as Tencent Cloud knows it. */
export interface Template {
  readonly id: string
  /** The hospital's names of its values, in the order of its numbered variables. */
  readonly variables: ReadonlyArray<string>
}

export interface Options {
  readonly key: Signing.Key
  /** The token that comes with a key of limited time. */
  readonly token?: Redacted.Redacted<string>
  /** The `SmsSdkAppId`. */
  readonly appId: string
  /** The approved signature, without its brackets. */
  readonly signature: string
  /** The approved template by the hospital's own name for it. */
  readonly templates: Readonly<Record<string, Template>>
  /** The end of the number that replies come to. */
  readonly extension?: string
  /** `ap-guangzhou` by default. */
  readonly region?: string
  /** Where requests go: `https://sms.tencentcloudapi.com` by default, or a server of one region. */
  readonly endpoint?: string
}

/** Codes of answers to `SendSms`, of the request as a whole or of its number. */
export const outcomes: ReadonlyArray<Row> = [
  { code: "InvalidParameterValue.IncorrectPhoneNumber", meaning: "number", verified: "read" },
  { code: "MissingParameter.EmptyPhoneNumberSet", meaning: "number", verified: "read" },
  { code: "UnsupportedOperation.UnsuportedRegion", meaning: "number", verified: "read" },
  { code: "FailedOperation.PhoneNumberInBlacklist", meaning: "optedOut", verified: "read" },
  { code: "FailedOperation.ContainSensitiveWord", meaning: "content", verified: "read" },
  { code: "InvalidParameter.DirtyWordFound", meaning: "content", verified: "read" },
  { code: "InvalidParameterValue.ContentLengthLimit", meaning: "content", verified: "read" },
  { code: "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", meaning: "content", verified: "read" },
  { code: "InvalidParameterValue.TemplateParameterFormatError", meaning: "content", verified: "read" },
  { code: "InvalidParameterValue.TemplateParameterLengthLimit", meaning: "content", verified: "read" },
  { code: "FailedOperation.FailResolvePacket", meaning: "content", verified: "read" },
  { code: "FailedOperation.JsonParseFail", meaning: "content", verified: "read" },
  { code: "FailedOperation.TemplateIncorrectOrUnapproved", meaning: "template", verified: "read" },
  { code: "FailedOperation.MissingTemplateList", meaning: "template", verified: "read" },
  { code: "FailedOperation.SignatureIncorrectOrUnapproved", meaning: "channel", verified: "read" },
  { code: "FailedOperation.MissingSignature*", meaning: "channel", verified: "read" },
  { code: "FailedOperation.InsufficientBalanceInSmsPackage", meaning: "channel", verified: "read" },
  { code: "InvalidParameterValue.SdkAppIdNotExist", meaning: "channel", verified: "read" },
  { code: "InvalidParameter.AppidAndBizId", meaning: "channel", verified: "read" },
  { code: "InternalError.SigVerificationFail", meaning: "channel", verified: "read" },
  { code: "InternalError.SigFieldMissing", meaning: "channel", verified: "read" },
  { code: "InternalError.RequestTimeException", meaning: "channel", verified: "read" },
  { code: "InternalError.RestApiInterfaceNotExist", meaning: "channel", verified: "read" },
  { code: "UnauthorizedOperation*", meaning: "channel", verified: "read" },
  { code: "AuthFailure*", meaning: "channel", verified: "read" },
  { code: "IpInBlacklist", meaning: "channel", verified: "read" },
  { code: "IpNotInWhitelist", meaning: "channel", verified: "read" },
  { code: "LimitExceeded.PhoneNumberThirtySecondLimit", meaning: "minute", verified: "read" },
  { code: "LimitExceeded.PhoneNumberOneHourLimit", meaning: "hour", verified: "read" },
  { code: "LimitExceeded.DeliveryFrequencyLimit", meaning: "hour", verified: "read" },
  { code: "FailedOperation.MarketingSendTimeConstraint", meaning: "hour", verified: "read" },
  { code: "LimitExceeded.PhoneNumberDailyLimit", meaning: "day", verified: "read" },
  { code: "LimitExceeded.PhoneNumberSameContentDailyLimit", meaning: "day", verified: "read" },
  { code: "LimitExceeded.AppDailyLimit", meaning: "day", verified: "read" },
  { code: "LimitExceeded.DailyLimit", meaning: "day", verified: "read" },
  { code: "RequestLimitExceeded*", meaning: "busy", verified: "read" },
  { code: "InternalError*", meaning: "unknown", verified: "read" },
]

const failure = Schema.Struct({ Response: Schema.Struct({ Error: Schema.Struct({ Code: Schema.String }) }) })
const status = Schema.Struct({ Code: Schema.String, SerialNo: Schema.String })
const statuses = Schema.Struct({ Response: Schema.Struct({ SendStatusSet: Schema.NonEmptyArray(status) }) })
const read = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Union([failure, statuses])))

const report = Schema.Struct({
  SessionContext: Schema.optionalKey(Schema.String),
  SerialNo: Schema.String,
  ReportStatus: Schema.String,
})
const readReports = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({ Response: Schema.Struct({ PullSmsSendStatusSet: Schema.Array(report) }) }),
  ),
)

const sent = ({ body }: HttpAnswer): Outcome => {
  const told = Option.getOrUndefined(read(body))
  if (told === undefined) return refused(outcomes, "")
  if ("Error" in told.Response) return refused(outcomes, told.Response.Error.Code)
  const [{ Code, SerialNo }] = told.Response.SendStatusSet
  return Code === "Ok" ? { _tag: "Accepted", reference: SerialNo } : refused(outcomes, Code)
}

/** The service's name in the signature, whatever server the request goes to. */
const service = "sms"

const call = (
  { key, region = "ap-guangzhou", token }: Options,
  { host, origin }: URL,
  action: string,
  asked: unknown,
  { at }: Moment,
): HttpCall => {
  const url = `${origin}/`
  const body = JSON.stringify(asked)
  const seconds = Math.floor(DateTime.toEpochMillis(at) / 1000)
  const signed = {
    "content-type": "application/json; charset=utf-8",
    host,
    "x-tc-action": action,
  }
  const method = "POST"
  const authorization = Signing.tc3({ method, url, headers: signed, body }, key, service, seconds)
  const headers = {
    ...signed,
    authorization,
    "x-tc-region": region,
    "x-tc-timestamp": String(seconds),
    "x-tc-version": "2021-01-11",
    ...(token === undefined ? {} : { "x-tc-token": Redacted.value(token) }),
  }
  return { method, url, headers, body }
}

/** A driver for one application and signature. Throws where `endpoint` is none. */
export const make = (options: Options): Driver => {
  const templates = new Map(Object.entries(options.templates))
  const server = new URL(options.endpoint ?? "https://sms.tencentcloudapi.com")
  return {
    provider: "tencent",
    maximumLength: 500,
    sending: ({ content, id, tenant, to }, moment) => {
      if (to.phone === undefined)
        return Result.fail(refused(outcomes, "MissingParameter.EmptyPhoneNumberSet"))
      if (content.template === undefined)
        return Result.fail(refused(outcomes, "FailedOperation.FailResolvePacket"))
      const template = templates.get(content.template.id)
      const values = new Map(Object.entries(content.template.values))
      if (template === undefined || !template.variables.every((name) => values.has(name)))
        return Result.fail(refused(outcomes, "FailedOperation.TemplateIncorrectOrUnapproved"))
      const asked = {
        PhoneNumberSet: [to.phone],
        SmsSdkAppId: options.appId,
        TemplateId: template.id,
        SignName: options.signature,
        TemplateParamSet: template.variables.map((name) => SmsText.plain(values.get(name) ?? "")),
        ...(options.extension === undefined ? {} : { ExtendCode: options.extension }),
        SessionContext: MessageReference.write({ tenant, message: id }),
      }
      return Result.succeed(call(options, server, "SendSms", asked, moment))
    },
    sent,
    lookUp: {
      asking: ({ address, sentAt }, moment) =>
        Option.map(Option.fromUndefinedOr(address), (phone) => {
          const begin = Math.floor(DateTime.toEpochMillis(sentAt) / 1000)
          const asked = {
            BeginTime: begin,
            EndTime: Math.max(begin, Math.ceil(DateTime.toEpochMillis(moment.at) / 1000)),
            Offset: 0,
            Limit: 100,
            PhoneNumber: phone,
            SmsSdkAppId: options.appId,
          }
          return call(options, server, "PullSmsSendStatusByPhoneNumber", asked, moment)
        }),
      found: ({ body }, { id, tenant }) => {
        const reference = MessageReference.write({ tenant, message: id })
        return Option.flatMap(readReports(body), ({ Response }) =>
          Option.map(
            Option.fromUndefinedOr(
              Response.PullSmsSendStatusSet.find(({ SessionContext }) => SessionContext === reference),
            ),
            ({ ReportStatus, SerialNo }) =>
              ReportStatus === "FAIL" ? undelivered : { _tag: "Accepted", reference: SerialNo },
          ),
        )
      },
    },
  }
}
