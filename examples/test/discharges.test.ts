import { readFileSync } from "node:fs"
import { ChinaContact, DischargeFile, TimeZone } from "@aftercare/core"
import { expect, test } from "vitest"
import { discharges, usualSeed } from "../demo/makeDischarges.ts"

const text = readFileSync(new URL("../demo/data/discharges.csv", import.meta.url), "utf8")

const read = (csv: string) =>
  DischargeFile.readCsv(csv, {
    countryCode: "86",
    zone: TimeZone.make("Asia/Shanghai"),
    profileFor: () => ({
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["phone", "sms"],
      doNotDisturbOn: [],
    }),
  })

test("the demo's file is the one that the generator makes", () => {
  expect(discharges(usualSeed)).toBe(text)
})

test("200 rows, twelve of them broken, each by another rule", () => {
  const { accepted, refused } = read(text)
  expect([accepted.length, refused.length]).toEqual([188, 12])
  const rules = refused.map(({ problems }) => problems.map(({ path, rule }) => `${path}: ${rule}`).join("; "))
  expect(rules).toEqual([
    "rest_noon: the span's ends are equal: it would be empty",
    "rest_night: a span is written HH:MM-HH:MM, from 00:00-… to …-24:00",
    "zone: a time zone is an IANA name that the platform knows",
    "phone: a phone number is written +, country code, number, and must be possible",
    "born_on: the birth date lies after the discharge",
    `sex: Expected "female" | "male" | "unknown"`,
    "row: a quote is opened and never closed",
    expect.stringMatching(/^row: the row has 9 fields, and the header \d+$/),
    "discharge_id: row 17 has this discharge id",
    "diagnosis_codes: an ICD-10 code is a letter, a digit, a digit or letter and optionally a dot with up to eight signs, such as I10 or E11.9",
    "discharged_at: an instant is written YYYY-MM-DDTHH:MM, seconds and an offset such as +08:00 or Z behind it, and must exist",
    "consent_proof: is missing",
  ])
})

test("patients of every kind the demo speaks of", () => {
  const { accepted } = read(text)
  const some = (what: string, holds: (row: DischargeFile.Accepted) => boolean, atLeast = 1) =>
    expect(accepted.filter(holds).length, what).toBeGreaterThanOrEqual(atLeast)
  const self = ({ discharge }: DischargeFile.Accepted) =>
    discharge.persons.find(({ relation }) => relation === "self")?.profile
  const zones = new Set(accepted.map((row) => self(row)?.zone))
  expect([...zones].sort()).toEqual([
    "America/New_York",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Urumqi",
    "Australia/Sydney",
    "Europe/London",
  ])
  some(
    "children with guardians",
    ({ discharge }) => discharge.persons.some((p) => p.relation === "guardian"),
    15,
  )
  some("the elderly", ({ discharge }) => discharge.bornOn < "1956-03-02", 20)
  some("who work by a roster", (row) => self(row)?.work._tag === "Roster", 10)
  some("who prefer the evening", (row) => self(row)?.preferred[0] === "18:30-20:00", 5)
  some("who take messages only", (row) => self(row)?.channels.includes("phone") === false, 4)
  some("who aren't to be disturbed on some dates", (row) => self(row)?.doNotDisturbOn.length !== 0, 4)
  some("who speak English", (row) => self(row)?.language === "en", 10)
  some("whose caregiver is tried first", ({ discharge }) => discharge.persons[0].relation === "caregiver", 3)
  some("chronic and at high risk", ({ discharge }) => discharge.chronic && discharge.highRisk, 15)
  some("who gave no consent", ({ consents }) => consents.length === 0, 2)
  some("who don't want calls", ({ consents }) => consents[0]?.channels.includes("phone") === false, 4)
  some("who withdrew", ({ consents }) => consents[0]?.withdrawnAt !== undefined, 2)
})

test("another seed gives other patients, and the same rows broken", () => {
  const other = read(discharges(7))
  expect(discharges(7)).not.toBe(text)
  expect([other.accepted.length, other.refused.length]).toEqual([188, 12])
})
