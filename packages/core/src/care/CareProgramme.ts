/**
 * A care programme: whom it is for, and what is sent to them on which days.
 *
 * **Details**
 *
 * Days are counted in the addressee's zone. A step falls on festivals, on birthdays, on a day of each year, so many days after
 * an anchor such as the discharge, or every so many weeks or months from it; a month that is too short for the day of the
 * anchor takes its last, and the next is counted from the anchor again. A programme is published once `check` finds nothing
 * wrong with it; its hash says what it means, whatever it is called.
 *
 * **Example** (After a stroke: a word after a week, one every month, and a greeting on the eve of the Spring Festival)
 *
 * ```ts
 * import { CareProgramme, ChinaFestivals, Id, PlainDate, PlainTime } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const time = PlainTime.make
 * const sending = {
 *   span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
 *   channels: ["wechat", "sms"],
 *   template: { id: "general.greeting", version: "1" },
 * } as const
 * const monthly: CareProgramme.CareStep = {
 *   id: Id.StepId.make("monthly"),
 *   when: { _tag: "Every", anchor: "discharge", every: 1, unit: "months", times: 12 },
 *   ...sending,
 * }
 * const programme: CareProgramme.CareProgramme = {
 *   id: Id.ProgrammeId.make("stroke"),
 *   version: "1",
 *   title: { zh: "卒中关怀", en: "After a stroke" },
 *   audience: { codes: ["I63"], ages: { from: 18 } },
 *   purpose: "care",
 *   anchors: ["discharge"],
 *   steps: [
 *     { id: Id.StepId.make("week"), when: { _tag: "After", anchor: "discharge", days: 7 }, ...sending },
 *     monthly,
 *     {
 *       id: Id.StepId.make("new-year"),
 *       when: { _tag: "Festival", festival: ChinaFestivals.springFestival },
 *       offsetDays: -1,
 *       ...sending,
 *     },
 *   ],
 *   source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
 * }
 * CareProgramme.check(programme) // => []
 *
 * const patient = { codes: ["I63.9"], bornOn: PlainDate.make("1950-02-01") }
 * CareProgramme.inTheWay(programme, patient, PlainDate.make("2026-01-31")) // => []
 *
 * const discharge = PlainDate.make("2026-01-31")
 * const during = { from: discharge, through: PlainDate.make("2026-04-30") }
 * Result.map(CareProgramme.datesOf(monthly, { dates: { discharge } }, during), (dates) => dates.map(({ on }) => on))
 * // => Result.succeed(["2026-02-28", "2026-03-31", "2026-04-30"])
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ChineseDateRefused } from "../calendar/ChineseDate.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as PlainTime from "../calendar/PlainTime.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import { type PatientId, ProgrammeId, StepId } from "../foundation/Id.ts"
import { personal } from "../foundation/Personal.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Version } from "../foundation/Version.ts"
import { Bilingual, Channel, Purpose } from "../foundation/Word.ts"
import type { ProgrammeRevision } from "./CareOccasion.ts"
import { Festival } from "./Festival.ts"
import { type Dates, datesIn, YearlyDay } from "./YearlyDay.ts"

const count = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 1, maximum }))
const age = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 130 }))

/** Whom a programme is for. What is left out excludes nobody. */
export const Audience = closed(
  Schema.Struct({
    /** One of the patient's diagnoses begins with one of these codes, as I63.9 does with I63. */
    codes: Schema.optionalKey(Schema.NonEmptyArray(Text)),
    /** Completed years; `from` inclusive, `below` exclusive. */
    ages: Schema.optionalKey(
      closed(Schema.Struct({ from: Schema.optionalKey(age), below: Schema.optionalKey(age) })),
    ),
  }),
)
export interface Audience extends Schema.Schema.Type<typeof Audience> {}

/** On which days a step falls. */
export const StepTime = closed(
  Schema.TaggedUnion({
    Festival: { festival: Festival },
    /** Of the patient. */
    Birthday: {},
    /** A day of each year, as where a season begins. */
    Yearly: { day: YearlyDay },
    After: { anchor: Text, days: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 36_600 })) },
    Every: {
      anchor: Text,
      every: count(1000),
      unit: Schema.Literals(["weeks", "months"]),
      times: count(1000),
    },
  }),
)
export type StepTime = typeof StepTime.Type

/** When on its day a message may go out, on the addressee's clock: `earliest` and `ideal` inclusive, `due` and `latest` exclusive. */
export const DaySpan = closed(
  Schema.Struct({
    earliest: PlainTime.PlainTime,
    ideal: PlainTime.PlainTime,
    due: PlainTime.PlainTime,
    latest: PlainTime.PlainTime,
  }),
)
export interface DaySpan extends Schema.Schema.Type<typeof DaySpan> {}

