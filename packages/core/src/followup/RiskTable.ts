/**
 * How a risk tier is found, as data: points that are summed and held against bands, or rules of which the first that
 * holds decides. Published scores and a hospital's own table are the same thing; packs supply the former.
 *
 * **Details**
 *
 * Bands are half-open, `from` inclusive and `below` exclusive. The first has no `from`, the last no `below`, and each
 * begins where the one before ends, so that every number lies in exactly one of them: a gap or an overlap doesn't decode.
 *
 * **Example** (A table with a gap)
 *
 * ```ts
 * import { RiskTable } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const read = Schema.decodeUnknownResult(RiskTable.RiskTable)({
 *   _tag: "PointSum",
 *   id: "hospital-risk",
 *   version: "2026-03",
 *   title: { zh: "本院评分", en: "Our score" },
 *   source: { title: "本院出院风险评分办法", status: "hospitalPolicy", verified: "own" },
 *   components: [{ _tag: "Flag", input: "hospital.anticoagulants", points: 5 }],
 *   tiers: [{ below: 4, tier: "low" }, { from: 5, tier: "high" }],
 * })
 * Result.isFailure(read) && read.failure.message.split("\n")[0] // => "the bands leave a gap from 4 to 5"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { TimeZone } from "../calendar/TimeZone.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"
import { CharlsonCondition, OwnName } from "./RiskInputs.ts"

export const Tier = Schema.Literals(["low", "moderate", "high"])
export type Tier = typeof Tier.Type

/** Inputs that are counted or measured; haemoglobin in g/dL, sodium in mmol/L, age in completed years at the discharge. */
export const Amount = Schema.Literals([
  "lengthOfStay",
  "charlson",
  "emergencyVisits",
  "admissionsInYear",
  "haemoglobin",
  "sodium",
  "age",
])
export type Amount = typeof Amount.Type

/** Inputs that hold or don't. `cancer` is a diagnosis of cancer, or the discharge from an oncology service. */
export const Flag = Schema.Literals([
  "acuteAdmission",
  "urgentAdmission",
  "oncologyService",
  "cancer",
  "procedure",
])
export type Flag = typeof Flag.Type

/** What a table looks at. The ward's flags `chronic` and `highRisk` aren't among it: personalisation looks at them itself. */
export const Input = Schema.Union([Amount, Flag, OwnName])
export type Input = typeof Input.Type

/**
 * What a day of the stay is. A stay from Monday 22:00 to Wednesday 09:00 has two `nights` (midnights passed), three
 * `datesTouched` (admission and discharge both counted), and one `fullDays` (whole 24 hours). The zone is the hospital's.
 */
export const StayCounting = closed(
  Schema.Struct({
    counts: Schema.Literals(["nights", "datesTouched", "fullDays"]),
    zone: TimeZone,
  }),
)
export interface StayCounting extends Schema.Schema.Type<typeof StayCounting> {}

// With the lengths below, these bound every sum and the search for those that are possible.
const points = Schema.Int.check(Schema.isBetween({ minimum: -100, maximum: 100 }))

/** What each condition weighs, by the name that a score counted elsewhere must bear. */
export const CharlsonWeights = closed(
  Schema.Struct({
    id: Text,
    // So that all conditions together weigh no more than a score can be.
    weights: Schema.Record(CharlsonCondition, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 7 }))),
    source: Source,
  }),
)
export interface CharlsonWeights extends Schema.Schema.Type<typeof CharlsonWeights> {}

/** Half-open bounds of an amount. */
export interface Bounds {
  readonly from?: number
  readonly below?: number
}

const bounds = { from: Schema.optionalKey(Schema.Finite), below: Schema.optionalKey(Schema.Finite) }

/** Whether a number lies within bounds. */
export const isWithin = ({ below = Infinity, from = -Infinity }: Bounds, value: number): boolean =>
  from <= value && value < below

const isCover = Schema.makeFilter((bands: ReadonlyArray<Bounds>) =>
  bands.flatMap(({ below, from }, at) => {
    const before = bands[at - 1]
    const wrong = (issue: string) => [{ path: [at], issue }]
    if (at === 0 && from !== undefined) return wrong("the first band has no from: it begins below everything")
    if (at === bands.length - 1 && below !== undefined)
      return wrong("the last band has no below: it ends above everything")
    if (at > 0 && from === undefined) return wrong("every band but the first has a from")
    if (at < bands.length - 1 && below === undefined) return wrong("every band but the last has a below")
    if (from !== undefined && below !== undefined && from >= below) return wrong("from lies before below")
    if (before?.below === undefined || from === undefined || from === before.below) return []
    return wrong(
      from > before.below
        ? `the bands leave a gap from ${before.below} to ${from}`
        : `the bands overlap from ${from} to ${before.below}`,
    )
  }),
)

/** Points for an amount, by band; or for a flag that holds, where one that doesn't has none. */
export const Component = closed(
  Schema.TaggedUnion({
    Amount: {
      input: Schema.Union([Amount, OwnName]),
      bands: Schema.NonEmptyArray(closed(Schema.Struct({ ...bounds, points }))).check(
        Schema.isMaxLength(50),
        isCover,
      ),
    },
    Flag: { input: Schema.Union([Flag, OwnName]), points },
  }),
)
export type Component = typeof Component.Type

