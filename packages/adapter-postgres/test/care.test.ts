// People in a programme and with a regimen, with several workers at once on one database.
import { Postgres } from "@aftercare/adapter-postgres"
import {
  CareEnrolment,
  CareMessage,
  CarePractice,
  type CareProgramme,
  ChinaCalendar,
  ChinaContact,
  Enrolments,
  GeneralMedication,
  GeneralProtocols,
  Id,
  type Medicine,
  MessageChannel,
  Outreach,
  PlainDate,
  PlainTime,
  Practice,
  type Regimen,
  Regimens,
} from "@aftercare/core"
import { CareStore, ConsentStore } from "@aftercare/core/ports"
import { Clock, DateTime, Duration, Effect, Layer, ManagedRuntime, Option, Stream } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ahead } from "./crash/ward.ts"
import { consentOf, personOf } from "./support/people.ts"
import { type Database, database, embedded, keyRing } from "./support/servers.ts"

const tenant = Id.TenantId.make("hospital")
const time = PlainTime.make
const people = 9

const [first = "", ...days] = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]
const programme: CareProgramme.CareProgramme = {
  id: Id.ProgrammeId.make("daily"),
  version: "1",
  title: { zh: "每日关怀", en: "Daily" },
  audience: {},
  purpose: "care",
  anchors: ["discharge"],
  steps: [1, 2, 3, 4].map((n) => ({
    id: Id.StepId.make(`day-${n}`),
    when: { _tag: "After", anchor: "discharge", days: n },
    span: { earliest: time("08:30"), ideal: time("09:30"), due: time("12:00"), latest: time("19:00") },
    channels: ["sms"],
    template: { id: "daily", version: "1" },
  })) as never,
  source: { title: "own", status: "hospitalPolicy", verified: "own" },
}
const medicine: Medicine.Medicine = {
  id: Id.MedicineId.make("m-1"),
  name: "阿司匹林",
  from: PlainDate.make(days[0] ?? ""),
  taking: {
    _tag: "Scheduled",
    stages: [
      {
        on: { _tag: "Every", days: 1 },
        doses: [{ at: { _tag: "Clock", time: time("15:00") }, amount: "1 片" }],
      },
    ],
  },
}

const sent: Array<MessageChannel.Outgoing> = []
const channel: MessageChannel.MessageChannel = {
  channel: "sms",
  capabilities: {
    idempotency: { _tag: "None" },
    lookUp: false,
    receipts: false,
    inbound: false,
    costMilli: 0,
  },
  send: (message) =>
    Effect.sync(() => {
      sent.push(message)
      return { _tag: "Accepted", reference: message.id }
    }),
  lookUp: () => Effect.succeed(Option.none()),
  receipts: Stream.empty,
  inbound: Stream.empty,
}

// Without caps: workers that come at three moments of a day alone don't come back for what one put off by seconds.
const rules = {
  contact: { ...ChinaContact.carePolicy, caps: [] },
  calendar: ChinaCalendar.publicHolidays,
}
const house = ({ prepare, url }: Database) =>
  ManagedRuntime.make(
    Layer.mergeAll(
      Layer.provide(Postgres.layer({ url, prepare }), keyRing),
      Layer.succeed(CarePractice.CarePractice, {
        of: () => ({
          ...rules,
          programmes: [programme],
          aheadDays: 2,
          festivals: [],
          medication: {
            policy: GeneralMedication.policy,
            sending: { purpose: "care", channels: ["sms"], template: { id: "doses", version: "1" } },
            aheadDays: 1,
          },
          compose: ({ message }) => ({ text: message.template.id }),
        }),
      }),
      Layer.succeed(Practice.Practice, {
        of: () => ({
          protocol: GeneralProtocols.generalDischarge,
          rules: [],
          policy: rules.contact,
          calendar: rules.calendar,
          guardianConsentUnder: ChinaContact.guardianConsentUnder,
          compose: () => ({ text: "" }),
        }),
      }),
      Layer.succeed(MessageChannel.MessageChannels, MessageChannel.fromList([channel])),
    ),
  )

