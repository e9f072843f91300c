import { type Feedback, Id, Ticket } from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"

// A ticket of one item as a complaint officer would keep it on a card, with a pencil. The card says beforehand whether
// something can be done; the library must say the same, and afterwards both must tell the same of the ticket.

interface Card {
  readonly item: Feedback.Feedback
  readonly policy: Ticket.TicketPolicy
  readonly people: Record<string, ReadonlyArray<string>>
  owner: string
  offer?: { readonly department: string; readonly staff?: string } | undefined
  deputy?: { readonly staff: string; readonly from: number; readonly until: number } | undefined
  kind: string
  danger: boolean
  duty: boolean
  where: "open" | "held" | "resolved" | "closed"
  posted?: number | undefined
  failed: number
  answer?: "reached" | "collected" | "givenUp" | undefined
  asked: number
  check?: string | undefined
  withdrawn: boolean
  readonly promises: Map<string, { readonly made: number; kept: boolean }>
  wrote: number
  said: number
  reopened: number
  closedAt: number
  readonly steps: { case: number; owner: number; assessment: number }
}

interface Real {
  ticket: Ticket.Ticket
  now: number
  readonly ground: Ticket.Ground
}

const received = (card: Card) => card.item.receivedAt.epochMilliseconds

const dateIn = (zone: string, at: number): number =>
  Date.parse(`${new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at)}T00:00:00Z`) / 86_400_000

const daysFrom = (card: Card, from: number, at: number) =>
  dateIn(card.policy.zone, at) - dateIn(card.policy.zone, from)

const mayReopen = (card: Card, at: number) =>
  card.reopened < card.policy.reopen.most &&
  (card.where !== "closed" || daysFrom(card, card.closedAt, at) <= card.policy.reopen.withinDays)

const hasClaim = ({ item: { sender } }: Card) => sender._tag === "Anonymous" && sender.claim !== undefined

const ownerActs = ["Taken", "HandoverOffered", "HandoverAccepted", "HandoverRefused", "HandoverRetracted"]
const talk = ["Acknowledged", "Responded", "SenderWrote", "Promised", "PromiseKept", "ArrivedOnSite"]

const trackOf = (act: Ticket.Act): keyof Card["steps"] | undefined => {
  if (talk.includes(act._tag)) return undefined
  if (ownerActs.includes(act._tag) || act._tag.startsWith("Deputy")) return "owner"
  return act._tag === "Reassessed" || act._tag === "MeasureTaken" || act._tag === "PolicyChanged"
    ? "assessment"
    : "case"
}

interface Doing {
  readonly act: Ticket.Act
  readonly by: string | undefined
  readonly at: number
}

const isActing = ({ deputy, owner }: Card, { at, by }: Doing) =>
  by === undefined ||
  by === owner ||
  (deputy !== undefined && deputy.from <= at && at < deputy.until && by === deputy.staff)

const works = (card: Card, who: string, where: string) => card.people[who]?.includes(where) ?? false

const isOffered = (card: Card, who: string) =>
  card.offer !== undefined && (card.offer.staff ?? who) === who && works(card, who, card.offer.department)

const places = ["surgery", "pharmacy", "complaints"]

