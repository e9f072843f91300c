/**
 * fast-check generators of what surveys work with: questionnaires fit to be published, answers that keep to them, and whole
 * responses.
 *
 * **Details**
 *
 * Questionnaires have scales of odd lengths and below zero, conditions that lean on one another, items in no domain, one
 * language or both. Answers are filled in from the top, so only what is asked is answered; what may be left out now and
 * then is.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { Disposition } from "../contact/ContactAttempt.ts"
import {
  ConsentId,
  DepartmentId,
  FeedbackId,
  InvitationId,
  MessageId,
  OccasionId,
  PatientId,
  QuestionnaireId,
  ResponseId,
  TicketId,
} from "../foundation/Id.ts"
import { RuleId, type Source } from "../foundation/Rule.ts"
import { Channel, Language, Purpose, Relation } from "../foundation/Word.ts"
import type { KeptInvitation, KeptResponse } from "../ports/SurveyStore.ts"
import type { FatigueCap, InvitationPolicy, InvitationWindow } from "../survey/InvitationPolicy.ts"
import { type Occasion, OccasionKind } from "../survey/Occasion.ts"
import {
  type AnswerKind,
  type Condition,
  check,
  type Domain,
  type Item,
  type Questionnaire,
  revision,
  type Test,
  type Wording,
} from "../survey/Questionnaire.ts"
import { SetAsideReason, Standing } from "../survey/ResponsePolicy.ts"
import type { DispositionCounts, Eligibility } from "../survey/ResponseRates.ts"
import { Silence, SurveyDisposition } from "../survey/SurveyDisposition.ts"
import type * as SurveyInvitation from "../survey/SurveyInvitation.ts"
import {
  type Answer,
  AnswerSource,
  type Answers,
  asked,
  type SurveyResponse,
} from "../survey/SurveyResponse.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import { contactablePerson, delivery, id, text } from "./FollowUpArbitraries.ts"

type NonEmpty<A> = readonly [A, ...ReadonlyArray<A>]
const nonEmpty = <A>([first, ...rest]: ReadonlyArray<A>): NonEmpty<A> => [first as A, ...rest]

const own: Source = { title: "a hospital's own", status: "hospitalPolicy", verified: "own" }

const wording = (languages: ReadonlyArray<Language>): fc.Arbitrary<Wording> =>
  fc
    .tuple(text(), text())
    .map(([zh, en]) => Object.fromEntries(languages.map((language) => [language, { zh, en }[language]])))

const scale = (languages: ReadonlyArray<Language>): fc.Arbitrary<AnswerKind> =>
  fc
    .oneof(
      fc.constantFrom([1, 5], [0, 10], [1, 2], [-3, 3]),
      fc
        .tuple(fc.integer({ min: -1000, max: 990 }), fc.integer({ min: 1, max: 10 }))
        .map(([a, n]) => [a, a + n]),
    )
    .chain(([least = 1, most = 5]) =>
      fc
        .uniqueArray(fc.integer({ min: least, max: most }), { maxLength: 4 })
        .chain((values) =>
          fc.tuple(...values.map((value) => wording(languages).map((text) => ({ value, text })))),
        )
        .map((anchors) => ({ _tag: "Scale", least, most, anchors })),
    )

const choice = (languages: ReadonlyArray<Language>): fc.Arbitrary<AnswerKind> =>
  fc
    .tuple(
      fc
        .integer({ min: 1, max: 5 })
        .chain((n) =>
          fc.tuple(
            ...Array.from({ length: n }, (_, i) => wording(languages).map((text) => ({ id: `o${i}`, text }))),
          ),
        ),
      fc.boolean(),
    )
    .map(([options, several]) => ({
      _tag: "Choice",
      options: nonEmpty(options),
      ...(several ? { several } : {}),
    }))

/** How an item may be answered. */
export const answerKind = (
  languages: ReadonlyArray<Language> = Language.literals,
): fc.Arbitrary<AnswerKind> =>
  fc.oneof(
    { weight: 4, arbitrary: scale(languages) },
    { weight: 2, arbitrary: fc.constant<AnswerKind>({ _tag: "YesNo" }) },
    { weight: 2, arbitrary: choice(languages) },
    fc.constant<AnswerKind>({ _tag: "Words" }),
  )

