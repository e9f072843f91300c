/**
 * Everything that can be asked around one change of a zone's offset, held against a wall clock read through `Intl`
 * alone: at each minute of the days around it, and at each second of what the change skips or repeats.
 */
import { Hours, OpenSet, PlainDate, PlainTime, TimeZone, type WorkCalendar } from "@aftercare/core"
import { evaluate, shiftDate, worldOf } from "./HoursOracle.ts"
import { day, horizon, hour, minute, offsetAt, second, textAt, wallAt } from "./WallClock.ts"

export interface Disagreement {
  readonly zone: string
  /** The change around which was asked; undefined for a zone's table as a whole. */
  readonly change: string | undefined
  readonly hours: string
  readonly question: string
  readonly at: string
  readonly found: unknown
  readonly wanted: unknown
}

export interface Tally {
  /** Instants of which `Intl` was asked what the clock reads. */
  readonly readings: number
  /** Pairs of hours and an instant, all questions asked of each. */
  readonly instants: number
  readonly disagreements: ReadonlyArray<Disagreement>
}

/** What is said of one change before the rest is counted as more of the same. */
const enough = 20

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b))

/** A minute, or the part of one by which the zone's clock and its changes are off the whole minute. */
export const stepAround = (zone: string, change: number): number =>
  [change, offsetAt(zone, change - second), offsetAt(zone, change)].reduce((a, b) => gcd(a, b), minute)

