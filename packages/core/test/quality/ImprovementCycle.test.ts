import { Id, ImprovementCycle, PlainDate } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const at = (day: number) => DateTime.makeUnsafe(Date.UTC(2026, 2, 1 + day))
const opening = Schema.decodeUnknownSync(ImprovementCycle.Opening)({
  id: "cycle-1",
  title: "Too few calls reach the patient",
  owner: "n-7",
  problem: { _tag: "Indicator", indicator: "followUpCompletion", version: "1" },
  better: "higher",
  confidence: 0.95,
  baseline: { _tag: "Share", count: 130, of: 200 },
})
const read = Schema.decodeUnknownSync(ImprovementCycle.Command)
const sample = (count: number, of: number) => ({ _tag: "Share", count, of })

const ids = ["m-1", "m-2", "m-3", "m-4", "m-5"]
const command = fc.oneof(
  fc.constant({ _tag: "NameCause", cause: { text: "Called at work" } }),
  fc.constantFrom(...ids).map((id) => ({
    _tag: "AgreeMeasure",
    measure: { id, text: "Call after 18:00", owner: "n-8", dueOn: "2026-03-15" },
  })),
  fc.constant({ _tag: "Start" }),
  fc.constantFrom(...ids).map((measure) => ({ _tag: "FinishMeasure", measure })),
  fc.constantFrom(...ids).map((measure) => ({ _tag: "DropMeasure", measure, reason: "no staff" })),
  fc
    .constantFrom(sample(160, 200), sample(100, 200), sample(131, 200), sample(0, 0), {
      _tag: "Rate",
      count: 3,
      exposure: 2,
    })
    .map((after) => ({ _tag: "Check", after })),
  fc.constant({ _tag: "GoRound" }),
  fc.constant({ _tag: "Standardise", standards: [{ kind: "protocol", id: "general", revision: "abc" }] }),
)
/** What a round takes, in its order. */
const round = fc
  .tuple(fc.constantFrom(...ids), fc.constantFrom("Standardise", "GoRound", "Check"))
  .map(([id, end]) => [
    { _tag: "NameCause", cause: { text: "Called at work" } },
    {
      _tag: "AgreeMeasure",
      measure: { id, text: "Call after 18:00", owner: "n-8", dueOn: "2026-03-15" },
    },
    { _tag: "Start" },
    { _tag: "FinishMeasure", measure: id },
    { _tag: "Check", after: sample(160, 200) },
    end === "Standardise"
      ? { _tag: end, standards: [{ kind: "protocol", id: "general", revision: "abc" }] }
      : end === "Check"
        ? { _tag: end, after: sample(100, 200) }
        : { _tag: end },
  ])
/** Stopping ends everything, so it comes rarely. */
const commands = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: command.map((one) => [one]) },
      { weight: 6, arbitrary: round },
      { weight: 1, arbitrary: fc.constant([{ _tag: "Stop", reason: "merged" }]) },
    ),
    { maxLength: 25 },
  )
  .map((all) => all.flat().map((one) => read(one)))

/** The rules told once more, with counts alone. */
interface Model {
  stage: "Planning" | "Doing" | "Checked" | "End"
  causes: number
  open: Set<string>
  taken: Set<string>
  done: number
  better: boolean
}

const follow = (m: Model, c: ImprovementCycle.Command, verdictIsBetter: () => boolean): boolean => {
  switch (c._tag) {
    case "NameCause":
      if (m.stage !== "Planning") return false
      m.causes++
      return true
    case "AgreeMeasure":
      if ((m.stage !== "Planning" && m.stage !== "Doing") || m.taken.has(c.measure.id)) return false
      m.open.add(c.measure.id)
      m.taken.add(c.measure.id)
      return true
    case "Start":
      if (m.stage !== "Planning" || m.causes === 0 || m.open.size === 0) return false
      m.stage = "Doing"
      return true
    case "FinishMeasure":
      if (m.stage !== "Doing" || !m.open.delete(c.measure)) return false
      m.done++
      return true
    case "DropMeasure":
      return (m.stage === "Planning" || m.stage === "Doing") && m.open.delete(c.measure)
    case "Check":
      if ((m.stage !== "Doing" && m.stage !== "Checked") || m.open.size > 0 || m.done === 0) return false
      if (c.after._tag !== "Share") return false
      m.stage = "Checked"
      m.better = verdictIsBetter()
      return true
    case "GoRound":
      if (m.stage !== "Checked") return false
      Object.assign(m, { stage: "Planning", causes: 0, done: 0, better: false })
      return true
    case "Standardise":
      if (m.stage !== "Checked" || !m.better) return false
      m.stage = "End"
      return true
    case "Stop":
      if (m.stage === "End") return false
      m.stage = "End"
      return true
  }
}

