/**
 * One dated step of a patient's plan, from its placing to the one end it comes to.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { ContactAttempt } from "../contact/ContactAttempt.ts"
import { Band, Basis, type Span } from "../contact/ContactWindow.ts"
import { Override } from "../contact/Override.ts"
import { PersonId, StaffId, StageId, TaskId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { PersonalText, Text } from "../foundation/Text.ts"
import { Bilingual, Channel, Purpose, Role } from "../foundation/Word.ts"
import { ContentModule } from "./FollowUpProtocol.ts"
import { Outcome } from "./Outcome.ts"

/** Why a task was called off. */
export const CancelReason = Schema.Literals([
  "deceased",
  "readmitted",
  "consentWithdrawn",
  "transferred",
  "staffDecision",
  /** The answers that it was to follow up on weren't given. */
  "notNeeded",
  "protocolRevised",
])
export type CancelReason = typeof CancelReason.Type

/** Why a patient is no longer at home: whatever was planned for after the stay is over. */
export type Absence = Extract<CancelReason, "deceased" | "readmitted">

export const isAbsence = (reason: string): reason is Absence =>
  reason === "deceased" || reason === "readmitted"

/**
 * How far somebody is lost to follow-up: a contact is past due and hasn't come about; or so many in a row that it is an
 * early loss, or a loss.
 */
export const LossGrade = Schema.Literals(["overdue", "early", "lost"])
export type LossGrade = typeof LossGrade.Type

/** Who ended or opened a task by hand, and why. */
export const Signed = Schema.Struct({ author: StaffId, reason: PersonalText })
export interface Signed extends Schema.Schema.Type<typeof Signed> {}

/**
 * How a task ends.
 *
 * **Details**
 *
 * `Unreachable`: every try of this task went unanswered. `LostToFollowUp`: so did those of the tasks before it, as many
 * as the protocol names for an early loss or for a loss. `Missed` (逾期未访): the hospital made no try before `latest`; it is
 * never booked as the patient's silence.
 */
export const TaskEnd = Schema.TaggedUnion({
  Completed: {},
  Declined: {},
  Unreachable: {},
  LostToFollowUp: { grade: Schema.Literals(["early", "lost"]) },
  Cancelled: { reason: CancelReason },
  Missed: {},
})
export type TaskEnd = Named<typeof TaskEnd.Type>

/** Where a task stands. */
export const TaskState = Schema.TaggedUnion({
  /** Can't be placed before the calendar named is announced further. */
  AwaitingCalendar: { calendar: Text, version: Text },
  /** Counted from the end of another stage's task, which is still open; needed only if that finds what is named. */
  AwaitingStage: { stage: StageId, finding: Schema.optionalKey(RuleId) },
  /** The next try and when it is; outside the window only with the override that allows it. */
  Planned: {
    at: Instant,
    channel: Channel,
    band: Band,
    preferred: Schema.Boolean,
    basis: Basis,
    override: Schema.optionalKey(Override),
    /** The person was promised this moment: it stands as long as it lies in the window. */
    promised: Schema.optionalKey(Schema.Literal(true)),
  },
  /** No moment was found: a person decides. The rules say what closed it. */
  Unplaced: { rules: Schema.Array(RuleId) },
  /** A try is under way. */
  InProgress: { attempt: ContactAttempt },
  Ended: { end: TaskEnd, at: Instant, signed: Schema.optionalKey(Signed) },
})
export type TaskState = Named<typeof TaskState.Type>

/** A stage's window as instants: `earliest` and `ideal` inclusive, `due` and `latest` exclusive. */
export const TaskSpan = Schema.Struct({ earliest: Instant, ideal: Instant, due: Instant, latest: Instant })
export interface TaskSpan extends Schema.Schema.Type<typeof TaskSpan> {}

/** The span as numbers, as windows search it. */
export const millisOf = (span: TaskSpan): Span => ({
  earliest: DateTime.toEpochMillis(span.earliest),
  ideal: DateTime.toEpochMillis(span.ideal),
  due: DateTime.toEpochMillis(span.due),
  latest: DateTime.toEpochMillis(span.latest),
})

/** A channel that may not be used to reach a person, by the rule named: a consent, a number. */
export const ClosedChannel = Schema.Struct({ person: PersonId, channel: Channel, rule: RuleId })
export interface ClosedChannel extends Schema.Schema.Type<typeof ClosedChannel> {}

