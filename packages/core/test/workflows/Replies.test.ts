import {
  ChinaContact,
  ChinaReplies,
  type Consent,
  ConsentStore,
  Consents,
  GeneralProtocols,
  GeneralQuestionnaires,
  Id,
  Inbox,
  type MessageChannel,
  MessageLog,
  Outreach,
  Replies,
  type ReplyPolicy,
  Scheduling,
  SurveyStore,
  Surveys,
  UnitedStatesReplies,
  type Word,
} from "@aftercare/core"
import { Clock, DateTime, Duration, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { consent, discharge, drain, evening, followUpOf, inHouse, pass, plans, tenant } from "./house.ts"

const phone = "+8613800000000"

const inbound = (text: string, more: Partial<MessageChannel.Inbound> = {}): MessageChannel.Inbound => ({
  tenant,
  id: Id.MessageId.make("m1"),
  from: phone,
  text,
  receivedAt: DateTime.makeUnsafe(evening),
  ...more,
})

const say = (text: string, more: Partial<MessageChannel.Inbound> = {}) =>
  Replies.receive("sms", inbound(text, more))

const withPolicy = (replies: ReplyPolicy.ReplyPolicy) => ({ practice: () => ({ replies }) })
const china = withPolicy(ChinaReplies.policy)

/** A patient who is written to by SMS alone, and was once. */
const written = (n: number, by: ReadonlyArray<Word.Channel> = ["sms"]) =>
  Effect.andThen(
    Scheduling.schedule(tenant, discharge(n, { channels: by }), [consent(n, ["sms", "phone"])]),
    drain,
  )

const consentsOf = (n: number) =>
  Effect.flatMap(ConsentStore.ConsentStore, (store) => store.of(tenant, Id.PersonId.make(`p${n}`)))

const waiting = Effect.flatMap(Inbox.Inbox, (inbox) =>
  Effect.map(inbox.waiting(tenant, { limit: 1_000 }), ({ records }) => records),
)

const id = (name: string) => ({ id: Id.MessageId.make(name) })

describe("a word to stop", () => {
  it("is in force for the very next send, with the message as its proof, and by this channel alone", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        expect(sent.length).toBe(1)
        yield* TestClock.adjust("1 minute")
        const received = yield* say(" ｔｄ ")
        expect(received).toMatchObject({
          persons: ["p1"],
          did: { _tag: "OptedOut", word: "td", consents: ["c1"] },
        })
        expect(received.waits).toBeUndefined()
        expect(yield* consentsOf(1)).toMatchObject([
          { id: "c1", withdrawnAt: DateTime.makeUnsafe(evening + 60_000), withdrawnBy: "m1" },
          { channels: ["phone"], proof: "form 12" },
        ])
        yield* pass(Duration.days(40))
        expect(sent.map(({ channel }) => channel)).toEqual(["sms"])
        expect(yield* (yield* Inbox.Inbox).find(tenant, Id.MessageId.make("m1"))).toEqual(
          Option.some(received),
        )
      }),
    ))

  it("binds everybody to whom the house wrote, or whom it called: whoever holds the phone speaks for it", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        yield* written(2)
        yield* written(3, ["phone"])
        yield* say("退订")
        for (const n of [1, 2, 3])
          expect((yield* consentsOf(n)).some(({ withdrawnAt }) => withdrawnAt !== undefined)).toBe(true)
        const before = sent.length
        yield* pass(Duration.days(40))
        expect(sent.slice(before).filter(({ channel }) => channel === "sms")).toEqual([])
      }),
    ))

  it("binds everybody there, however many messages went to others since, as to the number of a nursing home", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        yield* written(2)
        const log = yield* MessageLog.MessageLog
        for (let n = 0; n < 1_000; n++)
          yield* log.put({
            tenant,
            id: Id.MessageId.make(`later-${n}`),
            channel: "sms",
            address: phone,
            person: Id.PersonId.make("p2"),
            purpose: "followUp",
            subject: {
              _tag: "FollowUp",
              plan: Id.PlanId.make("d2/plan"),
              task: Id.TaskId.make("d2/task"),
              attempt: Id.AttemptId.make(`d2/task/${n}`),
            },
            sentAt: DateTime.makeUnsafe(evening + 1_000 + n),
          })
        yield* TestClock.adjust("1 minute")
        expect((yield* say("退订")).persons).toEqual(["p2", "p1"])
        const before = sent.length
        yield* pass(Duration.days(40))
        expect(sent.slice(before).filter(({ channel }) => channel === "sms")).toEqual([])
      }),
    ))

  it("is known by the mailbox it comes from, in whichever case its domain is written", () => {
    const { stages } = GeneralProtocols.generalDischarge
    const protocol = {
      ...GeneralProtocols.generalDischarge,
      stages: [{ ...stages[0], channels: ["email"] as const }] as const,
    }
    const byMail = {
      connected: ["email" as const],
      practice: () => ({ replies: ChinaReplies.policy, protocol, rules: [] }),
    }
    const patient = discharge(1, { channels: ["email"] })
    const [person] = patient.persons
    const mailed = { ...patient, persons: [{ ...person, addresses: { email: "Wang@Example.ORG" } }] as const }
    return inHouse(byMail, (sent) =>
      Effect.gen(function* () {
        yield* Scheduling.schedule(tenant, mailed, [consent(1, ["email"])])
        yield* drain
        const from = (from: string, name: string) =>
          Replies.receive("email", inbound("退订", { from, ...id(name) }))
        expect((yield* from("wang@example.org", "m1")).waits).toBe("unknownSender")
        const message = (sent[0] as MessageChannel.Outgoing).id
        const delivery = { _tag: "Accepted", reference: "r" } as const
        expect(
          yield* Outreach.recordReceipt({ tenant, message, address: "Wang@example.ORG", delivery }),
        ).toBe(true)
        expect((yield* from("Wang@EXAMPLE.org", "m2")).did).toMatchObject({ _tag: "OptedOut" })
      }),
    )
  })

  it("ends the purposes of what was sent alone where the policy says so", () =>
    inHouse(withPolicy({ ...ChinaReplies.policy, stops: "purposesSent" }), () =>
      Effect.gen(function* () {
        const both: Consent.Consent = { ...consent(1, ["sms"]), purposes: ["followUp", "care"] }
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [both])
        yield* drain
        yield* say("R")
        expect(
          (yield* consentsOf(1)).map(({ purposes, withdrawnAt }) => [purposes, withdrawnAt !== undefined]),
        ).toEqual([
          [["followUp", "care"], true],
          [["care"], false],
        ])
      }),
    ))

  it("holds from now on, whatever the provider's clock says", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        yield* say("TD", { receivedAt: DateTime.makeUnsafe(evening + 1e12) })
        yield* written(2)
        yield* say("TD", { receivedAt: DateTime.makeUnsafe(0), ...id("m2") })
        const before = sent.length
        yield* pass(Duration.days(40))
        expect(sent.slice(before)).toEqual([])
      }),
    ))

  it("is undone by no consent that is handed over again, only by one given since", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        yield* TestClock.adjust("1 minute")
        yield* say("TD")
        const stopped = yield* consentsOf(1)
        expect(yield* Consents.give(tenant, consent(1, ["sms", "phone"]))).toEqual([])
        expect(yield* consentsOf(1)).toEqual(stopped)
        yield* pass(Duration.days(3))
        expect(sent.length).toBe(1)
        const givenAt = yield* DateTime.now
        yield* Consents.give(tenant, { ...consent(1, ["sms"]), givenAt })
        yield* pass(Duration.days(40))
        expect(sent.length).toBeGreaterThan(1)
      }),
    ))

  it("reaches a consent dated by a clock that is ahead", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        const ahead = {
          ...consent(1),
          id: Id.ConsentId.make("c1b"),
          givenAt: DateTime.makeUnsafe(evening + 1e8),
        }
        yield* Consents.give(tenant, ahead)
        expect((yield* say("TD")).did).toMatchObject({ consents: ["c1", "c1b"] })
        yield* Consents.give(tenant, ahead)
        yield* pass(Duration.days(40))
        expect(sent.map(({ channel }) => channel)).toEqual(["sms"])
      }),
    ))

  it("leaves to a person what rests on something else than consent", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        const duty: Consent.Consent = { ...consent(1, ["sms"]), basis: "legalDuty" }
        yield* Scheduling.schedule(tenant, discharge(1, { channels: ["sms"] }), [duty])
        yield* drain
        expect(yield* say("TD")).toMatchObject({
          did: { _tag: "OptedOut", consents: [] },
          waits: "otherBasis",
        })
      }),
    ))

  it("waits for a person where nobody is known at the address, and where it is one of the staff's", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        yield* (yield* MessageLog.MessageLog).put({
          tenant,
          id: Id.MessageId.make("notice"),
          channel: "sms",
          address: "+8613911111111",
          person: Id.PersonId.make("nurse"),
          subject: { _tag: "Notice", ticket: Id.TicketId.make("t"), notice: "n" },
          sentAt: DateTime.makeUnsafe(evening),
        })
        expect((yield* say("TD")).waits).toBe("unknownSender")
        expect((yield* say("TD", { from: "+8613911111111", ...id("m2") })).waits).toBe("unknownSender")
        expect((yield* waiting).length).toBe(2)
      }),
    ))

  it("isn't heard in a message from longer ago than the policy looks back", () =>
    inHouse(withPolicy({ ...ChinaReplies.policy, lookBackDays: 2 }), () =>
      Effect.gen(function* () {
        yield* written(1)
        yield* TestClock.setTime(evening + 2 * 86_400_000)
        expect((yield* say("你好")).waits).toBe("words")
        yield* TestClock.setTime(evening + 2 * 86_400_000 + 1)
        expect((yield* say("你好", id("m2"))).waits).toBe("unknownSender")
      }),
    ))
})

