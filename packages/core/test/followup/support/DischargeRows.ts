import {
  ContactProfile,
  Destination,
  Discharge,
  type DischargeFile,
  type Handover,
  type Hours,
  PlainDate,
  type RiskInputs,
  TimeZone,
  Word,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

/** A hospital's options that no generated profile happens to equal, so that a default taken by mistake shows. */
export const options: DischargeFile.Options = {
  countryCode: "86",
  zone: TimeZone.make("Asia/Shanghai"),
  profileFor: (zone) => ({
    language: zone === "Asia/Shanghai" ? "zh" : "en",
    rest: { noon: ["12:34-13:45" as Hours.TimeSpan], night: ["21:43-07:32" as Hours.TimeSpan] },
    work: { _tag: "Weekly", week: { wednesday: ["01:23-02:34" as Hours.TimeSpan] } },
    preferred: ["17:17-18:18" as Hours.TimeSpan],
    channels: ["letter"],
    doNotDisturbOn: [PlainDate.make("2026-12-31")],
  }),
}

const keepable = (text: string) =>
  text.isWellFormed() && !text.includes("\u0000") && !text.includes("\uFFFD") && text.length <= 200

/** Text without blank ends, much of it hard on CSV. */
const text: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc
      .array(
        fc.constantFrom('"', '""', ",", "\n", "\r\n", " ", "王", "秀兰", "’", "a", "0", "\uFEFF", "😀"),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => parts.join("")),
  )
  .map((drawn) => drawn.trim())
  .filter((drawn) => drawn !== "" && keepable(drawn))

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,20}$/)

const phone = fc.oneof(
  fc.stringMatching(/^\+861[3-9]\d{9}$/),
  fc.stringMatching(/^\+8610[2-9]\d{7}$/),
  fc.stringMatching(/^\+1[2-9]\d{2}[2-9]\d{6}$/),
  fc.stringMatching(/^\+(?:44|81|61)[2-9]\d{8}$/),
)

const spans = fc.array(CalendarArbitraries.timeSpan({ everySeconds: 1 }), { maxLength: 3 })
const someSpans = fc.array(CalendarArbitraries.timeSpan(), { minLength: 1, maxLength: 2 })
const dates = fc.array(CalendarArbitraries.plainDate(), { maxLength: 3 })

const weekly = fc
  .record(Object.fromEntries(PlainDate.weekdays.map((day) => [day, someSpans])), { requiredKeys: [] })
  .filter((week) => Object.keys(week).length > 0)
  .map((week): ContactProfile.Work => ({ _tag: "Weekly", week }))

