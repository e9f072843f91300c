/**
 * How fresh the platform's zone data are: known changes of offset, each with the tzdata release that first had it.
 *
 * **Details**
 *
 * Governments change their clocks at short notice, and a platform learns of it only when its own data are updated. The
 * platforms that read zones through `Intl` don't say which release theirs are; but each release is known by the changes
 * that came with it. Where the platform misses one, hours in that zone are answered wrongly around it, and an app can
 * warn before a patient is rung up at the wrong hour.
 *
 * **Example** (Three governments were faster than a Node 24 of July 2026)
 *
 * ```ts
 * import { ZoneData } from "@aftercare/core"
 *
 * const { atLeast, stale } = ZoneData.freshness()
 *
 * atLeast // => "2026c"
 * stale.map(({ release, zone }) => `${zone} since ${release}`)
 * // => ["America/Inuvik since 2026d", "America/Winnipeg since 2026e", "America/Havana since 2026f"]
 * ```
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as TimeZone from "./TimeZone.ts"

/**
 * An instant at which a zone's clock reads otherwise from a release on than in the release before. Offsets are
 * milliseconds east of UTC; undefined is a zone that didn't exist.
 */
export interface Canary {
  /** The tzdata release, such as `2025b`. */
  readonly release: string
  readonly zone: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly before: number | undefined
  readonly since: number
}

const canary = (
  release: string,
  zone: string,
  at: string,
  hours: { readonly before?: number; readonly since: number },
): Canary => ({
  release,
  zone,
  at: Date.parse(at),
  before: hours.before === undefined ? undefined : hours.before * 3_600_000,
  since: hours.since * 3_600_000,
})

/**
 * Changes that tell tzdata releases apart, oldest release first. They speak of instants that have passed: what is only
 * announced may be called off.
 *
 * Sources: the release notes (the tz project's NEWS) up to 2024a; every value was compared with the data of both
 * releases as moment-timezone packs them, or as Node 20.20.2 (2025c) and Node 24.21.0 (2026c) have them.
 */
