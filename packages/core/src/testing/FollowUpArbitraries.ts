/**
 * fast-check generators of what follow-up works with: profiles, policies, discharges, protocols, consents, plans.
 *
 * **Details**
 *
 * Everything they make decodes. They prefer what breaks programs: names beyond ASCII, rest over midnight, the ends of
 * months, several persons, every state of a task. The same seed yields the same values on the same platform, and a
 * failing value shrinks to a plainer one.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as fc from "fast-check"
import * as PlainDate from "../calendar/PlainDate.ts"
import type { TimeZone } from "../calendar/TimeZone.ts"
import { type ContactAttempt, type Delivery, Disposition } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import {
  type ChannelRule,
  type ContactPolicy,
  Disturbance,
  type HoursRule,
} from "../contact/ContactPolicy.ts"
import type { ContactProfile, Work } from "../contact/ContactProfile.ts"
import { Band, type Permission } from "../contact/ContactWindow.ts"
import type { FrequencyCap, Limit } from "../contact/FrequencyCap.ts"
import { Kind, type Override } from "../contact/Override.ts"
import { Status as Vital, type VitalStatus } from "../contact/VitalStatus.ts"
import type { AttemptPolicy, Spacing } from "../followup/AttemptPolicy.ts"
import { Destination } from "../followup/Destination.ts"
import type { Diagnosis, Discharge, Events } from "../followup/Discharge.ts"
import type { FollowUpEvent, FollowUpPlan } from "../followup/FollowUpPlan.ts"
import {
  ContentModule,
  type FollowUpProtocol,
  type Offset,
  type Repeat,
  type Stage,
  type StageWindow,
} from "../followup/FollowUpProtocol.ts"
import {
  CancelReason,
  type FollowUpTask,
  type Signed,
  type TaskEnd,
  type TaskState,
} from "../followup/FollowUpTask.ts"
import * as Handover from "../followup/Handover.ts"
import * as RiskInputs from "../followup/RiskInputs.ts"
import {
  AttemptId,
  ConsentId,
  DischargeId,
  InvitationId,
  PatientId,
  PersonId,
  PlanId,
  ProtocolId,
  StaffId,
  StageId,
  TaskId,
} from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { RuleId, type Source, Status, Verified } from "../foundation/Rule.ts"
import { type Bilingual, Channel, Language, Purpose, Relation, Role, Sex } from "../foundation/Word.ts"
import { type Consent, LegalBasis } from "../privacy/Consent.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"

type NonEmpty<A> = readonly [A, ...ReadonlyArray<A>]

const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/**
 * Ids: often a plain one, sometimes one with every sign that an id may have.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Id } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * fc.sample(FollowUpArbitraries.id(), { numRuns: 9, seed: 1 }).every(Schema.is(Id.PlanId)) // => true
 * ```
 */
export const id = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...alphanumeric),
      fc.string({ unit: fc.constantFrom(...alphanumeric, ..."._:/@-"), maxLength: 12 }),
    )
    .map(([first, rest]) => first + rest)

const oddTexts = [
  "王小明",
  "𠮷野家",
  "Zoë Ángström",
  "Zoe\u0308",
  "O'Brien; --",
  '"\\n"',
  "محمد",
  "👩‍⚕️",
  "line\nline\ttab",
  " lead and trail ",
  "NULL",
  "%_",
  "a\u2028b",
  "ﬀ①",
]

/** One line of text as names and titles are, many of them beyond ASCII; never blank. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    { withCrossShrink: true },
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }).filter((s) => s.trim() !== ""),
    fc.constantFrom(...oddTexts),
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((s) => s.trim() !== "" && !s.includes("\u0000") && s.isWellFormed()),
  )

const freeText = (): fc.Arbitrary<string> => fc.oneof({ withCrossShrink: true }, fc.constant(""), text())

const bilingual = (): fc.Arbitrary<Bilingual> => fc.record({ zh: text(), en: text() })

const someOf = <A>(words: ReadonlyArray<A>): fc.Arbitrary<NonEmpty<A>> =>
  fc.shuffledSubarray([...words], { minLength: 1 }).map((drawn) => nonEmpty(drawn))

const nonEmpty = <A>([first, ...rest]: ReadonlyArray<A>): NonEmpty<A> => [first as A, ...rest]

const instant = (range?: CalendarArbitraries.DateRange): fc.Arbitrary<DateTime.Utc> =>
  CalendarArbitraries.instant(range).map((at) => DateTime.makeUnsafe(at))

const ruleId = fc
  .constantFrom("rest.noon", "rest.night", "care.hours", "frequency.calls", "a.b2.cD", "x")
  .map((name) => RuleId.make(name))

const source: fc.Arbitrary<Source> = fc.record(
  {
    title: text(),
    status: fc.constantFrom(...Status.literals),
    verified: fc.constantFrom(...Verified.literals),
    reference: text(),
  },
  { requiredKeys: ["title", "status", "verified"] },
)

/** Where the generated people live and when. */
export interface Options extends CalendarArbitraries.DateRange {
  /** Zones to draw from; by default all, and the tricky ones often. */
  readonly zones?: fc.Arbitrary<TimeZone>
}

