import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { outcomePages } from "../../scripts/sms-outcomes.ts"

describe("the table of outcomes", () => {
  test.each(outcomePages)(
    "%s says what the drivers' tables say; scripts/sms-outcomes.ts writes it anew",
    (file, text) => {
      expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).toBe(text)
    },
  )
})
