/**
 * fast-check generators of care messages: what is to be sent, messages as stores keep them, and whole lives of messages.
 *
 * **Details**
 *
 * Everything they make decodes. A life is made by deciding one thing after the other as the library does: some of it at the
 * moment that is due, some hours on, and much of it refused.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as CareEnrolment from "../care/CareEnrolment.ts"
import * as CareMessage from "../care/CareMessage.ts"
import { type CareOccasion, EventNews } from "../care/CareOccasion.ts"
import type * as CareProgramme from "../care/CareProgramme.ts"
import type { MessageTemplate } from "../care/MessageTemplate.ts"
import { type YearlyDay, YearlyDay as YearlyDaySchema } from "../care/YearlyDay.ts"
import {
  CareEventId,
  CareMessageId,
  ConsentId,
  EnrolmentId,
  PatientId,
  PersonId,
  ProgrammeId,
  RegimenId,
  StepId,
} from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Channel, Purpose } from "../foundation/Word.ts"
import type { KeptCareMessage, KeptEnrolment } from "../ports/CareStore.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import { contactablePerson, delivery, id, override, permission, text } from "./FollowUpArbitraries.ts"

type Range = CalendarArbitraries.DateRange

const instant = (range: Range = {}) => CalendarArbitraries.instant(range).map((at) => DateTime.makeUnsafe(at))
const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((drawn) => Array.from(drawn, (byte) => byte.toString(16).padStart(2, "0")).join(""))
const version = fc.record({ id: text(), version: text() })
const basis = fc.record({ policy: version, calendar: version })
const channel = fc.constantFrom(...Channel.literals)
const rule = fc.constantFrom("consent.none", "rest.noon", "delivery.rejected").map((one) => RuleId.make(one))

const gaps = ["name", "hospital", "time"] as const

/** Templates, most of them with something wrong: a slot that isn't declared or stands nowhere, a lone brace, too long a text. */
export const messageTemplate = (): fc.Arbitrary<MessageTemplate> => {
  const part = fc.oneof(
    fc.constantFrom(...gaps.map((gap) => `{${gap}}`)),
    { weight: 2, arbitrary: text() },
    fc.constantFrom("{", "}", "{}", "祝您安康。"),
  )
  const wording = fc
    .array(part, { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(" ").slice(0, 900).toWellFormed())
  const slot = fc.record({
    name: fc.constantFrom(...gaps),
    most: fc.integer({ min: 1, max: 500 }),
    discloses: fc.constantFrom("nothing" as const, "treatment" as const),
  })
  return fc.record({
    id: text(),
    version: text(),
    title: fc.record({ zh: text(), en: text() }),
    slots: fc.array(slot, { maxLength: 4 }),
    text: fc.record({ zh: wording, en: wording }),
    optOut: fc.record({ zh: text(), en: text() }),
    discloses: fc.constantFrom("nothing", "treatment"),
    mostSegments: fc.integer({ min: 1, max: 20 }),
  })
}

const revisionOf = fc.record({
  id: id().map((one) => ProgrammeId.make(one)),
  version: text(),
  hash: digest,
})

/** Steps of programmes, greetings among them, moments of doses, and news of events. */
export const occasion = (range: Range = {}): fc.Arbitrary<CareOccasion> =>
  fc.oneof(
    fc.record(
      {
        _tag: fc.constant("Step" as const),
        programme: revisionOf,
        enrolment: id().map((one) => EnrolmentId.make(one)),
        step: id().map((one) => StepId.make(one)),
        on: CalendarArbitraries.plainDate(range),
        greets: text(),
      },
      { requiredKeys: ["_tag", "programme", "enrolment", "step", "on"] },
    ),
    fc.record({
      _tag: fc.constant("Doses" as const),
      regimen: id().map((one) => RegimenId.make(one)),
      at: instant(range),
    }),
    fc.record({
      _tag: fc.constant("Event" as const),
      event: id().map((one) => CareEventId.make(one)),
      kind: fc.constantFrom(...EventNews.literals),
      number: fc.integer({ min: 1, max: 9 }),
    }),
  )

const hourMillis = 3_600_000

/** Spans of up to three days that begin in the range. */
const span = (range: Range): fc.Arbitrary<CareMessage.Wanted["span"]> =>
  fc
    .tuple(
      CalendarArbitraries.instant(range),
      fc.nat(24),
      fc.nat(24),
      fc.oneof(fc.constant(0), fc.nat(24)),
      fc.integer({ min: 1, max: 60 }),
    )
    .map(([from, ideal, due, latest, minutes]) => {
      const at = (hours: number, more = 0) => DateTime.makeUnsafe(from + hours * hourMillis + more * 60_000)
      return {
        earliest: at(0),
        ideal: at(ideal),
        due: at(ideal + due, minutes),
        latest: at(ideal + due + latest, minutes),
      }
    })

/** What is to be sent, by one channel or several. */
export const wanted = (range: Range = {}): fc.Arbitrary<CareMessage.Wanted> =>
  fc.record(
    {
      occasion: occasion(range),
      patient: id().map((one) => PatientId.make(one)),
      purpose: fc.oneof(fc.constant<Purpose>("care"), fc.constantFrom(...Purpose.literals)),
      channels: fc.shuffledSubarray([...Channel.literals], { minLength: 1 }),
      span: span(range),
      override: override(),
      template: version,
    },
    { requiredKeys: ["occasion", "purpose", "channels", "span", "template"] },
  )

const send: fc.Arbitrary<CareMessage.CareSend> = fc.record(
  {
    number: fc.integer({ min: 1, max: 9 }),
    channel,
    at: instant(),
    consent: id().map((one) => ConsentId.make(one)),
    permission: permission(),
    basis,
    delivery: delivery(),
  },
  { requiredKeys: ["number", "channel", "at", "consent", "permission", "basis"] },
)

const ended = {
  conclusion: fc.constantFrom(...CareMessage.CareConclusion.literals),
  at: instant(),
  rules: fc.array(rule, { maxLength: 2 }),
}

const state: fc.Arbitrary<CareMessage.CareState> = fc.oneof(
  fc.record({ _tag: fc.constant("Planned" as const), channel, at: instant(), basis }),
  fc.record({ _tag: fc.constant("AwaitingCalendar" as const), calendar: text(), version: text() }),
  fc.record({ _tag: fc.constant("Unplaced" as const), rules: fc.array(rule, { maxLength: 2 }) }),
  fc.constant<CareMessage.CareState>({ _tag: "Sent" }),
  fc.record({ _tag: fc.constant("Ended" as const), ...ended }),
)

/**
 * Messages in every state and with whatever may be known of them. They are what a store must give back, not what decisions
 * lead to.
 */
export const careMessage = (): fc.Arbitrary<CareMessage.CareMessage> =>
  fc
    .tuple(
      wanted(),
      fc.record({
        id: digest.map((one) => CareMessageId.make(one)),
        addressee: id().map((one) => PersonId.make(one)),
        closed: fc.array(fc.record({ channel, rule }), { maxLength: 3 }),
        sends: fc.array(send, { maxLength: 3 }),
        state,
      }),
    )
    .map(([asked, rest]) => ({ ...asked, ...rest }))

/** Messages as stores keep them: with whom they are written to. */
export const keptCareMessage = (): fc.Arbitrary<KeptCareMessage> =>
  fc
    .record({ message: careMessage(), to: contactablePerson(), needsGuardian: fc.boolean() })
    .map((kept) => ({ ...kept, to: { ...kept.to, id: kept.message.addressee } }))

/** What may have happened to a message. */
export const careMessageEvent = (): fc.Arbitrary<CareMessage.CareMessageEvent> =>
  fc.oneof(
    careMessage().map((message) => ({ _tag: "CareMessageMade" as const, message })),
    fc.record({ _tag: fc.constant("CareMessageRevised" as const), wanted: wanted() }),
    fc.record({ _tag: fc.constant("SendPlaced" as const), state }),
    fc.record({ _tag: fc.constant("ChannelClosed" as const), channel, rule }),
    fc.record({ _tag: fc.constant("ChannelOpened" as const), channel }),
    fc.record({ _tag: fc.constant("SendStarted" as const), send }),
    fc.record({ _tag: fc.constant("SendDelivered" as const), number: fc.nat(9), delivery: delivery() }),
    fc.record({ _tag: fc.constant("CareMessageEnded" as const), ...ended }),
  )

/** A message from its making on: what was decided, and when. */
export interface CareMessageLife {
  readonly ground: CareMessage.Ground
  readonly made: CareMessage.CareMessage
  readonly steps: ReadonlyArray<{
    readonly before: CareMessage.CareMessage
    readonly at: DateTime.Utc
    readonly events: ReadonlyArray<CareMessage.CareMessageEvent>
    readonly after: CareMessage.CareMessage
  }>
}

type Act = (
  message: CareMessage.CareMessage,
  ground: CareMessage.Ground,
  at: DateTime.Utc,
) => Result.Result<CareMessage.Decided, unknown>

const starting = id().map(
  (consent): Act =>
    (message, ground, at) =>
      CareMessage.startSend(message, ConsentId.make(consent), ground, at),
)

/** What is told of the last send, or of any. */
const told = fc
  .tuple(fc.constantFrom(undefined, undefined, 1, 2), delivery(), fc.oneof(fc.nat(1), fc.nat(30)))
  .map(
    ([number, said, hours]): Act =>
      (message, ground, at) => {
        const known = said._tag === "Deferred" ? { ...said, until: DateTime.add(at, { hours }) } : said
        return CareMessage.recordDelivery(message, number ?? message.sends.length, known, ground, at)
      },
  )

/** Something else is wanted: by other channels, so many hours later. */
const revising = fc.tuple(wanted(), fc.nat(8)).map(
  ([{ channels, purpose, template }, hours]): Act =>
    (message, ground, at) => {
      const { occasion, patient, span } = message
      const later = {
        ...{ earliest: span.earliest, ideal: span.ideal },
        ...{ due: DateTime.add(span.due, { hours }), latest: DateTime.add(span.latest, { hours }) },
      }
      const other = { occasion, purpose, channels, span: later, template }
      return CareMessage.revise(message, { ...other, ...(patient && { patient }) }, ground, at)
    },
)

const act: fc.Arbitrary<Act> = fc.oneof(
  revising,
  { weight: 6, arbitrary: starting },
  { weight: 6, arbitrary: told },
  {
    weight: 2,
    arbitrary: fc.tuple(channel, rule).map(
      ([closing, why]): Act =>
        (message, ground, at) =>
          Result.succeed(CareMessage.closeChannel(message, closing, why, ground, at)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.shuffledSubarray([...Channel.literals], { minLength: 1 }), fc.boolean()).map(
      ([[first = "sms", ...others], isTheirs]): Act =>
        (message, ground, at) => {
          const person = isTheirs ? message.addressee : PersonId.make("nobody")
          const given = { person, channels: [first, ...others], purposes: [message.purpose] } as const
          return Result.succeed(CareMessage.consentGiven(message, given, ground, at))
        },
    ),
  },
  fc.constant<Act>((message, ground, at) => Result.succeed(CareMessage.replan(message, ground, at))),
  fc.constantFrom("deceased", "inHospital", "left", "notNeeded").map(
    (why): Act =>
      (message, _, at) =>
        Result.succeed(CareMessage.conclude(message, why, at)),
  ),
  {
    weight: 2,
    arbitrary: fc.constant<Act>((message, _, at) => Result.succeed(CareMessage.close(message, at))),
  },
)

/** When the next thing is done: as the send falls due, or at the end of the message's time, or some hours on. */
const when = fc.oneof(
  { weight: 6, arbitrary: fc.constant("due" as const) },
  { weight: 1, arbitrary: fc.constant("end" as const) },
  { weight: 2, arbitrary: fc.nat(12) },
)

const month = fc.integer({ min: 1, max: 12 })

/** Days that come once a year, the odd ones often. */
export const yearlyDay = (): fc.Arbitrary<YearlyDay> =>
  fc
    .oneof(
      fc.record({ _tag: fc.constant("Gregorian" as const), month, day: fc.integer({ min: 1, max: 31 }) }),
      fc.constant<YearlyDay>({ _tag: "Gregorian", month: 2, day: 29 }),
      fc.record(
        {
          _tag: fc.constant("Chinese" as const),
          month,
          leap: fc.constant(true as const),
          day: fc.constantFrom(1, 15, 29, 30),
        },
        { requiredKeys: ["_tag", "month", "day"] },
      ),
      fc.record({
        _tag: fc.constant("NthWeekday" as const),
        month,
        weekday: fc.constantFrom(...PlainDate.weekdays),
        n: fc.constantFrom(1, 2, 3, 4, -1),
      }),
      fc.constant<YearlyDay>({ _tag: "Qingming" }),
    )
    .filter(Schema.is(YearlyDaySchema))

const anchor = fc.constantFrom("discharge", "surgery")

const stepTime = (n: number): fc.Arbitrary<CareProgramme.StepTime> =>
  fc.oneof(
    yearlyDay().map(
      (day): CareProgramme.StepTime => ({
        _tag: "Festival",
        festival: {
          id: `festival-${n}`,
          name: { zh: "节日", en: "a festival" },
          day,
          mood: "glad",
          source: { title: "a hospital's own", status: "hospitalPolicy", verified: "own" },
        },
      }),
    ),
    fc.constant<CareProgramme.StepTime>({ _tag: "Birthday" }),
    yearlyDay().map((day): CareProgramme.StepTime => ({ _tag: "Yearly", day })),
    fc.record({ _tag: fc.constant("After" as const), anchor, days: fc.nat(400) }),
    fc.record({
      _tag: fc.constant("Every" as const),
      anchor,
      every: fc.integer({ min: 1, max: 8 }),
      unit: fc.constantFrom("weeks", "months"),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  )

const daySpan: fc.Arbitrary<CareProgramme.DaySpan> = fc
  .uniqueArray(CalendarArbitraries.plainTime(), { minLength: 4, maxLength: 4 })
  .map((times) => {
    const [earliest, ideal, due, latest] = [...times].sort() as [
      CareProgramme.DaySpan["earliest"],
      CareProgramme.DaySpan["ideal"],
      CareProgramme.DaySpan["due"],
      CareProgramme.DaySpan["latest"],
    ]
    return { earliest, ideal, due, latest }
  })

const step = (n: number): fc.Arbitrary<CareProgramme.CareStep> =>
  fc.record(
    {
      id: fc.constant(StepId.make(`step-${n}`)),
      when: stepTime(n),
      offsetDays: fc.integer({ min: -90, max: 90 }),
      span: daySpan,
      channels: fc
        .shuffledSubarray(["sms", "wechat", "email", "app", "letter"] as const, { minLength: 1 })
        .map(([first = "sms", ...rest]): CareProgramme.CareStep["channels"] => [first, ...rest]),
      template: version,
    },
    { requiredKeys: ["id", "when", "span", "channels", "template"] },
  )

/** Programmes fit to be published, of up to five steps. */
export const programme = (): fc.Arbitrary<CareProgramme.CareProgramme> =>
  fc
    .tuple(
      fc.record({
        id: id().map((one) => ProgrammeId.make(one)),
        version: text(),
        title: fc.record({ zh: text(), en: text() }),
        audience: fc.constantFrom<CareProgramme.Audience>(
          {},
          { codes: ["I63", "E11"] },
          { ages: { from: 18, below: 90 } },
        ),
        purpose: fc.constantFrom(...Purpose.literals),
      }),
      fc.integer({ min: 1, max: 5 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => step(i)))),
    )
    .map(([rest, [first, ...others]]): CareProgramme.CareProgramme => {
      // One birthday is enough.
      const birthdays = others.filter(({ when }) => when._tag === "Birthday")
      const spare = first?.when._tag === "Birthday" ? birthdays : birthdays.slice(1)
      const steps = others.filter((one) => !spare.includes(one))
      const used = [first as CareProgramme.CareStep, ...steps].flatMap(({ when }) =>
        "anchor" in when ? [when.anchor] : [],
      )
      return {
        ...rest,
        anchors: [...new Set(used)],
        steps: [first as CareProgramme.CareStep, ...steps],
        source: { title: "a hospital's own", status: "hospitalPolicy", verified: "own" },
      }
    })

/** The days that the programmes' steps are counted from, in the range; with a birthday or without. */
export const anchors = (range: Range = {}): fc.Arbitrary<CareProgramme.Anchors> =>
  fc.record(
    {
      dates: fc.record({
        discharge: CalendarArbitraries.plainDate(range),
        surgery: CalendarArbitraries.plainDate(range),
      }),
      birthday: yearlyDay(),
    },
    { requiredKeys: ["dates"] },
  )

const left = { reason: fc.constantFrom(...CareEnrolment.LeaveReason.literals), at: instant() }

/** Enrolments in programmes and with regimens, in every state: what a store must give back. */
export const enrolment = (): fc.Arbitrary<CareEnrolment.CareEnrolment> =>
  fc.record({
    id: id().map((one) => EnrolmentId.make(one)),
    person: id().map((one) => PersonId.make(one)),
    patient: id().map((one) => PatientId.make(one)),
    in: fc.oneof(
      revisionOf.map((one) => ({ _tag: "Programme" as const, programme: one })),
      id().map((one) => ({ _tag: "Regimen" as const, regimen: RegimenId.make(one) })),
    ),
    anchors: anchors(),
    through: CalendarArbitraries.plainDate(),
    state: fc.oneof(
      fc.constant<CareEnrolment.EnrolmentState>({ _tag: "Active" }),
      fc.record({ _tag: fc.constant("Left" as const), ...left }),
    ),
  })

/** Enrolments as stores keep them: with whom their messages go to. */
export const keptEnrolment = (): fc.Arbitrary<KeptEnrolment> =>
  fc
    .record({ enrolment: enrolment(), to: contactablePerson(), needsGuardian: fc.boolean() })
    .map((kept) => ({ ...kept, to: { ...kept.to, id: kept.enrolment.person } }))

/** What may have happened to an enrolment. */
export const enrolmentEvent = (): fc.Arbitrary<CareEnrolment.EnrolmentEvent> =>
  fc.oneof(
    enrolment().map((one) => ({ _tag: "EnrolmentMade" as const, enrolment: one })),
    fc.record({
      _tag: fc.constant("EnrolmentExpanded" as const),
      through: CalendarArbitraries.plainDate(),
    }),
    revisionOf.map((one) => ({ _tag: "ProgrammeRevised" as const, programme: one })),
    anchors().map((one) => ({ _tag: "AnchorsChanged" as const, anchors: one })),
    fc.record({ _tag: fc.constant("EnrolmentLeft" as const), ...left }),
  )

/** Lives of messages to the person of each ground, whose spans begin in the range. */
export const careMessageLife = (
  grounds: fc.Arbitrary<CareMessage.Ground>,
  range: Range = { min: "2026-01-01", max: "2026-12-31" },
): fc.Arbitrary<CareMessageLife> =>
  fc
    .tuple(
      grounds,
      wanted(range),
      fc.integer({ min: -48, max: 8 }),
      fc.array(fc.tuple(act, when), { maxLength: 12, size: "max" }),
    )
    .map(([ground, asked, before, acts]) => {
      const at = DateTime.add(asked.span.earliest, { hours: before })
      const made = CareMessage.make(asked, ground, at)
      if (Result.isFailure(made)) return undefined
      const steps: Array<CareMessageLife["steps"][number]> = []
      let [message] = made.success
      let now = at
      for (const [decide, hours] of acts) {
        const due = message.state._tag === "Planned" || hours === "end" ? CareMessage.dueAt(message) : now
        now = typeof hours === "number" ? DateTime.add(now, { hours }) : DateTime.max(now, due ?? now)
        const found = decide(message, ground, now)
        if (Result.isFailure(found)) continue
        const [after, events] = found.success
        steps.push({ before: message, at: now, events, after })
        message = after
      }
      return { ground, made: made.success[0], steps }
    })
    .filter((life) => life !== undefined)
