/** FHIR R4 extensions as surveys use them: texts in several languages, why an answer has no value, and what only this library means. */
import type { Language } from "../foundation/Word.ts"
import type { Wording } from "./Questionnaire.ts"

/** A JSON object. */
export type Json = { readonly [key: string]: unknown }

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The objects of a list; nothing where there is none. */
export const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** What FHIR has no element for is carried under this name, and means nothing to other readers. */
export const own = (name: string): string => `urn:aftercare:survey:${name}`

/** The canonical url of a questionnaire under a base, whether or not that ends in a slash. */
export const canonical = (base: string, id: string): string =>
  `${base}${base.endsWith("/") ? "" : "/"}${encodeURIComponent(id)}`

/** The system of the ids that this library gives. */
export const identifiers = own("id")

export const urls = {
  translation: "http://hl7.org/fhir/StructureDefinition/translation",
  minValue: "http://hl7.org/fhir/StructureDefinition/minValue",
  maxValue: "http://hl7.org/fhir/StructureDefinition/maxValue",
  entryFormat: "http://hl7.org/fhir/StructureDefinition/entryFormat",
  ordinalValue: "http://hl7.org/fhir/StructureDefinition/ordinalValue",
  dataAbsent: "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
} as const

/** A text element: the first language as its value, the others as translations beside it. */
export const wordingAs = (key: string, wording: Wording, first: Language): Json => {
  const { [first]: main, ...others } = wording
  const translations = Object.entries(others).map(([lang, content]) => ({
    url: urls.translation,
    extension: [
      { url: "lang", valueCode: lang },
      { url: "content", valueString: content },
    ],
  }))
  return {
    ...(main === undefined ? {} : { [key]: main }),
    ...(translations.length === 0 ? {} : { [`_${key}`]: { extension: translations } }),
  }
}

/** The point of a scale that a code stands for. */
export const numeral = (code: unknown): number | undefined =>
  typeof code === "string" && /^-?\d{1,4}$/.test(code) ? Number(code) : undefined

/** The extensions of an element with this url. */
export const extensionsOf = (element: unknown, url: string): ReadonlyArray<Json> =>
  isJson(element)
    ? listOf(element["extension"])
        .filter(isJson)
        .filter((extension) => extension["url"] === url)
    : []

/** The value of the first extension with this url. */
export const extended = (element: unknown, url: string, kind: string): unknown =>
  extensionsOf(element, url)[0]?.[kind]

/** The language that a tag such as `zh-CN` begins with, if texts are written in it. */
export const languageOf = (tag: unknown): Language | undefined => {
  const [main] = typeof tag === "string" ? tag.toLowerCase().split("-") : []
  return main === "zh" || main === "en" ? main : undefined
}

/** A text element of an object in all its languages, `first` being that of its value. */
export const wordingOf = (object: Json, key: string, first: Language): Json => {
  const translations = extensionsOf(object[`_${key}`], urls.translation).flatMap((extension) => {
    const language = languageOf(extended(extension, "lang", "valueCode"))
    const content =
      extended(extension, "content", "valueString") ?? extended(extension, "content", "valueMarkdown")
    return language === undefined || content === undefined ? [] : [[language, content] as const]
  })
  return {
    ...Object.fromEntries(translations),
    ...(object[key] === undefined ? {} : { [first]: object[key] }),
  }
}

/** Notes the paths of an object's keys that nobody reads, and of its extensions and translations that nobody knows. */
export const noteUnread = (
  dropped: Array<string>,
  object: Json,
  place: string,
  keys: ReadonlyArray<string>,
  extensions: ReadonlyArray<string>,
): void => {
  const at = (key: string) => (place === "" ? key : `${place}.${key}`)
  const isRead = (key: string) =>
    keys.includes(key) && (!key.startsWith("_") || listOf(partsOf(object[key])).every(isTranslation))
  for (const key of Object.keys(object)) if (key !== "extension" && !isRead(key)) dropped.push(at(key))
  for (const [i, extension] of listOf(object["extension"]).entries())
    if (!(isJson(extension) && extensions.some((url) => url === extension["url"])))
      dropped.push(at(`extension[${i}]`))
}

const partsOf = (element: unknown): unknown => (isJson(element) ? element["extension"] : undefined)

/** Whether an extension is a text in a language that texts are written in. */
const isTranslation = (extension: unknown): boolean =>
  isJson(extension) &&
  extension["url"] === urls.translation &&
  languageOf(extended(extension, "lang", "valueCode")) !== undefined
