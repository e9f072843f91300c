import {
  type Callback,
  CallRecord,
  CallStore,
  ChinaCalendar,
  ChinaContact,
  type Discharge,
  Escalation,
  type Feedback,
  GeneralFeedback,
  GeneralProtocols,
  GeneralQuestionnaires,
  GeneralSla,
  type HotlineCounts,
  Id,
  MonthlyReport,
  PlanStore,
  type Questionnaire,
  Reporting,
  Rule,
  Scheduling,
  Sla,
  SlaPolicy,
  SurveyPractice,
  SurveyResponse,
  SurveyStore,
  type Ticket,
  TicketPractice,
  TicketStore,
  Tickets,
  TimeZone,
} from "@aftercare/core"
import { Context, DateTime, Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { assessed } from "../feedback/support/items.ts"
import {
  consent,
  discharge,
  evening,
  followUpOf,
  type House,
  inHouse,
  type Provider,
  passUntil,
  tenant,
} from "./house.ts"

const [minuteMillis, hourMillis, dayMillis] = [60_000, 3_600_000, 86_400_000]
const zone = TimeZone.make("Asia/Shanghai")
const [march, april, may] = ["2026-03", "2026-04", "2026-05"].map((month) =>
  MonthlyReport.spanOf(MonthlyReport.Month.make(month), zone),
) as [Span, Span, Span]
interface Span {
  readonly from: number
  readonly until: number
}

const firstStages = [Id.StageId.make("first-contact")]
const title = (name: string) => ({ zh: name, en: name })
const cardiology = { title: title("cardiology"), called: ["心内科", "cardiology"] }
const surgery = { title: title("surgery"), called: ["外科", "surgery"] }

const nurse = Id.StaffId.make("nurse-4")
const by: Ticket.Actor = { _tag: "Staff", staff: nurse }
const sla = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, [ChinaCalendar.publicHolidays]))
const ward = Id.DepartmentId.make("surgery")
const desk: TicketPractice.HospitalTicketPractice = {
  ground: {
    staff: new Map([[nurse, [ward]]]),
    departments: new Set([ward, Id.DepartmentId.make("cardiology")]),
    categories: GeneralFeedback.categories,
    policy: GeneralFeedback.ticketPolicy,
  },
  policies: [sla],
  policy: sla.version,
  roster: Escalation.roster([]),
  dangerAuthor: nurse,
  reach: () => undefined,
  compose: () => ({ text: "" }),
}

const withDesk = Effect.provideService(TicketPractice.TicketPractice, { of: () => desk })

/** The same stores, which give pages of so many. */
const inPagesOf = (size: number): Provider => ({
  stores: (sound) => {
    const [plans, tickets, calls, surveys] = [
      Context.get(sound, PlanStore.PlanStore),
      Context.get(sound, TicketStore.TicketStore),
      Context.get(sound, CallStore.CallStore),
      Context.get(sound, SurveyStore.SurveyStore),
    ]
    return sound.pipe(
      Context.add(PlanStore.PlanStore, {
        ...plans,
        list: (of, page) => plans.list(of, { ...page, limit: size }),
      }),
      Context.add(TicketStore.TicketStore, {
        ...tickets,
        list: (of, page) => tickets.list(of, { ...page, limit: size }),
      }),
      Context.add(CallStore.CallStore, {
        ...calls,
        list: (of, page) => calls.list(of, { ...page, limit: size }),
      }),
      Context.add(SurveyStore.SurveyStore, {
        ...surveys,
        responses: (of, id, page) => surveys.responses(of, id, { ...page, limit: size }),
      }),
    )
  },
})

const limits: HotlineCounts.Limits = { answeredWithinMillis: 15_000, abandonedEarlyMillis: 5000 }

interface Item {
  readonly after: number
  readonly kind: Feedback.Assessment["kind"]
  readonly category: string
  readonly departments: ReadonlyArray<string>
  /** Hours until the first answer. */
  readonly answered: number | undefined
}

interface Call {
  readonly after: number
  readonly queued: number
  readonly waited: number
  readonly answered: boolean
  /** What became of the callback that the caller asked for instead, if they did. */
  readonly callback?: "inTime" | "late" | "missed" | "owed" | undefined
}

