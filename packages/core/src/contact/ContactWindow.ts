/**
 * When a contact is welcome: a conjunction of named rules, each a set of hours with its source.
 *
 * **Details**
 *
 * `choose` finds the moment at the speed of arithmetic, `explain` says on the same arguments why it is that one. Both
 * place the whole of a contact: no call at 11:59 that talks through noon. Only surely open moments are taken.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Hours from "../calendar/Hours.ts"
import { intervals } from "../calendar/OpenSet.ts"
import { horizon, type TimeZone } from "../calendar/TimeZone.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { Interval } from "../foundation/Interval.ts"
import { RuleId, type Source } from "../foundation/Rule.ts"
import { Version } from "../foundation/Version.ts"
import { Channel, type Purpose } from "../foundation/Word.ts"
import type { ContactPolicy, Disturbance } from "./ContactPolicy.ts"
import { type ContactProfile, workHours } from "./ContactProfile.ts"
import { type Contact, closedBy } from "./FrequencyCap.ts"
import { bands, firstFit, lastFit, ranks, type Span, search } from "./MomentSearch.ts"
import * as Override from "./Override.ts"

/** A rule by name: contacts only within these hours. */
export interface NamedRule {
  readonly id: RuleId
  readonly openIn: Hours.Hours
  readonly source: Source
  /** What must lie in the hours: the whole of a contact, or only its beginning, as where contacts are counted. */
  readonly binds?: "beginning"
}

/** The versions of policy and calendar that a moment rests on. */
export const Basis = Schema.Struct({ policy: Version, calendar: Version })
export interface Basis extends Schema.Schema.Type<typeof Basis> {}

/** A window for one person, channel and purpose, with the versions it rests on. */
export interface ContactWindow {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly zone: TimeZone
  readonly durationMillis: number
  /** How late a contact may begin and still fit. Only placing leaves this room; a contact may be made without it. */
  readonly latenessMillis: number
  readonly rules: ReadonlyArray<NamedRule>
  /** The moments that every rule leaves open which binds the whole of a contact. */
  readonly open: Hours.CompiledHours
  /** The moments at which the other rules let a contact begin; undefined where there are none. */
  readonly beginnings: Hours.CompiledHours | undefined
  /** Those of them that the person prefers; undefined where there is no wish. */
  readonly preferred: Hours.CompiledHours | undefined
  readonly basis: Basis
  readonly calendar: WorkCalendar
}

/** The policy has no rule for the channel: it isn't used. */
export class ChannelNotUsed extends Schema.TaggedError<ChannelNotUsed>("@aftercare/core/ChannelNotUsed")(
  "ChannelNotUsed",
  { channel: Channel, policy: Schema.String },
) {
  override get message() {
    return `policy ${this.policy} doesn't use the channel ${this.channel}`
  }
}

/** The rules together leave no moment open, on any day up to `searchedTo`: as far as time zones are known. */
export class EmptyWindow extends Schema.TaggedError<EmptyWindow>("@aftercare/core/EmptyWindow")(
  "EmptyWindow",
  {
    channel: Channel,
    rules: Schema.Array(RuleId),
    searchedTo: Schema.DateTimeUtc,
  },
) {
  override get message() {
    return `the rules ${this.rules.join(", ")} leave no moment for ${this.channel} on any day up to ${DateTime.formatIso(this.searchedTo)}`
  }
}

/**
 * No moment of the span is open: every one up to `searchedTo` is refused by at least one of these rules. A span that runs
 * past what is known of time zones is searched so far, and `zone.horizon` is among the rules. An empty span has none.
 */
export class NoMoment extends Schema.TaggedError<NoMoment>("@aftercare/core/NoMoment")("NoMoment", {
  channel: Channel,
  rules: Schema.Array(RuleId),
  searchedTo: Schema.DateTimeUtc,
}) {
  override get message() {
    const closed = this.rules.length === 0 ? "the span is empty" : `closed by ${this.rules.join(", ")}`
    return `no moment for ${this.channel} within the span up to ${DateTime.formatIso(this.searchedTo)}: ${closed}`
  }
}

