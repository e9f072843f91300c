/**
 * Control charts: what varies by chance alone, and what calls for a reason. Of shares (p and p′), of counts by exposure
 * (u and u′), and of single values (XmR).
 *
 * **Details**
 *
 * The limits lie three sigma from the centre line. A p chart's are cut at 0 and 1, a u chart's at 0 and an XmR chart's
 * at the floor that is named; with other bases they differ from point to point. An XmR chart takes sigma from the mean
 * moving range, divided by 1.128, and the upper limit of the moving ranges is 3.267 times their mean. A point without a
 * base isn't drawn, and the rules pass over it.
 *
 * A p chart takes points for binomial around one share, and a u chart for Poisson around one rate. Where conditions
 * differ from point to point they vary by more, the more so the larger the bases, and nearly every point is beyond the
 * limits. `Dispersion` says whether that is so. Laney's p′ and u′ charts don't assume the variation but measure it: their
 * sigma is σz times as large, where σz is the mean moving range of the points in sigmas, divided by 1.128.
 * Source: Laney 2002, Improved control charts for attributes, Quality Engineering 14(4).
 *
 * An intervention is marked on the chart; where it begins a phase, limits and rules begin anew with the first point on or
 * after its date. A phase with fewer points than the settings ask for has no limits, and no signals, and says so.
 *
 * **Example** (Two months aren't a chart)
 *
 * ```ts
 * import { ControlChart, PlainDate } from "@aftercare/core"
 *
 * const points = [
 *   { on: PlainDate.make("2026-01-01"), count: 117, of: 184 },
 *   { on: PlainDate.make("2026-02-01"), count: 121, of: 176 },
 * ]
 * const chart = ControlChart.make({ _tag: "P", points }, { convention: "nelson", least: 12 })
 * chart.phases[0]?.limits // => { _tag: "TooFew", points: 2, least: 12 }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { chiSquareTail } from "../survey/Distribution.ts"
import * as RunRule from "./RunRule.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }))
const on = PlainDate.PlainDate

/** So many of so many: the follow-ups completed of those that were due. */
export const SharePoint = closed(Schema.Struct({ on, count: Count, of: Count })).check(
  Schema.makeFilter(
    ({ count, of }) => count <= of || { path: ["count"], issue: "there can't be more than the base" },
  ),
)
export interface SharePoint extends Schema.Schema.Type<typeof SharePoint> {}

/** So many by so much exposure, in the unit that the chart is to show: complaints, and thousands of patient days. */
export const RatePoint = closed(
  Schema.Struct({
    on,
    count: Count,
    exposure: Schema.Finite.check(
      Schema.makeFilter(
        (exposure) =>
          exposure === 0 || (exposure >= 1e-6 && exposure <= 1e9) || "an exposure is 0, or 1e-6 to 1e9",
      ),
    ),
  }),
)
export interface RatePoint extends Schema.Schema.Type<typeof RatePoint> {}

/** One measured value: the hours until an answer. */
export const ValuePoint = closed(
  Schema.Struct({ on, value: Schema.Finite.check(Schema.isBetween({ minimum: -1e12, maximum: 1e12 })) }),
)
export interface ValuePoint extends Schema.Schema.Type<typeof ValuePoint> {}

const inOrder = <P extends Schema.Codec<{ readonly on: PlainDate.PlainDate }, unknown>>(point: P) =>
  Schema.Array(point).check(
    Schema.isMaxLength(10_000),
    Schema.makeFilter((points) =>
      points
        .slice(1)
        .flatMap((later, i) =>
          later.on > (points[i] as { readonly on: string }).on
            ? []
            : [{ path: [i + 1, "on"], issue: "points come in order, one a date" }],
        ),
    ),
  )

