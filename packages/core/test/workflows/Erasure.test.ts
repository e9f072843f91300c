import {
  AccessAudit,
  AccessLog,
  Agenda,
  CallRecord,
  CallStore,
  Care,
  type CareMessage,
  CareStore,
  ContactStore,
  type CorrectiveAction,
  type Discharge,
  DischargeStore,
  Eraser,
  Erasure,
  type FollowUpPlan,
  GeneralQuestionnaires,
  Hours,
  Id,
  Inbox,
  MessageLog,
  Metrics,
  Outreach,
  PhoneNumber,
  PlanStore,
  Retention,
  RetentionPractice,
  SurveyAnswers,
  SurveyPractice,
  SurveyStore,
  Surveys,
  TicketStore,
  UnitOfWork,
} from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import { Context, DateTime, Effect, Exit, Metric, Option, Predicate, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { discharge as dischargeOf, type House, inHouse, options, type Provider, tenant } from "./house.ts"

const source = { title: "own", status: "hospitalPolicy", verified: "own" }
const policyOf = (
  keeps: ReadonlyArray<unknown>,
  erases: ReadonlyArray<unknown> = [],
  hours: Hours.Hours = Hours.always,
) =>
  Schema.decodeUnknownSync(Retention.RetentionPolicy)({
    id: "records",
    version: "1",
    zone: "Asia/Shanghai",
    keeps,
    erases,
    hours,
  })
const free = policyOf([])
const nurse = { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" } as const
const nothing = { discharge: 0, plan: 0, message: 0, inbox: 0, survey: 0, ticket: 0, call: 0, care: 0 }

const ended = {
  _tag: "Ended",
  end: { _tag: "Declined" },
  at: DateTime.makeUnsafe("2026-03-09T02:00:00Z"),
} as const

const known = new Map<string, Discharge.Discharge>()

/** Decoded once for all tests. */
const discharge = (n: number, guardian?: string): Discharge.Discharge => {
  const key = `${n} ${guardian}`
  const made = known.get(key) ?? dischargeOf(n, guardian === undefined ? {} : { guardian })
  known.set(key, made)
  return made
}

/** A plan of one task, whose reason tells of the patient. */
const planOf = (n: number, addressee: string, isOver = true): FollowUpPlan.FollowUpPlan => {
  const { dischargedAt } = discharge(n)
  const signed = { author: Id.StaffId.make("n-7"), reason: `搬家到${n}号` }
  return {
    id: Id.PlanId.make(`plan-${n}`),
    patient: Id.PatientId.make(`p${n}`),
    discharge: Id.DischargeId.make(`d${n}`),
    dischargedAt,
    zone: discharge(n).persons[0].profile.zone,
    protocol: { id: Id.ProtocolId.make("protocol"), version: "1" },
    policy: { id: "policy", version: "1" },
    calendar: { id: "calendar", version: "1" },
    dropped: [],
    tasks: [
      {
        id: Id.TaskId.make(`task-${n}`),
        stage: Id.StageId.make("stage"),
        title: { zh: "随访", en: "Follow-up" },
        purpose: "followUp",
        modules: ["symptoms"],
        role: "nurse",
        channels: ["phone"],
        addressee: Id.PersonId.make(addressee),
        extra: false,
        rules: [],
        attempts: [],
        state: isOver ? { ...ended, signed } : { _tag: "Unplaced", rules: [] },
      },
    ],
  }
}

const write = Effect.fnUntraced(function* (n: number, isOver = true, guardian?: string) {
  const person = guardian ?? `p${n}`
  yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(n, guardian))
  const plan = planOf(n, person, isOver)
  yield* (yield* PlanStore.PlanStore).insert(tenant, plan, [])
  const addressees = [Id.PersonId.make(person)]
  yield* (yield* ContactStore.ContactStore).put(tenant, plan.id, { addressees, contacts: [] })
})

const names = Effect.fnUntraced(function* (...of: ReadonlyArray<number>) {
  const store = yield* DischargeStore.DischargeStore
  return yield* Effect.forEach(of, (n) =>
    Effect.map(store.find(tenant, Id.DischargeId.make(`d${n}`)), (found) => Option.getOrThrow(found).name),
  )
})

/** A ticket about patients, which waits for nothing any more; about whom, from when, and with what is yet to be done. */
const writeTicketOf = Effect.fnUntraced(function* (
  id: string,
  about: ReadonlyArray<number>,
  receivedAt?: string,
  actions: ReadonlyArray<CorrectiveAction.CorrectiveAction> = [],
) {
  yield* writeItemsOf(
    id,
    about.map((n) => ({ n })),
    receivedAt,
    actions,
  )
})

interface Item {
  /** The patient that it is about; nobody by name where absent. */
  readonly n?: number
  readonly id?: string
}

const writeItemsOf = Effect.fnUntraced(function* (
  id: string,
  about: ReadonlyArray<Item>,
  receivedAt?: string,
  actions: ReadonlyArray<CorrectiveAction.CorrectiveAction> = [],
) {
  const [life] = fc.sample(FeedbackArbitraries.ticketLife({ ticket: Id.TicketId.make(id) }), {
    seed: 5,
    numRuns: 1,
  })
  if (life === undefined) throw new Error("no ticket")
  const ticket = FeedbackArbitraries.ended(life)
  const [item] = ticket.items
  const [first = { n: 1 }, ...others] = about
  const { patient: _, ...rest } = item
  const itemOf = ({ id, n }: Item) => ({
    ...rest,
    ...(n === undefined ? {} : { patient: { id: Id.PatientId.make(`p${n}`) } }),
    ...(id === undefined ? {} : { id: Id.FeedbackId.make(id) }),
    account: "走廊太吵",
    ...(receivedAt === undefined ? {} : { receivedAt: DateTime.makeUnsafe(receivedAt) }),
  })
  const state = { _tag: "Merged", event: Id.EventId.make("e"), into: Id.TicketId.make("other") } as const
  const kept = {
    ticket: { ...ticket, state, items: [itemOf(first), ...others.map(itemOf)] as const },
    told: [],
    actions,
  }
  yield* (yield* TicketStore.TicketStore).insert(tenant, kept, [])
})
const writeTicket = (id: string, ...about: ReadonlyArray<number>) => writeTicketOf(id, about)

const dayOf = (date: string) => DateTime.toUtc(DateTime.makeUnsafe(`${date}T10:00:00+08:00`))

/** Yet to be done. */
const action: CorrectiveAction.CorrectiveAction = {
  id: Id.ActionId.make("a-1"),
  kind: "corrective",
  tickets: [Id.TicketId.make("t-1")],
  causes: [],
  title: "夜班加装床头铃",
  owner: Id.StaffId.make("head-1"),
  department: Id.DepartmentId.make("surgery"),
  plannedAt: dayOf("2026-03-20"),
  dueAt: dayOf("2026-05-20"),
  effect: { measure: "呼叫响应时间", checkFrom: dayOf("2026-06-20") },
  state: { _tag: "Planned" },
}

const callerOf = (n: number) => PhoneNumber.PhoneNumber.make(`+861380013${8000 + n}`)

/** A call about a patient, by default on the first of March, whose end nobody told. */
const writeCall = Effect.fnUntraced(function* (
  n: number,
  arrivedAt = "2026-03-01T10:00:00+08:00",
  links: ReadonlyArray<CallRecord.Link> = [{ _tag: "Patient", patient: Id.PatientId.make(`p${n}`) }],
) {
  const at = DateTime.toUtc(DateTime.makeUnsafe(arrivedAt))
  const stamp = (id: string) => ({ id: Id.EventId.make(id), at })
  const [arrived] = CallRecord.arrive(
    { call: Id.CallId.make(`c-${n}`), caller: callerOf(n) },
    stamp("arrived"),
  )
  const call = links.reduce(
    (before, link, n) =>
      Result.getOrThrow(CallRecord.record(before, { _tag: "Linked", link }, stamp(`linked-${n}`)))[0],
    arrived,
  )
  yield* (yield* CallStore.CallStore).insert(tenant, call, [])
})

const callers = Effect.fnUntraced(function* (...of: ReadonlyArray<number>) {
  const store = yield* CallStore.CallStore
  return yield* Effect.forEach(of, (n) =>
    Effect.map(
      store.find(tenant, Id.CallId.make(`c-${n}`)),
      (found) => Option.getOrThrow(found).record.caller,
    ),
  )
})

const logged = Effect.flatMap(AccessLog.AccessLog, (log) =>
  Effect.map(log.list(tenant, { after: 0, limit: 999 }), (links) =>
    links.map(({ record }) => [record.action, record.patient, record.purpose, record.outcome]),
  ),
)

const run = <A, E>(
  work: Effect.Effect<A, E, House | RetentionPractice.RetentionPractice>,
  policy = free,
  provider: Provider = {},
) =>
  inHouse(provider, () =>
    TestClock.setTime(Date.parse("2026-04-01T00:00:00Z")).pipe(
      Effect.andThen(work),
      Effect.provideService(RetentionPractice.RetentionPractice, { of: () => policy }),
    ),
  )

const ask = (n: number) => Erasure.request(tenant, Id.PatientId.make(`p${n}`), nurse)

/** Asks the person to whom one patient is followed up what they think of a visit of a patient. */
const invite = Effect.fnUntraced(function* (n: number, guardian?: string) {
  const { patient, persons } = discharge(n, guardian)
  return yield* Surveys.invite(tenant, {
    occasion: { id: Id.OccasionId.make(`visit-${n}`), kind: "visit", at: yield* DateTime.now, patient },
    questionnaire: GeneralQuestionnaires.afterVisit.id,
    to: persons[0],
    needsGuardian: false,
  })
})

/** Sends the person to whom one patient is followed up something for the patient's care, an hour from now. */
const care = Effect.fnUntraced(function* (n: number, guardian?: string, event = "lecture") {
  const { patient, persons } = discharge(n, guardian)
  const at = yield* DateTime.now
  const from = (hours: number) => DateTime.add(at, { hours })
  const wanted: CareMessage.Wanted = {
    occasion: { _tag: "Event", event: Id.CareEventId.make(event), kind: "invitation", number: 1 },
    patient,
    purpose: "care",
    channels: ["phone"],
    span: { earliest: from(1), ideal: from(1), due: from(2), latest: from(30) },
    template: { id: "lecture", version: "1" },
  }
  return yield* Care.make(tenant, { wanted, to: persons[0], needsGuardian: false })
})

/** What is left of a care message: how it ended, and where it could go. */
const leftOf = ({ id }: CareMessage.CareMessage) =>
  Effect.gen(function* () {
    const { messages } = yield* CareStore.CareStore
    const { message, to } = Option.getOrThrow(yield* messages.find(tenant, id)).record
    return [message.state._tag === "Ended" ? message.state.conclusion : "open", to.phone]
  })

const nextDueAt = Effect.flatMap(Agenda.Agenda, (agenda) =>
  Effect.map(agenda.nextDueAt, (dueAt) => dueAt && DateTime.toEpochMillis(dueAt)),
)

describe("an erasure by request", () => {
  test("reaches those who only ever called, whose terms begin with their last call", async () => {
    const policy = policyOf([{ id: "retention.own", kinds: ["call"], months: 1, enabled: true, source }])
    const twice = Effect.gen(function* () {
      yield* writeCall(1)
      expect(yield* ask(1)).toEqual({
        erased: nothing,
        kept: [{ kind: "call", rule: "retention.own", until: Date.parse("2026-04-02T00:00:00+08:00") }],
      })
      yield* TestClock.setTime(Date.parse("2026-04-02T00:00:00+08:00"))
      expect(yield* callers(1)).toEqual([callerOf(1)])
      expect(yield* ask(1)).toEqual({ erased: { ...nothing, call: 1 }, kept: [] })
      expect(yield* callers(1)).toEqual([undefined])
    })
    await run(twice, policy)
  })

  test("takes what nothing keeps, is logged, and leaves others alone", async () => {
    const work = Effect.gen(function* () {
      yield* write(1)
      yield* write(2)
      const { erased, kept } = yield* ask(1)
      expect(erased).toEqual({ ...nothing, discharge: 1, plan: 1 })
      expect(kept).toEqual([])
      expect(yield* names(1, 2)).toEqual(["—", "王某"])
      expect(yield* logged).toEqual([["erase", "p1", "personsRequest", "allowed"]])
      yield* AccessAudit.verify(tenant)
    })
    await run(work)
  })

  test("leaves what a rule keeps, and says which and until when", async () => {
    const keeps = [{ id: "retention.own", kinds: ["discharge"], months: 12, enabled: true, source }]
    const work = Effect.gen(function* () {
      yield* write(1)
      const { erased, kept } = yield* ask(1)
      expect(erased).toEqual({ ...nothing, plan: 1 })
      const until = Date.parse("2027-03-03T00:00:00+08:00")
      expect(kept).toEqual([{ kind: "discharge", rule: "retention.own", until }])
      expect(yield* names(1)).toEqual(["王某"])
    })
    await run(work, policyOf(keeps))
  })

  test("is refused while a plan goes on, changes nothing, and the refusal is logged", async () => {
    const work = Effect.gen(function* () {
      yield* write(1, false)
      const refusal = yield* Effect.flip(ask(1))
      expect(refusal).toMatchObject({ _tag: "ErasureRefused", record: "plan-1", rule: "erasure.planOpen" })
      expect(yield* names(1)).toEqual(["王某"])
      expect(yield* logged).toEqual([["erase", "p1", "personsRequest", "refused"]])
    })
    await run(work)
  })

  test("of one child leaves the guardian to whom the other is followed up", async () => {
    const work = Effect.gen(function* () {
      yield* write(1, true, "mother")
      yield* write(2, false, "mother")
      expect((yield* ask(1)).erased).toEqual({ ...nothing, discharge: 1, plan: 1 })
      const store = yield* DischargeStore.DischargeStore
      const other = Option.getOrThrow(yield* store.find(tenant, Id.DischargeId.make("d2")))
      expect(other.persons[0].phone).toBe("+8613800000000")
    })
    await run(work)
  })

  test("reaches a patient who was asked for an opinion as well", async () => {
    const work = Effect.gen(function* () {
      yield* write(1)
      yield* invite(1)
      expect((yield* ask(1)).erased).toEqual({ ...nothing, discharge: 1, plan: 1, survey: 1 })
    })
    await run(work)
  })

  /** What a person wrote back in their own words. */
  const replyOf = (person: string): Inbox.Received => ({
    tenant,
    id: Id.MessageId.make(`from-${person}`),
    channel: "sms",
    from: "+8613800000003",
    text: "我是王芳，换药那天等了很久",
    receivedAt: DateTime.makeUnsafe("2026-03-30T10:00:00+08:00"),
    persons: [Id.PersonId.make(person)],
    waits: "words",
  })
  const invited = (id: Id.InvitationId) =>
    Effect.flatMap(SurveyStore.SurveyStore, (store) =>
      Effect.map(store.find(tenant, id), (found) => Option.getOrThrow(found).record.invitation),
    )

  test("reaches what somebody wrote back who was asked and never discharged, and ends what asks them", async () => {
    const work = Effect.gen(function* () {
      const inbox = yield* Inbox.Inbox
      const { id } = yield* invite(3)
      for (const person of ["p3", "p4"]) yield* inbox.insert(replyOf(person))
      expect((yield* ask(3)).erased).toEqual({ ...nothing, inbox: 1, survey: 1 })
      const left = Option.getOrThrow(yield* inbox.find(tenant, replyOf("p3").id))
      expect(JSON.stringify(left)).not.toMatch(/王芳|13800000003/)
      expect(yield* inbox.find(tenant, replyOf("p4").id)).toEqual(Option.some(replyOf("p4")))
      expect((yield* invited(id)).state).toMatchObject({ _tag: "Ended", disposition: "refused" })
      expect(yield* nextDueAt).toBeUndefined()
    })
    await run(work)
  })

  test("ends no invitation that a rule keeps, and waits for no survey that isn't practised any more", async () => {
    const keeps = [{ id: "retention.own", kinds: ["survey"], months: 12, enabled: true, source }]
    let surveys = policyOf(keeps)
    const work = Effect.gen(function* () {
      const { id } = yield* invite(3)
      expect((yield* ask(3)).erased).toEqual(nothing)
      expect((yield* invited(id)).state._tag).not.toBe("Ended")
      surveys = free
      const practice = yield* SurveyPractice.SurveyPractice
      const without = SurveyPractice.SurveyPractice.of({
        of: (name) => ({ ...practice.of(name), surveys: [] }),
      })
      const erased = Effect.provideService(ask(3), SurveyPractice.SurveyPractice, without)
      expect((yield* erased).erased).toEqual({ ...nothing, survey: 1 })
      expect((yield* invited(id)).state._tag).not.toBe("Ended")
    })
    await run(Effect.provideService(work, RetentionPractice.RetentionPractice, { of: () => surveys }))
  })

  test("of one child leaves the guardian who is asked about the other, and where they were written to", async () => {
    const work = Effect.gen(function* () {
      yield* write(1, true, "mother")
      const { id } = yield* invite(2, "mother")
      const message: MessageLog.Message = {
        tenant,
        id: Id.MessageId.make("asked"),
        channel: "sms",
        address: "+8613800000000",
        person: Id.PersonId.make("mother"),
        purpose: "serviceOpinion",
        subject: { _tag: "Survey", invitation: id, number: 1 },
        sentAt: yield* DateTime.now,
      }
      const log = yield* MessageLog.MessageLog
      yield* log.put(message)
      expect((yield* ask(1)).erased).toEqual({ ...nothing, discharge: 1, plan: 1 })
      expect(yield* log.find(tenant, message.id)).toEqual(Option.some(message))
    })
    await run(work)
  })

  test("keeps what a complaint or a call since the discharge keeps", async () => {
    const keeps = [{ id: "retention.own", kinds: ["ticket", "call"], months: 12, enabled: true, source }]
    const kept = (until: string) => [
      { kind: "ticket", rule: "retention.own", until: Date.parse(until) },
      { kind: "call", rule: "retention.own", until: Date.parse(until) },
    ]
    const work = Effect.gen(function* () {
      for (const n of [1, 2]) yield* write(n)
      yield* writeTicketOf("t-1", [1], "2026-03-20T10:00:00+08:00")
      yield* writeCall(2, "2026-03-25T10:00:00+08:00")
      yield* TestClock.setTime(Date.parse("2027-03-19T10:00:00+08:00"))
      expect((yield* ask(1)).kept).toEqual(kept("2027-03-21T00:00:00+08:00"))
      expect((yield* ask(2)).kept).toEqual(kept("2027-03-26T00:00:00+08:00"))
    })
    await run(work, policyOf(keeps))
  })

  test("is refused while a call goes on, and for no longer than one can", async () => {
    const work = Effect.gen(function* () {
      yield* writeCall(1, "2026-04-01T08:00:00+08:00")
      const refusal = yield* Effect.flip(ask(1))
      expect(refusal).toMatchObject({ _tag: "ErasureRefused", record: "c-1", rule: "erasure.callOpen" })
      expect(yield* callers(1)).toEqual([callerOf(1)])
      yield* TestClock.setTime(Date.parse("2026-04-02T08:00:00+08:00"))
      yield* Effect.flip(ask(1))
      yield* TestClock.adjust("1 millis")
      expect((yield* ask(1)).erased).toEqual({ ...nothing, call: 1 })
    })
    await run(work)
  })

  test("is refused while what was planned for a closed ticket is yet to be done", async () => {
    const work = Effect.gen(function* () {
      yield* writeTicketOf("t-1", [1], "2026-03-20T10:00:00+08:00", [action])
      const refusal = yield* Effect.flip(ask(1))
      expect(refusal).toMatchObject({ _tag: "ErasureRefused", record: "t-1", rule: "erasure.ticketOpen" })
      const store = yield* TicketStore.TicketStore
      const found = Option.getOrThrow(yield* store.find(tenant, Id.TicketId.make("t-1")))
      expect(found.record.actions).toEqual([action])
    })
    await run(work)
  })

  const toTicket = (id: string): CallRecord.Link => ({ _tag: "Ticket", ticket: Id.TicketId.make(id) })
  const toItem = (id: string): CallRecord.Link => ({ _tag: "Feedback", feedback: Id.FeedbackId.make(id) })

  test("reaches calls of the patient's tickets, which a rule keeps from when they came in", async () => {
    const keeps = [{ id: "retention.own", kinds: ["call"], months: 1, enabled: true, source }]
    const work = Effect.gen(function* () {
      yield* writeItemsOf("t-1", [{ n: 1, id: "f-1" }], "2026-01-20T10:00:00+08:00")
      yield* writeCall(1, "2026-03-10T10:00:00+08:00", [toTicket("t-1")])
      yield* writeCall(2, "2026-03-20T10:00:00+08:00", [toItem("f-1")])
      expect(yield* ask(1)).toEqual({
        erased: { ...nothing, ticket: 1 },
        kept: [{ kind: "call", rule: "retention.own", until: Date.parse("2026-04-21T00:00:00+08:00") }],
      })
      expect(yield* callers(1, 2)).toEqual([1, 2].map(callerOf))
      yield* TestClock.setTime(Date.parse("2026-04-21T00:00:00+08:00"))
      expect(yield* ask(1)).toEqual({ erased: { ...nothing, call: 2 }, kept: [] })
      expect(yield* callers(1, 2)).toEqual([undefined, undefined])
      const store = yield* CallStore.CallStore
      const found = yield* store.ofTicket(tenant, { ticket: Id.TicketId.make("t-1"), items: [] })
      expect(found.map(({ record: { id, state } }) => [id, state._tag])).toEqual([["c-1", "InMenu"]])
      expect(yield* logged).toEqual([1, 2].map(() => ["erase", "p1", "personsRequest", "allowed"]))
      expect((yield* ask(1)).erased).toEqual(nothing)
    })
    await run(work, policyOf(keeps))
  })

  test("is refused while a call of the patient's ticket goes on, or the ticket of such a call", async () => {
    let policy = free
    const work = Effect.gen(function* () {
      yield* writeTicketOf("t-1", [1], "2026-03-20T10:00:00+08:00")
      yield* writeCall(1, "2026-04-01T08:00:00+08:00", [toTicket("t-1")])
      const ringing = { _tag: "ErasureRefused", record: "c-1", rule: "erasure.callOpen" }
      expect(yield* Effect.flip(ask(1))).toMatchObject(ringing)
      yield* writeTicketOf("t-2", [2], "2026-03-20T10:00:00+08:00", [action])
      policy = policyOf([{ id: "retention.own", kinds: ["ticket"], months: 12, enabled: true, source }])
      expect((yield* ask(2)).erased).toEqual(nothing)
      yield* writeCall(2, "2026-03-20T10:00:00+08:00", [toTicket("t-2")])
      const open = { _tag: "ErasureRefused", record: "t-2", rule: "erasure.ticketOpen" }
      expect(yield* Effect.flip(ask(2))).toMatchObject(open)
      expect(yield* callers(1, 2)).toEqual([1, 2].map(callerOf))
    })
    await run(Effect.provideService(work, RetentionPractice.RetentionPractice, { of: () => policy }))
  })

  test("takes the calls of whoever asks and of nobody else, whatever they are linked to", async () => {
    const someone = fc.constantFrom(1, 2, undefined)
    const tickets = fc.array(
      fc.record({
        about: fc.array(someone, { minLength: 1, maxLength: 2 }),
        isOpen: fc.constantFrom(false, false, true),
      }),
      { maxLength: 4 },
    )
    const link = fc.oneof(
      fc.record({ kind: fc.constant("patient" as const), of: fc.constantFrom(1, 2) }),
      fc.record({ kind: fc.constantFrom("ticket", "item"), of: fc.nat(4) }),
    )
    const calls = fc.array(
      fc.uniqueArray(link, { maxLength: 3, selector: ({ kind, of }) => `${kind} ${of}` }),
      {
        maxLength: 5,
      },
    )
    let [erased, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(tickets, calls, async (tickets, calls) => {
        // Told anew from what was drawn: whom each ticket is about, and whose each call therefore is.
        const isHers = (ticket: number) => {
          const about = (tickets[ticket]?.about ?? []).filter((n) => n !== undefined)
          return about.length > 0 && about.every((n) => n === 1)
        }
        const hers = calls.map((links) => {
          const patients = links.filter(({ kind }) => kind === "patient")
          if (patients.length > 0) return patients.every(({ of }) => of === 1)
          return links.length > 0 && links.every(({ of }) => isHers(of))
        })
        const waits = tickets.some(({ isOpen }, n) => isOpen && isHers(n))
        const linkOf = ({ kind, of }: (typeof calls)[number][number]): CallRecord.Link =>
          kind === "patient"
            ? { _tag: "Patient", patient: Id.PatientId.make(`p${of}`) }
            : kind === "ticket"
              ? toTicket(`t-${of}`)
              : toItem(`f-${of}-0`)
        const all = Effect.gen(function* () {
          for (const [n, { about, isOpen }] of tickets.entries())
            yield* writeItemsOf(
              `t-${n}`,
              about.map((of, m) => ({ id: `f-${n}-${m}`, ...(of === undefined ? {} : { n: of }) })),
              "2026-03-20T10:00:00+08:00",
              isOpen ? [action] : [],
            )
          for (const [n, links] of calls.entries()) yield* writeCall(n, undefined, links.map(linkOf))
          const store = yield* CallStore.CallStore
          const during = { from: 0, until: over }
          const list = Effect.map(
            store.list(tenant, { of: "all", during, limit: 9 }),
            ({ records }) => records,
          )
          const before = yield* list
          const outcome = yield* Effect.exit(ask(1))
          const after = yield* list
          expect(Exit.isFailure(outcome)).toBe(waits)
          const expected = before.map((one, n) => {
            const { caller: _, ...record } = one.record
            return hers[n] === true && !waits ? { record, version: 2 } : one
          })
          expect(after).toEqual(expected)
          if (Exit.isFailure(outcome)) refused += 1
          else {
            const count = hers.filter((is) => is).length
            expect(outcome.value.erased.call).toBe(count)
            erased += count
          }
          yield* AccessAudit.verify(tenant)
        })
        await run(all)
      }),
      { numRuns: 150 },
    )
    expect(Math.min(erased, refused)).toBeGreaterThan(5)
  })

  test("reaches those who were only cared for, ends what is still to be sent, and leaves what is about another child", async () => {
    const work = Effect.gen(function* () {
      const own = yield* care(5)
      const [first, second] = [yield* care(6, "mother", "first"), yield* care(7, "mother", "second")]
      expect(yield* ask(5)).toEqual({ erased: { ...nothing, care: 1 }, kept: [] })
      expect(yield* leftOf(own)).toEqual(["notNeeded", undefined])
      expect(yield* ask(6)).toEqual({ erased: { ...nothing, care: 1 }, kept: [] })
      expect(yield* leftOf(first)).toEqual(["notNeeded", undefined])
      expect(yield* leftOf(second)).toEqual(["open", "+8613800000000"])
      const message = (id: string, about: CareMessage.CareMessage): MessageLog.Message => ({
        ...{ tenant, id: Id.MessageId.make(id), channel: "phone", address: "+8613800000000" },
        ...{ person: Id.PersonId.make("mother"), purpose: "care", sentAt: about.span.ideal },
        subject: { _tag: "Care", message: about.id, number: 1 },
      })
      const log = yield* MessageLog.MessageLog
      for (const one of [message("a", first), message("b", second)]) yield* log.put(one)
      expect(yield* ask(6)).toEqual({ erased: { ...nothing, message: 1 }, kept: [] })
      expect(yield* ask(7)).toEqual({ erased: { ...nothing, message: 1, care: 1 }, kept: [] })
      expect(yield* leftOf(second)).toEqual(["notNeeded", undefined])
    })
    await run(work)
  })

  test("reaches those who only answered a survey, and keeps what a rule keeps from today on", async () => {
    const questionnaire = GeneralQuestionnaires.all.find(({ items }) =>
      items.some(({ answer }) => answer._tag === "Words"),
    )
    const item = questionnaire?.items.find(({ answer }) => answer._tag === "Words")
    if (questionnaire === undefined || item === undefined) throw new Error("no open question")
    const id = Id.ResponseId.make("r-1")
    const answers = Effect.flatMap(SurveyStore.SurveyStore, (store) =>
      Effect.map(store.response(tenant, id), (found) =>
        JSON.stringify(Option.getOrThrow(found).response.answers),
      ),
    )
    let policy = policyOf([{ id: "retention.own", kinds: ["survey"], months: 12, enabled: true, source }])
    const work = Effect.gen(function* () {
      const answeredAt = DateTime.makeUnsafe("2026-03-10T10:00:00+08:00")
      yield* SurveyAnswers.takeUninvited(tenant, questionnaire.id, {
        id,
        answeredBy: "self",
        source: "paper",
        language: "zh",
        answeredAt,
        answers: { [item.id]: { _tag: "Words", text: "我是王芳，电话13800000000" } },
        occasion: {
          id: Id.OccasionId.make("visit-1"),
          kind: "visit",
          at: answeredAt,
          patient: Id.PatientId.make("p77"),
        },
      })
      expect(yield* ask(77)).toEqual({
        erased: nothing,
        kept: [{ kind: "survey", rule: "retention.own", until: Date.parse("2027-04-02T00:00:00+08:00") }],
      })
      expect(yield* answers).toContain("王芳")
      policy = free
      expect(yield* ask(77)).toEqual({ erased: { ...nothing, survey: 1 }, kept: [] })
      expect(yield* answers).not.toContain("王芳")
    })
    await run(Effect.provideService(work, RetentionPractice.RetentionPractice, { of: () => policy }))
  })

  test("of somebody whom nobody knows does nothing but is logged", async () => {
    const work = Effect.gen(function* () {
      expect(yield* ask(9)).toEqual({ erased: nothing, kept: [] })
      expect(yield* logged).toEqual([["erase", "p9", "personsRequest", "allowed"]])
    })
    await run(work)
  })
})

/** What is done with the eraser, and whether within a unit of work. */
const watched = Effect.fnUntraced(function* <A, E, R>(work: Effect.Effect<A, E, R>) {
  const [eraser, units] = [yield* Eraser.Eraser, yield* UnitOfWork.UnitOfWork]
  const seen: Array<string> = []
  let isInUnit = false
  const see = (what: string) => Effect.sync(() => seen.push(isInUnit ? `${what} in a unit` : what))
  const watch = Context.make(Eraser.Eraser, {
    ...eraser,
    prepare: (tenant) => Effect.andThen(see("prepare"), eraser.prepare(tenant)),
    erase: (...given) => Effect.andThen(see("erase"), eraser.erase(...given)),
  }).pipe(
    Context.add(UnitOfWork.UnitOfWork, {
      run: (unit) =>
        Effect.suspend(() => {
          isInUnit = true
          return Effect.ensuring(
            units.run(unit),
            Effect.sync(() => {
              isInUnit = false
            }),
          )
        }),
    }),
  )
  yield* Effect.provideContext(work, watch)
  return seen
})

const erases = [{ id: "erasure.own", kinds: ["discharge", "plan", "ticket", "call"], months: 24 }]

/** Two years and a day after the discharges, at one in the morning. */
const over = Date.parse("2028-03-03T01:00:00+08:00")

/** One worker, until nothing is due. Answers with how many entries it claimed. */
const work: Effect.Effect<number, never, House> = Effect.flatMap(
  Effect.orDie(Outreach.runDue(options)),
  (claimed) => (claimed === 0 ? Effect.succeed(0) : Effect.map(work, (more) => claimed + more)),
)

const count = (metric: Metric.Counter<number>, labels: Readonly<Record<string, string>>) =>
  Effect.map(Metric.value(Metric.withAttributes(metric, labels)), (state) => state.count)

describe("a term of the policy", () => {
  test("erases what is over, waits for what goes on, and looks again on the next date", async () => {
    const all = Effect.gen(function* () {
      yield* write(1)
      yield* write(2, false)
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* names(1, 2)).toEqual(["王某", "王某"])
      expect(yield* nextDueAt).toBe(Date.parse("2026-04-02T00:00:00+08:00"))

      yield* TestClock.setTime(over)
      yield* work
      expect(yield* names(1, 2)).toEqual(["—", "王某"])
      expect(yield* count(Metrics.erased, { kind: "plan" })).toBe(1)
      expect(yield* count(Metrics.waiting, { rule: "erasure.planOpen" })).toBe(1)
      expect(yield* nextDueAt).toBe(Date.parse("2028-03-04T00:00:00+08:00"))

      yield* TestClock.adjust("1 day")
      yield* work
      expect(yield* logged).toEqual([["erase", "p1", "legalDuty", "allowed"]])
      yield* AccessAudit.verify(tenant)
    })
    await run(Effect.provideService(all, Metric.MetricRegistry, new Map()), policyOf([], erases))
  })

  /** Surveys that ask about a visit from the fortieth day on. */
  const askingLate = Effect.fnUntraced(function* () {
    const practice = yield* SurveyPractice.SurveyPractice
    return SurveyPractice.SurveyPractice.of({
      of: (name) => {
        const { surveys, ...more } = practice.of(name)
        const window = { unit: "days", earliest: 40, ideal: 40, due: 50, latest: 60 } as const
        const late = surveys.map((survey) => ({ ...survey, invitation: { ...survey.invitation, window } }))
        return { ...more, surveys: late }
      },
    })
  })

  test("ends an invitation that is open as unable to answer", async () => {
    const all = Effect.gen(function* () {
      yield* write(1)
      const { id } = yield* invite(1)
      yield* TestClock.adjust("39 days")
      yield* Erasure.schedule(tenant)
      yield* work
      const { record } = Option.getOrThrow(yield* (yield* SurveyStore.SurveyStore).find(tenant, id))
      expect(record.invitation.state).toMatchObject({ _tag: "Ended", disposition: "unableToAnswer" })
      expect(record.to.phone).toBeUndefined()
    })
    const late = Effect.flatMap(askingLate(), (practice) =>
      Effect.provideService(all, SurveyPractice.SurveyPractice, practice),
    )
    await run(late, policyOf([], [{ id: "erasure.surveys", kinds: ["survey"], months: 1 }]))
  })

  test("begins with a visit that somebody was asked about, also where the patient was never discharged", async () => {
    const all = Effect.gen(function* () {
      yield* write(1)
      const asked = [yield* invite(3)]
      yield* TestClock.setTime(over)
      asked.push(yield* invite(1))
      yield* Erasure.schedule(tenant)
      const numbers = Effect.forEach(asked, ({ id }) =>
        Effect.map(
          Effect.flatMap(SurveyStore.SurveyStore, (store) => store.find(tenant, id)),
          (found) => (Option.getOrThrow(found).record.to.phone === undefined ? "erased" : "kept"),
        ),
      )
      yield* work
      expect(yield* numbers).toEqual(["kept", "kept"])
      yield* TestClock.adjust("31 days")
      yield* work
      expect(yield* numbers).toEqual(["erased", "kept"])
      expect(yield* names(1)).toEqual(["王某"])
      yield* TestClock.setTime(over + 2 * 366 * 86_400_000)
      yield* work
      expect(yield* numbers).toEqual(["erased", "erased"])
      expect(yield* names(1)).toEqual(["—"])
    })
    await run(all, policyOf([], [...erases, { id: "erasure.surveys", kinds: ["survey"], months: 24 }]))
  })

  test("begins with what was sent for somebody's care, and not before its time is over", async () => {
    const all = Effect.gen(function* () {
      const early = yield* care(3)
      yield* work
      yield* TestClock.setTime(over)
      const late = yield* care(4)
      yield* Erasure.schedule(tenant)
      const phones = Effect.forEach([early, late], (one) => Effect.map(leftOf(one), ([, phone]) => phone))
      yield* work
      expect(yield* phones).toEqual(["+8613800000000", "+8613800000000"])
      yield* TestClock.adjust("32 days")
      yield* work
      expect(yield* phones).toEqual([undefined, "+8613800000000"])
      expect(yield* logged).toEqual([["erase", "p3", "legalDuty", "allowed"]])
      yield* TestClock.setTime(over + 2 * 366 * 86_400_000 + 32 * 86_400_000)
      yield* work
      expect(yield* phones).toEqual([undefined, undefined])
    })
    await run(all, policyOf([], [{ id: "erasure.care", kinds: ["care"], months: 24 }]))
  })

  test("begins anew with a complaint and with a call", async () => {
    const all = Effect.gen(function* () {
      for (const n of [1, 2, 3]) yield* write(n)
      yield* writeCall(1, "2028-03-01T10:00:00+08:00")
      yield* writeTicketOf("t-2", [2], "2028-03-01T10:00:00+08:00")
      yield* TestClock.setTime(over)
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* names(1, 2, 3)).toEqual(["王某", "王某", "—"])
      expect(yield* callers(1)).toEqual([callerOf(1)])
      yield* TestClock.setTime(Date.parse("2030-03-02T01:00:00+08:00"))
      yield* work
      expect(yield* names(1, 2)).toEqual(["—", "—"])
    })
    await run(all, policyOf([], erases))
  })

  test("reaches calls of nobody's by their own terms, but for those of a ticket that goes on", async () => {
    const plansFirst = [{ id: "erasure.plans", kinds: ["plan"], months: 12 }, ...erases]
    const ticketLink = (ticket: string) => [{ _tag: "Ticket", ticket: Id.TicketId.make(ticket) } as const]
    const all = Effect.gen(function* () {
      yield* writeTicketOf("t-1", [1], "2027-03-20T10:00:00+08:00", [action])
      yield* writeTicketOf("t-2", [2], "2027-03-20T10:00:00+08:00")
      yield* writeCall(1, undefined, ticketLink("t-1"))
      yield* writeCall(2, undefined, ticketLink("t-2"))
      yield* writeCall(3, undefined, [])
      yield* writeCall(4, "2027-03-01T10:00:00+08:00", [])
      yield* TestClock.setTime(Date.parse("2028-03-01T01:00:00+08:00"))
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* callers(1, 2, 3, 4)).toEqual([1, 2, 3, 4].map(callerOf))
      yield* TestClock.adjust("1 day")
      yield* work
      expect(yield* callers(1, 2, 3, 4)).toEqual([callerOf(1), undefined, undefined, callerOf(4)])
      expect(yield* count(Metrics.erased, { kind: "call" })).toBe(2)
      expect(yield* count(Metrics.waiting, { rule: "erasure.ticketOpen" })).toBe(1)
      yield* TestClock.adjust("1 day")
      yield* work
      const links = yield* (yield* AccessLog.AccessLog).list(tenant, { after: 0, limit: 9 })
      const system = { by: { _tag: "System" }, action: "erase", purpose: "legalDuty", outcome: "allowed" }
      expect(links.map(({ record: { at, ...what } }) => what)).toEqual(
        ["c-2", "c-3"].map((id) => ({ ...system, what: { kind: "call", id } })),
      )
      yield* AccessAudit.verify(tenant)
    })
    await run(Effect.provideService(all, Metric.MetricRegistry, new Map()), policyOf([], plansFirst))
  })

  test("is worked on within the hours alone, and goes on where they ended", async () => {
    const policy = policyOf([], erases, Hours.daily("01:00", "01:10"))
    const all = Effect.gen(function* () {
      for (let n = 1; n <= 25; n++) yield* write(n)
      yield* TestClock.setTime(over - 1)
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* logged).toEqual([])
      yield* TestClock.setTime(over)
      yield* Outreach.runDue(options)
      expect((yield* logged).length).toBe(10)
      yield* TestClock.adjust("10 minutes")
      yield* work
      expect([(yield* logged).length, yield* nextDueAt]).toEqual([10, over + 24 * 3_600_000])
      yield* TestClock.setTime(over + 24 * 3_600_000)
      yield* work
      expect([(yield* logged).length, yield* nextDueAt]).toEqual([25, over + 48 * 3_600_000])
    })
    await run(all, policy)
  })

  test("has the stores made fit for it within the hours, outside of the unit that erases, as a request has", async () => {
    const all = Effect.gen(function* () {
      for (const n of [1, 2]) yield* write(n)
      expect(yield* watched(ask(2))).toEqual(["prepare", "erase in a unit"])
      yield* Erasure.schedule(tenant)
      yield* TestClock.setTime(over - 1)
      expect(yield* watched(Outreach.runDue(options))).toEqual([])
      yield* TestClock.setTime(over)
      expect(yield* watched(Outreach.runDue(options))).toEqual([
        "prepare",
        "erase in a unit",
        "erase in a unit",
      ])
      expect(yield* names(1, 2)).toEqual(["—", "—"])
    })
    await run(all, policyOf([], erases, Hours.daily("01:00", "01:10")))
  })

  test("goes through all plans, tickets, calls and invitations, a stretch at a time", async () => {
    const all = Effect.gen(function* () {
      for (let n = 1; n <= 105; n++) yield* write(n)
      for (const n of [7, 301, 302]) yield* writeTicket(`t-${n}`, n)
      yield* writeTicket("t-two", 303, 304)
      for (const n of [7, ...Array.from({ length: 101 }, (_, i) => 400 + i)]) yield* writeCall(n)
      yield* TestClock.setTime(Date.parse("2030-01-01T00:00:00Z"))
      yield* Erasure.schedule(tenant)
      expect(yield* work).toBe(11 + 1 + 11 + 1 + 1 + 1)
      expect(new Set((yield* logged).map(([, patient]) => patient)).size).toBe(107 + 101)
      expect((yield* logged).length).toBe(107 + 101)
    })
    await run(all, policyOf([], erases))
  })

  test("that the policy no longer has leaves the agenda, and of two each has its own records erased", async () => {
    let policy = policyOf([], [{ id: "erasure.plans", kinds: ["plan"], months: 24 }])
    const practice = { of: () => policy }
    const all = Effect.gen(function* () {
      yield* write(1)
      yield* TestClock.setTime(over)
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* names(1)).toEqual(["王某"])
      policy = policyOf([], [{ id: "erasure.discharges", kinds: ["discharge"], months: 24 }])
      yield* TestClock.adjust("1 day")
      yield* work
      expect(yield* nextDueAt).toBe(undefined)
      yield* Erasure.schedule(tenant)
      yield* work
      expect(yield* names(1)).toEqual(["—"])
    })
    await run(Effect.provideService(all, RetentionPractice.RetentionPractice, practice))
  })

  test("waits for a worker that has the practice", async () => {
    const entry = { tenant, kind: "retention", id: "erasure.own", subject: "plan" } as const
    const all = Effect.gen(function* () {
      const agenda = yield* Agenda.Agenda
      yield* agenda.schedule({ ...entry, dueAt: yield* DateTime.now })
      expect(yield* Outreach.runDue(options)).toBe(1)
      const [claim] = yield* Effect.andThen(
        TestClock.adjust("1 hour"),
        agenda.claim({ at: DateTime.makeUnsafe(over), limit: 1, lease: options.lease }),
      )
      expect([claim?.tries, claim?.failures]).toEqual([2, 1])
    })
    await inHouse({}, () => all)
  })
})

