/**
 * What went wrong at the database, by class and code alone: an address holds a password, and the server's own words may hold
 * what stands in a row.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { SqlError } from "effect/sql/SqlError"
import { NotReady } from "./Ports.ts"

export const codeOf = ({ reason: { cause } }: SqlError): string =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""

export const detailOf = (error: SqlError): string => [error.reason._tag, codeOf(error)].join(" ").trim()

/** What to do, by code or else by class. */
const advice: Readonly<Record<string, string>> = {
  ERR_INVALID_URL:
    "has no address that can be read: write postgres://role:password@host:port/name, and of a password's own signs / as %2F, @ as %40",
  "3D000": "isn't there: create it",
  ConnectionError:
    "can't be reached: check the address, and that the server runs and takes connections from here",
  AuthenticationError: "doesn't let the role in: check its name and its password",
  AuthorizationError:
    "doesn't let the role do this: migrate as the owner, and connect as a member of aftercare_app",
}

/** The same at start-up, where whatever the database refuses keeps it from being used at all. */
export const ready = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError, R>,
): Effect.Effect<A, Exclude<E, SqlError> | NotReady, R> =>
  Effect.mapError(effect, (error) =>
    error instanceof SqlError
      ? new NotReady({
          detail: `the database ${advice[codeOf(error)] ?? advice[error.reason._tag] ?? "can't be used"} (${detailOf(error)})`,
        })
      : (error as Exclude<E, SqlError>),
  )
