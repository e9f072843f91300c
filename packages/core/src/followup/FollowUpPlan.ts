/**
 * One patient's plan: every contact after one discharge, when, by which channel, with whom, about what, and why.
 *
 * **Details**
 *
 * A plan is the fold of its events. Decisions are functions of the plan, what is known, and the moment; they return the
 * next plan and the events that led there, or a refusal. Ids come from the discharge and the stages, so planning again
 * finds the same ones.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { TimeZone } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import { ContactAttempt, Delivery, Disposition } from "../contact/ContactAttempt.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import {
  bandAt,
  type ContactWindow,
  type EmptyWindow,
  type OutsideWindow,
  type Permission,
  permit,
  type Span,
  Version,
} from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import type { Override } from "../contact/Override.ts"
import {
  AttemptId,
  type ConsentId,
  DischargeId,
  PatientId,
  type PersonId,
  PlanId,
  ProtocolId,
  StageId,
  TaskId,
} from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Text } from "../foundation/Text.ts"
import { Channel } from "../foundation/Word.ts"
import * as Discharge from "./Discharge.ts"
import * as FollowUpProtocol from "./FollowUpProtocol.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import * as Personalisation from "./Personalisation.ts"
import * as Placement from "./Placement.ts"

/** An extra stage that found no place. */
export const Dropped = Schema.Struct({ stage: StageId, rules: Schema.Array(RuleId) })
export interface Dropped extends Schema.Schema.Type<typeof Dropped> {}

export const FollowUpPlan = Schema.Struct({
  id: PlanId,
  patient: PatientId,
  discharge: DischargeId,
  dischargedAt: Instant,
  zone: TimeZone,
  /** The versions that the plan was made with. */
  protocol: Schema.Struct({ id: ProtocolId, version: Text }),
  policy: Version,
  calendar: Version,
  tasks: Schema.Array(FollowUpTask.FollowUpTask),
  dropped: Schema.Array(Dropped),
})
export interface FollowUpPlan extends Schema.Schema.Type<typeof FollowUpPlan> {}

/** What happened to a plan. */
export const FollowUpEvent = Schema.TaggedUnion({
  PlanMade: { plan: FollowUpPlan },
  /** The span comes along where it could be counted only now. */
  TaskPlaced: {
    task: TaskId,
    state: FollowUpTask.TaskState,
    span: Schema.optionalKey(FollowUpTask.TaskSpan),
  },
  /** A channel may no longer be used for the task, by the rule named: a consent, a missing connection. */
  ChannelClosed: { task: TaskId, channel: Channel, rule: RuleId },
  AttemptStarted: { task: TaskId, attempt: ContactAttempt },
  AttemptDelivered: { task: TaskId, attempt: AttemptId, delivery: Delivery },
  AttemptEnded: { task: TaskId, attempt: AttemptId, disposition: Disposition, at: Instant },
  TaskEnded: { task: TaskId, end: FollowUpTask.TaskEnd, at: Instant },
})
export type FollowUpEvent = typeof FollowUpEvent.Type

/** What planning rests on. */
export interface Ground {
  readonly discharge: Discharge.Discharge
  readonly protocol: FollowUpProtocol.FollowUpProtocol
  readonly rules: ReadonlyArray<Personalisation.PersonalisationRule>
  readonly policy: ContactPolicy
  /** The calendar of public holidays and working days that holds for the patient and the hospital. */
  readonly calendar: WorkCalendar
}

/** No channel of a stage is one that the addressee takes and the policy uses. */
export class NoChannel extends Schema.TaggedError<NoChannel>("@aftercare/core/NoChannel")("NoChannel", {
  stage: StageId,
}) {
  override get message() {
    return `stage ${this.stage}: none of its channels reaches the addressee`
  }
}

/** The plan has no such task, or the task has no such attempt under way. */
export class NotFound extends Schema.TaggedError<NotFound>("@aftercare/core/FollowUpNotFound")("NotFound", {
  what: Schema.Literals(["task", "attempt"]),
  id: Schema.String,
}) {
  override get message() {
    return `no such ${this.what}: ${this.id}`
  }
}

