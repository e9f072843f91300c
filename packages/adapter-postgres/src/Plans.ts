/**
 * Plans in their rows, and their events in a table of their own.
 */
import { type FollowUpTask, FollowUpPlan as Plans } from "@aftercare/core/followup"
import type { Id } from "@aftercare/core/foundation"
import { PlanStore, StoreError } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Rows from "./Rows.ts"
import type * as Units from "./Units.ts"
import type { SealedColumn, Vault } from "./Vault.ts"

const planColumn: SealedColumn = { table: "plan", key: { id: "text" } }
const eventColumn: SealedColumn = {
  table: "plan_event",
  key: { plan: "text", version: "integer", position: "integer" },
}
export const columns: ReadonlyArray<SealedColumn> = [planColumn, eventColumn]

interface PlanRow {
  readonly id: Id.PlanId
  readonly version: number
  readonly sealed: Uint8Array
}

interface EventRow {
  readonly version: number
  readonly position: number
  readonly sealed: Uint8Array
}

/** What reports may know of a task without a key: nothing that anybody said or wrote. */
const reported = ({ attempts, extra, id, purpose, role, span, stage, state }: FollowUpTask.FollowUpTask) => ({
  id,
  stage,
  purpose,
  role,
  extra,
  attempts: attempts.length,
  state: state._tag,
  ...(state._tag === "Planned" ? { at: DateTime.formatIso(state.at), channel: state.channel } : {}),
  ...(state._tag === "Ended" ? { end: state.end._tag, ended_at: DateTime.formatIso(state.at) } : {}),
  ...(span === undefined
    ? {}
    : { due: DateTime.formatIso(span.due), latest: DateTime.formatIso(span.latest) }),
})

export const make = (
  sql: PgClient.PgClient,
  { change, look }: Units.Units,
  vault: Vault,
): PlanStore.PlanStore["Service"] => {
  const plans = vault.sealed(Plans.FollowUpPlan)
  const events = vault.sealed(Plans.FollowUpEvent)
  const planPlace = (tenant: Id.TenantId, id: Id.PlanId) => ({ tenant, column: planColumn, row: [id] })
  const eventPlace = (tenant: Id.TenantId, plan: Id.PlanId, version: number, position: number) => ({
    tenant,
    column: eventColumn,
    row: [plan, `${version}`, `${position}`],
  })

  const opened = (tenant: Id.TenantId) =>
    Effect.fnUntraced(function* ({ id, sealed, version }: PlanRow) {
      return { record: yield* plans.open(planPlace(tenant, id), sealed), version }
    })

  const columnsOf = Effect.fnUntraced(function* (tenant: Id.TenantId, plan: Plans.FollowUpPlan) {
    return {
      patient: plan.patient,
      discharge: plan.discharge,
      discharged_at: DateTime.toDateUtc(plan.dischargedAt),
      protocol: plan.protocol.id,
      protocol_version: plan.protocol.version,
      tasks: JSON.stringify(plan.tasks.map(reported)),
      sealed: yield* plans.seal(planPlace(tenant, plan.id), plan),
    }
  })

  const sealedEvents = (
    tenant: Id.TenantId,
    plan: Id.PlanId,
    version: number,
    all: ReadonlyArray<Plans.FollowUpEvent>,
  ) =>
    Effect.forEach(all, (event, position) =>
      Effect.map(events.seal(eventPlace(tenant, plan, version, position), event), (sealed) => ({
        tenant,
        plan,
        version,
        position,
        kind: event._tag,
        sealed,
      })),
    )

  return PlanStore.PlanStore.of({
    find: (tenant, id) =>
      look(
        tenant,
        sql<PlanRow>`select id, version, sealed from aftercare.plan where tenant = ${tenant} and id = ${id}`,
      ).pipe(
        Effect.flatMap((rows) => Effect.forEach(rows, opened(tenant))),
        Effect.map(([found]) => Option.fromUndefinedOr(found)),
      ),
    insert: Effect.fnUntraced(function* (tenant, plan, events) {
      const rows = yield* sealedEvents(tenant, plan.id, 1, events)
      const row = { tenant, id: plan.id, version: 1, ...(yield* columnsOf(tenant, plan)) }
      const insert = Effect.gen(function* () {
        const written = yield* sql`
          insert into aftercare.plan ${sql.insert(row)} on conflict do nothing returning version`
        if (written.length === 0) return yield* StoreError.because({ _tag: "AlreadyExists", record: plan.id })
        yield* Rows.insert(sql, "plan_event", rows)
      })
      yield* change(tenant, insert)
    }),
    update: Effect.fnUntraced(function* (tenant, plan, expected, events) {
      const { id } = plan
      const rows = yield* sealedEvents(tenant, id, expected + 1, events)
      const row = { version: expected + 1, ...(yield* columnsOf(tenant, plan)) }
      const update = Effect.gen(function* () {
        const written = yield* sql`update aftercare.plan set ${sql.update(row)}
          where tenant = ${tenant} and id = ${id} and version = ${expected} returning version`
        if (written.length > 0) return yield* Rows.insert(sql, "plan_event", rows)
        const [found] = yield* sql<{ readonly version: number }>`
          select version from aftercare.plan where tenant = ${tenant} and id = ${id}`
        return yield* StoreError.because(
          found === undefined
            ? { _tag: "NotFound", record: id }
            : { _tag: "VersionConflict", record: id, expected, actual: found.version },
        )
      })
      yield* change(tenant, Effect.asVoid(update))
    }),
    list: Effect.fnUntraced(function* (tenant, { after = "", limit }) {
      const rows = yield* look(
        tenant,
        sql<PlanRow>`select id, version, sealed from aftercare.plan
          where tenant = ${tenant} and id > ${after} order by id limit ${limit + 1}`,
      )
      const records = yield* Effect.forEach(rows.slice(0, limit), opened(tenant))
      const last = Option.fromUndefinedOr(records.at(-1)?.record.id)
      return { records, next: rows.length > limit ? last : Option.none() }
    }),
    events: Effect.fnUntraced(function* (tenant, id) {
      const rows = yield* look(
        tenant,
        sql<EventRow>`select version, position, sealed from aftercare.plan_event
          where tenant = ${tenant} and plan = ${id} order by version, position`,
      )
      return yield* Effect.forEach(rows, ({ position, sealed, version }) =>
        events.open(eventPlace(tenant, id, version, position), sealed),
      )
    }),
  })
}
