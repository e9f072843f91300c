/**
 * A file of discharges as a hospital's system writes it, CSV or JSON: every row becomes a discharge with its consents,
 * or a refusal that names the row, the path and the rule.
 *
 * **Details**
 *
 * Of two rows with one discharge id, or with one patient and two birth dates, the second is refused: two people under one id
 * would be called off, and asked for consent, as one.
 *
 * A stay that was planned from an earlier file and comes again put right is refused by `Scheduling.scheduleAll` as
 * `AlreadyExists`; `Scheduling.correct` takes it.
 *
 * Reading is total. A broken row stops no other, and each row of the file is in exactly one of the two lists. A refusal
 * never shows what the row says, so that it may be printed and kept. Only a header or a file that can't be read as a
 * whole is refused as row 0.
 *
 * What a row leaves out is taken from the options: the country code of phone numbers, the hospital's zone, and a profile
 * for each zone. There are no other defaults but those below.
 *
 * **CSV** by RFC 4180: comma, quotes where a field needs them, in any line ending, with or without a byte order mark.
 * The first line names the columns, in any order. Empty cells are as good as missing ones; rows without any text are
 * passed over. Lists have `;` between their entries. A problem's path is the column, with the entry's number where the
 * cell lists several: `work #2`.
 *
 * | column | holds | empty |
 * |---|---|---|
 * | `discharge_id`, `patient_id` | ids of letters, digits and `. _ : / @ -` | refused |
 * | `name`, `department`, `doctor` | text | refused |
 * | `sex` | `female`, `male`, `unknown` | refused |
 * | `born_on` | `1958-03-14` | refused |
 * | `discharged_at` | `2026-03-02T09:30+08:00`; without an offset on the hospital's clock | refused |
 * | `diagnosis_codes` | ICD-10, the main one first: `I10;E11.9` | refused |
 * | `diagnosis_texts` | as many texts, in that order | no texts |
 * | `chronic`, `high_risk` | `yes`, `no` | refused |
 * | `contact_order` | who is to be tried first: `caregiver;self` | `self;guardian;caregiver` |
 * | `procedure_codes`, `procedure_texts` | as the diagnoses | none named |
 * | `operation_at`, `examination_at`, `delivery_at` | instants, as `discharged_at` | not dated |
 * | `lives_alone` | `yes`, `no` | nobody asked |
 * | `destination` | `home`, `hospital`, `psychiatricUnit`, `rehabilitation`, `nursingFacility`, `hospice`, `other` | planned for as at home |
 * | `against_advice` | `yes`, `no`: whether the patient left against medical advice | nobody says |
 * | `record_number` | what the hospital's papers know the patient by | the patient's id is it |
 * | `person_id` | what the patient is known by as somebody to contact, in every row | known within the patient's rows alone |
 * | `phone` | `13800000000`, `010-6234 5678`, `+81 90-0000-0000` | no number |
 * | `email`, `wechat`, `app` | `wang@example.org`; the ids that WeChat and the app know the patient by | none |
 * | `zone` | IANA name | the hospital's |
 * | `language` | `zh`, `en` | by `profileFor` |
 * | `channels` | the best first: `phone;sms` | by `profileFor` |
 * | `rest_noon`, `rest_night` | `12:00-14:00`, `22:00-08:00`, or `none` | by `profileFor` |
 * | `work` | `none`, `mon-fri 09:00-12:00 14:00-18:00; sat 09:00-12:00`, or a roster `2026-03-02 20:00-08:00; …` | by `profileFor` |
 * | `preferred` | `18:30-20:00`, or `none` | by `profileFor` |
 * | `do_not_disturb` | dates, or `none` | by `profileFor` |
 * | `guardian_name`, `guardian_phone` … `guardian_do_not_disturb` | a guardian: the name, and the thirteen columns above | no guardian; the patient's zone |
 * | `caregiver_name`, `caregiver_phone` … | a caregiver, in the same way | no caregiver; the patient's zone |
 * | `consent_channels`, `consent_purposes` | `phone;sms`, `followUp;serviceOpinion` | no consent |
 * | `consent_given_by` | `self`, `guardian`, `caregiver` | no consent |
 * | `consent_for` | whom it lets the hospital contact | whoever gave it |
 * | `consent_given_at`, `consent_withdrawn_at` | instants, as `discharged_at` | no consent; not withdrawn |
 * | `consent_proof` | where the proof is kept | no consent |
 * | `handover_precautions`, `_medicines`, `_revisit`, `_warning_signs`, `_contact_details`, `_follow_up_needs`, `_documents` | `done; nurse-7; 2026-03-02T09:30`, `not done; why` or `not applicable; doctor-3; 2026-03-02T09:30; why` | unanswered |
 * | `risk_admitted_at` | an instant, as `discharged_at` | unknown |
 * | `risk_acute_admission`, `risk_urgent_admission`, `risk_oncology_service`, `risk_cancer`, `risk_procedure` | `yes`, `no` | unknown |
 * | `risk_charlson` | conditions, all of them: `dementia;heartFailure`, or `none` | unknown |
 * | `risk_charlson_score`, `risk_charlson_weights` | instead of the conditions: `3`, and by what weights: `lace.2010` | unknown |
 * | `risk_emergency_visits`, `risk_admissions_in_year` | how many | unknown |
 * | `risk_haemoglobin` | `118 g/L`, `11.8 g/dL` | unknown |
 * | `risk_sodium` | in mmol/L | unknown |
 * | `risk_noted` | what only the hospital notes: `hospital.icu=yes;hospital.nrs=3` | nothing noted |
 *
 * Whoever fills one cell of the guardian, the caregiver or the consent must fill those that it needs.
 *
 * Somebody who is to be contacted for several patients, a mother of twins or one who is a patient herself, is one person
 * where the rows name them by one `person_id`: caps count all that reaches them, and a withdrawal holds for all. Nobody is
 * taken for the same by a name or a number.
 *
 * **JSON** as one object a line (JSON Lines), where a broken line costs no other; or as one array, which is read whole
 * or, where it isn't JSON, refused whole. An object is an encoded `Discharge`, `handover` and `risk` included, with
 * `consents` beside it; a person's `id` and every part of a `profile` may be left out, and instants and phone numbers be
 * written as in CSV. A consent's `id` and `person` may be left out: then it is for whoever gave it.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as CsvRows from "./CsvRows.ts"
import * as DischargeCells from "./DischargeCells.ts"
import type { Received, RowOptions } from "./DischargeRow.ts"
import * as JsonRows from "./JsonRows.ts"

/** What a file can't say itself. */
export interface Options extends RowOptions {}

