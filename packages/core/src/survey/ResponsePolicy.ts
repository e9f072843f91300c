/**
 * Which responses count: how much of one must be answered, what becomes of late ones, and of several to one invitation.
 *
 * **Details**
 *
 * Nothing is thrown away. What doesn't count is set aside with the reason, because the words in it are still the patient's.
 *
 * **Example** (The second answer to one invitation, and one that came too late)
 *
 * ```ts
 * import { DateTime, Result } from "effect"
 * import { GeneralQuestionnaires, Id, ResponsePolicy, SurveyResponse } from "@aftercare/core"
 *
 * const answered = (id: string, invitation: string, at: string) =>
 *   Result.getOrThrow(
 *     SurveyResponse.record(GeneralQuestionnaires.complaintClosing, {
 *       id: Id.ResponseId.make(id),
 *       invitation: Id.InvitationId.make(invitation),
 *       source: "smsDigits",
 *       language: "zh",
 *       answeredAt: DateTime.makeUnsafe(at),
 *       answers: {
 *         outcome: { _tag: "Scale", value: 4 },
 *         handling: { _tag: "Scale", value: 5 },
 *         explained: { _tag: "YesNo", yes: true },
 *       },
 *     }),
 *   )
 * const closesAt = Date.parse("2026-03-12T16:00:00Z")
 * const { counted, setAside } = ResponsePolicy.sorted(
 *   [
 *     answered("r-1", "i-1", "2026-03-05T10:00:00Z"),
 *     answered("r-2", "i-1", "2026-03-06T10:00:00Z"),
 *     answered("r-3", "i-2", "2026-03-20T10:00:00Z"),
 *   ],
 *   GeneralQuestionnaires.complaintClosing,
 *   GeneralQuestionnaires.responsePolicy,
 *   () => closesAt,
 * )
 * counted.map(({ id }) => id) // => ["r-2"]
 * setAside.map(({ because, response }) => [response.id, because]) // => [["r-1", "double"], ["r-3", "late"]]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { closed } from "../foundation/Strict.ts"
import { hash, type Questionnaire } from "./Questionnaire.ts"
import { type Answers, answerTo, asked, hasValue, type SurveyResponse } from "./SurveyResponse.ts"

const percent = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))

/**
 * How complete a response is, by the share of items with a value. What counts as the whole: the items that the answers led
 * to, or the required ones among them where there are any; those that don't apply to the person are left out of it. Both
 * bounds are inclusive.
 */
export const Completeness = closed(
  Schema.Struct({
    of: Schema.Literals(["asked", "required"]),
    completeFromPercent: percent,
    partialFromPercent: percent,
  }),
).check(
  Schema.makeFilter(
    ({ completeFromPercent, partialFromPercent }) =>
      partialFromPercent <= completeFromPercent || "a partial response is no fuller than a complete one",
  ),
)
export interface Completeness extends Schema.Schema.Type<typeof Completeness> {}

/** What becomes of answers after the invitation closed. At the closing instant itself an answer is late. */
export const Late = closed(
  Schema.TaggedUnion({
    Count: {},
    /** Counted for so many hours more. */
    CountWithin: { hours: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 * 24 })) },
    SetAside: {},
  }),
)
export type Late = typeof Late.Type

/**
 * Which of several responses to one invitation counts: the first, the last, or the one with most values, of which the first.
 * Of two at one instant the one whose id comes first in the order of its signs is the earlier.
 */
export const Double = Schema.Literals(["first", "last", "fullest"])
export type Double = typeof Double.Type

export const ResponsePolicy = closed(
  Schema.Struct({
    completeness: Completeness,
    /** Whether partial responses count beside complete ones. */
    partials: Schema.Literals(["count", "setAside"]),
    late: Late,
    double: Double,
  }),
)
export interface ResponsePolicy extends Schema.Schema.Type<typeof ResponsePolicy> {}

/** How far a questionnaire was filled in. */
export interface Progress {
  readonly answered: number
  /** How many items could have been: those that are in the whole and that apply. */
  readonly of: number
}

/** How far the answers fill the questionnaire in. */
export const progress = (
  questionnaire: Pick<Questionnaire, "items">,
  answers: Answers,
  whole: Completeness["of"],
): Progress => {
  const applying = asked(questionnaire, answers).filter(
    ({ id, required }) =>
      (whole === "asked" || required === true) && answerTo(answers, id)?._tag !== "NotApplicable",
  )
  return {
    answered: applying.filter(({ id }) => hasValue(answerTo(answers, id))).length,
    of: applying.length,
  }
}

