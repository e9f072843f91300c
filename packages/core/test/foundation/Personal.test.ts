import {
  CallRecord,
  CareEnrolment,
  CareMessage,
  CareStore,
  Discharge,
  FeedbackCounts,
  FollowUpCounts,
  type FollowUpFigures,
  FollowUpPlan,
  Inbox,
  MessageLog,
  Personal,
  PhoneNumber,
  Regimen,
  SurveyInvitation,
  SurveyStore,
  Text,
  Ticket,
  TicketStore,
} from "@aftercare/core"
import {
  FeedbackArbitraries,
  FollowUpArbitraries,
  FollowUpLife,
  SurveyArbitraries,
} from "@aftercare/core/testing"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { anyGround, script, shipped } from "../followup/support/grounds.ts"

/** Everything that is kept about a patient and holds more than ids and instants. */
const records = {
  Discharge: Discharge.Discharge,
  FollowUpPlan: FollowUpPlan.FollowUpPlan,
  FollowUpEvent: FollowUpPlan.FollowUpEvent,
  CallRecord: CallRecord.CallRecord,
  CallEvent: CallRecord.CallEvent,
  KeptTicket: TicketStore.KeptTicket,
  TicketEvent: Ticket.TicketEvent,
  KeptInvitation: SurveyStore.KeptInvitation,
  InvitationEvent: SurveyInvitation.InvitationEvent,
  KeptResponse: SurveyStore.KeptResponse,
  Message: MessageLog.Message,
  Received: Inbox.Received,
  KeptEnrolment: CareStore.KeptEnrolment,
  EnrolmentEvent: CareEnrolment.EnrolmentEvent,
  Regimen: Regimen.Regimen,
  RegimenEvent: Regimen.RegimenEvent,
  KeptCareMessage: CareStore.KeptCareMessage,
  CareMessageEvent: CareMessage.CareMessageEvent,
}

/** Fields that take any words and stay: what the hospital calls its own things, and references that tell nothing. */
const staying = new Set([
  "actions.causes",
  // Policies, calendars, forms and tables of the hospital's, by name and version.
  "basis.calendar.id",
  "calendar.id",
  "calendar",
  "department",
  "did.item",
  "did.word",
  "form.id",
  "options",
  "patientGroups",
  "policy.id",
  "reference",
  "reference.en",
  "reference.zh",
  "source.title",
  "subject.notice",
  "table.id",
  "template.id",
  "title.en",
  "title.zh",
  "told.id",
  "version",
  "weights",
])

/** The paths of all fields that take any words and aren't marked, each under the last two names that lead there. */
const unmarked = (schema: Schema.Top): ReadonlySet<string> => {
  const found = new Set<string>()
  const seen = new Set<SchemaAST.AST>()
  const words = "王小明说：请不要再打这个电话。"
  const walk = (ast: SchemaAST.AST, path: ReadonlyArray<string>): void => {
    const marks = [ast.annotations, ...(ast.checks ?? []).map((check) => check.annotations)]
    if (marks.some((one) => one?.["@aftercare/core/personal"] !== undefined)) return
    if (SchemaAST.isString(ast) && Schema.is(Schema.make(ast))(words)) found.add(path.slice(-2).join("."))
    if (SchemaAST.isSuspend(ast) && !seen.has(ast)) {
      seen.add(ast)
      walk(ast.thunk(), path)
    }
    if (SchemaAST.isObjects(ast)) {
      for (const { name, type } of ast.propertySignatures) walk(type, [...path, String(name)])
      for (const { type } of ast.indexSignatures) walk(type, [...path, "*"])
    }
    if (SchemaAST.isArrays(ast)) for (const type of [...ast.elements, ...ast.rest]) walk(type, path)
    if (SchemaAST.isUnion(ast)) for (const type of ast.types) walk(type, path)
  }
  walk(SchemaAST.toType(schema.ast), [])
  return found
}

test("every field of what is kept that takes any words is marked, or known to stay", () => {
  const all = Object.entries(records).flatMap(([name, schema]) =>
    [...unmarked(schema)].map((path) => `${name}: ${path}`),
  )
  const known = (path: string) => [...staying].some((name) => path === name || path.endsWith(`.${name}`))
  expect(all.filter((one) => !known(one.split(": ")[1] ?? ""))).toEqual([])
})

/** An eraser that shows with each value that what is left still decodes, and that erasing it again changes nothing. */
const erasing = <A, I>(schema: Schema.Codec<A, I>) => {
  const erase = Personal.eraser(schema)
  const encode = Schema.encodeSync(schema)
  const decode = Schema.decodeUnknownSync(schema)
  return (value: A) => {
    const erased = erase(value)
    expect(encode(decode(encode(erased)))).toEqual(encode(erased))
    expect(encode(erase(erased))).toEqual(encode(erased))
    return erased
  }
}

const names = new Set(
  "name phone email wechat app address doctor use text reason taken what subject account demand summary measures referredTo about withdrawn signature people evidence from note salutation relation to by result question".split(
    " ",
  ),
)

/** All strings under a name that tells of a person. */
const told = (value: unknown, under = false): ReadonlyArray<string> => {
  if (typeof value === "string") return under ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => told(item, under))
  if (value === null || typeof value !== "object") return []
  return Object.entries(value).flatMap(([key, item]) =>
    told(item, names.has(key) && (typeof item === "string" || Array.isArray(item))),
  )
}

const isWord = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/.test(text) || text === Personal.erased

