import { readdirSync, readFileSync } from "node:fs"
import {
  type Access,
  AccessLog,
  type AccessRecord,
  CallBrief,
  Callers,
  ChinaCalendar,
  DischargeStore,
  Erasure,
  Escalation,
  GeneralFeedback,
  GeneralForms,
  GeneralScripts,
  GeneralSla,
  Id,
  type Override,
  type Permission,
  PhoneNumber,
  Replies,
  RetentionPractice,
  Rule,
  Scheduling,
  SlaPolicy,
  TicketPractice,
  Tickets,
} from "@aftercare/core"
import { DateTime, Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { assessed } from "../feedback/support/items.ts"
import { consent, discharge, evening, type House, inHouse, tenant } from "./house.ts"

const at = DateTime.makeUnsafe(evening)
const nurse = Id.StaffId.make("nurse-7")
const surgery = Id.DepartmentId.make("surgery")

const policy = Result.getOrThrow(SlaPolicy.publish(GeneralSla.hospital, [ChinaCalendar.publicHolidays]))
const desk: TicketPractice.HospitalTicketPractice = {
  ground: {
    staff: new Map([[nurse, [surgery]]]),
    departments: new Set([surgery]),
    categories: GeneralFeedback.categories,
    policy: GeneralFeedback.ticketPolicy,
  },
  policies: [policy],
  policy: policy.version,
  roster: Escalation.roster([]),
  dangerAuthor: nurse,
  reach: () => undefined,
  compose: () => ({ text: "" }),
}

const override: Override.Override = {
  kind: "ownRequest",
  reason: "asked to be called at lunch",
  author: nurse,
  givenAt: at,
}
const atNoon = { channel: "phone", at: DateTime.makeUnsafe("2026-03-03T12:30:00+08:00"), override } as const

const calling: CallBrief.Calling = {
  agent: "小李",
  agentNumber: "8012",
  hospital: "市一院",
  callBackNumber: "0531-12345",
  script: GeneralScripts.followUp,
  salutations: { childUnder: 14, elderFrom: 65 },
}

type Everything = House | RetentionPractice.RetentionPractice | TicketPractice.TicketPractice

/** What somebody may want to reach, by its ids. */
interface Ids {
  readonly plan: Id.PlanId
  readonly task: Id.TaskId
  readonly ticket: Id.TicketId
  readonly patient: Id.PatientId
  readonly phone: PhoneNumber.PhoneNumber
}

const nowhere: Ids = {
  plan: Id.PlanId.make("no-plan"),
  task: Id.TaskId.make("no-task"),
  ticket: Id.TicketId.make("no-ticket"),
  patient: Id.PatientId.make("nobody"),
  phone: PhoneNumber.PhoneNumber.make("+8613911112222"),
}

type Reached = Effect.Effect<unknown, { readonly _tag: string }, Everything>

/** Every workflow that asks who may, by the words with which it is exported. */
const workflows: Readonly<
  Record<string, readonly [Permission.Permission, (ids: Ids, acting: Access.Acting) => Reached]>
> = {
  "CallBrief.load": [
    "readCallBrief",
    ({ plan, task }, acting) => CallBrief.load(tenant, plan, task, acting, calling, at),
  ],
  "Callers.find": ["readCallBrief", ({ phone }, acting) => Callers.find(tenant, { phone, limit: 9 }, acting)],
  "Erasure.request": ["erase", ({ patient }, { by }) => Erasure.request(tenant, patient, by)],
  "Replies.waiting": ["readReplies", (_, acting) => Replies.waiting(tenant, acting, { limit: 9 })],
  "Scheduling.placeByOverride": [
    "placeByOverride",
    ({ plan, task }, acting) => Scheduling.placeByOverride(tenant, plan, task, atNoon, acting),
  ],
  "Tickets.close": [
    "closeTicket",
    ({ ticket }, acting) =>
      Tickets.close(tenant, ticket, acting, { id: Id.EventId.make("e-9"), at, recordedAt: at }),
  ],
  "Tickets.openOfPatient": [
    "readTickets",
    ({ patient }, acting) => Tickets.openOfPatient(tenant, patient, acting),
  ],
}

const granted = (
  permission: Permission.Permission,
  {
    departments,
    purpose,
  }: { readonly departments?: readonly [string]; readonly purpose: AccessRecord.AccessPurpose },
): Permission.Grant => ({
  id: Rule.RuleId.make("permission.own"),
  to: ["nurse", "person"],
  permissions: [permission],
  purposes: [purpose],
  ...(departments === undefined ? {} : { departments }),
  enabled: true,
  source: { title: "own", status: "hospitalPolicy", verified: "own" },
})

const staff: AccessRecord.Accessor = { _tag: "Staff", staff: nurse, role: "nurse" }
const stranger: AccessRecord.Accessor = { _tag: "Person", person: Id.PersonId.make("p2") }

type Grants = (
  permission: Permission.Permission,
  purpose: AccessRecord.AccessPurpose,
) => ReadonlyArray<Permission.Grant>

/** Those who may not, and by what they are held off. */
const held: ReadonlyArray<readonly [string, AccessRecord.Accessor, Grants]> = [
  ["whom nothing is granted", staff, () => []],
  ["who come for something else", staff, (one) => [granted(one, { purpose: "administration" })]],
  ["of another department", staff, (one, purpose) => [granted(one, { purpose, departments: ["骨科"] })]],
  ["who are somebody else's persons", stranger, (one, purpose) => [granted(one, { purpose })]],
  ...["心内科", surgery, "骨科"].map(
    (department) =>
      [
        `who are somebody else's persons, within ${department}`,
        stranger,
        (one, purpose) => [granted(one, { purpose, departments: [department] })],
      ] as const satisfies (typeof held)[number],
  ),
]

const retention = {
  id: "r",
  version: "1",
  zone: "Asia/Shanghai",
  keeps: [],
  erases: [],
  hours: { _tag: "Always" },
}

/** A patient with a plan and a ticket, and another one, whose person is `p2`. */
const prepared = Effect.gen(function* () {
  const plan = yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
  yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(2))
  const ticket = Id.TicketId.make("t-1")
  yield* Tickets.register(
    tenant,
    {
      ticket,
      owner: { staff: nurse, department: surgery },
      feedback: {
        id: Id.FeedbackId.make("f-1"),
        channel: "bedside",
        receivedAt: at,
        registeredAt: at,
        sender: { _tag: "Named", name: "王芳", replyTo: { channels: ["faceToFace"] } },
        patient: { id: discharge(1).patient },
        subject: "换药等了两个小时",
        people: [],
        account: "",
        evidence: [],
        assessment: assessed({ departments: [surgery] }),
      },
    },
    { id: Id.EventId.make("e-1"), by: { _tag: "Staff", staff: nurse } },
  )
  const [task] = plan.tasks
  if (task === undefined) throw new Error("a plan without tasks")
  const ids: Ids = {
    plan: plan.id,
    task: task.id,
    ticket,
    patient: plan.patient,
    phone: PhoneNumber.PhoneNumber.make("+8613800000000"),
  }
  return ids
})

