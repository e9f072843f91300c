/**
 * Making the contacts that are due: claim, check again, store the try, send, record what came of it.
 *
 * **Details**
 *
 * The try is stored before the channel is asked, in the unit of work that checks consent, window and caps once more. A
 * worker looks at its lease right before the call, and the call's time-out is shorter than what is left of it. An
 * answer that nobody knows is looked up where the channel can, and never sent again blindly: past its time the task
 * goes on with a person.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { ContactAttempt, Delivery, Disposition } from "../contact/ContactAttempt.ts"
import * as ContactablePerson from "../contact/ContactablePerson.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import * as Discharge from "../followup/Discharge.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { FollowUpTask } from "../followup/FollowUpTask.ts"
import type { Answers } from "../followup/OutcomeForm.ts"
import * as Placement from "../followup/Placement.ts"
import { turnAnew } from "../followup/Turn.ts"
import { contentHash } from "../foundation/ContentHash.ts"
import { type AttemptId, MessageId, PlanId, TaskId, type TenantId } from "../foundation/Id.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Version } from "../foundation/Version.ts"
import type { Channel } from "../foundation/Word.ts"
import { Agenda, type Claim, type Failure } from "../ports/Agenda.ts"
import { ConsentStore } from "../ports/ConsentStore.ts"
import { type MessageChannel, MessageChannels, type Receipt } from "../ports/MessageChannel.ts"
import { MessageLog, Subject } from "../ports/MessageLog.ts"
import { because, type StoreError } from "../ports/StoreError.ts"
import * as Consent from "../privacy/Consent.ts"
import * as Callbacks from "./Callbacks.ts"
import * as Care from "./Care.ts"
import * as Enrolments from "./Enrolments.ts"
import * as Erasure from "./Erasure.ts"
import * as Metrics from "./Metrics.ts"
import * as PatientAbsence from "./PatientAbsence.ts"
import * as PlanKeeping from "./PlanKeeping.ts"
import * as Referrals from "./Referrals.ts"
import * as Replies from "./Replies.ts"
import * as Retry from "./Retry.ts"
import * as Sending from "./Sending.ts"
import * as Surveys from "./Surveys.ts"
import * as Tickets from "./Tickets.ts"

/** How a worker works. */
export interface Options {
  /** How many entries are claimed at once. */
  readonly batch: number
  /** How long a claim is held. */
  readonly lease: Duration.Duration
  /** The longest that a channel is waited for; it is cut shorter where the lease ends sooner. */
  readonly sendTimeout: Duration.Duration
  /** When an entry that couldn't be handled is tried again: `Retry.usual` by default. */
  readonly retry?: Retry.Retry
}

/**
 * The id by which a channel recognises the same contact: the hash of tenant, kind, task with its attempt, channel.
 */
export const messageId = (tenant: TenantId, attempt: ContactAttempt): MessageId =>
  MessageId.make(contentHash([tenant, "followUp", attempt.id, attempt.channel]))

/** Lets an interruption through where all around it is kept from one; or changes nothing. */
type Restore = <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Where `restore` lets an interruption through no entry is being handled. What it was to handle next is given back. */
const due = Effect.fn("Outreach.runDue")(function* (options: Options, restore: Restore) {
  const { batch, lease, retry = Retry.usual, sendTimeout } = options
  const leaseNanos = BigInt(Math.floor(Duration.toMillis(lease))) * 1_000_000n
  let heldSince = yield* Clock.monotonicTimeNanos
  const agenda = yield* Agenda
  const at = yield* DateTime.now
  // A figure that can't be had keeps nobody from being served.
  yield* Effect.ignore(restore(measured(at)))
  const claims = yield* restore(agenda.claim({ at, limit: batch, lease }))
  for (const { entry } of claims) yield* Metrics.add(Metrics.claims, { kind: entry.kind })
  let waiting = claims
  const handled = Effect.gen(function* () {
    while (waiting.length > 0) {
      yield* restore(Effect.void)
      const now = yield* Clock.monotonicTimeNanos
      if (now - heldSince > leaseNanos / 3n) {
        waiting = yield* restore(renewed(waiting, lease))
        heldSince = now
      }
      const [claim, ...others] = waiting
      waiting = others
      if (claim !== undefined)
        yield* outlived(
          claim,
          retry,
          handle(claim, { leaseUntil: heldSince + leaseNanos, sendTimeout }),
        ).pipe(
          Effect.withSpan("aftercare.agenda.handle", {
            attributes: { "aftercare.agenda.kind": claim.entry.kind, "aftercare.agenda.tries": claim.tries },
          }),
        )
    }
  })
  yield* Effect.onInterrupt(handled, () => givenBack(waiting))
  return claims.length
})

