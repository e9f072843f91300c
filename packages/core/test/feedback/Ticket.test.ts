import {
  ClaimCode,
  type Feedback,
  GeneralFeedback,
  Id,
  OpenLoops,
  ResultCounts,
  SlaEvent,
  Ticket,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { assessed } from "./support/items.ts"

const nurse = Id.StaffId.make("nurse-1")
const officer = Id.StaffId.make("officer-1")
const ward = Id.DepartmentId.make("surgery")
const office = Id.DepartmentId.make("complaints")

const ground: Ticket.Ground = {
  staff: new Map([
    [nurse, [ward]],
    [officer, [office, ward]],
  ]),
  departments: new Set([ward, office]),
  categories: GeneralFeedback.categories,
  policy: GeneralFeedback.ticketPolicy,
}

/** 2 March 2026 is a Monday. */
const on = (day: number, time: string) =>
  DateTime.makeUnsafe(`2026-03-${String(day).padStart(2, "0")}T${time}:00+08:00`)

const assessment = assessed({ category: Id.CategoryId.make("waiting/examination"), departments: [ward] })

const feedback = (id: string, more: Partial<Feedback.Feedback> = {}): Feedback.Feedback => ({
  id: Id.FeedbackId.make(id),
  channel: "bedside",
  receivedAt: on(2, "09:00"),
  registeredAt: on(2, "09:10"),
  sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["phone"], phone: "+8613800138000" as never } },
  subject: "等候过久",
  people: [],
  account: "",
  evidence: [],
  assessment,
  ...more,
})

const item = Id.FeedbackId.make("f-1")

/** Registers an item and lets things happen to it; each `[day, time, act]` is recorded when it happens. */
type Happening = readonly [day: number, time: string, act: Ticket.Act, by?: Id.StaffId]

const live = (of: Feedback.Feedback, happenings: ReadonlyArray<Happening>, name = "t-1") => {
  const begun = Result.getOrThrow(
    Ticket.register(
      {
        ticket: Id.TicketId.make(name),
        feedback: of,
        owner: { staff: nurse, department: ward },
        policy: { id: "sla", version: "1" },
      },
      { id: Id.EventId.make(`${name}/0`), by: { _tag: "Staff", staff: nurse } },
      ground,
    ),
  )
  return happenings.reduce((life, happening) => Result.getOrThrow(goOn(life, happening)), begun)
}

const goOn = ([ticket, events]: Ticket.Decided, [day, time, act, staff = nurse]: Happening) =>
  Result.map(
    Ticket.record(ticket, act, stampAt(`${ticket.id}/${ticket.marks.length}`, day, time, staff), ground),
    ([next, more]): Ticket.Decided => [next, [...events, ...more]],
  )

const stampAt = (id: string, day: number, time: string, staff = nurse): Ticket.Stamp => ({
  id: Id.EventId.make(id),
  at: on(day, time),
  recordedAt: on(day, time),
  by: { _tag: "Staff", staff },
})

const ruleOf = <A>(refused: Result.Result<A, Ticket.Refusal>) => {
  if (!Result.isFailure(refused)) return "recorded"
  return refused.failure._tag === "TicketRefused" ? refused.failure.rule : refused.failure.message
}

const result = { _tag: "Handled", finding: "founded", summary: "", measures: [] } as const

const told = (of: Id.FeedbackId): ReadonlyArray<Happening> => [
  [3, "10:00", { _tag: "AnswerReached", item: of, channel: "phone" }],
  [3, "10:05", { _tag: "Checked", item: of, check: { _tag: "Satisfied" } }],
]

