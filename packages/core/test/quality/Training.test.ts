import { Id, PlainDate, Recognition, Training } from "@aftercare/core"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"

const start = PlainDate.make("2024-01-15")
const dayOf = (n: number) => PlainDate.addDays(start, n)
const staffIds = ["a", "b", "c"].map((id) => Id.StaffId.make(id))
const roles = ["nurse", "doctor"] as const
const courseIds = ["talk", "fire"].map((id) => Training.CourseId.make(id))

const courses: fc.Arbitrary<ReadonlyArray<Training.Course>> = fc
  .tuple(
    ...courseIds.map((id) =>
      fc.record({
        id: fc.constant(id),
        title: fc.constant({ zh: "课", en: "course" }),
        roles: fc.constantFrom<readonly ["nurse"] | readonly ["nurse", "doctor"]>(
          ["nurse"],
          ["nurse", "doctor"],
        ),
        graceDays: fc.oneof(fc.nat(60), fc.integer({ min: 28, max: 60 })),
        valid: fc.option(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 24 })), {
          nil: undefined,
        }),
      }),
    ),
  )
  .map((all) =>
    all.map(({ valid, ...course }) => (valid === undefined ? course : { ...course, validMonths: valid })),
  )
const members: fc.Arbitrary<ReadonlyArray<Training.Member>> = fc
  .tuple(
    ...staffIds.map(() =>
      fc.tuple(
        fc.constantFrom(...roles),
        fc.oneof(fc.constantFrom(-20, 0, 10), fc.integer({ min: -100, max: 400 })),
      ),
    ),
  )
  .map((all) =>
    all.map(([role, since], i) => ({ staff: staffIds[i] as Id.StaffId, role, since: dayOf(since) })),
  )
const records: fc.Arbitrary<ReadonlyArray<Training.TrainingRecord>> = fc.array(
  fc.record({
    staff: fc.constantFrom(...staffIds),
    course: fc.constantFrom(...courseIds),
    on: fc.oneof(fc.integer({ min: -50, max: 40 }), fc.integer({ min: -400, max: 500 })).map(dayOf),
    passed: fc.boolean(),
  }),
  { maxLength: 12 },
)

/** Days around which something changes: a role is taken up, a grace ends, a course is passed or runs out. */
const turning = (
  courses: ReadonlyArray<Training.Course>,
  members: ReadonlyArray<Training.Member>,
  records: ReadonlyArray<Training.TrainingRecord>,
): ReadonlyArray<PlainDate.PlainDate> =>
  courses
    .flatMap(({ graceDays, validMonths = 0 }) => [
      ...members.flatMap(({ since }) => [since, PlainDate.addDays(since, graceDays)]),
      ...records.flatMap(({ on }) => [on, PlainDate.addMonths(on, validMonths)]),
    ])
    .flatMap((day) => [-1, 0, 1].map((by) => PlainDate.addDays(day, by)))

const moment = fc.tuple(fc.boolean(), fc.nat(500), fc.nat())

