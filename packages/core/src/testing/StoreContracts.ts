/**
 * The whole contract of a store package: every store, the agenda and the unit of work that holds them together.
 *
 * @since 0.1.0
 */
import type { AccessLog } from "../ports/AccessLog.ts"
import type { Agenda } from "../ports/Agenda.ts"
import type { CallStore } from "../ports/CallStore.ts"
import type { CareStore } from "../ports/CareStore.ts"
import type { ConsentStore } from "../ports/ConsentStore.ts"
import type { ContactStore } from "../ports/ContactStore.ts"
import type { DischargeStore } from "../ports/DischargeStore.ts"
import type { Eraser } from "../ports/Eraser.ts"
import type { Inbox } from "../ports/Inbox.ts"
import type { MessageLog } from "../ports/MessageLog.ts"
import type { PlanStore } from "../ports/PlanStore.ts"
import type { Quota } from "../ports/Quota.ts"
import type { SurveyStore } from "../ports/SurveyStore.ts"
import type { TicketStore } from "../ports/TicketStore.ts"
import type { UnitOfWork } from "../ports/UnitOfWork.ts"
import type { VitalStatusStore } from "../ports/VitalStatusStore.ts"
import * as AccessLogContract from "./AccessLogContract.ts"
import * as AgendaContract from "./AgendaContract.ts"
import * as CallStoreContract from "./CallStoreContract.ts"
import * as CareStoreContract from "./CareStoreContract.ts"
import * as ConsentStoreContract from "./ConsentStoreContract.ts"
import * as ContactStoreContract from "./ContactStoreContract.ts"
import { type Clause, make, type Options, type Term } from "./Contract.ts"
import * as DischargeStoreContract from "./DischargeStoreContract.ts"
import * as EraserContract from "./EraserContract.ts"
import * as InboxContract from "./InboxContract.ts"
import type { LeaseClock } from "./LeaseClock.ts"
import * as MessageLogContract from "./MessageLogContract.ts"
import * as PlanStoreContract from "./PlanStoreContract.ts"
import * as QuotaContract from "./QuotaContract.ts"
import * as SurveyStoreContract from "./SurveyStoreContract.ts"
import * as TicketStoreContract from "./TicketStoreContract.ts"
import * as UnitOfWorkContract from "./UnitOfWorkContract.ts"
import * as VitalStatusStoreContract from "./VitalStatusStoreContract.ts"

/** Everything that a store package provides, and the clock that the suite adds. */
export type Stores =
  | AccessLog
  | Agenda
  | CallStore
  | CareStore
  | ConsentStore
  | ContactStore
  | DischargeStore
  | Eraser
  | Inbox
  | LeaseClock
  | MessageLog
  | PlanStore
  | Quota
  | SurveyStore
  | TicketStore
  | UnitOfWork
  | VitalStatusStore

/** The clauses of all contracts, before options are applied to them. Their names are distinct. */
export const terms: ReadonlyArray<Term<Stores>> = [
  ...PlanStoreContract.terms,
  ...DischargeStoreContract.terms,
  ...ConsentStoreContract.terms,
  ...ContactStoreContract.terms,
  ...VitalStatusStoreContract.terms,
  ...MessageLogContract.terms,
  ...InboxContract.terms,
  ...QuotaContract.terms,
  ...TicketStoreContract.terms,
  ...CallStoreContract.terms,
  ...AccessLogContract.terms,
  ...EraserContract.terms,
  ...SurveyStoreContract.terms,
  ...CareStoreContract.terms,
  ...AgendaContract.terms,
  ...UnitOfWorkContract.terms,
]

/** The contract of a store package. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<Stores>> => make(terms, options)
