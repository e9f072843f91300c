/**
 * Questionnaires as FHIR R4 `Questionnaire` resources, written and read.
 *
 * **Details**
 *
 * What is written is read again as it was. FHIR has no element for some of it (domains and their weights, the required base,
 * what is reversed, what may not apply, what the points of a scale are called); that is carried in extensions named
 * `urn:aftercare:survey:…`, which other readers pass over. The points' names are shown to them as the entry format.
 *
 * | item | written as | also read from |
 * |---|---|---|
 * | scale | `integer` with `minValue` and `maxValue` | a `choice` of consecutive whole numbers, or of codings whose code is their ordinal value |
 * | yes or no | `boolean` | |
 * | choice | `choice` of codings, `repeats` where several | a `choice` of strings |
 * | words | `text` | `string` |
 *
 * Reading a questionnaire from elsewhere, groups are opened, and everything that has no meaning here is named in `dropped` by
 * its path. What would change what is asked (a kind of answer, a condition or a modifier that can't be said here) is refused
 * instead. What is read is a draft: `Questionnaire.check` says whether it can be published.
 *
 * **Example** (A form of another system, with something in it that has no meaning here)
 *
 * ```ts
 * import { QuestionnaireResource } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const coded = (code: string, display: string) => ({
 *   valueCoding: {
 *     code,
 *     display,
 *     extension: [{ url: "http://hl7.org/fhir/StructureDefinition/ordinalValue", valueDecimal: Number(code) }],
 *   },
 * })
 * const resource = {
 *   resourceType: "Questionnaire",
 *   url: "http://example.org/Questionnaire/ward",
 *   version: "7",
 *   status: "active",
 *   publisher: "Ward 3",
 *   item: [
 *     { linkId: "q1", text: "The food", type: "choice", answerOption: [coded("1", "poor"), coded("2", "good")] },
 *     { linkId: "q2", text: "Came back?", type: "boolean" },
 *   ],
 * }
 * const options = {
 *   language: "en",
 *   requiredBase: 30,
 *   source: { title: "Ward 3", status: "hospitalPolicy", verified: "own" },
 * } as const
 * const { dropped, questionnaire } = Result.getOrThrow(QuestionnaireResource.read(resource, options))
 * questionnaire.id // => "ward"
 * questionnaire.items.map(({ answer }) => answer._tag) // => ["Scale", "YesNo"]
 * dropped // => ["publisher"]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decode } from "../foundation/Breach.ts"
import { modifiersOf } from "../foundation/Modifier.ts"
import type { Source } from "../foundation/Rule.ts"
import type { Language } from "../foundation/Word.ts"
import { type AnswerKind, type Item, Questionnaire, Test } from "./Questionnaire.ts"
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
  wordingAs,
  wordingOf,
} from "./SurveyExtension.ts"

/** What is wrong with a resource, and where in it: `item[3].enableWhen[0]`. Never what stands there. */
export const ResourceProblem = Schema.Struct({ path: Schema.String, rule: Schema.String })
export interface ResourceProblem extends Schema.Schema.Type<typeof ResourceProblem> {}

/** A resource that can't be read, with everything that is wrong with it. */
export class ResourceRefused extends Schema.TaggedError<ResourceRefused>("@aftercare/core/ResourceRefused")(
  "ResourceRefused",
  { resource: Schema.String, problems: Schema.NonEmptyArray(ResourceProblem) },
) {
  override get message() {
    return `${this.resource}: ${this.problems.map(({ path, rule }) => `${path}: ${rule}`).join(", ")}`
  }
}

export interface WriteOptions {
  /** What canonical urls begin with, such as `https://hospital.example/Questionnaire`; a slash and the id follow. */
  readonly base: string
  readonly status: "draft" | "active" | "retired"
}

/** A resource as it goes into JSON. */
export interface Resource {
  readonly resourceType: string
  readonly [key: string]: unknown
}

