/**
 * Plans in their rows, and their events in a table of their own.
 */
import { type FollowUpTask, FollowUpPlan as Plans } from "@aftercare/core/followup"
import { PlanStore } from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as DateTime from "effect/DateTime"
import type * as Units from "./Units.ts"
import type { Vault } from "./Vault.ts"
import * as Versioned from "./Versioned.ts"

const table = "plan"
export const columns = Versioned.columns(table)

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
  units: Units.Units,
  vault: Vault,
): PlanStore.PlanStore["Service"] => {
  const { events, find, insert, list, update } = Versioned.make(sql, units, vault, {
    table,
    record: Plans.FollowUpPlan,
    event: Plans.FollowUpEvent,
    idOf: ({ id }) => id,
    columnsOf: ({ discharge, dischargedAt, patient, protocol, tasks }) => ({
      patient,
      discharge,
      discharged_at: DateTime.toDateUtc(dischargedAt),
      protocol: protocol.id,
      protocol_version: protocol.version,
      tasks: JSON.stringify(tasks.map(reported)),
    }),
  })
  return PlanStore.PlanStore.of({ events, find, insert, list, update })
}
