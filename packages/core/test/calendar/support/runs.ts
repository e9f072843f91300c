import * as fc from "fast-check"

const asked = (fc.readConfigureGlobal().numRuns ?? 100) / 100

/** So many runs, or in proportion more where FC_RUNS asks for more than the usual hundred. */
export const runs = (count: number): { readonly numRuns: number } => ({ numRuns: Math.ceil(count * asked) })

/** How long a property over many zones may take on a slow and busy machine. */
export const patience = { timeout: 30_000 * Math.max(1, asked) }