describe("laws", () => {
  test("a cycle goes as its rules say, is the fold of its events, and loses nothing of earlier rounds", () => {
    fc.assert(
      fc.property(commands, (script) => {
        let [cycle, events] = ImprovementCycle.open(opening, at(0))
        const model: Model = {
          stage: "Planning",
          causes: 0,
          open: new Set(),
          taken: new Set(),
          done: 0,
          better: false,
        }
        script.forEach((command, i) => {
          const decided = ImprovementCycle.decide(cycle, command, at(i))
          const next = Result.isSuccess(decided) ? decided.success[0] : cycle
          const allowed = follow(model, command, () => next.checks.at(-1)?.verdict === "better")
          expect([command._tag, Result.isSuccess(decided)]).toEqual([command._tag, allowed])
          if (Result.isFailure(decided)) return
          expect(next.causes.slice(0, cycle.causes.length)).toEqual(cycle.causes)
          expect(next.checks.slice(0, cycle.checks.length)).toEqual(cycle.checks)
          expect(next.measures.length).toBeGreaterThanOrEqual(cycle.measures.length)
          cycle = next
          events = [...events, ...decided.success[1]]
          expect(ImprovementCycle.openMeasures(cycle).map(({ id }) => id)).toEqual([...model.open])
        })
        const [first, ...later] = events
        expect(first?._tag).toBe("CycleOpened")
        expect(ImprovementCycle.replay(ImprovementCycle.open(opening, at(0))[0], later)).toEqual(cycle)
        const { checks, stage } = cycle
        if (stage._tag === "Standardised") expect(checks.at(-1)?.verdict).toBe("better")
        expect(
          Schema.decodeUnknownSync(ImprovementCycle.ImprovementCycle)(
            Schema.encodeSync(ImprovementCycle.ImprovementCycle)(cycle),
          ),
        ).toEqual(cycle)
      }),
      { numRuns: 300 },
    )
  })
})

describe("one cycle", () => {
  const run = (...all: ReadonlyArray<unknown>) =>
    all.reduce<ImprovementCycle.ImprovementCycle>(
      (cycle, one, i) => Result.getOrThrow(ImprovementCycle.decide(cycle, read(one), at(i)))[0],
      ImprovementCycle.open(opening, at(0))[0],
    )
  const planned = [
    { _tag: "NameCause", cause: { text: "Called at work", link: { kind: "causeAnalysis", id: "ca-1" } } },
    {
      _tag: "AgreeMeasure",
      measure: {
        id: "m-1",
        text: "Call after 18:00",
        owner: "n-8",
        dueOn: "2026-03-15",
        link: { kind: "correctiveAction", id: "act-1" },
      },
    },
    { _tag: "Start" },
  ]

  test("from 65 % to 80 %: done, checked, made the standard", () => {
    const cycle = run(
      ...planned,
      { _tag: "FinishMeasure", measure: "m-1" },
      { _tag: "Check", after: sample(160, 200) },
      { _tag: "Standardise", standards: [{ kind: "protocol", id: "general-discharge", revision: "abc" }] },
    )
    expect(cycle.stage._tag).toBe("Standardised")
    expect(cycle.checks).toHaveLength(1)
    expect(ImprovementCycle.isClosed(cycle)).toBe(true)
  })

  test("what isn't shown goes round, from the sample just taken", () => {
    const cycle = run(
      ...planned,
      { _tag: "FinishMeasure", measure: "m-1" },
      { _tag: "Check", after: sample(137, 200) },
      { _tag: "GoRound" },
    )
    expect(cycle).toMatchObject({ round: 2, stage: { _tag: "Planning" }, baseline: sample(137, 200) })
    const refused = ImprovementCycle.decide(cycle, { _tag: "Start" }, at(9))
    expect(Result.isFailure(refused) && refused.failure.rule).toBe("cycle.noCause")
  })

  test("a measure is overdue from the day after its date, until it ends or the cycle does", () => {
    const cycle = run(...planned)
    const overdueOn = (on: string, of = cycle) =>
      ImprovementCycle.overdue(of, PlainDate.make(on)).map(({ id }) => id)
    expect(overdueOn("2026-03-15")).toEqual([])
    expect(overdueOn("2026-03-16")).toEqual([Id.MeasureId.make("m-1")])
    expect(overdueOn("2026-03-16", run(...planned, { _tag: "Stop", reason: "merged" }))).toEqual([])
    expect(overdueOn("2026-03-16", run(...planned, { _tag: "FinishMeasure", measure: "m-1" }))).toEqual([])
  })
})