/** Whether a moment can be found depends on dates that the calendar doesn't cover yet. */
export class AwaitingCalendar extends Schema.TaggedError<AwaitingCalendar>(
  "@aftercare/core/AwaitingCalendar",
)("AwaitingCalendar", { channel: Channel, calendar: Schema.String, version: Schema.String }) {
  override get message() {
    return `calendar ${this.calendar} version ${this.version} doesn't reach far enough to place ${this.channel}`
  }
}

/** The moment lies outside the window, and no override lets it leave all of these rules. */
export class OutsideWindow extends Schema.TaggedError<OutsideWindow>("@aftercare/core/OutsideWindow")(
  "OutsideWindow",
  {
    channel: Channel,
    at: Schema.DateTimeUtc,
    rules: Schema.Array(RuleId),
  },
) {
  override get message() {
    return `${this.channel} at ${DateTime.formatIso(this.at)} is closed by ${this.rules.join(", ")}`
  }
}

/** No rule's doing: before 1970 and from 2060 on no zone's offset is known, so nothing is open and no override helps. */
const beyondHorizon = RuleId.make("zone.horizon")

const disturbanceRule: Record<Disturbance, RuleId> = {
  noonRest: RuleId.make("rest.noon"),
  nightRest: RuleId.make("rest.night"),
  work: RuleId.make("work.hours"),
  doNotDisturb: RuleId.make("doNotDisturb.dates"),
}

const wholeDay = [Hours.TimeSpan.make("00:00-24:00")]

const disturbedHours = (profile: ContactProfile, disturbance: Disturbance): Hours.Hours => {
  switch (disturbance) {
    case "noonRest":
      return { _tag: "Daily", spans: profile.rest.noon }
    case "nightRest":
      return { _tag: "Daily", spans: profile.rest.night }
    case "work":
      return workHours(profile)
    case "doNotDisturb":
      return {
        _tag: "OnDates",
        dates: Object.fromEntries(profile.doNotDisturbOn.map((date) => [date, wholeDay])),
      }
  }
}

/** What a window is made from. */
export interface Parts {
  readonly profile: ContactProfile
  readonly policy: ContactPolicy
  readonly channel: Channel
  readonly purpose: Purpose
  /** The calendar of the place where the person lives. */
  readonly calendar: WorkCalendar
  /** Contacts made or planned beside this one, for the policy's caps. */
  readonly contacts?: ReadonlyArray<Contact>
  /** Rules of the moment, such as the distance from the last attempt. */
  readonly further?: ReadonlyArray<NamedRule>
}

/** The rules that bind a contact, by name. */
export const rulesFor = (parts: Parts): Result.Result<ReadonlyArray<NamedRule>, ChannelNotUsed> => {
  const { channel, policy, profile, purpose } = parts
  const rule = policy.channels.find((r) => r.channel === channel)
  if (rule === undefined) return Result.fail(new ChannelNotUsed({ channel, policy: policy.id }))
  const applies = (r: {
    readonly channels: ReadonlyArray<Channel>
    readonly purposes: ReadonlyArray<Purpose>
  }) => r.channels.includes(channel) && r.purposes.includes(purpose)
  return Result.succeed([
    ...rule.avoids.map((disturbance) => ({
      id: disturbanceRule[disturbance],
      openIn: Hours.complement(disturbedHours(profile, disturbance)),
      source: policy.disturbances[disturbance],
    })),
    ...policy.hours.filter(applies),
    ...capRules(parts, parts.contacts ?? []),
    ...(parts.further ?? []),
  ])
}

