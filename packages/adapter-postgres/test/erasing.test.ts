import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Postgres, Server } from "@aftercare/adapter-postgres"
import {
  AccessAudit,
  ChinaCalendar,
  ChinaContact,
  Erasure,
  GeneralProtocols,
  Hours,
  Id,
  MessageChannel,
  Outreach,
  PhoneNumber,
  PlainDate,
  Practice,
  Retention,
  RetentionPractice,
  Rule,
  TimeZone,
} from "@aftercare/core"
import type { Discharge, FollowUpPlan } from "@aftercare/core/followup"
import { CallRecord } from "@aftercare/core/hotline"
import {
  AccessLog,
  CallStore,
  CareStore,
  DischargeStore,
  Eraser,
  Inbox,
  MessageLog,
  PlanStore,
  SurveyStore,
  UnitOfWork,
} from "@aftercare/core/ports"
import { CareArbitraries, FollowUpArbitraries, LeaseClock, SurveyArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import {
  Array as Arr,
  Context,
  DateTime,
  Duration,
  Effect,
  Exit,
  Layer,
  ManagedRuntime,
  Option,
  Predicate,
  Redacted,
  Result,
} from "effect"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  asSuperuser,
  type Database,
  database,
  debian15,
  debianBinaries,
  embedded,
  keyRing,
  leaseClock,
} from "./support/servers.ts"

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
  const at = { id: Id.EventId.make("e-1"), at: sentAt }
  const arrived = CallRecord.arrive({ call: Id.CallId.make(`c-${patient}`), caller: phone }, at)
  const acts: ReadonlyArray<CallRecord.CallAct> = [
    { _tag: "Linked", link: { _tag: "Patient", patient } },
    { _tag: "Noted", by: Id.StaffId.make("agent-1"), text: secret("来电改约") },
    { _tag: "VoicemailLeft", recording: secret("录音") },
  ]
  const call = acts.reduce(([before, events], act, n) => {
    const [next, more] = Result.getOrThrow(
      CallRecord.record(before, act, { id: Id.EventId.make(`e-${n + 2}`), at: sentAt }),
    )
    return [next, [...events, ...more]] as const
  }, arrived)
  const { message: sent, to } = sample(CareArbitraries.keptCareMessage())
  const care: CareStore.KeptCareMessage = {
    message: { ...sent, id: Id.CareMessageId.make(`care-${patient}`), addressee: person, patient },
    to: { ...to, id: person, name: secret("张"), phone },
    needsGuardian: false,
  }
  return { discharge, plan, message, reply, person, call, care }
}

const fill = (patient: Id.PatientId) =>
  Effect.gen(function* () {
    const { call, care, discharge, message, plan, reply } = records(patient)
    yield* (yield* DischargeStore.DischargeStore).put(hospital, discharge)
    yield* (yield* PlanStore.PlanStore).insert(hospital, plan, [{ _tag: "PlanMade", plan }])
    yield* (yield* MessageLog.MessageLog).put(message)
    yield* (yield* Inbox.Inbox).insert(reply)
    yield* (yield* CallStore.CallStore).insert(hospital, ...call)
    yield* (yield* CareStore.CareStore).messages.insert(hospital, care, [
      { _tag: "CareMessageMade", message: care.message },
    ])
  })

const rows = (statement: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<{ readonly n: number }>(statement))

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
              const calls = yield* sql`select state, "end", talks, count(*)::integer as n
                from aftercare_report.call group by 1, 2, 3 order by 1, 2, 3`
              return { tasks, stays, sent, calls }
            }),
          ),
        ),
      )
    const before = await figures()
    const counts = await runtime.runPromise(erase(her))
    expect(counts).toEqual({
      discharge: 1,
      plan: 1,
      message: 1,
      inbox: 1,
      survey: 0,
      ticket: 0,
      call: 1,
      care: 1,
    })
    expect(await figures()).toEqual(before)

    /** All that is kept, opened: what a thief with the keys reads. */
    const opened = Effect.gen(function* () {
      const plans = yield* PlanStore.PlanStore
      const found: Array<unknown> = []
      for (const patient of [her, him]) {
        const { call, discharge, message, plan, reply } = records(patient)
        found.push(
          Option.getOrThrow(yield* (yield* DischargeStore.DischargeStore).find(hospital, discharge.id)),
        )
        found.push(Option.getOrThrow(yield* plans.find(hospital, plan.id)).record)
        found.push(yield* plans.events(hospital, plan.id))
        found.push(yield* (yield* MessageLog.MessageLog).find(hospital, message.id))
        found.push(yield* (yield* Inbox.Inbox).find(hospital, reply.id))
        const calls = yield* CallStore.CallStore
        found.push(yield* calls.find(hospital, call[0].id), yield* calls.events(hospital, call[0].id))
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
    expect(plain).toContain(told(him).secret("来电改约"))
    expect(plain).toContain(told(him).secret("录音"))
    expect(plain).toContain(told(him).phone)
    expect(stdout).toContain(`d-${her}`)
  })
})

