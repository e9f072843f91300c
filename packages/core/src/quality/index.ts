export * as ControlChart from "./ControlChart.ts"
export * as Procedure from "./Procedure.ts"
export * as RunRule from "./RunRule.ts"
