export * as Memory from "./Memory.ts"
