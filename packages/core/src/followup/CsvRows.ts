/**
 * Reads CSV by RFC 4180, row by row, so that one broken row costs no other.
 *
 * **Details**
 *
 * A quote that is never closed would make all that follows one field. So a broken row is refused by its first line
 * alone, and reading goes on at the line after it: the rows behind an open quote are read as if it weren't there.
 */

/** A row as it stands: its fields, or the rule that it breaks. */
export interface CsvRow {
  /** Counted from 1, without the header and empty lines. */
  readonly row: number
  /** The line of the text that the row begins on, from 1. */
  readonly line: number
  readonly fields: ReadonlyArray<string>
  readonly broken: string | undefined
}

export interface CsvTable {
  /** The first line that isn't empty, or undefined where there is none. Its row is 0. */
  readonly header: CsvRow | undefined
  readonly rows: ReadonlyArray<CsvRow>
}

/**
 * The header and the rows of a text.
 *
 * Fields are given without quotes and without blanks at their ends. Lines end in LF, CRLF or CR; a byte order mark is
 * passed over; rows without any text are empty lines and aren't rows. Every row has as many fields as the header or is
 * broken.
 */
export const read = (text: string): CsvTable => {
  let header: CsvRow | undefined
  const rows: Array<CsvRow> = []
  let at = text.startsWith("\uFEFF") ? 1 : 0
  let line = 1
  while (at < text.length) {
    const found = readRow(text, at)
    const blank = found.broken === undefined && found.fields.every((field) => field === "")
    const broken = blank ? undefined : (found.broken ?? misfit(found.fields.length, header?.fields.length))
    if (!blank) {
      const row = { row: header === undefined ? 0 : rows.length + 1, line, fields: found.fields, broken }
      if (header === undefined) header = row
      else rows.push(row)
    }
    const next = broken === undefined ? found.end : endOfLine(text, at)
    line += lineBreaks(text, at, next)
    at = next
  }
  return { header, rows }
}

const misfit = (fields: number, expected: number | undefined): string | undefined =>
  expected === undefined || fields === expected
    ? undefined
    : `the row has ${fields} fields, and the header ${expected}`

interface Found {
  readonly fields: ReadonlyArray<string>
  readonly broken: string | undefined
  /** Behind the row's line break. */
  readonly end: number
}

const neverClosed = "a quote is opened and never closed"
const closedEarly = "behind a closing quote stands neither a comma nor the row's end"

const readRow = (text: string, start: number): Found => {
  const fields: Array<string> = []
  let at = start
  for (;;) {
    let field: string
    if (text[at] === '"') {
      const closed = closingQuote(text, at + 1)
      if (closed === undefined)
        return { fields, broken: "a quote is opened and never closed", end: text.length }
      field = text.slice(at + 1, closed).replaceAll('""', '"')
      at = closed + 1
      if (!isFieldEnd(text[at])) {
        // What seems to close a field of several lines is another row's opening quote.
        const broken = /[\r\n]/.test(field) ? neverClosed : closedEarly
        return { fields, broken, end: at }
      }
    } else {
      const end = endOfField(text, at)
      field = text.slice(at, end)
      at = end
      if (field.includes('"'))
        return { fields, broken: "a quote stands in a field that doesn't begin with one", end: at }
    }
    fields.push(field.trim())
    if (text[at] !== ",") return { fields, broken: undefined, end: behindBreak(text, at) }
    at += 1
  }
}

const isFieldEnd = (char: string | undefined): boolean =>
  char === undefined || char === "," || char === "\n" || char === "\r"

const endOfField = (text: string, from: number): number => {
  let at = from
  while (!isFieldEnd(text[at])) at += 1
  return at
}

/** Where the quoted field closes: the next quote that isn't doubled. */
const closingQuote = (text: string, from: number): number | undefined => {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at
  return undefined
}

const behindBreak = (text: string, at: number): number =>
  text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : Math.min(at + 1, text.length)

const endOfLine = (text: string, from: number): number => {
  let at = from
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1
  return behindBreak(text, at)
}

/** How many lines end in `[from, until)`. */
export const lineBreaks = (text: string, from: number, until: number): number => {
  let count = 0
  for (let at = from; at < until; at = behindBreak(text, at))
    if (text[at] === "\n" || text[at] === "\r") count += 1
  return count
}
