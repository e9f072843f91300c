/**
 * Answers counted by group: whole numbers only, so that counting in chunks, in workers or in a database and merging in any
 * order gives the same tally to the bit. Scores are divided out of it at the very end (`Satisfaction`).
 *
 * **Details**
 *
 * Counted in every group are how many persons answered anything at all, how often each item got each answer, and how many
 * persons left which pattern in each domain (how many of its items applied to them, how many they answered, and what the
 * answers add up to, reversed items turned round). Any missing-data rule can be applied to patterns afterwards.
 *
 * **Example**
 *
 * ```ts
 * import { Result } from "effect"
 * import { GeneralQuestionnaires, ScoreDesign, ScoreTally } from "@aftercare/core"
 *
 * const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.hotline))
 * const count = (rows: ReadonlyArray<{ desk: string; politeness?: number }>) =>
 *   Result.getOrThrow(
 *     ScoreTally.ofRows(design, rows, {
 *       by: [(row) => row.desk],
 *       answers: { politeness: (row) => row.politeness },
 *     }),
 *   )
 *
 * const day = count([{ desk: "A", politeness: 5 }, { desk: "B" }])
 * const night = count([{ desk: "A", politeness: 4 }])
 * const [a] = ScoreTally.groups(Result.getOrThrow(ScoreTally.merge(night, day)))
 * a?.keys // => ["A"]
 * a?.responses // => 2
 * a?.answered // => 2
 * a?.items.find(({ item }) => item === "politeness")?.answers // => [[4, 1], [5, 1]]
 * ```
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AnswerCodes from "./AnswerCodes.ts"
import {
  type AnswerNotScorable,
  type Coding,
  type Columns,
  chunk,
  inapplicableAt,
  missingAt,
  notApplicable,
  type Reading,
  type RowAnswer,
  refusal,
} from "./AnswerCodes.ts"
import * as LabelNumbers from "./LabelNumbers.ts"
import * as PatternTable from "./PatternTable.ts"
import { Code, type Questionnaire, Revision } from "./Questionnaire.ts"
import { type ScoreDesign, type ScoredDomain, type ScoredItem, spanOf } from "./ScoreDesign.ts"
import { type Answer, answerTo, asked, type SurveyResponse } from "./SurveyResponse.ts"

export {
  AnswerNotScorable,
  type Coded,
  type Column,
  type Columns,
  notApplicable,
  type Reading,
  type RowAnswer,
} from "./AnswerCodes.ts"

/** The tally of a design's answers. Read it with `groups`. */
export interface ScoreTally {
  readonly design: ScoreDesign
  /** How many keys name a group. */
  readonly depth: number
  readonly counters: Counters
}

/** How the counters are kept; for the functions of this module. */
export interface Counters {
  /** For each key of a group the labels that were seen, by their number. */
  readonly labels: ReadonlyArray<LabelNumbers.LabelNumbers>
  readonly places: Places
  readonly keys: Array<ReadonlyArray<string>>
  responses: Float64Array
  /** Of the responses of each group those with an answer. */
  answered: Float64Array
  /** Group by group, item by item: a counter for each value, one for no answer, one for not applicable. */
  answers: Float64Array
  /** The patterns of each domain. */
  readonly domains: ReadonlyArray<PatternTable.PatternTable>
}

/** The place of a group by the numbers of its labels, one after the other. */
interface Places extends Array<Places | number> {}

const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))

/** One group's counts, as plain data: what is stored, sent, or grouped by a database. */
export const Group = Schema.Struct({
  keys: Schema.Array(Schema.String),
  responses: count,
  /** Of these, those with a value for at least one item: what was left empty isn't among them. */
  answered: count,
  items: Schema.Array(
    Schema.Struct({
      item: Code,
      /** How often each value was answered, as it was answered; values that nobody gave are left out. */
      answers: Schema.Array(Schema.Tuple([Schema.Int, count])),
      unanswered: count,
      notApplicable: count,
    }),
  ),
  domains: Schema.Array(
    Schema.Struct({
      domain: Code,
      /** So many persons to whom `applicable` items applied, who answered so many of them, `steps` above the worst. */
      patterns: Schema.Array(
        Schema.Struct({ applicable: count, answered: count, steps: count, persons: count }),
      ),
    }),
  ),
})
export interface Group extends Schema.Schema.Type<typeof Group> {}
export type ItemCounts = Group["items"][number]
export type DomainCounts = Group["domains"][number]
export type Pattern = DomainCounts["patterns"][number]

