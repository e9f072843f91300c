import { Id, SlaEvent, Ticket } from "@aftercare/core"
import { FeedbackArbitraries, FeedbackLaws, Laws } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
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

  test("takes a correction exactly where all times keep their order", () => {
    const correction = fc.tuple(lives, fc.nat(), fc.integer({ min: -5000, max: 5000 }))
    fc.assert(
      fc.property(correction, ([life, drawn, minutes]) => {
        const ticket = FeedbackArbitraries.ended(life)
        const { marks } = ticket
        const index = drawn % marks.length
        const moved = marks[index] as Ticket.Mark
        const happenedAt = DateTime.add(moved.at, { minutes })
        const recordedAt = ticket.recordedAt
        const stamp = {
          id: Id.EventId.make("c"),
          at: recordedAt,
          recordedAt,
          by: { _tag: "System" },
        } as const
        const recorded = Ticket.record(
          ticket,
          { _tag: "Corrected", event: moved.event, happenedAt },
          stamp,
          life.ground,
        )
        const times = marks.map(({ at, track }, i) => ({
          at: (i === index ? happenedAt : at).epochMilliseconds,
          track,
        }))
        const sorted = (all: ReadonlyArray<{ readonly at: number }>) =>
          all.every(({ at }, i) => i === 0 || (all[i - 1] as { readonly at: number }).at <= at)
        const kept =
          times.every(({ at }) => at >= (times[0]?.at ?? 0) && at <= recordedAt.epochMilliseconds) &&
          (["case", "owner", "assessment"] as const).every((track) =>
            sorted(times.filter((time) => time.track === track)),
          )
        expect(Result.isSuccess(recorded)).toBe(kept)
        if (Result.isSuccess(recorded))
          expect(Ticket.atOf(recorded.success[0], moved.event)).toEqual(happenedAt)
      }),
      runs(80),
    )
  })

  test("is made by any events in any order without a fault, and decodes", () => {
    const shuffled = fc
      .tuple(lives, lives)
      .chain(([{ ground, steps }, other]) =>
        fc.tuple(
          fc.constant(ground),
          fc.shuffledSubarray([...steps, ...other.steps].map(({ event }) => event)),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([ground, events]) => {
        const made = Ticket.fromHistory(events)
        const isRegistered = events[0]?._tag === "Registered"
        expect(Option.isSome(made)).toBe(isRegistered)
        if (Option.isSome(made)) expect(Schema.is(Ticket.Ticket)(made.value)).toBe(true)
        const read = Ticket.slaEvents(events, ground.categories)
        expect(read.length > 0).toBe(isRegistered)
        expect(Schema.is(Schema.Array(SlaEvent.SlaEvent))(read)).toBe(true)
      }),
      runs(60),
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
