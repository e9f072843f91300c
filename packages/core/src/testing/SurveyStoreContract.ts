/**
 * What every store of surveys must do.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import {
  InvitationId,
  PatientId,
  PersonId,
  QuestionnaireId,
  ResponseId,
  type TenantId,
} from "../foundation/Id.ts"
import type { Interval } from "../foundation/Interval.ts"
import {
  type KeptInvitation,
  type KeptResponse,
  type ResponseKey,
  SurveyStore,
} from "../ports/SurveyStore.ts"
import { type InvitationEvent, replay } from "../survey/SurveyInvitation.ts"
import { type Clause, clause, make, type Options, refused, same, type Term } from "./Contract.ts"
import { invitation, minute, response, runTogether } from "./StoreSamples.ts"
import * as SurveyArbitraries from "./SurveyArbitraries.ts"

const ended = (n: number): InvitationEvent => ({
  _tag: "InvitationEnded",
  disposition: "refused",
  at: minute(n),
})

const note = (n: number): InvitationEvent => ({
  _tag: "SendDelivered",
  number: n,
  delivery: { _tag: "Unknown" },
})

const after = (kept: KeptInvitation, ...events: ReadonlyArray<InvitationEvent>): KeptInvitation => ({
  ...kept,
  invitation: replay(kept.invitation, events),
})

const code = (digit: string) => ({ salt: "00".repeat(16), hash: digit.repeat(64) })

const answering = (invitation: InvitationId): KeptResponse => ({
  response: { ...response().response, invitation },
})

const idsOf = (tenant: TenantId, of: "open" | "all", behind?: string) =>
  Effect.flatMap(SurveyStore, (store) =>
    Effect.map(
      store.list(tenant, {
        of,
        limit: 100,
        ...(behind === undefined ? {} : { after: InvitationId.make(behind) }),
      }),
      ({ records }) => records.map(({ record }) => String(record.invitation.id)),
    ),
  )

const hour: Interval = {
  from: DateTime.toEpochMillis(minute(0)),
  until: DateTime.toEpochMillis(minute(60)),
}

const { id: asked } = response().response.questionnaire

const responsesOf = (tenant: TenantId, during: Interval, limit = 100, behind?: ResponseKey) =>
  Effect.flatMap(SurveyStore, (store) =>
    store.responses(tenant, asked, { during, limit, ...(behind === undefined ? {} : { after: behind }) }),
  )

const namesOf = (records: ReadonlyArray<KeptResponse>) => records.map(({ response }) => String(response.id))

/** The clauses, before options are applied to them. */
export const terms: ReadonlyArray<Term<SurveyStore>> = [
  clause(
    "basics",
    "an invitation is found as it was inserted, at version 1, and one that nobody wrote isn't",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, invitation(), [note(1)])
      const { id } = invitation().invitation
      const found = yield* store.find(tenant, id)
      yield* same("the invitation", found, Option.some({ record: invitation(), version: 1 }))
      const nobodys = InvitationId.make("constructor")
      yield* same("no invitation", yield* store.find(tenant, nobodys), Option.none())
      yield* same("its events", yield* store.events(tenant, nobodys), [])
    }),
  ),
  clause(
    "basics",
    "an update takes the invitation's place, one version further, and adds its events behind those before",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, invitation(), [note(3), note(1)])
      yield* store.update(tenant, invitation(), 1, [])
      const next = { ...after(invitation(), ended(1)), codes: [code("a")] }
      yield* store.update(tenant, next, 2, [note(2), ended(1)])
      const { id } = next.invitation
      yield* same("the invitation", yield* store.find(tenant, id), Option.some({ record: next, version: 3 }))
      yield* same("its events", yield* store.events(tenant, id), [note(3), note(1), note(2), ended(1)])
    }),
  ),
  clause(
    "basics",
    "invitations of a person are those that address them, by id, whether or not they have ended",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const all = [invitation("b"), invitation("c", "another"), after(invitation("B"), ended(1))]
      for (const kept of all) yield* store.insert(tenant, kept, [])
      const found = yield* store.ofPerson(tenant, PersonId.make("person"))
      yield* same("the invitations", found, [
        { record: after(invitation("B"), ended(1)), version: 1 },
        { record: invitation("b"), version: 1 },
      ])
      yield* same("nobody's", yield* store.ofPerson(tenant, PersonId.make("nobody")), [])
    }),
  ),
  clause(
    "basics",
    "invitations about a patient are those about their visits, by id, whoever is asked and whether or not they have ended",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const asked = after(invitation("B", "mother", "her"), ended(1))
      const all = [
        invitation("b", "her", "her"),
        asked,
        invitation("c", "mother", "him"),
        invitation("d", "her"),
      ]
      for (const kept of all) yield* store.insert(tenant, kept, [])
      const found = yield* store.ofPatient(tenant, PatientId.make("her"))
      yield* same("the invitations", found, [
        { record: asked, version: 1 },
        { record: invitation("b", "her", "her"), version: 1 },
      ])
      yield* same("about nobody", yield* store.ofPatient(tenant, PatientId.make("mother")), [])
    }),
  ),
  clause(
    "basics",
    "an invitation is found by each of its codes, the newest and those before, and by no other",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, invitation("a"), [])
      yield* store.insert(tenant, { ...invitation("b"), codes: [code("b")] }, [])
      const both = { ...invitation("a"), codes: [code("a"), code("c")] }
      yield* store.update(tenant, both, 1, [])
      for (const { hash } of both.codes)
        yield* same("by a code", yield* store.ofCode(tenant, hash), Option.some({ record: both, version: 2 }))
      yield* same("by no code", yield* store.ofCode(tenant, code("d").hash), Option.none())
    }),
  ),
  clause(
    "basics",
    "outcomes count the invitations to a questionnaire about occasions in the span, its beginning included and its end not",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const about = (id: string, at: DateTime.Utc, of: string = asked): KeptInvitation => {
        const kept = invitation(id)
        const { occasion, questionnaire } = kept.invitation
        return {
          ...kept,
          invitation: {
            ...kept.invitation,
            occasion: { ...occasion, at },
            questionnaire: { ...questionnaire, id: QuestionnaireId.make(of) },
          },
        }
      }
      const all = [
        after(about("a", minute(0)), ended(70)),
        after(about("b", minute(59)), ended(70)),
        about("c", minute(30)),
        after(about("d", minute(60)), ended(70)),
        after(about("e", minute(-1)), ended(30)),
        after(about("f", minute(30), "another"), ended(30)),
      ]
      for (const kept of all) yield* store.insert(tenant, kept, [])
      yield* same("in the hour", yield* store.outcomes(tenant, asked, hour), {
        ended: { refused: 2 },
        open: 1,
      })
      const empty = { from: hour.from + 60_000, until: hour.from + 120_000 }
      yield* same("in no minute", yield* store.outcomes(tenant, asked, empty), { ended: {}, open: 0 })
    }),
  ),
  clause(
    "basics",
    "a response is found as it was written last, and one that nobody wrote isn't",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      yield* store.putResponse(tenant, response())
      const next: KeptResponse = { ...response("response", 7), setAside: "double" }
      yield* store.putResponse(tenant, next)
      yield* same("the response", yield* store.response(tenant, next.response.id), Option.some(next))
      yield* same("of all", (yield* responsesOf(tenant, hour)).records, [next])
      const nobodys = ResponseId.make("constructor")
      yield* same("no response", yield* store.response(tenant, nobodys), Option.none())
    }),
  ),
  clause(
    "order and paging",
    "invitations are listed by id in code units, all of them or those that haven't ended",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      for (const id of ["b", "a", "B", "c"]) yield* store.insert(tenant, invitation(id), [])
      yield* store.update(tenant, after(invitation("a"), ended(1)), 1, [ended(1)])
      yield* same("all", yield* idsOf(tenant, "all"), ["B", "a", "b", "c"])
      yield* same("the open ones", yield* idsOf(tenant, "open"), ["B", "b", "c"])
      yield* same("behind one that isn't there", yield* idsOf(tenant, "open", "aa"), ["b", "c"])
    }),
  ),
  clause(
    "order and paging",
    "pages of invitations hold at most as many as asked for, and together every one once",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const ids = Array.from({ length: 7 }, (_, i) => `i${i}`)
      for (const id of ids) yield* store.insert(tenant, invitation(id), [])
      const seen: Array<string> = []
      let behind: InvitationId | undefined
      for (let pages = 0; pages < 9; pages++) {
        const page = yield* store.list(tenant, {
          of: "open",
          limit: 3,
          ...(behind === undefined ? {} : { after: behind }),
        })
        yield* same("no more than asked for", page.records.length <= 3, true)
        seen.push(...page.records.map(({ record }) => String(record.invitation.id)))
        behind = Option.getOrUndefined(page.next)
        if (behind === undefined) break
      }
      yield* same("all pages", seen, ids)
    }),
  ),
  clause(
    "order and paging",
    "responses to a questionnaire come by when they were answered and by id, from the span's beginning to before its end",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const drawn = [
        ["b", 30],
        ["a", 59],
        ["B", 30],
        ["first", 0],
        ["before", -1],
        ["behind", 60],
      ] as const
      for (const [id, n] of drawn) yield* store.putResponse(tenant, response(id, n))
      const other = response("another", 30)
      const questionnaire = { ...other.response.questionnaire, id: QuestionnaireId.make("another") }
      yield* store.putResponse(tenant, { ...other, response: { ...other.response, questionnaire } })
      const { records } = yield* responsesOf(tenant, hour)
      yield* same("the responses", namesOf(records), ["first", "B", "b", "a"])
    }),
  ),
  clause(
    "order and paging",
    "pages of responses hold at most as many as asked for, and together every one once",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const ids = Array.from({ length: 7 }, (_, i) => `r${i}`)
      for (const [i, id] of ids.entries()) yield* store.putResponse(tenant, response(id, Math.floor(i / 3)))
      const seen: Array<string> = []
      let behind: ResponseKey | undefined
      for (let pages = 0; pages < 9; pages++) {
        const page = yield* responsesOf(tenant, hour, 2, behind)
        yield* same("no more than asked for", page.records.length <= 2, true)
        seen.push(...namesOf(page.records))
        behind = Option.getOrUndefined(page.next)
        if (behind === undefined) break
      }
      yield* same("all pages", seen, ids)
    }),
  ),
  clause("round trip", "any invitation and its events come back equal", (bench) =>
    bench.forAll(
      fc.tuple(
        SurveyArbitraries.keptInvitation(),
        fc.array(SurveyArbitraries.invitationEvent(), { maxLength: 4 }),
      ),
      Effect.fnUntraced(function* ([kept, events]) {
        const store = yield* SurveyStore
        const tenant = bench.tenant()
        yield* store.insert(tenant, kept, events)
        const { addressee, id, occasion, questionnaire, state } = kept.invitation
        yield* same(
          "the invitation",
          yield* store.find(tenant, id),
          Option.some({ record: kept, version: 1 }),
        )
        yield* same("its events", yield* store.events(tenant, id), events)
        yield* same("of its person", yield* store.ofPerson(tenant, addressee), [{ record: kept, version: 1 }])
        if (occasion.patient !== undefined)
          yield* same("of its patient", yield* store.ofPatient(tenant, occasion.patient), [
            { record: kept, version: 1 },
          ])
        yield* same(
          "whether it is open",
          (yield* idsOf(tenant, "open")).length,
          state._tag === "Ended" ? 0 : 1,
        )
        const from = DateTime.toEpochMillis(occasion.at)
        const { ended, open } = yield* store.outcomes(tenant, questionnaire.id, { from, until: from + 1 })
        const outcome = state._tag === "Ended" ? { [state.disposition]: 1 } : {}
        yield* same("its outcome", { ended, open }, { ended: outcome, open: state._tag === "Ended" ? 0 : 1 })
      }),
    ),
  ),
  clause("round trip", "any response comes back equal", (bench) =>
    bench.forAll(
      SurveyArbitraries.keptResponse(),
      Effect.fnUntraced(function* (kept) {
        const store = yield* SurveyStore
        const tenant = bench.tenant()
        yield* store.putResponse(tenant, kept)
        const { answeredAt, id, questionnaire } = kept.response
        yield* same("the response", yield* store.response(tenant, id), Option.some(kept))
        const from = DateTime.toEpochMillis(answeredAt)
        const during = { from, until: from + 1 }
        const { records } = yield* store.responses(tenant, questionnaire.id, { during, limit: 2 })
        yield* same("of its instant", records, [kept])
      }),
    ),
  ),
  clause(
    "versions",
    "an update of an invitation that was decided on another version is refused, and loses nothing",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const next = after(invitation(), ended(1))
      yield* store.insert(tenant, invitation(), [note(1)])
      yield* store.update(tenant, next, 1, [note(2)])
      const { id } = invitation().invitation
      for (const expected of [1, 3])
        yield* refused("the update", store.update(tenant, invitation(), expected, [note(3)]), {
          _tag: "VersionConflict",
          record: id,
          expected,
          actual: 2,
        })
      yield* same("the invitation", yield* store.find(tenant, id), Option.some({ record: next, version: 2 }))
      yield* same("its events", yield* store.events(tenant, id), [note(1), note(2)])
    }),
  ),
  clause(
    "versions",
    "of updates of an invitation at the same time on one version one is written, with its events",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      yield* store.insert(tenant, invitation(), [])
      const updates = [1, 2, 3, 4].map((n) =>
        Effect.exit(store.update(tenant, after(invitation(), ended(n)), 1, [ended(n)])),
      )
      yield* Effect.all(updates, { concurrency: "unbounded" })
      const { id } = invitation().invitation
      const events = yield* store.events(tenant, id)
      yield* same("how many events", events.length, 1)
      const written = Option.some({ record: after(invitation(), ...events), version: 2 })
      yield* same("what its events make of it", yield* store.find(tenant, id), written)
    }),
  ),
  clause(
    "versions",
    "of responses to several invitations at the same time under one id one is written, and the others are refused",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const all = ["a", "b", "c", "d"].map((name) => answering(InvitationId.make(name)))
      const exits = yield* Effect.forEach(all, (kept) => Effect.result(store.putResponse(tenant, kept)), {
        concurrency: "unbounded",
      })
      const written = all.filter((_, i) => exits[i]?._tag === "Success")
      yield* same("how many", written.length, 1)
      const { id } = response().response
      yield* same("what is there", yield* store.response(tenant, id), Option.fromUndefinedOr(written[0]))
    }),
  ),
  clause(
    "failures",
    "a response's id can't go over to another invitation or questionnaire, nor to none",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const kept = response()
      const { id, questionnaire } = kept.response
      const { invitation: _, ...uninvited } = kept.response
      const elsewhere = { ...questionnaire, id: QuestionnaireId.make("another") }
      yield* store.putResponse(tenant, kept)
      for (const other of [
        answering(InvitationId.make("another")),
        { response: uninvited },
        { response: { ...kept.response, questionnaire: elsewhere } },
      ])
        yield* refused("the response", store.putResponse(tenant, other), {
          _tag: "AlreadyExists",
          record: id,
        })
      yield* same("what is there", yield* store.response(tenant, id), Option.some(kept))
      const revised = { ...kept.response, questionnaire: { ...questionnaire, version: "another" } }
      yield* store.putResponse(tenant, { response: revised })
      yield* same("a later version", yield* store.response(tenant, id), Option.some({ response: revised }))
    }),
  ),
  clause(
    "failures",
    "an invitation that is there already can't be inserted, and one that isn't can't be updated",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const tenant = bench.tenant()
      const { id } = invitation().invitation
      yield* refused("the update", store.update(tenant, invitation(), 1, [note(1)]), {
        _tag: "NotFound",
        record: id,
      })
      yield* same("its events", yield* store.events(tenant, id), [])
      yield* store.insert(tenant, invitation(), [note(1)])
      const again = store.insert(tenant, after(invitation(), ended(1)), [note(2)])
      yield* refused("the insertion", again, { _tag: "AlreadyExists", record: id })
      const found = yield* store.find(tenant, id)
      yield* same("the invitation", found, Option.some({ record: invitation(), version: 1 }))
      yield* same("its events later", yield* store.events(tenant, id), [note(1)])
    }),
  ),
  clause(
    "tenants",
    "tenants neither see nor change each other's surveys, however their ids run together",
    Effect.fnUntraced(function* (bench) {
      const store = yield* SurveyStore
      const [ours, theirs] = [bench.tenant(), bench.tenant()]
      const patient = PatientId.make("her")
      const kept = { ...invitation("invitation", "person", patient), codes: [code("a")] }
      const { addressee, id } = kept.invitation
      yield* store.insert(ours, kept, [note(1)])
      yield* store.putResponse(ours, response())
      yield* same("theirs", yield* store.find(theirs, id), Option.none())
      yield* same("their events", yield* store.events(theirs, id), [])
      yield* same("their list", yield* idsOf(theirs, "all"), [])
      yield* same("their person's", yield* store.ofPerson(theirs, addressee), [])
      yield* same("their patient's", yield* store.ofPatient(theirs, patient), [])
      yield* same("by a code", yield* store.ofCode(theirs, code("a").hash), Option.none())
      const outcomes = yield* store.outcomes(theirs, asked, hour)
      yield* same("their outcomes", outcomes, { ended: {}, open: 0 })
      yield* same("their response", yield* store.response(theirs, response().response.id), Option.none())
      yield* same("their responses", namesOf((yield* responsesOf(theirs, hour)).records), [])
      yield* store.insert(theirs, invitation(), [])
      yield* store.update(theirs, after(invitation(), ended(1)), 1, [note(2)])
      yield* store.putResponse(theirs, response("response", 7))
      yield* same("ours", yield* store.find(ours, id), Option.some({ record: kept, version: 1 }))
      yield* same("our events", yield* store.events(ours, id), [note(1)])
      const ourResponse = yield* store.response(ours, response().response.id)
      yield* same("our response", ourResponse, Option.some(response()))
      for (const [one, other] of runTogether(bench.tenant())) {
        yield* store.insert(one.tenant, invitation(one.id, one.id, one.id), [])
        yield* store.putResponse(one.tenant, response(one.id))
        const found = yield* store.find(other.tenant, InvitationId.make(other.id))
        yield* same("the other's", found, Option.none())
        const persons = yield* store.ofPerson(other.tenant, PersonId.make(other.id))
        yield* same("the other person's", persons, [])
        const patients = yield* store.ofPatient(other.tenant, PatientId.make(other.id))
        yield* same("the other patient's", patients, [])
        const answered = yield* store.response(other.tenant, ResponseId.make(other.id))
        yield* same("the other's response", answered, Option.none())
      }
    }),
  ),
]

/** The contract of a `SurveyStore`. */
export const contract = (options: Options = {}): ReadonlyArray<Clause<SurveyStore>> => make(terms, options)
