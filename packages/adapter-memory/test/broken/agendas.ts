import { Agenda, StoreError } from "@aftercare/core/ports"
import { Clock, DateTime, Duration, Effect } from "effect"
import { type Broken, replacing } from "./Broken.ts"

const broken = replacing(Agenda.Agenda)

interface Row {
  entry: Agenda.Entry
  token: number
  /** Until when the entry is held, on the agenda's own clock. */
  until: number
}

const keyed = ({ id, kind, tenant }: Agenda.EntryKey) => `${tenant} ${kind} ${id}`

/** Everything that a sound agenda does, in places where it can go wrong. */
const sound = {
  keyOf: keyed,
  kept: (entry: Agenda.Entry): Agenda.Entry => ({ ...entry }),
  given: (entry: Agenda.Entry): Agenda.Entry => ({ ...entry }),
  /** How an entry that is there is scheduled again. */
  again: (row: Row, entry: Agenda.Entry): void => {
    row.entry = entry
    row.until = 0
  },
  isDue: (entry: Agenda.Entry, at: DateTime.Utc) => DateTime.isLessThanOrEqualTo(entry.dueAt, at),
  isFree: (row: Row, now: number, _at: DateTime.Utc) => row.until <= now,
  order: (a: Agenda.Entry, b: Agenda.Entry): number =>
    DateTime.Order(a.dueAt, b.dueAt) || compare(keyed(a), keyed(b)),
  limit: (limit: number) => limit,
  until: (now: number, _at: DateTime.Utc, lease: Duration.Duration) => now + Duration.toMillis(lease),
  /** What happens between finding entries and marking them. */
  pause: Effect.void,
  token: (_row: Row, newest: number) => newest,
  holds: (row: Row, token: number, now: number) => row.token === token && row.until > now,
  held: (_row: Row): void => {},
  settled: (row: Row, next: DateTime.Utc): void => {
    row.entry = { ...row.entry, dueAt: next }
    row.until = 0
  },
  /** What of an entry remains when it is settled away. */
  ended: (rows: Map<string, Row>, key: string): void => void rows.delete(key),
  removed: (rows: Map<string, Row>, key: string, _now: number): void => void rows.delete(key),
  first: (rows: ReadonlyArray<Row>, _now: number) => rows,
  /** When nothing falls due where nothing is left. */
  never: (): DateTime.Utc | undefined => undefined,
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const agenda = (fault: Partial<typeof sound>) => (): Agenda.Agenda["Service"] => {
  const way = { ...sound, ...fault }
  const rows = new Map<string, Row>()
  let tokens = 0
  const under = ({ entry, token }: Agenda.Claim) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const row = rows.get(way.keyOf(entry))
      return row !== undefined && way.holds(row, token, now)
        ? Effect.succeed(row)
        : Effect.fail(StoreError.because({ _tag: "StaleClaim", entry: entry.id }))
    })
  return {
    schedule: (entry) =>
      Effect.sync(() => {
        const row = rows.get(way.keyOf(entry))
        if (row !== undefined) way.again(row, way.kept(entry))
        else rows.set(way.keyOf(entry), { entry: way.kept(entry), token: 0, until: 0 })
      }),
    remove: (key) => Effect.map(Clock.currentTimeMillis, (now) => way.removed(rows, way.keyOf(key), now)),
    claim: Effect.fnUntraced(function* ({ at, lease, limit }) {
      const now = yield* Clock.currentTimeMillis
      const found = [...rows.values()]
        .filter((row) => way.isDue(row.entry, at) && way.isFree(row, now, at))
        .sort((a, b) => way.order(a.entry, b.entry))
        .slice(0, way.limit(limit))
      yield* way.pause
      return found.map((row) => {
        tokens += 1
        row.token = way.token(row, tokens)
        row.until = way.until(now, at, lease)
        return { entry: way.given(row.entry), token: row.token }
      })
    }),
    hold: (claim) => Effect.map(under(claim), way.held),
    settle: (claim, next) =>
      Effect.map(under(claim), (row) =>
        next === undefined ? way.ended(rows, way.keyOf(row.entry)) : way.settled(row, next),
      ),
    nextDueAt: Effect.map(Clock.currentTimeMillis, (now) => {
      const [first] = [...way.first([...rows.values()], now)].sort((a, b) =>
        DateTime.Order(a.entry.dueAt, b.entry.dueAt),
      )
      return first === undefined ? way.never() : first.entry.dueAt
    }),
  }
}

