/**
 * Discharges in their rows: what names a patient is sealed; phone and record numbers are found by their keyed hashes.
 */
import { Discharge as Discharges } from "@aftercare/core/followup"
import { DischargeStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Rows from "./Rows.ts"
import * as SealedTable from "./SealedTable.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const table = "discharge"
export const columns: ReadonlyArray<SealedColumn> = [SealedTable.columnOf(table)]

export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
): DischargeStore.DischargeStore["Service"] => {
  const { change, look } = units
  const { find, opened, seal } = SealedTable.make(sql, units, vault, table, Discharges.Discharge)

  return DischargeStore.DischargeStore.of({
    find,
    ofPatient: (tenant, patient) =>
      look(
        tenant,
        sql<SealedTable.Row>`select id, sealed from aftercare.discharge
          where tenant = ${tenant} and patient = ${patient} order by discharged_at, id`,
      ).pipe(Effect.flatMap(opened(tenant))),
    ofPhone: Effect.fnUntraced(function* (tenant, { limit, phone }) {
      const rows = yield* look(
        tenant,
        sql<SealedTable.Row>`select d.id, d.sealed
          from aftercare.discharge_phone p join aftercare.discharge d on d.tenant = p.tenant and d.id = p.discharge
          where p.tenant = ${tenant} and p.phone = ${yield* vault.index(tenant, "phone", phone)}
          order by d.discharged_at desc, d.id limit ${limit}`,
      )
      const found = yield* opened(tenant)(rows)
      // What is sealed has the last word: a hash only leads there.
      return found.filter(({ persons }) => persons.some((person) => person.phone === phone))
    }),
    ofRecordNumber: Effect.fnUntraced(function* (tenant, { limit, recordNumber }) {
      const rows = yield* look(
        tenant,
        sql<SealedTable.Row>`select id, sealed from aftercare.discharge
          where tenant = ${tenant} and record = ${yield* vault.index(tenant, "record", recordNumber)}
          order by discharged_at desc, id limit ${limit}`,
      )
      return (yield* opened(tenant)(rows)).filter((discharge) => discharge.recordNumber === recordNumber)
    }),
    put: Effect.fnUntraced(function* (tenant, discharge) {
      const { chronic, department, dischargedAt, highRisk, id, patient, persons, recordNumber } = discharge
      const row = {
        tenant,
        id,
        patient,
        discharged_at: DateTime.toDateUtc(dischargedAt),
        department,
        chronic,
        high_risk: highRisk,
        record: recordNumber === undefined ? null : yield* vault.index(tenant, "record", recordNumber),
        sealed: yield* seal(tenant, id, discharge),
      }
      const numbers = new Set(persons.flatMap(({ phone }) => (phone === undefined ? [] : [phone])))
      const phones = yield* Effect.forEach(numbers, (number) =>
        Effect.map(vault.index(tenant, "phone", number), (phone) => ({ tenant, phone, discharge: id })),
      )
      const put = Effect.gen(function* () {
        yield* sql`insert into aftercare.discharge ${sql.insert(row)}
          on conflict (tenant, id) do update set patient = excluded.patient,
            discharged_at = excluded.discharged_at, department = excluded.department,
            chronic = excluded.chronic, high_risk = excluded.high_risk, record = excluded.record, sealed = excluded.sealed`
        yield* sql`delete from aftercare.discharge_phone where tenant = ${tenant} and discharge = ${id}`
        yield* Rows.insert(sql, "discharge_phone", phones)
      })
      yield* change(tenant, put)
    }),
  })
}
