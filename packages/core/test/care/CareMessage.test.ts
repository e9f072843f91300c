import {
  CareMessage,
  ChinaCalendar,
  ChinaContact,
  type ContactAttempt,
  type ContactProfile,
  Hours,
  Id,
  type Override,
  PhoneNumber,
  Rule,
  TimeZone,
  type Word,
} from "@aftercare/core"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"

const zone = TimeZone.make("Asia/Shanghai")
const at = (clock: string) => DateTime.makeUnsafe(`2026-03-04T${clock}+08:00`)
const millis = DateTime.toEpochMillis
const consent = Id.ConsentId.make("c-1")

const ground: CareMessage.Ground = {
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
      channels: ["sms", "wechat"],
      doNotDisturbOn: [],
    },
  },
  contact: ChinaContact.carePolicy,
  calendar: ChinaCalendar.publicHolidays,
  contacts: [],
}

const wanted: CareMessage.Wanted = {
  occasion: { _tag: "Doses", regimen: Id.RegimenId.make("r-1"), at: at("09:00") },
  patient: Id.PatientId.make("p-17"),
  purpose: "care",
  channels: ["sms", "wechat", "app"],
  span: { earliest: at("09:00"), ideal: at("09:00"), due: at("10:00"), latest: at("11:00") },
  template: { id: "doses", version: "1" },
}

const make = (also: Partial<CareMessage.Wanted> = {}, on: Partial<CareMessage.Ground> = {}, when = "08:30") =>
  CareMessage.make({ ...wanted, ...also }, { ...ground, ...on }, at(when))
const made = (also: Partial<CareMessage.Wanted> = {}) => Result.getOrThrow(make(also))[0]
const sent = (message: CareMessage.CareMessage, when: string) =>
  Result.getOrThrow(CareMessage.startSend(message, consent, ground, at(when)))[0]
const told = (
  message: CareMessage.CareMessage,
  number: number,
  said: ContactAttempt.Delivery,
  when: string,
) => Result.getOrThrow(CareMessage.recordDelivery(message, number, said, ground, at(when)))[0]

const rejected: ContactAttempt.Delivery = { _tag: "Rejected", code: Rule.RuleId.make("blocked") }
const accepted: ContactAttempt.Delivery = { _tag: "Accepted", reference: "m-1" }
const deferred = (until: string): ContactAttempt.Delivery => ({
  _tag: "Deferred",
  code: Rule.RuleId.make("delivery.busy"),
  until: at(until),
})

const stands = ({ state }: CareMessage.CareMessage): string => {
  switch (state._tag) {
    case "Planned":
      return `${state.channel} ${TimeZone.timeAt(zone, millis(state.at))}`
    case "Unplaced":
      return state.rules.join()
    case "Ended":
      return [state.conclusion, ...state.rules].join(" ")
    default:
      return state._tag
  }
}

describe("a message is made", () => {
  test("for its moment by its first channel, and not for one that has died, can't be reached or is too late", () => {
    expect(stands(made())).toBe("sms 09:00")
    const refusal = (result: ReturnType<typeof make>) => Result.isFailure(result) && result.failure.rule
    expect(refusal(make({}, { vitalStatus: "deceased" }))).toBe("care.deceased")
    expect(refusal(make({ channels: ["app", "phone"] }))).toBe("care.channel")
    expect(refusal(make({ span: { ...wanted.span, due: at("11:30") } }))).toBe("care.span")
    expect(refusal(make({}, {}, "11:00"))).toBe("care.tooLate")
  })

  test("in rest hours only by an override, at its very moment, as far as that may leave the rules", () => {
    const span = { earliest: at("12:10"), ideal: at("12:30"), due: at("13:00"), latest: at("13:30") }
    const own: Override.Override = {
      kind: "ownRequest",
      reason: "with lunch",
      author: Id.StaffId.make("n-7"),
      givenAt: at("08:00"),
    }
    expect(stands(made({ span }))).toBe("rest.noon")
    expect(stands(made({ span, override: own }))).toBe("sms 12:30")
    const out = sent(made({ span, override: own }), "12:31")
    expect(out.sends[0]?.permission).toMatchObject({ _tag: "ByOverride", left: ["rest.noon"] })
    const open = { earliest: at("09:00"), ideal: at("09:30"), due: at("10:00"), latest: at("10:30") }
    const within = sent(made({ span: open, override: own }), "09:30")
    expect(within.sends[0]?.permission).toEqual({ _tag: "Within" })
    const deniedByLaw = {
      ...ground.contact,
      disturbances: {
        ...ground.contact.disturbances,
        noonRest: { ...ground.contact.disturbances.noonRest, status: "law" as const },
      },
    }
    const denied = make({ span, override: own }, { contact: deniedByLaw })
    expect(stands(Result.getOrThrow(denied)[0])).toBe("rest.noon")
  })
})

