import { TimeZone, ZoneData } from "@aftercare/core"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { horizon, offsetAt } from "./support/WallClock.ts"

const { canaries } = ZoneData
const named = canaries.map((c) => ({ ...c, on: new Date(c.at).toISOString() }))

/** Data that have some of the changes and not the others. */
const missing =
  (isMissed: (canary: ZoneData.Canary) => boolean): ZoneData.OffsetReader =>
  (zone, at) => {
    const canary = canaries.find((c) => c.zone === zone && c.at === at)
    return canary !== undefined && isMissed(canary) ? canary.before : canary?.since
  }

const releases = [...new Set(canaries.map((c) => c.release))]

describe("freshness", () => {
  test.each(releases)("knows data of release %s, and all that they miss", (release) => {
    const { atLeast, stale } = ZoneData.freshness(missing((c) => c.release > release))
    expect(atLeast).toBe(release)
    expect(stale).toEqual(
      canaries
        .filter((c) => c.release > release)
        .map(({ at, before, since, ...c }) => ({
          release: c.release,
          zone: c.zone,
          at,
          expected: since,
          found: before,
        })),
    )
  })

  test("names each change that is missed, whichever they are, and trusts no release from the first on", () => {
    fc.assert(
      fc.property(fc.subarray([...canaries], { minLength: 1 }), (missed) => {
        const { atLeast, stale } = ZoneData.freshness(missing((c) => missed.includes(c)))
        expect(stale.map(({ at, zone }) => [zone, at])).toEqual(missed.map(({ at, zone }) => [zone, at]))
        const whole = releases.slice(
          0,
          releases.findIndex((release) => missed.some((c) => c.release === release)),
        )
        expect(atLeast).toBe(whole.at(-1))
      }),
    )
  })

  test("of data older than all of them is nothing known", () => {
    const { atLeast, stale } = ZoneData.freshness(missing(() => true))
    expect(atLeast).toBeUndefined()
    expect(stale.length).toBe(canaries.length)
    expect(ZoneData.freshness(() => undefined).stale.length).toBe(canaries.length)
  })

  test("of this platform is its own word, as far as the canaries reach", () => {
    const platform = process.versions["tz"] as string
    const { atLeast, stale } = ZoneData.freshness()
    expect(atLeast).toBe(releases.filter((release) => release <= platform).at(-1))
    expect(stale.every((s) => s.release > platform)).toBe(true)
  })
})

describe("the canaries", () => {
  test("stand in the order of their releases, each for an instant of its own within what tables cover", () => {
    expect(canaries.map((c) => c.release)).toEqual(canaries.map((c) => c.release).toSorted())
    expect(new Set(canaries.map(({ at, zone }) => `${zone} ${at}`)).size).toBe(canaries.length)
    for (const { at, release } of canaries) {
      expect(release).toMatch(/^20\d\d[a-z]$/)
      expect(at).toBeGreaterThan(horizon.from)
      expect(at).toBeLessThan(horizon.until)
    }
  })

  // Both sides of each are facts somewhere: a platform of the release or newer has the one, an older one the other.
  test.each(named)(
    "are read here as by release $release: $zone at $on",
    ({ at, before, release, since, zone }) => {
      expect(before).not.toBe(since)
      const known = (() => {
        try {
          return offsetAt(zone, at)
        } catch {
          return undefined
        }
      })()
      expect(known).toBe(release <= (process.versions["tz"] as string) ? since : before)
      if (known !== undefined) expect(TimeZone.offsetAt(TimeZone.make(zone), at)).toBe(known)
    },
  )
})
