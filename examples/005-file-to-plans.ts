/** A ward's file of the day becomes plans, each moment with its reason; a broken row costs its own patient alone. */
import {
  ChinaCalendar,
  ChinaContact,
  ConditionProtocols,
  DischargeFile,
  FollowUpPlan,
  GeneralProtocols,
  PlanText,
  ProblemText,
  RefusalText,
  TimeZone,
} from "@aftercare/core"
import { Result } from "effect"

const file = `discharge_id,patient_id,name,sex,born_on,discharged_at,department,doctor,diagnosis_codes,chronic,high_risk,phone
d-417,p-17,王芳,female,1958-06-01,2026-03-02T10:30,心内科,李明,I50.9,yes,yes,13800138000
d-418,p-18,赵强,male,1990-01-31,2026-03-02T11:00,骨科,周平,S82.1,no,no,1380013
d-419,p-19,孙丽,female,1988-09-12,2026-02-30T11:20,骨科,周平,S52.5,no,no,13900139000
d-420,p-20,周敏,female,1975-03-08,2026-03-02T14:05,呼吸科,吴刚,J44.1,yes,no,13700137000
`
const zone = TimeZone.make("Asia/Shanghai")
const { accepted, refused } = DischargeFile.readCsv(file, {
  countryCode: "86",
  zone,
  profileFor: () => ({
    language: "zh",
    rest: ChinaContact.restIn("mainland"),
    work: { _tag: "None" },
    preferred: [],
    channels: ["phone", "sms", "faceToFace"],
    doNotDisturbOn: [],
  }),
})
for (const { line, problems } of refused)
  for (const { path, rule } of problems)
    console.log(`line ${line}, ${path}: ${rule} / ${ProblemText.rule(rule, "zh")}`)

/** What a patient's plan follows: the condition's protocol by the main diagnosis, else the general one with its rules. */
const followed = (code: string): Pick<FollowUpPlan.Ground, "protocol" | "rules"> =>
  code.startsWith("I50")
    ? { protocol: ConditionProtocols.heartFailure, rules: [] }
    : code.startsWith("J44")
      ? { protocol: ConditionProtocols.copd, rules: [] }
      : { protocol: GeneralProtocols.generalDischarge, rules: GeneralProtocols.personalisation(65) }

for (const { discharge } of accepted) {
  const ground: FollowUpPlan.Ground = {
    discharge,
    ...followed(discharge.diagnoses[0].code),
    policy: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
  }
  const made = FollowUpPlan.make(ground, discharge.dischargedAt)
  if (Result.isFailure(made)) console.log(discharge.id, RefusalText.render(made.failure, { language: "en" }))
  else
    console.log(
      PlanText.render({ plan: made.success[0], ground, asOf: discharge.dischargedAt }, { language: "en" }),
    )
}