/** A tally as plain data. */
export const Encoded = Schema.Struct({
  questionnaire: Revision,
  depth: count,
  groups: Schema.Array(Group),
})
export interface Encoded extends Schema.Schema.Type<typeof Encoded> {}

/** Tallies, or counts, that don't belong to this design: another questionnaire, or counts that contradict each other. */
export class TallyMismatch extends Schema.TaggedError<TallyMismatch>("@aftercare/core/TallyMismatch")(
  "TallyMismatch",
  {
    questionnaire: Schema.String,
    rule: Schema.Literals(["score.otherQuestionnaire", "score.otherGrouping", "score.contradictoryCounts"]),
  },
) {
  override get message() {
    return `tally of ${this.questionnaire}: ${this.rule}`
  }
}

/** Nothing counted yet, in groups that have so many keys. */
export const empty = (design: ScoreDesign, depth: number): ScoreTally => ({
  design,
  depth,
  counters: {
    labels: Array.from({ length: depth }, LabelNumbers.make),
    places: [],
    keys: [],
    responses: new Float64Array(16),
    answered: new Float64Array(16),
    answers: new Float64Array(16 * strideOf(design)),
    domains: design.domains.map((domain) => PatternTable.make(patternNumber(domain, 1, 0, 0))),
  },
})

/** Counters that an item has beside those of its values. */
const besides = 2

const strideOf = ({ items }: ScoreDesign): number =>
  items.reduce((sum, item) => sum + spanOf(item) + 1 + besides, 0)

/** Where the counters of each item begin within a group's. */
const offsetsOf = ({ items }: ScoreDesign): ReadonlyArray<number> => {
  let next = 0
  return items.map((item) => {
    const offset = next
    next += spanOf(item) + 1 + besides
    return offset
  })
}

/** A key of the rows held: the numbers of their labels. */
interface KeyColumn {
  readonly numbers: Int32Array
}

/** Finds the places of the groups that the rows' keys name, key by key, by way of `nodes`. */
const placeAll = (
  tally: ScoreTally,
  keys: ReadonlyArray<KeyColumn>,
  nodes: Array<Places>,
  places: Int32Array,
  rows: number,
): void => {
  nodes.fill(tally.counters.places, 0, rows)
  for (let k = 0; k < tally.depth - 1; k++) descend(nodes, (keys[k] as KeyColumn).numbers, rows)
  const { numbers } = keys.at(-1) ?? { numbers: new Int32Array(rows) }
  for (let r = 0; r < rows; r++) {
    const node = nodes[r] as Places
    const known = node[numbers[r] as number] as number | undefined
    places[r] = known ?? newPlace(tally, keys, r, node, numbers[r] as number)
  }
}

const descend = (nodes: Array<Places>, numbers: Int32Array, rows: number): void => {
  for (let r = 0; r < rows; r++) {
    const node = nodes[r] as Places
    const number = numbers[r] as number
    let inner = node[number] as Places | undefined
    if (inner === undefined) {
      inner = []
      node[number] = inner
    }
    nodes[r] = inner
  }
}

const newPlace = (
  { counters }: ScoreTally,
  keys: ReadonlyArray<KeyColumn>,
  row: number,
  node: Places,
  number: number,
): number => {
  const place = counters.keys.length
  node[number] = place
  counters.keys.push(
    counters.labels.map((labels, k) => LabelNumbers.at(labels, keys[k]?.numbers[row] as number)),
  )
  if (place === counters.responses.length) {
    counters.responses = twiceAsLong(counters.responses)
    counters.answered = twiceAsLong(counters.answered)
    counters.answers = twiceAsLong(counters.answers)
  }
  return place
}

const placeOf = (tally: ScoreTally, keys: ReadonlyArray<string>): number => {
  const columns = tally.counters.labels.map((labels, k) => ({
    numbers: Int32Array.of(LabelNumbers.of(labels, keys[k] as string)),
  }))
  const places = new Int32Array(1)
  placeAll(tally, columns, [tally.counters.places], places, 1)
  return places[0] as number
}

const twiceAsLong = (array: Float64Array): Float64Array => {
  const twice = new Float64Array(array.length * 2)
  twice.set(array)
  return twice
}

/** A pattern as a number, the least where every item applies: `without` counts those that don't. */
const patternNumber = (
  { items, steps }: ScoredDomain,
  without: number,
  answered: number,
  sum: number,
): number => (without * (items.length + 1) + answered) * (items.length * steps + 1) + sum