/** The policy's caps as far as contacts made or planned close anything. They bind the beginning of a contact. */
export const capRules = (
  { channel, policy, profile, purpose }: Pick<Parts, "channel" | "policy" | "profile" | "purpose">,
  contacts: ReadonlyArray<Contact>,
): ReadonlyArray<NamedRule> =>
  policy.caps
    .filter((cap) => cap.channels.includes(channel) && cap.purposes.includes(purpose))
    .flatMap((cap) => closing(cap.id, closedBy(cap, contacts, profile.zone), cap.source))

/** The rule that no contact begins in these intervals; none where there are none. */
export const closing = (
  id: RuleId,
  closed: ReadonlyArray<Interval>,
  source: Source,
): ReadonlyArray<NamedRule> =>
  closed.length === 0
    ? []
    : [{ id, openIn: Hours.complement(Hours.instants(closed)), source, binds: "beginning" }]

/**
 * The window of one person for one channel and purpose.
 *
 * Fails with `ChannelNotUsed` where the policy has no rule for the channel, and with `EmptyWindow` where the rules
 * leave nothing open.
 */
export const make = (parts: Parts): Result.Result<ContactWindow, ChannelNotUsed | EmptyWindow> => {
  const { calendar, channel, policy, profile, purpose } = parts
  const rules = rulesFor(parts)
  if (Result.isFailure(rules)) return Result.fail(rules.failure)
  const whole = rules.success.filter((rule) => rule.binds === undefined)
  const open = Hours.intersection(...whole.map((rule) => rule.openIn))
  const compiled = Hours.compile(open, profile.zone, calendar)
  if (compiled.possible.next(horizon.from) === Number.POSITIVE_INFINITY)
    return Result.fail(
      new EmptyWindow({
        channel,
        rules: whole.map((rule) => rule.id),
        searchedTo: DateTime.makeUnsafe(horizon.until),
      }),
    )
  const window: ContactWindow = {
    channel,
    purpose,
    zone: profile.zone,
    durationMillis: (policy.channels.find((r) => r.channel === channel)?.minutes ?? 0) * 60_000,
    latenessMillis: policy.latenessMinutes * 60_000,
    rules: whole,
    open: compiled,
    beginnings: undefined,
    preferred:
      profile.preferred.length === 0
        ? undefined
        : Hours.compile(
            Hours.intersection(open, { _tag: "Daily", spans: profile.preferred }),
            profile.zone,
            calendar,
          ),
    basis: {
      policy: { id: policy.id, version: policy.version },
      calendar: { id: calendar.id, version: calendar.version },
    },
    calendar,
  }
  const others = rules.success.filter((rule) => rule.binds === "beginning")
  return Result.succeed(beginningWithin(window, others))
}

/** The window with further rules that bind the beginning of a contact, such as caps. Quick: the rest isn't made again. */
export const beginningWithin = (window: ContactWindow, further: ReadonlyArray<NamedRule>): ContactWindow => {
  if (further.length === 0) return window
  const rules = [...window.rules, ...further]
  const bind = rules.filter((rule) => rule.binds === "beginning").map((rule) => rule.openIn)
  const beginnings = Hours.compile(Hours.intersection(...bind), window.zone, window.calendar)
  return { ...window, rules, beginnings }
}

export { bands, type Span }

/** The span as typed instants. */
export const toInstants = (span: Span) => ({
  earliest: DateTime.makeUnsafe(span.earliest),
  ideal: DateTime.makeUnsafe(span.ideal),
  due: DateTime.makeUnsafe(span.due),
  latest: DateTime.makeUnsafe(span.latest),
})

/** Which part of the span a moment lies in. */
export const Band = Schema.Literals(bands)
export type Band = typeof Band.Type

/** The part of a span that an instant lies in; what is past `latest` is overdue as well. */
export const bandAt = ({ due, ideal }: Span, at: number): Band =>
  at < ideal ? "early" : at < due ? "ideal" : "overdue"

/** The chosen beginning of a contact. */
export interface Moment {
  readonly at: number
  readonly band: Band
  /** Whether it lies in the person's preferred time. */
  readonly preferred: boolean
  readonly basis: Basis
}