/** The points of a chart, in the order of their dates. */
export const Series = closed(
  Schema.TaggedUnion({
    P: { points: inOrder(SharePoint) },
    U: { points: inOrder(RatePoint) },
    /** Shares with the variation measured: Laney's p′. */
    PPrime: { points: inOrder(SharePoint) },
    /** Rates with the variation measured: Laney's u′. */
    UPrime: { points: inOrder(RatePoint) },
    /** Nothing counted or measured can lie below `floor`, which is 0 for counts and times: no limit does. */
    XmR: { points: inOrder(ValuePoint), floor: Schema.optionalKey(Schema.Finite) },
  }),
).check(
  Schema.makeFilter((series) => {
    if (series._tag !== "XmR") return []
    const { floor = -Infinity, points } = series
    return points.flatMap(({ value }, i) =>
      value < floor ? [{ path: ["points", i, "value"], issue: "a value can't lie below the floor" }] : [],
    )
  }),
)
export type Series = typeof Series.Type

/** Something done on a day, marked on the chart; with `newPhase` limits are counted anew from there. */
export const Intervention = closed(Schema.Struct({ on, title: Text, newPhase: Schema.Boolean }))
export interface Intervention extends Schema.Schema.Type<typeof Intervention> {}

const PointCount = Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 10_000 }))

export const Settings = closed(
  Schema.Struct({
    convention: RunRule.Convention,
    /** How many drawn points a phase needs before limits are counted from it. */
    least: PointCount,
    /** Limits from the first so many points of a phase, held for those that come after; from all of them where absent. */
    baseline: Schema.optionalKey(PointCount),
  }),
).check(
  Schema.makeFilter(
    ({ baseline, least }) =>
      baseline === undefined ||
      baseline >= least || { path: ["baseline"], issue: "a baseline has the least number of points" },
  ),
)
export interface Settings extends Schema.Schema.Type<typeof Settings> {}

export interface Limits {
  readonly lower: number
  readonly centre: number
  readonly upper: number
}

export interface Point {
  readonly on: PlainDate.PlainDate
  /** Counted from 0. */
  readonly phase: number
  /** The share from 0 to 1, the count by exposure, or the value; absent where there is no base. */
  readonly value?: number
  readonly limits?: Limits
  /** The distance from the point before in the same phase, on an XmR chart. */
  readonly movingRange?: MovingRange
  readonly signals: ReadonlyArray<RunRule.Signal>
}

export interface MovingRange {
  readonly value: number
  /** Absent in a phase without limits. */
  readonly upper?: number
  readonly beyond: boolean
}

/** How much the points that limits were counted from vary, beside what chance alone would make them vary. */
export interface Dispersion {
  /** χ² of the points around the centre line by its degrees of freedom; 1 is what chance makes it on average. */
  readonly ratio: number
  /**
   * How likely chance alone makes the ratio at least so large. Absent where too little is expected for the test to hold:
   * a count below 1 anywhere, or one below 5 in more than a fifth (Cochran 1954).
   */
  readonly pValue?: number
  /** Laney's σz, from one point to the next: unlike the ratio, a lasting shift hardly moves it. */
  readonly sigmaZ: number
}

/** Whether the points vary by more than chance makes them, with the confidence given. */
export const isOverdispersed = ({ pValue }: Dispersion, confidence: number): boolean =>
  pValue !== undefined && pValue < 1 - confidence

export type PhaseLimits =
  | {
      readonly _tag: "Drawn"
      readonly centre: number
      /** How many points the limits were counted from. */
      readonly from: number
      /** Of shares and rates; absent where all or nothing was counted, so that nothing could vary. */
      readonly dispersion?: Dispersion
    }
  | { readonly _tag: "TooFew"; readonly points: number; readonly least: number }

export interface Phase {
  /** The first date of the phase; the first phase has none where it has no point. */
  readonly from?: PlainDate.PlainDate
  readonly limits: PhaseLimits
}

export interface ControlChart {
  readonly kind: Series["_tag"]
  readonly settings: Settings
  readonly points: ReadonlyArray<Point>
  readonly phases: ReadonlyArray<Phase>
  /** In the order of their dates. */
  readonly interventions: ReadonlyArray<Intervention>
}

/** A point with what the limits need of it; one without a base has no value. */
interface Measured {
  readonly on: PlainDate.PlainDate
  readonly value: number | undefined
  /** The numerator and the base that the centre line divides. */
  readonly part: number
  readonly base: number
}

