/**
 * A listing page by page, as one stream.
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