/** Draws numbers below another, the same ones for the same seed, zone and change. */
const dice = (seed: number, zone: string, change: number): ((below: number) => number) => {
  let state = [...`${seed} ${zone} ${change}`].reduce(
    (h, c) => Math.imul(h ^ c.charCodeAt(0), 16777619),
    2166136261,
  )
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

interface Asked {
  readonly name: string
  readonly hours: Hours.Hours
  readonly calendar?: WorkCalendar.WorkCalendar
}

/** What the clock read right before and right after a change, and two readings between those: skipped or repeated. */
interface Turn {
  readonly lo: number
  readonly p: number
  readonly q: number
  readonly hi: number
}

const turnAt = (zone: string, change: number, step: number, draw: (below: number) => number): Turn => {
  const before = wallAt(zone, change - second) + second
  const after = wallAt(zone, change)
  const [lo, hi] = [Math.min(before, after), Math.max(before, after)]
  const inside = Math.max((hi - lo) / step - 1, 1)
  const [p, q] = [draw(inside), draw(inside)].map((n) => lo + (1 + n) * step) as [number, number]
  return { lo, p: Math.min(p, q), q: Math.max(p, q) + (p === q ? step : 0), hi }
}

const iso = (at: number) => new Date(at).toISOString()
const dateOf = (wall: number) => iso(wall).slice(0, 10)
const timeOf = (wall: number) => iso(wall).slice(11, 19)

/** From the one reading's time of day to the other's; over midnight where that is the earlier. */
const span = (from: number, to: number, step: number): string =>
  `${timeOf(from)}-${timeOf(timeOf(from) === timeOf(to) ? to - step : to)}`

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const
const weekdayOf = (date: string) => days[new Date(`${date}T00:00:00Z`).getUTCDay()] as (typeof days)[number]

const daily = (text: string): Hours.Hours => Hours.daily(...(text.split("-") as [string, string]))

const utc = TimeZone.make("UTC")

/** Hours whose edges lie at whole minutes (or steps) before, within and behind what the change skips or repeats. */
const byMinute = ({ hi, lo, p, q }: Turn, step: number): ReadonlyArray<Asked> => {
  const [eve, date] = [dateOf(lo - day), dateOf(lo)]
  const desk = Hours.union(Hours.daily("08:00", "12:00"), Hours.daily("14:00", "17:30"))
  const turned = daily(span(lo, hi, step))
  const calendar: WorkCalendar.WorkCalendar = {
    id: "sweep",
    version: "1",
    workweek: ["monday", "tuesday", "wednesday", "thursday", "friday"],
    holidays: [{ on: PlainDate.make(dateOf(hi)), name: "" }],
    adjustedWorkdays: [{ on: PlainDate.make(eve), name: "", hoursOf: "friday" }],
    coverage: [{ from: PlainDate.make("1960-01-01"), until: PlainDate.make("2070-01-01") }],
    sources: [],
  }
  const nights = {
    friday: [span(hi + 8 * hour, q, step)],
    saturday: [span(p, hi + hour, step)],
    sunday: ["00:00-24:00"],
  }
  return [
    { name: "daily, opens within the turn", hours: daily(span(p, hi + 90 * minute, step)) },
    { name: "daily, closes within the turn", hours: daily(span(lo - 90 * minute, q, step)) },
    { name: "daily, the turn itself", hours: turned },
    { name: "daily, within the turn", hours: daily(span(p, q, step)) },
    { name: "nights that close within the turn", hours: daily(span(hi + 8 * hour, q, step)) },
    { name: "neither desk nor turn", hours: Hours.complement(Hours.union(desk, turned)) },
    { name: "the weekday", hours: Hours.weekly({ [weekdayOf(date)]: ["00:00-24:00"] }) },
    {
      name: "the weekday's night before",
      hours: Hours.weekly({ [weekdayOf(eve)]: [span(hi + 8 * hour, q, step)] }),
    },
    { name: "the date", hours: Hours.onDates({ [dateOf(hi)]: ["00:00-24:00"] }) },
    {
      name: "the dates, with edges within the turn",
      hours: Hours.onDates({
        [eve]: [span(hi + 6 * hour, p, step)],
        [date]: [span(p, q, step), span(q, hi + hour, step)],
      }),
    },
    {
      name: "nights as a calendar bends them",
      hours: Hours.union(Hours.workWeek(nights), Hours.onDaysOff("10:00-11:00")),
      calendar,
    },
    {
      name: "two zones at once",
      hours: Hours.difference(
        daily(span(lo - 3 * hour, q, step)),
        Hours.inZone(Hours.daily("03:00", "15:00"), utc),
      ),
    },
  ]
}

/** Hours whose edges lie at odd seconds. */
const bySecond = ({ hi, lo, p, q }: Turn): ReadonlyArray<Asked> => {
  const [eve, date] = [dateOf(lo - day), dateOf(lo)]
  return [
    { name: "daily, within the turn", hours: daily(span(p, q, second)) },
    {
      name: "daily, the turn but its first and last second",
      hours: daily(span(lo + second, hi - second, second)),
    },
    { name: "nights that begin and end within the turn", hours: daily(span(q, p, second)) },
    {
      name: "the dates, with edges within the turn",
      hours: Hours.onDates({
        [eve]: [`22:00-${timeOf(q)}`],
        [date]: [span(q + second, hi + 7 * second, second)],
      }),
    },
    {
      name: "all but the weekdays' edges within the turn",
      hours: Hours.complement(
        Hours.weekly({ [weekdayOf(eve)]: [`22:00-${timeOf(p)}`], [weekdayOf(date)]: [span(p, q, second)] }),
      ),
    },
  ]
}

/** What the clock reads at every `step` from `from` on. */
interface Readings {
  readonly from: number
  readonly step: number
  readonly dates: ReadonlyArray<string>
  /** Milliseconds after midnight. */
  readonly times: Int32Array
}

const read = (zone: string, from: number, until: number, step: number): Readings => {
  const count = Math.ceil((until - from) / step)
  const dates = new Array<string>(count)
  const times = new Int32Array(count)
  let date = ""
  for (let i = 0; i < count; i++) {
    const text = textAt(zone, from + i * step)
    const digit = (place: number) => text.charCodeAt(place) - 48
    if (!text.startsWith(date) || date === "") date = text.slice(0, 10)
    dates[i] = date
    times[i] =
      ((digit(11) * 10 + digit(12)) * 60 + digit(14) * 10 + digit(15)) * minute +
      (digit(17) * 10 + digit(18)) * second
  }
  return { from, step, dates, times }
}

const midnights = new Map<string, number>()
const midnightOf = (date: string): number => {
  const known = midnights.get(date) ?? Date.parse(`${date}T00:00:00Z`)
  midnights.set(date, known)
  return known
}

/** What was found must be what was wanted; an infinity wanted stands for anything on that side of what was read. */
type Hold = (question: string, at: number, found: number | boolean, wanted: number | boolean) => void

/** Each question of an open set at the beginning of each cell, and beside it where the hours open or close. */
const askAll = (set: OpenSet.OpenSet, { from, step }: Readings, open: Uint8Array, hold: Hold): void => {
  const n = open.length
  const until = from + n * step
  const openBefore = new Int32Array(n + 1)
  for (let i = 0; i < n; i++) openBefore[i + 1] = (openBefore[i] as number) + (open[i] as number)
  const total = openBefore[n] as number
  const openCells = new Int32Array(total)
  for (let i = 0; i < n; i++) if (open[i] === 1) openCells[openBefore[i] as number] = i
  // The next cell of each kind, n where there is none.
  const next = [new Int32Array(n + 1).fill(n), new Int32Array(n + 1).fill(n)] as const
  for (let i = n - 1; i >= 0; i--)
    for (const kind of [0, 1] as const) next[kind][i] = open[i] === kind ? i : (next[kind][i + 1] as number)
  const startOf = (cell: number) => (cell === n ? Number.POSITIVE_INFINITY : from + cell * step)
  const later = (i: number, d: number) => {
    const cells = Math.ceil(d / step)
    const cell = openCells[(openBefore[i] as number) + cells - 1]
    return cell === undefined ? Number.POSITIVE_INFINITY : from + cell * step + d - (cells - 1) * step
  }
  const earlier = (i: number, d: number) => {
    const cells = Math.ceil(d / step)
    const cell = openCells[(openBefore[i] as number) - cells]
    return cell === undefined ? Number.NEGATIVE_INFINITY : from + (cell + 1) * step - d + (cells - 1) * step
  }
  // Where the last cell of each kind ended.
  const ended = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number]
  const amounts = [step, 90 * minute, step / 2, 7 * hour, 20 * step + 1]
  for (let i = 0; i < n; i++) {
    const at = from + i * step
    const isOpen = open[i] === 1
    const turns = i > 0 && open[i] !== open[i - 1]
    // An answer that lies outside of what was read is the same for long, and may cost a walk to the horizon.
    const asksFar = i % 16 === 0
    const asks = (wanted: number) => asksFar || Number.isFinite(wanted)
    hold("isOpen", at, set.isOpen(at), isOpen)
    const opens = startOf(next[1][i] as number)
    if (asks(opens)) hold("next", at, set.next(at), opens)
    const closes = startOf(next[0][i] as number)
    if (asks(closes)) hold("nextClosed", at, set.nextClosed(at), closes)
    const [closed, opened] = ended
    if (asks(opened)) hold("lastOpen", at, set.lastOpen(at), opened)
    if (asks(closed)) hold("lastClosed", at, set.lastClosed(at), closed)
    const previous = isOpen ? at : opened
    if (asks(previous)) hold("previous", at, OpenSet.previous(set, at), previous)
    const partner = (i * 31 + 17) % (n + 1)
    const apart = ((openBefore[partner] as number) - (openBefore[i] as number)) * step
    hold("between", at, set.between(at, from + partner * step), apart)
    if (apart > 0) hold("add exactly", at, set.add(at, apart), later(i, apart))
    if (apart < 0) hold("add exactly, backward", at, set.add(at, apart), earlier(i, -apart))
    const amount = amounts[i % amounts.length] as number
    const after = later(i, amount)
    if (asks(after)) hold("add", at, set.add(at, amount), after)
    const before = earlier(i, amount)
    if (asks(before)) hold("add backward", at, set.add(at, -amount), before)
    // Whether the first instant is a closing one isn't known from here.
    const stays = isOpen || turns ? at : opens
    if (i > 0 && asks(stays)) hold("add nothing", at, set.add(at, 0), stays)
    if (turns) {
      hold("isOpen right before", at, set.isOpen(at - 1), !isOpen)
      hold("isOpen right after", at, set.isOpen(at + 1), isOpen)
      hold("next right before", at, set.next(at - 1), isOpen ? at : at - 1)
      hold("lastOpen right after", at, set.lastOpen(at + 1), isOpen ? at + 1 : at)
      hold("between right around", at, set.between(at - 1, at + 1), 1)
      hold("isClosing", at, OpenSet.isClosing(set, at), !isOpen)
    }
    ended[open[i] as 0 | 1] = at + step
  }
  const bounds = (intervals: ReturnType<typeof OpenSet.intervals>) =>
    intervals.flatMap((i) => [i.from, i.until])
  const wanted: Array<number> = []
  for (let i = next[1][0] as number; i < n; ) {
    const closes = next[0][i] as number
    wanted.push(from + i * step, from + closes * step)
    i = next[1][closes] as number
  }
  const found = bounds(OpenSet.intervals(set, from, until))
  const backward = bounds(OpenSet.intervalsBackward(set, from, until).toReversed())
  for (let i = 0; i < Math.max(wanted.length, found.length, backward.length); i++) {
    hold("intervals", from, found[i] ?? Number.NaN, wanted[i] ?? Number.NaN)
    hold("intervals backward", from, backward[i] ?? Number.NaN, wanted[i] ?? Number.NaN)
  }
}

