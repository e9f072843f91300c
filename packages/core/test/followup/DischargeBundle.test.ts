import { type Destination, DischargeBundle, type Id } from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import { describe, expect, test } from "vitest"
import { options as rowOptions } from "./support/DischargeRows.ts"

type Json = Record<string, unknown>

const options: DischargeBundle.Options = {
  ...rowOptions,
  classes: ["IMP"],
  guardians: ["GUARD"],
  ward: () => ({ chronic: true, highRisk: false }),
}

const icd = "http://hl7.org/fhir/sid/icd-10"
const concept = (code: string) => ({ coding: [{ code }] })
const ref = (reference: string) => ({ reference })

const encounter: Json = {
  resourceType: "Encounter",
  id: "e1",
  status: "finished",
  class: { code: "IMP" },
  subject: ref("Patient/p1"),
  period: { start: "2026-02-26T22:00:00+08:00", end: "2026-03-02T10:30:00+08:00" },
  participant: [{ type: [concept("ATND")], individual: ref("Practitioner/d1") }],
  serviceProvider: ref("Organization/o1"),
  diagnosis: [{ condition: ref("Condition/c1") }],
}
const patient: Json = {
  resourceType: "Patient",
  id: "p1",
  name: [{ family: "王", given: ["秀", "兰"] }],
  gender: "female",
  birthDate: "1951-06-30",
  telecom: [{ system: "phone", value: "138 0000 0000" }],
}
const condition: Json = {
  resourceType: "Condition",
  id: "c1",
  code: { coding: [{ system: icd, code: "I10", display: "高血压" }] },
}
const practitioner: Json = { resourceType: "Practitioner", id: "d1", name: [{ text: "李建国" }] }
const organization: Json = { resourceType: "Organization", id: "o1", name: "心内科" }

/** As JSON has it: nothing is undefined there. */
const json = <A>(value: A): A => JSON.parse(JSON.stringify(value))

/** Entries 0 to 4, each as changed, and further ones. */
const bundle = (
  changed:
    | Readonly<Record<"encounter" | "patient" | "condition" | "practitioner" | "organization", Json>>
    | object = {},
  ...more: ReadonlyArray<Json>
) => {
  const resources: Readonly<Record<string, Json>> = {
    encounter,
    patient,
    condition,
    practitioner,
    organization,
  }
  const entry = Object.entries(resources).map(([name, resource]) => ({
    resource: { ...resource, ...(changed as Readonly<Record<string, Json>>)[name] },
  }))
  return json({ resourceType: "Bundle", entry: [...entry, ...more.map((resource) => ({ resource }))] })
}

const read = (given: unknown, more: Partial<DischargeBundle.Options> = {}) =>
  DischargeBundle.read(given, { ...options, ...more })

const one = (given: unknown, more: Partial<DischargeBundle.Options> = {}) => {
  const { accepted, refused } = read(given, more)
  expect(refused).toEqual([])
  expect(accepted).toHaveLength(1)
  return (accepted[0] as DischargeBundle.Accepted).discharge
}

const problems = (given: unknown, more: Partial<DischargeBundle.Options> = {}) => {
  const { accepted, refused } = read(given, more)
  expect(accepted).toEqual([])
  return refused.flatMap((each) =>
    each.problems.map(({ path, rule }) => `${path.replace(".resource", "")}: ${rule}`),
  )
}

