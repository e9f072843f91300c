import { type FollowUpPlan, Id } from "@aftercare/core"
import { PlanStore, StoreError } from "@aftercare/core/ports"
import { DateTime, Effect, Option, Predicate } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Plan = FollowUpPlan.FollowUpPlan
type Event = FollowUpPlan.FollowUpEvent
type Store = PlanStore.PlanStore["Service"]

const broken = replacing(PlanStore.PlanStore)

const versionOf = (sound: Store, tenant: Id.TenantId, id: Id.PlanId) =>
  Effect.map(sound.find(tenant, id), (found) =>
    Option.match(found, { onNone: () => 0, onSome: (f) => f.version }),
  )

const secondOf = (at: DateTime.Utc) =>
  DateTime.makeUnsafe(Math.floor(DateTime.toEpochMillis(at) / 1000) * 1000)

/** What was written besides the sound store, by tenant and plan. */
const remembered = <A>() => {
  const all = new Map<string, A>()
  return {
    get: (tenant: Id.TenantId, id: Id.PlanId) => all.get(`${tenant} ${id}`),
    set: (tenant: Id.TenantId, id: Id.PlanId, value: A) =>
      Effect.sync(() => void all.set(`${tenant} ${id}`, value)),
  }
}

/** Every plan of a tenant, in the order the sound store has them. */
const everyPlan = (sound: Store, tenant: Id.TenantId) =>
  Effect.map(sound.list(tenant, { limit: 1_000 }), (page) => page.records)

/** The first page of what is left of a listing. */
const pageOf = (rest: ReadonlyArray<PlanStore.Versioned<Plan>>, limit: number) => {
  const records = rest.slice(0, limit)
  const last = Option.fromUndefinedOr(records.at(-1)?.record.id)
  return { records, next: rest.length > limit ? last : Option.none() }
}

/** A store that keeps plans under other tenants and ids than those it is given; `mixed`, and it lists everybody's. */
const renamed =
  (rename: (tenant: Id.TenantId, id: Id.PlanId) => readonly [Id.TenantId, Id.PlanId], mixed = false) =>
  (sound: Store): Partial<Store> => {
    const given = new Map<string, { readonly tenant: Id.TenantId; readonly id: Id.PlanId }>()
    const under = (tenant: Id.TenantId, plan: Plan): readonly [Id.TenantId, Plan] => {
      const [t, id] = rename(tenant, plan.id)
      if (!given.has(id)) given.set(id, { tenant, id: plan.id })
      return [t, { ...plan, id }]
    }
    const back = ({ record, version }: PlanStore.Versioned<Plan>) => ({
      record: { ...record, id: given.get(record.id)?.id ?? record.id },
      version,
    })
    const named = (id: Id.PlanId) =>
      Effect.mapError(({ reason }: StoreError.StoreError) =>
        StoreError.because("record" in reason ? { ...reason, record: id } : reason),
      )
    return {
      find: (tenant, id) => Effect.map(sound.find(...rename(tenant, id)), Option.map(back)),
      events: (tenant, id) => sound.events(...rename(tenant, id)),
      insert: (tenant, plan, events) =>
        named(plan.id)(Effect.suspend(() => sound.insert(...under(tenant, plan), events))),
      update: (tenant, plan, version, events) =>
        named(plan.id)(Effect.suspend(() => sound.update(...under(tenant, plan), version, events))),
      list: (tenant, { after, limit }) =>
        Effect.map(everyPlan(sound, rename(tenant, Id.PlanId.make("any"))[0]), (all) => {
          const ours = all.filter(({ record }) => mixed || given.get(record.id)?.tenant === tenant).map(back)
          const rest = ours.filter(({ record }) => after === undefined || record.id > after)
          return pageOf(
            rest.sort((a, b) => (a.record.id < b.record.id ? -1 : 1)),
            limit,
          )
        }),
    }
  }

