export * as Consent from "./Consent.ts"