describe("a bundle of one stay", () => {
  test("is read", () => {
    const discharge = one(bundle())
    expect(discharge).toMatchObject({
      id: "e1",
      patient: "p1",
      name: "王秀兰",
      sex: "female",
      bornOn: "1951-06-30",
      department: "心内科",
      doctor: "李建国",
      diagnoses: [{ code: "I10", text: "高血压" }],
      chronic: true,
      highRisk: false,
      persons: [{ id: "p1/self", relation: "self", phone: "+8613800000000" }],
    })
    expect(DateTime.formatIso(discharge.dischargedAt)).toBe("2026-03-02T02:30:00.000Z")
    expect(discharge.risk).toEqual({ admittedAt: DateTime.makeUnsafe("2026-02-26T14:00:00Z") })
  })

  const died = "the patient has died: nobody is followed up"
  const nubc = "https://www.nubc.org/CodeSystem/PatDischargeStatus"
  const date = "a date is written YYYY-MM-DD and must exist"
  const instant =
    "an instant is written YYYY-MM-DDTHH:MM, seconds and an offset such as +08:00 or Z behind it, and must exist"

  test.each<readonly [what: string, changed: object, problems: ReadonlyArray<string>]>([
    [
      "has no end",
      { encounter: { period: { start: "2026-02-26" } } },
      ["entry[0].period.end: the stay has no end: the patient isn't discharged"],
    ],
    [
      "has no period",
      { encounter: { period: undefined } },
      ["entry[0].period.end: the stay has no end: the patient isn't discharged"],
    ],
    [
      "ends on a day, at no time",
      { encounter: { period: { end: "2026-03-02" } } },
      ["entry[0].period.end: the end names no time of day: a discharge is an instant"],
    ],
    [
      "ends on a day that doesn't exist",
      { encounter: { period: { end: "2026-02-30T10:30:00+08:00" } } },
      [`entry[0].period.end: ${instant}`],
    ],
    [
      "ends before it begins",
      { encounter: { period: { start: "2026-03-03T00:00:00Z", end: "2026-03-02T10:30:00+08:00" } } },
      ["entry[0].period.start: the admission lies after the discharge"],
    ],
    [
      "begins on a day that doesn't exist",
      { encounter: { period: { start: "2026-02-30T00:00:00Z", end: "2026-03-02T10:30:00+08:00" } } },
      [`entry[0].period.start: ${instant}`],
    ],
    [
      "isn't over",
      { encounter: { status: "in-progress" } },
      ["entry[0].status: the encounter isn't finished, or didn't take place"],
    ],
    [
      "was entered in error",
      { encounter: { status: "entered-in-error" } },
      ["entry[0].status: the encounter isn't finished, or didn't take place"],
    ],
    [
      "is a visit",
      { encounter: { class: { code: "AMB" } } },
      ["entry[0].class: the hospital doesn't count encounters of this class as stays"],
    ],
    [
      "ended with the patient's death",
      { encounter: { hospitalization: { dischargeDisposition: concept("exp") } } },
      [`entry[0].hospitalization.dischargeDisposition: ${died}`],
    ],
    ...["20", "40", "41", "42"].map(
      (code) =>
        [
          `ended with the patient's death by the billing code ${code}`,
          { encounter: { hospitalization: { dischargeDisposition: { coding: [{ system: nubc, code }] } } } },
          [`entry[0].hospitalization.dischargeDisposition: ${died}`],
        ] as const,
    ),
    [
      "is of somebody who has died",
      { patient: { deceasedBoolean: true } },
      [`entry[1].deceasedBoolean: ${died}`],
    ],
    [
      "is of somebody who died on a day",
      { patient: { deceasedDateTime: "2026-03-05" } },
      [`entry[1].deceasedDateTime: ${died}`],
    ],
    [
      "is of a record that was merged into another, or is kept of the dead",
      { patient: { active: false } },
      ["entry[1].active: the patient's record is no longer in use"],
    ],
    [
      "is of a record in whose place another has come",
      {
        patient: {
          link: [
            { other: ref("Patient/p0"), type: "replaces" },
            { other: ref("Patient/p9"), type: "replaced-by" },
          ],
        },
      },
      ["entry[1].link[1]: the patient's record is no longer in use"],
    ],
    [
      "is of somebody born in a year",
      { patient: { birthDate: "1950" } },
      ["entry[1].birthDate: the birth date names no day"],
    ],
    [
      "is of somebody born in a month",
      { patient: { birthDate: "1950-03" } },
      ["entry[1].birthDate: the birth date names no day"],
    ],
    [
      "is of somebody born on no day",
      { patient: { birthDate: "1950-02-30" } },
      [`entry[1].birthDate: ${date}`],
    ],
    ["has no birth date", { patient: { birthDate: undefined } }, ["entry[1].birthDate: is missing"]],
    [
      "is of somebody born later",
      { patient: { birthDate: "2026-03-03" } },
      ["entry[1].birthDate: the birth date lies after the discharge"],
    ],
    ["has no patient", { encounter: { subject: undefined } }, ["entry[0].subject: is missing"]],
    [
      "is of a patient who isn't there",
      { encounter: { subject: ref("Patient/p9") } },
      ["entry[0].subject: no entry of the bundle is meant"],
    ],
    [
      "is of no patient",
      { encounter: { subject: ref("Organization/o1") } },
      ["entry[0].subject: the entry meant is no Patient"],
    ],
    [
      "is of somebody without a name",
      { patient: { name: [{ use: "old", text: "x" }] } },
      ["entry[1].name: is missing"],
    ],
    [
      "is of somebody whose name is blank",
      { patient: { name: [{ text: " " }] } },
      ["entry[1].name[0]: text must not be blank"],
    ],
    [
      "has another telephone number than can be",
      {
        patient: {
          telecom: [
            { system: "email", value: "x" },
            { system: "phone", value: "1380000" },
          ],
        },
      },
      ["entry[1].telecom[1].value: a phone number is written +, country code, number, and must be possible"],
    ],
    [
      "has a gender that FHIR doesn't know",
      { patient: { gender: "F" } },
      [`entry[1].gender: Expected "male" | "female" | "other" | "unknown"`],
    ],
    [
      "names a zone that isn't one",
      {
        patient: {
          extension: [{ url: "http://hl7.org/fhir/StructureDefinition/timezone", valueCode: "Asia/Shangai" }],
        },
      },
      ["entry[1].extension[0].valueCode: a time zone is an IANA name that the platform knows"],
    ],
    ["has no diagnosis", { encounter: { diagnosis: [] } }, ["entry[0].diagnosis: is missing"]],
    [
      "has a diagnosis by another system",
      { condition: { code: { coding: [{ system: "http://snomed.info/sct", code: "38341003" }] } } },
      ["entry[2].code: the condition has no code of ICD-10", "entry[0].diagnosis: is missing"],
    ],
    [
      "has a code that isn't of ICD-10",
      { condition: { code: { coding: [{ system: icd, code: "hypertension" }] } } },
      [
        "entry[2].code.coding[0]: an ICD-10 code is a letter, a digit, a digit or letter and optionally a dot with up to eight signs, such as I10 or E11.9",
      ],
    ],
    [
      "has only a diagnosis that was refuted",
      { condition: { verificationStatus: concept("refuted") } },
      ["entry[0].diagnosis: is missing"],
    ],
    [
      "names no doctor",
      { encounter: { participant: [] } },
      ["entry[0].participant: the encounter names no attending doctor"],
    ],
    [
      "names two doctors, neither the attending one",
      { encounter: { participant: [{ individual: { display: "a" } }, { individual: { display: "b" } }] } },
      ["entry[0].participant: the encounter names no attending doctor"],
    ],
    [
      "has a doctor who isn't there",
      { encounter: { participant: [{ individual: ref("Practitioner/d9") }] } },
      ["entry[0].participant[0].individual: no entry of the bundle is meant"],
    ],
    ["has a doctor without a name", { practitioner: { name: undefined } }, ["entry[3].name: is missing"]],
    [
      "has no department",
      { encounter: { serviceProvider: undefined } },
      ["entry[0].serviceProvider: is missing"],
    ],
    ["has a department without a name", { organization: { name: undefined } }, ["entry[4].name: is missing"]],
    ["has no id", { encounter: { id: undefined } }, ["entry[0].id: is missing"]],
    [
      "is broken in many places",
      { encounter: { status: "planned", period: 7 }, patient: { birthDate: 1950 } },
      ["entry[0].period: Expected object"],
    ],
    [
      "was read in a wrong encoding",
      { practitioner: { name: [{ text: "\uFFFD\uFFFD" }] } },
      ["entry[0]: a sign is lost: the file was read in another encoding than it was written in"],
    ],
  ])("is refused where it %s", (_, changed, expected) => {
    expect(problems(bundle(changed))).toEqual(expected)
  })

  test("is refused for all that is wrong at once", () => {
    const changed = {
      encounter: { status: "planned", class: { code: "AMB" } },
      patient: { birthDate: "1950", deceasedBoolean: true, telecom: [{ system: "phone", value: "1" }] },
    }
    expect(problems(bundle(changed)).map((problem) => problem.split(":")[0])).toEqual([
      "entry[0].class",
      "entry[0].status",
      "entry[1].deceasedBoolean",
      "entry[1].birthDate",
      "entry[1].telecom[0].value",
    ])
  })

  test("ended with a death where the hospital's own code says so, and no other system's same code does", () => {
    const ended = (system: string | undefined, code: string) =>
      bundle({ encounter: { hospitalization: { dischargeDisposition: { coding: [{ system, code }] } } } })
    const own = { departures: { "5": "died" as const } }
    expect(problems(ended("urn:example:departures", "5"), own)).toEqual([
      `entry[0].hospitalization.dischargeDisposition: ${died}`,
    ])
    one(ended("urn:example:departures", "5"))
    one(ended("urn:example:departures", "20"), own)
    one(ended(nubc, "01"), own)
  })

  const leaving = (coding: ReadonlyArray<Json>, more: Json = {}) =>
    bundle({ encounter: { hospitalization: { dischargeDisposition: { coding }, ...more } } })
  const departure = (given: unknown, more: Partial<DischargeBundle.Options> = {}) => {
    const { againstAdvice, destination } = one(given, more)
    return [destination, againstAdvice]
  }

  test.each<readonly [fhir: string, billed: ReadonlyArray<string>, Destination.Destination | undefined]>([
    ["home", ["01", "06", "81", "86"], "home"],
    ["alt-home", [], "home"],
    [
      "other-hcf",
      ["02", "05", "09", "30", "43", "63", "66", "69", "70", "82", "85", "88", "91", "94", "95"],
      "hospital",
    ],
    ["psy", ["65", "93"], "psychiatricUnit"],
    ["rehab", ["62", "90"], "rehabilitation"],
    ["snf", ["03", "61", "83", "89"], "nursingFacility"],
    ["long", ["04", "64", "84", "92"], "nursingFacility"],
    ["hosp", ["50", "51"], "hospice"],
    ["oth", ["21", "87"], "other"],
    ["aadvice", ["07"], undefined],
  ])("says where the patient went, or that they left against advice: %s", (fhir, billed, destination) => {
    const expected = [destination, destination === undefined ? true : undefined]
    const system = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
    expect(departure(leaving([{ code: fhir }]))).toEqual(expected)
    expect(departure(leaving([{ system, code: fhir }]))).toEqual(expected)
    for (const code of billed) expect(departure(leaving([{ system: nubc, code }]))).toEqual(expected)
    expect(departure(leaving([{ system: nubc, code: fhir }]))).toEqual([undefined, undefined])
  })

  test("went where the hospital's own code says, or the ward, into whose care where several speak", () => {
    const own = { departures: { "3": "rehabilitation", "4": "againstAdvice" } as const }
    const ended = (code: string) => leaving([{ system: "urn:example:departures", code }])
    expect(departure(ended("3"), own)).toEqual(["rehabilitation", undefined])
    expect(departure(ended("4"), own)).toEqual([undefined, true])
    expect(departure(leaving([{ code: "home" }, { code: "aadvice" }]))).toEqual(["home", true])
    expect(departure(leaving([{ code: "home" }, { code: "snf" }]))).toEqual(["nursingFacility", undefined])
    const ward = () => ({ chronic: false, highRisk: false, destination: "hospice" as const })
    expect(departure(ended("3"), { ...own, ward })).toEqual(["hospice", undefined])
    expect(read(ended("9"), { ward }).unread).toEqual([])
  })

  test("names a departure that isn't known, and is planned for as at home", () => {
    const rule = "where the patient went isn't known from this: the plan is made as for somebody at home"
    const at = "entry[0].resource.hospitalization"
    const unknown = (given: unknown) =>
      read(given).unread.flatMap(({ entry, problems }) =>
        problems.map((each) => [entry, each.path, each.rule]),
      )
    for (const code of ["3", "toString"])
      expect(unknown(leaving([{ system: "urn:example:departures", code }]))).toEqual([
        [0, `${at}.dischargeDisposition`, rule],
      ])
    expect(unknown(leaving([], { dischargeDisposition: undefined, destination: { display: "x" } }))).toEqual([
      [0, `${at}.destination`, rule],
    ])
    expect(unknown(leaving([{ code: "snf" }], { destination: { display: "x" } }))).toEqual([])
    expect(unknown(bundle())).toEqual([])
  })

  test("takes no id that is no longer used, though it stands first", () => {
    const identifiers = { discharge: "urn:stays", patient: "urn:people", recordNumber: "urn:records" }
    const renamed = (system: string, old: string, value: string) => [
      { use: "old", system, value: old },
      { use: "official", system, value },
    ]
    const changed = {
      encounter: { identifier: renamed("urn:stays", "ZY-0", "ZY-1") },
      patient: { identifier: [...renamed("urn:people", "P-0", "P-1"), ...renamed("urn:records", "0", "1")] },
    }
    expect(one(bundle(changed), { identifiers })).toMatchObject({
      id: "ZY-1",
      patient: "P-1",
      recordNumber: "1",
    })
  })

  test("takes ids from the identifiers asked for", () => {
    const identifiers = { discharge: "urn:stays", patient: "urn:people" }
    const changed = {
      encounter: {
        identifier: [
          { system: "urn:other", value: "x" },
          { system: "urn:stays", value: "ZY-1" },
        ],
      },
      patient: { identifier: [{ system: "urn:people", value: "P-1" }] },
    }
    expect(one(bundle(changed), { identifiers })).toMatchObject({ id: "ZY-1", patient: "P-1" })
    expect(problems(bundle(), { identifiers })).toEqual([
      "entry[0].identifier: is missing",
      "entry[1].identifier: is missing",
    ])
  })

  test("takes end and start on the hospital's clock where they have no offset", () => {
    const period = { start: "2026-02-26T22:00", end: "2026-03-02T10:30:00" }
    const { dischargedAt, risk } = one(bundle({ encounter: { period } }))
    expect(DateTime.formatIso(dischargedAt)).toBe("2026-03-02T02:30:00.000Z")
    expect(risk?.admittedAt && DateTime.formatIso(risk.admittedAt)).toBe("2026-02-26T14:00:00.000Z")
  })

  test("knows nothing of the admission where its start names no time", () => {
    const period = { start: "2026-02-26", end: "2026-03-02T10:30:00+08:00" }
    expect("risk" in one(bundle({ encounter: { period } }))).toBe(false)
  })

  test("tells how the patient came in", () => {
    const period = { end: "2026-03-02T10:30:00+08:00" }
    const riskOf = (more: Json) => one(bundle({ encounter: { period, ...more } })).risk
    expect(riskOf({ hospitalization: { admitSource: concept("emd") }, priority: concept("EM") })).toEqual({
      acuteAdmission: true,
      urgentAdmission: true,
    })
    expect(riskOf({ hospitalization: { admitSource: concept("gp") }, priority: concept("EL") })).toEqual({
      urgentAdmission: false,
    })
    expect(riskOf({ priority: concept("R") })).toBeUndefined()
  })

  test("has the main diagnosis first: by use, then by rank", () => {
    const more = ["E11.9", "J44.1", "I50.9"].map((code, n) => ({
      ...condition,
      id: `c${n + 2}`,
      code: { coding: [{ system: icd, code }] },
    }))
    const codesOf = (diagnosis: ReadonlyArray<Json>) =>
      one(bundle({ encounter: { diagnosis } }, ...more)).diagnoses.map(({ code }) => code)
    const of = (n: number, more: Json = {}) => ({ condition: ref(`Condition/c${n}`), ...more })
    expect(codesOf([of(1), of(2), of(3)])).toEqual(["I10", "E11.9", "J44.1"])
    expect(codesOf([of(1, { rank: 2 }), of(2), of(3, { rank: 1 })])).toEqual(["J44.1", "I10", "E11.9"])
    expect(
      codesOf([
        of(1, { use: concept("AD"), rank: 1 }),
        of(2, { use: concept("CM"), rank: 1 }),
        of(3),
        of(4, { use: concept("DD"), rank: 2 }),
        of(1, { use: concept("DD"), rank: 1 }),
      ]),
    ).toEqual(["I10", "I50.9", "J44.1", "E11.9"])
  })

  test("takes the one condition of the encounter where it lists none, and doesn't choose among several", () => {
    const changed = { encounter: { diagnosis: undefined }, condition: { encounter: ref("Encounter/e1") } }
    expect(one(bundle(changed)).diagnoses).toEqual([{ code: "I10", text: "高血压" }])
    expect(problems(bundle(changed, { ...condition, id: "c2", encounter: ref("Encounter/e1") }))).toEqual([
      "entry[0].diagnosis: the encounter has several conditions, and none is named as the main one",
    ])
  })

  test("takes codes of China's clinical edition and of ICD-10-CM, not those of procedures", () => {
    const coded = (system: string, code: string) => {
      const changed = {
        encounter: { diagnosis: [{ condition: ref("Procedure/x") }, { condition: ref("Condition/c1") }] },
        condition: { code: { coding: [{ system, code }] } },
      }
      return one(bundle(changed, { resourceType: "Procedure", id: "x" }), { icd10: ["urn:own"] }).diagnoses
    }
    expect(coded("urn:oid:2.16.156.10011.2.3.3.11", "I10.x00x002")).toEqual([
      { code: "I10.x00x002", text: "" },
    ])
    expect(coded("http://hl7.org/fhir/sid/icd-10-cm", "Z3A.20")).toEqual([{ code: "Z3A.20", text: "" }])
    expect(coded("urn:own", "N08.3*")).toEqual([{ code: "N08.3*", text: "" }])
  })

  test("has its doctor by a role, whose practitioner may be only shown, and which may not lead to itself", () => {
    const byRole = (practitioner: Json) =>
      bundle(
        { encounter: { participant: [{ individual: ref("PractitionerRole/r1") }] } },
        { resourceType: "PractitionerRole", id: "r1", practitioner },
      )
    expect(one(byRole(ref("Practitioner/d1"))).doctor).toBe("李建国")
    expect(one(byRole({ display: "周平" })).doctor).toBe("周平")
    expect(problems(byRole(ref("PractitionerRole/r1")))).toEqual([
      "entry[5].practitioner: the entry meant is no Practitioner",
    ])
  })

  test("has the telephone number that is preferred", () => {
    const phone = (value: string, more: Json = {}) => ({
      system: "phone",
      value: `1380000000${value}`,
      ...more,
    })
    const taken = (...telecom: ReadonlyArray<Json>) =>
      one(bundle({ patient: { telecom } })).persons[0].phone?.slice(-1)
    expect(taken(phone("1"), phone("2"))).toBe("1")
    expect(taken(phone("1", { use: "home" }), phone("2", { use: "mobile" }))).toBe("2")
    expect(taken(phone("1", { use: "work" }), phone("2", { use: "home" }))).toBe("2")
    expect(taken(phone("1", { use: "mobile" }), phone("2", { rank: 1 }))).toBe("2")
    expect(taken(phone("1", { use: "old" }), phone("2", { use: "work" }))).toBe("2")
    expect(taken(phone("1", { period: { end: "2030-01-01" } }), phone("2", { use: "work" }))).toBe("2")
    expect(taken(phone("1", { period: { end: "2030-01-01" } }))).toBe("1")
    expect(taken(phone("1", { system: "fax" }), phone("2", { system: "sms" }))).toBe("2")
  })

  test("has the e-mail address that is preferred among those that are one", () => {
    const email = (value: string, more: Json = {}) => ({ system: "email", value, ...more })
    const taken = (...telecom: ReadonlyArray<Json>) =>
      one(bundle({ patient: { telecom } })).persons[0].addresses?.email
    expect(taken(email("a@b.example"), email("c@b.example", { rank: 1 }))).toBe("c@b.example")
    expect(taken(email("a@b.example", { use: "old" }))).toBeUndefined()
    expect(taken(email("none", { rank: 1 }), email("a@b.example"))).toBe("a@b.example")
    expect(taken(email("无"))).toBeUndefined()
  })

  test("puts a name together as its language does", () => {
    const named = (name: Json) => one(bundle({ patient: { name: [name] } })).name
    expect(named({ family: "Baker", given: ["Tom", "A."] })).toBe("Tom A. Baker")
    expect(named({ text: "Tom Baker", family: "x" })).toBe("Tom Baker")
    expect(named({ given: ["Suharto"] })).toBe("Suharto")
  })

  test("adds what the ward says, whose risk inputs go first, and its consents", () => {
    const at = DateTime.makeUnsafe("2026-03-01T08:00:00Z")
    const { accepted } = read(bundle(), {
      ward: ({ id, patient }) => ({
        chronic: false,
        highRisk: true,
        livesAlone: true,
        handover: { documents: { _tag: "NotDone", reason: `${id} of ${patient}` } },
        risk: { emergencyVisits: 1, admittedAt: at },
        consents: [
          {
            purposes: ["followUp"],
            channels: ["phone"],
            basis: "consent",
            givenBy: "self",
            proof: "FORM-1",
            givenAt: at,
          },
        ],
      }),
    })
    expect(accepted[0]?.discharge).toMatchObject({
      highRisk: true,
      livesAlone: true,
      handover: { documents: { reason: "e1 of p1" } },
      risk: { emergencyVisits: 1, admittedAt: at },
    })
    expect(accepted[0]?.consents).toMatchObject([{ id: "e1/consent-1", person: "p1/self" }])
  })

  test("is refused where the ward says what can't be", () => {
    const admittedAt = DateTime.makeUnsafe("2026-03-05T08:00:00Z")
    expect(
      problems(bundle(), { ward: () => ({ chronic: true, highRisk: true, risk: { admittedAt } }) }),
    ).toEqual(["entry[0].period.start: the admission lies after the discharge"])
  })
})

