import { SmallCells } from "@aftercare/core"
import { CellAttack, Laws, ScoreLaws } from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { casesOf } from "./support/cases.ts"
import { solver } from "./support/solver.ts"

const published = (
  counts: SmallCells.Counts,
  figures: ReadonlyArray<SmallCells.Figure>,
  options: SmallCells.Options,
): SmallCells.Publication => Result.getOrThrow(SmallCells.publish(counts, figures, options))

const countOf = (counts: SmallCells.Counts, of: ReadonlyArray<string>) =>
  of.reduce((sum, group) => sum + (counts[group] ?? 0), 0)

const groups = ["a", "b", "c", "d", "e"] as const
const counts = fc.record(Object.fromEntries(groups.map((group) => [group, fc.integer({ min: 0, max: 9 })])))
const subset = fc.subarray([...groups], { minLength: 1 })
const figuresOf = (
  id: string,
  sets: ReadonlyArray<ReadonlyArray<string>>,
): ReadonlyArray<SmallCells.Figure> =>
  sets.map((of, i) => ({ id: `${id}${i}`, of: of as unknown as SmallCells.Figure["of"] }))
const threshold = fc.integer({ min: 2, max: 5 })
/** The cells of three ways, and every total there is of them: over one way, over two, over all. */
const threeWays = (lengths: readonly [number, number, number]) => {
  const [across, down, deep] = lengths.map((length) => Array.from({ length }, (_, i) => i))
  const each = (ways: ReadonlyArray<ReadonlyArray<number>>) =>
    (ways[0] ?? []).flatMap((i) =>
      (ways[1] ?? []).flatMap((j) => (ways[2] ?? []).map((k) => [i, j, k] as const)),
    )
  const all = [across, down, deep].map((way) => way ?? [])
  return {
    names: each(all).map((place) => place.join("/")),
    figures: figuresOf(
      "t",
      each(all.map((way) => [-1, ...way])).map((place) =>
        each(all.map((way, i) => (place[i] === -1 ? way : [place[i] as number]))).map((one) => one.join("/")),
      ),
    ),
  }
}
const exact = { numRuns: 150 }

