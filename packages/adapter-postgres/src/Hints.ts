/**
 * Hints that something is due, told by the server over a line of its own: one for all that listen in this process.
 */
import type { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { SqlError } from "effect/sql/SqlError"

/** Where the server tells of them. Nothing is said but that there is something. */
export const channel = "aftercare_agenda"

/**
 * Hints for as long as somebody listens. What was scheduled while no line was open is hinted at once there is one; while
 * there is none, whoever listens only polls.
 */
export const over = (
  line: Effect.Effect<PgClient.PgClient, SqlError, Scope.Scope>,
): Effect.Effect<Stream.Stream<void>, never, Scope.Scope> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const heard = yield* (yield* line).listen(channel)
      return Stream.concat(
        Stream.make(undefined),
        Stream.map(Stream.fromQueue(heard), () => undefined),
      )
    }),
  ).pipe(
    Stream.tapError(({ reason: { _tag } }) =>
      Effect.logWarning("no hints are heard from the server").pipe(Effect.annotateLogs({ reason: _tag })),
    ),
    Stream.retry(Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("30 seconds")])),
    Stream.orDie,
    Stream.share({ capacity: 1, strategy: "sliding" }),
  )
