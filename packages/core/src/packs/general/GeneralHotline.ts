/**
 * A hotline of no country: how it returns calls. The numbers are the hospital's own to set; no source asks for them.
 *
 * @since 0.1.0
 */
import * as Hours from "../../calendar/Hours.ts"
import type { TimeZone } from "../../calendar/TimeZone.ts"
import type { Source } from "../../foundation/Rule.ts"
import type { CallbackPolicy } from "../../hotline/CallbackPolicy.ts"

const own: Source = {
  title: { zh: "医院自定的回电规定", en: "The hospital's own rule for callbacks" },
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