describe("an encounter that is part of another", () => {
  const ward = (more: Json = {}): Json => ({
    ...encounter,
    id: "w1",
    partOf: ref("Encounter/e1"),
    period: { start: "2026-02-26T22:00:00+08:00", end: "2026-02-28T09:00:00+08:00" },
    ...more,
  })
  const part = "the encounter is part of a stay of the patient's: the patient isn't discharged at its end"

  test("of the patient's stay is no discharge: somebody moved from ward to ward goes home once", () => {
    const room = ward({ id: "r1", partOf: ref("Encounter/w1") })
    const { accepted, refused } = read(bundle({}, ward(), room))
    expect(accepted.map(({ discharge }) => discharge.id)).toEqual(["e1"])
    expect(refused).toEqual([
      { entry: 5, problems: [{ path: "entry[5].resource.partOf", rule: part }] },
      { entry: 6, problems: [{ path: "entry[6].resource.partOf", rule: part }] },
    ])
  })

  test("of a stay is none either where one that doesn't count stands between", () => {
    const between = ward({ id: "b1", class: { code: "VR" } })
    const { accepted } = read(bundle({}, between, ward({ partOf: ref("Encounter/b1") })))
    expect(accepted.map(({ discharge }) => discharge.id)).toEqual(["e1"])
  })

  test("is a stay of its own where the other is the mother's, or a visit", () => {
    const newborn = { ...patient, id: "p2", birthDate: "2026-02-26" }
    const ofMother = bundle({}, newborn, ward({ subject: ref("Patient/p2") }))
    expect(read(ofMother).accepted.map(({ discharge }) => discharge.patient)).toEqual(["p1", "p2"])
    const emergency = ward({ id: "v1", class: { code: "EMER" }, partOf: undefined })
    const fromEmergency = bundle({ encounter: { partOf: ref("Encounter/v1") } }, emergency)
    expect(read(fromEmergency).accepted.map(({ discharge }) => discharge.id)).toEqual(["e1"])
  })

  test("is refused where the bundle doesn't tell of what, and never asked for ever", () => {
    expect(problems(bundle({ encounter: { partOf: ref("Encounter/e9") } }))).toEqual([
      "entry[0].partOf: no entry of the bundle is meant",
    ])
    expect(problems(bundle({ encounter: { partOf: ref("Encounter/e1") } }))).toEqual([
      `entry[0].partOf: ${part}`,
    ])
    const visit = ward({ class: { code: "VR" }, partOf: ref("Encounter/w1") })
    const { accepted } = read(bundle({ encounter: { partOf: ref("Encounter/w1") } }, visit))
    expect(accepted.map(({ discharge }) => discharge.id)).toEqual(["e1"])
  })
})

