import {
  type Access,
  AccessLog,
  Agenda,
  ChinaCalendar,
  ChinaContact,
  ChinaSla,
  ClaimCode,
  type ContactAttempt,
  ContactablePerson,
  type CorrectiveAction,
  Escalation,
  type Feedback,
  GeneralFeedback,
  GeneralQuestionnaires,
  GeneralSla,
  Hours,
  Id,
  type MessageChannel,
  Metrics,
  Notification,
  OpenLoops,
  Opinion,
  Outreach,
  Permission,
  Rule,
  Sla,
  SlaPolicy,
  SurveyAnswers,
  type SurveyResponse,
  SurveyStore,
  Surveys,
  Ticket,
  TicketPractice,
  TicketStore,
  Tickets,
  TimeZone,
  UnitOfWork,
  type WorkCalendar,
} from "@aftercare/core"
import {
  Clock,
  Context,
  DateTime,
  Duration,
  Effect,
  Fiber,
  Metric,
  Option,
  Result,
  Schema,
  Stream,
} from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { assessed } from "../feedback/support/items.ts"
import { drain, evening, type House, inHouse, options, type Provider, pass, tenant } from "./house.ts"

const zone = TimeZone.make("Asia/Shanghai")
const nurse = Id.StaffId.make("nurse-4")
const head = Id.StaffId.make("head-1")
const office = Id.StaffId.make("officer-1")
const director = Id.StaffId.make("director-1")
const surgery = Id.DepartmentId.make("surgery")
const complaints = Id.DepartmentId.make("complaints")
const id = Id.TicketId.make("t-1")
const item = Id.FeedbackId.make("f-1")

const rest = Hours.union(Hours.daily("12:00", "14:00"), Hours.daily("22:00", "07:00"))
const watch = (
  staff: Id.StaffId,
  role: Escalation.Duty["role"],
  hours: Hours.Hours = Hours.always,
): Escalation.Duty => ({ staff, role, zone, onDuty: hours, rest })

const duties = [
  watch(nurse, "owner"),
  watch(head, "headOfDepartment"),
  watch(office, "complaintOffice"),
  watch(director, "management"),
]

const person = (staff: Id.StaffId): ContactablePerson.ContactablePerson =>
  Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
    id: staff,
    relation: "self",
    name: "某",
    addresses: { app: `app-${staff}` },
    profile: {
      zone: "Asia/Shanghai",
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["app"],
      doNotDisturbOn: [],
    },
  })

const published = (policy: SlaPolicy.SlaPolicy, calendar: WorkCalendar.WorkCalendar) =>
  Result.getOrThrow(SlaPolicy.publish(policy, [calendar]))

const hospital = published(GeneralSla.hospital, ChinaCalendar.publicHolidays)

const practice = (
  changed: Partial<TicketPractice.HospitalTicketPractice> = {},
): TicketPractice.HospitalTicketPractice => ({
  ground: {
    staff: new Map([
      [nurse, [surgery]],
      [head, [surgery]],
      [office, [complaints]],
      [director, [complaints]],
    ]),
    departments: new Set([surgery, complaints]),
    categories: GeneralFeedback.categories,
    policy: GeneralFeedback.ticketPolicy,
  },
  policies: [hospital],
  policy: hospital.version,
  roster: Escalation.roster(duties),
  dangerAuthor: director,
  reach: (staff) => ({ channel: "app", person: person(staff) }),
  compose: (notice, ticket) => ({ text: `${ticket.id} ${notice.target} ${notice.step}` }),
  ...changed,
})

const feedback = (
  assessment: Partial<Feedback.Assessment> = {},
  changed: Partial<Feedback.Feedback> = {},
): Feedback.Feedback => ({
  id: item,
  channel: "bedside",
  receivedAt: DateTime.makeUnsafe(evening),
  registeredAt: DateTime.makeUnsafe(evening),
  sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["faceToFace"] } },
  subject: "换药等了两个小时",
  people: [],
  account: "",
  evidence: [],
  assessment: assessed({ departments: [surgery], ...assessment }),
  ...changed,
})

const owner = { staff: nurse, department: surgery }
const byNurse: { readonly _tag: "Staff"; readonly staff: Id.StaffId } = { _tag: "Staff", staff: nurse }

let events = 0
const stamp = (by: Ticket.Actor = byNurse) =>
  Effect.map(DateTime.now, (at) => ({ id: Id.EventId.make(`e-${++events}`), at, recordedAt: at, by }))

const register = (given: Feedback.Feedback = feedback(), ticket = id) =>
  Effect.flatMap(stamp(), (s) => Tickets.register(tenant, { ticket, feedback: given, owner }, s))

const feedbackBy = (by?: Ticket.Actor): Access.Acting => ({
  by: { ...(by?._tag === "Staff" ? by : byNurse), role: "nurse" },
  purpose: "feedback",
})

const record = (act: Ticket.Act, ticket = id, by?: Ticket.Actor) =>
  Effect.flatMap(stamp(by), (s) =>
    act._tag === "Closed"
      ? Tickets.close(tenant, ticket, feedbackBy(by), s)
      : Tickets.record(tenant, ticket, act, s),
  )

const keptOf = (ticket = id) =>
  Effect.flatMap(TicketStore.TicketStore, (store) =>
    Effect.map(store.find(tenant, ticket), (found) => Option.getOrThrow(found).record),
  )

type Sent = ReadonlyArray<MessageChannel.Outgoing>

const told = (sent: Sent) => sent.map(({ content, to }) => `${to.id}: ${content.text}`)

/** A desk in a house: the test's own practice, and a channel to the staff. */
const atDesk = <E>(
  given: Partial<TicketPractice.HospitalTicketPractice>,
  provider: Provider,
  test: (sent: Sent) => Effect.Effect<void, E, House | TicketPractice.TicketPractice>,
): Promise<void> =>
  inHouse({ connected: ["app"], ...provider }, (sent) =>
    Effect.provideService(test(sent), TicketPractice.TicketPractice, { of: () => practice(given) }),
  )

