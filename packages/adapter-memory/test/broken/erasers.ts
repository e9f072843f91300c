import type { Discharge } from "@aftercare/core/followup"
import { Id, Personal } from "@aftercare/core/foundation"
import { CallRecord } from "@aftercare/core/hotline"
import {
  CallStore,
  DischargeStore,
  Eraser,
  MessageLog,
  PlanStore,
  TicketStore,
  UnitOfWork,
} from "@aftercare/core/ports"
import { Retention } from "@aftercare/core/privacy"
import { Context, Effect, Equal, Option } from "effect"
import { type Broken, rebuilt } from "./Broken.ts"

type Erase = Eraser.Eraser["Service"]["erase"]
type EraseCalls = Eraser.Eraser["Service"]["eraseCalls"]
type Sound = Parameters<Parameters<typeof rebuilt>[1]>[0]

/** An eraser that does something else, given all that is sound. */
const broken = (fault: string, wrong: (erase: Erase, sound: Sound) => Erase, breaks: ReadonlyArray<string>) =>
  rebuilt(
    fault,
    (sound) => {
      const eraser = Context.get(sound, Eraser.Eraser)
      return Effect.succeed(
        Context.add(sound, Eraser.Eraser, { ...eraser, erase: wrong(eraser.erase, sound) }),
      )
    },
    breaks,
  )

/** An eraser beside stores that don't go along with it. */
const beside = <I>(
  fault: string,
  wrong: (sound: Sound) => Context.Context<I>,
  breaks: ReadonlyArray<string>,
) => rebuilt(fault, (sound) => Effect.succeed(Context.merge(sound, wrong(sound))), breaks)

/** Discharges that are found as they were written, whatever was erased since. */
const remembering = (
  sound: Sound,
  wrong: (
    found: (
      tenant: string,
      isMeant: (discharge: Discharge.Discharge) => boolean,
    ) => Effect.Effect<ReadonlyArray<Discharge.Discharge>>,
  ) => Partial<DischargeStore.DischargeStore["Service"]>,
) => {
  const store = Context.get(sound, DischargeStore.DischargeStore)
  const written: Array<readonly [tenant: string, discharge: Discharge.Discharge]> = []
  return Context.make(DischargeStore.DischargeStore, {
    ...store,
    put: (tenant, discharge) => {
      written.push([tenant, discharge])
      return store.put(tenant, discharge)
    },
    ...wrong((tenant, isMeant) =>
      Effect.sync(() => written.flatMap(([of, one]) => (of === tenant && isMeant(one) ? [one] : []))),
    ),
  })
}

/** An eraser that does something else with calls by their ids. */
const alone =
  (wrong: (eraseCalls: EraseCalls, sound: Sound) => EraseCalls) =>
  (sound: Sound): Context.Context<Eraser.Eraser> => {
    const eraser = Context.get(sound, Eraser.Eraser)
    return Context.make(Eraser.Eraser, { ...eraser, eraseCalls: wrong(eraser.eraseCalls, sound) })
  }

const none = { discharge: 0, plan: 0, message: 0, inbox: 0, survey: 0, ticket: 0, call: 0, care: 0 }

const whole = "what tells of a patient is taken out of records and events of every kind, and nobody else's"
const asked = "only the kinds that are asked for are erased"
const again = "erasing again changes nothing, and so does erasing where there is nothing"
const address = "a message that was erased isn't found by where it went"
const reached =
  "a discharge that was erased isn't found by its record number or a number of its persons, and others' are"
const number = "a call that was erased isn't found by its caller's number, and by its patient it is"
const shared =
  "what somebody was sent who is others' contact, too, is erased where it is part of the patient's plans alone"
const two = "a ticket that is about another patient, too, stays as it is"
const several = "a call that is linked to another patient, too, stays as it is"
const prepared = "preparing an erasure erases nothing, and may be done again at any time"
const undischarged =
  "what somebody answered who was invited and never discharged is erased, and nobody else's"
const invited =
  "what somebody was sent and sent back who was invited and never discharged is erased, and nobody else's"
