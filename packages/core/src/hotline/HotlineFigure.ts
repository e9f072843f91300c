/** The figures that the hotline's arithmetic is given, and what is wrong with them. */
import * as Schema from "effect/Schema"

const dayMillis = 86_400_000

const bounds = {
  calls: { least: 0, most: 1_000_000_000, whole: false },
  periodMillis: { least: 1000, most: 31 * dayMillis, whole: false },
  handlingMillis: { least: 1, most: dayMillis, whole: false },
  erlangs: { least: 0, most: 100_000, whole: false },
  agents: { least: 1, most: 1_000_000, whole: true },
  patienceMillis: { least: 1, most: dayMillis, whole: false },
  withinMillis: { least: 0, most: dayMillis, whole: false },
  stretchMillis: { least: 1, most: 31 * dayMillis, whole: true },
  place: { least: 1, most: 100_000, whole: true },
  share: { least: 0, most: 0.9999, whole: false },
  greatestOccupancy: { least: 0.1, most: 1, whole: false },
  greatestMeanWaitMillis: { least: 1, most: dayMillis, whole: false },
  greatestAbandonment: { least: 0.0001, most: 1, whole: false },
  shrinkage: { least: 0, most: 0.9, whole: false },
}

/** The name of a figure that the hotline's arithmetic is given. */
export const FigureName = Schema.Literals(Object.keys(bounds) as [Figure, ...ReadonlyArray<Figure>])
type Figure = keyof typeof bounds
export type FigureName = Figure

/** Schema of a figure, by its bounds. */
export const figure = (name: FigureName) => {
  const { least: minimum, most: maximum, whole } = bounds[name]
  return (whole ? Schema.Int : Schema.Finite).check(Schema.isBetween({ minimum, maximum }))
}

/** A figure lies outside its bounds, both inclusive, or isn't whole where it must be. */
export class FigureRefused extends Schema.TaggedError<FigureRefused>("@aftercare/core/FigureRefused")(
  "FigureRefused",
  { figure: FigureName, least: Schema.Finite, most: Schema.Finite, whole: Schema.Boolean },
) {
  override get message() {
    return `${this.figure}: a ${this.whole ? "whole " : ""}number from ${this.least} to ${this.most}`
  }
}

/** What is wrong with a figure, if anything. Where other figures bound it more closely, `most` says how. */
export const refusedFigure = (
  name: FigureName,
  value: number,
  most: number = bounds[name].most,
): FigureRefused | undefined => {
  const { least, whole } = bounds[name]
  return value >= least && value <= most && (!whole || Number.isInteger(value))
    ? undefined
    : new FigureRefused({ figure: name, least, most, whole })
}
