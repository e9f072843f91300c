/** A hospital's two years, invented from a fixed seed: enough to draw every chart, with limits, phases and signals. */
import {
  GeneralIndicators,
  Id,
  type Indicator,
  MonthlyReport,
  PlainDate,
  ResponseRates,
} from "@aftercare/core"

const chance = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}

const monthAt = (i: number) =>
  MonthlyReport.Month.make(PlainDate.addMonths(PlainDate.make("2024-04-01"), i).slice(0, 7))

export const month = monthAt(23)

export const indicators: ReadonlyArray<Indicator.Indicator> = GeneralIndicators.all.map(
  ({ switchedOff: _, ...indicator }) => indicator,
)

const countsOf = (of: number, satisfied: number, random: () => number) => {
  const part = (base: number, share: number) =>
    Math.min(base, Math.max(0, Math.round(base * (share + (random() - 0.5) * 0.06))))
  const calls = 3 * of
  const answered = part(calls, 0.965)
  const closed = part(of, 0.09)
  const complaints = part(of, 0.06)
  return {
    discharges: of,
    firstContactsDue: of,
    firstContactsTriedByDue: part(of, 0.97),
    firstContactsCompletedByDue: part(of, 0.9),
    followUpsEnded: of,
    followUpsCancelled: part(of, 0.04),
    followUpsCompleted: part(of, 0.78),
    followUpsLost: part(of, 0.05),
    followUpsMissed: part(of, 0.03),
    contactViolations: random() < 0.1 ? 1 : 0,
    revisitsDue: part(of, 0.6),
    revisitsMade: part(of, 0.48),
    responsesDue: closed,
    responsesInTime: closed - (random() < 0.4 ? 2 : 0),
    ticketsClosed: closed,
    ticketsResolved: part(closed, 0.88),
    complaints,
    repeatComplaints: part(complaints, 0.1),
    feedbackItems: closed,
    questionnairesAnswered: part(of, 0.45),
    opinions: part(of, 0.42),
    satisfiedOpinions: Math.round(part(of, 0.42) * satisfied),
    callsOffered: calls,
    callsAnswered: answered,
    callsAnsweredInTime: part(answered, 0.9),
    callsAbandonedEarly: part(calls, 0.03),
    callsAbandonedLate: part(calls, 0.04),
  }
}

const departments = [
  { zh: "心内科", en: "Cardiology" },
  { zh: "呼吸与危重症医学科", en: "Respiratory and critical care" },
  { zh: "骨科", en: "Orthopaedics" },
]

const months = (): ReadonlyArray<MonthlyReport.MonthCounts> => {
  const random = chance(20_260_302)
  return Array.from({ length: 24 }, (_, i) => {
    const satisfied = i < 12 ? 0.65 : 0.8
    const { opinions, satisfiedOpinions, ...counts } = countsOf(
      900 + Math.round(random() * 200),
      satisfied,
      random,
    )
    return {
      month: monthAt(i),
      counts: { ...counts, opinions, satisfiedOpinions: Math.min(opinions, satisfiedOpinions) },
      departments: departments.map((title, d) => ({
        title,
        counts: {
          opinions: 120 - 50 * d,
          satisfiedOpinions: 100 - 45 * d,
          revisitsDue: 40,
          revisitsMade: 30 + d,
        },
      })),
    }
  })
}

export const data: MonthlyReport.ReportData = {
  indicators,
  months: months(),
  interventions: [
    {
      on: PlainDate.make("2025-04-01"),
      title: "出院前电话核对 / phone numbers checked before discharge",
      newPhase: true,
    },
    {
      on: PlainDate.make("2025-05-12"),
      title: "夜班分诊表 / triage sheet for the night shift",
      newPhase: false,
    },
    {
      on: PlainDate.make("2025-11-03"),
      title: "热线增加两个坐席 / two more seats at the hotline",
      newPhase: false,
    },
  ],
  categories: [
    ["等候时间", "Waiting", 47],
    ["费用与账单解释", "Charges and how bills are explained", 19],
    ["服务态度", "Manners", 14],
    ["出院指导不清楚", "Unclear advice at discharge", 9],
    ["膳食", "Meals", 6],
    ["停车", "Parking", 4],
    ["其他", "Other", 2],
  ].map(([zh, en, count]) => ({ title: { zh: String(zh), en: String(en) }, count: Number(count) })),
  issues: [
    { title: { zh: "复诊怎么预约", en: "How to book a return visit" }, count: 61 },
    { title: { zh: "检查报告何时可取", en: "When results can be fetched" }, count: 38 },
  ],
  openLoops: [
    { kind: "ticket", id: "T-2031", owner: Id.StaffId.make("n-3"), dueOn: PlainDate.make("2026-03-20") },
    { kind: "referral", id: "R-77", owner: Id.StaffId.make("d-1") },
  ],
  cycles: [],
  surveys: [
    {
      title: { zh: "出院后问卷", en: "After discharge" },
      rates: ResponseRates.make(
        {
          complete: 380,
          partial: 42,
          refusal: 31,
          nonContact: 260,
          other: 4,
          unknownHousehold: 0,
          unknownOther: 203,
          notEligible: 12,
        },
        { _tag: "All" },
      ),
    },
  ],
}

export const options: MonthlyReport.Options = {
  confidence: 0.95,
  charts: GeneralIndicators.monthlyCharts,
  threshold: 11,
}

export const report = MonthlyReport.make(data, month, options)
