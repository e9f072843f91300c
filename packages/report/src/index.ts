export * as ReportPage from "./ReportPage.ts"
