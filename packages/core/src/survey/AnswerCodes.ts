/**
 * Answers by whole numbers, and the labels of keys by theirs: how rows and columns are read before they are counted.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as LabelNumbers from "./LabelNumbers.ts"
import { type ScoredItem, spanOf } from "./ScoreDesign.ts"

/** A row holds an answer that its item doesn't take. `row` counts from 0. Nothing of the rows was counted. */
export class AnswerNotScorable extends Schema.TaggedError<AnswerNotScorable>(
  "@aftercare/core/AnswerNotScorable",
)("AnswerNotScorable", {
  item: Schema.String,
  row: Schema.Finite,
  rule: Schema.Literals([
    "answer.outOfRange",
    "answer.kind",
    "answer.unknownQuestion",
    "answer.unknownOption",
    "answer.rowCount",
    "answer.oneMark",
  ]),
}) {
  override get message() {
    return `row ${this.row}, item ${this.item}: ${this.rule}`
  }
}

/** That an item doesn't concern the person, as the answer in a row. */
export const notApplicable = "notApplicable"

/** An answer in a row. One that is missing is `undefined` or `null`, never a number. */
export type RowAnswer = number | boolean | typeof notApplicable | null | undefined

/** A key that is coded already: the label's place among the labels. */
export interface Coded<in Row> {
  readonly labels: ReadonlyArray<string>
  readonly code: (row: Row) => number
}

/** How rows are read. */
export interface Reading<in Row> {
  /** What a row is counted under, such as its department and its month. */
  readonly by: ReadonlyArray<((row: Row) => string) | Coded<Row>>
  /**
   * The answers by item: items of the design that aren't named here are unanswered in every row. Or all of a row at once,
   * each written at the place that its item has among the design's: what isn't written is unanswered. That is the faster way
   * to read many items.
   */
  readonly answers:
    | { readonly [item: string]: (row: Row) => RowAnswer }
    | ((row: Row, into: Array<RowAnswer>) => void)
}

/** Answers in columns, for data that is already coded. */
export interface Columns {
  /** How many; whole, and from 0 on. */
  readonly rows: number
  /** For each key its labels, and row by row the place of the label among them. */
  readonly by: ReadonlyArray<{ readonly labels: ReadonlyArray<string>; readonly codes: ArrayLike<number> }>
  /** The answers by item. Items of the design that aren't named here are unanswered in every row. */
  readonly answers: { readonly [item: string]: Column }
}

/** One item's answers as they were given, row by row, and what stands where there is none. */
export interface Column {
  readonly values: ArrayLike<number>
  /** May be `NaN`. */
  readonly missing: number
  readonly notApplicable?: number
}

/** Beyond the counters of its values an item has one for no answer, and one for not applicable. */
export const missingAt = (item: ScoredItem): number => spanOf(item) + 1
export const inapplicableAt = (item: ScoredItem): number => spanOf(item) + 2

/** Answers that aren't taken. */
const [otherKind, outOfRange] = [-1, -2]

/** Which of an item's counters an answer belongs to; below zero where it isn't taken. */
const codeOf = (answer: RowAnswer, item: ScoredItem): number => {
  if (typeof answer === "number") {
    const step = answer - item.least
    return step >= 0 && answer <= item.most && Math.floor(step) === step ? step : outOfRange
  }
  if (answer === undefined || answer === null) return missingAt(item)
  if (answer === notApplicable) return inapplicableAt(item)
  return typeof answer === "boolean" && item.least === 0 && item.most === 1 ? Number(answer) : otherKind
}

/**
 * Rows are coded and counted by so many at once, item by item: what is done to all of them in turn is done fast, and what
 * was read stays near.
 */
export const chunk = 1024

/** Rows and how they are coded, chunk by chunk. */
export interface Coding<Chunk> {
  readonly chunks: Iterable<Chunk>
  readonly keys: ReadonlyArray<Numbering<Chunk>>
  /** Writes the code of each answer, item by item; gives back the first answer that isn't taken. */
  readonly code: (chunk: Chunk, codes: Int32Array) => Unread | undefined
}

