import type { Step } from "../Steps.ts"

/** A tenant's free entries that are due, the longest due first. */
const free = (tenant: string) => `a.tenant = ${tenant} and a.due_at <= due_by and a.held_until <= begun`
const order = "order by a.due_at, a.kind, a.id"

export const thirteenth: Step = {
  id: 13,
  name: "claims that pass over what is held once",
  statements: [
    // Entries in front of a tenant's first free one are held. Whatever is looked for later begins there.
    `create or replace function aftercare.claim_due (due_by timestamptz, at_most integer, lease interval)
    returns table (
      tenant text, kind text, id text, subject text, due_at timestamptz, token bigint, tries integer, failures integer
    )
    language plpgsql security definer
    set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off
    set enable_hashjoin = off set enable_mergejoin = off
    as $$
    declare
      begun constant timestamptz := clock_timestamp();
      heads aftercare.agenda[] := array(
        with recursive t (tenant) as (
          (select a.tenant from aftercare.agenda a order by a.tenant limit 1)
          union all
          select (select a.tenant from aftercare.agenda a where a.tenant > t.tenant order by a.tenant limit 1)
          from t where t.tenant is not null
        )
        select head from t cross join lateral (
          select a as head from aftercare.agenda a where ${free("t.tenant")} ${order} limit 1
        ) first);
      served aftercare.agenda[];
      got integer;
    begin
      while at_most > 0 and cardinality(heads) > 0 loop
        served := heads;
        if cardinality(heads) > at_most then
          served := array(select h from unnest(heads) h order by random() limit at_most);
        end if;
        return query
          with picked as materialized (
            select entry.place from unnest(served) h cross join lateral (
              select a.ctid as place from aftercare.agenda a
              where ${free("h.tenant")} and (a.due_at, a.kind, a.id) >= (h.due_at, h.kind, h.id)
              ${order} limit at_most / cardinality(served)
              for update skip locked
            ) entry
          )
          update aftercare.agenda a
          set held_until = begun + lease, token = nextval('aftercare.agenda_token'), tries = a.tries + 1
          from picked p
          where a.ctid = p.place
          returning a.tenant, a.kind, a.id, a.subject, a.due_at, a.token, a.tries, a.failures;
        get diagnostics got = row_count;
        exit when got = 0;
        at_most := at_most - got;
        exit when at_most = 0;
        heads := array(
          select head from unnest(heads) h cross join lateral (
            select a as head from aftercare.agenda a
            where ${free("h.tenant")} and (a.due_at, a.kind, a.id) >= (h.due_at, h.kind, h.id)
            ${order} limit 1
          ) next);
      end loop;
    end $$`,
  ],
}
