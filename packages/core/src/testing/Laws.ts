/**
 * What always holds, as values: each law has a name and a check that says what contradicts it. They know no test runner.
 *
 * **Details**
 *
 * They are meant for a user's own profiles, policies, protocols and rules as well: a hospital runs the laws of
 * personalisation on its rules before it publishes them.
 *
 * **Example** (A hospital's own rules, held to the law that a flag only ever adds)
 *
 * ```ts
 * import * as fc from "fast-check"
 * import { ChinaCalendar, GeneralProtocols } from "@aftercare/core"
 * import { FollowUpArbitraries, Laws } from "@aftercare/core/testing"
 *
 * const cases = FollowUpArbitraries.discharge({ min: "2026-01-01", max: "2026-06-30" }).map((discharge) => ({
 *   discharge,
 *   protocol: GeneralProtocols.generalDischarge,
 *   rules: GeneralProtocols.personalisation(65),
 *   calendar: ChinaCalendar.publicHolidays,
 * }))
 * fc.assert(Laws.property(Laws.flagsOnlyAdd, cases), { numRuns: 20 })
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Hours from "../calendar/Hours.ts"
import { intervals, intervalsBackward, type OpenSet, previous } from "../calendar/OpenSet.ts"
import * as PlainDate from "../calendar/PlainDate.ts"
import { horizon, type TimeZone } from "../calendar/TimeZone.ts"
import * as WorkCalendar from "../calendar/WorkCalendar.ts"
import { workHours } from "../contact/ContactProfile.ts"
import * as ContactWindow from "../contact/ContactWindow.ts"
import * as Discharge from "../followup/Discharge.ts"
import * as FollowUpFigures from "../followup/FollowUpFigures.ts"
import * as FollowUpPlan from "../followup/FollowUpPlan.ts"
import type { FollowUpProtocol } from "../followup/FollowUpProtocol.ts"
import { allAttempts, type FollowUpTask, isEnded, nextDueAt } from "../followup/FollowUpTask.ts"
import * as Personalisation from "../followup/Personalisation.ts"
import { personalised } from "../followup/PlanGround.ts"
import { contains } from "../foundation/Interval.ts"
import type { Channel } from "../foundation/Word.ts"
import * as FollowUpLife from "./FollowUpLife.ts"

/** What contradicts a law, for a person to read. */
export interface Violation {
  readonly found: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A law about cases of one kind. `check` answers with undefined where it holds. */
export interface Law<in Case> {
  readonly name: string
  readonly check: (of: Case) => Violation | undefined
}

/** The law as a fast-check property over the cases. A violation fails it, with the facts in the message. */
export const property = <Case>(law: Law<Case>, cases: fc.Arbitrary<Case>): fc.IProperty<[Case]> =>
  fc.property(cases, (of) => {
    const violation = law.check(of)
    if (violation !== undefined)
      throw new Error(`${law.name}: ${violation.found} ${fc.stringify(violation.facts)}`)
  })

const law = <Case>(name: string, check: Law<Case>["check"]): Law<Case> => ({ name, check })

const violation = (found: string, facts: Violation["facts"]): Violation => ({ found, facts })

/** The first that is violated. */
const first = <A>(
  all: Iterable<A>,
  check: (a: A, index: number) => Violation | undefined,
): Violation | undefined => {
  let index = 0
  for (const a of all) {
    const found = check(a, index++)
    if (found !== undefined) return found
  }
  return undefined
}

// Hours

/** Two sets of hours on one wall clock, and two instants. */
export interface HoursCase {
  readonly hours: Hours.Hours
  readonly other: Hours.Hours
  readonly zone: TimeZone
  readonly calendar: WorkCalendar.WorkCalendar
  readonly at: number
  readonly to: number
}

type State = ReturnType<typeof Hours.stateAt>

/** What follows for a combination from its parts; undefined where that depends on more than their states. */
const combined = (tag: "Union" | "Intersection", a: State, b: State): State | undefined => {
  const [absorbing, neutral] = tag === "Union" ? (["open", "closed"] as const) : (["closed", "open"] as const)
  if (a === absorbing || b === absorbing) return absorbing
  if (a === neutral) return b
  return b === neutral ? a : undefined
}

/** `isOpen` distributes over union, intersection and complement, what is unknown included. */
export const openDistributes: Law<HoursCase> = law(
  "an instant is open in a union, an intersection and a complement as it is in the parts",
  ({ at, calendar, hours, other, zone }) => {
    const state = (h: Hours.Hours) => Hours.stateAt(Hours.compile(h, zone, calendar), at)
    const [a, b] = [state(hours), state(other)]
    const not = { open: "closed", closed: "open", unknown: "unknown" } as const
    return first(
      [
        ["Union", state(Hours.union(hours, other)), combined("Union", a, b)],
        ["Intersection", state(Hours.intersection(hours, other)), combined("Intersection", a, b)],
        // Outside the horizon nothing is open, the complement neither.
        ["Complement", state(Hours.complement(hours)), contains(horizon, at) ? not[a] : "closed"],
      ] as const,
      ([what, found, expected]) =>
        expected === undefined || found === expected
          ? undefined
          : violation("the whole isn't what its parts make it", { what, at, parts: [a, b], found, expected }),
    )
  },
)

/** What surely holds may hold, and searches find the nearest open instant, never past one. */
export const searchesFindTheNearest: Law<HoursCase> = law(
  "next is the first open instant from here, previous the last one's end, and nothing open lies between",
  ({ at, calendar, hours, zone }) => {
    const compiled = Hours.compile(hours, zone, calendar)
    return first([compiled, compiled.possible], (set) => {
      const [next, before] = [set.next(at), previous(set, at)]
      const facts = { at, next, previous: before }
      if (compiled.isOpen(at) && !compiled.possible.isOpen(at))
        return violation("open but not possibly so", facts)
      if (next < at || (Number.isFinite(next) && !set.isOpen(next)))
        return violation("next isn't open", facts)
      if (set.between(at, Math.min(next, horizon.until)) !== 0)
        return violation("next passes open time", facts)
      if (set.isOpen(at))
        return before === at ? undefined : violation("previous leaves an open instant", facts)
      if (before > at || (Number.isFinite(before) && (set.isOpen(before) || !set.isOpen(before - 1))))
        return violation("previous isn't a closing instant", facts)
      return set.between(Math.max(before, horizon.from), at) === 0
        ? undefined
        : violation("previous passes open time", facts)
    })
  },
)

/** Intervals are sorted, disjoint, maximal, clipped, the same backward, and add up to the open time. */
export const intervalsAreMaximal: Law<HoursCase> = law(
  "the open intervals of a range are sorted, disjoint, maximal and clipped, and hold all of its open time",
  ({ at, calendar, hours, to, zone }) => {
    const set = Hours.compile(hours, zone, calendar)
    const [from, until] = [Math.min(at, to), Math.max(at, to)]
    const found = intervals(set, from, until)
    const facts = { from, until, found }
    const wrong = first(found, (interval, i) => {
      const next = found[i + 1]
      if (interval.from >= interval.until) return violation("an interval is empty", facts)
      if (interval.from < from || interval.until > until) return violation("an interval isn't clipped", facts)
      if (next !== undefined && next.from <= interval.until)
        return violation("two intervals aren't apart", facts)
      return set.between(interval.from, interval.until) === interval.until - interval.from
        ? undefined
        : violation("an interval has closed time", facts)
    })
    if (wrong !== undefined) return wrong
    const sum = found.reduce((total, i) => total + i.until - i.from, 0)
    if (sum !== set.between(from, until)) return violation("open time is left out", facts)
    return Equal.equals(intervalsBackward(set, from, until), [...found].reverse())
      ? undefined
      : violation("backward they differ", facts)
  },
)

/** Many at once are each by itself. */
export const manyAreEach: Law<HoursCase> = law(
  "isOpenMany says of each instant what stateAt says",
  ({ at, calendar, hours, to, zone }) => {
    const compiled = Hours.compile(hours, zone, calendar)
    const instants = Float64Array.of(
      at,
      to,
      (at + to) / 2,
      compiled.next(at),
      compiled.nextClosed(to),
      Number.NaN,
    )
    const found = Hours.isOpenMany(compiled, instants)
    return first(instants, (instant, i) =>
      Hours.states[found[i] as number] === Hours.stateAt(compiled, instant)
        ? undefined
        : violation("one of many differs", { instant, found: found[i] }),
    )
  },
)

/** The laws of hours. */
export const hours: ReadonlyArray<Law<HoursCase>> = [
  manyAreEach,
  openDistributes,
  searchesFindTheNearest,
  intervalsAreMaximal,
]

// Working time

/** A set of open time, an instant, and two durations of 0 ms or more. */
export interface WorkingTimeCase {
  readonly set: OpenSet
  readonly from: number
  readonly a: number
  readonly b: number
}

/** What was added lies between; backward as forward. */
export const betweenUndoesAdd: Law<WorkingTimeCase> = law(
  "between(s, add(s, d)) is d, and between turns its sign with its ends",
  ({ a, from, set }) =>
    first([a, -a], (by) => {
      const to = set.add(from, by)
      if (!Number.isFinite(to)) return undefined
      const [there, back] = [set.between(from, to), set.between(to, from)]
      return there === by && there + back === 0
        ? undefined
        : violation("another amount lies between", { from, by, to, there, back })
    }),
)

/** Two steps of one sign are one step. */
export const addIsAdditive: Law<WorkingTimeCase> = law(
  "add(add(s, a), b) is add(s, a + b), forward and backward",
  ({ a, b, from, set }) =>
    first([1, -1], (sign) => {
      const [half, whole] = [set.add(from, sign * a), set.add(from, sign * (a + b))]
      if (!Number.isFinite(half) || !Number.isFinite(whole)) return undefined
      const twice = set.add(half, sign * b)
      return twice === whole
        ? undefined
        : violation("two steps aren't one", { from, a, b, sign, half, twice, whole })
    }),
)

/** A later start or a longer duration never ends earlier. */
export const addIsMonotone: Law<WorkingTimeCase> = law(
  "add is monotone in the instant and in the duration",
  ({ a, b, from, set }) => {
    const facts = { from, a, b }
    if (set.add(from, a) > set.add(from, a + b)) return violation("a longer duration ends earlier", facts)
    return set.add(from, a) > set.add(from + b, a)
      ? violation("a later start ends earlier", facts)
      : undefined
  },
)

/** The laws of working time. */
export const workingTime: ReadonlyArray<Law<WorkingTimeCase>> = [
  betweenUndoesAdd,
  addIsAdditive,
  addIsMonotone,
]

/** A calendar, a date, and two counts of days of 0 or more. */
export interface DaysCase {
  readonly calendar: WorkCalendar.WorkCalendar
  readonly date: PlainDate.PlainDate
  readonly a: number
  readonly b: number
}

/** Days are added as numbers are, working days too where the calendar covers them. */
export const daysAreAdditive: Law<DaysCase> = law(
  "adding a days and then b is adding a + b, and monotone; working days too, where they can be counted",
  ({ a, b, calendar, date }) => {
    const plain = (from: PlainDate.PlainDate, days: number) => Result.succeed(PlainDate.addDays(from, days))
    const working = (from: PlainDate.PlainDate, days: number) =>
      WorkCalendar.addWorkingDays(calendar, from, days)
    return first([plain, working], (add) => {
      const [half, whole] = [add(date, a), add(date, a + b)]
      if (Result.isFailure(half) || Result.isFailure(whole)) return undefined
      const twice = add(half.success, b)
      const facts = { date, a, b, half: half.success, whole: whole.success }
      if (Result.isFailure(twice) || twice.success !== whole.success)
        return violation("two steps aren't one", facts)
      if (half.success < date || whole.success < half.success)
        return violation("more days end earlier", facts)
      const later = add(PlainDate.addDays(date, b), a)
      return Result.isSuccess(later) && later.success < half.success
        ? violation("a later date ends earlier", facts)
        : undefined
    })
  },
)

// Contact

/** What a window is made from, where a contact is looked for, and rules that shrink the window. */
export interface ContactCase {
  readonly parts: ContactWindow.Parts
  readonly span: ContactWindow.Span
  readonly shrinking: ReadonlyArray<ContactWindow.NamedRule>
}

type OfWindow = (window: ContactWindow.ContactWindow, of: ContactCase) => Violation | undefined

/** A refusal to make a window is an answer, not a violation. */
const contactLaw = (name: string, check: OfWindow): Law<ContactCase> =>
  law(name, (of) => {
    const window = ContactWindow.make(of.parts)
    return Result.isFailure(window) ? undefined : check(window.success, of)
  })

/** A window for what a contact needs to be placed: its own length and the room to begin late. */
const withRoom = (window: ContactWindow.ContactWindow): ContactWindow.ContactWindow => ({
  ...window,
  durationMillis: window.durationMillis + window.latenessMillis,
})

/** A chosen contact lies in the span and, the whole of it, in the window. */
export const chosenLiesInTheWindow: Law<ContactCase> = contactLaw(
  "the whole of a chosen contact lies in the window, and its beginning in the band it names",
  (window, { span }) => {
    const moment = ContactWindow.choose(window, span)
    if (moment === undefined) return undefined
    const { at, band } = moment
    const facts = { span, moment }
    const bounds = {
      early: [span.earliest, span.ideal],
      ideal: [span.ideal, span.due],
      overdue: [span.due, span.latest],
    } as const
    const [from, until] = bounds[band]
    if (!contains({ from, until }, at)) return violation("it lies outside its band", facts)
    const { durationMillis: duration, open } = window
    if (open.between(at, at + duration) !== duration) return violation("it runs into closed time", facts)
    return first([at, at + window.latenessMillis], (begun) => {
      const permitted = ContactWindow.permit(window, begun)
      return Result.isSuccess(permitted) && permitted.success._tag === "Within"
        ? undefined
        : violation("it isn't permitted, on time or as late as the policy allows", { ...facts, begun })
    })
  },
)

/** Nobody is disturbed: what the policy's channel avoids is read off the profile again. */
export const nobodyIsDisturbed: Law<ContactCase> = contactLaw(
  "a chosen contact never meets the rest, the work or the do-not-disturb dates that its channel avoids",
  (window, { parts: { calendar, channel, policy, profile }, span }) => {
    const moment = ContactWindow.choose(window, span)
    if (moment === undefined) return undefined
    const own = {
      noonRest: Hours.union(...profile.rest.noon.map((s): Hours.Hours => ({ _tag: "Daily", spans: [s] }))),
      nightRest: Hours.union(...profile.rest.night.map((s): Hours.Hours => ({ _tag: "Daily", spans: [s] }))),
      work: workHours(profile),
      doNotDisturb: Hours.onDates(
        Object.fromEntries(profile.doNotDisturbOn.map((d) => [d, ["00:00-24:00"]])),
      ),
    }
    const avoids = policy.channels.find((rule) => rule.channel === channel)?.avoids ?? []
    return first(avoids, (disturbance) => {
      const disturbed = Hours.compile(own[disturbance], profile.zone, calendar).possible
      return disturbed.between(moment.at, moment.at + window.durationMillis) === 0
        ? undefined
        : violation("it disturbs", { disturbance, moment })
    })
  },
)

/** `choose`, `place` and `explain` tell one story. */
export const explanationNamesTheMoment: Law<ContactCase> = contactLaw(
  "choose, place and explain name the same moment, and what explain refuses is what permit refuses, by the same rules",
  (window, { span }) => {
    const moment = ContactWindow.choose(window, span)
    const placed = ContactWindow.place(window, span)
    const { outcome, refused } = ContactWindow.explain(window, span)
    const roomy = withRoom(window)
    if (!Equal.equals(Result.isSuccess(placed) ? placed.success : undefined, moment))
      return violation("place names another", { span, moment, placed })
    if (!Equal.equals(outcome, placed)) return violation("explain names another", { span, outcome, placed })
    return first(refused, (interval, i) => {
      const next = refused[i + 1]
      if (next !== undefined && next.from === interval.until && Equal.equals(next.rules, interval.rules))
        return violation("a refused interval isn't maximal", { interval, next })
      return first([interval.from, interval.until - 1], (at) => {
        const permitted = ContactWindow.permit(roomy, at)
        return Result.isFailure(permitted) && Equal.equals(permitted.failure.rules, interval.rules)
          ? undefined
          : violation("permit says otherwise", { at, interval, permitted })
      })
    })
  },
)

/** Many contacts at once are each by itself. */
export const manyAreChosenAsEach: Law<ContactCase> = contactLaw(
  "chooseMany names for each span the moment that choose names",
  (window, { span }) => {
    const length = span.latest - span.earliest
    const spans = [0, 1, -1, 0.25, 30].map((by) => shifted(span, Math.round(by * length)))
    const column = (of: keyof ContactWindow.Span) => Float64Array.from(spans, (span) => span[of])
    const many = ContactWindow.chooseMany(window, {
      earliest: column("earliest"),
      ideal: column("ideal"),
      due: column("due"),
      latest: column("latest"),
    })
    if (Result.isFailure(many)) return violation("equal columns are refused", { failure: many.failure })
    const { at, band, preferred } = many.success
    return first(spans, (span, row) => {
      const moment = ContactWindow.choose(window, span)
      const found = { at: at[row], band: ContactWindow.bands[band[row] as number], preferred: preferred[row] }
      const expected = {
        at: moment?.at ?? Number.POSITIVE_INFINITY,
        band: moment?.band,
        preferred: Number(moment?.preferred ?? false),
      }
      return Equal.equals(found, expected)
        ? undefined
        : violation("one of many differs", { span, found, expected })
    })
  },
)

const shifted = (span: ContactWindow.Span, by: number): ContactWindow.Span => ({
  earliest: span.earliest + by,
  ideal: span.ideal + by,
  due: span.due + by,
  latest: span.latest + by,
})

/** Where there is no moment, the rules named close every one. */
export const namedRulesCloseEverything: Law<ContactCase> = contactLaw(
  "where there is no moment, the rules named leave none by themselves",
  (window, { span }) => {
    const placed = ContactWindow.place(window, span)
    if (Result.isSuccess(placed) || placed.failure._tag !== "NoMoment") return undefined
    const { rules } = placed.failure
    const named = window.rules.filter((rule) => rules.includes(rule.id)).map((rule) => rule.openIn)
    const open = Hours.compile(Hours.intersection(...named), window.zone, window.calendar)
    const without: ContactWindow.ContactWindow = { ...window, open, preferred: undefined }
    const moment = ContactWindow.choose(without, span)
    return moment === undefined ? undefined : violation("they leave one", { span, rules, moment })
  },
)

const bands = { ideal: 0, early: 1, overdue: 2 } as const

/** Whether the first moment is more welcome than the second. */
const isPreferred = (a: ContactWindow.Moment, b: ContactWindow.Moment): boolean => {
  if (a.band !== b.band) return bands[a.band] < bands[b.band]
  if (a.preferred !== b.preferred) return a.preferred
  return a.band === "early" ? a.at > b.at : a.at < b.at
}

/** More rules never lead to a more welcome moment, and one that they leave open is kept. */
export const shrinkingKeepsTheMoment: Law<ContactCase> = contactLaw(
  "a chosen moment that still fits when the window shrinks is still chosen, and no shrinking yields a more preferred one",
  (window, { parts, shrinking, span }) => {
    const moment = ContactWindow.choose(window, span)
    const smaller = ContactWindow.make({ ...parts, further: [...(parts.further ?? []), ...shrinking] })
    if (Result.isFailure(smaller)) return undefined
    const chosen = ContactWindow.choose(smaller.success, span)
    if (moment === undefined)
      return chosen === undefined ? undefined : violation("shrinking opens a moment", { span, chosen })
    if (Result.isSuccess(ContactWindow.permit(withRoom(smaller.success), moment.at)))
      return Equal.equals(chosen, moment)
        ? undefined
        : violation("the moment fits but isn't chosen", { span, moment, chosen })
    return chosen !== undefined && isPreferred(chosen, moment)
      ? violation("a more preferred one is chosen", { span, moment, chosen })
      : undefined
  },
)

/** The laws of contact windows. */
export const contact: ReadonlyArray<Law<ContactCase>> = [
  chosenLiesInTheWindow,
  nobodyIsDisturbed,
  explanationNamesTheMoment,
  manyAreChosenAsEach,
  namedRulesCloseEverything,
  shrinkingKeepsTheMoment,
]

// Personalisation

/** A patient, whose own flags are left aside, and what stages are made from. */
export interface PersonalisationCase {
  readonly discharge: Discharge.Discharge
  readonly protocol: FollowUpProtocol
  readonly rules: ReadonlyArray<Personalisation.PersonalisationRule>
  readonly calendar: WorkCalendar.WorkCalendar
}

/** The same patient with fewer flags or in a lower tier, and with more. */
const flagged = [
  [{ chronic: false }, { chronic: true }],
  [{ highRisk: false }, { highRisk: true }],
  [{ tier: "low" }, { tier: "moderate" }],
  [{ tier: "moderate" }, { tier: "high" }],
] as const

interface Surroundings {
  readonly chronic: boolean
  readonly highRisk: boolean
  readonly tier: Personalisation.KnownTier
}

/** What else rules look at while one of them rises. */
const surroundings: ReadonlyArray<Surroundings> = [
  { chronic: false, highRisk: false, tier: "low" },
  { chronic: true, highRisk: false, tier: "unknown" },
  { chronic: false, highRisk: true, tier: "high" },
]

/** With a flag or in a higher tier a patient gets all that the same patient without it gets, and none of it later. */
export const flagsOnlyAdd: Law<PersonalisationCase> = law(
  "the same patient with the chronic or high-risk flag, or in a higher tier, has every stage, with due and latest no later",
  ({ calendar, discharge, protocol, rules }) => {
    const at = DateTime.toEpochMillis(discharge.dischargedAt)
    const anchor = { at, zone: Discharge.zone(discharge), calendar }
    const stagesWith = ({ tier, ...flags }: Surroundings) =>
      Personalisation.apply(protocol, rules, Personalisation.factsOf({ ...discharge, ...flags }, tier)).stages
    const pairs = surroundings.flatMap((around) =>
      flagged.map(
        ([fewer, more]) =>
          [
            { ...around, ...fewer },
            { ...around, ...more },
          ] as const,
      ),
    )
    return first(pairs, ([fewer, more]) => {
      const stages = stagesWith(more)
      return first(stagesWith(fewer), (without) => {
        const twin = stages.find(({ stage }) => stage.id === without.stage.id)
        const facts = { stage: without.stage.id, fewer, more }
        if (twin === undefined) return violation("a stage is gone", facts)
        if (without.stage.modules.some((module) => !twin.stage.modules.includes(module)))
          return violation("a content is gone", facts)
        const [earlier, span] = [without, twin].map((personal) => Personalisation.spanOf(personal, anchor))
        if (earlier === undefined || span === undefined || Result.isFailure(earlier)) return undefined
        if (Result.isFailure(span))
          return violation("its window is gone", { ...facts, failure: span.failure })
        const [before, after] = [earlier.success, span.success]
        const isSound = after.earliest <= after.ideal && after.ideal < after.due && after.due <= after.latest
        if (!isSound) return violation("its bounds don't follow one another", { ...facts, after })
        return after.due <= before.due && after.latest <= before.latest
          ? undefined
          : violation("it is later", { ...facts, before, after })
      })
    })
  },
)

/** What planning rests on, and when it is done. */
export interface PlanCase {
  readonly ground: FollowUpPlan.Ground
  readonly at: DateTime.Utc
}

/** Extra contacts never cost the protocol's stages anything, and none is lost without a word. */
export const extrasComeAfter: Law<PlanCase> = law(
  "existing stages are placed as if there were no extra ones, and each extra stage is planned or reported as dropped",
  ({ at, ground }) => {
    const made = FollowUpPlan.make(ground, at)
    const bare = FollowUpPlan.make({ ...ground, rules: ground.rules.flatMap(withoutExtras) }, at)
    if (Result.isFailure(bare)) return undefined
    if (Result.isFailure(made)) return violation("extra stages cost the plan", { failure: made.failure })
    const [[plan], [without]] = [made.success, bare.success]
    const own = plan.tasks.filter((task) => !task.extra)
    const moved = first(without.tasks, (task, i) =>
      Equal.equals(own[i]?.state, task.state) && own[i]?.id === task.id
        ? undefined
        : violation("a stage is placed otherwise", {
            task: task.id,
            without: task.state,
            with: own[i]?.state,
          }),
    )
    if (moved !== undefined) return moved
    return first(personalised(ground).stages, ({ stage }) =>
      plan.tasks.some((task) => task.stage === stage.id) || plan.dropped.some((d) => d.stage === stage.id)
        ? undefined
        : violation("a stage is neither planned nor dropped", { stage: stage.id }),
    )
  },
)

const withoutExtras = (
  rule: Personalisation.PersonalisationRule,
): ReadonlyArray<Personalisation.PersonalisationRule> => {
  const [effect, ...more] = rule.effects.filter(({ _tag }) => _tag !== "AddStage" && _tag !== "Repeat")
  return effect === undefined ? [] : [{ ...rule, effects: [effect, ...more] }]
}

// Plans

type Life = FollowUpLife.Life

const lifeLaw = (
  name: string,
  check: (before: FollowUpLife.Step, after: FollowUpLife.Step, life: Life) => Violation | undefined,
): Law<Life> =>
  law(name, (life) =>
    first(life.steps.slice(1), (after, i) => check(life.steps[i] ?? life.steps[0], after, life)),
  )

const taskIn = (plan: FollowUpPlan.FollowUpPlan, id: FollowUpTask["id"]) =>
  plan.tasks.find((task) => task.id === id)

/** The plan is what its events make of it. */
export const stateIsTheFold: Law<Life> = lifeLaw("a plan is the fold of its events", (before, after) =>
  Equal.equals(FollowUpPlan.replay(before.plan, after.events), after.plan)
    ? undefined
    : violation("replay leads elsewhere", { what: after.what, events: after.events }),
)

/** An end is an end. */
export const endedStaysEnded: Law<Life> = lifeLaw(
  "an ended task never changes, and no task is lost or comes in",
  (before, after) => {
    if (
      !Equal.equals(
        before.plan.tasks.map(({ id }) => id),
        after.plan.tasks.map(({ id }) => id),
      )
    )
      return violation("the tasks are others", { what: after.what })
    return first(before.plan.tasks, (task) =>
      isEnded(task) && !Equal.equals(task, taskIn(after.plan, task.id))
        ? violation("an ended task changed", { task, after: taskIn(after.plan, task.id), what: after.what })
        : undefined,
    )
  },
)

/** A try that was stored is never lost, and each has its own number. */
export const attemptsAreKept: Law<Life> = lifeLaw(
  "every try that was stored is kept, under its own id and number",
  (before, after) =>
    first(before.plan.tasks, (task) => {
      const later = taskIn(after.plan, task.id)
      const attempts = later === undefined ? [] : allAttempts(later)
      const lost = first(allAttempts(task), (attempt, i) =>
        attempts[i]?.id === attempt.id && DateTime.toEpochMillis(attempt.startedAt) === startOf(attempts[i])
          ? undefined
          : violation("a try is gone", { what: after.what, attempt: attempt.id }),
      )
      if (lost !== undefined) return lost
      return first(attempts, (attempt, i) =>
        attempt.number === i + 1
          ? undefined
          : violation("a try has another's number", { attempt: attempt.id, number: attempt.number }),
      )
    }),
)

const startOf = (attempt: { readonly startedAt: DateTime.Utc } | undefined) =>
  attempt === undefined ? undefined : DateTime.toEpochMillis(attempt.startedAt)

/**
 * Looking again changes nothing where nothing changed: right after any step of a life that is lived on time, after
 * having looked again already, and later in time.
 */
export const replanningChangesNothing: Law<Life> = law(
  "re-planning with nothing changed changes nothing",
  ({ ground, script, steps }) => {
    const isOnTime = script.lateMinutes.every((late) => late === 0)
    return first(steps, ({ at, plan, what }, i) => {
      const again = (from: FollowUpPlan.FollowUpPlan, when: number) =>
        FollowUpPlan.replan(from, ground, DateTime.makeUnsafe(when))
      const [settled, events] = again(plan, at)
      // A contact moves where a task is planned before or after. Ends that are due are left to the agenda, and why a task
      // waits may change with time.
      const moved = events.filter(
        (event) =>
          event._tag === "TaskPlaced" &&
          (event.state._tag === "Planned" || taskIn(plan, event.task)?.state._tag === "Planned"),
      )
      if ((isOnTime || what === "make") && moved.length > 0)
        return violation("looking again moves something", { step: i, what, moved })
      const twice = events.length === 0 ? [] : again(settled, at)[1]
      if (twice.length > 0) return violation("it goes on changing", { step: i, what, events: twice })
      const next = Math.min(...settled.tasks.map(untouchedUntil))
      if (!Number.isFinite(next) || next < at) return undefined
      const late = again(settled, next)[1].filter(
        (e) => e._tag === "TaskPlaced" && e.state._tag === "Planned",
      )
      return late.length === 0
        ? undefined
        : violation("time alone moves a contact", { step: i, what, at, next, late })
    })
  },
)

/** The last instant at which nothing has to be done about the task yet: its planned moment, or right before what ends it. */
const untouchedUntil = (task: FollowUpTask): number => {
  const due = nextDueAt(task)
  if (due === undefined) return Number.POSITIVE_INFINITY
  return DateTime.toEpochMillis(due) - (task.state._tag === "Planned" ? 0 : 1)
}

/** Nobody is forgotten: an agenda that is obeyed brings every dated task to an end. */
export const everyTaskEnds: Law<Life> = law(
  "once latest and the last try's wait are past, every task has ended",
  (life) => {
    if (life.unfinished) return violation("it goes on for ever", { steps: life.steps.length })
    return first(FollowUpLife.ended(life).tasks, (task) =>
      isEnded(task) || task.span === undefined
        ? undefined
        : violation("a task is left open", { task: task.id, state: task.state }),
    )
  },
)

/** Missed is the hospital's silence, unreachable the patient's. */
export const missedMeansNeverTried: Law<Life> = law(
  "a task is missed only where no try was made, and unreachable or lost only where one was",
  (life) =>
    first(FollowUpLife.ended(life).tasks, ({ attempts, id, state }) => {
      if (state._tag !== "Ended") return undefined
      const { _tag } = state.end
      const wrong = _tag === "Missed" ? attempts.length > 0 : _tag !== "Cancelled" && attempts.length === 0
      return wrong
        ? violation("the end doesn't fit", { task: id, end: _tag, attempts: attempts.length })
        : undefined
    }),
)

const spoken: ReadonlySet<Channel> = new Set(["phone", "faceToFace"])

/** What nobody knows to have arrived is never sent again by a machine. */
export const unknownIsNeverRepeated: Law<Life> = law(
  "after a message of unknown delivery no machine sends another to the same person for the task, and a closed channel is not tried again",
  (life) =>
    first(FollowUpLife.ended(life).tasks, (task) => {
      const attempts = allAttempts(task)
      return first(attempts, (attempt, i) => {
        const past = attempts.slice(0, i).filter(({ addressee }) => addressee === attempt.addressee)
        const unknown = past.some(({ disposition }) => disposition === "deliveryUnknown")
        const closed = past.some(
          ({ channel, disposition }) =>
            channel === attempt.channel && (disposition === "wrongNumber" || disposition === "rejected"),
        )
        return (unknown && !spoken.has(attempt.channel)) || closed
          ? violation("a try should not have been made", { task: task.id, attempts })
          : undefined
      })
    }),
)

/** Obeying the agenda, nobody is contacted outside the window. */
export const noContactLeavesTheWindow: Law<Life> = law(
  "no contact is made outside its window without an override",
  (life) => {
    const plan = FollowUpLife.ended(life)
    const { violations } = FollowUpFigures.figures([{ plan, ground: life.ground }], horizon)
    return violations === 0 ? undefined : violation("contacts lie outside", { violations })
  },
)

/** The laws of plans, on lives. */
export const plan: ReadonlyArray<Law<Life>> = [
  stateIsTheFold,
  endedStaysEnded,
  attemptsAreKept,
  replanningChangesNothing,
  everyTaskEnds,
  missedMeansNeverTried,
  unknownIsNeverRepeated,
  noContactLeavesTheWindow,
]
