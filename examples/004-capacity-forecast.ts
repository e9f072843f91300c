/**
 * Will five nurses and three doctors do for the next thirty days? Patients of the demo's ward, planned and forecast:
 * `node --conditions=@aftercare/source examples/004-capacity-forecast.ts`, with `en` behind it in English.
 */
import { readFileSync } from "node:fs"
import {
  type CallSlot,
  Capacity,
  CapacityForecast,
  CapacityText,
  ChinaCalendar,
  ChinaContact,
  DischargeFile,
  FollowUpPlan,
  GeneralProtocols,
  Hours,
  Id,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Result } from "effect"

const zone = TimeZone.make("Asia/Shanghai")
const calendar = ChinaCalendar.publicHolidays
const file = readFileSync(new URL("demo/data/discharges.csv", import.meta.url), "utf8")
const { accepted } = DischargeFile.readCsv(file, {
  countryCode: "86",
  zone,
  profileFor: () => ({
    language: "zh",
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone", "sms"],
    doNotDisturbOn: [],
  }),
})

// The file is of 2 March. A tenth of its patients is discharged anew on each day from a hundred days before the period,
// since those are still followed up, to its last. What was to be done before the period has been.
const days = 30
const period = { from: Date.parse("2026-03-09T00:00+08:00"), until: Date.parse("2026-04-08T00:00+08:00") }
const calls = Array.from({ length: 100 + days }, (_, i) => i - 93).flatMap((after) =>
  accepted
    .filter((_, i) => i % 10 === (after + 100) % 10)
    .flatMap(({ discharge }) => {
      const dischargedAt = DateTime.add(discharge.dischargedAt, { days: after })
      const ground = {
        discharge: { ...discharge, id: Id.DischargeId.make(`${discharge.id}/${after}`), dischargedAt },
        protocol: GeneralProtocols.generalDischarge,
        rules: GeneralProtocols.personalisation(65),
        policy: ChinaContact.carePolicy,
        calendar,
      }
      return Result.match(FollowUpPlan.make(ground, dischargedAt), {
        onFailure: () => [],
        onSuccess: ([plan]) => Capacity.callsOf(plan, ground).filter(({ span }) => span.ideal >= period.from),
      })
    }),
)

const agent = (
  id: string,
  skill: string,
  hours: ReadonlyArray<string>,
  languages: CallSlot.Agent["languages"] = ["zh"],
): CallSlot.Agent => ({
  id: Id.StaffId.make(id),
  skills: [skill],
  languages,
  zone,
  // On working days, and so not at Qingming, 4 to 6 April.
  shift: Hours.onWorkingDays(...hours),
  callsPerHour: 4,
})
const office = ["08:00-12:00", "14:00-17:30"]
const evening = ["14:00-20:00"]
const nurses = [
  agent("nurse-1", "nurse", office, ["zh", "en"]),
  ...[2, 3, 4].map((n) => agent(`nurse-${n}`, "nurse", office)),
  agent("nurse-5", "nurse", evening),
]
const doctors = [1, 2, 3].map((n) => agent(`doctor-${n}`, "doctor", ["16:00-17:30"]))

const forecast = CapacityForecast.forecast(calls, {
  agents: [...nurses, ...doctors],
  period,
  calendar,
  tries: {
    tries: 1620,
    calls: 1000,
    source: { title: "通话记录（示例） call records, invented", status: "hospitalPolicy", verified: "own" },
  },
  further: [agent("doctor-evenings", "doctor", evening), agent("nurse-evenings", "nurse", evening)],
})
const language = process.argv[2] === "en" ? "en" : "zh"
console.log(CapacityText.render(Result.getOrThrow(forecast), { language, zone, format: "text" }))
