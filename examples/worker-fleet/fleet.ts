/**
 * A fleet of processes that share groups of tenants out among them: each group is worked on by exactly one of them, and moves
 * to another where that one dies.
 *
 * Who holds what stands in three tables of effect's own, in the schema of the role that `storage` connects as. The processes
 * don't talk to one another, so none of them opens a port.
 */
import { PgClient } from "@effect/sql-pg"
import { Cause, Duration, Effect, Layer, Option, Predicate, type Redacted } from "effect"
import {
  MessageStorage,
  RunnerAddress,
  RunnerHealth,
  Runners,
  Sharding,
  ShardingConfig,
  Singleton,
  SqlRunnerStorage,
} from "effect/cluster"

export interface Fleet<E> {
  /** The name of this process: no other has it, and it has it again once it is started anew. */
  readonly name: string
  /** Where it is written who holds what; a session of its own is kept there, so no pooler in transaction mode. */
  readonly storage: Redacted.Redacted
  /** How long a process isn't heard of until it counts as dead. All of them have the same. */
  readonly deadAfter: Duration.Duration
  /** What is done for each group of tenants, by the group's name, for as long as this process holds it. All of them have the same groups. */
  readonly groups: Readonly<Record<string, Effect.Effect<void, E>>>
}

/** Why something ended, by its tags alone: what else an error says can be anybody's. */
export const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const tags = [error, Predicate.hasProperty(error, "reason") ? error.reason : undefined].flatMap((each) =>
    Predicate.hasProperty(each, "_tag") ? [String(each._tag)] : [],
  )
  return tags.join(" ") || "Defect"
}

/** A group whose database is away for a while is still this process's: it asks again. */
const again = <E>(work: Effect.Effect<void, E>) =>
  work.pipe(
    Effect.catchCause((cause) =>
      Effect.annotateLogs(Effect.logWarning("the worker of a group ended"), { reason: reasonOf(cause) }),
    ),
    Effect.andThen(Effect.sleep("2 seconds")),
    Effect.forever,
  )

export const fleet = <E>({ deadAfter, groups, name, storage }: Fleet<E>) =>
  Layer.mergeAll(
    Layer.empty,
    ...Object.entries(groups).map(([group, work]) => Singleton.make(group, again(work))),
  ).pipe(
    Layer.provide(Sharding.layer),
    // Singletons need no messages: nothing is sent to other processes, and nothing kept of it.
    Layer.provide([Runners.layerNoop, RunnerHealth.layerNoop, SqlRunnerStorage.layer]),
    Layer.provide([MessageStorage.layerNoop, PgClient.layer({ url: storage, maxConnections: 3 })]),
    Layer.provide(
      ShardingConfig.layer({
        // An address that nobody is called at: what counts is that it is this process's alone.
        runnerAddress: Option.some(RunnerAddress.make(name, 0)),
        shardLockExpiration: deadAfter,
        // One lock each, given back one by one where a process comes or goes: there are few groups to share out.
        shardsPerGroup: 32,
        refreshAssignmentsInterval: Duration.seconds(1),
      }),
    ),
  )