describe("first-receiver responsibility", () => {
  const offered = live(feedback("f-1"), [
    [2, "10:00", { _tag: "HandoverOffered", to: { department: office }, reason: "排班问题" }],
  ])

  test("a hand-over stays the giver's until somebody it was offered to accepts", () => {
    expect(offered[0].owner.staff).toBe(nurse)
    const accept: Ticket.Act = { _tag: "HandoverAccepted", owner: { staff: officer, department: office } }
    expect(ruleOf(goOn(offered, [2, "11:00", accept, nurse]))).toBe("ticket.notAddressed")
    const [accepted] = Result.getOrThrow(goOn(offered, [2, "11:00", accept, officer]))
    expect(accepted.owner).toEqual({ staff: officer, department: office })
    expect(accepted.offer).toBeUndefined()
  })

  test("a refused one leaves it where it is, and another can be offered", () => {
    const refused = Result.getOrThrow(
      goOn(offered, [2, "11:00", { _tag: "HandoverRefused", reason: "不属本科" }, officer]),
    )
    expect(refused[0].owner.staff).toBe(nurse)
    const again: Ticket.Act = {
      _tag: "HandoverOffered",
      to: { department: office, staff: officer },
      reason: "",
    }
    expect(ruleOf(goOn(refused, [2, "12:00", again]))).toBe("recorded")
    expect(ruleOf(goOn(offered, [2, "12:00", again]))).toBe("ticket.offerStands")
  })

  test("while the owner is away the deputy acts, and only then", () => {
    const away = live(feedback("f-1"), [
      [
        2,
        "10:00",
        { _tag: "DeputyNamed", deputy: { staff: officer, from: on(3, "00:00"), until: on(5, "00:00") } },
      ],
    ])
    const resolve = (day: number): Happening => [day, "09:00", { _tag: "ResultRecorded", result }, officer]
    expect(ruleOf(goOn(away, [2, "23:59", resolve(2)[2], officer]))).toBe("ticket.notOwner")
    expect(ruleOf(goOn(away, resolve(4)))).toBe("recorded")
    expect(ruleOf(goOn(away, resolve(5)))).toBe("ticket.notOwner")
    expect(Ticket.actingAt(away[0], on(4, "09:00"))).toBe(officer)
    expect(away[0].owner.staff).toBe(nurse)
  })

  test("nobody unknown becomes owner, and nobody of another department", () => {
    const take = (owner: Ticket.Owner): Happening => [2, "10:00", { _tag: "Taken", owner }, owner.staff]
    const stranger = Id.StaffId.make("nobody")
    const life = live(feedback("f-1"), [])
    expect(ruleOf(goOn(life, take({ staff: stranger, department: ward })))).toBe("no such staff: nobody")
    const elsewhere = { staff: officer, department: Id.DepartmentId.make("nowhere") }
    expect(ruleOf(goOn(life, take(elsewhere)))).toBe("no such department: nowhere")
  })
})

describe("what can't have happened is refused", () => {
  const life = live(feedback("f-1"), [[2, "10:00", { _tag: "ResultRecorded", result }]])

  test("in the future, before the receipt, or before what it follows from", () => {
    const act: Ticket.Act = { _tag: "Responded", item, channel: "phone" }
    const stamp = stampAt("x", 2, "11:00")
    const future = Ticket.record(life[0], act, { ...stamp, at: on(2, "11:01") }, ground)
    expect(ruleOf(future)).toBe("ticket.future")
    expect(ruleOf(Ticket.record(life[0], act, { ...stamp, at: on(2, "08:59") }, ground))).toBe("ticket.order")
    const answer: Ticket.Act = { _tag: "AnswerReached", item, channel: "phone" }
    expect(ruleOf(Ticket.record(life[0], answer, { ...stamp, at: on(2, "09:59") }, ground))).toBe(
      "ticket.order",
    )
    // A talk may be recorded late: it follows from nothing but the receipt.
    expect(ruleOf(Ticket.record(life[0], act, { ...stamp, at: on(2, "09:30") }, ground))).toBe("recorded")
  })

  test("two answers at once, two results at once", () => {
    const answered = Result.getOrThrow(goOn(life, told(item)[0] as Happening))
    expect(ruleOf(goOn(answered, told(item)[0] as Happening))).toBe("ticket.answerStands")
    expect(ruleOf(goOn(life, [2, "11:00", { _tag: "ResultRecorded", result }]))).toBe("ticket.resultStands")
  })

  test("the same event twice is one", () => {
    const stamp = stampAt("once", 2, "11:00")
    const act: Ticket.Act = { _tag: "SenderWrote", item, text: "请尽快" }
    const [once] = Result.getOrThrow(Ticket.record(life[0], act, stamp, ground))
    expect(Ticket.record(once, act, stamp, ground)).toEqual(Result.succeed([once, []]))
  })
})