describe("what changes a resource's meaning and isn't known", () => {
  test.each(["encounter", "patient", "condition", "practitioner", "organization"] as const)(
    "refuses the stay at the %s",
    (name) => {
      const at = ["encounter", "patient", "condition", "practitioner", "organization"].indexOf(name)
      const rule = "it changes what is meant in a way that isn't known here"
      expect(problems(bundle({ [name]: { modifierExtension: [{ url: "urn:x" }] } }))).toContain(
        `entry[${at}].modifierExtension: ${rule}`,
      )
      expect(problems(bundle({ [name]: { implicitRules: "urn:x" } }))).toContain(
        `entry[${at}].implicitRules: ${rule}`,
      )
    },
  )
})

describe("the people of a bundle", () => {
  const related = (more: Json = {}): Json => ({
    resourceType: "RelatedPerson",
    id: "r1",
    patient: ref("Patient/p1"),
    relationship: [concept("FRND"), concept("GUARD")],
    name: [{ text: "王伟" }],
    telecom: [{ system: "phone", value: "13900000000" }],
    communication: [{ language: concept("en-GB") }],
    ...more,
  })

  test("are the patient first, then guardians and caregivers in their order", () => {
    const { persons } = one(bundle({}, related(), related({ id: "r2", relationship: [concept("DAU")] })))
    expect(persons.map(({ id, relation }) => [id, relation])).toEqual([
      ["p1/self", "self"],
      ["p1/r1", "guardian"],
      ["p1/r2", "caregiver"],
    ])
    expect(persons[1]).toMatchObject({
      phone: "+8613900000000",
      profile: { language: "en", zone: "Asia/Shanghai" },
    })
  })

  test("have e-mail addresses where they are some; what else stands there is named", () => {
    const email = (value: string) => ({ system: "email", value })
    const given = bundle(
      { patient: { telecom: [email("none")] } },
      related({ telecom: [email("王芳 <a@b.example>"), email("d@b.example")] }),
    )
    const { accepted, refused, unread } = read(given)
    expect(refused).toEqual([])
    expect(accepted[0]?.discharge.persons.map(({ addresses }) => addresses?.email)).toEqual([
      undefined,
      "d@b.example",
    ])
    const rule = "isn't read: an e-mail address is written name@domain"
    expect(unread).toEqual([
      { entry: 1, problems: [{ path: "entry[1].resource.telecom[0].value", rule }] },
      { entry: 5, problems: [{ path: "entry[5].resource.telecom[0].value", rule }] },
    ])
  })

  test("leave out whoever is no longer related", () => {
    const until = (id: string, end: string) => related({ id, period: { end } })
    const all = [
      related({ id: "inactive", active: false }),
      until("lastYear", "2025"),
      until("dayBefore", "2026-03-01T23:00:00Z"),
      until("sameDay", "2026-03-02"),
      until("sameMonth", "2026-03"),
      until("nextYear", "2027-01-01"),
    ]
    expect(one(bundle({}, ...all)).persons.map(({ id }) => id)).toEqual([
      "p1/self",
      "p1/sameDay",
      "p1/sameMonth",
      "p1/nextYear",
    ])
  })

  test("that can't be read are refused by themselves, and the stay is read without them", () => {
    const { accepted, refused } = read(
      bundle(
        {},
        related({ telecom: [{ system: "phone", value: "1" }] }),
        related({ patient: ref("Patient/p9") }),
        related({ name: undefined }),
        related({ patient: undefined }),
        related({ id: undefined }),
        related({ name: [{ text: "\uFFFD" }] }),
      ),
    )
    expect(accepted.map(({ discharge, entry }) => [entry, discharge.persons.length])).toEqual([[0, 1]])
    expect(refused.map(({ entry, problems }) => [entry, ...problems.map(({ path }) => path)])).toEqual([
      [5, "entry[5].resource.telecom[0].value"],
      [6, "entry[6].resource.patient"],
      [7, "entry[7].resource.name"],
      [8, "entry[8].resource.patient"],
      [9, "entry[9].resource.id"],
      [10, "entry[10].resource"],
    ])
  })

  const stayOf = (n: number, more: Json = {}): ReadonlyArray<Json> => [
    { ...patient, id: `p${n}`, ...more },
    { ...encounter, id: `e${n}`, subject: ref(`Patient/p${n}`) },
  ]
  const motherOf = (n: number, more: Json = {}) =>
    related({ id: `r${n}`, patient: ref(`Patient/p${n}`), ...more })
  const identifier = (value: string, more: Json = {}) => [{ system: "urn:index", value, ...more }]
  const byIndex = { identifiers: { person: "urn:index" } }
  const idsOf = (given: unknown, more: Partial<DischargeBundle.Options> = {}) => {
    const { accepted, refused } = read(given, more)
    expect(refused).toEqual([])
    return accepted.map(({ discharge }) => discharge.persons.map(({ id }) => id as string))
  }

  test("are one person for several patients where an identifier says so, and never by name and number", () => {
    const twins = (one: Json, two: Json) => bundle({}, motherOf(1, one), ...stayOf(2), motherOf(2, two))
    const same = twins({ identifier: identifier("m-7") }, { identifier: identifier("m-7") })
    expect(idsOf(same, byIndex)).toEqual([
      ["p1/self", "m-7"],
      ["p2/self", "m-7"],
    ])
    const apart = [
      ["p1/self", "p1/r1"],
      ["p2/self", "p2/r2"],
    ]
    expect(idsOf(same)).toEqual(apart)
    expect(idsOf(twins({}, {}), byIndex)).toEqual(apart)
    const old = identifier("m-7", { use: "old" })
    expect(idsOf(twins({ identifier: old }, { identifier: old }), byIndex)).toEqual(apart)
  })

  test("are the patient that a link says they are, who may have a stay herself", () => {
    const seeAlso = (...of: ReadonlyArray<string>) => ({
      link: of.map((id) => ({ other: ref(`RelatedPerson/${id}`), type: "seealso" })),
    })
    const family = (mother: Json, one: Json = {}, two: Json = {}) =>
      bundle({}, motherOf(1, one), ...stayOf(2), motherOf(2, two), ...stayOf(3, mother))
    const linked = seeAlso("r1", "r2")
    expect(idsOf(family(linked))).toEqual([["p1/self", "p3/self"], ["p2/self", "p3/self"], ["p3/self"]])
    expect(idsOf(family({ ...linked, identifier: identifier("m-7") }), byIndex)).toEqual([
      ["p1/self", "m-7"],
      ["p2/self", "m-7"],
      ["m-7"],
    ])
    // Only one of the mother's records is in the index; both links mean her.
    expect(idsOf(family(linked, { identifier: identifier("m-7") }), byIndex)).toEqual([
      ["p1/self", "m-7"],
      ["p2/self", "m-7"],
      ["m-7"],
    ])
    const apart = [["p1/self", "p1/r1"], ["p2/self", "p2/r2"], ["p3/self"]]
    const refers = { link: [{ other: ref("RelatedPerson/r1"), type: "refer" }] }
    expect(idsOf(family(refers))).toEqual(apart)
    expect(idsOf(family(seeAlso("r9")))).toEqual(apart)
    const two = bundle({ patient: seeAlso("r2") }, ...stayOf(2), motherOf(2), ...stayOf(3, seeAlso("r2")))
    expect(idsOf(two)).toEqual([["p1/self"], ["p2/self", "p2/r2"], ["p3/self"]])
  })

  test("who are named twice for a patient are taken once: as the patient, else as the guardian", () => {
    const same = { identifier: identifier("m-7") }
    const twice = [related({ ...same, relationship: [concept("MTH")] }), related({ ...same, id: "r2" })]
    const { persons } = one(bundle({}, ...twice, related({ id: "r3" })), byIndex)
    expect(persons.map(({ id, relation }) => [id, relation])).toEqual([
      ["p1/self", "self"],
      ["m-7", "guardian"],
      ["p1/r3", "guardian"],
    ])
    const [self, ...others] = one(bundle({ patient: same }, ...twice), byIndex).persons
    expect([self.id, self.relation, others]).toEqual(["m-7", "self", []])
  })

  test("whose identifier is no id are refused by themselves", () => {
    const { accepted, refused } = read(bundle({}, related({ identifier: identifier("王 伟") })), byIndex)
    expect(accepted.map(({ discharge }) => discharge.persons.length)).toEqual([1])
    expect(refused.map(({ problems }) => problems.map(({ path }) => path))).toEqual([
      ["entry[5].resource.identifier[0].value"],
    ])
  })

  test("have ids however long the patient's is", () => {
    for (const length of [190, 200]) {
      const long = "p".repeat(length)
      const identifiers = { patient: "urn:people" }
      const known = { patient: { identifier: [{ system: "urn:people", value: long }] } }
      const [self, guardian] = one(bundle(known, related({ id: "r".repeat(64) })), { identifiers }).persons
      expect(self.id === `${long}/self`).toBe(length === 190)
      expect(guardian?.id).toMatch(/^[0-9a-f]{64}$/)
      expect(guardian?.id).not.toBe(self.id)
    }
  })

  test("are known by their entry where they have no id", () => {
    const whole = bundle({}, related({ id: undefined }))
    const entry = whole.entry.map((each, at) => (at === 5 ? { ...each, fullUrl: "urn:uuid:ab-1" } : each))
    const [, guardian] = one({ ...whole, entry }).persons
    expect(guardian?.id).toBe("p1/urn:uuid:ab-1" satisfies string as Id.PersonId)
  })
})