describe("somebody who is asked for an opinion", () => {
  const invited = Effect.gen(function* () {
    const given: Consent.Consent = { ...consent(1, ["sms"]), purposes: ["serviceOpinion"] }
    yield* (yield* ConsentStore.ConsentStore).put(tenant, given)
    const { dischargedAt, patient, persons } = discharge(1, { channels: ["sms"] })
    const { id } = yield* Surveys.invite(tenant, {
      occasion: { id: Id.OccasionId.make("d1"), kind: "discharge", at: dischargedAt, patient },
      questionnaire: GeneralQuestionnaires.afterDischarge.id,
      to: persons[0],
      needsGuardian: false,
    })
    yield* pass(Duration.hours(16))
    return id
  })

  const later = (text: string, name: string) =>
    Effect.flatMap(DateTime.now, (receivedAt) => say(text, { ...id(name), receivedAt }))

  it("answers by a number, and what they say beside it waits for a person", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        const invitation = yield* invited
        const counted = yield* later("４", "m1")
        expect(counted.did).toEqual({ _tag: "Answered", invitation, item: "doctorsListened" })
        expect(counted.waits).toBeUndefined()
        expect(yield* later("４", "m1")).toEqual(counted)
        expect((yield* later("3", "m0")).waits).toBe("words")
        yield* drain
        expect(yield* later("3，护士很好", "m2")).toMatchObject({
          did: { _tag: "Answered", item: "doctorsExplained" },
          waits: "words",
        })
        expect((yield* later("9999", "m3")).waits).toBe("words")
        const { record } = Option.getOrThrow(yield* (yield* SurveyStore.SurveyStore).find(tenant, invitation))
        expect(record.heard.map(({ message }) => message)).toEqual(["m1", "m2"])
      }),
    ))

  it("is asked nothing more once a message may be to stop: the answer is kept, and a person reads the words", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        const invitation = yield* invited
        const before = sent.length
        expect(yield* later("4，请退订，别再发了", "m1")).toMatchObject({
          did: { _tag: "Answered", invitation, item: "doctorsListened" },
          waits: "resemblesOptOut",
        })
        yield* drain
        yield* pass(Duration.days(20))
        expect(sent.slice(before)).toEqual([])
        const { record } = Option.getOrThrow(yield* (yield* SurveyStore.SurveyStore).find(tenant, invitation))
        expect(record.heard).toEqual([{ message: "m1", item: "doctorsListened" }])
      }),
    ))

  const thanking = withPolicy({
    ...ChinaReplies.policy,
    answers: {
      Thanks: {
        text: { zh: "谢谢您的回答", en: "Thank you" },
        withinSeconds: 600,
        source: { title: "本院规定", status: "hospitalPolicy", verified: "own" },
      },
    },
  })
  /** Answers a survey of three questions, one a day: at an hour when the next is asked at once. */
  const answering = Effect.gen(function* () {
    yield* invited
    const { patient, persons } = discharge(1, { channels: ["sms"] })
    yield* Surveys.conclude(tenant, Id.InvitationId.make("d1/general-after-discharge"), "notEligible")
    yield* pass(Duration.days(31))
    const { id } = yield* Surveys.invite(tenant, {
      occasion: {
        id: Id.OccasionId.make("o1"),
        kind: "complaintClosed",
        at: yield* DateTime.now,
        patient,
      },
      questionnaire: GeneralQuestionnaires.complaintClosing.id,
      to: persons[0],
      needsGuardian: false,
    })
    for (const [n, text] of ["4", "5"].entries()) {
      yield* pass(Duration.days(1))
      expect((yield* later(text, `a${n}`)).did).toMatchObject({ _tag: "Answered", invitation: id })
    }
    yield* pass(Duration.days(1))
  })

  it("is thanked for the last answer, once", () =>
    inHouse(thanking, (sent) =>
      Effect.gen(function* () {
        yield* answering
        const before = sent.length
        const last = yield* later("1", "a2")
        expect(last.did).toMatchObject({ item: "explained", last: true })
        expect(yield* later("1", "a2")).toEqual(last)
        yield* pass(Duration.days(20))
        expect(sent.slice(before).map(({ content, subject }) => [content.text, subject])).toEqual([
          ["谢谢您的回答", { _tag: "Reply", inbound: "a2" }],
        ])
        expect(sent.slice(0, before).map(({ subject }) => subject._tag)).not.toContain("Reply")
      }),
    ))

  it.each([
    ["who wants no more messages", "退订", 1, undefined],
    ["whom nobody could thank soon", "", 601, undefined],
    ["who is to rest, at night", "", 1, "2026-04-09T23:00:00+08:00"],
    ["who is to rest, at noon", "", 1, "2026-04-09T12:30:00+08:00"],
  ])("isn't thanked, %s", (_, word, seconds, at) =>
    inHouse(thanking, (sent) =>
      Effect.gen(function* () {
        yield* answering
        if (at !== undefined) yield* TestClock.setTime(Date.parse(at))
        const before = sent.length
        yield* later("1", "a2")
        if (word !== "") yield* later(word, "stop")
        yield* TestClock.adjust(Duration.seconds(seconds))
        yield* pass(Duration.days(20))
        expect(sent.length).toBe(before)
      }),
    ),
  )

  it("isn't reminded after a word to stop, which is confirmed to them", () =>
    inHouse(withPolicy(UnitedStatesReplies.policy), (sent) =>
      Effect.gen(function* () {
        yield* invited
        expect(sent.length).toBe(1)
        expect((yield* later("STOP", "m1")).did).toMatchObject({ consents: ["c1"] })
        yield* pass(Duration.days(20))
        expect(sent.map(({ subject }) => subject._tag)).toEqual(["Survey", "Reply"])
      }),
    ))
})