describe("closing", () => {
  test("waits for measures, promises and replies", () => {
    const danger = feedback("f-1", { assessment: { ...assessment, danger: true } })
    const promise = { id: Id.PromiseId.make("p"), item, what: "周四前回电", by: on(5, "18:00") }
    let life = live(danger, [
      [2, "10:00", { _tag: "Promised", promise }],
      [2, "11:00", { _tag: "ResultRecorded", result }],
      ...told(item),
      [3, "11:00", { _tag: "SenderWrote", item, text: "还有一事" }],
    ])
    const step = (act: Ticket.Act) => {
      life = Result.getOrThrow(goOn(life, [3, "12:00", act]))
      return ruleOf(goOn(life, [3, "13:00", { _tag: "Closed" }]))
    }
    expect(ruleOf(goOn(life, [3, "13:00", { _tag: "Closed" }]))).toBe("ticket.dangerOpen")
    expect(step({ _tag: "MeasureTaken", taken: "立即复查" })).toBe("ticket.promiseOpen")
    expect(step({ _tag: "PromiseKept", promise: promise.id })).toBe("ticket.senderWaits")
    expect(step({ _tag: "Responded", item, channel: "phone" })).toBe("recorded")
  })

  test("a reason that the record contradicts is refused", () => {
    const life = live(feedback("f-1"), [[2, "10:00", { _tag: "ResultRecorded", result }]])
    const giveUp = (reason: "noWayBack" | "triedInVain" | "notCollected" | "refused"): Happening => [
      3,
      "10:00",
      { _tag: "AnswerGivenUp", item, reason },
    ]
    expect(ruleOf(goOn(life, giveUp("noWayBack")))).toBe("ticket.contradicted")
    expect(ruleOf(goOn(life, giveUp("triedInVain")))).toBe("ticket.contradicted")
    expect(ruleOf(goOn(life, giveUp("notCollected")))).toBe("ticket.contradicted")
    const failed: Happening = [3, "09:00", { _tag: "AnswerFailed", item, channel: "phone" }]
    const tried = [failed, failed, failed].reduce((l, f) => Result.getOrThrow(goOn(l, f)), life)
    const given = Result.getOrThrow(goOn(tried, giveUp("triedInVain")))
    const closed = (
      [
        [3, "10:01", { _tag: "Checked", item, check: { _tag: "NotKnown", reason: "unanswered" } }],
        [3, "10:02", { _tag: "Closed" }],
      ] as ReadonlyArray<Happening>
    ).reduce((l, h) => Result.getOrThrow(goOn(l, h)), given)
    expect(closed[0].state).toMatchObject({ closure: { _tag: "Unanswerable", reasons: ["triedInVain"] } })
  })

  test("what isn't the hospital's to handle is closed as such, and the sender told all the same", () => {
    const notOurs = { _tag: "NotHandled", ground: "inCourt", summary: "", referredTo: "法院" } as const
    const [ticket] = live(feedback("f-1"), [
      [2, "10:00", { _tag: "ResultRecorded", result: notOurs }],
      ...told(item),
      [3, "11:00", { _tag: "Closed" }],
    ])
    expect(ticket.state).toMatchObject({ closure: { _tag: "OutOfRemit", ground: "inCourt" } })
  })
})