const roster = fc
  .dictionary(CalendarArbitraries.plainDate(), someSpans, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  .map((dates): ContactProfile.Work => ({ _tag: "Roster", dates }))

const nonEmpty = <A>(arbitrary: fc.Arbitrary<A>) =>
  fc
    .array(arbitrary, { minLength: 1, maxLength: 3 })
    .map(([first, ...rest]): readonly [A, ...Array<A>] => [first as A, ...rest])

const profile: fc.Arbitrary<ContactProfile.ContactProfile> = fc.record({
  zone: CalendarArbitraries.timeZone(),
  language: fc.constantFrom(...Word.Language.literals),
  rest: fc.record({ noon: spans, night: spans }),
  work: fc.oneof(fc.constant<ContactProfile.Work>({ _tag: "None" }), weekly, roster),
  preferred: spans,
  channels: nonEmpty(fc.constantFrom(...Word.Channel.literals)),
  doNotDisturbOn: dates,
})

/** An id of one's own, which no relation to a patient leads to. */
const own = fc.stringMatching(/^own-[A-Za-z0-9]{1,12}$/)

const email = fc.stringMatching(/^[A-Za-z0-9.+_-]{1,20}@[a-zA-Z0-9-]{1,20}(?:\.[a-z]{2,6}){0,2}$/)

const addresses = fc
  .record({ email, wechat: text, app: text }, { requiredKeys: [] })
  .filter((drawn) => Object.keys(drawn).length > 0)

const person = (relation: Word.Relation) =>
  fc.record(
    { relation: fc.constant(relation), id: own, name: text, phone, addresses, profile },
    { requiredKeys: ["relation", "name", "profile"] },
  )

const code = fc.stringMatching(/^[A-Z]\d{2}(?:\.[0-9A-Za-z]{1,4})?$/)
const hasTexts = fc.boolean()

const diagnoses = hasTexts.chain((has) =>
  nonEmpty(fc.record({ code, text: has ? text.map((t) => t.replaceAll(";", ",")) : fc.constant("") })),
)

const filled = <A extends object>(fields: A): A | undefined =>
  Object.keys(fields).length === 0 ? undefined : fields

/** A handover that a row of CSV can hold: some item answered, and no reason with a semicolon or blank ends. */
const plainHandover = (drawn: Handover.Handover): Handover.Handover | undefined => {
  const items = Object.entries(drawn) as ReadonlyArray<[string, Handover.Answer]>
  const plain = items.map(([item, answer]) => [
    item,
    "reason" in answer ? { ...answer, reason: answer.reason.replace(/[;；]/g, ",").trim() } : answer,
  ])
  return filled(Object.fromEntries(plain))
}

/** Risk inputs that a row of CSV can hold: some are known, and weights without blank ends. */
const plainRisk = ({
  charlson,
  noted = {},
  ...drawn
}: RiskInputs.RiskInputs): RiskInputs.RiskInputs | undefined =>
  filled({
    ...drawn,
    ...(filled(noted) && { noted }),
    ...(charlson && {
      charlson: charlson._tag === "Score" ? { ...charlson, weights: charlson.weights.trim() } : charlson,
    }),
  })

const noted = (fields: fc.Arbitrary<ReadonlyArray<object>>): fc.Arbitrary<Discharge.Discharge> =>
  fc
    .record({
      id,
      patient: id,
      name: text,
      sex: fc.constantFrom(...Word.Sex.literals),
      at: CalendarArbitraries.instant(),
      age: fc.integer({ min: 0, max: 45_000 }),
      department: text,
      doctor: text,
      diagnoses,
      chronic: fc.boolean(),
      highRisk: fc.boolean(),
      persons: fields,
    })
    .map(({ age, at, persons, ...rest }) => ({
      ...rest,
      bornOn: PlainDate.fromEpochDay(Math.floor(at / 86_400_000) - 1 - age),
      dischargedAt: DateTime.makeUnsafe(at),
      persons: persons.map((each) => ({
        id: `${rest.patient}/${(each as { relation: string }).relation}`,
        ...each,
        ...((each as { relation: string }).relation === "self" ? { name: rest.name } : {}),
      })),
    }))
    .chain((drawn) => {
      const dischargedAt = DateTime.toEpochMillis(drawn.dischargedAt)
      const bornAt = Math.min(dischargedAt, (PlainDate.toEpochDay(drawn.bornOn) + 2) * 86_400_000)
      return fc
        .record({
          livesAlone: fc.option(fc.boolean(), { nil: undefined }),
          destination: fc.option(fc.constantFrom(...Destination.Destination.literals), { nil: undefined }),
          againstAdvice: fc.option(fc.boolean(), { nil: undefined }),
          procedures: fc.option(diagnoses, { nil: undefined }),
          events: fc.option(
            fc.integer({ min: 0, max: Math.min(dischargedAt, 1e9) }).map((before) => ({
              operationAt: DateTime.makeUnsafe(dischargedAt - before),
            })),
            { nil: undefined },
          ),
          handover: FollowUpArbitraries.handover(dischargedAt).map(plainHandover),
          risk: FollowUpArbitraries.riskInputs({ bornAt, dischargedAt }).map(plainRisk),
        })
        .map((more) => ({
          ...drawn,
          ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
        }))
    })
    // What nobody wrote is a sign that was lost, and its row is refused.
    .filter((drawn) => !JSON.stringify(drawn).includes("\uFFFD"))
    .map(Schema.decodeUnknownSync(Schema.toType(Discharge.Discharge)))

/** Discharges that a row of CSV can hold: the patient among the persons, each relation once, ids by relation. */
export const flat: fc.Arbitrary<Discharge.Discharge> = noted(
  fc
    .tuple(
      person("self"),
      fc.option(person("guardian"), { nil: undefined }),
      fc.option(person("caregiver"), { nil: undefined }),
    )
    .chain((persons) => {
      const named = persons.flatMap((each) => (each === undefined ? [] : [each]))
      return fc.shuffledSubarray(named, { minLength: named.length })
    })
    .filter((named) => {
      const ids = named.flatMap(({ id }) => id ?? [])
      return new Set(ids).size === ids.length
    }),
)

/** Any discharges. */
export const any: fc.Arbitrary<Discharge.Discharge> = noted(
  fc.uniqueArray(
    fc
      .tuple(id, fc.constantFrom(...Word.Relation.literals).chain(person))
      .map(([own, each]) => ({ ...each, id: own })),
    { selector: (each) => each.id, minLength: 1, maxLength: 4 },
  ),
)

/** A field as it stands in CSV. */
export const field = (cell: string): string =>
  /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell

export const csvOf = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<Readonly<Record<string, string>>>,
): ReadonlyArray<string> => [
  header.join(","),
  ...rows.map((cells) => header.map((column) => field(cells[column] ?? "")).join(",")),
]

const listOrNone = (entries: ReadonlyArray<string>) => (entries.length === 0 ? "none" : entries.join("; "))

