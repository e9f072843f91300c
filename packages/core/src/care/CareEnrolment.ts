/**
 * One person in one care programme, or with one regimen: the days that its steps are counted from, and up to which date its
 * messages were made.
 *
 * **Details**
 *
 * Messages are made some time ahead, date by date: `expand` gives what is to be sent from the date after `through` on. The ids of
 * messages rest on what they are for, so that expanding again makes nothing new. A new version of the programme, or another anchor,
 * changes only what hasn't gone out: `revise` says what falls, what is changed and what is new. Whoever left gets nothing more.
 *
 * **Example** (A greeting for the Spring Festival, and none on Qingming)
 *
 * ```ts
 * import { CareEnrolment, type CareProgramme, ChinaFestivals, Id, PlainDate, PlainTime, TimeZone } from "@aftercare/core"
 * import { DateTime, Result } from "effect"
 *
 * const time = PlainTime.make
 * const sending = {
 *   span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
 *   channels: ["wechat", "sms"],
 *   template: { id: "general.greeting", version: "1" },
 * } as const
 * const programme: CareProgramme.CareProgramme = {
 *   id: Id.ProgrammeId.make("greetings"),
 *   version: "1",
 *   title: { zh: "问候", en: "Greetings" },
 *   audience: {},
 *   purpose: "care",
 *   anchors: [],
 *   steps: [
 *     {
 *       id: Id.StepId.make("new-year"),
 *       when: { _tag: "Festival", festival: ChinaFestivals.springFestival },
 *       ...sending,
 *     },
 *     { id: Id.StepId.make("birthday"), when: { _tag: "Birthday" }, ...sending },
 *   ],
 *   source: { title: "Ours", status: "hospitalPolicy", verified: "own" },
 * }
 *
 * const ground = { zone: TimeZone.make("Asia/Shanghai"), festivals: ChinaFestivals.all }
 * const at = DateTime.makeUnsafe("2026-11-23T09:00:00+08:00")
 * const entry = {
 *   id: Id.EnrolmentId.make("e-1"),
 *   person: Id.PersonId.make("p-17/self"),
 *   patient: Id.PatientId.make("p-17"),
 *   // Who was born on the day of Qingming has no greeting in the years in which it falls on the birthday.
 *   anchors: { dates: {}, birthday: { _tag: "Gregorian", month: 4, day: 5 } },
 * } as const
 * const [enrolled] = Result.getOrThrow(CareEnrolment.enrol(entry, programme, { codes: [] }, ground, at))
 * enrolled.through // => "2026-11-22"
 *
 * const through = PlainDate.make("2027-04-30")
 * const { decided, skipped, wanted } = CareEnrolment.expand(enrolled, programme, ground, through, at)
 * wanted.map(({ occasion, span }) => occasion._tag === "Step" && `${occasion.step} ${DateTime.formatIso(span.ideal)}`)
 * // => ["new-year 2027-02-06T01:30:00.000Z"]
 * skipped // => [{ step: "birthday", on: "2027-04-05", rule: "care.solemnDay" }]
 * decided[0].through // => "2027-04-30"
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { Status } from "../contact/VitalStatus.ts"
import { EnrolmentId, type RegimenId, type StepId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import * as CareMessage from "./CareMessage.ts"
import { messageId } from "./CareOccasion.ts"
import * as CareProgramme from "./CareProgramme.ts"
import { type CareEnrolment, type EnrolmentEvent, type LeaveReason, replay } from "./EnrolmentEvent.ts"
import { type Festival, isSolemn } from "./Festival.ts"

export {
  CareEnrolment,
  Enrolled,
  EnrolmentEvent,
  EnrolmentState,
  evolve,
  LeaveReason,
  replay,
} from "./EnrolmentEvent.ts"

/** What the dates of messages rest on. */
export interface Ground {
  /** The addressee's. */
  readonly zone: TimeZone.TimeZone
  /** The festivals that make days solemn on which nobody is greeted. */
  readonly festivals: ReadonlyArray<Festival>
  /** What was told last of whether the patient lives; absent where nothing was. */
  readonly vitalStatus?: Status
}

/** Nobody is enrolled, by the rules named. */
export class EnrolmentRefused extends Schema.TaggedError<EnrolmentRefused>(
  "@aftercare/core/EnrolmentRefused",
)("EnrolmentRefused", { enrolment: EnrolmentId, rules: Schema.NonEmptyArray(RuleId) }) {
  override get message() {
    return `enrolment ${this.enrolment} isn't made: ${this.rules.join(", ")}`
  }
}

/** A decision: the next enrolment and the events that led there. Folding the events over the one before gives it. */
export type Decided = readonly [next: CareEnrolment, events: ReadonlyArray<EnrolmentEvent>]

const decide = (enrolment: CareEnrolment, events: ReadonlyArray<EnrolmentEvent>): Decided => [
  replay(enrolment, events),
  events,
]

/** Who is enrolled, and the days that are known of the patient. */
export type Entry = Pick<CareEnrolment, "anchors" | "id" | "patient" | "person">

