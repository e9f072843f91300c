/**
 * A state that is changed by one unit of work at a time, each of them as a whole or not at all.
 */
import { StoreError, type UnitOfWork } from "@aftercare/core/ports"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"

/** A state, and whose turn it is to change it: what is kept, or what a unit has made of it so far. */
interface Unit<S> {
  state: S
  over: boolean
  readonly turn: Semaphore.Semaphore
}

const begin = <S>(state: S): Unit<S> => ({ state, over: false, turn: Semaphore.makeUnsafe(1) })

/** The unit, as long as it lasts. What a fiber left behind by a unit still wants to write would be lost unseen. */
const going = <S>(unit: Unit<S>): Effect.Effect<Unit<S>> =>
  unit.over
    ? Effect.die(new Error("the unit of work that this fiber belongs to is over"))
    : Effect.succeed(unit)

/** The state, as one looks at it and changes it. */
export interface Units<S> {
  readonly look: <A>(at: (state: S) => A) => Effect.Effect<A>
  /** A unit of its own, or a part of the one that is going on. `now` is read once it has its turn. */
  readonly change: <A>(
    decide: (state: S, now: number) => Result.Result<readonly [answer: A, next: S], StoreError.StoreReason>,
  ) => Effect.Effect<A, StoreError.StoreError>
  readonly run: UnitOfWork.UnitOfWork["Service"]["run"]
}

let made = 0

export const make = <S>(initial: S): Units<S> => {
  const kept = begin(initial)
  made += 1
  // The unit that a fiber is in the middle of. Its key is this state's own, so that two of them don't mix.
  const Current = Context.Reference(`@aftercare/adapter-memory/Unit/${made}`, { defaultValue: () => kept })
  const inTurn = <A, E, R>(act: (unit: Unit<S>) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Current, (unit) => unit.turn.withPermit(Effect.flatMap(going(unit), act)))
  return {
    look: (at) => Effect.map(Effect.flatMap(Current, going), (unit) => at(unit.state)),
    change: (decide) =>
      inTurn((unit) =>
        Effect.clockWith((clock) => {
          const decided = decide(unit.state, clock.currentTimeMillisUnsafe())
          if (Result.isFailure(decided)) return Effect.fail(StoreError.because(decided.failure))
          const [answer, next] = decided.success
          unit.state = next
          return Effect.succeed(answer)
        }),
      ),
    run: (work) =>
      inTurn((outer) => {
        const inner = begin(outer.state)
        return work.pipe(
          Effect.provideService(Current, inner),
          Effect.onExit((exit) => {
            inner.over = true
            if (Exit.isFailure(exit)) return Effect.void
            return Effect.map(going(outer), () => {
              outer.state = inner.state
            })
          }),
        )
      }),
  }
}
