/**
 * What was told of whether patients live, in rows: it says nothing of anybody but by ids.
 */
import { VitalStatus as Told } from "@aftercare/core/contact"
import type { Id } from "@aftercare/core/foundation"
import { StoreError, VitalStatusStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"

interface Row {
  readonly told: unknown
}

const encode = Schema.encodeEffect(Told.VitalStatus)

const read = (patient: Id.PatientId, { told }: Row) =>
  Effect.mapError(Schema.decodeUnknownEffect(Told.VitalStatus)(told), () =>
    StoreError.because({ _tag: "Unreadable", record: `what was told of ${patient}` }),
  )

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
): VitalStatusStore.VitalStatusStore["Service"] =>
  VitalStatusStore.VitalStatusStore.of({
    of: (tenant, patient) =>
      look(
        tenant,
        sql<Row>`select told from aftercare.vital_status
          where tenant = ${tenant} and patient = ${patient} order by ordinal`,
      ).pipe(Effect.flatMap((rows) => Effect.forEach(rows, (row) => read(patient, row)))),
    add: Effect.fnUntraced(function* (tenant, told) {
      const written = yield* Effect.mapError(encode(told), (error) =>
        StoreError.unkeepable(`what was told of ${told.patient}`, error),
      )
      const toldAt = Rows.dateOf(DateTime.toEpochMillis(told.toldAt))
      const add = sql`insert into aftercare.vital_status (tenant, patient, status, told_at, told)
        values (${tenant}, ${told.patient}, ${told.status}, ${toldAt},
          ${JSON.stringify(written)}::text::jsonb)`
      yield* change(tenant, Effect.asVoid(add))
    }),
  })