/**
 * Contact profiles: rest that often runs over midnight, work by the week, by roster or none, and a few wishes.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { ContactProfile } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const profiles = fc.sample(FollowUpArbitraries.contactProfile(), { numRuns: 9, seed: 1 })
 * profiles.every(Schema.is(ContactProfile.ContactProfile)) // => true
 * ```
 */
export const contactProfile = (options: Options = {}): fc.Arbitrary<ContactProfile> => {
  const span = CalendarArbitraries.timeSpan()
  const spans = fc.array(span, { maxLength: 2 })
  const date = CalendarArbitraries.plainDate(options)
  const roster = fc
    .array(fc.tuple(date, spans), { maxLength: 3 })
    .map((dates): Work => ({ _tag: "Roster", dates: Object.fromEntries(dates) }))
  return fc.record({
    zone: options.zones ?? CalendarArbitraries.timeZone(),
    language: fc.constantFrom(...Language.literals),
    rest: fc.record({ noon: spans, night: spans }),
    work: fc.oneof(
      fc.constant<Work>({ _tag: "None" }),
      CalendarArbitraries.weekHours().map((week): Work => ({ _tag: "Weekly", week })),
      roster,
    ),
    preferred: spans,
    channels: someOf(Channel.literals),
    doNotDisturbOn: fc.uniqueArray(date, { maxLength: 3 }),
  })
}

const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({
    _tag: fc.constant("Rolling" as const),
    hours: fc.integer({ min: 1, max: 72 }),
    atMost: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ _tag: fc.constant("NaturalDay" as const), atMost: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ _tag: fc.constant("NaturalWeek" as const), atMost: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ _tag: fc.constant("MinimumGap" as const), hours: fc.integer({ min: 1, max: 72 }) }),
  fc.record({
    _tag: fc.constant("DayPart" as const),
    parts: fc
      .array(fc.record({ name: bilingual(), span: CalendarArbitraries.timeSpan() }), {
        minLength: 1,
        maxLength: 3,
      })
      .map(nonEmpty),
    hours: fc.integer({ min: 1, max: 96 }),
    atMost: fc.integer({ min: 1, max: 2 }),
  }),
)

const scope = { channels: someOf(Channel.literals), purposes: someOf(Purpose.literals) }

const cap: fc.Arbitrary<FrequencyCap> = fc.record({ id: ruleId, limit, ...scope, source })

/**
 * Contact policies: rules for some channels or all, a few named hours, a few caps. They may leave a channel no moment.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { ContactPolicy } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const policies = fc.sample(FollowUpArbitraries.contactPolicy(), { numRuns: 9, seed: 1 })
 * policies.every(Schema.is(ContactPolicy.ContactPolicy)) // => true
 * ```
 */
export const contactPolicy = (
  options: CalendarArbitraries.HoursOptions = {},
): fc.Arbitrary<ContactPolicy> => {
  const hours: fc.Arbitrary<HoursRule> = fc.record({
    id: ruleId,
    ...scope,
    openIn: CalendarArbitraries.hours({ maxDepth: 2, ...options }),
    source,
  })
  const channel: fc.Arbitrary<ChannelRule> = fc.record({
    channel: fc.constantFrom(...Channel.literals),
    avoids: fc.shuffledSubarray([...Disturbance.literals]),
    minutes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1440 })),
  })
  return fc.record({
    id: text(),
    version: text(),
    channels: fc
      .uniqueArray(channel, {
        selector: (rule) => rule.channel,
        minLength: 1,
        maxLength: Channel.literals.length,
      })
      .map(nonEmpty),
    latenessMinutes: fc.integer({ min: 0, max: 10 }),
    disturbances: fc.record({ noonRest: source, nightRest: source, work: source, doNotDisturb: source }),
    hours: fc.array(hours, { maxLength: 2 }),
    caps: fc.array(cap, { maxLength: 2 }),
    adultFrom: fc.integer({ min: 0, max: 30 }),
  })
}

