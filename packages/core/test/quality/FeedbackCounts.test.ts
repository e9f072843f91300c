import { FeedbackCounts, Id, type Sla } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const day = 86_400_000
const basis = {} as Sla.TargetState["basis"]
const noon = Date.UTC(2026, 5, 15, 12)

const target = fc
  .record({
    target: fc.constantFrom<Sla.TargetState["target"][]>("FirstResponse", "Resolution", "Promise"),
    state: fc.constantFrom<Sla.State[]>(
      "waiting",
      "running",
      "paused",
      "met",
      "breached",
      "dropped",
      "unknown",
    ),
    dueAt: fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined }),
  })
  .map(
    ({ dueAt, state, target }): Sla.TargetState => ({
      key: "t",
      target,
      openedBy: Id.EventId.make("e-0"),
      state,
      startedAt: undefined,
      dueAt: dueAt === undefined ? undefined : noon + dueAt * day,
      due: undefined,
      endedAt: undefined,
      pausedSince: undefined,
      atRisk: false,
      elapsedMillis: undefined,
      remainingMillis: undefined,
      lateMillis: undefined,
      steps: [],
      rule: undefined,
      basis,
    }),
  )

const kept = fc.array(
  fc
    .record({
      life: FeedbackArbitraries.ticketLife(),
      targets: fc.array(target, { maxLength: 5 }),
    })
    .map(({ life, targets }) => ({
      life,
      kept: { ticket: FeedbackArbitraries.ended(life), evaluation: { at: 0, targets } },
    })),
  { maxLength: 4 },
)

describe("counts of tickets", () => {
  test("are what their histories tell, and stretches add up", () => {
    fc.assert(
      fc.property(
        kept,
        fc.integer({ min: -180, max: 180 }),
        fc.integer({ min: 2, max: 300 }),
        (all, start, length) => {
          const from = noon + start * day
          const during = { from, until: from + length * day }
          const isIn = (at: number) => from <= at && at < during.until
          const found = FeedbackCounts.of(
            all.map((one) => one.kept),
            during,
          )

          let [items, complaints, repeats, closed, resolved] = [0, 0, 0, 0, 0]
          for (const { life, kept } of all) {
            const { ticket } = kept
            const [item] = ticket.items
            const isStanding = ticket.loops[0].withdrawn === undefined
            if (isStanding && isIn(item.receivedAt.epochMilliseconds)) {
              items++
              complaints += Number(ticket.assessment.kind === "complaint")
              repeats += Number(ticket.assessment.kind === "complaint" && ticket.assessment.repeats > 0)
            }
            // Each step that closed the ticket; a later correction of its time counts.
            life.steps.forEach(({ event, ticket: then }, i) => {
              const before = life.steps[i - 1]?.ticket.state._tag
              if (
                then.state._tag !== "Closed" ||
                before === "Closed" ||
                then.state.closure._tag === "Withdrawn"
              )
                return
              const at =
                ticket.marks.find((mark) => mark.event === event.id)?.at.epochMilliseconds ?? Number.NaN
              if (!isIn(at)) return
              closed++
              const [loop] = then.loops
              const reached = loop.answer?._tag === "Reached" || loop.answer?._tag === "Collected"
              resolved += Number(reached || loop.withdrawn !== undefined)
            })
          }
          const owed = all
            .flatMap((one) => one.kept.evaluation.targets)
            .filter(({ dueAt, target }) => target === "FirstResponse" && dueAt !== undefined && isIn(dueAt))
          const [met, late] = [
            owed.filter((t) => t.state === "met"),
            owed.filter((t) => t.state === "breached"),
          ]
          expect(found).toEqual({
            feedbackItems: items,
            complaints,
            repeatComplaints: repeats,
            responsesDue: met.length + late.length,
            responsesInTime: met.length,
            ticketsClosed: closed,
            ticketsResolved: resolved,
          })

          const middle = from + Math.floor(length / 2) * day
          const halves = [
            { from, until: middle },
            { from: middle, until: during.until },
          ].map((half) =>
            FeedbackCounts.of(
              all.map((one) => one.kept),
              half,
            ),
          )
          for (const [fact, count] of Object.entries(found))
            expect(
              halves.reduce((sum, half) => sum + ((half as Record<string, number>)[fact] ?? Number.NaN), 0),
            ).toBe(count)
        },
      ),
      { numRuns: 60 },
    )
  })
})
