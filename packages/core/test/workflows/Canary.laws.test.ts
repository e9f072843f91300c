import { inspect } from "node:util"
import {
  CallBrief,
  Callers,
  Care,
  type CareMessage,
  type CareProgramme,
  ChinaCalendar,
  ChinaReplies,
  ClaimCode,
  Consents,
  type ContactAttempt,
  type ContactablePerson,
  type CorrectiveAction,
  Discharge,
  Enrolments,
  Erasure,
  Escalation,
  Feedback,
  type FollowUpPlan,
  GeneralForms,
  GeneralQuestionnaires,
  GeneralScripts,
  GeneralSla,
  Id,
  type Medicine,
  type MessageChannel,
  Outreach,
  Patients,
  Personal,
  PhoneNumber,
  PlainDate,
  PlainTime,
  PlanStore,
  Referrals,
  type Regimen,
  Regimens,
  Replies,
  RetentionPractice,
  Scheduling,
  SlaPolicy,
  StoreError,
  SurveyAnswers,
  type SurveyResponse,
  Surveys,
  Ticket,
  TicketPractice,
  TicketStore,
  Tickets,
  type Word,
} from "@aftercare/core"
import { FeedbackArbitraries } from "@aftercare/core/testing"
import {
  Cause,
  Clock,
  Context,
  DateTime,
  Effect,
  Exit,
  Logger,
  Metric,
  Option,
  References,
  Result,
  type Schema,
  Tracer,
} from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { consent, discharge, evening, inHouse, options, type Provider, tenant } from "./house.ts"

/** Stands in whatever is said of anybody: words, names, addresses, a number's first digits, a day of birth. */
const canary = /鸲|robin|138777\d|-03-07\b/u

let hatched = 0
const bird = () => `鸲${++hatched} robin`
const address = () => `robin${++hatched}@example.org`
const number = (n: number) => PhoneNumber.PhoneNumber.make(`+861387770000${n}`)

/** A value of the schema with a bird wherever something tells of a person. */
const planted = <A, I>(schema: Schema.Codec<A, I>, value: A): A => {
  const plant = (part: unknown): unknown => {
    if (part === Personal.erased) return bird()
    if (Array.isArray(part)) return part.map(plant)
    if (typeof part !== "object" || part === null || DateTime.isDateTime(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, plant(value)]))
  }
  return plant(Personal.eraser(schema)(value)) as A
}

const pick = <const A>(all: ReadonlyArray<A>, n: number): A => all[n % all.length] as A

const channels = ["phone", "sms", "wechat"] as const

const stay = (id: string, n: number, hour: number): Discharge.Discharge => {
  const who = n % 3
  const { persons, ...rest } = discharge(who)
  const [self] = persons
  const person = (relation: Word.Relation) => ({
    ...self,
    id: Id.PersonId.make(`p${who}-${relation}`),
    relation,
    name: bird(),
    phone: number(who),
    addresses: { wechat: address(), email: address() },
    profile: { ...self.profile, channels: [pick(channels, n), "sms"] as const, salutation: bird() },
  })
  return {
    ...planted(Discharge.Discharge, { ...rest, persons: [self] }),
    id: Id.DischargeId.make(id),
    bornOn: "1951-03-07" as never,
    recordNumber: bird(),
    diagnoses: [{ code: "I10", text: bird() }],
    procedures: [{ code: bird(), text: bird() }],
    medicines: [{ name: bird(), use: bird() }],
    dischargedAt: DateTime.makeUnsafe(hour),
    persons: [person("self"), person("caregiver")],
  }
}

const staff = Id.StaffId.make("nurse-1")
const surgery = Id.DepartmentId.make("surgery")
const owner = { staff, department: surgery }
const nurse = { _tag: "Staff", staff, role: "nurse" } as const
const acting = { by: nurse, purpose: "care" } as const
const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, [ChinaCalendar.publicHolidays]))
const closing = GeneralQuestionnaires.complaintClosing

const ofStaff = (): ContactablePerson.ContactablePerson => ({
  ...discharge(9).persons[0],
  id: Id.PersonId.make(staff),
  name: bird(),
  addresses: { app: address() },
})

/** A hospital whose own code throws what it was given, every so often. */
const throwing = (turn: () => number, of: ReadonlyArray<unknown>) => {
  if (turn() % 4 === 0) throw new Error(inspect(of, { depth: 9 }))
}

