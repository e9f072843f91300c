/**
 * Survey responses as FHIR R4 `QuestionnaireResponse` resources, written and read against their questionnaire.
 *
 * **Details**
 *
 * What is written is read again as it was. An answer without a value is written with its reason by `data-absent-reason`:
 * `not-applicable`, `asked-unknown`, `asked-declined`. The occasion, the invitation, the source of the answers and the hash of
 * the revision are carried in extensions named `urn:aftercare:survey:…`.
 *
 * Reading, groups are opened; a point of a scale may stand as a coding with that code. What has no meaning here is named in
 * `dropped`. A response to another questionnaire or another version is refused, and one that was entered in error or says by
 * a modifier that isn't known here that it means something else; so is any answer that the questionnaire doesn't take, by its
 * place in the resource.
 *
 * **Example** (A response from another system to a questionnaire of ours)
 *
 * ```ts
 * import { GeneralQuestionnaires, ResponseResource } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const resource = (value: number) => ({
 *   resourceType: "QuestionnaireResponse",
 *   id: "resp-5",
 *   questionnaire: "https://hospital.example/Questionnaire/general-hotline|2026-11",
 *   status: "completed",
 *   authored: "2026-03-05T10:00:00+08:00",
 *   item: [
 *     { linkId: "solved", answer: [{ valueBoolean: true }] },
 *     { linkId: "politeness", answer: [{ valueInteger: value }] },
 *   ],
 * })
 * const read = (value: number) =>
 *   ResponseResource.read(resource(value), GeneralQuestionnaires.hotline, { language: "zh", source: "link" })
 *
 * Result.getOrThrow(read(5)).response.answers
 * // => { solved: { _tag: "YesNo", yes: true }, politeness: { _tag: "Scale", value: 5 } }
 * const refused = read(9)
 * Result.isFailure(refused) && refused.failure.problems // => [{ path: "item[1]", rule: "answer.outOfRange" }]
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { decode } from "../foundation/Breach.ts"
import { modifiersOf } from "../foundation/Modifier.ts"
import type { Language } from "../foundation/Word.ts"
import { type AnswerKind, hash, type Item, type Questionnaire, revision } from "./Questionnaire.ts"
import {
  type Resource,
  type ResourceProblem,
  type ResourceRefused,
  refusing,
} from "./QuestionnaireResource.ts"
import type { Standing } from "./ResponsePolicy.ts"
import {
  canonical,
  extended,
  extensionsOf,
  identifiers,
  isJson,
  type Json,
  languageOf,
  listOf,
  noteUnread,
  numeral,
  own,
  urls,
} from "./SurveyExtension.ts"
import { Answer, type AnswerSource, answerTo, problemsWith, SurveyResponse } from "./SurveyResponse.ts"

export interface WriteOptions {
  /** What the questionnaire's canonical url begins with, as the questionnaire's own was written; a slash and its id follow. */
  readonly base: string
  /** How full the response is: `completed` if complete, else `stopped`. */
  readonly standing: Standing
}

/** The response as a resource, its items in the questionnaire's order. Answers to items that it doesn't have aren't written. */
export const write = (
  response: SurveyResponse,
  questionnaire: Questionnaire,
  { base, standing }: WriteOptions,
): Resource => {
  const { answeredAt, answeredBy, answers, id, invitation, language, occasion, source } = response
  const { hash, id: to, version } = response.questionnaire
  return {
    resourceType: "QuestionnaireResponse",
    language,
    extension: [
      { url: own("hash"), valueString: hash },
      { url: own("source"), valueCode: source },
      ...(answeredBy === undefined ? [] : [{ url: own("answeredBy"), valueCode: answeredBy }]),
      ...(invitation === undefined ? [] : [{ url: own("invitation"), valueString: invitation }]),
      ...(occasion === undefined
        ? []
        : [
            {
              url: own("occasion"),
              extension: [
                { url: "id", valueString: occasion.id },
                { url: "kind", valueCode: occasion.kind },
                { url: "at", valueDateTime: DateTime.formatIso(occasion.at) },
                ...(occasion.department === undefined
                  ? []
                  : [{ url: "department", valueString: occasion.department }]),
                ...(occasion.patient === undefined
                  ? []
                  : [{ url: "patient", valueString: occasion.patient }]),
              ],
            },
          ]),
    ],
    identifier: { system: identifiers, value: id },
    questionnaire: `${canonical(base, to)}|${version}`,
    status: standing === "complete" ? "completed" : "stopped",
    authored: DateTime.formatIso(answeredAt),
    item: questionnaire.items.flatMap((item) => {
      const answer = answerTo(answers, item.id)
      return answer === undefined ? [] : [{ linkId: item.id, answer: answerAs(answer) }]
    }),
  }
}

