/**
 * What changes from one revision of a protocol to the next.
 *
 * **Details**
 *
 * A revision's hash stands for timing and content: anchors, windows, recurrences, channels, purposes, destinations,
 * contents, roles, standards, tries, and the order of the stages. Titles, sources and the version's name aren't part of it,
 * and neither is the way an offset is written: one week is seven days.
 *
 * **Example** (A longer window changes the hash, a new title doesn't)
 *
 * ```ts
 * import { GeneralProtocols, ProtocolRevision } from "@aftercare/core"
 *
 * const before = GeneralProtocols.generalDischarge
 * const renamed = { ...before, title: { zh: "出院随访", en: "After discharge" } }
 * ProtocolRevision.hash(renamed) === ProtocolRevision.hash(before) // => true
 *
 * const [first, ...others] = before.stages
 * const window = { ...first.window, latest: { hours: 96 } }
 * const after = { ...before, stages: [{ ...first, window }, ...others] as const }
 * ProtocolRevision.hash(after) === ProtocolRevision.hash(before) // => false
 * ProtocolRevision.diff(before, after) // => [{ _tag: "Changed", stage: "first-contact", parts: ["window"] }]
 * ```
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { contentHash } from "../foundation/ContentHash.ts"
import { StageId } from "../foundation/Id.ts"
import type { FollowUpProtocol, Offset, Stage } from "./FollowUpProtocol.ts"

/** The parts of a stage that its revision stands for. */
export const Part = Schema.Literals([
  "anchor",
  "window",
  "recurrence",
  "channels",
  "purpose",
  "destinations",
  "modules",
  "role",
  "standard",
  "switchedOff",
])
export type Part = typeof Part.Type

/** One difference between two revisions. */
export const Change = Schema.TaggedUnion({
  Added: { stage: StageId },
  Removed: { stage: StageId },
  Changed: { stage: StageId, parts: Schema.NonEmptyArray(Part) },
  /** The same stages in another order, which decides who makes room for whom. */
  Reordered: {},
  /** How somebody who doesn't answer is tried again. */
  AttemptsChanged: {},
})
export type Change = typeof Change.Type

/** An offset however it was written. */
const written = (offset: Offset) =>
  "hours" in offset || "workingDays" in offset
    ? offset
    : { months: offset.months ?? 0, days: (offset.weeks ?? 0) * 7 + (offset.days ?? 0) }

const partsOf = (stage: Stage): { readonly [P in Part]: unknown } => {
  const {
    anchor,
    channels,
    destinations,
    modules,
    purpose,
    recurrence,
    role,
    standard,
    switchedOff,
    window,
  } = stage
  return {
    anchor: anchor ?? { _tag: "Discharge" },
    window: {
      earliest: written(window.earliest),
      ideal: written(window.ideal),
      due: written(window.due),
      latest: written(window.latest),
    },
    recurrence: recurrence && { every: written(recurrence.every), times: recurrence.times },
    channels,
    purpose,
    destinations: destinations && [...new Set(destinations)].sort(),
    modules,
    role,
    standard,
    switchedOff,
  }
}

const attemptsOf = ({ attempts: { source: _, ...tries } }: FollowUpProtocol) => tries

/** The hash of a protocol's timing and content: 64 hexadecimal digits. */
export const hash = (protocol: FollowUpProtocol): string =>
  contentHash([attemptsOf(protocol), protocol.stages.map((stage) => [stage.id, partsOf(stage)])])

/** What the second revision changes, stage by stage; empty exactly where their hashes are equal. */
export const diff = (before: FollowUpProtocol, after: FollowUpProtocol): ReadonlyArray<Change> => {
  const was = new Map(before.stages.map((stage) => [stage.id, stage]))
  const is = new Map(after.stages.map((stage) => [stage.id, stage]))
  const stages = after.stages.flatMap((stage): ReadonlyArray<Change> => {
    const earlier = was.get(stage.id)
    if (earlier === undefined) return [{ _tag: "Added", stage: stage.id }]
    const [old, next] = [partsOf(earlier), partsOf(stage)]
    const [part, ...parts] = Part.literals.filter((name) => !Equal.equals(old[name], next[name]))
    return part === undefined ? [] : [{ _tag: "Changed", stage: stage.id, parts: [part, ...parts] }]
  })
  const removed = before.stages.flatMap(
    ({ id }): ReadonlyArray<Change> => (is.has(id) ? [] : [{ _tag: "Removed", stage: id }]),
  )
  const kept = (stages: ReadonlyArray<Stage>, other: ReadonlyMap<StageId, Stage>) =>
    stages.flatMap(({ id }) => (other.has(id) ? [id] : []))
  return [
    ...stages,
    ...removed,
    ...(Equal.equals(kept(before.stages, is), kept(after.stages, was))
      ? []
      : [{ _tag: "Reordered" } as const]),
    ...(Equal.equals(attemptsOf(before), attemptsOf(after)) ? [] : [{ _tag: "AttemptsChanged" } as const]),
  ]
}
