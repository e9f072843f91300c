import { Agenda, StoreError } from "@aftercare/core/ports"
import { Array as Arr, Clock, DateTime, Duration, Effect, Option, Stream } from "effect"
import { type Broken, replacing } from "./Broken.ts"

const ends = "an entry due at the ends of all time is kept as it is, or refused by name"

const broken = replacing(Agenda.Agenda)

interface Row {
  entry: Agenda.Entry
  token: number
  tries: number
  failures: number
  /** Until when the entry is held, on the agenda's own clock. */
  until: number
  died?: Parameters<Agenda.Agenda["Service"]["fail"]>[1]
}

type Key = Pick<Agenda.EntryKey, "id" | "kind">

/** The row of a claim that holds. */
type Under = (claim: Agenda.Claim) => Effect.Effect<Row, StoreError.StoreError>

const keyed = ({ id, kind, tenant }: Agenda.EntryKey) => `${tenant} ${kind} ${id}`

/** Everything that a sound agenda does, in places where it can go wrong. */
const sound = {
  keyOf: keyed,
  kept: (entry: Agenda.Entry): Agenda.Entry => ({ ...entry }),
  given: (entry: Agenda.Entry): Agenda.Entry => ({ ...entry }),
  /** How an entry that is there is scheduled again. */
  again: (row: Row, entry: Agenda.Entry): void => {
    row.entry = entry
    fresh(row)
  },
  isDue: (entry: Agenda.Entry, at: DateTime.Utc) => DateTime.isLessThanOrEqualTo(entry.dueAt, at),
  isFree: (row: Row, now: number, _at: DateTime.Utc) => row.until <= now,
  order: (a: Agenda.Entry, b: Agenda.Entry): number =>
    DateTime.Order(a.dueAt, b.dueAt) || compare(keyed(a), keyed(b)),
  /** Which of the rows that are due, in their order, are claimed. */
  dealt: (rows: ReadonlyArray<Row>, limit: number): ReadonlyArray<Row> => {
    const queues = queuesOf(rows).sort((a, b) => servedLast(a) - servedLast(b))
    const turns = Array.from({ length: Math.max(0, ...queues.map((own) => own.length)) }, (_, turn) =>
      queues.flatMap((own) => own.slice(turn, turn + 1)),
    )
    return turns.flat().slice(0, limit)
  },
  tried: (row: Row): void => {
    row.tries += 1
  },
  until: (now: number, _at: DateTime.Utc, lease: Duration.Duration) => now + Duration.toMillis(lease),
  /** What happens between finding entries and marking them. */
  pause: Effect.void,
  token: (_row: Row, newest: number) => newest,
  holds: (row: Row, token: number, now: number) => row.token === token && row.until > now,
  held: (_row: Row): void => {},
  renewed: (row: Row, now: number, lease: Duration.Duration): void => {
    row.until = now + Duration.toMillis(lease)
  },
  settled: (row: Row, next: DateTime.Utc): void => {
    row.entry = { ...row.entry, dueAt: next }
    fresh(row)
  },
  retried: (row: Row, dueAt: DateTime.Utc): void => {
    row.entry = { ...row.entry, dueAt }
    row.failures += 1
    row.until = 0
  },
  buried: (row: Row, died: NonNullable<Row["died"]>): void => {
    row.died = died
    row.until = 0
  },
  redriven: (row: Row, dueAt: DateTime.Utc): void => {
    row.entry = { ...row.entry, dueAt }
    fresh(row)
  },
  living: (rows: ReadonlyArray<Row>): ReadonlyArray<Row> => rows.filter(({ died }) => died === undefined),
  isDead: (row: Row): boolean => row.died !== undefined,
  letters: (rows: ReadonlyArray<Row>, tenant: string): ReadonlyArray<Row> =>
    rows.filter(({ entry }) => entry.tenant === tenant),
  letterOrder: (a: Key, b: Key): number => compare(`${a.kind} ${a.id}`, `${b.kind} ${b.id}`),
  isAfter: (key: Key, after: Key): boolean => sound.letterOrder(key, after) > 0,
  pageSize: (limit: number): number => limit,
  letter: (row: Row, { at, failure }: NonNullable<Row["died"]>): Agenda.DeadLetter => ({
    entry: row.entry,
    failure,
    tries: row.tries,
    diedAt: at,
  }),
  /** What of several is written. */
  scheduled: (entries: ReadonlyArray<Agenda.Entry>): ReadonlyArray<Agenda.Entry> => entries,
  takenOut: (keys: ReadonlyArray<Agenda.EntryKey>): ReadonlyArray<Agenda.EntryKey> => keys,
  settling: (claims: ReadonlyArray<Agenda.Claim>): ReadonlyArray<Agenda.Claim> => claims,
  checked: (keys: ReadonlyArray<Agenda.EntryKey>): void => void Agenda.tenantOf(keys),
  /** How several claims are settled: all are looked at first. */
  each: (claims: ReadonlyArray<Agenda.Claim>, under: Under, settle: (row: Row) => void) =>
    Effect.map(Effect.forEach(claims, under), (rows) => rows.forEach(settle)),
  /** What of an entry remains when it is settled away. */
  ended: (rows: Map<string, Row>, key: string): void => void rows.delete(key),
  removed: (rows: Map<string, Row>, key: string, _now: number): void => void rows.delete(key),
  first: (rows: ReadonlyArray<Row>, _now: number) => rows,
  /** When nothing falls due where nothing is left. */
  never: (): DateTime.Utc | undefined => undefined,
  /** What listening for hints does to the rows. */
  heard: (_rows: Map<string, Row>): void => {},
}

