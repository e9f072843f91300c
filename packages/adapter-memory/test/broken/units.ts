import { Memory } from "@aftercare/adapter-memory"
import type { FollowUpPlan } from "@aftercare/core/followup"
import {
  AccessLog,
  Agenda,
  CallStore,
  CareStore,
  ConsentStore,
  Inbox,
  MessageLog,
  PlanStore,
  StoreError,
  SurveyStore,
  TicketStore,
  UnitOfWork,
} from "@aftercare/core/ports"
import type { Consent } from "@aftercare/core/privacy"
import { Array as Arr, Cause, Context, Effect, Exit, Layer, Option } from "effect"
import { type Broken, type Ports, rebuilt, replacing } from "./Broken.ts"

type Run = UnitOfWork.UnitOfWork["Service"]["run"]

const broken = replacing(UnitOfWork.UnitOfWork)

/** Writes for good what its work has written, where the work ends in one of these ways. */
const keepingAfter =
  (ends: (cause: Cause.Cause<unknown>) => boolean) =>
  ({ run }: { readonly run: Run }) => ({
    run: <A, E, R>(work: Effect.Effect<A, E, R>) =>
      Effect.flatten(
        run(
          Effect.uninterruptibleMask((restore) =>
            Effect.flatMap(Effect.exit(restore(work)), (exit) =>
              Exit.isSuccess(exit) || ends(exit.cause) ? Effect.succeed(exit) : Effect.failCause(exit.cause),
            ),
          ),
        ),
      ),
  })

/** Whether a fiber is in the middle of a unit. */
const Inside = Context.Reference("test/Inside", { defaultValue: () => false })

const withoutVersions = (sound: PlanStore.PlanStore["Service"]): PlanStore.PlanStore["Service"] => ({
  ...sound,
  update: Effect.fnUntraced(function* (tenant, plan, expected, events) {
    const found = yield* sound.find(tenant, plan.id)
    const actual = Option.match(found, { onNone: () => expected, onSome: ({ version }) => version })
    yield* sound.update(tenant, plan, actual, events)
  }),
})

/** A unit that one port has no part in. */
const leavingOut = <I extends Ports, S>(what: string, port: Context.Key<I, S>) =>
  rebuilt(
    `leaves the ${what} out`,
    (sound) =>
      Effect.map(Layer.build(Layer.fresh(Memory.layer)), (other) =>
        Context.add(sound, port, Context.get(other, port)),
      ),
    [
      "a unit that fails leaves nothing behind, and fails as its work did",
      "a unit that dies leaves nothing behind, and dies as its work did",
      "a unit that is interrupted leaves nothing behind",
      "what a failed unit changed, took away or claimed is as it was",
      "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
      "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
      "who reads outside of a unit sees nothing of what it writes before it succeeds, nor ever where it fails",
    ],
  )

