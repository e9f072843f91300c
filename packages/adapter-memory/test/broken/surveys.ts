import { Interval, type SurveyDisposition, type SurveyInvitation } from "@aftercare/core"
import { StoreError, SurveyStore } from "@aftercare/core/ports"
import { DateTime, Effect, Option } from "effect"
import { type Broken, replacing } from "./Broken.ts"

type Kept = SurveyStore.KeptInvitation
type Store = SurveyStore.SurveyStore["Service"]

const broken = replacing(SurveyStore.SurveyStore)

interface Row {
  readonly tenant: string
  readonly record: Kept
  readonly version: number
  readonly events: ReadonlyArray<SurveyInvitation.InvitationEvent>
}

interface Answer {
  readonly tenant: string
  readonly kept: SurveyStore.KeptResponse
}

interface Ways {
  readonly key: (tenant: string, id: string) => string
  readonly order: (a: string, b: string) => number
  readonly isOpen: (kept: Kept) => boolean
  readonly mayUpdate: (version: number, expected: number) => boolean
  readonly events: (before: Row["events"], next: Row["events"]) => Row["events"]
  readonly codes: (kept: Kept) => Kept["codes"]
  readonly isOf: (kept: Kept, person: string) => boolean
  readonly isAbout: (kept: Kept, patient: string) => boolean
  readonly lies: (during: Interval.Interval, at: number) => boolean
  readonly asks: (asked: string, questionnaire: string) => boolean
  readonly sees: (tenant: string, other: string) => boolean
  readonly keep: (kept: SurveyStore.KeptResponse) => SurveyStore.KeptResponse
  readonly byTime: boolean
  readonly overwrites: boolean
  readonly replaces: boolean
  readonly isSame: (a: SurveyStore.KeptResponse, b: SurveyStore.KeptResponse) => boolean
  readonly pause: Effect.Effect<void>
  readonly more: boolean
  readonly moreResponses: boolean
}