const queuesOf = (rows: ReadonlyArray<Row>): Array<ReadonlyArray<Row>> =>
  [...new Set(rows.map(({ entry }) => entry.tenant))].map((tenant) =>
    rows.filter(({ entry }) => entry.tenant === tenant),
  )

const servedLast = (own: ReadonlyArray<Row>): number => Math.max(...own.map(({ token }) => token))

const fresh = (row: Row): void => {
  row.until = 0
  row.tries = 0
  row.failures = 0
  delete row.died
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const agenda = (fault: Partial<typeof sound>) => (): Agenda.Agenda["Service"] => {
  const way = { ...sound, ...fault }
  const rows = new Map<string, Row>()
  let tokens = 0
  const under: Under = ({ entry, token }) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const row = rows.get(way.keyOf(entry))
      return row !== undefined && way.holds(row, token, now)
        ? Effect.succeed(row)
        : Effect.fail(StoreError.because({ _tag: "StaleClaim", entry: entry.id }))
    })
  return {
    schedule: (given) =>
      Effect.sync(() => {
        way.checked(Arr.ensure(given))
        for (const entry of way.scheduled(Arr.ensure(given))) {
          const row = rows.get(way.keyOf(entry))
          if (row !== undefined) way.again(row, way.kept(entry))
          else
            rows.set(way.keyOf(entry), { entry: way.kept(entry), token: 0, tries: 0, failures: 0, until: 0 })
        }
      }),
    remove: (keys) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        way.checked(Arr.ensure(keys))
        for (const key of way.takenOut(Arr.ensure(keys))) way.removed(rows, way.keyOf(key), now)
      }),
    claim: Effect.fnUntraced(function* ({ at, lease, limit }) {
      const now = yield* Clock.currentTimeMillis
      const found = [...rows.values()]
        .filter((row) => row.died === undefined && way.isDue(row.entry, at) && way.isFree(row, now, at))
        .sort((a, b) => way.order(a.entry, b.entry))
      yield* way.pause
      const claimed = way.dealt(found, limit).map((row) => {
        tokens += 1
        row.token = way.token(row, tokens)
        row.until = way.until(now, at, lease)
        way.tried(row)
        const { failures, token, tries } = row
        return { entry: way.given(row.entry), token, tries, failures }
      })
      return claimed.sort((a, b) => way.order(a.entry, b.entry))
    }),
    hold: (claim) => Effect.map(under(claim), way.held),
    renew: (claim, lease) =>
      Effect.flatMap(under(claim), (row) =>
        Effect.map(Clock.currentTimeMillis, (now) => way.renewed(row, now, lease)),
      ),
    fail: (claim, options) =>
      Effect.map(under(claim), (row) =>
        options.retryAt === undefined ? way.buried(row, options) : way.retried(row, options.retryAt),
      ),
    deadLetters: (tenant, { after, limit }) =>
      Effect.sync(() => {
        const found = way
          .letters([...rows.values()], tenant)
          .flatMap((row) => (row.died === undefined ? [] : [way.letter(row, row.died)]))
          .filter(({ entry }) => after === undefined || way.isAfter(entry, after))
          .sort((a, b) => way.letterOrder(a.entry, b.entry))
        const size = way.pageSize(limit)
        const records = found.slice(0, size)
        const last = Option.map(Option.fromUndefinedOr(records.at(-1)), ({ entry }) => entry)
        return { records, next: found.length > size ? last : Option.none() }
      }),
    redrive: (key, at) =>
      Effect.suspend(() => {
        const row = rows.get(way.keyOf(key))
        return row !== undefined && way.isDead(row)
          ? Effect.sync(() => way.redriven(row, at))
          : Effect.fail(StoreError.because({ _tag: "NotFound", record: key.id }))
      }),
    settle: (given, next) =>
      Effect.suspend(() => {
        const claims = Arr.ensure(given)
        way.checked(claims.map(({ entry }) => entry))
        const settle = (row: Row) =>
          next === undefined ? way.ended(rows, way.keyOf(row.entry)) : way.settled(row, next)
        return way.each(way.settling(claims), under, settle)
      }),
    nextDueAt: Effect.map(Clock.currentTimeMillis, (now) => {
      const living = way.living([...rows.values()])
      const [first] = [...way.first(living, now)].sort((a, b) => DateTime.Order(a.entry.dueAt, b.entry.dueAt))
      return first === undefined ? way.never() : first.entry.dueAt
    }),
    hints: Stream.fromEffect(
      Effect.andThen(
        Effect.sync(() => way.heard(rows)),
        Effect.never,
      ),
    ),
  }
}

