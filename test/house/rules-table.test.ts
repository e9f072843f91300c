import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { rulesPages } from "../../scripts/rules-table.ts"

describe("the table of shipped rules", () => {
  test.each(rulesPages)("%s says what the packs say; scripts/rules-table.ts writes it anew", (file, text) => {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).toBe(text)
  })
})
