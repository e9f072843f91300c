import { readFile } from "node:fs/promises"
import { Postgres } from "@aftercare/adapter-postgres"
import { HotlineCounts, Id, QueuedCall } from "@aftercare/core"
import type { FollowUpPlan } from "@aftercare/core/followup"
import {
  Agenda,
  CallStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  PlanStore,
  SurveyStore,
} from "@aftercare/core/ports"
import { FollowUpArbitraries, HotlineArbitraries, SurveyArbitraries } from "@aftercare/core/testing"
import { PgClient } from "@effect/sql-pg"
import { DateTime, Duration, Effect, Layer, Redacted } from "effect"
import * as fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import { asSuperuser, type Database, database, embedded, keyRing } from "./support/servers.ts"

const [ours, theirs] = [Id.TenantId.make("ours"), Id.TenantId.make("theirs")]
const plans = [
  ...new Map(
    fc.sample(FollowUpArbitraries.plan(), { seed: 2, numRuns: 15 }).map((plan) => [plan.id, plan]),
  ).values(),
]
const [discharge] = fc.sample(FollowUpArbitraries.discharge(), { seed: 2, numRuns: 1 })
const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 2, numRuns: 1 })
if (discharge === undefined || consent === undefined) throw new Error("no sample")

const noon = DateTime.makeUnsafe("2026-12-01T12:00:00Z")

const invitations = [
  ...new Map(
    fc
      .sample(SurveyArbitraries.keptInvitation(), { seed: 2, numRuns: 30 })
      .map((one) => [one.invitation.id, one]),
  ).values(),
]
const [response] = fc.sample(SurveyArbitraries.keptResponse(), { seed: 2, numRuns: 1 })
if (response === undefined) throw new Error("no sample")

const calls = fc
  .sample(HotlineArbitraries.callLife({ min: "2026-12-01", max: "2026-12-02" }), { seed: 2, numRuns: 300 })
  .map((life, n) => ({ ...HotlineArbitraries.ended(life), id: Id.CallId.make(`call-${n}`) }))

const fill = (tenant: Id.TenantId, plans: ReadonlyArray<FollowUpPlan.FollowUpPlan>) =>
  Effect.gen(function* () {
    const store = yield* PlanStore.PlanStore
    for (const plan of plans) yield* store.insert(tenant, plan, [{ _tag: "PlanMade", plan }])
    const surveys = yield* SurveyStore.SurveyStore
    for (const kept of invitations.slice(0, plans.length)) yield* surveys.insert(tenant, kept, [])
    yield* surveys.putResponse(tenant, response)
    const hotline = yield* CallStore.CallStore
    for (const call of tenant === ours ? calls : calls.slice(0, 1)) yield* hotline.insert(tenant, call, [])
    yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge)
    yield* (yield* ConsentStore.ConsentStore).put(tenant, consent)
    const { person } = consent
    const call = { person, at: 0, channel: "phone", purpose: "followUp", made: true } as const
    yield* (yield* ContactStore.ContactStore).put(tenant, "a", { addressees: [person], contacts: [call] })
    const agenda = yield* Agenda.Agenda
    for (const id of ["alive", "dead"])
      yield* agenda.schedule({ tenant, kind: "followUp", id, subject: "plan", dueAt: noon })
    const lease = Duration.minutes(1)
    for (const claim of yield* agenda.claim({ at: noon, limit: 2, lease })) {
      const retryAt = claim.entry.id === "dead" ? undefined : DateTime.add(noon, { hours: 1 })
      yield* agenda.fail(claim, { failure: "Unreadable", at: noon, retryAt })
    }
  })

let made: Database
beforeAll(async () => {
  made = await database(embedded)
  const stores = Layer.provide(Postgres.layer({ url: made.url }), keyRing)
  await Effect.runPromise(
    Effect.provide(Effect.all([fill(ours, plans), fill(theirs, plans.slice(0, 1))]), stores),
  )
})

/** As somebody who writes reports, of our hospital. */
const report = <A extends object>(query: string) =>
  asSuperuser(
    made,
    Effect.flatMap(PgClient.PgClient, (sql) =>
      sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`set local role aftercare_report`
          yield* sql`select set_config('app.tenant', 'ours', true)`
          return yield* sql.unsafe<A>(query)
        }),
      ),
    ),
  )

