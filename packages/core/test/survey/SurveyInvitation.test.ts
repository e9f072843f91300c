import {
  ChinaCalendar,
  ChinaContact,
  ContactAttempt,
  GeneralQuestionnaires,
  Id,
  InvitationPolicy,
  PhoneNumber,
  Questionnaire,
  ResponsePolicy,
  Rule,
  SurveyDisposition,
  SurveyInvitation,
  TimeZone,
  type Word,
} from "@aftercare/core"
import { CalendarArbitraries, FollowUpArbitraries, SurveyArbitraries } from "@aftercare/core/testing"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { runs } from "../calendar/support/runs.ts"
import { part } from "../foundation/support/part.ts"

type Invitation = SurveyInvitation.SurveyInvitation
type Ground = SurveyInvitation.Ground

const revision = Questionnaire.revision(GeneralQuestionnaires.afterVisit)
const consent = Id.ConsentId.make("c-1")
const millis = DateTime.toEpochMillis
const utc = (at: number) => DateTime.makeUnsafe(at)
const dates = { min: "2026-01-01", max: "2026-11-30" }

const anyGround: fc.Arbitrary<Ground> = fc.record({
  person: FollowUpArbitraries.contactablePerson(dates),
  contact: FollowUpArbitraries.contactPolicy(dates),
  calendar: CalendarArbitraries.workCalendar(dates),
  policy: SurveyArbitraries.invitationPolicy(),
  contacts: fc.constant([]),
  invitedAt: fc.array(CalendarArbitraries.instant(dates), { maxLength: 3 }),
})

/** People whom the care policy of China reaches on most days. */
const usualGround: fc.Arbitrary<Ground> = fc
  .tuple(anyGround, CalendarArbitraries.instant(dates))
  .map(([ground, elsewhere]) => ({
    ...ground,
    contact: ChinaContact.carePolicy,
    calendar: ChinaCalendar.publicHolidays,
    contacts: [{ at: elsewhere, channel: "sms", purpose: "care" }],
    person: {
      ...ground.person,
      profile: {
        ...ground.person.profile,
        channels: ["sms", "phone", "wechat", "app", "email"],
        rest: ChinaContact.restIn("mainland"),
        work: { _tag: "None" },
      },
    },
  }))

const digits = Id.ResponseId.make("digits")

type Command = (invitation: Invitation, ground: Ground, at: number) => SurveyInvitation.Decided | undefined

const ok = <A>(result: Result.Result<A, unknown>): A | undefined =>
  Result.isSuccess(result) ? result.success : undefined

const late = fc.constantFrom<ResponsePolicy.Late>(
  { _tag: "Count" },
  { _tag: "CountWithin", hours: 24 },
  { _tag: "SetAside" },
)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constant<Command>((i, g, at) => ok(SurveyInvitation.startSend(i, consent, g, utc(at)))),
  },
  fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom<ContactAttempt.Delivery>(
        { _tag: "Accepted", reference: "m" },
        { _tag: "Rejected", code: Rule.RuleId.make("blocked") },
        { _tag: "Unknown" },
        { _tag: "Deferred", code: Rule.RuleId.make("busy"), until: utc(0) },
      ),
    )
    .map(
      ([number, delivery]): Command =>
        (i, g, at) =>
          ok(
            SurveyInvitation.recordDelivery(
              i,
              number,
              delivery._tag === "Deferred" ? { ...delivery, until: utc(at + 3_600_000) } : delivery,
              g,
              utc(at),
            ),
          ),
    ),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(...ContactAttempt.Disposition.literals)).map(
    ([number, disposition]): Command =>
      (i, g, at) =>
        ok(SurveyInvitation.recordCall(i, number, disposition, g, utc(at))),
  ),
  fc.tuple(fc.constantFrom(...ResponsePolicy.Standing.literals), fc.nat(3), late).map(
    ([standing, n, until]): Command =>
      (i, _, at) =>
        SurveyInvitation.receive(i, { response: Id.ResponseId.make(`r-${n}`), standing }, until, utc(at)),
  ),
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...ResponsePolicy.Standing.literals),
        fc.constantFrom("q2", "q3"),
        fc.constantFrom("sms", "wechat"),
        late,
      )
      .map(
        ([standing, item, channel, until]): Command =>
          (i, g, at) => {
            const next = { item, channel, ground: g, at: utc(at) } as const
            return SurveyInvitation.receive(i, { response: digits, standing }, until, utc(at), next)
          },
      ),
  },
  fc.constantFrom("refused", "unableToAnswer", "languageBarrier", "deceased", "notEligible").map(
    (why): Command =>
      (i, _, at) =>
        SurveyInvitation.conclude(i, why, utc(at)),
  ),
  fc.constantFrom("sms", "phone", "wechat").map(
    (channel): Command =>
      (i, g, at) =>
        SurveyInvitation.closeChannel(i, channel, Rule.RuleId.make("consent.withdrawn"), g, utc(at)),
  ),
  fc.constantFrom("sms", "phone", "wechat").map(
    (channel): Command =>
      (i, g, at) => {
        const given = { person: i.addressee, channels: [channel], purposes: [g.policy.purpose] } as const
        return SurveyInvitation.consentGiven(i, given, g, utc(at))
      },
  ),
  fc.constant<Command>((i, g, at) => SurveyInvitation.replan(i, g, utc(at))),
  { weight: 2, arbitrary: fc.constant<Command>((i, _, at) => SurveyInvitation.close(i, utc(at))) },
)

