/**
 * How likely a patient is to come back or come to harm, by a table of points or rules, with the arithmetic that led there.
 *
 * **Details**
 *
 * Where an input is missing the answer is `RiskUnknown`, whatever the rest amounts to: nobody is at low risk because
 * nothing is known of them. It lists what is missing, and the tiers that are possible over all values that the missing
 * inputs could take; sometimes that is only one.
 *
 * **Example** (A stay of four nights, and no word of visits to an emergency department)
 *
 * ```ts
 * import { Schema } from "effect"
 * import { ChinaContact, Discharge, GeneralRisk, RiskTier, TimeZone } from "@aftercare/core"
 *
 * const discharge = Schema.decodeUnknownSync(Discharge.Discharge)({
 *   id: "d-417",
 *   patient: "p-17",
 *   name: "王芳",
 *   sex: "female",
 *   bornOn: "1970-06-01",
 *   dischargedAt: "2026-03-02T10:30+08:00",
 *   department: "心内科",
 *   doctor: "李明",
 *   diagnoses: [{ code: "I50.9", text: "心力衰竭" }],
 *   chronic: false,
 *   highRisk: false,
 *   risk: {
 *     admittedAt: "2026-02-26T22:00+08:00",
 *     acuteAdmission: true,
 *     charlson: { _tag: "Conditions", conditions: ["heartFailure"] },
 *   },
 *   persons: [
 *     {
 *       id: "p-17/self",
 *       relation: "self",
 *       name: "王芳",
 *       profile: {
 *         zone: "Asia/Shanghai",
 *         language: "zh",
 *         rest: ChinaContact.restIn("mainland"),
 *         work: { _tag: "None" },
 *         preferred: [],
 *         channels: ["phone"],
 *         doNotDisturbOn: [],
 *       },
 *     },
 *   ],
 * })
 * const lace = GeneralRisk.lace({ counts: "nights", zone: TimeZone.make("Asia/Shanghai") })
 *
 * const risk = RiskTier.of(lace, discharge)
 * risk._tag === "RiskUnknown" && [risk.missing, risk.tiers] // => [["emergencyVisits"], ["moderate", "high"]]
 * risk.evidence._tag === "Points" && [risk.evidence.least, risk.evidence.most] // => [9, 13]
 * RiskTier.tier(risk) // => undefined
 *
 * const told = { ...discharge, risk: { ...discharge.risk, emergencyVisits: 0 } }
 * RiskTier.tier(RiskTier.of(lace, told)) // => "moderate"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { dayMillis } from "../calendar/PlainTime.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import * as Discharge from "./Discharge.ts"
import { type Charlson, gramsPerDecilitre, ranges } from "./RiskInputs.ts"
import * as RiskTable from "./RiskTable.ts"

const Value = Schema.Union([Schema.Finite, Schema.Boolean])
type Value = typeof Value.Type

/** An input as the table saw it; without a value it is missing. */
export const Seen = Schema.Struct({ input: RiskTable.Input, value: Schema.optionalKey(Value) })
export interface Seen extends Schema.Schema.Type<typeof Seen> {}

/** What an input adds to the sum: from `least` to `most`, which are the same where it is known. */
export const Part = Schema.Struct({ ...Seen.fields, least: Schema.Int, most: Schema.Int })
export interface Part extends Schema.Schema.Type<typeof Part> {}

/** How a tier was found. */
export const Evidence = Schema.TaggedUnion({
  /** The parts sum to from `least` to `most`. */
  Points: { parts: Schema.NonEmptyArray(Part), least: Schema.Int, most: Schema.Int },
  /** The rules that may decide: one where nothing is missing, or none where the table's `otherwise` does. */
  Rules: { rules: Schema.Array(RuleId), seen: Schema.Array(Seen) },
})
export type Evidence = typeof Evidence.Type

const basis = {
  table: Schema.Struct({ id: Text, version: Text }),
  evidence: Evidence,
  source: Source,
}

/** Schema of a tier, or of why there is none. */
export const RiskTier = Schema.TaggedUnion({
  RiskKnown: { ...basis, tier: RiskTable.Tier },
  /** `tiers` are those possible, the lowest first. */
  RiskUnknown: {
    ...basis,
    missing: Schema.NonEmptyArray(RiskTable.Input),
    tiers: Schema.NonEmptyArray(RiskTable.Tier),
  },
})
export type RiskTier = typeof RiskTier.Type

