import type { Step } from "../Steps.ts"
import { waiting } from "./0005.ts"

export const eleventh: Step = {
  id: 11,
  name: "claims that share out the rest of a batch at once",
  statements: [
    // Looking for who waits passes over all that is held: it is done again only where somebody had less than their share.
    `create or replace function aftercare.claim_due (due_by timestamptz, at_most integer, lease interval)
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
        waiting := array(select w from (${waiting}) found (w) order by random());
        exit when cardinality(waiting) = 0;
        return query
          with shares as (
            select w, (at_most / cardinality(waiting) + (nth <= at_most % cardinality(waiting))::integer) as share
            from unnest(waiting) with ordinality u (w, nth)
          ), picked as materialized (
            select entry.* from shares s cross join lateral (
              select a.tenant, a.kind, a.id from aftercare.agenda a
              where a.tenant = s.w and a.due_at <= due_by and a.held_until <= begun
              order by a.due_at, a.kind, a.id limit s.share
              for update skip locked
            ) entry
            where s.share > 0
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
  ],
}
