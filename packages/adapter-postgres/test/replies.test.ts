// A word to stop against everything that goes on at the same time on one database.
import { Postgres } from "@aftercare/adapter-postgres"
import {
  ChinaCalendar,
  ChinaContact,
  ChinaReplies,
  Consent,
  GeneralProtocols,
  Id,
  Practice,
  Replies,
} from "@aftercare/core"
import { ConsentStore, Inbox, MessageLog, UnitOfWork } from "@aftercare/core/ports"
import { DateTime, Effect, Layer, ManagedRuntime, Schema } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { database, embedded, keyRing } from "./support/servers.ts"

const tenant = Id.TenantId.make("hospital")
const from = "+8613800000000"

const consentOf = (person: string) =>
  Schema.decodeUnknownSync(Consent.Consent)({
    id: `consent of ${person}`.replaceAll(" ", "-"),
    person,
    purposes: ["followUp"],
    channels: ["sms", "phone"],
    basis: "consent",
    givenBy: "self",
    proof: "form 12",
    givenAt: "2026-01-01T09:00:00+08:00",
  })

const practice = Layer.succeed(Practice.Practice, {
  of: () => ({
    protocol: GeneralProtocols.generalDischarge,
    rules: [],
    policy: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
    replies: ChinaReplies.policy,
    guardianConsentUnder: 14,
    compose: (task) => ({ text: task.title.zh }),
  }),
})

const stores = (url: Parameters<typeof Postgres.layer>[0]["url"]) =>
  ManagedRuntime.make(Layer.merge(Layer.provide(Postgres.layer({ url, connections: 12 }), keyRing), practice))

const put = (consent: Consent.Consent) =>
  Effect.flatMap(ConsentStore.ConsentStore, (store) => store.put(tenant, consent))

const consentsOf = (person: string) =>
  Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(tenant, Id.PersonId.make(person)))

const isWithdrawn = (consents: ReadonlyArray<Consent.Consent>) =>
  consents.every(({ withdrawnAt }) => withdrawnAt !== undefined)

const inUnit = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(UnitOfWork.UnitOfWork, ({ run }) => run(work))

/** What a unit writes on the strength of the consents that it has read. */
const message = (person: string, n: number): MessageLog.Message => ({
  tenant,
  id: Id.MessageId.make(`to-${person}-${n}`),
  channel: "sms",
  address: from,
  person: Id.PersonId.make(person),
  purpose: "followUp",
  subject: {
    _tag: "FollowUp",
    plan: Id.PlanId.make("plan"),
    task: Id.TaskId.make("task"),
    attempt: Id.AttemptId.make("task/1"),
  },
  sentAt: DateTime.makeUnsafe(Date.now()),
})

const log = (person: string, n: number) =>
  Effect.flatMap(MessageLog.MessageLog, (messages) => messages.put(message(person, n)))

describe("a withdrawal", () => {
  let runtime: ReturnType<typeof stores>
  beforeAll(async () => {
    runtime = stores((await database(embedded)).url)
  })
  afterAll(() => runtime.dispose())

  test("that is kept before a try is kept is seen by the try, which is begun again or goes first", async () => {
    await runtime.runPromise(put(consentOf("a")))
    let withdrawal: Promise<void> | undefined
    let isKept = false
    const withdrawing = async () => {
      await runtime.runPromise(put({ ...consentOf("a"), withdrawnAt: DateTime.makeUnsafe(Date.now()) }))
      isKept = true
    }
    const attempt = Effect.gen(function* () {
      const read = yield* consentsOf("a")
      withdrawal ??= withdrawing()
      yield* Effect.promise(() => Promise.race([withdrawal, new Promise((done) => setTimeout(done, 200))]))
      yield* log("a", 1)
      return { sends: !isWithdrawn(read), keptBefore: isKept }
    })
    const { keptBefore, sends } = await runtime.runPromise(inUnit(attempt))
    await withdrawal
    expect(keptBefore && sends).toBe(false)
    expect(isWithdrawn(await runtime.runPromise(consentsOf("a")))).toBe(true)
  })

  test("that is under way is waited for by the try", async () => {
    await runtime.runPromise(put(consentOf("b")))
    let hasPut = () => {}
    const begun = new Promise<void>((done) => {
      hasPut = done
    })
    const withdrawing = Effect.gen(function* () {
      yield* put({ ...consentOf("b"), withdrawnAt: DateTime.makeUnsafe(Date.now()) })
      hasPut()
      yield* Effect.sleep("150 millis")
    })
    const withdrawal = runtime.runPromise(inUnit(withdrawing))
    await begun
    const attempt = Effect.tap(consentsOf("b"), () => log("b", 1))
    expect(isWithdrawn(await runtime.runPromise(inUnit(attempt)))).toBe(true)
    await withdrawal
  })

  test("by one message told many times at once is one, and many messages at once are each kept", async () => {
    for (const person of ["c", "d"]) {
      await runtime.runPromise(put(consentOf(person)))
      await runtime.runPromise(log(person, 1))
    }
    const reply = (id: string, text: string) =>
      Replies.receive("sms", {
        tenant,
        id: Id.MessageId.make(id),
        from,
        text,
        receivedAt: DateTime.makeUnsafe(Date.now()),
      })
    const told = ["m1", "m1", "m1", "m2", "m2", "m3"].map((id) => reply(id, id === "m3" ? "谢谢" : "TD"))
    const received = await runtime.runPromise(Effect.all(told, { concurrency: "unbounded" }))
    const ids = ["m1", "m1", "m1", "m2", "m2", "m3"]
    expect(received.map(({ id }) => id)).toEqual(ids)
    const withdrew = new Set<string>()
    for (const person of ["c", "d"]) {
      const sms = (await runtime.runPromise(consentsOf(person))).filter(({ channels }) =>
        channels.includes("sms"),
      )
      expect(sms.length).toBe(1)
      expect(isWithdrawn(sms)).toBe(true)
      for (const { withdrawnBy } of sms) withdrew.add(withdrawnBy ?? "")
    }
    expect([...withdrew].every((id) => id === "m1" || id === "m2")).toBe(true)
    const waiting = Effect.flatMap(Inbox.Inbox, (inbox) => inbox.waiting(tenant, { limit: 9 }))
    expect((await runtime.runPromise(waiting)).records.map(({ id }) => id)).toEqual(["m3"])
  })
})
