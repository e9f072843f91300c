import {
  Agenda,
  Consents,
  type ContactAttempt,
  GeneralQuestionnaires,
  Id,
  MessageLog,
  Outreach,
  SurveyAnswers,
  SurveyInvitation,
  type SurveyResponse,
  SurveyStore,
  Surveys,
} from "@aftercare/core"
import { Array as Arr, Clock, DateTime, Effect, Fiber, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  accepted,
  consent,
  discharge,
  evening,
  inHouse,
  options,
  passUntil,
  rejected,
  saying,
  tenant,
} from "./house.ts"

const questionnaires = [GeneralQuestionnaires.complaintClosing, GeneralQuestionnaires.hotline]
const [hourMillis, dayMillis] = [3_600_000, 86_400_000]

/** What happens to one of a few people who share one telephone, or to the workers. */
type Step =
  | { readonly _tag: "Invite"; readonly person: number; readonly questionnaire: number }
  | { readonly _tag: "Withdraw" | "Give"; readonly person: number }
  | { readonly _tag: "Digit"; readonly text: string }
  | { readonly _tag: "Answer"; readonly invitation: number; readonly value: number; readonly told: number }
  | { readonly _tag: "Receipt"; readonly message: number; readonly delivery: ContactAttempt.Delivery }
  | { readonly _tag: "Conclude"; readonly invitation: number }
  | { readonly _tag: "Crash"; readonly turns: number }
  | { readonly _tag: "Pass"; readonly hours: number }

const person = fc.nat(2)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant("Invite" as const), person, questionnaire: fc.nat(1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constantFrom("Withdraw" as const, "Give" as const), person }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Digit" as const),
      text: fc.constantFrom("1", "2", "4", "４", "5 很好", "9", "谢谢", "8点"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Answer" as const),
      invitation: fc.nat(2),
      value: fc.integer({ min: 1, max: 5 }),
      told: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Receipt" as const),
      message: fc.nat(5),
      delivery: fc.constantFrom<ContactAttempt.Delivery>(accepted, rejected, { _tag: "Unknown" }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Conclude" as const), invitation: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("Crash" as const), turns: fc.integer({ min: 0, max: 40 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ _tag: fc.constant("Pass" as const), hours: fc.integer({ min: 1, max: 120 }) }),
  },
)

const outcome = fc.constantFrom("accepted", "accepted", "rejected", "unknown", "deferred")

interface Sent {
  readonly id: Id.MessageId
  readonly invitation: Id.InvitationId
  readonly person: Id.PersonId
  readonly at: number
  readonly said: string | undefined
}

/** Opening hours of care messages on the mainland, by the clock on a wall in Shanghai. */
const isWelcome = (at: number): boolean => {
  const hour = Math.floor((at + 8 * hourMillis) / hourMillis) % 24
  return (hour >= 8 && hour < 12) || (hour >= 14 && hour < 20)
}

const tally = (of: Readonly<Record<string, number>>) => Object.values(of).reduce((sum, n) => sum + n, 0)