/** The task is where the command has nothing to act on. */
export class WrongState extends Schema.TaggedError<WrongState>("@aftercare/core/WrongState")("WrongState", {
  task: TaskId,
  state: Schema.String,
}) {
  override get message() {
    return `task ${this.task} is ${this.state}`
  }
}

/** A decision: the next plan and the events that led there. Folding the events over the plan gives the next plan. */
export type Decided = readonly [next: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>]

/** Why a plan can't be made. */
export type PlanRefused =
  | ContactablePerson.NoAddressee
  | NoChannel
  | EmptyWindow
  | FollowUpProtocol.ImpossibleWindow

const utc = (at: number) => DateTime.makeUnsafe(at)

/** A stage's bounds don't follow one another. */
const impossibleWindow = RuleId.make("stage.window")
/** No channel is left that reaches the person. */
const noChannelLeft = RuleId.make("channel.none")

/**
 * The plan for a discharge, as of `at`: every stage of the protocol placed, then the stages that rules add.
 *
 * **Details**
 *
 * Nothing is planned before `at`. A stage whose window is already past has been missed. A stage that depends on a
 * calendar not yet announced waits; an extra one that doesn't fit is dropped and named in `dropped`.
 */
export const make = (ground: Ground, at: DateTime.Utc): Result.Result<Decided, PlanRefused> => {
  const { calendar, discharge, policy, protocol, rules } = ground
  const now = DateTime.toEpochMillis(at)
  const anchor = anchorOf(ground)
  const age = Discharge.ageAt(discharge, anchor.at)
  const addressee = ContactablePerson.addressee(discharge.persons, age, policy.adultFrom)
  if (Result.isFailure(addressee)) return Result.fail(addressee.failure)
  const placing = groundOf(ground, addressee.success)
  const windowOf = Placement.windows(placing)
  const id = PlanId.make(`${discharge.id}/${protocol.id}`)
  const tasks: Array<FollowUpTask.FollowUpTask> = []
  const dropped: Array<Dropped> = []
  for (const personal of Personalisation.apply(protocol, rules, discharge, age)) {
    const { stage } = personal
    const channels = Placement.usableChannels(stage.channels, placing)
    const closed = channelsClosed(stage, channels, windowOf)
    if (closed !== undefined) {
      if (!personal.extra) return Result.fail(closed)
      const rules = closed._tag === "EmptyWindow" ? closed.rules : [noChannelLeft]
      dropped.push({ stage: stage.id, rules })
      continue
    }
    const span = Personalisation.spanOf(personal, anchor)
    if (Result.isFailure(span) && span.failure._tag === "ImpossibleWindow") {
      if (!personal.extra) return Result.fail(span.failure)
      dropped.push({ stage: stage.id, rules: [impossibleWindow] })
      continue
    }
    const task = {
      id: TaskId.make(`${id}/${stage.id}`),
      stage: stage.id,
      title: stage.title,
      purpose: stage.purpose,
      modules: stage.modules,
      role: stage.role,
      channels,
      addressee: addressee.success.id,
      extra: personal.extra,
      rules: personal.rules,
      attempts: [],
      ...(Result.isSuccess(span) ? { span: FollowUpProtocol.toInstants(span.success) } : {}),
    }
    const state = placeFirst(task, channels, span, now, placing, windowOf, contactsOf(tasks))
    if (personal.extra && state._tag === "Unplaced") dropped.push({ stage: stage.id, rules: state.rules })
    else tasks.push({ ...task, state })
  }
  const plan: FollowUpPlan = {
    id,
    patient: discharge.patient,
    discharge: discharge.id,
    dischargedAt: discharge.dischargedAt,
    zone: anchor.zone,
    protocol: { id: protocol.id, version: protocol.version },
    policy: { id: policy.id, version: policy.version },
    calendar: { id: calendar.id, version: calendar.version },
    tasks,
    dropped,
  }
  return Result.succeed([plan, [{ _tag: "PlanMade", plan }]])
}