export interface SweepOptions {
  readonly seed: number
  /** How far to look to both sides, minute by minute. */
  readonly reach: number
  /** How far to look by seconds; two minutes beyond all that is skipped or repeated where it is left out. */
  readonly seconds?: number
  /** How many of the hours to ask of by minutes, and by seconds. All where it is left out; some drawn by the seed else. */
  readonly draw?: readonly [byMinute: number, bySecond: number]
  /** What is held against the oracle, where it isn't `Hours.compile`. */
  readonly compile?: (...of: Parameters<typeof Hours.compile>) => OpenSet.OpenSet
}

export const sweepChange = (name: string, change: number, options: SweepOptions): Tally => {
  const zone = TimeZone.make(name)
  const disagreements: Array<Disagreement> = []
  const draw = dice(options.seed, name, change)
  const compile = options.compile ?? Hours.compile
  let instants = 0
  const complain = (hours: string, question: string, at: number, found: unknown, wanted: unknown) => {
    if (disagreements.length < enough)
      disagreements.push({ zone, change: iso(change), hours, question, at: iso(at), found, wanted })
  }
  const some = (all: ReadonlyArray<Asked>, count: number | undefined) => {
    const first = count === undefined ? 0 : draw(all.length)
    return all.map((_, i) => all[(first + i) % all.length] as Asked).slice(0, count)
  }

  const hold = (asked: ReadonlyArray<Asked>, readings: Readings): void => {
    const { dates, from, step, times } = readings
    const until = from + dates.length * step
    for (let i = 0; i < dates.length; i++) {
      const at = from + i * step
      const offset = midnightOf(dates[i] as string) + (times[i] as number) - at
      const known = TimeZone.offsetAt(zone, at)
      if (known !== offset && at >= horizon.from && at < horizon.until)
        complain("", "offset", at, known, offset)
    }
    for (const { calendar, hours, name } of asked) {
      const clock = { zone, calendar }
      const world = worldOf(0)
      const open = new Uint8Array(dates.length)
      for (let i = 0; i < open.length; i++) {
        const at = from + i * step
        const inside = at >= horizon.from && at < horizon.until
        open[i] = Number(inside && evaluate(hours, at, clock, world, dates[i] as string, times[i] as number))
      }
      instants += open.length
      askAll(compile(hours, zone, calendar), readings, open, (question, at, found, wanted) => {
        if (found === wanted) return
        if (wanted === Number.POSITIVE_INFINITY && Number(found) >= until) return
        if (wanted === Number.NEGATIVE_INFINITY && Number(found) <= from) return
        complain(`${name}: ${JSON.stringify(hours)}`, question, at, found, wanted)
      })
    }
  }

  const step = stepAround(name, change)
  const turn = turnAt(name, change, step, draw)
  const minutes = read(name, change - options.reach, change + options.reach, step)
  hold(some(byMinute(turn, step), options.draw?.[0]), minutes)
  holdDates(zone, change, turn, minutes, complain)

  const close = options.seconds ?? turn.hi - turn.lo + 2 * minute
  const seconds = read(name, change - close, change + close, second)
  hold(some(bySecond(turnAt(name, change, second, draw)), options.draw?.[1]), seconds)
  return { readings: minutes.dates.length + seconds.dates.length, instants, disagreements }
}

