/**
 * What one row of a discharge file says, in whichever format: a discharge whose profiles may have gaps, and consents.
 * Gaps are filled with what the reader was given; nothing here has a default of its own.
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Struct from "effect/Struct"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { ContactablePerson } from "../contact/ContactablePerson.ts"
import { ContactProfile } from "../contact/ContactProfile.ts"
import { type Breach, decode } from "../foundation/Breach.ts"
import { ConsentId, deriving, PersonId } from "../foundation/Id.ts"
import * as PhoneNumber from "../foundation/PhoneNumber.ts"
import type { Relation } from "../foundation/Word.ts"
import { Consent } from "../privacy/Consent.ts"
import { Discharge } from "./Discharge.ts"
import * as Handover from "./Handover.ts"
import { RiskInputs } from "./RiskInputs.ts"

export { type Breach, decode } from "../foundation/Breach.ts"

/** What the hospital says once for all rows. */
export interface RowOptions {
  /** The country code of numbers in national form: `86` or `+86`. */
  readonly countryCode: string
  /** The hospital's zone: of times without an offset, and of patients for whom no zone is named. */
  readonly zone: TimeZone.TimeZone
  /** The profile of a person in this zone, for whatever a row doesn't say. */
  readonly profileFor: (zone: TimeZone.TimeZone) => Omit<ContactProfile, "zone">
}

/** A discharge, and the consents that the ward took with it. */
export interface Received {
  readonly discharge: Discharge
  readonly consents: ReadonlyArray<Consent>
}

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?(?:(Z)|([+-])(0\d|1[0-5]):([0-5]\d))?$/

/** Epoch milliseconds, or undefined where the text is no instant. */
const instantOf = (text: string, zone: TimeZone.TimeZone): number | undefined => {
  const match = instantPattern.exec(text)
  if (match === null) return undefined
  const [, date, time, fraction = "0", utc, sign, hours = "0", minutes = "0"] = match
  if (!Schema.is(PlainDate.PlainDate)(date) || !Schema.is(PlainTime.PlainTime)(time)) return undefined
  const millis = Math.floor(Number(fraction) * 1000)
  if (utc === undefined && sign === undefined) return TimeZone.toInstant(zone, date, time) + millis
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1)
  return PlainDate.toEpochDay(date) * PlainTime.dayMillis + PlainTime.toMillis(time) + millis - offset
}

/** A step of decoding. Rows are only ever read, so nothing leads back. */
export const reading = <From, To>(decode: (from: From) => To) => ({
  decode: SchemaGetter.transform(decode),
  encode: SchemaGetter.forbidden<From, To>(() => "rows are read, not written"),
})

/** Schema of an instant: with an offset, or on the wall clock of the zone given. */
export const instantIn = (zone: TimeZone.TimeZone) =>
  Schema.String.check(
    Schema.makeFilter(
      (text) =>
        instantOf(text, zone) !== undefined ||
        "an instant is written YYYY-MM-DDTHH:MM, seconds and an offset such as +08:00 or Z behind it, and must exist",
    ),
  ).pipe(
    Schema.decodeTo(
      Schema.DateTimeUtc,
      reading((text: string) => DateTime.makeUnsafe(instantOf(text, zone) ?? 0)),
    ),
  )

/** Schema of a phone number as people write it; a national one gets the country code given. */
export const phoneIn = (countryCode: string) =>
  Schema.String.pipe(
    Schema.decodeTo(
      PhoneNumber.PhoneNumber,
      reading((text: string) => Result.getOrElse(PhoneNumber.parse(text, countryCode), () => text)),
    ),
  )

const { rest, ...profileFields } = ContactProfile.fields
const GivenProfile = Schema.Struct({
  ...Struct.map(profileFields, Schema.optionalKey),
  rest: Schema.optionalKey(rest.mapFields(Struct.map(Schema.optionalKey))),
})
export type GivenProfile = typeof GivenProfile.Type

