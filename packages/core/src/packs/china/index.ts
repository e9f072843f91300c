export * as ChinaCalendar from "./ChinaCalendar.ts"
