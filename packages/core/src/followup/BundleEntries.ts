/** The entries of a FHIR bundle, and how they refer to one another. */
import * as Result from "effect/Result"
import { type Breach, joined } from "../foundation/Breach.ts"
import { modifiersOf } from "../foundation/Modifier.ts"
import type { Reference } from "./BundleResources.ts"
import type { Problem } from "./DischargeFile.ts"

/** An entry that holds a resource. */
export interface Entry {
  /** Counted from 0, as FHIR paths do. */
  readonly at: number
  readonly fullUrl: string
  /** The resource's `resourceType`. */
  readonly type: string
  readonly resource: object
  /** Which of the entry's contained resources it is. */
  readonly contained?: number
}

/** An entry, or a part of it, that no discharge is read from, and why. */
export interface Unread {
  readonly entry: number
  readonly problems: ReadonlyArray<Problem>
}

/** Where the resource stands: `entry[3].resource`, or `entry[3].resource.contained[0]`. */
export const placeOf = ({ at, contained }: Pick<Entry, "at" | "contained">): string =>
  `entry[${at}].resource${contained === undefined ? "" : `.contained[${contained}]`}`

/** The entry, or why it is none. */
export const entryOf = (given: unknown, at: number): Entry | Problem => {
  const wrong = (path: string, rule: string): Problem => ({ path: `entry[${at}]${path}`, rule })
  if (!isObject(given)) return wrong("", "an entry is an object")
  const { fullUrl, resource } = given
  if (!isObject(resource)) return wrong(".resource", "is missing")
  const { resourceType: type } = resource
  if (typeof type !== "string") return wrong(".resource.resourceType", "is missing")
  return { at, fullUrl: typeof fullUrl === "string" ? unversioned(fullUrl) : "", type, resource }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const unversioned = (url: string): string => url.replace(/\/_history\/[^/]*$/, "")

/** `http://host/base/Patient/7` as base, type and id. */
const restful = /^(https?:\/\/.+)\/([A-Za-z]+)\/([^/]+)$/

/** The resources within an entry's own that have this id. */
const containedIn = ({ at, fullUrl, resource }: Entry, id: string): ReadonlyArray<Entry> => {
  const inner = "contained" in resource && Array.isArray(resource.contained) ? resource.contained : []
  return inner.flatMap((part: unknown, contained): ReadonlyArray<Entry> => {
    if (!isObject(part)) return []
    const { id: own, resourceType: type } = part
    return own === id && typeof type === "string" ? [{ at, fullUrl, type, resource: part, contained }] : []
  })
}

/**
 * Which entries a reference means, by `fullUrl` or by `Type/id`; `#id` means a resource within the entry's own.
 *
 * A relative reference means the server that its own entry is from, where the bundle tells; else any entry of that type
 * and id. An absolute one means its `fullUrl` alone: the same id on another server is somebody else's.
 */
const resolver = (
  entries: ReadonlyArray<Entry>,
): ((reference: string, from: Entry) => ReadonlyArray<Entry>) => {
  const byUrl = new Map<string, Array<Entry>>()
  const byId = new Map<string, Array<Entry>>()
  const add = (map: Map<string, Array<Entry>>, key: string, entry: Entry) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [entry])
    else if (!known.includes(entry)) known.push(entry)
  }
  for (const entry of entries) {
    const { fullUrl, resource, type } = entry
    if (fullUrl !== "") add(byUrl, fullUrl, entry)
    if ("id" in resource) add(byId, `${type}/${String(resource.id)}`, entry)
    const [, , urlType, urlId] = restful.exec(fullUrl) ?? []
    if (urlType === type) add(byId, `${type}/${urlId}`, entry)
  }
  return (reference, from) => {
    if (reference.startsWith("#")) {
      // Contained resources refer to their neighbours, not to what they contain.
      const owner = from.contained === undefined ? from : entries.find(({ at }) => at === from.at)
      return owner === undefined ? [] : containedIn(owner, reference.slice(1))
    }
    const url = unversioned(reference)
    const exact = byUrl.get(url)
    if (exact !== undefined) return exact
    const [, base] = restful.exec(from.fullUrl) ?? []
    return (base === undefined ? undefined : byUrl.get(`${base}/${url}`)) ?? byId.get(url) ?? []
  }
}

type Decode<A> = (input: unknown) => Result.Result<A, ReadonlyArray<Breach>>

/** Reads an entry's resource; what is wrong with it is added to the problems. */
export const readEntry = <A>(entry: Entry, decode: Decode<A>, problems: Array<Problem>): A | undefined => {
  const modifiers = modifiersOf(entry.resource, placeOf(entry))
  problems.push(...modifiers)
  if (modifiers.length > 0) return undefined
  const result = decode(entry.resource)
  if (Result.isSuccess(result)) return result.success
  for (const { path, rule } of result.failure) problems.push({ path: joined(placeOf(entry), path), rule })
  return undefined
}

/** How the one entry is found that a reference at a path of another entry means. */
export const finder = (entries: ReadonlyArray<Entry>) => {
  const resolve = resolver(entries)
  return (
    reference: Reference | undefined,
    path: string,
    from: Entry,
    types: ReadonlyArray<string>,
    problems: Array<Problem>,
  ): Entry | undefined => {
    const refuse = (rule: string) => {
      problems.push({ path: `${placeOf(from)}.${path}`, rule })
      return undefined
    }
    if (reference?.reference === undefined) return refuse("is missing")
    const [first, second] = resolve(reference.reference, from)
    if (first === undefined) return refuse("no entry of the bundle is meant")
    if (second !== undefined) return refuse("several entries of the bundle are meant")
    return types.includes(first.type) ? first : refuse(`the entry meant is no ${types.join(" or ")}`)
  }
}
export type Find = ReturnType<typeof finder>
