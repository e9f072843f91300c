import type { Step } from "../Steps.ts"

export const eighteenth: Step = {
  id: 18,
  name: "finding discharges by record number",
  statements: [
    // A keyed hash; what an earlier version of the package wrote has no record number.
    "alter table aftercare.discharge add column record bytea",
    "create index discharge_record on aftercare.discharge (tenant, record) where record is not null",
  ],
}
