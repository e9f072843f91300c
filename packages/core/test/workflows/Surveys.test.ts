import {
  Agenda,
  ClaimCode,
  type Consent,
  ConsentStore,
  Consents,
  type ContactAttempt,
  ContactStore,
  GeneralQuestionnaires,
  Id,
  type MessageChannel,
  Outreach,
  PhoneNumber,
  PlanStore,
  Scheduling,
  SurveyAnswers,
  type SurveyResponse,
  SurveyStore,
  Surveys,
  type Word,
} from "@aftercare/core"
import { DateTime, Duration, Effect, Fiber, Option, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { consent, discharge, drain, evening, followUpOf, inHouse, options, pass, tenant } from "./house.ts"

const { afterDischarge, afterVisit, complaintClosing } = GeneralQuestionnaires

const opinion = (n: number, channels: ReadonlyArray<Word.Channel> = ["sms", "wechat"]): Consent.Consent => ({
  ...consent(n),
  id: Id.ConsentId.make(`opinion-${n}`),
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

  it("goes out in its turn though a worker comes some seconds late, however close behind it others are planned", () =>
    inHouse(
      {
        surveys: {
          surveys: [afterDischarge, afterVisit, complaintClosing].map((questionnaire) => ({
            questionnaire,
            invitation: { ...GeneralQuestionnaires.invitationPolicy, fatigue: [], reminders: [] },
            response: GeneralQuestionnaires.responsePolicy,
          })),
        },
      },
      (sent) =>
        Effect.gen(function* () {
          // The caps let two messages go out in a day: the third is planned a day behind them, to the second.
          const invited = []
          for (const { id: questionnaire } of [afterDischarge, afterVisit, complaintClosing])
            invited.push((yield* invite(1, { questionnaire })).id)
          for (;;) {
            const due = yield* (yield* Agenda.Agenda).nextDueAt
            if (due === undefined) break
            yield* TestClock.setTime(DateTime.toEpochMillis(due) + 13_000)
            yield* drain
          }
          const ends = yield* Effect.forEach(invited, now)
          expect(ends.flatMap(({ sends }) => sends.map(({ at }) => clock(at)))).toEqual([
            "03-03T08:00",
            "03-03T08:00",
            "03-04T08:00",
          ])
          expect(sent.length).toBe(3)
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
        expect((yield* now(id)).state).toMatchObject({ _tag: "Planned", item: "doctorsExplained" })
        expect(yield* reply(2, "谢谢")).toEqual(Option.none())
        // What wasn't asked yet isn't answered: they may mean the first once more.
        expect(yield* reply(3, "3")).toEqual(Option.none())
        yield* drain
        yield* reply(4, "3")
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
        expect(sent.map(({ content }) => content.text.split(" ")[0])).toEqual(
          afterDischarge.items.slice(0, 3).map(({ text }) => text.zh),
        )
        expect((yield* now(id)).state).toMatchObject({ disposition: "brokenOff" })
      }),
    ))

  it("isn't sent in the noon rest by a worker that comes too late for its moment, but after it", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* TestClock.setTime(Date.parse("2026-03-03T12:30:00+08:00"))
        yield* drain
        expect(sent).toEqual([])
        yield* pass(Duration.hours(2))
        expect((yield* now(id)).sends.map(({ at }) => clock(at))).toEqual(["03-03T14:00"])
      }),
    ))

  it("isn't sent without a consent, nor once it is withdrawn, and its person is then no part of the sample", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const without = yield* Surveys.invite(tenant, asked(1))
        const { id } = yield* invite(2)
        yield* Consents.withdraw(tenant, {
          person: opinion(2).person,
          channels: ["sms", "wechat"],
          purposes: ["serviceOpinion"],
        })
        yield* pass(Duration.days(8))
        expect(sent).toEqual([])
        for (const one of [without.id, id])
          expect((yield* now(one)).state).toMatchObject({ disposition: "notInvited" })
      }),
    ))

  const sms = opinion(1, ["sms"])
  it.each<readonly [string, number, Partial<Consent.Consent>, string | undefined]>([
    ["within the time to ask, and goes out at the next moment", 3, {}, "03-05T18:00"],
    ["once the time to ask is over", 8, {}, undefined],
    ["for something else", 3, { purposes: ["care"] }, undefined],
    ["by another channel", 3, { channels: ["wechat"] }, undefined],
  ])("without a consent is taken up again where that is given %s", (_, days, more, expected) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* Surveys.invite(tenant, asked(1))
        yield* pass(Duration.days(days))
        expect((yield* now(id)).state).toMatchObject({ disposition: "notInvited" })
        yield* Consents.give(tenant, { ...sms, givenAt: yield* DateTime.now, ...more })
        yield* pass(Duration.hours(1))
        expect(sent.length).toBe(expected === undefined ? 0 : 1)
        expect((yield* now(id)).sends.map(({ at }) => clock(at))).toEqual(
          expected === undefined ? [] : [expected],
        )
        yield* pass(Duration.days(30))
        expect((yield* now(id)).state).toMatchObject({
          disposition: expected === undefined ? "notInvited" : "nothingReturned",
        })
      }),
    ),
  )

  it("isn't reminded of once its consent is withdrawn: that is a refusal", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(1))
        yield* Consents.withdraw(tenant, {
          person: opinion(1).person,
          channels: ["sms", "wechat"],
          purposes: ["serviceOpinion"],
        })
        yield* pass(Duration.days(8))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "refused" })
      }),
    ))

  it("needs the guardian's consent where the patient is that young", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* invite(1, { needsGuardian: true })
        yield* pass(Duration.days(8))
        expect(sent).toEqual([])
      }),
    ))

  it("waits where its channel isn't connected: that says nothing of the person", () =>
    inHouse({ connected: ["phone"] }, (sent) =>
      Effect.gen(function* () {
        const before = yield* invite(1)
        yield* pass(Duration.days(1))
        expect(sent).toEqual([])
        expect(yield* now(before.id)).toEqual(before)
      }),
    ))

  it("is refused for a questionnaire that isn't asked, and for an occasion that was asked about before", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const questionnaire = Id.QuestionnaireId.make("another")
        const refused = yield* Effect.result(invite(1, { questionnaire }))
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("NotAsked")
        yield* invite(1)
        const again = yield* Effect.result(invite(1))
        expect(Result.isFailure(again) && again.failure).toMatchObject({ reason: { _tag: "AlreadyExists" } })
      }),
    ))

  it("follows how its person can be reached, and their hours", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        const { persons } = discharge(1, { channels: ["sms"] })
        const [self] = persons
        const late = {
          ...self,
          phone: PhoneNumber.PhoneNumber.make("+8613911111111"),
          profile: { ...self.profile, rest: { noon: [], night: ["22:00-10:00"] } as never },
        }
        expect(yield* Surveys.amend(tenant, late)).toEqual([id])
        expect(yield* Surveys.amend(tenant, late)).toEqual([])
        yield* pass(Duration.days(1))
        expect((yield* now(id)).sends.map(({ at }) => clock(at))).toEqual(["03-03T10:00"])
        expect(sent.map(({ to }) => to.phone)).toEqual(["+8613911111111"])
        yield* Surveys.conclude(tenant, id, "notEligible")
        expect(yield* Surveys.amend(tenant, self)).toEqual([])
      }),
    ))

  it.each(["a nurse hears of in another contact", "the hospital is told of"])(
    "ends with the patient's death, which %s",
    (how) =>
      inHouse({}, (sent) =>
        Effect.gen(function* () {
          const { id } = yield* invite(1)
          yield* Scheduling.schedule(tenant, discharge(1), [consent(1)])
          yield* drain
          const { attempt, plan, task } = followUpOf(sent[0])
          if (how === "the hospital is told of") yield* Scheduling.cancel(tenant, plan, "deceased")
          else yield* Outreach.recordDisposition(tenant, plan, task, attempt, "deceased")
          expect((yield* now(id)).state).toMatchObject({ disposition: "deceased" })
          yield* pass(Duration.days(20))
          expect(sent.length).toBe(1)
        }),
      ),
  )
})