/** Schema of an item of the handover, whose instants may be on the hospital's clock. */
export const answerIn = (zone: TimeZone.TimeZone) => {
  const { cases } = Handover.Answer
  const at = instantIn(zone)
  return Schema.TaggedUnion({
    Done: { ...cases.Done.fields, at },
    NotDone: cases.NotDone.fields,
    NotApplicable: { ...cases.NotApplicable.fields, at },
  })
}

/** Schema of a person of a row. */
export const personIn = ({ countryCode }: RowOptions) =>
  Schema.Struct({
    ...ContactablePerson.fields,
    id: Schema.optionalKey(PersonId),
    phone: Schema.optionalKey(phoneIn(countryCode)),
    profile: Schema.optionalKey(GivenProfile),
  })

/** Schema of a row as nested data. */
export const schemaOf = (options: RowOptions) => {
  const { zone } = options
  const Instant = instantIn(zone)
  const at = Schema.optionalKey(Instant)
  return Schema.Struct({
    ...Discharge.fields,
    dischargedAt: Instant,
    events: Schema.optionalKey(Schema.Struct({ operationAt: at, examinationAt: at, deliveryAt: at })),
    handover: Schema.optionalKey(Schema.Struct(Handover.ofEach(Schema.optionalKey(answerIn(zone))))),
    risk: Schema.optionalKey(Schema.Struct({ ...RiskInputs.fields, admittedAt: at })),
    persons: Schema.NonEmptyArray(personIn(options)),
    consents: Schema.optionalKey(
      Schema.Array(
        Schema.Struct({
          ...Consent.fields,
          id: Schema.optionalKey(ConsentId),
          person: Schema.optionalKey(PersonId),
          givenAt: Instant,
          withdrawnAt: at,
        }),
      ),
    ),
  })
}

/** A row that decoded, gaps and all. */
export type GivenRow = ReturnType<typeof schemaOf>["Type"]

/** The id of somebody who has none of their own, from what they are known by among a patient's persons. */
export const personId = (patient: string, name: string): PersonId => derivedPerson(patient, `/${name}`)

const derivedPerson = deriving(PersonId)
const derivedConsent = deriving(ConsentId)

/** U+FFFD stands where a decoder met bytes that it couldn't read. */
export const lostSign = "a sign is lost: the file was read in another encoding than it was written in"

const whole = decode(
  Schema.Struct({
    discharge: Schema.toType(Discharge),
    consents: Schema.Array(Schema.toType(Consent)),
  }).check(
    Schema.makeFilter(({ consents, discharge }) =>
      consents.flatMap(({ person }, at) =>
        discharge.persons.some(({ id }) => id === person)
          ? []
          : [{ path: ["consents", at, "person"], issue: "none of the row's persons is meant" }],
      ),
    ),
  ),
)

/**
 * The row with its gaps filled, held against the rules that join its parts.
 *
 * A person's zone is the one named, else the patient's, else the hospital's. A consent is for the person named, else
 * for whoever gave it.
 */
export const fill = (
  row: GivenRow,
  { profileFor, zone }: RowOptions,
): Result.Result<Received, ReadonlyArray<Breach>> => {
  const { consents = [], ...discharge } = row
  const home = row.persons.find((person) => person.relation === "self")?.profile?.zone ?? zone
  const filled = (given: GivenProfile = {}): ContactProfile => {
    const own = given.zone ?? home
    const usual = profileFor(own)
    return { ...usual, ...given, zone: own, rest: { ...usual.rest, ...given.rest } }
  }
  const persons = row.persons.map((person) => ({
    ...person,
    id: person.id ?? personId(row.patient, person.relation),
    profile: filled(person.profile),
  }))
  const giver = (relation: Relation) => persons.find((person) => person.relation === relation)?.id
  return Result.mapError(
    whole({
      discharge: { ...discharge, persons },
      consents: consents.map((consent, at) => ({
        ...consent,
        id: consent.id ?? derivedConsent(row.id, `/consent-${at + 1}`),
        person: consent.person ?? giver(consent.givenBy) ?? personId(row.patient, consent.givenBy),
      })),
    }),
    (breaches) =>
      breaches.map(({ path, rule }) => ({ path: path[0] === "discharge" ? path.slice(1) : path, rule })),
  )
}
