export * as ChinaCalendar from "./ChinaCalendar.ts"
export * as ChinaContact from "./ChinaContact.ts"
export * as ChinaForms from "./ChinaForms.ts"
export * as ChinaProtocols from "./ChinaProtocols.ts"