const phone = fc
  .oneof(
    { withCrossShrink: true },
    fc.integer({ min: 0, max: 999_999_999 }).map((n) => `+8613${String(n).padStart(9, "0")}`),
    fc.integer({ min: 20_000_000, max: 89_999_999 }).map((n) => `+8610${n}`),
    fc
      .tuple(fc.integer({ min: 200, max: 999 }), fc.integer({ min: 2_000_000, max: 9_999_999 }))
      .map((n) => `+1${n.join("")}`),
    fc
      .tuple(fc.constantFrom(44, 33), fc.integer({ min: 1_000_000, max: 9_999_999_999 }))
      .map((n) => `+${n.join("")}`),
  )
  .map((number) => PhoneNumber.make(number))

/** People who may be contacted, all of them with a telephone. */
export const contactablePerson = (options: Options = {}): fc.Arbitrary<ContactablePerson> =>
  fc.record({
    id: id().map((name) => PersonId.make(name)),
    relation: fc.constantFrom(...Relation.literals),
    name: text(),
    phone,
    profile: contactProfile(options),
  })

const diagnosis: fc.Arbitrary<Diagnosis> = fc.record({
  code: fc
    .tuple(
      fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
      fc.integer({ min: 0, max: 99 }),
      fc.option(fc.string({ unit: fc.constantFrom(...alphanumeric), minLength: 1, maxLength: 4 }), {
        nil: undefined,
      }),
    )
    .map(
      ([letter, n, more]) => `${letter}${String(n).padStart(2, "0")}${more === undefined ? "" : `.${more}`}`,
    ),
  text: freeText(),
})

const dayMillis = 86_400_000

const answer = (at: fc.Arbitrary<DateTime.Utc>): fc.Arbitrary<Handover.Answer> => {
  const by = id().map((name) => StaffId.make(name))
  return fc.oneof(
    { withCrossShrink: true },
    fc.record({ _tag: fc.constant("Done" as const), by, at }),
    fc.record({ _tag: fc.constant("NotDone" as const), reason: text() }),
    fc.record({ _tag: fc.constant("NotApplicable" as const), by, at, reason: text() }),
  )
}

/**
 * Handovers around an instant in epoch milliseconds, from complete ones to those of which nothing is said.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Handover } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const handovers = fc.sample(FollowUpArbitraries.handover(0), { numRuns: 9, seed: 1 })
 * handovers.every(Schema.is(Handover.Handover)) // => true
 * ```
 */
export const handover = (around: number): fc.Arbitrary<Handover.Handover> => {
  const at = fc.nat({ max: 600 }).map((minutes) => DateTime.makeUnsafe(around + minutes * 60_000))
  return fc.record(Handover.ofEach(answer(at)), { requiredKeys: [] })
}

const charlson: fc.Arbitrary<RiskInputs.Charlson> = fc.oneof(
  { withCrossShrink: true },
  fc.shuffledSubarray([...RiskInputs.CharlsonCondition.literals]).map((drawn) => ({
    _tag: "Conditions" as const,
    conditions: drawn.filter((condition) => condition !== "diabetesWithoutComplications"),
  })),
  fc.record({
    _tag: fc.constant("Score" as const),
    score: fc.integer({ min: 0, max: 40 }),
    weights: fc.oneof(fc.constant("lace.2010"), text()),
  }),
)

const few = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1000 }))

/**
 * What scores of risk rest on, of patients discharged and born at these instants in epoch milliseconds; any part of it
 * may be unknown, or all.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { RiskInputs } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const inputs = fc.sample(FollowUpArbitraries.riskInputs({ bornAt: 0, dischargedAt: 1e12 }), { numRuns: 9, seed: 1 })
 * inputs.every(Schema.is(RiskInputs.RiskInputs)) // => true
 * ```
 */
