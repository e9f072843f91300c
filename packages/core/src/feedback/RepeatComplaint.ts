/**
 * Items like earlier ones: the same matter, the same place, maybe the same patient, within some days.
 *
 * **Source** 《医疗机构投诉管理办法》 (2019) has repeated and similar complaints brought together for the head of the institution.
 *
 * **Example** (The third complaint about waiting for MRI in a month)
 *
 * ```ts
 * import { GeneralFeedback, Id, RepeatComplaint, TimeZone } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const item = (id: string, on: string): RepeatComplaint.Item => ({
 *   id: Id.FeedbackId.make(id),
 *   category: Id.CategoryId.make("waiting/examination"),
 *   departments: [Id.DepartmentId.make("radiology")],
 *   receivedAt: DateTime.makeUnsafe(`${on}T10:00:00+08:00`),
 * })
 * const rule: RepeatComplaint.RepeatRule = {
 *   category: "same",
 *   department: true,
 *   patient: false,
 *   withinDays: 30,
 *   zone: TimeZone.make("Asia/Shanghai"),
 * }
 * const all = [item("f-1", "2026-03-02"), item("f-2", "2026-03-10"), item("f-3", "2026-04-01")]
 * RepeatComplaint.links(all, rule, GeneralFeedback.categories)
 * // => [{ item: "f-2", repeats: 1, latest: "f-1" }, { item: "f-3", repeats: 2, latest: "f-2" }]
 * ```
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { dayAt, TimeZone } from "../calendar/TimeZone.ts"
import type { CategoryId, DepartmentId, FeedbackId, PatientId } from "../foundation/Id.ts"
import { closed } from "../foundation/Strict.ts"
import { type CategoryTree, pathOf } from "./Category.ts"

/** What makes two items alike. Days are dates in `zone`; items of dates `withinDays` apart are still alike. */
export const RepeatRule = closed(
  Schema.Struct({
    /** The very category, or the broad one that it belongs to. */
    category: Schema.Literals(["same", "root"]),
    /** At least one department in common. */
    department: Schema.Boolean,
    /** Both name the same patient. */
    patient: Schema.Boolean,
    withinDays: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3660 })),
    zone: TimeZone,
  }),
)
export interface RepeatRule extends Schema.Schema.Type<typeof RepeatRule> {}

/** What is looked at of an item. */
export interface Item {
  readonly id: FeedbackId
  readonly category: CategoryId
  readonly departments: ReadonlyArray<DepartmentId>
  readonly patient?: PatientId
  readonly receivedAt: DateTime.Utc
}

/** An item that repeats others: how many came before it, and the latest of them. */
export interface Repeat {
  readonly item: FeedbackId
  readonly repeats: number
  readonly latest: FeedbackId
}

/** The items that repeat earlier ones, in the order of their receipt; of those received at once, by their ids. */
export const links = (
  items: ReadonlyArray<Item>,
  rule: RepeatRule,
  tree: CategoryTree,
): ReadonlyArray<Repeat> => {
  const sorted = [...items].sort(
    (a, b) => a.receivedAt.epochMilliseconds - b.receivedAt.epochMilliseconds || (a.id < b.id ? -1 : 1),
  )
  const roots = new Map<CategoryId, CategoryId>()
  const kindOf = ({ category }: Item): CategoryId => {
    if (rule.category === "same") return category
    const root = roots.get(category) ?? pathOf(tree, category)[0] ?? category
    roots.set(category, root)
    return root
  }
  const alike = new Map<string, Alike>()
  const repeats: Array<Repeat> = []
  sorted.forEach((item, at) => {
    const day = dayAt(rule.zone, item.receivedAt.epochMilliseconds)
    const found = keysOf(item, kindOf(item), rule).map((key) => {
      const known = alike.get(key) ?? { items: [], days: [], from: 0 }
      alike.set(key, known)
      while (known.from < known.items.length && day - (known.days[known.from] as number) > rule.withinDays)
        known.from++
      return known
    })
    const count = countOf(found)
    const latest = sorted[found.reduce((last, { items }) => Math.max(last, items.at(-1) ?? -1), -1)]
    if (count > 0 && latest !== undefined) repeats.push({ item: item.id, repeats: count, latest: latest.id })
    for (const known of found) {
      known.items.push(at)
      known.days.push(day)
    }
  })
  return repeats
}

/** Items that share a key are alike but for their distance in days: those from `from` on are near enough. */
interface Alike {
  readonly items: Array<number>
  readonly days: Array<number>
  from: number
}

const countOf = (found: ReadonlyArray<Alike>): number => {
  const [only] = found
  if (only !== undefined && found.length === 1) return only.items.length - only.from
  return new Set(found.flatMap(({ from, items }) => items.slice(from))).size
}

/** Two items are alike where they share a key; one that lacks what the rule asks for is like none. */
const keysOf = (
  { departments, patient }: Item,
  kind: CategoryId,
  rule: RepeatRule,
): ReadonlyArray<string> => {
  if (rule.patient && patient === undefined) return []
  const key = rule.patient ? [kind, patient] : [kind]
  const all = rule.department ? [...new Set(departments)].map((department) => [...key, department]) : [key]
  return all.map((parts) => parts.join(" "))
}
