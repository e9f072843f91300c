import { GeneralSla, Id, Sla, SlaPolicy, Ticket } from "@aftercare/core"
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
