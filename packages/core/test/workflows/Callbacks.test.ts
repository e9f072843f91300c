import {
  Agenda,
  type Callback,
  Callbacks,
  CallRecord,
  CallStore,
  ChinaCalendar,
  ChinaContact,
  ContactStore,
  DischargeStore,
  GeneralHotline,
  HotlinePractice,
  Id,
  type Override,
  PhoneNumber,
  TimeZone,
} from "@aftercare/core"
import { DateTime, Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import { discharge, drain, evening, type House, inHouse, passUntil, tenant } from "./house.ts"

const zone = TimeZone.make("Asia/Shanghai")
const [hers, nobodys] = ["+8613800000000", "+8613800000001"].map((number) =>
  PhoneNumber.PhoneNumber.make(number),
) as [PhoneNumber.PhoneNumber, PhoneNumber.PhoneNumber]
const agent = Id.StaffId.make("agent-7")

const practice: HotlinePractice.HospitalHotlinePractice = {
  callbacks: GeneralHotline.callbacks(zone),
  contact: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  stranger: { ...discharge(1).persons[0].profile, work: { _tag: "None" } },
}

type Work<A, E> = Effect.Effect<A, E, House | HotlinePractice.HotlinePractice>

const hotline = <A, E>(work: Work<A, E>) =>
  Effect.provideService(work, HotlinePractice.HotlinePractice, { of: () => practice })

const atHotline = <A, E>(work: Work<A, E>): Promise<A> => inHouse({}, () => hotline(work))

const clock = (at: DateTime.Utc) => TimeZone.timeAt(zone, at.epochMilliseconds)
const after = (minutes: number) => TestClock.setTime(evening + minutes * 60_000)
const event = (id: string) => Id.EventId.make(id)

/** A call that came in two minutes before six, and went as these acts say, twenty seconds apart. */
const calling = Effect.fnUntraced(function* (
  id: string,
  caller: PhoneNumber.PhoneNumber | undefined,
  ...acts: ReadonlyArray<CallRecord.CallAct>
) {
  const now = (yield* DateTime.now).epochMilliseconds
  const stamp = (n: number) => ({
    id: event(`${id}/${n}`),
    at: DateTime.makeUnsafe(now - 120_000 + n * 20_000),
  })
  let [call, events] = CallRecord.arrive(
    { call: Id.CallId.make(id), ...(caller === undefined ? {} : { caller }) },
    stamp(0),
  )
  const all = [...events]
  for (const [n, act] of acts.entries()) {
    ;[call, events] = Result.getOrThrow(CallRecord.record(call, act, stamp(n + 1)))
    all.push(...events)
  }
  yield* (yield* CallStore.CallStore).insert(tenant, call, all)
  return call.id
})

const queued = { _tag: "Queued", queue: Id.QueueId.make("nurses") } as const
const asked = { _tag: "CallbackAsked" } as const
const answered = { _tag: "Answered", agent } as const

const stateOf = ({ state }: Callback.Callback) => {
  if (state._tag === "Over") return state.end._tag
  return state._tag === "Planned" ? clock(state.at) : state._tag
}

const found = (id: Id.CallId) =>
  Effect.gen(function* () {
    const call = yield* (yield* CallStore.CallStore).find(tenant, id)
    const events = yield* (yield* CallStore.CallStore).events(tenant, id)
    if (call._tag === "None") throw new Error("no such call")
    expect(CallRecord.fromHistory(events)).toEqual({ ...call, value: call.value.record })
    return call.value.record.callback as Callback.Callback
  })

const contactsOf = (person: string) =>
  Effect.gen(function* () {
    const during = { from: evening - 86_400_000, until: evening + 86_400_000 }
    const { contacts } = yield* (yield* ContactStore.ContactStore).of(
      tenant,
      Id.PersonId.make(person),
      during,
    )
    return contacts.map(({ at, channel, made }) => [clock(DateTime.makeUnsafe(at)), channel, made])
  })

const owed = Effect.map(Callbacks.owed(tenant, { warnMillis: 15 * 60_000 }), (all) =>
  all.map(({ call, standing }) => [call, standing]),
)

test("a callback is owed, tried, and missed by itself where nobody tries again", () =>
  atHotline(
    Effect.gen(function* () {
      yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(1))
      const call = yield* calling("call-1", hers, queued, asked)
      expect(yield* owed).toEqual([])
      const first = yield* Callbacks.ask(tenant, call, event("ask"))
      expect([stateOf(first), clock(first.dueAt), clock(first.latest)]).toEqual([
        "18:00",
        "18:58:40",
        "10:58:40",
      ])
      expect(yield* contactsOf("p1")).toEqual([["18:00", "phone", false]])
      yield* after(40)
      expect(yield* owed).toEqual([["call-1", "due"]])
      yield* after(45)
      expect(yield* owed).toEqual([["call-1", "atRisk"]])
      yield* after(60)
      expect(yield* owed).toEqual([["call-1", "late"]])

      yield* Callbacks.startTry(tenant, call, event("try"), { agent })
      expect(yield* contactsOf("p1")).toEqual([["19:00", "phone", true]])
      expect(yield* owed).toEqual([["call-1", "trying"]])
      yield* after(61)
      const again = yield* Callbacks.endTry(tenant, call, event("vain"), { disposition: "noAnswer" })
      expect([stateOf(again), clock(again.latest)]).toEqual(["19:31", "11:31"])
      expect(yield* contactsOf("p1")).toEqual([
        ["19:00", "phone", true],
        ["19:31", "phone", false],
      ])
      expect(yield* owed).toEqual([["call-1", "later"]])

      yield* passUntil(again.latest.epochMilliseconds - 1)
      expect(stateOf(yield* found(call))).toBe("19:31")
      yield* passUntil(again.latest.epochMilliseconds)
      yield* drain
      expect(stateOf(yield* found(call))).toBe("Missed")
      expect(yield* owed).toEqual([])
      expect(yield* contactsOf("p1")).toEqual([["19:00", "phone", true]])
      expect(yield* (yield* Agenda.Agenda).nextDueAt).toBeUndefined()
    }),
  ))

