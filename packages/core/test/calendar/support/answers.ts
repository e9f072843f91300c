import { Hours } from "@aftercare/core"

/** Instants and durations to ask with. */
export interface Asked {
  readonly instants: ReadonlyArray<number>
  readonly durations: ReadonlyArray<number>
}

/** Everything that a compiled form can be asked, of what is surely and of what is possibly open. */
export const answersOf = (compiled: Hours.CompiledHours, { durations, instants }: Asked): unknown =>
  instants.map((at, i) => {
    const to = instants[(i + 1) % instants.length] as number
    return [
      Hours.stateAt(compiled, at),
      compiled.isCertain(Math.min(at, to), Math.max(at, to)),
      ...[compiled, compiled.possible].map((set) => [
        [set.isOpen(at), set.next(at), set.nextClosed(at), set.lastOpen(at), set.lastClosed(at)],
        set.nextInterval(at),
        set.between(at, to),
        durations.flatMap((by) => [set.add(at, by), set.add(at, -by)]),
      ]),
    ]
  })
