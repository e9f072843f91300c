export * as CalendarArbitraries from "./CalendarArbitraries.ts"
export * as FollowUpArbitraries from "./FollowUpArbitraries.ts"
export * as FollowUpLife from "./FollowUpLife.ts"
export * as Laws from "./Laws.ts"
