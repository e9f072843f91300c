import {
  CountedFact,
  GeneralIndicators,
  Id,
  ImprovementCycle,
  Indicator,
  MonthlyReport,
  OpenLoops,
  PlainDate,
  ReportText,
  ResponseRates,
  TimeZone,
  Training,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { solver } from "../survey/support/solver.ts"

const monthAt = (i: number) =>
  MonthlyReport.Month.make(PlainDate.addMonths(PlainDate.make("2025-01-01"), i).slice(0, 7))
const options: MonthlyReport.Options = {
  confidence: 0.95,
  charts: GeneralIndicators.monthlyCharts,
  threshold: 11,
}
const empty: MonthlyReport.ReportData = {
  indicators: GeneralIndicators.all,
  months: [],
  interventions: [],
  categories: [],
  issues: [],
  openLoops: [],
  cycles: [],
}

const counts: fc.Arbitrary<CountedFact.Counts> = fc
  .record(
    Object.fromEntries(
      CountedFact.CountedFact.literals.map((fact) => [
        fact,
        fc.oneof(fc.nat(15), fc.integer({ min: 0, max: 900 })),
      ]),
    ),
    { noNullPrototype: true },
  )
  .map((drawn) => Schema.decodeUnknownSync(CountedFact.Counts)(drawn))
const months = fc
  .array(fc.tuple(counts, fc.array(counts, { maxLength: 2 })), { minLength: 1, maxLength: 15 })
  .map((all) =>
    all.map(([counts, departments], i) => ({
      month: monthAt(i),
      counts,
      departments: departments.map((counts, d) => ({ title: { zh: `科室${d}`, en: `Ward ${d}` }, counts })),
    })),
  )
const categories = fc
  .array(fc.oneof(fc.nat(12), fc.nat(200)), { maxLength: 7 })
  .map((all) => all.map((count, i) => ({ title: { zh: `类${i}`, en: `Kind ${i}` }, count })))
const data: fc.Arbitrary<MonthlyReport.ReportData> = fc
  .record({ months, categories, ours: fc.subarray([...GeneralIndicators.all]) })
  .map(({ categories, months, ours }) => ({
    ...empty,
    indicators: ours,
    months,
    categories,
    issues: categories,
  }))

const lastOf = ({ months }: MonthlyReport.ReportData) => monthAt(months.length - 1)

describe("laws", () => {
  test("the order of the months and what comes later don't matter; nobody taken off is in it", () => {
    fc.assert(
      fc.property(data, fc.nat(), (all, cut) => {
        const month = monthAt(cut % all.months.length)
        const report = MonthlyReport.make(all, month, options)
        expect(MonthlyReport.make({ ...all, months: [...all.months].reverse() }, month, options)).toEqual(
          report,
        )
        const known = all.months.filter((one) => one.month <= month)
        expect(MonthlyReport.make({ ...all, months: known }, month, options)).toEqual(report)
        expect(report.indicators.map(({ indicator }) => indicator)).toEqual(
          all.indicators.filter(({ switchedOff }) => switchedOff === undefined),
        )
      }),
      { numRuns: 40 },
    )
  })

  test("figures are those of their month, and a chart has a point for each month that has one", () => {
    fc.assert(
      fc.property(data, (all) => {
        const month = lastOf(all)
        for (const one of MonthlyReport.make(all, month, options).indicators) {
          const [here, before] = [all.months.at(-1), all.months.at(-2)]
          const figure = (of: MonthlyReport.MonthCounts | undefined) =>
            Indicator.evaluate(one.indicator, of?.counts ?? {}, 0.95)
          expect(one.now).toEqual(figure(here))
          expect(one.before).toEqual(figure(before))
          expect(one.departments.map(({ evaluated }) => evaluated)).toEqual(
            here?.departments.map(({ counts }) => Indicator.evaluate(one.indicator, counts, 0.95)),
          )
          const drawn = all.months.filter((m) => {
            const { _tag } = figure(m).figure
            return _tag === "Share" || _tag === "Rate" || _tag === "Total"
          })
          expect(one.chart.points.map(({ on }) => on)).toEqual(drawn.map((m) => `${m.month}-01`))
        }
      }),
      { numRuns: 40 },
    )
  })

  test("what is called better or worse stays so after Holm's steps", () => {
    fc.assert(
      fc.property(data, (all) => {
        const { changed, indicators } = MonthlyReport.make(all, lastOf(all), options)
        const tested = indicators
          .flatMap((one) =>
            one.change.difference._tag === "Compared" ? [{ one, p: one.change.difference.pValue }] : [],
          )
          .sort((a, b) => a.p - b.p)
        let rejecting = true
        tested.forEach(({ one, p }, i) => {
          rejecting = rejecting && p < 0.05 / (tested.length - i)
          const alone = one.change.verdict
          expect(one.verdict).toBe(rejecting ? alone : "notShown")
          expect(
            changed.some(({ indicator }) => indicator === one.indicator) || one.verdict === "notShown",
          ).toBe(true)
        })
      }),
      { numRuns: 60 },
    )
  })

  test("the parts of a Pareto chart add up, the vital few reach four fifths, and no fewer would", () => {
    fc.assert(
      fc.property(categories, (all) => {
        const { pareto } = MonthlyReport.make({ ...empty, categories: all }, monthAt(0), options)
        const total = all.reduce((sum, { count }) => sum + count, 0)
        const sizes = all.map(({ count }) => count).filter((count) => count > 0)
        expect(pareto.map(({ count }) => count)).toEqual(sizes.sort((a, b) => b - a))
        const vital = pareto.filter((part) => part.vital)
        expect(pareto.slice(0, vital.length)).toEqual(vital)
        const upTo = (n: number) => pareto.slice(0, n).reduce((sum, { count }) => sum + count, 0)
        expect(pareto.map(({ together }) => together)).toEqual(
          pareto.map((_, i) => ({ count: upTo(i + 1), of: total })),
        )
        expect(5 * upTo(vital.length)).toBeGreaterThanOrEqual(4 * total)
        if (vital.length > 0) expect(5 * upTo(vital.length - 1)).toBeLessThan(4 * total)
      }),
    )
  })
})

describe("publication", () => {
  const facts = CountedFact.CountedFact.literals
  const allParts = [...new Set(Object.values(CountedFact.parts).flat())]
  /** Counts that agree with each other, as each fact is the sum of its parts. */
  const agreeing = fc
    .record(
      Object.fromEntries(
        allParts.map((part) => [part, fc.oneof(fc.nat(15), fc.integer({ min: 0, max: 900 }))]),
      ),
      { noNullPrototype: true },
    )
    .map((drawn) =>
      Schema.decodeUnknownSync(CountedFact.Counts)(
        Object.fromEntries(
          facts.map((fact) => [
            fact,
            CountedFact.parts[fact].reduce((sum, part) => sum + (drawn[part] as number), 0),
          ]),
        ),
      ),
    )
  const ours = fc.subarray(
    GeneralIndicators.all.map(({ switchedOff: _, ...indicator }) => indicator),
    { minLength: 1 },
  )
  const asked = fc.record({
    counts: agreeing,
    categories,
    /** How many complaints there are beside those of all categories, or of the largest; undefined for any number. */
    beyond: fc.option(
      fc.record({
        of: fc.constantFrom("all", "largest"),
        by: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(200)),
      }),
      { nil: undefined },
    ),
    first: ours,
    second: ours,
    threshold: fc.integer({ min: 2, max: 20 }),
  })
  const month = monthAt(0)
  const publicationOf = (
    of: typeof asked extends fc.Arbitrary<infer A> ? A : never,
    indicators: ReadonlyArray<Indicator.Indicator>,
    before: ReadonlyArray<MonthlyReport.Publication>,
  ) => {
    const sizes = of.categories.map(({ count }) => count)
    const complaints =
      (of.beyond?.by ?? 0) +
      (of.beyond?.of === "largest" ? Math.max(0, ...sizes) : sizes.reduce((a, b) => a + b, 0))
    const counts =
      of.beyond !== undefined
        ? {
            ...of.counts,
            complaints,
            feedbackItems: complaints + 40,
            repeatComplaints: Math.min(complaints, 5),
          }
        : of.counts
    const { publication } = MonthlyReport.make(
      {
        ...empty,
        indicators,
        months: [{ month, counts, departments: [] }],
        categories: of.categories,
        published: before.map(({ cells }) => cells),
      },
      month,
      { ...options, threshold: of.threshold },
    )
    return { counts, publication }
  }
  /** The numbers that an indicator tells, each with the parts that it counts. */
  const numbersOf = ({ measure }: Indicator.Indicator, counts: CountedFact.Counts) => {
    const of = (...all: ReadonlyArray<ReadonlyArray<CountedFact.CountedFact>>) => {
      const [more = [], less = []] = all.map((some) => some.flatMap((fact) => CountedFact.parts[fact]))
      const sum = (some: ReadonlyArray<CountedFact.CountedFact> = []) =>
        some.reduce((total, fact) => total + (counts[fact] as number), 0)
      return { parts: more.filter((part) => !less.includes(part)), value: sum(all[0]) - sum(all[1]) }
    }
    const count = of(measure.count)
    if (measure._tag === "Total") return [count]
    if (measure._tag === "Rate") return [count, of(measure.by)]
    const base = of(measure.of, measure.without)
    const rest = {
      parts: base.parts.filter((part) => !count.parts.includes(part)),
      value: base.value - count.value,
    }
    return [count, rest, base]
  }

  test("categories of one name in one language are told apart, and those of one name in both are one", () => {
    const told = (...categories: ReadonlyArray<readonly [zh: string, en: string, count: number]>) => {
      const named = categories.map(([zh, en, count]) => ({ title: { zh, en }, count }))
      const { publication } = MonthlyReport.make({ ...empty, categories: named }, monthAt(0), options)
      return [publication.categories.map(({ count }) => count), publication.otherCategories]
    }
    expect(told(["等候", "Waiting", 40], ["其他", "Other", 20], ["食堂", "Other", 3])).toEqual([[40], 23])
    expect(told(["等候", "Waiting", 40], ["其他", "Other", 20], ["其他", "Other", 3])).toEqual([
      [40, 23],
      undefined,
    ])
  })

  test("complaints of no category aren't told by what the categories lack of all; of several, it says so", () => {
    const total = {
      ...GeneralIndicators.complaintRate,
      measure: { _tag: "Total", count: ["complaints"] },
    } as const
    const told = (complaints: number, ...sizes: ReadonlyArray<number>) => {
      const { publication } = MonthlyReport.make(
        {
          ...empty,
          indicators: [total],
          months: [{ month, counts: { complaints }, departments: [] }],
          categories: sizes.map((count, i) => ({ title: { zh: `类${i}`, en: `Kind ${i}` }, count })),
        },
        month,
        options,
      )
      const text = ReportText.publication(publication, { language: "en" })
      return [
        publication.figures.length,
        publication.categories.map(({ count }) => count),
        text.split("\n").filter((line) => /^\| (?:Of no|Others)/.test(line)),
        text.includes("A complaint may stand in several categories"),
      ]
    }
    expect(told(97, 57, 40)).toEqual([1, [57, 40], [], false])
    expect(told(100, 57, 40)).toEqual([1, [57], ["| Others together | 43 |"], false])
    expect(told(127, 57, 40)).toEqual([1, [57, 40], ["| Of no category | 30 |"], false])
    expect(told(90, 57, 40)).toEqual([1, [57, 40], [], true])
    // Exactly one isn't about the second; the first holds them all.
    expect(told(30, 30, 29)).toEqual([1, [30], [], false])
    expect(told(40, 39, 38, 20, 15)).toEqual([1, [20, 15], [], false])
    expect(told(40, 39, 29, 20)).toEqual([1, [29, 20], [], true])
    // These aren't categories of complaints.
    expect(told(40, 57, 40)).toEqual([1, [], [], false])
    expect(told(3)).toEqual([0, [], [], false])
    expect(told(100)).toEqual([1, [], [], false])
    // All feedback and all complaints differ by three.
    const feedback = { ...total, measure: { _tag: "Total", count: ["feedbackItems"] } } as const
    const counts = { complaints: 97, feedbackItems: 100 }
    const { publication } = MonthlyReport.make(
      {
        ...empty,
        indicators: [feedback],
        months: [{ month, counts, departments: [] }],
        categories: [{ title: { zh: "等候", en: "Waiting" }, count: 97 }],
      },
      month,
      options,
    )
    expect([publication.figures.length, publication.categories.length]).not.toEqual([1, 1])
  })

  test("nor by the categories that were told before the complaints were counted, or after", () => {
    const total = {
      ...GeneralIndicators.complaintRate,
      measure: { _tag: "Total", count: ["complaints"] },
    } as const
    const make = (
      counts: CountedFact.Counts,
      sizes: ReadonlyArray<number>,
      before: ReadonlyArray<MonthlyReport.Publication>,
    ) =>
      MonthlyReport.make(
        {
          ...empty,
          indicators: [total],
          months: [{ month, counts, departments: [] }],
          categories: sizes.map((count, i) => ({ title: { zh: `类${i}`, en: `Kind ${i}` }, count })),
          published: before.map(({ cells }) => cells),
        },
        month,
        options,
      ).publication
    for (const complaints of [60, 99]) {
      const categories = make({}, [57, 40], [])
      expect(categories.categories.length).toBe(2)
      expect(make({ complaints }, [57, 40], [categories])).toMatchObject({ figures: [], categories: [] })
      const all = make({ complaints }, [], [])
      expect(all.figures.length).toBe(1)
      const after = make({ complaints }, [57, 40], [all])
      expect([after.figures.length, after.categories.map(({ count }) => count)]).toEqual([
        1,
        complaints === 60 ? [40] : [57],
      ])
      expect(make({ complaints }, [57, 40], [all, after])).toMatchObject({
        figures: after.figures,
        categories: after.categories,
      })
    }
  })

  test("no small number is in it, nor can a solver work one out of two publications and the categories", async () => {
    const highs = await solver
    let withheld = 0
    await fc.assert(
      fc.asyncProperty(asked, async (of) => {
        const once = publicationOf(of, of.first, [])
        const twice = publicationOf(of, of.second, [once.publication])
        const { counts } = once
        const both = [once.publication, twice.publication]
        const told = both.flatMap(({ figures }) =>
          figures.flatMap(({ indicator }) => numbersOf(indicator, counts)),
        )
        for (const { value } of told) expect(value === 0 || value >= of.threshold).toBe(true)
        const kinds = of.categories.filter(({ count }) => count > 0)
        const shown = kinds.filter((one) =>
          both.some((publication) => publication.categories.some(({ title }) => title.en === one.title.en)),
        )
        for (const { count } of shown) expect(count).toBeGreaterThanOrEqual(of.threshold)
        const at = (part: string) => `p${allParts.indexOf(part)}`
        const kindAt = (one: MonthlyReport.Named) => `k${kinds.indexOf(one)}`
        const complaints = counts.complaints as number
        const unnamed = complaints - kinds.reduce((sum, { count }) => sum + count, 0)
        if (kinds.some(({ count }) => count > complaints)) expect(shown).toEqual([])
        // Each category is some of all complaints; what it lacks of them is a number of people too.
        const outside = kinds
          .filter(({ count }) => count <= complaints)
          .map((one) => ({ one, of: `r${kinds.indexOf(one)}` }))
        const complaintParts = CountedFact.parts.complaints.map(at).join(" - ")
        const all = [...kinds.map(kindAt), ...(unnamed > 0 ? ["none"] : [])].join(" + ")
        const known = [
          ...told
            .filter(({ parts }) => parts.length > 0)
            .map(({ parts, value }) => `${parts.map(at).join(" + ")} = ${value}`),
          ...shown.map((one) => `${kindAt(one)} = ${one.count}`),
          ...both.flatMap(({ uncategorised }) =>
            uncategorised === undefined ? [] : [`none = ${uncategorised}`],
          ),
          ...both.flatMap(({ categories, otherCategories, uncategorised = 0 }) =>
            otherCategories === undefined
              ? []
              : [
                  `${all} = ${categories.reduce((sum, { count }) => sum + count, otherCategories + uncategorised)}`,
                ],
          ),
          ...(unnamed >= 0 && kinds.length > 0 ? [`${all} - ${complaintParts} = 0`] : []),
          ...outside.map(({ of, one }) => `${kindAt(one)} + ${of} - ${complaintParts} = 0`),
          ...both.flatMap(({ categories, overlapping }) =>
            overlapping === true
              ? [
                  `${complaintParts.replaceAll("-", "+")} <= ${categories.reduce((sum, { count }) => sum + count, -1)}`,
                ]
              : [],
          ),
          `${allParts.map(at).join(" + ")} >= 0`,
        ]
        const secrets = [
          ...both.flatMap((publication) =>
            publication.withheld.flatMap((indicator) =>
              numbersOf(indicator, counts).map(({ parts, value }) => ({ of: parts.map(at), value })),
            ),
          ),
          ...kinds.map((one) => ({ of: [kindAt(one)], value: one.count })),
          ...outside.map(({ of, one }) => ({ of: [of], value: complaints - one.count })),
          ...(kinds.length > 0 ? [{ of: ["none"], value: unnamed }] : []),
        ].filter(({ of: parts, value }) => parts.length > 0 && value > 0 && value < of.threshold)
        withheld += secrets.length
        for (const secret of secrets)
          for (const [goal, worst] of [
            ["Minimize", 1],
            ["Maximize", of.threshold - 1],
          ] as const) {
            const found = highs.solve(
              `${goal}\n obj: ${secret.of.join(" + ")}\nSubject To\n${known.join("\n")}\nEnd`,
            )
            if (found.Status === "Unbounded" && goal === "Maximize") continue
            expect(found.Status).toBe("Optimal")
            if (goal === "Minimize") expect(found.ObjectiveValue).toBeLessThan(worst + 1e-6)
            else expect(found.ObjectiveValue).toBeGreaterThan(worst - 1e-6)
          }
      }),
      { numRuns: 60 },
    )
    expect(withheld).toBeGreaterThan(0)
  })

  test("what is left out is named, and nothing is left out where no group is small", () => {
    fc.assert(
      fc.property(asked, (of) => {
        const { publication } = publicationOf(of, of.first, [])
        const { figures, withheld } = publication
        const told = publicationOf(of, of.first, []).publication.figures.length + withheld.length
        expect(told).toBeLessThanOrEqual(of.first.length)
        const ids = [...figures.map(({ indicator }) => indicator.id), ...withheld.map(({ id }) => id)]
        expect(ids.sort()).toEqual(
          of.first
            .filter(
              (one) =>
                Indicator.evaluate(one, publicationOf(of, [], []).counts, 0.95).standing._tag !== "NoData",
            )
            .map(({ id }) => id)
            .sort(),
        )
      }),
      { numRuns: 60 },
    )
    const many = Object.fromEntries(
      facts.map((fact) => [fact, CountedFact.parts[fact].length * 100]),
    ) as CountedFact.Counts
    const of = { counts: many, categories: [], beyond: undefined, first: [], second: [], threshold: 11 }
    const indicators = GeneralIndicators.all.map(({ switchedOff: _, ...indicator }) => indicator)
    expect(publicationOf(of, indicators, []).publication.withheld).toEqual([])
  })

  test("a count that was told otherwise before isn't told again", () => {
    const { revisits } = GeneralIndicators
    const make = (revisitsDue: number, published: ReadonlyArray<MonthlyReport.Publication>) =>
      MonthlyReport.make(
        {
          ...empty,
          indicators: [revisits],
          months: [{ month, counts: { revisitsDue, revisitsMade: 80 }, departments: [] }],
          published: published.map(({ cells }) => cells),
        },
        month,
        options,
      ).publication
    const first = make(100, [])
    expect(first.figures.length).toBe(1)
    expect(make(100, [first]).figures.length).toBe(1)
    // Three who came late would be told by the difference.
    const second = make(103, [first])
    expect([second.figures, second.withheld.map(({ id }) => id)]).toEqual([[], ["revisits"]])
  })
})

