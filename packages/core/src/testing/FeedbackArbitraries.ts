/**
 * fast-check generators of what feedback works with: items, assessments, acts, and whole lives of tickets.
 *
 * **Details**
 *
 * Everything they make decodes. A life is made by recording acts one after the other as the library does: some drawn
 * blindly, most of which are refused, some that do what the ticket waits for, so that lives come to their ends and beyond.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import type { CategoryTree } from "../feedback/Category.ts"
import {
  type CaseResult,
  type Check,
  Finding,
  OutOfRemit,
  Unanswerable,
  Unchecked,
} from "../feedback/Closure.ts"
import type { Assessment, Feedback, Sender } from "../feedback/Feedback.ts"
import { IntakeChannel, Kind, Severity } from "../feedback/FeedbackWord.ts"
import { Handling } from "../feedback/SlaFacts.ts"
import * as Ticket from "../feedback/Ticket.ts"
import {
  CategoryId,
  DepartmentId,
  EventId,
  FeedbackId,
  PatientId,
  PromiseId,
  StaffId,
  TicketId,
} from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Channel } from "../foundation/Word.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"

const { text } = FollowUpArbitraries

const departments = ["surgery", "pharmacy", "complaints"].map((id) => DepartmentId.make(id))
const staff = ["nurse-1", "nurse-2", "doctor-1", "officer-1"].map((id) => StaffId.make(id))
const categoryIds = ["waiting", "waiting/mri", "quality", "other", "old"].map((id) => CategoryId.make(id))

const someOf = <A>(all: ReadonlyArray<A>): fc.Arbitrary<ReadonlyArray<A>> => fc.subarray([...all])

const oneOf = <A>(all: ReadonlyArray<A>): fc.Arbitrary<A> => fc.constantFrom(...all)

/** A small tree with a category that is retired. */
export const categories: CategoryTree = {
  id: "generated",
  version: "1",
  categories: [
    { id: CategoryId.make("waiting"), title: { zh: "等候", en: "Waiting" } },
    {
      id: CategoryId.make("waiting/mri"),
      parent: CategoryId.make("waiting"),
      title: { zh: "磁共振", en: "MRI" },
    },
    { id: CategoryId.make("quality"), title: { zh: "质量", en: "Quality" } },
    { id: CategoryId.make("other"), title: { zh: "其他", en: "Other" } },
    { id: CategoryId.make("old"), title: { zh: "旧", en: "Old" }, retired: true },
  ],
  source: { title: "generated", status: "hospitalPolicy", verified: "own" },
}

/** Four people in three departments, one of them in two, under any policy. */
export const ground = (): fc.Arbitrary<Ticket.Ground> =>
  fc
    .record({
      zone: CalendarArbitraries.timeZone(),
      reopen: fc.record({ most: fc.nat(3), withinDays: fc.nat(10) }),
      answerTries: fc.integer({ min: 1, max: 3 }),
      collectWithinDays: fc.integer({ min: 1, max: 5 }),
      checkTries: fc.integer({ min: 1, max: 3 }),
    })
    .map((policy) => ({
      staff: new Map(
        staff.map(
          (id, i) => [id, departments.filter((_, j) => j === i % 3 || (i === 3 && j === 2))] as const,
        ),
      ),
      departments: new Set(departments),
      categories,
      policy: { id: "generated", version: "1", ...policy, source: categories.source },
    }))

/** How an item may be seen; of the category one that isn't retired. */
export const assessment = (): fc.Arbitrary<Assessment> =>
  fc.record({
    kind: oneOf(Kind.literals),
    category: oneOf(categoryIds.slice(0, 4)),
    severity: oneOf(Severity.literals),
    danger: fc.boolean(),
    departments: someOf(departments),
    handling: oneOf(Handling.literals),
    onSite: fc.boolean(),
    patientGroups: someOf(["inpatient", "儿童"]),
    repeats: fc.nat(3),
  })

const hex = (bytes: number) =>
  fc
    .array(fc.nat(255), { minLength: bytes, maxLength: bytes })
    .map((all) => all.map((byte) => byte.toString(16).padStart(2, "0")).join(""))

