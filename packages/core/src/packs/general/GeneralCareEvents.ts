/**
 * When people are told of lectures, groups and counselling hours, in general: a hospital's own choices, and its to change.
 *
 * @since 0.1.0
 */
import type { CareEventPolicy } from "../../care/CareEventPolicy.ts"

/** Reminded on the day before; told of changes within a day, and of nothing in the last hour. */
export const policy: CareEventPolicy = {
  id: "general.careEvents",
  version: "2026-11",
  remindDaysBefore: 1,
  tellWithinHours: 24,
  latestMinutesBefore: 60,
  source: {
    title: { zh: "本院自定的活动通知办法", en: "The hospital's own way of telling of events" },
    status: "hospitalPolicy",
    verified: "own",
  },
}
