import { TimeZone } from "@aftercare/core"
import { changesIn, offsetAt } from "./WallClock.ts"

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

/** One zone for each history of offsets that the platform knows, told apart by looks in every January and July. */
export const distinctZones = (): ReadonlyArray<TimeZone.TimeZone> => {
  const looks = Array.from({ length: 2 * 70 }, (_, i) => Date.UTC(1970 + (i >> 1), (i % 2) * 6, 10))
  const seen = new Map<string, TimeZone.TimeZone>()
  for (const name of Intl.supportedValuesOf("timeZone")) {
    const history = looks.map((at) => offsetAt(name, at)).join()
    if (!seen.has(history)) seen.set(history, TimeZone.make(name))
  }
  return [...seen.values()]
}
