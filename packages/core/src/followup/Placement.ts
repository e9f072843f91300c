/**
 * Finding the next moment for a task: which channel's turn it is, and when its window lets the contact be made.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactAttempt, Disposition } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import { type Contact, closedByLimit } from "../contact/FrequencyCap.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel, Purpose } from "../foundation/Word.ts"
import type { AttemptPolicy } from "./AttemptPolicy.ts"
import { type FollowUpTask, openChannels, type TaskState } from "./FollowUpTask.ts"

/** What placing rests on, for one addressee. */
export interface Ground {
  readonly person: ContactablePerson
  readonly policy: ContactPolicy
  readonly calendar: WorkCalendar
  readonly attempts: AttemptPolicy
}

/** Channels over which a task has been tried without hope of a further try. */
const closedFor: ReadonlySet<Disposition> = new Set(["rejected", "deliveryUnknown"])

/** Tries that are no try in vain: the person answered, and is called when they asked for it. */
const uncounted: ReadonlySet<Disposition> = new Set(["callLater"])

/** Channels on which a person speaks to a person. */
export const human: ReadonlySet<Channel> = new Set(["phone", "faceToFace"])

/**
 * The open channels to the addressee that are still to be tried, the next one first.
 *
 * After a message of unknown delivery only channels on which a person speaks are left: a machine would risk a second
 * copy. Tries with somebody else don't count.
 */
export const channelsLeft = (
  task: FollowUpTask,
  { attempts: { lastResort, perChannel }, person, policy }: Ground,
): ReadonlyArray<Channel> => {
  const attempts = task.attempts.filter(({ addressee }) => addressee === person.id)
  const came = (tries: ReadonlyArray<ContactAttempt>, dispositions: ReadonlySet<Disposition>) =>
    tries.filter(({ disposition }) => disposition !== undefined && dispositions.has(disposition)).length
  const isUnknown = attempts.some(({ disposition }) => disposition === "deliveryUnknown")
  return usableChannels(openChannels(task), { person, policy }).filter((channel) => {
    const tries = attempts.filter((attempt) => attempt.channel === channel)
    return (
      tries.length - came(tries, uncounted) < (lastResort.includes(channel) ? 1 : perChannel) &&
      came(tries, closedFor) === 0 &&
      (!isUnknown || human.has(channel))
    )
  })
}

/** No channel is left that reaches the person. */
export const noChannelLeft = RuleId.make("channel.none")

/** Channels that lead to the person's telephone number. */
const byNumber: ReadonlySet<Channel> = new Set(["phone", "sms"])

/** The channels that lead to where this one leads: whoever answers there answers on all of them. */
export const leadingWith = (channel: Channel): ReadonlySet<Channel> =>
  byNumber.has(channel) ? byNumber : new Set([channel])

/** The channels that the addressee takes and can be reached by, and that the policy uses; in the order given. */
export const usableChannels = (
  channels: ReadonlyArray<Channel>,
  { person, policy }: Pick<Ground, "person" | "policy">,
): ReadonlyArray<Channel> =>
  channels.filter(
    (channel) =>
      person.profile.channels.includes(channel) &&
      (person.phone !== undefined || !byNumber.has(channel)) &&
      policy.channels.some((rule) => rule.channel === channel),
  )

/** What the spacing of tries closes beside those made, the rules that hold first; wishes in their order. */
const spacing = (attempts: ReadonlyArray<ContactAttempt>, { attempts: policy, person }: Ground) => {
  const times = attempts
    .filter(({ addressee }) => addressee === person.id)
    .map(({ startedAt }) => DateTime.toEpochMillis(startedAt))
  const rules = (wish: boolean) =>
    policy.spacing
      .filter((spacing) => spacing.wish === wish)
      .flatMap(({ beside, id, limit }) => {
        const counted = beside === "lastTry" ? times.slice(-1) : times
        return ContactWindow.closing(id, closedByLimit(limit, counted, person.profile.zone), policy.source)
      })
  return { holding: rules(false), wished: rules(true) }
}

/** Windows of one addressee: the contacts made or planned, and rules of the moment, bind the beginning alone. */
export type WindowOf = (
  channel: Channel,
  purpose: Purpose,
  contacts: ReadonlyArray<Contact>,
  further: ReadonlyArray<ContactWindow.NamedRule>,
) => Result.Result<ContactWindow.ContactWindow, ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow>

/** Windows for a ground, each made once per channel and purpose. */
export const windows = (ground: Ground): WindowOf => {
  const kept = new Map<string, ReturnType<WindowOf>>()
  return (channel, purpose, contacts, further) => {
    const parts = { ...ground, profile: ground.person.profile, channel, purpose }
    const key = `${channel} ${purpose}`
    const known = kept.get(key) ?? ContactWindow.make(parts)
    kept.set(key, known)
    return Result.map(known, (window) =>
      ContactWindow.beginningWithin(window, [...ContactWindow.capRules(parts, contacts), ...further]),
    )
  }
}

/** The part of a span that is still ahead; undefined where nothing is. */
export const ahead = (span: ContactWindow.Span, now: number): ContactWindow.Span | undefined => {
  if (now >= span.latest) return undefined
  const from = (bound: number) => Math.max(bound, now)
  return { earliest: from(span.earliest), ideal: from(span.ideal), due: from(span.due), latest: span.latest }
}

/** Where a task stands once its next contact has been looked for. */
export type Placed = Extract<TaskState, { readonly _tag: "Planned" | "AwaitingCalendar" | "Unplaced" }>

/**
 * The next contact of a task that isn't before `now`, on the first channel that has a moment.
 *
 * **Details**
 *
 * A further try keeps the policy's spacing. Its wishes are kept where they can be had without the contact being overdue.
 * A channel that
 * couldn't send isn't asked again sooner than it said. Where no channel has a moment, the answer is `AwaitingCalendar` if one may turn up, else `Unplaced`.
 */
export const next = (
  task: Pick<FollowUpTask, "purpose" | "attempts" | "held">,
  channels: ReadonlyArray<Channel>,
  span: ContactWindow.Span,
  ground: Ground,
  windowOf: WindowOf,
  contacts: ReadonlyArray<Contact>,
): Placed => {
  const { holding, wished } = spacing(task.attempts, ground)
  const closing = new Set<RuleId>()
  let awaiting: Placed | undefined
  for (const channel of channels) {
    const held = task.held?.find((one) => one.channel === channel)
    const within = held === undefined ? span : ahead(span, DateTime.toEpochMillis(held.until))
    if (within === undefined) {
      if (held !== undefined) closing.add(held.code)
      continue
    }
    let planned: Placed | undefined
    for (let wishes = wished.length; wishes >= 0; wishes--) {
      const further = [...holding, ...wished.slice(0, wishes)]
      const placed = Result.flatMap(windowOf(channel, task.purpose, contacts, further), (window) =>
        ContactWindow.place(window, within),
      )
      if (Result.isSuccess(placed)) {
        const { at, ...moment } = placed.success
        const found = { _tag: "Planned", at: DateTime.makeUnsafe(at), channel, ...moment } as const
        if (moment.band !== "overdue") return found
        planned ??= found
        continue
      }
      const { failure } = placed
      if (failure._tag === "AwaitingCalendar")
        awaiting ??= { _tag: "AwaitingCalendar", calendar: failure.calendar, version: failure.version }
      // What closes everything closes it without the wishes.
      else if (failure._tag !== "ChannelNotUsed" && wishes === 0)
        for (const rule of failure.rules) closing.add(rule)
    }
    if (planned !== undefined) return planned
  }
  return awaiting ?? { _tag: "Unplaced", rules: [...closing] }
}