const moved = (row: Row, dueAt: DateTime.Utc): void => {
  row.entry = { ...row.entry, dueAt }
  row.until = 0
}

const countedAsTry = (row: Row, dueAt: DateTime.Utc): void => {
  sound.retried(row, dueAt)
  row.tries += 1
}

const isAfter = (key: Key, after: Key): boolean =>
  compare(`${key.kind} ${key.id}`, `${after.kind} ${after.id}`) > 0

const minutes = (n: number) => Duration.toMillis(Duration.minutes(n))

export const brokenAgendas: ReadonlyArray<Broken> = [
  broken("is a sound agenda in a map", agenda({}), []),
  broken(
    "claims what falls due within a minute",
    agenda({ isDue: ({ dueAt }, at) => DateTime.isLessThan(dueAt, DateTime.add(at, { minutes: 1 })) }),
    [
      "an entry is claimed from the instant on at which it falls due, and not before",
      ends,
      "any entry comes back equal, to the millisecond",
    ],
  ),
  broken(
    "claims only what is overdue",
    agenda({ isDue: ({ dueAt }, at) => DateTime.isLessThan(dueAt, at) }),
    [
      "an entry is claimed from the instant on at which it falls due, and not before",
      "of hundreds scheduled at once those that were there move, held or not, and the others are new",
      ends,
      "any entry comes back equal, to the millisecond",
      "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
      "of what falls due at one instant the order is that of tenant, kind and id by their code units",
      "a held entry isn't claimed again while its lease runs, however late the business time",
      "each claim runs for the lease it asked for, from the moment it was made",
      "workers that claim at the same time never get one entry twice, and leave none behind",
      "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
      "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
    ],
  ),
  broken("claims what is held as well", agenda({ isFree: () => true }), [
    "scheduling an entry again moves it, earlier or later, with what it is about",
    "several claims settled at once end together: their entries move to the next instant, or go away",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "a held entry isn't claimed again while its lease runs, however late the business time",
    "each claim runs for the lease it asked for, from the moment it was made",
    "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
    "workers that claim at the same time never get one entry twice, and leave none behind",
    "listening for hints takes nothing and keeps nothing: what is scheduled meanwhile is claimed as ever",
    "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others",
  ]),
  broken("takes out what is due to whoever listens for hints", agenda({ heard: (rows) => rows.clear() }), [
    "listening for hints takes nothing and keeps nothing: what is scheduled meanwhile is claimed as ever",
  ]),
  broken(
    "never ends a lease",
    agenda({ isFree: (row) => row.until === 0, holds: (row, token) => row.token === token && row.until > 0 }),
    [
      "an entry handed in or claimed can be changed without changing the agenda",
      "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "each claim runs for the lease it asked for, from the moment it was made",
      "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
      "a claim of which nobody said what came of it is a try, and no failure",
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
      "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
      "a claim of which nobody said what came of it is a try, and no failure",
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
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    "a settled claim is over",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
    "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
    "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
  ]),
  broken("looks at the token alone", agenda({ holds: (row, token) => row.token === token }), [
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
    "a settled claim is over",
    "scheduling a held entry frees it at once, and its claim is stale",
    "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
    "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
  ]),
  broken(
    "prolongs a lease when it is held",
    agenda({
      held: (row) => {
        row.until += minutes(1)
      },
    }),
    [
      "once its lease has run out a claim is stale, though nobody took it over; holding it made it no longer",
      "a claim of which nobody said what came of it is a try, and no failure",
    ],
  ),
  broken("gives every claim the same token", agenda({ token: () => 1 }), [
    "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
    "where more tenants wait than a claim can serve, none is passed over again and again",
  ]),
  broken("begins tokens again with each new row", agenda({ token: (row) => row.token + 1 }), [
    "an entry that went away and was scheduled anew isn't its old claim's: tokens don't begin again",
  ]),
  broken("leaves an entry where it was when it is scheduled again", agenda({ again: () => {} }), [
    "scheduling an entry again moves it, earlier or later, with what it is about",
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    "scheduling a held entry frees it at once, and its claim is stale",
    "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
    "scheduling a dead letter brings it back, and removing it takes it out",
  ]),
  broken(
    "moves an entry when it is scheduled again, but not what it is about",
    agenda({ again: (row, { dueAt }) => sound.again(row, { ...row.entry, dueAt }) }),
    [
      "scheduling an entry again moves it, earlier or later, with what it is about",
      "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    ],
  ),
  broken(
    "leaves an entry held when it is scheduled again",
    agenda({
      again: (row, entry) => {
        row.entry = entry
      },
    }),
    [
      "of hundreds scheduled at once those that were there move, held or not, and the others are new",
      "where one of several claims is stale, the first that is stale is named and none is settled",
      "scheduling a held entry frees it at once, and its claim is stale",
      "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
      "scheduling a dead letter brings it back, and removing it takes it out",
    ],
  ),
  broken(
    "only ever moves an entry earlier",
    agenda({
      again: (row, entry) =>
        sound.again(row, { ...entry, dueAt: DateTime.min(entry.dueAt, row.entry.dueAt) }),
    }),
    [
      "scheduling an entry again moves it, earlier or later, with what it is about",
      "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
      "of hundreds scheduled at once those that were there move, held or not, and the others are new",
      "scheduling a held entry frees it at once, and its claim is stale",
      "scheduling a dead letter brings it back, and removing it takes it out",
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
      "several claims settled at once end together: their entries move to the next instant, or go away",
      "an entry handed in or claimed can be changed without changing the agenda",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "a settled claim is over",
      "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
      "where more tenants wait than a claim can serve, none is passed over again and again",
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
      "several claims settled at once end together: their entries move to the next instant, or go away",
      "an entry handed in or claimed can be changed without changing the agenda",
      "an entry whose lease has run out is claimed anew by a greater token, and the old claim can't touch the new one",
      "a settled claim is over",
      "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
      "where more tenants wait than a claim can serve, none is passed over again and again",
      "entries of one id that two tenants have are two",
    ],
  ),
  broken("schedules the first of several alone", agenda({ scheduled: (entries) => entries.slice(0, 1) }), [
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    "several entries removed at once are gone, those that aren't there as well, and no others",
    "several claims settled at once end together: their entries move to the next instant, or go away",
    "where one of several claims is stale, the first that is stale is named and none is settled",
  ]),
  broken(
    "schedules the first of two with one key",
    agenda({
      scheduled: (entries) =>
        entries.filter((one) => entries.find((other) => keyed(other) === keyed(one)) === one),
    }),
    [
      "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    ],
  ),
  broken("removes the first of several alone", agenda({ takenOut: (keys) => keys.slice(0, 1) }), [
    "several entries removed at once are gone, those that aren't there as well, and no others",
  ]),
  broken("settles the first of several claims alone", agenda({ settling: (claims) => claims.slice(0, 1) }), [
    "several claims settled at once end together: their entries move to the next instant, or go away",
    "where one of several claims is stale, the first that is stale is named and none is settled",
  ]),
  broken(
    "settles claims until one is stale",
    agenda({
      each: (claims, under, settle) =>
        Effect.forEach(claims, (claim) => Effect.map(under(claim), settle), { discard: true }),
    }),
    [
      "several claims settled at once end together: their entries move to the next instant, or go away",
      "where one of several claims is stale, the first that is stale is named and none is settled",
    ],
  ),
  broken("names the last of several stale claims", agenda({ settling: (claims) => [...claims].reverse() }), [
    "where one of several claims is stale, the first that is stale is named and none is settled",
  ]),
  broken("takes entries of two tenants at once", agenda({ checked: () => {} }), [
    "a call that names entries of two tenants dies, and nothing of it is done",
  ]),
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
      "several claims settled at once end together: their entries move to the next instant, or go away",
      ends,
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
    "several entries removed at once are gone, those that aren't there as well, and no others",
    "removing a held entry makes its claim stale",
    "scheduling a dead letter brings it back, and removing it takes it out",
    "a tenant and an entry's id never run together",
  ]),
  broken("claims the newest first", agenda({ order: (a, b) => sound.order(b, a) }), [
    "the next due is the earliest entry's, held or not",
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
    "several entries removed at once are gone, those that aren't there as well, and no others",
    "several claims settled at once end together: their entries move to the next instant, or go away",
    "where one of several claims is stale, the first that is stale is named and none is settled",
    "a call that names entries of two tenants dies, and nothing of it is done",
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "each claim runs for the lease it asked for, from the moment it was made",
    "listening for hints takes nothing and keeps nothing: what is scheduled meanwhile is claimed as ever",
    "entries of one id that two tenants have are two",
  ]),
  broken("claims in the order of insertion", agenda({ order: () => 0 }), [
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "of hundreds scheduled at once those that were there move, held or not, and the others are new",
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
  broken("claims all that is due", agenda({ dealt: (rows) => rows }), [
    "what has been due longest is claimed first, no more than the limit; the next claim goes on from there",
    "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others",
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
    [
      "any entry comes back equal, to the millisecond",
      "any entry dies and comes back equal, of whatever it died",
    ],
  ),
  broken(
    "says that something falls due in the year 9999 where nothing does",
    agenda({ never: () => DateTime.makeUnsafe("9999-12-31T00:00:00Z") }),
    [
      "an empty agenda has nothing to claim and nothing due",
      "settling a claim moves its entry to the next instant, or takes it out",
      "several claims settled at once end together: their entries move to the next instant, or go away",
      "a call that names entries of two tenants dies, and nothing of it is done",
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    ],
  ),
  broken("keeps all tenants in one place", agenda({ keyOf: ({ id, kind }) => `${kind} ${id}` }), [
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "where more tenants wait than a claim can serve, none is passed over again and again",
    "a dead letter is its tenant's own: another neither sees nor redrives it",
    "entries of one id that two tenants have are two",
    "a tenant and an entry's id never run together",
  ]),
  broken("keeps all kinds in one place", agenda({ keyOf: ({ id, tenant }) => `${tenant} ${id}` }), [
    "entries of one id and two kinds are two",
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "several entries removed at once are gone, those that aren't there as well, and no others",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
  ]),
  broken("takes everything for a follow-up", agenda({ kept: (entry) => ({ ...entry, kind: "followUp" }) }), [
    "entries of one id and two kinds are two",
    "several entries scheduled at once are all there; of two with one key the last counts, and none is no error",
    "several entries removed at once are gone, those that aren't there as well, and no others",
    "any entry comes back equal, to the millisecond",
    "of what falls due at one instant the order is that of tenant, kind and id by their code units",
    "any entry dies and comes back equal, of whatever it died",
    "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
  ]),
  broken(
    "joins tenant and id by nothing",
    agenda({ keyOf: ({ id, kind, tenant }) => `${kind} ${tenant}${id}` }),
    ["a tenant and an entry's id never run together"],
  ),
  broken("renews nothing", agenda({ renewed: () => {} }), [
    "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
  ]),
  broken(
    "adds a renewal to what is left of the lease",
    agenda({
      renewed: (row, _now, lease) => {
        row.until += Duration.toMillis(lease)
      },
    }),
    [
      "renewing a claim lets its lease run anew from that moment, longer or shorter, under the same token",
      "a claim of which nobody said what came of it is a try, and no failure",
    ],
  ),
  broken(
    "keeps an entry held that failed",
    agenda({
      retried: (row, dueAt) => {
        const { until } = row
        sound.retried(row, dueAt)
        row.until = until
      },
    }),
    [
      "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
      "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    ],
  ),
  broken(
    "tries a failed entry again at once",
    agenda({ retried: (row) => sound.retried(row, row.entry.dueAt) }),
    [
      "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    ],
  ),
  broken("takes a failed entry for settled", agenda({ retried: sound.settled }), [
    "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
  ]),
  broken("counts no claims, only failures", agenda({ tried: () => {}, retried: countedAsTry }), [
    "an entry that couldn't be handled falls due again when it is said to, free at once, and what was tried is counted",
    "a claim of which nobody said what came of it is a try, and no failure",
    "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    "any entry dies and comes back equal, of whatever it died",
    "a dead letter is its tenant's own: another neither sees nor redrives it",
  ]),
  broken(
    "takes every claim for a failure",
    agenda({
      tried: (row) => {
        row.failures = row.tries
        row.tries += 1
      },
    }),
    ["a claim of which nobody said what came of it is a try, and no failure"],
  ),
  broken("remembers what was tried when an entry is settled", agenda({ settled: moved }), [
    "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
  ]),
  broken(
    "remembers what was tried when an entry is scheduled again",
    agenda({
      again: (row, entry) => {
        delete row.died
        row.entry = entry
        row.until = 0
      },
    }),
    ["an entry that is settled, scheduled or redriven begins anew: nothing of it was tried"],
  ),
  broken(
    "remembers what was tried when a dead letter is redriven",
    agenda({
      redriven: (row, at) => {
        delete row.died
        moved(row, at)
      },
    }),
    ["an entry that is settled, scheduled or redriven begins anew: nothing of it was tried"],
  ),
  broken(
    "lets nothing die",
    agenda({
      buried: (row) => {
        row.until = 0
      },
    }),
    [
      "an entry that is settled, scheduled or redriven begins anew: nothing of it was tried",
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
      "any entry dies and comes back equal, of whatever it died",
      "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
      "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
      "a dead letter is its tenant's own: another neither sees nor redrives it",
    ],
  ),
  broken(
    "keeps a dead letter held",
    agenda({
      buried: (row, died) => {
        row.died = died
      },
    }),
    [
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
    ],
  ),
  broken("knows when dead letters fall due", agenda({ living: (rows) => rows }), [
    "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
  ]),
  broken(
    "knows of one kind of failure",
    agenda({ letter: (row, died) => sound.letter(row, { ...died, failure: "Defect" }) }),
    [
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
      "any entry dies and comes back equal, of whatever it died",
    ],
  ),
  broken(
    "dates a death by when the entry was due",
    agenda({ letter: (row, died) => sound.letter(row, { ...died, at: row.entry.dueAt }) }),
    [
      "a dead letter is claimed no more and never next due; it is kept with why, when and after how many tries",
      "any entry dies and comes back equal, of whatever it died",
      "a dead letter is its tenant's own: another neither sees nor redrives it",
    ],
  ),
  broken("shows everybody all dead letters", agenda({ letters: (rows) => rows }), [
    "a dead letter is its tenant's own: another neither sees nor redrives it",
  ]),
  broken(
    "begins a page of dead letters with the last one before it",
    agenda({ isAfter: (key, after) => sound.letterOrder(key, after) >= 0 }),
    [
      "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
    ],
  ),
  broken("gives one dead letter more than asked", agenda({ pageSize: (limit) => limit + 1 }), [
    "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
  ]),
  broken("lists dead letters as they died", agenda({ letterOrder: () => 0, isAfter }), [
    "dead letters are listed by kind and id, in pages that neither skip nor repeat and are no longer than asked",
  ]),
  broken("redrives what isn't dead", agenda({ isDead: () => true }), [
    "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
  ]),
  broken("redrives at once", agenda({ redriven: (row) => sound.redriven(row, row.entry.dueAt) }), [
    "a redriven dead letter falls due at that moment; what isn't dead can't be redriven",
  ]),
  broken(
    "leaves a dead letter dead when it is scheduled again",
    agenda({
      again: (row, entry) => {
        const { died } = row
        sound.again(row, entry)
        if (died !== undefined) row.died = died
      },
    }),
    ["scheduling a dead letter brings it back, and removing it takes it out"],
  ),
  broken(
    "doesn't remove dead letters",
    agenda({
      removed: (rows, key) => {
        if (rows.get(key)?.died === undefined) rows.delete(key)
      },
    }),
    ["scheduling a dead letter brings it back, and removing it takes it out"],
  ),
  broken(
    "serves whoever has waited longest, however many they are",
    agenda({ dealt: (rows, limit) => rows.slice(0, limit) }),
    [
      "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others",
      "where more tenants wait than a claim can serve, none is passed over again and again",
    ],
  ),
  broken(
    "gives away no share that isn't used",
    agenda({
      dealt: (rows, limit) => {
        const queues = queuesOf(rows).sort((a, b) => servedLast(a) - servedLast(b))
        return queues.flatMap((own) => own.slice(0, Math.ceil(limit / queues.length))).slice(0, limit)
      },
    }),
    [
      "each tenant that waits has an equal share of what is claimed, and what one doesn't use goes to the others",
    ],
  ),
  broken(
    "serves tenants in the order in which they came",
    agenda({
      dealt: (rows, limit) => {
        const tokens = rows.map(({ token }) => token)
        for (const row of rows) row.token = 0
        const dealt = sound.dealt(rows, limit)
        for (const [n, row] of rows.entries()) row.token = tokens[n] ?? 0
        return dealt
      },
    }),
    ["where more tenants wait than a claim can serve, none is passed over again and again"],
  ),
  broken(
    "puts what is due too early or too late at the nearest that it can say",
    agenda({
      kept: (entry) => ({
        ...entry,
        dueAt: DateTime.clamp(entry.dueAt, {
          minimum: DateTime.makeUnsafe("0001-01-01T00:00:00Z"),
          maximum: DateTime.makeUnsafe("9999-12-31T23:59:59.999Z"),
        }),
      }),
    }),
    [ends],
  ),
  broken(
    "dies of what is due before its calendar begins",
    (sound) => ({
      schedule: (given) =>
        Arr.ensure(given).some(({ dueAt }) => DateTime.toEpochMillis(dueAt) < -2.1e14)
          ? Effect.die("date out of range")
          : sound.schedule(given),
    }),
    [ends],
  ),
]
