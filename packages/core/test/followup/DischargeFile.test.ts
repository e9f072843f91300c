import { Discharge, DischargeFile, TimeZone } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { csvOf, options } from "./support/DischargeRows.ts"

const { columns, readCsv, readJson } = DischargeFile

type Cells = Readonly<Record<string, string>>

const usual: Cells = {
  discharge_id: "D1",
  patient_id: "P1",
  name: "王秀兰",
  sex: "female",
  born_on: "1951-06-30",
  discharged_at: "2026-03-02T09:30",
  department: "心血管内科",
  doctor: "李建国",
  diagnosis_codes: "I10;E11.9",
  diagnosis_texts: "高血压病;2型糖尿病",
  chronic: "yes",
  high_risk: "no",
  phone: "13800000000",
}
const guardian: Cells = { guardian_name: "王伟", guardian_phone: "13900000000" }
const consent: Cells = {
  consent_channels: "phone;sms",
  consent_purposes: "followUp",
  consent_given_by: "self",
  consent_given_at: "2026-03-01T16:00",
  consent_proof: "FORM-1",
}

const fileOf = (...rows: ReadonlyArray<Cells>) =>
  csvOf(
    columns,
    rows.map((cells, at) => ({ ...usual, discharge_id: `D${at + 1}`, ...cells })),
  ).join("\n")

const read = (cells: Cells) => {
  const { accepted, refused } = readCsv(fileOf(cells), options)
  expect(refused).toEqual([])
  return accepted[0] as DischargeFile.Accepted
}
const problems = (cells: Cells) => {
  const { accepted, refused } = readCsv(fileOf({}, cells, {}), options)
  expect(accepted.map(({ row }) => row)).toEqual([1, 3])
  expect(refused.map(({ line, row }) => [row, line])).toEqual([[2, 3]])
  return refused[0]?.problems.map(({ path, rule }) => `${path}: ${rule}`)
}

const span = "a span is written HH:MM-HH:MM, from 00:00-… to …-24:00"
const equal = "the span's ends are equal: it would be empty"
const date = "a date is written YYYY-MM-DD and must exist"
const day =
  "work is on mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or a date YYYY-MM-DD that exists"
const instant =
  "an instant is written YYYY-MM-DDTHH:MM, seconds and an offset such as +08:00 or Z behind it, and must exist"
const phone = "a phone number is written +, country code, number, and must be possible"
const idRule = "an id is 1 to 200 letters, digits and . _ : / @ -, beginning with a letter or digit"
const answer =
  "an item of the handover is written done; who; when, or not done; why, or not applicable; who; when; why"
const icd =
  "an ICD-10 code is a letter, a digit, a digit or letter and optionally a dot with up to eight signs, such as I10 or E11.9"