test("a try that nobody told the outcome of was in vain, and the next is looked for", () =>
  atHotline(
    Effect.gen(function* () {
      const call = yield* calling("call-1", nobodys, asked)
      yield* Callbacks.ask(tenant, call, event("ask"))
      yield* Callbacks.startTry(tenant, call, event("try"))
      yield* after(30)
      yield* drain
      const callback = yield* found(call)
      expect(callback.tries.map(({ disposition }) => disposition)).toEqual(["noAnswer"])
      expect(stateOf(callback)).toBe("19:00")
      yield* after(60)
      yield* Callbacks.startTry(tenant, call, event("again"))
      yield* after(90)
      yield* drain
      expect(stateOf(yield* found(call))).toBe("Unreachable")
    }),
  ))

test("the caller's own hours count where a stay has the number, else those for strangers", () =>
  atHotline(
    Effect.gen(function* () {
      const work = { _tag: "Weekly", week: { monday: ["17:00-19:00"] } }
      yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(1, { work }))
      const known = yield* calling("call-1", hers, asked)
      const stranger = yield* calling("call-2", nobodys, asked)
      expect(stateOf(yield* Callbacks.ask(tenant, known, event("known")))).toBe("19:00")
      expect(stateOf(yield* Callbacks.ask(tenant, stranger, event("stranger")))).toBe("18:00")
      // What is promised counts open time alone, so the stranger's ends first.
      expect((yield* owed).map(([call]) => call)).toEqual(["call-2", "call-1"])
    }),
  ))

test("contacts that the person has elsewhere count, and other records see the callback's", () =>
  atHotline(
    Effect.gen(function* () {
      yield* (yield* DischargeStore.DischargeStore).put(tenant, discharge(1))
      const person = Id.PersonId.make("p1")
      const made = [1, 2].map(
        (n) =>
          ({ person, at: evening - n * 3_600_000, channel: "phone", purpose: "care", made: true }) as const,
      )
      yield* (yield* ContactStore.ContactStore).put(tenant, "care another", {
        addressees: [person],
        contacts: made,
      })
      const call = yield* calling("call-1", hers, asked)
      const callback = yield* Callbacks.ask(tenant, call, event("ask"))
      expect(callback.state).toMatchObject({
        _tag: "Unplaced",
        rules: expect.arrayContaining(["frequency.calls"]),
      })
      const override: Override.Override = {
        kind: "ownRequest",
        reason: "asked for it",
        author: agent,
        givenAt: yield* DateTime.now,
      }
      yield* Callbacks.startTry(tenant, call, event("try"), { agent, override })
      expect(yield* contactsOf("p1")).toHaveLength(3)
    }),
  ))

