import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

export const third: Step = {
  id: 3,
  name: "tickets, and messages to the hospital's own staff",
  statements: [
    // Old workers write a purpose still; new ones leave it out where staff are told.
    "alter table aftercare.message alter column purpose drop not null",

    `create table aftercare.ticket (
      tenant text collate "C" not null,
      id text collate "C" not null,
      version integer not null,
      stage text not null,
      is_open boolean not null,
      kind text not null,
      category text not null,
      severity text not null,
      danger boolean not null,
      owner text collate "C" not null,
      department text collate "C" not null,
      received_at timestamptz not null,
      sealed bytea not null,
      primary key (tenant, id)
    ) ${churned}`,
    "create index ticket_open on aftercare.ticket (tenant, id) where is_open",
    incompressible("ticket"),
    ...held("ticket", "select, insert, update, delete"),

    `create table aftercare.ticket_patient (
      tenant text collate "C" not null,
      patient text collate "C" not null,
      ticket text collate "C" not null,
      primary key (tenant, patient, ticket)
    )`,
    "create index ticket_patient_ticket on aftercare.ticket_patient (tenant, ticket)",
    ...held("ticket_patient", "select, insert, delete"),

    `create table aftercare.ticket_event (
      tenant text collate "C" not null,
      ticket text collate "C" not null,
      version integer not null,
      position integer not null,
      kind text not null,
      written_at timestamptz not null default now(),
      sealed bytea not null,
      primary key (tenant, ticket, version, position)
    )`,
    incompressible("ticket_event"),
    ...held("ticket_event", "select, insert, delete, update (sealed)"),
  ],
}