const answerAs = (answer: Answer): ReadonlyArray<Json> =>
  Answer.match(answer, {
    Scale: ({ value }): ReadonlyArray<Json> => [{ valueInteger: value }],
    YesNo: ({ yes }) => [{ valueBoolean: yes }],
    Choice: ({ options }) => options.map((code) => ({ valueCoding: { code } })),
    Words: ({ text }) => [{ valueString: text }],
    NotApplicable: () => [absent("not-applicable")],
    Unanswered: ({ because }) => [absent(because === "unknown" ? "asked-unknown" : "asked-declined")],
  })

const absent = (reason: string): Json => ({ extension: [{ url: urls.dataAbsent, valueCode: reason }] })

/** What a resource from elsewhere can't say. Where it does, its own word counts. */
export interface ReadOptions {
  readonly language: Language
  readonly source: AnswerSource
}

/** A response that was read, and the paths of what has no meaning here. */
export interface ReadResponse {
  readonly response: SurveyResponse
  readonly dropped: ReadonlyArray<string>
}

const decodeResponse = decode(SurveyResponse)

/** An item's answer, and where it stands. */
interface ReadAnswer {
  readonly place: string
  readonly linkId: unknown
  readonly answer: Json | undefined
}

interface Found {
  readonly problems: Array<ResourceProblem>
  readonly dropped: Array<string>
}

/**
 * The response of a resource that was parsed from JSON.
 *
 * Fails with `ResourceRefused`, which names every place that can't be read and why.
 */
export const read = (
  resource: unknown,
  questionnaire: Questionnaire,
  options: ReadOptions,
): Result.Result<ReadResponse, ResourceRefused> => {
  const refuse = (problems: ReadonlyArray<ResourceProblem>) => refusing("QuestionnaireResponse", problems)
  if (!isJson(resource) || resource["resourceType"] !== "QuestionnaireResponse")
    return refuse([{ path: "resourceType", rule: "the resource is no QuestionnaireResponse" }])
  const found: Found = { problems: [], dropped: [] }
  if (!isAbout(resource["questionnaire"], questionnaire))
    found.problems.push({ path: "questionnaire", rule: "another questionnaire or version is answered" })
  const given = extended(resource, own("hash"), "valueString")
  if (given !== undefined && given !== hash(questionnaire))
    found.problems.push({ path: "extension", rule: "another revision is answered" })
  if (resource["status"] === "entered-in-error")
    found.problems.push({ path: "status", rule: "the response was entered in error" })
  found.problems.push(...modifiersOf(resource, ""))
  const { identifier } = resource
  const isOwn = isJson(identifier) && identifier["system"] === identifiers
  if (identifier !== undefined && !isOwn) found.dropped.push("identifier")
  const ownUrls = ["hash", "source", "answeredBy", "invitation", "occasion"].map(own)
  noteUnread(found.dropped, resource, "", rootKeys, ownUrls)
  const items = new Map(questionnaire.items.map((item) => [item.id, item]))
  const answers = listOf(resource["item"]).flatMap((one, i) =>
    readItem(one, { place: `item[${i}]`, depth: 0 }, items, found),
  )
  const seen = new Set<unknown>()
  for (const { linkId, place } of answers) {
    if (seen.has(linkId))
      found.problems.push({ path: `${place}.linkId`, rule: "the item is answered already" })
    seen.add(linkId)
  }
  const [occasion] = extensionsOf(resource, own("occasion"))
  const present = (name: string, value: unknown) => (value === undefined ? {} : { [name]: value })
  const decoded = decodeResponse({
    id: isOwn ? identifier["value"] : resource["id"],
    questionnaire: revision(questionnaire),
    ...present("invitation", extended(resource, own("invitation"), "valueString")),
    ...present("answeredBy", extended(resource, own("answeredBy"), "valueCode")),
    ...present("occasion", occasion && occasionOf(occasion)),
    source: extended(resource, own("source"), "valueCode") ?? options.source,
    language: languageOf(resource["language"]) ?? options.language,
    answeredAt: resource["authored"],
    answers: Object.fromEntries(answers.flatMap(({ answer, linkId }) => (answer ? [[linkId, answer]] : []))),
  })
  const placeOf = (item: unknown) => answers.find(({ linkId }) => linkId === item)?.place ?? "item"
  if (Result.isFailure(decoded)) {
    for (const { path, rule } of decoded.failure) found.problems.push({ path: fieldOf(path, placeOf), rule })
    return refuse(found.problems)
  }
  for (const { item, rule } of problemsWith(questionnaire, decoded.success.answers))
    found.problems.push({ path: placeOf(item), rule })
  return found.problems.length > 0
    ? refuse(found.problems)
    : Result.succeed({ response: decoded.success, dropped: found.dropped })
}