/** A test that some answer to the item passes. */
const testOn = ({ answer, id: item }: Item): fc.Arbitrary<Test> => {
  const answered = fc.constant<Test>({ _tag: "Answered", item })
  switch (answer._tag) {
    case "Scale":
      return fc
        .tuple(
          fc.constantFrom("AtLeast", "AtMost", "Equals"),
          fc.integer({ min: answer.least, max: answer.most }),
        )
        .map(([_tag, value]) => ({ _tag, item, value }))
    case "YesNo":
      return fc.boolean().map((yes) => ({ _tag: "Is", item, yes }))
    case "Choice":
      return fc.constantFrom(...answer.options).map((option) => ({ _tag: "Chosen", item, option: option.id }))
    case "Words":
      return answered
  }
}

const condition = (before: ReadonlyArray<Item>): fc.Arbitrary<Condition> =>
  fc
    .tuple(
      fc.constantFrom("All", "Any"),
      fc.array(
        fc.constantFrom(...before).chain((item) => testOn(item)),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([_tag, tests]) => ({ _tag, tests: nonEmpty(tests) }))

const flags = fc.record({
  reverse: fc.boolean(),
  notApplicable: fc.boolean(),
  required: fc.boolean(),
  asksIf: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
})

const items = (languages: ReadonlyArray<Language>, count: number): fc.Arbitrary<ReadonlyArray<Item>> => {
  const next = (before: ReadonlyArray<Item>): fc.Arbitrary<ReadonlyArray<Item>> =>
    before.length === count
      ? fc.constant(before)
      : fc
          .tuple(
            wording(languages),
            answerKind(languages),
            flags,
            before.length === 0 ? fc.constant(undefined) : condition(before),
          )
          .chain(([text, answer, { asksIf, notApplicable, required, reverse }, askIf]) => {
            const isOrdered = answer._tag === "Scale" || answer._tag === "YesNo"
            const item: Item = {
              id: `q${before.length + 1}`,
              text,
              answer,
              ...(reverse && isOrdered ? { reverse } : {}),
              ...(notApplicable ? { notApplicable } : {}),
              ...(required ? { required } : {}),
              ...(asksIf && askIf !== undefined ? { askIf } : {}),
            }
            return next([...before, item])
          })
  return next([])
}

const domains = (
  languages: ReadonlyArray<Language>,
  all: ReadonlyArray<Item>,
): fc.Arbitrary<ReadonlyArray<Domain>> => {
  const scored = all.filter(({ answer }) => answer._tag === "Scale" || answer._tag === "YesNo")
  return fc
    .tuple(
      // Which domain each item is in; 0 is none.
      fc.tuple(...scored.map(() => fc.integer({ min: 0, max: 3 }))),
      fc.tuple(...[1, 2, 3].map(() => fc.tuple(wording(languages), fc.integer({ min: 1, max: 100 })))),
    )
    .map(([places, made]) =>
      made.flatMap(([title, weight], i) => {
        const [first, ...rest] = scored.filter((_, s) => places[s] === i + 1).map((item) => item.id)
        return first === undefined
          ? []
          : [{ id: `d${i + 1}`, title, weight, items: [first, ...rest] as const }]
      }),
    )
}

/**
 * Questionnaires fit to be published.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Questionnaire } from "@aftercare/core"
 * import { SurveyArbitraries } from "@aftercare/core/testing"
 * import { Result } from "effect"
 *
 * const drawn = fc.sample(SurveyArbitraries.questionnaire(), { numRuns: 9, seed: 1 })
 * drawn.every((questionnaire) => Result.isSuccess(Questionnaire.check(questionnaire))) // => true
 * ```
 */
export const questionnaire = (): fc.Arbitrary<Questionnaire> =>
  fc
    .tuple(
      fc.shuffledSubarray([...Language.literals], { minLength: 1 }).map((drawn) => nonEmpty(drawn)),
      fc.integer({ min: 1, max: 8 }),
    )
    .chain(([languages, count]) =>
      items(languages, count).chain((all) =>
        fc.record({
          id: id().map((one) => QuestionnaireId.make(one)),
          version: text(),
          title: wording(languages),
          languages: fc.constant(languages),
          items: fc.constant(nonEmpty(all)),
          domains: domains(languages, all),
          requiredBase: fc.integer({ min: 1, max: 100 }),
          source: fc.constantFrom(own, { ...own, title: { zh: "本院", en: "Our own" } }),
        }),
      ),
    )
    .map((drawn) => ({
      ...drawn,
      weightsSumTo: drawn.domains.reduce((sum, { weight }) => sum + weight, 0),
    }))
    // Conditions may still rule one another out.
    .filter((drawn) => Result.isSuccess(check(drawn)))

/** An answer that holds a value and that the item takes. */
export const value = ({ answer }: Pick<Item, "answer">): fc.Arbitrary<Answer> => {
  switch (answer._tag) {
    case "Scale":
      return fc.integer({ min: answer.least, max: answer.most }).map((value) => ({ _tag: "Scale", value }))
    case "YesNo":
      return fc.boolean().map((yes) => ({ _tag: "YesNo", yes }))
    case "Choice":
      return fc
        .shuffledSubarray(
          answer.options.map((option) => option.id),
          { minLength: 1, maxLength: answer.several === true ? answer.options.length : 1 },
        )
        .map((options) => ({ _tag: "Choice", options: nonEmpty(options) }))
    case "Words":
      return text().map((words) => ({ _tag: "Words", text: words }))
  }
}

/** An answer that the item takes, with a value or without. */
export const answer = (item: Item): fc.Arbitrary<Answer> =>
  fc.oneof(
    { weight: 5, arbitrary: value(item) },
    fc.constantFrom<Answer>(
      { _tag: "Unanswered", because: "unknown" },
      { _tag: "Unanswered", because: "declined" },
      ...(item.notApplicable === true ? [{ _tag: "NotApplicable" } as const] : []),
    ),
  )

/** Answers filled in from the top: only what is asked, and some of it left out. */
export const answers = (of: Pick<Questionnaire, "items">): fc.Arbitrary<Answers> =>
  fc.tuple(...of.items.map((item) => fc.tuple(answer(item), fc.integer({ min: 0, max: 5 })))).map((drawn) => {
    let given: Answers = {}
    for (const [i, item] of of.items.entries()) {
      const [answered, left] = drawn[i] ?? []
      if (answered !== undefined && left !== 0 && asked(of, given).includes(item))
        given = { ...given, [item.id]: answered }
    }
    return given
  })

const instant = CalendarArbitraries.instant().map((at) => DateTime.makeUnsafe(at))

/** What somebody is asked about; without a patient where they stay anonymous. */
export const occasion = (): fc.Arbitrary<Occasion> =>
  fc.record(
    {
      id: id().map((one) => OccasionId.make(one)),
      kind: fc.constantFrom(...OccasionKind.literals),
      at: instant,
      department: id().map((one) => DepartmentId.make(one)),
      patient: id().map((one) => PatientId.make(one)),
    },
    { requiredKeys: ["id", "kind", "at"] },
  )

/** Responses to the questionnaire, of its present revision. */
export const response = (to: Questionnaire): fc.Arbitrary<SurveyResponse> =>
  fc.record(
    {
      id: id().map((one) => ResponseId.make(one)),
      questionnaire: fc.constant(revision(to)),
      invitation: id().map((one) => InvitationId.make(one)),
      occasion: occasion(),
      answeredBy: fc.constantFrom(...Relation.literals),
      source: fc.constantFrom(...AnswerSource.literals),
      language: fc.constantFrom(...to.languages),
      answeredAt: instant,
      answers: answers(to),
    },
    { requiredKeys: ["id", "questionnaire", "source", "language", "answeredAt", "answers"] },
  )

const caseCount = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(0, 0, 1) },
  fc.integer({ min: 0, max: 100_000 }),
)

