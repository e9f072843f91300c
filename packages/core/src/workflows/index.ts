export * as Consents from "./Consents.ts"
export * as Outreach from "./Outreach.ts"
export * as Practice from "./Practice.ts"
export * as Scheduling from "./Scheduling.ts"
