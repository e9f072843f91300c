/**
 * Makes `data/discharges.csv`, the demo's input: 200 patients discharged on Monday, 2 March 2026, twelve of whose rows
 * are broken, each by another rule. Nobody in it is real. Names are drawn from lists, and numbers lie where nobody is
 * called: `0000` in the middle of a Chinese or Japanese mobile, 555-01xx in America, and the ranges that Ofcom and ACMA
 * keep for drama.
 *
 * `node --conditions=@aftercare/source examples/demo/makeDischarges.ts` writes the file anew; a test holds it to that.
 */
import { writeFileSync } from "node:fs"
import { DischargeFile, PlainDate } from "@aftercare/core"
import {
  besides,
  type Foreigner,
  foreigners,
  givenNames,
  type Sex,
  surnames,
  uyghurNames,
  type Ward,
  wards,
} from "./wardWords.ts"

type Cells = Readonly<Record<string, string>>

const dischargedOn = PlainDate.make("2026-03-02")

/** Dice that fall the same for the same seed (mulberry32). */
const dice = (seed: number) => {
  let state = seed
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const upTo = (from: number, to: number): number => from + Math.floor(roll() * (to - from + 1))
  const pick = <A>(from: ReadonlyArray<A>): A => from[upTo(0, from.length - 1)] as A
  return { roll, upTo, pick }
}
type Dice = ReturnType<typeof dice>

const two = (n: number) => String(n).padStart(2, "0")
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** Who the patient is, as far as the rest of the row depends on it. */
interface Person {
  readonly name: string
  readonly sex: Sex
  readonly age: number
  readonly language: "zh" | "en"
}

const generationOf = (age: number) => (age >= 60 ? "elder" : age >= 18 ? "adult" : "child")

const chinese = (d: Dice, sex: Sex, age: number, surname = d.pick(surnames)): Person => ({
  name: surname + d.pick(givenNames[generationOf(age)][sex]),
  sex,
  age,
  language: "zh",
})

/** One number after another, in each country's way. */
const numbers = () => {
  let last = 0
  return (zone: string): string => {
    last += 1
    const four = String(last).padStart(4, "0")
    switch (zone) {
      case "Asia/Tokyo":
        return `+81 90-0000-${four}`
      case "America/New_York":
        return `+1 212-555-01${two(last % 100)}`
      case "Europe/London":
        return `+44 7700 900${String(last % 1000).padStart(3, "0")}`
      case "Australia/Sydney":
        return `+61 491 570 ${["006", "156", "157", "158", "159", "110", "313", "737"][last % 8]}`
      default:
        return `${["138", "139", "136", "158", "186"][last % 5]}0000${four}`
    }
  }
}

const bornOn = (d: Dice, age: number): string =>
  PlainDate.addDays(PlainDate.addMonths(dischargedOn, -12 * age), -d.upTo(1, age === 0 ? 300 : 364))

const stay = (d: Dice, person: Person): Cells => {
  const taking = ({ ages: [from, to], sex }: Ward) =>
    from <= person.age && person.age <= to && (sex ?? person.sex) === person.sex
  const [ward, doctor] = d.pick(
    wards.filter(taking).flatMap((ward) => ward.doctors.map((doctor) => [ward, doctor] as const)),
  )
  const main = d.pick(ward.cases.filter(({ from = 0 }) => from <= person.age))
  const more =
    person.age >= 60 && d.roll() < 0.6 ? [d.pick(besides.filter(({ code }) => code !== main.code))] : []
  const all = [main, ...more]
  const { language } = person
  const foreign = language === "en" ? 1 : 0
  return {
    department: ward[language],
    doctor: doctor[foreign] ?? "",
    diagnosis_codes: all.map(({ code }) => code).join(";"),
    diagnosis_texts: all.map((each) => each[language]).join(";"),
    chronic: all.some((each) => each.chronic === true) ? "yes" : "no",
    high_risk: main.highRisk === true || (person.age >= 80 && d.roll() < 0.5) ? "yes" : "no",
  }
}