const sender = (): fc.Arbitrary<Sender> => {
  const replyTo = fc.record({
    channels: fc.tuple(oneOf(Channel.literals)) as fc.Arbitrary<readonly [Channel]>,
    address: text(),
  })
  const claim = fc.record({ salt: hex(16), hash: hex(32) })
  return fc.oneof(
    fc.record(
      { _tag: fc.constant("Named" as const), name: text(), relation: text(), replyTo },
      { requiredKeys: ["_tag", "name"] },
    ),
    fc.record({ _tag: fc.constant("Anonymous" as const), claim, replyTo }, { requiredKeys: ["_tag"] }),
  )
}

const hour = 3_600_000

/** An item; `id` is its id, the instants lie in the range. */
export const feedback = (
  options: CalendarArbitraries.DateRange & { readonly id?: FeedbackId } = {},
): fc.Arbitrary<Feedback> =>
  fc
    .record({
      receivedAt: CalendarArbitraries.instant(options),
      later: fc.nat(48),
      item: fc.record(
        {
          channel: oneOf(IntakeChannel.literals),
          sender: sender(),
          patient: fc.record(
            { id: oneOf(["p-1", "p-2"].map((id) => PatientId.make(id))), name: text() },
            { requiredKeys: [] },
          ),
          visitedDepartment: oneOf(departments),
          subject: text(),
          people: fc.array(text(), { maxLength: 2 }),
          account: text(),
          demand: text(),
          evidence: fc.array(text(), { maxLength: 2 }),
          signature: text(),
          assessment: assessment(),
        },
        {
          requiredKeys: ["channel", "sender", "subject", "people", "account", "evidence", "assessment"],
        },
      ),
    })
    .map(({ item, later, receivedAt }) => ({
      id: options.id ?? FeedbackId.make("f-1"),
      receivedAt: DateTime.makeUnsafe(receivedAt),
      registeredAt: DateTime.makeUnsafe(receivedAt + later * hour),
      ...item,
    }))

const result = (): fc.Arbitrary<CaseResult> =>
  fc.oneof(
    fc.record({
      _tag: fc.constant("Handled" as const),
      finding: oneOf(Finding.literals),
      summary: text(),
      measures: fc.array(text(), { maxLength: 2 }),
    }),
    fc.record(
      {
        _tag: fc.constant("NotHandled" as const),
        ground: oneOf(OutOfRemit.literals),
        summary: text(),
        referredTo: text(),
      },
      { requiredKeys: ["_tag", "ground", "summary"] },
    ),
  )

const check = (): fc.Arbitrary<Check> =>
  fc.oneof(
    fc.constant({ _tag: "Satisfied" as const }),
    fc.record({ _tag: fc.constant("Dissatisfied" as const), about: text() }, { requiredKeys: ["_tag"] }),
    fc.record({ _tag: fc.constant("NotKnown" as const), reason: oneOf(Unchecked.literals) }),
  )

/** What acts are drawn about. */
export interface About {
  readonly items: ReadonlyArray<FeedbackId>
  readonly events: ReadonlyArray<EventId>
  /** Instants that promises, absences and corrections name lie within some days of it. */
  readonly around: number
}

