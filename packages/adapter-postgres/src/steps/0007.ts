import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

export const seventh: Step = {
  id: 7,
  name: "invitations to surveys, and what is answered",
  statements: [
    `create table aftercare.invitation (
      tenant text collate "C" not null,
      id text collate "C" not null,
      version integer not null,
      questionnaire text collate "C" not null,
      questionnaire_version text not null,
      occasion text collate "C" not null,
      occasion_kind text not null,
      occasion_at timestamptz not null,
      department text collate "C",
      person text collate "C" not null,
      state text not null,
      disposition text,
      invited_at timestamptz,
      ended_at timestamptz,
      sends integer not null,
      responses integer not null,
      sealed bytea not null,
      primary key (tenant, id)
    ) ${churned}`,
    "create index invitation_open on aftercare.invitation (tenant, id) where state <> 'Ended'",
    "create index invitation_person on aftercare.invitation (tenant, person, id)",
    `create index invitation_occasion on aftercare.invitation (tenant, questionnaire, occasion_at)
      include (disposition)`,
    incompressible("invitation"),
    ...held("invitation", "select, insert, update, delete"),

    `create table aftercare.invitation_event (
      tenant text collate "C" not null,
      invitation text collate "C" not null,
      version integer not null,
      position integer not null,
      kind text not null,
      written_at timestamptz not null default now(),
      sealed bytea not null,
      primary key (tenant, invitation, version, position)
    )`,
    incompressible("invitation_event"),
    ...held("invitation_event", "select, insert, delete, update (sealed)"),

    // What is kept of a code is its salted hash.
    `create table aftercare.invitation_code (
      tenant text collate "C" not null,
      code text collate "C" not null,
      invitation text collate "C" not null,
      primary key (tenant, code, invitation)
    )`,
    "create index invitation_code_invitation on aftercare.invitation_code (tenant, invitation)",
    ...held("invitation_code", "select, insert, delete"),

    `create table aftercare.response (
      tenant text collate "C" not null,
      id text collate "C" not null,
      invitation text collate "C",
      questionnaire text collate "C" not null,
      questionnaire_version text not null,
      occasion_kind text,
      occasion_at timestamptz,
      department text collate "C",
      source text not null,
      language text not null,
      answered_at timestamptz not null,
      set_aside text,
      sealed bytea not null,
      primary key (tenant, id)
    )`,
    "create index response_answered on aftercare.response (tenant, questionnaire, answered_at, id)",
    incompressible("response"),
    ...held("response", "select, insert, update, delete"),

    `create view aftercare_report.invitation as
      select tenant, id, version, questionnaire, questionnaire_version, occasion, occasion_kind, occasion_at,
        department, person, state, disposition, invited_at, ended_at, sends, responses
      from aftercare.invitation where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.invitation_event as
      select tenant, invitation, version, position, kind, written_at
      from aftercare.invitation_event where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.response as
      select tenant, id, invitation, questionnaire, questionnaire_version, occasion_kind, occasion_at,
        department, source, language, answered_at, set_aside
      from aftercare.response where tenant = current_setting('app.tenant', true)`,
    `grant select on aftercare_report.invitation, aftercare_report.invitation_event, aftercare_report.response
      to aftercare_report, aftercare_app`,
  ],
}