const workCell = (work: ContactProfile.Work): string =>
  ContactProfile.Work.match(work, {
    None: () => "none",
    Weekly: ({ week }) =>
      Object.entries(week)
        .map(([day, hours]) => `${day.slice(0, 3)} ${(hours ?? []).join(" ")}`)
        .join("; "),
    Roster: ({ dates }) =>
      Object.entries(dates)
        .map(([date, hours]) => `${date} ${hours.join(" ")}`)
        .join(";"),
  })

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const yesNo = (said: boolean) => (said ? "yes" : "no")

const handoverCells = ({ handover = {} }: Discharge.Discharge) =>
  Object.entries(handover).map(([item, answer]) => {
    const by = "by" in answer ? [answer.by, DateTime.formatIso(answer.at)] : []
    const why = "reason" in answer ? [answer.reason] : []
    const word = { Done: "done", NotDone: "not done", NotApplicable: "not applicable" }[answer._tag]
    return [`handover_${snake(item)}`, [word, ...by, ...why].join("; ")]
  })

const riskCells = ({ risk = {} }: Discharge.Discharge) =>
  Object.entries({
    ...risk,
    admittedAt: risk.admittedAt && DateTime.formatIso(risk.admittedAt),
    charlson: risk.charlson?._tag === "Conditions" ? listOrNone(risk.charlson.conditions) : undefined,
    charlsonScore: risk.charlson?._tag === "Score" ? risk.charlson.score : undefined,
    charlsonWeights: risk.charlson?._tag === "Score" ? risk.charlson.weights : undefined,
    haemoglobin: risk.haemoglobin && `${risk.haemoglobin.value} ${risk.haemoglobin.unit}`,
    noted:
      risk.noted &&
      Object.entries(risk.noted)
        .map(([name, value]) => `${name}=${typeof value === "boolean" ? yesNo(value) : value}`)
        .join(";"),
  }).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[`risk_${snake(name)}`, typeof value === "boolean" ? yesNo(value) : `${value}`]],
  )

/** The cells of a discharge that a row of CSV can hold. */
export const cellsOf = (discharge: Discharge.Discharge): Readonly<Record<string, string>> => ({
  discharge_id: discharge.id,
  patient_id: discharge.patient,
  name: discharge.name,
  sex: discharge.sex,
  born_on: discharge.bornOn,
  discharged_at: DateTime.formatIso(discharge.dischargedAt),
  department: discharge.department,
  doctor: discharge.doctor,
  diagnosis_codes: discharge.diagnoses.map((d) => d.code).join(";"),
  diagnosis_texts: discharge.diagnoses
    .map((d) => d.text)
    .join(";")
    .replace(/^;+$/, ""),
  chronic: discharge.chronic ? "yes" : "no",
  high_risk: discharge.highRisk ? "yes" : "no",
  contact_order: discharge.persons.map((each) => each.relation).join(";"),
  procedure_codes: (discharge.procedures ?? []).map((p) => p.code).join(";"),
  procedure_texts: (discharge.procedures ?? [])
    .map((p) => p.text)
    .join(";")
    .replace(/^;+$/, ""),
  operation_at: discharge.events?.operationAt ? DateTime.formatIso(discharge.events.operationAt) : "",
  record_number: discharge.recordNumber ?? "",
  lives_alone: discharge.livesAlone === undefined ? "" : yesNo(discharge.livesAlone),
  destination: discharge.destination ?? "",
  against_advice: discharge.againstAdvice === undefined ? "" : yesNo(discharge.againstAdvice),
  ...Object.fromEntries([...handoverCells(discharge), ...riskCells(discharge)]),
  ...Object.fromEntries(
    discharge.persons.flatMap(({ addresses, id, name, phone, profile, relation }) => {
      const prefix = relation === "self" ? "" : `${relation}_`
      const cells: ReadonlyArray<readonly [string, string]> = [
        ["person_id", id === `${discharge.patient}/${relation}` ? "" : id],
        ["name", name],
        ["phone", phone ?? ""],
        ["email", addresses?.email ?? ""],
        ["wechat", addresses?.wechat ?? ""],
        ["app", addresses?.app ?? ""],
        ["zone", profile.zone],
        ["language", profile.language],
        ["channels", profile.channels.join(";")],
        ["rest_noon", listOrNone(profile.rest.noon)],
        ["rest_night", listOrNone(profile.rest.night)],
        ["work", workCell(profile.work)],
        ["preferred", listOrNone(profile.preferred)],
        ["do_not_disturb", listOrNone(profile.doNotDisturbOn)],
      ]
      return cells.map(([column, cell]) => [prefix + column, cell])
    }),
  ),
})

/** Discharges, no two with one id. */
export const several = (of: fc.Arbitrary<Discharge.Discharge>): fc.Arbitrary<Array<Discharge.Discharge>> =>
  fc
    .uniqueArray(of, { selector: (discharge) => discharge.id, minLength: 1, maxLength: 5 })
    // Nobody has two birth dates.
    .map((all) => all.filter((one, i) => all.slice(0, i).every(({ patient }) => patient !== one.patient)))