describe("dissatisfaction", () => {
  const asked: ReadonlyArray<Happening> = [
    [2, "10:00", { _tag: "ResultRecorded", result }],
    told(item)[0] as Happening,
    [3, "11:00", { _tag: "Checked", item, check: { _tag: "Dissatisfied" } }],
  ]

  test("opens the ticket again at once, as often as the policy says, and then can close", () => {
    const [once, events] = live(feedback("f-1"), asked)
    expect(events.slice(-2).map(({ _tag }) => _tag)).toEqual(["Checked", "Reopened"])
    expect(once.state).toEqual({ _tag: "Open" })
    expect(once.past).toHaveLength(1)
    const [check] = asked.slice(-1) as unknown as [Happening]
    const long = "e".repeat(220)
    const [ready] = live(feedback("f-1"), asked.slice(0, -1))
    const named = Ticket.record(ready, check[2], stampAt(long, 3, "11:00"), ground)
    expect(Result.getOrThrow(named)[1].map(({ id }) => id.length)).toEqual([220, 64])
    const again = (day: number) => asked.map(([, time, act]): Happening => [day, time, act])
    const thrice = [...again(4), ...again(5)].reduce(
      (l, h) => Result.getOrThrow(goOn(l, h)),
      live(feedback("f-1"), asked),
    )
    expect(thrice[0].past).toHaveLength(2)
    expect(Ticket.awaits(thrice[0])).toEqual([{ _tag: "Closing" }])
  })

  test("opens a closed one within the policy's days, and no later", () => {
    const closed = live(feedback("f-1"), [
      [2, "10:00", { _tag: "ResultRecorded", result }],
      ...told(item),
      [3, "11:00", { _tag: "Closed" }],
    ])
    const within = { ...ground, policy: { ...ground.policy, reopen: { most: 1, withinDays: 2 } } }
    const reopen = (day: number, time: string) =>
      ruleOf(
        Ticket.record(
          closed[0],
          { _tag: "Reopened", reason: "dissatisfied" },
          stampAt("x", day, time),
          within,
        ),
      )
    expect(reopen(5, "23:59")).toBe("recorded")
    expect(reopen(6, "00:00")).toBe("ticket.reopenLate")
  })
})

describe("a sender without a name", () => {
  const code = Result.getOrThrow(ClaimCode.make(new Uint8Array(16).fill(9)))
  const claim = Result.getOrThrow(ClaimCode.hash(code, new Uint8Array(16)))
  const anonymous = feedback("f-1", { sender: { _tag: "Anonymous", claim } })

  test("comes back with the code, and reads the answer", () => {
    const life = live(anonymous, [
      [2, "10:00", { _tag: "ResultRecorded", result }],
      [2, "11:00", { _tag: "AnswerPosted", item }],
    ])
    expect(Ticket.itemOf(life[0], code)).toBe(item)
    expect(Ticket.itemOf(life[0], Result.getOrThrow(ClaimCode.make(new Uint8Array(16))))).toBeUndefined()
    const [read] = Result.getOrThrow(goOn(life, [4, "20:00", { _tag: "AnswerCollected", item }]))
    expect(Ticket.awaits(read)).toEqual([{ _tag: "Check", item }])
  })

  test("who doesn't come is given up once the answer has lain ready long enough", () => {
    const posted = live(anonymous, [
      [2, "10:00", { _tag: "ResultRecorded", result }],
      [2, "11:00", { _tag: "AnswerPosted", item }],
    ])
    const short = { ...ground, policy: { ...ground.policy, collectWithinDays: 7 } }
    const giveUp = (day: number, time: string) =>
      ruleOf(
        Ticket.record(
          posted[0],
          { _tag: "AnswerGivenUp", item, reason: "notCollected" },
          stampAt("x", day, time),
          short,
        ),
      )
    expect(giveUp(9, "23:59")).toBe("ticket.contradicted")
    expect(giveUp(10, "00:00")).toBe("recorded")
  })
})