const caredFor =
  "what was sent for the care of somebody who was never discharged is erased, also where it names no patient, and nobody else's"
const lone =
  "a call that is linked to no patient is erased by its id, found by no number, and of a patient's nothing"
const ofTicket =
  "a call that is linked to a ticket and its items alone is erased by its id, and found by them still"
const loneElsewhere = "another tenant's call of the same id stays as it is"
const stale = "who read a record before it was erased can't write it back"
const failing = "what is erased in a unit that fails is as it was"
const tenants = "another tenant's patient of the same id keeps everything"

/** Erases all but one kind. */
const without =
  (kind: Retention.RecordKind) =>
  (erase: Erase): Erase =>
  (tenant, whose, kinds) =>
    erase(
      tenant,
      whose,
      kinds.filter((one) => one !== kind),
    )

export const brokenErasers: ReadonlyArray<Broken> = [
  broken("does nothing", () => () => Effect.succeed(none), [
    whole,
    asked,
    again,
    address,
    reached,
    number,
    shared,
    invited,
    undischarged,
    caredFor,
    stale,
    failing,
    tenants,
  ]),
  broken("forgets discharges", without("discharge"), [whole, asked, again, reached, failing, tenants]),
  broken("forgets plans", without("plan"), [whole, asked, again, stale, failing, tenants]),
  broken("forgets messages", without("message"), [
    whole,
    asked,
    again,
    address,
    shared,
    invited,
    caredFor,
    failing,
    tenants,
  ]),
  broken("forgets what was sent back", without("inbox"), [whole, asked, again, invited, failing, tenants]),
  broken("forgets surveys", without("survey"), [whole, asked, again, undischarged, stale, failing, tenants]),
  broken(
    "finds nobody who was never discharged",
    (erase, sound) => {
      const discharges = Context.get(sound, DischargeStore.DischargeStore)
      return (tenant, whose, kinds) =>
        Effect.flatMap(discharges.ofPatient(tenant, whose.patient), ({ length }) =>
          length === 0 && kinds.includes("survey") && whose.persons.length === 0
            ? Effect.succeed(none)
            : erase(tenant, whose, kinds),
        )
    },
    [undischarged],
  ),
  broken("forgets tickets", without("ticket"), [whole, asked, again, stale, failing, tenants]),
  broken("forgets calls", without("call"), [whole, asked, again, number, stale, failing, tenants]),
  broken("forgets care", without("care"), [whole, asked, again, caredFor, stale, failing, tenants]),
  broken(
    "erases every kind",
    (erase) => (tenant, whose) => erase(tenant, whose, Retention.RecordKind.literals),
    [asked, invited],
  ),
  broken(
    "says nothing of what it did",
    (erase) =>
      (...all) =>
        Effect.as(erase(...all), none),
    [whole, asked, invited, undischarged, caredFor],
  ),
  broken(
    "counts what it looked at",
    (erase) =>
      (...all) =>
        Effect.map(erase(...all), (counts) => ({ ...counts, plan: 1 })),
    [asked, again, invited, undischarged, caredFor],
  ),
  broken(
    "takes whoever is named for the patient's alone",
    (erase) => (tenant, whose, kinds) =>
      erase(
        tenant,
        { ...whose, persons: [`${whose.patient}-self` as (typeof whose.persons)[number]] },
        kinds,
      ),
    [shared, caredFor],
  ),
  broken(
    "erases tickets about others, too",
    (erase, sound) => {
      const tickets = Context.get(sound, TicketStore.TicketStore)
      const eraseTicket = Personal.eraser(TicketStore.KeptTicket)
      return (tenant, whose, kinds) =>
        Effect.tap(erase(tenant, whose, kinds), () =>
          Effect.flatMap(
            kinds.includes("ticket") ? tickets.ofPatient(tenant, whose.patient) : Effect.succeed([]),
            (found) =>
              Effect.forEach(found, ({ record, version }) => {
                const left = eraseTicket(record)
                return Equal.equals(left, record) ? Effect.void : tickets.update(tenant, left, version, [])
              }),
          ),
        )
    },
    [two],
  ),
  broken(
    "erases calls about others, too",
    (erase, sound) => {
      const calls = Context.get(sound, CallStore.CallStore)
      const eraseCall = Personal.eraser(CallRecord.CallRecord)
      return (tenant, whose, kinds) =>
        Effect.tap(erase(tenant, whose, kinds), () =>
          Effect.flatMap(
            kinds.includes("call") ? calls.ofPatient(tenant, whose.patient) : Effect.succeed([]),
            (found) =>
              Effect.forEach(found, ({ record, version }) => {
                const left = eraseCall(record)
                return Equal.equals(left, record) ? Effect.void : calls.update(tenant, left, version, [])
              }),
          ),
        )
    },
    [several],
  ),
  beside(
    "erases at every tenant",
    (sound) => {
      const eraser = Context.get(sound, Eraser.Eraser)
      const discharges = Context.get(sound, DischargeStore.DischargeStore)
      const known = new Set<Id.TenantId>()
      return Context.make(Eraser.Eraser, {
        ...eraser,
        erase: (tenant, whose, kinds) =>
          Effect.andThen(
            Effect.forEach(
              [...known].filter((other) => other !== tenant),
              (other) => eraser.erase(other, whose, kinds),
            ),
            eraser.erase(tenant, whose, kinds),
          ),
      }).pipe(
        Context.add(DischargeStore.DischargeStore, {
          ...discharges,
          put: (tenant, discharge) => {
            known.add(tenant)
            return discharges.put(tenant, discharge)
          },
        }),
      )
    },
    [tenants],
  ),
  beside(
    "begins to erase while it prepares",
    (sound) => {
      const eraser = Context.get(sound, Eraser.Eraser)
      const patient = Id.PatientId.make("her")
      return Context.make(Eraser.Eraser, {
        ...eraser,
        prepare: (tenant) => eraser.erase(tenant, { patient, persons: [] }, ["discharge"]),
      })
    },
    [prepared],
  ),
  beside(
    "prepares once for all",
    (sound) => {
      const eraser = Context.get(sound, Eraser.Eraser)
      const known = new Set<Id.TenantId>()
      return Context.make(Eraser.Eraser, {
        ...eraser,
        prepare: (tenant) => {
          if (known.has(tenant)) return Effect.die(new Error("prepared already"))
          known.add(tenant)
          return eraser.prepare(tenant)
        },
      })
    },
    [prepared],
  ),
  beside(
    "leaves calls that are linked to nobody",
    alone(() => () => Effect.succeed([])),
    [lone, ofTicket, loneElsewhere],
  ),
  beside(
    "answers with every call it was asked for",
    alone((eraseCalls) => (tenant, ids) => Effect.as(eraseCalls(tenant, ids), ids)),
    [lone],
  ),
  beside(
    "takes a ticket's calls for a patient's",
    alone((eraseCalls, sound) => {
      const calls = Context.get(sound, CallStore.CallStore)
      return (tenant, ids) =>
        Effect.flatMap(
          Effect.filter(ids, (id) =>
            Effect.map(
              calls.find(tenant, id),
              (found) => Option.isSome(found) && found.value.record.links.length === 0,
            ),
          ),
          (loose) => eraseCalls(tenant, loose),
        )
    }),
    [ofTicket],
  ),
  beside(
    "forgets what an erased call is linked to",
    (sound) => {
      const calls = Context.get(sound, CallStore.CallStore)
      return Context.make(CallStore.CallStore, {
        ...calls,
        ofTicket: (tenant, options) =>
          Effect.map(calls.ofTicket(tenant, options), (found) =>
            found.filter(({ record }) => record.caller !== undefined),
          ),
      })
    },
    [ofTicket],
  ),
  beside(
    "erases patients' calls by their ids, too",
    alone((eraseCalls, sound) => {
      const calls = Context.get(sound, CallStore.CallStore)
      const eraseCall = Personal.eraser(CallRecord.CallRecord)
      return (tenant, ids) =>
        Effect.tap(eraseCalls(tenant, ids), () =>
          Effect.forEach(ids, (id) =>
            Effect.flatMap(calls.find(tenant, id), (found) =>
              Option.isNone(found) || CallRecord.patientsOf(found.value.record).length === 0
                ? Effect.void
                : calls.update(tenant, eraseCall(found.value.record), found.value.version, []),
            ),
          ),
        )
    }),
    [lone],
  ),
  beside(
    "erases calls at every tenant",
    (sound) => {
      const [eraser, calls] = [Context.get(sound, Eraser.Eraser), Context.get(sound, CallStore.CallStore)]
      const known = new Set<Id.TenantId>()
      return Context.make(Eraser.Eraser, {
        ...eraser,
        eraseCalls: (tenant, ids) =>
          Effect.andThen(
            Effect.forEach(
              [...known].filter((other) => other !== tenant),
              (other) => eraser.eraseCalls(other, ids),
            ),
            eraser.eraseCalls(tenant, ids),
          ),
      }).pipe(
        Context.add(CallStore.CallStore, {
          ...calls,
          insert: (tenant, call, events) => {
            known.add(tenant)
            return calls.insert(tenant, call, events)
          },
        }),
      )
    },
    [loneElsewhere],
  ),
  beside(
    "leaves what happened to plans",
    (sound) => {
      const plans = Context.get(sound, PlanStore.PlanStore)
      const written = new Map<string, Parameters<typeof plans.insert>[2]>()
      return Context.make(PlanStore.PlanStore, {
        ...plans,
        insert: (tenant, plan, events) => {
          written.set(`${tenant} ${plan.id}`, events)
          return plans.insert(tenant, plan, events)
        },
        events: (tenant, id) => Effect.sync(() => written.get(`${tenant} ${id}`) ?? []),
      })
    },
    [whole, asked, again, failing, tenants],
  ),
  beside(
    "still finds messages by where they went",
    (sound) => {
      const log = Context.get(sound, MessageLog.MessageLog)
      const sent: Array<MessageLog.Message> = []
      return Context.make(MessageLog.MessageLog, {
        ...log,
        put: (message) => {
          sent.push(message)
          return log.put(message)
        },
        to: (tenant, { address }) =>
          Effect.sync(() => sent.filter((one) => one.tenant === tenant && one.address === address)),
      })
    },
    [address],
  ),
  beside(
    "still finds discharges by a number of their persons",
    (sound) =>
      remembering(sound, (found) => ({
        ofPhone: (tenant, { phone }) =>
          found(tenant, ({ persons }) => persons.some((person) => person.phone === phone)),
      })),
    [reached],
  ),
  beside(
    "still finds discharges by their record number",
    (sound) =>
      remembering(sound, (found) => ({
        ofRecordNumber: (tenant, { recordNumber }) =>
          found(tenant, (discharge) => discharge.recordNumber === recordNumber),
      })),
    [reached],
  ),
  beside(
    "still finds calls by who called",
    (sound) => {
      const calls = Context.get(sound, CallStore.CallStore)
      const written: Array<readonly [tenant: string, call: CallRecord.CallRecord]> = []
      return Context.make(CallStore.CallStore, {
        ...calls,
        insert: (tenant, call, events) => {
          written.push([tenant, call])
          return calls.insert(tenant, call, events)
        },
        ofCaller: (tenant, { caller }) =>
          Effect.sync(() =>
            written.flatMap(([of, record]) =>
              of === tenant && record.caller === caller ? [{ record, version: 1 }] : [],
            ),
          ),
      })
    },
    [number, lone],
  ),
  beside(
    "lets those write back who read before",
    (sound) => {
      const plans = Context.get(sound, PlanStore.PlanStore)
      return Context.make(PlanStore.PlanStore, {
        ...plans,
        update: Effect.fnUntraced(function* (tenant, plan, expected, events) {
          const found = yield* plans.find(tenant, plan.id)
          const version = Option.match(found, { onNone: () => expected, onSome: (one) => one.version })
          yield* plans.update(tenant, plan, version, events)
        }),
      })
    },
    [stale],
  ),
  beside("isn't undone with its unit", () => Context.make(UnitOfWork.UnitOfWork, { run: (work) => work }), [
    failing,
  ]),
]