/** A store of its own in maps, with one way of it wrong perhaps. */
const keyed =
  (wrong: Partial<Ways> = {}) =>
  (): Store => {
    const ways: Ways = {
      key: (tenant, id) => `${tenant} ${id}`,
      order: (a, b) => (a < b ? -1 : 1),
      isOpen: ({ invitation }) => invitation.state._tag !== "Ended",
      mayUpdate: (version, expected) => version === expected,
      events: (before, next) => [...before, ...next],
      codes: ({ codes }) => codes,
      isOf: ({ invitation }, person) => invitation.addressee === person,
      isAbout: ({ invitation }, patient) => invitation.occasion.patient === patient,
      lies: Interval.contains,
      asks: (asked, questionnaire) => asked === questionnaire,
      sees: (tenant, other) => tenant === other,
      keep: (kept) => kept,
      byTime: true,
      overwrites: false,
      replaces: true,
      isSame: SurveyStore.answersSame,
      pause: Effect.void,
      more: true,
      moreResponses: true,
      ...wrong,
    }
    const all = new Map<string, Row>()
    const answers = new Map<string, Answer>()
    const rows = (tenant: string, of: (kept: Kept) => boolean) =>
      [...all.values()]
        .filter((row) => ways.sees(row.tenant, tenant) && of(row.record))
        .sort((a, b) => ways.order(a.record.invitation.id, b.record.invitation.id))
    const versioned = ({ record, version }: Row) => ({ record, version })
    const millis = DateTime.toEpochMillis
    return {
      find: (tenant, id) =>
        Effect.sync(() => Option.map(Option.fromUndefinedOr(all.get(ways.key(tenant, id))), versioned)),
      insert: (tenant, record, events) =>
        Effect.suspend(() => {
          const { id } = record.invitation
          const key = ways.key(tenant, id)
          if (all.has(key) && !ways.overwrites)
            return Effect.fail(StoreError.because({ _tag: "AlreadyExists", record: id }))
          all.set(key, { tenant, record, version: 1, events })
          return Effect.void
        }),
      update: (tenant, record, expected, events) =>
        Effect.gen(function* () {
          const { id } = record.invitation
          const key = ways.key(tenant, id)
          const found = all.get(key)
          yield* ways.pause
          if (found === undefined) return yield* StoreError.because({ _tag: "NotFound", record: id })
          const { version: actual } = found
          if (!ways.mayUpdate(actual, expected))
            return yield* StoreError.because({ _tag: "VersionConflict", record: id, expected, actual })
          const before = all.get(key) ?? found
          all.set(key, {
            tenant,
            record,
            version: actual + 1,
            events: ways.events(before.events, events),
          })
        }),
      list: (tenant, { after = "", limit, of }) =>
        Effect.sync(() => {
          const rest = rows(
            tenant,
            (kept) => kept.invitation.id > after && (of === "all" || ways.isOpen(kept)),
          )
          const page = rest.slice(0, limit)
          const last = Option.fromUndefinedOr(page.at(-1)?.record.invitation.id)
          return {
            records: page.map(versioned),
            next: ways.more && rest.length > limit ? last : Option.none(),
          }
        }),
      ofPerson: (tenant, person) =>
        Effect.sync(() => rows(tenant, (kept) => ways.isOf(kept, person)).map(versioned)),
      ofPatient: (tenant, patient) =>
        Effect.sync(() => rows(tenant, (kept) => ways.isAbout(kept, patient)).map(versioned)),
      ofCode: (tenant, hash) =>
        Effect.sync(() => {
          const [found] = rows(tenant, (kept) => ways.codes(kept).some((code) => code.hash === hash))
          return Option.map(Option.fromUndefinedOr(found), versioned)
        }),
      events: (tenant, id) => Effect.sync(() => all.get(ways.key(tenant, id))?.events ?? []),
      outcomes: (tenant, asked, during) =>
        Effect.sync(() => {
          const ended: { [D in SurveyDisposition.SurveyDisposition]?: number } = {}
          let open = 0
          for (const { record } of rows(
            tenant,
            ({ invitation: { occasion, questionnaire } }) =>
              ways.asks(asked, questionnaire.id) && ways.lies(during, millis(occasion.at)),
          )) {
            const { state } = record.invitation
            if (state._tag === "Ended") ended[state.disposition] = (ended[state.disposition] ?? 0) + 1
            else open += 1
          }
          return { ended, open }
        }),
      putResponse: (tenant, kept) =>
        Effect.gen(function* () {
          const { id } = kept.response
          const key = ways.key(tenant, id)
          const before = answers.get(key)
          yield* ways.pause
          if (before !== undefined && !ways.isSame(before.kept, kept))
            return yield* StoreError.because({ _tag: "AlreadyExists", record: id })
          if (ways.replaces || !answers.has(key)) answers.set(key, { tenant, kept: ways.keep(kept) })
        }),
      response: (tenant, id) =>
        Effect.sync(() => Option.fromUndefinedOr(answers.get(ways.key(tenant, id))?.kept)),
      responses: (tenant, asked, { after, during, limit }) =>
        Effect.sync(() => {
          const compare = (a: SurveyStore.ResponseKey, b: SurveyStore.ResponseKey) =>
            (ways.byTime ? millis(a.answeredAt) - millis(b.answeredAt) : 0) || (a.id < b.id ? -1 : 1)
          const rest = [...answers.values()]
            .filter(({ kept: { response }, tenant: other }) => {
              const isBehind =
                after === undefined || (response.id !== after.id && compare(response, after) > 0)
              return (
                ways.sees(other, tenant) &&
                isBehind &&
                ways.asks(asked, response.questionnaire.id) &&
                ways.lies(during, millis(response.answeredAt))
              )
            })
            .map(({ kept }) => kept)
            .sort((a, b) => compare(a.response, b.response))
          const records = rest.slice(0, limit)
          const last = ways.moreResponses && rest.length > limit ? records.at(-1)?.response : undefined
          return {
            records,
            next: Option.map(Option.fromUndefinedOr(last), ({ answeredAt, id }) => ({ answeredAt, id })),
          }
        }),
    }
  }

const found = "an invitation is found as it was inserted, at version 1, and one that nobody wrote isn't"
const updated =
  "an update takes the invitation's place, one version further, and adds its events behind those before"
const persons = "invitations of a person are those that address them, by id, whether or not they have ended"
const patients =
  "invitations about a patient are those about their visits, by id, whoever is asked and whether or not they have ended"