export const riskInputs = (life: {
  readonly bornAt: number
  readonly dischargedAt: number
}): fc.Arbitrary<RiskInputs.RiskInputs> => {
  const longest = Math.floor((life.dischargedAt - Math.max(0, life.bornAt)) / 60_000)
  const minutes = fc.oneof(fc.nat({ max: Math.min(longest, 30 * 1440) }), fc.nat({ max: longest }))
  return fc.record(
    {
      admittedAt: minutes.map((before) => DateTime.makeUnsafe(life.dischargedAt - before * 60_000)),
      acuteAdmission: fc.boolean(),
      urgentAdmission: fc.boolean(),
      charlson,
      emergencyVisits: few,
      admissionsInYear: few,
      haemoglobin: fc.oneof(
        fc.record({ value: fc.integer({ min: 30, max: 300 }), unit: fc.constant("g/L" as const) }),
        fc.record({
          value: fc.integer({ min: 30, max: 300 }).map((tenths) => tenths / 10),
          unit: fc.constant("g/dL" as const),
        }),
      ),
      sodium: fc.integer({ min: 800, max: 2000 }).map((tenths) => tenths / 10),
      oncologyService: fc.boolean(),
      cancer: fc.boolean(),
      procedure: fc.boolean(),
      noted: fc.dictionary(
        fc.constantFrom("hospital.icu", "hospital.nrs", "hospital.ward.level4"),
        fc.oneof(fc.boolean(), fc.integer({ min: -20, max: 20 })),
        { noNullPrototype: true },
      ),
    },
    { requiredKeys: [] },
  )
}

const events = (dischargedAt: number): fc.Arbitrary<Events> => {
  const at = fc
    .nat({ max: Math.min(30 * 1440, Math.floor(dischargedAt / 60_000)) })
    .map((minutes) => DateTime.makeUnsafe(dischargedAt - minutes * 60_000))
  return fc.record({ operationAt: at, examinationAt: at, deliveryAt: at }, { requiredKeys: [] })
}

/** With what the ward may know beside: procedures and events, the checklist, and what scores of risk rest on. */
const handedOver = (plain: Discharge): fc.Arbitrary<Discharge> => {
  const dischargedAt = DateTime.toEpochMillis(plain.dischargedAt)
  // The birth date has begun everywhere by the end of the day after it.
  const bornAt = (PlainDate.toEpochDay(plain.bornOn) + 2) * dayMillis
  return fc
    .record(
      {
        procedures: fc.array(fc.record({ code: text(), text: freeText() }), { maxLength: 2 }),
        events: events(dischargedAt),
        livesAlone: fc.boolean(),
        destination: fc.constantFrom(...Destination.literals),
        againstAdvice: fc.boolean(),
        recordNumber: text(),
        handover: handover(dischargedAt),
        risk: riskInputs({ bornAt: Math.min(bornAt, dischargedAt), dischargedAt }),
      },
      { requiredKeys: [] },
    )
    .map((more) => ({ ...plain, ...more }))
}

/**
 * Discharges from `min` to `max`, of people from their first day to 128 years, with one to three persons to contact.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Discharge } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const inMay = FollowUpArbitraries.discharge({ min: "2026-05-01", max: "2026-05-31" })
 * fc.sample(inMay, { numRuns: 9, seed: 1 }).every(Schema.is(Discharge.Discharge)) // => true
 * ```
 */
export const discharge = (options: Options = {}): fc.Arbitrary<Discharge> =>
  fc
    .record({
      id: id().map((name) => DischargeId.make(name)),
      patient: id().map((name) => PatientId.make(name)),
      name: text(),
      sex: fc.constantFrom(...Sex.literals),
      ageInDays: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 47_000 })),
      dischargedAt: instant(options),
      department: text(),
      doctor: text(),
      diagnoses: fc.array(diagnosis, { minLength: 1, maxLength: 3 }).map(nonEmpty),
      chronic: fc.boolean(),
      highRisk: fc.boolean(),
      persons: fc
        .uniqueArray(contactablePerson(options), {
          selector: (person) => person.id,
          minLength: 1,
          maxLength: 3,
        })
        .map(nonEmpty),
    })
    .map(({ ageInDays, ...rest }) => ({
      ...rest,
      bornOn: PlainDate.fromEpochDay(
        // West of Greenwich it can still be the day before.
        Math.floor(DateTime.toEpochMillis(rest.dischargedAt) / dayMillis) - 1 - ageInDays,
      ),
    }))
    .chain(handedOver)