export const brokenPlans: ReadonlyArray<Broken> = [
  broken(
    "doesn't look at versions",
    (sound) => ({
      update: (tenant, plan, _expected, events) =>
        Effect.flatMap(versionOf(sound, tenant, plan.id), (actual) =>
          sound.update(tenant, plan, actual, events),
        ),
    }),
    [
      "an update that was decided on an older version is refused, and loses nothing",
      "an update that expects a version nobody wrote is refused",
      "of updates at the same time on one version one is written, with its events",
    ],
  ),
  broken(
    "looks at the version first and writes a moment later",
    (sound) => ({
      update: Effect.fnUntraced(function* (tenant, plan, expected, events) {
        const actual = yield* versionOf(sound, tenant, plan.id)
        if (actual === expected) yield* Effect.yieldNow
        const now = yield* versionOf(sound, tenant, plan.id)
        return yield* sound.update(tenant, plan, actual === expected ? now : expected, events)
      }),
    }),
    ["of updates at the same time on one version one is written, with its events"],
  ),
  broken(
    "takes an insertion for an update",
    (sound) => ({
      insert: Effect.fnUntraced(function* (tenant, plan, events) {
        const version = yield* versionOf(sound, tenant, plan.id)
        yield* version === 0
          ? sound.insert(tenant, plan, events)
          : sound.update(tenant, plan, version, events)
      }),
    }),
    [
      "of insertions at the same time of one plan one is written, with its events",
      "a plan that is there already can't be inserted, and stays as it is",
    ],
  ),
  broken(
    "takes an update for an insertion",
    (sound) => ({
      update: Effect.fnUntraced(function* (tenant, plan, expected, events) {
        const version = yield* versionOf(sound, tenant, plan.id)
        yield* version === 0
          ? sound.insert(tenant, plan, events)
          : sound.update(tenant, plan, expected, events)
      }),
    }),
    [
      "a plan that isn't there can't be updated, and nothing of it is left behind",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "keeps the events of the last write alone",
    (sound) => {
      const last = remembered<ReadonlyArray<Event>>()
      return {
        insert: (tenant, plan, events) =>
          Effect.andThen(sound.insert(tenant, plan, events), last.set(tenant, plan.id, events)),
        update: (tenant, plan, expected, events) =>
          Effect.andThen(sound.update(tenant, plan, expected, events), last.set(tenant, plan.id, events)),
        events: (tenant, id) => Effect.sync(() => last.get(tenant, id) ?? []),
      }
    },
    [
      "events come back in the order they were written, those of every write",
      "what was handed in to be written can be changed afterwards without changing the store",
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
      "an update that was decided on an older version is refused, and loses nothing",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "gives the newest event first",
    (sound) => ({
      events: (tenant, id) => Effect.map(sound.events(tenant, id), (events) => [...events].reverse()),
    }),
    [
      "events come back in the order they were written, those of every write",
      "any events come back equal",
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
      "an update that was decided on an older version is refused, and loses nothing",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "writes a plan's events first and its plan afterwards, if at all",
    (sound) => {
      const all = remembered<ReadonlyArray<Event>>()
      const add = (tenant: Id.TenantId, id: Id.PlanId, events: ReadonlyArray<Event>) =>
        Effect.suspend(() => all.set(tenant, id, [...(all.get(tenant, id) ?? []), ...events]))
      return {
        insert: (tenant, plan, events) =>
          Effect.andThen(add(tenant, plan.id, events), sound.insert(tenant, plan, events)),
        update: (tenant, plan, expected, events) =>
          Effect.andThen(add(tenant, plan.id, events), sound.update(tenant, plan, expected, events)),
        events: (tenant, id) => Effect.sync(() => all.get(tenant, id) ?? []),
      }
    },
    [
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
      "an update that was decided on an older version is refused, and loses nothing",
      "an update that expects a version nobody wrote is refused",
      "of updates at the same time on one version one is written, with its events",
      "of insertions at the same time of one plan one is written, with its events",
      "a plan that is there already can't be inserted, and stays as it is",
      "a plan that isn't there can't be updated, and nothing of it is left behind",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "keeps what it is given and gives away what it keeps",
    (sound) => {
      const plans = remembered<Plan>()
      const events = remembered<Array<Event>>()
      return {
        insert: (tenant, plan, given) =>
          sound
            .insert(tenant, plan, given)
            .pipe(
              Effect.andThen(plans.set(tenant, plan.id, plan)),
              Effect.andThen(events.set(tenant, plan.id, given as Array<Event>)),
            ),
        update: (tenant, plan, expected, given) =>
          sound
            .update(tenant, plan, expected, given)
            .pipe(
              Effect.andThen(plans.set(tenant, plan.id, plan)),
              Effect.andThen(Effect.sync(() => void events.get(tenant, plan.id)?.push(...given))),
            ),
        find: (tenant, id) =>
          Effect.map(
            sound.find(tenant, id),
            Option.map(({ record, version }) => ({ record: plans.get(tenant, id) ?? record, version })),
          ),
        events: (tenant, id) => Effect.sync(() => events.get(tenant, id) ?? []),
      }
    },
    [
      "what was handed in to be written can be changed afterwards without changing the store",
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
    ],
  ),
  broken(
    "keeps instants to the second",
    (sound) => ({
      insert: (tenant, plan, events) =>
        sound.insert(tenant, { ...plan, dischargedAt: secondOf(plan.dischargedAt) }, events),
    }),
    ["any plan comes back equal, found and listed"],
  ),
  broken(
    "keeps text in one Unicode form",
    (sound) => {
      const normalised = <A>(value: A): A =>
        (typeof value === "string"
          ? value.normalize("NFKD")
          : Array.isArray(value)
            ? value.map(normalised)
            : Predicate.isObject(value) && Object.getPrototypeOf(value) === Object.prototype
              ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, normalised(part)]))
              : value) as A
      return { insert: (tenant, plan, events) => sound.insert(tenant, plan, normalised(events)) }
    },
    ["any events come back equal"],
  ),
  broken(
    "lists the plans as they were inserted",
    (sound) => {
      const first = remembered<Plan>()
      return {
        insert: (tenant, plan, events) =>
          Effect.andThen(sound.insert(tenant, plan, events), first.set(tenant, plan.id, plan)),
        list: (tenant, options) =>
          Effect.map(sound.list(tenant, options), ({ next, records }) => ({
            next,
            records: records.map(({ record }) => ({
              record: first.get(tenant, record.id) ?? record,
              version: 1,
            })),
          })),
      }
    },
    ["plans are listed by id, in the order of code units whatever the locale, at their newest version"],
  ),
  broken(
    "sorts ids as a dictionary does",
    (sound) => ({
      list: (tenant, { after, limit }) =>
        Effect.map(everyPlan(sound, tenant), (all) => {
          const order = new Intl.Collator("en").compare
          const sorted = [...all].sort((a, b) => order(a.record.id, b.record.id))
          const rest = sorted.filter(({ record }) => after === undefined || order(record.id, after) > 0)
          return pageOf(rest, limit)
        }),
    }),
    [
      "plans are listed by id, in the order of code units whatever the locale, at their newest version",
      "pages hold at most as many plans as asked for, and together every plan once",
    ],
  ),
  broken(
    "begins a page one plan too late",
    (sound) => ({
      list: (tenant, { after, limit }) =>
        Effect.map(everyPlan(sound, tenant), (all) => {
          const rest = all
            .filter(({ record }) => after === undefined || record.id > after)
            .slice(after === undefined ? 0 : 1)
          return pageOf(rest, limit)
        }),
    }),
    [
      "pages hold at most as many plans as asked for, and together every plan once",
      "plans inserted while somebody turns the pages move none that was there",
      "a page may begin behind an id that isn't there",
    ],
  ),
  broken(
    "begins a page with the last plan of the one before",
    (sound) => ({
      list: (tenant, { after, limit }) =>
        Effect.map(everyPlan(sound, tenant), (all) => {
          const rest = all.filter(({ record }) => after === undefined || record.id >= after)
          return pageOf(rest, limit)
        }),
    }),
    [
      "pages hold at most as many plans as asked for, and together every plan once",
      "plans inserted while somebody turns the pages move none that was there",
    ],
  ),
  broken(
    "counts pages instead of remembering where they end",
    (sound) => {
      const seen = new Map<string, number>()
      return {
        list: (tenant, { after, limit }) =>
          Effect.map(everyPlan(sound, tenant), (all) => {
            const offset = after === undefined ? 0 : (seen.get(tenant) ?? 0)
            seen.set(tenant, offset + limit)
            return pageOf(all.slice(offset), limit)
          }),
      }
    },
    [
      "plans inserted while somebody turns the pages move none that was there",
      "a page may begin behind an id that isn't there",
    ],
  ),
  broken(
    "always promises one more page",
    (sound) => ({
      list: (tenant, options) =>
        Effect.map(sound.list(tenant, options), ({ records }) => ({
          records,
          next: Option.fromUndefinedOr(records.at(-1)?.record.id),
        })),
    }),
    [
      "plans are listed by id, in the order of code units whatever the locale, at their newest version",
      "pages hold at most as many plans as asked for, and together every plan once",
    ],
  ),
  broken(
    "gives a page more than it was asked for",
    (sound) => ({
      list: (tenant, { limit, ...rest }) => sound.list(tenant, { ...rest, limit: limit + 1 }),
    }),
    [
      "pages hold at most as many plans as asked for, and together every plan once",
      "plans inserted while somebody turns the pages move none that was there",
    ],
  ),
  broken(
    "looks for the page's beginning among the plans",
    (sound) => ({
      list: (tenant, { after, limit }) =>
        Effect.map(everyPlan(sound, tenant), (all) => {
          const rest = all.slice(all.findIndex(({ record }) => record.id === after) + 1)
          return pageOf(rest, limit)
        }),
    }),
    ["a page may begin behind an id that isn't there"],
  ),
  broken(
    "keeps all tenants in one place",
    renamed((_, id) => [Id.TenantId.make("all"), id], true),
    [
      "any plan comes back equal, found and listed",
      "any events come back equal",
      "tenants neither see nor change each other's plans",
      "a tenant and a plan's id never run together",
    ],
  ),
  broken(
    "joins tenant and id by a slash",
    renamed((tenant, id) => [Id.TenantId.make("all"), Id.PlanId.make(`${tenant}/${id}`)]),
    ["a tenant and a plan's id never run together"],
  ),
  broken(
    "takes no notice of case",
    renamed((tenant, id) => [tenant, Id.PlanId.make(id.toLowerCase())]),
    [
      "ids that differ in case alone are different ids",
      "plans are listed by id, in the order of code units whatever the locale, at their newest version",
      "pages hold at most as many plans as asked for, and together every plan once",
      "a tenant and a plan's id never run together",
    ],
  ),
  broken(
    "keeps events in a plain object",
    (sound) => {
      const all: Record<string, ReadonlyArray<Event>> = {}
      const keep = (id: Id.PlanId, events: ReadonlyArray<Event>) =>
        Effect.sync(() => {
          all[id] = [...(all[id] ?? []), ...events]
        })
      return {
        insert: (tenant, plan, events) =>
          Effect.andThen(sound.insert(tenant, plan, events), keep(plan.id, events)),
        update: (tenant, plan, expected, events) =>
          Effect.andThen(sound.update(tenant, plan, expected, events), keep(plan.id, events)),
        events: (_tenant, id) => Effect.sync(() => all[id] ?? []),
      }
    },
    [
      "what was never written isn't found: no plan, no events, an empty page",
      "any events come back equal",
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "counts versions from 0",
    (sound) => ({
      find: (tenant, id) =>
        Effect.map(
          sound.find(tenant, id),
          Option.map(({ record, version }) => ({ record, version: version - 1 })),
        ),
      update: (tenant, plan, expected, events) => sound.update(tenant, plan, expected + 1, events),
    }),
    [
      "a plan is found as it was inserted, at version 1",
      "an update takes the plan's place, one version further",
      "events come back in the order they were written, those of every write",
      "ids that differ in case alone are different ids",
      "any plan comes back equal, found and listed",
      "what was read is the reader's: later writes don't change it, and changing it changes nothing in the store",
      "an update that was decided on an older version is refused, and loses nothing",
      "an update that expects a version nobody wrote is refused",
      "of updates at the same time on one version one is written, with its events",
      "a plan that is there already can't be inserted, and stays as it is",
      "plans are listed by id, in the order of code units whatever the locale, at their newest version",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "dies of a refusal",
    (sound) => ({
      insert: (tenant, plan, events) => Effect.orDie(sound.insert(tenant, plan, events)),
      update: (tenant, plan, expected, events) => Effect.orDie(sound.update(tenant, plan, expected, events)),
    }),
    [
      "an update that was decided on an older version is refused, and loses nothing",
      "an update that expects a version nobody wrote is refused",
      "of updates at the same time on one version one is written, with its events",
      "of insertions at the same time of one plan one is written, with its events",
      "a plan that is there already can't be inserted, and stays as it is",
      "a plan that isn't there can't be updated, and nothing of it is left behind",
      "tenants neither see nor change each other's plans",
    ],
  ),
  broken(
    "calls every refusal an outage",
    (sound) => {
      const detail = Effect.mapError(() =>
        StoreError.because({ _tag: "Unavailable", detail: "duplicate key" }),
      )
      return {
        insert: (tenant, plan, events) => detail(sound.insert(tenant, plan, events)),
        update: (tenant, plan, expected, events) => detail(sound.update(tenant, plan, expected, events)),
      }
    },
    [
      "an update that was decided on an older version is refused, and loses nothing",
      "an update that expects a version nobody wrote is refused",
      "of updates at the same time on one version one is written, with its events",
      "of insertions at the same time of one plan one is written, with its events",
      "a plan that is there already can't be inserted, and stays as it is",
      "a plan that isn't there can't be updated, and nothing of it is left behind",
      "tenants neither see nor change each other's plans",
    ],
  ),
]
