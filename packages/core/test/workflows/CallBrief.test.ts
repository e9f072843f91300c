import {
  CallBrief,
  type ContactAttempt,
  DischargeStore,
  FollowUpPlan,
  GeneralForms,
  GeneralScripts,
  Id,
  PlainDate,
  PlanStore,
} from "@aftercare/core"
import { DateTime, Effect, Redacted, Result } from "effect"
import { describe, expect, test } from "vitest"
import { plainDischarge, plainGround } from "../followup/support/grounds.ts"
import { atWork, inHouse, tenant } from "./house.ts"

const calling: CallBrief.Calling = {
  agent: "小李",
  agentNumber: "8012",
  hospital: "市一院",
  callBackNumber: "0531-12345",
  script: GeneralScripts.followUp,
  salutations: { childUnder: 14, elderFrom: 65 },
}
const secret = "慢性心力衰竭急性加重"
const discharge = {
  ...plainDischarge,
  name: "王建国",
  sex: "male",
  diagnoses: [{ code: "I50.9", text: secret }],
  procedures: [{ code: "36.06", text: "冠脉支架植入" }],
  medicines: [{ name: "美托洛尔", use: "每日两次" }],
} as const
const [plan] = Result.getOrThrow(FollowUpPlan.make(plainGround, discharge.dischargedAt))
const [task] = plan.tasks
if (task === undefined) throw new Error("a plan without tasks")
const at = DateTime.makeUnsafe("2026-03-02T15:00+08:00")
const earlier = {
  ...discharge,
  id: Id.DischargeId.make("discharge-0"),
  dischargedAt: DateTime.makeUnsafe("2025-11-02T10:00+08:00"),
}
const tickets = [{ id: "t1", title: "等候时间", openedAt: at }]
const brief = Result.getOrThrow(
  CallBrief.of(
    task,
    {
      discharge,
      plan,
      stays: [earlier, discharge],
      tickets,
      forms: GeneralForms.all,
    },
    calling,
    at,
  ),
)

