export * as GeneralProtocols from "./GeneralProtocols.ts"
