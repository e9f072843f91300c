/**
 * How an invitation to a survey ended, and where that counts by AAPOR's categories.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { DispositionCounts } from "./ResponseRates.ts"

/** How an invitation ended. */
export const SurveyDisposition = Schema.Literals([
  "completed",
  "partial",
  /** Declined, or asked for no more messages. */
  "refused",
  /** Began, and answered less than a partial response needs. */
  "brokenOff",
  /** Called, and never spoken to. */
  "nonContact",
  "unableToAnswer",
  "languageBarrier",
  "deceased",
  /** Messages went out, and nothing came back. */
  "nothingReturned",
  /** No message arrived. */
  "undeliverable",
  /** Turned out not to belong to those who are asked. */
  "notEligible",
  /** Never asked: caps, rest or closed channels left no moment. No part of the sample. */
  "notInvited",
])
export type SurveyDisposition = typeof SurveyDisposition.Type

/**
 * How silence counts where messages were all that was tried. The hospital's records say that the person had the visit, so
 * `nonContact` takes them for eligible; `unknown` doesn't.
 */
export const Silence = Schema.Literals(["nonContact", "unknown"])
export type Silence = typeof Silence.Type

/** AAPOR's category of a disposition; undefined for who was never part of the sample. */
export const category = (
  disposition: SurveyDisposition,
  silence: Silence,
): keyof DispositionCounts | undefined => {
  switch (disposition) {
    case "completed":
      return "complete"
    case "partial":
    case "notEligible":
    case "nonContact":
      return disposition
    case "refused":
    case "brokenOff":
      return "refusal"
    case "unableToAnswer":
    case "languageBarrier":
    case "deceased":
      return "other"
    case "nothingReturned":
    case "undeliverable":
      return silence === "nonContact" ? "nonContact" : "unknownOther"
    case "notInvited":
      return undefined
  }
}

/** How many ended in each category. */
export const counts = (
  dispositions: ReadonlyArray<SurveyDisposition>,
  silence: Silence,
): DispositionCounts => {
  const tally: { [D in SurveyDisposition]?: number } = {}
  for (const disposition of dispositions) tally[disposition] = (tally[disposition] ?? 0) + 1
  return countsOf(tally, silence)
}

/** How many ended in each category, where it is known how many ended in each way. */
export const countsOf = (
  tally: { readonly [D in SurveyDisposition]?: number },
  silence: Silence,
): DispositionCounts => {
  const counted = {
    complete: 0,
    partial: 0,
    refusal: 0,
    nonContact: 0,
    other: 0,
    unknownHousehold: 0,
    unknownOther: 0,
    notEligible: 0,
  }
  for (const disposition of SurveyDisposition.literals) {
    const found = category(disposition, silence)
    if (found !== undefined) counted[found] += tally[disposition] ?? 0
  }
  return counted
}
