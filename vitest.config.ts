import { defaultClientConditions, defaultServerConditions } from "vite"
import { defineConfig } from "vitest/config"

const source = "@aftercare/source"

export default defineConfig({
  // Tests run on the sources of every package in the house; nothing needs a build.
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: {
    resolve: {
      conditions: [source, ...defaultServerConditions],
      externalConditions: [source, ...defaultServerConditions],
    },
  },
  test: {
    // Properties run many cases, and machines differ: what hangs is caught all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ["packages/*/test/**/*.test.ts", "examples/test/**/*.test.ts", "test/**/*.test.ts"],
    // Importing effect and vitest anew for every file is most of a run's time; our tests share nothing.
    isolate: false,
    setupFiles: ["test/setup/fast-check.ts"],
    reporters: ["default", "./test/setup/closing-line.ts"],
    coverage: { include: ["packages/*/src/**"], exclude: ["**/index.ts"] },
  },
})
