import { SlaEvent, Ticket } from "@aftercare/core"
import { FeedbackArbitraries, FeedbackLaws, Laws } from "@aftercare/core/testing"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const lives = FeedbackArbitraries.ticketLife()

describe("a ticket", patience, () => {
  test.each([
    FeedbackLaws.historyIsTheTicket,
    FeedbackLaws.toldTwiceIsToldOnce,
    FeedbackLaws.ownersTakeThemselves,
    FeedbackLaws.nothingClosesUnanswered,
    FeedbackLaws.openMeansAwaiting,
    FeedbackLaws.timesKeepTheirOrder,
    FeedbackLaws.reopensWithinPolicy,
    FeedbackLaws.dutiesLeadToTheEnd,
  ])("$name", (law) => {
    fc.assert(Laws.property(law, lives), runs(70))
  })

  test("and its events decode from what they encode to", () => {
    const ticket = Schema.fromJsonString(Ticket.Ticket)
    const events = Schema.fromJsonString(Schema.Array(Ticket.TicketEvent))
    fc.assert(
      fc.property(lives, (life) => {
        const kept = life.steps.map(({ event }) => event)
        const read = Schema.decodeSync(events)(Schema.encodeSync(events)(kept))
        expect(Equal.equals(read, kept)).toBe(true)
        const last = FeedbackArbitraries.ended(life)
        expect(Equal.equals(Schema.decodeSync(ticket)(Schema.encodeSync(ticket)(last)), last)).toBe(true)
      }),
      runs(40),
    )
  })

  test("is read by clocks as events that decode, each id once", () => {
    fc.assert(
      fc.property(lives, ({ ground, steps }) => {
        const read = Ticket.slaEvents(
          steps.map(({ event }) => event),
          ground.categories,
        )
        expect(Schema.is(Schema.Array(SlaEvent.SlaEvent))(read)).toBe(true)
        expect(new Set(read.map(({ id }) => id)).size).toBe(read.length)
      }),
      runs(50),
    )
  })
})

test(
  "lives reach everything: each act is recorded and refused somewhere, each stage is stood at",
  patience,
  () => {
    const drawn = fc.sample(lives, { numRuns: 400, seed: 1 })
    const recorded = new Set(drawn.flatMap(({ steps }) => steps.map(({ event }) => event._tag)))
    const refused = new Set(drawn.flatMap((life) => life.refused.map(({ act }) => act._tag)))
    const acts = Object.keys(Ticket.Act.cases)
    expect(acts.filter((tag) => !recorded.has(tag as Ticket.Act["_tag"]))).toEqual([])
    expect(acts.filter((tag) => !refused.has(tag as Ticket.Act["_tag"]))).toEqual([])
    const stages = new Set(drawn.flatMap(({ steps }) => steps.map(({ ticket }) => Ticket.stageOf(ticket))))
    expect(Ticket.Stage.literals.filter((stage) => !stages.has(stage))).toEqual(["merged"])
  },
)
