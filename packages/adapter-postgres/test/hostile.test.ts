import { Id } from "@aftercare/core"
import type { Discharge } from "@aftercare/core/followup"
import { CallRecord } from "@aftercare/core/hotline"
import {
  Agenda,
  CallStore,
  ConsentStore,
  ContactStore,
  DischargeStore,
  type StoreError,
} from "@aftercare/core/ports"
import { FollowUpArbitraries } from "@aftercare/core/testing"
import { DateTime, Duration, Effect, Option, Result } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { database, embedded, storesOf } from "./support/servers.ts"

const hospital = Id.TenantId.make("hospital")
const [discharge] = fc.sample(FollowUpArbitraries.discharge(), { seed: 11, numRuns: 1 })
const [consent] = fc.sample(FollowUpArbitraries.consent(), { seed: 11, numRuns: 1 })
if (discharge === undefined || consent === undefined) throw new Error("no sample")
const [self] = discharge.persons

let runtime: ReturnType<typeof storesOf>
beforeAll(async () => {
  runtime = storesOf((await database(embedded)).url)
})
afterAll(() => runtime.dispose())

/** So many signs, no two alike, that no index can make smaller. */
const signs = (count: number) =>
  String.fromCodePoint(...Array.from({ length: count }, (_, n) => 0x4e00 + ((n * 7_919) % 20_000)))

const texts: Readonly<Record<string, string>> = {
  "as many signs as a name may have bytes for": signs(666),
  "as many signs as a name may have letters": signs(1_000),
  SQL: "'; drop table aftercare.plan; --",
  "SQL in quotes": `$$"\\'; select set_config('app.tenant','x',false); /*`,
  "a placeholder": "$1 :tenant %s {0} \\u0000",
  "NUL bytes": "a\u0000b",
  "a lone high surrogate": "a\ud800",
  "a lone low surrogate": "\udc00b",
  "10 MB": "页".repeat(10_000_000 / 3),
  emoji: "👩‍👩‍👧‍👦🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "right to left": "\u202eشارع\u202c ‮abc",
  "what looks the same": "é e\u0301 ﬁ ſ K",
  controls: "\u0001\u001b[31m\u007f\u0085\u2028",
}

const fields: Readonly<Record<string, (text: string) => Discharge.Discharge>> = {
  name: (text) => ({ ...discharge, name: text }),
  department: (text) => ({ ...discharge, department: text }),
  doctor: (text) => ({ ...discharge, doctor: text }),
  "diagnoses.0.text": (text) => ({ ...discharge, diagnoses: [{ code: "I10", text }] }),
  "procedures.0.code": (text) => ({ ...discharge, procedures: [{ code: text, text: "" }] }),
  "medicines.0.use": (text) => ({ ...discharge, medicines: [{ name: "a", use: text }] }),
  "persons.0.name": (text) => ({ ...discharge, persons: [{ ...self, name: text }] }),
}

/** What became of a value: kept as it was, or refused by the name of its field. */
const outcome = <A, E>(
  put: Effect.Effect<void, StoreError.StoreError, E>,
  read: Effect.Effect<A, StoreError.StoreError, E>,
  expected: A,
) =>
  Effect.gen(function* () {
    const done = yield* Effect.result(put)
    if (Result.isFailure(done)) {
      const { reason } = done.failure
      return reason._tag === "Unkeepable" ? `refused: ${reason.field}` : reason._tag
    }
    expect(yield* read).toEqual(expected)
    return "kept"
  })

const isRefused = (text: string, most: number) =>
  text.includes("\u0000") || !text.isWellFormed() || text.length > most

describe.each(Object.entries(texts))("%s", (name, text) => {
  test.each(Object.entries(fields))(
    "as a discharge's %s is kept as it is, or refused by name",
    async (field, with_) => {
      const given = with_(text)
      const program = Effect.flatMap(DischargeStore.DischargeStore, (store) =>
        outcome(store.put(hospital, given), store.find(hospital, given.id), Option.some(given)),
      )
      const most = /text|use/.test(field) ? 10_000 : 200
      expect(await runtime.runPromise(program)).toBe(isRefused(text, most) ? `refused: ${field}` : "kept")
    },
  )

  test("as a consent's proof is kept as it is, or refused by name", async () => {
    const given = { ...consent, proof: text }
    const program = Effect.flatMap(ConsentStore.ConsentStore, (store) =>
      outcome(store.put(hospital, given), store.of(hospital, given.person), [given]),
    )
    expect(await runtime.runPromise(program)).toBe(isRefused(text, 200) ? "refused: proof" : "kept")
  })

  test("as a note on a call is kept as it is in the call and its event, or refused by name", async () => {
    const at = DateTime.makeUnsafe(0)
    const stamp = (id: string) => ({ id: Id.EventId.make(id), at })
    const [arrived] = CallRecord.arrive(
      { call: Id.CallId.make(`call-${Object.keys(texts).indexOf(name)}`) },
      stamp("arrived"),
    )
    const by = Id.StaffId.make("agent-1")
    const [call, events] = Result.getOrThrow(
      CallRecord.record(arrived, { _tag: "Noted", by, text }, stamp("noted")),
    )
    const program = Effect.gen(function* () {
      const store = yield* CallStore.CallStore
      const found = Effect.map(
        store.find(hospital, call.id),
        Option.map(({ record }) => record),
      )
      const kept = yield* outcome(store.insert(hospital, call, events), found, Option.some(call))
      const told = yield* store.events(hospital, call.id)
      expect(told).toEqual(kept === "kept" ? events : [])
      return kept
    })
    expect(await runtime.runPromise(program)).toBe(isRefused(text, 10_000) ? "refused: text" : "kept")
  })

  test("as the name of an entry or of a record is kept as it is, or refused by name", async () => {
    const entry: Agenda.Entry = {
      tenant: hospital,
      kind: "followUp",
      id: text,
      subject: text,
      dueAt: DateTime.makeUnsafe(0),
    }
    const program = Effect.gen(function* () {
      const [agenda, contacts] = [yield* Agenda.Agenda, yield* ContactStore.ContactStore]
      const { person } = consent
      const claimed = Effect.gen(function* () {
        const claims = yield* agenda.claim({ at: entry.dueAt, limit: 9, lease: Duration.minutes(1) })
        yield* Effect.forEach(claims, (claim) => agenda.settle(claim, undefined))
        return claims.map(({ entry }) => entry)
      })
      const said = contacts.put(hospital, text, { addressees: [person], contacts: [] })
      const unsaid = contacts.put(hospital, text, { addressees: [], contacts: [] })
      return [
        yield* outcome(agenda.schedule(entry), claimed, [entry]),
        yield* outcome(said, Effect.tap(contacts.subjects(hospital, person), unsaid), [text]),
      ]
    })
    const refused = isRefused(text, 1_000) || Buffer.byteLength(text) > 2_000
    expect(await runtime.runPromise(program)).toEqual(
      refused ? ["refused: id", "refused: subject"] : ["kept", "kept"],
    )
  })
})
