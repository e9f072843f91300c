/** What plans rest on: the plain and by hand, then to draw from the shipped packs and anything that merely decodes. */
import {
  type AttemptPolicy,
  ChinaCalendar,
  ChinaContact,
  type ContactablePerson,
  type ContactPolicy,
  type Discharge,
  type FollowUpPlan,
  type FollowUpProtocol,
  type FrequencyCap,
  GeneralProtocols,
  Id,
  Personalisation,
  type PersonContact,
  PhoneNumber,
  PlainDate,
  Rule,
  type TimeZone,
  type WorkCalendar,
} from "@aftercare/core"
import type { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { minute } from "../../calendar/support/WallClock.ts"
import { profile } from "../../contact/support/people.ts"

export const source: Rule.Source = { title: "a hospital's rule", status: "hospitalPolicy", verified: "read" }

export const zones = [
  "Asia/Shanghai",
  "Asia/Urumqi",
  "America/New_York",
  "Europe/Paris",
  "America/Sao_Paulo",
  "Pacific/Kiritimati",
].map((zone) => zone as TimeZone.TimeZone)

/** A discharge on a whole minute; most in 2026, whose end the calendar doesn't cover. */
export const dischargedAt: fc.Arbitrary<number> = fc
  .integer({ min: Date.parse("2025-11-01T00:00Z") / minute, max: Date.parse("2026-12-28T00:00Z") / minute })
  .map((n) => n * minute)

type Relation = ContactablePerson.ContactablePerson["relation"]

const someChannels = fc
  .shuffledSubarray(["phone", "sms", "wechat", "email", "app"] as const, { minLength: 1 })
  .map(([first = "phone", ...rest]) => [first, ...rest] as const)

const phone = PhoneNumber.PhoneNumber.make("+8613800000000")

const person = (
  relation: Relation,
  zone: TimeZone.TimeZone,
  around: number,
  n: number,
): fc.Arbitrary<ContactablePerson.ContactablePerson> =>
  fc
    .tuple(
      profile({ zone, around }),
      fc.oneof({ weight: 3, arbitrary: fc.constant(["phone", "wechat", "sms"] as const) }, someChannels),
    )
    .map(([drawn, channels]) => ({
      id: Id.PersonId.make(`person-${n}`),
      relation,
      phone,
      name: "某某",
      profile: { ...drawn, channels },
    }))

export interface DischargeOptions {
  readonly at?: fc.Arbitrary<number>
  readonly age?: fc.Arbitrary<number>
}

/** Discharges of adults and of children, each with a guardian, anywhere. */
export const discharge = (options: DischargeOptions = {}): fc.Arbitrary<Discharge.Discharge> =>
  fc
    .record({
      at: options.at ?? dischargedAt,
      age: options.age ?? fc.oneof(fc.integer({ min: 18, max: 95 }), fc.integer({ min: 0, max: 20 })),
      zone: fc.constantFrom(...zones),
      relations: fc.oneof(
        fc.constant<ReadonlyArray<Relation>>(["self"]),
        fc.constant<ReadonlyArray<Relation>>(["self", "guardian"]),
        fc.constant<ReadonlyArray<Relation>>(["guardian", "self", "caregiver"]),
      ),
      chronic: fc.boolean(),
      highRisk: fc.boolean(),
      livesAlone: fc.boolean(),
    })
    .chain(({ age, at, chronic, highRisk, livesAlone, relations, zone }) => {
      const needed: ReadonlyArray<Relation> = age < 18 ? ["self", "guardian"] : relations
      return fc
        .tuple(...needed.map((relation, n) => person(relation, zone, at, n)))
        .map(([first, ...rest]): Discharge.Discharge => {
          if (first === undefined) throw new Error("nobody was drawn")
          return {
            id: Id.DischargeId.make("discharge-1"),
            patient: Id.PatientId.make("patient-1"),
            name: "某某",
            sex: "unknown",
            bornOn: PlainDate.addMonths(
              PlainDate.make(new Date(at).toISOString().slice(0, 10)),
              -12 * age - 1,
            ),
            dischargedAt: DateTime.makeUnsafe(at),
            department: "心内科",
            doctor: "某医生",
            diagnoses: [{ code: "I10", text: "" }],
            events: { operationAt: DateTime.makeUnsafe(at - 3 * 24 * 60 * minute) },
            chronic,
            highRisk,
            livesAlone,
            persons: [first, ...rest],
          }
        })
    })

/** An adult in Shanghai who doesn't work, rests as the pack says and takes calls and texts. */
export const plainPerson: ContactablePerson.ContactablePerson = {
  id: Id.PersonId.make("person-0"),
  relation: "self",
  name: "某某",
  phone,
  profile: {
    zone: "Asia/Shanghai" as TimeZone.TimeZone,
    language: "zh",
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone", "sms"],
    doNotDisturbOn: [],
  },
}

/** Discharged at 10:30 on Monday, 2 March 2026, 46 years old. */
export const plainDischarge: Discharge.Discharge = {
  id: Id.DischargeId.make("discharge-1"),
  patient: Id.PatientId.make("patient-1"),
  name: "某某",
  sex: "unknown",
  bornOn: PlainDate.make("1980-01-01"),
  dischargedAt: DateTime.makeUnsafe("2026-03-02T02:30:00Z"),
  department: "心内科",
  doctor: "某医生",
  diagnoses: [{ code: "I10", text: "" }],
  chronic: false,
  highRisk: false,
  persons: [plainPerson],
}

/** A stage that is asked for between two days by phone, then by text. */
export const plainStage = (id: string, window: FollowUpProtocol.StageWindow): FollowUpProtocol.Stage => ({
  id: Id.StageId.make(id),
  title: { zh: "阶段", en: "A stage" },
  window,
  channels: ["phone", "sms"],
  purpose: "followUp",
  modules: ["symptoms"],
  role: "nurse",
  source,
})

/** The day that a stage begins, is ideal and is due on, and the day it ends on. */
export const onDays = (due: number, latest = due): FollowUpProtocol.StageWindow => ({
  earliest: { days: due },
  ideal: { days: due },
  due: { days: due },
  latest: { days: latest },
})

/** A protocol that tries twice by each channel, four hours apart. */
export const plainProtocol = (
  stages: FollowUpProtocol.FollowUpProtocol["stages"],
): FollowUpProtocol.FollowUpProtocol => ({
  id: Id.ProtocolId.make("protocol-1"),
  version: "1",
  title: { zh: "方案", en: "A protocol" },
  stages,
  attempts: { ...GeneralProtocols.attempts, perChannel: 2 },
})

/** The shipped protocol, rules, policy and calendar for the plain patient. */
export const plainGround: FollowUpPlan.Ground = {
  discharge: plainDischarge,
  protocol: GeneralProtocols.generalDischarge,
  rules: GeneralProtocols.personalisation(65),
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
}

type Offset = FollowUpProtocol.Offset

const ascending = (max: number): fc.Arbitrary<readonly [number, number, number, number]> =>
  fc
    .array(fc.integer({ min: 0, max }), { minLength: 4, maxLength: 4 })
    .map((drawn) => [...drawn].sort((a, b) => a - b) as unknown as readonly [number, number, number, number])

const windowOf = (
  bounds: fc.Arbitrary<readonly [number, number, number, number]>,
  offset: (n: number) => Offset,
): fc.Arbitrary<FollowUpProtocol.StageWindow> =>
  bounds.map(([earliest, ideal, due, latest]) => ({
    earliest: offset(earliest),
    ideal: offset(ideal),
    due: offset(due),
    latest: offset(latest),
  }))

/** Windows in hours, days, working days and months; hours may turn out impossible. */
export const stageWindow: fc.Arbitrary<FollowUpProtocol.StageWindow> = fc.oneof(
  windowOf(ascending(96), (hours) => ({ hours })).map((window) => {
    const of = (offset: Offset) => ("hours" in offset ? offset.hours : 0)
    return of(window.ideal) < of(window.due)
      ? window
      : { ...window, due: { hours: 97 }, latest: { hours: 98 } }
  }),
  windowOf(ascending(21), (days) => ({ days })),
  windowOf(ascending(10), (workingDays) => ({ workingDays })),
  windowOf(ascending(14), (days) => ({ months: 1, days: days - 7 })),
)

/** Windows of any offsets, most of which don't follow one another. */
export const anyWindow: fc.Arbitrary<FollowUpProtocol.StageWindow> = fc
  .tuple(stageWindow, stageWindow)
  .map(([a, b]) => ({ earliest: a.earliest, ideal: a.ideal, due: b.due, latest: b.latest }))

const modules = fc
  .subarray(["symptoms", "medicines", "livingHabits", "education", "revisit", "serviceOpinion"] as const, {
    minLength: 1,
  })
  .map(([first = "symptoms", ...rest]) => [first, ...rest] as const)

export const stage = (
  id: fc.Arbitrary<string>,
  window: fc.Arbitrary<FollowUpProtocol.StageWindow> = stageWindow,
): fc.Arbitrary<FollowUpProtocol.Stage> =>
  fc.record({
    id: id.map((text) => Id.StageId.make(text)),
    title: fc.constant({ zh: "阶段", en: "A stage" }),
    window,
    channels: someChannels,
    purpose: fc.constantFrom("followUp" as const, "care" as const),
    modules,
    role: fc.constantFrom("nurse" as const, "doctor" as const),
    source: fc.constant(source),
  })

const stageName = fc.constantFrom("s1", "s2", "s3", "s4", "s5", "s6")

const spacedBy = (limit: FrequencyCap.Limit): AttemptPolicy.AttemptPolicy["spacing"] => [
  { id: Rule.RuleId.make("attempt.gap"), limit, beside: "lastTry", wish: false },
]

export const attempts: fc.Arbitrary<AttemptPolicy.AttemptPolicy> = fc.record({
  perChannel: fc.integer({ min: 1, max: 3 }),
  spacing: fc.constantFrom(
    [],
    GeneralProtocols.attempts.spacing,
    spacedBy({ _tag: "MinimumGap", hours: 1 }),
    spacedBy({ _tag: "MinimumGap", hours: 30 }),
    spacedBy({ _tag: "NaturalDay", atMost: 1 }),
  ),
  fallback: fc.constantFrom([], ["caregiver"] as const, GeneralProtocols.attempts.fallback),
  lastResort: fc.constantFrom([], ["letter"] as const, ["sms"] as const),
  waitHours: fc.record({ phone: fc.constantFrom(0, 1), message: fc.constantFrom(1, 24, 72) }),
  lossAfter: fc.constantFrom({ early: 1, lost: 1 }, { early: 1, lost: 2 }, { early: 2, lost: 3 }),
  source: fc.constant(source),
})

const recurrence: fc.Arbitrary<FollowUpProtocol.Repeat> = fc.record({
  every: fc.constantFrom({ months: 1 }, { weeks: 2 }, { days: 10 }),
  times: fc.integer({ min: 1, max: 3 }),
})

/** Now and then a stage comes again, or follows the end or a finding of the one before it. */
const hung = (
  stages: ReadonlyArray<FollowUpProtocol.Stage>,
  drawn: ReadonlyArray<number>,
  again: FollowUpProtocol.Repeat,
): ReadonlyArray<FollowUpProtocol.Stage> =>
  stages.map((s, i): FollowUpProtocol.Stage => {
    const before = stages[i - 1]?.id
    const inDates = Object.values(s.window).every((o) => !("hours" in o || "workingDays" in o))
    switch (drawn[i]) {
      case 0:
        return before === undefined ? s : { ...s, anchor: { _tag: "StageEnd", stage: before } }
      case 1:
        return before === undefined
          ? s
          : { ...s, anchor: { _tag: "Finding", stage: before, finding: Rule.RuleId.make("finding.any") } }
      case 2:
        return { ...s, anchor: { _tag: "Operation" } }
      case 3:
        return inDates ? { ...s, recurrence: again } : s
      default:
        return s
    }
  })

export const protocol: fc.Arbitrary<FollowUpProtocol.FollowUpProtocol> = fc.record({
  id: fc.constant(Id.ProtocolId.make("protocol-1")),
  version: fc.constant("1"),
  title: fc.constant({ zh: "方案", en: "A protocol" }),
  stages: fc
    .tuple(
      fc.uniqueArray(stage(stageName), { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
      recurrence,
    )
    .map(([stages, drawn, again]) => {
      const [first, ...rest] = hung(stages, drawn, again)
      return [first as FollowUpProtocol.Stage, ...rest] as const
    }),
  attempts,
})

const hostileWindow = fc.oneof({ weight: 3, arbitrary: stageWindow }, anyWindow)

const effect: fc.Arbitrary<Personalisation.Effect> = fc.oneof(
  fc
    .tuple(stageName, recurrence)
    .map(([id, again]) => ({ _tag: "Repeat", stage: Id.StageId.make(id), recurrence: again }) as const),
  stageName.map((id) => ({ _tag: "Drop", stage: Id.StageId.make(id) }) as const),
  fc.constantFrom<Personalisation.Effect>(
    { _tag: "ChangeRole", role: "nutritionist" },
    { _tag: "ChangeRole", role: "doctor" },
    { _tag: "PreferChannels", channels: ["wechat", "app"] },
  ),
  fc
    .tuple(stageName, hostileWindow)
    .map(([id, { due, latest }]) => ({ _tag: "Tighten", stage: Id.StageId.make(id), due, latest }) as const),
  stage(stageName, hostileWindow).map((added) => ({ _tag: "AddStage", stage: added }) as const),
  fc.tuple(fc.option(stageName, { nil: undefined }), modules).map(
    ([id, added]): Personalisation.Effect => ({
      _tag: "Deepen",
      modules: added,
      ...(id === undefined ? {} : { stage: Id.StageId.make(id) }),
    }),
  ),
)

export const rules: fc.Arbitrary<ReadonlyArray<Personalisation.PersonalisationRule>> = fc
  .array(
    fc.record({
      when: fc.record(
        {
          chronic: fc.constant(true as const),
          highRisk: fc.constant(true as const),
          tiers: fc
            .subarray(["low", "moderate", "high", "unknown"] as const, { minLength: 1 })
            .map(([first = "low", ...rest]) => [first, ...rest] as const),
          ageFrom: fc.constantFrom(0, 40, 65),
          ageBelow: fc.constantFrom(40, 65),
          diagnoses: fc.constantFrom(["I"] as const, ["I10", "E11"] as const),
          livesAlone: fc.constant(true as const),
          departments: fc.constant(["心内科"] as const),
        },
        { requiredKeys: [] },
      ),
      effects: fc
        .array(effect, { minLength: 1, maxLength: 3 })
        .map(([first, ...rest]) => [first as Personalisation.Effect, ...rest] as const),
    }),
    { maxLength: 4 },
  )
  .map((drawn) => drawn.map((rule, n) => ({ id: Rule.RuleId.make(`personal.rule${n}`), source, ...rule })))

const cap = (limit: FrequencyCap.Limit): FrequencyCap.FrequencyCap => ({
  id: Rule.RuleId.make("frequency.any"),
  limit,
  channels: ["phone", "sms", "wechat", "email", "app"],
  purposes: ["followUp", "care"],
  source,
})

/** The pack's policy, or one with a cap that is felt more often. */
export const policy: fc.Arbitrary<ContactPolicy.ContactPolicy> = fc
  .constantFrom<ReadonlyArray<FrequencyCap.FrequencyCap> | undefined>(
    undefined,
    [],
    [cap({ _tag: "Rolling", hours: 24, atMost: 1 })],
    [cap({ _tag: "Rolling", hours: 72, atMost: 2 })],
    [cap({ _tag: "NaturalDay", atMost: 1 })],
    [cap({ _tag: "MinimumGap", hours: 48 })],
    [cap({ _tag: "NaturalWeek", atMost: 2 })],
  )
  .map((caps) => (caps === undefined ? ChinaContact.carePolicy : { ...ChinaContact.carePolicy, caps }))

/** The pack's calendar with the notices up to here only. */
export const knownUntil = (until: string): WorkCalendar.WorkCalendar => ({
  ...ChinaCalendar.publicHolidays,
  version: `until ${until}`,
  coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make(until) }],
})

/** The pack's calendar as it may be once further notices are out. */
export const announced: WorkCalendar.WorkCalendar = {
  ...ChinaCalendar.publicHolidays,
  version: "2028",
  holidays: [
    ...ChinaCalendar.publicHolidays.holidays,
    ...["2027-01-01", "2027-02-08", "2027-02-09", "2027-02-10"].map((on) => ({
      on: PlainDate.make(on),
      name: "holiday",
    })),
  ],
  coverage: [{ from: PlainDate.make("2007-01-01"), until: PlainDate.make("2028-12-24") }],
}

/** Only what is shipped. */
export const shipped = (options: DischargeOptions = {}): fc.Arbitrary<FollowUpPlan.Ground> =>
  fc.record({
    discharge: discharge(options),
    protocol: fc.constant(GeneralProtocols.generalDischarge),
    rules: fc.constantFrom(60, 65).map(GeneralProtocols.personalisation),
    policy: fc.constant(ChinaContact.carePolicy),
    calendar: fc.constant(ChinaCalendar.publicHolidays),
  })

/** Contacts that other plans have with the same persons, about the days of the discharge. */
const elsewhere = (of: Discharge.Discharge): fc.Arbitrary<ReadonlyArray<PersonContact.PersonContact>> =>
  fc.array(
    fc.record({
      person: fc.constantFrom(...of.persons.map(({ id }) => id)),
      at: fc
        .oneof(fc.integer({ min: -48, max: 24 * 10 }), fc.integer({ min: -48, max: 24 * 100 }))
        .map((hours) => DateTime.toEpochMillis(of.dischargedAt) + hours * 60 * minute),
      channel: fc.constantFrom("phone" as const, "sms" as const, "wechat" as const),
      purpose: fc.constantFrom("followUp" as const, "care" as const),
      made: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )

/** Anything that decodes, often with people who are contacted for other plans as well. */
export const anyGround = (options: DischargeOptions = {}): fc.Arbitrary<FollowUpPlan.Ground> =>
  anyAlone(options).chain((ground) =>
    fc
      .option(elsewhere(ground.discharge), { nil: undefined })
      .map((contacts) => (contacts === undefined ? ground : { ...ground, elsewhere: contacts })),
  )

const anyAlone = (options: DischargeOptions): fc.Arbitrary<FollowUpPlan.Ground> =>
  fc.record({
    discharge: discharge(options),
    protocol: fc.oneof(fc.constant(GeneralProtocols.generalDischarge), protocol),
    rules: fc.oneof(fc.constant(GeneralProtocols.personalisation(60)), rules),
    policy,
    calendar: fc.oneof(
      { weight: 2, arbitrary: fc.constant(ChinaCalendar.publicHolidays) },
      fc.constantFrom("2026-03-01", "2026-10-01").map(knownUntil),
      fc.constant(announced),
    ),
  })

/** Rules as a hospital may publish them: each that passes the check beside those before it. */
export const published = (ground: FollowUpPlan.Ground): FollowUpPlan.Ground => ({
  ...ground,
  rules: ground.rules.reduce<ReadonlyArray<Personalisation.PersonalisationRule>>((passed, next) => {
    const all = passed.concat(next)
    return Result.isSuccess(Personalisation.check(ground.protocol, all)) ? all : passed
  }, []),
})

const reply: fc.Arbitrary<FollowUpLife.Reply> = fc.record(
  {
    delivery: fc.oneof(
      { weight: 3, arbitrary: fc.constant("Accepted" as const) },
      fc.constantFrom("Rejected" as const, "Unknown" as const, "Deferred" as const),
    ),
    answer: fc.record({
      disposition: fc.oneof(
        { weight: 3, arbitrary: fc.constant("noAnswer" as const) },
        fc.constantFrom(
          ...([
            "completed",
            "busy",
            "declined",
            "wrongNumber",
            "rejected",
            "deliveryUnknown",
            "deceased",
          ] as const),
        ),
      ),
      afterMinutes: fc.constantFrom(0, 5, 30, 24 * 60),
    }),
  },
  { requiredKeys: [] },
)

export const script: fc.Arbitrary<FollowUpLife.Script> = fc.record({
  replies: fc.array(reply, { maxLength: 8 }),
  lateMinutes: fc.oneof(
    { weight: 2, arbitrary: fc.constant([0]) },
    fc.array(fc.constantFrom(0, 0, 1, 45, 6 * 60, 3 * 24 * 60), { maxLength: 6 }),
  ),
})

/** Nothing fails and everything is done on time. */
export const onTime: fc.Arbitrary<FollowUpLife.Script> = script.map(({ replies }) => ({
  replies,
  lateMinutes: [0],
}))

export { minute }
