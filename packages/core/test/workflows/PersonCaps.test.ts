import {
  ChinaContact,
  type ContactPolicy,
  ContactStore,
  FollowUpPlan,
  type FrequencyCap,
  Id,
  Outreach,
  Rule,
  Scheduling,
  UnitOfWork,
} from "@aftercare/core"
import { Context, DateTime, Duration, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hour } from "../calendar/support/WallClock.ts"
import { exceeds } from "../contact/support/LimitOracle.ts"
import {
  consent,
  discharge,
  drain,
  evening,
  inHouse,
  options,
  type Provider,
  pass,
  plans,
  tenant,
  type Wish,
} from "./house.ts"

const every = ["followUp", "serviceOpinion", "care", "promotion"] as const

const capped = (limit: FrequencyCap.Limit): ContactPolicy.ContactPolicy => ({
  ...ChinaContact.carePolicy,
  caps: [
    {
      id: Rule.RuleId.make("frequency.person"),
      limit,
      channels: ["phone", "sms", "wechat"],
      purposes: every,
      source: { title: "a hospital's rule", status: "hospitalPolicy", verified: "own" },
    },
  ],
})

const oneADay: FrequencyCap.Limit = { _tag: "Rolling", hours: 24, atMost: 1 }

const by = (policy: ContactPolicy.ContactPolicy): Provider => ({ practice: () => ({ policy }) })

const schedule = (n: number, wish: Wish) =>
  Scheduling.schedule(tenant, discharge(n, wish), [consent(n, ["phone", "sms", "wechat"], wish)])

const clock = (at: number) => new Date(at + 8 * hour).toISOString().slice(5, 16)

/** All contacts of all plans, those made or those planned, by whom they are with. */
const contacts = (made: boolean) =>
  Effect.map(plans, (all) =>
    all
      .flatMap((plan) => FollowUpPlan.contactsOf(plan.tasks))
      .filter((contact) => contact.made === made)
      .sort((a, b) => a.at - b.at),
  )

const firstPlanned = Effect.map(plans, (all) =>
  all
    .flatMap(({ tasks }) => tasks.slice(0, 1))
    .map(({ state }) => (state._tag === "Planned" ? clock(DateTime.toEpochMillis(state.at)) : state._tag)),
)

const tooMany = (
  limit: FrequencyCap.Limit,
  of: ReadonlyArray<{ readonly at: number; readonly person: string }>,
) =>
  of.filter((contact, i) => {
    const others = of.filter(({ person }, j) => j !== i && person === contact.person)
    return exceeds(
      limit,
      others.map(({ at }) => at),
      contact.at,
      "Asia/Shanghai",
    )
  })

describe("somebody who is contacted for several plans", () => {
  it.each<readonly [string, (n: number) => Wish]>([
    ["a patient with two stays", () => ({ person: "p1" })],
    ["the guardian of two children", () => ({ guardian: "g1" })],
  ])("is planned for within the caps over all of them: %s", (_, wish) =>
    inHouse(by(capped(oneADay)), () =>
      Effect.gen(function* () {
        yield* schedule(1, wish(1))
        yield* schedule(2, wish(2))
        expect(yield* firstPlanned).toEqual(["03-02T18:00", "03-03T18:00"])
        expect(tooMany(oneADay, yield* contacts(false))).toEqual([])
        for (const { id } of yield* plans) expect(yield* Scheduling.replan(tenant, id)).toEqual([])
      }),
    ),
  )

  it("isn't counted together with somebody else", () =>
    inHouse(by(capped(oneADay)), () =>
      Effect.gen(function* () {
        yield* schedule(1, {})
        yield* schedule(2, {})
        expect(yield* firstPlanned).toEqual(["03-02T18:00", "03-02T18:00"])
      }),
    ))

  it("isn't contacted twice by two workers at the same moment, and the try says what it was checked against", () => {
    let policy = ChinaContact.carePolicy
    return inHouse({ practice: () => ({ policy }) }, (sent) =>
      Effect.gen(function* () {
        for (const n of [1, 2, 3]) yield* schedule(n, { guardian: "g1" })
        // Two calls a day were allowed when the plans were made; now one is.
        expect(yield* firstPlanned).toEqual(["03-02T18:00", "03-02T18:00", "03-03T18:00"])
        policy = capped(oneADay)
        yield* drain
        expect(sent.length).toBe(1)
        expect(yield* firstPlanned).toEqual(["InProgress", "03-04T18:00", "03-03T18:00"])
        yield* pass(Duration.days(4))
        expect(tooMany(oneADay, yield* contacts(true))).toEqual([])
        const tries = (yield* plans).flatMap(({ tasks }) => tasks.flatMap(({ attempts }) => attempts))
        expect(tries.map(({ check }) => check?.caps)).toEqual(
          tries.map(() => [{ rule: "frequency.person", counted: 0 }]),
        )
      }),
    )
  })

  it("makes room as soon as another plan is called off", () =>
    inHouse(by(capped(oneADay)), () =>
      Effect.gen(function* () {
        const first = yield* schedule(1, { person: "p1" })
        const second = yield* schedule(2, { person: "p1" })
        yield* Scheduling.cancel(tenant, first.id, "transferred")
        yield* Scheduling.replan(tenant, second.id)
        expect((yield* firstPlanned).slice(1)).toEqual(["03-02T18:00"])
      }),
    ))

  it(
    "is never contacted more often than the caps allow, whatever is due, whoever crashes and however late",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom<FrequencyCap.Limit>(
            oneADay,
            { _tag: "Rolling", hours: 72, atMost: 2 },
            { _tag: "MinimumGap", hours: 5 },
            { _tag: "NaturalDay", atMost: 1 },
            { _tag: "NaturalWeek", atMost: 3 },
          ),
          fc.array(fc.constantFrom<Wish>({ guardian: "g1" }, { person: "p1" }, { guardian: "g2" }), {
            minLength: 2,
            maxLength: 5,
          }),
          fc.array(fc.constantFrom("none", "first", "second", "both"), { maxLength: 12 }),
          async (limit, wishes, crashes) => {
            const policy = capped(limit)
            const found = await inHouse(by(policy), () =>
              Effect.gen(function* () {
                for (const [n, wish] of wishes.entries()) yield* schedule(n, wish)
                const planned = yield* contacts(false)
                for (const crash of crashes) {
                  const workers = [
                    yield* Effect.forkChild(Outreach.runDue(options)),
                    yield* Effect.forkChild(Outreach.runDue(options)),
                  ]
                  yield* Effect.yieldNow
                  for (const [i, worker] of workers.entries())
                    if (crash === "both" || crash === (i === 0 ? "first" : "second"))
                      yield* Fiber.interrupt(worker)
                  yield* Effect.forEach(workers, (worker) => Fiber.await(worker))
                  yield* TestClock.adjust("3 hours")
                }
                yield* pass(Duration.days(9))
                return { planned, made: yield* contacts(true) }
              }),
            )
            expect(tooMany(limit, found.planned)).toEqual([])
            expect(found.made.length).toBeGreaterThan(0)
            expect(tooMany(limit, found.made)).toEqual([])
          },
        ),
        { numRuns: 15 },
      ),
    60_000,
  )
})

