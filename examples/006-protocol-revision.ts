/** Before a revised protocol is published: which patients' which tasks would change? Nothing is written. */
import { Memory } from "@aftercare/adapter-memory"
import {
  ChinaCalendar,
  ChinaContact,
  Discharge,
  type FollowUpProtocol,
  type FollowUpTask,
  GeneralProtocols,
  Id,
  InstantText,
  type PlanMove,
  Practice,
  ProtocolRevision,
  Scheduling,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Effect, Layer, Option, Result, Schema } from "effect"
import { TestClock } from "effect/testing"

const hospital = Id.TenantId.make("hospital")
const zone = TimeZone.make("Asia/Shanghai")

const discharge = (n: number, dischargedAt: string) =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d-${n}`,
    patient: `p-${n}`,
    name: "王芳",
    sex: "female",
    bornOn: "1958-06-01",
    dischargedAt,
    department: "心内科",
    doctor: "李明",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: `p-${n}/self`,
        relation: "self",
        name: "王芳",
        phone: "+8613800138000",
        profile: {
          zone,
          language: "zh",
          rest: ChinaContact.restIn("mainland"),
          work: { _tag: "None" },
          preferred: [],
          channels: ["phone", "sms"],
          doNotDisturbOn: [],
        },
      },
    ],
  })

// The revision: the first contact within 48 hours at the latest, by a doctor, and the month's contact a week earlier.
const current = GeneralProtocols.generalDischarge
const revised: FollowUpProtocol.FollowUpProtocol = {
  ...current,
  version: "draft",
  stages: [
    {
      ...current.stages[0],
      role: "doctor",
      window: { ...current.stages[0].window, latest: { hours: 48 } },
    },
    ...current.stages.slice(1).map((stage) =>
      stage.id === "first-month"
        ? {
            ...stage,
            window: { earliest: { days: 18 }, ideal: { days: 21 }, due: { days: 25 }, latest: { days: 30 } },
          }
        : stage,
    ),
  ],
}
console.log("the protocol:")
for (const change of ProtocolRevision.diff(current, revised)) console.log(`  ${JSON.stringify(change)}`)

const practice: Practice.HospitalPractice = {
  protocol: current,
  rules: GeneralProtocols.personalisation(65),
  policy: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  guardianConsentUnder: 14,
  compose: (task) => ({ text: task.title.zh }),
}

const shown = (state: FollowUpTask.TaskState) =>
  state._tag === "Planned" ? InstantText.render(state.at, { zone, language: "en" }) : state._tag
const line = ({ changed, is, stage, was }: PlanMove.PlanMove) =>
  `  ${stage}: ${was === undefined ? "new" : shown(was)} → ${shown(is)}${changed === undefined ? "" : ` (changed: ${changed.join(", ")})`}`

const program = Effect.gen(function* () {
  yield* TestClock.setTime(Date.parse("2026-03-02T18:00+08:00"))
  for (const [n, day] of ["2026-02-04", "2026-02-24", "2026-03-02"].entries())
    yield* Scheduling.schedule(hospital, discharge(n + 1, `${day}T10:30+08:00`), [])

  console.log("the plans:")
  let after: Id.PlanId | undefined
  do {
    const page = { limit: 2, ...(after === undefined ? {} : { after }) }
    const { next, records } = yield* Scheduling.foresee(
      hospital,
      { protocol: revised },
      "protocolRevised",
      page,
    )
    for (const { moves, patient } of records) {
      console.log(`${patient}:`)
      if (Result.isFailure(moves)) console.log(`  can't follow: ${moves.failure.message}`)
      else for (const move of moves.success) console.log(line(move))
    }
    after = Option.getOrUndefined(next)
  } while (after !== undefined)
  console.log(`as of ${DateTime.formatIso(yield* DateTime.now)}; nothing was written`)
})

await Effect.runPromise(
  program.pipe(
    Effect.provide(
      Layer.mergeAll(
        Memory.layer,
        Layer.succeed(Practice.Practice, Practice.Practice.of({ of: () => practice })),
        TestClock.layer(),
      ),
    ),
  ),
)
