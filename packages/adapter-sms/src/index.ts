export * as MessageReference from "./MessageReference.ts"