export const CareStep = closed(
  Schema.Struct({
    id: StepId,
    when: StepTime,
    /** So many days after its day, or before it where negative. */
    offsetDays: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: -90, maximum: 90 }))),
    span: DaySpan,
    /** Ways to send it, the best first; of those the person takes. */
    channels: Schema.NonEmptyArray(Channel),
    template: Version,
  }),
)
export interface CareStep extends Schema.Schema.Type<typeof CareStep> {}

export const CareProgramme = closed(
  Schema.Struct({
    id: ProgrammeId,
    version: Text,
    title: Bilingual,
    audience: Audience,
    purpose: Purpose,
    /** The days that steps are counted from, by name. */
    anchors: Schema.Array(Text).check(Schema.isMaxLength(50)),
    steps: Schema.NonEmptyArray(CareStep).check(Schema.isMaxLength(200)),
    source: Source,
  }),
)
export interface CareProgramme extends Schema.Schema.Type<typeof CareProgramme> {}

/** The days that are known of a patient: those that steps are counted from, and the birthday. */
export const Anchors = closed(
  Schema.Struct({
    dates: Schema.Record(Text, PlainDate.PlainDate),
    /** By whichever calendar the patient keeps it. Left out once erased. */
    birthday: Schema.optionalKey(personal(YearlyDay, () => undefined)),
  }),
)
export interface Anchors extends Schema.Schema.Type<typeof Anchors> {}

/** One thing that is wrong: where, as a path such as `steps[3].span`, and by which rule. */
export const ProgrammeProblem = Schema.Struct({
  path: Schema.String,
  rule: Schema.Literals([
    "programme.agesEmpty",
    "programme.anchorTwice",
    "programme.anchorUnknown",
    "programme.anchorUnused",
    "programme.channelSpoken",
    "programme.channelTwice",
    "programme.greetsSolemn",
    "programme.greetsTwice",
    "programme.spanOrder",
    "programme.stepTwice",
  ]),
})
export interface ProgrammeProblem extends Schema.Schema.Type<typeof ProgrammeProblem> {}

type Rule = ProgrammeProblem["rule"]

/** Those of the list that came before. */
const twice = (list: ReadonlyArray<string | undefined>, path: (i: number) => string, rule: Rule) =>
  list.flatMap((one, i) => (one !== undefined && list.indexOf(one) < i ? [{ path: path(i), rule }] : []))

/** What a step greets, whenever that is; undefined where it greets nothing. */
const greeted = ({ when }: CareStep): string | undefined => {
  if (when._tag === "Birthday") return "birthday"
  return when._tag === "Festival" ? `festival/${when.festival.id}` : undefined
}

const anchorOf = ({ when }: CareStep): string | undefined => ("anchor" in when ? when.anchor : undefined)

/**
 * What keeps a programme from being published; empty where nothing does. What is spoken isn't sent, and on a solemn day nobody
 * is greeted.
 */
export const check = ({ anchors, audience, steps }: CareProgramme): ReadonlyArray<ProgrammeProblem> => {
  const { below, from } = audience.ages ?? {}
  const used = new Set(steps.map(anchorOf))
  return [
    ...(from !== undefined && below !== undefined && from >= below
      ? [{ path: "audience", rule: "programme.agesEmpty" } as const]
      : []),
    ...twice(anchors, (i) => `anchors[${i}]`, "programme.anchorTwice"),
    ...anchors.flatMap((anchor, i) =>
      used.has(anchor) ? [] : [{ path: `anchors[${i}]`, rule: "programme.anchorUnused" } as const],
    ),
    ...twice(
      steps.map(({ id }) => id),
      (i) => `steps[${i}].id`,
      "programme.stepTwice",
    ),
    ...twice(steps.map(greeted), (i) => `steps[${i}].when`, "programme.greetsTwice"),
    ...steps.flatMap((step, i) => stepProblems(step, anchors, `steps[${i}]`)),
  ]
}

const stepProblems = (
  step: CareStep,
  anchors: ReadonlyArray<string>,
  path: string,
): ReadonlyArray<ProgrammeProblem> => {
  const { channels, span, when } = step
  const anchor = anchorOf(step)
  const [earliest = 0, ideal = 0, due = 0, latest = 0] = [
    span.earliest,
    span.ideal,
    span.due,
    span.latest,
  ].map(PlainTime.toMillis)
  return [
    ...(anchor !== undefined && !anchors.includes(anchor)
      ? [{ path: `${path}.when.anchor`, rule: "programme.anchorUnknown" } as const]
      : []),
    ...(when._tag === "Festival" && when.festival.mood === "solemn"
      ? [{ path: `${path}.when.festival`, rule: "programme.greetsSolemn" } as const]
      : []),
    ...(earliest <= ideal && ideal < due && due <= latest
      ? []
      : [{ path: `${path}.span`, rule: "programme.spanOrder" } as const]),
    ...channels.flatMap((channel, c) =>
      channel === "phone" || channel === "faceToFace"
        ? [{ path: `${path}.channels[${c}]`, rule: "programme.channelSpoken" } as const]
        : [],
    ),
    ...twice(channels, (c) => `${path}.channels[${c}]`, "programme.channelTwice"),
  ]
}

