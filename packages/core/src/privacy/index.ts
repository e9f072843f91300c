export * as Consent from "./Consent.ts"
export * as Reply from "./Reply.ts"
export * as ReplyPolicy from "./ReplyPolicy.ts"
