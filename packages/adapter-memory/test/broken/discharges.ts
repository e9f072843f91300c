import type { Discharge, Id } from "@aftercare/core"
import { DischargeStore } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = DischargeStore.DischargeStore["Service"]

const broken = replacing(DischargeStore.DischargeStore)

/** A store of its own in a map, by a key that may be wrong. */
const keyed = (keyOf: (tenant: Id.TenantId, id: Id.DischargeId) => string) => (): Partial<Store> => {
  const all = new Map<string, Discharge.Discharge>()
  const allOf = (tenant: Id.TenantId) =>
    [...all].flatMap(([key, d]) => (key === keyOf(tenant, d.id) ? [d] : []))
  return {
    find: (tenant, id) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(keyOf(tenant, id))), copied)),
    ofPatient: (tenant, patient) => Effect.sync(() => staysOf(allOf(tenant), patient)),
    ofPhone: (tenant, sought) => Effect.sync(() => reachedBy(allOf(tenant), sought)),
    ofRecordNumber: (tenant, sought) => Effect.sync(() => recordedAs(allOf(tenant), sought)),
    put: (tenant, discharge) =>
      Effect.sync(() => void all.set(keyOf(tenant, discharge.id), copied(discharge))),
  }
}

type LookUp = ReturnType<Store["ofPhone"]>

