/**
 * The same 400 answers under three definitions of satisfaction: three numbers, each with its variant, its base and its
 * interval, and three answers to “at least 80”. So nobody can publish a bare satisfaction.
 */
import { Estimate, GeneralQuestionnaires, Satisfaction, ScoreDesign, ScoreTally } from "@aftercare/core"
import { Result, Schema } from "effect"

/** Overall from 1 to 5; whether the doctors listened and explained, from 1 to 4; how many answered so. */
const month: ReadonlyArray<
  readonly [overall: number | null, listened: number | null, explained: number | null, persons: number]
> = [
  [5, 4, 4, 150],
  [4, 4, 4, 132],
  [4, 4, null, 54],
  [3, 3, 3, 38],
  [2, null, 2, 16],
  [null, 4, 4, 10],
]
const rows = month.flatMap(([overall, listened, explained, persons]) =>
  Array.from({ length: persons }, () => ({ overall, listened, explained })),
)
const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.afterDischarge))
const tally = ScoreTally.ofRows(design, rows, {
  by: [],
  answers: {
    overall: (row) => row.overall,
    doctorsListened: (row) => row.listened,
    doctorsExplained: (row) => row.explained,
  },
})
const everybody = ScoreTally.total(Result.getOrThrow(tally))

const definitions: ReadonlyArray<readonly [name: string, variant: Satisfaction.Variant]> = [
  ["very satisfied: top box of “overall”", { _tag: "TopBoxes", item: "overall", boxes: 1 }],
  ["linear mean of “overall”, 0 to 100", { _tag: "ItemLinear", item: "overall" }],
  [
    "persons with 80 of 100 or more for their doctors, of those who answered at least half",
    {
      _tag: "DomainRate",
      domain: "doctors",
      missing: { _tag: "Half", exactlyHalf: "scored" },
      measure: "linear",
      atLeast: 80,
    },
  ],
]
for (const [name, variant] of definitions) {
  const definition = { id: name, version: "1", variant, confidence: 0.95, minimumBase: 30 }
  const { estimate, responses } = Result.getOrThrow(Satisfaction.score(design, everybody, definition))
  if (estimate._tag === "NoData") continue
  const { high, low, n, value } = estimate
  const found = Estimate.against(estimate, { direction: "atLeast", value: 80 })
  console.log(
    `${value.toFixed(1)} (95 % interval ${low.toFixed(1)} to ${high.toFixed(1)}), ${n} of ${responses} persons: ${name}`,
  )
  console.log(
    `  at least 80: ${{ met: "met", notMet: "not met", undecidable: "can't be told", noData: "no data" }[found]}`,
  )
}

// A definition without its variant isn't one, so that a score of it can't come to be.
const bare = { id: "satisfaction", version: "1", confidence: 0.95, minimumBase: 30 }
const decoded = Schema.decodeUnknownResult(Satisfaction.Definition)(bare)
if (Result.isFailure(decoded)) console.log(`just “satisfaction” is refused: ${decoded.failure.message}`)
