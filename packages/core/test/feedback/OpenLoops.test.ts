import { type CorrectiveAction, Id, OpenLoops, Ticket } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

const names = ["1", "2", "3"].map((n) => ({
  ticket: Id.TicketId.make(`t-${n}`),
  item: Id.FeedbackId.make(`f-${n}`),
}))

const tickets = fc
  .tuple(...names.map((name) => FeedbackArbitraries.ticketLife(name)))
  .map((lives) => lives.map(FeedbackArbitraries.ended))

const at = DateTime.makeUnsafe("2026-03-04T02:00:00Z")

test(
  "every ticket is counted once, and listed unless it is closed and its sender has been replied to",
  patience,
  () => {
    fc.assert(
      fc.property(tickets, (all) => {
        const open = OpenLoops.of({ tickets: all, actions: [] }, at)
        expect(Object.values(open.stages).reduce((sum, n) => sum + n, 0)).toBe(all.length)
        expect(open.twice).toEqual([])
        for (const ticket of all) {
          const listed = open.tickets.find((one) => one.ticket === ticket.id)
          if (ticket.state._tag !== "Closed") expect(listed).toBeDefined()
          expect(listed?.awaits ?? []).toEqual(Ticket.awaits(ticket))
        }
      }),
      runs(40),
    )
  },
)

test("an action is listed until its effect is known", () => {
  const planned: CorrectiveAction.CorrectiveAction = {
    id: Id.ActionId.make("a-1"),
    kind: "corrective",
    tickets: [Id.TicketId.make("t-1")],
    causes: [],
    title: "补岗",
    owner: Id.StaffId.make("nurse-1"),
    department: Id.DepartmentId.make("surgery"),
    plannedAt: at,
    dueAt: DateTime.add(at, { days: 7 }),
    effect: { measure: "等候", checkFrom: DateTime.add(at, { days: 21 }) },
    state: { _tag: "Planned" },
  }
  const by = Id.StaffId.make("nurse-1")
  const done = { ...planned, state: { _tag: "Done", by, at, evidence: "" } } as const
  const over = { ...planned, state: { _tag: "Effective", by, at, found: "" } } as const
  const { actions } = OpenLoops.of({ tickets: [], actions: [planned, done, over] }, at)
  expect(actions.map(({ dueAt }) => dueAt)).toEqual([planned.dueAt, planned.effect.checkFrom])
})
