import {
  Feedback,
  FeedbackCounts,
  GeneralSla,
  Id,
  MonthlyReport,
  ResultCounts,
  Sla,
  SlaPolicy,
  Ticket,
  TimeZone,
} from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { assessed } from "../feedback/support/items.ts"

const { categories } = FeedbackArbitraries
const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, []))
const zone = TimeZone.make("Asia/Shanghai")
const nurse = Id.StaffId.make("nurse-1")
const surgery = Id.DepartmentId.make("surgery")
const by: Ticket.Actor = { _tag: "Staff", staff: nurse }

const ground: Ticket.Ground = {
  staff: new Map([[nurse, [surgery]]]),
  departments: new Set([surgery]),
  categories,
  policy: {
    id: "month",
    version: "1",
    zone,
    reopen: { most: 3, withinDays: 10 },
    answerTries: 2,
    collectWithinDays: 3,
    checkTries: 2,
    source: categories.source,
  },
}

const [hour, day] = [3_600_000, 86_400_000]
const shanghai = (text: string): number => Date.parse(`${text}+08:00`)

/** The desk, as it is kept: each ticket by its history. */
type Desk = Map<Id.TicketId, Ticket.Decided>

const found = (desk: Desk, id: Id.TicketId): Ticket.Decided => {
  const decided = desk.get(id)
  if (decided === undefined) throw new Error(`no ticket ${id}`)
  return decided
}

const stamp = (id: string, at: number, recordedAt = at): Ticket.Stamp => ({
  id: Id.EventId.make(id),
  at: DateTime.makeUnsafe(at),
  recordedAt: DateTime.makeUnsafe(recordedAt),
  by,
})

const item = (
  id: string,
  receivedAt: number,
  registeredAt: number,
  assessment: Partial<Feedback.Assessment> = {},
): Feedback.Feedback => ({
  id: Id.FeedbackId.make(id),
  channel: "hotline",
  receivedAt: DateTime.makeUnsafe(receivedAt),
  registeredAt: DateTime.makeUnsafe(registeredAt),
  sender: { _tag: "Named", name: "某" },
  subject: "等候过久",
  people: [],
  account: "",
  evidence: [],
  assessment: assessed({ departments: [surgery], ...assessment }),
})

const register = (desk: Desk, name: string, feedback: Feedback.Feedback): void => {
  const ticket = Id.TicketId.make(name)
  const owner = { staff: nurse, department: surgery }
  desk.set(
    ticket,
    Result.getOrThrow(
      Ticket.register(
        { ticket, feedback, owner, policy: policy.version },
        { id: Id.EventId.make(`${name}/0`), by },
        ground,
      ),
    ),
  )
}

/** What is refused changes nothing. */
const record = (desk: Desk, id: Id.TicketId, act: Ticket.Act, stamp: Ticket.Stamp): boolean => {
  const [ticket, events] = found(desk, id)
  const recorded = Ticket.record(ticket, act, stamp, ground)
  if (Result.isFailure(recorded)) return false
  const [next, more] = recorded.success
  desk.set(id, [next, [...events, ...more]])
  return more.length > 0
}

const merge = (desk: Desk, into: Id.TicketId, from: Id.TicketId, stamp: Ticket.Stamp): boolean => {
  const [[a, before], [b, events]] = [found(desk, into), found(desk, from)]
  const merged = Ticket.merge(a, b, events, stamp, ground)
  if (Result.isFailure(merged)) return false
  const [[one, more], [other, last]] = merged.success
  desk.set(into, [one, [...before, ...more]])
  desk.set(from, [other, [...events, ...last]])
  return true
}

const evaluated = ([ticket, events]: Ticket.Decided, at: number): FeedbackCounts.Kept => ({
  ticket,
  evaluation: Result.getOrThrow(Sla.evaluate([policy], Ticket.slaEvents(events, categories), at)),
})

const keptOf = (desk: Desk, at: number): ReadonlyArray<FeedbackCounts.Kept> =>
  [...desk.values()].map((decided) => evaluated(decided, at))

