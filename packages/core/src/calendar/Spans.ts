/**
 * Sorted, disjoint, non-touching half-open spans of numbers, flattened: `[from, until, from, until, …]`. The common
 * coin of everything that computes hours; no unit of its own.
 */

/** Flattened spans, ascending. */
export type Spans = ReadonlyArray<number>

export const empty: Spans = []

/** Sorts, merges and drops empty spans. */
export const fromPairs = (pairs: ReadonlyArray<readonly [from: number, until: number]>): Spans => {
  const out: Array<number> = []
  for (const [from, until] of [...pairs].sort((a, b) => a[0] - b[0]))
    if (from < until) append(out, from, until)
  return out
}

/** Adds a span that begins no earlier than the last one does, joining the two where they touch. */
export const append = (out: Array<number>, from: number, until: number): void => {
  const last = out.length - 1
  if (last > 0 && from <= (out[last] as number)) {
    if (until > (out[last] as number)) out[last] = until
  } else out.push(from, until)
}

/** The instants in either. */
export const union = (a: Spans, b: Spans): Spans => {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const out: Array<number> = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number))) {
      append(out, a[i] as number, a[i + 1] as number)
      i += 2
    } else {
      append(out, b[j] as number, b[j + 1] as number)
      j += 2
    }
  }
  return out
}

/** The instants in both. */
export const intersection = (a: Spans, b: Spans): Spans => {
  const out: Array<number> = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i] as number, b[j] as number)
    const until = Math.min(a[i + 1] as number, b[j + 1] as number)
    if (from < until) out.push(from, until)
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return out
}

/** What `[from, until)` holds beside the spans, which must lie within it. */
export const complement = (spans: Spans, from: number, until: number): Spans => {
  const out: Array<number> = []
  let at = from
  for (let i = 0; i < spans.length; i += 2) {
    if (at < (spans[i] as number)) out.push(at, spans[i] as number)
    at = spans[i + 1] as number
  }
  if (at < until) out.push(at, until)
  return out
}

/** The sum of the lengths. */
export const total = (spans: Spans): number => {
  let sum = 0
  for (let i = 0; i < spans.length; i += 2) sum += (spans[i + 1] as number) - (spans[i] as number)
  return sum
}

/** How much of the spans lies before `at`. */
export const before = (spans: Spans, at: number): number => {
  let sum = 0
  for (let i = 0; i < spans.length && (spans[i] as number) < at; i += 2)
    sum += Math.min(spans[i + 1] as number, at) - (spans[i] as number)
  return sum
}

/**
 * The point with that much of the spans before it, where there is that much. Where a hole makes it ambiguous: the
 * hole's beginning (`"closing"`) or its end (`"opening"`).
 */
export const after = (spans: Spans, amount: number, side: "closing" | "opening"): number => {
  let left = amount
  for (let i = 0; i < spans.length; i += 2) {
    const length = (spans[i + 1] as number) - (spans[i] as number)
    if (side === "closing" ? left <= length : left < length) return (spans[i] as number) + left
    left -= length
  }
  return Number.POSITIVE_INFINITY
}

/** The index of the first span that ends after `at`, or the length where there is none. */
export const firstEndingAfter = (spans: Spans, at: number): number => {
  let low = 0
  let high = spans.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle * 2 + 1] as number) <= at) low = middle + 1
    else high = middle
  }
  return low * 2
}
