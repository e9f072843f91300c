/** Who of a bundle's people are known as one person: by an identifier, or by a link that says so; never by a name. */
import { type Entry, type Find, placeOf, readEntry } from "./BundleEntries.ts"
import type { Origin } from "./BundlePerson.ts"
import * as Resources from "./BundleResources.ts"
import { decode, personId } from "./DischargeRow.ts"

/** The resource's own id where no system is asked for, else the identifier of that system that isn't `old`. */
export const idOf = (
  { id, identifier = [] }: { readonly id?: string; readonly identifier?: Resources.Identifiers },
  system: string | undefined,
  place: string,
): Origin => {
  if (system === undefined) return { value: id, path: `${place}.id` }
  const at = identifier.findIndex((each) => each.system === system && each.use !== "old")
  return at < 0
    ? { path: `${place}.identifier` }
    : { value: identifier[at]?.value, path: `${place}.identifier[${at}].value` }
}

/** The systems of identifiers that tell who is one person. */
export interface Systems {
  readonly patient?: string
  readonly person?: string
}

/** What people are known by beyond one patient's record; without a value they are known there alone. */
export interface Identities {
  readonly ofPatient: (entry: Entry, patient: Resources.Patient) => Origin
  readonly ofRelated: (entry: Entry, related: Resources.RelatedPerson) => Origin
}

const decodePatient = decode(Resources.Patient, "ignore")
const decodeRelated = decode(Resources.RelatedPerson, "ignore")

/** The people of a bundle. An identifier of the system asked for goes before a link. */
export const identitiesOf = (
  entries: ReadonlyArray<Entry>,
  find: Find,
  { patient: patients, person: persons }: Systems = {},
): Identities => {
  const links = linked(entries, find)
  const identified = (entry: Entry, resource: Resources.Person): Origin =>
    persons === undefined ? { path: placeOf(entry) } : idOf(resource, persons, placeOf(entry))
  const ofPatient: Identities["ofPatient"] = (entry, patient) => {
    const own = identified(entry, patient)
    if (own.value !== undefined) return own
    const all = links.related(entry).flatMap((other) => {
      const related = readEntry(other, decodeRelated, [])
      const known = related && identified(other, related)
      return known?.value === undefined ? [] : [known]
    })
    const [first] = all
    return first !== undefined && all.every(({ value }) => value === first.value) ? first : own
  }
  return {
    ofPatient,
    ofRelated: (entry, related) => {
      const own = identified(entry, related)
      if (own.value !== undefined) return own
      const [other, another] = links.patients(entry)
      const patient = other && another === undefined ? readEntry(other, decodePatient, []) : undefined
      if (other === undefined || patient === undefined) return own
      const known = ofPatient(other, patient)
      if (known.value !== undefined) return known
      const { path, value } = idOf(patient, patients, placeOf(other))
      return value === undefined ? own : { value: personId(String(value), "self"), path }
    },
  }
}

/** Which patients are which related persons, as `Patient.link` says. */
const linked = (entries: ReadonlyArray<Entry>, find: Find) => {
  const [patients, related] = [new Map<Entry, Array<Entry>>(), new Map<Entry, Array<Entry>>()]
  const add = (map: Map<Entry, Array<Entry>>, key: Entry, entry: Entry) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [entry])
    else if (!known.includes(entry)) known.push(entry)
  }
  for (const entry of entries.filter(({ type }) => type === "Patient"))
    for (const [at, { other, type }] of (readEntry(entry, decodePatient, [])?.link ?? []).entries()) {
      const meant =
        type === "seealso" ? find(other, `link[${at}].other`, entry, ["RelatedPerson"], []) : undefined
      if (meant === undefined) continue
      add(patients, meant, entry)
      add(related, entry, meant)
    }
  return {
    patients: (entry: Entry): ReadonlyArray<Entry> => patients.get(entry) ?? [],
    related: (entry: Entry): ReadonlyArray<Entry> => related.get(entry) ?? [],
  }
}