const inWard = <A, E>(grants: ReadonlyArray<Permission.Grant>, work: Effect.Effect<A, E, Everything>) =>
  inHouse({ grants, practice: () => ({ forms: GeneralForms.all }) }, () =>
    work.pipe(
      Effect.provideService(TicketPractice.TicketPractice, { of: () => desk }),
      Effect.provideService(RetentionPractice.RetentionPractice, { of: () => retention as never }),
    ),
  )

const answered = (reached: Reached) =>
  Effect.map(Effect.result(reached), (answer) =>
    Result.isFailure(answer)
      ? Object.fromEntries(Object.entries(answer.failure).filter(([key]) => key !== "stack"))
      : "done",
  )

describe("what isn't there", () => {
  it("is asked of every workflow that asks who may", () => {
    const folder = new URL("../../src/workflows/", import.meta.url)
    const asking = readdirSync(folder).flatMap((file) => {
      const functions = readFileSync(new URL(file, folder), "utf8")
        .split(/\n(?=(?:export )?const )/)
        .slice(1)
      return functions.flatMap((text) => {
        const name = /^export const (\w+)/.exec(text)?.[1]
        return name !== undefined && /\bacting: Access\.Acting|\bby: Accessor/.test(text)
          ? [`${file.slice(0, -3)}.${name}`]
          : []
      })
    })
    expect(asking.sort()).toEqual(Object.keys(workflows).sort())
  })

  describe.each(Object.entries(workflows))(
    "is no other answer of %s than what is another's",
    (name, [permission, reach]) => {
      const purpose = name === "Erasure.request" ? "personsRequest" : "care"

      it.each(held)("to those %s", (_, by, grants) =>
        inWard(
          grants(permission, purpose),
          Effect.gen(function* () {
            const ids = yield* prepared
            const acting = { by, purpose } as const
            const there = yield* answered(reach(ids, acting))
            const absent = yield* answered(reach(nowhere, acting))
            expect(there).toMatchObject({ _tag: "PermissionRefused", permission })
            expect(absent).toEqual(there)
          }),
        ),
      )
    },
  )

  it.each(["CallBrief.load", "Scheduling.placeByOverride", "Tickets.close"])(
    "is told by %s to who may wherever it were, and isn't in the log",
    (name) => {
      const [permission, reach] = workflows[name] ?? []
      if (permission === undefined || reach === undefined) throw new Error(name)
      return inWard(
        [granted(permission, { purpose: "care" })],
        Effect.gen(function* () {
          const answer = yield* answered(reach(nowhere, { by: staff, purpose: "care" }))
          expect(answer).toMatchObject({ reason: { _tag: "NotFound" } })
          expect(yield* (yield* AccessLog.AccessLog).list(tenant, { after: 0, limit: 9 })).toEqual([])
        }),
      )
    },
  )
})