/** Dates and times as instants, and back, within two hours of all that the change skips or repeats. */
const holdDates = (
  zone: TimeZone.TimeZone,
  change: number,
  { hi, lo }: Turn,
  { dates, from, step, times }: Readings,
  complain: (hours: string, question: string, at: number, found: unknown, wanted: unknown) => void,
): void => {
  const hold = (question: string, at: number, found: unknown, wanted: unknown) => {
    if (found !== wanted) complain("", question, at, found, wanted)
  }
  const plain = (wall: number) => PlainTime.fromMillis(((wall % day) + day) % day)
  const first = new Map<number, number>()
  const around = hi - lo + 2 * hour
  for (let i = 0; i < dates.length; i++) {
    const at = from + i * step
    const date = dates[i] as string
    const starts = i > 0 && (dates[i - 1] as string) < date
    if (starts && !dates.slice(0, i).includes(date))
      hold("startOfDate", at, TimeZone.startOfDate(zone, PlainDate.make(date)), at)
    if (Math.abs(at - change) > around || at < horizon.from || at >= horizon.until) continue
    const wall = midnightOf(date) + (times[i] as number)
    first.set(wall, first.get(wall) ?? at)
    hold("dateAt", at, TimeZone.dateAt(zone, at), date)
    hold("timeAt", at, TimeZone.timeAt(zone, at), plain(wall))
    hold("toInstant", at, TimeZone.toInstant(zone, PlainDate.make(date), plain(wall)), first.get(wall))
  }
  const skips = wallAt(zone, change) === hi
  for (let wall = lo; skips && wall < hi; wall += step) {
    const at = change + (wall - lo)
    hold("toInstant, skipped", at, TimeZone.toInstant(zone, PlainDate.make(dateOf(wall)), plain(wall)), at)
  }
  if (skips && dateOf(hi) > shiftDate(dateOf(lo - second), 1))
    hold("startOfDate, skipped", change, TimeZone.startOfDate(zone, PlainDate.make(dateOf(lo))), change)
}

/** A zone's table against `Intl`: a look at every `every` milliseconds from 1970 to 2060, and at both sides of each change. */
export const sweepTable = (name: string, every: number): Tally => {
  const zone = TimeZone.make(name)
  const disagreements: Array<Disagreement> = []
  let readings = 0
  const look = (at: number) => {
    readings++
    const text = textAt(name, at)
    const wanted = midnightOf(text.slice(0, 10)) + Date.parse(`1970-01-01T${text.slice(11)}Z`) - at
    const found = TimeZone.offsetAt(zone, at)
    if (found !== wanted && disagreements.length < enough)
      disagreements.push({
        zone,
        change: undefined,
        hours: "",
        question: "offset",
        at: iso(at),
        found,
        wanted,
      })
  }
  for (let at = horizon.from; at < horizon.until; at += every) look(at)
  for (const change of TimeZone.table(zone).startsAt.slice(1))
    for (const by of [-second, 0]) look(change + by)
  return { readings, instants: readings, disagreements }
}