/**
 * Lets whoever claims next have what was claimed and not begun, as if it had never been. Of an entry that was tried before the
 * tries would be forgotten: it waits for its lease, as all do where the agenda doesn't answer in time.
 */
const givenBack = Effect.fnUntraced(function* (claims: ReadonlyArray<Claim>) {
  const agenda = yield* Agenda
  const untried = claims.filter(({ tries }) => tries === 1)
  yield* Effect.forEach(untried, (claim) => Effect.exit(agenda.settle(claim, claim.entry.dueAt)), {
    discard: true,
  }).pipe(Effect.interruptible, Effect.timeoutOption("5 seconds"))
})

/**
 * Claims what is due now and carries it out, one entry after another; the leases of those that wait for their turn are
 * renewed. Answers with how many entries were claimed; zero means that nothing is due.
 *
 * An entry whose handling fails is tried again later, and becomes a dead letter where that is of no use. One of a kind
 * that isn't known here is left to workers of a newer version: it is tried again later for as long as it takes.
 */
export const runDue = (options: Options) => due(options, identity)

const measured = Effect.fnUntraced(function* (at: DateTime.Utc) {
  const dueAt = yield* (yield* Agenda).nextDueAt
  yield* Metric.update(Metrics.lag, dueAt === undefined ? 0 : Math.max(0, secondsBetween(dueAt, at)))
})

const secondsBetween = (from: DateTime.Utc, to: DateTime.Utc): number =>
  (DateTime.toEpochMillis(to) - DateTime.toEpochMillis(from)) / 1000

/** The claims that could be renewed. The others' entries are somebody else's by now, or will be claimed again. */
const renewed = Effect.fnUntraced(function* (claims: ReadonlyArray<Claim>, lease: Duration.Duration) {
  const agenda = yield* Agenda
  return yield* Effect.filter(claims, (claim) => Effect.isSuccess(agenda.renew(claim, lease)))
})

/** One entry's failure must not stop the others. */
const outlived = Effect.fnUntraced(function* <R>(
  claim: Claim,
  retry: Retry.Retry,
  work: Effect.Effect<void, StoreError, R>,
) {
  if (claim.tries - 1 - claim.failures >= retry.tries) return yield* failed(claim, "Abandoned", retry)
  yield* work.pipe(
    Effect.catch(({ reason }) =>
      reason._tag === "StaleClaim" ? Effect.void : failed(claim, reason._tag, retry),
    ),
    Effect.catchDefect(() => failed(claim, "Defect", retry)),
  )
})

/** What may come right by waiting. */
const isPassing = (failure: Failure): boolean => failure === "Unavailable" || failure === "VersionConflict"

/**
 * Lets an entry be tried again, or gives it up. It is logged by its kind alone, since a defect's message can hold what
 * a contact says. Where the agenda can't be told the claim runs out by itself, and where the entry was moved on before
 * something failed it is nobody's claim any more.
 */
const failed = Effect.fnUntraced(function* (claim: Claim, failure: Failure, retry: Retry.Retry) {
  const at = yield* DateTime.now
  const givenUp = !isPassing(failure) && (failure === "Abandoned" || claim.failures + 1 >= retry.tries)
  const pause = Retry.pauseAfter(retry, claim.tries, yield* Random.next)
  const retryAt = givenUp ? undefined : DateTime.addDuration(at, pause)
  yield* (yield* Agenda).fail(claim, { failure, at, retryAt }).pipe(
    Effect.andThen(
      givenUp
        ? Effect.logError("an agenda entry became a dead letter")
        : Effect.logWarning("an agenda entry is tried again later"),
    ),
    Effect.andThen(
      Metrics.add(givenUp ? Metrics.deadLetters : Metrics.retries, {
        kind: claim.entry.kind,
        reason: failure,
      }),
    ),
    Effect.catch(({ reason }) =>
      Effect.logWarning(
        reason._tag === "StaleClaim"
          ? "something failed once an agenda entry had moved on"
          : "an agenda entry is left to its lease",
      ),
    ),
    Effect.annotateLogs({ kind: claim.entry.kind, reason: failure }),
  )
})