describe("a row of CSV is refused, and the rows beside it are read, where", () => {
  test.each<readonly [what: string, cells: Cells, problems: ReadonlyArray<string>]>([
    ["a rest has no length", { rest_noon: "12:00-12:00" }, [`rest_noon: ${equal}`]],
    ["a rest ends at 24:01", { rest_night: "22:00-24:01" }, [`rest_night: ${span}`]],
    [
      "one of several spans is none",
      { preferred: "18:00-19:00; 8-9; 20:00-20:00" },
      [`preferred #2: ${span}`, `preferred #3: ${equal}`],
    ],
    [
      "a mailbox has a name beside it",
      { guardian_name: "王芳", guardian_email: "王芳 <fang@example.org>", email: "无" },
      [
        "email: an e-mail address is written name@domain",
        "guardian_email: an e-mail address is written name@domain",
      ],
    ],
    ["work has no length", { work: "mon-fri 09:00-09:00" }, [`work: ${equal}`]],
    ["one of several works is wrong", { work: "mon-fri 09:00-18:00; sat 9-12" }, [`work #2: ${span}`]],
    ["work is on no day", { work: "monday 09:00-18:00" }, [`work: ${day}`]],
    ["work is on a range of three", { work: "mon-wed-fri 09:00-18:00" }, [`work: ${day}`]],
    [
      "work is at no time",
      { work: "mon-fri" },
      ["work: work names days and hours, such as mon-fri 09:00-18:00"],
    ],
    [
      "work is by weekday and by date",
      { work: "mon 09:00-18:00; 2026-03-07 09:00-18:00" },
      ["work: work is either by weekday or by date"],
    ],
    [
      "a roster's date doesn't exist",
      { work: "2026-02-30 20:00-08:00; 2026-03-01 20:00-08:00" },
      [`work #1: ${day}`],
    ],
    [
      "a list is only separators",
      { work: ";", preferred: " ; " },
      [`work: ${day}`, "work: work names days and hours, such as mon-fri 09:00-18:00", `preferred: ${span}`],
    ],
    [
      "the zone isn't known",
      { zone: "Asia/Shangai" },
      ["zone: a time zone is an IANA name that the platform knows"],
    ],
    ["the phone is none", { phone: "1380000" }, [`phone: ${phone}`]],
    ["the phone is what a spreadsheet made of it", { phone: "1.38E+10" }, [`phone: ${phone}`]],
    [
      "the birth lies after the discharge",
      { born_on: "2026-03-03" },
      ["born_on: the birth date lies after the discharge"],
    ],
    ["nobody is that old", { born_on: "1851-06-30" }, ["born_on: nobody is over 130 years old"]],
    ["the birth date doesn't exist", { born_on: "2023-02-29" }, [`born_on: ${date}`]],
    ["the sex is none of the words", { sex: "F" }, [`sex: Expected "female" | "male" | "unknown"`]],
    [
      "a flag is neither yes nor no",
      { chronic: "1", high_risk: "Y" },
      [`chronic: Expected "yes" | "no"`, `high_risk: Expected "yes" | "no"`],
    ],
    ["the discharge is on no day", { discharged_at: "2026-02-30T09:30" }, [`discharged_at: ${instant}`]],
    ["the discharge is at no time", { discharged_at: "2026-03-02T24:01" }, [`discharged_at: ${instant}`]],
    ["the discharge is a date alone", { discharged_at: "2026-03-02" }, [`discharged_at: ${instant}`]],
    [
      "the discharge is written in words",
      { discharged_at: "March 2, 2026 09:30" },
      [`discharged_at: ${instant}`],
    ],
    ["a code isn't of ICD-10", { diagnosis_codes: "I10;高血压" }, [`diagnosis_codes #2: ${icd}`]],
    [
      "there are more texts than codes",
      { diagnosis_texts: "a;b;c" },
      ["diagnosis_texts: 3 texts for 2 codes; in CSV no text holds a semicolon"],
    ],
    [
      "a channel isn't known",
      { channels: "phone;fax" },
      [`channels #2: Expected "phone" | "sms" | "wechat" | "email" | "app" | "letter" | "faceToFace"`],
    ],
    [
      "cells are empty that must not be",
      { patient_id: "", name: " ", doctor: "", high_risk: "" },
      ["patient_id: is missing", "name: is missing", "doctor: is missing", "high_risk: is missing"],
    ],
    ["the id has other signs", { patient_id: "P 1" }, [`patient_id: ${idRule}`]],
    [
      "a text is too long",
      { doctor: "李".repeat(201) },
      ["doctor: Expected a value with a length of at most 200"],
    ],
    ["a guardian has no name", { guardian_phone: "13900000000" }, ["guardian_name: is missing"]],
    [
      "a caregiver's hours are wrong",
      { caregiver_name: "王芳", caregiver_work: "mon 9" },
      [`caregiver_work: ${span}`],
    ],
    [
      "the one to try first isn't named",
      { ...guardian, contact_order: "caregiver;guardian" },
      ["contact_order: the row names no caregiver"],
    ],
    [
      "a consent is half given",
      { consent_channels: "phone", consent_given_by: "self" },
      ["consent_purposes: is missing", "consent_given_at: is missing", "consent_proof: is missing"],
    ],
    [
      "a consent is given by nobody named",
      { ...consent, consent_given_by: "guardian" },
      ["consent_given_by: the row names no guardian"],
    ],
    [
      "a consent is for nobody named",
      { ...consent, consent_for: "self;caregiver" },
      ["consent_for: the row names no caregiver"],
    ],
    [
      "two people have one id",
      { ...guardian, person_id: "M-7", guardian_person_id: "M-7" },
      ["person_id: two persons have one id"],
    ],
    [
      "a person's id is none",
      { ...guardian, guardian_person_id: "王伟" },
      [
        "guardian_person_id: an id is 1 to 200 letters, digits and . _ : / @ -, beginning with a letter or digit",
      ],
    ],
    [
      "a consent is withdrawn before it is given",
      { ...consent, consent_withdrawn_at: "2026-02-28T08:00" },
      ["consent_withdrawn_at: withdrawnAt: a withdrawal can't precede the grant"],
    ],
    [
      "an item of the handover is written otherwise",
      { handover_medicines: "yes", handover_documents: "done; nurse-7" },
      [`handover_medicines: ${answer}`, `handover_documents: ${answer}`],
    ],
    [
      "an item of the handover was done at no time, by nobody, or for no reason",
      {
        handover_revisit: "done; nurse-7; today",
        handover_precautions: "done; ; 2026-03-02T09:00",
        handover_documents: "not done",
      },
      [
        `handover_precautions: ${idRule}`,
        `handover_revisit: ${instant}`,
        "handover_documents: text must not be blank",
      ],
    ],
    [
      "the handover lies before the admission",
      { risk_admitted_at: "2026-02-20T08:00", handover_contact_details: "done; nurse-7; 2026-02-19T09:00" },
      ["handover_contact_details: the handover lies before the admission"],
    ],
    [
      "an event lies after the discharge",
      { delivery_at: "2026-03-02T09:31" },
      ["delivery_at: the event lies after the discharge"],
    ],
    [
      "procedures have texts and no codes",
      { procedure_texts: "PCI" },
      ["procedure_texts: 1 texts for 0 codes; in CSV no text holds a semicolon"],
    ],
    [
      "the admission lies after the discharge",
      { risk_admitted_at: "2026-03-02T09:31" },
      ["risk_admitted_at: the admission lies after the discharge"],
    ],
    [
      "risk inputs are no numbers",
      { risk_sodium: "135 mmol/L", risk_emergency_visits: "two", risk_haemoglobin: "11.8" },
      [
        "risk_emergency_visits: a number is written in digits, such as 2 or 11.8",
        "risk_haemoglobin: haemoglobin is written with its unit, such as 118 g/L or 11.8 g/dL",
        "risk_sodium: a number is written in digits, such as 2 or 11.8",
      ],
    ],
    [
      "risk inputs are impossible",
      {
        risk_sodium: "13.5",
        risk_emergency_visits: "-1",
        risk_haemoglobin: "118 g/dL",
        risk_charlson_score: "3.5",
        risk_charlson_weights: "w",
      },
      [
        "risk_charlson_score: Expected an integer",
        "risk_emergency_visits: Expected a value between 0 and 1000",
        "risk_haemoglobin: haemoglobin lies from 1 to 30 g/dL, which is 10 to 300 g/L",
        "risk_sodium: Expected a value between 80 and 200",
      ],
    ],
    [
      "the comorbidities are given twice",
      { risk_charlson: "none", risk_charlson_score: "3", risk_charlson_weights: "lace.2010" },
      ["risk_charlson: the comorbidities are conditions or a score, not both"],
    ],
    [
      "a score of comorbidities has no weights",
      { risk_charlson_score: "3" },
      ["risk_charlson_score: a score of comorbidities and its weights stand together"],
    ],
    [
      "diabetes is with complications and without",
      { risk_charlson: "diabetesWithoutComplications; diabetesWithEndOrganDamage" },
      ["risk_charlson: diabetes is with complications or without them"],
    ],
    [
      "what the hospital notes has another name",
      { risk_noted: "icu=yes" },
      [
        "risk_noted: what a hospital notes itself is named by words joined by dots, such as hospital.anticoagulants",
      ],
    ],
    [
      "the hospital notes a thing twice",
      { risk_noted: "hospital.icu=yes; hospital.icu=no" },
      [
        "risk_noted: what the hospital notes itself is written name=yes, name=no or name=number, each name once, such as hospital.icu=yes",
      ],
    ],
    [
      "the file was read in a wrong encoding",
      { name: "\uFFFD\uFFFD\uFFFD" },
      ["name: a sign is lost: the file was read in another encoding than it was written in"],
    ],
    [
      "all is wrong at once",
      {
        sex: "x",
        born_on: "x",
        zone: "x",
        guardian_name: "王伟",
        guardian_zone: "x",
        ...consent,
        consent_proof: "",
      },
      [
        `sex: Expected "female" | "male" | "unknown"`,
        `born_on: ${date}`,
        "zone: a time zone is an IANA name that the platform knows",
        "guardian_zone: a time zone is an IANA name that the platform knows",
        "consent_proof: is missing",
      ],
    ],
  ])("%s", (_, cells, expected) => {
    expect(problems(cells)).toEqual(expected)
  })

  const beside = (row: string) => {
    const lines = fileOf({}, {}).split("\n")
    const { accepted, refused } = readCsv(lines.toSpliced(2, 0, row).join("\n"), options)
    expect(accepted.map(({ line, row }) => [row, line])).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(refused.map(({ line, row }) => [row, line])).toEqual([[2, 3]])
    return refused[0]?.problems.map(({ path, rule }) => `${path}: ${rule}`)
  }

  test.each([
    ["a quote is never closed", 'D7,"P7,张', "row: a quote is opened and never closed"],
    [
      "a quote is closed too soon",
      'D7,"P"7,张',
      "row: behind a closing quote stands neither a comma nor the row's end",
    ],
    [
      "a quote stands in a bare field",
      'D7,P"7,张',
      "row: a quote stands in a field that doesn't begin with one",
    ],
    ["fields are missing", "D7,P7,张", `row: the row has 3 fields, and the header ${columns.length}`],
    [
      "fields are too many",
      `${",".repeat(columns.length)}x`,
      `row: the row has ${columns.length + 1} fields, and the header ${columns.length}`,
    ],
  ])("%s", (_, row, expected) => {
    expect(beside(row)).toEqual([expected])
  })

  test("its patient was read before with another birth date; one who comes twice may", () => {
    const file = readCsv(
      fileOf(
        { discharge_id: "D1", patient_id: "P1", born_on: "1951-06-30", sex: "x" },
        { discharge_id: "D2", patient_id: "P1", born_on: "1951-06-30" },
        { discharge_id: "D3", patient_id: "P1", born_on: "1990-01-31" },
        { discharge_id: "D4", patient_id: "P1", born_on: "1951-06-30" },
        { discharge_id: "D2", patient_id: "P1", born_on: "1990-01-31" },
        { discharge_id: "D5", patient_id: "P2", born_on: "1990-01-31" },
      ),
      options,
    )
    expect(file.accepted.map(({ row }) => row)).toEqual([2, 4, 6])
    const rule = "row 2 has this patient with another birth date"
    expect(file.refused.slice(1).map(({ problems, row }) => [row, problems])).toEqual([
      [3, [{ path: "patient_id", rule }]],
      [
        5,
        [
          { path: "discharge_id", rule: "row 2 has this discharge id" },
          { path: "patient_id", rule },
        ],
      ],
    ])
  })

  test("its discharge id was read before; a refused row's id may come again", () => {
    const file = readCsv(
      fileOf(
        { discharge_id: "D1", sex: "x" },
        { discharge_id: "D1" },
        { discharge_id: "D2" },
        { discharge_id: "D1" },
      ),
      options,
    )
    expect(file.accepted.map(({ row }) => row)).toEqual([2, 3])
    expect(file.refused.map(({ problems, row }) => [row, problems[0]?.path, problems[0]?.rule])).toEqual([
      [1, "sex", `Expected "female" | "male" | "unknown"`],
      [4, "discharge_id", "row 2 has this discharge id"],
    ])
  })
})

