/** The columns of a discharge file as CSV, and how the cells of a row become what the row says. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as PlainDate from "../calendar/PlainDate.ts"
import { TimeSpan } from "../calendar/TimeSpan.ts"
import { TimeZone } from "../calendar/TimeZone.ts"
import { Work } from "../contact/ContactProfile.ts"
import { DischargeId, PatientId, PersonId } from "../foundation/Id.ts"
import { EmailAddress, FreeText, Text } from "../foundation/Text.ts"
import { Channel, Language, Purpose, Relation, Sex } from "../foundation/Word.ts"
import { Destination } from "./Destination.ts"
import { Diagnosis, type Events, Procedure, RecordNumber } from "./Discharge.ts"
import {
  answerIn,
  type Breach,
  decode,
  fill,
  type GivenProfile,
  type GivenRow,
  instantIn,
  lostSign,
  personId,
  phoneIn,
  type Received,
  type RowOptions,
  reading,
} from "./DischargeRow.ts"
import type * as Handover from "./Handover.ts"
import * as RiskInputs from "./RiskInputs.ts"

/** The columns of dated events, each with the event that it holds. */
const eventColumns = {
  operation_at: "operationAt",
  examination_at: "examinationAt",
  delivery_at: "deliveryAt",
} as const satisfies Readonly<Record<string, keyof Events>>

const dischargeColumns = [
  "discharge_id",
  "patient_id",
  "name",
  "sex",
  "born_on",
  "discharged_at",
  "department",
  "doctor",
  "diagnosis_codes",
  "diagnosis_texts",
  "chronic",
  "high_risk",
  "contact_order",
  "procedure_codes",
  "procedure_texts",
  ...Object.keys(eventColumns),
  "lives_alone",
  "record_number",
  "destination",
  "against_advice",
]

const profileColumns = [
  "person_id",
  "phone",
  "email",
  "wechat",
  "app",
  "zone",
  "language",
  "channels",
  "rest_noon",
  "rest_night",
  "work",
  "preferred",
  "do_not_disturb",
]

/** The columns of the handover, each with the item that it holds. */
const handoverItems = {
  precautions: "precautions",
  medicines: "medicines",
  revisit: "revisit",
  warning_signs: "warningSigns",
  contact_details: "contactDetails",
  follow_up_needs: "followUpNeeds",
  documents: "documents",
} as const satisfies Readonly<Record<string, Handover.Item>>

/** The columns of the risk inputs, each with the input that it holds or, of several, is part of. */
const riskInputs = {
  admitted_at: "admittedAt",
  acute_admission: "acuteAdmission",
  urgent_admission: "urgentAdmission",
  charlson: "charlson",
  charlson_score: "charlson",
  charlson_weights: "charlson",
  emergency_visits: "emergencyVisits",
  admissions_in_year: "admissionsInYear",
  haemoglobin: "haemoglobin",
  sodium: "sodium",
  oncology_service: "oncologyService",
  cancer: "cancer",
  procedure: "procedure",
  noted: "noted",
} as const satisfies Readonly<Record<string, keyof RiskInputs.RiskInputs>>

const consentColumns = ["channels", "purposes", "given_by", "given_at", "for", "proof", "withdrawn_at"]

/** The columns by what they tell about, and the prefix that they bear. */
const groups: Readonly<Record<string, { readonly prefix: string; readonly names: ReadonlyArray<string> }>> = {
  discharge: { prefix: "", names: dischargeColumns },
  patient: { prefix: "", names: profileColumns },
  guardian: { prefix: "guardian_", names: ["name", ...profileColumns] },
  caregiver: { prefix: "caregiver_", names: ["name", ...profileColumns] },
  consent: { prefix: "consent_", names: consentColumns },
  handover: { prefix: "handover_", names: Object.keys(handoverItems) },
  risk: { prefix: "risk_", names: Object.keys(riskInputs) },
}

/** Every column, in the usual order. */
export const columns: ReadonlyArray<string> = Object.values(groups).flatMap(({ names, prefix }) =>
  names.map((name) => prefix + name),
)

const optional: ReadonlySet<string> = new Set([
  "diagnosis_texts",
  "contact_order",
  "procedure_codes",
  "procedure_texts",
  ...Object.keys(eventColumns),
  "lives_alone",
  "record_number",
  "destination",
  "against_advice",
])