export const brokenUnits: ReadonlyArray<Broken> = [
  broken("isn't one at all: every write stands for itself", () => ({ run: (work) => work }), [
    "a unit that fails leaves nothing behind, and fails as its work did",
    "a unit that dies leaves nothing behind, and dies as its work did",
    "a unit that is interrupted leaves nothing behind",
    "what a failed unit changed, took away or claimed is as it was",
    "what is written together with a stale claim isn't written",
    "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
    "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
    "nobody sees a part of what a unit writes",
    "who reads outside of a unit sees nothing of what it writes before it succeeds, nor ever where it fails",
    "what a unit reads doesn't change under it",
    "units that contact one person at the same time, each holding the contacts it read, never go over a cap together",
    "what rests on a consent isn't kept after its withdrawal is, also where it was read before",
  ]),
  broken("keeps what a failed unit wrote", keepingAfter(Cause.hasFails), [
    "a unit that fails leaves nothing behind, and fails as its work did",
    "what a failed unit changed, took away or claimed is as it was",
    "what is written together with a stale claim isn't written",
    "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
    "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
  ]),
  broken("keeps what a dead unit wrote", keepingAfter(Cause.hasDies), [
    "a unit that dies leaves nothing behind, and dies as its work did",
  ]),
  broken(
    "can't be interrupted while it waits, and keeps what an interrupted unit wrote",
    (sound) => {
      const { run } = keepingAfter(Cause.hasInterrupts)(sound)
      return { run: (work) => Effect.uninterruptibleMask((restore) => run(restore(work))) }
    },
    [
      "a unit that is interrupted leaves nothing behind",
      "a unit that is interrupted while it waits for another holds up nobody",
    ],
  ),
  broken(
    "forgets to commit",
    ({ run }) => ({
      run: <A, E, R>(work: Effect.Effect<A, E, R>) =>
        Effect.catch(
          run(Effect.flip(Effect.exit(work))),
          (error): Effect.Effect<A, E | StoreError.StoreError> =>
            Exit.isExit(error) ? error : Effect.fail(error),
        ),
    }),
    [
      "what a unit wrote is there once it succeeds, in every store and on the agenda, and its answer comes through",
      "a write that is refused can be caught, and the unit goes on",
      "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
      "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
      "units that change one plan at the same time lose no change: who is refused reads and decides again",
      "units that contact one person at the same time, each holding the contacts it read, never go over a cap together",
      "a unit that is interrupted while it waits for another holds up nobody",
    ],
  ),
  broken(
    "hides what became of its work",
    ({ run }) => ({
      run: (work) =>
        Effect.catchCause(run(work), () =>
          Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "rolled back" })),
        ),
    }),
    [
      "a unit that fails leaves nothing behind, and fails as its work did",
      "a unit that dies leaves nothing behind, and dies as its work did",
      "what is written together with a stale claim isn't written",
      "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
    ],
  ),
  broken(
    "leaves it to the outer unit to undo the inner one",
    ({ run }) => ({
      run: (work) =>
        Effect.flatMap(Inside, (inside) => (inside ? work : run(Effect.provideService(work, Inside, true)))),
    }),
    ["a unit within a unit that fails leaves nothing behind, and the outer one may go on"],
  ),
  broken(
    "waits for a number that is called only when the one before has been served",
    ({ run }) => {
      let last = 0
      let served = 0
      return {
        run: <A, E, R>(work: Effect.Effect<A, E, R>) =>
          Effect.flatMap(Inside, (inside) => {
            if (inside) return run(work)
            const own = last
            last += 1
            const myTurn: Effect.Effect<void> = Effect.suspend(() =>
              served === own ? Effect.void : Effect.andThen(Effect.yieldNow, myTurn),
            )
            const next = Effect.sync(() => {
              served += 1
            })
            const unit = Effect.provideService(run(work), Inside, true)
            return Effect.andThen(myTurn, Effect.ensuring(unit, next))
          }),
      }
    },
    ["a unit that is interrupted while it waits for another holds up nobody"],
  ),
  leavingOut("agenda", Agenda.Agenda),
  leavingOut("messages", MessageLog.MessageLog),
  leavingOut("inbox", Inbox.Inbox),
  leavingOut("tickets", TicketStore.TicketStore),
  leavingOut("calls", CallStore.CallStore),
  leavingOut("surveys", SurveyStore.SurveyStore),
  leavingOut("care", CareStore.CareStore),
  leavingOut("access log", AccessLog.AccessLog),
  rebuilt(
    "is spoilt by a refusal, as a database's transaction is",
    (sound) => {
      const plans = Context.get(sound, PlanStore.PlanStore)
      let spoilt = false
      const spoil = Effect.sync(() => {
        spoilt = true
      })
      const refusing = <A>(write: Effect.Effect<A, StoreError.StoreError>) =>
        Effect.flatMap(Inside, (inside) =>
          inside && spoilt
            ? Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "the transaction is aborted" }))
            : Effect.tapError(write, () => spoil),
        )
      const { run } = Context.get(sound, UnitOfWork.UnitOfWork)
      return Effect.succeed(
        sound.pipe(
          Context.add(PlanStore.PlanStore, {
            ...plans,
            insert: (tenant, plan, events) => refusing(plans.insert(tenant, plan, events)),
            update: (tenant, plan, expected, events) =>
              refusing(plans.update(tenant, plan, expected, events)),
          }),
          Context.add(UnitOfWork.UnitOfWork, {
            run: (work) =>
              Effect.suspend(() => {
                spoilt = false
                return run(Effect.provideService(work, Inside, true))
              }),
          }),
        ),
      )
    },
    ["a write that is refused can be caught, and the unit goes on"],
  ),
  rebuilt(
    "settles one claim after the other",
    (sound) => {
      const agenda = Context.get(sound, Agenda.Agenda)
      const settle: typeof agenda.settle = (claims, next) =>
        Effect.forEach(Arr.ensure(claims), (claim) => agenda.settle(claim, next), { discard: true })
      return Effect.succeed(Context.add(sound, Agenda.Agenda, { ...agenda, settle }))
    },
    [
      "where one of several claims is stale a unit settles none of them, also where it catches that and goes on",
    ],
  ),
  rebuilt(
    "shows the events it wrote only afterwards",
    (sound) => {
      const plans = Context.get(sound, PlanStore.PlanStore)
      const { run } = Context.get(sound, UnitOfWork.UnitOfWork)
      return Effect.succeed(
        sound.pipe(
          Context.add(PlanStore.PlanStore, {
            ...plans,
            events: (tenant, id) =>
              Effect.flatMap(Inside, (inside) => (inside ? Effect.succeed([]) : plans.events(tenant, id))),
          }),
          Context.add(UnitOfWork.UnitOfWork, {
            run: (work) => run(Effect.provideService(work, Inside, true)),
          }),
        ),
      )
    },
    [
      "a unit reads what it has written itself",
      "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
      "nobody sees a part of what a unit writes",
    ],
  ),
  rebuilt(
    "lets others read what may yet be taken back",
    (sound) => {
      const plans = Context.get(sound, PlanStore.PlanStore)
      const { run } = Context.get(sound, UnitOfWork.UnitOfWork)
      const unsure = new Map<string, FollowUpPlan.FollowUpPlan>()
      const keyOf = (tenant: string, id: string) => JSON.stringify([tenant, id])
      return Effect.succeed(
        sound.pipe(
          Context.add(PlanStore.PlanStore, {
            ...plans,
            insert: (tenant, plan, events) =>
              Effect.tap(plans.insert(tenant, plan, events), () =>
                Effect.map(Inside, (inside) => inside && unsure.set(keyOf(tenant, plan.id), plan)),
              ),
            find: (tenant, id) =>
              Effect.flatMap(Inside, (inside) => {
                const record = inside ? undefined : unsure.get(keyOf(tenant, id))
                return record === undefined
                  ? plans.find(tenant, id)
                  : Effect.succeed(Option.some({ record, version: 1 }))
              }),
          }),
          Context.add(UnitOfWork.UnitOfWork, {
            run: (work) =>
              Effect.ensuring(
                run(Effect.provideService(work, Inside, true)),
                Effect.sync(() => unsure.clear()),
              ),
          }),
        ),
      )
    },
    [
      "who reads outside of a unit sees nothing of what it writes before it succeeds, nor ever where it fails",
    ],
  ),
  rebuilt(
    "takes a withdrawal in the midst of a unit that has read the consent",
    (sound) => {
      const consents = Context.get(sound, ConsentStore.ConsentStore)
      const withdrawn = new Map<string, Consent.Consent>()
      const keyOf = (tenant: string, { id, person }: Consent.Consent) => JSON.stringify([tenant, person, id])
      return Effect.succeed(
        Context.add(sound, ConsentStore.ConsentStore, {
          of: (tenant, person) =>
            Effect.map(consents.of(tenant, person), (all) =>
              all.map((consent) => withdrawn.get(keyOf(tenant, consent)) ?? consent),
            ),
          put: (tenant, consent) =>
            consent.withdrawnAt === undefined
              ? consents.put(tenant, consent)
              : Effect.sync(() => void withdrawn.set(keyOf(tenant, consent), consent)),
        }),
      )
    },
    [
      "what a failed unit changed, took away or claimed is as it was",
      "what rests on a consent isn't kept after its withdrawal is, also where it was read before",
    ],
  ),
  rebuilt(
    "isn't one at all, and versions aren't looked at",
    (sound) =>
      Effect.succeed(
        sound.pipe(
          Context.add(PlanStore.PlanStore, withoutVersions(Context.get(sound, PlanStore.PlanStore))),
          Context.add(UnitOfWork.UnitOfWork, { run: (work) => work }),
        ),
      ),
    [
      "a unit that fails leaves nothing behind, and fails as its work did",
      "a unit that dies leaves nothing behind, and dies as its work did",
      "a unit that is interrupted leaves nothing behind",
      "what a failed unit changed, took away or claimed is as it was",
      "what is written together with a stale claim isn't written",
      "a unit within a unit is part of it: seen by the outer one, and gone where that fails",
      "a unit within a unit that fails leaves nothing behind, and the outer one may go on",
      "nobody sees a part of what a unit writes",
      "who reads outside of a unit sees nothing of what it writes before it succeeds, nor ever where it fails",
      "what a unit reads doesn't change under it",
      "units that change one plan at the same time lose no change: who is refused reads and decides again",
      "units that contact one person at the same time, each holding the contacts it read, never go over a cap together",
      "what rests on a consent isn't kept after its withdrawal is, also where it was read before",
    ],
  ),
]