/** Why no channel of a stage can ever be used; undefined where one can. */
const channelsClosed = (
  stage: FollowUpProtocol.Stage,
  channels: ReadonlyArray<Channel>,
  windowOf: Placement.WindowOf,
): NoChannel | EmptyWindow | undefined => {
  const windows = channels.map((channel) => windowOf(channel, stage.purpose, [], []))
  if (windows.some(Result.isSuccess)) return undefined
  const empty = windows.find(Result.isFailure)?.failure
  return empty?._tag === "EmptyWindow" ? empty : new NoChannel({ stage: stage.id })
}

const anchorOf = ({ calendar, discharge }: Ground): FollowUpProtocol.Anchor => ({
  at: DateTime.toEpochMillis(discharge.dischargedAt),
  zone: Discharge.zone(discharge),
  calendar,
})

const groundOf = (ground: Ground, person: ContactablePerson.ContactablePerson): Placement.Ground => ({
  person,
  policy: ground.policy,
  calendar: ground.calendar,
  attempts: ground.protocol.attempts,
})

const placeFirst = (
  task: Pick<FollowUpTask.FollowUpTask, "purpose" | "attempts">,
  channels: ReadonlyArray<Channel>,
  span: ReturnType<typeof Personalisation.spanOf>,
  now: number,
  ground: Placement.Ground,
  windowOf: Placement.WindowOf,
  contacts: ReadonlyArray<Contact>,
): FollowUpTask.TaskState => {
  const { id, version } = ground.calendar
  if (Result.isFailure(span)) return { _tag: "AwaitingCalendar", calendar: id, version }
  const ahead = Placement.ahead(span.success, now)
  return ahead === undefined
    ? { _tag: "Ended", end: { _tag: "Missed" }, at: utc(now) }
    : Placement.next(task, channels, ahead, ground, windowOf, contacts)
}

/** Contacts made or planned, for the caps. */
const contactsOf = (tasks: ReadonlyArray<FollowUpTask.FollowUpTask>): ReadonlyArray<Contact> =>
  tasks.flatMap((task) => {
    const made = FollowUpTask.allAttempts(task).map(({ channel, startedAt }) => ({
      at: DateTime.toEpochMillis(startedAt),
      channel,
      purpose: task.purpose,
    }))
    const { state } = task
    return state._tag === "Planned"
      ? [...made, { at: DateTime.toEpochMillis(state.at), channel: state.channel, purpose: task.purpose }]
      : made
  })

/**
 * What the contact of the `i`-th task is held against: every try made, and what is planned for the tasks before it. Those
 * after it make room, however often the plan is looked at again.
 */
const contactsBeside = (plan: FollowUpPlan, i: number): ReadonlyArray<Contact> =>
  contactsOf(plan.tasks.map((t, j) => (j < i ? t : withoutPlanned(t))))

const withoutPlanned = (t: FollowUpTask.FollowUpTask): FollowUpTask.FollowUpTask =>
  t.state._tag === "Planned" ? { ...t, state: { _tag: "Unplaced", rules: [] } } : t

/** The plan after an event. Total: an event of a task that the plan doesn't have changes nothing. */
export const evolve = (plan: FollowUpPlan, event: FollowUpEvent): FollowUpPlan => {
  if (event._tag === "PlanMade") return event.plan
  const tasks = plan.tasks.map((task) => (task.id === event.task ? evolveTask(task, event) : task))
  return { ...plan, tasks }
}

type TaskEvent = Exclude<FollowUpEvent, { readonly _tag: "PlanMade" }>

