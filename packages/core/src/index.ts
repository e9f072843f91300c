export * from "./calendar/index.ts"
export * from "./foundation/index.ts"
export * from "./packs/china/index.ts"
