export * as CareMessage from "./CareMessage.ts"
export * as CareOccasion from "./CareOccasion.ts"