const hours = Duration.hours

const dayMillis = 86_400_000
const dayAt = (n: number) => DateTime.makeUnsafe(evening + n * dayMillis)
const actionId = Id.ActionId.make("a-1")

/** Planned now, due in ten days, its effect to be looked at after thirty. */
const action = (
  changed: Partial<CorrectiveAction.CorrectiveAction> = {},
): CorrectiveAction.CorrectiveAction => ({
  id: actionId,
  kind: "corrective",
  tickets: [id],
  causes: [],
  title: "排班按周调整",
  owner: nurse,
  department: surgery,
  plannedAt: dayAt(0),
  dueAt: dayAt(10),
  effect: { measure: "换药等候", checkFrom: dayAt(30) },
  state: { _tag: "Planned" },
  ...changed,
})
const decideAction = (command: CorrectiveAction.ActionCommand) =>
  Tickets.decideAction(tenant, id, actionId, command, nurse)
const finish = decideAction({ _tag: "Finish", evidence: "排班表" })

/** Lets time pass from one thing that falls due to the next, up to `until` and with it. */
const passUntil = Effect.fnUntraced(function* (until: number) {
  for (;;) {
    const due = yield* (yield* Agenda.Agenda).nextDueAt
    if (due === undefined || DateTime.toEpochMillis(due) > until) break
    yield* TestClock.setTime(Math.max(DateTime.toEpochMillis(due), yield* Clock.currentTimeMillis))
    yield* drain
  }
  yield* TestClock.setTime(until)
})

/** What was told of actions, and when, in days. */
const tellingOf = (sent: Sent) => told(sent).filter((text) => text.includes("Action"))

/** Everybody is there at any hour, and tickets alone are silent. */
const ofActionsOnly = {
  roster: Escalation.roster(duties.map((duty) => ({ ...duty, rest: Hours.never }))),
  compose: (
    notice: Notification.Notification,
    _: Ticket.Ticket,
    about?: CorrectiveAction.CorrectiveAction,
  ) => ({
    text: `${notice.target} ${notice.step} ${about?.id}`,
  }),
}