const evolveTask = (task: FollowUpTask.FollowUpTask, event: TaskEvent): FollowUpTask.FollowUpTask => {
  switch (event._tag) {
    case "TaskPlaced":
      return { ...task, state: event.state, ...(event.span === undefined ? {} : { span: event.span }) }
    case "ChannelClosed":
      return { ...task, channels: task.channels.filter((channel) => channel !== event.channel) }
    case "AttemptStarted":
      return { ...task, state: { _tag: "InProgress", attempt: event.attempt } }
    case "AttemptDelivered":
      // What is known isn't forgotten: a receipt that knows nothing comes late, or out of order.
      return task.state._tag === "InProgress" &&
        (event.delivery._tag !== "Unknown" || task.state.attempt.delivery === undefined)
        ? {
            ...task,
            state: { _tag: "InProgress", attempt: { ...task.state.attempt, delivery: event.delivery } },
          }
        : task
    case "AttemptEnded":
      return task.state._tag === "InProgress"
        ? {
            ...task,
            attempts: [
              ...task.attempts,
              { ...task.state.attempt, disposition: event.disposition, endedAt: event.at },
            ],
            state: { _tag: "Unplaced", rules: [] },
          }
        : task
    case "TaskEnded":
      return {
        ...task,
        // A try under way when the task was called off stays a try that was made.
        attempts: FollowUpTask.allAttempts(task),
        state: { _tag: "Ended", end: event.end, at: event.at },
      }
  }
}

/** Folds events over a plan. */
export const replay = (plan: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>): FollowUpPlan =>
  events.reduce(evolve, plan)

const decided = (plan: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>): Decided => [
  replay(plan, events),
  events,
]

/** The task by its id. */
export const task = (plan: FollowUpPlan, id: TaskId): Result.Result<FollowUpTask.FollowUpTask, NotFound> => {
  const found = plan.tasks.find((t) => t.id === id)
  return found === undefined ? Result.fail(new NotFound({ what: "task", id })) : Result.succeed(found)
}

/** What a try is allowed by: the window's permission and the consent in force. */
export interface Allowed {
  readonly permission: Permission
  readonly consent: ConsentId
}

/** Starts the try that is planned. It is stored before the channel is asked. */
export const startAttempt = (
  plan: FollowUpPlan,
  id: TaskId,
  allowed: Allowed,
  attempts: FollowUpProtocol.AttemptPolicy,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound | WrongState> => {
  const found = task(plan, id)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { addressee, attempts: past, state } = found.success
  if (state._tag !== "Planned") return Result.fail(new WrongState({ task: id, state: state._tag }))
  const number = past.length + 1
  const waits = state.channel === "phone" ? attempts.waitHours.phone : attempts.waitHours.message
  const attempt: ContactAttempt = {
    id: AttemptId.make(`${id}/${number}`),
    number,
    channel: state.channel,
    addressee,
    startedAt: at,
    answerBy: DateTime.add(at, { hours: waits }),
    ...allowed,
  }
  return Result.succeed(decided(plan, [{ _tag: "AttemptStarted", task: id, attempt }]))
}

const underWay = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
): Result.Result<ContactAttempt, NotFound> =>
  Result.flatMap(task(plan, id), ({ state }) =>
    state._tag === "InProgress" && state.attempt.id === attempt
      ? Result.succeed(state.attempt)
      : Result.fail(new NotFound({ what: "attempt", id: attempt })),
  )

/** Records what the channel said of the try under way. */
export const recordDelivery = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  delivery: Delivery,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), () =>
    decided(plan, [{ _tag: "AttemptDelivered", task: id, attempt, delivery }]),
  )

const endings: { readonly [D in Disposition]?: FollowUpTask.TaskEnd } = {
  completed: { _tag: "Completed" },
  declined: { _tag: "Declined" },
}

/**
 * Closes the try under way and decides what follows: the task's end, or its next try.
 *
 * Tasks after it make room for its next try, as they did when the plan was made, so that planning again finds nothing to
 * change. A death cancels every open task of the plan.
 */
