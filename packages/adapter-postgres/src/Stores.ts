/**
 * Every port over one client: what the ways to a database have in common.
 */
import {
  AccessLog,
  Agenda,
  CallStore,
  CareStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  Eraser,
  Inbox,
  MessageLog,
  PlanStore,
  Quota,
  SurveyStore,
  TicketStore,
  UnitOfWork,
  VitalStatusStore,
} from "@aftercare/core/ports"
import type { PgClient } from "@effect/sql-pg"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Accesses from "./Accesses.ts"
import * as AgendaRows from "./AgendaRows.ts"
import * as Calls from "./Calls.ts"
import * as Care from "./Care.ts"
import * as Consents from "./Consents.ts"
import * as Contacts from "./Contacts.ts"
import * as Discharges from "./Discharges.ts"
import * as Erasing from "./Erasing.ts"
import * as InboxRows from "./InboxRows.ts"
import * as Keys from "./Keys.ts"
import * as Messages from "./Messages.ts"
import * as Plans from "./Plans.ts"
import { NotReady, type Ports } from "./Ports.ts"
import * as Quotas from "./Quotas.ts"
import * as Resealing from "./Resealing.ts"
import * as Steps from "./Steps.ts"
import * as Surveys from "./Surveys.ts"
import * as Tickets from "./Tickets.ts"
import type * as Units from "./Units.ts"
import type { Vault } from "./Vault.ts"
import * as VitalStatuses from "./VitalStatuses.ts"

/** Refuses a role that row-level security doesn't hold, and tables older than this package. */
export const checked = Effect.fnUntraced(function* (sql: PgClient.PgClient) {
  const [role] = yield* sql<{ readonly free: boolean }>`
    select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`
  if (role?.free !== false)
    return yield* new NotReady({
      detail:
        "row-level security doesn't hold this role: connect as a member of aftercare_app that is no superuser",
    })
  const [there] = yield* sql<{ readonly is: boolean }>`
    select coalesce(to_regclass('aftercare.migration') is not null, false) as is`
  const applied = there?.is ? yield* sql<{ readonly id: number }>`select id from aftercare.migration` : []
  const missing = Steps.steps.filter(({ id }) => !applied.some((step) => step.id === id))
  if (missing.length > 0)
    return yield* new NotReady({
      detail: `steps ${missing.map(({ id }) => id).join(", ")} aren't applied: migrate as the owner first`,
    })
})

const sealed = [
  ...Plans.columns,
  ...Discharges.columns,
  ...Consents.columns,
  ...Messages.columns,
  ...InboxRows.columns,
  ...Surveys.columns,
  ...Tickets.columns,
  ...Calls.columns,
  ...Care.columns,
]

/** @param sql the client that the units are of. */
export const make = (
  sql: PgClient.PgClient,
  units: Units.Units,
  vault: Vault,
  hints: Agenda.Agenda["Service"]["hints"],
): Context.Context<Ports> =>
  Context.make(PlanStore.PlanStore, Plans.make(sql, units, vault)).pipe(
    Context.add(DischargeStore.DischargeStore, Discharges.make(sql, units, vault)),
    Context.add(ConsentStore.ConsentStore, Consents.make(sql, units, vault)),
    Context.add(ContactStore.ContactStore, Contacts.make(sql, units)),
    Context.add(VitalStatusStore.VitalStatusStore, VitalStatuses.make(sql, units)),
    Context.add(MessageLog.MessageLog, Messages.make(sql, units, vault)),
    Context.add(Quota.Quota, Quotas.make(sql, units, vault)),
    Context.add(Inbox.Inbox, InboxRows.make(sql, units, vault)),
    Context.add(SurveyStore.SurveyStore, Surveys.make(sql, units, vault)),
    Context.add(TicketStore.TicketStore, Tickets.make(sql, units, vault)),
    Context.add(CallStore.CallStore, Calls.make(sql, units, vault)),
    Context.add(CareStore.CareStore, Care.make(sql, units, vault)),
    Context.add(Eraser.Eraser, Erasing.make(sql, units, vault)),
    Context.add(AccessLog.AccessLog, Accesses.make(sql, units)),
    Context.add(Agenda.Agenda, AgendaRows.make(sql, units, hints)),
    Context.add(Keys.Keys, Resealing.make(sql, units, vault, sealed)),
    Context.add(UnitOfWork.UnitOfWork, UnitOfWork.UnitOfWork.of({ run: units.run })),
  )
