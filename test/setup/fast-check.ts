import * as fc from "fast-check"

// One fixed seed, so that a red run is red again; override with FC_SEED=… and FC_RUNS=….
fc.configureGlobal({
  seed: Number(process.env["FC_SEED"] ?? 20261122),
  numRuns: Number(process.env["FC_RUNS"] ?? 100),
  // Else no list or text is longer than ten, whatever the most is that its test states.
  defaultSizeToMaxWhenMaxSpecified: true,
})