/** Where a row stands: its number without header and empty lines, and its first line, both from 1. */
export interface Place {
  readonly row: number
  readonly line: number
}

/** A row that was read. */
export interface Accepted extends Place, Received {}

/** A rule that the row breaks, and the column or the JSON path where. Neither shows what the row says. */
export interface Problem {
  readonly path: string
  readonly rule: string
}

/** A row that was not read, and what is wrong with it; a row may have to be mended twice. */
export interface Refused extends Place {
  readonly problems: ReadonlyArray<Problem>
}

/** A file, row by row, each list in the order of the file. */
export interface DischargeFile {
  readonly accepted: ReadonlyArray<Accepted>
  readonly refused: ReadonlyArray<Refused>
}

/** The columns of a CSV file, in their usual order. */
export const columns: ReadonlyArray<string> = DischargeCells.columns

/**
 * Reads discharges as CSV.
 *
 * **Example** (The second row's work has no length)
 *
 * ```ts
 * import { ChinaContact, DischargeFile, TimeZone } from "@aftercare/core"
 *
 * const file = `discharge_id,patient_id,name,sex,born_on,discharged_at,department,doctor,diagnosis_codes,chronic,high_risk,phone,work
 * D1,P1,王秀兰,female,1951-06-30,2026-03-02T09:30,Cardiology,Dr Li,I10;E11.9,yes,no,13800000000,none
 * D2,P2,Tom Baker,male,1990-01-31,2026-03-02T10:00,Surgery,Dr Wu,K35.8,no,no,+44 7700 900000,mon-fri 09:00-09:00
 * `
 * const { accepted, refused } = DischargeFile.readCsv(file, {
 *   countryCode: "86",
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   profileFor: () => ({
 *     language: "zh",
 *     rest: ChinaContact.restIn("mainland"),
 *     work: { _tag: "None" },
 *     preferred: [],
 *     channels: ["phone", "sms"],
 *     doNotDisturbOn: [],
 *   }),
 * })
 * accepted.map(({ discharge, row }) => [row, discharge.persons[0].phone]) // => [[1, "+8613800000000"]]
 * refused
 * // => [{ row: 2, line: 3, problems: [{ path: "work", rule: "the span's ends are equal: it would be empty" }] }]
 * ```
 */
export const readCsv = (text: string, options: Options): DischargeFile => {
  const { header, rows } = CsvRows.read(text)
  const wrong = headerProblems(header)
  if (header === undefined || wrong.length > 0) {
    const unread = [{ path: "header", rule: "without a header that can be read, no row can" }]
    return {
      accepted: [],
      refused: [
        { row: 0, line: header?.line ?? 1, problems: wrong },
        ...rows.map(({ line, row }) => ({ row, line, problems: unread })),
      ],
    }
  }
  const read = DischargeCells.reader(header.fields, options)
  return gather(
    rows,
    { id: "discharge_id", patient: "patient_id" },
    ({ broken, fields }): Read =>
      broken === undefined ? read(fields) : Result.fail([{ path: "row", rule: broken }]),
  )
}

