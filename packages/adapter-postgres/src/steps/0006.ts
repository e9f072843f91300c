import type { Step } from "../Steps.ts"
import { churned, held } from "./Tables.ts"

export const sixth: Step = {
  id: 6,
  name: "access log",
  statements: [
    `create table aftercare.access (
      tenant text collate "C" not null,
      sequence bigint not null check (sequence > 0),
      at timestamptz not null,
      accessor text not null,
      accessor_id text collate "C",
      role text,
      action text not null,
      kind text not null,
      record text collate "C" not null,
      patient text collate "C",
      purpose text not null,
      outcome text not null,
      recipient text collate "C",
      previous bytea not null,
      hash bytea not null,
      primary key (tenant, sequence)
    )`,
    "create index access_patient on aftercare.access (tenant, patient, sequence) where patient is not null",
    ...held("access", "select, insert"),
    // Its owner is held by this, too. Who takes it away can change what is there; then the chain tells.
    `create function aftercare.access_stays () returns trigger language plpgsql as $$
    begin
      raise exception 'access records are written once' using errcode = 'insufficient_privilege';
    end $$`,
    `create trigger access_stays before update or delete or truncate on aftercare.access
      for each statement execute function aftercare.access_stays()`,
    // Where each chain ends: the row for which those wait who write to it.
    `create table aftercare.access_head (
      tenant text collate "C" not null primary key,
      sequence bigint not null,
      hash bytea not null
    ) ${churned}`,
    ...held("access_head", "select, insert, update"),
    `create view aftercare_report.access as
      select tenant, sequence, at, accessor, accessor_id, role, action, kind, record, patient, purpose, outcome,
        recipient
      from aftercare.access where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.access to aftercare_report, aftercare_app",
  ],
}