describe("a file of CSV is refused whole, row by row, where", () => {
  const whole = (text: string) => {
    const { accepted, refused } = readCsv(text, options)
    expect(accepted).toEqual([])
    const [header, ...rows] = refused
    expect(header?.row).toBe(0)
    for (const { problems } of rows)
      expect(problems).toEqual([{ path: "header", rule: "without a header that can be read, no row can" }])
    return {
      line: header?.line,
      rows: rows.map(({ line }) => line),
      problems: header?.problems.map(({ path, rule }) => `${path}: ${rule}`),
    }
  }
  const empty = ["header: the file is empty: no line names the columns"]

  test.each(["", "\uFEFF", "\n\r\n", " \n,,,\n"])("it is empty: %j", (text) => {
    expect(whole(text)).toEqual({ line: 1, rows: [], problems: empty })
  })

  test("its header lacks columns, doubles one, and has one that isn't known", () => {
    const header = columns.filter((name) => name !== "born_on" && name !== "chronic")
    expect(whole(`\n${[...header, "sex", "high_rsik", ""].join(",")}\nx\n"y\nz`)).toEqual({
      line: 2,
      rows: [3, 4, 5],
      problems: [
        "sex: the header names the column twice",
        `column ${header.length + 2}: no column has this name`,
        `column ${header.length + 3}: no column has this name`,
        "born_on: the header lacks this column",
        "chronic: the header lacks this column",
      ],
    })
  })

  test("its header can't be read", () => {
    expect(whole('discharge_id,"name\nD1,x')).toEqual({
      line: 1,
      rows: [2],
      problems: ["header: a quote is opened and never closed"],
    })
  })

  test("it has no header, and then the first row isn't shown", () => {
    const { line, problems, rows } = whole(fileOf({}, {}, {}).split("\n").slice(1).join("\n"))
    expect([line, rows]).toEqual([1, [2, 3]])
    expect(problems?.[0]).toBe("column 1: no column has this name")
    expect(problems?.join()).not.toMatch(/王|138|I10/)
  })

  test("but not where it has no rows", () => {
    expect(readCsv(columns.join(","), options)).toEqual({ accepted: [], refused: [] })
  })
})