describe("a corrective action", () => {
  it("has its owner told of the work and of the look at its effect, and others where they are late", () =>
    atDesk(ofActionsOnly, {}, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* Tickets.planAction(tenant, action())
        yield* Tickets.planAction(tenant, action())
        yield* passUntil(evening + 7 * dayMillis)
        expect(tellingOf(sent)).toEqual([`${nurse}: Action step.nearlyDue a-1`])
        yield* passUntil(evening + 20 * dayMillis)
        expect(tellingOf(sent).slice(1)).toEqual([
          `${head}: Action step.late a-1`,
          `${director}: Action step.longLate a-1`,
        ])
        yield* finish
        yield* passUntil(evening + 31 * dayMillis)
        expect(tellingOf(sent).slice(3)).toEqual([
          `${nurse}: Action step.nearlyDue a-1`,
          `${head}: Action step.late a-1`,
        ])
        yield* decideAction({ _tag: "CheckEffect", found: "等候缩短" })
        yield* passUntil(evening + 90 * dayMillis)
        expect(tellingOf(sent).length).toBe(5)
      }),
    ))

  it("goes on once its ticket is over, and keeps it among the open ones", () =>
    atDesk(ofActionsOnly, {}, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* Tickets.planAction(tenant, action())
        yield* record({ _tag: "Withdrawn", item, reason: "settled" })
        yield* record({ _tag: "Closed" })
        const open = Effect.map(Stream.runCollect(Tickets.open(tenant)), (all) => all.length)
        expect(yield* open).toBe(1)
        yield* passUntil(evening + 7 * dayMillis)
        expect(tellingOf(sent)).toEqual([`${nurse}: Action step.nearlyDue a-1`])
        yield* decideAction({ _tag: "Drop", reason: "不再需要" })
        expect(yield* open).toBe(0)
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("goes on with the ticket that its own became part of, and is told of no step twice", () =>
    atDesk(ofActionsOnly, {}, (sent) =>
      Effect.gen(function* () {
        const other = Id.TicketId.make("t-2")
        yield* register()
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2") }), other)
        yield* Tickets.planAction(tenant, action())
        yield* passUntil(evening + 7 * dayMillis)
        yield* Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, other, id, s))
        expect((yield* keptOf()).actions ?? []).toEqual([])
        yield* passUntil(evening + 11 * dayMillis)
        expect(tellingOf(sent)).toEqual([
          `${nurse}: Action step.nearlyDue a-1`,
          `${head}: Action step.late a-1`,
        ])
        yield* finish
        expect((yield* keptOf(other)).actions).toMatchObject([{ id: "a-1", state: { _tag: "Done" } }])
      }),
    ))

  it("is told of once where its ticket becomes part of another while that is on its way", () => {
    const other = Id.TicketId.make("t-2")
    let merging: Effect.Effect<void> = Effect.void
    const send: Provider["send"] = ({ content }) =>
      Effect.suspend(() => {
        const now = content.text.startsWith("Action") ? merging : Effect.void
        if (now === merging) merging = Effect.void
        return Effect.as(now, { _tag: "Accepted", reference: "r" })
      })
    return atDesk(ofActionsOnly, { send }, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2") }), other)
        yield* Tickets.planAction(tenant, action())
        const context = yield* Effect.context<House | TicketPractice.TicketPractice>()
        merging = Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, other, id, s)).pipe(
          Effect.provide(context),
          Effect.orDie,
          Effect.asVoid,
        )
        yield* passUntil(evening + 8 * dayMillis)
        expect((yield* keptOf()).ticket.state._tag).toBe("Merged")
        expect(tellingOf(sent)).toEqual([`${nurse}: Action step.nearlyDue a-1`])
        expect((yield* keptOf(other)).told.filter((one) => one.action !== undefined)).toMatchObject([
          { tries: 1, delivery: { _tag: "Accepted" } },
        ])
      }),
    )
  })

  it("is the same message again where nobody knows whether it arrived and its ticket became part of another", () => {
    const other = Id.TicketId.make("t-2")
    const isOfAction = ({ content }: MessageChannel.Outgoing) => content.text.startsWith("Action")
    const send: Provider["send"] = (out) =>
      Effect.succeed(isOfAction(out) ? { _tag: "Unknown" } : { _tag: "Accepted", reference: "r" })
    return atDesk(ofActionsOnly, { send }, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2") }), other)
        yield* Tickets.planAction(tenant, action())
        yield* passUntil(evening + 7 * dayMillis)
        yield* Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, other, id, s))
        yield* passUntil(evening + 8 * dayMillis)
        const ids = sent.filter(isOfAction).map((message) => message.id)
        expect([ids.length, new Set(ids).size]).toEqual([Notification.mostTries, 1])
      }),
    )
  })

  it("is the same however far it has come", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        yield* register()
        yield* Tickets.planAction(tenant, action())
        yield* finish
        yield* Tickets.planAction(tenant, action())
        expect((yield* keptOf()).actions).toMatchObject([{ state: { _tag: "Done" } }])
      }),
    ))

  it("is refused where there is no such ticket or action, where another has its id, and where it stands elsewhere", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        const reason = <A, E, R>(work: Effect.Effect<A, E, R>) =>
          Effect.map(Effect.flip(work), (error) => ({ ...error }))
        expect(yield* reason(Tickets.planAction(tenant, action()))).toMatchObject({
          reason: { _tag: "NotFound" },
        })
        yield* register()
        expect(yield* reason(finish)).toMatchObject({ reason: { _tag: "NotFound" } })
        yield* Tickets.planAction(tenant, action())
        const another = action({ title: "别的" })
        expect(yield* reason(Tickets.planAction(tenant, another))).toMatchObject({
          reason: { _tag: "AlreadyExists" },
        })
        yield* finish
        expect(yield* reason(finish)).toMatchObject({ rule: "action.done" })
      }),
    ))

  it("has each step told exactly once, at its moment, while the work or the look that it is about is open", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          due: fc.integer({ min: 0, max: 20 }),
          wait: fc.integer({ min: 0, max: 20 }),
          /** Days after the plan, and after the look may begin; some never happen. */
          done: fc.option(fc.integer({ min: 0, max: 45 }), { nil: undefined }),
          looked: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
          dropped: fc.boolean(),
        }),
        async ({ done, dropped, due, looked, wait }) => {
          const at: Array<readonly [string, number]> = []
          const send: Provider["send"] = ({ content }) =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              const [target, step = ""] = content.text.split(" ")
              if (target === "Action") at.push([step, now - evening])
              return { _tag: "Accepted", reference: "r" }
            })
          await atDesk(ofActionsOnly, { send }, () =>
            Effect.gen(function* () {
              yield* register()
              const effect = { measure: "", checkFrom: dayAt(due + wait) }
              yield* Tickets.planAction(tenant, action({ dueAt: dayAt(due), effect }))
              if (done !== undefined) {
                yield* passUntil(evening + done * dayMillis)
                yield* dropped ? decideAction({ _tag: "Drop", reason: "不再需要" }) : finish
                if (!dropped && looked !== undefined) {
                  yield* passUntil(evening + (Math.max(done, due + wait) + looked) * dayMillis)
                  yield* decideAction({ _tag: "CheckEffect", found: "等候缩短" })
                }
              }
              yield* passUntil(evening + 200 * dayMillis)
            }),
          )
          /** What is told of something due on a day, begun on another, and over on a third. */
          const expected = (from: number, on: number, over: number) =>
            (
              [
                ["step.nearlyDue", Math.max(from, on - 3) * dayMillis],
                ["step.late", Math.max(from * dayMillis, on * dayMillis + 1)],
                ["step.longLate", Math.max(from, on + 7) * dayMillis],
              ] as const
            ).filter(([, when]) => when <= over * dayMillis)
          const work = expected(0, due, done ?? Number.POSITIVE_INFINITY)
          const hasLook = done !== undefined && !dropped
          const over =
            looked === undefined ? Number.POSITIVE_INFINITY : Math.max(done ?? 0, due + wait) + looked
          const look = hasLook ? expected(done, due + wait, over) : []
          expect(at).toEqual([...work, ...look].sort(([, a], [, b]) => a - b))
        },
      ),
      { numRuns: 40 },
    ))
})