/** AAPOR's three grades of a response; a break-off counts as a refusal there. */
export const Standing = Schema.Literals(["complete", "partial", "breakOff"])
export type Standing = typeof Standing.Type

/**
 * How complete the answers are. Where no item applies, whatever was asked is answered; where none that was asked is required,
 * all of them are the whole.
 */
export const standing = (
  questionnaire: Pick<Questionnaire, "items">,
  answers: Answers,
  { completeFromPercent, of: whole, partialFromPercent }: Completeness,
): Standing => {
  const isRequired = asked(questionnaire, answers).some(({ required }) => required === true)
  const { answered, of } = progress(questionnaire, answers, isRequired ? whole : "asked")
  if (answered * 100 >= completeFromPercent * of) return "complete"
  return answered * 100 >= partialFromPercent * of ? "partial" : "breakOff"
}

/** Why a response doesn't count. */
export const SetAsideReason = Schema.Literals(["late", "breakOff", "partial", "double", "otherRevision"])
export type SetAsideReason = typeof SetAsideReason.Type

export interface SetAside {
  readonly response: SurveyResponse
  readonly because: SetAsideReason
}

/** The responses in two lists, each in the order given. */
export interface Sorted {
  readonly counted: ReadonlyArray<SurveyResponse>
  readonly setAside: ReadonlyArray<SetAside>
}

/**
 * Which of these responses to a questionnaire count, and why the others don't.
 *
 * **Details**
 *
 * `closesAt` says, in epoch milliseconds, when the time to answer was over; undefined where it never is. A response that
 * is late or not full enough takes no place from another to the same invitation. Responses to nobody's invitation are
 * doubles of themselves alone, where one is given twice. The counted ones are the same in whatever order responses are given.
 */
export const sorted = (
  responses: ReadonlyArray<SurveyResponse>,
  questionnaire: Questionnaire,
  policy: ResponsePolicy,
  closesAt: (response: SurveyResponse) => number | undefined,
): Sorted => {
  const own = hash(questionnaire)
  const reasonAlone = (response: SurveyResponse): SetAsideReason | undefined => {
    if (response.questionnaire.hash !== own) return "otherRevision"
    const answeredAt = DateTime.toEpochMillis(response.answeredAt)
    if (isLate(policy.late, answeredAt, closesAt(response))) return "late"
    const reached = standing(questionnaire, response.answers, policy.completeness)
    if (reached === "breakOff") return "breakOff"
    return reached === "partial" && policy.partials === "setAside" ? "partial" : undefined
  }
  const reasons = responses.map(reasonAlone)
  /** The place of the response that counts, by what there is one response to. */
  const chosen = new Map<string, number>()
  for (const [i, response] of responses.entries()) {
    if (reasons[i] !== undefined) continue
    const other = responses[chosen.get(subjectOf(response)) ?? -1]
    if (other === undefined || goesBefore(response, other, policy.double)) chosen.set(subjectOf(response), i)
  }
  const counted: Array<SurveyResponse> = []
  const setAside: Array<SetAside> = []
  for (const [i, response] of responses.entries()) {
    const because = reasons[i] ?? (chosen.get(subjectOf(response)) === i ? undefined : "double")
    if (because === undefined) counted.push(response)
    else setAside.push({ response, because })
  }
  return { counted, setAside }
}

/** An invitation has one response that counts; a response to nobody's invitation stands for itself, once. */
const subjectOf = ({ id, invitation }: SurveyResponse): string =>
  invitation === undefined ? `response ${id}` : `invitation ${invitation}`

const hourMillis = 3_600_000

/** Whether an answer at this moment doesn't count any more. Both are epoch milliseconds; without a closing nothing is late. */
export const isLate = (late: Late, at: number, closesAt: number | undefined): boolean => {
  if (closesAt === undefined || late._tag === "Count") return false
  return at >= closesAt + (late._tag === "CountWithin" ? late.hours * hourMillis : 0)
}

const valuesIn = ({ answers }: SurveyResponse): number => Object.values(answers).filter(hasValue).length

/** Whether the first response is taken rather than the second. */
const goesBefore = (a: SurveyResponse, b: SurveyResponse, double: Double): boolean => {
  const difference = double === "fullest" ? valuesIn(a) - valuesIn(b) : 0
  if (difference !== 0) return difference > 0
  const [aAt, bAt] = [DateTime.toEpochMillis(a.answeredAt), DateTime.toEpochMillis(b.answeredAt)]
  const isEarlier = aAt === bAt ? a.id < b.id : aAt < bAt
  return double === "last" ? !isEarlier : isEarlier
}
