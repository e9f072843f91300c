/** People who left the hospital on a Monday morning, and what they allow. */
import { ChinaContact, Consent, Discharge } from "@aftercare/core"
import { Schema } from "effect"

export const discharge = (n: number, phone: string): Discharge.Discharge =>
  Schema.decodeUnknownSync(Discharge.Discharge)({
    id: `d${n}`,
    patient: `p${n}`,
    name: "王某",
    sex: "female",
    bornOn: "1955-05-05",
    dischargedAt: "2026-03-02T10:00:00+08:00",
    department: "心内科",
    doctor: "李医生",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: false,
    highRisk: false,
    persons: [
      {
        id: `p${n}`,
        relation: "self",
        name: "王某",
        phone,
        profile: {
          zone: "Asia/Shanghai",
          language: "zh",
          rest: ChinaContact.restIn("mainland"),
          work: { _tag: "None" },
          preferred: [],
          channels: ["sms"],
          doNotDisturbOn: [],
        },
      },
    ],
  })

export const consent = (n: number, purposes: Consent.Consent["purposes"]): Consent.Consent =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `c${n}`,
    person: `p${n}`,
    purposes,
    channels: ["sms"],
    basis: "consent",
    givenBy: "self",
    proof: "form 12",
    givenAt: "2026-03-02T09:00:00+08:00",
  })