const madeOf = (
  entry: Entry,
  enrolled: CareEnrolment["in"],
  { zone }: Pick<Ground, "zone">,
  at: DateTime.Utc,
): Decided => {
  const today = TimeZone.dateAt(zone, DateTime.toEpochMillis(at))
  const { anchors, id, patient, person } = entry
  const enrolment: CareEnrolment = {
    id,
    person,
    patient,
    in: enrolled,
    anchors,
    through: PlainDate.addDays(today, -1),
    state: { _tag: "Active" },
  }
  return [enrolment, [{ _tag: "EnrolmentMade", enrolment }]]
}

/**
 * Enrols somebody in a programme, from today on.
 *
 * Fails with `EnrolmentRefused`: something is wrong with the programme (`CareProgramme.check`), it isn't for the patient, the patient has died, or a day that its steps are counted
 * from isn't known. A birthday may stay unknown: nobody is asked for it.
 */
export const enrol = (
  entry: Entry,
  programme: CareProgramme.CareProgramme,
  candidate: CareProgramme.Candidate,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, EnrolmentRefused> => {
  const today = TimeZone.dateAt(ground.zone, DateTime.toEpochMillis(at))
  const { dates } = entry.anchors
  const [rule, ...rules] = [
    ...(ground.vitalStatus === "deceased" ? ["care.deceased"] : []),
    ...CareProgramme.check(programme).map(({ rule }) => rule),
    ...CareProgramme.inTheWay(programme, candidate, today),
    ...(programme.anchors.every((anchor) => Object.hasOwn(dates, anchor)) ? [] : ["care.anchorMissing"]),
  ].map((one) => RuleId.make(one))
  return rule === undefined
    ? Result.succeed(
        madeOf(entry, { _tag: "Programme", programme: CareProgramme.revision(programme) }, ground, at),
      )
    : Result.fail(new EnrolmentRefused({ enrolment: entry.id, rules: [rule, ...rules] }))
}

/** Enrols somebody with a regimen, from today on. */
export const withRegimen = (
  entry: Omit<Entry, "anchors">,
  regimen: RegimenId,
  ground: Pick<Ground, "zone">,
  at: DateTime.Utc,
): Decided => madeOf({ ...entry, anchors: { dates: {} } }, { _tag: "Regimen", regimen }, ground, at)

/** A step that isn't sent on its date, and why; without a date where none could be told. */
export interface Skipped {
  readonly step: StepId
  readonly on?: PlainDate.PlainDate
  readonly rule: "care.solemnDay" | "care.tooLate" | CareProgramme.StepNotDated["rule"]
}

/** What is to be sent, what isn't, and the enrolment with its messages made. */
export interface Expansion {
  readonly decided: Decided
  readonly wanted: ReadonlyArray<CareMessage.Wanted>
  readonly skipped: ReadonlyArray<Skipped>
}

/** The steps that fall in a range, by date, as they are wanted. */
const fallingIn = (
  enrolment: CareEnrolment,
  programme: CareProgramme.CareProgramme,
  { festivals, zone }: Ground,
  during: { readonly from: PlainDate.PlainDate; readonly through: PlainDate.PlainDate },
  at: DateTime.Utc,
): Pick<Expansion, "skipped" | "wanted"> => {
  const wanted: Array<CareMessage.Wanted> = []
  const skipped: Array<Skipped> = []
  const revision = CareProgramme.revision(programme)
  for (const step of programme.steps) {
    const dates = CareProgramme.datesOf(step, enrolment.anchors, during)
    if (Result.isFailure(dates)) {
      skipped.push({ step: step.id, rule: dates.failure.rule })
      continue
    }
    for (const date of dates.success) {
      const { on } = date
      const greets = CareProgramme.greets(step, date, enrolment.patient)
      const instant = (time: CareProgramme.DaySpan["ideal"]) =>
        DateTime.makeUnsafe(TimeZone.toInstant(zone, on, time))
      const { due, earliest, ideal, latest } = step.span
      const span = {
        earliest: instant(earliest),
        ideal: instant(ideal),
        due: instant(due),
        latest: instant(latest),
      }
      if (DateTime.isLessThanOrEqualTo(span.latest, at))
        skipped.push({ step: step.id, on, rule: "care.tooLate" })
      else if (greets !== undefined && isSolemn(festivals, on))
        skipped.push({ step: step.id, on, rule: "care.solemnDay" })
      else
        wanted.push({
          occasion: {
            _tag: "Step",
            programme: revision,
            enrolment: enrolment.id,
            step: step.id,
            on,
            ...(greets === undefined ? {} : { greets }),
          },
          patient: enrolment.patient,
          purpose: programme.purpose,
          channels: step.channels,
          span,
          template: step.template,
        })
    }
  }
  const order = wanted.sort((a, b) => DateTime.Order(a.span.ideal, b.span.ideal))
  return { wanted: order, skipped }
}

const nothing = (enrolment: CareEnrolment): Expansion => ({
  decided: [enrolment, []],
  wanted: [],
  skipped: [],
})

/** Whether somebody is in this programme, of whatever version, and hasn't left. */
const isIn = (enrolment: CareEnrolment, { id }: CareProgramme.CareProgramme): boolean =>
  enrolment.state._tag === "Active" && enrolment.in._tag === "Programme" && enrolment.in.programme.id === id

/**
 * What the programme sends on the dates after the enrolment's `through` up to and with this one, by its moment. Nothing to whoever left
 * it, is in another one, or has a `through` that is as late.
 *
 * A programme of another revision than the enrolment's is taken for what it is from now on; what was made before is `revise`'s.
 */
export const expand = (
  enrolment: CareEnrolment,
  programme: CareProgramme.CareProgramme,
  ground: Ground,
  through: PlainDate.PlainDate,
  at: DateTime.Utc,
): Expansion => {
  if (!isIn(enrolment, programme) || through <= enrolment.through) return nothing(enrolment)
  const during = { from: PlainDate.addDays(enrolment.through, 1), through }
  return {
    ...fallingIn(enrolment, programme, ground, during, at),
    decided: decide(enrolment, [...revised(enrolment, programme), { _tag: "EnrolmentExpanded", through }]),
  }
}

const revised = (
  enrolment: CareEnrolment,
  programme: CareProgramme.CareProgramme,
): ReadonlyArray<EnrolmentEvent> => {
  const next = CareProgramme.revision(programme)
  const isSame = enrolment.in._tag === "Programme" && Equal.equals(enrolment.in.programme, next)
  return isSame ? [] : [{ _tag: "ProgrammeRevised", programme: next }]
}

/** What becomes of the messages that were made, by a programme or anchors as they are now. */
export interface Revision {
  readonly decided: Decided
  /** Messages that nobody wants any more: they end as `notNeeded`. */
  readonly falling: ReadonlyArray<CareMessage.CareMessage>
  /** Messages of which something else is wanted; `CareMessage.revise` changes them. */
  readonly changed: ReadonlyArray<readonly [message: CareMessage.CareMessage, wanted: CareMessage.Wanted]>
  readonly wanted: ReadonlyArray<CareMessage.Wanted>
  readonly skipped: ReadonlyArray<Skipped>
}

/**
 * Holds the messages made for the dates from today through the enrolment's `through` against the programme, the anchors and the zone
 * as they are now. What went out or has ended stays; revising again with nothing changed changes nothing.
 *
 * @param messages every message that was made for this enrolment
 */
export const revise = (
  enrolment: CareEnrolment,
  programme: CareProgramme.CareProgramme,
  ground: Ground,
  messages: ReadonlyArray<CareMessage.CareMessage>,
  at: DateTime.Utc,
): Revision => {
  if (!isIn(enrolment, programme)) return { ...nothing(enrolment), falling: [], changed: [] }
  const from = TimeZone.dateAt(ground.zone, DateTime.toEpochMillis(at))
  const { skipped, wanted } = fallingIn(
    enrolment,
    programme,
    ground,
    { from, through: enrolment.through },
    at,
  )
  const own = messages.filter(
    ({ occasion }) => occasion._tag === "Step" && occasion.enrolment === enrolment.id,
  )
  return {
    ...held(enrolment, own, wanted, at),
    decided: decide(enrolment, revised(enrolment, programme)),
    skipped,
  }
}

/** The messages that were made for an enrolment, held against what is wanted for it now. */
export const held = (
  { person }: CareEnrolment,
  own: ReadonlyArray<CareMessage.CareMessage>,
  wanted: ReadonlyArray<CareMessage.Wanted>,
  at: DateTime.Utc,
): Pick<Revision, "changed" | "falling" | "wanted"> => {
  const byId = new Map(wanted.map((one) => [messageId(one.occasion, person), one]))
  const known = new Set(own.map(({ id }) => id))
  const pending = own.filter(({ state }) => state._tag !== "Sent" && state._tag !== "Ended")
  return {
    falling: pending.filter(({ id, span }) => !byId.has(id) && DateTime.isGreaterThan(span.latest, at)),
    changed: pending.flatMap((message) => {
      const one = byId.get(message.id)
      return one === undefined || isSo(message, one) ? [] : [[message, one] as const]
    }),
    wanted: [...byId].flatMap(([id, one]) => (known.has(id) ? [] : [one])),
  }
}

/** Whether the message is already what is wanted. */
const isSo = (message: CareMessage.CareMessage, wanted: CareMessage.Wanted): boolean =>
  Equal.equals(CareMessage.evolve(message, { _tag: "CareMessageRevised", wanted }), message)

/** Puts other anchors in the place of those known, as after a birth date was put right. `revise` then says what changes. */
export const changeAnchors = (enrolment: CareEnrolment, anchors: CareProgramme.Anchors): Decided =>
  enrolment.state._tag === "Left" || Equal.equals(anchors, enrolment.anchors)
    ? [enrolment, []]
    : decide(enrolment, [{ _tag: "AnchorsChanged", anchors }])

/** Lets somebody out. Nothing more is made; what was made ends as `left`. Who left stays so. */
export const leave = (enrolment: CareEnrolment, reason: LeaveReason, at: DateTime.Utc): Decided =>
  enrolment.state._tag === "Left"
    ? [enrolment, []]
    : decide(enrolment, [{ _tag: "EnrolmentLeft", reason, at }])
