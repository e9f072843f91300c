export * as ConditionProtocols from "./ConditionProtocols.ts"
export * as GeneralProtocols from "./GeneralProtocols.ts"
export * as GeneralRisk from "./GeneralRisk.ts"
