/**
 * Finding the next moment for a task: which channel's turn it is, and when its window lets the contact be made.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Hours from "../calendar/Hours.ts"
import * as TimeZone from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { ContactAttempt, Disposition } from "../contact/ContactAttempt.ts"
import type { ContactablePerson } from "../contact/ContactablePerson.ts"
import type { ContactPolicy } from "../contact/ContactPolicy.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import type { Contact } from "../contact/FrequencyCap.ts"
import { RuleId } from "../foundation/Rule.ts"
import type { Channel, Purpose } from "../foundation/Word.ts"
import type { AttemptPolicy } from "./AttemptPolicy.ts"
import type { FollowUpTask, TaskState } from "./FollowUpTask.ts"

/** What placing rests on, for one addressee. */
export interface Ground {
  readonly person: ContactablePerson
  readonly policy: ContactPolicy
  readonly calendar: WorkCalendar
  readonly attempts: AttemptPolicy
}

/** Channels over which a task has been tried without hope of a further try. */
const closedFor: ReadonlySet<Disposition> = new Set(["wrongNumber", "rejected", "deliveryUnknown"])

/** Channels on which a person speaks to a person. */
const human: ReadonlySet<Channel> = new Set(["phone", "faceToFace"])

/**
 * The channels still to be tried, the next one first.
 *
 * A wrong number closes every channel that leads to it: somebody else answers there.
 * After a message of unknown delivery only channels on which a person speaks are left: a machine would risk a second
 * copy.
 */
export const channelsLeft = (
  channels: ReadonlyArray<Channel>,
  attempts: ReadonlyArray<ContactAttempt>,
  policy: AttemptPolicy,
): ReadonlyArray<Channel> => {
  const unknown = attempts.some((attempt) => attempt.disposition === "deliveryUnknown")
  const wrongNumber = attempts.some(
    (attempt) => attempt.disposition === "wrongNumber" && byNumber.has(attempt.channel),
  )
  return channels.filter((channel) => {
    const tries = attempts.filter((attempt) => attempt.channel === channel)
    const closed = tries.some(
      (attempt) => attempt.disposition !== undefined && closedFor.has(attempt.disposition),
    )
    return (
      tries.length < policy.perChannel &&
      !closed &&
      (!unknown || human.has(channel)) &&
      !(wrongNumber && byNumber.has(channel))
    )
  })
}

/** No channel is left that reaches the person. */
export const noChannelLeft = RuleId.make("channel.none")

/** Channels that lead to the person's telephone number. */
export const byNumber: ReadonlySet<Channel> = new Set(["phone", "sms"])

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

const hourMillis = 3_600_000

/** Parts of the day that tries are spread over. */
const dayParts = [
  ["00:00", "12:00"],
  ["12:00", "18:00"],
  ["18:00", "24:00"],
] as const

const spacing = (
  last: ContactAttempt,
  ground: Ground,
): { readonly gap: ContactWindow.NamedRule; readonly dayPart: ContactWindow.NamedRule } => {
  const at = DateTime.toEpochMillis(last.startedAt)
  const { source } = ground.attempts
  const time = TimeZone.timeAt(ground.person.profile.zone, at)
  const [from, to] = dayParts.find(([, end]) => time < end) ?? dayParts[2]
  const gap = { from: at, until: at + Math.max(ground.attempts.gapHours * hourMillis, 1) }
  return {
    gap: {
      id: RuleId.make("attempt.gap"),
      openIn: Hours.complement(Hours.instants([gap])),
      source,
    },
    dayPart: { id: RuleId.make("attempt.dayPart"), openIn: Hours.complement(Hours.daily(from, to)), source },
  }
}

/** Windows of one addressee, made once per channel and purpose as long as no rule of the moment comes in. */
export type WindowOf = (
  channel: Channel,
  purpose: Purpose,
  contacts: ReadonlyArray<Contact>,
  further: ReadonlyArray<ContactWindow.NamedRule>,
) => Result.Result<ContactWindow.ContactWindow, ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow>

/** Windows for a ground, those without rules of the moment kept. */
export const windows = (ground: Ground): WindowOf => {
  const kept = new Map<string, ReturnType<WindowOf>>()
  return (channel, purpose, contacts, further) => {
    const make = () =>
      ContactWindow.make({ ...ground, profile: ground.person.profile, channel, purpose, contacts, further })
    const { caps } = ground.policy
    const capped = caps.some((cap) => cap.channels.includes(channel) && cap.purposes.includes(purpose))
    if (further.length > 0 || (capped && contacts.length > 0)) return make()
    const key = `${channel} ${purpose}`
    const known = kept.get(key) ?? make()
    kept.set(key, known)
    return known
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
 * A further try keeps the policy's distance from the last one and, where that can be had, takes another part of the day.
 * Where no channel has a moment, the answer is `AwaitingCalendar` if one may turn up, else `Unplaced`.
 */
export const next = (
  task: Pick<FollowUpTask, "purpose" | "attempts">,
  channels: ReadonlyArray<Channel>,
  span: ContactWindow.Span,
  ground: Ground,
  windowOf: WindowOf,
  contacts: ReadonlyArray<Contact>,
): Placed => {
  const last = task.attempts[task.attempts.length - 1]
  const spaced = last === undefined ? undefined : spacing(last, ground)
  const wishes = spaced === undefined ? [[]] : [[spaced.gap, spaced.dayPart], [spaced.gap]]
  const required = wishes[wishes.length - 1]
  const closing = new Set<RuleId>()
  let awaiting: Placed | undefined
  for (const channel of channels)
    for (const further of wishes) {
      const placed = Result.flatMap(windowOf(channel, task.purpose, contacts, further), (window) =>
        ContactWindow.place(window, span),
      )
      if (Result.isSuccess(placed)) {
        const { at, ...moment } = placed.success
        return { _tag: "Planned", at: DateTime.makeUnsafe(at), channel, ...moment }
      }
      const { failure } = placed
      if (failure._tag === "AwaitingCalendar")
        awaiting ??= { _tag: "AwaitingCalendar", calendar: failure.calendar, version: failure.version }
      // Another part of the day is a wish: what closes everything closes it without that.
      else if (failure._tag !== "ChannelNotUsed" && further === required)
        for (const rule of failure.rules) closing.add(rule)
    }
  return awaiting ?? { _tag: "Unplaced", rules: [...closing] }
}