export const recordDisposition = (
  plan: FollowUpPlan,
  id: TaskId,
  attempt: AttemptId,
  disposition: Disposition,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(underWay(plan, id, attempt), (tried) => {
    const ended: FollowUpEvent = { _tag: "AttemptEnded", task: id, attempt, disposition, at }
    const after = evolve(plan, ended)
    if (disposition === "deceased") return decided(plan, [ended, ...cancelling(after, "deceased", at)])
    const end = endings[disposition]
    if (end !== undefined) return decided(plan, [ended, { _tag: "TaskEnded", task: id, end, at }])
    const i = plan.tasks.findIndex((t) => t.id === id)
    const events: Array<FollowUpEvent> = [ended]
    const happen = (more: ReadonlyArray<FollowUpEvent>) => void events.push(...more)
    const now = () => replay(plan, events)
    if (disposition === "wrongNumber" && Placement.byNumber.has(tried.channel)) {
      happen(closingNumber(after, id, ground, at))
      happen(lookingAgain(now(), 0, i, ground, at))
    }
    happen([followUpOn(now(), id, ground, at)])
    happen(lookingAgain(now(), i + 1, plan.tasks.length, ground, at))
    return decided(plan, events)
  })

/**
 * What a wrong number means for the other tasks with the same addressee: whoever answers there is somebody else, who is
 * told nothing more.
 */
const closingNumber = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  const addressee = plan.tasks.find((t) => t.id === id)?.addressee
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const other of plan.tasks.filter((t) => t.id !== id && t.addressee === addressee)) {
    const led = other.channels.filter((channel) => Placement.byNumber.has(channel))
    const closed = closeChannels(current, other.id, led, wrongNumber, ground, at)
    if (Result.isFailure(closed)) continue
    current = closed.success[0]
    events.push(...closed.success[1])
  }
  return events
}

const wrongNumber = RuleId.make("phone.wrongNumber")

/** Leaves a task to a person, for the rule named. An ended task and a try under way stay as they are. */
export const leaveToPerson = (
  plan: FollowUpPlan,
  id: TaskId,
  rule: RuleId,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), ({ state }) =>
    decided(
      plan,
      state._tag === "Ended" || state._tag === "InProgress"
        ? []
        : [{ _tag: "TaskPlaced", task: id, state: { _tag: "Unplaced", rules: [rule] } }],
    ),
  )

/** What moves of the tasks from one index to another now that others moved. Ends are left to the agenda. */
const lookingAgain = (
  plan: FollowUpPlan,
  from: number,
  until: number,
  ground: Ground,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> => {
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const { id } of plan.tasks.slice(from, until)) {
    const event = replaced(current, id, ground, at)
    if (event?._tag !== "TaskPlaced") continue
    events.push(event)
    current = evolve(current, event)
  }
  return events
}

/**
 * Closes a channel to a task and looks for a moment on the channels left.
 *
 * Without any left a withdrawn consent cancels the task, and anything else leaves it to a person. A try under way is
 * waited for first, and an ended task stays as it is.
 */
export const closeChannel = (
  plan: FollowUpPlan,
  id: TaskId,
  channel: Channel,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> => closeChannels(plan, id, [channel], rule, ground, at)

const closeChannels = (
  plan: FollowUpPlan,
  id: TaskId,
  closing: ReadonlyArray<Channel>,
  rule: RuleId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), ({ attempts, channels, state }) => {
    if (state._tag === "Ended" || closing.length === 0) return decided(plan, [])
    const closed = closing.map(
      (channel): FollowUpEvent => ({ _tag: "ChannelClosed", task: id, channel, rule }),
    )
    if (state._tag === "InProgress") return decided(plan, closed)
    const unplaced: FollowUpEvent = {
      _tag: "TaskPlaced",
      task: id,
      state: { _tag: "Unplaced", rules: [rule] },
    }
    const others = channels.filter((c) => !closing.includes(c))
    if (Placement.channelsLeft(others, attempts, ground.protocol.attempts).length > 0) {
      // What is planned on this channel falls, signed for or not; on another it stands.
      const falls = state._tag === "Planned" && closing.includes(state.channel)
      const falling = falls ? [...closed, unplaced] : closed
      const placed = replaced(replay(plan, falling), id, ground, at)
      return decided(plan, placed === undefined ? falling : [...closed, placed])
    }
    return decided(plan, [
      ...closed,
      rule === "consent.withdrawn"
        ? { _tag: "TaskEnded", task: id, end: { _tag: "Cancelled", reason: "consentWithdrawn" }, at }
        : unplaced,
    ])
  })

