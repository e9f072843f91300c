/**
 * Response, cooperation, refusal and contact rates of a survey, by the names of AAPOR's Standard Definitions.
 *
 * **Details**
 *
 * The same survey has a response rate of 36 % or of 67 %, depending on which is meant, so a rate is never without its name. A
 * rate with nothing to divide by is `NoBase`: no cases isn't a rate of zero.
 *
 * **Rule** American Association for Public Opinion Research, Standard Definitions, 9th edition (2016). I complete, P partial,
 * R refusal and break-off, NC non-contact, O other, UH unknown whether there is a household, UO unknown for another reason; e is
 * the share of the unknown that is taken to be eligible.
 *
 * **Example** (Twelve people, of whom one turned out not to belong to the survey)
 *
 * ```ts
 * import { ResponseRates } from "@aftercare/core"
 *
 * const counts = {
 *   complete: 4,
 *   partial: 2,
 *   refusal: 1,
 *   nonContact: 1,
 *   other: 1,
 *   unknownHousehold: 1,
 *   unknownOther: 1,
 *   notEligible: 1,
 * }
 * const { e, rates } = ResponseRates.make(counts, { _tag: "Proportional" })
 * e // => 0.9
 * rates.RR1 // => { _tag: "Rate", count: 4, of: 11, share: 4 / 11 }
 * rates.RR6 // => { _tag: "Rate", count: 6, of: 9, share: 6 / 9 }
 * ResponseRates.make({ ...counts, refusal: 0, other: 0, complete: 0, partial: 0 }, { _tag: "All" }).rates.COOP3
 * // => { _tag: "NoBase" }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How many cases ended in each of AAPOR's categories. */
export const DispositionCounts = closed(
  Schema.Struct({
    complete: count,
    partial: count,
    refusal: count,
    nonContact: count,
    other: count,
    unknownHousehold: count,
    unknownOther: count,
    notEligible: count,
  }),
)
export interface DispositionCounts extends Schema.Schema.Type<typeof DispositionCounts> {}

/** How e is had. It is to be stated with every rate that rests on it. */
export const Eligibility = closed(
  Schema.TaggedUnion({
    /** All of the unknown are taken to be eligible: e is 1. */
    All: {},
    /** As many in proportion as among the cases that are known to be eligible or not. */
    Proportional: {},
    /** A share from elsewhere, with where it is from. */
    Stated: { e: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })), from: Text },
  }),
)
export type Eligibility = typeof Eligibility.Type

export const rateNames = [
  "RR1",
  "RR2",
  "RR3",
  "RR4",
  "RR5",
  "RR6",
  "COOP1",
  "COOP2",
  "COOP3",
  "COOP4",
  "REF1",
  "REF2",
  "REF3",
  "CON1",
  "CON2",
  "CON3",
] as const
export type RateName = (typeof rateNames)[number]

/** A rate with what it divides by, which need not be a whole number where e has a part in it; or nothing to divide by. */
export type OutcomeRate =
  | { readonly _tag: "Rate"; readonly count: number; readonly of: number; readonly share: number }
  | { readonly _tag: "NoBase" }

export interface ResponseRates {
  readonly counts: DispositionCounts
  readonly eligibility: Eligibility
  /** The share used; undefined where no case is known to be eligible or not, or nobody's is unknown. */
  readonly e: number | undefined
  readonly rates: { readonly [Name in RateName]: OutcomeRate }
}

/** All sixteen rates of these counts. */
export const make = (counts: DispositionCounts, eligibility: Eligibility): ResponseRates => {
  const { complete: i, nonContact, other, partial, refusal } = counts
  const ip = i + partial
  const contacted = ip + refusal + other
  const known = contacted + nonContact
  const unknown = counts.unknownHousehold + counts.unknownOther
  const e = unknown === 0 ? undefined : eligibleShare(known, counts.notEligible, eligibility)
  const all = known + unknown
  const estimated = unknown === 0 ? known : e === undefined ? undefined : known + e * unknown
  return {
    counts,
    eligibility,
    e,
    rates: {
      RR1: rate(i, all),
      RR2: rate(ip, all),
      RR3: rate(i, estimated),
      RR4: rate(ip, estimated),
      RR5: rate(i, known),
      RR6: rate(ip, known),
      COOP1: rate(i, contacted),
      COOP2: rate(ip, contacted),
      COOP3: rate(i, ip + refusal),
      COOP4: rate(ip, ip + refusal),
      REF1: rate(refusal, all),
      REF2: rate(refusal, estimated),
      REF3: rate(refusal, known),
      CON1: rate(contacted, all),
      CON2: rate(contacted, estimated),
      CON3: rate(contacted, known),
    },
  }
}

const eligibleShare = (known: number, notEligible: number, eligibility: Eligibility): number | undefined => {
  switch (eligibility._tag) {
    case "All":
      return 1
    case "Proportional":
      return known + notEligible === 0 ? undefined : known / (known + notEligible)
    case "Stated":
      return eligibility.e
  }
}

const rate = (count: number, of: number | undefined): OutcomeRate =>
  of === undefined || of === 0 ? { _tag: "NoBase" } : { _tag: "Rate", count, of, share: count / of }