/** Columns that no header may lack. */
export const required: ReadonlyArray<string> = dischargeColumns.filter((column) => !optional.has(column))

/** Columns that are taken as they are written. In all others full-width signs are as good as plain ones. */
const verbatim: ReadonlySet<string> = new Set([
  "discharge_id",
  "patient_id",
  "record_number",
  "person_id",
  "guardian_person_id",
  "caregiver_person_id",
  ...["wechat", "app"].flatMap((id) => [id, `guardian_${id}`, `caregiver_${id}`]),
  "name",
  "department",
  "doctor",
  "diagnosis_texts",
  "procedure_texts",
  "guardian_name",
  "caregiver_name",
  "consent_proof",
  "risk_charlson_weights",
  ...Object.keys(handoverItems).map((item) => `handover_${item}`),
])

/** What a cell lists, `;` between the entries. */
const entries = (cell: string): ReadonlyArray<string> => {
  const found = cell.split(";").flatMap((entry) => (entry.trim() === "" ? [] : [entry.trim()]))
  return found.length === 0 ? [cell] : found
}

const list = <S extends Schema.Codec<unknown, ReadonlyArray<string>>>(to: S) => {
  const listed = reading((cell: string): S["Encoded"] => entries(cell))
  return Schema.String.pipe(Schema.decodeTo(to, listed))
}

/** The same, where `none` says that there are none. */
const listOrNone = <S extends Schema.Codec<unknown, ReadonlyArray<string>>>(to: S) => {
  const listed = reading((cell: string): S["Encoded"] => (cell === "none" ? [] : entries(cell)))
  return Schema.String.pipe(Schema.decodeTo(to, listed))
}

const isYes = reading((word: "yes" | "no") => word === "yes")
const YesNo = Schema.Literals(["yes", "no"]).pipe(Schema.decodeTo(Schema.Boolean, isYes))

const dayWords = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

/** The weekdays of `mon` or `mon-fri` (a range may run over Sunday), or none where it is no such word. */
const weekdaysOf = (word: string): ReadonlyArray<string> => {
  const [from = "", to = from, ...more] = word.split("-")
  const [first, last] = [dayWords.indexOf(from), dayWords.indexOf(to)]
  if (first < 0 || last < 0 || more.length > 0) return []
  const count = ((last - first + 7) % 7) + 1
  return Array.from({ length: count }, (_, at) => PlainDate.weekdays[(first + at) % 7] ?? "")
}

const isDate = (word: string): boolean => Schema.is(PlainDate.PlainDate)(word)

const Day = Schema.String.check(
  Schema.makeFilter(
    (word) =>
      isDate(word) ||
      weekdaysOf(word).length > 0 ||
      "work is on mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or a date YYYY-MM-DD that exists",
  ),
)

const Worked = Schema.Struct({
  days: Schema.Array(Day),
  spans: Schema.Array(TimeSpan).check(
    Schema.makeFilter(
      (spans) => spans.length > 0 || "work names days and hours, such as mon-fri 09:00-18:00",
    ),
  ),
})
type Worked = typeof Worked.Type

/** Days and the hours of each, such as `mon-fri 09:00-12:00 14:00-18:00`. */
const WorkEntry = Schema.String.pipe(
  Schema.decodeTo(
    Worked,
    reading((entry: string): typeof Worked.Encoded => {
      const [days = "", ...spans] = entry.split(/\s+/)
      return { days: days.split(","), spans }
    }),
  ),
)

const workOf = (worked: ReadonlyArray<Worked>): Work => {
  if (worked.length === 0) return { _tag: "None" }
  const hours: Record<string, ReadonlyArray<TimeSpan>> = {}
  for (const { days, spans } of worked)
    for (const day of days.flatMap((word) => (isDate(word) ? [word] : weekdaysOf(word))))
      hours[day] = [...(hours[day] ?? []), ...spans]
  return worked.some(({ days }) => days.some(isDate))
    ? { _tag: "Roster", dates: hours }
    : { _tag: "Weekly", week: hours }
}

const WorkCell = listOrNone(
  Schema.Array(WorkEntry).check(
    Schema.makeFilter((worked) => {
      const kinds = new Set(worked.flatMap(({ days }) => days.map(isDate)))
      return kinds.size < 2 || "work is either by weekday or by date"
    }),
  ),
).pipe(Schema.decodeTo(Schema.toType(Work), reading(workOf)))

