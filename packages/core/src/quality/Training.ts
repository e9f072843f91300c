/**
 * Who was trained in what, and whose refreshers are due.
 *
 * **Details**
 *
 * A course binds the roles that it names. Whoever has such a role must pass it within the days of grace after taking the
 * role up, and again before what they passed runs out: `validMonths` after the day, on the same day of the month or the
 * last one of a shorter month. On that day it no longer counts. A course without `validMonths` is passed once for all.
 * What was passed before taking the role up, and runs out within the grace, counts until then and takes no grace away.
 * A record of a failed course is kept, and proves nothing.
 *
 * **Example** (A refresher after a year)
 *
 * ```ts
 * import { PlainDate, Training } from "@aftercare/core"
 * import { Schema } from "effect"
 *
 * const course = Schema.decodeUnknownSync(Training.Course)({
 *   id: "complaintTalk",
 *   title: { zh: "投诉沟通", en: "Talking about complaints" },
 *   roles: ["nurse"],
 *   graceDays: 30,
 *   validMonths: 12,
 * })
 * const member = Schema.decodeUnknownSync(Training.Member)({ staff: "n-7", role: "nurse", since: "2024-09-01" })
 * const record = Schema.decodeUnknownSync(Training.TrainingRecord)({
 *   staff: "n-7", course: "complaintTalk", on: "2025-03-31", passed: true,
 * })
 * const [found] = Training.standings([course], [member], [record], PlainDate.make("2026-03-31"))
 * found?.standing // => { _tag: "Expired", on: "2026-03-31" }
 * ```
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { StaffId } from "../foundation/Id.ts"
import type { Rate } from "../foundation/Rate.ts"
import { closed, outspoken } from "../foundation/Strict.ts"
import { Bilingual, Role } from "../foundation/Word.ts"
import type { Counts } from "./CountedFact.ts"

/** A course's name, such as `complaintTalk`. */
export const CourseId = outspoken(
  Schema.String.check(
    Schema.isPattern(/^[A-Za-z][A-Za-z0-9._-]{0,99}$/, {
      message: "a course's id is letters, digits and . _ -, beginning with a letter",
    }),
  ).pipe(Schema.brand("CourseId")),
)
export type CourseId = string & Brand.Brand<"CourseId">

export const Course = closed(
  Schema.Struct({
    id: CourseId,
    title: Bilingual,
    /** Whom it binds. */
    roles: Schema.NonEmptyArray(Role),
    /** How many days a new member has, the day of taking up the role not counted. */
    graceDays: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 366 })),
    validMonths: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 }))),
  }),
)
export interface Course extends Schema.Schema.Type<typeof Course> {}

/** One of the staff, in a role since a day. */
export const Member = closed(Schema.Struct({ staff: StaffId, role: Role, since: PlainDate.PlainDate }))
export interface Member extends Schema.Schema.Type<typeof Member> {}

/** That somebody took a course on a day. */
export const TrainingRecord = closed(
  Schema.Struct({ staff: StaffId, course: CourseId, on: PlainDate.PlainDate, passed: Schema.Boolean }),
)
export interface TrainingRecord extends Schema.Schema.Type<typeof TrainingRecord> {}

/**
 * Where somebody stands with a course: valid, through the day before `until` if it ever runs out; run out on a day; or
 * not passed yet in this role, with time through `dueOn` and overdue after it.
 */
export type Standing =
  | { readonly _tag: "Valid"; readonly passedOn: PlainDate.PlainDate; readonly until?: PlainDate.PlainDate }
  | { readonly _tag: "Expired"; readonly on: PlainDate.PlainDate }
  | { readonly _tag: "NotYet"; readonly dueOn: PlainDate.PlainDate }
  | { readonly _tag: "Overdue"; readonly dueOn: PlainDate.PlainDate }

export interface MemberStanding {
  readonly member: Member
  readonly course: Course
  readonly standing: Standing
}

/**
 * Where everybody stands with every course that binds them on a day, in the order of the members, then of the courses.
 * Members who take up their role only later aren't bound yet.
 */
export const standings = (
  courses: ReadonlyArray<Course>,
  members: ReadonlyArray<Member>,
  records: ReadonlyArray<TrainingRecord>,
  on: PlainDate.PlainDate,
): ReadonlyArray<MemberStanding> => {
  const passed = new Map<string, PlainDate.PlainDate>()
  for (const record of records) {
    const key = `${record.staff} ${record.course}`
    const before = passed.get(key)
    if (record.passed && record.on <= on && (before === undefined || before < record.on))
      passed.set(key, record.on)
  }
  return members.flatMap((member) =>
    courses.flatMap((course) =>
      member.since <= on && course.roles.includes(member.role)
        ? [
            {
              member,
              course,
              standing: standingOf(course, member, passed.get(`${member.staff} ${course.id}`), on),
            },
          ]
        : [],
    ),
  )
}

/** The last day of the grace. */
const graceEnd = ({ graceDays }: Course, { since }: Member): PlainDate.PlainDate =>
  PlainDate.addDays(since, graceDays)

const standingOf = (
  course: Course,
  member: Member,
  passedOn: PlainDate.PlainDate | undefined,
  on: PlainDate.PlainDate,
): Standing => {
  const dueOn = graceEnd(course, member)
  const unpassed = { _tag: on <= dueOn ? "NotYet" : "Overdue", dueOn } as const
  if (passedOn === undefined) return unpassed
  if (course.validMonths === undefined) return { _tag: "Valid", passedOn }
  const until = PlainDate.addMonths(passedOn, course.validMonths)
  if (on < until) return { _tag: "Valid", passedOn, until }
  return passedOn < member.since && until <= dueOn ? unpassed : { _tag: "Expired", on: until }
}

/** Of all who are bound and whose grace is over, those who are trained. Whoever passed within the grace counts as trained. */
export const done = (all: ReadonlyArray<MemberStanding>): Rate => {
  const counted = all.filter(({ standing }) => standing._tag !== "NotYet")
  return { count: counted.filter(({ standing }) => standing._tag === "Valid").length, of: counted.length }
}

/** The same as facts for indicators. */
export const counts = (
  all: ReadonlyArray<MemberStanding>,
): Pick<Counts, "trainingsDue" | "trainingsDone"> => {
  const { count, of } = done(all)
  return { trainingsDue: of, trainingsDone: count }
}

/**
 * What is to be arranged: whatever is overdue or has run out, and what falls due or runs out within so many days, the
 * earliest first.
 */
export const due = (
  all: ReadonlyArray<MemberStanding>,
  on: PlainDate.PlainDate,
  withinDays: number,
): ReadonlyArray<MemberStanding & { readonly by: PlainDate.PlainDate }> => {
  const last = PlainDate.addDays(on, withinDays)
  return all
    .flatMap((one) => {
      const by = dueOf(one)
      return by !== undefined && by <= last ? [{ ...one, by }] : []
    })
    .sort((a, b) => PlainDate.order(a.by, b.by))
}

const dueOf = ({ course, member, standing }: MemberStanding): PlainDate.PlainDate | undefined => {
  switch (standing._tag) {
    case "Valid": {
      const { passedOn, until } = standing
      const grace = graceEnd(course, member)
      return until !== undefined && passedOn < member.since && until < grace ? grace : until
    }
    case "Expired":
      return standing.on
    default:
      return standing.dueOn
  }
}
