import {
  type ContactAttempt,
  ContactWindow,
  FollowUpPlan,
  type FollowUpTask,
  Id,
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
type Try = { readonly channel: Channel; readonly came: ContactAttempt.Disposition | "calledOff" | "open" }

interface Card {
  due: number
  latest: number
  /** The task that it waits for, whether only for a finding of it. */
  after?: { readonly id: string; readonly finding: boolean }
  at: "waiting" | "trying" | "ended"
  end?: string
  tries: ReadonlyArray<Try>
  channels: ReadonlyArray<Channel>
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

/** Ways that may still be tried. */
const left = ({ channels, tries }: Card, perChannel: number): ReadonlyArray<Channel> =>
  channels.filter((channel) => {
    const past = tries.filter((t) => t.channel === channel)
    if (past.length >= perChannel) return false
    const isWrong = tries.some((t) => t.came === "wrongNumber" && byNumber(t.channel))
    if (isWrong && byNumber(channel)) return false
    if (past.some(({ came }) => came === "wrongNumber" || came === "rejected" || came === "deliveryUnknown"))
      return false
    return human(channel) || !tries.some(({ came }) => came === "deliveryUnknown")
  })

const byNumber = (channel: string) => channel === "phone" || channel === "sms"

/** How a task ends whose tries came to nothing. */
const vain = (model: Model, card: Card, lostAfter: number): string => {
  if (card.tries.length === 0) return "Missed"
  const before = [...model.cards.values()].filter((c) => c.due < card.due).sort((a, b) => b.due - a.due)
  const reached = before.findIndex((c) => c.end !== "Unreachable" && c.end !== "LostToFollowUp")
  const inARow = 1 + (reached < 0 ? before.length : reached)
  return inARow >= lostAfter ? "LostToFollowUp" : "Unreachable"
}

const find = (real: Real, id: string): Task =>
  Result.getOrThrow(FollowUpPlan.task(real.plan, Id.TaskId.make(id)))

const triesOf = ({ attempts, state }: Task): ReadonlyArray<Try> => [
  ...attempts.map(({ channel, disposition }) => ({ channel, came: disposition ?? ("calledOff" as const) })),
  ...(state._tag === "InProgress" ? [{ channel: state.attempt.channel, came: "open" as const }] : []),
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

/** The cards say what the plan says, and each planned moment is one that may be. */
const agree = (model: Model, real: Real): void => {
  const { perChannel } = real.ground.protocol.attempts
  expect(Schema.is(FollowUpPlan.FollowUpPlan)(real.plan)).toBe(true)
  for (const task of real.plan.tasks) {
    const card = cardOf(model, task.id)
    expect({ id: task.id, at: statusOf(task), tries: triesOf(task), channels: task.channels }).toEqual({
      id: task.id,
      at: card.at,
      tries: card.tries,
      channels: card.channels,
    })
    if (task.state._tag === "Ended") expect(task.state.end._tag).toBe(card.end)
    // A signature may go to any channel, as long as it isn't closed afterwards.
    if (task.state._tag !== "Planned" || task.state.override !== undefined) continue
    expect(left(card, perChannel)).toContain(task.state.channel)
    expect(millis(task.state.at)).toBeLessThan(card.latest)
  }
}

/** What waited for a task that ended is counted from there, or isn't needed. */
const followCards = (model: Model, real: Real): void => {
  for (const [id, card] of model.cards) {
    const { after } = card
    if (after === undefined || card.at === "ended" || cardOf(model, after.id).at !== "ended") continue
    delete card.after
    const { span } = find(real, id)
    if (after.finding) end(card, "Cancelled")
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
  const { state } = find(real, id)
  const isPast = card.latest <= model.now
  const ways = left(card, attempts.perChannel)
  if (state._tag === "Ended") {
    end(card, vain(model, card, attempts.lostAfter))
    return
  }
  // Past latest only what somebody signed for is waited for.
  expect(isPast && !(state._tag === "Planned" && state.override !== undefined)).toBe(false)
  card.at = "waiting"
  if (ways.length === 0) expect(state).toMatchObject({ _tag: "Unplaced" })
}

type Command = fc.Command<Model, Real>

const command = (name: string, run: (model: Model, real: Real) => void): Command => ({
  check: () => true,
  run: (model, real) => {
    run(model, real)
    agree(model, real)
  },
  toString: () => name,
})

const pick = (real: Real, n: number): Task => {
  const { tasks } = real.plan
  const found = tasks[n % tasks.length]
  if (found === undefined) throw new Error("a plan without tasks")
  return found
}

const allowed = { permission: { _tag: "Within" }, consent: Id.ConsentId.make("consent-1") } as const

const wait = (hours: number) =>
  command(`wait ${hours} h`, (model) => {
    model.now += hours * hour
  })

/** As the agenda does: go to the task's planned moment. */
const until = (n: number) =>
  command(`until ${n} is due`, (model, real) => {
    const { state } = pick(real, n)
    if (state._tag === "Planned") model.now = Math.max(model.now, millis(state.at))
  })

const start = (n: number) =>
  command(`start ${n}`, (model, real) => {
    const { id, state } = pick(real, n)
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
    card.tries = [...card.tries, { channel: state.channel, came: "open" }]
  })

const answer = (n: number, came: ContactAttempt.Disposition) =>
  command(`${n} ${came}`, (model, real) => {
    const { id, state } = pick(real, n)
    const card = cardOf(model, id)
    const attempt = state._tag === "InProgress" ? state.attempt.id : Id.AttemptId.make(`${id}/1`)
    const heard = FollowUpPlan.recordDisposition(real.plan, id, attempt, came, real.ground, utc(model.now))
    expect(Result.isSuccess(heard)).toBe(card.at === "trying")
    if (Result.isFailure(heard)) return
    take(real, heard.success)
    card.tries = card.tries.map((t) => (t.came === "open" ? { ...t, came } : t))
    if (came === "completed") end(card, "Completed")
    else if (came === "declined") end(card, "Declined")
    else if (came === "deceased") cancelCards(model, () => true)
    else {
      follow(model, real, id)
      const tried = state._tag === "InProgress" ? state.attempt.channel : undefined
      if (came === "wrongNumber" && tried !== undefined && byNumber(tried)) closeNumber(model, real, id)
    }
  })

/** Somebody else answers at the number: no other task leads to it any more. */
const closeNumber = (model: Model, real: Real, id: string): void => {
  for (const [other, card] of model.cards) {
    if (other === id || card.at === "ended" || !card.channels.some(byNumber)) continue
    card.channels = card.channels.filter((channel) => !byNumber(channel))
    if (card.at === "trying") continue
    if (left(card, real.ground.protocol.attempts.perChannel).length > 0) follow(model, real, other)
    else expect(find(real, other).state).toMatchObject({ _tag: "Unplaced", rules: ["phone.wrongNumber"] })
  }
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

const close = (n: number, m: number, rule: "consent.withdrawn" | "channel.notConnected") =>
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
    if (card.at === "ended") return
    card.channels = card.channels.filter((c) => c !== channel)
    const { state } = find(real, id)
    expect(state._tag === "Planned" && state.channel).not.toBe(channel)
    if (card.at === "trying") return
    const ways = left(card, real.ground.protocol.attempts.perChannel)
    if (ways.length > 0) follow(model, real, id)
    else if (rule === "consent.withdrawn") end(card, "Cancelled")
    else expect(find(real, id).state).toEqual({ _tag: "Unplaced", rules: [rule] })
  })

const expire = (n: number) =>
  command(`expire ${n}`, (model, real) => {
    const { id } = pick(real, n)
    const card = cardOf(model, id)
    const ends = card.at === "waiting" && card.latest <= model.now
    take(real, Result.getOrThrow(FollowUpPlan.expire(real.plan, id, real.ground, utc(model.now))))
    if (ends) end(card, vain(model, card, real.ground.protocol.attempts.lostAfter))
  })

const replan = command("replan", (model, real) => {
  const before = real.plan
  take(real, FollowUpPlan.replan(real.plan, real.ground, utc(model.now)))
  for (const { id, state } of before.tasks) {
    const card = cardOf(model, id)
    const signed = state._tag === "Planned" && state.override !== undefined && millis(state.at) > model.now
    // The plan's order is kept: what ends first counts for those that fall due after it.
    if (card.at === "waiting" && card.latest <= model.now && !signed)
      end(card, vain(model, card, real.ground.protocol.attempts.lostAfter))
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
      expect(signed.failure._tag).toBe(card.at === "waiting" ? "EmptyWindow" : "WrongState")
      return
    }
    expect(card.at).toBe("waiting")
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
  "deceased",
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
      .tuple(n, fc.nat(2), fc.constantFrom("consent.withdrawn" as const, "channel.notConnected" as const))
      .map(([of, m, rule]) => close(of, m, rule)),
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
      const cards = plan.tasks.map(({ channels, id, span, state }): [string, Card] => [
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
          channels,
        },
      ])
      const setup = () => ({
        model: { now: millis(at), cards: new Map(cards.map(([id, card]) => [id, { ...card }])) },
        real: { ground, plan },
      })
      fc.modelRun(setup, todo)
    }),
    runs(120),
  )
})
