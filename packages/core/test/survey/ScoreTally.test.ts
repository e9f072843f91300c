import { Questionnaire, ScoreDesign, ScoreTally, type SurveyResponse } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { questionnaire, type Row, row } from "./support/answers.ts"

const design = Result.getOrThrow(ScoreDesign.of(questionnaire))
const reading: ScoreTally.Reading<Row> = {
  by: [({ ward }) => ward, ({ month }) => month],
  answers: Object.fromEntries(design.items.map(({ id }) => [id, ({ answers }: Row) => answers[id]])),
}
const atOnce: ScoreTally.Reading<Row> = {
  ...reading,
  answers: ({ answers }, into) => {
    for (const [i, { id }] of design.items.entries()) if (id in answers) into[i] = answers[id]
  },
}
const tallied = (rows: ReadonlyArray<Row>) => Result.getOrThrow(ScoreTally.ofRows(design, rows, reading))
const bits = (tally: ScoreTally.ScoreTally) => JSON.stringify(ScoreTally.encode(tally))
const merged = (first: ScoreTally.ScoreTally, ...others: ReadonlyArray<ScoreTally.ScoreTally>) =>
  Result.getOrThrow(ScoreTally.merge(first, ...others))

const rows = fc.array(row, { maxLength: 60 })

/** The same counts, taken by looking through all rows for each of them. */
const byHand = (all: ReadonlyArray<Row>): ReadonlyArray<ScoreTally.Group> => {
  const names = [...new Set(all.map(({ month, ward }) => `${ward}|${month}`))].sort()
  return names.map((name) => {
    const some = all.filter(({ month, ward }) => `${ward}|${month}` === name)
    const answer = (one: Row, id: string) => {
      const given = one.answers[id]
      return typeof given === "boolean" ? Number(given) : given
    }
    return {
      keys: name.split("|"),
      responses: some.length,
      answered: some.filter((one) => design.items.some(({ id }) => typeof answer(one, id) === "number"))
        .length,
      items: design.items.map(({ id, least, most }) => ({
        item: id,
        answers: Array.from({ length: most - least + 1 }, (_, i) => {
          const value = least + i
          return [value, some.filter((one) => answer(one, id) === value).length] as const
        }).filter(([, times]) => times > 0),
        unanswered: some.filter((one) => (answer(one, id) ?? undefined) === undefined).length,
        notApplicable: some.filter((one) => answer(one, id) === ScoreTally.notApplicable).length,
      })),
      domains: design.domains.map(({ id, items, steps }) => {
        const seen = new Map<string, ScoreTally.Pattern>()
        for (const one of some) {
          const given = items.map((i) => design.items[i] as ScoreDesign.ScoredItem)
          const applicable = given.filter((item) => answer(one, item.id) !== ScoreTally.notApplicable)
          const values = applicable.flatMap((item) => {
            const value = answer(one, item.id)
            if (typeof value !== "number") return []
            const share = (value - item.least) / (item.most - item.least)
            return [Math.round(steps * (item.reverse ? 1 - share : share))]
          })
          const sum = values.reduce((a, b) => a + b, 0)
          const key = `${applicable.length}/${values.length}/${sum}`
          const pattern = seen.get(key)
          seen.set(key, {
            applicable: applicable.length,
            answered: values.length,
            steps: sum,
            persons: (pattern?.persons ?? 0) + 1,
          })
        }
        const patterns = [...seen.values()].sort(
          (a, b) => b.applicable - a.applicable || a.answered - b.answered || a.steps - b.steps,
        )
        return { domain: id, patterns }
      }),
    }
  })
}

const nobody: ScoreTally.Group = {
  keys: [],
  responses: 0,
  answered: 0,
  items: design.items.map(({ id }) => ({ item: id, answers: [], unanswered: 0, notApplicable: 0 })),
  domains: design.domains.map(({ id }) => ({ domain: id, patterns: [] })),
}

