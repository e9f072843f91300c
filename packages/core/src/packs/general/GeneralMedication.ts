/**
 * How people are reminded of their medicines, in general: a hospital's own choices, and the hospital's to change.
 *
 * @since 0.1.0
 */
import type { Measure } from "../../care/Adherence.ts"
import type { MedicationPolicy } from "../../care/MedicationPolicy.ts"
import type { Source } from "../../foundation/Rule.ts"

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

const ofDoses: Source = {
  title: "Correlation Between Objective Habit Metrics and Objective Medication Adherence",
  status: "practice",
  verified: "secondary",
  reference: "https://i-jmr.org/2025/1/e63987",
}

const ofRefills: Source = {
  title: "Do You Know the Difference Between These Adherence Measures? (Pharmacy Times, 2015)",
  status: "practice",
  verified: "secondary",
  reference:
    "https://pharmacytimes.com/contributor/michael-crowe-pharmd-mba-csp-fmpa/2015/07/do-you-know-the-difference-between-these-adherence-measures",
}

const own: Source = {
  title: {
    zh: "本库自定：没有回音的用药既不算已用也不算漏用",
    en: "Our own: a dose nobody told of is neither taken nor missed",
  },
  status: "hospitalPolicy",
  verified: "own",
}

/**
 * Where each measure of adherence comes from. The field counts doses taken of those prescribed, by devices that tell of each;
 * where doses are told of by people, the base and the bounds are our own.
 */
export const measures: { readonly [M in Measure]: Source } = {
  told: own,
  takenOfTold: ofDoses,
  takenAtLeast: own,
  takenAtMost: own,
  onTimeOfTold: ofDoses,
  daysCovered: ofRefills,
  possession: ofRefills,
  possessionCapped: ofRefills,
}