describe("a call brief", () => {
  test("says whom to call, how to greet, and the script up to the identifiers", () => {
    expect(brief.answerer).toMatchObject({ salutation: "王先生", language: "zh", relation: "self" })
    expect(brief.script.map(({ part }) => part)).toEqual(["greeting", "introduction", "purpose", "identity"])
    expect(brief.script[1]?.lines).toEqual(["我是市一院的小李，工号 8012。"])
  })

  test("shows nothing of the patient's health before two identifiers match, however it is printed", () => {
    for (const text of [JSON.stringify(brief), String(brief.sealed), `${Object.values(brief)}`])
      for (const hidden of [
        secret,
        "支架",
        "美托洛尔",
        "1980",
        "心内科",
        "等候时间",
        task.title.zh,
        "bleeding",
      ])
        expect(text).not.toContain(hidden)
  })

  test.each<[Partial<CallBrief.Identifiers>, boolean]>([
    [{ name: " 王建国 ", bornOn: discharge.bornOn }, true],
    [{ name: "王建国", record: discharge.patient }, true],
    [{ bornOn: discharge.bornOn, record: discharge.patient }, true],
    [{ name: "王建国" }, false],
    [{ name: "王建国", bornOn: PlainDate.make("1980-01-02") }, false],
    [{}, false],
    [{ name: "王建军", bornOn: PlainDate.make("1980-01-02"), record: discharge.patient }, false],
  ])("opens for %j: %s", (given, opens) => {
    const opened = CallBrief.identify(brief, given)
    expect(Result.isSuccess(opened)).toBe(opens)
    if (Result.isFailure(opened)) expect(JSON.stringify(opened.failure)).not.toContain("1980")
    else {
      expect(opened.success.diagnoses[0]?.text).toBe(secret)
      expect(opened.success.medicines[0]?.name).toBe("美托洛尔")
      expect(opened.success.earlier).toHaveLength(1)
      expect(opened.success.ask.map(({ id }) => id)).toEqual(["symptoms", "medicines", "education"])
      expect(opened.success.tickets).toHaveLength(1)
      expect(opened.success.script.map(({ part }) => part)).toEqual([
        "opening",
        "prompts",
        "promise",
        "closing",
      ])
    }
  })

  test("tells where the patient went and that it was against advice, once two identifiers match", () => {
    const left = { ...discharge, destination: "hospice", againstAdvice: true } as const
    const drawn = Result.getOrThrow(
      CallBrief.of(task, { discharge: left, plan, stays: [], tickets: [], forms: [] }, calling, at),
    )
    for (const hidden of ["hospice", "againstAdvice"]) expect(JSON.stringify(drawn)).not.toContain(hidden)
    const given = { name: discharge.name, bornOn: discharge.bornOn }
    expect(Result.getOrThrow(CallBrief.identify(drawn, given))).toMatchObject({
      destination: "hospice",
      againstAdvice: true,
    })
    expect(Result.getOrThrow(CallBrief.identify(brief, given))).not.toHaveProperty("destination")
  })

  test("says of one identifier, alone or beside a wrong one, not whether it is right", () => {
    const said = (given: Partial<CallBrief.Identifiers>) =>
      Result.match(CallBrief.identify(brief, given), {
        onSuccess: () => "opened",
        onFailure: (error) => JSON.stringify({ ...error, text: error.message }),
      })
    const right = { name: "王建国", bornOn: discharge.bornOn, record: discharge.patient }
    const wrong = { name: "王建军", bornOn: PlainDate.make("1980-01-02"), record: "p-0" }
    const fields = ["name", "bornOn", "record"] as const
    for (const one of fields) {
      expect(said({ [one]: right[one] })).toBe(said({ [one]: wrong[one] }))
      for (const other of fields)
        if (other !== one)
          expect(said({ [one]: right[one], [other]: wrong[other] })).toBe(
            said({ [one]: wrong[one], [other]: wrong[other] }),
          )
      expect(said({ ...wrong, [one]: right[one] })).toBe(said(wrong))
    }
  })

  test("names nobody else where the person whom the task addresses is no longer in the record", () => {
    const [self] = discharge.persons
    const others = { ...discharge, persons: [{ ...self, id: Id.PersonId.make("another") }] } as const
    const drawn = CallBrief.of(
      task,
      { discharge: others, plan, stays: [], tickets: [], forms: [] },
      calling,
      at,
    )
    const nobody = new FollowUpPlan.NotFound({ what: "addressee", id: task.addressee })
    expect(drawn).toEqual(Result.fail(nobody))
  })

  test.each(["deceased", "readmitted", "answeredByOther"] as const)(
    "shows what became of an earlier contact, and before two identifiers match not that the patient is %s",
    (disposition) => {
      const attempt: ContactAttempt.ContactAttempt = {
        id: Id.AttemptId.make("a-1"),
        number: 1,
        channel: "phone",
        addressee: task.addressee,
        startedAt: at,
        answerBy: at,
        permission: { _tag: "Within" },
        consent: Id.ConsentId.make("consent-1"),
        disposition,
      }
      const told = { ...plan, tasks: [{ ...task, attempts: [attempt] }] }
      const drawn = Result.getOrThrow(
        CallBrief.of(task, { discharge, plan: told, stays: [], tickets: [], forms: [] }, calling, at),
      )
      const isHealth = disposition !== "answeredByOther"
      expect(drawn.contacts.map((one) => one.disposition)).toEqual([isHealth ? undefined : disposition])
      expect(JSON.stringify(drawn).includes(disposition)).toBe(!isHealth)
      expect(Redacted.value(drawn.sealed).contacts).toEqual([{ at, channel: "phone", disposition }])
    },
  )

  test("is drawn from the stores by plan and task; a task that isn't there isn't found", async () => {
    const work = Effect.gen(function* () {
      yield* (yield* PlanStore.PlanStore).insert(tenant, plan, [{ _tag: "PlanMade", plan }])
      const store = yield* DischargeStore.DischargeStore
      for (const stay of [discharge, earlier]) yield* store.put(tenant, stay)
      const loaded = yield* CallBrief.load(tenant, plan.id, task.id, atWork, calling, at, tickets)
      const missing = yield* Effect.result(
        CallBrief.load(tenant, plan.id, Id.TaskId.make("none"), atWork, calling, at),
      )
      return { loaded, missing }
    })
    const practice = () => ({ forms: GeneralForms.all })
    const { loaded, missing } = await inHouse({ practice }, () => work)
    expect(Redacted.value(loaded.sealed)).toEqual(Redacted.value(brief.sealed))
    expect(Result.isFailure(missing)).toBe(true)
  })
})
