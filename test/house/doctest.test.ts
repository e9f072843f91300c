import { execFile } from "node:child_process"
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { format, promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { type Block, blocksOf, forRunning, forTypes } from "./doctest.ts"
import { reached } from "./doctest-checks.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))
// Inside the house, so that `@aftercare/core` resolves; of this run alone, so that two runs don't meet.
const cache = join(root, ".cache")
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, "doctest-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let runs = 0

/** Runs a block as a module and gives back what it prints. A wrong comment throws. */
const run = async (block: Block): Promise<string> => {
  const { checks, code } = forRunning(block)
  const file = join(folder, `run-${runs++}.ts`)
  writeFileSync(file, code)
  reached.clear()
  const lines: Array<string> = []
  const log = vi.spyOn(console, "log").mockImplementation((...args) => void lines.push(format(...args)))
  try {
    await import(file)
  } catch (error) {
    if (error instanceof Error) error.stack = error.stack?.replaceAll(file, join(root, block.path)) ?? ""
    throw error
  } finally {
    log.mockRestore()
  }
  const missed = checks.filter((check) => !reached.has(check))
  if (missed.length > 0) throw new Error(`never reached: ${missed.join(", ")}`)
  return lines.join("\n")
}

/** One run of the type checker over many blocks: what it says of each, in their order. */
const typeErrors = async (blocks: ReadonlyArray<Block>): Promise<ReadonlyArray<string>> => {
  const types = mkdtempSync(join(folder, "types-"))
  blocks.forEach((block, at) => void writeFileSync(join(types, `${at}.ts`), forTypes(block)))
  const tsconfig = {
    extends: relative(types, join(root, "tsconfig.base.json")),
    compilerOptions: { composite: false, emitDeclarationOnly: false, declaration: false, noEmit: true },
    include: ["*.ts"],
  }
  writeFileSync(join(types, "tsconfig.json"), JSON.stringify(tsconfig))
  const tsc = join(root, "node_modules/@typescript/native/bin/tsc")
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", types, "--pretty", "false"], {
    cwd: types,
  }).catch((failed: { readonly stdout: string }) => failed)
  const said = stdout.split(/^(?=\S)/m)
  const places = blocks.map((block, at) =>
    said
      .filter((line) => line.startsWith(`${at}.ts(`))
      .map((line) => line.replace(`${at}.ts`, block.path))
      .join(""),
  )
  if (places.every((place) => place === "") && stdout.trim() !== "") throw new Error(stdout)
  return places
}

const pages = globSync(["README*.md", "packages/*/README*.md", "docs/**/*.md", "packages/*/src/**/*.ts"], {
  cwd: root,
  exclude: ["**/node_modules/**"],
}).sort()
const blocks = pages.flatMap((path) => blocksOf(path, readFileSync(join(root, path), "utf8")))

if (blocks.length > 0) {
  describe("the docs", () => {
    let errors: ReadonlyArray<string> = []
    beforeAll(async () => {
      errors = await typeErrors(blocks)
    }, 300_000)

    blocks.forEach((block, at) => {
      test(`${block.path}:${block.line} ${block.subject}`, async () => {
        expect(errors[at]).toBe("")
        if (!block.runs) return
        const printed = await run(block)
        if (block.prints !== undefined) expect(printed).toBe(block.prints)
      })
    })
  })
}

