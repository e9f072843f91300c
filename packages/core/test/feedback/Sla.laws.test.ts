import {
  ChinaCalendar,
  Hours,
  PlainDate,
  Sla,
  type SlaEvent,
  type SlaLimit,
  WorkCalendar,
} from "@aftercare/core"
import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { part } from "../foundation/support/part.ts"
import {
  anyLimit,
  asked,
  base,
  epochDay,
  evaluated,
  events,
  facts,
  hour,
  limits,
  minute,
  minutesLater,
  office,
  only,
  policyOf,
  published,
  roundsOf,
  rule,
  waits,
  zone,
} from "./support/items.ts"

const open = Hours.compile(office, zone, ChinaCalendar.publicHolidays)
const far = 400 * 24 * hour

const answering = (limit: SlaLimit.Limit) =>
  published(policyOf([rule("own.answer", [asked("Answer", limit)])]))

/** An item, with its answer's limit and what became of it: all at whole minutes of three weeks. */
const question = fc.record({
  base,
  received: minutesLater(6),
  limit: anyLimit,
  pause: fc.tuple(
    minutesLater(20),
    minutesLater(4).filter((n) => n > 0),
  ),
})

const dueOf = (limit: SlaLimit.Limit, happened: ReadonlyArray<SlaEvent.SlaEvent>, now: number): number => {
  const { dueAt } = only(evaluated(answering(limit), happened, now))
  if (dueAt === undefined) throw new Error("no due instant")
  return dueAt
}

/** The clock's open time by minutes, one after the other. */
const openMinutes = (limit: SlaLimit.Limit, from: number, until: number): number => {
  let found = 0
  for (let t = from; t < until; t += minute) if (limit._tag === "Elapsed" || open.isOpen(t)) found++
  return found
}

describe("a pause", () => {
  test("that is over and began before due moves it by what it takes of the clock", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, pause: [after, length], received }) => {
        const from = day + received
        const registered = events.registered(from)
        const due = dueOf(limit, [registered], from)
        const [held, resumed] = [from + (after % Math.max(due - from, minute)), length]
        fc.pre(held < due)
        const over = held + resumed
        const moved = dueOf(
          limit,
          [registered, events.held(held), events.plain("Resumed", over)],
          Math.max(over, due),
        )
        if ("pause" in limit && limit.pause === "touchedDates") {
          const counts = (n: number) => limit._tag === "CalendarDays" || isWorked(n)
          let [touched, between] = [0, 0]
          for (let n = Math.max(epochDay(held), epochDay(from) + 1); n <= epochDay(over - 1); n++)
            if (counts(n)) touched++
          // A date ends at the next one's beginning, and so does one that nothing closes.
          const dateOf = (t: number) => epochDay(limit.ends === "sameTime" ? t : t - 1)
          for (let n = dateOf(due) + 1; n <= dateOf(moved); n++) if (counts(n)) between++
          expect(between).toBe(touched)
        } else expect(openMinutes(limit, due, moved)).toBe(openMinutes(limit, held, over))
        expect(moved).toBeGreaterThanOrEqual(due)
      }),
    )
  })

  test("that begins at due or later changes nothing", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, pause: [after, length], received }) => {
        const from = day + received
        const registered = events.registered(from)
        const due = dueOf(limit, [registered], from)
        const [held, over] = [due + after, due + after + length]
        const pause = [events.held(held), events.plain("Resumed", over)]
        for (const now of [held, held + 1, over, over + hour])
          expect(evaluated(answering(limit), [registered, ...pause], now)).toEqual(
            evaluated(answering(limit), [registered], now),
          )
      }),
    )
  })

  test("that is open leaves no due instant, and as much as was left when it began", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, pause: [after, length], received }) => {
        const from = day + received
        const registered = events.registered(from)
        const due = dueOf(limit, [registered], from)
        const held = from + (after % Math.max(due - from, minute))
        fc.pre(held < due)
        const state = only(evaluated(answering(limit), [registered, events.held(held)], held + length))
        expect(state).toMatchObject({ state: "paused", dueAt: undefined, due: undefined, pausedSince: held })
        expect((state.remainingMillis ?? Number.NaN) / minute).toBe(openMinutes(limit, held, due))
        expect((state.elapsedMillis ?? Number.NaN) / minute).toBe(openMinutes(limit, from, held))
      }),
    )
  })

  test("that runs into the end is kept: as if it had been over right before", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, pause: [after, length], received }) => {
        const from = day + received
        const [held, end] = [from + after, from + after + length]
        const policy = published(policyOf([rule("own.resolution", [asked("Resolution", limit)])]))
        const [registered, hold, resumed] = [
          events.registered(from),
          events.held(held),
          events.plain("Resumed", end),
        ]
        const resolved = events.plain("Resolved", end)
        expect(evaluated(policy, [registered, hold, resolved], end + hour)).toEqual(
          evaluated(policy, [registered, hold, resumed, resolved], end + hour),
        )
      }),
    )
  })

  test("of another reason doesn't count where only some do", () => {
    fc.assert(
      fc.property(
        question,
        fc.boolean(),
        ({ base: day, limit, pause: [after, length], received }, counts) => {
          const from = day + received
          const some = asked("Answer", limit, {
            pausedBy: { reasons: [counts ? waits : rule("hold.other", [asked("Answer", limit)]).id] },
          })
          const none = asked("Answer", limit, { pausedBy: counts ? "everyHold" : "noHold" })
          const history = [
            events.registered(from),
            events.held(from + after),
            events.plain("Resumed", from + after + length),
          ]
          const [a, b] = [some, none].map((target) =>
            evaluated(published(policyOf([rule("own.answer", [target])])), history, from + after + length),
          )
          expect(a).toEqual(b)
        },
      ),
    )
  })
})