const profileCells = ({ countryCode }: RowOptions) => {
  const spans = Schema.optionalKey(listOrNone(Schema.Array(TimeSpan)))
  return {
    person_id: Schema.optionalKey(PersonId),
    phone: Schema.optionalKey(phoneIn(countryCode)),
    email: Schema.optionalKey(EmailAddress),
    wechat: Schema.optionalKey(Text),
    app: Schema.optionalKey(Text),
    zone: Schema.optionalKey(TimeZone),
    language: Schema.optionalKey(Language),
    channels: Schema.optionalKey(list(Schema.NonEmptyArray(Channel))),
    rest_noon: spans,
    rest_night: spans,
    work: Schema.optionalKey(WorkCell),
    preferred: spans,
    do_not_disturb: Schema.optionalKey(listOrNone(Schema.Array(PlainDate.PlainDate))),
  }
}

const dischargeCells = ({ zone }: RowOptions) => {
  const at = Schema.optionalKey(instantIn(zone))
  const texts = Schema.optionalKey(list(Schema.Array(FreeText)))
  return Schema.Struct({
    discharge_id: DischargeId,
    patient_id: PatientId,
    name: Text,
    sex: Sex,
    born_on: PlainDate.PlainDate,
    discharged_at: instantIn(zone),
    department: Text,
    doctor: Text,
    diagnosis_codes: list(Schema.NonEmptyArray(Diagnosis.fields.code)),
    diagnosis_texts: texts,
    chronic: YesNo,
    high_risk: YesNo,
    contact_order: Schema.optionalKey(list(Schema.NonEmptyArray(Relation))),
    procedure_codes: Schema.optionalKey(list(Schema.NonEmptyArray(Procedure.fields.code))),
    procedure_texts: texts,
    operation_at: at,
    examination_at: at,
    delivery_at: at,
    lives_alone: Schema.optionalKey(YesNo),
    record_number: Schema.optionalKey(RecordNumber),
    destination: Schema.optionalKey(Destination),
    against_advice: Schema.optionalKey(YesNo),
  }).check(
    Schema.makeFilter((cells) => [
      ...misfit("diagnosis_texts", cells.diagnosis_texts, cells.diagnosis_codes),
      ...misfit("procedure_texts", cells.procedure_texts, cells.procedure_codes ?? []),
    ]),
  )
}

const misfit = (
  column: string,
  texts: ReadonlyArray<string> = [],
  codes: ReadonlyArray<string>,
): ReadonlyArray<Schema.FilterIssue> =>
  texts.length === 0 || texts.length === codes.length
    ? []
    : [
        {
          path: [column],
          issue: `${texts.length} texts for ${codes.length} codes; in CSV no text holds a semicolon`,
        },
      ]

const consentCells = ({ zone }: RowOptions) =>
  Schema.Struct({
    channels: list(Schema.NonEmptyArray(Channel)),
    purposes: list(Schema.NonEmptyArray(Purpose)),
    given_by: Relation,
    given_at: instantIn(zone),
    for: Schema.optionalKey(list(Schema.NonEmptyArray(Relation))),
    proof: Text,
    withdrawn_at: Schema.optionalKey(instantIn(zone)),
  })

const answerForm =
  "an item of the handover is written done; who; when, or not done; why, or not applicable; who; when; why"

/** What became of an item: `done; nurse-7; 2026-03-02T09:30`. */
const answerCell = ({ zone }: RowOptions) => {
  const Answer = answerIn(zone)
  const parts = (cell: string) => cell.split(/[;；]/).map((part) => part.trim())
  const read = (cell: string): typeof Answer.Encoded | undefined => {
    const [word = "", ...said] = parts(cell)
    const [by = "", at = "", ...why] = said
    if (word === "not done") return { _tag: "NotDone", reason: said.join("; ") }
    if (word === "done" && said.length === 2) return { _tag: "Done", by, at }
    return word === "not applicable" ? { _tag: "NotApplicable", by, at, reason: why.join("; ") } : undefined
  }
  return Schema.String.check(Schema.makeFilter((cell) => read(cell) !== undefined || answerForm)).pipe(
    Schema.decodeTo(
      Answer,
      reading((cell: string): typeof Answer.Encoded => read(cell) ?? { _tag: "NotDone", reason: "" }),
    ),
  )
}