/**
 * Runs for ever: whatever is due, then a pause where nothing was, or where the store couldn't be reached. The pause ends
 * early where the agenda hints that something is due, within a quarter of a second drawn by lot; a hint that never comes costs
 * no more than `pollEvery`.
 *
 * Interrupted, it finishes the entry that it is handling, since a message that is called off on its way is one that nobody
 * knows of, and asks for nothing more. What else it has claimed it gives back, or leaves to its lease where it can't.
 */
export const worker = (options: Options & { readonly pollEvery: Duration.Duration }) =>
  Effect.gen(function* () {
    const { hints } = yield* Agenda
    // A hint that comes while there is work waits until there is none.
    const heard = yield* Stream.toQueue(hints, { capacity: 1, strategy: "sliding" })
    // All workers hear one hint: what comes while each waits for its moment is told to it once, and most find nothing left.
    const told = Queue.take(heard).pipe(
      Effect.andThen(Random.next),
      Effect.flatMap((chance) => Effect.sleep(Duration.millis(250 * chance))),
      Effect.andThen(Queue.poll(heard)),
    )
    const pause = Effect.race(Effect.sleep(options.pollEvery), told)
    return yield* Effect.uninterruptibleMask((restore) => due(options, restore)).pipe(
      Effect.catch((error) =>
        Effect.as(
          Effect.logWarning("the agenda couldn't be read").pipe(
            Effect.annotateLogs({ reason: error.reason._tag }),
          ),
          0,
        ),
      ),
      Effect.flatMap((handled) => (handled === 0 ? Effect.ignore(pause) : Effect.void)),
      Effect.forever,
    )
  }).pipe(Effect.scoped)

/** What the first unit of work leaves to be done outside it, or that a try was given up in it. */
type Next =
  | Sending.Next<ContactAttempt>
  | { readonly _tag: "GivenUp"; readonly channel: Channel; readonly disposition: Disposition }

const nothing: Next = Sending.nothing

const handle = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  switch (claim.entry.kind) {
    case "followUp":
      return yield* contact(claim, hold)
    case "referral":
      return yield* PlanKeeping.inUnit(Referrals.fallDue(claim))
    case "ticket":
      return yield* Tickets.fallDue(claim, hold)
    case "reply":
      return yield* Replies.fallDue(claim, hold)
    case "survey":
      return yield* Surveys.fallDue(claim, hold)
    case "care":
      return yield* Enrolments.fallDue(claim)
    case "callback":
      return yield* Callbacks.fallDue(claim)
    case "careMessage":
      return yield* Care.messageDue(claim, hold)
    case "retention":
      return yield* Erasure.fallDue(claim)
    default:
      // Of a newer version than this process, whatever the types say: it isn't this entry's fault that nobody here knows it.
      return yield* because({ _tag: "Unavailable", detail: "this version doesn't know the kind of an entry" })
  }
})

const contact = Effect.fnUntraced(function* (claim: Claim, hold: Sending.Hold) {
  const { entry } = claim
  const planId = PlanId.make(entry.subject)
  const taskId = TaskId.make(entry.id)
  const next = yield* PlanKeeping.inUnit(begin(claim, planId, taskId))
  if (next._tag === "Nothing" || next._tag === "GivenUp") return yield* counted(next)
  if (next._tag === "LookUp") {
    const { channel, send } = next
    const found = yield* Sending.learn(entry.tenant, messageId(entry.tenant, send), channel, hold)
    if (found === undefined) return
    const known = Option.getOrUndefined(found)
    return yield* counted(yield* PlanKeeping.inUnit(giveUp(claim, planId, taskId, known)))
  }
  const channel = yield* (yield* MessageChannels).get(next.send.channel).pipe(Effect.orDie)
  const delivery = yield* Sending.send(channel, next.message, hold)
  if (delivery !== undefined) yield* recordDelivery(entry.tenant, planId, taskId, next.send.id, delivery)
})

const counted = (done: Next): Effect.Effect<void> =>
  done._tag === "GivenUp"
    ? Metrics.add(Metrics.givenUp, { channel: done.channel, disposition: done.disposition })
    : Effect.void