/** What counting a chunk needs beside the tally. */
interface Counting {
  readonly stride: number
  readonly offsets: ReadonlyArray<number>
  readonly missing: ReadonlyArray<number>
  readonly begins: Int32Array
  readonly blank: Int32Array
  /** The number of each row's pattern, domain by domain. */
  readonly patterns: ReadonlyArray<Int32Array>
  readonly shares: ReadonlyArray<Shares>
}

const countingOf = ({ design }: ScoreTally): Counting => {
  const patterns = design.domains.map(() => new Int32Array(chunk))
  return {
    stride: strideOf(design),
    offsets: offsetsOf(design),
    missing: design.items.map(missingAt),
    begins: new Int32Array(chunk),
    blank: new Int32Array(chunk),
    patterns,
    shares: design.items.map((item, i) => sharesOf(design, item, i, patterns)),
  }
}

/** Counts rows whose answers are coded: item by item which of its counters they belong to. */
const countAll = (
  { counters }: ScoreTally,
  { begins, blank, missing, offsets, patterns, shares, stride }: Counting,
  coded: ReadonlyArray<Int32Array>,
  places: Int32Array,
  rows: number,
): void => {
  countResponses(counters, begins, blank, stride, places, rows)
  // Most rows show at their first item that they have an answer, so few are looked at further.
  let left = rows
  for (let i = 0; i < coded.length && left > 0; i++)
    left = withoutAnswer(blank, left, coded[i] as Int32Array, missing[i] as number)
  for (let k = 0; k < left; k++) {
    const place = places[blank[k] as number] as number
    counters.answered[place] = (counters.answered[place] as number) - 1
  }
  for (let i = 0; i < coded.length; i++) {
    const codes = coded[i] as Int32Array
    const { first, others } = shares[i] as Shares
    countInto(counters.answers, begins, offsets[i] as number, codes, first.patterns, first.share, rows)
    for (const { patterns, share } of others) addShares(patterns, share, codes, rows)
  }
  for (let d = 0; d < patterns.length; d++) {
    const found = patterns[d] as Int32Array
    PatternTable.addAll(counters.domains[d] as PatternTable.PatternTable, places, found, rows)
    found.fill(0)
  }
}

/** Counts each row as a response that has an answer. */
const countResponses = (
  { answered, responses }: Counters,
  begins: Int32Array,
  blank: Int32Array,
  stride: number,
  places: Int32Array,
  rows: number,
): void => {
  for (let r = 0; r < rows; r++) {
    const place = places[r] as number
    blank[r] = r
    responses[place] = (responses[place] as number) + 1
    answered[place] = (answered[place] as number) + 1
    begins[r] = place * stride
  }
}

/** What an item adds to the numbers of the rows' patterns, by its code. */
interface Share {
  readonly patterns: Int32Array
  readonly share: Int32Array
}

interface Shares {
  readonly first: Share
  readonly others: ReadonlyArray<Share>
}

/** An item's shares in the patterns of its domains; of no domain, in patterns that nobody counts. */
const sharesOf = (
  { domains }: ScoreDesign,
  item: ScoredItem,
  i: number,
  patterns: ReadonlyArray<Int32Array>,
): Shares => {
  const [first, ...others] = domains.flatMap((domain, d) =>
    domain.items.includes(i) ? [{ patterns: patterns[d] as Int32Array, share: shareOf(domain, item) }] : [],
  )
  return {
    first: first ?? { patterns: new Int32Array(chunk), share: new Int32Array(inapplicableAt(item) + 1) },
    others,
  }
}

/** What an item adds to its pattern's number: where it doesn't apply, where it is answered, and its steps. */
const shareOf = (domain: ScoredDomain, item: ScoredItem): Int32Array => {
  const each = domain.steps / spanOf(item)
  const share = Int32Array.from({ length: inapplicableAt(item) + 1 }, (_, step) =>
    patternNumber(domain, 0, 1, (item.reverse ? spanOf(item) - step : step) * each),
  )
  share[missingAt(item)] = 0
  share[inapplicableAt(item)] = patternNumber(domain, 1, 0, 0)
  return share
}

/** Keeps those of the rows at the front that have no answer to the item either, and says how many they are. */
const withoutAnswer = (blank: Int32Array, left: number, codes: Int32Array, missing: number): number => {
  let kept = 0
  for (let k = 0; k < left; k++) {
    const r = blank[k] as number
    if ((codes[r] as number) >= missing) blank[kept++] = r
  }
  return kept
}