const isWorked = (day: number): boolean => {
  const kind = WorkCalendar.dayOn(ChinaCalendar.publicHolidays, PlainDate.fromEpochDay(day))
  return kind._tag === "AdjustedWorkday" || (kind._tag === "Ordinary" && kind.worked)
}

describe("an answer", () => {
  test("at due is met, and a millisecond later it is late", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, received }) => {
        const from = day + received
        const registered = events.registered(from)
        const due = dueOf(limit, [registered], from)
        const answer = (t: number) =>
          only(evaluated(answering(limit), [registered, events.plain("Answered", t)], due + hour)).state
        expect([answer(due), answer(due + 1)]).toEqual(["met", "breached"])
        const silent = (t: number) => only(evaluated(answering(limit), [registered], t)).state
        expect([silent(due), silent(due + 1)]).toEqual(["running", "breached"])
      }),
    )
  })

  test("that is late by so much took the limit and that much", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, pause: [late], received }) => {
        fc.pre(limit._tag === "Elapsed" || limit._tag === "WorkingTime")
        const from = day + received
        const registered = events.registered(from)
        const end = dueOf(limit, [registered], from) + 1 + late
        const state = only(evaluated(answering(limit), [registered, events.plain("Answered", end)], end))
        expect(state.elapsedMillis).toBe(limit.millis + (state.lateMillis ?? Number.NaN))
      }),
    )
  })
})

describe("due", () => {
  const worked = (limit: SlaLimit.Limit, from: number): number => {
    if (limit._tag === "Elapsed") return from + limit.millis
    if (limit._tag === "WorkingTime") {
      let [t, left] = [from, limit.millis / minute]
      for (; left > 0; t += minute) if (open.isOpen(t)) left--
      if (limit.boundary === "startOfNext") while (!open.isOpen(t)) t += minute
      return t
    }
    let [day, left] = [epochDay(from), limit.days]
    while (left > 0) {
      day++
      if (limit._tag === "CalendarDays" || isWorked(day)) left--
    }
    const midnight = day * 24 * hour - 8 * hour
    const next = midnight + 24 * hour
    if (limit.ends === "endOfDate") return next
    const wall = midnight + ((from + 8 * hour) % (24 * hour))
    const opened = Array.from({ length: 24 * 60 }, (_, n) => midnight + n * minute).filter(open.isOpen)
    const last = opened[opened.length - 1]
    if (limit.ends === "lastClosing") return last === undefined ? next : last + minute
    return opened.find((t) => t >= wall) ?? (last === undefined ? wall : last + minute)
  }

  test("is where a walk by minutes or dates gets", () => {
    fc.assert(
      fc.property(question, ({ base: day, limit, received }) => {
        const from = day + received
        expect(dueOf(limit, [events.registered(from)], from)).toBe(worked(limit, from))
      }),
    )
  })
})

const tags = ["Held", "Resumed", "Resolved", "Reopened", "Closed", "Responded", "Assigned"] as const

