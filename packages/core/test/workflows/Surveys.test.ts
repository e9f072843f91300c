import {
  Agenda,
  type Consent,
  ConsentStore,
  GeneralQuestionnaires,
  Id,
  type MessageChannel,
  SurveyAnswers,
  SurveyStore,
  Surveys,
  type Word,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Option } from "effect"
import { describe, expect, it } from "vitest"
import { consent, discharge, inHouse, pass, tenant } from "./house.ts"

const { afterDischarge, afterVisit, complaintClosing } = GeneralQuestionnaires

const opinion = (n: number, channels: ReadonlyArray<Word.Channel> = ["sms", "wechat"]): Consent.Consent => ({
  ...consent(n),
  purposes: ["serviceOpinion"],
  channels: channels as Consent.Consent["channels"],
})

/** Somebody asked about a stay that ended at ten that morning. */
const asked = (n: number, more: Partial<Surveys.Asked> = {}): Surveys.Asked => {
  const { dischargedAt, patient, persons } = discharge(n, { channels: ["sms"] })
  return {
    occasion: { id: Id.OccasionId.make(`d${n}`), kind: "discharge", at: dischargedAt, patient },
    questionnaire: afterDischarge.id,
    to: persons[0],
    needsGuardian: false,
    ...more,
  }
}

const invite = (n: number, more: Partial<Surveys.Asked> = {}) =>
  Effect.gen(function* () {
    yield* (yield* ConsentStore.ConsentStore).put(tenant, opinion(n))
    return yield* Surveys.invite(tenant, asked(n, more))
  })

const kept = (id: Id.InvitationId) =>
  Effect.gen(function* () {
    const found = yield* (yield* SurveyStore.SurveyStore).find(tenant, id)
    return Option.getOrThrow(found).record
  })
const now = (id: Id.InvitationId) => Effect.map(kept(id), ({ invitation }) => invitation)

const clock = (at: DateTime.Utc) =>
  new Date(DateTime.toEpochMillis(at) + 8 * 3_600_000).toISOString().slice(5, 16)

const inbound = (n: number, text: string, at: DateTime.Utc): MessageChannel.Inbound => ({
  tenant,
  id: Id.MessageId.make(`in-${n}`),
  from: "+8613800000000",
  text,
  receivedAt: at,
})

const reply = (n: number, text: string) =>
  Effect.flatMap(DateTime.now, (at) => SurveyAnswers.takeDigits("sms", inbound(n, text, at)))

describe("an invitation", () => {
  it("goes out on the day after in its window, is reminded of once and ends as what came of it", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(20))
        const ended = yield* now(id)
        expect(ended.sends.map(({ at, channel }) => `${channel} ${clock(at)}`)).toEqual([
          "sms 03-03T08:00",
          "sms 03-06T08:00",
        ])
        expect(sent.map(({ channel, purpose, subject }) => [channel, purpose, subject])).toEqual(
          [1, 2].map((number) => ["sms", "serviceOpinion", { _tag: "Survey", invitation: id, number }]),
        )
        expect(ended.state).toMatchObject({ _tag: "Ended", disposition: "nothingReturned" })
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("asks by a number, takes the answer once, and says what is asked next", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.hours(16))
        expect(sent.length).toBe(1)
        const first = Option.getOrThrow(yield* reply(1, "4，很好"))
        expect(first).toMatchObject({ invitation: id, item: "doctorsListened", words: "很好" })
        expect(first.next?.id).toBe("doctorsExplained")
        const before = yield* kept(id)
        expect(yield* reply(1, "4，很好")).toEqual(Option.some(first))
        expect(yield* kept(id)).toEqual(before)
        expect((yield* now(id)).state).toEqual({ _tag: "Open" })
        expect(yield* reply(2, "谢谢")).toEqual(Option.none())
        yield* reply(3, "3")
        const store = yield* SurveyStore.SurveyStore
        const [received, ...others] = (yield* now(id)).received
        expect(others).toEqual([])
        const response = yield* store.response(tenant, received?.response as Id.ResponseId)
        expect(Option.getOrThrow(response)).toMatchObject({
          setAside: "breakOff",
          response: {
            source: "smsDigits",
            answers: {
              doctorsListened: { _tag: "Scale", value: 4 },
              doctorsExplained: { _tag: "Scale", value: 3 },
            },
          },
        })
        yield* pass(Duration.days(20))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "brokenOff" })
      }),
    ))
})