describe("a correction", () => {
  const life = live(feedback("f-1"), [
    [2, "10:00", { _tag: "ResultRecorded", result }],
    [3, "10:00", { _tag: "AnswerReached", item, channel: "phone" }],
  ])
  const correct = (event: number, day: number, time: string): Happening => [
    4,
    "09:00",
    { _tag: "Corrected", event: Id.EventId.make(`t-1/${event}`), happenedAt: on(day, time) },
  ]

  test("moves an event between what it follows from and what follows from it", () => {
    const [corrected] = Result.getOrThrow(goOn(life, correct(2, 2, "10:30")))
    expect(Ticket.atOf(corrected, Id.EventId.make("t-1/2"))).toEqual(on(2, "10:30"))
    expect(ruleOf(goOn(life, correct(2, 2, "09:59")))).toBe("ticket.order")
    expect(ruleOf(goOn(life, correct(1, 3, "10:01")))).toBe("ticket.order")
    expect(ruleOf(goOn(life, correct(2, 4, "09:01")))).toBe("ticket.future")
    expect(ruleOf(goOn(life, correct(0, 2, "10:01")))).toBe("ticket.order")
    expect(ruleOf(goOn(life, correct(9, 3, "10:00")))).toBe("no such event: t-1/9")
  })

  test("isn't known before it was recorded", () => {
    const [, events] = Result.getOrThrow(goOn(life, correct(2, 2, "10:30")))
    const answeredAt = (at: DateTime.Utc) =>
      Option.map(Ticket.asKnownAt(events, at), (ticket) => Ticket.atOf(ticket, Id.EventId.make("t-1/2")))
    expect(answeredAt(on(2, "12:00"))).toEqual(Option.some(undefined))
    expect(answeredAt(on(3, "12:00"))).toEqual(Option.some(on(3, "10:00")))
    expect(answeredAt(on(4, "09:00"))).toEqual(Option.some(on(2, "10:30")))
    expect(Option.isNone(Ticket.asKnownAt(events, on(2, "09:09")))).toBe(true)
  })
})