/** Under the claim: decides what the entry asks for now, and writes it. */
const begin = Effect.fnUntraced(function* (claim: Claim, planId: PlanId, taskId: TaskId) {
  const agenda = yield* Agenda
  yield* agenda.hold(claim)
  const loaded = yield* PlanKeeping.load(claim.entry.tenant, planId)
  const now = yield* DateTime.now
  const task = loaded.plan.tasks.find((t) => t.id === taskId)
  if (task === undefined) {
    yield* agenda.settle(claim, undefined)
    return nothing
  }
  // It was planned while the death was being told.
  if (loaded.ground.vitalStatus === "deceased" && task.state._tag !== "InProgress") {
    yield* PlanKeeping.save(loaded, FollowUpPlan.cancel(loaded.plan, "deceased", now), claim)
    return nothing
  }
  if (task.state._tag === "Planned") return yield* attempt(claim, loaded, task, task.state, now)
  if (task.state._tag === "InProgress") {
    const { attempt: tried } = task.state
    if (DateTime.isGreaterThan(tried.answerBy, now)) {
      yield* agenda.settle(claim, tried.answerBy)
      return nothing
    }
    const next = Sending.isUnknown(tried) ? yield* Sending.lookingUp(tried, undefined) : undefined
    if (next !== undefined) return next
    return yield* giveUp(claim, planId, taskId, tried.delivery)
  }
  yield* PlanKeeping.save(
    loaded,
    yield* orDie(FollowUpPlan.expire(loaded.plan, taskId, loaded.ground, now)),
    claim,
  )
  return nothing
})

/** Closes a try whose answer is no longer waited for: silence, a refusal by the channel, or nobody knows. */
const giveUp = Effect.fnUntraced(function* (
  claim: Claim,
  planId: PlanId,
  taskId: TaskId,
  delivery: Delivery | undefined,
) {
  yield* (yield* Agenda).hold(claim)
  const loaded = yield* PlanKeeping.load(claim.entry.tenant, planId)
  const state = loaded.plan.tasks.find((task) => task.id === taskId)?.state
  // The answer came in while the channel was being asked.
  if (state?._tag !== "InProgress") {
    yield* PlanKeeping.save(loaded, [loaded.plan, []], claim)
    return nothing
  }
  const disposition: Disposition =
    delivery?._tag === "Accepted"
      ? "noAnswer"
      : delivery?._tag === "Rejected"
        ? "rejected"
        : "deliveryUnknown"
  const now = yield* DateTime.now
  const { ground, plan } = loaded
  const { attempt: tried } = state
  const learnt: FollowUpPlan.Decided =
    delivery === undefined || delivery === tried.delivery
      ? [plan, []]
      : yield* orDie(FollowUpPlan.recordDelivery(plan, taskId, tried.id, delivery))
  const [next, events] = yield* orDie(
    FollowUpPlan.recordDisposition(learnt[0], taskId, tried.id, disposition, ground, now),
  )
  yield* PlanKeeping.save(loaded, [next, [...learnt[1], ...events]], claim)
  const givenUp: Next = { _tag: "GivenUp", channel: tried.channel, disposition }
  return givenUp
})

/** A decision about what was just read can't be refused: if it is, the house is broken. */
const orDie = <A, E>(result: Result.Result<A, E>): Effect.Effect<A> => Effect.orDie(Effect.fromResult(result))

const noAddressee = RuleId.make("addressee.anyone")

type Planned = Extract<FollowUpTask["state"], { readonly _tag: "Planned" }>

