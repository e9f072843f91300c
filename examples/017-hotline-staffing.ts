/**
 * How many agents for Monday morning? From eight weeks of calls: `node --conditions=@aftercare/source
 * examples/017-hotline-staffing.ts`, with `en` behind it in English.
 */
import {
  Arrivals,
  ChinaCalendar,
  PlainDate,
  type QueuedCall,
  QueuePlace,
  ServiceLevel,
  ServiceLevelText,
  Staffing,
  StaffingText,
  TableText,
  TimeZone,
} from "@aftercare/core"
import { Result } from "effect"

const language = process.argv[2] === "en" ? "en" : "zh"
const zone = TimeZone.make("Asia/Shanghai")
const calendar = ChinaCalendar.publicHolidays
const [first, last] = [PlainDate.make("2026-03-02"), PlainDate.make("2026-04-27")]
const during = { from: TimeZone.startOfDate(zone, first), until: TimeZone.startOfDate(zone, last) }

// What a telephone system would tell: invented calls, fewer later in the week and on holidays. Of every nine one is given
// up, every third of these early, and the busier the half hour the longer the others wait.
const monday = {
  "08:00": 24,
  "08:30": 52,
  "09:00": 66,
  "09:30": 61,
  "10:00": 48,
  "10:30": 41,
  "11:00": 30,
  "11:30": 18,
}
const days = Array.from({ length: PlainDate.daysBetween(first, last) }, (_, i) => PlainDate.addDays(first, i))
const calls = days.flatMap((on, day) => {
  const kind = Result.getOrThrow(Arrivals.kindOn(calendar, on))
  const share = kind === "monday" ? 1 : kind === "holiday" || kind === "sunday" ? 0.25 : 0.6
  return Object.entries(monday).flatMap(([from, usual]) => {
    const count = Math.round(share * (usual + ((day * 5) % 9) - 4))
    const beginsAt = Date.parse(`${on}T${from}+08:00`)
    return Array.from({ length: count }, (_, i): QueuedCall.QueuedCall => {
      const queuedAt = beginsAt + Math.floor((i * Arrivals.halfHourMillis) / count)
      if (i % 9 === 4) return { queuedAt, waitedMillis: i % 27 === 4 ? 4000 : 70_000, outcome: "abandoned" }
      return { queuedAt, waitedMillis: (i % 5) * 120 * count, outcome: "answered" }
    })
  })
})

// One service, four levels: only the one that was agreed on may be published, under its name.
const counts = ServiceLevel.count(calls, during, { answeredWithinMillis: 20_000, abandonedEarlyMillis: 5000 })
for (const measure of [...ServiceLevel.Variant.literals, "abandonedWithoutShort"] as const) {
  const level = ServiceLevel.of(counts, { measure, callbacks: "counted" })
  console.log(ServiceLevelText.render(level, language))
}

const handlingMillis = 190_000
const goal: Staffing.Goal = {
  patience: { _tag: "Mean", millis: 120_000 },
  answered: { share: 0.8, withinMillis: 20_000, variant: "negativeImpact" },
  greatestOccupancy: 0.85,
  greatestAbandonment: 0.08,
  shrinkage: 0.3,
}
console.log(`\n${StaffingText.goal(goal, language)}\n`)

const observed = { during, zone, calendar }
const arrivals = Result.getOrThrow(
  Arrivals.of(
    calls.map(({ queuedAt }) => queuedAt),
    observed,
  ),
)
const morning = arrivals.monday.slice(16, 24)
const halfHours = morning.map((halfHour): StaffingText.HalfHour => {
  const load = Arrivals.loadOf(halfHour, handlingMillis)
  if (load === undefined) return halfHour
  return { from: halfHour.from, needs: { load, required: Result.getOrThrow(Staffing.fewest(load, goal)) } }
})
console.log(`${TableText.plain(StaffingText.day(halfHours, goal, language))}\n`)

// The busiest half hour: somebody is ill, or nobody gave up as Erlang's C has it.
const busiest = { calls: 66, periodMillis: Arrivals.halfHourMillis, handlingMillis }
const { agents } = Result.getOrThrow(Staffing.fewest(busiest, goal))
const around = [-2, -1, 0, 1].map((more) => agents + more)
const trials = Result.getOrThrow(Staffing.whatIf(busiest, around, goal))
console.log(`${TableText.plain(StaffingText.whatIf(trials, goal, language))}\n`)
const patient = Result.getOrThrow(Staffing.fewest(busiest, { ...goal, patience: { _tag: "Endless" } }))
console.log(
  language === "zh"
    ? `若无人放弃（Erlang C）：${patient.agents} 位坐席`
    : `if nobody gave up (Erlang's C): ${patient.agents} agents`,
)

const fifth = { place: 5, agents, handlingMillis, patience: goal.patience }
const promised = Math.ceil(Result.getOrThrow(QueuePlace.promise(fifth, 0.9)) / 1000)
console.log(
  language === "zh"
    ? `排在第五位的来电者，九成在 ${promised} 秒内接通`
    : `whoever is fifth in the queue is answered within ${promised} s, nine times out of ten`,
)