/** Counts an item's answers, and adds its share to the patterns in the same pass. */
const countInto = (
  answers: Float64Array,
  begins: Int32Array,
  offset: number,
  codes: Int32Array,
  patterns: Int32Array,
  share: Int32Array,
  rows: number,
): void => {
  for (let r = 0; r < rows; r++) {
    const code = codes[r] as number
    const at = (begins[r] as number) + offset + code
    answers[at] = (answers[at] as number) + 1
    patterns[r] = (patterns[r] as number) + (share[code] as number)
  }
}

const addShares = (patterns: Int32Array, share: Int32Array, codes: Int32Array, rows: number): void => {
  for (let r = 0; r < rows; r++) patterns[r] = (patterns[r] as number) + (share[codes[r] as number] as number)
}

/**
 * Counts rows as they are read, one pass, millions of them.
 *
 * Fails with `AnswerNotScorable`, naming one, where an answer isn't a whole number of its item's scale (for a question of
 * yes or no also a boolean), or a code has no label, or more is written than there are items; then `item` is empty. Nothing
 * is left out in silence.
 */
export const ofRows = <Row>(
  design: ScoreDesign,
  rows: Iterable<Row>,
  reading: Reading<Row>,
): Result.Result<ScoreTally, AnswerNotScorable> =>
  Result.flatMap(AnswerCodes.ofRows(design.items, rows, reading), (coding) => counted(design, coding))

const counted = <Chunk extends { readonly length: number }>(
  design: ScoreDesign,
  { chunks, code, keys: numberings }: Coding<Chunk>,
): Result.Result<ScoreTally, AnswerNotScorable> => {
  const tally = empty(design, numberings.length)
  const counting = countingOf(tally)
  const codes = new Int32Array(design.items.length * chunk)
  const coded = design.items.map((item, i) =>
    codes.subarray(i * chunk, (i + 1) * chunk).fill(missingAt(item)),
  )
  const keys = numberings.map((numbering, k) => ({
    number: numbering(tally.counters.labels[k] as LabelNumbers.LabelNumbers),
    numbers: new Int32Array(chunk),
  }))
  const places = new Int32Array(chunk)
  const nodes = Array.from({ length: chunk }, () => tally.counters.places)
  let before = 0
  for (const rows of chunks) {
    const unread = code(rows, codes)
    if (unread !== undefined) return refusal(unread.item, before + unread.at, unread.rule)
    for (const { number, numbers } of keys) {
      const without = number(rows, numbers)
      if (without !== undefined) return refusal("", before + without, "answer.unknownOption")
    }
    placeAll(tally, keys, nodes, places, rows.length)
    countAll(tally, counting, coded, places, rows.length)
    before += rows.length
  }
  return Result.succeed(tally)
}

/**
 * Counts responses to the questionnaire. An item that the answers before didn't lead to doesn't apply; one that was asked
 * and has no value is unanswered.
 *
 * Fails with `AnswerNotScorable` at a response that wasn't recorded against the questionnaire.
 */
export const ofResponses = (
  questionnaire: Questionnaire,
  design: ScoreDesign,
  responses: Iterable<SurveyResponse>,
  by: Reading<SurveyResponse>["by"],
): Result.Result<ScoreTally, AnswerNotScorable> => {
  const skips = questionnaire.items.some(({ askIf }) => askIf !== undefined)
  const opened = new WeakMap<SurveyResponse, ReadonlySet<string>>()
  const isOpen = (response: SurveyResponse, item: string): boolean => {
    if (!skips) return true
    let open = opened.get(response)
    if (open === undefined) {
      open = new Set(asked(questionnaire, response.answers).map(({ id }) => id))
      opened.set(response, open)
    }
    return open.has(item)
  }
  const answers = Object.fromEntries(
    design.items.map(({ id }) => [
      id,
      (response: SurveyResponse): RowAnswer =>
        isOpen(response, id) ? rowAnswer(answerTo(response.answers, id)) : notApplicable,
    ]),
  )
  return ofRows(design, responses, { by, answers })
}

const rowAnswer = (answer: Answer | undefined): RowAnswer => {
  switch (answer?._tag) {
    case "Scale":
      return answer.value
    case "YesNo":
      return answer.yes
    case "NotApplicable":
      return notApplicable
    default:
      return undefined
  }
}

/** Counts columns, as `ofRows` counts rows. Where a column is too short, what isn't there is refused as well. */
export const ofColumns = (
  design: ScoreDesign,
  columns: Columns,
): Result.Result<ScoreTally, AnswerNotScorable> =>
  Result.flatMap(AnswerCodes.ofColumns(design.items, columns), (coding) => counted(design, coding))

