import type { Step } from "../Steps.ts"

const given = `insert into aftercare.agenda (tenant, kind, id, subject, due_at)
        select whose, unnest(kinds), unnest(ids), unnest(subjects), unnest(dues)`

export const fifteenth: Step = {
  id: 15,
  name: "many entries at once",
  statements: [
    // Many at once are new, mostly, and whether a row is there needn't be asked for each before it is written: the index
    // tells. The first that is there ends the attempt, and it isn't made for few: each is a transaction within the
    // transaction, of which one that had dozens would slow down everybody's reads.
    `create function aftercare.schedule (whose text, kinds text[], ids text[], subjects text[], dues timestamptz[])
    returns void
    language plpgsql
    set search_path = pg_catalog
    as $$
    begin
      if cardinality(ids) >= 100 then
        begin
          ${given};
          return;
        exception when unique_violation then null;
        end;
      end if;
      ${given}
      on conflict (tenant, kind, id) do update set subject = excluded.subject, due_at = excluded.due_at,
        held_until = '-infinity', tries = 0, failures = 0, failure = null;
    end $$`,
    "revoke execute on function aftercare.schedule from public",
    "grant execute on function aftercare.schedule to aftercare_app",
  ],
}