/** How long the hours must stay open for a contact to be placed: its own length, and room to begin late. */
export const roomOf = ({ durationMillis, latenessMillis }: ContactWindow): number =>
  durationMillis + latenessMillis

/**
 * The moment for a contact, or undefined where none is surely open.
 *
 * **Details**
 *
 * The first fitting moment in `[ideal, due)`, else the last in `[earliest, ideal)`, else the first in `[due, latest)`,
 * which is overdue. Within each part the person's preferred times come first.
 */
export const choose = (window: ContactWindow, span: Span): Moment | undefined => {
  const { due, earliest, ideal, latest } = span
  const rank = search(window, earliest, ideal, due, latest, roomOf(window), scratch, 0)
  const band = bands[rank >> 1]
  return band && { at: scratch[0] as number, band, preferred: rank % 2 === 0, basis: window.basis }
}

const scratch = new Float64Array(1)

/** Spans in columns: row by row one span. */
export interface Spans {
  readonly earliest: Float64Array
  readonly ideal: Float64Array
  readonly due: Float64Array
  readonly latest: Float64Array
}

/** Moments in columns: row by row what `choose` answers. */
export interface Moments {
  /** Epoch milliseconds; infinity where there is none. */
  readonly at: Float64Array
  /** The index of the band in `bands`; 3 where there is none. */
  readonly band: Uint8Array
  /** 1 where the moment lies in the person's preferred time, else 0. */
  readonly preferred: Uint8Array
}

/** The columns of spans aren't equally long. */
export class UnequalColumns extends Schema.TaggedError<UnequalColumns>("@aftercare/core/UnequalColumns")(
  "UnequalColumns",
  { earliest: Schema.Int, ideal: Schema.Int, due: Schema.Int, latest: Schema.Int },
) {
  override get message() {
    return `spans in columns of ${this.earliest}, ${this.ideal}, ${this.due} and ${this.latest} rows`
  }
}

/**
 * The moments for many contacts through one window: the same answers as `choose`, one row a span.
 *
 * **Details**
 *
 * For planners that handle millions. Windows whose `open`, `beginnings` and `preferred` are the same objects, as those of
 * equal profiles mostly are, give the same answers, so that spans can be gathered by them. Fails with `UnequalColumns`.
 */
export const chooseMany = (window: ContactWindow, spans: Spans): Result.Result<Moments, UnequalColumns> => {
  const { due, earliest, ideal, latest } = spans
  const rows = earliest.length
  if (ideal.length !== rows || due.length !== rows || latest.length !== rows)
    return Result.fail(
      new UnequalColumns({ earliest: rows, ideal: ideal.length, due: due.length, latest: latest.length }),
    )
  const moments = { at: new Float64Array(rows), band: new Uint8Array(rows), preferred: new Uint8Array(rows) }
  const room = roomOf(window)
  for (let row = 0; row < rows; row++) {
    const rank = search(
      window,
      earliest[row] as number,
      ideal[row] as number,
      due[row] as number,
      latest[row] as number,
      room,
      moments.at,
      row,
    )
    moments.band[row] = rank >> 1
    moments.preferred[row] = Number(rank < ranks && rank % 2 === 0)
  }
  return Result.succeed(moments)
}

/**
 * The same as `choose`, with the reason where there is no moment: `AwaitingCalendar` where one may turn up once the
 * calendar is announced, else `NoMoment` naming what closed the span.
 */
export const place = (
  window: ContactWindow,
  span: Span,
): Result.Result<Moment, NoMoment | AwaitingCalendar> => {
  const moment = choose(window, span)
  if (moment !== undefined) return Result.succeed(moment)
  const { beginnings, calendar, channel, open } = window
  const mayFit = firstFit(open.possible, beginnings?.possible, span.earliest, span.latest, roomOf(window))
  if (Number.isFinite(mayFit))
    return Result.fail(new AwaitingCalendar({ channel, calendar: calendar.id, version: calendar.version }))
  const searchedTo = instantIn(span.latest, horizon.from, horizon.until)
  return Result.fail(new NoMoment({ channel, rules: closingIn(window, span), searchedTo }))
}