const isSame = (a: ScoreDesign, b: ScoreDesign): boolean =>
  a === b || Equal.equals(a.questionnaire, b.questionnaire)

const mismatch = ({ questionnaire }: ScoreDesign, rule: TallyMismatch["rule"]) =>
  Result.fail(new TallyMismatch({ questionnaire: questionnaire.id, rule }))

/** Adds the groups of one tally to another that is being made, each under the keys that are told. */
const addTo = (
  sum: ScoreTally,
  { counters: from }: ScoreTally,
  keysOf: (keys: ReadonlyArray<string>) => ReadonlyArray<string>,
): void => {
  const stride = strideOf(sum.design)
  const places = from.keys.map((keys) => placeOf(sum, keysOf(keys)))
  const { answered, answers, domains, responses } = sum.counters
  for (const [group, place] of places.entries()) {
    responses[place] = (responses[place] as number) + (from.responses[group] as number)
    answered[place] = (answered[place] as number) + (from.answered[group] as number)
    for (let i = 0; i < stride; i++) {
      const at = place * stride + i
      answers[at] = (answers[at] as number) + (from.answers[group * stride + i] as number)
    }
  }
  for (const [d, table] of from.domains.entries())
    PatternTable.each(table, (group, pattern, persons) =>
      PatternTable.add(domains[d] as PatternTable.PatternTable, places[group] as number, pattern, persons),
    )
}

/**
 * Several tallies as one: what counting all their rows at once would have given, in whatever order and grouping they are
 * merged. Fails with `TallyMismatch` where they are of different questionnaires, or grouped by different numbers of keys.
 */
export const merge = (
  first: ScoreTally,
  ...others: ReadonlyArray<ScoreTally>
): Result.Result<ScoreTally, TallyMismatch> => {
  const sum = empty(first.design, first.depth)
  for (const tally of [first, ...others]) {
    if (!isSame(first.design, tally.design)) return mismatch(first.design, "score.otherQuestionnaire")
    if (first.depth !== tally.depth) return mismatch(first.design, "score.otherGrouping")
    addTo(sum, tally, (keys) => keys)
  }
  return Result.succeed(sum)
}

/** The same tally with groups put together, such as all months of a department: `([department]) => [department]`. */
export const regroup = (
  tally: ScoreTally,
  keysOf: (keys: ReadonlyArray<string>) => ReadonlyArray<string>,
): Result.Result<ScoreTally, TallyMismatch> => {
  const depths = new Set(tally.counters.keys.map((keys) => keysOf(keys).length))
  if (depths.size > 1) return mismatch(tally.design, "score.otherGrouping")
  const sum = empty(tally.design, depths.values().next().value ?? 0)
  addTo(sum, tally, keysOf)
  return Result.succeed(sum)
}

const byKeys = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  const i = a.findIndex((key, k) => key !== b[k])
  return i < 0 ? 0 : (a[i] as string) < (b[i] as string) ? -1 : 1
}

/** Every group's counts, in the order of the keys. */
export const groups = ({ counters, design }: ScoreTally): ReadonlyArray<Group> => {
  const stride = strideOf(design)
  const offsets = offsetsOf(design)
  const patterns = counters.domains.map((table, d) => {
    const found: Array<Array<Pattern>> = counters.keys.map(() => [])
    PatternTable.each(table, (group, number, persons) =>
      found[group]?.push(patternOf(design.domains[d] as ScoredDomain, number, persons)),
    )
    return found
  })
  return counters.keys
    .map((keys, place) => ({
      keys,
      responses: counters.responses[place] as number,
      answered: counters.answered[place] as number,
      items: design.items.map((item, i) => {
        const first = place * stride + (offsets[i] as number)
        const seen = counters.answers
        const answers: Array<ItemCounts["answers"][number]> = []
        for (let step = 0; step <= spanOf(item); step++) {
          const times = seen[first + step] as number
          if (times > 0) answers.push([item.least + step, times])
        }
        return {
          item: item.id,
          answers,
          unanswered: seen[first + missingAt(item)] as number,
          notApplicable: seen[first + inapplicableAt(item)] as number,
        }
      }),
      domains: design.domains.map((domain, d) => ({
        domain: domain.id,
        patterns: patterns[d]?.[place] ?? [],
      })),
    }))
    .sort((a, b) => byKeys(a.keys, b.keys))
}

