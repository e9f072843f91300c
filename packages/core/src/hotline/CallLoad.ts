/**
 * How much work calls bring: so many in a stretch of time, so long to handle each.
 *
 * **Details**
 *
 * The load is counted in erlangs: how many agents would be busy at any moment, were there always one free. Handling is all
 * that a call takes of its agent: talk, holds, and wrap-up. Calls may be a mean, and so needn't be whole.
 *
 * **Example** (A hundred calls in half an hour, three minutes each)
 *
 * ```ts
 * import { CallLoad } from "@aftercare/core"
 *
 * CallLoad.erlangs({ calls: 100, periodMillis: 1_800_000, handlingMillis: 180_000 }) // => 10
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { figure } from "./HotlineFigure.ts"

export { FigureName, FigureRefused } from "./HotlineFigure.ts"

/** So many calls in a stretch of so many milliseconds, each handled in so many on average. */
export const CallLoad = closed(
  Schema.Struct({
    calls: figure("calls"),
    periodMillis: figure("periodMillis"),
    handlingMillis: figure("handlingMillis"),
  }),
)
export interface CallLoad extends Schema.Schema.Type<typeof CallLoad> {}

/** The load in erlangs. */
export const erlangs = ({ calls, handlingMillis, periodMillis }: CallLoad): number =>
  (calls * handlingMillis) / periodMillis
