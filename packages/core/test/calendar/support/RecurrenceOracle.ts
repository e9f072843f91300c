/**
 * Recurrence rules of whole days the slow way: RFC 5545 read word by word, each period's days tried one by one with the
 * platform's own calendar.
 */
const day = 86_400_000

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

interface Civil {
  readonly year: number
  readonly month: number
  readonly date: number
  /** Monday is 0. */
  readonly weekday: number
}

const civil = (epochDay: number): Civil => {
  const at = new Date(epochDay * day)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    weekday: (at.getUTCDay() + 6) % 7,
  }
}

const epochDay = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / day

export const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / day
export const dateOf = (epochDay: number): string => new Date(epochDay * day).toISOString().slice(0, 10)

type Parts = { readonly [name: string]: string }

const partsOf = (rule: string): Parts => Object.fromEntries(rule.split(";").map((part) => part.split("=")))

const numbers = (list: string | undefined): ReadonlyArray<number> | undefined => list?.split(",").map(Number)

/** Whether the place, counted from 1 and from −1 at the end, is among the numbers. */
const isAt = (wanted: ReadonlyArray<number> | undefined, place: number, count: number): boolean =>
  wanted === undefined || wanted.some((n) => n === place || n === place - count - 1)

const mondayWeekStart = (rule: Parts): number => weekdays.indexOf(rule["WKST"] ?? "MO")

/** The year that a week belongs to (the one with most of its days), and its number there. */
const weekOf = (epoch: number, start: number): { readonly year: number; readonly week: number } => {
  const first = epoch - ((civil(epoch).weekday - start + 7) % 7)
  const { year } = civil(first + 3)
  const fourth = epochDay(year, 1, 4)
  const firstOfYear = fourth - ((civil(fourth).weekday - start + 7) % 7)
  return { year, week: (first - firstOfYear) / 7 + 1 }
}

/** The n-th of its weekday within [from, until), counted from either end. */
const isNth = (epoch: number, from: number, until: number, n: number): boolean =>
  n > 0 ? Math.floor((epoch - from) / 7) + 1 === n : Math.floor((until - 1 - epoch) / 7) + 1 === -n

const fits = (rule: Parts, start: number, epoch: number): boolean => {
  const [on, begun] = [civil(epoch), civil(start)]
  const { FREQ: frequency, BYDAY: byDay, BYMONTH: byMonth } = rule
  const monthFrom = epochDay(on.year, on.month, 1)
  const monthUntil = epochDay(on.year, on.month + 1, 1)
  const [yearFrom, yearUntil] = [epochDay(on.year, 1, 1), epochDay(on.year + 1, 1, 1)]
  if (byMonth !== undefined && !numbers(byMonth)?.includes(on.month)) return false
  if (rule["BYWEEKNO"] !== undefined) {
    const { week, year } = weekOf(epoch, mondayWeekStart(rule))
    const weeks = weekOf(epochDay(year, 12, 28), mondayWeekStart(rule)).week
    if (!isAt(numbers(rule["BYWEEKNO"]), week, weeks)) return false
  }
  if (!isAt(numbers(rule["BYYEARDAY"]), epoch - yearFrom + 1, yearUntil - yearFrom)) return false
  if (!isAt(numbers(rule["BYMONTHDAY"]), on.date, monthUntil - monthFrom)) return false
  if (byDay !== undefined) {
    const perMonth = frequency === "MONTHLY" || byMonth !== undefined
    const [from, until] = perMonth ? [monthFrom, monthUntil] : [yearFrom, yearUntil]
    const named = byDay.split(",").filter((name) => name.endsWith(weekdays[on.weekday] as string))
    return named.some((name) => name.length === 2 || isNth(epoch, from, until, Number(name.slice(0, -2))))
  }
  if (rule["BYMONTHDAY"] !== undefined || rule["BYYEARDAY"] !== undefined) return true
  // What no part names is the start's own.
  if (frequency === "WEEKLY" || rule["BYWEEKNO"] !== undefined) return on.weekday === begun.weekday
  if (frequency === "DAILY") return true
  return (
    on.date === begun.date && (frequency === "MONTHLY" || byMonth !== undefined || on.month === begun.month)
  )
}

/** The days of a rule from its start up to, not including, `until`, as epoch days. */
export const recurs = (text: string, start: number, until: number): ReadonlyArray<number> => {
  const rule = partsOf(text)
  const { month, weekday, year } = civil(start)
  const interval = Number(rule["INTERVAL"] ?? 1)
  const ends =
    rule["UNTIL"] === undefined
      ? until
      : Math.min(until, dayOf(rule["UNTIL"].replace(/(....)(..)(..)/, "$1-$2-$3")) + 1)
  const out: Array<number> = []
  for (let n = 0; ; n += interval) {
    const week = start - ((weekday - mondayWeekStart(rule) + 7) % 7) + 7 * n
    const [from, to] = {
      DAILY: [start + n, start + n + 1],
      WEEKLY: [week, week + 7],
      MONTHLY: [epochDay(year, month + n, 1), epochDay(year, month + n + 1, 1)],
      YEARLY: [epochDay(year + n, 1, 1), epochDay(year + n + 1, 1, 1)],
    }[rule["FREQ"] as "DAILY"] as [number, number]
    if (from >= ends) return out
    const all = Array.from({ length: to - from }, (_, i) => from + i).filter((epoch) =>
      fits(rule, start, epoch),
    )
    const picked = all.filter((_, i) => isAt(numbers(rule["BYSETPOS"]), i + 1, all.length))
    for (const epoch of picked) {
      if (epoch < start) continue
      if (epoch >= ends) return out
      out.push(epoch)
      if (out.length === Number(rule["COUNT"])) return out
    }
  }
}