const sharesOf = ({ points }: { readonly points: ReadonlyArray<SharePoint> }): ReadonlyArray<Measured> =>
  points.map(({ count, of, on }) => ({
    on,
    value: of === 0 ? undefined : count / of,
    part: count,
    base: of,
  }))

const ratesOf = ({ points }: { readonly points: ReadonlyArray<RatePoint> }): ReadonlyArray<Measured> =>
  points.map(({ count, exposure, on }) => ({
    on,
    value: exposure === 0 ? undefined : count / exposure,
    part: count,
    base: exposure,
  }))

const measured = (series: Series): ReadonlyArray<Measured> =>
  Series.match(series, {
    P: sharesOf,
    PPrime: sharesOf,
    U: ratesOf,
    UPrime: ratesOf,
    XmR: ({ points }) => points.map(({ on, value }) => ({ on, value, part: value, base: 1 })),
  })

type Drawn = Measured & { readonly value: number }

/** d₂ and D₄ for ranges of two. */
const [rangePerSigma, upperPerRange] = [1.128, 3.267]

const rangesOf = (values: ReadonlyArray<number>): ReadonlyArray<number> =>
  values.slice(1).map((value, i) => Math.abs(value - (values[i] as number)))

const valuesOf = (points: ReadonlyArray<Drawn>): ReadonlyArray<number> => points.map(({ value }) => value)

const sum = (of: ReadonlyArray<number>): number => of.reduce((total, n) => total + n, 0)

const meanRangeOf = (values: ReadonlyArray<number>): number => sum(rangesOf(values)) / (values.length - 1)

/** What the limits of a phase are counted from, and how they come out at a base. */
interface Lines {
  readonly centre: number
  readonly from: number
  readonly dispersion?: Dispersion
  /** Of the moving ranges, on an XmR chart. */
  readonly upperRange?: number
  readonly sigmaAt: (base: number) => number
}

const linesOf = (kind: Series["_tag"], from: ReadonlyArray<Drawn>): Lines => {
  const centre = sum(from.map(({ part }) => part)) / sum(from.map(({ base }) => base))
  const lines = { centre, from: from.length }
  if (kind === "XmR") {
    const meanRange = meanRangeOf(valuesOf(from))
    return { ...lines, upperRange: upperPerRange * meanRange, sigmaAt: () => meanRange / rangePerSigma }
  }
  const scatter = isOfShares(kind) ? centre * (1 - centre) : centre
  const byChance = (base: number) => Math.sqrt(scatter / base)
  if (scatter === 0) return { ...lines, sigmaAt: byChance }
  const dispersion = dispersionOf(from, centre, isOfShares(kind), byChance)
  const times = kind === "PPrime" || kind === "UPrime" ? dispersion.sigmaZ : 1
  return { ...lines, dispersion, sigmaAt: (base) => times * byChance(base) }
}

/** Whether the chart shows shares from 0 to 1. */
export const isOfShares = (kind: Series["_tag"]): boolean => kind === "P" || kind === "PPrime"

const dispersionOf = (
  from: ReadonlyArray<Drawn>,
  centre: number,
  ofShares: boolean,
  byChance: (base: number) => number,
): Dispersion => {
  const zs = from.map(({ base, value }) => distance(value, centre, byChance(base)))
  const chiSquare = sum(zs.map((z) => z * z))
  const freedom = from.length - 1
  const expected = from.flatMap(({ base }) =>
    ofShares ? [base * centre, base * (1 - centre)] : [base * centre],
  )
  const isTested =
    expected.every((count) => count >= 1) &&
    expected.filter((count) => count < 5).length <= expected.length / 5
  return {
    ratio: chiSquare / freedom,
    sigmaZ: meanRangeOf(zs) / rangePerSigma,
    ...(isTested ? { pValue: chiSquareTail(chiSquare, freedom) } : {}),
  }
}

/**
 * In sigmas. A value on the centre line, or a whole number of sigmas from it, may differ from that in its last digits; it
 * is on the line. Where nothing varied, whatever truly differs is beyond every limit.
 */
