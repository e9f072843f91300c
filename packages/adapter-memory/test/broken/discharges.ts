import type { Discharge, Id } from "@aftercare/core"
import { DischargeStore } from "@aftercare/core/ports"
import { Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = DischargeStore.DischargeStore["Service"]

const broken = replacing(DischargeStore.DischargeStore)

/** A store of its own in a map, by a key that may be wrong. */
const keyed = (keyOf: (tenant: Id.TenantId, id: Id.DischargeId) => string) => (): Partial<Store> => {
  const all = new Map<string, Discharge.Discharge>()
  return {
    find: (tenant, id) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(keyOf(tenant, id))), copied)),
    put: (tenant, discharge) =>
      Effect.sync(() => void all.set(keyOf(tenant, discharge.id), copied(discharge))),
  }
}

const copied = (discharge: Discharge.Discharge): Discharge.Discharge => {
  const [diagnosis, ...diagnoses] = discharge.diagnoses
  const [person, ...persons] = discharge.persons
  return { ...discharge, diagnoses: [diagnosis, ...diagnoses], persons: [person, ...persons] }
}

export const brokenDischarges: ReadonlyArray<Broken> = [
  broken(
    "keeps the first version of a discharge",
    (sound) => ({
      put: (tenant, discharge) =>
        Effect.flatMap(sound.find(tenant, discharge.id), (found) =>
          Option.isSome(found) ? Effect.void : sound.put(tenant, discharge),
        ),
    }),
    ["a discharge written again takes the place of the first"],
  ),
  broken("keeps what it is given and gives away what it keeps", () => {
    const all = new Map<string, Discharge.Discharge>()
    return {
      find: (tenant, id) => Effect.sync(() => Option.fromUndefinedOr(all.get(`${tenant} ${id}`))),
      put: (tenant, discharge) => Effect.sync(() => void all.set(`${tenant} ${discharge.id}`, discharge)),
    }
  }, ["a discharge handed in or read can be changed without changing the store"]),
  broken(
    "forgets caregivers",
    (sound) => ({
      put: (tenant, discharge) => {
        const [first, ...rest] = discharge.persons
        return sound.put(tenant, {
          ...discharge,
          persons: [first, ...rest.filter((person) => person.relation !== "caregiver")],
        })
      },
    }),
    ["any discharge comes back equal"],
  ),
  broken("keeps discharges in a plain object", () => {
    const all: Record<string, Record<string, Discharge.Discharge>> = {}
    return {
      find: (tenant, id) =>
        Effect.sync(() => {
          const ours = all[tenant] ?? {}
          return Option.map(Option.fromUndefinedOr(ours[id]), copied)
        }),
      put: (tenant, discharge) =>
        Effect.sync(() => {
          all[tenant] = { ...all[tenant], [discharge.id]: copied(discharge) }
        }),
    }
  }, ["a discharge that was never written isn't found"]),
  broken(
    "keeps all tenants in one place",
    keyed((_, id) => id),
    [
      "tenants neither see nor change each other's discharges",
      "a tenant and a discharge's id never run together",
    ],
  ),
  broken(
    "joins tenant and id by nothing",
    keyed((tenant, id) => `${tenant}${id}`),
    ["a tenant and a discharge's id never run together"],
  ),
]
