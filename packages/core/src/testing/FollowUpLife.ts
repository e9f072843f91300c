/**
 * A plan lived through without any machinery: an agenda that is always obeyed, and people who answer as a script says.
 *
 * **Details**
 *
 * What is due is done as outreach does it: the window is checked again, the try is stored, an answer comes, is waited
 * for in vain, or stays unknown. Nothing but decisions of `FollowUpPlan` moves the plan, so a life shows what they do
 * by themselves. `Laws` of plans are checked on lives.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { Delivery, Disposition } from "../contact/ContactAttempt.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import { type FollowUpTask, nextDueAt } from "../followup/FollowUpTask.ts"
import { type AttemptId, ConsentId, type TaskId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"

/** What comes of one try. */
export interface Reply {
  /** What the channel says at once; absent where the worker stops before the channel says anything. */
  readonly delivery?: Delivery["_tag"]
  /** What the person says, so long after the try began; absent where no answer comes. */
  readonly answer?: { readonly disposition: Disposition; readonly afterMinutes: number }
}

/** How things go. Both lists begin again where they are used up. */
export interface Script {
  readonly replies: ReadonlyArray<Reply>
  /** How late each thing that is due is done. */
  readonly lateMinutes: ReadonlyArray<number>
}

/** One thing that was done, and the plan after it. */
export interface Step {
  readonly at: number
  readonly what: "make" | "start" | "answer" | "giveUp" | "expire" | "replan"
  readonly plan: FollowUpPlan.FollowUpPlan
  readonly events: ReadonlyArray<FollowUpPlan.FollowUpEvent>
}

/** A plan from its making until nothing more is due. */
export interface Life {
  readonly ground: FollowUpPlan.Ground
  readonly script: Script
  readonly steps: readonly [made: Step, ...rest: ReadonlyArray<Step>]
  /** Whether things were still due when the life was cut short, after 5,000 steps. */
  readonly unfinished: boolean
}

/** The plan at the end of a life. */
export const ended = ({ steps }: Life): FollowUpPlan.FollowUpPlan => (steps.at(-1) ?? steps[0]).plan

const mostSteps = 5_000
const minuteMillis = 60_000

const deliveries: Record<Exclude<Delivery["_tag"], "Deferred">, Delivery> = {
  Accepted: { _tag: "Accepted", reference: "accepted" },
  Rejected: { _tag: "Rejected", code: RuleId.make("channel.rejected") },
  Unknown: { _tag: "Unknown" },
}

const busy = RuleId.make("channel.limited")

interface Answer {
  readonly at: number
  readonly task: TaskId
  readonly attempt: AttemptId
  readonly disposition: Disposition
}

/** Makes the plan as of `at` and lives it through. */
export const live = (
  ground: FollowUpPlan.Ground,
  script: Script,
  at: DateTime.Utc,
): Result.Result<Life, FollowUpPlan.PlanRefused> =>
  Result.map(FollowUpPlan.make(ground, at), ([plan, events]) => {
    const made: Step = { at: DateTime.toEpochMillis(at), what: "make", plan, events }
    const rest: Array<Step> = []
    let answers: ReadonlyArray<Answer> = []
    let tries = 0
    for (let now = made; rest.length < mostSteps; ) {
      const late = pick(script.lateMinutes, rest.length) ?? 0
      const due = firstDue(now.plan)
      const dueAt =
        due === undefined ? Number.POSITIVE_INFINITY : Math.max(now.at, due.at) + late * minuteMillis
      const answer = earliest(answers)
      if (answer !== undefined && answer.at <= dueAt) {
        answers = answers.filter((a) => a !== answer)
        now = hear(now, answer, ground)
      } else if (due !== undefined) {
        const reply = pick(script.replies, tries) ?? {}
        now = handle(now.plan, due.task, ground, dueAt, reply)
        if (now.what === "start") {
          tries++
          answers = [...answers, ...answersTo(now, due.task.id, reply)]
        }
      } else return { ground, script, steps: [made, ...rest], unfinished: false }
      now = followed(now, ground)
      rest.push(now)
    }
    return { ground, script, steps: [made, ...rest], unfinished: true }
  })

const utc = (at: number) => DateTime.makeUnsafe(at)

const pick = <A>(list: ReadonlyArray<A>, n: number): A | undefined => list[n % Math.max(list.length, 1)]

const earliest = (answers: ReadonlyArray<Answer>): Answer | undefined =>
  answers.reduce<Answer | undefined>((a, b) => (a !== undefined && a.at <= b.at ? a : b), undefined)

