/**
 * Texts of care messages that tell nothing of the patient's health, so that they may go by SMS.
 *
 * @since 0.1.0
 */
import type { MessageTemplate, Slot } from "../../care/MessageTemplate.ts"
import type { Bilingual } from "../../foundation/Word.ts"

const version = "2026-11"

/** How to say no in words that `GeneralReplies` and the packs' replies know. */
const optOut: MessageTemplate["optOut"] = { zh: "拒收请回复R", en: " Reply STOP to end these messages." }

const slot = (name: string, most: number): Slot => ({ name, most, discloses: "nothing" })

const template = (
  id: string,
  title: Bilingual,
  text: MessageTemplate["text"],
  ...slots: ReadonlyArray<Slot>
): MessageTemplate => ({
  id,
  version,
  title,
  slots: [slot("salutation", 20), slot("hospital", 20), ...slots],
  text,
  optOut,
  discloses: "nothing",
  mostSegments: 3,
})

/**
 * A greeting for a festival, on its day or ahead of it.
 *
 * **Example**
 *
 * ```ts
 * import { GeneralTemplates, MessageTemplate } from "@aftercare/core"
 * import { Result } from "effect"
 *
 * const values = { salutation: "王女士", hospital: "某医院", festival: "春节" }
 * Result.getOrThrow(MessageTemplate.render(GeneralTemplates.festivalGreeting, values, "zh")).text
 * // => "王女士，您好！值此春节之际，某医院祝您和家人平安健康。拒收请回复R"
 * ```
 */
export const festivalGreeting = template(
  "festival-greeting",
  { zh: "节日问候", en: "Greeting for a festival" },
  {
    zh: "{salutation}，您好！值此{festival}之际，{hospital}祝您和家人平安健康。",
    en: "Dear {salutation}, on the occasion of {festival} {hospital} wishes you and your family peace and good health.",
  },
  slot("festival", 25),
)

/** A greeting for a birthday; it tells no age. */
export const birthdayGreeting = template(
  "birthday-greeting",
  { zh: "生日问候", en: "Greeting for a birthday" },
  {
    zh: "{salutation}，{hospital}祝您生日快乐，平安健康。",
    en: "Dear {salutation}, {hospital} wishes you a happy birthday and good health.",
  },
)

/** That there is something to read in the app: what it is about stands there. */
export const healthEducation = template(
  "health-education",
  { zh: "健康教育", en: "Health education" },
  {
    zh: "{salutation}，您好！{hospital}为您准备了新的健康知识，请登录应用查看。",
    en: "Dear {salutation}, {hospital} has something new for you to read: please open the app.",
  },
)

/** A reminder that names no medicine. */
export const medicationReminder = template(
  "medication-reminder",
  { zh: "用药提醒", en: "Reminder of medicines" },
  {
    zh: "{salutation}，您好！{hospital}提醒您：{time}的安排到时间了。",
    en: "Dear {salutation}, a reminder from {hospital}: what you planned for {time} is due.",
  },
  slot("time", 20),
)

/** An invitation to a lecture, a group or a counselling hour. */
export const eventInvitation = template(
  "event-invitation",
  { zh: "活动邀请", en: "Invitation to an event" },
  {
    zh: "{salutation}，您好！{hospital}邀请您于{time}参加活动，报名请致电 {phone}。",
    en: "Dear {salutation}, {hospital} invites you to an event on {time}. To register, call {phone}.",
  },
  slot("time", 30),
  slot("phone", 20),
)

/** A reminder of an event that the person registered for. */
export const eventReminder = template(
  "event-reminder",
  { zh: "活动提醒", en: "Reminder of an event" },
  {
    zh: "{salutation}，您好！{hospital}提醒您：您报名的活动将于{time}举行。",
    en: "Dear {salutation}, a reminder from {hospital}: the event that you registered for is on {time}.",
  },
  slot("time", 30),
)

/** That an event takes place at another time. */
export const eventMoved = template(
  "event-moved",
  { zh: "活动改期", en: "An event moved" },
  {
    zh: "{salutation}，您好！{hospital}通知：您报名的活动改至{time}举行。",
    en: "Dear {salutation}, a word from {hospital}: the event that you registered for now takes place on {time}.",
  },
  slot("time", 30),
)

/** That an event doesn't take place. */
export const eventCancelled = template(
  "event-cancelled",
  { zh: "活动取消", en: "An event cancelled" },
  {
    zh: "{salutation}，您好！{hospital}通知：您报名的活动已取消，敬请谅解。",
    en: "Dear {salutation}, a word from {hospital}: we are sorry, the event that you registered for is cancelled.",
  },
)

/** That somebody who waited for a place has one now. */
export const eventPlace = template(
  "event-place",
  { zh: "候补成功", en: "A place at an event" },
  {
    zh: "{salutation}，您好！{hospital}通知：您候补的活动有名额了，将于{time}举行，请按时参加。",
    en: "Dear {salutation}, a word from {hospital}: there is a place for you now at the event on {time}.",
  },
  slot("time", 30),
)

/** All of them. */
export const all: ReadonlyArray<MessageTemplate> = [
  festivalGreeting,
  birthdayGreeting,
  healthEducation,
  medicationReminder,
  eventInvitation,
  eventReminder,
  eventMoved,
  eventCancelled,
  eventPlace,
]
