import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Postgres, Server } from "@aftercare/adapter-postgres"
import { Id, PhoneNumber, Retention } from "@aftercare/core"
import type { Discharge, FollowUpPlan } from "@aftercare/core/followup"
import { DischargeStore, Eraser, Inbox, MessageLog, PlanStore } from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { Array as Arr, DateTime, Effect, Layer, ManagedRuntime, Option, Redacted } from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { asSuperuser, database, debian15, debianBinaries, embedded, keyRing } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [her, him] = ["p-her", "p-him"].map((id) => Id.PatientId.make(id)) as [Id.PatientId, Id.PatientId]
const sample = <A>(arbitrary: fc.Arbitrary<A>) => {
  const [one] = fc.sample(arbitrary, { seed: 9, numRuns: 1 })
  if (one === undefined) throw new Error("no sample")
  return one
}

/** Everything of a patient that must be gone once it is erased. */
const told = (patient: Id.PatientId) => {
  const mark = patient === her ? "甲" : "乙"
  const secret = (of: string) => `${of}${mark}8431号`
  const phone = PhoneNumber.PhoneNumber.make(`+8613800${patient === her ? "111111" : "222222"}`)
  return { phone, secret }
}

const records = (patient: Id.PatientId) => {
  const { phone, secret } = told(patient)
  const person = Id.PersonId.make(`${patient}/self`)
  const drawn = sample(FollowUpArbitraries.discharge())
  const discharge: Discharge.Discharge = {
    ...drawn,
    id: Id.DischargeId.make(`d-${patient}`),
    patient,
    name: secret("王"),
    doctor: secret("李"),
    diagnoses: [{ code: "S72.00x", text: secret("股骨颈骨折") }],
    medicines: [{ name: secret("阿司匹林"), use: secret("每日一次") }],
    persons: [{ ...Arr.headNonEmpty(drawn.persons), id: person, name: secret("张"), phone }],
  }
  const made = sample(FollowUpArbitraries.plan().filter(({ tasks }) => tasks.length > 0))
  const plan: FollowUpPlan.FollowUpPlan = {
    ...made,
    id: Id.PlanId.make(`plan-${patient}`),
    patient,
    tasks: made.tasks.map((task) => ({
      ...task,
      addressee: person,
      state: {
        _tag: "Ended",
        end: { _tag: "Declined" },
        at: made.dischargedAt,
        signed: { author: Id.StaffId.make("nurse-1"), reason: secret("已搬到海淀区") },
      },
    })),
  }
  const sentAt = DateTime.makeUnsafe("2026-12-01T10:00:00Z")
  const message: MessageLog.Message = {
    tenant: hospital,
    id: Id.MessageId.make(`m-${patient}`),
    channel: "sms",
    address: phone,
    person,
    purpose: "followUp",
    subject: {
      _tag: "FollowUp",
      plan: plan.id,
      task: Id.TaskId.make("task"),
      attempt: Id.AttemptId.make("task/1"),
    },
    sentAt,
  }
  const reply: Inbox.Received = {
    tenant: hospital,
    id: Id.MessageId.make(`r-${patient}`),
    channel: "sms",
    from: phone,
    text: secret("我搬到了"),
    receivedAt: sentAt,
    persons: [person],
    waits: "words",
  }
  return { discharge, plan, message, reply, person }
}

const fill = (patient: Id.PatientId) =>
  Effect.gen(function* () {
    const { discharge, message, plan, reply } = records(patient)
    yield* (yield* DischargeStore.DischargeStore).put(hospital, discharge)
    yield* (yield* PlanStore.PlanStore).insert(hospital, plan, [{ _tag: "PlanMade", plan }])
    yield* (yield* MessageLog.MessageLog).put(message)
    yield* (yield* Inbox.Inbox).insert(reply)
  })

const erase = (patient: Id.PatientId) =>
  Effect.flatMap(Eraser.Eraser, (eraser) =>
    eraser.erase(hospital, { patient, persons: [records(patient).person] }, Retention.RecordKind.literals),
  )

