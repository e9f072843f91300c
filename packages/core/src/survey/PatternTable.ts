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
  usual: Float64Array
  /** By group. */
  readonly others: Map<number, Map<number, number>>
}

/** Counters of a group that take at most 32 kB; beyond that none is usual. */
const widest = 4096

export const make = (patterns: number): PatternTable => {
  const width = patterns > widest ? 0 : patterns
  return { width, usual: new Float64Array(16 * width), others: new Map() }
}

/** Counts a pattern of a group; both whole and from 0 on. */
export const add = (table: PatternTable, group: number, pattern: number, count: number): void => {
  const { others, width } = table
  if (pattern < width) {
    const at = group * width + pattern
    while (at >= table.usual.length) {
      const twice = new Float64Array(table.usual.length * 2)
      twice.set(table.usual)
      table.usual = twice
    }
    table.usual[at] = (table.usual[at] as number) + count
  } else {
    const ofGroup = others.get(group) ?? new Map<number, number>()
    others.set(group, ofGroup.set(pattern, (ofGroup.get(pattern) ?? 0) + count))
  }
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
    if (pattern < width && at < usual.length) usual[at] = (usual[at] as number) + 1
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
  for (let at = 0; at < usual.length; at += width)
    for (let pattern = 0; pattern < width; pattern++) {
      const count = usual[at + pattern] as number
      if (count > 0) visit(at / width, pattern, count)
    }
  for (const [group, ofGroup] of others)
    for (const [pattern, count] of [...ofGroup].sort(([a], [b]) => a - b)) visit(group, pattern, count)
}