const minutes = (n: number) => Duration.toMillis(Duration.minutes(n))

export const brokenAgendas: ReadonlyArray<Broken> = [
  broken("is a sound agenda in a map", agenda({}), []),
  broken(
    "claims what falls due within a minute",
    agenda({ isDue: ({ dueAt }, at) => DateTime.isLessThan(dueAt, DateTime.add(at, { minutes: 1 })) }),
    [
      "an entry is claimed from the instant on at which it falls due, and not before",
      "any entry comes back equal, to the millisecond",
    ],
  ),
  broken(
    "claims only what is overdue",
    agenda({ isDue: ({ dueAt }, at) => DateTime.isLessThan(dueAt, at) }),
    [
      "an entry is claimed from the instant on at which it falls due, and not before",
      "any entry comes back equal, to the millisecond",
      "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
      "of what falls due at one instant the order is that of tenant, kind and id by their code units",
      "a held entry isn't claimed again while its lease runs, however late the business time",
      "each claim runs for the lease it asked for, from the moment it was made",
      "workers that claim at the same time never get one entry twice, and leave none behind",
    ],
  ),
  broken("claims what is held as well", agenda({ isFree: () => true }), [
    "scheduling an entry again moves it, earlier or later, with what it is about",
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "a held entry isn't claimed again while its lease runs, however late the business time",
    "each claim runs for the lease it asked for, from the moment it was made",
    "workers that claim at the same time never get one entry twice, and leave none behind",
  ]),
  broken(
    "never ends a lease",
    agenda({ isFree: (row) => row.until === 0, holds: (row, token) => row.token === token && row.until > 0 }),
    [
      "an entry handed in or claimed can be changed without changing the agenda",
      "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "each claim runs for the lease it asked for, from the moment it was made",
    ],
  ),
  broken(
    "measures leases by business time",
    agenda({
      until: (_now, at, lease) => at.epochMilliseconds + Duration.toMillis(lease),
      isFree: (row, _now, at) => row.until <= at.epochMilliseconds,
    }),
    [
      "scheduling an entry again moves it, earlier or later, with what it is about",
      "an entry handed in or claimed can be changed without changing the agenda",
      "a held entry isn't claimed again while its lease runs, however late the business time",
      "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "each claim runs for the lease it asked for, from the moment it was made",
    ],
  ),
  broken("gives every lease a minute", agenda({ until: (now) => now + minutes(1) }), [
    "each claim runs for the lease it asked for, from the moment it was made",
  ]),
  broken("looks at no token", agenda({ holds: (row, _token, now) => row.until > now }), [
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
  ]),
  broken("looks at nothing at all when a claim is used", agenda({ holds: () => true }), [
    "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    "a settled claim is over",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
  ]),
  broken("looks at the token alone", agenda({ holds: (row, token) => row.token === token }), [
    "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
    "a settled claim is over",
    "scheduling a held entry frees it at once, and its claim is stale",
  ]),
  broken(
    "prolongs a lease when it is held",
    agenda({
      held: (row) => {
        row.until += minutes(1)
      },
    }),
    ["once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer"],
  ),
  broken("gives every claim the same token", agenda({ token: () => 1 }), [
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
  ]),
  broken("begins tokens again with each new row", agenda({ token: (row) => row.token + 1 }), [
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
  ]),
  broken("leaves an entry where it was when it is scheduled again", agenda({ again: () => {} }), [
    "scheduling an entry again moves it, earlier or later, with what it is about",
    "scheduling a held entry frees it at once, and its claim is stale",
  ]),
  broken(
    "moves an entry when it is scheduled again, but not what it is about",
    agenda({ again: (row, { dueAt }) => sound.again(row, { ...row.entry, dueAt }) }),
    ["scheduling an entry again moves it, earlier or later, with what it is about"],
  ),
  broken(
    "leaves an entry held when it is scheduled again",
    agenda({
      again: (row, entry) => {
        row.entry = entry
      },
    }),
    ["scheduling a held entry frees it at once, and its claim is stale"],
  ),
  broken(
    "only ever moves an entry earlier",
    agenda({
      again: (row, entry) =>
        sound.again(row, { ...entry, dueAt: DateTime.min(entry.dueAt, row.entry.dueAt) }),
    }),
    [
      "scheduling an entry again moves it, earlier or later, with what it is about",
      "scheduling a held entry frees it at once, and its claim is stale",
    ],
  ),
  broken(
    "keeps a settled entry held",
    agenda({
      settled: (row, dueAt) => {
        row.entry = { ...row.entry, dueAt }
      },
    }),
    [
      "settling a claim moves its entry to the next instant, or takes it out",
      "an entry handed in or claimed can be changed without changing the agenda",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "a settled claim is over",
      "entries of one id that two tenants have are two",
    ],
  ),
  broken(
    "takes a settled entry out, come what may",
    agenda({
      settled: (row) => {
        row.until = Number.POSITIVE_INFINITY
      },
    }),
    [
      "settling a claim moves its entry to the next instant, or takes it out",
      "the next due is the earliest entry's, held or not",
      "an entry handed in or claimed can be changed without changing the agenda",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "a settled claim is over",
      "entries of one id that two tenants have are two",
    ],
  ),
  broken(
    "leaves an ended entry in",
    agenda({
      ended: (rows, key) => {
        const row = rows.get(key)
        if (row !== undefined) row.until = 0
      },
    }),
    [
      "settling a claim moves its entry to the next instant, or takes it out",
      "any entry comes back equal, to the millisecond",
    ],
  ),
  broken(
    "removes nothing that is held",
    agenda({
      removed: (rows, key, now) => {
        if ((rows.get(key)?.until ?? 0) <= now) rows.delete(key)
      },
    }),
    ["removing a held entry makes its claim stale"],
  ),
  broken("removes nothing", agenda({ removed: () => {} }), [
    "a removed entry is gone; removing what isn't there is no error",
    "the next due is the earliest entry's, held or not",
    "removing a held entry makes its claim stale",
    "a tenant and an entry's id never run together",
  ]),
  broken("claims the newest first", agenda({ order: (a, b) => sound.order(b, a) }), [
    "the next due is the earliest entry's, held or not",
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "each claim runs for the lease it asked for, from the moment it was made",
    "entries of one id that two tenants have are two",
  ]),
  broken("claims in the order of insertion", agenda({ order: () => 0 }), [
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
  ]),
  broken(
    "sorts ids as a dictionary does",
    agenda({
      order: (a, b) =>
        DateTime.Order(a.dueAt, b.dueAt) ||
        compare(`${a.tenant} ${a.kind}`, `${b.tenant} ${b.kind}`) ||
        a.id.localeCompare(b.id, "en"),
    }),
    ["of what falls due at one instant the order is that of tenant, kind and id by their code units"],
  ),
  broken("claims all that is due", agenda({ limit: () => Number.POSITIVE_INFINITY }), [
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
  ]),
  broken("marks what it found a moment later", agenda({ pause: Effect.yieldNow }), [
    "workers that claim at the same time never get one entry twice, and leave none behind",
  ]),
  broken(
    "knows when free entries fall due, not held ones",
    agenda({ first: (rows, now) => rows.filter((row) => row.until <= now) }),
    ["the next due is the earliest entry's, held or not"],
  ),
  broken(
    "keeps what it is given and gives away what it keeps",
    agenda({ kept: (entry) => entry, given: (entry) => entry }),
    ["an entry handed in or claimed can be changed without changing the agenda"],
  ),
  broken(
    "keeps instants to the second",
    agenda({ kept: (entry) => ({ ...entry, dueAt: DateTime.startOf(entry.dueAt, "second") }) }),
    ["any entry comes back equal, to the millisecond"],
  ),
  broken(
    "says that something falls due in the year 9999 where nothing does",
    agenda({ never: () => DateTime.makeUnsafe("9999-12-31T00:00:00Z") }),
    [
      "an empty agenda has nothing to claim and nothing due",
      "settling a claim moves its entry to the next instant, or takes it out",
    ],
  ),
  broken("keeps all tenants in one place", agenda({ keyOf: ({ id, kind }) => `${kind} ${id}` }), [
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "entries of one id that two tenants have are two",
  ]),
  broken("keeps all kinds in one place", agenda({ keyOf: ({ id, tenant }) => `${tenant} ${id}` }), [
    "entries of one id and two kinds are two",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
  ]),
  broken("takes everything for a follow-up", agenda({ kept: (entry) => ({ ...entry, kind: "followUp" }) }), [
    "entries of one id and two kinds are two",
    "any entry comes back equal, to the millisecond",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
  ]),
  broken(
    "joins tenant and id by nothing",
    agenda({ keyOf: ({ id, kind, tenant }) => `${kind} ${tenant}${id}` }),
    ["a tenant and an entry's id never run together"],
  ),
]