/** All groups as one, without keys: of a tally in which nothing is counted, a group of nobody. */
export const total = (tally: ScoreTally): Group => {
  const sum = empty(tally.design, 0)
  placeOf(sum, [])
  addTo(sum, tally, () => [])
  return groups(sum)[0] as Group
}

const patternOf = ({ items, steps }: ScoredDomain, number: number, persons: number): Pattern => {
  const sums = items.length * steps + 1
  const pair = Math.floor(number / sums)
  return {
    applicable: items.length - Math.floor(pair / (items.length + 1)),
    answered: pair % (items.length + 1),
    steps: number % sums,
    persons,
  }
}

/** The tally as plain data, the same for the same counts. */
export const encode = (tally: ScoreTally): Encoded => ({
  questionnaire: tally.design.questionnaire,
  depth: tally.depth,
  groups: groups(tally),
})

/**
 * A tally from plain data, such as a database counted. Groups with the same keys are added up.
 *
 * Fails with `TallyMismatch` where it is of another questionnaire, or its counts contradict each other: every item and every
 * domain of a group must account for all of its responses.
 */
export const decode = (
  design: ScoreDesign,
  { depth, groups, questionnaire }: Encoded,
): Result.Result<ScoreTally, TallyMismatch> => {
  if (!Equal.equals(design.questionnaire, questionnaire)) return mismatch(design, "score.otherQuestionnaire")
  const tally = empty(design, depth)
  for (const group of groups) {
    if (group.keys.length !== depth) return mismatch(design, "score.otherGrouping")
    if (!isConsistent(design, group)) return mismatch(design, "score.contradictoryCounts")
    const place = placeOf(tally, group.keys)
    const { answered, answers, domains, responses } = tally.counters
    responses[place] = (responses[place] as number) + group.responses
    answered[place] = (answered[place] as number) + group.answered
    const stride = strideOf(design)
    for (const [i, offset] of offsetsOf(design).entries()) {
      const item = design.items[i] as ScoredItem
      const counts = group.items[i] as ItemCounts
      const add = (at: number, times: number) => {
        const counter = place * stride + offset + at
        answers[counter] = (answers[counter] as number) + times
      }
      for (const [value, times] of counts.answers) add(value - item.least, times)
      add(missingAt(item), counts.unanswered)
      add(inapplicableAt(item), counts.notApplicable)
    }
    for (const [d, domain] of design.domains.entries())
      for (const { answered, applicable, persons, steps } of group.domains[d]?.patterns ?? [])
        PatternTable.add(
          domains[d] as PatternTable.PatternTable,
          place,
          patternNumber(domain, domain.items.length - applicable, answered, steps),
          persons,
        )
  }
  return Result.succeed(tally)
}

const isCount = (times: number): boolean => Number.isSafeInteger(times) && times >= 0

const isConsistent = (design: ScoreDesign, { answered, domains, items, responses }: Group): boolean =>
  isCount(responses) &&
  isPossible(answered, items, responses) &&
  items.length === design.items.length &&
  domains.length === design.domains.length &&
  design.items.every(({ id, least, most }, i) => {
    const { answers, item, notApplicable, unanswered } = items[i] as ItemCounts
    const within = answers.every(
      ([value, times]) => Number.isInteger(value) && value >= least && value <= most && isCount(times),
    )
    const all = answers.reduce((sum, [, times]) => sum + times, unanswered + notApplicable)
    return item === id && within && isCount(unanswered) && isCount(notApplicable) && all === responses
  }) &&
  design.domains.every(({ id, items: of, steps: each }, d) => {
    const { domain, patterns } = domains[d] as DomainCounts
    const within = patterns.every(
      ({ answered, applicable, persons, steps }) =>
        [applicable, answered, steps, persons].every((one) => isCount(one)) &&
        answered <= applicable &&
        applicable <= of.length &&
        steps <= answered * each,
    )
    return domain === id && within && patterns.reduce((sum, { persons }) => sum + persons, 0) === responses
  })

/** Each item's answers are of as many persons, and whoever answered gave one of them. */
const isPossible = (answered: number, items: ReadonlyArray<ItemCounts>, responses: number): boolean => {
  const given = items.map(({ answers }) => answers.reduce((sum, [, times]) => sum + times, 0))
  return (
    isCount(answered) &&
    answered <= responses &&
    given.every((times) => times <= answered) &&
    answered <= given.reduce((sum, times) => sum + times, 0)
  )
}
