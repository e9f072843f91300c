import { Id, Sla, SlaEvent } from "@aftercare/core"
import { DateTime, Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import {
  asked,
  events,
  facts,
  hour,
  monday,
  policyOf,
  published,
  roundsOf,
  rule,
  waits,
} from "./support/items.ts"

const at = (n: number) => DateTime.makeUnsafe(n)
const names = ["a", "b", "c", "d", "e", "f", "g", "h"]
const place = fc.constantFrom({}, { place: 0 }, { place: 1 }, { place: -1 })
const head = (name: string) => fc.record({ id: fc.constant(Id.EventId.make(name)), at: fc.nat(5).map(at) })

/** Of few events at few instants, so that many happen at once. */
const single = (name: string): fc.Arbitrary<SlaEvent.SingleEvent> =>
  fc
    .tuple(
      head(name),
      place,
      fc.oneof(
        fc.constantFrom("Assigned", "Responded", "Closed").map((_tag) => ({ _tag })),
        fc.nat(5).map(
          (n) =>
            ({
              _tag: "Registered",
              receivedAt: at(n),
              facts: facts(),
              policy: { id: "test", version: "1" },
            }) as const,
        ),
        fc
          .tuple(fc.constantFrom(...names), fc.nat(6))
          .map(
            ([event, n]) =>
              ({ _tag: "Corrected", event: Id.EventId.make(event), happenedAt: at(n) }) as const,
          ),
      ),
    )
    .map(([one, place, what]) => ({ ...one, ...place, ...what }))

const merged = (name: string): fc.Arbitrary<SlaEvent.SlaEvent> =>
  fc
    .record({
      head: head(name),
      place,
      threads: fc.array(fc.tuple(single(`${name}1`), single(`${name}2`)), { maxLength: 2 }),
    })
    .map(({ head, place, threads }) => ({ ...head, ...place, _tag: "Merged", threads }))

/** In any order, and some of them more than once. */
const given = fc
  .tuple(
    fc.tuple(...names.map((name) => fc.oneof({ weight: 5, arbitrary: single(name) }, merged(name)))),
    fc.array(fc.nat(names.length - 1), { maxLength: 16 }),
  )
  .map(([all, order]) => order.flatMap((n) => all[n] ?? []))

interface Told {
  readonly event: SlaEvent.SlaEvent
  readonly at: number
}

const isBefore = (a: Told, b: Told) => {
  if (a.at !== b.at) return a.at < b.at
  const [one, other] = [a.event.place ?? 0, b.event.place ?? 0]
  return one === other ? a.event.id < b.event.id : one < other
}
const when = (event: SlaEvent.SlaEvent): Told => ({ event, at: event.at.epochMilliseconds })

/** Each event once, where its last correction puts it, and then the first of what is left, time after time. */
const written = (events: ReadonlyArray<SlaEvent.SlaEvent>, until: number): ReadonlyArray<Told> => {
  const known = [...new Map(events.map((event) => [event.id, event])).values()]
  const corrections = known.flatMap((one) => (one._tag === "Corrected" && when(one).at <= until ? [one] : []))
  const left = known.flatMap((event): ReadonlyArray<Told> => {
    if (event._tag === "Corrected") return []
    const own = corrections.filter((one) => one.event === event.id)
    const last = own.find((one) => own.every((other) => other === one || isBefore(when(other), when(one))))
    if (last === undefined) return [when(event)]
    return event._tag === "Registered"
      ? [when({ ...event, receivedAt: last.happenedAt })]
      : [{ event, at: last.happenedAt.epochMilliseconds }]
  })
  const happened = left.filter((one) => one.at <= until)
  const out: Array<Told> = []
  while (happened.length > 0) {
    const first = happened.findIndex((one) =>
      happened.every((other) => other === one || isBefore(one, other)),
    )
    out.push(...happened.splice(first, 1))
  }
  return out
}

describe("what happened to an item", () => {
  test("is each event once, as its last correction has it, in the order of instants, places and ids", () => {
    fc.assert(
      fc.property(given, fc.integer({ min: -1, max: 7 }), (all, until) => {
        expect(SlaEvent.happenings(all, until)).toEqual(written(all, until))
      }),
      runs(500),
    )
  })

  test("goes on in what was merged into it: all that came after the merge but a registration, and every correction", () => {
    fc.assert(
      fc.property(given, fc.nat(6), (all, until) => {
        const [own, ...others] = SlaEvent.threads(all, until)
        const unmerged = all.filter(({ _tag }) => _tag !== "Merged")
        expect(own).toEqual(unmerged)
        const happened = written(all, until)
        const expected = happened.flatMap(({ event }, n) =>
          event._tag === "Merged"
            ? event.threads.map((thread) => {
                const later = happened.slice(n + 1).map((one) => one.event.id)
                const followed = unmerged.filter(
                  ({ _tag, id }) => _tag === "Corrected" || (_tag !== "Registered" && later.includes(id)),
                )
                return written([...thread, ...followed], 99)
              })
            : [],
        )
        expect(others.map((thread) => written(thread, 99))).toEqual(expected)
      }),
      runs(500),
    )
  })
})

describe("a target", () => {
  const appraisal = SlaEvent.holds.appraisal
  const day = { _tag: "Elapsed", millis: 24 * hour } as const
  const evaluate = (
    over: Parameters<typeof asked>[2],
    happened: ReadonlyArray<SlaEvent.SlaEvent>,
    hours: number,
  ) =>
    roundsOf(
      Result.getOrThrow(
        Sla.evaluate(
          [
            published(policyOf([rule("other", [asked("Resolution", day)])], { id: "another" })),
            published(policyOf([rule("own", [asked("Resolution", day, over)])])),
          ],
          [events.registered(monday), ...happened],
          monday + hours * hour,
        ),
      ),
      "Resolution",
    )

  test("that a reopening leaves has one round, and one that starts again has two", () => {
    const reopened = [
      events.plain("Resolved", monday + hour),
      events.plain("Reopened", monday + 3 * hour),
      events.plain("Resolved", monday + 5 * hour),
    ]
    const rounds = (reopening: "leaves" | "startsAgain") =>
      evaluate({ reopening }, reopened, 6).map((one) => [one.startedAt, one.endedAt, one.rule])
    const first = [monday, monday + hour, "own"]
    expect(rounds("leaves")).toEqual([first])
    expect(rounds("startsAgain")).toEqual([first, [monday + 3 * hour, monday + 5 * hour, "own"]])
  })

  test("is paused by the holds it names, and those that follow one another are one pause", () => {
    const holds = [
      events.held(monday + hour, waits),
      events.held(monday + 2 * hour, appraisal),
      events.held(monday + 4 * hour, waits),
      events.plain("Resumed", monday + 7 * hour),
    ]
    const due = (pausedBy: NonNullable<Parameters<typeof asked>[2]>["pausedBy"] & {}) =>
      evaluate({ pausedBy }, holds, 8).map(({ dueAt = Number.NaN }) => (dueAt - monday) / hour - 24)
    expect(due("everyHold")).toEqual([6])
    expect(due("noHold")).toEqual([0])
    expect(due({ reasons: [waits] })).toEqual([4])
    expect(due({ reasons: [appraisal] })).toEqual([2])
    const [paused] = evaluate({ pausedBy: "everyHold" }, holds.slice(0, 3), 5)
    expect([paused?.state, paused?.pausedSince]).toEqual(["paused", monday + hour])
    const [since] = evaluate({ pausedBy: { reasons: [waits] } }, holds.slice(0, 3), 5)
    expect(since?.pausedSince).toBe(monday + 4 * hour)
  })
})