describe("the steps of a ladder", () => {
  it("are told once each, to those on duty, as their moments come", () =>
    atDesk({}, {}, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* drain
        expect(told(sent)).toEqual([])
        // The first response is due in 24 hours: its owner is told two hours before, its head when it is late.
        yield* pass(hours(22))
        expect(told(sent)).toEqual([`${nurse}: t-1 FirstResponse step.nearlyDue`])
        yield* pass(hours(3))
        expect(told(sent)).toEqual([
          `${nurse}: t-1 FirstResponse step.nearlyDue`,
          `${head}: t-1 FirstResponse step.late`,
        ])
        yield* record({ _tag: "Responded", item, channel: "phone" })
        yield* pass(Duration.days(10))
        const later = told(sent).slice(2)
        expect(later).toEqual([
          `${nurse}: t-1 Answer step.nearlyDue`,
          `${head}: t-1 Answer step.late`,
          `${director}: t-1 Answer step.longLate`,
        ])
        const { told: kept } = yield* keptOf()
        expect(kept.map(({ delivery, tries }) => [delivery?._tag, tries])).toEqual(
          sent.map(() => ["Accepted", 1]),
        )
        const counts = [
          ["FirstResponse", "running"],
          ["FirstResponse", "breached"],
          ["Answer", "running"],
          ["Answer", "breached"],
        ].map(([target = "", state = ""]) =>
          Effect.map(
            Metric.value(Metric.withAttributes(Metrics.escalations, { target, state })),
            ({ count }) => count,
          ),
        )
        expect(yield* Effect.all(counts)).toEqual([1, 1, 1, 2])
        const breaches = ["FirstResponse", "Answer"].map((target) =>
          Effect.map(Metric.value(Metric.withAttributes(Metrics.breaches, { target })), ({ count }) => count),
        )
        expect(yield* Effect.all(breaches)).toEqual([1, 1])
      }).pipe(Effect.provideService(Metric.MetricRegistry, new Map())),
    ))

  it("that come in the addressee's rest wait for its end, and what is dangerous doesn't", () =>
    atDesk({}, {}, (sent) =>
      Effect.gen(function* () {
        yield* TestClock.adjust("5 hours")
        const late = DateTime.makeUnsafe(evening + 5 * 3_600_000)
        const at23 = { receivedAt: late, registeredAt: late }
        yield* register(feedback({ danger: true }, at23))
        yield* register(
          feedback({ repeats: 3 }, { ...at23, id: Id.FeedbackId.make("f-2") }),
          Id.TicketId.make("t-2"),
        )
        yield* drain
        expect(told(sent)).toEqual([`${director}: t-1 Answer step.urgent`])
        const { told: kept } = yield* keptOf()
        expect(kept[0]?.override).toMatchObject({ kind: "clinicalUrgency", author: director })
        yield* pass(hours(9))
        expect(told(sent).slice(1)).toEqual([`${office}: t-2 Answer step.repeated`])
        const [wait] = (yield* keptOf(Id.TicketId.make("t-2"))).told
        expect(wait?.override).toBeUndefined()
        expect(wait && DateTime.formatIso(wait.triedAt)).toBe("2026-03-02T23:00:00.000Z")
      }),
    ))

  it("are sent again under one id until they are known to have arrived, and then stay on record as unheard", () => {
    const silent: Provider = { send: () => Effect.succeed<ContactAttempt.Delivery>({ _tag: "Unknown" }) }
    return atDesk({}, silent, (sent) =>
      Effect.gen(function* () {
        yield* register(feedback({ danger: true }))
        yield* pass(hours(3))
        expect(sent.length).toBe(5)
        expect(new Set(sent.map((message) => message.id)).size).toBe(1)
        const [one] = (yield* keptOf()).told
        expect(one).toMatchObject({ tries: 5, delivery: { _tag: "Unknown" } })
        const [message] = sent
        yield* Outreach.recordReceipt({
          tenant,
          message: (message as MessageChannel.Outgoing).id,
          address: `app-${director}`,
          delivery: { _tag: "Accepted", reference: "late" },
        })
        expect((yield* keptOf()).told[0]?.delivery).toMatchObject({ _tag: "Accepted" })
      }),
    )
  })

  it("are sent again outside the addressee's rest alone, save what was told in it", () => {
    const code = Rule.RuleId.make("provider.full")
    const midnight = (at: number) =>
      Math.ceil((at + 8 * 3_600_000 + 1) / dayMillis) * dayMillis - 8 * 3_600_000
    const full: Provider = {
      send: () =>
        Effect.map(Clock.currentTimeMillis, (now): ContactAttempt.Delivery => {
          return { _tag: "Deferred", code, until: DateTime.makeUnsafe(midnight(now)) }
        }),
    }
    return atDesk({}, full, (sent) =>
      Effect.gen(function* () {
        // The channel takes nothing more today, and somebody of the complaint office is told of what keeps coming back.
        yield* register(feedback({ repeats: 3 }))
        yield* drain
        expect(told(sent)).toEqual([`${office}: t-1 Answer step.repeated`])
        yield* passUntil(Date.parse("2026-03-03T06:59:00+08:00"))
        expect(sent.length).toBe(1)
        yield* passUntil(Date.parse("2026-03-03T07:00:00+08:00"))
        expect(sent.length).toBe(2)
        // What is dangerous was told in the night, and is told in the next one again.
        const danger = Id.TicketId.make("t-2")
        yield* TestClock.setTime(Date.parse("2026-03-03T23:00:00+08:00"))
        yield* register(feedback({ danger: true }, { id: Id.FeedbackId.make("f-2") }), danger)
        yield* passUntil(Date.parse("2026-03-04T00:00:00+08:00"))
        expect(told(sent).filter((text) => text.includes("urgent"))).toEqual([
          `${director}: t-2 Answer step.urgent`,
          `${director}: t-2 Answer step.urgent`,
        ])
      }),
    )
  })

  it.each([
    ["to a deputy as their time begins", "2026-03-05T09:00:00+08:00", "2026-03-06T00:00:00+08:00", head],
    ["to the owner as a deputy's time ends", "2026-03-06T00:00:00+08:00", "2026-03-07T11:00:00+08:00", nurse],
  ])("are told %s, where the other is away for longer", (_, from, until, by) => {
    const none = {
      monday: [],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [],
      saturday: [],
      sunday: [],
    }
    const roster = Escalation.roster([
      watch(nurse, "owner", Hours.weekly({ ...none, saturday: ["08:00-20:00"] })),
      watch(head, "owner", Hours.weekly({ ...none, thursday: ["08:00-20:00"] })),
      watch(office, "headOfDepartment"),
      watch(director, "management"),
    ])
    const [begins, ends] = [DateTime.makeUnsafe(from), DateTime.makeUnsafe(until)]
    return atDesk({ roster }, {}, (sent) =>
      Effect.gen(function* () {
        yield* register()
        // Nearly due on Tuesday; the owner is back on Saturday, the deputy on Thursday.
        yield* passUntil(Date.parse("2026-03-05T06:00:00+08:00"))
        yield* record({ _tag: "DeputyNamed", deputy: { staff: head, from: begins, until: ends } })
        yield* passUntil((by === head ? begins : ends).epochMilliseconds)
        expect(told(sent)).toContain(`${by}: t-1 FirstResponse step.nearlyDue`)
      }),
    )
  })

  it("that find nobody are told as soon as somebody is there", () => {
    let roster = Escalation.roster([])
    const empty = {
      get roster() {
        return roster
      },
    }
    return atDesk(empty as Partial<TicketPractice.HospitalTicketPractice>, {}, (sent) =>
      Effect.gen(function* () {
        yield* register(feedback({ danger: true }))
        yield* pass(hours(2))
        expect(told(sent)).toEqual([])
        roster = Escalation.roster(duties)
        yield* pass(hours(2))
        expect(told(sent)).toEqual([`${director}: t-1 Answer step.urgent`])
      }),
    )
  })
})