/** The instant nearest to `at` that lies between the two; the earlier one of what is no number. */
const instantIn = (at: number, first: number, last: number): DateTime.Utc =>
  DateTime.makeUnsafe(at > first ? Math.min(at, last) : first)

/** The rules that refuse some beginning in the span, in the order in which they do: what `explain` lists in full. */
const closingIn = (window: ContactWindow, { earliest, latest }: Span): ReadonlyArray<RuleId> => {
  const room = roomOf(window)
  /** The first beginning that closed time from `closed` on refuses, for what is bound so long. */
  const refuses = (id: RuleId, bound: number, closed: number) => {
    const at = Math.max(closed - bound + 1, earliest)
    return at < latest ? [{ id, at }] : []
  }
  const ruled = window.rules.flatMap(({ binds, id, openIn }) => {
    const closed = Hours.compile(openIn, window.zone, window.calendar).nextClosed(
      Math.max(earliest, horizon.from),
    )
    return closed < horizon.until ? refuses(id, binds === "beginning" ? 1 : room, closed) : []
  })
  const beyond = refuses(beyondHorizon, room, earliest < horizon.from ? earliest : horizon.until)
  return [...new Set([...ruled, ...beyond].sort((a, b) => a.at - b.at).map(({ id }) => id))]
}

/**
 * The moment nearest to `at` in `[from, until)` at which a contact fits, with room to begin late; of two as near the later
 * one. Undefined where there is none.
 */
export const nearest = (window: ContactWindow, at: number, { from, until }: Interval): number | undefined => {
  const { beginnings, open } = window
  const room = roomOf(window)
  const later = firstFit(open, beginnings, Math.max(at, from), until, room)
  const earlier = lastFit(open, beginnings, from, Math.min(at, until), room)
  const found = later - at <= at - earlier ? later : earlier
  return Number.isFinite(found) ? found : undefined
}

/** The rules by which a contact that has room to begin late isn't planned for this moment; none where it fits. */
export const closedAt = (window: ContactWindow, at: number): ReadonlyArray<RuleId> =>
  refusedIn(window, at, at + 1, roomOf(window)).flatMap(({ rules }) => rules)

/** A maximal interval of beginnings that the same rules refuse. `until` is exclusive. */
export interface Refused {
  readonly from: number
  readonly until: number
  /** Rules that are closed somewhere during a contact begun here. */
  readonly rules: ReadonlyArray<RuleId>
}

/** Why the moment is the one it is. */
export interface Explanation {
  readonly outcome: Result.Result<Moment, NoMoment | AwaitingCalendar>
  readonly span: Span
  /** Everything that was looked at before the moment was taken, as far as it was refused. */
  readonly refused: ReadonlyArray<Refused>
  readonly rules: ReadonlyArray<NamedRule>
  readonly basis: Basis
}

/** The moment that `choose` takes on the same arguments, and the refused part of what was searched before it. */
export const explain = (window: ContactWindow, span: Span): Explanation => {
  const outcome = place(window, span)
  return {
    outcome,
    span,
    refused: searched(outcome, span).flatMap(([from, until]) =>
      refusedIn(window, from, until, roomOf(window)),
    ),
    rules: window.rules,
    basis: window.basis,
  }
}

const searched = (
  outcome: Explanation["outcome"],
  { due, earliest, ideal, latest }: Span,
): ReadonlyArray<readonly [from: number, until: number]> => {
  if (Result.isFailure(outcome)) return [[earliest, latest]]
  const { at, band } = outcome.success
  switch (band) {
    case "ideal":
      return [[ideal, at]]
    case "early":
      return [[at + 1, due]]
    case "overdue":
      return [[earliest, at]]
  }
}

/**
 * The beginnings in `[from, until)` that are refused because the hours don't stay open for `duration`, as maximal
 * intervals with all the rules that refuse them.
 */
