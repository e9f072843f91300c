import * as fc from "fast-check"

/** So many runs, or in proportion more where FC_RUNS asks for more than the usual hundred. */
export const runs = (count: number): { readonly numRuns: number } => ({
  numRuns: Math.ceil((count * (fc.readConfigureGlobal().numRuns ?? 100)) / 100),
})