/** The questionnaire as a resource; its texts in the first of its languages, with translations into the others. */
export const write = (questionnaire: Questionnaire, { base, status }: WriteOptions): Resource => {
  const { domains, id, items, languages, requiredBase, source, title, version, weightsSumTo } = questionnaire
  const [first, ...others] = languages
  return {
    resourceType: "Questionnaire",
    language: first,
    extension: [
      ...others.map((language) => ({ url: own("language"), valueCode: language })),
      { url: own("requiredBase"), valueInteger: requiredBase },
      { url: own("weightsSumTo"), valueInteger: weightsSumTo },
      ...domains.map((domain) => ({
        url: own("domain"),
        extension: [
          { url: "id", valueString: domain.id },
          { url: "title", ...wordingAs("valueString", domain.title, first) },
          { url: "weight", valueInteger: domain.weight },
          ...domain.items.map((item) => ({ url: "item", valueString: item })),
        ],
      })),
      {
        url: own("source"),
        extension: Object.entries(source).map(([url, said]) => ({
          url,
          ...(typeof said === "string" ? { valueString: said } : wordingAs("valueString", said, first)),
        })),
      },
    ],
    url: canonical(base, id),
    identifier: [{ system: identifiers, value: id }],
    version,
    ...wordingAs("title", title, first),
    status,
    subjectType: ["Patient"],
    item: items.map((item) => itemAs(item, first)),
  }
}

const itemAs = (
  { answer, askIf, id, notApplicable, required, reverse, text }: Item,
  first: Language,
): Json => {
  const extension = [
    ...(reverse ? [{ url: own("reverse"), valueBoolean: true }] : []),
    ...(notApplicable ? [{ url: own("notApplicable"), valueBoolean: true }] : []),
    ...(answer._tag === "Scale" ? scaleAs(answer, first) : []),
  ]
  return {
    ...(extension.length === 0 ? {} : { extension }),
    linkId: id,
    ...wordingAs("text", text, first),
    type: types[answer._tag],
    ...(askIf === undefined
      ? {}
      : { enableWhen: askIf.tests.map(testAs), enableBehavior: askIf._tag === "All" ? "all" : "any" }),
    ...(required ? { required } : {}),
    ...(answer._tag === "Choice" && answer.several ? { repeats: true } : {}),
    ...(answer._tag === "Choice"
      ? {
          answerOption: answer.options.map((option) => ({
            valueCoding: { code: option.id, ...wordingAs("display", option.text, first) },
          })),
        }
      : {}),
  }
}

const types: { readonly [K in AnswerKind["_tag"]]: string } = {
  Scale: "integer",
  YesNo: "boolean",
  Choice: "choice",
  Words: "text",
}

const scaleAs = (
  { anchors, least, most }: Extract<AnswerKind, { readonly _tag: "Scale" }>,
  first: Language,
): ReadonlyArray<Json> => [
  { url: urls.minValue, valueInteger: least },
  { url: urls.maxValue, valueInteger: most },
  ...anchors.map(({ text, value }) => ({
    url: own("anchor"),
    extension: [
      { url: "value", valueInteger: value },
      { url: "text", ...wordingAs("valueString", text, first) },
    ],
  })),
  ...(anchors.length === 0
    ? []
    : [
        {
          url: urls.entryFormat,
          valueString: anchors.map(({ text, value }) => `${value} = ${text[first] ?? ""}`).join("; "),
        },
      ]),
]

const testAs = (test: Test): Json =>
  Test.match(test, {
    AtLeast: ({ item, value }): Json => ({ question: item, operator: ">=", answerInteger: value }),
    AtMost: ({ item, value }) => ({ question: item, operator: "<=", answerInteger: value }),
    Equals: ({ item, value }) => ({ question: item, operator: "=", answerInteger: value }),
    Is: ({ item, yes }) => ({ question: item, operator: "=", answerBoolean: yes }),
    Chosen: ({ item, option }) => ({ question: item, operator: "=", answerCoding: { code: option } }),
    Answered: ({ item }) => ({ question: item, operator: "exists", answerBoolean: true }),
  })

/** What a resource from elsewhere can't say. Where it does, its own word counts. */
export interface ReadOptions {
  /** Of texts where the resource names no language. */
  readonly language: Language
  readonly requiredBase: number
  readonly source: Source
}

/** A questionnaire that was read, and the paths of what has no meaning here. */
export interface ReadQuestionnaire {
  readonly questionnaire: Questionnaire
  readonly dropped: ReadonlyArray<string>
}

const decodeQuestionnaire = decode(Questionnaire)

/** What reading gathers. */
interface Found {
  readonly problems: Array<ResourceProblem>
  readonly dropped: Array<string>
}

/** An item that was read, where it stands, and its conditions before the kinds of other items are known. */
interface ReadItem {
  readonly place: string
  readonly item: Json
  readonly kind: Json
  readonly conditions: ReadonlyArray<{ readonly object: Json; readonly place: string }>
}

/**
 * The questionnaire of a resource that was parsed from JSON.
 *
 * Fails with `ResourceRefused`, which names every place that can't be read and why.
 */
