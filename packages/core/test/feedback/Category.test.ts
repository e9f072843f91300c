import { Category, GeneralFeedback, Id } from "@aftercare/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const id = (n: number) => Id.CategoryId.make(`c${n}`)
const title = { zh: "类", en: "kind" }
const { source } = GeneralFeedback.categories

/** Any forest: each category is a root or stands under some other, in any order. */
const forest = fc
  .array(fc.option(fc.nat(), { nil: undefined }), { minLength: 1, maxLength: 20 })
  .chain((parents) => {
    const all = parents.map(
      (parent, i): Category.Category =>
        parent === undefined || i === 0 ? { id: id(i), title } : { id: id(i), title, parent: id(parent % i) },
    )
    return fc.shuffledSubarray(all, { minLength: all.length })
  })
  .map(
    (all): Category.CategoryTree => ({
      id: "t",
      version: "1",
      categories: all as unknown as Category.CategoryTree["categories"],
      source,
    }),
  )

describe("a tree of categories", () => {
  test("decodes, and leads from each category up to a root", () => {
    fc.assert(
      fc.property(forest, (tree) => {
        expect(Schema.is(Category.CategoryTree)(tree)).toBe(true)
        for (const category of tree.categories) {
          const path = Category.pathOf(tree, category.id)
          expect(path.at(-1)).toBe(category.id)
          expect(Category.find(tree, path[0] as Id.CategoryId)?.parent).toBeUndefined()
          path.slice(1).forEach((below, i) => {
            expect(Category.find(tree, below)?.parent).toBe(path[i])
          })
          for (const { id: other } of tree.categories)
            expect(Category.within(tree, category.id, other)).toBe(path.includes(other))
        }
      }),
    )
  })

  test("takes what hangs together, and says what doesn't", () => {
    const added = fc.array(fc.record({ n: fc.nat(25), parent: fc.option(fc.nat(25), { nil: undefined }) }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(forest, added, (tree, drawn) => {
        const categories = drawn.map(({ n, parent }) =>
          parent === undefined ? { id: id(n), title } : { id: id(n), title, parent: id(parent) },
        )
        const extended = Category.extend(tree, { version: "2", categories })
        const all = [...tree.categories, ...categories]
        const ids = all.map((c) => c.id as string)
        // By taking away roots, and what hangs on what was taken, until nothing moves.
        let left: ReadonlyArray<Category.Category> = all
        const gone = new Set<string>()
        for (let i = 0; i <= all.length; i++) {
          for (const { id: taken, parent } of left)
            if (parent === undefined || gone.has(parent)) gone.add(taken)
          left = left.filter(({ id: one }) => !gone.has(one))
        }
        const sound = new Set(ids).size === ids.length && left.length === 0
        expect(Result.isSuccess(extended)).toBe(sound)
        if (Result.isSuccess(extended)) {
          expect(extended.success.version).toBe("2")
          expect(Schema.is(Category.CategoryTree)(extended.success)).toBe(true)
        } else expect(ids).toContain(extended.failure.category)
      }),
    )
  })

  test.each([
    ["twice", { id: Id.CategoryId.make("waiting"), title }],
    ["parent", { id: Id.CategoryId.make("x"), title, parent: Id.CategoryId.make("nothing") }],
    ["cycle", { id: Id.CategoryId.make("x"), title, parent: Id.CategoryId.make("x") }],
  ])("refuses by the rule %s", (rule, category) => {
    const extended = Category.extend(GeneralFeedback.categories, { version: "2", categories: [category] })
    expect(Result.isFailure(extended) && extended.failure.rule).toBe(rule)
  })

  test("a long chain is no deeper than memory", () => {
    const chain = Array.from(
      { length: 5_000 },
      (_, i): Category.Category => (i === 0 ? { id: id(0), title } : { id: id(i), title, parent: id(i - 1) }),
    ).reverse()
    const tree = { id: "t", version: "1", categories: chain, source }
    expect(Schema.is(Category.CategoryTree)(tree)).toBe(true)
  })
})

test("the shipped tree decodes, and has the broad categories that patients complain about", () => {
  const { categories } = GeneralFeedback.categories
  expect(Schema.is(Category.CategoryTree)(GeneralFeedback.categories)).toBe(true)
  expect(categories.filter(({ parent }) => parent === undefined).map((c) => c.id)).toEqual([
    "service",
    "communication",
    "environment",
    "quality",
    "cost",
    "waiting",
    "privacy",
    "other",
  ])
})
