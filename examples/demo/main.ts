/**
 * The main job: a file of discharges becomes explained plans, a simulated week passes, and the contacts go out.
 *
 * `npx -y pnpm@12 demo` runs it; `--seed N` plays another week. The same seed prints the same, byte for byte: progress
 * goes to the other stream.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { Memory } from "@aftercare/adapter-memory"
import {
  ChinaCalendar,
  ChinaContact,
  DischargeFile,
  FiguresText,
  FollowUpFigures,
  type FollowUpPlan,
  GeneralProtocols,
  Id,
  InstantText,
  MessageChannel,
  Outreach,
  PlainDate,
  PlanText,
  Practice,
  RefusalText,
  Scheduling,
  TimeZone,
  WordText,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { page } from "./page.ts"
import * as Ward from "./simulatedWard.ts"

const { values } = parseArgs({ options: { seed: { type: "string", default: "20260302" } } })
const seed = Number(values.seed)
if (!Number.isSafeInteger(seed)) throw new Error("--seed takes a whole number")

const tenant = Id.TenantId.make("demo-hospital")
const hospitalZone = TimeZone.make("Asia/Shanghai")
const dayMillis = 86_400_000
const firstDay = PlainDate.make("2026-03-02")
const lastDay = PlainDate.addDays(firstDay, 7)
/** The ward hands its file over at six in the evening of the day. */
const start = Date.parse("2026-03-02T18:00:00+08:00")
const end = TimeZone.startOfDate(hospitalZone, PlainDate.addDays(lastDay, 1))

const practice: Practice.HospitalPractice = {
  protocol: GeneralProtocols.generalDischarge,
  rules: GeneralProtocols.personalisation(65),
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  guardianConsentUnder: ChinaContact.guardianConsentUnder,
  compose: (task, to) => {
    const { language } = to.profile
    const topics = task.modules.map((module) => WordText.contentModule(module, language))
    const text =
      language === "zh"
        ? `您好，这里是示范医院随访中心。${task.title.zh}：${topics.join("、")}。`
        : `This is the demonstration hospital. ${task.title.en}: ${topics.join(", ")}.`
    return { text }
  },
}

const file = DischargeFile.readCsv(readFileSync(new URL("data/discharges.csv", import.meta.url), "utf8"), {
  countryCode: "86",
  zone: hospitalZone,
  profileFor: (zone) => ({
    language: "zh",
    // Xinjiang rests two hours later on Beijing's clock; its own zone's clock shows the usual hours.
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: zone === hospitalZone ? ["phone", "wechat", "sms"] : ["phone", "sms"],
    doNotDisturbOn: [],
  }),
})

const print = (line = "") => Effect.sync(() => void process.stdout.write(`${line}\n`))
const progress = (line: string) => Effect.sync(() => void process.stderr.write(`${line}\n`))
const clock = (at: number) => InstantText.render(at, { zone: hospitalZone, language: "en" })

/** Two workers on one store, until nothing is due. */
const work = (options: Outreach.Options): Effect.Effect<void, StoreFailure, House> =>
  Effect.all([Outreach.runDue(options), Outreach.runDue(options)], { concurrency: 2 }).pipe(
    Effect.flatMap(([a, b]) => (a + b > 0 ? work(options) : Effect.void)),
  )

type RunDue = ReturnType<typeof Outreach.runDue>
type StoreFailure = Effect.Error<RunDue>
type House = Effect.Services<RunDue>

/** What goes out is written down as it goes; of each day the first few are shown. */
const shownPerDay = 4
const outbox = () => {
  let [day, shown, hidden] = ["", 0, 0]
  const flush = () => {
    const rest = hidden
    hidden = 0
    return rest > 0 ? print(`  … and ${rest} more`) : Effect.void
  }
  const write = Effect.fnUntraced(function* ({ channel, delivery, message }: Ward.Sent) {
    const now = DateTime.toEpochMillis(yield* DateTime.now)
    const today = TimeZone.dateAt(hospitalZone, now)
    if (today !== day) {
      yield* flush()
      day = today
      shown = 0
    }
    shown++
    if (shown > shownPerDay) hidden++
    else
      yield* print(
        `  ${clock(now)}  ${channel.padEnd(6)}  ${Ward.contactOf(message).attempt}  to ${message.to.relation}${delivery === "Unknown" ? "  (delivery unknown)" : ""}`,
      )
  })
  return { write, flush }
}

