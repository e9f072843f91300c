/**
 * The normal distribution and that of χ²: tails, and the critical values that leave a tail above them, to about thirteen
 * digits.
 *
 * **Details**
 *
 * The normal tail is a series below 2 and a continued fraction above; critical values are found on it by Halley's method.
 * The tail of χ² is the incomplete gamma function, by its series up to the mean and its continued fraction above. Arguments
 * outside the domain give `NaN`; what is public elsewhere checks them first.
 *
 * **Example**
 *
 * ```ts
 * import { Distribution } from "@aftercare/core"
 *
 * Distribution.normalCritical(0.025).toFixed(6) // => "1.959964"
 * Distribution.chiSquareTail(3.841459, 1).toFixed(6) // => "0.050000"
 * ```
 *
 * @since 0.1.0
 */

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** The normal probability above `z`. */
export const normalTail = (z: number): number => {
  if (z < 0) return 1 - normalTail(-z)
  if (z < 2) {
    let term = z
    let sum = z
    for (let k = 3; term > sum * 1e-17; k += 2) {
      term *= (z * z) / k
      sum += term
    }
    return 0.5 - density(z) * sum
  }
  let ratio = z
  for (let k = 80; k > 0; k--) ratio = z + k / ratio
  return density(z) / ratio
}

/** The `z` above which the share `tail` of a normal distribution lies; 0 < tail < 1. */
export const normalCritical = (tail: number): number => {
  if (!(tail > 0 && tail < 1)) return Number.NaN
  if (tail > 0.5) return -normalCritical(1 - tail)
  const t = Math.sqrt(-2 * Math.log(tail))
  // Abramowitz & Stegun 26.2.23, good to 4.5e-4; each of Halley's steps triples the digits.
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let step = 0; step < 3; step++) {
    const off = (normalTail(z) - tail) / density(z)
    z += off / (1 - (z * off) / 2)
  }
  return z
}

/** ln of x^a · e^−x / Γ(a + 1): Stirling's series where it is exact enough, reached by recurrence. */
const logGammaTerm = (a: number, x: number): number => {
  if (a < 20) return logGammaTerm(a + 1, x) + Math.log((a + 1) / x)
  const y = 1 / (a * a)
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / a
  const off = (x - a) / a
  return a * ((off < -0.5 ? Math.log(x / a) : Math.log1p(off)) - off) - Math.log(2 * Math.PI * a) / 2 - series
}

/** The probability above `x` under the distribution of χ²; `freedom` from 1 to 10⁹, not necessarily whole. */
export const chiSquareTail = (x: number, freedom: number): number => {
  if (!(freedom >= 1 && freedom <= 1e9) || Number.isNaN(x)) return Number.NaN
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const [a, half] = [freedom / 2, x / 2]
  const front = Math.exp(logGammaTerm(a, half))
  if (half < a + 1) {
    let term = 1
    let sum = 1
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= half / (a + k)
      sum += term
    }
    return 1 - front * sum
  }
  if (front === 0) return 0
  // The continued fraction of the incomplete gamma function, by Lentz.
  let b = half + 1 - a
  let c = Infinity
  let d = 1 / b
  let fraction = d
  for (let k = 1; k <= 100_000; k++) {
    const part = k * (a - k)
    b += 2
    d = 1 / (b + part * d)
    c = b + part / c
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return front * a * fraction
}
