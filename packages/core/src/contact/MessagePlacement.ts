/** Finding the moment of a message: by which of several channels, and when its window lets it go out. */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { RuleId } from "../foundation/Rule.ts"
import { Channel } from "../foundation/Word.ts"
import type { ContactablePerson } from "./ContactablePerson.ts"
import type { ContactPolicy } from "./ContactPolicy.ts"
import * as ContactWindow from "./ContactWindow.ts"

/** Channels that lead to the person's telephone number. */
export const byNumber: ReadonlySet<Channel> = new Set(["phone", "sms"])

/** A channel that may no longer be used, and why. */
export const ClosedChannel = Schema.Struct({ channel: Channel, rule: RuleId })
export interface ClosedChannel extends Schema.Schema.Type<typeof ClosedChannel> {}

/** Those of the channels that the policy uses, the person takes and that lead somewhere; in their order. */
export const usableChannels = (
  channels: ReadonlyArray<Channel>,
  person: ContactablePerson,
  policy: ContactPolicy,
): ReadonlyArray<Channel> =>
  channels.filter(
    (channel) =>
      person.profile.channels.includes(channel) &&
      (person.phone !== undefined || !byNumber.has(channel)) &&
      policy.channels.some((rule) => rule.channel === channel),
  )

/** The channels that are still open, in order. */
export const openChannels = ({
  channels,
  closed,
}: {
  readonly channels: ReadonlyArray<Channel>
  readonly closed: ReadonlyArray<ClosedChannel>
}): ReadonlyArray<Channel> => channels.filter((channel) => !closed.some((one) => one.channel === channel))

/** What is looked for: the moment, or what keeps it from being found. */
export type Placed =
  | {
      readonly _tag: "Planned"
      readonly channel: Channel
      readonly at: DateTime.Utc
      readonly basis: ContactWindow.Basis
    }
  | { readonly _tag: "AwaitingCalendar"; readonly calendar: string; readonly version: string }
  | { readonly _tag: "Unplaced"; readonly rules: ReadonlyArray<RuleId> }

/** The moment of a message in the span, by the first of these channels that has one. */
export const placed = (
  channels: ReadonlyArray<Channel>,
  windowOn: (
    channel: Channel,
  ) => Result.Result<ContactWindow.ContactWindow, ContactWindow.ChannelNotUsed | ContactWindow.EmptyWindow>,
  span: ContactWindow.Span,
): Placed => {
  const closing = new Set<RuleId>()
  let awaiting: Placed | undefined
  for (const channel of channels) {
    const found = Result.flatMap(windowOn(channel), (window) => ContactWindow.place(window, span))
    if (Result.isSuccess(found)) {
      const { at, basis } = found.success
      return { _tag: "Planned", channel, at: DateTime.makeUnsafe(at), basis }
    }
    const { failure } = found
    if (failure._tag === "AwaitingCalendar")
      awaiting ??= { _tag: "AwaitingCalendar", calendar: failure.calendar, version: failure.version }
    else if (failure._tag !== "ChannelNotUsed") for (const rule of failure.rules) closing.add(rule)
  }
  return awaiting ?? { _tag: "Unplaced", rules: [...closing] }
}

/** The part of a span that is still ahead. */
export const ahead = (span: ContactWindow.Span, now: number): ContactWindow.Span => {
  const from = (bound: number) => Math.max(bound, now)
  return {
    earliest: from(span.earliest),
    ideal: from(span.ideal),
    due: from(span.due),
    latest: from(span.latest),
  }
}