describe("references", () => {
  const server = (base: string, name: string): ReadonlyArray<object> => [
    {
      fullUrl: `${base}/Patient/p1`,
      resource: { ...patient, name: [{ text: name }], identifier: [{ system: "urn:p", value: name }] },
    },
    {
      fullUrl: `${base}/Encounter/e1`,
      resource: { ...encounter, identifier: [{ system: "urn:e", value: name }] },
    },
    { fullUrl: `${base}/Condition/c1`, resource: condition },
    { fullUrl: `${base}/Practitioner/d1`, resource: practitioner },
    { fullUrl: `${base}/Organization/o1`, resource: organization },
  ]

  test("mean the server that they are from", () => {
    const entry = [...server("https://a.example/fhir", "A"), ...server("https://b.example/fhir", "B")]
    const { accepted, refused } = read(
      { resourceType: "Bundle", entry },
      { identifiers: { discharge: "urn:e", patient: "urn:p" } },
    )
    expect(refused).toEqual([])
    expect(accepted.map(({ discharge }) => [discharge.id, discharge.patient, discharge.name])).toEqual([
      ["A", "A", "A"],
      ["B", "B", "B"],
    ])
  })

  test("that could mean several entries mean none", () => {
    expect(problems(bundle({}, patient))).toEqual([
      "entry[0].subject: several entries of the bundle are meant",
    ])
  })

  test("to another server aren't guessed at", () => {
    const subject = ref("https://elsewhere.example/fhir/Patient/p1")
    expect(problems(bundle({ encounter: { subject } }))).toEqual([
      "entry[0].subject: no entry of the bundle is meant",
    ])
  })

  test("may name a version", () => {
    expect(one(bundle({ encounter: { subject: ref("Patient/p1/_history/4") } })).patient).toBe("p1")
  })
})

