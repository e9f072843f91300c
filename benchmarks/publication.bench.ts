/**
 * Small counts suppressed: tables of departments, with what each of their answers got and all totals. Each measurement is
 * the first that its process makes. No peer is known that runs where ours does; `highs` attacks it in the tests.
 */
import { SmallCells } from "@aftercare/core/survey"
import * as Result from "effect/Result"
import { median, once } from "./harness/Clock.ts"
import { inProcess } from "./harness/Process.ts"
import { type Options, type Report, spread } from "./harness/Report.ts"
import { mulberry32 } from "./work/Work.ts"

export const mark = "publication figures"

type Names = readonly [string, ...ReadonlyArray<string>]

interface Args {
  readonly rows: number
  readonly columns: number
}

interface Answer {
  readonly seconds: number
  readonly figures: number
  /** Of 1 to 10. */
  readonly small: number
  readonly hidden: number
  readonly hiddenTotals: number
}

const namesOf = (letter: string, count: number): Names =>
  Array.from({ length: count }, (_, i) => `${letter}${i}`) as unknown as Names

export const job = ({ columns, rows }: Args): Answer => {
  const random = mulberry32(42)
  const [down, across] = [namesOf("d", rows), namesOf("a", columns)]
  // Mostly some dozens, sometimes few.
  const count = () => Math.floor(-(random() < 0.2 ? 6 : 60) * Math.log(1 - random()))
  const counts = Object.fromEntries(
    down.flatMap((row) => across.map((column) => [`${row}/${column}`, count()] as const)),
  )
  const figures = SmallCells.crossTab("t", down, across)
  const { made, millis } = once(() =>
    Result.getOrThrow(SmallCells.publish(counts, figures, { threshold: 11 })),
  )
  const hidden = made.figures.filter((figure) => figure.count === undefined)
  const small = figures.filter(({ of }) => {
    const sum = of.reduce((all, group) => all + (counts[group] as number), 0)
    return sum > 0 && sum < 11
  })
  return {
    seconds: millis / 1000,
    figures: figures.length,
    small: small.length,
    hidden: hidden.length,
    hiddenTotals: hidden.filter(({ of }) => of.length > 1).length,
  }
}

const asked: Args = { rows: 600, columns: 5 }
const all: ReadonlyArray<Args> = [
  { rows: 40, columns: 5 },
  { rows: 100, columns: 5 },
  { rows: 50, columns: 12 },
  { rows: 300, columns: 5 },
  asked,
]

const inSeconds = (value: number): string => `${value.toPrecision(3)} s`

export const run = async ({ progress, quick, rounds }: Options): Promise<Report> => {
  const sizes = quick ? all.filter(({ rows }) => rows <= 100) : all
  const seen = new Map<Args, Array<Answer>>(sizes.map((args) => [args, []]))
  for (let round = 0; round < rounds; round++)
    for (const args of sizes) {
      progress(`round ${round + 1} of ${rounds}: publication, ${args.rows} × ${args.columns}`)
      seen.get(args)?.push(await inProcess<Answer>("publication.bench.ts", args))
    }
  const seconds = (args: Args) => (seen.get(args) ?? []).map((answer) => answer.seconds)
  return {
    tables: [
      {
        title: { en: "Small counts suppressed, threshold 11", zh: "小数隐藏，阈值 11" },
        head: [
          { en: "departments × answers", zh: "科室 × 答案" },
          { en: "figures", zh: "数字" },
          { en: "of 1 to 10", zh: "1 至 10" },
          { en: "suppressed", zh: "隐藏" },
          { en: "totals among them", zh: "其中合计" },
          { en: "median [least–greatest]", zh: "中位数 [最小–最大]" },
        ],
        rows: sizes.map((args) => {
          const [first] = seen.get(args) ?? []
          return [
            `${args.rows} × ${args.columns}`,
            String(first?.figures),
            String(first?.small),
            String(first?.hidden),
            String(first?.hiddenTotals),
            spread(seconds(args), inSeconds),
          ]
        }),
        notes: [
          {
            en: "Cells with row totals, column totals and the grand total, nothing published before. For every suppressed cell a table was found with each value of 1 to 10.",
            zh: "单元格连同行合计、列合计和总计，此前未公布过。对每个隐藏的单元格，1 至 10 的每个值都找到了一张相符的表。",
          },
        ],
      },
    ],
    goals: quick
      ? []
      : [
          {
            id: "G11",
            what: { en: "3,606 figures with small ones suppressed", zh: "3,606 个数字的小数隐藏" },
            goal: "≤ 10 s",
            measured: spread(seconds(asked), inSeconds),
            met: median(seconds(asked)) <= 10,
          },
        ],
  }
}
