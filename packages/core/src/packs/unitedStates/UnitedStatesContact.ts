/**
 * Contacting people in the United States: the hours of telephone solicitation, and what a hospital may adopt of them.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { ContactPolicy } from "../../contact/ContactPolicy.ts"
import type { ContactProfile } from "../../contact/ContactProfile.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import { channels, ownHours } from "../general/GeneralContact.ts"

const solicitation: Source = {
  title: "47 CFR 64.1200(c)(1) (TCPA): no telephone solicitation before 8 a.m. or after 9 p.m.",
  status: "law",
  verified: "secondary",
  reference: "https://www.nwdebtresolution.com/post/telephone-consumer-protection-act-call-time-restrictions",
}

const adopted: Source = {
  title: {
    zh: "医院规定：关怀联系也遵守电话推销的时段",
    en: "Hospital policy: the hours of telephone solicitation kept for care contacts too",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "47 CFR 64.1200(c)(1) 只约束推销；部分州的时段更短。",
    en: "47 CFR 64.1200(c)(1) binds solicitation only; some states set shorter hours.",
  },
}

/** Rest at night; no rest at noon is customary. */
export const rest: ContactProfile["rest"] = { noon: [], night: [Hours.TimeSpan.make("21:00-08:00")] }

/**
 * The policy for contacts. The law binds promotion; a hospital keeps its hours for care as well.
 *
 * **Rule** 47 CFR 64.1200(c)(1), by the called party's local time.
 */
export const carePolicy: ContactPolicy = {
  id: "unitedStates.care",
  version: "2026-11",
  channels,
  disturbances: { noonRest: ownHours, nightRest: adopted, work: ownHours, doNotDisturb: ownHours },
  hours: [
    {
      id: RuleId.make("solicitation.hours"),
      channels: ["phone", "sms"],
      purposes: ["promotion"],
      openIn: Hours.daily("08:00", "21:00"),
      source: solicitation,
    },
    {
      id: RuleId.make("care.hours"),
      channels: ["phone", "sms", "email", "app", "faceToFace"],
      purposes: ["followUp", "serviceOpinion", "care", "reminder"],
      openIn: Hours.daily("08:00", "21:00"),
      source: adopted,
    },
  ],
  caps: [],
  latenessMinutes: 2,
  adultFrom: 18,
}