export const refusedIn = (
  window: ContactWindow,
  from: number,
  until: number,
  duration: number,
): ReadonlyArray<Refused> => {
  const edges = new Map<number, Array<{ readonly rule: RuleId; readonly closes: boolean }>>()
  const edge = (at: number, rule: RuleId, closes: boolean) => {
    const there = edges.get(at) ?? []
    edges.set(at, there)
    there.push({ rule, closes })
  }
  // What begins at `at` and is bound so long meets closed time [a, b) exactly when a - bound < at < b.
  const refuse = (rule: RuleId, bound: number, a: number, b: number) => {
    const [first, end] = [Math.max(a - bound + 1, from), Math.min(b, until)]
    if (a < b && first < end) {
      edge(first, rule, true)
      edge(end, rule, false)
    }
  }
  for (const rule of window.rules) {
    const open = Hours.compile(rule.openIn, window.zone, window.calendar)
    const bound = rule.binds === "beginning" ? 1 : duration
    let closes = Math.max(from, horizon.from)
    const end = Math.min(until + bound, horizon.until)
    for (const interval of intervals(open, closes, end)) {
      refuse(rule.id, bound, closes, interval.from)
      closes = interval.until
    }
    refuse(rule.id, bound, closes, end)
  }
  refuse(beyondHorizon, duration, Number.NEGATIVE_INFINITY, horizon.from)
  refuse(beyondHorizon, duration, horizon.until, Number.POSITIVE_INFINITY)
  const ids = [...new Set([...window.rules.map((rule) => rule.id), beyondHorizon])]
  const out: Array<Refused> = []
  const depth = new Map<RuleId, number>()
  let since = from
  const closed = () => ids.filter((id) => (depth.get(id) ?? 0) > 0)
  const emit = (at: number) => {
    const rules = closed()
    const last = out[out.length - 1]
    if (rules.length > 0) {
      if (last !== undefined && last.until === since && last.rules.join() === rules.join())
        out[out.length - 1] = { ...last, until: at }
      else out.push({ from: since, until: at, rules })
    }
    since = at
  }
  for (const [at, changes] of [...edges].sort((a, b) => a[0] - b[0])) {
    emit(at)
    for (const { closes, rule } of changes) depth.set(rule, (depth.get(rule) ?? 0) + (closes ? 1 : -1))
  }
  return out
}

/** That a contact may be made at a moment: within the window, or by an override that leaves the rules named. */
export const Permission = Schema.TaggedUnion({
  Within: {},
  ByOverride: { override: Override.Override, left: Schema.Array(RuleId) },
})
export type Permission = typeof Permission.Type

/**
 * Whether a contact may begin at this moment, checked again right before it is made.
 *
 * Fails with `OutsideWindow` naming the rules that aren't open for the whole contact, unless the override may leave
 * every one of them.
 */
export const permit = (
  window: ContactWindow,
  at: number,
  override?: Override.Override,
): Result.Result<Permission, OutsideWindow> => {
  const { beginnings, channel, durationMillis: duration, open } = window
  const begins = beginnings === undefined || beginnings.isOpen(at)
  if (begins && open.isOpen(at) && open.nextClosed(at) - at >= duration)
    return Result.succeed({ _tag: "Within" })
  const refused =
    horizon.from <= at && at < horizon.until
      ? refusedIn(window, at, at + 1, duration).flatMap((r) => r.rules)
      : [beyondHorizon]
  if (override !== undefined && !refused.includes(beyondHorizon)) {
    const left = window.rules.filter((rule) => refused.includes(rule.id))
    if (left.every((rule) => Override.mayLeave(override, rule.source)))
      return Result.succeed({ _tag: "ByOverride", override, left: refused })
  }
  // What no date holds is refused at the last one that there is.
  const shown = instantIn(at, -8.64e15, 8.64e15)
  return Result.fail(new OutsideWindow({ channel, at: shown, rules: refused }))
}
