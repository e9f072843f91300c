import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import house from "../../vitest.config.ts"

// What guards calendar and contact, without the sweeps that take seconds before they find anything.
export default defineConfig({
  ...house,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    ...house.test,
    include: ["packages/core/test/calendar/*.test.ts", "packages/core/test/contact/*.test.ts"],
    exclude: ["**/EveryZone.test.ts", "**/CalendarArbitraries.test.ts"],
    reporters: ["default"],
    testTimeout: 120_000,
  },
})
