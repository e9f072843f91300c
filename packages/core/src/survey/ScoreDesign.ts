/**
 * What of a questionnaire can be scored: its scales and its questions of yes or no, and the domains that they make up.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Questionnaire, type Revision, revision } from "./Questionnaire.ts"

/** An item that is answered with a number: yes is 1 and no is 0. */
export interface ScoredItem {
  readonly id: string
  readonly least: number
  readonly most: number
  /** Its least value is the best. */
  readonly reverse: boolean
}

/** Items that make up one score of each respondent. */
export interface ScoredDomain {
  readonly id: string
  readonly weight: number
  /** By their place among the scored items. */
  readonly items: ReadonlyArray<number>
  /**
   * Into how many equal steps every item's way from worst to best is cut, so that scales of different lengths add up in
   * whole numbers: 4 where all run from 1 to 5, 20 where one of them runs from 0 to 10.
   */
  readonly steps: number
}

export interface ScoreDesign {
  readonly questionnaire: Revision
  readonly items: ReadonlyArray<ScoredItem>
  readonly domains: ReadonlyArray<ScoredDomain>
}

/** A domain can't be scored: none of its items is answered with a number, or their scales have no common measure. */
export class DomainNotScorable extends Schema.TaggedError<DomainNotScorable>(
  "@aftercare/core/DomainNotScorable",
)("DomainNotScorable", {
  domain: Schema.String,
  rule: Schema.Literals(["score.noScale", "score.unevenScales"]),
}) {
  override get message() {
    return `domain ${this.domain}: ${this.rule}`
  }
}

const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b))

/** How many patterns a domain of so many items may leave: applicable, answered, and the sum of steps. */
export const patternsOf = ({ items, steps }: ScoredDomain): number =>
  (items.length + 1) ** 2 * (items.length * steps + 1)

/** What can be scored of a questionnaire. Fails with `DomainNotScorable`. */
export const of = (questionnaire: Questionnaire): Result.Result<ScoreDesign, DomainNotScorable> => {
  const items = questionnaire.items.flatMap(({ answer, id, reverse = false }): ReadonlyArray<ScoredItem> => {
    if (answer._tag === "YesNo") return [{ id, least: 0, most: 1, reverse }]
    if (answer._tag !== "Scale" || answer.least >= answer.most) return []
    return [{ id, least: answer.least, most: answer.most, reverse }]
  })
  const domains: Array<ScoredDomain> = []
  for (const { id, items: names, weight } of questionnaire.domains) {
    const places = names.flatMap((name) => {
      const place = items.findIndex((item) => item.id === name)
      return place < 0 ? [] : [place]
    })
    if (places.length === 0) return Result.fail(new DomainNotScorable({ domain: id, rule: "score.noScale" }))
    const steps = places.reduce((common, place) => {
      const span = spanOf(items[place] as ScoredItem)
      return Math.min((common / greatestCommon(common, span)) * span, 2 ** 31)
    }, 1)
    const domain: ScoredDomain = { id, weight, items: places, steps }
    if (patternsOf(domain) >= 2 ** 31 - 1)
      return Result.fail(new DomainNotScorable({ domain: id, rule: "score.unevenScales" }))
    domains.push(domain)
  }
  return Result.succeed({ questionnaire: revision(questionnaire), items, domains })
}

/** Steps from an item's least value to its most. */
export const spanOf = ({ least, most }: ScoredItem): number => most - least
