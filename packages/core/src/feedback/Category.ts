/**
 * What feedback is about: a tree of categories as data, which a hospital extends with its own.
 *
 * **Example** (A hospital's own category under a shipped one)
 *
 * ```ts
 * import { Category, GeneralFeedback, Id } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const tree = Result.getOrThrow(
 *   Category.extend(GeneralFeedback.categories, {
 *     version: "ward-7",
 *     categories: [
 *       { id: Id.CategoryId.make("waiting/mri"), parent: Id.CategoryId.make("waiting"), title: { zh: "磁共振等候", en: "Waiting for MRI" } },
 *     ],
 *   }),
 * )
 * Category.pathOf(tree, Id.CategoryId.make("waiting/mri")) // => ["waiting", "waiting/mri"]
 * Category.within(tree, Id.CategoryId.make("waiting/mri"), Id.CategoryId.make("waiting")) // => true
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CategoryId } from "../foundation/Id.ts"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import { Bilingual } from "../foundation/Word.ts"

/** One category; without a parent it is a root. Retired ones stay for old items and take no new ones. */
export const Category = closed(
  Schema.Struct({
    id: CategoryId,
    parent: Schema.optionalKey(CategoryId),
    title: Bilingual,
    retired: Schema.optionalKey(Schema.Literal(true)),
  }),
)
export interface Category extends Schema.Schema.Type<typeof Category> {}

type Fault = "twice" | "parent" | "cycle"

/** The first category that can't stand in the tree, and why. */
const faultOf = (
  categories: ReadonlyArray<Category>,
): { readonly category: CategoryId; readonly rule: Fault } | undefined => {
  const parents = new Map<CategoryId, CategoryId | undefined>()
  for (const { id, parent } of categories) {
    if (parents.has(id)) return { category: id, rule: "twice" }
    parents.set(id, parent)
  }
  const sound = new Set<CategoryId>()
  for (const { id } of categories) {
    const passed = new Set<CategoryId>()
    for (let at: CategoryId | undefined = id; at !== undefined && !sound.has(at); at = parents.get(at)) {
      if (passed.has(at)) return { category: at, rule: "cycle" }
      if (!parents.has(at)) return { category: id, rule: "parent" }
      passed.add(at)
    }
    for (const seen of passed) sound.add(seen)
  }
  return undefined
}

const faults: Record<Fault, string> = {
  twice: "is there twice",
  parent: "names a parent that isn't there, or stands under one that does",
  cycle: "is its own ancestor",
}

/** Schema of a tree: every id once, every parent there, nothing its own ancestor. */
export const CategoryTree = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    categories: Schema.NonEmptyArray(Category),
    source: Source,
  }),
).check(
  Schema.makeFilter(({ categories }) => {
    const fault = faultOf(categories)
    return fault === undefined || `category ${fault.category} ${faults[fault.rule]}`
  }),
)
export interface CategoryTree extends Schema.Schema.Type<typeof CategoryTree> {}

/** The tree can't take the category: it is there already, its parent isn't, or it would be its own ancestor. */
export class UnsoundCategory extends Schema.TaggedError<UnsoundCategory>("@aftercare/core/UnsoundCategory")(
  "UnsoundCategory",
  { category: CategoryId, rule: Schema.Literals(["twice", "parent", "cycle"]) },
) {
  override get message() {
    return `category ${this.category} ${faults[this.rule]}`
  }
}

/** The tree with a hospital's own categories added, under a version of its own. */
export const extend = (
  tree: CategoryTree,
  { categories, version }: Pick<CategoryTree, "version"> & { readonly categories: ReadonlyArray<Category> },
): Result.Result<CategoryTree, UnsoundCategory> => {
  const [first, ...rest] = tree.categories
  const extended = [first, ...rest, ...categories] as const
  const fault = faultOf(extended)
  return fault === undefined
    ? Result.succeed({ ...tree, version, categories: extended })
    : Result.fail(new UnsoundCategory(fault))
}

/** The category by its id. */
export const find = ({ categories }: CategoryTree, id: CategoryId): Category | undefined =>
  categories.find((category) => category.id === id)

/** From the root down to the category; empty where the tree doesn't have it. */
export const pathOf = (tree: CategoryTree, id: CategoryId): ReadonlyArray<CategoryId> => {
  const path: Array<CategoryId> = []
  for (let at = find(tree, id); at !== undefined; ) {
    path.unshift(at.id)
    at = at.parent === undefined ? undefined : find(tree, at.parent)
  }
  return path
}

/** Whether the category is the ancestor or stands somewhere under it. */
export const within = (tree: CategoryTree, id: CategoryId, ancestor: CategoryId): boolean =>
  pathOf(tree, id).includes(ancestor)
