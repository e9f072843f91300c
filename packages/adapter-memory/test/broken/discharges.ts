import type { Discharge, Id } from "@aftercare/core"
import { DischargeStore } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = DischargeStore.DischargeStore["Service"]

const broken = replacing(DischargeStore.DischargeStore)

/** A store of its own in a map, by a key that may be wrong. */
const keyed = (keyOf: (tenant: Id.TenantId, id: Id.DischargeId) => string) => (): Partial<Store> => {
  const all = new Map<string, Discharge.Discharge>()
  return {
    find: (tenant, id) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(keyOf(tenant, id))), copied)),
    ofPatient: (tenant, patient) =>
      Effect.sync(() =>
        staysOf(
          [...all].flatMap(([key, d]) => (key === keyOf(tenant, d.id) ? [d] : [])),
          patient,
        ),
      ),
    put: (tenant, discharge) =>
      Effect.sync(() => void all.set(keyOf(tenant, discharge.id), copied(discharge))),
  }
}

const staysOf = (all: ReadonlyArray<Discharge.Discharge>, patient: Id.PatientId) =>
  all
    .filter((discharge) => discharge.patient === patient)
    .sort(
      (a, b) =>
        DateTime.toEpochMillis(a.dischargedAt) - DateTime.toEpochMillis(b.dischargedAt) ||
        (a.id < b.id ? -1 : 1),
    )
    .map(copied)

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
    [
      "a discharge written again takes the place of the first",
      "a discharge that turns out another patient's is found with that one alone",
    ],
  ),
  broken("keeps what it is given and gives away what it keeps", () => {
    const all = new Map<string, Discharge.Discharge>()
    return {
      find: (tenant, id) => Effect.sync(() => Option.fromUndefinedOr(all.get(`${tenant} ${id}`))),
      ofPatient: (tenant, patient) =>
        Effect.sync(() =>
          staysOf(
            [...all].flatMap(([key, d]) => (key.startsWith(`${tenant} `) ? [d] : [])),
            patient,
          ),
        ),
      put: (tenant, discharge) => Effect.sync(() => void all.set(`${tenant} ${discharge.id}`, discharge)),
    }
  }, ["a discharge handed in or read can be changed without changing the store"]),
  broken(
    "gives a patient's discharges in no order",
    (sound) => ({
      ofPatient: (tenant, patient) =>
        Effect.map(sound.ofPatient(tenant, patient), (found) => [...found].reverse()),
    }),
    ["a patient's discharges are found together, the earliest first"],
  ),
  broken(
    "leaves a corrected discharge with its former patient",
    (sound) => {
      const seen = new Map<string, Array<Discharge.Discharge>>()
      return {
        put: (tenant, discharge) => {
          const key = `${tenant} ${discharge.patient}`
          const others = (seen.get(key) ?? []).filter(({ id }) => id !== discharge.id)
          seen.set(key, [...others, copied(discharge)])
          return sound.put(tenant, discharge)
        },
        ofPatient: (tenant, patient) =>
          Effect.sync(() => staysOf(seen.get(`${tenant} ${patient}`) ?? [], patient)),
      }
    },
    ["a discharge that turns out another patient's is found with that one alone"],
  ),
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
      ofPatient: (tenant, patient) => Effect.sync(() => staysOf(Object.values(all[tenant] ?? {}), patient)),
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