/** Four bounds, each as far behind the one before it as its gap says. */
const rising = (from: fc.Arbitrary<number>, strict: 0 | 1) =>
  fc
    .tuple(from, fc.nat(6), fc.nat(8), fc.nat(20))
    .map(
      ([earliest, a, b, c]) =>
        [earliest, earliest + a, earliest + a + b + strict, earliest + a + b + strict + c] as const,
    )

const windowOf = (
  bounds: readonly [number, number, number, number],
  offset: (n: number, at: number) => Offset,
): StageWindow => ({
  earliest: offset(bounds[0], 0),
  ideal: offset(bounds[1], 1),
  due: offset(bounds[2], 2),
  latest: offset(bounds[3], 3),
})

/**
 * Stages' windows in hours, days, weeks, months or working days, some of them in hours first and days later. Their bounds
 * follow one another for a discharge at any hour of any day from 2012 on: before, whole dates were skipped somewhere.
 */
export const stageWindow = (): fc.Arbitrary<StageWindow> => {
  const days = rising(fc.nat(90), 0)
  return fc.oneof(
    rising(fc.nat(100), 1).map((bounds) => windowOf(bounds, (hours) => ({ hours }))),
    days.map((bounds) => windowOf(bounds, (days) => ({ days }))),
    days.map((bounds) => windowOf(bounds, (n) => ({ weeks: Math.floor(n / 7), days: n % 7 }))),
    // No month has less than 28 days, so day 1 is never left behind.
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), rising(fc.integer({ min: -20, max: 0 }), 0))
      .map(([months, bounds]) => windowOf(bounds, (days) => ({ months, days }))),
    days.map((bounds) => windowOf(bounds, (workingDays) => ({ workingDays }))),
    // The last bounds in days: two more than the hours make, whatever the hour of the discharge.
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), rising(fc.nat(100), 1))
      .map(([inHours, bounds]) =>
        windowOf(bounds, (n, at) => (at < inHours ? { hours: n } : { days: Math.ceil(n / 24) + 2 })),
      ),
  )
}

const recurrence: fc.Arbitrary<Repeat> = fc.record({
  every: fc.oneof(
    fc.record({ months: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ weeks: fc.integer({ min: 1, max: 26 }) }),
    fc.record({ days: fc.integer({ min: 1, max: 90 }) }),
  ),
  times: fc.integer({ min: 1, max: 4 }),
})

/** The `i`-th stage: now and then it comes again, or follows the one before it. */
const hung = (stage: Omit<Stage, "id">, again: Repeat | null, on: number, i: number): Stage => {
  const id = StageId.make(`stage-${i + 1}`)
  const inDates = Object.values(stage.window).every((o) => !("hours" in o || "workingDays" in o))
  const before = StageId.make(`stage-${i}`)
  if (i > 0 && on === 0) return { ...stage, id, anchor: { _tag: "StageEnd", stage: before } }
  if (i > 0 && on === 1)
    return { ...stage, id, anchor: { _tag: "Finding", stage: before, finding: RuleId.make("finding.any") } }
  return again !== null && inDates && on > 6 ? { ...stage, id, recurrence: again } : { ...stage, id }
}

const spacing: fc.Arbitrary<Spacing> = fc.record({
  id: ruleId,
  limit,
  beside: fc.constantFrom("allTries" as const, "lastTry" as const),
  wish: fc.boolean(),
})

const attemptPolicy: fc.Arbitrary<AttemptPolicy> = fc.record({
  perChannel: fc.integer({ min: 1, max: 5 }),
  spacing: fc.array(spacing, { maxLength: 3 }),
  fallback: fc.shuffledSubarray([...Relation.literals]),
  lastResort: fc.shuffledSubarray([...Channel.literals], { maxLength: 2 }),
  waitHours: fc.record({ phone: fc.integer({ min: 0, max: 48 }), message: fc.integer({ min: 0, max: 168 }) }),
  lossAfter: fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))
    .map(([early, more]) => ({ early, lost: early + more })),
  source,
})

