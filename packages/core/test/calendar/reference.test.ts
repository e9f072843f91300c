import { describe, expect, test } from "vitest"
import { answerTo, expectedOf, fixture, lookedAt } from "./support/ReferenceCases.ts"

/** Where this house chose otherwise. */
const differently: Readonly<Record<string, unknown>> = {
  // The source moves both ends of 02:30-03:15 out of the skipped hour and drops what is left. Here an instant is open
  // exactly when the clock then reads a time in the span, as it does from 03:00 to 03:15.
  "biz-041": [["2006-04-02T10:00:00.000Z", "2006-04-02T10:15:00.000Z"]],
}

describe("what other systems' tests assert holds here", () => {
  test("all hundred and twenty-five of them, and each source is named", () => {
    expect(fixture.cases.length).toBe(125)
    expect(new Set(fixture.cases.map(({ kind }) => kind)).size).toBe(12)
    for (const { source } of fixture.cases) expect(fixture.sources[source]).toBeDefined()
  })

  test.each(fixture.cases.map((c) => [`${c.id} ${c.kind}: ${c.test}`, c] as const))("%s", (_, reference) => {
    expect(lookedAt(reference, answerTo(reference))).toEqual(
      differently[reference.id] ?? expectedOf(reference),
    )
  })
})