const monthOf = (text: string) => MonthlyReport.spanOf(MonthlyReport.Month.make(text), zone)
const march = monthOf("2026-03")

describe("two tickets of one matter, merged", () => {
  const [received, merging] = [shanghai("2026-03-10T09:00:00"), shanghai("2026-03-10T11:00:00")]
  const twice = (
    act: (desk: Desk) => void,
    [first, second]: readonly [Partial<Feedback.Assessment>, Partial<Feedback.Assessment>] = [{}, {}],
  ) => {
    const desk: Desk = new Map()
    register(desk, "a", item("f-a", received, received, first))
    register(desk, "b", item("f-b", received + hour, received + hour, second))
    act(desk)
    expect(merge(desk, Id.TicketId.make("a"), Id.TicketId.make("b"), stamp("m", merging))).toBe(true)
    return desk
  }

  test("owe each sender one first answer, where it went on", () => {
    const desk = twice(() => {})
    const answer = { _tag: "Responded", item: Id.FeedbackId.make("f-b"), channel: "phone" } as const
    expect(record(desk, Id.TicketId.make("a"), answer, stamp("r", merging + hour))).toBe(true)
    const { responsesDue, responsesInTime } = FeedbackCounts.of(keptOf(desk, march.until), march)
    expect([responsesInTime, responsesDue]).toEqual([2, 2])
  })

  test("count as what they were seen as before and were put since, and the first of them as no repeat", () => {
    const seen = (desk: Desk) => {
      const { complaints, repeatComplaints } = FeedbackCounts.of(keptOf(desk, march.until), march)
      return [repeatComplaints, complaints]
    }
    const { assessment } = item("f-b", received, received)
    const asComplaint = { _tag: "Reassessed", assessment } as const
    const reassess = (name: string) => (desk: Desk) => {
      const noted = record(desk, Id.TicketId.make(name), asComplaint, stamp("n", received + 1.5 * hour))
      expect(noted).toBe(true)
    }
    expect(seen(twice(() => {}, [{}, { kind: "enquiry" }]))).toEqual([0, 1])
    expect(seen(twice(reassess("b"), [{}, { kind: "enquiry" }]))).toEqual([0, 2])
    expect(seen(twice(reassess("a"), [{ kind: "enquiry" }, {}]))).toEqual([0, 2])
    expect(seen(twice(() => {}, [{}, { repeats: 1 }]))).toEqual([1, 2])

    const desk = twice(() => {}, [{ kind: "enquiry" }, { kind: "suggestion" }])
    expect(seen(desk)).toEqual([0, 0])
    expect(record(desk, Id.TicketId.make("a"), asComplaint, stamp("n", merging + hour))).toBe(true)
    expect(seen(desk)).toEqual([0, 2])
  })
})

test("an item whose receipt was put right counts in the month it was received in, as its limits do", () => {
  const desk: Desk = new Map()
  const [written, received] = [shanghai("2026-04-01T00:10:00"), shanghai("2026-03-31T23:50:00")]
  register(desk, "a", item("f-a", written, written))
  const event = Id.EventId.make("a/0")
  const act = { _tag: "Corrected", event, happenedAt: DateTime.makeUnsafe(received) } as const
  expect(record(desk, Id.TicketId.make("a"), act, stamp("c", written + hour))).toBe(true)
  const kept = keptOf(desk, written + day)
  expect(FeedbackCounts.of(kept, march).feedbackItems).toBe(1)
  expect(FeedbackCounts.of(kept, monthOf("2026-04")).feedbackItems).toBe(0)
})

const acts = [
  ...["Register", "Register", "Next", "Next", "Next", "Next", "Next", "Next", "Say", "Reassess"],
  ...["Withdraw", "Reopen", "Merge", "Merge", "Correct"],
] as const

interface Step {
  readonly act: (typeof acts)[number]
  readonly n: number
  readonly m: number
  readonly after: number
  /** At the next midnight in Shanghai, or a millisecond before it, instead. */
  readonly edge: number | undefined
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  n: fc.nat(999),
  m: fc.nat(999),
  after: fc.nat(60 * 24),
  edge: fc.option(fc.constantFrom(-1, 0), { nil: undefined, freq: 4 }),
})