const handoverCells = (options: RowOptions) => {
  const cell = Schema.optionalKey(answerCell(options))
  return Schema.Struct({
    precautions: cell,
    medicines: cell,
    revisit: cell,
    warning_signs: cell,
    contact_details: cell,
    follow_up_needs: cell,
    documents: cell,
  })
}

const decimal = /^-?\d+(?:\.\d+)?$/
const NumberCell = Schema.String.check(
  Schema.isPattern(decimal, { message: "a number is written in digits, such as 2 or 11.8" }),
).pipe(Schema.decodeTo(Schema.Finite, reading(Number)))

const HaemoglobinCell = Schema.String.check(
  Schema.isPattern(/^-?\d+(?:\.\d+)? ?g\/d?L$/, {
    message: "haemoglobin is written with its unit, such as 118 g/L or 11.8 g/dL",
  }),
).pipe(
  Schema.decodeTo(
    Schema.Struct(RiskInputs.Haemoglobin.fields),
    reading((cell: string) => ({
      value: Number.parseFloat(cell),
      unit: cell.endsWith("g/dL") ? ("g/dL" as const) : ("g/L" as const),
    })),
  ),
)

const notedForm =
  "what the hospital notes itself is written name=yes, name=no or name=number, each name once, such as hospital.icu=yes"

const notedOf = (
  cell: string,
): ReadonlyArray<readonly [name: string, value: boolean | number]> | undefined => {
  const pairs = entries(cell).map((entry) => {
    const [name = "", value = "", ...more] = entry.split("=").map((part) => part.trim())
    if (more.length > 0) return undefined
    if (value === "yes" || value === "no") return [name, value === "yes"] as const
    return decimal.test(value) ? ([name, Number(value)] as const) : undefined
  })
  const noted = pairs.filter((pair) => pair !== undefined)
  const names = new Set(noted.map(([name]) => name))
  return noted.length === pairs.length && names.size === noted.length ? noted : undefined
}

const NotedCell = Schema.String.check(
  Schema.makeFilter((cell) => notedOf(cell) !== undefined || notedForm),
).pipe(
  Schema.decodeTo(
    Schema.Record(Schema.String, Schema.Union([Schema.Boolean, Schema.Finite])),
    reading((cell: string) => Object.fromEntries(notedOf(cell) ?? [])),
  ),
)

const riskCells = ({ zone }: RowOptions) => {
  const yesNo = Schema.optionalKey(YesNo)
  const number = Schema.optionalKey(NumberCell)
  return Schema.Struct({
    admitted_at: Schema.optionalKey(instantIn(zone)),
    acute_admission: yesNo,
    urgent_admission: yesNo,
    charlson: Schema.optionalKey(listOrNone(Schema.Array(RiskInputs.CharlsonCondition))),
    charlson_score: number,
    charlson_weights: Schema.optionalKey(Text),
    emergency_visits: number,
    admissions_in_year: number,
    haemoglobin: Schema.optionalKey(HaemoglobinCell),
    sodium: number,
    oncology_service: yesNo,
    cancer: yesNo,
    procedure: yesNo,
    noted: Schema.optionalKey(NotedCell),
  }).check(
    Schema.makeFilter(({ charlson, charlson_score: score, charlson_weights: weights }) => {
      if ((score === undefined) !== (weights === undefined))
        return { path: ["charlson_score"], issue: "a score of comorbidities and its weights stand together" }
      return charlson === undefined || score === undefined
        ? undefined
        : { path: ["charlson"], issue: "the comorbidities are conditions or a score, not both" }
    }),
  )
}

/** A row's cells by group. A group but the first two is left out where all of its cells are empty. */
const rowCells = (options: RowOptions) => {
  const profile = profileCells(options)
  const other = Schema.Struct({ name: Text, ...profile })
  return Schema.Struct({
    discharge: dischargeCells(options),
    patient: Schema.Struct(profile),
    guardian: Schema.optionalKey(other),
    caregiver: Schema.optionalKey(other),
    consent: Schema.optionalKey(consentCells(options)),
    handover: Schema.optionalKey(handoverCells(options)),
    risk: Schema.optionalKey(riskCells(options)),
  }).check(
    Schema.makeFilter((row) => {
      const { consent, discharge } = row
      const meant: ReadonlyArray<readonly [path: ReadonlyArray<string>, relations: ReadonlyArray<Relation>]> =
        [
          [["discharge", "contact_order"], discharge.contact_order ?? []],
          [
            ["consent", "given_by"],
            consent === undefined || consent.for !== undefined ? [] : [consent.given_by],
          ],
          [["consent", "for"], consent?.for ?? []],
        ]
      return meant.flatMap(([path, relations]) =>
        relations.flatMap((relation) =>
          relation === "self" || (relation !== "communityWorker" && row[relation] !== undefined)
            ? []
            : [{ path, issue: `the row names no ${relation}` }],
        ),
      )
    }),
  )
}
type RowCells = ReturnType<typeof rowCells>["Type"]