const consented = (given: Cells = {}): Cells => ({
  consent_channels: "phone;wechat;sms",
  consent_purposes: "followUp;serviceOpinion",
  consent_given_by: "self",
  ...given,
})

/** Three months of a roster from the next day on, four days a turn: a day, a night from eight to eight, and two days off. */
const roster = (start: number, day: string, night: string): string =>
  Array.from({ length: 100 }, (_, at) => ({
    on: PlainDate.addDays(dischargedOn, at),
    turn: (at + start) % 4,
  }))
    .filter(({ turn }) => turn < 2)
    .map(({ on, turn }) => `${on} ${turn === 0 ? day : night}`)
    .join("; ")

const officeHours = [
  "mon-fri 09:00-18:00",
  "mon-fri 08:30-12:00 13:30-17:30",
  "mon-fri 09:30-18:30",
  "mon-sat 09:00-18:00",
]

/** Hours as a few of the employed have them written. */
const unusualHours = new Map([
  [7, "mon-fri　０９：００-１８：００；sat 09:00-12:00"],
  [16, "mon,tue,thu,fri 08:30-17:00"],
  [25, "mon-fri 14:00-22:00"],
  [34, "fri-sun 18:00-02:00"],
])

type Story = (d: Dice, numberIn: (zone: string) => string, at: number) => Cells

const sexOf = (d: Dice): Sex => (d.roll() < 0.5 ? "female" : "male")

const about = (d: Dice, person: Person): Cells => ({
  name: person.name,
  sex: person.sex,
  born_on: bornOn(d, person.age),
  ...(person.language === "en" ? { language: "en" } : {}),
  ...stay(d, person),
})

const retired: Story = (d, numberIn, at) => {
  const person = chinese(d, sexOf(d), d.upTo(62, 91))
  const row = {
    ...about(d, person),
    phone: at % 9 === 4 ? `021-6000 00${two(at)}` : numberIn("Asia/Shanghai"),
    work: "none",
    ...(at % 5 === 0 ? { preferred: "09:00-11:00" } : {}),
    ...(at % 11 === 3
      ? { rest_noon: "12:00-14:00; 13:30-15:00", rest_night: "20:30-24:00; 00:00-07:00" }
      : {}),
    ...(at % 13 === 6 ? { do_not_disturb: "2026-03-08; 2026-04-05" } : {}),
  }
  // Every fourth one lives with a child, and some can't come to the telephone themselves.
  if (at % 4 !== 1) return { ...row, ...consented() }
  const first = at % 8 === 1
  return {
    ...row,
    ...(first ? { contact_order: "caregiver;self" } : {}),
    caregiver_name: chinese(d, sexOf(d), 45, first ? person.name.slice(0, 1) : undefined).name,
    caregiver_phone: numberIn("Asia/Shanghai"),
    caregiver_work: d.pick(officeHours),
    ...consented({ consent_for: "self;caregiver" }),
  }
}

const employed: Story = (d, numberIn, at) => ({
  ...about(d, chinese(d, sexOf(d), d.upTo(23, 59))),
  phone: numberIn("Asia/Shanghai"),
  work: unusualHours.get(at) ?? d.pick(officeHours),
  ...(at % 4 === 2 ? { preferred: "18:30-20:00" } : {}),
  ...(at % 12 === 5 ? { do_not_disturb: "2026-03-07; 2026-03-08" } : {}),
  ...consented(at % 6 === 3 ? { consent_purposes: "followUp" } : {}),
})

const onShifts: Story = (d, numberIn, at) => ({
  ...about(d, chinese(d, sexOf(d), d.upTo(24, 55))),
  phone: numberIn("Asia/Shanghai"),
  work: at % 2 === 0 ? roster(at, "08:00-20:00", "20:00-08:00") : roster(at, "07:30-16:00", "22:00-06:00"),
  ...(at % 3 === 0 ? { rest_night: "09:00-15:00; 22:00-08:00", rest_noon: "none" } : {}),
  ...consented(),
})

