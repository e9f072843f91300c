/**
 * Contacting people in the United Kingdom. No statute sets hours for calls, so all of it is the hospital's own.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { ContactPolicy, HoursRule } from "../../contact/ContactPolicy.ts"
import type { ContactProfile } from "../../contact/ContactProfile.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { channels, ownHours } from "../general/GeneralContact.ts"

const practice: Source = {
  title: { zh: "医院规定：夜间休息 21:00 至 8:00", en: "Hospital policy: rest at night from 21:00 to 8:00" },
  status: "hospitalPolicy",
  verified: "own",
  reference: { zh: "没有法律规定电话的时段。", en: "No statute sets hours for calls." },
}

/** Rest at night; no rest at noon is customary. */
export const rest: ContactProfile["rest"] = { noon: [], night: [Hours.TimeSpan.make("21:00-08:00")] }

/** The policy for contacts. It closes no hours but those the person rests, works, or wants to be left alone. */
export const carePolicy: ContactPolicy = {
  id: "unitedKingdom.care",
  version: "2026-11",
  channels,
  disturbances: { noonRest: ownHours, nightRest: practice, work: ownHours, doNotDisturb: ownHours },
  hours: [],
  caps: [],
  latenessMinutes: 2,
  adultFrom: 18,
}

/**
 * Hours for commercial calls as the marketing trade's code is said to have them. Recalled, not read: switched off. A
 * hospital that wants it adds it to the policy's hours.
 */
export const practiceHours: HoursRule = {
  id: RuleId.make("solicitation.hours"),
  channels: ["phone", "sms"],
  purposes: ["promotion"],
  openIn: Hours.daily("08:00", "21:00"),
  source: {
    title: {
      zh: "直销协会（DMA）守则：电话限 8:00 至 21:00",
      en: "Direct Marketing Association code: calls between 8:00 and 21:00",
    },
    status: "hospitalPolicy",
    verified: "recalled",
  },
}
