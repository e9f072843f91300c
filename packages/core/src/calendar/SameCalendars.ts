/** Calendars that were read from JSON apart are two objects and say the same: here they get the same number. */
import * as Schema from "effect/Schema"
import { WorkCalendar } from "./WorkCalendar.ts"

const isEqual = Schema.toEquivalence(WorkCalendar)

export class SameCalendars {
  readonly #bound: number
  #numbers = new WeakMap<WorkCalendar, number>()
  /** The calendars last seen first, each the first of its equals. */
  #known: ReadonlyArray<WorkCalendar> = []
  #count = 0

  /** So many calendars are known again by what they say; as the objects they are, any number. */
  constructor(bound: number) {
    this.#bound = bound
  }

  /** The calendar's number, which no calendar that says something else ever gets. */
  numberOf(calendar: WorkCalendar): number {
    const number = this.#numbers.get(calendar)
    if (number !== undefined) return number
    const twin = this.#known.find((known) => saySame(known, calendar))
    if (twin === undefined) this.#known = [calendar, ...this.#known.slice(0, this.#bound - 1)]
    const made = twin === undefined ? ++this.#count : (this.#numbers.get(twin) as number)
    this.#numbers.set(calendar, made)
    return made
  }

  /** Forgets which are known, never a number. */
  clear(): void {
    this.#known = []
  }
}

/** Whether two calendars say the same. */
export const saySame = (a: WorkCalendar | undefined, b: WorkCalendar | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.id === b.id && a.version === b.version && isEqual(a, b))