/** The fields that are there. */
const present = <Fields extends Readonly<Record<string, unknown>>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
  }

const contactOf = (relation: Relation, name: string, cells: RowCells["patient"]) => {
  const { app, channels, email, language, person_id: id, phone, preferred, wechat, work, zone } = cells
  const addresses = present({ email, wechat, app })
  const rest = present({ noon: cells.rest_noon, night: cells.rest_night })
  const doNotDisturbOn = cells.do_not_disturb
  const profile: GivenProfile = present({ zone, language, channels, rest, work, preferred, doNotDisturbOn })
  return {
    relation,
    name,
    ...present({ id, phone }),
    ...(Object.keys(addresses).length > 0 && { addresses }),
    profile,
  }
}

/** The row as nested data. */
const rowOf = (cells: RowCells): GivenRow => {
  const { caregiver, consent, discharge, guardian, handover, patient, risk } = cells
  const self = contactOf("self", discharge.name, patient)
  const order = [...(discharge.contact_order ?? []), "self", "guardian", "caregiver"]
  const [first = self, ...others] = [
    self,
    ...(guardian === undefined ? [] : [contactOf("guardian", guardian.name, guardian)]),
    ...(caregiver === undefined ? [] : [contactOf("caregiver", caregiver.name, caregiver)]),
  ].sort((a, b) => order.indexOf(a.relation) - order.indexOf(b.relation))
  const [code, ...codes] = discharge.diagnosis_codes
  const [text = "", ...texts] = discharge.diagnosis_texts ?? []
  return {
    id: discharge.discharge_id,
    patient: discharge.patient_id,
    name: discharge.name,
    sex: discharge.sex,
    bornOn: discharge.born_on,
    dischargedAt: discharge.discharged_at,
    department: discharge.department,
    doctor: discharge.doctor,
    diagnoses: [{ code, text }, ...codes.map((code, at) => ({ code, text: texts[at] ?? "" }))],
    chronic: discharge.chronic,
    highRisk: discharge.high_risk,
    persons: [first, ...others],
    consents: consent === undefined ? [] : consentsOf(consent, cells),
    ...present({
      procedures: discharge.procedure_codes?.map((code, at) => ({
        code,
        text: discharge.procedure_texts?.[at] ?? "",
      })),
      events: eventsOf(discharge),
      livesAlone: discharge.lives_alone,
      recordNumber: discharge.record_number,
      destination: discharge.destination,
      againstAdvice: discharge.against_advice,
      handover: handover && handoverOf(handover),
      risk: risk && riskOf(risk),
    }),
  }
}

const eventsOf = (cells: RowCells["discharge"]): Events | undefined => {
  const events = present({
    operationAt: cells.operation_at,
    examinationAt: cells.examination_at,
    deliveryAt: cells.delivery_at,
  })
  return Object.keys(events).length === 0 ? undefined : events
}

const handoverOf = (cells: NonNullable<RowCells["handover"]>): Handover.Handover =>
  present({
    precautions: cells.precautions,
    medicines: cells.medicines,
    revisit: cells.revisit,
    warningSigns: cells.warning_signs,
    contactDetails: cells.contact_details,
    followUpNeeds: cells.follow_up_needs,
    documents: cells.documents,
  })

const riskOf = (cells: NonNullable<RowCells["risk"]>): RiskInputs.RiskInputs =>
  present({
    admittedAt: cells.admitted_at,
    acuteAdmission: cells.acute_admission,
    urgentAdmission: cells.urgent_admission,
    charlson: charlsonOf(cells),
    emergencyVisits: cells.emergency_visits,
    admissionsInYear: cells.admissions_in_year,
    haemoglobin: cells.haemoglobin,
    sodium: cells.sodium,
    oncologyService: cells.oncology_service,
    cancer: cells.cancer,
    procedure: cells.procedure,
    noted: cells.noted,
  })

