export * as Interval from "./Interval.ts"
export * as Rule from "./Rule.ts"
export * as Text from "./Text.ts"
