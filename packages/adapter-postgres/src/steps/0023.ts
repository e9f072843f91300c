import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

/** A kind of record with its columns, and its events each in a row. */
const versioned = (
  table: string,
  { columns, open }: { readonly columns: ReadonlyArray<string>; readonly open: string },
): ReadonlyArray<string> => [
  `create table aftercare.${table} (
    tenant text collate "C" not null,
    id text collate "C" not null,
    version integer not null,
    person text collate "C" not null,
    patient text collate "C" not null,
    ${columns.join(",\n    ")},
    sealed bytea not null,
    primary key (tenant, id)
  ) ${churned}`,
  `create index ${table}_open on aftercare.${table} (tenant, id) where ${open}`,
  `create index ${table}_person on aftercare.${table} (tenant, person, id)`,
  `create index ${table}_patient on aftercare.${table} (tenant, patient, id)`,
  incompressible(table),
  ...held(table, "select, insert, update, delete"),
  `create table aftercare.${table}_event (
    tenant text collate "C" not null,
    ${table} text collate "C" not null,
    version integer not null,
    position integer not null,
    kind text not null,
    written_at timestamptz not null default now(),
    sealed bytea not null,
    primary key (tenant, ${table}, version, position)
  )`,
  incompressible(`${table}_event`),
  ...held(`${table}_event`, "select, insert, delete, update (sealed)"),
  `create view aftercare_report.${table} as
    select tenant, id, version, person, patient, ${columns.map((column) => column.split(" ")[0]).join(", ")}
    from aftercare.${table} where tenant = current_setting('app.tenant', true)`,
  `create view aftercare_report.${table}_event as
    select tenant, ${table}, version, position, kind, written_at
    from aftercare.${table}_event where tenant = current_setting('app.tenant', true)`,
  `grant select on aftercare_report.${table}, aftercare_report.${table}_event to aftercare_report, aftercare_app`,
]

export const twentyThird: Step = {
  id: 23,
  name: "who is enrolled in care programmes, and what they take",
  statements: [
    ...versioned("enrolment", {
      columns: [
        `programme text collate "C"`,
        "programme_version text",
        `regimen text collate "C"`,
        "through date not null",
        "state text not null",
        "reason text",
        "left_at timestamptz",
      ],
      open: "state = 'Active'",
    }),
    ...versioned("regimen", {
      columns: ["started_at timestamptz not null", "reason text", "ended_at timestamptz"],
      open: "ended_at is null",
    }),
  ],
}