describe("two units of work about one person, on a store that lets them run side by side", () => {
  // Every write for itself, as weak as a store may be that looks at versions: only what is held keeps decisions apart.
  const sideBySide =
    (holds: boolean): NonNullable<Provider["stores"]> =>
    (sound) => {
      const contacts = Context.get(sound, ContactStore.ContactStore)
      const held = holds ? contacts : { ...contacts, hold: () => Effect.void }
      return sound.pipe(
        Context.add(UnitOfWork.UnitOfWork, { run: (work) => work }),
        Context.add(ContactStore.ContactStore, held),
      )
    }

  const sentBy = (holds: boolean) => {
    let policy = ChinaContact.carePolicy
    const slowly: Provider = {
      practice: () => ({ policy }),
      stores: sideBySide(holds),
      // Both have read what there is before either writes.
      connectIn: Duration.seconds(1),
    }
    return inHouse(slowly, (sent) =>
      Effect.gen(function* () {
        for (const n of [1, 2]) yield* schedule(n, { guardian: "g1" })
        policy = capped(oneADay)
        const one = { ...options, batch: 1 }
        const workers = [
          yield* Effect.forkChild(Outreach.runDue(one)),
          yield* Effect.forkChild(Outreach.runDue(one)),
        ]
        yield* TestClock.adjust("1 minute")
        yield* Effect.forEach(workers, (worker) => Fiber.join(worker))
        return { sent: sent.length, made: (yield* contacts(true)).length }
      }),
    )
  }

  it("don't both contact them: who comes second is refused, and looks for another moment", async () => {
    expect(await sentBy(true)).toEqual({ sent: 1, made: 1 })
  })

  it("would both contact them if nothing were held", async () => {
    expect(await sentBy(false)).toEqual({ sent: 2, made: 2 })
  })
})

describe("who is contacted when", () => {
  it("is kept with every write of a plan, as the plan says it", () =>
    inHouse(by(capped(oneADay)), () =>
      Effect.gen(function* () {
        yield* schedule(1, { person: "p1" })
        yield* schedule(2, { person: "p1" })
        for (let n = 0; n < 4; n++) {
          yield* pass(Duration.days(2))
          const store = yield* ContactStore.ContactStore
          const person = Id.PersonId.make("p1")
          const kept = yield* store.of(tenant, person, { from: 0, until: evening + 500 * 24 * hour })
          const said = [...(yield* contacts(true)), ...(yield* contacts(false))]
          expect(kept.contacts.map(({ at }) => at)).toEqual(said.map(({ at }) => at).sort((a, b) => a - b))
          expect(yield* store.subjects(tenant, person)).toEqual((yield* plans).map(({ id }) => id))
        }
      }),
    ))
})