describe("a send", () => {
  test("isn't started before its moment, after its time, twice, or by a channel the person left", () => {
    const refusal = (
      message: CareMessage.CareMessage,
      when: string,
      on: Partial<CareMessage.Ground> = {},
    ) => {
      const started = CareMessage.startSend(message, consent, { ...ground, ...on }, at(when))
      return Result.isFailure(started) && started.failure._tag === "CareSendRefused" && started.failure.rule
    }
    expect(refusal(made(), "08:59")).toBe("care.beforePlanned")
    expect(refusal(made(), "11:00")).toBe("care.tooLate")
    expect(refusal(sent(made(), "09:00"), "09:01")).toBe("care.notPlanned")
    const person = { ...ground.person, profile: { ...ground.person.profile, channels: ["wechat"] as const } }
    expect(refusal(made(), "09:00", { person })).toBe("care.channel")
    expect(stands(CareMessage.replan(made(), { ...ground, person }, at("09:00"))[0])).toBe("wechat 09:00")
  })

  test("that was refused goes out by the next channel, the last time within its span", () => {
    const again = told(sent(made(), "09:00"), 1, rejected, "09:05")
    expect(stands(again)).toBe("wechat 09:05")
    const twice = told(sent(again, "09:05"), 2, rejected, "09:10")
    expect(stands(twice)).toBe("delivery.rejected")
    expect(stands(CareMessage.close(twice, at("11:00"))[0])).toBe("undeliverable")
  })

  test("that surely didn't go out goes out under its number as soon as it may, or is dropped for what put it off", () => {
    const again = told(sent(made(), "09:00"), 1, deferred("09:40"), "09:01")
    expect(stands(again)).toBe("sms 09:40")
    expect(sent(again, "09:40").sends.map(({ number }) => number)).toEqual([1])
    const late = told(sent(made(), "09:00"), 1, deferred("11:00"), "09:01")
    expect(stands(late)).toBe("delivery.busy")
    expect(stands(CareMessage.close(late, at("11:00"))[0])).toBe("dropped delivery.busy")
    const afterwards = told(sent(made(), "09:00"), 1, deferred("12:00"), "11:30")
    expect(stands(CareMessage.close(afterwards, at("11:30"))[0])).toBe("dropped delivery.busy")
  })

  test("that was taken after all isn't sent again", () => {
    const put = told(sent(made(), "09:00"), 1, deferred("09:40"), "09:01")
    expect(stands(told(put, 1, accepted, "09:20"))).toBe("Sent")
  })

  test("that nobody knows of is never sent again, and ends as sent", () => {
    const unknown = told(sent(made(), "09:00"), 1, { _tag: "Unknown" }, "09:01")
    expect(CareMessage.replan(unknown, ground, at("09:30"))).toEqual([unknown, []])
    expect(stands(CareMessage.close(unknown, at("11:00"))[0])).toBe("sent")
    // Told when it is over, a refusal is kept and changes nothing else.
    const late = told(CareMessage.close(unknown, at("11:00"))[0], 1, rejected, "15:00")
    expect([stands(late), late.sends[0]?.delivery?._tag, late.closed]).toEqual(["sent", "Rejected", []])
  })

  test("of a number that never went out isn't known", () => {
    const found = CareMessage.recordDelivery(made(), 1, accepted, ground, at("09:00"))
    expect(Result.isFailure(found) && found.failure.number).toBe(1)
  })
})

