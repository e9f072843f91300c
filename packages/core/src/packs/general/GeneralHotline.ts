/**
 * A hotline of no country: how it returns calls, in what order it takes them, and a small voice menu. The numbers are the hospital's own to set; no source
 * asks for them.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { TimeZone } from "../../calendar/TimeZone.ts"
import { MenuId, QueueId } from "../../foundation/Id.ts"
import type { Source } from "../../foundation/Rule.ts"
import type { CallbackPolicy } from "../../hotline/CallbackPolicy.ts"
import type { RoutingPolicy } from "../../hotline/RoutingPolicy.ts"
import type { Destination, Limits, Menu, Unchosen, VoiceMenu } from "../../hotline/VoiceMenu.ts"

const own: Source = {
  title: { zh: "医院自定的热线规定", en: "The hospital's own rules for its hotline" },
  status: "hospitalPolicy",
  verified: "own",
}

/**
 * Callbacks from eight to eight by the hotline's clock: within an hour, and half an hour later once more.
 */
export const callbacks = (zone: TimeZone): CallbackPolicy => ({
  id: "general.callbacks",
  version: "2026-11",
  purpose: "care",
  zone,
  hours: Hours.daily("08:00", "20:00"),
  promisedMinutes: 60,
  graceMinutes: 240,
  attempts: 2,
  waitMinutes: [30],
  answerMinutes: 30,
  keepsPlace: true,
  source: own,
})

/**
 * A red flag goes before all else that came within the hour. After one minute a level less of the skill will do, after three two
 * levels; the language has to be shared.
 */
export const routing: RoutingPolicy = {
  id: "general.routing",
  version: "2026-11",
  aheadSeconds: { redFlag: 3600, elderly: 60, repeatCaller: 120, overdue: 300 },
  widening: [
    { afterSeconds: 60, levels: 1 },
    { afterSeconds: 180, levels: 2 },
  ],
  source: own,
}

/** At most five keys in a menu, and one menu below another. */
export const menuLimits: Limits = { keys: 5, depth: 2, source: own }

const queue = (name: string): Destination => ({ _tag: "Queue", queue: QueueId.make(name) })
const operator = queue("operator")

/** Said again once, and then a person takes over. */
const thenAPerson = (zh: string, en: string): Unchosen => ({ says: { zh, en }, again: 1, to: operator })
const silence = thenAPerson("没有听到您的选择。", "We didn't hear your choice.")
const wrongKey = thenAPerson("没有这个选项。", "That key has no choice.")

const [main, afterDischarge] = [MenuId.make("main"), MenuId.make("after-discharge")]

const menus: readonly [Menu, Menu] = [
  {
    id: main,
    says: { zh: "您好，这里是医院服务热线。", en: "This is the hospital's hotline." },
    options: [
      { key: "1", title: { zh: "预约就诊", en: "For appointments" }, to: queue("appointments") },
      {
        key: "2",
        title: { zh: "出院后咨询", en: "For questions after your stay" },
        to: { _tag: "Menu", menu: afterDischarge },
      },
      {
        key: "3",
        title: { zh: "投诉与建议", en: "For complaints and suggestions" },
        to: queue("complaints"),
      },
      { key: "9", title: { zh: "请求回电", en: "To be called back" }, to: { _tag: "Callback" } },
      { key: "0", title: { zh: "人工服务", en: "For a person" }, to: operator },
    ],
    silence,
    wrongKey,
  },
  {
    id: afterDischarge,
    says: {
      zh: "如有胸痛、呼吸困难等急症，请立即拨打急救电话。",
      en: "In an emergency, such as chest pain or trouble breathing, ring the emergency number at once.",
    },
    options: [
      { key: "1", title: { zh: "用药与护理", en: "For medicines and care at home" }, to: queue("nurses") },
      { key: "2", title: { zh: "复诊", en: "For a return visit" }, to: queue("appointments") },
      { key: "*", title: { zh: "返回上一层", en: "To go back" }, to: { _tag: "Menu", menu: main } },
      { key: "0", title: { zh: "人工服务", en: "For a person" }, to: operator },
    ],
    silence,
    wrongKey,
  },
]

/** A small menu to begin with: two levels, a callback, and a person from everywhere. */
export const menu: VoiceMenu & { readonly menus: typeof menus } = {
  id: "general.menu",
  version: "2026-11",
  first: main,
  menus,
  source: own,
}
