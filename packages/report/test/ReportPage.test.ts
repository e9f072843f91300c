import { createHash } from "node:crypto"
import { CountedFact, MonthlyReport, PlainDate, QualityText, ReportText, TableText } from "@aftercare/core"
import { ReportPage } from "@aftercare/report"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { data, indicators, month, options, report } from "./support/sample.ts"

const languages = ["zh", "en"] as const
const pagesOf = (of: MonthlyReport.MonthlyReport) =>
  languages.flatMap((language) => [
    ReportPage.render(of, { language }),
    ReportPage.publication(of.publication, { language }),
  ])
const pages = pagesOf(report)

const decoded = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
  )

const elementless = new Set(["meta", "path", "circle", "rect"])

/** Elements that are left open or closed too often. */
const unbalanced = (page: string): ReadonlyArray<string> => {
  const open: Array<string> = []
  const wrong: Array<string> = []
  for (const [tag, close, name = ""] of page.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>/g)) {
    if (tag.endsWith("/>") || (elementless.has(name) && close === "" && name === "meta")) continue
    if (close === "") open.push(name)
    else if (open.pop() !== name) wrong.push(tag)
  }
  return [...wrong, ...open]
}

/** The page's markup with every text left out: what a reader's text must never change. */
const skeleton = (page: string): ReadonlyArray<string> =>
  [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/ aria-label="[^"]*"/, ""))

