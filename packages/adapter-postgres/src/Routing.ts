/**
 * Several clusters as one: each call goes to where its tenant is kept, and the agenda is claimed from all of them.
 */
import type { Id } from "@aftercare/core/foundation"
import { Agenda, StoreError, UnitOfWork } from "@aftercare/core/ports"
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"

/** What a cluster answers with, and how many of its tenants have free entries that are due. */
export interface Cluster<Ports> {
  readonly ports: Context.Context<Ports | Agenda.Agenda | UnitOfWork.UnitOfWork>
  readonly waiting: (at: DateTime.Utc) => Effect.Effect<number, StoreError.StoreError>
}

/** Where a tenant is kept: by which name; undefined where nobody knows the tenant. */
export type ClusterOf = (tenant: Id.TenantId) => string | undefined

/** A transaction of one cluster that a unit has begun: what statements in it have to know, and its end. */
interface Transaction<Ports> {
  readonly cluster: Cluster<Ports>
  readonly context: Context.Context<never>
}

/** A unit, which begins its transaction once it is known whose: with the first statement in it. */
interface Unit<Ports> {
  over: boolean
  transaction: Transaction<Ports> | undefined
  fiber: Fiber.Fiber<void, StoreError.StoreError> | undefined
  readonly done: Deferred.Deferred<void>
  readonly outer: Unit<Ports> | undefined
  readonly turn: Semaphore.Semaphore
}

/** What a statement names its tenant by, in its first argument: itself, an entry or record of the tenant's, or a claim. */
type Subject =
  | Id.TenantId
  | { readonly tenant: Id.TenantId }
  | { readonly entry: { readonly tenant: Id.TenantId } }

const tenantOf = (subject: Subject): Id.TenantId =>
  typeof subject === "string" ? subject : "tenant" in subject ? subject.tenant : subject.entry.tenant

/** What the inner context has that the outer doesn't: a transaction. Spans stay those of who asks. */
const added = (outer: Context.Context<never>, inner: Context.Context<never>): Context.Context<never> =>
  Context.makeUnsafe(
    new Map(
      [...inner.mapUnsafe].filter(
        ([key, value]) => outer.mapUnsafe.get(key) !== value && key !== Tracer.ParentSpan.key,
      ),
    ),
  )

/**
 * Parts of a batch in proportion to the weights, which together are the batch; what doesn't come out even is left to
 * chance, so that nobody small is passed over each time. `chance` is in [0, 1).
 */
export const parts = (
  batch: number,
  weights: ReadonlyArray<number>,
  chance: number,
): ReadonlyArray<number> => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (whole === 0) return weights
  let [weight, taken] = [0, 0]
  return weights.map((next) => {
    weight += next
    const until = weight === whole ? batch : Math.floor((batch * weight) / whole + chance)
    const part = until - taken
    taken = until
    return part
  })
}

type ClaimOptions = Parameters<Agenda.Agenda["Service"]["claim"]>[0]

const compare = <A>(a: A, b: A): number => (a < b ? -1 : a > b ? 1 : 0)

const byDue = ({ entry: a }: Agenda.Claim, { entry: b }: Agenda.Claim): number =>
  compare(DateTime.toEpochMillis(a.dueAt), DateTime.toEpochMillis(b.dueAt)) ||
  compare(a.tenant, b.tenant) ||
  compare(a.kind, b.kind) ||
  compare(a.id, b.id)

let made = 0