const script = fc.array(step, { minLength: 10, maxLength: 80, size: "max" })

const pick = <A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

const live = (steps: ReadonlyArray<Step>) => {
  const desk: Desk = new Map()
  let now = shanghai("2026-03-20T09:00:00")
  for (const [i, { act, after, edge, m, n }] of steps.entries()) {
    const midnight = Math.floor((now + 8 * hour) / day + 1) * day - 8 * hour
    now = edge === undefined ? now + after * 60_000 : midnight + edge
    const seen = {
      kind: pick(Feedback.Assessment.fields.kind.literals, m % 3),
      category: pick(categories.categories, n % 4).id,
      repeats: m % 2,
    }
    const came = item(`f-${i}`, now - (m % 50) * hour, now, seen)
    if (desk.size === 0 || act === "Register") {
      register(desk, `t-${i}`, came)
      continue
    }
    const id = pick([...desk.keys()], n)
    const [ticket, events] = found(desk, id)
    const of = pick(ticket.items, m).id
    const event = pick(events, m)
    const at = stamp(`e-${i}`, now)
    switch (act) {
      case "Next": {
        const [next, who] = FeedbackArbitraries.nextStep(ticket)
        record(desk, id, next, { ...at, by: who })
        break
      }
      case "Say":
        record(desk, id, { _tag: "Responded", item: of, channel: "phone" }, at)
        break
      case "Reassess":
        record(desk, id, { _tag: "Reassessed", assessment: came.assessment }, at)
        break
      case "Withdraw":
        record(desk, id, { _tag: "Withdrawn", item: of, reason: "误会" }, at)
        break
      case "Reopen":
        record(desk, id, { _tag: "Reopened", reason: "newFacts" }, at)
        break
      case "Merge":
        merge(desk, id, pick([...desk.keys()], m), at)
        break
      case "Correct": {
        const happenedAt = DateTime.makeUnsafe(event.at.epochMilliseconds + ((m % 9) - 4) * 3 * hour)
        record(desk, id, { _tag: "Corrected", event: event.id, happenedAt }, at)
      }
    }
  }
  return { desk, now }
}

interface Item {
  readonly registration: string
  assessment: Feedback.Assessment
  withdrawn: boolean
  reached: boolean
}

interface Closing {
  readonly event: string
  readonly resolved: boolean
}

/** What happened, told from the events alone, in the order in which they became known. */
const told = (desk: Desk) => {
  const times = new Map<string, number>()
  const matters = new Map<string, Array<Item>>()
  const items = new Map<string, Item>()
  const all: Array<Item> = []
  const closings: Array<Closing> = []
  const openings = new Set<string>()
  const log = [...desk.entries()]
    .flatMap(([ticket, [, events]]) => events.map((event, i) => ({ ticket, event, i })))
    .sort(
      (a, b) =>
        a.event.recordedAt.epochMilliseconds - b.event.recordedAt.epochMilliseconds ||
        // Of a merge the part that goes on is told with the other's items in hand.
        Number(a.event._tag === "MergedInto") - Number(b.event._tag === "MergedInto") ||
        a.i - b.i,
    )
  for (const { event, ticket } of log) {
    const matter = matters.get(ticket) ?? []
    times.set(event.id, event.at.epochMilliseconds)
    const on = "item" in event ? items.get(event.item) : undefined
    switch (event._tag) {
      case "Registered": {
        const { assessment, id } = event.feedback
        const came: Item = { registration: event.id, assessment, withdrawn: false, reached: false }
        all.push(came)
        items.set(id, came)
        matters.set(ticket, [came])
        openings.add(event.id)
        break
      }
      case "Reassessed":
        for (const one of matter) one.assessment = event.assessment
        break
      case "Merged":
        matter.push(...(matters.get(event.other.id) ?? []))
        break
      case "Withdrawn":
        if (on !== undefined) on.withdrawn = true
        break
      case "AnswerReached":
      case "AnswerCollected":
        if (on !== undefined) on.reached = true
        break
      case "Reopened": {
        openings.add(event.id)
        const isNobodys = matter.every(({ withdrawn }) => withdrawn)
        for (const one of matter)
          if (isNobodys || !one.withdrawn) Object.assign(one, { withdrawn: false, reached: false })
        break
      }
      case "Closed":
        if (matter.some(({ withdrawn }) => !withdrawn))
          closings.push({
            event: event.id,
            resolved: matter.every(({ reached, withdrawn }) => withdrawn || reached),
          })
        break
      case "Corrected":
        times.set(event.event, event.happenedAt.epochMilliseconds)
        break
      default:
    }
  }
  return { all, closings, openings, times }
}