const coded = "an invitation is found by each of its codes, the newest and those before, and by no other"
const outcomes =
  "outcomes count the invitations to a questionnaire about occasions in the span, its beginning included and its end not"
const answered = "a response is found as it was written last, and one that nobody wrote isn't"
const listed = "invitations are listed by id in code units, all of them or those that haven't ended"
const paged = "pages of invitations hold at most as many as asked for, and together every one once"
const ordered =
  "responses to a questionnaire come by when they were answered and by id, from the span's beginning to before its end"
const pagedResponses = "pages of responses hold at most as many as asked for, and together every one once"
const whole = "any invitation and its events come back equal"
const round = "any response comes back equal"
const stale = "an update of an invitation that was decided on another version is refused, and loses nothing"
const racing = "of updates of an invitation at the same time on one version one is written, with its events"
const answeringAtOnce =
  "of responses to several invitations at the same time under one id one is written, and the others are refused"
const moving = "a response's id can't go over to another invitation or questionnaire, nor to none"
const failing = "an invitation that is there already can't be inserted, and one that isn't can't be updated"
const apart = "tenants neither see nor change each other's surveys, however their ids run together"

export const brokenSurveys: ReadonlyArray<Broken> = [
  broken("is a sound store in maps", keyed(), []),
  broken("finds nothing", () => ({ find: () => Effect.succeed(Option.none()) }), [
    found,
    updated,
    whole,
    stale,
    racing,
    failing,
    apart,
  ]),
  broken("keeps the newest events alone", keyed({ events: (_, next) => next }), [updated, stale]),
  broken("forgets an invitation's earlier codes", keyed({ codes: ({ codes }) => codes.slice(-1) }), [coded]),
  broken(
    "leaves out a person's invitations that have ended",
    keyed({ isOf: ({ invitation: i }, person) => i.addressee === person && i.state._tag !== "Ended" }),
    [persons, whole],
  ),
  broken(
    "takes who is asked for whom it is about",
    keyed({ isAbout: ({ invitation }, patient) => invitation.addressee === patient }),
    [patients, whole],
  ),
  broken(
    "forgets whose answers the ticket waits for",
    (sound) => ({
      insert: (tenant, { closing: _, ...kept }, events) => sound.insert(tenant, kept, events),
    }),
    [whole],
  ),
  broken("orders by the alphabet", keyed({ order: (a, b) => a.localeCompare(b, "en") }), [
    persons,
    patients,
    listed,
  ]),
  broken("takes every invitation for open", keyed({ isOpen: () => true }), [listed, whole]),
  broken("never has a further page", keyed({ more: false }), [paged]),
  broken("never has a further page of responses", keyed({ moreResponses: false }), [pagedResponses]),
  broken(
    "takes a span's end for part of it",
    keyed({ lies: ({ from, until }, at) => from <= at && at <= until }),
    [outcomes, ordered],
  ),
  broken("mixes questionnaires", keyed({ asks: () => true }), [outcomes, ordered]),
  broken("orders responses by id alone", keyed({ byTime: false }), [ordered]),
  broken("keeps the first writing of a response", keyed({ replaces: false }), [answered, moving]),
  broken("forgets why a response doesn't count", keyed({ keep: ({ response }) => ({ response }) }), [
    answered,
    round,
  ]),
  broken("updates whatever the version", keyed({ mayUpdate: () => true }), [stale, racing]),
  broken("looks at what is there, and writes a moment later", keyed({ pause: Effect.yieldNow }), [
    racing,
    answeringAtOnce,
  ]),
  broken("lets a response's id go over to others", keyed({ isSame: () => true }), [answeringAtOnce, moving]),
  broken(
    "takes no heed of the questionnaire",
    keyed({ isSame: (a, b) => a.response.invitation === b.response.invitation }),
    [moving],
  ),
  broken("inserts over what is there", keyed({ overwrites: true }), [failing]),
  broken("joins tenant and id by nothing", keyed({ key: (tenant, id) => `${tenant}${id}` }), [apart]),
  broken("shows everybody everything", keyed({ sees: () => true }), [whole, apart]),
]
