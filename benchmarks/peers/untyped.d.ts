// Of packages without types of their own, what is called here.

declare module "moment-business-time" {
  import type { Moment, MomentInput } from "moment"

  interface Transition {
    readonly transition: "open" | "close"
    readonly moment: WorkingMoment
  }

  interface WorkingMoment extends Moment {
    isWorkingTime(): boolean
    nextWorkingTime(): WorkingMoment
    lastWorkingTime(): WorkingMoment
    /** None right where the hours end. */
    nextTransitionTime(): Transition | undefined
    lastTransitionTime(): Transition | undefined
    addWorkingTime(count: number, unit: string): WorkingMoment
    workingDiff(other: Moment, unit: string): number
  }

  interface WorkingMoments {
    (at: MomentInput): WorkingMoment
    updateLocale(name: string, settings: object): unknown
  }

  const moment: WorkingMoments
  export default moment
}

declare module "luxon-business-days" {
  import type { DateTimeOptions, DateTime as Luxon } from "luxon"

  interface BusinessDateTime extends Luxon {
    setupBusiness(settings: {
      readonly businessDays: ReadonlyArray<number>
      readonly holidayMatchers: ReadonlyArray<(day: Luxon) => boolean>
    }): void
    plusBusiness(count: { readonly days: number }): BusinessDateTime
  }

  const business: {
    readonly DateTime: { fromISO(text: string, options: DateTimeOptions): BusinessDateTime }
  }
  export default business
}