describe("training", () => {
  test("everybody stands where their records put them, day by day", () => {
    fc.assert(
      fc.property(courses, members, records, moment, (all, who, taken, [isAny, n, which]) => {
        const days = turning(all, who, taken)
        const on = isAny ? dayOf(n) : (days[which % days.length] ?? dayOf(n))
        const found = Training.standings(all, who, taken, on)
        const bound = who.flatMap((member) =>
          all
            .filter((c) => c.roles.some((r) => r === member.role) && member.since <= on)
            .map((c) => [member, c] as const),
        )
        expect(found.map(({ course, member }) => [member, course])).toEqual(bound)
        for (const { course, member, standing } of found) {
          const passed = taken.filter(
            (r) => r.passed && r.staff === member.staff && r.course === course.id && r.on <= on,
          )
          const counts = (day: PlainDate.PlainDate) =>
            passed.some(
              (r) =>
                r.on <= day &&
                (course.validMonths === undefined || day < PlainDate.addMonths(r.on, course.validMonths)),
            )
          expect(standing._tag === "Valid").toBe(counts(on))
          // What counted last, to the end of the grace, was passed in an earlier role: then the grace is what counts.
          const lastDay = PlainDate.addDays(member.since, course.graceDays)
          const ends = passed.map((r) => PlainDate.addMonths(r.on, course.validMonths ?? 0))
          const isOld = passed.every(
            (r, i) => r.on < member.since && (ends[i] as PlainDate.PlainDate) <= lastDay,
          )
          expect(standing._tag === "Expired").toBe(!counts(on) && !isOld)
          if (standing._tag === "Valid") {
            expect(passed.some((r) => r.on > standing.passedOn)).toBe(false)
            expect(standing.until === undefined).toBe(course.validMonths === undefined)
          }
          if (standing._tag === "Valid" && standing.until !== undefined) {
            expect(counts(PlainDate.addDays(standing.until, -1))).toBe(true)
            expect(counts(standing.until)).toBe(false)
          }
          if (standing._tag === "Expired") expect(counts(PlainDate.addDays(standing.on, -1))).toBe(true)
          if (!counts(on) && isOld)
            expect(standing).toEqual({
              _tag: PlainDate.daysBetween(member.since, on) > course.graceDays ? "Overdue" : "NotYet",
              dueOn: PlainDate.addDays(member.since, course.graceDays),
            })
        }
        const { count, of } = Training.done(found)
        expect(Training.counts(found)).toEqual({ trainingsDue: of, trainingsDone: count })
        expect(count).toBe(found.filter(({ standing }) => standing._tag === "Valid").length)
        expect(of).toBe(found.filter(({ standing }) => standing._tag !== "NotYet").length)
      }),
      runs(1000),
    )
  })

  test("what is due within no days is what isn't right today, and more days show no less", () => {
    fc.assert(
      fc.property(
        courses,
        members,
        records,
        moment,
        fc.nat(90),
        (all, who, taken, [isAny, n, which], span) => {
          const on = isAny ? dayOf(n) : dayOf(which % 120)
          // To a day on which something changes, or beside it.
          const turns = turning(all, who, taken).filter((day) => day >= on)
          const turn = turns[which % Math.max(turns.length, 1)]
          const days = turn === undefined ? span : Math.min(PlainDate.daysBetween(on, turn), 400)
          const found = Training.standings(all, who, taken, on)
          const due = Training.due(found, on, days)
          expect(due.map(({ by }) => by)).toEqual([...due.map(({ by }) => by)].sort())
          const keys = (list: typeof due) => list.map(({ course, member }) => `${member.staff} ${course.id}`)
          expect(keys(due)).toEqual(expect.arrayContaining(keys(Training.due(found, on, 0))))
          const wrong = found.filter(
            ({ standing }) => standing._tag === "Expired" || standing._tag === "Overdue",
          )
          expect(keys(due)).toEqual(
            expect.arrayContaining(wrong.map(({ course, member }) => `${member.staff} ${course.id}`)),
          )
          for (const { course, member } of found) {
            const isDue = keys(due).includes(`${member.staff} ${course.id}`)
            // Due by the last day is what is no longer right on the next, and what isn't due is right on that day.
            const then = PlainDate.addDays(on, isDue ? days + 1 : days)
            const passed = taken.filter((r) => r.on <= on)
            const [later] = Training.standings([course], [member], passed, then)
            const tag = later?.standing._tag ?? "none"
            expect([course.id, ["Expired", "Overdue"].includes(tag)]).toEqual([course.id, isDue])
          }
        },
      ),
      runs(1000),
    )
  })
})

describe("recognition", () => {
  const one = (on: string, staff: ReadonlyArray<string>, ground: unknown) =>
    Schema.decodeUnknownSync(Recognition.Recognition)({ id: "r", staff, on, ground, by: "boss" })

  test("is counted by ground, from the first day through the last", () => {
    const praise = { _tag: "Praise", feedback: "f-1" }
    const all = [
      one("2026-02-28", ["a"], praise),
      one("2026-03-01", ["a", "b"], praise),
      one("2026-03-31", ["a"], { _tag: "Colleague" }),
      one("2026-04-01", ["c"], praise),
    ]
    const [a, b] = staffIds as [Id.StaffId, Id.StaffId]
    const nothing = { Praise: 0, Indicator: 0, Improvement: 0, Colleague: 0 }
    expect(Recognition.tally(all, PlainDate.make("2026-03-01"), PlainDate.make("2026-03-31"))).toEqual(
      new Map([
        [a, { ...nothing, Praise: 1, Colleague: 1 }],
        [b, { ...nothing, Praise: 1 }],
      ]),
    )
  })
})
