import {
  type Access,
  AccessLog,
  CallBrief,
  Callers,
  DischargeStore,
  Erasure,
  GeneralForms,
  GeneralScripts,
  Id,
  Inbox,
  type Override,
  Permission,
  PhoneNumber,
  PlanStore,
  Replies,
  Retention,
  RetentionPractice,
  Rule,
  Scheduling,
  Tickets,
} from "@aftercare/core"
import { Context, DateTime, Effect, Option, Redacted, Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { atWork, consent, discharge, evening, type House, inHouse, type Provider, tenant } from "./house.ts"

const source: Rule.Source = { title: "own", status: "hospitalPolicy", verified: "own" }
const p1 = Id.PatientId.make("p1")
const hers = PhoneNumber.PhoneNumber.make("+8613800000000")

const logged = Effect.flatMap(AccessLog.AccessLog, (log) =>
  Effect.map(log.list(tenant, { after: 0, limit: 99 }), (links) =>
    links.map(({ record: { action, by, outcome, patient, purpose, what } }) =>
      [by._tag === "Staff" ? by.staff : by._tag, action, what.kind, what.id, patient, purpose, outcome].join(
        " ",
      ),
    ),
  ),
)

const wordless: CallBrief.Calling = {
  agent: "小李",
  agentNumber: "8012",
  hospital: "市一院",
  callBackNumber: "0531-12345",
  script: GeneralScripts.followUp,
  salutations: { childUnder: 14, elderFrom: 65 },
}

const received = (n: number): Inbox.Received => ({
  tenant,
  id: Id.MessageId.make(`r${n}`),
  channel: "sms",
  from: "+8613800000000",
  text: "我搬家了",
  receivedAt: DateTime.makeUnsafe(evening + n),
  persons: [],
  waits: "unknownSender",
})

const policy = Schema.decodeUnknownSync(Retention.RetentionPolicy)({
  id: "records",
  version: "1",
  zone: "Asia/Shanghai",
  keeps: [],
  erases: [],
  hours: { _tag: "Always" },
})

/** A patient with a plan, and two messages that wait. */
const prepared = Effect.gen(function* () {
  const plan = yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
  for (const n of [1, 2]) yield* (yield* Inbox.Inbox).insert(received(n))
  const [task] = plan.tasks
  if (task === undefined) throw new Error("a plan without tasks")
  return { plan: plan.id, task: task.id }
})

type Prepared = Effect.Success<typeof prepared>
type Refusal = { readonly _tag: string }

interface Edge {
  readonly name: string
  readonly permission: Permission.Permission
  readonly act: (
    on: Prepared,
    acting: Access.Acting,
  ) => Effect.Effect<unknown, Refusal, House | RetentionPractice.RetentionPractice>
  /** What is in the log once it was done, behind who did it. */
  readonly allowed: ReadonlyArray<string>
  readonly refused: string
}

const override: Override.Override = {
  kind: "ownRequest",
  reason: "asked to be called at lunch",
  author: Id.StaffId.make("doctor-1"),
  givenAt: DateTime.makeUnsafe(evening),
}
const atNoon = { channel: "phone", at: DateTime.makeUnsafe("2026-03-03T12:30:00+08:00"), override } as const

const edges: ReadonlyArray<Edge> = [
  {
    name: "reading a call brief",
    permission: "readCallBrief",
    act: ({ plan, task }, acting) =>
      CallBrief.load(tenant, plan, task, acting, wordless, DateTime.makeUnsafe(evening)),
    allowed: ["read plan PLAN p1 care allowed"],
    refused: "read plan PLAN p1 care refused",
  },
  {
    name: "looking up a number that calls",
    permission: "readCallBrief",
    act: (_, acting) => Callers.find(tenant, { phone: hers, limit: 9 }, acting),
    allowed: ["read patient p1 p1 care allowed"],
    refused: "search discharge hospital  care refused",
  },
  {
    name: "reading what waits in the inbox",
    permission: "readReplies",
    act: (_, acting) => Replies.waiting(tenant, acting, { limit: 9 }),
    allowed: ["read message r1  care allowed", "read message r2  care allowed"],
    refused: "search message hospital  care refused",
  },
  {
    name: "reading a patient's tickets",
    permission: "readTickets",
    act: (_, acting) => Tickets.openOfPatient(tenant, p1, acting),
    allowed: ["read patient p1 p1 care allowed"],
    refused: "read patient p1 p1 care refused",
  },
  {
    name: "leaving the hours by an override",
    permission: "placeByOverride",
    act: ({ plan, task }, acting) => Scheduling.placeByOverride(tenant, plan, task, atNoon, acting),
    allowed: ["write plan PLAN p1 care allowed"],
    refused: "write plan PLAN p1 care refused",
  },
]

const granted = (permission: Permission.Permission, departments?: readonly [string]): Permission.Grant => ({
  id: Rule.RuleId.make("permission.own"),
  to: ["nurse"],
  permissions: [permission],
  purposes: ["care"],
  ...(departments === undefined ? {} : { departments }),
  enabled: true,
  source,
})

const inWard = <A, E>(
  grants: ReadonlyArray<Permission.Grant>,
  work: Effect.Effect<A, E, House | RetentionPractice.RetentionPractice>,
  provider: Provider = {},
) =>
  inHouse({ grants, practice: () => ({ forms: GeneralForms.all }), ...provider }, () =>
    Effect.provideService(work, RetentionPractice.RetentionPractice, { of: () => policy }),
  )

const everythingBut = (permission: Permission.Permission): ReadonlyArray<Permission.Grant> =>
  Permission.Permission.literals.flatMap((one) => (one === permission ? [] : [granted(one)]))

/** Everything that could have been changed. */
const kept = Effect.gen(function* () {
  const plans = yield* (yield* PlanStore.PlanStore).list(tenant, { limit: 9 })
  const stay = yield* (yield* DischargeStore.DischargeStore).find(tenant, Id.DischargeId.make("d1"))
  return JSON.stringify([plans.records, Option.getOrThrow(stay)])
})

describe.each(edges)("$name", ({ act, allowed, permission, refused }) => {
  it("is done by whom it is granted to, and is in the log", () =>
    inWard(
      [granted(permission)],
      Effect.gen(function* () {
        const on = yield* prepared
        yield* act(on, atWork)
        expect(yield* logged).toEqual(allowed.map((one) => `nurse-7 ${one.replace("PLAN", on.plan)}`))
      }),
    ))

  it("is refused to others, changes nothing, and the refusal is in the log", () =>
    inWard(
      everythingBut(permission),
      Effect.gen(function* () {
        const on = yield* prepared
        const before = yield* kept
        const answer = yield* Effect.flip(act(on, atWork))
        expect(answer).toMatchObject({ _tag: "PermissionRefused", permission, rule: "permission.none" })
        expect(yield* kept).toBe(before)
        expect(yield* logged).toEqual([`nurse-7 ${refused.replace("PLAN", on.plan)}`])
      }),
    ))
})

describe("what is granted within a department", () => {
  it.each([
    ["心内科", undefined],
    ["骨科", "permission.department"],
  ] as const)("of %s is asked of the patient's", (department, rule) =>
    inWard(
      [granted("readCallBrief", [department])],
      Effect.gen(function* () {
        const { plan, task } = yield* prepared
        const at = DateTime.makeUnsafe(evening)
        const brief = yield* Effect.result(CallBrief.load(tenant, plan, task, atWork, wordless, at))
        expect(Result.isFailure(brief) ? brief.failure : {}).toMatchObject(rule === undefined ? {} : { rule })
        expect(Result.isFailure(brief)).toBe(rule !== undefined)
      }),
    ),
  )
})

describe("earlier stays in a call brief", () => {
  const earlier = {
    ...discharge(1),
    id: Id.DischargeId.make("d0"),
    department: "精神科",
    dischargedAt: DateTime.makeUnsafe("2025-01-01T00:00:00Z"),
  }

  it.each([
    ["with a grant for all departments", undefined, ["精神科"]],
    ["but no other department's within one", ["心内科"], []],
  ] as const)("are there %s", (_, departments, expected) =>
    inWard(
      [granted("readCallBrief", departments)],
      Effect.gen(function* () {
        yield* (yield* DischargeStore.DischargeStore).put(tenant, earlier)
        const { plan, task } = yield* prepared
        const at = DateTime.makeUnsafe(evening)
        const { sealed } = yield* CallBrief.load(tenant, plan, task, atWork, wordless, at)
        expect(Redacted.value(sealed).earlier.map(({ department }) => department)).toEqual(expected)
      }),
    ),
  )
})

describe("what is granted to persons", () => {
  const toPersons: Permission.Grant = {
    ...granted("erase"),
    to: ["person"],
    purposes: ["personsRequest"],
  }

  it.each([
    ["p1", true],
    ["p2", false],
    ["a-stranger", false],
  ])("is done by those of the patient alone: %s", (person, isTheirs) =>
    inWard(
      [toPersons],
      Effect.gen(function* () {
        for (const n of [1, 2])
          yield* (yield* DischargeStore.DischargeStore).put(tenant, {
            ...discharge(n),
            dischargedAt: DateTime.makeUnsafe(evening),
          })
        const by = { _tag: "Person", person: Id.PersonId.make(person) } as const
        const answer = yield* Effect.result(Erasure.request(tenant, p1, by))
        expect(Result.isFailure(answer) ? answer.failure : {}).toMatchObject(
          isTheirs ? {} : { rule: "permission.person" },
        )
        expect(yield* logged).toEqual([
          `Person erase patient p1 p1 personsRequest ${isTheirs ? "allowed" : "refused"}`,
        ])
      }),
    ),
  )

  it.each([
    ["father", false],
    ["mother", true],
    ["p1", true],
  ])(
    "isn't done by whom the latest stay no longer names, unless that is the patient: %s",
    (person, mayRead) =>
      inWard(
        [{ ...toPersons, permissions: ["readTickets"] }],
        Effect.gen(function* () {
          const { persons, ...stay } = discharge(1)
          const [self] = persons
          const guardian = (name: string) =>
            ({ ...self, id: Id.PersonId.make(name), relation: "guardian", name }) as const
          const store = yield* DischargeStore.DischargeStore
          const later = { dischargedAt: DateTime.makeUnsafe(evening), id: Id.DischargeId.make("later") }
          yield* store.put(tenant, { ...stay, ...later, persons: [guardian("mother")] })
          const sooner = DateTime.makeUnsafe(evening - 1)
          yield* store.put(tenant, { ...stay, dischargedAt: sooner, persons: [self, guardian("father")] })
          const by = { _tag: "Person", person: Id.PersonId.make(person) } as const
          const answer = yield* Effect.result(
            Tickets.openOfPatient(tenant, p1, { by, purpose: "personsRequest" }),
          )
          if (mayRead) expect(answer).toEqual(Result.succeed([]))
          else expect(Result.isFailure(answer) && answer.failure).toMatchObject({ rule: "permission.person" })
        }),
      ),
  )

  it.each([
    ["guardian", true],
    ["caregiver", true],
    ["communityWorker", false],
  ] as const)("is done by who stands in for the patient: a %s", (relation, standsIn) =>
    inWard(
      [{ ...toPersons, permissions: ["readTickets"] }],
      Effect.gen(function* () {
        const { persons, ...stay } = discharge(1)
        const by = { _tag: "Person", person: Id.PersonId.make("other") } as const
        const other = { ...persons[0], id: by.person, relation }
        const dischargedAt = DateTime.makeUnsafe(evening)
        const store = yield* DischargeStore.DischargeStore
        yield* store.put(tenant, { ...stay, dischargedAt, persons: [persons[0], other] })
        const answer = yield* Effect.result(
          Tickets.openOfPatient(tenant, p1, { by, purpose: "personsRequest" }),
        )
        if (standsIn) expect(answer).toEqual(Result.succeed([]))
        else expect(Result.isFailure(answer) && answer.failure).toMatchObject({ rule: "permission.person" })
      }),
    ),
  )

  it("covers nothing that is of no patient known", () =>
    inWard(
      [Permission.askedElsewhere],
      Effect.gen(function* () {
        const acting = { by: { _tag: "Person", person: Id.PersonId.make("p1") }, purpose: "care" } as const
        const answer = yield* Effect.flip(Replies.waiting(tenant, acting, { limit: 9 }))
        expect(answer).toMatchObject({ rule: "permission.person" })
      }),
    ))
})

describe("what is permitted and then refused by its own rules", () => {
  it("is in the log as refused", () =>
    inWard(
      [granted("placeByOverride")],
      Effect.gen(function* () {
        const { plan } = yield* prepared
        const other = Id.TaskId.make("no-such-task")
        const answer = yield* Effect.flip(Scheduling.placeByOverride(tenant, plan, other, atNoon, atWork))
        expect(answer._tag).not.toBe("PermissionRefused")
        expect(yield* logged).toEqual([`nurse-7 write plan ${plan} p1 care refused`])
      }),
    ))
})

describe("messages that wait", () => {
  it("are read as the data of each patient for whom their senders are known", () =>
    inWard(
      [granted("readReplies")],
      Effect.gen(function* () {
        for (const n of [1, 2]) yield* Scheduling.schedule(tenant, discharge(n), [consent(n)])
        const persons = ["p1", "p2"].map((one) => Id.PersonId.make(one))
        yield* (yield* Inbox.Inbox).insert({ ...received(1), persons, waits: "severalPersons" })
        yield* (yield* Inbox.Inbox).insert(received(2))
        yield* Replies.waiting(tenant, atWork, { limit: 9 })
        expect(yield* logged).toEqual([
          "nurse-7 read message r1 p1 care allowed",
          "nurse-7 read message r1 p2 care allowed",
          "nurse-7 read message r2  care allowed",
        ])
      }),
    ))
})

describe("an erasure", () => {
  it("on request is asked for, whatever else is granted", () =>
    inWard(
      everythingBut("erase"),
      Effect.gen(function* () {
        yield* prepared
        const before = yield* kept
        const answer = yield* Effect.flip(Erasure.request(tenant, p1, atWork.by))
        expect(answer).toMatchObject({ _tag: "PermissionRefused", permission: "erase" })
        expect(yield* kept).toBe(before)
        expect(yield* logged).toEqual(["nurse-7 erase patient p1 p1 personsRequest refused"])
      }),
    ))
})

describe("what can't be recorded", () => {
  it("isn't handed out, and isn't done", () => {
    const unavailable = Effect.die(new Error("no log"))
    const stores: Provider["stores"] = (sound) =>
      Context.add(sound, AccessLog.AccessLog, {
        append: () => unavailable,
        head: () => unavailable,
        list: () => unavailable,
      })
    return inWard(
      [Permission.askedElsewhere],
      Effect.gen(function* () {
        const on = yield* prepared
        const before = yield* kept
        for (const { act } of edges) {
          const exit = yield* Effect.exit(act(on, atWork))
          expect(exit._tag).toBe("Failure")
        }
        expect(yield* kept).toBe(before)
      }),
      { stores },
    )
  })
})