/** The tier, also where inputs are missing that couldn't change it; else undefined. */
export const tier = (risk: RiskTier): RiskTable.Tier | undefined =>
  RiskTier.match(risk, {
    RiskKnown: (known) => known.tier,
    RiskUnknown: ({ tiers }) => (tiers.length === 1 ? tiers[0] : undefined),
  })

const daysBetween = (
  { counts, zone }: RiskTable.StayCounting,
  admittedAt: number,
  dischargedAt: number,
): number => {
  if (counts === "fullDays") return Math.floor((dischargedAt - admittedAt) / dayMillis)
  const on = (at: number) => TimeZone.dateAt(zone, at)
  const nights = PlainDate.daysBetween(on(admittedAt), on(dischargedAt))
  return counts === "nights" ? nights : nights + 1
}

const weightOf = (charlson: Charlson, { id, weights }: RiskTable.CharlsonWeights): number | undefined => {
  if (charlson._tag === "Score") return charlson.weights === id ? charlson.score : undefined
  return charlson.conditions.reduce((sum, condition) => sum + weights[condition], 0)
}

/** What a table is asked of a discharge: the inputs that are known, and what those that aren't could be. */
const reader = ({ charlson, stay }: RiskTable.RiskTable, discharge: Discharge.Discharge) => {
  const { dischargedAt, risk = {} } = discharge
  const at = DateTime.toEpochMillis(dischargedAt)

  const known = (input: RiskTable.Input): Value | undefined => {
    switch (input) {
      case "age":
        return Discharge.ageAt(discharge, at)
      case "lengthOfStay":
        return stay && risk.admittedAt && daysBetween(stay, DateTime.toEpochMillis(risk.admittedAt), at)
      case "charlson":
        return charlson && risk.charlson && weightOf(risk.charlson, charlson)
      case "haemoglobin":
        return risk.haemoglobin && gramsPerDecilitre(risk.haemoglobin)
      case "cancer":
        if (risk.cancer === true || risk.oncologyService === true) return true
        return risk.cancer === false && risk.oncologyService === false ? false : undefined
      case "emergencyVisits":
      case "admissionsInYear":
      case "sodium":
      case "acuteAdmission":
      case "urgentAdmission":
      case "oncologyService":
      case "procedure":
        return risk[input]
      default:
        return risk.noted?.[input]
    }
  }

  const rangeOf = (input: RiskTable.Input): { readonly minimum: number; readonly maximum: number } => {
    if (Object.hasOwn(ranges, input)) return ranges[input as keyof typeof ranges]
    if (input !== "lengthOfStay" || stay === undefined) return { minimum: -Infinity, maximum: Infinity }
    const born = TimeZone.startOfDate(Discharge.zone(discharge), discharge.bornOn)
    const since = Math.max(TimeZone.horizon.from, born)
    return { minimum: daysBetween(stay, at, at), maximum: daysBetween(stay, since, at) }
  }

  return { known, rangeOf }
}

const counted: ReadonlySet<RiskTable.Input> = new Set([
  "lengthOfStay",
  "charlson",
  "emergencyVisits",
  "admissionsInYear",
])

/** One of every kind of value that the table tells apart, all of them possible. */
const kindsOf = (
  cuts: ReadonlyArray<number>,
  input: RiskTable.Input,
  { maximum, minimum }: { readonly minimum: number; readonly maximum: number },
): ReadonlyArray<number> => {
  const from = counted.has(input) ? cuts.map(Math.ceil) : cuts
  return [...new Set([minimum, ...from.filter((cut) => minimum < cut && cut <= maximum)])]
}

/** An input as it was seen, and every value that it may have: the one known, or one of each kind that could be. */
interface Sight {
  readonly seen: Seen
  readonly values: ReadonlyArray<Value>
}

const sight = (
  table: RiskTable.RiskTable,
  discharge: Discharge.Discharge,
): ((said: RiskTable.Condition | RiskTable.Component) => Sight) => {
  const { known, rangeOf } = reader(table, discharge)
  return ({ _tag, input }) => {
    const value = known(input)
    if (_tag === "Flag")
      return typeof value === "boolean"
        ? { seen: { input, value }, values: [value] }
        : { seen: { input }, values: [false, true] }
    return typeof value === "number"
      ? { seen: { input, value }, values: [value] }
      : { seen: { input }, values: kindsOf(RiskTable.cuts(table, input), input, rangeOf(input)) }
  }
}