export const FollowUpTask = Schema.Struct({
  id: TaskId,
  stage: StageId,
  title: Bilingual,
  purpose: Purpose,
  modules: Schema.Array(ContentModule),
  role: Role,
  /** Ways to reach the addressee, in the order to be tried. */
  channels: Schema.Array(Channel),
  /** What is closed, to the addressee or to somebody before, until a consent or another number opens it again. */
  closed: Schema.optionalKey(Schema.Array(ClosedChannel)),
  addressee: PersonId,
  /** Who was addressed before and couldn't be reached, the first one first. */
  turnedFrom: Schema.optionalKey(Schema.Array(PersonId)),
  /** The stage's window; absent while working days can't be counted. */
  span: Schema.optionalKey(TaskSpan),
  /** Added by a rule beyond the protocol. */
  extra: Schema.Boolean,
  /** The personalisation rules that made the task what it is. */
  rules: Schema.Array(RuleId),
  /** Tries that are over. */
  attempts: Schema.Array(ContactAttempt),
  /** What the contact found out, one form after the other. */
  outcomes: Schema.optionalKey(Schema.Array(Outcome)),
  /** Channels that couldn't send a try: by which rule, and from when on they may be asked again. */
  held: Schema.optionalKey(Schema.Array(Schema.Struct({ channel: Channel, code: RuleId, until: Instant }))),
  /** The ended task that this one takes up again, by whom and why. */
  reopened: Schema.optionalKey(Schema.Struct({ from: TaskId, ...Signed.fields })),
  state: TaskState,
})
export interface FollowUpTask extends Schema.Schema.Type<typeof FollowUpTask> {}

/** Whether the channel is closed to the addressee, by a rule that counts. */
export const isClosed = (
  { addressee, closed = [] }: FollowUpTask,
  channel: Channel,
  counts: (rule: RuleId) => boolean = () => true,
): boolean => closed.some((c) => c.person === addressee && c.channel === channel && counts(c.rule))

/** The channels that may be used, in order. */
export const openChannels = (task: FollowUpTask): ReadonlyArray<Channel> =>
  task.closed === undefined ? task.channels : task.channels.filter((channel) => !isClosed(task, channel))

/** How the task reaches its addressee, for another task that is to do so. */
export const reach = ({
  addressee,
  channels,
  closed,
}: FollowUpTask): Pick<FollowUpTask, "addressee" | "channels" | "closed"> => ({
  addressee,
  channels,
  ...(closed === undefined ? {} : { closed }),
})

/** The parts of a task that its stage makes. */
export const Part = Schema.Literals([
  "title",
  "purpose",
  "modules",
  "role",
  "channels",
  "span",
  "extra",
  "rules",
])
export type Part = typeof Part.Type

/** What a stage makes of its task: all but what became of it. */
export const Definition = FollowUpTask.mapFields(Struct.pick(Part.literals))
export interface Definition extends Schema.Schema.Type<typeof Definition> {}

/** A task's own definition. */
export const definitionOf = (task: FollowUpTask): Definition => Struct.pick(task, Part.literals)

/** What the task's answers led to. */
export const findings = ({ outcomes }: FollowUpTask): ReadonlyArray<RuleId> =>
  (outcomes ?? []).flatMap((outcome) => outcome.findings)

/** Whether its next contact is planned for when somebody signed, or when somebody was promised. */
export const isAgreed = ({ state }: FollowUpTask): boolean =>
  state._tag === "Planned" && (state.override !== undefined || state.promised !== undefined)

/** Whether the task has come to its end. */
export const isEnded = (task: FollowUpTask): boolean => task.state._tag === "Ended"

/** Whether it was called off for one of these reasons. */
export const isCancelled = ({ state }: FollowUpTask, ...reasons: ReadonlyArray<CancelReason>): boolean =>
  state._tag === "Ended" && state.end._tag === "Cancelled" && reasons.includes(state.end.reason)

/** When something must next be done about the task, if ever: a try, an answer given up, an end at `latest`. */
export const nextDueAt = (task: FollowUpTask): DateTime.Utc | undefined =>
  TaskState.match(task.state, {
    AwaitingCalendar: () => task.span?.latest,
    AwaitingStage: () => undefined,
    Planned: ({ at }) => at,
    Unplaced: () => task.span?.latest,
    InProgress: ({ attempt }) => attempt.answerBy,
    Ended: () => undefined,
  })

/** All tries, the one under way included, the first one first. */
export const allAttempts = (task: FollowUpTask): ReadonlyArray<ContactAttempt> =>
  task.state._tag === "InProgress" ? [...task.attempts, task.state.attempt] : task.attempts