describe("ScoreTally", () => {
  test("counts what is there", () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(ScoreTally.groups(tallied(all))).toEqual(byHand(all))
      }),
    )
  })

  test("puts all groups together, where nothing was counted as well", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const one = all.map((each) => ({ ...each, ward: "", month: "" }))
        const [whole = nobody] = byHand(one)
        expect(ScoreTally.total(tallied(all))).toEqual({ ...whole, keys: [] })
      }),
    )
  })

  test("is the same to the bit in any order, in any chunks, merged in any grouping", () => {
    fc.assert(
      fc.property(rows, rows, rows, fc.nat(), (a, b, c, turn) => {
        const [x, y, z] = [tallied(a), tallied(b), tallied(c)]
        const whole = bits(tallied([...a, ...b, ...c]))
        expect(bits(merged(x, y, z))).toBe(whole)
        expect(bits(merged(merged(z, y), x))).toBe(whole)
        expect(bits(merged(x, merged(y, z)))).toBe(whole)
        expect(bits(merged(x, ScoreTally.empty(design, 2), y, z))).toBe(whole)
        const at = turn % (a.length + 1)
        expect(bits(tallied([...c, ...b, ...a.slice(at), ...a.slice(0, at)].reverse()))).toBe(whole)
        // What is merged stays what it was.
        expect(bits(x)).toBe(bits(tallied(a)))
      }),
    )
  })

  test("comes back from plain JSON, and a patient's department isn't mixed up with another", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const tally = tallied(all)
        const read = Schema.decodeUnknownResult(ScoreTally.Encoded)(JSON.parse(bits(tally)))
        expect(bits(Result.getOrThrow(ScoreTally.decode(design, Result.getOrThrow(read))))).toBe(bits(tally))
      }),
    )
  })

  test("columns count as rows do", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const column = (id: string): ScoreTally.Column => ({
          values: Float64Array.from(all, ({ answers }) => {
            const answer = answers[id] ?? -99
            return answer === ScoreTally.notApplicable ? -98 : Number(answer)
          }),
          missing: -99,
          notApplicable: -98,
        })
        const labels = (of: (one: Row) => string) => {
          const names = [...new Set(all.map(of))].reverse()
          return { labels: names, codes: Uint8Array.from(all, (one) => names.indexOf(of(one))) }
        }
        const columns: ScoreTally.Columns = {
          rows: all.length,
          by: [labels(({ ward }) => ward), labels(({ month }) => month)],
          answers: Object.fromEntries(design.items.map(({ id }) => [id, column(id)])),
        }
        expect(bits(Result.getOrThrow(ScoreTally.ofColumns(design, columns)))).toBe(bits(tallied(all)))
      }),
    )
  })

  test("columns may mark what is missing by NaN; what is too short, or has one mark for two things, is refused", () => {
    const columns = (rows: number, care: ScoreTally.Column) =>
      ScoreTally.ofColumns(design, { rows, by: [], answers: { care } })
    const values = [5, Number.NaN, 4]
    const [group] = ScoreTally.groups(
      Result.getOrThrow(columns(3, { values, missing: Number.NaN, notApplicable: 4 })),
    )
    expect(group?.items[0]).toEqual({ item: "care", answers: [[5, 1]], unanswered: 1, notApplicable: 1 })
    const refused = (rows: number, column: Omit<ScoreTally.Column, "values">) =>
      Result.isFailure(columns(rows, { values, ...column })) &&
      Result.merge(Result.map(columns(rows, { values, ...column }), () => undefined))
    expect(refused(4, { missing: Number.NaN })).toMatchObject({
      item: "care",
      row: 1 + 2,
      rule: "answer.outOfRange",
    })
    for (const mark of [0, Number.NaN])
      expect(refused(3, { missing: mark, notApplicable: mark })).toMatchObject({ rule: "answer.oneMark" })
    for (const rows of [-1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(refused(rows, { missing: 0 })).toMatchObject({ rule: "answer.rowCount" })
  })

  test("grouped anew it is what counting so would have given", () => {
    fc.assert(
      fc.property(rows, (all) => {
        const byWard = Result.getOrThrow(ScoreTally.regroup(tallied(all), ([ward = ""]) => [ward]))
        const anew = ScoreTally.ofRows(design, all, { ...reading, by: [({ ward }) => ward] })
        if (all.length > 0) expect(bits(byWard)).toBe(bits(Result.getOrThrow(anew)))
        const total = Result.getOrThrow(ScoreTally.regroup(tallied(all), () => []))
        expect(ScoreTally.groups(total).map(({ responses }) => responses)).toEqual(
          all.length > 0 ? [all.length] : [],
        )
      }),
    )
  })

  test("all answers of a row at once are counted as those read one by one: what isn't written is unanswered", () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(bits(Result.getOrThrow(ScoreTally.ofRows(design, all, atOnce)))).toBe(bits(tallied(all)))
      }),
    )
    const refused = (into: (answers: Array<ScoreTally.RowAnswer>) => void) =>
      ScoreTally.ofRows(design, [1, 2], { by: [], answers: (row, answers) => row === 2 && into(answers) })
    const care = design.items.findIndex(({ id }) => id === "care")
    for (const [answer, rule] of [
      [0, "answer.outOfRange"],
      [6, "answer.outOfRange"],
      [4.5, "answer.outOfRange"],
      [Number.NaN, "answer.outOfRange"],
      [true, "answer.kind"],
    ] as const)
      expect(
        refused((answers) => {
          answers[care] = answer
        }),
      ).toMatchObject({ failure: { item: "care", row: 1, rule } })
    expect(refused((answers) => answers.push(1))).toMatchObject({
      failure: { item: "", row: 1, rule: "answer.unknownQuestion" },
    })
  })

  test("more groups than it began with room for, more rows than a chunk", () => {
    const many = Array.from(
      { length: 2100 },
      (_, i): Row => ({ ward: `w${100 + (i % 97)}`, month: `m${i % 3}`, answers: { care: 1 + (i % 5) } }),
    )
    expect(ScoreTally.groups(tallied(many))).toEqual(byHand(many))
    // Rows that come one by one are counted as those of an array, and a refusal names the row.
    function* oneByOne(rows: Iterable<Row>) {
      yield* rows
    }
    const streamed = ScoreTally.ofRows(design, oneByOne(many), reading)
    expect(bits(Result.getOrThrow(streamed))).toBe(bits(tallied(many)))
    const wrong = [...many, { ward: "w1", month: "m1", answers: { care: 9 } }]
    for (const given of [wrong, oneByOne(wrong)])
      expect(ScoreTally.ofRows(design, given, reading)).toMatchObject({
        failure: { item: "care", row: 2100, rule: "answer.outOfRange" },
      })
  })

  test("a domain with more patterns than have a counter each", () => {
    const items = Array.from({ length: 20 }, (_, i) => `q${i}`)
    const text = { en: "…" }
    const long = Schema.decodeUnknownSync(Questionnaire.Questionnaire)({
      ...Schema.encodeSync(Questionnaire.Questionnaire)(questionnaire),
      items: items.map((id) => ({ id, text, answer: { _tag: "Scale", least: 0, most: 10, anchors: [] } })),
      domains: [{ id: "all", title: text, weight: 1, items }],
      weightsSumTo: 1,
    })
    const wide = Result.getOrThrow(ScoreDesign.of(long))
    const rows = [9, 10, 9].map((value, n) => ({ value, ward: n < 2 ? "A" : "B" }))
    const count = (some: typeof rows) =>
      Result.getOrThrow(
        ScoreTally.ofRows(wide, some, {
          by: [({ ward }) => ward],
          answers: ({ value }, into) => {
            for (let i = 0; i < value; i++) into[i] = value
          },
        }),
      )
    const [a, b] = ScoreTally.groups(count(rows))
    expect(a?.domains[0]?.patterns).toEqual([
      { applicable: 20, answered: 9, steps: 81, persons: 1 },
      { applicable: 20, answered: 10, steps: 100, persons: 1 },
    ])
    expect(b?.domains[0]?.patterns).toEqual([{ applicable: 20, answered: 9, steps: 81, persons: 1 }])
    expect(bits(merged(count(rows.slice(2)), count(rows.slice(0, 2))))).toBe(bits(count(rows)))
  })

  test("counts beyond 32 bits add up", () => {
    const times = (factor: number, { groups, ...rest }: ScoreTally.Encoded): ScoreTally.Encoded => ({
      ...rest,
      groups: groups.map((group) => ({
        keys: group.keys,
        responses: group.responses * factor,
        answered: group.answered * factor,
        items: group.items.map(({ answers, item, notApplicable, unanswered }) => ({
          item,
          answers: answers.map(([value, persons]) => [value, persons * factor] as const),
          unanswered: unanswered * factor,
          notApplicable: notApplicable * factor,
        })),
        domains: group.domains.map(({ domain, patterns }) => ({
          domain,
          patterns: patterns.map((pattern) => ({ ...pattern, persons: pattern.persons * factor })),
        })),
      })),
    })
    const factor = fc.oneof(
      fc.integer({ min: 1, max: 2 ** 45 }),
      fc.constantFrom(2 ** 31, 2 ** 32 - 1, 2 ** 32),
    )
    fc.assert(
      fc.property(rows, factor, factor, (some, a, b) => {
        const once = ScoreTally.encode(tallied(some))
        const [first, second] = [a, b].map((factor) =>
          Result.getOrThrow(ScoreTally.decode(design, times(factor, once))),
        )
        if (first === undefined || second === undefined) return
        expect(bits(merged(first, second))).toBe(JSON.stringify(times(a + b, once)))
      }),
    )
  })

  test("responses: what the answers before don't lead to doesn't apply", () => {
    const response = (answers: SurveyResponse.Answers) =>
      ({ answers, questionnaire: Questionnaire.revision(questionnaire) }) as SurveyResponse.SurveyResponse
    const tally = ScoreTally.ofResponses(
      questionnaire,
      design,
      [
        response({
          care: { _tag: "Scale", value: 5 },
          pain: { _tag: "YesNo", yes: false },
          relief: { _tag: "Unanswered", because: "unknown" },
        }),
        response({
          pain: { _tag: "YesNo", yes: true },
          relief: { _tag: "Scale", value: 2 },
          noise: { _tag: "NotApplicable" },
        }),
        response({ pain: { _tag: "YesNo", yes: true } }),
      ],
      [],
    )
    const [all] = ScoreTally.groups(Result.getOrThrow(tally))
    const of = (id: string) => all?.items.find(({ item }) => item === id)
    expect(of("care")).toEqual({ item: "care", answers: [[5, 1]], unanswered: 2, notApplicable: 0 })
    expect(of("pain")?.answers).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(of("relief")).toEqual({ item: "relief", answers: [[2, 1]], unanswered: 1, notApplicable: 1 })
    expect(of("noise")).toEqual({ item: "noise", answers: [], unanswered: 2, notApplicable: 1 })
  })

  test("refuses what isn't an answer of the item, by its row, and counts nothing as zero", () => {
    const asked = (answer: unknown) =>
      ScoreTally.ofRows(design, [{}, {}], {
        by: [],
        answers: { care: (_: object) => answer as ScoreTally.RowAnswer },
      })
    for (const [answer, rule] of [
      [0, "answer.outOfRange"],
      [6, "answer.outOfRange"],
      [4.5, "answer.outOfRange"],
      [Number.NaN, "answer.outOfRange"],
      [true, "answer.kind"],
      ["5", "answer.kind"],
      [{}, "answer.kind"],
    ] as const)
      expect(asked(answer)).toMatchObject({ failure: { item: "care", row: 0, rule } })
    for (const answer of [undefined, null]) {
      const [group] = ScoreTally.groups(Result.getOrThrow(asked(answer)))
      expect(group?.items[0]).toEqual({ item: "care", answers: [], unanswered: 2, notApplicable: 0 })
    }
    const beyond = ScoreTally.ofRows(design, [1], { by: [{ labels: ["a"], code: () => 1 }], answers: {} })
    expect(beyond).toMatchObject({ failure: { item: "", row: 0, rule: "answer.unknownOption" } })
    const unlabelled = ScoreTally.ofRows(design, [{}, {}], {
      by: [(row: { readonly ward?: string }) => row.ward as string],
      answers: {},
    })
    expect(unlabelled).toMatchObject({ failure: { item: "", row: 0, rule: "answer.unknownOption" } })
    const unknown = ScoreTally.ofRows(design, [], { by: [], answers: { nobody: () => 1 } })
    expect(unknown).toMatchObject({ failure: { item: "nobody", rule: "answer.unknownQuestion" } })
  })

  test("refuses what isn't its own: another questionnaire, another grouping, counts that contradict each other", () => {
    const other = Result.getOrThrow(ScoreDesign.of({ ...questionnaire, version: "2" }))
    const rule = (of: Result.Result<unknown, ScoreTally.TallyMismatch>) =>
      Result.isFailure(of) && of.failure.rule
    const one = tallied([{ ward: "a", month: "m", answers: { care: 5 } }])
    expect(rule(ScoreTally.merge(one, ScoreTally.empty(other, 2)))).toBe("score.otherQuestionnaire")
    expect(rule(ScoreTally.merge(one, ScoreTally.empty(design, 1)))).toBe("score.otherGrouping")
    expect(rule(ScoreTally.decode(other, ScoreTally.encode(one)))).toBe("score.otherQuestionnaire")
    expect(rule(ScoreTally.decode(design, { ...ScoreTally.encode(one), depth: 1 }))).toBe(
      "score.otherGrouping",
    )
    const broken = (change: (group: ScoreTally.Group) => ScoreTally.Group) => {
      const plain = ScoreTally.encode(one)
      return rule(ScoreTally.decode(design, { ...plain, groups: plain.groups.map(change) }))
    }
    expect(broken((group) => group)).toBe(false)
    expect(broken((group) => ({ ...group, responses: 2 }))).toBe("score.contradictoryCounts")
    const halved = (value: unknown) => JSON.parse(JSON.stringify(value), (_, one) => (one === 1 ? 0.5 : one))
    expect(broken(halved)).toBe("score.contradictoryCounts")
    expect(broken((group) => ({ ...group, answered: 0 }))).toBe("score.contradictoryCounts")
    expect(broken((group) => ({ ...group, answered: 2 }))).toBe("score.contradictoryCounts")
    const blank = { ...ScoreTally.encode(tallied([{ ward: "a", month: "m", answers: {} }])) }
    const filled = { ...blank, groups: blank.groups.map((group) => ({ ...group, answered: 1 })) }
    expect(rule(ScoreTally.decode(design, filled))).toBe("score.contradictoryCounts")
    expect(broken((group) => ({ ...group, items: group.items.slice(1) }))).toBe("score.contradictoryCounts")
    expect(broken((group) => ({ ...group, domains: [] }))).toBe("score.contradictoryCounts")
    expect(
      broken((group) => ({
        ...group,
        items: group.items.map((item) => (item.item === "care" ? { ...item, answers: [[6, 1]] } : item)),
      })),
    ).toBe("score.contradictoryCounts")
    expect(
      broken((group) => ({
        ...group,
        domains: group.domains.map((domain) => ({
          ...domain,
          patterns: domain.patterns.map((pattern) => ({ ...pattern, answered: pattern.applicable + 1 })),
        })),
      })),
    ).toBe("score.contradictoryCounts")
  })
})

describe("ScoreDesign", () => {
  test("steps are a common measure of the scales, and what has none is refused", () => {
    expect(design.domains.map(({ id, steps }) => [id, steps])).toEqual([
      ["nursing", 20],
      ["place", 4],
    ])
    const scale = (most: number) => ({ _tag: "Scale", least: 0, most, anchors: [] }) as const
    const of = (...spans: ReadonlyArray<number>) =>
      ScoreDesign.of({
        ...questionnaire,
        items: spans.map((most, i) => ({ id: `i${i}`, text: {}, answer: scale(most) })) as never,
        domains: [{ id: "d", title: {}, weight: 1, items: spans.map((_, i) => `i${i}`) as never }],
      })
    expect(Result.isSuccess(of(4, 6, 10))).toBe(true)
    expect(of(997, 991, 983, 977)).toMatchObject({ failure: { domain: "d", rule: "score.unevenScales" } })
    expect(of(0)).toMatchObject({ failure: { domain: "d", rule: "score.noScale" } })
  })
})
