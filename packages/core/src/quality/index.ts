export * as Procedure from "./Procedure.ts"
