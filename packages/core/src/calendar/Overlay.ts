/**
 * A work calendar with days of its own laid over it: the nation's, then the hospital's, then the department's.
 *
 * **Details**
 *
 * A layer names dates and leaves all others as they are. Where two layers name the same date, the later one wins. The
 * working week is the base's.
 *
 * The result covers a date only where the base does, and every layer that states a coverage: a hospital that announces
 * its own days year by year leaves the next year unknown, though the nation's notice is out. A layer that states none
 * has no more to say, and narrows nothing. A layer never widens the coverage: naming a date in a year without a notice
 * doesn't make it known.
 *
 * Ids and versions are joined by `+`, the base first, so a due date names exactly what it was made with.
 *
 * **Example** (A department that opens on the last day of the holiday)
 *
 * ```ts
 * import { ChinaCalendar, Overlay, PlainDate, WorkCalendar } from "@aftercare/core"
 *
 * const on = PlainDate.make("2026-10-07")
 * const calendar = Overlay.calendarOf({
 *   base: ChinaCalendar.publicHolidays,
 *   layers: [
 *     {
 *       id: "cardiology",
 *       version: "2026-09",
 *       holidays: [],
 *       workdays: [{ on, name: "clinic open" }],
 *       adjustedWorkdays: [],
 *       sources: [],
 *     },
 *   ],
 * })
 * calendar.version // => "2026+2026-09"
 * WorkCalendar.dayOn(calendar, on)
 * // => { _tag: "AdjustedWorkday", name: "clinic open", hoursOf: "wednesday" }
 * ```
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Source } from "../foundation/Rule.ts"
import { closed } from "../foundation/Strict.ts"
import { Text } from "../foundation/Text.ts"
import * as PlainDate from "./PlainDate.ts"
import * as Spans from "./Spans.ts"
import { AdjustedWorkday, Coverage, Holiday, namedOnce, WorkCalendar } from "./WorkCalendar.ts"

/** A day worked as its own weekday is, whatever the calendar below says of it. */
export const Workday = closed(Schema.Struct({ on: PlainDate.PlainDate, name: Text }))
export interface Workday extends Schema.Schema.Type<typeof Workday> {}

/** Days that a hospital or a department sets. A date is named once. */
export const Layer = closed(
  Schema.Struct({
    id: Text,
    version: Text,
    holidays: Schema.Array(Holiday),
    workdays: Schema.Array(Workday),
    adjustedWorkdays: Schema.Array(AdjustedWorkday),
    /** The dates that the layer's days are announced for. Left out where nothing more is to come. */
    coverage: Schema.optionalKey(Schema.Array(Coverage)),
    sources: Schema.Array(Source),
  }),
).check(
  Schema.makeFilter(({ adjustedWorkdays, holidays, workdays }) =>
    namedOnce([...holidays, ...workdays, ...adjustedWorkdays]),
  ),
)
export interface Layer extends Schema.Schema.Type<typeof Layer> {}

/** The days that a calendar names, such as an imported feed's, to be laid over another one. Its working week is left out. */
export const layerOf = ({ workweek: _, ...days }: WorkCalendar): Layer => ({ ...days, workdays: [] })

type Named = Pick<WorkCalendar, "id" | "version">

const joined = (parts: ReadonlyArray<Named>): Named => ({
  id: parts.map(({ id }) => id).join("+"),
  version: parts.map(({ version }) => version).join("+"),
})

/** Schema of a base with layers over it, the later ones above. Their ids joined, and their versions, are a line of text. */
export const Overlay = closed(Schema.Struct({ base: WorkCalendar, layers: Schema.Array(Layer) })).check(
  Schema.makeFilter(({ base, layers }) => {
    const { id, version } = joined([base, ...layers])
    return (
      (id.length <= 200 && version.length <= 200) ||
      "ids joined, and versions joined, have at most 200 characters"
    )
  }),
)
export interface Overlay extends Schema.Schema.Type<typeof Overlay> {}

const spansOf = (coverage: ReadonlyArray<Coverage>): Spans.Spans =>
  Spans.fromPairs(
    coverage.map(({ from, until }) => [PlainDate.toEpochDay(from), PlainDate.toEpochDay(until)]),
  )

const coverageOf = (spans: Spans.Spans): ReadonlyArray<Coverage> =>
  spans.flatMap((from, i) =>
    i % 2 === 0
      ? [{ from: PlainDate.fromEpochDay(from), until: PlainDate.fromEpochDay(spans[i + 1] as number) }]
      : [],
  )

type Laid =
  | ({ readonly _tag: "Holiday" } & Holiday)
  | ({ readonly _tag: "AdjustedWorkday" } & AdjustedWorkday)

/** The work calendar that the layers make of the base. Without layers it is the base itself. */
export const calendarOf = ({ base, layers }: Overlay): WorkCalendar => {
  if (layers.length === 0) return base
  const days = new Map<PlainDate.PlainDate, Laid>()
  for (const layer of [{ ...base, workdays: [] }, ...layers]) {
    for (const day of layer.holidays) days.set(day.on, { _tag: "Holiday", ...day })
    for (const day of layer.adjustedWorkdays) days.set(day.on, { _tag: "AdjustedWorkday", ...day })
    for (const { name, on } of layer.workdays)
      days.set(on, { _tag: "AdjustedWorkday", on, name, hoursOf: PlainDate.weekday(on) })
  }
  const sorted = [...days.values()].sort((a, b) => PlainDate.order(a.on, b.on))
  return {
    ...joined([base, ...layers]),
    workweek: base.workweek,
    holidays: sorted.flatMap(({ _tag, ...day }) => (_tag === "Holiday" ? [day] : [])),
    adjustedWorkdays: sorted.flatMap(({ _tag, ...day }) => (_tag === "AdjustedWorkday" ? [day] : [])),
    coverage: coverageOf(
      [base, ...layers]
        .flatMap(({ coverage }) => (coverage === undefined ? [] : [spansOf(coverage)]))
        .reduce(Spans.intersection),
    ),
    sources: [base, ...layers].flatMap(({ sources }) => sources),
  }
}
