/**
 * What always holds of scores, as values, for a hospital's own questionnaires and definitions as well; `Laws.property` makes
 * a property of each.
 *
 * **Example** (A hospital's own definition, over its own questionnaire)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { GeneralQuestionnaires } from "@aftercare/core"
 * import { Laws, ScoreLaws } from "@aftercare/core/testing"
 *
 * const cases = ScoreLaws.cases(fc.constant(GeneralQuestionnaires.hotline))
 * fc.assert(Laws.property(ScoreLaws.missingIsNeverZero, cases), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as fc from "fast-check"
import type { Estimated } from "../survey/Estimate.ts"
import type { Questionnaire } from "../survey/Questionnaire.ts"
import * as Satisfaction from "../survey/Satisfaction.ts"
import type { ScoredItem } from "../survey/ScoreDesign.ts"
import * as ScoreDesign from "../survey/ScoreDesign.ts"
import * as ScoreTally from "../survey/ScoreTally.ts"
import type * as SmallCells from "../survey/SmallCells.ts"
import { type Answer, asked, type SurveyResponse } from "../survey/SurveyResponse.ts"
import * as CellAttack from "./CellAttack.ts"
import type { Law, Violation } from "./Laws.ts"
import * as SurveyArbitraries from "./SurveyArbitraries.ts"

/** Responses to a questionnaire, in chunks as they were counted, and the definitions that they are scored by. */
export interface ScoreCase {
  readonly questionnaire: Questionnaire
  readonly chunks: ReadonlyArray<ReadonlyArray<SurveyResponse>>
  readonly definitions: ReadonlyArray<Satisfaction.Definition>
}

const missingRule: fc.Arbitrary<Satisfaction.MissingRule> = fc.oneof(
  fc
    .constantFrom("scored" as const, "notScored" as const)
    .map((exactlyHalf) => ({ _tag: "Half", exactlyHalf }) as const),
  fc.constantFrom({ _tag: "Listwise" } as const, { _tag: "AvailableCase" } as const),
)