const history = fc.record({
  base,
  limit: fc.oneof(
    limits.elapsed,
    fc.integer({ min: 1, max: 30 * 60 }).map(
      (n): SlaLimit.Limit => ({
        _tag: "WorkingTime",
        millis: n * minute,
        clock: "office",
        boundary: "endOfInterval",
      }),
    ),
  ),
  happened: fc.array(fc.tuple(fc.constantFrom(...tags), minutesLater(6)), { maxLength: 10 }),
  now: minutesLater(8),
})

const historyOf = (from: number, happened: ReadonlyArray<readonly [(typeof tags)[number], number]>) => [
  events.registered(from),
  ...happened.map(([tag, later]) =>
    tag === "Held" ? events.held(from + later) : events.plain(tag, from + later),
  ),
]

/** Walks by minutes: what each round of the resolution came to. */
const walk = (
  limit: Extract<SlaLimit.Limit, { readonly millis: number }>,
  history: ReadonlyArray<SlaEvent.SlaEvent>,
  from: number,
  now: number,
): ReadonlyArray<string> => {
  const rounds: Array<{ used: number; due?: number; ended?: string }> = [{ used: 0 }]
  let held = false
  const sorted = [...history].sort(
    (a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds || (a.id < b.id ? -1 : 1),
  )
  const counts = (t: number) => limit._tag === "Elapsed" || open.isOpen(t)
  for (let t = from; t <= now; t += minute) {
    for (const { _tag } of sorted.filter((event) => event.at.epochMilliseconds === t)) {
      const round = rounds[rounds.length - 1]
      if (round === undefined) continue
      const end = (inTime: string) => {
        round.ended ??= round.due === undefined || t <= round.due ? inTime : "breached"
      }
      if (_tag === "Held") held = true
      if (_tag === "Resumed" || _tag === "Resolved" || _tag === "Closed") held = false
      if (_tag === "Resolved") end("met")
      if (_tag === "Closed") end("dropped")
      if (_tag === "Reopened") {
        end("dropped")
        rounds.push({ used: 0 })
      }
    }
    for (const round of rounds) {
      if (round.ended !== undefined || round.due !== undefined || held || !counts(t)) continue
      round.used += minute
      if (round.used === limit.millis) round.due = t + minute
    }
  }
  return rounds.map(({ due, ended }) => {
    if (ended !== undefined) return ended
    if (due === undefined) return held ? "paused" : "running"
    return now <= due ? "running" : "breached"
  })
}

describe("a history", () => {
  test("comes to what a walk by minutes makes of it", () => {
    fc.assert(
      fc.property(history, ({ base: from, happened, limit, now }) => {
        if (limit._tag !== "Elapsed" && limit._tag !== "WorkingTime") return
        const policy = published(policyOf([rule("own.resolution", [asked("Resolution", limit)])]))
        const all = historyOf(from, happened)
        const states = evaluated(policy, all, from + now).targets.map(({ state }) => state)
        expect(states).toEqual(walk(limit, all, from, from + now))
      }),
      { numRuns: 60 },
    )
  })

  const full = (limit: SlaLimit.Limit, changedLimits: "fromStart" | "fromChange" | "kept" = "fromStart") =>
    published(
      policyOf(
        [
          rule("own.high", [asked("Answer", { _tag: "Elapsed", millis: 2 * hour })], {
            severities: ["high"],
          }),
          rule("own.all", [
            asked("Acknowledgement", { _tag: "Elapsed", millis: hour }, { reopening: "leaves" }),
            asked("FirstResponse", limit, { start: "assignment" }),
            asked("NextResponse", limit),
            asked("HandoverAcceptance", limit),
            asked("Resolution", limit, {
              steps: [
                {
                  id: waits,
                  when: { _tag: "BeforeDue", millis: 20 * minute, clock: "target" },
                  to: "owner",
                },
                {
                  id: rule("step.late", [asked("Answer", limit)]).id,
                  when: { _tag: "AfterDue", millis: hour, clock: "wall" },
                  to: "management",
                },
              ],
            }),
            asked("Answer", limit, { start: "resolution" }),
            asked("SatisfactionCheck", limit),
          ]),
        ],
        { changedLimits },
      ),
    )

  const anything = [
    ...tags,
    "Acknowledged",
    "SenderWrote",
    "HandoverOffered",
    "HandoverAccepted",
    "HandoverRefused",
    "Answered",
    "SatisfactionChecked",
    "Withdrawn",
    "Reclassified",
    "Promised",
    "Kept",
    "Corrected",
  ] as const

  const rich = fc.record({
    base,
    limit: anyLimit,
    changedLimits: fc.constantFrom("fromStart", "fromChange", "kept"),
    happened: fc.array(
      fc.tuple(fc.constantFrom(...anything), minutesLater(6), fc.integer({ min: 0, max: 9 })),
      { maxLength: 14 },
    ),
    now: minutesLater(9),
  })
  type Rich = typeof rich extends fc.Arbitrary<infer A> ? A : never

  const richHistory = ({ base: from, happened }: Rich): ReadonlyArray<SlaEvent.SlaEvent> => {
    const made: Array<SlaEvent.SlaEvent> = [events.registered(from)]
    for (const [tag, later, n] of happened) {
      const t = from + later
      if (tag === "Held") made.push(events.held(t))
      else if (tag === "Reclassified")
        made.push(events.reclassified(t, facts({ severity: n % 2 === 0 ? "high" : "normal" })))
      else if (tag === "Promised") made.push(events.promised(t, `p${n % 3}`, t + n * hour))
      else if (tag === "Kept") made.push(events.kept(t, `p${n % 3}`))
      else if (tag === "Corrected") {
        const of = made[n % made.length]
        if (of !== undefined) made.push(events.corrected(t, of.id, from + (later >> 1)))
      } else made.push(events.plain(tag, t))
    }
    return made
  }

  test("in any order, and with events given twice, is the same", () => {
    fc.assert(
      fc.property(rich, fc.infiniteStream(fc.nat()), (asking, keys) => {
        const policy = full(asking.limit, asking.changedLimits)
        const all = richHistory(asking)
        const now = asking.base + asking.now
        const shuffled = [...all, ...all.filter((_, i) => i % 3 === 0)]
          .map((event) => [event, keys.next().value ?? 0] as const)
          .sort((a, b) => a[1] - b[1])
          .map(([event]) => event)
        expect(evaluated(policy, shuffled, now)).toEqual(evaluated(policy, all, now))
      }),
    )
  })

  const told = ({ targets }: Sla.Evaluation, now: number) =>
    targets.map(({ atRisk, key, state, steps }) => ({
      key,
      state,
      atRisk,
      steps: steps.filter((step) => step.at <= now).map(({ id }) => id),
    }))

  test("stays as it is up to its next change, and is otherwise from there on", () => {
    fc.assert(
      fc.property(rich, fc.array(part, { minLength: 3, maxLength: 3 }), (asking, shares) => {
        const policy = full(asking.limit, asking.changedLimits)
        const now = asking.base + asking.now
        const all = richHistory(asking).filter((event) => event.at.epochMilliseconds <= now)
        const evaluation = evaluated(policy, all, now)
        const next = Sla.nextChange(evaluation)
        const end = next ?? now + far
        expect(end).toBeGreaterThan(now)
        const happened = (t: number) => told(evaluated(policy, all, t), t)
        for (const share of [...shares, 1]) {
          const t = now + Math.floor((end - 1 - now) * share)
          expect(happened(t)).toEqual(told(evaluation, now))
        }
        if (next !== undefined) expect(happened(next)).not.toEqual(told(evaluation, now))
      }),
    )
  })

  test("that goes on leaves what was met as it was", () => {
    fc.assert(
      fc.property(rich, rich, (before, after) => {
        const policy = full(before.limit, before.changedLimits)
        const now = before.base + before.now
        const past = richHistory(before).filter((event) => event.at.epochMilliseconds <= now)
        const later = richHistory({ ...after, base: now + minute })
          .slice(1)
          .filter(({ _tag }) => _tag !== "Corrected")
        const met = evaluated(policy, past, now).targets.filter(({ state }) => state === "met")
        const then = evaluated(policy, [...past, ...later], now + far)
        for (const target of met) expect(then.targets.find(({ key }) => key === target.key)).toEqual(target)
      }),
    )
  })

  test("whose event is corrected is the one in which it happened then", () => {
    fc.assert(
      fc.property(rich, fc.nat(), minutesLater(6), (asking, pick, moved) => {
        const policy = full(asking.limit, asking.changedLimits)
        const all = richHistory(asking).filter(({ _tag }) => _tag !== "Corrected")
        const wrong = all[1 + (pick % Math.max(all.length - 1, 1))]
        fc.pre(wrong !== undefined)
        const end = asking.base + far
        const corrected = [...all, events.corrected(end - 1, wrong.id, asking.base + moved)]
        const right = all.map((event) =>
          event === wrong ? { ...event, at: events.plain("Assigned", asking.base + moved).at } : event,
        )
        expect(evaluated(policy, corrected, end)).toEqual(evaluated(policy, right, end))
      }),
    )
  })

  test("as of an earlier instant is that of what had happened by then", () => {
    fc.assert(
      fc.property(rich, (asking) => {
        const policy = full(asking.limit, asking.changedLimits)
        const now = asking.base + asking.now
        const all = richHistory(asking).filter(({ _tag }) => _tag !== "Corrected")
        expect(evaluated(policy, all, now)).toEqual(
          evaluated(
            policy,
            all.filter((event) => event.at.epochMilliseconds <= now),
            now,
          ),
        )
      }),
    )
  })

  test("explains the due instants that it has", () => {
    fc.assert(
      fc.property(rich, (asking) => {
        const policy = full(asking.limit, asking.changedLimits)
        const now = asking.base + asking.now
        const all = richHistory(asking)
        const explained = Result.getOrThrow(Sla.explain([policy], all, now))
        expect(explained.map(({ target }) => target)).toEqual(evaluated(policy, all, now).targets)
        for (const { pauses, target, unpaused } of explained) {
          if (target.due === undefined) continue
          expect(pauses[pauses.length - 1]?.due ?? unpaused).toEqual(target.due)
        }
      }),
    )
  })

  test("merged into another keeps both clocks, and of one that both have the strictest", () => {
    fc.assert(
      fc.property(rich, rich, (one, other) => {
        const policy = full(one.limit, one.changedLimits)
        const [own, others] = [richHistory(one), richHistory({ ...other, base: one.base })]
        const now = one.base + 8 * 24 * hour
        const single = others as ReadonlyArray<SlaEvent.SingleEvent>
        const apart = [evaluated(policy, own, now), evaluated(policy, others, now)]
        const merged = evaluated(policy, [...own, events.merged(now, [single])], now)
        expect(merged.targets.map(({ key }) => key).sort()).toEqual(
          apart.flatMap(({ targets }) => targets.map(({ key }) => key)).sort(),
        )
        for (const { key, ...target } of apart.flatMap(({ targets }) => targets))
          expect(merged.targets.find((found) => found.key === key)).toEqual({ key, ...target })
        const answered = events.plain("Answered", now + minute)
        for (const target of roundsOf(
          evaluated(policy, [...own, events.merged(now, [single]), answered], now + hour),
          "Answer",
        ))
          expect(Sla.isOpen(target)).toBe(false)
      }),
    )
  })
})

test("what is known under a short calendar is so under a longer one", () => {
  const short = {
    ...ChinaCalendar.publicHolidays,
    coverage: [{ from: PlainDate.make("2025-01-01"), until: PlainDate.make("2026-03-04") }],
  }
  fc.assert(
    fc.property(
      anyLimit,
      minutesLater(6),
      minutesLater(20),
      minutesLater(9),
      (limit, received, later, held) => {
        const from = Date.parse("2026-02-28T00:00:00+08:00") + received
        const policy = policyOf([rule("own.answer", [asked("Answer", limit)])])
        const history = [
          events.registered(from),
          events.held(from + held),
          events.plain("Resumed", from + held + 3 * hour),
        ]
        const [guessed, known] = [short, ChinaCalendar.publicHolidays].map((calendar) =>
          only(evaluated(published(policy, calendar), history, from + later)),
        )
        if (guessed === undefined || known === undefined) throw new Error("no evaluation")
        if (guessed.state !== "unknown") expect(guessed.state).toBe(known.state)
        if (guessed.dueAt !== undefined) expect(guessed.dueAt).toBe(known.dueAt)
        for (const figure of ["elapsedMillis", "remainingMillis", "lateMillis"] as const)
          if (guessed[figure] !== undefined && guessed.dueAt !== undefined)
            expect(guessed[figure]).toBe(known[figure])
        if (guessed.due !== undefined && known.dueAt !== undefined) {
          expect(guessed.due.earliest).toBeLessThanOrEqual(known.dueAt)
          expect(guessed.due.latest).toBeGreaterThanOrEqual(known.dueAt)
        }
      },
    ),
    { numRuns: 300 },
  )
})
