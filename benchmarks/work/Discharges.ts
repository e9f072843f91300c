/**
 * Synthetic discharges of January to August 2026: the old and the chronic, those at high risk, at work by the week, on
 * dated shifts or at home, most in China and some abroad. The same number gives the same patient.
 */
import { Hours, PlainDate, TimeZone } from "@aftercare/core/calendar"
import type { ContactProfile } from "@aftercare/core/contact"
import type { Discharge } from "@aftercare/core/followup"
import { Id, PhoneNumber } from "@aftercare/core/foundation"
import { ChinaContact } from "@aftercare/core/packs/china"
import * as DateTime from "effect/DateTime"
import { timeOf } from "./Calendars.ts"
import { day, minute, mulberry32 } from "./Work.ts"

const zones = ["Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Europe/London"].map(TimeZone.make)
const firstDay = PlainDate.toEpochDay(PlainDate.make("2026-01-01"))
const span = (from: number, to: number) => Hours.TimeSpan.make(`${timeOf(from)}-${timeOf(to)}`)

type Random = (below: number) => number

const workOf = (random: Random, discharged: number): ContactProfile.ContactProfile["work"] => {
  const from = 7 * 60 + 5 * random(37)
  const to = 15 * 60 + 5 * random(49)
  switch (random(10)) {
    // Every third day of four months is a night shift.
    case 0:
      return {
        _tag: "Roster",
        dates: Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => [
            PlainDate.fromEpochDay(discharged + 3 * n),
            [span(20 * 60 + 5 * random(12), 8 * 60)],
          ]),
        ),
      }
    case 1:
    case 2:
    case 3:
      return { _tag: "None" }
    default: {
      const hours = [span(from, to)]
      return {
        _tag: "Weekly",
        week: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
      }
    }
  }
}

export const discharge = (number: number): Discharge.Discharge => {
  const uniform = mulberry32(number + 1)
  const random: Random = (below) => Math.floor(uniform() * below)
  const abroad = random(20)
  const zone = zones[abroad < 16 ? 0 : abroad - 16] as TimeZone.TimeZone
  const discharged = firstDay + random(240)
  const age = 18 + random(75)
  const xinjiang = zone === "Asia/Urumqi"
  return {
    id: Id.DischargeId.make(`d${number}`),
    patient: Id.PatientId.make(`p${number}`),
    name: `患者${number}`,
    sex: random(2) === 0 ? "female" : "male",
    bornOn: PlainDate.fromEpochDay(discharged - age * 366),
    dischargedAt: DateTime.makeUnsafe(discharged * day + (1 + random(9)) * 60 * minute + random(60) * minute),
    department: "内科",
    doctor: "医生",
    diagnoses: [{ code: "I10", text: "高血压" }],
    chronic: random(10) < 4,
    highRisk: random(10) < 2,
    persons: [
      {
        id: Id.PersonId.make(`p${number}/self`),
        relation: "self",
        name: `患者${number}`,
        phone: PhoneNumber.PhoneNumber.make("+8613800000000"),
        profile: {
          zone,
          language: "zh",
          rest: ChinaContact.restIn(xinjiang ? "xinjiang" : "mainland"),
          work: age >= 65 ? { _tag: "None" } : workOf(random, discharged),
          preferred: random(5) === 0 ? [span(18 * 60, 20 * 60)] : [],
          channels: ["phone", "wechat", "sms"],
          doNotDisturbOn: random(10) === 0 ? [PlainDate.fromEpochDay(discharged + 5)] : [],
        },
      },
    ],
  }
}
