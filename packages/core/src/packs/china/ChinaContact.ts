/**
 * Contacting people in mainland China: rest hours, care hours, caps, ages. Each rule with its source.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { ChannelRule, ContactPolicy } from "../../contact/ContactPolicy.ts"
import type { ContactProfile } from "../../contact/ContactProfile.ts"
import { RuleId, type Source } from "../../foundation/Rule.ts"
import type { Channel, Purpose } from "../../foundation/Word.ts"

const noonRest: Source = {
  title: {
    zh: "山东省环境噪声污染防治条例（2018）：午间指 12:00 至 14:00",
    en: "山东省环境噪声污染防治条例 (Shandong's regulation on noise, 2018): noon is 12:00 to 14:00",
  },
  status: "practice",
  verified: "read",
  reference: {
    zh: "找到的对午休唯一可引用的界定；它管的是噪声，不是电话。",
    en: "The only citable definition of the noon rest found; it regulates noise, not calls.",
  },
}

const nightRest: Source = {
  title: {
    zh: "噪声污染防治法（2021）第八十八条：夜间自 22:00 起；至 8:00 为惯例",
    en: "噪声污染防治法 (Noise Pollution Prevention Law, 2021), article 88: the night begins at 22:00; until 8:00 is practice",
  },
  status: "practice",
  verified: "read",
  reference: {
    zh: "22:00 出自噪声法，8:00 为惯例；两者都不规范电话。",
    en: "22:00 is the noise law's, 08:00 is practice; neither regulates calls.",
  },
}

const ownHours: Source = {
  title: {
    zh: "本人作息：工作时间与免打扰日不打扰",
    en: "The person's own hours: not at work, nor on days left alone",
  },
  status: "practice",
  verified: "own",
  reference: {
    zh: "由本人告知医院。私人生活安宁：民法典第一千零三十二、一千零三十三条。",
    en: "What the person told the hospital. Peace of private life: Civil Code, articles 1032 and 1033.",
  },
}

const careHours: Source = {
  title: {
    zh: "医院关怀联系时段惯例 8:00 至 20:00",
    en: "Hospitals' practice: care contacts from 8:00 to 20:00",
  },
  status: "practice",
  verified: "secondary",
}

const frequency: Source = {
  title: {
    zh: "医院自定的联系频次：任意 24 小时内至多两次",
    en: "The hospital's own frequency: at most two contacts in any 24 hours",
  },
  status: "hospitalPolicy",
  verified: "own",
  reference: {
    zh: "未找到关怀联系的法定次数；按滚动 24 小时计，与国内短信平台的算法相同。",
    en: "No legal number was found for care contacts; a rolling day, as Chinese SMS gateways count.",
  },
}

/**
 * Rest hours by region, on Beijing's clock (`Asia/Shanghai`). Xinjiang keeps Beijing time and lives two hours later.
 *
 * **Details**
 *
 * A profile in the zone `Asia/Urumqi` takes the mainland's hours: its clock is two hours behind Beijing's already. With
 * `xinjiang` its person would be rung up in the noon rest.
 *
 * **Rule** Noon 12:00–14:00: the noise regulations' definition. Night 22:00–08:00: 22:00 from the noise law, 08:00 practice.
 */
export const restIn = (region: "mainland" | "xinjiang"): ContactProfile["rest"] =>
  region === "xinjiang"
    ? { noon: [Hours.TimeSpan.make("14:00-16:00")], night: [Hours.TimeSpan.make("00:00-10:00")] }
    : { noon: [Hours.TimeSpan.make("12:00-14:00")], night: [Hours.TimeSpan.make("22:00-08:00")] }

type Purposes = readonly [Purpose, ...Array<Purpose>]

/** What a hospital sends by its own choice. */
const unasked: Purposes = ["followUp", "serviceOpinion", "care", "promotion"]
const every: Purposes = [...unasked, "reminder"]

const message = (channel: Channel): ChannelRule => ({
  channel,
  avoids: ["noonRest", "nightRest", "doNotDisturb"],
  minutes: 1,
})

/** The policy for care contacts. A call disturbs at work, a message doesn't; both leave rest alone. */
export const carePolicy: ContactPolicy = {
  id: "china.care",
  version: "2026-11",
  channels: [
    { channel: "phone", avoids: ["noonRest", "nightRest", "work", "doNotDisturb"], minutes: 10 },
    { channel: "faceToFace", avoids: ["noonRest", "nightRest", "work", "doNotDisturb"], minutes: 30 },
    message("sms"),
    message("wechat"),
    message("email"),
    message("app"),
    { channel: "letter", avoids: [], minutes: 1 },
  ],
  disturbances: { noonRest, nightRest, work: ownHours, doNotDisturb: ownHours },
  hours: [
    {
      id: RuleId.make("care.hours"),
      channels: ["phone", "sms", "wechat", "email", "app", "faceToFace"],
      purposes: every,
      openIn: Hours.daily("08:00", "20:00"),
      source: careHours,
    },
  ],
  caps: [
    {
      id: RuleId.make("frequency.calls"),
      limit: { _tag: "Rolling", hours: 24, atMost: 2 },
      channels: ["phone"],
      purposes: every,
      source: frequency,
    },
    {
      id: RuleId.make("frequency.messages"),
      limit: { _tag: "Rolling", hours: 24, atMost: 2 },
      channels: ["sms", "wechat", "email", "app"],
      purposes: unasked,
      source: frequency,
    },
  ],
  latenessMinutes: 2,
  adultFrom: 18,
}

/**
 * The age under which only a guardian's consent counts.
 *
 * **Rule** Personal Information Protection Law, articles 28 and 31: children under 14.
 */
export const guardianConsentUnder = 14