/**
 * Protocols of one to four stages whose windows are possible, as `FollowUpProtocol.check` has it.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { ChinaCalendar, FollowUpProtocol } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Result } from "effect"
 *
 * const protocols = fc.sample(FollowUpArbitraries.protocol(), { numRuns: 9, seed: 1 })
 * protocols.every((p) => Result.isSuccess(FollowUpProtocol.check(p, ChinaCalendar.publicHolidays))) // => true
 * ```
 */
export const protocol = (): fc.Arbitrary<FollowUpProtocol> => {
  const stage: fc.Arbitrary<Omit<Stage, "id">> = fc
    .record({
      title: bilingual(),
      window: stageWindow(),
      channels: someOf(Channel.literals),
      purpose: fc.constantFrom(...Purpose.literals),
      modules: someOf(ContentModule.literals),
      role: fc.constantFrom(...Role.literals),
      source,
    })
    .map((drawn) => (drawn.source.verified === "recalled" ? { ...drawn, switchedOff: true } : drawn))
  return fc.record({
    id: id().map((name) => ProtocolId.make(name)),
    version: text(),
    title: bilingual(),
    stages: fc
      .array(fc.tuple(stage, fc.option(recurrence), fc.nat(9)), { minLength: 1, maxLength: 4 })
      .map((drawn) => nonEmpty(drawn.map(([s, again, on], i) => hung(s, again, on, i)))),
    attempts: attemptPolicy,
  })
}

/**
 * Consents on every legal basis, some withdrawn: at the moment they were given or up to ten years later.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { Consent } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * fc.sample(FollowUpArbitraries.consent(), { numRuns: 9, seed: 1 }).every(Schema.is(Consent.Consent)) // => true
 * ```
 */
export const consent = (options: CalendarArbitraries.DateRange = {}): fc.Arbitrary<Consent> =>
  fc
    .tuple(
      fc.record({
        id: id().map((name) => ConsentId.make(name)),
        person: id().map((name) => PersonId.make(name)),
        purposes: someOf(Purpose.literals),
        channels: someOf(Channel.literals),
        basis: fc.constantFrom(...LegalBasis.literals),
        givenBy: fc.constantFrom(...Relation.literals),
        proof: text(),
        givenAt: instant(options),
      }),
      fc.option(fc.oneof(fc.constant(0), fc.nat(10 * 365 * dayMillis)), { nil: undefined }),
    )
    .map(([given, heldFor]) =>
      heldFor === undefined
        ? given
        : { ...given, withdrawnAt: DateTime.add(given.givenAt, { milliseconds: heldFor }) },
    )

/**
 * What was told of whether somebody lives, from wherever it is heard.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { VitalStatus } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * fc.sample(FollowUpArbitraries.vitalStatus(), { numRuns: 9, seed: 1 }).every(Schema.is(VitalStatus.VitalStatus)) // => true
 * ```
 */
export const vitalStatus = (options: CalendarArbitraries.DateRange = {}): fc.Arbitrary<VitalStatus> =>
  fc.record({
    patient: id().map((name) => PatientId.make(name)),
    status: fc.constantFrom(...Vital.literals),
    toldAt: instant(options),
    source: fc.oneof(
      id().map((name) => ({ _tag: "Plan" as const, plan: PlanId.make(name) })),
      id().map((name) => ({ _tag: "Invitation" as const, invitation: InvitationId.make(name) })),
      id().map((name) => ({ _tag: "Staff" as const, staff: StaffId.make(name) })),
    ),
  })

const taskId = id().map((name) => TaskId.make(name))
const attemptId = id().map((name) => AttemptId.make(name))
const channel = fc.constantFrom(...Channel.literals)

const version = fc.record({ id: text(), version: text() })
const stageId = id().map((name) => StageId.make(name))
const personId = id().map((name) => PersonId.make(name))
const signed: fc.Arbitrary<Signed> = fc.record({
  author: id().map((name) => StaffId.make(name)),
  reason: text(),
})

/** What a channel may say of a message. */
export const delivery = (): fc.Arbitrary<Delivery> =>
  fc.oneof(
    fc.record({ _tag: fc.constant("Accepted" as const), reference: text() }),
    fc.record({ _tag: fc.constant("Rejected" as const), code: ruleId }),
    fc.record({ _tag: fc.constant("Deferred" as const), code: ruleId, until: instant() }),
    fc.constant<Delivery>({ _tag: "Unknown" }),
  )

