/** Discharges as a FHIR R4 bundle, written as hospitals' systems do it: in several ways. Knows nothing of the reader. */
import {
  type ContactablePerson,
  type Destination,
  type Discharge,
  type DischargeBundle,
  Id,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { flat, options as rowOptions, several } from "./DischargeRows.ts"

export type Json = Record<string, unknown>
export interface WrittenEntry {
  fullUrl?: string
  resource: Json
}

const systems = {
  discharge: "urn:example:stays",
  patient: "urn:example:patients",
  recordNumber: "urn:example:records",
  person: "urn:example:persons",
}

export const options: Omit<DischargeBundle.Options, "ward"> = {
  ...rowOptions,
  identifiers: systems,
  classes: ["IMP", "ACUTE"],
  guardians: ["GUARD", "MTH"],
  icd10: ["urn:example:icd"],
  departures: {
    "own-1": "home",
    "own-2": "hospital",
    "own-3": "psychiatricUnit",
    "own-4": "rehabilitation",
    "own-5": "nursingFacility",
    "own-6": "hospice",
    "own-7": "other",
    "own-8": "againstAdvice",
  },
}

/** What the ward adds: all that a bundle has no place for. */
export const wardOf =
  (written: ReadonlyArray<Discharge.Discharge>): DischargeBundle.Options["ward"] =>
  ({ id }) => {
    const found = written.find((discharge) => discharge.id === id)
    if (found === undefined) throw new Error("the ward was asked about another stay")
    const { chronic, events, handover, highRisk, livesAlone, procedures, risk } = found
    return {
      chronic,
      highRisk,
      ...(livesAlone !== undefined && { livesAlone }),
      ...(procedures && { procedures }),
      ...(events && { events }),
      ...(handover && { handover }),
      ...(risk && { risk }),
    }
  }

/** Choices of one writing: whatever is to be decided, in order. */
export type Dice = (sides: number) => number

const pick = <A>(dice: Dice, ...of: ReadonlyArray<A>): A => of[dice(of.length)] as A
const shuffled = <A>(dice: Dice, of: ReadonlyArray<A>): ReadonlyArray<A> => {
  const left = [...of]
  return of.map(() => left.splice(dice(left.length), 1)[0] as A)
}

/** An instant as FHIR writes it: in UTC or with an offset. */
const dateTime = (dice: Dice, at: DateTime.Utc): string => {
  const millis = DateTime.toEpochMillis(at)
  if (dice(2) === 0) return new Date(millis).toISOString()
  return `${new Date(millis + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`
}

const concept = (...codes: ReadonlyArray<string>) => ({ coding: codes.map((code) => ({ code })) })

const telecom = (dice: Dice, person: ContactablePerson.ContactablePerson): ReadonlyArray<Json> => {
  const email = person.addresses?.email
  const mail: ReadonlyArray<Json> =
    email === undefined
      ? pick(dice, [], [{ system: "email", value: "x@example.org", use: "old" }])
      : [
          { system: "email", value: email, rank: 1 },
          { system: "email", value: "y@example.org", rank: 3 },
        ]
  return dice(2) === 0 ? [...mail, ...phones(dice, person)] : [...phones(dice, person), ...mail]
}

const phones = (dice: Dice, { phone }: ContactablePerson.ContactablePerson): ReadonlyArray<Json> => {
  if (phone === undefined) return []
  const right = { system: pick(dice, "phone", "sms"), value: phone.replace(/(\d{3})(\d{4})$/, " $1-$2") }
  return pick<ReadonlyArray<Json>>(
    dice,
    [right],
    [
      { ...right, use: "home", value: "+8610 2222 3333" },
      { ...right, use: "mobile" },
    ],
    [
      { ...right, use: "mobile", rank: 2, value: "+8613911112222" },
      { ...right, use: "work", rank: 1 },
    ],
    [{ ...right, use: "old", value: "+8613911112222" }, { system: "fax", value: "1" }, right],
  )
}

/** Whether somebody has an id beyond the patient's record. */
const isOwn = ({ id }: Pick<ContactablePerson.ContactablePerson, "id">) => id.startsWith("own-")

const indexed = (person: ContactablePerson.ContactablePerson): ReadonlyArray<Json> =>
  isOwn(person) ? [{ system: systems.person, value: person.id }] : []

const personParts = (dice: Dice, person: ContactablePerson.ContactablePerson): Json => {
  const { language, zone } = person.profile
  return {
    name: pick<ReadonlyArray<Json>>(
      dice,
      [{ text: person.name }],
      [
        { use: "old", text: "旧名" },
        { use: "usual", text: "小名" },
        { use: "official", text: person.name },
      ],
      [{ use: "usual", text: person.name, family: "x", given: ["y"] }],
    ),
    telecom: telecom(dice, person),
    communication: pick<ReadonlyArray<Json>>(
      dice,
      [{ language: concept(language) }],
      [{ language: concept("fr") }, { language: concept(`${language}-XX`), preferred: true }],
    ),
    extension: [
      { url: "http://example.org/other", valueString: "x" },
      { url: "http://hl7.org/fhir/StructureDefinition/timezone", valueCode: zone },
    ],
  }
}

/** Codes of FHIR, of American billing, and the hospital's own. */
const departures: {
  readonly [D in Destination.Destination | "againstAdvice"]: readonly [string, string, string]
} = {
  home: ["home", "01", "own-1"],
  hospital: ["other-hcf", "02", "own-2"],
  psychiatricUnit: ["psy", "65", "own-3"],
  rehabilitation: ["rehab", "62", "own-4"],
  nursingFacility: ["snf", "03", "own-5"],
  hospice: ["hosp", "51", "own-6"],
  other: ["oth", "21", "own-7"],
  againstAdvice: ["aadvice", "07", "own-8"],
}

const dispositionOf = (dice: Dice, { againstAdvice, destination }: Discharge.Discharge): Json => {
  const told = [
    ...(destination === undefined ? [] : [destination]),
    ...(againstAdvice === true ? ["againstAdvice" as const] : []),
  ]
  const coding = told.map((departure) => {
    const [fhir, billed, own] = departures[departure]
    return pick<Json>(
      dice,
      { code: fhir },
      { system: "http://terminology.hl7.org/CodeSystem/discharge-disposition", code: fhir },
      { system: "https://www.nubc.org/CodeSystem/PatDischargeStatus", code: billed },
      { system: "urn:example:departures", code: own },
    )
  })
  return coding.length === 0 ? {} : { hospitalization: { dischargeDisposition: { coding } } }
}

/** The resources of one stay, each under the name that the others call it by. */
const resourcesOf = (
  dice: Dice,
  discharge: Discharge.Discharge,
  n: number,
): Readonly<Record<string, Json>> => {
  const [self, ...others] = discharge.persons
  const ref = (name: string) => ({ reference: name })
  const byUse = dice(2) === 0
  const listed = discharge.diagnoses.map(
    (_, at): Json => ({
      condition: ref(`Condition/c${n}-${at}`),
      ...(byUse && at === 0 ? { use: concept("DD") } : {}),
      ...(byUse && at > 0 ? { use: concept(pick(dice, "AD", "CM")), rank: at } : { rank: at + 1 }),
    }),
  )
  // Among those of several uses only the first is sure to lead, so an order is kept by one use alone.
  const diagnosis = byUse
    ? listed.map((each, at) => (at > 0 ? { ...each, use: concept("CM") } : each))
    : listed
  const doctor = pick(dice, "Practitioner", "PractitionerRole", "display")
  const department = pick(dice, "Organization", "serviceType", "display")
  const encounter: Json = {
    identifier: [
      { system: "urn:example:other", value: "?" },
      { system: systems.discharge, value: discharge.id },
    ],
    status: "finished",
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: pick(dice, "IMP", "ACUTE") },
    subject: ref(`Patient/p${n}`),
    period: {
      end: dateTime(dice, discharge.dischargedAt),
      ...(discharge.risk?.admittedAt && { start: dateTime(dice, discharge.risk.admittedAt) }),
    },
    participant: [
      ...pick<ReadonlyArray<Json>>(dice, [], [{ type: [concept("REF")], individual: { display: "?" } }]),
      {
        type: [concept("ATND")],
        individual: doctor === "display" ? { display: discharge.doctor } : ref(`${doctor}/d${n}`),
      },
    ],
    ...(department === "serviceType"
      ? { serviceType: { text: discharge.department } }
      : {
          serviceProvider:
            department === "display" ? { display: discharge.department } : ref(`Organization/o${n}`),
        }),
    diagnosis: shuffled(dice, diagnosis),
    ...dispositionOf(dice, discharge),
  }
  return {
    [`Encounter/e${n}`]: encounter,
    [`Patient/p${n}`]: {
      ...personParts(dice, self),
      identifier: [
        { use: "old", system: systems.patient, value: "?" },
        { system: systems.patient, value: discharge.patient },
        ...(discharge.recordNumber === undefined
          ? []
          : [{ system: systems.recordNumber, value: discharge.recordNumber }]),
        ...indexed(self),
      ],
      gender: discharge.sex === "unknown" ? pick(dice, "other", "unknown") : discharge.sex,
      birthDate: discharge.bornOn,
      deceasedBoolean: false,
    },
    ...Object.fromEntries(
      others.map((person, at) => [
        `RelatedPerson/r${n}-${at}`,
        {
          ...personParts(dice, person),
          active: true,
          identifier: indexed(person),
          patient: ref(`Patient/p${n}`),
          relationship: [concept(person.relation === "guardian" ? pick(dice, "GUARD", "MTH") : "FRND")],
        },
      ]),
    ),
    ...Object.fromEntries(
      discharge.diagnoses.map(({ code, text }, at) => [
        `Condition/c${n}-${at}`,
        {
          code: {
            coding: [
              { system: "http://snomed.info/sct", code: "1" },
              {
                system: pick(
                  dice,
                  "http://hl7.org/fhir/sid/icd-10",
                  "http://hl7.org/fhir/sid/icd-10-cm",
                  "urn:oid:2.16.156.10011.2.3.3.11",
                  "urn:example:icd",
                ),
                code,
                ...(text === "" ? {} : { display: text }),
              },
            ],
          },
        },
      ]),
    ),
    ...(doctor === "display" ? {} : { [`Practitioner/d${n}`]: { name: [{ text: discharge.doctor }] } }),
    ...(doctor === "PractitionerRole"
      ? { [`PractitionerRole/d${n}`]: { practitioner: ref(`Practitioner/d${n}`) } }
      : {}),
    ...(department === "Organization" ? { [`Organization/o${n}`]: { name: discharge.department } } : {}),
    [`Observation/x${n}`]: { status: "final" },
  }
}