/** What happens, and when: mostly at the moment that is due, else some hours on. */
const steps = fc.array(
  fc.tuple(
    command,
    fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 200 })),
  ),
  { maxLength: 14 },
)

interface Life {
  readonly ground: Ground
  readonly made: Invitation
  readonly steps: ReadonlyArray<readonly [Command, number | undefined]>
}

const lives = (grounds: fc.Arbitrary<Ground>): fc.Arbitrary<Life> =>
  fc
    .tuple(grounds, SurveyArbitraries.occasion(), CalendarArbitraries.instant(dates), steps)
    .map(([ground, occasion, at, drawn]) => {
      const made = SurveyInvitation.make({ ...occasion, at: utc(at) }, revision, ground, utc(at))
      return Result.isSuccess(made) ? { ground, made: made.success[0], steps: drawn } : undefined
    })
    .filter((life) => life !== undefined)

/** The invitation after each step, beside the moment and the events. */
const live = ({ ground, made, steps: drawn }: Life) => {
  const out: Array<{
    before: Invitation
    after: Invitation
    at: number
    events: SurveyInvitation.Decided[1]
  }> = []
  let invitation = made
  let now = millis(made.occasion.at)
  for (const [act, hours] of drawn) {
    const due = SurveyInvitation.dueAt(invitation)
    now = hours === undefined ? Math.max(now, due === undefined ? now : millis(due)) : now + hours * 3_600_000
    const decided = act(invitation, ground, now)
    if (decided === undefined) continue
    out.push({ before: invitation, after: decided[0], at: now, events: decided[1] })
    invitation = decided[0]
  }
  return out
}

const anyLife = fc.oneof({ weight: 3, arbitrary: lives(usualGround) }, lives(anyGround))
const read = Schema.decodeUnknownSync(SurveyInvitation.SurveyInvitation)
const write = Schema.encodeSync(SurveyInvitation.SurveyInvitation)

/** Whether the wall clock reads a time in one of the spans: told with `Intl` alone. */
const reads = (at: number, zone: string, spans: ReadonlyArray<string>): boolean => {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at)
  return spans.some((span) => {
    const [from = "", until = ""] = span.split("-").map((time) => (time.length === 5 ? `${time}:00` : time))
    return from < until ? from <= clock && clock < until : from <= clock || clock < until
  })
}