describe("an anonymous item", () => {
  const code = Result.getOrThrow(ClaimCode.make(Uint8Array.from({ length: 16 }, (_, i) => i * 7)))
  const other = Result.getOrThrow(ClaimCode.make(Uint8Array.from({ length: 16 }, (_, i) => i * 3)))
  const claim = Result.getOrThrow(ClaimCode.hash(code, new TextEncoder().encode("a salt of this hospital")))
  const anonymous = feedback({}, { sender: { _tag: "Anonymous", claim } })

  it("is read and added to with its number and code alone, and its answer has then arrived", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        yield* register(anonymous)
        const s = yield* stamp()
        const wrong = yield* Effect.result(Tickets.readByClaim(tenant, id, other, s))
        expect(Result.isFailure(wrong) && wrong.failure._tag).toBe("ClaimRefused")
        const nobody = yield* Effect.result(Tickets.readByClaim(tenant, Id.TicketId.make("t-9"), code, s))
        expect(Result.isFailure(nobody) && nobody.failure._tag).toBe("ClaimRefused")
        expect(yield* Tickets.readByClaim(tenant, id, code, s)).toMatchObject({
          result: undefined,
          stage: "inHand",
        })
        yield* Tickets.writeByClaim(tenant, id, code, "还有一件事", yield* stamp())
        yield* record({ _tag: "Responded", item, channel: "app" })
        const result = {
          _tag: "Handled",
          finding: "founded",
          summary: "排班有误",
          measures: ["已补"],
        } as const
        yield* record({ _tag: "ResultRecorded", result })
        yield* record({ _tag: "AnswerPosted", item })
        const seen = yield* Tickets.readByClaim(tenant, id, code, yield* stamp())
        expect(seen).toMatchObject({ result, stage: "awaitingCheck" })
        const before = yield* keptOf()
        yield* Tickets.readByClaim(tenant, id, code, yield* stamp())
        expect(yield* keptOf()).toEqual(before)
      }),
    ))

  it("is read though its sender has taken it back, and hasn't been answered then", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        yield* register(anonymous)
        const result = { _tag: "Handled", finding: "founded", summary: "排班有误", measures: [] } as const
        yield* record({ _tag: "ResultRecorded", result })
        yield* record({ _tag: "AnswerPosted", item })
        yield* record({ _tag: "Withdrawn", item, reason: "不必了" }, id, { _tag: "Sender" })
        const before = yield* keptOf()
        expect(yield* Tickets.readByClaim(tenant, id, code, yield* stamp())).toMatchObject({ result })
        expect(yield* keptOf()).toEqual(before)
      }),
    ))

  it("is read and added to by its own number once its ticket is part of another", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        const [home, over] = [Id.TicketId.make("t-2"), Id.TicketId.make("t-3")]
        yield* register(anonymous)
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2") }), home)
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-3") }), over)
        yield* Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, home, id, s))
        yield* Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, over, home, s))
        const written = yield* Tickets.writeByClaim(tenant, id, code, "还有一件事", yield* stamp())
        // Nothing of those whose items the ticket answers as well.
        expect(written).toEqual({ ticket: id, item, stage: "inHand", result: undefined })
        expect(Ticket.awaits((yield* keptOf(over)).ticket)).toContainEqual({
          _tag: "Reply",
          item,
          since: yield* DateTime.now,
        })
        const result = { _tag: "Handled", finding: "founded", summary: "排班有误", measures: [] } as const
        yield* record({ _tag: "ResultRecorded", result }, over)
        yield* record({ _tag: "AnswerPosted", item }, over)
        const s = yield* stamp()
        const wrong = yield* Effect.result(Tickets.readByClaim(tenant, id, other, s))
        expect(Result.isFailure(wrong) && wrong.failure._tag).toBe("ClaimRefused")
        expect(yield* Tickets.readByClaim(tenant, id, code, s)).toMatchObject({ ticket: id, item, result })
        const loop = (yield* keptOf(over)).ticket.loops.find((one) => one.item === item)
        expect(loop?.answer).toEqual({ _tag: "Collected" })
      }),
    ))
})

