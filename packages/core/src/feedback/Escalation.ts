/**
 * Whom to tell of a target or an action, and when: each step of its ladder once, to somebody on duty, outside their hours of rest.
 *
 * **Details**
 *
 * A step that is reached at night waits for the first addressee of its role who is on duty and awake. What is urgent
 * doesn't wait: an override with its reason and author leaves their rest, and says so in the notice. Nothing is lost where
 * nobody is found: the notice is there, without an addressee.
 *
 * **Example** (Late at night, told in the morning)
 *
 * ```ts
 * import { Escalation, Hours, Id, Rule, Sla, TimeZone } from "@aftercare/core"
 *
 * const roster = Escalation.roster([
 *   {
 *     staff: Id.StaffId.make("head-1"),
 *     role: "headOfDepartment",
 *     zone: TimeZone.make("Asia/Shanghai"),
 *     onDuty: Hours.always,
 *     rest: Hours.daily("22:00", "07:00"),
 *   },
 * ])
 * const at = Date.parse("2026-03-05T23:00:00+08:00")
 * const late: Sla.TargetState = {
 *   key: "Answer/e1",
 *   target: "Answer",
 *   openedBy: Id.EventId.make("e1"),
 *   state: "breached",
 *   startedAt: at - 172_800_000,
 *   dueAt: at,
 *   due: { earliest: at, latest: at },
 *   endedAt: undefined,
 *   pausedSince: undefined,
 *   atRisk: false,
 *   elapsedMillis: 172_800_001,
 *   remainingMillis: undefined,
 *   lateMillis: 1,
 *   steps: [{ id: Rule.RuleId.make("step.late"), at: at + 1, to: "headOfDepartment" }],
 *   rule: Rule.RuleId.make("sla.common"),
 *   basis: { policy: { id: "general.hospitalPolicy", version: "2026-11" }, calendar: undefined },
 * }
 * const [notice] = Escalation.notices({ at: at + 1, targets: [late] }, roster, { told: new Set() })
 * new Date(notice?.tellAt ?? 0).toISOString() // => "2026-03-05T23:00:00.000Z"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { Override } from "../contact/Override.ts"
import { type ActionId, StaffId } from "../foundation/Id.ts"
import type { RuleId } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import type { TargetState } from "./Sla.ts"
import { DutyRole } from "./SlaStep.ts"

/** Somebody who can be told, when they are on duty, and when even then they rest. */
export const Duty = closed(
  Schema.Struct({
    staff: StaffId,
    role: DutyRole,
    zone: TimeZone,
    onDuty: Hours.Hours,
    rest: Hours.Hours,
  }),
)
export interface Duty extends Schema.Schema.Type<typeof Duty> {}

/** A duty ready to be asked. */
export interface Watch {
  readonly staff: StaffId
  readonly role: DutyRole
  readonly onDuty: Hours.CompiledHours
  readonly awake: Hours.CompiledHours
}

/** Who is there, the first to be told first. */
export interface Roster {
  readonly watches: ReadonlyArray<Watch>
}

/** A roster ready to be asked. Duties and rest that speak of working days need the calendar. */
export const roster = (duties: ReadonlyArray<Duty>, calendar?: WorkCalendar): Roster => ({
  watches: duties.map(({ onDuty, rest, role, staff, zone }) => ({
    staff,
    role,
    onDuty: Hours.compile(onDuty, zone, calendar),
    awake: Hours.compile(Hours.difference(onDuty, rest), zone, calendar),
  })),
})

/** What has a ladder, and its steps: a round of a target, or what is next to be done about an action. */
export interface Laddered extends Pick<TargetState, "endedAt" | "key" | "steps"> {
  readonly target: TargetState["target"] | "Action"
  readonly action?: ActionId
}

/** A step of a ladder that is to be told to somebody. */
export interface Notice {
  /** The round and the step: told once, however often it is asked for. */
  readonly id: string
  readonly target: Laddered["target"]
  /** Which action it is about, where it is one. */
  readonly action: ActionId | undefined
  readonly round: TargetState["key"]
  readonly step: RuleId
  readonly role: DutyRole
  /** When the step came or comes. */
  readonly at: number
  /** Undefined where the roster has nobody for the role, and where nobody's hours ever open. */
  readonly staff: StaffId | undefined
  readonly tellAt: number | undefined
  /** What the addressee's rest, or their being off duty, is left for. */
  readonly override: Override | undefined
}

export interface Options {
  /** Ids of notices that were told before. */
  readonly told: ReadonlySet<string>
  /** Who is responsible for the item, for steps that go to the owner. */
  readonly owner?: StaffId
  /** Given for what is urgent: told at once, whoever rests. */
  readonly override?: Override
}

/**
 * The notices of all open targets that weren't told yet, those to come included, in the order in which they are to be told;
 * those that can't be come last.
 */
export const notices = (
  { at, targets }: { readonly at: number; readonly targets: ReadonlyArray<Laddered> },
  { watches }: Roster,
  { override, owner, told }: Options,
): ReadonlyArray<Notice> =>
  targets
    .flatMap((target) => (target.endedAt === undefined ? target.steps.map((step) => ({ target, step })) : []))
    .flatMap(({ step, target }): ReadonlyArray<Notice> => {
      const id = `${target.key}/${step.id}`
      if (told.has(id)) return []
      const asked = watches.filter((watch) =>
        step.to === "owner" ? watch.staff === owner : watch.role === step.to,
      )
      // What comes to light late is told now, and now somebody may rest.
      const found = firstAwake(asked, Math.max(step.at, at), override)
      return [
        {
          id,
          target: target.target,
          action: target.action,
          round: target.key,
          step: step.id,
          role: step.to,
          at: step.at,
          ...found,
        },
      ]
    })
    .sort((a, b) => (a.tellAt ?? latest) - (b.tellAt ?? latest))

const latest = Number.MAX_SAFE_INTEGER

const firstAwake = (
  watches: ReadonlyArray<Watch>,
  from: number,
  override: Override | undefined,
): Pick<Notice, "staff" | "tellAt" | "override"> => {
  const awake = (watch: Watch) => watch.awake.next(from)
  const first = watches.reduce<Watch | undefined>(
    (found, watch) => (found !== undefined && awake(found) <= awake(watch) ? found : watch),
    undefined,
  )
  const tellAt = first === undefined ? Number.POSITIVE_INFINITY : awake(first)
  if (override !== undefined && tellAt > from) {
    const there = watches.find(({ onDuty }) => onDuty.isOpen(from)) ?? watches[0]
    if (there !== undefined) return { staff: there.staff, tellAt: from, override }
  }
  return first !== undefined && Number.isFinite(tellAt)
    ? { staff: first.staff, tellAt, override: undefined }
    : { staff: undefined, tellAt: undefined, override: undefined }
}
