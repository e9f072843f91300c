import type { Step } from "../Steps.ts"

export const twentieth: Step = {
  id: 20,
  name: "finding whose surveys are to be erased",
  statements: ["invitation", "response"].flatMap((table) => [
    // Whom it is about, where it is about a patient. That is sealed, so what an earlier version wrote is linked by the package.
    `alter table aftercare.${table} add column patient text collate "C",
      add column is_linked boolean not null default false`,
    `create index ${table}_patient on aftercare.${table} (tenant, patient) where patient is not null`,
    `create index ${table}_unlinked on aftercare.${table} (tenant, id) where not is_linked`,
  ]),
}
