import type { Step } from "../Steps.ts"
import { churned, held, incompressible } from "./Tables.ts"

/** Tenants that have entries, by jumping from one to the next in the index. */
const tenants = `with recursive t (tenant) as (
    (select a.tenant from aftercare.agenda a order by a.tenant limit 1)
    union all
    select (select a.tenant from aftercare.agenda a where a.tenant > t.tenant order by a.tenant limit 1)
    from t where t.tenant is not null
  )`

export const first: Step = {
  id: 1,
  name: "plans, discharges, consents, contacts and the agenda",
  statements: [
    // Roles belong to the whole server, where another database may have made it already.
    `do $$ begin
      create role aftercare_app nologin nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end $$`,
    "grant usage on schema aftercare to aftercare_app",
    "grant select on aftercare.migration to aftercare_app",

    `create table aftercare.tenant_key (
      tenant text collate "C" not null,
      purpose text not null check (purpose in ('seal', 'index')),
      version integer not null check (version > 0),
      wrapped bytea not null,
      created_at timestamptz not null default now(),
      primary key (tenant, purpose, version)
    )`,
    ...held("tenant_key", "select, insert"),

    `create table aftercare.plan (
      tenant text collate "C" not null,
      id text collate "C" not null,
      version integer not null,
      patient text collate "C" not null,
      discharge text collate "C" not null,
      discharged_at timestamptz not null,
      protocol text collate "C" not null,
      protocol_version text not null,
      tasks jsonb not null,
      sealed bytea not null,
      primary key (tenant, id)
    ) ${churned}`,
    incompressible("plan"),
    ...held("plan", "select, insert, update, delete"),

    `create table aftercare.plan_event (
      tenant text collate "C" not null,
      plan text collate "C" not null,
      version integer not null,
      position integer not null,
      kind text not null,
      written_at timestamptz not null default now(),
      sealed bytea not null,
      primary key (tenant, plan, version, position)
    )`,
    incompressible("plan_event"),
    ...held("plan_event", "select, insert, delete, update (sealed)"),

    `create table aftercare.discharge (
      tenant text collate "C" not null,
      id text collate "C" not null,
      patient text collate "C" not null,
      discharged_at timestamptz not null,
      department text not null,
      chronic boolean not null,
      high_risk boolean not null,
      sealed bytea not null,
      primary key (tenant, id)
    )`,
    "create index discharge_patient on aftercare.discharge (tenant, patient, discharged_at, id)",
    incompressible("discharge"),
    ...held("discharge", "select, insert, update, delete"),

    `create table aftercare.discharge_phone (
      tenant text collate "C" not null,
      phone bytea not null,
      discharge text collate "C" not null,
      primary key (tenant, phone, discharge)
    )`,
    "create index discharge_phone_discharge on aftercare.discharge_phone (tenant, discharge)",
    ...held("discharge_phone", "select, insert, delete"),

    // The order in which consents were first written is a number of its own: two may bear one instant.
    `create table aftercare.consent (
      tenant text collate "C" not null,
      person text collate "C" not null,
      id text collate "C" not null,
      ordinal bigint generated always as identity,
      purposes text[] not null,
      channels text[] not null,
      basis text not null,
      given_at timestamptz not null,
      withdrawn_at timestamptz,
      sealed bytea not null,
      primary key (tenant, person, id)
    )`,
    incompressible("consent"),
    ...held("consent", "select, insert, update, delete"),

    `create table aftercare.dealing (
      tenant text collate "C" not null,
      subject text collate "C" not null,
      version integer not null,
      primary key (tenant, subject)
    ) ${churned}`,
    ...held("dealing", "select, insert, update, delete"),

    `create table aftercare.dealing_person (
      tenant text collate "C" not null,
      person text collate "C" not null,
      subject text collate "C" not null,
      primary key (tenant, person, subject)
    )`,
    "create index dealing_person_subject on aftercare.dealing_person (tenant, subject)",
    ...held("dealing_person", "select, insert, delete"),

    `create table aftercare.contact (
      tenant text collate "C" not null,
      subject text collate "C" not null,
      position integer not null,
      person text collate "C" not null,
      begins_at timestamptz not null,
      channel text not null,
      purpose text not null,
      made boolean not null,
      primary key (tenant, subject, position)
    ) ${churned}`,
    "create index contact_person on aftercare.contact (tenant, person, begins_at)",
    ...held("contact", "select, insert, delete"),

    `create table aftercare.contact_version (
      tenant text collate "C" not null,
      person text collate "C" not null,
      version integer not null,
      primary key (tenant, person)
    ) ${churned}`,
    ...held("contact_version", "select, insert, update"),

    `create table aftercare.agenda (
      tenant text collate "C" not null,
      kind text collate "C" not null,
      id text collate "C" not null,
      subject text collate "C" not null,
      due_at timestamptz not null,
      held_until timestamptz not null default '-infinity',
      token bigint not null default 0,
      tries integer not null default 0,
      primary key (tenant, kind, id)
    ) ${churned}`,
    "create index agenda_due on aftercare.agenda (tenant, due_at, kind, id)",
    ...held("agenda", "select, insert, update, delete"),
    // Claims look across tenants. Only the owner may, and only by the two functions below.
    "create policy every_tenant on aftercare.agenda to current_user using (true)",
    "create sequence aftercare.agenda_token",

    // Each tenant that waits gets an equal share, and what one doesn't use goes to the others; where more wait than can
    // be served, chance decides. Without the settings a table that just grew would be scanned by its old statistics.
    `create function aftercare.claim (due_by timestamptz, at_most integer, lease interval)
    returns table (
      tenant text, kind text, id text, subject text, due_at timestamptz, token bigint, tries integer
    )
    language plpgsql security definer
    set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off
    as $$
    declare
      begun constant timestamptz := clock_timestamp();
      waiting text[] := array(
        ${tenants}
        select t.tenant from t cross join lateral (
          select from aftercare.agenda a
          where a.tenant = t.tenant and a.due_at <= due_by and a.held_until <= begun
          order by a.due_at limit 1
        ) head
        where t.tenant is not null);
      share integer;
      got integer;
    begin
      while at_most > 0 and cardinality(waiting) > 0 loop
        if cardinality(waiting) > at_most then
          waiting := array(select w from unnest(waiting) w order by random() limit at_most);
        end if;
        share := at_most / cardinality(waiting);
        return query
          with picked as materialized (
            select entry.* from unnest(waiting) w cross join lateral (
              select a.tenant, a.kind, a.id from aftercare.agenda a
              where a.tenant = w and a.due_at <= due_by and a.held_until <= begun
              order by a.due_at, a.kind, a.id limit share
              for update skip locked
            ) entry
          )
          update aftercare.agenda a
          set held_until = begun + lease, token = nextval('aftercare.agenda_token'), tries = a.tries + 1
          from picked p
          where a.tenant = p.tenant and a.kind = p.kind and a.id = p.id
          returning a.tenant, a.kind, a.id, a.subject, a.due_at, a.token, a.tries;
        get diagnostics got = row_count;
        exit when got = 0;
        at_most := at_most - got;
      end loop;
    end $$`,
    `create function aftercare.next_due_at () returns timestamptz
    language sql stable security definer
    set search_path = pg_catalog set enable_seqscan = off
    as $$
      ${tenants}
      select min(head.due_at) from t cross join lateral (
        select a.due_at from aftercare.agenda a where a.tenant = t.tenant order by a.due_at limit 1
      ) head
    $$`,
    // What reports may read, with no key and no sealed column: the rows of the tenant that is set, as everywhere.
    `do $$ begin
      create role aftercare_report nologin nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end $$`,
    "create schema aftercare_report",
    "grant usage on schema aftercare_report to aftercare_report",
    `create view aftercare_report.plan as
      select tenant, id, version, patient, discharge, discharged_at, protocol, protocol_version
      from aftercare.plan where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.task as
      select p.tenant, p.id as plan, p.patient, p.discharge, t.*
      from aftercare.plan p cross join lateral jsonb_to_recordset(p.tasks) as t (
        id text, stage text, purpose text, role text, extra boolean, attempts integer, state text,
        channel text, at timestamptz, "end" text, ended_at timestamptz, due timestamptz, latest timestamptz)
      where p.tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.plan_event as
      select tenant, plan, version, position, kind, written_at
      from aftercare.plan_event where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.discharge as
      select tenant, id, patient, discharged_at, department, chronic, high_risk
      from aftercare.discharge where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.consent as
      select tenant, person, id, purposes, channels, basis, given_at, withdrawn_at
      from aftercare.consent where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.contact as
      select tenant, subject, person, begins_at, channel, purpose, made
      from aftercare.contact where tenant = current_setting('app.tenant', true)`,
    `create view aftercare_report.agenda as
      select tenant, kind, id, subject, due_at, held_until > now() as held, tries
      from aftercare.agenda where tenant = current_setting('app.tenant', true)`,
    "grant select on all tables in schema aftercare_report to aftercare_report, aftercare_app",
    "grant usage on schema aftercare_report to aftercare_app",
    "revoke execute on function aftercare.claim, aftercare.next_due_at from public",
    "grant execute on function aftercare.claim, aftercare.next_due_at to aftercare_app",
  ],
}