test("an erasure leaves no phone number by which a discharge, a message or a call is found", async () => {
  const made = await database(embedded)
  const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), keyRing))
  await runtime.runPromise(Effect.all([fill(her), fill(him)]))
  const hashes = () =>
    asSuperuser(
      made,
      Effect.flatMap(
        PgClient.PgClient,
        (sql) => sql<{ readonly n: number }>`select (select count(*) from aftercare.discharge_phone)::integer
          + (select count(address) from aftercare.message)::integer
          + (select count(caller) from aftercare.call)::integer as n`,
      ),
    )
  /** Which transaction wrote each row. */
  const writers = () =>
    asSuperuser(
      made,
      Effect.flatMap(
        PgClient.PgClient,
        (sql) => sql`select id, xmin::text from aftercare.message union all
          select id, xmin::text from aftercare.call order by id`,
      ),
    )
  expect(await hashes()).toEqual([{ n: 6 }])
  await runtime.runPromise(erase(her))
  expect(await hashes()).toEqual([{ n: 3 }])
  const written = await writers()
  expect(await runtime.runPromise(erase(her))).toEqual({
    discharge: 0,
    plan: 0,
    message: 0,
    inbox: 0,
    survey: 0,
    ticket: 0,
    call: 0,
    care: 0,
  })
  expect(await writers()).toEqual(written)
  await runtime.dispose()
})

/** How many rows of these tables were read so far, as the server counts them once connections are closed. */
const rowsRead = (made: Database, tables: ReadonlyArray<string>) =>
  asSuperuser(
    made,
    Effect.flatMap(PgClient.PgClient, (sql) =>
      Effect.map(
        sql<{ readonly n: number }>`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as n
          from pg_stat_user_tables where ${sql.in("relname", tables)}`,
        ([row]) => row?.n ?? 0,
      ),
    ),
  )

const working = async <A>(made: Database, work: Effect.Effect<A, unknown, Postgres.Ports>) => {
  const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), keyRing))
  const answer = await runtime.runPromise(work)
  await runtime.dispose()
  return answer
}