describe("erasing", () => {
  test("leaves nothing of a discharge that names or describes anybody, and what is counted", () => {
    const erase = erasing(Discharge.Discharge)
    fc.assert(
      fc.property(FollowUpArbitraries.discharge(), (discharge) => {
        const erased = erase(discharge)
        const { department: _, risk: __, ...rest } = Schema.encodeSync(Discharge.Discharge)(erased)
        const text = JSON.stringify(rest)
        const gone = [
          discharge.name,
          discharge.doctor,
          ...discharge.persons.flatMap(({ addresses, name, phone }) => [
            name,
            phone,
            ...Object.values(addresses ?? {}),
          ]),
          ...discharge.diagnoses.map(({ text }) => text),
        ].filter((part) => part !== undefined && part.trim().length > 2)
        expect(gone.filter((part) => text.includes(JSON.stringify(part)))).toEqual([])
        expect(erased).toMatchObject({
          id: discharge.id,
          patient: discharge.patient,
          dischargedAt: discharge.dischargedAt,
          department: discharge.department,
          chronic: discharge.chronic,
          highRisk: discharge.highRisk,
          name: Personal.erased,
        })
        expect(erased.persons.map(({ id }) => id)).toEqual(discharge.persons.map(({ id }) => id))
        expect(erased.persons.flatMap(({ phone }) => phone ?? [])).toEqual([])
        expect(erased.bornOn).toBe(`${discharge.bornOn.slice(0, 4)}-01-01`)
      }),
    )
  })

  test("plans and what happened to them goes hand in hand, and their figures stay", () => {
    const [erase, eraseEvent] = [erasing(FollowUpPlan.FollowUpPlan), erasing(FollowUpPlan.FollowUpEvent)]
    const eraseDischarge = Personal.eraser(Discharge.Discharge)
    fc.assert(
      fc.property(fc.oneof(shipped(), anyGround()), script, (ground, drawn) => {
        const life = FollowUpLife.live(ground, drawn, ground.discharge.dischargedAt)
        if (Result.isFailure(life)) return
        const { steps } = life.success
        const { plan } = steps.at(-1) ?? steps[0]
        const events = steps.flatMap((step) => step.events)
        expect(FollowUpPlan.replay(erase(plan), events.map(eraseEvent))).toEqual(
          erase(FollowUpPlan.replay(plan, events)),
        )
        const during = { from: 0, until: 4e12 }
        const counts = (kept: FollowUpFigures.Kept) =>
          FollowUpCounts.of(
            [kept],
            during,
            plan.tasks.slice(0, 1).map(({ stage }) => stage),
          )
        const erased = {
          plan: erase(plan),
          ground: { ...ground, discharge: eraseDischarge(ground.discharge) },
        }
        expect(counts(erased)).toEqual(counts({ plan, ground }))
      }),
      { numRuns: 60 },
    )
  })

  test("tickets and what happened to them goes hand in hand, and their counts stay", () => {
    const [erase, eraseEvent] = [erasing(Ticket.Ticket), erasing(Ticket.TicketEvent)]
    fc.assert(
      fc.property(FeedbackArbitraries.ticketLife(), ({ steps }) => {
        const [first, ...rest] = steps
        if (first === undefined) return
        const ticket = rest.at(-1)?.ticket ?? first.ticket
        const again = rest.reduce(
          (before, { event }) => Ticket.evolve(before, eraseEvent(event)),
          erase(first.ticket),
        )
        const erased = erase(ticket)
        expect(again).toEqual(erased)
        const left = told(Schema.encodeSync(Ticket.Ticket)(erased))
        expect(left.filter((text) => !isWord(text))).toEqual([])
        const during = { from: 0, until: 4e12 }
        const counts = (one: Ticket.Ticket) =>
          FeedbackCounts.of([{ ticket: one, evaluation: { targets: [], breaches: [] } as never }], during)
        expect(counts(erased)).toEqual(counts(ticket))
        expect(Ticket.awaits(erased)).toEqual(Ticket.awaits(ticket))
        expect(Ticket.stageOf(erased)).toBe(Ticket.stageOf(ticket))
      }),
      { numRuns: 60 },
    )
  })

  test("survey responses leaves every answer that is counted, and takes the words", () => {
    fc.assert(
      fc.property(
        SurveyArbitraries.questionnaire().chain((questionnaire) =>
          fc.tuple(
            fc.constant(questionnaire),
            fc.array(SurveyArbitraries.response(questionnaire), { maxLength: 8 }),
          ),
        ),
        ([, responses]) => {
          const erase = erasing(SurveyStore.KeptResponse)
          for (const response of responses) {
            const erased = erase({ response }).response
            for (const [item, answer] of Object.entries(response.answers))
              expect(erased.answers[item]).toEqual(
                answer._tag === "Words" ? { _tag: "Words", text: Personal.erased } : answer,
              )
            expect({ ...erased, answers: {} }).toEqual({ ...response, answers: {} })
          }
        },
      ),
    )
  })

  test("a field under which nothing may stand leaves it out, and one that may be reached by nobody any more", () => {
    const Contact = Schema.Struct({
      name: Text.PersonalText,
      phone: Schema.optionalKey(PhoneNumber.PhoneNumber),
      mail: Schema.optionalKey(Text.Address),
      notes: Schema.Record(Schema.String, Text.FreeText),
      pair: Schema.Tuple([Schema.Int, Text.PersonalText]),
    })
    const erased = Personal.eraser(Contact)({
      name: "王小明",
      phone: PhoneNumber.PhoneNumber.make("+8613800138000"),
      mail: "a@b.example",
      notes: { a: "one", b: "" },
      pair: [7, "two"],
    })
    expect(erased).toEqual({ name: "—", notes: { a: "—", b: "—" }, pair: [7, "—"] })
    const Nothing = Schema.Struct({ id: Schema.Int })
    const value = { id: 1 }
    expect(Personal.eraser(Nothing)(value)).toBe(value)
  })
})