describe("a patient who has died or is in hospital again", () => {
  it.each([
    ["deceased", "Surveys.recordCall", "deceased"],
    ["readmitted", "Surveys.recordCall", "unableToAnswer"],
    ["deceased", "Surveys.conclude", "deceased"],
  ] as const)("is followed up no more once a survey finds them %s by %s", (reason, by, disposition) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const person = discharge(1, { channels: ["phone"] })
        const consents = yield* ConsentStore.ConsentStore
        yield* consents.put(tenant, opinion(1, ["phone"]))
        const call = yield* Surveys.invite(tenant, asked(1, { to: person.persons[0] }))
        const other = yield* Surveys.invite(tenant, asked(1, { questionnaire: afterVisit.id }))
        yield* pass(Duration.days(1))
        const daughter = { ...discharge(2, { guardian: "daughter" }), patient: person.patient }
        yield* Scheduling.schedule(tenant, daughter, [consent(2, ["phone"], { guardian: "daughter" })])
        const before = sent.length
        yield* by === "Surveys.conclude" && reason === "deceased"
          ? Surveys.conclude(tenant, call.id, reason)
          : Surveys.recordCall(tenant, call.id, 1, reason)
        expect((yield* now(other.id)).state).toMatchObject({ disposition })
        const store = yield* PlanStore.PlanStore
        const { records } = yield* store.list(tenant, { limit: 10 })
        expect(records.flatMap(({ record }) => record.tasks.map(({ state }) => state))).toEqual(
          records.flatMap(({ record }) =>
            record.tasks.map(() => expect.objectContaining({ end: { _tag: "Cancelled", reason } })),
          ),
        )
        yield* pass(Duration.days(40))
        expect(sent.length).toBe(before)
      }),
    ),
  )

  it.each(["deceased", "readmitted"] as const)("is asked about by no later consent: %s", (reason) =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const plan = yield* Scheduling.schedule(tenant, discharge(1), [])
        const { id } = yield* Surveys.invite(tenant, asked(1))
        yield* pass(Duration.days(2))
        expect((yield* now(id)).state).toMatchObject({ disposition: "notInvited" })
        yield* Scheduling.cancel(tenant, plan.id, reason)
        expect((yield* now(id)).state).toMatchObject({ disposition: "notEligible" })
        yield* Consents.give(tenant, { ...opinion(1, ["sms"]), givenAt: yield* DateTime.now })
        yield* pass(Duration.days(20))
        expect(sent).toEqual([])
      }),
    ),
  )
})

