/** People whom a hospital may write to, by numbers of their own. */
import { ChinaContact, Consent, ContactablePerson, type Word } from "@aftercare/core"
import { Schema } from "effect"

export const phoneOf = (n: number) => `+86138${String(10_000_000 + n)}`

export const personOf = (n: number) =>
  Schema.decodeUnknownSync(ContactablePerson.ContactablePerson)({
    id: `p${n}`,
    relation: "self",
    name: "王某",
    phone: phoneOf(n),
    profile: {
      zone: "Asia/Shanghai",
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["sms"],
      doNotDisturbOn: [],
    },
  })

/** That the hospital may write to somebody by SMS for a purpose. */
export const consentOf = (n: number, purpose: Word.Purpose) =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `c${n}`,
    person: `p${n}`,
    purposes: [purpose],
    channels: ["sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 12",
    givenAt: "2026-01-01T09:00:00+08:00",
  })