/** How the labels of a chunk are numbered, by the numbers given out so far; gives back the first row without a label. */
export type Numbering<in Chunk> = (
  labels: LabelNumbers.LabelNumbers,
) => (chunk: Chunk, numbers: Int32Array) => number | undefined

export const ofRows = <Row>(
  items: ReadonlyArray<ScoredItem>,
  rows: Iterable<Row>,
  { answers, by }: Reading<Row>,
): Result.Result<Coding<ReadonlyArray<Row>>, AnswerNotScorable> => {
  const keys = by.map(
    (key): Numbering<ReadonlyArray<Row>> =>
      typeof key === "function"
        ? (labels) => (rows, numbers) => numberLabels(rows, key, labels, numbers)
        : (labels) => {
            const known = key.labels.map((label) => LabelNumbers.of(labels, label))
            return (rows, numbers) => numberCodes(rows, key.code, known, numbers)
          },
  )
  const chunks = chunksOf(rows)
  if (typeof answers !== "function")
    return Result.map(itemByItem(items, answers, codeItem<Row>), (code) => ({ chunks, keys, code }))
  const held: Array<RowAnswer> = items.map(() => undefined)
  return Result.succeed({ chunks, keys, code: (rows, codes) => codeRows(rows, items, answers, held, codes) })
}

export const ofColumns = (
  items: ReadonlyArray<ScoredItem>,
  { answers, by, rows }: Columns,
): Result.Result<Coding<Stretch>, AnswerNotScorable> => {
  if (!Number.isSafeInteger(rows) || rows < 0) return refusal("", 0, "answer.rowCount")
  const alike = Object.entries(answers).find(([, { missing, notApplicable }]) =>
    Object.is(missing, notApplicable),
  )
  if (alike !== undefined) return refusal(alike[0], 0, "answer.oneMark")
  return Result.map(itemByItem(items, answers, codeColumn), (code) => ({
    chunks: stretchesOf(rows),
    keys: by.map(({ codes, labels: all }) => (labels) => {
      const known = all.map((label) => LabelNumbers.of(labels, label))
      return (rows, numbers) => numberColumn(rows, codes, known, numbers)
    }),
    code,
  }))
}

/** Codes item after item. Those that aren't named stay unanswered. */
const itemByItem = <Chunk, Read>(
  items: ReadonlyArray<ScoredItem>,
  answers: { readonly [item: string]: Read },
  code: (chunk: Chunk, item: ScoredItem, read: Read, codes: Int32Array, from: number) => Unread | undefined,
): Result.Result<Coding<Chunk>["code"], AnswerNotScorable> => {
  const unknown = Object.keys(answers).find((id) => !items.some((item) => item.id === id))
  if (unknown !== undefined) return refusal(unknown, 0, "answer.unknownQuestion")
  const named = items.flatMap((item, i) => {
    const read = Object.hasOwn(answers, item.id) ? answers[item.id] : undefined
    return read === undefined ? [] : [{ item, read, from: i * chunk }]
  })
  return Result.succeed((chunk, codes) => {
    for (const { from, item, read } of named) {
      const unread = code(chunk, item, read, codes, from)
      if (unread !== undefined) return unread
    }
    return undefined
  })
}

function* chunksOf<Row>(rows: Iterable<Row>): Generator<ReadonlyArray<Row>> {
  if (Array.isArray(rows)) {
    for (let at = 0; at < rows.length; at += chunk) yield rows.slice(at, at + chunk)
    return
  }
  let held: Array<Row> = []
  for (const row of rows) {
    if (held.push(row) < chunk) continue
    yield held
    held = []
  }
  yield held
}

/** An answer that isn't taken, at a row of the chunk. */
export interface Unread {
  readonly item: string
  readonly at: number
  readonly rule: AnswerNotScorable["rule"]
}

const unread = ({ id }: ScoredItem, at: number, code: number): Unread => ({
  item: id,
  at,
  rule: code === outOfRange ? "answer.outOfRange" : "answer.kind",
})