describe("several surveys of one person", () => {
  it("are held by one cap, whichever the questionnaires: the second isn't sent and is no part of the sample", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        const other = yield* invite(1, { questionnaire: afterVisit.id })
        expect(other.state).toMatchObject({ _tag: "Unplaced" })
        expect(other.state._tag === "Unplaced" && other.state.rules).toContain("survey.fatigue")
        yield* pass(Duration.days(20))
        expect(sent.filter(({ subject }) => subject._tag === "Survey").length).toBe(2)
        expect((yield* now(other.id)).state).toMatchObject({ disposition: "notInvited" })
        expect((yield* now(id)).sends.length).toBe(2)
      }),
    ))

  it("that are decided at the same moment count each other", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, opinion(1))
        const made = yield* Effect.all(
          [asked(1), asked(1, { questionnaire: afterVisit.id })].map((one) => Surveys.invite(tenant, one)),
          { concurrency: "unbounded" },
        )
        expect(made.map(({ state }) => state._tag).sort()).toEqual(["Planned", "Unplaced"])
      }),
    ))

  it("leave the place to another once one has ended without having been sent", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        const other = yield* invite(1, { questionnaire: afterVisit.id })
        yield* Surveys.conclude(tenant, id, "notEligible")
        expect(yield* Surveys.replanAll(tenant)).toEqual([other.id])
        expect((yield* now(other.id)).state._tag).toBe("Planned")
        expect(yield* Surveys.replanAll(tenant)).toEqual([])
      }),
    ))

  it("count with other contacts: their message isn't the third within a day", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const person = opinion(1).person
        const at = (text: string) => Date.parse(`2026-03-${text}:00+08:00`)
        const messages = ["03T08:00", "03T09:00"].map((when) => ({
          person,
          at: at(when),
          channel: "sms" as const,
          purpose: "followUp" as const,
          made: false,
        }))
        yield* (yield* ContactStore.ContactStore).put(tenant, "a plan", {
          addressees: [person],
          contacts: messages,
        })
        const { state } = yield* invite(1)
        expect(state._tag === "Planned" && clock(state.at)).toBe("03-04T08:00")
        const { contacts } = yield* (yield* ContactStore.ContactStore).of(tenant, person, {
          from: at("04T00:00"),
          until: at("05T00:00"),
        })
        expect(contacts.map(({ purpose }) => purpose)).toEqual(["serviceOpinion"])
      }),
    ))
})