describe("an opinion that a survey has heard", () => {
  const answered = (value: number) =>
    Opinion.of({ outcome: { _tag: "Scale", value } }, GeneralQuestionnaires.complaintOpinion)

  const untilAnswered = Effect.gen(function* () {
    yield* register()
    const result = { _tag: "Handled", finding: "founded", summary: "一", measures: [] } as const
    yield* record({ _tag: "ResultRecorded", result })
    yield* record({ _tag: "AnswerReached", item, channel: "phone" })
  })
  const loggedOf = Effect.flatMap(AccessLog.AccessLog, (log) =>
    Effect.map(log.list(tenant, { after: 0, limit: 9 }), (links) => links.map((link) => link.record)),
  )
  const hear = (opinion: Opinion.Opinion) =>
    Effect.flatMap(stamp({ _tag: "System" }), (s) => Tickets.hearOpinion(tenant, id, item, opinion, s))

  it("opens the ticket again where somebody is dissatisfied, with clocks of a new round", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        yield* untilAnswered
        yield* TestClock.adjust("2 days")
        const reopened = yield* hear(answered(1))
        expect(Ticket.stageOf(reopened)).toBe("inHand")
        const { targets } = yield* Tickets.standing(tenant, id)
        expect(targets.filter(Sla.isOpen).map(({ state, target }) => [target, state])).toEqual([
          ["FirstResponse", "running"],
          ["Answer", "running"],
        ])
      }),
    ))

  it("is closed by whom that is granted to alone, in their own department, and the log has who was refused", () => {
    const grant = (department: string): Permission.Grant => ({
      id: Rule.RuleId.make("permission.own"),
      to: ["nurse"],
      permissions: ["closeTicket"],
      purposes: ["feedback"],
      departments: [department],
      enabled: true,
      source: { title: "own", status: "hospitalPolicy", verified: "own" },
    })
    const closing = (grants: ReadonlyArray<Permission.Grant>) =>
      Effect.gen(function* () {
        yield* untilAnswered
        yield* hear(answered(4))
        const closed = yield* Effect.result(record({ _tag: "Closed" }))
        const links = yield* (yield* AccessLog.AccessLog).list(tenant, { after: 0, limit: 9 })
        const logged = links.map(({ record: { action, outcome, purpose, what } }) => [
          action,
          what.id,
          purpose,
          outcome,
        ])
        const isGranted = grants.some(({ departments }) => departments?.includes(surgery))
        expect(Result.isFailure(closed) ? closed.failure._tag : "closed").toBe(
          isGranted ? "closed" : "PermissionRefused",
        )
        expect(logged).toEqual([["write", id, "feedback", isGranted ? "allowed" : "refused"]])
        expect(Ticket.stageOf((yield* keptOf()).ticket) === "closed").toBe(isGranted)
      })
    return Promise.all(
      [[grant(surgery)], [grant("elsewhere")], []].map((grants) =>
        atDesk({}, { grants }, () => closing(grants)),
      ),
    )
  })

  it("is closed by whom that is granted to in the department that has it then, whoever gave it away meanwhile", () => {
    let meanwhile: Effect.Effect<unknown, unknown, House | TicketPractice.TicketPractice> = Effect.void
    const stores: Provider["stores"] = (sound) =>
      Context.add(sound, UnitOfWork.UnitOfWork, {
        run: (work) => {
          const first = meanwhile
          meanwhile = Effect.void
          return Effect.flatMap(Effect.orDie(first) as Effect.Effect<unknown>, () =>
            Context.get(sound, UnitOfWork.UnitOfWork).run(work),
          )
        },
      })
    const inSurgery: Permission.Grant = { ...Permission.askedElsewhere, departments: [surgery] }
    return atDesk({}, { grants: [inSurgery], stores }, () =>
      Effect.gen(function* () {
        yield* untilAnswered
        yield* hear(answered(4))
        const context = yield* Effect.context<House | TicketPractice.TicketPractice>()
        const to = { staff: office, department: complaints }
        const taken = record({ _tag: "Taken", owner: to }, id, { _tag: "Staff", staff: office })
        meanwhile = Effect.provideContext(taken, context)
        const closed = yield* Effect.flip(record({ _tag: "Closed" }))
        expect(closed).toMatchObject({ _tag: "PermissionRefused", rule: "permission.department" })
        expect((yield* keptOf()).ticket.owner).toEqual(to)
        expect((yield* loggedOf).map(({ outcome }) => outcome)).toEqual(["refused"])
      }),
    )
  })

  it("is in the log as refused where its own rules refuse the closing", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        yield* register()
        expect(yield* Effect.flip(record({ _tag: "Closed" }))).toMatchObject({ _tag: "TicketRefused" })
        expect((yield* loggedOf).map(({ outcome }) => outcome)).toEqual(["refused"])
      }),
    ))

  it("lets it be closed where somebody is satisfied, or says nothing", () =>
    Promise.all(
      [answered(4), Opinion.of({}, GeneralQuestionnaires.complaintOpinion)].map((opinion) =>
        atDesk({}, {}, () =>
          Effect.gen(function* () {
            yield* untilAnswered
            yield* hear(opinion)
            expect(Ticket.stageOf(yield* record({ _tag: "Closed" }))).toBe("closed")
          }),
        ),
      ),
    ))
})