const live = async (steps: ReadonlyArray<Step>, outcomes: ReadonlyArray<string>) => {
  const out: Array<Sent> = []
  await inHouse(
    {
      send: (message) =>
        Effect.gen(function* () {
          const at = yield* Clock.currentTimeMillis
          if (message.subject._tag !== "Survey") throw new Error("no message of a survey")
          const { invitation } = message.subject
          const said = outcomes[out.length % outcomes.length]
          out.push({ id: message.id, invitation, person: message.to.id, at, said })
          return saying(said, at)
        }),
    },
    () =>
      Effect.gen(function* () {
        const store = yield* SurveyStore.SurveyStore
        const invitations: Array<Id.InvitationId> = []
        /** When each person last took back, or gave again, what they had allowed. */
        const refusals: Array<{ person: Id.PersonId; from: number; until: number }> = []
        const answered = new Map<Id.InvitationId, Set<string>>()
        const heard = (id: Id.InvitationId, response: string) =>
          answered.set(id, new Set([...(answered.get(id) ?? []), response]))
        let made = 0
        const give = Effect.fnUntraced(function* (n: number) {
          made += 1
          const given = {
            ...consent(n),
            id: Id.ConsentId.make(`opinion-${made}`),
            purposes: ["serviceOpinion"] as const,
            givenAt: yield* DateTime.now,
          }
          yield* Consents.give(tenant, given)
          const until = yield* Clock.currentTimeMillis
          for (const refusal of refusals)
            if (refusal.person === given.person && refusal.until === Number.POSITIVE_INFINITY)
              refusal.until = until
        })
        for (const n of [0, 1, 2]) yield* give(n)

        for (const [i, one] of steps.entries()) {
          const at = yield* DateTime.now
          switch (one._tag) {
            case "Invite": {
              const { patient, persons } = discharge(one.person, { channels: ["sms"] })
              const invited = yield* Surveys.invite(tenant, {
                occasion: { id: Id.OccasionId.make(`o${i}`), kind: "visit", at, patient },
                questionnaire: (questionnaires[one.questionnaire] ?? GeneralQuestionnaires.hotline).id,
                to: persons[0],
                needsGuardian: false,
              })
              invitations.push(invited.id)
              break
            }
            case "Withdraw": {
              const { person } = consent(one.person)
              yield* Consents.withdraw(tenant, {
                person,
                channels: ["sms"],
                purposes: ["serviceOpinion"],
              })
              const from = DateTime.toEpochMillis(at)
              refusals.push({ person, from, until: Number.POSITIVE_INFINITY })
              break
            }
            case "Give":
              yield* TestClock.adjust("1 second")
              yield* give(one.person)
              break
            case "Digit": {
              const take = SurveyAnswers.takeDigits("sms", {
                tenant,
                id: Id.MessageId.make(`in-${i}`),
                from: "+8613800000000",
                text: one.text,
                receivedAt: at,
              })
              const answer = yield* take
              if (Option.isNone(answer)) break
              const { invitation } = answer.value
              heard(invitation, `${invitation}/digits`)
              const before = yield* store.find(tenant, invitation)
              expect(yield* take).toEqual(answer)
              expect(yield* store.find(tenant, invitation)).toEqual(before)
              break
            }
            case "Answer": {
              const id = invitations[one.invitation]
              if (id === undefined) break
              const isHotline = id.endsWith(GeneralQuestionnaires.hotline.id)
              const value: SurveyResponse.Answer = { _tag: "Scale", value: one.value }
              const answers = isHotline
                ? { reached: value, politeness: value, knowledge: value, overall: value }
                : { outcome: value, handling: value }
              for (let n = 0; n < one.told; n++)
                yield* SurveyAnswers.take(tenant, id, {
                  id: Id.ResponseId.make(`r${i}`),
                  source: "paper",
                  language: "zh",
                  answeredAt: at,
                  answers,
                })
              heard(id, `r${i}`)
              break
            }
            case "Receipt": {
              const message = out[one.message]
              // Of what surely didn't go out nobody sends a receipt.
              if (message === undefined || message.said === "deferred") break
              const kept = yield* (yield* MessageLog.MessageLog).find(tenant, message.id)
              const address = Option.getOrThrow(kept).address ?? ""
              yield* Outreach.recordReceipt({ tenant, message: message.id, address, delivery: one.delivery })
              break
            }
            case "Conclude": {
              const id = invitations[one.invitation]
              if (id !== undefined) yield* Surveys.conclude(tenant, id, "notEligible")
              break
            }
            case "Crash": {
              const due = yield* (yield* Agenda.Agenda).nextDueAt
              const now = yield* Clock.currentTimeMillis
              if (due !== undefined) yield* TestClock.setTime(Math.max(now, DateTime.toEpochMillis(due)))
              const working = yield* Effect.forkChild(Outreach.runDue(options))
              for (let turn = 0; turn < one.turns; turn++) yield* Effect.yieldNow
              yield* Fiber.interrupt(working)
              break
            }
            case "Pass":
              yield* passUntil((yield* Clock.currentTimeMillis) + one.hours * hourMillis)
          }
        }
        yield* passUntil((yield* Clock.currentTimeMillis) + 40 * dayMillis)

        const tried = out.filter(({ said }) => said !== "deferred").map(({ id }) => id)
        expect(new Set(tried).size).toBe(tried.length)
        expect(out.filter(({ at }) => !isWelcome(at))).toEqual([])
        expect(
          out.filter(({ at, person }) =>
            refusals.some((refusal) => refusal.person === person && refusal.from < at && at < refusal.until),
          ),
        ).toEqual([])
        const wentOut = (send: SurveyInvitation.Send) => send.delivery?._tag !== "Deferred"
        const came = (send: SurveyInvitation.Send) => wentOut(send) && send.delivery?._tag !== "Rejected"
        for (const id of invitations) {
          const { record, version } = Option.getOrThrow(yield* store.find(tenant, id))
          const { invitation } = record
          const events = yield* store.events(tenant, id)
          expect(version).toBeGreaterThanOrEqual(1)
          expect(SurveyInvitation.replay(invitation, events)).toEqual(invitation)
          expect(invitation.state._tag).toBe("Ended")
          const sends = invitation.sends.filter(came)
          const next = sends.flatMap(({ item }) => item ?? [])
          expect(sends.length - next.length).toBeLessThanOrEqual(2)
          // Every next item is asked once, and only after an answer by a number.
          expect(new Set(next).size).toBe(next.length)
          expect(next.length).toBeLessThanOrEqual(record.heard.length)
          const messages = new Set(out.filter((one) => one.invitation === id).map((one) => one.id))
          expect(messages.size).toBeLessThanOrEqual(invitation.sends.length)
          expect(record.codes.length).toBe(invitation.sends.length)
          const responses = new Set(invitation.received.map(({ response }) => String(response)))
          expect(responses).toEqual(answered.get(id) ?? new Set())
          expect(invitation.received.length).toBe(responses.size)
        }
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)

        // Nobody's first messages that came are within thirty days of one another, whichever the questionnaires.
        const all = yield* store.list(tenant, { of: "all", limit: 1000 })
        const firsts = Arr.groupBy(
          all.records.flatMap(({ record: { invitation } }) => {
            const first = invitation.sends.find(came)
            return first === undefined
              ? []
              : [{ person: invitation.addressee, at: DateTime.toEpochMillis(first.at) }]
          }),
          (first) => String(first.person),
        )
        for (const list of Object.values(firsts)) {
          const times = list.map((first) => first.at).sort((a, b) => a - b)
          for (const [n, at] of times.entries())
            if (n > 0) expect(at - (times[n - 1] as number)).toBeGreaterThanOrEqual(30 * dayMillis)
        }

        let counted = 0
        for (const { id } of questionnaires) {
          const span = { from: evening - dayMillis, until: evening + 4000 * dayMillis }
          const kept = yield* Stream.runCollect(SurveyAnswers.responses(tenant, id, span))
          const counting = kept.filter(({ setAside }) => setAside === undefined)
          const to = counting.map(({ response }) => response.invitation)
          expect(new Set(to).size).toBe(to.length)
          counted += kept.length
          const { open, rates } = yield* Surveys.rates(tenant, id, span, { _tag: "All" })
          const { ended } = yield* store.outcomes(tenant, id, span)
          expect(open).toBe(0)
          expect(tally({ ...rates.counts })).toBe(tally(ended) - (ended.notInvited ?? 0))
        }
        expect(counted).toBe([...answered.values()].reduce((sum, { size }) => sum + size, 0))
      }),
  )
}

describe("whatever happens to people who are asked, and whoever crashes", () => {
  it(
    "nothing is sent twice or where it isn't welcome, every response counts once, and every invitation ends",
    () =>
      fc.assert(
        fc.asyncProperty(
          fc
            .tuple(fc.nat(1), fc.array(step, { maxLength: 25 }))
            .map(
              ([questionnaire, steps]): ReadonlyArray<Step> => [
                { _tag: "Invite", person: 0, questionnaire },
                { _tag: "Pass", hours: 18 },
                ...steps,
              ],
            ),
          fc.array(outcome, { minLength: 1, maxLength: 6 }),
          live,
        ),
        { numRuns: 100 },
      ),
    60_000,
  )
})
