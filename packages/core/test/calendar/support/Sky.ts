/** Where the sun and the moon stand, reckoned anew: what a table of months is held to. */

/** Days of Beijing's clock since 1970, from Julian days of dynamical time. */
const beijing = (jde: number) => {
  const year = 2000 + (jde - 2_451_545) / 365.25
  // Dynamical time runs ahead of the clock: a minute around 2000, some three and a half in 2100, and none in 1901.
  const ahead = year < 1955 ? 20 : year < 2020 ? 60 : 70 + (year - 2020) * 1.7
  const clock = year < 1929 ? 7 + 45.7 / 60 : 8
  return jde - 2_440_587.5 - ahead / 86_400 + clock / 24
}
const sine = (degrees: number) => Math.sin((degrees * Math.PI) / 180)

/** The k-th new moon after January 2000, within minutes: the main terms of Meeus, Astronomical Algorithms, chapter 49. */
export const newMoon = (k: number): number => {
  const t = k / 1236.85
  const e = 1 - 0.002516 * t
  const sun = 2.5534 + 29.1053567 * k
  const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
  const node = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
  return beijing(
    2_451_550.09766 +
      29.530588861 * k +
      0.00015437 * t * t -
      0.4072 * sine(moon) +
      0.17241 * e * sine(sun) +
      0.01608 * sine(2 * moon) +
      0.01039 * sine(2 * node) +
      0.00739 * e * sine(moon - sun) -
      0.00514 * e * sine(moon + sun) +
      0.00208 * e * e * sine(2 * sun) -
      0.00111 * sine(moon - 2 * node) -
      0.00057 * sine(moon + 2 * node) +
      0.00056 * e * sine(2 * moon + sun) -
      0.00042 * sine(3 * moon) +
      0.00042 * e * sine(sun + 2 * node) +
      0.00038 * e * sine(sun - 2 * node) -
      0.00024 * e * sine(2 * moon - sun),
  )
}

/** The sun's longitude at Beijing's midnight that begins a day, within a hundredth of a degree: Meeus, chapter 25. */
export const sunAt = (epochDay: number): number => {
  const t = (epochDay + 2_440_587.5 - 8 / 24 - 2_451_545) / 36_525
  const m = 357.52911 + 35_999.05029 * t
  const centre = (1.914602 - 0.004817 * t) * sine(m) + 0.019993 * sine(2 * m) + 0.000289 * sine(3 * m)
  const whole = 280.46646 + 36_000.76983 * t + centre - 0.00569 - 0.00478 * sine(125.04 - 1934.136 * t)
  return ((whole % 360) + 360) % 360
}