describe("an answer to a survey about a ticket's answer", () => {
  const surveys = {
    surveys: [
      {
        questionnaire: GeneralQuestionnaires.complaintClosing,
        invitation: GeneralQuestionnaires.invitationPolicy,
        response: GeneralQuestionnaires.responsePolicy,
        opinion: GeneralQuestionnaires.complaintOpinion,
      },
    ],
    register: ({ id: response }: SurveyResponse.SurveyResponse) => ({
      registration: {
        ticket: Id.TicketId.make(`from/${response}`),
        feedback: feedback({}, { id: Id.FeedbackId.make(`from/${response}`) }),
        owner,
      },
      stamp: { id: Id.EventId.make(`from/${response}`), by: byNurse },
    }),
  }
  const invite = (closing?: { readonly ticket: Id.TicketId; readonly item: Id.FeedbackId }) =>
    Surveys.invite(tenant, {
      occasion: {
        id: Id.OccasionId.make("o-1"),
        kind: "complaintClosed",
        at: DateTime.makeUnsafe(evening),
      },
      questionnaire: GeneralQuestionnaires.complaintClosing.id,
      to: person(nurse),
      needsGuardian: false,
      ...(closing === undefined ? {} : { closing }),
    })
  const outcome = (value: number, n = 1) =>
    Effect.map(DateTime.now, (answeredAt) => ({
      id: Id.ResponseId.make(`r-${n}`),
      source: "phone" as const,
      language: "zh" as const,
      answeredAt,
      answers: { outcome: { _tag: "Scale" as const, value } },
    }))
  const answer = (invitation: Id.InvitationId, value: number, n?: number) =>
    Effect.flatMap(outcome(value, n), (given) => SurveyAnswers.take(tenant, invitation, given))
  const begun = Effect.map(Stream.runCollect(Tickets.open(tenant)), (all) =>
    all.map(({ ticket }) => String(ticket.id)),
  )
  const answered = Effect.gen(function* () {
    yield* register()
    const result = { _tag: "Handled", finding: "founded", summary: "一", measures: [] } as const
    yield* record({ _tag: "ResultRecorded", result })
    yield* record({ _tag: "AnswerReached", item, channel: "phone" })
    yield* TestClock.adjust("2 days")
  })

  it("opens the ticket again where it is a dissatisfied one, and begins no other", () =>
    atDesk({}, { surveys }, () =>
      Effect.gen(function* () {
        yield* answered
        const { id: invitation } = yield* invite({ ticket: id, item })
        yield* answer(invitation, 1)
        expect(Ticket.stageOf((yield* keptOf()).ticket)).toBe("inHand")
        expect(yield* begun).toEqual(["t-1"])
      }),
    ))

  it("lets it be closed where it is a satisfied one; one that doesn't say leaves the check open", () =>
    atDesk({}, { surveys }, () =>
      Effect.gen(function* () {
        yield* answered
        const { id: invitation } = yield* invite({ ticket: id, item })
        const given = yield* outcome(1)
        yield* SurveyAnswers.take(tenant, invitation, { ...given, answers: {} })
        expect(Ticket.stageOf((yield* keptOf()).ticket)).toBe("awaitingCheck")
        yield* answer(invitation, 4, 2)
        expect(Ticket.stageOf(yield* record({ _tag: "Closed" }))).toBe("closed")
      }),
    ))

  it("begins a ticket where the one that it is about takes no more checks, and is kept in any case", () =>
    atDesk({}, { surveys }, () =>
      Effect.gen(function* () {
        yield* register()
        yield* record({ _tag: "Withdrawn", item, reason: "settled" })
        yield* record({ _tag: "Closed" })
        const { id: invitation } = yield* invite({ ticket: id, item })
        const { received } = yield* answer(invitation, 1)
        expect(received.map(({ response }) => response)).toEqual(["r-1"])
        expect(yield* begun).toEqual(["from/r-1"])
      }),
    ))

  it("begins a ticket where nobody knows the one that it is about, and where nobody was invited", () =>
    atDesk({}, { surveys }, () =>
      Effect.gen(function* () {
        const { id: invitation } = yield* invite({ ticket: Id.TicketId.make("gone"), item })
        yield* answer(invitation, 1)
        const { id: questionnaire } = GeneralQuestionnaires.complaintClosing
        yield* SurveyAnswers.takeUninvited(tenant, questionnaire, yield* outcome(2, 2))
        expect(yield* begun).toEqual(["from/r-1", "from/r-2"])
      }),
    ))

  it("begins a ticket where it is about none, once", () =>
    atDesk({}, { surveys }, () =>
      Effect.gen(function* () {
        const { id: invitation } = yield* invite()
        yield* answer(invitation, 2)
        yield* answer(invitation, 2)
        expect(yield* begun).toEqual(["from/r-1"])
        yield* answer(invitation, 5, 2)
        expect(yield* begun).toEqual(["from/r-1"])
      }),
    ))

  it("isn't taken where nobody would hear of it, so that it is given again", () =>
    inHouse({ surveys }, () =>
      Effect.gen(function* () {
        const { id: invitation } = yield* invite()
        const refused = yield* Effect.result(answer(invitation, 2))
        expect(Result.isFailure(refused) && refused.failure).toMatchObject({
          reason: { _tag: "Unavailable" },
        })
        const kept = yield* (yield* SurveyStore.SurveyStore).find(tenant, invitation)
        expect(Option.getOrThrow(kept).record.invitation.received).toEqual([])
      }),
    ))
})

describe("tickets that are merged", () => {
  it("are told of by the one that goes on, and the other rests", () =>
    atDesk({}, {}, (sent) =>
      Effect.gen(function* () {
        const second = Id.TicketId.make("t-2")
        yield* register()
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2"), channel: "hotline" }), second)
        yield* Tickets.merge(tenant, id, second, yield* stamp())
        yield* pass(Duration.days(4))
        expect(sent.length).toBeGreaterThan(0)
        for (const { content } of sent) expect(content.text.startsWith(`${id} `)).toBe(true)
        const all = yield* Stream.runCollect(Tickets.open(tenant))
        const loops = OpenLoops.of(
          { tickets: all.map(({ ticket }) => ticket), actions: [] },
          yield* DateTime.now,
        )
        expect(loops.tickets.map(({ ticket }) => ticket)).toEqual([id])
      }),
    ))

  it("have their clocks moved by what is corrected of the one that is gone, under its own number", () =>
    atDesk({}, {}, () =>
      Effect.gen(function* () {
        const second = Id.TicketId.make("t-2")
        yield* register()
        yield* register(feedback({}, { id: Id.FeedbackId.make("f-2") }), second)
        const [registered] = (yield* keptOf(second)).ticket.marks
        yield* Effect.flatMap(stamp(), (s) => Tickets.merge(tenant, id, second, s))
        const happenedAt = DateTime.makeUnsafe(evening - 5 * 3_600_000)
        yield* record({ _tag: "Corrected", event: registered.event, happenedAt }, second)
        const { targets } = yield* Tickets.standing(tenant, id)
        const theirs = targets.filter(({ openedBy }) => openedBy === registered.event)
        expect(theirs.map(({ dueAt }) => dueAt)).toEqual([evening + 19 * 3_600_000, evening + 43 * 3_600_000])
      }),
    ))

  it("have no step told again that was told before, and one message of each, wherever its receipt finds it", () => {
    const second = Id.TicketId.make("t-2")
    const silent: Provider = { send: () => Effect.succeed<ContactAttempt.Delivery>({ _tag: "Unknown" }) }
    return atDesk({}, silent, (sent) =>
      Effect.gen(function* () {
        yield* register()
        yield* register(feedback({ danger: true }, { id: Id.FeedbackId.make("f-2") }), second)
        yield* drain
        const [urgent] = sent
        if (urgent === undefined) throw new Error("nobody was told")
        yield* Tickets.merge(tenant, id, second, yield* stamp())
        yield* passUntil(evening + 600_000)
        expect(sent.map((message) => message.id)).toEqual([urgent.id, urgent.id, urgent.id])
        const delivery = { _tag: "Accepted", reference: "late" } as const
        const receipt = { tenant, message: urgent.id, address: `app-${director}`, delivery }
        expect(yield* Outreach.recordReceipt(receipt)).toBe(true)
        yield* pass(hours(2))
        expect(sent.length).toBe(3)
        expect((yield* keptOf()).told).toMatchObject([{ tries: 3, delivery }])
        expect((yield* keptOf(second)).told).toEqual([])
      }),
    )
  })
})