/** The ports over all clusters, by the names that `clusterOf` gives them. */
export const make = <Ports>(
  clusters: ReadonlyMap<string, Cluster<Ports>>,
  clusterOf: ClusterOf,
): Context.Context<Ports | Agenda.Agenda | UnitOfWork.UnitOfWork> => {
  made += 1
  const none: Unit<Ports> | undefined = undefined
  // The unit that a fiber is in the middle of. Its key is these clusters' own, so that two routings don't mix.
  const Current = Context.Reference<Unit<Ports> | undefined>(
    `@aftercare/adapter-postgres/RoutedUnit/${made}`,
    { defaultValue: () => none },
  )
  const all = [...clusters.values()]

  /** The transaction that is begun for the unit, and goes on until the unit ends it. */
  const begun = Effect.fnUntraced(function* (
    unit: Unit<Ports>,
    cluster: Cluster<Ports>,
    within: Context.Context<never>,
  ) {
    const { run } = Context.get(cluster.ports, UnitOfWork.UnitOfWork)
    const ready = yield* Deferred.make<Context.Context<never>, StoreError.StoreError>()
    const outside = yield* Effect.context<never>()
    const work = Effect.flatMap(Effect.context<never>(), (inside) =>
      Effect.andThen(Deferred.succeed(ready, added(outside, inside)), Deferred.await(unit.done)),
    )
    const transaction = Effect.onExit(Effect.provideContext(run(work), within), (exit) =>
      Exit.isFailure(exit) ? Deferred.failCause(ready, exit.cause) : Effect.void,
    )
    const began = Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkDetach(transaction)
        unit.fiber = fiber
        return yield* Effect.onError(restore(Deferred.await(ready)), () => {
          unit.fiber = undefined
          return Fiber.interrupt(fiber)
        })
      }),
    )
    return { cluster, context: yield* began }
  })

  /** What statements of the cluster have to know in the unit. Fails where the unit is going on in another. */
  const entered = (
    unit: Unit<Ports>,
    cluster: Cluster<Ports>,
    tenant: string,
  ): Effect.Effect<Context.Context<never>, StoreError.StoreError> =>
    unit.turn.withPermit(
      Effect.gen(function* () {
        if (unit.over)
          return yield* Effect.die(new Error("the unit of work that this fiber belongs to is over"))
        if (unit.transaction === undefined) {
          const outer =
            unit.outer === undefined ? Context.empty() : yield* entered(unit.outer, cluster, tenant)
          unit.transaction = yield* begun(unit, cluster, outer)
        }
        if (unit.transaction.cluster !== cluster)
          return yield* StoreError.because({ _tag: "AcrossClusters", tenant })
        return unit.transaction.context
      }),
    )

  /** An effect of a tenant's cluster, in the unit that is going on, if any. */
  const via = <A>(
    tenant: Id.TenantId,
    use: (cluster: Cluster<Ports>) => Effect.Effect<A, StoreError.StoreError>,
  ): Effect.Effect<A, StoreError.StoreError> =>
    Effect.flatMap(Current, (unit) => {
      const cluster = clusters.get(clusterOf(tenant) ?? "")
      if (cluster === undefined)
        return Effect.fail(StoreError.because({ _tag: "NotFound", record: `the cluster of ${tenant}` }))
      return unit === undefined
        ? use(cluster)
        : Effect.flatMap(entered(unit, cluster, tenant), (context) =>
            Effect.provideContext(use(cluster), context),
          )
    })

  type Verb = (
    subject: Subject | ReadonlyArray<Subject>,
    ...rest: ReadonlyArray<unknown>
  ) => Effect.Effect<unknown, StoreError.StoreError>

  /**
   * A port whose every verb goes to the cluster of the tenant that it names, those of its parts as well. Every port of stores is
   * made so.
   */
  const routed = (of: (cluster: Cluster<Ports>) => unknown, port: object): object =>
    Object.fromEntries(
      Object.entries(port).map(([name, part]): [string, Verb | object] => {
        const own = (cluster: Cluster<Ports>): unknown => Reflect.get(Object(of(cluster)), name)
        if (typeof part === "object") return [name, routed(own, part)]
        const verb: Verb = (subject, ...rest) => {
          const [first] = Arr.ensure(subject)
          if (first === undefined) return Effect.void // several, and none of them
          return via(tenantOf(first), (cluster) => (own(cluster) as Verb)(subject, ...rest))
        }
        return [name, verb]
      }),
    )
  const routedPort = (key: string, port: object): object =>
    routed(({ ports }) => ports.mapUnsafe.get(key), port)

  const agendaOf = ({ ports }: Cluster<Ports>) => Context.get(ports, Agenda.Agenda)

  /** One part of a batch after the other, as long as there are tenants that wait. */
  const claimed = Effect.fnUntraced(function* (options: ClaimOptions) {
    const claims: Array<Agenda.Claim> = []
    let [reached, lost] = [all, [] as StoreError.StoreError[]]
    /** A cluster out of reach keeps nobody else from being served. */
    const orNone = <A>(cluster: Cluster<Ports>, effect: Effect.Effect<A, StoreError.StoreError>, none: A) =>
      Effect.catch(effect, (error) => {
        reached = reached.filter((other) => other !== cluster)
        lost = [...lost, error]
        return Effect.succeed(none)
      })
    for (let left = options.limit; left > 0; left = options.limit - claims.length) {
      const asked = reached
      const weights = yield* Effect.forEach(
        asked,
        (cluster) => orNone(cluster, cluster.waiting(options.at), 0),
        { concurrency: "unbounded" },
      )
      const limits = parts(left, weights, yield* Random.next)
      const got = yield* Effect.forEach(
        asked.flatMap((cluster, n) => (limits[n] ? [{ cluster, limit: limits[n] }] : [])),
        ({ cluster, limit }) => orNone(cluster, agendaOf(cluster).claim({ ...options, limit }), []),
        { concurrency: "unbounded" },
      )
      claims.push(...got.flat())
      if (got.every(({ length }) => length === 0)) break
    }
    const [error] = lost
    if (claims.length === 0 && error !== undefined) return yield* error
    return claims.sort(byDue)
  })

  /** The cluster that a unit is going on in. */
  const clusterIn = (unit: Unit<Ports> | undefined): Cluster<Ports> | undefined =>
    unit && (unit.transaction?.cluster ?? clusterIn(unit.outer))

  /** What looks across the tenants of one cluster, in a unit. */
  const within = <A>(
    unit: Unit<Ports>,
    cluster: Cluster<Ports>,
    use: (agenda: Agenda.Agenda["Service"]) => Effect.Effect<A, StoreError.StoreError>,
  ) =>
    Effect.flatMap(entered(unit, cluster, "what is claimed"), (context) =>
      Effect.provideContext(use(agendaOf(cluster)), context),
    )

  const agenda = (port: object) => ({
    ...routedPort(Agenda.Agenda.key, port),
    claim: Effect.fnUntraced(function* (options: ClaimOptions) {
      const unit = yield* Current
      if (unit === undefined) return yield* claimed(options)
      let cluster = clusterIn(unit)
      if (cluster === undefined) {
        const weights = yield* Effect.forEach(all, ({ waiting }) => waiting(options.at))
        const chosen = parts(1, weights, yield* Random.next)
        cluster = all.find((_, n) => chosen[n] === 1)
      }
      return cluster === undefined ? [] : yield* within(unit, cluster, (agenda) => agenda.claim(options))
    }),
    hints: Stream.mergeAll(
      all.map((cluster) => agendaOf(cluster).hints),
      { concurrency: "unbounded" },
    ),
    nextDueAt: Effect.gen(function* () {
      const unit = yield* Current
      const cluster = clusterIn(unit)
      if (unit !== undefined && cluster !== undefined)
        return yield* within(unit, cluster, ({ nextDueAt }) => nextDueAt)
      const [instants, lost] = yield* Effect.partition(all, (cluster) => agendaOf(cluster).nextDueAt, {
        concurrency: "unbounded",
      })
      const [error] = lost
      if (instants.length === 0 && error !== undefined) return yield* error
      return instants.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : DateTime.min(a, b)))
    }),
  })

  const run: UnitOfWork.UnitOfWork["Service"]["run"] = (work) =>
    Effect.flatMap(Current, (outer) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const unit: Unit<Ports> = {
            over: false,
            transaction: undefined,
            fiber: undefined,
            done: yield* Deferred.make<void>(),
            outer,
            turn: Semaphore.makeUnsafe(1),
          }
          const exit = yield* Effect.exit(restore(Effect.provideService(work, Current, unit)))
          unit.over = true
          const { fiber } = unit
          if (fiber === undefined) return yield* exit
          if (Exit.isFailure(exit)) {
            yield* Fiber.interrupt(fiber)
            return yield* exit
          }
          yield* Deferred.succeed(unit.done, undefined)
          yield* Fiber.join(fiber)
          return exit.value
        }),
      ),
    )

  const [one] = all
  if (one === undefined) throw new Error("a routing needs a cluster")
  const services = [...one.ports.mapUnsafe].map(([key, port]): [string, unknown] => {
    if (key === UnitOfWork.UnitOfWork.key) return [key, UnitOfWork.UnitOfWork.of({ run })]
    return [key, key === Agenda.Agenda.key ? agenda(port) : routedPort(key, port)]
  })
  return Context.makeUnsafe(new Map(services))
}