describe("what was sent back", () => {
  const inbox = ["inbox", "inbox_person"]
  const few = 600
  const replyOf = (n: number): Inbox.Received => ({
    ...records(him).reply,
    id: Id.MessageId.make(`other-${n}`),
    persons: [Id.PersonId.make(`other-${n}/self`)],
  })
  const filled = async (others = few) => {
    const made = await database(embedded)
    const insert = Effect.gen(function* () {
      const [{ run }, inbox] = [yield* UnitOfWork.UnitOfWork, yield* Inbox.Inbox]
      const all = Array.from({ length: others }, (_, n) => replyOf(n))
      yield* run(Effect.forEach(all, (reply) => inbox.insert(reply), { discard: true }))
      yield* Effect.all([fill(her), fill(him)])
    })
    await working(made, insert)
    await asSuperuser(made, rows("analyze aftercare.inbox"))
    return made
  }

  test("is found by whom it is linked to, however much others sent", async () => {
    const made = await filled()
    const before = await rowsRead(made, inbox)
    expect((await working(made, erase(her))).inbox).toBe(1)
    expect((await rowsRead(made, inbox)) - before).toBeLessThan(20)
  }, 20_000)

  const age = async (made: Database) => {
    await asSuperuser(made, rows("truncate aftercare.inbox_person"))
    await asSuperuser(made, rows("update aftercare.inbox set is_linked = false"))
  }
  const prepare = Effect.flatMap(Eraser.Eraser, (eraser) => eraser.prepare(hospital))
  const unlinked = (made: Database) =>
    Effect.map(
      Effect.promise(() =>
        asSuperuser(made, rows("select count(*)::integer as n from aftercare.inbox where not is_linked")),
      ),
      ([row]) => row?.n,
    )

  test("is read once where an earlier version wrote it, and then found as the rest", async () => {
    const made = await filled()
    await age(made)
    await working(made, prepare)
    expect(await Effect.runPromise(unlinked(made))).toBe(0)
    const before = await rowsRead(made, inbox)
    expect((await working(made, erase(her))).inbox).toBe(1)
    expect((await rowsRead(made, inbox)) - before).toBeLessThan(20)
  }, 20_000)

  test("of an earlier version's is linked by and by: whoever is killed, and whatever others hold or handle", async () => {
    const [many, batch] = [2_000, 200]
    const made = await filled(many)
    await age(made)
    const other = (n: number) => replyOf(n).id
    // In the order of their ids it is in the middle of the third batch.
    const ids = Array.from({ length: many }, (_, n) => other(n)).sort()
    const at = ids[2.5 * batch]
    await asSuperuser(
      made,
      rows(`create function public.kill() returns trigger language plpgsql as $$ begin
        perform pg_terminate_backend(pg_backend_pid()); return new; end $$`),
    )
    await asSuperuser(
      made,
      rows(`create trigger kill before insert on aftercare.inbox_person for each row
        when (new.inbox = '${at}') execute function public.kill()`),
    )
    const unavailable = { reason: { _tag: "Unavailable" } }
    expect(await working(made, Effect.flip(prepare))).toMatchObject(unavailable)
    const left = many + 2 - 2 * batch
    expect(await Effect.runPromise(unlinked(made))).toBe(left)
    // Nothing is left out, nor is so much read in one unit of work.
    expect(await working(made, Effect.flip(erase(her)))).toMatchObject(unavailable)
    await asSuperuser(made, rows("drop trigger kill on aftercare.inbox_person"))

    const handled = Array.from({ length: 50 }, (_, n) => other(n * 40))
    const meanwhile = Effect.gen(function* () {
      const [inbox, { run }] = [yield* Inbox.Inbox, yield* UnitOfWork.UnitOfWork]
      const by = Id.StaffId.make("nurse-1")
      const handle = Effect.forEach(handled, (id) =>
        inbox.handle(hospital, id, { at: DateTime.makeUnsafe("2026-12-02T10:00:00Z"), by }),
      )
      const [, all] = yield* Effect.all([prepare, handle], { concurrency: "unbounded" })
      return { all, left: yield* unlinked(made), erased: yield* run(erase(her)) }
    })
    const held = await asSuperuser(
      made,
      Effect.flatMap(PgClient.PgClient, (sql) =>
        sql.withTransaction(
          Effect.andThen(
            sql`select id from aftercare.inbox where id = ${other(1_999)} for update`,
            Effect.promise(() => working(made, meanwhile)),
          ),
        ),
      ),
    )
    expect(held.all.filter((one) => one.handled !== undefined).length).toBe(handled.length)
    expect(held.erased.inbox).toBe(1)
    // What was held, or handled at that moment, was passed over.
    expect(held.left).toBeGreaterThanOrEqual(1)
    expect(held.left).toBeLessThanOrEqual(1 + handled.length)
    await working(made, prepare)
    expect(await Effect.runPromise(unlinked(made))).toBe(0)
    const transactions = await asSuperuser(
      made,
      rows("select count(*)::integer as n from aftercare.inbox_person group by xmin::text order by n"),
    )
    expect(transactions.reduce((sum, { n }) => sum + n, 0)).toBe(many + 2)
    expect(transactions.at(-1)?.n).toBe(batch)
    const stay = await working(
      made,
      Effect.flatMap(Inbox.Inbox, (inbox) =>
        Effect.forEach(handled, (id) => Effect.map(inbox.find(hospital, id), Option.getOrThrow)),
      ),
    )
    expect(stay).toEqual(held.all)
  }, 30_000)

  test("is looked through where little of an earlier version's isn't linked", async () => {
    const made = await filled(0)
    await age(made)
    const counts = await working(made, erase(her))
    expect(counts.inbox).toBe(1)
    expect(await Effect.runPromise(unlinked(made))).toBe(2)
  })
})

