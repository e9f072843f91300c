/**
 * Contacting people in France: the days, hours and number of commercial calls, and what a hospital may adopt of them.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { ContactPolicy } from "../../contact/ContactPolicy.ts"
import type { ContactProfile } from "../../contact/ContactProfile.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { channels, ownHours } from "../general/GeneralContact.ts"

const solicitation: Source = {
  title:
    "Code de la consommation, article D223-9 (décret 2022-1313) : jours, horaires et fréquence des appels",
  status: "law",
  verified: "read",
  reference: "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000046421823",
}

const adopted: Source = {
  title: {
    zh: "医院规定：关怀联系也遵守商业电话的时段，一周每天如此",
    en: "Hospital policy: the hours of commercial calls kept for care contacts, on every day of the week",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "第 D223-9 条只约束商业电话；出院后的首次联系不能等到周一。",
    en: "Article D223-9 binds commercial calls only; a first contact after discharge can't wait for Monday.",
  },
}

/** Rest at noon as the decree's break has it, and at night. */
export const rest: ContactProfile["rest"] = {
  noon: [Hours.TimeSpan.make("13:00-14:00")],
  night: [Hours.TimeSpan.make("20:00-10:00")],
}

const callHours = ["10:00-13:00", "14:00-20:00"]

/**
 * The policy for contacts. The law binds commercial calls; a hospital keeps their hours for care as well.
 *
 * **Details**
 *
 * The law also asks for sixty days' silence after a refusal on the phone, and since 11 August 2026 for consent before any
 * commercial call (law 2025-594): these are consents withdrawn and given, and no hours.
 *
 * **Rule** Code de la consommation, article D223-9, by the consumer's own clock: Monday to Friday but on legal holidays,
 * 10:00–13:00 and 14:00–20:00; at most four calls in thirty days.
 */
export const carePolicy: ContactPolicy = {
  id: "france.care",
  version: "2026-11",
  channels,
  disturbances: { noonRest: adopted, nightRest: adopted, work: ownHours, doNotDisturb: ownHours },
  hours: [
    {
      id: RuleId.make("solicitation.hours"),
      channels: ["phone"],
      purposes: ["promotion"],
      openIn: Hours.workWeek({
        monday: callHours,
        tuesday: callHours,
        wednesday: callHours,
        thursday: callHours,
        friday: callHours,
      }),
      source: solicitation,
    },
    {
      id: RuleId.make("care.hours"),
      channels: ["phone", "sms", "email", "app", "faceToFace"],
      purposes: ["followUp", "serviceOpinion", "care", "reminder"],
      openIn: Hours.union(Hours.daily("10:00", "13:00"), Hours.daily("14:00", "20:00")),
      source: adopted,
    },
  ],
  caps: [
    {
      id: RuleId.make("solicitation.frequency"),
      limit: { _tag: "Rolling", hours: 30 * 24, atMost: 4 },
      channels: ["phone"],
      purposes: ["promotion"],
      source: solicitation,
    },
  ],
  latenessMinutes: 2,
  adultFrom: 18,
}
