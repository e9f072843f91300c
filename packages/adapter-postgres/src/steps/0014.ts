import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

export const fourteenth: Step = {
  id: 14,
  name: "calls to the hotline",
  statements: [
    // Whose number called is a keyed hash. What reports count of a queue is that of `QueuedCall.of`.
    `create table aftercare.call (
      tenant text collate "C" not null,
      id text collate "C" not null,
      version integer not null,
      state text not null,
      "end" text,
      arrived_at timestamptz not null,
      over_at timestamptz,
      queue text collate "C",
      queued_at timestamptz,
      waited_millis integer,
      outcome text,
      talks integer not null,
      caller bytea,
      sealed bytea not null,
      primary key (tenant, id)
    ) ${churned}`,
    "create index call_arrived on aftercare.call (tenant, arrived_at, id)",
    "create index call_open on aftercare.call (tenant, arrived_at, id) where state <> 'Over'",
    "create index call_caller on aftercare.call (tenant, caller, arrived_at desc, id) where caller is not null",
    incompressible("call"),
    ...held("call", "select, insert, update, delete"),

    `create table aftercare.call_patient (
      tenant text collate "C" not null,
      patient text collate "C" not null,
      call text collate "C" not null,
      primary key (tenant, patient, call)
    )`,
    "create index call_patient_call on aftercare.call_patient (tenant, call)",
    ...held("call_patient", "select, insert, delete"),

    `create table aftercare.call_event (
      tenant text collate "C" not null,
      call text collate "C" not null,
      version integer not null,
      position integer not null,
      kind text not null,
      written_at timestamptz not null default now(),
      sealed bytea not null,
      primary key (tenant, call, version, position)
    )`,
    incompressible("call_event"),
    ...held("call_event", "select, insert, delete, update (sealed)"),

    `create view aftercare_report.call as
      select tenant, id, version, state, "end", arrived_at, over_at, queue, queued_at, waited_millis, outcome, talks
      from aftercare.call where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.call_event as
      select tenant, call, version, position, kind, written_at
      from aftercare.call_event where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.call, aftercare_report.call_event to aftercare_report, aftercare_app",
  ],
}