describe("surveys", () => {
  const survey = ["invitation", "response"]
  const stranger = Id.PatientId.make("p-stranger")
  const at = DateTime.makeUnsafe("2026-12-01T10:00:00Z")
  const about = (patient: Id.PatientId | undefined) => ({
    occasion: {
      id: Id.OccasionId.make("visit"),
      kind: "visit" as const,
      at,
      ...(patient === undefined ? {} : { patient }),
    },
  })
  const drawn = sample(SurveyArbitraries.keptInvitation())
  const invite = (id: string, addressee: string, patient?: Id.PatientId): SurveyStore.KeptInvitation => {
    const person = Id.PersonId.make(addressee)
    return {
      ...drawn,
      invitation: {
        ...drawn.invitation,
        id: Id.InvitationId.make(id),
        addressee: person,
        ...about(patient),
      },
      to: { ...Arr.headNonEmpty(records(him).discharge.persons), id: person },
      codes: [],
    }
  }
  const answer = (
    id: string,
    to: { readonly invitation?: string; readonly patient?: Id.PatientId },
  ): SurveyStore.KeptResponse => ({
    response: {
      id: Id.ResponseId.make(id),
      questionnaire: drawn.invitation.questionnaire,
      source: "paper",
      language: "zh",
      answeredAt: at,
      answers: { words: { _tag: "Words", text: "食堂远" } },
      ...(to.invitation === undefined
        ? about(to.patient)
        : { invitation: Id.InvitationId.make(to.invitation) }),
    },
  })
  test("are read for what was sent, sent back and asked alone: a damaged invitation holds up nothing else", async () => {
    const made = await database(embedded)
    await working(
      made,
      Effect.andThen(
        fill(her),
        Effect.flatMap(SurveyStore.SurveyStore, (store) =>
          store.insert(hospital, invite("damaged", "anybody", her), []),
        ),
      ),
    )
    await asSuperuser(made, rows("update aftercare.invitation set sealed = '\\x00'"))
    const of = (kind: Retention.RecordKind) =>
      Effect.flatMap(Eraser.Eraser, (eraser) =>
        Effect.result(eraser.erase(hospital, { patient: her, persons: [records(her).person] }, [kind])),
      )
    const done = await working(
      made,
      Effect.forEach(Retention.RecordKind.literals, (kind) =>
        Effect.map(of(kind), ({ _tag }) => [kind, _tag]),
      ),
    )
    expect(done.filter(([, tag]) => tag === "Failure").map(([kind]) => kind)).toEqual([
      "message",
      "inbox",
      "survey",
    ])
  })

  const others = Array.from({ length: 400 }, (_, n) => Id.PatientId.make(`other-${n}`))
  const invitations = [
    invite("hers", "somebody", her),
    invite("to-her", records(her).person),
    invite("about-another", records(her).person, him),
    invite("to-another", "somebody"),
    invite("strangers", "stranger", stranger),
    ...others.map((patient) => invite(`of-${patient}`, `${patient}/self`, patient)),
  ]
  const answers = [
    answer("to-hers", { invitation: "hers" }),
    answer("hers-unasked", { patient: her }),
    answer("anybodys", {}),
    answer("to-strangers", { invitation: "strangers" }),
    answer("strangers-unasked", { patient: stranger }),
    ...others.map((patient) => answer(`of-${patient}`, { patient })),
  ]
  const fillAll = Effect.gen(function* () {
    const [{ run }, store] = [yield* UnitOfWork.UnitOfWork, yield* SurveyStore.SurveyStore]
    const insert = Effect.forEach(invitations, (one) => store.insert(hospital, one, []), { discard: true })
    const put = Effect.forEach(answers, (one) => store.putResponse(hospital, one), { discard: true })
    yield* run(Effect.andThen(insert, put))
  })
  const age = (made: Database, condition: string) =>
    Effect.runPromise(
      Effect.forEach(survey, (table) =>
        Effect.promise(() =>
          asSuperuser(
            made,
            rows(`update aftercare.${table} set patient = null, is_linked = false where ${condition}`),
          ),
        ),
      ),
    )
  const prepare = Effect.flatMap(Eraser.Eraser, (eraser) => eraser.prepare(hospital))
  const erased = (patient: Id.PatientId, persons: ReadonlyArray<Id.PersonId>) =>
    Effect.flatMap(Eraser.Eraser, (eraser) =>
      Effect.map(eraser.erase(hospital, { patient, persons }, ["survey"]), (counts) => counts.survey),
    )
  const words = Effect.flatMap(SurveyStore.SurveyStore, (store) =>
    Effect.map(
      Effect.forEach(answers, ({ response: { id } }) =>
        Effect.map(store.response(hospital, id), Option.getOrThrow),
      ),
      (all) =>
        all.flatMap(({ response }) =>
          JSON.stringify(response.answers).includes("食堂远") ? [response.id] : [],
        ),
    ),
  )
  const kept = answers
    .map(({ response: { id } }) => id)
    .filter((id) => id === "anybodys" || id.startsWith("of-"))

  test.each([
    ["were linked as they were written", []],
    ["an earlier version wrote, and are linked since", ["true", prepare]],
    ["an earlier version wrote, which is known of few", ["id not like 'of-%'"]],
  ] as const)(
    "that %s are found by the patient, however many others answered",
    async (_, [aged, mend]) => {
      const made = await database(embedded)
      await working(made, fillAll)
      if (aged !== undefined) await age(made, aged)
      if (mend !== undefined) {
        expect(await working(made, Effect.flip(erased(her, [])))).toMatchObject({
          reason: { _tag: "Unavailable" },
        })
        await working(made, mend)
      }
      for (const table of survey) await asSuperuser(made, rows(`vacuum analyze aftercare.${table}`))
      // So few rows fit on so few pages that a server would rather read them all.
      await asSuperuser(made, rows(`alter database "${made.name}" set enable_seqscan = off`))
      const before = await rowsRead(made, survey)
      const about = Effect.flatMap(SurveyStore.SurveyStore, (store) => store.ofPatient(hospital, her))
      expect((await working(made, about)).map(({ record }) => record.invitation.id)).toEqual(["hers"])
      expect(await working(made, erased(her, [records(her).person]))).toBe(4)
      expect(await working(made, erased(stranger, []))).toBe(3)
      expect((await rowsRead(made, survey)) - before).toBeLessThan(60)
      expect(await working(made, words)).toEqual(kept)
    },
    20_000,
  )
})

