/**
 * What the layers of this package give, and why they may not.
 */
import type {
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
import * as Schema from "effect/Schema"
import type * as Keys from "./Keys.ts"

/** All ports that this package implements, and the keys they seal with. */
export type Ports =
  | AccessLog.AccessLog
  | Agenda.Agenda
  | CallStore.CallStore
  | CareStore.CareStore
  | ConsentStore.ConsentStore
  | ContactStore.ContactStore
  | DischargeStore.DischargeStore
  | Eraser.Eraser
  | Inbox.Inbox
  | Keys.Keys
  | MessageLog.MessageLog
  | PlanStore.PlanStore
  | Quota.Quota
  | SurveyStore.SurveyStore
  | TicketStore.TicketStore
  | UnitOfWork.UnitOfWork
  | VitalStatusStore.VitalStatusStore

/** The database can't be used as it is, or by this role, or can't be reached. */
export class NotReady extends Schema.TaggedError<NotReady>("@aftercare/adapter-postgres/NotReady")(
  "NotReady",
  {
    detail: Schema.String,
  },
) {
  override get message() {
    return this.detail
  }
}
