import { createHash } from "node:crypto"
import { Memory } from "@aftercare/adapter-memory"
import { AccessAudit, AccessChain, AccessLog, AccessRecord, Id } from "@aftercare/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

const hospital = Id.TenantId.make("hospital")
const start = AccessChain.beginning(hospital)

const record: fc.Arbitrary<AccessRecord.AccessRecord> = fc
  .record({
    at: fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString()),
    by: fc.constantFrom({ _tag: "System" }, { _tag: "Staff", staff: "n-7", role: "nurse" }),
    action: fc.constantFrom("read", "search", "write", "export", "erase"),
    what: fc.record({ kind: fc.constantFrom("plan", "ticket"), id: fc.nat(9).map((n) => `record-${n}`) }),
    purpose: fc.constantFrom("care", "quality"),
    outcome: fc.constantFrom("allowed", "refused"),
  })
  .map((encoded) => Schema.decodeUnknownSync(AccessRecord.AccessRecord)(encoded))

const records = fc.array(record, { minLength: 1, maxLength: 12 })
const place = (links: ReadonlyArray<unknown>, n: number) => n % links.length

/** Data as text with sorted keys, as the record is written to a file. */
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(Reflect.get(value, key))]),
      )
    : value

/** The hashes of a chain, with another program for them and without the code under test. */
const hashes = (all: ReadonlyArray<AccessRecord.AccessRecord>): ReadonlyArray<string> => {
  const sha256 = (value: unknown) =>
    createHash("sha256")
      .update(JSON.stringify(sorted(JSON.parse(JSON.stringify(value)))))
      .digest("hex")
  let previous = sha256({ tenant: "hospital" })
  return all.map((one, n) => {
    previous = sha256({
      previous,
      record: Schema.encodeSync(AccessRecord.AccessRecord)(one),
      sequence: n + 1,
    })
    return previous
  })
}

const foundAt = (result: Result.Result<unknown, AccessChain.Tampered>) =>
  Result.isFailure(result) ? [result.failure.rule, result.failure.sequence] : "sound"