/** Looks again for one task's moment, as `replan` does for all. */
export const replanTask = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), () => {
    const placed = replaced(plan, id, ground, at)
    return decided(plan, placed === undefined ? [] : [placed])
  })

/** The next try of a task whose last one brought no end, or the end of its tries. */
const followUpOn = (plan: FollowUpPlan, id: TaskId, ground: Ground, at: DateTime.Utc): FollowUpEvent => {
  const i = plan.tasks.findIndex((t) => t.id === id)
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const person = addresseeOf(ground.discharge, found.addressee)
  const looked = person === undefined ? undefined : lookedFor(plan, i, person, ground, at)
  if (looked !== undefined && looked.state._tag !== "Unplaced")
    return { _tag: "TaskPlaced", task: id, ...looked }
  const closing = looked?.state._tag === "Unplaced" ? looked.state.rules : undefined
  const reason = forAPerson(found.attempts[found.attempts.length - 1])
  if (reason === undefined || closing === undefined)
    return { _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }
  const rules = [reason, ...closing.filter((rule) => rule !== reason)]
  return { _tag: "TaskPlaced", task: id, state: { _tag: "Unplaced", rules } }
}

/**
 * Why a person takes over after a try: nobody knows whether the message arrived, and no machine may repeat it; or the
 * number is somebody else's, and the right one must be found.
 */
const forAPerson = (last: ContactAttempt | undefined): RuleId | undefined =>
  last?.disposition === "deliveryUnknown"
    ? RuleId.make("delivery.unknown")
    : last?.disposition === "wrongNumber"
      ? wrongNumber
      : undefined

/** The end of a task whose tries all went unanswered: unreachable, or lost after as many such tasks in a row. */
const unanswered = (
  plan: FollowUpPlan,
  ended: FollowUpTask.FollowUpTask,
  ground: Ground,
): FollowUpTask.TaskEnd => {
  if (ended.attempts.length === 0) return { _tag: "Missed" }
  let inARow = 1
  const before = plan.tasks.filter((t) => t.id !== ended.id && dueAt(t) < dueAt(ended))
  for (const { state } of before.sort((a, b) => dueAt(b) - dueAt(a))) {
    if (state._tag !== "Ended" || (state.end._tag !== "Unreachable" && state.end._tag !== "LostToFollowUp"))
      break
    inARow++
  }
  return { _tag: inARow >= ground.protocol.attempts.lostAfter ? "LostToFollowUp" : "Unreachable" }
}

/** When a task is due: never, as far as is known, while its working days can't be counted. */
const dueAt = ({ span }: FollowUpTask.FollowUpTask): number =>
  span === undefined ? Number.POSITIVE_INFINITY : DateTime.toEpochMillis(span.due)

const millisOf = (span: NonNullable<FollowUpTask.FollowUpTask["span"]>): Span => ({
  earliest: DateTime.toEpochMillis(span.earliest),
  ideal: DateTime.toEpochMillis(span.ideal),
  due: DateTime.toEpochMillis(span.due),
  latest: DateTime.toEpochMillis(span.latest),
})

const cancelling = (
  plan: FollowUpPlan,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): ReadonlyArray<FollowUpEvent> =>
  plan.tasks
    .filter((t) => !FollowUpTask.isEnded(t))
    .map((t) => ({ _tag: "TaskEnded", task: t.id, end: { _tag: "Cancelled", reason }, at }))

/** Cancels every open task. */
export const cancel = (plan: FollowUpPlan, reason: FollowUpTask.CancelReason, at: DateTime.Utc): Decided =>
  decided(plan, cancelling(plan, reason, at))