/** How a survey's cases ended, many of the categories empty. */
export const dispositionCounts = (): fc.Arbitrary<DispositionCounts> =>
  fc.record({
    complete: caseCount,
    partial: caseCount,
    refusal: caseCount,
    nonContact: caseCount,
    other: caseCount,
    unknownHousehold: caseCount,
    unknownOther: caseCount,
    notEligible: caseCount,
  })

export const eligibility = (): fc.Arbitrary<Eligibility> =>
  fc.oneof(
    fc.constantFrom<Eligibility>({ _tag: "All" }, { _tag: "Proportional" }),
    fc
      .integer({ min: 0, max: 1000 })
      .map((n): Eligibility => ({ _tag: "Stated", e: n / 1000, from: "last year's survey" })),
  )

const someOf = <A>(words: ReadonlyArray<A>): fc.Arbitrary<NonEmpty<A>> =>
  fc.shuffledSubarray([...words], { minLength: 1 }).map((drawn) => nonEmpty(drawn))

const invitationWindow: fc.Arbitrary<InvitationWindow> = fc
  .tuple(
    fc.constantFrom("hours", "days"),
    fc.tuple(...[48, 48, 48, 48].map((max) => fc.integer({ min: 0, max }))),
    fc.integer({ min: 1, max: 24 }),
  )
  .map(([unit, bounds, length]) => {
    const [earliest = 0, ideal = 0, due = 0, latest = 0] = [...bounds].sort((a, b) => a - b)
    const room = unit === "hours" ? length : 0
    return { unit, earliest, ideal, due: due + room, latest: latest + room }
  })

