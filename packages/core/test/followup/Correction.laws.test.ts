import { type Discharge, FollowUpPlan, FollowUpTask, Id } from "@aftercare/core"
import { FollowUpLife } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { anyGround, discharge, script } from "./support/grounds.ts"

const ground = anyGround()
const hours = 3_600_000

/** What the ward may have meant: somebody else's particulars, contacts in another order or replaced, another hour of leaving. */
const corrected = (was: Discharge.Discharge): fc.Arbitrary<Discharge.Discharge> =>
  fc
    .record({
      other: discharge({ at: fc.constant(DateTime.toEpochMillis(was.dischargedAt)) }),
      later: fc.constantFrom(0, 0, -30, -1, 5),
      born: fc.boolean(),
      people: fc.constantFrom("same", "reversed", "replaced", "another's"),
    })
    .map(({ born, later, other, people }) => {
      const [first, ...rest] = was.persons
      const persons = {
        same: was.persons,
        reversed: [...was.persons].reverse() as unknown as Discharge.Discharge["persons"],
        replaced: [{ ...first, id: Id.PersonId.make("somebody-else") }, ...rest] as const,
        "another's": other.persons,
      }[people as "same"]
      return {
        ...was,
        persons,
        bornOn: born ? other.bornOn : was.bornOn,
        chronic: other.chronic,
        highRisk: other.highRisk,
        ...(other.livesAlone === undefined ? {} : { livesAlone: other.livesAlone }),
        dischargedAt: DateTime.makeUnsafe(DateTime.toEpochMillis(was.dischargedAt) + later * hours),
      }
    })

/** What is still to be done by a plan: of each stage whom it addresses, how, within what span and when. */
const open = ({ tasks }: FollowUpPlan.FollowUpPlan, but: ReadonlySet<string>) =>
  new Map(
    tasks
      .filter((task) => !FollowUpTask.isEnded(task) && !but.has(task.stage))
      // Of the rules that leave no place, those of before may still be named.
      .map(({ id: _, state, ...task }) => [
        task.stage,
        { ...task, state: state._tag === "Unplaced" ? state._tag : state },
      ]),
  )

const idsOf = ({ tasks }: FollowUpPlan.FollowUpPlan, but: ReadonlySet<string>) =>
  tasks
    .filter((task) => !FollowUpTask.isEnded(task) && !but.has(task.stage))
    .map(({ id }) => id)
    .sort()

const ended = ({ tasks }: FollowUpPlan.FollowUpPlan) => tasks.filter(FollowUpTask.isEnded)

describe("a record put right before anything was tried", patience, () => {
  test("has the plan that is made of it, however often and by whatever way it came to be so", () => {
    let followed = 0
    let moved = 0
    fc.assert(
      fc.property(
        ground.chain((ground) =>
          fc.record({
            ground: fc.constant(ground),
            corrections: fc.array(corrected(ground.discharge), { minLength: 1, maxLength: 3 }),
          }),
        ),
        ({ corrections, ground }) => {
          const at = DateTime.add(ground.discharge.dischargedAt, { hours: 6 })
          const made = FollowUpPlan.make(ground, at)
          if (Result.isFailure(made)) return
          let [plan] = made.success
          // What is over stays so, and its stage isn't asked again.
          const over = new Set<string>()
          const grounds = corrections.map((discharge) => ({ ...ground, discharge }))
          for (const next of grounds) {
            for (const { end, stage } of ended(plan).flatMap(({ stage, state }) =>
              state._tag === "Ended" ? [{ end: state.end, stage }] : [],
            ))
              if (end._tag !== "Cancelled") over.add(stage)
            const before = plan
            const revised = FollowUpPlan.revise(plan, next, at)
            if (Result.isFailure(revised)) return
            plan = revised.success[0]
            expect(FollowUpPlan.replay(before, revised.success[1])).toEqual(plan)
            expect(FollowUpPlan.revise(plan, next, at)).toEqual(Result.succeed([plan, []]))
            for (const task of ended(before)) expect(plan.tasks).toContainEqual(task)
          }
          const fresh = FollowUpPlan.make(grounds.at(-1) as FollowUpPlan.Ground, at)
          if (Result.isFailure(fresh)) return expect.fail("a plan follows what none can be made of")
          followed += 1
          if (JSON.stringify(plan.tasks) !== JSON.stringify(made.success[0].tasks)) moved += 1
          expect(open(plan, over)).toEqual(open(fresh.success[0], over))
          // A stage that was called off on the way comes in again as a task of its own.
          const wentOnly = ended(plan).every(({ stage }) => !open(plan, over).has(stage))
          if (wentOnly) expect(idsOf(plan, over)).toEqual(idsOf(fresh.success[0], over))
          const { dischargedAt, zone } = fresh.success[0]
          expect([plan.dischargedAt, plan.zone]).toEqual([dischargedAt, zone])
        },
      ),
      runs(300),
    )
    expect(moved).toBeGreaterThan(followed / 3)
  })
})

describe("somebody whom the record has no more", patience, () => {
  const lost = Id.PersonId.make("somebody-else")

  test("is addressed by nothing that is open, whatever was tried, and what was tried stays", () => {
    let turned = 0
    fc.assert(
      fc.property(ground, script, fc.nat(30), fc.boolean(), (ground, lived, n, isReplanned) => {
        const life = FollowUpLife.live(ground, lived, ground.discharge.dischargedAt)
        if (Result.isFailure(life)) return
        const { steps } = life.success
        const { at: millis, plan } = steps[n % steps.length] ?? steps[0]
        const at = DateTime.makeUnsafe(millis)
        const addressed = plan.tasks.map(({ addressee }) => addressee)
        const [first, ...rest] = ground.discharge.persons
        // Each who was addressed has somebody else in their place.
        const persons = [first, ...rest].map((person) =>
          addressed.includes(person.id)
            ? { ...person, id: Id.PersonId.make(`${lost}-${person.id}`) }
            : person,
        ) as unknown as Discharge.Discharge["persons"]
        const now = { ...ground, discharge: { ...ground.discharge, persons } }
        const [after, events] = isReplanned
          ? FollowUpPlan.replan(plan, now, at)
          : Result.getOrElse(FollowUpPlan.revise(plan, now, at), () => FollowUpPlan.replan(plan, now, at))
        expect(FollowUpPlan.replay(plan, events)).toEqual(after)
        expect(FollowUpPlan.replan(after, now, at)).toEqual([after, []])
        for (const task of after.tasks) {
          const before = plan.tasks.find(({ id }) => id === task.id)
          if (before !== undefined) {
            expect(FollowUpTask.allAttempts(task)).toEqual(FollowUpTask.allAttempts(before))
            if (FollowUpTask.isEnded(before) || before.state._tag === "InProgress") {
              expect(task).toEqual(before)
              continue
            }
          }
          if (FollowUpTask.isEnded(task)) continue
          expect(persons.map(({ id }) => id)).toContain(task.addressee)
          if (before !== undefined) turned += 1
        }
      }),
      runs(200),
    )
    expect(turned).toBeGreaterThan(100)
  })
})