const charlsonOf = (cells: NonNullable<RowCells["risk"]>): RiskInputs.Charlson | undefined => {
  const { charlson, charlson_score: score, charlson_weights: weights } = cells
  if (charlson !== undefined) return { _tag: "Conditions", conditions: charlson }
  return score === undefined || weights === undefined ? undefined : { _tag: "Score", score, weights }
}

const consentsOf = (
  consent: NonNullable<RowCells["consent"]>,
  { caregiver, discharge, guardian, patient }: RowCells,
): NonNullable<GivenRow["consents"]> => {
  const own = { self: patient, guardian, caregiver, communityWorker: undefined }
  return (consent.for ?? [consent.given_by]).map((relation) => ({
    person: own[relation]?.person_id ?? personId(discharge.patient_id, relation),
    channels: consent.channels,
    purposes: consent.purposes,
    basis: "consent",
    givenBy: consent.given_by,
    givenAt: consent.given_at,
    proof: consent.proof,
    ...present({ withdrawnAt: consent.withdrawn_at }),
  }))
}

/** What is wrong with a cell: its column, with the entry's number where it lists several, and the rule. */
export interface CellProblem {
  readonly path: string
  readonly rule: string
}

/** The column of a breach among the grouped cells. */
const columnOf = ([group, name, entry]: Breach["path"], cells: Readonly<Record<string, string>>): string => {
  const column = `${groups[String(group)]?.prefix ?? ""}${String(name)}`
  const several = typeof entry === "number" && entries(cells[column] ?? "").length > 1
  return several ? `${column} #${entry + 1}` : column
}

/** The column of a breach that shows once the row is put together. */
const columnOfWhole = ([part, name, field]: Breach["path"]): string => {
  if (part === "bornOn") return "born_on"
  if (part === "persons") return "person_id"
  if (part === "events") return columnHolding("", eventColumns, name)
  if (part === "handover") return columnHolding("handover_", handoverItems, name)
  if (part === "risk") {
    const isScore = name === "charlson" && field === "score"
    return isScore ? "risk_charlson_score" : columnHolding("risk_", riskInputs, name)
  }
  if (part !== "consents") return "patient_id"
  return field === "id" ? "discharge_id" : "consent_withdrawn_at"
}

const columnHolding = (
  prefix: string,
  columns: Readonly<Record<string, string>>,
  name: PropertyKey | undefined,
): string => prefix + (Object.keys(columns).find((column) => columns[column] === name) ?? "")

/** One problem for each breach; a range of weekdays makes one of many. */
const problemsOf = (
  breaches: ReadonlyArray<Breach>,
  columnOf: (path: Breach["path"]) => string,
): ReadonlyArray<CellProblem> => {
  const problems = breaches.map(({ path, rule }) => ({ path: columnOf(path), rule }))
  return [...new Map(problems.map((problem) => [`${problem.path}\n${problem.rule}`, problem])).values()]
}

/** How the rows under this header are read. */
export const reader = (
  header: ReadonlyArray<string>,
  options: RowOptions,
): ((fields: ReadonlyArray<string>) => Result.Result<Received, ReadonlyArray<CellProblem>>) => {
  const decoded = decode(rowCells(options))
  return (fields) => {
    const filled = fields.flatMap((field, at) => (field === "" ? [] : [[header[at] ?? "", field] as const]))
    const lost = filled.flatMap(([path, cell]) => (cell.includes("\uFFFD") ? [{ path, rule: lostSign }] : []))
    const cells: Readonly<Record<string, string>> = Object.fromEntries(
      filled.map(([column, cell]) => [column, verbatim.has(column) ? cell : cell.normalize("NFKC")]),
    )
    const grouped = Object.entries(groups).flatMap(([group, { names, prefix }]) => {
      const own = names.flatMap((name) => {
        const cell = cells[prefix + name]
        return cell === undefined ? [] : [[name, cell] as const]
      })
      return own.length === 0 && prefix !== "" ? [] : [[group, Object.fromEntries(own)] as const]
    })
    const row = Result.mapError(decoded(Object.fromEntries(grouped)), (breaches) => [
      ...lost,
      ...problemsOf(breaches, (path) => columnOf(path, cells)),
    ])
    if (Result.isFailure(row)) return Result.fail(row.failure)
    if (lost.length > 0) return Result.fail(lost)
    return Result.mapError(fill(rowOf(row.success), options), (breaches) =>
      problemsOf(breaches, columnOfWhole),
    )
  }
}
