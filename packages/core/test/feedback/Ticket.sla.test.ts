import { type Feedback, GeneralSla, Id, Sla, SlaEvent, SlaPolicy, Ticket } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))

/** A life under the common limits. */
const events = ({ steps }: FeedbackArbitraries.TicketLife): ReadonlyArray<Ticket.TicketEvent> =>
  steps.flatMap(({ event }): ReadonlyArray<Ticket.TicketEvent> => {
    if (event._tag === "PolicyChanged") return []
    return event._tag === "Registered" ? [{ ...event, policy: policy.version }] : [event]
  })

const evaluate = (of: ReadonlyArray<Ticket.TicketEvent>, at: number) =>
  Result.getOrThrow(Sla.evaluate([policy], Ticket.slaEvents(of, FeedbackArbitraries.categories), at))

test(
  "clocks read every life, and none runs on once a ticket is closed and waits for nothing",
  patience,
  () => {
    fc.assert(
      fc.property(FeedbackArbitraries.ticketLife(), fc.nat(60), (life, days) => {
        const ticket = FeedbackArbitraries.ended(life)
        const at = ticket.recordedAt.epochMilliseconds + days * 86_400_000
        const { targets } = evaluate(events(life), at)
        expect(targets.length).toBeGreaterThan(0)
        if (ticket.state._tag !== "Closed" || Ticket.awaits(ticket).length > 0) return
        const running = targets.filter((target) => Sla.isOpen(target) && target.state === "running")
        expect(running.map(({ target }) => target)).toEqual([])
      }),
      runs(80),
    )
  },
)

/** The life with times by the hour, as they are written down, and with other ids: the last in order comes first. */
const renamed = (of: ReadonlyArray<Ticket.TicketEvent>): ReadonlyArray<Ticket.TicketEvent> => {
  const ids = new Map(of.map(({ id }, i) => [id, Id.EventId.make(`r-${String(999 - i).padStart(3, "0")}`)]))
  const named = (id: Id.EventId) => ids.get(id) ?? id
  return of.map((event) =>
    event._tag === "Corrected"
      ? { ...event, id: named(event.id), event: named(event.event) }
      : { ...event, id: named(event.id) },
  )
}

const byTheHour = (of: ReadonlyArray<Ticket.TicketEvent>): ReadonlyArray<Ticket.TicketEvent> =>
  of.map((event) => ({
    ...event,
    at: DateTime.makeUnsafe(Math.floor(event.at.epochMilliseconds / 3_600_000) * 3_600_000),
  }))

test("ids say nothing of what came first: of one instant it is what became known first", patience, () => {
  fc.assert(
    fc.property(FeedbackArbitraries.ticketLife(), fc.nat(60), (life, days) => {
      const at = FeedbackArbitraries.ended(life).recordedAt.epochMilliseconds + days * 86_400_000
      const lived = byTheHour(events(life))
      const standing = (of: ReadonlyArray<Ticket.TicketEvent>) =>
        evaluate(of, at).targets.map(({ key: _, openedBy: __, ...target }) => target)
      expect(standing(renamed(lived))).toEqual(standing(lived))
    }),
    runs(80),
  )
})

test("a hold that was over within its minute doesn't stop the clock for ever", () => {
  const received = DateTime.makeUnsafe("2026-03-02T01:00:00Z")
  const owner = { staff: Id.StaffId.make("nurse-1"), department: Id.DepartmentId.make("surgery") }
  const [{ patient: _, ...feedback }] = fc.sample(
    FeedbackArbitraries.feedback({ min: "2026-03-01", max: "2026-03-01" }),
    { numRuns: 1, seed: 1 },
  ) as [Feedback.Feedback]
  const [ground] = fc.sample(FeedbackArbitraries.ground(), { numRuns: 1, seed: 1 }) as [Ticket.Ground]
  const by = { _tag: "Staff", staff: owner.staff } as const
  const begun = Result.getOrThrow(
    Ticket.register(
      { ticket: Id.TicketId.make("t-1"), feedback, owner, policy: policy.version },
      { id: Id.EventId.make("e-0"), by },
      ground,
    ),
  )
  const stamp = (id: string) => ({ id: Id.EventId.make(id), at: received, recordedAt: received, by })
  const held = { _tag: "Held", reason: SlaEvent.holds.awaitingSender } as const
  const [ticket, first] = Result.getOrThrow(Ticket.record(begun[0], held, stamp("z"), ground))
  const [resumed, second] = Result.getOrThrow(Ticket.record(ticket, { _tag: "Resumed" }, stamp("a"), ground))
  expect(Ticket.stageOf(resumed)).toBe("inHand")
  const { targets } = evaluate([...begun[1], ...first, ...second], received.epochMilliseconds + 86_400_000)
  expect(targets.map(({ state }) => state)).not.toContain("paused")
})

test("what is merged keeps its own clock beside the other's: the stricter one binds", patience, () => {
  const named = (n: number) =>
    FeedbackArbitraries.feedback({ id: Id.FeedbackId.make(`f-${n}`), min: "2026-03-02", max: "2026-03-03" })
  fc.assert(
    fc.property(FeedbackArbitraries.ground(), named(1), named(2), (ground, one, other) => {
      const owner = { staff: Id.StaffId.make("nurse-1"), department: Id.DepartmentId.make("surgery") }
      const by = { _tag: "Staff", staff: owner.staff } as const
      const [a, b] = [one, other].map((item, i) => {
        const { patient: _, ...feedback } = item
        const ticket = Id.TicketId.make(`t-${i}`)
        return Result.getOrThrow(
          Ticket.register(
            { ticket, feedback, owner, policy: policy.version },
            { id: Id.EventId.make(`e-${i}`), by },
            ground,
          ),
        )
      }) as [Ticket.Decided, Ticket.Decided]
      const at = DateTime.makeUnsafe("2026-03-06T00:00:00Z")
      const stamp = { id: Id.EventId.make("m"), at, recordedAt: at, by }
      const [[, merged]] = Result.getOrThrow(Ticket.merge(a[0], b[0], b[1], stamp, ground))
      const due = (of: ReadonlyArray<Ticket.TicketEvent>) =>
        Sla.binding(evaluate(of, at.epochMilliseconds), "Answer")?.dueAt
      const both = [due(a[1]), due(b[1])].flatMap((instant) => instant ?? [])
      expect(both).toHaveLength(2)
      expect(due([...a[1], ...merged])).toBe(Math.min(...both))
    }),
    runs(60),
  )
})
