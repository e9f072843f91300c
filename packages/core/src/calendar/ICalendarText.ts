/**
 * The text of an iCalendar file (RFC 5545) as components of properties, each with its line as an editor shows it.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** Why a text can't be read at all. Less than all of a calendar is as good as none: holidays would be missing. */
export const FileRule = Schema.Literals([
  "too long",
  "read in another encoding",
  "no calendar",
  "not closed",
  "too many events",
])
export type FileRule = typeof FileRule.Type

/** The text isn't a whole iCalendar file, or a larger one than holidays make. `line` is the first that tells. */
export class NotICalendar extends Schema.TaggedError<NotICalendar>("@aftercare/core/NotICalendar")(
  "NotICalendar",
  { rule: FileRule, line: Schema.Int },
) {
  override get message() {
    return `line ${this.line}: not iCalendar that can be read: ${this.rule}`
  }
}

/** `NAME;PARAM=VALUE:value`. Names are in capitals; the value is as written. */
export interface Property {
  readonly line: number
  readonly name: string
  readonly params: ReadonlyMap<string, string>
  readonly value: string
}

export interface Component {
  readonly name: string
  readonly line: number
  readonly properties: Array<Property>
  readonly components: Array<Component>
  /** Lines of it that are no properties. */
  readonly broken: Array<number>
}

/** A century of a country's holidays is a third of that. */
const longestText = 4_000_000
const mostComponents = 10_000
const deepest = 8

interface Line {
  readonly line: number
  readonly text: string
}

/** Lines joined with those that continue them: these begin with a space or a tab. */
const unfold = (text: string): ReadonlyArray<Line> => {
  const out: Array<{ line: number; text: string }> = []
  for (const [i, physical] of text.split(/\r\n|\n|\r/).entries()) {
    const last = out[out.length - 1]
    if (last !== undefined && /^[ \t]/.test(physical)) last.text += physical.slice(1)
    else if (physical !== "") out.push({ line: i + 1, text: physical })
  }
  return out
}

/** The parts between marks that stand outside quotes, at most `most` of them. */
export const splitOutsideQuotes = (text: string, mark: string, most: number): ReadonlyArray<string> => {
  const out: Array<string> = []
  let from = 0
  let quoted = false
  for (let i = 0; i < text.length && out.length < most - 1; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (text[i] === mark && !quoted) {
      out.push(text.slice(from, i))
      from = i + 1
    }
  }
  out.push(text.slice(from))
  return out
}

const propertyOf = ({ line, text }: Line): Property | undefined => {
  const [head = "", value] = splitOutsideQuotes(text, ":", 2)
  const [name = "", ...params] = splitOutsideQuotes(head, ";", 100)
  if (value === undefined || !/^[A-Za-z0-9-]+$/.test(name)) return undefined
  const read = new Map<string, string>()
  for (const param of params) {
    const equals = param.indexOf("=")
    if (equals < 1) return undefined
    read.set(param.slice(0, equals).toUpperCase(), param.slice(equals + 1).replaceAll('"', ""))
  }
  return { line, name: name.toUpperCase(), params: read, value }
}

/** The calendars of a file. A file holds one as a rule, and may hold several. */
export const parse = (text: string): Result.Result<ReadonlyArray<Component>, NotICalendar> => {
  const refuse = (rule: FileRule, line: number) => Result.fail(new NotICalendar({ rule, line }))
  if (text.length > longestText) return refuse("too long", 1)
  const lines = unfold(text.replace(/^\uFEFF/, ""))
  const lost = lines.find((line) => line.text.includes("\uFFFD"))
  if (lost !== undefined) return refuse("read in another encoding", lost.line)
  const file: Component = { name: "", line: 1, properties: [], components: [], broken: [] }
  const open: Array<Component> = [file]
  let count = 0
  for (const line of lines) {
    const property = propertyOf(line)
    const inside = open[open.length - 1] as Component
    const name = property?.value.trim().toUpperCase() ?? ""
    if (inside === file && !(property?.name === "BEGIN" && name === "VCALENDAR"))
      return refuse("no calendar", line.line)
    if (property === undefined) inside.broken.push(line.line)
    else if (property.name === "BEGIN") {
      count += 1
      if (count > mostComponents || open.length > deepest) return refuse("too many events", line.line)
      const begun: Component = { name, line: line.line, properties: [], components: [], broken: [] }
      inside.components.push(begun)
      open.push(begun)
    } else if (property.name === "END") {
      if (name !== inside.name) return refuse("not closed", line.line)
      open.pop()
    } else inside.properties.push(property)
  }
  const [unclosed] = open.slice(1)
  if (unclosed !== undefined) return refuse("not closed", unclosed.line)
  return file.components.length === 0 ? refuse("no calendar", 1) : Result.succeed(file.components)
}

/** A TEXT value: `\n` is a space here, since names are one line; `\,` `\;` `\\` are what follows the backslash. */
export const unescaped = (value: string): string =>
  value.replace(/\\(.)/gsu, (_, sign: string) => (sign === "n" || sign === "N" ? " " : sign))