describe("a chain of access records", () => {
  test("is what SHA-256 of each record and the hash before it says", () => {
    fc.assert(
      fc.property(records, (all) => {
        expect(AccessChain.chained(start, all).map(({ hash }) => hash)).toEqual(hashes(all))
      }),
    )
  })

  test("is the same however it is written, and sound page by page", () => {
    fc.assert(
      fc.property(records, fc.nat(), (all, n) => {
        const cut = n % (all.length + 1)
        const first = AccessChain.chained(start, all.slice(0, cut))
        const last = first.at(-1)
        const head = last === undefined ? start : AccessChain.headOf(last)
        const second = AccessChain.chained(head, all.slice(cut))
        expect([...first, ...second]).toEqual(AccessChain.chained(start, all))
        const middle = Result.getOrThrow(AccessChain.follow(start, first))
        expect(middle).toEqual(head)
        expect(AccessChain.follow(middle, second)).toEqual(AccessChain.verify(start, [...first, ...second]))
      }),
    )
  })

  test("gives away each record that was changed, in any of its fields, and no other", () => {
    fc.assert(
      fc.property(records, fc.nat(), record, (all, n, other) => {
        const links = AccessChain.chained(start, all)
        const at = place(links, n)
        for (const field of ["at", "by", "action", "what", "purpose", "outcome"] as const) {
          const before = all[at]
          if (before === undefined || JSON.stringify(before[field]) === JSON.stringify(other[field])) continue
          const changed = links.map((link, i) =>
            i === at ? { ...link, record: { ...link.record, [field]: other[field] } } : link,
          )
          expect(foundAt(AccessChain.verify(start, changed))).toEqual(["access.changed", at + 1])
        }
      }),
    )
  })

  test("gives away where a record was taken out, put elsewhere or came twice", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 3, maxLength: 12 }), fc.nat(), (all, n) => {
        const links = AccessChain.chained(start, all)
        const at = n % (links.length - 1)
        const without = links.filter((_, i) => i !== at)
        expect(foundAt(AccessChain.verify(start, without))).toEqual(["access.missing", at + 1])
        const [one, two] = [links[at], links[at + 1]]
        if (one === undefined || two === undefined) throw new Error("no pair")
        const swapped = links.toSpliced(at, 2, two, one)
        expect(foundAt(AccessChain.verify(start, swapped))).toEqual(["access.missing", at + 1])
        const twice = links.toSpliced(at, 0, one)
        expect(foundAt(AccessChain.verify(start, twice))).toEqual(["access.missing", at + 2])
        // Numbered anew, so that nothing seems to be missing.
        const numbered = without.map((link, i) => ({ ...link, sequence: i + 1 }))
        expect(foundAt(AccessChain.verify(start, numbered))).toEqual(["access.changed", at + 1])
      }),
    )
  })

  test("gives away a record replaced with a hash of its own, by the record behind it", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 12 }), fc.nat(), record, (all, n, other) => {
        const links = AccessChain.chained(start, all)
        const at = n % (links.length - 1)
        const before = at === 0 ? start : AccessChain.headOf(links[at - 1] as AccessChain.Link)
        const [forged] = AccessChain.chained(before, [other])
        if (forged === undefined || forged.hash === links[at]?.hash) return
        const replaced = links.toSpliced(at, 1, forged)
        expect(foundAt(AccessChain.verify(start, replaced))).toEqual(["access.unlinked", at + 2])
      }),
    )
  })

  test("made anew or cut off is sound in itself, and given away by an anchor alone", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 12 }), fc.nat(), record, (all, n, other) => {
        const links = AccessChain.chained(start, all)
        const anchor = Result.getOrThrow(AccessChain.verify(start, links))
        const at = n % links.length
        const cut = links.slice(0, at)
        expect(foundAt(AccessChain.verify(start, cut))).toBe("sound")
        expect(foundAt(AccessChain.verify(start, cut, [anchor]))).toEqual(["access.cut", at + 1])
        const anew = AccessChain.chained(start, all.toSpliced(at, 1, other))
        if (anew.at(-1)?.hash === anchor.hash) return
        expect(foundAt(AccessChain.verify(start, anew))).toBe("sound")
        expect(foundAt(AccessChain.verify(start, anew, [anchor]))).toEqual([
          "access.rewritten",
          anchor.sequence,
        ])
      }),
    )
  })

  test("made anew between two anchors of one record doesn't pass by the later of them", () => {
    fc.assert(
      fc.property(records, record, fc.boolean(), (all, other, turned) => {
        const links = AccessChain.chained(start, all)
        const before = Result.getOrThrow(AccessChain.verify(start, links))
        const anew = AccessChain.chained(start, [...all.slice(0, -1), other])
        const after = Result.getOrThrow(AccessChain.verify(start, anew))
        if (after.hash === before.hash) return
        const anchors = turned ? [after, before] : [before, after]
        for (const chain of [links, anew])
          expect(foundAt(AccessChain.verify(start, chain, anchors))).toEqual([
            "access.rewritten",
            before.sequence,
          ])
      }),
    )
  })

  test("made anew doesn't pass where one goes on from an end that an anchor denies", () => {
    fc.assert(
      fc.property(records, records, record, (all, later, other) => {
        const anchor = Result.getOrThrow(AccessChain.verify(start, AccessChain.chained(start, all)))
        const anew = AccessChain.chained(start, [...all.slice(0, -1), other])
        const end = Result.getOrThrow(AccessChain.verify(start, anew))
        if (end.hash === anchor.hash) return
        for (const links of [[], AccessChain.chained(end, later)])
          expect(foundAt(AccessChain.verify(end, links, [anchor]))).toEqual([
            "access.rewritten",
            anchor.sequence,
          ])
      }),
    )
  })

  test("of another tenant doesn't pass for one's own", () => {
    const [one] = fc.sample(record, 1)
    if (one === undefined) throw new Error("no sample")
    const theirs = AccessChain.chained(AccessChain.beginning(Id.TenantId.make("other")), [one])
    expect(foundAt(AccessChain.verify(start, theirs))).toEqual(["access.unlinked", 1])
  })
})

describe("an audit of a log", () => {
  const all = fc.sample(record, { seed: 1, numRuns: 2_500 })
  const audited = (wrong: (links: ReadonlyArray<AccessChain.Link>) => ReadonlyArray<AccessChain.Link>) =>
    Effect.gen(function* () {
      const log = yield* AccessLog.AccessLog
      const anchor = yield* log.append(hospital, all)
      const list: typeof log.list = (tenant, options) => Effect.map(log.list(tenant, options), wrong)
      const audit = Effect.provideService(AccessAudit.verify(hospital, [anchor]), AccessLog.AccessLog, {
        ...log,
        list,
      })
      return foundAt(yield* Effect.result(Effect.catchTag(audit, "StoreError", Effect.die)))
    }).pipe(Effect.provide(Layer.fresh(Memory.layer)), Effect.runPromise)

  test("goes through all of its pages", async () => {
    expect(await audited((links) => links)).toBe("sound")
  })

  test("finds the record that isn't right on a later page, and an end that is gone", async () => {
    const changed = (link: AccessChain.Link): AccessChain.Link =>
      link.sequence === 2_345 ? { ...link, record: { ...link.record, purpose: "feedback" } } : link
    expect(await audited((links) => links.map(changed))).toEqual(["access.changed", 2_345])
    const cut = (links: ReadonlyArray<AccessChain.Link>) => links.filter(({ sequence }) => sequence <= 2_400)
    expect(await audited(cut)).toEqual(["access.cut", 2_401])
  })
})
