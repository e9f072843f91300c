/**
 * Listings page by page as one stream, and look-ups whole, however long they are.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Page } from "../ports/PlanStore.ts"

/** The records of all pages, from the first one on. */
export const all = <A, Key, E, R>(
  page: (from: { readonly after?: Key }) => Effect.Effect<Page<A, Key>, E, R>,
): Stream.Stream<A, E, R> =>
  Stream.paginate(Option.none<Key>(), (after) =>
    Effect.map(page(Option.isNone(after) ? {} : { after: after.value }), ({ next, records }) => [
      records,
      Option.map(next, Option.some),
    ]),
  )

/** All of what is looked up by at most so many: by more of them for as long as some may be left out. */
export const whole = <A, E, R>(
  limit: number,
  look: (limit: number) => Effect.Effect<ReadonlyArray<A>, E, R>,
): Effect.Effect<ReadonlyArray<A>, E, R> =>
  Effect.flatMap(look(limit), (found) =>
    found.length < limit ? Effect.succeed(found) : whole(10 * limit, look),
  )