describe("merging", () => {
  const urgent = { ...assessment, severity: "high", danger: true, departments: [office] } as const
  const other = feedback("f-2", { channel: "hotline", assessment: urgent })
  const promise = { id: Id.PromiseId.make("p"), item: other.id, what: "回电", by: on(4, "18:00") }
  const first = live(feedback("f-1"), [[2, "10:00", { _tag: "Acknowledged", item, channel: "phone" }]])
  const second = live(other, [[2, "09:30", { _tag: "Promised", promise }]], "t-2")
  const merge = (a = first, b = second, staff = nurse) =>
    Ticket.merge(a[0], b[0], b[1], stampAt("m", 2, "12:00", staff), ground)

  test("keeps both items, promises and duties, and the stricter assessment", () => {
    const [[ticket, events], [gone, goneEvents]] = Result.getOrThrow(merge())
    expect(ticket.items.map(({ id }) => id)).toEqual(["f-1", "f-2"])
    expect(ticket.assessment).toMatchObject({ severity: "high", danger: true, departments: [ward, office] })
    expect(Ticket.awaits(ticket).map(({ _tag }) => _tag)).toEqual(["Measure", "Result", "Promise"])
    expect(gone.state).toMatchObject({ _tag: "Merged", into: "t-1" })
    expect(Ticket.awaits(gone)).toEqual([])
    // Both histories fold to what was decided, and the other's times are still known.
    expect(Ticket.fromHistory([...first[1], ...events])).toEqual(Option.some(ticket))
    expect(Ticket.fromHistory([...second[1], ...goneEvents])).toEqual(Option.some(gone))
    expect(Ticket.atOf(ticket, Id.EventId.make("t-2/1"))).toEqual(on(2, "09:30"))
    expect(OpenLoops.of({ tickets: [ticket, gone], actions: [] }, on(2, "12:00")).twice).toEqual([])
    expect(OpenLoops.of({ tickets: [ticket, second[0]], actions: [] }, on(2, "12:00")).twice).toEqual(["f-2"])
  })

  test("lets every sender be answered before it closes", () => {
    const [[ticket, events]] = Result.getOrThrow(merge())
    const steps: ReadonlyArray<Happening> = [
      [2, "13:00", { _tag: "MeasureTaken", taken: "复查" }],
      [2, "13:00", { _tag: "PromiseKept", promise: promise.id }],
      [2, "14:00", { _tag: "ResultRecorded", result }],
      ...told(item),
    ]
    const life = steps.reduce((l, h) => Result.getOrThrow(goOn(l, h)), [
      ticket,
      [...first[1], ...events],
    ] as Ticket.Decided)
    expect(ruleOf(goOn(life, [3, "11:00", { _tag: "Closed" }]))).toBe("ticket.notAnswered")
    const heard = (of: Ticket.Decided) => Ticket.slaEvents(of[1], ground.categories).map(({ _tag }) => _tag)
    // The first answer is a response; only the last one answers the ticket.
    expect(heard(life).slice(-2)).toEqual(["Resolved", "Responded"])
    const both = told(other.id).reduce((l, [, , act]) => Result.getOrThrow(goOn(l, [3, "12:00", act])), life)
    expect(heard(both).slice(-2)).toEqual(["Answered", "SatisfactionChecked"])
    expect(ruleOf(goOn(both, [3, "13:00", { _tag: "Closed" }]))).toBe("recorded")
  })

  test("leaves to each item what was said of it before, whenever that becomes known", () => {
    const [[ticket, events]] = Result.getOrThrow(merge())
    const late = (id: string, act: Ticket.Act, at = on(2, "11:00")) => ({
      act,
      stamp: { ...stampAt(id, 2, "12:30"), at },
    })
    const called = (of: Id.FeedbackId): Ticket.Act => ({ _tag: "Responded", item: of, channel: "phone" })
    const heardAfter = (...told: ReadonlyArray<ReturnType<typeof late>>) => {
      const life = told.reduce<Ticket.Decided>(
        ([before, so], { act, stamp }) => {
          const [next, more] = Result.getOrThrow(Ticket.record(before, act, stamp, ground))
          return [next, [...so, ...more]]
        },
        [ticket, [...first[1], ...events]],
      )
      return SlaEvent.threads(
        Ticket.slaEvents(life[1], ground.categories),
        on(3, "09:00").epochMilliseconds,
      ).map((thread) => thread.map(({ _tag }) => _tag).filter((tag) => tag === "Responded" || tag === "Kept"))
    }
    expect(heardAfter(late("r-1", called(item)))).toEqual([["Responded"], []])
    expect(heardAfter(late("r-2", called(other.id)))).toEqual([[], ["Responded"]])
    const kept = late("k", { _tag: "PromiseKept", promise: promise.id })
    expect(heardAfter(kept, late("r-3", called(other.id), on(2, "12:10")))).toEqual([
      ["Responded"],
      ["Kept", "Responded"],
    ])
  })

  test("gives the clocks both threads", () => {
    const [[, events]] = Result.getOrThrow(merge())
    const read = Ticket.slaEvents([...first[1], ...events], ground.categories)
    expect(read.map(({ _tag }) => _tag)).toEqual(["Registered", "Assigned", "Acknowledged", "Merged"])
    const merged = read.at(-1)
    const threads = merged?._tag === "Merged" ? merged.threads : []
    expect(threads.map((thread) => thread.map(({ _tag }) => _tag))).toEqual([
      ["Registered", "Assigned", "Promised"],
    ])
  })

  test("ends the offer of the ticket that is gone, for its clocks as well", () => {
    const offer = [2, "10:00", { _tag: "HandoverOffered", to: { department: office }, reason: "" }] as const
    const [[{ offer: left }, events]] = Result.getOrThrow(merge(first, live(other, [offer], "t-2")))
    expect(left).toBeUndefined()
    const read = Ticket.slaEvents([...first[1], ...events], ground.categories)
    const [, thread = []] = SlaEvent.threads(read, Number.MAX_SAFE_INTEGER)
    const tags = thread.map(({ _tag }) => _tag)
    expect(tags.slice(tags.indexOf("HandoverOffered"))).toEqual(["HandoverOffered", "HandoverRefused"])
  })

  test("is refused for another patient, for itself, by others than the owner, and once there is a result", () => {
    const patient = (id: string) => ({ patient: { id: Id.PatientId.make(id) } })
    expect(
      ruleOf(
        merge(live(feedback("f-1", patient("p-1")), []), live(feedback("f-2", patient("p-2")), [], "t-2")),
      ),
    ).toBe("ticket.otherPatient")
    expect(ruleOf(merge(first, first))).toBe("ticket.sameTicket")
    expect(ruleOf(merge(first, second, officer))).toBe("ticket.notOwner")
    const resolved = live(other, [[2, "10:00", { _tag: "ResultRecorded", result }]], "t-2")
    expect(ruleOf(merge(first, resolved))).toBe("ticket.resultStands")
    // Nobody could end the hold of a ticket that is gone, and its clocks would stand still.
    const held = [2, "10:00", { _tag: "Held", reason: SlaEvent.holds.awaitingSender }] as const
    expect(ruleOf(merge(live(feedback("f-1"), [held])))).toBe("ticket.held")
    expect(ruleOf(merge(first, live(other, [held], "t-2")))).toBe("ticket.held")
    const [, [gone]] = Result.getOrThrow(merge())
    expect(ruleOf(merge(first, [gone, second[1]]))).toBe("ticket.merged")
  })
})

