export * as ConditionProtocols from "./ConditionProtocols.ts"
export * as GeneralForms from "./GeneralForms.ts"
export * as GeneralProtocols from "./GeneralProtocols.ts"
export * as GeneralRisk from "./GeneralRisk.ts"