export const read = (
  resource: unknown,
  options: ReadOptions,
): Result.Result<ReadQuestionnaire, ResourceRefused> => {
  const found: Found = { problems: [], dropped: [] }
  if (!isJson(resource) || resource["resourceType"] !== "Questionnaire")
    return refusing("Questionnaire", [{ path: "resourceType", rule: "the resource is no Questionnaire" }])
  const first = resource["language"] === undefined ? options.language : languageOf(resource["language"])
  if (first === undefined) found.problems.push({ path: "language", rule: "texts are in Chinese or English" })
  const language = first ?? options.language
  const ownUrls = ["language", "requiredBase", "weightsSumTo", "domain", "source"].map(own)
  for (const path of foreignIdentifiers(resource)) found.dropped.push(path)
  found.problems.push(...modifiersOf(resource, ""))
  noteUnread(found.dropped, resource, "", rootKeys, ownUrls)
  const items = listOf(resource["item"]).flatMap((given, i) =>
    readItem(given, { place: `item[${i}]`, depth: 0 }, language, [], found),
  )
  const kinds = new Map(items.map(({ item, kind }) => [item["id"], kind["_tag"]]))
  const others = extensionsOf(resource, own("language")).map((extension) => extension["valueCode"])
  const drafted = decodeQuestionnaire({
    id: idOf(resource),
    version: resource["version"],
    title: wordingOf(resource, "title", language),
    languages: [language, ...others],
    items: items.map(({ conditions, item, kind }) => ({
      ...item,
      answer: kind,
      ...askIfOf(conditions, kinds, found),
    })),
    domains: extensionsOf(resource, own("domain")).map((domain) => ({
      id: extended(domain, "id", "valueString"),
      title: wordingOf(extensionsOf(domain, "title")[0] ?? {}, "valueString", language),
      weight: extended(domain, "weight", "valueInteger"),
      items: extensionsOf(domain, "item").map((item) => item["valueString"]),
    })),
    weightsSumTo: extended(resource, own("weightsSumTo"), "valueInteger") ?? 0,
    requiredBase: extended(resource, own("requiredBase"), "valueInteger") ?? options.requiredBase,
    source: sourceOf(resource, language) ?? options.source,
  })
  if (Result.isFailure(drafted))
    for (const { path, rule } of drafted.failure) found.problems.push({ path: placeOf(path, items), rule })
  return Result.isSuccess(drafted) && found.problems.length === 0
    ? Result.succeed({ questionnaire: drafted.success, dropped: found.dropped })
    : refusing("Questionnaire", found.problems)
}

/** The refusal of a resource; none is made without a problem. */
export const refusing = (
  resource: string,
  [first, ...rest]: ReadonlyArray<ResourceProblem>,
): Result.Result<never, ResourceRefused> =>
  Result.fail(
    new ResourceRefused({ resource, problems: [first ?? { path: "", rule: "can't be read" }, ...rest] }),
  )

const rootKeys = [
  "resourceType",
  "language",
  "url",
  "identifier",
  "version",
  "title",
  "_title",
  "status",
  "subjectType",
  "item",
]

/** Identifiers of other systems have no place here. */
const foreignIdentifiers = (resource: Json): ReadonlyArray<string> =>
  listOf(resource["identifier"]).flatMap((one, i) =>
    isJson(one) && one["system"] === identifiers ? [] : [`identifier[${i}]`],
  )

/** The id that this library gave, else the end of the canonical url, else the resource's own. */
const idOf = (resource: Json): unknown => {
  const given = listOf(resource["identifier"])
    .filter(isJson)
    .find(({ system }) => system === identifiers)
  if (given !== undefined) return given["value"]
  const url = resource["url"]
  return typeof url === "string" ? url.split("/").at(-1) : resource["id"]
}

const sourceOf = (resource: Json, first: Language): Json | undefined => {
  const [source] = extensionsOf(resource, own("source"))
  return source === undefined
    ? undefined
    : Object.fromEntries(
        listOf(source["extension"])
          .filter(isJson)
          .flatMap((said) => {
            const { _valueString, url, valueString } = said
            if (typeof url !== "string") return []
            return [[url, _valueString === undefined ? valueString : wordingOf(said, "valueString", first)]]
          }),
      )
}