describe("a row of CSV", () => {
  test("may hand over a checklist, and what scores of risk rest on", () => {
    const { discharge } = read({
      handover_medicines: "done; nurse-7; 2026-03-02T09:00",
      handover_revisit: "not applicable; doctor-3; 2026-03-02T01:10Z; 不需复诊；已告知",
      handover_documents: "not done; 病案室已下班",
      risk_admitted_at: "2026-02-25T22:00",
      risk_acute_admission: "yes",
      risk_charlson: "none",
      risk_haemoglobin: "１１８ｇ／Ｌ",
      risk_sodium: "134.9",
      risk_noted: "hospital.icu=no; hospital.nrs=3",
    })
    expect(discharge.handover).toEqual({
      medicines: { _tag: "Done", by: "nurse-7", at: DateTime.makeUnsafe("2026-03-02T01:00:00Z") },
      revisit: {
        _tag: "NotApplicable",
        by: "doctor-3",
        at: DateTime.makeUnsafe("2026-03-02T01:10:00Z"),
        reason: "不需复诊; 已告知",
      },
      documents: { _tag: "NotDone", reason: "病案室已下班" },
    })
    expect(discharge.risk).toEqual({
      admittedAt: DateTime.makeUnsafe("2026-02-25T14:00:00Z"),
      acuteAdmission: true,
      charlson: { _tag: "Conditions", conditions: [] },
      haemoglobin: { value: 118, unit: "g/L" },
      sodium: 134.9,
      noted: { "hospital.icu": false, "hospital.nrs": 3 },
    })
  })

  test("hands over nothing where these cells are empty", () => {
    const { discharge } = read({})
    expect("handover" in discharge || "risk" in discharge).toBe(false)
  })

  const spans = (cells: Cells) => read(cells).discharge.persons[0].profile

  test("may rest until 24:00, over midnight, in spans that overlap, or not at all", () => {
    expect(spans({ rest_noon: "none", rest_night: "22:00-24:00; 23:00-08:00;00:00-07:00" }).rest).toEqual({
      noon: [],
      night: ["22:00-24:00", "23:00-08:00", "00:00-07:00"],
    })
  })

  test("may work by weekday, over the weekend too, with hours that add up", () => {
    expect(
      spans({ work: "fri-sun 20:00-08:00; mon,wed 09:00-12:00 13:00-17:00; sun 12:00-24:00" }).work,
    ).toEqual({
      _tag: "Weekly",
      week: {
        friday: ["20:00-08:00"],
        saturday: ["20:00-08:00"],
        sunday: ["20:00-08:00", "12:00-24:00"],
        monday: ["09:00-12:00", "13:00-17:00"],
        wednesday: ["09:00-12:00", "13:00-17:00"],
      },
    })
  })

  test("may work by roster", () => {
    expect(
      spans({ work: "2026-03-02 20:00-08:00; 2026-03-05,2026-03-06 08:00-16:00; 2026-03-02 18:00-19:00" })
        .work,
    ).toEqual({
      _tag: "Roster",
      dates: {
        "2026-03-02": ["20:00-08:00", "18:00-19:00"],
        "2026-03-05": ["08:00-16:00"],
        "2026-03-06": ["08:00-16:00"],
      },
    })
    expect(spans({ work: "none" }).work).toEqual({ _tag: "None" })
  })

  test("may say where other channels reach its persons", () => {
    const filled = {
      email: "wang＠example.org",
      wechat: "oＡ_1",
      guardian_name: "王芳",
      guardian_app: "u-17",
      caregiver_name: "王强",
    }
    expect(read(filled).discharge.persons.map(({ addresses }) => addresses)).toEqual([
      { email: "wang@example.org", wechat: "oＡ_1" },
      { app: "u-17" },
      undefined,
    ])
  })

  test("may have full-width signs where words and figures stand, and keeps them in texts", () => {
    const { discharge } = read({
      doctor: "Ｄｒ Ｌｉ",
      discharged_at: "２０２６－０３－０２ ０９：３０",
      work: "mon-fri　０９：００-１８：００；sat 09:00-12:00",
      phone: "１３８ ００００ ００００",
      diagnosis_codes: "Ｉ１０；E11.9",
    })
    expect(discharge.doctor).toBe("Ｄｒ Ｌｉ")
    expect(DateTime.formatIso(discharge.dischargedAt)).toBe("2026-03-02T01:30:00.000Z")
    expect(discharge.diagnoses.map(({ code }) => code)).toEqual(["I10", "E11.9"])
    expect(discharge.persons[0].phone).toBe("+8613800000000")
    expect(Object.keys(discharge.persons[0].profile.work)).toContain("week")
  })

  test.each([
    ["13800000000", "+8613800000000"],
    ["010-6234 5678", "+861062345678"],
    ["+81 (90) 0000-0000", "+819000000000"],
    ["0044 7700 900000", "+447700900000"],
  ])("may write a phone number as people do: %s", (written, number) => {
    expect(read({ phone: written }).discharge.persons[0].phone).toBe(number)
  })

  test.each([
    ["2026-03-02T09:30", "2026-03-02T01:30:00.000Z"],
    ["2026-03-02 09:30:15", "2026-03-02T01:30:15.000Z"],
    ["2026-03-02T24:00", "2026-03-02T16:00:00.000Z"],
    ["2026-03-02T09:30Z", "2026-03-02T09:30:00.000Z"],
    ["2026-03-02T09:30:00.250+09:00", "2026-03-02T00:30:00.250Z"],
    ["2026-03-01T20:30-05:00", "2026-03-02T01:30:00.000Z"],
  ])(
    "may say when as %s; without an offset on the hospital's clock, wherever the patient lives",
    (at, utc) => {
      const { discharge } = read({ discharged_at: at, zone: "America/New_York" })
      expect(DateTime.formatIso(discharge.dischargedAt)).toBe(utc)
    },
  )

  test.each([
    ["2026-03-08T02:30", "2026-03-08T07:30:00.000Z"],
    ["2026-11-01T01:30", "2026-11-01T05:30:00.000Z"],
  ])("may name a time that the hospital's clock skips or shows twice: %s", (at, utc) => {
    const zone = TimeZone.make("America/New_York")
    const { accepted } = readCsv(fileOf({ discharged_at: at }), { ...options, zone })
    expect(accepted.map(({ discharge }) => DateTime.formatIso(discharge.dischargedAt))).toEqual([utc])
  })

  test("takes what it doesn't say from the options: by the zone named, else the patient's, else the hospital's", () => {
    const there = { zone: "Asia/Tokyo", language: "zh", rest_noon: "11:00-12:00" }
    const { discharge } = read({
      ...there,
      ...guardian,
      caregiver_name: "Jo",
      caregiver_zone: "Asia/Shanghai",
    })
    const [self, parent, carer] = discharge.persons
    const tokyo = options.profileFor(TimeZone.make("Asia/Tokyo"))
    expect(self.profile).toEqual({
      ...tokyo,
      zone: "Asia/Tokyo",
      language: "zh",
      rest: { ...tokyo.rest, noon: ["11:00-12:00"] },
    })
    expect(parent?.profile).toEqual({ ...tokyo, zone: "Asia/Tokyo" })
    expect(carer?.profile).toEqual({ ...options.profileFor(options.zone), zone: "Asia/Shanghai" })
    const { persons } = read({ phone: "" }).discharge
    expect(persons).toEqual([
      {
        id: "P1/self",
        relation: "self",
        name: "王秀兰",
        profile: { ...options.profileFor(options.zone), zone: "Asia/Shanghai" },
      },
    ])
  })

  test("may have a guardian and a caregiver, and say whom to try first", () => {
    const order = (cells: Cells) =>
      read({ ...guardian, caregiver_name: "王芳", ...cells }).discharge.persons.map(({ id }) => id)
    expect(order({})).toEqual(["P1/self", "P1/guardian", "P1/caregiver"])
    expect(order({ contact_order: "caregiver" })).toEqual(["P1/caregiver", "P1/self", "P1/guardian"])
    expect(order({ contact_order: "guardian;caregiver;self" })).toEqual([
      "P1/guardian",
      "P1/caregiver",
      "P1/self",
    ])
  })

  test("may bring a consent, for whoever gave it or for others", () => {
    expect(read({}).consents).toEqual([])
    const given = read(consent).consents
    expect(given).toEqual([
      {
        id: "D1/consent-1",
        person: "P1/self",
        channels: ["phone", "sms"],
        purposes: ["followUp"],
        basis: "consent",
        givenBy: "self",
        givenAt: DateTime.makeUnsafe("2026-03-01T08:00:00Z"),
        proof: "FORM-1",
      },
    ])
    const others = read({
      ...consent,
      ...guardian,
      consent_for: "guardian;self",
      consent_withdrawn_at: "2026-03-02T08:00",
    })
    expect(others.consents.map(({ givenBy, id, person }) => [id, person, givenBy])).toEqual([
      ["D1/consent-1", "P1/guardian", "self"],
      ["D1/consent-2", "P1/self", "self"],
    ])
    expect(others.consents[1]?.withdrawnAt).toEqual(DateTime.makeUnsafe("2026-03-02T00:00:00Z"))
  })

  test("may name people by ids of their own: a mother of twins is one, and what she allows is hers", () => {
    const own = { ...guardian, ...consent, consent_given_by: "guardian", consent_for: "guardian;self" }
    const twins = fileOf(
      { patient_id: "P1", guardian_person_id: "M-7", ...own },
      { patient_id: "P2", guardian_person_id: "M-7", person_id: "K-2", ...own },
      { patient_id: "P3", ...own },
      { patient_id: "M", person_id: "M-7" },
    )
    const { accepted, refused } = readCsv(twins, options)
    expect(refused).toEqual([])
    const people = accepted.map(({ consents, discharge }) => [
      discharge.persons.map(({ id }) => id as string),
      consents.map(({ person }) => person as string),
    ])
    expect(people).toEqual([
      [
        ["P1/self", "M-7"],
        ["M-7", "P1/self"],
      ],
      [
        ["K-2", "M-7"],
        ["M-7", "K-2"],
      ],
      [
        ["P3/self", "P3/guardian"],
        ["P3/guardian", "P3/self"],
      ],
      [["M-7"], []],
    ])
  })

  test("may have every field in quotes, behind a byte order mark too", () => {
    const quoted = fileOf({}, {}).replaceAll(/[^,\n]+/g, (cell) => `"${cell}"`)
    expect(readCsv(`\uFEFF${quoted}`, options)).toEqual(readCsv(fileOf({}, {}), options))
    expect(readCsv(quoted, options).accepted).toHaveLength(2)
  })

  test("may stand over several lines, and leave texts out", () => {
    const file = readCsv(`${fileOf({ department: "心血管\n内科", diagnosis_texts: "" }, {})}\r\n`, options)
    expect(file.accepted.map(({ line }) => line)).toEqual([2, 4])
    expect(file.accepted[0]?.discharge.diagnoses).toEqual([
      { code: "I10", text: "" },
      { code: "E11.9", text: "" },
    ])
  })
})

