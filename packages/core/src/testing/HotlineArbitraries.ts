/**
 * fast-check generators of calls to the hotline: acts, whole lives of calls, and what is asked of its agents.
 *
 * **Details**
 *
 * Everything they make decodes. A life is made by recording acts one after the other as the library does: some drawn
 * blindly, most of which are refused, some that fit where the call stands, so that lives come to their ends and beyond.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import {
  CallbackId,
  CallId,
  DepartmentId,
  EventId,
  FeedbackId,
  MenuId,
  PatientId,
  QueueId,
  StaffId,
  TicketId,
} from "../foundation/Id.ts"
import { PhoneNumber } from "../foundation/PhoneNumber.ts"
import { RuleId } from "../foundation/Rule.ts"
import type * as Callback from "../hotline/Callback.ts"
import type { CallLoad } from "../hotline/CallLoad.ts"
import * as CallRecord from "../hotline/CallRecord.ts"
import * as ServiceLevel from "../hotline/ServiceLevel.ts"
import type { Goal } from "../hotline/Staffing.ts"
import type * as VoiceMenu from "../hotline/VoiceMenu.ts"
import * as CalendarArbitraries from "./CalendarArbitraries.ts"
import * as FollowUpArbitraries from "./FollowUpArbitraries.ts"

const { id, text } = FollowUpArbitraries

/** The queues of the calls that are generated. */
export const queues: ReadonlyArray<QueueId> = ["appointments", "nurses", "desk"].map((id) => QueueId.make(id))

const queue = (): fc.Arbitrary<QueueId> => fc.constantFrom(...queues)
const agent = () => fc.constantFrom("agent-1", "agent-2", "agent-3").map((id) => StaffId.make(id))
const number = () => fc.constantFrom("+8613800138000", "+861062345678").map((text) => PhoneNumber.make(text))

const wished = CalendarArbitraries.instant({ min: "2026-01-01", max: "2026-12-31" }).map((at) =>
  DateTime.makeUnsafe(at),
)

const link = (): fc.Arbitrary<CallRecord.Link> =>
  fc.oneof(
    fc.constantFrom("p-1", "p-2").map((id) => ({ _tag: "Patient" as const, patient: PatientId.make(id) })),
    fc.constant({ _tag: "Feedback" as const, feedback: FeedbackId.make("f-1") }),
    fc.constant({ _tag: "Ticket" as const, ticket: TicketId.make("t-1") }),
  )

/** When callbacks of generated calls move. What follows one another there is `CallbackLife`'s to say. */
const movedAt = DateTime.makeUnsafe("2026-12-31T08:00:00Z")

const callbackEvent = (): fc.Arbitrary<Callback.CallbackEvent> => {
  const stamp = { id: id().map((name) => EventId.make(name)), at: fc.constant(movedAt) }
  const later = (hours: number) => fc.constant(DateTime.add(movedAt, { hours }))
  const unplaced = fc.record({
    _tag: fc.constant("Unplaced" as const),
    rules: fc.constant([RuleId.make("callback.hours")]),
  })
  const asked = fc.record({
    id: id().map((name) => CallbackId.make(`${name}/callback`)),
    call: id().map((name) => CallId.make(name)),
    number: number(),
    askedAt: fc.constant(movedAt),
    queue: queue(),
    waitingSince: fc.constant(movedAt),
    policy: fc.record({ id: text(), version: text() }),
    notBefore: fc.constant(movedAt),
    dueAt: later(1),
    latest: later(5),
  })
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ _tag: fc.constant("Asked" as const), ...stamp, asked, state: unplaced }),
    },
    fc.record({ _tag: fc.constant("Placed" as const), ...stamp, state: unplaced }),
    fc.record({
      _tag: fc.constant("Ended" as const),
      ...stamp,
      end: fc.constantFrom({ _tag: "Withdrawn" as const }, { _tag: "Missed" as const }),
    }),
  )
}

type Tag = CallRecord.CallAct["_tag"]
type ActOf<T extends Tag> = Extract<CallRecord.CallAct, { readonly _tag: T }>