/** Cancels one task. An ended task stays as it is. */
export const cancelTask = (
  plan: FollowUpPlan,
  id: TaskId,
  reason: FollowUpTask.CancelReason,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), () =>
    decided(
      plan,
      cancelling(plan, reason, at).filter((e) => "task" in e && e.task === id),
    ),
  )

/**
 * Ends a task whose `latest` is past and which has no try under way: missed if none was made, else unanswered. Before
 * `latest`, or once ended, nothing happens.
 */
export const expire = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): Result.Result<Decided, NotFound> =>
  Result.map(task(plan, id), (found) => {
    const open = !FollowUpTask.isEnded(found) && found.state._tag !== "InProgress"
    const past = found.span !== undefined && DateTime.isLessThanOrEqualTo(found.span.latest, at)
    return open && past
      ? decided(plan, [{ _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }])
      : decided(plan, [])
  })

/**
 * Looks again for the moment of every task that is planned, waiting or unplaced: after a holiday notice, a changed
 * profile or a new policy version, or because a planned moment went by.
 *
 * **Details**
 *
 * Ended tasks and tries under way never change. Where nothing changed the events are empty.
 */
export const replan = (plan: FollowUpPlan, ground: Ground, at: DateTime.Utc): Decided => {
  let current = plan
  const events: Array<FollowUpEvent> = []
  for (const { id } of plan.tasks) {
    const event = replaced(current, id, ground, at)
    if (event === undefined) continue
    events.push(event)
    current = evolve(current, event)
  }
  return [current, events]
}

const replaced = (
  plan: FollowUpPlan,
  id: TaskId,
  ground: Ground,
  at: DateTime.Utc,
): FollowUpEvent | undefined => {
  const i = plan.tasks.findIndex((t) => t.id === id)
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const { state } = found
  const person = addresseeOf(ground.discharge, found.addressee)
  if (state._tag === "Ended" || state._tag === "InProgress" || person === undefined) return undefined
  // Somebody signed for this moment: only its going by takes it away.
  if (state._tag === "Planned" && state.override !== undefined && DateTime.isGreaterThan(state.at, at))
    return undefined
  const looked = lookedFor(plan, i, person, ground, at)
  if (looked === undefined) return { _tag: "TaskEnded", task: id, end: unanswered(plan, found, ground), at }
  return looked.span === undefined && isUnchanged(state, looked.state)
    ? undefined
    : { _tag: "TaskPlaced", task: id, ...looked }
}

/**
 * Where the next contact of the `i`-th task would be, with its span where that could be counted only now; undefined where
 * its span is past.
 */
const lookedFor = (
  plan: FollowUpPlan,
  i: number,
  person: ContactablePerson.ContactablePerson,
  ground: Ground,
  at: DateTime.Utc,
): { readonly state: Placement.Placed; readonly span?: FollowUpTask.TaskSpan } | undefined => {
  const found = plan.tasks[i] as FollowUpTask.FollowUpTask
  const { id, version } = ground.calendar
  const counted = found.span ?? spanFromNow(found, ground)
  if (counted === "impossible") return { state: { _tag: "Unplaced", rules: [impossibleWindow] } }
  const ahead =
    counted === "unknown" ? counted : Placement.ahead(millisOf(counted), DateTime.toEpochMillis(at))
  if (ahead === undefined) return undefined
  const placing = groundOf(ground, person)
  const usable = Placement.usableChannels(found.channels, placing)
  const left = Placement.channelsLeft(usable, found.attempts, ground.protocol.attempts)
  if (left.length === 0) {
    // The task has been with a person since, for the reason it has; or what was signed for went by.
    const rules = found.state._tag === "Unplaced" ? found.state.rules : [noChannelLeft]
    return { state: { _tag: "Unplaced", rules } }
  }
  if (counted === "unknown" || ahead === "unknown")
    return { state: { _tag: "AwaitingCalendar", calendar: id, version } }
  const others = contactsBeside(plan, i)
  const state = Placement.next(found, left, ahead, placing, Placement.windows(placing), others)
  return { state, ...(found.span === undefined ? { span: counted } : {}) }
}

