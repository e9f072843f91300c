import { Id, Letter, LetterText, Ticket, TimeZone } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const [mine, theirs] = [Id.FeedbackId.make("f-1"), Id.FeedbackId.make("f-2")]
const lives = FeedbackArbitraries.ticketLife({ item: mine })
const eventsOf = ({ steps }: FeedbackArbitraries.TicketLife) => steps.map(({ event }) => event)
const ruleOf = (letter: Result.Result<Letter.Letter, Ticket.Refusal>) =>
  Result.isFailure(letter)
    ? "rule" in letter.failure
      ? letter.failure.rule
      : letter.failure.field
    : "written"

/** Which of these happened last; none where none did. */
const last = (
  events: ReadonlyArray<Ticket.TicketEvent>,
  ...tags: ReadonlyArray<Ticket.TicketEvent["_tag"]>
) => events.findLast(({ _tag }) => tags.includes(_tag))?._tag

const later = DateTime.makeUnsafe("2027-01-01T00:00:00Z")

describe("a letter to the sender of an item", patience, () => {
  test("is written as the ticket stands: of no item that was taken back, an answer of a result alone", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const events = eventsOf(life)
        const isWithdrawn = last(events, "Withdrawn", "Reopened") === "Withdrawn"
        const hasResult = last(events, "ResultRecorded", "Reopened") === "ResultRecorded"
        const expected = (rule: string, holds: boolean) =>
          isWithdrawn ? "ticket.withdrawn" : holds ? "written" : rule
        expect(ruleOf(Letter.received(events, mine))).toBe(expected("", true))
        expect(ruleOf(Letter.delayed(events, mine, later))).toBe(expected("ticket.resultStands", !hasResult))
        expect(ruleOf(Letter.answered(events, mine))).toBe(expected("ticket.noResult", hasResult))
        expect(ruleOf(Letter.answered(events, theirs))).toBe("item")
      }),
      runs(150),
    )
  })

  test("tells the steps in their order, as they are known to have happened", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const events = eventsOf(life)
        const written = Letter.answered(events, mine)
        if (Result.isFailure(written) || written.success.says._tag !== "Answered") return
        const { receivedAt, says } = written.success
        const times = says.steps.map(({ at }) => at.epochMilliseconds)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const told = ["Registered", "Acknowledged", "SenderWrote", "MeasureTaken", "ArrivedOnSite"]
        expect(says.steps.map(({ _tag }) => _tag).sort()).toEqual(
          events.flatMap(({ _tag }) => (told.includes(_tag) ? [_tag] : [])).sort(),
        )
        const ticket = FeedbackArbitraries.ended(life)
        expect(receivedAt).toEqual(ticket.marks[0].at)
        expect(says.result).toEqual(Ticket.resultOf(ticket))
        const before = events.slice(0, events.findLastIndex(({ _tag }) => _tag === "Reopened") + 1)
        expect(says.again).toBe(last(before, "AnswerReached", "AnswerCollected") !== undefined)
      }),
      runs(150),
    )
  })

  /** The life with words by which it is known who said them. */
  const marked = (
    events: ReadonlyArray<Ticket.TicketEvent>,
    whose: string,
  ): ReadonlyArray<Ticket.TicketEvent> =>
    events.map((event) => {
      if (event._tag === "SenderWrote") return { ...event, text: `${whose} wrote` }
      if (event._tag !== "Registered") return event
      const feedback = {
        ...event.feedback,
        sender: { _tag: "Named", name: `${whose} name` } as const,
        subject: `${whose} subject`,
        account: `${whose} account`,
        demand: `${whose} demand`,
        people: [`${whose} people`],
      }
      return { ...event, feedback }
    })

  test("says nothing that another sender of the same ticket said or is called", () => {
    const other = FeedbackArbitraries.ticketLife({ item: theirs, ticket: Id.TicketId.make("t-2") })
    const merged = fc
      .tuple(lives, other)
      .filter(([life]) => last(eventsOf(life), "Closed", "Reopened") !== "Closed")
    fc.assert(
      fc.property(merged, fc.constantFrom("zh" as const, "en" as const), ([life, joined], language) => {
        const before = marked(eventsOf(life), "MINE")
        const part = Option.getOrThrow(Ticket.fromHistory(marked(eventsOf(joined), "THEIRS")))
        const stamp = { at: later, recordedAt: later, by: { _tag: "System" } } as const
        const result = { _tag: "Handled", finding: "founded", summary: "both", measures: [] } as const
        const events: ReadonlyArray<Ticket.TicketEvent> = [
          ...before,
          { ...stamp, _tag: "Merged", id: Id.EventId.make("m"), other: part, threads: [] },
          { ...stamp, _tag: "ResultRecorded", id: Id.EventId.make("r"), result },
        ]
        for (const [item, own, foreign] of [
          [mine, "MINE", "THEIRS"],
          [theirs, "THEIRS", "MINE"],
        ] as const) {
          const letter = Letter.answered(events, item)
          if (Result.isFailure(letter)) continue
          const text = LetterText.render(letter.success, {
            language,
            zone: TimeZone.make("Asia/Shanghai"),
            writtenAt: later,
            hospital: "hospital",
            contact: "contact",
          })
          expect(text).toContain(`${own} subject`)
          expect(text).toContain(`${own} name`)
          expect(text).not.toContain(foreign)
        }
      }),
      runs(80),
    )
  })

  test("isn't written by a ticket that goes on as part of another", () => {
    const life = fc.sample(lives, { seed: 1, numRuns: 1 })[0] as FeedbackArbitraries.TicketLife
    const [first] = eventsOf(life)
    const into: Ticket.TicketEvent = {
      _tag: "MergedInto",
      id: Id.EventId.make("m"),
      at: later,
      recordedAt: later,
      by: { _tag: "System" },
      into: Id.TicketId.make("t-9"),
    }
    expect(ruleOf(Letter.received([first as Ticket.TicketEvent, into], mine))).toBe("ticket.merged")
  })
})