test("who rings again and is answered is owed no callback any more; who gives up again still is", () =>
  atHotline(
    Effect.gen(function* () {
      const first = yield* calling("call-1", hers, asked)
      const other = yield* calling("call-2", nobodys, asked)
      for (const call of [first, other]) yield* Callbacks.ask(tenant, call, event(`ask/${call}`))
      yield* after(10)
      const gaveUp = yield* calling("call-3", hers, queued, { _tag: "Abandoned" })
      expect(yield* Callbacks.rangBack(tenant, gaveUp, event("gave-up"))).toEqual([])
      const spoke = yield* calling("call-4", hers, queued, answered)
      expect(yield* Callbacks.rangBack(tenant, spoke, event("spoke"))).toEqual(["call-1"])
      expect((yield* found(first)).state).toMatchObject({ end: { _tag: "RangBack", call: "call-4" } })
      expect((yield* owed).map(([call]) => call)).toEqual(["call-2"])
      expect(yield* Callbacks.rangBack(tenant, spoke, event("spoke"))).toEqual([])
      yield* Callbacks.withdraw(tenant, other, event("no-more"), agent)
      expect(yield* (yield* Agenda.Agenda).nextDueAt).toBeUndefined()
    }),
  ))

test("a number that is withheld is nobody's", () =>
  atHotline(
    Effect.gen(function* () {
      const call = yield* calling("call-1", undefined, { ...asked, number: hers })
      yield* Callbacks.ask(tenant, call, event("ask"))
      yield* after(5)
      const withheld = yield* calling("call-2", undefined, queued, answered)
      expect(yield* Callbacks.rangBack(tenant, withheld, event("withheld"))).toEqual([])
      const theirs = yield* calling("call-3", hers, queued, answered)
      expect(yield* Callbacks.rangBack(tenant, theirs, event("theirs"))).toEqual(["call-1"])
    }),
  ))

test("an act that is told again changes nothing, and a call that asks for none owes none", () =>
  atHotline(
    Effect.gen(function* () {
      const call = yield* calling("call-1", hers, asked)
      const owing = yield* Callbacks.ask(tenant, call, event("ask"))
      expect(yield* Callbacks.ask(tenant, call, event("ask-again"))).toEqual(owing)
      const tried = yield* Callbacks.startTry(tenant, call, event("try"))
      yield* after(1)
      expect(yield* Callbacks.startTry(tenant, call, event("try"))).toEqual(tried)
      const tagOf = <E extends { readonly _tag: string; readonly message: string }>(work: Work<unknown, E>) =>
        Effect.match(work, { onSuccess: () => "done", onFailure: ({ message }) => message })
      expect(yield* tagOf(Callbacks.startTry(tenant, call, event("another")))).toContain("callback.trying")
      const none = yield* calling("call-2", hers, queued, { _tag: "Abandoned" })
      expect(yield* tagOf(Callbacks.ask(tenant, none, event("none")))).toContain("callback.notAsked")
      expect(yield* tagOf(Callbacks.withdraw(tenant, none, event("none")))).toContain("call-2/callback")
      expect(yield* tagOf(Callbacks.ask(tenant, Id.CallId.make("nowhere"), event("none")))).toContain(
        "nowhere",
      )
    }),
  ))

test("a worker without a hotline's practice leaves it to one that has it", () =>
  inHouse({}, () =>
    Effect.gen(function* () {
      const latest = yield* hotline(
        Effect.gen(function* () {
          const call = yield* calling("call-1", hers, asked)
          return (yield* Callbacks.ask(tenant, call, event("ask"))).latest
        }),
      )
      yield* TestClock.setTime(latest.epochMilliseconds)
      yield* drain
      const call = Id.CallId.make("call-1")
      expect(stateOf(yield* found(call))).toBe("18:00")
      yield* TestClock.adjust("2 hours")
      yield* hotline(drain)
      expect(stateOf(yield* found(call))).toBe("Missed")
    }),
  ))
