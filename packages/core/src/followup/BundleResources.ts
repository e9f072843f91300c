/** The resources of FHIR R4 as far as a discharge is read from them; whatever else they hold is passed over. */
import * as Schema from "effect/Schema"

const { optionalKey: may } = Schema
const text = may(Schema.String)
const list = <S extends Schema.Top>(of: S) => may(Schema.Array(of))

const Coding = Schema.Struct({ system: text, code: text, display: text })
export interface Coding extends Schema.Schema.Type<typeof Coding> {}

const Concept = Schema.Struct({ coding: list(Coding), text })
export interface Concept extends Schema.Schema.Type<typeof Concept> {}

const Reference = Schema.Struct({ reference: text, display: text })
export interface Reference extends Schema.Schema.Type<typeof Reference> {}

const Period = Schema.Struct({ start: text, end: text })

const identifiers = list(Schema.Struct({ use: text, system: text, value: text }))
export type Identifiers = typeof identifiers.Type

const HumanName = Schema.Struct({ use: text, text, family: text, given: list(Schema.String) })
export interface HumanName extends Schema.Schema.Type<typeof HumanName> {}

const ContactPoint = Schema.Struct({
  system: text,
  value: text,
  use: text,
  rank: may(Schema.Int),
  period: may(Period),
})
export interface ContactPoint extends Schema.Schema.Type<typeof ContactPoint> {}

const Communication = Schema.Struct({ language: Concept, preferred: may(Schema.Boolean) })

const person = {
  id: text,
  identifier: identifiers,
  name: list(HumanName),
  telecom: list(ContactPoint),
  communication: list(Communication),
  extension: list(Schema.Struct({ url: text, valueCode: text })),
}
const Person = Schema.Struct(person)
/** What a patient and a related person have in common. */
export interface Person extends Schema.Schema.Type<typeof Person> {}

export const Encounter = Schema.Struct({
  id: text,
  identifier: identifiers,
  status: Schema.String,
  class: Coding,
  priority: may(Concept),
  serviceType: may(Concept),
  subject: may(Reference),
  participant: list(Schema.Struct({ type: list(Concept), individual: may(Reference) })),
  period: may(Period),
  diagnosis: list(Schema.Struct({ condition: Reference, use: may(Concept), rank: may(Schema.Int) })),
  hospitalization: may(
    Schema.Struct({
      admitSource: may(Concept),
      destination: may(Reference),
      dischargeDisposition: may(Concept),
    }),
  ),
  serviceProvider: may(Reference),
  partOf: may(Reference),
})
export interface Encounter extends Schema.Schema.Type<typeof Encounter> {}

export const Patient = Schema.Struct({
  ...person,
  active: may(Schema.Boolean),
  gender: may(Schema.Literals(["male", "female", "other", "unknown"])),
  birthDate: text,
  deceasedBoolean: may(Schema.Boolean),
  deceasedDateTime: text,
  link: list(Schema.Struct({ other: Reference, type: text })),
})
export interface Patient extends Schema.Schema.Type<typeof Patient> {}

export const RelatedPerson = Schema.Struct({
  ...person,
  active: may(Schema.Boolean),
  patient: Reference,
  relationship: list(Concept),
  period: may(Period),
})
export interface RelatedPerson extends Schema.Schema.Type<typeof RelatedPerson> {}

export const Condition = Schema.Struct({
  verificationStatus: may(Concept),
  code: may(Concept),
  encounter: may(Reference),
})
export interface Condition extends Schema.Schema.Type<typeof Condition> {}

export const Procedure = Schema.Struct({
  status: Schema.String,
  category: may(Concept),
  code: may(Concept),
  encounter: may(Reference),
  performedDateTime: text,
  performedPeriod: may(Period),
})
export interface Procedure extends Schema.Schema.Type<typeof Procedure> {}

export const Practitioner = Schema.Struct({ name: list(HumanName) })
export const PractitionerRole = Schema.Struct({ practitioner: may(Reference) })
export const Organization = Schema.Struct({ name: text })
