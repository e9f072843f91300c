/**
 * A week of reminders after a discharge: `node --conditions=@aftercare/source examples/018-medication-reminders.ts`, with `en`
 * behind it in English. Three medicines, a dose at midnight, a change, what was told, and what a nurse should look into.
 */
import {
  Adherence,
  ChinaCalendar,
  ChinaContact,
  ContactWindow,
  DateText,
  GeneralMedication,
  Id,
  MedicationReminder,
  MedicationText,
  Medicine,
  PlainDate,
  PlainTime,
  RateText,
  ReasonText,
  Regimen,
  TableText,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Result, Schema } from "effect"

const language = process.argv[2] === "en" ? "en" : "zh"
const say = (zh: string, en: string) => (language === "zh" ? zh : en)
const zone = TimeZone.make("Asia/Shanghai")
const at = (text: string) => DateTime.makeUnsafe(`2026-03-${text}+08:00`)
const { policy } = GeneralMedication

const prescribed = (id: string, name: string, stages: ReadonlyArray<unknown>): Regimen.RegimenAct => {
  const taking = { _tag: "Scheduled", stages }
  const medicine = { id, name, from: "2026-03-02", taking }
  return { _tag: "Prescribed", medicine: Schema.decodeUnknownSync(Medicine.Medicine)(medicine) }
}
const daily = { _tag: "Every", days: 1 }
const meal = (of: Medicine.Mark, minutes: number, amount: string) => ({
  at: { _tag: "Routine", of, minutes },
  amount,
})
const one = say("1 片", "1 tablet")
const metformin = prescribed("m-1", say("二甲双胍", "metformin"), [
  { on: daily, doses: [meal("breakfast", 0, one), meal("dinner", 0, one)] },
])
// Tapering off: three days, two days, then every other day.
const prednisone = prescribed("m-2", say("泼尼松", "prednisone"), [
  { days: 3, on: daily, doses: [meal("breakfast", 15, say("2 片", "2 tablets"))] },
  { days: 2, on: daily, doses: [meal("breakfast", 15, one)] },
  { on: { _tag: "Every", days: 2 }, doses: [meal("breakfast", 15, one)] },
])
const antibiotic = prescribed("m-3", say("头孢", "cephalosporin"), [
  {
    days: 5,
    on: daily,
    doses: ["08:00", "16:00", "24:00"].map((time) => ({ at: { _tag: "Clock", time }, amount: one })),
  },
])

let entries = 0
const stamp = (text: string): Regimen.RegimenStamp => ({
  id: Id.EventId.make(`e-${entries++}`),
  at: at(text),
  by: { _tag: "Staff", staff: Id.StaffId.make("pharmacist-2") },
})
const time = PlainTime.make
const [started] = Regimen.start(
  {
    regimen: Id.RegimenId.make("r-1"),
    patient: Id.PatientId.make("p-17"),
    addressee: Id.PersonId.make("p-17/self"),
    zone,
    routine: {
      breakfast: time("08:00"),
      lunch: time("12:00"),
      dinner: time("18:00"),
      bedtime: time("22:00"),
    },
  },
  stamp("02T07:00"),
)
const record = (regimen: Regimen.Regimen, act: Regimen.RegimenAct, text: string) =>
  Result.getOrThrow(Regimen.record(regimen, act, stamp(text)))[0]
let regimen = [metformin, prednisone, antibiotic].reduce((now, act) => record(now, act, "02T07:00"), started)

/** What goes out on a day by SMS, and by which rule it moved. */
const day = (text: string): string => {
  const during = {
    from: at(`${text}T00:00`).epochMilliseconds,
    until: at(`${text}T23:59:59`).epochMilliseconds,
  }
  const window = Result.getOrThrow(
    ContactWindow.make({
      profile: {
        zone,
        language,
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
        preferred: [],
        channels: ["sms"],
        doNotDisturbOn: [],
      },
      policy: ChinaContact.carePolicy,
      channel: "sms",
      purpose: "reminder",
      calendar: ChinaCalendar.publicHolidays,
    }),
  )
  const rows = MedicationReminder.reminders(regimen, policy, during).map((reminder) => {
    const named = MedicationReminder.mayName(regimen, policy, "sms")
    const words = MedicationText.reminder(regimen, MedicationReminder.waiting(regimen, reminder), {
      language,
      named,
    })
    return Result.match(MedicationReminder.place(reminder, window), {
      onFailure: (failure) => [
        "-",
        words,
        "rules" in failure ? ReasonText.names(failure.rules, language) : "",
      ],
      onSuccess: ({ at, left, moved }) => [
        TimeZone.timeAt(zone, at),
        words,
        ReasonText.names([...moved, ...left], language),
      ],
    })
  })
  const header = [say("发出", "sent"), say("内容", "says"), say("规则", "by the rules")]
  return TableText.plain({
    caption: DateText.render(PlainDate.make(`2026-03-${text}`), { language }),
    header,
    rows,
    numbers: [],
  })
}

console.log(`${day("03")}\n`)

// She agrees to names in text messages, and asks to be reminded at midnight all the same.
const override = {
  kind: "ownRequest",
  reason: say("请按时提醒", "please remind me in time"),
  author: Id.StaffId.make("nurse-3"),
  givenAt: at("03T10:00"),
} as const
regimen = record(regimen, { _tag: "NamingAgreed", channels: ["sms"] }, "03T10:00")
regimen = record(regimen, { _tag: "OverrideGiven", override }, "03T10:00")
console.log(`${day("05")}\n`)

// What she told of the week: metformin now and then, from the sixth on nothing any more.
const week = { from: at("02T07:00").epochMilliseconds, until: at("09T00:00").epochMilliseconds }
for (const [n, { at: dueAt, key }] of Regimen.doses(regimen, week).entries()) {
  if (n % 5 === 4 || key.on >= "2026-03-06") continue
  const outcome: Regimen.Outcome =
    n % 7 === 6
      ? { _tag: "Skipped", reason: say("恶心", "nausea") }
      : { _tag: "Taken", takenAt: DateTime.add(dueAt, { minutes: (n % 4) * 60 }) }
  regimen = record(regimen, { _tag: "DoseTold", dose: key, outcome }, "09T00:00")
}
const rates = Adherence.rates(Adherence.doseCounts(Regimen.doses(regimen, week), regimen, policy))
for (const measure of ["told", "takenOfTold", "takenAtLeast", "takenAtMost", "onTimeOfTold"] as const)
  console.log(
    `${MedicationText.measure(measure, language)}${say("：", ": ")}${RateText.render(rates[measure], language)}`,
  )
console.log()
for (const missed of Adherence.missedInARow(regimen, policy, at("09T00:00")))
  console.log(MedicationText.missed(regimen, missed, language))