const distance = (value: number, centre: number, sigma: number): number => {
  const off = value - centre
  const slack = 1e-12 * Math.max(Math.abs(centre), Math.abs(value))
  if (Math.abs(off) <= slack) return 0
  if (sigma === 0) return Math.sign(off) * Infinity
  const whole = Math.round(off / sigma)
  return Math.abs(off - whole * sigma) <= slack ? whole : off / sigma
}

type Bounds = readonly [floor: number, ceiling: number]

const boundsOf = (series: Series): Bounds => {
  if (series._tag === "XmR") return [series.floor ?? -Infinity, Infinity]
  return [0, isOfShares(series._tag) ? 1 : Infinity]
}

/** The points of one phase, in their order; without lines where there are too few. */
const pointsOf = (
  kind: Series["_tag"],
  [floor, ceiling]: Bounds,
  convention: RunRule.Convention,
  phase: number,
  all: ReadonlyArray<Measured>,
  lines: Lines | undefined,
): ReadonlyArray<Point> => {
  const drawn = all.filter(isDrawn)
  const ranges = kind === "XmR" ? rangesOf(valuesOf(drawn)) : []
  const signals =
    lines === undefined
      ? []
      : RunRule.signals(
          drawn.map(({ base, value }) => ({
            value,
            z: distance(value, lines.centre, lines.sigmaAt(base)),
          })),
          RunRule.rulesOf(convention, kind === "XmR" ? "values" : "counts"),
        )
  let number = -1
  return all.map((point): Point => {
    const { base, on } = point
    if (!isDrawn(point)) return { on, phase, signals: [] }
    const range = ranges[number++]
    const bare = { on, phase, value: point.value, signals: signals[number] ?? [] }
    const upper = lines?.upperRange
    const ranged =
      range === undefined
        ? {}
        : {
            movingRange:
              upper === undefined
                ? { value: range, beyond: false }
                : { value: range, upper, beyond: range > upper },
          }
    if (lines === undefined) return { ...bare, ...ranged }
    const { centre } = lines
    const width = 3 * lines.sigmaAt(base)
    return {
      ...bare,
      limits: {
        lower: Math.max(floor, centre - width),
        centre,
        upper: Math.min(ceiling, centre + width),
      },
      ...ranged,
    }
  })
}

const isDrawn = (point: Measured): point is Drawn => point.value !== undefined

/** The chart of a series, with what was done meanwhile. Interventions without a point at or after them mark no phase. */
export const make = (
  series: Series,
  settings: Settings,
  interventions: ReadonlyArray<Intervention> = [],
): ControlChart => {
  const all = measured(series)
  const marks = [...interventions].sort((a, b) => PlainDate.order(a.on, b.on))
  const starts = [
    0,
    ...marks.flatMap(({ newPhase, on }) => {
      const start = all.findIndex((point) => point.on >= on)
      return newPhase && start > 0 ? [start] : []
    }),
  ].filter((start, i, starts) => starts.indexOf(start) === i)
  const { baseline, convention, least } = settings
  const phases = starts.map((start, number) => {
    const within = all.slice(start, starts[number + 1])
    const drawn = within.filter(isDrawn)
    const lines = drawn.length < least ? undefined : linesOf(series._tag, drawn.slice(0, baseline))
    const from = within[0]?.on
    const limits: PhaseLimits =
      lines === undefined
        ? { _tag: "TooFew", points: drawn.length, least }
        : {
            _tag: "Drawn",
            centre: lines.centre,
            from: lines.from,
            ...(lines.dispersion === undefined ? {} : { dispersion: lines.dispersion }),
          }
    return {
      phase: from === undefined ? { limits } : { from, limits },
      points: pointsOf(series._tag, boundsOf(series), convention, number, within, lines),
    }
  })
  return {
    kind: series._tag,
    settings,
    points: phases.flatMap(({ points }) => points),
    phases: phases.map(({ phase }) => phase),
    interventions: marks,
  }
}
