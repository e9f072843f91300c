export * as CallRecord from "./CallRecord.ts"
export * as QueuedCall from "./QueuedCall.ts"
