export * as DateText from "./DateText.ts"
export * as InstantText from "./InstantText.ts"
export * as WordText from "./WordText.ts"
export * as ZoneText from "./ZoneText.ts"