test("calls of a ticket that an earlier version wrote last are linked once, and an erasure leaves that as it is", async () => {
  const made = await database(embedded)
  const runtime = ManagedRuntime.make(Layer.provide(Postgres.layer({ url: made.url }), keyRing))
  const [ticket, other] = ["t-1", "t-2"].map((id) => Id.TicketId.make(id)) as [Id.TicketId, Id.TicketId]
  const ids = ["c-1", "c-2", "c-3"].map((id) => Id.CallId.make(id))
  const insert = Effect.gen(function* () {
    const store = yield* CallStore.CallStore
    for (const id of ids) {
      const call = { ...records(her).call[0], id, links: [{ _tag: "Ticket", ticket } as const] }
      yield* store.insert(hospital, call, [])
    }
  })
  const ofTicket = (ticket: Id.TicketId) =>
    runtime.runPromise(
      Effect.flatMap(CallStore.CallStore, (store) =>
        Effect.map(store.ofTicket(hospital, { ticket, items: [] }), (found) =>
          found.map(({ record: { id } }) => id),
        ),
      ),
    )
  const writers = () => asSuperuser(made, rows("select id, xmin::text from aftercare.call order by id"))
  const unlinked = () =>
    asSuperuser(made, rows("select count(*)::integer as n from aftercare.call where not is_linked"))
  await runtime.runPromise(insert)
  const written = await writers()
  expect(await ofTicket(ticket)).toEqual(ids)
  expect(await writers()).toEqual(written)
  // One is as a version wrote it that linked nothing, one as it left it that had another ticket before.
  await asSuperuser(made, rows("delete from aftercare.call_link where call = 'c-1'"))
  await asSuperuser(made, rows("update aftercare.call set linked = null where id = 'c-1'"))
  await asSuperuser(made, rows("update aftercare.call_link set record = 't-2' where call = 'c-2'"))
  await asSuperuser(made, rows("update aftercare.call set linked = 0 where id = 'c-2'"))
  const aged = await writers()
  expect(await ofTicket(other)).toEqual([])
  expect(await ofTicket(ticket)).toEqual(ids)
  // Whoever asks leaves them so, and who prepares an erasure links them once.
  expect([await unlinked(), await writers()]).toEqual([[{ n: 2 }], aged])
  const prepare = Effect.flatMap(Eraser.Eraser, (eraser) => eraser.prepare(hospital))
  await runtime.runPromise(prepare)
  const linked = await writers()
  await runtime.runPromise(prepare)
  expect([await unlinked(), await writers()]).toEqual([[{ n: 0 }], linked])
  expect([await ofTicket(ticket), await ofTicket(other)]).toEqual([ids, []])
  await runtime.runPromise(Effect.flatMap(Eraser.Eraser, ({ eraseCalls }) => eraseCalls(hospital, ids)))
  expect(await unlinked()).toEqual([{ n: 0 }])
  expect(await ofTicket(ticket)).toEqual(ids)
  await runtime.dispose()
})