const desk = (turn: () => number): TicketPractice.HospitalTicketPractice => ({
  ground: {
    staff: new Map(
      ["nurse-1", "nurse-2", "doctor-1", "officer-1"].map((one) => [Id.StaffId.make(one), [surgery]]),
    ),
    departments: new Set([surgery]),
    categories: FeedbackArbitraries.categories,
    policy: {
      ...{ id: "own", version: "1", answerTries: 2, collectWithinDays: 3, checkTries: 2 },
      reopen: { most: 2, withinDays: 9 },
      zone: "Asia/Shanghai" as never,
      source: { title: "own", status: "hospitalPolicy", verified: "own" },
    },
  },
  policies: [policy],
  policy: policy.version,
  roster: Escalation.roster(
    (["owner", "headOfDepartment", "complaintOffice", "management"] as const).map((role) => ({
      staff,
      role,
      zone: "Asia/Shanghai" as never,
      onDuty: { _tag: "Always" },
      rest: { _tag: "Never" },
    })),
  ),
  dangerAuthor: staff,
  reach: () => {
    const person = ofStaff()
    throwing(turn, [person])
    return { channel: "app", person }
  },
  compose: (...of) => {
    throwing(turn, of)
    return { text: bird() }
  },
})

const faults = ["unavailable", "overtaken", "unreadable", "broken", "lost"] as const

/** Stores that fail in every way, and tell what they were asked to put on the agenda, into the message log or the access log. */
const flaky =
  (turn: () => number, heard: (text: string) => void): NonNullable<Provider["stores"]> =>
  (sound) => {
    const unavailable = Effect.fail(StoreError.because({ _tag: "Unavailable", detail: "no line" }))
    const unsound = (key: string, service: unknown): unknown => {
      const store = service as Readonly<Record<string, unknown>>
      const methods = Object.entries(store).map(([name, method]) => {
        // Records of one kind among a store's.
        if (key.endsWith("CareStore") && typeof method === "object") return [name, unsound(key, method)]
        if (typeof method !== "function" || name === "run") return [name, method]
        const asked = (...of: ReadonlyArray<unknown>): Effect.Effect<unknown, unknown> =>
          Effect.suspend(() => {
            if (/Agenda|AccessLog/.test(key)) heard(JSON.stringify(of))
            const done = method.apply(store, of) as Effect.Effect<unknown, unknown>
            const drawn = turn()
            switch (drawn % 61 === 0 ? pick(faults, drawn) : "none") {
              case "unavailable":
                return unavailable
              case "overtaken":
                return Effect.fail(
                  StoreError.because({ _tag: "VersionConflict", record: "r", expected: 1, actual: 2 }),
                )
              case "unreadable":
                return Effect.fail(StoreError.because({ _tag: "Unreadable", record: "r" }))
              case "broken":
                return Effect.die(new Error("a store broke down"))
              case "lost":
                return Effect.andThen(done, unavailable)
              default:
                return done
            }
          })
        return [name, asked]
      })
      return Object.fromEntries(methods)
    }
    return Context.makeUnsafe(
      new Map([...sound.mapUnsafe].map(([key, service]) => [key, unsound(key, service)])),
    )
  }

/** Everything that logs, spans and metrics were told while the work went on. */
const watched = <A, E, R>(work: Effect.Effect<A, E, R>, heard: (text: string) => void) => {
  const tracer = Tracer.make({
    span: (given) => {
      const span = new Tracer.NativeSpan(given)
      const end = span.end.bind(span)
      span.end = (at, exit) => {
        const why = Exit.isFailure(exit) ? [Cause.pretty(exit.cause), inspect(exit.cause, { depth: 9 })] : []
        heard(inspect([span.name, [...span.attributes], span.events, why], { depth: 9 }))
        end(at, exit)
      }
      return span
    },
  })
  const logger = Logger.make(({ cause, fiber, message }) => {
    heard(
      inspect([message, fiber.getRef(References.CurrentLogAnnotations), Cause.pretty(cause)], { depth: 9 }),
    )
  })
  return Effect.tap(work, () => Effect.map(Metric.dump, heard)).pipe(
    Effect.withTracer(tracer),
    Effect.provide(Logger.layer([logger])),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provideService(Metric.MetricRegistry, new Map()),
  )
}