const fatigueCap: fc.Arbitrary<FatigueCap> = fc
  .oneof(
    fc.record({
      _tag: fc.constant("Rolling" as const),
      hours: fc.integer({ min: 1, max: 90 * 24 }),
      atMost: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ _tag: fc.constant("MinimumGap" as const), hours: fc.integer({ min: 1, max: 90 * 24 }) }),
  )
  .map((limit) => ({ id: RuleId.make("survey.fatigue"), limit, source: own }))

/**
 * Invitation policies for occasions of every kind: windows in hours or days, up to three reminders, caps on surveys or none.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { InvitationPolicy } from "@aftercare/core"
 * import { SurveyArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const policies = fc.sample(SurveyArbitraries.invitationPolicy(), { numRuns: 9, seed: 1 })
 * policies.every(Schema.is(InvitationPolicy.InvitationPolicy)) // => true
 * ```
 */
export const invitationPolicy = (): fc.Arbitrary<InvitationPolicy> =>
  fc.record({
    id: text(),
    version: text(),
    occasions: fc.constant(nonEmpty(OccasionKind.literals)),
    purpose: fc.constantFrom(...Purpose.literals),
    channels: someOf(Channel.literals),
    window: invitationWindow,
    reminders: fc.array(
      fc.record({
        afterHours: fc.integer({ min: 1, max: 120 }),
        by: fc.constantFrom("sameChannel", "nextChannel"),
      }),
      { maxLength: 3 },
    ),
    answerDays: fc.integer({ min: 1, max: 30 }),
    fatigue: fc.array(fatigueCap, { maxLength: 2 }),
    silence: fc.constantFrom(...Silence.literals),
    source: fc.constant(own),
  })

const several = <A>(one: fc.Arbitrary<A>): fc.Arbitrary<ReadonlyArray<A>> => fc.array(one, { maxLength: 3 })
const versionOf = fc.record({ id: text(), version: text() })
const basis = fc.record({ policy: versionOf, calendar: versionOf })
const channel = fc.constantFrom(...Channel.literals)
const rule = fc.constantFrom("survey.fatigue", "consent.none", "rest.noon").map((one) => RuleId.make(one))
const digest = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((drawn) => Array.from(drawn, (byte) => byte.toString(16).padStart(2, "0")).join(""))

const send: fc.Arbitrary<SurveyInvitation.Send> = fc.record(
  {
    number: fc.integer({ min: 1, max: 9 }),
    channel,
    at: instant,
    consent: id().map((one) => ConsentId.make(one)),
    basis,
    item: fc.constant("q1"),
    delivery: delivery(),
    disposition: fc.constantFrom(...Disposition.literals),
  },
  { requiredKeys: ["number", "channel", "at", "consent", "basis"] },
)

const received: fc.Arbitrary<SurveyInvitation.Received> = fc.record(
  {
    response: id().map((one) => ResponseId.make(one)),
    standing: fc.constantFrom(...Standing.literals),
    at: instant,
    late: fc.constant(true),
  },
  { requiredKeys: ["response", "standing", "at"] },
)

