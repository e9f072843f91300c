/**
 * Access records in a chain: each is bound to all before it, so that what is changed, taken out or put elsewhere later is
 * found, and which record it was.
 *
 * **Details**
 *
 * A link's hash covers its number, its record and the hash before it; the first is bound to the tenant. `follow` goes
 * along the links and stops at the first that doesn't fit.
 *
 * **Gotchas**
 *
 * Who may write to the store can make a chain anew from some record on, or cut off its end, and what is left is sound in
 * itself. So write the head down somewhere else from time to time, where the store's owners can't: on paper, with another
 * department, in a mail. Such an anchor gives away both, for every record up to it; of those after the last anchor
 * nothing can tell.
 *
 * **Example** (A record changed afterwards)
 *
 * ```ts
 * import { AccessChain, AccessRecord, Id } from "@aftercare/core"
 * import { Result, Schema } from "effect"
 *
 * const record = Schema.decodeUnknownSync(AccessRecord.AccessRecord)({
 *   at: "2026-12-01T10:00:00Z",
 *   by: { _tag: "Staff", staff: "n-7", role: "nurse" },
 *   action: "read",
 *   what: { kind: "discharge", id: "d-1" },
 *   purpose: "care",
 *   outcome: "allowed",
 * })
 * const start = AccessChain.beginning(Id.TenantId.make("hospital"))
 * const links = AccessChain.chained(start, [record, record, record])
 * Result.map(AccessChain.verify(start, links), ({ sequence }) => sequence) // => Result.succeed(3)
 *
 * const exported: AccessRecord.AccessRecord = { ...record, action: "export" }
 * const changed = links.map((link) => (link.sequence === 2 ? { ...link, record: exported } : link))
 * Result.mapError(AccessChain.verify(start, changed), ({ rule, sequence }) => [rule, sequence]) // => Result.fail(["access.changed", 2])
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ContentHash, contentHash } from "../foundation/ContentHash.ts"
import type { TenantId } from "../foundation/Id.ts"
import { AccessRecord } from "./AccessRecord.ts"

/** Where a chain ends: how many records it has, and the hash of the last one. Written down elsewhere it is an anchor. */
export const Head = Schema.Struct({
  sequence: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  hash: ContentHash,
})
export interface Head extends Schema.Schema.Type<typeof Head> {}

/** A record in its place, counted from 1. */
export const Link = Schema.Struct({
  sequence: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  record: AccessRecord,
  previous: ContentHash,
  hash: ContentHash,
})
export interface Link extends Schema.Schema.Type<typeof Link> {}

/** The chain isn't what was written, from this record on. */
export class Tampered extends Schema.TaggedError<Tampered>("@aftercare/core/Tampered")("Tampered", {
  sequence: Schema.Int,
  rule: Schema.Literals([
    "access.changed",
    "access.missing",
    "access.unlinked",
    "access.rewritten",
    "access.cut",
  ]),
}) {
  override get message() {
    return `access record ${this.sequence}: ${this.rule}`
  }
}

/** A tenant's chain before its first record. */
export const beginning = (tenant: TenantId): Head => ({ sequence: 0, hash: contentHash({ tenant }) })

const hashOf = ({ previous, record, sequence }: Omit<Link, "hash">): string =>
  contentHash({ sequence, record, previous })

/** The chain's head once it ends with this link. */
export const headOf = ({ hash, sequence }: Link): Head => ({ sequence, hash })

/** The links of these records, behind the head. */
export const chained = (head: Head, records: ReadonlyArray<AccessRecord>): ReadonlyArray<Link> => {
  const links: Array<Link> = []
  let { hash: previous, sequence } = head
  for (const record of records) {
    sequence += 1
    const hash = hashOf({ sequence, record, previous })
    links.push({ sequence, record, previous, hash })
    previous = hash
  }
  return links
}

/** Whether a chain that has this head somewhere isn't what the anchors say: also where they don't say the same. */
const deniedBy = (anchors: ReadonlyArray<Head>) => {
  const said = new Map<number, string | undefined>()
  for (const { hash, sequence } of anchors)
    said.set(sequence, said.has(sequence) && said.get(sequence) !== hash ? undefined : hash)
  return ({ hash, sequence }: Head): boolean => said.has(sequence) && said.get(sequence) !== hash
}

/**
 * Goes along the links that come behind the head, and answers where they end. Fails at the first link that doesn't fit, or
 * isn't what every anchor of its number says; at the head itself where an anchor says otherwise. A long chain is followed
 * page by page, each from where the one before ended.
 */
export const follow = (
  head: Head,
  links: ReadonlyArray<Link>,
  anchors: ReadonlyArray<Head> = [],
): Result.Result<Head, Tampered> => {
  const isDenied = deniedBy(anchors)
  const fails = (sequence: number, rule: Tampered["rule"]) => Result.fail(new Tampered({ sequence, rule }))
  if (isDenied(head)) return fails(head.sequence, "access.rewritten")
  let at = head
  for (const link of links) {
    const sequence = at.sequence + 1
    if (link.sequence !== sequence) return fails(sequence, "access.missing")
    if (link.hash !== hashOf(link)) return fails(sequence, "access.changed")
    if (link.previous !== at.hash) return fails(sequence, "access.unlinked")
    at = headOf(link)
    if (isDenied(at)) return fails(sequence, "access.rewritten")
  }
  return Result.succeed(at)
}

/** Fails where the chain ends before an anchor, naming the first record that is gone. */
export const reaches = (head: Head, anchors: ReadonlyArray<Head>): Result.Result<Head, Tampered> =>
  anchors.some(({ sequence }) => sequence > head.sequence)
    ? Result.fail(new Tampered({ sequence: head.sequence + 1, rule: "access.cut" }))
    : Result.succeed(head)

/** `follow`, for the links up to the end of the chain. */
export const verify = (
  head: Head,
  links: ReadonlyArray<Link>,
  anchors: ReadonlyArray<Head> = [],
): Result.Result<Head, Tampered> =>
  Result.flatMap(follow(head, links, anchors), (end) => reaches(end, anchors))
