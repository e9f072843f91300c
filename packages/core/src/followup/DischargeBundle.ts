/**
 * Discharges from a FHIR R4 `Bundle`: every `Encounter` becomes a discharge with its consents, or a refusal that names the
 * entry, the path and the rule.
 *
 * **Details**
 *
 * Reading is total: a broken entry stops no other, and a refusal never shows what the bundle says. Each `Encounter` is in
 * exactly one of the two lists; a `RelatedPerson` that can't be read is refused by itself, and the discharge stands
 * without that person. References are resolved within the bundle, by `fullUrl` or `Type/id`.
 *
 * | of the discharge | is read from |
 * |---|---|
 * | id, patient's id | the identifier of the system asked for that isn't `old`, else, where none is asked for, the resource's `id` |
 * | record number | the patient's identifier of the system asked for, where there is one |
 * | discharged at | `Encounter.period.end`, of encounters that are `finished` and of a class that counts as a stay; without an offset on the hospital's clock |
 * | destination, against advice, death | `hospitalization.dischargeDisposition` by the codes of FHIR or NUBC, or those that the options name; its words aren't read |
 * | doctor | the participant who is the attender (`ATND`), else the primary performer (`PPRF`), else the only one: `Practitioner`, also by way of `PractitionerRole`, or the reference's `display` |
 * | department | `Encounter.serviceType`, else the `serviceProvider`: `Organization`, or the reference's `display` |
 * | diagnoses | `Encounter.diagnosis`: discharge diagnoses (`DD`) first, then those without a use, then others; within, by `rank`. Without any, the one `Condition` of the encounter. Each needs an ICD-10 coding; refuted ones are left out |
 * | procedures, operation, examination | completed `Procedure`s whose `encounter` it is, or that `Encounter.diagnosis` names: the first coding; surgical (SNOMED CT 387713003) and diagnostic (103693007) ones date the events, the last of each |
 * | name, sex, birth date | `Patient`: the official name, else the usual one; a birth date needs its day |
 * | telephone | `telecom` that isn't `old`: those without an end first, then by `rank`, then mobile before home before others |
 * | e-mail address | `telecom` in the same way, of those written as `name@domain` |
 * | language, zone | the preferred `communication` where it is Chinese or English; the extension `…/StructureDefinition/timezone` |
 * | guardian, caregivers | every active `RelatedPerson` of the patient whose period reaches the discharge |
 * | persons' ids | the identifier of the system asked for, of `Patient` or `RelatedPerson`, else that of the person whom a `Patient.link` of type `seealso` says to be the same; else ids within the patient's |
 * | risk inputs | the admission from `Encounter.period.start` where it names a time; an admission from an emergency department (`emd`) is acute; a `priority` of `EM`, `UR` or `S` is urgent, `EL` isn't |
 *
 * Contained resources are read where a reference means them. What of a bundle isn't read is listed in `unread`: resources of
 * other types, procedures of no stay, those that name no time of day, from which no stage is counted, a departure whose
 * code isn't known, and what stands for an e-mail address and is none.
 *
 * An encounter that is part of a stay of the same patient's, as a ward's is of the hospital's, is refused: the stay is the
 * discharge. A newborn's, which is part of the mother's, is a stay of its own.
 *
 * A mother of twins has a `RelatedPerson` for each: she is one person, over whom caps count and for whom a withdrawal
 * holds, where an identifier or a link tells so, and never by her name or number. A link tells where both are in the
 * bundle, an identifier in every bundle. Who is named twice for a patient is taken once: as the patient, else as the
 * guardian.
 *
 * Nobody who has died is followed up: such an encounter is refused. So is one of a `Patient` that isn't `active`. What a
 * bundle can't say, the ward says: the flags, the handover, further risk inputs and the consents; profiles come from the
 * options, as for `DischargeFile`.
 *
 * **Example** (One stay that is over, and one that isn't)
 *
 * ```ts
 * import { ChinaContact, DischargeBundle, TimeZone } from "@aftercare/core"
 *
 * const encounter = (id: string, period: object) => ({
 *   resource: {
 *     resourceType: "Encounter",
 *     id,
 *     status: "finished",
 *     class: { code: "IMP" },
 *     subject: { reference: "Patient/p-17" },
 *     period,
 *     participant: [{ individual: { display: "李明" } }],
 *     serviceProvider: { display: "心内科" },
 *     diagnosis: [{ condition: { reference: "Condition/c-1" } }],
 *   },
 * })
 * const icd10 = { system: "http://hl7.org/fhir/sid/icd-10", code: "I50.9", display: "心力衰竭" }
 * const bundle = {
 *   resourceType: "Bundle",
 *   entry: [
 *     encounter("d-417", { start: "2026-02-26T22:00:00+08:00", end: "2026-03-02T10:30:00+08:00" }),
 *     encounter("d-418", { start: "2026-02-27" }),
 *     {
 *       resource: {
 *         resourceType: "Patient",
 *         id: "p-17",
 *         name: [{ text: "王芳" }],
 *         gender: "female",
 *         birthDate: "1958-06-01",
 *         telecom: [{ system: "phone", value: "138 0013 8000" }],
 *       },
 *     },
 *     { resource: { resourceType: "Condition", id: "c-1", code: { coding: [icd10] } } },
 *   ],
 * }
 * const { accepted, refused } = DischargeBundle.read(bundle, {
 *   countryCode: "86",
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   profileFor: () => ({
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["phone", "sms"],
 *     doNotDisturbOn: [],
 *   }),
 *   classes: ["IMP", "ACUTE", "NONAC"],
 *   guardians: ["GUARD"],
 *   ward: () => ({ chronic: true, highRisk: false }),
 * })
 * accepted.map(({ discharge, entry }) => [entry, discharge.id, discharge.persons[0].phone])
 * // => [[0, "d-417", "+8613800138000"]]
 * refused
 * // => [{ entry: 1, problems: [{ path: "entry[1].resource.period.end", rule: "the stay has no end: the patient isn't discharged" }] }]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { joined } from "../foundation/Breach.ts"
import { type Entry, entryOf, finder, placeOf, readEntry, type Unread } from "./BundleEntries.ts"
import { identitiesOf } from "./BundleIdentity.ts"
import { codes, personOf } from "./BundlePerson.ts"
import { proceduresOf } from "./BundleProcedures.ts"
import { RelatedPerson } from "./BundleResources.ts"
import { type Options, type Related, stayReader } from "./BundleStay.ts"
import type { Problem } from "./DischargeFile.ts"
import { decode, lostSign, personIn, type Received } from "./DischargeRow.ts"

export type { Departure } from "./BundleDeparture.ts"
export type { Unread } from "./BundleEntries.ts"
export type { GivenConsent, Options, Stay, Ward } from "./BundleStay.ts"

/** An encounter that was read, and the index of its entry, from 0. */
export interface Accepted extends Received {
  readonly entry: number
}

