/**
 * Tables as text: columns that line up in a terminal, or Markdown.
 *
 * **Details**
 *
 * Chinese characters take two columns of a terminal. Libraries that measure any string (`string-width`) bring tables for
 * emoji sequences, flags and every script; what stands in our tables is words, dates and numbers, for which the blocks of
 * wide characters and the combining marks are enough, and core stays without a further dependency.
 *
 * @since 0.1.0
 */

/** A table: a heading for each column, and rows of as many cells. */
export interface Table {
  readonly caption: string
  readonly header: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  /** The columns of numbers, set flush right, by their place from 0. */
  readonly numbers: ReadonlyArray<number>
}

/** Characters of two columns: Hangul, CJK and its punctuation, kana, full-width forms, pictographs. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f＀-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Characters of none: combining marks, joiners, controls. */
const narrowest = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u

/**
 * The columns that a text takes in a terminal.
 *
 * **Example**
 *
 * ```ts
 * import { TableText } from "@aftercare/core"
 *
 * TableText.width("电话 12") // => 7
 * ```
 */
export const width = (text: string): number => {
  let columns = 0
  for (const character of text) columns += wide.test(character) ? 2 : narrowest.test(character) ? 0 : 1
  return columns
}

/** One line: control characters and line breaks would break a table's rows. */
const flat = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")

/** The table with its columns lined up, two blanks between them. */
export const plain = ({ caption, header, numbers, rows }: Table): string => {
  const lines = [header, ...rows].map((cells) => cells.map(flat))
  const widths = header.map((_, i) => lines.reduce((most, cells) => Math.max(most, width(cells[i] ?? "")), 0))
  const padded = (cell: string, i: number): string => {
    const blanks = " ".repeat((widths[i] ?? 0) - width(cell))
    return numbers.includes(i) ? `${blanks}${cell}` : `${cell}${blanks}`
  }
  const set = (cells: ReadonlyArray<string>) =>
    header
      .map((_, i) => padded(cells[i] ?? "", i))
      .join("  ")
      .trimEnd()
  const rule = widths.map((columns) => "-".repeat(columns)).join("  ")
  const [first = [], ...rest] = lines
  return [caption, set(first), rule, ...rest.map(set)].join("\n")
}

/** Text as Markdown shows it, sign for sign. */
export const escaped = (text: string): string => flat(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&")

/** The table in Markdown, under a heading of the third level. */
export const markdown = ({ caption, header, numbers, rows }: Table): string => {
  const line = (cells: ReadonlyArray<string>) => `| ${header.map((_, i) => cells[i] ?? "").join(" | ")} |`
  return [
    `### ${escaped(caption)}`,
    "",
    line(header.map(escaped)),
    line(header.map((_, i) => (numbers.includes(i) ? "---:" : "---"))),
    ...rows.map((cells) => line(cells.map(escaped))),
  ].join("\n")
}