/** Where in the resource a part of the questionnaire stands that breaks a rule. */
const placeOf = (path: ReadonlyArray<PropertyKey>, items: ReadonlyArray<ReadItem>): string => {
  const [field, i, part] = path
  if (field === "items" && typeof i === "number") {
    const place = items[i]?.place ?? "item"
    const within = { id: "linkId", text: "text", answer: "answerOption", askIf: "enableWhen" }[String(part)]
    return within === undefined ? place : `${place}.${within}`
  }
  return { id: "identifier", languages: "language", items: "item" }[String(field)] ?? String(field ?? "")
}

const itemKeys = [
  "linkId",
  "text",
  "_text",
  "type",
  "enableWhen",
  "enableBehavior",
  "required",
  "repeats",
  "answerOption",
  "item",
]

/** How deep groups may lie within one another. */
const deepest = 50

const readItem = (
  given: unknown,
  { depth, place }: { readonly place: string; readonly depth: number },
  language: Language,
  outer: ReadItem["conditions"],
  found: Found,
): ReadonlyArray<ReadItem> => {
  if (!isJson(given) || depth > deepest) {
    const rule = depth > deepest ? "items lie too deep within one another" : "an item is an object"
    found.problems.push({ path: place, rule })
    return []
  }
  found.problems.push(...modifiersOf(given, place))
  const type = given["type"]
  const conditions = given["enableWhen"] === undefined ? outer : [...outer, { object: given, place }]
  const within = listOf(given["item"]).flatMap((one, i) =>
    readItem(
      one,
      { place: `${place}.item[${i}]`, depth: depth + 1 },
      language,
      type === "group" ? conditions : outer,
      found,
    ),
  )
  if (type === "group" || type === "display") {
    if (given["text"] !== undefined) found.dropped.push(`${place}.text`)
    return within
  }
  const anchored = extensionsOf(given, own("anchor")).length > 0
  noteUnread(found.dropped, given, place, itemKeys, [
    own("reverse"),
    own("notApplicable"),
    own("anchor"),
    urls.minValue,
    urls.maxValue,
    ...(anchored ? [urls.entryFormat] : []),
  ])
  const kind = kindOf(given, place, language, found)
  if (kind === undefined) return within
  if (given["repeats"] === true && kind["_tag"] !== "Choice") found.dropped.push(`${place}.repeats`)
  const flag = (name: string, value: unknown) => (value === true ? { [name]: true } : {})
  const item = {
    id: given["linkId"],
    text: wordingOf(given, "text", language),
    ...flag("reverse", extended(given, own("reverse"), "valueBoolean")),
    ...flag("notApplicable", extended(given, own("notApplicable"), "valueBoolean")),
    ...flag("required", given["required"]),
  }
  return [{ place, item, kind, conditions }, ...within]
}

const kindOf = (item: Json, place: string, language: Language, found: Found): Json | undefined => {
  switch (item["type"]) {
    case "boolean":
      return { _tag: "YesNo" }
    case "text":
    case "string":
      return { _tag: "Words" }
    case "integer": {
      const least = extended(item, urls.minValue, "valueInteger")
      const most = extended(item, urls.maxValue, "valueInteger")
      if (least !== undefined && most !== undefined)
        return { _tag: "Scale", least, most, anchors: anchorsOf(item, language) }
      found.problems.push({ path: `${place}.extension`, rule: "a scale has minValue and maxValue" })
      return undefined
    }
    case "choice":
      return choiceOf(item, place, language, found)
    default:
      found.problems.push({ path: `${place}.type`, rule: "answers of this kind can't be asked for" })
      return undefined
  }
}

const anchorsOf = (item: Json, language: Language): ReadonlyArray<Json> =>
  extensionsOf(item, own("anchor")).map((anchor) => ({
    value: extended(anchor, "value", "valueInteger"),
    text: wordingOf(extensionsOf(anchor, "text")[0] ?? {}, "valueString", language),
  }))

/** An option as it stands: its code, its text, and the number that it stands for. */
interface ReadOption {
  readonly code: unknown
  readonly text: Json
  readonly ordinal: unknown
}

