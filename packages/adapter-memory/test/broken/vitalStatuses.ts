import type { Id, VitalStatus } from "@aftercare/core"
import { VitalStatusStore } from "@aftercare/core/ports"
import { Effect } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Store = VitalStatusStore.VitalStatusStore["Service"]
type Told = VitalStatus.VitalStatus

const broken = replacing(VitalStatusStore.VitalStatusStore)

const added = (all: ReadonlyArray<Told>, told: Told): ReadonlyArray<Told> => [...all, told]

/** A store of its own in a map, by a key that may be wrong, and with another way to write perhaps. */
const keyed =
  (
    keyOf: (tenant: Id.TenantId, patient: Id.PatientId) => string,
    write: (all: ReadonlyArray<Told>, told: Told) => ReadonlyArray<Told> = added,
  ) =>
  (): Partial<Store> => {
    const all = new Map<string, ReadonlyArray<Told>>()
    return {
      of: (tenant, patient) =>
        Effect.sync(() => (all.get(keyOf(tenant, patient)) ?? []).map((told) => ({ ...told }))),
      add: (tenant, told) =>
        Effect.sync(() => {
          const key = keyOf(tenant, told.patient)
          all.set(key, write(all.get(key) ?? [], { ...told }))
        }),
    }
  }

const properly = (tenant: Id.TenantId, patient: Id.PatientId) => `${tenant} ${patient}`
const inOrder =
  "what was told of a patient comes back in the order it was written, whenever it was told, and nobody else's"
const equal = "whatever is told of a patient comes back equal"

export const brokenVitalStatuses: ReadonlyArray<Broken> = [
  broken("is a sound store in a map", keyed(properly), []),
  broken(
    "sorts what was told by when it was",
    keyed(properly, (all, told) =>
      added(all, told).toSorted((a, b) => a.toldAt.epochMilliseconds - b.toldAt.epochMilliseconds),
    ),
    [inOrder, equal],
  ),
  broken(
    "keeps only what was told last",
    keyed(properly, (_, told) => [told]),
    [inOrder, "what several tell at the same time is all kept", equal],
  ),
  broken(
    "keeps all patients in one place",
    keyed((tenant) => tenant),
    [inOrder, "a tenant and a patient's id never run together"],
  ),
  broken(
    "keeps all tenants in one place",
    keyed((_, patient) => patient),
    [
      equal,
      "tenants neither see nor change what others were told",
      "a tenant and a patient's id never run together",
    ],
  ),
  broken(
    "joins tenant and patient by nothing",
    keyed((tenant, patient) => `${tenant}${patient}`),
    ["a tenant and a patient's id never run together"],
  ),
  broken("reads what was told and writes it back a moment later", () => {
    const all = new Map<string, ReadonlyArray<Told>>()
    return {
      of: (tenant, patient) =>
        Effect.sync(() => (all.get(properly(tenant, patient)) ?? []).map((told) => ({ ...told }))),
      add: Effect.fnUntraced(function* (tenant, told) {
        const key = properly(tenant, told.patient)
        const next = added(all.get(key) ?? [], { ...told })
        yield* Effect.yieldNow
        all.set(key, next)
      }),
    }
  }, ["what several tell at the same time is all kept"]),
  broken("keeps what it is given and gives away what it keeps", () => {
    const all = new Map<string, Array<Told>>()
    return {
      of: (tenant, patient) => Effect.sync(() => all.get(properly(tenant, patient)) ?? []),
      add: (tenant, told) =>
        Effect.sync(() => {
          const key = properly(tenant, told.patient)
          all.set(key, all.get(key) ?? [])
          all.get(key)?.push(told)
        }),
    }
  }, ["what was told and is read can be changed without changing the store"]),
  broken(
    "doesn't keep where it was heard",
    (sound) => ({
      add: (tenant, told) =>
        sound.add(tenant, { ...told, source: { _tag: "Staff", staff: "nurse" as Id.StaffId } }),
    }),
    [equal],
  ),
  broken("keeps it in a plain object", () => {
    const all: Record<string, Record<string, ReadonlyArray<Told>>> = {}
    const of = (tenant: Id.TenantId, patient: Id.PatientId) => {
      const ours = all[tenant] ?? {}
      return ours[patient] ?? []
    }
    return {
      of: (tenant, patient) => Effect.sync(() => of(tenant, patient)),
      add: (tenant, told) =>
        Effect.sync(() => {
          const next = Object.freeze(added(of(tenant, told.patient), Object.freeze({ ...told })))
          all[tenant] = { ...all[tenant], [told.patient]: next }
        }),
    }
  }, ["of a patient of whom nothing was told nothing is known"]),
]
