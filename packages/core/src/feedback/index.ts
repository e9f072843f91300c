export * as FeedbackWord from "./FeedbackWord.ts"