/** Overrides of every kind. */
export const override = (): fc.Arbitrary<Override> =>
  fc.record({
    kind: fc.constantFrom(...Kind.literals),
    reason: text(),
    author: id().map((name) => StaffId.make(name)),
    givenAt: instant(),
  })

/** That a contact was allowed: within its window, or by an override. */
export const permission = (): fc.Arbitrary<Permission> =>
  fc.oneof(
    fc.constant<Permission>({ _tag: "Within" }),
    fc.record({
      _tag: fc.constant("ByOverride" as const),
      override: override(),
      left: fc.array(ruleId, { maxLength: 2 }),
    }),
  )

/** Tries of every sort, under way or closed. */
export const attempt = (): fc.Arbitrary<ContactAttempt> =>
  fc.record(
    {
      id: attemptId,
      number: fc.integer({ min: 1, max: 20 }),
      channel,
      addressee: id().map((name) => PersonId.make(name)),
      startedAt: instant(),
      answerBy: instant(),
      permission: permission(),
      consent: id().map((name) => ConsentId.make(name)),
      check: fc.record({
        basis: fc.record({ policy: version, calendar: version }),
        caps: fc.array(fc.record({ rule: ruleId, counted: fc.nat(9) }), { maxLength: 2 }),
      }),
      delivery: delivery(),
      disposition: fc.constantFrom(...Disposition.literals),
      endedAt: instant(),
    },
    {
      requiredKeys: [
        "id",
        "number",
        "channel",
        "addressee",
        "startedAt",
        "answerBy",
        "permission",
        "consent",
      ],
    },
  )

const taskEnd: fc.Arbitrary<TaskEnd> = fc.oneof(
  fc.constantFrom<TaskEnd>(
    { _tag: "Completed" },
    { _tag: "Declined" },
    { _tag: "Unreachable" },
    { _tag: "LostToFollowUp", grade: "early" },
    { _tag: "LostToFollowUp", grade: "lost" },
    { _tag: "Missed" },
  ),
  fc.record({ _tag: fc.constant("Cancelled" as const), reason: fc.constantFrom(...CancelReason.literals) }),
)

const taskState: fc.Arbitrary<TaskState> = fc.oneof(
  fc.record(
    {
      _tag: fc.constant("Planned" as const),
      at: instant(),
      channel,
      band: fc.constantFrom(...Band.literals),
      preferred: fc.boolean(),
      basis: fc.record({ policy: version, calendar: version }),
      override: override(),
      promised: fc.constant(true as const),
    },
    { requiredKeys: ["_tag", "at", "channel", "band", "preferred", "basis"] },
  ),
  fc.record(
    { _tag: fc.constant("AwaitingStage" as const), stage: stageId, finding: ruleId },
    { requiredKeys: ["_tag", "stage"] },
  ),
  fc.record({ _tag: fc.constant("AwaitingCalendar" as const), calendar: text(), version: text() }),
  fc.record({ _tag: fc.constant("Unplaced" as const), rules: fc.array(ruleId, { maxLength: 3 }) }),
  fc.record({ _tag: fc.constant("InProgress" as const), attempt: attempt() }),
  fc.record(
    { _tag: fc.constant("Ended" as const), end: taskEnd, at: instant(), signed },
    { requiredKeys: ["_tag", "end", "at"] },
  ),
)

const task: fc.Arbitrary<FollowUpTask> = fc.record(
  {
    id: taskId,
    stage: id().map((name) => StageId.make(name)),
    title: bilingual(),
    purpose: fc.constantFrom(...Purpose.literals),
    modules: fc.shuffledSubarray([...ContentModule.literals]),
    role: fc.constantFrom(...Role.literals),
    channels: fc.shuffledSubarray([...Channel.literals]),
    addressee: id().map((name) => PersonId.make(name)),
    span: fc.record({ earliest: instant(), ideal: instant(), due: instant(), latest: instant() }),
    closed: fc.array(fc.record({ person: personId, channel, rule: ruleId }), {
      minLength: 1,
      maxLength: 2,
    }),
    turnedFrom: fc.array(personId, { minLength: 1, maxLength: 2 }),
    reopened: fc.tuple(taskId, signed).map(([from, by]) => ({ from, ...by })),
    extra: fc.boolean(),
    rules: fc.array(ruleId, { maxLength: 2 }),
    attempts: fc.array(attempt(), { maxLength: 2 }),
    state: taskState,
  },
  {
    requiredKeys: [
      "id",
      "stage",
      "title",
      "purpose",
      "modules",
      "role",
      "channels",
      "addressee",
      "extra",
      "rules",
      "attempts",
      "state",
    ],
  },
)

