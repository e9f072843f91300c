import type { Reporter } from "vitest/node"

/**
 * Ends every run with one line for machines: `N passed, N failed`, and `, N skipped` only where something was.
 * A file that doesn't load and an error nobody caught count as failures: neither shows up as a failed test.
 */
export default class ClosingLine implements Reporter {
  #line = "0 passed, 1 failed"

  // After everything that other reporters have to say, coverage too.
  onInit(): void {
    process.once("exit", () => console.log(this.#line))
  }

  onTestRunEnd(...[modules, unhandled]: Parameters<NonNullable<Reporter["onTestRunEnd"]>>): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const module of modules) {
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state === "pending" ? "failed" : state] += 1
      }
    }
    if (count.passed + count.failed === 0) count.failed = 1 // a run without tests proves nothing
    this.#line = `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`
  }
}