const choiceOf = (item: Json, place: string, language: Language, found: Found): Json | undefined => {
  const given = listOf(item["answerOption"])
  if (given.length === 0) {
    found.problems.push({ path: `${place}.answerOption`, rule: "the options stand in the item itself" })
    return undefined
  }
  const options = given.map((option, i): ReadOption => {
    if (!isJson(option)) return { code: undefined, text: {}, ordinal: undefined }
    found.problems.push(...modifiersOf(option, `${place}.answerOption[${i}]`))
    const { valueCoding: coding, valueInteger: integer, valueString: string } = option
    if (isJson(coding))
      return {
        code: coding["code"],
        text: wordingOf(coding, "display", language),
        ordinal:
          extended(coding, urls.ordinalValue, "valueDecimal") ??
          extended(option, urls.ordinalValue, "valueDecimal"),
      }
    if (integer !== undefined) return { code: String(integer), text: {}, ordinal: integer }
    return { code: string, text: string === undefined ? {} : { [language]: string }, ordinal: undefined }
  })
  const [least] = options.map(({ ordinal }) => ordinal)
  const isScale =
    item["repeats"] !== true &&
    options.length > 1 &&
    options.every(
      ({ code, ordinal }, i) =>
        typeof least === "number" && ordinal === least + i && code === String(ordinal),
    )
  if (isScale) {
    const anchors = options.flatMap(({ ordinal, text }) =>
      Object.keys(text).length === 0 ? [] : [{ value: ordinal, text }],
    )
    return { _tag: "Scale", least, most: options[options.length - 1]?.ordinal, anchors }
  }
  for (const [i, option] of given.entries())
    if (isJson(option)) {
      const at = `${place}.answerOption[${i}]`
      noteUnread(found.dropped, option, at, ["valueCoding", "valueString", "valueInteger"], [])
      const { valueCoding: coding } = option
      if (isJson(coding))
        noteUnread(found.dropped, coding, `${at}.valueCoding`, ["code", "display", "_display"], [])
    }
  return {
    _tag: "Choice",
    options: options.map(({ code, text }) => ({
      id: code,
      text: Object.keys(text).length === 0 && typeof code === "string" ? { [language]: code } : text,
    })),
    ...(item["repeats"] === true ? { several: true } : {}),
  }
}

/** The condition of an item from its own and those of the groups around it. */
const askIfOf = (
  conditions: ReadItem["conditions"],
  kinds: ReadonlyMap<unknown, unknown>,
  found: Found,
): { readonly askIf?: unknown } => {
  const read = conditions.map(({ object, place }) => {
    const whens = listOf(object["enableWhen"])
    const tests = whens.map((when, i) => {
      const test = isJson(when) ? testOf(when, kinds) : undefined
      if (isJson(when)) found.problems.push(...modifiersOf(when, `${place}.enableWhen[${i}]`))
      if (test === undefined)
        found.problems.push({ path: `${place}.enableWhen[${i}]`, rule: "this condition can't be said here" })
      return test
    })
    const behaviour = object["enableBehavior"]
    if (whens.length > 1 && behaviour !== "all" && behaviour !== "any")
      found.problems.push({ path: `${place}.enableBehavior`, rule: "several conditions hold all or any" })
    return { any: behaviour === "any", tests, place }
  })
  const [first, ...more] = read
  if (first === undefined) return {}
  if (more.length === 0) return { askIf: { _tag: first.any ? "Any" : "All", tests: first.tests } }
  // Conditions around one another all hold; of one test each, any and all are the same.
  for (const { any, place, tests } of read)
    if (any && tests.length > 1)
      found.problems.push({
        path: `${place}.enableWhen`,
        rule: "any of several within another condition can't be said here",
      })
  return { askIf: { _tag: "All", tests: read.flatMap(({ tests }) => tests) } }
}

const testOf = (when: Json, kinds: ReadonlyMap<unknown, unknown>): Json | undefined => {
  const { answerBoolean, answerCoding, answerInteger, answerString, operator, question: item } = when
  const isScale = kinds.get(item) === "Scale"
  if (operator === "exists") return answerBoolean === true ? { _tag: "Answered", item } : undefined
  const code = isJson(answerCoding) ? answerCoding["code"] : answerString
  const value = typeof answerInteger === "number" ? answerInteger : isScale ? numeral(code) : undefined
  if (value !== undefined)
    switch (operator) {
      case "=":
        return { _tag: "Equals", item, value }
      case ">=":
        return { _tag: "AtLeast", item, value }
      case "<=":
        return { _tag: "AtMost", item, value }
      case ">":
        return { _tag: "AtLeast", item, value: value + 1 }
      case "<":
        return { _tag: "AtMost", item, value: value - 1 }
      default:
        return undefined
    }
  if (operator !== "=") return undefined
  if (typeof answerBoolean === "boolean") return { _tag: "Is", item, yes: answerBoolean }
  return code === undefined || isScale ? undefined : { _tag: "Chosen", item, option: code }
}
