/**
 * The least of a linear cost under equations and bounds: the dual simplex method on a dense table, for some hundred
 * equations.
 *
 * **Details**
 *
 * It begins where nothing is done and costs nothing, and mends one broken equation after the other, each in the cheapest
 * way: where few variables need to move, few steps are made, however many equations there are.
 *
 * It is in floating point. Whoever needs to be sure checks the solution, which is cheap; that there is none is only ever
 * taken as "none was found".
 *
 * @since 0.1.0
 */

/** What a variable costs, from 0 on, and how large it may become. */
export interface Variable {
  readonly cost: number
  readonly most: number
}

/** Σ entries · x = value, where the variable `basic` has the factor 1 and costs nothing here, and is in none elsewhere. */
export interface Equation {
  readonly entries: ReadonlyArray<readonly [variable: number, factor: number]>
  readonly basic: number
  readonly value: number
}

const tiny = 1e-9

/** The variables where their cost is least, each from 0 up to its bound; undefined where they can't be, or it gave up. */
export const solve = (
  variables: ReadonlyArray<Variable>,
  equations: ReadonlyArray<Equation>,
): Float64Array | undefined => {
  const table = new Table(variables, equations)
  const most = Math.max(1000, 6 * equations.length)
  for (let step = 0; step < most; step++) {
    const broken = table.mostBroken()
    if (broken < 0) return table.solution()
    if (!table.mend(broken)) return undefined
  }
  return undefined
}

class Table {
  readonly #bounds: Float64Array
  readonly #reduced: Float64Array
  readonly #rows: ReadonlyArray<Float64Array>
  readonly #values: Float64Array
  readonly #basics: Int32Array
  /** Variables that are counted down from their bound. */
  readonly #flipped: Uint8Array

  constructor(variables: ReadonlyArray<Variable>, equations: ReadonlyArray<Equation>) {
    this.#bounds = Float64Array.from(variables, ({ most }) => most)
    this.#reduced = Float64Array.from(variables, ({ cost }) => cost)
    this.#rows = equations.map(({ entries }) => {
      const row = new Float64Array(variables.length)
      for (const [variable, factor] of entries) row[variable] = factor
      return row
    })
    this.#values = Float64Array.from(equations, ({ value }) => value)
    this.#basics = Int32Array.from(equations, ({ basic }) => basic)
    this.#flipped = new Uint8Array(variables.length)
  }

  solution(): Float64Array {
    const found = new Float64Array(this.#bounds.length)
    this.#basics.forEach((variable, i) => {
      found[variable] = this.#values[i] as number
    })
    return found.map((value, j) => (this.#flipped[j] === 1 ? (this.#bounds[j] as number) - value : value))
  }

  /** The equation whose basic variable is furthest out of its bounds; −1 where all are within. */
  mostBroken(): number {
    let found = -1
    let furthest = tiny
    for (const [i, value] of this.#values.entries()) {
      const off = Math.max(-value, value - (this.#bounds[this.#basics[i] as number] as number))
      if (off <= furthest) continue
      found = i
      furthest = off
    }
    return found
  }

  /** Brings the equation's basic variable to the bound that it is beyond; false where nothing can. */
  mend(broken: number): boolean {
    const row = this.#rows[broken] as Float64Array
    const leaving = this.#basics[broken] as number
    if ((this.#values[broken] as number) > 0) {
      for (let j = 0; j < row.length; j++) row[j] = -(row[j] as number)
      row[leaving] = 1
      this.#values[broken] = (this.#bounds[leaving] as number) - (this.#values[broken] as number)
      this.#flipped[leaving] = 1 - (this.#flipped[leaving] as number)
    }
    const entering = this.#cheapest(row)
    if (entering < 0) return false
    this.#pivot(broken, row, entering)
    return true
  }

  /** What raises the basic variable at the least cost; of what costs the same, what raises it most. */
  #cheapest(row: Float64Array): number {
    let found = -1
    let least = Number.POSITIVE_INFINITY
    for (let j = 0; j < row.length; j++) {
      const factor = row[j] as number
      if (factor >= -tiny || this.#bounds[j] === 0) continue
      const cost = (this.#reduced[j] as number) / -factor
      if (cost < least - tiny || (cost < least + tiny && factor < (row[found] as number))) {
        found = j
        least = Math.min(cost, least)
      }
    }
    return found
  }

  #pivot(at: number, row: Float64Array, entering: number): void {
    const pivot = row[entering] as number
    // Most of a row is 0, and stays so.
    const filled: Array<number> = []
    for (let j = 0; j < row.length; j++)
      if (row[j] !== 0) {
        row[j] = (row[j] as number) / pivot
        filled.push(j)
      }
    const value = (this.#values[at] as number) / pivot
    this.#values[at] = value
    for (const [i, other] of this.#rows.entries()) {
      const factor = other[entering] as number
      if (i === at || factor === 0) continue
      for (const j of filled) other[j] = (other[j] as number) - factor * (row[j] as number)
      other[entering] = 0
      this.#values[i] = (this.#values[i] as number) - factor * value
    }
    const cost = this.#reduced[entering] as number
    for (const j of filled)
      this.#reduced[j] = Math.max(0, (this.#reduced[j] as number) - cost * (row[j] as number))
    this.#basics[at] = entering
  }
}
