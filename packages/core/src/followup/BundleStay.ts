/** How one encounter of a bundle, with all that it refers to, becomes a discharge with its consents. */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { TimeZone } from "../calendar/TimeZone.ts"
import { joined } from "../foundation/Breach.ts"
import type { Consent } from "../privacy/Consent.ts"
import { type Departure, departuresOf, destinationIn } from "./BundleDeparture.ts"
import { type Entry, type Find, placeOf, readEntry, type Unread } from "./BundleEntries.ts"
import { type Identities, idOf } from "./BundleIdentity.ts"
import { codes, known, nameOf, type Origin, once, type Person, personOf, present } from "./BundlePerson.ts"
import type { Done, Procedures } from "./BundleProcedures.ts"
import * as Resources from "./BundleResources.ts"
import type { Discharge } from "./Discharge.ts"
import type { Problem } from "./DischargeFile.ts"
import {
  type Breach,
  decode,
  fill,
  instantIn,
  lostSign,
  personId,
  type Received,
  type RowOptions,
  schemaOf,
} from "./DischargeRow.ts"

/** What a stay's resources say, which the ward adds to. */
export interface Stay
  extends Pick<
    Discharge,
    | "id"
    | "patient"
    | "recordNumber"
    | "bornOn"
    | "dischargedAt"
    | "department"
    | "doctor"
    | "diagnoses"
    | "procedures"
    | "events"
    | "destination"
    | "againstAdvice"
  > {}

/** A consent; its id and person may be left out, and then it is for whoever gave it. */
export interface GivenConsent
  extends Omit<Consent, "id" | "person">,
    Partial<Pick<Consent, "id" | "person">> {}

/**
 * What the ward knows of a stay beyond the bundle. What it says of the departure and its procedures takes the place of the
 * bundle's; its events and risk inputs go before those of the bundle, one by one.
 */
export interface Ward
  extends Pick<
    Discharge,
    | "chronic"
    | "highRisk"
    | "livesAlone"
    | "destination"
    | "againstAdvice"
    | "procedures"
    | "events"
    | "handover"
    | "risk"
  > {
  readonly consents?: ReadonlyArray<GivenConsent>
}

/** What a bundle can't say itself. */
export interface Options extends RowOptions {
  /**
   * Systems of the identifiers to take for ids; without one, the resource's own `id` is taken. And that of the patient's
   * identifiers to take for the record number; without one, none is. And that of what patients and related persons are
   * known by as people to contact, such as a master index of persons: without one, by links alone.
   */
  readonly identifiers?: {
    readonly discharge?: string
    readonly patient?: string
    readonly recordNumber?: string
    readonly person?: string
  }
  /** Codes of `Encounter.class` that count as stays, such as `IMP`. */
  readonly classes: ReadonlyArray<string>
  /** Codes of `RelatedPerson.relationship` that make a guardian, such as `GUARD`; everybody else is a caregiver. */
  readonly guardians: ReadonlyArray<string>
  /** Further code systems whose codes are of ICD-10. */
  readonly icd10?: ReadonlyArray<string>
  /** The hospital's own codes of `dischargeDisposition`, of whichever system, beside FHIR's and those of billing. */
  readonly departures?: Readonly<Record<string, Departure>>
  readonly ward: (stay: Stay) => Ward
}

/** A guardian or caregiver of a patient. The id is the resource's own, by which they are known among the patient's alone. */
export interface Related {
  readonly id: string
  readonly person: Person
  /** The last day or instant of being related, where the bundle names one. */
  readonly until: string | undefined
}

/** Whether a FHIR date or instant lies before the day of another, as far as it names the day. */
const isBefore = (end: string, other: string): boolean => {
  const day = end.slice(0, 10)
  return day < other.slice(0, day.length)
}

const decoders = {
  Encounter: decode(Resources.Encounter, "ignore"),
  Patient: decode(Resources.Patient, "ignore"),
  Condition: decode(Resources.Condition, "ignore"),
  Practitioner: decode(Resources.Practitioner, "ignore"),
  PractitionerRole: decode(Resources.PractitionerRole, "ignore"),
  Organization: decode(Resources.Organization, "ignore"),
}