/** An amount within bounds, or a flag that is as said. */
export const Condition = closed(
  Schema.TaggedUnion({
    Amount: {
      input: Schema.Union([Amount, OwnName]),
      within: closed(Schema.Struct(bounds)).check(
        Schema.makeFilter(
          ({ below, from }) => from !== undefined || below !== undefined || "bounds name from, below or both",
        ),
        Schema.makeFilter(
          ({ below = Infinity, from = -Infinity }) => from < below || "bounds have from before below",
        ),
      ),
    },
    Flag: { input: Schema.Union([Flag, OwnName]), is: Schema.Boolean },
  }),
)
export type Condition = typeof Condition.Type

/** A tier, where all conditions hold. */
export const TierRule = closed(
  Schema.Struct({
    id: RuleId,
    when: Schema.NonEmptyArray(Condition).check(Schema.isMaxLength(20)),
    tier: Tier,
  }),
)
export interface TierRule extends Schema.Schema.Type<typeof TierRule> {}

const shared = {
  id: Text,
  version: Text,
  title: Bilingual,
  source: Source,
  /** Needed where the table looks at the length of stay. */
  stay: Schema.optionalKey(StayCounting),
  /** Needed where the table looks at the Charlson comorbidities. */
  charlson: Schema.optionalKey(CharlsonWeights),
}

const Kinds = closed(
  Schema.TaggedUnion({
    /** Points are summed, and the sum's band is the tier. Each input has one component, so that a sum is what it seems. */
    PointSum: {
      ...shared,
      components: Schema.NonEmptyArray(Component).check(
        Schema.isMaxLength(40),
        Schema.makeFilter(
          (components) =>
            new Set(components.map(({ input }) => input)).size === components.length ||
            "two components have one input: their points belong into one",
        ),
      ),
      tiers: Schema.NonEmptyArray(closed(Schema.Struct({ ...bounds, tier: Tier }))).check(
        Schema.isMaxLength(50),
        isCover,
      ),
    },
    /** The first rule that holds names the tier; `otherwise` is the tier where none does. */
    FirstMatch: {
      ...shared,
      rules: Schema.NonEmptyArray(TierRule).check(
        Schema.isMaxLength(100),
        Schema.makeFilter(
          (rules) => new Set(rules.map(({ id }) => id)).size === rules.length || "two rules have one id",
        ),
      ),
      otherwise: Tier,
    },
  }),
)

/** Everything that a table says of each input. */
const conditionsOf = (table: RiskTable): ReadonlyArray<Condition | Component> =>
  table._tag === "PointSum" ? table.components : table.rules.flatMap(({ when }) => when)

/** What the table looks at, each input once, in its order. */
export const inputs = (table: RiskTable): ReadonlyArray<Input> => [
  ...new Set(conditionsOf(table).map(({ input }) => input)),
]

/** Where the table tells amounts of an input apart: the points at which a bound lies, ascending. */
export const cuts = (table: RiskTable, input: Input): ReadonlyArray<number> => {
  const all = conditionsOf(table).flatMap((said): ReadonlyArray<Bounds> => {
    if (said.input !== input || said._tag === "Flag") return []
    return "bands" in said ? said.bands : [said.within]
  })
  const named = all.flatMap(({ below, from }) => [below, from]).filter((cut) => cut !== undefined)
  return [...new Set(named)].sort((a, b) => a - b)
}

/** So many cases of inputs can be told apart at most, for which tiers are possible is found by going through them. */
const mostCases = 20_000

/** Schema of a table. */
export const RiskTable = Kinds.check(
  Schema.makeFilter((table) => {
    const seen = inputs(table)
    if (seen.includes("lengthOfStay") && table.stay === undefined)
      return {
        path: ["stay"],
        issue: "the table looks at the length of stay, and doesn't say how days are counted",
      }
    if (seen.includes("charlson") && table.charlson === undefined)
      return {
        path: ["charlson"],
        issue: "the table looks at the comorbidities, and doesn't say what they weigh",
      }
    if (seen.includes("cancer") && seen.includes("oncologyService"))
      return "the table looks at cancer, which includes the oncology service, and at that as well"
    const kinds = new Set(conditionsOf(table).map(({ _tag, input }) => `${input} ${_tag}`))
    if (kinds.size > seen.length)
      return "the table takes an input of the hospital's own for a flag and for an amount"
    const cases = seen.reduce((product, input) => product * Math.max(2, cuts(table, input).length + 1), 1)
    return (
      table._tag === "PointSum" ||
      cases <= mostCases ||
      `the rules tell ${cases} cases apart, and ${mostCases} are the most`
    )
  }),
)
export type RiskTable = typeof Kinds.Type
export type PointSum = Extract<RiskTable, { readonly _tag: "PointSum" }>
export type FirstMatch = Extract<RiskTable, { readonly _tag: "FirstMatch" }>
