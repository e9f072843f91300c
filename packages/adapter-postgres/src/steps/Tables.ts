/** What the tables of all steps have in common. A change here would change steps that were applied: add, never edit. */

/** A table of tenants' rows: each sees its own, the owner of the table as well. */
export const held = (table: string, grants: string): ReadonlyArray<string> => [
  `alter table aftercare.${table} enable row level security`,
  `alter table aftercare.${table} force row level security`,
  `create policy tenant on aftercare.${table}
    using (tenant = current_setting('app.tenant', true))
    with check (tenant = current_setting('app.tenant', true))`,
  `grant ${grants} on aftercare.${table} to aftercare_app`,
]

/** Sealed bytes don't compress: nobody should try, and their first bytes are read without the rest. */
export const incompressible = (table: string) =>
  `alter table aftercare.${table} alter column sealed set storage external`

/** Rows that are written again and again: room for it on their page, and vacuumed early. */
export const churned =
  "with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05)"
