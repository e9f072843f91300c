import { ChinaCalendar, ContactWindow, type WorkCalendar } from "@aftercare/core"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { part } from "../foundation/support/part.ts"
import { type ContactScan, minute, scan } from "./support/ContactOracle.ts"
import { type Question, question } from "./support/people.ts"

const calendar = ChinaCalendar.publicHolidays

const windowOf = (asked: Question, known: WorkCalendar.WorkCalendar = calendar) =>
  ContactWindow.make({ ...asked, calendar: known })

/** Runs the check on the window and its scan; an empty window must be empty in the scan too. */
const held = (
  asked: Question,
  check: (window: ContactWindow.ContactWindow, scanned: ContactScan) => void,
): void => {
  const made = windowOf(asked)
  const scanned = scan(asked, calendar)
  if (Result.isSuccess(made)) {
    check(made.success, scanned)
    return
  }
  expect(made.failure._tag).toBe("EmptyWindow")
  expect(scanned.expected).toBeUndefined()
}

const searched = (
  { due, earliest, ideal, latest }: ContactWindow.Span,
  moment: ContactWindow.Moment | undefined,
) =>
  moment === undefined
    ? [earliest, latest]
    : moment.band === "ideal"
      ? [ideal, moment.at]
      : moment.band === "early"
        ? [moment.at + 1, due]
        : [earliest, moment.at]

describe("a contact window agrees with a scan of the wall clock by minutes", patience, () => {
  test("in the moment it chooses: preferred first in each band, first in ideal, last in early, first in overdue", () => {
    fc.assert(
      fc.property(question, (asked) => {
        held(asked, (window, { expected }) => {
          expect(ContactWindow.choose(window, asked.span)).toEqual(expected)
        })
      }),
      runs(120),
    )
  })

  test("in what it permits, at any instant of the span, and in the rules it names where it doesn't", () => {
    fc.assert(
      fc.property(
        question,
        fc.array(fc.tuple(part, fc.constantFrom(0, 1, -1, 30_000)), {
          minLength: 1,
          maxLength: 20,
        }),
        (asked, picks) => {
          // A contact may be made without the room that placing leaves for a late worker.
          const punctual = { ...asked, policy: { ...asked.policy, latenessMinutes: 0 } }
          held(punctual, (window, scanned) => {
            const { earliest, latest } = asked.span
            for (const [share, by] of picks) {
              const whole = earliest + Math.floor(((latest - earliest) / minute) * share) * minute
              const at = Math.max(earliest, whole + by)
              const permitted = ContactWindow.permit(window, at)
              const rules = Result.isSuccess(permitted) ? [] : permitted.failure.rules
              expect(rules).toEqual(scanned.refusedBy(at))
              expect(Result.isSuccess(permitted)).toBe(scanned.fits(at))
            }
          })
        },
      ),
      runs(80),
    )
  })

  test("in the refused part it explains: all that was searched before the moment, in maximal intervals, with every rule closed during a contact begun there", () => {
    fc.assert(
      fc.property(question, (asked) => {
        held(asked, (window, scanned) => {
          const { outcome, refused } = ContactWindow.explain(window, asked.span)
          const moment = Result.isSuccess(outcome) ? outcome.success : undefined
          expect(moment).toEqual(scanned.expected)
          const [from = 0, until = 0] = searched(asked.span, moment)
          refused.forEach((interval, i) => {
            expect(interval.from).toBeGreaterThanOrEqual(from)
            expect(interval.until).toBeLessThanOrEqual(until)
            expect(interval.from).toBeLessThan(interval.until)
            expect(interval.rules.length).toBeGreaterThan(0)
            const next = refused[i + 1]
            if (next === undefined) return
            expect(interval.until).toBeLessThanOrEqual(next.from)
            if (interval.until === next.from) expect(interval.rules).not.toEqual(next.rules)
          })
          const rulesAt = (at: number) =>
            refused.find((interval) => interval.from <= at && at < interval.until)?.rules ?? []
          const edges = refused.flatMap((r) => [r.from - 1, r.from, r.until - 1, r.until])
          const whole: Array<number> = []
          for (let at = asked.span.earliest; at < asked.span.latest; at += minute) whole.push(at, at + 1)
          for (const at of [...edges, ...whole])
            if (from <= at && at < until)
              expect(rulesAt(at), new Date(at).toISOString()).toEqual(scanned.refusedBy(at))
        })
      }),
      runs(80),
    )
  })

  test("in why there is no moment: rules that really close everything, or an announcement that could open one", () => {
    fc.assert(
      fc.property(question, (asked) => {
        held(asked, (window, scanned) => {
          const placed = ContactWindow.place(window, asked.span)
          if (Result.isSuccess(placed)) return expect(placed.success).toEqual(scanned.expected)
          const { earliest, latest } = asked.span
          const minutes = Array.from(
            { length: (latest - earliest) / minute },
            (_, i) => earliest + i * minute,
          )
          const couldOpen = minutes.some(scanned.mayFit)
          expect(placed.failure._tag).toBe(couldOpen ? "AwaitingCalendar" : "NoMoment")
          if (placed.failure._tag !== "NoMoment") return
          const { rules } = placed.failure
          for (const at of minutes)
            expect(scanned.refusedBy(at).some((rule) => rules.includes(rule as never))).toBe(true)
          // And none of them is named for nothing.
          for (const rule of rules)
            expect(minutes.some((at) => [at, at + 1].some((t) => scanned.refusedBy(t).includes(rule)))).toBe(
              true,
            )
        })
      }),
      runs(80),
    )
  })
})
