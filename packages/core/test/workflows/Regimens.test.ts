import {
  Agenda,
  type CarePractice,
  CareStore,
  type Consent,
  ConsentStore,
  Enrolments,
  GeneralMedication,
  Id,
  type Medicine,
  Patients,
  PlainDate,
  PlainTime,
  type Regimen,
  Regimens,
} from "@aftercare/core"
import { Clock, DateTime, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { consent, discharge, drain, inHouse, type Provider, passUntil, tenant } from "./house.ts"

const hourMillis = 3_600_000
const time = PlainTime.make
const [regimenId, enrolmentId] = [Id.RegimenId.make("r-1"), Id.EnrolmentId.make("e-1")]
const [patient, person] = [Id.PatientId.make("p1"), Id.PersonId.make("p1")]

const routine = {
  breakfast: time("07:30"),
  lunch: time("12:00"),
  dinner: time("18:00"),
  bedtime: time("21:30"),
}

const taken = (id: string, ...at: ReadonlyArray<string>): Medicine.Medicine => ({
  id: Id.MedicineId.make(id),
  name: `药${id}`,
  from: PlainDate.make("2026-03-03"),
  taking: {
    _tag: "Scheduled",
    stages: [
      {
        on: { _tag: "Every", days: 1 },
        doses: at.map((one) => ({ at: { _tag: "Clock", time: time(one) }, amount: "1 片" })) as never,
      },
    ],
  },
})

let stamps = 0
const stamp = Effect.map(DateTime.now, (at): Regimen.RegimenStamp => {
  stamps += 1
  return { id: Id.EventId.make(`ev-${stamps}`), at, by: { _tag: "Staff", staff: Id.StaffId.make("n-7") } }
})

const record = (act: Regimen.RegimenAct) =>
  Effect.flatMap(stamp, (one) => Regimens.record(tenant, regimenId, act, one))

/** Somebody who takes a medicine at these times from the next morning on, and is reminded of it. */
const taking = Effect.fnUntraced(function* (...at: ReadonlyArray<string>) {
  const allowed: Consent.Consent = {
    ...consent(1, ["sms", "wechat"]),
    id: Id.ConsentId.make("care-1"),
    purposes: ["care", "reminder"],
  }
  yield* (yield* ConsentStore.ConsentStore).put(tenant, allowed)
  const opening = { regimen: regimenId, patient, addressee: person, zone: "Asia/Shanghai" as never, routine }
  yield* Regimens.start(tenant, opening, yield* stamp)
  yield* record({ _tag: "Prescribed", medicine: taken("m-1", ...at) })
  const to = discharge(1, { channels: ["sms", "wechat"] }).persons[0]
  return yield* Enrolments.remind(tenant, { id: enrolmentId, to, needsGuardian: false }, regimenId)
})

/** Reminders that no cap counts. */
const asked: CarePractice.MedicationPractice = {
  policy: GeneralMedication.policy,
  sending: { purpose: "reminder", channels: ["sms"], template: { id: "doses", version: "1" } },
  aheadDays: 2,
}

const clock = (at: DateTime.Utc) =>
  new Date(DateTime.toEpochMillis(at) + 8 * hourMillis).toISOString().slice(5, 16)

/** When the person was reminded, and how each reminder ended. */
const reminded = Effect.gen(function* () {
  const { messages } = yield* CareStore.CareStore
  const found = (yield* messages.ofPerson(tenant, person, "all")).map(({ record: { message } }) => message)
  return found
    .sort((a, b) => DateTime.Order(a.span.ideal, b.span.ideal))
    .map(({ sends, span, state }) => {
      const how = state._tag === "Ended" ? state.conclusion : state._tag
      return `${clock(span.ideal)} ${how}${sends.length === 0 ? "" : ` at ${sends.map(({ at }) => clock(at)).join()}`}`
    })
})

const hours = (n: number) => Effect.flatMap(Clock.currentTimeMillis, (now) => passUntil(now + n * hourMillis))

describe("a regimen of which somebody is reminded", () => {
  it("has its reminders sent at the time of the doses, on and on, or moved out of rest as the policy says", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const { enrolment } = yield* taking("09:00", "12:30")
        expect(enrolment.through).toBe("2026-03-04")
        yield* hours(4 * 24)
        expect((yield* reminded).slice(0, 6)).toEqual([
          "03-03T09:00 sent at 03-03T09:00",
          "03-03T12:30 sent at 03-03T11:57",
          "03-04T09:00 sent at 03-04T09:00",
          "03-04T12:30 sent at 03-04T11:57",
          "03-05T09:00 sent at 03-05T09:00",
          "03-05T12:30 sent at 03-05T11:57",
        ])
        expect(sent.length).toBe(8)
      }),
    ))

  it("is reminded at every meal where they asked for it, however often the hospital may write by its own choice", () =>
    inHouse({ care: { medication: asked } }, () =>
      Effect.gen(function* () {
        yield* taking("08:30", "11:30", "18:00")
        yield* hours(2 * 24)
        expect((yield* reminded).slice(0, 3)).toEqual([
          "03-03T08:30 sent at 03-03T08:30",
          "03-03T11:30 sent at 03-03T11:30",
          "03-03T18:00 sent at 03-03T18:00",
        ])
      }),
    ))

  it("says what is due, and names it only where nobody else may read it or the person agreed", () => {
    const said: Array<CarePractice.Reminding | undefined> = []
    const provider: Provider = {
      care: {
        compose: (_, reminding) => {
          said.push(reminding)
          return { text: `${reminding?.doses.length}` }
        },
      },
    }
    return inHouse(provider, (sent) =>
      Effect.gen(function* () {
        yield* taking("09:00")
        yield* record({ _tag: "Prescribed", medicine: taken("m-2", "09:10") })
        yield* hours(24)
        yield* record({ _tag: "NamingAgreed", channels: ["sms"] })
        yield* hours(24)
        expect(said.map((one) => [one?.doses.map(({ medicine }) => medicine), one?.mayName])).toEqual([
          [["m-1", "m-2"], false],
          [["m-1", "m-2"], true],
        ])
        expect(sent.map(({ content }) => content.text)).toEqual(["2", "2"])
      }),
    )
  })

  it("isn't reminded of a dose that was told of, nor of one that was withdrawn, nor while it pauses", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        const regimen = yield* taking("09:00", "15:00")
        expect(regimen.skipped).toEqual([])
        const { regimens } = yield* CareStore.CareStore
        const { record: kept } = Option.getOrThrow(yield* regimens.find(tenant, regimenId))
        const [order] = kept.orders
        yield* hours(13)
        const dose = { order: order?.id as Id.EventId, on: PlainDate.make("2026-03-03"), index: 0 }
        const takenAt = yield* DateTime.now
        yield* record({ _tag: "DoseTold", dose, outcome: { _tag: "Taken", takenAt } })
        yield* hours(3)
        expect(sent).toEqual([])
        yield* record({ _tag: "Paused", reason: "检查" })
        yield* hours(2)
        yield* record({ _tag: "Resumed" })
        yield* hours(5)
        expect(sent.length).toBe(1)
        yield* record({ _tag: "Paused", reason: "检查" })
        yield* hours(24)
        yield* record({ _tag: "Resumed" })
        yield* record({ _tag: "Withdrawn", medicine: Id.MedicineId.make("m-1"), reason: "停药" })
        yield* hours(48)
        expect((yield* reminded).slice(0, 4)).toEqual([
          "03-03T09:00 notNeeded",
          "03-03T15:00 sent at 03-03T15:00",
          "03-04T09:00 notNeeded",
          "03-04T15:00 notNeeded",
        ])
        expect(sent.length).toBe(1)
      }),
    ))

  it("is reminded in the noon rest once the person asks for it, also of what was made before", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* taking("12:30")
        yield* hours(24)
        const override = {
          kind: "ownRequest",
          author: Id.StaffId.make("n-7"),
          reason: "本人要求",
          givenAt: yield* DateTime.now,
        } as const
        yield* record({ _tag: "OverrideGiven", override })
        yield* hours(24)
        yield* record({ _tag: "OverrideTakenBack" })
        yield* hours(24)
        expect((yield* reminded).slice(0, 3)).toEqual([
          "03-03T12:30 sent at 03-03T11:57",
          "03-04T12:30 sent at 03-04T12:30",
          "03-05T12:30 sent at 03-05T11:57",
        ])
      }),
    ))

  it("is held by the caps of the contact policy that name its purpose", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* taking("09:00", "10:30", "15:00")
        yield* hours(25)
        const { messages } = yield* CareStore.CareStore
        const dropped = (yield* messages.ofPerson(tenant, person, "all")).flatMap(
          ({ record: { message } }) =>
            message.state._tag === "Ended" && message.state.conclusion === "dropped"
              ? [message.state.rules]
              : [],
        )
        expect(sent.length).toBe(2)
        expect(dropped).toEqual([expect.arrayContaining(["frequency.messages"])])
      }),
    ))

  it("is reminded day after day as often as the caps allow, though workers come some seconds late", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* taking("09:00", "15:00")
        const until = (yield* Clock.currentTimeMillis) + 6 * 24 * hourMillis
        for (let late = 0; ; late = (late * 7 + 13) % 50) {
          const due = yield* (yield* Agenda.Agenda).nextDueAt
          const now = yield* Clock.currentTimeMillis
          if (due === undefined || DateTime.toEpochMillis(due) > until) break
          yield* TestClock.setTime(Math.max(now, DateTime.toEpochMillis(due)) + late * 1000)
          yield* drain
        }
        expect(sent.length).toBe(12)
      }),
    ))

  it("lets whoever is enrolled out with its end", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* taking("09:00")
        yield* hours(24)
        yield* record({ _tag: "Ended", end: "stopped" })
        const { enrolments } = yield* CareStore.CareStore
        const { record: kept } = Option.getOrThrow(yield* enrolments.find(tenant, enrolmentId))
        expect(kept.enrolment.state).toMatchObject({ _tag: "Left", reason: "finished" })
        expect(yield* (yield* Agenda.Agenda).nextDueAt).toBe(undefined)
        yield* hours(72)
        expect(sent.length).toBe(1)
      }),
    ))

  it("reminds nobody after a death", () =>
    inHouse({}, (sent) =>
      Effect.gen(function* () {
        yield* taking("09:00")
        yield* Patients.recordVitalStatus(tenant, patient, "deceased", Id.StaffId.make("n-7"))
        yield* hours(72)
        expect(sent).toEqual([])
        expect(new Set(yield* reminded)).toEqual(new Set(["03-03T09:00 deceased", "03-04T09:00 deceased"]))
      }),
    ))

  it("changes nothing where the same is told twice, and refuses what doesn't fit", () =>
    inHouse({}, () =>
      Effect.gen(function* () {
        yield* taking("09:00")
        const once = yield* stamp
        const act: Regimen.RegimenAct = { _tag: "Paused", reason: "检查" }
        const first = yield* Regimens.record(tenant, regimenId, act, once)
        expect(yield* Regimens.record(tenant, regimenId, act, once)).toEqual(first)
        const { regimens } = yield* CareStore.CareStore
        expect((yield* regimens.events(tenant, regimenId)).map(({ _tag }) => _tag)).toEqual([
          "Started",
          "Prescribed",
          "Paused",
        ])
        expect(yield* Effect.flip(record({ _tag: "Paused", reason: "检查" }))).toMatchObject({
          _tag: "RegimenRefused",
          rule: "regimen.paused",
        })
      }),
    ))

  it("needs a practice with reminders, and a regimen that is there", () =>
    inHouse({ care: { medication: undefined as never } }, () =>
      Effect.gen(function* () {
        const to = discharge(1).persons[0]
        const enrolling = { id: enrolmentId, to, needsGuardian: false }
        expect(yield* Effect.flip(Enrolments.remind(tenant, enrolling, regimenId))).toMatchObject({
          reason: { _tag: "NotFound" },
        })
        expect(yield* Effect.flip(taking("09:00"))).toMatchObject({
          _tag: "NotPractised",
          what: "medicationReminder",
        })
      }),
    ))
})