const acts = [
  ...[
    "Schedule",
    "Consent",
    "Withdraw",
    "Work",
    "Work",
    "Work",
    "Work",
    "Say",
    "Find",
    "Promise",
    "Override",
  ],
  ...[
    "Cancel",
    "EndTask",
    "Reopen",
    "Refer",
    "Reply",
    "Inbox",
    "Receipt",
    "Brief",
    "Caller",
    "Died",
    "Erase",
  ],
  ...[
    "Register",
    "Record",
    "Record",
    "Record",
    "Close",
    "Merge",
    "Plan",
    "Decide",
    "Claim",
    "Tickets",
    "Invite",
  ],
  ...["Answer", "Answer", "Link", "Paper", "Amend"],
  ...["Care", "Enrol", "Leave", "Take", "Dose", "CareAmend"],
] as const

const step = fc.record({
  act: fc.constantFrom(...acts),
  n: fc.nat(999),
  m: fc.nat(999),
  feedback: FeedbackArbitraries.feedback({ min: "2026-02-01", max: "2026-03-01" }),
  ticketAct: FeedbackArbitraries.act({
    items: [0, 1, 2].map((n) => Id.FeedbackId.make(`f-${n}`)),
    events: [],
    around: evening,
  }),
})
type Step = typeof step extends fc.Arbitrary<infer A> ? A : never

const first = [
  ...["Schedule", "Schedule", "Schedule", "Register", "Register", "Register", "Invite"],
  ...["Care", "Enrol", "Take"],
] as const

/** A programme with a birthday and a few days, and a medicine of which nothing may be told. */
const time = PlainTime.make
const programme: CareProgramme.CareProgramme = {
  id: Id.ProgrammeId.make("care"),
  version: "1",
  title: { zh: "关怀", en: "Care" },
  audience: {},
  purpose: "care",
  anchors: ["start"],
  steps: [
    {
      id: Id.StepId.make("daily"),
      when: { _tag: "Every", anchor: "start", every: 1, unit: "weeks", times: 9 },
      span: { earliest: time("08:00"), ideal: time("09:00"), due: time("18:00"), latest: time("20:00") },
      channels: ["sms", "wechat"],
      template: { id: "greeting", version: "1" },
    },
  ],
  source: { title: "own", status: "hospitalPolicy", verified: "own" },
}

const five = { _tag: "Scale", value: 1 } as const