interface Found {
  readonly evidence: Evidence
  readonly seen: ReadonlyArray<Seen>
  readonly tiers: ReadonlySet<RiskTable.Tier>
}

const bandOf = <Band extends RiskTable.Bounds>(
  bands: readonly [Band, ...ReadonlyArray<Band>],
  value: number,
): Band => bands.find((band) => RiskTable.isWithin(band, value)) ?? bands[0]

const pointsOf = (component: RiskTable.Component, value: Value): number => {
  if (component._tag === "Flag") return value === true ? component.points : 0
  return bandOf(component.bands, Number(value)).points
}

const bySum = (table: RiskTable.PointSum, see: ReturnType<typeof sight>): Found => {
  const addend = (component: RiskTable.Component) => {
    const { seen, values } = see(component)
    return { seen, points: values.map((value) => pointsOf(component, value)) }
  }
  const [first, ...others] = table.components
  const addends = [addend(first), ...others.map(addend)] as const
  const sums = addends.reduce<ReadonlyArray<number>>(
    (all, { points }) => [...new Set(all.flatMap((sum) => points.map((more) => sum + more)))],
    [0],
  )
  const partOf = ({ points, seen }: (typeof addends)[number]): Part => ({
    ...seen,
    least: Math.min(...points),
    most: Math.max(...points),
  })
  const [part, ...parts] = addends
  return {
    evidence: {
      _tag: "Points",
      parts: [partOf(part), ...parts.map(partOf)],
      least: Math.min(...sums),
      most: Math.max(...sums),
    },
    seen: addends.map(({ seen }) => seen),
    tiers: new Set(sums.map((sum) => bandOf(table.tiers, sum).tier)),
  }
}

const holds = (condition: RiskTable.Condition, value: Value): boolean =>
  condition._tag === "Flag" ? value === condition.is : RiskTable.isWithin(condition.within, Number(value))

type Values = ReadonlyMap<RiskTable.Input, ReadonlyArray<Value>>

const byRules = (table: RiskTable.FirstMatch, see: ReturnType<typeof sight>): Found => {
  const seen = new Map<RiskTable.Input, Seen>()
  const tiers = new Set<RiskTable.Tier>()
  const deciding = new Set<RuleId>()
  /** Asks the rules from the `n`-th on about these values. What makes a rule hold is told apart from what doesn't. */
  const ask = (n: number, values: Values): void => {
    const rule = table.rules[n]
    if (rule === undefined) {
      tiers.add(table.otherwise)
      return
    }
    let left = values
    const among = (condition: RiskTable.Condition) => left.get(condition.input) ?? see(condition).values
    const refuted = rule.when.find((condition) => !among(condition).some((value) => holds(condition, value)))
    // Where one condition surely fails, nobody needs to know what the others look at.
    for (const condition of refuted === undefined ? rule.when : [refuted]) {
      const { input } = condition
      seen.set(input, see(condition).seen)
      const all = among(condition)
      const yes = all.filter((value) => holds(condition, value))
      if (yes.length < all.length)
        ask(
          n + 1,
          new Map(left).set(
            input,
            all.filter((value) => !yes.includes(value)),
          ),
        )
      if (yes.length === 0) return
      left = new Map(left).set(input, yes)
    }
    tiers.add(rule.tier)
    deciding.add(rule.id)
  }
  ask(0, new Map())
  const all = [...seen.values()]
  return { evidence: { _tag: "Rules", rules: [...deciding], seen: all }, seen: all, tiers }
}

/** The tier of a discharge by a table. */
export const of = (table: RiskTable.RiskTable, discharge: Discharge.Discharge): RiskTier => {
  const see = sight(table, discharge)
  const { evidence, seen, tiers } = table._tag === "PointSum" ? bySum(table, see) : byRules(table, see)
  const basis = { table: { id: table.id, version: table.version }, evidence, source: table.source }
  const [missing, ...more] = seen.filter(({ value }) => value === undefined).map(({ input }) => input)
  const [lowest = "low", ...higher] = RiskTable.Tier.literals.filter((tier) => tiers.has(tier))
  return missing === undefined
    ? { _tag: "RiskKnown", ...basis, tier: lowest }
    : { _tag: "RiskUnknown", ...basis, missing: [missing, ...more], tiers: [lowest, ...higher] }
}