describe("what is no bundle", () => {
  test.each<readonly [string, unknown, ReadonlyArray<string>]>([
    ["nothing", undefined, [": Expected object"]],
    ["another resource", patient, [`resourceType: Expected "Bundle"`]],
    ["entries that are no list", { resourceType: "Bundle", entry: {} }, ["entry: Expected array"]],
  ])("%s is refused whole", (_, given, expected) => {
    expect(problems(given)).toEqual(expected)
    expect(read(given).refused[0]).not.toHaveProperty("entry")
  })

  test("entries without a resource are refused one by one, and those that nothing refers to are passed over", () => {
    const { accepted, refused } = read({
      resourceType: "Bundle",
      entry: [
        null,
        {},
        { resource: { id: "x" } },
        ...bundle().entry,
        { resource: { resourceType: "Observation" } },
      ],
    })
    expect(accepted.map(({ entry }) => entry)).toEqual([3])
    expect(refused).toEqual([
      { entry: 0, problems: [{ path: "entry[0]", rule: "an entry is an object" }] },
      { entry: 1, problems: [{ path: "entry[1].resource", rule: "is missing" }] },
      { entry: 2, problems: [{ path: "entry[2].resource.resourceType", rule: "is missing" }] },
    ])
  })

  test("a second stay of the same id is refused", () => {
    const { accepted, refused } = read(bundle({}, { ...encounter }))
    expect(accepted.map(({ entry }) => entry)).toEqual([0])
    expect(refused).toEqual([
      { entry: 5, problems: [{ path: "entry[5].resource", rule: "entry 0 has this discharge id" }] },
    ])
  })
})