describe("somebody who asks to be called later", () => {
  /** Called at six in the evening. */
  const asked = written(1, ["phone"])

  it("is called at that hour and not before, in place of the call's answer", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* asked
        expect(sent.map(({ channel }) => channel)).toEqual(["phone"])
        const at = DateTime.makeUnsafe("2026-03-03T10:30:00+08:00")
        expect(yield* say("明天上午十点半再打")).toMatchObject({
          did: { _tag: "Promised", task: "d1/general-discharge/first-contact", at },
        })
        yield* TestClock.setTime(DateTime.toEpochMillis(at) - 1)
        yield* drain
        expect(sent.length).toBe(1)
        yield* TestClock.setTime(DateTime.toEpochMillis(at))
        yield* drain
        expect(sent.map(({ channel }) => channel)).toEqual(["phone", "phone"])
      }),
    ))

  it("means the one hour that is welcome, of the two that it may be", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        yield* asked
        expect(yield* say("call me tomorrow at 6")).toMatchObject({
          did: { _tag: "Promised", at: DateTime.makeUnsafe("2026-03-03T18:00:00+08:00") },
        })
      }),
    ))

  it.each([
    ["in the noon rest", "明天中午12点半再打"],
    ["at night", "晚上11点再打"],
    ["at an hour that is over", "今天早上9点再打"],
  ])("%s is read by a person, and nothing is moved", (_, text) =>
    inHouse(china, () =>
      Effect.gen(function* () {
        yield* asked
        const before = yield* plans
        expect(yield* say(text)).toMatchObject({ waits: "words" })
        expect(yield* plans).toEqual(before)
      }),
    ),
  )

  it("is read by a person where either of two hours would be welcome", () => {
    const late = { replies: ChinaReplies.policy, policy: { ...ChinaContact.carePolicy, hours: [] } }
    return inHouse({ practice: () => late }, () =>
      Effect.gen(function* () {
        yield* asked
        expect((yield* say("call me tomorrow at 9")).waits).toBe("words")
        expect((yield* say("call me tomorrow at 9pm", id("m2"))).did?._tag).toBe("Promised")
      }),
    )
  })

  it("is heard by a message as well as by a call", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* asked
        const { attempt, plan, task } = followUpOf(sent.at(-1))
        yield* Outreach.recordDisposition(tenant, plan, task, attempt, "noAnswer")
        yield* pass(Duration.days(1))
        expect(sent.length).toBeGreaterThan(1)
        const now = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
        const { did } = yield* say("明天下午5点再打", { receivedAt: now })
        expect(did?._tag).toBe("Promised")
      }),
    ))

  it("is read by a person where no contact waits for an answer, or two do", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        expect((yield* say("明天上午十点再打")).waits).toBe("unknownSender")
        yield* written(1)
        yield* written(2)
        expect((yield* say("明天上午十点再打", id("m2"))).waits).toBe("words")
      }),
    ))
})