test("clocks read the receipt, what was said, and each completed step once", () => {
  const [, events] = live(feedback("f-1"), [
    [2, "09:20", { _tag: "Acknowledged", item, channel: "phone" }],
    [2, "09:30", { _tag: "HandoverOffered", to: { department: office }, reason: "" }],
    [2, "09:40", { _tag: "Taken", owner: { staff: officer, department: office } }, officer],
    [2, "10:00", { _tag: "ResultRecorded", result }, officer],
    ...told(item),
    [3, "11:00", { _tag: "Closed" }],
    [4, "09:00", { _tag: "Corrected", event: Id.EventId.make("t-1/3"), happenedAt: on(2, "09:35") }],
  ])
  const read = Ticket.slaEvents(events, ground.categories)
  expect(read.map(({ _tag }) => _tag)).toEqual([
    "Registered",
    "Assigned",
    "Acknowledged",
    "HandoverOffered",
    "Assigned",
    "HandoverRefused",
    "Resolved",
    "Answered",
    "SatisfactionChecked",
    "Closed",
    "Corrected",
    "Corrected",
  ])
  expect(read[0]).toMatchObject({
    at: on(2, "09:10"),
    receivedAt: on(2, "09:00"),
    facts: { categories: ["waiting", "waiting/examination"], channel: "bedside", anonymous: false },
  })
  // What was heard as two events is put right in both.
  expect(read.slice(-2)).toMatchObject([{ event: "t-1/3" }, { event: "t-1/3/offer" }])
})

test("results are counted by category and those above it, once for every item", () => {
  const closed = live(feedback("f-1"), [
    [2, "10:00", { _tag: "ResultRecorded", result }],
    ...told(item),
    [3, "11:00", { _tag: "Closed" }],
  ])[0]
  const fee = { ...assessment, category: Id.CategoryId.make("cost") }
  const open = live(feedback("f-2", { assessment: fee }), [], "t-2")[0]
  const taken = live(
    feedback("f-3"),
    [[2, "10:00", { _tag: "Withdrawn", item: Id.FeedbackId.make("f-3"), reason: "误会" }]],
    "t-3",
  )[0]
  const march = { from: on(1, "00:00").epochMilliseconds, until: on(31, "00:00").epochMilliseconds }
  const rows = ResultCounts.of([closed, open, taken], ground.categories, march)
  const row = (id: string) => rows.find(({ category }) => category === id)
  for (const id of ["waiting", "waiting/examination"])
    expect(row(id)).toMatchObject({ received: 2, closed: 1, founded: 1, satisfied: 1, withdrawn: 1 })
  expect(row("waiting/bed")).toMatchObject({ received: 0 })
  expect(row("cost")).toMatchObject({ received: 1, closed: 0, satisfied: 0 })
  expect(rows).toHaveLength(ground.categories.categories.length)
  const later = { from: march.until, until: march.until + 1 }
  expect(ResultCounts.of([closed], ground.categories, later).every(({ received }) => received === 0)).toBe(
    true,
  )
})
