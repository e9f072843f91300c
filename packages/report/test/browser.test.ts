import { MonthlyReport } from "@aftercare/core"
import { ReportPage } from "@aftercare/report"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { faults, launch, missing, pixels, show } from "./support/chromium.ts"
import { data, indicators, month, options, report } from "./support/sample.ts"

/** A month of many categories, titles that hold no blank, numbers of ten digits, and something done every week. */
const crowded = MonthlyReport.make(
  {
    ...data,
    indicators: indicators.slice(3, 6).concat(indicators.filter(({ id }) => id === "validFeedback")),
    months: data.months.map((one, i) => ({
      ...one,
      counts: { ...one.counts, questionnairesAnswered: 999_900_000 - i * 12_345 },
    })),
    categories: Array.from({ length: 60 }, (_, i) => ({
      title: { zh: `${"很长的投诉类别名称".repeat(6)}${i}`, en: `${"Unbreakable".repeat(9)}${i}` },
      count: 60 - i,
    })),
    interventions: Array.from({ length: 40 }, (_, i) => ({
      on: MonthlyReport.firstDay(MonthlyReport.Month.make(`2025-${String((i % 12) + 1).padStart(2, "0")}`)),
      title: `${"措施".repeat(30)}${i}`,
      newPhase: i % 7 === 0,
    })),
  },
  month,
  options,
)

describe.skipIf(missing !== undefined)("in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  const looked = async (html: string, width: number): Promise<ReadonlyArray<string>> => {
    const { complaints, page } = await show(browser, html, width)
    const found = [...complaints, ...(await faults(page))]
    await page.close()
    return found
  }

  const printed = async (html: string): Promise<void> => {
    const { page } = await show(browser, html, 687) // A4 less two margins of 14 mm
    await page.emulateMedia({ media: "print" })
    expect(await faults(page)).toEqual([])
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1")
    expect(new Set(pdf.match(/\/MediaBox \[[^\]]*\]/g))).toEqual(
      new Set(["/MediaBox [0 0 594.95996 841.91998]"]),
    )
    await page.close()
  }

  for (const language of ["zh", "en"] as const) {
    const pages = {
      "the office's page": ReportPage.render(report, { language }),
      "the patients' page": ReportPage.publication(report.publication, { language }),
    }
    for (const [name, html] of Object.entries(pages)) {
      test.each([390, 1280])(`${name} in ${language} has no fault at %i px`, async (width) => {
        expect(await looked(html, width)).toEqual([])
      })
      test(`${name} in ${language} is printed on A4, nothing cut off`, () => printed(html))
    }
    test(`a crowded page in ${language} has none on a phone, a desk and paper`, async () => {
      const html = ReportPage.render(crowded, { language })
      expect(await looked(html, 360)).toEqual([])
      expect(await looked(html, 1280)).toEqual([])
      await printed(html)
    })
  }

  test.each([360, 1280])("all of a chart is opened and read as a table at %i px", async (width) => {
    const { page } = await show(browser, ReportPage.render(report, { language: "zh" }), width)
    for (const summary of await page.locator("summary").all()) await summary.click()
    expect(await faults(page)).toEqual([])
    expect(await page.locator("details table").first().isVisible()).toBe(true)
    await page.close()
  })

  test.each([390, 1280])(
    "a chart is seen at %i px: points, signals, target, what was done, in their colours",
    async (width) => {
      const { page } = await show(browser, ReportPage.render(report, { language: "zh" }), width)
      const chart = page.locator("article", { hasText: "满意度" }).locator("figure svg")
      const colours = ["#1f5fa8", "#b3261e", "#1b7f4b", "#1b2733", "#ff00ff"]
      const [value = 0, signal = 0, target = 0, done = 0, none] = await pixels(
        browser,
        await chart.screenshot(),
        colours,
      )
      expect(Math.min(value, signal, target, done)).toBeGreaterThan(15)
      expect(none).toBe(0)
      await page.close()
    },
  )

  const body = (markup: string) => `<!doctype html><html lang="en"><h1>A</h1>${markup}</html>`
  const picture = (inside: string) =>
    body(
      `<figure><svg role="img" aria-label="a" viewBox="0 0 360 200" width="360" height="200">${"<path d='M0 0H9'/>".repeat(5)}${inside}</svg></figure>`,
    )
  test.each([
    ["scrolls sideways", body("<p style='width:900px'>wide</p>")],
    ["H3 after h1", body("<h3>b</h3>")],
    ["without a caption", body("<table><tr><th scope=col>b</table>")],
    [
      "stands on end",
      body(
        "<table style='display:block'><caption style='overflow-wrap:anywhere'>一二三四五六</caption></table>",
      ),
    ],
    [
      "wider than its place",
      body("<article style='width:200px'><table width=300><caption>b</caption></table></article>"),
    ],
    ["of no column or row", body("<table><caption>b</caption><tr><th>b</table>")],
    ["isn't told", body("<figure><svg viewBox='0 0 9 9' width='200' height='99'></svg></figure>")],
    ["nothing drawn", body("<figure><svg role=img aria-label=b width=200 height=99></svg></figure>")],
    ["hardly there", body("<figure><svg role=img aria-label=b width=20 height=9></svg></figure>")],
    ["leaves its picture", picture("<text x='340' y='50'>beyond the edge</text>")],
    ["too small", picture("<text x='40' y='50' font-size='4'>small</text>")],
    ["lies over", picture("<text x='40' y='50'>one</text><text x='50' y='52'>two</text>")],
    [
      "Content Security Policy",
      body(
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><p style='color:red'>b</p>",
      ),
    ],
  ])("a fault is seen: %s", async (fault, html) => {
    expect((await looked(html, 390)).join("\n")).toContain(fault)
  })
})