const firstDue = (plan: FollowUpPlan.FollowUpPlan) => {
  let first: { readonly at: number; readonly task: FollowUpTask } | undefined
  for (const task of plan.tasks) {
    const due = nextDueAt(task)
    if (due === undefined) continue
    const at = DateTime.toEpochMillis(due)
    if (first === undefined || at < first.at) first = { at, task }
  }
  return first
}

const step = (what: Step["what"], at: number, decided: FollowUpPlan.Decided): Step => ({
  at,
  what,
  plan: decided[0],
  events: decided[1],
})

/** A decision about what was just read can't be refused: if it is, a law is broken already. */
const must = <A, E>(decided: Result.Result<A, E>): A => Result.getOrThrow(decided)

const then = (
  [plan, events]: FollowUpPlan.Decided,
  decide: (plan: FollowUpPlan.FollowUpPlan) => FollowUpPlan.Decided,
): FollowUpPlan.Decided => {
  const [next, more] = decide(plan)
  return [next, [...events, ...more]]
}

/** The step with what follows from a task's end for the stages that waited for it. */
const followed = (after: Step, ground: FollowUpPlan.Ground): Step => {
  const decided = then([after.plan, after.events], (plan) => FollowUpPlan.follow(plan, ground, utc(after.at)))
  return step(after.what, after.at, decided)
}

/** An answer that comes after the try was closed finds nothing to close. */
const hear = (
  before: Step,
  { at, attempt, disposition, task }: Answer,
  ground: FollowUpPlan.Ground,
): Step => {
  const now = Math.max(before.at, at)
  const heard = FollowUpPlan.recordDisposition(before.plan, task, attempt, disposition, ground, utc(now))
  return step("answer", now, Result.isSuccess(heard) ? heard.success : [before.plan, []])
}

const handle = (
  plan: FollowUpPlan.FollowUpPlan,
  { id, span, state }: FollowUpTask,
  ground: FollowUpPlan.Ground,
  at: number,
  reply: Reply,
): Step => {
  const now = utc(at)
  if (state._tag === "InProgress") {
    const { id: attempt, delivery } = state.attempt
    const disposition = delivery?._tag === "Accepted" ? "noAnswer" : "deliveryUnknown"
    return step(
      "giveUp",
      at,
      must(FollowUpPlan.recordDisposition(plan, id, attempt, disposition, ground, now)),
    )
  }
  const isPast = span !== undefined && DateTime.isLessThanOrEqualTo(span.latest, now)
  // Somebody signed for a moment past `latest`: it is still kept.
  if (state._tag !== "Planned" || (isPast && state.override === undefined))
    return step("expire", at, must(FollowUpPlan.expire(plan, id, ground, now)))
  const found = must(FollowUpPlan.task(plan, id))
  const permission = Result.flatMap(FollowUpPlan.windowFor(plan, found, state.channel, ground), (window) =>
    ContactWindow.permit(window, at, state.override),
  )
  if (Result.isFailure(permission))
    return step("replan", at, must(FollowUpPlan.replanTask(plan, id, ground, now)))
  const allowed = { permission: permission.success, consent: ConsentId.make("consent") }
  const started = must(FollowUpPlan.startAttempt(plan, id, allowed, ground.protocol.attempts, now))
  const attempt = attemptOf(started[0], id)
  if (attempt === undefined || reply.delivery === undefined) return step("start", at, started)
  if (reply.delivery === "Deferred") {
    const deferred = { code: busy, until: utc(at + 24 * 60 * minuteMillis) }
    return step(
      "start",
      at,
      then(started, (p) => must(FollowUpPlan.postponeAttempt(p, id, attempt, deferred, ground, now))),
    )
  }
  const delivery = deliveries[reply.delivery]
  const delivered = then(started, (p) => must(FollowUpPlan.recordDelivery(p, id, attempt, delivery)))
  return step(
    "start",
    at,
    reply.delivery === "Rejected"
      ? then(delivered, (p) => must(FollowUpPlan.recordDisposition(p, id, attempt, "rejected", ground, now)))
      : delivered,
  )
}

const attemptOf = (plan: FollowUpPlan.FollowUpPlan, id: TaskId): AttemptId | undefined => {
  const state = plan.tasks.find((task) => task.id === id)?.state
  return state?._tag === "InProgress" ? state.attempt.id : undefined
}

const answersTo = (started: Step, task: TaskId, { answer }: Reply): ReadonlyArray<Answer> => {
  const attempt = attemptOf(started.plan, task)
  return answer === undefined || attempt === undefined
    ? []
    : [
        {
          at: started.at + answer.afterMinutes * minuteMillis,
          task,
          attempt,
          disposition: answer.disposition,
        },
      ]
}