/** Definitions that fit the questionnaire; none where it has nothing to score. */
export const definitions = (
  questionnaire: Questionnaire,
): fc.Arbitrary<ReadonlyArray<Satisfaction.Definition>> => {
  const design = ScoreDesign.of(questionnaire)
  if (Result.isFailure(design)) return fc.constant([])
  const { domains, items } = design.success
  const variants: Array<fc.Arbitrary<Satisfaction.Variant>> = []
  if (items.length > 0)
    variants.push(
      fc
        .tuple(
          fc.constantFrom(...items.map(({ id }) => id)),
          fc.constantFrom("ItemMean" as const, "ItemLinear" as const),
        )
        .map(([item, _tag]) => ({ _tag, item })),
      fc
        .tuple(
          fc.constantFrom(...items.map(({ id }) => id)),
          fc.constantFrom("TopBoxes" as const, "BottomBoxes" as const),
        )
        .map(([item, _tag]) => ({ _tag, item, boxes: 1 })),
    )
  if (domains.length > 0) {
    const domain = fc.constantFrom(...domains.map(({ id }) => id))
    variants.push(
      fc.tuple(domain, missingRule).map(([of, missing]) => ({ _tag: "DomainLinear", domain: of, missing })),
      fc.tuple(domain, missingRule, fc.integer({ min: 0, max: 100 })).map(([of, missing, atLeast]) => ({
        _tag: "DomainRate",
        domain: of,
        missing,
        measure: "linear",
        atLeast,
      })),
    )
  }
  if (variants.length === 0) return fc.constant([])
  return fc.array(
    fc.record({
      id: fc.constantFrom("satisfaction", "content"),
      version: fc.constantFrom("1", "2"),
      variant: fc.oneof(...variants),
      confidence: fc.constantFrom(0.8, 0.95, 0.99),
      minimumBase: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
}

/** Some responses in up to four chunks, and definitions that fit. */
export const cases = (
  questionnaires: fc.Arbitrary<Questionnaire> = SurveyArbitraries.questionnaire(),
): fc.Arbitrary<ScoreCase> =>
  questionnaires
    .filter((questionnaire) => Result.isSuccess(ScoreDesign.of(questionnaire)))
    .chain((questionnaire) =>
      fc.record({
        questionnaire: fc.constant(questionnaire),
        chunks: fc.array(fc.array(SurveyArbitraries.response(questionnaire), { maxLength: 12 }), {
          maxLength: 4,
        }),
        definitions: definitions(questionnaire),
      }),
    )

const designOf = ({ questionnaire }: ScoreCase) => Result.getOrThrow(ScoreDesign.of(questionnaire))

/** By who answered, so that there are groups. */
const tallied = (of: ScoreCase, responses: ReadonlyArray<SurveyResponse>): ScoreTally.ScoreTally =>
  Result.getOrThrow(
    ScoreTally.ofResponses(of.questionnaire, designOf(of), responses, [({ source }) => source]),
  )

const bits = (tally: ScoreTally.ScoreTally): string => JSON.stringify(ScoreTally.encode(tally))

const merged = (of: ScoreCase, tallies: ReadonlyArray<ScoreTally.ScoreTally>): ScoreTally.ScoreTally =>
  Result.getOrThrow(ScoreTally.merge(ScoreTally.empty(designOf(of), 1), ...tallies))

const different = (found: string, facts: Violation["facts"]): Violation => ({ found, facts })

/** Chunks merged in any order and grouping are the same, to the bit, as all responses counted at once. */
export const mergingIsCounting: Law<ScoreCase> = {
  name: "merging partial tallies is counting all at once",
  check: (of) => {
    const whole = bits(tallied(of, of.chunks.flat()))
    const parts = of.chunks.map((chunk) => tallied(of, chunk))
    const ways = {
      inOrder: merged(of, parts),
      backward: merged(of, [...parts].reverse()),
      oneByOne: parts.reduce((sum, part) => merged(of, [sum, part]), merged(of, [])),
      nested: parts.reduceRight((sum, part) => merged(of, [part, sum]), merged(of, [])),
    }
    const wrong = Object.entries(ways).find(([, tally]) => bits(tally) !== whole)
    return wrong && different("a merge differs", { way: wrong[0], merged: bits(wrong[1]), whole })
  },
}

/** The order of responses changes nothing. */
export const orderChangesNothing: Law<ScoreCase> = {
  name: "the order of responses changes nothing",
  check: (of) => {
    const all = of.chunks.flat()
    const half = Math.floor(all.length / 2)
    const [whole, turned] = [
      bits(tallied(of, all)),
      bits(tallied(of, [...all.slice(half), ...all.slice(0, half)].reverse())),
    ]
    return whole === turned ? undefined : different("another order counts otherwise", { whole, turned })
  },
}

/** Every definition's score of everybody together. */
const scores = (of: ScoreCase, tally: ScoreTally.ScoreTally): ReadonlyArray<Satisfaction.Score> => {
  const all = ScoreTally.total(tally)
  return of.definitions.flatMap((definition) => {
    const score = Satisfaction.score(designOf(of), all, definition)
    return Result.isSuccess(score) ? [score.success] : []
  })
}

/** Responses without any answer change no score, and alone have none: missing is never zero. */
export const missingIsNeverZero: Law<ScoreCase> = {
  name: "missing is never zero",
  check: (of) => {
    const all = of.chunks.flat()
    const silent = all.map((response): SurveyResponse => ({ ...response, answers: {} }))
    const [before, after] = [scores(of, tallied(of, all)), scores(of, tallied(of, [...all, ...silent]))]
    const told = before.findIndex(
      ({ estimate }, i) => JSON.stringify(estimate) !== JSON.stringify(after[i]?.estimate),
    )
    if (told >= 0)
      return different("the silent changed a score", { before: before[told], after: after[told] })
    const alone = scores(of, tallied(of, silent)).find(({ estimate }) => estimate._tag === "Estimated")
    return alone && different("the silent have a score", { alone })
  },
}

/** An interval holds its value; the same answers four times over have the same value and no wider interval. */
export const intervalsNarrow: Law<ScoreCase> = {
  name: "intervals hold their value and narrow with the base",
  check: (of) => {
    const once = tallied(of, of.chunks.flat())
    const fourfold = scores(of, merged(of, [once, once, once, once]))
    for (const [i, { estimate }] of scores(of, once).entries()) {
      if (estimate._tag === "NoData") continue
      if (!isWithin(estimate)) return different("a value lies outside its interval", { estimate })
      const more = fourfold[i]?.estimate
      if (more?._tag !== "Estimated" || Math.abs(more.value - estimate.value) > tiny)
        return different("the same answers again have another value", { estimate, more })
      if (more.high - more.low > estimate.high - estimate.low + tiny)
        return different("a larger base has a wider interval", { estimate, more })
    }
    return undefined
  },
}

const tiny = 1e-9

const isWithin = ({ high, low, value }: Estimated): boolean => low <= value && value <= high

/** An answer a step worse, where there is one. */
const worse = (answer: Answer | undefined, { least, most, reverse }: ScoredItem): Answer | undefined => {
  if (answer?._tag === "YesNo") return answer.yes === reverse ? undefined : { ...answer, yes: reverse }
  if (answer?._tag !== "Scale" || answer.value === (reverse ? most : least)) return undefined
  return { ...answer, value: answer.value + (reverse ? 1 : -1) }
}

/** Which way a score goes where answers get worse; undefined where its parts go both ways. */
const directionOf = (variant: Satisfaction.Variant): 1 | -1 | undefined => {
  if (variant._tag !== "Composite") return variant._tag === "BottomBoxes" ? 1 : -1
  const [first, ...others] = new Set(variant.parts.map(({ part }) => directionOf(part)))
  return others.length === 0 ? first : undefined
}

/**
 * One answer a step worse moves no score, and neither end of its interval, to the better. Where something else is asked
 * because of it, other answers count, and nothing is said.
 */
export const worseIsNeverBetter: Law<ScoreCase> = {
  name: "a worse answer raises neither a score nor an end of its interval",
  check: (of) => {
    const all = of.chunks.flat()
    const before = scores(of, tallied(of, all))
    const askedBy = (answers: SurveyResponse["answers"]) =>
      asked(of.questionnaire, answers)
        .map(({ id }) => id)
        .join()
    for (const item of designOf(of).items) {
      const tried = new Set<string>()
      for (const [at, response] of all.entries()) {
        const answer = worse(response.answers[item.id], item)
        if (answer === undefined || tried.has(JSON.stringify(answer))) continue
        tried.add(JSON.stringify(answer))
        const answers = { ...response.answers, [item.id]: answer }
        if (askedBy(answers) !== askedBy(response.answers)) continue
        const after = scores(of, tallied(of, all.with(at, { ...response, answers })))
        for (const [i, { estimate, variant }] of before.entries()) {
          const direction = directionOf(variant)
          const changed = after[i]?.estimate
          if (direction === undefined || estimate._tag === "NoData" || changed?._tag !== "Estimated") continue
          const isBetter = (["value", "low", "high"] as const).some(
            (end) => (changed[end] - estimate[end]) * direction < -tiny,
          )
          if (isBetter)
            return different("a worse answer made a score better", { item: item.id, estimate, changed })
        }
      }
    }
    return undefined
  },
}

/** Everything that holds of counting and scoring. */
export const all: ReadonlyArray<Law<ScoreCase>> = [
  mergingIsCounting,
  orderChangesNothing,
  missingIsNeverZero,
  intervalsNarrow,
  worseIsNeverBetter,
]

/** What was published, one after the other, by one threshold, and what was counted. For some few groups. */
export interface PublicationCase {
  readonly counts: SmallCells.Counts
  readonly publications: ReadonlyArray<SmallCells.Publication>
  readonly threshold: number
}

/** Of what is suppressed, every small value is in some table that agrees with all that was published. */
export const suppressedStaysOpen: Law<PublicationCase> = {
  name: "what is suppressed could hold any small value",
  check: ({ counts, publications, threshold }) => {
    const [derived] = CellAttack.derived(counts, publications, threshold)
    return derived && different("a value is impossible", { ...derived })
  },
}