interface Patient {
  readonly isOver: boolean
  readonly mother: boolean
}

/** What is left of a hospital once its term was worked on, with workers that stop before or after the calls named. */
const left = (patients: ReadonlyArray<Patient>, stops: ReadonlyArray<number>) => {
  const ahead = [...stops]
  let made = 0
  const step = Effect.suspend(() => {
    made += 1
    if (made !== ahead[0]) return Effect.void
    made = 0
    ahead.shift()
    return Effect.interrupt
  })
  let isCounted = false
  const counted = <A>(service: A): A =>
    new Proxy(service as object, {
      get: (of, name) => {
        const method: unknown = Reflect.get(of, name)
        if (!Predicate.isFunction(method)) return method
        return (...given: ReadonlyArray<unknown>) => {
          const call = Reflect.apply(method, of, given) as Effect.Effect<unknown>
          return isCounted ? Effect.tap(Effect.andThen(step, call), () => step) : call
        }
      },
    }) as A
  const stores: NonNullable<Provider["stores"]> = (sound) =>
    Context.makeUnsafe(new Map([...sound.mapUnsafe].map(([key, service]) => [key, counted(service)])))
  const all = Effect.gen(function* () {
    for (const [n, { isOver, mother }] of patients.entries())
      yield* write(n + 1, isOver, mother ? "mother" : undefined)
    yield* writeTicket("t-1", 1, 40)
    yield* writeTicket("t-2", 41)
    for (const n of [42, 43]) yield* writeCall(n, undefined, [])
    yield* TestClock.setTime(over)
    yield* Erasure.schedule(tenant)
    isCounted = true
    while (Exit.isFailure(yield* Effect.exit(work))) yield* TestClock.adjust(options.lease)
    isCounted = false
    const discharges = yield* DischargeStore.DischargeStore
    const found = yield* Effect.forEach(patients, (_, n) =>
      discharges.find(tenant, Id.DischargeId.make(`d${n + 1}`)),
    )
    const plans = (yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 999 })).records
    const tickets = (yield* (yield* TicketStore.TicketStore).list(tenant, { of: "all", limit: 9 })).records
    const log = yield* (yield* AccessLog.AccessLog).list(tenant, { after: 0, limit: 99 })
    const accesses = log.map(({ record: { at, ...access } }) => access)
    return JSON.stringify([found, plans, tickets, yield* callers(42, 43), accesses, yield* nextDueAt])
  })
  return Effect.map(
    Effect.promise(() => run(all, policyOf([], erases), { stores })),
    (state) => ({ state, missed: ahead.length }),
  )
}

test("whatever step a worker stops at, the end is the one that no worker stopped would leave", async () => {
  const patient = fc.record({
    isOver: fc.constantFrom(true, true, true, false),
    mother: fc.boolean(),
  })
  let stops = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(patient, { minLength: 1, maxLength: 14 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
      async (patients, at) => {
        const whole = await Effect.runPromise(left(patients, []))
        const stopped = await Effect.runPromise(left(patients, at))
        expect(stopped.state).toBe(whole.state)
        stops += at.length - stopped.missed
      },
    ),
    { numRuns: 40 },
  )
  expect(stops).toBeGreaterThan(40)
})
