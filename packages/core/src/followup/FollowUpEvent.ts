/**
 * What happened to a plan, and the plan as the fold of it.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { ContactAttempt, Delivery, Disposition, learnt } from "../contact/ContactAttempt.ts"
import { AttemptId, PersonId, ReferralId, TaskId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Named } from "../foundation/Named.ts"
import { RuleId } from "../foundation/Rule.ts"
import { Channel } from "../foundation/Word.ts"
import * as FollowUpTask from "./FollowUpTask.ts"
import { Outcome } from "./Outcome.ts"
import { FollowUpPlan, Mended, Revised } from "./PlanRecord.ts"
import { Referral, ReferralState } from "./Referral.ts"

/** What happened to a plan. */
export const FollowUpEvent = Schema.TaggedUnion({
  PlanMade: { plan: FollowUpPlan },
  /** The span comes along where it could be counted only now. */
  TaskPlaced: {
    task: TaskId,
    state: FollowUpTask.TaskState,
    span: Schema.optionalKey(FollowUpTask.TaskSpan),
  },
  /** A channel may no longer be used to reach the addressee, by the rule named: a consent, a missing connection. */
  ChannelClosed: { task: TaskId, channel: Channel, rule: RuleId },
  /** A channel may be used again: a consent was given, or the number is another. */
  ChannelOpened: { task: TaskId, person: PersonId, channel: Channel },
  /** A number that a task which has ended knows as wrong leads to the person again. */
  NumberMended: Mended.fields,
  /** Somebody else is addressed from now on, by these channels: in another's stead, or `anew`, as if nobody had been before. */
  AddresseeChanged: {
    task: TaskId,
    addressee: PersonId,
    channels: Schema.Array(Channel),
    anew: Schema.optionalKey(Schema.Literal(true)),
  },
  AttemptStarted: { task: TaskId, attempt: ContactAttempt },
  AttemptDelivered: { task: TaskId, attempt: AttemptId, delivery: Delivery },
  /** The try surely didn't go out, so there was none; another may be made from `until` on. */
  AttemptPostponed: { task: TaskId, attempt: AttemptId, code: RuleId, until: Instant, at: Instant },
  AttemptEnded: { task: TaskId, attempt: AttemptId, disposition: Disposition, at: Instant },
  TaskEnded: {
    task: TaskId,
    end: FollowUpTask.TaskEnd,
    at: Instant,
    signed: Schema.optionalKey(FollowUpTask.Signed),
  },
  OutcomeRecorded: { task: TaskId, outcome: Outcome },
  /** A task beyond those that the plan was made with. */
  TaskAdded: { added: FollowUpTask.FollowUpTask },
  /** The plan goes by other revisions from now on. */
  PlanRevised: { revised: Revised },
  /** An open task takes over what its stage has become. */
  TaskRevised: { task: TaskId, definition: FollowUpTask.Definition },
  ReferralRequested: { referral: Referral },
  ReferralMoved: { referral: ReferralId, state: ReferralState },
  /** Answers of a task that somebody must act on by `dueAt`; for other contexts to hear of. */
  RedFlagRaised: { task: TaskId, finding: RuleId, opened: TaskId, dueAt: Instant },
})
export type FollowUpEvent = Named<typeof FollowUpEvent.Type>

/** The plan after an event. Total: an event of a task that the plan doesn't have changes nothing. */
export const evolve = (plan: FollowUpPlan, event: FollowUpEvent): FollowUpPlan => {
  if (event._tag === "PlanMade") return event.plan
  if (event._tag === "TaskAdded") {
    const { added } = event
    return plan.tasks.some(({ id }) => id === added.id) ? plan : { ...plan, tasks: [...plan.tasks, added] }
  }
  if (event._tag === "PlanRevised") {
    const { conflicts: _, handover: __, leftOut: ___, risk: ____, ...rest } = plan
    return { ...rest, ...event.revised }
  }
  if (event._tag === "ReferralRequested" || event._tag === "ReferralMoved")
    return { ...plan, referrals: evolveReferrals(plan.referrals ?? [], event) }
  if (event._tag === "NumberMended") {
    const { _tag: _, ...mended } = event
    const { channels, person } = mended
    const others = (plan.mended ?? []).filter(
      (one) => one.person !== person || (channels !== undefined && !Equal.equals(one.channels, channels)),
    )
    return { ...plan, mended: [...others, mended] }
  }
  const tasks = plan.tasks.map((task) => (task.id === event.task ? evolveTask(task, event) : task))
  return { ...plan, tasks }
}