describe("what a channel says of an invitation", () => {
  const says = (...deliveries: ReadonlyArray<ContactAttempt.Delivery>) => {
    let n = 0
    return {
      send: () =>
        Effect.sync(() => deliveries[Math.min(n++, deliveries.length - 1)] as ContactAttempt.Delivery),
    }
  }
  const code = "number.invalid" as never

  it("that it refuses the number ends it where no other channel is left", () =>
    inHouse(says({ _tag: "Rejected", code }), (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(9))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "undeliverable" })
      }),
    ))

  it("that it surely didn't send is made up for once it may be asked again, and is no contact", () =>
    inHouse(
      says(
        { _tag: "Deferred", code, until: DateTime.makeUnsafe("2026-03-03T09:30:00+08:00") },
        { _tag: "Accepted", reference: "r" },
      ),
      (sent) =>
        Effect.gen(function* () {
          const { id } = yield* invite(1)
          yield* pass(Duration.days(20))
          const { sends, state } = yield* now(id)
          expect(sends.map(({ at, delivery }) => [clock(at), delivery?._tag])).toEqual([
            ["03-03T09:30", "Accepted"],
            ["03-06T09:30", "Accepted"],
          ])
          // The channel knows the message by one id, however often it is asked to send it.
          const [first, again, reminder] = sent.map((message) => message.id)
          expect([again, reminder === first]).toEqual([first, false])
          expect((yield* kept(id)).codes.length).toBe(2)
          expect(state).toMatchObject({ disposition: "nothingReturned" })
          const { contacts } = yield* (yield* ContactStore.ContactStore).of(tenant, opinion(1).person, {
            from: evening,
            until: evening + 40 * 86_400_000,
          })
          expect(contacts.length).toBe(2)
        }),
    ))

  it("that nobody knows is looked up before the reminder, and isn't sent again", () =>
    inHouse({ ...says({ _tag: "Unknown" }), lookUp: () => Option.some({ _tag: "Rejected", code }) }, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(20))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "undeliverable" })
      }),
    ))

  it("that nobody ever learns leaves it to its reminder, each message once", () =>
    inHouse({ ...says({ _tag: "Unknown" }), lookUp: () => Option.none() }, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(20))
        expect(sent.map(({ subject }) => subject)).toEqual(
          [1, 2].map((number) => ({ _tag: "Survey", invitation: id, number })),
        )
        expect((yield* now(id)).state).toMatchObject({ disposition: "nothingReturned" })
      }),
    ))

  it("comes by receipt, too; one of another address counts for nothing", () =>
    inHouse(says({ _tag: "Unknown" }), (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* pass(Duration.days(1))
        const receipt = (address: string) => ({
          tenant,
          message: sent[0]?.id as Id.MessageId,
          address,
          delivery: { _tag: "Accepted", reference: "later" } as const,
        })
        expect(yield* Outreach.recordReceipt(receipt("+8613911111111"))).toBe(false)
        expect((yield* now(id)).sends[0]?.delivery).toEqual({ _tag: "Unknown" })
        expect(yield* Outreach.recordReceipt(receipt("+8613800000000"))).toBe(true)
        expect((yield* now(id)).sends[0]?.delivery).toEqual({ _tag: "Accepted", reference: "later" })
      }),
    ))

  it("is nothing after a crash between storing the message and sending it: it isn't sent again", () =>
    inHouse({ connectIn: Duration.seconds(1) }, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1)
        yield* TestClock.setTime(Date.parse("2026-03-03T08:00:00+08:00"))
        const working = yield* Effect.forkChild(Outreach.runDue(options))
        // One second inside the unit of work, and the crash in the second that follows it.
        yield* TestClock.adjust("1500 millis")
        yield* Fiber.interrupt(working)
        expect((yield* now(id)).sends.length).toBe(1)
        for (let hour = 0; hour < 24; hour++) {
          const later = yield* Effect.forkChild(drain)
          yield* TestClock.adjust("1 hour")
          yield* Fiber.join(later)
        }
        expect(sent).toEqual([])
        expect((yield* now(id)).sends.length).toBe(1)
      }),
    ))

  it("isn't asked for by a worker whose lease has run out", () =>
    inHouse({ connectIn: Duration.seconds(70) }, (sent) =>
      Effect.gen(function* () {
        yield* invite(1)
        yield* TestClock.setTime(Date.parse("2026-03-03T08:00:00+08:00"))
        const working = yield* Effect.forkChild(Outreach.runDue(options))
        yield* TestClock.adjust("10 minutes")
        yield* Fiber.join(working)
        expect(sent).toEqual([])
      }),
    ))
})

const five: SurveyResponse.Answer = { _tag: "Scale", value: 5 }

