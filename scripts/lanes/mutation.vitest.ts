import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import house from "../../vitest.config.ts"

/** A change is looked at until a test notices: what noticed the one before comes first, then what takes least. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const rank = (file: TestSpecification) => {
      const last = this.ctx.cache.getTestSpecificationResult(file)
      return last?.failed === true ? -1 : (last?.duration ?? 0)
    }
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}

// What guards the pure floors, without the sweeps that take seconds before they find anything.
export default defineConfig({
  ...house,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    ...house.test,
    include: ["packages/core/test/*/*.test.ts"],
    exclude: ["**/EveryZone.test.ts", "**/CalendarArbitraries.test.ts"],
    reporters: ["default"],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 120_000,
  },
})