let runtime: ReturnType<typeof house>
beforeAll(async () => {
  runtime = house(await database(embedded))
})
afterAll(() => runtime.dispose())

const options = { batch: 5, lease: Duration.minutes(2), sendTimeout: Duration.seconds(5) }
const worker: Effect.Effect<
  number,
  unknown,
  Effect.Services<ReturnType<typeof Outreach.runDue>>
> = Effect.flatMap(Outreach.runDue(options), (claimed) => (claimed === 0 ? Effect.succeed(0) : worker))
const threeWorkers = Effect.all([worker, worker, worker], { concurrency: 3 })

/** On a clock that reads so, and goes on from there. */
const at = <A, E, R>(instant: string, work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => ahead(Date.parse(instant) - now, work))

const enrolAll = Effect.gen(function* () {
  for (let n = 0; n < people; n++) {
    const to = personOf(n)
    const patient = Id.PatientId.make(`p${n}`)
    yield* (yield* ConsentStore.ConsentStore).put(tenant, consentOf(n, "care"))
    const enrolling = {
      ...{ id: Id.EnrolmentId.make(`e${n}`), patient, to, needsGuardian: false },
      ...{ anchors: { dates: { discharge: PlainDate.make(first) } }, candidate: { codes: [] } },
    }
    yield* Enrolments.enrol(tenant, enrolling, programme.id)
    if (n % 3 !== 0) continue
    const regimen = Id.RegimenId.make(`r${n}`)
    const now = yield* DateTime.now
    const stamp = (id: string): Regimen.RegimenStamp => ({
      ...{ id: Id.EventId.make(`${id}-${n}`), at: now, by: { _tag: "Staff", staff: Id.StaffId.make("n-7") } },
    })
    const routine = {
      ...{ breakfast: time("07:30"), lunch: time("12:00") },
      ...{ dinner: time("18:00"), bedtime: time("22:00") },
    }
    const opening = { regimen, patient, addressee: to.id, zone: to.profile.zone, routine }
    yield* Regimens.start(tenant, opening, stamp("start"))
    yield* Regimens.record(tenant, regimen, { _tag: "Prescribed", medicine }, stamp("prescribed"))
    const id = Id.EnrolmentId.make(`with-r${n}`)
    yield* Enrolments.remind(tenant, { id, to, needsGuardian: false }, regimen)
  }
})

test("everybody is sent each day's message and reminder once, however many workers there are", async () => {
  await runtime.runPromise(at(`${first}T18:00:00+08:00`, enrolAll))
  for (const day of days)
    for (const hour of ["00:05", "09:30", "15:00"])
      await runtime.runPromise(at(`${day}T${hour}:00+08:00`, threeWorkers))
  const withRegimen = Math.ceil(people / 3)
  expect(sent.length).toBe(days.length * (people + withRegimen))
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length)

  const kept = Effect.gen(function* () {
    const { enrolments, messages } = yield* CareStore.CareStore
    for (let n = 0; n < people; n++) {
      const id = Id.PersonId.make(`p${n}`)
      const own = (yield* messages.ofPerson(tenant, id, "all")).map(({ record }) => record.message)
      const went = own.filter(({ sends }) => sends.length > 0)
      expect(went.length).toBe(days.length * (n % 3 === 0 ? 2 : 1))
      for (const message of own) {
        const [made, ...events] = yield* messages.events(tenant, message.id)
        if (made?._tag !== "CareMessageMade") throw new Error("no beginning")
        expect(CareMessage.replay(made.message, events)).toEqual(message)
      }
      for (const { record } of yield* enrolments.ofPerson(tenant, id, "all")) {
        const [made, ...events] = yield* enrolments.events(tenant, record.enrolment.id)
        if (made?._tag !== "EnrolmentMade") throw new Error("no beginning")
        expect(CareEnrolment.replay(made.enrolment, events)).toEqual(record.enrolment)
      }
    }
    return (yield* enrolments.list(tenant, { of: "open", limit: 99 })).records.length
  })
  expect(await runtime.runPromise(kept)).toBe(people + withRegimen)
}, 60_000)
