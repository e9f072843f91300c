export * as CallRecord from "./CallRecord.ts"
export * as QueuedCall from "./QueuedCall.ts"
export * as ServiceLevel from "./ServiceLevel.ts"