export const canaries: ReadonlyArray<Canary> = [
  // Iran gave up summer time; Chile began it a week late; Kiev became Kyiv.
  canary("2022b", "Asia/Tehran", "2023-06-01T12:00Z", { before: 4.5, since: 3.5 }),
  canary("2022b", "America/Santiago", "2022-09-07T12:00Z", { before: -3, since: -4 }),
  canary("2022b", "Europe/Kyiv", "2022-08-11T12:00Z", { since: 3 }),
  // Palestine went back a day later.
  canary("2022d", "Asia/Gaza", "2022-10-28T12:00Z", { before: 2, since: 3 }),
  // Jordan and Syria kept summer time for good.
  canary("2022e", "Asia/Amman", "2022-12-01T12:00Z", { before: 2, since: 3 }),
  canary("2022e", "Asia/Damascus", "2022-12-01T12:00Z", { before: 2, since: 3 }),
  // Mexico and Fiji gave up summer time; Chihuahua kept it for good.
  canary("2022f", "America/Mexico_City", "2023-06-01T12:00Z", { before: -5, since: -6 }),
  canary("2022f", "America/Chihuahua", "2022-12-01T12:00Z", { before: -7, since: -6 }),
  canary("2022f", "Pacific/Fiji", "2022-12-01T12:00Z", { before: 13, since: 12 }),
  // Ciudad Juárez follows El Paso; Greenland didn't go back in 2023.
  canary("2022g", "America/Ciudad_Juarez", "2022-12-15T12:00Z", { since: -7 }),
  canary("2022g", "America/Nuuk", "2023-12-01T12:00Z", { before: -3, since: -2 }),
  // Egypt took up summer time again, Greenland with new offsets; Morocco ended Ramadan a week sooner.
  canary("2023a", "Africa/Cairo", "2023-06-01T12:00Z", { before: 2, since: 3 }),
  canary("2023a", "America/Nuuk", "2024-06-01T12:00Z", { before: -2, since: -1 }),
  canary("2023a", "Africa/Casablanca", "2023-04-25T12:00Z", { before: 0, since: 1 }),
  // Lebanon put summer time off, and took that back within days: 2023b alone is wrong.
  canary("2023c", "Asia/Beirut", "2023-04-01T12:00Z", { before: 2, since: 3 }),
  // Ittoqqortoormiit joined Nuuk; Vostok and Casey moved.
  canary("2023d", "America/Scoresbysund", "2024-06-01T12:00Z", { before: 0, since: -1 }),
  canary("2023d", "Antarctica/Vostok", "2024-06-01T12:00Z", { before: 6, since: 5 }),
  canary("2023d", "Antarctica/Casey", "2023-06-01T12:00Z", { before: 11, since: 8 }),
  // Kazakhstan has one offset; Palestine went forward a week later.
  canary("2024a", "Asia/Almaty", "2024-06-01T12:00Z", { before: 6, since: 5 }),
  canary("2024a", "Asia/Gaza", "2024-04-15T12:00Z", { before: 3, since: 2 }),
  // What Mexico and Mongolia did long ago.
  canary("2024b", "America/Cancun", "1997-01-01T12:00Z", { before: -5, since: -6 }),
  canary("2024b", "Asia/Choibalsan", "2007-06-01T12:00Z", { before: 9, since: 8 }),
  // Paraguay kept summer time for good; the Philippines had it in 1990.
  canary("2025a", "America/Asuncion", "2025-06-01T12:00Z", { before: -4, since: -3 }),
  canary("2025a", "Asia/Manila", "1990-06-01T12:00Z", { before: 8, since: 9 }),
  // Aysén left the rest of Chile; Iran in 1978.
  canary("2025b", "America/Coyhaique", "2025-06-01T12:00Z", { since: -3 }),
  canary("2025b", "Asia/Tehran", "1978-12-01T12:00Z", { before: 4, since: 3.5 }),
  // Baja California had California's summer time until 1975.
  canary("2025c", "America/Tijuana", "1972-06-01T12:00Z", { before: -8, since: -7 }),
  // Moldova changes at the European Union's hour.
  canary("2026a", "Europe/Chisinau", "2026-03-29T00:30Z", { before: 3, since: 2 }),
  // British Columbia, and after it Alberta, the western Arctic and Manitoba, kept summer time for good.
  canary("2026b", "America/Vancouver", "2026-11-15T12:00Z", { before: -8, since: -7 }),
  canary("2026c", "America/Edmonton", "2026-11-15T12:00Z", { before: -7, since: -6 }),
  // Morocco came back to Greenwich.
  canary("2026c", "Africa/Casablanca", "2026-10-01T12:00Z", { before: 1, since: 0 }),
  canary("2026d", "America/Inuvik", "2026-11-15T12:00Z", { before: -7, since: -6 }),
  canary("2026e", "America/Winnipeg", "2026-11-15T12:00Z", { before: -6, since: -5 }),
  // Cuba didn't go back.
  canary("2026f", "America/Havana", "2026-11-15T12:00Z", { before: -5, since: -4 }),
]

/** A change that the platform's data miss: offsets in milliseconds east of UTC, undefined for a zone it doesn't know. */
export interface StaleZone {
  readonly release: string
  readonly zone: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly expected: number
  readonly found: number | undefined
}

/** What the zone data are known to hold, and to miss. */
export interface Freshness {
  /** The newest release whose changes are all there, with those of every release before; undefined if the first misses some. */
  readonly atLeast: string | undefined
  /** Every change that is missing, oldest release first. */
  readonly stale: ReadonlyArray<StaleZone>
}

/** Milliseconds east of UTC in a zone at an instant in epoch milliseconds; undefined for a zone that isn't known. */
export type OffsetReader = (zone: string, at: number) => number | undefined

const platform: OffsetReader = (zone, at) => {
  const known = TimeZone.parse(zone)
  return Result.isSuccess(known) ? TimeZone.platformOffsetAt(known.success, at) : undefined
}

/**
 * What the running platform's zone data hold, told by the changes in `canaries`. A few milliseconds' work, for once at
 * the start of an app. Other data than the platform's can be given as a reader of their own.
 */
export const freshness = (offsetAt: OffsetReader = platform): Freshness => {
  const stale = canaries.flatMap(({ at, release, since, zone }): ReadonlyArray<StaleZone> => {
    const found = offsetAt(zone, at)
    return found === since ? [] : [{ release, zone, at, expected: since, found }]
  })
  const missed = stale[0]?.release
  const held = canaries.filter(({ release }) => missed === undefined || release < missed)
  return { atLeast: held.at(-1)?.release, stale }
}