const icd10Systems = [
  "http://hl7.org/fhir/sid/icd-10",
  "urn:oid:2.16.840.1.113883.6.3",
  "urn:oid:2.16.840.1.113883.6.90",
  "urn:oid:2.16.156.10011.2.3.3.11",
  "urn:oid:2.16.156.10011.2.3.3.11.3",
]

/** Uses of a diagnosis, the telling one first; one without a use may be the main one. */
const roles = ["DD", undefined, "CM", "CC", "post-op", "pre-op", "AD", "billing"]
const withoutRole = roles.indexOf(undefined)

const doctors = ["Practitioner", "PractitionerRole"]

const died = "the patient has died: nobody is followed up"
const unknownDeparture =
  "where the patient went isn't known from this: the plan is made as for somebody at home"
const noLongerUsed = "the patient's record is no longer in use"

/** A year or a month; with a day it is a date. */
const withoutDay = /^\d{4}(?:-\d{2})?$/
const withoutTime = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/

/** A stay as it was read, and what of it may be missing, entry by entry. */
interface ReadStay extends Received {
  readonly unread: ReadonlyArray<Unread>
}

/** How the encounters of a bundle are read. */
export const stayReader = (
  entries: ReadonlyArray<Entry>,
  find: Find,
  related: ReadonlyMap<Entry, ReadonlyArray<Related>>,
  identities: Identities,
  proceduresOf: Procedures["of"],
  options: Options,
): ((entry: Entry) => Result.Result<ReadStay, ReadonlyArray<Problem>>) => {
  const decodeRow = decode(schemaOf(options))
  const conditionsOf = conditionsByEncounter(entries, find)

  /** The name of whom or what a reference means, where the bundle holds it, else as the reference shows it. */
  const namedBy = (
    reference: Resources.Reference | undefined,
    path: string,
    from: Entry,
    types: ReadonlyArray<string>,
    problems: Array<Problem>,
  ): Origin => {
    const lost: Array<Problem> = []
    const entry = find(reference, path, from, types, lost)
    if (entry === undefined) {
      if (reference?.display === undefined) problems.push(...lost)
      return { value: reference?.display, path: `${placeOf(from)}.${path}` }
    }
    const place = placeOf(entry)
    if (entry.type === "Organization")
      return { value: readEntry(entry, decoders.Organization, problems)?.name, path: `${place}.name` }
    if (entry.type === "Practitioner")
      return nameOf(readEntry(entry, decoders.Practitioner, problems)?.name, place)
    const role = readEntry(entry, decoders.PractitionerRole, problems)
    return namedBy(role?.practitioner, "practitioner", entry, ["Practitioner"], problems)
  }

  const doctorOf = (
    entry: Entry,
    { participant = [] }: Resources.Encounter,
    problems: Array<Problem>,
  ): Origin => {
    const typed = (code: string) =>
      participant.findIndex(({ type = [] }) => type.some((each) => codes(each).includes(code)))
    const only = participant.length === 1 ? 0 : -1
    const at = [typed("ATND"), typed("PPRF"), only].find((each) => each >= 0)
    if (at !== undefined)
      return namedBy(participant[at]?.individual, `participant[${at}].individual`, entry, doctors, problems)
    const path = `${placeOf(entry)}.participant`
    problems.push({ path, rule: "the encounter names no attending doctor" })
    return { path }
  }

  const departmentOf = (
    entry: Entry,
    { serviceProvider, serviceType }: Resources.Encounter,
    problems: Array<Problem>,
  ): Origin => {
    const shown = serviceType?.coding?.find(({ display }) => display !== undefined)?.display
    const name = serviceType?.text ?? shown
    return name === undefined
      ? namedBy(serviceProvider, "serviceProvider", entry, ["Organization"], problems)
      : { value: name, path: `${placeOf(entry)}.serviceType` }
  }

  const isIcd10 = ({ system = "" }: Resources.Coding) =>
    icd10Systems.includes(system) ||
    system.startsWith("http://hl7.org/fhir/sid/icd-10-") ||
    (options.icd10 ?? []).includes(system)

  const diagnosisOf = (entry: Entry, problems: Array<Problem>): ReadonlyArray<Origin> => {
    const condition = readEntry(entry, decoders.Condition, problems)
    const status = codes(condition?.verificationStatus)
    if (condition === undefined || status.includes("refuted") || status.includes("entered-in-error"))
      return []
    const { coding = [], text } = condition.code ?? {}
    const path = `${placeOf(entry)}.code`
    const at = coding.findIndex(isIcd10)
    const found = coding[at]
    if (found === undefined) {
      problems.push({ path, rule: "the condition has no code of ICD-10" })
      return []
    }
    return [
      {
        value: present({ code: found.code, text: text ?? found.display ?? "" }),
        path: `${path}.coding[${at}]`,
      },
    ]
  }

  const diagnosesOf = (
    entry: Entry,
    { diagnosis = [] }: Resources.Encounter,
    problems: Array<Problem>,
  ): ReadonlyArray<Origin> => {
    const listed = diagnosis
      .map(({ condition, rank = Infinity, use }, at) => {
        const role = roles.findIndex((known) => known !== undefined && codes(use).includes(known))
        return { at, condition, rank, role: role < 0 ? withoutRole : role }
      })
      .sort((a, b) => a.role - b.role || a.rank - b.rank || a.at - b.at)
      .flatMap(({ at, condition }) => {
        const types = ["Condition", "Procedure"]
        const meant = find(condition, `diagnosis[${at}].condition`, entry, types, problems)
        return meant?.type === "Condition" ? [meant] : []
      })
    const own = diagnosis.length === 0 ? conditionsOf(entry) : []
    if (own.length > 1)
      problems.push({
        path: `${placeOf(entry)}.diagnosis`,
        rule: "the encounter has several conditions, and none is named as the main one",
      })
    const read = [...listed, ...own].flatMap((each) => diagnosisOf(each, problems))
    // A condition may be the reason of the admission and of the discharge.
    return read.filter(({ path }, at) => read.findIndex((origin) => origin.path === path) === at)
  }

  const dischargedAtOf = (
    entry: Entry,
    { class: kind, period, status }: Resources.Encounter,
    problems: Array<Problem>,
  ): Origin => {
    const refuse = (path: Breach["path"], rule: string) =>
      problems.push({ path: joined(placeOf(entry), path), rule })
    if (!options.classes.includes(kind.code ?? ""))
      refuse(["class"], "the hospital doesn't count encounters of this class as stays")
    const end = period?.end
    if (end === undefined) refuse(["period", "end"], "the stay has no end: the patient isn't discharged")
    else if (withoutTime.test(end))
      refuse(["period", "end"], "the end names no time of day: a discharge is an instant")
    if (status !== "finished") refuse(["status"], "the encounter isn't finished, or didn't take place")
    return { value: end, path: `${placeOf(entry)}.period.end` }
  }

  const departureOf = (entry: Entry, { hospitalization = {} }: Resources.Encounter) => {
    const { destination: to, dischargeDisposition: disposition } = hospitalization
    const departures = departuresOf(disposition, options.departures)
    const isUnknown = (disposition ?? to) !== undefined && departures.length === 0
    const field = disposition === undefined ? "destination" : "dischargeDisposition"
    const path = `${placeOf(entry)}.hospitalization.${field}`
    return {
      died: departures.includes("died") ? [{ path, rule: died }] : [],
      unread: isUnknown ? [{ path, rule: unknownDeparture }] : [],
      destination: { value: destinationIn(departures), path },
      againstAdvice: { value: departures.includes("againstAdvice") ? true : undefined, path },
    }
  }

  const patientOf = (entry: Entry, { subject }: Resources.Encounter, problems: Array<Problem>) => {
    const found = find(subject, "subject", entry, ["Patient"], problems)
    const patient = found && readEntry(found, decoders.Patient, problems)
    if (found === undefined || patient === undefined) return undefined
    const place = placeOf(found)
    const refuse = (path: string, rule: string) => problems.push({ path: `${place}.${path}`, rule })
    if (patient.active === false) refuse("active", noLongerUsed)
    const replaced = patient.link?.findIndex(({ type }) => type === "replaced-by") ?? -1
    if (replaced >= 0) refuse(`link[${replaced}]`, noLongerUsed)
    if (patient.deceasedBoolean === true) refuse("deceasedBoolean", died)
    if (patient.deceasedDateTime !== undefined) refuse("deceasedDateTime", died)
    if (patient.birthDate !== undefined && withoutDay.test(patient.birthDate))
      refuse("birthDate", "the birth date names no day")
    return { found, patient, place }
  }

  /** Whether the encounter lies within a stay of the same patient's: with a ward, say, where it is the hospital's. */
  const isPart = (entry: Entry, encounter: Resources.Encounter, patient: Entry, problems: Array<Problem>) => {
    const seen = new Set<Entry>()
    let [from, { partOf }] = [entry, encounter]
    while (partOf !== undefined) {
      const whole = find(partOf, "partOf", from, ["Encounter"], problems)
      const read = whole && readEntry(whole, decoders.Encounter, problems)
      if (whole === undefined || read === undefined || seen.has(whole)) return false
      // A newborn's encounter is part of the mother's, and a stay of its own.
      const other = find(read.subject, "subject", whole, ["Patient"], [])
      if (other !== undefined && other !== patient) return false
      if (options.classes.includes(read.class.code ?? "")) return true
      seen.add(whole)
      ;[from, { partOf }] = [whole, read]
    }
    return false
  }

  return (entry) => {
    const problems: Array<Problem> = []
    const encounter = readEntry(entry, decoders.Encounter, problems)
    if (encounter === undefined) return Result.fail(problems)
    const { againstAdvice, destination, died, unread } = departureOf(entry, encounter)
    const dischargedAt = dischargedAtOf(entry, encounter, problems)
    problems.push(...died)
    const diagnoses = diagnosesOf(entry, encounter, problems)
    const doctor = doctorOf(entry, encounter, problems)
    const department = departmentOf(entry, encounter, problems)
    const who = patientOf(entry, encounter, problems)
    if (who === undefined) return Result.fail(problems)

    const place = placeOf(entry)
    if (isPart(entry, encounter, who.found, problems))
      problems.push({
        path: `${place}.partOf`,
        rule: "the encounter is part of a stay of the patient's: the patient isn't discharged at its end",
      })
    const patient = idOf(who.patient, options.identifiers?.patient, who.place)
    const numbers = options.identifiers?.recordNumber
    const self = personOf(who.patient, "self", who.place, identities.ofPatient(who.found, who.patient))
    const others = (related.get(who.found) ?? []).filter(
      ({ until }) => until === undefined || !isBefore(until, encounter.period?.end ?? ""),
    )
    const byName = (name: string) => personId(String(patient.value), name)
    const people = once([
      known(self, byName("self")),
      ...others.map(({ id, person }) => known(person, byName(id))),
    ])
    const risk = riskOf(encounter)
    const done = proceduresOf(entry)
    const events = eventsOf(done, options.zone)
    const listed = (all: ReadonlyArray<Origin>, path: string): Origin =>
      all.length === 0 ? { path } : { value: all.map(({ value }) => value), path }
    const top: Readonly<Record<string, Origin>> = {
      id: idOf(encounter, options.identifiers?.discharge, place),
      patient,
      ...(numbers !== undefined && { recordNumber: idOf(who.patient, numbers, who.place) }),
      name: { value: self.row["name"], path: self.originOf(["name"]) },
      sex: { value: sexOf(who.patient), path: `${who.place}.gender` },
      bornOn: { value: who.patient.birthDate, path: `${who.place}.birthDate` },
      dischargedAt,
      destination,
      againstAdvice,
      department,
      doctor,
      diagnoses: { value: diagnoses.map(({ value }) => value), path: `${place}.diagnosis` },
      procedures: listed(
        done.map(({ procedure }) => procedure),
        place,
      ),
      events: { value: events.size === 0 ? undefined : instantsOf(events), path: place },
      risk: { value: Object.keys(risk).length === 0 ? undefined : risk, path: `${place}.period.start` },
      persons: { value: people.map(({ row }) => row), path: who.place },
    }
    if (JSON.stringify(top).includes("\uFFFD")) problems.push({ path: place, rule: lostSign })
    const originOf = ([part, at, ...rest]: Breach["path"]): string => {
      const found = top[String(part)]?.path ?? place
      if (part === "events") return events.get(String(at))?.path ?? found
      if (typeof at !== "number") return found
      if (part === "diagnoses") return diagnoses[at]?.path ?? found
      if (part === "procedures") return done[at]?.procedure.path ?? found
      return part === "persons" ? (people[at]?.originOf(rest) ?? found) : found
    }
    /** Problems of the row by their place in the bundle, each once, and none of what is refused already. */
    const located = (breaches: ReadonlyArray<Breach>): ReadonlyArray<Problem> => {
      const all = breaches.map(({ path, rule }) => ({ path: originOf(path), rule }))
      const isKnown = ({ path }: Problem) => problems.some((known) => known.path.startsWith(path))
      return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()].filter(
        (problem) => !isKnown(problem),
      )
    }
    const given = Object.fromEntries(Object.entries(top).map(([name, { value }]) => [name, value]))
    const row = decodeRow({ ...present(given), chronic: false, highRisk: false })
    if (Result.isFailure(row)) return Result.fail([...problems, ...located(row.failure)])
    if (problems.length > 0) return Result.fail(problems)
    const { consents, events: dated, risk: more, ...said } = options.ward(row.success)
    const whole = {
      ...row.success,
      ...said,
      ...(dated && { events: { ...row.success.events, ...dated } }),
      ...(more && { risk: { ...row.success.risk, ...more } }),
      ...(consents && { consents }),
    }
    return Result.mapBoth(fill(whole, options), {
      onSuccess: (received): ReadStay => ({
        ...received,
        unread: [
          { entry: entry.at, problems: said.destination === undefined ? unread : [] },
          { entry: who.found.at, problems: self.unread },
        ],
      }),
      onFailure: located,
    })
  }
}