describe("a word to start again", () => {
  it("renews what the last word to stop withdrew, and contacts are planned again", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        yield* say("TD")
        yield* TestClock.adjust("1 hour")
        expect(yield* say("恢复", id("m2"))).toMatchObject({ did: { _tag: "OptedIn", consents: ["m2/1"] } })
        expect((yield* consentsOf(1)).at(-1)).toEqual({
          ...consent(1, ["sms"]),
          id: "m2/1",
          proof: "m2",
          givenAt: DateTime.makeUnsafe(evening + 3_600_000),
        })
        expect((yield* say("恢复", id("m3"))).did).toMatchObject({ consents: [] })
        yield* pass(Duration.days(9))
        expect(sent.length).toBeGreaterThan(1)
      }),
    ))

  it("grants nothing that was refused on a form, and waits where several may have sent it", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        yield* written(1)
        const onAForm = { ...consent(1, ["sms", "phone"]), withdrawnAt: DateTime.makeUnsafe(evening) }
        yield* (yield* ConsentStore.ConsentStore).put(tenant, onAForm)
        expect((yield* say("恢复")).waits).toBe("nothingToRenew")
        yield* written(2)
        yield* say("TD", id("m2"))
        expect((yield* say("恢复", id("m3"))).waits).toBe("severalPersons")
        expect(
          (yield* consentsOf(2)).every((one) => one.withdrawnAt !== undefined || one.channels[0] === "phone"),
        ).toBe(true)
      }),
    ))
})

