/**
 * What contacting people has in common where a country's own custom says nothing else.
 *
 * @since 0.1.0
 */
import type { ChannelRule } from "../../contact/ContactPolicy.ts"
import type { Source } from "../../foundation/Rule.ts"
import type { Channel } from "../../foundation/Word.ts"

const message = (channel: Channel): ChannelRule => ({
  channel,
  avoids: ["noonRest", "nightRest", "doNotDisturb"],
  minutes: 1,
})

/** A call or a visit disturbs at work, a message doesn't; both leave rest alone, and a letter disturbs nobody. */
export const channels: readonly [ChannelRule, ...Array<ChannelRule>] = [
  { channel: "phone", avoids: ["noonRest", "nightRest", "work", "doNotDisturb"], minutes: 10 },
  { channel: "faceToFace", avoids: ["noonRest", "nightRest", "work", "doNotDisturb"], minutes: 30 },
  message("sms"),
  message("email"),
  message("app"),
  { channel: "letter", avoids: [], minutes: 1 },
]

/** What a person's own hours rest on: what the person said. */
export const ownHours: Source = {
  title: {
    zh: "本人作息：休息、工作与免打扰日",
    en: "The person's own hours: rest, work and days left alone",
  },
  status: "practice",
  verified: "own",
}