describe("a message of which something else is wanted", () => {
  const later = {
    ...wanted,
    channels: ["wechat"],
    span: { earliest: at("14:00"), ideal: at("14:30"), due: at("15:00"), latest: at("16:00") },
  } as const

  test("goes out as it is wanted then, and wanted again so changes nothing", () => {
    const [revised, events] = Result.getOrThrow(CareMessage.revise(made(), later, ground, at("08:40")))
    expect(events.map(({ _tag }) => _tag)).toEqual(["CareMessageRevised", "SendPlaced"])
    expect(revised.state).toMatchObject({ _tag: "Planned", channel: "wechat", at: at("14:30") })
    expect(revised.id).toBe(made().id)
    expect(Result.getOrThrow(CareMessage.revise(revised, later, ground, at("08:50")))).toEqual([revised, []])
    const { patient: _, ...nobodys } = later
    expect(
      Result.getOrThrow(CareMessage.revise(revised, nobodys, ground, at("08:50")))[0],
    ).not.toHaveProperty("patient")
  })

  test("stays as it is once it went out or has ended", () => {
    for (const message of [sent(made(), "09:00"), CareMessage.conclude(made(), "left", at("08:40"))[0]])
      expect(Result.getOrThrow(CareMessage.revise(message, later, ground, at("09:01")))).toEqual([
        message,
        [],
      ])
  })

  test.each<[string, Partial<CareMessage.Wanted>, string, string]>([
    [
      "for another occasion",
      { occasion: { ...wanted.occasion, at: at("10:00") } as never },
      "08:40",
      "care.occasion",
    ],
    ["by no channel of the person's", { channels: ["letter"] }, "08:40", "care.channel"],
    ["for a time that is over", {}, "16:00", "care.tooLate"],
  ])("is refused %s", (_, also, when, rule) => {
    const refused = CareMessage.revise(made(), { ...later, ...also }, ground, at(when))
    expect(Result.isFailure(refused) && refused.failure.rule).toBe(rule)
  })
})

describe("a message that isn't to go out", () => {
  const withdrawn = Rule.RuleId.make("consent.withdrawn")
  const closing = (message: CareMessage.CareMessage, ...channels: ReadonlyArray<Word.Channel>) =>
    channels.reduce(
      (one, channel) => CareMessage.closeChannel(one, channel, withdrawn, ground, at("08:40"))[0],
      message,
    )

  test("has nothing planned without consent, and is taken up again with it as long as its time lasts", () => {
    expect(stands(closing(made(), "sms"))).toBe("wechat 09:00")
    const closed = closing(made(), "sms", "wechat", "app")
    expect(stands(closed)).toBe("consent.withdrawn")
    expect(stands(CareMessage.close(closed, at("11:00"))[0])).toBe("dropped consent.withdrawn")
    const given = (purposes: readonly [Word.Purpose]) =>
      CareMessage.consentGiven(
        closed,
        { person: closed.addressee, channels: ["wechat"], purposes },
        ground,
        at("09:10"),
      )
    expect(stands(given(["care"])[0])).toBe("wechat 09:10")
    expect(given(["followUp"])).toEqual([closed, []])
    const others = {
      person: Id.PersonId.make("p-18/self"),
      channels: ["wechat"],
      purposes: ["care"],
    } as const
    expect(CareMessage.consentGiven(closed, others, ground, at("09:10"))).toEqual([closed, []])
  })

  test("ends for its reason, unless it went out", () => {
    expect(stands(CareMessage.conclude(made(), "left", at("08:50"))[0])).toBe("left")
    const out = sent(made(), "09:00")
    expect(stands(CareMessage.conclude(out, "deceased", at("09:10"))[0])).toBe("sent")
    const refused = told(out, 1, rejected, "09:05")
    expect(stands(CareMessage.conclude(refused, "deceased", at("09:10"))[0])).toBe("deceased")
  })

  test("that nobody sent in time says so", () => {
    expect(stands(CareMessage.close(made(), at("10:59"))[0])).toBe("sms 09:00")
    expect(stands(CareMessage.close(made(), at("11:00"))[0])).toBe("dropped care.notSent")
  })

  test("waits for a calendar that isn't announced", () => {
    const far = (clock: string) => DateTime.makeUnsafe(`2031-03-04T${clock}+08:00`)
    const span = { earliest: far("09:00"), ideal: far("09:00"), due: far("10:00"), latest: far("11:00") }
    const working = Hours.TimeSpan.make("08:00-17:00")
    const office: ContactProfile.Work = { _tag: "Weekly", week: { tuesday: [working] } }
    const person = { ...ground.person, profile: { ...ground.person.profile, work: office } }
    const contact = {
      ...ground.contact,
      channels: [{ channel: "sms", avoids: ["work"], minutes: 1 }] as const,
    }
    const message = Result.getOrThrow(make({ span }, { person, contact }))[0]
    expect(stands(message)).toBe("AwaitingCalendar")
    expect(stands(CareMessage.close(message, far("11:00"))[0])).toBe("dropped care.calendar")
  })

  test("counts beside others by what went out and what is planned", () => {
    const refused = told(sent(made(), "09:00"), 1, rejected, "09:05")
    expect(CareMessage.contactsOf(refused).map(({ channel, made }) => [channel, made])).toEqual([
      ["sms", true],
      ["wechat", false],
    ])
    expect(CareMessage.dueAt(refused)).toEqual(at("09:05"))
    expect(CareMessage.dueAt(sent(made(), "09:00"))).toEqual(at("11:00"))
  })
})
