import type { Step } from "../Steps.ts"

/** Tenants with free entries that are due, found by jumping from one tenant to the next in the index. */
const waiting = `with recursive t (tenant) as (
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

/** Rows of claims that are held, in a statement that writes them. */
const held = `a.tenant = whose and a.kind = g.kind and a.id = g.id and a.token = g.token
  and a.held_until > clock_timestamp() returning g.n`

export const twelfth: Step = {
  id: 12,
  name: "claims settled together, and found without a second look-up",
  statements: [
    // Answers with which of the claims are held, counted from one; where those aren't all, what was written is taken back.
    // Without the settings a statement for many claims would read the whole table.
    `create function aftercare.settle (whose text, kinds text[], ids text[], tokens bigint[], next timestamptz)
    returns bigint[]
    language plpgsql
    set search_path = pg_catalog
    set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    declare
      settled bigint[];
    begin
      if next is null then
        with done as (
          delete from aftercare.agenda a using unnest(kinds, ids, tokens) with ordinality g (kind, id, token, n) where ${held}
        ) select array_agg(n) into settled from done;
      else
        with done as (
          update aftercare.agenda a
          set due_at = next, held_until = '-infinity', tries = 0, failures = 0, failure = null
          from unnest(kinds, ids, tokens) with ordinality g (kind, id, token, n) where ${held}
        ) select array_agg(n) into settled from done;
      end if;
      if cardinality(settled) is distinct from cardinality(tokens) then
        raise exception sqlstate 'AC001';
      end if;
      return settled;
    exception when sqlstate 'AC001' then
      return coalesce(settled, '{}');
    end $$`,
    // Rows that are locked stay where they are: they needn't be looked up again by their keys.
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
            select entry.place from unnest(waiting) w cross join lateral (
              select a.ctid as place from aftercare.agenda a
              where a.tenant = w and a.due_at <= due_by and a.held_until <= begun
              order by a.due_at, a.kind, a.id limit at_most / cardinality(waiting)
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
      end loop;
    end $$`,
    "revoke execute on function aftercare.settle from public",
    "grant execute on function aftercare.settle to aftercare_app",
  ],
}
