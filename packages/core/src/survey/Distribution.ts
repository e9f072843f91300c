/**
 * The normal, Student's and the χ² distribution: tails, and the critical values that leave a tail above them, to about
 * thirteen digits.
 *
 * **Details**
 *
 * The normal tail is a series below 2 and a continued fraction above. Student's is the incomplete beta function by its
 * continued fraction; that of χ² the incomplete gamma function, by its series up to the mean and its continued fraction
 * above. Critical values are found on the tails by Newton's method. Arguments outside the domain give `NaN`;
 * what is public elsewhere checks them first.
 *
 * **Example**
 *
 * ```ts
 * import { Distribution } from "@aftercare/core"
 *
 * Distribution.normalCritical(0.025).toFixed(6) // => "1.959964"
 * Distribution.studentCritical(0.025, 4).toFixed(6) // => "2.776445"
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

/** ln of Γ(a + ½) / Γ(a): the asymptotic series where it is exact enough, reached by recurrence. */
const logHalfStep = (a: number): number => {
  let product = 1
  let x = a
  for (; x < 20; x++) product *= x / (x + 0.5)
  const y = 1 / (x * x)
  const series = (-1 / 8 + y * (1 / 192 + y * (-1 / 640 + y * (17 / 14_336 - (y * 31) / 18_432)))) / x
  return Math.log(x) / 2 + series + Math.log(product)
}

/** The continued fraction of the incomplete beta function, by Lentz. It converges for x < (a + 1) / (a + b + 2). */
const betaFraction = (a: number, b: number, x: number): number => {
  const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return fraction
}

/** From here on the fraction loses digits, and Hill's expansion (Algorithm 395, 1970) has them all. */
const nearlyNormal = 2000

const normalised = (t: number, freedom: number): number => {
  const a = freedom - 0.5
  const b = 48 * a * a
  const y = a * Math.log1p((t * t) / freedom)
  const further = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b)
  return ((further + y + 3) / b + 1) * Math.sqrt(y)
}

/** The probability above `t` under Student's distribution; `freedom` ≥ 1, not necessarily whole. */
export const studentTail = (t: number, freedom: number): number => {
  if (!(freedom >= 1)) return Number.NaN
  if (t < 0) return 1 - studentTail(-t, freedom)
  if (freedom > nearlyNormal) return normalTail(normalised(t, freedom))
  const a = freedom / 2
  const outer = freedom / (freedom + t * t)
  const inner = (t * t) / (freedom + t * t)
  const front = Math.exp(logHalfStep(a) - a * Math.log1p((t * t) / freedom)) * Math.sqrt(inner / Math.PI)
  return outer < (a + 1) / (a + 2.5)
    ? (front / a / 2) * betaFraction(a, 0.5, outer)
    : 0.5 - front * betaFraction(0.5, a, inner)
}

/** The `t` above which the share `tail` of Student's distribution lies; 0 < tail < 1, `freedom` ≥ 1. */
export const studentCritical = (tail: number, freedom: number): number => {
  if (!(tail > 0 && tail < 1 && freedom >= 1)) return Number.NaN
  if (tail > 0.5) return -studentCritical(1 - tail, freedom)
  let low = 0
  let high = 2
  while (studentTail(high, freedom) > tail) {
    low = high
    high *= 2
  }
  const scale = Math.exp(logHalfStep(freedom / 2)) / Math.sqrt(freedom * Math.PI)
  let t = (low + high) / 2
  // Newton's steps, halving wherever one leaves what is known to hold the answer.
  for (let step = 0; step < 200; step++) {
    const off = studentTail(t, freedom) - tail
    if (off > 0) low = t
    else high = t
    const slope = scale * Math.exp(-((freedom + 1) / 2) * Math.log1p((t * t) / freedom))
    const newton = t + off / slope
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - t) <= 1e-15 * t) return next
    t = next
  }
  return t
}

/** ln of x^a · e^−x / Γ(a + 1): Stirling's series where it is exact enough, reached by recurrence. */
const logGammaTerm = (a: number, x: number): number => {
  if (a < 20) return logGammaTerm(a + 1, x) + Math.log((a + 1) / x)
  const y = 1 / (a * a)
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / a
  const off = (x - a) / a
  return a * ((off < -0.5 ? Math.log(x / a) : Math.log1p(off)) - off) - Math.log(2 * Math.PI * a) / 2 - series
}

/** The probability above `x` under the distribution of χ²; `freedom` ≥ 1, not necessarily whole. */
export const chiSquareTail = (x: number, freedom: number): number => {
  if (!(freedom >= 1 && freedom < Infinity) || Number.isNaN(x)) return Number.NaN
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
