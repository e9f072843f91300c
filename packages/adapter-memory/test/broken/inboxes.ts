import { Inbox, StoreError } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Received = Inbox.Received
type Store = Inbox.Inbox["Service"]

const broken = replacing(Inbox.Inbox)

const oldestFirst = (a: Inbox.Place, b: Inbox.Place): number =>
  DateTime.toEpochMillis(a.receivedAt) - DateTime.toEpochMillis(b.receivedAt) ||
  (a.id < b.id ? -1 : Number(a.id > b.id))

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: Inbox.Place, b: Inbox.Place) => number
  readonly waits: (received: Received) => boolean
  readonly keep: (received: Received) => Received
  readonly again: (before: Received, next: Received) => Received | undefined
  readonly handle: (found: Received, handled: Inbox.Handled) => Received
  readonly next: (records: ReadonlyArray<Received>, all: number) => Received | undefined
}

/** An inbox of its own in a map, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, id) => `${tenant} ${id}`,
      order: oldestFirst,
      waits: Inbox.isWaiting,
      keep: (received) => ({ ...received }),
      again: () => undefined,
      handle: (found, handled) => (Inbox.isWaiting(found) ? { ...found, handled } : found),
      next: (records, all) => (records.length < all ? records.at(-1) : undefined),
      ...wrong,
    }
    const all = new Map<string, Received>()
    return {
      insert: (received) =>
        Effect.suspend(() => {
          const key = ways.key(received.tenant, received.id)
          const before = all.get(key)
          const next = before === undefined ? received : ways.again(before, received)
          if (next === undefined)
            return Effect.fail(StoreError.because({ _tag: "AlreadyExists", record: received.id }))
          all.set(key, ways.keep(next))
          return Effect.void
        }),
      find: (tenant, id) => Effect.sync(() => Option.fromUndefinedOr(all.get(ways.key(tenant, id)))),
      waiting: (tenant, { after, limit }) =>
        Effect.sync(() => {
          const behind = [...all.values()]
            .filter((received) => received.tenant === tenant && ways.waits(received))
            .filter((received) => after === undefined || ways.order(after, received) < 0)
            .sort(ways.order)
          const records = behind.slice(0, limit)
          return { records, next: Option.fromUndefinedOr(ways.next(records, behind.length)) }
        }),
      handle: (tenant, id, handled) =>
        Effect.suspend(() => {
          const key = ways.key(tenant, id)
          const found = all.get(key)
          if (found === undefined) return Effect.fail(StoreError.because({ _tag: "NotFound", record: id }))
          const next = ways.handle(found, handled)
          all.set(key, next)
          return Effect.succeed(next)
        }),
    }
  }

const found = "a message that came in is found by its id, and one that nobody sent isn't"
const twice = "a message that comes twice is refused the second time, and stays as it came first"
const many = "of many who bring one message at the same time one is told that it is new"
const handled = "a message that was handled no longer waits, and whoever handled it first stands"
const settled = "a message that the house settled itself doesn't wait, and nobody handles it"
const ordered = "messages wait the longest received first, of one moment by id in code units, page by page"
const round = "any message that somebody sent comes back equal"
const apart = "tenants neither see nor handle each other's messages, however their ids run together"

export const brokenInboxes: ReadonlyArray<Broken> = [
  broken("is a sound inbox in a map", keyed(), []),
  broken("takes a message twice and keeps the first", keyed({ again: (before) => before }), [twice, many]),
  broken("takes a message twice and keeps the last", keyed({ again: (_, next) => next }), [twice, many]),
  broken(
    "answers whom it can't find with silence",
    (sound) => ({
      handle: (tenant, id, by) =>
        Effect.catch(sound.handle(tenant, id, by), () =>
          Effect.map(sound.find(tenant, id), Option.getOrThrow),
        ),
    }),
    [found, apart],
  ),
  broken("looks whether it is there, and a moment later writes", () => {
    const sound = keyed({ again: (_, next) => next })()
    return {
      ...sound,
      insert: (received) =>
        Effect.gen(function* () {
          const before = yield* sound.find(received.tenant, received.id)
          yield* Effect.yieldNow
          if (Option.isSome(before))
            return yield* StoreError.because({ _tag: "AlreadyExists", record: received.id })
          yield* sound.insert(received)
        }),
    }
  }, [many]),
  broken("lets the last who handles it stand", keyed({ handle: (was, by) => ({ ...was, handled: by }) }), [
    handled,
    settled,
  ]),
  broken("shows what was handled as waiting", keyed({ waits: ({ waits }) => waits !== undefined }), [
    handled,
  ]),
  broken(
    "shows everything that nobody handled as waiting",
    keyed({ waits: (received) => received.handled === undefined }),
    [settled, ordered, round],
  ),
  broken("gives the newest first", keyed({ order: (a, b) => oldestFirst(b, a) }), [ordered]),
  broken("says that there is a next page where there is none", keyed({ next: (records) => records.at(-1) }), [
    ordered,
  ]),
  broken(
    "loses milliseconds",
    keyed({
      keep: (received) => ({
        ...received,
        receivedAt: DateTime.makeUnsafe(
          Math.floor(DateTime.toEpochMillis(received.receivedAt) / 1000) * 1000,
        ),
      }),
    }),
    [round],
  ),
  broken("joins tenant and id by nothing", keyed({ key: (tenant, id) => `${tenant}${id}` }), [apart]),
]
