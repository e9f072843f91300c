/** The rows of a file as JSON Lines or as one JSON array, and how each becomes what the row says. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { ContactablePerson } from "../contact/ContactablePerson.ts"
import { ContactProfile } from "../contact/ContactProfile.ts"
import { Consent } from "../privacy/Consent.ts"
import * as CsvRows from "./CsvRows.ts"
import { Diagnosis, Discharge, Events, Procedure } from "./Discharge.ts"
import {
  type Breach,
  decode,
  fill,
  lostSign,
  type Received,
  type RowOptions,
  schemaOf,
} from "./DischargeRow.ts"
import * as Handover from "./Handover.ts"
import { Charlson, Haemoglobin, RiskInputs } from "./RiskInputs.ts"

/** A row's text, which need not be JSON. */
export interface JsonRow {
  /** Counted from 1, without empty lines. */
  readonly row: number
  /** The line that the row begins on, from 1. */
  readonly line: number
  readonly text: string
}

/** The rows of a text, or undefined where it begins as a JSON array and isn't one. */
export const read = (text: string): ReadonlyArray<JsonRow> | undefined => {
  const json = text.replace(/^\uFEFF/, "")
  return json.trimStart().startsWith("[") ? elements(json) : lines(json)
}

const lines = (json: string): ReadonlyArray<JsonRow> =>
  json
    .split(/\r\n|\n|\r/)
    .map((text, at) => ({ text, line: at + 1 }))
    .filter(({ text }) => text.trim() !== "")
    .map(({ line, text }, at) => ({ row: at + 1, line, text }))

const parse = (json: string): Result.Result<unknown, undefined> =>
  Result.try({ try: (): unknown => JSON.parse(json), catch: () => undefined })

const elements = (json: string): ReadonlyArray<JsonRow> | undefined => {
  if (Result.isFailure(parse(json))) return undefined
  const rows: Array<JsonRow> = []
  let [line, counted, start, depth] = [1, 0, 0, 0]
  const element = (end: number) => {
    const text = json.slice(start, end)
    const from = start + text.length - text.trimStart().length
    if (from === end) return
    line += CsvRows.lineBreaks(json, counted, from)
    counted = from
    rows.push({ row: rows.length + 1, line, text })
  }
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '"') at = closingQuote(json, at + 1)
    else if (sign === "[" || sign === "{") {
      if (depth === 0) start = at + 1
      depth += 1
    } else if (sign === "]" || sign === "}") {
      if (depth === 1) element(at)
      depth -= 1
    } else if (sign === "," && depth === 1) {
      element(at)
      start = at + 1
    }
  }
  return rows
}

const closingQuote = (json: string, from: number): number => {
  let at = from
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1
  return at
}

/** How rows are read. */
export const reader = (options: RowOptions) => {
  const decoded = decode(schemaOf(options))
  return ({ text }: JsonRow): Result.Result<Received, ReadonlyArray<{ path: string; rule: string }>> => {
    if (text.includes("\uFFFD")) return Result.fail([{ path: "row", rule: lostSign }])
    const parsed = parse(text)
    if (Result.isFailure(parsed)) return Result.fail([{ path: "row", rule: "the row isn't JSON" }])
    return Result.mapError(
      Result.flatMap(decoded(parsed.success), (row) => fill(row, options)),
      (breaches) => breaches.map(({ path, rule }) => ({ path: pathOf(path, parsed.success), rule })),
    )
  }
}

/** The keys that rows are made of. Any other comes from the file, and could be a patient's details. */
const known: ReadonlySet<string> = new Set([
  ...Object.keys(Discharge.fields),
  ...Object.keys(Diagnosis.fields),
  ...Object.keys(Procedure.fields),
  ...Object.keys(Events.fields),
  ...Object.keys(ContactablePerson.fields),
  ...Object.keys(ContactProfile.fields),
  ...Object.keys(ContactProfile.fields.rest.fields),
  ...Object.keys(Consent.fields),
  ...Object.keys(Handover.Handover.fields),
  ...Object.values(Handover.Answer.cases).flatMap(({ fields }) => Object.keys(fields)),
  ...Object.keys(RiskInputs.fields),
  ...Object.values(Charlson.cases).flatMap(({ fields }) => Object.keys(fields)),
  ...Object.keys(Haemoglobin.fields),
  ...PlainDate.weekdays,
  ...["consents", "week", "dates"],
])

/** Such as `persons[0].profile.work`; a key that isn't known is shown by its number, a roster's date as it is. */
const pathOf = (path: Breach["path"], value: unknown): string => {
  let [text, at] = ["", value]
  for (const segment of path) {
    const key = String(segment)
    if (typeof segment === "number") text += `[${key}]`
    else if (known.has(key)) text += text === "" ? key : `.${key}`
    else if (Schema.is(PlainDate.PlainDate)(key)) text += `[${key}]`
    else text += `${text === "" ? "" : " "}(key ${Object.keys(Object(at)).indexOf(key) + 1})`
    at = Object(at)[key]
  }
  return text === "" ? "row" : text
}
