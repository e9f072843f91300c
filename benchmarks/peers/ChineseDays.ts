/** chinese-days: working days of mainland China from its own data. It reads the process zone. */
import chineseDays from "chinese-days"
import type { Numeric } from "../work/Work.ts"

export const chineseDaysOnly = (): Numeric => ({
  addWorkingDays: (at, days) => {
    const time = new Date(at)
    const date = new Date(`${chineseDays.findWorkday(days, time)}T00:00:00`)
    return date.setHours(time.getHours(), time.getMinutes())
  },
})
