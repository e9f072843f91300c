/**
 * What the Chinese standard for government hotlines says of a hotline's menus.
 *
 * @since 0.1.0
 */
import type { Limits } from "../../hotline/VoiceMenu.ts"

/**
 * No menus: callers are to be answered by a person. A hospital that isn't a government hotline is free to have some.
 *
 * **Rule** GB/T 33358—2016: no voice menus are advised.
 */
export const noMenus: Limits = {
  keys: 0,
  depth: 0,
  source: {
    title: {
      zh: "GB/T 33358—2016 政府热线服务规范：不建议设置语音菜单",
      en: "GB/T 33358-2016, service of government hotlines: no voice menus advised",
    },
    status: "standard",
    verified: "secondary",
    reference: "https://hy.voc.com.cn/view.php?cid=144&tid=141062",
  },
}