describe("a word to start that is told late", () => {
  it("renews nothing where a word to stop was written after it, in whatever order they are told", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ minute: fc.nat(9), text: fc.constantFrom("TD", "恢复") }), {
          minLength: 2,
          maxLength: 6,
          selector: ({ minute }) => minute,
        }),
        (messages) =>
          inHouse(china, () =>
            Effect.gen(function* () {
              yield* written(1)
              let stopped = Number.NEGATIVE_INFINITY
              for (const { minute, text } of messages) {
                yield* TestClock.adjust("20 minutes")
                const receivedAt = DateTime.makeUnsafe(evening + minute * 60_000)
                const { did } = yield* say(text, { ...id(`m${minute}`), receivedAt })
                if (text === "TD") stopped = Math.max(stopped, minute)
                else if (minute < stopped) expect(did?._tag === "OptedIn" ? did.consents : []).toEqual([])
              }
              const last = messages.reduce((a, b) => (a.minute > b.minute ? a : b))
              const allowed = (yield* consentsOf(1)).filter(
                ({ channels, withdrawnAt }) => withdrawnAt === undefined && channels.includes("sms"),
              )
              if (last.text === "TD") expect(allowed).toEqual([])
            }),
          ),
      ),
      runs(40),
    ))

  it("doesn't take back what was refused after it was written", () =>
    inHouse(china, (sent) =>
      Effect.gen(function* () {
        const at = (minute: number) => ({ receivedAt: DateTime.makeUnsafe(evening + minute * 60_000) })
        yield* written(1)
        yield* say("TD", at(0))
        expect((yield* say("恢复", { ...id("m2"), ...at(-1) })).waits).toBe("nothingToRenew")
        const before = sent.length
        yield* pass(Duration.days(9))
        expect(sent.slice(before).filter(({ channel }) => channel === "sms")).toEqual([])
      }),
    ))
})