describe("a report in plain SQL", () => {
  test("is of the hospital that its login names where it connects, and of none where it names none", async () => {
    const login = "create role reports_login login password 'secret' in role aftercare_report"
    await asSuperuser(
      made,
      Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe(login)),
    )
    const plansSeen = (options: string) => {
      const address = new URL(Redacted.value(made.url))
      address.username = "reports_login"
      address.password = "secret"
      address.search = options
      return Effect.runPromise(
        Effect.flatMap(
          PgClient.PgClient,
          (sql) => sql<{ n: bigint }>`select count(*) as n from aftercare_report.plan`,
        ).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(address.href) }))),
      )
    }
    expect(await plansSeen("options=-c%20app.tenant%3Dours")).toEqual([{ n: BigInt(plans.length) }])
    expect(await plansSeen("")).toEqual([{ n: 0n }])
  })

  test("counts tasks by stage and end, as the plans themselves have them", async () => {
    const rows = await report<{ readonly state: string; readonly end: string | null; readonly n: bigint }>(
      `select state, "end", count(*) as n from aftercare_report.task group by 1, 2`,
    )
    const counts = new Map(rows.map(({ end, n, state }) => [`${state} ${end ?? ""}`.trim(), Number(n)]))
    const expected = new Map<string, number>()
    for (const { state } of plans.flatMap(({ tasks }) => tasks)) {
      const key = state._tag === "Ended" ? `Ended ${state.end._tag}` : state._tag
      expected.set(key, (expected.get(key) ?? 0) + 1)
    }
    expect(counts).toEqual(expected)
  })

  test("tells what is due from dead letters, and why they are", async () => {
    const columns = "id, due_at, tries, failure"
    const failed = { tries: 1, failure: "Unreadable" }
    expect(await report(`select ${columns}, failures from aftercare_report.agenda`)).toEqual([
      { id: "alive", due_at: new Date("2026-12-01T13:00:00Z"), failures: 1, ...failed },
    ])
    expect(await report(`select ${columns}, died_at from aftercare_report.dead_letter`)).toEqual([
      { id: "dead", due_at: DateTime.toDateUtc(noon), died_at: DateTime.toDateUtc(noon), ...failed },
    ])
  })

  test("counts invitations by how they ended, as the records themselves have them", async () => {
    const rows = await report<{
      readonly state: string
      readonly disposition: string | null
      readonly n: bigint
    }>("select state, disposition, count(*) as n from aftercare_report.invitation group by 1, 2")
    const expected = new Map<string, number>()
    for (const { invitation } of invitations.slice(0, plans.length)) {
      const { state } = invitation
      const key = `${state._tag} ${state._tag === "Ended" ? state.disposition : ""}`
      expected.set(key, (expected.get(key) ?? 0) + 1)
    }
    expect(new Map(rows.map((row) => [`${row.state} ${row.disposition ?? ""}`, Number(row.n)]))).toEqual(
      expected,
    )
    const [answered] = await report<{ readonly answered_at: Date; readonly set_aside: string | null }>(
      "select answered_at, set_aside from aftercare_report.response",
    )
    expect(answered?.answered_at.getTime()).toBe(DateTime.toEpochMillis(response.response.answeredAt))
    expect(answered?.set_aside).toBe(response.setAside ?? null)
  })

  test("counts calls as the hotline's counts do, each by when it was queued", async () => {
    const during = { from: Date.UTC(2026, 11, 1), until: Date.UTC(2026, 11, 2) }
    const limits = { answeredWithinMillis: 15_000, abandonedEarlyMillis: 5000 }
    const rows = await report(
      `select count(*)::integer as "callsOffered",
        count(*) filter (where outcome = 'answered')::integer as "callsAnswered",
        count(*) filter (where outcome = 'answered' and waited_millis <= 15000)::integer as "callsAnsweredInTime",
        count(*) filter (where outcome = 'abandoned' and waited_millis <= 5000)::integer as "callsAbandonedEarly",
        count(*) filter (where outcome = 'abandoned' and waited_millis > 5000)::integer as "callsAbandonedLate"
      from aftercare_report.call where queued_at >= '2026-12-01Z' and queued_at < '2026-12-02Z'`,
    )
    const facts = calls.flatMap((call) => QueuedCall.of(call) ?? [])
    const counts = HotlineCounts.of(facts, during, limits)
    expect(counts.callsAnsweredInTime).toBeGreaterThan(0)
    expect(counts.callsAbandonedEarly).toBeGreaterThan(0)
    expect(rows).toEqual([counts])
    const ends = await report<{ readonly id: string; readonly end: string | null }>(
      `select id, "end" from aftercare_report.call`,
    )
    expect(new Map(ends.map(({ end, id }) => [id, end]))).toEqual(
      new Map(calls.map(({ id, state }) => [id, state._tag === "Over" ? state.end._tag : null])),
    )
  })

  test("has each record's instants to the millisecond, and none of another tenant", async () => {
    const rows = await report<{ readonly id: string; readonly discharged_at: Date }>(
      "select id, discharged_at from aftercare_report.plan",
    )
    expect(new Map(rows.map(({ discharged_at, id }) => [id, discharged_at.getTime()]))).toEqual(
      new Map(plans.map(({ dischargedAt, id }) => [id, DateTime.toEpochMillis(dischargedAt)])),
    )
    for (const view of ["discharge", "consent", "contact", "response"])
      expect(await report(`select tenant from aftercare_report.${view}`), view).toEqual([{ tenant: "ours" }])
  })

  test("has what can be counted of tickets and limits, of one hospital", async () => {
    const fill = Effect.flatMap(PgClient.PgClient, (sql) =>
      Effect.all([
        sql`insert into aftercare.ticket select tenant, 't-1', 2, 'Open', true, 'complaint', 'wait', 'low', false, 'n-7',
          'ward', '2026-12-01Z', '\\x00' from unnest(array['ours', 'theirs']) tenant`,
        sql`insert into aftercare.ticket_event (tenant, ticket, version, position, kind, sealed)
          select tenant, 't-1', 1, 0, 'Opened', '\\x00' from unnest(array['ours', 'theirs']) tenant`,
        sql`insert into aftercare.quota select tenant, '\\x00', '[]' from unnest(array['ours', 'theirs']) tenant`,
      ]),
    )
    await asSuperuser(made, fill)
    expect(await report("select tenant, id, stage, severity from aftercare_report.ticket")).toEqual([
      { tenant: "ours", id: "t-1", stage: "Open", severity: "low" },
    ])
    expect(await report("select tenant, ticket, kind from aftercare_report.ticket_event")).toEqual([
      { tenant: "ours", ticket: "t-1", kind: "Opened" },
    ])
    expect(await report("select * from aftercare_report.quota")).toEqual([{ tenant: "ours", taken: [] }])
  })

  test.each(["postgres.md", "postgres.zh.md"])("%s names every table and every view", async (page) => {
    const text = await readFile(new URL(`../../../docs/guides/${page}`, import.meta.url), "utf8")
    const named = (part: string | undefined) =>
      [...(part ?? "").matchAll(/`([a-z_]+)`/g)].map(([, name]) => name).sort()
    const there = (kind: string, schema: string) =>
      asSuperuser(
        made,
        Effect.flatMap(PgClient.PgClient, (sql) =>
          Effect.map(
            sql<{ readonly name: string }>`select table_name as name from information_schema.tables
              where table_schema = ${schema} and table_type = ${kind}`,
            (rows) => rows.map(({ name }) => name).sort(),
          ),
        ),
      )
    const [, tables = ""] = /\n\|[^\n]*\n\|---\|---\|\n((?:\|[^\n]*\n)+)\n### [^\n]*SQL/.exec(text) ?? []
    const first = tables.split("\n").map((line) => line.split("|")[1] ?? "")
    expect(named(first.join())).toEqual(await there("BASE TABLE", "aftercare"))
    const views = /### [^\n]*SQL[^\n]*\n\n[^\n]*`aftercare_report`(.*?)(?:Grant|把)/s.exec(text)?.[1]
    expect(named(views)).toEqual(await there("VIEW", "aftercare_report"))
  })

  test("gets at nothing that is sealed", async () => {
    await expect(report("select sealed from aftercare.discharge")).rejects.toThrow()
    await expect(report("select wrapped from aftercare.tenant_key")).rejects.toThrow()
    const sealed = await report(`select 1 from information_schema.columns
      where table_schema = 'aftercare_report' and data_type = 'bytea'`)
    expect(sealed).toEqual([])
  })
})