/** Any act, whether or not it fits. */
export const act = ({ around, events, items }: About): fc.Arbitrary<Ticket.Act> => {
  const instant = fc
    .integer({ min: -5 * 24 * 60, max: 20 * 24 * 60 })
    .map((minutes) => DateTime.makeUnsafe(around + minutes * 60_000))
  const item = oneOf([...items, FeedbackId.make("f-none")])
  const person = oneOf([...staff, StaffId.make("nobody")])
  const department = oneOf([...departments, DepartmentId.make("nowhere")])
  const owner = fc.record({ staff: person, department })
  const promise = oneOf(["a", "b"].map((id) => PromiseId.make(id)))
  const channel = oneOf(Channel.literals)
  const any = <Tag extends Ticket.Act["_tag"]>(
    tag: Tag,
    fields: {
      readonly [K in keyof Ticket.ActOf<Tag> as K extends "_tag" ? never : K]: fc.Arbitrary<
        Ticket.ActOf<Tag>[K]
      >
    },
  ) => fc.record({ _tag: fc.constant(tag), ...fields }) as unknown as fc.Arbitrary<Ticket.Act>
  return fc.oneof(
    any("Taken", { owner }),
    any("HandoverOffered", {
      to: fc.record({ department, staff: person }, { requiredKeys: ["department"] }),
      reason: text(),
    }),
    any("HandoverAccepted", { owner }),
    any("HandoverRefused", { reason: text() }),
    any("HandoverRetracted", {}),
    any("DeputyNamed", { deputy: fc.record({ staff: person, from: instant, until: instant }) }),
    any("DeputyReleased", {}),
    any("Acknowledged", { item, channel }),
    any("Responded", { item, channel }),
    any("SenderWrote", { item, text: text() }),
    any("Promised", { promise: fc.record({ id: promise, item, what: text(), by: instant }) }),
    any("PromiseKept", { promise }),
    any("Reassessed", { assessment: assessment() }),
    any("MeasureTaken", { taken: text() }),
    any("ArrivedOnSite", { department }),
    any("Held", {
      reason: fc.constantFrom("hospital.appraisal", "hospital.sender").map((id) => RuleId.make(id)),
    }),
    any("Resumed", {}),
    any("PolicyChanged", { policy: fc.record({ id: text(), version: text() }) }),
    any("ResultRecorded", { result: result() }),
    any("AnswerPosted", { item }),
    any("AnswerFailed", { item, channel }),
    any("AnswerReached", { item, channel }),
    any("AnswerCollected", { item }),
    any("AnswerGivenUp", { item, reason: oneOf(Unanswerable.literals) }),
    any("CheckAsked", { item, channel }),
    any("Checked", { item, check: check() }),
    any("Withdrawn", { item, reason: text() }),
    any("Closed", {}),
    any("Reopened", { reason: oneOf(Ticket.ReopenReason.literals) }),
    any("Corrected", { event: oneOf([...events, EventId.make("e-none")]), happenedAt: instant }),
  )
}

/** What the ticket waits for first, and who does it. A closed one that waits for nothing is opened again. */
export const nextStep = (ticket: Ticket.Ticket): readonly [act: Ticket.Act, by: Ticket.Actor] => {
  const owner: Ticket.Actor = { _tag: "Staff", staff: ticket.owner.staff }
  const [first] = Ticket.awaits(ticket)
  switch (first?._tag) {
    case undefined:
      return [{ _tag: "Reopened", reason: "newFacts" }, owner]
    case "Measure":
      return [{ _tag: "MeasureTaken", taken: "looked after" }, owner]
    case "HandoverAcceptance": {
      const { department } = first.to
      const by =
        first.to.staff ??
        staff.find((id, i) => departments[i % 3] === department && id !== ticket.owner.staff)
      // Not all hand-overs are accepted, so that lives come to know it.
      const turn = ticket.marks.length % 4
      if (by === undefined || turn === 0) return [{ _tag: "HandoverRetracted" }, owner]
      if (turn === 1)
        return [
          { _tag: "HandoverRefused", reason: "not ours" },
          { _tag: "Staff", staff: by },
        ]
      return [
        { _tag: "HandoverAccepted", owner: { staff: by, department } },
        { _tag: "Staff", staff: by },
      ]
    }
    case "Result":
      return [
        {
          _tag: "ResultRecorded",
          result: { _tag: "Handled", finding: "founded", summary: "", measures: [] },
        },
        owner,
      ]
    case "Answer": {
      const { item } = first
      const from = ticket.items.find(({ id }) => id === item)?.sender
      if (from?._tag === "Anonymous" && from.claim !== undefined) {
        const posted = ticket.loops.some((loop) => loop.item === item && loop.posted !== undefined)
        return posted
          ? [{ _tag: "AnswerCollected", item }, { _tag: "Sender" }]
          : [{ _tag: "AnswerPosted", item }, owner]
      }
      return [{ _tag: "AnswerReached", item, channel: "phone" }, owner]
    }
    case "Check":
      return [{ _tag: "Checked", item: first.item, check: { _tag: "NotKnown", reason: "declined" } }, owner]
    case "Promise":
      return [{ _tag: "PromiseKept", promise: first.promise }, owner]
    case "Reply":
      return [{ _tag: "Responded", item: first.item, channel: "phone" }, owner]
    case "Closing":
      return [{ _tag: "Closed" }, owner]
  }
}

