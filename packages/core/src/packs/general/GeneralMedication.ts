/**
 * How people are reminded of their medicines, in general: a hospital's own choices, and the hospital's to change.
 *
 * @since 0.1.0
 */
import type { MedicationPolicy } from "../../care/MedicationPolicy.ts"

/**
 * Doses within half an hour are one reminder. A reminder at rest comes ahead of it, by three hours at most, or else after it,
 * by two at most. On the channels that others may read or hear along, medicines go unnamed unless the person agreed. A dose
 * counts as on time within two hours; three missed in a row are a finding, and one that nobody told of in a day was missed.
 */
export const policy: MedicationPolicy = {
  id: "general.medication",
  version: "2026-11",
  togetherMinutes: 30,
  aheadMinutes: 180,
  lateMinutes: 120,
  openChannels: ["phone", "sms", "email", "letter"],
  onTimeMinutes: 120,
  missedInARow: 3,
  silentMinutes: 1440,
  source: {
    title: { zh: "本院自定的用药提醒办法", en: "The hospital's own way of medication reminders" },
    status: "hospitalPolicy",
    verified: "own",
    reference: {
      zh: "数值为自行选择；是否缩短或放宽由医师或药师决定。",
      en: "The figures are a choice; a doctor or pharmacist makes them stricter or wider.",
    },
  },
}