describe("a confirmation", () => {
  const us = withPolicy(UnitedStatesReplies.policy)

  it("isn't repeated to who has stopped already, nor sent where something goes on all the same", () =>
    inHouse(us, (sent) =>
      Effect.gen(function* () {
        const replies = () => sent.filter(({ subject }) => subject._tag === "Reply").length
        yield* written(1)
        for (const name of ["m1", "m2", "m3"]) {
          yield* say("STOP", id(name))
          yield* drain
        }
        expect(replies()).toBe(1)
        const duty: Consent.Consent = { ...consent(2, ["sms"]), purposes: ["care"], basis: "legalDuty" }
        yield* Scheduling.schedule(tenant, discharge(2, { channels: ["sms"] }), [
          consent(2, ["sms"]),
          { ...duty, id: Id.ConsentId.make("duty") },
        ])
        yield* drain
        const { did, waits } = yield* say("STOP", id("m4"))
        expect([did?._tag, waits]).toEqual(["OptedOut", "otherBasis"])
        yield* drain
        expect(replies()).toBe(1)
      }),
    ))

  it("goes out once, at the hour of the reply, though nothing may be sent any more", () =>
    inHouse(us, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        const night = Date.parse("2026-03-03T02:00:00+08:00")
        yield* TestClock.setTime(night)
        for (let n = 0; n < 3; n++) yield* say("STOP", { receivedAt: DateTime.makeUnsafe(night) })
        const before = sent.length
        yield* pass(Duration.days(1))
        expect(sent.slice(before)).toMatchObject([
          {
            channel: "sms",
            subject: { _tag: "Reply", inbound: "m1" },
            to: { id: "p1" },
            content: { text: UnitedStatesReplies.policy.answers.OptOut?.text.zh },
          },
        ])
      }),
    ))

  it("doesn't go out later than the policy says, nor to a number that is no longer the person's", () =>
    inHouse(us, (sent) =>
      Effect.gen(function* () {
        yield* written(1)
        const before = sent.length
        yield* say("STOP")
        yield* TestClock.adjust("301 seconds")
        yield* drain
        expect(sent.length).toBe(before)
        yield* written(2)
        const now = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
        const followUp = followUpOf(sent.at(-1))
        yield* (yield* MessageLog.MessageLog).put({
          tenant,
          channel: "sms",
          subject: followUp,
          address: "+8613911111111",
          person: Id.PersonId.make("p2"),
          purpose: "followUp",
          sentAt: now,
          id: Id.MessageId.make("elsewhere"),
        })
        const after = sent.length
        const { did } = yield* say("STOP", { from: "+8613911111111", receivedAt: now, ...id("m2") })
        expect(did?._tag).toBe("OptedOut")
        yield* drain
        expect(sent.length).toBe(after)
      }),
    ))

  it("answers those who ask for help where the policy has a text, and leaves them to a person else", () =>
    inHouse(
      {
        practice: () => ({
          replies: {
            ...ChinaReplies.policy,
            answers: {
              Help: {
                text: { zh: "随访中心", en: "Follow-up centre" },
                template: "help",
                withinSeconds: 60,
                source: { title: "own", status: "hospitalPolicy", verified: "own" },
              },
            },
          },
        }),
      },
      (sent) =>
        Effect.gen(function* () {
          expect((yield* say("help")).waits).toBe("unknownSender")
          yield* written(1)
          expect((yield* say("help", id("m2"))).did).toEqual({ _tag: "Helped", word: "help" })
          yield* drain
          expect(sent.at(-1)?.content).toEqual({ text: "随访中心", template: { id: "help", values: {} } })
        }),
    ))
})

