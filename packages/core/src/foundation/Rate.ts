/**
 * A share with its base: so many of so many. It is divided only when shown.
 *
 * @since 0.1.0
 */

export interface Rate {
  readonly count: number
  readonly of: number
}

/** The share from 0 to 1, or undefined where there is nothing to share in: no data is not zero. */
export const share = ({ count, of }: Rate): number | undefined => (of === 0 ? undefined : count / of)