interface Given {
  readonly after: number
  readonly department: string | undefined
  /** How satisfied somebody was on the whole; it may be left out, and so may the other answer be. */
  readonly overall: number | undefined
  readonly politeness: number | undefined
  readonly revised: boolean
  readonly setAside: boolean
}

interface Life {
  readonly stays: ReadonlyArray<{
    readonly after: number
    readonly department: string
    readonly twice: boolean
  }>
  readonly items: ReadonlyArray<Item>
  readonly calls: ReadonlyArray<Call>
  readonly answers: ReadonlyArray<Given>
}

const upTo = (days: number) => fc.integer({ min: 0, max: days * 24 * 60 })
const life: fc.Arbitrary<Life> = fc.record({
  stays: fc.array(
    fc.record({
      after: upTo(70),
      department: fc.constantFrom("心内科", "外科", "骨科"),
      twice: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
  items: fc.array(
    fc.record({
      after: upTo(70),
      kind: fc.constantFrom("complaint", "complaint", "enquiry", "suggestion"),
      category: fc.constantFrom("waiting", "waiting/bed", "cost", "environment/food"),
      departments: fc.constantFrom([], ["surgery"], ["cardiology"], ["surgery", "cardiology"]),
      answered: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    }),
    { maxLength: 8 },
  ),
  calls: fc.array(
    fc.record({
      after: upTo(70),
      queued: fc.integer({ min: 0, max: 300 }),
      waited: fc.integer({ min: 0, max: 40 }),
      answered: fc.boolean(),
      callback: fc.constantFrom(undefined, undefined, "inTime", "late", "missed", "owed"),
    }),
    { maxLength: 8 },
  ),
  answers: fc.array(
    fc.record({
      after: upTo(70),
      department: fc.constantFrom(undefined, "surgery", "cardiology"),
      overall: fc.constantFrom(undefined, 1, 3, 4, 5),
      politeness: fc.constantFrom(undefined, 4),
      revised: fc.boolean(),
      setAside: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
})

const at = (after: number): number => evening + after * minuteMillis

/** A second protocol: a discharge by both has two plans. */
const programme = { ...GeneralProtocols.generalDischarge, id: Id.ProtocolId.make("programme") }

const stay = (n: number, { after, department }: Life["stays"][number]): Discharge.Discharge => ({
  ...discharge(n),
  department,
  dischargedAt: DateTime.makeUnsafe(at(after)),
})

interface Happening {
  readonly at: number
  readonly act: Effect.Effect<unknown, unknown, House | TicketPractice.TicketPractice>
}

const { hotline } = GeneralQuestionnaires
const [solved, , ...rated] = hotline.items
/** The questionnaire as it is asked now, without words. */
const revised: Questionnaire.Questionnaire = { ...hotline, version: "next", items: [solved, ...rated] }
const asks = [revised, hotline].map((questionnaire) => ({
  questionnaire,
  invitation: GeneralQuestionnaires.invitationPolicy,
  response: GeneralQuestionnaires.responsePolicy,
}))

const response = (n: number, { after, department, overall, politeness, revised: now }: Given) => {
  const occasion = {
    id: Id.OccasionId.make(`o${n}`),
    kind: "hotlineCall",
    at: DateTime.makeUnsafe(at(after)),
  } as const
  const scale = (item: string, value: number | undefined) =>
    value === undefined ? {} : { [item]: { _tag: "Scale", value } as const }
  return Result.getOrThrow(
    SurveyResponse.record(now ? revised : hotline, {
      id: Id.ResponseId.make(`r${n}`),
      occasion: { ...occasion, ...(department && { department: Id.DepartmentId.make(department) }) },
      source: "paper",
      language: "zh",
      answeredAt: DateTime.makeUnsafe(at(after)),
      answers: { ...scale("overall", overall), ...scale("politeness", politeness) },
    }),
  )
}

/** Everything that happens, at its moment. */
const happening = ({ answers, calls, items, stays }: Life) => {
  const happens: Array<Happening> = [
    ...stays.map((one, n) => ({
      at: at(one.after),
      act: Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, stay(n, one), [consent(n)])
        if (one.twice) yield* Scheduling.schedule(tenant, stay(n, one), [], programme.id)
      }),
    })),
    ...items.flatMap(({ after, answered, category, departments, kind }, n) => {
      const ticket = Id.TicketId.make(`t${n}`)
      const item = Id.FeedbackId.make(`f${n}`)
      const stamp = (event: string, at: number) => {
        const recordedAt = DateTime.makeUnsafe(at)
        return { id: Id.EventId.make(`${event}${n}`), at: recordedAt, recordedAt, by }
      }
      const feedback: Feedback.Feedback = {
        id: item,
        channel: "bedside",
        receivedAt: DateTime.makeUnsafe(at(after)),
        registeredAt: DateTime.makeUnsafe(at(after)),
        sender: { _tag: "Named", name: "王某", replyTo: { channels: ["faceToFace"] } },
        subject: "换药等了两个小时",
        people: [],
        account: "",
        evidence: [],
        assessment: assessed({
          kind,
          category: Id.CategoryId.make(category),
          departments: departments.map((department) => Id.DepartmentId.make(department)),
        }),
      }
      const owner = { staff: nurse, department: ward }
      const answeredAt = at(after) + (answered ?? 0) * hourMillis
      const answer = { _tag: "Responded", item, channel: "faceToFace" } as const
      return [
        {
          at: at(after),
          act: Tickets.register(tenant, { ticket, feedback, owner }, stamp("r", at(after))),
        },
        ...(answered === undefined
          ? []
          : [{ at: answeredAt, act: Tickets.record(tenant, ticket, answer, stamp("a", answeredAt)) }]),
      ]
    }),
    ...calls.map(({ after, answered, callback, queued, waited }, n) => {
      const stamp = (event: string, seconds: number) => ({
        id: Id.EventId.make(`${event}${n}`),
        at: DateTime.makeUnsafe(at(after) + seconds * 1000),
      })
      const [arrived, first] = CallRecord.arrive({ call: Id.CallId.make(`c${n}`) }, stamp("c", 0))
      const queue: CallRecord.CallAct = { _tag: "Queued", queue: Id.QueueId.make("nurses") }
      const [waiting, second] = Result.getOrThrow(CallRecord.record(arrived, queue, stamp("q", queued)))
      const alone: CallRecord.CallAct = answered ? { _tag: "Answered", agent: nurse } : { _tag: "Abandoned" }
      const end: CallRecord.CallAct = callback === undefined ? alone : { _tag: "CallbackAsked" }
      const [ended, third] = Result.getOrThrow(CallRecord.record(waiting, end, stamp("e", queued + waited)))
      const later = (event: string, minutes: number) => stamp(event, queued + waited + 60 * minutes)
      const moved = callback === undefined ? [] : callingBack(ended, later, callback)
      const over = CallRecord.replay(ended, moved)
      return {
        at: at(after),
        act: Effect.gen(function* () {
          const store = yield* CallStore.CallStore
          yield* store.insert(tenant, arrived, first)
          yield* store.update(tenant, over, 1, [...second, ...third, ...moved])
        }),
      }
    }),
  ]
  for (const [n, given] of answers.entries()) {
    const kept = { response: response(n, given), ...(given.setAside && { setAside: "partial" as const }) }
    const act = Effect.flatMap(SurveyStore.SurveyStore, (store) => store.putResponse(tenant, kept))
    happens.push({ at: at(given.after), act })
  }
  return Effect.forEach(
    happens.sort((a, b) => a.at - b.at),
    ({ act, at }) => Effect.andThen(TestClock.setTime(at), Effect.orDie(act)),
  )
}

/** What happens to a callback that was promised within the hour. */
const callingBack = (
  { id }: CallRecord.CallRecord,
  later: (event: string, minutes: number) => CallRecord.CallStamp,
  became: Call["callback"] & string,
): ReadonlyArray<CallRecord.CallEvent> => {
  const { at: askedAt } = later("asked", 0)
  const asked = {
    id: Id.CallbackId.make(`${id}/callback`),
    call: id,
    askedAt,
    waitingSince: askedAt,
    policy: { id: "callbacks", version: "1" },
    notBefore: askedAt,
    dueAt: later("due", 60).at,
    latest: later("latest", 300).at,
  }
  const version = { id: "ours", version: "1" }
  const tried = later("tried", became === "late" ? 61 : 60)
  const started = {
    number: 1,
    startedAt: tried.at,
    answerBy: later("by", 200).at,
    permission: { _tag: "Within" },
    basis: { policy: version, calendar: version },
  } as const
  const reached = { _tag: "Over", end: { _tag: "Reached" }, at: later("reached", 70).at } as const
  const events: ReadonlyArray<Callback.CallbackEvent> = [
    { _tag: "Asked", ...later("asked", 0), asked, state: { _tag: "Unplaced", rules: [] } },
    ...(became === "missed"
      ? [{ _tag: "Ended", ...later("missed", 300), end: { _tag: "Missed" } } as const]
      : []),
    ...(became === "missed" || became === "owed"
      ? []
      : [
          { _tag: "TryStarted", ...tried, started } as const,
          {
            _tag: "TryEnded",
            ...later("reached", 70),
            disposition: "completed",
            next: { notBefore: askedAt, dueAt: asked.dueAt, latest: asked.latest, state: reached },
          } as const,
        ]),
  ]
  return events.map((event) => ({ _tag: "CallbackMoved", id: event.id, at: event.at, event }))
}

/** What came in over a stretch, told from the life itself. */
const told = (
  { answers, calls, items, stays }: Life,
  { from, until }: Span,
  of?: "cardiology" | "surgery",
) => {
  const isIn = (at: number) => from <= at && at < until
  const wardOf = { 心内科: "cardiology", 外科: "surgery", 骨科: "none" }
  const among = items.filter(({ departments }) => of === undefined || departments.includes(of))
  const received = among.filter(({ after }) => isIn(at(after)))
  // Everybody is owed a first answer within a day.
  const owed = among.filter(({ after }) => isIn(at(after) + dayMillis))
  const opined = answers.filter(
    ({ after, department, setAside }) =>
      isIn(at(after)) && !setAside && (of === undefined || department === of),
  )
  const opinions = opined.filter(({ overall }) => overall !== undefined)
  const queued = calls.filter(({ after, queued }) => isIn(at(after) + queued * 1000))
  const count = (is: (call: Call) => boolean) =>
    queued.filter((call) => call.callback === undefined && is(call)).length
  const asked = calls.filter(({ after, queued, waited }) => isIn(at(after) + (queued + waited) * 1000))
  const calledBack = (...became: ReadonlyArray<Call["callback"]>) =>
    asked.filter(({ callback }) => became.includes(callback)).length
  return {
    discharges: stays.filter(
      ({ after, department }) =>
        isIn(at(after)) && (of === undefined || wardOf[department as keyof typeof wardOf] === of),
    ).length,
    feedbackItems: received.length,
    complaints: received.filter(({ kind }) => kind === "complaint").length,
    repeatComplaints: 0,
    responsesDue: owed.length,
    responsesInTime: owed.filter(({ answered }) => answered !== undefined && answered <= 24).length,
    ticketsClosed: 0,
    questionnairesAnswered: opined.filter((one) => one.overall !== undefined || one.politeness !== undefined)
      .length,
    opinions: opinions.length,
    satisfiedOpinions: opinions.filter(({ overall }) => overall === 4 || overall === 5).length,
    ...(of === undefined && {
      callsOffered: queued.length,
      callsAnswered: count(({ answered }) => answered),
      callsAnsweredInTime: count(({ answered, waited }) => answered && waited <= 15),
      callsAbandonedEarly: count(({ answered, waited }) => !answered && waited <= 5),
      callsAbandonedLate: count(({ answered, waited }) => !answered && waited > 5),
      callbacksAsked: calledBack("inTime", "late", "missed"),
      callbacksReached: calledBack("inTime", "late"),
      callbacksReachedInTime: calledBack("inTime"),
      callbacksMissed: calledBack("missed"),
    }),
  }
}

const further = () => ({
  furtherProtocols: [{ protocol: programme, rules: GeneralProtocols.personalisation(65) }],
})

const surveys = new Map<Id.QuestionnaireId, Reporting.Question>([
  [hotline.id, { item: "overall", best: [4, 5] }],
])
const asked = { firstStages, departments: [cardiology, surgery], hotline: limits, surveys }

it(
  "a month is what came in, whole and by department, in pages of any size, and its parts add up",
  async () => {
    const tickets = { complaints: 0, responsesDue: 0, responsesInTime: 0 }
    const seen = {
      discharges: 0,
      ...tickets,
      callsOffered: 0,
      callbacksAsked: 0,
      opinions: 0,
      satisfiedOpinions: 0,
    }
    await fc.assert(
      fc.asyncProperty(life, fc.integer({ min: 1, max: 3 }), upTo(70), async (lived, size, cut) => {
        const count = (provider: Provider) =>
          inHouse({ practice: further, surveys: { surveys: asks }, ...provider }, () =>
            withDesk(
              Effect.gen(function* () {
                yield* happening(lived)
                yield* TestClock.setTime(may.until + 40 * dayMillis)
                const months = yield* Effect.forEach([march, april, may], (month) =>
                  Reporting.counts(tenant, month, asked),
                )
                const again = yield* Reporting.counts(tenant, march, asked)
                const parts = yield* Effect.forEach(
                  [
                    { from: march.from, until: at(cut) },
                    { from: at(cut), until: may.until },
                    { from: march.from, until: may.until },
                  ],
                  (part) => Reporting.counts(tenant, part, asked),
                )
                return { months, again, parts }
              }),
            ),
          )
        const { again, months, parts } = await count({})
        expect(again).toEqual(months[0])
        for (const [i, month] of [march, april, may].entries()) {
          const [whole, heart, knife] = [
            told(lived, month),
            told(lived, month, "cardiology"),
            told(lived, month, "surgery"),
          ]
          expect(months[i]?.counts).toMatchObject(whole)
          expect(months[i]?.departments).toMatchObject([
            { title: cardiology.title, counts: heart },
            { title: surgery.title, counts: knife },
          ])
          const sorted = months[i]?.categories.reduce((sum, { count }) => sum + count, 0)
          expect(sorted).toBe(whole.complaints)
          for (const fact of Object.keys(seen) as Array<keyof typeof seen>) seen[fact] += whole[fact] ?? 0
        }
        const [first, second, whole] = parts as [Reporting.Counted, Reporting.Counted, Reporting.Counted]
        for (const [fact, sum] of Object.entries(whole.counts)) {
          const name = fact as keyof typeof whole.counts
          expect(Number(first.counts[name]) + Number(second.counts[name])).toBe(sum)
        }
        expect(await count(inPagesOf(size))).toEqual({ again, months, parts })
      }),
      runs(15),
    )
    for (const counted of Object.values(seen)) expect(counted).toBeGreaterThan(0)
  },
  2 * patience.timeout,
)

describe("what a worker is started without", () => {
  const count = (more: Partial<Reporting.Asked> = {}) =>
    Reporting.counts(tenant, march, { firstStages, departments: [surgery], ...more })

  it("leaves its facts out, and doesn't make them zero", async () => {
    const without = <A, E>(work: Effect.Effect<A, E, House>) =>
      Effect.updateContext(
        work,
        (house: Context.Context<House>) =>
          Context.omit(SurveyPractice.SurveyPractice, CallStore.CallStore)(house) as typeof house,
      )
    const everything = { hotline: limits, surveys }
    const [unasked, bare, full] = await inHouse({}, () =>
      Effect.all([count(), without(count(everything)), withDesk(count(everything))]),
    )
    expect(unasked).toEqual(bare)
    expect(bare?.counts).toMatchObject({ discharges: 0, followUpsDue: 0 })
    for (const counts of [bare?.counts, bare?.departments[0]?.counts]) {
      expect(counts).not.toHaveProperty("complaints")
      expect(counts).not.toHaveProperty("callsOffered")
      expect(counts).not.toHaveProperty("opinions")
    }
    expect(full?.counts).toMatchObject({ complaints: 0, callsOffered: 0, opinions: 0 })
    expect(full?.departments[0]?.counts).toMatchObject({ complaints: 0, opinions: 0 })
    expect(full?.departments[0]?.counts).not.toHaveProperty("callsOffered")
  })
})

it("a call that arrives before midnight and is queued after it belongs to the month that it is queued in", async () => {
  const after = (april.from - evening) / minuteMillis - 1
  const calls = [{ after, queued: 60, waited: 10, answered: true }]
  const offered = await inHouse({}, () =>
    Effect.gen(function* () {
      yield* withDesk(happening({ stays: [], items: [], calls, answers: [] }))
      return yield* Effect.forEach([march, april], (month) =>
        Effect.map(Reporting.counts(tenant, month, asked), ({ counts }) => counts.callsOffered),
      )
    }),
  )
  expect(offered).toEqual([0, 1])
})

describe("contacts of the past", () => {
  const { carePolicy } = ChinaContact
  /** At most one contact in twenty hours, by whatever channel. */
  const stricter = carePolicy.caps.slice(0, 1).map((cap) => ({
    ...cap,
    id: Rule.RuleId.make("test.oneInTwentyHours"),
    limit: { _tag: "Rolling", hours: 20, atMost: 1 } as const,
    channels: ["phone", "sms", "wechat"] as const,
  }))

  it("are held against those that the same person had elsewhere by then, however long ago", async () => {
    let caps: typeof carePolicy.caps = []
    const sent: Array<ReturnType<typeof followUpOf>> = []
    const [then, now] = await inHouse(
      {
        practice: () => ({ ...further(), policy: { ...carePolicy, caps } }),
        send: (message) =>
          Effect.sync(() => {
            sent.push(followUpOf(message))
            return { _tag: "Accepted", reference: "r" }
          }),
      },
      () =>
        Effect.gen(function* () {
          const of = discharge(1)
          yield* Scheduling.schedule(tenant, of, [consent(1)])
          yield* passUntil(evening + hourMillis)
          yield* Scheduling.schedule(tenant, of, [], programme.id)
          yield* passUntil(evening + 2 * hourMillis - 1)
          yield* Effect.forEach(sent, ({ plan }) => Scheduling.cancel(tenant, plan, "staffDecision"))
          yield* TestClock.setTime(may.until)
          const counting = Effect.map(
            Reporting.counts(tenant, march, { firstStages }),
            ({ counts }) => counts,
          )
          const then = yield* counting
          caps = stricter
          return [then, yield* counting] as const
        }),
    )
    // Both plans called within two hours: the second of the two calls is one too many by a cap on both.
    expect(new Set(sent.map(({ plan }) => plan)).size).toBe(2)
    expect(now).toMatchObject({ contacts: 2, contactViolations: 1, discharges: 1 })
    expect(then).toEqual({ ...now, contactViolations: 0 })
  })
})

describe("answers", () => {
  const given: Given = {
    after: 0,
    department: undefined,
    overall: 5,
    politeness: undefined,
    revised: false,
    setAside: false,
  }
  const count = (asked: ReadonlyMap<Id.QuestionnaireId, Reporting.Question>, practised = asks) =>
    inHouse({ surveys: { surveys: practised } }, () =>
      Effect.gen(function* () {
        yield* withDesk(happening({ stays: [], items: [], calls: [], answers: [given] }))
        return yield* Effect.result(Reporting.counts(tenant, march, { firstStages, surveys: asked }))
      }),
    )

  it("to a question that a questionnaire hasn't got aren't counted", async () => {
    const { afterVisit } = GeneralQuestionnaires
    const practised = [...asks, ...asks.slice(0, 1).map((ask) => ({ ...ask, questionnaire: afterVisit }))]
    for (const [{ id }, answered] of [
      [hotline, 1],
      [afterVisit, 0],
    ] as const) {
      const { counts } = Result.getOrThrow(
        await count(new Map([[id, { item: "nowhere", best: [4, 5] }]]), practised),
      )
      expect(counts.questionnairesAnswered).toBe(answered)
      expect(counts).not.toHaveProperty("opinions")
    }
  })

  it("to what the hospital doesn't ask, or not in this revision, are refused", async () => {
    const unasked = Id.QuestionnaireId.make("unasked")
    expect(await count(new Map([[unasked, { item: "overall", best: [4, 5] }]]))).toMatchObject({
      failure: { _tag: "NotAsked", questionnaire: "unasked" },
    })
    expect(await count(surveys, asks.slice(0, 1))).toMatchObject({
      failure: { reason: { _tag: "Unavailable", detail: "the practice doesn't hold this revision" } },
    })
  })
})

describe("a ticket", () => {
  it("whose policy the practice no longer holds is told by its version", async () => {
    const lived: Life = {
      stays: [],
      items: [{ after: 0, kind: "complaint", category: "cost", departments: [], answered: undefined }],
      calls: [],
      answers: [],
    }
    const refused = await inHouse({}, () =>
      Effect.gen(function* () {
        yield* withDesk(happening(lived))
        return yield* Effect.flip(
          Effect.provideService(
            Reporting.counts(tenant, march, { firstStages }),
            TicketPractice.TicketPractice,
            {
              of: () => ({ ...desk, policies: [] }),
            },
          ),
        )
      }),
    )
    expect(refused).toEqual(new Sla.PolicyNotPublished({ policy: sla.version }))
  })
})
