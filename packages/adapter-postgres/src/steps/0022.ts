import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

export const twentySecond: Step = {
  id: 22,
  name: "what is sent for care",
  statements: [
    `create table aftercare.care_message (
      tenant text collate "C" not null,
      id text collate "C" not null,
      version integer not null,
      occasion text not null,
      programme text collate "C",
      person text collate "C" not null,
      patient text collate "C",
      purpose text not null,
      template text collate "C" not null,
      template_version text not null,
      state text not null,
      conclusion text,
      channel text,
      sent_at timestamptz,
      delivery text,
      sends integer not null,
      ended_at timestamptz,
      sealed bytea not null,
      primary key (tenant, id)
    ) ${churned}`,
    "create index care_message_open on aftercare.care_message (tenant, id) where state <> 'Ended'",
    "create index care_message_person on aftercare.care_message (tenant, person, id)",
    "create index care_message_patient on aftercare.care_message (tenant, patient, id) where patient is not null",
    incompressible("care_message"),
    ...held("care_message", "select, insert, update, delete"),
    `create table aftercare.care_message_event (
      tenant text collate "C" not null,
      care_message text collate "C" not null,
      version integer not null,
      position integer not null,
      kind text not null,
      written_at timestamptz not null default now(),
      sealed bytea not null,
      primary key (tenant, care_message, version, position)
    )`,
    incompressible("care_message_event"),
    ...held("care_message_event", "select, insert, delete, update (sealed)"),
    `create view aftercare_report.care_message as
      select tenant, id, version, occasion, programme, person, patient, purpose, template, template_version, state,
        conclusion, channel, sends, sent_at, delivery, ended_at
      from aftercare.care_message where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.care_message_event as
      select tenant, care_message, version, position, kind, written_at
      from aftercare.care_message_event where tenant = current_setting('app.tenant', true)`,
    "grant select on aftercare_report.care_message, aftercare_report.care_message_event to aftercare_report, aftercare_app",
  ],
}
