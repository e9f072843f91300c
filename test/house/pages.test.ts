import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const read = (page: string) => readFileSync(join(root, page), "utf8")
const prose = (page: string) => read(page).replace(/^```[\s\S]*?^```/gm, "")

const pages = globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "scripts/**/*.md"], { cwd: root })
const decisions = globSync("docs/decisions/*.md", { cwd: root }).map((page) => page.slice("docs/".length))

/** The anchors of a page's headings, as the places that show Markdown make them. */
const anchorsOf = (page: string) =>
  [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  )

test("every link leads to a file, and to a heading of it", () => {
  const links = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = ""]) =>
      /^https?:/.test(to) ? [] : [{ page, to }],
    ),
  )
  expect(links.length).toBeGreaterThan(300)
  const broken = links.filter(({ page, to }) => {
    const [path = "", anchor] = decodeURI(to).split("#")
    const file = path === "" ? page : join(dirname(page), path)
    return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor))
  })
  expect(broken).toEqual([])
})

test("every page that users read has its twin in the other language", () => {
  const told = globSync(
    ["README.md", "docs/*.md", "docs/{concepts,guides,reference}/*.md", "packages/*/README.md"],
    {
      cwd: root,
    },
  )
  const alone = told
    .filter((page) => !page.endsWith(".zh.md"))
    .filter((page) => !existsSync(join(root, page.replace(/\.md$/, ".zh.md"))))
  expect(alone).toEqual([])
})

test("a package's README is published in both languages", () => {
  for (const page of globSync("packages/*/package.json", { cwd: root }))
    expect(JSON.parse(read(page)).files, page).toEqual(expect.arrayContaining(["README.md", "README.zh.md"]))
})

test.each(["docs/README.md", "docs/README.zh.md"])("%s lists every decision", (page) => {
  expect(decisions.filter((decision) => !read(page).includes(`(${decision})`))).toEqual([])
})

test.each(["README.md", "README.zh.md"])("core's %s lists every import", (page) => {
  const { exports } = JSON.parse(read("packages/core/package.json"))
  const paths = Object.keys(exports).flatMap((path) =>
    /^\.(\/package\.json)?$/.test(path) ? [] : [path.slice(1)],
  )
  expect(paths.filter((path) => !read(`packages/core/${page}`).includes(`\`${path}\``))).toEqual([])
})