const may = (card: Card, doing: Doing): boolean => {
  const { act, at, by } = doing
  if (at < received(card)) return false
  const track = trackOf(act)
  if (track !== undefined && at < card.steps[track]) return false
  const about = "item" in act ? act.item : act._tag === "Promised" ? act.promise.item : card.item.id
  if (about !== card.item.id) return false
  if (act._tag === "SenderWrote" || act._tag === "Responded") return true
  if (act._tag === "PromiseKept") {
    const promise = card.promises.get(act.promise)
    return promise !== undefined && !promise.kept && at >= promise.made
  }
  if (act._tag === "Reopened")
    return card.where === "closed" && (act.reason === "newFacts" || mayReopen(card, at))
  if (card.where === "closed") return false
  const resolved = card.where === "resolved" && !card.withdrawn
  switch (act._tag) {
    case "Taken":
      return act.owner.staff !== card.owner && by === act.owner.staff && works(card, by, act.owner.department)
    case "HandoverOffered": {
      const { department, staff } = act.to
      if (card.offer !== undefined || staff === card.owner) return false
      return staff === undefined ? places.includes(department) : works(card, staff, department)
    }
    case "HandoverAccepted":
      return (
        by !== undefined &&
        by !== card.owner &&
        by === act.owner.staff &&
        card.offer?.department === act.owner.department &&
        isOffered(card, by)
      )
    case "HandoverRefused":
      return by !== undefined && isOffered(card, by)
    case "HandoverRetracted":
      return card.offer !== undefined && isActing(card, doing)
    case "DeputyNamed": {
      const { from, staff, until } = act.deputy
      return staff !== card.owner && from.epochMilliseconds < until.epochMilliseconds && staff in card.people
    }
    case "DeputyReleased":
      return card.deputy !== undefined
    case "Acknowledged":
    case "PolicyChanged":
      return true
    case "ArrivedOnSite":
      return places.includes(act.department)
    case "Promised":
      return !card.promises.has(act.promise.id) && act.promise.by.epochMilliseconds > at
    case "Reassessed":
      return act.assessment.danger || !card.duty
    case "MeasureTaken":
      return card.duty
    case "Held":
      return card.where === "open" && isActing(card, doing)
    case "Resumed":
      return card.where === "held"
    case "ResultRecorded":
      return card.where !== "resolved" && isActing(card, doing)
    case "AnswerPosted":
      return resolved && card.answer === undefined && card.posted === undefined && hasClaim(card)
    case "AnswerFailed":
    case "AnswerReached":
      return resolved && card.answer === undefined
    case "AnswerCollected":
      return resolved && card.answer === undefined && card.posted !== undefined
    case "AnswerGivenUp": {
      if (!resolved || card.answer !== undefined) return false
      if (act.reason === "noWayBack") return card.item.sender.replyTo === undefined && !hasClaim(card)
      if (act.reason === "triedInVain") return card.failed >= card.policy.answerTries
      if (act.reason !== "notCollected") return true
      return card.posted !== undefined && daysFrom(card, card.posted, at) > card.policy.collectWithinDays
    }
    case "CheckAsked":
      return resolved && card.answer !== undefined && card.answer !== "givenUp" && card.check === undefined
    case "Checked": {
      if (!resolved || card.answer === undefined || card.check !== undefined) return false
      if (act.check._tag !== "NotKnown") return card.answer !== "givenUp"
      if (act.check.reason === "unanswered") return card.answer === "givenUp"
      if (act.check.reason === "noReply") return card.asked >= card.policy.checkTries
      return act.check.reason !== "praise" || card.kind === "praise"
    }
    case "Withdrawn":
      return !card.withdrawn
    case "Closed":
      return (
        !card.duty &&
        card.offer === undefined &&
        [...card.promises.values()].every(({ kept }) => kept) &&
        (card.withdrawn || (card.answer !== undefined && card.check !== undefined && card.wrote <= card.said))
      )
    default:
      throw new Error(`the card knows no ${act._tag}`)
  }
}

const again = (card: Card): void => {
  Object.assign(card, { where: "open", failed: 0, asked: 0, withdrawn: false })
  card.posted = undefined
  card.answer = undefined
  card.check = undefined
}