const versionOf = <Id>(of: fc.Arbitrary<Id>) => fc.record({ id: of, version: text() })

const gap: fc.Arbitrary<Handover.Gap> = fc.record({
  item: fc.constantFrom(...Handover.Item.literals),
  gap: fc.constantFrom("notDone" as const, "unanswered" as const),
  standing: fc.constantFrom(...Handover.Standing.literals),
})

/**
 * Plans as far as their schema goes: tasks in every state, not only those that planning leads to. For stores and codecs;
 * a plan with a history is made by `FollowUpPlan.make` from a generated discharge and protocol.
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { FollowUpPlan } from "@aftercare/core"
 * import { FollowUpArbitraries } from "@aftercare/core/testing"
 * import { Schema } from "effect"
 *
 * const plans = fc.sample(FollowUpArbitraries.plan(), { numRuns: 9, seed: 1 })
 * plans.every(Schema.is(FollowUpPlan.FollowUpPlan)) // => true
 * ```
 */
export const plan = (options: Options = {}): fc.Arbitrary<FollowUpPlan> =>
  fc.record(
    {
      id: id().map((name) => PlanId.make(name)),
      patient: id().map((name) => PatientId.make(name)),
      discharge: id().map((name) => DischargeId.make(name)),
      dischargedAt: instant(options),
      zone: options.zones ?? CalendarArbitraries.timeZone(),
      protocol: versionOf(id().map((name) => ProtocolId.make(name))),
      policy: versionOf(text()),
      calendar: versionOf(text()),
      tasks: fc.uniqueArray(task, { selector: (t) => t.id, maxLength: 3 }),
      dropped: fc.array(
        fc.record({
          stage: id().map((name) => StageId.make(name)),
          rules: fc.array(ruleId, { maxLength: 2 }),
        }),
        { maxLength: 2 },
      ),
      mended: fc.array(fc.record({ person: personId, at: instant() }), { maxLength: 2 }),
      handover: fc.record({ policy: versionOf(text()), flags: fc.array(gap, { maxLength: 3 }) }),
    },
    {
      requiredKeys: [
        "id",
        "patient",
        "discharge",
        "dischargedAt",
        "zone",
        "protocol",
        "policy",
        "calendar",
        "tasks",
        "dropped",
      ],
    },
  )

/** Events of every sort, each on its own: they needn't make a history. */
export const event = (options: Options = {}): fc.Arbitrary<FollowUpEvent> =>
  fc.oneof(
    fc.record({ _tag: fc.constant("TaskPlaced" as const), task: taskId, state: taskState }),
    fc.record({ _tag: fc.constant("AttemptStarted" as const), task: taskId, attempt: attempt() }),
    fc.record({
      _tag: fc.constant("AttemptDelivered" as const),
      task: taskId,
      attempt: attemptId,
      delivery: delivery(),
    }),
    fc.record({
      _tag: fc.constant("AttemptEnded" as const),
      task: taskId,
      attempt: attemptId,
      disposition: fc.constantFrom(...Disposition.literals),
      at: instant(),
    }),
    fc.record(
      { _tag: fc.constant("TaskEnded" as const), task: taskId, end: taskEnd, at: instant(), signed },
      { requiredKeys: ["_tag", "task", "end", "at"] },
    ),
    fc.record({ _tag: fc.constant("ChannelClosed" as const), task: taskId, channel, rule: ruleId }),
    fc.record({ _tag: fc.constant("ChannelOpened" as const), task: taskId, person: personId, channel }),
    fc.record({ _tag: fc.constant("NumberMended" as const), person: personId, at: instant() }),
    fc.record(
      {
        _tag: fc.constant("AddresseeChanged" as const),
        task: taskId,
        addressee: personId,
        channels: fc.shuffledSubarray([...Channel.literals]),
        anew: fc.constant(true as const),
      },
      { requiredKeys: ["_tag", "task", "addressee", "channels"] },
    ),
    fc.record({ _tag: fc.constant("TaskAdded" as const), added: task }),
    fc.record({ _tag: fc.constant("PlanMade" as const), plan: plan(options) }),
  )
