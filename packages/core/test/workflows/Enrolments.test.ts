import {
  Agenda,
  Care,
  CarePractice,
  type CareProgramme,
  CareStore,
  ChinaFestivals,
  type Consent,
  ConsentStore,
  DischargeStore,
  Enrolments,
  Erasure,
  Hours,
  Id,
  Outreach,
  Patients,
  PhoneNumber,
  PlainDate,
  PlainTime,
  RetentionPractice,
  Scheduling,
  VitalStatusStore,
} from "@aftercare/core"
import { Clock, Context, DateTime, Effect, Fiber, Option } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  consent,
  discharge,
  drain,
  evening,
  type House,
  inHouse,
  options,
  type Provider,
  passUntil,
  tenant,
} from "./house.ts"

const dayMillis = 86_400_000
const time = PlainTime.make
const date = PlainDate.make

const sending = {
  span: { earliest: time("08:30"), ideal: time("09:30"), due: time("11:00"), latest: time("19:00") },
  channels: ["sms", "wechat"],
  template: { id: "greeting", version: "1" },
} as const

const step = (id: string, when: CareProgramme.StepTime): CareProgramme.CareStep => ({
  id: Id.StepId.make(id),
  when,
  ...sending,
})

const midAutumn = step("mid-autumn", { _tag: "Festival", festival: ChinaFestivals.midAutumn })

const programme = (
  id: string,
  steps: CareProgramme.CareProgramme["steps"],
  version = "1",
): CareProgramme.CareProgramme => ({
  id: Id.ProgrammeId.make(id),
  version,
  title: { zh: "关怀", en: "Care" },
  audience: { codes: ["I63"] },
  purpose: "care",
  anchors: ["discharge"],
  steps,
  source: { title: "own", status: "hospitalPolicy", verified: "own" },
})

const weekly = (times: number) =>
  step("weekly", { _tag: "Every", anchor: "discharge", every: 1, unit: "weeks", times })
const stroke = programme("stroke", [
  step("third-day", { _tag: "After", anchor: "discharge", days: 3 }),
  weekly(6),
])

/** A practice whose programmes a test may change. */
const running = (...programmes: ReadonlyArray<CareProgramme.CareProgramme>) => {
  let all = programmes
  const provider: Provider = {
    care: {
      get programmes() {
        return all
      },
    },
  }
  return {
    provider,
    become: (...next: typeof all) => {
      all = next
    },
  }
}

const allowing = (n: number): Consent.Consent => ({
  ...consent(n),
  id: Id.ConsentId.make(`care-${n}`),
  purposes: ["care"],
})

const enrolling = (n: number, id = `e-${n}`) => ({
  id: Id.EnrolmentId.make(id),
  patient: Id.PatientId.make(`p${n}`),
  to: discharge(n, { channels: ["sms", "wechat"] }).persons[0],
  needsGuardian: false,
  anchors: { dates: { discharge: date("2026-03-02") } },
  candidate: { codes: ["I63.9"] },
})

const enrol = (n: number, one: CareProgramme.CareProgramme, id?: string) =>
  Effect.gen(function* () {
    yield* (yield* ConsentStore.ConsentStore).put(tenant, allowing(n))
    return (yield* Enrolments.enrol(tenant, enrolling(n, id), one.id)).enrolment
  })

const clock = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(5, 16)

/** Which steps were made into messages for a person, with where they stand, by date. */
const made = (n: number) =>
  Effect.gen(function* () {
    const { messages } = yield* CareStore.CareStore
    const found = yield* messages.ofPerson(tenant, Id.PersonId.make(`p${n}`), "all")
    return found
      .map(({ record: { message } }) => message)
      .sort((a, b) => DateTime.Order(a.span.ideal, b.span.ideal))
      .map(({ occasion, state }) =>
        occasion._tag === "Step"
          ? `${occasion.on} ${occasion.step} ${state._tag === "Ended" ? state.conclusion : state._tag}`
          : "",
      )
  })

const days = (n: number) => Effect.flatMap(Clock.currentTimeMillis, (now) => passUntil(now + n * dayMillis))

