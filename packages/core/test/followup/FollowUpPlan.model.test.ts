import {
  type AttemptPolicy,
  type ContactAttempt,
  type ContactablePerson,
  ContactWindow,
  Discharge,
  FollowUpPlan,
  type FollowUpTask,
  Id,
  Personalisation,
  RiskTier,
  Rule,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"
import { anyGround } from "./support/grounds.ts"

// A task's life as a nurse would keep it on a card: where it stands, what was tried, which ways are closed. The card
// knows nothing of hours; where the plan may go two ways, it looks which one was taken and whether that was allowed.

type Task = FollowUpTask.FollowUpTask
type Channel = Task["channels"][number]
type Try = {
  readonly channel: Channel
  readonly by: string
  readonly came: ContactAttempt.Disposition | "calledOff" | "open"
}

/** Somebody who may be addressed, and by what. */
interface Turn {
  readonly person: string
  readonly channels: ReadonlyArray<Channel>
}

interface Card {
  due: number
  latest: number
  /** The task that it waits for, whether only for a finding of it. */
  after?: { readonly id: string; readonly finding: boolean }
  at: "waiting" | "trying" | "ended"
  end?: string
  tries: ReadonlyArray<Try>
  /** Everybody who may be addressed, one after another, and whose turn it is. */
  readonly turns: readonly [Turn, ...ReadonlyArray<Turn>]
  turn: number
  closed: ReadonlyArray<FollowUpTask.ClosedChannel>
  /** Whose numbers were mended after it had ended. */
  mended?: ReadonlySet<string>
}

interface Model {
  now: number
  readonly cards: Map<string, Card>
}

interface Real {
  readonly ground: FollowUpPlan.Ground
  plan: FollowUpPlan.FollowUpPlan
}

const utc = (at: number) => DateTime.makeUnsafe(at)
const millis = DateTime.toEpochMillis
const human = (channel: Channel) => channel === "phone" || channel === "faceToFace"

const cardOf = (model: Model, id: string): Card => {
  const card = model.cards.get(id)
  if (card === undefined) throw new Error(`no card of ${id}`)
  return card
}

const turnOf = ({ turn, turns }: Card): Turn => turns[turn] ?? turns[0]

const isShut = (card: Card, channel: Channel, by: (rule: string) => boolean = () => true): boolean =>
  card.closed.some((c) => c.person === turnOf(card).person && c.channel === channel && by(c.rule))

/** Ways that may still be tried. */
const left = (
  card: Card,
  { lastResort, perChannel }: AttemptPolicy.AttemptPolicy,
): ReadonlyArray<Channel> => {
  const { channels, person } = turnOf(card)
  const tries = card.tries.filter(({ by }) => by === person)
  return channels.filter((channel) => {
    if (isShut(card, channel)) return false
    const past = tries.filter((t) => t.channel === channel)
    const most = lastResort.includes(channel) ? 1 : perChannel
    if (past.filter(({ came }) => came !== "callLater").length >= most) return false
    if (past.some(({ came }) => came === "rejected" || came === "deliveryUnknown")) return false
    return human(channel) || !tries.some(({ came }) => came === "deliveryUnknown")
  })
}

const isConsent = (rule: string) => rule.startsWith("consent.")

/** Whose turn it is first, next and last, as the policy says it. */
const turnsOf = (ground: FollowUpPlan.Ground, task: Task): Card["turns"] => {
  const { discharge, policy, protocol } = ground
  const { fallback, lastResort } = protocol.attempts
  const facts = Personalisation.factsOf(discharge, ground.risk && RiskTier.tier(ground.risk))
  const { stages } = Personalisation.apply(protocol, ground.rules, facts)
  const ways = stages.find(({ stage }) => stage.id === task.stage)?.stage.channels ?? task.channels
  const takes = (person: ContactablePerson.ContactablePerson, channel: Channel) =>
    person.profile.channels.includes(channel) &&
    (person.phone !== undefined || !byNumber(channel)) &&
    policy.channels.some((rule) => rule.channel === channel)
  const turn = (person: ContactablePerson.ContactablePerson): Turn => {
    const usable = ways.filter((channel) => takes(person, channel))
    const sooner = usable.filter((channel) => !lastResort.includes(channel))
    return { person: person.id, channels: sooner.length === 0 ? usable : sooner }
  }
  const isMinor = Discharge.ageAt(discharge, millis(discharge.dischargedAt)) < policy.adultFrom
  const others = fallback.flatMap((relation) =>
    discharge.persons.filter(
      (person) =>
        person.relation === relation && person.id !== task.addressee && !(isMinor && relation === "self"),
    ),
  )
  const [first] = discharge.persons.filter(({ id }) => id === task.addressee)
  if (first === undefined) throw new Error("nobody is addressed")
  const last = { person: first.id, channels: lastResort.filter((channel) => takes(first, channel)) }
  return [turn(first), ...[...others.map(turn), last].filter(({ channels }) => channels.length > 0)]
}

const byNumber = (channel: string) => channel === "phone" || channel === "sms"

const isLoss = ({ end }: Card) => end === "Unreachable" || end === "early" || end === "lost"

/** How a task has ended, a loss by its grade. */
const endOf = ({ end }: Extract<Task["state"], { readonly _tag: "Ended" }>): string =>
  end._tag === "LostToFollowUp" ? end.grade : end._tag

/** How a task ends whose tries came to nothing. */
const vain = (
  model: Model,
  card: Card,
  lossAfter: { readonly early: number; readonly lost: number },
): string => {
  if (card.tries.length === 0) return "Missed"
  const before = [...model.cards.values()].filter((c) => c.due < card.due).sort((a, b) => b.due - a.due)
  const reached = before.findIndex((c) => !isLoss(c))
  const inARow = 1 + (reached < 0 ? before.length : reached)
  return inARow >= lossAfter.lost ? "lost" : inARow >= lossAfter.early ? "early" : "Unreachable"
}

const find = (real: Real, id: string): Task =>
  Result.getOrThrow(FollowUpPlan.task(real.plan, Id.TaskId.make(id)))

const triesOf = ({ attempts, state }: Task): ReadonlyArray<Try> => [
  ...attempts.map(({ addressee, channel, disposition }) => ({
    channel,
    by: addressee,
    came: disposition ?? ("calledOff" as const),
  })),
  ...(state._tag === "InProgress"
    ? [{ channel: state.attempt.channel, by: state.attempt.addressee, came: "open" as const }]
    : []),
]

const statusOf = ({ state }: Task): Card["at"] =>
  state._tag === "Ended" ? "ended" : state._tag === "InProgress" ? "trying" : "waiting"

/** Takes a decision: what it says must be the fold of its events, and leave ended tasks alone. */
const take = (real: Real, [next, events]: FollowUpPlan.Decided): void => {
  expect(FollowUpPlan.replay(real.plan, events)).toEqual(next)
  real.plan.tasks.forEach((task, i) => {
    expect(next.tasks[i]?.id).toBe(task.id)
    if (task.state._tag === "Ended") expect(next.tasks[i]).toBe(task)
  })
  real.plan = next
}

/** What the cards know of numbers that don't lead to their person, and that weren't mended since. */
const wrongNumbers = (model: Model): ReadonlyArray<FollowUpTask.ClosedChannel> =>
  [...model.cards.values()].flatMap(({ at, closed, mended }) =>
    closed.filter(
      ({ person, rule }) => rule.startsWith("phone.") && !(at === "ended" && mended?.has(person)),
    ),
  )

/** Who is turned to may be turned to: nobody before is left to be tried, or the last try was in vain. */
const turn = (model: Model, real: Real, tried: string | undefined): void => {
  for (const { addressee, channels, id } of real.plan.tasks) {
    const card = cardOf(model, id)
    const now = turnOf(card)
    if (now.person === addressee && now.channels.join() === channels.join()) continue
    const next = card.turns.findIndex(
      (t, k) => k > card.turn && t.person === addressee && t.channels.join() === channels.join(),
    )
    expect({ id, next, at: card.at }).toMatchObject({ next: expect.not.closeTo(-1), at: "waiting" })
    const { attempts } = real.ground.protocol
    expect(id === tried || left(card, attempts).length === 0).toBe(true)
    expect(now.channels.every((channel) => isShut(card, channel, isConsent))).toBe(false)
    card.turn = next
    // Whatever any card knows of the next one's number is known here.
    for (const channel of channels) {
      const rule = wrongNumbers(model).findLast((c) => c.person === addressee && c.channel === channel)?.rule
      if (rule !== undefined && !isShut(card, channel))
        card.closed = [...card.closed, { person: addressee, channel, rule }]
    }
  }
}

/** The cards say what the plan says, and each planned moment is one that may be. */
const agree = (model: Model, real: Real): void => {
  const { attempts } = real.ground.protocol
  expect(Schema.is(FollowUpPlan.FollowUpPlan)(real.plan)).toBe(true)
  for (const task of real.plan.tasks) {
    const card = cardOf(model, task.id)
    const { addressee, channels, closed, id } = task
    expect({ id, addressee, channels, closed, at: statusOf(task), tries: triesOf(task) }).toEqual({
      id,
      addressee: turnOf(card).person,
      channels: turnOf(card).channels,
      ...(card.closed.length === 0 ? {} : { closed: card.closed }),
      at: card.at,
      tries: card.tries,
    })
    if (task.state._tag === "Ended") expect(endOf(task.state)).toBe(card.end)
    // A signature may go to any channel, as long as it isn't closed afterwards, and a promise beyond the tries.
    if (task.state._tag !== "Planned" || task.state.override !== undefined) continue
    if (task.state.promised !== true) expect(left(card, attempts)).toContain(task.state.channel)
    else expect(isShut(card, task.state.channel)).toBe(false)
    expect(millis(task.state.at)).toBeLessThan(card.latest)
  }
}

/** What waited for a task that ended is counted from there, or isn't needed. */
const followCards = (model: Model, real: Real): void => {
  for (const [id, card] of model.cards) {
    const { after } = card
    if (after === undefined || card.at === "ended" || cardOf(model, after.id).at !== "ended") continue
    delete card.after
    const { span, state } = find(real, id)
    if (after.finding) end(card, "Cancelled")
    // Counted from then on, its window may be past already.
    else if (state._tag === "Ended") end(card, "Missed")
    else if (span !== undefined) [card.due, card.latest] = [millis(span.due), millis(span.latest)]
    followCards(model, real)
  }
}

const end = (card: Card, how: string): void => {
  card.at = "ended"
  card.end = how
}

/** After a look for the next moment: it waits on, or has come to nothing. */
const follow = (model: Model, real: Real, id: string): void => {
  const { attempts } = real.ground.protocol
  const card = cardOf(model, id)
  if (card.at === "trying") card.at = "waiting"
  turn(model, real, id)
  const { state } = find(real, id)
  const isPast = card.latest <= model.now
  if (state._tag === "Ended") {
    end(card, vain(model, card, attempts.lossAfter))
    return
  }
  // Past latest only what somebody signed for is waited for.
  expect(isPast && !(state._tag === "Planned" && state.override !== undefined)).toBe(false)
  card.at = "waiting"
  if (left(card, attempts).length === 0) expect(state).toMatchObject({ _tag: "Unplaced" })
}

type Command = fc.Command<Model, Real>

const command = (name: string, run: (model: Model, real: Real) => void): Command => ({
  check: () => true,
  run: (model, real) => {
    run(model, real)
    turn(model, real, undefined)
    agree(model, real)
  },
  toString: () => name,
})

/** The n-th task, mostly one of those that stand so. */
const pick = (real: Real, n: number, at?: Task["state"]["_tag"]): Task => {
  const meant = n % 5 === 4 ? [] : real.plan.tasks.filter(({ state }) => state._tag === at)
  const tasks = meant.length === 0 ? real.plan.tasks : meant
  const found = tasks[n % tasks.length]
  if (found === undefined) throw new Error("a plan without tasks")
  return found
}

const nurse = Id.StaffId.make("nurse-1")
const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const

const wait = (hours: number) =>
  command(`wait ${hours} h`, (model) => {
    model.now += hours * hour
  })

/** As the agenda does: go to the task's planned moment. */
const until = (n: number) =>
  command(`until ${n} is due`, (model, real) => {
    const { state } = pick(real, n, "Planned")
    if (state._tag === "Planned") model.now = Math.max(model.now, millis(state.at))
  })

const start = (n: number) =>
  command(`start ${n}`, (model, real) => {
    const { id, state } = pick(real, n, "Planned")
    const card = cardOf(model, id)
    const started = FollowUpPlan.startAttempt(
      real.plan,
      id,
      allowed,
      real.ground.protocol.attempts,
      utc(model.now),
    )
    expect(Result.isSuccess(started)).toBe(state._tag === "Planned")
    if (Result.isFailure(started) || state._tag !== "Planned") return
    expect(card.at).toBe("waiting")
    take(real, started.success)
    card.at = "trying"
    card.tries = [...card.tries, { channel: state.channel, by: turnOf(card).person, came: "open" }]
  })

const answer = (n: number, came: ContactAttempt.Disposition) =>
  command(`${n} ${came}`, (model, real) => {
    const { id, state } = pick(real, n, "InProgress")
    const card = cardOf(model, id)
    const attempt = state._tag === "InProgress" ? state.attempt.id : Id.AttemptId.make(`${id}/1`)
    const heard = FollowUpPlan.recordDisposition(real.plan, id, attempt, came, real.ground, utc(model.now))
    expect(Result.isSuccess(heard)).toBe(card.at === "trying")
    if (Result.isFailure(heard)) return
    take(real, heard.success)
    card.tries = card.tries.map((t) => (t.came === "open" ? { ...t, came } : t))
    if (came === "completed") end(card, "Completed")
    else if (came === "declined") end(card, "Declined")
    else if (came === "deceased" || came === "readmitted") cancelCards(model, () => true)
    else {
      const tried = state._tag === "InProgress" ? state.attempt.channel : "phone"
      const led = (channel: Channel) => (byNumber(tried) ? byNumber(channel) : channel === tried)
      const { person } = turnOf(card)
      if (came === "languageBarrier") shut(card, human, "language.barrier")
      if (came === "wrongNumber") shut(card, led, "phone.wrongNumber")
      if (came === "outOfService") shut(card, led, "phone.outOfService")
      const others =
        came === "wrongNumber" || came === "outOfService"
          ? [...model.cards].filter(
              ([other, its]) =>
                other !== id &&
                its.at !== "ended" &&
                turnOf(its).person === person &&
                shut(its, led, `phone.${came}`) &&
                its.at === "waiting",
            )
          : []
      const before = new Map(others.map(([other, its]) => [other, its.turn]))
      follow(model, real, id)
      const { attempts } = real.ground.protocol
      // No other task that addresses the person leads there: each goes another way, or is left to somebody.
      for (const [other, its] of others)
        if (find(real, other).state._tag === "AwaitingStage") expect(its.after).toBeDefined()
        else if (its.turn !== before.get(other) || left(its, attempts).length > 0) follow(model, real, other)
        else expect(find(real, other).state).toMatchObject({ _tag: "Unplaced", rules: [`phone.${came}`] })
    }
  })

/** Closes what is open and meant; whether there was anything. */
const shut = (card: Card, which: (channel: Channel) => boolean, rule: string): boolean => {
  const { channels, person } = turnOf(card)
  const open = channels.filter((channel) => which(channel) && !isShut(card, channel))
  const closed = { person: Id.PersonId.make(person), rule: Rule.RuleId.make(rule) }
  card.closed = [...card.closed, ...open.map((channel) => ({ ...closed, channel }))]
  return open.length > 0
}

const cancelCards = (model: Model, which: (id: string) => boolean): void => {
  for (const [id, card] of model.cards) {
    if (card.at === "ended" || !which(id)) continue
    card.tries = card.tries.map((t) => (t.came === "open" ? { ...t, came: "calledOff" } : t))
    end(card, "Cancelled")
  }
}

const cancel = command("cancel all", (model, real) => {
  take(real, FollowUpPlan.cancel(real.plan, "readmitted", utc(model.now)))
  cancelCards(model, () => true)
})

const cancelOne = (n: number) =>
  command(`cancel ${n}`, (model, real) => {
    const { id } = pick(real, n)
    take(real, Result.getOrThrow(FollowUpPlan.cancelTask(real.plan, id, "staffDecision", utc(model.now))))
    cancelCards(model, (other) => other === id)
  })

const close = (n: number, m: number, rule: "consent.withdrawn" | "consent.none" | "channel.notConnected") =>
  command(`close ${n} ${m} ${rule}`, (model, real) => {
    const { channels, id } = pick(real, n)
    const channel = channels[m % Math.max(channels.length, 1)]
    if (channel === undefined) return
    const card = cardOf(model, id)
    const closed = FollowUpPlan.closeChannel(
      real.plan,
      id,
      channel,
      Rule.RuleId.make(rule),
      real.ground,
      utc(model.now),
    )
    take(real, Result.getOrThrow(closed))
    if (card.at === "ended" || !shut(card, (c) => c === channel, rule)) return
    if (card.at === "trying") return
    const usedUp = left(card, real.ground.protocol.attempts).length === 0
    if (usedUp && rule === "consent.withdrawn" && card.turn === 0) return end(card, "Cancelled")
    const before = card.turn
    turn(model, real, undefined)
    const { state } = find(real, id)
    if (card.turn === before) expect(state._tag === "Planned" && state.channel).not.toBe(channel)
    if (state._tag === "AwaitingStage") return
    if (usedUp && card.turn === before) expect(state).toEqual({ _tag: "Unplaced", rules: [rule] })
    else follow(model, real, id)
  })

/** What was closed by a consent, or by a number, and is open again for everybody who is addressed there. */
const reopen = (
  model: Model,
  real: Real,
  decided: FollowUpPlan.Decided,
  person: string,
  opens: (closed: FollowUpTask.ClosedChannel) => boolean,
): void => {
  take(real, decided)
  for (const card of model.cards.values())
    if (card.at !== "ended")
      card.closed = card.closed.filter((closed) => closed.person !== person || !opens(closed))
}

const allow = (n: number, channels: ReadonlyArray<Channel>) =>
  command(`${n} allows ${channels}`, (model, real) => {
    const { addressee: person } = pick(real, n)
    const allowance = { person, channels, purposes: ["followUp", "care"] } as const
    const given = FollowUpPlan.consentGiven(real.plan, allowance, real.ground, utc(model.now))
    reopen(model, real, given, person, ({ channel, rule }) => channels.includes(channel) && isConsent(rule))
  })

const mend = (n: number) =>
  command(`the number of ${n} is mended`, (model, real) => {
    const { addressee: person } = pick(real, n)
    const mended = FollowUpPlan.numberMended(real.plan, person, real.ground, utc(model.now))
    reopen(model, real, mended, person, ({ rule }) => rule.startsWith("phone."))
    // A task that has ended stays as it is; taken up again it begins with the number open.
    for (const card of model.cards.values())
      if (card.at === "ended") card.mended = new Set([...(card.mended ?? []), person])
  })

/** Called again when asked for: the moment stands, whatever is planned again, or is refused with one that would. */
const promise = (n: number, channel: Channel, hours: number, isSigned: boolean) =>
  command(`${n} asks for ${channel} in ${hours} h${isSigned ? ", signed" : ""}`, (model, real) => {
    const { id, state } = pick(real, n, "InProgress")
    const card = cardOf(model, id)
    const attempt = state._tag === "InProgress" ? state.attempt.id : Id.AttemptId.make(`${id}/1`)
    const at = model.now + hours * hour
    const override = {
      kind: "ownRequest",
      reason: "asked for it",
      author: nurse,
      givenAt: utc(model.now),
    } as const
    const ask = (when: number, signed: boolean) =>
      FollowUpPlan.promise(
        real.plan,
        id,
        attempt,
        { channel, at: utc(when), ...(signed ? { override } : {}) },
        real.ground,
        utc(model.now),
      )
    const promised = ask(at, isSigned)
    if (card.at !== "trying") {
      expect(Result.isFailure(promised) && promised.failure._tag).toBe("NotFound")
      return
    }
    if (Result.isFailure(promised)) {
      const { failure } = promised
      expect(["NoChannel", "EmptyWindow", "PromiseRefused"]).toContain(failure._tag)
      if (failure._tag !== "PromiseRefused") return
      expect(failure.rules.length).toBeGreaterThan(0)
      // None of the pack's rules is a law: a signature leaves them all, but not the past.
      if (isSigned) expect(at).toBeLessThanOrEqual(model.now)
      if (failure.nearest !== undefined)
        expect(Result.isSuccess(ask(millis(failure.nearest), false))).toBe(true)
      return
    }
    expect(at).toBeGreaterThan(model.now)
    take(real, promised.success)
    card.tries = card.tries.map((t) => (t.came === "open" ? { ...t, came: "callLater" } : t))
    card.at = "waiting"
    expect(find(real, id).state).toMatchObject({ _tag: "Planned", channel, at: utc(at), promised: true })
    expect(FollowUpPlan.replanTask(real.plan, id, real.ground, utc(model.now))).toEqual(
      Result.succeed([real.plan, []]),
    )
  })

const ends = [
  { _tag: "Completed" },
  { _tag: "Declined" },
  { _tag: "Unreachable" },
  { _tag: "LostToFollowUp", grade: "lost" },
  { _tag: "Cancelled", reason: "transferred" },
  { _tag: "Missed" },
] as const

const endByHand = (n: number, how: (typeof ends)[number]) =>
  command(`end ${n} as ${how._tag}`, (model, real) => {
    const { id } = pick(real, n)
    const card = cardOf(model, id)
    const signed = { author: nurse, reason: "the family came by" }
    const ended = FollowUpPlan.endTask(real.plan, id, how, signed, utc(model.now))
    const fits =
      how._tag === "Missed"
        ? card.tries.length === 0
        : card.tries.length > 0 || (how._tag !== "Unreachable" && how._tag !== "LostToFollowUp")
    if (card.at === "ended" || !fits) {
      const refused = card.at === "ended" ? "WrongState" : "EndRefused"
      expect(Result.isFailure(ended) && ended.failure._tag).toBe(refused)
      return
    }
    take(real, Result.getOrThrow(ended))
    expect(find(real, id).state).toMatchObject({ end: how, signed })
    card.tries = card.tries.map((t) => (t.came === "open" ? { ...t, came: "calledOff" } : t))
    end(card, how._tag === "LostToFollowUp" ? how.grade : how._tag)
  })

/** Taken up again: a card of its own, which begins with whom the first one began. */
const reopenTask = (n: number) =>
  command(`reopen ${n}`, (model, real) => {
    const task = pick(real, n, "Ended")
    const card = cardOf(model, task.id)
    const window = { earliest: { hours: 0 }, ideal: { hours: 0 }, due: { days: 3 }, latest: { days: 9 } }
    const signed = { author: nurse, reason: "back in town" }
    const reopened = FollowUpPlan.reopen(real.plan, task.id, window, signed, real.ground, utc(model.now))
    const isDead = real.plan.tasks.some(
      ({ state }) => state._tag === "Ended" && equal(state.end, { _tag: "Cancelled", reason: "deceased" }),
    )
    const isOpen = real.plan.tasks.some((t) => t.reopened?.from === task.id)
    if (card.at !== "ended" || card.end === "Completed" || isDead || isOpen) {
      const refused = card.at === "ended" ? "ReentryRefused" : "WrongState"
      expect(Result.isFailure(reopened) && reopened.failure._tag).toBe(refused)
      return
    }
    take(real, Result.getOrThrow(reopened))
    const added = real.plan.tasks[real.plan.tasks.length - 1] as Task
    expect(added).toMatchObject({ reopened: { from: task.id, ...signed }, attempts: [], stage: task.stage })
    const [first] = card.turns
    const isNumber = ({ person, rule }: FollowUpTask.ClosedChannel) =>
      person === first.person && rule.startsWith("phone.")
    // Whatever any card knows of a wrong number holds here, whenever it was found.
    const wrong = wrongNumbers(model)
    const named = (all: ReadonlyArray<FollowUpTask.ClosedChannel>) =>
      [...new Set(all.map(({ channel, person }) => `${person} ${channel}`))].sort()
    const others = added.closed ?? []
    expect(named(others)).toEqual(named(wrong))
    expect(named(others).length).toBe(others.length)
    const next: Card = {
      due: millis(added.span?.due ?? utc(0)),
      latest: millis(added.span?.latest ?? utc(0)),
      at: "waiting",
      tries: [],
      turns: card.turns,
      turn: 0,
      closed: others,
    }
    model.cards.set(added.id, next)
    turn(model, real, undefined)
    if (others.some(isNumber) && left(next, real.ground.protocol.attempts).length === 0)
      expect(added.state._tag).toBe("Unplaced")
  })

const expire = (n: number) =>
  command(`expire ${n}`, (model, real) => {
    const { id } = pick(real, n)
    const card = cardOf(model, id)
    const ends = card.at === "waiting" && card.latest <= model.now
    take(real, Result.getOrThrow(FollowUpPlan.expire(real.plan, id, real.ground, utc(model.now))))
    if (ends) end(card, vain(model, card, real.ground.protocol.attempts.lossAfter))
  })

const replan = command("replan", (model, real) => {
  const before = real.plan
  take(real, FollowUpPlan.replan(real.plan, real.ground, utc(model.now)))
  for (const { id, state } of before.tasks) {
    const card = cardOf(model, id)
    const signed = state._tag === "Planned" && state.override !== undefined && millis(state.at) > model.now
    // The plan's order is kept: what ends first counts for those that fall due after it.
    if (card.at === "waiting" && card.latest <= model.now && !signed)
      end(card, vain(model, card, real.ground.protocol.attempts.lossAfter))
  }
  followCards(model, real)
  expect(FollowUpPlan.replan(real.plan, real.ground, utc(model.now))).toEqual([real.plan, []])
})

const followOn = command("follow on", (model, real) => {
  take(real, FollowUpPlan.follow(real.plan, real.ground, utc(model.now)))
  followCards(model, real)
  expect(FollowUpPlan.follow(real.plan, real.ground, utc(model.now))).toEqual([real.plan, []])
})

const sign = (n: number, channel: "phone" | "sms", hours: number) =>
  command(`sign ${n} for ${channel} in ${hours} h`, (model, real) => {
    const task = pick(real, n)
    const card = cardOf(model, task.id)
    const override = {
      kind: "clinicalUrgency",
      reason: "a nurse asked for it",
      author: Id.StaffId.make("nurse-1"),
      givenAt: utc(model.now),
    } as const
    const at = model.now + hours * hour
    const signed = FollowUpPlan.placeByOverride(
      real.plan,
      task.id,
      { channel, at: utc(at), override },
      real.ground,
    )
    // Of the pack's rules none is law, so a signature leaves them all; but it makes no hours where there are none.
    if (Result.isFailure(signed)) {
      const mayBe = card.at === "waiting" && card.after === undefined
      expect(mayBe ? ["EmptyWindow", "NoChannel"] : ["WrongState"]).toContain(signed.failure._tag)
      return
    }
    expect(card.at).toBe("waiting")
    expect(isShut(card, channel)).toBe(false)
    take(real, signed.success)
    const { state } = find(real, task.id)
    expect(state).toMatchObject({ _tag: "Planned", channel, at: utc(at), override })
    const window = Result.getOrThrow(FollowUpPlan.windowFor(real.plan, task, channel, real.ground))
    expect(Result.isSuccess(ContactWindow.permit(window, at, override))).toBe(true)
  })

const n = fc.nat(5)
const dispositions = [
  "noAnswer",
  "noAnswer",
  "noAnswer",
  "busy",
  "completed",
  "declined",
  "wrongNumber",
  "rejected",
  "deliveryUnknown",
  "answeredByOther",
  "callLater",
  "languageBarrier",
  "outOfService",
  "deceased",
  "readmitted",
] as const

const commands = fc.commands(
  [
    fc.constantFrom(0, 1, 5, 24, 24 * 6, 24 * 40).map(wait),
    n.map(until),
    n.map(until),
    n.map(start),
    n.map(start),
    fc.tuple(n, fc.constantFrom(...dispositions)).map(([of, came]) => answer(of, came)),
    fc.tuple(n, fc.constantFrom(...dispositions)).map(([of, came]) => answer(of, came)),
    fc
      .tuple(
        n,
        fc.nat(2),
        fc.constantFrom(
          "consent.withdrawn" as const,
          "consent.none" as const,
          "channel.notConnected" as const,
        ),
      )
      .map(([of, m, rule]) => close(of, m, rule)),
    fc
      .tuple(
        n,
        fc.constantFrom<ReadonlyArray<Channel>>(["phone"], ["sms", "wechat"], ["phone", "sms", "app"]),
      )
      .map(([of, channels]) => allow(of, channels)),
    n.map(mend),
    fc
      .tuple(
        n,
        fc.constantFrom<Channel>("phone", "phone", "sms", "wechat"),
        fc.oneof(fc.integer({ min: -1, max: 48 }), fc.constantFrom(24 * 7, 24 * 60)),
        fc.boolean(),
      )
      .map(([of, channel, hours, isSigned]) => promise(of, channel, hours, isSigned)),
    fc.tuple(n, fc.constantFrom(...ends)).map(([of, how]) => endByHand(of, how)),
    n.map(reopenTask),
    n.map(start),
    fc.tuple(n, fc.constant("noAnswer" as const)).map(([of, came]) => answer(of, came)),
    n.map(until),
    n.map(start),
    fc.tuple(n, fc.constant("noAnswer" as const)).map(([of, came]) => answer(of, came)),
    n.map(expire),
    fc.constant(replan),
    fc.constant(followOn),
    fc
      .tuple(n, fc.constantFrom("phone" as const, "sms" as const), fc.constantFrom(0, 3, 12, 24 * 30))
      .map(([of, channel, hours]) => sign(of, channel, hours)),
    n.map(cancelOne),
    fc.constant(cancel),
  ],
  { maxCommands: 60, size: "max" },
)

test("whatever is done to a plan, each task stands where a card kept by hand says", patience, () => {
  fc.assert(
    fc.property(anyGround(), commands, (ground, todo) => {
      const at = ground.discharge.dischargedAt
      const made = FollowUpPlan.make(ground, at)
      if (Result.isFailure(made) || made.success[0].tasks.length === 0) return
      const [plan] = made.success
      const cards = plan.tasks.map((task): [string, Card] => {
        const { id, span, state } = task
        return [
          id,
          {
            due: span === undefined ? Number.POSITIVE_INFINITY : millis(span.due),
            latest: span === undefined ? Number.POSITIVE_INFINITY : millis(span.latest),
            at: state._tag === "Ended" ? "ended" : "waiting",
            ...(state._tag === "Ended" ? { end: state.end._tag } : {}),
            ...(state._tag === "AwaitingStage"
              ? { after: { id: `${plan.id}/${state.stage}`, finding: state.finding !== undefined } }
              : {}),
            tries: [],
            turns: turnsOf(ground, task),
            turn: 0,
            closed: [],
          },
        ]
      })
      const setup = () => ({
        model: { now: millis(at), cards: new Map(cards.map(([id, card]) => [id, { ...card }])) },
        real: { ground, plan },
      })
      fc.modelRun(setup, todo)
    }),
    runs(120),
  )
})