describe("a holiday notice", () => {
  const notices = ChinaCalendar.publicHolidays
  const closed: WorkCalendar.WorkCalendar = {
    ...notices,
    version: "2026 and a day",
    holidays: [...notices.holidays, { on: "2026-03-05" as never, name: "临时" }].sort((a, b) =>
      a.on < b.on ? -1 : 1,
    ),
  }
  const before = published(ChinaSla.complaints, notices)
  const after = published(ChinaSla.complaints, closed)

  it("is foreseen with every due date that it moves, and then moves them on the agenda", () => {
    let policies = [before]
    const given = {
      policy: before.version,
      get policies() {
        return policies
      },
    }
    return atDesk(given as Partial<TicketPractice.HospitalTicketPractice>, {}, () =>
      Effect.gen(function* () {
        yield* register()
        const dueOf = Effect.map(Tickets.standing(tenant, id), (evaluation) =>
          evaluation.targets.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt])),
        )
        const was = yield* dueOf
        const [foreseen] = yield* Tickets.foresee(tenant, [after])
        expect(foreseen?.ticket).toBe(id)
        expect(yield* dueOf).toEqual(was)
        policies = [after]
        yield* Tickets.reschedule(tenant)
        const moved = yield* dueOf
        expect(moved.length).toBe(was.length)
        for (const [i, at] of moved.entries()) expect(at).toBeGreaterThan(was[i] as number)
        expect(yield* Tickets.foresee(tenant, [after])).toEqual([])
      }),
    )
  })
})

describe("actors at once", () => {
  const acts: ReadonlyArray<Ticket.Act> = [
    { _tag: "Responded", item, channel: "phone" },
    { _tag: "Acknowledged", item, channel: "phone" },
    { _tag: "HandoverOffered", to: { department: surgery, staff: head }, reason: "休假" },
    { _tag: "HandoverAccepted", owner: { staff: head, department: surgery } },
    { _tag: "HandoverRefused", reason: "忙" },
    { _tag: "ResultRecorded", result: { _tag: "Handled", finding: "founded", summary: "一", measures: [] } },
    {
      _tag: "ResultRecorded",
      result: { _tag: "Handled", finding: "unfounded", summary: "二", measures: [] },
    },
    { _tag: "AnswerReached", item, channel: "phone" },
    { _tag: "Checked", item, check: { _tag: "Satisfied" } },
    { _tag: "Checked", item, check: { _tag: "Dissatisfied" } },
    { _tag: "Closed" },
    { _tag: "Reopened", reason: "newFacts" },
  ]
  const act = fc.record({
    act: fc.constantFrom(...acts),
    by: fc.constantFrom(nurse, head),
    crash: fc.boolean(),
  })

  it("never leave a ticket that its history doesn't make, ownerless, in two states, or told of twice", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { maxLength: 8 }), (rounds) =>
        atDesk({}, {}, (sent) =>
          Effect.gen(function* () {
            yield* register()
            for (const round of rounds) {
              const workers = yield* Effect.forEach(round, ({ act: one, by, crash }) =>
                Effect.gen(function* () {
                  const fiber = yield* Effect.forkChild(
                    Effect.result(record(one, id, { _tag: "Staff", staff: by })),
                  )
                  if (crash) yield* Fiber.interrupt(fiber)
                  return fiber
                }),
              )
              const worker = yield* Effect.forkChild(Outreach.runDue(options))
              yield* Effect.forEach(workers, (fiber) => Fiber.await(fiber))
              yield* Fiber.await(worker)
              yield* TestClock.adjust("5 hours")
            }
            yield* pass(Duration.days(2))
            const store = yield* TicketStore.TicketStore
            const { ticket, told: kept } = yield* keptOf()
            const history = yield* store.events(tenant, id)
            expect(Option.getOrThrow(Ticket.fromHistory(history))).toEqual(ticket)
            for (let n = 1; n < history.length; n++)
              expect(Option.isSome(Ticket.fromHistory(history.slice(0, n)))).toBe(true)
            expect(ticket.owner.staff).toBeDefined()
            expect(new Set(kept.map((one) => one.id)).size).toBe(kept.length)
            expect(new Set(sent.map((message) => message.id)).size).toBe(sent.length)
            const evaluation = yield* Tickets.standing(tenant, id)
            // Whatever is late has been told, or nobody may be told yet.
            for (const target of evaluation.targets.filter(Sla.isOpen))
              for (const step of target.steps)
                if (step.at + 12 * 3_600_000 < evaluation.at)
                  expect(kept.map((one) => one.id)).toContain(`${target.key}/${step.id}`)
          }),
        ),
      ),
      { numRuns: 30 },
    ))
})