const rootKeys = [
  "resourceType",
  "id",
  "language",
  "identifier",
  "questionnaire",
  "status",
  "authored",
  "item",
]

/** Whether a canonical url, with its version if it names one, means the questionnaire. */
const isAbout = (canonical: unknown, { id, version }: Questionnaire): boolean => {
  if (typeof canonical !== "string") return false
  const bar = canonical.indexOf("|")
  const url = bar < 0 ? canonical : canonical.slice(0, bar)
  return (
    (url.endsWith(`/${encodeURIComponent(id)}`) || url.endsWith(`/${id}`)) &&
    (bar < 0 || canonical.slice(bar + 1) === version)
  )
}

const fieldOf = (path: ReadonlyArray<PropertyKey>, placeOf: (item: unknown) => string): string => {
  const [field, item] = path
  if (field === "answers") return placeOf(item)
  return { id: "identifier", answeredAt: "authored" }[String(field)] ?? String(field ?? "")
}

const occasionOf = (occasion: Json): Json =>
  Object.fromEntries(
    listOf(occasion["extension"])
      .filter(isJson)
      .flatMap(({ url, valueCode, valueDateTime, valueString }) =>
        typeof url === "string" ? [[url, valueString ?? valueCode ?? valueDateTime]] : [],
      ),
  )

/** How deep groups may lie within one another. */
const deepest = 50

const readItem = (
  given: unknown,
  { depth, place }: { readonly place: string; readonly depth: number },
  items: ReadonlyMap<unknown, Item>,
  found: Found,
): ReadonlyArray<ReadAnswer> => {
  if (!isJson(given) || depth > deepest) {
    const rule = depth > deepest ? "items lie too deep within one another" : "an item is an object"
    found.problems.push({ path: place, rule })
    return []
  }
  found.problems.push(...modifiersOf(given, place))
  const answers = listOf(given["answer"]).filter(isJson)
  for (const [i, one] of answers.entries()) found.problems.push(...modifiersOf(one, `${place}.answer[${i}]`))
  const inner = (object: Json, at: string) =>
    listOf(object["item"]).flatMap((one, i) =>
      readItem(one, { place: `${at}.item[${i}]`, depth: depth + 1 }, items, found),
    )
  const within = [...inner(given, place), ...answers.flatMap((one, i) => inner(one, `${place}.answer[${i}]`))]
  noteUnread(found.dropped, given, place, ["linkId", "text", "definition", "answer", "item"], [])
  if (answers.length === 0) return within
  const { linkId } = given
  const answer = answerOf(answers, items.get(linkId)?.answer)
  if (answer === undefined) found.problems.push({ path: `${place}.answer`, rule: "answer.kind" })
  return [{ place, linkId, answer }, ...within]
}

const reasons: { readonly [reason: string]: Json } = {
  "not-applicable": { _tag: "NotApplicable" },
  "asked-unknown": { _tag: "Unanswered", because: "unknown" },
  unknown: { _tag: "Unanswered", because: "unknown" },
  "asked-declined": { _tag: "Unanswered", because: "declined" },
}

/** The answer that these values make to an item of this kind; undefined where they make none. */
const answerOf = (answers: ReadonlyArray<Json>, kind: AnswerKind | undefined): Json | undefined => {
  const [first, ...more] = answers
  if (first === undefined) return undefined
  const reason = extended(first, urls.dataAbsent, "valueCode")
  if (more.length === 0 && typeof reason === "string")
    return Object.hasOwn(reasons, reason) ? reasons[reason] : undefined
  const codes = answers.map(({ valueCoding: coding, valueString: string }) =>
    isJson(coding) ? coding["code"] : string,
  )
  if (kind?._tag === "Choice")
    return codes.includes(undefined) ? undefined : { _tag: "Choice", options: codes }
  if (more.length > 0) return undefined
  const { valueBoolean, valueInteger, valueString } = first
  if (typeof valueInteger === "number") return { _tag: "Scale", value: valueInteger }
  if (typeof valueBoolean === "boolean") return { _tag: "YesNo", yes: valueBoolean }
  // A point of a scale that is written as a choice elsewhere.
  const point = kind?._tag === "Scale" && isJson(first["valueCoding"]) ? numeral(codes[0]) : undefined
  if (point !== undefined) return { _tag: "Scale", value: point }
  return valueString === undefined ? undefined : { _tag: "Words", text: valueString }
}