describe("whatever happens to an invitation", () => {
  test("it is the fold of its events, is kept as it is, and looking again with nothing changed changes nothing", () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        for (const { after, at, before, events } of live(life)) {
          expect(SurveyInvitation.replay(before, events)).toEqual(after)
          expect(read(JSON.parse(JSON.stringify(write(after))))).toEqual(after)
          const again = SurveyInvitation.replan(after, life.ground, utc(at))[0]
          expect(SurveyInvitation.replan(again, life.ground, utc(at))).toEqual([again, []])
        }
      }),
      runs(40),
    )
  })

  test("no message goes out in rest, before it is due, after the time to ask or answer, to who has answered, or once too often", () => {
    fc.assert(
      fc.property(lives(usualGround), (life) => {
        const { person, policy } = life.ground
        for (const { after, at, before } of live(life)) {
          if (after.sends.length === before.sends.length) continue
          expect(before.state._tag).toBe("Planned")
          const { noon, night } = person.profile.rest
          expect(reads(at, person.profile.zone, [...noon, ...night])).toBe(false)
          expect(reads(at, person.profile.zone, ["08:00-20:00"])).toBe(true)
          expect(at).toBeGreaterThanOrEqual(millis(after.span.earliest))
          expect(at).toBeLessThan(millis(before.closesAt ?? after.span.latest))
          const isNext = after.sends.at(-1)?.item !== undefined
          const answered = before.received.filter((one) => one.late !== true)
          // Nothing goes out to who has answered but the next item, to who answers item by item.
          if (isNext) expect(answered.map(({ response }) => response)).toContain(digits)
          else expect(answered).toEqual([])
          const came = ({ delivery, disposition = "noAnswer" }: SurveyInvitation.Send) =>
            delivery?._tag !== "Rejected" &&
            delivery?._tag !== "Deferred" &&
            !["rejected", "wrongNumber", "outOfService"].includes(disposition)
          const reminding = before.sends.filter((send) => came(send) && send.item === undefined)
          if (!isNext) expect(reminding.length).toBeLessThanOrEqual(policy.reminders.length)
          expect(before.closed.map(({ channel }) => channel)).not.toContain(after.sends.at(-1)?.channel)
          if (before.sends.length > 0) continue
          for (const { limit } of policy.fatigue) {
            const hours = limit._tag === "Rolling" || limit._tag === "MinimumGap" ? limit.hours : 0
            const atMost = limit._tag === "Rolling" ? limit.atMost : 1
            // In no span of so many hours around this one are there more than so many.
            const others = life.ground.invitedAt
            for (const first of [...others, at]) {
              const within = [...others, at].filter((one) => first <= one && one < first + hours * 3_600_000)
              if (within.includes(at)) expect(within.length).toBeLessThanOrEqual(atMost)
            }
          }
        }
      }),
      runs(80),
    )
  })

  test("once ended it goes on only by an answer that counts and says more, or by a consent that was missing", () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        for (const { after, at, before, events } of live(life)) {
          if (before.state._tag !== "Ended") continue
          if (events[0]?._tag === "ChannelOpened") {
            expect(before.state.disposition).toBe("notInvited")
            expect(at).toBeLessThan(millis(before.span.latest))
            expect(before.closed.map(({ channel }) => channel)).toContain(events[0].channel)
            expect(after.state._tag).not.toBe("Ended")
            continue
          }
          expect(after.state._tag).toBe("Ended")
          if (after.state === before.state) continue
          expect(events[0]?._tag).toBe("ResponseReceived")
          expect(after.received.at(-1)?.late).toBe(undefined)
          const said = (one: Invitation) => (one.state._tag === "Ended" ? one.state.disposition : "none")
          const counted = after.received.flatMap((one) => (one.late === true ? [] : [one.standing]))
          const best = counted.includes("complete")
            ? "completed"
            : counted.includes("partial")
              ? "partial"
              : "brokenOff"
          expect(said(after)).toBe(best)
          expect(["completed", "notEligible"]).not.toContain(said(before))
        }
      }),
      runs(80),
    )
  })

  test("ended as not invited for want of consent, it is taken up again by one that fits, as long as the time to ask lasts", () => {
    fc.assert(
      fc.property(
        lives(usualGround),
        part,
        fc.constantFrom("sms", "phone", "wechat", "app", "email", "letter"),
        fc.constantFrom("self", "self", "self", "another person", "another purpose"),
        ({ ground, made }, share, channel, whose) => {
          const rule = Rule.RuleId.make("consent.withdrawn")
          const { at } = made.occasion
          const ended = made.channels.reduce(
            (one, closing) => SurveyInvitation.closeChannel(one, closing, rule, ground, at)[0],
            made,
          )
          expect(ended.state).toMatchObject({ _tag: "Ended", disposition: "notInvited" })
          const latest = millis(made.span.latest)
          const when = millis(at) + Math.floor((latest - millis(at)) * share * 1.25)
          const purposes: readonly [Word.Purpose] = [
            whose === "another purpose" ? "care" : ground.policy.purpose,
          ]
          const person = whose === "another person" ? Id.PersonId.make("nobody") : made.addressee
          const given = { person, channels: [channel], purposes } as const
          const [after, events] = SurveyInvitation.consentGiven(ended, given, ground, utc(when))
          const isMeant = person === made.addressee && purposes[0] === ground.policy.purpose
          if (!isMeant || !made.channels.includes(channel) || when >= latest) {
            expect([after, events]).toEqual([ended, []])
            return
          }
          expect(SurveyInvitation.replay(ended, events)).toEqual(after)
          expect(after.state._tag).not.toBe("Ended")
          expect(after.closed.map((one) => one.channel)).toEqual(
            made.channels.filter((one) => one !== channel),
          )
          if (after.state._tag === "Planned") {
            expect(after.state.channel).toBe(channel)
            expect(millis(after.state.at)).toBeGreaterThanOrEqual(when)
          }
        },
      ),
      runs(80),
    )
  })

  test("kept when it is due, it ends, within as many steps as there can be messages", () => {
    fc.assert(
      fc.property(anyLife, ({ ground, made }) => {
        let invitation = made
        const most = 2 + ground.policy.reminders.length
        for (let step = 0; invitation.state._tag !== "Ended"; step++) {
          expect(step).toBeLessThanOrEqual(most)
          const due = SurveyInvitation.dueAt(invitation)
          if (due === undefined) throw new Error("an open invitation is due at some time")
          const sent = SurveyInvitation.startSend(invitation, consent, ground, due)
          invitation = Result.isSuccess(sent) ? sent.success[0] : SurveyInvitation.close(invitation, due)[0]
        }
        const expected = invitation.sends.length === 0 ? ["notInvited"] : ["nothingReturned", "nonContact"]
        expect(expected).toContain(invitation.state.disposition)
        expect(SurveyInvitation.dueAt(invitation)).toBe(undefined)
      }),
      runs(40),
    )
  })
})

const zone = TimeZone.make("Asia/Shanghai")
const ground: Ground = {
  person: {
    id: Id.PersonId.make("p-17/self"),
    relation: "self",
    name: "王芳",
    phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
    profile: {
      zone,
      language: "zh",
      rest: ChinaContact.restIn("mainland"),
      work: { _tag: "None" },
      preferred: [],
      channels: ["sms", "phone"],
      doNotDisturbOn: [],
    },
  },
  contact: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  policy: GeneralQuestionnaires.invitationPolicy,
  contacts: [],
  invitedAt: [],
}
const at = (text: string) => DateTime.makeUnsafe(`${text}:00+08:00`)
const occasion = { id: Id.OccasionId.make("visit-9"), kind: "visit", at: at("2026-03-02T21:00") } as const
const invited = (more: Partial<Ground> = {}) =>
  Result.getOrThrow(SurveyInvitation.make(occasion, revision, { ...ground, ...more }, occasion.at))[0]
