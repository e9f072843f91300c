/** How FHIR tells of people: names, telephones, language and zone, each with where it stands. */
import * as Schema from "effect/Schema"
import type { PersonId } from "../foundation/Id.ts"
import { EmailAddress } from "../foundation/Text.ts"
import type { Relation } from "../foundation/Word.ts"
import type * as Resources from "./BundleResources.ts"
import type { Problem } from "./DischargeFile.ts"
import type { Breach } from "./DischargeRow.ts"

/** A value for the row, and where in the bundle it is from, or would be. */
export interface Origin {
  readonly value?: unknown
  readonly path: string
}

/** The codes of a concept, in whichever system. */
export const codes = (concept: { readonly coding?: ReadonlyArray<Resources.Coding> } | undefined) =>
  (concept?.coding ?? []).flatMap(({ code }) => (code === undefined ? [] : [code]))

/** The fields that are there. */
export const present = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const uses = ["official", "usual", undefined, "temp", "nickname"]

/** The official name, else the usual one; Chinese ones are put together without a blank. */
export const nameOf = (names: ReadonlyArray<Resources.HumanName> = [], place: string): Origin => {
  const [best] = names
    .map((name, at) => ({ at, name, rank: uses.indexOf(name.use) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
  if (best === undefined) return { path: `${place}.name` }
  const { family = "", given = [], text = "" } = best.name
  const isHan = /\p{Script=Han}/u.test(family + given.join(""))
  const parts = isHan ? family + given.join("") : [...given, family].join(" ")
  return { value: text.trim() === "" ? parts.trim() : text, path: `${place}.name[${best.at}]` }
}

const pointUses: ReadonlyArray<string | undefined> = ["mobile", "home"]

/** The points of contact in a system, the best first. */
const pointsOf = (
  telecom: ReadonlyArray<Resources.ContactPoint> = [],
  place: string,
  systems: ReadonlyArray<string>,
): ReadonlyArray<Origin> =>
  telecom
    .map((point, at) => ({ at, point, use: [...pointUses, point.use].indexOf(point.use) }))
    .filter(
      ({ point: { system = "", use, value } }) =>
        systems.includes(system) && value !== undefined && use !== "old",
    )
    // No clock tells here whether an end has come, so one that has an end is the last to be taken.
    .sort(
      (a, b) =>
        Number(a.point.period?.end !== undefined) - Number(b.point.period?.end !== undefined) ||
        (a.point.rank ?? Infinity) - (b.point.rank ?? Infinity) ||
        a.use - b.use,
    )
    .map(({ at, point: { value } }) => ({ value, path: `${place}.telecom[${at}].value` }))

const noAddress = "isn't read: an e-mail address is written name@domain"
const isEmailAddress = Schema.is(EmailAddress)

const timeZoneUrl = "http://hl7.org/fhir/StructureDefinition/timezone"

/** What is known of a person's profile: language and zone. */
const profileOf = ({ communication = [], extension = [] }: Resources.Person, place: string) => {
  const preferred = communication.find(({ preferred }) => preferred === true) ?? communication[0]
  const language = codes(preferred?.language)
    .map((code) => code.slice(0, 2))
    .find((code) => code === "zh" || code === "en")
  const at = extension.findIndex(({ url }) => url === timeZoneUrl)
  const zone = extension[at]?.valueCode
  return {
    value: present({ language, zone }),
    path: at < 0 ? place : `${place}.extension[${at}].valueCode`,
  }
}

/** A person as a row has them. */
export interface Person {
  readonly row: Readonly<Record<string, unknown>>
  /** Where in the bundle a part of the row is from. */
  readonly originOf: (path: Breach["path"]) => string
  /** What the row lacks that the resource has in another form. */
  readonly unread: ReadonlyArray<Problem>
}

export const personOf = (
  resource: Resources.Person,
  relation: Relation,
  place: string,
  id: Origin,
): Person => {
  const name = nameOf(resource.name, place)
  const [phone = { path: `${place}.telecom` }] = pointsOf(resource.telecom, place, ["phone", "sms"])
  const emails = pointsOf(resource.telecom, place, ["email"])
  const email = emails.find(({ value }) => isEmailAddress(value))
  const profile = profileOf(resource, place)
  const origins: Readonly<Record<string, Origin>> = { id, name, phone, profile }
  return {
    row: present({
      relation,
      id: id.value,
      name: name.value,
      phone: phone.value,
      addresses: email && { email: email.value },
      profile: profile.value,
    }),
    originOf: ([field]) => origins[String(field)]?.path ?? place,
    unread: emails.flatMap(({ path, value }) => (isEmailAddress(value) ? [] : [{ path, rule: noAddress }])),
  }
}

/** The same, with this id where they have none. */
export const known = (person: Person, id: PersonId): Person => ({ ...person, row: { id, ...person.row } })

const relations = ["self", "guardian", "caregiver"]
const rank = ({ row }: Person): number => relations.indexOf(String(row["relation"]))

/** Each person once: the patient, else the guardian that they are, else as they are named first. */
export const once = (people: ReadonlyArray<Person>): ReadonlyArray<Person> => {
  const byId = new Map<unknown, Person>()
  for (const person of people) {
    const same = byId.get(person.row["id"])
    if (same === undefined || rank(person) < rank(same)) byId.set(person.row["id"], person)
  }
  return [...byId.values()]
}
