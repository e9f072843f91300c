/**
 * Keeping what people allow and no longer allow.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { ConsentId, PlanId, TenantId } from "../foundation/Id.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { UnitOfWork } from "../ports/UnitOfWork.ts"
import * as Consent from "../privacy/Consent.ts"
import * as Care from "./Care.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import * as Surveys from "./Surveys.ts"

/**
 * Keeps a consent, and opens again what was closed for want of it in every plan, survey and care message that addresses the
 * person: contacts that waited for it are planned. Answers with the plans in which something moved.
 *
 * It undoes no withdrawal unless it was given after that: one that is kept as withdrawn stays so, and what the person has
 * taken back on another form is taken back on this one, however late it is handed over. One that is handed over as
 * withdrawn is withdrawn wherever it is kept.
 */
export const give = Effect.fn("Consents.give")(function* (tenant: TenantId, consent: Consent.Consent) {
  const work = Effect.gen(function* () {
    const kept = yield* (yield* ConsentStore).of(tenant, consent.person)
    const known = kept.find(({ id }) => id === consent.id)
    if (
      consent.withdrawnAt === undefined &&
      known?.withdrawnAt !== undefined &&
      DateTime.isLessThanOrEqualTo(consent.givenAt, known.withdrawnAt)
    )
      return []
    return yield* keeping(tenant, consent, kept, [consent.id])
  })
  return yield* PlanKeeping.inUnit(work)
})

/**
 * Keeps one of several consents that are handed over together beside what is kept of the person, and opens what it allows.
 * Part of a unit of work.
 */
const keeping = Effect.fnUntraced(function* (
  tenant: TenantId,
  consent: Consent.Consent,
  kept: ReadonlyArray<Consent.Consent>,
  together: ReadonlyArray<ConsentId>,
) {
  const store = yield* ConsentStore
  const known = kept.filter(({ id }) => !together.includes(id))
  const own = kept.filter(({ id }) => id === consent.id)
  for (const changed of Consent.withdrawForm(consent, [...own, ...known])) yield* store.put(tenant, changed)
  if (own.length > 0 && consent.withdrawnAt !== undefined) return []
  const moved = new Set<PlanId>()
  for (const one of Consent.besideKnown(consent, known)) {
    yield* store.put(tenant, one)
    if (Equal.equals(one.withdrawnAt, consent.withdrawnAt))
      for (const plan of yield* opening(tenant, one)) moved.add(plan)
  }
  return [...moved]
})

/**
 * Keeps the consents that come with a discharge, and opens what they allow. One that is known keeps what became of it since,
 * unless it comes back withdrawn. Part of a unit of work.
 */
export const handedOver = Effect.fnUntraced(function* (
  tenant: TenantId,
  consents: ReadonlyArray<Consent.Consent>,
) {
  const store = yield* ConsentStore
  const together = consents.map(({ id }) => id)
  for (const consent of consents) {
    const kept = yield* store.of(tenant, consent.person)
    if (consent.withdrawnAt === undefined && kept.some(({ id }) => id === consent.id)) continue
    yield* keeping(tenant, consent, kept, together)
  }
})

/** Part of a unit of work. */
export const opening = Effect.fnUntraced(function* (tenant: TenantId, consent: Consent.Consent) {
  yield* Surveys.consentGiven(tenant, consent)
  yield* Care.consentGiven(tenant, consent)
  return yield* PlanKeeping.decideFor(tenant, consent.person, ({ ground, plan }, now) =>
    FollowUpPlan.consentGiven(plan, consent, ground, now),
  )
})

/**
 * Withdraws, as of now, every consent of a person for these channels and purposes, one that is yet to begin as well. It is in
 * force for the very next try: outreach reads consents in the unit of work that stores it. Answers with the consents that
 * changed.
 */
export const withdraw = Effect.fn("Consents.withdraw")(function* (
  tenant: TenantId,
  withdrawal: Omit<Consent.Withdrawal, "at">,
) {
  return yield* (yield* UnitOfWork).run(withdrawing(tenant, withdrawal))
})

/** Part of a unit of work. */
export const withdrawing = Effect.fnUntraced(function* (
  tenant: TenantId,
  withdrawal: Omit<Consent.Withdrawal, "at">,
) {
  const store = yield* ConsentStore
  const now = yield* DateTime.now
  const kept = yield* store.of(tenant, withdrawal.person)
  // What is known by now was given by now, whatever the clock says by which it was dated.
  const changed = kept.flatMap((consent) =>
    Consent.withdrawFrom([consent], { ...withdrawal, at: DateTime.max(now, consent.givenAt) }),
  )
  yield* Effect.forEach(changed, (consent) => store.put(tenant, consent), { discard: true })
  return changed
})
