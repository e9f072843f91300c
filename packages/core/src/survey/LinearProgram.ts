/**
 * The least of a linear cost under equations and bounds: the simplex method on a dense table, for some hundred equations.
 *
 * It is in floating point. Whoever needs to be sure checks the solution, which is cheap; that there is none is only ever
 * taken as "none was found".
 *
 * @since 0.1.0
 */

/** Σ entries · x = value, where the variable `basic` has the factor 1 here, none elsewhere, and `value` ≥ 0 lies in its bounds. */
export interface Equation {
  readonly entries: ReadonlyArray<readonly [variable: number, factor: number]>
  readonly basic: number
  readonly value: number
}

const tiny = 1e-9

/** A table over variables from 0 up to their bounds, which may be infinite. */
export class LinearProgram {
  readonly #bounds: Float64Array
  readonly #rows: ReadonlyArray<Float64Array>
  readonly #values: Float64Array
  readonly #basics: Int32Array
  /** Variables that are counted down from their bound. */
  readonly #flipped: Uint8Array

  constructor(bounds: ReadonlyArray<number>, equations: ReadonlyArray<Equation>) {
    this.#bounds = Float64Array.from(bounds)
    this.#rows = equations.map(({ entries }) => {
      const row = new Float64Array(bounds.length)
      for (const [variable, factor] of entries) row[variable] = factor
      return row
    })
    this.#values = Float64Array.from(equations, ({ value }) => value)
    this.#basics = Int32Array.from(equations, ({ basic }) => basic)
    this.#flipped = new Uint8Array(bounds.length)
  }

  bound(variable: number, most: number): void {
    this.#bounds[variable] = most
  }

  solution(): Float64Array {
    const found = new Float64Array(this.#bounds.length)
    this.#basics.forEach((variable, i) => {
      found[variable] = this.#values[i] as number
    })
    return found.map((value, j) => (this.#flipped[j] === 1 ? (this.#bounds[j] as number) - value : value))
  }

  /** Goes on from where it stands to the least cost; false where it gave up. */
  minimise(costs: Float64Array): boolean {
    const reduced = costs.map((cost, j) => (this.#flipped[j] === 1 ? -cost : cost))
    for (const [i, row] of this.#rows.entries()) {
      const basic = this.#basics[i] as number
      const cost = reduced[basic] as number
      if (cost !== 0)
        for (let j = 0; j < row.length; j++) reduced[j] = (reduced[j] as number) - cost * (row[j] as number)
    }
    const most = Math.max(2000, 6 * this.#rows.length)
    for (let step = 0; step < most; step++) {
      // The steepest first; the first at all once it has gone on for long, which ends for certain.
      const entering = step < most / 2 ? steepest(reduced) : reduced.findIndex((cost) => cost < -tiny)
      if (entering < 0 || (reduced[entering] as number) >= -tiny) return true
      if (!this.#enter(entering, reduced)) return false
    }
    return false
  }

  #enter(entering: number, reduced: Float64Array): boolean {
    let room = this.#bounds[entering] as number
    let leaving = -1
    let toBound = false
    for (let i = 0; i < this.#rows.length; i++) {
      const factor = this.#rows[i]?.[entering] as number
      if (Math.abs(factor) <= tiny) continue
      const value = this.#values[i] as number
      const most = this.#bounds[this.#basics[i] as number] as number
      const fits = factor > 0 ? value / factor : (most - value) / -factor
      if (
        fits < room - tiny ||
        (leaving >= 0 &&
          fits < room + tiny &&
          (this.#basics[i] as number) < (this.#basics[leaving] as number))
      ) {
        room = Math.max(fits, 0)
        leaving = i
        toBound = factor < 0
      }
    }
    if (room === Number.POSITIVE_INFINITY) return false
    if (leaving < 0) {
      for (const [i, row] of this.#rows.entries()) {
        this.#values[i] = (this.#values[i] as number) - (row[entering] as number) * room
        row[entering] = -(row[entering] as number)
      }
      reduced[entering] = -(reduced[entering] as number)
      this.#flipped[entering] = 1 - (this.#flipped[entering] as number)
      return true
    }
    const row = this.#rows[leaving] as Float64Array
    if (toBound) {
      const basic = this.#basics[leaving] as number
      for (let j = 0; j < row.length; j++) row[j] = -(row[j] as number)
      row[basic] = 1
      this.#values[leaving] = (this.#bounds[basic] as number) - (this.#values[leaving] as number)
      this.#flipped[basic] = 1 - (this.#flipped[basic] as number)
    }
    const pivot = row[entering] as number
    // Most of a row is 0, and stays so.
    const filled: Array<number> = []
    for (let j = 0; j < row.length; j++)
      if (row[j] !== 0) {
        row[j] = (row[j] as number) / pivot
        filled.push(j)
      }
    const value = (this.#values[leaving] as number) / pivot
    this.#values[leaving] = value
    for (const [i, other] of this.#rows.entries()) {
      const factor = other[entering] as number
      if (i === leaving || factor === 0) continue
      for (const j of filled) other[j] = (other[j] as number) - factor * (row[j] as number)
      other[entering] = 0
      this.#values[i] = (this.#values[i] as number) - factor * value
    }
    const cost = reduced[entering] as number
    for (const j of filled) reduced[j] = (reduced[j] as number) - cost * (row[j] as number)
    reduced[entering] = 0
    this.#basics[leaving] = entering
    return true
  }
}

const steepest = (reduced: Float64Array): number => {
  let found = 0
  for (let j = 1; j < reduced.length; j++) if ((reduced[j] as number) < (reduced[found] as number)) found = j
  return found
}
