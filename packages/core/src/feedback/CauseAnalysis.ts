/**
 * Why it happened: a tree of causes, each answering "why?" of the one above it, and which causes weigh most.
 *
 * **Example** (Five times why, and what to begin with)
 *
 * ```ts
 * import { CauseAnalysis, Id } from "@aftercare/core"
 * import { DateTime } from "effect"
 *
 * const cause = (id: string, text: string, bone: CauseAnalysis.Bone, explains?: string): CauseAnalysis.Cause =>
 *   explains === undefined ? { id, text, bone } : { id, text, bone, explains }
 * const analysis: CauseAnalysis.CauseAnalysis = {
 *   ticket: Id.TicketId.make("t-1"),
 *   problem: "换药等了两个小时",
 *   causes: [
 *     cause("a", "换药室只有一名护士", "people"),
 *     cause("b", "早班排班未随手术量调整", "method", "a"),
 *     cause("c", "排班表按季度固定", "management", "b"),
 *   ],
 *   by: Id.StaffId.make("officer-1"),
 *   at: DateTime.makeUnsafe("2026-03-04T10:00:00+08:00"),
 * }
 * CauseAnalysis.chains(analysis).map((chain) => chain.map(({ id }) => id)) // => [["a", "b", "c"]]
 * CauseAnalysis.rootCauses(analysis).map(({ bone }) => bone) // => ["management"]
 *
 * const rows = CauseAnalysis.pareto([analysis], ({ bone }) => bone)
 * rows // => [{ key: "management", count: 1, cumulative: { count: 1, of: 1 } }]
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { StaffId, TicketId } from "../foundation/Id.ts"
import { Instant } from "../foundation/Instant.ts"
import type { Rate } from "../foundation/Rate.ts"
import { FreeText, Text } from "../foundation/Text.ts"

/** The bones of the fish: where a cause lies. */
export const Bone = Schema.Literals([
  "people",
  "method",
  "equipment",
  "material",
  "environment",
  "measurement",
  "management",
])
export type Bone = typeof Bone.Type

/** One answer to "why?": of the problem itself, or of the cause that it explains. */
export const Cause = Schema.Struct({
  id: Text,
  explains: Schema.optionalKey(Text),
  text: Text,
  bone: Bone,
  /** The hospital's own word for causes of this kind, to count them by. */
  code: Schema.optionalKey(Text),
  evidence: Schema.optionalKey(FreeText),
})
export interface Cause extends Schema.Schema.Type<typeof Cause> {}

/** The causes of what a ticket is about. A cause stands behind the one it explains. */
export const CauseAnalysis = Schema.Struct({
  ticket: TicketId,
  problem: Text,
  causes: Schema.NonEmptyArray(Cause),
  by: StaffId,
  at: Instant,
}).check(
  Schema.makeFilter(({ causes }) => {
    const seen = new Set<string>()
    for (const { explains, id } of causes) {
      if (seen.has(id)) return `cause ${id} is there twice`
      if (explains !== undefined && !seen.has(explains))
        return `cause ${id} must stand behind the one it explains`
      seen.add(id)
    }
    return true
  }),
)
export interface CauseAnalysis extends Schema.Schema.Type<typeof CauseAnalysis> {}

/** The causes that no other explains: what actions should change. */
export const rootCauses = ({ causes }: CauseAnalysis): ReadonlyArray<Cause> => {
  const explained = new Set(causes.flatMap(({ explains }) => explains ?? []))
  return causes.filter(({ id }) => !explained.has(id))
}

/** From the problem down to each root cause. */
export const chains = (analysis: CauseAnalysis): ReadonlyArray<ReadonlyArray<Cause>> => {
  const byId = new Map(analysis.causes.map((cause) => [cause.id, cause]))
  return rootCauses(analysis).map((root) => {
    const chain = [root]
    // What is explained stands in front, so a chain has at most as many links as there are causes.
    for (let at: Cause | undefined = root; at?.explains !== undefined && chain.length <= byId.size; ) {
      at = byId.get(at.explains)
      if (at !== undefined) chain.unshift(at)
    }
    return chain
  })
}

/** The root causes by where they lie, as a fishbone diagram shows them. */
export const fishbone = (analysis: CauseAnalysis): Readonly<Record<Bone, ReadonlyArray<Cause>>> => {
  const roots = rootCauses(analysis)
  const on = (bone: Bone) => roots.filter((cause) => cause.bone === bone)
  return {
    people: on("people"),
    method: on("method"),
    equipment: on("equipment"),
    material: on("material"),
    environment: on("environment"),
    measurement: on("measurement"),
    management: on("management"),
  }
}

/** How many analyses share a kind of root cause, and the share of this and all more frequent kinds. */
export interface ParetoRow {
  readonly key: string
  readonly count: number
  readonly cumulative: Rate
}

/**
 * Kinds of root causes, the most frequent first and those as frequent by their keys. An analysis counts each kind once,
 * however many causes of it were found.
 */
export const pareto = (
  analyses: ReadonlyArray<CauseAnalysis>,
  keyOf: (cause: Cause) => string,
): ReadonlyArray<ParetoRow> => {
  const counts = new Map<string, number>()
  for (const analysis of analyses)
    for (const key of new Set(rootCauses(analysis).map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1)
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const of = sorted.reduce((sum, [, count]) => sum + count, 0)
  let cumulated = 0
  return sorted.map(([key, count]) => {
    cumulated += count
    return { key, count, cumulative: { count: cumulated, of } }
  })
}

/** The fewest of the most frequent kinds that together make up the share, such as four of five. */
export const vitalFew = (rows: ReadonlyArray<ParetoRow>, share: Rate): ReadonlyArray<ParetoRow> => {
  const enough = rows.findIndex(
    ({ cumulative }) => cumulative.count * share.of >= share.count * cumulative.of,
  )
  return enough < 0 ? rows : rows.slice(0, enough + 1)
}