describe("SmallCells", () => {
  test.each(
    casesOf<{ row: ReadonlyArray<number>; total: number }, { minimumSuppressed: number }>("cms-complement"),
  )("$id", ({ expected, inputs: { row, total } }) => {
    const names = row.map((_, i) => `g${i}`)
    const table = Object.fromEntries(names.map((name, i) => [name, row[i] as number]))
    const figures = figuresOf("f", [...names.map((name) => [name]), names])
    const publication = published(table, figures, { threshold: 11 })
    expect(publication.figures.filter(({ count }) => count === undefined).length).toBe(
      expected.minimumSuppressed,
    )
    expect(publication.figures.at(-1)?.count).toBe(total)
  })

  test("an exact attack on a row with its total derives nothing", () => {
    fc.assert(
      fc.property(counts, threshold, (table, t) => {
        const publication = published(table, figuresOf("f", [...groups.map((group) => [group]), groups]), {
          threshold: t,
        })
        expect(CellAttack.derived(table, [publication], t)).toEqual([])
      }),
      exact,
    )
  })

  test("nor on a cross-table with all its totals", () => {
    const [rows, columns] = [
      ["r1", "r2"],
      ["c1", "c2", "c3"],
    ] as const
    const names = rows.flatMap((row) => columns.map((column) => `${row}/${column}`))
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: 0, max: 7 })]))),
        threshold,
        (table, t) => {
          const publication = published(table, SmallCells.crossTab("t", rows, columns), { threshold: t })
          expect(CellAttack.derived(table, [publication], t)).toEqual([])
        },
      ),
      exact,
    )
  })

  test("nor on totals alone, where some lines hold nobody", () => {
    const [rows, columns] = [
      ["r1", "r2", "r3"],
      ["c1", "c2"],
    ] as const
    const totals = SmallCells.crossTab("t", rows, columns).filter(({ id }) => id.includes("*"))
    const names = rows.flatMap((row) => columns.map((column) => `${row}/${column}`))
    const some = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }))
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(names.map((name) => [name, some]))),
        fc.subarray(totals, { minLength: 4 }),
        threshold,
        (table, figures, t) => {
          const publication = published(table, figures, { threshold: t })
          expect(CellAttack.derived(table, [publication], t)).toEqual([])
        },
      ),
      exact,
    )
  })

  test("one line that holds nobody leaves each other line whole within the total", () => {
    const totals = SmallCells.crossTab("t", ["a", "b"], ["x", "y"]).filter(({ id }) => id.includes("*"))
    const table = { "a/x": 0, "a/y": 3, "b/x": 0, "b/y": 4 }
    const publication = published(table, totals, { threshold: 11 })
    expect(publication.figures.map(({ count }) => count)).toEqual([
      undefined,
      undefined,
      0,
      undefined,
      undefined,
    ])
    const derived = (figures: ReadonlyArray<SmallCells.Figure>, t: number) =>
      CellAttack.derived(
        table,
        [{ threshold: t, figures: figures.map((one) => (one.id === "t:*/x" ? { ...one, count: 0 } : one)) }],
        t,
      )
    expect(derived(totals, 11)).toEqual([])
    // A reader who doesn't know the empty line can't say that a and b are apart.
    expect(
      derived(
        totals.filter(({ id }) => id !== "t:*/x"),
        11,
      ),
    ).toEqual([])
  })

  test("nor on a table of three ways with all its totals", () => {
    const { figures, names } = threeWays([2, 2, 2])
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: 0, max: 7 })]))),
        threshold,
        (table, t) => {
          const publication = published(table, figures, { threshold: t })
          expect(CellAttack.derived(table, [publication], t)).toEqual([])
        },
      ),
      { numRuns: 50 },
    )
  })

  const series = fc.record({
    table: counts,
    t: threshold,
    sets: fc.array(fc.array(subset, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  })
  /** One after the other; those refused aren't published. */
  const publishedInTurn = ({ sets, t, table }: typeof series extends fc.Arbitrary<infer A> ? A : never) => {
    const publications: Array<SmallCells.Publication> = []
    const refused: Array<{
      readonly before: ReadonlyArray<SmallCells.Publication>
      readonly figures: ReadonlyArray<SmallCells.Figure>
    }> = []
    for (const [i, of] of sets.entries()) {
      const figures = figuresOf(`p${i}.`, of)
      const result = SmallCells.publish(table, figures, { threshold: t, earlier: publications })
      if (Result.isSuccess(result)) publications.push(result.success)
      else {
        expect(result.failure.rule).toBe("publication.unprotectable")
        const ids = [...figures, ...publications.flatMap((one) => one.figures)].map(({ id }) => id)
        expect(ids).toContain(result.failure.figure)
        refused.push({ before: [...publications], figures })
      }
    }
    return { publications, refused }
  }

  test("nor on any figures at all, nor on several publications of overlapping figures, one after the other", () => {
    const cases = series.map((all) => ({
      counts: all.table,
      publications: publishedInTurn(all).publications,
      threshold: all.t,
    }))
    fc.assert(Laws.property(ScoreLaws.suppressedStaysOpen, cases), { numRuns: 300 })
  })

  test("what is refused couldn't be published with any suppression whatever", () => {
    let seen = 0
    fc.assert(
      fc.property(series, (all) => {
        const { table, t } = all
        for (const { before, figures } of publishedInTurn(all).refused) {
          seen++
          const same = (a: ReadonlyArray<string>, b: ReadonlyArray<string>) =>
            [...a].sort().join() === [...b].sort().join()
          const shownBefore = (of: ReadonlyArray<string>, isShown: boolean) =>
            before.some((one) =>
              one.figures.some((figure) => (figure.count !== undefined) === isShown && same(figure.of, of)),
            )
          const isSmall = (of: ReadonlyArray<string>) => countOf(table, of) > 0 && countOf(table, of) < t
          for (let bits = 0; bits < 2 ** figures.length; bits++) {
            const isHidden = ({ of }: SmallCells.Figure) =>
              figures.some((other, i) => same(other.of, of) && (bits >> i) % 2 === 1)
            const isAllowed = figures.every((figure) =>
              isHidden(figure)
                ? countOf(table, figure.of) > 0 && !shownBefore(figure.of, true)
                : !isSmall(figure.of) && !shownBefore(figure.of, false),
            )
            if (!isAllowed) continue
            const tried: SmallCells.Publication = {
              threshold: t,
              figures: figures.map((figure) =>
                isHidden(figure) ? figure : { ...figure, count: countOf(table, figure.of) },
              ),
            }
            expect(CellAttack.derived(table, [...before, tried], t)).not.toEqual([])
          }
        }
      }),
      { numRuns: 600 },
    )
    expect(seen).toBeGreaterThan(0)
  })

  test("what is suppressed alone is derived, by the same attack", () => {
    const table = { a: 3, b: 30, c: 40 }
    const figures = figuresOf("f", [["a"], ["b"], ["c"], ["a", "b", "c"]])
    const alone: SmallCells.Publication = {
      threshold: 11,

      figures: figures.map(({ id, of }) =>
        id === "f0" ? { id, of } : { id, of, count: countOf(table, of) },
      ),
    }
    expect(CellAttack.derived(table, [alone], 11).length).toBe(9)
  })

  test("two publications don't tell by their difference who came between them", () => {
    const table = { first: 60, late: 3, other: 50 }
    const before = published(table, figuresOf("p", [["first"], ["first", "other"]]), { threshold: 11 })
    expect(before.figures.map(({ count }) => count)).toEqual([60, 110])
    const after = published(
      table,
      figuresOf("q", [
        ["first", "late"],
        ["first", "late", "other"],
      ]),
      {
        threshold: 11,
        earlier: [before],
      },
    )
    expect(after.figures.map(({ count }) => count)).toEqual([undefined, undefined])
    expect(CellAttack.derived(table, [before, after], 11)).toEqual([])
  })

  test("where an earlier publication has told already, or the zeros do, the figure is refused", () => {
    const refusal = (
      table: SmallCells.Counts,
      before: ReadonlyArray<SmallCells.PublishedFigure>,
      sets: ReadonlyArray<ReadonlyArray<string>>,
      t: number,
    ) => {
      const careless = { threshold: 2, figures: before }
      const found = SmallCells.publish(table, figuresOf("f", sets), { threshold: t, earlier: [careless] })
      return Result.isFailure(found) ? found.failure : undefined
    }
    const told = [
      { id: "b", of: ["b"], count: 30 },
      { id: "all", of: ["a", "b"], count: 33 },
    ] as const
    expect(refusal({ a: 3, b: 30 }, told, [["a"]], 11)).toMatchObject({
      figure: "f0",
      rule: "publication.unprotectable",
    })
    // None of three that are five together can be 4, as nobody takes a suppressed figure for 0.
    const five = [{ id: "all", of: ["a", "b", "c"], count: 5 }] as const
    const table = { a: 2, b: 2, c: 1 }
    expect(refusal(table, five, [["a"], ["b"], ["c"]], 5)?.rule).toBe("publication.unprotectable")
    expect(refusal(table, five, [["a"]], 5)).toBe(undefined)
    // Somebody was there when it was suppressed.
    const hidden = [{ id: "a", of: ["a"] }] as const
    expect(refusal({ a: 0 }, hidden, [["a"]], 11)?.rule).toBe("publication.unprotectable")
    // What was told before of others stays out of it, even where they aren't counted any more.
    const others = [...told, { id: "c", of: ["gone"], count: 4 }] as const
    expect(refusal({ x: 3, y: 30 }, others, [["x"], ["y"]], 11)).toBe(undefined)
  })

  test("nothing is suppressed where nothing is small, and it comes back from JSON", () => {
    const table = Object.fromEntries(
      ["a/x", "a/y", "b/x", "b/y"].map((name, i) => [name, [0, 11, 400, 12][i] as number]),
    )
    const publication = published(table, SmallCells.crossTab("t", ["a", "b"], ["x", "y"]), { threshold: 11 })
    expect(publication.figures.map(({ count }) => count)).toEqual([0, 11, 400, 12, 11, 412, 400, 23, 423])
    const read = Schema.decodeUnknownSync(SmallCells.Publication)(JSON.parse(JSON.stringify(publication)))
    expect(read).toEqual(publication)
  })

  test("refuses what can't be published", () => {
    const rule = (
      table: SmallCells.Counts,
      sets: ReadonlyArray<ReadonlyArray<string>>,
      t = 11,
      earlier: ReadonlyArray<SmallCells.Publication> = [],
    ) => {
      const found = SmallCells.publish(table, figuresOf("f", sets), { threshold: t, earlier })
      return Result.isFailure(found) ? found.failure.rule : undefined
    }
    expect(rule({ a: 1 }, [["a"]])).toBe(undefined)
    for (const t of [1, 2.5, Number.NaN, 1e9])
      expect(rule({ a: 1 }, [["a"]], t)).toBe("publication.threshold")
    expect(rule({ a: 1 }, [["a", "a"]])).toBe("publication.groupTwice")
    expect(rule({ a: 1 }, [["b"]])).toBe("publication.notACount")
    expect(rule({ a: 1 }, [["constructor"]])).toBe("publication.notACount")
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(rule({ a: value }, [["a"]])).toBe("publication.notACount")
    expect(rule({ a: 5e8, b: 5e8 }, [["a", "b"]])).toBe(undefined)
    expect(rule({ a: 5e8, b: 5e8 + 1 }, [["a", "b"]])).toBe("publication.notACount")
    const before = { threshold: 11, figures: [{ id: "p", of: ["a"] as const, count: 20 }] }
    expect(rule({ a: 21 }, [["a"]], 11, [before])).toBe("publication.countChanged")
    const twice = SmallCells.publish({ a: 1 }, [...figuresOf("f", [["a"]]), ...figuresOf("f", [["a"]])], {
      threshold: 11,
    })
    expect(twice).toMatchObject({ failure: { figure: "f0", rule: "publication.figureTwice" } })
  })

  test("a solver derives nothing from the tables of many departments", async () => {
    const highs = await solver
    const t = 11
    // The larger one is searched in the surroundings of each cell.
    const tables = [9, 20].flatMap((length) =>
      fc.sample(
        fc.array(fc.tuple(...[6, 12, 40, 150, 300].map((most) => fc.integer({ min: 0, max: most }))), {
          minLength: length,
          maxLength: length,
        }),
        1,
      ),
    )
    for (const rows of tables) {
      const names = rows.map((_, i) => `d${i}`) as unknown as readonly [string, ...ReadonlyArray<string>]
      const points = ["1", "2", "3", "4", "5"] as const
      const cells: SmallCells.Counts = Object.fromEntries(
        rows.flatMap((row, i) => row.map((count, j) => [`d${i}/${points[j]}`, count])),
      )
      const { figures } = published(cells, SmallCells.crossTab("t", names, points), { threshold: t })
      expectOpen(highs, cells, figures, { some: 25, t })
    }
  })

  test("nor from figures without any order, of which none is refused", async () => {
    const highs = await solver
    const tables = ([20, 40, 60] as const).flatMap((length) => {
      const names = Array.from({ length }, (_, i) => `g${i}`)
      const bits = fc.array(fc.nat(4), { minLength: length, maxLength: length })
      return fc.sample(
        fc.record({
          counts: fc.array(fc.nat(29), { minLength: length, maxLength: length }),
          sets: fc.array(
            bits.map((drawn) => names.filter((_, i) => drawn[i] === 0)).filter((of) => of.length > 0),
            { minLength: length, maxLength: length },
          ),
        }),
        2,
      )
    })
    for (const { counts, sets } of tables) {
      const cells = Object.fromEntries(counts.map((count, i) => [`g${i}`, count]))
      const { figures } = published(cells, figuresOf("f", sets), { threshold: 11 })
      const holders = (group: string) => sets.map((of) => of.includes(group)).join()
      const groups = Object.keys(cells).filter((group) => sets.some((of) => of.includes(group)))
      const apart = groups.filter((group) =>
        groups.every((one) => one === group || holders(one) !== holders(group)),
      )
      const small = apart.filter((group) => (cells[group] as number) > 0 && (cells[group] as number) < 11)
      expect(small.length).toBeGreaterThan(0)
      expect(figures.some(({ count }) => count !== undefined)).toBe(true)
      expectOpen(highs, cells, figures, { secrets: small.map((group) => [group] as const), some: 8, t: 11 })
    }
  })

  test("where the search doesn't reach a table, all that is linked is suppressed, and nothing else", () => {
    // That the total holds one of each pair takes 200 moves at once.
    const names = Array.from({ length: 400 }, (_, i) => `g${i}`)
    const pairs = Array.from({ length: 200 }, (_, i) => names.slice(2 * i, 2 * i + 2))
    const cells = { ...Object.fromEntries(names.map((name) => [name, 1])), x: 2000, y: 3000 }
    const { figures } = published(cells, figuresOf("f", [...pairs, names, ["x"], ["x", "y"]]), {
      threshold: 900,
    })
    expect(figures.flatMap(({ count }) => count ?? [])).toEqual([2000, 5000])
  })

  test("nor from a table of three ways, which doesn't take long", async () => {
    const highs = await solver
    const { figures, names } = threeWays([5, 6, 6])
    const [drawn = []] = fc.sample(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 120 })), {
        minLength: names.length,
        maxLength: names.length,
      }),
      1,
    )
    const cells = Object.fromEntries(names.map((name, i) => [name, drawn[i] as number]))
    const begun = process.threadCpuUsage()
    const publication = published(cells, figures, { threshold: 11 })
    // One second where it took sixteen: a program that mends one total after the other, not all at once.
    expect(process.threadCpuUsage(begun).user).toBeLessThan(8e6)
    expectOpen(highs, cells, publication.figures, { some: 8, t: 11 })
  })
})

