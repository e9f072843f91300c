/** How FHIR tells in which way a patient left: where to, against advice, or dead. */
import type * as Resources from "./BundleResources.ts"
import * as Destination from "./Destination.ts"

/** What a code of `dischargeDisposition` says. */
export type Departure = Destination.Destination | "againstAdvice" | "died"

const fhirSystems: ReadonlySet<string | undefined> = new Set([
  undefined,
  "http://terminology.hl7.org/CodeSystem/discharge-disposition",
  "http://hl7.org/fhir/discharge-disposition",
])

const fhir: ReadonlyMap<string, Departure> = new Map([
  ["home", "home"],
  ["alt-home", "home"],
  ["other-hcf", "hospital"],
  ["hosp", "hospice"],
  ["long", "nursingFacility"],
  ["aadvice", "againstAdvice"],
  ["psy", "psychiatricUnit"],
  ["rehab", "rehabilitation"],
  ["snf", "nursingFacility"],
  ["oth", "other"],
])

/** Systems of the discharge statuses that the National Uniform Billing Committee keeps. */
const billingSystems: ReadonlySet<string | undefined> = new Set([
  "https://www.nubc.org/CodeSystem/PatDischargeStatus",
  "http://www.nubc.org/patient-discharge",
  "urn:oid:2.16.840.1.113883.6.301.5",
])

const billed: ReadonlyMap<string, Departure> = new Map(
  (
    [
      ["home", "01", "06", "81", "86"],
      // Also who is still a patient: of a hospital all the same.
      ["hospital", "02", "05", "09", "30", "43", "63", "66", "69", "70", "82", "85", "88", "91", "94", "95"],
      ["nursingFacility", "03", "04", "61", "64", "83", "84", "89", "92"],
      ["againstAdvice", "07"],
      ["died", "20", "40", "41", "42"],
      ["hospice", "50", "51"],
      ["rehabilitation", "62", "90"],
      ["psychiatricUnit", "65", "93"],
      ["other", "21", "87"],
    ] as const
  ).flatMap(([departure, ...codes]) => codes.map((code) => [code, departure] as const)),
)

/** What the codings of a concept say, the hospital's own codes as `departures` has them; empty where none is known. */
export const departuresOf = (
  disposition: Resources.Concept | undefined,
  departures: Readonly<Record<string, Departure>> = {},
): ReadonlyArray<Departure> =>
  (disposition?.coding ?? []).flatMap(({ code = "", system }): ReadonlyArray<Departure> => {
    if (Object.hasOwn(departures, code)) return [departures[code] as Departure]
    if (code === "exp") return ["died"]
    const known = fhirSystems.has(system) ? fhir : billingSystems.has(system) ? billed : undefined
    const said = known?.get(code)
    return said === undefined ? [] : [said]
  })

/** Where the patient went. Of codings that speak against one another, the one that says into whose care. */
export const destinationIn = (departures: ReadonlyArray<Departure>): Destination.Destination | undefined => {
  const told = Destination.Destination.literals.filter((destination) => departures.includes(destination))
  return told.find((destination) => !Destination.usual.includes(destination)) ?? told[0]
}