describe("a block", () => {
  const block = (...lines: ReadonlyArray<string>): Block => ({
    path: "docs/invented.md",
    line: 10,
    subject: "Invented",
    code: lines.join("\n"),
    runs: true,
    prints: undefined,
  })
  const right: ReadonlyArray<readonly [what: string, ...code: ReadonlyArray<string>]> = [
    ["a value", `1 + 1 // => 2`],
    ["a variable", `const a = [1, { b: "c" }] // => [1, { b: "c" }]`],
    ["a statement of several lines", `Math.max(`, `  1,`, `  2,`, `) // => 2`],
    ["a comment on the next line", `const a = 1`, `a + 1`, `// => 2`],
    ["a comment of several lines", `"a b".split(" ")`, `// => [`, `//      "a",`, `//      "b",`, `//    ]`],
    ["a claim that uses an import", `import * as O from "effect/Option"`, `O.some(1) // => O.some(1)`],
    ["a text that is no expression", `new Date(0).toISOString() // => 1970-01-01T00:00:00.000Z`],
    ["a text that names no variable", `"Missed" // => Missed`],
    ["a text that happens to be a sum", `({ toString: () => "2026-11-26" }) // => 2026-11-26`],
    ["what is printed", `console.log("18:30 on", "Thursday") // => 18:30 on Thursday`],
    ["what is printed, as a value", `console.log("Thu") // => "Thu"`],
    ["what is awaited", `await Promise.resolve(3) // => 3`],
    ["what a function says inside", `const f = () => {`, `  const b = 2 // => 2`, `  return b`, `}`, `f()`],
    ["the sources of core", `import * as core from "@aftercare/core"`, `typeof core // => "object"`],
  ]
  for (const [what, ...code] of right)
    test(`may claim ${what}`, async () => {
      await expect(run(block(...code))).resolves.toBeTypeOf("string")
    })

  const wrong: ReadonlyArray<readonly [what: string, complaint: RegExp, ...code: ReadonlyArray<string>]> = [
    ["a wrong value", /docs\/invented\.md:11/, `const a = 1`, `a + 1 // => 3`],
    ["a wrong text", /docs\/invented\.md:10/, `"Missed" // => Declined`],
    ["a number for its text", /docs\/invented\.md:10/, `"3" // => 3`],
    ["a missing property", /docs\/invented\.md:10/, `({}) // => ({ a: 1 })`],
    [
      "a wrong Option",
      /docs\/invented\.md:11/,
      `import * as O from "effect/Option"`,
      `O.some(1) // => O.some(2)`,
    ],
    ["a comment that no statement bears", /:11: .*nothing checks it/, `const a = [`, `  1, // => 1`, `]`],
    [
      "a comment that is never reached",
      /never reached: docs\/invented\.md:11/,
      `const f = () => {`,
      `  1 // => 1`,
      `}`,
    ],
    ["a throw", /no such thing/, `throw new Error("no such thing")`],
    ["a module that isn't there", /not-there/, `await import("@aftercare/core/not-there")`],
  ]
  for (const [what, complaint, ...code] of wrong)
    test(`fails by ${what}`, async () => {
      await expect(run(block(...code))).rejects.toThrow(complaint)
    })

  test("is type-checked where it stands, run or not", async () => {
    const [fine, bad] = await typeErrors([block(`const a: number = 1`), block(``, `const a: number = "1"`)])
    expect(fine).toBe("")
    expect(bad).toMatch(/^docs\/invented\.md\(11,7\): error TS2322/)
  })

  test("is found in a page, with its heading, line, and what it prints", () => {
    const page = [
      "# Title",
      "## An example",
      "",
      "```ts",
      "a",
      "b",
      "```",
      "",
      "It prints",
      "```text",
      "out",
      "```",
    ]
    const more = ["## Two", "1. item", "   ```ts no-run", "   c", "     d", "   ```", "```sh", "```ts", "```"]
    expect(blocksOf("docs/a.md", [...page, ...more].join("\n"))).toEqual([
      { path: "docs/a.md", line: 5, subject: "An example", code: "a\nb", runs: true, prints: "out" },
      { path: "docs/a.md", line: 16, subject: "Two", code: "c\n  d", runs: false, prints: undefined },
    ])
  })

  test("is found in a docstring, with the name of what it tells about", () => {
    const source = [
      "/** A note. */",
      "const a = 1",
      "/**",
      " * The least open instant.",
      " *",
      " * ```ts",
      " * next(",
      " *   hours,",
      " * ) // => 1",
      " * ```",
      " */",
      "export const next = (hours: Hours) => 1",
    ]
    expect(blocksOf("packages/core/src/calendar/Hours.ts", source.join("\n"))).toEqual([
      {
        path: "packages/core/src/calendar/Hours.ts",
        line: 7,
        subject: "next",
        code: "next(\n  hours,\n) // => 1",
        runs: true,
        prints: undefined,
      },
    ])
  })
})
