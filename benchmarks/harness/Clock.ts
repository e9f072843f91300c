/**
 * Timing in processor time, since what else the machine is doing would weigh on a wall clock. The last answer is kept,
 * so that no call can be optimised away.
 */

const last: { answer: unknown } = { answer: undefined }

/**
 * Milliseconds that the thread asking has worked. What other threads do for it, compiling and part of the collecting of
 * garbage, isn't counted, for nobody. The system brings it up to date every few milliseconds only.
 */
export const workedByThread = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}

/** The same at the moment it is brought up to date. */
const tick = (): number => {
  const before = workedByThread()
  for (;;) {
    const now = workedByThread()
    if (now !== before) return now
  }
}

/** How long to run: to get warm, then so many slices of which the median counts. */
export interface Effort {
  readonly warmMillis: number
  readonly slices: number
  readonly sliceMillis: number
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/**
 * Calls a second: question after question, beginning with `from` and going round after `count`. The clock is read about
 * twice a millisecond, or after each call that takes longer.
 */
export const rate = (
  ask: (i: number) => unknown,
  count: number,
  from: number,
  { sliceMillis, slices, warmMillis }: Effort,
): number => {
  let i = from % count
  const run = (calls: number) => {
    for (let n = 0; n < calls; n++) {
      last.answer = ask(i)
      i = i + 1 === count ? 0 : i + 1
    }
  }
  // Getting warm needs no exact clock.
  let batch = 1
  for (const began = workedByThread(); workedByThread() - began < warmMillis; ) {
    const wall = performance.now()
    run(batch)
    const millis = performance.now() - wall
    batch = Math.max(1, millis < 0.25 ? batch * 2 : Math.floor(batch / (2 * millis)))
  }
  const slice = (): number => {
    const began = tick()
    let calls = 0
    let took = 0
    while (took < sliceMillis) {
      run(batch)
      calls += batch
      took = workedByThread() - began
    }
    return (calls * 1000) / took
  }
  return median(Array.from({ length: slices }, slice))
}

/** Milliseconds that something takes once. */
export const once = <A>(make: () => A): { readonly millis: number; readonly made: A } => {
  const began = tick()
  const made = make()
  const wall = performance.now()
  const ended = tick()
  const waited = performance.now() - wall
  last.answer = made
  return { millis: Math.max(ended - began - waited, 0), made }
}

/** Bytes held by what is made, per piece. Needs `--expose-gc`. */
export const bytesHeld = (count: number, make: (i: number) => unknown): number => {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error("bytes can only be counted under --expose-gc")
  const held: Array<unknown> = new Array(count).fill(undefined)
  const used = () => {
    collect()
    collect()
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
  }
  const before = used()
  for (let i = 0; i < count; i++) held[i] = make(i)
  const after = used()
  last.answer = held
  return (after - before) / count
}