/** Consent, connection, window and caps, checked once more; then the try is stored. */
const attempt = Effect.fnUntraced(function* (
  claim: Claim,
  loaded: PlanKeeping.Loaded,
  task: FollowUpTask,
  { at, channel, override: signed }: Planned,
  now: DateTime.Utc,
) {
  const { ground, plan, practice, tenant } = loaded
  const { discharge } = ground
  const close = (rule: string) =>
    FollowUpPlan.closeChannel(plan, task.id, channel, RuleId.make(rule), ground, now)
  const settleWith = (decided: Result.Result<FollowUpPlan.Decided, FollowUpPlan.NotFound>) =>
    orDie(decided).pipe(
      Effect.flatMap((d) => PlanKeeping.save(loaded, d, claim)),
      Effect.as(nothing),
    )

  const window = FollowUpPlan.windowFor(plan, task, channel, ground)
  // An override was signed for one moment, not for whenever a worker comes.
  const inTime =
    Result.isSuccess(window) &&
    DateTime.toEpochMillis(now) <= DateTime.toEpochMillis(at) + ContactWindow.roomOf(window.success)
  const override = inTime ? signed : undefined
  if (
    override === undefined &&
    task.span !== undefined &&
    DateTime.isLessThanOrEqualTo(task.span.latest, now)
  )
    return yield* settleWith(FollowUpPlan.expire(plan, task.id, ground, now))

  // The patient came of age since, or the record lost its addressee: what was to be said is for somebody else to hear.
  const person = FollowUpPlan.addresseeOf(discharge, task.addressee)
  if ((override === undefined || person === undefined) && turnAnew(task, ground, now) !== undefined)
    return yield* settleWith(FollowUpPlan.replanTask(plan, task.id, ground, now))

  // That a channel isn't connected says nothing of the patient: the entry is tried again later.
  yield* Effect.catch((yield* MessageChannels).get(channel), (error) =>
    Effect.fail(because({ _tag: "Unavailable", detail: error.message })),
  )
  if (person === undefined) return yield* settleWith(FollowUpPlan.leaveToPerson(plan, task.id, noAddressee))
  if (Placement.usableChannels([channel], { person, policy: ground.policy }).length === 0)
    return yield* settleWith(FollowUpPlan.replanTask(plan, task.id, ground, now))

  // What the first addressee no longer wants isn't done with others in their stead.
  const [first] = task.turnedFrom ?? []
  if (first !== undefined) {
    const theirs = yield* (yield* ConsentStore).of(tenant, first)
    if (Consent.isTakenBack(theirs, { person: first, purpose: task.purpose, at: now }))
      return yield* settleWith(FollowUpPlan.cancelTask(plan, task.id, "consentWithdrawn", now))
  }
  const consent = Consent.inForce(yield* (yield* ConsentStore).of(tenant, task.addressee), {
    person: task.addressee,
    channel,
    purpose: task.purpose,
    at: now,
    needsGuardian: Discharge.ageAt(discharge, DateTime.toEpochMillis(now)) < practice.guardianConsentUnder,
  })
  if (Result.isFailure(consent)) return yield* settleWith(close(consent.failure.rule))

  const permission = Result.flatMap(window, (open) =>
    ContactWindow.permit(open, DateTime.toEpochMillis(now), override),
  )
  // The planned moment went by while nobody worked, or something changed since: look for another.
  if (Result.isFailure(permission))
    return yield* settleWith(FollowUpPlan.replanTask(plan, task.id, ground, now))

  const check = FollowUpPlan.checkAt(plan, task, channel, ground, now)
  const allowed = { permission: permission.success, consent: consent.success.id, check }
  const decided = yield* orDie(
    FollowUpPlan.startAttempt(plan, task.id, allowed, ground.protocol.attempts, now),
  )
  yield* PlanKeeping.save(loaded, decided, claim)
  const started = decided[0].tasks.find((t) => t.id === task.id)?.state
  if (started?._tag !== "InProgress") return nothing
  const outgoing = {
    tenant,
    id: messageId(tenant, started.attempt),
    purpose: task.purpose,
    subject: { _tag: "FollowUp", plan: plan.id, task: task.id, attempt: started.attempt.id },
    to: person,
  } as const
  const content = Sending.ofPractice(() => practice.compose(task, person, discharge))
  yield* Sending.store(outgoing, channel, now)
  const send: Next = { _tag: "Send", message: { ...outgoing, content }, send: started.attempt }
  return send
})

/**
 * Records what a channel said of a try: right after sending, or later by a receipt. A rejection closes the try at once.
 * A try that is no longer under way is left as it is.
 */
export const recordDelivery = Effect.fn("Outreach.recordDelivery")(function* (
  tenant: TenantId,
  planId: PlanId,
  taskId: TaskId,
  attemptId: AttemptId,
  delivery: Delivery,
) {
  yield* PlanKeeping.decide(tenant, planId, ({ ground, plan }, now) => {
    if (delivery._tag === "Deferred")
      return FollowUpPlan.postponeAttempt(plan, taskId, attemptId, delivery, ground, now)
    const recorded = FollowUpPlan.recordDelivery(plan, taskId, attemptId, delivery)
    if (Result.isFailure(recorded) || delivery._tag !== "Rejected") return recorded
    return Result.map(
      FollowUpPlan.recordDisposition(recorded.success[0], taskId, attemptId, "rejected", ground, now),
      ([next, events]): FollowUpPlan.Decided => [next, [...recorded.success[1], ...events]],
    )
  }).pipe(Effect.catchTag("NotFound", () => Effect.void))
})

