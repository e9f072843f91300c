import type { Step } from "../Steps.ts"

export const eighth: Step = {
  id: 8,
  name: "how many tenants wait",
  statements: [
    // By jumping from one tenant to the next in the index, as claims do.
    `create function aftercare.tenants_waiting (due_by timestamptz) returns integer
    language sql volatile security definer
    set search_path = pg_catalog set enable_seqscan = off set enable_bitmapscan = off
    as $$
      with recursive t (tenant) as (
        (select a.tenant from aftercare.agenda a order by a.tenant limit 1)
        union all
        select (select a.tenant from aftercare.agenda a where a.tenant > t.tenant order by a.tenant limit 1)
        from t where t.tenant is not null
      )
      select count(*)::integer from t cross join lateral (
        select from aftercare.agenda a
        where a.tenant = t.tenant and a.due_at <= due_by and a.held_until <= clock_timestamp()
        order by a.due_at limit 1
      ) head
      where t.tenant is not null
    $$`,
    "revoke execute on function aftercare.tenants_waiting from public",
    "grant execute on function aftercare.tenants_waiting to aftercare_app",
  ],
}
