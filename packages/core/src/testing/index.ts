export * as CalendarArbitraries from "./CalendarArbitraries.ts"
