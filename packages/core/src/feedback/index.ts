export * as FeedbackWord from "./FeedbackWord.ts"
export * as SlaEvent from "./SlaEvent.ts"
export * as SlaFacts from "./SlaFacts.ts"
