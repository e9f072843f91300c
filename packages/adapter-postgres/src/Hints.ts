/**
 * Hints that something is due, told by the server over a line of its own: one for all that listen in this process.
 */
import type { Socket } from "node:net"
import { PgClient } from "@effect/sql-pg"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Reactivity from "effect/reactivity/Reactivity"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Line from "./Line.ts"

/** Where the server tells of them. Nothing is said but that there is something. */
export const channel = "aftercare_agenda"

/** What the server tells for as long as the scope lasts. */
const heard = Effect.fnUntraced(function* (address: Redacted.Redacted) {
  const open = Line.to(address, Duration.infinity)
  let socket: Socket | undefined
  const sql = yield* PgClient.make({
    url: address,
    stream: () => {
      socket = open().setKeepAlive(true, 30_000)
      return socket
    },
    maxConnections: 1,
    applicationName: "aftercare",
    connectTimeout: Duration.seconds(5),
  })
  const told = yield* sql.listen(channel)
  // The driver takes its leave of the server, and would wait for ever for an answer over a line that died.
  yield* Effect.addFinalizer(() => Effect.sync(() => socket?.destroy()))
  return told
})

/**
 * Hints for as long as somebody listens. What was scheduled while no line was open is hinted at once there is one; while
 * there is none, whoever listens only polls.
 */
export const over = (
  address: Redacted.Redacted,
): Effect.Effect<Stream.Stream<void>, never, Reactivity.Reactivity | Scope.Scope> =>
  Stream.unwrap(
    Effect.map(heard(address), (told) =>
      Stream.concat(
        Stream.make(undefined),
        Stream.map(Stream.fromQueue(told), () => undefined),
      ),
    ),
  ).pipe(
    Stream.tapError(({ reason: { _tag } }) =>
      Effect.logWarning("no hints are heard from the server").pipe(Effect.annotateLogs({ reason: _tag })),
    ),
    Stream.retry(Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("30 seconds")])),
    Stream.orDie,
    Stream.share({ capacity: 1, strategy: "sliding" }),
  )