describe("an enrolment in a programme", () => {
  it("makes the messages of the dates ahead, and goes on making them as time passes, each once", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const first = yield* enrol(1, stroke)
        expect(first.through).toBe("2026-03-16")
        expect(yield* made(1)).toEqual([
          "2026-03-05 third-day Planned",
          "2026-03-09 weekly Planned",
          "2026-03-16 weekly Planned",
        ])
        const due = yield* (yield* Agenda.Agenda).nextDueAt
        expect(due).toEqual(DateTime.makeUnsafe("2026-03-05T09:30:00+08:00"))
        yield* days(60)
        expect(sent.map(({ subject }) => subject._tag)).toEqual(Array.from({ length: 7 }, () => "Care"))
        expect(yield* made(1)).toEqual(
          [
            "03-05 third-day",
            ...["03-09", "03-16", "03-23", "03-30", "04-06", "04-13"].map((on) => `${on} weekly`),
          ].map((one) => `2026-${one} sent`),
        )
        const { enrolments } = yield* CareStore.CareStore
        const events = yield* enrolments.events(tenant, first.id)
        expect(events[0]).toMatchObject({ _tag: "EnrolmentMade" })
        const { record } = Option.getOrThrow(yield* enrolments.find(tenant, first.id))
        expect(record.enrolment.through > "2026-05-01").toBe(true)
      }),
    ))

  it("is expanded once, whatever call a worker stops at", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        yield* enrol(1, stroke)
        for (let turns = 0; turns < 60; turns += 3) {
          const due = yield* (yield* Agenda.Agenda).nextDueAt
          if (due !== undefined)
            yield* TestClock.setTime(Math.max(DateTime.toEpochMillis(due), yield* Clock.currentTimeMillis))
          const working = yield* Effect.forkChild(Outreach.runDue(options))
          for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(working)
          yield* TestClock.adjust("3 minutes")
        }
        yield* days(60)
        expect((yield* made(1)).length).toBe(7)
        expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length)
      }),
    ))

  it("is refused where something is wrong with the programme, whose messages nobody could send", () => {
    const reversed = { ...midAutumn, span: { ...midAutumn.span, earliest: time("20:00") } }
    const unsound = { ...programme("unsound", [reversed]), anchors: [] }
    return inHouse(running(unsound).provider, () =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(Enrolments.enrol(tenant, enrolling(1), unsound.id))).toMatchObject({
          _tag: "EnrolmentRefused",
          rules: ["programme.spanOrder"],
        })
      }),
    )
  })

  it("is refused where the programme isn't for the patient, isn't run here, or the patient has died", () =>
    inHouse(running(stroke).provider, () =>
      Effect.gen(function* () {
        const other = { ...enrolling(1), candidate: { codes: ["I10"] } }
        expect(yield* Effect.flip(Enrolments.enrol(tenant, other, stroke.id))).toMatchObject({
          _tag: "EnrolmentRefused",
          rules: ["audience.condition"],
        })
        const elsewhere = Enrolments.enrol(tenant, enrolling(1), Id.ProgrammeId.make("another"))
        expect(yield* Effect.flip(elsewhere)).toMatchObject({ _tag: "NotPractised", what: "programme" })
        yield* Patients.recordVitalStatus(tenant, Id.PatientId.make("p1"), "deceased", Id.StaffId.make("n"))
        expect(yield* Effect.flip(enrol(1, stroke))).toMatchObject({ rules: ["care.deceased"] })
        yield* enrol(2, stroke)
        expect(yield* Effect.flip(enrol(2, stroke))).toMatchObject({ reason: { _tag: "AlreadyExists" } })
      }),
    ))

  it("that somebody leaves sends nothing more, and what was made ends as left", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* enrol(1, stroke)
        yield* days(4)
        expect(sent.length).toBe(1)
        const left = yield* Enrolments.leave(tenant, id, "asked")
        expect(left.state).toMatchObject({ _tag: "Left", reason: "asked" })
        expect(yield* made(1)).toEqual([
          "2026-03-05 third-day sent",
          "2026-03-09 weekly left",
          "2026-03-16 weekly left",
        ])
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
        expect(yield* Enrolments.leave(tenant, id, "finished")).toEqual(left)
        yield* days(60)
        expect(sent.length).toBe(1)
      }),
    ))

  it("that falls due once a death was told of which it saw nothing is left then", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* enrol(1, stroke)
        yield* (yield* VitalStatusStore.VitalStatusStore).add(tenant, {
          patient: Id.PatientId.make("p1"),
          status: "deceased",
          toldAt: yield* DateTime.now,
          source: { _tag: "Staff", staff: Id.StaffId.make("n") },
        })
        yield* days(10)
        const { enrolments } = yield* CareStore.CareStore
        const { record } = Option.getOrThrow(yield* enrolments.find(tenant, id))
        expect(record.enrolment).toMatchObject({
          through: "2026-03-16",
          state: { _tag: "Left", reason: "deceased" },
        })
        expect(sent).toEqual([])
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("ends with a death, and so does what was made", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* enrol(1, stroke)
        yield* Patients.recordVitalStatus(tenant, Id.PatientId.make("p1"), "deceased", Id.StaffId.make("n"))
        const { enrolments } = yield* CareStore.CareStore
        const { record } = Option.getOrThrow(yield* enrolments.find(tenant, id))
        expect(record.enrolment.state).toMatchObject({ _tag: "Left", reason: "deceased" })
        expect(yield* made(1)).toEqual([
          "2026-03-05 third-day deceased",
          "2026-03-09 weekly deceased",
          "2026-03-16 weekly deceased",
        ])
        yield* days(30)
        expect(sent).toEqual([])
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
      }),
    ))

  it("follows a new version of its programme in what hasn't gone out yet", () => {
    const { become, provider } = running(stroke)
    return inHouse(provider, (sent) =>
      Effect.gen(function* () {
        yield* enrol(1, stroke)
        yield* days(4)
        expect(yield* Enrolments.reviseAll(tenant)).toEqual([])
        const fourth = step("fourth-day", { _tag: "After", anchor: "discharge", days: 10 })
        const late = { ...sending.span, earliest: time("14:00"), ideal: time("15:00"), due: time("16:00") }
        become(programme("stroke", [{ ...weekly(1), span: late }, fourth], "2"))
        const changed = yield* Enrolments.reviseAll(tenant)
        expect(changed.length).toBe(3)
        expect(yield* Enrolments.reviseAll(tenant)).toEqual([])
        expect(yield* made(1)).toEqual([
          "2026-03-05 third-day sent",
          "2026-03-09 weekly Planned",
          "2026-03-12 fourth-day Planned",
          "2026-03-16 weekly notNeeded",
        ])
        yield* days(60)
        expect(sent.length).toBe(3)
        const { messages } = yield* CareStore.CareStore
        const [weeklyOne] = (yield* messages.ofPerson(tenant, Id.PersonId.make("p1"), "all")).flatMap(
          ({ record: { message } }) =>
            message.occasion._tag === "Step" && message.occasion.step === "weekly" && message.sends.length > 0
              ? message.sends
              : [],
        )
        expect(weeklyOne && clock(DateTime.toEpochMillis(weeklyOne.at))).toBe("03-09T15:00")
      }),
    )
  })

  it("waits where the practice has lost its programme, and goes on once that is put right", () => {
    const { become, provider } = running(stroke)
    return inHouse(provider, () =>
      Effect.gen(function* () {
        yield* enrol(1, stroke)
        become()
        expect(yield* Enrolments.reviseAll(tenant)).toEqual([])
        yield* TestClock.adjust("20 days")
        yield* drain
        expect((yield* made(1)).length).toBe(3)
        become(stroke)
        yield* TestClock.adjust("2 hours")
        yield* drain
        expect((yield* made(1)).length).toBeGreaterThan(3)
      }),
    )
  })

  it("follows how its person can be reached and where they live", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const { id } = yield* enrol(1, stroke)
        const self = enrolling(1).to
        const moved = {
          ...self,
          phone: PhoneNumber.PhoneNumber.make("+8613911111111"),
          profile: { ...self.profile, zone: "America/New_York" as never },
        }
        expect((yield* Care.amend(tenant, moved)).length).toBe(3)
        expect(yield* Care.amend(tenant, moved)).toEqual([])
        yield* days(40)
        expect(new Set(sent.map(({ to }) => to.phone))).toEqual(new Set(["+8613911111111"]))
        const { enrolments, messages } = yield* CareStore.CareStore
        expect(Option.getOrThrow(yield* enrolments.find(tenant, id)).record.to).toEqual(moved)
        const ats = (yield* messages.ofPerson(tenant, self.id, "all")).flatMap(({ record }) =>
          record.message.sends.map(({ at }) =>
            new Date(DateTime.toEpochMillis(at)).toISOString().slice(11, 16),
          ),
        )
        // Half past nine in New York, before and after its clocks went on.
        expect(new Set(ats)).toEqual(new Set(["14:30", "13:30"]))
      }),
    ))

  it("of a guardian in whose place another came is left, and stands where another stay still names them", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const child = discharge(1, { guardian: "mother" })
        const [mother] = child.persons
        yield* (yield* ConsentStore.ConsentStore).put(tenant, {
          ...consent(1, ["sms"], { guardian: "mother" }),
          purposes: ["care"],
        })
        const { enrolment } = yield* Enrolments.enrol(tenant, { ...enrolling(1), to: mother }, stroke.id)
        const own = yield* Enrolments.enrol(tenant, { ...enrolling(2), to: mother }, stroke.id)
        yield* Scheduling.schedule(tenant, child, [])
        const aunt = { ...mother, id: Id.PersonId.make("aunt") }
        const { enrolments } = yield* CareStore.CareStore
        const stateOf = (id: Id.EnrolmentId) =>
          Effect.map(enrolments.find(tenant, id), (found) => Option.getOrThrow(found).record.enrolment.state)
        yield* Scheduling.correct(tenant, { ...child, persons: [mother, aunt] }, [])
        expect(yield* stateOf(enrolment.id)).toEqual({ _tag: "Active" })
        yield* Scheduling.correct(tenant, { ...child, persons: [aunt] }, [])
        expect(yield* stateOf(enrolment.id)).toMatchObject({ _tag: "Left", reason: "notAddressed" })
        expect(yield* stateOf(own.enrolment.id)).toEqual({ _tag: "Active" })
        const { messages } = yield* CareStore.CareStore
        const left = yield* messages.ofPatient(tenant, child.patient, "all")
        expect(left.map(({ record }) => record.message.state)).toEqual(
          left.map(() => expect.objectContaining({ conclusion: "left" })),
        )
        yield* days(60)
        expect(
          new Set(sent.flatMap(({ subject }) => (subject._tag === "Care" ? [subject.message] : []))),
        ).toEqual(
          new Set(
            (yield* messages.ofPatient(tenant, Id.PatientId.make("p2"), "all")).map(
              ({ record }) => record.message.id,
            ),
          ),
        )
      }),
    ))

  it("of a guardian ends once the patient comes of age: not even what was made by then is sent", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        const minor = { ...discharge(1, { guardian: "mother" }), bornOn: date("2008-03-14") }
        yield* (yield* DischargeStore.DischargeStore).put(tenant, minor)
        yield* (yield* ConsentStore.ConsentStore).put(tenant, {
          ...consent(1, ["sms"], { guardian: "mother" }),
          purposes: ["care"],
        })
        const [mother] = minor.persons
        const { enrolment } = yield* Enrolments.enrol(tenant, { ...enrolling(1), to: mother }, stroke.id)
        yield* days(60)
        const { enrolments, messages } = yield* CareStore.CareStore
        const found = yield* enrolments.find(tenant, enrolment.id)
        expect(Option.getOrThrow(found).record.enrolment.state).toMatchObject({ reason: "notAddressed" })
        expect(sent.map(({ id }) => id).length).toBe(2)
        expect(
          (yield* messages.ofPatient(tenant, minor.patient, "all")).map(({ record: { message } }) => [
            message.occasion._tag === "Step" && message.occasion.on,
            message.state._tag === "Ended" && message.state.conclusion,
          ]),
        ).toEqual(
          expect.arrayContaining([
            ["2026-03-05", "sent"],
            ["2026-03-09", "sent"],
            ["2026-03-16", "left"],
          ]),
        )
      }),
    ))

  it("follows another day that its steps are counted from", () =>
    inHouse(running(stroke).provider, () =>
      Effect.gen(function* () {
        const { id } = yield* enrol(1, stroke)
        yield* Enrolments.changeAnchors(tenant, id, { dates: { discharge: date("2026-03-03") } })
        expect(yield* made(1)).toEqual([
          "2026-03-05 third-day notNeeded",
          "2026-03-06 third-day Planned",
          "2026-03-09 weekly notNeeded",
          "2026-03-10 weekly Planned",
          "2026-03-16 weekly notNeeded",
        ])
        const anchors = { dates: { discharge: date("2026-03-03") } }
        expect(yield* Enrolments.changeAnchors(tenant, id, anchors)).toEqual([])
      }),
    ))
})