const given = (n: number, answers: SurveyResponse.Answers): Omit<SurveyAnswers.Given, "source"> => ({
  id: Id.ResponseId.make(`r${n}`),
  language: "zh",
  answeredAt: DateTime.makeUnsafe("2026-03-03T19:00:00+08:00"),
  answers,
})

const closing = { outcome: five, handling: five, explained: { _tag: "YesNo", yes: true } } as const

describe("an answer", () => {
  const askedOnClosing = { questionnaire: complaintClosing.id }
  const codeIn = (text: string | undefined) =>
    Result.getOrThrow(ClaimCode.parse(text?.split(" ").at(-1) ?? ""))

  it("by the link ends the invitation, once; the code opens this one alone, and no other opens it", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(1))
        const code = codeIn(sent[0]?.content.text)
        expect(yield* SurveyAnswers.open(tenant, code)).toMatchObject({
          questionnaire: complaintClosing,
          language: "zh",
          answered: false,
        })
        const opens = { questionnaire: complaintClosing, language: "zh", answered: true }
        expect(yield* SurveyAnswers.takeByLink(tenant, code, given(1, closing))).toEqual(opens)
        const ended = yield* kept(id)
        expect(ended.invitation.state).toMatchObject({ disposition: "completed" })
        yield* TestClock.adjust("1 minute")
        expect(yield* SurveyAnswers.takeByLink(tenant, code, given(1, closing))).toEqual(opens)
        expect(yield* kept(id)).toEqual(ended)
        expect((yield* SurveyAnswers.open(tenant, code)).answered).toBe(true)
        const other = Result.getOrThrow(ClaimCode.make(new Uint8Array(16).fill(99)))
        const refused = yield* Effect.result(SurveyAnswers.open(tenant, other))
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("LinkRefused")
        const elsewhere = yield* Effect.result(SurveyAnswers.open(Id.TenantId.make("another"), code))
        expect(Result.isFailure(elsewhere) && elsewhere.failure._tag).toBe("LinkRefused")
        yield* pass(Duration.days(8))
        expect(sent.length).toBe(1)
      }),
    ))

  it("by the link is given when it comes in, whatever it says: what comes too late is set aside", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(1))
        const code = codeIn(sent[0]?.content.text)
        yield* pass(Duration.days(40))
        const early = given(1, closing)
        yield* SurveyAnswers.takeByLink(tenant, code, early)
        const [response] = (yield* now(id)).received
        if (response === undefined) throw new Error("nothing was received")
        const taken = Option.getOrThrow(
          yield* (yield* SurveyStore.SurveyStore).response(tenant, response.response),
        )
        expect(taken).toMatchObject({ setAside: "late", response: { invitation: id, source: "link" } })
        expect(taken.response.answeredAt).toEqual(yield* DateTime.now)
      }),
    ))

  it("by the link has an id that is nobody else's, whichever it says", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(1))
        const code = codeIn(sent[0]?.content.text)
        const uninvited = { ...given(2, closing), source: "paper" } as const
        yield* SurveyAnswers.takeUninvited(tenant, complaintClosing.id, uninvited)
        yield* SurveyAnswers.takeByLink(tenant, code, given(2, closing))
        yield* SurveyAnswers.takeByLink(tenant, code, given(3, closing))
        yield* SurveyAnswers.takeUninvited(tenant, complaintClosing.id, {
          ...uninvited,
          id: Id.ResponseId.make("r3"),
        })
        const during = { from: 0, until: evening * 2 }
        const all = yield* Stream.runCollect(SurveyAnswers.responses(tenant, complaintClosing.id, during))
        expect(all.map(({ response }) => [response.source, response.invitation]).sort()).toEqual([
          ["link", id],
          ["link", id],
          ["paper", undefined],
          ["paper", undefined],
        ])
      }),
    ))

  it("is kept as a hash of its code alone", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(5))
        const texts = sent.map(({ content }) => content.text.split(" ").at(-1) ?? "")
        expect(new Set(texts).size).toBe(2)
        const written = JSON.stringify(yield* kept(id))
        for (const text of texts) expect(written.includes(text)).toBe(false)
        // Of two links that were sent both open it.
        for (const text of texts)
          expect((yield* SurveyAnswers.open(tenant, codeIn(text))).questionnaire).toEqual(complaintClosing)
      }),
    ))

  it("given twice is kept twice and counts once, by the policy the last", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(1))
        const second = {
          ...given(2, { ...closing, outcome: { _tag: "Scale", value: 4 } }),
          answeredAt: DateTime.makeUnsafe("2026-03-03T20:00:00+08:00"),
        }
        yield* SurveyAnswers.take(tenant, id, { ...second, source: "phone" })
        yield* SurveyAnswers.take(tenant, id, { ...given(1, closing), source: "paper" })
        const all = yield* Stream.runCollect(
          SurveyAnswers.responses(tenant, complaintClosing.id, { from: 0, until: evening * 2 }),
        )
        expect(all.map(({ response, setAside }) => [response.id, setAside])).toEqual([
          ["r1", "double"],
          ["r2", undefined],
        ])
      }),
    ))

  it("that comes late corrects how the invitation ended, and is set aside where it is later than the policy allows", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const ids = [yield* invite(1, askedOnClosing), yield* invite(2, askedOnClosing)].map(({ id }) => id)
        yield* pass(Duration.days(20))
        const take = (n: number, on: string) =>
          SurveyAnswers.take(tenant, ids[n] as Id.InvitationId, {
            ...given(n, closing),
            source: "paper",
            answeredAt: DateTime.makeUnsafe(`2026-03-${on}T09:00:00+08:00`),
          })
        expect((yield* take(0, "20")).state).toMatchObject({ disposition: "completed" })
        expect((yield* take(1, "29")).state).toMatchObject({ disposition: "nothingReturned" })
        const late = yield* (yield* SurveyStore.SurveyStore).response(tenant, Id.ResponseId.make("r1"))
        expect(Option.getOrThrow(late).setAside).toBe("late")
      }),
    ))

  it("that the questionnaire doesn't take is refused, and nothing is kept", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        const before = yield* kept(id)
        const wrong = given(1, { outcome: { _tag: "Scale", value: 9 } })
        const refused = yield* Effect.result(SurveyAnswers.take(tenant, id, { ...wrong, source: "phone" }))
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("ResponseRefused")
        expect(yield* kept(id)).toEqual(before)
      }),
    ))

  it("on the phone is taken beside what became of the call; who declines isn't asked again", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const byPhone = (n: number) => {
          const { persons } = discharge(n, { channels: ["phone"] })
          return { ...askedOnClosing, to: persons[0] }
        }
        const consents = yield* ConsentStore.ConsentStore
        for (const n of [1, 2]) yield* consents.put(tenant, opinion(n, ["phone"]))
        const [first, second] = [
          yield* Surveys.invite(tenant, asked(1, byPhone(1))),
          yield* Surveys.invite(tenant, asked(2, byPhone(2))),
        ]
        yield* pass(Duration.days(1))
        expect(sent.map(({ channel }) => channel)).toEqual(["phone", "phone"])
        yield* Surveys.recordCall(tenant, first.id, 1, "completed")
        yield* SurveyAnswers.take(tenant, first.id, { ...given(1, closing), source: "phone" })
        const refused = yield* Surveys.recordCall(tenant, second.id, 1, "declined")
        expect(refused.state).toMatchObject({ disposition: "refused" })
        yield* pass(Duration.days(20))
        expect(sent.length).toBe(2)
        expect((yield* now(first.id)).state).toMatchObject({ disposition: "completed" })
      }),
    ))

  it("without an invitation is kept once, and counts as far as it is full", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const give = (n: number, answers: SurveyResponse.Answers) =>
          SurveyAnswers.takeUninvited(tenant, complaintClosing.id, { ...given(n, answers), source: "paper" })
        const first = yield* give(1, closing)
        expect(first.setAside).toBe(undefined)
        expect(yield* give(1, { outcome: five })).toEqual(first)
        expect((yield* give(2, { outcome: five })).setAside).toBe("breakOff")
        const unknown = Id.QuestionnaireId.make("another")
        const refused = yield* Effect.result(
          SurveyAnswers.takeUninvited(tenant, unknown, { ...given(3, closing), source: "paper" }),
        )
        expect(Result.isFailure(refused) && refused.failure._tag).toBe("NotAsked")
        const all = yield* Stream.runCollect(
          SurveyAnswers.responses(tenant, complaintClosing.id, { from: 0, until: evening * 2 }),
        )
        expect(all.map(({ response }) => response.id)).toEqual(["r1", "r2"])
      }),
    ))

  it("doesn't take the place of somebody else's that has its id, nor is told it", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const ids = [yield* invite(1, askedOnClosing), yield* invite(2, askedOnClosing)].map(({ id }) => id)
        yield* pass(Duration.days(1))
        yield* SurveyAnswers.take(tenant, ids[0] as Id.InvitationId, {
          ...given(1, closing),
          source: "paper",
        })
        const store = yield* SurveyStore.SurveyStore
        const theirs = yield* store.response(tenant, Id.ResponseId.make("r1"))
        const unhappy = given(1, { ...closing, outcome: { _tag: "Scale", value: 1 } })
        // What short messages will make up has its id to itself.
        const digits = { ...unhappy, id: Id.ResponseId.make(`${ids[0]}/digits`) }
        const second = ids[1] as Id.InvitationId
        const refusals = [
          yield* Effect.flip(SurveyAnswers.take(tenant, second, { ...unhappy, source: "paper" })),
          yield* Effect.flip(SurveyAnswers.take(tenant, second, { ...digits, source: "paper" })),
          yield* Effect.flip(
            SurveyAnswers.takeUninvited(tenant, complaintClosing.id, { ...unhappy, source: "paper" }),
          ),
        ]
        expect(refusals.map(({ message }) => message)).toEqual([
          "r1 exists already",
          `${digits.id} exists already`,
          "r1 exists already",
        ])
        expect(yield* store.response(tenant, Id.ResponseId.make("r1"))).toEqual(theirs)
        expect((yield* now(ids[1] as Id.InvitationId)).received).toEqual([])
      }),
    ))

  it("in digits is none where two open questions take it, where none is open, or where nobody was asked", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* invite(1)
        yield* invite(2)
        expect(yield* reply(1, "4")).toEqual(Option.none())
        yield* pass(Duration.days(1))
        expect(yield* reply(2, "4")).toEqual(Option.none())
        const at = yield* DateTime.now
        const strangers = { ...inbound(3, "4", at), from: "+8613911111111" }
        expect(yield* SurveyAnswers.takeDigits("sms", strangers)).toEqual(Option.none())
        yield* Surveys.conclude(tenant, Id.InvitationId.make("d2/general-after-discharge"), "notEligible")
        expect(Option.isSome(yield* reply(4, "4"))).toBe(true)
        yield* pass(Duration.days(30))
        expect(yield* reply(5, "4")).toEqual(Option.none())
      }),
    ))

  it("in digits leads through the whole questionnaire, and ends it once it is full enough", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, askedOnClosing)
        yield* pass(Duration.days(1))
        const items: Array<string> = []
        for (const [n, text] of ["4", "5", "1"].entries()) {
          items.push(Option.getOrThrow(yield* reply(n, text)).item)
          yield* pass(Duration.days(1))
        }
        expect(items).toEqual(["outcome", "handling", "explained"])
        const ended = yield* now(id)
        expect(ended.state).toMatchObject({ disposition: "completed" })
        expect(ended.received).toMatchObject([{ response: `${id}/digits`, standing: "complete" }])
        expect(yield* reply(9, "1")).toEqual(Option.none())
        yield* pass(Duration.days(8))
        expect(sent.map(({ subject }) => subject)).toEqual(
          [1, 2, 3].map((number) => ({ _tag: "Survey", invitation: id, number })),
        )
        expect(ended.sends.map(({ item }) => item)).toEqual([undefined, "handling", "explained"])
      }),
    ))
})

