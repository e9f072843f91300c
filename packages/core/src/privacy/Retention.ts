/**
 * How long records of a patient must be kept, and when they are erased unasked: classes of records as data, each with its
 * source.
 *
 * **Details**
 *
 * Terms are whole months since the patient was last discharged, was at a visit that somebody was asked about or was sent
 * something for their care, or since the last item of feedback or call about them came in, whichever was latest, counted on dates in the hospital's zone, and run
 * through the end of their last date. Of several rules for one kind of record the longest holds. A rule that is switched off isn't asked. Of clocks after 2059 nothing is known: a term
 * that ends there may end an hour early or late where summer time is kept.
 *
 * What is erased unasked is gone through once a date at most, within the hours that the hospital gives for it.
 *
 * **Example** (A record that a law keeps, and messages that nothing does)
 *
 * ```ts
 * import { Hours, Retention } from "@aftercare/core"
 * import { Schema } from "effect"
 *
 * const source = { title: "our rules", status: "hospitalPolicy", verified: "own" }
 * const policy = Schema.decodeUnknownSync(Retention.RetentionPolicy)({
 *   id: "records",
 *   version: "1",
 *   zone: "Asia/Shanghai",
 *   hours: Hours.daily("01:00", "05:00"),
 *   keeps: [{ id: "retention.own", kinds: ["discharge", "plan"], months: 360, enabled: true, source }],
 *   erases: [{ id: "erasure.messages", kinds: ["message", "inbox"], months: 24 }],
 * })
 * const since = Date.parse("2026-03-02T10:00:00+08:00")
 * const at = Date.parse("2028-03-03T00:00:00+08:00")
 * Retention.divided(policy, ["plan", "message"], since, at).erasable // => ["message"]
 * Retention.overdue(policy, since, at - 1) // => []
 * Retention.overdue(policy, since, at) // => ["message", "inbox"]
 * new Date(Retention.openAt(policy, at)).toISOString() // => "2028-03-02T17:00:00.000Z"
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { compile } from "../calendar/CompiledHours.ts"
import { Hours } from "../calendar/Hours.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import { RuleId, Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"

/**
 * What is kept of a patient: discharges, plans with their events, messages sent and received, invitations to surveys with
 * their events and responses, tickets with their events, calls to the hotline with theirs, enrolments in care programmes and
 * what was sent by them.
 */
export const RecordKind = Schema.Literals([
  "discharge",
  "plan",
  "message",
  "inbox",
  "survey",
  "ticket",
  "call",
  "care",
])
export type RecordKind = typeof RecordKind.Type

const Term = {
  kinds: Schema.NonEmptyArray(RecordKind),
  months: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_200 })),
}

/** That records must be kept for at least so long. */
export const RetentionRule = closed(
  Schema.Struct({ id: RuleId, ...Term, enabled: Schema.Boolean, source: Source }),
)
export interface RetentionRule extends Schema.Schema.Type<typeof RetentionRule> {}

/** That records are erased unasked so long after. The id is its entry's on the agenda. */
export const ErasureTerm = closed(Schema.Struct({ id: RuleId, ...Term }))
export interface ErasureTerm extends Schema.Schema.Type<typeof ErasureTerm> {}

/** A hospital's terms. What is erased unasked isn't erased before it may be. */
export const RetentionPolicy = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    zone: TimeZone.TimeZone,
    keeps: Schema.Array(RetentionRule),
    erases: Schema.Array(ErasureTerm),
    /** When records are erased unasked, on the wall clock of the zone. Working days mean nothing here: no calendar is asked. */
    hours: Hours,
  }),
).check(
  Schema.makeFilter(
    ({ erases }) =>
      new Set(erases.map(({ id }) => id)).size === erases.length || {
        path: ["erases"],
        issue: "two terms have one id",
      },
  ),
  Schema.makeFilter(
    ({ hours, zone }) =>
      compile(hours, zone).next(TimeZone.horizon.from) < Number.POSITIVE_INFINITY || {
        path: ["hours"],
        issue: "hours that never open",
      },
  ),
  Schema.makeFilter(({ erases, keeps }) => {
    const early = erases.find((term) =>
      keeps.some(
        (rule) =>
          rule.enabled && rule.months > term.months && rule.kinds.some((kind) => term.kinds.includes(kind)),
      ),
    )
    return (
      early === undefined || {
        path: ["erases"],
        issue: `records are erased after ${early.months} months that a rule keeps for longer`,
      }
    )
  }),
)
export interface RetentionPolicy extends Schema.Schema.Type<typeof RetentionPolicy> {}

/** A kind of record that must stay: by which rule, and until when, exclusive, in epoch milliseconds. */
export interface Kept {
  readonly kind: RecordKind
  readonly rule: RuleId
  readonly until: number
}

/** When a term that began at an instant is over. */
const endOf = ({ zone }: RetentionPolicy, months: number, since: number): number => {
  const last = PlainDate.addMonths(TimeZone.dateAt(zone, since), months)
  return TimeZone.startOfDate(zone, PlainDate.addDays(last, 1))
}

/** Of the kinds, which may be erased at an instant, and which must stay. */
export const divided = (
  policy: RetentionPolicy,
  kinds: ReadonlyArray<RecordKind>,
  since: number,
  at: number,
): { readonly erasable: ReadonlyArray<RecordKind>; readonly kept: ReadonlyArray<Kept> } => {
  const kept = kinds.flatMap((kind): ReadonlyArray<Kept> => {
    const [longest] = policy.keeps
      .filter((rule) => rule.enabled && rule.kinds.includes(kind))
      .sort((a, b) => b.months - a.months)
    if (longest === undefined) return []
    const until = endOf(policy, longest.months, since)
    return until > at ? [{ kind, rule: longest.id, until }] : []
  })
  return { erasable: kinds.filter((kind) => kept.every((one) => one.kind !== kind)), kept }
}

/** The kinds whose term is over at an instant: they are erased unasked. */
export const overdue = (policy: RetentionPolicy, since: number, at: number): ReadonlyArray<RecordKind> =>
  RecordKind.literals.filter((kind) =>
    policy.erases.some((term) => term.kinds.includes(kind) && endOf(policy, term.months, since) <= at),
  )

/** The instant from which on, not before `at`, records may be erased unasked; the next date where no hours are known. */
export const openAt = ({ hours, zone }: RetentionPolicy, at: number): number => {
  const open = compile(hours, zone).next(at)
  return open === Number.POSITIVE_INFINITY ? nextDate(zone, at) : open
}

/** When all records are gone through again, once they were at an instant: on the next date, within the hours. */
export const againAt = (policy: RetentionPolicy, at: number): number =>
  openAt(policy, nextDate(policy.zone, at))

const nextDate = (zone: TimeZone.TimeZone, at: number): number =>
  TimeZone.startOfDate(zone, PlainDate.addDays(TimeZone.dateAt(zone, at), 1))
