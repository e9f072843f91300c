import type { Step } from "../Steps.ts"

/** Tenants with free entries that are due, found by jumping from one tenant to the next in the index. */
export const waiting = `with recursive t (tenant) as (
    (select a.tenant from aftercare.agenda a order by a.tenant limit 1)
    union all
    select (select a.tenant from aftercare.agenda a where a.tenant > t.tenant order by a.tenant limit 1)
    from t where t.tenant is not null
  )
  select t.tenant from t cross join lateral (
    select from aftercare.agenda a
    where a.tenant = t.tenant and a.due_at <= due_by and a.held_until <= begun
    order by a.due_at limit 1
  ) head
  where t.tenant is not null`

export const fifth: Step = {
  id: 5,
  name: "retries and dead letters on the agenda",
  statements: [
    // A dead letter falls due at the end of all days, where no claim of any version gets at it.
    `alter table aftercare.agenda
      add column failures integer not null default 0,
      add column failure text,
      add column was_due_at timestamptz,
      add column died_at timestamptz`,

    // Old workers claim by the function that was there. In this one a tenant that has nothing more to give leaves the
    // rest of the batch to the others.
    `create function aftercare.claim_due (due_by timestamptz, at_most integer, lease interval)
    returns table (
      tenant text, kind text, id text, subject text, due_at timestamptz, token bigint, tries integer, failures integer
    )
    language plpgsql security definer
    set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off
    as $$
    declare
      begun constant timestamptz := clock_timestamp();
      waiting text[];
      got integer;
    begin
      while at_most > 0 loop
        waiting := array(${waiting});
        exit when cardinality(waiting) = 0;
        if cardinality(waiting) > at_most then
          waiting := array(select w from unnest(waiting) w order by random() limit at_most);
        end if;
        return query
          with picked as materialized (
            select entry.* from unnest(waiting) w cross join lateral (
              select a.tenant, a.kind, a.id from aftercare.agenda a
              where a.tenant = w and a.due_at <= due_by and a.held_until <= begun
              order by a.due_at, a.kind, a.id limit at_most / cardinality(waiting)
              for update skip locked
            ) entry
          )
          update aftercare.agenda a
          set held_until = begun + lease, token = nextval('aftercare.agenda_token'), tries = a.tries + 1
          from picked p
          where a.tenant = p.tenant and a.kind = p.kind and a.id = p.id
          returning a.tenant, a.kind, a.id, a.subject, a.due_at, a.token, a.tries, a.failures;
        get diagnostics got = row_count;
        exit when got = 0;
        at_most := at_most - got;
      end loop;
    end $$`,
    "revoke execute on function aftercare.claim_due from public",
    "grant execute on function aftercare.claim_due to aftercare_app",

    `create or replace function aftercare.next_due_at () returns timestamptz
    language sql stable security definer
    set search_path = pg_catalog set enable_seqscan = off
    as $$
      with recursive t (tenant) as (
        (select a.tenant from aftercare.agenda a order by a.tenant limit 1)
        union all
        select (select a.tenant from aftercare.agenda a where a.tenant > t.tenant order by a.tenant limit 1)
        from t where t.tenant is not null
      )
      select nullif(min(head.due_at), 'infinity') from t cross join lateral (
        select a.due_at from aftercare.agenda a where a.tenant = t.tenant order by a.due_at limit 1
      ) head
    $$`,

    `create or replace view aftercare_report.agenda as
      select tenant, kind, id, subject, due_at, held_until > now() as held, tries, failures, failure
      from aftercare.agenda
      where tenant = current_setting('app.tenant', true) and due_at < 'infinity'`,
    `create view aftercare_report.dead_letter as
      select tenant, kind, id, subject, was_due_at as due_at, tries, failure, died_at
      from aftercare.agenda
      where tenant = current_setting('app.tenant', true) and due_at = 'infinity'`,
    "grant select on aftercare_report.dead_letter to aftercare_report, aftercare_app",
  ],
}
