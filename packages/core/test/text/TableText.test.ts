import { RateText, TableText } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const cell = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("电话", "合计", "12", "", "a|b", "<b>", "第 5 至 7 天"),
)

const table: fc.Arbitrary<TableText.Table> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }))
  .chain(([columns, rows]) => {
    const line = fc.array(cell, { minLength: columns, maxLength: columns })
    return fc.record({
      caption: cell,
      header: line,
      rows: fc.array(line, { minLength: rows, maxLength: rows }),
      numbers: fc.subarray(Array.from({ length: columns }, (_, i) => i)),
    })
  })

test("a table may have any number of rows", () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => [String(i)])
  const [, , , first] = TableText.plain({ caption: "", header: ["n"], rows, numbers: [0] }).split("\n")
  expect(first).toBe("     0")
})

describe("the width of a text in a terminal", () => {
  test.each([
    ["", 0],
    ["phone", 5],
    ["电话", 4],
    ["3月5日（周四）", 14],
    ["かな カナ 한글", 14],
    ["é", 1],
    ["e\u0301", 1],
    ["a\u200bb", 2],
    ["–−·≤", 4],
    ["📞", 2],
    ["𠮷", 2],
  ])("of %s is %d", (text, columns) => expect(TableText.width(text)).toBe(columns))

  test("of a text is the sum of its parts'", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(TableText.width(`${a} ${b}`)).toBe(TableText.width(a) + 1 + TableText.width(b))
      }),
    )
  })
})

describe("a table", () => {
  test("has one line a row, and each column begins where it begins in every other", () => {
    fc.assert(
      fc.property(table, (t) => {
        const [, ...lines] = TableText.plain({ ...t, caption: "c", numbers: [] }).split("\n")
        expect(lines).toHaveLength(t.rows.length + 2)
        const rule = lines[1] ?? ""
        for (const line of [lines[0] ?? "", ...lines.slice(2)])
          expect(TableText.width(line)).toBeLessThanOrEqual(rule.length)
      }),
    )
  })

  test("sets numbers flush right", () => {
    expect(
      TableText.plain({
        caption: "渠道",
        header: ["日期", "电话"],
        rows: [
          ["3月5日（周四）", "120"],
          ["合计", "8"],
        ],
        numbers: [1],
      }).split("\n"),
    ).toEqual([
      "渠道",
      "日期            电话",
      "--------------  ----",
      "3月5日（周四）   120",
      "合计               8",
    ])
  })

  test("is a table in Markdown, whatever its cells hold", () => {
    fc.assert(
      fc.property(table, (t) => {
        const [heading, empty, ...lines] = TableText.markdown(t).split("\n")
        expect(heading?.startsWith("### ")).toBe(true)
        expect(empty).toBe("")
        expect(lines).toHaveLength(t.rows.length + 2)
        for (const line of lines) {
          const bars = line.replace(/\\./gsu, "").split("|").length - 1
          expect(bars).toBe(t.header.length + 1)
          expect(line.replace(/\\./gsu, "")).not.toMatch(/[<`[\]]/)
        }
      }),
    )
  })
})

describe("a rate", () => {
  test.each([
    [171, 184, "171 of 184 (92.9 %)", "184 中 171（92.9%）"],
    [0, 0, "no data", "无数据"],
    [0, 9, "0 of 9 (0.0 %)", "9 中 0（0.0%）"],
    [9, 9, "9 of 9 (100.0 %)", "9 中 9（100.0%）"],
    [1, 3000, "1 of 3000 (<0.1 %)", "3000 中 1（<0.1%）"],
    [2999, 3000, "2999 of 3000 (>99.9 %)", "3000 中 2999（>99.9%）"],
    [1, 16, "1 of 16 (6.3 %)", "16 中 1（6.3%）"],
  ])("of %d in %d", (count, of, en, zh) => {
    expect(RateText.render({ count, of }, "en")).toBe(en)
    expect(RateText.render({ count, of }, "zh")).toBe(zh)
  })

  test("is 100 % only for all, 0 % only for none, and never NaN", () => {
    const rate = fc.nat(5000).chain((of) => fc.record({ of: fc.constant(of), count: fc.nat(of) }))
    fc.assert(
      fc.property(rate, ({ count, of }) => {
        const text = RateText.render({ count, of }, "en")
        expect(text.includes("(100.0 %)")).toBe(of > 0 && count === of)
        expect(text.includes("(0.0 %)")).toBe(of > 0 && count === 0)
        expect(text).not.toContain("NaN")
      }),
    )
  })
})