/** Long over, and worked on at any hour: the clock here is nobody's to set. */
const policy: Retention.RetentionPolicy = {
  id: "records",
  version: "1",
  zone: TimeZone.make("Asia/Shanghai"),
  keeps: [],
  erases: [
    {
      id: Rule.RuleId.make("erasure.all"),
      kinds: Arr.map(Retention.RecordKind.literals, (k) => k),
      months: 12,
    },
  ],
  hours: Hours.always,
}

test("whatever call a worker stops at, each patient of a term is erased and recorded once", async () => {
  const made = await database(embedded)
  const stops = [3, 9, 40, 60]
  let isCounted = false
  let calls = 0
  const step = Effect.suspend(() => {
    calls += 1
    if (calls !== stops[0]) return Effect.void
    calls = 0
    stops.shift()
    return Effect.interrupt
  })
  const counted = <A>(service: A): A =>
    new Proxy(service as object, {
      get: (of, name) => {
        const method: unknown = Reflect.get(of, name)
        if (!Predicate.isFunction(method)) return method
        return (...given: ReadonlyArray<unknown>) => {
          const call = Reflect.apply(method, of, given) as Effect.Effect<unknown>
          return isCounted ? Effect.tap(Effect.andThen(step, call), () => step) : call
        }
      },
    }) as A
  const stores = Layer.effectContext(
    Effect.map(Layer.build(Layer.provide(Postgres.layer({ url: made.url }), keyRing)), (sound) =>
      Context.makeUnsafe<Postgres.Ports>(
        new Map([...sound.mapUnsafe].map(([key, service]) => [key, counted(service)])),
      ),
    ),
  )
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      stores,
      leaseClock(made),
      Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([])),
      Layer.succeed(RetentionPractice.RetentionPractice, { of: () => policy }),
      Layer.succeed(Practice.Practice, {
        of: () => ({
          protocol: GeneralProtocols.generalDischarge,
          rules: [],
          policy: ChinaContact.carePolicy,
          calendar: ChinaCalendar.publicHolidays,
          guardianConsentUnder: ChinaContact.guardianConsentUnder,
          compose: () => ({ text: "" }),
        }),
      }),
    ),
  )
  const patients = Array.from({ length: 13 }, (_, n) => Id.PatientId.make(`p-${n}`))
  const bornOn = PlainDate.make("1955-05-05")
  const dischargedAt = DateTime.makeUnsafe("2020-03-02T10:00:00Z")
  const fillAll = Effect.forEach(patients, (patient) =>
    Effect.gen(function* () {
      const { discharge, message, plan } = records(patient)
      // What was drawn of the stay's days belongs to another stay than this one.
      const { events, handover, risk, ...stay } = discharge
      yield* (yield* DischargeStore.DischargeStore).put(hospital, { ...stay, bornOn, dischargedAt })
      yield* (yield* PlanStore.PlanStore).insert(hospital, { ...plan, dischargedAt }, [])
      yield* (yield* MessageLog.MessageLog).put(message)
    }),
  )
  const all = Effect.gen(function* () {
    const { lease, pass } = yield* LeaseClock.LeaseClock
    const work = Outreach.runDue({ batch: 4, lease, sendTimeout: Duration.seconds(10) })
    yield* fillAll
    yield* Erasure.schedule(hospital)
    isCounted = true
    let stopped = 0
    for (;;) {
      const exit = yield* Effect.exit(work)
      if (Exit.isSuccess(exit) && exit.value === 0) break
      if (Exit.isSuccess(exit)) continue
      stopped += 1
      yield* pass(lease)
    }
    isCounted = false
    const discharges = yield* DischargeStore.DischargeStore
    const found = yield* Effect.forEach(patients, (patient) =>
      discharges.find(hospital, Id.DischargeId.make(`d-${patient}`)),
    )
    const log = yield* (yield* AccessLog.AccessLog).list(hospital, { after: 0, limit: 99 })
    yield* AccessAudit.verify(hospital)
    return {
      stopped,
      names: found.map((one) => Option.getOrThrow(one).name),
      recorded: log.map(({ record }) => `${record.action} ${record.patient}`).sort(),
    }
  })
  const { names, recorded, stopped } = await runtime.runPromise(all)
  expect([stopped, stops]).toEqual([4, []])
  expect(names).toEqual(patients.map(() => "—"))
  expect(recorded).toEqual(patients.map((patient) => `erase ${patient}`).sort())
  await runtime.dispose()
}, 60_000)