/** What is known of a patient when a programme asks whether it is for them. */
export interface Candidate {
  /** The codes of their diagnoses. */
  readonly codes: ReadonlyArray<string>
  readonly bornOn?: PlainDate.PlainDate
}

/** Why a programme isn't for somebody. */
export type AudienceRule = "audience.condition" | "audience.age" | "audience.ageUnknown"

/** Why the programme isn't for the patient on a day; empty where it is. */
export const inTheWay = (
  { audience: { ages, codes } }: CareProgramme,
  candidate: Candidate,
  on: PlainDate.PlainDate,
): ReadonlyArray<AudienceRule> => {
  const rules: Array<AudienceRule> = []
  if (codes !== undefined && !candidate.codes.some((one) => codes.some((code) => one.startsWith(code))))
    rules.push("audience.condition")
  if (ages !== undefined) {
    const years = candidate.bornOn && PlainDate.yearsBetween(candidate.bornOn, on)
    if (years === undefined) rules.push("audience.ageUnknown")
    else if (years < (ages.from ?? 0) || years >= (ages.below ?? Number.POSITIVE_INFINITY))
      rules.push("audience.age")
  }
  return rules
}

/** What a programme means: whom it is for and what it sends, 64 hexadecimal digits. Title, version and source aren't part of it. */
export const hash = ({ audience, purpose, steps }: CareProgramme): string =>
  contentHash([audience, purpose, steps])

/** The revision that its messages carry. */
export const revision = (programme: CareProgramme): ProgrammeRevision => ({
  id: programme.id,
  version: programme.version,
  hash: hash(programme),
})

/** A date that a step falls on: the day that it is for, and the day on which it is sent. */
export interface StepDate {
  readonly of: PlainDate.PlainDate
  readonly on: PlainDate.PlainDate
}

/** The step can't be dated: nobody told the day that it is counted from, or the Chinese calendar doesn't reach so far. */
export class StepNotDated extends Schema.TaggedError<StepNotDated>("@aftercare/core/StepNotDated")(
  "StepNotDated",
  { step: StepId, rule: Schema.Literals(["care.anchorMissing", "chineseDate.notCovered"]) },
) {
  override get message() {
    return `step ${this.step}: ${this.rule}`
  }
}

/**
 * The dates that a step is sent on in a range, in order.
 *
 * Fails with `StepNotDated`.
 */
export const datesOf = (
  { id, offsetDays = 0, when }: CareStep,
  { birthday, dates }: Anchors,
  { from, through }: Dates,
): Result.Result<ReadonlyArray<StepDate>, StepNotDated> => {
  const refuse = (rule: StepNotDated["rule"]) => Result.fail(new StepNotDated({ step: id, rule }))
  const sent = (of: PlainDate.PlainDate): StepDate => ({ of, on: PlainDate.addDays(of, offsetDays) })
  const within = ({ on }: StepDate) => from <= on && on <= through
  const yearly = (day: YearlyDay) => {
    const during = {
      from: PlainDate.addDays(from, -offsetDays),
      through: PlainDate.addDays(through, -offsetDays),
    }
    const found: Result.Result<ReadonlyArray<PlainDate.PlainDate>, ChineseDateRefused> = datesIn(day, during)
    return Result.isFailure(found)
      ? refuse("chineseDate.notCovered")
      : Result.succeed(found.success.map(sent))
  }
  switch (when._tag) {
    case "Festival":
      return yearly(when.festival.day)
    case "Birthday":
      return birthday === undefined ? refuse("care.anchorMissing") : yearly(birthday)
    case "Yearly":
      return yearly(when.day)
    case "After": {
      const anchor = Object.hasOwn(dates, when.anchor) ? dates[when.anchor] : undefined
      return anchor === undefined
        ? refuse("care.anchorMissing")
        : Result.succeed([sent(PlainDate.addDays(anchor, when.days))].filter(within))
    }
    case "Every": {
      const { every, times, unit } = when
      const anchor = Object.hasOwn(dates, when.anchor) ? dates[when.anchor] : undefined
      if (anchor === undefined) return refuse("care.anchorMissing")
      const nth = (_: unknown, i: number) =>
        unit === "weeks"
          ? PlainDate.addDays(anchor, 7 * every * (i + 1))
          : PlainDate.addMonths(anchor, every * (i + 1))
      return Result.succeed(Array.from({ length: times }, nth).map(sent).filter(within))
    }
  }
}

/** What a step greets on a date, of which patient; undefined where it greets nothing. Nobody is greeted for it twice. */
export const greets = (step: CareStep, { of }: StepDate, patient: PatientId): string | undefined => {
  const what = greeted(step)
  if (what === undefined) return undefined
  return what === "birthday" ? `${what}/${contentHash(patient)}/${of}` : `${what}/${of}`
}
