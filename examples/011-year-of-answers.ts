/**
 * A year of 200,000 answers to the month's report: counted in chunks that are merged, judged, and written as Markdown and as a
 * page with charts. `node --conditions=@aftercare/source examples/011-year-of-answers.ts`, with `en` behind it in English.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import {
  GeneralIndicators,
  GeneralQuestionnaires,
  MonthlyReport,
  PlainDate,
  ReportText,
  ResponseRates,
  ScoreDesign,
  ScoreTally,
  SurveyCounts,
} from "@aftercare/core"
import { ReportPage } from "@aftercare/report"
import { Result } from "effect"

const year = Array.from({ length: 12 }, (_, i) =>
  MonthlyReport.Month.make(`2025-${String(i + 1).padStart(2, "0")}`),
)
const wards = [
  { id: "cardiology", zh: "心内科", en: "Cardiology", satisfied: 0.86 },
  { id: "orthopaedics", zh: "骨科", en: "Orthopaedics", satisfied: 0.81 },
  { id: "respiratory", zh: "呼吸与危重症医学科", en: "Respiratory and critical care", satisfied: 0.78 },
  { id: "obstetrics", zh: "产科", en: "Obstetrics", satisfied: 0.84 },
]
const disappointments = [
  { zh: "出院手续等候", en: "Waiting at discharge", share: 0.41 },
  { zh: "费用解释不清", en: "How the bill is explained", share: 0.67 },
  { zh: "夜间噪声", en: "Noise at night", share: 0.85 },
  { zh: "膳食", en: "Food", share: 1 },
]

/** The same seed, the same year. */
const mulberry32 = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const random = mulberry32(2025)

interface Answered {
  readonly month: MonthlyReport.Month
  readonly ward: string
  readonly overall: number | undefined
  readonly doctorsListened: number | undefined
  readonly recommend: number | undefined
}

/** From July on the nurses go through the discharge with everybody, and three of a hundred more are satisfied. */
const answered = (): Answered => {
  const month = Math.floor(random() * 12)
  const ward = wards[Math.floor(random() * wards.length)] ?? wards[0]
  const isSatisfied = random() < (ward?.satisfied ?? 0) + (month >= 6 ? 0.03 : 0)
  const unlessLeftOut = (answer: number) => (random() < 0.06 ? undefined : answer)
  return {
    month: year[month] ?? MonthlyReport.Month.make("2025-01"),
    ward: ward?.id ?? "",
    overall: unlessLeftOut(isSatisfied ? 4 + Math.round(random()) : 1 + Math.floor(random() * 3)),
    doctorsListened: unlessLeftOut(isSatisfied ? 3 + Math.round(random()) : 1 + Math.floor(random() * 4)),
    recommend: unlessLeftOut(isSatisfied ? 7 + Math.floor(random() * 4) : Math.floor(random() * 9)),
  }
}

const design = Result.getOrThrow(ScoreDesign.of(GeneralQuestionnaires.afterDischarge))
const all = 200_000
const chunk = 20_000
const month = MonthlyReport.Month.make("2025-12")
let tally = ScoreTally.empty(design, 2)
let [complete, partial] = [0, 0]
const issues = new Map(disappointments.map(({ en }) => [en, 0]))
for (let done = 0; done < all; done += chunk) {
  const rows = Array.from({ length: chunk }, answered)
  // Each chunk is counted by itself, as other processes or a database would, and merged: in any order, to the same bit.
  const part = ScoreTally.ofRows(design, rows, {
    by: [(row) => row.month, (row) => row.ward],
    answers: {
      overall: (row) => row.overall,
      doctorsListened: (row) => row.doctorsListened,
      recommend: (row) => row.recommend,
    },
  })
  tally = Result.getOrThrow(ScoreTally.merge(tally, Result.getOrThrow(part)))
  for (const row of rows.filter((row) => row.month === month)) {
    const isWhole = [row.overall, row.doctorsListened, row.recommend].every((answer) => answer !== undefined)
    if (isWhole) complete += 1
    else partial += 1
    const drawn = random()
    const of = disappointments.find(({ share }) => drawn < share)?.en
    if (of !== undefined && (row.overall ?? 5) < 4) issues.set(of, (issues.get(of) ?? 0) + 1)
  }
  const bar = "#".repeat((20 * (done + chunk)) / all).padEnd(20, ".")
  console.log(`[${bar}] ${done + chunk} of ${all} answers counted`)
}

const groups = ScoreTally.groups(tally)
const counted = (of: ReadonlyArray<ScoreTally.Group>) => SurveyCounts.of(of, "overall", [4, 5])
const switchedOn = [GeneralIndicators.satisfactionTopTwo, GeneralIndicators.validFeedback].map(
  ({ switchedOff: _, ...indicator }) => indicator,
)
const report = MonthlyReport.make(
  {
    indicators: switchedOn,
    months: year.map((month) => {
      const inMonth = groups.filter(({ keys }) => keys[0] === month)
      return {
        month,
        counts: { ...counted(inMonth), feedbackItems: 0 },
        departments: wards.map(({ en, id, zh }) => ({
          title: { zh, en },
          counts: counted(inMonth.filter(({ keys }) => keys[1] === id)),
        })),
      }
    }),
    interventions: [
      { on: PlainDate.make("2025-07-01"), title: "护士逐人讲解出院事项 / discharge talks", newPhase: false },
    ],
    categories: [],
    issues: disappointments.map(({ en, zh }) => ({ title: { zh, en }, count: issues.get(en) ?? 0 })),
    openLoops: [],
    cycles: [],
    surveys: [
      {
        title: { zh: "住院体验", en: "Your stay" },
        rates: ResponseRates.make(
          {
            complete,
            partial,
            refusal: 900,
            nonContact: 21_400,
            other: 0,
            unknownHousehold: 0,
            unknownOther: 310,
            notEligible: 120,
          },
          { _tag: "All" },
        ),
      },
    ],
  },
  month,
  { confidence: 0.95, charts: GeneralIndicators.monthlyCharts, threshold: 11 },
)

const language = process.argv[2] === "en" ? "en" : "zh"
const out = new URL("../out/", import.meta.url)
mkdirSync(out, { recursive: true })
const markdown = ReportText.render(report, { language })
writeFileSync(new URL("monthly-report.md", out), markdown)
writeFileSync(new URL("monthly-report.html", out), ReportPage.render(report, { language }))
writeFileSync(
  new URL("monthly-report-public.html", out),
  ReportPage.publication(report.publication, { language }),
)
console.log(markdown.split("\n").slice(0, 14).join("\n"))
console.log("out/monthly-report.md, out/monthly-report.html, out/monthly-report-public.html")