type Event = Done["event"] & {}

/** Of each event the last one; one whose moment can't be read stands, to be named. */
const eventsOf = (done: ReadonlyArray<Done>, zone: TimeZone): ReadonlyMap<string, Event> => {
  const read = Schema.decodeUnknownOption(instantIn(zone))
  const millis = ({ at }: Event) =>
    Option.match(read(at), { onNone: () => Number.POSITIVE_INFINITY, onSome: DateTime.toEpochMillis })
  const last = new Map<string, Event>()
  for (const { event } of done) {
    if (event === undefined) continue
    const known = last.get(event.name)
    if (known === undefined || millis(event) > millis(known)) last.set(event.name, event)
  }
  return last
}

const instantsOf = (events: ReadonlyMap<string, Event>) =>
  Object.fromEntries([...events].map(([name, { at }]) => [name, at]))

/** The conditions that name an encounter, found once for all. */
const conditionsByEncounter = (entries: ReadonlyArray<Entry>, find: Find) => {
  let found: Map<Entry, ReadonlyArray<Entry>> | undefined
  return (encounter: Entry): ReadonlyArray<Entry> => {
    if (found === undefined) {
      found = new Map()
      for (const entry of entries.filter(({ type }) => type === "Condition")) {
        const condition = readEntry(entry, decoders.Condition, [])
        const stay = find(condition?.encounter, "encounter", entry, ["Encounter"], [])
        if (stay !== undefined) found.set(stay, [...(found.get(stay) ?? []), entry])
      }
    }
    return found.get(encounter) ?? []
  }
}

const sexOf = ({ gender = "unknown" }: Resources.Patient) => (gender === "other" ? "unknown" : gender)

const riskOf = ({ hospitalization, period, priority }: Resources.Encounter) => {
  const start = period?.start
  const urgency = codes(priority).find((code) => ["EM", "UR", "S", "EL"].includes(code))
  return present({
    admittedAt: start === undefined || withoutTime.test(start) ? undefined : start,
    acuteAdmission: codes(hospitalization?.admitSource).includes("emd") ? true : undefined,
    urgentAdmission: urgency === undefined ? undefined : urgency !== "EL",
  })
}