/** A ticket's life: what was tried, and what came of it. */
export interface TicketLife {
  readonly ground: Ticket.Ground
  /** The ticket after each event; the first after its registration. */
  readonly steps: ReadonlyArray<{ readonly event: Ticket.TicketEvent; readonly ticket: Ticket.Ticket }>
  readonly refused: ReadonlyArray<{ readonly act: Ticket.Act; readonly refusal: Ticket.Refusal }>
}

/** The ticket at the end of a life. */
export const ended = ({ steps }: TicketLife): Ticket.Ticket =>
  (steps.at(-1) as TicketLife["steps"][number]).ticket

const attempts = (about: About) =>
  fc.array(
    fc.record({
      /** Absent where the next step is taken. */
      act: fc.option(act(about), { nil: undefined, freq: 3 }),
      by: fc.option(oneOf(staff), { nil: undefined }),
      /** So long after the act before it happens, and so long after that it is recorded. */
      afterMinutes: fc.integer({ min: -60, max: 3 * 24 * 60 }),
      lateMinutes: fc.oneof(fc.constant(0), fc.nat(600)),
    }),
    { maxLength: 40, size: "max" },
  )

/** Lives of tickets, most of them from the receipt to the end, and many beyond it. */
export const ticketLife = (
  options: { readonly ticket?: TicketId; readonly item?: FeedbackId } = {},
): fc.Arbitrary<TicketLife> => {
  const { item = FeedbackId.make("f-1"), ticket = TicketId.make("t-1") } = options
  const range = { min: "2026-01-01", max: "2026-12-31" }
  return fc.tuple(ground(), feedback({ ...range, id: item })).chain(([on, received]) => {
    const around = received.receivedAt.epochMilliseconds
    const events = Array.from({ length: 20 }, (_, i) => EventId.make(`${ticket}/e-${i}`))
    return attempts({ around, events, items: [item] }).map((tries) => {
      const first = Result.getOrThrow(
        Ticket.register(
          {
            ticket,
            feedback: received,
            owner: { staff: staff[0] as StaffId, department: departments[0] as DepartmentId },
            policy: { id: "sla", version: "1" },
          },
          { id: EventId.make(`${ticket}/e-0`), by: { _tag: "System" } },
          on,
        ),
      )
      return lived(ticket, on, first, tries, received.registeredAt.epochMilliseconds)
    })
  })
}

type Tried = ReturnType<typeof attempts> extends fc.Arbitrary<infer A> ? A : never

const lived = (
  id: TicketId,
  on: Ticket.Ground,
  [begun, [registered]]: Ticket.Decided,
  tries: Tried,
  from: number,
): TicketLife => {
  const steps: Array<TicketLife["steps"][number]> = [
    { event: registered as Ticket.TicketEvent, ticket: begun },
  ]
  const refused: Array<TicketLife["refused"][number]> = []
  let now = from
  let ticket = begun
  tries.forEach(({ act: drawn, afterMinutes, by, lateMinutes }, i) => {
    const at = now + afterMinutes * 60_000
    now = Math.max(now, at)
    const [next, who] = nextStep(ticket)
    const stamp: Ticket.Stamp = {
      id: EventId.make(`${id}/e-${i + 1}`),
      at: DateTime.makeUnsafe(drawn === undefined ? now : at),
      recordedAt: DateTime.makeUnsafe(now + lateMinutes * 60_000),
      by: drawn === undefined ? who : by === undefined ? { _tag: "System" } : { _tag: "Staff", staff: by },
    }
    const found = Ticket.record(ticket, drawn ?? next, stamp, on)
    if (Result.isFailure(found)) {
      refused.push({ act: drawn ?? next, refusal: found.failure })
      return
    }
    for (const event of found.success[1]) {
      ticket = Ticket.evolve(ticket, event)
      steps.push({ event, ticket })
    }
  })
  return { ground: on, steps, refused }
}