describe("the question after an answer in digits", () => {
  const { hotline } = GeneralQuestionnaires
  const onCall = { questionnaire: hotline.id }
  /** The items asked, by the words of the messages. */
  const askedIn = (messages: ReadonlyArray<MessageChannel.Outgoing>) =>
    messages.map(
      ({ content }) => hotline.items.find(({ text }) => text.zh === content.text.split(" ")[0])?.id,
    )
  const of = (n: number): Partial<Surveys.Asked> => ({
    ...onCall,
    occasion: { id: Id.OccasionId.make(`call-${n}`), kind: "hotlineCall", at: DateTime.makeUnsafe(evening) },
  })

  it.each([
    ["1", "politeness"],
    ["2", "reached"],
  ])("is asked by a message of its own, and is the one that the answer %s leads to", (first, next) => {
    const askIf = { _tag: "All", tests: [{ _tag: "Is", item: "solved", yes: false }] } as const
    const items = hotline.items.map((item) => (item.id === "reached" ? { ...item, askIf } : item))
    const { invitationPolicy: invitation, responsePolicy: response } = GeneralQuestionnaires
    const questionnaire = { ...hotline, items } as unknown as typeof hotline
    const surveys = [{ questionnaire, invitation, response }]
    return inHouse({ surveys: { surveys } }, (sent) =>
      Effect.gen(function* () {
        yield* invite(1, of(1))
        yield* pass(Duration.days(1))
        expect(Option.getOrThrow(yield* reply(1, first))).toMatchObject({ item: "solved" })
        yield* drain
        expect(askedIn(sent)).toEqual(["solved", next])
      }),
    )
  })

  it("waits for the person's hours, and for their caps", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, of(1))
        yield* pass(Duration.hours(17))
        yield* TestClock.setTime(Date.parse("2026-03-03T23:10:00+08:00"))
        yield* reply(1, "1")
        yield* drain
        expect(sent.length).toBe(1)
        yield* pass(Duration.hours(9))
        yield* reply(2, "5")
        yield* drain
        yield* reply(3, "5")
        // Two messages a day: the third waits for the day after.
        yield* pass(Duration.days(2))
        expect((yield* now(id)).sends.map(({ at }) => clock(at))).toEqual([
          "03-03T08:00",
          "03-04T08:00",
          "03-04T08:10",
          "03-05T08:00",
        ])
      }),
    ))

  it("isn't asked once the consent is withdrawn: what was answered stands", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, of(1))
        yield* pass(Duration.days(1))
        yield* reply(1, "1")
        yield* Consents.withdraw(tenant, {
          person: opinion(1).person,
          channels: ["sms", "wechat"],
          purposes: ["serviceOpinion"],
        })
        yield* pass(Duration.days(20))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "refused" })
      }),
    ))

  it("isn't asked of who answered the whole by the link meanwhile", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, { questionnaire: complaintClosing.id })
        yield* TestClock.setTime(Date.parse("2026-03-03T19:00:00+08:00"))
        yield* drain
        yield* TestClock.setTime(Date.parse("2026-03-03T22:30:00+08:00"))
        yield* reply(1, "4")
        yield* SurveyAnswers.take(tenant, id, { ...given(1, closing), source: "link" })
        yield* pass(Duration.days(8))
        expect(sent.length).toBe(1)
        expect((yield* now(id)).state).toMatchObject({ disposition: "completed" })
      }),
    ))

  it("that surely didn't go out is asked under its number once its channel may be asked", () => {
    let n = 0
    const until = DateTime.makeUnsafe("2026-03-03T20:30:00+08:00")
    const send = (): Effect.Effect<ContactAttempt.Delivery> =>
      Effect.sync(() =>
        n++ === 1
          ? { _tag: "Deferred", code: "provider.busy" as never, until }
          : { _tag: "Accepted", reference: "r" },
      )
    return inHouse({ send }, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* invite(1, of(1))
        yield* pass(Duration.days(1))
        yield* reply(1, "1")
        yield* drain
        expect(yield* reply(2, "5")).toEqual(Option.none())
        yield* pass(Duration.days(2))
        expect(askedIn(sent)).toEqual(["solved", "reached", "reached"])
        expect(sent[1]?.id).toBe(sent[2]?.id)
        expect(Option.isSome(yield* reply(3, "5"))).toBe(true)
        expect((yield* now(id)).sends.map(({ item, number }) => [number, item])).toEqual([
          [1, undefined],
          [2, "reached"],
        ])
      }),
    )
  })
})

