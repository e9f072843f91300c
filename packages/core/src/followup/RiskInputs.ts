/**
 * What the ward knows of a patient's risk of coming back, as far as it knows it. A part left out is unknown, never no.
 *
 * **Example** (Haemoglobin in the wrong unit)
 *
 * ```ts
 * import { RiskInputs } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const read = Schema.decodeUnknownResult(RiskInputs.RiskInputs)
 * Result.isSuccess(read({ haemoglobin: { value: 118, unit: "g/L" } })) // => true
 * Result.isSuccess(read({ haemoglobin: { value: 118, unit: "g/dL" } })) // => false
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Instant } from "../foundation/Instant.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/** The illnesses beside the main one that the LACE index weighs. */
export const CharlsonCondition = Schema.Literals([
  "myocardialInfarction",
  "cerebrovascularDisease",
  "peripheralVascularDisease",
  "diabetesWithoutComplications",
  "heartFailure",
  "diabetesWithEndOrganDamage",
  "chronicPulmonaryDisease",
  "mildLiverOrRenalDisease",
  "tumour",
  "dementia",
  "connectiveTissueDisease",
  "hiv",
  "severeLiverOrRenalDisease",
  "metastaticTumour",
])
export type CharlsonCondition = typeof CharlsonCondition.Type

/** What amounts can be, both ends included: haemoglobin in g/dL, sodium in mmol/L, the others counted. */
export const ranges = {
  charlson: { minimum: 0, maximum: 100 },
  emergencyVisits: { minimum: 0, maximum: 1000 },
  admissionsInYear: { minimum: 0, maximum: 1000 },
  haemoglobin: { minimum: 1, maximum: 30 },
  sodium: { minimum: 80, maximum: 200 },
} as const

/**
 * The Charlson comorbidities: the conditions, all of them, or a score that was counted elsewhere with the weights named.
 * Copies of these weights differ, so a score by other weights than a table asks for is no answer to it.
 */
export const Charlson = closed(
  Schema.TaggedUnion({
    Conditions: {
      conditions: Schema.Array(CharlsonCondition).check(
        Schema.makeFilter(
          (conditions) => new Set(conditions).size === conditions.length || "a condition is named twice",
        ),
        Schema.makeFilter(
          (conditions) =>
            !(
              conditions.includes("diabetesWithoutComplications") &&
              conditions.includes("diabetesWithEndOrganDamage")
            ) || "diabetes is with complications or without them",
        ),
      ),
    },
    Score: { score: Schema.Int.check(Schema.isBetween(ranges.charlson)), weights: Text },
  }),
)
export type Charlson = typeof Charlson.Type

/** Haemoglobin with its unit: laboratories report 11.8 g/dL and 118 g/L for the same blood. */
export const Haemoglobin = closed(
  Schema.Struct({
    value: Schema.Finite,
    unit: Schema.Literals(["g/dL", "g/L"]),
  }),
).check(
  Schema.makeFilter((haemoglobin) => {
    const grams = gramsPerDecilitre(haemoglobin)
    return (
      (ranges.haemoglobin.minimum <= grams && grams <= ranges.haemoglobin.maximum) || {
        path: ["value"],
        issue: "haemoglobin lies from 1 to 30 g/dL, which is 10 to 300 g/L",
      }
    )
  }),
)
export interface Haemoglobin extends Schema.Schema.Type<typeof Haemoglobin> {}

/** Haemoglobin in g/dL. */
export const gramsPerDecilitre = ({ unit, value }: Haemoglobin): number =>
  unit === "g/L" ? value / 10 : value

/** The name of something that only this hospital notes, such as `hospital.anticoagulants`. */
export const OwnName = Schema.String.check(Schema.makeFilter((name) => isOwnName(name) || ownNameRule))

const isOwnName = (name: string): boolean => /^hospital(\.[a-z][A-Za-z0-9]*)+$/.test(name)
const ownNameRule =
  "what a hospital notes itself is named by words joined by dots, such as hospital.anticoagulants"

/** Schema of the inputs. */
export const RiskInputs = closed(
  Schema.Struct({
    admittedAt: Schema.optionalKey(Instant),
    /** Came in as an emergency: the A of LACE. */
    acuteAdmission: Schema.optionalKey(Schema.Boolean),
    /** The stay wasn't elective: the index type of HOSPITAL. */
    urgentAdmission: Schema.optionalKey(Schema.Boolean),
    charlson: Schema.optionalKey(Charlson),
    /** Visits to an emergency department in the six months before the admission, without the one that led to it. */
    emergencyVisits: Schema.optionalKey(Schema.Int.check(Schema.isBetween(ranges.emergencyVisits))),
    /** Admissions in the twelve months before this one. */
    admissionsInYear: Schema.optionalKey(Schema.Int.check(Schema.isBetween(ranges.admissionsInYear))),
    /** The last before the discharge. */
    haemoglobin: Schema.optionalKey(Haemoglobin),
    /** The last before the discharge, in mmol/L, which is the same number in mEq/L. */
    sodium: Schema.optionalKey(Schema.Finite.check(Schema.isBetween(ranges.sodium))),
    /** Discharged from an oncology service. */
    oncologyService: Schema.optionalKey(Schema.Boolean),
    /** A diagnosis of cancer. */
    cancer: Schema.optionalKey(Schema.Boolean),
    /** Any coded procedure during the stay. */
    procedure: Schema.optionalKey(Schema.Boolean),
    /** What the hospital notes beyond, for its own table. */
    noted: Schema.optionalKey(
      Schema.Record(Schema.String, Schema.Union([Schema.Boolean, Schema.Finite])).check(
        Schema.makeFilter((noted) =>
          Object.keys(noted).flatMap((name) =>
            isOwnName(name) ? [] : [{ path: [name], issue: ownNameRule }],
          ),
        ),
      ),
    ),
  }),
)
export interface RiskInputs extends Schema.Schema.Type<typeof RiskInputs> {}
