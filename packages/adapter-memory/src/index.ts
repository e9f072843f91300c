export * as Memory from "./Memory.ts"
export * as WorkList from "./WorkList.ts"