describe("a row of JSON", () => {
  const usual = {
    id: "D1",
    patient: "P1",
    name: "王秀兰",
    sex: "female",
    bornOn: "1951-06-30",
    dischargedAt: "2026-03-02T09:30",
    department: "心血管内科",
    doctor: "李建国",
    diagnoses: [{ code: "I10", text: "高血压病" }],
    chronic: true,
    highRisk: false,
    persons: [{ relation: "self", name: "王秀兰", phone: "138 0000 0000" }],
  }
  const consent = {
    purposes: ["followUp"],
    channels: ["phone"],
    basis: "consent",
    givenBy: "self",
    proof: "FORM-1",
    givenAt: "2026-03-01T16:00",
  }
  const read = (row: object) => {
    const { accepted, refused } = readJson(JSON.stringify({ ...usual, ...row }), options)
    return {
      accepted: accepted[0],
      problems: refused[0]?.problems.map(({ path, rule }) => `${path}: ${rule}`),
    }
  }

  test("may leave out what the options say, and write instants and numbers as in CSV", () => {
    const { accepted } = read({ consents: [consent] })
    expect(accepted?.discharge).toEqual(
      Schema.decodeUnknownSync(Discharge.Discharge)({
        ...usual,
        dischargedAt: "2026-03-02T01:30:00.000Z",
        persons: [
          {
            id: "P1/self",
            relation: "self",
            name: "王秀兰",
            phone: "+8613800000000",
            profile: { ...options.profileFor(options.zone), zone: "Asia/Shanghai" },
          },
        ],
      }),
    )
    expect(accepted?.consents.map(({ id, person }) => [id, person])).toEqual([["D1/consent-1", "P1/self"]])
  })

  test("may name its patient and itself by ids as long as ids may be", () => {
    const { accepted, problems } = read({
      id: "d".repeat(200),
      patient: "p".repeat(200),
      consents: [consent],
    })
    expect(problems).toBeUndefined()
    expect(accepted?.consents[0]?.person).toBe(accepted?.discharge.persons[0]?.id)
  })

  const self = usual.persons[0]
  const withProfile = (profile: object) => ({ persons: [{ ...self, profile }] })

  test.each<readonly [what: string, row: object, problems: ReadonlyArray<string>]>([
    [
      "a rest has no length",
      withProfile({ rest: { noon: ["12:00-12:00"] } }),
      [`persons[0].profile.rest.noon[0]: ${equal}`],
    ],
    [
      "work ends at 24:01",
      withProfile({ work: { _tag: "Weekly", week: { monday: ["09:00-24:01"] } } }),
      [`persons[0].profile.work.week.monday[0]: ${span}`],
    ],
    [
      "a roster's date doesn't exist",
      withProfile({ work: { _tag: "Roster", dates: { "2026-02-28": [], "2026-02-30": [] } } }),
      [`persons[0].profile.work.dates (key 2): ${date}`],
    ],
    [
      "a roster's hours are none",
      withProfile({ work: { _tag: "Roster", dates: { "2026-02-28": ["x"] } } }),
      [`persons[0].profile.work.dates[2026-02-28][0]: ${span}`],
    ],
    [
      "the zone isn't known",
      withProfile({ zone: "Mars/Olympus" }),
      ["persons[0].profile.zone: a time zone is an IANA name that the platform knows"],
    ],
    ["the phone is none", { persons: [{ ...self, phone: "none" }] }, [`persons[0].phone: ${phone}`]],
    [
      "the birth lies after the discharge",
      { bornOn: "2026-03-03" },
      ["bornOn: the birth date lies after the discharge"],
    ],
    ["two persons have one id", { persons: [self, self] }, ["persons: two persons have one id"]],
    ["nobody may be contacted", { persons: [] }, ["persons[0]: is missing"]],
    [
      "keys aren't known",
      { highRsik: true, ...withProfile({ 张伟: 1 }) },
      ["(key 13): the key isn't known", "persons[0].profile (key 1): the key isn't known"],
    ],
    ["something is null", { doctor: null }, ["doctor: Expected string"]],
    [
      "a consent is for nobody named",
      { consents: [consent, { ...consent, person: "P9" }] },
      ["consents[1].person: none of the row's persons is meant"],
    ],
    [
      "a consent is given by nobody named",
      { consents: [{ ...consent, givenBy: "guardian" }] },
      ["consents[0].person: none of the row's persons is meant"],
    ],
    [
      "a consent is withdrawn before it is given",
      { consents: [{ ...consent, withdrawnAt: "2026-02-28T08:00Z" }] },
      ["consents[0]: withdrawnAt: a withdrawal can't precede the grant"],
    ],
  ])("is refused where %s", (_, row, expected) => {
    expect(read(row).problems).toEqual(expected)
  })

  test("is refused where it is no JSON, or no object, or in another encoding", () => {
    const { accepted, refused } = readJson(
      `{"id": "D1"\n\n17\n"王"\n{"name": "\uFFFD"}\n${JSON.stringify(usual)}`,
      options,
    )
    expect(accepted.map(({ line, row }) => [row, line])).toEqual([[5, 6]])
    expect(refused).toEqual([
      { row: 1, line: 1, problems: [{ path: "row", rule: "the row isn't JSON" }] },
      { row: 2, line: 3, problems: [{ path: "row", rule: "Expected object" }] },
      { row: 3, line: 4, problems: [{ path: "row", rule: "Expected object" }] },
      {
        row: 4,
        line: 5,
        problems: [
          {
            path: "row",
            rule: "a sign is lost: the file was read in another encoding than it was written in",
          },
        ],
      },
    ])
  })

  test("is refused where its discharge id was read before, or its patient with another birth date", () => {
    const row = JSON.stringify(usual)
    const other = JSON.stringify({ ...usual, id: "another", bornOn: "1990-01-31" })
    const rule = "row 1 has this patient with another birth date"
    expect(readJson(`${row}\n${other}`, options).refused).toEqual([
      { row: 2, line: 2, problems: [{ path: "patient", rule }] },
    ])
    expect(readJson(`[${row},\n${row}]`, options).refused).toEqual([
      { row: 2, line: 2, problems: [{ path: "id", rule: "row 1 has this discharge id" }] },
    ])
  })

  test("may be one of an array; brackets and quotes in texts don't part it", () => {
    const name = '],[{"\\'
    const { accepted, refused } = readJson(
      `\n [\n 7,\n\n${JSON.stringify({ ...usual, name }, undefined, 1)} , []\n]`,
      options,
    )
    expect(accepted.map(({ discharge, line, row }) => [row, line, discharge.name])).toEqual([[2, 5, name]])
    expect(refused.map(({ row }) => row)).toEqual([1, 3])
    expect(readJson("[]", options)).toEqual({ accepted: [], refused: [] })
    expect(readJson("", options)).toEqual({ accepted: [], refused: [] })
  })

  test("is refused with all others where the file begins as an array and isn't one", () => {
    const { accepted, refused } = readJson(`[${JSON.stringify(usual)},`, options)
    expect(accepted).toEqual([])
    expect(refused.map(({ line, problems, row }) => [row, line, problems[0]?.path])).toEqual([[0, 1, "file"]])
  })
})
