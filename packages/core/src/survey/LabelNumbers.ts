/**
 * The labels of a key, each by a number of its own, in the order in which they were first seen.
 *
 * @since 0.1.0
 */

export interface LabelNumbers {
  readonly labels: Array<string>
  readonly numbers: Map<string, number>
  /**
   * The label last seen at each place that its length and last characters lead to, and its number: rows repeat few labels,
   * and comparing one is cheaper than a map's way to it.
   */
  readonly seen: Array<string | undefined>
  readonly seenAs: Int32Array
}

const places = 1024

export const make = (): LabelNumbers => ({
  labels: [],
  numbers: new Map(),
  seen: Array.from({ length: places }, () => undefined),
  seenAs: new Int32Array(places),
})

/** The number of a label, a new one where it wasn't seen yet. */
export const of = (labels: LabelNumbers, label: string): number => {
  const { length } = label
  const place =
    length < 2
      ? length
      : (length + 7 * label.charCodeAt(length - 2) + 31 * label.charCodeAt(length - 1)) % places
  if (labels.seen[place] === label) return labels.seenAs[place] as number
  let number = labels.numbers.get(label)
  if (number === undefined) {
    number = labels.labels.push(label) - 1
    labels.numbers.set(label, number)
  }
  labels.seen[place] = label
  labels.seenAs[place] = number
  return number
}

/** The label of a number that was given out. */
export const at = ({ labels }: LabelNumbers, number: number): string => labels[number] as string
