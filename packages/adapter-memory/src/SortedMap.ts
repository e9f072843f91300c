/**
 * A map that never changes and is sorted by its keys: every change gives a new map that shares all but a path with the
 * old one. A weight-balanced tree; each operation takes time in the logarithm of the size.
 */

/** Keys are compared by their UTF-16 code units, as `<` does. */
export type SortedMap<A> = Node<A> | undefined

interface Node<A> {
  readonly key: string
  readonly value: A
  readonly size: number
  readonly left: SortedMap<A>
  readonly right: SortedMap<A>
}

const sizeOf = <A>(map: SortedMap<A>): number => map?.size ?? 0

const node = <A>(key: string, value: A, left: SortedMap<A>, right: SortedMap<A>): Node<A> => ({
  key,
  value,
  size: sizeOf(left) + sizeOf(right) + 1,
  left,
  right,
})

// The parameters ⟨3, 2⟩ of Hirai and Yamamoto, the only integers with which single and double rotations suffice.
const balanced = <A>(key: string, value: A, left: SortedMap<A>, right: SortedMap<A>): Node<A> => {
  const [l, r] = [sizeOf(left), sizeOf(right)]
  if (l + r > 1 && right !== undefined && r > 3 * l) return rotatedLeft(key, value, left, right)
  if (l + r > 1 && left !== undefined && l > 3 * r) return rotatedRight(key, value, left, right)
  return node(key, value, left, right)
}

const rotatedLeft = <A>(key: string, value: A, left: SortedMap<A>, right: Node<A>): Node<A> => {
  const inner = right.left
  if (inner === undefined || inner.size < 2 * sizeOf(right.right))
    return node(right.key, right.value, node(key, value, left, inner), right.right)
  const outer = node(right.key, right.value, inner.right, right.right)
  return node(inner.key, inner.value, node(key, value, left, inner.left), outer)
}

const rotatedRight = <A>(key: string, value: A, left: Node<A>, right: SortedMap<A>): Node<A> => {
  const inner = left.right
  if (inner === undefined || inner.size < 2 * sizeOf(left.left))
    return node(left.key, left.value, left.left, node(key, value, inner, right))
  const outer = node(left.key, left.value, left.left, inner.left)
  return node(inner.key, inner.value, outer, node(key, value, inner.right, right))
}

export const get = <A>(map: SortedMap<A>, key: string): A | undefined => {
  let at = map
  while (at !== undefined && at.key !== key) at = key < at.key ? at.left : at.right
  return at?.value
}

/** The map with the value under the key, replacing what was there. */
export const set = <A>(map: SortedMap<A>, key: string, value: A): Node<A> => {
  if (map === undefined) return node(key, value, undefined, undefined)
  if (key === map.key) return node(key, value, map.left, map.right)
  return key < map.key
    ? balanced(map.key, map.value, set(map.left, key, value), map.right)
    : balanced(map.key, map.value, map.left, set(map.right, key, value))
}

/** The map without the key; the same map where the key isn't in it. */
export const remove = <A>(map: SortedMap<A>, key: string): SortedMap<A> => {
  if (map === undefined) return undefined
  if (key === map.key) return joined(map.left, map.right)
  if (key < map.key) {
    const left = remove(map.left, key)
    return left === map.left ? map : balanced(map.key, map.value, left, map.right)
  }
  const right = remove(map.right, key)
  return right === map.right ? map : balanced(map.key, map.value, map.left, right)
}

const joined = <A>(left: SortedMap<A>, right: SortedMap<A>): SortedMap<A> => {
  if (left === undefined || right === undefined) return left ?? right
  let least = right
  while (least.left !== undefined) least = least.left
  return balanced(least.key, least.value, left, remove(right, least.key))
}

/** The values in the order of their keys: of those greater than `after` and less than `before`, where these are given. */
export function* values<A>(map: SortedMap<A>, after?: string, before?: string): Generator<A, void> {
  for (const [, value] of entries(map, after, before)) yield value
}

/** The same, each value with its key. */
export function* entries<A>(
  map: SortedMap<A>,
  after?: string,
  before?: string,
): Generator<readonly [key: string, value: A], void> {
  const path: Array<Node<A>> = []
  const descend = (from: SortedMap<A>) => {
    for (let at = from; at !== undefined; )
      if (after !== undefined && at.key <= after) at = at.right
      else {
        path.push(at)
        at = at.left
      }
  }
  descend(map)
  for (let next = path.pop(); next !== undefined; next = path.pop()) {
    if (before !== undefined && next.key >= before) return
    yield [next.key, next.value]
    descend(next.right)
  }
}
