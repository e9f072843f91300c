import { GeneralQuestionnaires, ScoreDesign, ScoreTally, SurveyCounts } from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

/** Answers of people one by one, and as a tally has them. */
const group = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }).map((people) => ({
  people,
  tally: {
    keys: [],
    responses: people.length + 3,
    answered: people.length + 1,
    items: [
      {
        item: "overall",
        answers: [1, 2, 3, 4, 5].flatMap((value) => {
          const count = people.filter((one) => one === value).length
          return count === 0 ? [] : [[value, count] as const]
        }),
        unanswered: 2,
        notApplicable: 1,
      },
    ],
    domains: [],
  },
}))

describe("counts of a survey", () => {
  test("are those of the people one by one", () => {
    fc.assert(
      fc.property(
        fc.array(group, { maxLength: 4 }),
        fc.constantFrom<(readonly [number, number])[]>([4, 5], [1, 2]),
        (groups, best) => {
          const people = groups.flatMap((one) => one.people)
          expect(
            SurveyCounts.of(
              groups.map(({ tally }) => tally),
              "overall",
              best,
            ),
          ).toEqual({
            questionnairesAnswered: people.length + groups.length,
            opinions: people.length,
            satisfiedOpinions: people.filter((one) => best.includes(one)).length,
          })
        },
      ),
    )
  })

  test("questionnaires left empty aren't answered ones", () => {
    const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.hotline))
    const rows: ReadonlyArray<ScoreTally.RowAnswer> = [5, undefined, null, ScoreTally.notApplicable]
    const tally = ScoreTally.ofRows(design, rows, { by: [], answers: { politeness: (row) => row } })
    const groups = ScoreTally.groups(Result.getOrThrow(tally))
    expect(groups.map(({ responses }) => responses)).toEqual([4])
    expect(SurveyCounts.of(groups, "politeness", [4, 5])).toEqual({
      questionnairesAnswered: 1,
      opinions: 1,
      satisfiedOpinions: 1,
    })
  })

  test("an item that a group wasn't asked is not counted, rather than nought", () => {
    const without = { keys: [], responses: 4, answered: 3, items: [], domains: [] }
    expect(SurveyCounts.of([without], "overall", [4, 5])).toEqual({ questionnairesAnswered: 3 })
  })
})
