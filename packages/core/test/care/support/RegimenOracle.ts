/**
 * A regimen kept on a sheet of paper: every quarter of an hour somebody looks at the wall clock, read through `Intl`, and ticks
 * off what has fallen due.
 */
import type { Regimen } from "@aftercare/core"
import { wallAt } from "../../calendar/support/WallClock.ts"

const quarter = 900_000
const day = 86_400_000

const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
const dateOf = (wall: number) => new Date(wall).toISOString().slice(0, 10)
const midnightOf = (date: string) => Date.parse(`${date}T00:00:00Z`)
const millisOf = (time: string) => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000

const shownAt = new Map<string, ReadonlyMap<number, number>>()

/** When the zone's clock first reads something, or as much later as it skips; looked up quarter by quarter. */
const firstShown = (zone: string, from: number, until: number, wall: number): number => {
  const key = `${zone} ${from} ${until}`
  let shown = shownAt.get(key) as Map<number, number> | undefined
  if (shown === undefined) {
    shown = new Map()
    for (let at = from; at < until; at += quarter) {
      const reads = wallAt(zone, at)
      const before = wallAt(zone, at - quarter)
      for (let skipped = before + quarter; skipped < reads; skipped += quarter)
        if (!shown.has(skipped)) shown.set(skipped, at + (skipped - before - quarter))
      if (!shown.has(reads)) shown.set(reads, at)
    }
    shownAt.set(key, shown)
  }
  const found = shown.get(wall)
  if (found === undefined)
    throw new Error(`the sheet doesn't reach to ${new Date(wall).toISOString()} in ${zone}`)
  return found
}

interface Line {
  readonly order: string
  readonly on: string
  readonly index: number
  readonly amount: string
  readonly wall: (routine: Readonly<Record<string, string>>) => number
}

/** The doses that an order plans, day after day. */
const linesOf = (
  { id, medicine }: Extract<Regimen.RegimenEvent, { readonly _tag: "Prescribed" }>,
  from: number,
  until: number,
): ReadonlyArray<Line> => {
  const { taking } = medicine
  if (taking._tag === "AsNeeded") return []
  const lines: Array<Line> = []
  let [stage, dayOfStage] = [0, 0]
  for (let midnight = midnightOf(medicine.from); midnight < until; midnight += day) {
    const on = dateOf(midnight)
    if (medicine.until !== undefined && on >= medicine.until) break
    if (dayOfStage === taking.stages[stage]?.days) {
      stage++
      dayOfStage = 0
    }
    const now = taking.stages[stage]
    if (now === undefined) break
    const isDay =
      now.on._tag === "Every"
        ? dayOfStage % now.on.days === 0
        : (now.on.weekdays as ReadonlyArray<string>).includes(names[new Date(midnight).getUTCDay()] as string)
    dayOfStage++
    if (!isDay || midnight < from) continue
    for (const [index, { amount, at }] of now.doses.entries())
      lines.push({
        order: id,
        on,
        index,
        amount,
        wall: (routine) => {
          if (at._tag === "Clock") return midnight + millisOf(at.time)
          const mark = routine[at.of] as string
          const isNight = at.of === "bedtime" && mark < "12:00"
          return midnight + millisOf(mark) + (isNight ? day : 0) + at.minutes * 60_000
        },
      })
  }
  return lines
}

/** What falls due in the stretch, as text. */
export const dueByHand = (
  events: ReadonlyArray<Regimen.RegimenEvent>,
  during: { readonly from: number; readonly until: number },
): ReadonlyArray<string> => {
  const [begin, end] = [during.from - 8 * day, during.until + 8 * day]
  const clocks = events.flatMap((event) =>
    event._tag === "Started"
      ? [{ from: Number.NEGATIVE_INFINITY, zone: event.zone, routine: event.routine }]
      : event._tag === "ClockSet"
        ? [{ ...event.clock, from: event.clock.from.epochMilliseconds }]
        : [],
  )
  let pending = events
    .flatMap((event) => (event._tag === "Prescribed" ? linesOf(event, begin + 4 * day, end - 4 * day) : []))
    .map((line) => ({ line, wall: 0, at: 0 }))
  const due: Array<string> = []
  let clock = clocks[0]
  for (let now = begin; now < during.until; now += quarter) {
    const current = clocks.findLast(({ from }) => from <= now)
    const isNew = current !== clock
    clock = current
    if (current === undefined) continue
    // A new clock changes when everything comes that hasn't come yet.
    if (isNew || now === begin)
      pending = pending.map(({ line }) => {
        const wall = line.wall(current.routine)
        return { line, wall, at: firstShown(current.zone, begin - 4 * day, end + 4 * day, wall) }
      })
    const fallen = pending.filter(({ at }) => at === now || (isNew && at < now))
    if (fallen.length === 0) continue
    pending = pending.filter((one) => !fallen.includes(one))
    if (now < during.from) continue

    // What holds at this moment, read off the list of what happened.
    const running = new Map<string, string>()
    const paused = new Set<string>()
    let isOver = false
    for (const event of events) {
      if (event.at.epochMilliseconds > now) continue
      if (event._tag === "Prescribed") running.set(event.medicine.id, event.id)
      if (event._tag === "Withdrawn") running.delete(event.medicine)
      if (event._tag === "Paused") paused.add(event.medicine ?? "all")
      if (event._tag === "Resumed") paused.delete(event.medicine ?? "all")
      if (event._tag === "Ended") isOver = true
    }
    for (const { line, wall } of fallen) {
      const medicine = [...running].find(([, order]) => order === line.order)?.[0]
      const isRunning = medicine !== undefined && !paused.has(medicine) && !paused.has("all") && !isOver
      const isPutOff = wallAt(current.zone, now) !== wall
      const isTakenOver = isPutOff && fallen.some((one) => one.line.order === line.order && one.wall > wall)
      if (isRunning && !isTakenOver)
        due.push(`${new Date(now).toISOString()} ${line.order} ${line.on} ${line.index} ${line.amount}`)
    }
  }
  return due
}
