/**
 * One patient's discharge, as the ward hands it over.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { ContactablePerson } from "../contact/ContactablePerson.ts"
import { DischargeId, PatientId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { contains } from "../foundation/Interval.ts"
import { eraser, personal } from "../foundation/Personal.ts"
import { FreeText, PersonalText, Text } from "../foundation/Text.ts"
import { Sex } from "../foundation/Word.ts"
import { Destination } from "./Destination.ts"
import * as Handover from "./Handover.ts"
import { RiskInputs } from "./RiskInputs.ts"

/**
 * A diagnosis by its ICD-10 code, the main one first: of the WHO (`I10`), of ICD-10-CM (`Z3A.20`) or of China's clinical
 * edition (`I10.x00x002`), with the dagger or asterisk of a pair where it bears one.
 */
export const Diagnosis = Schema.Struct({
  code: personal(
    Schema.String.check(
      Schema.isPattern(/^[A-Z]\d[0-9A-Z](?:\.[0-9A-Za-z]{1,8})?[+†*]?$/, {
        message:
          "an ICD-10 code is a letter, a digit, a digit or letter and optionally a dot with up to eight signs, such as I10 or E11.9",
      }),
    ),
    // An illness that isn't named.
    () => "R69",
  ),
  text: FreeText,
})
export interface Diagnosis extends Schema.Schema.Type<typeof Diagnosis> {}

/** An operation or other procedure by its code (such as ICD-9-CM-3), the main one first. */
export const Procedure = Schema.Struct({ code: PersonalText, text: FreeText })
export interface Procedure extends Schema.Schema.Type<typeof Procedure> {}

/** A medicine taken home, and how it is to be taken. */
export const Medicine = Schema.Struct({ name: PersonalText, use: FreeText })
export interface Medicine extends Schema.Schema.Type<typeof Medicine> {}

/** Dated events that stages may be counted from. None lies after the discharge. */
export const Events = Schema.Struct({
  operationAt: Schema.optionalKey(Instant),
  examinationAt: Schema.optionalKey(Instant),
  deliveryAt: Schema.optionalKey(Instant),
})
export interface Events extends Schema.Schema.Type<typeof Events> {}

/** Schema of a record number. Once erased nothing stands in its place. */
export const RecordNumber = personal(Text, () => undefined)

const erasedBirth = (date: PlainDate.PlainDate) => PlainDate.make(`${date.slice(0, 4)}-01-01`)

/** Schema of a discharge. The persons are those who may be contacted, the preferred one first. */
export const Discharge = Schema.Struct({
  id: DischargeId,
  patient: PatientId,
  /** What the hospital's papers know the patient by, as they write it: a record number may tell who somebody is. */
  recordNumber: Schema.optionalKey(RecordNumber),
  name: PersonalText,
  sex: Sex,
  /** Once erased, the first of January of that year. */
  bornOn: personal(PlainDate.PlainDate, erasedBirth),
  dischargedAt: Instant,
  department: Text,
  doctor: PersonalText,
  diagnoses: Schema.NonEmptyArray(Diagnosis),
  procedures: Schema.optionalKey(Schema.Array(Procedure)),
  medicines: Schema.optionalKey(Schema.Array(Medicine)),
  events: Schema.optionalKey(Events),
  /** A long-term condition, as the ward judged it. */
  chronic: Schema.Boolean,
  /** A high risk of return or harm, as the ward judged it. */
  highRisk: Schema.Boolean,
  /** Whether the patient lives alone; absent where nobody asked. */
  livesAlone: Schema.optionalKey(Schema.Boolean),
  /** Where the patient went; absent where nobody says, and then the plan is as for somebody at home. */
  destination: Schema.optionalKey(personal(Destination, () => undefined)),
  /** Whether the patient left against medical advice; absent where nobody says. */
  againstAdvice: Schema.optionalKey(Schema.Boolean),
  persons: Schema.NonEmptyArray(ContactablePerson),
  /** What the ward went through with the patient. */
  handover: Schema.optionalKey(Handover.Handover),
  /** What risk scores rest on. The admission belongs to this stay. */
  risk: Schema.optionalKey(RiskInputs),
}).check(
  Schema.makeFilter(({ bornOn, dischargedAt, events, handover = {}, persons, risk }) => {
    // Beyond, no clock is known, and a contact would be counted on to instants that don't exist.
    if (!contains(TimeZone.horizon, DateTime.toEpochMillis(dischargedAt)))
      return { path: ["dischargedAt"], issue: "the discharge lies outside 1970 to 2059" }
    const dischargedOn = TimeZone.dateAt(zone({ persons }), DateTime.toEpochMillis(dischargedAt))
    if (bornOn > dischargedOn) return { path: ["bornOn"], issue: "the birth date lies after the discharge" }
    if (PlainDate.yearsBetween(bornOn, dischargedOn) > 130)
      return { path: ["bornOn"], issue: "nobody is over 130 years old" }
    if (risk?.admittedAt !== undefined) {
      const path = ["risk", "admittedAt"]
      const admittedAt = DateTime.toEpochMillis(risk.admittedAt)
      if (DateTime.isGreaterThan(risk.admittedAt, dischargedAt))
        return { path, issue: "the admission lies after the discharge" }
      if (!contains(TimeZone.horizon, admittedAt)) return { path, issue: "the admission lies before 1970" }
      if (TimeZone.dateAt(zone({ persons }), admittedAt) < bornOn)
        return { path, issue: "the admission lies before the birth date" }
      for (const item of Handover.Item.literals) {
        const given = handover[item]
        if (given !== undefined && "at" in given && DateTime.isLessThan(given.at, risk.admittedAt))
          return { path: ["handover", item, "at"], issue: "the handover lies before the admission" }
      }
    }
    for (const [event, at] of Object.entries(events ?? {})) {
      const path = ["events", event]
      if (DateTime.isGreaterThan(at, dischargedAt))
        return { path, issue: "the event lies after the discharge" }
      if (!contains(TimeZone.horizon, DateTime.toEpochMillis(at)))
        return { path, issue: "the event lies before 1970" }
    }
    const ids = persons.map((person) => person.id)
    if (new Set(ids).size !== ids.length) return { path: ["persons"], issue: "two persons have one id" }
    return true
  }),
)
export interface Discharge extends Schema.Schema.Type<typeof Discharge> {}