const state: fc.Arbitrary<SurveyInvitation.InvitationState> = fc.oneof(
  fc.record(
    { _tag: fc.constant("Planned" as const), channel, at: instant, basis, item: fc.constant("q1") },
    { requiredKeys: ["_tag", "channel", "at", "basis"] },
  ),
  fc.record(
    {
      _tag: fc.constant("AwaitingCalendar" as const),
      calendar: text(),
      version: text(),
      item: fc.constant("q1"),
    },
    { requiredKeys: ["_tag", "calendar", "version"] },
  ),
  fc.record({ _tag: fc.constant("Unplaced" as const), rules: several(rule) }),
  fc.record({ _tag: fc.constant("Open" as const) }),
  fc.record({
    _tag: fc.constant("Ended" as const),
    disposition: fc.constantFrom(...SurveyDisposition.literals),
    at: instant,
  }),
)

/**
 * Invitations as stores keep them, in every state and with whatever may be known of them. They are what a store must give
 * back, not what decisions lead to.
 */
export const keptInvitation = (): fc.Arbitrary<KeptInvitation> =>
  fc
    .tuple(
      contactablePerson(),
      fc.tuple(instant, instant, instant, instant),
      fc.record(
        {
          id: id().map((one) => InvitationId.make(one)),
          occasion: occasion(),
          questionnaire: fc.record({
            id: id().map((one) => QuestionnaireId.make(one)),
            version: text(),
            hash: digest(32),
          }),
          policy: versionOf,
          channels: fc.array(channel, { maxLength: 4 }),
          closed: several(fc.record({ channel, rule })),
          closesAt: instant,
          sends: several(send),
          received: several(received),
          state,
        },
        {
          requiredKeys: [
            "id",
            "occasion",
            "questionnaire",
            "policy",
            "channels",
            "closed",
            "sends",
            "received",
            "state",
          ],
        },
      ),
      fc.record(
        {
          needsGuardian: fc.boolean(),
          closing: fc.record({
            ticket: id().map((one) => TicketId.make(one)),
            item: id().map((one) => FeedbackId.make(one)),
          }),
          codes: several(fc.record({ salt: digest(16), hash: digest(32) })),
          heard: several(
            fc.record({ message: digest(32).map((one) => MessageId.make(one)), item: fc.constant("q1") }),
          ),
        },
        { requiredKeys: ["needsGuardian", "codes", "heard"] },
      ),
    )
    .map(([to, [earliest, ideal, due, latest], invitation, rest]) => ({
      ...rest,
      to,
      invitation: { ...invitation, addressee: to.id, span: { earliest, ideal, due, latest } },
    }))

/** What may have happened to an invitation. */
export const invitationEvent = (): fc.Arbitrary<SurveyInvitation.InvitationEvent> =>
  fc.oneof(
    keptInvitation().map(({ invitation }) => ({ _tag: "InvitationMade" as const, invitation })),
    fc.record({ _tag: fc.constant("SendPlaced" as const), state }),
    fc.record({ _tag: fc.constant("ChannelClosed" as const), channel, rule }),
    fc.record({ _tag: fc.constant("ChannelOpened" as const), channel }),
    fc.record({ _tag: fc.constant("SendStarted" as const), send, closesAt: instant }),
    fc.record({ _tag: fc.constant("SendDelivered" as const), number: fc.nat(9), delivery: delivery() }),
    fc.record({
      _tag: fc.constant("CallEnded" as const),
      number: fc.nat(9),
      disposition: fc.constantFrom(...Disposition.literals),
    }),
    fc.record({ _tag: fc.constant("ResponseReceived" as const), received }),
    fc.record({
      _tag: fc.constant("InvitationEnded" as const),
      disposition: fc.constantFrom(...SurveyDisposition.literals),
      at: instant,
    }),
  )

/** Responses as stores keep them, to the questionnaire or to any. */
export const keptResponse = (to: fc.Arbitrary<Questionnaire> = questionnaire()): fc.Arbitrary<KeptResponse> =>
  to
    .chain((one) => fc.tuple(response(one), fc.constantFrom(undefined, ...SetAsideReason.literals)))
    .map(([response, setAside]) => ({ response, ...(setAside === undefined ? {} : { setAside }) }))