test(
  "the months of a desk are what its events tell, whatever was merged, put right or taken back",
  patience,
  () => {
    const seen = { merged: 0, closed: 0, corrected: 0, owed: 0 }
    fc.assert(
      fc.property(script, fc.nat(40), (steps, days) => {
        const { desk, now } = live(steps)
        const later = now + 60 * day + days * day
        const kept = keptOf(desk, later)
        const { all, closings, openings, times } = told(desk)
        const timeOf = (event: string) => times.get(event) ?? Number.NaN
        const months = ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07"].map(monthOf)
        const facts = months.map((month) => FeedbackCounts.of(kept, month))

        months.forEach((month, i) => {
          const isIn = (event: string) => month.from <= timeOf(event) && timeOf(event) < month.until
          const items = all.filter(({ registration, withdrawn }) => !withdrawn && isIn(registration))
          const complaints = items.filter(({ assessment: { kind } }) => kind === "complaint")
          const closed = closings.filter(({ event }) => isIn(event))
          expect(facts[i]).toMatchObject({
            feedbackItems: items.length,
            complaints: complaints.length,
            repeatComplaints: complaints.filter(({ assessment: { repeats } }) => repeats > 0).length,
            ticketsClosed: closed.length,
            ticketsResolved: closed.filter(({ resolved }) => resolved).length,
          })
          const roots = categories.categories.filter(({ parent }) => parent === undefined)
          const below = (root: string, of: ReadonlyArray<Item>) =>
            of.filter(({ assessment: { category } }) => category === root || category.startsWith(`${root}/`))
              .length
          expect(FeedbackCounts.categories(kept, month, categories)).toEqual(
            roots
              .map(({ id, title }) => ({ title, count: below(id, complaints) }))
              .filter(({ count }) => count > 0),
          )
          const tickets = kept.map(({ ticket }) => ticket)
          for (const { category, received, withdrawn } of ResultCounts.of(tickets, categories, month))
            if (roots.some(({ id }) => id === category))
              expect(received - withdrawn).toBe(below(category, items))
        })

        // A first answer is owed once for each registration or reopening at most, however the tickets were joined.
        const owed = facts.reduce((sum, { responsesDue = 0 }) => sum + responsesDue, 0)
        expect(owed).toBeLessThanOrEqual(openings.size)
        const together = { from: months[0]?.from ?? 0, until: months.at(-1)?.until ?? 0 }
        for (const [fact, count] of Object.entries(FeedbackCounts.of(kept, together)))
          expect(facts.reduce((sum, month) => sum + Number(month[fact as keyof typeof month]), 0)).toBe(count)

        const events = [...desk.values()].flatMap(([, events]) => events)
        seen.merged += events.filter(({ _tag }) => _tag === "Merged").length
        seen.corrected += events.filter(({ _tag }) => _tag === "Corrected").length
        seen.closed += closings.length
        seen.owed += owed
      }),
      runs(150),
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20)
  },
)

test("a first answer is owed once for each item, in however many tickets it came to stand", () => {
  fc.assert(
    fc.property(script, (steps) => {
      const { desk, now } = live(steps.filter(({ act }) => act === "Register" || act === "Merge"))
      const { all } = told(desk)
      const ever = { from: 0, until: now + 60 * day }
      const { responsesDue, responsesInTime } = FeedbackCounts.of(keptOf(desk, ever.until), ever)
      expect([responsesDue, responsesInTime]).toEqual([all.length, 0])
    }),
    runs(50),
  )
})