/** References as relative ones, as whole addresses, or by names that only the bundle knows. */
const addressed = (
  dice: Dice,
  resources: Readonly<Record<string, Json>>,
  n: number,
): ReadonlyArray<WrittenEntry> => {
  const how = pick(dice, "relative", "absolute", "urn", "sameServer")
  const uuids = new Map(
    Object.keys(resources).map((name, at) => [
      name,
      `urn:uuid:0000000${n}-0000-0000-0000-${String(at).padStart(12, "0")}`,
    ]),
  )
  const base = "https://ward.example/fhir"
  const urlOf = (name: string) => (how === "urn" ? (uuids.get(name) ?? name) : `${base}/${name}`)
  const pointed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(pointed)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key !== "reference" || how === "relative" || how === "sameServer") return [key, pointed(inner)]
        return [key, `${urlOf(String(inner))}${how === "absolute" && dice(4) === 0 ? "/_history/3" : ""}`]
      }),
    )
  }
  return Object.entries(resources).map(([name, resource]) => {
    const [resourceType, id] = name.split("/")
    const written = { resourceType, id, ...(pointed(resource) as Json) }
    return how === "relative" ? { resource: written } : { fullUrl: urlOf(name), resource: written }
  })
}

/** Discharges that a bundle can hold: the patient first, ids by the resources, profiles as the options say. */
export const bundled: fc.Arbitrary<ReadonlyArray<Discharge.Discharge>> = several(flat).map((drawn) =>
  drawn.map((discharge, n): Discharge.Discharge => {
    const persons = [...discharge.persons].sort(
      (a, b) => Number(b.relation === "self") - Number(a.relation === "self"),
    )
    const [self, ...others] = persons.map(({ addresses: { email } = {}, ...person }) => ({
      ...person,
      // FHIR has no place for what WeChat or the app know somebody by.
      ...(email !== undefined && { addresses: { email } }),
      profile: {
        ...options.profileFor(person.profile.zone),
        zone: person.profile.zone,
        language: person.profile.language,
      },
    }))
    if (self === undefined) throw new Error("nobody was drawn")
    const { againstAdvice, ...rest } = discharge
    return {
      ...rest,
      // FHIR can't say that somebody didn't leave against advice.
      ...(againstAdvice === true && { againstAdvice }),
      persons: [
        self,
        ...others.map((person, at) => ({
          ...person,
          id: isOwn(person) ? person.id : Id.PersonId.make(`${discharge.patient}/${relatedId(n, at)}`),
        })),
      ],
    }
  }),
)

const relatedId = (n: number, at: number) => `r${n}-${at}`

/** The bundle of these discharges, whose entries stand in any order but for persons, whose order is preference. */
export const bundleOf = (
  discharges: ReadonlyArray<Discharge.Discharge>,
  throws: ReadonlyArray<number>,
): { readonly resourceType: string; readonly type: string; entry: Array<WrittenEntry> } => {
  let thrown = 0
  const dice: Dice = (sides) => (throws[thrown++ % throws.length] ?? 0) % sides
  const entries = discharges.flatMap((discharge, n) => addressed(dice, resourcesOf(dice, discharge, n), n))
  const isPerson = ({ resource }: WrittenEntry) => resource["resourceType"] === "RelatedPerson"
  const persons = entries.filter(isPerson)
  const entry = shuffled(dice, entries).map((each) => (isPerson(each) ? (persons.shift() ?? each) : each))
  return { resourceType: "Bundle", type: "collection", entry }
}

export const throws = fc.array(fc.nat(), { minLength: 1, maxLength: 60 })
