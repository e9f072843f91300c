import { MessageLog } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Message = MessageLog.Message
type Store = MessageLog.MessageLog["Service"]

const broken = replacing(MessageLog.MessageLog)

const newestFirst = (a: Message, b: Message): number =>
  DateTime.toEpochMillis(b.sentAt) - DateTime.toEpochMillis(a.sentAt) || (a.id < b.id ? -1 : 1)

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: Message, b: Message) => number
  readonly from: (sentAt: DateTime.Utc, since: DateTime.Utc) => boolean
  readonly keep: (before: Message | undefined, next: Message) => Message
}

/** A log of its own in a map, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, id) => `${tenant} ${id}`,
      order: newestFirst,
      from: DateTime.isGreaterThanOrEqualTo,
      keep: (_, next) => next,
      ...wrong,
    }
    const all = new Map<string, Message>()
    return {
      put: (message) =>
        Effect.sync(() => {
          const key = ways.key(message.tenant, message.id)
          all.set(key, ways.keep(all.get(key), { ...message }))
        }),
      find: (tenant, id) => Effect.sync(() => Option.fromUndefinedOr(all.get(ways.key(tenant, id)))),
      to: (tenant, { address, channel, limit, since }) =>
        Effect.sync(() =>
          [...all.values()]
            .filter((m) => m.tenant === tenant && m.channel === channel && m.address === address)
            .filter(({ sentAt }) => ways.from(sentAt, since))
            .sort(ways.order)
            .slice(0, limit),
        ),
    }
  }

const basics = "a message is found by its id, and one that nobody sent isn't"
const again = "a message written again takes the place of what was there, also where it went elsewhere before"
const ordered =
  "an address's messages come the newest first, of one moment by id in code units, from the moment asked for on, as many as asked for"
const round = "any message comes back equal"
const apart =
  "tenants neither see nor change each other's messages, however their ids and addresses run together"

export const brokenMessages: ReadonlyArray<Broken> = [
  broken("is a sound log in a map", keyed(), []),
  broken("finds whatever is on the prototype", () => ({ find: () => Effect.succeed(Option.none()) }), [
    basics,
    again,
    round,
    apart,
  ]),
  broken("keeps what was there", keyed({ keep: (before, next) => before ?? next }), [again]),
  broken("gives the oldest first", keyed({ order: (a, b) => newestFirst(b, a) }), [ordered]),
  broken(
    "orders by the alphabet",
    keyed({
      order: (a, b) =>
        DateTime.toEpochMillis(b.sentAt) - DateTime.toEpochMillis(a.sentAt) ||
        a.id.localeCompare(b.id, "en", { sensitivity: "variant", caseFirst: "lower" }),
    }),
    [ordered],
  ),
  broken("leaves out the moment asked for", keyed({ from: DateTime.isGreaterThan }), [ordered, round]),
  broken(
    "loses milliseconds",
    keyed({
      keep: (_, next) => ({
        ...next,
        sentAt: DateTime.makeUnsafe(Math.floor(DateTime.toEpochMillis(next.sentAt) / 1000) * 1000),
      }),
    }),
    [round],
  ),
  broken("joins tenant and id by nothing", keyed({ key: (tenant, id) => `${tenant}${id}` }), [apart]),
]