const headerProblems = (header: CsvRows.CsvRow | undefined): ReadonlyArray<Problem> => {
  if (header === undefined) return [{ path: "header", rule: "the file is empty: no line names the columns" }]
  if (header.broken !== undefined) return [{ path: "header", rule: header.broken }]
  const named = header.fields.flatMap((name, at): ReadonlyArray<Problem> => {
    // A file without a header has a patient's details here, so an unknown name isn't shown.
    if (!columns.includes(name)) return [{ path: `column ${at + 1}`, rule: "no column has this name" }]
    return header.fields.indexOf(name) < at ? [{ path: name, rule: "the header names the column twice" }] : []
  })
  const lacking = DischargeCells.required
    .filter((name) => !header.fields.includes(name))
    .map((path) => ({ path, rule: "the header lacks this column" }))
  return [...named, ...lacking]
}

/**
 * Reads discharges as JSON Lines, or as one JSON array.
 *
 * **Example** (A line that isn't JSON, and a date that doesn't exist)
 *
 * ```ts
 * import { DischargeFile, TimeZone } from "@aftercare/core"
 *
 * const options = {
 *   countryCode: "86",
 *   zone: TimeZone.make("Asia/Shanghai"),
 *   profileFor: () => ({
 *     language: "zh" as const,
 *     rest: { noon: [], night: [] },
 *     work: { _tag: "None" as const },
 *     preferred: [],
 *     channels: ["phone"] as const,
 *     doNotDisturbOn: [],
 *   }),
 * }
 * const row = {
 *   id: "D1",
 *   patient: "P1",
 *   name: "王秀兰",
 *   sex: "female",
 *   bornOn: "1951-06-31",
 *   dischargedAt: "2026-03-02T09:30+08:00",
 *   department: "Cardiology",
 *   doctor: "Dr Li",
 *   diagnoses: [{ code: "I10", text: "Hypertension" }],
 *   chronic: true,
 *   highRisk: false,
 *   persons: [{ relation: "self", name: "王秀兰", phone: "13800000000" }],
 * }
 * DischargeFile.readJson(`{"id": \n${JSON.stringify(row)}\n`, options).refused
 * // => [
 * //      { row: 1, line: 1, problems: [{ path: "row", rule: "the row isn't JSON" }] },
 * //      { row: 2, line: 2, problems: [{ path: "bornOn", rule: "a date is written YYYY-MM-DD and must exist" }] },
 * //    ]
 * ```
 */
export const readJson = (text: string, options: Options): DischargeFile => {
  const rows = JsonRows.read(text)
  return rows === undefined
    ? { accepted: [], refused: [{ row: 0, line: 1, problems: [{ path: "file", rule: noArray }] }] }
    : gather(rows, { id: "id", patient: "patient" }, JsonRows.reader(options))
}

const noArray =
  "the file begins as a JSON array and isn't one; with one object a line, the rows beside a broken one could be read"

type Read = Result.Result<Received, ReadonlyArray<Problem>>

/** Reads each row, and refuses what an accepted row of the file speaks against: it has the id, or is somebody else's. */
const gather = <Row extends Place>(
  rows: ReadonlyArray<Row>,
  paths: { readonly id: string; readonly patient: string },
  read: (row: Row) => Read,
): DischargeFile => {
  const accepted: Array<Accepted> = []
  const refused: Array<Refused> = []
  const rowOf = new Map<string, number>()
  const firstOf = new Map<string, { readonly row: number; readonly bornOn: string }>()
  for (const row of rows) {
    const place = { row: row.row, line: row.line }
    const result = read(row)
    if (Result.isFailure(result)) {
      refused.push({ ...place, problems: result.failure })
      continue
    }
    const { consents, discharge } = result.success
    const { bornOn, id, patient } = discharge
    const earlier = rowOf.get(id)
    const first = firstOf.get(patient) ?? { row: row.row, bornOn }
    const problems: Array<Problem> = []
    if (earlier !== undefined) problems.push({ path: paths.id, rule: `row ${earlier} has this discharge id` })
    if (first.bornOn !== bornOn)
      problems.push({
        path: paths.patient,
        rule: `row ${first.row} has this patient with another birth date`,
      })
    if (problems.length > 0) {
      refused.push({ ...place, problems })
      continue
    }
    rowOf.set(id, row.row)
    firstOf.set(patient, first)
    accepted.push({ ...place, discharge, consents })
  }
  return { accepted, refused }
}
