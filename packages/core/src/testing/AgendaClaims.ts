/**
 * Claiming, as the contracts of stores do it.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { Agenda, type Claim, type Entry } from "../ports/Agenda.ts"
import { refused, same } from "./Contract.ts"
import { LeaseClock } from "./LeaseClock.ts"
import { minute } from "./StoreSamples.ts"

/** After everything that a clause schedules. */
export const later = DateTime.makeUnsafe("9999-12-31T00:00:00Z")

/** Claims by the suite's own lease. */
export const claim = Effect.fnUntraced(function* (at: DateTime.Utc, limit = 1_000) {
  const agenda = yield* Agenda
  const { lease } = yield* LeaseClock
  return yield* agenda.claim({ at, limit, lease })
})

/** The agenda once nothing is left in it that other checks scheduled. */
export const emptied = Effect.gen(function* () {
  const agenda = yield* Agenda
  const { lease, pass } = yield* LeaseClock
  for (let round = 0; round < 4; round++) {
    for (let batch = 0; batch < 1_000; batch++) {
      const left = yield* claim(later)
      if (left.length === 0) break
      yield* Effect.forEach(left, (claim) => Effect.ignore(agenda.settle(claim, undefined)), {
        discard: true,
      })
    }
    if ((yield* agenda.nextDueAt) === undefined) break
    yield* pass(lease)
  }
  return agenda
})

export const entriesOf = (claims: ReadonlyArray<Claim>): ReadonlyArray<Entry> =>
  claims.map(({ entry }) => entry)

/** The only claim of all that is due. */
export const onlyClaim = Effect.fnUntraced(function* (expected: Entry, at = later) {
  const claims = yield* claim(at)
  yield* same("what is claimed", entriesOf(claims), [expected])
  return claims[0] ?? claimOf(expected)
})

/** A claim that no agenda gave out. */
export const claimOf = (entry: Entry): Claim => ({ entry, token: 1, tries: 1, failures: 0 })

/** That a claim is worth nothing any more, and that trying to use it changes nothing. */
export const stale = Effect.fnUntraced(function* (claim: Claim) {
  const agenda = yield* Agenda
  const reason = { _tag: "StaleClaim", entry: claim.entry.id } as const
  const { lease } = yield* LeaseClock
  const at = minute(-60)
  yield* refused("holding the old claim", agenda.hold(claim), reason)
  yield* refused("renewing the old claim", agenda.renew(claim, lease), reason)
  yield* refused("settling the old claim", agenda.settle(claim, undefined), reason)
  yield* refused("moving the entry by the old claim", agenda.settle(claim, at), reason)
  for (const retryAt of [at, undefined]) {
    const failing = agenda.fail(claim, { failure: "Defect", at, retryAt })
    yield* refused("failing the old claim", failing, reason)
  }
})