describe("rates", () => {
  it("rest on how the invitations of a span ended; those still open are told apart", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        const ids: Array<Id.InvitationId> = []
        for (let n = 0; n < 4; n++) ids.push((yield* invite(n, { questionnaire: complaintClosing.id })).id)
        yield* pass(Duration.days(1))
        yield* SurveyAnswers.take(tenant, ids[0] as Id.InvitationId, {
          ...given(1, closing),
          source: "paper",
        })
        yield* Surveys.conclude(tenant, ids[1] as Id.InvitationId, "refused")
        yield* Surveys.conclude(tenant, ids[2] as Id.InvitationId, "notEligible")
        const day = Date.parse("2026-03-02T00:00:00+08:00")
        const of = (from: number) =>
          Surveys.rates(tenant, complaintClosing.id, { from, until: from + 86_400_000 }, { _tag: "All" })
        const { open, rates } = yield* of(day)
        expect(open).toBe(1)
        expect(rates.counts).toMatchObject({ complete: 1, refusal: 1, notEligible: 1, nonContact: 0 })
        expect(rates.rates.RR1).toMatchObject({ count: 1, of: 2 })
        expect((yield* of(day + 86_400_000)).rates.rates.RR1).toEqual({ _tag: "NoBase" })
      }),
    ))
})