describe.skipIf(debian15.missing !== undefined)("a dump of the database after an erasure", () => {
  test("tells nothing of the patient, even to who has the keys, and of others what it told before", async () => {
    const made = await database(debian15)
    const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), keyRing))
    await runtime.runPromise(Effect.all([fill(her), fill(him)]))
    const figures = () =>
      asSuperuser(
        made,
        Effect.flatMap(PgClient.PgClient, (sql) =>
          sql.withTransaction(
            Effect.gen(function* () {
              yield* sql`select set_config('app.tenant', 'hospital', true)`
              const tasks = yield* sql`select stage, state, "end", count(*)::integer as n
                from aftercare_report.task group by 1, 2, 3 order by 1, 2, 3`
              const stays = yield* sql`select department, chronic, high_risk, count(*)::integer as n
                from aftercare_report.discharge group by 1, 2, 3 order by 1, 2, 3`
              const sent = yield* sql`select channel, purpose, count(*)::integer as n
                from aftercare_report.message group by 1, 2 order by 1, 2`
              return { tasks, stays, sent }
            }),
          ),
        ),
      )
    const before = await figures()
    const counts = await runtime.runPromise(erase(her))
    expect(counts).toEqual({ discharge: 1, plan: 1, message: 1, inbox: 1, survey: 0, ticket: 0 })
    expect(await figures()).toEqual(before)

    /** All that is kept, opened: what a thief with the keys reads. */
    const opened = Effect.gen(function* () {
      const plans = yield* PlanStore.PlanStore
      const found: Array<unknown> = []
      for (const patient of [her, him]) {
        const { discharge, message, plan, reply } = records(patient)
        found.push(
          Option.getOrThrow(yield* (yield* DischargeStore.DischargeStore).find(hospital, discharge.id)),
        )
        found.push(Option.getOrThrow(yield* plans.find(hospital, plan.id)).record)
        found.push(yield* plans.events(hospital, plan.id))
        found.push(yield* (yield* MessageLog.MessageLog).find(hospital, message.id))
        found.push(yield* (yield* Inbox.Inbox).find(hospital, reply.id))
      }
      return JSON.stringify(found)
    })
    const { stdout } = await promisify(execFile)(
      `${debianBinaries}/pg_dump`,
      [Redacted.value(Server.urlOf(made.server, made.name))],
      { maxBuffer: 1 << 28 },
    )
    const plain = await runtime.runPromise(opened)
    await runtime.dispose()
    const isThere = (text: string) =>
      plain.includes(text) || stdout.includes(text) || stdout.includes(Buffer.from(text).toString("hex"))
    expect([told(her).secret(""), told(her).phone.slice(3)].filter(isThere)).toEqual([])
    expect(plain).toContain(told(him).secret("股骨颈骨折"))
    expect(plain).toContain(told(him).phone)
    expect(stdout).toContain(`d-${her}`)
  })
})

test("an erasure leaves no phone number by which a discharge or a message is found", async () => {
  const made = await database(embedded)
  const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), keyRing))
  await runtime.runPromise(Effect.all([fill(her), fill(him)]))
  const hashes = () =>
    asSuperuser(
      made,
      Effect.flatMap(
        PgClient.PgClient,
        (sql) => sql<{ readonly n: number }>`select (select count(*) from aftercare.discharge_phone)::integer
          + (select count(address) from aftercare.message)::integer as n`,
      ),
    )
  expect(await hashes()).toEqual([{ n: 4 }])
  await runtime.runPromise(erase(her))
  expect(await hashes()).toEqual([{ n: 2 }])
  expect(await runtime.runPromise(erase(her))).toEqual({
    discharge: 0,
    plan: 0,
    message: 0,
    inbox: 0,
    survey: 0,
    ticket: 0,
  })
  await runtime.dispose()
})
