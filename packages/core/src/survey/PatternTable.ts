/**
 * How many persons of a group left one and the same pattern: a table of counters that grows.
 *
 * Patterns below `width`, the usual ones, have a counter each, and cost what an array costs. The others are rare and
 * many: a map holds those that were seen.
 *
 * @since 0.1.0
 */

export interface PatternTable {
  readonly width: number
  /** Counters of 32 bits: those that hold every count would take twice the room, and much of the time. */
  usual: Uint32Array
  /** By group; of a usual pattern what its counter doesn't hold. */
  readonly others: Map<number, Map<number, number>>
}

const tooMany = 2 ** 32

/** Counters of a group that take at most 16 kB; beyond that none is usual. */
const widest = 4096

export const make = (patterns: number): PatternTable => {
  const width = patterns > widest ? 0 : patterns
  return { width, usual: new Uint32Array(16 * width), others: new Map() }
}

/** Counts a pattern of a group; both whole and from 0 on. */
export const add = (table: PatternTable, group: number, pattern: number, count: number): void => {
  const { others, width } = table
  let rest = count
  if (pattern < width) {
    const at = group * width + pattern
    while (at >= table.usual.length) {
      const twice = new Uint32Array(table.usual.length * 2)
      twice.set(table.usual)
      table.usual = twice
    }
    const sum = (table.usual[at] as number) + count
    table.usual[at] = sum % tooMany
    rest = sum - (sum % tooMany)
  }
  if (rest === 0) return
  const ofGroup = others.get(group) ?? new Map<number, number>()
  others.set(group, ofGroup.set(pattern, (ofGroup.get(pattern) ?? 0) + rest))
}

/** Counts the patterns of so many persons, each in its group. */
export const addAll = (
  table: PatternTable,
  groups: Int32Array,
  patterns: Int32Array,
  persons: number,
): void => {
  const { width } = table
  let { usual } = table
  for (let i = 0; i < persons; i++) {
    const group = groups[i] as number
    const pattern = patterns[i] as number
    const at = group * width + pattern
    const next = at < usual.length ? (usual[at] as number) + 1 : tooMany
    if (pattern < width && next < tooMany) usual[at] = next
    else {
      add(table, group, pattern, 1)
      usual = table.usual
    }
  }
}

/** Visits every pattern that was seen, those of a group from the least on. */
export const each = (
  { others, usual, width }: PatternTable,
  visit: (group: number, pattern: number, count: number) => void,
): void => {
  for (let at = 0, group = 0; at < usual.length; at += width, group++) {
    const carried = others.get(group)
    for (let pattern = 0; pattern < width; pattern++) {
      const held = usual[at + pattern] as number
      const count = carried === undefined ? held : held + (carried.get(pattern) ?? 0)
      if (count > 0) visit(group, pattern, count)
    }
  }
  for (const [group, ofGroup] of others)
    for (const [pattern, count] of [...ofGroup].sort(([a], [b]) => a - b))
      if (pattern >= width) visit(group, pattern, count)
}