/** Whether looking again found what was known: also where fewer of the rules that closed the span are left to close it. */
const isUnchanged = (state: FollowUpTask.TaskState, next: Placement.Placed): boolean =>
  Equal.equals(next, state) ||
  (next._tag === "Unplaced" &&
    state._tag === "Unplaced" &&
    next.rules.every((rule) => state.rules.includes(rule)))

/**
 * The span of a task whose working days couldn't be counted when it was made, if they can now. Counted, they may turn out
 * not to follow one another.
 */
const spanFromNow = (
  found: FollowUpTask.FollowUpTask,
  ground: Ground,
): FollowUpTask.TaskSpan | "unknown" | "impossible" => {
  const anchor = anchorOf(ground)
  const { discharge, protocol, rules } = ground
  const stages = Personalisation.apply(protocol, rules, discharge, Discharge.ageAt(discharge, anchor.at))
  const personal = stages.find(({ stage }) => stage.id === found.stage)
  if (personal === undefined) return "unknown"
  return Result.match(Personalisation.spanOf(personal, anchor), {
    onSuccess: FollowUpProtocol.toInstants,
    onFailure: ({ _tag }) => (_tag === "ImpossibleWindow" ? "impossible" : "unknown"),
  })
}

/** A moment that somebody asks for, and why it may lie outside the window. */
export interface Wanted {
  readonly channel: Channel
  readonly at: DateTime.Utc
  readonly override: Override
}

/**
 * Plans a task's next contact for a stated moment, by an override: clinical urgency, or the person's own request.
 *
 * The rules that it leaves are recorded with the try. Replanning keeps the moment. Fails with `OutsideWindow` where a
 * law is in the way and no life is in danger, and with `WrongState` where the task has ended or a try is under way.
 */
export const placeByOverride = (
  plan: FollowUpPlan,
  id: TaskId,
  wanted: Wanted,
  ground: Ground,
): Result.Result<Decided, NotFound | WrongState | NoChannel | EmptyWindow | OutsideWindow> => {
  const found = task(plan, id)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const { span, state } = found.success
  if (state._tag === "Ended" || state._tag === "InProgress")
    return Result.fail(new WrongState({ task: id, state: state._tag }))
  const { at, channel, override } = wanted
  const millis = DateTime.toEpochMillis(at)
  return Result.flatMap(windowFor(plan, found.success, channel, ground), (window) =>
    Result.map(permit(window, millis, override), () => {
      const band = span === undefined ? "ideal" : bandAt(millisOf(span), millis)
      const { basis } = window
      const planned = { _tag: "Planned", at, channel, band, preferred: false, basis, override } as const
      return decided(plan, [{ _tag: "TaskPlaced", task: id, state: planned }])
    }),
  )
}

/** The window of a task's planned contact, to be checked again right before it is made. */
export const windowFor = (
  plan: FollowUpPlan,
  found: FollowUpTask.FollowUpTask,
  channel: Channel,
  ground: Ground,
): Result.Result<ContactWindow, NotFound | NoChannel | EmptyWindow> => {
  const person = ground.discharge.persons.find((p) => p.id === found.addressee)
  if (person === undefined) return Result.fail(new NotFound({ what: "task", id: found.id }))
  const placing = groundOf(ground, person)
  const made = contactsOf(plan.tasks.map(withoutPlanned))
  const window = Placement.windows(placing)(channel, found.purpose, made, [])
  return Result.mapError(window, (error) =>
    error._tag === "ChannelNotUsed" ? new NoChannel({ stage: found.stage }) : error,
  )
}

/** The person whom a task addresses. */
export const addresseeOf = (discharge: Discharge.Discharge, id: PersonId) =>
  discharge.persons.find((person) => person.id === id)
