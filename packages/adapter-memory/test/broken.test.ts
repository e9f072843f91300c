import {
  AccessLogContract,
  AgendaContract,
  CallStoreContract,
  CareStoreContract,
  ConsentStoreContract,
  ContactStoreContract,
  type Contract,
  DischargeStoreContract,
  EraserContract,
  InboxContract,
  MessageLogContract,
  PlanStoreContract,
  QuotaContract,
  StoreContracts,
  SurveyStoreContract,
  TicketStoreContract,
  UnitOfWorkContract,
  VitalStatusStoreContract,
} from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { brokenAccessLogs } from "./broken/accesses.ts"
import { brokenAgendas } from "./broken/agendas.ts"
import { type Broken, brokenBy } from "./broken/Broken.ts"
import { brokenCalls } from "./broken/calls.ts"
import { brokenCare } from "./broken/care.ts"
import { brokenConsents } from "./broken/consents.ts"
import { brokenContacts } from "./broken/contacts.ts"
import { brokenDischarges } from "./broken/discharges.ts"
import { brokenErasers } from "./broken/erasers.ts"
import { brokenInboxes } from "./broken/inboxes.ts"
import { brokenMessages } from "./broken/messages.ts"
import { brokenPlans } from "./broken/plans.ts"
import { brokenQuotas } from "./broken/quotas.ts"
import { brokenSurveys } from "./broken/surveys.ts"
import { brokenTickets } from "./broken/tickets.ts"
import { brokenUnits } from "./broken/units.ts"
import { brokenVitalStatuses } from "./broken/vitalStatuses.ts"

// As in somebody else's suite, without what ours is set to.
fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: false })

const contracts: ReadonlyArray<
  readonly [
    what: string,
    contract: ReadonlyArray<Contract.Clause<StoreContracts.Stores>>,
    stores: ReadonlyArray<Broken>,
  ]
> = [
  ["a plan store that", PlanStoreContract.contract(), brokenPlans],
  ["a discharge store that", DischargeStoreContract.contract(), brokenDischarges],
  ["a consent store that", ConsentStoreContract.contract(), brokenConsents],
  ["a contact store that", ContactStoreContract.contract(), brokenContacts],
  ["a store of who lives that", VitalStatusStoreContract.contract(), brokenVitalStatuses],
  ["a message log that", MessageLogContract.contract(), brokenMessages],
  ["a quota that", QuotaContract.contract(), brokenQuotas],
  ["an inbox that", InboxContract.contract(), brokenInboxes],
  ["a ticket store that", TicketStoreContract.contract(), brokenTickets],
  ["a call store that", CallStoreContract.contract(), brokenCalls],
  ["an access log that", AccessLogContract.contract(), brokenAccessLogs],
  ["a survey store that", SurveyStoreContract.contract(), brokenSurveys],
  ["a store of care that", CareStoreContract.contract(), brokenCare],
  ["an eraser that", EraserContract.contract(), brokenErasers],
  ["an agenda that", AgendaContract.contract(), brokenAgendas],
  ["a unit of work that", UnitOfWorkContract.contract(), brokenUnits],
]

// At once, as some faults show only in waiting in vain.
for (const [what, contract, stores] of contracts)
  describe.concurrent(what, () => {
    for (const { breaks, fault, layer } of stores)
      test(`${fault} breaks these clauses and no others`, async () => {
        expect(await brokenBy(layer, contract)).toEqual(breaks)
      })
  })

test("every clause is broken by some store: none is there for show", () => {
  const found = new Set(contracts.flatMap(([, , stores]) => stores.flatMap(({ breaks }) => breaks)))
  const forShow = StoreContracts.terms.filter(({ name }) => !found.has(name)).map(({ name }) => name)
  expect(forShow).toEqual([])
})
