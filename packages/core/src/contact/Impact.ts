/**
 * What moves when a holiday notice arrives: which planned moments and due dates, where to, and why.
 *
 * **Details**
 *
 * Every item is asked with the calendar as it was and as it is now. Each is judged by itself: contacts that caps hold
 * apart stay where the item says they are, and re-planning decides about them together.
 *
 * An item that no changed date can touch isn't asked at all, so a notice costs what it changes.
 *
 * **Example** (A day off is announced)
 *
 * ```ts
 * import { ChinaCalendar, DueDate, Hours, Impact, PlainDate, TimeZone } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const before = ChinaCalendar.publicHolidays
 * const on = PlainDate.make("2026-11-25")
 * const after = { ...before, version: "2026b", holidays: [...before.holidays, { on, name: "停诊" }] }
 * const term: DueDate.Term = {
 *   from: DateTime.makeUnsafe("2026-11-24T10:00:00+08:00"),
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   hours: Hours.onWorkingDays("08:00-12:00", "14:00-17:30"),
 *   length: { _tag: "WorkingDays", days: 2, endOfDay: false },
 * }
 * const [moved] = Impact.of([{ _tag: "DueDate", id: "answer", term }], { before, after })
 * moved?.reason // => "later"
 * moved?.byMillis // => 86_400_000
 * ```
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as CalendarChange from "../calendar/CalendarChange.ts"
import * as DueDate from "../calendar/DueDate.ts"
import { dayMillis } from "../calendar/PlainTime.ts"
import type { WorkCalendar } from "../calendar/WorkCalendar.ts"
import type { Interval } from "../foundation/Interval.ts"
import * as ContactWindow from "./ContactWindow.ts"

/** A planned moment with what it was chosen from, or a due date with its term. `id` is the caller's own. */
export type Item =
  | {
      readonly _tag: "Moment"
      readonly id: string
      readonly parts: Omit<ContactWindow.Parts, "calendar">
      readonly span: ContactWindow.Span
    }
  | { readonly _tag: "DueDate"; readonly id: string; readonly term: DueDate.Term }

/** Why there is no moment, or no due date. */
export type Refusal =
  | ContactWindow.AwaitingCalendar
  | ContactWindow.ChannelNotUsed
  | ContactWindow.EmptyWindow
  | ContactWindow.NoMoment
  | DueDate.Refusal

/** The instant in epoch milliseconds, or why there is none. */
export type Outcome = Result.Result<number, Refusal>

/**
 * What happened to an item: it comes earlier or later; the calendar no longer reaches it, or now does; no moment is left
 * for it, or one was found.
 */
export type Reason = "earlier" | "later" | "becameUncovered" | "nowCovered" | "noMoment" | "momentFound"

/** An item that moved. */
export interface Moved {
  readonly item: Item
  readonly before: Outcome
  readonly after: Outcome
  /** By how much, on the clock: positive where it is later. Undefined where there was or is no instant. */
  readonly byMillis: number | undefined
  readonly reason: Reason
}

/** Two versions of one calendar. */
export interface Versions {
  readonly before: WorkCalendar
  readonly after: WorkCalendar
}

/** The items that move from one version of the calendar to the other, in the order given; none where nothing changes. */
export const of = (items: ReadonlyArray<Item>, { after, before }: Versions): ReadonlyArray<Moved> => {
  const changed = CalendarChange.daysBetween(before, after)
  return items.flatMap((item) => {
    if (!mayTouch(changed, ...reachOf(item))) return []
    const was = outcomeOf(item, before)
    if (item._tag === "DueDate" && Result.isSuccess(was)) {
      const from = DateTime.toEpochMillis(item.term.from)
      if (!mayTouch(changed, Math.min(from, was.success), Math.max(from, was.success))) return []
    }
    const is = outcomeOf(item, after)
    const reason = reasonOf(was, is)
    if (reason === undefined) return []
    const byMillis = Result.isSuccess(was) && Result.isSuccess(is) ? is.success - was.success : undefined
    return [{ item, before: was, after: is, byMillis, reason }]
  })
}

/** Between which instants the calendar can matter to the item at all. */
const reachOf = (item: Item): readonly [from: number, to: number] => {
  if (item._tag === "Moment") return [item.span.earliest, item.span.latest]
  const from = DateTime.toEpochMillis(item.term.from)
  const length = DueDate.Length.match(item.term.length, {
    WorkingTime: ({ millis }) => millis,
    WorkingDays: ({ days }) => days,
  })
  return length < 0 ? [Number.NEGATIVE_INFINITY, from] : [from, Number.POSITIVE_INFINITY]
}

/**
 * A date lies within a day of its UTC day in any zone, what begins on it reaches into the next, and a contact lasts hardly
 * more than a day.
 */
const marginDays = 3

const mayTouch = (changed: ReadonlyArray<Interval>, from: number, to: number): boolean =>
  CalendarChange.touches(
    changed,
    Math.floor(from / dayMillis) - marginDays,
    Math.floor(to / dayMillis) + marginDays,
  )

const outcomeOf = (item: Item, calendar: WorkCalendar): Outcome =>
  item._tag === "Moment"
    ? Result.map(
        Result.flatMap(
          ContactWindow.make({ ...item.parts, calendar }),
          (window): Result.Result<ContactWindow.Moment, Refusal> => ContactWindow.place(window, item.span),
        ),
        ({ at }) => at,
      )
    : Result.map(DueDate.make(item.term, calendar), ({ at }) => DateTime.toEpochMillis(at))

const uncovered: ReadonlySet<Refusal["_tag"]> = new Set([
  "AwaitingCalendar",
  "CalendarNotCovered",
  "HoursNotKnown",
])

const isUncovered = (refusal: Refusal): boolean => uncovered.has(refusal._tag)

const reasonOf = (before: Outcome, after: Outcome): Reason | undefined => {
  if (Result.isSuccess(after)) {
    if (Result.isFailure(before)) return isUncovered(before.failure) ? "nowCovered" : "momentFound"
    if (after.success === before.success) return undefined
    return after.success < before.success ? "earlier" : "later"
  }
  const lost = isUncovered(after.failure)
  if (Result.isFailure(before) && isUncovered(before.failure) === lost) return undefined
  return lost ? "becameUncovered" : "noMoment"
}