/** A store that looks something up among all tenants that were written to. */
const acrossTenants =
  (
    wrong: (
      sound: Store,
      each: (tenant: Id.TenantId, lookUp: (tenant: Id.TenantId) => LookUp) => LookUp,
    ) => Partial<Store>,
  ) =>
  (sound: Store): Partial<Store> => {
    const tenants = new Set<Id.TenantId>()
    return {
      put: (tenant, discharge) => {
        tenants.add(tenant)
        return sound.put(tenant, discharge)
      },
      ...wrong(sound, (tenant, lookUp) =>
        Effect.map(Effect.forEach(new Set([tenant, ...tenants]), lookUp), (found) => found.flat()),
      ),
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

const reachedBy = (
  all: ReadonlyArray<Discharge.Discharge>,
  { limit, phone }: Parameters<Store["ofPhone"]>[1],
) =>
  newestOf(
    all.filter(({ persons }) => persons.some((person) => person.phone === phone)),
    limit,
  )

const recordedAs = (
  all: ReadonlyArray<Discharge.Discharge>,
  { limit, recordNumber }: Parameters<Store["ofRecordNumber"]>[1],
) =>
  newestOf(
    all.filter((discharge) => discharge.recordNumber === recordNumber),
    limit,
  )

const newestOf = (all: ReadonlyArray<Discharge.Discharge>, limit: number) =>
  [...all]
    .sort(
      (a, b) =>
        DateTime.toEpochMillis(b.dischargedAt) - DateTime.toEpochMillis(a.dischargedAt) ||
        (a.id < b.id ? -1 : 1),
    )
    .slice(0, limit)
    .map(copied)

const copied = (discharge: Discharge.Discharge): Discharge.Discharge => {
  const [diagnosis, ...diagnoses] = discharge.diagnoses
  const [person, ...persons] = discharge.persons
  return { ...discharge, diagnoses: [diagnosis, ...diagnoses], persons: [person, ...persons] }
}

const newest =
  "discharges with a number come the newest first, of one instant by id in code units, as many as asked for"
const now = "a number is found in the discharges that have it now, also where a later one has another"
const recorded =
  "discharges with a record number come the newest first, of one instant by id, as many as asked for, and as it is now"
const kept = "tenants neither see nor change each other's discharges"

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
      now,
      recorded,
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
      ofPhone: (tenant, sought) =>
        Effect.sync(() =>
          reachedBy(
            [...all].flatMap(([key, d]) => (key.startsWith(`${tenant} `) ? [d] : [])),
            sought,
          ),
        ),
      ofRecordNumber: (tenant, sought) =>
        Effect.sync(() =>
          recordedAs(
            [...all].flatMap(([key, d]) => (key.startsWith(`${tenant} `) ? [d] : [])),
            sought,
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
    "gives the oldest discharges with a number",
    (sound) => ({
      ofPhone: (tenant, { limit, phone }) =>
        Effect.map(sound.ofPhone(tenant, { phone, limit: 1_000 }), (found) =>
          [...found].reverse().slice(0, limit),
        ),
    }),
    [newest, now],
  ),
  broken(
    "gives every discharge with a number",
    (sound) => ({ ofPhone: (tenant, { phone }) => sound.ofPhone(tenant, { phone, limit: 1_000 }) }),
    [newest],
  ),
  broken(
    "finds a discharge by the first person's number alone",
    (sound) => ({
      ofPhone: (tenant, { limit, phone }) =>
        Effect.map(sound.ofPhone(tenant, { phone, limit: 1_000 }), (found) =>
          found.filter(({ persons: [first] }) => first.phone === phone).slice(0, limit),
        ),
    }),
    [newest, "any discharge comes back equal"],
  ),
  broken(
    "gives a discharge once for every person with the number",
    (sound) => ({
      ofPhone: (tenant, { limit, phone }) =>
        Effect.map(sound.ofPhone(tenant, { phone, limit: 1_000 }), (found) =>
          found
            .flatMap((one) => one.persons.flatMap((person) => (person.phone === phone ? [one] : [])))
            .slice(0, limit),
        ),
    }),
    [newest],
  ),
  broken(
    "still finds a discharge by a number that was corrected",
    (sound) => {
      const written: Array<readonly [tenant: string, discharge: Discharge.Discharge]> = []
      return {
        put: (tenant, discharge) => {
          written.push([tenant, discharge])
          return sound.put(tenant, discharge)
        },
        ofPhone: (tenant, sought) => {
          const all = written.flatMap(([of, one]) => (of === tenant ? [one] : []))
          const ids = new Set(reachedBy(all, sought).map(({ id }) => id))
          return Effect.forEach(ids, (id) => Effect.map(sound.find(tenant, id), Option.getOrThrow))
        },
      }
    },
    [now],
  ),
  broken(
    "finds patients by the numbers of their last discharge alone",
    (sound) => ({
      ofPhone: (tenant, sought) =>
        Effect.flatMap(sound.ofPhone(tenant, sought), (found) =>
          Effect.filter(found, ({ id, patient }) =>
            Effect.map(sound.ofPatient(tenant, patient), (stays) => stays.at(-1)?.id === id),
          ),
        ),
    }),
    [now],
  ),
  broken(
    "finds the numbers of all tenants",
    acrossTenants((sound, each) => ({
      ofPhone: (tenant, sought) => each(tenant, (one) => sound.ofPhone(one, sought)),
    })),
    [kept],
  ),
  broken(
    "gives the oldest discharges with a record number",
    (sound) => ({
      ofRecordNumber: (tenant, { limit, recordNumber }) =>
        Effect.map(sound.ofRecordNumber(tenant, { recordNumber, limit: 1_000 }), (found) =>
          [...found].reverse().slice(0, limit),
        ),
    }),
    [recorded],
  ),
  broken(
    "gives every discharge with a record number",
    (sound) => ({
      ofRecordNumber: (tenant, { recordNumber }) =>
        sound.ofRecordNumber(tenant, { recordNumber, limit: 1_000 }),
    }),
    [recorded],
  ),
  broken(
    "takes record numbers for the same that differ in case",
    (sound) => {
      const written: Array<readonly [tenant: string, discharge: Discharge.Discharge]> = []
      return {
        put: (tenant, discharge) => {
          written.push([tenant, copied(discharge)])
          return sound.put(tenant, discharge)
        },
        ofRecordNumber: (tenant, { limit, recordNumber }) =>
          Effect.sync(() => {
            const last = new Map(written.flatMap(([of, one]) => (of === tenant ? [[one.id, one]] : [])))
            const meant = recordNumber.toLowerCase()
            return newestOf(
              [...last.values()].filter((one) => one.recordNumber?.toLowerCase() === meant),
              limit,
            )
          }),
      }
    },
    [recorded],
  ),
  broken(
    "finds the record numbers of all tenants",
    acrossTenants((sound, each) => ({
      ofRecordNumber: (tenant, sought) => each(tenant, (one) => sound.ofRecordNumber(one, sought)),
    })),
    ["any discharge comes back equal", kept],
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
      ofPhone: (tenant, sought) => Effect.sync(() => reachedBy(Object.values(all[tenant] ?? {}), sought)),
      ofRecordNumber: (tenant, sought) =>
        Effect.sync(() => recordedAs(Object.values(all[tenant] ?? {}), sought)),
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
      "any discharge comes back equal",
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
