import { TimeZone } from "@aftercare/core"
import * as Result from "effect/Result"
import { changesIn } from "./WallClock.ts"

/** Zones whose clocks did what clocks shouldn't, each with the years in which they did. */
export const trickyZones: ReadonlyArray<readonly [zone: string, from: string, until: string]> = [
  ["Asia/Shanghai", "1986-01-01", "1992-01-01"],
  ["America/New_York", "2006-01-01", "2027-12-31"],
  ["Australia/Lord_Howe", "2019-01-01", "2027-12-31"],
  ["Africa/Casablanca", "2018-01-01", "2030-12-31"],
  ["Africa/El_Aaiun", "1975-01-01", "2027-12-31"],
  ["Pacific/Apia", "2009-01-01", "2022-01-01"],
  ["Pacific/Kwajalein", "1993-01-01", "1994-01-01"],
  ["Antarctica/Troll", "2004-01-01", "2027-12-31"],
  ["Asia/Kathmandu", "1985-01-01", "1987-01-01"],
  ["Asia/Gaza", "2008-01-01", "2027-12-31"],
  ["America/Recife", "1988-01-01", "2003-01-01"],
  ["America/Noronha", "1988-01-01", "2003-01-01"],
  ["America/Havana", "2009-01-01", "2026-06-30"],
  ["America/Asuncion", "2009-01-01", "2025-12-31"],
  ["Asia/Beirut", "1984-01-01", "2027-12-31"],
  ["Africa/Cairo", "2009-01-01", "2027-12-31"],
  ["Africa/Monrovia", "1971-01-01", "1973-01-01"],
  ["America/Sao_Paulo", "1985-01-01", "2020-01-01"],
  ["America/Scoresbysund", "1980-01-01", "2027-12-31"],
]

const found = new Map<string, ReadonlyArray<number>>()

/** The changes of a tricky zone in its telling years. */
export const tellingChanges = (zone: string): ReadonlyArray<number> => {
  let changes = found.get(zone)
  if (changes === undefined) {
    const [, from, until] = trickyZones.find(([name]) => name === zone) ?? [zone, "2020-01-01", "2028-01-01"]
    changes = changesIn(zone, Date.parse(from), Date.parse(until))
    found.set(zone, changes)
  }
  return changes
}

/** The names among these that the platform knows, those with the same table of offsets together. */
export const byTable = (names: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<TimeZone.TimeZone>> => {
  const tables = new Map<string, Array<TimeZone.TimeZone>>()
  for (const name of names) {
    const zone = TimeZone.parse(name)
    if (Result.isFailure(zone)) continue
    const { offsets, startsAt } = TimeZone.table(zone.success)
    const key = `${startsAt.join()} ${offsets.join()}`
    const same = tables.get(key)
    if (same === undefined) tables.set(key, [zone.success])
    else same.push(zone.success)
  }
  return [...tables.values()]
}