const program = Effect.gen(function* () {
  yield* TestClock.setTime(start)
  const sent = yield* Queue.unbounded<Ward.Sent>()
  const { flush, write } = outbox()
  const channels = Ward.channels(seed, (message) =>
    Effect.andThen(write(message), Queue.offer(sent, message)),
  )

  const week = Effect.gen(function* () {
    const rows = file.accepted.length + file.refused.length
    yield* print(`1. The file: ${rows} rows, ${file.accepted.length} read, ${file.refused.length} refused`)
    for (const { line, problems, row } of file.refused)
      yield* print(`  row ${row} (line ${line}): ${problems.map((p) => `${p.path}: ${p.rule}`).join("; ")}`)

    const outcomes = yield* Scheduling.scheduleAll(tenant, file.accepted)
    const refused = outcomes.flatMap((outcome, i) => {
      if (outcome._tag === "Planned") return []
      const { line, row } = file.accepted[i] as DischargeFile.Accepted
      const { refusal } = outcome
      const rule =
        refusal._tag === "StoreError"
          ? { zh: refusal.message, en: refusal.message }
          : {
              zh: RefusalText.render(refusal, { language: "zh" }),
              en: RefusalText.render(refusal, { language: "en" }),
            }
      return [{ row, line, problems: [{ path: "plan", rule }] }]
    })
    yield* print()
    yield* print(`2. The plans: ${outcomes.length - refused.length} made, ${refused.length} refused`)
    for (const { line, problems, row } of refused)
      yield* print(`  row ${row} (line ${line}): ${problems.map((p) => p.rule.en).join("; ")}`)

    const planned = outcomes.flatMap((outcome) => (outcome._tag === "Planned" ? [outcome] : []))
    yield* print(
      `  every row is accounted for: ${planned.length} planned + ${refused.length + file.refused.length} refused = ${rows}`,
    )
    const example = planned.reduce<(typeof planned)[number] | undefined>(
      (best, next) => (best === undefined || telling(next.plan) > telling(best.plan) ? next : best),
      undefined,
    )
    if (example === undefined) return yield* print("Nothing to show: no plan was made.")
    const explained = {
      plan: example.plan,
      ground: Practice.groundOf(practice, example.discharge),
      asOf: DateTime.makeUnsafe(start),
    }
    yield* print()
    yield* print(`3. One patient's plan (${example.discharge.id}), each moment with its reason`)
    yield* print(PlanText.render(explained, { language: "en" }))

    yield* print()
    yield* print("4. A simulated week: two workers on one store")
    yield* Effect.forkChild(Ward.people(seed, sent))
    const options = { batch: 50, lease: Duration.minutes(5), sendTimeout: Duration.seconds(30) }
    for (let now = start; now < end; now += 60_000) {
      if (now !== start) yield* TestClock.adjust("1 minute")
      yield* work(options)
      if ((now - start) % dayMillis === 0) yield* progress(`… ${clock(now)}`)
    }
    yield* flush()

    const plans = yield* allPlans
    const discharges = new Map(planned.map(({ discharge }) => [discharge.id, discharge]))
    const kept = plans.flatMap((plan): ReadonlyArray<FollowUpFigures.Kept> => {
      const discharge = discharges.get(plan.discharge)
      return discharge === undefined ? [] : [{ plan, ground: Practice.groundOf(practice, discharge) }]
    })
    const figures = FollowUpFigures.figures(kept, { from: start, until: end })
    const days = { first: firstDay, last: lastDay }
    yield* print()
    yield* print(`5. ${FiguresText.render(figures, { language: "en", format: "text", ...days })}`)
    yield* print()
    yield* print(FiguresText.render(figures, { language: "zh", format: "text", ...days }))

    const html = page({
      seed,
      ...days,
      accepted: file.accepted.length,
      refused: [...file.refused, ...refused],
      explained,
      figures,
    })
    mkdirSync("out", { recursive: true })
    writeFileSync("out/demo.html", html)
    yield* print()
    yield* print("The same as a page: out/demo.html")
  })

  yield* week.pipe(
    Effect.provide(
      Layer.mergeAll(
        Layer.succeed(Practice.Practice, Practice.Practice.of({ of: () => practice })),
        Layer.succeed(MessageChannel.MessageChannels, channels),
      ),
    ),
  )
})

/** How much a plan has to show: different times of day, stages and rules of its own. */
const telling = ({ tasks, zone }: FollowUpPlan.FollowUpPlan): number => {
  const times = tasks.flatMap(({ state }) =>
    state._tag === "Planned" ? [TimeZone.timeAt(zone, DateTime.toEpochMillis(state.at))] : [],
  )
  return new Set(times).size * 10 + tasks.length + tasks.filter((task) => task.rules.length > 1).length
}

const allPlans = Stream.runCollect(Scheduling.plans(tenant))

await Effect.runPromise(
  program.pipe(Effect.provide(Memory.layer), Effect.scoped, Effect.provide(TestClock.layer())),
)