const sent = (invitation: Invitation, when: string, more: Partial<Ground> = {}) =>
  Result.getOrThrow(SurveyInvitation.startSend(invitation, consent, { ...ground, ...more }, at(when)))[0]
const stands = ({ state }: Invitation): string => {
  if (state._tag === "Ended") return state.disposition
  if (state._tag === "Planned")
    return `${state.channel} ${TimeZone.dateAt(zone, millis(state.at))} ${TimeZone.timeAt(zone, millis(state.at))}`
  return state._tag === "Unplaced" ? `Unplaced ${state.rules.join()}` : state._tag
}
const answered = (standing: ResponsePolicy.Standing, response = "r-1") => ({
  response: Id.ResponseId.make(response),
  standing,
})
const { responsePolicy } = GeneralQuestionnaires

describe("an invitation after a visit", () => {
  test("is made up for where its message surely didn't go out, once its channel may be asked again", () => {
    const first = sent(invited(), "2026-03-03T08:05")
    const deferred = {
      _tag: "Deferred",
      code: Rule.RuleId.make("busy"),
      until: at("2026-03-03T11:30"),
    } as const
    const tell = (invitation: Invitation, delivery: ContactAttempt.Delivery) =>
      Result.getOrThrow(
        SurveyInvitation.recordDelivery(invitation, 1, delivery, ground, at("2026-03-03T08:06")),
      )
    const [later, events] = tell(first, deferred)
    expect(stands(later)).toBe("sms 2026-03-03 11:30")
    expect(events.length).toBe(2)
    expect(SurveyInvitation.contactsOf(later, "serviceOpinion").map(({ made }) => made)).toEqual([false])
    expect(tell(later, deferred)).toEqual([later, []])
    const again = sent(later, "2026-03-03T11:30")
    expect(again.sends.map(({ number }) => number)).toEqual([1])
    expect(stands(again)).toBe("phone 2026-03-06 11:30")
    // Until its time to ask is over: then nobody was asked.
    const tooLong = tell(first, { ...deferred, until: at("2026-03-12T10:00") })[0]
    expect(stands(tooLong)).toMatch("Unplaced")
    expect(stands(SurveyInvitation.close(tooLong, at("2026-03-10T00:00"))[0])).toBe("notInvited")
    // What is known isn't forgotten for what knows less.
    const accepted = tell(first, { _tag: "Accepted", reference: "m" })[0]
    for (const less of [deferred, { _tag: "Unknown" } as const])
      expect(tell(accepted, less)).toEqual([accepted, []])
  })

  test("numbers each message once, though a word that the first was deferred comes after the second went out", () => {
    const reminder = { afterHours: 48, by: "sameChannel" } as const
    const often = { policy: { ...ground.policy, reminders: [reminder, reminder] } }
    const second = sent(sent(invited(often), "2026-03-03T08:00", often), "2026-03-05T08:00", often)
    const deferred = {
      _tag: "Deferred",
      code: Rule.RuleId.make("busy"),
      until: at("2026-03-06T10:00"),
    } as const
    const told = Result.getOrThrow(
      SurveyInvitation.recordDelivery(second, 1, deferred, { ...ground, ...often }, at("2026-03-06T09:00")),
    )[0]
    const third = sent(told, "2026-03-07T08:00", often)
    expect(third.sends.map(({ at, number }) => [number, millis(at)])).toEqual([
      ...second.sends.map(({ at, number }) => [number, millis(at)]),
      [3, millis(at("2026-03-07T08:00"))],
    ])
  })

  test("has one response that grows, and ends once it is complete; what comes late takes nothing from it", () => {
    const first = sent(invited(), "2026-03-03T08:05")
    const receive = (invitation: Invitation, standing: ResponsePolicy.Standing, when: string) =>
      SurveyInvitation.receive(invitation, answered(standing), responsePolicy.late, at(when))
    const [begun] = receive(first, "breakOff", "2026-03-03T09:00")
    expect(receive(begun, "breakOff", "2026-03-03T09:01")).toEqual([begun, []])
    const [half] = receive(begun, "partial", "2026-03-03T09:02")
    expect(half.received.map(({ standing }) => standing)).toEqual(["partial"])
    expect(stands(half)).toBe("Open")
    expect(stands(receive(half, "complete", "2026-03-03T09:03")[0])).toBe("completed")
    const [over] = SurveyInvitation.close(half, at("2026-03-18T00:00"))
    expect(stands(over)).toBe("partial")
    expect(receive(over, "complete", "2026-04-18T00:00")).toEqual([over, []])
  })

  test("asks who answers item by item for the next item, by the channel of the answer, until that went out", () => {
    const first = sent(invited(), "2026-03-03T08:05")
    const asking = (item: string, when: string, channel: Word.Channel = "sms") =>
      ({ item, channel, ground, at: at(when) }) as const
    const receive = (
      invitation: Invitation,
      standing: ResponsePolicy.Standing,
      next: SurveyInvitation.AskedNext,
    ) => SurveyInvitation.receive(invitation, answered(standing), responsePolicy.late, next.at, next)[0]
    const itemOf = ({ state }: Invitation) => ("item" in state ? state.item : undefined)
    const asked = receive(first, "partial", asking("q2", "2026-03-03T09:00"))
    expect([stands(asked), itemOf(asked)]).toEqual(["sms 2026-03-03 09:00", "q2"])
    expect(SurveyInvitation.replan(asked, ground, at("2026-03-03T09:00"))).toEqual([asked, []])
    // Looked for again in the noon rest, it comes after that.
    const later = SurveyInvitation.replan(asked, ground, at("2026-03-03T12:30"))[0]
    expect([stands(later), itemOf(later)]).toEqual(["sms 2026-03-03 14:00", "q2"])
    const second = sent(asked, "2026-03-03T09:00")
    expect([stands(second), second.sends.map(({ item }) => item)]).toEqual(["Open", [undefined, "q2"]])
    const told = (delivery: ContactAttempt.Delivery) =>
      Result.getOrThrow(
        SurveyInvitation.recordDelivery(second, 2, delivery, ground, at("2026-03-03T09:01")),
      )[0]
    const code = Rule.RuleId.make("busy")
    const deferred = told({ _tag: "Deferred", code, until: at("2026-03-03T10:30") })
    expect([stands(deferred), itemOf(deferred)]).toEqual(["sms 2026-03-03 10:30", "q2"])
    expect(stands(told({ _tag: "Rejected", code }))).toBe("Open")
    expect(told({ _tag: "Unknown" }).state).toEqual(second.state)
    // The care policy of China lets two messages go out in a day.
    // Complete, it is over once nothing more is asked: nor is by a channel that isn't used, or after the time to answer.
    expect(stands(receive(second, "complete", asking("q3", "2026-03-03T09:02")))).toBe("sms 2026-03-04 08:05")
    expect(stands(receive(second, "complete", asking("q3", "2026-03-03T09:02", "email")))).toBe("completed")
    expect(stands(receive(second, "complete", asking("q3", "2026-03-18T00:00")))).toBe("completed")
    // Nobody is asked on who was sent nothing.
    expect(stands(receive(invited(), "complete", asking("q2", "2026-03-03T09:00")))).toBe("completed")
  })

  test("ends by a conclusion unless enough was answered, and stays ended but where nobody was asked", () => {
    const open = sent(invited(), "2026-03-03T08:00")
    const receive = (standing: ResponsePolicy.Standing) =>
      SurveyInvitation.receive(open, answered(standing), responsePolicy.late, at("2026-03-03T09:00"))[0]
    const concluded = (invitation: Invitation, why: SurveyInvitation.Conclusion, when = "2026-03-04T09:00") =>
      stands(SurveyInvitation.conclude(invitation, why, at(when))[0])
    for (const why of ["refused", "unableToAnswer", "languageBarrier", "deceased", "notEligible"] as const) {
      expect(concluded(open, why)).toBe(why)
      expect(concluded(receive("breakOff"), why)).toBe(why)
      expect(concluded(receive("partial"), why)).toBe(why === "notEligible" ? why : "partial")
      expect(concluded(receive("complete"), why)).toBe("completed")
    }
    const rule = Rule.RuleId.make("consent.withdrawn")
    const closed = (["sms", "phone"] as const).reduce(
      (one, channel) => SurveyInvitation.closeChannel(one, channel, rule, ground, at("2026-03-02T22:00"))[0],
      invited(),
    )
    expect(concluded(closed, "refused")).toBe("notEligible")
    expect(concluded(closed, "refused", "2026-03-10T00:00")).toBe("notInvited")
    expect(concluded(SurveyInvitation.conclude(open, "refused", at("2026-03-04T09:00"))[0], "deceased")).toBe(
      "refused",
    )
  })

  test("closes a channel once, and asks nobody on who waits for an answer or has ended", () => {
    const rule = Rule.RuleId.make("consent.withdrawn")
    const close = (invitation: Invitation, channel: Word.Channel) =>
      SurveyInvitation.closeChannel(invitation, channel, rule, ground, at("2026-03-06T09:00"))
    const open = sent(sent(invited(), "2026-03-03T08:00"), "2026-03-06T08:00")
    const [once, events] = close(open, "sms")
    expect([stands(once), events.map(({ _tag }) => _tag)]).toEqual(["Open", ["ChannelClosed"]])
    expect(close(once, "sms")).toEqual([once, []])
    expect(close(once, "email")).toEqual([once, []])
    const [over] = SurveyInvitation.conclude(once, "refused", at("2026-03-06T09:00"))
    expect(close(over, "phone")[1].map(({ _tag }) => _tag)).toEqual(["ChannelClosed"])
    // One message went out: without a channel for the reminder the answer is still waited for.
    const waiting = close(close(sent(invited(), "2026-03-03T08:00"), "phone")[0], "sms")[0]
    expect(stands(SurveyInvitation.close(waiting, at("2026-03-18T00:00"))[0])).toBe("nothingReturned")
  })

  test("is reminded by the same channel or by the next, and round", () => {
    const by = (...how: ReadonlyArray<"sameChannel" | "nextChannel">) => {
      const policy = { ...ground.policy, reminders: how.map((by) => ({ afterHours: 48, by })) }
      const used: Array<string> = []
      for (let one = invited({ policy }); one.state._tag === "Planned"; ) {
        used.push(one.state.channel)
        one = Result.getOrThrow(
          SurveyInvitation.startSend(one, consent, { ...ground, policy }, one.state.at),
        )[0]
      }
      return used
    }
    expect(by("sameChannel", "nextChannel")).toEqual(["sms", "sms", "phone"])
    expect(by("nextChannel", "nextChannel")).toEqual(["sms", "phone", "sms"])
    expect(by("nextChannel", "sameChannel")).toEqual(["sms", "phone", "phone"])
  })

  test("goes on as it was planned by what says only that a message went out, or isn't the newest", () => {
    const first = sent(invited(), "2026-03-03T08:00")
    const tell = (invitation: Invitation, number: number, delivery: ContactAttempt.Delivery) =>
      Result.getOrThrow(
        SurveyInvitation.recordDelivery(invitation, number, delivery, ground, at("2026-03-03T08:01")),
      )
    const accepted = { _tag: "Accepted", reference: "m" } as const
    for (const delivery of [accepted, { _tag: "Unknown" } as const]) {
      const [next, events] = tell(first, 1, delivery)
      expect([next.state, events.map(({ _tag }) => _tag)]).toEqual([first.state, ["SendDelivered"]])
    }
    const deferred = {
      _tag: "Deferred",
      code: Rule.RuleId.make("busy"),
      until: at("2026-03-03T10:00"),
    } as const
    const second = sent(first, "2026-03-06T08:00")
    expect(tell(second, 1, deferred)[1].map(({ _tag }) => _tag)).toEqual(["SendDelivered"])
    const [over] = SurveyInvitation.conclude(first, "refused", at("2026-03-03T08:00"))
    expect(tell(over, 1, deferred)[1].map(({ _tag }) => _tag)).toEqual(["SendDelivered"])
    // Nor does a channel that is refused afterwards plan anything for who has ended.
    const rejected = tell(over, 1, { _tag: "Rejected", code: Rule.RuleId.make("blocked") })[0]
    expect(stands(rejected)).toBe("refused")
  })

  test("isn't sent again what was taken after all, though it was told first that it wasn't sent", () => {
    const first = sent(invited(), "2026-03-03T08:00")
    const tell = (invitation: Invitation, delivery: ContactAttempt.Delivery, when: string) =>
      Result.getOrThrow(SurveyInvitation.recordDelivery(invitation, 1, delivery, ground, at(when)))[0]
    const busy = Rule.RuleId.make("busy")
    const put = tell(
      first,
      { _tag: "Deferred", code: busy, until: at("2026-03-03T10:00") },
      "2026-03-03T08:01",
    )
    expect(stands(put)).toBe("sms 2026-03-03 10:00")
    const taken = tell(put, { _tag: "Accepted", reference: "m" }, "2026-03-03T08:02")
    // What is planned now is the reminder, as if it had never been put off.
    expect(stands(taken)).toBe("phone 2026-03-06 08:00")
  })

  test("waits on for who has answered, and for who spoke another language, though no channel is left", () => {
    const code = Rule.RuleId.make("blocked")
    const policy = { ...ground.policy, channels: ["sms"] as const, reminders: [] }
    const first = sent(invited({ policy }), "2026-03-03T08:00", { policy })
    const [begun] = SurveyInvitation.receive(
      first,
      answered("partial"),
      responsePolicy.late,
      at("2026-03-03T09:00"),
    )
    const left = Result.getOrThrow(
      SurveyInvitation.recordDelivery(
        begun,
        1,
        { _tag: "Rejected", code },
        { ...ground, policy },
        at("2026-03-03T10:00"),
      ),
    )[0]
    expect(stands(left)).toBe("Open")
    expect(stands(SurveyInvitation.close(left, at("2026-03-18T00:00"))[0])).toBe("partial")
    const both = { ...ground.policy, channels: ["phone", "sms"] as const, reminders: [] }
    const called = Result.getOrThrow(
      SurveyInvitation.recordCall(
        sent(invited({ policy: both }), "2026-03-03T08:00", { policy: both }),
        1,
        "languageBarrier",
        { ...ground, policy: both },
        at("2026-03-03T09:00"),
      ),
    )[0]
    expect(called.closed.map(({ channel }) => channel)).toEqual(["phone"])
    expect(stands(SurveyInvitation.close(called, at("2026-03-18T00:00"))[0])).toBe("languageBarrier")
  })

  test("is made as its event says", () => {
    const [made, events] = Result.getOrThrow(SurveyInvitation.make(occasion, revision, ground, occasion.at))
    expect(events).toEqual([{ _tag: "InvitationMade", invitation: made }])
  })

  test("goes out the next day, is reminded by the next channel, and ends in silence", () => {
    const first = invited()
    expect(stands(first)).toBe("sms 2026-03-03 08:00")
    const second = sent(first, "2026-03-03T08:05")
    expect(stands(second)).toBe("phone 2026-03-06 08:05")
    const third = sent(second, "2026-03-06T08:05")
    expect(stands(third)).toBe("Open")
    expect(stands(SurveyInvitation.close(third, at("2026-03-17T23:59"))[0])).toBe("Open")
    expect(stands(SurveyInvitation.close(third, at("2026-03-18T00:00"))[0])).toBe("nothingReturned")
  })

  test("isn't made of the dead, for other occasions, without a channel, or too late", () => {
    const refusal = (more: Partial<Ground>, when = occasion.at) => {
      const made = SurveyInvitation.make(occasion, revision, { ...ground, ...more }, when)
      return Result.isFailure(made) ? made.failure.rule : undefined
    }
    const { policy } = ground
    expect(refusal({ vitalStatus: "deceased" })).toBe("invitation.deceased")
    expect(refusal({ vitalStatus: "alive" })).toBe(undefined)
    expect(refusal({ policy: { ...policy, occasions: ["discharge"] } })).toBe("invitation.occasion")
    expect(refusal({ policy: { ...policy, channels: ["wechat"] } })).toBe("invitation.channel")
    const { phone: _, ...nobody } = ground.person
    expect(refusal({ person: nobody })).toBe("invitation.channel")
    expect(refusal({}, at("2026-03-09T23:59"))).toBe(undefined)
    expect(refusal({}, at("2026-03-10T00:00"))).toBe("invitation.tooLate")
  })

  test("isn't sent within thirty days of another survey, and goes out once they are over where the window still lasts", () => {
    const tired = invited({ invitedAt: [millis(at("2026-02-20T10:00"))] })
    expect(stands(tired)).toBe("Unplaced rest.night,care.hours,survey.fatigue,rest.noon")
    expect(stands(SurveyInvitation.close(tired, at("2026-03-10T00:00"))[0])).toBe("notInvited")
    // The cap ends on the sixth day at ten.
    expect(stands(invited({ invitedAt: [millis(at("2026-02-05T10:00"))] }))).toBe("sms 2026-03-07 10:00")
  })

  test("is refused to start before its moment, in the noon rest, after the time to ask, and when it already went out", () => {
    const refusal = (invitation: Invitation, when: string) => {
      const started = SurveyInvitation.startSend(invitation, consent, ground, at(when))
      if (Result.isSuccess(started)) return undefined
      return "rule" in started.failure ? started.failure.rule : started.failure._tag
    }
    const first = invited()
    expect(refusal(first, "2026-03-03T07:59")).toBe("send.beforePlanned")
    expect(refusal(first, "2026-03-03T12:30")).toBe("OutsideWindow")
    expect(refusal(first, "2026-03-09T19:58")).toBe(undefined)
    expect(refusal(first, "2026-03-10T09:00")).toBe("send.tooLate")
    const again = { ...ground, invitedAt: [millis(at("2026-03-03T07:00"))] }
    expect(Result.isFailure(SurveyInvitation.startSend(first, consent, again, at("2026-03-03T08:00")))).toBe(
      true,
    )
    const open = sent(sent(first, "2026-03-03T08:00"), "2026-03-06T08:00")
    expect(refusal(open, "2026-03-07T08:00")).toBe("send.notPlanned")
  })

  test("whose message is refused by the channel turns to the next at once, and without one is undeliverable", () => {
    const code = Rule.RuleId.make("blocked")
    const first = sent(invited(), "2026-03-03T08:00")
    const refused = (invitation: Invitation, number: number, when: string) =>
      Result.getOrThrow(
        SurveyInvitation.recordDelivery(invitation, number, { _tag: "Rejected", code }, ground, at(when)),
      )[0]
    const turned = refused(first, 1, "2026-03-03T11:58")
    expect(stands(turned)).toBe("phone 2026-03-03 14:00")
    const called = sent(turned, "2026-03-03T14:00")
    // The call is the first that came through, so the reminder is still to come: by phone, the other channel being closed.
    expect(stands(called)).toBe("phone 2026-03-06 14:00")
    expect(stands(refused(called, 2, "2026-03-03T14:01"))).toBe("undeliverable")
    const unknown = SurveyInvitation.recordDelivery(
      called,
      3,
      { _tag: "Unknown" },
      ground,
      at("2026-03-03T15:00"),
    )
    expect(Result.isFailure(unknown) && unknown.failure._tag).toBe("SendNotFound")
  })

  test("ends by what a call found out", () => {
    const called = (
      disposition: ContactAttempt.Disposition,
      channels: readonly [Word.Channel, ...ReadonlyArray<Word.Channel>],
    ) => {
      const policy = { ...ground.policy, channels, reminders: [] }
      const open = sent(invited({ policy }), "2026-03-03T09:00", { policy })
      const next = Result.getOrThrow(
        SurveyInvitation.recordCall(open, 1, disposition, { ...ground, policy }, at("2026-03-03T09:10")),
      )[0]
      return next.state._tag === "Open"
        ? stands(SurveyInvitation.close(next, at("2026-03-18T00:00"))[0])
        : stands(next)
    }
    expect(called("declined", ["phone", "sms"])).toBe("refused")
    expect(called("deceased", ["phone", "sms"])).toBe("deceased")
    expect(called("readmitted", ["phone"])).toBe("unableToAnswer")
    expect(called("languageBarrier", ["phone"])).toBe("languageBarrier")
    expect(called("wrongNumber", ["phone", "sms"])).toBe("undeliverable")
    expect(called("outOfService", ["phone", "sms"])).toBe("undeliverable")
    expect(called("rejected", ["phone"])).toBe("undeliverable")
    expect(called("rejected", ["phone", "sms"])).toBe("sms 2026-03-03 09:10")
    expect(called("noAnswer", ["phone"])).toBe("nonContact")
    expect(called("completed", ["phone"])).toBe("brokenOff")
    expect(called("noAnswer", ["sms", "phone"])).toBe("nothingReturned")
  })

  test("is ended by a complete answer, corrected by one that is late and counts, and not by one that doesn't", () => {
    const open = sent(invited(), "2026-03-03T08:00")
    const receive = (invitation: Invitation, standing: ResponsePolicy.Standing, when: string, id: string) =>
      SurveyInvitation.receive(invitation, answered(standing, id), responsePolicy.late, at(when))[0]
    expect(stands(receive(open, "complete", "2026-03-03T09:00", "r-1"))).toBe("completed")
    const begun = receive(open, "breakOff", "2026-03-03T09:00", "r-1")
    expect(stands(begun)).toBe("Open")
    const closed = SurveyInvitation.close(begun, at("2026-03-18T00:00"))[0]
    expect(stands(closed)).toBe("brokenOff")
    expect(stands(receive(closed, "complete", "2026-03-24T23:59", "r-2"))).toBe("completed")
    const late = receive(closed, "complete", "2026-03-25T00:00", "r-2")
    expect([stands(late), late.received.at(-1)?.late]).toEqual(["brokenOff", true])
    expect(receive(late, "complete", "2026-03-20T00:00", "r-2")).toBe(late)
  })

  test("whose consent is withdrawn before anything went out is no part of the sample", () => {
    const rule = Rule.RuleId.make("consent.withdrawn")
    const close = (invitation: Invitation, channel: Word.Channel) =>
      SurveyInvitation.closeChannel(invitation, channel, rule, ground, at("2026-03-02T22:00"))[0]
    const once = close(invited(), "sms")
    expect(stands(once)).toBe("phone 2026-03-03 08:00")
    const twice = close(once, "phone")
    expect(stands(twice)).toBe("notInvited")
    expect(SurveyDisposition.category("notInvited", "unknown")).toBe(undefined)
  })

  test("counts beside others by its first message that came through", () => {
    const first = invited()
    expect(SurveyInvitation.invitedAt(first)).toEqual(at("2026-03-03T08:00"))
    const second = sent(first, "2026-03-03T08:05")
    expect(SurveyInvitation.invitedAt(second)).toEqual(at("2026-03-03T08:05"))
    expect(SurveyInvitation.contactsOf(second, "serviceOpinion")).toEqual([
      {
        person: "p-17/self",
        at: millis(at("2026-03-03T08:05")),
        channel: "sms",
        purpose: "serviceOpinion",
        made: true,
      },
      {
        person: "p-17/self",
        at: millis(at("2026-03-06T08:05")),
        channel: "phone",
        purpose: "serviceOpinion",
        made: false,
      },
    ])
  })
})

