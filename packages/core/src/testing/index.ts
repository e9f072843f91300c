export * as CalendarArbitraries from "./CalendarArbitraries.ts"
export * as FollowUpLife from "./FollowUpLife.ts"
