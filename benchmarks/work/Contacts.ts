/** Contacts to make: the same for everybody who keeps due work. */

export interface Contact {
  readonly patient: number
  readonly stage: number
  readonly channel: string
  /** When it falls due, in epoch milliseconds. */
  readonly at: number
}

const stages = 6
const day = 86_400_000

/** A number in [0, 1) for each n, in no order. */
const scattered = (n: number): number => ((n * 2_654_435_761) % 2 ** 32) / 2 ** 32

/** When contacts fall due: in the month before `now`, or from 2 to 92 days after it. */
export type When = "due" | "ahead"

export const contacts = (when: When, from: number, count: number, now: number): ReadonlyArray<Contact> =>
  Array.from({ length: count }, (_, i) => {
    const n = from + i
    const share = scattered(n)
    return {
      patient: 1_000_000 + Math.floor(n / stages),
      stage: n % stages,
      channel: "sms",
      at: Math.floor(when === "due" ? now - 1_000 - share * 30 * day : now + (2 + 90 * share) * day),
    }
  })