/** An entry that was not read, and what is wrong with it; without an index, the bundle itself. */
export interface Refused {
  readonly entry?: number
  readonly problems: ReadonlyArray<Problem>
}

/** A bundle, entry by entry, each list in the bundle's order. */
export interface DischargeBundle {
  readonly accepted: ReadonlyArray<Accepted>
  readonly refused: ReadonlyArray<Refused>
  /** What may be missing from the discharges that were read, and refuses none. */
  readonly unread: ReadonlyArray<Unread>
}

const decodeBundle = decode(
  Schema.Struct({
    resourceType: Schema.Literal("Bundle"),
    entry: Schema.optionalKey(Schema.Array(Schema.Unknown)),
  }),
  "ignore",
)

const readTypes: ReadonlySet<string> = new Set([
  "Encounter",
  "Patient",
  "RelatedPerson",
  "Condition",
  "Procedure",
  "Practitioner",
  "PractitionerRole",
  "Organization",
])

const decodeRelated = decode(RelatedPerson, "ignore")

/** Reads a bundle that was parsed from JSON. */
export const read = (bundle: unknown, options: Options): DischargeBundle => {
  const whole = decodeBundle(bundle)
  if (Result.isFailure(whole)) {
    const problems = whole.failure.map(({ path, rule }) => ({ path: joined("", path), rule }))
    return { accepted: [], refused: [{ problems }], unread: [] }
  }
  const refused: Array<Refused & { readonly entry: number }> = []
  const refuse = (entry: number, problems: ReadonlyArray<Problem>) => {
    refused.push({ entry, problems })
  }
  const entries = (whole.success.entry ?? []).flatMap((given, at): ReadonlyArray<Entry> => {
    const entry = entryOf(given, at)
    if (!("rule" in entry)) return [entry]
    refuse(at, [entry])
    return []
  })
  const find = finder(entries)
  const identities = identitiesOf(entries, find, options.identifiers)
  const decodePerson = decode(personIn(options))
  const related = new Map<Entry, Array<Related>>()
  const unread: Array<Unread> = []
  for (const entry of entries.filter(({ type }) => type === "RelatedPerson")) {
    const problems: Array<Problem> = []
    const resource = readEntry(entry, decodeRelated, problems)
    if (resource?.active === false) continue
    const patient = resource && find(resource.patient, "patient", entry, ["Patient"], problems)
    if (resource === undefined || patient === undefined) {
      refuse(entry.at, problems)
      continue
    }
    const codesOf = (resource.relationship ?? []).flatMap(codes)
    const isGuardian = codesOf.some((code) => options.guardians.includes(code))
    const place = placeOf(entry)
    const relation = isGuardian ? "guardian" : "caregiver"
    const person = personOf(resource, relation, place, identities.ofRelated(entry, resource))
    const read = decodePerson(person.row)
    if (Result.isFailure(read))
      for (const { path, rule } of read.failure) problems.push({ path: person.originOf(path), rule })
    if (JSON.stringify(person.row).includes("\uFFFD")) problems.push({ path: place, rule: lostSign })
    // What the bundle alone is known by, where the resource has no id.
    const id = resource.id ?? (entry.fullUrl === "" ? undefined : entry.fullUrl)
    if (id === undefined) problems.push({ path: `${place}.id`, rule: "is missing" })
    if (id === undefined || problems.length > 0) refuse(entry.at, problems)
    else {
      related.set(patient, [...(related.get(patient) ?? []), { id, person, until: resource.period?.end }])
      unread.push({ entry: entry.at, problems: person.unread })
    }
  }
  const procedures = proceduresOf(entries, find)
  const readStay = stayReader(entries, find, related, identities, procedures.of, options)
  const accepted: Array<Accepted> = []
  const entryWith = new Map<string, number>()
  for (const entry of entries.filter(({ type }) => type === "Encounter")) {
    const stay = readStay(entry)
    if (Result.isFailure(stay)) {
      refuse(entry.at, stay.failure)
      continue
    }
    const { consents, discharge, unread: unreadOfStay } = stay.success
    const earlier = entryWith.get(discharge.id)
    if (earlier === undefined) {
      entryWith.set(discharge.id, entry.at)
      accepted.push({ entry: entry.at, discharge, consents })
      unread.push(...unreadOfStay)
    } else refuse(entry.at, [{ path: placeOf(entry), rule: `entry ${earlier} has this discharge id` }])
  }
  const others = entries.flatMap((entry): ReadonlyArray<Unread> => {
    const path = `${placeOf(entry)}.resourceType`
    return readTypes.has(entry.type)
      ? []
      : [{ entry: entry.at, problems: [{ path, rule: "resources of this type aren't read" }] }]
  })
  const inOrder = (a: Unread, b: Unread) => a.entry - b.entry
  return {
    accepted,
    refused: refused.sort(inOrder),
    unread: eachOnce([...others, ...unread, ...procedures.unread]).sort(inOrder),
  }
}

/** A patient of two stays is read twice. */
const eachOnce = (unread: ReadonlyArray<Unread>): Array<Unread> => [
  ...new Map(
    unread.filter(({ problems }) => problems.length > 0).map((one) => [JSON.stringify(one), one]),
  ).values(),
]
