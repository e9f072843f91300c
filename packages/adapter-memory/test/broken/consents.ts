import type { Consent, Id } from "@aftercare/core"
import { ConsentStore } from "@aftercare/core/ports"
import { Effect } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = ConsentStore.ConsentStore["Service"]

const broken = replacing(ConsentStore.ConsentStore)

const replaced = (all: ReadonlyArray<Consent.Consent>, consent: Consent.Consent) =>
  all.some(({ id }) => id === consent.id)
    ? all.map((known) => (known.id === consent.id ? consent : known))
    : [...all, consent]

/** A store of its own in a map, by a key that may be wrong, and with another way to write perhaps. */
const keyed =
  (
    keyOf: (tenant: Id.TenantId, person: Id.PersonId) => string,
    write: (
      all: ReadonlyArray<Consent.Consent>,
      consent: Consent.Consent,
    ) => ReadonlyArray<Consent.Consent> = replaced,
  ) =>
  (): Partial<Store> => {
    const all = new Map<string, ReadonlyArray<Consent.Consent>>()
    return {
      of: (tenant, person) =>
        Effect.sync(() => (all.get(keyOf(tenant, person)) ?? []).map((consent) => ({ ...consent }))),
      put: (tenant, { channels: [channel, ...channels], ...consent }) =>
        Effect.sync(() => {
          const key = keyOf(tenant, consent.person)
          all.set(key, write(all.get(key) ?? [], { ...consent, channels: [channel, ...channels] }))
        }),
    }
  }

const properly = (tenant: Id.TenantId, person: Id.PersonId) => `${tenant} ${person}`

export const brokenConsents: ReadonlyArray<Broken> = [
  broken("is a sound store in a map", keyed(properly), []),
  broken(
    "puts a consent written again at the end",
    keyed(properly, (all, consent) => [...all.filter(({ id }) => id !== consent.id), consent]),
    ["a consent written again takes its old place: that is how a withdrawal is kept"],
  ),
  broken(
    "keeps a withdrawal beside its consent",
    keyed(properly, (all, consent) => [...all, consent]),
    ["a consent written again takes its old place: that is how a withdrawal is kept"],
  ),
  broken(
    "sorts consents by when they were given",
    keyed(properly, (all, consent) => replaced(all, consent).toSorted((a, b) => (a.id < b.id ? -1 : 1))),
    [
      "a person's consents come back in the order they were first written, nobody else's among them",
      "a consent written again takes its old place: that is how a withdrawal is kept",
      "any consents of a person come back equal",
    ],
  ),
  broken(
    "keeps all persons in one place",
    keyed((tenant) => tenant),
    [
      "a person's consents come back in the order they were first written, nobody else's among them",
      "consents of one id that two persons have are two",
      "a tenant and a person's id never run together",
    ],
  ),
  broken(
    "keeps all tenants in one place",
    keyed((_, person) => person),
    [
      "any consents of a person come back equal",
      "tenants neither see nor change each other's consents",
      "a tenant and a person's id never run together",
    ],
  ),
  broken(
    "joins tenant and person by nothing",
    keyed((tenant, person) => `${tenant}${person}`),
    ["a tenant and a person's id never run together"],
  ),
  broken(
    "takes persons whose ids differ in case alone for one",
    keyed((tenant, person) => JSON.stringify([tenant, person.toLowerCase()])),
    ["a tenant and a person's id never run together"],
  ),
  broken(
    "takes tenants whose names differ in case alone for one",
    keyed((tenant, person) => JSON.stringify([tenant.toLowerCase(), person])),
    ["a tenant and a person's id never run together"],
  ),
  broken(
    "knows a consent by its own id alone",
    (sound) => {
      const lastOf = new Map<string, Id.PersonId>()
      const keyOf = (tenant: Id.TenantId, id: Id.ConsentId) => JSON.stringify([tenant, id])
      return {
        of: (tenant, person) =>
          Effect.map(sound.of(tenant, person), (all) =>
            all.filter(({ id }) => lastOf.get(keyOf(tenant, id)) === person),
          ),
        put: (tenant, consent) => {
          lastOf.set(keyOf(tenant, consent.id), consent.person)
          return sound.put(tenant, consent)
        },
      }
    },
    ["consents of one id that two persons have are two"],
  ),
  broken("reads a person's consents and writes them back a moment later", () => {
    const all = new Map<string, ReadonlyArray<Consent.Consent>>()
    return {
      of: (tenant, person) =>
        Effect.sync(() => [...(all.get(properly(tenant, person)) ?? [])].map((consent) => ({ ...consent }))),
      put: Effect.fnUntraced(function* (tenant, { channels: [channel, ...channels], ...consent }) {
        const key = properly(tenant, consent.person)
        const next = replaced(all.get(key) ?? [], { ...consent, channels: [channel, ...channels] })
        yield* Effect.yieldNow
        all.set(key, next)
      }),
    }
  }, ["consents written at the same time are all kept"]),
  broken("keeps what it is given and gives away what it keeps", () => {
    const all = new Map<string, Array<Consent.Consent>>()
    return {
      of: (tenant, person) => Effect.sync(() => all.get(properly(tenant, person)) ?? []),
      put: (tenant, consent) =>
        Effect.sync(() => {
          const key = properly(tenant, consent.person)
          const kept = all.get(key) ?? []
          all.set(key, kept)
          const at = kept.findIndex(({ id }) => id === consent.id)
          if (at < 0) kept.push(consent)
          else kept[at] = consent
        }),
    }
  }, ["consents handed in or read can be changed without changing the store"]),
  broken(
    "forgets withdrawals at the moment of the grant",
    (sound) => ({
      put: (tenant, { withdrawnAt, ...consent }) =>
        sound.put(
          tenant,
          withdrawnAt === undefined || withdrawnAt.epochMilliseconds === consent.givenAt.epochMilliseconds
            ? consent
            : { ...consent, withdrawnAt },
        ),
    }),
    ["any consents of a person come back equal"],
  ),
  broken("keeps consents in a plain object", () => {
    const all: Record<string, Record<string, ReadonlyArray<Consent.Consent>>> = {}
    const of = (tenant: Id.TenantId, person: Id.PersonId) => {
      const ours = all[tenant] ?? {}
      return ours[person] ?? []
    }
    return {
      of: (tenant, person) => Effect.sync(() => of(tenant, person)),
      put: (tenant, { channels: [channel, ...channels], ...consent }) =>
        Effect.sync(() => {
          const kept = Object.freeze({ ...consent, channels: [channel, ...channels] } as const)
          all[tenant] = {
            ...all[tenant],
            [consent.person]: Object.freeze(replaced(of(tenant, consent.person), kept)),
          }
        }),
    }
  }, ["a person who never gave a consent has none"]),
]
