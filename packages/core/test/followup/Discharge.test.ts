import { Discharge } from "@aftercare/core"
import { Result, Schema } from "effect"
import { expect, test } from "vitest"
import { plainDischarge } from "./support/grounds.ts"

const written = Schema.encodeSync(Discharge.Discharge)(plainDischarge)

test("a discharge that somebody wrote has no key that nobody reads, however deep", () => {
  expect(Discharge.read(written)).toEqual(Result.succeed(plainDischarge))
  const [first] = written.diagnoses
  for (const [misspelt, path] of [
    [{ ...written, highrisk: true }, '["highrisk"]'],
    [{ ...written, diagnoses: [{ ...first, cod: "E11" }] }, '["diagnoses"][0]["cod"]'],
    [{ ...written, events: { operatedAt: written.dischargedAt } }, '["events"]["operatedAt"]'],
  ] as const) {
    const refused = Discharge.read(misspelt)
    expect(Result.isFailure(refused) && refused.failure.message).toContain(path)
    // A store reads what a newer version wrote.
    expect(
      Schema.is(Schema.toType(Discharge.Discharge))(Schema.decodeUnknownSync(Discharge.Discharge)(misspelt)),
    ).toBe(true)
  }
})
