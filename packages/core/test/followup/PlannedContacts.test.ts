import {
  ChinaContact,
  ContactWindow,
  FollowUpPlan,
  type FrequencyCap,
  type PersonContact,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { patience, runs } from "../calendar/support/runs.ts"
import { hour } from "../calendar/support/WallClock.ts"
import { exceeds } from "../contact/support/LimitOracle.ts"
import { anyGround, plainGround } from "./support/grounds.ts"

const oneADay = {
  ...ChinaContact.carePolicy.caps[0],
  limit: { _tag: "Rolling", hours: 24, atMost: 1 },
} as FrequencyCap.FrequencyCap

/** Those of the contacts that are one too many for some cap beside the others, counted one by one. */
const tooMany = (
  ground: FollowUpPlan.Ground,
  contacts: ReadonlyArray<PersonContact.PersonContact>,
  others: ReadonlyArray<PersonContact.PersonContact>,
) =>
  contacts.filter((contact, i) =>
    ground.policy.caps.some((cap) => {
      const inScope = (c: PersonContact.PersonContact) =>
        cap.channels.includes(c.channel) && cap.purposes.includes(c.purpose)
      const beside = [...contacts.slice(0, i), ...others].filter(
        (c) => c.person === contact.person && inScope(c),
      )
      const zone = ground.discharge.persons.find(({ id }) => id === contact.person)?.profile.zone ?? "UTC"
      return (
        inScope(contact) &&
        exceeds(
          cap.limit,
          beside.map(({ at }) => at),
          contact.at,
          zone,
        )
      )
    }),
  )

describe("a person who is contacted elsewhere", patience, () => {
  test("is planned for within the caps, all their contacts counted together", () => {
    fc.assert(
      fc.property(anyGround(), (ground) => {
        const made = FollowUpPlan.make(ground, ground.discharge.dischargedAt)
        if (Result.isFailure(made)) return
        const planned = FollowUpPlan.contactsOf(made.success[0].tasks)
        expect(tooMany(ground, planned, ground.elsewhere ?? [])).toEqual([])
      }),
      runs(150),
    )
  })

  test("keeps a planned moment as long as what is made and planned elsewhere leaves it open", () => {
    fc.assert(
      fc.property(anyGround(), (ground) => {
        const at = ground.discharge.dischargedAt
        const made = FollowUpPlan.make(ground, at)
        if (Result.isFailure(made)) return
        const [plan] = made.success
        // Another plan that was made afterwards, around this one.
        const own = FollowUpPlan.contactsOf(plan.tasks)
        const other = FollowUpPlan.make({ ...ground, elsewhere: [...(ground.elsewhere ?? []), ...own] }, at)
        if (Result.isFailure(other)) return
        const theirs = FollowUpPlan.contactsOf(other.success[0].tasks)
        const after = { ...ground, elsewhere: [...(ground.elsewhere ?? []), ...theirs] }
        expect(FollowUpPlan.replan(plan, after, at)).toEqual([plan, []])
      }),
      runs(80),
    )
  })

  test("may be called beside what is only planned, which gives way, but not beside what was made", () => {
    const ground = { ...plainGround, policy: { ...plainGround.policy, caps: [oneADay] } }
    const [plan] = Result.getOrThrow(FollowUpPlan.make(ground, ground.discharge.dischargedAt))
    const [task] = plan.tasks
    if (task?.state._tag !== "Planned") throw new Error("nothing is planned")
    const { at, channel } = task.state
    const beside = {
      person: task.addressee,
      at: DateTime.toEpochMillis(at) + hour,
      channel,
      purpose: task.purpose,
    }
    const isOpen = (made: boolean) => {
      const elsewhere = [{ ...beside, made }]
      const window = FollowUpPlan.windowFor(plan, task, channel, { ...ground, elsewhere })
      return Result.isSuccess(ContactWindow.permit(Result.getOrThrow(window), DateTime.toEpochMillis(at)))
    }
    expect([isOpen(false), isOpen(true)]).toEqual([true, false])
  })
})
