import { Memory } from "@aftercare/adapter-memory"
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
import { type Contract, LeaseClock, type StoreContracts } from "@aftercare/core/testing"
import { Context, Effect, Exit, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"

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
  | MessageLog.MessageLog
  | PlanStore.PlanStore
  | Quota.Quota
  | SurveyStore.SurveyStore
  | TicketStore.TicketStore
  | UnitOfWork.UnitOfWork
  | VitalStatusStore.VitalStatusStore

/** A store that is wrong in one way, and the clauses of a contract that find it out: these, and no others. */
export interface Broken {
  readonly fault: string
  readonly layer: Layer.Layer<Ports>
  readonly breaks: ReadonlyArray<string>
}

/** The reference, rebuilt. */
export const rebuilt = (
  fault: string,
  wrong: (sound: Context.Context<Ports>) => Effect.Effect<Context.Context<Ports>, never, Scope.Scope>,
  breaks: ReadonlyArray<string>,
): Broken => ({
  fault,
  layer: Layer.effectContext(Effect.flatMap(Layer.build(Layer.fresh(Memory.layer)), wrong)),
  breaks,
})

/** The reference with some operations of one port replaced. */
export const replacing =
  <I extends Ports, S extends object>(port: Context.Key<I, S>) =>
  (fault: string, wrong: (sound: S) => Partial<S>, breaks: ReadonlyArray<string>): Broken =>
    rebuilt(
      fault,
      (sound) => {
        const service = Context.get(sound, port)
        return Effect.succeed(Context.add(sound, port, { ...service, ...wrong(service) }))
      },
      breaks,
    )

/** Milliseconds that a check is waited for: longer once more, so that a busy machine isn't taken for a check that hangs. */
const patience = [500, 10_000]

/** The names of the clauses that a store breaks, each held against a store of its own. A check that hangs is broken. */
export const brokenBy = async (
  layer: Layer.Layer<Ports>,
  contract: ReadonlyArray<Contract.Clause<StoreContracts.Stores>>,
): Promise<ReadonlyArray<string>> => {
  const fresh = Layer.merge(layer, LeaseClock.testClock).pipe(Layer.provideMerge(TestClock.layer()))
  const names: Array<string> = []
  for (const { check, name } of contract) {
    for (const millis of patience) {
      const signal = AbortSignal.timeout(millis)
      const exit = await Effect.runPromiseExit(Effect.provide(check, fresh), { signal })
      if (Exit.isSuccess(exit)) break
      if (signal.aborted && millis !== patience.at(-1)) continue
      names.push(name)
      break
    }
  }
  return names
}