/**
 * The loops over rows are functions of the module and no closures of a pass: a closure is compiled anew for each pass, which
 * for most of it then runs unoptimised. Each codes a chunk, and gives back the first answer that isn't taken.
 */
const codeItem = <Row>(
  rows: ReadonlyArray<Row>,
  item: ScoredItem,
  read: (row: Row) => RowAnswer,
  codes: Int32Array,
  from: number,
): Unread | undefined => {
  for (let r = 0; r < rows.length; r++) {
    const code = codeOf(read(rows[r] as Row), item)
    if (code < 0) return unread(item, r, code)
    codes[from + r] = code
  }
  return undefined
}

/** All items' answers, row by row, by way of `answers`; those of an item lie together in `codes`. */
const codeRows = <Row>(
  rows: ReadonlyArray<Row>,
  items: ReadonlyArray<ScoredItem>,
  read: (row: Row, into: Array<RowAnswer>) => void,
  answers: Array<RowAnswer>,
  codes: Int32Array,
): Unread | undefined => {
  for (let r = 0; r < rows.length; r++) {
    read(rows[r] as Row, answers)
    if (answers.length !== items.length) return { item: "", at: r, rule: "answer.unknownQuestion" }
    for (let i = 0, at = r; i < items.length; i++, at += chunk) {
      const item = items[i] as ScoredItem
      const code = codeOf(answers[i], item)
      if (code < 0) return unread(item, r, code)
      codes[at] = code
      answers[i] = undefined
    }
  }
  return undefined
}

/** Rows of columns that are counted at once. */
export interface Stretch {
  readonly from: number
  readonly length: number
}

const codeColumn = (
  rows: Stretch,
  item: ScoredItem,
  { missing, notApplicable: without, values }: Column,
  codes: Int32Array,
  from: number,
): Unread | undefined => {
  const isNaNMissing = Number.isNaN(missing)
  for (let r = 0; r < rows.length; r++) {
    const value = values[rows.from + r]
    const isMissing = value === missing || (isNaNMissing && value !== undefined && Number.isNaN(value))
    const code = isMissing
      ? missingAt(item)
      : value === undefined
        ? outOfRange
        : value === without
          ? inapplicableAt(item)
          : codeOf(value, item)
    if (code < 0) return unread(item, r, code)
    codes[from + r] = code
  }
  return undefined
}

const numberLabels = <Row>(
  rows: ReadonlyArray<Row>,
  key: (row: Row) => string,
  labels: LabelNumbers.LabelNumbers,
  numbers: Int32Array,
): number | undefined => {
  for (let r = 0; r < rows.length; r++) {
    const label = key(rows[r] as Row)
    if (typeof label !== "string") return r
    numbers[r] = LabelNumbers.of(labels, label)
  }
  return undefined
}

/** The numbers of labels that are coded already; gives back the first row whose code has no label. */
const numberCodes = <Row>(
  rows: ReadonlyArray<Row>,
  code: (row: Row) => number,
  known: ReadonlyArray<number>,
  numbers: Int32Array,
): number | undefined => {
  for (let r = 0; r < rows.length; r++) {
    const number = known[code(rows[r] as Row)]
    if (number === undefined) return r
    numbers[r] = number
  }
  return undefined
}

const numberColumn = (
  { from, length }: Stretch,
  codes: ArrayLike<number>,
  known: ReadonlyArray<number>,
  numbers: Int32Array,
): number | undefined => {
  for (let r = 0; r < length; r++) {
    const number = known[codes[from + r] ?? -1]
    if (number === undefined) return r
    numbers[r] = number
  }
  return undefined
}

function* stretchesOf(rows: number): Generator<Stretch> {
  for (let from = 0; from < rows; from += chunk) yield { from, length: Math.min(chunk, rows - from) }
}

export const refusal = (item: string, row: number, rule: AnswerNotScorable["rule"]) =>
  Result.fail(new AnswerNotScorable({ item, row, rule }))
