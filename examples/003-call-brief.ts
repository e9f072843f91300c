/** Before the call: whom to call and how to greet, what to ask, and what stays sealed until two identifiers match. */
import {
  CallBrief,
  ChinaCalendar,
  ChinaContact,
  Discharge,
  FollowUpPlan,
  GeneralForms,
  GeneralProtocols,
  GeneralScripts,
  PlainDate,
  WordText,
} from "@aftercare/core"
import { DateTime, Result, Schema } from "effect"

const discharge = Schema.decodeUnknownSync(Discharge.Discharge)({
  id: "d-417",
  patient: "p-17",
  name: "欧阳淑芬",
  sex: "female",
  bornOn: "1951-06-01",
  dischargedAt: "2026-03-02T10:30+08:00",
  department: "心内科",
  doctor: "李明",
  diagnoses: [{ code: "I50.9", text: "心力衰竭" }],
  procedures: [{ code: "36.06", text: "冠状动脉支架植入" }],
  medicines: [{ name: "美托洛尔", use: "每日两次，每次半片" }],
  chronic: true,
  highRisk: true,
  persons: [
    {
      id: "p-17/self",
      relation: "self",
      name: "欧阳淑芬",
      phone: "+8613800138000",
      profile: {
        zone: "Asia/Shanghai",
        language: "zh",
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
        preferred: ["15:00-17:00"],
        channels: ["phone"],
        doNotDisturbOn: [],
      },
    },
  ],
})
const [plan] = Result.getOrThrow(
  FollowUpPlan.make(
    {
      discharge,
      protocol: GeneralProtocols.generalDischarge,
      rules: GeneralProtocols.personalisation(65),
      policy: ChinaContact.carePolicy,
      calendar: ChinaCalendar.publicHolidays,
    },
    discharge.dischargedAt,
  ),
)
const [task] = plan.tasks
if (task === undefined) throw new Error("a plan without tasks")

const brief = Result.getOrThrow(
  CallBrief.of(
    task,
    { discharge, plan, stays: [], tickets: [], forms: GeneralForms.all },
    {
      agent: "小李",
      agentNumber: "8012",
      hospital: "市第一医院",
      callBackNumber: "0531-1234",
      script: GeneralScripts.followUp,
      salutations: { childUnder: 14, elderFrom: 65 },
    },
    DateTime.makeUnsafe("2026-03-02T15:00+08:00"),
  ),
)

console.log(
  `${WordText.role(brief.task.role, "zh")} · ${brief.answerer.salutation} · ${brief.answerer.phone}`,
)
for (const { lines, part } of brief.script) console.log(`${part}: ${lines.join(" ")}`)
console.log(`sealed: ${brief.sealed}`)

const guessed = CallBrief.identify(brief, { name: "欧阳淑芬", bornOn: PlainDate.make("1951-01-06") })
console.log(Result.isFailure(guessed) ? guessed.failure.message : "opened")
const {
  ask,
  diagnoses,
  medicines,
  script,
  task: { title },
} = Result.getOrThrow(CallBrief.identify(brief, { name: "欧阳 淑芬", bornOn: PlainDate.make("1951-06-01") }))
console.log(`${title.zh}: ${ask.flatMap(({ questions }) => questions.map(({ text }) => text.zh)).join("；")}`)
console.log(
  `opened: ${diagnoses[0]?.text}; ${medicines.map(({ name, use }) => `${name}（${use}）`).join("；")}`,
)
for (const { lines, part } of script) console.log(`${part}: ${lines.join(" ")}`)
