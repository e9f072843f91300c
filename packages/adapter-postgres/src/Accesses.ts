/**
 * The access log in rows that are written once, and the end of each chain in a row of its own.
 */
import type { Id } from "@aftercare/core/foundation"
import { AccessLog, StoreError } from "@aftercare/core/ports"
import { AccessChain, type AccessRecord } from "@aftercare/core/privacy"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"

interface HeadRow {
  readonly sequence: bigint
  readonly hash: Uint8Array
}

interface Row extends HeadRow {
  readonly at: Date
  readonly accessor: string
  readonly accessor_id: string | null
  readonly role: string | null
  readonly action: string
  readonly kind: string
  readonly record: string
  readonly patient: string | null
  readonly purpose: string
  readonly outcome: string
  readonly recipient: string | null
  readonly previous: Uint8Array
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const bytes = (hash: string): Uint8Array => Buffer.from(hash, "hex")

const accessorOf = (by: AccessRecord.Accessor): Pick<Row, "accessor" | "accessor_id" | "role"> => {
  switch (by._tag) {
    case "Staff":
      return { accessor: by._tag, accessor_id: by.staff, role: by.role }
    case "Person":
      return { accessor: by._tag, accessor_id: by.person, role: null }
    case "System":
      return { accessor: by._tag, accessor_id: null, role: null }
  }
}

const rowOf = (tenant: Id.TenantId, { hash, previous, record, sequence }: AccessChain.Link) => ({
  tenant,
  sequence,
  at: DateTime.toDateUtc(record.at),
  ...accessorOf(record.by),
  action: record.action,
  kind: record.what.kind,
  record: record.what.id,
  patient: record.patient ?? null,
  purpose: record.purpose,
  outcome: record.outcome,
  recipient: record.recipient ?? null,
  previous: bytes(previous),
  hash: bytes(hash),
})

const read = Schema.decodeUnknownEffect(AccessChain.Link)

/** The link of a row; one that somebody changed into what is no link at all is named. */
const linkOf = (row: Row) => {
  const { accessor: _tag, accessor_id: id, role } = row
  const by =
    _tag === "Staff" ? { _tag, staff: id, role } : _tag === "Person" ? { _tag, person: id } : { _tag }
  const link = {
    sequence: Number(row.sequence),
    record: {
      at: row.at.toISOString(),
      by,
      action: row.action,
      what: { kind: row.kind, id: row.record },
      ...(row.patient === null ? {} : { patient: row.patient }),
      purpose: row.purpose,
      outcome: row.outcome,
      ...(row.recipient === null ? {} : { recipient: row.recipient }),
    },
    previous: hex(row.previous),
    hash: hex(row.hash),
  }
  return Effect.mapError(read(link), () =>
    StoreError.because({ _tag: "Unreadable", record: `access record ${row.sequence}` }),
  )
}

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
): AccessLog.AccessLog["Service"] => {
  const headIn = (tenant: Id.TenantId, rows: ReadonlyArray<HeadRow>): AccessChain.Head => {
    const [row] = rows
    return row === undefined
      ? AccessChain.beginning(tenant)
      : { sequence: Number(row.sequence), hash: hex(row.hash) }
  }

  return AccessLog.AccessLog.of({
    append: Effect.fnUntraced(function* (tenant, records) {
      const readable = yield* AccessLog.readable(records)
      const { hash, sequence } = AccessChain.beginning(tenant)
      const append = Effect.gen(function* () {
        // A row to wait for, also before the first record.
        yield* sql`insert into aftercare.access_head (tenant, sequence, hash)
          values (${tenant}, ${sequence}, ${bytes(hash)}) on conflict do nothing`
        const head = headIn(
          tenant,
          yield* sql<HeadRow>`select sequence, hash from aftercare.access_head
            where tenant = ${tenant} for update`,
        )
        const links = AccessChain.chained(head, readable)
        const last = links.at(-1)
        if (last === undefined) return head
        yield* Rows.insert(
          sql,
          "access",
          links.map((link) => rowOf(tenant, link)),
        )
        yield* sql`update aftercare.access_head set sequence = ${last.sequence}, hash = ${bytes(last.hash)}
          where tenant = ${tenant}`
        return AccessChain.headOf(last)
      })
      return yield* change(tenant, append)
    }),
    head: (tenant) =>
      Effect.map(
        look(tenant, sql<HeadRow>`select sequence, hash from aftercare.access_head where tenant = ${tenant}`),
        (rows) => headIn(tenant, rows),
      ),
    list: (tenant, { after, limit, patient }) =>
      look(
        tenant,
        sql<Row>`select * from aftercare.access
          where tenant = ${tenant} and sequence > ${after}
            ${patient === undefined ? sql`` : sql`and patient = ${patient}`}
          order by sequence limit ${limit}`,
      ).pipe(Effect.flatMap((rows) => Effect.forEach(rows, linkOf))),
  })
}