/** A solver finds a table for the least and the most that cells may hold, for some of the secrets. */
const expectOpen = (
  highs: Awaited<typeof solver>,
  cells: SmallCells.Counts,
  figures: ReadonlyArray<SmallCells.PublishedFigure>,
  {
    secrets,
    some,
    t,
  }: {
    /** The cells that are suppressed, unless others are named. */
    readonly secrets?: ReadonlyArray<SmallCells.Figure["of"]>
    readonly some: number
    readonly t: number
  },
) => {
  const all = Object.keys(cells)
  const hidden = figures.filter(({ count }) => count === undefined)
  const shown = figures.filter(({ count }) => count !== undefined)
  const at = (group: string) => `x${all.indexOf(group)}`
  const sum = (of: ReadonlyArray<string>) => of.map(at).join(" + ")
  const agree = [
    ...shown.map(({ count, of }) => `${sum(of)} = ${count}`),
    ...hidden.map(({ of }) => `${sum(of)} >= 1`),
  ]
  const attacked = secrets ?? hidden.flatMap(({ of }) => (of.length === 1 ? [of] : []))
  for (const secret of [...attacked].filter((_, i) => i % Math.ceil(attacked.length / some) === 0))
    for (const value of [1, t - 1]) {
      const program = `Minimize\n obj: ${at(secret[0])}\nSubject To\n${[...agree, `${sum(secret)} = ${value}`].join("\n")}\nGeneral\n${all.map(at).join(" ")}\nEnd`
      expect(highs.solve(program).Status, `${secret} = ${value}`).toBe("Optimal")
    }
}