describe("two programmes that greet for the same", () => {
  const [one, two] = [programme("one", [midAutumn]), programme("two", [midAutumn])]
  const anchored = (all: CareProgramme.CareProgramme) => ({ ...all, anchors: [] })
  const september = Date.parse("2026-09-20T10:00:00+08:00")

  it("greet once, and leaving the one doesn't take the greeting of the other away", () =>
    inHouse(running(anchored(one), anchored(two)).provider, (sent) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(september)
        const first = yield* enrol(1, one, "first")
        const second = yield* enrol(1, two, "second")
        expect((yield* made(1)).length).toBe(1)
        yield* Enrolments.leave(tenant, first.id, "programmeEnded")
        expect(yield* made(1)).toEqual(["2026-09-25 mid-autumn Planned"])
        yield* days(10)
        expect(sent.length).toBe(1)
        yield* Enrolments.leave(tenant, second.id, "programmeEnded")
        expect(yield* made(1)).toEqual(["2026-09-25 mid-autumn sent"])
      }),
    ))

  it("greet once, and a version of the one that greets no more doesn't take the greeting of the other away", () => {
    const { become, provider } = running(anchored(one), anchored(two))
    return inHouse(provider, (sent) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(september)
        for (const all of [one, two]) yield* enrol(1, all, all.id)
        const spring = step("spring", { _tag: "Festival", festival: ChinaFestivals.springFestival })
        const other = (id: string) => anchored(programme(id, [spring], "2"))
        become(other("one"), anchored(two))
        yield* Enrolments.reviseAll(tenant)
        expect(yield* made(1)).toEqual(["2026-09-25 mid-autumn Planned"])
        expect(yield* Enrolments.reviseAll(tenant)).toEqual([])
        yield* days(2)
        become(other("one"), other("two"))
        yield* Enrolments.reviseAll(tenant)
        expect(yield* made(1)).toEqual(["2026-09-25 mid-autumn notNeeded"])
        yield* days(10)
        expect(sent).toEqual([])
      }),
    )
  })

  it("greet nobody who left both", () =>
    inHouse(running(anchored(one), anchored(two)).provider, (sent) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(september)
        for (const all of [one, two]) yield* enrol(1, all, all.id)
        for (const all of [one, two]) yield* Enrolments.leave(tenant, Id.EnrolmentId.make(all.id), "asked")
        expect(yield* made(1)).toEqual(["2026-09-25 mid-autumn left"])
        yield* days(10)
        expect(sent).toEqual([])
      }),
    ))
})