const write = (card: Card, { act, at }: Doing): void => {
  const track = trackOf(act)
  if (track !== undefined) card.steps[track] = at
  switch (act._tag) {
    case "Taken":
    case "HandoverAccepted":
      card.owner = act.owner.staff
      card.offer = undefined
      card.deputy = undefined
      return
    case "HandoverOffered":
      card.offer = act.to
      return
    case "HandoverRefused":
    case "HandoverRetracted":
      card.offer = undefined
      return
    case "DeputyNamed": {
      const { from, staff, until } = act.deputy
      card.deputy = { staff, from: from.epochMilliseconds, until: until.epochMilliseconds }
      return
    }
    case "DeputyReleased":
      card.deputy = undefined
      return
    case "SenderWrote":
      card.wrote = Math.max(card.wrote, at)
      return
    case "Responded":
      card.said = Math.max(card.said, at)
      return
    case "Promised":
      card.promises.set(act.promise.id, { made: at, kept: false })
      return
    case "PromiseKept": {
      const promise = card.promises.get(act.promise)
      if (promise !== undefined) promise.kept = true
      return
    }
    case "Reassessed":
      if (act.assessment.danger && !card.danger) card.duty = true
      card.danger = act.assessment.danger
      card.kind = act.assessment.kind
      return
    case "MeasureTaken":
      card.duty = false
      return
    case "Held":
      card.where = "held"
      return
    case "Resumed":
      card.where = "open"
      return
    case "ResultRecorded":
      card.where = "resolved"
      return
    case "AnswerPosted":
      card.posted = at
      card.said = Math.max(card.said, at)
      return
    case "AnswerFailed":
      card.failed++
      return
    case "AnswerCollected":
      card.answer = "collected"
      return
    case "AnswerReached":
    case "AnswerGivenUp":
      card.answer = act._tag === "AnswerReached" ? "reached" : "givenUp"
      card.said = Math.max(card.said, at)
      return
    case "CheckAsked":
      card.asked++
      return
    case "Checked":
      card.check = act.check._tag
      if (act.check._tag === "Dissatisfied" && mayReopen(card, at)) {
        card.reopened++
        again(card)
      }
      return
    case "Withdrawn":
      card.withdrawn = true
      return
    case "Closed":
      card.where = "closed"
      card.closedAt = at
      return
    case "Reopened":
      if (act.reason === "dissatisfied") card.reopened++
      again(card)
      return
    default:
  }
}

/** What the card and the ticket both tell. */
const told = (card: Card) => ({
  owner: card.owner,
  offered: card.offer !== undefined,
  deputy: card.deputy?.staff,
  duty: card.duty,
  where: card.where,
  posted: card.posted !== undefined,
  answered: card.answer !== undefined,
  check: card.check,
  withdrawn: card.withdrawn,
  promises: [...card.promises].filter(([, { kept }]) => !kept).map(([id]) => id),
  waits: !card.withdrawn && card.wrote > card.said,
})

const toldOf = (ticket: Ticket.Ticket): ReturnType<typeof told> => {
  const [loop] = ticket.loops
  const { state } = ticket
  const where =
    state._tag === "Open"
      ? state.held === undefined
        ? "open"
        : "held"
      : state._tag === "Resolved"
        ? "resolved"
        : "closed"
  return {
    owner: ticket.owner.staff,
    offered: ticket.offer !== undefined,
    deputy: ticket.deputy?.staff,
    duty: ticket.duty !== undefined && ticket.duty.measure === undefined,
    where,
    posted: loop.posted !== undefined,
    answered: loop.answer !== undefined,
    check: loop.check?._tag,
    withdrawn: loop.withdrawn !== undefined,
    promises: ticket.promises.map(({ id }) => id),
    waits: Ticket.awaits(ticket).some(({ _tag }) => _tag === "Reply"),
  }
}

interface Drawn {
  /** Absent where what the ticket waits for is done. */
  readonly act: Ticket.Act | undefined
  readonly by: string | undefined
  readonly afterMinutes: number
}

