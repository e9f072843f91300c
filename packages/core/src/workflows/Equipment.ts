/**
 * What a worker may have been started without: a hospital that asks nothing has no practice with surveys.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { because, type StoreError } from "../ports/StoreError.ts"

type Services = ReadonlyArray<Context.Service.Any>
type Among<All extends Services> = Context.Service.Identifier<All[number]>

const hasAll = <All extends Services>(
  context: Context.Context<never>,
  services: All,
): context is Context.Context<Among<All>> =>
  services.every((service) => Option.isSome(Context.getOption(context, service)))

/** What work comes to that needs services, where this worker has all of them. */
export const where = <const All extends Services, A, E, R>(
  services: All,
  work: Effect.Effect<A, E, R>,
): Effect.Effect<Option.Option<A>, E, Exclude<R, Among<All>>> =>
  Effect.flatMap(Effect.context<never>(), (context) =>
    hasAll(context, services) ? Effect.asSome(Effect.provideContext(work, context)) : Effect.succeedNone,
  )

/** The same, of work that another worker has to do where this one can't: fails with `Unavailable`, which says what it lacks. */
export const needed = <const All extends Services, A, E, R>(
  services: All,
  lacks: string,
  work: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | StoreError, Exclude<R, Among<All>>> =>
  Effect.flatMap(
    where(services, work),
    Option.match({
      onNone: () => Effect.fail(because({ _tag: "Unavailable", detail: lacks })),
      onSome: Effect.succeed,
    }),
  )