/**
 * A discharge as somebody wrote it down: the first thing wrong with it is named, and a key that nobody reads is wrong.
 *
 * The schema by itself drops such keys, so that a store can read what a newer version wrote.
 */
export const read = Schema.decodeUnknownResult(Discharge, { onExcessProperty: "error" })

/**
 * A discharge has the id of another patient's, or its patient another birth date in one that is kept: two people under one id
 * would be called off, and asked for consent, as one.
 */
export class MistakenIdentity extends Schema.TaggedError<MistakenIdentity>(
  "@aftercare/core/MistakenIdentity",
)("MistakenIdentity", {
  discharge: DischargeId,
  known: DischargeId,
  differs: Schema.Literals(["patient", "bornOn"]),
}) {
  override get message() {
    return `discharge ${this.discharge}: ${this.differs} is another in discharge ${this.known}, which is kept`
  }
}

/**
 * The discharge, unless one of those kept, of its id or its patient, speaks against it. Of the same stay a birth date is put
 * right, also where other stays of the patient's still have what it had; one that was erased speaks by its year.
 */
export const identified = (
  discharge: Discharge,
  kept: ReadonlyArray<Discharge>,
): Result.Result<Discharge, MistakenIdentity> => {
  const { bornOn, id, patient } = discharge
  const agreeing = [bornOn, erasedBirth(bornOn), kept.find((known) => known.id === id)?.bornOn]
  for (const known of kept) {
    const refuse = (differs: MistakenIdentity["differs"]) =>
      Result.fail(new MistakenIdentity({ discharge: id, known: known.id, differs }))
    if (known.id === id && known.patient !== patient) return refuse("patient")
    if (known.patient === patient && !agreeing.includes(known.bornOn)) return refuse("bornOn")
  }
  return Result.succeed(discharge)
}

const erase = eraser(Discharge)

/** Whether the patient's details were erased: what is left tells of nobody. */
export const isErased = (discharge: Discharge): boolean => Equal.equals(erase(discharge), discharge)

/** The patient's zone: that of the patient's own entry, else of the first person named. */
export const zone = ({ persons }: Pick<Discharge, "persons">): TimeZone.TimeZone =>
  (persons.find((person) => person.relation === "self") ?? persons[0]).profile.zone

/** Completed years at an instant, on the patient's own calendar. */
export const ageAt = (discharge: Discharge, at: number): number =>
  PlainDate.yearsBetween(discharge.bornOn, TimeZone.dateAt(zone(discharge), at))