const child: Story = (d, numberIn, at) => {
  const age = at < 3 ? at : d.upTo(1, 15)
  const surname = d.pick(surnames)
  const parent = chinese(d, sexOf(d), d.upTo(26, 45), at % 2 === 0 ? surname : undefined)
  return {
    ...about(d, chinese(d, sexOf(d), age, surname)),
    work: "none",
    guardian_name: parent.name,
    guardian_phone: numberIn("Asia/Shanghai"),
    guardian_work: at % 3 === 0 ? "none" : d.pick(officeHours),
    ...consented({ consent_given_by: "guardian" }),
  }
}

const inUrumqi: Story = (d, numberIn, at) => {
  const sex = sexOf(d)
  const person = chinese(d, sex, d.upTo(28, 78))
  const local: Person = at % 2 === 0 ? { ...person, name: d.pick(uyghurNames[sex]) } : person
  const worker = local.age < 60
  // Most go by Beijing's clock, two hours ahead of the sun; some by their own.
  return {
    ...about(d, local),
    phone: numberIn("Asia/Urumqi"),
    ...(at % 5 === 4
      ? {
          rest_noon: "14:00-16:00",
          rest_night: "00:00-10:00",
          work: worker ? "mon-fri 10:00-14:00 16:00-19:30" : "none",
        }
      : { zone: "Asia/Urumqi", work: worker ? "mon-fri 08:00-12:00 14:00-18:00" : "none" }),
    ...consented(),
  }
}

const abroad =
  (zone: string): Story =>
  (d, numberIn, at) => {
    const listed: Foreigner | undefined = foreigners[zone]?.[at]
    const age = d.upTo(27, 74)
    const person: Person =
      listed === undefined ? chinese(d, sexOf(d), age) : { ...listed, age, language: "en" }
    const rests = person.language === "zh" ? {} : { rest_noon: "none", rest_night: "21:00-08:00" }
    return {
      ...about(d, person),
      phone: numberIn(zone),
      ...(zone === "Asia/Shanghai" ? {} : { zone }),
      ...rests,
      work:
        age >= 65 ? "none" : d.pick(["mon-fri 09:00-17:30", "mon-fri 08:00-17:00", "tue-sat 10:00-19:00"]),
      ...consented({ consent_channels: zone === "Asia/Shanghai" ? "phone;wechat;sms" : "phone;sms" }),
    }
  }

const byMessageOnly: Story = (d, numberIn, at) => ({
  ...about(d, chinese(d, sexOf(d), d.upTo(25, 70))),
  phone: numberIn("Asia/Shanghai"),
  channels: at % 2 === 0 ? "sms" : "wechat;sms",
  work: at % 3 === 0 ? "none" : d.pick(officeHours),
  ...consented({ consent_channels: "wechat;sms" }),
})

/** The day's patients: so many of each story. */
const stories: ReadonlyArray<readonly [count: number, story: Story]> = [
  [64, retired],
  [58, employed],
  [14, onShifts],
  [20, child],
  [10, inUrumqi],
  [4, abroad("Asia/Shanghai")],
  [6, abroad("Asia/Tokyo")],
  [6, abroad("America/New_York")],
  [6, abroad("Europe/London")],
  [6, abroad("Australia/Sydney")],
  [6, byMessageOnly],
]

const noConsent: Cells = {
  consent_channels: "",
  consent_purposes: "",
  consent_given_by: "",
  consent_for: "",
}