describe("a report", () => {
  const month = MonthlyReport.Month.make("2026-03")
  const at = DateTime.makeUnsafe("2026-02-01T00:00:00Z")
  const decided = (cycle: ImprovementCycle.ImprovementCycle, command: unknown) =>
    Result.getOrThrow(
      ImprovementCycle.decide(cycle, Schema.decodeUnknownSync(ImprovementCycle.Command)(command), at),
    )[0]
  const measures = [
    { id: "m-1", dueOn: "2026-03-31" },
    { id: "m-2", dueOn: "2026-04-01" },
  ]
  const cycle = [
    { _tag: "NameCause", cause: { text: "Called at work" } },
    ...measures.map((one) => ({
      _tag: "AgreeMeasure",
      measure: { text: "Call later", owner: "n-8", ...one },
    })),
    { _tag: "Start" },
  ].reduce(
    decided,
    ImprovementCycle.open(
      Schema.decodeUnknownSync(ImprovementCycle.Opening)({
        id: "cycle-1",
        title: "Too few calls reach the patient",
        owner: "n-7",
        problem: { _tag: "Indicator", indicator: "followUpCompletion", version: "1" },
        better: "higher",
        confidence: 0.95,
        baseline: { _tag: "Share", count: 130, of: 200 },
      }),
      at,
    )[0],
  )
  const { contactViolations, followUpCompletion, satisfactionTopTwo, trainingDone } = GeneralIndicators
  const { switchedOff: _, ...satisfaction } = satisfactionTopTwo
  const followUps = (completed: number) => ({
    followUpsEnded: 210,
    followUpsCancelled: 10,
    followUpsCompleted: completed,
  })
  const report = MonthlyReport.make(
    {
      ...empty,
      indicators: [followUpCompletion, contactViolations, satisfaction, trainingDone],
      months: [
        {
          month: MonthlyReport.Month.make("2026-02"),
          counts: { ...followUps(130), contactViolations: 0 },
          departments: [],
        },
        {
          month,
          counts: { ...followUps(160), contactViolations: 2, opinions: 100, satisfiedOpinions: 80 },
          departments: [
            { title: { zh: "心内科", en: "Cardiology" }, counts: { opinions: 20, satisfiedOpinions: 19 } },
          ],
        },
      ],
      categories: [
        { title: { zh: "等候时间", en: "Waiting" }, count: 40 },
        { title: { zh: "费用", en: "Charges" }, count: 7 },
        { title: { zh: "态度", en: "Manners" }, count: 12 },
      ],
      issues: [{ title: { zh: "复诊怎么预约", en: "How to book a return visit" }, count: 31 }],
      openLoops: [
        { kind: "referral", id: "ref-1", owner: Id.StaffId.make("d-1") },
        { kind: "ticket", id: "t-9", owner: Id.StaffId.make("n-3"), dueOn: PlainDate.make("2026-03-20") },
      ],
      cycles: [cycle],
      surveys: [
        {
          title: { zh: "出院后问卷", en: "After discharge" },
          rates: ResponseRates.make(
            {
              complete: 120,
              partial: 30,
              refusal: 12,
              nonContact: 20,
              other: 0,
              unknownHousehold: 0,
              unknownOther: 58,
              notEligible: 4,
            },
            { _tag: "All" },
          ),
        },
      ],
    },
    month,
    options,
  )

  test("names what changed, what can't be told, and what is past its date at the month's end", () => {
    expect(
      report.changed.map(({ from, indicator, to, verdict }) => [indicator.id, verdict, from._tag, to._tag]),
    ).toEqual([
      ["followUpCompletion", "better", "NoTarget", "NoTarget"],
      ["contactViolations", "noData", "Met", "NotMet"],
    ])
    expect(report.undecidable.map(({ indicator }) => indicator.id)).toEqual([
      "satisfactionTopTwo",
      "trainingDone",
    ])
    expect(report.openLoops.map(({ id, overdue }) => [id, overdue])).toEqual([
      ["t-9", true],
      ["m-1", true],
      ["m-2", false],
      ["ref-1", false],
    ])
    expect(report.cycles[0]?.overdue.map(({ id }) => id)).toEqual(["m-1"])
    expect(report.publication.withheld.map(({ id }) => id)).toEqual(["contactViolations"])
  })

  test("names a target that is missed in the first month, and none that is met", () => {
    const changed = (violations: number) =>
      MonthlyReport.make(
        {
          ...empty,
          indicators: [contactViolations],
          months: [{ month, counts: { contactViolations: violations }, departments: [] }],
        },
        month,
        options,
      ).changed.map(({ from, to }) => [from._tag, to._tag])
    expect(changed(2)).toEqual([["NoData", "NotMet"]])
    expect(changed(0)).toEqual([])
  })

  test("takes what is open at the desk, and trainings to be arranged, with the date in the zone", () => {
    const desk: OpenLoops.OpenLoops = {
      tickets: [
        {
          ticket: Id.TicketId.make("t-1"),
          stage: "inHand",
          acting: Id.StaffId.make("n-1"),
          awaits: [{ _tag: "Result" }],
        },
      ],
      actions: [
        {
          action: Id.ActionId.make("a-1"),
          owner: Id.StaffId.make("n-2"),
          dueAt: DateTime.makeUnsafe("2026-03-31T16:00:00Z"),
        },
      ],
      stages: OpenLoops.of({ tickets: [], actions: [] }, at).stages,
      twice: [],
    }
    const on = PlainDate.make("2026-04-01")
    const course = Schema.decodeUnknownSync(Training.Course)({
      id: "phone-manners",
      title: { zh: "电话礼仪", en: "Phone manners" },
      roles: ["nurse"],
      graceDays: 30,
    })
    const member = Schema.decodeUnknownSync(Training.Member)({
      staff: "n-3",
      role: "nurse",
      since: "2026-01-31",
    })
    const late = Training.due(Training.standings([course], [member], [], on), on, 0)
    expect(MonthlyReport.openLoopsOf(desk, late, TimeZone.make("Asia/Shanghai"))).toEqual([
      { kind: "ticket", id: "t-1", owner: "n-1" },
      { kind: "correctiveAction", id: "a-1", owner: "n-2", dueOn: "2026-04-01" },
      { kind: "training", id: "phone-manners", owner: "n-3", dueOn: "2026-03-02" },
    ])
  })

  test("reads in English", () => {
    const text = ReportText.render(report, { language: "en" })
    expect(text.startsWith("# Quality in the month, 2026-03\n")).toBe(true)
    for (const line of [
      "- Follow-ups completed: better",
      "- Violations of the contact window: met → not met",
      "| Follow-ups completed | 160 of 200 (80.0 %) | 73.9–85.0 % |  | no target | 130 of 200 (65.0 %) | better |",
      "| Trainings done | not counted: trainings done, trainings due |  | ≥ 100 % | no data |",
      "| Cardiology | 19 of 20 (95.0 %) | 76.4–99.1 % | can't be told: too few |",
      "| Waiting | 40 | 40 of 59 (67.8 %) | yes |",
      "| After discharge | 120 of 240 (50.0 %) | 150 of 240 (62.5 %) | 12 of 240 (5.0 %) | 162 of 240 (67.5 %) |",
      "| ticket | t-9 | n-3 | Fri 20 Mar 2026 | yes |",
      "| Too few calls reach the patient | 1 | do | m-1 |",
    ])
      expect(text.split("\n")).toContain(line)
    expect(text).toContain("Intervals have a confidence of 95 %.")
  })

  test("reads in Chinese, and the publication keeps small groups out", () => {
    const text = ReportText.render(report, { language: "zh" })
    expect(text.startsWith("# 2026年3月质量月报\n")).toBe(true)
    expect(text.split("\n")).toContain("- 违反回访时段次数：达标 → 未达标")
    const published = ReportText.publication(report.publication, { language: "zh" })
    expect(published).toBe(
      [
        "# 2026年3月服务质量公示",
        "",
        "### 指标",
        "",
        "| 指标 | 本月 | 区间 | 目标 | 结论 |",
        "| --- | ---: | ---: | ---: | --- |",
        "| 随访完成率 | 200 中 160（80.0%） | 73.9–85.0% |  | 未设目标 |",
        "| 满意度（前两项占比） | 100 中 80（80.0%） | 71.1–86.7% | ≥ 80% | 无法判断：目标在区间之内 |",
        "",
        "### 投诉类别",
        "",
        "| 类别 | 数量 |",
        "| --- | ---: |",
        "| 等候时间 | 40 |",
        "| 其余合计 | 19 |",
        "",
        "### 指标的定义",
        "",
        "| 指标 | 算法 | 版本 | 依据 |",
        "| --- | --- | --- | --- |",
        "| 随访完成率 | 完成的随访 ÷ (已结束的随访 − 取消的随访) | followUpCompletion 1 | Aftercare 自己的定义 |",
        "| 满意度（前两项占比） | 前两项回答 ÷ 满意度回答 | satisfactionTopTwo 1 | Aftercare 自己的定义 |",
        "",
        "区间为 95% 置信区间。",
        "",
        "人数较少或可由其他数字推算，未予公布：违反回访时段次数。",
        "",
      ].join("\n"),
    )
  })

  /** The same month with Laney's charts of all shares and rates. */
  const withLaney = (all: MonthlyReport.ReportData): MonthlyReport.ReportData => ({
    ...all,
    indicators: all.indicators.map((indicator) =>
      indicator.measure._tag === "Total"
        ? indicator
        : { ...indicator, measure: { ...indicator.measure, laney: true } },
    ),
  })

  test("says where a chart's points vary by more than chance, until Laney's limits fit them", () => {
    const { followUpCompletion, complaintRate } = GeneralIndicators
    const all: MonthlyReport.ReportData = {
      ...empty,
      indicators: [followUpCompletion, complaintRate],
      months: Array.from({ length: 12 }, (_, i) => ({
        month: monthAt(i),
        counts: {
          followUpsEnded: 40_000,
          followUpsCompleted: 30_000 + (i % 3) * 1000,
          followUpsCancelled: 0,
          complaints: 30 + (i % 3),
          discharges: 10_000,
        },
        departments: [],
      })),
    }
    const textOf = (all: MonthlyReport.ReportData, language: "zh" | "en") => {
      const found = MonthlyReport.make(all, lastOf(all), options)
      return [
        found.indicators.map(({ chart }) => chart.kind),
        ReportText.render(found, { language }),
      ] as const
    }
    const [kinds, english] = textOf(all, "en")
    expect(kinds).toEqual(["P", "U"])
    expect(english).toContain("times that of chance")
    expect(english).toContain("no more than by chance")
    expect(english).toContain("the limits of p and u charts are too narrow")
    const [, chinese] = textOf(all, "zh")
    expect(chinese).toMatch(/为偶然波动的 [\d.]+ 倍/)
    expect(chinese).toContain("p 图和 u 图的控制限偏窄")
    const [widened, fitting] = textOf(withLaney(all), "en")
    expect(widened).toEqual(["PPrime", "UPrime"])
    expect(fitting).toContain("times that of chance")
    expect(fitting).not.toContain("too narrow")
  })

  test("every table of every report is whole, and nothing in it is undefined or NaN", () => {
    fc.assert(
      fc.property(
        data,
        fc.constantFrom("zh" as const, "en" as const),
        fc.boolean(),
        (all, language, isLaney) => {
          const found = MonthlyReport.make(isLaney ? withLaney(all) : all, lastOf(all), options)
          for (const text of [
            ReportText.render(found, { language }),
            ReportText.publication(found.publication, { language }),
          ]) {
            expect(text).not.toMatch(/undefined|NaN|Infinity|\[object/)
            for (const table of text.split("\n\n").filter((part) => part.startsWith("|")))
              expect(
                new Set(
                  table
                    .trim()
                    .split("\n")
                    .map((line) => line.split(" | ").length),
                ).size,
              ).toBe(1)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test("a month that nobody counted has no figures, and says so", () => {
    const none = MonthlyReport.make(empty, month, options)
    expect(none.indicators.every(({ now }) => now.figure._tag === "NotCounted")).toBe(true)
    expect(none.publication).toEqual({
      month,
      threshold: 11,
      figures: [],
      withheld: [],
      categories: [],
      cells: { threshold: 11, figures: [] },
    })
    expect(MonthlyReport.lastDay(MonthlyReport.Month.make("2024-02"))).toBe("2024-02-29")
  })
})