/**
 * Records what a receipt says of a message. One of a message that nobody sent, or of another address than the message
 * went to, changes nothing, and neither does one that tells no more than is known. What a receipt calls deferred is
 * rejected: it may be told again when the message is on its way once more. Answers whether it counted.
 */
export const recordReceipt = Effect.fn("Outreach.recordReceipt")(function* ({
  address,
  delivery: told,
  message,
  tenant,
}: Receipt) {
  const found = yield* (yield* MessageLog).find(tenant, message)
  if (Option.isNone(found)) return false
  const { address: sentTo, channel, subject } = found.value
  if (sentTo !== ContactablePerson.addressOf(channel, address)) return false
  const delivery: Delivery = told._tag === "Deferred" ? { _tag: "Rejected", code: told.code } : told
  yield* Subject.match(subject, {
    FollowUp: ({ attempt, plan, task }) => recordDelivery(tenant, plan, task, attempt, delivery),
    Notice: ({ notice, ticket }) => Tickets.recordDelivery(tenant, ticket, notice, delivery),
    // A confirmation is sent once, whatever becomes of it.
    Reply: () => Effect.void,
    Survey: ({ invitation, number }) => Surveys.recordDelivery(tenant, invitation, number, delivery),
    Care: ({ message, number }) => Care.recordDelivery(tenant, message, number, delivery),
  })
  return true
})

/** Records every receipt that a channel gives, for as long as it gives any. */
export const recordReceipts = (channel: MessageChannel) =>
  Stream.runForEach(channel.receipts, (receipt) =>
    Effect.flatMap(recordReceipt(receipt), (counted) =>
      counted ? Effect.void : Effect.logWarning("a receipt fits no message"),
    ),
  )

/**
 * Records what became of a try: what the nurse heard on the phone, that a message was answered. Where the patient has died
 * or is in hospital again, the patient's other plans are called off with this one, and nobody is asked about their visits.
 *
 * Fails with `NotFound` where the try isn't under way (any more).
 */
export const recordDisposition = Effect.fn("Outreach.recordDisposition")(function* (
  tenant: TenantId,
  planId: PlanId,
  taskId: TaskId,
  attemptId: AttemptId,
  disposition: Disposition,
) {
  const [plan] = yield* PatientAbsence.decide(tenant, planId, disposition, ({ ground, plan }, now) =>
    FollowUpPlan.recordDisposition(plan, taskId, attemptId, disposition, ground, now),
  )
  return plan
})

/**
 * Records the answers to a form of the hospital's practice while a contact is under way; see `FollowUpPlan.recordOutcome`.
 * Answers with what happened: a red flag is among it as `RedFlagRaised`, and its urgent task is on the agenda by then.
 *
 * Fails with `NotPractised` where the hospital doesn't ask this version of the form.
 */
export const recordOutcome = Effect.fn("Outreach.recordOutcome")(function* (
  tenant: TenantId,
  planId: PlanId,
  taskId: TaskId,
  { id, version }: Version,
  answers: Answers,
) {
  const [, events] = yield* PlanKeeping.decide(tenant, planId, ({ ground, plan, practice }, now) =>
    Result.flatMap(
      Result.fromNullishOr(
        practice.forms?.find((form) => form.id === id && form.version === version),
        () => new FollowUpPlan.NotPractised({ what: "form", id: `${id} ${version}` }),
      ),
      (form) => FollowUpPlan.recordOutcome(plan, taskId, form, answers, ground, now),
    ),
  )
  return events
})

/**
 * Closes a try because the person asked to be contacted later, and promises the moment; see `FollowUpPlan.promise`.
 */
export const promise = Effect.fn("Outreach.promise")(function* (
  tenant: TenantId,
  planId: PlanId,
  taskId: TaskId,
  attemptId: AttemptId,
  promised: FollowUpPlan.Promised,
) {
  const [plan] = yield* PlanKeeping.decide(tenant, planId, ({ ground, plan }, now) =>
    FollowUpPlan.promise(plan, taskId, attemptId, promised, ground, now),
  )
  return plan
})
