import { ChinaCalendar, Hours, Rule } from "@aftercare/core"
import { CalendarArbitraries, Laws } from "@aftercare/core/testing"
import * as fc from "fast-check"
import { describe, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { datesAbout, minute, type Question, question } from "./support/people.ts"

const source: Rule.Source = { title: "a rule of the moment", status: "hospitalPolicy", verified: "read" }

/** Rules that close some of the days about the question: whole stretches of time, and parts of every day. */
const shrinking = ({ place }: Question): fc.Arbitrary<Laws.ContactCase["shrinking"]> => {
  const stretch = fc
    .tuple(fc.integer({ min: -4 * 24 * 60, max: 3 * 24 * 60 }), fc.integer({ min: 1, max: 24 * 60 }))
    .map(([from, length]) =>
      Hours.instants([
        { from: place.around + from * minute, until: place.around + (from + length) * minute },
      ]),
    )
  const daily = CalendarArbitraries.timeSpan().map((span): Hours.Hours => ({ _tag: "Daily", spans: [span] }))
  const any = CalendarArbitraries.hours({ ...datesAbout(place, 3), maxDepth: 1 })
  return fc.array(fc.oneof(stretch, daily, any), { minLength: 1, maxLength: 3 }).map((closed) =>
    closed.map((hours, n) => ({
      id: Rule.RuleId.make(`shrinking.rule${n}`),
      openIn: Hours.complement(hours),
      source,
    })),
  )
}

const cases: fc.Arbitrary<Laws.ContactCase> = question.chain((asked) =>
  shrinking(asked).map((rules) => ({
    parts: { ...asked, calendar: ChinaCalendar.publicHolidays },
    span: asked.span,
    shrinking: rules,
  })),
)

describe("of anybody, anywhere, by any channel", patience, () => {
  test.each(Laws.contact.map((law) => [law.name, law] as const))("%s", (_, law) => {
    fc.assert(Laws.property(law, cases), runs(150))
  })
})
