export * as CareOccasion from "./CareOccasion.ts"