describe("an erasure", () => {
  it("lets the patient out, and takes out how they are reached and when they were born", () =>
    inHouse(running(stroke).provider, (sent) =>
      Effect.gen(function* () {
        yield* (yield* ConsentStore.ConsentStore).put(tenant, allowing(1))
        const birthday = { _tag: "Gregorian", month: 3, day: 7 } as const
        const born = { ...enrolling(1), anchors: { ...enrolling(1).anchors, birthday } }
        const { enrolment } = yield* Enrolments.enrol(tenant, born, stroke.id)
        const practice = {
          of: () =>
            ({
              ...{ id: "r", version: "1", zone: "Asia/Shanghai", hours: Hours.always },
              ...{ keeps: [], erases: [] },
            }) as never,
        }
        const by = { _tag: "Staff", staff: Id.StaffId.make("n-7"), role: "nurse" } as const
        const { erased } = yield* Effect.provideService(
          Erasure.request(tenant, enrolment.patient, by),
          RetentionPractice.RetentionPractice,
          practice,
        )
        expect(erased.care).toBe(4)
        const { enrolments } = yield* CareStore.CareStore
        const { record } = Option.getOrThrow(yield* enrolments.find(tenant, enrolment.id))
        expect(record.to.phone).toBe(undefined)
        expect(record.enrolment).toMatchObject({ state: { _tag: "Left", reason: "asked" } })
        expect(record.enrolment.anchors.birthday).toBe(undefined)
        yield* days(30)
        expect(sent).toEqual([])
      }),
    ))
})

describe("a worker without care", () => {
  it("leaves an enrolment to one that has some", () =>
    inHouse(running(stroke).provider, () =>
      Effect.gen(function* () {
        yield* enrol(1, stroke)
        yield* TestClock.setTime(evening + 9 * dayMillis)
        const without = <A, E>(work: Effect.Effect<A, E, House>) =>
          Effect.updateContext(
            work,
            (house: Context.Context<House>) =>
              Context.omit(CarePractice.CarePractice, CareStore.CareStore)(house) as typeof house,
          )
        yield* without(Outreach.runDue(options))
        yield* without(Scheduling.schedule(tenant, discharge(2), []))
        expect((yield* made(1)).length).toBe(3)
        yield* TestClock.adjust("5 minutes")
        yield* drain
        expect((yield* made(1)).length).toBeGreaterThan(3)
      }),
    ))
})