type ReferralEvent = Extract<FollowUpEvent, { readonly _tag: "ReferralRequested" | "ReferralMoved" }>

const evolveReferrals = (
  referrals: ReadonlyArray<Referral>,
  event: ReferralEvent,
): ReadonlyArray<Referral> => {
  if (event._tag === "ReferralMoved")
    return referrals.map((r) => (r.id === event.referral ? { ...r, state: event.state } : r))
  const { referral } = event
  return referrals.some(({ id }) => id === referral.id) ? referrals : [...referrals, referral]
}

type TaskEvent = Exclude<
  FollowUpEvent,
  ReferralEvent | { readonly _tag: "NumberMended" | "PlanMade" | "PlanRevised" | "TaskAdded" }
>

const evolveTask = (task: FollowUpTask.FollowUpTask, event: TaskEvent): FollowUpTask.FollowUpTask => {
  switch (event._tag) {
    case "TaskPlaced":
      return { ...task, state: event.state, ...(event.span === undefined ? {} : { span: event.span }) }
    case "ChannelClosed":
      return withClosed(task, [
        ...closedBut(task, task.addressee, event.channel),
        { person: task.addressee, channel: event.channel, rule: event.rule },
      ])
    case "ChannelOpened":
      return withClosed(task, closedBut(task, event.person, event.channel))
    case "AddresseeChanged": {
      const { addressee, anew, channels } = event
      const { turnedFrom = [], ...rest } = task
      const changed = { ...rest, addressee, channels }
      return anew === true ? changed : { ...changed, turnedFrom: [...turnedFrom, task.addressee] }
    }
    case "AttemptStarted":
      return { ...task, state: { _tag: "InProgress", attempt: event.attempt } }
    case "AttemptDelivered": {
      if (task.state._tag !== "InProgress") return task
      const { attempt } = task.state
      const delivery = learnt(attempt.delivery, event.delivery)
      return { ...task, state: { _tag: "InProgress", attempt: { ...attempt, delivery } } }
    }
    case "AttemptPostponed": {
      if (task.state._tag !== "InProgress" || task.state.attempt.id !== event.attempt) return task
      const { channel } = task.state.attempt
      const { code, until } = event
      const others = (task.held ?? []).filter((one) => one.channel !== channel)
      return {
        ...task,
        held: [...others, { channel, code, until }],
        state: { _tag: "Unplaced", rules: [code] },
      }
    }
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
    case "OutcomeRecorded": {
      const { outcome } = event
      const others = (task.outcomes ?? []).filter(({ form }) => form.id !== outcome.form.id)
      return { ...task, outcomes: [...others, outcome] }
    }
    case "RedFlagRaised":
      return task
    case "TaskRevised": {
      const { span: _, ...rest } = task
      return { ...rest, ...event.definition }
    }
    case "TaskEnded":
      return {
        ...task,
        // A try under way when the task was called off stays a try that was made.
        attempts: FollowUpTask.allAttempts(task),
        state: {
          _tag: "Ended",
          end: event.end,
          at: event.at,
          ...(event.signed === undefined ? {} : { signed: event.signed }),
        },
      }
  }
}

const closedBut = ({ closed = [] }: FollowUpTask.FollowUpTask, person: PersonId, channel: Channel) =>
  closed.filter((c) => c.person !== person || c.channel !== channel)

const withClosed = (
  { closed: _, ...task }: FollowUpTask.FollowUpTask,
  closed: ReadonlyArray<FollowUpTask.ClosedChannel>,
): FollowUpTask.FollowUpTask => (closed.length === 0 ? task : { ...task, closed })

/** Folds events over a plan. */
export const replay = (plan: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>): FollowUpPlan =>
  events.reduce(evolve, plan)

/** A decision: the next plan and the events that led there. Folding the events over the plan gives the next plan. */
export type Decided = readonly [next: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>]

export const decided = (plan: FollowUpPlan, events: ReadonlyArray<FollowUpEvent>): Decided => [
  replay(plan, events),
  events,
]