describe("the page", () => {
  test("is the same for the same report, whatever was drawn before", () => {
    expect(pagesOf(report)).toEqual(pages)
  })

  test("loads nothing, links nowhere, and holds one style that its policy names by its hash", () => {
    for (const page of pages) {
      expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|img|image|use|a|base|form)\b/i)
      for (const tag of skeleton(page))
        expect(tag).not.toMatch(
          /\s(?:src|href|xlink:href|action|data|srcset|poster|style|class="zr\S*|on\w+)\s*=/i,
        )
      expect(page).not.toMatch(/@import|url\((?!#chart-\d+-c\d+\)|#pareto-c\d+\))/i)
      const styles = [...page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, style = ""]) => style)
      expect(styles).toHaveLength(1)
      const hash = createHash("sha256").update(styles.join("")).digest("base64")
      expect(page).toContain(
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'">`,
      )
    }
  })

  test("closes every element it opens, gives each id once, and refers to none that isn't there", () => {
    for (const page of pages) {
      expect(unbalanced(page)).toEqual([])
      const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, of] of page.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(of)
    }
  })

  test("tells each picture in words, and gives its data in a table", () => {
    for (const language of languages) {
      const page = ReportPage.render(report, { language })
      const drawn = report.indicators.filter(({ chart }) => chart.points.length > 0)
      expect(page.match(/<figure><svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(drawn.length + 1)
      for (const { chart } of drawn)
        expect(page.split(chart.points[0]?.on.slice(0, 7) ?? "-").length).toBeGreaterThan(2)
      expect(page.match(/<details>/g)?.length).toBeGreaterThanOrEqual(drawn.length)
    }
  })

  test("draws a signal, a phase, an intervention and a target", () => {
    const [satisfaction] = report.indicators.filter(({ indicator }) => indicator.id === "satisfactionTopTwo")
    if (satisfaction === undefined) throw new Error("the sample has it")
    const of = (data: Partial<MonthlyReport.ReportData>) =>
      ReportPage.render(MonthlyReport.make({ ...sampleOf, ...data }, month, options), { language: "en" })
    const sampleOf = { ...data, indicators: [satisfaction.indicator] }
    const lines = (page: string, stroke: string) => page.split(`stroke="${stroke}"`).length
    const whole = of({})
    const { target: _, ...aimless } = satisfaction.indicator
    expect(lines(of({ indicators: [aimless] }), "#1b7f4b")).toBe(lines(whole, "#1b7f4b") - 1)
    const target = { direction: "atLeast", value: 0.01, judged: "byInterval" } as const
    expect(lines(of({ indicators: [{ ...aimless, target }] }), "#1b7f4b")).toBe(
      lines(of({ indicators: [aimless] }), "#1b7f4b"),
    )
    expect(lines(of({ interventions: [] }), "#1b2733")).toBe(lines(whole, "#1b2733") - 3)
    // In one phase the year at 65 % and that at 80 % lie outside one another's limits.
    const signals = (page: string) => page.split('fill="#b3261e"').length
    expect(signals(of({ interventions: [] }))).toBeGreaterThan(signals(whole))
  })
})

/** Months of any counts, as few as one, contradictions among them. */
const counts: fc.Arbitrary<CountedFact.Counts> = fc
  .record(
    Object.fromEntries(
      CountedFact.CountedFact.literals.map((fact) => [fact, fc.oneof(fc.nat(15), fc.nat(900), fc.nat(1e9))]),
    ),
    { noNullPrototype: true, requiredKeys: [] },
  )
  .map((drawn) => Schema.decodeUnknownSync(CountedFact.Counts)(drawn))
const any = fc
  .record({
    months: fc.array(counts, { minLength: 1, maxLength: 14 }),
    ours: fc.subarray([...indicators], { maxLength: 4 }),
    categories: fc.array(fc.nat(60), { maxLength: 15 }),
  })
  .map(({ categories, months, ours }) =>
    MonthlyReport.make(
      {
        ...data,
        indicators: ours,
        months: months.map((counts, i) => ({
          month: MonthlyReport.Month.make(
            PlainDate.addMonths(MonthlyReport.firstDay(month), i - months.length + 1).slice(0, 7),
          ),
          counts,
          departments: [{ title: { zh: "心内科", en: "Cardiology" }, counts }],
        })),
        categories: categories.map((count, i) => ({ title: { zh: `类${i}`, en: `Kind ${i}` }, count })),
      },
      month,
      options,
    ),
  )

describe("any report", () => {
  test("gives patients each share and rate with its interval, and how sure that is, in words", () => {
    let told = 0
    fc.assert(
      fc.property(any, fc.constantFrom(...languages), ({ publication }, language) => {
        const cells = (page: string) =>
          [...page.matchAll(/<td[^>]*>([^<]*)/g)].map(([, text = ""]) => decoded(text))
        const inPage = cells(ReportPage.publication(publication, { language }))
        const inMarkdown = ReportText.publication(publication, { language })
        for (const { evaluated } of publication.figures) {
          const { figure } = evaluated
          if (figure._tag !== "Share" && figure._tag !== "Rate") continue
          const [number, interval] = [
            QualityText.figure(figure, language),
            QualityText.interval(figure, language),
          ]
          expect(interval).not.toBe("")
          expect(inPage[inPage.indexOf(number) + 1]).toBe(interval)
          expect(inMarkdown).toContain(`| ${TableText.escaped(number)} | ${interval} |`)
          expect(inMarkdown).toContain(language === "zh" ? "区间为 95% 置信区间" : "a confidence of 95 %")
          told += 1
        }
      }),
      { numRuns: 25 },
    )
    expect(told).toBeGreaterThan(0)
  })

  test("says all that the report in words says, and nothing that isn't a number for one", () => {
    fc.assert(
      fc.property(any, fc.constantFrom(...languages), (found, language) => {
        const both = [
          [ReportPage.render(found, { language }), ReportText.contents(found, { language })],
          [
            ReportPage.publication(found.publication, { language }),
            ReportText.publicContents(found.publication, { language }),
          ],
        ] as const
        for (const [page, { parts, title }] of both) {
          expect(page).not.toMatch(/undefined|NaN|Infinity|\[object/)
          expect(unbalanced(page)).toEqual([])
          const text = decoded(page.replace(/<[^>]*>/g, "\n"))
          const said = parts.flatMap((part) =>
            part._tag === "List"
              ? [part.heading, ...part.lines]
              : part._tag === "Note"
                ? [part.text]
                : [part.table.caption, ...part.table.header, ...part.table.rows.flat()],
          )
          for (const words of [title, ...said]) expect(text).toContain(words)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe("a hostile text", () => {
  const hostile = fc
    .oneof(
      fc.constantFrom(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'-alert(1)-'",
        "</style><script>x</script>",
        "</svg><b>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "&lt;b&gt;",
        "{a|b}",
        "{value} {@[0]}",
        ' style="x:y" class="zr0-cls-0"',
        "a\nb",
        "\u202egnirts",
        "\u0000<b>",
        "\ud800<i>",
      ),
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `<${text}>`),
    )
    .filter((text) => text.trim() !== "")

  const filledWith = (text: string): MonthlyReport.MonthlyReport => {
    const named = { zh: text, en: text }
    return MonthlyReport.make(
      {
        ...data,
        indicators: indicators.slice(4, 6).map((indicator) => ({ ...indicator, title: named })),
        months: data.months.map((one) => ({
          ...one,
          departments: one.departments.map((department) => ({ ...department, title: named })),
        })),
        interventions: data.interventions.map((one) => ({ ...one, title: text })),
        categories: data.categories.map((one) => ({ ...one, title: named })),
        issues: data.issues.map((one) => ({ ...one, title: named })),
        openLoops: data.openLoops.map((one) => ({ ...one, id: text })),
        surveys: (data.surveys ?? []).map((one) => ({ ...one, title: named })),
      },
      month,
      options,
    )
  }

  test("changes no element and no attribute of the page, wherever it stands", () => {
    const plain = pagesOf(filledWith("plain")).map(skeleton)
    fc.assert(
      fc.property(hostile, (text) => {
        expect(pagesOf(filledWith(text)).map(skeleton)).toEqual(plain)
      }),
      { numRuns: 30 },
    )
  })
})

test("a month that nobody counted is a page that says so", () => {
  const none = MonthlyReport.make(
    { ...data, months: [], categories: [], issues: [], openLoops: [], surveys: [] },
    month,
    options,
  )
  for (const page of pagesOf(none)) expect(page).not.toContain("<figure>")
  expect(ReportPage.render(none, { language: "en" })).toContain("No points yet")
})