describe("whatever somebody sends", () => {
  it("waits for a person in their own words, one that resembles a word to stop as such", () =>
    inHouse(china, () =>
      Effect.gen(function* () {
        yield* written(1)
        expect((yield* say("请退订这些短信", id("a"))).waits).toBe("resemblesOptOut")
        expect((yield* say("伤口有点疼", id("b"))).waits).toBe("words")
        expect((yield* say("help", id("c"))).waits).toBe("help")
        expect((yield* waiting).length).toBe(3)
        const unpaired = `\u0000\ud800${"长".repeat(20_000)}`
        const { text } = yield* say(unpaired, id("d"))
        expect([text.length, text.isWellFormed(), text.includes("\u0000")]).toEqual([10_000, true, false])
      }),
    ))

  it("waits for a person where the hospital has no policy at all", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* written(1)
        expect((yield* say("TD")).waits).toBe("words")
      }),
    ))

  const words = ["TD", "退订", "STOP", "恢复", "START", "HELP", "谢谢", "4", "", "请退订"]
  const message = fc.record({
    id: fc.nat(5),
    text: fc.oneof(fc.constantFrom(...words), fc.string({ unit: "binary", maxLength: 30 })),
    from: fc.constantFrom(phone, "+8613911111111"),
    at: fc.integer({ min: -1e11, max: 1e11 }),
  })

  it("is kept, each message once, as it was first told; and told again it changes nothing", () =>
    fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 8 }), fc.boolean(), async (all, atOnce) => {
        const told = (messages: typeof all) =>
          inHouse(china, (sent) =>
            Effect.gen(function* () {
              yield* written(1)
              yield* Effect.forEach(
                messages,
                ({ at, from, id: n, text }) =>
                  say(text, { from, ...id(`m${n}`), receivedAt: DateTime.makeUnsafe(evening + at) }),
                { concurrency: atOnce ? "unbounded" : 1 },
              )
              const inbox = yield* Inbox.Inbox
              const kept = yield* Effect.forEach([0, 1, 2, 3, 4, 5], (n) =>
                inbox.find(tenant, Id.MessageId.make(`m${n}`)),
              )
              return { kept, consents: yield* consentsOf(1), sent: sent.length }
            }),
          )
        const first = all.filter((one, n) => all.findIndex(({ id }) => id === one.id) === n)
        const { kept, ...rest } = await told([...all, ...all])
        for (const [n, found] of kept.entries()) {
          const one = first.find(({ id }) => id === n)
          expect(Option.isSome(found)).toBe(one !== undefined)
          if (Option.isNone(found) || one === undefined) continue
          expect(found.value.from).toBe(one.from)
          expect(found.value.did !== undefined || found.value.waits !== undefined).toBe(true)
          if (found.value.from !== phone) expect(found.value.waits).toBeDefined()
        }
        expect({ kept, ...rest }).toEqual(await told(first))
      }),
      runs(25),
    ))

  it("stops and starts as the last of the words says", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("TD", "恢复", "谢谢"), { maxLength: 8 }), async (said) => {
        const ending = said.filter((word) => word !== "谢谢").at(-1)
        const last = await inHouse(china, (sent) =>
          Effect.gen(function* () {
            yield* written(1)
            for (const [n, text] of said.entries()) {
              yield* TestClock.adjust("1 minute")
              yield* say(text, id(`m${n}`))
            }
            const before = sent.length
            yield* pass(Duration.days(9))
            return sent.length > before
          }),
        )
        expect(last).toBe(ending !== "TD")
      }),
      runs(12),
    ))
})