describe("a policy", () => {
  const read = Schema.decodeUnknownResult(InvitationPolicy.InvitationPolicy)
  const written = Schema.encodeSync(InvitationPolicy.InvitationPolicy)

  test("that ships decodes as it was written, and so does any drawn", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(GeneralQuestionnaires.invitationPolicy), SurveyArbitraries.invitationPolicy()),
        (policy) => {
          expect(Result.getOrThrow(read(JSON.parse(JSON.stringify(written(policy)))))).toEqual(policy)
        },
      ),
    )
  })

  test("whose window's bounds don't follow one another is refused", () => {
    const policy = written(GeneralQuestionnaires.invitationPolicy)
    const refused = (window: object) => Result.isFailure(read({ ...policy, window }))
    expect(refused({ unit: "hours", earliest: 2, ideal: 1, due: 3, latest: 4 })).toBe(true)
    expect(refused({ unit: "hours", earliest: 1, ideal: 2, due: 2, latest: 4 })).toBe(true)
    expect(refused({ unit: "days", earliest: 1, ideal: 2, due: 2, latest: 1 })).toBe(true)
    expect(refused({ unit: "days", earliest: 1, ideal: 1, due: 1, latest: 400 })).toBe(true)
    expect(refused({ unit: "days", earliest: 1, ideal: 2, due: 2, latest: 2 })).toBe(false)
  })
})