/** What is told of one life, and how much of what was planted went out by the channels or was thrown. */
const live = async (steps: ReadonlyArray<Step>, turns: ReadonlyArray<number>) => {
  const told: Array<string> = []
  const heard = (text: string) => void told.push(text)
  let at = 0
  /** Nothing fails before there is something to tell of. */
  let sound = true
  const turn = () => (sound ? 1 : (turns[at++ % turns.length] ?? 0))
  let out = ""
  const provider: Provider = {
    connected: [...channels, "app"],
    care: {
      programmes: [programme],
      compose: (...of) => {
        throwing(turn, of)
        return { text: bird() }
      },
    },
    stores: flaky(turn, heard),
    practice: () => ({
      replies: ChinaReplies.policy,
      forms: GeneralForms.all,
      referrals: {
        familyDoctor: {
          acceptWithin: { hours: 24 },
          resultWithin: { days: 7 },
          source: { title: "own", status: "hospitalPolicy", verified: "own" },
        },
      },
      compose: (...of) => {
        throwing(turn, of)
        return { text: bird() }
      },
    }),
    surveys: {
      surveys: GeneralQuestionnaires.all.map((questionnaire) => ({
        questionnaire,
        invitation: GeneralQuestionnaires.invitationPolicy,
        response: GeneralQuestionnaires.responsePolicy,
        ...(questionnaire === closing
          ? {
              opinion: { item: "outcome", satisfiedFrom: 3 },
            }
          : {}),
      })),
      compose: (...of) => {
        throwing(turn, of)
        return { text: bird() }
      },
      register: (response, kept) => {
        throwing(turn, [response, kept])
        return undefined
      },
    },
    send: (message) => {
      const { id, subject } = message
      heard(JSON.stringify([id, subject]))
      out += inspect(message, { depth: 9 })
      throwing(turn, [message])
      return Effect.succeed(
        pick<ContactAttempt.Delivery>(
          [
            { _tag: "Accepted", reference: address() },
            { _tag: "Unknown" },
            { _tag: "Rejected", code: "number.invalid" as never },
          ],
          turn(),
        ),
      )
    },
    lookUp: (message) => {
      throwing(turn, [message])
      return Option.none()
    },
  }
  await inHouse(provider, () =>
    watched(
      Effect.gen(function* () {
        const made: Array<FollowUpPlan.FollowUpPlan> = []
        const invited: Array<Id.InvitationId> = []
        let drawn = 0
        const stamp = Effect.map(DateTime.now, (now) => ({
          id: Id.EventId.make(`e-${++drawn}`),
          at: now,
          recordedAt: now,
        }))
        const take = Effect.fnUntraced(function* ({ act, feedback, m, n, ticketAct }: Step, i: number) {
          const now = yield* DateTime.now
          const plan = pick(made.length === 0 ? [undefined] : made, n)
          const kept =
            plan === undefined
              ? undefined
              : Option.getOrUndefined(yield* (yield* PlanStore.PlanStore).find(tenant, plan.id))?.record
          const task = kept?.tasks[m % kept.tasks.length]
          const attempt = task?.state._tag === "InProgress" ? task.state.attempt : undefined
          const tried = attempt?.id ?? Id.AttemptId.make("none/1")
          const [planId, taskId] = [plan?.id ?? Id.PlanId.make("none"), task?.id ?? Id.TaskId.make("none")]
          const signed = { author: staff, reason: bird() }
          const ticket = Id.TicketId.make(`t-${n % 3}`)
          const invitation = pick(invited.length === 0 ? [Id.InvitationId.make("none")] : invited, n)
          const message: MessageChannel.Inbound = {
            ...{ tenant, id: Id.MessageId.make(`in-${i}`), from: number(n % 3), receivedAt: now },
            text: pick([bird(), `退订 ${bird()}`, `1 ${bird()}`, "TD", "晚上6点再打"], m),
          }
          switch (act) {
            case "Schedule": {
              const given = stay(`d${i}`, n, DateTime.toEpochMillis(now) - 3_600_000)
              const consents = given.persons.map(({ id }) => ({
                ...consent(n, channels, { person: id }),
                id: Id.ConsentId.make(`c${i}-${id}`),
                purposes: ["followUp", "serviceOpinion"] as const,
                proof: bird(),
              }))
              return void made.push(yield* Scheduling.schedule(tenant, given, consents))
            }
            case "Consent": {
              const given = { ...consent(n % 3, channels, { person: `p${n % 3}-self` }), proof: bird() }
              return yield* Consents.give(tenant, { ...given, id: Id.ConsentId.make(`c${i}`) })
            }
            case "Withdraw": {
              const person = Id.PersonId.make(`p${n % 3}-self`)
              return yield* Consents.withdraw(tenant, { person, channels: ["sms"], purposes: ["followUp"] })
            }
            case "Work": {
              yield* TestClock.setTime((yield* Clock.currentTimeMillis) + (m % 60) * 3_600_000)
              return yield* Outreach.runDue(options)
            }
            case "Say": {
              const said = pick(["completed", "wrongNumber", "declined", "deceased"] as const, m)
              return yield* Outreach.recordDisposition(tenant, planId, taskId, tried, said)
            }
            case "Find": {
              const form = pick(GeneralForms.all, m)
              const asked = form.questions.map((question, k) => [
                (k + n) % 5 === 0 ? "unheardOf" : question.id,
                (k + m) % 3 === 0 ? { _tag: "YesNo", yes: true } : { _tag: "Words", text: bird() },
              ])
              const answers = Object.fromEntries(asked) as never
              return yield* Outreach.recordOutcome(tenant, planId, taskId, form, answers)
            }
            case "Promise":
              return yield* Outreach.promise(tenant, planId, taskId, tried, {
                channel: "phone",
                at: DateTime.add(now, { hours: m % 72 }),
              })
            case "Override": {
              const override = { kind: "ownRequest", givenAt: now, ...signed } as const
              const wanted = { channel: "phone", at: DateTime.add(now, { hours: m % 30 }), override } as const
              return yield* Scheduling.placeByOverride(tenant, planId, taskId, wanted, acting)
            }
            case "Cancel":
              return yield* Scheduling.cancel(tenant, planId, pick(["readmitted", "staffDecision"], m))
            case "EndTask":
              return yield* Scheduling.endTask(tenant, planId, taskId, { _tag: "Declined" }, signed)
            case "Reopen": {
              const window = {
                earliest: { days: 0 },
                ideal: { days: 1 },
                due: { days: 2 },
                latest: { days: 4 },
              }
              return yield* Scheduling.reopen(tenant, planId, taskId, window, signed)
            }
            case "Refer": {
              const [referral] = kept?.referrals ?? []
              if (referral !== undefined)
                return yield* Referrals.handle(
                  tenant,
                  planId,
                  referral.id,
                  pick<Parameters<typeof Referrals.handle>[3]>(
                    [
                      { _tag: "Accept", by: bird() },
                      { _tag: "Refuse", reason: bird() },
                      { _tag: "Report", result: bird() },
                      { _tag: "Withdraw", reason: bird() },
                    ],
                    m,
                  ),
                )
              const request: FollowUpPlan.Request = {
                kind: "familyDoctor",
                role: "nurse",
                sender: staff,
                to: bird(),
                question: bird(),
              }
              return yield* Referrals.refer(tenant, planId, taskId, request)
            }
            case "Reply":
              return yield* Replies.receive("sms", message)
            case "Inbox":
              return yield* Replies.waiting(tenant, acting, { limit: 9 })
            case "Receipt": {
              const id =
                attempt === undefined ? Id.MessageId.make("none") : Outreach.messageId(tenant, attempt)
              const delivery = { _tag: "Accepted", reference: address() } as const
              return yield* Outreach.recordReceipt({ tenant, message: id, address: number(n % 3), delivery })
            }
            case "Brief": {
              const calling: CallBrief.Calling = {
                ...{ agent: bird(), agentNumber: "8012", hospital: bird(), callBackNumber: number(8) },
                script: GeneralScripts.followUp,
                salutations: { childUnder: 14, elderFrom: 65 },
              }
              const tickets = [{ id: "t", title: bird(), openedAt: now }]
              const brief = yield* CallBrief.load(tenant, planId, taskId, acting, calling, now, tickets)
              heard(inspect(brief.sealed, { depth: 9 }))
              heard(JSON.stringify(brief.sealed))
              return yield* Effect.fromResult(CallBrief.identify(brief, { name: bird(), record: bird() }))
            }
            case "Caller": {
              const sought = m % 2 === 0 ? { phone: number(n % 3) } : { recordNumber: bird() }
              const found = yield* Callers.find(tenant, { ...sought, limit: 9 }, acting)
              for (const { sealed } of found) heard(inspect(sealed, { depth: 9 }))
              return
            }
            case "Died":
              return yield* Patients.recordVitalStatus(
                tenant,
                Id.PatientId.make(`p${n % 3}`),
                "deceased",
                staff,
              )
            case "Erase":
              return yield* Erasure.request(tenant, Id.PatientId.make(`p${n % 3}`), nurse)
            case "Register": {
              const item = planted(Feedback.Feedback, {
                ...feedback,
                id: Id.FeedbackId.make(`f-${n % 3}`),
                visitedDepartment: surgery,
                patient: { id: Id.PatientId.make(`p${n % 3}`), name: bird() },
                assessment: { ...feedback.assessment, departments: [surgery] },
              })
              const { id } = yield* stamp
              const registration = { ticket, feedback: item, owner }
              return yield* Tickets.register(tenant, registration, { id, by: { _tag: "Staff", staff } })
            }
            case "Record": {
              const found = Option.getOrUndefined(
                yield* (yield* TicketStore.TicketStore).find(tenant, ticket),
              )
              const [next, by] =
                m % 2 === 0 && found !== undefined
                  ? FeedbackArbitraries.nextStep(found.record.ticket)
                  : [ticketAct, { _tag: "Staff", staff } as const]
              if (next._tag === "Closed") return
              return yield* Tickets.record(tenant, ticket, planted(Ticket.Act, next) as typeof next, {
                ...(yield* stamp),
                by,
              })
            }
            case "Close":
              return yield* Tickets.close(tenant, ticket, acting, yield* stamp)
            case "Merge":
              return yield* Tickets.merge(tenant, ticket, Id.TicketId.make(`t-${m % 3}`), {
                ...(yield* stamp),
                by: { _tag: "Staff", staff },
              })
            case "Plan": {
              const action: CorrectiveAction.CorrectiveAction = {
                id: Id.ActionId.make(`a-${m % 3}`),
                tickets: [ticket],
                causes: [],
                title: bird(),
                owner: staff,
                plannedAt: now,
                dueAt: DateTime.add(now, { hours: 20 }),
                effect: { measure: bird(), checkFrom: DateTime.add(now, { days: 9 }) },
                state: { _tag: "Open" },
              } as never
              return yield* Tickets.planAction(tenant, action)
            }
            case "Decide": {
              const command = pick<CorrectiveAction.ActionCommand>(
                [
                  { _tag: "Finish", evidence: bird() },
                  { _tag: "CheckEffect", found: bird() } as never,
                  { _tag: "Drop", reason: bird() },
                ],
                m,
              )
              return yield* Tickets.decideAction(
                tenant,
                ticket,
                Id.ActionId.make(`a-${n % 3}`),
                command,
                staff,
              )
            }
            case "Claim": {
              const code = Result.getOrThrow(ClaimCode.make(new Uint8Array(16).fill(m % 200)))
              const { id, at, recordedAt } = yield* stamp
              return m % 2 === 0
                ? yield* Tickets.readByClaim(tenant, ticket, code, { id, at, recordedAt })
                : yield* Tickets.writeByClaim(tenant, ticket, code, bird(), { id, at, recordedAt })
            }
            case "Tickets":
              return yield* Tickets.openOfPatient(tenant, Id.PatientId.make(`p${n % 3}`), acting)
            case "Invite": {
              const { patient, persons } = stay(`s${i}`, n, 0)
              const asked = yield* Surveys.invite(tenant, {
                occasion: { id: Id.OccasionId.make(`o${i}`), kind: "visit", at: now, patient },
                questionnaire: pick([GeneralQuestionnaires.afterVisit, closing], m).id,
                to: persons[0],
                needsGuardian: false,
              })
              return void invited.push(asked.id)
            }
            case "Answer":
            case "Link":
            case "Paper": {
              const answers: SurveyResponse.Answers = {
                ...(m % 5 === 0 ? { unheardOf: five } : {}),
                outcome: { _tag: "Scale", value: m % 7 === 0 ? 99 : 1 },
                handling: five,
                explained: { _tag: "YesNo", yes: false },
                reopen: { _tag: "YesNo", yes: true },
                why: { _tag: "Words", text: bird() },
              }
              const given = {
                ...{ id: Id.ResponseId.make(`r${m % 9}`), language: "zh" as const, answeredAt: now, answers },
                source: "phone",
              } as const
              if (act === "Answer") return yield* SurveyAnswers.take(tenant, invitation, given)
              if (act === "Paper") return yield* SurveyAnswers.takeUninvited(tenant, closing.id, given)
              const code = Result.getOrThrow(ClaimCode.make(new Uint8Array(16).fill(n % 9)))
              return yield* SurveyAnswers.takeByLink(tenant, code, given)
            }
            case "Amend":
              return yield* Surveys.amend(tenant, stay(`s${i}`, n, 0).persons[0])
            case "Care": {
              const { patient, persons } = stay(`s${i}`, n, 0)
              const from = (hours: number) => DateTime.add(now, { hours })
              const wanted: CareMessage.Wanted = {
                occasion: {
                  _tag: "Event",
                  event: Id.CareEventId.make(`e${i}`),
                  kind: "invitation",
                  number: 1,
                },
                patient,
                purpose: "followUp",
                channels: ["sms", "wechat"],
                span: { earliest: from(0), ideal: from(m % 9), due: from(20), latest: from(40) },
                template: { id: "lecture", version: "1" },
                ...(m % 2 === 0
                  ? { override: { kind: "ownRequest", author: staff, reason: bird(), givenAt: now } }
                  : {}),
              }
              const to = persons[0]
              const one = yield* Care.make(tenant, { wanted, to, needsGuardian: false })
              return m % 3 === 0 ? yield* Care.conclude(tenant, one.id, "notNeeded") : one
            }
            case "Enrol": {
              const { patient, persons } = stay(`s${i}`, n, 0)
              const birthday = { _tag: "Gregorian", month: 3, day: 7 } as const
              const start = PlainDate.make("2026-02-24")
              const enrolling = {
                ...{ id: Id.EnrolmentId.make(`en-${n % 3}`), patient, to: persons[0], needsGuardian: false },
                ...{ anchors: { dates: { start }, birthday }, candidate: { codes: [bird()] } },
              }
              return yield* Enrolments.enrol(tenant, enrolling, programme.id)
            }
            case "Leave":
              return yield* Enrolments.leave(tenant, Id.EnrolmentId.make(`en-${n % 3}`), "asked")
            case "Take": {
              const { patient, persons } = stay(`s${i}`, n, 0)
              const regimen = Id.RegimenId.make(`r-${n % 3}`)
              const by = { _tag: "Staff", staff } as const
              const mark = (id: string) => ({ id: Id.EventId.make(`${id}-${i}`), at: now, by })
              const routine = {
                ...{ breakfast: time("07:00"), lunch: time("12:00") },
                ...{ dinner: time("18:00"), bedtime: time("22:00") },
              }
              const addressee = persons[0].id
              const opening = { regimen, patient, addressee, zone: "Asia/Shanghai" as never, routine }
              const medicine: Medicine.Medicine = {
                id: Id.MedicineId.make("m-1"),
                name: bird(),
                from: PlainDate.make("2026-02-24"),
                taking: {
                  _tag: "Scheduled",
                  stages: [
                    {
                      on: { _tag: "Every", days: 1 },
                      doses: [{ at: { _tag: "Clock", time: time("09:00") }, amount: bird() }],
                    },
                  ],
                },
              }
              yield* Regimens.start(tenant, opening, mark("start"))
              yield* Regimens.record(tenant, regimen, { _tag: "Prescribed", medicine }, mark("prescribed"))
              const id = Id.EnrolmentId.make(`with-${regimen}`)
              return yield* Enrolments.remind(tenant, { id, to: persons[0], needsGuardian: false }, regimen)
            }
            case "Dose": {
              const mark = {
                id: Id.EventId.make(`dose-${i}`),
                at: now,
                by: { _tag: "Staff", staff } as const,
              }
              const act = pick<Regimen.RegimenAct>(
                [{ _tag: "Paused", reason: bird() }, { _tag: "Resumed" }, { _tag: "Ended", end: "stopped" }],
                m,
              )
              return yield* Regimens.record(tenant, Id.RegimenId.make(`r-${n % 3}`), act, mark)
            }
            case "CareAmend":
              return yield* Care.amend(tenant, stay(`s${i}`, n, 0).persons[0])
          }
        })
        const told = Effect.fnUntraced(function* (step: Step, i: number) {
          const exit = yield* Effect.exit(take(step, i))
          if (Exit.isSuccess(exit)) return
          heard(`${Cause.pretty(exit.cause)}\n${inspect(exit.cause, { depth: 9 })}`)
          for (const reason of exit.cause.reasons)
            if (Cause.isFailReason(reason)) heard(`${reason.error} ${JSON.stringify(reason.error)}`)
        })
        const [any] = steps
        if (any !== undefined)
          for (const [n, act] of first.entries()) yield* take({ ...any, act, n, m: n }, 1000 + n)
        sound = false
        for (const [i, step] of steps.entries()) {
          yield* told(step, i)
          yield* TestClock.adjust("1 second")
        }
      }),
      heard,
    ).pipe(
      Effect.provideService(TicketPractice.TicketPractice, { of: () => desk(turn) }),
      Effect.provideService(RetentionPractice.RetentionPractice, {
        of: () =>
          ({
            id: "r",
            version: "1",
            zone: "Asia/Shanghai",
            hours: { _tag: "Always" },
            keeps: [],
            erases: [],
          }) as never,
      }),
    ),
  )
  return { told, out }
}

describe("whatever is done in a house, and whatever fails", () => {
  it(
    "no log, span, number, error or entry tells of anybody",
    async () => {
      let out = ""
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 30, maxLength: 60, size: "max" }),
          fc.array(fc.nat(999), { minLength: 97, maxLength: 97 }),
          async (steps, turns) => {
            const life = await live(steps, turns)
            out += life.out
            expect(life.told.length).toBeGreaterThan(0)
            const singing = life.told.find((text) => canary.test(text))
            expect(singing?.slice(0, 2_000)).toBe(undefined)
          },
        ),
        { ...runs(40), endOnFailure: true },
      )
      expect(out).toMatch(canary)
    },
    2 * patience.timeout,
  )
})
