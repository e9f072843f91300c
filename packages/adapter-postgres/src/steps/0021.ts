import type { Step } from "../Steps.ts"
import { held } from "./Tables.ts"

export const twentyFirst: Step = {
  id: 21,
  name: "whether patients live, as it was told",
  statements: [
    `create table aftercare.vital_status (
      tenant text collate "C" not null,
      patient text collate "C" not null,
      ordinal bigint generated always as identity,
      status text not null,
      told_at timestamptz not null,
      told jsonb not null,
      primary key (tenant, patient, ordinal)
    )`,
    ...held("vital_status", "select, insert"),
    `create view aftercare_report.vital_status as
      select tenant, patient, ordinal, status, told_at
      from aftercare.vital_status where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.vital_status to aftercare_report, aftercare_app",
  ],
}