class Do implements fc.Command<Card, Real> {
  readonly drawn: Drawn
  did = "…"
  constructor(drawn: Drawn) {
    this.drawn = drawn
  }
  check() {
    return true
  }
  run(card: Card, real: Real) {
    const { act: blind, afterMinutes, by: anybody } = this.drawn
    const [next, who] = FeedbackArbitraries.nextStep(real.ticket)
    const at = blind === undefined ? real.now : real.now + afterMinutes * 60_000
    real.now = Math.max(real.now, at)
    const act = blind ?? next
    const by = blind === undefined ? (who._tag === "Staff" ? who.staff : undefined) : anybody
    this.did = `${act._tag} by ${by} after ${afterMinutes} min`
    const id = Id.EventId.make(`e-${real.ticket.marks.length}`)
    const stamp: Ticket.Stamp = {
      id,
      at: DateTime.makeUnsafe(at),
      recordedAt: DateTime.makeUnsafe(real.now),
      by: by === undefined ? { _tag: "System" } : { _tag: "Staff", staff: Id.StaffId.make(by) },
    }
    const allowed = may(card, { act, by, at })
    const recorded = Ticket.record(real.ticket, act, stamp, real.ground)
    expect({ act, allowed }).toEqual({ act, allowed: Result.isSuccess(recorded) })
    if (Result.isFailure(recorded)) return
    const [ticket, events] = recorded.success
    expect(Ticket.replay(real.ticket, events)).toEqual(ticket)
    real.ticket = ticket
    write(card, { act, by, at })
    expect(toldOf(ticket)).toEqual(told(card))
  }
  toString() {
    return this.did
  }
}

const people = ["nurse-1", "nurse-2", "doctor-1", "officer-1"]

test("a ticket goes as its card, whatever anybody does", patience, () => {
  const start = Date.UTC(2026, 2, 2)
  const item = Id.FeedbackId.make("f-1")
  const act = FeedbackArbitraries.act({ around: start, items: [item], events: [] }).filter(
    ({ _tag }) => _tag !== "Corrected",
  )
  // What comes after a result has many conditions, so it is tried more often.
  const loopActs = [
    "AnswerFailed",
    "AnswerGivenUp",
    "CheckAsked",
    "Checked",
    "AnswerPosted",
    "ResultRecorded",
  ]
  const late = act.filter(({ _tag }) => loopActs.includes(_tag))
  const command = fc
    .record({
      act: fc.option(fc.oneof(act, late), { nil: undefined, freq: 2 }),
      by: fc.option(fc.constantFrom(...people), { nil: undefined, freq: 3 }),
      afterMinutes: fc.oneof(fc.integer({ min: -30, max: 600 }), fc.integer({ min: 0, max: 6 * 1440 })),
    })
    .map((drawn) => new Do(drawn))
  const feedback = FeedbackArbitraries.feedback({ id: item, min: "2026-03-02", max: "2026-03-02" })
  fc.assert(
    fc.property(
      FeedbackArbitraries.ground(),
      feedback,
      fc.commands([command], { maxCommands: 40, size: "max" }),
      (ground, received_, commands) => {
        const setup = () => {
          const [ticket] = Result.getOrThrow(
            Ticket.register(
              {
                ticket: Id.TicketId.make("t-1"),
                feedback: received_,
                owner: { staff: Id.StaffId.make("nurse-1"), department: Id.DepartmentId.make("surgery") },
                policy: { id: "sla", version: "1" },
              },
              { id: Id.EventId.make("e-0"), by: { _tag: "System" } },
              ground,
            ),
          )
          const at = received_.receivedAt.epochMilliseconds
          const { danger, kind } = received_.assessment
          const model: Card = {
            item: received_,
            policy: ground.policy,
            people: Object.fromEntries(ground.staff),
            owner: "nurse-1",
            kind,
            danger,
            duty: danger,
            where: "open",
            failed: 0,
            asked: 0,
            withdrawn: false,
            promises: new Map(),
            wrote: Number.NEGATIVE_INFINITY,
            said: Number.NEGATIVE_INFINITY,
            reopened: 0,
            closedAt: 0,
            steps: { case: at, owner: at, assessment: at },
          }
          const real: Real = { ticket, ground, now: received_.registeredAt.epochMilliseconds }
          return { model, real }
        }
        fc.modelRun(setup, commands)
      },
    ),
    runs(200),
  )
})