/** One act of each kind. */
const actOfEach = (): fc.Arbitrary<{ readonly [T in Tag]: ActOf<T> }> => {
  const of = <T extends Tag>(
    tag: T,
    fields: {
      readonly [K in Exclude<keyof ActOf<T>, "_tag">]-?: fc.Arbitrary<Exclude<ActOf<T>[K], undefined>>
    },
    optional: ReadonlyArray<string> = [],
  ): fc.Arbitrary<ActOf<T>> => {
    const requiredKeys = ["_tag", ...Object.keys(fields).filter((key) => !optional.includes(key))]
    const model = { _tag: fc.constant(tag), ...fields }
    return fc.record(model, { requiredKeys } as never) as never
  }
  return fc.record({
    Chose: of("Chose", {
      menu: fc.constantFrom("main", "wards").map((id) => MenuId.make(id)),
      key: fc.constantFrom("0", "1", "9", "*", "#"),
    }),
    Queued: of("Queued", { queue: queue() }),
    Answered: of("Answered", { agent: agent() }),
    Held: of("Held", {}),
    Resumed: of("Resumed", {}),
    Transferred: of("Transferred", {
      to: fc.oneof(
        queue().map((queue) => ({ _tag: "Queue" as const, queue })),
        agent().map((agent) => ({ _tag: "Agent" as const, agent })),
      ),
    }),
    Abandoned: of("Abandoned", {}),
    VoicemailLeft: of("VoicemailLeft", { recording: text() }, ["recording"]),
    CallbackAsked: of("CallbackAsked", { number: number(), wishedAt: wished }, ["number", "wishedAt"]),
    TurnedAway: of("TurnedAway", { reason: fc.constantFrom("outOfHours", "full", "fault") }),
    PassedOn: of("PassedOn", {
      department: fc.constantFrom("surgery", "pharmacy").map((id) => DepartmentId.make(id)),
    }),
    HungUp: of("HungUp", { by: fc.constantFrom("caller", "agent", "line") }),
    WrappedUp: of("WrappedUp", { agent: agent() }),
    Noted: of("Noted", { by: agent(), text: fc.oneof(text(), fc.constant("")) }),
    Linked: of("Linked", { link: link(), by: agent() }, ["by"]),
    Unlinked: of("Unlinked", { link: link(), by: agent() }, ["by"]),
    CallbackMoved: of("CallbackMoved", { event: callbackEvent() }),
  })
}

const tags = Object.keys(CallRecord.CallAct.cases) as ReadonlyArray<Tag>

/** Any act, most of which don't fit a given call. */
export const act = (): fc.Arbitrary<CallRecord.CallAct> =>
  fc.tuple(fc.constantFrom(...tags), actOfEach()).map(([tag, all]) => all[tag])

/** What may well happen next; a call that waits is answered more often than not. */
const next: { readonly [S in CallRecord.CallState["_tag"]]: ReadonlyArray<Tag> } = {
  InMenu: [
    "Chose",
    "Queued",
    "Queued",
    "Queued",
    "Abandoned",
    "TurnedAway",
    "VoicemailLeft",
    "CallbackAsked",
  ],
  Waiting: [
    ...Array.from({ length: 6 }, () => "Answered" as const),
    "Queued",
    "Queued",
    "Abandoned",
    "Abandoned",
    "VoicemailLeft",
    "CallbackAsked",
    "TurnedAway",
  ],
  Talking: ["Held", "Held", "Transferred", "Transferred", "HungUp", "PassedOn", "Noted", "Linked"],
  OnHold: ["Resumed", "Resumed", "Transferred", "HungUp"],
  Over: ["WrappedUp", "WrappedUp", "Noted", "Linked", "Unlinked", "CallbackMoved", "CallbackMoved"],
}

/** A call's life: what happened, what was refused. */
export interface CallLife {
  /** The call after each event; the first after its arrival. */
  readonly steps: ReadonlyArray<{
    readonly event: CallRecord.CallEvent
    readonly call: CallRecord.CallRecord
  }>
  readonly refused: ReadonlyArray<{
    readonly act: CallRecord.CallAct
    readonly refusal: CallRecord.CallRefused
  }>
}

/** The call at the end of a life. */
export const ended = ({ steps }: CallLife): CallRecord.CallRecord =>
  (steps.at(-1) as CallLife["steps"][number]).call

