import { type Closure, Id, type Ticket, TicketText, TimeZone } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const at = DateTime.makeUnsafe("2026-03-05T10:00:00Z")
const item = Id.FeedbackId.make("f-1")

describe("what a ticket waits for", () => {
  test.each([
    [{ _tag: "Measure" }, "立即处置健康危险", "measures against the danger, at once"],
    [
      { _tag: "HandoverAcceptance", to: { department: Id.DepartmentId.make("complaints") } },
      "complaints 接收移交",
      "complaints to accept the hand-over",
    ],
    [{ _tag: "Result" }, "处理结果", "a result"],
    [{ _tag: "Answer", item }, "答复 f-1", "an answer to f-1"],
    [{ _tag: "Check", item }, "核实 f-1 是否满意", "whether the sender of f-1 is satisfied"],
    [
      { _tag: "Promise", promise: Id.PromiseId.make("p"), by: at },
      "在 2026年3月5日（周四）18:00 前兑现承诺",
      "a promise to keep by Thu 5 Mar 2026, 18:00",
    ],
    [
      { _tag: "Reply", item, since: at },
      "回复 f-1 的诉求人（自 2026年3月5日（周四）18:00 起等待）",
      "a reply to the sender of f-1, who waits since Thu 5 Mar 2026, 18:00",
    ],
    [{ _tag: "Closing" }, "办结", "to be closed"],
  ] satisfies ReadonlyArray<readonly [Ticket.Awaited, string, string]>)("%s", (awaited, zh, en) => {
    expect(TicketText.awaited(awaited, { language: "zh", zone })).toBe(zh)
    expect(TicketText.awaited(awaited, { language: "en", zone })).toBe(en)
  })
})

describe("how a ticket ended", () => {
  const result = { _tag: "Handled", finding: "founded", summary: "", measures: [] } as const
  test.each([
    [{ _tag: "Answered", result }, "已答复并核实", "answered and checked"],
    [
      { _tag: "Unanswerable", result, reasons: ["triedInVain", "notCollected", "triedInVain"] },
      "无法答复（多次送达未果、答复未被查询）",
      "unanswerable (tried in vain, not collected)",
    ],
    [
      { _tag: "OutOfRemit", result, ground: "inCourt" },
      "不属本院办理（已进入诉讼）",
      "not the hospital's to handle (before a court)",
    ],
    [{ _tag: "Withdrawn" }, "诉求人撤回", "taken back by the sender"],
  ] satisfies ReadonlyArray<readonly [Closure.Closure, string, string]>)("%s", (closure, zh, en) => {
    expect(TicketText.closure(closure, "zh")).toBe(zh)
    expect(TicketText.closure(closure, "en")).toBe(en)
  })
})

test("a history has a line for each event, and nothing of what people said or are called", () => {
  fc.assert(
    fc.property(FeedbackArbitraries.ticketLife(), ({ steps }) => {
      const events = steps.map(({ event }) => event)
      const lines = TicketText.history(events, { language: "en", zone })
      expect(lines).toHaveLength(events.length)
      const words = /^\w{3} \d{1,2} \w{3} \d{4}, \d{2}:\d{2}(?: \([^)]*\))? {2}[a-z' -]+$/
      for (const line of lines) expect(line).toMatch(words)
    }),
    { numRuns: 20 },
  )
  const [first] = TicketText.history([registered], { language: "zh", zone })
  expect(first).toBe("2026年3月5日（周四）18:00  登记")
})

const [registered] = fc
  .sample(FeedbackArbitraries.ticketLife(), { numRuns: 1, seed: 1 })
  .map(({ steps }) => ({ ...(steps[0] as { event: Ticket.TicketEvent }).event, at })) as [Ticket.TicketEvent]