/** A few who differ by what they allowed, or by what no plan can be made of: which of the story's rows, and how. */
const exceptions = new Map<Story, ReadonlyArray<readonly [at: number, change: Cells]>>([
  [
    retired,
    [
      [10, { consent_channels: "sms" }],
      [22, noConsent],
      [30, { consent_withdrawn_at: "2026-03-04T10:00" }],
      [38, { consent_channels: "wechat;sms" }],
    ],
  ],
  [
    employed,
    [
      [8, { consent_channels: "sms" }],
      [20, noConsent],
      [31, { consent_withdrawn_at: "2026-03-02T17:55" }],
      // Somebody who never wants to be disturbed has no moment left.
      [40, { rest_noon: "08:00-20:00" }],
    ],
  ],
  [
    child,
    [
      // Nobody to address, and a consent that only a guardian could give.
      [7, { guardian_name: "", guardian_phone: "", guardian_work: "", ...noConsent }],
      [11, { consent_given_by: "caregiver", consent_for: "guardian", caregiver_name: "许桂英" }],
    ],
  ],
])

type Change = Cells | ((line: string, cells: Cells) => string)

/** Rows broken on purpose: about which row of the file, what it says instead, or what becomes of its line. */
const broken: ReadonlyArray<readonly [row: number, change: Change]> = [
  [9, { rest_noon: "12:00-12:00" }],
  [27, { rest_night: "22:00-24:01" }],
  [44, { zone: "Asia/Beijing" }],
  [58, { phone: "1380000" }],
  [75, { born_on: "2026-03-12" }],
  [91, { sex: "F" }],
  [108, (line, { doctor = "" }) => line.replace(`,${doctor},`, `,"${doctor},`)],
  [123, (line) => line.split(",").slice(0, 9).join(",")],
  [140, { discharge_id: "D20260302-017" }],
  [156, { diagnosis_codes: "阑尾炎", diagnosis_texts: "急性阑尾炎" }],
  [171, { discharged_at: "2026-02-30T15:20" }],
  [188, { ...consented(), consent_proof: "" }],
]

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** What the ward writes down as the patient leaves. */
const noteOf = (d: Dice, index: number, at: number, cells: Cells): Cells => ({
  discharge_id: `D20260302-${String(index + 1).padStart(3, "0")}`,
  patient_id: `P${700_000 + index * 37}`,
  discharged_at: `${dischargedOn}T${clock(at)}`,
  ...(cells["consent_given_by"] === ""
    ? {}
    : {
        consent_given_at: `${dischargedOn}T${clock(at - d.upTo(10, 25))}`,
        consent_proof: `FORM-2026-${3000 + index}`,
      }),
})

/** The file. Another seed gives other patients. */
export const discharges = (seed: number): string => {
  const d = dice(seed)
  const numberIn = numbers()
  const patients = stories.flatMap(([count, story]) =>
    Array.from({ length: count }, (_, at) => {
      const exception = exceptions.get(story)?.find(([which]) => which === at)?.[1]
      return { cells: { ...story(d, numberIn, at), ...exception }, ordinary: exception === undefined }
    }),
  )
  const inOrder = patients
    .map((patient) => ({ ...patient, at: d.upTo(8 * 60 + 30, 17 * 60 + 30) }))
    .sort((a, b) => a.at - b.at)
  const rows = inOrder.map(({ at, cells }, index) => ({ ...noteOf(d, index, at, cells), ...cells }))
  const changes = new Map<number, Change>()
  for (const [row, change] of broken) {
    let at = row - 1
    while (inOrder[at]?.ordinary === false) at += 1
    changes.set(at, change)
  }
  const columns = DischargeFile.columns.filter((column) =>
    rows.some((cells: Cells) => (cells[column] ?? "") !== ""),
  )
  const lines = rows.map((cells: Cells, index) => {
    const change = changes.get(index) ?? {}
    const said = typeof change === "function" ? cells : { ...cells, ...change }
    const line = columns.map((column) => quoted(said[column] ?? "")).join(",")
    return typeof change === "function" ? change(line, said) : line
  })
  return `${[columns.join(","), ...lines].join("\n")}\n`
}

/** The seed of the file in the repository. */
export const usualSeed = 20260302

if (import.meta.main) writeFileSync(new URL("data/discharges.csv", import.meta.url), discharges(usualSeed))
