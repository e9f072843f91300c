/**
 * What indicators count of a survey's tally: how many answered, and how many chose one of the best boxes.
 *
 * **Details**
 *
 * Which values are the two best depends on the item's scale, and on whether it is reverse-coded, so they are given. Those
 * to whom the item didn't apply, and those who left it out, aren't in the base. A questionnaire without an answer to any
 * item that is scored is none that was answered.
 *
 * **Example** (Of 90 who answered, 70 gave a 4 or a 5)
 *
 * ```ts
 * import { SurveyCounts } from "@aftercare/core"
 *
 * const group = {
 *   keys: ["cardiology"],
 *   responses: 100,
 *   answered: 95,
 *   items: [{ item: "overall", answers: [[3, 20], [4, 30], [5, 40]], unanswered: 8, notApplicable: 2 }],
 *   domains: [],
 * } as const
 * SurveyCounts.of([group], "overall", [4, 5])
 * // => { questionnairesAnswered: 95, opinions: 90, satisfiedOpinions: 70 }
 * ```
 *
 * @since 0.1.0
 */
import type { Group } from "../survey/ScoreTally.ts"
import type { Counts } from "./CountedFact.ts"

/** The facts of a tally's groups together. Where a group doesn't have the item, opinions weren't counted. */
export const of = (groups: ReadonlyArray<Group>, item: string, best: readonly [number, number]): Counts => {
  const counted = groups.flatMap(({ items }) => items.find((one) => one.item === item) ?? [])
  const answers = counted.flatMap((one) => one.answers)
  const sum = (of: typeof answers) => of.reduce((total, [, count]) => total + count, 0)
  return {
    questionnairesAnswered: groups.reduce((total, { answered }) => total + answered, 0),
    ...(counted.length < groups.length
      ? {}
      : {
          opinions: sum(answers),
          satisfiedOpinions: sum(answers.filter(([value]) => best.includes(value))),
        }),
  }
}