describe("the procedures of a bundle", () => {
  const [surgical, diagnostic] = [concept("387713003"), concept("103693007")]
  const procedure = (id: string, more: Json = {}): Json => ({
    resourceType: "Procedure",
    id,
    status: "completed",
    encounter: ref("Encounter/e1"),
    code: { coding: [{ code: "36.06", display: "冠状动脉支架植入" }] },
    ...more,
  })
  const at = (text: string) => DateTime.makeUnsafe(`2026-${text}:00+08:00`)
  const operated = (performedDateTime?: string) => ({ category: surgical, performedDateTime })
  const unread = (given: unknown) => {
    const { unread } = read(given)
    return unread.flatMap((each) => each.problems.map(({ path, rule }) => [each.entry, path, rule]))
  }

  test("are those of the stay, and date what stages are counted from: of several operations the last", () => {
    const given = bundle(
      {},
      procedure("x1", operated("2026-02-28T09:00:00+08:00")),
      procedure("x2", operated("2026-02-27T23:00:00-05:00")),
      procedure("x3", { category: diagnostic, performedPeriod: { end: "2026-03-01T08:00:00+08:00" } }),
      procedure("x4", { category: concept("409073007") }),
    )
    const discharge = one(given)
    expect(discharge.procedures).toHaveLength(4)
    expect(discharge.procedures?.[0]).toEqual({ code: "36.06", text: "冠状动脉支架植入" })
    expect(discharge.events).toEqual({ operationAt: at("02-28T12:00"), examinationAt: at("03-01T08:00") })
    expect(read(given).unread).toEqual([])
  })

  test("belong to the stay that names them, also where it contains them", () => {
    const { encounter: _, ...unnamed } = procedure("x", operated("2026-02-28T09:00:00+08:00"))
    const named = (reference: string, more: Json = {}) => ({
      encounter: {
        diagnosis: [{ condition: ref("Condition/c1") }, { condition: ref(reference) }],
        ...more,
      },
    })
    const outside = one(bundle(named("Procedure/x"), unnamed))
    const inside = one(bundle(named("#x", { contained: [{ resourceType: "Patient", id: "y" }, unnamed] })))
    for (const { events, procedures } of [outside, inside])
      expect([events, procedures?.length]).toEqual([{ operationAt: at("02-28T09:00") }, 1])
  })

  test("give way to what the ward says, event by event", () => {
    const given = bundle(
      {},
      procedure("x1", operated("2026-02-28T09:00:00+08:00")),
      procedure("x2", { category: diagnostic, performedDateTime: "2026-03-01T08:00:00+08:00" }),
    )
    const ward = () => ({
      chronic: false,
      highRisk: false,
      procedures: [{ code: "00.66", text: "" }],
      events: { operationAt: at("02-27T10:00") },
    })
    const { events, procedures } = one(given, { ward })
    expect(procedures).toEqual([{ code: "00.66", text: "" }])
    expect(events).toEqual({ operationAt: at("02-27T10:00"), examinationAt: at("03-01T08:00") })
  })

  test("that aren't read are told with their reasons, as resources of other types are, and refuse no stay", () => {
    const { encounter: _, ...unnamed } = procedure("x")
    const given = bundle(
      {},
      unnamed,
      procedure("x2", { status: "not-done" }),
      procedure("x3", { code: { text: "stent" } }),
      procedure("x4", operated("2026-02-28")),
      procedure("x5", operated()),
      { resourceType: "Observation", id: "o" },
      { resourceType: "Procedure", id: "x6" },
    )
    expect(one(given).events).toBe(undefined)
    expect(one(given).procedures).toHaveLength(2)
    expect(unread(given)).toEqual([
      [5, "entry[5].resource.encounter", "no stay of the bundle is meant"],
      [6, "entry[6].resource.status", "the procedure isn't completed"],
      [7, "entry[7].resource.code", "the procedure has no code"],
      [8, "entry[8].resource.performedDateTime", "no time of day is named: no stage is counted from it"],
      [9, "entry[9].resource.performedPeriod", "no time of day is named: no stage is counted from it"],
      [10, "entry[10].resource.resourceType", "resources of this type aren't read"],
      [11, "entry[11].resource.status", "is missing"],
    ])
  })

  test("that can't be refuse their stay at the procedure's own place", () => {
    expect(problems(bundle({}, procedure("x", operated("2026-03-03T09:00:00+08:00"))))).toEqual([
      "entry[5].performedDateTime: the event lies after the discharge",
    ])
    expect(problems(bundle({}, procedure("x", operated("2026-02-28T25:00:00+08:00"))))).toHaveLength(1)
  })
})

test("a contained doctor is read, and what it contains refers to its neighbours", () => {
  const role = { resourceType: "PractitionerRole", id: "r", practitioner: ref("#d") }
  const doctor = { resourceType: "Practitioner", id: "d", name: [{ text: "周平" }] }
  const changed = { participant: [{ individual: ref("#r") }], contained: [role, doctor] }
  expect(one(bundle({ encounter: changed })).doctor).toBe("周平")
  const broken = { ...changed, contained: [role] }
  expect(problems(bundle({ encounter: broken }))).toEqual([
    "entry[0].contained[0].practitioner: no entry of the bundle is meant",
  ])
})