/** Lives of calls, most of them over in the end; `id` is the call's, the arrival lies in the range. */
export const callLife = (
  options: { readonly id?: CallId } & CalendarArbitraries.DateRange = {},
): fc.Arbitrary<CallLife> => {
  const { id = CallId.make("call-1"), ...range } = options
  const tried = fc.record({
    all: actOfEach(),
    /** Absent where what fits is done. */
    blind: fc.option(fc.constantFrom(...tags), { nil: undefined, freq: 3 }),
    which: fc.nat(100),
    afterMillis: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(0, 1, 999, 5000, 15_000, 20_000) },
      { weight: 20, arbitrary: fc.nat(600_000) },
      { weight: 3, arbitrary: fc.integer({ min: -60_000, max: -1 }) },
      { weight: 1, arbitrary: fc.nat(2 * CallRecord.longest) },
    ),
  })
  return fc
    .record({
      at: CalendarArbitraries.instant({ min: "2026-01-01", max: "2026-12-31", ...range }),
      caller: fc.option(number(), { nil: undefined }),
      tries: fc.array(tried, { maxLength: 24, size: "max" }),
    })
    .map(({ at, caller, tries }) => {
      const stamp = (n: number, millis: number) => ({
        id: EventId.make(`${id}/e-${n}`),
        at: DateTime.makeUnsafe(millis),
      })
      const [arrived, events] = CallRecord.arrive(
        { call: id, ...(caller === undefined ? {} : { caller }) },
        stamp(0, at),
      )
      const steps = events.map((event) => ({ event, call: arrived }))
      const refused: Array<CallLife["refused"][number]> = []
      let [call, now] = [arrived, at]
      for (const [i, { afterMillis, all, blind, which }] of tries.entries()) {
        const fitting = next[call.state._tag]
        const act = all[blind ?? (fitting[which % fitting.length] as Tag)]
        const found = CallRecord.record(call, act, stamp(i + 1, now + afterMillis))
        if (Result.isFailure(found)) {
          refused.push({ act, refusal: found.failure })
          continue
        }
        now = Math.max(now, now + afterMillis)
        call = found.success[0]
        steps.push(...found.success[1].map((event) => ({ event, call })))
      }
      return { steps, refused }
    })
}

const menuIds = ["main", "wards", "visits", "night"].map((id) => MenuId.make(id))
const said = { zh: "您好", en: "Good day" }

/** Where a key of a generated menu leads: often to a menu, now and then to one that isn't there. */
const destination = (): fc.Arbitrary<VoiceMenu.Destination> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...menuIds).map((menu) => ({ _tag: "Menu" as const, menu })) },
    queue().map((queue) => ({ _tag: "Queue" as const, queue })),
    agent().map((agent) => ({ _tag: "Person" as const, agent })),
    fc.constant({ _tag: "Callback" as const }),
    fc.constant({ _tag: "Message" as const, says: said }),
    fc.constantFrom(...menuIds).map((next) => ({ _tag: "Message" as const, says: said, next })),
  )

/** Voice menus of up to four menus that lead to each other anyhow: most of them have something wrong with them. */
export const voiceMenu = (): fc.Arbitrary<VoiceMenu.VoiceMenu> => {
  const unchosen = fc.record({
    says: fc.constant(said),
    again: fc.integer({ min: 0, max: 2 }),
    to: destination(),
  })
  const option = fc.record({
    key: fc.constantFrom("0", "1", "2", "9", "*"),
    title: fc.constant(said),
    to: destination(),
  })
  const menu = fc.record(
    {
      id: fc.constantFrom(...menuIds),
      says: fc.constant(said),
      options: fc.array(option, { maxLength: 4 }),
      silence: unchosen,
      wrongKey: unchosen,
    },
    { requiredKeys: ["id", "says", "options"] },
  )
  return fc.record({
    id: text(),
    version: text(),
    first: fc.constantFrom(...menuIds.slice(0, 2)),
    menus: fc.array(menu, { maxLength: 5 }),
    source: fc.constant({ title: "A hospital's own", status: "hospitalPolicy", verified: "own" } as const),
  })
}

/** The load of a half hour, of calls up to so many: often few and whole, else as a mean is. */
export const callLoad = ({ mostCalls = 600 } = {}): fc.Arbitrary<CallLoad> =>
  fc.record({
    calls: fc.oneof(fc.nat(Math.min(mostCalls, 40)), fc.double({ min: 0, max: mostCalls, noNaN: true })),
    periodMillis: fc.constant(1_800_000),
    handlingMillis: fc.integer({ min: 30_000, max: 600_000 }),
  })

/** Goals for a hotline's agents, of any parts or none, for callers who stay and callers who give up. */
export const staffingGoal = (): fc.Arbitrary<Goal> =>
  fc.record(
    {
      patience: fc.oneof(
        fc.constant({ _tag: "Endless" } as const),
        fc.integer({ min: 20_000, max: 900_000 }).map((millis) => ({ _tag: "Mean", millis }) as const),
      ),
      answered: fc.record({
        share: fc.double({ min: 0, max: 0.99, noNaN: true }),
        withinMillis: fc.integer({ min: 0, max: 120_000 }),
        variant: fc.constantFrom(...ServiceLevel.Variant.literals),
      }),
      greatestOccupancy: fc.oneof(fc.constant(0.85), fc.double({ min: 0.3, max: 1, noNaN: true })),
      greatestMeanWaitMillis: fc.integer({ min: 500, max: 120_000 }),
      greatestAbandonment: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      shrinkage: fc.constantFrom(0, 0.3, 0.35),
    },
    { requiredKeys: ["patience", "shrinkage"] },
  )
